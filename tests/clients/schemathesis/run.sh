#!/usr/bin/env bash
# Has schemathesis make requests of everything that the served OpenAPI document describes, good ones and bad ones, one
# after another and in chains, without a key and with one of each role, and checks every answer. CAIRN_BIN names the binary
# to serve with; EXAMPLES says how many cases there are of each operation at most in each phase; ROLES which roles. Needs schemathesis on the
# path: pip install -r requirements.txt. Leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

examples=${EXAMPLES:-25}
roles=${ROLES:-none viewer author editor admin}

serve --demo

for role in $roles; do
  headers=()
  if [[ $role != none ]]; then
    headers=(--header "Authorization: Bearer $(make_key "Schemathesis" "$role")")
  fi
  echo "== with the role: $role"
  # The stream of changes has no end.
  schemathesis --no-color run "$url/openapi.json" --checks all --max-examples "$examples" --seed 1 --request-timeout 20 \
    --exclude-operation-id follow_changes --report ndjson --report-dir "$scratch/$role" "${headers[@]}" ||
    { status=$?; grep -a -i 'panic\|cairn::failure' "$scratch/stderr" >&2 || true; exit "$status"; }
done
