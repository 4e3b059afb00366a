//! The sweep: records as facts what the clock observes, each observation once, and catches up after days without it.
//!
//! Replicas may sweep at the same time: what two of them decide is written once, because a fact's version and an observation's
//! claim can be taken once. The lease spares the work, and nothing rests on it.

use crate::domain::barrier::AccountableLeader;
use crate::domain::calendar::Date;
use crate::domain::event::{Event, StreamKind};
use crate::domain::observation::{self, ObservationKind};
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::referral::Referral;
use crate::store::commit::{Decision, Failure};
use crate::store::load::{Freshness, Loaded, Subject};
use crate::store::sweep::Watched;
use crate::store::{Actor, Store, StoreError};
use metrics::counter;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

/// As whom the sweep records.
const CLIENT: &str = "dsr-sweep";

/// Records looked for at a time.
const PAGE: i64 = 1_000;

/// Records looked at in the same moment; the writing task gathers what they decide into few transactions.
const TOGETHER: usize = 128;

/// How often a record is looked at again because somebody else wrote first; after that the next sweep does.
const ATTEMPTS: u32 = 4;

/// What one sweep did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// Observations recorded, by kind.
    pub recorded: BTreeMap<ObservationKind, u64>,
    /// Escalations that went up by themselves.
    pub stepped_up: u64,
    /// Records left for the next sweep, because they could not be read or others kept writing to them.
    pub left_over: u64,
}

impl Report {
    /// All observations recorded.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.recorded.values().sum()
    }

    fn note(&mut self, events: &[Event]) {
        for event in events {
            let kind = match event {
                Event::Observed(observed) => observed.kind,
                Event::ReferralObserved(observed) => observed.kind,
                _ => {
                    self.stepped_up = self.stepped_up.saturating_add(1);
                    continue;
                }
            };
            counter!("dsr_observations_total", "kind" => kind.code()).increment(1);
            let recorded = self.recorded.entry(kind).or_default();
            *recorded = recorded.saturating_add(1);
        }
    }
}

/// How a turn of one replica went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It swept.
    Swept(Report),
    /// Another replica holds the lease.
    Elsewhere,
    /// This replica may not write: the register's rows were made by other rules.
    ReadOnly,
}

/// Records everything that there is to record today, and says so in the heartbeat.
///
/// # Errors
/// The database does not answer, or the register's rows were made by other rules. What was recorded by then stays.
pub async fn once(store: &Store) -> Result<Report, StoreError> {
    let today = store.clock().today();
    let round = Round { store: store.clone(), today, request_id: store.id().to_string(), lease: None };
    swept(round).await
}

async fn swept(round: Round) -> Result<Report, StoreError> {
    let (store, today) = (round.store.clone(), round.today);
    store.sweep_begins().await?;
    let mut report = Report::default();
    round.all::<Person>(&mut report).await?;
    round.all::<Referral>(&mut report).await?;
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    store.sweep_ends(today, whole(report.total()), whole(report.left_over)).await?;
    Ok(report)
}

/// One turn of a replica: sweeps if it may write and nobody else holds the lease, which it then keeps for `long`.
///
/// # Errors
/// The database does not answer.
pub async fn turn(store: &Store, holder: &str, long: Duration) -> Result<Turn, StoreError> {
    if !store.writable() && !store.check_projection().await? {
        store.sweep_is_barred().await?;
        return Ok(Turn::ReadOnly);
    }
    if !store.take_lease(holder, long).await? {
        return Ok(Turn::Elsewhere);
    }
    let lease = Some((holder.to_owned(), long));
    let (today, request_id) = (store.clock().today(), store.id().to_string());
    match swept(Round { store: store.clone(), today, request_id, lease }).await {
        Ok(report) => Ok(Turn::Swept(report)),
        Err(StoreError::RebuildRequired) => Ok(Turn::ReadOnly),
        Err(error) => Err(error),
    }
}

/// The sweep of a process that serves.
#[derive(Debug)]
pub struct Sweeper {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Sweeper {
    /// Sweeps at once and then every so often, until it is stopped. What goes wrong is logged, and tried again at the next turn.
    #[must_use]
    pub fn start(store: Store, every: Duration) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, task: tokio::spawn(run(store, every, stopped)) }
    }

    /// Lets go of what has not been written, and gives the lease back.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

async fn run(store: Store, every: Duration, mut stopped: watch::Receiver<bool>) {
    let holder = store.id().to_string();
    // Whoever dies without giving the lease back is missed for two turns at most.
    let long = every.saturating_mul(2);
    let mut turns = tokio::time::interval(every);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut barred = false;
    loop {
        // A decision that is on its way is written or not, whole; what was not is decided by the next sweep.
        let turned = tokio::select! {
            _ = stopped.changed() => break,
            turned = async { turns.tick().await; turn(&store, &holder, long).await } => turned,
        };
        barred = tell(&turned, barred);
    }
    let _ = store.give_lease_back(&holder).await;
}

/// Logs a turn; that a replica may not sweep is said once. Answers whether it may not.
fn tell(turned: &Result<Turn, StoreError>, barred: bool) -> bool {
    match turned {
        Ok(Turn::Swept(report)) if report.total() > 0 || report.left_over > 0 => {
            let (recorded, stepped_up, left_over) = (report.total(), report.stepped_up, report.left_over);
            tracing::info!(recorded, stepped_up, left_over, "the sweep recorded what the clock observed");
        }
        Ok(Turn::ReadOnly) if !barred => {
            tracing::warn!(
                "this replica does not sweep: the register's rows were made by other rules; run 'dsr rebuild'"
            );
        }
        Ok(_) => {}
        Err(cause) => tracing::warn!(%cause, "the sweep broke off; it goes on at its next turn"),
    }
    matches!(turned, Ok(Turn::ReadOnly))
}

/// What the clock can observe something of.
trait Watch: Subject {
    /// The ICB in whose name it is recorded.
    fn icb(&self) -> &Ods;

    /// What there is to record.
    fn observe(loaded: &Loaded<Self>, round: &Round, leaders: &[AccountableLeader]) -> Vec<Event>;
}

impl Watch for Person {
    fn icb(&self) -> &Ods {
        &self.icb
    }

    fn observe(loaded: &Loaded<Self>, round: &Round, leaders: &[AccountableLeader]) -> Vec<Event> {
        observation::observe(&loaded.state, &loaded.rows.deadlines, round.today, round.store.packs(), leaders)
    }
}

impl Watch for Referral {
    fn icb(&self) -> &Ods {
        &self.received.icb_ods
    }

    fn observe(loaded: &Loaded<Self>, round: &Round, _: &[AccountableLeader]) -> Vec<Event> {
        observation::observe_referral(&loaded.state, round.today, round.store.packs())
    }
}

/// One sweep.
#[derive(Debug, Clone)]
struct Round {
    store: Store,
    today: Date,
    request_id: String,
    /// Who holds the lease for how long, where one was taken.
    lease: Option<(String, Duration)>,
}

impl Round {
    /// Looks at every record of a kind that something is to be recorded of.
    async fn all<S: Watch>(&self, report: &mut Report) -> Result<(), StoreError> {
        let mut after: Option<Watched> = None;
        loop {
            let found = self.store.watched(S::KIND, self.today, after, PAGE).await?;
            let Some(last) = found.last().copied() else { return Ok(()) };
            after = Some(last);
            self.page::<S>(found, report).await?;
            if let Some((holder, long)) = &self.lease {
                self.store.take_lease(holder, *long).await?;
            }
        }
    }

    async fn page<S: Watch>(&self, found: Vec<Watched>, report: &mut Report) -> Result<(), StoreError> {
        let mut rest = found.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < TOGETHER
                && let Some((_, id)) = rest.next()
            {
                let round = self.clone();
                running.spawn(async move { round.one::<S>(id).await });
            }
            let Some(done) = running.join_next().await else { return Ok(()) };
            match done {
                Ok(Ok(Some(events))) => report.note(&events),
                Ok(Err(StoreError::RebuildRequired)) => return Err(StoreError::RebuildRequired),
                // One record that cannot be read or written does not keep the others from being recorded.
                Ok(Ok(None) | Err(_)) | Err(_) => {
                    self.store.ping().await?;
                    report.left_over = report.left_over.saturating_add(1);
                }
            }
        }
    }

    /// Records what there is to record of one person or referral; `None` when others kept writing to it.
    async fn one<S: Watch>(&self, id: Uuid) -> Result<Option<Vec<Event>>, StoreError> {
        let mut freshness = Freshness::AtHand;
        for _ in 0..ATTEMPTS {
            let Some(loaded) = self.store.load::<S>(id, freshness).await? else { return Ok(Some(Vec::new())) };
            let leaders = self.leaders::<S>(&loaded).await?;
            let events = S::observe(&loaded, self, &leaders);
            if events.is_empty() && freshness == Freshness::Newest {
                return Ok(Some(events));
            }
            if !events.is_empty() {
                match self.write(&loaded, &events).await {
                    Ok(()) => return Ok(Some(events)),
                    Err(Failure::Store(error)) => return Err(error),
                    // Somebody else wrote meanwhile: perhaps the same observation.
                    Err(Failure::Stale | Failure::Taken(..) | Failure::Repeated) => {}
                }
            }
            freshness = Freshness::Newest;
        }
        Ok(None)
    }

    async fn write<S: Watch>(&self, loaded: &Arc<Loaded<S>>, events: &[Event]) -> Result<(), Failure> {
        let actor = Actor {
            client_id: CLIENT.to_owned(),
            subject: CLIENT.to_owned(),
            organisation: loaded.state.icb().to_string(),
            request_id: self.request_id.clone(),
        };
        let (after, write) = loaded.with(self.store.clock().now(), &actor, self.store.packs(), events);
        self.store.commit(Decision { actor, streams: vec![write], key: None }).await?;
        self.store.keep(&Arc::new(after));
        Ok(())
    }

    /// Whom the area has named accountable, where an escalation can go up by itself.
    async fn leaders<S: Watch>(&self, loaded: &Loaded<S>) -> Result<Vec<AccountableLeader>, StoreError> {
        let icb = loaded.state.icb();
        if S::KIND == StreamKind::Person && self.store.packs().steps_up(icb, self.today).is_some() {
            self.store.leaders(icb).await
        } else {
            Ok(Vec::new())
        }
    }
}
