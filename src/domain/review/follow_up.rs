//! What follows a request or a review: another day, calling it off, the report, its action plan, its recommendations.

use super::decision::{still_open, within_spell};
use super::{RecommendationStatus, Review};
use crate::domain::calendar::Date;
use crate::domain::event::{
    ActionPlanReviewed, Event, RecommendationProgressed, ReviewCancelled, ReviewReported, ReviewScheduled,
};
use crate::domain::id::{RecommendationId, ReviewId};
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A day arranged for a review, or another day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scheduled_for": "2026-02-12", "noted_on": "2026-01-27", "reason": "The chair is ill."}))]
pub struct Schedule {
    /// The London date on which it is to be held; not before it was arranged.
    pub scheduled_for: Date,
    /// The London date on which that was arranged; today when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_on: Option<Date>,
    /// Why the day changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// A review called off. What was offered stays offered; the duty and its date stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"cancelled_on": "2026-01-27", "cancelled_by": {"name": "Lee Orton", "role": "Responsible commissioner"}, "reason": "No expert by experience could come."}))]
pub struct Cancellation {
    /// The London date; not in the future.
    pub cancelled_on: Date,
    /// Who called it off.
    pub cancelled_by: Named,
    /// Why.
    pub reason: Prose,
}

/// The report of a review, issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"issued_on": "2026-02-09", "issued_by": {"name": "Lee Orton", "role": "Responsible commissioner"}, "sent_to": [{"name": "Robin Aldous"}]}))]
pub struct Report {
    /// The London date; not before the review, not in the future.
    pub issued_on: Date,
    /// Who issued it.
    pub issued_by: Named,
    /// To whom it went.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub sent_to: Vec<Named>,
}

/// A review of the action plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reviewed_on": "2026-04-20", "reviewed_by": {"name": "Pat Moss", "role": "DSR lead"}, "summary": "Two of three actions done; housing is late."}))]
pub struct PlanReview {
    /// The London date; not before the review, not in the future.
    pub reviewed_on: Date,
    /// Who reviewed it.
    pub reviewed_by: Named,
    /// What came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Prose>,
}

/// Progress of a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"status": "done", "noted_on": "2026-03-28", "noted_by": {"name": "Ines Holt", "role": "Social worker"}, "note": "Placement found; tenancy signed."}))]
pub struct Progress {
    /// Where it stands from then on.
    pub status: RecommendationStatus,
    /// The London date since which it stands so; today when left out; not before the review, not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_on: Option<Date>,
    /// Who says so.
    pub noted_by: Named,
    /// What was done, or what is in the way; required when blocked or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
    /// Another date by which it is to be done; the date before stays in the explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// Arranges a day for a review.
///
/// # Errors
/// The review has ended, or days that cannot be.
pub fn schedule(person: &Person, moment: &Moment, id: ReviewId, schedule: Schedule) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    let noted_on = schedule.noted_on.unwrap_or(moment.today);
    still_open(review, &mut faults);
    person.check_day(noted_on, moment.today, "/noted_on", &mut faults);
    not_before_request(review, noted_on, "/noted_on", &mut faults);
    if schedule.scheduled_for < noted_on {
        faults.meaning("/scheduled_for", "scheduled_in_the_past", "must not lie before the day it was arranged");
    }
    within_spell(person, review, schedule.scheduled_for, "/scheduled_for", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReviewScheduled(ReviewScheduled {
        review_id: id,
        noted_on,
        scheduled_for: schedule.scheduled_for,
        reason: schedule.reason,
    })])
}

/// Calls a review off.
///
/// # Errors
/// The review has ended, or days that cannot be.
pub fn cancel(person: &Person, moment: &Moment, id: ReviewId, cancel: Cancellation) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    still_open(review, &mut faults);
    person.check_day(cancel.cancelled_on, moment.today, "/cancelled_on", &mut faults);
    not_before_request(review, cancel.cancelled_on, "/cancelled_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReviewCancelled(ReviewCancelled {
        review_id: id,
        cancelled_on: cancel.cancelled_on,
        cancelled_by: Some(cancel.cancelled_by),
        reason: Some(cancel.reason),
    })])
}

/// Records that the report was issued.
///
/// # Errors
/// The review was not held, its report is issued already, or days that cannot be.
pub fn report(person: &Person, moment: &Moment, id: ReviewId, report: Report) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    after_review(person, review, report.issued_on, moment.today, "/issued_on", &mut faults);
    if review.reported.is_some() {
        faults.rule("", "report_issued", "the report of this review was issued already", "I: a review has one report");
    }
    faults.verdict()?;
    Ok(vec![Event::ReviewReported(ReviewReported {
        review_id: id,
        issued_on: report.issued_on,
        issued_by: Some(report.issued_by),
        sent_to: report.sent_to,
    })])
}

/// Records that the action plan was reviewed; the first time counts for the twelve weeks.
///
/// # Errors
/// The review was not held, or days that cannot be.
pub fn review_plan(person: &Person, moment: &Moment, id: ReviewId, plan: PlanReview) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    after_review(person, review, plan.reviewed_on, moment.today, "/reviewed_on", &mut faults);
    person.check_alive(plan.reviewed_on, "/reviewed_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ActionPlanReviewed(ActionPlanReviewed {
        review_id: id,
        reviewed_on: plan.reviewed_on,
        reviewed_by: Some(plan.reviewed_by),
        summary: plan.summary,
    })])
}

/// Records progress of a recommendation; it may be taken up again after it was done or cancelled.
///
/// # Errors
/// No such recommendation, days that cannot be, no word on what blocks or ends it, another date for what is over.
pub fn progress(
    person: &Person,
    moment: &Moment,
    id: RecommendationId,
    progress: Progress,
) -> Result<Vec<Event>, Refusal> {
    let review = person.review_of(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    let noted_on = progress.noted_on.unwrap_or(moment.today);
    after_review(person, review, noted_on, moment.today, "/noted_on", &mut faults);
    person.check_alive(noted_on, "/noted_on", &mut faults);
    let over = matches!(progress.status, RecommendationStatus::Done | RecommendationStatus::Cancelled);
    let explained = matches!(progress.status, RecommendationStatus::Blocked | RecommendationStatus::Cancelled);
    if explained && progress.note.is_none() {
        faults.meaning("/note", "note_missing", "say what blocks it or why it is cancelled");
    }
    if progress.due_on.is_some() && over {
        faults.meaning(
            "/due_on",
            "date_of_what_is_over",
            "a recommendation that is done or cancelled gets no other date",
        );
    }
    if progress.due_on.is_some_and(|due| due < noted_on) {
        faults.meaning("/due_on", "due_before_note", "must not lie before the day of the note");
    }
    faults.verdict()?;
    Ok(vec![Event::RecommendationProgressed(RecommendationProgressed {
        recommendation_id: id,
        noted_on,
        status: progress.status,
        due_on: progress.due_on,
        noted_by: Some(progress.noted_by),
        note: progress.note,
    })])
}

fn not_before_request(review: &Review, day: Date, at: &str, faults: &mut Faults) {
    if day < review.requested.requested_on {
        faults.meaning(at, "date_before_request", "must not lie before the day the review was asked for");
    }
}

/// A day after a review that was held.
fn after_review(person: &Person, review: &Review, day: Date, today: Date, at: &str, faults: &mut Faults) {
    person.check_said(day, today, at, faults);
    match &review.held {
        None => {
            faults.rule("", "review_not_held", "the review has not been held", "S4: a review of C(E)TR action plan");
        }
        Some(held) if day < held.held_on => {
            faults.meaning(at, "date_before_review", "must not lie before the day the review was held");
        }
        Some(_) => {}
    }
}
