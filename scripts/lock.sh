#!/bin/sh
# Pins what pyproject.toml asks for, with hashes and without any registry's address.
# Versions already pinned stay; "scripts/lock.sh --upgrade" takes the newest permitted ones.
set -eu
cd "$(dirname "$0")/.."

pin() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

pin pyproject.toml --output-file requirements.txt "$@"
pin pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt "$@"
