//! `dsr`: serve · token · migrate · openapi · rebuild · verify · backup · policy.

use clap::Parser;
use dsr::clock::Clock;
use dsr::config::{Backup, Cli, Command, Database, Policies, Policy, PolicyCheck, Rebuild, Serve, Token, Verify};
use dsr::demo::{self, Place};
use dsr::development::{CLIENT, DevelopmentKey};
use dsr::domain::calendar::Date;
use dsr::domain::ods::Ods;
use dsr::domain::policy::{Pack, Packs};
use dsr::http::auth::Scope;
use dsr::http::ops;
use dsr::login::fetch::Address;
use dsr::login::issuer::Issuer;
use dsr::login::{Typ, Verifier};
use dsr::signing::Signer;
use dsr::store::sql::Db;
use dsr::store::{Store, backup, checkpoint, sandbox, verify};
use dsr::worker::sealing::Sealer;
use dsr::worker::sweep::{self, Sweeper};
use dsr::{app, telemetry, tls};
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

type Outcome = Result<ExitCode, Box<dyn Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    // Registers, copies of them and keys are their owner's alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    match Box::pin(run(Cli::parse().command)).await {
        Ok(code) => code,
        Err(error) => {
            say(&mut std::io::stderr(), &format!("dsr: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Outcome {
    match command {
        Command::Serve(options) => serve(*options).await,
        Command::Token(options) => token(&options),
        Command::Migrate(database) => migrate(&database).await,
        Command::Rebuild(options) => rebuild(&options).await,
        Command::Verify(options) => verify_all(&options).await,
        Command::Backup(options) => save(&options).await,
        Command::Policy(Policy::Check(options)) => check(&options),
        Command::Policy(Policy::List(policies)) => list(&policies),
        Command::Openapi => {
            std::io::stdout().write_all(ops::text(&app::document()).as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A line for a person; a closed pipe is nobody's fault.
fn say(to: &mut impl Write, line: &str) {
    let _ = writeln!(to, "{line}");
}

/// The configured database, or the embedded one, made when there is none.
async fn connect(database: &Database) -> Result<Db, Box<dyn Error>> {
    if let Some(url) = database.url() {
        Ok(Db::connect(url).await?)
    } else {
        std::fs::create_dir_all(&database.data_dir).map_err(|e| format!("{}: {e}", database.data_dir.display()))?;
        Ok(Db::embedded(&database.file()).await?)
    }
}

/// The same for commands that look at a register there is.
async fn existing(database: &Database) -> Result<Db, Box<dyn Error>> {
    let file = database.file();
    if database.url().is_none() && !file.exists() {
        return Err(format!("there is no register at {}", file.display()).into());
    }
    let db = connect(database).await?;
    db.check_schema().await?;
    Ok(db)
}

type Texts = Vec<(String, String)>;

/// The texts of these files, with the names they were given by.
fn texts(files: &[PathBuf]) -> Result<Texts, Box<dyn Error>> {
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        Ok((file.display().to_string(), text))
    };
    files.iter().map(read).collect()
}

/// The texts of the configured directory, if one is.
fn configured(policies: &Policies) -> Result<Option<Texts>, Box<dyn Error>> {
    let Some(directory) = policies.directory() else { return Ok(None) };
    let told = |e: std::io::Error| format!("{}: {e}", directory.display());
    let entries = std::fs::read_dir(directory).map_err(told)?.collect::<Result<Vec<_>, _>>().map_err(told)?;
    let toml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(toml).collect();
    files.sort();
    if files.is_empty() {
        return Err(format!("{}: there is no policy pack (*.toml)", directory.display()).into());
    }
    texts(&files).map(Some)
}

fn borrowed(texts: &Texts) -> Vec<(&str, &str)> {
    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// The configured packs, or the embedded ones.
fn packs(policies: &Policies) -> Result<Packs, Box<dyn Error>> {
    Ok(match configured(policies)? {
        Some(texts) => Packs::parse(&borrowed(&texts))?,
        None => Packs::embedded()?,
    })
}

fn check(options: &PolicyCheck) -> Outcome {
    let (own, beside) = (texts(&options.files)?, configured(&options.policies)?);
    let read = match &beside {
        Some(beside) => Packs::parse_with(&borrowed(beside), &borrowed(&own)),
        None => Packs::embedded_with(&borrowed(&own)),
    };
    let out = &mut std::io::stdout();
    match read {
        Ok(packs) => {
            let given = packs.all().filter(|pack| own.iter().any(|(file, _)| *file == pack.file));
            given.flat_map(Pack::summary).for_each(|line| say(out, &line));
            say(out, "sound");
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            faults.all().iter().for_each(|fault| say(out, &fault.to_string()));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn list(policies: &Policies) -> Outcome {
    let packs = packs(policies)?;
    packs.all().for_each(|pack| say(&mut std::io::stdout(), &format!("{} {}", pack.headline(), pack.digest)));
    Ok(ExitCode::SUCCESS)
}

async fn serve(options: Serve) -> Outcome {
    let _flush = telemetry::init(options.log, options.log_format, options.collector(), std::io::stderr());
    let packs = packs(&options.policies)?;
    let clock = options.today.map_or_else(Clock::system, Clock::fixed);
    if let Some(today) = options.today {
        tracing::warn!("SANDBOX: today is {today} and stays so; nothing here is real");
    }
    let listener =
        TcpListener::bind(options.listen).map_err(|e| format!("cannot listen on {}: {e}", options.listen))?;
    let address = listener.local_addr()?;
    let place = if options.demo { Some(demo_place(&options, clock.today()).await?) } else { None };
    let (verifier, development) = verifier(&options)?;
    let db = match &place {
        Some(place) => place.db.clone(),
        None => connect(&options.database).await?,
    };
    if options.migrate || matches!(db, Db::Sqlite { .. }) {
        db.migrate().await?;
    }
    db.check_schema().await?;
    let signer = signer(&options, &db)?;
    sandbox::open(&db, options.today).await?;
    let store = Store::open(db, Arc::new(packs), clock, usize::try_from(options.commit_batch)?).await?;
    if place.is_some() {
        make_demo(&store).await?;
    }
    let every = Duration::from_secs(options.sweep_every.into());
    let sweeper = (!every.is_zero()).then(|| Sweeper::start(store.clone(), every));
    let sealer = (!every.is_zero() && signer.can_sign()).then(|| Sealer::start(store.clone(), signer.clone()));
    let mut serving = options.offer.serving();
    if let Some(certificate) = options.offer.certificate()? {
        serving.tls = Some(certificate.server()?);
        tokio::spawn(certificate.watch(tls::EVERY));
    }
    let scheme = if serving.tls.is_some() { "https" } else { "http" };
    let service = app::Service::new(store.clone(), verifier).signing(signer);
    let stop = service.draining.clone().signalled(Duration::from_secs(options.offer.drain.into()));
    let server = app::server(service, listener, serving, stop)?;
    let out = &mut std::io::stdout();
    if let Some(key) = development {
        tracing::warn!(
            "DEVELOPMENT KEY IN USE: anybody on this machine who can read the data directory can make tokens; set DSR_OIDC_ISSUER for anything real"
        );
        let token = key.token(&Ods::parse("QOQ")?, Scope::ALL, clock.now(), 8, CLIENT)?;
        say(out, "Development token for organisation QOQ, all scopes, 8 hours:");
        say(out, &token);
        if place.is_some() {
            greet(out, &key, &token, &format!("{scheme}://{address}"), clock)?;
        }
    }
    say(out, &format!("dsr listens on {scheme}://{address}"));
    let ended = server.await;
    if let Some(sweeper) = sweeper {
        sweeper.stop().await;
    }
    if let Some(sealer) = sealer {
        sealer.stop().await;
    }
    store.close().await;
    ended?;
    Ok(ExitCode::SUCCESS)
}

/// The demo's own database. A server's is never filled with fictional people.
async fn demo_place(options: &Serve, today: Date) -> Result<Place, Box<dyn Error>> {
    if options.login.oidc_issuer.is_some() || options.login.jwt_key.is_some() {
        return Err("--demo works with the development key: leave an issuer and its key out".into());
    }
    if options.database.url().is_some() {
        return Err("--demo keeps a register of its own in the data directory: leave DATABASE_URL out".into());
    }
    if let Some((first, last)) = demo::days().filter(|(first, last)| today < *first || today > *last) {
        return Err(format!("there is no demo for {today}: choose a day from {first} to {last} by --today").into());
    }
    Ok(demo::place(&options.database.data_dir).await?)
}

/// Makes the demo register; a terminal sees how far it is.
async fn make_demo(store: &Store) -> Result<(), Box<dyn Error>> {
    let bar = ProgressBar::new(0)
        .with_style(ProgressStyle::with_template("making the demo register {wide_bar} {pos}/{len}")?);
    demo::make(store, |done, all| {
        bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    })
    .await?;
    bar.finish_and_clear();
    sweep::once(store).await?;
    tracing::warn!("DEMO: everybody in this register is fictional; it is made anew at every start");
    Ok(())
}

/// What there is to try, after the ICB's own token.
fn greet(
    out: &mut impl Write,
    key: &DevelopmentKey,
    token: &str,
    url: &str,
    clock: Clock,
) -> Result<(), Box<dyn Error>> {
    let referrer = [Scope::ReadReferrals, Scope::WriteReferrals, Scope::WriteNotices, Scope::ReadPolicies];
    for (organisation, scopes, who) in [
        (demo::OTHER_ICB, Scope::ALL, "the other ICB of the demo, all scopes"),
        (demo::PROVIDER, &referrer, "a provider that refers and reports admissions"),
    ] {
        say(out, &format!("Token for organisation {organisation}, {who}:"));
        say(out, &key.token(&Ods::parse(organisation)?, scopes, clock.now(), 8, CLIENT)?);
    }
    say(out, &format!("\nEvery operation with an example that works here: {url}/docs/"));
    say(out, "Authorize with the first token, open an operation, Execute. Or in a shell, what is overdue:");
    say(out, &format!("curl -sS '{url}/v1/deadlines?status=overdue&limit=3' -H 'Authorization: Bearer {token}'\n"));
    Ok(())
}

/// Who checks tokens: the configured issuer's keys, the configured key or, on loopback only, the development key.
fn verifier(options: &Serve) -> Result<(Verifier, Option<DevelopmentKey>), Box<dyn Error>> {
    let login = &options.login;
    if let Some(issuer) = &login.oidc_issuer {
        let address = Address::parse(issuer, login.jwks_url.as_deref())?;
        let rules = login.rules(address.issuer(), Typ::AtJwt);
        return Ok((Verifier::of(Issuer::start(address, login.pace())?, rules), None));
    }
    if let (Some(path), Some(issuer)) = (&login.jwt_key, &login.jwt_issuer) {
        let pem = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let verifier = Verifier::from_pem(&pem, login.rules(issuer, Typ::Jwt))
            .map_err(|why| format!("{}: {why}", path.display()))?;
        return Ok((verifier, None));
    }
    if !options.listen.ip().is_loopback() {
        return Err(format!("refusing to listen on {} with a development key: set DSR_OIDC_ISSUER (or DSR_JWT_KEY and DSR_JWT_ISSUER) and DSR_JWT_AUDIENCE, or listen on 127.0.0.1", options.listen).into());
    }
    let key = DevelopmentKey::in_directory(&options.database.data_dir)?;
    Ok((key.verifier(), Some(key)))
}

/// What the service signs with: the configured keys; beside an embedded register one of its own. Processes that share a
/// register must share their keys, so none is made for a server's.
fn signer(options: &Serve, db: &Db) -> Result<Signer, String> {
    match (options.signing.folder(), db) {
        (Some(folder), _) => Signer::of_folder(folder),
        (None, Db::Sqlite { .. }) => Signer::in_directory(&options.database.data_dir),
        (None, Db::Postgres { .. }) => {
            tracing::warn!(
                "NO SIGNING KEY: no receipts and no checkpoints; set DSR_SIGNING_KEYS to a folder that all processes share (docs/operations.md)"
            );
            Ok(Signer::default())
        }
    }
}

fn token(options: &Token) -> Outcome {
    if options.oidc_issuer.is_some() || options.jwt_key.is_some() {
        return Err("no token: a service with DSR_OIDC_ISSUER or DSR_JWT_KEY takes none of the development key; ask the issuer for one".into());
    }
    let key = DevelopmentKey::in_directory(&options.data_dir)?;
    let token = key.token(&options.org, &options.scope.0, Clock::system().now(), options.hours, &options.client)?;
    say(&mut std::io::stdout(), &token);
    Ok(ExitCode::SUCCESS)
}

async fn migrate(database: &Database) -> Outcome {
    let db = connect(database).await?;
    let (before, _) = db.schema_level().await?;
    db.migrate().await?;
    let (after, _) = db.schema_level().await?;
    say(&mut std::io::stdout(), &format!("schema: {before} -> {after}"));
    db.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn rebuild(options: &Rebuild) -> Outcome {
    let packs = packs(&options.policies)?;
    let db = existing(&options.database).await?;
    let store = Store::open(db, Arc::new(packs), Clock::system(), 256).await?;
    let out = &mut std::io::stdout();
    let plan = store.rebuild(false).await?;
    plan.moved.iter().for_each(|line| say(out, line));
    let done = if options.dry_run { plan } else { store.rebuild(true).await? };
    let verb = if options.dry_run { "would change" } else { "changed" };
    say(out, &format!("{} streams, rows of {} {verb}, {} dates moved", done.streams, done.changed, done.moved.len()));
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn verify_all(options: &Verify) -> Outcome {
    let signer = match options.signing.folder() {
        Some(folder) => Some(Signer::of_folder(folder)?),
        None => Signer::kept_in(&options.database.data_dir).filter(|_| options.database.url().is_none()),
    };
    let db = existing(&options.database).await?;
    let mut report = verify::verify(&db).await?;
    let said = signer.as_ref().map(|signer| {
        |jws: &str| checkpoint::Said::of(signer.checked(checkpoint::TYP, jws), signer.is_by_another(jws))
    });
    let with_keys = said.is_some();
    let (checkpoints, by_others) = checkpoint::verify(&db, said, &mut report.faults).await?;
    db.close().await;
    if checkpoints > 0 {
        let how = if with_keys { "with their signatures" } else { "without their signatures: there are no keys here" };
        say(&mut std::io::stdout(), &format!("{checkpoints} checkpoints, {how}"));
    }
    if by_others > 0 {
        let why = "signed by keys that are not here: bring them in DSR_SIGNING_KEYS to check them";
        say(&mut std::io::stdout(), &format!("{by_others} checkpoints {why}"));
    }
    Ok(tell(&report))
}

async fn save(options: &Backup) -> Outcome {
    let db = existing(&options.database).await?;
    let report = backup::backup(&db, &options.file).await?;
    db.close().await;
    let code = tell(&report);
    if report.faults.is_empty() {
        say(&mut std::io::stdout(), &options.file.display().to_string());
    }
    Ok(code)
}

/// What was found in the chains, and whether it is well.
fn tell(report: &verify::Report) -> ExitCode {
    let out = &mut std::io::stdout();
    report.faults.iter().for_each(|fault| say(out, fault));
    say(out, &format!("{} streams, {} facts, {} faults", report.streams, report.facts, report.faults.len()));
    if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
