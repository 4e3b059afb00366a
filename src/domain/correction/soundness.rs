//! What no record can say: a discharge without an admission, a visit to somebody at home, a rating outside a stay.

use crate::domain::admission::Spell;
use crate::domain::calendar::Date;
use crate::domain::consent::{ConsentScope, ConsentStatus};
use crate::domain::event::{Escalated, Event, MembershipClosed, MembershipOpened, Rated, ReviewHeld};
use crate::domain::id::{AdmissionId, BarrierId, KeyworkingId, ReviewId};
use crate::domain::keyworking::Keyworking;
use crate::domain::person::{EndReason, Membership, Person};
use crate::domain::review::{Review, ReviewKind};

/// A fact that cannot be as the record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Impossible {
    /// The fact.
    pub version: i64,
    /// Its kind.
    pub kind: &'static str,
    /// Its day.
    pub day: Date,
    /// Why it cannot be.
    pub why: &'static str,
}

const NO_ADMISSION: &str = "would belong to an admission that there is not";

/// Every fact that stands and cannot be; none for a record that the register's own decisions made.
#[must_use]
pub fn impossible(person: &Person) -> Vec<Impossible> {
    let facts = person.ledger.standing();
    let found = facts.iter().flat_map(|(version, event)| {
        let all = life(person, event).into_iter().chain(why(person, event));
        all.map(|why| Impossible { version: *version, kind: event.kind(), day: event.occurred_on(), why })
    });
    found.collect()
}

/// Within a life: not before birth, nothing after death.
fn life(person: &Person, event: &Event) -> Option<&'static str> {
    let day = event.occurred_on();
    if event.happens() && person.died_on.is_some_and(|died| day > died) {
        return Some("would lie after the person's death");
    }
    (event.happens() && person.born().is_some_and(|born| day < born)).then_some("would lie before the person's birth")
}

fn why(person: &Person, event: &Event) -> Option<&'static str> {
    let day = event.occurred_on();
    match event {
        Event::MembershipOpened(opened) => joining(person, opened),
        Event::MembershipClosed(closed) => leaving(person, closed),
        Event::Rated(rated) => rating(person, rated),
        Event::Admitted(admitted) => admission(person, admitted.admission_id),
        Event::WardMoved(fact) => in_spell(person, fact.admission_id, day),
        Event::AdmissionAmended(fact) => person.spell(fact.admission_id).is_none().then_some(NO_ADMISSION),
        Event::Discharged(fact) => begun_spell(person, fact.admission_id, day),
        Event::DischargePlanSet(fact) => begun_spell(person, fact.admission_id, day),
        Event::OversightVisited(fact) => in_spell(person, fact.admission_id, day),
        Event::LocalAuthorityNotified(fact) => in_spell(person, fact.admission_id, day),
        Event::ReviewRequested(_)
        | Event::ReviewOffered(_)
        | Event::ReviewScheduled(_)
        | Event::ReviewHeld(_)
        | Event::ReviewDeclined(_)
        | Event::ReviewCancelled(_)
        | Event::ReviewReported(_)
        | Event::ActionPlanReviewed(_)
        | Event::RecommendationProgressed(_) => review(person, event),
        Event::CommunityReviewDecided(_) | Event::StepDownDecided(_) => {
            let joined = person.memberships.iter().any(|stay| stay.opened.opened_on <= day);
            (!joined).then_some("would be decided before the person joined the register")
        }
        Event::Escalated(fact) => barrier(person, fact.barrier_id, day).or_else(|| step(person, fact)),
        Event::Transferred(_) => {
            let inside =
                |spell: &Spell| spell.admitted.admitted_on < day && spell.ended_on().is_none_or(|end| day < end);
            person.spells.iter().any(inside).then_some("would move somebody to another ICB who is in hospital")
        }
        Event::EscalationAnswered(fact) => barrier(person, fact.barrier_id, day).or_else(|| {
            let steps = &person.barrier(fact.barrier_id)?.steps;
            let step = steps.iter().find(|step| step.escalated.escalation_id == fact.escalation_id);
            match step {
                None => Some("would answer a step that there is not"),
                Some(step) if day < step.escalated.opened_on => Some("would answer before it was asked"),
                Some(_) => None,
            }
        }),
        Event::BarrierClosed(fact) => barrier(person, fact.barrier_id, day).or_else(|| {
            let steps = &person.barrier(fact.barrier_id)?.steps;
            let later = steps.iter().any(|step| step.escalated.opened_on > day);
            later.then_some("would close a barrier before its last step")
        }),
        _ => keyworking(person, event),
    }
}

fn joining(person: &Person, opened: &MembershipOpened) -> Option<&'static str> {
    let stay = person.memberships.iter().find(|m| m.opened.membership_id == opened.membership_id)?;
    let others = person.memberships.iter().filter(|m| m.opened.membership_id != opened.membership_id);
    let apart = |a: &Membership, b: &Membership| a.closed.is_some_and(|(end, _)| end <= b.opened.opened_on);
    let overlaps = others.into_iter().any(|other| !apart(stay, other) && !apart(other, stay));
    if overlaps {
        return Some("would be a second stay on the register at the same time");
    }
    if stay.closed.is_some() {
        return None;
    }
    if person.died_on.is_some() {
        return Some("would be a stay on the register that goes on after the person's death");
    }
    if person.consent(ConsentScope::Register).is_none() {
        return Some("would be a stay on the register that goes on without consent");
    }
    person.rag().is_none().then_some("would be a stay on the register without a colour")
}

fn leaving(person: &Person, closed: &MembershipClosed) -> Option<&'static str> {
    let stay = person.memberships.iter().find(|m| m.holds(closed.membership_id));
    let day = closed.closed_on;
    let Some(stay) = stay else { return Some("would leave a register that was never joined") };
    if day < stay.opened.opened_on {
        return Some("would leave the register before joining it");
    }
    let withdrawn =
        person.consents.iter().any(|c| c.scope == ConsentScope::Register && c.status != ConsentStatus::Given);
    match closed.reason {
        EndReason::ConsentWithdrawn if !withdrawn => Some("would leave by a withdrawn consent that was not withdrawn"),
        EndReason::Deceased if person.died_on.is_none() => Some("would leave by a death that is not on record"),
        EndReason::Deceased if person.died_on != Some(day) => Some("would leave on another day than that of the death"),
        _ => None,
    }
}

fn rating(person: &Person, rated: &Rated) -> Option<&'static str> {
    let stay = person.memberships.iter().find(|m| m.holds(rated.membership_id));
    let Some(stay) = stay else { return Some("would be a rating outside any stay on the register") };
    let before = rated.effective_on < stay.opened.opened_on;
    before.then_some("would be a rating before the stay on the register that it belongs to")
}

fn admission(person: &Person, id: AdmissionId) -> Option<&'static str> {
    let spell = person.spell(id)?;
    let apart = |a: &Spell, b: &Spell| a.ended_on().is_some_and(|end| end <= b.admitted.admitted_on);
    let mut others = person.spells.iter().filter(|other| other.admitted.admission_id != id);
    let overlaps = others.any(|other| !apart(spell, other) && !apart(other, spell));
    overlaps.then_some("would be a second stay in hospital at the same time")
}

fn begun_spell(person: &Person, id: AdmissionId, day: Date) -> Option<&'static str> {
    match person.spell(id) {
        None => Some(NO_ADMISSION),
        Some(spell) if day < spell.admitted.admitted_on => Some("would lie before the admission it belongs to"),
        Some(_) => None,
    }
}

fn in_spell(person: &Person, id: AdmissionId, day: Date) -> Option<&'static str> {
    begun_spell(person, id, day).or_else(|| {
        let after = person.spell(id)?.ended_on().is_some_and(|end| day > end);
        after.then_some("would lie after the discharge it belongs before")
    })
}

fn review_of(person: &Person, event: &Event) -> Option<ReviewId> {
    match event {
        Event::ReviewOffered(fact) => Some(fact.review_id),
        Event::ReviewScheduled(fact) => Some(fact.review_id),
        Event::ReviewHeld(fact) => Some(fact.review_id),
        Event::ReviewDeclined(fact) => Some(fact.review_id),
        Event::ReviewCancelled(fact) => Some(fact.review_id),
        Event::ReviewReported(fact) => Some(fact.review_id),
        Event::ActionPlanReviewed(fact) => Some(fact.review_id),
        Event::RecommendationProgressed(fact) => {
            person.review_of(fact.recommendation_id).map(|review| review.requested.review_id)
        }
        _ => None,
    }
}

fn review(person: &Person, event: &Event) -> Option<&'static str> {
    let day = event.occurred_on();
    if let Event::ReviewRequested(requested) = event {
        return requested.admission_id.and_then(|id| begun_spell(person, id, day));
    }
    let review = review_of(person, event).and_then(|id| person.review(id));
    let Some(review) = review else { return Some("would belong to a review or a recommendation that there is not") };
    if day < review.requested.requested_on {
        return Some("would lie before the review was asked for");
    }
    let held = review.held.as_ref().map(|held| held.held_on);
    match event {
        Event::ReviewHeld(fact) => held_review(person, review, fact),
        Event::ReviewDeclined(_) if review.offered_on().is_none_or(|offered| offered > day) => {
            Some("would decline a review that was not offered by then")
        }
        Event::ReviewReported(_) | Event::ActionPlanReviewed(_) | Event::RecommendationProgressed(_) => match held {
            None => Some("would follow a review that was not held"),
            Some(held) if day < held => Some("would lie before the review was held"),
            Some(_) => None,
        },
        _ => None,
    }
}

fn held_review(person: &Person, review: &Review, held: &ReviewHeld) -> Option<&'static str> {
    let spell = review.requested.admission_id.filter(|_| review.requested.kind == ReviewKind::Inpatient);
    spell.and_then(|id| in_spell(person, id, held.held_on))
}

fn barrier(person: &Person, id: BarrierId, day: Date) -> Option<&'static str> {
    match person.barrier(id) {
        None => Some("would belong to a barrier that there is not"),
        Some(barrier) if day < barrier.raised.raised_on => Some("would lie before the barrier was raised"),
        Some(_) => None,
    }
}

fn step(person: &Person, escalated: &Escalated) -> Option<&'static str> {
    let barrier = person.barrier(escalated.barrier_id)?;
    let place = barrier.steps.iter().position(|step| step.escalated.escalation_id == escalated.escalation_id)?;
    let before = place.checked_sub(1).and_then(|place| barrier.steps.get(place)).map(|step| &step.escalated);
    if before.is_some_and(|before| before.opened_on > escalated.opened_on) {
        return Some("would lie before the step before it");
    }
    let from = before.map_or(0, |before| before.level.number());
    let skips = escalated.level.number() > from.saturating_add(1) && !escalated.immediate_safety;
    skips.then_some("would skip a level")
}

fn keyworking_of(event: &Event) -> Option<KeyworkingId> {
    match event {
        Event::KeyworkingAnswered(fact) => Some(fact.keyworking_id),
        Event::KeyworkerAssigned(fact) => Some(fact.keyworking_id),
        Event::KeyworkingContacted(fact) => Some(fact.keyworking_id),
        Event::KeyworkingAssessed(fact) => Some(fact.keyworking_id),
        Event::KeyworkingPlanSet(fact) => Some(fact.keyworking_id),
        Event::KeyworkingReviewed(fact) => Some(fact.keyworking_id),
        Event::KeyworkingMeasured(fact) => Some(fact.keyworking_id),
        Event::KeyworkingTransitionPlanned(fact) => Some(fact.keyworking_id),
        Event::KeyworkingSteppedDown(fact) => Some(fact.keyworking_id),
        Event::KeyworkingResumed(fact) => Some(fact.keyworking_id),
        Event::KeyworkingDischarged(fact) => Some(fact.keyworking_id),
        _ => None,
    }
}

fn keyworking(person: &Person, event: &Event) -> Option<&'static str> {
    if let Event::KeyworkingReferred(referred) = event {
        let this = person.keyworking_of(referred.keyworking_id)?;
        let beside = |other: &&Keyworking| other.id() != this.id() && other.is_open();
        let two = this.is_open() && person.keyworking.iter().any(|other| beside(&other));
        return two.then_some("would be keyworking beside keyworking that goes on");
    }
    let id = keyworking_of(event)?;
    let day = event.occurred_on();
    let Some(keyworking) = person.keyworking_of(id) else {
        return Some("would belong to a keyworking referral that there is not");
    };
    if day < keyworking.referred.referred_on {
        return Some("would lie before the keyworking referral");
    }
    if matches!(event, Event::KeyworkingAnswered(_)) {
        return None;
    }
    match keyworking.accepted_on() {
        None => Some("would follow a keyworking referral that was not accepted"),
        Some(accepted) if day < accepted => Some("would lie before keyworking was accepted"),
        Some(_) if matches!(event, Event::KeyworkingContacted(_)) && keyworking.assignments.is_empty() => {
            Some("would be a contact of a keyworker who was not named")
        }
        Some(_) if matches!(event, Event::KeyworkingDischarged(_)) => {
            (!keyworking.reviews.iter().any(|review| review.final_review)).then_some("would end without a final review")
        }
        Some(_) => None,
    }
}
