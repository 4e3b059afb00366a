//! Local Area Emergency Protocol meetings: outside hours, or when a panel cannot be assembled in time. They never count as
//! a C(E)TR.

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{Event, LaepMeetingHeld};
use crate::domain::id::LaepMeetingId;
use crate::domain::person::AgreedAction;
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// Why there was no time for a C(E)TR.
    LaepReason {
        OutOfHours = "out_of_hours", "Outside working hours";
        PanelNotAvailable = "panel_not_available", "A panel could not be assembled in time";
    }
    /// What an emergency meeting decided.
    LaepDecision {
        SupportIncreased = "support_increased", "More support in the community";
        AlternativeFound = "alternative_found", "Another place than a hospital was found";
        CommunityReviewArranged = "community_review_arranged", "A community C(E)TR is to be held";
        AdmissionSupported = "admission_supported", "Admission is supported";
    }
}

/// An emergency meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLaepMeeting, example = json!({"held_on": "2026-01-04", "reason": "out_of_hours", "attendees": [{"name": "Pat Moss", "role": "DSR lead"}, {"name": "Sam Field", "role": "Community nurse"}],
    "alternatives_considered": ["Crisis house", "Two-to-one support at home"], "decision": "support_increased",
    "summary": "Two-to-one support at home until Tuesday; a community review this week.",
    "actions": [{"text": "Arrange the support.", "owner": {"name": "Ines Holt", "role": "Social worker"}, "due_on": "2026-01-05"}]}))]
pub struct LaepMeeting {
    /// The London date; not in the future.
    pub held_on: Date,
    /// Why it was not a C(E)TR.
    pub reason: LaepReason,
    /// Who took part.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    pub attendees: Vec<Named>,
    /// Alternatives to admission that were considered.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub alternatives_considered: Vec<Prose>,
    /// What was decided.
    pub decision: LaepDecision,
    /// The decision in words.
    pub summary: Prose,
    /// What was agreed.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub actions: Vec<AgreedAction>,
}

/// Records an emergency meeting.
///
/// # Errors
/// A day that cannot be, or a day in hospital.
pub fn hold(person: &Person, moment: &Moment, meeting: LaepMeeting) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(meeting.held_on, moment.today, "/held_on", &mut faults);
    let inside = person.spell_on(meeting.held_on).is_some_and(|spell| {
        spell.admitted.admitted_on < meeting.held_on && spell.ended_on().is_none_or(|end| meeting.held_on < end)
    });
    if inside {
        faults.rule(
            "/held_on",
            "in_hospital_already",
            "the person was in hospital on that day: an emergency meeting is about avoiding an admission",
            "S4: Red, a Local Area Emergency Protocol (LAEP) meeting may be considered",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::LaepMeetingHeld(LaepMeetingHeld {
        meeting_id: LaepMeetingId(moment.id),
        held_on: meeting.held_on,
        reason: meeting.reason,
        decision: meeting.decision,
        attendees: meeting.attendees,
        alternatives_considered: meeting.alternatives_considered,
        summary: Some(meeting.summary),
        actions: meeting.actions,
    })])
}
