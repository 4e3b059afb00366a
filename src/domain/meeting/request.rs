//! What is asked of a meeting.

use super::{Attendee, MeetingKind};
use crate::domain::calendar::Date;
use crate::domain::id::{PersonId, ReferralId};
use crate::domain::person::{AgreedAction, Named};
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

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
