#!/usr/bin/env bash
# Tests the app against a running server with the starter content. CAIRN_BIN names the binary to serve with. Needs `npm ci`
# first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CAIRN_BIN=${CAIRN_BIN:-../../target/debug/cairn}
source ../../tests/clients/serve.sh

../../clients/typescript/build.sh
npm run --silent check
serve --demo
CAIRN_URL=$url node --test --test-reporter=spec test/guide.test.mjs
