#!/usr/bin/env bash
# Checks the OpenAPI document, and programs that use clients/typescript against a running server with the starter content.
# CAIRN_BIN names the binary to serve with. Needs `npm ci` first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

# The checks talk to the server they start, and to nobody else.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_UPDATE_NOTIFIER=1

say() { printf '\n== %s\n' "$*"; }

say "The OpenAPI document follows the rules"
# Redocly has no switch that makes warnings fail, so they are counted. JSON goes to standard output only.
npx --no-install redocly lint ../../../openapi/openapi.json --format=json --max-problems=1000 >"$scratch/lint.json" || true
node --input-type=module - "$scratch/lint.json" <<'JS'
import { readFileSync } from "node:fs";
const { totals, problems } = JSON.parse(readFileSync(process.argv[2], "utf8"));
for (const { severity, ruleId, message, location } of problems) {
  console.error(`${severity} ${ruleId}: ${message} (${location?.[0]?.pointer ?? "?"})`);
}
console.log(`${totals.errors} errors, ${totals.warnings} warnings, ${totals.ignored} ignored`);
process.exit(totals.errors + totals.warnings + totals.ignored === 0 ? 0 : 1);
JS

say "Programs that use the client compile"
../../../clients/typescript/build.sh
rm -rf build
npm run --silent build

say "A server with the starter content"
serve --demo
key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
[[ -n $key ]] || { echo "The server printed no key." >&2; exit 1; }
echo "$url"

say "A front end reads"
CAIRN_URL=$url node build/read.js >"$scratch/article.txt"
head -n 20 "$scratch/article.txt"
[[ $(wc -l <"$scratch/article.txt") -gt 40 ]] || { echo "That is too little text." >&2; exit 1; }

say "Stock renderers, and an editor's round trip"
CAIRN_URL=$url CAIRN_KEY=$key node --test --test-reporter=spec build/render.test.js build/manage.test.js

say "Everything holds"
