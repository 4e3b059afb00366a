//! Taking private text out of the record for good: names, numbers and words that should never have been there.

use crate::domain::calendar::Date;
use crate::domain::event::{Event, Redacted};
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;
use validator::Validate;

/// Facts whose private part is to be taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"versions": [7], "reason": "The findings name a third person.", "redacted_by": {"name": "Kit Marsh", "role": "Data protection officer"}}))]
pub struct Redaction {
    /// The facts' versions in the person's history.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200, minimum = 1)]
    pub versions: Vec<i64>,
    /// On what ground; without the words that are taken out.
    pub reason: Prose,
    /// Who decided it.
    pub redacted_by: Named,
}

/// A redaction on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordedRedaction {
    /// Its version in the person's history.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The London date.
    pub redacted_on: Date,
    /// The facts whose private part is gone.
    #[schema(max_items = 200)]
    pub versions: Vec<i64>,
    /// On what ground.
    pub reason: Option<Prose>,
    /// Who decided it.
    pub redacted_by: Option<Named>,
}

impl RecordedRedaction {
    /// One redaction; `None` when that version is none.
    #[must_use]
    pub fn of(person: &Person, version: i64) -> Option<Self> {
        let Event::Redacted(redacted) = person.ledger.fact(version)?.clone() else { return None };
        let Redacted { redacted_on, versions, reason, redacted_by } = redacted;
        Some(Self { version, redacted_on, versions, reason, redacted_by })
    }

    /// Every redaction, in the order made.
    #[must_use]
    pub fn all(person: &Person) -> Vec<Self> {
        person.ledger.recorded().filter_map(|(version, _)| Self::of(person, version)).collect()
    }
}

const SOURCE: &str = "I: what was done stays on record; what should never have been written need not";

/// Takes the private parts of facts out of the record. Ids, codes and dates stay, and with them every clock.
///
/// # Errors
/// Facts that there are not, or that hold nothing private; the last word on who somebody is.
pub fn redact(person: &Person, moment: &Moment, redaction: Redaction) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let mut named = HashSet::new();
    for (index, version) in redaction.versions.iter().enumerate() {
        let at = format!("/versions/{index}");
        if !named.insert(*version) {
            faults.meaning(&at, "repeated", "is named twice");
        }
        match person.ledger.fact(*version) {
            None => faults.meaning(&at, "fact_unknown", "is no version of this person's history: GET …/history"),
            Some(Event::Redacted(_)) => {
                faults.rule(
                    &at,
                    "fact_not_correctable",
                    "says on what ground something was taken out, and stays",
                    SOURCE,
                );
            }
            Some(fact) if *fact == fact.bare() => {
                faults.meaning(&at, "nothing_private", "holds nothing private, or not any more");
            }
            Some(_) => {}
        }
    }
    faults.verdict()?;
    let redacted = Event::Redacted(Redacted {
        redacted_on: moment.today,
        versions: redaction.versions,
        reason: Some(redaction.reason),
        redacted_by: Some(redaction.redacted_by),
    });
    let mut after = person.clone();
    after.apply(&redacted);
    if after.details.is_none() && person.details.is_some() {
        return Err(Refusal::rule(
            "/versions",
            "identity_needed",
            "is the last word on who somebody is, by which the record is found; correct their details first, and redact the fact that is then no longer the last word",
            SOURCE,
        ));
    }
    Ok(vec![redacted])
}
