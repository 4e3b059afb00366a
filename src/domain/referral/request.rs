//! What callers send about referrals.

use super::{DecisionOutcome, DeclineReason, Source};
use crate::domain::calendar::Date;
use crate::domain::consent::Consent;
use crate::domain::id::PersonId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::person::{Named, PersonDetails};
use crate::domain::rating::{Rag, RiskFactor, ScoredTool};
use crate::domain::text::{Prose, Reference};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Whether the person is in mental-health crisis (S4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Crisis {
    /// In crisis.
    pub in_crisis: bool,
    /// What is happening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<Prose>,
}

/// A referral to be received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"client_reference": "CM-2026-000117", "received_on": "2025-12-01", "source": "lead_professional",
    "referrer": {"name": "Sam Field", "role": "Community learning disability nurse", "organisation_ods": "RV9", "email": "sam.field@example.org", "phone": "01632 960001"},
    "supporting_professional": null,
    "person": {"nhs_number": "999 100 0011", "family_name": "Aldous", "given_name": "Robin", "date_of_birth": "1993-05-17",
        "conditions": ["autism", "learning_disability"], "diagnosis_status": "confirmed", "icb_ods": "QOQ", "local_authority": "E06000010",
        "gp_practice_ods": "B81001", "postcode": "HU1 1AA", "ehcp": "none", "looked_after": false, "care_leaver": false},
    "open_to_health_and_social_care": true,
    "mental_health_crisis": {"in_crisis": true, "narrative": "Sleeping little, refusing meals, two calls to the crisis team this month."},
    "risk_factors": ["unstable_untreated_mental_illness", "escalating_behaviour_that_challenges"], "suggested_rag": "amber",
    "what_has_been_tried": "Positive behaviour support plan, weekly nurse visits.", "what_would_help": "A change of day service and respite.",
    "consents": [{"scope": "register", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2025-11-28"},
        {"scope": "information_sharing", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2025-11-28",
         "covers": ["local_authority_send", "social_care", "provider"]}]}))]
pub struct NewReferral {
    /// The caller's own reference; unique per client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_reference: Option<Reference>,
    /// The London date it was received; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    /// Who refers.
    pub source: Source,
    /// The referrer.
    pub referrer: Named,
    /// The professional who supports the referral; required when the source is `self` or `family` (S2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supporting_professional: Option<Named>,
    /// The person as the referrer knows them.
    #[validate(nested)]
    pub person: PersonDetails,
    /// Open to health and social care (S4).
    pub open_to_health_and_social_care: bool,
    /// In mental-health crisis (S4).
    pub mental_health_crisis: Crisis,
    /// At least one risk factor (S3).
    #[validate(length(min = 1, max = 13))]
    #[schema(min_items = 1, max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
    /// The colour the referrer suggests: red, amber or green.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_rag: Option<Rag>,
    /// What has been tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_has_been_tried: Option<Prose>,
    /// What would help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_would_help: Option<Prose>,
    /// Consents as far as they are known; the register's is needed before acceptance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub consents: Vec<Consent>,
}

/// The rating given with an acceptance; it takes effect on the day of the decision, set by who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct InitialRating {
    /// Red, Amber or Green.
    pub rag: Rag,
    /// Why.
    pub rationale: Prose,
    /// Whether a risk is known that nobody manages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmanaged_risk_identified: Option<bool>,
    /// Who manages the risk; required for Green.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub mdt_members: Vec<Named>,
    /// Risk factors; those of the referral when left out.
    #[serde(default)]
    #[validate(length(max = 13))]
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
    /// The tool risk was scored with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scored_tool: Option<ScoredTool>,
}

/// A decision on a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"outcome": "accepted", "decided_on": "2025-12-03", "decided_by": {"name": "Pat Moss", "role": "DSR lead"},
    "rating": {"rag": "amber", "rationale": "Crisis contacts rising; risks not yet contained by the plan in place.",
        "unmanaged_risk_identified": true, "mdt_members": [],
        "risk_factors": ["unstable_untreated_mental_illness", "escalating_behaviour_that_challenges"]}}))]
pub struct Decision {
    /// Accept, decline, or ask for more.
    pub outcome: DecisionOutcome,
    /// The London date of the decision; not before receipt, not in the future.
    pub decided_on: Date,
    /// Who decided.
    pub decided_by: Named,
    /// Accepting: the initial rating; left out when the person is in hospital, who is Blue by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub rating: Option<InitialRating>,
    /// Accepting: the person to link, where your register knows them already; a new person is created otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// Accepting: the NHS number, where the referral has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Accepting: consents obtained since the referral.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub consents: Vec<Consent>,
    /// Accepting: the person's lead professional; the referrer, when the source is `lead_professional`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_professional: Option<Named>,
    /// Accepting although a criterion of the policy is not met: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<Prose>,
    /// Declining: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeclineReason>,
    /// Asking for more: what is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub missing: Vec<Prose>,
    /// A note for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
}

/// Information the referrer adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"added_on": "2025-12-02", "given_by": {"name": "Sam Field", "role": "Community learning disability nurse"},
    "information": "The crisis team visited on Sunday; the family agrees to respite.", "risk_factors": ["placement_breakdown"]}))]
pub struct Information {
    /// The London date; today when left out; not before receipt, not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_on: Option<Date>,
    /// Who gives it.
    pub given_by: Named,
    /// The information.
    pub information: Prose,
    /// Further risk factors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 13))]
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
    /// Whether the person is in crisis, where that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_crisis: Option<bool>,
    /// Whether the person is open to health and social care, where that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_to_health_and_social_care: Option<bool>,
    /// Further consents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub consents: Vec<Consent>,
    /// The NHS number, where it was missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
}

/// A referral taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"withdrawn_on": "2025-12-02", "withdrawn_by": {"name": "Sam Field"}, "reason": "The family moved away."}))]
pub struct Withdrawal {
    /// The London date; today when left out; not before receipt, not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<Date>,
    /// Who withdraws it.
    pub withdrawn_by: Named,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}
