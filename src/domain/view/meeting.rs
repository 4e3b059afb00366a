//! A register meeting and its minutes, as the ICB sees them.

use crate::domain::calendar::Date;
use crate::domain::id::{MeetingId, PersonId, ReferralId};
use crate::domain::meeting::{Attendee, Entry, Meeting, MeetingKind, MeetingStatus};
use crate::domain::ods::Ods;
use crate::domain::person::{Named, Person};
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgendaPerson {
    /// The person.
    pub person_id: PersonId,
    /// Whether the meeting has discussed them; null while nothing is noted.
    pub discussed: Option<bool>,
}

/// What is stored of a meeting for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingDocument {
    /// The meeting.
    pub id: MeetingId,
    /// Whose register it is about.
    pub icb_ods: Ods,
    /// What kind of meeting.
    pub kind: MeetingKind,
    /// Where it stands.
    pub status: MeetingStatus,
    /// The day on which it is to be held or, once closed, was held.
    pub meets_on: Date,
    /// Who chairs it.
    pub chair: Option<Named>,
    /// Who attends.
    #[schema(max_items = 100)]
    pub attendees: Vec<Attendee>,
    /// Where.
    pub place: Option<Line>,
    /// The people on the agenda, in order.
    #[schema(max_items = 200)]
    pub people: Vec<AgendaPerson>,
    /// The referrals on the agenda.
    #[schema(max_items = 200)]
    pub referrals: Vec<ReferralId>,
    /// The day of the next meeting.
    pub next_on: Option<Date>,
    /// Why it was called off.
    pub cancelled_because: Option<Prose>,
}

/// A register meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub struct MeetingView {
    /// Grows by one with every fact; the first part of the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What is known of it.
    #[serde(flatten)]
    pub meeting: MeetingDocument,
}

/// What a meeting said of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MinutesEntry {
    /// The person.
    pub person_id: PersonId,
    /// Family name; null for somebody the register is no longer responsible for, or after redaction.
    pub family_name: Option<Line>,
    /// Given name.
    pub given_name: Option<Line>,
    /// What was said; null when nothing was noted.
    pub entry: Option<Entry>,
}

/// The minutes of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Minutes {
    /// The meeting.
    pub meeting: MeetingView,
    /// Everybody on its agenda, in order.
    #[schema(max_items = 200)]
    pub people: Vec<MinutesEntry>,
}

impl MeetingDocument {
    /// What to store of a meeting.
    #[must_use]
    pub fn of(meeting: &Meeting) -> Self {
        let on_agenda = |id: &PersonId| AgendaPerson { person_id: *id, discussed: meeting.noted.get(id).copied() };
        Self {
            id: meeting.id,
            icb_ods: meeting.icb.clone(),
            kind: meeting.kind,
            status: meeting.status,
            meets_on: meeting.meets_on,
            chair: meeting.chair.clone(),
            attendees: meeting.attendees.clone(),
            place: meeting.place.clone(),
            people: meeting.people.iter().map(on_agenda).collect(),
            referrals: meeting.referrals.clone(),
            next_on: meeting.next_on,
            cancelled_because: meeting.cancelled.clone(),
        }
    }
}

impl MinutesEntry {
    /// What `meeting` said of `person`; of somebody out of reach only that they were on its agenda.
    #[must_use]
    pub fn of(meeting: MeetingId, id: PersonId, person: Option<&Person>) -> Self {
        let details = person.and_then(|person| person.details.as_ref());
        let entries = person.map(Person::meeting_entries).unwrap_or_default();
        Self {
            person_id: id,
            family_name: details.map(|d| d.family_name.clone()),
            given_name: details.map(|d| d.given_name.clone()),
            entry: entries.into_iter().find(|entry| entry.meeting_id == meeting),
        }
    }
}
