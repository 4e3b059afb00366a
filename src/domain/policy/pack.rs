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

/// How long after its start a duty is due: exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Calendar days (D2).
    Days(u32),
    /// Weeks of seven days (D5).
    Weeks(u32),
    /// Calendar months, clamped (D3).
    Months(u32),
    /// The person's birthday (D8), however long that is away.
    Birthday(u32),
    /// The date that was agreed for it.
    Stated,
    /// None: the duty stands without a date.
    Undated,
}

impl Interval {
    /// The date that is this interval after `anchor`, and how it was reached.
    ///
    /// ```
    /// use dsr::domain::{calendar::Date, ods::Ods, policy::{Case, Counting, Interval}};
    /// let (icb, anchor) = (Ods::parse("QOQ").unwrap(), Date::parse("2026-01-29").unwrap());
    /// let case = Case::new(&icb, Date::parse("2008-02-29").ok(), anchor);
    /// let (due, arithmetic) = Interval::Weeks(12).after(anchor, Counting::Exclusive, &case);
    /// assert_eq!(due.unwrap().to_string(), "2026-04-23");
    /// assert_eq!(arithmetic, "2026-01-29 + 12 weeks (84 days) = 2026-04-23");
    /// // Statutes count the first day: 28 days beginning with 29 January end on 25 February.
    /// assert_eq!(Interval::Days(28).after(anchor, Counting::Inclusive, &case).1, "28 days beginning with 2026-01-29 = 2026-02-25");
    /// // Born on 29 February, 18 on 1 March of a common year (D8).
    /// assert_eq!(Interval::Birthday(18).after(anchor, Counting::Exclusive, &case).1, "18th birthday of somebody born 2008-02-29 = 2026-03-01");
    /// ```
    #[must_use]
    pub fn after(self, anchor: Date, counting: Counting, case: &Case<'_>) -> (Option<Date>, String) {
        let shown = |due: Option<Date>, text: String| {
            due.map_or((None, "no date".to_owned()), |due| (Some(due), format!("{text} = {due}")))
        };
        match (self, counting) {
            (Self::Days(n), Counting::Exclusive) => shown(Some(anchor.plus_days(n)), format!("{anchor} + {n} days")),
            (Self::Days(n), Counting::Inclusive) => {
                shown(Some(anchor.plus_days(n.saturating_sub(1))), format!("{n} days beginning with {anchor}"))
            }
            (Self::Weeks(n), _) => {
                let days = n.saturating_mul(7);
                shown(Some(anchor.plus_days(days)), format!("{anchor} + {n} weeks ({days} days)"))
            }
            (Self::Months(n), _) => shown(Some(anchor.plus_months(n)), format!("{anchor} + {n} calendar months")),
            (Self::Birthday(years), _) => {
                let born = case.born.map_or_else(String::new, |born| born.to_string());
                shown(case.born.map(|born| born.birthday(years)), format!("{years}th birthday of somebody born {born}"))
            }
            (Self::Stated, _) => shown(case.stated, "the date agreed".to_owned()),
            (Self::Undated, _) => (None, "no date".to_owned()),
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
    /// Only while of one of these colours.
    pub rag: Option<Vec<Rag>>,
    /// Only if younger than this on the trigger date.
    pub age_under: Option<u32>,
}

impl Condition {
    /// Whether the rule speaks to this case.
    #[must_use]
    pub fn holds(&self, case: &Case<'_>) -> bool {
        self.track.is_none_or(|track| track == case.track().0)
            && self.security.as_ref().is_none_or(|levels| case.security.is_some_and(|s| levels.contains(&s)))
            && self.rag.as_ref().is_none_or(|colours| case.rag.is_some_and(|rag| colours.contains(&rag)))
            && self.age_under.is_none_or(|limit| case.age().is_some_and(|age| age < limit))
    }

    pub(crate) fn because(&self, case: &Case<'_>) -> String {
        let track = self.track.map(|_| case.track().1.to_owned());
        let security = self.security.as_ref().and(case.security).map(|s| format!("security {s}"));
        let rag = self.rag.as_ref().and(case.rag).map(|rag| format!("while {rag}"));
        let age = self.age_under.map(|limit| format!("under {limit} on {}", case.on));
        let parts: Vec<String> = [track, security, rag, age].into_iter().flatten().collect();
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
    /// Whether only holding the review meets it (`community_review_decision`).
    #[serde(default)]
    pub must_be_held: bool,
    /// The birthday from which the duty is shown.
    #[serde(default)]
    pub shown_from_age: Option<u32>,
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
