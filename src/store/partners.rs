//! What organisations are to areas: whom ICBs have named.

use crate::domain::ods::Ods;
use crate::domain::settings::{Behalf, Partnership, Settings};
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError, document};
use uuid::Uuid;

impl Store {
    /// Whether an organisation has to say on whose behalf it reads: its own register asks it, or, where it has no people of its own, one
    /// that has named it. No area tells another how it reads its own people.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn demands_user(&self, organisation: &Ods) -> Result<bool, StoreError> {
        let mut reader = self.db.own_reader().await?;
        let row = sql!(
            optional One<Uuid>,
            reader.link(),
            "SELECT i.id FROM item i WHERE i.kind = 'settings' AND i.status = $3
               AND (i.id = $1 OR (i.id IN (SELECT w.settings_id FROM partner w WHERE w.organisation = $2)
                    AND NOT EXISTS (SELECT 1 FROM whole r WHERE r.organisation = $2 AND r.subject_kind = 'person'))) LIMIT 1",
            Settings::id_of(organisation).0,
            organisation.as_str(),
            Behalf::Required.code()
        )?;
        Ok(row.is_some())
    }

    /// What an organisation is, to every area whose ICB has named it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn partnerships(&self, organisation: &Ods) -> Result<Vec<Partnership>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let rows = sql!(
            all One<String>,
            reader.link(),
            "SELECT body FROM partner WHERE organisation = $1 ORDER BY icb_ods LIMIT 500",
            organisation.as_str()
        )?;
        rows.iter().map(|(body,)| document(body)).collect()
    }
}
