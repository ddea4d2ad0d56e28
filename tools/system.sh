#!/usr/bin/env bash
# Installs what the tests need besides Python: Chromium with Korean fonts and what drives it, PostgreSQL, and for the
# calendar clients they compare calcurse and Node.js. Says what is missing otherwise.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql)
/sbin/ldconfig -p | grep -q "libatomic.so.1" || missing+=(libatomic1)  # the driver of the browser tests is a Node.js
fc-list 2>/dev/null | grep -qi "cjk" || missing+=(fonts-noto-cjk fontconfig)
command -v calcurse >/dev/null || missing+=(calcurse)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then as_root=(sudo -n); else
    echo "The tests need these packages of the system, which only an administrator can install: ${missing[*]}" >&2
    exit 1
  fi
fi
if ! command -v apt-get >/dev/null; then
  echo "The tests need Chromium, a Korean font, PostgreSQL, calcurse, Node.js and npm; install them with the packages of your system." >&2
  exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
