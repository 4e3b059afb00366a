//! One referral as its ICB and its sender see it.

use crate::domain::calendar::Date;
use crate::domain::consent::Consent;
use crate::domain::disclosure::Basis;
use crate::domain::duty::{self, Deadline, DeadlineStatus, Explanation, Outcome, days_past, open_status};
use crate::domain::event::{
    ReferralAccepted, ReferralDeclined, ReferralInformationAdded, ReferralInformationRequested, ReferralWithdrawn,
};
use crate::domain::id::{PersonId, ReferralId};
use crate::domain::ods::Ods;
use crate::domain::person::{Named, PersonDetails};
use crate::domain::policy::{Force, Packs};
use crate::domain::rating::{Rag, RiskFactor};
use crate::domain::referral::{
    Crisis, DecisionOutcome, DeclineReason, NOT_A_CRISIS_SERVICE, Referral, ReferralStatus, Source,
};
use crate::domain::text::{Prose, Reference};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Information added to a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AddedInformation {
    /// When.
    pub added_on: Date,
    /// Who gave it.
    pub given_by: Option<Named>,
    /// The information.
    pub information: Option<Prose>,
    /// Further risk factors.
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
}

impl From<&ReferralInformationAdded> for AddedInformation {
    fn from(added: &ReferralInformationAdded) -> Self {
        Self {
            added_on: added.added_on,
            given_by: added.given_by.clone(),
            information: added.information.clone(),
            risk_factors: added.risk_factors.clone(),
        }
    }
}

/// What the ICB asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedInformation {
    /// When.
    pub asked_on: Date,
    /// Who asked.
    pub asked_by: Option<Named>,
    /// What is missing.
    #[schema(max_items = 20)]
    pub missing: Vec<Prose>,
}

impl From<&ReferralInformationRequested> for AskedInformation {
    fn from(asked: &ReferralInformationRequested) -> Self {
        Self { asked_on: asked.asked_on, asked_by: asked.decided_by.clone(), missing: asked.missing.clone() }
    }
}

/// How a referral was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecisionView {
    /// Accepted or declined.
    pub outcome: DecisionOutcome,
    /// When.
    pub decided_on: Date,
    /// Who decided.
    pub decided_by: Option<Named>,
    /// Why it was declined; for the ICB only.
    pub reason: Option<DeclineReason>,
    /// Why a criterion was overridden; for the ICB only.
    pub override_reason: Option<Prose>,
    /// A note; for the ICB only.
    pub note: Option<Prose>,
}

impl From<&ReferralAccepted> for DecisionView {
    fn from(a: &ReferralAccepted) -> Self {
        Self {
            outcome: DecisionOutcome::Accepted,
            decided_on: a.decided_on,
            decided_by: a.decided_by.clone(),
            reason: None,
            override_reason: a.override_reason.clone(),
            note: a.note.clone(),
        }
    }
}

impl From<&ReferralDeclined> for DecisionView {
    fn from(d: &ReferralDeclined) -> Self {
        Self {
            outcome: DecisionOutcome::Declined,
            decided_on: d.decided_on,
            decided_by: d.decided_by.clone(),
            reason: Some(d.reason),
            override_reason: None,
            note: d.note.clone(),
        }
    }
}

/// How a referral was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WithdrawalView {
    /// When.
    pub withdrawn_on: Date,
    /// Who withdrew it.
    pub withdrawn_by: Option<Named>,
    /// Why.
    pub reason: Option<Prose>,
}

impl From<&ReferralWithdrawn> for WithdrawalView {
    fn from(w: &ReferralWithdrawn) -> Self {
        Self { withdrawn_on: w.withdrawn_on, withdrawn_by: w.withdrawn_by.clone(), reason: w.reason.clone() }
    }
}

/// One referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Referral)]
pub struct ReferralView {
    /// The referral.
    pub id: ReferralId,
    /// Grows by one with every fact; the first part of the `ETag`.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub version: i64,
    /// Where it stands.
    pub status: ReferralStatus,
    /// The person it points to: null until accepted, and always null for the referrer.
    pub person_id: Option<PersonId>,
    /// The client's own reference; shown to the organisation that sent it.
    pub client_reference: Option<Reference>,
    /// The organisation whose system sent it.
    pub submitted_ods: Ods,
    /// When it was received.
    pub received_on: Date,
    /// Who refers.
    pub source: Source,
    /// The referrer.
    pub referrer: Option<Named>,
    /// The professional who supports a self or family referral.
    pub supporting_professional: Option<Named>,
    /// The person as the referrer knows them.
    pub person: Option<PersonDetails>,
    /// Open to health and social care, as last reported.
    pub open_to_health_and_social_care: bool,
    /// The crisis, as first reported.
    pub mental_health_crisis: Option<Crisis>,
    /// In crisis, as last reported.
    pub in_crisis: bool,
    /// Every risk factor reported.
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
    /// The colour the referrer suggests.
    pub suggested_rag: Option<Rag>,
    /// What has been tried.
    pub what_has_been_tried: Option<Prose>,
    /// What would help.
    pub what_would_help: Option<Prose>,
    /// Every consent reported.
    #[schema(max_items = 10_000)]
    pub consents: Vec<Consent>,
    /// What the ICB asked for.
    #[schema(max_items = 10_000)]
    pub asked: Vec<AskedInformation>,
    /// What was added.
    #[schema(max_items = 10_000)]
    pub information: Vec<AddedInformation>,
    /// How it was decided.
    pub decision: Option<DecisionView>,
    /// How it was withdrawn.
    pub withdrawal: Option<WithdrawalView>,
    /// What is missing or unusual; none of it stops the referral.
    #[schema(max_items = 20)]
    pub warnings: Vec<String>,
    /// By when the ICB decides, where an area sets a time; for the ICB only.
    #[serde(default)]
    pub decision_deadline: Option<DecisionDeadline>,
    /// Records of the same ICB that look like the same person; for the ICB only, on a single referral.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub possible_duplicates: Vec<PossibleDuplicate>,
    /// The register is not a crisis service (S4).
    #[serde(default)]
    #[schema(max_length = 300)]
    pub notice: String,
}

/// By when a referral is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecisionDeadline {
    /// How binding the binding rule is.
    pub force: Force,
    /// The earliest date of all rules.
    pub due_on: Option<Date>,
    /// The earliest date of a rule that says `must`.
    pub breach_on: Option<Date>,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// The day it ended.
    pub ended_on: Option<Date>,
    /// Where it stands today.
    pub status: DeadlineStatus,
    /// Days past `due_on`; frozen when it ends.
    #[schema(minimum = 0)]
    pub days_overdue: i64,
    /// Why this date.
    pub explanation: Explanation,
}

impl DecisionDeadline {
    /// The same as it stands on `today`.
    fn on(self, today: Date) -> Self {
        let ended_in_time = matches!(self.outcome, Some(Outcome::Met | Outcome::Cancelled));
        Self {
            status: self.outcome.map_or_else(|| open_status(self.due_on, today), Outcome::status),
            days_overdue: if ended_in_time { 0 } else { days_past(self.due_on, self.ended_on.unwrap_or(today)) },
            ..self
        }
    }
}

impl From<Deadline> for DecisionDeadline {
    fn from(d: Deadline) -> Self {
        Self {
            force: d.force,
            due_on: d.due_on,
            breach_on: d.breach_on,
            outcome: d.outcome,
            ended_on: d.ended_by.map(|by| by.date),
            status: DeadlineStatus::Upcoming,
            days_overdue: 0,
            explanation: d.explanation,
        }
    }
}

/// A record that looks like the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PossibleDuplicate {
    /// A person on your register, or known to it.
    pub person_id: Option<Uuid>,
    /// Another referral to you.
    pub referral_id: Option<Uuid>,
    /// Same NHS number; otherwise same family name and date of birth.
    pub same_nhs_number: bool,
}

/// What the sender is shown: a duplicate is declined like any other, whatever list or filter it comes by.
const fn shown_to_sender(status: ReferralStatus) -> ReferralStatus {
    match status {
        ReferralStatus::Duplicate => ReferralStatus::Declined,
        other => other,
    }
}

impl ReferralView {
    /// What to store of a referral.
    #[must_use]
    pub fn of(referral: &Referral, packs: &Packs) -> Self {
        let received = &referral.received;
        let open = referral.is_open();
        Self {
            id: referral.id,
            version: 0,
            status: referral.status,
            person_id: referral.accepted.as_ref().map(|a| a.person_id),
            client_reference: received.client_reference.clone(),
            submitted_ods: received.submitted_ods.clone(),
            received_on: received.received_on,
            source: received.source,
            referrer: received.referrer.clone(),
            supporting_professional: received.supporting_professional.clone(),
            person: received.person.clone(),
            open_to_health_and_social_care: referral.open_to_services(),
            mental_health_crisis: received.mental_health_crisis.clone(),
            in_crisis: referral.in_crisis(),
            risk_factors: referral.risk_factors(),
            suggested_rag: received.suggested_rag,
            what_has_been_tried: received.what_has_been_tried.clone(),
            what_would_help: received.what_would_help.clone(),
            consents: referral.consents(),
            asked: referral.asked.iter().map(Into::into).collect(),
            information: referral.added.iter().map(Into::into).collect(),
            decision: referral.accepted.as_ref().map(Into::into).or_else(|| referral.declined.as_ref().map(Into::into)),
            withdrawal: referral.withdrawn.as_ref().map(Into::into),
            warnings: if open {
                referral.warnings(&packs.criteria(&received.icb_ods, received.received_on))
            } else {
                Vec::new()
            },
            decision_deadline: duty::referral_clock(referral, packs).map(Into::into),
            possible_duplicates: Vec::new(),
            notice: String::new(),
        }
    }

    /// The referral as an organisation with this basis sees it. The link to a person, possible duplicates, and the reasons
    /// of a decision are the ICB's: "duplicate" among them would tell the sender that the person is known. The sender's
    /// reference is the sender's.
    #[must_use]
    pub fn seen_by(mut self, basis: Basis, organisation: &Ods, version: i64, today: Date) -> Self {
        self.version = version;
        self.notice = NOT_A_CRISIS_SERVICE.into();
        self.decision_deadline = self.decision_deadline.map(|deadline| deadline.on(today));
        if basis != Basis::ResponsibleIcb {
            self.person_id = None;
            self.decision_deadline = None;
            self.possible_duplicates.clear();
            self.status = shown_to_sender(self.status);
            if let Some(decision) = &mut self.decision {
                decision.reason = None;
                decision.override_reason = None;
                decision.note = None;
            }
        }
        if self.submitted_ods != *organisation {
            self.client_reference = None;
        }
        self
    }
}
