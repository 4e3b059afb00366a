//! Records that were opened in an emergency: as a list for the ICB, and one by one for whoever opened them, who has no reach.

use crate::domain::disclosure::Basis;
use crate::domain::glass::GlassStatus;
use crate::domain::id::{GlassId, PersonId};
use crate::domain::ods::Ods;
use crate::domain::projection::no_date;
use crate::domain::settings::Partnership;
use crate::domain::view::GlassView;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which openings are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those that can still be read (`true`), or no more (`false`).
    pub open: Option<bool>,
    /// Those that the ICB has looked into (`true`), or not yet (`false`).
    pub reviewed: Option<bool>,
    /// Of one person.
    pub person: Option<PersonId>,
}

impl Store {
    /// A page of the emergency openings of an ICB's people, newest first, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn broken_glass(
        &self,
        icb: &Ods,
        f: &Filter,
        after: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<GlassView>, StoreError> {
        let (day, id) = after.unwrap_or_else(|| (no_date().naive(), Uuid::max()));
        let now = self.clock.now();
        let mut reader = self.db.reader(icb).await?;
        let rows = sql!(
            all One<String>,
            reader.link(),
            "SELECT i.body FROM item i JOIN whole r ON r.subject_id = i.stream_id AND r.organisation = $1 AND r.basis = $2
             WHERE i.kind = 'break_glass' AND (i.sort_on, i.id) < ($3, $4)
               AND (CAST($5 AS BOOLEAN) IS NULL OR (i.status = $6 AND i.level > $7) = $5)
               AND (CAST($8 AS BOOLEAN) IS NULL OR (i.sort = 'reviewed') = $8)
               AND (CAST($9 AS UUID) IS NULL OR i.stream_id = $9)
             ORDER BY i.sort_on DESC, i.id DESC LIMIT $10",
            icb.as_str(),
            Basis::ResponsibleIcb.code(),
            day,
            id,
            f.open,
            GlassStatus::Open.code(),
            now.timestamp(),
            f.reviewed,
            f.person.map(|person| person.0),
            limit
        )?;
        rows.iter().map(|(body,)| Ok(document::<GlassView>(body)?.at(now))).collect()
    }

    /// Whose record an opening is of, if it is of one of this ICB's people.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn glass_of_own(&self, id: GlassId, icb: &Ods) -> Result<Option<PersonId>, StoreError> {
        let mut reader = self.db.reader(icb).await?;
        let row = sql!(
            optional One<Uuid>,
            reader.link(),
            "SELECT i.stream_id FROM item i JOIN whole r ON r.subject_id = i.stream_id AND r.organisation = $1 AND r.basis = $2
             WHERE i.kind = 'break_glass' AND i.id = $3",
            icb.as_str(),
            Basis::ResponsibleIcb.code(),
            id.0
        )?;
        Ok(row.map(|(person,)| PersonId(person)))
    }

    /// Whose record an opening is of, and what the organisation is to the responsible ICB's area. Whether it shows anything is
    /// decided in the domain: whoever opens a record does not reach it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn glass(
        &self,
        id: GlassId,
        organisation: &Ods,
    ) -> Result<Option<(PersonId, Option<Partnership>)>, StoreError> {
        let mut reader = self.db.own_reader().await?;
        let row = sql!(
            optional(Uuid, Option<String>),
            reader.link(),
            "SELECT i.stream_id, w.body FROM item i JOIN person p ON p.id = i.stream_id
                  LEFT JOIN partner w ON w.icb_ods = p.icb_ods AND w.organisation = $1
             WHERE i.kind = 'break_glass' AND i.id = $2",
            organisation.as_str(),
            id.0
        )?;
        let found = |(person, asker): (Uuid, Option<String>)| {
            Ok((PersonId(person), asker.map(|body| document(&body)).transpose()?))
        };
        row.map(found).transpose()
    }
}
