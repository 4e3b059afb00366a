//! What organisations are to areas: whom ICBs have named.

use crate::domain::ods::Ods;
use crate::domain::settings::Partnership;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError, document};

impl Store {
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
