//! Laws of late facts: what is recorded decides, the order of recording does not.

use super::{PURE, for_lives, packs};
use dsr::domain::duty::{self, Deadline, Outcome};
use dsr::domain::event::Event;
use dsr::domain::id::PersonId;
use dsr::domain::person::Person;
use dsr::domain::rating::Rag;
use std::cell::Cell;
use uuid::Uuid;

/// What a fact makes, for others to speak of.
fn makes(event: &Event) -> Vec<Uuid> {
    match event {
        Event::MembershipOpened(e) => vec![e.membership_id.0],
        Event::Admitted(e) => vec![e.admission_id.0],
        Event::ReviewRequested(e) => vec![e.review_id.0],
        Event::ReviewHeld(e) => e.recommendations.iter().map(|made| made.recommendation_id.0).collect(),
        _ => Vec::new(),
    }
}

/// What a fact changes, so that something must have made it before.
fn needs(event: &Event) -> Option<Uuid> {
    match event {
        Event::MembershipClosed(e) => Some(e.membership_id.0),
        Event::Discharged(e) => Some(e.admission_id.0),
        Event::WardMoved(e) => Some(e.admission_id.0),
        Event::AdmissionAmended(e) => Some(e.admission_id.0),
        Event::ReviewOffered(e) => Some(e.review_id.0),
        Event::ReviewScheduled(e) => Some(e.review_id.0),
        Event::ReviewHeld(e) => Some(e.review_id.0),
        Event::ReviewDeclined(e) => Some(e.review_id.0),
        Event::ReviewCancelled(e) => Some(e.review_id.0),
        Event::ReviewReported(e) => Some(e.review_id.0),
        Event::ActionPlanReviewed(e) => Some(e.review_id.0),
        Event::RecommendationProgressed(e) => Some(e.recommendation_id.0),
        _ => None,
    }
}

/// Whether two facts, the one recorded before the other, might have been recorded the other way round: neither made what the other
/// changes, they are of different days, and neither replaces the other by being recorded later.
fn might_swap(a: &Event, b: &Event) -> bool {
    let made = needs(b).is_some_and(|id| makes(a).contains(&id));
    let replaces = matches!((a, b), (Event::PersonAmended(_), Event::PersonAmended(_)));
    let created = matches!(a, Event::PersonCreated(_));
    a.occurred_on() != b.occurred_on() && !made && !replaces && !created
}

/// The duties that stand, and the colour: duties that never began are kept for those to whom they were served.
fn told(id: PersonId, events: &[Event]) -> (Vec<Deadline>, Option<Rag>) {
    let person = Person::fold(id, events).unwrap();
    let mut duties = duty::clocks(&person, packs());
    duties.retain(|d| d.outcome != Some(Outcome::Withdrawn));
    duties.sort_by_key(|d| d.id);
    (duties, person.rag())
}

#[test]
fn the_order_of_recording_does_not_decide() {
    let swapped = Cell::new(0);
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let expected = told(id, &events);
        for at in 0..events.len().saturating_sub(1) {
            let (a, b) = (&events[at], &events[at + 1]);
            if might_swap(a, b) {
                let mut other = events.clone();
                other.swap(at, at + 1);
                assert_eq!(told(id, &other), expected, "{} and {} swapped", a.kind(), b.kind());
                swapped.set(swapped.get() + 1);
            }
        }
    });
    println!("{} pairs swapped", swapped.get());
    assert!(swapped.get() > 5_000);
}

/// The facts in another order of recording: neighbours change places while `wanted`, as far as they might.
fn rearranged(events: &[Event], mut wanted: impl FnMut(&Event, &Event) -> bool) -> Vec<Event> {
    let mut other = events.to_vec();
    for _ in 0..other.len() {
        let mut still = true;
        for at in 0..other.len().saturating_sub(1) {
            if might_swap(&other[at], &other[at + 1]) && wanted(&other[at], &other[at + 1]) {
                other.swap(at, at + 1);
                still = false;
            }
        }
        if still {
            break;
        }
    }
    other
}

#[test]
fn facts_recorded_in_any_order_make_the_same_duties() {
    let seed = Cell::new(0x9E37_79B9_7F4A_7C15_u64);
    let chance = |_: &Event, _: &Event| {
        let mut n = seed.get();
        n ^= n << 13;
        n ^= n >> 7;
        n ^= n << 17;
        seed.set(n);
        n & 64 == 0
    };
    let moved = Cell::new(0);
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let expected = told(id, &events);
        let orders = [
            rearranged(&events, |a, b| a.occurred_on() > b.occurred_on()),
            rearranged(&events, |a, b| a.occurred_on() < b.occurred_on()),
            rearranged(&events, chance),
            rearranged(&events, chance),
        ];
        for other in orders {
            moved.set(moved.get() + u32::from(other != events));
            assert_eq!(told(id, &other), expected);
        }
    });
    println!("{} lives recorded in another order", moved.get());
    assert!(moved.get() > 1_000);
}
