//! `dsr verify`: whether the facts are whole and as they were written. It reads only; the service may run meanwhile.

use crate::domain::calendar::Date;
use crate::store::StoreError;
use crate::store::chain::{Entry, private_hash};
use crate::store::sql::{Db, One, Reader, sql};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// What was found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// Streams walked.
    pub streams: u64,
    /// Facts whose hashes were recomputed.
    pub facts: u64,
    /// What does not hold; empty when all is well.
    pub faults: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    version: i64,
    kind: String,
    schema_no: i64,
    occurred_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    client_id: String,
    subject: String,
    organisation: String,
    request_id: String,
    data: String,
    private_hash: Option<Vec<u8>>,
    hash: Vec<u8>,
    nonce: Option<Vec<u8>>,
    body: Option<String>,
    redacted_by: Option<i64>,
}

/// Walks every chain, compares heads and rows with their streams, and checks that feed positions have no gap.
///
/// # Errors
/// The database does not answer.
pub async fn verify(db: &Db) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut reader = db.own_reader().await?;
    let mut last = Uuid::nil();
    loop {
        let heads = sql!(
            all(Uuid, i64, Vec<u8>),
            reader.link(),
            "SELECT id, version, hash FROM stream WHERE id > $1 ORDER BY id LIMIT 500",
            last
        )?;
        let Some((id, ..)) = heads.last() else { break };
        last = *id;
        for (id, version, hash) in &heads {
            chain(&mut reader, *id, *version, hash, &mut report).await?;
        }
    }
    heads(&mut reader, &mut report).await?;
    feed(&mut reader, &mut report).await?;
    Ok(report)
}

/// The same of one record: its chain of hashes, its head, private parts and redactions.
///
/// # Errors
/// The database does not answer.
pub async fn of_stream(db: &Db, id: Uuid) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut reader = db.own_reader().await?;
    let head = sql!(optional(i64, Vec<u8>), reader.link(), "SELECT version, hash FROM stream WHERE id = $1", id)?;
    if let Some((version, hash)) = head {
        chain(&mut reader, id, version, &hash, &mut report).await?;
    }
    Ok(report)
}

async fn chain(
    reader: &mut Reader,
    id: Uuid,
    head: i64,
    head_hash: &[u8],
    report: &mut Report,
) -> Result<(), StoreError> {
    report.streams = report.streams.saturating_add(1);
    // Up to the head as it was read: the service may add facts meanwhile.
    let entries = sql!(all Stored, reader.link(),
        "SELECT e.version, e.kind, e.schema_no, e.occurred_on, e.recorded_at, e.client_id, e.subject, e.organisation, e.request_id,
                e.data, e.private_hash, e.hash, p.nonce, p.body, r.by_version AS redacted_by
         FROM event e LEFT JOIN event_private p ON p.stream_id = e.stream_id AND p.version = e.version
                      LEFT JOIN redaction r ON r.stream_id = e.stream_id AND r.version = e.version
         WHERE e.stream_id = $1 AND e.version <= $2 ORDER BY e.version",
        id, head)?;
    let (mut previous, mut expected) = (Vec::new(), 1_i64);
    for e in &entries {
        report.facts = report.facts.saturating_add(1);
        let hash = Entry {
            previous: &previous,
            stream_id: id,
            version: e.version,
            kind: &e.kind,
            schema: e.schema_no,
            occurred_on: Date::from(e.occurred_on),
            recorded_at: e.recorded_at,
            actor: [&e.client_id, &e.subject, &e.organisation, &e.request_id],
            data: &e.data,
            private_hash: e.private_hash.as_deref(),
        }
        .hash();
        if e.version != expected {
            report.faults.push(format!("stream {id}: version {expected} is missing"));
        }
        if hash.as_slice() != e.hash {
            report.faults.push(format!("stream {id}, version {}: the hash does not hold", e.version));
        }
        if e.private_hash.is_some() && e.body.is_some() == e.redacted_by.is_some() {
            let what = if e.body.is_some() { "was redacted and is there" } else { "is missing and was not redacted" };
            report.faults.push(format!("stream {id}, version {}: the private part {what}", e.version));
        }
        if let (Some(nonce), Some(body)) = (&e.nonce, &e.body)
            && e.private_hash.as_deref() != Some(private_hash(nonce, body).as_slice())
        {
            report.faults.push(format!("stream {id}, version {}: the private part is not the one recorded", e.version));
        }
        previous.clone_from(&e.hash);
        expected = e.version.saturating_add(1);
    }
    if expected.saturating_sub(1) != head || previous != head_hash {
        report.faults.push(format!("stream {id}: its head is not its last fact"));
    }
    Ok(())
}

async fn heads(reader: &mut Reader, report: &mut Report) -> Result<(), StoreError> {
    let orphans = sql!(
        all One<Uuid>,
        reader.link(),
        "SELECT e.stream_id FROM event e LEFT JOIN stream s ON s.id = e.stream_id WHERE s.id IS NULL OR e.version > s.version ORDER BY e.stream_id LIMIT 20"
    )?;
    let behind = sql!(
        all One<Uuid>,
        reader.link(),
        "SELECT s.id FROM stream s LEFT JOIN person p ON p.id = s.id LEFT JOIN referral f ON f.id = s.id
                LEFT JOIN item m ON m.id = s.id AND s.kind IN ('meeting', 'leader', 'transfer', 'settings')
         WHERE s.kind <> 'register' AND COALESCE(p.version, f.version, m.version, 0) <> s.version LIMIT 20"
    )?;
    report.faults.extend(orphans.iter().map(|(id,)| format!("stream {id}: a fact stands beyond its head")));
    report.faults.extend(behind.iter().map(|(id,)| format!("stream {id}: its row is missing or not of its last fact")));
    Ok(())
}

async fn feed(reader: &mut Reader, report: &mut Report) -> Result<(), StoreError> {
    let gaps = sql!(
        all One<i64>,
        reader.link(),
        "SELECT f.position FROM feed f LEFT JOIN feed before ON before.position = f.position - 1
         WHERE f.position > 1 AND before.position IS NULL ORDER BY f.position LIMIT 20"
    )?;
    let unplaced = sql!(
        all(Uuid, i64),
        reader.link(),
        "SELECT e.stream_id, e.version FROM event e
         WHERE NOT EXISTS (SELECT 1 FROM feed f WHERE f.stream_id = e.stream_id AND f.version = e.version) LIMIT 20"
    )?;
    let counts = sql!(
        optional(i64, i64),
        reader.link(),
        "SELECT (SELECT position FROM feed_head WHERE id = 1), (SELECT CAST(COUNT(*) AS BIGINT) FROM feed)"
    )?;
    report.faults.extend(gaps.iter().map(|(position,)| format!("feed: nothing before position {position}")));
    report
        .faults
        .extend(unplaced.iter().map(|(id, version)| format!("stream {id}, version {version}: not in the feed")));
    if counts.is_some_and(|(head, count)| head != count) {
        report.faults.push("feed: its head is not the number of its entries".into());
    }
    Ok(())
}
