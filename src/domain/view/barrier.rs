//! A barrier with its steps, as the ICB sees it.

use crate::domain::barrier::{Barrier, BarrierCategory, BarrierOutcome, BarrierStatus, Movement, Step};
use crate::domain::calendar::Date;
use crate::domain::duty::{self, Deadline, days_past};
use crate::domain::id::{BarrierId, DeadlineId, EscalationId, PersonId, RecommendationId, ReviewId};
use crate::domain::person::{Named, Person};
use crate::domain::policy::Packs;
use crate::domain::review::Agency;
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One step of an escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EscalationStep)]
pub struct StepView {
    /// The step.
    pub id: EscalationId,
    /// Before which level, 1 to 4.
    #[schema(minimum = 1, maximum = 4)]
    pub level: u8,
    /// How it came there.
    pub movement: Movement,
    /// Whether levels were skipped because somebody was not safe.
    pub immediate_safety: bool,
    /// When.
    pub opened_on: Date,
    /// Who brought it there.
    pub opened_by: Option<Named>,
    /// Who has to answer.
    pub accountable: Option<Named>,
    /// Why.
    pub reason: Option<Prose>,
    /// By when, as the policies say.
    pub respond_by: Option<Date>,
    /// When it was answered; null while it is not.
    pub answered_on: Option<Date>,
    /// Who answered.
    pub answered_by: Option<Named>,
    /// The answer.
    pub response: Option<Prose>,
}

/// How a barrier ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BarrierClosure)]
pub struct ClosingView {
    /// When.
    pub closed_on: Date,
    /// Who closed it.
    pub closed_by: Option<Named>,
    /// How.
    pub outcome: BarrierOutcome,
    /// What came of it.
    pub outcome_text: Option<Prose>,
    /// What whoever raised it thinks of that.
    pub raisers_view: Option<Prose>,
}

/// A barrier, with its escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Barrier)]
pub struct BarrierView {
    /// The barrier.
    pub id: BarrierId,
    /// Whose care it blocks.
    pub person_id: PersonId,
    /// Where it stands.
    pub status: BarrierStatus,
    /// What kind.
    pub category: BarrierCategory,
    /// The agency held to account.
    pub agency: Agency,
    /// The level it stands at, 1 to 4; null before it is escalated.
    #[schema(minimum = 1, maximum = 4)]
    pub level: Option<u8>,
    /// By when that level has to answer; null when it has, or nothing says when.
    pub respond_by: Option<Date>,
    /// Days past `respond_by` without an answer.
    #[schema(minimum = 0)]
    pub days_overdue: i64,
    /// When it was raised.
    pub raised_on: Date,
    /// Who raised it.
    pub raised_by: Option<Named>,
    /// What is blocked.
    pub description: Option<Prose>,
    /// What would help.
    pub what_would_help: Option<Prose>,
    /// The recommendation it blocks.
    pub recommendation_id: Option<RecommendationId>,
    /// The review it blocks.
    pub review_id: Option<ReviewId>,
    /// The duty it blocks.
    pub deadline_id: Option<DeadlineId>,
    /// The levels it was before, in order.
    #[schema(max_items = 500)]
    pub steps: Vec<StepView>,
    /// How it ended; null while it is open.
    pub closing: Option<ClosingView>,
}

impl StepView {
    fn of(step: &Step, deadlines: &[Deadline]) -> Self {
        let (escalated, answered) = (&step.escalated, step.answered.as_ref());
        let clock = deadlines.iter().find(|d| d.starts_with.id == escalated.escalation_id.0);
        Self {
            id: escalated.escalation_id,
            level: escalated.level.number(),
            movement: escalated.movement,
            immediate_safety: escalated.immediate_safety,
            opened_on: escalated.opened_on,
            opened_by: escalated.opened_by.clone(),
            accountable: escalated.accountable.clone(),
            reason: escalated.reason.clone(),
            respond_by: clock.and_then(|d| d.due_on),
            answered_on: answered.map(|a| a.answered_on),
            answered_by: answered.and_then(|a| a.answered_by.clone()),
            response: answered.and_then(|a| a.response.clone()),
        }
    }
}

impl BarrierView {
    /// A barrier of a person with these duties; today is added by [`Self::on`].
    #[must_use]
    pub fn of(person: &Person, barrier: &Barrier, deadlines: &[Deadline]) -> Self {
        let raised = &barrier.raised;
        let steps: Vec<StepView> = barrier.steps.iter().map(|step| StepView::of(step, deadlines)).collect();
        let waits = steps.last().filter(|_| barrier.status() == BarrierStatus::Escalated);
        Self {
            id: raised.barrier_id,
            person_id: person.id,
            status: barrier.status(),
            category: raised.category,
            agency: raised.agency,
            level: steps.last().map(|step| step.level),
            respond_by: waits.and_then(|step| step.respond_by),
            days_overdue: 0,
            raised_on: raised.raised_on,
            raised_by: raised.raised_by.clone(),
            description: raised.description.clone(),
            what_would_help: raised.what_would_help.clone(),
            recommendation_id: raised.recommendation_id,
            review_id: raised.review_id,
            deadline_id: raised.deadline_id,
            steps,
            closing: barrier.closed.as_ref().map(|closed| ClosingView {
                closed_on: closed.closed_on,
                closed_by: closed.closed_by.clone(),
                outcome: closed.outcome,
                outcome_text: closed.outcome_text.clone(),
                raisers_view: closed.raisers_view.clone(),
            }),
        }
    }

    /// Every barrier of a person as it stands on `today`, in the order raised.
    #[must_use]
    pub fn all(person: &Person, packs: &Packs, today: Date) -> Vec<Self> {
        let deadlines = duty::clocks(person, packs);
        person.barriers.iter().map(|barrier| Self::of(person, barrier, &deadlines).on(today)).collect()
    }

    /// As it stands on `today`.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        self.days_overdue = days_past(self.respond_by, today);
        self
    }

    /// The day it waits for, or else the day of the last thing on record: what lists sort by.
    #[must_use]
    pub fn waits_since_or_for(&self) -> Date {
        let last = self.steps.last().map(|step| step.answered_on.unwrap_or(step.opened_on));
        let closed = self.closing.as_ref().map(|closing| closing.closed_on);
        self.respond_by.or(closed).or(last).unwrap_or(self.raised_on)
    }
}
