#!/usr/bin/env bash
# The environments in which the bot meets Bot API servers of others, under build/e2e-telegram: each has its own, so that
# nothing of theirs can be missing or differ in ours. What is there already is left alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=${1:?usage: scripts/e2e-telegram.sh PYTHON}
there=build/e2e-telegram
mkdir -p "$there"

# What an environment was made from is written into it, so that it is made anew when that changes.
is_made() { # name, what it is made from
  [ "$(cat "$there/$1/ready" 2>/dev/null)" = "$2" ]
}

venv() { # name, packages and options for pip
  local name=$1 from
  shift
  from="$*"
  [ "$name" != bot ] || from="$from $(cksum pyproject.toml constraints.txt)"
  is_made "$name" "$from" && return
  echo "Installing $name …"
  "$python" -m venv --clear "$there/$name"
  "$there/$name/bin/python" -m pip --disable-pip-version-check -qq install "$@"
  echo "$from" >"$there/$name/ready"
}

# tg-auto-test says that it needs a newer Python than it does, and lives in one process with the bot. `demo` is its page.
venv bot -c constraints.txt -e . --ignore-requires-python 'tg-auto-test[demo]==1.3.24'
venv telemelya telemelya==0.2.2 'fakeredis[lua]==2.40.0' 'moto[server]==5.2.5'

server=telegram-test-api@4.2.1
if ! is_made node "$server"; then
  command -v npm >/dev/null || { echo "$server needs Node. On Debian and Ubuntu: sudo apt install nodejs npm"; exit 1; }
  echo "Installing node …"
  rm -rf "$there/node" && mkdir "$there/node"
  npm install --silent --no-fund --no-audit --prefix "$there/node" "$server"
  echo "$server" >"$there/node/ready"
fi
