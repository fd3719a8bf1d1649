#!/usr/bin/env bash
# Imports the examples of the CommonMark specification, from its npm package, and holds the words of each against those
# of its HTML. CAIRN_BIN names the binary. Needs `npm ci` first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

node write.js "$scratch/pages"
"$binary" import --publish "$scratch/pages" >"$scratch/report"
key=$(make_key "The examples of CommonMark" author)
serve

CAIRN_URL=$url CAIRN_KEY=$key CAIRN_REPORT=$scratch/report node --test --test-reporter=spec spec.test.js ||
  { status=$?; tail -n 20 "$scratch/stderr" >&2; exit "$status"; }
