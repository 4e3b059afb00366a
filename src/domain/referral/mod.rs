//! Referrals (S2–S4): received, completed, accepted, declined, withdrawn. A referral is its own record with the
//! identity it claims; it points to a person only once the ICB has accepted it.

mod decision;
mod request;

pub use decision::{Decided, add_information, decide, receive, withdraw};
pub use request::{Crisis, Decision, Information, InitialRating, NewReferral, Withdrawal};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::{Consent, ConsentScope, ConsentStatus};
use crate::domain::event::{
    Event, ReferralAccepted, ReferralDeclined, ReferralInformationAdded, ReferralInformationRequested,
    ReferralObserved, ReferralReceived, ReferralWithdrawn,
};
use crate::domain::id::ReferralId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::policy::{Asks, Criteria, Criterion};
use crate::domain::rating::RiskFactor;

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
    /// What the clock observed, in order.
    pub observations: Vec<ReferralObserved>,
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
                        observations: Vec::new(),
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
            Event::ReferralObserved(observed) => self.observations.push(observed.clone()),
            _ => {}
        }
    }

    /// Whether a decision is still to come.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, ReferralStatus::Received | ReferralStatus::AwaitingInformation)
    }

    /// The day it was decided or taken back.
    #[must_use]
    pub fn closed_on(&self) -> Option<Date> {
        let accepted = self.accepted.as_ref().map(|a| a.decided_on);
        let declined = self.declined.as_ref().map(|d| d.decided_on);
        accepted.or(declined).or_else(|| self.withdrawn.as_ref().map(|w| w.withdrawn_on))
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

    /// Whether the referral by itself meets a criterion; an age that is not known any more is not held against it.
    #[must_use]
    pub fn meets(&self, criterion: &Criterion) -> bool {
        match criterion.asks {
            Asks::OpenToHealthAndSocialCare => self.open_to_services(),
            Asks::InCrisis => self.in_crisis(),
            Asks::MinimumAge => self
                .received
                .person
                .as_ref()
                .is_none_or(|person| Some(person.date_of_birth.age_on(self.received.received_on)) >= criterion.age),
        }
    }

    /// What is missing or unusual, for the referrer: nothing here stops a referral from being received.
    #[must_use]
    pub fn warnings(&self, criteria: &Criteria) -> Vec<String> {
        let unmet = criteria.all().iter().filter(|criterion| !self.meets(criterion));
        let mut warnings: Vec<String> = unmet.map(Criterion::warning).collect();
        if !register_consent(about_register(&self.consents()), None) {
            warnings.push(
                "No consent to be on the register is recorded; it is needed before the referral can be accepted (S4)."
                    .into(),
            );
        }
        if self.nhs_number().is_none() {
            warnings.push("No NHS number; the ICB has to supply it on acceptance.".into());
        }
        warnings
    }
}

/// Whether the consent to be on the register that is latest in effect, by `day` at the latest, is given. The later in
/// order counts between entries of one day.
fn register_consent(entries: impl Iterator<Item = (Date, ConsentStatus)>, day: Option<Date>) -> bool {
    let in_effect = entries.filter(|(effective_on, _)| day.is_none_or(|day| *effective_on <= day));
    in_effect.max_by_key(|(effective_on, _)| *effective_on).is_some_and(|(_, status)| status == ConsentStatus::Given)
}

/// The entries about the register among consents.
fn about_register(consents: &[Consent]) -> impl Iterator<Item = (Date, ConsentStatus)> {
    consents.iter().filter(|c| c.scope == ConsentScope::Register).map(|c| (c.effective_on, c.status))
}
