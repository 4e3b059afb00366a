//! `dsr rebuild`: makes every row again from the facts. With equal rules nothing changes; otherwise it first says whose
//! dates move. A bug in a projection is repaired so, not migrated.

use crate::domain::barrier::Leader;
use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Outcome};
use crate::domain::meeting::Meeting;
use crate::domain::person::Person;
use crate::domain::projection::{self, PersonRow, Rows};
use crate::domain::referral::Referral;
use crate::domain::settings::Settings;
use crate::domain::transfer::Transfer;
use crate::store::commit::{self, Head};
use crate::store::load::{Freshness, Subject};
use crate::store::sql::{One, Tx, sql};
use crate::store::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// What a rebuild did, or would do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// Streams rebuilt.
    pub streams: u64,
    /// Streams whose rows changed.
    pub changed: u64,
    /// Duties whose dates or outcomes moved: person, duty, from, to.
    pub moved: Vec<String>,
}

impl Store {
    /// Makes the rows of every stream again. With `write` false it only says what would change.
    ///
    /// # Errors
    /// The database does not answer, or holds a fact this build cannot read.
    pub async fn rebuild(&self, write: bool) -> Result<Report, StoreError> {
        let mut report = Report::default();
        // With other rules nobody writes meanwhile: rows of two makings must not meet. A rebuild that breaks off leaves the
        // register read-only until one has run through.
        if write && !self.check_projection().await? {
            self.mark("being rebuilt").await?.commit().await?;
        }
        self.rebuild_kind::<Person>(write, &mut report).await?;
        self.rebuild_kind::<Referral>(write, &mut report).await?;
        self.rebuild_kind::<Meeting>(write, &mut report).await?;
        self.rebuild_kind::<Leader>(write, &mut report).await?;
        self.rebuild_kind::<Transfer>(write, &mut report).await?;
        self.rebuild_kind::<Settings>(write, &mut report).await?;
        if write {
            let mut tx = self.mark(self.packs.digest()).await?;
            self.activate(&mut tx).await?;
            tx.commit().await?;
            self.check_projection().await?;
        }
        Ok(report)
    }

    async fn mark(&self, packs: &str) -> Result<Tx, StoreError> {
        let mut tx = self.db.begin().await?;
        sql!(
            execute,
            tx.link(),
            "UPDATE projection_head SET version = $1, packs = $2 WHERE id = 1",
            projection::VERSION,
            packs
        )?;
        Ok(tx)
    }

    async fn rebuild_kind<S: Subject>(&self, write: bool, report: &mut Report) -> Result<(), StoreError> {
        let mut last = Uuid::nil();
        loop {
            let ids = {
                let mut reader = self.db.own_reader().await?;
                sql!(
                    all One<Uuid>,
                    reader.link(),
                    "SELECT id FROM stream WHERE kind = $1 AND id > $2 ORDER BY id LIMIT 200",
                    S::KIND.code(),
                    last
                )?
            };
            let Some((id,)) = ids.last() else { return Ok(()) };
            last = *id;
            for (id,) in ids {
                self.rebuild_one::<S>(id, write, report).await?;
            }
        }
    }

    async fn rebuild_one<S: Subject>(&self, id: Uuid, write: bool, report: &mut Report) -> Result<(), StoreError> {
        loop {
            let Some(loaded) = self.load::<S>(id, Freshness::Newest).await? else { return Ok(()) };
            let head = loaded.head();
            let mut tx = self.db.begin().await?;
            let version = sql!(optional One<i64>, tx.link(),
                sqlite: "SELECT version FROM stream WHERE id = $1",
                postgres: "SELECT version FROM stream WHERE id = $1 FOR UPDATE", id)?;
            if version != Some((head.version,)) {
                tx.rollback().await?;
                continue;
            }
            let before = stored(&mut tx, id).await?;
            let mut rows = loaded.rows.clone();
            rows.deadlines.extend(withdrawn(&before.deadlines, &rows.deadlines));
            report.streams = report.streams.saturating_add(1);
            if before == Stored::of(head, &rows) {
                return Ok(tx.rollback().await?);
            }
            report.changed = report.changed.saturating_add(1);
            report.moved.extend(moved(&before.deadlines, &rows.deadlines));
            if write {
                remove(&mut tx, id).await?;
                commit::insert_rows(&mut tx, head, &rows).await?;
            }
            return Ok(tx.commit().await?);
        }
    }
}

/// Duties that were served and that these rules no longer make: they stay, withdrawn.
fn withdrawn(before: &[DeadlineColumns], after: &[Deadline]) -> Vec<Deadline> {
    before
        .iter()
        .filter(|old| !after.iter().any(|d| d.id.0 == old.id))
        .filter_map(|old| serde_json::from_str::<Deadline>(&old.body).ok())
        .map(|old| Deadline { outcome: Some(Outcome::Withdrawn), ..old })
        .collect()
}

/// Whose dates move: one line each, by the person's identifier.
fn moved(before: &[DeadlineColumns], after: &[Deadline]) -> Vec<String> {
    let text = |due: Option<NaiveDate>, outcome: Option<&str>| {
        format!("{} {}", due.map_or_else(|| "no date".into(), |day| day.to_string()), outcome.unwrap_or("open"))
    };
    after
        .iter()
        .filter_map(|d| {
            let was = before
                .iter()
                .find(|old| old.id == d.id.0)
                .map_or_else(|| "none".into(), |old| text(old.due_on, old.outcome.as_deref()));
            let is = text(d.due_on.map(Date::naive), d.outcome.map(Outcome::code));
            (was != is).then(|| format!("{} {}: {was} -> {is}", d.person_id, d.duty))
        })
        .collect()
}

/// The rows of one stream as they stand in the tables.
#[derive(Debug, PartialEq, Eq)]
struct Stored {
    person: Option<PersonColumns>,
    referral: Option<ReferralColumns>,
    deadlines: Vec<DeadlineColumns>,
    items: Vec<ItemColumns>,
    reach: Vec<ReachColumns>,
    partners: Vec<(String, String, i64, String)>,
    recalls: Vec<(String, i64)>,
    claims: Vec<(String, String)>,
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct PersonColumns {
    version: i64,
    icb_ods: String,
    local_authority: Option<String>,
    nhs_number: Option<String>,
    family_search: String,
    given_search: String,
    date_of_birth: Option<NaiveDate>,
    rag: Option<String>,
    rated_on: Option<NaiveDate>,
    membership: Option<String>,
    setting: Option<String>,
    updated_at: DateTime<Utc>,
    body: String,
    watch_on: Option<NaiveDate>,
    keyworker: Option<String>,
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct ReferralColumns {
    version: i64,
    icb_ods: String,
    submitted_ods: String,
    status: String,
    source: String,
    local_authority: Option<String>,
    received_on: NaiveDate,
    nhs_number: Option<String>,
    family_search: String,
    date_of_birth: Option<NaiveDate>,
    person_id: Option<Uuid>,
    updated_at: DateTime<Utc>,
    body: String,
    watch_on: Option<NaiveDate>,
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct DeadlineColumns {
    id: Uuid,
    icb_ods: String,
    duty: String,
    due_on: Option<NaiveDate>,
    sort_on: NaiveDate,
    is_open: bool,
    outcome: Option<String>,
    body: String,
    shown_from: Option<NaiveDate>,
    lapses_on: Option<NaiveDate>,
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct ItemColumns {
    id: Uuid,
    kind: String,
    status: String,
    sort: String,
    agency: Option<String>,
    level: Option<i64>,
    due_on: Option<NaiveDate>,
    sort_on: NaiveDate,
    body: String,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
struct ReachColumns {
    organisation: String,
    subject_kind: String,
    basis: String,
    sort_on: NaiveDate,
    icb_ods: String,
    shown: i64,
    as_provider: i64,
    as_keyworker_service: i64,
}

async fn stored(tx: &mut Tx, id: Uuid) -> Result<Stored, sqlx::Error> {
    Ok(Stored {
        person: sql!(optional PersonColumns, tx.link(),
            "SELECT version, icb_ods, local_authority, nhs_number, family_search, given_search, date_of_birth, rag, rated_on, membership,
                    setting, updated_at, body, watch_on, keyworker FROM person WHERE id = $1", id)?,
        referral: sql!(optional ReferralColumns, tx.link(),
            "SELECT version, icb_ods, submitted_ods, status, source, local_authority, received_on, nhs_number, family_search, date_of_birth,
                    person_id, updated_at, body, watch_on FROM referral WHERE id = $1", id)?,
        deadlines: sql!(all DeadlineColumns, tx.link(),
            "SELECT id, icb_ods, duty, due_on, sort_on, is_open, outcome, body, shown_from, lapses_on FROM deadline WHERE person_id = $1 ORDER BY id", id)?,
        items: sql!(all ItemColumns, tx.link(),
            "SELECT id, kind, status, sort, agency, level, due_on, sort_on, body FROM item WHERE stream_id = $1 ORDER BY id", id)?,
        reach: sql!(
            all ReachColumns,
            tx.link(),
            "SELECT organisation, subject_kind, basis, sort_on, icb_ods, shown, as_provider, as_keyworker_service
             FROM reach WHERE subject_id = $1 ORDER BY organisation",
            id
        )?,
        recalls: sql!(
            all(String, i64),
            tx.link(),
            "SELECT organisation, until_version FROM recall WHERE person_id = $1 ORDER BY organisation",
            id
        )?,
        partners: sql!(
            all(String, String, i64, String),
            tx.link(),
            "SELECT icb_ods, organisation, version, body FROM partner WHERE settings_id = $1 ORDER BY icb_ods, organisation",
            id
        )?,
        claims: sql!(
            all(String, String),
            tx.link(),
            "SELECT kind, claim_key FROM claim WHERE stream_id = $1 ORDER BY kind, claim_key",
            id
        )?,
    })
}

async fn remove(tx: &mut Tx, id: Uuid) -> Result<(), sqlx::Error> {
    sql!(execute, tx.link(), "DELETE FROM person WHERE id = $1", id)?;
    sql!(execute, tx.link(), "DELETE FROM referral WHERE id = $1", id)?;
    sql!(execute, tx.link(), "DELETE FROM deadline WHERE person_id = $1", id)?;
    sql!(execute, tx.link(), "DELETE FROM item WHERE stream_id = $1", id)?;
    sql!(execute, tx.link(), "DELETE FROM reach WHERE subject_id = $1", id)?;
    sql!(execute, tx.link(), "DELETE FROM recall WHERE person_id = $1", id)?;
    sql!(execute, tx.link(), "DELETE FROM partner WHERE settings_id = $1", id)?;
    sql!(execute, tx.link(), "DELETE FROM claim WHERE stream_id = $1", id)?;
    Ok(())
}

impl PersonColumns {
    fn of(head: Head, p: PersonRow, watch_on: Option<Date>) -> Self {
        Self {
            version: head.version,
            icb_ods: p.icb_ods,
            local_authority: p.local_authority,
            nhs_number: p.nhs_number,
            family_search: p.family_search,
            given_search: p.given_search,
            date_of_birth: p.date_of_birth.map(Date::naive),
            rag: p.rag.map(|r| r.code().into()),
            rated_on: p.rated_on.map(Date::naive),
            membership: p.membership.map(|m| m.code().into()),
            setting: p.setting.map(|s| s.code().into()),
            updated_at: head.recorded_at,
            body: p.body,
            watch_on: watch_on.map(Date::naive),
            keyworker: Some(p.keyworker.code().into()),
        }
    }
}

impl Stored {
    /// What the tables should hold. When a duty's row was last written is not part of it.
    fn of(head: Head, rows: &Rows) -> Self {
        let icb = rows.person.as_ref().map(|p| p.icb_ods.clone()).unwrap_or_default();
        let mut deadlines: Vec<DeadlineColumns> = rows
            .deadlines
            .iter()
            .map(|d| DeadlineColumns {
                id: d.id.0,
                icb_ods: icb.clone(),
                duty: d.duty.code().into(),
                due_on: d.due_on.map(Date::naive),
                sort_on: commit::sort_on(d),
                is_open: d.outcome.is_none(),
                outcome: d.outcome.map(|o| o.code().into()),
                body: serde_json::to_string(d).unwrap_or_default(),
                shown_from: d.shown_from.map(Date::naive),
                lapses_on: d.lapses.map(|lapse| lapse.date.naive()),
            })
            .collect();
        deadlines.sort_by_key(|d| d.id);
        let mut items: Vec<ItemColumns> = rows
            .items
            .iter()
            .map(|i| ItemColumns {
                id: i.id,
                kind: i.kind.code().into(),
                status: i.status.into(),
                sort: i.sort.into(),
                agency: i.agency.map(Into::into),
                level: i.level,
                due_on: i.due_on.map(Date::naive),
                sort_on: i.sort_on.naive(),
                body: i.body.clone(),
            })
            .collect();
        items.sort_by_key(|i| i.id);
        let mut reach: Vec<_> = rows
            .reach
            .iter()
            .map(|r| ReachColumns {
                organisation: r.reach.organisation.to_string(),
                subject_kind: head.kind.code().to_owned(),
                basis: r.reach.basis.code().to_owned(),
                sort_on: r.sort_on.naive(),
                icb_ods: r.reach.icb.to_string(),
                shown: r.reach.shown.bits(),
                as_provider: r.reach.as_provider.bits(),
                as_keyworker_service: r.reach.as_keyworker_service.bits(),
            })
            .collect();
        reach.sort();
        let mut recalls: Vec<_> = rows.recalls.iter().map(|r| (r.organisation.to_string(), r.until)).collect();
        recalls.sort();
        let mut partners: Vec<_> = rows
            .partnerships
            .iter()
            .map(|p| (p.icb_ods.to_string(), p.partner.organisation_ods.to_string(), head.version, commit::text(p)))
            .collect();
        partners.sort();
        let mut claims: Vec<_> = rows.claims.iter().map(|c| (c.kind.code().to_owned(), c.key.clone())).collect();
        claims.sort();
        Self {
            person: rows.person.clone().map(|p| PersonColumns::of(head, p, rows.watch_on)),
            referral: rows.referral.clone().map(|r| ReferralColumns {
                version: head.version,
                icb_ods: r.icb_ods,
                submitted_ods: r.submitted_ods,
                status: r.status.code().into(),
                source: r.source.code().into(),
                local_authority: r.local_authority,
                received_on: r.received_on.naive(),
                nhs_number: r.nhs_number,
                family_search: r.family_search,
                date_of_birth: r.date_of_birth.map(Date::naive),
                person_id: r.person_id.map(|id| id.0),
                updated_at: head.recorded_at,
                body: r.body,
                watch_on: rows.watch_on.map(Date::naive),
            }),
            deadlines,
            items,
            reach,
            recalls,
            partners,
            claims,
        }
    }
}
