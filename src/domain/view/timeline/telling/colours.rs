//! The colours of each stay on the register, as the clocks see them.

use super::{Bar, Fill, Flag, Row, Telling, When};
use crate::domain::calendar::Date;
use crate::domain::id::{AdmissionId, RatingId};
use crate::domain::person::Person;
use crate::domain::rating::{Rag, TrailEntry};
use crate::domain::view::timeline::words::{colour, meant, within};
use std::collections::BTreeMap;

impl Telling {
    /// Ratings given in words, and which number each has. One dated within a spell counts for nothing: it stands in the list
    /// only.
    pub(super) fn ratings(&mut self, person: &Person) -> BTreeMap<RatingId, usize> {
        let mut numbers = BTreeMap::new();
        for of_stay in person.memberships.iter().map(|stay| person.colours(stay)) {
            let entries = of_stay.iter().flat_map(|one| one.entries.iter().enumerate());
            for (rated, again) in entries.filter_map(|(place, entry)| Some((entry.rated?, again(place)))) {
                let text = format!("Rated {}{again}, after {}.", meant(rated.rag), within(rated.trigger.label()));
                numbers.insert(rated.rating_id, self.note(When::Day(rated.effective_on), text));
            }
        }
        for rated in person.ratings.iter().filter(|rated| !numbers.contains_key(&rated.rating_id)) {
            let text = format!("Rated {}, but in hospital on that day: Blue stands.", meant(rated.rag));
            self.note(When::Day(rated.effective_on), text);
        }
        numbers
    }

    /// The colours as bars, with the numbers of what gave them.
    pub(super) fn colours(
        person: &Person,
        ratings: &BTreeMap<RatingId, usize>,
        spells: &BTreeMap<AdmissionId, (usize, usize)>,
    ) -> Row {
        let number = |entry: &TrailEntry<'_>| {
            let of_spell = entry.admission_id.and_then(|id| spells.get(&id));
            let of_spell = of_spell.map(|(admitted, left)| if entry.rag == Rag::Blue { *admitted } else { *left });
            entry.rated.and_then(|rated| ratings.get(&rated.rating_id).copied()).or(of_spell)
        };
        let mut row = Row { label: "Rating".into(), ..Row::default() };
        for one in person.memberships.iter().flat_map(|stay| person.colours(stay)) {
            row.flags.extend(one.entries.iter().enumerate().filter_map(|(place, entry)| {
                let text = format!("{}{}", colour(entry.rag), again(place));
                Some(Flag { number: number(entry)?, on: entry.effective_on, text })
            }));
        }
        for (from, to, rag) in held(person) {
            let letter = colour(rag).get(..1).unwrap_or_default();
            let texts = vec![format!("{letter}: {}", within(rag.label())), letter.into()];
            row.bars.push(Bar { from, to, fill: fill(rag), texts });
        }
        row
    }
}

/// What is said of an entry that re-affirms a colour.
const fn again(place: usize) -> &'static str {
    if place > 0 { " again" } else { "" }
}

const fn fill(rag: Rag) -> Fill {
    match rag {
        Rag::Red => Fill::Red,
        Rag::Amber => Fill::Amber,
        Rag::Green => Fill::Green,
        Rag::Blue => Fill::Blue,
    }
}

/// Which colour held from when to when in each stay; one that was replaced on its own day held at no day's end.
pub(super) fn held(person: &Person) -> Vec<(Date, Option<Date>, Rag)> {
    let colours = person.memberships.iter().flat_map(|stay| person.colours(stay));
    let held = colours.map(|one| (one.began.date, one.ended.map(|end| end.date), one.rag));
    held.filter(|(from, to, _)| to.is_none_or(|to| to > *from)).collect()
}
