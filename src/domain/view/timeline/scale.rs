//! Days as places: the time axis and its ticks.

use crate::domain::calendar::Date;
use chrono::{Datelike, Months, NaiveDate};

/// Where each day stands.
#[derive(Debug)]
pub(super) struct Scale {
    from: Date,
    days: f64,
    left: f64,
    right: f64,
}

/// A line of the axis with what it says.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) x: f64,
    /// The month's name, where months are told apart.
    pub(super) month: Option<String>,
    /// The year, where it begins or the axis does.
    pub(super) year: Option<String>,
}

impl Scale {
    /// Shows `from` at `left` and `to` at `right`.
    pub(super) fn new((from, to): (Date, Date), (left, right): (f64, f64)) -> Self {
        Self { from, days: days(from, to).max(1.0), left, right }
    }

    /// The place of a day; of one that is not shown, the nearer edge.
    pub(super) fn x(&self, day: Date) -> f64 {
        let share = (days(self.from, day) / self.days).clamp(0.0, 1.0);
        self.left + share * (self.right - self.left)
    }

    /// The first days of months or years, as close as can be read.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        const STEPS: [u32; 10] = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
        let month = (self.right - self.left) / self.days * 30.4;
        let step = STEPS.into_iter().find(|step| f64::from(*step) * month >= 42.0).unwrap_or(2400);
        let on_step = |day: &NaiveDate| match step {
            0..=11 => day.month0().is_multiple_of(step),
            _ => day.month0() == 0 && day.year().unsigned_abs().is_multiple_of(step / 12),
        };
        let first = self.from.naive().with_day(1).unwrap_or_default();
        let months = std::iter::successors(Some(first), |day| day.checked_add_months(Months::new(1)));
        let shown = months.take_while(|day| days(self.from, (*day).into()) <= self.days);
        let mut ticks: Vec<Tick> = Vec::new();
        for day in shown.filter(|day| Date::from(*day) >= self.from).filter(on_step) {
            let year = day.month0() == 0 || ticks.is_empty();
            ticks.push(Tick {
                x: self.x(day.into()),
                month: (step < 12).then(|| day.format("%b").to_string()),
                year: year.then(|| day.format("%Y").to_string()),
            });
        }
        ticks
    }
}

fn days(from: Date, to: Date) -> f64 {
    i32::try_from(to.days_since(from)).map_or(f64::from(i32::MAX), f64::from)
}

/// The first day of a day's month.
pub(super) fn first_of_month(day: Date) -> Date {
    day.naive().with_day(1).map_or(day, Date::from)
}

/// The middle of a day's month.
pub(super) fn mid_month(day: Date) -> Date {
    day.naive().with_day(15).map_or(day, Date::from)
}
