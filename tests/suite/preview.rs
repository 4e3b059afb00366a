//! What-ifs: what a preview says is what then happens.

use crate::support::people::{acceptance, admission, discharge, held, rating, referral_of, with};
use crate::support::{Caller, example, stories};
use serde_json::{Value, json};

/// The members of a clock that a what-if has to foretell; identifiers of supposed facts are not among them.
fn told(d: &Value) -> Value {
    let rules = |c: &Value| json!({"rule": c["rule"], "due_on": c["due_on"], "arithmetic": c["arithmetic"], "replaced_on": c["replaced_on"]});
    json!({"duty": d["duty"], "force": d["force"], "due_on": d["due_on"], "breach_on": d["breach_on"], "status": d["status"],
        "days_overdue": d["days_overdue"], "offered_on": d["offered_on"], "met_on": d["met_on"],
        "from": d["starts_with"]["date"], "by": d["ended_by"]["fact"], "until": d["ended_by"]["date"],
        "binding": rules(&d["explanation"]["binding"]),
        "others": d["explanation"]["others"].as_array().unwrap().iter().map(rules).collect::<Vec<_>>()})
}

fn sorted(found: Vec<Value>) -> Vec<String> {
    let mut lines: Vec<String> = found.iter().map(|d| told(d).to_string()).collect();
    lines.sort();
    lines
}

async fn clocks(icb: &Caller<'_>, person: &str) -> Vec<Value> {
    icb.all(&format!("{person}/deadlines?limit=500")).await
}

stories! {
    async fn the_preview_of_the_examples_gives_the_promised_dates(world: World) {
        let found = world.icb().post("/v1/deadlines/preview", &example("preview.json")).await.is(200).json;
        let clocks = found["deadlines"].as_array().unwrap().clone();
        let line = |d: &Value| format!("{} {} {}", d["duty"].as_str().unwrap(), d["due_on"].as_str().unwrap(), d["status"].as_str().unwrap());
        let mut lines: Vec<String> = clocks.iter().map(line).collect();
        lines.sort();
        assert_eq!(lines, [
            "inpatient_review_first 2025-12-14 met",
            "inpatient_review_repeat 2026-03-11 upcoming",
            "local_authority_notification 2026-02-28 upcoming",
            "oversight_visit 2026-01-11 upcoming",
            "review_action_plan 2026-03-05 upcoming",
        ]);
        let visit = clocks.iter().find(|d| d["duty"] == "oversight_visit").unwrap();
        assert_eq!(visit["explanation"]["binding"]["pack"], json!("national"));
        assert_eq!(visit["explanation"]["others"][0]["due_on"], json!("2026-01-25"), "the eight weeks of the seeds beside it");
        assert_eq!(world.icb().get("/v1/people").await.is(200).json["data"], json!([]), "nothing is kept");
    }

    async fn what_a_preview_on_a_person_says_then_happens(world: World) {
        let icb = world.icb();
        for (n, born) in [(1, "1993-05-17"), (2, "2009-03-02"), (3, "2008-02-29")] {
            let person = icb.accepted(&referral_of(n, born), &acceptance()).await;
            let before = clocks(&icb, &person).await;
            let facts = json!({"facts": [
                {"kind": "rating", "rag": "red", "effective_on": "2025-12-20"},
                {"kind": "admission", "admitted_on": "2026-01-06", "setting": "adult_acute", "security": "none"},
                {"kind": "inpatient_review_held", "held_on": "2026-01-29", "offered_on": "2026-01-12"},
                {"kind": "oversight_visit", "visited_on": "2026-02-24"},
                {"kind": "move", "moved_on": "2026-03-10", "setting": "adult_secure", "security": "low"},
                {"kind": "discharge", "discharged_on": "2026-06-30", "rag": "amber"},
            ]});
            let told = icb.post(&format!("{person}/deadlines/preview"), &facts).await.is(200).json;
            assert_eq!(clocks(&icb, &person).await, before, "nothing is kept");
            let foretold: Vec<Value> = told["added"].as_array().unwrap().iter().cloned()
                .chain(told["changed"].as_array().unwrap().iter().map(|c| c["after"].clone())).collect();

            let tag = icb.get(&person).await.is(200).header("etag").clone();
            icb.post_with(&format!("{person}/ratings"), &[("if-match", &tag)], &rating("red", "2025-12-20")).await.is(201);
            let spell = icb.post(&format!("{person}/admissions"), &admission("2026-01-06", "adult_acute", "none")).await.is(201).id();
            let review = icb.ask(&person, "inpatient", "2026-01-12").await;
            icb.offer(&review, "2026-01-12").await;
            icb.post(&format!("{review}/held"), &held("inpatient", "2026-01-29")).await.is(200);
            icb.post(&format!("{person}/oversight-visits"), &example("visit.json")).await.is(201);
            icb.post(&format!("{person}/admissions/{spell}/moves"), &example("move.json")).await.is(200);
            let home = with(&discharge("2026-06-30"), [("/rag", json!("amber"))]);
            icb.post(&format!("{person}/admissions/{spell}/discharge"), &home).await.is(200);

            let after = clocks(&icb, &person).await;
            let changed: Vec<Value> = after.into_iter().filter(|d| !before.contains(d)).collect();
            let hidden = |d: &&Value| d["duty"] != "transition_plan";
            assert_eq!(sorted(foretold.iter().filter(hidden).cloned().collect()), sorted(changed), "born {born}");
        }
    }

    async fn a_preview_refuses_what_the_register_would_refuse(world: World) {
        let icb = world.icb();
        let ask = |facts: Value| json!({"date_of_birth": "1993-05-17", "today": "2026-01-01", "facts": facts});
        for (facts, status, pointer, code) in [
            (json!([{"kind": "inpatient_review_held", "held_on": "2025-12-11"}]), 409, "/facts/0/kind", "not_in_hospital"),
            (json!([{"kind": "admission", "admitted_on": "2025-12-11", "setting": "adult_acute", "security": "high"}]), 422, "/facts/0/security", "security_contradicts_setting"),
            (json!([{"kind": "discharge", "discharged_on": "2025-12-11"}]), 409, "/facts/0", "nothing_to_follow"),
            (json!([{"kind": "joining", "joined_on": "2025-12-11"}]), 422, "/facts/0/rag", "rating_needed"),
            (json!([{"kind": "joining", "joined_on": "2025-12-11", "rag": "blue"}]), 409, "/facts/0/rag", "blue_by_admission_only"),
            (json!([{"kind": "joining", "joined_on": "2025-12-11", "rag": "red"}, {"kind": "rating", "effective_on": "2025-12-20", "rag": "green"}]), 409, "/facts/1/rag", "community_review_undecided"),
        ] {
            let refused = icb.post("/v1/deadlines/preview", &ask(facts)).await.is(status);
            assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!(pointer), &json!(code)));
        }
        icb.post("/v1/deadlines/preview", &json!({"date_of_birth": "1993-05-17", "facts": []})).await.is(422);
        icb.post("/v1/deadlines/preview", &ask(json!([{"kind": "holiday", "on": "2026-01-01"}]))).await.is(422);
        let unknown = json!({"date_of_birth": "1993-05-17", "facts": [{"kind": "joining", "joined_on": "2025-12-11", "rag": "red"}], "policies": ["nowhere"]});
        icb.post("/v1/deadlines/preview", &unknown).await.is(422);
        let person = icb.accepted(&referral_of(1, "1993-05-17"), &acceptance()).await;
        let other = world.caller("QWO");
        other.post(&format!("{person}/deadlines/preview"), &json!({"facts": []})).await.is(404);
    }

    async fn a_pack_that_is_not_in_force_speaks_when_asked(world: World) {
        let ask = |policies: Value| json!({"date_of_birth": "1993-05-17", "today": "2026-01-10", "policies": policies,
            "facts": [{"kind": "admission", "admitted_on": "2026-01-06", "setting": "adult_acute", "security": "none"}]});
        let packs = |found: &Value| {
            let of = |d: &Value| std::iter::once(&d["explanation"]["binding"]).chain(d["explanation"]["others"].as_array().unwrap())
                .map(|c| c["pack"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
            found["deadlines"].as_array().unwrap().iter().flat_map(of).any(|pack| pack == "mental-health-act-2025")
        };
        let icb = world.icb();
        assert!(!packs(&icb.post("/v1/deadlines/preview", &ask(json!([]))).await.is(200).json));
        assert!(packs(&icb.post("/v1/deadlines/preview", &ask(json!(["mental-health-act-2025"]))).await.is(200).json));
    }
}
