#!/usr/bin/env bash
# Holds what Cairn renders against the stock Portable Text renderers, and its JSON-LD, feeds and sitemap against readers and
# validators that others wrote. CAIRN_BIN names the binary to serve with. Needs `npm ci` first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

"$binary" import --publish ../../../demo >/dev/null
key=$(make_key "The rendering checks" editor)
serve --body-limit-kb 8192 --site-name "Cairn & friends" \
  --public-url https://content.example.org --article-url '/{locale}/articles/{slug}'

CAIRN_URL=$url CAIRN_KEY=$key node --test --test-reporter=spec --test-concurrency=1 *.test.js ||
  { status=$?; cat "$scratch/stderr" >&2; exit "$status"; }
