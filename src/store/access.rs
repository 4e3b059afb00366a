//! Who looked: the audit row of a read.

use crate::store::Actor;
use crate::store::sql::{Link, bulk};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// All that an operation shows of a record.
pub const WHOLE: &str = "record";

/// A status answer, and no more.
pub const STATUS: &str = "status";

/// What is shown of a record that was opened in an emergency: the groups of fields, as `disclosure::IN_EMERGENCY` has them.
pub const IN_EMERGENCY: &str = "identity standing hospital clocks keyworking barriers consents";

/// Somebody asked, and was told nothing.
pub const NOTHING: &str = "nothing";

/// One read of personal data.
#[derive(Debug, Clone)]
pub struct Access {
    /// The row's identifier.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The operation, as the contract names it.
    pub operation: &'static str,
    /// Who.
    pub actor: Actor,
    /// For what purpose, as the caller says: a code.
    pub purpose: Option<&'static str>,
    /// Which groups of fields were shown, with spaces; [`WHOLE`] for all that the operation shows.
    pub fields: &'static str,
    /// The people or referrals shown.
    pub records: Vec<Uuid>,
}

impl Access {
    fn single(&self) -> Option<Uuid> {
        match self.records.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// Writes audit rows: one a read, and one a record where the read showed several.
pub(super) async fn insert(mut link: Link<'_>, rows: &[Access]) -> Result<(), sqlx::Error> {
    let several: Vec<(Uuid, Uuid)> = rows
        .iter()
        .filter(|a| a.single().is_none())
        .flat_map(|a| a.records.iter().map(move |record| (*record, a.id)))
        .collect();
    bulk!(reborrow(&mut link), rows, |a| "access" {
        "id" 1 "uuid" => a.id,
        "at" 2 "timestamptz" => a.at,
        "operation" 3 "text" => a.operation,
        "client_id" 4 "text" => a.actor.client_id.as_str(),
        "subject" 5 "text" => a.actor.subject.as_str(),
        "organisation" 6 "text" => a.actor.organisation.as_str(),
        "purpose" 7 "text" => a.purpose,
        "request_id" 8 "text" => a.actor.request_id.as_str(),
        "record_id" 9 "uuid" => a.single(),
        "fields" 10 "text" => a.fields,
    } "")?;
    bulk!(link, several, |r| "access_record" {
        "record_id" 1 "uuid" => r.0,
        "access_id" 2 "uuid" => r.1,
    } "ON CONFLICT DO NOTHING")?;
    Ok(())
}

fn reborrow<'a>(link: &'a mut Link<'_>) -> Link<'a> {
    match link {
        Link::Sqlite(c) => Link::Sqlite(c),
        Link::Postgres(c) => Link::Postgres(c),
    }
}
