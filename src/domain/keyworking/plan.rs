//! What a keyworker does: assess, plan, review, measure, prepare the move to adult services (S2).

use super::decision::{WITH_KEYWORKER, check_day, standing};
use super::{Assessment, Feedback, Measures, Plan, ProgressReview, TransitionPlan};
use crate::domain::event::{
    Event, KeyworkingAssessed, KeyworkingMeasured, KeyworkingPlanSet, KeyworkingReviewed, KeyworkingTransitionPlanned,
};
use crate::domain::id::{KeyworkingId, KeyworkingRecordId};
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::{Faults, Refusal};

/// Records the assessment; a later one replaces it.
///
/// # Errors
/// No keyworker is named, or it ended; days that cannot be.
pub fn assess(person: &Person, moment: &Moment, id: KeyworkingId, made: Assessment) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, WITH_KEYWORKER, &mut faults)?;
    check_day(person, keyworking, (made.assessed_on, moment.today), "/assessed_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::KeyworkingAssessed(KeyworkingAssessed {
        keyworking_id: id,
        assessed_on: made.assessed_on,
        young_person_seen: made.young_person_seen,
        assessed_by: Some(made.assessed_by),
        took_part: made.took_part,
        needs: made.needs,
        strengths: made.strengths,
        goals: made.goals,
    })])
}

/// Sets the plan.
///
/// # Errors
/// No keyworker is named, or it ended; days that cannot be.
pub fn plan(person: &Person, moment: &Moment, id: KeyworkingId, set: Plan) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, WITH_KEYWORKER, &mut faults)?;
    let set_on = set.set_on.unwrap_or(moment.today);
    check_day(person, keyworking, (set_on, moment.today), "/set_on", &mut faults);
    if set.review_on.is_some_and(|day| day < set_on) {
        faults.meaning("/review_on", "review_before_plan", "must not lie before the day the plan was set");
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkingPlanSet(Box::new(KeyworkingPlanSet {
        keyworking_id: id,
        set_on,
        review_on: set.review_on,
        personal_budget: set.personal_budget,
        set_by: Some(set.set_by),
        goals: set.goals,
        gaps: set.gaps,
        steps: set.steps,
        personal_budget_note: set.personal_budget_note,
    }))])
}

/// Records a review of progress.
///
/// # Errors
/// Feedback neither given nor explained; no keyworker is named, or it ended; days that cannot be.
pub fn review(person: &Person, moment: &Moment, id: KeyworkingId, held: ProgressReview) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, WITH_KEYWORKER, &mut faults)?;
    check_day(person, keyworking, (held.reviewed_on, moment.today), "/reviewed_on", &mut faults);
    check_feedback(&held.young_person_feedback, "/young_person_feedback", &mut faults);
    check_feedback(&held.family_feedback, "/family_feedback", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::KeyworkingReviewed(Box::new(KeyworkingReviewed {
        keyworking_id: id,
        record_id: KeyworkingRecordId(moment.id),
        reviewed_on: held.reviewed_on,
        final_review: held.final_review,
        reviewed_by: Some(held.reviewed_by),
        took_part: held.took_part,
        summary: Some(held.summary),
        young_person_feedback: Some(held.young_person_feedback),
        family_feedback: Some(held.family_feedback),
    }))])
}

fn check_feedback(feedback: &Feedback, at: &str, faults: &mut Faults) {
    if feedback.words.is_some() == feedback.not_given_because.is_some() {
        faults.meaning(at, "feedback_or_reason", "give the feedback in their words, or say why there is none");
    }
}

/// Records how things are.
///
/// # Errors
/// Nothing measured; no keyworker is named, or it ended; days that cannot be.
pub fn measure(person: &Person, moment: &Moment, id: KeyworkingId, taken: Measures) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, WITH_KEYWORKER, &mut faults)?;
    check_day(person, keyworking, (taken.measured_on, moment.today), "/measured_on", &mut faults);
    let scores = [taken.safe_and_happy, taken.listened_to, taken.stress_and_uncertainty, taken.stability];
    if scores.iter().all(Option::is_none) {
        faults.meaning("", "nothing_measured", "give at least one of the four measures");
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkingMeasured(KeyworkingMeasured {
        keyworking_id: id,
        record_id: KeyworkingRecordId(moment.id),
        measured_on: taken.measured_on,
        answered_by: taken.answered_by,
        safe_and_happy: taken.safe_and_happy,
        listened_to: taken.listened_to,
        stress_and_uncertainty: taken.stress_and_uncertainty,
        stability: taken.stability,
        measured_by: Some(taken.measured_by),
        note: taken.note,
    })])
}

/// Sets the plan for the move to adult services.
///
/// # Errors
/// No keyworker is named, or it ended; days that cannot be.
pub fn transition(
    person: &Person,
    moment: &Moment,
    id: KeyworkingId,
    planned: TransitionPlan,
) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, WITH_KEYWORKER, &mut faults)?;
    let planned_on = planned.planned_on.unwrap_or(moment.today);
    check_day(person, keyworking, (planned_on, moment.today), "/planned_on", &mut faults);
    if let Some(day) = planned.handed_over_on {
        check_day(person, keyworking, (day, moment.today), "/handed_over_on", &mut faults);
    }
    if planned.hand_over_on.is_some_and(|day| day < planned_on) {
        faults.meaning("/hand_over_on", "keyworking_out_of_order", "must not lie before the day of the plan");
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkingTransitionPlanned(KeyworkingTransitionPlanned {
        keyworking_id: id,
        planned_on,
        hand_over_on: planned.hand_over_on,
        handed_over_on: planned.handed_over_on,
        planned_by: Some(planned.planned_by),
        adult_services: planned.adult_services,
        summary: Some(planned.summary),
    })])
}
