//! Keyworkers, what comes of their work, and what they find missing.

use super::Subject;
use super::definition::{Looked, Scale};
use super::sum::Found;
use crate::domain::event::KeyworkingMeasured;
use crate::domain::keyworking::{HasKeyworker, Keyworking};
use crate::domain::rating::Rag;

/// People under 26 who should have a keyworker, and whether they have.
pub(super) fn named(subject: &Subject<'_>) -> Vec<Found> {
    let until = subject.period.until;
    if !subject.is_under_26() || !subject.is_here(until) {
        return Vec::new();
    }
    let colour = subject.stay().and_then(|stay| subject.person.rag_on(stay, until));
    let looked = match (subject.person.open_spell(), colour) {
        (Some(_), _) => Looked::Inpatients,
        (None, Some(Rag::Red)) => Looked::Red,
        (None, Some(Rag::Amber)) => Looked::Amber,
        _ => return Vec::new(),
    };
    vec![Found::is(subject.person.has_keyworker() == HasKeyworker::Named).of(looked.code())]
}

impl Scale {
    const fn of(self, measured: &KeyworkingMeasured) -> Option<u8> {
        match self {
            Self::SafeAndHappy => measured.safe_and_happy,
            Self::ListenedTo => measured.listened_to,
            Self::StressAndUncertainty => measured.stress_and_uncertainty,
            Self::Stability => measured.stability,
        }
    }

    /// The first value and the latest, of one view, on two days; the view is that of the latest measure.
    fn change(self, keyworking: &Keyworking) -> Option<(u8, u8)> {
        let given =
            keyworking.measures.iter().filter_map(|m| self.of(m).map(|value| (m.measured_on, m.answered_by, value)));
        let (last_on, view, last) = given.clone().max_by_key(|(day, ..)| *day)?;
        let (first_on, _, first) = given.filter(|(_, by, _)| *by == view).min_by_key(|(day, ..)| *day)?;
        (first_on < last_on).then_some((first, last))
    }
}

fn changed(subject: &Subject<'_>, so: fn(u8, u8) -> bool) -> Vec<Found> {
    let period = subject.period;
    let ran = |k: &&Keyworking| {
        k.covers(period.until) || k.ended_on().is_some_and(|end| end >= period.from && k.accepted_on().is_some())
    };
    // Somebody who came back counts once, by the keyworking that began last.
    let last = subject.person.keyworking.iter().rfind(ran).filter(|_| subject.is_here(period.until));
    let scales = Scale::ALL.iter().filter_map(|scale| Some((scale, last.and_then(|last| scale.change(last))?)));
    scales.map(|(scale, (first, last))| Found::is(so(first, last)).of(scale.code())).collect()
}

/// Better than at first.
pub(super) fn better(subject: &Subject<'_>) -> Vec<Found> {
    changed(subject, |first, last| last > first)
}

/// Worse than at first.
pub(super) fn worse(subject: &Subject<'_>) -> Vec<Found> {
    changed(subject, |first, last| last < first)
}

/// Gaps of the plan that stands.
pub(super) fn gaps(subject: &Subject<'_>) -> Vec<Found> {
    let open = subject.person.open_keyworking().filter(|_| subject.is_here(subject.period.until));
    let plan = open.and_then(|keyworking| keyworking.plans.last());
    plan.into_iter().flat_map(|plan| &plan.gaps).map(|gap| Found::counted(gap.agency.code())).collect()
}
