//! What callers are shown of policies, and of what a register asks of a referral.

use crate::domain::calendar::Date;
use crate::domain::ods::Ods;
use crate::domain::person::PersonDetails;
use crate::domain::policy::{
    Action, AppliesTo, Criterion, DischargePoint, Layer, Pack, Packs, Rule, StatedCriteria, StatedEscalation,
    StatedKeyworking, StatedMeasures,
};
use crate::domain::reference::{self, CodeList};
use crate::domain::referral::{NOT_A_CRISIS_SERVICE, NewReferral};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Object, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// One version of a policy pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Policy)]
pub struct PolicySummary {
    /// The pack, the same in every version.
    #[schema(max_length = 60, example = "seeds")]
    pub id: String,
    /// Its version.
    #[schema(max_length = 60, example = "2017-03-01")]
    pub version: String,
    /// What it is.
    #[schema(max_length = 200)]
    pub title: String,
    /// Whose rules it states.
    pub layer: Layer,
    /// The ICBs a local pack speaks to; empty for the others, which speak to all.
    #[schema(max_items = 100)]
    pub icbs: Vec<Ods>,
    /// Speaks from this London date.
    pub effective_from: Date,
    /// Whether it speaks at all; one that is not in force is there for previews.
    pub in_force: bool,
    /// The version it replaces.
    #[schema(max_length = 60)]
    pub replaces: Option<String>,
    /// Which clocks it speaks to, for a version that replaces another.
    pub applies_to: Option<AppliesTo>,
    /// SHA-256 of its text, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    pub digest: String,
    /// Since when this register computes by it; null when it does not, for its rows await `dsr rebuild`.
    pub activated_at: Option<DateTime<Utc>>,
    /// How many rules it has.
    #[schema(minimum = 0)]
    pub rule_count: usize,
}

/// One version of a policy pack, with everything it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyDetail {
    /// Which it is.
    #[serde(flatten)]
    pub summary: PolicySummary,
    /// Criteria for acceptance.
    pub criteria: Option<StatedCriteria>,
    /// Its rules, each with its source.
    #[schema(max_items = 500)]
    pub rules: Vec<Rule>,
    /// What the colours call for, each with its source.
    #[schema(max_items = 500)]
    pub actions: Vec<Action>,
    /// Who else has a keyworker, and how many people one can have.
    pub keyworking: Option<StatedKeyworking>,
    /// What follows when an escalation is not answered in time.
    pub escalation: Option<StatedEscalation>,
    /// How far measures look back.
    pub measures: Option<StatedMeasures>,
    /// The words of the discharge plan's points.
    #[schema(max_items = 12)]
    pub discharge_points: Vec<DischargePoint>,
}

impl PolicySummary {
    /// The version as shown, computed by since `activated_at`.
    #[must_use]
    pub fn of(pack: &Pack, activated_at: Option<DateTime<Utc>>) -> Self {
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            title: pack.title.clone(),
            layer: pack.layer,
            icbs: pack.icbs.clone(),
            effective_from: pack.effective_from,
            in_force: pack.in_force,
            replaces: pack.replaces.clone(),
            applies_to: pack.applies_to,
            digest: pack.digest.clone(),
            activated_at,
            rule_count: pack.rules.len(),
        }
    }
}

impl PolicyDetail {
    /// The version as shown, with everything it says.
    #[must_use]
    pub fn of(pack: &Pack, activated_at: Option<DateTime<Utc>>) -> Self {
        Self {
            summary: PolicySummary::of(pack, activated_at),
            criteria: pack.criteria.clone(),
            rules: pack.rules.clone(),
            actions: pack.actions.clone(),
            keyworking: pack.keyworking.clone(),
            escalation: pack.escalation.clone(),
            measures: pack.measures.clone(),
            discharge_points: pack.discharge_points.clone(),
        }
    }
}

/// A field that a referral cannot do without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RequiredField {
    /// Its JSON pointer in the referral.
    #[schema(max_length = 100, example = "/person/date_of_birth")]
    pub pointer: String,
    /// What it is.
    #[schema(max_length = 500)]
    pub description: String,
}

/// What a register needs of a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferralRequirements)]
pub struct Requirements {
    /// Whose register.
    pub icb_ods: Ods,
    /// The London date for which it is said.
    pub on: Date,
    /// Without these a referral is not received.
    #[schema(max_items = 50)]
    pub to_be_received: Vec<RequiredField>,
    /// Without these it is received, and cannot be accepted.
    #[schema(max_items = 10)]
    pub to_be_accepted: Vec<RequiredField>,
    /// What the register asks of the person; one that is not met needs a recorded reason to accept all the same.
    #[schema(max_items = 10)]
    pub criteria: Vec<Criterion>,
    /// The youngest age the register accepts, in whole years; null where it accepts any.
    #[schema(minimum = 0, maximum = 120)]
    pub minimum_age: Option<u32>,
    /// The code lists that a referral uses.
    #[schema(max_items = 50)]
    pub code_lists: Vec<CodeList>,
    /// The register is not a crisis service (S4).
    #[schema(max_length = 300)]
    pub notice: &'static str,
}

/// The lists whose codes stand in a referral.
const IN_A_REFERRAL: &[&str] = &[
    "referral_source",
    "risk_factor",
    "rag",
    "condition",
    "diagnosis_status",
    "nhs_number_absent",
    "gender",
    "ethnic_category",
    "ehcp",
    "transition_kind",
    "consent_scope",
    "consent_status",
    "consent_basis",
    "shared_with",
];

impl Requirements {
    /// What the register of `icb` needs of a referral received `on` this day.
    #[must_use]
    pub fn of(packs: &Packs, icb: &Ods, on: Date) -> Self {
        let criteria = packs.criteria(icb, on).all().to_vec();
        let mut to_be_received = required::<NewReferral>("");
        to_be_received.extend(required::<PersonDetails>("/person"));
        to_be_received.push(field(
            "/supporting_professional",
            "The professional who supports the referral, when the source is self or family (S2).",
        ));
        Self {
            icb_ods: icb.clone(),
            on,
            to_be_received,
            to_be_accepted: vec![
                field(
                    "/consents",
                    "Consent to be on the register, given or by a recorded best-interests decision (S4).",
                ),
                field(
                    "/person/nhs_number",
                    "The NHS number; where the referrer does not know it, the ICB supplies it.",
                ),
            ],
            minimum_age: criteria.iter().find_map(|criterion| criterion.age),
            criteria,
            code_lists: reference::lists().into_iter().filter(|list| IN_A_REFERRAL.contains(&list.list)).collect(),
            notice: NOT_A_CRISIS_SERVICE,
        }
    }
}

fn field(pointer: &str, description: &str) -> RequiredField {
    RequiredField { pointer: pointer.to_owned(), description: description.to_owned() }
}

/// The fields that the contract requires of a body, as the contract describes them.
fn required<T: PartialSchema>(parent: &str) -> Vec<RequiredField> {
    let RefOr::T(Schema::Object(object)) = T::schema() else { return Vec::new() };
    let named = |name: &String| field(&format!("{parent}/{name}"), &described(&object, name));
    object.required.iter().map(named).collect()
}

fn described(object: &Object, name: &str) -> String {
    match object.properties.get(name) {
        Some(RefOr::T(Schema::Object(property))) => property.description.clone(),
        Some(RefOr::T(Schema::Array(property))) => property.description.clone(),
        Some(RefOr::T(Schema::AllOf(property))) => property.description.clone(),
        Some(RefOr::T(Schema::OneOf(property))) => property.description.clone(),
        Some(RefOr::Ref(property)) => Some(property.description.clone()),
        _ => None,
    }
    .unwrap_or_default()
}
