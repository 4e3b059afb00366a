//! England's bank holidays and working days (D7). Escalation and triage count them; clinical dates never do (D6).

use crate::domain::calendar::Date;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// England's bank holidays: by rule since 1978, and the exceptions that were proclaimed.
///
/// ```
/// use dsr::domain::{bank_holidays::BankHolidays, calendar::Date};
/// let day = |s| Date::parse(s).unwrap();
/// let holidays = BankHolidays::default();
/// assert!(holidays.contains(day("2026-04-03")), "Good Friday");
/// assert!(holidays.contains(day("2026-12-28")), "26 December 2026 is a Saturday");
/// assert!(!holidays.contains(day("2026-12-26")), "the Monday stands for it");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankHolidays {
    added: BTreeSet<Date>,
    moved: BTreeMap<Date, Date>,
}

/// The text form of the exceptions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    #[serde(default)]
    added: Vec<Added>,
    #[serde(default)]
    moved: Vec<Moved>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    on: Date,
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    from: Date,
    to: Date,
    source: String,
}

impl BankHolidays {
    /// Reads the exceptions: `[[added]]` with `on`, `[[moved]]` with `from` and `to`, each with its `source`.
    ///
    /// # Errors
    /// Line and reason of each fault: a text of another form, an exception without a source, a day moved that is no bank
    /// holiday by rule.
    pub fn parse(text: &str) -> Result<Self, Vec<(usize, String)>> {
        let read: Exceptions = toml::from_str(text).map_err(|error| vec![super::policy::fault_of(text, &error)])?;
        let by_rule = Self::default();
        let mut faults = Vec::new();
        let sources =
            read.added.iter().map(|a| (a.on, &a.source)).chain(read.moved.iter().map(|m| (m.from, &m.source)));
        for (day, _) in sources.filter(|(_, source)| source.trim().is_empty()) {
            faults.push((line_of(text, day), format!("{day}: an exception needs its source")));
        }
        for moved in read.moved.iter().filter(|moved| !by_rule.contains(moved.from)) {
            let reason = format!("{} is no bank holiday by rule, so it cannot be moved", moved.from);
            faults.push((line_of(text, moved.from), reason));
        }
        if faults.is_empty() {
            let moved = read.moved.into_iter().map(|m| (m.from, m.to)).collect();
            Ok(Self { added: read.added.into_iter().map(|a| a.on).collect(), moved })
        } else {
            Err(faults)
        }
    }

    /// Every bank holiday of a year, in order; where one falls on a weekend, the day that stands for it.
    #[must_use]
    pub fn of_year(&self, year: i32) -> BTreeSet<Date> {
        let by_rule = by_rule(year).into_iter().flatten().map(Date::from);
        let stay = by_rule.filter(|day| !self.moved.contains_key(day));
        let exceptions = self.added.iter().chain(self.moved.values()).copied();
        stay.chain(exceptions.filter(|day| day.naive().year() == year)).collect()
    }

    /// Whether this day is a bank holiday, or stands for one.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        let rule = || by_rule(day.naive().year()).into_iter().flatten().any(|holiday| holiday == day.naive());
        self.added.contains(&day)
            || self.moved.values().any(|to| *to == day)
            || (!self.moved.contains_key(&day) && rule())
    }

    /// Whether this is a working day: Monday to Friday and no bank holiday (D7).
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.naive().weekday(), Weekday::Sat | Weekday::Sun) && !self.contains(day)
    }

    /// The `days`-th working day after `anchor`; day 1 is the next working day (D7). 0 is the anchor itself.
    ///
    /// ```
    /// use dsr::domain::{bank_holidays::BankHolidays, calendar::Date};
    /// let (day, holidays) = (|s| Date::parse(s).unwrap(), BankHolidays::default());
    /// assert_eq!(holidays.after(day("2026-04-02"), 5), day("2026-04-13"), "over Easter");
    /// assert_eq!(holidays.after(day("2026-11-21"), 1), day("2026-11-23"), "from a Saturday");
    /// ```
    #[must_use]
    pub fn after(&self, anchor: Date, days: u32) -> Date {
        let (mut day, mut left) = (anchor, days);
        while left > 0 {
            let next = day.plus_days(1);
            if next == day {
                return day;
            }
            day = next;
            left = left.saturating_sub(u32::from(self.is_working_day(day)));
        }
        day
    }
}

/// The bank holidays of a year by rule; where one falls on a weekend, the day that stands for it.
fn by_rule(year: i32) -> [Option<NaiveDate>; 8] {
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let from_easter = |forth: u64, back: u64| {
        let easter = computus::gregorian_naive(year).ok()?;
        easter.checked_add_days(Days::new(forth))?.checked_sub_days(Days::new(back))
    };
    let new_year = on(1, 1).map(|day| match day.weekday() {
        Weekday::Sat => on(1, 3),
        Weekday::Sun => on(1, 2),
        _ => Some(day),
    });
    let (christmas, boxing) = match on(12, 25).map(|day| day.weekday()) {
        Some(Weekday::Fri) => (on(12, 25), on(12, 28)),
        Some(Weekday::Sat) => (on(12, 27), on(12, 28)),
        Some(Weekday::Sun) => (on(12, 27), on(12, 26)),
        _ => (on(12, 25), on(12, 26)),
    };
    let last_monday = |month| {
        let fifth = NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 5);
        fifth.or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 4))
    };
    [
        new_year.flatten(),
        from_easter(0, 2),
        from_easter(1, 0),
        NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Mon, 1),
        last_monday(5),
        last_monday(8),
        christmas,
        boxing,
    ]
}

/// The line a date first stands in.
fn line_of(text: &str, day: Date) -> usize {
    let wanted = day.to_string();
    text.lines().position(|line| line.contains(&wanted)).map_or(1, |before| before.saturating_add(1))
}
