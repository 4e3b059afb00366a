//! The register review (S3): whoever is Red or Amber is discussed in a register meeting, monthly unless an area says more often.

use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::id::derived;
use crate::domain::meeting::MeetingKind;
use crate::domain::person::{Membership, Person};
use crate::domain::policy::{Case, Packs};
use crate::domain::rating::Rag;

/// A time Red or Amber without a break.
struct AtRisk {
    began: FactRef,
    ended: Option<FactRef>,
    colours: Vec<(Date, Rag)>,
}

impl AtRisk {
    /// The colour on a day.
    fn rag_on(&self, day: Date) -> Option<Rag> {
        self.colours.iter().rev().find(|(from, _)| *from <= day).map(|(_, rag)| *rag)
    }
}

fn at_risk(person: &Person, stay: &Membership) -> Vec<AtRisk> {
    let mut found: Vec<AtRisk> = Vec::new();
    let mut running = false;
    for (place, colour) in person.colours(stay).into_iter().enumerate() {
        let risk = matches!(colour.rag, Rag::Red | Rag::Amber);
        let (from, ended) = (colour.began.date, colour.ended);
        match found.last_mut().filter(|_| running && risk) {
            Some(last) => {
                last.ended = ended;
                last.colours.push((from, colour.rag));
            }
            None if risk => {
                let joined = place == 0 && from == stay.opened.opened_on;
                let began = if joined { stay.joining() } else { colour.began };
                found.push(AtRisk { began, ended, colours: vec![(from, colour.rag)] });
            }
            None => {}
        }
        running = risk;
    }
    found
}

/// From joining, from a return to Red or Amber, or from the meeting that last discussed the person, to whatever ends it.
#[derive(Clone, Copy)]
struct Span {
    began: FactRef,
    ended: Option<FactRef>,
}

/// Each meeting that discusses the person ends one review and starts the next.
fn spans(person: &Person, time: &AtRisk) -> Vec<Span> {
    let within = |day: Date| time.began.date <= day && time.ended.is_none_or(|end| day < end.date);
    let mut meetings: Vec<FactRef> = person
        .discussions
        .iter()
        .filter(|done| done.kind == MeetingKind::DsrReview && within(done.discussed_on))
        .map(|done| FactRef {
            fact: FactKind::RegisterMeeting,
            // A meeting starts one duty for each person it discusses.
            id: derived(person.id.0, &done.meeting_id.to_string()),
            date: done.discussed_on,
        })
        .collect();
    meetings.sort_by_key(|meeting| meeting.date);
    let starts = std::iter::once(time.began).chain(meetings.iter().copied()).collect::<Vec<_>>();
    let ends = meetings.into_iter().map(Some).chain(std::iter::once(time.ended));
    starts.into_iter().zip(ends).map(|(began, ended)| Span { began, ended }).collect()
}

/// What starts the reviews of a stay, and with which colour: joining Red or Amber, each return to Red or Amber, and each
/// meeting that discussed the person.
pub(super) fn starts(person: &Person, stay: &Membership) -> Vec<(FactRef, Option<Rag>)> {
    let starts = |time: &AtRisk| spans(person, time).into_iter().map(|span| span.began).collect::<Vec<_>>();
    let times = at_risk(person, stay).into_iter();
    times.flat_map(|time| starts(&time).into_iter().map(move |at| (at, time.rag_on(at.date)))).collect()
}

/// The reviews of a stay. Another colour of the two dates the open review again, where an area's cadence depends on it.
pub(super) fn clocks(person: &Person, stay: &Membership, packs: &Packs) -> Vec<Deadline> {
    let of_one =
        |time: AtRisk| spans(person, &time).into_iter().filter_map(move |span| clock(person, &time, span, packs));
    at_risk(person, stay).into_iter().flat_map(of_one).collect()
}

fn clock(person: &Person, time: &AtRisk, span: Span, packs: &Packs) -> Option<Deadline> {
    let start = span.began.date;
    let on = |day| Case { rag: time.rag_on(day), ..Case::new(person.icb_until(day), person.born(), start) };
    let mut deadline = Deadline::start(person.id, Duty::RegisterReview, span.began, &on(start), packs)?;
    let changes = time.colours.iter().map(|(day, _)| *day);
    deadline.run(Some(person), changes, span.ended.map(|end| end.date), on, packs);
    match span.ended {
        Some(meeting) if meeting.fact == FactKind::RegisterMeeting => deadline.meet(meeting),
        Some(end) => deadline.end(end),
        None => {}
    }
    Some(deadline)
}
