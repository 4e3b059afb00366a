//! What blocks the right care, what became of it, and concerns about places.

use super::Subject;
use super::definition::part_of_level;
use super::sum::Found;
use crate::domain::barrier::{Barrier, BarrierOutcome};
use crate::domain::event::BarrierClosed;

fn open<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Barrier> {
    let open = subject.person.barriers.iter().filter(|barrier| barrier.closed.is_none());
    open.filter(|_| subject.is_here(subject.period.until))
}

/// Open barriers by the level they are before.
pub(super) fn by_level(subject: &Subject<'_>) -> Vec<Found> {
    let level = |barrier: &Barrier| barrier.current().map(|step| step.escalated.level);
    open(subject).map(|barrier| Found::counted(part_of_level(level(barrier)))).collect()
}

/// Open barriers by what they are about.
pub(super) fn by_category(subject: &Subject<'_>) -> Vec<Found> {
    open(subject).map(|barrier| Found::counted(barrier.raised.category.code())).collect()
}

fn ended<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = (&'s Barrier, &'s BarrierClosed)> {
    let ended = subject.person.barriers.iter().filter_map(|barrier| Some((barrier, barrier.closed.as_ref()?)));
    ended.filter(|(_, closed)| subject.falls(closed.closed_on))
}

/// Barriers closed, and after how long.
pub(super) fn closed(subject: &Subject<'_>) -> Vec<Found> {
    ended(subject).map(|(barrier, closed)| Found::days(closed.closed_on.days_since(barrier.raised.raised_on))).collect()
}

fn gaps<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Barrier> {
    ended(subject).filter(|(_, closed)| closed.outcome == BarrierOutcome::AcceptedGap).map(|(barrier, _)| barrier)
}

/// Accepted gaps by what they are about.
pub(super) fn gaps_by_category(subject: &Subject<'_>) -> Vec<Found> {
    gaps(subject).map(|barrier| Found::counted(barrier.raised.category.code())).collect()
}

/// Accepted gaps by agency.
pub(super) fn gaps_by_agency(subject: &Subject<'_>) -> Vec<Found> {
    gaps(subject).map(|barrier| Found::counted(barrier.raised.agency.code())).collect()
}

/// Concerns raised.
pub(super) fn concerns(subject: &Subject<'_>) -> Vec<Found> {
    let raised = subject.person.concerns.iter().filter(|raised| subject.falls(raised.raised_on));
    raised.map(|raised| Found::counted(raised.kind.code())).collect()
}
