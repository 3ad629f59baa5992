#!/bin/sh
# Builds .venv in this checkout from a pinned file, or finds it up to date.
#   scripts/bootstrap.sh run    what the application needs       (requirements.txt)
#   scripts/bootstrap.sh dev    that and what its tests need     (requirements-dev.txt)
# Needs Python 3.11 or newer and nothing else. PYTHON=/path/to/python chooses one.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
    run) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    *) echo "usage: scripts/bootstrap.sh run|dev" >&2; exit 2 ;;
esac

is_new_enough() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    echo "Handlepligt needs Python 3.11 or newer, and found none." >&2
    echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv)," >&2
    echo "or name one: PYTHON=/path/to/python make demo" >&2
    return 1
}

# Debian and Ubuntu keep venv in a package of its own: where it is missing and we may, install it.
install_venv_package() {
    command -v apt-get >/dev/null || return 1
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ]; then may=""; else may="sudo -n"; fi
    echo "Installing $package ..."
    { $may apt-get update -qq && DEBIAN_FRONTEND=noninteractive $may apt-get install -qq -y "$package"; } \
        >/dev/null 2>&1
}

make_venv() {
    python=$(find_python)
    rm -rf .venv
    if "$python" -m venv .venv >/dev/null 2>&1; then return; fi
    rm -rf .venv
    if install_venv_package "$python" && "$python" -m venv .venv; then return; fi
    rm -rf .venv
    echo "$python cannot make a virtual environment: its module venv or ensurepip is missing." >&2
    echo "Debian, Ubuntu: apt-get install python3-venv" >&2
    exit 1
}

# A moved checkout or a removed interpreter leaves a .venv that cannot start.
is_usable() { is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }

wanted=$(cksum < "$lock")
stamp=".venv/.installed-$1"
# The development set contains the other, so it leaves both stamps (below).
is_current() {
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && is_new_enough .venv/bin/python
}

if is_current; then exit 0; fi
echo "Building .venv from $lock (once, about a minute) ..."
is_usable || make_venv
# The file names all that is needed, with hashes, so nothing else is looked for: pip would look at the newest release of
# what a package asks for with an extra (piccolo: pydantic[email]), and stop because that one has no hash.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --no-deps --require-hashes --compile --requirement "$lock"
.venv/bin/python -m pip check --disable-pip-version-check >/dev/null
echo "$wanted" > "$stamp"
if [ "$1" = dev ]; then cksum < requirements.txt > .venv/.installed-run; fi
