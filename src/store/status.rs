//! The one statement behind status answers. It finds whoever has a number, whether or not the caller may know, so that it does the
//! same for all; what may be told is decided in the domain.

use crate::domain::calendar::Date;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::Ods;
use crate::domain::settings::Partnership;
use crate::domain::view::PersonDocument;
use crate::store::sql::sql;
use crate::store::{Store, StoreError, document};
use uuid::Uuid;

/// Somebody of whom a status was asked.
#[derive(Debug)]
pub struct Found {
    /// The person; none for a stand-in.
    pub id: Option<Uuid>,
    /// What is known of them.
    pub person: PersonDocument,
    /// Whether the caller's organisation is the responsible ICB.
    pub own: bool,
    /// What the caller's organisation is to the responsible ICB's area.
    pub asker: Option<Partnership>,
}

impl Store {
    /// Whoever has this number and date of birth in one of the registers, those first of whom the organisation may know. Where there
    /// is nobody a stand-in of whom nothing may be told, so that the work is the same.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn asked_about(
        &self,
        number: &NhsNumber,
        born: Date,
        organisation: &Ods,
    ) -> Result<Vec<Found>, StoreError> {
        let mut reader = self.db.own_reader().await?;
        let rows = sql!(
            all(Option<Uuid>, Option<String>, String, Option<String>),
            reader.link(),
            "SELECT p.id, p.icb_ods, COALESCE(p.body, f.body), w.body
             FROM (SELECT s.body FROM person s WHERE s.id > $4 ORDER BY s.id LIMIT 1) f
                  LEFT JOIN person p ON p.nhs_number = $2 AND p.date_of_birth = $3
                  LEFT JOIN partner w ON w.icb_ods = p.icb_ods AND w.organisation = $1
             ORDER BY CASE WHEN w.body IS NULL AND p.icb_ods <> $1 THEN 1 ELSE 0 END, p.id LIMIT 5",
            organisation.as_str(),
            number.as_str(),
            born.naive(),
            Uuid::nil()
        )?;
        let found = |(id, icb, person, asker): (Option<Uuid>, Option<String>, String, Option<String>)| {
            let asker = asker.map(|body| document(&body)).transpose()?;
            Ok(Found { id, person: document(&person)?, own: icb.as_deref() == Some(organisation.as_str()), asker })
        };
        rows.into_iter().map(found).collect()
    }
}
