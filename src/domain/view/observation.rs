//! An observation of the clock, as the ICB sees it.

use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty};
use crate::domain::id::{ObservationId, PersonId, ReferralId};
use crate::domain::observation::{self, ObservationKind, ObservationStatus};
use crate::domain::person::Person;
use crate::domain::policy::Packs;
use crate::domain::referral::Referral;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What the clock observed, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Observation)]
pub struct ObservationView {
    /// The observation.
    pub id: ObservationId,
    /// What was observed.
    pub kind: ObservationKind,
    /// Whether it still holds. A superseded one stays on record: it is what was known on that day.
    pub status: ObservationStatus,
    /// The person it is about; null for a referral.
    pub person_id: Option<PersonId>,
    /// The referral it is about; null for a person.
    pub referral_id: Option<ReferralId>,
    /// Of what: the duty or, for a birthday, the person.
    pub subject_id: Uuid,
    /// Which kind of duty; null for a birthday.
    pub duty: Option<Duty>,
    /// The date that passed, or came.
    pub due_on: Date,
    /// When the register noticed.
    pub observed_on: Date,
}

impl ObservationView {
    /// Every observation of a person, in the order recorded.
    #[must_use]
    pub fn all(person: &Person, deadlines: &[Deadline]) -> Vec<Self> {
        let standing = observation::standing(person, deadlines);
        let all = person.observations.iter().zip(standing).map(|(observed, status)| Self {
            id: observed.observation_id,
            kind: observed.kind,
            status,
            person_id: Some(person.id),
            referral_id: None,
            subject_id: observed.subject_id,
            duty: observed.duty,
            due_on: observed.due_on,
            observed_on: observed.observed_on,
        });
        all.collect()
    }

    /// Every observation of a referral, in the order recorded.
    #[must_use]
    pub fn all_of_referral(referral: &Referral, packs: &Packs) -> Vec<Self> {
        let standing = observation::standing_of_referral(referral, packs);
        let all = referral.observations.iter().zip(standing).map(|(observed, status)| Self {
            id: observed.observation_id,
            kind: observed.kind,
            status,
            person_id: None,
            referral_id: Some(referral.id),
            subject_id: observed.subject_id,
            duty: observed.duty,
            due_on: observed.due_on,
            observed_on: observed.observed_on,
        });
        all.collect()
    }
}
