#!/bin/sh
# Lock every dependency by version and hash, for all platforms and Pythons from 3.11 on.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url pyproject.toml "$@" --output-file "$out"
}
lock requirements/run.txt
lock requirements/dev.txt --group test --group check --group docs --group bench --constraint requirements/run.txt
