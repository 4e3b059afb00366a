//! Time in hospital: a bar for each stay on a ward.

use super::{Bar, Fill, Flag, Row, Telling, When};
use crate::domain::admission::{Destination, Security, Spell, WardKind};
use crate::domain::calendar::Date;
use crate::domain::id::AdmissionId;
use crate::domain::person::Person;
use crate::domain::view::timeline::words::{meant, short, within};
use std::collections::BTreeMap;

impl Telling {
    /// Spells, and which numbers their beginnings and ends have.
    pub(super) fn hospital(&mut self, person: &Person) -> (Row, BTreeMap<AdmissionId, (usize, usize)>) {
        let mut row = Row { label: "In hospital, by ward".into(), ..Row::default() };
        let mut numbers = BTreeMap::new();
        for spell in &person.spells {
            let admitted = &spell.admitted;
            let (on, urgency, first) = (admitted.admitted_on, within(admitted.urgency.label()), spell.first_ward());
            let number = self.note(When::Day(on), format!("Admitted to hospital ({urgency}): {}.", ward(first, false)));
            row.flags.push(Flag { number, on, text: format!("Admitted: {}", ward(first, true)) });
            self.moves(spell, &mut row);
            self.ready(spell, &mut row);
            let end = self.discharge(spell, &mut row);
            numbers.insert(admitted.admission_id, (number, end.unwrap_or(number)));
            row.bars.extend(wards(spell).into_iter().map(|(from, to, kind)| Bar {
                from,
                to,
                fill: Fill::Ward,
                texts: vec![ward(kind, false), ward(kind, true), within_a_bar(kind)],
            }));
        }
        (row, numbers)
    }

    fn moves(&mut self, spell: &Spell, row: &mut Row) {
        let mut before = spell.first_ward();
        for moved in &spell.moves {
            let (on, after) = (moved.moved_on, moved.ward());
            let same = if before == after { " of the same kind" } else { "" };
            let number = self.note(When::Day(on), format!("Moved to another ward{same}: {}.", ward(after, false)));
            row.flags.push(Flag { number, on, text: format!("Moved: {}", ward(after, true)) });
            before = after;
        }
    }

    fn ready(&mut self, spell: &Spell, row: &mut Row) {
        let details = spell.details();
        let Some(on) = details.clinically_ready_on else { return };
        let delay = details.delay_reason.map(|why| format!("; delayed: {}", within(why.label()))).unwrap_or_default();
        let number = self.note(When::Day(on), format!("Clinically ready for discharge{delay}."));
        row.flags.push(Flag { number, on, text: "Ready for discharge".into() });
    }

    fn discharge(&mut self, spell: &Spell, row: &mut Row) -> Option<usize> {
        let discharged = spell.discharged.as_ref()?;
        let died = discharged.destination == Destination::Died;
        let to = within(discharged.destination.label());
        let what = if died { "Died in hospital.".into() } else { format!("Discharged from hospital to: {to}.") };
        let rated = discharged.rag.map(|rag| format!(" Rated {}.", meant(rag))).unwrap_or_default();
        let number = self.note(When::Day(discharged.discharged_on), what + &rated);
        let text = if died { "Died" } else { "Discharged" };
        row.flags.push(Flag { number, on: discharged.discharged_on, text: text.into() });
        Some(number)
    }
}

/// The stays on wards of a spell: from when to when on which kind. A ward left on the day it was entered is left out.
pub(super) fn wards(spell: &Spell) -> Vec<(Date, Option<Date>, WardKind)> {
    let mut wards = vec![(spell.admitted.admitted_on, spell.ended_on(), spell.first_ward())];
    for moved in &spell.moves {
        if let Some(last) = wards.last_mut() {
            last.1 = Some(moved.moved_on);
        }
        wards.push((moved.moved_on, spell.ended_on(), moved.ward()));
    }
    let last = wards.len().saturating_sub(1);
    let stayed = wards.into_iter().enumerate().filter(|(n, (from, to, _))| *n == last || *to != Some(*from));
    stayed.map(|(_, ward)| ward).collect()
}

/// A ward where there is little room: its security, or its kind.
fn within_a_bar(kind: WardKind) -> String {
    let secure = kind.security != Security::None;
    if secure { kind.security.label().into() } else { short(kind.setting.label()).into() }
}

/// A ward in words: its kind and, where it has any, its security.
pub(super) fn ward(kind: WardKind, briefly: bool) -> String {
    let setting = kind.setting.label();
    let setting = if briefly { short(setting) } else { setting };
    if kind.security == Security::None {
        setting.into()
    } else {
        format!("{setting}, {}", within(kind.security.label()))
    }
}
