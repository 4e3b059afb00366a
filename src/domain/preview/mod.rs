//! What if: facts that are kept nowhere, put through the register's own decisions, and the clocks they would start.

mod policy;
mod supposed;

pub use policy::{MovedDate, PolicyPreview, PreviewedPolicy, moved};

use crate::domain::admission::{Security, Setting};
use crate::domain::calendar::Date;
use crate::domain::duty::{self, DeadlineView};
use crate::domain::id::derived;
use crate::domain::ods::Ods;
use crate::domain::person::{EndReason, Moment, Person, check_birth};
use crate::domain::policy::Packs;
use crate::domain::rating::Rag;
use crate::domain::refusal::{Faults, Refusal};
use serde::{Deserialize, Serialize};
use supposed::{decide, somebody};
use utoipa::ToSchema;
use validator::Validate;

/// One supposed fact. Dates are London dates and may lie in the future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PreviewFact {
    /// Joining the register.
    Joining {
        /// When.
        joined_on: Date,
        /// The first colour; none for somebody in hospital, who is Blue.
        #[serde(default)]
        rag: Option<Rag>,
    },
    /// A rating.
    Rating {
        /// The colour.
        rag: Rag,
        /// From when.
        effective_on: Date,
        /// Whether a risk is known that nobody manages; `false` when left out.
        #[serde(default)]
        unmanaged_risk_identified: bool,
    },
    /// An admission.
    Admission {
        /// When.
        admitted_on: Date,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
    },
    /// A move to another ward.
    Move {
        /// When.
        moved_on: Date,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
    },
    /// A discharge.
    Discharge {
        /// When.
        discharged_on: Date,
        /// The colour that follows, for somebody on the register.
        #[serde(default)]
        rag: Option<Rag>,
    },
    /// An oversight visit that saw the person.
    OversightVisit {
        /// When.
        visited_on: Date,
    },
    /// An inpatient C(E)TR held.
    InpatientReviewHeld {
        /// When.
        held_on: Date,
        /// When it was offered; the day it was held when left out.
        #[serde(default)]
        offered_on: Option<Date>,
        /// By when each of its recommendations is to be done.
        #[serde(default)]
        #[schema(max_items = 50)]
        recommendations_due_on: Vec<Date>,
    },
    /// An inpatient C(E)TR declined.
    InpatientReviewDeclined {
        /// When.
        declined_on: Date,
        /// When it was offered; the day it was declined when left out.
        #[serde(default)]
        offered_on: Option<Date>,
    },
    /// A community C(E)TR held.
    CommunityReviewHeld {
        /// When.
        held_on: Date,
        /// By when each of its recommendations is to be done.
        #[serde(default)]
        #[schema(max_items = 50)]
        recommendations_due_on: Vec<Date>,
    },
    /// A decision that no community C(E)TR is needed.
    CommunityReviewNotNeeded {
        /// When.
        decided_on: Date,
    },
    /// A review of the action plan of the last C(E)TR held.
    ActionPlanReview {
        /// When.
        reviewed_on: Date,
    },
    /// A decision to stay on the register while Green.
    Remain {
        /// When.
        decided_on: Date,
    },
    /// The local authority notified of a child's long stay.
    LocalAuthorityNotification {
        /// When.
        notified_on: Date,
    },
    /// A plan for the move to adult services.
    TransitionPlan {
        /// Since when there is one.
        planned_on: Date,
    },
    /// Leaving the register, or death.
    Departure {
        /// When.
        left_on: Date,
        /// Why.
        reason: EndReason,
    },
}

/// A what-if about nobody in particular: a date of birth and facts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"date_of_birth": "2010-09-14", "today": "2026-01-01", "facts": [
    {"kind": "admission", "admitted_on": "2025-11-30", "setting": "tier4", "security": "none"},
    {"kind": "inpatient_review_held", "held_on": "2025-12-11"}]}))]
pub struct Preview {
    /// Date of birth.
    pub date_of_birth: Date,
    /// The London date on which to look; today when left out.
    #[serde(default)]
    pub today: Option<Date>,
    /// The ICB whose local rules speak; your organisation when left out.
    #[serde(default)]
    pub icb_ods: Option<Ods>,
    /// What is supposed to have happened, in any order.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub facts: Vec<PreviewFact>,
    /// Policy packs that are not in force and are to speak as well.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub policies: Vec<String>,
}

/// A what-if about a person on record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"facts": [{"kind": "community_review_held", "held_on": "2026-11-22"}]}))]
pub struct PersonPreview {
    /// The London date on which to look; today when left out.
    #[serde(default)]
    pub today: Option<Date>,
    /// What is supposed to happen besides what is on record, in any order.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub facts: Vec<PreviewFact>,
    /// Policy packs that are not in force and are to speak as well.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub policies: Vec<String>,
}

/// The clocks of a what-if.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewedDeadlines {
    /// The London date on which they are looked at.
    pub today: Date,
    /// Every clock, by start.
    #[schema(max_items = 10_000)]
    pub deadlines: Vec<DeadlineView>,
}

/// A clock before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedDeadline {
    /// As it stands.
    pub before: DeadlineView,
    /// As it would stand.
    pub after: DeadlineView,
}

/// What a what-if would change for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewedDifference {
    /// The London date on which both are looked at.
    pub today: Date,
    /// Clocks that would begin.
    #[schema(max_items = 10_000)]
    pub added: Vec<DeadlineView>,
    /// Clocks that would change.
    #[schema(max_items = 10_000)]
    pub changed: Vec<ChangedDeadline>,
    /// How many would stay as they are.
    pub unchanged: usize,
}

impl PreviewFact {
    /// When it is supposed to happen.
    #[must_use]
    pub const fn date(&self) -> Date {
        match self {
            Self::Joining { joined_on: day, .. }
            | Self::Rating { effective_on: day, .. }
            | Self::Admission { admitted_on: day, .. }
            | Self::Move { moved_on: day, .. }
            | Self::Discharge { discharged_on: day, .. }
            | Self::OversightVisit { visited_on: day }
            | Self::InpatientReviewHeld { held_on: day, .. }
            | Self::InpatientReviewDeclined { declined_on: day, .. }
            | Self::CommunityReviewHeld { held_on: day, .. }
            | Self::CommunityReviewNotNeeded { decided_on: day }
            | Self::ActionPlanReview { reviewed_on: day }
            | Self::Remain { decided_on: day }
            | Self::LocalAuthorityNotification { notified_on: day }
            | Self::TransitionPlan { planned_on: day }
            | Self::Departure { left_on: day, .. } => *day,
        }
    }
}

/// The clocks that facts about nobody in particular would start.
///
/// # Errors
/// A date of birth that cannot be, an unknown pack, or the first fact that the register's rules refuse.
pub fn alone(preview: &Preview, caller: &Ods, now: Date, packs: &Packs) -> Result<PreviewedDeadlines, Refusal> {
    let today = preview.today.unwrap_or(now);
    let packs = &speaking(packs, &preview.policies)?;
    let mut faults = Faults::default();
    check_birth(preview.date_of_birth, last_day(today, &preview.facts), "/date_of_birth", &mut faults);
    faults.verdict()?;
    let icb = preview.icb_ods.clone().unwrap_or_else(|| caller.clone());
    let mut person = somebody(preview.date_of_birth, icb)?;
    suppose(&mut person, today, &preview.facts, packs)?;
    let mut deadlines = duty::clocks(&person, packs);
    deadlines.sort_by_key(|d| (d.starts_with.date, d.duty));
    let shown = deadlines.into_iter().filter(|d| d.is_shown(today));
    Ok(PreviewedDeadlines { today, deadlines: shown.map(|d| d.on(today)).collect() })
}

/// What facts would change for a person on record.
///
/// # Errors
/// An unknown pack, or the first fact that the register's rules refuse.
pub fn of(person: &Person, preview: &PersonPreview, now: Date, packs: &Packs) -> Result<PreviewedDifference, Refusal> {
    let today = preview.today.unwrap_or(now);
    let with = &speaking(packs, &preview.policies)?;
    let mut supposed = person.clone();
    suppose(&mut supposed, today, &preview.facts, with)?;
    Ok(difference(person, &supposed, today, packs, with))
}

/// What differs between the clocks of two states of one person, each by its packs.
pub(crate) fn difference(
    person: &Person,
    other: &Person,
    today: Date,
    packs: &Packs,
    with: &Packs,
) -> PreviewedDifference {
    let shown = |clocks: Vec<duty::Deadline>| clocks.into_iter().filter(|d| d.is_shown(today)).map(|d| d.on(today));
    let before: Vec<DeadlineView> = shown(duty::clocks(person, packs)).collect();
    let mut difference = PreviewedDifference { today, added: Vec::new(), changed: Vec::new(), unchanged: 0 };
    for after in shown(duty::clocks(other, with)) {
        match before.iter().find(|before| before.id == after.id) {
            None => difference.added.push(after),
            Some(before) if *before == after => difference.unchanged = difference.unchanged.saturating_add(1),
            Some(before) => difference.changed.push(ChangedDeadline { before: before.clone(), after }),
        }
    }
    difference
}

fn speaking(packs: &Packs, wanted: &[String]) -> Result<Packs, Refusal> {
    let mut faults = Faults::default();
    for (index, id) in wanted.iter().enumerate() {
        if packs.all().all(|pack| pack.id != *id) {
            faults.meaning(
                format!("/policies/{index}"),
                "policy_unknown",
                "is not a pack of this register: GET /v1/policies",
            );
        }
    }
    faults.verdict()?;
    Ok(packs.including(&wanted.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn last_day(today: Date, facts: &[PreviewFact]) -> Date {
    facts.iter().map(PreviewFact::date).max().map_or(today, |last| last.max(today))
}

/// Applies facts by day, each after the register's own decision.
fn suppose(person: &mut Person, today: Date, facts: &[PreviewFact], packs: &Packs) -> Result<(), Refusal> {
    let last = last_day(today, facts);
    let mut by_day: Vec<(usize, &PreviewFact)> = facts.iter().enumerate().collect();
    by_day.sort_by_key(|(_, fact)| fact.date());
    for (index, fact) in by_day {
        let moment = Moment { today: last, id: derived(person.id.0, &format!("supposed {index}")) };
        decide(person, &moment, fact, packs).map_err(|refusal| placed(refusal, index))?;
    }
    Ok(())
}

/// A refusal with its faults placed at the fact they are about.
fn placed(refusal: Refusal, index: usize) -> Refusal {
    let at = format!("/facts/{index}");
    match refusal {
        Refusal::NotFound => Refusal::rule(
            at,
            "nothing_to_follow",
            "follows nothing: no admission is open, or no review was held, on that day",
            "I: a fact follows those before it",
        ),
        other => other.placed(&at),
    }
}
