//! London dates and the arithmetic every clock uses (domain conventions D1–D8).

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};

/// A calendar date in London (D1), between 1 January 1850 and 31 December 2199, written `YYYY-MM-DD`.
///
/// ```
/// use dsr::domain::calendar::Date;
/// assert!(Date::parse("2026-02-29").is_err(), "2026 has no 29 February");
/// assert!(Date::parse("2026-2-3").is_err(), "ten characters, always");
/// assert_eq!(Date::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Cow<'_, str>", into = "String")]
pub struct Date(NaiveDate);

impl Date {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// Anything else, a day that does not exist, or a year outside 1850–2199.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FAULT: &str = "date_invalid|expected a date that exists, written YYYY-MM-DD";
        if text.len() != 10 {
            return Err(FAULT);
        }
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| FAULT)?;
        if (1850..=2199).contains(&date.year()) { Ok(Self(date)) } else { Err(FAULT) }
    }

    /// A date reckoned from another, but at the latest the last that can be written: what is stored can be read.
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let last = Date::parse("2199-12-31").unwrap();
    /// assert_eq!(Date::parse("2199-12-01").unwrap().plus_days(31), last);
    /// assert_eq!(last.plus_months(600), last);
    /// ```
    fn within(date: Option<NaiveDate>) -> Self {
        let last = NaiveDate::from_ymd_opt(2199, 12, 31).unwrap_or(NaiveDate::MAX);
        Self(date.map_or(last, |date| date.min(last)))
    }

    /// The same day as chrono's type, for columns.
    #[must_use]
    pub const fn naive(self) -> NaiveDate {
        self.0
    }

    /// This date and `days` calendar days (D2): "within N days" is in time on that day, overdue from the next.
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let day = |s| Date::parse(s).unwrap();
    /// assert_eq!(day("2026-01-06").plus_days(28), day("2026-02-03"));
    /// // The clock change of 29 March 2026 shifts nothing (D1).
    /// assert_eq!(day("2026-03-20").plus_days(14), day("2026-04-03"));
    /// ```
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        Self::within(self.0.checked_add_days(Days::new(u64::from(days))))
    }

    /// This date and `months` calendar months: the same day number, clamped to the month's last day (D3).
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let day = |s| Date::parse(s).unwrap();
    /// assert_eq!(day("2025-11-30").plus_months(3), day("2026-02-28"));
    /// assert_eq!(day("2024-02-29").plus_months(3), day("2024-05-29"));
    /// assert_eq!(day("2025-08-31").plus_months(6), day("2026-02-28"));
    /// assert_eq!(day("2024-02-29").plus_months(12), day("2025-02-28"));
    /// ```
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        Self::within(self.0.checked_add_months(Months::new(months)))
    }

    /// This date less `months` calendar months: the same day number, clamped to the month's last day.
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let day = |s| Date::parse(s).unwrap();
    /// assert_eq!(day("2026-03-31").minus_months(1), day("2026-02-28"));
    /// ```
    #[must_use]
    pub fn minus_months(self, months: u32) -> Self {
        Self(self.0.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN))
    }

    /// The day before this one, on which a period that begins with a day ends, as statutes count (D2).
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let day = |s| Date::parse(s).unwrap();
    /// assert_eq!(day("2025-01-06").plus_months(12).day_before(), day("2026-01-05"));
    /// ```
    #[must_use]
    pub fn day_before(self) -> Self {
        Self(self.0.pred_opt().unwrap_or(NaiveDate::MIN))
    }

    /// The latest birth date of somebody who is at least `years` old on this day (D8).
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let day = |s| Date::parse(s).unwrap();
    /// assert_eq!(day("2026-02-28").minus_years(18), day("2008-02-28"), "born on the 29th turns 18 on 1 March");
    /// assert_eq!(day("2026-03-01").minus_years(18), day("2008-03-01"));
    /// assert_eq!(day("2028-02-29").minus_years(18), day("2010-02-28"));
    /// ```
    #[must_use]
    pub fn minus_years(self, years: u32) -> Self {
        Self(self.0.checked_sub_months(Months::new(years.saturating_mul(12))).unwrap_or(NaiveDate::MIN))
    }

    /// The instant at which the day begins in London; there clocks change in the small hours, never at midnight.
    ///
    /// ```
    /// # use dsr::domain::calendar::Date;
    /// # let day = |text| Date::parse(text).unwrap();
    /// assert_eq!(day("2026-07-01").begins_at().to_rfc3339(), "2026-06-30T23:00:00+00:00");
    /// assert_eq!(day("2026-12-01").begins_at().to_rfc3339(), "2026-12-01T00:00:00+00:00");
    /// ```
    #[must_use]
    pub fn begins_at(self) -> DateTime<Utc> {
        let midnight = self.0.and_time(chrono::NaiveTime::MIN);
        let london = midnight.and_local_timezone(chrono_tz::Europe::London).earliest();
        london.map_or_else(|| midnight.and_utc(), |midnight| midnight.to_utc())
    }

    /// The day in full.
    ///
    /// ```
    /// # use dsr::domain::calendar::Date;
    /// assert_eq!(Date::parse("2026-11-02").unwrap().in_words(), "Monday 2 November 2026");
    /// ```
    #[must_use]
    pub fn in_words(self) -> String {
        self.0.format("%A %-d %B %Y").to_string()
    }

    /// Whole days from `earlier` to this date; negative when `earlier` is later.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// The day somebody born on this date reaches `years` (D8): the birthday; born 29 February, 1 March in common years.
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let day = |s| Date::parse(s).unwrap();
    /// assert_eq!(day("2008-02-29").birthday(18), day("2026-03-01"));
    /// assert_eq!(day("2008-02-29").birthday(16), day("2024-02-29"));
    /// ```
    #[must_use]
    pub fn birthday(self, years: u32) -> Self {
        let year = self.0.year().saturating_add_unsigned(years);
        let exact = NaiveDate::from_ymd_opt(year, self.0.month(), self.0.day());
        Self::within(exact.or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)))
    }

    /// Age in whole years on `day` of somebody born on this date; 0 before birth.
    ///
    /// ```
    /// use dsr::domain::calendar::Date;
    /// let day = |s| Date::parse(s).unwrap();
    /// assert_eq!(day("2008-02-29").age_on(day("2026-02-28")), 17);
    /// assert_eq!(day("2008-02-29").age_on(day("2026-03-01")), 18);
    /// ```
    #[must_use]
    pub fn age_on(self, day: Self) -> u32 {
        let years = u32::try_from(day.0.year().saturating_sub(self.0.year())).unwrap_or(0);
        if years > 0 && self.birthday(years) > day { years.saturating_sub(1) } else { years }
    }
}

/// The London date of an instant (D1).
///
/// ```
/// use dsr::domain::calendar::london_date;
/// // 23:30 UTC on 30 June is half past midnight in London's summer.
/// let instant = "2026-06-30T23:30:00Z".parse().unwrap();
/// assert_eq!(london_date(instant).to_string(), "2026-07-01");
/// ```
#[must_use]
pub fn london_date(instant: DateTime<Utc>) -> Date {
    Date(instant.with_timezone(&chrono_tz::Europe::London).date_naive())
}

/// The time of an instant on London's clocks.
///
/// ```
/// use dsr::domain::calendar::london_time;
/// assert_eq!(london_time("2026-06-30T23:30:00Z".parse().unwrap()), "00:30");
/// assert_eq!(london_time("2026-12-01T08:05:59Z".parse().unwrap()), "08:05");
/// ```
#[must_use]
pub fn london_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&chrono_tz::Europe::London).format("%H:%M").to_string()
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl TryFrom<Cow<'_, str>> for Date {
    type Error = &'static str;
    fn try_from(text: Cow<'_, str>) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl utoipa::PartialSchema for Date {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .min_length(Some(10))
            .max_length(Some(10))
            .description(Some("A calendar date in London, YYYY-MM-DD."))
            .examples(["2026-01-06"])
            .into()
    }
}
impl utoipa::ToSchema for Date {}
