#!/usr/bin/env bash
# Builds the site, and tests it over a running server with the starter content: statuses, previews, and the pages in Chromium,
# if there is one. CAIRN_BIN names the binary to serve with, SCREENSHOTS a folder for pictures. Needs `npm ci`
# first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CAIRN_BIN=${CAIRN_BIN:-../../target/debug/cairn}
source ../../tests/clients/serve.sh

../../clients/typescript/build.sh
npm run --silent check
npm run --silent build -- --logLevel warn

CHROMIUM=${CHROMIUM:-$(command -v chromium chromium-browser google-chrome | head -n 1 || true)}
[[ -n $CHROMIUM ]] || echo "There is no Chromium: the tests in a browser are skipped."

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
serve --demo --preview-url "http://127.0.0.1:$port/preview?article={article}&token={token}&locale={locale}"
key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
[[ -n $key ]] || { echo "The server printed no key." >&2; exit 1; }
CAIRN_URL=$url CAIRN_KEY=$key SITE_PORT=$port CHROMIUM=$CHROMIUM node --test --test-reporter=spec test/site.test.mjs
