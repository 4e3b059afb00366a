//! The twelve-point discharge plan (S4). What the points are called is a policy pack's; the register keeps where they stand.

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{DischargePlanSet, Event};
use crate::domain::id::AdmissionId;
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// How many points a plan has.
pub const POINTS: u8 = 12;

codes! {
    /// Where a point of the discharge plan stands.
    PointStatus {
        NotStarted = "not_started", "Not started";
        InProgress = "in_progress", "In progress";
        Complete = "complete", "Complete";
        NotApplicable = "not_applicable", "Does not apply";
    }
}

/// One of the twelve points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PlanPoint {
    /// Which point, 1 to 12.
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12)]
    pub point: u8,
    /// Where it stands.
    pub status: PointStatus,
}

/// The plan, whole: it replaces the one before. Points left out are not started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDischargePlan, example = json!({"set_on": "2026-02-02", "set_by": {"name": "Lee Orton", "role": "Responsible commissioner"},
    "points": [{"point": 1, "status": "complete"}, {"point": 2, "status": "in_progress"}], "notes": "A landlord has been found."}))]
pub struct DischargePlan {
    /// The spell; the one that goes on when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_id: Option<AdmissionId>,
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_on: Option<Date>,
    /// Who set it.
    pub set_by: Named,
    /// Where each point stands.
    #[validate(length(min = 1, max = 12), nested)]
    #[schema(min_items = 1, max_items = 12)]
    pub points: Vec<PlanPoint>,
    /// What stands behind the points, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Prose>,
}

/// How far a plan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlanScore {
    /// Points complete.
    #[schema(minimum = 0, maximum = 12)]
    pub complete: usize,
    /// Points that apply.
    #[schema(minimum = 0, maximum = 12)]
    pub applicable: usize,
}

impl DischargePlanSet {
    /// All twelve points; those never mentioned are not started.
    #[must_use]
    pub fn all_points(&self) -> Vec<PlanPoint> {
        let told = |point| self.points.iter().find(|p| p.point == point).map(|p| p.status);
        (1..=POINTS).map(|point| PlanPoint { point, status: told(point).unwrap_or(PointStatus::NotStarted) }).collect()
    }

    /// How many of the points that apply are complete.
    #[must_use]
    pub fn score(&self) -> PlanScore {
        let points = self.all_points();
        let count = |wanted: fn(PointStatus) -> bool| points.iter().filter(|p| wanted(p.status)).count();
        PlanScore {
            complete: count(|status| status == PointStatus::Complete),
            applicable: count(|status| status != PointStatus::NotApplicable),
        }
    }
}

/// Sets the discharge plan of a spell.
///
/// # Errors
/// Not in hospital, no such spell, a point that stands twice, days that cannot be.
pub fn plan(person: &Person, moment: &Moment, plan: DischargePlan) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let set_on = plan.set_on.unwrap_or(moment.today);
    person.check_day(set_on, moment.today, "/set_on", &mut faults);
    let spell = plan.admission_id.map_or_else(|| person.open_spell(), |id| person.spell(id));
    match (spell, plan.admission_id) {
        (Some(spell), _) => spell.check_within(set_on, "/set_on", &mut faults),
        (None, Some(_)) => faults.meaning("/admission_id", "admission_not_found", "is not an admission of this person"),
        (None, None) => faults.rule(
            "",
            "not_in_hospital",
            "the person is not in hospital: name the admission, or record it first",
            "S4: Blue, separate in-patient scoring via 12-point plan for discharge",
        ),
    }
    for (index, point) in plan.points.iter().enumerate() {
        if plan.points.iter().take(index).any(|other| other.point == point.point) {
            faults.meaning(format!("/points/{index}/point"), "repeated", "each point at most once");
        }
    }
    faults.verdict()?;
    let admission_id = spell.ok_or(Refusal::NotFound)?.admitted.admission_id;
    Ok(vec![Event::DischargePlanSet(DischargePlanSet {
        admission_id,
        set_on,
        points: plan.points,
        set_by: Some(plan.set_by),
        notes: plan.notes,
    })])
}
