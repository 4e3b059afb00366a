//! The colours of one stay on the register as periods: what clocks that depend on a colour start from and end by.

use crate::domain::calendar::Date;
use crate::domain::duty::{FactKind, FactRef};
use crate::domain::person::{EndReason, Membership, Person};
use crate::domain::rating::{Rag, TrailEntry, after, blue_from, in_order};
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
            FactRef { fact, id: self.opened.membership_id.0, date }
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
        let (opened, closed) = (stay.opened.opened_on, stay.closed.map(|(day, _)| day));
        let before_leaving = |day: Date| closed.is_none_or(|closed| day <= closed);
        let blue = self.spells.iter().filter(|spell| before_leaving(spell.admitted.admitted_on)).flat_map(|spell| {
            let from = spell.admitted.admitted_on.max(opened);
            let lasts = spell.ended_on().is_none_or(|end| end > opened || spell.admitted.admitted_on >= opened);
            let left = after(spell).filter(|entry| entry.effective_on >= opened && before_leaving(entry.effective_on));
            lasts.then(|| blue_from(spell, from)).into_iter().chain(left)
        });
        let within = |day: Date| {
            self.spells
                .iter()
                .any(|spell| spell.admitted.admitted_on < day && spell.ended_on().is_none_or(|end| day < end))
        };
        let given = self.ratings.iter().filter(|rated| {
            rated.membership_id == stay.opened.membership_id
                && before_leaving(rated.effective_on)
                && !within(rated.effective_on)
        });
        blue.chain(given.map(TrailEntry::given)).collect()
    }
}
