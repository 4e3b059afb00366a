//! The colours of one stay on the register as periods: what clocks that depend on a colour start from and end by.

use crate::domain::admission::{Destination, Spell};
use crate::domain::calendar::Date;
use crate::domain::duty::{FactKind, FactRef};
use crate::domain::person::{EndReason, Membership, Person};
use crate::domain::rating::{Rag, TrailEntry, Trigger, after, blue_from, in_order};
use uuid::Uuid;

/// A time of one colour without a break; re-affirming a colour begins nothing new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colour<'p> {
    /// The colour.
    pub rag: Rag,
    /// What began it: a rating, an admission, a discharge; for somebody already in hospital, joining.
    pub began: FactRef,
    /// What ended it: the next colour, or leaving the register.
    pub ended: Option<FactRef>,
    /// The first entry and those that re-affirmed it.
    pub entries: Vec<TrailEntry<'p>>,
}

impl Membership {
    /// Joining, as the fact that starts something.
    #[must_use]
    pub const fn joining(&self) -> FactRef {
        FactRef { fact: FactKind::Joining, id: self.opened.membership_id.0, date: self.opened.opened_on }
    }

    /// Leaving, as the fact that ends something.
    #[must_use]
    pub fn leaving(&self) -> Option<FactRef> {
        self.closed.map(|(date, reason)| {
            let fact = if reason == EndReason::Deceased { FactKind::Death } else { FactKind::Departure };
            FactRef { fact, id: self.id().0, date }
        })
    }
}

impl TrailEntry<'_> {
    /// The fact that gave this colour.
    #[must_use]
    pub fn fact(&self) -> FactRef {
        let spell = self.admission_id.map_or(Uuid::nil(), |id| id.0);
        let (fact, id) = match (self.rated, self.rag) {
            (Some(rated), _) => (FactKind::Rating, rated.rating_id.0),
            (None, Rag::Blue) => (FactKind::Admission, spell),
            (None, _) => (FactKind::Discharge, spell),
        };
        FactRef { fact, id, date: self.effective_on }
    }

    /// Whether this entry records that a risk is known, or is not known, that nobody manages.
    #[must_use]
    pub fn unmanaged_risk(&self, person: &Person) -> Option<bool> {
        let discharged = self.admission_id.and_then(|id| person.spell(id)).and_then(|spell| spell.discharged.as_ref());
        match self.rated {
            Some(rated) => rated.unmanaged_risk_identified,
            None => discharged.and_then(|discharged| discharged.unmanaged_risk_identified),
        }
    }
}

impl Person {
    /// The colours of a stay in their order. A rating dated within a spell counts for nothing: the person was Blue.
    #[must_use]
    pub fn colours(&self, stay: &Membership) -> Vec<Colour<'_>> {
        let mut colours: Vec<Colour<'_>> = Vec::new();
        for entry in in_order(self.entries(stay)) {
            match colours.last_mut() {
                Some(last) if last.rag == entry.rag => last.entries.push(entry),
                _ => {
                    let began = entry.fact();
                    if let Some(last) = colours.last_mut() {
                        last.ended = Some(began);
                    }
                    colours.push(Colour { rag: entry.rag, began, ended: stay.leaving(), entries: vec![entry] });
                }
            }
        }
        colours
    }

    /// The colour of a stay at the end of `day`.
    #[must_use]
    pub fn rag_on(&self, stay: &Membership, day: Date) -> Option<Rag> {
        self.colours(stay).iter().rev().find(|colour| colour.began.date <= day).map(|colour| colour.rag)
    }

    fn entries(&self, stay: &Membership) -> Vec<TrailEntry<'_>> {
        let opened = stay.opened.opened_on;
        let closed = stay.closed.map(|(day, _)| day);
        let before_leaving = |day: Date| closed.is_none_or(|closed| day <= closed);
        let within = |day: Date| {
            self.spells
                .iter()
                .any(|spell| spell.admitted.admitted_on < day && spell.ended_on().is_none_or(|end| day < end))
        };
        let given = self.ratings.iter().filter(|rated| {
            stay.holds(rated.membership_id) && before_leaving(rated.effective_on) && !within(rated.effective_on)
        });
        let mut entries: Vec<TrailEntry<'_>> = given.map(TrailEntry::given).collect();
        // The colour on discharge belongs to one stay: of two that share the day, to the one that goes on.
        let goes_on = |day: Date| self.memberships.iter().any(|m| m.id() != stay.id() && m.opened.opened_on == day);
        let of_stay = |day: Date| day >= opened && before_leaving(day) && !(closed == Some(day) && goes_on(day));
        for spell in self.spells.iter().filter(|spell| before_leaving(spell.admitted.admitted_on)) {
            let admitted_on = spell.admitted.admitted_on;
            let lasts = spell.ended_on().is_none_or(|end| end > opened || admitted_on >= opened);
            entries.extend(lasts.then(|| blue_from(spell, admitted_on.max(opened))));
            let left = after(spell).or_else(|| resumed(spell, &entries));
            entries.extend(left.filter(|entry| of_stay(entry.effective_on)));
        }
        if entries.is_empty() {
            entries.extend(self.joined_after_discharge(stay));
        }
        entries
    }

    /// Somebody who joined straight to Blue, and whose discharge from before that came to light later: its colour holds from
    /// joining.
    fn joined_after_discharge(&self, stay: &Membership) -> Option<TrailEntry<'_>> {
        let spell = stay.blue_by.and_then(|id| self.spell(id))?;
        let left = after(spell).filter(|entry| entry.effective_on < stay.opened.opened_on)?;
        let elsewhere = self.memberships.iter().any(|other| other.touches(left.effective_on));
        (!elsewhere).then_some(TrailEntry { effective_on: stay.opened.opened_on, ..left })
    }
}

/// The colour before a spell that ended without one: it holds again.
fn resumed(spell: &Spell, entries: &[TrailEntry<'_>]) -> Option<TrailEntry<'static>> {
    let discharged = spell.discharged.as_ref().filter(|d| d.destination != Destination::Died)?;
    let before = |entry: &&TrailEntry<'_>| entry.rag != Rag::Blue && entry.effective_on <= spell.admitted.admitted_on;
    let held = entries.iter().filter(before).max_by_key(|entry| entry.effective_on)?;
    Some(TrailEntry {
        rag: held.rag,
        effective_on: discharged.discharged_on,
        trigger: Trigger::Discharge,
        rated: None,
        admission_id: Some(spell.admitted.admission_id),
        last_of_day: false,
    })
}
