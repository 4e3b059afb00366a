# The service as an image. Kept simple; .ci/run does not build it yet.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin dsr

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/dsr --create-home dsr
COPY --from=build /src/target/release/dsr /usr/local/bin/dsr
USER dsr
WORKDIR /var/lib/dsr
# The embedded database; unused with DATABASE_URL.
VOLUME /var/lib/dsr
# Off the loopback interface dsr serves only with an issuer's key: DSR_JWT_KEY, DSR_JWT_ISSUER, DSR_JWT_AUDIENCE.
ENV DSR_DATA_DIR=/var/lib/dsr DSR_LISTEN=0.0.0.0:8080 DSR_LOG_FORMAT=json
EXPOSE 8080
ENTRYPOINT ["dsr"]
CMD ["serve"]
