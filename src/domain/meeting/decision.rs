//! What may happen to a meeting, and what each step needs.

use super::{Agenda, Cancellation, Closure, Meeting, MeetingChange, MeetingEntry, NewMeeting};
use crate::domain::calendar::Date;
use crate::domain::event::{
    Discussed, Event, MeetingAgendaSet, MeetingCalled, MeetingCancelled, MeetingChanged, MeetingClosed,
    MeetingEntryNoted, MeetingEntrySet,
};
use crate::domain::id::PersonId;
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::{Faults, Refusal};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a meeting gains, and what the records of the people it is about do.
pub type Said = (Vec<Event>, Vec<(PersonId, Event)>);

/// Calls a meeting.
///
/// # Errors
/// A day further away than a meeting is planned.
pub fn call(moment: &Moment, icb: Ods, meeting: NewMeeting) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    check_day(meeting.meets_on, moment.today, "/meets_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::MeetingCalled(MeetingCalled {
        called_on: moment.today,
        icb_ods: icb,
        kind: meeting.kind,
        meets_on: meeting.meets_on,
        chair: Some(meeting.chair),
        attendees: meeting.attendees,
        place: meeting.place,
    })])
}

fn check_day(day: Date, today: Date, at: &str, faults: &mut Faults) {
    if day.days_since(today) > 366 {
        faults.meaning(at, "meeting_far_away", "must not lie more than a year ahead");
    }
}

/// Changes the day, the chair, the attendees or the place.
///
/// # Errors
/// The meeting is over, or the day too far away.
pub fn change(meeting: &Meeting, moment: &Moment, change: MeetingChange) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    meeting.open(&mut faults);
    if let Some(day) = change.meets_on {
        check_day(day, moment.today, "/meets_on", &mut faults);
    }
    faults.verdict()?;
    Ok(vec![Event::MeetingChanged(MeetingChanged {
        changed_on: moment.today,
        meets_on: change.meets_on.unwrap_or(meeting.meets_on),
        chair: change.chair.or_else(|| meeting.chair.clone()),
        attendees: change.attendees.unwrap_or_else(|| meeting.attendees.clone()),
        place: change.place.or_else(|| meeting.place.clone()),
    })])
}

/// Sets the agenda. `people` and `referrals` are those of this ICB's register.
///
/// # Errors
/// The meeting is over; somebody twice, or not of this register; somebody left out of whom something is noted.
pub fn set_agenda(
    meeting: &Meeting,
    moment: &Moment,
    agenda: Agenda,
    people: &BTreeSet<Uuid>,
    referrals: &BTreeSet<Uuid>,
) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    meeting.open(&mut faults);
    let listed = [
        ("people", people, agenda.people.iter().map(|id| id.0).collect::<Vec<_>>()),
        ("referrals", referrals, agenda.referrals.iter().map(|id| id.0).collect()),
    ];
    for (list, known, ids) in &listed {
        for (place, id) in ids.iter().enumerate() {
            let at = format!("/{list}/{place}");
            if ids.iter().take(place).any(|earlier| earlier == id) {
                faults.meaning(&at, "twice_on_agenda", "stands on the agenda already");
            } else if !known.contains(id) {
                faults.meaning(&at, "not_of_this_register", "is not of your register");
            }
        }
    }
    let discussed = |id: &PersonId| meeting.noted.get(id) == Some(&true);
    if meeting.people.iter().any(|id| discussed(id) && !agenda.people.contains(id)) {
        faults.rule(
            "/people",
            "discussed_already",
            "somebody of whom the meeting has spoken cannot be left out; first note that they were not discussed",
            "I: what was said in a meeting stays in its minutes",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::MeetingAgendaSet(MeetingAgendaSet {
        set_on: moment.today,
        people: agenda.people,
        referrals: agenda.referrals,
    })])
}

/// Notes what the meeting says of somebody: a fact of the meeting, and one of the person's record. `people` is that one.
///
/// # Errors
/// There is no such person, the meeting is over, or nothing is said of somebody discussed, or something of somebody who was not.
pub fn note(meeting: &Meeting, people: &[&Person], moment: &Moment, entry: &MeetingEntry) -> Result<Said, Refusal> {
    let mut faults = Faults::default();
    meeting.open(&mut faults);
    if people.is_empty() {
        return Err(Refusal::NotFound);
    }
    let says = entry.summary.is_some() || !entry.decisions.is_empty() || !entry.actions.is_empty();
    if says != entry.discussed {
        faults.meaning(
            "/discussed",
            "said_of_nobody",
            "somebody discussed has a summary, decisions or actions, and somebody who was not has none",
        );
    }
    faults.verdict()?;
    let noted = |person: &&Person| {
        Event::MeetingEntryNoted(MeetingEntryNoted {
            noted_on: moment.today,
            person_id: person.id,
            discussed: entry.discussed,
        })
    };
    let set = |person: &&Person| {
        let entry = entry.clone();
        let set = MeetingEntrySet {
            noted_on: moment.today,
            meeting_id: meeting.id,
            discussed: entry.discussed,
            decisions: entry.decisions,
            actions: entry.actions,
            summary: entry.summary,
        };
        (person.id, Event::MeetingEntrySet(set))
    };
    Ok((people.iter().map(noted).collect(), people.iter().map(set).collect()))
}

/// Closes a meeting: a fact of the meeting, and one of the record of everybody it discussed. `people` are those.
///
/// # Errors
/// The meeting is over; it was held in the future, or the next one before it.
pub fn close(meeting: &Meeting, people: &[&Person], moment: &Moment, closure: Closure) -> Result<Said, Refusal> {
    let mut faults = Faults::default();
    meeting.open(&mut faults);
    let held_on = closure.held_on.unwrap_or(meeting.meets_on);
    if held_on > moment.today {
        faults.meaning(
            "/held_on",
            "date_in_future",
            "must not lie in the future; close the meeting once it has been held",
        );
    }
    for person in people.iter().filter(|person| !person.known_on(held_on)) {
        let said = "somebody it discussed was neither on the register nor in hospital on that day; note that they were not discussed";
        faults.rule(
            format!("/people/{}", person.id),
            "not_on_register_then",
            said,
            "S3: the meeting reviews who is on the register",
        );
    }
    if closure.next_on.is_some_and(|next| next <= held_on) {
        faults.meaning("/next_on", "next_before_meeting", "must lie after the day of this meeting");
    }
    faults.verdict()?;
    let closed = MeetingClosed {
        held_on,
        next_on: closure.next_on,
        discussed: people.iter().map(|person| person.id).collect(),
        chair: closure.chair.or_else(|| meeting.chair.clone()),
        attendees: closure.attendees.unwrap_or_else(|| meeting.attendees.clone()),
    };
    let discussed = people.iter().map(|person| {
        let (rag_before, rag_after) = person.rag_around(held_on);
        let fact =
            Discussed { discussed_on: held_on, meeting_id: meeting.id, kind: meeting.kind, rag_before, rag_after };
        (person.id, Event::Discussed(fact))
    });
    Ok((vec![Event::MeetingClosed(closed)], discussed.collect()))
}

/// Calls a meeting off.
///
/// # Errors
/// The meeting is over, or has spoken of somebody already.
pub fn cancel(meeting: &Meeting, moment: &Moment, cancellation: Cancellation) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    meeting.open(&mut faults);
    if meeting.noted.values().any(|discussed| *discussed) {
        faults.rule(
            "",
            "discussed_already",
            "the meeting has spoken of somebody: close it",
            "I: what was said in a meeting stays in its minutes",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::MeetingCancelled(MeetingCancelled {
        cancelled_on: moment.today,
        reason: Some(cancellation.reason),
    })])
}
