//! Checkpoints: how far the facts and the reads went, as running hashes over both, signed. Whoever keeps one elsewhere can tell
//! later whether anything before it was changed, taken out or put in.

use crate::digest::{hex, sha256};
use crate::store::sql::{Db, Reader, sql};
use crate::store::{Store, StoreError};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The kind of statement, as its header's `typ` names it.
pub const TYP: &str = "dsr-checkpoint+jwt";

/// Reads count once they are this old: a read takes its instant before it is written, and no request may take longer than ten
/// minutes.
const SETTLED: TimeDelta = TimeDelta::minutes(15);

/// How many rows are hashed at a time.
const PAGE: i64 = 5_000;

/// A checkpoint as it is kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Checkpoint {
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The last feed position it covers.
    pub position: i64,
    /// Over every fact up to there.
    pub facts_hash: Vec<u8>,
    /// It covers the reads before this instant.
    pub reads_until: DateTime<Utc>,
    /// How many reads those are.
    pub reads: i64,
    /// Over every read before that.
    pub reads_hash: Vec<u8>,
    /// All of this, signed.
    pub statement: String,
}

/// What a checkpoint states; its members are what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Who states it.
    pub iss: &'static str,
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// When it was made: RFC 3339, UTC.
    pub made_at: String,
    /// The last feed position it covers.
    pub position: i64,
    /// SHA-256 over the one before, the position, and the fact's own hash, fact by fact.
    pub facts_hash: String,
    /// It covers the reads before this instant.
    pub reads_until: String,
    /// How many reads those are.
    pub reads: i64,
    /// SHA-256 over the one before and the read, read by read.
    pub reads_hash: String,
    /// SHA-256 of the statement before; null for the first.
    pub previous: Option<String>,
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// How far the hashes have come.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Running {
    position: i64,
    facts: [u8; 32],
    until: DateTime<Utc>,
    reads: i64,
    looks: [u8; 32],
}

impl Running {
    /// Before everything.
    const fn nothing() -> Self {
        Self { position: 0, facts: [0; 32], until: DateTime::UNIX_EPOCH, reads: 0, looks: [0; 32] }
    }

    fn after(last: &Checkpoint) -> Self {
        let hash = |bytes: &[u8]| <[u8; 32]>::try_from(bytes).unwrap_or_default();
        Self {
            position: last.position,
            facts: hash(&last.facts_hash),
            until: last.reads_until,
            reads: last.reads,
            looks: hash(&last.reads_hash),
        }
    }

    /// On to these bounds.
    async fn on(&mut self, reader: &mut Reader, position: i64, until: DateTime<Utc>) -> Result<(), StoreError> {
        self.facts_to(reader, position).await?;
        self.reads_to(reader, until).await
    }

    async fn facts_to(&mut self, reader: &mut Reader, position: i64) -> Result<(), StoreError> {
        while self.position < position {
            let rows = sql!(
                all(i64, Vec<u8>),
                reader.link(),
                "SELECT f.position, e.hash FROM feed f JOIN event e ON e.stream_id = f.stream_id AND e.version = f.version
                 WHERE f.position > $1 AND f.position <= $2 ORDER BY f.position LIMIT $3",
                self.position,
                position,
                PAGE
            )?;
            for (at, hash) in &rows {
                self.facts = sha256(&[&self.facts, &at.to_be_bytes(), hash]);
                self.position = *at;
            }
            if rows.is_empty() {
                self.position = position;
            }
        }
        Ok(())
    }

    async fn reads_to(&mut self, reader: &mut Reader, until: DateTime<Utc>) -> Result<(), StoreError> {
        // The nil identifier is below every other: a row of the instant itself comes after it.
        let mut after = (self.until, Uuid::nil());
        loop {
            let rows = sql!(all Look, reader.link(),
                "SELECT id, at, operation, client_id, subject, organisation, purpose, fields, request_id, record_id FROM access
                 WHERE (at, id) > ($1, $2) AND at < $3 ORDER BY at, id LIMIT $4",
                after.0, after.1, until, PAGE)?;
            let Some(last) = rows.last() else { break };
            after = (last.at, last.id);
            let several = several(reader, &rows).await?;
            for row in &rows {
                self.looks = row.hash(&self.looks, several.get(&row.id).map(Vec::as_slice).unwrap_or_default());
                self.reads = self.reads.saturating_add(1);
            }
        }
        self.until = until;
        Ok(())
    }

    /// What of a checkpoint does not hold.
    fn differs(&self, kept: &Checkpoint) -> Option<&'static str> {
        match () {
            () if self.facts.as_slice() != kept.facts_hash => Some("the facts before it are not those it was made of"),
            () if self.reads != kept.reads || self.looks.as_slice() != kept.reads_hash => {
                Some("the reads before it are not those it was made of")
            }
            () => None,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Look {
    id: Uuid,
    at: DateTime<Utc>,
    operation: String,
    client_id: String,
    subject: String,
    organisation: String,
    purpose: Option<String>,
    fields: String,
    request_id: String,
    record_id: Option<Uuid>,
}

impl Look {
    fn hash(&self, before: &[u8; 32], records: &[Uuid]) -> [u8; 32] {
        let shown: Vec<u8> = self.record_id.iter().chain(records).flat_map(|id| *id.as_bytes()).collect();
        sha256(&[
            before,
            self.id.as_bytes(),
            instant(self.at).as_bytes(),
            self.operation.as_bytes(),
            self.client_id.as_bytes(),
            self.subject.as_bytes(),
            self.organisation.as_bytes(),
            self.purpose.as_deref().unwrap_or_default().as_bytes(),
            self.fields.as_bytes(),
            self.request_id.as_bytes(),
            &shown,
        ])
    }
}

/// The records that reads showed, for those that showed several, in order.
async fn several(reader: &mut Reader, rows: &[Look]) -> Result<HashMap<Uuid, Vec<Uuid>>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().filter(|row| row.record_id.is_none()).map(|row| row.id).collect();
    let found = sql!(all(Uuid, Uuid), reader.link(),
        sqlite: "SELECT access_id, record_id FROM access_record WHERE access_id IN (SELECT unhex(value, '-') FROM json_each($1)) ORDER BY record_id",
        postgres: "SELECT access_id, record_id FROM access_record WHERE access_id IN (SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($1 AS JSON))) ORDER BY record_id",
        serde_json::to_string(&ids).unwrap_or_default())?;
    let mut shown: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (access, record) in found {
        shown.entry(access).or_default().push(record);
    }
    Ok(shown)
}

/// Checkpoints after a number, the first first.
async fn after(reader: &mut Reader, number: i64, limit: i64) -> Result<Vec<Checkpoint>, StoreError> {
    Ok(sql!(all Checkpoint, reader.link(),
        "SELECT number, made_at, position, facts_hash, reads_until, reads, reads_hash, statement FROM checkpoint
         WHERE number > $1 ORDER BY number LIMIT $2",
        number, limit)?)
}

impl Store {
    /// A page of checkpoints, newest first, below a number.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn checkpoints(&self, below: i64, limit: i64) -> Result<Vec<Checkpoint>, StoreError> {
        let mut reader = self.db.own_reader().await?;
        Ok(sql!(all Checkpoint, reader.link(),
            "SELECT number, made_at, position, facts_hash, reads_until, reads, reads_hash, statement FROM checkpoint
             WHERE number < $1 ORDER BY number DESC LIMIT $2",
            below, limit)?)
    }

    /// Makes a checkpoint of what there is now, signed by `sign`; `None` while that cannot sign. Of two made at once one is kept,
    /// and answered to both.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn checkpoint(
        &self,
        sign: impl Fn(&Statement) -> Option<String>,
    ) -> Result<Option<Checkpoint>, StoreError> {
        let mut reader = self.db.own_reader().await?;
        let last = self.checkpoints(i64::MAX, 1).await?.pop();
        let head = sql!(optional(i64,), reader.link(), "SELECT position FROM feed_head WHERE id = 1")?;
        let now = self.clock.now();
        let mut running = last.as_ref().map_or_else(Running::nothing, Running::after);
        let settled = now.checked_sub_signed(SETTLED).unwrap_or(now).max(running.until);
        running.on(&mut reader, head.map_or(0, |(position,)| position), settled).await?;
        let statement = Statement {
            iss: "dsr",
            number: last.as_ref().map_or(1, |last| last.number.saturating_add(1)),
            made_at: instant(now),
            position: running.position,
            facts_hash: hex(&running.facts),
            reads_until: instant(running.until),
            reads: running.reads,
            reads_hash: hex(&running.looks),
            previous: last.as_ref().map(|last| crate::digest::of_text(&last.statement)),
        };
        let Some(signed) = sign(&statement) else { return Ok(None) };
        let mut tx = self.db.begin().await?;
        sql!(
            execute,
            tx.link(),
            "INSERT INTO checkpoint (number, made_at, position, facts_hash, reads_until, reads, reads_hash, statement)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            statement.number,
            now,
            running.position,
            running.facts.as_slice(),
            running.until,
            running.reads,
            running.looks.as_slice(),
            signed
        )?;
        tx.commit().await?;
        let kept = after(&mut reader, statement.number.saturating_sub(1), 1).await?;
        Ok(kept.into_iter().next())
    }
}

/// What is known of a signed statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// One of these keys signed it; this is what it says.
    Signed(Value),
    /// It names a key that is not here: of a register restored elsewhere, or of a key taken away.
    ByAnother,
    /// It is no statement of this kind, or its signature does not hold.
    Broken,
}

impl Said {
    /// What is known of a statement, from what it says if its signature holds, and whether it names a key that is not here.
    #[must_use]
    pub fn of(signed: Option<Value>, by_another: bool) -> Self {
        match signed {
            Some(said) => Self::Signed(said),
            None if by_another => Self::ByAnother,
            None => Self::Broken,
        }
    }
}

/// Walks every fact and read once, and says of every checkpoint whether it still holds; `said` reads a statement, where there are
/// keys to check it by. Answers how many there are, and how many were signed by keys that are not here.
///
/// # Errors
/// The database does not answer.
pub async fn verify(
    db: &Db,
    said: Option<impl Fn(&str) -> Said>,
    faults: &mut Vec<String>,
) -> Result<(u64, u64), StoreError> {
    let mut reader = db.own_reader().await?;
    let (mut running, mut number, mut previous): (_, i64, Option<String>) = (Running::nothing(), 0, None);
    let mut by_others = 0_u64;
    while let Some(kept) = after(&mut reader, number, 1).await?.pop() {
        running.on(&mut reader, kept.position, kept.reads_until).await?;
        let mut fault = |what: &str| faults.push(format!("checkpoint {}: {what}", kept.number));
        if kept.number != number.saturating_add(1) {
            fault("the one before it is missing");
        }
        if let Some(what) = running.differs(&kept) {
            fault(what);
            // What follows is compared with what was kept, so that one change is said once.
            running = Running::after(&kept);
        }
        if let Some(said) = &said {
            let stated = Statement {
                iss: "dsr",
                number: kept.number,
                made_at: instant(kept.made_at),
                position: kept.position,
                facts_hash: hex(&kept.facts_hash),
                reads_until: instant(kept.reads_until),
                reads: kept.reads,
                reads_hash: hex(&kept.reads_hash),
                previous: previous.take(),
            };
            match said(&kept.statement) {
                Said::Broken => fault("its signature does not hold"),
                Said::ByAnother => by_others = by_others.saturating_add(1),
                Said::Signed(signed) if serde_json::to_value(&stated).is_ok_and(|stated| stated != signed) => {
                    fault("it is not what was signed");
                }
                Said::Signed(_) => {}
            }
        }
        previous = Some(crate::digest::of_text(&kept.statement));
        number = kept.number;
    }
    Ok((u64::try_from(number).unwrap_or_default(), by_others))
}
