//! The answer to an escalation: within working days of each step, sooner while Red (L). The next step, the barrier's closing or
//! the person's death ends what is left of it.

use crate::domain::barrier::{Barrier, Step};
use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef, death};
use crate::domain::person::Person;
use crate::domain::policy::{Case, Packs};
use crate::domain::rating::Rag;

/// The answers to every step of every barrier.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    let steps = person.barriers.iter().flat_map(|barrier| (0..barrier.steps.len()).map(move |at| (barrier, at)));
    steps.filter_map(|(barrier, at)| clock(person, barrier, at, packs)).collect()
}

fn began(step: &Step) -> FactRef {
    FactRef { fact: FactKind::Escalation, id: step.escalated.escalation_id.0, date: step.escalated.opened_on }
}

fn clock(person: &Person, barrier: &Barrier, at: usize, packs: &Packs) -> Option<Deadline> {
    let step = barrier.steps.get(at)?;
    let start = step.escalated.opened_on;
    let on = |day| Case { rag: rag_on(person, day), ..Case::new(person.icb_until(day), person.born(), start) };
    let mut deadline = Deadline::start(person.id, Duty::EscalationResponse, began(step), &on(start), packs)?;
    let done = step.answered.as_ref().map(|answered| FactRef {
        fact: FactKind::EscalationResponse,
        id: answered.escalation_id.0,
        date: answered.answered_on,
    });
    let closed = barrier.closed.as_ref().map(|closed| FactRef {
        fact: FactKind::BarrierClosed,
        id: closed.barrier_id.0,
        date: closed.closed_on,
    });
    let next = barrier.steps.get(at.saturating_add(1)).map(began);
    let end = [next, closed, death(person)].into_iter().flatten().min_by_key(|fact| fact.date);
    let until = done.or(end).map(|fact| fact.date);
    let turns = person
        .memberships
        .iter()
        .flat_map(|stay| person.colours(stay))
        .flat_map(|colour| [Some(colour.began.date), colour.ended.map(|end| end.date)]);
    deadline.run(Some(person), turns.flatten(), until, on, packs);
    deadline.settle(done, end);
    Some(deadline)
}

fn rag_on(person: &Person, day: Date) -> Option<Rag> {
    person.membership_on(day).and_then(|stay| person.rag_on(stay, day))
}
