//! Leaving the register, and death (domain §5).

use crate::domain::admission::Destination;
use crate::domain::calendar::Date;
use crate::domain::consent::{self, Consent, ConsentScope, ConsentStatus};
use crate::domain::duty::step_down;
use crate::domain::event::{ConsentRecorded, Died, Discharged, Event, MembershipClosed};
use crate::domain::id::ConsentId;
use crate::domain::person::{EndReason, Membership, Moment, Named, Person};
use crate::domain::policy::Packs;
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Leaving the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"left_on": "2026-10-21", "reason": "step_down", "decided_by": {"name": "Pat Moss", "role": "DSR lead"},
    "note": "Three months Green, no unmanaged risk."}))]
pub struct Departure {
    /// The London date, of death where that is the reason; not in the future.
    pub left_on: Date,
    /// Why. While in hospital only `consent_withdrawn`, `deceased` and `entered_in_error`.
    pub reason: EndReason,
    /// Who decided, or who reports a death.
    pub decided_by: Named,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
    /// The withdrawal, where consent is withdrawn; when left out, whoever gave the consent withdrew it on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub consent: Option<Consent>,
}

/// Records that somebody left the register, or died.
///
/// # Errors
/// Not on the register (but for a death), in hospital for another reason than those allowed, stepping down too early or with
/// an unmanaged risk, facts on record after that day, days that cannot be.
pub fn depart(person: &Person, moment: &Moment, packs: &Packs, departure: Departure) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let on = departure.left_on;
    person.check_day(on, moment.today, "/left_on", &mut faults);
    let stay = person.membership();
    match stay {
        Some(stay) => check_stay(person, stay, packs, &departure, &mut faults),
        None if departure.reason == EndReason::Deceased => {
            if person.died_on.is_some() {
                faults.rule("", "death_recorded", "the death is on record already", "I: a death is recorded once");
            }
        }
        None => faults.rule(
            "",
            "not_on_register",
            "the person is not on the register and cannot leave it",
            "S4: consider discharge from DSR",
        ),
    }
    if departure.reason == EndReason::Deceased {
        person.check_death(on, "/left_on", &mut faults);
    }
    let withdrawal = check_consent(person, moment, &departure, &mut faults);
    faults.verdict()?;
    let closed = stay.map(|stay| {
        Event::MembershipClosed(MembershipClosed {
            membership_id: stay.id(),
            closed_on: on,
            reason: departure.reason,
            decided_by: Some(departure.decided_by),
            note: departure.note,
        })
    });
    let died = if departure.reason == EndReason::Deceased { death(person, on) } else { Vec::new() };
    Ok(withdrawal.map(Event::ConsentRecorded).into_iter().chain(died).chain(closed).collect())
}

/// The facts of a death: a spell that goes on ends with it.
fn death(person: &Person, on: Date) -> Vec<Event> {
    let ended = person.open_spell().map(|spell| {
        Event::Discharged(Discharged {
            admission_id: spell.admitted.admission_id,
            discharged_on: on,
            destination: Destination::Died,
            rag: None,
            unmanaged_risk_identified: None,
            rationale: None,
            set_by: None,
            mdt_members: Vec::new(),
        })
    });
    ended.into_iter().chain([Event::Died(Died { died_on: on })]).collect()
}

fn check_stay(person: &Person, stay: &Membership, packs: &Packs, departure: &Departure, faults: &mut Faults) {
    const BLUE: &str = "I: leaving while Blue only for consent_withdrawn, deceased, entered_in_error";
    let (on, reason) = (departure.left_on, departure.reason);
    if on < stay.current().opened_on {
        faults.meaning("/left_on", "date_before_joining", "must not lie before the person joined the register");
    }
    if person.ratings.iter().any(|r| stay.holds(r.membership_id) && r.effective_on > on) {
        faults.rule(
            "/left_on",
            "rating_after_departure",
            "a rating of this stay takes effect after that day; one of the two dates is wrong",
            "I: ratings lie within the stay",
        );
    }
    let blue = person.spell_on(on).is_some_and(|spell| spell.ended_on() != Some(on)) || person.open_spell().is_some();
    let allowed = matches!(reason, EndReason::ConsentWithdrawn | EndReason::Deceased | EndReason::EnteredInError);
    if blue && !allowed {
        faults.rule(
            "/reason",
            "in_hospital_stays",
            "the person is in hospital and stays on the register, unless consent is withdrawn, they died, or the entry was an error",
            BLUE,
        );
    }
    if reason == EndReason::MovedIcb {
        faults.rule(
            "/reason",
            "moves_by_transfer",
            "somebody moves to another ICB by transfer, which that ICB accepts, so that no clock stops between",
            "I: moving ICB only by transfer",
        );
    }
    if reason == EndReason::StepDown && !blue {
        check_step_down(person, stay, packs, on, faults);
    }
}

fn check_step_down(person: &Person, stay: &Membership, packs: &Packs, on: Date, faults: &mut Faults) {
    const STEP_DOWN: &str =
        "S4: consider discharge from DSR if individual remains on Green for 3 months with no identified unmanaged risk";
    match step_down::open_from(person, stay, on, packs) {
        None => faults.rule(
            "/reason",
            "not_green_without_unmanaged_risk",
            "stepping down needs three months Green with no unmanaged risk identified; the person is not Green, or such a risk is on record",
            STEP_DOWN,
        ),
        Some(open) if on < open => faults.rule(
            "/left_on",
            "step_down_too_early",
            format!("three months Green with no unmanaged risk are complete on {open}; leave on that day or later"),
            STEP_DOWN,
        ),
        Some(_) => {}
    }
}

/// The ledger entry that goes with a withdrawal of consent.
fn check_consent(
    person: &Person,
    moment: &Moment,
    departure: &Departure,
    faults: &mut Faults,
) -> Option<ConsentRecorded> {
    let withdrawn = departure.reason == EndReason::ConsentWithdrawn;
    let id = ConsentId(moment.id);
    match &departure.consent {
        Some(_) if !withdrawn => {
            faults.meaning("/consent", "consent_not_withdrawn", "belongs to the reason 'consent_withdrawn' only");
            None
        }
        Some(entry) => {
            consent::check(entry, person.born(), moment.today, "/consent", faults);
            if entry.scope != ConsentScope::Register || entry.status == ConsentStatus::Given {
                faults.meaning(
                    "/consent",
                    "consent_not_withdrawn",
                    "must withdraw or refuse consent to be on the register",
                );
            }
            if entry.effective_on != departure.left_on {
                faults.meaning("/consent/effective_on", "dates_differ", "must be the day of leaving");
            }
            Some(consent::recorded(id, entry.clone()))
        }
        None if withdrawn => {
            let held = person.register_consent().filter(|c| c.status == ConsentStatus::Given);
            held.map(|given| ConsentRecorded {
                consent_id: id,
                status: ConsentStatus::Withdrawn,
                effective_on: departure.left_on.max(given.effective_on),
                ..given.clone()
            })
        }
        None => None,
    }
}
