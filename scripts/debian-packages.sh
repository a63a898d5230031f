#!/bin/sh
# Installs what the tests need beside Python: a browser to open the web page in, a font to see Chinese with, and a
# scanner for QR codes that has nothing to do with what draws them; where CI is true, also an office that opens our
# tables. Quiet where nothing is missing. Where it may not install, it says so: the tests that need them are then
# skipped, but where CI is true they, and this, fail.
# Programs that are named are looked for instead, such as the benchmark's: scripts/debian-packages.sh redis-server
set -eu

missing=""
for program in "$@"; do
    command -v "$program" >/dev/null || missing="$missing $program"
done
if [ $# = 0 ]; then
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        missing="chromium"
    if command -v dpkg-query >/dev/null; then
        dpkg-query -W -f '${Status}' fonts-noto-cjk 2>/dev/null | grep -q "ok installed" ||
            missing="$missing fonts-noto-cjk"
    fi
    command -v zbarimg >/dev/null || missing="$missing zbar-tools"
    # It is large, and one test needs it: a laptop may do without.
    [ "${CI:-}" != true ] || command -v soffice >/dev/null || missing="$missing libreoffice-calc-nogui"
fi
[ -n "$missing" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"

install() {
    command -v apt-get >/dev/null && $as_root true 2>/dev/null || return 1
    echo "Installing: $missing"
    # shellcheck disable=SC2086  # several words on purpose
    log=$($as_root apt-get update -qq 2>&1 &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $missing 2>&1) ||
        { echo "$log" >&2 && return 1; }
}

if ! install </dev/null; then
    echo "──────────────────────────────────────────────────────────────────────────────────────"
    echo "Missing, and not installed from here: $missing. What needs it is left out."
    echo "On Debian: sudo apt-get install $missing"
    echo "──────────────────────────────────────────────────────────────────────────────────────"
    [ "${CI:-}" != true ] || exit 1
fi >&2
