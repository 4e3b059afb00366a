//! Facts of a C(E)TR.

use crate::domain::calendar::Date;
use crate::domain::consent::ReviewConsent;
use crate::domain::id::{AdmissionId, RecommendationId, ReviewId};
use crate::domain::person::Named;
use crate::domain::review::{
    Delivery, Expert, RecommendationDetails, RecommendationMade, RecommendationStatus, ReviewFamily, ReviewKind,
    ReviewOutcome,
};
use crate::domain::text::Prose;

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

fact! {
    /// A C(E)TR got a day, or another day.
    ReviewScheduled, on noted_on,
    data {
        /// The review.
        review_id: ReviewId,
        /// When that was arranged.
        noted_on: Date,
        /// The day it is to be held.
        scheduled_for: Date,
    }
    private {
        /// Why the day changed.
        reason: Option<Prose>,
    }
}

fact! {
    /// A C(E)TR was called off. What was offered stays offered.
    ReviewCancelled, on cancelled_on,
    data {
        /// The review.
        review_id: ReviewId,
        /// When.
        cancelled_on: Date,
    }
    private {
        /// Who called it off.
        cancelled_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// The report of a C(E)TR was issued.
    ReviewReported, on issued_on,
    data {
        /// The review.
        review_id: ReviewId,
        /// When.
        issued_on: Date,
    }
    private {
        /// Who issued it.
        issued_by: Option<Named>,
        /// To whom it went.
        sent_to: Vec<Named>,
    }
}

fact! {
    /// The action plan of a C(E)TR was reviewed.
    ActionPlanReviewed, on reviewed_on,
    data {
        /// The review whose plan it is.
        review_id: ReviewId,
        /// When.
        reviewed_on: Date,
    }
    private {
        /// Who reviewed it.
        reviewed_by: Option<Named>,
        /// What came out.
        summary: Option<Prose>,
    }
}

fact! {
    /// A recommendation of a C(E)TR moved on.
    RecommendationProgressed, on noted_on,
    data {
        /// The recommendation.
        recommendation_id: RecommendationId,
        /// When.
        noted_on: Date,
        /// Where it stands from then on.
        status: RecommendationStatus,
        /// The date by which it is now to be done, where that changed.
        due_on: Option<Date>,
    }
    private {
        /// Who says so.
        noted_by: Option<Named>,
        /// What was done, or what is in the way.
        note: Option<Prose>,
    }
}
