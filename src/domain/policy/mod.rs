//! Policy packs: every figure of the register as data, with its source. A version of a pack never changes; the digest of
//! all of them is stored beside what they computed.

mod criteria;
mod fault;
mod interval;
mod pack;
mod packs;
mod soundness;
mod summary;

pub use criteria::{Asks, Criteria, Criterion, StatedCriteria};
pub(crate) use fault::fault_of;
pub use fault::{Fault, Faults};
pub use interval::{Counting, Interval};
pub use pack::{
    Action, AppliesTo, Condition, DischargePoint, Layer, Pack, PackIdentity, Rule, StatedEscalation, StatedKeyworking,
    StatedMeasures, Track,
};
pub use packs::Packs;

use crate::domain::admission::{Security, Setting};
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::ods::Ods;
use crate::domain::rating::Rag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// How binding a rule is.
    Force {
        Must = "must", "An obligation; passing it is a breach";
        Should = "should", "Expected";
        Can = "can", "Open to decide";
        May = "may", "Open to decide";
    }
}

/// What a colour calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionCalledFor {
    /// What.
    #[schema(max_length = 60, example = "community_review_considered")]
    pub action: String,
    /// How binding it is.
    pub force: Force,
    /// Who says so.
    #[schema(max_length = 300)]
    pub source: String,
}

/// One rule's answer to "by when?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// The pack.
    #[schema(max_length = 60, example = "seeds")]
    pub pack: String,
    /// Its version.
    #[schema(max_length = 60, example = "2017-03-01")]
    pub version: String,
    /// Whose rules the pack states: between equal dates statute before national before local.
    pub layer: Layer,
    /// The rule within it.
    #[schema(max_length = 60, example = "first-review-adult")]
    pub rule: String,
    /// The sentence the rule rests on.
    #[schema(max_length = 500)]
    pub source: String,
    /// How binding it is.
    pub force: Force,
    /// The date this rule gives; null where it sets none.
    pub due_on: Option<Date>,
    /// The arithmetic, step by step.
    #[schema(max_length = 200, example = "2026-01-06 + 28 days = 2026-02-03")]
    pub arithmetic: String,
    /// Why this rule applies: the track and security it was chosen by.
    #[schema(max_length = 300)]
    pub because: String,
    /// Whether only holding the review meets it; a decision not to does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_be_held: bool,
    /// From when on the duty is shown, where that is later than its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_from: Option<Date>,
    /// The day from which another date holds instead, for a date that no longer does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_on: Option<Date>,
}

impl Candidate {
    /// The same date, but not before `day`.
    pub(crate) fn not_before(mut self, day: Date) -> Self {
        if self.due_on.is_some_and(|due| due < day) {
            self.due_on = Some(day);
            self.arithmetic = format!("{}; not before {day} = {day}", self.arithmetic);
        }
        self
    }
}

/// In the order in which rules bind: the earliest date; between equal dates statute before national before local, then by the
/// pack's id; rules without a date last.
pub(crate) fn in_order(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let key = |c: &Candidate| (c.due_on.is_none(), c.due_on, c.layer);
        key(a).cmp(&key(b)).then_with(|| a.pack.cmp(&b.pack))
    });
    candidates
}

/// What decides which rules speak to a duty: whose register it is, and how things stood on the trigger date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case<'a> {
    /// The responsible ICB: local packs speak to their own only.
    pub icb: &'a Ods,
    /// The person's date of birth; absent only after redaction.
    pub born: Option<Date>,
    /// The trigger date: age and track are of that day (D9).
    pub on: Date,
    /// The ward's kind, for duties in hospital.
    pub setting: Option<Setting>,
    /// The ward's security, for duties in hospital.
    pub security: Option<Security>,
    /// The colour, for duties that depend on it.
    pub rag: Option<Rag>,
    /// The date agreed for it, for duties that carry their own.
    pub stated: Option<Date>,
}

impl<'a> Case<'a> {
    /// A case with nothing but whose and when.
    #[must_use]
    pub const fn new(icb: &'a Ods, born: Option<Date>, on: Date) -> Self {
        Self { icb, born, on, setting: None, security: None, rag: None, stated: None }
    }

    /// Age on the trigger date.
    #[must_use]
    pub fn age(&self) -> Option<u32> {
        self.born.map(|born| born.age_on(self.on))
    }

    /// The track on the trigger date, and why (D9): child when the setting is Tier 4 **or** the person is under 18 that day.
    ///
    /// ```
    /// use dsr::domain::{admission::Setting, calendar::Date, ods::Ods, policy::{Case, Track}};
    /// let (icb, day) = (Ods::parse("QOQ").unwrap(), |s| Date::parse(s).unwrap());
    /// let ward = |setting, born, on| Case { setting: Some(setting), ..Case::new(&icb, Some(day(born)), day(on)) }.track().0;
    /// assert_eq!(ward(Setting::Tier4, "2008-01-01", "2026-01-06"), Track::Child, "18 and still in Tier 4");
    /// assert_eq!(ward(Setting::AdultAcute, "2008-01-07", "2026-01-06"), Track::Child, "17 on an adult ward");
    /// assert_eq!(ward(Setting::AdultAcute, "2008-01-06", "2026-01-06"), Track::Adult, "18 on that day");
    /// ```
    #[must_use]
    pub fn track(&self) -> (Track, &'static str) {
        if self.setting == Some(Setting::Tier4) {
            (Track::Child, "child track: the setting is Tier 4")
        } else if self.age().is_some_and(|age| age < 18) {
            (Track::Child, "child track: under 18 on the trigger date")
        } else {
            (Track::Adult, "adult track: 18 or over on the trigger date and not in Tier 4")
        }
    }
}
