//! Duties as rows: one for each kind that the person has or had.

use super::{Mark, Row, Telling, Track, When};
use crate::domain::calendar::Date;
use crate::domain::duty::{DeadlineStatus, DeadlineView, Duty, FactKind};
use crate::domain::person::Person;
use crate::domain::view::timeline::words::{counted, day, within};

impl Telling {
    /// A row for each kind of duty, in the order of the kinds. One that never began is not shown.
    pub(super) fn duties(&mut self, person: &Person, deadlines: &[DeadlineView]) -> Vec<Row> {
        let mut shown: Vec<_> = deadlines.iter().filter(|d| d.status != DeadlineStatus::Withdrawn).collect();
        shown.sort_by_key(|d| (d.duty, d.starts_with.date, d.due_on));
        let mut rows: Vec<(Duty, Row)> = Vec::new();
        for deadline in shown {
            let track = self.track(person, deadline);
            match rows.last_mut() {
                Some((duty, row)) if *duty == deadline.duty => row.tracks.push(track),
                _ => {
                    let label = deadline.duty.label().to_owned();
                    rows.push((deadline.duty, Row { label, tracks: vec![track], ..Row::default() }));
                }
            }
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn track(&mut self, person: &Person, deadline: &DeadlineView) -> Track {
        let started = deadline.starts_with;
        let at = |day: Date, tells_birthday: bool| if tells_birthday { When::Month(day) } else { When::Day(day) };
        let start = at(started.date, started.fact == FactKind::Birthday || deadline.duty == Duty::TransitionPlan);
        let due = due(person, deadline);
        let ended = deadline.ended_by.map(|by| at(by.date, by.fact == FactKind::Birthday));
        let (text, said) = said(deadline, due, ended, self.today);
        let beyond = deadline.due_on.is_none();
        let intro = if beyond { "To be done, no date set" } else { "Due" };
        let offered = deadline.offered_on.map(|on| format!(" Offered {}.", day(on))).unwrap_or_default();
        let note = format!("{intro}: {}.{offered} {said}", within(deadline.duty.label()));
        let number = self.note(due.unwrap_or(start), note);
        let mark = mark(deadline);
        let open = matches!(mark, Mark::Overdue | Mark::Open | Mark::Coming);
        let end = if open { self.today } else { ended.unwrap_or(start).day() };
        let due_on = due.map(When::day);
        let place = if mark == Mark::Coming { due_on.unwrap_or(end) } else { end };
        let from = start.day().min(place);
        Track {
            number,
            from,
            to: place.max(from),
            due: due_on.filter(|_| mark != Mark::Coming),
            late_until: due_on.filter(|due| *due < place).map(|_| place),
            marks: vec![(place, mark)],
            text,
        }
    }
}

const fn mark(deadline: &DeadlineView) -> Mark {
    match deadline.status {
        DeadlineStatus::Upcoming if deadline.due_on.is_none() => Mark::Open,
        DeadlineStatus::Upcoming => Mark::Coming,
        DeadlineStatus::Overdue => Mark::Overdue,
        DeadlineStatus::Met => Mark::Done,
        DeadlineStatus::MetLate => Mark::DoneLate,
        DeadlineStatus::Declined => Mark::Declined,
        DeadlineStatus::Cancelled | DeadlineStatus::Withdrawn => Mark::Cancelled,
        DeadlineStatus::Missed => Mark::Missed,
    }
}

/// How a duty stands: in a few words beside it, and in a sentence. A due date given by its month is not counted from.
fn said(deadline: &DeadlineView, due: Option<When>, ended: Option<When>, today: Date) -> (String, String) {
    let late = match due {
        Some(When::Day(_)) => Some(counted(deadline.days_overdue, "day")),
        _ => None,
    };
    let on = ended.map(|when| format!(" {when}")).unwrap_or_default();
    let by = deadline.ended_by.map(|by| format!(" ({})", within(by.fact.label()))).unwrap_or_default();
    match deadline.status {
        DeadlineStatus::Upcoming => match due {
            None => ("open, no date set".into(), "Still open.".into()),
            Some(When::Month(_)) => ("coming".into(), "Still to come.".into()),
            Some(When::Day(due)) if due == today => ("due today".into(), "That is today.".into()),
            Some(When::Day(due)) => {
                let left = counted(due.days_since(today), "day");
                (format!("due {}", day(due)), format!("Still to come, in {left}."))
            }
        },
        DeadlineStatus::Overdue => {
            let days = late.map(|late| format!("{late} ")).unwrap_or_default();
            (format!("{days}overdue"), format!("Not done yet: {days}overdue."))
        }
        DeadlineStatus::Met => ("met".into(), format!("Met: done{on}, in time.")),
        DeadlineStatus::MetLate => {
            let days = late.map(|late| format!("{late} ")).unwrap_or_default();
            (format!("met {days}late"), format!("Met late: done{on}, {days}late."))
        }
        DeadlineStatus::Declined => ("declined".into(), format!("Declined{on}.")),
        DeadlineStatus::Cancelled | DeadlineStatus::Withdrawn => {
            ("cancelled".into(), format!("Cancelled{on}, no longer needed{by}."))
        }
        DeadlineStatus::Missed => ("missed".into(), format!("Missed: not done in time, and ended{on}{by}.")),
    }
}

/// When a duty is due; by its month where the day is counted from a birthday.
pub(super) fn due(person: &Person, deadline: &DeadlineView) -> Option<When> {
    let due = deadline.due_on?;
    let birthday = person.born().is_some_and(|born| born.birthday(born.age_on(due)) == due);
    let tells = birthday || deadline.duty == Duty::TransitionPlan;
    Some(if tells { When::Month(due) } else { When::Day(due) })
}
