//! `dsr backup`: a copy of the embedded register while it serves.

use crate::raw::{run, texts};
use crate::support::people::referral;
use crate::support::{Engine, World, nhs_number};
use dsr::store::backup::{Unsaved, backup};
use dsr::store::sql::Db;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

async fn received(world: &World, numbers: std::ops::Range<u32>) {
    for n in numbers {
        world.icb().post("/v1/referrals", &referral(n)).await.is(201);
    }
}

#[tokio::test]
async fn a_backup_holds_all_that_was_answered_before_it_while_the_register_goes_on_writing() {
    let world = World::start(Engine::Sqlite).await;
    let directory = TempDir::new().unwrap();
    let copy = directory.path().join("copy.db");
    received(&world, 0..10).await;
    let (report, ()) = tokio::join!(backup(world.store.db(), &copy), received(&world, 10..30));
    let report = report.unwrap();
    assert!(report.faults.is_empty() && report.facts > 10, "{report:?}");
    assert_eq!(files(directory.path()), std::slice::from_ref(&copy), "one file and nothing beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let kept = Db::embedded(&copy).await.unwrap();
    let found: BTreeSet<String> = texts(&kept, "SELECT nhs_number FROM referral").await.into_iter().collect();
    assert!(found.is_superset(&(0..10).map(nhs_number).collect()), "{found:?}");
    assert_eq!(texts(world.store.db(), "PRAGMA quick_check").await, ["ok"]);
    assert_eq!(texts(&kept, "PRAGMA integrity_check").await, ["ok"]);
}

#[tokio::test]
async fn a_file_that_is_there_is_never_written_over() {
    let world = World::start(Engine::Sqlite).await;
    let directory = TempDir::new().unwrap();
    for name in ["copy.db", "other.db.partial"] {
        std::fs::write(directory.path().join(name), "somebody's").unwrap();
    }
    for name in ["copy.db", "other.db"] {
        let refused = backup(world.store.db(), &directory.path().join(name)).await;
        assert!(matches!(refused, Err(Unsaved::File(_, e)) if e.kind() == ErrorKind::AlreadyExists), "{name}");
    }
    for file in files(directory.path()) {
        assert_eq!(std::fs::read_to_string(file).unwrap(), "somebody's");
    }
}

#[tokio::test]
async fn a_copy_whose_chains_do_not_hold_does_not_get_its_name() {
    let world = World::start(Engine::Sqlite).await;
    world.icb().robin().await;
    let (db, directory) = (world.store.db(), TempDir::new().unwrap());
    run(db, "DROP TRIGGER event_is_not_rewritten").await.unwrap();
    run(db, "UPDATE event SET occurred_on = '2020-02-20' WHERE kind = 'referral_accepted'").await.unwrap();
    let report = backup(db, &directory.path().join("copy.db")).await.unwrap();
    assert_eq!(report.faults.len(), 1, "{report:?}");
    assert_eq!(files(directory.path()), [directory.path().join("copy.db.partial")]);
}

#[tokio::test]
async fn a_register_on_a_server_is_left_to_the_servers_own_means() {
    let world = World::start(Engine::Postgres).await;
    let directory = TempDir::new().unwrap();
    let refused = backup(world.store.db(), &directory.path().join("copy.db")).await.unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
    assert!(files(directory.path()).is_empty());
}
