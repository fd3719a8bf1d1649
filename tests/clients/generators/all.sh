# The long form of run.sh, which sources it: the clients of openapi-generator. Its jar is in the PyPI package, and has the
# libraries that the Java client needs. What cannot be compiled here is generated only, and said to be. Kotlin's compiler is the
# one that clients/kotlin/run.sh gets.

skip() { printf 'SKIPPED: %s\n' "$*"; }

command -v java >/dev/null || { echo "ALL=1 needs a JDK." >&2; exit 1; }
jar=$(python3 -c 'import openapi_generator_cli as cli, pathlib; print(next(pathlib.Path(cli.__file__).parent.glob("*.jar")))')

# Has openapi-generator make a client of a language, with options of the language after it.
openapi_generator() {
  local language=$1
  shift
  generate "openapi-generator $language" java -Xmx2g -jar "$jar" generate --input-spec "$document" \
    --generator-name "$language" --output "${into:-generated/$language}" \
    --global-property apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false "$@"
}

# Unknown values of enums are read, and the variants of unions are told apart by their tags.
open=enumUnknownDefaultCase=true
unions=useOneOfDiscriminatorLookup=true

say "Go"
openapi_generator go --additional-properties "$open,$unions,packageName=cairn,withGoMod=false,enumClassPrefix=true"
if command -v go >/dev/null; then
  mkdir -p build/go
  cp -r generated/go build/go/cairn
  cp go/main.go build/go
  printf 'module generated\n\ngo 1.19\n' >build/go/go.mod
  (cd build/go && GOFLAGS=-mod=mod GOPROXY=off go vet . && GOPROXY=off go build -o steps .)
  program build/go/steps
else
  skip "there is no Go: its client is generated only."
fi

say "Java"
openapi_generator java --library native --additional-properties \
  "$open,$unions,openApiNullable=false,hideGenerationTimestamp=true,invokerPackage=org.cairn.client,apiPackage=org.cairn.client.api,modelPackage=org.cairn.client.model"
if command -v javac >/dev/null; then
  mapfile -t classes < <(find generated/java/src/main java -name '*.java')
  javac -nowarn -proc:none -d build/java -cp "$jar" "${classes[@]}"
  program java -cp "$jar:build/java" Steps
else
  skip "there is no javac: its client is generated only."
fi

say "Python"
into=generated/python openapi_generator python --additional-properties "$open,packageName=openapi_generator_cairn"
program python3 python/with_openapi_generator.py

say "Kotlin"
# The methods need Retrofit and OkHttp, which these registries do not have; the models are compiled and used.
openapi_generator kotlin --library jvm-retrofit2 --additional-properties \
  "$open,serializationLibrary=kotlinx_serialization,generateOneOfAnyOfWrappers=true,enumPropertyNaming=UPPERCASE,packageName=org.cairn.client"
toolchain=../../../clients/kotlin/toolchain
kotlin=$toolchain/node_modules/kotlin-compiler/lib
if [[ -e $kotlin/kotlin-compiler.jar ]] && compgen -G "$toolchain/lib/*json-jvm*.jar" >/dev/null; then
  libraries=$kotlin/kotlin-stdlib.jar:$(printf '%s:' "$toolchain"/lib/*.jar)
  sources=generated/kotlin/src/main/kotlin/org/cairn/client
  java -Xmx1500m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=160m \
    -cp "$(printf '%s:' "$kotlin"/{kotlin-compiler,kotlin-stdlib,kotlin-script-runtime,kotlin-reflect,kotlin-daemon-client,kotlinx-coroutines-core-jvm,annotations-13.0}.jar)" \
    org.jetbrains.kotlin.cli.jvm.K2JVMCompiler -no-stdlib -no-reflect -nowarn -jvm-target 17 \
    -Xplugin="$kotlin/kotlinx-serialization-compiler-plugin.jar" -cp "$libraries" -d build/kotlin \
    "$sources/models" "$sources"/infrastructure/*Adapter.kt "$sources/infrastructure/Serializer.kt" kotlin/Steps.kt
  program java -cp "build/kotlin:$libraries" StepsKt
else
  skip "clients/kotlin/run.sh has not got the compiler: the client is generated only."
fi

say "Swift"
openapi_generator swift6 --additional-properties "$open"
skip "the client of openapi-generator is generated only; clients/swift is compiled and used."

say "C#"
openapi_generator csharp --additional-properties "$open"
skip "there is no .NET in these registries: the client is generated only."
