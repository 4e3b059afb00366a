//! Admission notices: the same answer for known and unknown, and the clocks that run from the true date.

use crate::support::people::{acceptance, each, referral_of, with};
use crate::support::{Caller, nhs_number, stories};
use reqwest::Method;
use serde_json::{Value, json};

fn notice(n: u32, born: &str, on: &str, setting: &str) -> Value {
    json!({"reported_by": {"name": "Kit Rowe", "role": "Ward manager", "organisation_ods": "RV9"},
        "person": {"nhs_number": nhs_number(n), "family_name": "Brook", "given_name": "Jude", "date_of_birth": born, "conditions": ["autism"],
            "diagnosis_status": "confirmed", "icb_ods": "QOQ", "local_authority": "E06000010"},
        "admission": {"admitted_on": on, "provider_ods": "RV9", "setting": setting, "security": "none", "legal_status": "informal",
            "reasons": ["mental_disorder"], "out_of_area": false, "responsible_commissioner": {"ods": "RXX", "kind": "provider_collaborative"},
            "urgency": "urgent", "rationale": "Could not be kept safe at home.", "planned_treatment": "Assessment.",
            "intended_outcomes": ["Eating regularly"]}})
}

async fn found(icb: &Caller<'_>, n: u32) -> Value {
    let people =
        icb.post("/v1/people/search", &json!({"nhs_number": nhs_number(n)})).await.is(200).json["data"].clone();
    assert_eq!(people.as_array().unwrap().len(), 1);
    people[0].clone()
}

stories! {
    /// Pathway: S1-52.
    async fn a_notice_of_somebody_unknown_starts_the_clocks_from_the_true_date(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let receipt = ward.post("/v1/admission-notices", &notice(38, "2010-09-14", "2026-11-03", "tier4")).await.is(202).json;
        assert_eq!(receipt.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "message"]);
        let person = found(&icb, 38).await;
        assert_eq!((&person["rag"], &person["membership"]), (&json!("blue"), &Value::Null), "in hospital, not on the register");
        assert_eq!(each(person["prompts"].as_array().unwrap(), "code"), ["join_register"]);
        let address = format!("/v1/people/{}", person["id"].as_str().unwrap());
        let clocks = icb.all(&format!("{address}/deadlines")).await;
        let mut lines: Vec<String> = clocks.iter().map(|d| format!("{} {}", d["duty"].as_str().unwrap(), d["due_on"].as_str().unwrap())).collect();
        lines.sort();
        assert_eq!(lines, ["inpatient_review_first 2026-11-17", "local_authority_notification 2027-02-03", "oversight_visit 2026-12-15"]);
        assert_eq!(ward.get(&address).await.is(404).json["code"], json!("not_found"), "the ward learns nothing more");
    }

    /// Pathway: S1-52.
    async fn joining_follows_a_notice_straight_to_blue(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        ward.post("/v1/admission-notices", &notice(1, "1993-05-17", "2026-01-06", "adult_acute")).await.is(202);
        let known = found(&icb, 1).await["id"].clone();
        let referral = icb.post("/v1/referrals", &referral_of(1, "1993-05-17")).await.is(201).id();
        let address = format!("/v1/referrals/{referral}");
        let tag = icb.get(&address).await.is(200).header("etag").clone();
        let decision = with(&acceptance(), [("/decided_on", json!("2026-01-20")), ("/rating", Value::Null)]);
        let refused = icb.post_with(&format!("{address}/decision"), &[("if-match", &tag)], &with(&acceptance(), [])).await.is(409);
        assert_eq!(refused.json["existing_id"], known, "link, instead of a second record");
        let decision = with(&decision, [("/person_id", known.clone())]);
        icb.post_with(&format!("{address}/decision"), &[("if-match", &tag)], &decision).await.is(200);
        let person = found(&icb, 1).await;
        assert_eq!((&person["rag"], &person["membership"]["started_on"]), (&json!("blue"), &json!("2026-01-20")));
        assert_eq!(person["prompts"], json!([]));
        let first = icb.all(&format!("/v1/people/{}/deadlines?duty=inpatient_review_first", known.as_str().unwrap())).await;
        assert_eq!(each(&first, "due_on"), ["2026-02-03"], "from the admission, not from joining");
    }

    async fn the_answer_is_the_same_for_known_and_unknown(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        icb.accepted(&referral_of(1, "1993-05-17"), &acceptance()).await;
        let shape = |reply: &crate::support::Reply| {
            let mut body = reply.json.clone();
            body["id"] = json!("-");
            (reply.status, body)
        };
        let known = ward.post("/v1/admission-notices", &notice(1, "1993-05-17", "2026-02-03", "adult_acute")).await.is(202);
        let unknown = ward.post("/v1/admission-notices", &notice(2, "1993-05-17", "2026-02-03", "adult_acute")).await.is(202);
        // In hospital elsewhere already: the notice contradicts what is on record, and the sender does not hear of it.
        let contradicting = ward.post("/v1/admission-notices", &notice(1, "1993-05-17", "2026-03-09", "adult_acute")).await.is(202);
        assert_eq!(shape(&known), shape(&unknown));
        assert_eq!(shape(&known), shape(&contradicting));
        for header in ["etag", "location"] {
            assert!(!known.headers.contains_key(header) && !unknown.headers.contains_key(header), "{header}");
        }
        let person = found(&icb, 1).await;
        assert_eq!(each(person["prompts"].as_array().unwrap(), "code"), ["admission_notice"]);
        assert_eq!(person["hospital"]["admitted_on"], json!("2026-02-03"));
        let wrong = |n: u32| with(&notice(n, "1993-05-17", "2027-02-03", "adult_acute"), []);
        let (known, unknown) = (ward.post("/v1/admission-notices", &wrong(1)).await.is(422), ward.post("/v1/admission-notices", &wrong(3)).await.is(422));
        assert_eq!(known.json["errors"], unknown.json["errors"]);
        assert_eq!(known.json["errors"][0]["pointer"], json!("/admission/admitted_on"));
    }

    async fn nor_does_the_audit_of_what_the_ward_wrote_tell(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        icb.accepted(&referral_of(39, "1993-05-17"), &acceptance()).await;
        let held = ward.get("/v1/settings").await.is(200).etag();
        ward.send(Method::PUT, "/v1/settings", &[("if-match", &held)], Some(r#"{"partners": []}"#.into())).await.is(200);
        for n in [39, 40] {
            ward.post("/v1/admission-notices", &notice(n, "1993-05-17", "2026-02-03", "adult_acute")).await.is(202);
        }
        let written = ward.all("/v1/audit?kind=write").await;
        assert_eq!(each(&written, "operation"), ["settings_set"], "facts on records out of reach would tell which were there before");
        let written = icb.all("/v1/audit?kind=write&organisation=RV9").await;
        assert!(each(&written, "operation").contains(&"admission_noticed".to_owned()), "whoever answers for the people reads them");
    }

    async fn the_same_notice_twice_is_one_spell(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let body = notice(1, "1993-05-17", "2026-01-06", "adult_acute");
        ward.post("/v1/admission-notices", &body).await.is(202);
        ward.post("/v1/admission-notices", &body).await.is(202);
        let key = [("idempotency-key", "notice-0001")];
        let once = ward.post_with("/v1/admission-notices", &key, &body).await.is(202);
        let again = ward.post_with("/v1/admission-notices", &key, &body).await.is(202);
        assert_eq!(once.json, again.json);
        assert_eq!(again.header("idempotency-replayed"), "true");
        let person = format!("/v1/people/{}", found(&icb, 1).await["id"].as_str().unwrap());
        assert_eq!(icb.all(&format!("{person}/admissions")).await.len(), 1);
        assert_eq!(icb.get(&person).await.is(200).json["prompts"].as_array().unwrap().len(), 1, "only to join");
    }

    async fn only_the_provider_or_the_icb_reports(world: World) {
        let body = notice(1, "1993-05-17", "2026-01-06", "adult_acute");
        let refused = world.caller("RXX").post("/v1/admission-notices", &body).await.is(422);
        assert_eq!(refused.json["errors"][0]["code"], json!("not_yours_to_report"));
        world.icb().post("/v1/admission-notices", &body).await.is(202);
    }

    async fn a_notice_that_may_be_about_somebody_else_is_looked_at_first(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let person = icb.accepted(&referral_of(1, "1993-05-17"), &acceptance()).await;
        ward.post("/v1/admission-notices", &notice(1, "1971-02-03", "2026-02-03", "adult_acute")).await.is(202);
        let read = icb.get(&person).await.is(200).json;
        assert_eq!((&read["rag"], &read["hospital"]), (&json!("amber"), &Value::Null), "another date of birth under the same number");
        assert_eq!(each(read["prompts"].as_array().unwrap(), "code"), ["admission_notice"]);
    }

    async fn nobody_is_blue_after_their_death(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let person = icb.accepted(&referral_of(1, "1993-05-17"), &acceptance()).await;
        let tag = icb.get(&person).await.is(200).header("etag").clone();
        let died = json!({"left_on": "2026-01-10", "reason": "deceased", "decided_by": {"name": "Pat Moss"}});
        icb.post_with(&format!("{person}/departure"), &[("if-match", &tag)], &died).await.is(200);
        let late = crate::support::people::admission("2026-01-02", "adult_acute", "none");
        let refused = icb.post(&format!("{person}/admissions"), &late).await.is(409);
        assert_eq!(refused.json["errors"][0]["code"], json!("person_died"));
        ward.post("/v1/admission-notices", &notice(1, "1993-05-17", "2026-01-02", "adult_acute")).await.is(202);
        let read = icb.get(&person).await.is(200).json;
        assert_eq!((&read["rag"], &read["date_of_death"]), (&Value::Null, &json!("2026-01-10")));
        assert_eq!(each(read["prompts"].as_array().unwrap(), "code"), ["admission_notice"], "the ICB is told");
        let ended = with(&late, [("/discharge", json!({"discharged_on": "2026-01-10", "destination": "died"}))]);
        icb.post(&format!("{person}/admissions"), &ended).await.is(201);
        let consent = crate::support::people::register_consent("given", "2026-02-01");
        let refused = icb.post(&format!("{person}/consents"), &consent).await.is(422);
        assert_eq!(refused.json["errors"][0]["code"], json!("date_after_death"));
    }

    async fn a_rating_of_a_stay_that_has_closed_still_finds_its_place(world: World) {
        let icb = world.icb();
        let person = icb.accepted(&referral_of(1, "1993-05-17"), &acceptance()).await;
        icb.post(&format!("{person}/consents"), &crate::support::people::register_consent("withdrawn", "2026-03-01")).await.is(201);
        let tag = icb.get(&person).await.is(200).header("etag").clone();
        let late = crate::support::people::rating("red", "2026-02-01");
        icb.post_with(&format!("{person}/ratings"), &[("if-match", &tag)], &late).await.is(201);
        let after = crate::support::people::rating("red", "2026-03-02");
        let tag = icb.get(&person).await.is(200).header("etag").clone();
        icb.post_with(&format!("{person}/ratings"), &[("if-match", &tag)], &after).await.is(409);
        let decided = icb.all(&format!("{person}/deadlines?duty=community_review_decision")).await;
        assert_eq!(each(&decided, "status"), ["cancelled"], "it ended with the stay");
    }

    async fn a_ward_gives_nobody_a_colour(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let person = icb.accepted(&referral_of(1, "1993-05-17"), &acceptance()).await;
        let ended = json!({"discharged_on": "2026-02-20", "destination": "own_home", "rag": "green", "rationale": "Well.",
            "set_by": {"name": "Kit Rowe"}, "unmanaged_risk_identified": false, "mdt_members": [{"name": "Kit Rowe"}]});
        let body = with(&notice(1, "1993-05-17", "2026-02-03", "adult_acute"), [("/admission/discharge", ended)]);
        let refused = ward.post("/v1/admission-notices", &body).await.is(422);
        assert_eq!(refused.json["errors"][0]["code"], json!("discharge_in_a_notice"));
        assert_eq!(icb.get(&person).await.is(200).json["rag"], json!("amber"));
    }
}
