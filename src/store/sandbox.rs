//! Whether a register is a sandbox. What was recorded on days given by hand is never served as real, and a real register never
//! gets another day.

use crate::domain::calendar::Date;
use crate::store::StoreError;
use crate::store::sql::{Db, One, sql};
use chrono::NaiveDate;

/// Why a register is not opened on this day.
#[derive(Debug, thiserror::Error)]
pub enum NotOn {
    /// It was made without a day of its own, and holds facts.
    #[error(
        "--today is for a sandbox, and this register is none: leave it out, or name another data directory or database"
    )]
    Real,
    /// It is a sandbox.
    #[error(
        "this register is a sandbox of {0}: give --today, that day or a later one, or name another data directory or database"
    )]
    Sandbox(Date),
    /// It has been on a later day.
    #[error("this sandbox has been on {0}: its days go forward only")]
    Earlier(Date),
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens a register on a day given by hand, or on the clock's.
///
/// # Errors
/// [`NotOn`].
pub async fn open(db: &Db, today: Option<Date>) -> Result<(), NotOn> {
    let mut tx = db.begin().await.map_err(StoreError::from)?;
    let known = sql!(optional One<NaiveDate>, tx.link(), "SELECT today FROM sandbox WHERE id = 1");
    let known = known.map_err(StoreError::from)?.map(|(day,)| Date::from(day));
    let Some(today) = today else { return known.map_or(Ok(()), |day| Err(NotOn::Sandbox(day))) };
    if let Some(day) = known.filter(|day| today < *day) {
        return Err(NotOn::Earlier(day));
    }
    let held = sql!(optional One<i64>, tx.link(), "SELECT version FROM stream WHERE kind <> 'register' LIMIT 1");
    if known.is_none() && held.map_err(StoreError::from)?.is_some() {
        return Err(NotOn::Real);
    }
    sql!(
        execute,
        tx.link(),
        "INSERT INTO sandbox (id, today) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET today = excluded.today",
        today.naive()
    )
    .map_err(StoreError::from)?;
    Ok(tx.commit().await.map_err(StoreError::from)?)
}
