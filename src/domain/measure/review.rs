//! What was due, and whether it was done in time.

use super::Subject;
use super::sum::Found;
use crate::domain::admission::Spell;
use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, DeadlineStatus, Duty, FactKind, Outcome};
use crate::domain::id::{AdmissionId, ReviewId};
use crate::domain::visit::VisitMethod;

/// Duties of a kind that were due in the period with the ICB responsible. What is due on the last day that has passed so far, and
/// is not done, may still be done on it, and is not counted yet.
fn due<'s>(subject: &'s Subject<'_>, duty: Duty) -> impl Iterator<Item = (&'s Deadline, Date)> {
    let due = subject.deadlines.iter().filter(move |deadline| deadline.duty == duty);
    due.filter_map(|deadline| Some((deadline, deadline.due_on?))).filter(|(deadline, day)| {
        let passed = subject.period.is_complete() || *day < subject.period.until || deadline.outcome.is_some();
        subject.falls(*day) && passed
    })
}

/// The spell that a duty belongs to.
fn spell_of<'s>(subject: &'s Subject<'_>, deadline: &Deadline) -> Option<&'s Spell> {
    let start = deadline.starts_with;
    let person = subject.person;
    let admission = match start.fact {
        FactKind::Admission => Some(AdmissionId(start.id)),
        FactKind::ReviewHeld | FactKind::ReviewDeclined => person.review(ReviewId(start.id))?.requested.admission_id,
        FactKind::OversightVisit => {
            person.visits.iter().find(|visit| visit.visit_id.0 == start.id).map(|visit| visit.admission_id)
        }
        _ => None,
    };
    person.spell(admission?)
}

/// Those of them where the person was in hospital at the end of the due date.
fn due_inside<'s>(subject: &'s Subject<'_>, duty: Duty) -> impl Iterator<Item = (&'s Deadline, Date)> {
    due(subject, duty).filter(|(deadline, day)| {
        spell_of(subject, deadline).is_some_and(|spell| spell.ended_on().is_none_or(|end| *day < end))
    })
}

fn offered(subject: &Subject<'_>, duty: Duty) -> Vec<Found> {
    let in_time = |(deadline, day): (&Deadline, Date)| deadline.offered_on.is_some_and(|offered| offered <= day);
    due_inside(subject, duty).map(|due| Found::is(in_time(due))).collect()
}

fn held(subject: &Subject<'_>, duty: Duty) -> Vec<Found> {
    due_inside(subject, duty).map(|(deadline, _)| Found::is(deadline.outcome == Some(Outcome::Met))).collect()
}

/// First reviews offered.
pub(super) fn first_offered(subject: &Subject<'_>) -> Vec<Found> {
    offered(subject, Duty::InpatientReviewFirst)
}

/// First reviews held.
pub(super) fn first_held(subject: &Subject<'_>) -> Vec<Found> {
    held(subject, Duty::InpatientReviewFirst)
}

/// Repeat reviews offered.
pub(super) fn repeat_offered(subject: &Subject<'_>) -> Vec<Found> {
    offered(subject, Duty::InpatientReviewRepeat)
}

/// Repeat reviews held.
pub(super) fn repeat_held(subject: &Subject<'_>) -> Vec<Found> {
    held(subject, Duty::InpatientReviewRepeat)
}

/// Action plans reviewed; of somebody who died before the date nothing was due.
pub(super) fn action_plans(subject: &Subject<'_>) -> Vec<Found> {
    let plans =
        due(subject, Duty::ReviewActionPlan).filter(|(deadline, _)| deadline.outcome != Some(Outcome::Cancelled));
    plans.map(|(deadline, _)| Found::is(deadline.outcome == Some(Outcome::Met))).collect()
}

/// Visits.
pub(super) fn visits(subject: &Subject<'_>) -> Vec<Found> {
    held(subject, Duty::OversightVisit)
}

/// Visits in time that were virtual.
pub(super) fn virtual_visits(subject: &Subject<'_>) -> Vec<Found> {
    let met = due_inside(subject, Duty::OversightVisit).filter(|(deadline, _)| deadline.outcome == Some(Outcome::Met));
    let visit = met.filter_map(|(deadline, _)| deadline.ended_by);
    let visits = &subject.person.visits;
    let found = visit.filter_map(|by| visits.iter().find(|visit| visit.visit_id.0 == by.id));
    found.map(|visit| Found::is(visit.method == VisitMethod::Virtual)).collect()
}

/// What is overdue at the end, and by how much.
pub(super) fn overdue(subject: &Subject<'_>) -> Vec<Found> {
    let until = subject.period.until;
    let late = subject.deadlines.iter().filter(|deadline| deadline.status(until) == DeadlineStatus::Overdue);
    let late = late.filter(|_| subject.is_here(until));
    late.map(|deadline| Found::days(deadline.days_overdue(until)).of(deadline.duty.code())).collect()
}
