//! Barriers and their escalation (S0 §11-12, S1): what blocks the right care is put on record, brought before one level after
//! the other, answered by somebody named within days, and closed with what came of it and the view of whoever raised it.

mod decision;
mod leader;
mod sweep;

pub use decision::{Closing, Escalation, NewBarrier, Response, StepBack, answer, close, escalate, raise, step_back};
pub use leader::{AccountableLeader, Leader, LeaderEnd, NewLeader, end_leader, name_leader};
pub(super) use sweep::step_up;

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{BarrierClosed, BarrierRaised, Escalated, EscalationAnswered, Event};
use crate::domain::id::BarrierId;
use crate::domain::person::Person;

codes! {
    /// What kind of barrier (S1).
    BarrierCategory {
        Housing = "housing", "Housing";
        CareProvider = "care_provider", "Care provider";
        Funding = "funding", "Funding";
        EducationPlacement = "education_placement", "Education placement";
        CommunityHealth = "community_health", "Community health services";
        MentalHealthTreatment = "mental_health_treatment", "Mental health treatment";
        Workforce = "workforce", "Workforce";
        InformationSharing = "information_sharing", "Sharing of information";
        Legal = "legal", "Legal questions";
        Other = "other", "Something else";
    }
    /// Before whom a barrier is brought.
    Level {
        ServiceManager = "service_manager", "Level 1: the service's manager";
        HeadOfService = "head_of_service", "Level 2: head of service and commissioner";
        SeniorLeader = "senior_leader", "Level 3: the named senior leaders, or the senior responsible owner";
        OversightPanel = "oversight_panel", "Level 4: the oversight panel";
    }
    /// How a barrier came to a level.
    Movement {
        Opened = "opened", "Escalated for the first time";
        Up = "up", "Brought before the next level";
        Back = "back", "Given back to the level before";
    }
    /// How a barrier ended.
    BarrierOutcome {
        Resolved = "resolved", "It no longer blocks anything";
        PlanAgreed = "plan_agreed", "A plan to remove it is agreed";
        Withdrawn = "withdrawn", "Taken back by whoever raised it";
        AcceptedGap = "accepted_gap", "A gap in provision that is accepted, and counted for commissioning";
    }
    /// Where a barrier stands.
    BarrierStatus {
        Raised = "raised", "On record, and not escalated";
        Escalated = "escalated", "Before a level that has not answered";
        Answered = "answered", "The level has answered";
        Closed = "closed", "Closed with an outcome";
    }
}

impl Level {
    /// 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::ServiceManager => 1,
            Self::HeadOfService => 2,
            Self::SeniorLeader => 3,
            Self::OversightPanel => 4,
        }
    }

    /// The level with that number.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.number() == number)
    }
}

/// One step: a level, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How it came there.
    pub escalated: Escalated,
    /// What the level answered, the last word.
    pub answered: Option<EscalationAnswered>,
}

/// A barrier with its steps, in the order recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barrier {
    /// How it was raised.
    pub raised: BarrierRaised,
    /// The levels it was before.
    pub steps: Vec<Step>,
    /// How it ended.
    pub closed: Option<BarrierClosed>,
}

impl Barrier {
    /// The step it stands at, while it is open.
    #[must_use]
    pub fn current(&self) -> Option<&Step> {
        self.steps.last().filter(|_| self.closed.is_none())
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> BarrierStatus {
        match (&self.closed, self.steps.last()) {
            (Some(_), _) => BarrierStatus::Closed,
            (None, None) => BarrierStatus::Raised,
            (None, Some(step)) if step.answered.is_some() => BarrierStatus::Answered,
            (None, Some(_)) => BarrierStatus::Escalated,
        }
    }

    /// The last day on which something of it is on record.
    fn last_day(&self) -> Date {
        let steps = self.steps.iter().flat_map(|step| {
            [Some(step.escalated.opened_on), step.answered.as_ref().map(|answered| answered.answered_on)]
        });
        steps.flatten().max().map_or(self.raised.raised_on, |day| day.max(self.raised.raised_on))
    }
}

impl Person {
    /// How a fact changes the person's barriers.
    pub(super) fn change_barrier(&mut self, event: &Event) {
        match event {
            Event::BarrierRaised(raised) => {
                self.barriers.push(Barrier { raised: raised.clone(), steps: Vec::new(), closed: None });
            }
            Event::Escalated(escalated) => self.with_barrier(escalated.barrier_id, |barrier| {
                barrier.steps.push(Step { escalated: escalated.clone(), answered: None });
            }),
            Event::EscalationAnswered(answered) => self.with_barrier(answered.barrier_id, |barrier| {
                let step = barrier.steps.iter_mut().find(|s| s.escalated.escalation_id == answered.escalation_id);
                if let Some(step) = step {
                    step.answered = Some(answered.clone());
                }
            }),
            Event::BarrierClosed(closed) => {
                self.with_barrier(closed.barrier_id, |barrier| barrier.closed = Some(closed.clone()));
            }
            _ => {}
        }
    }

    fn with_barrier(&mut self, id: BarrierId, change: impl FnOnce(&mut Barrier)) {
        if let Some(barrier) = self.barriers.iter_mut().find(|barrier| barrier.raised.barrier_id == id) {
            change(barrier);
        }
    }

    /// One barrier.
    #[must_use]
    pub fn barrier(&self, id: BarrierId) -> Option<&Barrier> {
        self.barriers.iter().find(|barrier| barrier.raised.barrier_id == id)
    }
}
