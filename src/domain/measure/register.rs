//! Who is on the register.

use super::Subject;
use super::sum::Found;
use crate::domain::duty::Duty;
use crate::domain::rating::Rag;

/// On the register at the end, by colour.
pub(super) fn on_register(subject: &Subject<'_>) -> Vec<Found> {
    let found = subject.stay().map(|stay| {
        let rag = subject.person.rag_on(stay, subject.period.until);
        rag.map(Rag::code).map_or_else(Found::one, Found::counted)
    });
    found.into_iter().collect()
}

/// The risk factors of the rating that stands.
pub(super) fn risk_factors(subject: &Subject<'_>) -> Vec<Found> {
    let stay = subject.stay();
    let ratings =
        subject.person.ratings.iter().filter(|rated| stay.is_some_and(|stay| stay.holds(rated.membership_id)));
    let last = ratings.max_by_key(|rated| rated.effective_on);
    let mut factors = last.map(|rated| rated.risk_factors.clone()).unwrap_or_default();
    factors.sort_unstable();
    factors.dedup();
    factors.into_iter().map(|factor| Found::counted(factor.code())).collect()
}

/// Green for long enough, and nothing is decided.
pub(super) fn green(subject: &Subject<'_>) -> Vec<Found> {
    let until = subject.period.until;
    let waits = subject.deadlines.iter().any(|deadline| {
        deadline.duty == Duty::StepDownDecision
            && deadline.outcome.is_none()
            && deadline.due_on.is_some_and(|due| due <= until)
    });
    (waits && subject.stay().is_some()).then(Found::one).into_iter().collect()
}
