//! The transition plan (S2): somebody who joins under 18 has a plan for the move to adult services by the 18th birthday.

use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::id::derived;
use crate::domain::person::{Membership, Person};
use crate::domain::policy::{Case, Packs};

/// Joining, by somebody under 18.
pub(super) fn start(person: &Person, stay: &Membership) -> Option<FactRef> {
    let joining = stay.joining();
    person.born().is_some_and(|born| born.age_on(joining.date) < 18).then_some(joining)
}

/// One duty for every stay that began under 18: met by a support plan that says since when the move is planned, or by a
/// keyworker's plan for it.
pub(super) fn clock(person: &Person, stay: &Membership, packs: &Packs) -> Option<Deadline> {
    let joining = start(person, stay)?;
    let on = |day| Case::new(person.icb_until(day), person.born(), joining.date);
    let mut deadline = Deadline::start(person.id, Duty::TransitionPlan, joining, &on(joining.date), packs)?;
    let left = stay.leaving();
    let in_time = |day: Option<Date>| {
        day.map(|day| day.max(joining.date)).filter(|day| left.is_none_or(|left| *day <= left.date))
    };
    let supported = in_time(person.support_plans.iter().filter_map(|plan| plan.transition_planned_on).min());
    let by_keyworker = person.keyworking.iter().flat_map(|k| k.transitions.iter().map(|plan| plan.planned_on));
    let by_keyworker = in_time(by_keyworker.min()).map(|day| (day, FactKind::KeyworkingTransition));
    let planned = supported.map(|day| (day, FactKind::SupportPlan)).into_iter().chain(by_keyworker);
    let planned = planned.min_by_key(|(day, _)| *day);
    deadline.run(Some(person), [], planned.map(|(day, _)| day).or(left.map(|left| left.date)), on, packs);
    let id = derived(joining.id, "transition plan");
    deadline.settle(planned.map(|(date, fact)| FactRef { fact, id, date }), left);
    Some(deadline)
}
