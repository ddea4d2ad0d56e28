#!/usr/bin/env bash
# Runs every benchmark on a database of its own, filled with the pilot programme once and kept under var/bench.
set -euo pipefail
mkdir -p var/bench
export EVENTHUB_SECRET_KEY=a-key-for-benchmarks-only-and-nothing-else EVENTHUB_DATABASE_URL=sqlite:///$PWD/var/bench/bench.sqlite3
flask=(.venv/bin/python -m flask --app wsgi)
if [ ! -e var/bench/loaded ]; then
  rm -f var/bench/bench.sqlite3*
  "${flask[@]}" db upgrade
  "${flask[@]}" demo load --size pilot
  touch var/bench/loaded
fi
"${flask[@]}" bench all
