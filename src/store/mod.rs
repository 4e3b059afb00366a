//! The only SQL. Facts go in by [`commit`], come back by [`load`]; every list the API serves has one file.

pub mod access;
pub mod activation;
pub mod audit;
pub mod backup;
pub mod barriers;
pub mod chain;
pub mod checkpoint;
pub mod commit;
pub mod deadlines;
pub mod glass;
pub mod history;
pub mod idempotency;
pub mod keyworking;
pub mod load;
pub mod measures;
pub mod meetings;
pub mod observations;
pub mod partners;
pub mod people;
pub mod reach;
pub mod rebuild;
pub mod referrals;
pub mod sandbox;
pub mod sql;
pub mod standing;
pub mod status;
pub mod sweep;
pub mod transfers;
pub mod travel;
pub mod verify;
mod wall;

use crate::clock::Clock;
use crate::domain::event::Unreadable;
use crate::domain::policy::Packs;
use crate::domain::projection;
use sql::{Db, One, sql};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// Who does something, as facts and audit rows keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The client.
    pub client_id: String,
    /// The user on whose behalf.
    pub subject: String,
    /// The organisation's ODS code.
    pub organisation: String,
    /// The request.
    pub request_id: String,
}

impl Actor {
    /// The client as the owner of references and keys: one client may act for several organisations, and none of them
    /// learns of the others'.
    #[must_use]
    pub fn owner(&self) -> String {
        format!("{}/{}", self.organisation, self.client_id)
    }

    pub(crate) fn parts(&self) -> [&str; 4] {
        [&self.client_id, &self.subject, &self.organisation, &self.request_id]
    }
}

/// Why the store could not do something. Never holds a value of a record.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not answer or broke off.
    #[error("the database does not answer: {0}")]
    Unreachable(String),
    /// The schema was made by a newer build.
    #[error(
        "the database has migration {0}, which this build does not know: it was written by a newer build; run that one"
    )]
    SchemaNewer(i64),
    /// A migration was edited after it ran.
    #[error("migration {0} in the database is not the one in this build")]
    SchemaChanged(i64),
    /// The schema is behind this build.
    #[error("the database is at migration {0}, this build needs {1}: run 'dsr migrate'")]
    SchemaOlder(i64, i64),
    /// The login may not act as the roles that the database's row-level security is made for.
    #[error(
        "the database's login may not act as the roles dsr_application and dsr_worker, nor make them: as a role that may, run \
         'CREATE ROLE dsr_application NOLOGIN; CREATE ROLE dsr_worker NOLOGIN; GRANT dsr_application, dsr_worker TO <the login>'"
    )]
    Roles,
    /// A stored fact this build cannot read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A version of a policy pack has another text than the one the register has computed by.
    #[error("policy pack '{0}' version '{1}' is immutable, and its text has changed: give it a new version")]
    PackChanged(String, String),
    /// Rows were made by another version of the rules.
    #[error("the register's rows were made by other rules: run 'dsr rebuild'")]
    RebuildRequired,
}

/// What a row's document says; one of another form was made by another version of the rules.
fn document<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::RebuildRequired)
}

impl From<sqlx::Error> for StoreError {
    /// Keeps what an operator needs and no value: a driver's own message may quote a row.
    fn from(error: sqlx::Error) -> Self {
        Self::Unreachable(match &error {
            sqlx::Error::Database(e) => format!(
                "{:?}, code {}, constraint {}",
                e.kind(),
                e.code().unwrap_or_default(),
                e.constraint().unwrap_or("-")
            ),
            sqlx::Error::Io(e) => format!("connection: {}", e.kind()),
            sqlx::Error::Configuration(_) => "DATABASE_URL cannot be read".into(),
            sqlx::Error::PoolTimedOut => "no connection within five seconds".into(),
            sqlx::Error::PoolClosed => "closed".into(),
            sqlx::Error::Tls(_) => "TLS failed".into(),
            sqlx::Error::ColumnDecode { index, .. } => format!("column {index} cannot be read"),
            sqlx::Error::WorkerCrashed => "the embedded database's worker stopped".into(),
            _ => "protocol".into(),
        })
    }
}

/// The register's memory: one per process.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) packs: Arc<Packs>,
    pub(crate) clock: Clock,
    committer: commit::Committer,
    cache: Arc<load::Cache>,
    writable: Arc<AtomicBool>,
}

impl Store {
    /// Opens the store on a migrated database and starts the task that writes. A database whose rows were made by
    /// another version of the rules is served for reading only.
    ///
    /// # Errors
    /// The schema is not at this build's level, or the database does not answer.
    pub async fn open(db: Db, packs: Arc<Packs>, clock: Clock, batch: usize) -> Result<Self, StoreError> {
        db.check_schema().await?;
        let store = Self {
            committer: commit::Committer::start(db.clone(), packs.digest().to_owned(), batch),
            cache: Arc::new(load::Cache::new()),
            writable: Arc::new(AtomicBool::new(true)),
            db,
            packs,
            clock,
        };
        store.refuse_changed_packs().await?;
        let current = store.check_projection().await?;
        if !current {
            tracing::error!(
                "the register's rows were made by other rules: reads are served, writes refused until 'dsr rebuild'"
            );
        }
        Ok(store)
    }

    /// Whether rows are of this build's making; remembers the answer for [`Store::writable`]. An empty register is
    /// claimed for this build, and its first fact says by which packs it computes.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn check_projection(&self) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let claimed = sql!(
            execute,
            tx.link(),
            "INSERT INTO projection_head (id, version, packs) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING",
            projection::VERSION,
            self.packs.digest()
        )?;
        if claimed > 0 {
            self.activate(&mut tx).await?;
        }
        let head = sql!(optional(i64, String), tx.link(), "SELECT version, packs FROM projection_head WHERE id = 1")?;
        tx.commit().await?;
        let current =
            head.is_some_and(|(version, packs)| version == projection::VERSION && packs == self.packs.digest());
        self.writable.store(current, Ordering::Relaxed);
        Ok(current)
    }

    /// Whether this build may write.
    #[must_use]
    pub fn writable(&self) -> bool {
        self.writable.load(Ordering::Relaxed)
    }

    /// The policy packs in force.
    #[must_use]
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The clock.
    #[must_use]
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// The database.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut reader = self.db.own_reader().await?;
        sql!(optional One<i64>, reader.link(), "SELECT position FROM feed_head WHERE id = 1")?;
        Ok(())
    }

    /// Writes decisions as one: all of them, or none.
    ///
    /// # Errors
    /// [`commit::Failure`].
    pub async fn commit(&self, decision: commit::Decision) -> Result<(), commit::Failure> {
        if !self.writable() && !self.check_projection().await? {
            return Err(commit::Failure::Store(StoreError::RebuildRequired));
        }
        let written = self.committer.write(decision).await;
        if matches!(written, Err(commit::Failure::Store(StoreError::RebuildRequired))) {
            self.writable.store(false, Ordering::Relaxed);
        }
        written
    }

    /// Writes the audit row of a read; the answer leaves only afterwards.
    ///
    /// # Errors
    /// The row could not be written.
    pub async fn record_access(&self, access: access::Access) -> Result<(), StoreError> {
        self.committer.record(access).await
    }

    /// A new identifier.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.clock.id()
    }

    /// Finishes what is being written and closes the database.
    pub async fn close(&self) {
        self.committer.drain().await;
        self.db.close().await;
    }
}
