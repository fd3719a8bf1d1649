#!/usr/bin/env bash
# Compiles the client, and tests it with the conformance suite and against a running server with the starter content.
# CAIRN_BIN names the binary to serve with. Without a Swift toolchain, and where none can be made (toolchain.sh), it says so
# and tests nothing. Leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ./toolchain.sh
CAIRN_BIN=${CAIRN_BIN:-../../target/debug/cairn}
operations=${MODEL_OPERATIONS:-10000}
source ../../tests/clients/serve.sh

say() { printf '\n== %s\n' "$*"; }

say "A Swift toolchain"
if ! find_toolchain; then
  echo "SKIPPED: the Swift client was neither compiled nor tested: $missing."
  exit 0
fi
with_toolchain swift --version

# Runs the tests of the named classes. A test that is skipped for want of a server is a failure here.
run_tests() {
  with_toolchain sh -c 'swift test --scratch-path "$BUILD" --skip-build --disable-swift-testing --filter "$1" 2>&1' sh "$1" |
    tee "$scratch/tests.txt"
  if grep -q 'tests\? skipped' "$scratch/tests.txt"; then
    echo "Tests were skipped." >&2
    exit 1
  fi
  grep -q 'Executed [1-9][0-9]* test' "$scratch/tests.txt" || { echo "No test ran." >&2; exit 1; }
}

say "The client, its tests and the example compile"
with_toolchain sh -c 'swift build --scratch-path "$BUILD" --build-tests -Xswiftc -strict-concurrency=complete'

say "Conformance, units"
run_tests 'AnswersTests|SyncScriptTests|UnitTests|FileStoreTests|OfflineCopyTests'

say "A server with the starter content"
# Offline copies expire soon here, and not after 90 days.
window=2
serve --demo --sync-window-s "$window"
key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
[[ -n $key ]] || { echo "The server printed no key." >&2; exit 1; }
export CAIRN_URL=$url CAIRN_KEY=$key CAIRN_TEST_WINDOW=$window MODEL_OPERATIONS=$operations
echo "$url"

say "Reading, searching, an offline copy, previews"
run_tests ServerTests
with_toolchain sh -c 'swift run --scratch-path "$BUILD" --skip-build Read' >"$scratch/read.txt"
head -n 12 "$scratch/read.txt"

say "Offline copies in a model with lost answers, killed processes and expiry"
run_tests ModelTests

say "Everything holds"
