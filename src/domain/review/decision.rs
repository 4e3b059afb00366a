//! What may be decided about a review: request, offer, hold, decline.

use super::{
    Decline, Held, RecommendationDetails, RecommendationMade, Review, ReviewFamily, ReviewKind, ReviewOffer,
    ReviewRequest,
};
use crate::domain::calendar::Date;
use crate::domain::consent;
use crate::domain::event::{Event, ReviewDeclined, ReviewHeld, ReviewOffered, ReviewRequested};
use crate::domain::id::{RecommendationId, ReviewId, derived};
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::{Faults, Refusal};

/// Asks for a review.
///
/// # Errors
/// Dates that cannot be; an inpatient review for somebody who was not in hospital that day.
pub fn request(person: &Person, moment: &Moment, request: ReviewRequest) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let on = request.requested_on;
    person.check_day(on, moment.today, "/requested_on", &mut faults);
    let spell = person.spell_on(on).filter(|_| request.kind == ReviewKind::Inpatient);
    if request.kind == ReviewKind::Inpatient && spell.is_none() {
        faults.rule(
            "/kind",
            "not_in_hospital",
            "the person was not in hospital on that day: record the admission first, or ask for a community review",
            "S4: an inpatient C(E)TR must be offered post admission",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::ReviewRequested(ReviewRequested {
        review_id: ReviewId(moment.id),
        kind: request.kind,
        family: match person.born() {
            Some(born) if born.age_on(on) < 18 => ReviewFamily::Cetr,
            _ => ReviewFamily::Ctr,
        },
        admission_id: spell.map(|s| s.admitted.admission_id),
        requested_on: on,
        requested_by: Some(request.requested_by),
        reason: request.reason,
    })])
}

/// Records an offer, also one that comes to light after the review was held or declined. A further offer moves the
/// proposed day; the earliest offer is the one that counts.
///
/// # Errors
/// Dates that cannot be.
pub fn offer(person: &Person, moment: &Moment, id: ReviewId, offer: &ReviewOffer) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    if review.settled_on().is_some_and(|day| offer.offered_on > day) {
        faults.meaning(
            "/offered_on",
            "offer_after_review",
            "must not lie after the day the review was held or declined",
        );
    }
    if review.cancelled.as_ref().is_some_and(|c| offer.offered_on > c.cancelled_on) {
        faults.meaning(
            "/offered_on",
            "offer_after_cancellation",
            "must not lie after the day the review was called off",
        );
    }
    person.check_day(offer.offered_on, moment.today, "/offered_on", &mut faults);
    if offer.offered_on < review.requested.requested_on {
        faults.meaning("/offered_on", "offer_before_request", "must not lie before the day the review was asked for");
    }
    if offer.scheduled_for.is_some_and(|day| day < offer.offered_on) {
        faults.meaning("/scheduled_for", "scheduled_before_offer", "must not lie before the offer");
    }
    within_spell(person, review, offer.offered_on, "/offered_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReviewOffered(ReviewOffered {
        review_id: id,
        offered_on: offer.offered_on,
        scheduled_for: offer.scheduled_for,
    })])
}

/// Records that a review was held.
///
/// # Errors
/// The review is settled, the panel is incomplete or not independent, consent is missing, dates cannot be, or the
/// outcome belongs to the other kind of review.
pub fn hold(person: &Person, moment: &Moment, id: ReviewId, held: Held) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    check_held(person, review, moment.today, &held, &mut faults);
    faults.verdict()?;
    let (recommendations, recommendation_details) = held
        .recommendations
        .into_iter()
        .enumerate()
        .map(|(index, r)| {
            let recommendation_id = RecommendationId(derived(id.0, &format!("recommendation {index}")));
            let details = RecommendationDetails { text: r.text, owner: r.owner };
            (RecommendationMade { recommendation_id, agency: r.agency, due_on: r.due_on }, details)
        })
        .unzip();
    Ok(vec![Event::ReviewHeld(Box::new(ReviewHeld {
        review_id: id,
        held_on: held.held_on,
        delivery: held.delivery,
        outcome: held.outcome,
        keyworking_considered: held.keyworking_considered,
        recommendations,
        consent: Some(held.consent),
        chair: held.chair,
        clinical_expert: held.clinical_expert,
        expert_by_experience: held.expert_by_experience,
        education_representative: held.education_representative,
        attendees: held.attendees,
        findings: Some(held.findings),
        alternatives_considered: held.alternatives_considered,
        recommendation_details,
    }))])
}

fn check_held(person: &Person, review: &Review, today: Date, held: &Held, faults: &mut Faults) {
    const PANEL: &str = "N: C(E)TR policy, the panel is a chair, an independent clinical expert and an independent expert by experience";
    still_open(review, faults);
    person.check_day(held.held_on, today, "/held_on", faults);
    if held.held_on < review.requested.requested_on {
        faults.meaning("/held_on", "held_before_request", "must not lie before the day the review was asked for");
    }
    if review.offers.iter().any(|offer| offer.offered_on > held.held_on) {
        faults.meaning("/held_on", "held_before_offer", "must not lie before a day on which the review was offered");
    }
    within_spell(person, review, held.held_on, "/held_on", faults);
    consent::check_review(&held.consent, person.born(), held.held_on, today, "/consent", faults);
    if held.chair.is_none() {
        faults.rule("/chair", "panel_incomplete", "a review cannot be held without a chair", PANEL);
    }
    for (expert, at, who) in [
        (&held.clinical_expert, "/clinical_expert", "clinical expert"),
        (&held.expert_by_experience, "/expert_by_experience", "expert by experience"),
    ] {
        match expert {
            None => faults.rule(
                at,
                "panel_incomplete",
                format!("a review cannot be held without an independent {who}"),
                PANEL,
            ),
            Some(expert) if !expert.independent => faults.rule(
                format!("{at}/independent"),
                "expert_not_independent",
                format!("the {who} must be independent of the person's care"),
                PANEL,
            ),
            Some(_) => {}
        }
    }
    if held.outcome.kind() != review.requested.kind {
        faults.meaning(
            "/outcome",
            "outcome_of_other_kind",
            format!("does not belong to a {} review", review.requested.kind),
        );
    }
    for (index, recommendation) in held.recommendations.iter().enumerate() {
        if recommendation.due_on.is_some_and(|due| due < held.held_on) {
            faults.meaning(
                format!("/recommendations/{index}/due_on"),
                "due_before_review",
                "must not lie before the review",
            );
        }
    }
}

/// Records that a review was declined.
///
/// # Errors
/// Nothing was offered, the review is settled, or the dates cannot be.
pub fn decline(person: &Person, moment: &Moment, id: ReviewId, decline: Decline) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    still_open(review, &mut faults);
    person.check_day(decline.declined_on, moment.today, "/declined_on", &mut faults);
    match review.offers.iter().map(|o| o.offered_on).min() {
        None => faults.rule(
            "",
            "declined_without_offer",
            "nothing was offered that could be declined: record the offer first",
            "I: declined without an offer is refused",
        ),
        Some(offered) if decline.declined_on < offered => {
            faults.meaning("/declined_on", "declined_before_offer", "must not lie before the offer");
        }
        Some(_) => {}
    }
    within_spell(person, review, decline.declined_on, "/declined_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReviewDeclined(ReviewDeclined {
        review_id: id,
        declined_on: decline.declined_on,
        declined_by: Some(decline.declined_by),
        reason: decline.reason,
    })])
}

/// A review ends once.
pub(super) fn still_open(review: &Review, faults: &mut Faults) {
    if !review.is_open() {
        faults.rule(
            "",
            "review_settled",
            "the review was held, declined or cancelled already; ask for a new one",
            "I: a review ends once",
        );
    }
}

/// An inpatient review lives within its spell.
pub(super) fn within_spell(person: &Person, review: &Review, day: Date, at: &str, faults: &mut Faults) {
    if let Some(spell) = review.requested.admission_id.and_then(|id| person.spell(id)) {
        spell.check_within(day, at, faults);
    }
}
