//! Referrals (S2–S4): received, completed, accepted, declined, withdrawn. A referral is its own record with the
//! identity it claims; it points to a person only once the ICB has accepted it.

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::{self, Consent, ConsentScope, ConsentStatus};
use crate::domain::event::{
    Event, MembershipOpened, PersonCreated, Rated, ReferralAccepted, ReferralDeclined, ReferralInformationAdded,
    ReferralInformationRequested, ReferralLinked, ReferralReceived, ReferralWithdrawn,
};
use crate::domain::id::{ConsentId, MembershipId, PersonId, RatingId, ReferralId, derived};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Named, Person, PersonDetails, Register};
use crate::domain::policy::Criteria;
use crate::domain::rating::{self, Rag, RiskFactor, ScoredTool, Trigger};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::{Prose, Reference};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What every answer about a referral says (S4).
pub const NOT_A_CRISIS_SERVICE: &str = "The Dynamic Support Register is not a crisis service. If somebody is in immediate danger, use the local crisis line or 999.";

codes! {
    /// Who refers (S2–S4).
    Source {
        LeadProfessional = "lead_professional", "The person's lead professional";
        Health = "health", "Health service";
        SocialCare = "social_care", "Social care";
        Education = "education", "Education";
        Camhs = "camhs", "Child and adolescent mental health service";
        ContinuingCarePanel = "continuing_care_panel", "Continuing care panel";
        JointAgencyPanel = "joint_agency_panel", "Joint agency panel";
        SendPanel = "send_panel", "SEND panel";
        AllocationAndResourcePanel = "allocation_and_resource_panel", "Allocation and resource panel";
        Own = "self", "The person, helped by a professional";
        Family = "family", "Family, helped by a professional";
        Other = "other", "Somebody else";
    }
    /// Where a referral stands.
    ReferralStatus {
        Received = "received", "Received, waiting for a decision";
        AwaitingInformation = "awaiting_information", "Waiting for information from the referrer";
        Accepted = "accepted", "Accepted onto the register";
        Declined = "declined", "Declined";
        Withdrawn = "withdrawn", "Withdrawn by the referrer";
        Duplicate = "duplicate", "Closed as a duplicate";
    }
    /// What the ICB decides.
    DecisionOutcome {
        Accepted = "accepted", "Accept onto the register";
        Declined = "declined", "Decline";
        AwaitingInformation = "awaiting_information", "Ask for more information";
    }
    /// Why a referral is declined.
    DeclineReason {
        CriteriaNotMet = "criteria_not_met", "The criteria are not met";
        NoConsent = "no_consent", "No consent";
        OutOfArea = "out_of_area", "Another ICB is responsible";
        NoDiagnosis = "no_diagnosis", "No learning disability or autism";
        Duplicate = "duplicate", "A duplicate";
        InsufficientInformation = "insufficient_information", "Not enough information";
        AgeOutOfScope = "age_out_of_scope", "Age out of scope";
    }
}

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

/// Everything known of one referral: the fold of its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The referral.
    pub id: ReferralId,
    /// As it arrived.
    pub received: ReferralReceived,
    /// What was asked for, in order.
    pub asked: Vec<ReferralInformationRequested>,
    /// What was added, in order.
    pub added: Vec<ReferralInformationAdded>,
    /// How it was accepted.
    pub accepted: Option<ReferralAccepted>,
    /// How it was declined.
    pub declined: Option<ReferralDeclined>,
    /// How it was withdrawn.
    pub withdrawn: Option<ReferralWithdrawn>,
    /// Where it stands.
    pub status: ReferralStatus,
}

impl Referral {
    /// Folds a stream. `None` for a stream that does not begin with a receipt.
    #[must_use]
    pub fn fold<'a>(id: ReferralId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut referral: Option<Self> = None;
        for event in events {
            match (&mut referral, event) {
                (None, Event::ReferralReceived(received)) => {
                    referral = Some(Self {
                        id,
                        received: (**received).clone(),
                        asked: Vec::new(),
                        added: Vec::new(),
                        accepted: None,
                        declined: None,
                        withdrawn: None,
                        status: ReferralStatus::Received,
                    });
                }
                (Some(referral), event) => referral.apply(event),
                (None, _) => return None,
            }
        }
        referral
    }

    /// How one fact changes the referral.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::ReferralInformationRequested(asked) => {
                self.asked.push(asked.clone());
                self.status = ReferralStatus::AwaitingInformation;
            }
            Event::ReferralInformationAdded(added) => {
                self.added.push(added.clone());
                if self.status == ReferralStatus::AwaitingInformation {
                    self.status = ReferralStatus::Received;
                }
            }
            Event::ReferralAccepted(accepted) => {
                self.accepted = Some(accepted.clone());
                self.status = ReferralStatus::Accepted;
            }
            Event::ReferralDeclined(declined) => {
                self.status = match declined.reason {
                    DeclineReason::Duplicate => ReferralStatus::Duplicate,
                    _ => ReferralStatus::Declined,
                };
                self.declined = Some(declined.clone());
            }
            Event::ReferralWithdrawn(withdrawn) => {
                self.withdrawn = Some(withdrawn.clone());
                self.status = ReferralStatus::Withdrawn;
            }
            _ => {}
        }
    }

    /// Whether a decision is still to come.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, ReferralStatus::Received | ReferralStatus::AwaitingInformation)
    }

    /// In crisis, as last reported.
    #[must_use]
    pub fn in_crisis(&self) -> bool {
        self.added.iter().rev().find_map(|a| a.in_crisis).unwrap_or(self.received.in_crisis)
    }

    /// Open to health and social care, as last reported.
    #[must_use]
    pub fn open_to_services(&self) -> bool {
        let added = self.added.iter().rev().find_map(|a| a.open_to_health_and_social_care);
        added.unwrap_or(self.received.open_to_health_and_social_care)
    }

    /// Every risk factor reported, once.
    #[must_use]
    pub fn risk_factors(&self) -> Vec<RiskFactor> {
        let mut all = self.received.risk_factors.clone();
        all.extend(self.added.iter().flat_map(|a| a.risk_factors.iter().copied()));
        let mut seen = Vec::new();
        all.retain(|factor| {
            !seen.contains(factor) && {
                seen.push(*factor);
                true
            }
        });
        all
    }

    /// Every consent reported, in order.
    #[must_use]
    pub fn consents(&self) -> Vec<Consent> {
        self.received.consents.iter().chain(self.added.iter().flat_map(|a| a.consents.iter())).cloned().collect()
    }

    /// The NHS number, as claimed or supplied later.
    #[must_use]
    pub fn nhs_number(&self) -> Option<&NhsNumber> {
        let claimed = self.received.person.as_ref().and_then(|p| p.nhs_number.as_ref());
        claimed.or_else(|| self.added.iter().rev().find_map(|a| a.nhs_number.as_ref()))
    }

    /// What is missing or unusual, for the referrer: nothing here stops a referral from being received.
    #[must_use]
    pub fn warnings(&self, criteria: &Criteria) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if criteria.open_to_health_and_social_care && !self.open_to_services() {
            warnings.push("The register's criteria ask that the person is open to health and social care (S4).");
        }
        if criteria.in_crisis && !self.in_crisis() {
            warnings.push("The register's criteria ask that the person is in mental-health crisis (S4).");
        }
        if !register_consent(&self.consents()) {
            warnings.push(
                "No consent to be on the register is recorded; it is needed before the referral can be accepted (S4).",
            );
        }
        if self.nhs_number().is_none() {
            warnings.push("No NHS number; the ICB has to supply it on acceptance.");
        }
        warnings
    }
}

fn register_consent(consents: &[Consent]) -> bool {
    consents
        .iter()
        .filter(|c| c.scope == ConsentScope::Register)
        .max_by_key(|c| c.effective_on)
        .is_some_and(|c| c.status == ConsentStatus::Given)
}

/// Receives a referral.
///
/// # Errors
/// Everything that contradicts itself or the calendar; a self or family referral without a supporting professional.
pub fn receive(
    moment: &Moment,
    submitted_ods: Ods,
    client_id: String,
    new: NewReferral,
) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let received_on = new.received_on.unwrap_or(moment.today);
    if received_on > moment.today {
        faults.meaning("/received_on", "date_in_future", "must not lie in the future");
    }
    new.person.check(moment.today, "/person", &mut faults);
    if received_on < new.person.date_of_birth {
        faults.meaning("/received_on", "date_before_birth", "must not lie before the date of birth");
    }
    for (index, given) in new.consents.iter().enumerate() {
        consent::check(given, Some(new.person.date_of_birth), moment.today, &format!("/consents/{index}"), &mut faults);
    }
    if matches!(new.source, Source::Own | Source::Family) && new.supporting_professional.is_none() {
        faults.meaning("/supporting_professional", "supporting_professional_missing",
            "a self or family referral is made with help from a health, education or social care professional (S2): name them");
    }
    if new.suggested_rag == Some(Rag::Blue) {
        faults.meaning(
            "/suggested_rag",
            "blue_by_admission_only",
            "suggest red, amber or green; Blue comes only with an admission",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::ReferralReceived(Box::new(ReferralReceived {
        received_on,
        icb_ods: new.person.icb_ods.clone(),
        submitted_ods,
        client_id,
        client_reference: new.client_reference,
        source: new.source,
        local_authority: new.person.local_authority.clone(),
        open_to_health_and_social_care: new.open_to_health_and_social_care,
        in_crisis: new.mental_health_crisis.in_crisis,
        risk_factors: new.risk_factors,
        suggested_rag: new.suggested_rag,
        referrer: Some(new.referrer),
        supporting_professional: new.supporting_professional,
        person: Some(new.person),
        mental_health_crisis: Some(new.mental_health_crisis),
        what_has_been_tried: new.what_has_been_tried,
        what_would_help: new.what_would_help,
        consents: new.consents,
    }))])
}

/// Adds information; a referral that waited for it is received again.
///
/// # Errors
/// The referral is closed, or dates cannot be.
pub fn add_information(referral: &Referral, moment: &Moment, information: Information) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let added_on = information.added_on.unwrap_or(moment.today);
    check_open(referral, &mut faults);
    check_step(referral, added_on, moment.today, "/added_on", &mut faults);
    let born = referral.received.person.as_ref().map(|p| p.date_of_birth);
    for (index, given) in information.consents.iter().enumerate() {
        consent::check(given, born, moment.today, &format!("/consents/{index}"), &mut faults);
    }
    let known = referral.received.person.as_ref().and_then(|p| p.nhs_number.as_ref());
    if known.is_some() && information.nhs_number.is_some() && known != information.nhs_number.as_ref() {
        faults.meaning(
            "/nhs_number",
            "nhs_number_differs",
            "the referral carries another NHS number; withdraw it and refer again if that one was wrong",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::ReferralInformationAdded(ReferralInformationAdded {
        added_on,
        risk_factors: information.risk_factors,
        in_crisis: information.in_crisis,
        open_to_health_and_social_care: information.open_to_health_and_social_care,
        information: Some(information.information),
        given_by: Some(information.given_by),
        consents: information.consents,
        nhs_number: information.nhs_number,
    })])
}

/// Takes a referral back: only the organisation that sent it can.
///
/// # Errors
/// Somebody else's referral, a closed one, or dates that cannot be.
pub fn withdraw(referral: &Referral, moment: &Moment, by: &Ods, withdrawal: Withdrawal) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let withdrawn_on = withdrawal.withdrawn_on.unwrap_or(moment.today);
    if *by != referral.received.submitted_ods {
        faults.rule(
            "",
            "not_the_sender",
            "only the organisation that sent a referral withdraws it; decide it instead",
            "I: a referral is the sender's until it is decided",
        );
    }
    check_open(referral, &mut faults);
    check_step(referral, withdrawn_on, moment.today, "/withdrawn_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReferralWithdrawn(ReferralWithdrawn {
        withdrawn_on,
        withdrawn_by: Some(withdrawal.withdrawn_by),
        reason: withdrawal.reason,
    })])
}

/// What a decision writes: facts of the referral, and facts of the person it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The referral's facts.
    pub referral: Vec<Event>,
    /// The person and their facts, on acceptance.
    pub person: Option<(PersonId, Vec<Event>)>,
}

/// Decides a referral. `known` is the person that `decision.person_id` names, when that person is the caller's.
///
/// # Errors
/// Fields that do not belong to the outcome or are missing for it; for acceptance every unmet rule of §5.
pub fn decide(
    referral: &Referral,
    known: Option<&Person>,
    criteria: &Criteria,
    moment: &Moment,
    decision: Decision,
) -> Result<Decided, Refusal> {
    let mut faults = Faults::default();
    check_open(referral, &mut faults);
    check_step(referral, decision.decided_on, moment.today, "/decided_on", &mut faults);
    check_fields(&decision, &mut faults);
    match decision.outcome {
        DecisionOutcome::Accepted => accept(referral, known, criteria, moment, decision, faults),
        DecisionOutcome::Declined => {
            faults.verdict()?;
            let reason = decision.reason.unwrap_or(DeclineReason::CriteriaNotMet);
            let declined = ReferralDeclined {
                decided_on: decision.decided_on,
                reason,
                decided_by: Some(decision.decided_by),
                note: decision.note,
            };
            Ok(Decided { referral: vec![Event::ReferralDeclined(declined)], person: None })
        }
        DecisionOutcome::AwaitingInformation => {
            faults.verdict()?;
            let asked = ReferralInformationRequested {
                asked_on: decision.decided_on,
                decided_by: Some(decision.decided_by),
                missing: decision.missing,
            };
            Ok(Decided { referral: vec![Event::ReferralInformationRequested(asked)], person: None })
        }
    }
}

/// Each outcome has its own fields: those it needs, and those it must not carry.
fn check_fields(decision: &Decision, faults: &mut Faults) {
    let accepting = decision.outcome == DecisionOutcome::Accepted;
    for (present, at) in [
        (decision.rating.is_some(), "/rating"),
        (decision.person_id.is_some(), "/person_id"),
        (decision.nhs_number.is_some(), "/nhs_number"),
        (!decision.consents.is_empty(), "/consents"),
        (decision.lead_professional.is_some(), "/lead_professional"),
        (decision.override_reason.is_some(), "/override_reason"),
    ] {
        if present && !accepting {
            faults.meaning(at, "field_of_other_outcome", "belongs to the outcome 'accepted' only");
        }
    }
    match (decision.outcome == DecisionOutcome::Declined, decision.reason) {
        (true, None) => faults.meaning("/reason", "reason_missing", "declining needs a reason code"),
        (false, Some(_)) => {
            faults.meaning("/reason", "field_of_other_outcome", "belongs to the outcome 'declined' only");
        }
        _ => {}
    }
    match (decision.outcome == DecisionOutcome::AwaitingInformation, decision.missing.is_empty()) {
        (true, true) => faults.meaning("/missing", "missing_missing", "say what information is missing"),
        (false, false) => {
            faults.meaning("/missing", "field_of_other_outcome", "belongs to the outcome 'awaiting_information' only");
        }
        _ => {}
    }
}

fn accept(
    referral: &Referral,
    known: Option<&Person>,
    criteria: &Criteria,
    moment: &Moment,
    decision: Decision,
    mut faults: Faults,
) -> Result<Decided, Refusal> {
    let claimed = referral.received.person.clone().ok_or(Refusal::NotFound)?;
    let born = known.and_then(Person::born).unwrap_or(claimed.date_of_birth);
    for (index, given) in decision.consents.iter().enumerate() {
        consent::check(given, Some(born), moment.today, &format!("/consents/{index}"), &mut faults);
    }
    let in_hospital = known.is_some_and(|p| p.open_spell().is_some());
    let mut consents = referral.consents();
    consents.extend(decision.consents.iter().cloned());
    if !register_consent(&consents) {
        faults.rule("/consents", "no_register_consent", "acceptance needs consent to be on the register, or a recorded best-interests decision: add it to 'consents'",
            "S4: the referral must be made with consent or a recorded best interest decision");
    }
    let overridden = check_criteria(referral, criteria, in_hospital, decision.override_reason.is_some(), &mut faults);
    let nhs_number = check_identity(referral, known, &decision, &mut faults);
    check_initial_rating(&decision, in_hospital, &mut faults);
    if let Some(person) = known {
        if person.membership().is_some() {
            faults.rule("/person_id", "already_on_register", "this person is on your register already: decline with reason 'duplicate'; the referral and its risk information stay on record",
                "I: a second referral for somebody known is a possible duplicate");
        }
        if person.last_membership().and_then(|m| m.closed).is_some_and(|(ended, _)| decision.decided_on < ended) {
            faults.meaning(
                "/decided_on",
                "date_before_last_stay_ended",
                "must not lie before the person's last stay on the register ended",
            );
        }
    }
    faults.verdict()?;

    let person_id = known.map_or(PersonId(moment.id), |p| p.id);
    let membership_id = MembershipId(derived(moment.id, "membership"));
    let accepted = ReferralAccepted {
        decided_on: decision.decided_on,
        person_id,
        membership_id,
        linked: known.is_some(),
        criteria_overridden: overridden,
        decided_by: Some(decision.decided_by.clone()),
        override_reason: decision.override_reason.clone(),
        note: decision.note.clone(),
    };
    let mut events = vec![match known {
        Some(_) => Event::ReferralLinked(ReferralLinked { linked_on: decision.decided_on, referral_id: referral.id }),
        None => Event::PersonCreated(created(referral, claimed, nhs_number, decision.decided_on)),
    }];
    events.extend(consents.into_iter().enumerate().map(|(index, given)| {
        Event::ConsentRecorded(consent::recorded(ConsentId(derived(moment.id, &format!("consent {index}"))), given))
    }));
    let previous = known.and_then(Person::last_membership).map(|m| m.opened.membership_id);
    events.push(Event::MembershipOpened(opened(referral, &decision, membership_id, previous, born)));
    if let Some(rating) = decision.rating {
        events.push(Event::Rated(first_rating(
            referral,
            moment,
            membership_id,
            rating,
            decision.decided_on,
            decision.decided_by,
        )));
    }
    Ok(Decided { referral: vec![Event::ReferralAccepted(accepted)], person: Some((person_id, events)) })
}

/// The pack's criteria; whether one had to be overridden.
fn check_criteria(
    referral: &Referral,
    criteria: &Criteria,
    in_hospital: bool,
    override_given: bool,
    faults: &mut Faults,
) -> bool {
    let unmet = [
        (
            criteria.open_to_health_and_social_care && !referral.open_to_services(),
            "criteria_not_open_to_services",
            "the person is not open to health and social care",
        ),
        (
            criteria.in_crisis && !referral.in_crisis() && !in_hospital,
            "criteria_not_in_crisis",
            "the person is not in mental-health crisis, and not in hospital",
        ),
    ];
    let mut any = false;
    for (_, code, message) in unmet.into_iter().filter(|(unmet, ..)| *unmet) {
        any = true;
        if !override_given {
            faults.rule(
                "/override_reason",
                code,
                format!("{message}: a criterion of the policy is not met; accept with 'override_reason', or decline"),
                &criteria.source,
            );
        }
    }
    any
}

/// Which NHS number the person will carry; faults when none, or when two disagree.
fn check_identity(
    referral: &Referral,
    known: Option<&Person>,
    decision: &Decision,
    faults: &mut Faults,
) -> Option<NhsNumber> {
    let claimed = referral.nhs_number();
    let held = known.and_then(|p| p.details.as_ref()).and_then(|d| d.nhs_number.as_ref());
    let number = held.or(claimed).or(decision.nhs_number.as_ref());
    if number.is_none() {
        faults.rule(
            "/nhs_number",
            "nhs_number_needed",
            "the referral has no NHS number: supply it to accept",
            "I: the ICB supplies the NHS number at acceptance",
        );
    }
    if decision.nhs_number.is_some() && decision.nhs_number.as_ref() != number {
        faults.meaning(
            "/nhs_number",
            "nhs_number_differs",
            "differs from the NHS number already on record; leave it out",
        );
    }
    if held.is_some() && claimed.is_some() && held != claimed {
        faults.rule(
            "/person_id",
            "identity_differs",
            "that person has another NHS number than the referral claims: link the right person, or create one",
            "I: a referral never changes an existing person by itself",
        );
    }
    number.cloned()
}

fn check_initial_rating(decision: &Decision, in_hospital: bool, faults: &mut Faults) {
    match (&decision.rating, in_hospital) {
        (None, false) => faults.rule(
            "/rating",
            "rating_needed",
            "acceptance needs an initial rating: red, amber or green",
            "S4: if accepted, the RAG rating determines the action",
        ),
        (Some(_), true) => faults.rule(
            "/rating",
            "in_hospital_is_blue",
            "the person is in hospital and therefore Blue: leave the rating out",
            "S4: Blue (Inpatient)",
        ),
        (Some(given), false) => {
            rating::check_not_blue(given.rag, "/rating/rag", faults);
            rating::check_green(given.rag, given.unmanaged_risk_identified, given.mdt_members.len(), "/rating", faults);
        }
        (None, true) => {}
    }
}

fn created(
    referral: &Referral,
    claimed: PersonDetails,
    nhs_number: Option<NhsNumber>,
    known_since: Date,
) -> PersonCreated {
    PersonCreated {
        known_since,
        icb_ods: claimed.icb_ods.clone(),
        local_authority: claimed.local_authority.clone(),
        conditions: claimed.conditions.clone(),
        referral_id: referral.id,
        person: Some(PersonDetails { nhs_number, nhs_number_absent: None, ..claimed }),
    }
}

fn opened(
    referral: &Referral,
    decision: &Decision,
    membership_id: MembershipId,
    previous: Option<MembershipId>,
    born: Date,
) -> MembershipOpened {
    let lead = decision.lead_professional.clone();
    let referrer = referral.received.referrer.clone().filter(|_| referral.received.source == Source::LeadProfessional);
    MembershipOpened {
        membership_id,
        opened_on: decision.decided_on,
        icb_ods: referral.received.icb_ods.clone(),
        register: if born.age_on(decision.decided_on) < 18 { Register::Cyp } else { Register::Adult },
        referral_id: referral.id,
        previous,
        lead_professional: lead.or(referrer),
    }
}

fn first_rating(
    referral: &Referral,
    moment: &Moment,
    membership_id: MembershipId,
    rating: InitialRating,
    effective_on: Date,
    set_by: Named,
) -> Rated {
    Rated {
        rating_id: RatingId(derived(moment.id, "rating")),
        membership_id,
        rag: rating.rag,
        effective_on,
        trigger: Trigger::Referral,
        unmanaged_risk_identified: rating.unmanaged_risk_identified,
        risk_factors: if rating.risk_factors.is_empty() { referral.risk_factors() } else { rating.risk_factors },
        rationale: Some(rating.rationale),
        set_by: Some(set_by),
        mdt_members: rating.mdt_members,
        scored_tool: rating.scored_tool,
    }
}

fn check_open(referral: &Referral, faults: &mut Faults) {
    if !referral.is_open() {
        faults.rule(
            "",
            "referral_closed",
            format!("this referral is {}; a new one is needed", referral.status),
            "I: a referral is decided once",
        );
    }
}

fn check_step(referral: &Referral, day: Date, today: Date, at: &str, faults: &mut Faults) {
    if day > today {
        faults.meaning(at, "date_in_future", "must not lie in the future");
    }
    if day < referral.received.received_on {
        faults.meaning(at, "date_before_receipt", "must not lie before the day the referral was received");
    }
}
