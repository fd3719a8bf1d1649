#!/usr/bin/env bash
# Checks the OpenAPI document and its 3.0 rendition with linters, has generators make clients of it, compiles these, and goes
# through the same steps with each against a running server with the starter content: a list, an article with blocks, a
# search, an error, a synchronization, an edit and a conflict. The short form is for TypeScript and Python; ALL=1 adds those of
# openapi-generator, which need a JDK, and Go for its client. CAIRN_BIN names the binary to serve with. Needs `npm ci` and
# the programs in requirements.txt (for ALL=1, requirements-all.txt) on the path. Leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_UPDATE_NOTIFIER=1 SCARF_ANALYTICS=false
export PYTHONDONTWRITEBYTECODE=1 MYPY_CACHE_DIR=build/mypy

say() { printf '\n== %s\n' "$*"; }

# Runs a generator, whose name comes first, and checks what it printed.
generate() {
  local name=$1
  shift
  "$@" >"$scratch/output" 2>&1 || { cat "$scratch/output" >&2; echo "$name failed." >&2; exit 1; }
  # shellcheck disable=SC2086 # the name of openapi-generator has two words
  node check-warnings.js "$scratch/output" $name
}

rm -rf build generated
mkdir -p build generated/python
document=$scratch/openapi.json
"$binary" openapi >"$document"
"$binary" openapi --version 3.0 >"$scratch/openapi-3.0.json"

say "Linters find nothing in the document and its 3.0 rendition"
for file in openapi openapi-3.0; do
  npx --no-install redocly lint "$scratch/$file.json" --format=json --max-problems=1000 >"$scratch/lint.json" 2>/dev/null || true
  node -e '
    const { totals, problems } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    for (const { severity, ruleId, message, location } of problems) console.error(severity, ruleId, message, location?.[0]?.pointer);
    process.exitCode = totals.errors + totals.warnings + totals.ignored === 0 ? 0 : 1;
  ' "$scratch/lint.json"
  npx --no-install spectral lint --ruleset .spectral.yaml --fail-severity hint "$scratch/$file.json"
  openapi-spec-validator "$scratch/$file.json"
done

say "Generators of TypeScript and Python"
generate openapi-typescript npx --no-install openapi-typescript "$document" --output generated/openapi-typescript.ts
generate hey-api npx --no-install openapi-ts --input "$document" --output generated/hey-api --no-log-file
generate orval npx --no-install orval --input "$document" --output generated/orval.ts --client fetch
generate openapi-python-client openapi-python-client generate --path "$document" --meta none --config python/config.yaml \
  --output-path generated/python/openapi_python_client_cairn
generate datamodel-codegen datamodel-codegen --input "$document" --input-file-type openapi --formatters builtin \
  --output-model-type pydantic_v2.BaseModel --use-annotated --target-python-version 3.11 \
  --output generated/python/datamodel_codegen_cairn.py

say "The generated code and the programs that use it compile"
npx --no-install tsc
MYPYPATH=generated/python:python mypy --strict --follow-imports silent python/steps.py \
  python/with_openapi_python_client.py python/with_datamodel_codegen.py

say "A server with the starter content"
serve --demo
key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
[[ -n $key ]] || { echo "The server printed no key." >&2; exit 1; }
echo "$url"
# Only the programs get these: Cairn refuses settings that it does not know.
program() { CAIRN_URL=$url CAIRN_KEY=$key PYTHONPATH=generated/python "$@"; }

say "The programs go through the steps"
for name in openapi-typescript hey-api orval; do
  program node "build/typescript/$name.js"
done
for name in openapi_python_client datamodel_codegen; do
  program python3 "python/with_$name.py"
done

if [[ ${ALL:-} == 1 ]]; then
  source all.sh
fi

say "Everything holds"
