//! What a review held leaves to do: its action plan reviewed within 12 weeks (S4), its report, its recommendations (S1). All of
//! it outlasts the ward and the register; only death ends it.

use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef, death};
use crate::domain::event::ReviewHeld;
use crate::domain::id::{DeadlineId, RecommendationId, derived};
use crate::domain::person::Person;
use crate::domain::policy::{Case, Packs};
use crate::domain::review::{RecommendationMade, RecommendationStatus, Review};

/// The duties of every review held, community or inpatient.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    let held = person.reviews.iter().filter_map(|review| review.held.as_ref().map(|held| (review, held)));
    held.flat_map(|(review, held)| {
        let once = [action_plan(person, review, held, packs), report(person, review, held, packs)];
        let recommended =
            held.recommendations.iter().filter_map(|made| recommendation(person, review, held, made, packs));
        once.into_iter().flatten().chain(recommended).collect::<Vec<_>>()
    })
    .collect()
}

fn started(held: &ReviewHeld) -> FactRef {
    FactRef { fact: FactKind::ReviewHeld, id: held.review_id.0, date: held.held_on }
}

/// A duty of a review, met by one fact of it or ended by death.
fn once(person: &Person, duty: Duty, held: &ReviewHeld, done: Option<FactRef>, packs: &Packs) -> Option<Deadline> {
    let on = |day| Case::new(person.icb_until(day), person.born(), held.held_on);
    let mut deadline = Deadline::start(person.id, duty, started(held), &on(held.held_on), packs)?;
    let end = done.or_else(|| death(person));
    deadline.run(Some(person), [], end.map(|end| end.date), on, packs);
    deadline.settle(done, end);
    Some(deadline)
}

fn action_plan(person: &Person, review: &Review, held: &ReviewHeld, packs: &Packs) -> Option<Deadline> {
    let first = review.plan_reviews.iter().map(|reviewed| reviewed.reviewed_on).min();
    let done = first.map(|date| FactRef { fact: FactKind::ActionPlanReview, id: held.review_id.0, date });
    once(person, Duty::ReviewActionPlan, held, done, packs)
}

fn report(person: &Person, review: &Review, held: &ReviewHeld, packs: &Packs) -> Option<Deadline> {
    let done = review.reported.as_ref().map(|reported| FactRef {
        fact: FactKind::ReviewReport,
        id: held.review_id.0,
        date: reported.issued_on,
    });
    once(person, Duty::ReviewReport, held, done, packs)
}

/// A recommendation with a date: done by it, or not. Its last progress counts; another date agreed replaces the one before.
fn recommendation(
    person: &Person,
    review: &Review,
    held: &ReviewHeld,
    made: &RecommendationMade,
    packs: &Packs,
) -> Option<Deadline> {
    let id = made.recommendation_id;
    let progress = review.progress_of(id);
    let case =
        |stated: Option<Date>, day| Case { stated, ..Case::new(person.icb_until(day), person.born(), held.held_on) };
    // Without a date at first, the date agreed later is the first.
    let agreed = made.due_on.map(|due| (held.held_on, due));
    let mut dates = agreed.into_iter().chain(progress.iter().filter_map(|p| p.due_on.map(|due| (p.noted_on, due))));
    let (_, first) = dates.next()?;
    let start = started(held);
    let mut deadline =
        Deadline::start(person.id, Duty::Recommendation, start, &case(Some(first), held.held_on), packs)?;
    deadline.id = DeadlineId(derived(id.0, Duty::Recommendation.code()));
    for (noted, due) in dates {
        deadline.agree(noted, packs.candidates(deadline.duty, &case(Some(due), noted), start.date, noted));
    }
    close(&mut deadline, id, progress.last().map(|p| (p.noted_on, p.status)), death(person));
    Some(deadline)
}

fn close(
    deadline: &mut Deadline,
    id: RecommendationId,
    last: Option<(Date, RecommendationStatus)>,
    death: Option<FactRef>,
) {
    let fact = |date| FactRef { fact: FactKind::RecommendationProgress, id: id.0, date };
    match (last, death) {
        (Some((day, RecommendationStatus::Done)), _) => deadline.meet(fact(day)),
        (Some((day, RecommendationStatus::Cancelled)), _) => deadline.end(fact(day)),
        (_, Some(death)) => deadline.end(death),
        _ => {}
    }
}
