#!/usr/bin/env bash
# Has schemathesis make requests of everything that the served OpenAPI document describes, good ones and bad ones, one
# after another and in chains, without a key and with one of each role, and checks every answer. CAIRN_BIN names the binary
# to serve with; EXAMPLES says how many cases there are of each operation at most in each phase; ROLES which roles; SEED what
# the cases are drawn from. Arguments go to schemathesis. Needs schemathesis on the path: pip install -r requirements.txt.
# Leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

examples=${EXAMPLES:-25}
roles=${ROLES:-none viewer author editor admin}

# What a role has done to the content is not there for the next.
for role in $roles; do
  export DATABASE_URL="$scratch/$role.db"
  # Among the cases are many wrong keys.
  serve --demo --auth-failure-limit 0
  headers=()
  if [[ $role != none ]]; then
    headers=(--header "Authorization: Bearer $(make_key "Schemathesis" "$role")")
  fi
  echo "== with the role: $role"
  # The stream of changes has no end. HEAD is GET without the body; a test of the server's own compares them.
  SCHEMATHESIS_HOOKS=hooks PYTHONPATH=. PYTHONDONTWRITEBYTECODE=1 \
    schemathesis --no-color run "$url/openapi.json" --checks all --max-examples "$examples" --seed "${SEED:-1}" \
    --generation-database none --request-timeout 20 --exclude-operation-id stream_changes --exclude-method HEAD \
    --report ndjson --report-dir "$scratch/$role" "${headers[@]}" "$@" ||
    { status=$?; grep -a -i 'panic\|cairn::failure' "$scratch/stderr" >&2 || true; exit "$status"; }
  kill -TERM "$server"
  wait "$server" || true
  server=
done
