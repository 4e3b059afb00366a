//! Laws of the sweep: whatever the order in which two replicas sweep while others write, each observation is recorded once,
//! and none is missing.

use super::{lives, packs};
use crate::life::Life;
use crate::support::{Engine, day};
use dsr::clock::Clock;
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::PersonId;
use dsr::domain::observation::{self, ObservationStatus};
use dsr::domain::person::Person;
use dsr::domain::referral::Referral;
use dsr::domain::{calendar::Date, duty};
use dsr::store::commit::{Decision, Failure, StreamWrite};
use dsr::store::load::{Freshness, Loaded, Subject};
use dsr::store::sql::Db;
use dsr::store::verify::verify;
use dsr::store::{Actor, Store};
use dsr::worker::sweep;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use uuid::Uuid;

/// After every life: all that could pass has passed.
const TODAY: &str = "2034-11-22";

/// Chance from a seed.
#[derive(Debug, Clone)]
struct Chance(u64);

impl Chance {
    fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// A future that now and then lets the others go first.
struct Swayed<F> {
    inner: F,
    chance: Chance,
}

impl<F: Future + Unpin> Future for Swayed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        if self.chance.below(3) > 0 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Pin::new(&mut self.inner).poll(context)
    }
}

fn actor() -> Actor {
    let words = |text: &str| text.to_owned();
    Actor { client_id: words("laws"), subject: words("laws"), organisation: words("QOQ"), request_id: words("r") }
}

async fn open(db: &Db) -> Store {
    Store::open(db.clone(), Arc::new(packs().clone()), Clock::fixed(day(TODAY)), 64).await.unwrap()
}

/// What one stream gains, on the newest state this replica can find.
async fn gained<S: Subject>(store: &Store, id: Uuid, events: &[Event], freshness: Freshness) -> StreamWrite {
    let now = store.clock().now();
    match store.load::<S>(id, freshness).await.unwrap() {
        Some(loaded) => loaded.with(now, &actor(), store.packs(), events).1,
        None => Loaded::<S>::begin(id, now, &actor(), store.packs(), events).unwrap().1,
    }
}

type Streams = BTreeMap<Uuid, (StreamKind, Vec<Event>)>;

/// Writes as a handler does: on the state at hand, and again on the newest one when somebody else was first.
async fn written(store: &Store, streams: &Streams) {
    let mut freshness = Freshness::AtHand;
    loop {
        let mut writes = Vec::new();
        for (id, (kind, events)) in streams {
            writes.push(match kind {
                StreamKind::Person => gained::<Person>(store, *id, events, freshness).await,
                _ => gained::<Referral>(store, *id, events, freshness).await,
            });
        }
        match store.commit(Decision { actor: actor(), streams: writes, key: None }).await {
            Ok(()) => return,
            Err(Failure::Stale) => freshness = Freshness::Newest,
            Err(failure) => panic!("{failure}"),
        }
    }
}

/// A commit's facts by stream.
fn streams<'l>(commits: impl IntoIterator<Item = &'l Vec<(Uuid, StreamKind, Vec<Event>)>>) -> Streams {
    let mut all = Streams::new();
    for (id, kind, events) in commits.into_iter().flatten() {
        all.entry(*id).or_insert_with(|| (*kind, Vec::new())).1.extend(events.iter().cloned());
    }
    all
}

/// One schedule: most of a life is on record; its last facts are written while two replicas sweep. Answers what each recorded.
async fn scheduled(one: &Store, two: &Store, life: &Life, seed: u64) -> (u64, u64) {
    let mut chance = Chance::of(seed);
    let late = usize::try_from(chance.below(4)).unwrap().min(life.commits.len().saturating_sub(1));
    let (before, meanwhile) = life.commits.split_at(life.commits.len() - late);
    written(one, &streams(before)).await;
    let mut swayed = || Chance::of(seed ^ (chance.below(u64::MAX) << 1));
    let (a, b, c) = (swayed(), swayed(), swayed());
    let writer = if seed.is_multiple_of(2) { one } else { two };
    let writes = pin!(async {
        for commit in meanwhile {
            written(writer, &streams([commit])).await;
        }
    });
    let (first, second) = (pin!(sweep::once(one)), pin!(sweep::once(two)));
    let (first, second, ()) = tokio::join!(
        Swayed { inner: first, chance: a },
        Swayed { inner: second, chance: b },
        Swayed { inner: writes, chance: c }
    );
    let by_each = (first.unwrap().total(), second.unwrap().total());
    let last = if seed.is_multiple_of(3) { one } else { two };
    assert_eq!(sweep::once(last).await.unwrap().left_over, 0);
    judged(last, life).await;
    by_each
}

/// What was recorded of a life is what its facts come to, each once; what they do not come to any more is superseded.
async fn judged(store: &Store, life: &Life) {
    let today = day(TODAY);
    for (id, (kind, events)) in life.streams() {
        let (recorded, expected, standing): (Vec<String>, BTreeSet<String>, usize) = if kind == StreamKind::Person {
            let loaded = store.load::<Person>(id, Freshness::Newest).await.unwrap().unwrap();
            let known = Person::fold(PersonId(id), &events).unwrap();
            let clocks = duty::clocks(&known, packs());
            assert_eq!(loaded.rows.deadlines, clocks, "no clock reads what was observed");
            let seen = observation::pending(&known, &clocks);
            let recorded = &loaded.state.observations;
            let status = observation::standing(&loaded.state, &loaded.rows.deadlines);
            (
                recorded.iter().map(|o| observation::key(o.kind, o.subject_id, o.due_on)).collect(),
                due(&seen, today),
                status.iter().filter(|status| **status == ObservationStatus::Standing).count(),
            )
        } else {
            let loaded = store.load::<Referral>(id, Freshness::Newest).await.unwrap().unwrap();
            let known = Referral::fold(loaded.state.id, &events).unwrap();
            let seen = observation::pending_of_referral(&known, packs());
            let recorded = &loaded.state.observations;
            let status = observation::standing_of_referral(&loaded.state, packs());
            (
                recorded.iter().map(|o| observation::key(o.kind, o.subject_id, o.due_on)).collect(),
                due(&seen, today),
                status.iter().filter(|status| **status == ObservationStatus::Standing).count(),
            )
        };
        let once: BTreeSet<String> = recorded.iter().cloned().collect();
        assert_eq!(once.len(), recorded.len(), "recorded twice: {recorded:#?}");
        assert!(expected.is_subset(&once), "lost: {:#?}", expected.difference(&once));
        assert_eq!(standing, expected.len(), "what does not follow any more is superseded: {recorded:#?}");
    }
}

fn due(seen: &[observation::Sight], today: Date) -> BTreeSet<String> {
    seen.iter().filter(|sight| sight.from <= today).map(observation::Sight::key).collect()
}

/// How many schedules are tried; `.ci/full` asks for 1,000.
#[expect(clippy::disallowed_methods, reason = "a test is told by its environment how long it may take")]
fn schedules() -> u32 {
    std::env::var("DSR_SWEEP_SCHEDULES").map_or(100, |n| n.parse().unwrap())
}

async fn two_replicas_record_each_observation_once(engine: Engine) {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::connect(&engine.fresh(directory.path()).await).await.unwrap();
    let (one, two) = (open(&db).await, open(&db).await);
    let (mut by_one, mut by_two) = (0, 0);
    for (seed, life) in (0..).zip(lives(schedules())) {
        let (first, second) = scheduled(&one, &two, &life, seed).await;
        (by_one, by_two) = (by_one + first, by_two + second);
    }
    println!("{} schedules: one replica recorded {by_one} observations, the other {by_two}", schedules());
    assert!(by_one.min(by_two) * 10 > by_one + by_two, "both sweep at the same time: {by_one}, {by_two}");
    let rebuilt = one.rebuild(false).await.unwrap();
    assert_eq!((rebuilt.changed, rebuilt.moved.len()), (0, 0));
    assert_eq!(verify(&db).await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn two_replicas_that_sweep_while_others_write_record_each_observation_once_sqlite() {
    two_replicas_record_each_observation_once(Engine::Sqlite).await;
}

#[tokio::test]
async fn two_replicas_that_sweep_while_others_write_record_each_observation_once_postgres() {
    two_replicas_record_each_observation_once(Engine::Postgres).await;
}
