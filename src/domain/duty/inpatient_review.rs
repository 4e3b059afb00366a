//! The inpatient review clocks (S4): the first C(E)TR after admission, then one after another (D4, D9, D10).

use crate::domain::admission::Spell;
use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::person::Person;
use crate::domain::policy::{Case, Packs};
use crate::domain::review::Review;

fn case<'p>(person: &'p Person, spell: &Spell, trigger: Date) -> Case<'p> {
    Case {
        setting: Some(spell.admitted.setting),
        security: Some(spell.admitted.security),
        ..Case::new(&person.icb, person.born(), trigger)
    }
}

/// First and repeat review duties of every spell. One is outstanding at a time (D10): each review held or declined ends
/// one and, by its own date, starts the next.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    person.spells.iter().flat_map(|spell| spell_clocks(person, spell, packs)).collect()
}

fn spell_clocks(person: &Person, spell: &Spell, packs: &Packs) -> Vec<Deadline> {
    let reviews = person.inpatient_reviews(spell);
    let mut started = (
        Duty::InpatientReviewFirst,
        FactRef { fact: FactKind::Admission, id: spell.admitted.admission_id.0, date: spell.admitted.admitted_on },
    );
    let mut deadlines = Vec::new();
    for review in &reviews {
        let Some(settled) = settled(review) else { continue };
        let (duty, start) = started;
        if let Some(mut deadline) = Deadline::start(person.id, duty, start, &case(person, spell, start.date), packs) {
            deadline.offered_on = offered_on(&reviews, start.date, Some((review, settled.date)));
            match settled.fact {
                FactKind::ReviewDeclined => deadline.decline(settled),
                _ => deadline.meet(settled),
            }
            deadlines.push(deadline);
        }
        started = (Duty::InpatientReviewRepeat, settled);
    }
    let (duty, start) = started;
    if let Some(mut deadline) = Deadline::start(person.id, duty, start, &case(person, spell, start.date), packs) {
        deadline.offered_on = offered_on(&reviews, start.date, None);
        if let Some(end) = spell.ended_on() {
            deadline.end(FactRef { fact: FactKind::Discharge, id: spell.admitted.admission_id.0, date: end });
        }
        deadlines.push(deadline);
    }
    deadlines
}

/// When a review was first offered for a duty that runs from `start` until `by` settled it, or still runs. Offers of any
/// review that was open meanwhile count. The review that settled it counts from `start` where it had been offered
/// before, and from the day it was held where it had not been offered at all; another review's older offer does not count.
fn offered_on(reviews: &[&Review], start: Date, by: Option<(&Review, Date)>) -> Option<Date> {
    let until = by.map(|(_, until)| until);
    let others = reviews.iter().filter(|r| r.settled_on().is_none_or(|day| day > start)).flat_map(|r| r.offers.iter());
    let others = others.map(|o| o.offered_on).filter(|day| *day >= start && until.is_none_or(|until| *day <= until));
    let own = by.and_then(|(review, _)| review.offered_on()).map(|day| day.max(start));
    others.chain(own).min()
}

fn settled(review: &Review) -> Option<FactRef> {
    let id = review.requested.review_id.0;
    let held = review.held.as_ref().map(|held| FactRef { fact: FactKind::ReviewHeld, id, date: held.held_on });
    held.or_else(|| {
        review.declined.as_ref().map(|declined| FactRef {
            fact: FactKind::ReviewDeclined,
            id,
            date: declined.declined_on,
        })
    })
}
