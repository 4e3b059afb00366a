//! Facts of a referral.

use crate::domain::calendar::Date;
use crate::domain::consent::Consent;
use crate::domain::id::{MembershipId, PersonId};
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::person::{Named, PersonDetails};
use crate::domain::rating::{Rag, RiskFactor};
use crate::domain::referral::{Crisis, DeclineReason, Source};
use crate::domain::text::{Prose, Reference};

fact! {
    /// A referral as it arrived, with the identity it claims.
    ReferralReceived, on received_on,
    data {
        /// When it was received.
        received_on: Date,
        /// The ICB it is addressed to.
        icb_ods: Ods,
        /// The organisation whose system sent it.
        submitted_ods: Ods,
        /// The client that sent it.
        client_id: String,
        /// Who refers.
        source: Source,
        /// The local authority of the person.
        local_authority: Option<LocalAuthority>,
        /// Open to health and social care (S4).
        open_to_health_and_social_care: bool,
        /// In mental-health crisis (S4).
        in_crisis: bool,
        /// Risk factors (S3).
        risk_factors: Vec<RiskFactor>,
        /// The colour the referrer suggests.
        suggested_rag: Option<Rag>,
    }
    private {
        /// The client's own reference: a text of its choosing.
        client_reference: Option<Reference>,
        /// The referrer.
        referrer: Option<Named>,
        /// The professional who supports a self or family referral (S2).
        supporting_professional: Option<Named>,
        /// The person as the referrer knows them.
        person: Option<PersonDetails>,
        /// The crisis, in words.
        mental_health_crisis: Option<Crisis>,
        /// What has been tried.
        what_has_been_tried: Option<Prose>,
        /// What would help.
        what_would_help: Option<Prose>,
        /// Consents as the referrer reports them.
        consents: Vec<Consent>,
    }
}

fact! {
    /// The ICB needs more before it can decide.
    ReferralInformationRequested, on asked_on,
    data {
        /// When it asked.
        asked_on: Date,
    }
    private {
        /// Who asked.
        decided_by: Option<Named>,
        /// What is missing.
        missing: Vec<Prose>,
    }
}

fact! {
    /// The referrer added information, or somebody referred again with news.
    ReferralInformationAdded, on added_on,
    data {
        /// When.
        added_on: Date,
        /// Further risk factors.
        risk_factors: Vec<RiskFactor>,
        /// Whether the person is now in crisis, where that changed.
        in_crisis: Option<bool>,
        /// Whether the person is now open to health and social care, where that changed.
        open_to_health_and_social_care: Option<bool>,
    }
    private {
        /// The information.
        information: Option<Prose>,
        /// Who gave it.
        given_by: Option<Named>,
        /// Further consents.
        consents: Vec<Consent>,
        /// The NHS number, where it was missing.
        nhs_number: Option<crate::domain::nhs_number::NhsNumber>,
    }
}

fact! {
    /// The ICB accepted a referral.
    ReferralAccepted, on decided_on,
    data {
        /// When it decided.
        decided_on: Date,
        /// The person the referral points to from now on.
        person_id: PersonId,
        /// The stay on the register that it opened.
        membership_id: MembershipId,
        /// Whether the person was known already.
        linked: bool,
        /// Whether a criterion was overridden.
        criteria_overridden: bool,
    }
    private {
        /// Who decided.
        decided_by: Option<Named>,
        /// Why a criterion was overridden.
        override_reason: Option<Prose>,
        /// A note.
        note: Option<Prose>,
    }
}

fact! {
    /// The ICB declined a referral.
    ReferralDeclined, on decided_on,
    data {
        /// When it decided.
        decided_on: Date,
        /// Why.
        reason: DeclineReason,
    }
    private {
        /// Who decided.
        decided_by: Option<Named>,
        /// A note.
        note: Option<Prose>,
    }
}

fact! {
    /// The referrer took a referral back.
    ReferralWithdrawn, on withdrawn_on,
    data {
        /// When.
        withdrawn_on: Date,
    }
    private {
        /// Who withdrew it.
        withdrawn_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}
