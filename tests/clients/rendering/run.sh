#!/usr/bin/env bash
# Holds what Cairn renders against the stock Portable Text renderers, and its JSON-LD, feeds and sitemap against readers and
# validators that others wrote. CAIRN_BIN names the binary to serve with. Needs `npm ci` first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

binary=${CAIRN_BIN:-../../../target/debug/cairn}
if [[ ! -x $binary ]]; then
  echo "There is no binary at $binary: build it with cargo build, or name it in CAIRN_BIN." >&2
  exit 1
fi
binary=$(realpath "$binary")

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

# Settings of the caller are not those of this server; Cairn refuses variables it does not know.
for name in $(compgen -e CAIRN_ || true); do unset "$name"; done
export DATABASE_URL="$scratch/cairn.db"

"$binary" import --publish ../../../demo >/dev/null
key=$("$binary" keys create --name "The rendering checks" --role editor | grep -o 'cairn_[0-9a-f]*_[0-9a-f]*' | head -n 1)
"$binary" serve --bind 127.0.0.1:0 --access-log false --body-limit-kb 8192 --site-name "Cairn & friends" \
  --public-url https://content.example.org --article-url '/{locale}/articles/{slug}' \
  >"$scratch/stdout" 2>"$scratch/stderr" &
server=$!
url=
for _ in $(seq 300); do
  kill -0 "$server" 2>/dev/null || break
  url=$(sed -n 's|.*listening on \(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$scratch/stderr")
  if [[ -n $url ]] && "$binary" healthcheck --bind "${url#http://}" 2>/dev/null; then
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

CAIRN_URL=$url CAIRN_KEY=$key node --test --test-reporter=spec --test-concurrency=1 *.test.js ||
  { status=$?; cat "$scratch/stderr" >&2; exit "$status"; }
