//! The audit: who read and who changed what, newest first. Reads are rows of `access`, writes are facts.

use crate::domain::ods::Ods;
use crate::store::sql::{One, Reader, sql};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Which entries; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// About this record, and those that were or became it.
    pub person: Option<Uuid>,
    /// By organisation.
    pub organisation: Option<String>,
    /// By client.
    pub client: Option<String>,
    /// By user.
    pub user: Option<String>,
    /// By operation of a read, or kind of fact.
    pub operation: Option<String>,
    /// By purpose; only reads have one.
    pub purpose: Option<String>,
    /// By what was shown: one of the codes of an entry's `fields`; only reads have some.
    pub fields: Option<&'static str>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
    /// Of this request.
    pub request: Option<String>,
    /// Only reads (`true`), or only writes.
    pub reads: Option<bool>,
}

/// One read, or one fact.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// The read's identifier, or the fact's record.
    pub id: Uuid,
    /// The fact's version in its record; 0 for a read.
    pub version: i64,
    /// The operation of a read, or the kind of fact.
    pub operation: String,
    /// The client.
    pub client_id: String,
    /// The user, or the client again.
    pub subject: String,
    /// The organisation.
    pub organisation: String,
    /// For what, as the reader said.
    pub purpose: Option<String>,
    /// What a read showed, as `access::fields` writes it.
    pub fields: Option<String>,
    /// The request.
    pub request_id: String,
    /// The one record it is about, if it is about one.
    pub record_id: Option<Uuid>,
    /// The records it is about, of those within reach.
    #[sqlx(skip)]
    pub records: Vec<Uuid>,
}

/// Where a page ended: after this instant, record and version.
pub type After = (DateTime<Utc>, Uuid, i64);

impl Entry {
    /// Its place in the order: newest first.
    #[must_use]
    pub const fn place(&self) -> After {
        (self.at, self.id, self.version)
    }

    /// Whether it is a read.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        self.version == 0
    }
}

impl Filter {
    /// From where on downwards: the end of the page before, or of the time asked for.
    fn below(&self, after: Option<After>) -> After {
        let end = (self.to.unwrap_or(DateTime::<Utc>::MAX_UTC), Uuid::nil(), 0);
        // A year of five digits would not sort as text.
        let end = end.min((DateTime::from_timestamp(253_370_764_800, 0).unwrap_or_default(), Uuid::nil(), 0));
        after.map_or(end, |after| after.min(end))
    }

    /// Whether a fact may be what is asked for.
    const fn asks_for_writes(&self) -> bool {
        !matches!(self.reads, Some(true)) && self.purpose.is_none() && self.fields.is_none()
    }

    /// Whether an index leads to what is asked for.
    const fn found_by_index(&self) -> bool {
        self.request.is_some() || self.user.is_some()
    }

    fn from(&self) -> DateTime<Utc> {
        self.from.unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// Identifiers as a text that both databases read as a table.
fn listed(ids: &[Uuid]) -> String {
    serde_json::to_string(ids).unwrap_or_default()
}

impl Store {
    /// A page of the audit of what an ICB answers for, newest first, at most `limit`: reads and facts of records it is
    /// responsible for, its own reads of any, and its own facts of what it sees the whole of. What somebody wrote on a record out of their
    /// reach would tell whether it was there before.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn audit(
        &self,
        icb: &Ods,
        f: &Filter,
        after: Option<After>,
        limit: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        // Whoever answers for a person is told of every read, also of a referral that another ICB holds.
        let mut reader = match f.person {
            Some(_) => self.db.own_reader().await?,
            None => self.db.reader(icb).await?,
        };
        let below = f.below(after);
        let mut found = match f.person {
            Some(person) => {
                let Some(same) = same(&mut reader, icb, person).await? else { return Ok(Vec::new()) };
                let mut found = Vec::new();
                for record in same {
                    found.extend(about(&mut reader, record, f, below, limit).await?);
                }
                found
            }
            None if !answers(&mut reader, icb).await? => return Ok(Vec::new()),
            None => {
                let mut found = Vec::new();
                if f.reads != Some(false) {
                    found.extend(all_reads(&mut reader, icb, f, below, limit).await?);
                }
                if f.asks_for_writes() {
                    found.extend(all_writes(&mut reader, icb, f, below, limit).await?);
                }
                found
            }
        };
        found.sort_by_key(|entry| std::cmp::Reverse(entry.place()));
        // A read that showed several records of one person is one read.
        found.dedup_by_key(|entry| entry.place());
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        name_records(&mut reader, icb, &mut found).await?;
        Ok(found)
    }

    /// The records that are one person's: their own, those merged into it, and the referrals they came by. `None` unless the
    /// ICB answers for the person.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn records_of(&self, icb: &Ods, person: Uuid) -> Result<Option<Vec<Uuid>>, StoreError> {
        let mut reader = self.db.own_reader().await?;
        same(&mut reader, icb, person).await
    }
}

/// Whether an organisation answers for anything at all; nobody else looks at the audit row by row.
async fn answers(reader: &mut Reader, icb: &Ods) -> Result<bool, StoreError> {
    let found = sql!(
        optional One<String>,
        reader.link(),
        "SELECT basis FROM whole WHERE organisation = $1 AND basis = 'responsible_icb' LIMIT 1",
        icb.as_str()
    )?;
    Ok(found.is_some())
}

async fn same(reader: &mut Reader, icb: &Ods, person: Uuid) -> Result<Option<Vec<Uuid>>, StoreError> {
    let own = sql!(
        optional One<Uuid>,
        reader.link(),
        "SELECT s.id FROM stream s WHERE s.id = $2 AND s.kind IN ('person', 'referral')
           AND EXISTS (SELECT 1 FROM whole r WHERE r.organisation = $1 AND r.subject_id = s.id AND r.basis = 'responsible_icb')",
        icb.as_str(),
        person
    )?;
    if own.is_none() {
        return Ok(None);
    }
    let merged = sql!(
        all One<String>,
        reader.link(),
        "SELECT data FROM event WHERE stream_id = $1 AND kind = 'merged'",
        person
    )?;
    let from = |(data,): &One<String>| {
        let data: serde_json::Value = serde_json::from_str(data).ok()?;
        data.get("from")?.as_str()?.parse::<Uuid>().ok()
    };
    let mut ids: Vec<Uuid> = std::iter::once(person).chain(merged.iter().filter_map(from)).collect();
    let referrals = sql!(
        all One<Uuid>,
        reader.link(),
        sqlite: "SELECT id FROM referral WHERE person_id IN (SELECT unhex(value, '-') FROM json_each($1))",
        postgres: "SELECT id FROM referral WHERE person_id IN (SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($1 AS JSON)))",
        listed(&ids)
    )?;
    ids.extend(referrals.into_iter().map(|(id,)| id));
    Ok(Some(ids))
}

/// Reads and facts of one record.
async fn about(
    reader: &mut Reader,
    record: Uuid,
    f: &Filter,
    below: After,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut found = Vec::new();
    if f.reads != Some(false) {
        let alone = sql!(all Entry, reader.link(),
            "SELECT a.at, a.id, CAST(0 AS BIGINT) AS version, a.operation, a.client_id, a.subject, a.organisation, a.purpose, a.fields, a.request_id, a.record_id
             FROM access a
             WHERE a.record_id = $1 AND (a.at, a.id) < ($2, $3) AND a.at >= $4
               AND (CAST($5 AS TEXT) IS NULL OR a.organisation = $5) AND (CAST($6 AS TEXT) IS NULL OR a.client_id = $6)
               AND (CAST($7 AS TEXT) IS NULL OR a.subject = $7) AND (CAST($8 AS TEXT) IS NULL OR a.operation = $8)
               AND (CAST($9 AS TEXT) IS NULL OR a.purpose = $9) AND (CAST($10 AS TEXT) IS NULL OR a.request_id = $10)
               AND (CAST($12 AS TEXT) IS NULL OR ' ' || a.fields || ' ' LIKE '% ' || $12 || ' %')
             ORDER BY a.at DESC, a.id DESC LIMIT $11",
            record, below.0, below.1, f.from(), f.organisation.as_deref(), f.client.as_deref(), f.user.as_deref(),
            f.operation.as_deref(), f.purpose.as_deref(), f.request.as_deref(), limit, f.fields)?;
        found.extend(alone);
        let among =
            sql!(all One<Uuid>, reader.link(), "SELECT access_id FROM access_record WHERE record_id = $1", record)?;
        let among: Vec<Uuid> = among.into_iter().map(|(id,)| id).collect();
        for some in among.chunks(CHUNK) {
            found.extend(those(reader, some, f, below, limit).await?);
        }
    }
    if f.asks_for_writes() {
        found.extend(sql!(all Entry, reader.link(),
            "SELECT e.recorded_at AS at, e.stream_id AS id, e.version, e.kind AS operation, e.client_id, e.subject, e.organisation, CAST(NULL AS TEXT) AS purpose,
                    CAST(NULL AS TEXT) AS fields, e.request_id, e.stream_id AS record_id
             FROM event e
             WHERE e.stream_id = $1 AND (e.recorded_at, e.stream_id, e.version) < ($2, $3, $4) AND e.recorded_at >= $5
               AND (CAST($6 AS TEXT) IS NULL OR e.organisation = $6) AND (CAST($7 AS TEXT) IS NULL OR e.client_id = $7)
               AND (CAST($8 AS TEXT) IS NULL OR e.subject = $8) AND (CAST($9 AS TEXT) IS NULL OR e.kind = $9)
               AND (CAST($10 AS TEXT) IS NULL OR e.request_id = $10)
             ORDER BY e.recorded_at DESC, e.stream_id DESC, e.version DESC LIMIT $11",
            record, below.0, below.1, below.2, f.from(), f.organisation.as_deref(), f.client.as_deref(), f.user.as_deref(),
            f.operation.as_deref(), f.request.as_deref(), limit)?);
    }
    Ok(found)
}

/// How many reads are looked at by their identifiers at a time.
const CHUNK: usize = 5_000;

/// Of these reads the newest that fit. They are found one by one: joined with the records they showed, PostgreSQL would rather
/// walk through every read there is.
async fn those(
    reader: &mut Reader,
    ids: &[Uuid],
    f: &Filter,
    below: After,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    Ok(sql!(all Entry, reader.link(),
        sqlite: "SELECT a.at, a.id, CAST(0 AS BIGINT) AS version, a.operation, a.client_id, a.subject, a.organisation, a.purpose, a.fields, a.request_id, a.record_id
             FROM access a
             WHERE a.id IN (SELECT unhex(value, '-') FROM json_each($1)) AND (a.at, a.id) < ($2, $3) AND a.at >= $4
               AND (CAST($5 AS TEXT) IS NULL OR a.organisation = $5) AND (CAST($6 AS TEXT) IS NULL OR a.client_id = $6)
               AND (CAST($7 AS TEXT) IS NULL OR a.subject = $7) AND (CAST($8 AS TEXT) IS NULL OR a.operation = $8)
               AND (CAST($9 AS TEXT) IS NULL OR a.purpose = $9) AND (CAST($10 AS TEXT) IS NULL OR a.request_id = $10)
               AND (CAST($12 AS TEXT) IS NULL OR ' ' || a.fields || ' ' LIKE '% ' || $12 || ' %')
             ORDER BY a.at DESC, a.id DESC LIMIT $11",
        postgres: "SELECT a.at, a.id, CAST(0 AS BIGINT) AS version, a.operation, a.client_id, a.subject, a.organisation, a.purpose, a.fields, a.request_id, a.record_id
             FROM access a
             WHERE a.id IN (SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($1 AS JSON))) AND (a.at, a.id) < ($2, $3) AND a.at >= $4
               AND (CAST($5 AS TEXT) IS NULL OR a.organisation = $5) AND (CAST($6 AS TEXT) IS NULL OR a.client_id = $6)
               AND (CAST($7 AS TEXT) IS NULL OR a.subject = $7) AND (CAST($8 AS TEXT) IS NULL OR a.operation = $8)
               AND (CAST($9 AS TEXT) IS NULL OR a.purpose = $9) AND (CAST($10 AS TEXT) IS NULL OR a.request_id = $10)
               AND (CAST($12 AS TEXT) IS NULL OR ' ' || a.fields || ' ' LIKE '% ' || $12 || ' %')
             ORDER BY a.at DESC, a.id DESC LIMIT $11",
        listed(ids), below.0, below.1, f.from(), f.organisation.as_deref(), f.client.as_deref(), f.user.as_deref(),
        f.operation.as_deref(), f.purpose.as_deref(), f.request.as_deref(), limit, f.fields)?)
}

/// Reads, window by window until there are enough. Statements are planned without knowing their filters; asked for the newest of
/// all rows that fit, PostgreSQL would read and sort the whole table.
async fn all_reads(
    reader: &mut Reader,
    icb: &Ods,
    f: &Filter,
    mut below: After,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut found = Vec::new();
    loop {
        found.extend(reads(reader, icb, f, below, limit).await?);
        if f.found_by_index() || enough(&found, limit) {
            return Ok(found);
        }
        let end = sql!(
            optional(DateTime<Utc>, Uuid),
            reader.link(),
            "SELECT at, id FROM access WHERE (at, id) < ($1, $2) AND at >= $3 ORDER BY at DESC, id DESC LIMIT 1 OFFSET 4999",
            below.0,
            below.1,
            f.from()
        )?;
        let Some((at, id)) = end else { return Ok(found) };
        below = (at, id, 0);
    }
}

/// Facts, likewise.
async fn all_writes(
    reader: &mut Reader,
    icb: &Ods,
    f: &Filter,
    mut below: After,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut found = Vec::new();
    loop {
        found.extend(writes(reader, icb, f, below, limit).await?);
        if f.found_by_index() || enough(&found, limit) {
            return Ok(found);
        }
        let end = sql!(optional(DateTime<Utc>, Uuid, i64), reader.link(),
            "SELECT recorded_at, stream_id, version FROM event WHERE (recorded_at, stream_id, version) < ($1, $2, $3) AND recorded_at >= $4
             ORDER BY recorded_at DESC, stream_id DESC, version DESC LIMIT 1 OFFSET 4999",
            below.0, below.1, below.2, f.from())?;
        let Some(end) = end else { return Ok(found) };
        below = end;
    }
}

fn enough(found: &[Entry], limit: i64) -> bool {
    i64::try_from(found.len()).is_ok_and(|n| n >= limit)
}

/// Reads, found by request or user where one is asked for, else those of the newest 5,000.
async fn reads(reader: &mut Reader, icb: &Ods, f: &Filter, below: After, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let (organisation, client, user) = (f.organisation.as_deref(), f.client.as_deref(), f.user.as_deref());
    let (operation, purpose, request) = (f.operation.as_deref(), f.purpose.as_deref(), f.request.as_deref());
    Ok(match (request, user) {
        (Some(request), _) => sql!(all Entry, reader.link(),
            "SELECT a.at, a.id, CAST(0 AS BIGINT) AS version, a.operation, a.client_id, a.subject, a.organisation, a.purpose, a.fields, a.request_id, a.record_id
             FROM access a
             WHERE a.request_id = $10 AND (a.at, a.id) < ($2, $3) AND a.at >= $4
               AND (CAST($5 AS TEXT) IS NULL OR a.organisation = $5) AND (CAST($6 AS TEXT) IS NULL OR a.client_id = $6)
               AND (CAST($7 AS TEXT) IS NULL OR a.subject = $7) AND (CAST($8 AS TEXT) IS NULL OR a.operation = $8)
               AND (CAST($9 AS TEXT) IS NULL OR a.purpose = $9)
               AND (CAST($12 AS TEXT) IS NULL OR ' ' || a.fields || ' ' LIKE '% ' || $12 || ' %')
               AND (a.organisation = $1
                    OR (SELECT r.basis FROM whole r WHERE r.organisation = $1 AND r.subject_id = a.record_id) = 'responsible_icb'
                    OR (SELECT r.basis FROM access_record x JOIN whole r ON r.organisation = $1 AND r.subject_id = x.record_id
                        WHERE x.access_id = a.id AND r.basis = 'responsible_icb' LIMIT 1) = 'responsible_icb')
             ORDER BY a.at DESC, a.id DESC LIMIT $11",
            icb.as_str(), below.0, below.1, f.from(), organisation, client, user, operation, purpose, request, limit, f.fields)?,
        (None, Some(user)) => sql!(all Entry, reader.link(),
            "SELECT a.at, a.id, CAST(0 AS BIGINT) AS version, a.operation, a.client_id, a.subject, a.organisation, a.purpose, a.fields, a.request_id, a.record_id
             FROM access a
             WHERE a.subject = $7 AND (a.at, a.id) < ($2, $3) AND a.at >= $4
               AND (CAST($5 AS TEXT) IS NULL OR a.organisation = $5) AND (CAST($6 AS TEXT) IS NULL OR a.client_id = $6)
               AND (CAST($8 AS TEXT) IS NULL OR a.operation = $8) AND (CAST($9 AS TEXT) IS NULL OR a.purpose = $9)
               AND (CAST($11 AS TEXT) IS NULL OR ' ' || a.fields || ' ' LIKE '% ' || $11 || ' %')
               AND (a.organisation = $1
                    OR (SELECT r.basis FROM whole r WHERE r.organisation = $1 AND r.subject_id = a.record_id) = 'responsible_icb'
                    OR (SELECT r.basis FROM access_record x JOIN whole r ON r.organisation = $1 AND r.subject_id = x.record_id
                        WHERE x.access_id = a.id AND r.basis = 'responsible_icb' LIMIT 1) = 'responsible_icb')
             ORDER BY a.at DESC, a.id DESC LIMIT $10",
            icb.as_str(), below.0, below.1, f.from(), organisation, client, user, operation, purpose, limit, f.fields)?,
        (None, None) => sql!(all Entry, reader.link(),
            "SELECT a.at, a.id, CAST(0 AS BIGINT) AS version, a.operation, a.client_id, a.subject, a.organisation, a.purpose, a.fields, a.request_id, a.record_id
             FROM (SELECT * FROM access WHERE (at, id) < ($2, $3) AND at >= $4 ORDER BY at DESC, id DESC LIMIT 5000) a
             WHERE (CAST($5 AS TEXT) IS NULL OR a.organisation = $5) AND (CAST($6 AS TEXT) IS NULL OR a.client_id = $6)
               AND (CAST($7 AS TEXT) IS NULL OR a.operation = $7) AND (CAST($8 AS TEXT) IS NULL OR a.purpose = $8)
               AND (CAST($10 AS TEXT) IS NULL OR ' ' || a.fields || ' ' LIKE '% ' || $10 || ' %')
               AND (a.organisation = $1
                    OR (SELECT r.basis FROM whole r WHERE r.organisation = $1 AND r.subject_id = a.record_id) = 'responsible_icb'
                    OR (SELECT r.basis FROM access_record x JOIN whole r ON r.organisation = $1 AND r.subject_id = x.record_id
                        WHERE x.access_id = a.id AND r.basis = 'responsible_icb' LIMIT 1) = 'responsible_icb')
             ORDER BY a.at DESC, a.id DESC LIMIT $9",
            icb.as_str(), below.0, below.1, f.from(), organisation, client, operation, purpose, limit, f.fields)?,
    })
}

/// Facts, likewise.
async fn writes(
    reader: &mut Reader,
    icb: &Ods,
    f: &Filter,
    below: After,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let (organisation, client, user) = (f.organisation.as_deref(), f.client.as_deref(), f.user.as_deref());
    let (operation, request) = (f.operation.as_deref(), f.request.as_deref());
    Ok(match (request, user) {
        (Some(request), _) => sql!(all Entry, reader.link(),
            "SELECT e.recorded_at AS at, e.stream_id AS id, e.version, e.kind AS operation, e.client_id, e.subject, e.organisation, CAST(NULL AS TEXT) AS purpose,
                    CAST(NULL AS TEXT) AS fields, e.request_id, e.stream_id AS record_id
             FROM event e
             WHERE e.request_id = $10 AND (e.recorded_at, e.stream_id, e.version) < ($2, $3, $4) AND e.recorded_at >= $5
               AND (CAST($6 AS TEXT) IS NULL OR e.organisation = $6) AND (CAST($7 AS TEXT) IS NULL OR e.client_id = $7)
               AND (CAST($8 AS TEXT) IS NULL OR e.subject = $8) AND (CAST($9 AS TEXT) IS NULL OR e.kind = $9)
               AND (SELECT CASE WHEN r.basis = 'responsible_icb' THEN $1 ELSE e.organisation END
                    FROM whole r WHERE r.organisation = $1 AND r.subject_id = e.stream_id) = $1
             ORDER BY e.recorded_at DESC, e.stream_id DESC, e.version DESC LIMIT $11",
            icb.as_str(), below.0, below.1, below.2, f.from(), organisation, client, user, operation, request, limit)?,
        (None, Some(user)) => sql!(all Entry, reader.link(),
            "SELECT e.recorded_at AS at, e.stream_id AS id, e.version, e.kind AS operation, e.client_id, e.subject, e.organisation, CAST(NULL AS TEXT) AS purpose,
                    CAST(NULL AS TEXT) AS fields, e.request_id, e.stream_id AS record_id
             FROM event e
             WHERE e.subject = $8 AND (e.recorded_at, e.stream_id, e.version) < ($2, $3, $4) AND e.recorded_at >= $5
               AND (CAST($6 AS TEXT) IS NULL OR e.organisation = $6) AND (CAST($7 AS TEXT) IS NULL OR e.client_id = $7)
               AND (CAST($9 AS TEXT) IS NULL OR e.kind = $9)
               AND (SELECT CASE WHEN r.basis = 'responsible_icb' THEN $1 ELSE e.organisation END
                    FROM whole r WHERE r.organisation = $1 AND r.subject_id = e.stream_id) = $1
             ORDER BY e.recorded_at DESC, e.stream_id DESC, e.version DESC LIMIT $10",
            icb.as_str(), below.0, below.1, below.2, f.from(), organisation, client, user, operation, limit)?,
        (None, None) => sql!(all Entry, reader.link(),
            "SELECT e.recorded_at AS at, e.stream_id AS id, e.version, e.kind AS operation, e.client_id, e.subject, e.organisation, CAST(NULL AS TEXT) AS purpose,
                    CAST(NULL AS TEXT) AS fields, e.request_id, e.stream_id AS record_id
             FROM (SELECT * FROM event WHERE (recorded_at, stream_id, version) < ($2, $3, $4) AND recorded_at >= $5
                   ORDER BY recorded_at DESC, stream_id DESC, version DESC LIMIT 5000) e
             WHERE (CAST($6 AS TEXT) IS NULL OR e.organisation = $6) AND (CAST($7 AS TEXT) IS NULL OR e.client_id = $7)
               AND (CAST($8 AS TEXT) IS NULL OR e.kind = $8)
               AND (SELECT CASE WHEN r.basis = 'responsible_icb' THEN $1 ELSE e.organisation END
                    FROM whole r WHERE r.organisation = $1 AND r.subject_id = e.stream_id) = $1
             ORDER BY e.recorded_at DESC, e.stream_id DESC, e.version DESC LIMIT $9",
            icb.as_str(), below.0, below.1, below.2, f.from(), organisation, client, operation, limit)?,
    })
}

/// Says of each entry which records it is about, of those the ICB answers for.
async fn name_records(reader: &mut Reader, icb: &Ods, entries: &mut [Entry]) -> Result<(), StoreError> {
    let several: Vec<Uuid> = entries.iter().filter(|e| e.is_read() && e.record_id.is_none()).map(|e| e.id).collect();
    let rows = sql!(all(Uuid, Uuid), reader.link(),
        sqlite: "SELECT x.access_id, x.record_id FROM access_record x WHERE x.access_id IN (SELECT unhex(value, '-') FROM json_each($2))
           AND EXISTS (SELECT 1 FROM whole r WHERE r.organisation = $1 AND r.subject_id = x.record_id AND r.basis = 'responsible_icb')
           ORDER BY x.record_id",
        postgres: "SELECT x.access_id, x.record_id FROM access_record x WHERE x.access_id IN (SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($2 AS JSON)))
           AND EXISTS (SELECT 1 FROM whole r WHERE r.organisation = $1 AND r.subject_id = x.record_id AND r.basis = 'responsible_icb')
           ORDER BY x.record_id",
        icb.as_str(), listed(&several))?;
    let mut shown: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (access, record) in rows {
        shown.entry(access).or_default().push(record);
    }
    let single: Vec<Uuid> = entries.iter().filter_map(|e| e.record_id).collect();
    let own = sql!(all One<Uuid>, reader.link(),
        sqlite: "SELECT s.id FROM stream s WHERE s.id IN (SELECT unhex(value, '-') FROM json_each($2))
           AND EXISTS (SELECT 1 FROM whole r WHERE r.organisation = $1 AND r.subject_id = s.id AND r.basis = 'responsible_icb')",
        postgres: "SELECT s.id FROM stream s WHERE s.id IN (SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($2 AS JSON)))
           AND EXISTS (SELECT 1 FROM whole r WHERE r.organisation = $1 AND r.subject_id = s.id AND r.basis = 'responsible_icb')",
        icb.as_str(), listed(&single))?;
    for entry in entries {
        entry.records = match entry.record_id {
            Some(one) => own.iter().filter(|(id,)| *id == one).map(|(id,)| *id).collect(),
            None => shown.remove(&entry.id).unwrap_or_default(),
        };
    }
    Ok(())
}
