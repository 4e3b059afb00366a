//! Policies, requirements and code lists over HTTP: what a client needs to send what the register accepts.

use crate::raw::sources;
use crate::support::people::{referral_of, with};
use crate::support::{day, example, stories};
use dsr::domain::policy::Packs;
use dsr::domain::reference;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn texts(list: &Value, member: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|entry| entry[member].as_str().unwrap().to_owned()).collect()
}

/// The contract's closed lists: schema name, codes.
fn enums(document: &Value) -> Vec<(String, BTreeSet<String>)> {
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let listed = schemas.iter().filter(|(_, schema)| schema["enum"].is_array());
    let codes =
        |schema: &Value| schema["enum"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect();
    listed.map(|(name, schema)| (name.clone(), codes(schema))).collect()
}

/// Pathway: S1-143, S3-factor-1, S3-factor-2, S3-factor-3, S3-factor-4, S3-factor-5, S3-factor-6, S3-factor-7,
/// S3-factor-8, S3-escalating-1, S3-escalating-2, S3-escalating-3, S3-escalating-4, S3-escalating-5.
#[test]
fn every_closed_list_of_the_contract_is_reference_data() {
    let document = serde_json::to_value(dsr::app::document()).unwrap();
    let lists: Vec<BTreeSet<String>> =
        reference::lists().iter().map(|list| list.codes.iter().map(|code| code.code.to_owned()).collect()).collect();
    let found = enums(&document);
    assert!(found.len() > 20, "{}", found.len());
    for (name, codes) in found {
        assert!(lists.contains(&codes), "{name} is no code list: give it a line in src/domain/reference.rs");
    }
}

/// Pathway: S3-intention-1, S3-intention-2, S3-intention-3, S3-intention-5.
#[test]
fn every_code_list_of_the_domain_has_its_line() {
    let sources = sources("src/domain");
    let registry = &sources.iter().find(|(file, _)| file == "src/domain/reference.rs").unwrap().1;
    let mut declared = 0;
    for (file, text) in &sources {
        for block in text.split("\ncodes! {\n").skip(1) {
            let block = block.split("\n}\n").next().unwrap();
            for line in block.lines().filter(|line| line.starts_with("    ") && !line.starts_with("     ")) {
                let Some(name) = line.trim().strip_suffix(" {") else { continue };
                declared += 1;
                assert!(
                    registry.contains(&format!("::{name};")),
                    "{file}: {name} has no line in src/domain/reference.rs"
                );
            }
        }
    }
    let names: BTreeSet<&str> = reference::lists().iter().map(|list| list.list).collect();
    assert_eq!((names.len(), declared), (reference::lists().len(), reference::lists().len()), "each once");
}

stories! {
    /// Pathway: S0-2.2, S0-4.1, S1-139.
    async fn every_version_of_every_pack_is_listed_and_read_with_its_sources(world: World) {
        let icb = world.icb();
        let listed = icb.get("/v1/policies").await.is(200).json["data"].clone();
        assert_eq!(texts(&listed, "id"), ["mental-health-act-2025", "statute", "escalation", "escalation-red", "measures", "national", "seeds", "example-qzz", "example-qzz-escalation", "example-qzz-keyworking"]);
        assert_eq!(listed[0]["in_force"], json!(false));
        assert_eq!(listed[7]["icbs"], json!(["QZZ"]));
        for entry in listed.as_array().unwrap() {
            let (id, version) = (entry["id"].as_str().unwrap(), entry["version"].as_str().unwrap());
            let pack = icb.get(&format!("/v1/policies/{id}?version={version}")).await.is(200).json;
            assert_eq!(icb.get(&format!("/v1/policies/{id}")).await.is(200).json, pack, "the newest");
            assert_eq!(pack["rules"].as_array().unwrap().len() as u64, entry["rule_count"].as_u64().unwrap());
            assert!(texts(&pack["rules"], "source").iter().all(|source| !source.is_empty()));
            assert_eq!(entry["digest"].as_str().unwrap().len(), 64);
        }
        let seeds = icb.get("/v1/policies/seeds").await.json;
        let first = seeds["rules"].as_array().unwrap().iter().find(|r| r["id"] == json!("first-review-adult")).unwrap();
        assert_eq!((&first["interval"], &first["when"]["track"], &first["force"]), (&json!({"days": 28}), &json!("adult"), &json!("must")));
        assert_eq!(seeds["criteria"]["in_crisis"], json!(true));
        icb.get("/v1/policies/seeds?version=2016-01-01").await.refused(404, "not_found");
        icb.get("/v1/policies/none").await.refused(404, "not_found");
        icb.get("/v1/policies/seeds?rule=1").await.refused(422, "invalid_request");
    }

    /// Pathway: S1-95, S2-referral-4, S4-register-5, S4-criteria-6.
    async fn what_a_referral_needs_depends_on_whose_register(world: World) {
        let icb = world.icb();
        let own = icb.get("/v1/referral-requirements").await.is(200).json;
        assert_eq!((&own["icb_ods"], &own["minimum_age"]), (&json!("QOQ"), &Value::Null));
        assert_eq!(texts(&own["criteria"], "asks"), ["open_to_health_and_social_care", "in_crisis"]);
        assert!(own["notice"].as_str().unwrap().contains("not a crisis service"));
        let other = icb.get("/v1/referral-requirements?icb=QZZ").await.is(200).json;
        assert_eq!((&other["minimum_age"], &other["criteria"][2]["pack"]), (&json!(14), &json!("example-qzz")));
        icb.get("/v1/referral-requirements?icb=q").await.refused(422, "invalid_request");
        // Each field named is one without which the example of the referral is not received.
        let example = example("referral.json");
        let needed = own["to_be_received"].as_array().unwrap();
        assert!(needed.len() > 10);
        for field in needed.iter().filter(|field| field["pointer"] != json!("/supporting_professional")) {
            let pointer = field["pointer"].as_str().unwrap();
            assert!(!field["description"].as_str().unwrap().is_empty(), "{pointer} is not described");
            let without = with(&example, [(pointer, Value::Null)]);
            icb.post("/v1/referrals", &without).await.refused(422, "invalid_request");
        }
        let sources = own["code_lists"].as_array().unwrap().iter().find(|l| l["list"] == json!("referral_source")).unwrap();
        assert!(texts(&sources["codes"], "code").contains(&"self".to_owned()));
    }

    /// Pathway: S3-register-1.
    async fn an_area_that_asks_an_age_says_so_and_the_icb_may_record_why_not(world: World) {
        let icb = world.caller("QZZ");
        let young = with(&referral_of(1, "2013-05-17"), [("/person/icb_ods", json!("QZZ"))]);
        let received = icb.post("/v1/referrals", &young).await.is(201);
        assert!(received.json["warnings"].to_string().contains("is 14 or over (S3)"), "{}", received.text);
        let (address, decision) = (format!("/v1/referrals/{}", received.id()), crate::support::people::acceptance());
        let refused = icb.post_on(&address, &format!("{address}/decision"), &decision).await.refused(409, "rule_not_met");
        refused.fault("/override_reason", "criteria_below_minimum_age");
        let reasoned = with(&decision, [("/override_reason", json!("Thirteen, and known to be at risk of admission."))]);
        icb.post_on(&address, &format!("{address}/decision"), &reasoned).await.is(200);
        // The same child elsewhere is asked nothing of the kind.
        let elsewhere = world.icb().post("/v1/referrals", &referral_of(2, "2013-05-17")).await.is(201);
        assert!(!elsewhere.json["warnings"].to_string().contains("14"), "{}", elsewhere.text);
        assert!(Packs::embedded().unwrap().criteria(&dsr::domain::ods::Ods::parse("QZZ").unwrap(), day("2024-03-31")).all().len() == 2);
    }

    /// Pathway: S1-94.
    async fn every_code_list_comes_with_labels_and_a_version(world: World) {
        let referrer = world.caller_with("RV9", &[dsr::http::auth::Scope::ReadPolicies]);
        let all = referrer.get("/v1/reference-data").await.is(200).json["data"].clone();
        assert_eq!(texts(&all, "list").len(), reference::lists().len());
        let rag = referrer.get("/v1/reference-data?list=rag").await.is(200).json["data"].clone();
        assert_eq!(texts(&rag[0]["codes"], "code"), ["red", "amber", "green", "blue"]);
        assert!(texts(&rag[0]["codes"], "label").iter().all(|label| !label.is_empty()));
        assert_eq!(rag[0]["version"].as_str().unwrap().len(), 16);
        referrer.get("/v1/reference-data?list=none").await.refused(422, "invalid_request").fault("?list", "unknown_code");
    }

    /// Pathway: S0-4.2, S1-162.
    async fn a_policy_is_tried_before_it_is_made(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1993-05-17").await;
        icb.admit(&person, "2026-10-30", "adult_acute", "none").await;
        let tried = |body: Value| { let icb = &icb; async move { icb.post("/v1/policies/preview", &body).await.is(200).json } };
        let act = tried(json!({"policies": ["mental-health-act-2025"]})).await;
        assert_eq!((&act["people"], &act["next"]), (&json!(1), &Value::Null));
        let local = |days: u32, source: &str| format!("id = \"mine\"\nversion = \"1\"\ntitle = \"Mine\"\nlayer = \"local\"\nicbs = [\"QOQ\"]\neffective_from = \"2020-01-01\"\n[[rule]]\nid = \"visit\"\nduty = \"oversight_visit\"\ninterval = {{ days = {days} }}\nforce = \"must\"\nsource = \"{source}\"\n");
        let moved = tried(json!({"pack": local(28, "L: every four weeks")})).await["moved"].clone();
        assert_eq!(moved.as_array().unwrap().len(), 1, "{moved}");
        assert_eq!((&moved[0]["duty"], &moved[0]["due_on"], &moved[0]["would_be_due_on"]), (&json!("oversight_visit"), &json!("2026-12-25"), &json!("2026-11-27")));
        assert_eq!(icb.duties(&person).await.iter().filter(|(duty, due, _)| duty == "oversight_visit" && due == "2026-12-25").count(), 1, "nothing is kept");
        let refused = icb.post("/v1/policies/preview", &json!({"pack": local(70, "")})).await.is(422);
        assert_eq!(refused.json["errors"][0]["pointer"], json!("/pack"));
        assert!(refused.json["errors"][0]["message"].as_str().unwrap().contains("pack:"), "{}", refused.text);
        icb.post("/v1/policies/preview", &json!({})).await.is(422);
        icb.post("/v1/policies/preview", &json!({"policies": ["nowhere"]})).await.is(422);
        let other = world.caller("QWO").post("/v1/policies/preview", &json!({"policies": ["mental-health-act-2025"]})).await.is(200);
        assert_eq!(other.json, json!({"people": 0, "moved": [], "next": null}), "another ICB sees its own people only");
    }
}
