//! The second wall, asked with SQL as the roles themselves: on PostgreSQL a statement that forgets to ask for reach finds nothing.
#![expect(clippy::disallowed_methods, reason = "these tests ask the database itself")]

use crate::disclosure::{PARTNERS, set, somebody};
use crate::support::people::{last, referral, with};
use crate::support::{Engine, World, example};
use dsr::clock::Clock;
use dsr::domain::ods::Ods;
use dsr::domain::policy::Packs;
use dsr::store::sql::Db;
use dsr::store::{Store, StoreError};
use serde_json::json;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// Tables that say nothing of anybody. Every other one is walled in.
const PLAIN: &[&str] = &["_sqlx_migrations", "checkpoint", "feed_head", "lease", "projection_head", "sandbox", "sweep"];

const TABLES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";

async fn as_role(url: &str, role: &str) -> PgConnection {
    PgConnection::connect_with(&PgConnectOptions::from_str(url).unwrap().options([("role", role)])).await.unwrap()
}

async fn texts(connection: &mut PgConnection, text: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(text.to_owned())).fetch_all(connection).await.unwrap()
}

/// How many rows of each table an organisation sees; nothing where the role may not even look.
async fn seen(url: &str, organisation: Option<&str>) -> BTreeMap<String, Option<i64>> {
    let mut connection = as_role(url, "dsr_application").await;
    if let Some(organisation) = organisation {
        connection.execute(AssertSqlSafe(format!("SET dsr.organisation = '{organisation}'"))).await.unwrap();
    }
    let mut found = BTreeMap::new();
    for table in texts(&mut connection, TABLES).await {
        let counted = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")));
        let counted: Result<i64, sqlx::Error> = counted.fetch_one(&mut connection).await;
        let refused = |error: &sqlx::Error| error.as_database_error().and_then(|e| e.code()).unwrap().into_owned();
        match counted {
            Ok(number) => found.insert(table, Some(number)),
            Err(error) if refused(&error) == "42501" => found.insert(table, None),
            Err(error) => panic!("{table}: {error}"),
        };
    }
    found
}

fn nothing_of(mut found: BTreeMap<String, Option<i64>>) -> bool {
    found.retain(|table, number| !PLAIN.contains(&table.as_str()) && number.unwrap_or_default() != 0);
    found.is_empty()
}

/// A register with a named ward, an inpatient of it, somebody at home, and reads of both.
async fn peopled() -> (World, String) {
    let world = World::start(Engine::Postgres).await;
    let icb = world.icb();
    set(&icb, PARTNERS).await;
    let inpatient = somebody(&world, 0, &["provider"], true).await;
    let at_home = somebody(&world, 1, &["provider"], false).await;
    for one in [&inpatient, &at_home] {
        icb.get(&format!("/v1/people/{}", one.values["id"])).await.is(200);
    }
    icb.get("/v1/people").await.is(200);
    let headers = [("idempotency-key", "a-key-of-this-test"), ("content-type", "application/json")];
    let body = with(&referral(7), [("/person/icb_ods", json!("QOQ"))]);
    icb.send(reqwest::Method::POST, "/v1/referrals", &headers, Some(body.to_string())).await.is(201);
    let id = inpatient.values["id"].clone();
    (world, id)
}

#[tokio::test]
async fn another_organisation_sees_no_row_of_any_table_that_says_something_of_somebody_and_neither_does_nobody() {
    let (world, _) = peopled().await;
    for organisation in [None, Some(""), Some("QXX"), Some("ZZ9"), Some("qoq"), Some("QOQ ")] {
        let found = seen(&world.url, organisation).await;
        assert!(nothing_of(found.clone()), "{organisation:?}: {found:?}");
    }
    let own = seen(&world.url, Some("QOQ")).await;
    for table in [
        "access",
        "access_record",
        "deadline",
        "event",
        "event_private",
        "idempotency",
        "item",
        "partner",
        "person",
        "reach",
        "referral",
        "stream",
    ] {
        assert!(own[table].unwrap() > 0, "{table}: {own:?}");
    }
    for closed in ["claim", "feed", "redaction"] {
        assert_eq!(own[closed], None, "{closed} is not the application's to read");
    }
}

#[tokio::test]
async fn every_table_that_says_something_of_somebody_is_walled_in_for_its_owner_too_and_owned_by_neither_role() {
    let (world, _) = peopled().await;
    let mut worker = as_role(&world.url, "dsr_worker").await;
    let open =
        "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
                AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname";
    assert_eq!(texts(&mut worker, open).await, PLAIN);
    let owners = "SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'";
    assert!(texts(&mut worker, owners).await.iter().all(|owner| !owner.starts_with("dsr_")));
    let mighty = "SELECT rolname::text FROM pg_roles WHERE rolname IN ('dsr_application', 'dsr_worker')
                  AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin)";
    assert_eq!(texts(&mut worker, mighty).await, Vec::<String>::new());
    let views = "SELECT relname::text FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
                 AND NOT COALESCE(reloptions::text LIKE '%security_invoker=true%', FALSE)";
    assert_eq!(texts(&mut worker, views).await, Vec::<String>::new(), "a view looks with the eyes of whoever asks");
}

#[tokio::test]
async fn the_application_writes_nothing_and_the_worker_sees_everything() {
    let (world, _) = peopled().await;
    let mut worker = as_role(&world.url, "dsr_worker").await;
    let writable = "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace
        AND (has_table_privilege('dsr_application', oid, 'INSERT') OR has_table_privilege('dsr_application', oid, 'UPDATE')
             OR has_table_privilege('dsr_application', oid, 'DELETE') OR has_table_privilege('dsr_application', oid, 'TRUNCATE'))";
    assert_eq!(texts(&mut worker, writable).await, Vec::<String>::new());
    let (people, referrals): (i64, i64) =
        sqlx::query_as("SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM referral)")
            .fetch_one(&mut worker)
            .await
            .unwrap();
    assert_eq!((people, referrals), (2, 3));
}

#[tokio::test]
async fn a_ward_sees_rows_of_its_inpatient_alone_and_none_once_it_is_not_named_any_more() {
    let (world, inpatient) = peopled().await;
    let mut ward = as_role(&world.url, "dsr_application").await;
    ward.execute("SET dsr.organisation = 'PR1'").await.unwrap();
    assert_eq!(texts(&mut ward, "SELECT id::text FROM person").await, std::slice::from_ref(&inpatient));
    assert_eq!(texts(&mut ward, "SELECT DISTINCT stream_id::text FROM event_private").await, [inpatient]);
    set(&world.icb(), r#"{"partners": []}"#).await;
    assert_eq!(texts(&mut ward, "SELECT id::text FROM person").await, Vec::<String>::new());
    assert_eq!(texts(&mut ward, "SELECT stream_id::text FROM event_private").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_former_icb_sees_the_history_to_the_transfer_and_no_other_row() {
    let world = World::start(Engine::Postgres).await;
    let (icb, other) = (world.icb(), world.caller("QXX"));
    let person = icb.robin().await;
    let proposal = json!({"to_icb_ods": "QXX", "moves_on": "2026-03-02", "proposed_on": "2026-03-02", "reason": "new_home",
        "decided_by": {"name": "Pat Moss"}, "handover": "Evenings are hardest."});
    let transfer = icb.post(&format!("{person}/transfer"), &proposal).await.is(201).header("location");
    let accepted = json!({"accepted_on": "2026-03-02", "decided_by": {"name": "Ines Holt"}, "lead_professional": {"name": "Noor Lane"}});
    other.post_with(&format!("{transfer}/acceptance"), &[("if-match", "*")], &accepted).await.is(200);
    let mut former = as_role(&world.url, "dsr_application").await;
    former.execute("SET dsr.organisation = 'QOQ'").await.unwrap();
    let id = last(&person);
    let of = |table: &str, id: &str| format!("SELECT version::text FROM {table} WHERE {id} = '{}'", last(&person));
    let kept = texts(&mut former, &of("event", "stream_id")).await.len();
    assert!(kept > 1);
    other.example_of("give_rating", &format!("/v1/people/{id}/ratings")).await;
    for table in [("person", "id"), ("deadline", "person_id"), ("stream", "id"), ("reach", "subject_id")] {
        assert_eq!(texts(&mut former, &of(table.0, table.1)).await, Vec::<String>::new(), "{table:?}");
    }
    let mut now = as_role(&world.url, "dsr_application").await;
    now.execute("SET dsr.organisation = 'QXX'").await.unwrap();
    let all = texts(&mut now, &of("event", "stream_id")).await.len();
    assert!(all > kept, "what the new ICB writes is not the former one's to see: {all} and {kept}");
    assert_eq!(texts(&mut former, &of("event", "stream_id")).await.len(), kept);
    icb.get(&person).await.refused(404, "not_found");
    assert_eq!(icb.all(&format!("{person}/history")).await.len(), kept);
}

#[tokio::test]
async fn whom_a_connection_read_for_is_forgotten_with_its_transaction() {
    let (world, _) = peopled().await;
    let db = Db::connect(&world.url).await.unwrap();
    for _ in 0..3 {
        drop(db.reader(&Ods::parse("QOQ").unwrap()).await.unwrap());
    }
    let Db::Postgres { read, .. } = &db else { unreachable!() };
    for _ in 0..3 {
        let mut connection = read.acquire().await.unwrap();
        assert_eq!(texts(&mut connection, "SELECT COALESCE(asking(), 'nobody')").await, ["nobody"]);
        assert_eq!(texts(&mut connection, "SELECT id::text FROM person").await, Vec::<String>::new());
    }
}

/// As on a server that others run: a login that owns the database and may do nothing else.
#[tokio::test]
async fn a_login_that_is_no_superuser_is_told_what_to_grant_and_then_serves_without_seeing_a_row_itself() {
    let url = Engine::Postgres.empty().await;
    let (server, name) = url.rsplit_once('/').unwrap();
    let login = format!("owner_{name}");
    let mut admin = PgConnection::connect(&url).await.unwrap();
    for text in [
        format!("CREATE ROLE {login} LOGIN NOINHERIT"),
        format!("ALTER DATABASE {name} OWNER TO {login}"),
        format!("GRANT CREATE ON SCHEMA public TO {login}"),
    ] {
        admin.execute(AssertSqlSafe(text)).await.unwrap();
    }
    let (scheme, rest) = server.split_once("://").unwrap();
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    let theirs = format!("{scheme}://{login}@{host}/{name}");
    let db = Db::connect(&theirs).await.unwrap();
    let told = db.migrate().await.unwrap_err();
    assert!(matches!(told, StoreError::Roles), "{told}");
    assert!(told.to_string().contains("GRANT dsr_application, dsr_worker TO"), "{told}");
    admin.execute(AssertSqlSafe(format!("GRANT dsr_application, dsr_worker TO {login}"))).await.unwrap();
    db.migrate().await.unwrap();

    let packs = Arc::new(Packs::embedded().unwrap());
    let store = Store::open(db, packs, Clock::fixed(crate::support::day("2026-03-02")), 16).await.unwrap();
    let world = World::of(Engine::Postgres, theirs.clone(), store);
    let person = world.icb().robin().await;
    world.icb().get(&person).await.is(200);
    assert_eq!(world.icb().all("/v1/people").await.len(), 1);
    world.caller("RF1").post("/v1/referrals", &example("referral.json")).await.is(201);

    let mut owner = PgConnection::connect(&theirs).await.unwrap();
    for table in texts(&mut owner, TABLES).await.iter().filter(|table| !PLAIN.contains(&table.as_str())) {
        let found = texts(&mut owner, &format!("SELECT 'row' FROM {table}")).await;
        assert_eq!(found, Vec::<String>::new(), "{table} shows its owner rows");
    }
}
