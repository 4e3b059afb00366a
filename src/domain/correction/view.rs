//! What is shown of corrections: beside each fact in the history, one by one, and with the dates that they moved.

use super::{CorrectionAction, FactCorrection};
use crate::domain::calendar::Date;
use crate::domain::person::{Mark, Named, Person};
use crate::domain::policy::Packs;
use crate::domain::preview::{PreviewedDifference, difference};
use crate::domain::text::Prose;
use serde::Serialize;
use utoipa::ToSchema;

/// What a correction says of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FactMark {
    /// What is wrong with the fact.
    pub action: CorrectionAction,
    /// The version of the correction that says so.
    #[schema(minimum = 1)]
    pub by_version: i64,
    /// The day on which it happened, where it was dated anew; else null.
    pub occurred_on: Option<Date>,
}

impl From<Mark> for FactMark {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::InError(by_version) => {
                Self { action: CorrectionAction::EnteredInError, by_version, occurred_on: None }
            }
            Mark::Redated(day, by_version) => {
                Self { action: CorrectionAction::Redated, by_version, occurred_on: Some(day) }
            }
        }
    }
}

/// A fact that was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CorrectedFact)]
pub struct Corrected {
    /// Its version in the person's history.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What was wrong.
    pub action: CorrectionAction,
    /// The day on which it happened, where it was dated anew; else null.
    pub occurred_on: Option<Date>,
    /// The fact's kind.
    #[schema(max_length = 60, example = "admitted")]
    pub kind: &'static str,
    /// The day on record before.
    pub recorded_for: Date,
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RecordedCorrection)]
pub struct CorrectionEntry {
    /// Its version in the person's history: by it the correction is itself corrected, which undoes it.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The London date on which it was made.
    pub corrected_on: Date,
    /// What was corrected.
    #[schema(max_items = 200)]
    pub facts: Vec<Corrected>,
    /// Why; null after redaction.
    pub reason: Option<Prose>,
    /// Who decided it; null after redaction.
    pub corrected_by: Option<Named>,
    /// The version of the correction that undid it; null while it stands.
    #[schema(minimum = 1)]
    pub undone_by: Option<i64>,
}

/// A correction with what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Corrected)]
pub struct CorrectionView {
    /// The correction.
    #[serde(flatten)]
    pub correction: CorrectionEntry,
    /// The clocks before and after, as they stand today.
    pub dates: PreviewedDifference,
}

impl CorrectionEntry {
    /// One correction; `None` when that version is none.
    #[must_use]
    pub fn of(person: &Person, version: i64) -> Option<Self> {
        let corrected = person.ledger.correction(version)?;
        let before = person.ledger.until(version.saturating_sub(1)).marks();
        let facts = corrected.facts.iter().filter_map(|correction| {
            let fact = person.ledger.fact(correction.version)?;
            let recorded_for = match before.get(&correction.version) {
                Some(Mark::Redated(day, _)) => *day,
                _ => fact.occurred_on(),
            };
            let FactCorrection { version, action, occurred_on } = *correction;
            Some(Corrected { version, action, occurred_on, kind: fact.kind(), recorded_for })
        });
        let undone_by = match person.ledger.marks().get(&version) {
            Some(Mark::InError(by)) => Some(*by),
            _ => None,
        };
        Some(Self {
            version,
            corrected_on: corrected.corrected_on,
            facts: facts.collect(),
            reason: corrected.reason.clone(),
            corrected_by: corrected.corrected_by.clone(),
            undone_by,
        })
    }

    /// Every correction, in the order made.
    #[must_use]
    pub fn all(person: &Person) -> Vec<Self> {
        person.ledger.recorded().filter_map(|(version, _)| Self::of(person, version)).collect()
    }
}

impl CorrectionView {
    /// A correction with the clocks before and after it; `None` when that version is none.
    #[must_use]
    pub fn of(person: &Person, version: i64, today: Date, packs: &Packs) -> Option<Self> {
        let correction = CorrectionEntry::of(person, version)?;
        let (before, after) = (person.known_by(version.saturating_sub(1))?, person.known_by(version)?);
        Some(Self { correction, dates: difference(&before, &after, today, packs, packs) })
    }
}
