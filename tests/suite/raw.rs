//! Statements sent to the database itself, past the service: what an operator with a console could try.
#![expect(clippy::disallowed_methods, reason = "these tests write and read behind the service's back")]

use crate::support::Engine;
use dsr::store::sql::Db;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::path::{Path, PathBuf};

/// The login itself, which is neither of the service's roles.
async fn console(login: &PgConnectOptions) -> PgConnection {
    PgConnection::connect_with(login).await.unwrap()
}

/// Runs a text of one or more statements.
pub async fn run(db: &Db, text: &str) -> Result<u64, sqlx::Error> {
    let text = AssertSqlSafe(text.to_owned());
    match db {
        Db::Sqlite { write, .. } => write.execute(text).await.map(|done| done.rows_affected()),
        Db::Postgres { login, .. } => console(login).await.execute(text).await.map(|done| done.rows_affected()),
    }
}

/// The rows of a query that answers one column of text.
pub async fn texts(db: &Db, text: &str) -> Vec<String> {
    let text = AssertSqlSafe(text.to_owned());
    let rows: Vec<(String,)> = match db {
        Db::Sqlite { read, .. } => sqlx::query_as(text).fetch_all(read).await.unwrap(),
        Db::Postgres { login, .. } => sqlx::query_as(text).fetch_all(&mut console(login).await).await.unwrap(),
    };
    rows.into_iter().map(|(text,)| text).collect()
}

/// The rows of a query that answers one identifier.
pub async fn ids(db: &Db, text: &str) -> Vec<uuid::Uuid> {
    let text = AssertSqlSafe(text.to_owned());
    let rows: Vec<(uuid::Uuid,)> = match db {
        Db::Sqlite { read, .. } => sqlx::query_as(text).fetch_all(read).await.unwrap(),
        Db::Postgres { login, .. } => sqlx::query_as(text).fetch_all(&mut console(login).await).await.unwrap(),
    };
    rows.into_iter().map(|(id,)| id).collect()
}

/// The one of two texts that is this engine's.
pub fn on(engine: Engine, sqlite: &'static str, postgres: &'static str) -> &'static str {
    match engine {
        Engine::Sqlite => sqlite,
        Engine::Postgres => postgres,
    }
}

/// Every Rust file under a folder of the repository: its path from the root, its text.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut waiting = vec![root.join(folder)];
    while let Some(directory) = waiting.pop() {
        let entries = std::fs::read_dir(&directory).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
