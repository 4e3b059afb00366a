//! Register meetings as a list and single records, each joined with the caller's reach; and whom a meeting could be about.

use crate::domain::calendar::Date;
use crate::domain::disclosure::Basis;
use crate::domain::event::StreamKind;
use crate::domain::id::ReferralId;
use crate::domain::meeting::agenda::{self, Proposal, Window};
use crate::domain::ods::Ods;
use crate::domain::projection::no_date;
use crate::domain::view::{MeetingView, PersonDocument};
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Which meetings are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By status.
    pub status: Option<&'static str>,
    /// By kind.
    pub kind: Option<&'static str>,
    /// Held on or after.
    pub from: Option<NaiveDate>,
    /// Held on or before.
    pub to: Option<NaiveDate>,
}

fn view((version, body): (i64, String)) -> Result<MeetingView, StoreError> {
    Ok(MeetingView { version, meeting: document(&body)? })
}

impl Store {
    /// One meeting within reach.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn meeting(&self, id: Uuid, organisation: &Ods) -> Result<Option<MeetingView>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(
            optional(i64, String),
            reader.link(),
            "SELECT i.version, i.body FROM whole r JOIN item i ON i.stream_id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_id = $2 AND i.kind = 'meeting'",
            organisation.as_str(),
            id
        )?;
        row.map(view).transpose()
    }

    /// A page of meetings within reach, latest first, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn meetings(
        &self,
        organisation: &Ods,
        f: &Filter,
        before: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<MeetingView>, StoreError> {
        let (day, id) = before.unwrap_or_else(|| (no_date().naive(), Uuid::max()));
        let mut reader = self.db.reader(organisation).await?;
        let rows = sql!(
            all(i64, String),
            reader.link(),
            "SELECT i.version, i.body FROM whole r JOIN item i ON i.stream_id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_kind = 'meeting' AND (r.sort_on, r.subject_id) < ($2, $3)
               AND (CAST($4 AS TEXT) IS NULL OR i.status = $4) AND (CAST($5 AS TEXT) IS NULL OR i.sort = $5)
               AND (CAST($6 AS DATE) IS NULL OR i.sort_on >= $6) AND (CAST($7 AS DATE) IS NULL OR i.sort_on <= $7)
             ORDER BY r.sort_on DESC, r.subject_id DESC LIMIT $8",
            organisation.as_str(),
            day,
            id,
            f.status,
            f.kind,
            f.from,
            f.to,
            limit
        )?;
        rows.into_iter().map(view).collect()
    }

    /// Of these records of one kind, those an ICB is responsible for.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn own(&self, icb: &Ods, kind: StreamKind, ids: &[Uuid]) -> Result<BTreeSet<Uuid>, StoreError> {
        let asked = serde_json::to_string(ids).unwrap_or_default();
        let mut reader = self.db.reader(icb).await?;
        let found = sql!(all One<Uuid>, reader.link(),
            sqlite: "SELECT subject_id FROM whole WHERE organisation = $1 AND basis = $2 AND subject_kind = $3 AND subject_id IN (SELECT unhex(value, '-') FROM json_each($4))",
            postgres: "SELECT subject_id FROM whole WHERE organisation = $1 AND basis = $2 AND subject_kind = $3
                       AND subject_id IN (SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($4 AS JSON)))",
            icb.as_str(), Basis::ResponsibleIcb.code(), kind.code(), asked)?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// The agenda the register proposes to an ICB.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn proposed(&self, icb: &Ods, window: Window) -> Result<Proposal, StoreError> {
        let mut reader = self.db.reader(icb).await?;
        let bodies = sql!(
            all One<String>,
            reader.link(),
            "SELECT p.body FROM whole r JOIN person p ON p.id = r.subject_id
             WHERE r.organisation = $1 AND r.basis = $2 AND (p.membership = 'active' OR p.setting IS NOT NULL) ORDER BY r.sort_on, p.id",
            icb.as_str(),
            Basis::ResponsibleIcb.code()
        )?;
        let referrals = sql!(
            all One<Uuid>,
            reader.link(),
            "SELECT f.id FROM whole r JOIN referral f ON f.id = r.subject_id
             WHERE r.organisation = $1 AND r.basis = $2 AND f.status IN ('received', 'awaiting_information') ORDER BY r.sort_on, f.id",
            icb.as_str(),
            Basis::ResponsibleIcb.code()
        )?;
        let mut people = Vec::new();
        for (body,) in bodies {
            people.extend(agenda::propose(&document::<PersonDocument>(&body)?, window));
        }
        people.sort_by_key(|person| agenda::place(person.rag));
        let Window { meets_on, until, since } = window;
        Ok(Proposal {
            meets_on,
            until,
            since,
            people,
            referrals: referrals.into_iter().map(|(id,)| ReferralId(id)).collect(),
        })
    }

    /// The day of the last closed meeting before `day`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn last_meeting(&self, icb: &Ods, day: Date) -> Result<Option<Date>, StoreError> {
        let mut reader = self.db.reader(icb).await?;
        let row = sql!(
            optional One<NaiveDate>,
            reader.link(),
            "SELECT i.sort_on FROM whole r JOIN item i ON i.stream_id = r.subject_id
             WHERE r.organisation = $1 AND i.kind = 'meeting' AND i.status = 'closed' AND i.sort = 'dsr_review' AND i.sort_on < $2
             ORDER BY i.sort_on DESC LIMIT 1",
            icb.as_str(),
            day.naive()
        )?;
        Ok(row.map(|(day,)| Date::from(day)))
    }
}
