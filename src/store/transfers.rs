//! Transfers between ICBs as a list and single records, each joined with the caller's reach.

use crate::domain::disclosure::Basis;
use crate::domain::ods::Ods;
use crate::domain::projection::no_date;
use crate::domain::view::{TransferDocument, TransferView};
use crate::store::sql::sql;
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which transfers are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By status.
    pub status: Option<&'static str>,
    /// By the basis on which the organisation reaches them: to it, or from it.
    pub basis: Option<Basis>,
}

fn view((version, basis, body): (i64, String, String)) -> Result<TransferView, StoreError> {
    let basis = Basis::from_code(&basis).ok_or(StoreError::RebuildRequired)?;
    Ok(document::<TransferDocument>(&body)?.seen_by(basis, version))
}

impl Store {
    /// One transfer within reach.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn transfer(&self, id: Uuid, organisation: &Ods) -> Result<Option<TransferView>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(
            optional(i64, String, String),
            reader.link(),
            "SELECT i.version, r.basis, i.body FROM whole r JOIN item i ON i.stream_id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_id = $2 AND i.kind = 'transfer'",
            organisation.as_str(),
            id
        )?;
        row.map(view).transpose()
    }

    /// A page of transfers within reach, newest first, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn transfers(
        &self,
        organisation: &Ods,
        f: &Filter,
        before: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<TransferView>, StoreError> {
        let (day, id) = before.unwrap_or_else(|| (no_date().naive(), Uuid::max()));
        let mut reader = self.db.reader(organisation).await?;
        let rows = sql!(
            all(i64, String, String),
            reader.link(),
            "SELECT i.version, r.basis, i.body FROM whole r JOIN item i ON i.stream_id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_kind = 'transfer' AND (r.sort_on, r.subject_id) < ($2, $3)
               AND (CAST($4 AS TEXT) IS NULL OR i.status = $4) AND (CAST($5 AS TEXT) IS NULL OR r.basis = $5)
             ORDER BY r.sort_on DESC, r.subject_id DESC LIMIT $6",
            organisation.as_str(),
            day,
            id,
            f.status,
            f.basis.map(Basis::code),
            limit
        )?;
        rows.into_iter().map(view).collect()
    }
}
