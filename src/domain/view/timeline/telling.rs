//! What there is to see of a person: rows and a numbered list, from the state and from how the duties stand.

mod acts;
mod colours;
mod duties;
mod hospital;
mod reviews;
mod summary;

use super::words::within;
use super::{Bar, Fill, Flag, Note, Row, Timeline, When, scale};
use crate::domain::admission::Destination;
use crate::domain::calendar::Date;
use crate::domain::duty::DeadlineView;
use crate::domain::person::{EndReason, Person};
use std::collections::BTreeMap;

/// How many months after today are shown at most; what is due later stands at the edge.
const AHEAD: u32 = 18;

/// What is told so far. Entries are numbered by their place here until all are known.
struct Telling {
    today: Date,
    notes: Vec<Note>,
}

/// The picture's content.
pub(super) fn tell(person: &Person, deadlines: &[DeadlineView], today: Date) -> Timeline {
    let mut telling = Telling { today, notes: Vec::new() };
    let mut register = telling.joined(person);
    let rated = telling.ratings(person);
    let (hospital, spells) = telling.hospital(person);
    let colours = Telling::colours(person, &rated, &spells);
    let acts = vec![telling.reviews(person), telling.visits(person), telling.decisions(person)];
    let duties = telling.duties(person, deadlines);
    telling.left(person, &mut register);
    let groups = [
        ("How things stood", vec![register, colours, hospital]),
        ("What was done", acts),
        ("What had to be done", duties),
    ];
    let rows = groups.into_iter().flat_map(|(heading, rows)| headed(heading, rows)).collect();
    telling.finished(rows, summary::summary(person, deadlines, today))
}

/// A group's rows that are not empty, the first under the group's heading.
fn headed(heading: &'static str, mut rows: Vec<Row>) -> Vec<Row> {
    rows.retain(|row| !(row.bars.is_empty() && row.tracks.is_empty() && row.flags.is_empty()));
    if let Some(first) = rows.first_mut() {
        first.heading = Some(heading);
    }
    rows
}

impl Telling {
    fn note(&mut self, when: When, text: String) -> usize {
        self.notes.push(Note { when, text });
        self.notes.len().saturating_sub(1)
    }

    fn joined(&mut self, person: &Person) -> Row {
        let mut row = Row { label: "On the register".into(), ..Row::default() };
        for membership in &person.memberships {
            let opened = &membership.opened;
            let again = if opened.previous.is_some() { " again" } else { "" };
            let text = format!("Joined the register{again} ({}).", within(opened.register.label()));
            let number = self.note(When::Day(opened.opened_on), text);
            row.flags.push(Flag { number, on: opened.opened_on, text: format!("Joined{again}") });
            row.bars.push(Bar {
                from: opened.opened_on,
                to: membership.closed.map(|(end, _)| end),
                fill: Fill::Stay,
                texts: vec![opened.register.label().into()],
            });
            for on in membership.moved.iter().map(|part| part.opened_on) {
                let number = self.note(When::Day(on), "Moved to another ICB's register; the stay goes on.".into());
                row.flags.push(Flag { number, on, text: "Moved to another ICB".into() });
            }
        }
        row
    }

    /// How stays ended, and death, wherever it came.
    fn left(&mut self, person: &Person, row: &mut Row) {
        for (end, reason) in person.memberships.iter().filter_map(|m| m.closed) {
            if reason == EndReason::Deceased {
                continue;
            }
            let reason = within(reason.label());
            let number = self.note(When::Day(end), format!("Left the register ({reason})."));
            row.flags.push(Flag { number, on: end, text: format!("Left: {reason}") });
        }
        let Some(died) = person.died_on else { return };
        let in_hospital = person.spells.iter().filter_map(|spell| spell.discharged.as_ref());
        let told = in_hospital.filter(|end| end.destination == Destination::Died).count() > 0;
        let ended = person.memberships.iter().any(|m| m.closed.is_some_and(|(_, why)| why == EndReason::Deceased));
        let text = match (told, ended) {
            (true, true) => "The stay on the register ended with the death.",
            (false, true) => "Died; the stay on the register ended.",
            (false, false) => "Died.",
            (true, false) => return,
        };
        let number = self.note(When::Day(died), text.into());
        row.flags.push(Flag { number, on: died, text: "Died".into() });
    }

    /// Numbers by date, and the days to be shown.
    fn finished(self, mut rows: Vec<Row>, summary: String) -> Timeline {
        let mut order: Vec<(usize, Note)> = self.notes.into_iter().enumerate().collect();
        order.sort_by_key(|(_, note)| note.when.day());
        let numbers: BTreeMap<usize, usize> = (1..).zip(&order).map(|(number, (told, _))| (*told, number)).collect();
        let mut days = vec![self.today];
        for row in &mut rows {
            for number in
                row.flags.iter_mut().map(|f| &mut f.number).chain(row.tracks.iter_mut().map(|t| &mut t.number))
            {
                *number = numbers.get(number).copied().unwrap_or_default();
            }
            row.tracks.sort_by_key(|track| (track.from, track.number));
            days.extend(row.flags.iter().map(|flag| flag.on));
            days.extend(row.bars.iter().map(|bar| bar.from));
            let of_tracks =
                row.tracks.iter().flat_map(|t| [t.from, t.to].into_iter().chain(t.due).chain(t.former.clone()));
            days.extend(of_tracks);
        }
        let first = days.iter().min().copied().unwrap_or(self.today);
        let from = scale::first_of_month(first);
        let last = days.into_iter().max().unwrap_or(self.today).min(self.today.plus_months(AHEAD));
        Timeline {
            today: self.today,
            from,
            to: scale::first_of_month(last.plus_months(1)).max(from.plus_months(3)),
            summary,
            rows,
            notes: order.into_iter().map(|(_, note)| note).collect(),
        }
    }
}
