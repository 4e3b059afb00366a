//! What is asked for about reviews: from the request to what they leave to do.

use super::{Asked, Living, SAYS, What, made, shifted};
use dsr::domain::calendar::Date;
use dsr::domain::event::Event;
use dsr::domain::id::{RecommendationId, ReviewId};
use dsr::domain::refusal::Refusal;
use dsr::domain::review::{self, Review, ReviewKind};
use serde_json::{Value, json};

pub(super) fn ask((living, person, moment, on, step): &Asked<'_>) -> Result<Vec<Event>, Refusal> {
    let (on, pick) = (*on, step.pick);
    let chosen = chosen(
        &person.reviews,
        pick,
        step.plain,
        matches!(step.what, What::Report | What::ReviewPlan | What::Progress),
    );
    let id = chosen.map_or(ReviewId(moment.id), |r| r.requested.review_id);
    let by = |who: &str| json!({"name": who});
    match step.what {
        What::Ask => {
            let community = if step.plain { person.open_spell().is_none() } else { pick.is_multiple_of(4) };
            let kind = if community { ReviewKind::Community } else { ReviewKind::Inpatient };
            let request = json!({"kind": kind, "requested_on": on, "requested_by": by("CANARY Asker")});
            review::request(person, moment, made(&request))
        }
        What::Offer => {
            let scheduled = shifted(on, i64::from(pick % 40) - if step.plain { 0 } else { 2 });
            review::offer(person, moment, id, &made(&json!({"offered_on": on, "scheduled_for": scheduled})))
        }
        What::Hold => {
            let inpatient = chosen.is_some_and(|r| r.requested.kind == ReviewKind::Inpatient);
            review::hold(person, moment, id, made(&held(living, on, pick, step.plain, inpatient)))
        }
        What::Decline => review::decline(
            person,
            moment,
            id,
            made(&json!({"declined_on": on, "declined_by": by("CANARY Decliner"), "reason": SAYS})),
        ),
        What::Schedule => {
            let day = shifted(on, i64::from(pick % 40) - 2);
            review::schedule(person, moment, id, made(&json!({"scheduled_for": day, "noted_on": on, "reason": SAYS})))
        }
        What::Cancel => {
            let cancel = json!({"cancelled_on": on, "cancelled_by": by("CANARY Canceller"), "reason": SAYS});
            review::cancel(person, moment, id, made(&cancel))
        }
        What::Report => {
            let report = json!({"issued_on": on, "issued_by": by("CANARY Issuer"), "sent_to": [by("CANARY Reader")]});
            review::report(person, moment, id, made(&report))
        }
        What::ReviewPlan => {
            let plan = json!({"reviewed_on": on, "reviewed_by": by("CANARY Reviewer"), "summary": SAYS});
            review::review_plan(person, moment, id, made(&plan))
        }
        _ => {
            let made_by = chosen.and_then(|r| r.held.as_ref());
            let id = made_by
                .and_then(|held| held.recommendations.get(pick as usize / 3 % held.recommendations.len().max(1)));
            let id = id.map_or(RecommendationId(moment.id), |made| made.recommendation_id);
            review::progress(person, moment, id, made(&progressed(on, pick)))
        }
    }
}

/// Mostly one that the request can be about; sometimes any.
fn chosen(reviews: &[Review], pick: u32, plain: bool, held: bool) -> Option<&Review> {
    let fits = |r: &&Review| if held { r.held.is_some() } else { r.is_open() };
    let fitting: Vec<_> = reviews.iter().filter(|r| fits(r) || !plain && pick.is_multiple_of(7)).collect();
    if plain {
        fitting.last().copied()
    } else {
        (!fitting.is_empty()).then(|| fitting[pick as usize / 8 % fitting.len()])
    }
}

fn held(living: &Living, on: Date, pick: u32, plain: bool, inpatient: bool) -> Value {
    let wrong = |one_in: u32, rest: u32| !plain && pick % one_in == rest;
    let outcome = if inpatient == wrong(12, 5) { "admission_not_needed" } else { "remain_inpatient" };
    let expert = |independent: bool| json!({"name": "CANARY Expert", "independent": independent});
    let recommended = |due: Option<Date>| json!({"text": SAYS, "agency": "housing", "owner": {"name": "CANARY Owner"}, "due_on": due});
    let mut held = json!({"held_on": on, "delivery": "hybrid", "findings": SAYS, "outcome": outcome,
        "consent": {"status": if wrong(17, 3) { "refused" } else { "given" }, "basis": living.basis(on, if plain { 3 } else { pick / 4 % 11 + 3 }),
            "given_by": "CANARY Giver", "effective_on": shifted(on, i64::from(wrong(9, 4)))},
        "clinical_expert": expert(!wrong(19, 6)), "expert_by_experience": expert(true), "attendees": [{"name": "CANARY Attendee"}],
        "recommendations": [recommended(Some(shifted(on, if wrong(23, 7) { -1 } else { i64::from(pick % 60) }))), recommended(None)]});
    if !wrong(29, 8) {
        held["chair"] = json!({"name": "CANARY Chair"});
    }
    held
}

fn progressed(on: Date, pick: u32) -> Value {
    let status = ["open", "in_progress", "done", "blocked", "cancelled", "done", "in_progress"][pick as usize % 7];
    let mut progress = json!({"status": status, "noted_on": on, "noted_by": {"name": "CANARY Noter"}});
    if pick % 5 != 1 {
        progress["note"] = json!(SAYS);
    }
    let over = ["done", "cancelled"].contains(&status);
    if pick.is_multiple_of(2) && (!over || pick % 9 == 1) {
        progress["due_on"] = json!(shifted(on, i64::from(pick / 14 % 50) - 3));
    }
    progress
}
