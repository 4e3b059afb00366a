//! A person's facts as they were recorded, and what corrections leave of them. Corrections are facts too, so that an undone
//! correction is one that was itself entered in error.

use super::Person;
use crate::domain::calendar::Date;
use crate::domain::event::Event;
use crate::domain::id::PersonId;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// What a correction says of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It was entered in error; the version of the correction that says so.
    InError(i64),
    /// It happened on another day; the version of the correction that says so.
    Redated(Date, i64),
}

/// Every fact of one person in the order recorded; a fact's version is its place, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    facts: Vec<Arc<Event>>,
}

impl Ledger {
    /// One more fact.
    pub(super) fn push(&mut self, event: &Event) {
        self.facts.push(Arc::new(event.clone()));
    }

    /// The last fact's version; 0 when there is none.
    #[must_use]
    pub fn version(&self) -> i64 {
        i64::try_from(self.facts.len()).unwrap_or(i64::MAX)
    }

    /// Every fact with its version, in the order recorded.
    #[must_use]
    pub fn recorded(&self) -> impl DoubleEndedIterator<Item = (i64, &Event)> {
        self.facts.iter().enumerate().map(|(place, fact)| (version_of(place), &**fact))
    }

    /// One fact as it was recorded.
    #[must_use]
    pub fn fact(&self, version: i64) -> Option<&Event> {
        let place = usize::try_from(version).ok()?.checked_sub(1)?;
        self.facts.get(place).map(|fact| &**fact)
    }

    /// The facts up to a version, itself included.
    #[must_use]
    pub fn until(&self, version: i64) -> Self {
        let size = usize::try_from(version).unwrap_or_default();
        Self { facts: self.facts.iter().take(size).cloned().collect() }
    }

    /// The last fact by which others no longer stand.
    pub(super) fn last_correction(&self) -> Option<i64> {
        let corrects = |fact: &Event| matches!(fact, Event::Corrected(_) | Event::MergedInto(_));
        self.recorded().rev().find(|(_, fact)| corrects(fact)).map(|(version, _)| version)
    }

    /// What holds of the facts that were corrected. A later correction decides; one that was itself entered in error decides
    /// nothing.
    #[must_use]
    pub fn marks(&self) -> HashMap<i64, Mark> {
        let mut marks = HashMap::new();
        for (version, fact) in self.recorded().rev() {
            let Event::Corrected(corrected) = fact else { continue };
            if matches!(marks.get(&version), Some(Mark::InError(_))) {
                continue;
            }
            for correction in &corrected.facts {
                let mark = correction.occurred_on.map_or(Mark::InError(version), |day| Mark::Redated(day, version));
                marks.entry(correction.version).or_insert(mark);
            }
        }
        marks
    }

    /// The facts that stand, under the days that hold, in the order recorded.
    #[must_use]
    pub fn standing(&self) -> Vec<(i64, Cow<'_, Event>)> {
        let marks = self.marks();
        let stands = |(version, fact)| match marks.get(&version) {
            Some(Mark::InError(_)) => None,
            Some(Mark::Redated(day, _)) => Some((version, Cow::Owned(Event::redated(fact, *day)))),
            None => Some((version, Cow::Borrowed(fact))),
        };
        let facts: Vec<_> = self.recorded().filter_map(stands).collect();
        // What a record told that was merged into another is told there.
        let merged = facts.iter().any(|(_, fact)| matches!(**fact, Event::MergedInto(_)));
        let stays = |fact: &Event| !merged || describes(fact) || is_of_the_record(fact);
        facts.into_iter().filter(|(_, fact)| stays(fact)).collect()
    }

    /// Takes the private parts of these facts out.
    pub(super) fn redact(&mut self, versions: &[i64]) {
        for (place, fact) in self.facts.iter_mut().enumerate() {
            if versions.contains(&version_of(place)) {
                *fact = Arc::new(fact.bare());
            }
        }
    }
}

fn version_of(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX).saturating_add(1)
}

/// Whether a fact is of this one record, and stays when what it tells is told by another: who was responsible, what the clock saw,
/// who opened it.
const fn is_of_the_record(event: &Event) -> bool {
    matches!(event, Event::Transferred(_) | Event::Observed(_) | Event::GlassBroken(_) | Event::GlassReviewed(_))
}

/// Whether a fact says who somebody is, or something of the record, so that it holds for every day.
const fn describes(event: &Event) -> bool {
    matches!(
        event,
        Event::PersonCreated(_)
            | Event::PersonAmended(_)
            | Event::NhsNumberCorrected(_)
            | Event::Corrected(_)
            | Event::Redacted(_)
            | Event::Merged(_)
            | Event::MergedInto(_)
    )
}

impl Event {
    /// The facts of its stream whose private parts it takes out.
    #[must_use]
    pub fn redacts(&self) -> &[i64] {
        match self {
            Self::Redacted(redacted) => &redacted.versions,
            _ => &[],
        }
    }

    /// Whether it is something that happened to the person, and not only something that became known of them.
    #[must_use]
    pub const fn happens(&self) -> bool {
        !matches!(
            self,
            Self::PersonAmended(_)
                | Self::AdmissionNoticed(_)
                | Self::ReferralLinked(_)
                | Self::QualityConcernRaised(_)
                | Self::ReviewReported(_)
                | Self::MeetingEntrySet(_)
                | Self::Discussed(_)
                | Self::BarrierRaised(_)
                | Self::Escalated(_)
                | Self::EscalationAnswered(_)
                | Self::BarrierClosed(_)
                | Self::KeyworkingReferred(_)
                | Self::KeyworkingAnswered(_)
                | Self::KeyworkerAssigned(_)
                | Self::KeyworkingPlanSet(_)
                | Self::KeyworkingTransitionPlanned(_)
                | Self::KeyworkingResumed(_)
                | Self::KeyworkingDischarged(_)
                | Self::Corrected(_)
                | Self::NhsNumberCorrected(_)
                | Self::Redacted(_)
                | Self::Merged(_)
                | Self::MergedInto(_)
                | Self::Observed(_)
                | Self::TransferOpened(_)
                | Self::TransferClosed(_)
                | Self::GlassBroken(_)
                | Self::GlassReviewed(_)
        )
    }

    /// Whether it is something that was done, and not only what is known of the person, what is said of the record, or what waits
    /// for an answer.
    #[must_use]
    pub const fn is_act(&self) -> bool {
        !matches!(
            self,
            Self::PersonAmended(_)
                | Self::AdmissionNoticed(_)
                | Self::ReferralLinked(_)
                | Self::QualityConcernRaised(_)
                | Self::MeetingEntrySet(_)
                | Self::Corrected(_)
                | Self::NhsNumberCorrected(_)
                | Self::Redacted(_)
                | Self::Merged(_)
                | Self::MergedInto(_)
                | Self::Observed(_)
                | Self::TransferOpened(_)
                | Self::TransferClosed(_)
                | Self::GlassBroken(_)
                | Self::GlassReviewed(_)
        )
    }
}

impl Person {
    /// Folds a stream. `None` for a stream that does not begin with the person's creation.
    #[must_use]
    pub fn fold<'a>(id: PersonId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        Self::fold_owned(id, events.into_iter().cloned())
    }

    /// Folds a stream that nobody else needs: the same without a copy of every fact.
    #[must_use]
    pub fn fold_owned(id: PersonId, events: impl IntoIterator<Item = Event>) -> Option<Self> {
        Self::of(id, Ledger { facts: events.into_iter().map(Arc::new).collect() })
    }

    /// The person that a ledger tells of.
    fn of(id: PersonId, mut ledger: Ledger) -> Option<Self> {
        let redacted: Vec<i64> = ledger.recorded().flat_map(|(_, fact)| fact.redacts().to_vec()).collect();
        if !redacted.is_empty() {
            ledger.redact(&redacted);
        }
        let before = ledger.last_correction().map(|version| ledger.until(version.saturating_sub(1)));
        let former = before.and_then(|before| Self::of(id, before)).map(Arc::new);
        let person = Self::told(id, ledger.standing().iter().map(|(version, fact)| (*version, &**fact)))?;
        Some(Self { ledger, former, ..person })
    }

    /// The person that these facts tell of.
    fn told<'a>(id: PersonId, facts: impl IntoIterator<Item = (i64, &'a Event)>) -> Option<Self> {
        let mut facts = facts.into_iter();
        let Some((_, Event::PersonCreated(created))) = facts.next() else { return None };
        let mut person = Self::new(id, created);
        facts.for_each(|(version, fact)| person.take(version, fact));
        Some(person)
    }

    /// The person as they were on `day` by what is known: facts of later days are left out, who they are is not, nor what
    /// began by facts that were corrected since. `None` when nothing was known of them that day.
    #[must_use]
    pub fn as_at(&self, day: Date) -> Option<Self> {
        let known = |fact: &Event| fact.occurred_on() <= day || describes(fact);
        let facts = self.ledger.standing();
        let facts = facts.iter().map(|(version, fact)| (*version, &**fact)).filter(|(_, fact)| known(fact));
        let person = Self::told(self.id, facts)?;
        let since = self.ledger.fact(1).map(Event::occurred_on);
        let there = since.is_some_and(|since| since <= day) || person.lived_until.is_some();
        there.then(|| Self {
            ledger: self.ledger.clone(),
            former: self.former.as_ref().and_then(|former| former.as_at(day)).map(Arc::new),
            ..person
        })
    }

    /// The person by the facts up to a version.
    #[must_use]
    pub fn known_by(&self, version: i64) -> Option<Self> {
        Self::of(self.id, self.ledger.until(version))
    }

    /// The person by all facts anew.
    pub(super) fn fold_again(&mut self) {
        if let Some(again) = Self::of(self.id, self.ledger.clone()) {
            *self = again;
        }
    }
}
