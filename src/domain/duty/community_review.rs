//! The community review decision (S4): for somebody Red a community C(E)TR must be considered; in some areas it must take place.

use crate::domain::calendar::Date;
use crate::domain::colour::Colour;
use crate::domain::decision::CommunityReviewOutcome;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::event::CommunityReviewDecided;
use crate::domain::id::ReviewId;
use crate::domain::ods::Ods;
use crate::domain::person::{Membership, Person};
use crate::domain::policy::{Candidate, Case, Packs};
use crate::domain::rating::Rag;
use crate::domain::review::ReviewKind;

/// The times Red of a stay: each turn to Red starts a decision.
pub fn reds<'p>(person: &'p Person, stay: &Membership) -> impl Iterator<Item = Colour<'p>> + use<'p> {
    person.colours(stay).into_iter().filter(|colour| colour.rag == Rag::Red)
}

/// A community review still to be held: this one, or the one last asked for.
#[must_use]
pub fn open(person: &Person, id: Option<ReviewId>) -> Option<ReviewId> {
    let open = |r: &&crate::domain::review::Review| r.requested.kind == ReviewKind::Community && r.is_open();
    let ids = person.reviews.iter().rev().filter(open).map(|r| r.requested.review_id);
    ids.into_iter().find(|found| id.is_none_or(|id| id == *found))
}

/// One duty for every time the person turned Red. It ends undone with the colour, is cancelled by an admission, and is met by
/// a review held, by the person's refusal, or by a decision; where a review must be held, a decision does not meet it.
pub(super) fn clocks(person: &Person, stay: &Membership, packs: &Packs) -> Vec<Deadline> {
    reds(person, stay).filter_map(|red| clock(person, &red, packs)).collect()
}

fn clock(person: &Person, red: &Colour<'_>, packs: &Packs) -> Option<Deadline> {
    let on = |day| case(person, red.began, person.icb_until(day));
    let mut deadline =
        Deadline::start(person.id, Duty::CommunityReviewDecision, red.began, &on(red.began.date), packs)?;
    let held_from = held_from(person, red.began, packs).map(|(day, _)| day);
    let done = settled(person, red.began.date, red.ended.map(|end| end.date), held_from);
    deadline.run(Some(person), [], done.or(red.ended).map(|end| end.date), on, packs);
    match (done, red.ended) {
        (Some(refused), _) if asked(held_from, refused.date) && refused.fact == FactKind::ReviewDeclined => {
            deadline.decline(refused);
        }
        (Some(done), _) => deadline.meet(done),
        (None, Some(end)) if end.fact == FactKind::Rating => deadline.miss(end),
        (None, Some(end)) => deadline.end(end),
        (None, None) => {}
    }
    Some(deadline)
}

fn case<'p>(person: &Person, red: FactRef, icb: &'p Ods) -> Case<'p> {
    Case { rag: Some(Rag::Red), ..Case::new(icb, person.born(), red.date) }
}

/// The rule that asks for the review to be held, and from when no decision does instead: from turning Red, or from the day after
/// an ICB whose rule it is became responsible. It goes on to ask when the person moves on.
fn held_from(person: &Person, red: FactRef, packs: &Packs) -> Option<(Date, Candidate)> {
    let handed = person.handed_over().filter(|day| *day >= red.date);
    let handed = handed.map(|day| (day, person.icb_on(day), day.plus_days(1)));
    std::iter::once((red.date, person.icb_until(red.date), red.date)).chain(handed).find_map(|(day, icb, from)| {
        let rules = packs.candidates(Duty::CommunityReviewDecision, &case(person, red, icb), red.date, day);
        rules.into_iter().find(|rule| rule.must_be_held).map(|rule| (from, rule))
    })
}

/// Whether a review is asked to be held on `day`.
fn asked(held_from: Option<Date>, day: Date) -> bool {
    held_from.is_some_and(|from| from <= day)
}

/// A turn to Red that stands undecided, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// What turned the person Red.
    pub red: FactRef,
    /// The rule by which only holding the review, or the person's refusal, settles it; where there is one.
    pub must_be_held: Option<String>,
}

/// The last turn to Red that stands undecided on `day`: Green is refused until it is decided, also by way of Amber.
#[must_use]
pub fn undecided(person: &Person, stay: &Membership, day: Date, packs: &Packs) -> Option<Undecided> {
    let mut until_then = person.colours(stay).into_iter().filter(|colour| colour.began.date <= day);
    let since = until_then.rfind(|colour| colour.rag != Rag::Amber)?;
    let red = Some(since.began).filter(|_| since.rag == Rag::Red)?;
    Deadline::start(
        person.id,
        Duty::CommunityReviewDecision,
        red,
        &case(person, red, person.icb_until(red.date)),
        packs,
    )?;
    let rule = held_from(person, red, packs).filter(|(from, _)| *from <= day);
    let settled = settled(person, red.date, Some(day), rule.as_ref().map(|(from, _)| *from));
    let must_be_held = rule.map(|(_, rule)| rule.source);
    settled.is_none().then_some(Undecided { red, must_be_held })
}

/// What settled a turn to Red of this day by `until`; no decision does from the day on which the review is asked to be held.
fn settled(person: &Person, red: Date, until: Option<Date>, held_from: Option<Date>) -> Option<FactRef> {
    let community = person.reviews.iter().filter(|r| r.requested.kind == ReviewKind::Community);
    let reviews = community.flat_map(|review| {
        let id = review.requested.review_id.0;
        let held = review.held.as_ref().map(|h| FactRef { fact: FactKind::ReviewHeld, id, date: h.held_on });
        let declined = review.declined.as_ref();
        held.into_iter().chain(declined.map(|d| FactRef { fact: FactKind::ReviewDeclined, id, date: d.declined_on }))
    });
    let counts = |d: &&CommunityReviewDecided| !asked(held_from, d.decided_on) && stands(person, d, until);
    let decisions = person.community_decisions.iter().filter(counts);
    let decisions =
        decisions.map(|d| FactRef { fact: FactKind::CommunityReviewDecision, id: d.decision_id.0, date: d.decided_on });
    let within = |fact: &FactRef| fact.date >= red && until.is_none_or(|until| fact.date <= until);
    reviews.chain(decisions).filter(within).min_by_key(|fact| fact.date)
}

/// "Scheduled" stands only until that review is called off.
fn stands(person: &Person, decided: &CommunityReviewDecided, until: Option<Date>) -> bool {
    let review = decided.review_id.and_then(|id| person.review(id));
    let called_off =
        review.and_then(|r| r.cancelled.as_ref()).is_some_and(|c| until.is_none_or(|day| c.cancelled_on <= day));
    decided.outcome == CommunityReviewOutcome::NotNeeded || !called_off
}
