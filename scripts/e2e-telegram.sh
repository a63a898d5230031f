#!/usr/bin/env bash
# The environments in which the bot meets Bot API servers of others, under build/e2e-telegram: each has its own, so that
# nothing of theirs can be missing or differ in ours. What is there already is left alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=${1:?usage: scripts/e2e-telegram.sh PYTHON}
there=build/e2e-telegram
mkdir -p "$there"

venv() { # name, packages and options for pip
  local name=$1
  shift
  if ! [ -e "$there/$name/ready" ]; then
    echo "Installing $name …"
    "$python" -m venv --clear "$there/$name"
    "$there/$name/bin/python" -m pip --disable-pip-version-check -qq install "$@"
    touch "$there/$name/ready"
  fi
}

# tg-auto-test says that it needs a newer Python than it does, and lives in one process with the bot.
venv bot -c constraints.txt -e . --ignore-requires-python tg-auto-test==1.3.24
venv telemelya telemelya==0.2.2 'fakeredis[lua]==2.40.0' 'moto[server]==5.2.5'

if ! [ -e "$there/node/ready" ]; then
  command -v npm >/dev/null || { echo "telegram-test-api needs Node. On Debian and Ubuntu: sudo apt install nodejs npm"; exit 1; }
  echo "Installing node …"
  mkdir -p "$there/node"
  npm install --silent --no-fund --no-audit --prefix "$there/node" telegram-test-api@4.2.1
  touch "$there/node/ready"
fi
