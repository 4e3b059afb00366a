//! Referrals as lists and single records, each joined with the caller's reach.

use crate::domain::calendar::Date;
use crate::domain::disclosure::Basis;
use crate::domain::ods::Ods;
use crate::domain::projection::no_date;
use crate::domain::view::{PossibleDuplicate, ReferralView};
use crate::store::sql::sql;
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which referrals are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By status.
    pub status: Option<&'static str>,
    /// By source.
    pub source: Option<&'static str>,
    /// By the organisation that sent it.
    pub submitted: Option<String>,
    /// By the ICB addressed.
    pub icb: Option<String>,
    /// By local authority.
    pub local_authority: Option<String>,
    /// Received on or after.
    pub from: Option<NaiveDate>,
    /// Received on or before.
    pub to: Option<NaiveDate>,
}

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    basis: String,
    sort_on: NaiveDate,
    body: String,
}

#[derive(sqlx::FromRow)]
struct Twin {
    person_id: Option<Uuid>,
    referral_id: Option<Uuid>,
    same_nhs_number: bool,
}

/// A referral with the date it was listed by.
#[derive(Debug)]
pub struct Listed {
    /// When it was received.
    pub received_on: NaiveDate,
    /// The referral.
    pub referral: ReferralView,
}

fn view(row: &Row, organisation: &Ods, today: Date) -> Result<ReferralView, StoreError> {
    let view: ReferralView = document(&row.body)?;
    let basis = Basis::from_code(&row.basis).ok_or(StoreError::RebuildRequired)?;
    Ok(view.seen_by(basis, organisation, row.version, today))
}

impl Store {
    /// One referral within reach; the ICB also sees possible duplicates.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn referral(&self, id: Uuid, organisation: &Ods) -> Result<Option<ReferralView>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(optional Row, reader.link(),
            "SELECT f.version, r.basis, r.sort_on, f.body FROM whole r JOIN referral f ON f.id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_id = $2",
            organisation.as_str(), id)?;
        let Some(row) = row else { return Ok(None) };
        let mut referral = view(&row, organisation, self.clock.today())?;
        if row.basis == Basis::ResponsibleIcb.code() {
            let twins = sql!(all Twin, reader.link(),
                "SELECT p.id AS person_id, CAST(NULL AS UUID) AS referral_id, (p.nhs_number = f.nhs_number) IS TRUE AS same_nhs_number
                 FROM referral f JOIN person p ON p.icb_ods = f.icb_ods
                  AND (p.nhs_number = f.nhs_number OR (p.family_search = f.family_search AND p.date_of_birth = f.date_of_birth))
                 WHERE f.id = $1 AND (f.person_id IS NULL OR p.id <> f.person_id)
                 UNION ALL
                 SELECT CAST(NULL AS UUID), o.id, (o.nhs_number = f.nhs_number) IS TRUE
                 FROM referral f JOIN referral o ON o.icb_ods = f.icb_ods AND o.id <> f.id
                  AND (o.nhs_number = f.nhs_number OR (o.family_search = f.family_search AND o.date_of_birth = f.date_of_birth))
                 WHERE f.id = $1 ORDER BY 3 DESC, 1, 2 LIMIT 20",
                id)?;
            let twin = |t: Twin| PossibleDuplicate {
                person_id: t.person_id,
                referral_id: t.referral_id,
                same_nhs_number: t.same_nhs_number,
            };
            referral.possible_duplicates = twins.into_iter().map(twin).collect();
        }
        Ok(Some(referral))
    }

    /// A page of referrals within reach, newest first, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn referrals(
        &self,
        organisation: &Ods,
        f: &Filter,
        before: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Listed>, StoreError> {
        let (day, id) = before.unwrap_or_else(|| (no_date().naive(), Uuid::max()));
        let mut reader = self.db.page_reader(organisation).await?;
        let rows = sql!(all Row, reader.link(),
            "SELECT f.version, r.basis, r.sort_on, f.body FROM whole r JOIN referral f ON f.id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_kind = 'referral' AND (r.sort_on, r.subject_id) < ($2, $3)
               AND (CAST($4 AS TEXT) IS NULL OR (r.basis = 'responsible_icb' AND f.status = $4)
                    OR (r.basis <> 'responsible_icb' AND CASE f.status WHEN 'duplicate' THEN 'declined' ELSE f.status END = $4)) AND (CAST($5 AS TEXT) IS NULL OR f.source = $5)
               AND (CAST($6 AS TEXT) IS NULL OR f.submitted_ods = $6) AND (CAST($7 AS TEXT) IS NULL OR f.icb_ods = $7)
               AND (CAST($8 AS TEXT) IS NULL OR f.local_authority = $8)
               AND (CAST($9 AS DATE) IS NULL OR f.received_on >= $9) AND (CAST($10 AS DATE) IS NULL OR f.received_on <= $10)
             ORDER BY r.sort_on DESC, r.subject_id DESC LIMIT $11",
            organisation.as_str(), day, id, f.status, f.source, f.submitted.as_deref(), f.icb.as_deref(), f.local_authority.as_deref(),
            f.from, f.to, limit)?;
        rows.iter()
            .map(|row| Ok(Listed { received_on: row.sort_on, referral: view(row, organisation, self.clock.today())? }))
            .collect()
    }
}
