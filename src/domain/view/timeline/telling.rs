//! What there is to see of a person: rows and a numbered list, from the state and from how the duties stand.

mod duties;
mod summary;

use super::words::{colour, day, short, within};
use super::{Bar, Fill, Flag, Mark, Note, Row, Timeline, Track, When, scale};
use crate::domain::admission::{Destination, Security, Spell};
use crate::domain::calendar::Date;
use crate::domain::duty::DeadlineView;
use crate::domain::id::AdmissionId;
use crate::domain::person::{EndReason, Membership, Person};
use crate::domain::rating::{Rag, TrailEntry};
use crate::domain::review::{Review, ReviewStatus};
use std::collections::{BTreeMap, BTreeSet};

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
    let (hospital, spells) = telling.hospital(person);
    let colours = telling.colours(person, &spells);
    let reviews = telling.reviews(person);
    let duties = telling.duties(person, deadlines);
    telling.left(person, &mut register);
    let mut rows = vec![register, colours, hospital, reviews];
    rows.retain(|row| !(row.bars.is_empty() && row.tracks.is_empty()));
    rows.extend(duties);
    telling.finished(rows, summary::summary(person, deadlines, today))
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
        }
        row
    }

    fn left(&mut self, person: &Person, row: &mut Row) {
        for (end, reason) in person.memberships.iter().filter_map(|m| m.closed) {
            let died = reason == EndReason::Deceased;
            let text = if died {
                "Died; the stay on the register ended.".into()
            } else {
                format!("Left the register ({}).", within(reason.label()))
            };
            let number = self.note(When::Day(end), text);
            row.flags.push(Flag { number, on: end, text: if died { "Died" } else { "Left" }.into() });
        }
    }

    /// Spells, and which numbers their beginnings and ends have.
    fn hospital(&mut self, person: &Person) -> (Row, BTreeMap<AdmissionId, (usize, usize)>) {
        let mut row = Row { label: "In hospital".into(), ..Row::default() };
        let mut numbers = BTreeMap::new();
        for spell in &person.spells {
            let admitted = &spell.admitted;
            let (on, urgency) = (admitted.admitted_on, within(admitted.urgency.label()));
            let number = self.note(When::Day(on), format!("Admitted to hospital ({urgency}): {}.", ward(spell, false)));
            row.flags.push(Flag { number, on, text: format!("Admitted: {}", ward(spell, true)) });
            numbers.insert(admitted.admission_id, (number, number));
            if let Some(discharged) = &spell.discharged {
                let died = discharged.destination == Destination::Died;
                let to = within(discharged.destination.label());
                let what =
                    if died { "Died in hospital.".into() } else { format!("Discharged from hospital to: {to}.") };
                let rated = discharged.rag.map(|rag| format!(" Rated {}.", meant(rag))).unwrap_or_default();
                let end = self.note(When::Day(discharged.discharged_on), what + &rated);
                let text = if died { "Died" } else { "Discharged" };
                row.flags.push(Flag { number: end, on: discharged.discharged_on, text: text.into() });
                numbers.insert(admitted.admission_id, (number, end));
            }
            row.bars.push(Bar {
                from: on,
                to: spell.ended_on(),
                fill: Fill::Ward,
                texts: vec![ward(spell, false), ward(spell, true)],
            });
        }
        (row, numbers)
    }

    fn colours(&mut self, person: &Person, spells: &BTreeMap<AdmissionId, (usize, usize)>) -> Row {
        let mut row = Row { label: "Rating".into(), ..Row::default() };
        for entry in person.rating_trail() {
            let of_spell = entry.admission_id.and_then(|id| spells.get(&id));
            let number = match of_spell {
                Some((admitted, _)) if entry.rag == Rag::Blue => *admitted,
                Some((_, discharged)) => *discharged,
                None => self.note(
                    When::Day(entry.effective_on),
                    format!("Rated {}, after {}.", meant(entry.rag), within(entry.trigger.label())),
                ),
            };
            // A colour given on discharge to somebody no longer on the register stands in the list only.
            if person.memberships.iter().any(|stay| stay.covers(entry.effective_on)) {
                row.flags.push(Flag { number, on: entry.effective_on, text: colour(entry.rag).into() });
            }
        }
        for (from, to, rag) in held(person, self.today) {
            let letter = colour(rag).get(..1).unwrap_or_default();
            row.bars.push(Bar {
                from,
                to,
                fill: fill(rag),
                texts: vec![format!("{letter}: {}", within(rag.label())), letter.into()],
            });
        }
        row
    }

    fn reviews(&mut self, person: &Person) -> Row {
        let mut row = Row { label: "Care (Education) and Treatment Reviews, C(E)TRs".into(), ..Row::default() };
        for review in &person.reviews {
            let asked = review.requested.requested_on;
            let number = self.note(When::Day(asked), told(review));
            let mut marks = vec![(asked, Mark::Asked)];
            marks.extend(review.offers.iter().map(|offer| (offer.offered_on, Mark::Offered)));
            marks.extend(review.held.iter().map(|held| (held.held_on, Mark::Done)));
            marks.extend(review.declined.iter().map(|declined| (declined.declined_on, Mark::Declined)));
            let days = marks.iter().map(|(day, _)| *day);
            let goes_on = matches!(review.status(), ReviewStatus::Requested | ReviewStatus::Offered);
            row.tracks.push(Track {
                number,
                from: days.clone().min().unwrap_or(asked),
                to: days.chain(goes_on.then_some(self.today)).max().unwrap_or(asked),
                due: None,
                late_until: None,
                marks,
                text: stands(review),
            });
        }
        row
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
            days.extend(row.tracks.iter().flat_map(|track| [track.from, track.to].into_iter().chain(track.due)));
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

/// A ward in words: its kind and, where it has any, its security.
fn ward(spell: &Spell, briefly: bool) -> String {
    let (setting, security) = (spell.admitted.setting.label(), spell.admitted.security);
    let setting = if briefly { short(setting) } else { setting };
    if security == Security::None { setting.into() } else { format!("{setting}, {}", within(security.label())) }
}

/// A colour and what it means.
fn meant(rag: Rag) -> String {
    format!("{} ({})", colour(rag), within(rag.label()))
}

const fn fill(rag: Rag) -> Fill {
    match rag {
        Rag::Red => Fill::Red,
        Rag::Amber => Fill::Amber,
        Rag::Green => Fill::Green,
        Rag::Blue => Fill::Blue,
    }
}

/// Where a review stands, in a word or two.
fn stands(review: &Review) -> String {
    match review.status() {
        ReviewStatus::Requested => "asked for".into(),
        ReviewStatus::Declined => "declined".into(),
        status => within(status.label()),
    }
}

/// A review from request to end, in words.
fn told(review: &Review) -> String {
    let offers = review.offers.iter().map(|offer| day(offer.offered_on)).collect::<Vec<_>>().join(", ");
    let proposed = review.scheduled_for().map(|on| format!(", for {}", day(on))).unwrap_or_default();
    let offered = if offers.is_empty() { String::new() } else { format!(" Offered {offers}{proposed}.") };
    let held = review.held.as_ref().map(|held| format!("Held {}: {}", day(held.held_on), within(held.outcome.label())));
    let ended =
        held.or_else(|| review.declined.as_ref().map(|declined| format!("Declined {}", day(declined.declined_on))));
    let stands = ended.unwrap_or_else(|| match review.status() {
        ReviewStatus::Requested => "Not offered yet".into(),
        ReviewStatus::Offered => "Not held yet".into(),
        status => status.label().into(),
    });
    format!("{} asked for.{offered} {stands}.", review.requested.kind.label())
}

/// Which colour held from when to when, as far as the person was on the register.
fn held(person: &Person, today: Date) -> Vec<(Date, Option<Date>, Rag)> {
    let trail = person.rating_trail();
    let stays = person.memberships.iter().flat_map(|m| [Some(m.opened.opened_on), m.closed.map(|(end, _)| end)]);
    let spells = person.spells.iter().flat_map(|s| [Some(s.admitted.admitted_on), s.ended_on()]);
    let changes = stays.chain(spells).flatten().chain(trail.iter().map(|entry| entry.effective_on));
    let days: BTreeSet<Date> = changes.filter(|day| *day <= today).collect();
    let mut held: Vec<(Date, Option<Date>, Rag)> = Vec::new();
    for day in days {
        let now = colour_on(person, &trail, day);
        match held.last_mut() {
            Some((_, None, before)) if Some(*before) == now => continue,
            Some((_, to @ None, _)) => *to = Some(day),
            _ => {}
        }
        held.extend(now.map(|rag| (day, None, rag)));
    }
    held
}

/// The colour on a day: Blue in hospital, else the latest given in this stay on the register.
fn colour_on(person: &Person, trail: &[TrailEntry<'_>], day: Date) -> Option<Rag> {
    let stay: &Membership = person.memberships.iter().rev().find(|m| m.covers(day))?;
    if person.spells.iter().any(|spell| spell.covers(day) && spell.ended_on() != Some(day)) {
        return Some(Rag::Blue);
    }
    let of_this_stay = |entry: &&TrailEntry<'_>| match entry.rated {
        Some(rated) => rated.membership_id == stay.opened.membership_id,
        None => entry.rag != Rag::Blue && entry.effective_on >= stay.opened.opened_on,
    };
    let given = trail.iter().rev().filter(|entry| entry.effective_on <= day);
    given.filter(of_this_stay).map(|entry| entry.rag).next()
}
