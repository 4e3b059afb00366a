//! Every code list of the register, by name: what a client needs to offer choices and to read answers.

use crate::digest;
use crate::domain::code::Coded;
use crate::domain::{
    access_report, admission, barrier, consent, correction, decision, discharge_plan, disclosure, duty, glass,
    keyworking, laep, measure, meeting, observation, person, policy, prompt, purpose, rating, referral, refusal,
    review, settings, status, support, transfer, visit, ward,
};
use serde::Serialize;
use utoipa::ToSchema;

/// One code of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Code {
    /// As it stands in bodies.
    #[schema(max_length = 60, example = "lead_professional")]
    pub code: &'static str,
    /// What it means, for people.
    #[schema(max_length = 200, example = "Lead professional")]
    pub label: &'static str,
}

/// One closed list of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CodeList {
    /// Its name.
    #[schema(max_length = 60, example = "referral_source")]
    pub list: &'static str,
    /// Changes whenever a code or a label does: a digest of the list.
    #[schema(min_length = 16, max_length = 16, example = "0c1d9f4e5a6b7c8d")]
    pub version: String,
    /// Its codes, in their order.
    #[schema(max_items = 100)]
    pub codes: Vec<Code>,
}

impl CodeList {
    fn of<T: Coded>(list: &'static str) -> Self {
        let codes: Vec<Code> = T::codes().into_iter().map(|(code, label)| Code { code, label }).collect();
        let parts: Vec<&[u8]> = codes.iter().flat_map(|c| [c.code.as_bytes(), c.label.as_bytes()]).collect();
        let version = digest::hex(digest::sha256(&parts).get(..8).unwrap_or_default());
        Self { list, version, codes }
    }
}

macro_rules! lists {
    ($($name:literal = $list:ty;)+) => {
        /// Every code list, by name.
        #[must_use]
        pub fn lists() -> Vec<CodeList> {
            vec![$(CodeList::of::<$list>($name)),+]
        }
    };
}

lists! {
    "access_purpose" = purpose::AccessPurpose;
    "action_force" = policy::Force;
    "admission_reason" = admission::AdmissionReason;
    "agency" = review::Agency;
    "audit_fields" = access_report::AuditFields;
    "audit_kind" = access_report::AuditKind;
    "barrier_category" = barrier::BarrierCategory;
    "barrier_movement" = barrier::Movement;
    "barrier_outcome" = barrier::BarrierOutcome;
    "barrier_status" = barrier::BarrierStatus;
    "commissioner_kind" = admission::CommissionerKind;
    "community_review_decision" = decision::CommunityReviewOutcome;
    "condition" = person::Condition;
    "consent_basis" = consent::ConsentBasis;
    "consent_scope" = consent::ConsentScope;
    "consent_status" = consent::ConsentStatus;
    "correction_action" = correction::CorrectionAction;
    "criterion" = policy::Asks;
    "deadline_outcome" = duty::Outcome;
    "deadline_status" = duty::DeadlineStatus;
    "delay_reason" = ward::DelayReason;
    "diagnosis_status" = person::DiagnosisStatus;
    "discharge_destination" = admission::Destination;
    "discharge_plan_point_status" = discharge_plan::PointStatus;
    "duty" = duty::Duty;
    "ehcp" = person::Ehcp;
    "escalation_level" = barrier::Level;
    "ethnic_category" = person::EthnicCategory;
    "fact" = duty::FactKind;
    "field_group" = disclosure::Group;
    "gender" = person::Gender;
    "glass_finding" = glass::GlassFinding;
    "glass_reason" = glass::GlassReason;
    "glass_status" = glass::GlassStatus;
    "has_keyworker" = keyworking::HasKeyworker;
    "keyworking_agency" = keyworking::KeyworkingAgency;
    "keyworking_answer" = keyworking::KeyworkingAnswer;
    "keyworking_contact_method" = keyworking::ContactMethod;
    "keyworking_contact_with" = keyworking::ContactWith;
    "keyworking_decline_reason" = keyworking::KeyworkingDeclineReason;
    "keyworking_discharge_reason" = keyworking::KeyworkingDischargeReason;
    "keyworking_end" = keyworking::KeyworkingEnd;
    "keyworking_goal_status" = keyworking::GoalStatus;
    "keyworking_group" = keyworking::KeyworkingGroup;
    "keyworking_measured_by" = keyworking::MeasuredBy;
    "keyworking_personal_budget" = keyworking::PersonalBudget;
    "keyworking_source" = keyworking::KeyworkingSource;
    "keyworking_status" = keyworking::KeyworkingStatus;
    "laep_decision" = laep::LaepDecision;
    "laep_reason" = laep::LaepReason;
    "leave_kind" = ward::LeaveKind;
    "legal_status" = admission::LegalStatus;
    "measure_age_group" = measure::AgeGroup;
    "measure_keyworker_due" = measure::Looked;
    "measure_kind" = measure::Kind;
    "measure_outcome_scale" = measure::Scale;
    "measure_readmission" = measure::Again;
    "measure_split" = measure::Split;
    "meeting_kind" = meeting::MeetingKind;
    "meeting_reason" = meeting::agenda::Reason;
    "meeting_status" = meeting::MeetingStatus;
    "membership_end_reason" = person::EndReason;
    "membership_status" = person::MembershipStatus;
    "nhs_number_absent" = person::NhsNumberAbsent;
    "observation_kind" = observation::ObservationKind;
    "observation_status" = observation::ObservationStatus;
    "on_behalf_of" = settings::Behalf;
    "partner_role" = settings::Role;
    "policy_applies_to" = policy::AppliesTo;
    "policy_counting" = policy::Counting;
    "policy_layer" = policy::Layer;
    "policy_track" = policy::Track;
    "problem_whose" = refusal::Whose;
    "prompt" = prompt::PromptCode;
    "quality_concern" = support::ConcernKind;
    "rag" = rating::Rag;
    "rating_trigger" = rating::Trigger;
    "reach" = disclosure::Basis;
    "recommendation_status" = review::RecommendationStatus;
    "referral_decision" = referral::DecisionOutcome;
    "referral_decline_reason" = referral::DeclineReason;
    "referral_source" = referral::Source;
    "referral_status" = referral::ReferralStatus;
    "register" = person::Register;
    "review_delivery" = review::Delivery;
    "review_family" = review::ReviewFamily;
    "review_kind" = review::ReviewKind;
    "review_outcome" = review::ReviewOutcome;
    "review_status" = review::ReviewStatus;
    "risk_factor" = rating::RiskFactor;
    "security" = admission::Security;
    "setting" = admission::Setting;
    "shared_with" = consent::SharedWith;
    "status_basis" = status::GivenBasis;
    "status_field" = status::StatusField;
    "status_result" = status::StatusResult;
    "status_withheld" = status::WithheldWhy;
    "step_down_decision" = decision::StepDownOutcome;
    "support_plan_step_status" = support::StepStatus;
    "support_service" = support::SupportService;
    "transfer_direction" = transfer::Direction;
    "transfer_reason" = transfer::TransferReason;
    "transfer_status" = transfer::TransferStatus;
    "transition_kind" = person::TransitionKind;
    "urgency" = admission::Urgency;
    "visit_method" = visit::VisitMethod;
}
