//! What follows of itself when a level does not answer in time: nothing, unless the area's policy says that the barrier goes up.

use super::{AccountableLeader, Level, Movement};
use crate::domain::calendar::Date;
use crate::domain::duty::Deadline;
use crate::domain::event::{Escalated, Event};
use crate::domain::id::{EscalationId, ObservationId, derived};
use crate::domain::person::{Named, Person};
use crate::domain::policy::Packs;
use crate::domain::text::{Line, Prose};

/// The step to the next level, after an answer that did not come in time: only while the barrier still waits for that answer, only
/// where a pack says so, and never beyond the last level. The leader named for the agency has to answer there; nobody, where
/// none is named.
pub(in crate::domain) fn step_up(
    person: &Person,
    unanswered: &Deadline,
    observed: ObservationId,
    today: Date,
    packs: &Packs,
    leaders: &[AccountableLeader],
) -> Option<Event> {
    let waits =
        |step: &super::Step| step.escalated.escalation_id.0 == unanswered.starts_with.id && step.answered.is_none();
    let (barrier, step) = person
        .barriers
        .iter()
        .filter_map(|barrier| Some((barrier, barrier.current()?)))
        .find(|(_, step)| waits(step))?;
    let level = Level::of(step.escalated.level.number().saturating_add(1))?;
    let source = packs.steps_up(&person.icb, today)?;
    let due_on = unanswered.due_on?;
    let own = leaders.iter().filter(|leader| leader.answers(barrier.raised.agency, today));
    let leader = own.min_by_key(|leader| leader.agency.is_none()).and_then(|leader| leader.who.clone());
    let policy = Line::parse("The area's escalation policy").ok();
    Some(Event::Escalated(Escalated {
        barrier_id: barrier.raised.barrier_id,
        escalation_id: EscalationId(derived(observed.0, "step up")),
        opened_on: today,
        level,
        movement: Movement::Up,
        immediate_safety: false,
        accountable: leader.filter(|_| level.number() >= 3),
        opened_by: policy.map(|name| Named { name, role: None, organisation_ods: None, email: None, phone: None }),
        reason: Prose::parse(&format!("No answer by {due_on}. {source}")).ok(),
    }))
}
