//! The measures as they are asked for: whose, of which month, split, suppressed, and what corrections make of them.

use crate::support::people::{acceptance, admission, each, last, rating, referral_of, with};
use crate::support::{Caller, stories};
use dsr::example;
use serde_json::{Value, json};

async fn measures(caller: &Caller<'_>, query: &str) -> Value {
    caller.get(&format!("/v1/measures?{query}")).await.is(200).json
}

/// One measure.
fn of<'m>(measures: &'m Value, code: &str) -> &'m Value {
    measures["measures"].as_array().unwrap().iter().find(|measure| measure["code"] == json!(code)).unwrap()
}

/// The figure of a measure, or of one of its parts: `code` or `code/part`.
fn figure<'m>(measures: &'m Value, code: &str) -> &'m Value {
    match code.split_once('/') {
        None => &of(measures, code)["figure"],
        Some((code, part)) => {
            let parts = of(measures, code)["parts"].as_array().unwrap();
            &parts.iter().find(|found| found["part"] == json!(part)).unwrap()["figure"]
        }
    }
}

/// A number that is there to be counted, or two.
fn says(measures: &Value, code: &str) -> String {
    let figure = figure(measures, code);
    match figure["kind"].as_str().unwrap() {
        "count" => figure["value"].to_string(),
        "rate" => format!("{}/{}", figure["numerator"], figure["denominator"]),
        _ => format!("{} in {}", figure["total"], figure["number"]),
    }
}

/// Somebody of the n-th number with this gender.
async fn somebody(icb: &Caller<'_>, n: u32, born: &str, gender: &str) -> String {
    icb.accepted(
        &with(&referral_of(n, born), [("/person/gender", json!(gender)), ("/person/ethnic_category", json!("H"))]),
        &acceptance(),
    )
    .await
}

stories! {
    /// Pathway: S0-governance-4, S0-activity-10.2, S0-finance-1, S1-7, S1-29, S1-60, S1-85, S1-87, S1-88, S1-99,
    /// S1-137, S1-141, S1-148, S1-154, S1-161, S3-register-6.
    async fn an_area_is_measured_month_by_month(world: World) {
        let icb = world.icb();
        let (one, two, three) = (icb.somebody(1, "2008-09-17").await, icb.somebody(2, "1980-05-05").await, icb.somebody(3, "2006-09-17").await);
        icb.post_on(&three, &format!("{three}/ratings"), &rating("red", "2026-09-10")).await.is(201);
        let spell = icb.admit(&two, "2026-10-05", "adult_acute", "none").await;
        icb.hold(&two, "inpatient", "2026-10-20").await;
        let keyworking = icb.example_of("refer_to_keyworking", &format!("{one}/keyworking")).await.is(201).id();
        let keyworking = format!("{one}/keyworking/{keyworking}");
        for (operation, path) in [("answer_keyworking", "response"), ("assign_keyworker", "assignment"), ("record_keyworking_contact", "contacts"), ("measure_keyworking", "outcomes")] {
            icb.example_of(operation, &format!("{keyworking}/{path}")).await.is(200);
        }
        icb.example_of("set_keyworking_plan", &format!("{keyworking}/plan")).await.is(200);
        let later = with(&example::body("measure_keyworking"), [("/measured_on", json!("2026-10-30")), ("/safe_and_happy", json!(5)), ("/listened_to", json!(1))]);
        icb.post(&format!("{keyworking}/outcomes"), &later).await.is(200);
        let barrier = json!({"category": "housing", "agency": "housing", "raised_on": "2026-10-02", "raised_by": {"name": "Sam Field"}, "description": "No adapted flat."});
        let gap = icb.post(&format!("{one}/barriers"), &barrier).await.is(201).header("location");
        let escalation = json!({"level": 1, "opened_on": "2026-10-03", "opened_by": {"name": "Sam Field"}, "accountable": {"name": "Ada Lorne"}, "reason": "No answer."});
        icb.post(&format!("{gap}/escalation"), &escalation).await.is(200);
        let answer = json!({"answered_on": "2026-10-06", "answered_by": {"name": "Ada Lorne"}, "response": "There is none."});
        icb.post(&format!("{gap}/response"), &answer).await.is(200);
        let closing = json!({"outcome": "accepted_gap", "closed_on": "2026-10-12", "closed_by": {"name": "Sam Field"}, "outcome_text": "None for miles.", "raisers_view": "Sad."});
        icb.post(&format!("{gap}/closing"), &closing).await.is(200);
        let open = icb.post(&format!("{one}/barriers"), &barrier).await.is(201).header("location");
        icb.post(&format!("{open}/escalation"), &escalation).await.is(200);

        let october = measures(&icb, "month=2026-10").await;
        assert_eq!(measures(&icb, "").await, october, "the last whole month where none is named");
        let about = ["icb_ods", "month", "from", "to", "complete", "suppressed", "split"].map(|member| october[member].clone());
        assert_eq!(about, [json!("QOQ"), json!("2026-10"), json!("2026-10-01"), json!("2026-10-31"), json!(true), json!(false), Value::Null]);
        for (code, expected) in [
            ("on_register", "3"), ("on_register/red", "1"), ("on_register/amber", "1"), ("on_register/green", "0"), ("on_register/blue", "1"),
            ("risk_factors/placement_breakdown", "1"), ("admissions", "1"), ("admissions_without_community_review", "1/1"),
            ("admissions_not_on_register", "0/1"), ("inpatients/adult_acute", "26 in 1"), ("stays_ended", "0 in 0"), ("days_in_hospital", "27 in 1"),
            ("named_keyworker/inpatients", "0/0"), ("named_keyworker/red", "0/1"), ("named_keyworker/amber", "1/1"),
            ("outcomes_better/safe_and_happy", "1/1"), ("outcomes_worse/safe_and_happy", "0/1"), ("outcomes_worse/listened_to", "1/1"),
            ("outcomes_better/stability", "0/1"), ("gaps_in_provision", "1"), ("barriers_open", "1"), ("barriers_open/service_manager", "1"),
            ("barriers_open_by_category/housing", "1"), ("barriers_closed", "10 in 1"), ("accepted_gaps/housing", "1"), ("accepted_gaps_by_agency/housing", "1"),
            ("concerns", "0"), ("first_reviews_offered_in_time", "0/0"),
        ] {
            assert_eq!(says(&october, code), expected, "{code}");
        }
        for measure in october["measures"].as_array().unwrap() {
            assert!(measure["counts"].as_str().unwrap().len() > 20 && measure["source"].as_str().unwrap().starts_with('S'), "{measure}");
        }
        let november = measures(&icb, "month=2026-11").await;
        assert_eq!((&november["to"], &november["complete"]), (&json!("2026-11-22"), &json!(false)));
        assert_eq!((says(&november, "first_reviews_held_in_time"), says(&november, "days_in_hospital")), ("1/1".into(), "22 in 1".into()), "due on 2 November");
        icb.discharge(&two, &spell, "2026-10-31").await;
        assert_eq!(says(&measures(&icb, "month=2026-10").await, "stays_ended"), "26 in 1", "a late fact changes a past month");
        for (query, code) in [("month=2026-12", "date_in_future"), ("month=2026-13", "date_invalid"), ("month=2026", "date_invalid"), ("month=2026-1", "date_invalid")] {
            icb.get(&format!("/v1/measures?{query}")).await.refused(422, "invalid_request").fault("?month", code);
        }
        icb.get("/v1/measures?split=height").await.refused(422, "invalid_request");
    }

    /// Pathway: S1-39, S1-91a, S1-102, S1-164, S3-register-6.
    async fn figures_are_split_by_age_gender_ethnic_category_and_local_authority(world: World) {
        let icb = world.icb();
        somebody(&icb, 1, "2008-09-17", "male").await;
        somebody(&icb, 2, "2012-05-05", "female").await;
        somebody(&icb, 3, "1950-09-17", "female").await;
        let groups = async |split: &str| {
            let found = measures(&icb, &format!("split={split}")).await;
            assert_eq!(found["split"], json!(split));
            let found = of(&found, "on_register")["groups"].as_array().unwrap().clone();
            found.iter().map(|group| format!("{} {}", group["group"].as_str().unwrap(), group["figure"]["value"])).collect::<Vec<_>>()
        };
        assert_eq!(groups("age_group").await, ["under_18 1", "18_to_25 1", "26_to_64 0", "65_and_over 1", "not_recorded 0"]);
        assert_eq!(groups("gender").await, ["male 1", "female 2", "non_binary 0", "other 0", "not_stated 0", "not_recorded 0"]);
        assert_eq!(groups("local_authority").await, ["E06000010 3", "not_recorded 0"]);
        assert!(groups("ethnic_category").await.contains(&"H 3".to_owned()));
    }

    /// Pathway: S0-governance-5.
    async fn others_may_see_no_small_number(world: World) {
        let icb = world.icb();
        for n in 1..=7 {
            somebody(&icb, n, "1980-05-05", if n < 3 { "male" } else { "female" }).await;
        }
        let raw = measures(&icb, "split=gender").await;
        let told = measures(&icb, "split=gender&suppressed=true").await;
        assert_eq!((&raw["suppressed"], &told["suppressed"]), (&json!(false), &json!(true)));
        assert_eq!((says(&raw, "on_register"), says(&told, "on_register")), ("7".into(), "5".into()), "to the nearest five");
        let groups = |of_all: &Value| each(&of(of_all, "on_register")["groups"].as_array().unwrap().iter().map(|g| g["figure"].clone()).collect::<Vec<_>>(), "value");
        assert!(groups(&told).iter().all(|value| value == "*"), "two are men: the women would tell it");
        icb.admit(&icb.all("/v1/people?sort=name&limit=1").await[0]["id"].as_str().map(|id| format!("/v1/people/{id}")).unwrap(), "2026-10-05", "adult_acute", "none").await;
        let told = measures(&icb, "suppressed=true").await;
        assert_eq!((says(&told, "on_register"), says(&told, "on_register/blue"), says(&told, "on_register/amber")), ("\"*\"".into(), "\"*\"".into(), "5".into()));
        assert_eq!((says(&told, "admissions_without_community_review"), says(&told, "stays_ended")), ("\"*\"/\"*\"".into(), "0 in 0".into()));
    }

    async fn an_area_sees_its_own_people_and_those_who_left_as_it_knew_them(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let person = icb.somebody(1, "1980-05-05").await;
        assert_eq!(says(&measures(&other, "month=2026-10").await, "on_register"), "0");
        let proposal = json!({"to_icb_ods": "QXX", "moves_on": "2026-10-15", "proposed_on": "2026-10-15", "reason": "new_home", "decided_by": {"name": "Pat Moss"}, "handover": "Evenings are hardest."});
        let transfer = icb.post(&format!("{person}/transfer"), &proposal).await.is(201).header("location");
        let taken = json!({"accepted_on": "2026-10-15", "decided_by": {"name": "Ines Holt"}, "lead_professional": {"name": "Noor Lane"}});
        other.post_with(&format!("{transfer}/acceptance"), &[("if-match", "*")], &taken).await.is(200);
        let on_register = async |caller: &Caller<'_>, month: &str| says(&measures(caller, &format!("month={month}")).await, "on_register");
        assert_eq!((on_register(&icb, "2026-09").await, on_register(&other, "2026-09").await), ("1".into(), "0".into()));
        assert_eq!((on_register(&icb, "2026-10").await, on_register(&other, "2026-10").await), ("0".into(), "1".into()));
        // What the new ICB records of the time before is not for the former one.
        other.admit(&person, "2026-09-20", "adult_acute", "none").await;
        assert_eq!(says(&measures(&icb, "month=2026-09").await, "admissions"), "0");
    }

    async fn an_admission_entered_in_error_was_none(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1980-05-05").await;
        icb.admit(&person, "2026-10-05", "adult_acute", "none").await;
        assert_eq!(says(&measures(&icb, "month=2026-10").await, "admissions"), "1");
        let history = icb.all(&format!("{person}/history")).await;
        let admitted = &history.iter().find(|fact| fact["kind"] == json!("admitted")).unwrap()["version"];
        let mistaken = json!({"facts": [{"version": admitted, "action": "entered_in_error"}], "reason": "It was somebody else.", "corrected_by": {"name": "Pat Moss"}});
        icb.post_on(&person, &format!("{person}/corrections"), &mistaken).await.is(201);
        let october = measures(&icb, "month=2026-10").await;
        assert_eq!((says(&october, "admissions"), says(&october, "inpatients"), says(&october, "overdue/inpatient_review_first")), ("0".into(), "0 in 0".into(), "0 in 0".into()));
    }

    async fn two_records_of_one_person_count_once(world: World) {
        let (icb, ward) = (world.icb(), world.caller("RV9"));
        let robin = icb.robin().await;
        let body = json!({"reported_by": {"name": "Pat Moss", "role": "Ward manager"}, "person": {"family_name": "Aldous", "given_name": "Robin", "date_of_birth": "1993-05-17",
            "nhs_number_absent": "not_known", "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ"},
            "admission": admission("2026-10-01", "adult_acute", "none")});
        ward.post("/v1/admission-notices", &body).await.is(202);
        icb.admit(&robin, "2026-10-01", "adult_acute", "none").await;
        let inpatients = async || says(&measures(&icb, "month=2026-10").await, "inpatients/adult_acute");
        assert_eq!(inpatients().await, "60 in 2");
        let people = each(&icb.all("/v1/people").await, "id");
        let double = people.into_iter().find(|id| *id != last(&robin)).unwrap();
        let spell = icb.get(&format!("{robin}/admissions")).await.json["data"][0]["id"].as_str().unwrap().to_owned();
        let history = icb.all(&format!("{robin}/history")).await;
        let admitted = &history.iter().find(|fact| fact["kind"] == json!("admitted")).unwrap()["version"];
        let mistaken = json!({"facts": [{"version": admitted, "action": "entered_in_error"}], "reason": "Recorded twice.", "corrected_by": {"name": "Pat Moss"}});
        icb.post_on(&robin, &format!("{robin}/corrections"), &mistaken).await.is(201);
        assert_eq!(inpatients().await, "30 in 1", "{spell} was none");
        let merge = json!({"duplicate_id": double, "reason": "One and the same.", "merged_by": {"name": "Pat Moss", "role": "DSR lead"}});
        icb.post_on(&robin, &format!("{robin}/merge"), &merge).await.is(200);
        let october = measures(&icb, "month=2026-10").await;
        assert_eq!((says(&october, "inpatients"), says(&october, "on_register/blue"), says(&october, "admissions")), ("30 in 1".into(), "1".into(), "1".into()));
    }
}
