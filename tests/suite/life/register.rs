//! What is asked for about a stay on the register and the support around it.

use super::{Asked, BIRTHS, Living, SAYS, What, made, shifted};
use crate::support::nhs_number;
use dsr::domain::calendar::Date;
use dsr::domain::consent::{self, Consent};
use dsr::domain::event::Event;
use dsr::domain::person::EndReason;
use dsr::domain::rating::{self, Rag};
use dsr::domain::refusal::Refusal;
use dsr::domain::{amendment, decision, departure, laep, support};
use serde_json::{Value, json};

pub(super) fn ask((living, person, moment, on, step): &Asked<'_>) -> Option<Result<Vec<Event>, Refusal>> {
    let (on, pick) = (*on, step.pick);
    let by = || json!({"name": "CANARY Decider"});
    Some(match step.what {
        What::Consent => {
            let scope = ["register", "information_sharing", "review", "register"][pick as usize % 4];
            let status = ["given", "withdrawn", "given", "refused", "given"][pick as usize / 4 % 5];
            let entry: Consent = made(&living.consent(scope, status, on, pick / 20));
            consent::record(person, moment, entry)
        }
        What::Rate(rag) => rating::rate(person, moment, living.packs, made(&rated(on, pick, rag, step.plain))),
        What::DecideReview => {
            let scheduled = pick.is_multiple_of(2);
            let mut decided = json!({"decided_on": on, "outcome": if scheduled { "scheduled" } else { "not_needed" }, "decided_by": by()});
            if step.plain || pick % 7 != 1 {
                decided["reason"] = json!(SAYS);
            }
            if let Some(review) = person.reviews.last().filter(|_| !step.plain && pick % 5 == 3) {
                decided["review_id"] = json!(review.requested.review_id);
            }
            // What was to be scheduled is, where nobody asked for a review, not needed.
            let first = decision::decide_community_review(person, moment, made(&decided));
            match first {
                Err(_) if step.plain => {
                    decided["outcome"] = json!("not_needed");
                    decision::decide_community_review(person, moment, made(&decided))
                }
                outcome => outcome,
            }
        }
        What::Remain => decision::decide_to_remain(
            person,
            moment,
            made(&json!({"decided_on": on, "outcome": "remain", "reason": SAYS, "decided_by": by()})),
        ),
        What::Laep => laep::hold(
            person,
            moment,
            made(
                &json!({"held_on": on, "reason": "out_of_hours", "attendees": [{"name": "CANARY Attendee"}], "decision": "support_increased",
                "summary": SAYS, "alternatives_considered": [SAYS], "actions": [{"text": SAYS}]}),
            ),
        ),
        What::SupportPlan => {
            let mut plan = json!({"set_on": on, "set_by": by(), "summary": SAYS, "review_on": shifted(on, i64::from(pick % 60) - 2),
                "steps": [{"text": SAYS, "agency": "health", "status": "open"}], "alternatives_considered": [SAYS]});
            if pick.is_multiple_of(3) {
                plan["transition_planned_on"] = json!(shifted(on, i64::from(pick / 3 % 20) - 15));
            }
            support::plan(person, moment, made(&plan))
        }
        What::SupportRefer => support::refer(
            person,
            moment,
            made(&json!({"service": "intensive_support", "referred_on": on, "referred_by": by(), "reason": SAYS})),
        ),
        What::Concern => {
            let mut concern = json!({"kind": "safeguarding", "raised_on": on, "raised_by": by(), "description": SAYS});
            if pick % 5 != 1 {
                concern["provider_ods"] = json!("RV9");
            }
            if pick % 3 == 1 {
                concern["admission_id"] =
                    person.spells.first().map_or(json!(moment.id), |s| json!(s.admitted.admission_id));
            }
            support::raise(person, moment, made(&concern))
        }
        What::Depart(reason) => {
            departure::depart(person, moment, living.packs, made(&departed(living, on, pick, reason)))
        }
        What::Amend => amendment::amend(person, moment, &made(&amended(living, pick))),
        _ => return None,
    })
}

fn rated(on: Date, pick: u32, rag: Option<Rag>, plain: bool) -> Value {
    let rag = rag.unwrap_or(Rag::ALL[pick as usize % 4]);
    // Green once more may record a risk that nobody manages: the clock of stepping down stops.
    let unmanaged = if plain { pick.is_multiple_of(4) && rag == Rag::Green } else { (pick / 4).is_multiple_of(3) };
    let nobody = !plain && (pick / 4).is_multiple_of(5);
    json!({"rag": rag, "effective_on": on, "trigger": "meeting", "rationale": SAYS, "set_by": {"name": "CANARY Setter"},
        "unmanaged_risk_identified": unmanaged, "mdt_members": if nobody { json!([]) } else { json!([{"name": "CANARY Member"}]) }})
}

fn departed(living: &Living, on: Date, pick: u32, reason: Option<EndReason>) -> Value {
    const REASONS: &[EndReason] = &[
        EndReason::StepDown,
        EndReason::StepDown,
        EndReason::ConsentWithdrawn,
        EndReason::CriteriaNoLongerMet,
        EndReason::EnteredInError,
        EndReason::MovedIcb,
        EndReason::Deceased,
    ];
    let own = reason.unwrap_or(REASONS[pick as usize % REASONS.len()]);
    let mut departure = json!({"left_on": on, "reason": own, "decided_by": {"name": "CANARY Decider"}, "note": SAYS});
    if reason.is_none() && pick / 7 % 3 == 1 && own == EndReason::ConsentWithdrawn || pick % 29 == 3 {
        departure["consent"] =
            living.consent("register", if pick % 5 == 1 { "given" } else { "withdrawn" }, on, pick / 21);
    }
    departure
}

/// Mostly what changes no clock; now and then another date of birth, which changes what depends on age.
fn amended(living: &Living, pick: u32) -> Value {
    match pick % 10 {
        0 => json!({"date_of_birth": BIRTHS[pick as usize / 10 % BIRTHS.len()]}),
        1 if pick.is_multiple_of(3) => json!({"date_of_birth": shifted(living.today, -20)}),
        1 => json!({"date_of_birth": shifted(living.born, i64::from(pick / 10 % 800) - 400)}),
        2 => json!({"nhs_number": nhs_number(living.number + 100 + pick / 10 % 2)}),
        3 => json!({"rag": "red"}),
        4 => json!({"given_name": null}),
        5 => json!({"favourite_colour": "CANARY"}),
        6 => json!({"local_authority": "E06000011"}),
        7 => json!({"conditions": ["autism", "autism"]}),
        _ => json!({"communication_needs": SAYS, "looked_after": pick.is_multiple_of(2)}),
    }
}
