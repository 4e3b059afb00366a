//! Settings of an area, and the smallest true answer to another organisation's question about one person.

use crate::support::people::{acceptance, referral, with};
use crate::support::{Caller, Reply, World, nhs_number, signer, stories};
use dsr::digest::{hex, sha256};
use serde_json::{Value, json};

const SEND: &str = "301";

fn settings() -> Value {
    json!({
        "register_contact": {"team": "Register of the area", "email": "register@example.org"},
        "partners": [
            {"organisation_ods": SEND, "name": "Northfield Council", "asks_as": ["local_authority_send"], "local_authorities": ["E06000010"]},
            {"organisation_ods": "302", "name": "Southfield Council", "asks_as": ["local_authority_send"], "local_authorities": ["E06000011"]},
            {"organisation_ods": "RV9", "name": "Humber Teaching", "roles": ["provider"], "asks_as": ["provider"]}
        ]
    })
}

async fn set(icb: &Caller<'_>, settings: &Value) -> Reply {
    let held = icb.get("/v1/settings").await.is(200).etag();
    put(icb, settings, &held).await
}

async fn put(icb: &Caller<'_>, settings: &Value, tag: &str) -> Reply {
    icb.send(
        reqwest::Method::PUT,
        "/v1/settings",
        &[("if-match", tag), ("content-type", "application/json")],
        Some(settings.to_string()),
    )
    .await
}

fn sharing(status: &str, on: &str, covers: &[&str], organisations: &[&str]) -> Value {
    json!({"scope": "information_sharing", "status": status, "basis": "self", "given_by": "Robin", "effective_on": on,
        "covers": covers, "organisations": organisations})
}

fn about(n: u32) -> Value {
    let born = referral(n)["person"]["date_of_birth"].clone();
    json!({"nhs_number": nhs_number(n), "date_of_birth": born, "purpose": "ehc_plan_review", "reference": "SEND-1"})
}

async fn asked(caller: &Caller<'_>, query: &Value) -> Value {
    caller.post("/v1/status-queries", query).await.is(200).json
}

/// An answer without what every one has of its own.
fn plain(mut answer: Value) -> Value {
    for own in ["query_id", "answered_at", "receipt"] {
        answer.as_object_mut().unwrap().remove(own);
    }
    answer
}

fn with_out(value: &Value, member: &str) -> Value {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove(member);
    value
}

/// Somebody of E06000010 with these consents.
async fn somebody(world: &World, n: u32, consents: &[Value]) -> String {
    let icb = world.icb();
    let register = json!([{"scope": "register", "status": "given", "basis": "self", "given_by": "Robin", "effective_on": "2025-11-28"}]);
    let body = with(&referral(n), [("/person/local_authority", json!("E06000010")), ("/consents", register)]);
    let person = icb.accepted(&body, &acceptance()).await;
    for consent in consents {
        icb.post(&format!("{person}/consents"), consent).await.is(201);
    }
    person
}

stories! {
    async fn settings_are_whole_versioned_and_hold_at_once(world: World) {
        let icb = world.icb();
        let unset = icb.get("/v1/settings").await.is(200);
        assert_eq!((&unset.json["set_on"], &unset.json["partners"]), (&Value::Null, &json!([])));
        put(&icb, &settings(), "\"1.w\"").await.refused(412, "stale");
        icb.send(reqwest::Method::PUT, "/v1/settings", &[("content-type", "application/json")], Some(settings().to_string())).await
            .refused(428, "precondition_required");
        let first = put(&icb, &settings(), &unset.etag()).await.is(200);
        put(&icb, &settings(), &unset.etag()).await.refused(412, "stale");
        put(&icb, &json!({}), &first.etag()).await.is(200);
        let now = icb.get("/v1/settings").await.json;
        assert_eq!((&now["partners"], &now["register_contact"]), (&json!([]), &Value::Null), "what is left out is no more");
        assert_eq!(world.caller("QXX").get("/v1/settings").await.is(200).json["set_on"], Value::Null, "each area has its own");
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn unsound_settings_are_refused_with_every_fault(world: World) {
        let bad = json!({"register_contact": {"team": "Nobody's"}, "partners": [
            {"organisation_ods": "QOQ", "name": "Ourselves", "roles": ["provider"]},
            {"organisation_ods": "301", "name": "No area", "asks_as": ["social_care", "social_care"]},
            {"organisation_ods": "301", "name": "Nothing"},
            {"organisation_ods": "RV9", "name": "An area of nobody", "roles": ["provider"], "local_authorities": ["E06000010"]}]});
        let refused = set(&world.icb(), &bad).await.refused(422, "invalid_request");
        let faults: Vec<String> = refused.faults().iter().map(|(at, code)| format!("{at} {code}")).collect();
        assert_eq!(faults, ["/register_contact contact_unreachable", "/partners/0/organisation_ods partner_is_icb",
            "/partners/1/asks_as said_twice", "/partners/1/local_authorities areas_missing", "/partners/2/organisation_ods partner_twice",
            "/partners/2 partner_is_nothing", "/partners/3/local_authorities areas_of_nobody"]);
    }

    /// Pathway: S4-criteria-8.
    async fn a_status_is_told_to_whom_consent_covers_and_no_further(world: World) {
        let icb = world.icb();
        set(&icb, &settings()).await.is(200);
        let robin = somebody(&world, 1, &[sharing("given", "2025-12-01", &["local_authority_send"], &[])]).await;
        let told = asked(&world.caller(SEND), &about(1)).await;
        assert_eq!((&told["result"], &told["reference"]), (&json!("told"), &json!("SEND-1")));
        let person = icb.get(&robin).await.json;
        assert_eq!(told["status"]["on_register"], json!(true));
        assert_eq!(told["status"]["rag"], person["rag"]);
        assert_eq!(told["status"]["in_hospital"], json!(false));
        assert_eq!(told["status"]["keyworker"], Value::Null);
        let due = icb.all(&format!("{robin}/deadlines?duty=register_review&status=overdue")).await;
        assert_eq!(told["status"]["next_review_due_on"], due.first().map_or(Value::Null, |d| d["due_on"].clone()));
        assert_eq!(told["given_on"], json!({"icb_ods": "QOQ", "basis": "consent", "asks_as": "local_authority_send",
            "consent_basis": "self", "consent_effective_on": "2025-12-01"}));
        assert_eq!(told["contacts"], json!([{"icb_ods": "QOQ", "register_contact": settings()["register_contact"]}]));
        let receipt = signer().checked("dsr-status-receipt+jwt", told["receipt"].as_str().unwrap()).unwrap();
        assert_eq!(receipt["answer"], with_out(&told, "receipt"), "what is signed is what was told");
        assert_eq!((&receipt["jti"], &receipt["asked_by"], &receipt["purpose"]), (&told["query_id"], &json!(SEND), &json!("ehc_plan_review")));
        let hashed = format!("{}\n{}\n{}\n", told["query_id"].as_str().unwrap(), nhs_number(1), about(1)["date_of_birth"].as_str().unwrap());
        assert_eq!(receipt["about_sha256"], json!(hex(&sha256(&[hashed.as_bytes()]))));
        assert!(!told["receipt"].as_str().unwrap().contains(&nhs_number(1)));
        let withheld: Vec<&str> = told["withheld"].as_array().unwrap().iter().map(|w| w["field"].as_str().unwrap()).collect();
        assert_eq!(withheld, ["keyworker", "risk_factors", "hospital", "reviews", "barriers", "history"]);

        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let inside = asked(&world.caller(SEND), &about(1)).await;
        assert_eq!((&inside["status"]["rag"], &inside["status"]["in_hospital"]), (&json!("blue"), &json!(true)));
    }

    async fn unknown_not_theirs_and_not_consented_are_one_answer(world: World) {
        let icb = world.icb();
        set(&icb, &settings()).await.is(200);
        let covers = [sharing("given", "2025-12-01", &["local_authority_send"], &[])];
        somebody(&world, 1, &covers).await;
        somebody(&world, 2, &[]).await;
        somebody(&world, 3, &[sharing("given", "2025-12-01", &["education"], &[])]).await;
        let withdrawn = somebody(&world, 4, &covers).await;
        icb.post(&format!("{withdrawn}/consents"), &sharing("withdrawn", "2026-01-05", &["local_authority_send"], &[])).await.is(201);
        let left = somebody(&world, 5, &covers).await;
        icb.post_on(&left, &format!("{left}/departure"), &json!({"reason": "criteria_no_longer_met", "left_on": "2026-01-05", "decided_by": {"name": "Pat Moss"}})).await.is(200);
        let (send, elsewhere) = (world.caller(SEND), world.caller("302"));
        let unknown = plain(asked(&send, &about(900)).await);
        assert_eq!(unknown["result"], json!("unknown"));
        for n in [2, 3, 4, 5] {
            assert_eq!(plain(asked(&send, &about(n)).await), unknown, "{n}");
        }
        let other_day = with(&about(1), [("/date_of_birth", json!("1980-01-01"))]);
        assert_eq!(plain(asked(&send, &other_day).await), unknown, "another date of birth");
        assert_eq!(plain(asked(&elsewhere, &about(1)).await), plain(asked(&elsewhere, &about(900)).await), "another area's authority");
        let nobody = world.caller("399").post("/v1/status-queries", &about(1)).await.refused(403, "not_named");
        assert_eq!(nobody.text.len(), world.caller("399").post("/v1/status-queries", &about(900)).await.text.len());

        // Who is named no longer learns nothing any more.
        set(&icb, &with(&settings(), [("/partners", json!([]))])).await.is(200);
        send.post("/v1/status-queries", &about(1)).await.refused(403, "not_named");
    }

    async fn a_consent_that_names_an_organisation_covers_it_alone(world: World) {
        set(&world.icb(), &settings()).await.is(200);
        somebody(&world, 1, &[sharing("given", "2025-12-01", &[], &["RV9"])]).await;
        let told = asked(&world.caller("RV9"), &about(1)).await;
        assert_eq!((&told["result"], &told["given_on"]["asks_as"]), (&json!("told"), &Value::Null));
        assert_eq!(asked(&world.caller(SEND), &about(1)).await["result"], json!("unknown"));
    }

    async fn an_icb_asks_about_its_own_register_and_no_other(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        set(&icb, &settings()).await.is(200);
        set(&other, &json!({})).await.is(200);
        somebody(&world, 1, &[]).await;
        let own = asked(&icb, &about(1)).await;
        assert_eq!((&own["result"], &own["given_on"]["basis"]), (&json!("told"), &json!("own_register")));
        assert_eq!(asked(&other, &about(1)).await["result"], json!("unknown"));
    }

    async fn a_batch_answers_each_as_if_asked_alone_and_consent_withdrawn_between_counts(world: World) {
        let icb = world.icb();
        set(&icb, &settings()).await.is(200);
        let covers = [sharing("given", "2025-12-01", &["local_authority_send"], &[])];
        let robin = somebody(&world, 1, &covers).await;
        somebody(&world, 2, &covers).await;
        let send = world.caller(SEND);
        let batch = json!({"queries": [about(1), about(900), about(2)]});
        let ask = async || {
            let answers = send.post("/v1/status-queries/batch", &batch).await.is(200).json["answers"].clone();
            answers.as_array().unwrap().iter().map(|a| a["result"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ask().await, ["told", "unknown", "told"]);
        icb.post(&format!("{robin}/consents"), &sharing("withdrawn", "2026-01-05", &["local_authority_send"], &[])).await.is(201);
        assert_eq!(ask().await, ["unknown", "unknown", "told"]);
        let many: Vec<Value> = (0..101).map(|_| about(1)).collect();
        send.post("/v1/status-queries/batch", &json!({"queries": many})).await.refused(422, "invalid_request");
        send.post("/v1/status-queries/batch", &json!({"queries": []})).await.refused(422, "invalid_request");
    }
}
