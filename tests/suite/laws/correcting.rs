//! Laws of corrections and of time: nothing vanishes, an undone correction leaves no trace in the clocks, and what was known
//! stays what was known.

use super::{PURE, for_lives, lives, packs};
use crate::life::Life;
use crate::support::people::by;
use chrono::TimeDelta;
use dsr::domain::calendar::Date;
use dsr::domain::correction::{self, Correction};
use dsr::domain::duty::{self, Deadline, Outcome};
use dsr::domain::event::Event;
use dsr::domain::id::DeadlineId;
use dsr::domain::person::{Moment, Person};
use dsr::domain::projection;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

fn corrections(facts: &Value) -> Correction {
    serde_json::from_value(json!({"facts": facts, "reason": "CANARY", "corrected_by": by("DSR lead")})).unwrap()
}

fn clocks(person: &Person) -> BTreeMap<DeadlineId, Deadline> {
    duty::clocks(person, packs()).into_iter().map(|deadline| (deadline.id, deadline)).collect()
}

fn withdrawn(deadline: &Deadline) -> bool {
    deadline.outcome == Some(Outcome::Withdrawn)
}

/// Everything one fact of a life may be corrected to: in error, or some days earlier or later.
fn attempts(version: i64, fact: &Event) -> Vec<Value> {
    let day = fact.occurred_on().naive();
    let moved = [-30, -1, 1, 20].map(|days| {
        let moved = Date::from(day + TimeDelta::days(days));
        json!({"version": version, "action": "redated", "occurred_on": moved})
    });
    moved.into_iter().chain([json!({"version": version, "action": "entered_in_error"})]).collect()
}

fn told(life: &Life) -> Option<(Person, Moment)> {
    let (id, events) = life.person()?;
    let person = Person::fold(id, &events)?;
    let today = events.iter().map(Event::occurred_on).max()?.plus_days(60);
    Some((person, Moment { today, id: Uuid::nil() }))
}

#[test]
fn a_record_that_the_registers_own_decisions_made_is_possible() {
    let mut found = BTreeSet::new();
    for life in lives(PURE) {
        if let Some((person, _)) = told(&life) {
            found.extend(correction::impossible(&person).into_iter().map(|i| format!("{}: {}", i.kind, i.why)));
        }
    }
    assert_eq!(found, BTreeSet::new());
}

#[test]
fn a_correction_loses_no_clock_and_its_undoing_gives_the_former_ones() {
    let (made, refused) = (AtomicU32::new(0), AtomicU32::new(0));
    for_lives(PURE / 12, |life| {
        let Some((person, moment)) = told(life) else { return };
        let before = clocks(&person);
        let facts: Vec<_> = person.ledger.recorded().flat_map(|(version, fact)| attempts(version, fact)).collect();
        for fact in facts {
            let Ok(events) = correction::correct(&person, &moment, corrections(&json!([fact]))) else {
                refused.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            made.fetch_add(1, Ordering::Relaxed);
            let mut corrected = person.clone();
            events.iter().for_each(|event| corrected.apply(event));
            let during = clocks(&corrected);
            for id in before.keys() {
                assert!(during.contains_key(id), "a clock vanished by {fact}");
            }
            let itself = json!([{"version": corrected.ledger.version(), "action": "entered_in_error"}]);
            let undone = correction::correct(&corrected, &moment, corrections(&itself))
                .unwrap_or_else(|no| panic!("{fact}: {no:?}"));
            undone.iter().for_each(|event| corrected.apply(event));
            let after = clocks(&corrected);
            for (id, deadline) in &after {
                match before.get(id) {
                    Some(was) => assert_eq!(deadline, was, "undone: {fact}"),
                    None => assert!(withdrawn(deadline), "only what the correction began is left, withdrawn: {fact}"),
                }
            }
            assert!(before.keys().all(|id| after.contains_key(id)));
            assert_eq!(
                corrected.as_at(moment.today).map(|p| (p.spells, p.ratings, p.reviews)),
                person.as_at(moment.today).map(|p| (p.spells, p.ratings, p.reviews))
            );
        }
    });
    let (made, refused) = (made.into_inner(), refused.into_inner());
    println!("{made} corrections made and undone, {refused} refused");
    assert!(made > 500 && refused > 500, "{made} made, {refused} refused");
}

#[test]
fn what_was_known_of_a_day_stays_what_was_known() {
    for_lives(PURE / 5, |life| {
        let Some((id, events)) = life.person() else { return };
        let whole = Person::fold(id, &events).unwrap();
        for n in 1..=events.len() {
            let then = Person::fold(id, &events[..n]).unwrap();
            let known = whole.known_by(i64::try_from(n).unwrap()).unwrap();
            assert_eq!(known, then, "the first {n} facts tell the same whatever came later");
            for day in [events[n - 1].occurred_on(), events[n / 2].occurred_on()] {
                let (a, b) = (then.as_at(day), known.as_at(day));
                assert_eq!(
                    a.map(|p| projection::of_person(&p, packs())),
                    b.map(|p| projection::of_person(&p, packs()))
                );
            }
        }
    });
}

#[test]
fn a_life_looked_at_after_its_last_fact_is_the_life() {
    for_lives(PURE / 5, |life| {
        let Some((person, moment)) = told(life) else { return };
        let then = person.as_at(moment.today).unwrap();
        assert_eq!(projection::of_person(&then, packs()), projection::of_person(&person, packs()));
    });
}
