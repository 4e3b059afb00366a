//! Two records of one person become one. What the second tells is told again by the first, under its own identifiers; the
//! second stays, with its history, and says where the person is found.

use super::impossible;
use crate::domain::duty;
use crate::domain::event::{Event, Merged, MergedInto};
use crate::domain::id::{PersonId, derived};
use crate::domain::person::{Membership, Moment, Named, Person};
use crate::domain::policy::Packs;
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A second record of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"duplicate_id": "0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d12", "reason": "The ward reported him under his former name, without a number.",
    "merged_by": {"name": "Pat Moss", "role": "DSR lead"}}))]
pub struct Merge {
    /// The other record, which ends; it has no NHS number of its own.
    pub duplicate_id: PersonId,
    /// How it was found that both are of one person.
    pub reason: Prose,
    /// Who decided it.
    pub merged_by: Named,
}

const SOURCE: &str = "I: one person, one record; nothing that was recorded is lost";

/// Merges the other record into the person's: facts for the one, facts for the other.
///
/// # Errors
/// The same record twice, an NHS number or a transfer that stands in the way, records that contradict each other: every fact
/// of the other one that cannot be beside those of the first.
pub fn merge(
    person: &Person,
    other: &Person,
    moment: &Moment,
    packs: &Packs,
    merge: Merge,
) -> Result<(Vec<Event>, Vec<Event>), Refusal> {
    let mut faults = Faults::default();
    if person.id == other.id {
        faults.meaning("/duplicate_id", "same_record", "is the record itself; name the other one");
    }
    if other.details.as_ref().is_some_and(|details| details.nhs_number.is_some()) {
        faults.rule(
            "/duplicate_id",
            "duplicate_has_number",
            "has an NHS number: merge the other way round, or, if the number is wrong, take it out first (POST …/nhs-number)",
            SOURCE,
        );
    }
    let born = other.born().filter(|born| person.born().is_some_and(|own| own != *born));
    if born.is_some() {
        faults.rule("/duplicate_id", "births_differ", "has another date of birth: correct the wrong one first", SOURCE);
    }
    if person.pending_transfer().or(other.pending_transfer()).is_some() {
        faults.rule("", "transfer_pending", "a transfer of one of the two waits for its answer", SOURCE);
    }
    faults.verdict()?;
    let taken = told_again(person, other, packs);
    let Merge { reason, merged_by, .. } = merge;
    let merged = Event::Merged(Merged {
        merged_on: moment.today,
        from: other.id,
        versions: taken.iter().map(|(version, _)| *version).collect(),
        reason: Some(reason.clone()),
        merged_by: Some(merged_by.clone()),
    });
    check_together(person, &merged, &taken)?;
    let ended = Event::MergedInto(MergedInto {
        merged_on: moment.today,
        into: person.id,
        reason: Some(reason),
        merged_by: Some(merged_by),
    });
    Ok(([merged].into_iter().chain(taken.into_iter().map(|(_, fact)| fact)).collect(), vec![ended]))
}

/// Every fact of the other record that cannot be beside those of the first.
fn check_together(person: &Person, merged: &Event, taken: &[(i64, Event)]) -> Result<(), Refusal> {
    let (mut both, mut faults) = (person.clone(), Faults::default());
    both.apply(merged);
    let first = both.ledger.version();
    for (_, fact) in taken {
        both.apply(fact);
    }
    let before = impossible(person);
    for found in impossible(&both).into_iter().filter(|found| !before.contains(found)) {
        let place = usize::try_from(found.version.saturating_sub(first).saturating_sub(1)).ok();
        let (version, whose) = match place.and_then(|place| taken.get(place)) {
            Some((version, _)) => (*version, "the other record"),
            None => (found.version, "this record"),
        };
        faults.rule(
            "/duplicate_id",
            "records_contradict",
            format!(
                "fact {version} of {whose} ({}, {}) {}; correct one of the two records first",
                found.kind, found.day, found.why
            ),
            SOURCE,
        );
    }
    faults.verdict()
}

/// What the other record tells, as facts of the person's own: those that stand, under the days that hold. A stay on the register
/// that runs beside one of the person's is taken as that one.
fn told_again(person: &Person, other: &Person, packs: &Packs) -> Vec<(i64, Event)> {
    let stays: HashMap<Uuid, Uuid> = other.memberships.iter().flat_map(|stay| same_stay(person, stay)).collect();
    let deadlines: HashMap<Uuid, Uuid> = duty::clocks(other, packs)
        .iter()
        .map(|d| (d.id.0, d.id_if_begun_by(own(person, d.starts_with.id)).0))
        .collect();
    let renamed = |key: &str, id: Uuid| match key {
        "referral_id" | "icb_ods" => id,
        "deadline_id" => deadlines.get(&id).copied().unwrap_or(id),
        _ => stays.get(&id).copied().unwrap_or_else(|| own(person, id)),
    };
    let facts = other.ledger.standing();
    let taken = facts.iter().filter(|(_, fact)| is_told_again(fact, &stays));
    taken.filter_map(|(version, fact)| Some((*version, under(fact, &renamed)?))).collect()
}

/// The person's own identifier for what another record has under `id`.
fn own(person: &Person, id: Uuid) -> Uuid {
    derived(person.id.0, &format!("merged {id}"))
}

/// The identifiers of a stay that runs beside one of the person's, each with that one's.
fn same_stay(person: &Person, stay: &Membership) -> Vec<(Uuid, Uuid)> {
    let apart = |a: &Membership, b: &Membership| a.closed.is_some_and(|(end, _)| end <= b.opened.opened_on);
    let beside = person.memberships.iter().find(|held| !apart(held, stay) && !apart(stay, held));
    let parts = [&stay.opened].into_iter().chain(&stay.moved).map(|part| part.membership_id.0);
    beside.map(|held| parts.map(|part| (part, held.id().0)).collect()).unwrap_or_default()
}

fn is_told_again(fact: &Event, stays: &HashMap<Uuid, Uuid>) -> bool {
    match fact {
        Event::MembershipOpened(opened) => !stays.contains_key(&opened.membership_id.0),
        Event::MembershipClosed(closed) => !stays.contains_key(&closed.membership_id.0),
        // They say who somebody is, or something of the other record alone.
        Event::PersonCreated(_)
        | Event::PersonAmended(_)
        | Event::NhsNumberCorrected(_)
        | Event::Corrected(_)
        | Event::Redacted(_)
        | Event::Observed(_)
        | Event::GlassBroken(_)
        | Event::GlassReviewed(_)
        | Event::TransferOpened(_)
        | Event::TransferClosed(_)
        | Event::Transferred(_)
        | Event::Merged(_)
        | Event::MergedInto(_) => false,
        _ => true,
    }
}

/// A fact under other identifiers; those of meetings are not the person's.
fn under(fact: &Event, renamed: &impl Fn(&str, Uuid) -> Uuid) -> Option<Event> {
    let of_meeting = matches!(fact, Event::MeetingEntrySet(_) | Event::Discussed(_));
    let encoded = fact.encode();
    let mut data: Value = serde_json::from_str(&encoded.data).ok()?;
    rename("", &mut data, &|key, id| if of_meeting && key == "meeting_id" { id } else { renamed(key, id) });
    Event::decode(fact.kind(), fact.schema(), &data.to_string(), encoded.private.as_deref()).ok()
}

fn rename(key: &str, value: &mut Value, renamed: &impl Fn(&str, Uuid) -> Uuid) {
    match value {
        Value::String(text) => {
            if let Some(id) = Uuid::parse_str(text).ok().filter(|_| text.len() == 36) {
                *text = renamed(key, id).to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(key, item, renamed)),
        Value::Object(members) => members.iter_mut().for_each(|(key, member)| rename(key, member, renamed)),
        _ => {}
    }
}

impl Person {
    /// The refusal of whoever writes on a record that was merged into another.
    #[must_use]
    pub fn merged(&self) -> Option<Refusal> {
        let into = self.merged_into?;
        Some(Refusal::rule("", "record_merged", format!("this record was merged into {into}; record it there"), SOURCE))
    }
}
