//! Commissioner oversight visits to inpatients (S4, N).

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{Event, OversightVisited};
use crate::domain::id::VisitId;
use crate::domain::person::AgreedAction;
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// How a visit was made.
    VisitMethod {
        InPerson = "in_person", "In person";
        Virtual = "virtual", "By video or telephone";
    }
}

/// An oversight visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOversightVisit, example = json!({"visited_on": "2026-02-24", "visitor": {"name": "Lee Orton", "role": "Responsible commissioner", "organisation_ods": "QOQ"},
    "method": "in_person", "person_seen": true, "family_contacted": true, "concerns": [], "actions": []}))]
pub struct Visit {
    /// The London date; while in hospital, not in the future.
    pub visited_on: Date,
    /// The visitor.
    pub visitor: Named,
    /// In person or virtually.
    pub method: VisitMethod,
    /// Why it was not in person; required when virtual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub virtual_reason: Option<Prose>,
    /// Whether the visitor saw the person: a visit that saw nobody does not meet the duty.
    pub person_seen: bool,
    /// Whether the family was contacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_contacted: Option<bool>,
    /// Concerns.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub concerns: Vec<Prose>,
    /// What was agreed.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub actions: Vec<AgreedAction>,
}

/// Records a visit to the spell of that day. If the person was seen, it meets the visit that was due and starts the next.
///
/// # Errors
/// Not in hospital that day, a virtual visit without its reason, days that cannot be.
pub fn visit(person: &Person, moment: &Moment, visit: Visit) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(visit.visited_on, moment.today, "/visited_on", &mut faults);
    let spell = person.spell_on(visit.visited_on);
    if spell.is_none() {
        faults.rule(
            "/visited_on",
            "not_in_hospital",
            "the person was not in hospital on that day: record the admission first",
            "S4: Blue, commissioner oversight visits (8 weekly)",
        );
    }
    match (visit.method, &visit.virtual_reason) {
        (VisitMethod::Virtual, None) => {
            faults.meaning("/virtual_reason", "virtual_reason_missing", "say why the visit was not in person");
        }
        (VisitMethod::InPerson, Some(_)) => {
            faults.meaning("/virtual_reason", "not_virtual", "the visit was in person; leave the reason out");
        }
        _ => {}
    }
    faults.verdict()?;
    let admission_id = spell.ok_or(Refusal::NotFound)?.admitted.admission_id;
    Ok(vec![Event::OversightVisited(OversightVisited {
        visit_id: VisitId(moment.id),
        admission_id,
        visited_on: visit.visited_on,
        method: visit.method,
        person_seen: visit.person_seen,
        family_contacted: visit.family_contacted,
        visitor: Some(visit.visitor),
        virtual_reason: visit.virtual_reason,
        concerns: visit.concerns,
        actions: visit.actions,
    })])
}
