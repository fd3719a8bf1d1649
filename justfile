# The work of every day; `just` alone lists it.

# List the recipes
[private]
default:
    @just --list --unsorted

# Serve the starter content, such as: just run --bind 127.0.0.1:9000
run *arguments:
    DATABASE_URL="${DATABASE_URL:-demo.db}" cargo run --locked -- serve --demo {{ arguments }}

# Run the tests, or those whose names match
test *arguments:
    cargo test --locked {{ arguments }}

# Check the format and the lints
lint:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# Write openapi/openapi.json from the code
openapi:
    UPDATE_OPENAPI=1 cargo test --locked --test it -- --exact openapi::the_committed_document_is_the_rendered_one

# Write src/db/schema.rs from the migrations; needs the Diesel CLI: cargo install diesel_cli --no-default-features --features sqlite-bundled
schema:
    #!/usr/bin/env bash
    set -euo pipefail
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    diesel migration run --database-url "$scratch/schema.db"
    cargo fmt

# Check the TypeScript client and the examples, a receiver of webhooks, what is rendered, and CommonMark's examples; needs Node.js
clients:
    cargo build --locked
    cd clients/typescript && npm ci --no-audit --no-fund && npm test
    cd examples/site && npm ci --no-audit --no-fund && npm test
    cd examples/offline && npm ci --no-audit --no-fund && npm test
    cd tests/clients/typescript && npm ci --no-audit --no-fund && npm test
    cd tests/clients/webhooks && npm ci --no-audit --no-fund && npm test
    cd tests/clients/import && npm test
    cd tests/clients/rendering && npm ci --no-audit --no-fund && npm test
    cd tests/clients/commonmark && npm ci --no-audit --no-fund && npm test

# Have generators make clients of the OpenAPI document, compile them and use them against a server; needs Node.js, Python, a JDK and Go. ALL=0 does TypeScript and Python only
generators:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --locked
    cd tests/clients/generators
    npm ci --no-audit --no-fund
    place=$(mktemp -d)
    trap 'rm -rf "$place"' EXIT
    python3 -m venv "$place"
    "$place/bin/pip" install --quiet --requirement requirements-all.txt
    PATH="$place/bin:$PATH" ALL=${ALL:-1} ./run.sh

# Have schemathesis make requests from the OpenAPI document, some minutes for each role; docs/operations/reliability.md has the results
schemathesis examples="6":
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --locked
    place=$(mktemp -d)
    trap 'rm -rf "$place"' EXIT
    python3 -m venv "$place"
    "$place/bin/pip" install --quiet --requirement tests/clients/schemathesis/requirements.txt
    PATH="$place/bin:$PATH" EXAMPLES={{ examples }} tests/clients/schemathesis/run.sh

# Fuzz each importer and the renderer for some seconds; needs cargo-fuzz: cargo install cargo-fuzz
fuzz seconds="600":
    fuzz/run {{ seconds }}

# Measure Cairn beside nginx, SQLite and itself; needs nginx, wrk and vmtouch. bench/README.md says how to read it
bench *arguments:
    cargo bench --locked --profile dist --bench bench -- {{ arguments }}

# Kill the server 200 times under load, fill its disk, lock its database; docs/operations/reliability.md has the results
faults:
    FAULT_ROUNDS=200 cargo test --locked --test it -- durability:: --nocapture

# Build the book into target/book; needs mdBook: cargo install mdbook
docs:
    mdbook build docs

# Put the digests behind the tags of all images in the Dockerfile and in deploy/, or bring them up to date; needs docker with buildx, crane or skopeo
pin-images:
    deploy/pin-images

# Check where dependencies come from, their licences, and what is known against them (deny.toml)
deny:
    .ci/dependencies

# Write what the program is built of to cairn.cdx.json, as a CycloneDX document; needs cargo-cyclonedx: cargo install --locked cargo-cyclonedx
sbom:
    cargo cyclonedx --format json --spec-version 1.5 --all --target all --override-filename cairn.cdx

# Twenty times more than the server can do for a minute, with thousands of idle, slow and huge clients; then hostile imports, and one greedy client beside others; docs/operations/reliability.md has the results
soak:
    SOAK_SECONDS=60 cargo test --locked --release --test it -- durability::overload --nocapture
    SOAK_SECONDS=60 cargo test --locked --release --test it -- durability::hostile_imports --nocapture
    SOAK_SECONDS=60 cargo test --locked --release --test it -- durability::fairness --nocapture --test-threads 1

# Change the code that guards what is public, one place at a time (.cargo/mutants.toml); prints each change that no test notices. Hours; needs cargo-mutants: cargo install --locked cargo-mutants
mutants *arguments:
    cargo mutants {{ arguments }} -- -- --skip architecture:: --skip durability:: --skip openapi::

# Print the share of doc comments that open with a question word, circles of modules and type names with two meanings
prose:
    cargo test --locked --test it -- architecture:: --nocapture

# Everything that a change has to pass
ci:
    .ci/run
