#!/usr/bin/env bash
# Receives Cairn's webhooks the way an application does, and verifies them with the official library of Standard
# Webhooks. CAIRN_BIN names the binary to serve with. Needs `npm ci` first; leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

key=$(make_key "The receiver's checks" admin)
# Receivers listen on this machine here, and their tests do not wait for hours.
serve --webhooks-allow-private true --webhook-retries 0,1,1

CAIRN_URL=$url CAIRN_KEY=$key node --test --test-reporter=spec receiver.test.js ||
  { status=$?; cat "$scratch/stderr" >&2; exit "$status"; }
