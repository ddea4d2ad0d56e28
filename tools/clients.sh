#!/usr/bin/env bash
# Installs the calendar clients the tests compare, below var/clients: npm's by exact version, each checked against
# tests/clients/integrity.txt, and Python's in an environment of their own. tools/clients.sh PYTHON
set -euo pipefail
python=$1
home=var/clients
mkdir -p $home
cp tests/clients/package.json $home/
(cd $home && rm -rf node_modules && npm install --ignore-scripts --no-package-lock --no-audit --no-fund --silent)
# npm has compared what it fetched with what it was promised; here the promise is compared with what we know.
"$python" - $home/node_modules/.package-lock.json tests/clients/integrity.txt <<'PY'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    packages = json.load(file)["packages"]
with open(sys.argv[2], encoding="utf-8") as file:
    known = sorted(file.read().split("\n")[:-1])
found = sorted(f"{name.removeprefix('node_modules/')} {one['version']} {one['integrity']}" for name, one in packages.items())
if found != known:
    print("These are not the packages of tests/clients/integrity.txt:", *sorted(set(found) ^ set(known)), sep="\n  ", file=sys.stderr)
    sys.exit(1)
PY
[ -x $home/venv/bin/python ] || "$python" -m venv $home/venv
$home/venv/bin/pip install --quiet --require-hashes --requirement requirements/clients.txt
