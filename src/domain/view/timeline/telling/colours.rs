//! The colours of each stay on the register, as the clocks see them.

use super::{Bar, Fill, Flag, Row, Telling, When};
use crate::domain::calendar::Date;
use crate::domain::id::AdmissionId;
use crate::domain::person::Person;
use crate::domain::rating::{Rag, TrailEntry};
use crate::domain::view::timeline::words::{colour, meant, within};
use std::collections::BTreeMap;

impl Telling {
    pub(super) fn colours(&mut self, person: &Person, spells: &BTreeMap<AdmissionId, (usize, usize)>) -> Row {
        let mut row = Row { label: "Rating".into(), ..Row::default() };
        let mut counted = Vec::new();
        for of_stay in person.memberships.iter().map(|stay| person.colours(stay)) {
            for one in of_stay {
                for (place, entry) in one.entries.iter().enumerate() {
                    let again = if place > 0 { " again" } else { "" };
                    let number = self.rated(entry, again, spells);
                    let text = format!("{}{again}", colour(entry.rag));
                    row.flags.push(Flag { number, on: entry.effective_on, text });
                    counted.extend(entry.rated.map(|rated| rated.rating_id));
                }
            }
        }
        for rated in person.ratings.iter().filter(|rated| !counted.contains(&rated.rating_id)) {
            let text = format!("Rated {}, but in hospital on that day: Blue stands.", meant(rated.rag));
            self.note(When::Day(rated.effective_on), text);
        }
        for (from, to, rag) in held(person) {
            let letter = colour(rag).get(..1).unwrap_or_default();
            let texts = vec![format!("{letter}: {}", within(rag.label())), letter.into()];
            row.bars.push(Bar { from, to, fill: fill(rag), texts });
        }
        row
    }

    fn rated(&mut self, entry: &TrailEntry<'_>, again: &str, spells: &BTreeMap<AdmissionId, (usize, usize)>) -> usize {
        match entry.admission_id.and_then(|id| spells.get(&id)) {
            Some((admitted, _)) if entry.rag == Rag::Blue => *admitted,
            Some((_, discharged)) => *discharged,
            None => {
                let text = format!("Rated {}{again}, after {}.", meant(entry.rag), within(entry.trigger.label()));
                self.note(When::Day(entry.effective_on), text)
            }
        }
    }
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
