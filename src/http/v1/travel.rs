//! `as_at` and `known_at`: the same questions about another day, or with what was known then.

use crate::domain::calendar::Date;
use crate::domain::policy::Packs;
use crate::domain::refusal::Faults;
use crate::domain::view::{PersonDocument, PersonView};
use crate::http::problem::HttpError;
use crate::store::travel::{Then, When};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Datelike, Utc};

/// When a question asks about; `None` for now.
///
/// # Errors
/// A day or an instant in the future, or before there were registers.
pub(super) fn when(
    store: &Store,
    as_at: Option<Date>,
    known_at: Option<DateTime<Utc>>,
) -> Result<Option<When>, HttpError> {
    let (today, now) = (store.clock().today(), store.clock().now());
    let mut faults = Faults::default();
    if as_at.is_some_and(|day| day > today) {
        faults.meaning(
            "?as_at",
            "date_in_future",
            "must not lie in the future: what will be is asked by …/deadlines/preview",
        );
    }
    if known_at.is_some_and(|at| at > now) {
        faults.meaning("?known_at", "date_in_future", "must not lie in the future");
    }
    if known_at.is_some_and(|at| !(1850..=2199).contains(&at.year())) {
        faults.meaning("?known_at", "date_invalid", "must lie between the years 1850 and 2199");
    }
    faults.verdict()?;
    Ok(When::of(as_at, known_at, today))
}

/// How a question about another time is asked again for its next page.
pub(super) fn question(as_at: Option<Date>, known_at: Option<DateTime<Utc>>) -> [(&'static str, Option<String>); 2] {
    [
        ("as_at", as_at.map(|day| day.to_string())),
        ("known_at", known_at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))),
    ]
}

/// A person as they were, as shown.
pub(super) fn person(then: &Then, day: Date, packs: &Packs) -> Result<PersonView, HttpError> {
    let row = then.rows.person.as_ref().ok_or(StoreError::RebuildRequired)?;
    let document: PersonDocument = serde_json::from_str(&row.body).map_err(|_| StoreError::RebuildRequired)?;
    Ok(document.on(day, then.version, packs))
}
