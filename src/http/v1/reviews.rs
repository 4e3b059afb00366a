//! Care (Education) and Treatment Reviews.

use crate::domain::calendar::Date;
use crate::domain::consent::ReviewConsent;
use crate::domain::id::{AdmissionId, PersonId, RecommendationId, ReviewId};
use crate::domain::person::{Named, Person};
use crate::domain::refusal::Problem;
use crate::domain::review::{
    self, Agency, Cancellation, Decline, Delivery, Expert, Held, PlanReview, Progress, RecommendationDetails,
    RecommendationMade, RecommendationStatus, Report, Review, ReviewFamily, ReviewKind, ReviewOffer, ReviewOutcome,
    ReviewRequest, ReviewStatus, Schedule,
};
use crate::domain::text::Prose;
use crate::http::auth::{Caller, ReadPeople, WriteReviews};
use crate::http::contract::{ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Outcome, Page, body as plain, done};
use crate::http::v1::whole;
use crate::store::Store;
use crate::store::load::Loaded;
use actix_web::{HttpResponse, get, patch, post, web};
use serde::Serialize;
use utoipa::ToSchema;

/// A C(E)TR.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Review)]
pub(crate) struct ReviewView {
    /// The review.
    id: ReviewId,
    /// Community or inpatient.
    kind: ReviewKind,
    /// C(E)TR for an adult or a child.
    family: ReviewFamily,
    /// Where it stands.
    status: ReviewStatus,
    /// The spell of an inpatient review.
    admission_id: Option<AdmissionId>,
    /// When it was asked for.
    requested_on: Date,
    /// Who asked.
    requested_by: Option<Named>,
    /// Why, out of turn.
    reason: Option<Prose>,
    /// When it was first offered; the day it was held, when it was held without an offer.
    offered_on: Option<Date>,
    /// The day last proposed.
    scheduled_for: Option<Date>,
    /// When it was held.
    held_on: Option<Date>,
    /// How.
    delivery: Option<Delivery>,
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
    /// Everybody else who took part.
    #[schema(max_items = 50)]
    attendees: Vec<Named>,
    /// What it found.
    findings: Option<Prose>,
    /// Alternatives to hospital.
    #[schema(max_items = 20)]
    alternatives_considered: Vec<Prose>,
    /// Whether a keyworker was considered.
    keyworking_considered: Option<bool>,
    /// What it concluded.
    outcome: Option<ReviewOutcome>,
    /// What it recommends.
    #[schema(max_items = 50)]
    recommendations: Vec<RecommendationView>,
    /// When it was declined.
    declined_on: Option<Date>,
    /// Who declined.
    declined_by: Option<Named>,
    /// Why, in their words.
    declined_reason: Option<Prose>,
    /// When it was called off.
    cancelled_on: Option<Date>,
    /// Who called it off.
    cancelled_by: Option<Named>,
    /// Why.
    cancelled_reason: Option<Prose>,
    /// When its report was issued.
    report_issued_on: Option<Date>,
    /// Reviews of its action plan, in the order recorded.
    #[schema(max_items = 100)]
    plan_reviews: Vec<PlanReviewView>,
    /// What is unusual about this record.
    #[schema(max_items = 10)]
    warnings: Vec<String>,
}

/// A review of an action plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanReviewOnRecord)]
pub(crate) struct PlanReviewView {
    /// When.
    reviewed_on: Date,
    /// Who reviewed it.
    reviewed_by: Option<Named>,
    /// What came out.
    summary: Option<Prose>,
}

/// A recommendation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recommendation)]
pub(crate) struct RecommendationView {
    /// The recommendation.
    id: RecommendationId,
    /// What should happen.
    text: Option<Prose>,
    /// Which agency has to act.
    agency: Agency,
    /// Who owns it.
    owner: Option<Named>,
    /// By when.
    due_on: Option<Date>,
    /// Where it stands.
    status: RecommendationStatus,
    /// Its progress, by day.
    #[schema(max_items = 100)]
    progress: Vec<ProgressView>,
}

/// Progress of a recommendation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProgressOnRecord)]
pub(crate) struct ProgressView {
    /// Since when.
    noted_on: Date,
    /// Where it stood from then on.
    status: RecommendationStatus,
    /// Another date by which it was to be done.
    due_on: Option<Date>,
    /// Who says so.
    noted_by: Option<Named>,
    /// What was done, or what is in the way.
    note: Option<Prose>,
}

impl RecommendationView {
    fn all(review: &Review) -> Vec<Self> {
        let held = review.held.as_ref();
        let made =
            held.map(|h| (h.recommendations.as_slice(), h.recommendation_details.as_slice())).unwrap_or_default();
        let details = made.1.iter().map(Some).chain(std::iter::repeat(None));
        made.0.iter().zip(details).map(|(made, details)| Self::of(review, made, details)).collect()
    }

    fn of(review: &Review, made: &RecommendationMade, details: Option<&RecommendationDetails>) -> Self {
        let progress = review.progress_of(made.recommendation_id);
        Self {
            id: made.recommendation_id,
            text: details.map(|d| d.text.clone()),
            agency: made.agency,
            owner: details.map(|d| d.owner.clone()),
            due_on: progress.iter().rev().find_map(|p| p.due_on).or(made.due_on),
            status: progress.last().map_or(RecommendationStatus::Open, |p| p.status),
            progress: progress
                .into_iter()
                .map(|p| ProgressView {
                    noted_on: p.noted_on,
                    status: p.status,
                    due_on: p.due_on,
                    noted_by: p.noted_by.clone(),
                    note: p.note.clone(),
                })
                .collect(),
        }
    }
}

impl From<&Review> for ReviewView {
    fn from(review: &Review) -> Self {
        let (r, held, declined) = (&review.requested, review.held.as_ref(), review.declined.as_ref());
        let (cancelled, reported) = (review.cancelled.as_ref(), review.reported.as_ref());
        let plan_reviews = review.plan_reviews.iter().map(|p| PlanReviewView {
            reviewed_on: p.reviewed_on,
            reviewed_by: p.reviewed_by.clone(),
            summary: p.summary.clone(),
        });
        Self {
            id: r.review_id,
            kind: r.kind,
            family: r.family,
            status: review.status(),
            admission_id: r.admission_id,
            requested_on: r.requested_on,
            requested_by: r.requested_by.clone(),
            reason: r.reason.clone(),
            offered_on: review.offered_on(),
            scheduled_for: review.scheduled_for(),
            held_on: held.map(|h| h.held_on),
            delivery: held.map(|h| h.delivery),
            consent: held.and_then(|h| h.consent.clone()),
            chair: held.and_then(|h| h.chair.clone()),
            clinical_expert: held.and_then(|h| h.clinical_expert.clone()),
            expert_by_experience: held.and_then(|h| h.expert_by_experience.clone()),
            education_representative: held.and_then(|h| h.education_representative.clone()),
            attendees: held.map(|h| h.attendees.clone()).unwrap_or_default(),
            findings: held.and_then(|h| h.findings.clone()),
            alternatives_considered: held.map(|h| h.alternatives_considered.clone()).unwrap_or_default(),
            keyworking_considered: held.and_then(|h| h.keyworking_considered),
            outcome: held.map(|h| h.outcome),
            recommendations: RecommendationView::all(review),
            declined_on: declined.map(|d| d.declined_on),
            declined_by: declined.and_then(|d| d.declined_by.clone()),
            declined_reason: declined.and_then(|d| d.reason.clone()),
            cancelled_on: cancelled.map(|c| c.cancelled_on),
            cancelled_by: cancelled.and_then(|c| c.cancelled_by.clone()),
            cancelled_reason: cancelled.and_then(|c| c.reason.clone()),
            report_issued_on: reported.map(|r| r.issued_on),
            plan_reviews: plan_reviews.collect(),
            warnings: review.warnings().into_iter().map(Into::into).collect(),
        }
    }
}

/// The review a call concerned, as its answer.
fn answer(outcome: &Outcome, person: &Loaded<Person>, id: ReviewId, created: bool) -> Result<HttpResponse, HttpError> {
    let review = person.state.review(id).ok_or(Problem::Internal)?;
    let location = created.then(|| format!("/v1/people/{}/reviews/{id}", person.id));
    Ok(done(outcome, location, &ReviewView::from(review)))
}

/// List reviews
///
/// Every C(E)TR, in the order asked for, each from request to outcome with its recommendations. Community and inpatient
/// reviews stand together; emergency meetings are not among them.
#[utoipa::path(tag = "Reviews", operation_id = "list_reviews", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The reviews.", body = Page<ReviewView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/reviews")]
pub(crate) async fn list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    Ok(whole(
        caller
            .look::<Person, Vec<_>>(&store, id, "list_reviews", |p| {
                Some(p.reviews.iter().map(ReviewView::from).collect())
            })
            .await?,
    ))
}

/// Read a review
///
/// One C(E)TR from request to outcome: offers, the day arranged, who took part, findings, recommendations and how far
/// they are, report, reviews of its action plan.
#[utoipa::path(tag = "Reviews", operation_id = "read_review",
    params(("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "The review.", body = ReviewView), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/reviews/{review_id}")]
pub(crate) async fn one(caller: Caller<ReadPeople>, ids: Ids<2>, store: web::Data<Store>) -> Answer {
    let Ids([id, review]) = ids;
    let show = |p: &Person| p.review(ReviewId(review)).map(ReviewView::from);
    Ok(plain(&caller.look(&store, id, "read_review", show).await?))
}

/// Ask for a review
///
/// Anyone may ask at any time (S0). An inpatient review belongs to the spell of the day it is asked for; whether it is
/// a CTR or a CETR follows from the age. Asking starts no clock: those run from the admission and from the last review.
#[utoipa::path(tag = "Reviews", operation_id = "request_review", request_body = ReviewRequest,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Asked for.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews")]
pub(crate) async fn request(
    caller: Caller<WriteReviews>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<ReviewRequest>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| review::request(p, m, body.value.clone())).await?;
    answer(&outcome, &person, ReviewId(outcome.done.item.unwrap_or_default()), true)
}

/// Record an offer
///
/// The earliest offer counts for "offered in time"; a further one moves the proposed day. A review held without an
/// offer counts as offered that day; one cannot be declined without.
#[utoipa::path(tag = "Reviews", operation_id = "offer_review", request_body = ReviewOffer,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "Offered.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews/{review_id}/offer")]
pub(crate) async fn offer(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<ReviewOffer>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, review]) = ids;
    let review = ReviewId(review);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| review::offer(p, m, review, &body.value)).await?;
    answer(&outcome, &person, review, false)
}

/// Record that a review was held
///
/// With chair, independent clinical expert and independent expert by experience, and with consent; otherwise it cannot
/// be held. Meets the review that was due, starts the next, and the review of the action plan within 12 weeks.
#[utoipa::path(tag = "Reviews", operation_id = "hold_review", request_body = Held,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "Held.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews/{review_id}/held")]
pub(crate) async fn hold(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Held>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, review]) = ids;
    let review = ReviewId(review);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| review::hold(p, m, review, body.value.clone())).await?;
    answer(&outcome, &person, review, false)
}

/// Record that a review was declined
///
/// By the person or who holds consent, after an offer. The next review is due from that day (S4), and some areas offer
/// again sooner. What was due counts as declined.
#[utoipa::path(tag = "Reviews", operation_id = "decline_review", request_body = Decline,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "Declined.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews/{review_id}/declined")]
pub(crate) async fn decline(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Decline>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, review]) = ids;
    let review = ReviewId(review);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| review::decline(p, m, review, body.value.clone())).await?;
    answer(&outcome, &person, review, false)
}

/// Arrange the day of a review
///
/// The day it is to be held, or another day. The offer and the duty stay as they are: only a review held or declined
/// meets it.
#[utoipa::path(tag = "Reviews", operation_id = "schedule_review", request_body = Schedule,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "Recorded.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews/{review_id}/schedule")]
pub(crate) async fn schedule(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Schedule>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, review]) = ids;
    let review = ReviewId(review);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| review::schedule(p, m, review, body.value.clone())).await?;
    answer(&outcome, &person, review, false)
}

/// Record that a review was called off
///
/// What was offered stays offered; the duty and its date stay. A decision to schedule this community review no longer
/// settles the duty that turning Red began.
#[utoipa::path(tag = "Reviews", operation_id = "cancel_review", request_body = Cancellation,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "Recorded.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews/{review_id}/cancelled")]
pub(crate) async fn cancel(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Cancellation>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, review]) = ids;
    let review = ReviewId(review);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| review::cancel(p, m, review, body.value.clone())).await?;
    answer(&outcome, &person, review, false)
}

/// Record that the report was issued
///
/// Once for a review held: when the report was issued, by whom, to whom it was sent. Where an area's policy sets a time
/// for it, that duty is met.
#[utoipa::path(tag = "Reviews", operation_id = "report_review", request_body = Report,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "Recorded.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews/{review_id}/report")]
pub(crate) async fn report(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Report>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, review]) = ids;
    let review = ReviewId(review);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| review::report(p, m, review, body.value.clone())).await?;
    answer(&outcome, &person, review, false)
}

/// Record a review of the action plan
///
/// The action plan of a review is itself reviewed within 12 weeks of the review (S4); the first time counts, later ones
/// are kept. The duty outlasts the ward and the register.
#[utoipa::path(tag = "Reviews", operation_id = "review_action_plan", request_body = PlanReview,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("review_id" = ReviewId, Path, description = "The review.")),
    responses((status = 200, description = "Recorded.", body = ReviewView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/reviews/{review_id}/plan-review")]
pub(crate) async fn review_plan(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<PlanReview>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, review]) = ids;
    let review = ReviewId(review);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| review::review_plan(p, m, review, body.value.clone())).await?;
    answer(&outcome, &person, review, false)
}

/// Record progress of a recommendation
///
/// Open, in progress, done, blocked or cancelled since a day; another date by which it is to be done replaces the one before,
/// which stays in the explanation.
#[utoipa::path(tag = "Reviews", operation_id = "progress_recommendation", request_body = Progress,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("recommendation_id" = RecommendationId, Path, description = "The recommendation.")),
    responses((status = 200, description = "Recorded.", body = RecommendationView), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[patch("/v1/people/{id}/recommendations/{recommendation_id}")]
pub(crate) async fn track(
    caller: Caller<WriteReviews>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Progress>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, recommendation]) = ids;
    let made = RecommendationId(recommendation);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| review::progress(p, m, made, body.value.clone())).await?;
    let shown = person.state.review_of(made).map(RecommendationView::all).into_iter().flatten().find(|r| r.id == made);
    Ok(done(&outcome, None, &shown.ok_or(Problem::Internal)?))
}
