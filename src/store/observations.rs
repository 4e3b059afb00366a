//! What the clock observed, as a list, each row joined with the caller's reach.

use crate::domain::disclosure::Basis;
use crate::domain::ods::Ods;
use crate::domain::projection::no_date;
use crate::domain::view::ObservationView;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which observations are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By kind.
    pub kind: Option<&'static str>,
    /// By whether they still hold.
    pub status: Option<&'static str>,
    /// Of one person or referral.
    pub about: Option<Uuid>,
    /// Observed on this day or later.
    pub from: Option<NaiveDate>,
    /// Observed on this day or earlier.
    pub to: Option<NaiveDate>,
}

impl Store {
    /// A page of the observations of an ICB's people and referrals, the latest first, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn observations(
        &self,
        icb: &Ods,
        f: &Filter,
        before: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<ObservationView>, StoreError> {
        let (day, id) = before.unwrap_or_else(|| (no_date().naive(), Uuid::max()));
        let mut reader = self.db.reader(icb).await?;
        let rows = sql!(
            all One<String>,
            reader.link(),
            "SELECT i.body FROM item i JOIN whole r ON r.subject_id = i.stream_id AND r.organisation = $1 AND r.basis = $2
             WHERE i.kind = 'observation' AND (i.sort_on, i.id) < ($3, $4)
               AND (CAST($5 AS TEXT) IS NULL OR i.sort = $5) AND (CAST($6 AS TEXT) IS NULL OR i.status = $6)
               AND (CAST($7 AS UUID) IS NULL OR i.stream_id = $7)
               AND (CAST($8 AS DATE) IS NULL OR i.sort_on >= $8) AND (CAST($9 AS DATE) IS NULL OR i.sort_on <= $9)
             ORDER BY i.sort_on DESC, i.id DESC LIMIT $10",
            icb.as_str(),
            Basis::ResponsibleIcb.code(),
            day,
            id,
            f.kind,
            f.status,
            f.about,
            f.from,
            f.to,
            limit
        )?;
        rows.iter().map(|(body,)| document(body)).collect()
    }
}
