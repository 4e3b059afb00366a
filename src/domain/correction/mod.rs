//! Corrections (domain §4, §5): facts entered in error or under a wrong date. Nothing is rewritten; the correction is a fact
//! that says what of the earlier ones stands, and everything is computed again.

mod merge;
mod number;
mod redaction;
mod soundness;
mod view;

pub use merge::{Merge, merge};
pub use number::{NumberCorrection, renumber};
pub use redaction::{RecordedRedaction, Redaction, redact};
pub use soundness::{Impossible, impossible};
pub use view::{Corrected, CorrectionEntry, CorrectionView, FactMark};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{self, Event};
use crate::domain::person::{EndReason, Ledger, Mark, Moment, Named, Person};
use crate::domain::policy::Packs;
use crate::domain::preview::{PreviewedDifference, difference};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// What is wrong with a fact.
    CorrectionAction {
        EnteredInError = "entered_in_error", "It did not happen, or not to this person";
        Redated = "redated", "It happened on another day";
    }
}

/// What is wrong with one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactCorrection {
    /// The fact's version in the person's history.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What is wrong.
    pub action: CorrectionAction,
    /// The London date on which it happened; with `redated`, and only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<Date>,
}

/// Facts to be corrected together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"facts": [{"version": 7, "action": "redated", "occurred_on": "2026-10-28"}],
    "reason": "The ward's letter names the 28th; the day after was entered.", "corrected_by": {"name": "Pat Moss", "role": "DSR lead"}}))]
pub struct Correction {
    /// What is wrong with which facts; what depends on a fact is corrected in the same call.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub facts: Vec<FactCorrection>,
    /// Why.
    pub reason: Prose,
    /// Who decided it.
    pub corrected_by: Named,
}

const SOURCE: &str = "I: a mistake is marked, never hidden, and what it led to goes with it";

/// Marks facts as entered in error or dates them anew, all or none. Undone by marking the correction itself as entered in error.
///
/// # Errors
/// Facts that there are not or that cannot be corrected, dates that cannot be, nothing that would change; every fact that would
/// be left without what it rests on.
pub fn correct(person: &Person, moment: &Moment, correction: Correction) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let marks = person.ledger.marks();
    let mut named = HashSet::new();
    for (index, fact) in correction.facts.iter().enumerate() {
        let at = format!("/facts/{index}");
        if !named.insert(fact.version) {
            faults.meaning(format!("{at}/version"), "repeated", "is named twice; say once what is wrong with it");
        }
        check(person, moment, fact, &marks, &at, &mut faults);
    }
    faults.verdict()?;
    let corrected = Event::Corrected(event::Corrected {
        corrected_on: moment.today,
        facts: correction.facts,
        reason: Some(correction.reason),
        corrected_by: Some(correction.corrected_by),
    });
    let mut after = person.clone();
    after.apply(&corrected);
    check_dependants(person, &after)?;
    Ok(vec![corrected])
}

/// What a correction would change for the clocks, as they stand today.
///
/// # Errors
/// Those of [`correct`].
pub fn preview(
    person: &Person,
    moment: &Moment,
    correction: Correction,
    packs: &Packs,
) -> Result<PreviewedDifference, Refusal> {
    let mut after = person.clone();
    correct(person, moment, correction)?.iter().for_each(|event| after.apply(event));
    Ok(difference(person, &after, moment.today, packs, packs))
}

fn check(
    person: &Person,
    moment: &Moment,
    fact: &FactCorrection,
    marks: &HashMap<i64, Mark>,
    at: &str,
    faults: &mut Faults,
) {
    let Some(event) = person.ledger.fact(fact.version) else {
        faults.meaning(
            format!("{at}/version"),
            "fact_unknown",
            "is no version of this person's history: GET …/history",
        );
        return;
    };
    if let Some(instead) = elsewhere(person, event) {
        faults.rule(format!("{at}/version"), "fact_not_correctable", instead, SOURCE);
        return;
    }
    let mark = marks.get(&fact.version);
    if matches!(mark, Some(Mark::InError(_))) {
        faults.rule(
            format!("{at}/version"),
            "already_in_error",
            "is marked as entered in error already; undo that correction to change what it says",
            SOURCE,
        );
    }
    match (fact.action, fact.occurred_on) {
        (CorrectionAction::Redated, None) => {
            faults.meaning(format!("{at}/occurred_on"), "occurred_on_missing", "say on which day it happened");
        }
        (CorrectionAction::EnteredInError, Some(_)) => faults.meaning(
            format!("{at}/occurred_on"),
            "occurred_on_not_needed",
            "what did not happen has no day; leave it out, or say 'redated'",
        ),
        (CorrectionAction::Redated, Some(day)) => {
            check_day(person, moment, event, mark, day, &format!("{at}/occurred_on"), faults);
        }
        (CorrectionAction::EnteredInError, None) => {}
    }
}

fn check_day(
    person: &Person,
    moment: &Moment,
    event: &Event,
    mark: Option<&Mark>,
    day: Date,
    at: &str,
    faults: &mut Faults,
) {
    person.check_said(day, moment.today, at, faults);
    let held = match mark {
        Some(Mark::Redated(held, _)) => *held,
        _ => event.occurred_on(),
    };
    if held == day {
        faults.meaning(at, "nothing_to_change", "is the day on record");
    }
    if matches!(
        event,
        Event::Corrected(_) | Event::PersonAmended(_) | Event::NhsNumberCorrected(_) | Event::Discussed(_)
    ) {
        faults.rule(
            at,
            "day_of_recording",
            "is the day of another record or of the recording itself, and stays",
            SOURCE,
        );
    }
}

/// Where a fact is corrected instead, if not here.
fn elsewhere(person: &Person, event: &Event) -> Option<&'static str> {
    const BY_TRANSFER: Option<&str> = Some("belongs to a transfer, which another transfer takes back");
    let moved = |id| person.memberships.iter().any(|stay| stay.moved.iter().any(|part| part.membership_id == id));
    match event {
        Event::PersonCreated(_) => {
            Some("is how the person became known; a record made in error is left with 'entered_in_error', or merged")
        }
        Event::Merged(_) | Event::MergedInto(_) => {
            Some("is a merge of two records, which is not undone; what it took over is corrected fact by fact")
        }
        Event::Observed(_) => Some("says what the clock saw as then known; it is superseded by itself"),
        Event::GlassBroken(_) | Event::GlassReviewed(_) => {
            Some("says who opened the record and what was found of it, which stays; find anew with another review")
        }
        Event::ReferralLinked(_) => Some("points to a referral and changes nothing"),
        Event::Redacted(_) => Some("a redaction cannot be undone: what it took out is gone"),
        Event::TransferOpened(_) | Event::TransferClosed(_) | Event::Transferred(_) => BY_TRANSFER,
        Event::MembershipOpened(opened) if moved(opened.membership_id) => BY_TRANSFER,
        Event::MembershipClosed(closed) if closed.reason == EndReason::MovedIcb => BY_TRANSFER,
        _ => None,
    }
}

/// Every fact that stands and would no longer be possible.
fn check_dependants(before: &Person, after: &Person) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    let known: HashSet<_> = impossible(before).into_iter().map(|found| (found.version, found.why)).collect();
    for found in impossible(after).into_iter().filter(|found| !known.contains(&(found.version, found.why))) {
        faults.rule(
            "/facts",
            "dependent_fact",
            format!(
                "fact {} ({}, {}) {}; correct it in the same call, or record what it rests on first",
                found.version, found.kind, found.day, found.why
            ),
            SOURCE,
        );
    }
    faults.verdict()
}

impl Ledger {
    /// What a correction said of which facts.
    fn correction(&self, version: i64) -> Option<&event::Corrected> {
        match self.fact(version)? {
            Event::Corrected(corrected) => Some(corrected),
            _ => None,
        }
    }
}
