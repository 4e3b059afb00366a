//! What if a pack spoke: whose dates it would move.

use crate::domain::calendar::Date;
use crate::domain::duty::{self, Deadline, Duty};
use crate::domain::id::{DeadlineId, PersonId};
use crate::domain::person::Person;
use crate::domain::policy::{self, Packs};
use crate::domain::refusal::{Faults, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Packs to be tried: one in full, or packs of this register that are not in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"policies": ["mental-health-act-2025"], "limit": 100}))]
pub struct PolicyPreview {
    /// A pack as TOML, as `dsr policy check` reads it; it speaks whether it says that it is in force or not.
    #[serde(default)]
    #[validate(length(max = 200_000))]
    #[schema(max_length = 200_000)]
    pub pack: Option<String>,
    /// Packs of this register that are not in force and are to speak.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub policies: Vec<String>,
    /// People after this one, from `next` of the answer before.
    #[serde(default)]
    pub after: Option<PersonId>,
    /// How many people to look at, 1 to 500.
    #[serde(default = "some")]
    #[validate(range(min = 1, max = 500))]
    #[schema(minimum = 1, maximum = 500, default = 100)]
    pub limit: i64,
}

const fn some() -> i64 {
    100
}

/// A date that would move. A date that is null on one side is one that the packs on that side do not give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MovedDate {
    /// The person.
    pub person_id: PersonId,
    /// The duty.
    pub deadline_id: DeadlineId,
    /// What has to be done.
    pub duty: Duty,
    /// Due as the register computes it.
    pub due_on: Option<Date>,
    /// Due if the pack spoke.
    pub would_be_due_on: Option<Date>,
    /// A breach as the register computes it.
    pub breach_on: Option<Date>,
    /// A breach if the pack spoke.
    pub would_be_breach_on: Option<Date>,
}

/// Whose dates would move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewedPolicy {
    /// How many people were looked at.
    pub people: usize,
    /// Dates of open duties that would move.
    #[schema(max_items = 10_000)]
    pub moved: Vec<MovedDate>,
    /// Where to go on; null after the last person.
    pub next: Option<PersonId>,
}

impl PolicyPreview {
    /// The packs with what is to be tried.
    ///
    /// # Errors
    /// Nothing to try, a pack that is not known, or every fault of the pack given, with its line.
    pub fn packs(&self, packs: &Packs) -> Result<Packs, Refusal> {
        if self.pack.is_none() && self.policies.is_empty() {
            return Err(Refusal::meaning(
                "",
                "nothing_to_try",
                "give a pack as TOML in 'pack', or name packs in 'policies'",
            ));
        }
        let with = super::speaking(packs, &self.policies)?;
        let Some(text) = &self.pack else { return Ok(with) };
        with.with(text).map_err(|unsound| refused(&unsound))
    }
}

fn refused(unsound: &policy::Faults) -> Refusal {
    let mut faults = Faults::default();
    for fault in unsound.all() {
        faults.meaning("/pack", "policy_unsound", fault.to_string());
    }
    faults.verdict().err().unwrap_or(Refusal::NotFound)
}

/// The open duties of a person whose dates would move.
#[must_use]
pub fn moved(person: &Person, packs: &Packs, with: &Packs) -> Vec<MovedDate> {
    let (before, after) = (duty::clocks(person, packs), duty::clocks(person, with));
    let date = |id: DeadlineId, duty: Duty, was: Option<&Deadline>, is: Option<&Deadline>| MovedDate {
        person_id: person.id,
        deadline_id: id,
        duty,
        due_on: was.and_then(|d| d.due_on),
        would_be_due_on: is.and_then(|d| d.due_on),
        breach_on: was.and_then(|d| d.breach_on),
        would_be_breach_on: is.and_then(|d| d.breach_on),
    };
    let open = after.iter().filter(|d| d.outcome.is_none());
    let changed = open.map(|is| date(is.id, is.duty, before.iter().find(|was| was.id == is.id), Some(is)));
    changed.filter(|date| (date.due_on, date.breach_on) != (date.would_be_due_on, date.would_be_breach_on)).collect()
}
