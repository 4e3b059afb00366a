//! Laws of the store, on both databases.

use super::lives;
use crate::life::Life;
use crate::support::{Engine, day};
use dsr::clock::Clock;
use dsr::domain::calendar::Date;
use dsr::domain::duty::{Deadline, DeadlineStatus};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::DeadlineId;
use dsr::domain::person::Person;
use dsr::domain::policy::Packs;
use dsr::domain::projection;
use dsr::domain::referral::Referral;
use dsr::domain::text::folded;
use dsr::store::commit::Decision;
use dsr::store::load::{Freshness, Loaded, Subject};
use dsr::store::people::Order;
use dsr::store::sql::Db;
use dsr::store::verify::verify;
use dsr::store::{Actor, Store, deadlines, people, referrals};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

const TODAY: &str = "2026-11-22";
const STORED: u32 = 64;

struct Kept {
    store: Store,
    db: Db,
    lives: Vec<Life>,
    people: HashMap<Uuid, Arc<Loaded<Person>>>,
    referrals: HashMap<Uuid, Arc<Loaded<Referral>>>,
    _directory: tempfile::TempDir,
}

async fn open(db: &Db) -> Store {
    let packs = Arc::new(Packs::embedded().unwrap());
    Store::open(db.clone(), packs, Clock::fixed(day(TODAY)), 256).await.unwrap()
}

/// Adds facts to a stream as the service does: on the state at hand, by the one write path.
fn grown<S: Subject>(
    states: &HashMap<Uuid, Arc<Loaded<S>>>,
    store: &Store,
    actor: &Actor,
    id: Uuid,
    events: &[Event],
) -> (Loaded<S>, dsr::store::commit::StreamWrite) {
    match states.get(&id) {
        Some(loaded) => loaded.with(store.clock().now(), actor, store.packs(), events),
        None => Loaded::begin(id, store.clock().now(), actor, store.packs(), events).unwrap(),
    }
}

async fn kept(engine: Engine) -> Kept {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::connect(&engine.fresh(directory.path()).await).await.unwrap();
    let store = open(&db).await;
    let mut kept = Kept {
        store: store.clone(),
        db,
        lives: lives(STORED),
        people: HashMap::new(),
        referrals: HashMap::new(),
        _directory: directory,
    };
    let words = |text: &str| text.to_owned();
    let actor =
        Actor { client_id: words("laws"), subject: words("laws"), organisation: words("QOQ"), request_id: words("r") };
    // Life by life and step by step, several lives at a time: batches hold streams of different people.
    let longest = kept.lives.iter().map(|life| life.commits.len()).max().unwrap();
    for step in 0..longest {
        let mut round = Vec::new();
        for life in &kept.lives {
            let Some(commit) = life.commits.get(step) else { continue };
            let mut streams = Vec::new();
            for (id, kind, events) in commit {
                match kind {
                    StreamKind::Person => {
                        let (after, write) = grown(&kept.people, &store, &actor, *id, events);
                        kept.people.insert(*id, Arc::new(after));
                        streams.push(write);
                    }
                    StreamKind::Referral => {
                        let (after, write) = grown(&kept.referrals, &store, &actor, *id, events);
                        kept.referrals.insert(*id, Arc::new(after));
                        streams.push(write);
                    }
                    StreamKind::Meeting
                    | StreamKind::Leader
                    | StreamKind::Transfer
                    | StreamKind::Settings
                    | StreamKind::Register => {
                        unreachable!("no life holds it")
                    }
                }
            }
            let (store, actor) = (store.clone(), actor.clone());
            round.push(tokio::spawn(async move { store.commit(Decision { actor, streams, key: None }).await }));
        }
        for commit in round {
            commit.await.unwrap().unwrap();
        }
    }
    kept
}

async fn rows_written_step_by_step_are_the_rows_rebuilt(engine: Engine) {
    let kept = kept(engine).await;
    let streams: usize = kept.lives.iter().map(|life| life.streams().len()).sum();
    let facts: usize =
        kept.lives.iter().flat_map(|life| life.streams().into_values()).map(|(_, events)| events.len()).sum();
    println!("{streams} streams, {facts} facts");
    for _ in 0..2 {
        let report = verify(&kept.db).await.unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
        // One more of each: the register's own, which says by which packs it computes.
        assert_eq!((report.streams, report.facts), (streams as u64 + 1, facts as u64 + 1));
        let dry = kept.store.rebuild(false).await.unwrap();
        assert_eq!((dry.streams, dry.changed, dry.moved), (streams as u64, 0, Vec::new()));
        // A rebuild that writes changes nothing either.
        assert_eq!(kept.store.rebuild(true).await.unwrap().changed, 0);
    }
}

async fn a_state_loaded_is_the_state_that_ran(engine: Engine) {
    let kept = kept(engine).await;
    let cold = open(&kept.db).await;
    for (id, ran) in &kept.people {
        for freshness in [Freshness::Newest, Freshness::AtHand] {
            let loaded = cold.load::<Person>(*id, freshness).await.unwrap().unwrap();
            assert_eq!((&loaded.state, &loaded.rows, loaded.version), (&ran.state, &ran.rows, ran.version));
        }
        assert!(cold.load::<Referral>(*id, Freshness::Newest).await.unwrap().is_none(), "a person is no referral");
    }
    for (id, ran) in &kept.referrals {
        let loaded = cold.load::<Referral>(*id, Freshness::Newest).await.unwrap().unwrap();
        assert_eq!((&loaded.state, &loaded.rows, loaded.version), (&ran.state, &ran.rows, ran.version));
    }
    assert!(cold.load::<Person>(Uuid::nil(), Freshness::Newest).await.unwrap().is_none());
}

async fn a_page_at_a_time_gives_each_record_once_and_in_order(engine: Engine) {
    let kept = kept(engine).await;
    let (store, icb) = (&kept.store, "QOQ".parse().unwrap());
    let mine: Vec<&Arc<Loaded<Person>>> = kept.people.values().filter(|p| p.state.icb == icb).collect();
    assert!(mine.len() > 40 && mine.len() < kept.people.len());
    let sort_on = |p: &Loaded<Person>| p.rows.reach[0].sort_on;
    let rated_on = |p: &Loaded<Person>| p.rows.person.as_ref().unwrap().rated_on.unwrap_or_else(projection::no_date);
    let name = |p: &Loaded<Person>| {
        let details = p.state.details.as_ref().unwrap();
        (folded(details.family_name.as_str()), folded(details.given_name.as_str()))
    };
    let ordered = |key: &dyn Fn(&Loaded<Person>) -> String| {
        let mut keyed: Vec<(String, Uuid)> = mine.iter().map(|p| (key(p), p.id)).collect();
        keyed.sort();
        keyed.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    let expected = [
        (Order::NextDue, ordered(&|p| sort_on(p).to_string())),
        (Order::RatingAge, ordered(&|p| rated_on(p).to_string())),
        (
            Order::Name,
            ordered(&|p| {
                let (family, given) = name(p);
                format!("{family}\0{given}")
            }),
        ),
    ];
    for (order, expected) in expected {
        for limit in [1, 2, 3, 7, 50, 500] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.people(&icb, &people::Filter::default(), order, after, limit).await.unwrap();
                assert!(page.len() as i64 <= limit);
                let Some(last) = page.last() else { break };
                after = Some((last.sort_on, last.person.id.0));
                seen.extend(page.iter().map(|l| l.person.id.0));
            }
            assert_eq!(seen, expected, "{order:?}, {limit} at a time");
        }
    }

    // Without a date a duty comes last; before the day from which it is shown it is not listed.
    let today = day(TODAY);
    let shown = |d: &&Deadline| d.is_shown(today);
    let place = |d: &Deadline| (d.due_on.unwrap_or_else(projection::no_date), d.id);
    let mut duties: Vec<(Date, DeadlineId)> =
        mine.iter().flat_map(|p| p.rows.deadlines.iter()).filter(shown).map(place).collect();
    duties.sort();
    assert!(duties.iter().any(|(day, _)| *day == projection::no_date()), "no duty without a date");
    assert!(mine.iter().flat_map(|p| p.rows.deadlines.iter()).any(|d| !shown(&d)), "no duty still to be shown");
    let all: HashMap<DeadlineId, &Deadline> =
        mine.iter().flat_map(|p| p.rows.deadlines.iter()).map(|d| (d.id, d)).collect();
    for status in std::iter::once(None).chain(DeadlineStatus::ALL.iter().copied().map(Some)) {
        let fits = |id: &DeadlineId| status.is_none_or(|status| all[id].status(today) == status);
        let expected: Vec<DeadlineId> = duties.iter().map(|(_, id)| *id).filter(fits).collect();
        let filter = deadlines::Filter { status, ..deadlines::Filter::default() };
        for limit in [3, 7, 500] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.deadlines(&icb, &filter, after, limit).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some((last.sort_on, last.deadline.id.0));
                seen.extend(page.iter().map(|l| l.deadline.id));
            }
            assert_eq!(seen, expected, "{status:?}, {limit} at a time");
        }
    }
    for person in &mine {
        let mut expected: Vec<(Date, DeadlineId)> = person.rows.deadlines.iter().filter(shown).map(place).collect();
        expected.sort();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.deadlines_of(person.id, &icb, &deadlines::Filter::default(), after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.sort_on, last.deadline.id.0));
            seen.extend(page.iter().map(|l| place(&l.deadline)));
        }
        assert_eq!(seen, expected);
    }

    let mut expected: Vec<(Date, Uuid)> = kept
        .referrals
        .values()
        .filter(|r| r.state.received.icb_ods == icb)
        .map(|r| (r.state.received.received_on, r.id))
        .collect();
    expected.sort();
    expected.reverse();
    for limit in [1, 7, 500] {
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = store.referrals(&icb, &referrals::Filter::default(), before, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some((last.received_on, last.referral.id.0));
            seen.extend(page.iter().map(|l| (Date::from(l.received_on), l.referral.id.0)));
        }
        assert_eq!(seen, expected, "{limit} at a time");
    }
}

macro_rules! on_both {
    ($($name:ident)+) => {$(
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                super::$name(super::Engine::Sqlite).await;
            }
            #[tokio::test]
            async fn postgres() {
                super::$name(super::Engine::Postgres).await;
            }
        }
    )+};
}
on_both! {
    rows_written_step_by_step_are_the_rows_rebuilt
    a_state_loaded_is_the_state_that_ran
    a_page_at_a_time_gives_each_record_once_and_in_order
}
