//! The step-down decision (S4): after three months Green without an unmanaged risk, leaving the register is considered.

use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::person::{EndReason, Membership, Person};
use crate::domain::policy::{Case, Packs};
use crate::domain::rating::Rag;

/// A time Green during which no unmanaged risk was on record: from turning Green, or from the first rating that records none
/// after one that did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Managed {
    began: FactRef,
    ended: Option<FactRef>,
}

impl Managed {
    fn covers(&self, day: Date) -> bool {
        self.began.date <= day && self.ended.is_none_or(|end| day <= end.date)
    }
}

fn managed(person: &Person, stay: &Membership) -> Vec<Managed> {
    let mut found: Vec<Managed> = Vec::new();
    for green in person.colours(stay).iter().filter(|colour| colour.rag == Rag::Green) {
        let mut running = false;
        for entry in &green.entries {
            let unmanaged = entry.unmanaged_risk(person) == Some(true);
            if unmanaged && running {
                if let Some(last) = found.last_mut() {
                    last.ended = Some(entry.fact());
                }
            } else if !unmanaged && !running {
                found.push(Managed { began: entry.fact(), ended: green.ended });
            }
            running = !unmanaged;
        }
    }
    found
}

/// What starts a decision, and what ends it: each decision to remain ends one and starts the next.
fn spans(person: &Person, stay: &Membership) -> Vec<Managed> {
    // A decision is about one time Green: of two that share its day, the earlier.
    let all: Vec<Managed> = person.memberships.iter().flat_map(|stay| managed(person, stay)).collect();
    let about = |day: Date| all.iter().find(|time| time.covers(day)).copied();
    let of_one = |time: Managed| {
        let mut remain: Vec<FactRef> = person
            .step_down_decisions
            .iter()
            .filter(|d| about(d.decided_on) == Some(time))
            .map(|d| FactRef { fact: FactKind::StepDownDecision, id: d.decision_id.0, date: d.decided_on })
            .collect();
        remain.sort_by_key(|decision| decision.date);
        let starts = std::iter::once(time.began).chain(remain.iter().copied()).collect::<Vec<_>>();
        let ends = remain.into_iter().map(Some).chain(std::iter::once(time.ended)).collect::<Vec<_>>();
        starts.into_iter().zip(ends).map(|(began, ended)| Managed { began, ended })
    };
    managed(person, stay).into_iter().flat_map(of_one).collect()
}

/// What starts the decisions of a stay.
pub(super) fn starts(person: &Person, stay: &Membership) -> Vec<FactRef> {
    spans(person, stay).into_iter().map(|span| span.began).collect()
}

/// Whether the person is Green without an unmanaged risk on `day`.
#[must_use]
pub fn is_running(person: &Person, day: Date) -> bool {
    person
        .memberships
        .iter()
        .filter(|stay| stay.touches(day))
        .any(|stay| managed(person, stay).iter().any(|time| time.covers(day)))
}

/// The day from which somebody may step down who is Green without an unmanaged risk on `day`: every rule's time must have
/// passed since that began.
#[must_use]
pub fn open_from(person: &Person, stay: &Membership, day: Date, packs: &Packs) -> Option<Date> {
    let since = managed(person, stay).into_iter().rfind(|time| time.covers(day))?.began;
    let case = case(person, since.date, since.date);
    packs.candidates(Duty::StepDownDecision, &case, since.date, since.date).iter().filter_map(|c| c.due_on).max()
}

fn case(person: &Person, on: Date, day: Date) -> Case<'_> {
    Case { rag: Some(Rag::Green), ..Case::new(person.icb_until(day), person.born(), on) }
}

/// The decisions of a stay: met by stepping down or by a decision to remain; ended by another colour, by an unmanaged risk,
/// by leaving otherwise.
pub(super) fn clocks(person: &Person, stay: &Membership, packs: &Packs) -> Vec<Deadline> {
    let stepped_down = stay.closed.is_some_and(|(_, reason)| reason == EndReason::StepDown);
    let spans = spans(person, stay).into_iter();
    spans
        .filter_map(|span| {
            let on = |day| case(person, span.began.date, day);
            let mut deadline =
                Deadline::start(person.id, Duty::StepDownDecision, span.began, &on(span.began.date), packs)?;
            deadline.run(Some(person), [], span.ended.map(|end| end.date), on, packs);
            match span.ended {
                Some(by) if by.fact == FactKind::StepDownDecision => deadline.meet(by),
                Some(by) if by.fact == FactKind::Departure && stepped_down => deadline.meet(by),
                Some(by) => deadline.end(by),
                None => {}
            }
            Some(deadline)
        })
        .collect()
}
