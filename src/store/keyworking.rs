//! Keyworking as a list, each row joined with the caller's reach.

use crate::domain::disclosure::{Group, Groups};
use crate::domain::ods::Ods;
use crate::domain::projection::no_date;
use crate::domain::view::KeyworkingDocument;
use crate::store::sql::sql;
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which keyworking is listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By status.
    pub status: Option<&'static str>,
    /// By keyworking service.
    pub service: Option<String>,
    /// By keyworker.
    pub keyworker: Option<Uuid>,
    /// Accepted and without a contact yet, or the others.
    pub waiting: Option<bool>,
}

/// What keyworking shows of somebody.
pub const SHOWN: Groups = Groups::of(&[Group::Identity, Group::Keyworking]);

/// What the list of it shows: the colour, too.
const LISTED: Groups = SHOWN.and(Groups::of(&[Group::Standing]));

/// One keyworking of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What it shows the caller of the person.
    pub shown: Groups,
    /// The keyworking.
    pub keyworking: KeyworkingDocument,
}

fn listed(asked: Groups, (shown, body): &(i64, String)) -> Result<Listed, StoreError> {
    Ok(Listed { shown: asked.shown_to(Groups::from_bits(*shown)), keyworking: document(body)? })
}

impl Store {
    /// A page of keyworking within reach, the latest referral first, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keyworking(
        &self,
        organisation: &Ods,
        f: &Filter,
        before: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Listed>, StoreError> {
        let (day, id) = before.unwrap_or_else(|| (no_date().naive(), Uuid::max()));
        let mut reader = self.db.reader(organisation).await?;
        let rows = sql!(
            all(i64, String),
            reader.link(),
            sqlite: "SELECT r.shown, i.body FROM reached r JOIN item i ON i.stream_id = r.subject_id AND i.kind = 'keyworking'
             WHERE r.organisation = $1 AND r.subject_kind = 'person' AND (i.sort_on, i.id) < ($2, $3)
               AND (CAST($4 AS TEXT) IS NULL OR i.status = $4) AND (CAST($5 AS TEXT) IS NULL OR i.body ->> 'keyworker_service_ods' = $5)
               AND (CAST($6 AS TEXT) IS NULL OR i.body ->> 'keyworker_id' = $6) AND (CAST($7 AS TEXT) IS NULL OR i.sort = $7)
               AND (r.shown & $9) = $9 ORDER BY i.sort_on DESC, i.id DESC LIMIT $8",
            postgres: "SELECT r.shown, i.body FROM reached r JOIN item i ON i.stream_id = r.subject_id AND i.kind = 'keyworking'
             WHERE r.organisation = $1 AND r.subject_kind = 'person' AND (i.sort_on, i.id) < ($2, $3)
               AND (CAST($4 AS TEXT) IS NULL OR i.status = $4) AND (CAST($5 AS TEXT) IS NULL OR CAST(i.body AS JSON) ->> 'keyworker_service_ods' = $5)
               AND (CAST($6 AS TEXT) IS NULL OR CAST(i.body AS JSON) ->> 'keyworker_id' = $6) AND (CAST($7 AS TEXT) IS NULL OR i.sort = $7)
               AND (r.shown & $9) = $9 ORDER BY i.sort_on DESC, i.id DESC LIMIT $8",
            organisation.as_str(),
            day,
            id,
            f.status,
            f.service.as_deref(),
            f.keyworker.map(|keyworker| keyworker.to_string()),
            f.waiting.map(|waiting| if waiting { "waiting" } else { "" }),
            limit,
            LISTED.bits()
        )?;
        rows.iter().map(|row| listed(LISTED, row)).collect()
    }

    /// All keyworking within reach that goes on with a keyworker; of one keyworker where one is named.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn with_keyworkers(
        &self,
        organisation: &Ods,
        keyworker: Option<Uuid>,
    ) -> Result<Vec<Listed>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let rows = sql!(
            all(i64, String),
            reader.link(),
            "SELECT r.shown, i.body FROM reached r JOIN item i ON i.stream_id = r.subject_id AND i.kind = 'keyworking'
             WHERE r.organisation = $1 AND r.subject_kind = 'person' AND i.status IN ('assigned', 'active', 'stepping_down') AND (r.shown & $2) = $2
             ORDER BY i.sort_on, i.id",
            organisation.as_str(),
            SHOWN.bits()
        )?;
        let found: Vec<Listed> = rows.iter().map(|row| listed(SHOWN, row)).collect::<Result<_, _>>()?;
        Ok(found.into_iter().filter(|one| keyworker.is_none_or(|id| one.keyworking.keyworker_id == Some(id))).collect())
    }
}
