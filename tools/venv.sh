#!/usr/bin/env bash
# Builds .venv from a hashed requirement file: tools/venv.sh PYTHON REQUIREMENTS
set -euo pipefail
python=$1
requirements=$2
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "EventHub needs Python 3.11 or newer; name one with PYTHON=…" >&2
  exit 1
fi
if [ ! -x .venv/bin/python ]; then
  echo "Making .venv with $("$python" --version)"
  "$python" -m venv .venv
fi
echo "Installing $requirements (about a minute the first time)"
.venv/bin/pip install --quiet --require-hashes --requirement "$requirements"
