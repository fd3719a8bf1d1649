#!/usr/bin/env bash
# Checks the OpenAPI document and a typed client made from it against a running server with the starter content.
# CAIRN_BIN names the binary to serve with. Needs `npm ci` first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

binary=${CAIRN_BIN:-../../../target/debug/cairn}
if [[ ! -x $binary ]]; then
  echo "There is no binary at $binary: build it with cargo build, or name it in CAIRN_BIN." >&2
  exit 1
fi
binary=$(realpath "$binary")

# The checks talk to the server they start, and to nobody else.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_UPDATE_NOTIFIER=1

scratch=$(mktemp -d)
server=
stop_server() {
  if [[ -n $server ]]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap stop_server EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

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

say "The client is generated, and programs that use it compile"
npm run --silent generate
rm -rf build
npm run --silent build

say "A server with the starter content"
# Settings of the caller are not those of this server; Cairn refuses variables it does not know.
for name in $(compgen -e CAIRN_ || true); do unset "$name"; done
DATABASE_URL="$scratch/cairn.db" "$binary" serve --demo --bind 127.0.0.1:0 --access-log false \
  >"$scratch/stdout" 2>"$scratch/stderr" &
server=$!
url=
key=
for _ in $(seq 300); do
  kill -0 "$server" 2>/dev/null || break
  url=$(sed -n 's|.*\(http://127\.0\.0\.1:[0-9]*\)/v1/articles$|\1|p' "$scratch/stdout")
  key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
  if [[ -n $url && -n $key ]] && "$binary" healthcheck --bind "${url#http://}" 2>/dev/null; then
    break
  fi
  url=
  sleep 0.1
done
if [[ -z $url ]]; then
  echo "The server did not become ready:" >&2
  cat "$scratch/stdout" "$scratch/stderr" >&2
  exit 1
fi
echo "$url"

say "A front end reads"
CAIRN_URL=$url node build/read.js >"$scratch/article.txt"
head -n 20 "$scratch/article.txt"
[[ $(wc -l <"$scratch/article.txt") -gt 40 ]] || { echo "That is too little text." >&2; exit 1; }

say "Stock renderers, an editor's round trip, and a phone's copy"
CAIRN_URL=$url CAIRN_KEY=$key node --test --test-reporter=spec build/render.test.js build/manage.test.js build/copy.test.js

say "Everything holds"
