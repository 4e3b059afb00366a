//! What organisations are to areas: whom ICBs have named.

use crate::domain::ods::Ods;
use crate::domain::settings::{Behalf, Partnership, Settings};
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError, document};

impl Store {
    /// Whether an area asks on whose behalf its people are read.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn demands_user(&self, icb: &Ods) -> Result<bool, StoreError> {
        let mut reader = self.db.reader().await?;
        let row = sql!(
            optional One<String>,
            reader.link(),
            "SELECT status FROM item WHERE id = $1 AND kind = 'settings'",
            Settings::id_of(icb).0
        )?;
        Ok(row.is_some_and(|(status,)| status == Behalf::Required.code()))
    }

    /// What an organisation is, to every area whose ICB has named it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn partnerships(&self, organisation: &Ods) -> Result<Vec<Partnership>, StoreError> {
        let mut reader = self.db.reader().await?;
        let rows = sql!(
            all One<String>,
            reader.link(),
            "SELECT body FROM partner WHERE organisation = $1 ORDER BY icb_ods LIMIT 500",
            organisation.as_str()
        )?;
        rows.iter().map(|(body,)| document(body)).collect()
    }
}
