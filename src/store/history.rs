//! Every fact of a person in the order recorded.

use crate::domain::ods::Ods;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A fact as stored, with who recorded it when.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    /// Its version.
    pub version: i64,
    /// Its kind.
    pub kind: String,
    /// When it happened, in London.
    pub occurred_on: NaiveDate,
    /// When it was recorded, in UTC.
    pub recorded_at: DateTime<Utc>,
    /// The client.
    pub client_id: String,
    /// The user.
    pub subject: String,
    /// The organisation.
    pub organisation: String,
    /// The request.
    pub request_id: String,
    /// Ids, codes, dates.
    pub data: String,
    /// The private part, unless redacted or empty.
    pub body: Option<String>,
}

impl Store {
    /// A page of a person's facts within reach, in the order recorded, after a version. An ICB that was responsible before reads
    /// what there was until the transfer.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn history(
        &self,
        person: Uuid,
        organisation: &Ods,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        Ok(sql!(all Entry, reader.link(),
            "SELECT e.version, e.kind, e.occurred_on, e.recorded_at, e.client_id, e.subject, e.organisation, e.request_id, e.data, p.body
             FROM event e LEFT JOIN event_private p ON p.stream_id = e.stream_id AND p.version = e.version
             WHERE e.stream_id = $2 AND e.stream_kind = 'person' AND e.version > $3
               AND (EXISTS (SELECT 1 FROM whole r WHERE r.organisation = $1 AND r.subject_id = $2)
                    OR e.version <= (SELECT k.until_version FROM recall k WHERE k.organisation = $1 AND k.person_id = $2))
             ORDER BY e.version LIMIT $4",
            organisation.as_str(), person, after, limit)?)
    }

    /// The last version of a person's history that an organisation may read: all of it within reach, until the transfer for an
    /// ICB that was responsible before; `None` for everybody else.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn readable_until(&self, person: Uuid, organisation: &Ods) -> Result<Option<i64>, StoreError> {
        if self.reaches(person, organisation).await? {
            return Ok(Some(i64::MAX));
        }
        let mut reader = self.db.reader(organisation).await?;
        let kept = sql!(
            optional One<i64>,
            reader.link(),
            "SELECT until_version FROM recall WHERE organisation = $1 AND person_id = $2",
            organisation.as_str(),
            person
        )?;
        Ok(kept.map(|(until,)| until))
    }
}
