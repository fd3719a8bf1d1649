#!/usr/bin/env bash
# Tests the client with the conformance suite and against a running server with the starter content.
# CAIRN_BIN names the binary to serve with, PYTHON the interpreter. Packages are installed into a folder of its own, which
# is deleted; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
  echo "There is no Python 3.10 or newer: the client for Python is not tested."
  exit 0
fi

CAIRN_BIN=${CAIRN_BIN:-../../target/debug/cairn}
source ../../tests/clients/serve.sh

say() { printf '\n== %s\n' "$*"; }

if ! "$python" -m venv "$scratch/venv" >/dev/null 2>&1 || [[ ! -x $scratch/venv/bin/pip ]]; then
  echo "There is no venv with pip: the client for Python is not tested."
  exit 0
fi
bin=$scratch/venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
say "The package is built and installed"
if ! "$bin/pip" install --quiet anyio httpx pydantic pytest trio mypy build hatchling; then
  echo "The packages that the client needs cannot be installed: the client for Python is not tested."
  exit 0
fi
"$bin/python" -m build --no-isolation --outdir "$scratch/dist" . >"$scratch/build.txt" 2>&1 || { cat "$scratch/build.txt" >&2; exit 1; }
"$bin/pip" install --quiet "$scratch"/dist/*.whl
"$bin/python" --version

say "Types"
"$bin/mypy" --cache-dir "$scratch/mypy"

say "Conformance, requests, edits, units"
"$bin/python" -m pytest -q

say "A server with the starter content"
# Offline copies expire soon here, and not after 90 days.
window=2
serve --demo --sync-window-s "$window"
key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
[[ -n $key ]] || { echo "The server printed no key." >&2; exit 1; }
echo "$url"

say "Reading, writing, copies and previews"
export CAIRN_URL=$url CAIRN_KEY=$key CAIRN_TEST_WINDOW=$window
"$bin/python" -m pytest -q tests/server_reading_test.py tests/server_writing_test.py
"$bin/python" example/read.py >"$scratch/read.txt"
head -n 12 "$scratch/read.txt"

say "Offline copies in a model with lost answers, killed processes and expiry"
"$bin/python" -m pytest -q -s tests/model_test.py

say "Everything holds"
