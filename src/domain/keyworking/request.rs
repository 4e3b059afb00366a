//! What callers say of keyworking.

use super::{
    ContactMethod, ContactWith, GoalStatus, KeyworkingAgency, KeyworkingAnswer, KeyworkingDeclineReason,
    KeyworkingDischargeReason, KeyworkingSource, MeasuredBy, PersonalBudget,
};
use crate::domain::calendar::Date;
use crate::domain::consent::Consent;
use crate::domain::ods::Ods;
use crate::domain::person::Named;
use crate::domain::support::StepStatus;
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A referral to the keyworking service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingReferral, example = json!({"source": "register", "referred_on": "2025-12-16", "referred_by": {"name": "Pat Moss", "role": "DSR lead"},
    "reason": "Four services and no plan in common.", "consent": {"scope": "keyworker", "status": "given", "basis": "self", "given_by": "The person", "effective_on": "2025-12-15"}}))]
pub struct NewReferral {
    /// Where the need was seen.
    pub source: KeyworkingSource,
    /// The London date; not in the future.
    pub referred_on: Date,
    /// Who referred.
    pub referred_by: Named,
    /// Why.
    pub reason: Prose,
    /// Consent of the scope `keyworker`, or a best-interests decision; may be left out when it is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub consent: Option<Consent>,
}

/// The service's answer to a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingResponse, example = json!({"outcome": "accepted", "answered_on": "2025-12-18", "answered_by": {"name": "Noa Reed", "role": "Keyworking lead"}}))]
pub struct Response {
    /// Accepted or declined.
    pub outcome: KeyworkingAnswer,
    /// The London date; not before the referral, not in the future.
    pub answered_on: Date,
    /// Who answered.
    pub answered_by: Named,
    /// Why it is declined; required then, and only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decline_reason: Option<KeyworkingDeclineReason>,
    /// The reason in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
}

/// A keyworker named; another one replaces the one before, who stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkerAssignment, example = json!({"assigned_on": "2025-12-19", "keyworker_service_ods": "RV9", "keyworker": {"name": "Ari Lund", "role": "Keyworker", "phone": "01632 960014"}}))]
pub struct Assignment {
    /// The London date; not before the acceptance, not in the future.
    pub assigned_on: Date,
    /// The keyworking service.
    pub keyworker_service_ods: Ods,
    /// The keyworker.
    pub keyworker: Named,
    /// Why another one, or why this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// A contact of the keyworker; the earliest is the first contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingContact, example = json!({"contacted_on": "2025-12-22", "contacted_by": {"name": "Ari Lund", "role": "Keyworker"}, "method": "face_to_face",
    "with": ["young_person", "family"], "young_person_seen": true, "summary": "Met at home; agreed what matters most."}))]
pub struct Contact {
    /// The London date; not before the acceptance, not in the future.
    pub contacted_on: Date,
    /// Who made it.
    pub contacted_by: Named,
    /// How.
    pub method: ContactMethod,
    /// With whom.
    #[validate(length(min = 1, max = 3))]
    #[schema(min_items = 1, max_items = 3)]
    pub with: Vec<ContactWith>,
    /// Whether the child or young person was seen.
    pub young_person_seen: bool,
    /// What it was about.
    pub summary: Prose,
}

/// The initial assessment (S2): needs, strengths and goals. A later one replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingAssessment, example = json!({"assessed_on": "2026-01-08", "assessed_by": {"name": "Ari Lund", "role": "Keyworker"}, "young_person_seen": true,
    "took_part": [{"name": "Ines Holt", "role": "Social worker"}], "needs": ["Nights without a crisis call."], "strengths": ["Knows what calms."], "goals": ["Back at college by Easter."]}))]
pub struct Assessment {
    /// The London date; not before the acceptance, not in the future.
    pub assessed_on: Date,
    /// Who assessed.
    pub assessed_by: Named,
    /// Whether the child or young person was seen.
    pub young_person_seen: bool,
    /// Who took part.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub took_part: Vec<Named>,
    /// What the young person needs.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    pub needs: Vec<Prose>,
    /// What the young person is good at, and what helps.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    pub strengths: Vec<Prose>,
    /// What the young person and the family want.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    pub goals: Vec<Prose>,
}

/// A goal of a keyworking plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeyworkingGoal)]
pub struct Goal {
    /// What is to be reached.
    pub text: Prose,
    /// Where it stands.
    pub status: GoalStatus,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_on: Option<Date>,
}

/// Something the young person needs and no service provides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyworkingGap {
    /// What is missing.
    pub text: Prose,
    /// Whose it would be.
    pub agency: KeyworkingAgency,
}

/// A step of a keyworking plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyworkingStep {
    /// What is to be done.
    pub text: Prose,
    /// Which agency does it.
    pub agency: KeyworkingAgency,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Named>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// Where it stands.
    pub status: StepStatus,
}

/// The keyworking plan (S2), whole: it replaces the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingPlan, example = json!({"set_on": "2026-01-20", "set_by": {"name": "Ari Lund", "role": "Keyworker"}, "goals": [{"text": "Back at college by Easter.", "status": "in_progress", "target_on": "2026-04-03"}],
    "gaps": [{"text": "No evening support within an hour's travel.", "agency": "social_care"}],
    "steps": [{"text": "A phased timetable.", "agency": "education", "owner": {"name": "Kim Vale", "role": "SENCO"}, "due_on": "2026-02-16", "status": "open"}],
    "personal_budget": "considered", "review_on": "2026-03-20"}))]
pub struct Plan {
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_on: Option<Date>,
    /// Who set it.
    pub set_by: Named,
    /// What is to be reached.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    pub goals: Vec<Goal>,
    /// What no service provides.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub gaps: Vec<KeyworkingGap>,
    /// Who does what by when: education, health, social care, the family.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub steps: Vec<KeyworkingStep>,
    /// Where a personal budget stands (S1).
    pub personal_budget: PersonalBudget,
    /// The personal budget in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal_budget_note: Option<Prose>,
    /// When it is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_on: Option<Date>,
}

/// What somebody said of the support, or why they said nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeyworkingFeedback)]
pub struct Feedback {
    /// In their words; this or `not_given_because` is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_given_because: Option<Prose>,
}

/// A review of progress (S2): with the professionals, and with the feedback of the young person and the family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingReview, example = json!({"reviewed_on": "2026-03-20", "reviewed_by": {"name": "Ari Lund", "role": "Keyworker"}, "summary": "College three days a week; respite works.",
    "young_person_feedback": {"words": "Somebody rings back now."}, "family_feedback": {"words": "We can plan again."}, "final_review": false}))]
pub struct ProgressReview {
    /// The London date; not before the acceptance, not in the future.
    pub reviewed_on: Date,
    /// Who led it.
    pub reviewed_by: Named,
    /// Who took part.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub took_part: Vec<Named>,
    /// What came out.
    pub summary: Prose,
    /// What the young person says of the support.
    pub young_person_feedback: Feedback,
    /// What the family says of the support.
    pub family_feedback: Feedback,
    /// Whether it is the final one, before discharge.
    #[serde(default)]
    pub final_review: bool,
}

/// How things are (S1), each on one scale: 1 is worst, 5 is best. At least one is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingOutcome, example = json!({"measured_on": "2026-03-20", "answered_by": "family", "measured_by": {"name": "Ari Lund", "role": "Keyworker"},
    "safe_and_happy": 3, "listened_to": 4, "stress_and_uncertainty": 2, "stability": 3}))]
pub struct Measures {
    /// The London date; not before the acceptance, not in the future.
    pub measured_on: Date,
    /// Whose view it is.
    pub answered_by: MeasuredBy,
    /// Who asked.
    pub measured_by: Named,
    /// Safe and happy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    pub safe_and_happy: Option<u8>,
    /// Listened to, informed and involved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    pub listened_to: Option<u8>,
    /// Family stress and uncertainty; 5 is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    pub stress_and_uncertainty: Option<u8>,
    /// Stability.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    pub stability: Option<u8>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
}

/// The move to adult services (S2), whole: it replaces what was planned before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingTransition, example = json!({"planned_on": "2026-02-10", "planned_by": {"name": "Ari Lund", "role": "Keyworker"}, "adult_services": [{"name": "Lou Pike", "role": "Adult social care", "organisation_ods": "RV9"}],
    "summary": "Joint visits from June; the same day service goes on.", "hand_over_on": "2026-09-01"}))]
pub struct TransitionPlan {
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_on: Option<Date>,
    /// Who planned it.
    pub planned_by: Named,
    /// The adult services that take over.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub adult_services: Vec<Named>,
    /// How continuity of care is kept, and how the young person and the family are prepared.
    pub summary: Prose,
    /// The day it is aimed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over_on: Option<Date>,
    /// The day adult services took over; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over_on: Option<Date>,
}

/// A step-down plan (S1), explained to the family. A later one replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingStepDown, example = json!({"planned_on": "2026-05-11", "planned_by": {"name": "Ari Lund", "role": "Keyworker"}, "plan": "Fortnightly, then monthly; the family rings the short-breaks team first.",
    "explained_on": "2026-05-11", "explained_to": [{"name": "Jo Teasel", "role": "Parent"}], "ends_on": "2026-08-31"}))]
pub struct StepDown {
    /// The London date; not before the first contact, not in the future.
    pub planned_on: Date,
    /// Who planned it.
    pub planned_by: Named,
    /// How support becomes less, and who goes on.
    pub plan: Prose,
    /// When it was explained to the family; not in the future.
    pub explained_on: Date,
    /// To whom it was explained.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub explained_to: Vec<Named>,
    /// When it is to end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
}

/// Stepping down is given up, as when risk rises again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingResumption, example = json!({"resumed_on": "2026-09-14", "resumed_by": {"name": "Noa Reed", "role": "Keyworking lead"}, "reason": "Red again; the placement is at risk."}))]
pub struct Resumption {
    /// The London date; not before the step-down plan, not in the future.
    pub resumed_on: Date,
    /// Who decided it.
    pub resumed_by: Named,
    /// Why.
    pub reason: Prose,
}

/// The end of keyworking (S2): with a final review on record, and a plan for future support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyworkingDischarge, example = json!({"discharged_on": "2026-08-31", "discharged_by": {"name": "Noa Reed", "role": "Keyworking lead"}, "reason": "goals_met",
    "future_support_plan": "The short-breaks team is the first call; a new referral if the placement is at risk."}))]
pub struct Discharge {
    /// The London date; not before the final review, not in the future.
    pub discharged_on: Date,
    /// Who decided it.
    pub discharged_by: Named,
    /// Why.
    pub reason: KeyworkingDischargeReason,
    /// What helps if support is needed again, and how to come back; without it nobody is discharged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub future_support_plan: Option<Prose>,
}
