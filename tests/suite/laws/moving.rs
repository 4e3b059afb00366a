//! Laws of moving to another ICB: for whoever may move, nothing that runs stops, begins or is put off.

use super::{PURE, for_lives, packs};
use dsr::domain::calendar::Date;
use dsr::domain::duty::{self, Deadline};
use dsr::domain::id::TransferId;
use dsr::domain::person::{Moment, Person};
use dsr::domain::transfer::{self, Transfer};
use serde_json::json;
use std::cell::Cell;
use uuid::Uuid;

/// The person after a transfer on the last day on which anything was done; `None` for somebody who may not move.
fn moved(person: &Person, to: &str) -> Option<Person> {
    moved_on(person, to, person.acted_until?)
}

fn moved_on(person: &Person, to: &str, day: Date) -> Option<Person> {
    let moment = Moment { today: day, id: Uuid::from_u128(4711) };
    let by = json!({"name": "CANARY name"});
    let proposal = json!({"to_icb_ods": to, "moves_on": day, "reason": "new_home", "decided_by": by});
    let proposed = transfer::propose(person, &moment, serde_json::from_value(proposal).unwrap()).ok()?;
    let mut person = person.clone();
    proposed.person.iter().for_each(|event| person.apply(event));
    let transfer = Transfer::fold(TransferId(moment.id), &proposed.transfer).unwrap();
    let acceptance = json!({"accepted_on": day, "decided_by": by, "lead_professional": by});
    let accepted = transfer::accept(&transfer, &person, &moment, serde_json::from_value(acceptance).unwrap()).unwrap();
    accepted.person.iter().for_each(|event| person.apply(event));
    Some(person)
}

/// Clocks in the order of their identifiers.
fn clocks(person: &Person) -> Vec<Deadline> {
    let mut clocks = duty::clocks(person, packs());
    clocks.sort_by_key(|d| d.id);
    clocks
}

#[test]
fn a_transfer_changes_no_date_already_set() {
    let (moves, joined) = (Cell::new(0), Cell::new(0));
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let person = Person::fold(id, &events).unwrap();
        let Some(elsewhere) = moved(&person, "QXX") else { return };
        moves.set(moves.get() + 1);
        let before = clocks(&person);
        assert_eq!(clocks(&elsewhere), before, "an ICB without rules of its own changes nothing");
        assert_eq!((elsewhere.rag(), elsewhere.rating_trail()), (person.rag(), person.rating_trail()));
        // Where the new ICB has rules of its own, they join: no date that was set goes, and none is put off.
        let stricter = clocks(&moved(&person, "QZZ").unwrap());
        assert_eq!(stricter.len(), before.len());
        for (old, new) in before.iter().zip(&stricter) {
            assert_eq!(
                (old.id, old.starts_with, old.outcome, old.ended_by),
                (new.id, new.starts_with, new.outcome, new.ended_by)
            );
            let of =
                |d: &Deadline| d.explanation.binding.iter().chain(&d.explanation.others).cloned().collect::<Vec<_>>();
            let (were, are) = (of(old), of(new));
            assert!(were.iter().all(|date| are.contains(date)), "{old:?}\n{new:?}");
            assert!(new.due_on.is_some() || old.due_on.is_none());
            assert!(old.due_on.is_none_or(|due| new.due_on <= Some(due)), "{old:?}\n{new:?}");
            joined.set(joined.get() + u32::from(are.len() > were.len()));
        }
        // And on, to an ICB without them: they stay.
        let day = elsewhere.acted_until.unwrap().plus_days(1);
        assert_eq!(clocks(&moved_on(&moved(&person, "QZZ").unwrap(), "QXX", day).unwrap()), stricter);
        // And back again: as if nothing had been.
        let back = moved_on(&elsewhere, person.icb.as_str(), day).unwrap();
        assert_eq!(clocks(&back), before);
    });
    println!("{} people moved, {} dates joined", moves.get(), joined.get());
    assert!(moves.get() > 100 && joined.get() > 20);
}
