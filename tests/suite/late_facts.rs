//! Facts that arrive late or contradict each other: no date, colour or stay may come out wrong.

use crate::support::{Caller, example, stories};
use serde_json::{Value, json};

/// The example referral of another person, whose register consent is these entries: status, date.
fn referral_with(number: u32, consents: &[(&str, &str)]) -> Value {
    let mut body = example("referral.json");
    body["client_reference"] = json!(format!("late-{number}"));
    body["person"]["nhs_number"] = json!(crate::support::nhs_number(number));
    let entry = |(status, on): &(&str, &str)| json!({"scope": "register", "status": status, "basis": "self", "given_by": "CANARY", "effective_on": on});
    body["consents"] = consents.iter().map(entry).collect();
    body
}

fn decision_on(day: &str) -> Value {
    let mut body = example("decision-accepted.json");
    body["decided_on"] = json!(day);
    body
}

fn admission_on(day: &str) -> Value {
    let mut body = example("admission.json");
    body["admitted_on"] = json!(day);
    body["expected_discharge_on"] = json!(null);
    body
}

async fn decide(icb: &Caller<'_>, referral: &Value, decision: &Value) -> crate::support::Reply {
    let address = icb.post("/v1/referrals", referral).await.is(201).header("location");
    icb.post_on(&address, &format!("{address}/decision"), decision).await
}

async fn first_review(icb: &Caller<'_>, person: &str) -> Value {
    let all = icb.get(&format!("{person}/deadlines?duty=inpatient_review_first")).await.is(200);
    all.json["data"][0].clone()
}

stories! {
    async fn consent_given_then_withdrawn_does_not_carry_a_back_dated_acceptance(world: World) {
        let icb = world.caller("QOQ");
        let referral = referral_with(901, &[("given", "2025-11-28"), ("withdrawn", "2026-02-01")]);
        decide(&icb, &referral, &decision_on("2025-12-03")).await.refused(409, "rule_not_met").fault("/consents", "no_register_consent");
    }

    async fn an_offer_made_in_time_counts_whichever_review_was_held(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        icb.post(&format!("{person}/admissions"), &example("admission.json")).await.is(201);
        let reviews = format!("{person}/reviews");
        let one = icb.post(&reviews, &example("review-inpatient.json")).await.is(201).id();
        icb.post(&format!("{reviews}/{one}/offer"), &json!({"offered_on": "2026-01-11"})).await.is(200);
        let two = icb.post(&reviews, &example("review-inpatient.json")).await.is(201).id();
        let mut held = example("review-held.json");
        held["held_on"] = json!("2026-02-20");
        held["recommendations"] = json!([]);
        icb.post(&format!("{reviews}/{two}/held"), &held).await.is(200);
        let first = first_review(&icb, &person).await;
        assert_eq!((&first["status"], &first["offered_on"], &first["offered_in_time"]), (&json!("met_late"), &json!("2026-01-11"), &json!(true)));
    }

    async fn an_offer_that_comes_to_light_after_the_review_still_counts(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        icb.post(&format!("{person}/admissions"), &example("admission.json")).await.is(201);
        let review = icb.post(&format!("{person}/reviews"), &example("review-inpatient.json")).await.is(201).id();
        let address = format!("{person}/reviews/{review}");
        let mut held = example("review-held.json");
        held["held_on"] = json!("2026-02-20");
        held["recommendations"] = json!([]);
        icb.post(&format!("{address}/held"), &held).await.is(200);
        assert_eq!(first_review(&icb, &person).await["offered_in_time"], json!(false));
        icb.post(&format!("{address}/offer"), &json!({"offered_on": "2026-01-12"})).await.is(200);
        assert_eq!(first_review(&icb, &person).await["offered_in_time"], json!(true));
        icb.post(&format!("{address}/offer"), &json!({"offered_on": "2026-02-21"})).await.refused(422, "invalid_request").fault("/offered_on", "offer_after_review");
    }

    async fn a_late_decline_keeps_the_days_it_was_overdue(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        icb.post(&format!("{person}/admissions"), &example("admission.json")).await.is(201);
        let review = icb.post(&format!("{person}/reviews"), &example("review-inpatient.json")).await.is(201).id();
        let address = format!("{person}/reviews/{review}");
        icb.post(&format!("{address}/offer"), &json!({"offered_on": "2026-01-12"})).await.is(200);
        let mut declined = example("review-declined.json");
        declined["declined_on"] = json!("2026-02-23");
        icb.post(&format!("{address}/declined"), &declined).await.is(200);
        let first = first_review(&icb, &person).await;
        assert_eq!((&first["status"], &first["days_overdue"]), (&json!("declined"), &json!(20)));
    }

    async fn an_earlier_spell_is_recorded_late_together_with_its_discharge(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        let spells = format!("{person}/admissions");
        icb.post(&spells, &admission_on("2026-06-01")).await.is(201);
        let mut earlier = admission_on("2026-01-06");
        icb.post(&spells, &earlier).await.refused(409, "rule_not_met").fault("/admitted_on", "spell_overlaps");
        earlier["discharge"] = example("discharge.json");
        earlier["discharge"]["discharged_on"] = json!("2026-06-02");
        icb.post(&spells, &earlier).await.refused(409, "rule_not_met").fault("/admitted_on", "spell_overlaps");
        earlier["discharge"]["discharged_on"] = json!("2026-01-05");
        icb.post(&spells, &earlier).await.refused(422, "invalid_request").fault("/discharge/discharged_on", "discharge_before_admission");
        earlier["discharge"]["discharged_on"] = json!("2026-06-01");
        let recorded = icb.post(&spells, &earlier).await.is(201);
        assert_eq!(recorded.json["discharged_on"], json!("2026-06-01"));
        let all = icb.get(&spells).await.is(200);
        let admitted: Vec<&Value> = all.json["data"].as_array().unwrap().iter().map(|s| &s["admitted_on"]).collect();
        assert_eq!(admitted, [&json!("2026-01-06"), &json!("2026-06-01")]);
        assert_eq!(icb.get(&person).await.json["rag"], json!("blue"));
        let duties = icb.duties(&person).await;
        assert!(duties.contains(&("inpatient_review_first".into(), "2026-02-03".into(), "missed".into())), "{duties:?}");
        assert!(duties.contains(&("inpatient_review_first".into(), "2026-06-29".into(), "overdue".into())), "{duties:?}");
    }

    async fn the_colour_of_an_earlier_stay_does_not_come_back(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        let mut red = example("rating-red.json");
        red["effective_on"] = json!("2026-03-01");
        icb.post_on(&person, &format!("{person}/ratings"), &red).await.is(201);
        let withdrawn = json!({"scope": "register", "status": "withdrawn", "basis": "self", "given_by": "CANARY", "effective_on": "2026-02-01"});
        icb.post(&format!("{person}/consents"), &withdrawn).await.is(201);
        let mut again = example("referral.json");
        again["client_reference"] = json!("again");
        again["consents"] = json!([{"scope": "register", "status": "given", "basis": "self", "given_by": "CANARY", "effective_on": "2026-02-10"}]);
        let mut decision = decision_on("2026-02-15");
        decision["person_id"] = json!(person.rsplit('/').next().unwrap());
        decide(&icb, &again, &decision).await.is(200);
        let shown = icb.get(&person).await.is(200);
        assert_eq!((&shown.json["rag"], &shown.json["membership"]["started_on"]), (&json!("amber"), &json!("2026-02-15")));
    }

    async fn an_acceptance_is_not_dated_into_a_spell_that_has_ended(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        let spell = icb.post(&format!("{person}/admissions"), &example("admission.json")).await.is(201).id();
        let withdrawn = json!({"scope": "register", "status": "withdrawn", "basis": "self", "given_by": "CANARY", "effective_on": "2026-01-10"});
        icb.post(&format!("{person}/consents"), &withdrawn).await.is(201);
        let discharge = json!({"discharged_on": "2026-06-30", "destination": "own_home"});
        icb.post(&format!("{person}/admissions/{spell}/discharge"), &discharge).await.is(200);
        let mut again = example("referral.json");
        again["client_reference"] = json!("again");
        again["consents"] = json!([{"scope": "register", "status": "given", "basis": "self", "given_by": "CANARY", "effective_on": "2026-02-10"}]);
        let mut decision = decision_on("2026-03-01");
        decision["person_id"] = json!(person.rsplit('/').next().unwrap());
        decide(&icb, &again, &decision).await.refused(409, "rule_not_met").fault("/decided_on", "in_hospital_that_day");
    }

    async fn death_in_hospital_ends_the_stay_and_nobody_dead_is_blue(world: World) {
        let icb = world.caller("QOQ");
        let person = icb.robin().await;
        let spell = icb.post(&format!("{person}/admissions"), &example("admission.json")).await.is(201).id();
        let died = json!({"discharged_on": "2026-06-30", "destination": "died"});
        icb.post(&format!("{person}/admissions/{spell}/discharge"), &died).await.is(200);
        let shown = icb.get(&person).await.is(200);
        assert_eq!((&shown.json["rag"], &shown.json["membership"]["end_reason"]), (&json!(null), &json!("deceased")));
        assert_eq!(icb.get("/v1/people?rag=blue").await.json["data"], json!([]));
    }

    async fn the_sender_learns_neither_the_reason_nor_that_it_was_a_duplicate(world: World) {
        let (icb, sender) = (world.caller("QOQ"), world.caller("RV9"));
        let address = sender.post("/v1/referrals", &example("referral.json")).await.is(201).header("location");
        let mut decision = json!({"outcome": "declined", "reason": "duplicate", "decided_on": "2025-12-03", "note": "CANARY"});
        decision["decided_by"] = json!({"name": "Pat Moss"});
        let decided = icb.post_on(&address, &format!("{address}/decision"), &decision).await.is(200);
        assert_eq!((&decided.json["status"], &decided.json["decision"]["reason"]), (&json!("duplicate"), &json!("duplicate")));
        let seen = sender.get(&address).await.is(200);
        assert_eq!(seen.json["status"], json!("declined"));
        for hidden in ["reason", "note", "override_reason"] {
            assert_eq!(seen.json["decision"][hidden], json!(null), "{hidden}");
        }
        assert_eq!(sender.get("/v1/referrals?status=duplicate").await.json["data"], json!([]));
        assert_eq!(sender.get("/v1/referrals?status=declined").await.json["data"][0]["status"], json!("declined"));
        assert_eq!(icb.get("/v1/referrals?status=duplicate").await.json["data"][0]["status"], json!("duplicate"));
    }

    async fn instants_far_from_any_register_are_refused(world: World) {
        let icb = world.caller("QOQ");
        for far in ["-262000-01-01T00:00:00Z", "%2B262142-12-31T23:59:59Z", "2200-01-01T00:00:00Z"] {
            icb.get(&format!("/v1/people?updated_since={far}")).await.refused(422, "invalid_request").fault("?updated_since", "date_invalid");
        }
        icb.get("/v1/people?updated_since=2026-01-01T00:00:00Z").await.is(200);
    }

    async fn a_discharge_before_joining_gives_the_colour_that_holds_from_joining(world: World) {
        let icb = world.icb();
        let person = icb.accepted(&crate::support::people::referral_of(1, "1993-05-17"), &crate::support::people::acceptance()).await;
        let spell = icb.admit(&person, "2026-02-01", "adult_acute", "none").await;
        icb.post(&format!("{person}/consents"), &crate::support::people::register_consent("withdrawn", "2026-03-01")).await.is(201);
        let again = crate::support::people::with(&crate::support::people::referral(1), [
            ("/consents/0/effective_on", json!("2026-05-30")), ("/received_on", json!("2026-05-31")), ("/client_reference", Value::Null)]);
        let referral = format!("/v1/referrals/{}", icb.post("/v1/referrals", &again).await.is(201).id());
        let tag = icb.get(&referral).await.etag();
        let decision = crate::support::people::with(&crate::support::people::acceptance(), [
            ("/decided_on", json!("2026-06-01")), ("/rating", Value::Null), ("/person_id", json!(crate::support::people::last(&person)))]);
        icb.post_with(&format!("{referral}/decision"), &[("if-match", &tag)], &decision).await.is(200);
        assert_eq!(icb.get(&person).await.is(200).json["rag"], json!("blue"), "joined straight to Blue");
        let home = crate::support::people::discharge("2026-05-01");
        let silent = crate::support::people::with(&home, [("/rag", Value::Null), ("/rationale", Value::Null), ("/set_by", Value::Null)]);
        let refused = icb.post(&format!("{person}/admissions/{spell}/discharge"), &silent).await.is(409);
        assert_eq!(refused.json["errors"][0]["code"], json!("rag_needed_on_discharge"));
        icb.post(&format!("{person}/admissions/{spell}/discharge"), &home).await.is(200);
        let read = icb.get(&person).await.is(200).json;
        assert_eq!((&read["rag"], &read["rating"]["effective_on"]), (&json!("red"), &json!("2026-06-01")));
        let review = icb.all(&format!("{person}/deadlines?duty=register_review&status=overdue")).await;
        assert_eq!(review[0]["due_on"], json!("2026-07-01"), "at risk since joining");
    }
}
