# syntax=docker/dockerfile:1
# The service as an image: built on Debian, run without a shell, as nobody, on a file system it need not write to.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY migrations migrations
COPY policies policies
COPY bench/load.rs bench/load.rs
RUN cargo build --release --locked --bin dsr && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/dsr /usr/local/bin/dsr
# The embedded database, if DATABASE_URL does not name a server; the only place that is written to, and so its user's own.
COPY --from=build --chown=65532:65532 /data /var/lib/dsr
ENV DSR_DATA_DIR=/var/lib/dsr DSR_LISTEN=0.0.0.0:8080 DSR_LOG_FORMAT=json
WORKDIR /var/lib/dsr
VOLUME /var/lib/dsr
USER 65532:65532
# Whether it is ready is asked over HTTP (/readyz), by the proxy or the orchestrator: the image has no other program.
EXPOSE 8080
# Off the loopback interface dsr serves only with an issuer of tokens: see docs/login.md.
ENTRYPOINT ["dsr"]
CMD ["serve"]
