//! One policy pack: its text form, and what makes it sound.

use crate::domain::admission::Security;
use crate::domain::calendar::Date;
use crate::domain::duty::Duty;
use crate::domain::policy::{Case, Force};
use crate::domain::rating::Rag;
use serde::Deserialize;

/// A pack that is not sound: which, where, why.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}: {reason}")]
pub struct PackError {
    file: String,
    reason: String,
}

/// Whose rules a pack states; between equal dates the earlier layer binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Law.
    Statute,
    /// National policy.
    National,
    /// One area's practice.
    Local,
}

/// Child or adult track (D9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Track {
    /// Tier 4, or under 18 on the trigger date.
    Child,
    /// Everybody else.
    Adult,
}

/// How days are counted (D2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// "Within N days of X": X + N.
    #[default]
    Exclusive,
    /// "N days beginning with X": X + N − 1, as statutes count.
    Inclusive,
}

/// How long after its start a duty is due: exactly one of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Calendar days (D2).
    Days(u32),
    /// Weeks of seven days (D5).
    Weeks(u32),
    /// Calendar months, clamped (D3).
    Months(u32),
}

impl Interval {
    /// The date that is this interval after `anchor`, and how it was reached.
    ///
    /// ```
    /// use dsr::domain::{calendar::Date, policy::{Counting, Interval}};
    /// let anchor = Date::parse("2026-01-29").unwrap();
    /// let (due, arithmetic) = Interval::Weeks(12).after(anchor, Counting::Exclusive);
    /// assert_eq!(due.to_string(), "2026-04-23");
    /// assert_eq!(arithmetic, "2026-01-29 + 12 weeks (84 days) = 2026-04-23");
    /// // Statutes count the first day: 28 days beginning with 6 January end on 2 February.
    /// let anchor = Date::parse("2026-01-06").unwrap();
    /// assert_eq!(Interval::Days(28).after(anchor, Counting::Inclusive).0.to_string(), "2026-02-02");
    /// ```
    #[must_use]
    pub fn after(self, anchor: Date, counting: Counting) -> (Date, String) {
        match (self, counting) {
            (Self::Days(n), Counting::Exclusive) => {
                let due = anchor.plus_days(n);
                (due, format!("{anchor} + {n} days = {due}"))
            }
            (Self::Days(n), Counting::Inclusive) => {
                let due = anchor.plus_days(n.saturating_sub(1));
                (due, format!("{n} days beginning with {anchor} = {due}"))
            }
            (Self::Weeks(n), _) => {
                let days = n.saturating_mul(7);
                let due = anchor.plus_days(days);
                (due, format!("{anchor} + {n} weeks ({days} days) = {due}"))
            }
            (Self::Months(n), _) => {
                let due = anchor.plus_months(n);
                (due, format!("{anchor} + {n} calendar months = {due}"))
            }
        }
    }
}

/// When a rule speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Only on this track.
    pub track: Option<Track>,
    /// Only at these levels of security.
    pub security: Option<Vec<Security>>,
}

impl Condition {
    /// Whether the rule speaks to this case.
    #[must_use]
    pub fn holds(&self, case: &Case) -> bool {
        self.track.is_none_or(|track| track == case.track)
            && self.security.as_ref().is_none_or(|levels| case.security.is_some_and(|s| levels.contains(&s)))
    }

    pub(crate) fn because(&self, case: &Case) -> String {
        let track = self.track.map(|_| case.track_reason.to_owned());
        let security = self.security.as_ref().and(case.security).map(|s| format!("security {s}"));
        let parts: Vec<String> = track.into_iter().chain(security).collect();
        if parts.is_empty() { "for everyone".to_owned() } else { parts.join("; ") }
    }
}

/// One figure with its source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique within the pack.
    pub id: String,
    /// The duty it speaks to.
    pub duty: Duty,
    /// When it speaks.
    #[serde(default)]
    pub when: Condition,
    /// How long.
    pub interval: Interval,
    /// How days are counted.
    #[serde(default)]
    pub counting: Counting,
    /// How binding.
    pub force: Force,
    /// The sentence it rests on.
    pub source: String,
}

/// What a colour calls for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The colour.
    pub rag: Rag,
    /// What it calls for.
    pub action: String,
    /// How binding.
    pub force: Force,
    /// From this age.
    pub age_from: Option<u32>,
    /// Up to and including this age.
    pub age_to: Option<u32>,
    /// The sentence it rests on.
    pub source: String,
}

/// What a referral has to meet (S4).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    /// The person must be open to health and social care.
    pub open_to_health_and_social_care: bool,
    /// The person must be in mental-health crisis, or in hospital.
    pub in_crisis: bool,
    /// The sentence it rests on.
    pub source: String,
}

/// A policy pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// What it is.
    pub title: String,
    /// Whose rules it states.
    pub layer: Layer,
    /// Speaks to duties that start on or after this London date.
    pub effective_from: Date,
    /// Criteria for acceptance.
    #[serde(default)]
    pub criteria: Option<Criteria>,
    /// Figures.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// What the colours call for.
    #[serde(default, rename = "action")]
    pub actions: Vec<Action>,
}

impl Pack {
    /// Reads a pack and checks that it is sound: known duties, positive intervals, a source for everything, unique ids.
    ///
    /// # Errors
    /// The file, the place and the reason.
    ///
    /// ```
    /// use dsr::domain::policy::Pack;
    /// let text = r#"
    ///     id = "x"
    ///     version = "1"
    ///     title = "x"
    ///     layer = "local"
    ///     effective_from = "2026-01-01"
    ///     [[rule]]
    ///     id = "a"
    ///     duty = "inpatient_review_first"
    ///     interval = { days = 0 }
    ///     force = "must"
    ///     source = "x"
    /// "#;
    /// assert_eq!(Pack::parse("x.toml", text).unwrap_err().to_string(), "x.toml: rule 'a': the interval must be at least 1");
    /// ```
    pub fn parse(file: &str, text: &str) -> Result<Self, PackError> {
        let fault = |reason: String| PackError { file: file.to_owned(), reason };
        let pack: Self = toml::from_str(text).map_err(|error| fault(error.to_string().trim().to_owned()))?;
        let mut seen: Vec<&str> = Vec::new();
        for rule in &pack.rules {
            let at = |reason: &str| fault(format!("rule '{}': {reason}", rule.id));
            if matches!(rule.interval, Interval::Days(0) | Interval::Weeks(0) | Interval::Months(0)) {
                return Err(at("the interval must be at least 1"));
            }
            if rule.source.trim().is_empty() {
                return Err(at("a rule needs its source"));
            }
            if seen.contains(&rule.id.as_str()) {
                return Err(at("this id stands twice"));
            }
            seen.push(&rule.id);
        }
        Ok(pack)
    }
}
