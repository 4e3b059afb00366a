//! Two databases, one text: [`Db`], and the macros every statement is written with.

use crate::digest::hex;
use crate::domain::ods::Ods;
use crate::store::{StoreError, wall};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, Database, Executor, Pool, Postgres, Sqlite, Transaction};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;
use uuid::Uuid;

/// How long anybody waits for a connection, or for the embedded database's write lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database of either kind.
#[derive(Debug, Clone)]
pub enum Db {
    /// Embedded: one connection writes, several read.
    Sqlite {
        /// The one writer.
        write: SqlitePool,
        /// The readers.
        read: SqlitePool,
    },
    /// A server: the writing task has connections of its own, opened where it runs, so that it depends on no worker's
    /// reactor and no crowd of readers keeps it waiting. Each pool acts as its role (`wall.rs`).
    Postgres {
        /// The login itself: for the schema, and for nothing else.
        login: Box<PgConnectOptions>,
        /// Of the writing task, as the worker.
        write: PgPool,
        /// Of what the service reads for itself, as the worker.
        own: PgPool,
        /// Of those who read for callers, as the application.
        read: PgPool,
    },
}

/// A connection from a pool, for reads.
pub enum Reader {
    /// Of the embedded database.
    Sqlite(PoolConnection<Sqlite>),
    /// Of the server, for the service itself.
    Own(PoolConnection<Postgres>),
    /// Of the server, for an organisation.
    For(Transaction<'static, Postgres>),
}

/// A transaction that writes.
pub enum Tx {
    /// Of the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// Of the server.
    Postgres(Transaction<'static, Postgres>),
}

/// A borrowed connection of either kind: what `sql!` and `bulk!` run on.
pub enum Link<'c> {
    /// Of the embedded database.
    Sqlite(&'c mut SqliteConnection),
    /// Of the server.
    Postgres(&'c mut PgConnection),
}

impl Reader {
    /// The connection.
    pub fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(c) => Link::Sqlite(c),
            Self::Own(c) => Link::Postgres(c),
            Self::For(c) => Link::Postgres(c),
        }
    }
}

impl Tx {
    /// The connection.
    pub fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(c) => Link::Sqlite(c),
            Self::Postgres(c) => Link::Postgres(c),
        }
    }

    /// Makes what was written durable.
    ///
    /// # Errors
    /// The database does not confirm.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }

    /// Undoes what was written.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        }
    }
}

impl Db {
    /// Opens the database that `url` names: `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// A URL of another kind, or a database that cannot be reached within five seconds.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            Self::sqlite(SqliteConnectOptions::from_str(url)?).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            // Every statement has its index and is written for it. Plans made for the first parameters, or while a table is
            // still empty, are the ones that go wrong: a list of the overdue read the register whole (356 ms against 0.4).
            // Compiling plans costs more than any of them takes.
            let settled = [("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("jit", "off")];
            let login = PgConnectOptions::from_str(url)?.application_name("dsr").options(settled);
            let reached = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&login)).await;
            reached.map_err(|_| sqlx::Error::PoolTimedOut)??.close().await?;
            let pool = |n: u32, options: PgConnectOptions| {
                let pool = PgPoolOptions::new().max_connections(n).acquire_timeout(PATIENCE);
                pool.test_before_acquire(false).connect_lazy_with(options)
            };
            Ok(Self::Postgres {
                write: pool(2, wall::worker(&login)),
                own: pool(8, wall::worker(&login)),
                read: pool(16, wall::application(&login)),
                login: Box::new(login),
            })
        } else {
            Err(StoreError::Unreachable("DATABASE_URL must begin with sqlite: or postgres://".into()))
        }
    }

    /// Opens the embedded database in a file, made when there is none.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub async fn embedded(file: &Path) -> Result<Self, StoreError> {
        Self::sqlite(SqliteConnectOptions::new().filename(file)).await
    }

    async fn sqlite(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(200);
        let pool =
            |n: u32| SqlitePoolOptions::new().max_connections(n).acquire_timeout(PATIENCE).test_before_acquire(false);
        // A full disk makes SQLite end a transaction by itself, and the driver goes on waiting for an end that it can no longer
        // make: such a connection would refuse every transaction from then on.
        let write = pool(1).after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        });
        let write = write.connect_with(options.clone()).await?;
        let read = pool(8).connect_with(options.optimize_on_close(false, None)).await?;
        Ok(Self::Sqlite { write, read })
    }

    /// A connection to read with for an organisation: on the server it sees only rows of records which that organisation reaches.
    ///
    /// # Errors
    /// None can be had within five seconds.
    pub async fn reader(&self, organisation: &Ods) -> Result<Reader, sqlx::Error> {
        match self {
            Self::Sqlite { read, .. } => read.acquire().await.map(Reader::Sqlite),
            Self::Postgres { read, .. } => read.begin_with(wall::asking(organisation)).await.map(Reader::For),
        }
    }

    /// The same for a page of a list in the order of an index; a statement always comes by the same one of the two, for its plan is made
    /// once.
    ///
    /// # Errors
    /// None can be had within five seconds.
    pub async fn page_reader(&self, organisation: &Ods) -> Result<Reader, sqlx::Error> {
        match self {
            Self::Sqlite { read, .. } => read.acquire().await.map(Reader::Sqlite),
            Self::Postgres { read, .. } => {
                read.begin_with(wall::asking_for_a_page(organisation)).await.map(Reader::For)
            }
        }
    }

    /// A connection to read with for the service itself, which sees every row: for what shows no record to anybody, and for
    /// finding whom a question is about before it is decided what of them is told.
    ///
    /// # Errors
    /// None can be had within five seconds.
    pub async fn own_reader(&self) -> Result<Reader, sqlx::Error> {
        match self {
            Self::Sqlite { read, .. } => read.acquire().await.map(Reader::Sqlite),
            Self::Postgres { own, .. } => own.acquire().await.map(Reader::Own),
        }
    }

    /// A transaction to write in; on the embedded database it takes the write lock at once.
    ///
    /// # Errors
    /// None can be had within five seconds.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite { write, .. } => write.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite),
            Self::Postgres { write, .. } => write.begin().await.map(Tx::Postgres),
        }
    }

    /// How many connections each pool holds: pool, state, number.
    #[must_use]
    pub fn connections(&self) -> Vec<(&'static str, &'static str, u32)> {
        fn of<D: Database>(name: &'static str, pool: &Pool<D>) -> [(&'static str, &'static str, u32); 2] {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            [(name, "idle", idle), (name, "used", pool.size().saturating_sub(idle))]
        }
        match self {
            Self::Sqlite { write, read } => [of("write", write), of("read", read)].concat(),
            Self::Postgres { write, own, read, .. } => [of("write", write), of("own", own), of("read", read)].concat(),
        }
    }

    /// The engine's name.
    #[must_use]
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgres",
        }
    }

    fn migrator(&self) -> Migrator {
        static SHARED: Migrator = sqlx::migrate!("migrations/shared");
        static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
        static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");
        let overlay = match self {
            Self::Sqlite { .. } => &SQLITE,
            Self::Postgres { .. } => &POSTGRES,
        };
        Migrator::with_migrations(SHARED.iter().chain(overlay.iter()).cloned().collect())
    }

    /// Brings the schema to this build's level.
    ///
    /// # Errors
    /// The schema is newer than this build, was changed by hand, or the database does not answer.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let done = match self {
            Self::Sqlite { write, .. } => self.migrator().run(write).await,
            Self::Postgres { login, .. } => {
                let mut owner = PgConnection::connect_with(login).await?;
                wall::make_roles(&mut owner).await.map_err(without_roles)?;
                self.migrator().run(&mut owner).await
            }
        };
        done.map_err(|error| match error {
            MigrateError::VersionMissing(version) => StoreError::SchemaNewer(version),
            MigrateError::VersionMismatch(version) => StoreError::SchemaChanged(version),
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => StoreError::Unreachable(other.to_string()),
        })
    }

    /// The schema's level in the database and in this build.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn schema_level(&self) -> Result<(i64, i64), StoreError> {
        let built = self.migrator().iter().map(|m| m.version).max().unwrap_or(0);
        let applied = match self {
            Self::Sqlite { read, .. } => applied(&mut *read.acquire().await?).await,
            Self::Postgres { login, .. } => applied(&mut PgConnection::connect_with(login).await?).await,
        };
        Ok((applied, built))
    }

    /// That the schema is at this build's level, and the login may act as both roles.
    ///
    /// # Errors
    /// It is newer or older, the login may not, or the database does not answer.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        match self.schema_level().await? {
            (applied, built) if applied > built => return Err(StoreError::SchemaNewer(applied)),
            (applied, built) if applied < built => return Err(StoreError::SchemaOlder(applied, built)),
            _ => {}
        }
        let Self::Postgres { login, .. } = self else { return Ok(()) };
        let mut login = PgConnection::connect_with(login).await?;
        let roles = rows::<Postgres, One<i64>>(wall::MEMBER).fetch_one(&mut login).await?;
        if roles == (2,) { Ok(()) } else { Err(StoreError::Roles) }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { write, own, read, .. } => {
                read.close().await;
                own.close().await;
                write.close().await;
            }
        }
    }
}

/// A login that may not make roles needs them made.
fn without_roles(error: sqlx::Error) -> StoreError {
    match error.as_database_error().and_then(sqlx::error::DatabaseError::code) {
        Some(code) if code == "42501" => StoreError::Roles,
        _ => error.into(),
    }
}

/// The last migration applied; 0 for an empty database.
async fn applied<C: Migrate>(connection: &mut C) -> i64 {
    let list = connection.list_applied_migrations("_sqlx_migrations").await;
    list.ok().and_then(|all| all.iter().map(|m| m.version).max()).unwrap_or(0)
}

/// A statement; only the macros call it.
#[expect(clippy::disallowed_methods, reason = "the one home of sqlx::query")]
pub(super) fn statement<D: Database>(text: &'static str) -> sqlx::query::Query<'static, D, D::Arguments> {
    sqlx::query::<D>(text)
}

/// A statement that answers rows; only the macros call it.
#[expect(clippy::disallowed_methods, reason = "the one home of sqlx::query_as")]
pub(super) fn rows<D: Database, R>(text: &'static str) -> sqlx::query::QueryAs<'static, D, R, D::Arguments>
where
    R: for<'r> sqlx::FromRow<'r, D::Row>,
{
    sqlx::query_as::<D, R>(text)
}

/// A row of one column.
pub(crate) type One<T> = (T,);

/// Runs one statement on either database:
/// `sql!(all Row, link, "SELECT … $1", bind)`, likewise `optional Row` and `execute`.
/// Where a statement must differ it says `sqlite: "…", postgres: "…"`.
macro_rules! sql {
    ($how:ident $($row:ty)?, $link:expr, sqlite: $lite:literal, postgres: $pg:literal $(, $bind:expr)* $(,)?) => {
        match $link {
            $crate::store::sql::Link::Sqlite(connection) =>
                $crate::store::sql::sql!(@run $how $($row)?, sqlx::Sqlite, connection, $lite $(, $bind)*),
            $crate::store::sql::Link::Postgres(connection) =>
                $crate::store::sql::sql!(@run $how $($row)?, sqlx::Postgres, connection, $pg $(, $bind)*),
        }
    };
    ($how:ident $($row:ty)?, $link:expr, $text:literal $(, $bind:expr)* $(,)?) => {
        $crate::store::sql::sql!($how $($row)?, $link, sqlite: $text, postgres: $text $(, $bind)*)
    };
    (@run all $row:ty, $db:ty, $c:expr, $text:literal $(, $bind:expr)*) => {
        $crate::store::sql::rows::<$db, $row>($text)$(.bind($bind))*.fetch_all(&mut *$c).await
    };
    (@run optional $row:ty, $db:ty, $c:expr, $text:literal $(, $bind:expr)*) => {
        $crate::store::sql::rows::<$db, $row>($text)$(.bind($bind))*.fetch_optional(&mut *$c).await
    };
    (@run execute, $db:ty, $c:expr, $text:literal $(, $bind:expr)*) => {
        $crate::store::sql::statement::<$db>($text)$(.bind($bind))*.execute(&mut *$c).await.map(|done| done.rows_affected())
    };
}
pub(crate) use sql;

/// Inserts many rows in one statement: an array per column on PostgreSQL, one JSON document on SQLite, where every
/// statement is a hop to the engine's thread. Each column says its name, its number and its type; `tail` is what follows
/// the values, such as `ON CONFLICT …`. Answers how many rows were written.
macro_rules! bulk {
    ($link:expr, $rows:expr, |$row:ident| $table:literal
     { $c0:literal $n0:tt $t0:tt => $e0:expr $(, $c:literal $n:tt $t:tt => $e:expr)* $(,)? } $tail:literal) => {
        if $rows.is_empty() {
            Ok(0)
        } else {
            match $link {
                $crate::store::sql::Link::Postgres(connection) => {
                    const TEXT: &str = concat!("INSERT INTO ", $table, " (", $c0 $(, ", ", $c)*, ") SELECT * FROM unnest($", $n0, "::", $t0, "[]"
                        $(, ", $", $n, "::", $t, "[]")*, ") ", $tail);
                    $crate::store::sql::statement::<sqlx::Postgres>(TEXT)
                        .bind($rows.iter().map(|$row| $e0).collect::<Vec<_>>())
                        $(.bind($rows.iter().map(|$row| $e).collect::<Vec<_>>()))*
                        .execute(&mut *connection).await.map(|done| done.rows_affected())
                }
                $crate::store::sql::Link::Sqlite(connection) => {
                    const TEXT: &str = concat!("INSERT INTO ", $table, " (", $c0 $(, ", ", $c)*, ") SELECT ",
                        $crate::store::sql::cell!($t0 $n0) $(, ", ", $crate::store::sql::cell!($t $n))*,
                        " FROM json_each($1) WHERE TRUE ", $tail);
                    let mut sheet = $crate::store::sql::Sheet::new();
                    for $row in $rows.iter() {
                        sheet.row();
                        sheet.cell(&$e0);
                        $(sheet.cell(&$e);)*
                    }
                    $crate::store::sql::statement::<sqlx::Sqlite>(TEXT).bind(sheet.done())
                        .execute(&mut *connection).await.map(|done| done.rows_affected())
                }
            }
        }
    };
}
pub(crate) use bulk;

/// How SQLite reads one column of a row of the JSON document; the row's first element is a filler, so that columns count
/// from one.
macro_rules! cell {
    ("uuid" $n:tt) => {
        concat!("unhex(value->>", $n, ")")
    };
    ("bytea" $n:tt) => {
        concat!("unhex(value->>", $n, ")")
    };
    ($other:tt $n:tt) => {
        concat!("value->>", $n)
    };
}
pub(crate) use cell;

/// Rows for SQLite as one JSON document, each value written as the driver would bind it.
#[derive(Debug)]
pub(crate) struct Sheet(String);

impl Sheet {
    pub(crate) fn new() -> Self {
        Self("[".to_owned())
    }

    pub(crate) fn row(&mut self) {
        self.0.push_str(if self.0.len() == 1 { "[0" } else { "],[0" });
    }

    pub(crate) fn cell(&mut self, value: &impl Cell) {
        self.0.push(',');
        value.write(&mut self.0);
    }

    pub(crate) fn done(mut self) -> String {
        self.0.push_str("]]");
        self.0
    }
}

/// A value in a [`Sheet`].
pub(crate) trait Cell {
    fn write(&self, out: &mut String);
}

fn quoted(text: &str, out: &mut String) {
    // A string always serialises.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

impl Cell for &str {
    fn write(&self, out: &mut String) {
        quoted(self, out);
    }
}

impl Cell for String {
    fn write(&self, out: &mut String) {
        quoted(self, out);
    }
}

impl Cell for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Cell for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "1" } else { "0" });
    }
}

impl Cell for Uuid {
    fn write(&self, out: &mut String) {
        quoted(&self.simple().to_string(), out);
    }
}

impl Cell for &[u8] {
    fn write(&self, out: &mut String) {
        quoted(&hex(self), out);
    }
}

impl Cell for NaiveDate {
    fn write(&self, out: &mut String) {
        quoted(&self.format("%F").to_string(), out);
    }
}

impl Cell for DateTime<Utc> {
    fn write(&self, out: &mut String) {
        quoted(&self.to_rfc3339_opts(SecondsFormat::AutoSi, false), out);
    }
}

impl<T: Cell> Cell for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

/// Runs a text of several statements; for tests that write behind the service's back.
///
/// # Errors
/// What the database says.
pub async fn raw(db: &Db, text: &'static str) -> Result<u64, sqlx::Error> {
    match db {
        Db::Sqlite { write, .. } => write.execute(text).await.map(|done| done.rows_affected()),
        Db::Postgres { login, .. } => {
            PgConnection::connect_with(login).await?.execute(text).await.map(|done| done.rows_affected())
        }
    }
}
