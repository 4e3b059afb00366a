//! What may happen to a barrier, and what each step needs.

use super::{AccountableLeader, Barrier, BarrierCategory, BarrierOutcome, Level, Movement};
use crate::domain::calendar::Date;
use crate::domain::duty;
use crate::domain::event::{BarrierClosed, BarrierRaised, Escalated, EscalationAnswered, Event};
use crate::domain::id::{BarrierId, DeadlineId, EscalationId, RecommendationId, ReviewId};
use crate::domain::person::{Moment, Named, Person};
use crate::domain::policy::Packs;
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::review::Agency;
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A barrier to be put on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"category": "housing", "agency": "housing", "raised_on": "2026-02-02", "raised_by": {"name": "Sam Field", "role": "Keyworker"},
    "description": "No adapted flat within an hour of the family.", "what_would_help": "A named housing officer."}))]
pub struct NewBarrier {
    /// What kind.
    pub category: BarrierCategory,
    /// The agency held to account.
    pub agency: Agency,
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_on: Option<Date>,
    /// Who raises it.
    pub raised_by: Named,
    /// What is blocked, in words.
    pub description: Prose,
    /// What would help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_would_help: Option<Prose>,
    /// The recommendation of a C(E)TR that it blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation_id: Option<RecommendationId>,
    /// The C(E)TR that it blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_id: Option<ReviewId>,
    /// The duty that it blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_id: Option<DeadlineId>,
}

/// A barrier to be brought before a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewEscalation, example = json!({"level": 1, "opened_on": "2026-02-03", "opened_by": {"name": "Sam Field", "role": "Keyworker"},
    "accountable": {"name": "Ada Lorne", "role": "Housing manager"}, "reason": "Three requests without an answer."}))]
pub struct Escalation {
    /// 1 service manager, 2 head of service and commissioner, 3 senior leaders or SRO, 4 oversight panel: the next one, unless
    /// somebody is not safe.
    #[validate(range(min = 1, max = 4))]
    #[schema(minimum = 1, maximum = 4)]
    pub level: u8,
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<Date>,
    /// Who brings it there.
    pub opened_by: Named,
    /// Who has to answer. From level 3 on the leader named for the agency, or the SRO, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accountable: Option<Named>,
    /// Why.
    pub reason: Prose,
    /// Whether levels are skipped because somebody is not safe now.
    #[serde(default)]
    pub immediate_safety: bool,
}

/// A barrier to be given back to the level before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"opened_on": "2026-02-20", "opened_by": {"name": "Wren Hollis", "role": "Director"}, "accountable": {"name": "Ada Lorne", "role": "Housing manager"},
    "reason": "The manager now has what it takes."}))]
pub struct StepBack {
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<Date>,
    /// Who gives it back.
    pub opened_by: Named,
    /// Who has to answer now; whoever answered at that level before when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accountable: Option<Named>,
    /// Why.
    pub reason: Prose,
}

/// A level's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = EscalationResponse, example = json!({"answered_on": "2026-02-06", "answered_by": {"name": "Ada Lorne", "role": "Housing manager"}, "response": "Two flats are looked at this week."}))]
pub struct Response {
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Date>,
    /// Who answers.
    pub answered_by: Named,
    /// The answer.
    pub response: Prose,
}

/// How a barrier ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = BarrierClosing, example = json!({"outcome": "resolved", "closed_on": "2026-03-02", "closed_by": {"name": "Sam Field", "role": "Keyworker"},
    "outcome_text": "A flat was adapted; moving in on 16 March.", "raisers_view": "Glad, though it took a month."}))]
pub struct Closing {
    /// How it ends.
    pub outcome: BarrierOutcome,
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// Who closes it.
    pub closed_by: Named,
    /// What came of it, in words.
    pub outcome_text: Prose,
    /// What whoever raised it thinks of that; needed unless they took it back themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raisers_view: Option<Prose>,
}

const SOURCE: &str = "S0 §11-12, S1: barriers and gaps are escalated level by level to named accountable leaders";

/// Puts a barrier on record.
///
/// # Errors
/// A day that cannot be, or a link to what is not the person's.
pub fn raise(person: &Person, moment: &Moment, barrier: NewBarrier, packs: &Packs) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let raised_on = barrier.raised_on.unwrap_or(moment.today);
    person.check_said(raised_on, moment.today, "/raised_on", &mut faults);
    if barrier.recommendation_id.is_some_and(|id| person.review_of(id).is_none()) {
        faults.meaning("/recommendation_id", "recommendation_not_found", "is not a recommendation for this person");
    }
    if barrier.review_id.is_some_and(|id| person.review(id).is_none()) {
        faults.meaning("/review_id", "review_not_found", "is not a review of this person");
    }
    let is_duty = |id: DeadlineId| duty::clocks(person, packs).iter().any(|duty| duty.id == id);
    if barrier.deadline_id.is_some_and(|id| !is_duty(id)) {
        faults.meaning("/deadline_id", "deadline_not_found", "is not a duty towards this person");
    }
    faults.verdict()?;
    Ok(vec![Event::BarrierRaised(BarrierRaised {
        barrier_id: BarrierId(moment.id),
        raised_on,
        category: barrier.category,
        agency: barrier.agency,
        recommendation_id: barrier.recommendation_id,
        review_id: barrier.review_id,
        deadline_id: barrier.deadline_id,
        description: Some(barrier.description),
        what_would_help: barrier.what_would_help,
        raised_by: Some(barrier.raised_by),
    })])
}

/// A barrier that is open, and the day something happens to it: not before what is on record of it already.
fn open<'p>(
    person: &'p Person,
    id: BarrierId,
    moment: &Moment,
    day: Option<Date>,
    at: &str,
    faults: &mut Faults,
) -> Result<(&'p Barrier, Date), Refusal> {
    let barrier = person.barrier(id).ok_or(Refusal::NotFound)?;
    let day = day.unwrap_or(moment.today);
    person.check_said(day, moment.today, at, faults);
    if barrier.closed.is_some() {
        faults.rule("", "barrier_closed", "the barrier is closed; raise it anew", SOURCE);
    } else if day < barrier.last_day() {
        faults.meaning(at, "before_last_step", "must not lie before the last thing on record of this barrier");
    }
    Ok((barrier, day))
}

/// Who answers at a level: whoever is named or, from level 3 on, the leader accountable on that day.
fn accountable(
    given: Option<Named>,
    level: Level,
    agency: Agency,
    day: Date,
    leaders: &[AccountableLeader],
    faults: &mut Faults,
) -> Option<Named> {
    let own = leaders.iter().filter(|leader| leader.answers(agency, day));
    // An agency's own leader before the senior responsible owner.
    let leader = own.min_by_key(|leader| leader.agency.is_none()).and_then(|leader| leader.who.clone());
    let found = given.or_else(|| leader.filter(|_| level.number() >= 3));
    if found.is_none() {
        faults.meaning(
            "/accountable",
            "nobody_accountable",
            "say who has to answer; from level 3 on it may be left out where a leader is named for the agency",
        );
    }
    found
}

/// Brings a barrier before a level.
///
/// # Errors
/// A level skipped without need, an unknown barrier, one that is closed, nobody accountable, or a day that cannot be.
pub fn escalate(
    person: &Person,
    id: BarrierId,
    moment: &Moment,
    escalation: Escalation,
    leaders: &[AccountableLeader],
) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let (barrier, day) = open(person, id, moment, escalation.opened_on, "/opened_on", &mut faults)?;
    let before = barrier.current().map_or(0, |step| step.escalated.level.number());
    let next = before.saturating_add(1);
    let level = Level::of(escalation.level).ok_or(Refusal::NotFound)?;
    if escalation.level <= before {
        faults.rule(
            "/level",
            "not_a_step_up",
            "the barrier is at that level or above; answer, or give it back",
            SOURCE,
        );
    } else if escalation.level > next && !escalation.immediate_safety {
        let said = format!(
            "the next level is {next}; levels are skipped only where somebody is not safe now (immediate_safety)"
        );
        faults.rule("/level", "level_skipped", said, SOURCE);
    } else if escalation.level == next && escalation.immediate_safety {
        faults.meaning(
            "/immediate_safety",
            "nothing_skipped",
            "no level is skipped; leave it out, and act on safety first",
        );
    }
    let agency = barrier.raised.agency;
    let accountable = accountable(escalation.accountable, level, agency, day, leaders, &mut faults);
    faults.verdict()?;
    Ok(vec![Event::Escalated(Escalated {
        barrier_id: id,
        escalation_id: EscalationId(moment.id),
        opened_on: day,
        level,
        movement: if before == 0 { Movement::Opened } else { Movement::Up },
        immediate_safety: escalation.immediate_safety,
        accountable,
        opened_by: Some(escalation.opened_by),
        reason: Some(escalation.reason),
    })])
}

/// Gives a barrier back to the level before.
///
/// # Errors
/// It is at the first level or not escalated, nobody accountable, or a day that cannot be.
pub fn step_back(
    person: &Person,
    id: BarrierId,
    moment: &Moment,
    back: StepBack,
    leaders: &[AccountableLeader],
) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let (barrier, day) = open(person, id, moment, back.opened_on, "/opened_on", &mut faults)?;
    let before = barrier.current().and_then(|step| Level::of(step.escalated.level.number().saturating_sub(1)));
    if before.is_none() && barrier.closed.is_none() {
        faults.rule("", "no_level_before", "there is no level before: answer it, or close the barrier", SOURCE);
    }
    let level = before.unwrap_or(Level::ServiceManager);
    let earlier = barrier.steps.iter().rev().find(|step| step.escalated.level == level);
    let given = back.accountable.or_else(|| earlier.and_then(|step| step.escalated.accountable.clone()));
    let accountable = accountable(given, level, barrier.raised.agency, day, leaders, &mut faults);
    faults.verdict()?;
    Ok(vec![Event::Escalated(Escalated {
        barrier_id: id,
        escalation_id: EscalationId(moment.id),
        opened_on: day,
        level,
        movement: Movement::Back,
        immediate_safety: false,
        accountable,
        opened_by: Some(back.opened_by),
        reason: Some(back.reason),
    })])
}

/// Records a level's answer; a later one replaces it.
///
/// # Errors
/// The barrier is not before any level, or a day that cannot be.
pub fn answer(person: &Person, id: BarrierId, moment: &Moment, response: Response) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let (barrier, day) = open(person, id, moment, response.answered_on, "/answered_on", &mut faults)?;
    let step = barrier.current();
    if step.is_none() && barrier.closed.is_none() {
        faults.rule("", "not_escalated", "the barrier is not before any level; escalate it first", SOURCE);
    }
    faults.verdict()?;
    let step = step.ok_or(Refusal::NotFound)?;
    Ok(vec![Event::EscalationAnswered(EscalationAnswered {
        barrier_id: id,
        escalation_id: step.escalated.escalation_id,
        answered_on: day,
        response: Some(response.response),
        answered_by: Some(response.answered_by),
    })])
}

/// Closes a barrier.
///
/// # Errors
/// It is closed; a gap is accepted that no level has answered for; the raiser's view is missing; or a day that cannot be.
pub fn close(person: &Person, id: BarrierId, moment: &Moment, closing: Closing) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let (barrier, day) = open(person, id, moment, closing.closed_on, "/closed_on", &mut faults)?;
    if closing.raisers_view.is_none() && closing.outcome != BarrierOutcome::Withdrawn {
        faults.meaning("/raisers_view", "raisers_view_missing", "say what whoever raised it thinks of the outcome");
    }
    let answered = barrier.steps.iter().any(|step| step.answered.is_some());
    if closing.outcome == BarrierOutcome::AcceptedGap && !answered {
        faults.rule("/outcome", "gap_not_answered", "a gap is accepted only after a level has answered for it", SOURCE);
    }
    faults.verdict()?;
    Ok(vec![Event::BarrierClosed(BarrierClosed {
        barrier_id: id,
        closed_on: day,
        outcome: closing.outcome,
        outcome_text: Some(closing.outcome_text),
        raisers_view: closing.raisers_view,
        closed_by: Some(closing.closed_by),
    })])
}
