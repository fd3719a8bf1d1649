# syntax=docker/dockerfile:1@sha256:87999aa3d42bdc6bea60565083ee17e86d1f3339802f543c0d03998580f9cb89

# The images to build with and to ship, pinned by digest: without it, whoever can move a tag decides what is built.
# `just pin-images` brings the digests up to date.
ARG RUST_IMAGE=rust:1.95-slim-bookworm@sha256:d7482085ff5b415f84dba5647ae71606650bdef00db7aeb69f4b3d170c3e4082
ARG RUNTIME_IMAGE=debian:bookworm-slim@sha256:7c7b2c966bc9ee8cedfeef67e0e279108992c77681fa595db4a9d65c06ccc587


# The toolchain. The image brings the C compiler that the bundled SQLite needs.
FROM ${RUST_IMAGE} AS toolchain
WORKDIR /build
ENV CARGO_TERM_COLOR=never


# The dependencies, built against an empty program: this layer holds until Cargo.toml or Cargo.lock change.
FROM toolchain AS dependencies
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
RUN mkdir -p src tests/it bench \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs tests/it/main.rs bench/main.rs \
    && cargo build --locked --profile dist --bin cairn


# The program. Migrations, the OpenAPI document and the starter content are part of the binary.
FROM dependencies AS build
COPY migrations migrations
COPY openapi openapi
COPY docs/reference docs/reference
COPY demo demo
COPY src src
# Files come with the times they had where they were copied from, which may be before those of the empty program.
RUN touch src/lib.rs src/main.rs \
    && cargo build --locked --profile dist --bin cairn \
    && target/dist/cairn --version


# What ships: the binary and nothing to build with.
FROM ${RUNTIME_IMAGE} AS runtime
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Cairn" \
      org.opencontainers.image.description="A headless content API for guidance: articles, sections, suggested phrases and related resources as documented JSON" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.authors="The Cairn developers"
RUN groupadd --gid 10001 cairn \
    && useradd --uid 10001 --gid cairn --no-create-home --home-dir /data --shell /usr/sbin/nologin cairn \
    && install --directory --owner=cairn --group=cairn --mode=0750 /data
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/cairn/
# What the certificates of the receivers of webhooks are checked against.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/target/dist/cairn /usr/local/bin/cairn
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV DATABASE_URL=/data/cairn.db \
    CAIRN_BIND=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["cairn", "healthcheck"]
ENTRYPOINT ["cairn"]
CMD ["serve"]
