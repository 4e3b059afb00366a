//! The command line: what it prints, and what it says when it cannot.

use crate::support::Engine;
use crate::support::issuer::{AUDIENCE, Signer, TestIssuer};
use jsonwebtoken::Algorithm;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

fn dsr(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dsr"));
    command.env_clear().env("DSR_DATA_DIR", directory).env("DSR_LISTEN", "127.0.0.1:0");
    command
}

fn run(directory: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    dsr(directory).args(arguments).envs(environment.iter().copied()).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line on standard error of a command that failed.
#[track_caller]
fn complaint(output: &Output) -> String {
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("dsr: ")).collect();
    assert_eq!(lines.len(), 1, "one line, please: {text}");
    assert!(!text.contains("panicked"), "{text}");
    lines[0].to_owned()
}

/// A started service; stopped on drop.
struct Served {
    child: Child,
    lines: Vec<String>,
}

impl Served {
    fn start(directory: &Path, environment: &[(&str, &str)]) -> Self {
        let mut command = dsr(directory);
        let mut child = command
            .arg("serve")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().is_some_and(|line| line.starts_with("dsr listens on ")) {
                break;
            }
        }
        Self { child, lines }
    }

    fn base(&self) -> String {
        self.lines
            .last()
            .and_then(|line| line.strip_prefix("dsr listens on "))
            .expect("the service did not start")
            .to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn serve_without_configuration_keeps_a_register_prints_a_token_and_the_token_works() {
    let directory = TempDir::new().unwrap();
    let served = Served::start(directory.path(), &[]);
    let token = served.lines.iter().find(|line| line.starts_with("eyJ")).expect("a token").clone();
    let client = reqwest::Client::new();
    let people = |token: String| client.get(format!("{}/v1/people", served.base())).bearer_auth(token).send();
    assert_eq!(people(token).await.unwrap().status(), 200);
    let minted = stdout(&run(directory.path(), &["token", "--org", "QOQ", "--scope", "all", "--hours", "8"], &[]));
    assert_eq!(people(minted.trim().to_owned()).await.unwrap().status(), 200);
    assert!(directory.path().join("register.db").exists());
}

#[test]
fn token_prints_only_the_token() {
    let directory = TempDir::new().unwrap();
    let output = run(directory.path(), &["token", "--scope", "people:read,deadlines:read"], &[]);
    let text = stdout(&output);
    assert_eq!(text.lines().count(), 1);
    assert_eq!(text.trim().split('.').count(), 3);
    assert!(output.stderr.is_empty());
    let unknown = run(directory.path(), &["token", "--scope", "people:fly"], &[]);
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("there is no scope 'people:fly'"));
}

#[cfg(unix)]
#[test]
fn the_development_key_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = TempDir::new().unwrap();
    run(directory.path(), &["token"], &[]);
    let mode = std::fs::metadata(directory.path().join("development-key.p8")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_taken_port_is_one_line() {
    let directory = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = complaint(&run(directory.path(), &["serve", "--listen", &address], &[]));
    assert!(line.contains(&format!("cannot listen on {address}")), "{line}");
}

#[test]
fn an_unreachable_database_is_one_line_and_does_not_show_its_password() {
    let directory = TempDir::new().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://somebody:verysecret@127.0.0.1:{free}/register");
    for command in ["serve", "verify"] {
        let line = complaint(&run(directory.path(), &[command], &[("DATABASE_URL", &url)]));
        assert!(line.contains("the database does not answer"), "{line}");
        assert!(!line.contains("verysecret"), "{line}");
    }
    let line = complaint(&run(directory.path(), &["serve"], &[("DATABASE_URL", "mysql://x/y")]));
    assert!(line.contains("DATABASE_URL must begin with"), "{line}");
}

#[tokio::test]
async fn a_schema_newer_than_the_build_is_one_line_on_both_databases() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let directory = TempDir::new().unwrap();
        let url = engine.fresh(directory.path()).await;
        let db = dsr::store::sql::Db::connect(&url).await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, '', 0)";
        dsr::store::sql::raw(&db, newer).await.unwrap();
        db.close().await;
        for command in ["serve", "migrate"] {
            let line = complaint(&run(directory.path(), &[command], &[("DATABASE_URL", &url)]));
            assert!(line.contains("migration 9999") && line.contains("newer build"), "{line}");
        }
    }
}

#[test]
fn a_certificate_that_cannot_be_used_is_one_line_at_the_start() {
    let directory = TempDir::new().unwrap();
    let at = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let made = || rcgen::generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap();
    let (chain, key) = (at("chain.pem"), at("key.pem"));
    let files = [("DSR_TLS_CERT", chain.as_str()), ("DSR_TLS_KEY", key.as_str())];
    std::fs::write(&chain, made().cert.pem()).unwrap();
    let missing = complaint(&run(directory.path(), &["serve"], &files));
    assert!(missing.contains("key.pem"), "{missing}");
    std::fs::write(&key, made().signing_key.serialize_pem()).unwrap();
    let of_another = complaint(&run(directory.path(), &["serve"], &files));
    assert!(of_another.contains("key.pem"), "{of_another}");
    std::fs::write(&key, "nothing like a key").unwrap();
    let no_key = complaint(&run(directory.path(), &["serve"], &files));
    assert!(no_key.contains("key.pem") && !no_key.contains("nothing like"), "{no_key}");
    assert_eq!(run(directory.path(), &["serve"], &files[..1]).status.code(), Some(2), "one without the other");
}

#[test]
fn a_development_key_is_served_on_loopback_only() {
    let directory = TempDir::new().unwrap();
    let line = complaint(&run(directory.path(), &["serve", "--listen", "0.0.0.0:0"], &[]));
    assert!(line.contains("refusing to listen on 0.0.0.0:0 with a development key"), "{line}");
}

#[test]
fn a_key_file_that_is_no_public_key_is_one_line() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("key.pem");
    std::fs::write(&path, "not a key").unwrap();
    let key = [
        ("DSR_JWT_KEY", path.to_str().unwrap()),
        ("DSR_JWT_ISSUER", "https://issuer.example"),
        ("DSR_JWT_AUDIENCE", "dsr"),
    ];
    let line = complaint(&run(directory.path(), &["serve"], &key));
    assert!(line.contains("not a public key in PEM form"), "{line}");
}

#[tokio::test]
async fn where_an_issuer_is_configured_the_development_key_is_neither_made_nor_printed_nor_accepted() {
    let directory = TempDir::new().unwrap();
    let key = Signer::new("one", Algorithm::ES256);
    let issuer = TestIssuer::start(&[&key]);
    let login = [("DSR_OIDC_ISSUER", issuer.base.as_str()), ("DSR_JWT_AUDIENCE", AUDIENCE)];
    assert!(complaint(&run(directory.path(), &["token"], &login)).contains("ask the issuer"));
    let served = Served::start(directory.path(), &login);
    assert_eq!(served.lines.len(), 1, "an address and no token: {:?}", served.lines);
    assert!(!directory.path().join("development-key.p8").exists());
    let client = reqwest::Client::new();
    let people = |token: String| client.get(format!("{}/v1/people", served.base())).bearer_auth(token).send();
    assert_eq!(people(key.sign(&issuer.claims())).await.unwrap().status(), 200);
    let development = stdout(&run(directory.path(), &["token"], &[])).trim().to_owned();
    assert_eq!(people(development).await.unwrap().status(), 401);
}

#[test]
fn an_issuer_that_could_be_overheard_or_is_half_configured_is_refused() {
    let directory = TempDir::new().unwrap();
    let issuer = ("DSR_OIDC_ISSUER", "https://login.example.org");
    let audience = ("DSR_JWT_AUDIENCE", AUDIENCE);
    for (url, why) in [
        ("http://login.example.org", "https URL"),
        ("http://127.0.0.1.example.org", "https URL"),
        ("ftp://login.example.org", "https URL"),
        ("login.example.org", "is not a URL"),
        ("https://pat:secret@login.example.org", "password"),
        ("https://login.example.org?realm=icb", "a query"),
    ] {
        let line = complaint(&run(directory.path(), &["serve"], &[("DSR_OIDC_ISSUER", url), audience]));
        assert!(line.contains(why) && !line.contains("secret"), "{line}");
    }
    let line =
        complaint(&run(directory.path(), &["serve"], &[issuer, audience, ("DSR_JWKS_URL", "http://a.example/k")]));
    assert!(line.contains("the address of the keys must be an https URL"), "{line}");
    let key = ("DSR_JWT_KEY", "key.pem");
    let halves: [&[(&str, &str)]; 8] = [
        &[issuer],
        &[audience],
        &[("DSR_JWKS_URL", "https://login.example.org/keys")],
        &[issuer, audience, key, ("DSR_JWT_ISSUER", "https://login.example.org")],
        &[issuer, audience, ("DSR_JWT_ISSUER", "https://login.example.org")],
        &[issuer, audience, ("DSR_TODAY", "2026-11-22")],
        &[issuer, audience, ("DSR_JWT_LEEWAY", "121")],
        &[issuer, audience, ("DSR_CLAIM_ORG", "")],
    ];
    for environment in halves {
        assert_eq!(run(directory.path(), &["serve"], environment).status.code(), Some(2), "{environment:?}");
    }
}

#[test]
fn a_server_database_is_not_migrated_unasked() {
    let directory = TempDir::new().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = runtime.block_on(Engine::Postgres.empty());
    let line = complaint(&run(directory.path(), &["serve"], &[("DATABASE_URL", &url)]));
    assert!(line.contains("run 'dsr migrate'"), "{line}");
    let migrated = run(directory.path(), &["migrate"], &[("DATABASE_URL", &url)]);
    assert_eq!(stdout(&migrated), "schema: 0 -> 16\n");
    assert_eq!(stdout(&run(directory.path(), &["migrate"], &[("DATABASE_URL", &url)])), "schema: 16 -> 16\n");
    assert_eq!(
        stdout(&run(directory.path(), &["verify"], &[("DATABASE_URL", &url)])),
        "0 streams, 0 facts, 0 faults\n"
    );
}

/// The register's own packs.
fn policies() -> std::path::PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "policies"].iter().collect()
}

#[test]
fn policy_check_says_what_a_pack_asks_and_every_fault_with_its_line() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("own.toml");
    let text = std::fs::read_to_string(policies().join("examples/qzz.toml")).unwrap();
    let own = text.replace("\"example-qzz\"", "\"own\"").replace("QZZ", "QOQ");
    std::fs::write(&file, &own).unwrap();
    let sound = run(directory.path(), &["policy", "check", file.to_str().unwrap()], &[]);
    assert!(sound.status.success(), "{}", stdout(&sound));
    assert!(stdout(&sound).contains("community_review_decision: must, 14 days, must be held"), "{}", stdout(&sound));
    assert!(stdout(&sound).ends_with("sound\n"));
    std::fs::write(&file, own.replace("days = 14", "days = 0").replace("review_report", "make_tea")).unwrap();
    let faulty = run(directory.path(), &["policy", "check", file.to_str().unwrap()], &[]);
    assert_eq!(faulty.status.code(), Some(1));
    let told = stdout(&faulty);
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.lines().all(|line| line.starts_with(&format!("{}:", file.display()))), "{told}");
    let missing = directory.path().join("none.toml");
    assert!(
        complaint(&run(directory.path(), &["policy", "check", missing.to_str().unwrap()], &[])).contains("none.toml")
    );
}

#[tokio::test]
async fn a_directory_of_packs_takes_the_place_of_the_embedded_ones() {
    let directory = TempDir::new().unwrap();
    let packs = directory.path().join("packs");
    std::fs::create_dir(&packs).unwrap();
    let there = ("DSR_POLICIES", packs.to_str().unwrap());
    assert!(complaint(&run(directory.path(), &["serve"], &[there])).contains("there is no policy pack"));
    std::fs::copy(policies().join("seeds.toml"), packs.join("seeds.toml")).unwrap();
    let listed = stdout(&run(directory.path(), &["policy", "list"], &[there]));
    assert_eq!((listed.lines().count(), listed.starts_with("seeds 2017-03-01 ")), (1, true), "{listed}");
    let served = Served::start(directory.path(), &[there]);
    let version: serde_json::Value =
        reqwest::get(format!("{}/version", served.base())).await.unwrap().json().await.unwrap();
    assert_eq!(version["policies"].as_array().unwrap().len(), 1, "{version}");
    drop(served);
    std::fs::write(packs.join("broken.toml"), "id = 1").unwrap();
    assert!(complaint(&run(directory.path(), &["serve"], &[there])).contains("broken.toml:1: "));
}

#[tokio::test]
async fn a_demo_prints_tokens_and_a_call_that_work_as_printed() {
    let directory = TempDir::new().unwrap();
    let served = Served::start(directory.path(), &[("DSR_DEMO", "true"), ("DSR_TODAY", "2027-03-01")]);
    let tokens: Vec<&String> = served.lines.iter().filter(|line| line.starts_with("eyJ")).collect();
    assert_eq!(tokens.len(), 3);
    let client = reqwest::Client::new();
    for token in tokens {
        let referrals = client.get(format!("{}/v1/referrals", served.base())).bearer_auth(token).send().await.unwrap();
        assert_eq!(referrals.status(), 200);
    }
    let call = served.lines.iter().find(|line| line.starts_with("curl ")).expect("a call");
    let parts: Vec<&str> = call.split('\'').collect();
    let (name, value) = parts[3].split_once(": ").unwrap();
    let overdue: serde_json::Value =
        client.get(parts[1]).header(name, value).send().await.unwrap().json().await.unwrap();
    assert_eq!(overdue["data"].as_array().unwrap().len(), 3, "{overdue}");
    assert!(directory.path().join("demo.db").exists() && !directory.path().join("register.db").exists());

    let line = complaint(&run(directory.path(), &["serve", "--demo", "--today", "2027-03-01"], &[]));
    assert!(line.contains("another demo is running"), "{line}");
}

#[test]
fn a_demo_that_cannot_be_says_why_in_one_line() {
    let directory = TempDir::new().unwrap();
    let line = complaint(&run(directory.path(), &["serve", "--demo", "--today", "2026-11-21"], &[]));
    assert!(line.contains("choose a day from 2026-11-22"), "{line}");
    let elsewhere = [("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")];
    let line = complaint(&run(directory.path(), &["serve", "--demo", "--today", "2027-03-01"], &elsewhere));
    assert!(line.contains("leave DATABASE_URL out"), "{line}");
    let issuer =
        [("DSR_JWT_KEY", "key.pem"), ("DSR_JWT_ISSUER", "https://issuer.example"), ("DSR_JWT_AUDIENCE", "dsr")];
    let line = complaint(&run(directory.path(), &["serve", "--demo"], &issuer));
    assert!(line.contains("works with the development key"), "{line}");
}

#[tokio::test]
async fn a_sandbox_is_never_served_as_real_and_a_real_register_gets_no_other_day() {
    let directory = TempDir::new().unwrap();
    let start = |today: Option<&str>| {
        let today: Vec<(&str, &str)> = today.map(|day| ("DSR_TODAY", day)).into_iter().collect();
        drop(Served::start(directory.path(), &today));
    };
    let refused = |today: &[(&str, &str)]| complaint(&run(directory.path(), &["serve"], today));
    start(Some("2026-11-22"));
    start(Some("2026-11-23"));
    assert!(refused(&[("DSR_TODAY", "2026-11-22")]).contains("its days go forward only"));
    assert!(refused(&[]).contains("is a sandbox of 2026-11-23"));

    let real = TempDir::new().unwrap();
    let served = Served::start(real.path(), &[]);
    let token = served.lines.iter().find(|line| line.starts_with("eyJ")).unwrap();
    let body = crate::support::example("referral.json");
    let sent = reqwest::Client::new().post(format!("{}/v1/referrals", served.base())).bearer_auth(token).json(&body);
    assert_eq!(sent.send().await.unwrap().status(), 201);
    drop(served);
    let line = complaint(&run(real.path(), &["serve", "--today", "2026-11-22"], &[]));
    assert!(line.contains("this register is none"), "{line}");
}

#[cfg(unix)]
#[test]
fn a_register_and_its_key_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let _served = Served::start(&data, &[]);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&data), 0);
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0, "{}", path.display());
    }
}

#[test]
fn an_option_that_cannot_work_is_refused_at_the_start_and_an_empty_one_is_none() {
    let directory = TempDir::new().unwrap();
    for (name, value) in [
        ("DSR_CORS_ORIGINS", "*"),
        ("DSR_CORS_ORIGINS", "null"),
        ("DSR_CORS_ORIGINS", "https://a.example/"),
        ("DSR_CORS_ORIGINS", "a.example"),
        ("DSR_WORKERS", "0"),
        ("DSR_COMMIT_BATCH", "0"),
    ] {
        assert!(!run(directory.path(), &["serve"], &[(name, value)]).status.success(), "{name}={value}");
    }
    drop(Served::start(directory.path(), &[("DSR_TLS_CERT", ""), ("DSR_TLS_KEY", ""), ("DSR_CORS_ORIGINS", "")]));
}
