#!/usr/bin/env bash
# Builds the client for the tests and examples that use it from this folder. Installs its dependencies if they are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[[ -d node_modules ]] || npm ci --no-audit --no-fund
npm run --silent build
