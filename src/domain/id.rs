//! Identifiers. The domain never makes one at random: they come in from outside, or are derived from another.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = Uuid, format = Uuid, example = "0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11")]
        pub struct $name(pub Uuid);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person known to a register.
    PersonId;
    /// A referral.
    ReferralId;
    /// One stay on a register.
    MembershipId;
    /// One entry of the consent ledger.
    ConsentId;
    /// One rating.
    RatingId;
    /// One spell in hospital.
    AdmissionId;
    /// One C(E)TR.
    ReviewId;
    /// One recommendation of a C(E)TR.
    RecommendationId;
    /// One decision.
    DecisionId;
    /// One oversight visit.
    VisitId;
    /// One notification of a local authority.
    NotificationId;
    /// One barrier.
    BarrierId;
    /// One step of a barrier's escalation.
    EscalationId;
    /// One entry of the accountable leaders.
    LeaderId;
    /// One register meeting.
    MeetingId;
    /// Keyworking of one person, from one referral to its end.
    KeyworkingId;
    /// One contact, review or measure of keyworking.
    KeyworkingRecordId;
    /// One transfer between ICBs.
    TransferId;
    /// One opening of a record in an emergency.
    GlassId;
    /// The settings of one area.
    SettingsId;
    /// One Local Area Emergency Protocol meeting.
    LaepMeetingId;
    /// One referral to a support service.
    SupportReferralId;
    /// One quality or safeguarding concern.
    ConcernId;
    /// One admission notice.
    NoticeId;
    /// One observation of the clock: the same for the same date of the same thing.
    ObservationId;
    /// One dated duty; stays the same for as long as the fact that started it stands.
    DeadlineId;
}

/// An identifier derived from another and a name: the same inputs give the same identifier, always.
#[must_use]
pub fn derived(parent: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&parent, name.as_bytes())
}
