//! Configuration: every option is also an environment variable.

use crate::domain::calendar::Date;
use crate::domain::ods::Ods;
use crate::http::auth::Scope;
use crate::login::claims::{Mapping, Place};
use crate::login::issuer::Pace;
use crate::login::{Rules, Typ};
use crate::serving::{Rate, Serving};
use crate::telemetry::LogFormat;
use crate::tls::Certificate;
use clap::builder::{FalseyValueParser, OsStringValueParser, RangedI64ValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tracing::level_filters::LevelFilter;

/// Dynamic Support Registers: referrals in, dated duties out.
#[derive(Debug, Parser)]
#[command(name = "dsr", version, about, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `dsr` does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the service. Without `DATABASE_URL` it keeps an embedded register in the data directory.
    Serve(Box<Serve>),
    /// Print an access token of the development key, and nothing else.
    Token(Token),
    /// Bring the database's schema to this build's level.
    Migrate(Database),
    /// Print the `OpenAPI` document.
    Openapi,
    /// Make every row again from the facts; says whose dates moved. With equal rules nothing changes.
    Rebuild(Rebuild),
    /// Check every hash chain, head, feed position and checkpoint.
    Verify(Verify),
    /// Copy the embedded register into a file while it serves, and check the copy.
    Backup(Backup),
    /// Look at policy packs: the figures every date comes from.
    #[command(subcommand)]
    Policy(Policy),
}

/// Where the register is kept.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// sqlite:PATH or <postgres://USER:PASSWORD@HOST/NAME>; default: register.db in the data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Directory of the embedded database and the development key.
    #[arg(long, env = "DSR_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
}

/// Which policies a register computes by.
#[derive(Debug, Clone, Args)]
pub struct Policies {
    /// Directory of policy packs (*.toml, in order of their names) that take the place of the embedded ones.
    #[arg(long = "policies", env = "DSR_POLICIES")]
    pub directory: Option<PathBuf>,
}

/// What `dsr policy` does.
#[derive(Debug, Clone, Subcommand)]
pub enum Policy {
    /// Say what is wrong with packs, or what they ask; they are read together with those the register computes by.
    Check(PolicyCheck),
    /// List every version of every pack the register computes by.
    List(Policies),
}

/// Options of `dsr policy check`.
#[derive(Debug, Clone, Args)]
pub struct PolicyCheck {
    /// The packs they are to stand beside.
    #[command(flatten)]
    pub policies: Policies,
    /// Files to check.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// Whose tokens hold: an issuer's that is asked for its keys, or those of one key in a file; without either, the
/// development key's, on loopback only.
#[derive(Debug, Clone, Args)]
pub struct Login {
    /// The tokens' issuer, an https URL, as in the claim iss: its keys are found by OpenID discovery and kept up to date.
    #[arg(long, env = "DSR_OIDC_ISSUER", group = "whose", requires = "jwt_audience", conflicts_with = "jwt_issuer")]
    pub oidc_issuer: Option<String>,
    /// Where the issuer's keys stand (JWK set), an https URL; default: where discovery says.
    #[arg(long, env = "DSR_JWKS_URL", requires = "oidc_issuer")]
    pub jwks_url: Option<String>,
    /// For how many hours the last keys serve while the issuer does not answer, 1 to 168.
    #[arg(long, env = "DSR_JWKS_KEEP_HOURS", default_value_t = 24, value_parser = clap::value_parser!(u64).range(1..=168))]
    pub jwks_keep_hours: u64,
    /// Public key of the tokens' issuer instead, PEM: RSA, EC or Ed25519; it changes only with a restart.
    #[arg(long, env = "DSR_JWT_KEY", group = "whose", requires_all = ["jwt_issuer", "jwt_audience"])]
    pub jwt_key: Option<PathBuf>,
    /// The tokens' issuer (claim iss) where a key file is given.
    #[arg(long, env = "DSR_JWT_ISSUER", requires = "jwt_key")]
    pub jwt_issuer: Option<String>,
    /// The tokens' audience (claim aud): this service's name at the issuer.
    #[arg(long, env = "DSR_JWT_AUDIENCE", requires = "whose")]
    pub jwt_audience: Option<String>,
    /// The tokens' header typ: at+jwt (RFC 9068), or jwt, which takes JWT or none, too. Default: at+jwt with an issuer, jwt
    /// with a key file.
    #[arg(long, env = "DSR_JWT_TYP", value_enum)]
    pub jwt_typ: Option<Typ>,
    /// By how many seconds the issuer's clock and this machine's may differ, at most 120.
    #[arg(long, env = "DSR_JWT_LEEWAY", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=120))]
    pub jwt_leeway: u64,
    /// Claim with the user or client: a name, or a JSON pointer; several with commas, the first that is there counts.
    #[arg(long, env = "DSR_CLAIM_SUBJECT", default_value = "sub")]
    pub claim_subject: Place,
    /// Claim with the client; where it is not there, the subject is the client.
    #[arg(long, env = "DSR_CLAIM_CLIENT", default_value = "client_id")]
    pub claim_client: Place,
    /// Claim with the ODS code of the organisation acted for.
    #[arg(long, env = "DSR_CLAIM_ORG", default_value = "org")]
    pub claim_org: Place,
    /// Claim with the scopes: a text with spaces or a list.
    #[arg(long, env = "DSR_CLAIM_SCOPE", default_value = "scope")]
    pub claim_scope: Place,
    /// What the issuer writes before each scope's name; scopes without it are passed over.
    #[arg(long, env = "DSR_SCOPE_PREFIX", default_value = "")]
    pub scope_prefix: String,
}

/// The keys the service signs with.
#[derive(Debug, Clone, Args)]
pub struct Signing {
    /// Folder of the keys that receipts and checkpoints are signed with (*.pem, EC P-256 in PKCS#8): the last by name signs,
    /// all are published. Default: signing-keys in the data directory beside an embedded register; with a database server
    /// nothing is signed.
    #[arg(long = "signing-keys", env = "DSR_SIGNING_KEYS")]
    pub folder: Option<PathBuf>,
}

impl Signing {
    /// The configured folder; an empty one, as compose files leave it, is none.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref().filter(|folder| !folder.as_os_str().is_empty())
    }
}

/// Options of `dsr serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The policies.
    #[command(flatten)]
    pub policies: Policies,
    /// What it signs with.
    #[command(flatten)]
    pub signing: Signing,
    /// Address and port to listen on.
    #[arg(long, env = "DSR_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Whose tokens hold.
    #[command(flatten)]
    pub login: Login,
    /// Bring a server database's schema to this build's level before serving; the embedded one always is.
    #[arg(long, env = "DSR_MIGRATE", value_parser = FalseyValueParser::new())]
    pub migrate: bool,
    /// A register of fictional people to try everything on: `demo.db` in the data directory, made anew at every start; only with
    /// the development key.
    #[arg(long, env = "DSR_DEMO", value_parser = FalseyValueParser::new())]
    pub demo: bool,
    /// A sandbox whose today is this London date, YYYY-MM-DD, and never changes; only with the development key.
    #[arg(long, env = "DSR_TODAY", value_parser = day, conflicts_with_all = ["jwt_key", "oidc_issuer"])]
    pub today: Option<Date>,
    /// How it is offered.
    #[command(flatten)]
    pub offer: Offer,
    /// Decisions and audit rows written in one transaction, at most; 1 writes one by one.
    #[arg(long, env = "DSR_COMMIT_BATCH", default_value_t = 256, value_parser = whole(1..=10_000))]
    pub commit_batch: u32,
    /// Seconds from one sweep, which records what the clock observes, to the next; 0: this process does not sweep.
    #[arg(long, env = "DSR_SWEEP_EVERY", default_value_t = 60, value_parser = whole(0..=86_400))]
    pub sweep_every: u32,
    /// Level of the service's log lines: off, error, warn, info, debug, trace.
    #[arg(long, env = "DSR_LOG", default_value = "info")]
    pub log: LevelFilter,
    /// How log lines look.
    #[arg(long, env = "DSR_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// An OpenTelemetry collector, such as <http://127.0.0.1:4318>; only in builds with the feature `otel`.
    #[arg(long = "otlp-endpoint", env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<String>,
}

impl Serve {
    /// The configured collector; an empty address, as compose files leave it, is none.
    #[must_use]
    pub fn collector(&self) -> Option<&str> {
        self.otlp_endpoint.as_deref().filter(|address| !address.is_empty())
    }
}

/// How the service is offered.
#[derive(Debug, Clone, Args)]
pub struct Offer {
    /// Worker threads; default: one a processor.
    #[arg(long, env = "DSR_WORKERS", value_parser = whole(1..=1_024))]
    pub workers: Option<u32>,
    /// Connections at one time; further ones wait to be accepted.
    #[arg(long, env = "DSR_MAX_CONNECTIONS", default_value_t = 2_000, value_parser = whole(1..=1_000_000))]
    pub max_connections: u32,
    /// Seconds one request may take before it is answered 503.
    #[arg(long, env = "DSR_REQUEST_TIMEOUT", default_value_t = 30, value_parser = whole(1..=600))]
    pub request_timeout: u32,
    /// Requests a second a client may make of this process in the long run; 0: as many as it likes.
    #[arg(long, env = "DSR_RATE_LIMIT", default_value_t = 50)]
    pub rate_limit: u32,
    /// Requests a client may make at once after a pause; default: ten seconds' worth.
    #[arg(long, env = "DSR_RATE_BURST")]
    pub rate_burst: Option<u32>,
    /// Origins whose pages may call from a browser, separated by commas; none: no cross-origin calls.
    #[arg(long = "cors-origin", env = "DSR_CORS_ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub cors_origins: Vec<String>,
    /// Certificate chain, PEM: serve TLS. Read again when it changes. Empty: plain HTTP.
    #[arg(long, env = "DSR_TLS_CERT", requires = "tls_key", value_parser = path())]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM.
    #[arg(long, env = "DSR_TLS_KEY", requires = "tls_cert", value_parser = path())]
    pub tls_key: Option<PathBuf>,
    /// Seconds to go on serving after SIGTERM, not ready any more, so that a proxy can notice.
    #[arg(long, env = "DSR_DRAIN", default_value_t = 5, value_parser = whole(0..=300))]
    pub drain: u32,
}

/// Options of `dsr token`.
#[derive(Debug, Clone, Args)]
pub struct Token {
    /// Directory of the development key.
    #[arg(long, env = "DSR_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// ODS code of the organisation to act for.
    #[arg(long, env = "DSR_TOKEN_ORG", default_value = "QOQ", value_parser = organisation)]
    pub org: Ods,
    /// Scopes, separated by commas; or `all`.
    #[arg(long, env = "DSR_TOKEN_SCOPE", default_value = "all", value_parser = scopes)]
    pub scope: Scopes,
    /// For how many hours.
    #[arg(long, env = "DSR_TOKEN_HOURS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub hours: u32,
    /// The client to be.
    #[arg(long, env = "DSR_TOKEN_CLIENT", default_value = crate::development::CLIENT)]
    pub client: String,
    /// The configured issuer, whose service takes no token of the development key.
    #[arg(long, env = "DSR_OIDC_ISSUER", hide = true)]
    pub oidc_issuer: Option<String>,
    /// The configured key, likewise.
    #[arg(long, env = "DSR_JWT_KEY", hide = true)]
    pub jwt_key: Option<PathBuf>,
}

/// Options of `dsr rebuild`.
#[derive(Debug, Clone, Args)]
pub struct Rebuild {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Only say what would change.
    #[arg(long, env = "DSR_DRY_RUN", value_parser = FalseyValueParser::new())]
    pub dry_run: bool,
}

/// Options of `dsr verify`.
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// What checkpoints were signed with.
    #[command(flatten)]
    pub signing: Signing,
}

/// Options of `dsr backup`.
#[derive(Debug, Clone, Args)]
pub struct Backup {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// File to write; there must be none of that name.
    pub file: PathBuf,
}

/// The scopes a token is to carry.
#[derive(Debug, Clone)]
pub struct Scopes(pub Vec<Scope>);

fn organisation(text: &str) -> Result<Ods, &'static str> {
    Ods::parse(text).map_err(|fault| fault.split_once('|').map_or(fault, |(_, message)| message))
}

fn whole(range: RangeInclusive<i64>) -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(range)
}

/// A path, or nothing at all, as compose files leave it.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// An origin as browsers send it; nothing at all, as compose files leave it, is none.
fn origin(text: &str) -> Result<String, &'static str> {
    let expected =
        "expected an origin as browsers send it, such as https://cases.example.org: scheme, host, port if it has one";
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host =
        |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    if text.is_empty() || rest.is_some_and(host) { Ok(text.to_owned()) } else { Err(expected) }
}

fn day(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).map_err(|_| "expected a date that exists, written YYYY-MM-DD")
}

fn scopes(text: &str) -> Result<Scopes, String> {
    if text == "all" {
        return Ok(Scopes(Scope::ALL.to_vec()));
    }
    let known = || Scope::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
    let read = text.split([',', ' ']).filter(|part| !part.is_empty());
    let read: Result<Vec<Scope>, String> = read
        .map(|part| {
            Scope::from_code(part).ok_or_else(|| format!("there is no scope '{part}'; known: all, {}", known()))
        })
        .collect();
    read.map(Scopes)
}

impl Offer {
    /// The same as a server takes it, without the certificate.
    #[must_use]
    pub fn serving(&self) -> Serving {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let burst = self.rate_burst.unwrap_or_else(|| self.rate_limit.saturating_mul(10));
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        Serving {
            workers: self.workers.map_or_else(processors, |n| usize::try_from(n).unwrap_or(1)),
            max_connections: usize::try_from(self.max_connections).unwrap_or(usize::MAX),
            request_timeout: Duration::from_secs(self.request_timeout.into()),
            rate: NonZeroU32::new(self.rate_limit).map(|per_second| Rate { per_second, burst }),
            cors_origins: self.cors_origins.iter().filter(|origin| !origin.is_empty()).cloned().collect(),
            tls: None,
        }
    }

    /// The configured certificate; empty paths, as compose files leave them, are none.
    ///
    /// # Errors
    /// A file cannot be used.
    pub fn certificate(&self) -> Result<Option<Arc<Certificate>>, String> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(chain), Some(key)) if !chain.as_os_str().is_empty() => Certificate::read(chain, key).map(Some),
            _ => Ok(None),
        }
    }
}

impl Login {
    /// What a token of this issuer has to say; `typ` where none is configured.
    #[must_use]
    pub fn rules(&self, issuer: &str, typ: Typ) -> Rules {
        Rules {
            typ: self.jwt_typ.unwrap_or(typ),
            leeway: self.jwt_leeway,
            mapping: Mapping {
                subject: self.claim_subject.clone(),
                client: self.claim_client.clone(),
                organisation: self.claim_org.clone(),
                scope: self.claim_scope.clone(),
                prefix: self.scope_prefix.clone(),
            },
            ..Rules::new(issuer, self.jwt_audience.as_deref().unwrap_or_default())
        }
    }

    /// How often the issuer is asked.
    #[must_use]
    pub fn pace(&self) -> Pace {
        let keep = Duration::from_hours(self.jwks_keep_hours);
        Pace { keep, ..Pace::default() }
    }
}

impl Policies {
    /// The configured directory; an empty one, as compose files leave it, is none.
    #[must_use]
    pub fn directory(&self) -> Option<&Path> {
        self.directory.as_deref().filter(|directory| !directory.as_os_str().is_empty())
    }
}

impl Database {
    /// The configured URL; an empty one, as compose files leave it, is none.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.database_url.as_deref().filter(|url| !url.is_empty())
    }

    /// The embedded register's file, where no URL is configured.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.data_dir.join("register.db")
    }
}
