//! Safe retries: what a call with an `Idempotency-Key` did, kept for a day, written in the call's own transaction.

use crate::domain::ods::Ods;
use crate::store::sql::{Link, bulk, sql};
use crate::store::{Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// How long a key is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// What is kept of a call: enough to answer it again, nothing of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The organisation and client that made the call.
    pub owner: String,
    /// Its key.
    pub key: String,
    /// Hash over method, path and body.
    pub fingerprint: [u8; 32],
    /// What the call did.
    pub done: Done,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What a call did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The status answered.
    pub status: u16,
    /// The person or referral concerned.
    pub subject: Uuid,
    /// What it created within, if anything.
    pub item: Option<Uuid>,
    /// The subject's version afterwards.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    fingerprint: Vec<u8>,
    status: i64,
    subject_id: Uuid,
    item_id: Option<Uuid>,
    version: i64,
    created_at: DateTime<Utc>,
}

/// What a client did under a key within the last day: the call's fingerprint and its outcome.
pub(super) async fn find(
    link: Link<'_>,
    owner: &str,
    key: &str,
) -> Result<Option<(Vec<u8>, Done, DateTime<Utc>)>, sqlx::Error> {
    let row = sql!(optional Row, link,
        "SELECT fingerprint, status, subject_id, item_id, version, created_at FROM idempotency WHERE owner = $1 AND call_key = $2",
        owner, key)?;
    Ok(row.map(|r| {
        let status = u16::try_from(r.status).unwrap_or(200);
        (r.fingerprint, Done { status, subject: r.subject_id, item: r.item_id, version: r.version }, r.created_at)
    }))
}

/// Writes keys; answers how many were new.
pub(super) async fn insert(link: Link<'_>, keys: &[&Kept]) -> Result<u64, sqlx::Error> {
    bulk!(link, keys, |k| "idempotency" {
        "owner" 1 "text" => k.owner.as_str(),
        "call_key" 2 "text" => k.key.as_str(),
        "fingerprint" 3 "bytea" => k.fingerprint.as_slice(),
        "status" 4 "int8" => i64::from(k.done.status),
        "subject_id" 5 "uuid" => k.done.subject,
        "item_id" 6 "uuid" => k.done.item,
        "version" 7 "int8" => k.done.version,
        "created_at" 8 "timestamptz" => k.created_at,
    } "ON CONFLICT DO NOTHING")
}

/// Forgets keys older than a day.
pub(super) async fn forget(link: Link<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let before = now.checked_sub_signed(KEPT_FOR).unwrap_or(now);
    sql!(execute, link, "DELETE FROM idempotency WHERE created_at < $1", before).map(|_| ())
}

impl Store {
    /// What `owner`, a client of this organisation, did under `key`, if that was within the last day.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn kept(
        &self,
        organisation: &Ods,
        owner: &str,
        key: &str,
    ) -> Result<Option<(Vec<u8>, Done)>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let oldest = self.clock.now().checked_sub_signed(KEPT_FOR);
        let found = find(reader.link(), owner, key).await?;
        Ok(found.filter(|(.., at)| oldest.is_none_or(|oldest| *at >= oldest)).map(|(print, done, _)| (print, done)))
    }
}
