//! Barriers of an ICB's people as a list, and its accountable leaders.

use crate::domain::barrier::AccountableLeader;
use crate::domain::disclosure::Basis;
use crate::domain::ods::Ods;
use crate::domain::projection::first_day;
use crate::domain::view::BarrierView;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which barriers are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By status.
    pub status: Option<&'static str>,
    /// Open ones (`true`) or closed ones (`false`).
    pub open: Option<bool>,
    /// By level.
    pub level: Option<i64>,
    /// By agency.
    pub agency: Option<&'static str>,
    /// By category.
    pub category: Option<&'static str>,
    /// Whose answer is overdue (`true`) or not (`false`).
    pub overdue: Option<bool>,
}

impl Store {
    /// A page of the barriers of an ICB's people, those whose answer is due first before the others, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn barriers(
        &self,
        icb: &Ods,
        f: &Filter,
        after: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<BarrierView>, StoreError> {
        let (day, id) = after.unwrap_or_else(|| (first_day(), Uuid::nil()));
        let today = self.clock.today();
        let mut reader = self.db.reader(icb).await?;
        let rows = sql!(
            all One<String>,
            reader.link(),
            "SELECT i.body FROM item i JOIN whole r ON r.subject_id = i.stream_id AND r.organisation = $1 AND r.basis = $2
             WHERE i.kind = 'barrier' AND (i.sort_on, i.id) > ($3, $4)
               AND (CAST($5 AS TEXT) IS NULL OR i.status = $5)
               AND (CAST($6 AS BOOLEAN) IS NULL OR (i.status <> 'closed') = $6)
               AND (CAST($7 AS BIGINT) IS NULL OR i.level = $7)
               AND (CAST($8 AS TEXT) IS NULL OR i.agency = $8) AND (CAST($9 AS TEXT) IS NULL OR i.sort = $9)
               AND (CAST($10 AS BOOLEAN) IS NULL OR COALESCE(i.due_on < $11, FALSE) = $10)
             ORDER BY i.sort_on, i.id LIMIT $12",
            icb.as_str(),
            Basis::ResponsibleIcb.code(),
            day,
            id,
            f.status,
            f.open,
            f.level,
            f.agency,
            f.category,
            f.overdue,
            today.naive(),
            limit
        )?;
        rows.iter().map(|(body,)| Ok(document::<BarrierView>(body)?.on(today))).collect()
    }

    /// Everybody an ICB has named accountable, the latest first; at most 500.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn leaders(&self, icb: &Ods) -> Result<Vec<AccountableLeader>, StoreError> {
        let mut reader = self.db.reader(icb).await?;
        let rows = sql!(
            all One<String>,
            reader.link(),
            "SELECT i.body FROM whole r JOIN item i ON i.stream_id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_kind = 'leader' ORDER BY i.sort_on DESC, i.id LIMIT 500",
            icb.as_str()
        )?;
        rows.iter().map(|(body,)| document(body)).collect()
    }
}
