//! Care (Education) and Treatment Reviews: from request to the review of the action plan.

mod decision;
mod follow_up;

pub use decision::{decline, hold, offer, request};
pub use follow_up::{
    Cancellation, PlanReview, Progress, Report, Schedule, cancel, progress, report, review_plan, schedule,
};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::ReviewConsent;
use crate::domain::event::{
    ActionPlanReviewed, RecommendationProgressed, ReviewCancelled, ReviewDeclined, ReviewHeld, ReviewOffered,
    ReviewReported, ReviewRequested, ReviewScheduled,
};
use crate::domain::id::RecommendationId;
use crate::domain::ods::Ods;
use crate::domain::person::Named;
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// Where the person is when reviewed.
    ReviewKind {
        Community = "community", "Community C(E)TR";
        Inpatient = "inpatient", "Inpatient C(E)TR";
    }
    /// The form of review, by age.
    ReviewFamily {
        Ctr = "ctr", "Care and treatment review (adult)";
        Cetr = "cetr", "Care, education and treatment review (under 18)";
    }
    /// How a review is held.
    Delivery {
        FaceToFace = "face_to_face", "Face to face";
        Virtual = "virtual", "By video or telephone";
        Hybrid = "hybrid", "Some in the room, some not";
    }
    /// What a review concluded.
    ReviewOutcome {
        CommunitySupportContinues = "community_support_continues", "Support in the community continues";
        AdmissionNotNeeded = "admission_not_needed", "Admission is not needed";
        AdmissionSupported = "admission_supported", "Admission is supported";
        RemainInpatient = "remain_inpatient", "Remain an inpatient";
        ClinicallyReadyForDischarge = "clinically_ready_for_discharge", "Clinically ready for discharge";
        LessRestrictiveSetting = "less_restrictive_setting", "Move to a less restrictive setting";
    }
    /// Who has to act.
    Agency {
        Health = "health", "Health";
        SocialCare = "social_care", "Social care";
        Education = "education", "Education";
        Housing = "housing", "Housing";
        Provider = "provider", "The provider";
        Other = "other", "Another agency";
    }
    /// Where a recommendation stands.
    RecommendationStatus {
        Open = "open", "Open";
        InProgress = "in_progress", "In progress";
        Done = "done", "Done";
        Blocked = "blocked", "Blocked by a barrier";
        Cancelled = "cancelled", "Cancelled";
    }
    /// Where a review stands.
    ReviewStatus {
        Requested = "requested", "Requested";
        Offered = "offered", "Offered";
        Held = "held", "Held";
        Declined = "declined", "Declined by the person or who holds consent";
        Cancelled = "cancelled", "Called off";
    }
}

impl ReviewOutcome {
    /// Which kind of review may conclude so.
    #[must_use]
    pub const fn kind(self) -> ReviewKind {
        match self {
            Self::CommunitySupportContinues | Self::AdmissionNotNeeded | Self::AdmissionSupported => {
                ReviewKind::Community
            }
            Self::RemainInpatient | Self::ClinicallyReadyForDischarge | Self::LessRestrictiveSetting => {
                ReviewKind::Inpatient
            }
        }
    }
}

/// A review asked for. Anyone may ask at any time (S0 activity 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "inpatient", "requested_on": "2026-01-07", "requested_by": {"name": "Lee Orton", "role": "Responsible commissioner"}}))]
pub struct ReviewRequest {
    /// Community or inpatient.
    pub kind: ReviewKind,
    /// The London date of the request; not in the future.
    pub requested_on: Date,
    /// Who asked.
    pub requested_by: Named,
    /// Why, where it is asked for out of turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// A review offered to the person or who holds consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"offered_on": "2026-01-12", "scheduled_for": "2026-01-29"}))]
pub struct ReviewOffer {
    /// The London date of the offer; not in the future.
    pub offered_on: Date,
    /// The day proposed; not before the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<Date>,
}

/// An independent member of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Expert {
    /// Full name.
    pub name: Line,
    /// Role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
    /// Their organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_ods: Option<Ods>,
    /// Whether they are independent of the person's care; must be true.
    pub independent: bool,
}

/// A recommendation made by a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecommendation {
    /// What should happen.
    pub text: Prose,
    /// Which agency has to act.
    pub agency: Agency,
    /// Who owns it.
    pub owner: Named,
    /// By when, if a date was agreed; not before the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// A review held. All of chair, independent clinical expert and independent expert by experience take part, or it
/// cannot be held (N).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"held_on": "2026-01-29", "delivery": "face_to_face",
    "consent": {"status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2026-01-13"},
    "chair": {"name": "Lee Orton", "role": "Responsible commissioner", "organisation_ods": "QOQ"},
    "clinical_expert": {"name": "Dr Noor Bashir", "role": "Consultant psychiatrist", "organisation_ods": "RXX", "independent": true},
    "expert_by_experience": {"name": "Jo Hale", "organisation_ods": null, "independent": true},
    "attendees": [{"name": "Robin Aldous", "role": "Person"}],
    "findings": "Safe on the ward; needs a home with a small, steady team.", "outcome": "remain_inpatient",
    "recommendations": [{"text": "Find a two-person supported living placement.", "agency": "social_care",
        "owner": {"name": "Ines Holt", "organisation_ods": null}, "due_on": "2026-03-31"}],
    "alternatives_considered": ["Supported living with a small team"]}))]
pub struct Held {
    /// The London date; within the spell for an inpatient review; not in the future.
    pub held_on: Date,
    /// How it was held.
    pub delivery: Delivery,
    /// Consent to the review.
    pub consent: ReviewConsent,
    /// The chair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<Named>,
    /// The independent clinical expert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinical_expert: Option<Expert>,
    /// The independent expert by experience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expert_by_experience: Option<Expert>,
    /// An education representative; their absence from a child's review is warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education_representative: Option<Named>,
    /// Everybody else who took part.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub attendees: Vec<Named>,
    /// What the review found.
    pub findings: Prose,
    /// Alternatives to hospital that were considered.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub alternatives_considered: Vec<Prose>,
    /// Whether a keyworker was considered (S1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyworking_considered: Option<bool>,
    /// What it concluded; must fit the kind of review.
    pub outcome: ReviewOutcome,
    /// What it recommends.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub recommendations: Vec<NewRecommendation>,
}

/// A review declined by the person or who holds consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"declined_on": "2026-01-20", "declined_by": {"name": "Robin Aldous", "role": "Person"}, "reason": "Does not want a meeting this month."}))]
pub struct Decline {
    /// The London date; not before the offer, not in the future.
    pub declined_on: Date,
    /// Who declined.
    pub declined_by: Named,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// One review from request to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// How it was asked for.
    pub requested: ReviewRequested,
    /// Offers, in the order recorded.
    pub offers: Vec<ReviewOffered>,
    /// How it was held.
    pub held: Option<ReviewHeld>,
    /// Days arranged for it, in the order recorded.
    pub scheduled: Vec<ReviewScheduled>,
    /// How it was declined.
    pub declined: Option<ReviewDeclined>,
    /// How it was called off.
    pub cancelled: Option<ReviewCancelled>,
    /// Its report.
    pub reported: Option<ReviewReported>,
    /// Reviews of its action plan, in the order recorded.
    pub plan_reviews: Vec<ActionPlanReviewed>,
    /// Progress of its recommendations, in the order recorded.
    pub progress: Vec<RecommendationProgressed>,
}

impl Review {
    pub(crate) const fn new(requested: ReviewRequested) -> Self {
        Self {
            requested,
            offers: Vec::new(),
            held: None,
            scheduled: Vec::new(),
            declined: None,
            cancelled: None,
            reported: None,
            plan_reviews: Vec::new(),
            progress: Vec::new(),
        }
    }

    /// A recommendation that this review made.
    #[must_use]
    pub fn recommendation(&self, id: RecommendationId) -> Option<&RecommendationMade> {
        self.held.as_ref()?.recommendations.iter().find(|made| made.recommendation_id == id)
    }

    /// The progress of a recommendation by day; of one day in the order recorded.
    #[must_use]
    pub fn progress_of(&self, id: RecommendationId) -> Vec<&RecommendationProgressed> {
        let mut progress: Vec<_> = self.progress.iter().filter(|p| p.recommendation_id == id).collect();
        progress.sort_by_key(|p| p.noted_on);
        progress
    }

    /// The earliest offer; held without an offer counts as offered that day (domain §2).
    #[must_use]
    pub fn offered_on(&self) -> Option<Date> {
        self.offers.iter().map(|o| o.offered_on).min().or_else(|| self.held.as_ref().map(|h| h.held_on))
    }

    /// The day last arranged or proposed for it.
    #[must_use]
    pub fn scheduled_for(&self) -> Option<Date> {
        let arranged = self.scheduled.iter().map(|s| (s.noted_on, s.scheduled_for));
        let proposed = self.offers.iter().filter_map(|o| o.scheduled_for.map(|day| (o.offered_on, day)));
        proposed.chain(arranged).max_by_key(|(noted, _)| *noted).map(|(_, day)| day)
    }

    /// Whether it was neither held nor declined nor called off.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.held.is_none() && self.declined.is_none() && self.cancelled.is_none()
    }

    /// The day it was held or declined: the anchor of what follows (D4).
    #[must_use]
    pub fn settled_on(&self) -> Option<Date> {
        self.held.as_ref().map(|h| h.held_on).or_else(|| self.declined.as_ref().map(|d| d.declined_on))
    }

    /// What is unusual about the record; none of it stops anything.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        let child = self.requested.family == ReviewFamily::Cetr;
        let unrepresented = self.held.as_ref().is_some_and(|held| child && held.education_representative.is_none());
        if unrepresented {
            vec!["No education representative took part in this child's review (N)."]
        } else {
            Vec::new()
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> ReviewStatus {
        match (&self.held, &self.declined, &self.cancelled) {
            (Some(_), ..) => ReviewStatus::Held,
            (None, Some(_), _) => ReviewStatus::Declined,
            (None, None, Some(_)) => ReviewStatus::Cancelled,
            (None, None, None) if self.offers.is_empty() => ReviewStatus::Requested,
            (None, None, None) => ReviewStatus::Offered,
        }
    }
}

/// A recommendation without its words: what clocks and counts need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationMade {
    /// The recommendation.
    pub recommendation_id: RecommendationId,
    /// Which agency has to act.
    pub agency: Agency,
    /// By when.
    pub due_on: Option<Date>,
}

/// A recommendation's words and owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationDetails {
    /// What should happen.
    pub text: Prose,
    /// Who owns it.
    pub owner: Named,
}
