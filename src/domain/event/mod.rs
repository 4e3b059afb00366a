//! Every fact there can be. The list is closed: a new kind is a new row of `facts!`, a struct, and a golden file.
//!
//! A fact has two parts. Its *data* are ids, codes and dates; its *private* part, named by [`Fact::PRIVATE`], is what
//! identifies or describes somebody: names, numbers, birth dates, contacts, free text. The two are stored apart and
//! read together; a redacted private part leaves its fields at their defaults.

/// Declares the struct of a fact: `data` fields, `private` fields, and the field that dates it.
macro_rules! fact {
    ($(#[$meta:meta])* $name:ident, on $on:ident, data { $($(#[$dm:meta])* $df:ident: $dt:ty,)+ } private { $($(#[$pm:meta])* $pf:ident: $pt:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$dm])* pub $df: $dt,)+
            $($(#[$pm])* #[serde(default)] pub $pf: $pt,)*
        }
        impl crate::domain::event::Fact for $name {
            const PRIVATE: &'static [&'static str] = &[$(stringify!($pf)),*];
            fn occurred_on(&self) -> crate::domain::calendar::Date {
                self.$on
            }
            fn redate(&mut self, day: crate::domain::calendar::Date) {
                self.$on = day;
            }
        }
    };
}

mod barrier;
mod correction;
mod glass;
mod hospital;
mod keyworking;
mod meeting;
mod observation;
mod person;
mod referral;
mod register;
mod review;
mod settings;
mod transfer;

pub use barrier::{BarrierClosed, BarrierRaised, Escalated, EscalationAnswered, LeaderEnded, LeaderNamed};
pub use correction::{Corrected, Merged, MergedInto, NhsNumberCorrected, Redacted};
pub use glass::{GlassBroken, GlassReviewed};
pub use hospital::{
    AdmissionAmended, AdmissionNoticed, Admitted, DischargePlanSet, Discharged, LocalAuthorityNotified,
    OversightVisited, WardMoved,
};
pub use keyworking::{
    KeyworkerAssigned, KeyworkingAnswered, KeyworkingAssessed, KeyworkingContacted, KeyworkingDischarged,
    KeyworkingMeasured, KeyworkingPlanSet, KeyworkingReferred, KeyworkingResumed, KeyworkingReviewed,
    KeyworkingSteppedDown, KeyworkingTransitionPlanned,
};
pub use meeting::{
    Discussed, MeetingAgendaSet, MeetingCalled, MeetingCancelled, MeetingChanged, MeetingClosed, MeetingEntryNoted,
    MeetingEntrySet,
};
pub use observation::{Observed, ReferralObserved};
pub use person::{
    CommunityReviewDecided, ConsentRecorded, Died, LaepMeetingHeld, MembershipClosed, MembershipOpened, PersonAmended,
    PersonCreated, QualityConcernRaised, Rated, ReferralLinked, StepDownDecided, SupportPlanSet, SupportReferred,
};
pub use referral::{
    ReferralAccepted, ReferralDeclined, ReferralInformationAdded, ReferralInformationRequested, ReferralReceived,
    ReferralWithdrawn,
};
pub use register::PoliciesActivated;
pub use review::{
    ActionPlanReviewed, RecommendationProgressed, ReviewCancelled, ReviewDeclined, ReviewHeld, ReviewOffered,
    ReviewReported, ReviewRequested, ReviewScheduled,
};
pub use settings::SettingsSet;
pub use transfer::{
    TransferAccepted, TransferClosed, TransferOpened, TransferProposed, TransferRefused, TransferWithdrawn, Transferred,
};

use crate::domain::calendar::Date;
use serde::{Serialize, de::DeserializeOwned};

/// Which kind of stream a fact belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StreamKind {
    /// One person.
    Person,
    /// One referral.
    Referral,
    /// One register meeting.
    Meeting,
    /// One entry of the accountable leaders.
    Leader,
    /// One transfer between ICBs.
    Transfer,
    /// Settings of one area.
    Settings,
    /// The register itself.
    Register,
}

impl StreamKind {
    /// The kind's name in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Referral => "referral",
            Self::Meeting => "meeting",
            Self::Leader => "leader",
            Self::Transfer => "transfer",
            Self::Settings => "settings",
            Self::Register => "register",
        }
    }
}

/// One kind of fact.
pub trait Fact: Serialize + DeserializeOwned {
    /// Top-level fields that go into the private part.
    const PRIVATE: &'static [&'static str];
    /// The London date on which it happened in the world.
    fn occurred_on(&self) -> Date;
    /// The same under another day.
    fn redate(&mut self, day: Date);
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

            /// The same fact on another day.
            #[must_use]
            pub fn redated(&self, day: Date) -> Self {
                let mut fact = self.clone();
                match &mut fact { $(Self::$variant(fact) => fact.redate(day)),+ }
                fact
            }

            /// The same fact without its private part, as it is read after redaction.
            #[must_use]
            pub fn bare(&self) -> Self {
                Self::decode(self.kind(), self.schema(), &self.encode().data, None).unwrap_or_else(|_| self.clone())
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
    /// A C(E)TR got a day, or another day.
    ReviewScheduled(ReviewScheduled) = "review_scheduled", schema 1, Person;
    /// A C(E)TR was called off.
    ReviewCancelled(ReviewCancelled) = "review_cancelled", schema 1, Person;
    /// The report of a C(E)TR was issued.
    ReviewReported(ReviewReported) = "review_reported", schema 1, Person;
    /// The action plan of a C(E)TR was reviewed.
    ActionPlanReviewed(ActionPlanReviewed) = "action_plan_reviewed", schema 1, Person;
    /// A recommendation of a C(E)TR moved on.
    RecommendationProgressed(RecommendationProgressed) = "recommendation_progressed", schema 1, Person;
    /// A decision whether somebody Red has a community C(E)TR.
    CommunityReviewDecided(CommunityReviewDecided) = "community_review_decided", schema 1, Person;
    /// A decision that somebody Green stays on the register.
    StepDownDecided(StepDownDecided) = "step_down_decided", schema 1, Person;
    /// A Local Area Emergency Protocol meeting was held.
    LaepMeetingHeld(LaepMeetingHeld) = "laep_meeting_held", schema 1, Person;
    /// An inpatient moved to another ward.
    WardMoved(WardMoved) = "ward_moved", schema 1, Person;
    /// What is known of a spell changed.
    AdmissionAmended(AdmissionAmended) = "admission_amended", schema 1, Person;
    /// A commissioner's oversight visit.
    OversightVisited(OversightVisited) = "oversight_visited", schema 1, Person;
    /// The local authority was notified of a child's long stay.
    LocalAuthorityNotified(LocalAuthorityNotified) = "local_authority_notified", schema 1, Person;
    /// The twelve-point discharge plan as it stands.
    DischargePlanSet(DischargePlanSet) = "discharge_plan_set", schema 1, Person;
    /// The plan of action to avoid admission as it stands.
    SupportPlanSet(SupportPlanSet) = "support_plan_set", schema 1, Person;
    /// A referral to forensic outreach or intensive support.
    SupportReferred(SupportReferred) = "support_referred", schema 1, Person;
    /// A concern about a provider or placement.
    QualityConcernRaised(QualityConcernRaised) = "quality_concern_raised", schema 1, Person;
    /// What is known of the person was corrected or completed.
    PersonAmended(PersonAmended) = "person_amended", schema 1, Person;
    /// The person died.
    Died(Died) = "died", schema 1, Person;
    /// An admission was reported by an ICB or a ward.
    AdmissionNoticed(AdmissionNoticed) = "admission_noticed", schema 1, Person;
    /// What a meeting said of the person.
    MeetingEntrySet(MeetingEntrySet) = "meeting_entry_set", schema 1, Person;
    /// A meeting that discussed the person was closed.
    Discussed(Discussed) = "discussed", schema 1, Person;
    /// A barrier was put on record.
    BarrierRaised(BarrierRaised) = "barrier_raised", schema 1, Person;
    /// A barrier was brought before a level.
    Escalated(Escalated) = "escalated", schema 1, Person;
    /// A level answered.
    EscalationAnswered(EscalationAnswered) = "escalation_answered", schema 1, Person;
    /// A barrier was closed.
    BarrierClosed(BarrierClosed) = "barrier_closed", schema 1, Person;
    /// Somebody became accountable.
    LeaderNamed(LeaderNamed) = "leader_named", schema 1, Leader;
    /// Somebody's accountability ended.
    LeaderEnded(LeaderEnded) = "leader_ended", schema 1, Leader;
    /// Somebody was referred to the keyworking service.
    KeyworkingReferred(KeyworkingReferred) = "keyworking_referred", schema 1, Person;
    /// The keyworking service answered.
    KeyworkingAnswered(KeyworkingAnswered) = "keyworking_answered", schema 1, Person;
    /// A keyworker was named.
    KeyworkerAssigned(KeyworkerAssigned) = "keyworker_assigned", schema 1, Person;
    /// The keyworker was in contact.
    KeyworkingContacted(KeyworkingContacted) = "keyworking_contacted", schema 1, Person;
    /// Needs, strengths and goals were assessed.
    KeyworkingAssessed(KeyworkingAssessed) = "keyworking_assessed", schema 1, Person;
    /// The keyworking plan as it stands.
    KeyworkingPlanSet(Box<KeyworkingPlanSet>) = "keyworking_plan_set", schema 1, Person;
    /// Keyworking was reviewed.
    KeyworkingReviewed(Box<KeyworkingReviewed>) = "keyworking_reviewed", schema 1, Person;
    /// How things are, on one scale.
    KeyworkingMeasured(KeyworkingMeasured) = "keyworking_measured", schema 1, Person;
    /// The move to adult services as it is planned.
    KeyworkingTransitionPlanned(KeyworkingTransitionPlanned) = "keyworking_transition_planned", schema 1, Person;
    /// Keyworking steps down.
    KeyworkingSteppedDown(KeyworkingSteppedDown) = "keyworking_stepped_down", schema 1, Person;
    /// Stepping keyworking down was given up.
    KeyworkingResumed(KeyworkingResumed) = "keyworking_resumed", schema 1, Person;
    /// Keyworking ended with a discharge.
    KeyworkingDischarged(KeyworkingDischarged) = "keyworking_discharged", schema 1, Person;
    /// Facts were found to be wrong.
    Corrected(Corrected) = "corrected", schema 1, Person;
    /// The NHS number was another one.
    NhsNumberCorrected(NhsNumberCorrected) = "nhs_number_corrected", schema 1, Person;
    /// Another record of the same person was merged into this one.
    Merged(Merged) = "merged", schema 1, Person;
    /// This record was merged into another.
    MergedInto(MergedInto) = "merged_into", schema 1, Person;
    /// Private parts of facts were taken out.
    Redacted(Redacted) = "redacted", schema 1, Person;
    /// A date of somebody's passed.
    Observed(Observed) = "observed", schema 1, Person;
    /// A date of a referral passed.
    ReferralObserved(ReferralObserved) = "referral_observed", schema 1, Referral;
    /// A register meeting was called.
    MeetingCalled(MeetingCalled) = "meeting_called", schema 1, Meeting;
    /// A meeting's day, chair or attendees changed.
    MeetingChanged(MeetingChanged) = "meeting_changed", schema 1, Meeting;
    /// A meeting's agenda was set.
    MeetingAgendaSet(MeetingAgendaSet) = "meeting_agenda_set", schema 1, Meeting;
    /// Something was noted of one person.
    MeetingEntryNoted(MeetingEntryNoted) = "meeting_entry_noted", schema 1, Meeting;
    /// A meeting was closed.
    MeetingClosed(MeetingClosed) = "meeting_closed", schema 1, Meeting;
    /// A meeting was called off.
    MeetingCancelled(MeetingCancelled) = "meeting_cancelled", schema 1, Meeting;
    /// A transfer between ICBs was proposed.
    TransferProposed(TransferProposed) = "transfer_proposed", schema 1, Transfer;
    /// A transfer was accepted.
    TransferAccepted(TransferAccepted) = "transfer_accepted", schema 1, Transfer;
    /// A transfer was refused.
    TransferRefused(TransferRefused) = "transfer_refused", schema 1, Transfer;
    /// A transfer was withdrawn.
    TransferWithdrawn(TransferWithdrawn) = "transfer_withdrawn", schema 1, Transfer;
    /// A transfer of the person waits for an answer.
    TransferOpened(TransferOpened) = "transfer_opened", schema 1, Person;
    /// A transfer of the person came to nothing.
    TransferClosed(TransferClosed) = "transfer_closed", schema 1, Person;
    /// Another ICB became responsible for the person.
    Transferred(Transferred) = "transferred", schema 1, Person;
    /// The record was opened in an emergency.
    GlassBroken(GlassBroken) = "glass_broken", schema 1, Person;
    /// The ICB looked into an emergency opening.
    GlassReviewed(GlassReviewed) = "glass_reviewed", schema 1, Person;
    /// An ICB set its area's settings.
    SettingsSet(SettingsSet) = "settings_set", schema 1, Settings;
    /// The register began to compute by a set of policy packs.
    PoliciesActivated(PoliciesActivated) = "policies_activated", schema 1, Register;
}

impl<F: Fact> Fact for Box<F> {
    const PRIVATE: &'static [&'static str] = F::PRIVATE;
    fn occurred_on(&self) -> Date {
        (**self).occurred_on()
    }
    fn redate(&mut self, day: Date) {
        (**self).redate(day);
    }
}
