//! Facts entered in error or under a wrong date: marked and never hidden, everything computed again, nothing impossible left.

use crate::support::people::{admission, by, each, last, register_consent};
use crate::support::{Caller, Reply, example, stories};
use serde_json::{Value, json};

/// The versions of a person's facts of one kind.
async fn versions(icb: &Caller<'_>, person: &str, kind: &str) -> Vec<i64> {
    let facts = icb.all(&format!("{person}/history")).await;
    facts.iter().filter(|fact| fact["kind"] == kind).map(|fact| fact["version"].as_i64().unwrap()).collect()
}

async fn version(icb: &Caller<'_>, person: &str, kind: &str) -> i64 {
    versions(icb, person, kind).await[0]
}

fn in_error(versions: &[i64]) -> Value {
    let facts: Vec<Value> = versions.iter().map(|v| json!({"version": v, "action": "entered_in_error"})).collect();
    json!({"facts": facts, "reason": "It was somebody else.", "corrected_by": by("DSR lead")})
}

fn redated(facts: &[(i64, &str)]) -> Value {
    let facts: Vec<Value> =
        facts.iter().map(|(v, day)| json!({"version": v, "action": "redated", "occurred_on": day})).collect();
    json!({"facts": facts, "reason": "The letter names another day.", "corrected_by": by("DSR lead")})
}

async fn correct(icb: &Caller<'_>, person: &str, body: &Value) -> Reply {
    icb.post_on(person, &format!("{person}/corrections"), body).await
}

/// The status and due date of the first duty of this kind.
async fn duty(icb: &Caller<'_>, person: &str, duty: &str) -> (Value, Value, Value) {
    let all = icb.get(&format!("{person}/deadlines?duty={duty}")).await.is(200);
    let first = &all.json["data"][0];
    (first["status"].clone(), first["due_on"].clone(), first["id"].clone())
}

stories! {
    async fn an_admission_that_never_was_takes_its_clocks_and_its_colour_with_it(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let before = icb.get(&robin).await.is(200).json;
        icb.admit(&robin, "2026-10-01", "adult_acute", "none").await;
        let (status, due, id) = duty(&icb, &robin, "inpatient_review_first").await;
        assert_eq!((&status, &due), (&json!("overdue"), &json!("2026-10-29")));
        assert_eq!(icb.get(&robin).await.json["rag"], json!("blue"));
        let admitted = version(&icb, &robin, "admitted").await;
        let made = correct(&icb, &robin, &in_error(&[admitted])).await.is(201);
        assert_eq!(made.json["facts"][0]["kind"], json!("admitted"));
        assert!(made.json["dates"]["changed"].as_array().unwrap().iter().any(|c| c["after"]["status"] == json!("withdrawn")), "{}", made.text);
        let after = icb.get(&robin).await.is(200).json;
        assert_eq!((&after["rag"], &after["rating"], &after["hospital"], &after["next_deadline"]), (&before["rag"], &before["rating"], &before["hospital"], &before["next_deadline"]));
        assert_eq!(duty(&icb, &robin, "inpatient_review_first").await, (json!("withdrawn"), due.clone(), id.clone()));
        assert_eq!(icb.all(&format!("{robin}/admissions")).await, Vec::<Value>::new());
        let listed = icb.get("/v1/people?rag=blue").await.is(200);
        assert_eq!(listed.json["data"], json!([]), "nobody is in hospital");

        // The fact is still there, marked; undoing brings all of it back.
        let history = icb.all(&format!("{robin}/history")).await;
        let fact = history.iter().find(|fact| fact["version"] == admitted).unwrap();
        let by = made.json["version"].as_i64().unwrap();
        assert_eq!(fact["corrected"], json!({"action": "entered_in_error", "by_version": by, "occurred_on": null}));
        assert_eq!(fact["occurred_on"], json!("2026-10-01"));
        correct(&icb, &robin, &in_error(&[admitted])).await.refused(409, "rule_not_met").fault("/facts/0/version", "already_in_error");
        correct(&icb, &robin, &in_error(&[by])).await.is(201);
        assert_eq!(duty(&icb, &robin, "inpatient_review_first").await, (json!("overdue"), due, id));
        assert_eq!(icb.get(&robin).await.json["rag"], json!("blue"));
        let all = icb.all(&format!("{robin}/corrections")).await;
        assert_eq!(each(&all, "version").len(), 2);
        assert_eq!(all[0]["undone_by"], all[1]["version"]);
    }

    /// Pathway: S1-10.
    async fn what_rests_on_a_fact_is_named_and_corrected_with_it(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-10-01", "adult_acute", "none").await;
        let mut visit = example("visit.json");
        visit["visited_on"] = json!("2026-10-10");
        icb.post(&format!("{robin}/oversight-visits"), &visit).await.is(201);
        icb.hold(&robin, "inpatient", "2026-10-12").await;
        icb.discharge(&robin, &spell, "2026-10-20").await;
        let admitted = version(&icb, &robin, "admitted").await;
        let alone = correct(&icb, &robin, &in_error(&[admitted])).await.refused(409, "rule_not_met");
        let named = alone.text.clone();
        for kind in ["oversight_visited", "review_requested", "review_held", "discharged"] {
            assert!(named.contains(kind), "{kind} rests on it: {named}");
        }
        assert!(alone.faults().iter().all(|(at, code)| (at.as_str(), code.as_str()) == ("/facts", "dependent_fact")));
        let before = icb.get(&robin).await.json["version"].clone();
        let mut all = vec![admitted];
        for kind in ["oversight_visited", "review_requested", "review_offered", "review_held", "discharged"] {
            all.extend(versions(&icb, &robin, kind).await);
        }
        assert_eq!(icb.get(&robin).await.json["version"], before, "a refusal writes nothing");
        let seen = icb.post(&format!("{robin}/corrections/preview"), &in_error(&all)).await.is(200);
        assert!(seen.json["changed"].as_array().unwrap().iter().any(|c| c["after"]["status"] == json!("withdrawn")));
        let made = correct(&icb, &robin, &in_error(&all)).await.is(201);
        assert_eq!(made.json["dates"], seen.json, "what was previewed is what happened");
        assert_eq!(icb.get(&format!("{robin}/reviews")).await.json["data"], json!([]));
        let mut statuses: Vec<_> = icb.duties(&robin).await;
        statuses.retain(|(duty, ..)| duty.starts_with("inpatient") || duty == "oversight_visit");
        assert!(!statuses.is_empty());
        for (duty, _, status) in statuses {
            assert_eq!(status, "withdrawn", "{duty}");
        }
    }

    async fn an_admission_under_a_wrong_date_moves_every_date_that_counts_from_it(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-10-11", "adult_acute", "none").await;
        let (_, due, id) = duty(&icb, &robin, "inpatient_review_first").await;
        assert_eq!(due, json!("2026-11-08"));
        let admitted = version(&icb, &robin, "admitted").await;
        let made = correct(&icb, &robin, &redated(&[(admitted, "2026-10-01")])).await.is(201);
        assert_eq!(made.json["facts"][0]["recorded_for"], json!("2026-10-11"));
        assert_eq!(duty(&icb, &robin, "inpatient_review_first").await, (json!("overdue"), json!("2026-10-29"), id.clone()));
        let one = icb.get(&format!("{robin}/deadlines/{}", id.as_str().unwrap())).await.is(200);
        assert_eq!(one.json["starts_with"]["date"], json!("2026-10-01"));
        assert_eq!(icb.get(&format!("{robin}/admissions")).await.json["data"][0]["admitted_on"], json!("2026-10-01"));

        // The discharge and the colour after it move together.
        icb.discharge(&robin, &spell, "2026-10-20").await;
        let discharged = version(&icb, &robin, "discharged").await;
        correct(&icb, &robin, &redated(&[(discharged, "2026-11-02")])).await.is(201);
        let (status, due, _) = duty(&icb, &robin, "inpatient_review_first").await;
        assert_eq!((status, due), (json!("missed"), json!("2026-10-29")), "due before the discharge as it was");
        assert_eq!(icb.get(&robin).await.json["rating"]["effective_on"], json!("2026-11-02"));
        correct(&icb, &robin, &redated(&[(discharged, "2026-09-30")])).await.refused(409, "rule_not_met").fault("/facts", "dependent_fact");
    }

    async fn a_withdrawal_that_was_not_meant_is_taken_back_with_the_leaving(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let before = icb.get(&robin).await.json;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-11-01")).await.is(201);
        assert_eq!(icb.get(&robin).await.json["membership"]["status"], json!("closed"));
        let withdrawn = *versions(&icb, &robin, "consent_recorded").await.last().unwrap();
        let left = version(&icb, &robin, "membership_closed").await;
        let alone = correct(&icb, &robin, &in_error(&[withdrawn])).await.refused(409, "rule_not_met");
        assert!(alone.text.contains("membership_closed"), "{}", alone.text);
        correct(&icb, &robin, &in_error(&[withdrawn, left])).await.is(201);
        let after = icb.get(&robin).await.json;
        for member in ["membership", "rating", "next_deadline", "actions"] {
            assert_eq!(after[member], before[member], "{member}");
        }
    }

    async fn nobody_is_put_back_on_the_register_who_died_or_withdrew_consent(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let joined = version(&icb, &robin, "membership_opened").await;
        let rated = version(&icb, &robin, "rated").await;
        let given = version(&icb, &robin, "consent_recorded").await;
        for alone in [rated, given] {
            let refused = correct(&icb, &robin, &in_error(&[alone])).await.refused(409, "rule_not_met").fault("/facts", "dependent_fact");
            assert!(refused.text.contains(&format!("fact {joined} (membership_opened")), "{}", refused.text);
        }
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-06-01")).await.is(201);
        let left = version(&icb, &robin, "membership_closed").await;
        let refused = correct(&icb, &robin, &in_error(&[left])).await.refused(409, "rule_not_met");
        assert!(refused.text.contains("goes on without consent"), "{}", refused.text);
        let other = icb.somebody(955, "1990-01-01").await;
        let departure = json!({"left_on": "2026-06-01", "reason": "deceased", "decided_by": by("DSR lead")});
        icb.post_on(&other, &format!("{other}/departure"), &departure).await.is(200);
        let (left, died) = (version(&icb, &other, "membership_closed").await, version(&icb, &other, "died").await);
        let refused = correct(&icb, &other, &in_error(&[left])).await.refused(409, "rule_not_met");
        assert!(refused.text.contains("goes on after the person's death"), "{}", refused.text);
        correct(&icb, &other, &redated(&[(left, "2026-05-01")])).await.refused(409, "rule_not_met").fault("/facts", "dependent_fact");
        correct(&icb, &other, &redated(&[(left, "2026-05-01"), (died, "2026-05-01")])).await.is(201);
        assert_eq!(icb.get(&other).await.json["date_of_death"], json!("2026-05-01"));
    }

    async fn a_correction_that_cannot_be_says_everything_that_is_wrong(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.admit(&robin, "2026-10-01", "adult_acute", "none").await;
        let admitted = version(&icb, &robin, "admitted").await;
        let body = json!({"facts": [
            {"version": 999, "action": "entered_in_error"},
            {"version": 1, "action": "entered_in_error"},
            {"version": admitted, "action": "redated"},
            {"version": admitted, "action": "entered_in_error", "occurred_on": "2026-10-02"},
            {"version": 2, "action": "redated", "occurred_on": "2031-01-01"}],
            "reason": "Everything at once.", "corrected_by": by("DSR lead")});
        let refused = correct(&icb, &robin, &body).await.refused(422, "invalid_request");
        for (at, code) in [
            ("/facts/0/version", "fact_unknown"), ("/facts/1/version", "fact_not_correctable"), ("/facts/2/occurred_on", "occurred_on_missing"),
            ("/facts/3/version", "repeated"), ("/facts/3/occurred_on", "occurred_on_not_needed"), ("/facts/4/occurred_on", "date_in_future"),
        ] {
            assert!(refused.faults().contains(&(at.into(), code.into())), "{at} {code}: {}", refused.text);
        }
        correct(&icb, &robin, &redated(&[(admitted, "2026-10-01")])).await.refused(422, "invalid_request").fault("/facts/0/occurred_on", "nothing_to_change");
        icb.post(&format!("{robin}/corrections"), &in_error(&[admitted])).await.refused(428, "precondition_required");
        world.caller("QXX").post_with(&format!("{robin}/corrections"), &[("if-match", "*")], &in_error(&[admitted])).await.refused(404, "not_found");
        assert!(icb.all(&format!("{robin}/corrections")).await.is_empty());
    }

    async fn a_corrected_birth_date_is_a_correction_of_the_amendment_too(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let born = icb.get(&robin).await.json["date_of_birth"].clone();
        icb.send(reqwest::Method::PATCH, &robin, &[("if-match", "*"), ("content-type", "application/merge-patch+json")], Some(json!({"date_of_birth": "2001-05-05"}).to_string())).await.is(200);
        let amended = version(&icb, &robin, "person_amended").await;
        correct(&icb, &robin, &redated(&[(amended, "2026-01-01")])).await.refused(409, "rule_not_met").fault("/facts/0/occurred_on", "day_of_recording");
        correct(&icb, &robin, &in_error(&[amended])).await.is(201);
        assert_eq!(icb.get(&robin).await.json["date_of_birth"], born);
    }

    /// Pathway: S1-10.
    async fn an_nhs_number_that_was_anothers_is_corrected_and_found_by_the_new_one(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let other = icb.somebody(950, "1990-03-04").await;
        let (right, taken) = (crate::support::nhs_number(951), crate::support::nhs_number(950));
        let body = |number: &str| json!({"nhs_number": number, "reason": "It was the sister's.", "corrected_by": by("DSR lead")});
        let path = format!("{robin}/nhs-number");
        let exists = icb.post_on(&robin, &path, &body(&taken)).await.refused(409, "person_exists");
        assert_eq!(exists.json["existing_id"], json!(crate::support::people::last(&other)));
        let version_before = icb.get(&robin).await.json["version"].as_i64().unwrap();
        let done = icb.post_on(&robin, &path, &body(&right)).await.is(200);
        assert_eq!((&done.json["nhs_number"], done.json["version"].as_i64()), (&json!(right), Some(version_before + 1)));
        icb.post_on(&robin, &path, &body(&right)).await.refused(422, "invalid_request").fault("/nhs_number", "nothing_to_change");
        let found = icb.post("/v1/people/search", &json!({"nhs_number": right})).await.is(200);
        assert_eq!(found.json["data"][0]["id"], done.json["id"]);
        let both = json!({"nhs_number": right, "nhs_number_absent": "not_known", "reason": "x", "corrected_by": by("DSR lead")});
        icb.post_on(&robin, &path, &both).await.refused(422, "invalid_request").fault("/nhs_number", "nhs_number_or_reason");
        let none = json!({"nhs_number_absent": "not_known", "reason": "It is nobody's we know.", "corrected_by": by("DSR lead")});
        let gone = icb.post_on(&robin, &path, &none).await.is(200);
        assert_eq!((&gone.json["nhs_number"], &gone.json["nhs_number_absent"]), (&Value::Null, &json!("not_known")));
        assert_eq!(icb.post("/v1/people/search", &json!({"nhs_number": right})).await.is(200).json["data"], json!([]));
    }

    async fn what_should_never_have_been_written_is_taken_out_and_everything_else_stays(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let mut body = admission("2026-10-01", "adult_acute", "none");
        body["rationale"] = json!("CANARY names a third person");
        let path = format!("{robin}/admissions");
        icb.post(&path, &body).await.is(201);
        let before = icb.duties(&robin).await;
        let admitted = version(&icb, &robin, "admitted").await;
        let redaction = |versions: &[i64]| json!({"versions": versions, "reason": "A third person.", "redacted_by": by("Data protection officer")});
        let redact = format!("{robin}/redactions");
        let refused = icb.post_on(&robin, &redact, &redaction(&[1])).await.refused(409, "rule_not_met");
        assert_eq!(refused.faults(), [("/versions".to_owned(), "identity_needed".to_owned())]);
        let wrong = icb.post_on(&robin, &redact, &redaction(&[999, admitted, admitted])).await.refused(422, "invalid_request");
        assert_eq!(wrong.faults(), [("/versions/0".to_owned(), "fact_unknown".to_owned()), ("/versions/2".to_owned(), "repeated".to_owned())]);
        let kept = icb.post_on(&robin, &redact, &redaction(&[admitted])).await.is(201);
        assert_eq!(kept.json["versions"], json!([admitted]));
        assert!(!icb.get(&path).await.text.contains("CANARY names"), "not in what is shown");
        assert!(!icb.get(&format!("{robin}/history")).await.text.contains("CANARY names"), "not in the history");
        assert_eq!(icb.duties(&robin).await, before, "no clock moved");
        icb.post_on(&robin, &redact, &redaction(&[admitted])).await.refused(422, "invalid_request").fault("/versions/0", "nothing_private");
        assert_eq!(world.store.rebuild(false).await.unwrap().changed, 0, "the rows are those of the facts as they are now");
        let found = dsr::store::verify::verify(world.store.db()).await.unwrap();
        assert_eq!(found.faults, Vec::<String>::new(), "the chain still holds");
    }

    async fn two_records_of_one_person_become_one(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let robin = icb.robin().await;
        // The ward knows no number: a second record of the same person.
        let body = json!({"reported_by": by("Ward manager"), "person": {"family_name": "Aldous", "given_name": "Robin", "date_of_birth": "1993-05-17",
            "nhs_number_absent": "not_known", "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ"},
            "admission": admission("2026-10-01", "adult_acute", "none")});
        ward.post("/v1/admission-notices", &body).await.is(202);
        let people = icb.post("/v1/people/search", &json!({"family_name": "Aldous", "date_of_birth": "1993-05-17"})).await.is(200).json;
        let double = people["data"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).find(|id| **id != last(&robin)).unwrap().to_owned();
        let second = format!("/v1/people/{double}");
        icb.hold(&second, "inpatient", "2026-10-20").await;
        let (_, due, old) = duty(&icb, &second, "inpatient_review_first").await;
        let merge = |id: &str| json!({"duplicate_id": id, "reason": "One and the same.", "merged_by": by("DSR lead")});
        let path = format!("{robin}/merge");
        icb.post_on(&robin, &path, &merge(&last(&robin))).await.refused(422, "invalid_request").fault("/duplicate_id", "same_record");
        let another = icb.somebody(960, "1993-05-17").await;
        icb.post_on(&robin, &path, &merge(&last(&another))).await.refused(409, "rule_not_met").fault("/duplicate_id", "duplicate_has_number");
        icb.post_on(&robin, &path, &merge("01a20908-72fd-703a-af6f-24f10b723bfe")).await.refused(422, "invalid_request").fault("/duplicate_id", "person_not_found");
        let done = icb.post_on(&robin, &path, &merge(&double)).await.is(200);
        assert_eq!((&done.json["rag"], &done.json["hospital"]["admitted_on"]), (&json!("blue"), &json!("2026-10-01")));
        let (status, same, id) = duty(&icb, &robin, "inpatient_review_first").await;
        assert_eq!((&status, &same), (&json!("met"), &due), "the clock goes on with the person");
        assert_ne!(id, old);
        let spell = icb.get(&format!("{robin}/admissions")).await.json["data"][0]["id"].as_str().unwrap().to_owned();
        icb.discharge(&robin, &spell, "2026-11-01").await;

        // The second record stays, withdrawn, and says where the person is found.
        let gone = icb.get(&second).await.is(200).json;
        assert_eq!((&gone["merged_into"], &gone["rag"], &gone["hospital"]), (&json!(last(&robin)), &Value::Null, &Value::Null));
        assert_eq!(duty(&icb, &second, "inpatient_review_first").await.0, json!("withdrawn"));
        assert!(icb.all(&format!("{second}/history")).await.len() > 3);
        icb.post(&format!("{second}/admissions"), &admission("2026-11-10", "adult_acute", "none")).await.refused(409, "rule_not_met").fault("", "record_merged");
        icb.post_on(&second, &format!("{second}/merge"), &merge(&last(&robin))).await.refused(409, "rule_not_met").fault("", "record_merged");
        assert_eq!(icb.get("/v1/people?rag=blue").await.json["data"], json!([]));
        assert_eq!(world.store.rebuild(false).await.unwrap().changed, 0);
        let found = dsr::store::verify::verify(world.store.db()).await.unwrap();
        assert_eq!(found.faults, Vec::<String>::new());

        // A merge is not undone by halves: what it took over is corrected fact by fact.
        let (ended, merged) = (version(&icb, &second, "merged_into").await, version(&icb, &robin, "merged").await);
        correct(&icb, &second, &in_error(&[ended])).await.refused(409, "rule_not_met").fault("", "record_merged");
        correct(&icb, &robin, &in_error(&[merged])).await.refused(409, "rule_not_met").fault("/facts/0/version", "fact_not_correctable");
        icb.post_on(&robin, &path, &merge(&double)).await.refused(422, "invalid_request").fault("/duplicate_id", "person_not_found");
    }

    async fn records_that_contradict_each_other_are_not_merged(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let robin = icb.robin().await;
        icb.admit(&robin, "2026-09-01", "adult_acute", "none").await;
        let body = json!({"reported_by": by("Ward manager"), "person": {"family_name": "Aldous", "given_name": "Robin", "date_of_birth": "1993-05-17",
            "nhs_number_absent": "not_known", "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ"},
            "admission": admission("2026-10-01", "adult_acute", "none")});
        ward.post("/v1/admission-notices", &body).await.is(202);
        let people = icb.post("/v1/people/search", &json!({"family_name": "Aldous", "date_of_birth": "1993-05-17"})).await.is(200).json;
        let double = people["data"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).find(|id| **id != last(&robin)).unwrap().to_owned();
        let merge = json!({"duplicate_id": double, "reason": "One and the same.", "merged_by": by("DSR lead")});
        let refused = icb.post_on(&robin, &format!("{robin}/merge"), &merge).await.refused(409, "rule_not_met").fault("/duplicate_id", "records_contradict");
        assert!(refused.text.contains("of the other record (admitted, 2026-10-01) would be a second stay in hospital"), "{}", refused.text);
        // The mistaken one is marked there; then they are one.
        let second = format!("/v1/people/{double}");
        let admitted = version(&icb, &second, "admitted").await;
        correct(&icb, &second, &in_error(&[admitted])).await.is(201);
        icb.post_on(&robin, &format!("{robin}/merge"), &merge).await.is(200);
        assert_eq!(icb.get(&format!("{robin}/admissions")).await.json["data"].as_array().unwrap().len(), 1);
    }
}
