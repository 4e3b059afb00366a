//! Who looked: the audit row of a read.

use crate::domain::disclosure::{Group, Groups};
use crate::store::Actor;
use crate::store::sql::{Link, bulk};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// All that an operation shows of a record, to somebody who sees the whole of it.
pub const WHOLE: &str = "record";

/// A status answer, and no more.
pub const STATUS: &str = "status";

/// Somebody asked, and was told nothing.
pub const NOTHING: &str = "nothing";

/// These groups of fields as an audit row names them: their codes in their order, with spaces between; [`WHOLE`] for all there is.
#[must_use]
pub fn fields(groups: Groups) -> String {
    let codes = || groups.list().into_iter().map(Group::code).collect::<Vec<_>>().join(" ");
    if groups == Groups::ALL { WHOLE.to_owned() } else { codes() }
}

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
    /// What was shown: [`fields`] of the groups, [`STATUS`] or [`NOTHING`].
    pub fields: String,
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
        "fields" 10 "text" => a.fields.as_str(),
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
