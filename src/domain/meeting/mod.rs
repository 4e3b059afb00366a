//! Register meetings (S0, S3): who is Red or Amber is discussed, monthly unless an area says more often. A meeting is called,
//! its agenda set by the chair, what is said of each person noted on that person's record, and closed: only then does it count.

pub mod agenda;

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{
    Discussed, Event, MeetingAgendaSet, MeetingCalled, MeetingCancelled, MeetingChanged, MeetingClosed,
    MeetingEntryNoted, MeetingEntrySet,
};
use crate::domain::id::{MeetingId, PersonId, ReferralId};
use crate::domain::ods::Ods;
use crate::domain::person::{AgreedAction, Moment, Named, Person};
use crate::domain::rating::Rag;
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::review::Agency;
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

codes! {
    /// What kind of meeting.
    MeetingKind {
        DsrReview = "dsr_review", "Review of the register: meets the duty to discuss somebody Red or Amber";
        MultiAgency = "multi_agency", "Multi-agency meeting about one or a few people";
    }
    /// Where a meeting stands.
    MeetingStatus {
        Planned = "planned", "Called; its agenda and what it says can still change";
        Closed = "closed", "Held and closed; nothing of it changes any more";
        Cancelled = "cancelled", "Called off";
    }
}

/// Somebody at a meeting, and the agency they speak for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendee {
    /// Who.
    pub who: Named,
    /// For which agency.
    pub agency: Agency,
}

/// How many people and referrals an agenda holds.
pub const AGENDA: usize = 200;

/// A meeting to be called, or how it is to be from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "dsr_review", "meets_on": "2026-12-08", "chair": {"name": "Pat Moss", "role": "DSR lead"}, "place": "Online",
    "attendees": [{"who": {"name": "Sam Field", "role": "Community nurse"}, "agency": "health"}, {"who": {"name": "Ines Holt", "role": "Social worker"}, "agency": "social_care"}]}))]
pub struct NewMeeting {
    /// What kind of meeting.
    pub kind: MeetingKind,
    /// The London date on which it is to be held, or was held.
    pub meets_on: Date,
    /// Who chairs it.
    pub chair: Named,
    /// Who attends, each with their agency.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub attendees: Vec<Attendee>,
    /// Where, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Line>,
}

/// Changes to a meeting; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"meets_on": "2026-12-09"}))]
pub struct MeetingChange {
    /// Another day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meets_on: Option<Date>,
    /// Another chair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<Named>,
    /// Everybody who attends; replaces those named before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub attendees: Option<Vec<Attendee>>,
    /// Another place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Line>,
}

/// The agenda, whole: it replaces the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAgenda, example = json!({"people": ["0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11"], "referrals": []}))]
pub struct Agenda {
    /// People of the register, in the order in which they are to be discussed.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub people: Vec<PersonId>,
    /// Referrals to be looked at.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub referrals: Vec<ReferralId>,
}

/// What the meeting says of one person; it replaces what it said before. The colour is given by the ordinary rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMeetingEntry, example = json!({"discussed": true, "summary": "Sleeping better; the placement holds.",
    "decisions": ["Stay Amber; look again next month."],
    "actions": [{"text": "Respite over Christmas.", "owner": {"name": "Ines Holt", "role": "Social worker"}, "due_on": "2026-12-18"}]}))]
pub struct MeetingEntry {
    /// Whether the person was discussed.
    pub discussed: bool,
    /// What was said, in short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Prose>,
    /// What was decided.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub decisions: Vec<Prose>,
    /// What is to be done, by whom and when.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub actions: Vec<AgreedAction>,
}

/// How a meeting went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingClosure, example = json!({"held_on": "2026-11-20", "next_on": "2026-12-18"}))]
pub struct Closure {
    /// The London date on which it was held; the day it was called for when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_on: Option<Date>,
    /// The day of the next meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_on: Option<Date>,
    /// Who chaired it; the chair named before when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<Named>,
    /// Who attended; those named before when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub attendees: Option<Vec<Attendee>>,
}

/// Why a meeting is called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingCancellation, example = json!({"reason": "Not enough agencies can come; the next one takes its agenda."}))]
pub struct Cancellation {
    /// Why.
    pub reason: Prose,
}

/// A register meeting: the fold of its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The meeting.
    pub id: MeetingId,
    /// Whose register it is about.
    pub icb: Ods,
    /// What kind of meeting.
    pub kind: MeetingKind,
    /// Where it stands.
    pub status: MeetingStatus,
    /// The day it is held.
    pub meets_on: Date,
    /// Who chairs it; absent only after redaction.
    pub chair: Option<Named>,
    /// Who attends.
    pub attendees: Vec<Attendee>,
    /// Where.
    pub place: Option<Line>,
    /// The people on its agenda, in order.
    pub people: Vec<PersonId>,
    /// The referrals on its agenda.
    pub referrals: Vec<ReferralId>,
    /// Of whom something is noted, and whether they were discussed.
    pub noted: BTreeMap<PersonId, bool>,
    /// The day of the next one.
    pub next_on: Option<Date>,
    /// Why it was called off.
    pub cancelled: Option<Prose>,
}

impl Meeting {
    /// Folds a stream. `None` for a stream that does not begin with the meeting's call.
    #[must_use]
    pub fn fold<'a>(id: MeetingId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Event::MeetingCalled(called) = events.next()? else { return None };
        let mut meeting = Self {
            id,
            icb: called.icb_ods.clone(),
            kind: called.kind,
            status: MeetingStatus::Planned,
            meets_on: called.meets_on,
            chair: called.chair.clone(),
            attendees: called.attendees.clone(),
            place: called.place.clone(),
            people: Vec::new(),
            referrals: Vec::new(),
            noted: BTreeMap::new(),
            next_on: None,
            cancelled: None,
        };
        events.for_each(|event| meeting.apply(event));
        Some(meeting)
    }

    /// How one fact changes the meeting.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::MeetingChanged(changed) => {
                self.meets_on = changed.meets_on;
                self.chair.clone_from(&changed.chair);
                self.attendees.clone_from(&changed.attendees);
                self.place.clone_from(&changed.place);
            }
            Event::MeetingAgendaSet(set) => {
                self.people.clone_from(&set.people);
                self.referrals.clone_from(&set.referrals);
            }
            Event::MeetingEntryNoted(noted) => {
                self.noted.insert(noted.person_id, noted.discussed);
                if !self.people.contains(&noted.person_id) {
                    self.people.push(noted.person_id);
                }
            }
            Event::MeetingClosed(closed) => {
                self.status = MeetingStatus::Closed;
                self.meets_on = closed.held_on;
                self.next_on = closed.next_on;
                self.chair.clone_from(&closed.chair);
                self.attendees.clone_from(&closed.attendees);
            }
            Event::MeetingCancelled(cancelled) => {
                self.status = MeetingStatus::Cancelled;
                self.cancelled.clone_from(&cancelled.reason);
            }
            _ => {}
        }
    }

    /// Those it has spoken of.
    #[must_use]
    pub fn discussed(&self) -> Vec<PersonId> {
        self.noted.iter().filter(|(_, discussed)| **discussed).map(|(id, _)| *id).collect()
    }

    /// Nothing of a meeting changes once it is closed or called off.
    fn open(&self, faults: &mut Faults) {
        if self.status != MeetingStatus::Planned {
            faults.rule(
                "",
                "meeting_is_over",
                "the meeting is closed or was called off, and nothing of it changes any more; call another one",
                "I: minutes do not change after the meeting",
            );
        }
    }
}

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

/// What one meeting said of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MeetingEntry)]
pub struct Entry {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Whether the person was discussed.
    pub discussed: bool,
    /// What was said, in short.
    pub summary: Option<Prose>,
    /// What was decided.
    #[schema(max_items = 50)]
    pub decisions: Vec<Prose>,
    /// What is to be done, by whom and when.
    #[schema(max_items = 50)]
    pub actions: Vec<AgreedAction>,
    /// When the meeting was held; null until it is closed.
    pub discussed_on: Option<Date>,
    /// What kind of meeting; null until it is closed.
    pub kind: Option<MeetingKind>,
    /// The colour the person came with; null until the meeting is closed.
    pub rag_before: Option<Rag>,
    /// The colour the person left with; null until the meeting is closed.
    pub rag_after: Option<Rag>,
}

impl Person {
    /// What each meeting said of the person, the last word of each, in the order first noted.
    #[must_use]
    pub fn meeting_entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for set in &self.meeting_entries {
            let done = self.discussions.iter().find(|done| done.meeting_id == set.meeting_id);
            let entry = Entry {
                meeting_id: set.meeting_id,
                discussed: set.discussed,
                summary: set.summary.clone(),
                decisions: set.decisions.clone(),
                actions: set.actions.clone(),
                discussed_on: done.map(|done| done.discussed_on),
                kind: done.map(|done| done.kind),
                rag_before: done.and_then(|done| done.rag_before),
                rag_after: done.and_then(|done| done.rag_after),
            };
            match entries.iter_mut().find(|known| known.meeting_id == set.meeting_id) {
                Some(known) => *known = entry,
                None => entries.push(entry),
            }
        }
        entries
    }

    /// Whether the person was on the register or in hospital on that day.
    fn known_on(&self, day: Date) -> bool {
        self.memberships.iter().any(|stay| stay.touches(day)) || self.spell_on(day).is_some()
    }

    /// The colour with which the day began and the one with which it ended.
    fn rag_around(&self, day: Date) -> (Option<Rag>, Option<Rag>) {
        let trail = self.rating_trail();
        let last = |within: &dyn Fn(Date) -> bool| trail.iter().rev().find(|e| within(e.effective_on)).map(|e| e.rag);
        if self.known_on(day) { (last(&|at| at < day), last(&|at| at <= day)) } else { (None, None) }
    }
}
