//! What else might have been asked for at the end of a life: everything, sound and unsound, in time and out of it.

use crate::life::{Commit, Living, Step, WHAT, What};
use dsr::domain::event::Event;
use dsr::domain::person::EndReason;
use dsr::domain::rating::Rag;
use dsr::domain::refusal::Refusal;

/// Days between the date of a request and the day of recording: that day, just before, long before, before birth, ahead.
const LATE: [i16; 8] = [0, 1, 0, 35, 400, 32_000, -1, 150];

/// Every kind of request with its share of details; which of them depends on the life.
fn trials(number: u32) -> impl Iterator<Item = Step> {
    let named = [Rag::Red, Rag::Amber, Rag::Green, Rag::Blue].map(|rag| What::Rate(Some(rag)));
    let left = EndReason::ALL.iter().map(|reason| What::Depart(Some(*reason)));
    let all = WHAT.iter().map(|(what, _)| *what).chain(named).chain(left);
    all.enumerate().flat_map(move |(at, what)| {
        (0..3).map(move |turn| {
            let chance = number * 31 + u32::try_from(at).unwrap() * 7 + turn * 3;
            // The first of each is sound by itself and dated today.
            let late = if turn == 0 { 0 } else { LATE[chance as usize % LATE.len()] };
            Step { what, gap: 0, late, pick: chance * 11 % 1_009, plain: turn == 0 }
        })
    })
}

/// Every trial with what becomes of it, a line each; nothing of it is written.
pub(super) fn tried(living: &Living, number: u32) -> Vec<(String, Result<Commit, Refusal>)> {
    trials(number)
        .map(|step| {
            let Step { what, late, pick, .. } = step;
            (format!("tried {} {late} {pick}", serde_json::to_string(&what).unwrap()), living.clone().ask(step))
        })
        .collect()
}

/// The outcome in short: kinds and days of facts.
pub(super) fn short(outcome: &Result<Commit, Refusal>) -> String {
    let events = outcome.iter().flatten().flat_map(|(_, _, events)| events);
    events.map(|event: &Event| format!("{} {}", event.kind(), event.occurred_on())).collect::<Vec<_>>().join(", ")
}
