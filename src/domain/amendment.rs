//! Corrections of what is known of a person: demographic details only. What happened is recorded by its own call.

use crate::domain::event::{Event, PersonAmended};
use crate::domain::person::{Moment, Person, PersonDetails};
use crate::domain::refusal::{Faults, Refusal};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

/// A merge patch (RFC 7396) of a person's details: members left out stay, `null` takes a value out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct PersonPatch(pub Map<String, Value>);

impl utoipa::PartialSchema for PersonPatch {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Object)
            .min_properties(Some(1))
            .description(Some(
                "A merge patch (RFC 7396) of the person's details, with the members that GET answers: names, date of birth, \
                 conditions, diagnosis, local authority, practice, postcode, gender, ethnic category, EHCP, looked after, adopted, \
                 care leaver, communication, adjustments, carers, advocate, transitions. An NHS number may be added where there is none.",
            ))
            .examples([serde_json::json!({"postcode": "HU5 2NN", "ehcp": "in_place", "advocate": {"name": "Rowan Hill", "role": "Advocate"}})])
            .into()
    }
}
impl ToSchema for PersonPatch {}
impl Validate for PersonPatch {
    /// Limits are checked on the merged whole.
    fn validate(&self) -> Result<(), validator::ValidationErrors> {
        Ok(())
    }
}

/// Members that are facts with calls of their own, and those calls.
const FACTS: &[(&str, &str)] = &[
    ("icb_ods", "a person moves to another ICB by transfer"),
    ("rag", "record a rating: POST …/ratings"),
    ("rating", "record a rating: POST …/ratings"),
    ("membership", "leaving is recorded by POST …/departure, joining by accepting a referral"),
    ("hospital", "record an admission, a move or a discharge under …/admissions"),
    ("consents", "record consent: POST …/consents"),
    ("date_of_death", "record a death: POST …/departure with reason 'deceased'"),
    ("died_on", "record a death: POST …/departure with reason 'deceased'"),
    ("next_deadline", "dates follow from facts; record what happened"),
    ("nhs_number_absent", "it follows from the NHS number"),
    ("actions", "they follow from the colour"),
    ("age", "it follows from the date of birth"),
    ("overdue", "it follows from the clocks"),
    ("id", "an identifier never changes"),
    ("version", "it counts the facts"),
    ("links", "they follow from the identifier"),
    ("prompts", "they follow from what is on record"),
];

/// Corrects or completes a person's details.
///
/// # Errors
/// Members that are facts or that do not exist, values that cannot be, nothing to change, a redacted person, another NHS
/// number, a date of birth after something on record.
pub fn amend(person: &Person, moment: &Moment, patch: &PersonPatch) -> Result<Vec<Event>, Refusal> {
    let before = person.details.as_ref().ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    for (member, instead) in FACTS.iter().filter(|(member, _)| patch.0.contains_key(*member)) {
        faults.meaning(format!("/{member}"), "not_a_detail", format!("is not changed here: {instead}"));
    }
    faults.verdict()?;
    let mut merged = serde_json::to_value(before).unwrap_or_default();
    merge(&mut merged, &Value::Object(patch.0.clone()));
    let after = read(merged)?;
    let mut faults = Faults::default();
    after.check(moment.today, "", &mut faults);
    if before.nhs_number.is_some() && after.nhs_number != before.nhs_number {
        faults.rule(
            "/nhs_number",
            "nhs_number_on_record",
            "the person has an NHS number; a wrong one is corrected by a call of its own, not here",
            "I: an NHS number decides whose record this is",
        );
    }
    if after == *before {
        faults.meaning("", "nothing_to_change", "give at least one member whose value differs from what is on record");
    }
    check_facts_after_birth(person, &after, &mut faults);
    faults.verdict()?;
    let after =
        PersonDetails { nhs_number_absent: after.nhs_number_absent.filter(|_| after.nhs_number.is_none()), ..after };
    Ok(vec![Event::PersonAmended(PersonAmended {
        amended_on: moment.today,
        local_authority: after.local_authority.clone(),
        conditions: after.conditions.clone(),
        person: Some(after),
    })])
}

/// RFC 7396: objects are merged member by member, `null` removes, everything else replaces.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(held) = target else { return };
    for (name, value) in members {
        if value.is_null() {
            held.remove(name);
        } else {
            merge(held.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
    // A number that is given ends the reason for its absence.
    if members.get("nhs_number").is_some_and(|number| !number.is_null()) {
        held.remove("nhs_number_absent");
    }
}

fn read(merged: Value) -> Result<PersonDetails, Refusal> {
    let mut track = serde_path_to_error::Track::new();
    let read = PersonDetails::deserialize(serde_path_to_error::Deserializer::new(merged, &mut track));
    let details = read.map_err(|error| {
        let at = pointer(&track.path());
        let text = error.to_string();
        match text.split_once('|') {
            Some((code, message)) => Refusal::meaning(&at, code, message),
            None if text.starts_with("unknown field") => Refusal::meaning(
                "",
                "unknown_field",
                "there is a member here that no person has; look for a misspelling",
            ),
            None if text.starts_with("missing field") => {
                Refusal::meaning("", "missing_field", "a member that every person has cannot be taken out")
            }
            None => Refusal::meaning(&at, "invalid", "has not the form that the contract gives"),
        }
    })?;
    details.validate().map_err(|_| {
        Refusal::meaning("", "too_many", "conditions 1 to 2, carers at most 10, transitions at most 20")
    })?;
    Ok(details)
}

/// A JSON pointer of names and places, without anything a caller wrote.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let known = |key: &str| key.len() <= 60 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    path.iter().fold(String::new(), |out, segment| match segment {
        Segment::Map { key } if known(key) => format!("{out}/{key}"),
        Segment::Seq { index } => format!("{out}/{index}"),
        _ => out,
    })
}

/// Another date of birth must not come to lie after what is on record.
fn check_facts_after_birth(person: &Person, after: &PersonDetails, faults: &mut Faults) {
    let standing = person.ledger.standing();
    let first = standing
        .iter()
        .filter(|(_, fact)| fact.happens() && !matches!(**fact, Event::PersonCreated(_)))
        .map(|(_, fact)| fact.occurred_on())
        .min();
    if first.is_some_and(|first| first < after.date_of_birth) {
        faults.meaning(
            "/date_of_birth",
            "birth_after_facts",
            "must not lie after something that is on record of the person",
        );
    }
}
