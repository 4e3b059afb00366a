//! Who is shown what: a table of callers and operations, `disclosure.csv`, read line by line by people and by this test; and what
//! would show it by the way, by filters, orders, versions and other days.

use crate::support::contract::Operation;
use crate::support::people::{acceptance, admission, last, referral_of, walked, with};
use crate::support::{Caller, Engine, Reply, World, nhs_number, stories};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The area's partners, each what the table's column says.
pub const PARTNERS: &str = r#"{"register_contact": {"team": "Register", "email": "register@example.org"}, "partners": [
    {"organisation_ods": "PR1", "name": "Ward", "roles": ["provider"]},
    {"organisation_ods": "KW1", "name": "Keyworkers", "roles": ["keyworker_service"]},
    {"organisation_ods": "LA1", "name": "Council", "asks_as": ["local_authority_send"], "local_authorities": ["E06000010"]},
    {"organisation_ods": "RE1", "name": "Board", "roles": ["reporting"]},
    {"organisation_ods": "AU1", "name": "Auditor", "roles": ["auditor"]},
    {"organisation_ods": "ED1", "name": "Emergency department", "roles": ["emergency"]}]}"#;

/// The columns of the table: who calls, and about whom.
const COLUMNS: &[(&str, &str, usize)] = &[
    ("icb", "QOQ", 0),
    ("other_icb", "QXX", 0),
    ("referrer", "RF1", 0),
    ("provider/own", "PR1", 0),
    ("provider/other", "PR1", 1),
    ("provider/withdrawn", "PR1", 2),
    ("keyworker_service/own", "KW1", 0),
    ("keyworker_service/other", "KW1", 1),
    ("keyworker_service/withdrawn", "KW1", 2),
    ("local_authority/own", "LA1", 0),
    ("local_authority/other", "LA1", 1),
    ("local_authority/withdrawn", "LA1", 2),
    ("reporting", "RE1", 0),
    ("auditor", "AU1", 0),
    ("emergency/own", "ED1", 0),
    ("emergency/other", "ED1", 1),
    ("unnamed", "ZZ9", 0),
];

fn consent(scope: &str, status: &str, on: &str, covers: &[&str]) -> Value {
    json!({"scope": scope, "status": status, "basis": "self", "given_by": "Robin", "effective_on": on, "covers": covers})
}

/// Sets the area's settings.
pub async fn set(icb: &Caller<'_>, settings: &str) {
    let held = icb.get("/v1/settings").await.is(200).etag();
    let headers = [("if-match", held.as_str()), ("content-type", "application/json")];
    icb.send(Method::PUT, "/v1/settings", &headers, Some(settings.to_owned())).await.is(200);
}

/// One person and everything that has an identifier of its own.
pub struct Somebody {
    pub number: String,
    pub values: BTreeMap<&'static str, String>,
}

/// A child of the area on a ward of PR1 with a keyworker of KW1; or at home, with neither.
pub async fn somebody(world: &World, n: u32, sharing: &[&str], served: bool) -> Somebody {
    let (icb, sender) = (world.icb(), world.caller("RF1"));
    let consents = json!([
        consent("register", "given", "2025-11-28", &[]),
        consent("information_sharing", "given", "2025-11-28", sharing)
    ]);
    let body =
        with(&referral_of(n, "2008-09-17"), [("/person/local_authority", json!("E06000010")), ("/consents", consents)]);
    let referral = sender.post("/v1/referrals", &body).await.is(201).header("location");
    let decided = icb.post_on(&referral, &format!("{referral}/decision"), &acceptance()).await.is(200);
    let person = format!("/v1/people/{}", decided.json["person_id"].as_str().unwrap());
    let keyworking = icb.example_of("refer_to_keyworking", &format!("{person}/keyworking")).await;
    let mut values = BTreeMap::from([("id", last(&person)), ("referral", last(&referral))]);
    if served {
        let keyworking = keyworking.is(201).id();
        icb.example_of("answer_keyworking", &format!("{person}/keyworking/{keyworking}/response")).await.is(200);
        let named =
            json!({"assigned_on": "2025-12-19", "keyworker_service_ods": "KW1", "keyworker": {"name": "Ari Lund"}});
        icb.post(&format!("{person}/keyworking/{keyworking}/assignment"), &named).await.is(200);
        let ward = with(&admission("2026-01-06", "tier4", "none"), [("/provider_ods", json!("PR1"))]);
        values.insert("admission_id", icb.post(&format!("{person}/admissions"), &ward).await.is(201).id());
        values.insert("review_id", last(&icb.ask(&person, "inpatient", "2026-01-07").await));
        values.insert("keyworking_id", keyworking);
    }
    values.insert(
        "barrier_id",
        last(&icb.example_of("raise_barrier", &format!("{person}/barriers")).await.is(201).header("location")),
    );
    icb.example_of("set_support_plan", &format!("{person}/support-plan")).await.is(200);
    values.insert("deadline_id", icb.all(&format!("{person}/deadlines")).await[0]["id"].as_str().unwrap().to_owned());
    Somebody { number: nhs_number(n), values }
}

/// What an answer shows, in a word of the table.
fn shown(operation: &Operation, reply: &Reply, person: &str) -> String {
    let code = reply.json["code"].as_str().unwrap_or_default();
    match reply.status.as_u16() {
        404 => "none".into(),
        422 if reply.faults().iter().any(|(_, code)| code == "person_not_found") => "none".into(),
        403 => code.into(),
        200 if operation.id == "read_person" => {
            reply.json["shown"].as_array().unwrap().iter().map(|g| g.as_str().unwrap()).collect::<Vec<_>>().join(" ")
        }
        200 if operation.id.starts_with("ask_status") => {
            let answer = reply.json.get("answers").map_or(&reply.json, |answers| &answers[0]);
            answer["result"].as_str().unwrap().into()
        }
        200 if reply.json["data"].is_array() && !operation.path.contains("{id}") => {
            if reply.text.contains(person) { "lists" } else { "nobody" }.into()
        }
        200 if operation.method == Method::GET => "reads".into(),
        200 | 201 | 202 | 409 | 412 | 422 | 428 => "reaches".into(),
        other => format!("{other} {code}"),
    }
}

/// Calls so that nothing changes: with a version that no record has, which is looked at after reach.
async fn asked(operation: &Operation, caller: &Caller<'_>, somebody: &Somebody) -> String {
    let mut values: Vec<(&str, &str)> = somebody.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if operation.path.starts_with("/v1/referrals") {
        values.retain(|(name, _)| *name != "id");
        values.push(("id", &somebody.values["referral"]));
    } else if !operation.path.starts_with("/v1/people") {
        values.retain(|(name, _)| *name != "id");
    }
    let mut operation = operation.clone();
    match operation.id.as_str() {
        "search_people" => operation.body = Some(json!({"nhs_number": somebody.number})),
        "ask_status" | "ask_statuses" => {
            let query =
                json!({"nhs_number": somebody.number, "date_of_birth": "2008-09-17", "purpose": "ehc_plan_review"});
            operation.body = Some(if operation.id == "ask_status" { query } else { json!({"queries": [query]}) });
        }
        "break_glass" => {
            operation.body =
                Some(json!({"nhs_number": somebody.number, "date_of_birth": "2008-09-17", "reason": "risk_to_life",
                "rationale": "Found on a bridge.", "hours": 1}))
        }
        "correct_facts" | "preview_correction" => {
            operation.body = Some(
                json!({"reason": "A mistake.", "corrected_by": {"name": "Pat Moss"}, "facts": [{"version": 1, "action": "entered_in_error"}]}),
            )
        }
        _ => {}
    }
    let mut path = operation.at(&values);
    if operation.id == "verify_chain" {
        path = format!("{path}?person_id={}", somebody.values["id"]);
    }
    let reply = operation.call(caller, &path, &[("if-match", "\"999.w\""), ("x-on-behalf-of", "n.pine")]).await;
    shown(&operation, &reply, &somebody.values["id"])
}

/// Operations that show nothing of anybody, or concern records that no relation but the ICB's own reaches: their reach is walked
/// in reach.rs.
fn of_nobody(operation: &Operation) -> bool {
    operation.scope.is_none() || operation.tag == "Policies"
}

async fn table(world: &World) -> String {
    let icb = world.icb();
    set(&icb, PARTNERS).await;
    let send = ["local_authority_send"];
    let people = [
        somebody(world, 1, &send, true).await,
        somebody(world, 2, &["education"], false).await,
        somebody(world, 3, &send, true).await,
    ];
    let gone = format!("/v1/people/{}", people[2].values["id"]);
    for withdrawn in [
        consent("information_sharing", "withdrawn", "2026-02-01", &send),
        consent("keyworker", "withdrawn", "2026-02-01", &[]),
    ] {
        icb.post(&format!("{gone}/consents"), &withdrawn).await.is(201);
    }
    let head: Vec<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
    let mut lines = vec![format!("operation,{}", head.join(","))];
    for operation in walked().into_iter().filter(|operation| !of_nobody(operation)) {
        let mut cells = vec![operation.id.clone()];
        for (_, organisation, whom) in COLUMNS {
            cells.push(asked(&operation, &world.caller(organisation), &people[*whom]).await);
        }
        lines.push(cells.join(","));
    }
    lines.join("\n") + "\n"
}

#[tokio::test]
async fn the_table_of_disclosure_holds_for_every_operation() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/disclosure.csv");
    let found = table(&World::start(Engine::Sqlite).await).await;
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let differences: Vec<String> = found
        .lines()
        .filter(|line| !written.lines().any(|known| known == *line))
        .map(|line| format!("found   {line}"))
        .chain(
            written
                .lines()
                .filter(|line| !found.lines().any(|known| known == *line))
                .map(|line| format!("written {line}")),
        )
        .collect();
    if !differences.is_empty() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/target/disclosure.csv"), &found).unwrap();
    }
    assert!(
        differences.is_empty(),
        "read the difference; target/disclosure.csv holds what was found:\n{}",
        differences.join("\n")
    );
}

stories! {
    async fn a_ward_that_writes_is_not_shown_by_the_answer_what_it_may_not_read(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let one = somebody(&world, 0, &["local_authority_send"], true).await;
        let spell = format!("/v1/people/{}/admissions/{}", one.values["id"], one.values["admission_id"]);
        let details = json!({"delay_reason": "housing", "delay_note": "CANARY", "section_117": true, "clinically_ready_on": "2026-02-02"});
        icb.send(Method::PATCH, &spell, &[("content-type", "application/merge-patch+json")], Some(details.to_string())).await.is(200);
        let moved = json!({"moved_on": "2026-02-03", "provider_ods": "PR1", "ward": "Elm", "setting": "tier4", "security": "none", "legal_status": "informal"});
        let answer = world.caller("PR1").post(&format!("{spell}/moves"), &moved).await.is(200).json;
        assert_eq!(answer["moves"][0]["ward"], json!("Elm"));
        for hidden in ["rationale", "planned_treatment"] {
            assert!(answer[hidden].is_null(), "{hidden}: {answer}");
        }
        assert_eq!((&answer["reasons"], &answer["details"]["section_117"], &answer["details"]["delay_note"]), (&json!([]), &Value::Null, &Value::Null));
    }

    async fn what_is_not_shown_finds_nobody_and_orders_nobody(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["local_authority_send"], true).await;
        let (ward, id) = (world.caller("PR1"), &own.values["id"]);
        let person = icb.get(&format!("/v1/people/{id}")).await.json;
        let seen = ward.get(&format!("/v1/people/{id}")).await.is(200);
        assert_eq!(seen.json["shown"], json!(["identity", "hospital", "clocks"]));
        for hidden in ["rag", "rating", "membership", "keyworker", "barriers", "transfer", "merged_into"] {
            assert_eq!(seen.json[hidden], Value::Null, "{hidden}");
        }
        assert_eq!((&seen.json["consents"], &seen.json["prompts"], &seen.json["actions"]), (&json!([]), &json!([]), &json!([])));
        assert_eq!(seen.json["family_name"], person["family_name"]);
        assert_eq!(seen.json["hospital"], person["hospital"]);
        let found = async |question: &str| ward.all(&format!("/v1/people{question}")).await.len();
        for shown in ["", "?sort=name", "?setting=tier4", "?overdue=true", "?age_from=5", "?local_authority=E06000010"] {
            assert_eq!(found(shown).await, 1, "{shown}");
        }
        // As unfound by the right value as by a wrong one.
        for hidden in ["?rag=blue", "?rag=red", "?status=active", "?status=closed", "?sort=rating_age", "?updated_since=2020-01-01T00:00:00Z",
            "?as_at=2026-02-01", "?keyworker=named", "?keyworker=none"] {
            assert_eq!(found(hidden).await, 0, "{hidden}");
        }
        ward.get(&format!("/v1/people/{id}?as_at=2026-02-01")).await.refused(404, "not_found");
        ward.get(&format!("/v1/people/{id}/history")).await.refused(404, "not_found");
    }

    async fn a_tag_changes_only_with_what_is_shown(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["education"], true).await;
        let (ward, path) = (world.caller("PR1"), format!("/v1/people/{}", own.values["id"]));
        let before = ward.get(&path).await.is(200);
        assert_eq!(before.json["version"], json!(0));
        icb.example_of("raise_quality_concern", &format!("{path}/quality-concerns")).await.is(201);
        let after = ward.get(&path).await.is(200);
        assert_eq!((before.etag(), &before.json), (after.etag(), &after.json), "what happens elsewhere on the record does not show");
    }

    async fn consent_to_sharing_with_the_provider_shows_it_more(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["provider"], true).await;
        let path = format!("/v1/people/{}", own.values["id"]);
        let seen = world.caller("PR1").get(&path).await.is(200).json;
        assert_eq!((&seen["shown"], &seen["rag"]), (&json!(["identity", "standing", "hospital", "clocks", "keyworking"]), &json!("blue")));
        icb.post(&format!("{path}/consents"), &consent("information_sharing", "withdrawn", "2026-02-01", &["provider"])).await.is(201);
        assert_eq!(world.caller("PR1").get(&path).await.json["shown"], json!(["identity", "hospital", "clocks"]));
    }

    async fn consent_withdrawn_between_two_pages_counts_on_the_next(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let people = [somebody(&world, 1, &["education"], true).await, somebody(&world, 2, &["education"], true).await];
        let service = world.caller("KW1");
        let first = service.get("/v1/people?limit=1").await.is(200);
        let shown = first.json["data"][0]["id"].as_str().unwrap().to_owned();
        let other = people.iter().map(|somebody| &somebody.values["id"]).find(|id| **id != shown).unwrap();
        icb.post(&format!("/v1/people/{other}/consents"), &consent("keyworker", "withdrawn", "2026-02-01", &[])).await.is(201);
        let next = service.get(first.json["next"].as_str().unwrap()).await.is(200);
        assert_eq!(next.json["data"], json!([]));
        assert!(!next.text.contains(other.as_str()));
        service.get(&format!("/v1/people/{other}")).await.refused(404, "not_found");
    }

    async fn who_is_named_no_longer_reaches_nobody_at_once(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["education"], true).await;
        let path = format!("/v1/people/{}", own.values["id"]);
        for organisation in ["PR1", "KW1"] {
            world.caller(organisation).get(&path).await.is(200);
        }
        set(&icb, "{}").await;
        for organisation in ["PR1", "KW1"] {
            world.caller(organisation).get(&path).await.refused(404, "not_found");
            assert_eq!(world.caller(organisation).all("/v1/people").await.len(), 0);
        }
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    /// Pathway: S1-145.
    async fn a_keyworking_service_works_with_its_people_and_a_ward_discharges_its_own(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["education"], true).await;
        let (service, ward, path) = (world.caller("KW1"), world.caller("PR1"), format!("/v1/people/{}", own.values["id"]));
        let keyworking = format!("{path}/keyworking/{}", own.values["keyworking_id"]);
        let contacted = service.example_of("record_keyworking_contact", &format!("{keyworking}/contacts")).await;
        assert!(contacted.status.is_success(), "{}", contacted.text);
        assert!(contacted.etag().starts_with("\"0."), "no version of the record");
        ward.example_of("record_keyworking_contact", &format!("{keyworking}/contacts")).await.refused(404, "not_found");
        let spell = format!("{path}/admissions/{}", own.values["admission_id"]);
        let body = crate::support::people::discharge("2026-02-02");
        service.post(&format!("{spell}/discharge"), &body).await.refused(404, "not_found");
        let read = ward.get(&path).await.etag();
        ward.post_with(&format!("{spell}/discharge"), &[("if-match", &read)], &body).await.is(200);
        ward.get(&path).await.refused(404, "not_found");
        service.get(&path).await.is(200);
    }

    async fn a_version_cannot_be_guessed_by_whoever_sees_a_part(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["education"], true).await;
        let (ward, path) = (world.caller("PR1"), format!("/v1/people/{}", own.values["id"]));
        let version = icb.get(&path).await.json["version"].as_i64().unwrap();
        let spell = format!("{path}/admissions/{}", own.values["admission_id"]);
        for guessed in [1, version - 1, version, version + 1] {
            let tag = format!("\"{guessed}.w\"");
            ward.post_with(&format!("{spell}/discharge"), &[("if-match", &tag)], &crate::support::people::discharge("2026-02-02")).await
                .refused(412, "stale");
        }
    }

    async fn the_audit_says_of_everybody_exactly_what_was_shown(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let (more, less) = (somebody(&world, 1, &["provider"], true).await, somebody(&world, 2, &["education"], true).await);
        let (ward, service) = (world.caller("PR1"), world.caller("KW1"));
        let told = |person: &Value| person["shown"].as_array().unwrap().iter().map(|g| g.as_str().unwrap()).collect::<Vec<_>>().join(" ");
        let keyworker = icb.get("/v1/keyworking/caseloads").await.is(200).json["data"][0]["keyworker_id"].as_str().unwrap().to_owned();
        for somebody in [&more, &less] {
            let id = &somebody.values["id"];
            let path = format!("/v1/people/{id}");
            let last = async |operation: &str, organisation: &str| {
                let address = format!("/v1/audit?person_id={id}&operation={operation}&organisation={organisation}");
                icb.get(&address).await.is(200).json["data"][0].clone()
            };
            for (caller, organisation) in [(&ward, "PR1"), (&service, "KW1")] {
                let shown = told(&caller.get(&path).await.is(200).json);
                assert_eq!(last("read_person", organisation).await["fields"], json!(shown));
                let found = caller.post("/v1/people/search", &json!({"nhs_number": somebody.number})).await.is(200).json;
                assert_eq!(last("search_people", organisation).await["fields"], json!(told(&found["data"][0])));
                let list = caller.get("/v1/people").await.is(200);
                let listed = list.json["data"].as_array().unwrap().iter().find(|person| person["id"] == json!(id)).unwrap();
                let entry = last("list_people", organisation).await;
                assert_eq!((&entry["fields"], &entry["request_id"]), (&json!(told(listed)), &json!(list.header("x-request-id"))));
                if shown.contains("keyworking") {
                    for (operation, address, groups) in [
                        ("list_keyworking", "/v1/keyworking", "identity standing keyworking"),
                        ("list_caseloads", "/v1/keyworking/caseloads", "identity keyworking"),
                        ("list_keyworker_recommendations", &format!("/v1/keyworking/caseloads/{keyworker}/recommendations"), "identity keyworking"),
                        ("list_person_keyworking", &format!("{path}/keyworking"), "identity keyworking"),
                    ] {
                        caller.get(address).await.is(200);
                        assert_eq!(last(operation, organisation).await["fields"], json!(groups), "{operation}");
                    }
                }
            }
            for address in [&path, "/v1/people", "/v1/keyworking", &format!("{path}/keyworking")] {
                icb.get(address).await.is(200);
            }
            for operation in ["read_person", "list_people", "list_keyworking", "list_person_keyworking"] {
                assert_eq!(last(operation, "QOQ").await["fields"], json!("record"), "{operation}");
            }
        }
        // The ward saw more of one than of the other: each list is an entry for either, and filters find what they name.
        let lists = icb.get("/v1/audit?operation=list_people&organisation=PR1").await.is(200).json["data"].as_array().unwrap().clone();
        assert_eq!(lists.len(), 4);
        for (one, fields) in [(&more, "identity standing hospital clocks keyworking"), (&less, "identity hospital clocks")] {
            let own: Vec<&Value> = lists.iter().filter(|entry| entry["record_ids"] == json!([one.values["id"]])).collect();
            assert_eq!(own.iter().map(|entry| entry["fields"].as_str().unwrap()).collect::<Vec<_>>(), [fields, fields]);
        }
        let by = async |question: &str| icb.get(&format!("/v1/audit?limit=500&{question}")).await.is(200).json["data"].as_array().unwrap().clone();
        let all = by("kind=read").await;
        for group in ["record", "identity", "standing", "hospital", "clocks", "keyworking", "barriers", "consents", "status", "nothing"] {
            for narrowed in ["", "&organisation=PR1", &format!("&person_id={}", more.values["id"]), "&user=client-of-PR1", &format!("&request_id={}", lists[0]["request_id"].as_str().unwrap())] {
                let same = |entry: &&Value| entry["operation"] != "list_audit";
                let found = by(&format!("fields={group}{narrowed}")).await;
                let of = by(&format!("kind=read{narrowed}")).await;
                let named = |entry: &&Value| entry["fields"].as_str().unwrap().split(' ').any(|code| code == group);
                assert_eq!(found.iter().filter(same).collect::<Vec<_>>(), of.iter().filter(named).filter(same).collect::<Vec<_>>(), "{group}{narrowed}");
            }
        }
        assert!(all.iter().any(|entry| entry["fields"] == json!("identity hospital clocks")));
        icb.get("/v1/audit?fields=everything").await.is(422);
    }

    async fn a_reader_of_measures_gets_them_suppressed_whatever_it_asks(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        somebody(&world, 1, &["education"], true).await;
        let (board, ours) = (world.caller("RE1"), icb.get("/v1/measures?month=2026-01").await.is(200).json);
        let suppressed = icb.get("/v1/measures?month=2026-01&suppressed=true").await.is(200).json;
        assert_ne!(ours, suppressed, "somebody was admitted: a number of one");
        for asked in ["", "&suppressed=false", "&icb=QOQ"] {
            assert_eq!(board.get(&format!("/v1/measures?month=2026-01{asked}")).await.is(200).json, suppressed, "{asked}");
        }
        board.get("/v1/measures?month=2026-01&icb=QXX").await.refused(403, "not_named");
        world.caller("AU1").get("/v1/measures?month=2026-01&icb=QOQ").await.refused(403, "not_named");
    }

    async fn an_auditor_reads_the_audit_of_the_area_that_named_it_and_no_record(world: World) {
        let (icb, auditor) = (world.icb(), world.caller("AU1"));
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["education"], true).await;
        let path = format!("/v1/audit?person_id={}", own.values["id"]);
        assert!(!auditor.get(&path).await.is(200).json["data"].as_array().unwrap().is_empty());
        auditor.get(&format!("{path}&icb=QXX")).await.refused(403, "not_named");
        world.caller("RE1").get(&format!("{path}&icb=QOQ")).await.refused(403, "not_named");
        auditor.get(&format!("/v1/people/{}", own.values["id"])).await.refused(404, "not_found");
        set(&world.caller("QXX"), PARTNERS).await;
        auditor.get(&path).await.refused(422, "invalid_request").fault("?icb", "area_needed");
        auditor.get(&format!("{path}&icb=QOQ")).await.is(200);
    }

    async fn a_register_that_asks_on_whose_behalf_asks_everybody_whom_it_lets_read(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let own = somebody(&world, 1, &["local_authority_send"], true).await;
        set(&icb, &PARTNERS.replacen('{', r#"{"on_behalf_of": "required", "#, 1)).await;
        let (person, said) = (format!("/v1/people/{}", own.values["id"]), [("x-on-behalf-of", "n.pine")]);
        let query = json!({"nhs_number": own.number, "date_of_birth": "2008-09-17", "purpose": "ehc_plan_review"}).to_string();
        for (organisation, method, path, body) in [
            ("QOQ", Method::GET, person.as_str(), None),
            ("PR1", Method::GET, person.as_str(), None),
            ("KW1", Method::GET, "/v1/people", None),
            ("LA1", Method::POST, "/v1/status-queries", Some(query)),
        ] {
            let caller = world.caller(organisation);
            let silent = caller.send(method.clone(), path, &[], body.clone()).await.refused(422, "invalid_request");
            assert_eq!(silent.faults()[0].1, "user_needed", "{organisation}");
            caller.send(method, path, &said, body).await.is(200);
        }
        world.caller("QXX").get("/v1/people").await.is(200);
    }
}

#[test]
fn the_view_of_whole_records_asks_for_every_group_there_is() {
    let all = dsr::domain::disclosure::Groups::ALL.bits();
    let view = include_str!("../../migrations/shared/0014_reach.sql");
    assert!(view.contains(&format!("WHERE shown = {all};")), "a group was added: the view needs a migration");
}
