//! A register of one's own for each test: a database, a server on a free port, and callers with tokens.

pub mod contract;
mod database;
pub mod issuer;
pub mod people;
pub mod promise;

pub use database::Engine;

use chrono::TimeDelta;
use dsr::clock::Clock;
use dsr::development::DevelopmentKey;
use dsr::domain::calendar::Date;
use dsr::domain::ods::Ods;
use dsr::domain::policy::Packs;
use dsr::http::auth::Scope;
use dsr::serving::{Draining, Serving};
use dsr::signing::Signer;
use dsr::store::Store;
use dsr::store::sql::Db;
use dsr::{app, telemetry};
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// Today in every story that does not say otherwise.
pub const TODAY: &str = "2026-11-22";

/// A running register.
pub struct World {
    pub engine: Engine,
    pub base: String,
    pub key: DevelopmentKey,
    pub store: Store,
    pub url: String,
    client: reqwest::Client,
    directory: TempDir,
}

/// A system that calls the register with a token.
pub struct Caller<'w> {
    world: &'w World,
    pub token: String,
}

/// What the register answered.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

/// What every register of the suite signs with.
pub fn signer() -> Signer {
    static KEYS: LazyLock<Signer> =
        LazyLock::new(|| Signer::in_directory(tempfile::tempdir().unwrap().path()).unwrap());
    KEYS.clone()
}

/// A date.
pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// One of the bodies in `tests/examples/`.
pub fn example(name: &str) -> Value {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "examples", name].iter().collect();
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The n-th number of the range that is never issued, with its check digit.
pub fn nhs_number(n: u32) -> String {
    (0..)
        .map(|k| format!("999{:06}", (n * 7 + k) % 1_000_000))
        .flat_map(|nine| (0..10).map(move |check| format!("{nine}{check}")))
        .find(|number| dsr::domain::nhs_number::NhsNumber::parse(number).is_ok())
        .unwrap()
}

/// Starts logging at TRACE into `DSR_TEST_LOG_DIR`, once a process; `scripts/scan-logs` reads what was written.
fn log_everything() {
    static STARTED: OnceLock<Option<telemetry::Flush>> = OnceLock::new();
    STARTED.get_or_init(|| {
        let directory = std::env::var_os("DSR_TEST_LOG_DIR")?;
        std::fs::create_dir_all(&directory).unwrap();
        let file = std::fs::File::create(Path::new(&directory).join(format!("{}.log", std::process::id()))).unwrap();
        Some(telemetry::init(tracing::level_filters::LevelFilter::TRACE, telemetry::LogFormat::Json, None, file))
    });
}

impl World {
    /// A fresh register on this engine, whose today is [`TODAY`].
    pub async fn start(engine: Engine) -> Self {
        Self::start_on(engine, TODAY).await
    }

    /// A fresh register whose today is `today`.
    pub async fn start_on(engine: Engine, today: &str) -> Self {
        log_everything();
        let directory = tempfile::tempdir().unwrap();
        let url = engine.fresh(directory.path()).await;
        Self::open(engine, url, directory, Clock::fixed(day(today))).await
    }

    async fn open(engine: Engine, url: String, directory: TempDir, clock: Clock) -> Self {
        let db = Db::connect(&url).await.unwrap();
        let store = Store::open(db, Arc::new(Packs::embedded().unwrap()), clock, 256).await.unwrap();
        // A connection lives as long as the threads it was opened on: the first of each kind outlive servers that stop.
        drop((store.db().reader(&Ods::parse("QOQ").unwrap()).await.unwrap(), store.db().own_reader().await.unwrap()));
        Self::served(engine, url, store, directory)
    }

    /// This store served.
    pub fn of(engine: Engine, url: String, store: Store) -> Self {
        Self::served(engine, url, store, tempfile::tempdir().unwrap())
    }

    fn served(engine: Engine, url: String, store: Store, directory: TempDir) -> Self {
        let key = DevelopmentKey::in_directory(directory.path()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(
            app::server(
                app::Service::new(store.clone(), key.verifier()).signing(signer()),
                listener,
                Serving::default(),
                std::future::pending(),
            )
            .unwrap(),
        );
        Self { engine, base, key, store, url, client: reqwest::Client::new(), directory }
    }

    /// The same register on another day: the server starts again on the same database.
    pub async fn on(self, today: &str) -> Self {
        let Self { engine, url, directory, store, .. } = self;
        store.db().close().await;
        Self::open(engine, url, directory, Clock::fixed(day(today))).await
    }

    /// The same register with a clock that runs ahead of the system's by so many minutes, on the same London day.
    pub async fn ahead(self, minutes: i64) -> Self {
        let Self { engine, url, directory, store, .. } = self;
        let clock = Clock::fixed(store.clock().today()).running_ahead(TimeDelta::minutes(minutes));
        store.db().close().await;
        Self::open(engine, url, directory, clock).await
    }

    /// One more replica: a server with a memory of its own on the same database.
    pub async fn replica(&self) -> Self {
        Self::open(self.engine, self.url.clone(), tempfile::tempdir().unwrap(), Clock::fixed(day(TODAY))).await
    }

    /// The same register offered by one more server, which answers from now on; it stops when the sender is used or dropped.
    pub fn offered(&mut self, serving: Serving) -> (Draining, oneshot::Sender<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if serving.tls.is_some() { "https" } else { "http" };
        self.base = format!("{scheme}://{}", listener.local_addr().unwrap());
        let service = app::Service::new(self.store.clone(), self.key.verifier()).signing(signer());
        let draining = service.draining.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(app::server(service, listener, serving, async { drop(stopped.await) }).unwrap());
        (draining, stop)
    }

    /// A caller of this organisation with every scope.
    pub fn caller(&self, org: &str) -> Caller<'_> {
        self.caller_with(org, Scope::ALL)
    }

    /// A caller of this organisation with these scopes.
    pub fn caller_with(&self, org: &str, scopes: &[Scope]) -> Caller<'_> {
        let token = self
            .key
            .token(&Ods::parse(org).unwrap(), scopes, Clock::system().now(), 1, &format!("client-of-{org}"))
            .unwrap();
        Caller { world: self, token }
    }

    /// A caller with any text as its token.
    pub fn stranger(&self, token: &str) -> Caller<'_> {
        Caller { world: self, token: token.to_owned() }
    }
}

impl Caller<'_> {
    /// A request with headers and a body as they stand.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Reply {
        let mut request = self.world.client.request(method.clone(), format!("{}{path}", self.world.base));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if let Some(body) = body {
            if !headers.iter().any(|(name, _)| *name == "content-type") {
                request = request.header("content-type", "application/json");
            }
            request = request.body(body);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let reply = Reply { json: serde_json::from_str(&text).unwrap_or(Value::Null), status, headers, text };
        reply.problem_is_sound();
        promise::answer_is_promised(method.as_str(), path, &reply);
        reply
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, &[], Some(body.to_string())).await
    }

    /// With `If-Match` of what a GET of `read` answers now.
    pub async fn post_on(&self, read: &str, path: &str, body: &Value) -> Reply {
        let tag = self.get(read).await.etag();
        self.send(Method::POST, path, &[("if-match", &tag)], Some(body.to_string())).await
    }

    /// Somebody on the register: a referral from `referral`, accepted by `decision`. Answers the person's address.
    pub async fn accepted(&self, referral: &Value, decision: &Value) -> String {
        let id = self.post("/v1/referrals", referral).await.is(201).id();
        let address = format!("/v1/referrals/{id}");
        let decided = self.post_on(&address, &format!("{address}/decision"), decision).await.is(200);
        format!("/v1/people/{}", decided.json["person_id"].as_str().unwrap())
    }

    /// The person of the examples, accepted on 3 December 2025 as Amber.
    pub async fn robin(&self) -> String {
        self.accepted(&example("referral.json"), &example("decision-accepted.json")).await
    }

    /// The person's duties: duty, due date, status.
    pub async fn duties(&self, person: &str) -> Vec<(String, String, String)> {
        let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
        let all = self.get(&format!("{person}/deadlines?limit=500")).await.is(200);
        all.json["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| (text(&d["duty"]), text(&d["due_on"]), text(&d["status"])))
            .collect()
    }
}

impl Reply {
    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Asserts a problem with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        let reply = self.is(status);
        assert_eq!(reply.json["code"], json!(code), "{}", reply.text);
        reply
    }

    /// Asserts that one of the faults has this pointer and code.
    #[track_caller]
    pub fn fault(self, pointer: &str, code: &str) -> Self {
        let found = self.faults().iter().any(|(p, c)| p == pointer && c == code);
        assert!(found, "no {code} at {pointer}: {}", self.text);
        self
    }

    /// Every fault: pointer, code.
    pub fn faults(&self) -> Vec<(String, String)> {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        self.json["errors"].as_array().into_iter().flatten().map(|f| (text(&f["pointer"]), text(&f["code"]))).collect()
    }

    #[track_caller]
    pub fn id(&self) -> String {
        self.json["id"].as_str().expect(&self.text).to_owned()
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag")
    }

    /// Every problem answer has the one shape and repeats nothing that identifies anybody.
    fn problem_is_sound(&self) {
        if self.status.as_u16() < 400 {
            return;
        }
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        for member in ["type", "title", "status", "detail", "instance", "code"] {
            assert!(!self.json[member].is_null(), "a problem without {member}: {}", self.text);
        }
        assert_eq!(self.json["status"], json!(self.status.as_u16()));
        // The request's identifier is random: any six digits may stand in it.
        let said = self.text.replace(self.json["instance"].as_str().unwrap_or_default(), "");
        for canary in ["Aldous", "Robin", "999100", "999 100", "1993-05-17", "CANARY", "eyJ", "HU1 1AA", "Sam Field"] {
            assert!(!said.contains(canary), "a problem repeats {canary}: {}", self.text);
        }
    }
}

/// Stories: each runs on a fresh register on SQLite and on one on PostgreSQL.
macro_rules! stories {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident: World) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a story uses what it needs")]
            use super::*;
            async fn story($world: $crate::support::World) $body

            $(#[$meta])*
            #[tokio::test]
            async fn sqlite() {
                story($crate::support::World::start($crate::support::Engine::Sqlite).await).await;
            }

            $(#[$meta])*
            #[tokio::test]
            async fn postgres() {
                story($crate::support::World::start($crate::support::Engine::Postgres).await).await;
            }
        }
    )+};
}
pub(crate) use stories;
