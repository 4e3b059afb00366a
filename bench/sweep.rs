//! Sweeps a register that `load.rs` filled, for the benchmark: what is due today, or up to the day on which something passes of so
//! many people more. Prints the day, how many observations were recorded of how many people, and in how many seconds.

use clap::Parser;
use dsr::clock::Clock;
use dsr::domain::calendar::Date;
use dsr::domain::event::StreamKind;
use dsr::domain::policy::Packs;
use dsr::domain::projection::no_date;
use dsr::store::Store;
use dsr::store::sql::Db;
use dsr::worker::sweep;
use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

/// Sweep a register once.
#[derive(Parser)]
struct Options {
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database_url: String,
    /// Of how many people something has to pass first; 0: sweep as of today.
    #[arg(long, default_value_t = 0)]
    newly: u32,
}

/// What the service gathers in one transaction unless it is told otherwise.
const BATCH: usize = 256;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let options = Options::parse();
    let db = Db::connect(&options.database_url).await?;
    let packs = Arc::new(Packs::embedded()?);
    let store = Store::open(db.clone(), Arc::clone(&packs), Clock::system(), BATCH).await?;
    let today = store.clock().today();
    let newly = i64::from(options.newly);
    let last = store.watched(StreamKind::Person, no_date(), None, newly).await?.last().copied();
    let day = last.map_or(today, |(day, _)| Date::from(day).max(today));
    let people = store.watched(StreamKind::Person, day, None, i64::from(u32::MAX)).await?.len();
    let store = Store::open(db, packs, Clock::fixed(day), BATCH).await?;
    let started = Instant::now();
    let report = sweep::once(&store).await?;
    let took = started.elapsed().as_secs_f64();
    store.close().await;
    let (recorded, left) = (report.total(), report.left_over);
    writeln!(std::io::stdout(), "{day}: {recorded} observations of {people} people, {left} left, {took:.2} s")?;
    Ok(())
}
