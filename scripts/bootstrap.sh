#!/bin/sh
# Make the environment $1 and install the hashed requirements $2 and this checkout into it. With a third word, "alone",
# nothing that the requirements depend on comes with them, and what is built is built by what is installed.
# Tried in order: uv; venv with its own pip; venv without pip, filled by the system's pip
# (Debian's python3 lacks ensurepip, and PEP 668 forbids installing into the system itself).
set -eu
venv=$1
requirements=$2
python=${PYTHON:-python3}
began=$(date +%s)

say() { printf '%s\n' "tenprint: $*"; }
fail() { printf '%s\n' "tenprint: $*" >&2; exit 2; }

command -v "$python" >/dev/null 2>&1 || fail "python3 is missing; run: apt-get install python3 python3-pip make"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed, found $("$python" -V)"

if command -v uv >/dev/null 2>&1; then
    say "setting up $venv with uv"
    [ -x "$venv/bin/python" ] || uv venv -q --python "$python" "$venv"
    install() { uv pip install -q --python "$venv/bin/python" "$@"; }
else
    if [ ! -x "$venv/bin/python" ]; then
        if "$python" -c 'import ensurepip' 2>/dev/null; then
            "$python" -m venv "$venv"
        else
            "$python" -m venv --without-pip "$venv" || fail "no environment could be made; run: apt-get install python3-venv python3-pip"
        fi
    fi
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        install() { "$venv/bin/python" -m pip --disable-pip-version-check install -q "$@"; }
    elif "$python" -m pip --version >/dev/null 2>&1; then
        install() { "$python" -m pip --disable-pip-version-check --python "$venv/bin/python" install -q "$@"; }
    else
        fail "pip is missing; run: apt-get install python3-pip"
    fi
    say "setting up $venv with pip (about half a minute, once)"
fi
if [ "${3:-}" = alone ]; then
    install --require-hashes --no-deps --no-build-isolation -r "$requirements"
else
    install --require-hashes -r "$requirements"
fi
install --no-deps --no-build-isolation -e .
say "set up in $(($(date +%s) - began)) s"
