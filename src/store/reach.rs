//! What an organisation that does not see the whole of a record is shown of it, and as what it may write.

use crate::domain::disclosure::Groups;
use crate::domain::ods::Ods;
use crate::domain::settings::Role;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError};
use uuid::Uuid;

impl Store {
    /// Which groups of fields an organisation sees of a record now; none where it does not reach it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn shown_of(&self, id: Uuid, organisation: &Ods) -> Result<Groups, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(
            optional One<i64>,
            reader.link(),
            "SELECT r.shown FROM reached r WHERE r.organisation = $1 AND r.subject_id = $2",
            organisation.as_str(),
            id
        )?;
        Ok(row.map_or(Groups::NONE, |(shown,)| Groups::from_bits(shown)))
    }

    /// Whether an organisation reaches a person as this, and the responsible ICB names it so.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn acts_as(&self, id: Uuid, organisation: &Ods, role: Role) -> Result<bool, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(
            optional(i64, i64),
            reader.link(),
            "SELECT CASE WHEN w.is_provider = TRUE THEN r.as_provider ELSE 0 END,
                    CASE WHEN w.is_keyworker_service = TRUE THEN r.as_keyworker_service ELSE 0 END
             FROM reach r JOIN partner w ON w.icb_ods = r.icb_ods AND w.organisation = r.organisation
             WHERE r.organisation = $1 AND r.subject_id = $2",
            organisation.as_str(),
            id
        )?;
        Ok(row.is_some_and(|(provider, keyworker_service)| match role {
            Role::Provider => provider != 0,
            Role::KeyworkerService => keyworker_service != 0,
            Role::Reporting | Role::Auditor | Role::Emergency => false,
        }))
    }
}
