//! How the whole register stands, in figures that name nobody.

use crate::domain::duty::Duty;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError};

/// The register's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The position of the last fact in the feed; 0 when there is none.
    pub feed_position: i64,
    /// Duties overdue today, by kind; every kind is named.
    pub overdue: Vec<(&'static str, i64)>,
}

impl Store {
    /// How the register stands today in London.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn standing(&self) -> Result<Standing, StoreError> {
        let today = self.clock.today().naive();
        let mut reader = self.db.own_reader().await?;
        let head = sql!(optional One<i64>, reader.link(), "SELECT position FROM feed_head WHERE id = 1")?;
        let found = sql!(
            all(String, i64),
            reader.link(),
            "SELECT duty, COUNT(*) FROM deadline WHERE is_open = TRUE AND sort_on < $1
               AND (shown_from IS NULL OR shown_from <= $1) AND (lapses_on IS NULL OR lapses_on > $1) GROUP BY duty",
            today
        )?;
        let of = |duty: &Duty| found.iter().find(|(code, _)| code == duty.code()).map_or(0, |(_, number)| *number);
        let overdue = Duty::ALL.iter().map(|duty| (duty.code(), of(duty))).collect();
        Ok(Standing { feed_position: head.map_or(0, |(position,)| position), overdue })
    }
}
