//! Every fact there can be. The list is closed: a new kind is a new row of `facts!`, a struct, and a golden file.
//!
//! A fact has two parts. Its *data* are ids, codes and dates; its *private* part, named by [`Fact::PRIVATE`], is what
//! identifies or describes somebody: names, numbers, birth dates, contacts, free text. The two are stored apart and
//! read together; a redacted private part leaves its fields at their defaults.

use crate::domain::admission::{AdmissionReason, Commissioner, Destination, LegalStatus, Security, Setting, Urgency};
use crate::domain::calendar::Date;
use crate::domain::consent::Consent;
use crate::domain::consent::{BestInterests, ConsentBasis, ConsentScope, ConsentStatus, ReviewConsent, SharedWith};
use crate::domain::id::{AdmissionId, ConsentId, MembershipId, PersonId, RatingId, ReferralId, ReviewId};
use crate::domain::ods::{BedType, LocalAuthority, Ods};
use crate::domain::person::{Condition, EndReason, Named, PersonDetails, Register};
use crate::domain::rating::{Rag, RiskFactor, ScoredTool, Trigger};
use crate::domain::referral::{Crisis, DeclineReason, Source};
use crate::domain::review::{
    Delivery, Expert, RecommendationDetails, RecommendationMade, ReviewFamily, ReviewKind, ReviewOutcome,
};
use crate::domain::text::{Line, Prose, Reference};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Which kind of stream a fact belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StreamKind {
    /// One person.
    Person,
    /// One referral.
    Referral,
}

impl StreamKind {
    /// The kind's name in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Referral => "referral",
        }
    }
}

/// One kind of fact.
pub trait Fact: Serialize + DeserializeOwned {
    /// Top-level fields that go into the private part.
    const PRIVATE: &'static [&'static str];
    /// The London date on which it happened in the world.
    fn occurred_on(&self) -> Date;
}

/// A fact as it is stored: two texts that are never rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Ids, codes, dates.
    pub data: String,
    /// What identifies or describes somebody; absent when there is nothing of the kind.
    pub private: Option<String>,
}

/// A stored fact that this build cannot read.
#[derive(Debug, thiserror::Error)]
#[error("fact of kind {kind}, schema {schema}, cannot be read ({at})")]
pub struct Unreadable {
    kind: String,
    schema: i64,
    at: String,
}

fn encode<F: Fact>(fact: &F) -> Encoded {
    let Ok(serde_json::Value::Object(mut data)) = serde_json::to_value(fact) else {
        return Encoded { data: "{}".into(), private: None };
    };
    let mut private = serde_json::Map::new();
    for field in F::PRIVATE {
        if let Some(value) = data.remove(*field) {
            private.insert((*field).to_owned(), value);
        }
    }
    let private = (!private.is_empty()).then(|| serde_json::Value::Object(private).to_string());
    Encoded { data: serde_json::Value::Object(data).to_string(), private }
}

/// Two JSON objects as one text: a fact's data and its private part, unless that was redacted.
#[must_use]
pub fn joined(data: &str, private: Option<&str>) -> String {
    match (data.strip_suffix('}'), private.and_then(|p| p.strip_prefix('{'))) {
        (Some("{"), Some(rest)) => format!("{{{rest}"),
        (Some(head), Some(rest)) if rest != "}" => format!("{head},{rest}"),
        _ => data.to_owned(),
    }
}

macro_rules! facts {
    ($($(#[$meta:meta])* $variant:ident($body:ty) = $kind:literal, schema $schema:literal, $stream:ident;)+) => {
        /// A fact.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[expect(clippy::large_enum_variant, reason = "facts live for a decision or a fold, seldom in numbers")]
        pub enum Event { $($(#[$meta])* $variant($body)),+ }

        impl Event {
            /// Every kind of fact: name, current schema, stream.
            pub const KINDS: &'static [(&'static str, i64, StreamKind)] = &[$(($kind, $schema, StreamKind::$stream)),+];

            /// The kind's name.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind),+ }
            }

            /// The schema number this build writes.
            #[must_use]
            pub const fn schema(&self) -> i64 {
                match self { $(Self::$variant(_) => $schema),+ }
            }

            /// The stream it belongs to.
            #[must_use]
            pub const fn stream(&self) -> StreamKind {
                match self { $(Self::$variant(_) => StreamKind::$stream),+ }
            }

            /// The London date on which it happened in the world.
            #[must_use]
            pub fn occurred_on(&self) -> Date {
                match self { $(Self::$variant(fact) => fact.occurred_on()),+ }
            }

            /// The two texts to store.
            #[must_use]
            pub fn encode(&self) -> Encoded {
                match self { $(Self::$variant(fact) => encode::<$body>(fact)),+ }
            }

            /// Reads a stored fact.
            ///
            /// # Errors
            /// A kind or schema this build does not know, or a text that does not fit it.
            pub fn decode(kind: &str, schema: i64, data: &str, private: Option<&str>) -> Result<Self, Unreadable> {
                let unreadable = |at: String| Unreadable { kind: kind.to_owned(), schema, at };
                match (kind, schema) {
                    $(($kind, $schema) => serde_json::from_str::<$body>(&joined(data, private))
                        .map(Self::$variant)
                        .map_err(|error| unreadable(format!("line {}, column {}", error.line(), error.column()))),)+
                    _ => Err(unreadable("unknown".into())),
                }
            }
        }
    };
}

facts! {
    /// A referral arrived.
    ReferralReceived(Box<ReferralReceived>) = "referral_received", schema 1, Referral;
    /// The ICB asked for more information.
    ReferralInformationRequested(ReferralInformationRequested) = "referral_information_requested", schema 1, Referral;
    /// More information arrived.
    ReferralInformationAdded(ReferralInformationAdded) = "referral_information_added", schema 1, Referral;
    /// The ICB accepted; the referral now points to a person.
    ReferralAccepted(ReferralAccepted) = "referral_accepted", schema 1, Referral;
    /// The ICB declined.
    ReferralDeclined(ReferralDeclined) = "referral_declined", schema 1, Referral;
    /// The referrer took it back.
    ReferralWithdrawn(ReferralWithdrawn) = "referral_withdrawn", schema 1, Referral;
    /// A person became known to a register.
    PersonCreated(PersonCreated) = "person_created", schema 1, Person;
    /// An accepted referral was linked to a person already known.
    ReferralLinked(ReferralLinked) = "referral_linked", schema 1, Person;
    /// Consent was given, refused or withdrawn.
    ConsentRecorded(ConsentRecorded) = "consent_recorded", schema 1, Person;
    /// A stay on the register began.
    MembershipOpened(MembershipOpened) = "membership_opened", schema 1, Person;
    /// A stay on the register ended.
    MembershipClosed(MembershipClosed) = "membership_closed", schema 1, Person;
    /// A colour was given.
    Rated(Rated) = "rated", schema 1, Person;
    /// The person was admitted to hospital.
    Admitted(Admitted) = "admitted", schema 1, Person;
    /// The person was discharged.
    Discharged(Discharged) = "discharged", schema 1, Person;
    /// A C(E)TR was asked for.
    ReviewRequested(ReviewRequested) = "review_requested", schema 1, Person;
    /// A C(E)TR was offered.
    ReviewOffered(ReviewOffered) = "review_offered", schema 1, Person;
    /// A C(E)TR was held.
    ReviewHeld(Box<ReviewHeld>) = "review_held", schema 1, Person;
    /// A C(E)TR was declined.
    ReviewDeclined(ReviewDeclined) = "review_declined", schema 1, Person;
}

impl<F: Fact> Fact for Box<F> {
    const PRIVATE: &'static [&'static str] = F::PRIVATE;
    fn occurred_on(&self) -> Date {
        (**self).occurred_on()
    }
}

/// Declares the struct of a fact: `data` fields, `private` fields, and the field that dates it.
macro_rules! fact {
    ($(#[$meta:meta])* $name:ident, on $on:ident, data { $($(#[$dm:meta])* $df:ident: $dt:ty,)+ } private { $($(#[$pm:meta])* $pf:ident: $pt:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$dm])* pub $df: $dt,)+
            $($(#[$pm])* #[serde(default)] pub $pf: $pt,)*
        }
        impl Fact for $name {
            const PRIVATE: &'static [&'static str] = &[$(stringify!($pf)),*];
            fn occurred_on(&self) -> Date {
                self.$on
            }
        }
    };
}

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

fact! {
    /// A person became known to a register.
    PersonCreated, on known_since,
    data {
        /// Since when.
        known_since: Date,
        /// The responsible ICB.
        icb_ods: Ods,
        /// The local authority.
        local_authority: Option<LocalAuthority>,
        /// Learning disability, autism or both.
        conditions: Vec<Condition>,
        /// The referral that brought them.
        referral_id: ReferralId,
    }
    private {
        /// Who they are.
        person: Option<PersonDetails>,
    }
}

fact! {
    /// An accepted referral was linked to a person already known.
    ReferralLinked, on linked_on,
    data {
        /// When.
        linked_on: Date,
        /// The referral.
        referral_id: ReferralId,
    }
    private {}
}

fact! {
    /// One entry of the consent ledger.
    ConsentRecorded, on effective_on,
    data {
        /// The entry.
        consent_id: ConsentId,
        /// What it is about.
        scope: ConsentScope,
        /// Whether it was given.
        status: ConsentStatus,
        /// On what basis.
        basis: ConsentBasis,
        /// From when it holds.
        effective_on: Date,
        /// Whom information sharing covers.
        covers: Vec<SharedWith>,
        /// Single organisations it covers.
        organisations: Vec<Ods>,
        /// When incapacity was recorded.
        incapacity_recorded_on: Option<Date>,
    }
    private {
        /// Who gave, refused or withdrew it.
        given_by: Option<Line>,
        /// How a best-interests decision was made.
        best_interests: Option<BestInterests>,
    }
}

fact! {
    /// A stay on the register began.
    MembershipOpened, on opened_on,
    data {
        /// The stay.
        membership_id: MembershipId,
        /// When it began.
        opened_on: Date,
        /// On which ICB's register.
        icb_ods: Ods,
        /// On which of the two lists, by age on joining.
        register: Register,
        /// The referral that led to it.
        referral_id: ReferralId,
        /// The stay before, on re-entry.
        previous: Option<MembershipId>,
    }
    private {
        /// The person's lead professional.
        lead_professional: Option<Named>,
    }
}

fact! {
    /// A stay on the register ended.
    MembershipClosed, on closed_on,
    data {
        /// The stay.
        membership_id: MembershipId,
        /// When it ended.
        closed_on: Date,
        /// Why.
        reason: EndReason,
    }
    private {}
}

fact! {
    /// A colour was given.
    Rated, on effective_on,
    data {
        /// The rating.
        rating_id: RatingId,
        /// The stay it belongs to.
        membership_id: MembershipId,
        /// The colour.
        rag: Rag,
        /// From when it holds.
        effective_on: Date,
        /// What led to it.
        trigger: Trigger,
        /// Whether a risk is known that nobody manages.
        unmanaged_risk_identified: Option<bool>,
        /// Risk factors.
        risk_factors: Vec<RiskFactor>,
    }
    private {
        /// Why.
        rationale: Option<Prose>,
        /// Who set it.
        set_by: Option<Named>,
        /// Who manages the risk.
        mdt_members: Vec<Named>,
        /// The tool risk was scored with.
        scored_tool: Option<ScoredTool>,
    }
}

fact! {
    /// An admission to hospital.
    Admitted, on admitted_on,
    data {
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        admitted_on: Date,
        /// Planned or urgent.
        urgency: Urgency,
        /// The provider.
        provider_ods: Ods,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
        /// National bed-type code.
        bed_type_code: Option<BedType>,
        /// Legal status.
        legal_status: LegalStatus,
        /// Reasons.
        reasons: Vec<AdmissionReason>,
        /// When discharge is expected.
        expected_discharge_on: Option<Date>,
        /// Out of area.
        out_of_area: bool,
        /// Who commissions the bed.
        responsible_commissioner: Commissioner,
        /// The host commissioner.
        host_commissioner_ods: Option<Ods>,
    }
    private {
        /// The site.
        site: Option<Line>,
        /// The ward.
        ward: Option<Line>,
        /// Why the admission is right.
        rationale: Option<Prose>,
        /// Planned treatment.
        planned_treatment: Option<Prose>,
        /// Intended outcomes.
        intended_outcomes: Vec<Prose>,
        /// Why out of area.
        out_of_area_reason: Option<Prose>,
    }
}

fact! {
    /// A discharge from hospital.
    Discharged, on discharged_on,
    data {
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        discharged_on: Date,
        /// Where to.
        destination: Destination,
        /// The colour that follows.
        rag: Option<Rag>,
        /// Whether a risk is known that nobody manages.
        unmanaged_risk_identified: Option<bool>,
    }
    private {
        /// Why this colour.
        rationale: Option<Prose>,
        /// Who set it.
        set_by: Option<Named>,
        /// Who manages the risk.
        mdt_members: Vec<Named>,
    }
}

fact! {
    /// A C(E)TR was asked for.
    ReviewRequested, on requested_on,
    data {
        /// The review.
        review_id: ReviewId,
        /// Community or inpatient.
        kind: ReviewKind,
        /// The form, by age.
        family: ReviewFamily,
        /// The spell of an inpatient review.
        admission_id: Option<AdmissionId>,
        /// When.
        requested_on: Date,
    }
    private {
        /// Who asked.
        requested_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// A C(E)TR was offered.
    ReviewOffered, on offered_on,
    data {
        /// The review.
        review_id: ReviewId,
        /// When.
        offered_on: Date,
        /// For which day.
        scheduled_for: Option<Date>,
    }
    private {}
}

fact! {
    /// A C(E)TR was held.
    ReviewHeld, on held_on,
    data {
        /// The review.
        review_id: ReviewId,
        /// When.
        held_on: Date,
        /// How.
        delivery: Delivery,
        /// What it concluded.
        outcome: ReviewOutcome,
        /// Whether a keyworker was considered.
        keyworking_considered: Option<bool>,
        /// What it recommends, without the words.
        recommendations: Vec<RecommendationMade>,
    }
    private {
        /// Under which consent.
        consent: Option<ReviewConsent>,
        /// The chair.
        chair: Option<Named>,
        /// The independent clinical expert.
        clinical_expert: Option<Expert>,
        /// The independent expert by experience.
        expert_by_experience: Option<Expert>,
        /// The education representative.
        education_representative: Option<Named>,
        /// Everybody else.
        attendees: Vec<Named>,
        /// Findings.
        findings: Option<Prose>,
        /// Alternatives to hospital.
        alternatives_considered: Vec<Prose>,
        /// The words and owners of the recommendations, in their order.
        recommendation_details: Vec<RecommendationDetails>,
    }
}

fact! {
    /// A C(E)TR was declined.
    ReviewDeclined, on declined_on,
    data {
        /// The review.
        review_id: ReviewId,
        /// When.
        declined_on: Date,
    }
    private {
        /// Who declined.
        declined_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}
