//! The only place that reads the system's clock and makes identifiers. Everything else is told.

use crate::domain::calendar::{Date, london_date};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;

/// Tells the time: the system's, or a fixed London date for a sandbox or a test.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    today: Option<Date>,
    ahead: TimeDelta,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self { today: None, ahead: TimeDelta::zero() }
    }

    /// A clock whose today never changes; instants are still the system's.
    #[must_use]
    pub const fn fixed(today: Date) -> Self {
        Self { today: Some(today), ahead: TimeDelta::zero() }
    }

    /// The same clock, running ahead by so much: for what ends after hours, which no test waits for.
    #[must_use]
    pub const fn running_ahead(self, by: TimeDelta) -> Self {
        Self { ahead: by, ..self }
    }

    /// Now, in UTC, to the microsecond: both databases keep that much.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = Utc::now().trunc_subsecs(6);
        now.checked_add_signed(self.ahead).unwrap_or(now)
    }

    /// Today in London (D1).
    #[must_use]
    pub fn today(&self) -> Date {
        self.today.unwrap_or_else(|| london_date(self.now()))
    }

    /// A new identifier, in order of time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that makes identifiers")]
    pub fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
