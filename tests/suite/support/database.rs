//! A database for each test: a file, or a copy of a migrated template on the server `DSR_TEST_POSTGRES` names.
#![expect(clippy::disallowed_methods, reason = "tests talk to the server itself to make and remove databases")]

use dsr::store::sql::Db;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::path::Path;
use tokio::sync::OnceCell;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

fn server() -> String {
    std::env::var("DSR_TEST_POSTGRES")
        .expect("DSR_TEST_POSTGRES is not set: run scripts/test, which starts a PostgreSQL of its own")
}

fn named(database: &str) -> String {
    let server = server();
    let (head, _) = server.rsplit_once('/').unwrap();
    format!("{head}/{database}")
}

async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", std::process::id());
            let mut admin = PgConnection::connect(&server()).await.unwrap();
            admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
            let db = Db::connect(&named(&name)).await.unwrap();
            db.migrate().await.unwrap();
            db.close().await;
            name
        })
        .await
}

async fn create(options: &str) -> String {
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    let mut admin = PgConnection::connect(&server()).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name} {options}"))).await.unwrap();
    named(&name)
}

impl Engine {
    /// The URL of a database on the server without any tables.
    pub async fn empty(self) -> String {
        assert_eq!(self, Self::Postgres);
        create("").await
    }

    /// The URL of a fresh, migrated database.
    pub async fn fresh(self, directory: &Path) -> String {
        match self {
            Self::Sqlite => {
                let url = format!("sqlite:{}", directory.join("register.db").display());
                let db = Db::connect(&url).await.unwrap();
                db.migrate().await.unwrap();
                db.close().await;
                url
            }
            Self::Postgres => create(&format!("TEMPLATE {}", template().await)).await,
        }
    }
}
