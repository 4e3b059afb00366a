//! By which packs a register computes is itself a fact: immutable versions, activated in the register's own stream.

use crate::support::people::referral;
use crate::support::{TODAY, World, day, stories};
use dsr::clock::Clock;
use dsr::domain::policy::Packs;
use dsr::store::sql::Db;
use dsr::store::verify::verify;
use dsr::store::{Store, StoreError};
use std::sync::Arc;

const SEEDS: &str = include_str!("../../policies/seeds.toml");

/// Another process on the same register, computing by these packs.
async fn opened(world: &World, texts: &[(&str, &str)]) -> Result<Store, StoreError> {
    let db = Db::connect(&world.url).await.unwrap();
    Store::open(db, Arc::new(Packs::parse(texts).unwrap()), Clock::fixed(day(TODAY)), 16).await
}

/// A newer version of the seeds: adults are offered the first review within three weeks.
fn newer() -> String {
    SEEDS
        .replace(
            "version = \"2017-03-01\"",
            "version = \"2026-01-01\"\nreplaces = \"2017-03-01\"\napplies_to = \"running\"",
        )
        .replace("effective_from = \"2017-03-01\"", "effective_from = \"2026-01-01\"")
        .replace("interval = { days = 28 }", "interval = { days = 21 }")
}

/// Streams, facts.
async fn counted(world: &World) -> (u64, u64) {
    let report = verify(world.store.db()).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    (report.streams, report.facts)
}

stories! {
    async fn the_first_fact_of_a_register_names_its_packs(world: World) {
        assert_eq!(counted(&world).await, (1, 1));
        let activated = world.store.activated().await.unwrap();
        assert!(world.store.packs().all().all(|pack| activated.at(pack).is_some()));
        let listed = world.icb().get("/v1/policies").await.is(200).json;
        assert!(listed["data"].as_array().unwrap().iter().all(|pack| pack["activated_at"].is_string()), "{listed}");
        // Nothing is added by opening the same register again, or by making its rows again.
        let world = world.on("2026-11-23").await;
        world.store.rebuild(true).await.unwrap();
        assert_eq!(counted(&world).await, (1, 1));
    }

    async fn a_version_once_in_use_never_comes_back_with_another_text(world: World) {
        let changed = SEEDS.replace("interval = { days = 28 }", "interval = { days = 21 }");
        let refused = opened(&world, &[("seeds.toml", &changed)]).await.unwrap_err();
        assert!(matches!(&refused, StoreError::PackChanged(id, version) if id == "seeds" && version == "2017-03-01"));
        assert!(refused.to_string().contains("immutable"), "{refused}");
        assert_eq!(counted(&world).await, (1, 1));
    }

    async fn other_packs_are_activated_by_a_rebuild_and_only_then(world: World) {
        let robin = world.icb().robin().await;
        world.icb().admit(&robin, "2025-12-20", "adult_acute", "none").await;
        world.icb().admit(&world.icb().somebody(2, "1990-01-01").await, "2026-02-01", "adult_acute", "none").await;
        let before = counted(&world).await;
        let newer = newer();
        let other = opened(&world, &[("seeds.toml", SEEDS), ("newer.toml", &newer)]).await.unwrap();
        assert!(!other.writable(), "reads only until rebuilt");
        let packs: Vec<_> = other.packs().all().collect();
        let (old, new) = (packs[0], packs[1]);
        assert!(other.activated().await.unwrap().at(new).is_none());
        let planned = other.rebuild(false).await.unwrap();
        assert!(planned.moved.iter().any(|line| line.contains("2026-03-01 open -> 2026-02-22 open")), "{:?}", planned.moved);
        assert_eq!(counted(&world).await, before, "a plan writes nothing");
        other.rebuild(true).await.unwrap();
        assert!(other.writable());
        assert_eq!(counted(&world).await, (before.0, before.1 + 1), "one fact more, in the register's stream");
        let activated = other.activated().await.unwrap();
        assert!(activated.at(new) > activated.at(old), "the older version goes on from the beginning");
        // The process of the older packs is told so.
        world.icb().post("/v1/referrals", &referral(9)).await.is(503);
    }
}
