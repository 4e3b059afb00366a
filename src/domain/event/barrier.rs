//! Facts of barriers and their escalation, and of the leaders who are accountable.

use crate::domain::barrier::{BarrierCategory, BarrierOutcome, Level, Movement};
use crate::domain::calendar::Date;
use crate::domain::id::{BarrierId, DeadlineId, EscalationId, RecommendationId, ReviewId};
use crate::domain::ods::Ods;
use crate::domain::person::Named;
use crate::domain::review::Agency;
use crate::domain::text::Prose;

fact! {
    /// What blocks the right care was put on record.
    BarrierRaised, on raised_on,
    data {
        /// The barrier.
        barrier_id: BarrierId,
        /// When it was raised.
        raised_on: Date,
        /// What kind of barrier.
        category: BarrierCategory,
        /// The agency held to account.
        agency: Agency,
        /// The recommendation it blocks.
        recommendation_id: Option<RecommendationId>,
        /// The review it blocks.
        review_id: Option<ReviewId>,
        /// The duty it blocks.
        deadline_id: Option<DeadlineId>,
    }
    private {
        /// What is blocked, in words.
        description: Option<Prose>,
        /// What would help.
        what_would_help: Option<Prose>,
        /// Who raised it.
        raised_by: Option<Named>,
    }
}

fact! {
    /// A barrier was brought before a level of the escalation policy.
    Escalated, on opened_on,
    data {
        /// The barrier.
        barrier_id: BarrierId,
        /// This step.
        escalation_id: EscalationId,
        /// When it was brought there.
        opened_on: Date,
        /// Which level.
        level: Level,
        /// Opened, up, or back.
        movement: Movement,
        /// Whether levels were skipped because somebody is not safe.
        immediate_safety: bool,
    }
    private {
        /// Who has to answer.
        accountable: Option<Named>,
        /// Who brought it there.
        opened_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// A level answered.
    EscalationAnswered, on answered_on,
    data {
        /// The barrier.
        barrier_id: BarrierId,
        /// The step that is answered.
        escalation_id: EscalationId,
        /// When.
        answered_on: Date,
    }
    private {
        /// What was answered.
        response: Option<Prose>,
        /// Who answered.
        answered_by: Option<Named>,
    }
}

fact! {
    /// A barrier was closed.
    BarrierClosed, on closed_on,
    data {
        /// The barrier.
        barrier_id: BarrierId,
        /// When.
        closed_on: Date,
        /// How it ended.
        outcome: BarrierOutcome,
    }
    private {
        /// What came of it, in words.
        outcome_text: Option<Prose>,
        /// What whoever raised it thinks of that.
        raisers_view: Option<Prose>,
        /// Who closed it.
        closed_by: Option<Named>,
    }
}

fact! {
    /// Somebody became accountable for an agency's part in an area, or for all of it.
    LeaderNamed, on from,
    data {
        /// From when.
        from: Date,
        /// In which ICB's area.
        icb_ods: Ods,
        /// For which agency; none for the senior responsible owner, who is accountable for all.
        agency: Option<Agency>,
    }
    private {
        /// Who.
        who: Option<Named>,
    }
}

fact! {
    /// Somebody's accountability ended.
    LeaderEnded, on until,
    data {
        /// The last day.
        until: Date,
    }
    private {}
}
