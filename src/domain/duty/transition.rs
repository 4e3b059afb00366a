//! The transition plan (S2): somebody who joins under 18 has a plan for the move to adult services by the 18th birthday.

use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::id::derived;
use crate::domain::person::{Membership, Person};
use crate::domain::policy::{Case, Packs};

/// Joining, by somebody under 18.
pub(super) fn start(person: &Person, stay: &Membership) -> Option<FactRef> {
    let joining = stay.joining();
    person.born().is_some_and(|born| born.age_on(joining.date) < 18).then_some(joining)
}

/// One duty for every stay that began under 18: met by a support plan that says since when the move is planned.
pub(super) fn clock(person: &Person, stay: &Membership, packs: &Packs) -> Option<Deadline> {
    let joining = start(person, stay)?;
    let on = |_| Case::new(&person.icb, person.born(), joining.date);
    let mut deadline = Deadline::start(person.id, Duty::TransitionPlan, joining, &on(joining.date), packs)?;
    let left = stay.leaving();
    let planned = person.support_plans.iter().filter_map(|plan| plan.transition_planned_on).min();
    let planned = planned.map(|day| day.max(joining.date)).filter(|day| left.is_none_or(|left| *day <= left.date));
    deadline.run([], planned.or(left.map(|left| left.date)), on, packs);
    let id = derived(joining.id, "transition plan");
    deadline.settle(planned.map(|date| FactRef { fact: FactKind::SupportPlan, id, date }), left);
    Some(deadline)
}
