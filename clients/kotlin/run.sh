#!/usr/bin/env bash
# Compiles the client, and tests it with the conformance suite and against a running server with the starter content.
# CAIRN_BIN names the binary to serve with. Needs a JDK 17; gets Kotlin from npm and PyPI, and where it cannot be had, says so
# and tests nothing. Leaves nothing running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf '\n== %s\n' "$*"; }
skip() {
  echo "Skipped: $* The Kotlin client was not tested."
  exit 0
}

say "The toolchain"
for tool in java npm python3; do
  command -v "$tool" >/dev/null || skip "there is no $tool."
done
version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
[[ ${version%%.*} =~ ^[0-9]+$ && ${version%%.*} -ge 17 ]] || skip "Java ${version:-of an unknown version} is older than 17."
kotlin=toolchain/node_modules/kotlin-compiler/lib
if [[ ! -e $kotlin/kotlin-compiler.jar ]]; then
  npm ci --prefix toolchain --ignore-scripts --no-audit --no-fund || skip "npm cannot get the compiler."
fi
if ! compgen -G "toolchain/lib/*json-jvm*.jar" >/dev/null; then
  wheels=$(mktemp -d)
  python3 -m pip download --quiet --no-deps --require-hashes --dest "$wheels" --requirement toolchain/requirements.txt \
    || { rm -rf "$wheels"; skip "pip cannot get kotlinx.serialization."; }
  mkdir -p toolchain/lib
  python3 - "$wheels" toolchain/lib <<'PYTHON'
import pathlib, sys, zipfile

wheels, target = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(next(wheels.glob("*.whl"))) as archive:
    for name in archive.namelist():
        path = pathlib.PurePosixPath(name)
        if path.name.startswith("kotlinx-serialization-") and path.suffix == ".jar":
            (target / path.name).write_bytes(archive.read(name))
PYTHON
  rm -rf "$wheels"
fi
libraries=$kotlin/kotlin-stdlib.jar:$(printf '%s:' toolchain/lib/*.jar)

CAIRN_BIN=${CAIRN_BIN:-../../target/debug/cairn}
source ../../tests/clients/serve.sh

# Compiles sources to a jar: kotlinc JAR CLASSPATH ARGUMENT...
kotlinc() {
  local jar=$1 path=$2
  shift 2
  java -Xmx1500m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$(printf '%s:' "$kotlin"/{kotlin-compiler,kotlin-stdlib,kotlin-script-runtime,kotlin-reflect,kotlin-daemon-client,kotlinx-coroutines-core-jvm,annotations-13.0}.jar)" \
    org.jetbrains.kotlin.cli.jvm.K2JVMCompiler -no-stdlib -no-reflect -Werror -language-version 2.2 -api-version 2.2 -jvm-target 17 -Xjdk-release=17 \
    -Xplugin="$kotlin/kotlinx-serialization-compiler-plugin.jar" -cp "$libraries$path" -d "$jar" "$@"
}

say "The client, its tests and the example compile"
mkdir -p build
kotlinc build/client.jar "" -Xexplicit-api=strict src/main/kotlin
kotlinc build/tests.jar build/client.jar -Xfriend-paths=build/client.jar src/test/kotlin example
run() { java -XX:+UseSerialGC -cp "${libraries}build/client.jar:build/tests.jar" "$@"; }

say "Conformance, units, models"
run dev.cairn.client.MainKt

say "A server with the starter content"
# Offline copies expire soon here, and not after 90 days.
window=2
serve --demo --sync-window-s "$window"
key=$(sed -n 's|^ *\(cairn_[0-9A-Za-z_]*\) *$|\1|p' "$scratch/stdout")
[[ -n $key ]] || { echo "The server printed no key." >&2; exit 1; }
echo "$url"

say "Reading, search, errors, previews, offline copies"
export CAIRN_URL=$url CAIRN_KEY=$key CAIRN_TEST_WINDOW=$window
run dev.cairn.client.MainKt server
CAIRN_COPY=$scratch/copy run ReadKt >"$scratch/read.txt"
head -n 12 "$scratch/read.txt"
tail -n 1 "$scratch/read.txt"

say "Offline copies in a model with lost answers, killed processes and expiry"
run dev.cairn.client.MainKt model

say "Everything holds"
