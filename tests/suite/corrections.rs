//! Correcting a person's details, leaving, and plans: what is not changed there, conditions, and calls repeated.

use crate::support::people::{by, referral, register_consent, with};
use crate::support::{Caller, Reply, example, stories};
use reqwest::Method;
use serde_json::{Value, json};

async fn send(icb: &Caller<'_>, method: Method, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
    icb.send(method, path, headers, Some(body.to_string())).await
}

async fn patch(icb: &Caller<'_>, person: &str, body: &Value) -> Reply {
    send(icb, Method::PATCH, person, &[("if-match", "*"), ("content-type", "application/merge-patch+json")], body).await
}

fn at_home() -> Value {
    let step = json!({"text": "Respite.", "agency": "social_care", "status": "open"});
    json!({"set_on": "2026-01-10", "set_by": by("Nurse"), "summary": "At home.", "steps": [step]})
}

stories! {
    async fn what_happened_is_not_corrected_but_recorded(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        for (member, value, instead) in [
            ("icb_ods", json!("QXX"), "transfer"), ("rag", json!("green"), "/ratings"), ("rating", json!({}), "/ratings"),
            ("membership", json!({"status": "closed"}), "/departure"), ("hospital", json!(null), "/admissions"), ("consents", json!([]), "/consents"),
            ("date_of_death", json!("2026-01-01"), "deceased"), ("died_on", json!("2026-01-01"), "deceased"), ("next_deadline", json!(null), "facts"),
            ("actions", json!([]), "colour"), ("age", json!(30), "date of birth"), ("overdue", json!(0), "clocks"), ("id", json!("x"), "never changes"),
            ("version", json!(1), "counts"), ("links", json!({}), "identifier"), ("prompts", json!([]), "on record"), ("nhs_number_absent", json!("not_known"), "NHS number"),
        ] {
            let refused = patch(&icb, &robin, &json!({member: value})).await.refused(422, "invalid_request").fault(&format!("/{member}"), "not_a_detail");
            assert!(refused.json["errors"][0]["message"].as_str().unwrap().contains(instead), "{}", refused.text);
        }
        let several = patch(&icb, &robin, &json!({"rag": "green", "icb_ods": "QXX", "postcode": "HU5 2NN"})).await.refused(422, "invalid_request");
        assert_eq!(several.faults().len(), 2, "all of them at once: {}", several.text);
        assert_eq!(icb.get(&robin).await.json["postcode"], json!("HU1 1AA"), "nothing was changed by halves");
    }

    async fn a_correction_that_cannot_be_says_why(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        for (body, at, code) in [
            (json!({}), "", "nothing_to_change"),
            (json!({"postcode": "HU1 1AA"}), "", "nothing_to_change"),
            (json!({"advocate": null}), "", "nothing_to_change"),
            (json!({"shoe_size": 43}), "", "unknown_field"),
            (json!({"given_name": null}), "", "missing_field"),
            (json!({"date_of_birth": null}), "", "missing_field"),
            (json!({"conditions": null}), "", "missing_field"),
            (json!({"conditions": []}), "", "too_many"),
            (json!({"conditions": ["autism", "autism"]}), "/conditions", "repeated"),
            (json!({"date_of_birth": "2026-11-23"}), "/date_of_birth", "date_in_future"),
            (json!({"date_of_birth": "1905-01-01"}), "/date_of_birth", "date_of_birth_too_early"),
            (json!({"date_of_birth": "2025-12-04"}), "/date_of_birth", "birth_after_facts"),
            (json!({"date_of_birth": "2025-02-29"}), "/date_of_birth", "date_invalid"),
            (json!({"nhs_number": crate::support::nhs_number(5)}), "/nhs_number", "nhs_number_on_record"),
            (json!({"nhs_number": null}), "/nhs_number", "nhs_number_on_record"),
            (json!({"ehcp": "perhaps"}), "/ehcp", "invalid"),
            (json!({"looked_after": "yes"}), "/looked_after", "invalid"),
        ] {
            let refused = patch(&icb, &robin, &body).await.fault(at, code);
            assert_eq!(refused.status.as_u16(), if body == json!({"nhs_number": crate::support::nhs_number(5)}) { 409 } else { 422 }, "{body}");
        }
    }

    async fn a_correction_changes_what_it_names_and_nothing_else(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let before = icb.get(&robin).await.is(200).json;
        let advocate = json!({"name": "Rowan Hill", "role": "Advocate"});
        let told = patch(&icb, &robin, &json!({"postcode": "HU5 2NN", "ehcp": null, "advocate": advocate, "family_name": "Bellamy"})).await.is(200);
        let now = icb.get(&robin).await.is(200).json;
        assert_eq!(told.json, now);
        let mut expected = before.clone();
        (expected["postcode"], expected["advocate"], expected["family_name"]) = (json!("HU5 2NN"), advocate, json!("Bellamy"));
        expected["version"] = json!(before["version"].as_i64().unwrap() + 1);
        expected.as_object_mut().unwrap().remove("ehcp");
        assert_eq!(now, expected);
        patch(&icb, &robin, &json!({"advocate": {"role": "IMHA"}})).await.is(200);
        assert_eq!(icb.get(&robin).await.json["advocate"], json!({"name": "Rowan Hill", "role": "IMHA"}), "objects are merged");
        let found = icb.post("/v1/people/search", &json!({"family_name": "bellamy", "date_of_birth": "1993-05-17"})).await.is(200);
        assert_eq!(found.json["data"].as_array().unwrap().len(), 1, "found by the new name");
        let gone = icb.post("/v1/people/search", &json!({"family_name": "Aldous", "date_of_birth": "1993-05-17"})).await.is(200);
        assert_eq!(gone.json["data"], json!([]));
    }

    async fn a_number_on_record_is_not_replaced_by_a_correction(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let without = with(&referral(2), [("/person/nhs_number", Value::Null), ("/person/nhs_number_absent", json!("newly_arrived"))]);
        let accepted = with(&crate::support::people::acceptance(), [("/nhs_number", json!(crate::support::nhs_number(2)))]);
        let other = icb.accepted(&without, &accepted).await;
        assert_ne!(robin, other);
        patch(&icb, &other, &json!({"nhs_number": "9991000011"})).await.refused(409, "rule_not_met").fault("/nhs_number", "nhs_number_on_record");
    }

    async fn leaving_and_correcting_rest_on_what_was_read(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let left = with(&example("departure.json"), [("/left_on", json!("2026-02-01")), ("/reason", json!("criteria_no_longer_met"))]);
        let corrected = json!({"postcode": "HU5 2NN"});
        let stale = icb.get(&robin).await.etag();
        icb.post(&format!("{robin}/consents"), &with(&register_consent("given", "2026-01-01"), [("/scope", json!("review"))])).await.is(201);
        let departure = format!("{robin}/departure");
        for (method, path, body) in [(Method::POST, departure.as_str(), &left), (Method::PATCH, robin.as_str(), &corrected)] {
            send(&icb, method.clone(), path, &[], body).await.refused(428, "precondition_required");
            send(&icb, method.clone(), path, &[("if-match", &stale)], body).await.refused(412, "stale");
            send(&icb, method, path, &[("if-match", "\"nonsense\"")], body).await.refused(412, "stale");
        }
        let tag = icb.get(&robin).await.etag();
        send(&icb, Method::PATCH, &robin, &[("if-match", &tag)], &corrected).await.is(200);
        send(&icb, Method::POST, &departure, &[("if-match", &tag)], &left).await.refused(412, "stale");
        let tag = icb.get(&robin).await.etag();
        send(&icb, Method::POST, &departure, &[("if-match", &tag)], &left).await.is(200);
        assert_eq!(icb.get(&robin).await.json["membership"]["end_reason"], json!("criteria_no_longer_met"));
        // Nothing else asks for it.
        send(&icb, Method::PUT, &format!("{robin}/support-plan"), &[], &at_home()).await.is(200);
    }

    async fn puts_and_patches_are_repeated_safely(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let tag = icb.get(&robin).await.etag();
        let plan = json!({"set_on": "2026-02-02", "set_by": by("Nurse"), "points": [{"point": 1, "status": "complete"}]});
        for (n, (method, path, body)) in (0..).zip([
            (Method::PATCH, robin.clone(), json!({"postcode": "HU5 2NN"})),
            (Method::PUT, format!("{robin}/support-plan"), at_home()),
            (Method::PUT, format!("{robin}/discharge-plan"), plan),
            (Method::PATCH, format!("{robin}/admissions/{spell}"), json!({"section_117": true})),
        ]) {
            let key = format!("k-{n}");
            let tagged = [("idempotency-key", key.as_str()), ("if-match", tag.as_str())];
            let headers = if n == 0 { &tagged[..] } else { &tagged[..1] };
            let first = send(&icb, method.clone(), &path, headers, &body).await.is(200);
            let facts = icb.all(&format!("{robin}/history?limit=500")).await.len();
            let again = send(&icb, method.clone(), &path, headers, &body).await.is(200);
            assert_eq!(again.header("idempotency-replayed"), "true");
            assert_eq!(again.json, first.json, "{method} {path}");
            assert_eq!(icb.all(&format!("{robin}/history?limit=500")).await.len(), facts, "one fact");
            let other = if method == Method::PUT { with(&body, [("/set_on", json!("2026-02-03"))]) } else if n == 0 { json!({"ehcp": "in_place"}) } else { json!({"section_117": false}) };
            send(&icb, method, &path, headers, &other).await.refused(422, "idempotency_key_reused");
        }
    }

    async fn a_withdrawn_consent_stops_nothing_for_the_commissioner(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-01-20")).await.is(201);
        let review = icb.ask(&robin, "inpatient", "2026-01-21").await;
        icb.offer(&review, "2026-01-22").await;
        icb.post(&format!("{review}/held"), &example("review-held.json")).await.is(200);
        icb.post(&format!("{robin}/oversight-visits"), &example("visit.json")).await.is(201);
        icb.post(&format!("{robin}/admissions/{spell}/moves"), &example("move.json")).await.is(200);
        send(&icb, Method::PATCH, &format!("{robin}/admissions/{spell}"), &[], &json!({"clinically_ready_on": "2026-05-01", "delay_reason": "housing"})).await.is(200);
        icb.example_of("set_discharge_plan", &format!("{robin}/discharge-plan")).await.is(200);
        let now = icb.get(&robin).await.is(200).json;
        assert_eq!((&now["rag"], &now["membership"]["status"], &now["hospital"]["security"]), (&json!("blue"), &json!("closed"), &json!("low")));
        assert_eq!(now["prompts"][0]["code"], json!("join_register"));
        icb.post(&format!("{robin}/admissions/{spell}/discharge"), &json!({"discharged_on": "2026-06-30", "destination": "own_home"})).await.is(200);
        let now = icb.get(&robin).await.is(200).json;
        assert_eq!((&now["rag"], &now["hospital"]), (&json!(null), &json!(null)));
    }

    async fn what_a_called_off_review_offered_still_counts(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let review = icb.ask(&robin, "inpatient", "2026-01-07").await;
        icb.offer(&review, "2026-01-12").await;
        let off = json!({"cancelled_on": "2026-01-27", "cancelled_by": by("Chair"), "reason": "The chair is ill."});
        let told = icb.post(&format!("{review}/cancelled"), &off).await.is(200);
        assert_eq!((&told.json["status"], &told.json["cancelled_on"]), (&json!("cancelled"), &json!("2026-01-27")));
        let first = async || icb.all(&format!("{robin}/deadlines?duty=inpatient_review_first")).await.remove(0);
        assert_eq!((&first().await["offered_in_time"], &first().await["status"]), (&json!(true), &json!("overdue")));
        icb.hold(&robin, "inpatient", "2026-02-05").await;
        let found = first().await;
        assert_eq!((&found["offered_on"], &found["offered_in_time"], &found["held_in_time"]), (&json!("2026-01-12"), &json!(true), &json!(false)));
    }

    async fn a_date_that_was_replaced_stays_in_the_explanation(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&robin, "inpatient", "2026-01-29").await;
        let repeat = async || icb.all(&format!("{robin}/deadlines?duty=inpatient_review_repeat")).await.remove(0);
        let id = repeat().await["id"].clone();
        for (on, setting, security) in [("2026-03-10", "adult_secure", "low"), ("2026-09-01", "adult_acute", "none")] {
            let body = with(&example("move.json"), [("/moved_on", json!(on)), ("/setting", json!(setting)), ("/security", json!(security)), ("/bed_type_code", Value::Null)]);
            icb.post(&format!("{robin}/admissions/{spell}/moves"), &body).await.is(200);
        }
        let now = repeat().await;
        assert_eq!((&now["id"], &now["due_on"]), (&id, &json!("2026-09-01")), "a changed duty keeps its identifier");
        let why = &now["explanation"];
        assert_eq!(why["binding"]["arithmetic"], json!("2026-01-29 + 6 calendar months = 2026-07-29; not before 2026-09-01 = 2026-09-01"));
        let former: Vec<_> = why["others"].as_array().unwrap().iter().map(|c| (c["due_on"].as_str().unwrap(), c["replaced_on"].as_str().unwrap())).collect();
        assert_eq!(former, [("2026-07-29", "2026-03-10"), ("2027-01-29", "2026-09-01")]);
    }

    /// Pathway: S0-details-1, S0-1.4, S0-activity-10.1, S0-activity-10.3, S1-27, S1-76, S1-128, S1-156, S3-register-2,
    /// S4-spotlight-2, S4-register-2, S4-register-4, S4-register-6, S4-accepted-4.
    async fn every_example_of_the_pathway_is_accepted_as_it_stands(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let community = icb.ask(&robin, "community", "2025-12-15").await;
        icb.example_of("amend_person", &robin).await.is(200);
        icb.example_of("give_rating", &format!("{robin}/ratings")).await.is(201);
        for (operation, path) in [("refer_to_support", "support-referrals"), ("record_laep_meeting", "laep-meetings")] {
            icb.example_of(operation, &format!("{robin}/{path}")).await.is(201);
        }
        icb.example_of("set_support_plan", &format!("{robin}/support-plan")).await.is(200);
        let spell = icb.example_of("record_admission", &format!("{robin}/admissions")).await.is(201).id();
        for (operation, path) in [("record_oversight_visit", "oversight-visits"), ("notify_local_authority", "local-authority-notifications"), ("raise_quality_concern", "quality-concerns")] {
            icb.example_of(operation, &format!("{robin}/{path}")).await.is(201);
        }
        icb.example_of("set_discharge_plan", &format!("{robin}/discharge-plan")).await.is(200);
        icb.example_of("record_move", &format!("{robin}/admissions/{spell}/moves")).await.is(200);
        icb.example_of("amend_admission", &format!("{robin}/admissions/{spell}")).await.is(200);
        let held = icb.ask(&robin, "inpatient", "2026-01-07").await;
        let off = icb.ask(&robin, "inpatient", "2026-01-07").await;
        let done = icb.example_of("hold_review", &format!("{held}/held")).await.is(200);
        for (operation, review, step) in [("schedule_review", &off, "schedule"), ("cancel_review", &off, "cancelled"), ("report_review", &held, "report"), ("review_action_plan", &held, "plan-review")] {
            icb.example_of(operation, &format!("{review}/{step}")).await.is(200);
        }
        let recommendation = done.json["recommendations"][0]["id"].as_str().unwrap();
        icb.example_of("progress_recommendation", &format!("{robin}/recommendations/{recommendation}")).await.is(200);
        icb.example_of("record_discharge", &format!("{robin}/admissions/{spell}/discharge")).await.is(200);
        icb.example_of("decide_community_review", &format!("{robin}/community-review-decision")).await.is(201);
        icb.post_on(&robin, &format!("{robin}/ratings"), &example("rating-green.json")).await.is(201);
        icb.example_of("decide_to_remain", &format!("{robin}/step-down-decision")).await.is(201);
        icb.example_of("record_departure", &format!("{robin}/departure")).await.is(200);
        assert_eq!(icb.get(&community).await.is(200).json["status"], json!("requested"));
        assert_eq!(icb.all(&format!("{robin}/history?limit=500")).await.len(), 31);
    }
}
