//! What is written behind the service's back: the database refuses it, or `verify` names it.

use crate::raw::{ids, on, run};
use crate::support::{Engine, World, example, nhs_number, stories};
use dsr::store::verify::verify;
use serde_json::json;

/// Who refuses: a trigger, a primary key, a foreign key, a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Trigger,
    Unique,
    ForeignKey,
    Check,
}
use By::{Check, ForeignKey, Trigger, Unique};

/// The columns of a fact after its stream, version and predecessor.
const REST: &str =
    "stream_kind, kind, schema_no, occurred_on, recorded_at, client_id, subject, organisation, request_id,
    data, private_hash, hash";

/// What somebody tries, the statement, and who refuses. `{REST}` are a fact's further columns, `{NEW}` an identifier
/// that nothing has.
const REFUSED: &[(&str, &str, By)] = &[
    ("a fact rewritten", "UPDATE event SET data = '{}'", Trigger),
    ("who recorded a fact rewritten", "UPDATE event SET organisation = 'QXX' WHERE version = 1", Trigger),
    ("a fact re-dated", "UPDATE event SET occurred_on = recorded_on FROM (SELECT '2020-01-01' AS recorded_on) x", Trigger),
    ("a fact removed", "DELETE FROM event WHERE version = 1", Trigger),
    ("the last fact removed", "DELETE FROM event WHERE (stream_id, version) IN (SELECT id, version FROM stream)", Trigger),
    ("a private part rewritten", "UPDATE event_private SET body = '{}'", Trigger),
    ("a private part removed", "DELETE FROM event_private", Trigger),
    ("a redaction nobody recorded", "INSERT INTO redaction (stream_id, version, by_version) SELECT stream_id, 1, 2 FROM event WHERE version = 2", Trigger),
    ("a feed position moved", "UPDATE feed SET position = position + 1000", Trigger),
    ("a feed position removed", "DELETE FROM feed WHERE position = 1", Trigger),
    ("an audit row rewritten", "UPDATE access SET client_id = 'somebody-else'", Trigger),
    ("an audit row removed", "DELETE FROM access", Trigger),
    ("an audited record rewritten", "UPDATE access_record SET record_id = {NEW}", Trigger),
    ("an audited record removed", "DELETE FROM access_record", Trigger),
    ("a checkpoint rewritten", "UPDATE checkpoint SET reads = 0", Trigger),
    ("a checkpoint removed", "DELETE FROM checkpoint", Trigger),
    ("a stream removed", "DELETE FROM stream", Trigger),
    ("the feed's head removed", "DELETE FROM feed_head", Trigger),
    ("the feed's head going back", "UPDATE feed_head SET position = position - 1", Trigger),
    ("a second feed head", "INSERT INTO feed_head (id, position) VALUES (2, 0)", Check),
    ("a feed position given twice", "INSERT INTO feed (position, stream_id, version) SELECT position, stream_id, version FROM feed", Unique),
    ("a feed entry without a fact", "INSERT INTO feed (position, stream_id, version) SELECT 999999, {NEW}, 1", ForeignKey),
    ("a fact that skips a version",
     "INSERT INTO event (stream_id, version, previous, {REST}) SELECT stream_id, version + 2, version + 1, {REST} FROM event e
      WHERE EXISTS (SELECT 1 FROM stream s WHERE s.id = e.stream_id AND s.version = e.version)", ForeignKey),
    ("a fact that names another predecessor than the one before",
     "INSERT INTO event (stream_id, version, previous, {REST}) SELECT stream_id, version + 2, version, {REST} FROM event e
      WHERE EXISTS (SELECT 1 FROM stream s WHERE s.id = e.stream_id AND s.version = e.version)", Check),
    ("a later fact without a predecessor",
     "INSERT INTO event (stream_id, version, previous, {REST}) SELECT stream_id, version + 1, NULL, {REST} FROM event e
      WHERE EXISTS (SELECT 1 FROM stream s WHERE s.id = e.stream_id AND s.version = e.version)", Check),
    ("a stream that begins in the middle",
     "INSERT INTO event (stream_id, version, previous, {REST}) SELECT {NEW}, 2, 1, {REST} FROM event WHERE version = 2 LIMIT 1", ForeignKey),
    ("a fact before the first",
     "INSERT INTO event (stream_id, version, previous, {REST}) SELECT {NEW}, 0, -1, {REST} FROM event WHERE version = 1 LIMIT 1", Check),
    ("a second fact of one version",
     "INSERT INTO event (stream_id, version, previous, {REST}) SELECT stream_id, version, previous, {REST} FROM event", Unique),
    ("a private part without a fact",
     "INSERT INTO event_private (stream_id, version, nonce, body) SELECT {NEW}, 1, nonce, body FROM event_private LIMIT 1", ForeignKey),
    ("a second private part of one fact",
     "INSERT INTO event_private (stream_id, version, nonce, body) SELECT stream_id, version, nonce, '{}' FROM event_private", Unique),
    ("a stream's head changed without a fact", "UPDATE stream SET hash = (SELECT hash FROM event WHERE version = 1 LIMIT 1)", Trigger),
    ("a stream going back", "UPDATE stream SET version = version - 1 WHERE version > 1", Trigger),
    ("a stream ahead of its facts", "UPDATE stream SET version = version + 100", ForeignKey),
    ("a person changed without a fact", "UPDATE person SET rag = 'green'", Trigger),
    ("a person going back", "UPDATE person SET version = version - 1 WHERE version > 1", Trigger),
    ("a person of a version that does not exist", "UPDATE person SET rag = 'green', version = version + 100", ForeignKey),
    ("a person without facts",
     "INSERT INTO person (id, version, icb_ods, family_search, given_search, updated_at, body)
      SELECT {NEW}, 1, icb_ods, family_search, given_search, updated_at, body FROM person LIMIT 1", ForeignKey),
    ("a referral changed without a fact", "UPDATE referral SET status = 'declined'", Trigger),
    ("a referral of a version that does not exist", "UPDATE referral SET status = 'declined', version = version + 100", ForeignKey),
    ("a duty's date changed without a fact", "UPDATE deadline SET due_on = NULL", Trigger),
    ("a duty closed without a fact", "UPDATE deadline SET is_open = FALSE, outcome = 'met'", Trigger),
    ("a duty of a version that does not exist", "UPDATE deadline SET due_on = NULL, version = version + 100", ForeignKey),
    ("reach given without a fact", "UPDATE reach SET organisation = 'QXX' WHERE organisation = 'QOQ'", Trigger),
    ("reach of a version that does not exist", "UPDATE reach SET organisation = 'QXX', version = version + 100 WHERE organisation = 'QOQ'", ForeignKey),
    ("reach to a record that does not exist",
     "INSERT INTO reach (organisation, subject_kind, subject_id, basis, version, sort_on)
      SELECT 'QXX', subject_kind, {NEW}, basis, 1, sort_on FROM reach LIMIT 1", ForeignKey),
];

const APPEND_ONLY: &[&str] =
    &["event", "event_private", "feed", "access", "access_record", "stream", "feed_head", "checkpoint"];

/// A register with two people on it, one of them in hospital, with every kind of row.
async fn furnish(world: &World) {
    let icb = world.caller("QOQ");
    let robin = icb.robin().await;
    icb.post(&format!("{robin}/admissions"), &example("admission.json")).await.is(201);
    let asked = icb.post(&format!("{robin}/reviews"), &example("review-inpatient.json")).await.is(201).id();
    icb.post(&format!("{robin}/reviews/{asked}/offer"), &example("review-offer.json")).await.is(200);
    let mut second = example("referral.json");
    second["client_reference"] = json!("CM-2026-000118");
    second["person"]["nhs_number"] = json!(nhs_number(17));
    icb.accepted(&second, &example("decision-accepted.json")).await;
    icb.post("/v1/audit/checkpoints", &json!({})).await.is(200);
    // A list of two people: one audit row with its records apart.
    let listed = icb.get("/v1/people").await.is(200);
    assert_eq!(listed.json["data"].as_array().unwrap().len(), 2);
}

fn filled(engine: Engine, text: &str) -> String {
    let new = on(engine, "x'00000000000000000000000000000077'", "CAST('00000000-0000-0000-0000-000000000077' AS UUID)");
    let text = if engine == Engine::Postgres {
        text.replace("SELECT '2020-01-01' AS", "SELECT CAST('2020-01-01' AS DATE) AS")
    } else {
        text.to_owned()
    };
    text.replace("{REST}", REST).replace("{NEW}", new)
}

/// Who refused, by the database's own word.
fn refuser(engine: Engine, error: &sqlx::Error) -> Option<By> {
    let error = error.as_database_error()?;
    let code = error.code()?;
    match (engine, code.as_ref()) {
        (Engine::Sqlite, "1811") | (Engine::Postgres, "23001") => Some(Trigger),
        _ if error.is_unique_violation() => Some(Unique),
        _ if error.is_foreign_key_violation() => Some(ForeignKey),
        _ if error.is_check_violation() => Some(Check),
        _ => None,
    }
}

async fn no_fault(world: &World) {
    let report = verify(world.store.db()).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    assert!(report.streams == 5 && report.facts > 9, "{report:?}");
    let rebuilt = world.store.rebuild(false).await.unwrap();
    assert_eq!((rebuilt.changed, rebuilt.moved), (0, Vec::new()));
}

stories! {
    async fn what_skips_the_service_is_refused(world: World) {
        furnish(&world).await;
        no_fault(&world).await;
        let mut wrong = Vec::new();
        for (what, statement, by) in REFUSED {
            match run(world.store.db(), &filled(world.engine, statement)).await {
                // A trigger may come before a key, or pass the row over.
                Ok(0) if *by == Unique => {}
                Ok(rows) => wrong.push(format!("{what}: was written, {rows} rows")),
                Err(error) => {
                    let refused = refuser(world.engine, &error);
                    if refused != Some(*by) && (*by, refused) != (Unique, Some(Trigger)) {
                        wrong.push(format!("{what}: refused, but not by {by:?}: {error}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        no_fault(&world).await;
    }

    async fn a_fact_is_not_overwritten_by_inserting_it_again(world: World) {
        furnish(&world).await;
        let again = |table: &str, columns: &str, values: &str, key: &str, set: &str| match world.engine {
            Engine::Sqlite => format!("INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table}"),
            Engine::Postgres => format!(
                "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} ON CONFLICT ({key}) DO UPDATE SET {set}"),
        };
        let event = format!("stream_id, version, previous, {REST}");
        let rewritten = event.replace("    data,", "    '{}',");
        assert_ne!(event, rewritten);
        let tried = [
            ("a fact", again("event", &event, &rewritten, "stream_id, version", "data = '{}'")),
            ("a private part", again("event_private", "stream_id, version, nonce, body", "stream_id, version, nonce, '{}'",
                "stream_id, version", "body = '{}'")),
            ("a feed entry", again("feed", "position, stream_id, version", "position, stream_id, 1", "position", "version = 1")),
            ("an audit row", again("access", "id, at, operation, client_id, subject, organisation, request_id",
                "id, at, operation, 'somebody-else', subject, organisation, request_id", "id", "client_id = 'somebody-else'")),
            ("the feed's head", again("feed_head", "id, position", "id, 0", "id", "position = 0")),
            ("a stream's head", again("stream", "id, kind, version, hash", "id, kind, 1, hash", "id", "version = 1")),
            ("a person", again("person", "id, version, icb_ods, family_search, given_search, updated_at, body",
                "id, version, 'QXX', family_search, given_search, updated_at, body", "id", "icb_ods = 'QXX'")),
        ];
        let mut wrong = Vec::new();
        for (what, statement) in tried {
            // Written without effect is as good as refused.
            if let Ok(rows) = run(world.store.db(), &statement).await && rows > 0 {
                wrong.push(format!("{what}: overwritten, {rows} rows"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        no_fault(&world).await;
    }

    async fn what_is_append_only_is_not_truncated(world: World) {
        if world.engine == Engine::Postgres {
            furnish(&world).await;
            for table in APPEND_ONLY {
                let error = run(world.store.db(), &format!("TRUNCATE {table} CASCADE")).await.expect_err(table);
                assert_eq!(refuser(world.engine, &error), Some(Trigger), "{table}: {error}");
            }
            no_fault(&world).await;
        }
    }

    async fn verify_names_what_was_tampered_with(world: World) {
        furnish(&world).await;
        let db = world.store.db();
        let people = ids(db, "SELECT id FROM person ORDER BY version DESC").await;
        let referral = ids(db, "SELECT id FROM referral ORDER BY id").await[0];
        let (robin, other) = (people[0], people[1]);
        let lit = |id: uuid::Uuid| match world.engine {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("CAST('{id}' AS UUID)"),
        };
        unlocked(&world).await;
        let beyond = version_of(&world, robin).await + 1;
        let last = format!("(SELECT MAX(version) FROM event WHERE stream_id = {})", lit(robin));
        let tampered = [
            ("a fact's data", format!("UPDATE event SET data = '{{}}' WHERE stream_id = {} AND version = 2", lit(robin)),
                format!("stream {robin}, version 2: the hash does not hold")),
            ("who recorded a fact", format!("UPDATE event SET organisation = 'QXX' WHERE stream_id = {} AND version = 3", lit(robin)),
                format!("stream {robin}, version 3: the hash does not hold")),
            ("when a fact happened", format!("UPDATE event SET occurred_on = '2020-01-01' WHERE stream_id = {} AND version = 4", lit(robin)),
                format!("stream {robin}, version 4: the hash does not hold")),
            ("a private part", format!("UPDATE event_private SET body = '{{}}' WHERE stream_id = {} AND version = 1", lit(robin)),
                format!("stream {robin}, version 1: the private part is not the one recorded")),
            ("a private part's nonce", format!("UPDATE event_private SET nonce = hash FROM (SELECT hash FROM event LIMIT 1) x
                WHERE stream_id = {} AND version = 1", lit(other)),
                format!("stream {other}, version 1: the private part is not the one recorded")),
            ("a fact beyond the head", format!("INSERT INTO event (stream_id, version, previous, {REST})
                SELECT stream_id, version + 1, version, {REST} FROM event WHERE stream_id = {} AND version = {last}", lit(robin)),
                format!("stream {robin}: a fact stands beyond its head")),
            ("the head put over it", format!("UPDATE stream SET version = version + 1 WHERE id = {}", lit(robin)),
                format!("stream {robin}, version {beyond}: the hash does not hold")),
            ("a head ahead of its facts", format!("UPDATE stream SET version = version + 1 WHERE id = {}", lit(robin)),
                format!("stream {robin}: its head is not its last fact")),
            ("a head's hash", format!("UPDATE stream SET hash = (SELECT hash FROM event WHERE version = 1 LIMIT 1) WHERE id = {}",
                lit(other)), format!("stream {other}: its head is not its last fact")),
            ("a fact in the middle removed", format!("DELETE FROM event WHERE stream_id = {} AND version = 2", lit(other)),
                format!("stream {other}: version 2 is missing")),
            ("a head removed", format!("DELETE FROM stream WHERE id = {}", lit(referral)),
                format!("stream {referral}: a fact stands beyond its head")),
            ("a row removed", format!("DELETE FROM person WHERE id = {}", lit(other)),
                format!("stream {other}: its row is missing")),
            ("a feed entry removed", "DELETE FROM feed WHERE position = 3".to_owned(),
                "feed: nothing before position 4".to_owned()),
        ];
        assert_eq!(verify(db).await.unwrap().faults, Vec::<String>::new());
        for (what, statement, fault) in tampered {
            assert_eq!(run(db, &locked_out(world.engine, &statement)).await.unwrap(), 1, "{what}");
            let faults = verify(db).await.unwrap().faults;
            let named = faults.iter().any(|found| found.starts_with(&fault));
            assert!(named, "{what}: not named: {fault}\n{}", faults.join("\n"));
        }
        let faults = verify(db).await.unwrap().faults;
        assert!(faults.iter().any(|fault| fault.ends_with("not in the feed")), "{faults:?}");
        assert!(faults.contains(&"feed: its head is not the number of its entries".to_owned()), "{faults:?}");
        let private = ["Aldous", "Robin", "1993-05-17", "9991000011"];
        assert!(!private.iter().any(|word| faults.iter().any(|fault| fault.contains(word))), "{faults:?}");
    }

    async fn verify_names_a_row_that_stayed_behind_its_facts(world: World) {
        furnish(&world).await;
        unlocked(&world).await;
        let db = world.store.db();
        let person = ids(db, "SELECT id FROM person ORDER BY version DESC LIMIT 1").await[0];
        let behind = "UPDATE person SET version = version - 1 WHERE version = (SELECT MAX(version) FROM person)";
        assert_eq!(run(db, &locked_out(world.engine, behind)).await.unwrap(), 1);
        let faults = verify(db).await.unwrap().faults;
        assert!(faults.iter().any(|fault| fault.contains(&person.to_string())), "not named: {faults:?}");
    }

    async fn verify_names_a_private_part_that_left_without_a_redaction(world: World) {
        furnish(&world).await;
        unlocked(&world).await;
        let removed = run(world.store.db(), &locked_out(world.engine, "DELETE FROM event_private")).await.unwrap();
        let faults = verify(world.store.db()).await.unwrap().faults;
        assert!(faults.iter().all(|fault| fault.ends_with("the private part is missing and was not redacted")), "{faults:?}");
        assert!(removed > 8 && faults.len() == usize::try_from(removed).unwrap(), "{removed} removed: {faults:?}");
    }

    async fn a_rebuild_finds_and_mends_rows_written_by_hand(world: World) {
        furnish(&world).await;
        unlocked(&world).await;
        let db = world.store.db();
        for (what, statement) in [
            ("a duty's date", "UPDATE deadline SET due_on = '2030-01-01', sort_on = '2030-01-01' WHERE duty = 'inpatient_review_first'"),
            ("a duty removed", "DELETE FROM deadline WHERE duty = 'inpatient_review_first'"),
            ("a colour", "UPDATE person SET rag = 'green' WHERE rag = 'blue'"),
            ("a referral's status", "UPDATE referral SET status = 'declined' WHERE nhs_number = '9991000011'"),
            ("reach taken away", "DELETE FROM reach WHERE organisation = 'QOQ' AND subject_kind = 'person' AND subject_id IN (SELECT id FROM person WHERE rag = 'blue')"),
            ("reach given", "UPDATE reach SET organisation = 'QXX' WHERE organisation = 'QOQ' AND subject_kind = 'person' AND subject_id IN (SELECT id FROM person WHERE rag = 'blue')"),
            ("a claim removed", "DELETE FROM claim WHERE kind = 'nhs_number' AND claim_key = 'QOQ/9991000011'"),
        ] {
            assert_eq!(run(db, &locked_out(world.engine, statement)).await.unwrap(), 1, "{what}");
            assert_eq!(world.store.rebuild(false).await.unwrap().changed, 1, "{what}: not found");
            assert_eq!(world.store.rebuild(true).await.unwrap().changed, 1, "{what}: not mended");
            no_fault(&world).await;
        }
    }
}

/// The version at which a person stands.
async fn version_of(world: &World, person: uuid::Uuid) -> i64 {
    world.caller("QOQ").get(&format!("/v1/people/{person}")).await.is(200).json["version"].as_i64().unwrap()
}

/// Takes the embedded database's triggers away; a server's are switched off statement by statement.
async fn unlocked(world: &World) {
    if world.engine == Engine::Sqlite {
        let names = crate::raw::texts(world.store.db(), "SELECT name FROM sqlite_master WHERE type = 'trigger'").await;
        assert!(names.len() > 10);
        for name in names {
            run(world.store.db(), &format!("DROP TRIGGER {name}")).await.unwrap();
        }
        run(world.store.db(), "PRAGMA foreign_keys = OFF").await.unwrap();
    }
}

/// One statement with triggers and foreign keys switched off.
fn locked_out(engine: Engine, statement: &str) -> String {
    match engine {
        Engine::Sqlite => statement.to_owned(),
        Engine::Postgres => {
            format!("SET session_replication_role = replica; {statement}; SET session_replication_role = DEFAULT")
        }
    }
}

stories! {
    async fn a_state_ahead_of_the_database_is_not_built_upon(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        let id: uuid::Uuid = person.rsplit('/').next().unwrap().parse().unwrap();
        let consent = |scope: &str| json!({"scope": scope, "status": "given", "basis": "self", "given_by": "CANARY", "effective_on": "2026-01-05"});
        icb.post(&format!("{person}/consents"), &consent("keyworker")).await.is(201);
        let lost = version_of(&world, id).await;
        // A failover to a standby that was behind: the last fact is gone, and the service still has it at hand.
        unlocked(&world).await;
        let key = match world.engine {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'"),
        };
        let kept = lost - 1;
        for statement in [
            format!("UPDATE person SET version = {kept} WHERE id = {key}"),
            format!("UPDATE stream SET version = {kept}, hash = (SELECT hash FROM event WHERE stream_id = {key} AND version = {kept}) WHERE id = {key}"),
            format!("DELETE FROM feed WHERE stream_id = {key} AND version = {lost}"),
            "UPDATE feed_head SET position = position - 1".to_owned(),
            format!("DELETE FROM event_private WHERE stream_id = {key} AND version = {lost}"),
            format!("DELETE FROM event WHERE stream_id = {key} AND version = {lost}"),
        ] {
            run(world.store.db(), &locked_out(world.engine, &statement)).await.unwrap();
        }
        icb.post(&format!("{person}/consents"), &consent("review")).await.is(201);
        let shown = icb.get(&format!("{person}/consents")).await.is(200);
        let scopes: Vec<&serde_json::Value> = shown.json["data"].as_array().unwrap().iter().map(|c| &c["scope"]).collect();
        assert_eq!(scopes.last(), Some(&&json!("review")));
        assert!(!scopes.contains(&&json!("keyworker")), "a fact that no longer exists is still shown");
        assert_eq!(dsr::store::verify::verify(world.store.db()).await.unwrap().faults, Vec::<String>::new());
        assert_eq!(version_of(&world, id).await, lost);
    }
}
