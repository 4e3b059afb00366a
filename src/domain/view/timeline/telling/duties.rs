//! Duties as rows: one for each kind that the person has or had.

use super::{Row, Telling, When};
use crate::domain::calendar::Date;
use crate::domain::duty::{DeadlineStatus, DeadlineView, Duty, FactKind};
use crate::domain::person::Person;
use crate::domain::view::timeline::words::{counted, day, within};
use crate::domain::view::timeline::{Mark, Track};
use std::collections::BTreeMap;

impl Telling {
    /// A row for each kind of duty, in the order of a case. One that never began is not shown.
    pub(super) fn duties(&mut self, person: &Person, deadlines: &[DeadlineView]) -> Vec<Row> {
        let mut shown: Vec<_> = deadlines.iter().filter(|d| d.status != DeadlineStatus::Withdrawn).collect();
        shown.sort_by_key(|d| (place(d.duty), d.duty, d.starts_with.date, d.due_on));
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
        let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        for row in &mut rows {
            row.spare_words(&[Mark::Done]);
        }
        rows
    }

    fn track(&mut self, person: &Person, deadline: &DeadlineView) -> Track {
        let started = deadline.starts_with;
        let at = |day: Date, tells_birthday: bool| if tells_birthday { When::Month(day) } else { When::Day(day) };
        let start = at(started.date, started.fact == FactKind::Birthday);
        let due = due(person, deadline);
        let ended = deadline.ended_by.map(|by| at(by.date, by.fact == FactKind::Birthday));
        let (text, said) = said(deadline, due, ended, self.today);
        let intro = if deadline.due_on.is_none() { "To be done, no date set" } else { "Due" };
        let (former, replaced) = replaced(person, deadline);
        let offered = deadline.offered_on.map(|on| format!(" Offered {}.", day(on))).unwrap_or_default();
        let note = format!("{intro}: {}.{replaced}{offered} {said}", within(deadline.duty.label()));
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
            former,
            late_until: due_on.filter(|due| *due < place).map(|_| place),
            marks: vec![(place, mark)],
            text,
        }
    }
}

/// Where a kind of duty comes in a case; one that is not named here comes last.
const fn place(duty: Duty) -> u8 {
    match duty {
        Duty::ReferralDecision => 0,
        Duty::RegisterReview => 1,
        Duty::CommunityReviewDecision => 2,
        Duty::InpatientReviewFirst => 3,
        Duty::InpatientReviewReoffer => 4,
        Duty::InpatientReviewRepeat => 5,
        Duty::OversightVisit => 6,
        Duty::LocalAuthorityNotification => 7,
        Duty::ReviewReport => 8,
        Duty::Recommendation => 9,
        Duty::ReviewActionPlan => 10,
        Duty::StepDownDecision => 11,
        Duty::TransitionPlan => 12,
        Duty::EscalationResponse => 13,
        Duty::KeyworkerFirstContact => 14,
    }
}

/// Dates that no longer hold, and in words what replaced each; one that was replaced by itself is not told.
fn replaced(person: &Person, deadline: &DeadlineView) -> (Vec<Date>, String) {
    let mut held: BTreeMap<Date, Date> = BTreeMap::new();
    for former in &deadline.explanation.others {
        if let Some((until, due)) = former.replaced_on.zip(former.due_on) {
            held.entry(until).and_modify(|first| *first = due.min(*first)).or_insert(due);
        }
    }
    let after = held.values().skip(1).copied().map(Some).chain([deadline.due_on]);
    let changes: Vec<(Date, Date, Date)> = held
        .iter()
        .zip(after)
        .filter_map(|((until, was), is)| is.filter(|is| is != was).map(|is| (*until, *was, is)))
        .collect();
    let told = changes.iter().map(|(until, was, is)| {
        let (was, is) = (date(person, deadline, *was), date(person, deadline, *is));
        format!(" Was {was}, moved to {is} by {}.", cause(person, deadline, *until))
    });
    (changes.iter().map(|(_, was, _)| date(person, deadline, *was).day()).collect(), told.collect())
}

/// What gave a duty another date on a day.
fn cause(person: &Person, deadline: &DeadlineView, on: Date) -> String {
    let moved = || person.spells.iter().flat_map(|spell| &spell.moves).any(|moved| moved.moved_on == on);
    let colours = || person.memberships.iter().flat_map(|stay| person.colours(stay));
    let what = match deadline.duty {
        Duty::InpatientReviewFirst | Duty::InpatientReviewRepeat | Duty::OversightVisit if moved() => "the move of",
        Duty::RegisterReview if colours().any(|one| one.began.date == on) => "the colour of",
        Duty::Recommendation => "agreement on",
        _ => "a new rule of",
    };
    format!("{what} {}", day(on))
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

/// How a duty stands: in a few words beside it, and in a sentence. A date given by its month is not counted from.
fn said(deadline: &DeadlineView, due: Option<When>, ended: Option<When>, today: Date) -> (String, String) {
    let days_known = matches!(due, Some(When::Day(_))) && !matches!(ended, Some(When::Month(_)));
    let late = if days_known { format!("{} ", counted(deadline.days_overdue, "day")) } else { String::new() };
    let on = match ended {
        Some(When::Day(on)) => format!(" on {}", day(on)),
        Some(month) => format!(" in {month}"),
        None => String::new(),
    };
    let by = deadline.ended_by.map(|by| format!(" ({})", within(by.fact.label()))).unwrap_or_default();
    let (text, sentence) = match deadline.status {
        DeadlineStatus::Upcoming => return coming(due, today),
        DeadlineStatus::Overdue => (format!("{late}overdue"), format!("Not done yet: {late}overdue.")),
        DeadlineStatus::Met if due.is_none() => ("met".into(), format!("Met: done{on}{by}.")),
        DeadlineStatus::Met => ("met".into(), format!("Met: done{on}, in time{by}.")),
        DeadlineStatus::MetLate => (format!("met {late}late"), format!("Met late: done{on}, {late}late{by}.")),
        DeadlineStatus::Declined => {
            ("declined".into(), format!("Declined{on} by the person or who holds consent: not held, and not missed."))
        }
        DeadlineStatus::Cancelled | DeadlineStatus::Withdrawn => {
            ("cancelled".into(), format!("Cancelled{on}, no longer needed{by}."))
        }
        DeadlineStatus::Missed if due.is_some() && days_known => {
            ("missed".into(), format!("Missed: not done, and {late}past its date when it ended{on}{by}."))
        }
        DeadlineStatus::Missed => ("missed".into(), format!("Missed: not done when it ended{on}{by}.")),
    };
    (text, sentence)
}

fn coming(due: Option<When>, today: Date) -> (String, String) {
    match due {
        None => ("open, no date set".into(), "Still open.".into()),
        Some(When::Month(_)) => ("coming".into(), "Still to come.".into()),
        Some(When::Day(due)) if due == today => ("due today".into(), "That is today.".into()),
        Some(When::Day(due)) => {
            let left = counted(due.days_since(today), "day");
            (format!("due {}", day(due)), format!("Still to come, in {left}."))
        }
    }
}

/// When a duty is due; by its month where the day is counted from a birthday.
pub(super) fn due(person: &Person, deadline: &DeadlineView) -> Option<When> {
    deadline.due_on.map(|due| date(person, deadline, due))
}

/// A date of a duty; by its month where the day is counted from a birthday.
fn date(person: &Person, deadline: &DeadlineView, due: Date) -> When {
    let birthday = person.born().is_some_and(|born| born.birthday(born.age_on(due)) == due);
    if birthday || deadline.duty == Duty::TransitionPlan { When::Month(due) } else { When::Day(due) }
}
