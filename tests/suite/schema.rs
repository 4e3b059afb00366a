//! Both databases have one schema, and a build knows whose schema it stands on.

use crate::raw::{on, run, texts};
use crate::support::{Engine, day};
use dsr::clock::Clock;
use dsr::domain::policy::Packs;
use dsr::store::sql::Db;
use dsr::store::{Store, StoreError};
use std::sync::Arc;

/// Every column: table, name, kind, whether it may be null; in order.
const COLUMNS: (&str, &str) = (
    "SELECT m.name || '.' || c.name || ' ' || lower(c.type) || CASE WHEN c.\"notnull\" = 1 THEN ' not null' ELSE '' END
     FROM sqlite_master m, pragma_table_info(m.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '!_sqlx%' ESCAPE '!' ORDER BY m.name, c.cid",
    "SELECT table_name || '.' || column_name || ' ' || CASE WHEN udt_name = 'int8' THEN 'bigint' WHEN udt_name = 'bool' THEN 'boolean'
        ELSE udt_name END || CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '!_sqlx%' ESCAPE '!'
     ORDER BY table_name COLLATE \"C\", ordinal_position",
);

/// Every index that a migration names.
const INDEXES: (&str, &str) = (
    "SELECT tbl_name || ' ' || name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite%'",
    "SELECT tablename || ' ' || indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%!_pkey' ESCAPE '!'
       AND tablename NOT LIKE '!_sqlx%' ESCAPE '!'",
);

/// Every foreign key: table, columns, what they point to.
const FOREIGN_KEYS: (&str, &str) = (
    "SELECT m.name || ' -> ' || f.\"table\" || ' ' || COUNT(*) FROM sqlite_master m, pragma_foreign_key_list(m.name) f
     WHERE m.type = 'table' GROUP BY m.name, f.id, f.\"table\"",
    "SELECT c.conrelid::regclass::text || ' -> ' || c.confrelid::regclass::text || ' ' || array_length(c.conkey, 1)
     FROM pg_constraint c WHERE c.contype = 'f'",
);

/// What triggers guard: table and statement. TRUNCATE exists on the server alone.
const GUARDED: (&str, &str) = (
    "SELECT tbl_name || CASE WHEN sql LIKE '%BEFORE UPDATE%' THEN ' UPDATE' WHEN sql LIKE '%BEFORE DELETE%' THEN ' DELETE' ELSE ' ?' END
     FROM sqlite_master WHERE type = 'trigger' AND sql NOT LIKE '%BEFORE INSERT%'",
    "SELECT event_object_table || ' ' || event_manipulation FROM information_schema.triggers
     WHERE trigger_schema = 'public' AND event_manipulation <> 'INSERT'",
);

async fn fresh(engine: Engine) -> (tempfile::TempDir, Db) {
    let directory = tempfile::tempdir().unwrap();
    let url = engine.fresh(directory.path()).await;
    (directory, Db::connect(&url).await.unwrap())
}

async fn same(query: (&str, &str)) -> Vec<String> {
    let (_here, sqlite) = fresh(Engine::Sqlite).await;
    let (_there, postgres) = fresh(Engine::Postgres).await;
    let (mut ours, mut theirs) = (texts(&sqlite, query.0).await, texts(&postgres, query.1).await);
    if query != COLUMNS {
        ours.sort();
        theirs.sort();
    }
    assert_eq!(ours, theirs);
    ours
}

#[tokio::test]
async fn both_databases_have_the_same_columns_in_the_same_order() {
    let columns = same(COLUMNS).await;
    assert!(columns.len() >= 80, "{columns:?}");
    assert!(columns.contains(&"event.data text not null".to_owned()), "{columns:?}");
}

#[tokio::test]
async fn both_databases_have_the_same_indexes() {
    assert!(same(INDEXES).await.len() >= 10);
}

#[tokio::test]
async fn both_databases_have_the_same_foreign_keys() {
    assert!(same(FOREIGN_KEYS).await.contains(&"person -> event 2".to_owned()));
}

#[tokio::test]
async fn both_databases_guard_the_same_tables() {
    assert!(same(GUARDED).await.contains(&"event DELETE".to_owned()));
}

async fn migrating_twice_changes_nothing(engine: Engine) {
    let (_directory, db) = fresh(engine).await;
    let query = on(engine, COLUMNS.0, COLUMNS.1);
    let (before, level) = (texts(&db, query).await, db.schema_level().await.unwrap());
    db.migrate().await.unwrap();
    db.migrate().await.unwrap();
    assert_eq!(before, texts(&db, query).await);
    assert_eq!(level, db.schema_level().await.unwrap());
    assert_eq!(level.0, level.1, "a migrated database is at the build's level");
}

async fn open(db: Db) -> Result<Store, StoreError> {
    Store::open(db, Arc::new(Packs::embedded().unwrap()), Clock::fixed(day("2026-11-22")), 16).await
}

async fn a_newer_schema_is_refused_in_one_line(engine: Engine) {
    let (_directory, db) = fresh(engine).await;
    let checksum = on(engine, "x'00'", "'\\x00'");
    let row = format!(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         VALUES (99990101, 'of a build to come', CURRENT_TIMESTAMP, TRUE, {checksum}, 1)"
    );
    run(&db, &row).await.unwrap();
    for refused in [db.migrate().await.unwrap_err(), open(db.clone()).await.unwrap_err()] {
        assert!(matches!(refused, StoreError::SchemaNewer(99_990_101)), "{refused:?}");
        let text = refused.to_string();
        assert!(text.contains("99990101") && text.contains("newer build") && !text.contains('\n'), "{text}");
    }
}

async fn a_migration_changed_after_it_ran_is_refused_in_one_line(engine: Engine) {
    let (_directory, db) = fresh(engine).await;
    let checksum = on(engine, "x'00'", "'\\x00'");
    run(&db, &format!("UPDATE _sqlx_migrations SET checksum = {checksum} WHERE version = 1")).await.unwrap();
    let refused = db.migrate().await.unwrap_err();
    assert!(matches!(refused, StoreError::SchemaChanged(1)), "{refused:?}");
    assert!(!refused.to_string().contains('\n'));
}

async fn an_older_schema_is_not_served(engine: Engine) {
    let (_directory, db) = fresh(engine).await;
    let (applied, built) = db.schema_level().await.unwrap();
    run(&db, &format!("DELETE FROM _sqlx_migrations WHERE version = {applied}")).await.unwrap();
    let refused = open(db).await.unwrap_err();
    assert!(matches!(refused, StoreError::SchemaOlder(at, needs) if at < needs && needs == built), "{refused:?}");
    assert!(refused.to_string().contains("dsr migrate"), "{refused}");
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
    migrating_twice_changes_nothing
    a_newer_schema_is_refused_in_one_line
    a_migration_changed_after_it_ran_is_refused_in_one_line
    an_older_schema_is_not_served
}
