//! Who looked is asked of every health record: one row a read, with whom it showed.
#![expect(clippy::disallowed_methods, reason = "the test reads the audit tables beside the service")]

use crate::support::contract::{Operation, UNKNOWN, operations};
use crate::support::people::{acceptance, last, referral, with};
use crate::support::{Engine, World, stories};
use dsr::worker::sweep;
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Operation, organisation, client, user, request id, purpose, and the records shown.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    operation: String,
    organisation: String,
    client: String,
    subject: String,
    request: String,
    purpose: Option<String>,
    records: BTreeSet<Uuid>,
}

type Row = (Uuid, String, String, String, String, String, Option<String>, Option<Uuid>);

const LOOKS: &str = "SELECT id, operation, organisation, client_id, subject, request_id, purpose, record_id FROM access ORDER BY at, id";
const RECORDS: &str = "SELECT access_id, record_id FROM access_record";

/// Every read that left a trace, in order.
async fn looks(world: &World) -> Vec<Look> {
    let (rows, several): (Vec<Row>, Vec<(Uuid, Uuid)>) = match world.engine {
        Engine::Sqlite => {
            let mut link = SqliteConnection::connect(&world.url).await.unwrap();
            (
                sqlx::query_as(LOOKS).fetch_all(&mut link).await.unwrap(),
                sqlx::query_as(RECORDS).fetch_all(&mut link).await.unwrap(),
            )
        }
        Engine::Postgres => {
            let mut link = PgConnection::connect(&world.url).await.unwrap();
            (
                sqlx::query_as(LOOKS).fetch_all(&mut link).await.unwrap(),
                sqlx::query_as(RECORDS).fetch_all(&mut link).await.unwrap(),
            )
        }
    };
    let look = |(id, operation, organisation, client, subject, request, purpose, record): Row| {
        let records =
            several.iter().filter(|(access, _)| *access == id).map(|(_, record)| *record).chain(record).collect();
        Look { operation, organisation, client, subject, request, purpose, records }
    };
    rows.into_iter().map(look).collect()
}

fn ids(texts: &[&str]) -> BTreeSet<Uuid> {
    texts.iter().map(|text| Uuid::parse_str(text).unwrap()).collect()
}

/// Operations that show records: every GET under a scope but those about no person, and the search. A record opened in an emergency
/// is shown to who is out of reach, and looked at in break_glass.rs.
fn reads() -> Vec<Operation> {
    operations()
        .into_iter()
        .filter(|o| {
            o.scope.is_some()
                && !matches!(o.tag.as_str(), "Policies" | "Settings")
                && !["sweep", "read_measures", "list_checkpoints", "read_broken_glass"].contains(&o.id.as_str())
                && (o.method == Method::GET || o.id == "search_people")
        })
        .collect()
}

stories! {
    async fn every_read_leaves_exactly_one_row(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let referral = icb.all("/v1/referrals").await[0]["id"].as_str().unwrap().to_owned();
        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let review = icb.ask(&robin, "inpatient", "2026-01-07").await;
        icb.example_of("set_support_plan", &format!("{robin}/support-plan")).await.is(200);
        icb.example_of("set_discharge_plan", &format!("{robin}/discharge-plan")).await.is(200);
        let duty = icb.all(&format!("{robin}/deadlines")).await[0]["id"].as_str().unwrap().to_owned();
        let (person, review) = (last(&robin), last(&review));
        sweep::once(&world.store).await.unwrap();
        let meeting = last(&icb.example_of("call_meeting", "/v1/meetings").await.is(201).header("location"));
        let barrier = last(&icb.example_of("raise_barrier", &format!("{robin}/barriers")).await.is(201).header("location"));
        let leader = icb.example_of("name_leader", "/v1/accountable-leaders").await.is(201).id();
        let keyworking = icb.with_keyworker(2).await;
        let moving = icb.somebody(3, "1990-01-01").await;
        let transfer = last(&icb.example_of("propose_transfer", &format!("{moving}/transfer")).await.is(201).header("location"));
        let named = json!({"partners": [{"organisation_ods": "RWA", "name": "Emergency department", "roles": ["emergency"]}]}).to_string();
        let settings = [("if-match", "*"), ("content-type", "application/json")];
        icb.send(Method::PUT, "/v1/settings", &settings, Some(named)).await.is(200);
        let about = json!({"nhs_number": "999 100 0011", "date_of_birth": "1993-05-17", "reason": "risk_to_life", "rationale": "CANARY: on a bridge."});
        world.caller("RWA").post_with("/v1/break-glass", &[("x-on-behalf-of", "n.pine")], &about).await.is(201);
        let mut before = looks(&world).await.len();
        for (n, operation) in reads().into_iter().enumerate() {
            let of = |prefix: &str| operation.path.starts_with(prefix);
            let id = if of("/v1/referrals") { &referral } else if of("/v1/meetings") { &meeting } else if of("/v1/accountable-leaders") { &leader } else if of("/v1/transfers") { &transfer } else if of("/v1/keyworking") { &keyworking.person } else { &person };
            let path = operation.at(&[("id", id), ("review_id", &review), ("deadline_id", &duty), ("barrier_id", &barrier), ("keyworker_id", &keyworking.keyworker_id)]);
            // The audit names somebody only when it is asked about them.
            let path = if ["list_audit", "verify_chain"].contains(&operation.id.as_str()) { format!("{path}?person_id={person}") } else { path };
            let request = format!("018f3c1e-5b7a-7000-8000-{n:012}");
            operation.call(&icb, &path, &[("x-request-id", &request), ("x-purpose", "direct_care")]).await.is(200);
            let all = looks(&world).await;
            assert_eq!(all.len(), before + 1, "{}", operation.id);
            before = all.len();
            let look = all.into_iter().find(|l| l.request == request).unwrap();
            // An agenda proposed is about the meeting and everybody on it.
            assert!(look.records.is_superset(&ids(&[id])), "{}: {look:?}", operation.id);
            let expected = Look {
                operation: operation.id.clone(),
                organisation: "QOQ".into(),
                client: "client-of-QOQ".into(),
                subject: "client-of-QOQ".into(),
                request,
                purpose: Some("direct_care".into()),
                records: look.records.clone(),
            };
            assert_eq!(look, expected);
        }
        assert!(before > 20);
    }

    async fn the_measures_leave_a_row_that_names_nobody(world: World) {
        let icb = world.icb();
        icb.robin().await;
        let before = looks(&world).await.len();
        icb.get("/v1/measures").await.is(200);
        world.caller_with("QOQ", &[]).get("/v1/measures").await.is(403);
        icb.get("/v1/measures?month=2027-01").await.is(422);
        let all = looks(&world).await;
        assert_eq!(all.len(), before + 1);
        let look = all.last().unwrap();
        assert_eq!((look.operation.as_str(), look.records.is_empty()), ("read_measures", true));
    }

    async fn a_refused_read_leaves_no_row(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let referral = icb.all("/v1/referrals").await[0]["id"].as_str().unwrap().to_owned();
        let before = looks(&world).await.len();
        for operation in reads() {
            let id = if operation.path.starts_with("/v1/referrals") { referral.clone() } else { last(&robin) };
            operation.call(&world.stranger(""), &operation.at(&[("id", &id)]), &[]).await.is(401);
            operation.call(&world.caller_with("QOQ", &[]), &operation.at(&[("id", &id)]), &[]).await.is(403);
            if operation.of_a_record() {
                operation.call(&icb, &operation.at(&[]), &[]).await.is(404);
                operation.call(&world.caller("QXX"), &operation.at(&[("id", &id)]), &[]).await.is(404);
            }
        }
        icb.get("/v1/people?limit=0").await.is(422);
        icb.get("/v1/people?cursor=nonsense").await.is(422);
        icb.get(&format!("{robin}/deadlines?status=late")).await.is(422);
        icb.post("/v1/people/search", &json!({})).await.is(422);
        assert_eq!(looks(&world).await.len(), before);
    }

    async fn a_part_that_is_not_there_leaves_no_row(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let before = looks(&world).await.len();
        icb.get(&format!("{robin}/deadlines/{UNKNOWN}")).await.refused(404, "not_found");
        assert_eq!(looks(&world).await.len(), before);
        icb.get(&format!("{robin}/reviews/{UNKNOWN}")).await.refused(404, "not_found");
        assert_eq!(looks(&world).await.len(), before, "nothing was shown");
    }

    async fn a_list_says_whom_it_showed(world: World) {
        let icb = world.icb();
        let mut people = Vec::new();
        for n in 1..=3 {
            let person = icb.accepted(&with(&referral(n), [("/person/family_name", json!(["Ash", "Birch", "Cedar"][n as usize - 1]))]), &acceptance()).await;
            icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
            icb.hold(&person, "inpatient", "2026-01-20").await;
            people.push(last(&person));
        }
        let shown = async |path: &str| {
            icb.get(path).await.is(200);
            looks(&world).await.pop().unwrap()
        };
        let all: Vec<&str> = people.iter().map(String::as_str).collect();
        let look = shown("/v1/people?sort=name").await;
        assert_eq!((look.operation.as_str(), &look.records), ("list_people", &ids(&all)));
        assert_eq!(shown("/v1/people?sort=name&limit=2").await.records, ids(&all[..2]), "those on the page, not the one beyond it");
        assert_eq!(shown("/v1/people?sort=name&limit=1").await.records, ids(&all[..1]));
        assert_eq!(shown("/v1/people?rag=green").await.records, ids(&[]), "a list that showed nobody is a read all the same");
        let look = shown("/v1/deadlines").await;
        assert_eq!((look.operation.as_str(), &look.records), ("list_deadlines", &ids(&all)), "each person once, however many clocks");
        let look = shown("/v1/referrals").await;
        assert_eq!((look.operation.as_str(), look.records.len()), ("list_referrals", 3));
        // A 304 showed that nothing has changed: that too is looking.
        let address = format!("/v1/people/{}", people[0]);
        let tag = icb.get(&address).await.etag();
        let before = looks(&world).await.len();
        icb.send(Method::GET, &address, &[("if-none-match", &tag)], None).await.is(304);
        assert_eq!(looks(&world).await.len(), before + 1);
    }

    async fn a_purpose_is_a_code_and_another_word_is_refused(world: World) {
        let icb = world.icb();
        let ask = async |purpose: &str| icb.send(Method::GET, "/v1/people", &[("x-purpose", purpose)], None).await;
        ask("safeguarding").await.is(200);
        assert_eq!(looks(&world).await.pop().unwrap().purpose.as_deref(), Some("safeguarding"));
        icb.get("/v1/people").await.is(200);
        assert_eq!(looks(&world).await.pop().unwrap().purpose, None);
        let before = looks(&world).await.len();
        for purpose in ["to see Robin Aldous", "9991000011", "Direct_Care", ""] {
            ask(purpose).await.refused(422, "invalid_request").fault("", "unknown_purpose");
        }
        assert_eq!(looks(&world).await.len(), before);
    }

    async fn reads_and_facts_say_on_whose_behalf(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let as_user = [("x-on-behalf-of", "n.pine@example.org")];
        icb.send(Method::GET, &robin, &as_user, None).await.is(200);
        let look = looks(&world).await.pop().unwrap();
        assert_eq!((look.client.as_str(), look.subject.as_str()), ("client-of-QOQ", "n.pine@example.org"));
        let raised = icb.send(Method::POST, &format!("{robin}/barriers"), &as_user, Some(dsr::example::body("raise_barrier").to_string())).await.is(201);
        assert!(!raised.text.contains("n.pine"));
        let last = icb.all(&format!("{robin}/history?limit=500")).await.pop().unwrap();
        assert_eq!(last["recorded_by"]["client_id"], json!("client-of-QOQ"));
        assert!(last["recorded_by"].to_string().contains("n.pine@example.org"), "{last}");
        let long = "x".repeat(101);
        for wrong in ["", long.as_str(), "tab\there"] {
            icb.send(Method::GET, &robin, &[("x-on-behalf-of", wrong)], None).await.refused(422, "invalid_request").fault("", "on_behalf_of_format");
        }
    }
}
