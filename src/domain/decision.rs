//! Decisions a colour calls for: a community C(E)TR for somebody Red, staying on the register for somebody Green (S4).

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::{community_review, step_down};
use crate::domain::event::{CommunityReviewDecided, Event, StepDownDecided};
use crate::domain::id::{DecisionId, ReviewId};
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// What is decided about a community C(E)TR for somebody Red.
    CommunityReviewOutcome {
        Scheduled = "scheduled", "It is to be held";
        NotNeeded = "not_needed", "It is not needed";
    }
    /// What is decided about somebody Green for three months.
    StepDownOutcome {
        Remain = "remain", "To stay on the register for now";
    }
}

/// A decision about a community C(E)TR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCommunityReviewDecision, example = json!({"decided_on": "2026-07-06", "outcome": "not_needed",
    "reason": "A review held in June set out the support now in place.", "decided_by": {"name": "Pat Moss", "role": "DSR lead"}}))]
pub struct CommunityReviewDecision {
    /// The London date; not before the person turned Red, not in the future.
    pub decided_on: Date,
    /// What was decided.
    pub outcome: CommunityReviewOutcome,
    /// The community review that is scheduled; the open one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_id: Option<ReviewId>,
    /// Why; required when it is not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
    /// Who decided.
    pub decided_by: Named,
}

/// A decision that somebody Green stays on the register. Leaving is recorded as a departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewStepDownDecision, example = json!({"decided_on": "2026-10-20", "outcome": "remain",
    "reason": "A new support team starts in November.", "decided_by": {"name": "Pat Moss", "role": "DSR lead"}}))]
pub struct StepDownDecision {
    /// The London date; while Green, not in the future.
    pub decided_on: Date,
    /// What was decided.
    pub outcome: StepDownOutcome,
    /// Why.
    pub reason: Prose,
    /// Who decided.
    pub decided_by: Named,
}

/// Decides on a community review.
///
/// # Errors
/// Not on the register or never Red by that day, no reason, no open community review to schedule, days that cannot be.
pub fn decide_community_review(
    person: &Person,
    moment: &Moment,
    decision: CommunityReviewDecision,
) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(decision.decided_on, moment.today, "/decided_on", &mut faults);
    let red = person
        .membership_on(decision.decided_on)
        .is_some_and(|stay| community_review::reds(person, stay).any(|red| red.began.date <= decision.decided_on));
    if !red {
        faults.rule(
            "/decided_on",
            "not_red",
            "the person was not Red by that day in a stay on the register: there is nothing to decide",
            "S4: Red, a community C(E)TR must be considered",
        );
    }
    let review_id = match decision.outcome {
        CommunityReviewOutcome::NotNeeded => {
            if decision.reason.is_none() {
                faults.meaning("/reason", "reason_missing", "say why a community review is not needed");
            }
            if decision.review_id.is_some() {
                faults.meaning("/review_id", "field_of_other_outcome", "belongs to the outcome 'scheduled' only");
            }
            None
        }
        CommunityReviewOutcome::Scheduled => {
            let found = community_review::open(person, decision.review_id);
            if found.is_none() {
                faults.rule(
                    "/review_id",
                    "no_open_community_review",
                    "there is no such community review still to be held: ask for one first, POST …/reviews",
                    "S4: Red, a community C(E)TR must be considered",
                );
            }
            found
        }
    };
    faults.verdict()?;
    Ok(vec![Event::CommunityReviewDecided(CommunityReviewDecided {
        decision_id: DecisionId(moment.id),
        decided_on: decision.decided_on,
        outcome: decision.outcome,
        review_id,
        reason: decision.reason,
        decided_by: Some(decision.decided_by),
    })])
}

/// Decides that somebody Green stays on the register; another three months begin.
///
/// # Errors
/// Not Green without an unmanaged risk on that day, or days that cannot be.
pub fn decide_to_remain(person: &Person, moment: &Moment, decision: StepDownDecision) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(decision.decided_on, moment.today, "/decided_on", &mut faults);
    if !step_down::is_running(person, decision.decided_on) {
        faults.rule(
            "/decided_on",
            "not_green",
            "the person was not Green without an unmanaged risk on that day: there is nothing to decide",
            "S4: Green, consider discharge from DSR after 3 months with no identified unmanaged risk",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::StepDownDecided(StepDownDecided {
        decision_id: DecisionId(moment.id),
        decided_on: decision.decided_on,
        outcome: decision.outcome,
        reason: Some(decision.reason),
        decided_by: Some(decision.decided_by),
    })])
}
