//! The inpatient review clocks (S4): the first C(E)TR after admission, then one after another (D4, D9, D10), and another
//! offer after one was declined.

use crate::domain::admission::{Setting, Spell, WardKind};
use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::policy::{Case, Packs};
use crate::domain::review::Review;
use std::collections::BTreeSet;

/// A case in hospital: the track follows from the ward and from the age on the trigger date (D9), the rules from the ICB.
pub(super) fn case<'p>(person: &Person, ward: WardKind, trigger: Date, icb: &'p Ods) -> Case<'p> {
    Case { setting: Some(ward.setting), security: Some(ward.security), ..Case::new(icb, person.born(), trigger) }
}

/// The days on which the ward changed.
pub(super) fn moves(spell: &Spell) -> impl Iterator<Item = Date> {
    spell.moves.iter().map(|moved| moved.moved_on)
}

/// First and repeat review duties of every spell, and re-offers. One review is outstanding at a time (D10): each review
/// held or declined ends one and, by its own date, starts the next.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    let spells = person.spells.iter();
    spells.flat_map(|spell| [outstanding(person, spell, packs), reoffers(person, spell, packs)].concat()).collect()
}

fn outstanding(person: &Person, spell: &Spell, packs: &Packs) -> Vec<Deadline> {
    let reviews = person.inpatient_reviews(spell);
    let settled: Vec<(&Review, FactRef)> = reviews.iter().filter_map(|r| settled(r).map(|fact| (*r, fact))).collect();
    let starts = std::iter::once(spell.admission()).chain(settled.iter().map(|(_, fact)| *fact));
    let ends = settled.iter().map(|(review, fact)| Some((*review, *fact))).chain(std::iter::once(None));
    let duties = starts.zip(ends).filter_map(|(start, by)| {
        let end = by.map(|(_, fact)| fact).or_else(|| spell.discharge());
        let mut deadline = if start.fact == FactKind::Admission {
            first(person, spell, start, end, packs)?
        } else {
            repeat(person, spell, start, end, packs)?
        };
        deadline.offered_on = offered_on(&reviews, start.date, by.map(|(review, fact)| (review, fact.date)));
        match end {
            Some(fact) if fact.fact == FactKind::ReviewHeld => deadline.meet(fact),
            Some(fact) if fact.fact == FactKind::ReviewDeclined => deadline.decline(fact),
            Some(fact) => deadline.end(fact),
            None => {}
        }
        Some(deadline)
    });
    duties.collect()
}

/// The first review counts from admission, by the ward admitted to. A move starts no new clock; into Tier 4 it may bring
/// the date forward. A newer version of a pack speaks to both.
fn first(person: &Person, spell: &Spell, start: FactRef, end: Option<FactRef>, packs: &Packs) -> Option<Deadline> {
    const FIRST: Duty = Duty::InpatientReviewFirst;
    let asked = |icb, ward: WardKind, counted: Date, day: Date| {
        packs.candidates(FIRST, &case(person, ward, counted, icb), counted, day)
    };
    let by_ward = |ward: WardKind, counted: Date, day: Date| asked(person.icb_until(day), ward, counted, day);
    let admitted = case(person, spell.first_ward(), start.date, person.icb_until(start.date));
    let mut deadline = Deadline::start(person.id, FIRST, start, &admitted, packs)?;
    let running = |day: &Date| end.is_none_or(|end| *day < end.date);
    let into_tier4: Vec<(Date, WardKind)> = into_tier4(spell).into_iter().filter(|(day, _)| running(day)).collect();
    let newer = packs.replacements().iter().copied().filter(|day| *day > start.date && running(day));
    let handed: Vec<Date> = person.handed_over().filter(|day| *day >= start.date && running(day)).collect();
    let days = into_tier4.iter().map(|(day, _)| *day).chain(newer.clone()).chain(handed.iter().copied());
    let mut kept = Vec::new();
    for day in days.collect::<BTreeSet<Date>>() {
        if newer.clone().any(|newer| newer == day) {
            let moved = into_tier4.iter().filter(|(moved, _)| *moved < day);
            let speaking = moved.flat_map(|(moved, ward)| by_ward(*ward, *moved, day)).chain(kept.iter().cloned());
            deadline.change(day, by_ward(spell.first_ward(), start.date, day).into_iter().chain(speaking).collect());
        }
        for (moved, ward) in into_tier4.iter().filter(|(moved, _)| *moved == day) {
            deadline.sooner(day, &by_ward(*ward, *moved, day));
        }
        if handed.contains(&day) {
            kept = deadline.hand_over(day, &asked(person.icb_on(day), spell.first_ward(), start.date, day));
        }
    }
    Some(deadline)
}

/// The days at whose end somebody was in Tier 4 who was not before, and the ward.
fn into_tier4(spell: &Spell) -> Vec<(Date, WardKind)> {
    let mut before = spell.first_ward();
    let days: BTreeSet<Date> = moves(spell).collect();
    let mut found = Vec::new();
    for day in days {
        let after = spell.ward_on(day);
        if after.setting == Setting::Tier4 && before.setting != Setting::Tier4 {
            found.push((day, after));
        }
        before = after;
    }
    found
}

/// A repeat counts from the last review by the current ward; a move dates it again.
fn repeat(person: &Person, spell: &Spell, start: FactRef, end: Option<FactRef>, packs: &Packs) -> Option<Deadline> {
    let on = |day| case(person, spell.ward_on(day), start.date, person.icb_until(day));
    let mut deadline = Deadline::start(person.id, Duty::InpatientReviewRepeat, start, &on(start.date), packs)?;
    deadline.run(Some(person), moves(spell), end.map(|end| end.date), on, packs);
    Some(deadline)
}

/// A review declined is offered again: met by the next offer of any review of the spell (L).
fn reoffers(person: &Person, spell: &Spell, packs: &Packs) -> Vec<Deadline> {
    let reviews = person.inpatient_reviews(spell);
    let declined = reviews.iter().filter_map(|review| settled(review).map(|fact| (review, fact)));
    let duties = declined.filter(|(_, fact)| fact.fact == FactKind::ReviewDeclined).filter_map(|(review, start)| {
        let case = case(person, spell.ward_on(start.date), start.date, person.icb_until(start.date));
        let mut deadline = Deadline::start(person.id, Duty::InpatientReviewReoffer, start, &case, packs)?;
        let others = reviews.iter().filter(|other| other.requested.review_id != review.requested.review_id);
        let offers = others.flat_map(|other| offer_days(other).map(|day| (day, other.requested.review_id.0)));
        let next = offers.filter(|(day, _)| *day >= start.date).min();
        let next = next.map(|(date, id)| FactRef { fact: FactKind::ReviewOffered, id, date });
        deadline.settle(next, spell.discharge());
        Some(deadline)
    });
    duties.collect()
}

/// The days on which a review was offered; held without an offer, the day it was held.
fn offer_days(review: &Review) -> impl Iterator<Item = Date> {
    let unoffered = review.offers.is_empty().then(|| review.offered_on()).flatten();
    review.offers.iter().map(|offer| offer.offered_on).chain(unoffered)
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
