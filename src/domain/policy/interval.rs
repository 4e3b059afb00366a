//! How long after its start a duty is due, and the arithmetic that says so.

use crate::domain::bank_holidays::BankHolidays;
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::policy::Case;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

codes! {
    /// How a period is counted (D2).
    Counting {
        Exclusive = "exclusive", "Within N days of X: X + N";
        Inclusive = "inclusive", "N days beginning with X: X + N - 1, as statutes count";
    }
}

/// How long after its start a duty is due: exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Calendar days (D2).
    Days(u32),
    /// Working days of England (D7).
    WorkingDays(u32),
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
    /// use dsr::domain::{bank_holidays::BankHolidays, calendar::Date, ods::Ods, policy::{Case, Counting, Interval}};
    /// let (icb, anchor) = (Ods::parse("QOQ").unwrap(), Date::parse("2026-01-29").unwrap());
    /// let (case, holidays) = (Case::new(&icb, Date::parse("2008-02-29").ok(), anchor), BankHolidays::default());
    /// let after = |interval: Interval, counting| interval.after(anchor, counting, &case, &holidays);
    /// let (due, arithmetic) = after(Interval::Weeks(12), Counting::Exclusive);
    /// assert_eq!(due.unwrap().to_string(), "2026-04-23");
    /// assert_eq!(arithmetic, "2026-01-29 + 12 weeks (84 days) = 2026-04-23");
    /// // Statutes count the first day: 28 days beginning with 29 January end on 25 February.
    /// assert_eq!(after(Interval::Days(28), Counting::Inclusive).1, "28 days beginning with 2026-01-29 = 2026-02-25");
    /// assert_eq!(after(Interval::Months(12), Counting::Inclusive).1, "12 calendar months beginning with 2026-01-29 = 2027-01-28");
    /// // Born on 29 February, 18 on 1 March of a common year (D8).
    /// assert_eq!(after(Interval::Birthday(18), Counting::Exclusive).1, "18th birthday of somebody born 2008-02-29 = 2026-03-01");
    /// // Good Friday and Easter Monday are no working days (D7).
    /// let maundy = Date::parse("2026-04-02").unwrap();
    /// let (_, arithmetic) = Interval::WorkingDays(5).after(maundy, Counting::Exclusive, &case, &holidays);
    /// assert_eq!(arithmetic, "2026-04-02 + 5 working days = 2026-04-13");
    /// ```
    #[must_use]
    pub fn after(
        self,
        anchor: Date,
        counting: Counting,
        case: &Case<'_>,
        holidays: &BankHolidays,
    ) -> (Option<Date>, String) {
        let period = match self {
            Self::Days(n) => Some(anchor.plus_days(n)),
            Self::Weeks(n) => Some(anchor.plus_days(n.saturating_mul(7))),
            Self::Months(n) => Some(anchor.plus_months(n)),
            Self::WorkingDays(_) | Self::Birthday(_) | Self::Stated | Self::Undated => None,
        };
        let (due, text) = match (self, counting, period) {
            (_, Counting::Exclusive, Some(due)) => (Some(due), format!("{anchor} + {self}")),
            (_, Counting::Inclusive, Some(due)) => (Some(due.day_before()), format!("{self} beginning with {anchor}")),
            (Self::WorkingDays(n), ..) => (Some(holidays.after(anchor, n)), format!("{anchor} + {self}")),
            (Self::Birthday(years), ..) => {
                let born = case.born.map_or_else(String::new, |born| born.to_string());
                (case.born.map(|born| born.birthday(years)), format!("{self} of somebody born {born}"))
            }
            (Self::Stated, ..) => (case.stated, self.to_string()),
            _ => (None, self.to_string()),
        };
        due.map_or((None, "no date".to_owned()), |due| (Some(due), format!("{text} = {due}")))
    }

    /// The figure, where there is one.
    #[must_use]
    pub const fn figure(self) -> Option<u32> {
        match self {
            Self::Days(n) | Self::WorkingDays(n) | Self::Weeks(n) | Self::Months(n) | Self::Birthday(n) => Some(n),
            Self::Stated | Self::Undated => None,
        }
    }

    /// Whether it is longer than any duty has: more than ten years, or a birthday after the 120th.
    #[must_use]
    pub const fn too_long(self) -> bool {
        match self {
            Self::Days(n) | Self::WorkingDays(n) => n > 3653,
            Self::Weeks(n) => n > 521,
            Self::Months(n) | Self::Birthday(n) => n > 120,
            Self::Stated | Self::Undated => false,
        }
    }

    /// Whether it can be counted inclusively: a period that begins with a day.
    #[must_use]
    pub const fn is_period(self) -> bool {
        matches!(self, Self::Days(_) | Self::Weeks(_) | Self::Months(_))
    }
}

impl fmt::Display for Interval {
    /// In words: `28 days`, `12 weeks (84 days)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = |n: &u32| if *n == 1 { "" } else { "s" };
        match self {
            Self::Days(n) => write!(f, "{n} day{}", several(n)),
            Self::WorkingDays(n) => write!(f, "{n} working day{}", several(n)),
            Self::Weeks(n) => write!(f, "{n} week{} ({} days)", several(n), n.saturating_mul(7)),
            Self::Months(n) => write!(f, "{n} calendar month{}", several(n)),
            Self::Birthday(n) => write!(f, "{n}th birthday"),
            Self::Stated => f.write_str("the date agreed"),
            Self::Undated => f.write_str("no date"),
        }
    }
}
