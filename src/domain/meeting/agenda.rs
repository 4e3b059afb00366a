//! The agenda a chair is proposed (S0, S3): who is Red or Amber and due, whose duties are overdue, who is ready to leave the
//! register or the hospital, who came home since, and which referrals nobody has decided.

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::Duty;
use crate::domain::id::{PersonId, ReferralId};
use crate::domain::rating::Rag;
use crate::domain::view::PersonDocument;
use serde::Serialize;
use utoipa::ToSchema;

codes! {
    /// Why somebody is proposed.
    Reason {
        RegisterReviewDue = "register_review_due", "Red or Amber, and to be discussed by then";
        OverdueDuty = "overdue_duty", "A duty is overdue";
        ReadyToLeave = "ready_to_leave", "Green long enough to consider leaving the register";
        RecentlyDischarged = "recently_discharged", "Came home from hospital since the day asked for";
        OpenEscalation = "open_escalation", "A barrier stands before level 2 or higher";
        ClinicallyReady = "clinically_ready", "In hospital and clinically ready for discharge";
    }
}

/// Somebody proposed for the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposedPerson {
    /// The person.
    pub person_id: PersonId,
    /// The colour now.
    pub rag: Option<Rag>,
    /// Why.
    #[schema(min_items = 1, max_items = 10)]
    pub reasons: Vec<Reason>,
    /// The open duties that are overdue on the day of the meeting.
    #[schema(max_items = 50)]
    pub overdue: Vec<Duty>,
}

/// What the register proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProposedAgenda)]
pub struct Proposal {
    /// For which day.
    pub meets_on: Date,
    /// Whoever is due by this day is proposed.
    pub until: Date,
    /// Whoever came home on or after this day is proposed.
    pub since: Date,
    /// People: Red first, then Blue, Amber, Green.
    #[schema(max_items = 10_000)]
    pub people: Vec<ProposedPerson>,
    /// Referrals that wait for a decision, oldest first.
    #[schema(max_items = 10_000)]
    pub referrals: Vec<ReferralId>,
}

/// The days a proposal looks at.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// The day of the meeting.
    pub meets_on: Date,
    /// Whoever is due by this day is proposed.
    pub until: Date,
    /// Whoever came home on or after this day is proposed.
    pub since: Date,
}

impl Window {
    /// The days asked for. Left out, they reach from the last meeting closed, or a month before the first one, to the day of the
    /// meeting.
    #[must_use]
    pub fn of(meets_on: Date, until: Option<Date>, since: Option<Date>, last: Option<Date>) -> Self {
        let since = since.or(last).unwrap_or_else(|| meets_on.minus_months(1));
        Self { meets_on, until: until.unwrap_or(meets_on), since }
    }
}

/// Whether, and why, somebody is proposed.
#[must_use]
pub fn propose(person: &PersonDocument, window: Window) -> Option<ProposedPerson> {
    let standing = person.standing();
    let due = |duty: Duty, by: Date| person.open_by(by).any(|open| open == duty);
    let day_before = window.meets_on.day_before();
    let mut overdue: Vec<Duty> = person.open_by(day_before).collect();
    overdue.sort();
    overdue.dedup();
    let home = standing.left_hospital_on.is_some_and(|day| day >= window.since) && standing.hospital.is_none();
    let ready = standing.hospital.as_ref().is_some_and(|hospital| hospital.clinically_ready_on.is_some());
    let escalated = standing.barriers.as_ref().is_some_and(|barriers| barriers.level >= Some(2));
    let reasons: Vec<Reason> = [
        (due(Duty::RegisterReview, window.until), Reason::RegisterReviewDue),
        (!overdue.is_empty(), Reason::OverdueDuty),
        (due(Duty::StepDownDecision, window.until), Reason::ReadyToLeave),
        (home, Reason::RecentlyDischarged),
        (escalated, Reason::OpenEscalation),
        (ready, Reason::ClinicallyReady),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect();
    let of_register = standing.rag.is_some() || home;
    (of_register && !reasons.is_empty()).then(|| ProposedPerson {
        person_id: person.id(),
        rag: standing.rag,
        reasons,
        overdue,
    })
}

/// The place of a colour in a meeting: Red first, then whoever is in hospital, Amber, Green, and whoever has left.
#[must_use]
pub const fn place(rag: Option<Rag>) -> u8 {
    match rag {
        Some(Rag::Red) => 0,
        Some(Rag::Blue) => 1,
        Some(Rag::Amber) => 2,
        Some(Rag::Green) => 3,
        None => 4,
    }
}
