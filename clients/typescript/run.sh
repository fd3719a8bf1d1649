#!/usr/bin/env bash
# Builds the client, and tests it with the conformance suite and against a running server with the starter content.
# CAIRN_BIN names the binary to serve with. Needs `npm ci` first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CAIRN_BIN=${CAIRN_BIN:-../../target/debug/cairn}
source ../../tests/clients/serve.sh

say() { printf '\n== %s\n' "$*"; }

say "The types are those of the OpenAPI document"
npx --no-install openapi-typescript ../../openapi/openapi.json --default-non-nullable false -o "$scratch/schema.d.ts" >/dev/null
cmp "$scratch/schema.d.ts" src/schema.d.ts || { echo "Run npm run generate, and commit src/schema.d.ts." >&2; exit 1; }

say "The client and its tests compile"
npm run --silent build
rm -rf build
npx --no-install tsc -p test

say "Conformance, size, units"
node --test --test-reporter=spec build/{conformance,size,requests,edits,unit}.test.js

say "A server with the starter content"
# Offline copies expire soon here, and not after 90 days.
window=2
serve --demo --sync-window-s "$window"
key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
[[ -n $key ]] || { echo "The server printed no key." >&2; exit 1; }
echo "$url"

say "Reading, editing, events and previews; a browser"
export CAIRN_URL=$url CAIRN_KEY=$key CAIRN_TEST_WINDOW=$window
node --test --test-reporter=spec build/server.test.js
export CHROMIUM=${CHROMIUM:-$(command -v chromium chromium-browser google-chrome | head -n 1 || true)}
node --test --test-reporter=spec build/browser.test.js
node example/read.mjs >"$scratch/read.txt"
head -n 12 "$scratch/read.txt"

say "Offline copies in a model with lost answers, killed processes and expiry"
node --test --test-reporter=spec build/model.test.js

say "Everything holds"
