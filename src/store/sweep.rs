//! What the sweep needs of the database: whom to look at, the lease, and the heartbeat.

use crate::domain::calendar::Date;
use crate::domain::event::StreamKind;
use crate::domain::projection::first_day;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::time::Duration;
use uuid::Uuid;

/// The lease that the sweep takes.
const LEASE: &str = "sweep";

/// This build, as the heartbeat names it.
const BUILD: &str = env!("CARGO_PKG_VERSION");

/// How the sweep stands, for every replica: the last one that began.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Heartbeat {
    /// `running`, `completed`, or `read_only` where the only replica that asked may not write.
    pub state: String,
    /// The version of the build that swept.
    pub build: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When one last ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// The London date by which everything there was to record is recorded.
    pub completed_for: Option<NaiveDate>,
    /// Observations that the last one that ended recorded.
    pub recorded: i64,
    /// Records that it could not finish; the next one looks at them again.
    pub left_over: i64,
}

impl Heartbeat {
    /// Whole seconds since a sweep last ended; `None` while none has.
    #[must_use]
    pub fn age(&self, now: DateTime<Utc>) -> Option<i64> {
        self.completed_at.map(|at| now.signed_duration_since(at).num_seconds().max(0))
    }

    /// Days of which not everything may be recorded yet; `None` while no sweep has ended.
    #[must_use]
    pub fn behind(&self, today: Date) -> Option<i64> {
        self.completed_for.map(|day| today.days_since(Date::from(day)).max(0))
    }
}

/// A record to look at: where it stands in the order, and which it is.
pub type Watched = (NaiveDate, Uuid);

impl Store {
    /// Records of this kind of which something is to be recorded by `today`, in order, after one of them; at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn watched(
        &self,
        kind: StreamKind,
        today: Date,
        after: Option<Watched>,
        limit: i64,
    ) -> Result<Vec<Watched>, StoreError> {
        let (day, id) = after.unwrap_or_else(|| (first_day(), Uuid::nil()));
        let mut reader = self.db.own_reader().await?;
        Ok(match kind {
            StreamKind::Person => sql!(
                all(NaiveDate, Uuid),
                reader.link(),
                "SELECT watch_on, id FROM person WHERE watch_on <= $1 AND (watch_on, id) > ($2, $3) ORDER BY watch_on, id LIMIT $4",
                today.naive(),
                day,
                id,
                limit
            )?,
            StreamKind::Referral => sql!(
                all(NaiveDate, Uuid),
                reader.link(),
                "SELECT watch_on, id FROM referral WHERE watch_on <= $1 AND (watch_on, id) > ($2, $3) ORDER BY watch_on, id LIMIT $4",
                today.naive(),
                day,
                id,
                limit
            )?,
            StreamKind::Meeting
            | StreamKind::Leader
            | StreamKind::Transfer
            | StreamKind::Settings
            | StreamKind::Register => Vec::new(),
        })
    }

    /// Takes the sweep's lease, or keeps it, for `long`; `false` while another holds it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn take_lease(&self, holder: &str, long: Duration) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let until = TimeDelta::from_std(long).ok().and_then(|long| now.checked_add_signed(long)).unwrap_or(now);
        let mut tx = self.db.begin().await?;
        let taken = sql!(
            execute,
            tx.link(),
            "INSERT INTO lease (name, holder, until_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
             WHERE lease.holder = excluded.holder OR lease.until_at < $4",
            LEASE,
            holder,
            until,
            now
        )?;
        tx.commit().await?;
        Ok(taken > 0)
    }

    /// Gives the sweep's lease back, so that another replica need not wait for its end.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn give_lease_back(&self, holder: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        sql!(execute, tx.link(), "DELETE FROM lease WHERE name = $1 AND holder = $2", LEASE, holder)?;
        Ok(tx.commit().await?)
    }

    /// How the sweep stands; `None` while none has ever begun.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn heartbeat(&self) -> Result<Option<Heartbeat>, StoreError> {
        let mut reader = self.db.own_reader().await?;
        Ok(sql!(optional Heartbeat, reader.link(),
            "SELECT state, build, started_at, completed_at, completed_for, recorded, left_over FROM sweep WHERE id = 1")?)
    }

    /// A sweep begins.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn sweep_begins(&self) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        sql!(
            execute,
            tx.link(),
            "INSERT INTO sweep (id, state, build, started_at, recorded, left_over) VALUES (1, 'running', $1, $2, 0, 0)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, build = excluded.build, started_at = excluded.started_at",
            BUILD,
            self.clock.now()
        )?;
        Ok(tx.commit().await?)
    }

    /// A sweep of `day` has ended. Everything of that day is recorded where nothing is left over.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn sweep_ends(&self, day: Date, recorded: i64, left_over: i64) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        sql!(
            execute,
            tx.link(),
            "UPDATE sweep SET state = 'completed', completed_at = $1, recorded = $2, left_over = $3,
                    completed_for = COALESCE($4, completed_for) WHERE id = 1",
            self.clock.now(),
            recorded,
            left_over,
            (left_over == 0).then_some(day.naive())
        )?;
        Ok(tx.commit().await?)
    }

    /// This replica may not write, and so does not sweep; said only while no other one holds the lease.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn sweep_is_barred(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let held = sql!(
            optional One<String>,
            tx.link(),
            "SELECT holder FROM lease WHERE name = $1 AND until_at >= $2",
            LEASE,
            now
        )?;
        if held.is_none() {
            sql!(
                execute,
                tx.link(),
                "INSERT INTO sweep (id, state, build, started_at, recorded, left_over) VALUES (1, 'read_only', $1, $2, 0, 0)
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, build = excluded.build",
                BUILD,
                now
            )?;
        }
        Ok(tx.commit().await?)
    }
}
