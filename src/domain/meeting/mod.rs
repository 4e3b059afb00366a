//! Register meetings (S0, S3): who is Red or Amber is discussed, monthly unless an area says more often. A meeting is called,
//! its agenda set by the chair, what is said of each person noted on that person's record, and closed: only then does it count.

pub mod agenda;
mod decision;
mod request;

pub use decision::{Said, call, cancel, change, close, note, set_agenda};
pub use request::{Agenda, Cancellation, Closure, MeetingChange, MeetingEntry, NewMeeting};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::Event;
use crate::domain::id::{MeetingId, PersonId, ReferralId};
use crate::domain::ods::Ods;
use crate::domain::person::{AgreedAction, Named, Person};
use crate::domain::rating::Rag;
use crate::domain::refusal::Faults;
use crate::domain::review::Agency;
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

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
