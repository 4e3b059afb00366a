//! The three review clocks over HTTP: every date from the sources, and what meets, ends or outlives them.

use crate::support::people::{acceptance, discharge, each, last, referral_of, register_consent, with};
use crate::support::{Caller, Engine, World, example, stories};
use serde_json::{Value, json};

/// The person's duties of one kind, oldest start first, as they stand.
async fn duties(icb: &Caller<'_>, person: &str, duty: &str) -> Vec<Value> {
    let mut found = icb.all(&format!("{person}/deadlines?duty={duty}&limit=500")).await;
    found.sort_by_key(|d| d["starts_with"]["date"].as_str().unwrap().to_owned());
    found
}

/// The person's duties of the three review clocks: duty, due date, status.
async fn of_reviews(icb: &Caller<'_>, person: &str) -> Vec<(String, String, String)> {
    let mut all = icb.duties(person).await;
    all.retain(|(duty, ..)| {
        ["inpatient_review_first", "inpatient_review_repeat", "review_action_plan"].contains(&duty.as_str())
    });
    all
}

async fn first(icb: &Caller<'_>, person: &str) -> Value {
    duties(icb, person, "inpatient_review_first").await.pop().unwrap()
}

async fn repeat(icb: &Caller<'_>, person: &str) -> Value {
    duties(icb, person, "inpatient_review_repeat").await.pop().unwrap()
}

/// The members of a duty that tell how it stands.
fn stands(d: &Value) -> Value {
    json!({"due_on": d["due_on"], "status": d["status"], "days_overdue": d["days_overdue"], "offered_in_time": d["offered_in_time"], "held_in_time": d["held_in_time"]})
}

/// Somebody accepted the day after the referral of 1 December 2023: early enough for every admission below.
async fn early(icb: &Caller<'_>, n: u32, born: &str) -> String {
    let consent = |at: usize| format!("/consents/{at}/effective_on");
    let referral = with(&referral_of(n, born), [("/received_on", json!("2023-12-01"))]);
    let adult = crate::support::day(born).age_on(crate::support::day("2023-11-28")) >= 16;
    let basis = json!(if adult { "self" } else { "parental_responsibility" });
    let referral = with(
        &referral,
        [
            (&consent(0), json!("2023-11-28")),
            (&consent(1), json!("2023-11-28")),
            ("/consents/0/basis", basis.clone()),
            ("/consents/1/basis", basis),
        ],
    );
    icb.accepted(&referral, &with(&acceptance(), [("/decided_on", json!("2023-12-03"))])).await
}

/// The consent of a review held for somebody of this age.
fn held_for(kind: &str, on: &str, born: &str) -> Value {
    let adult = crate::support::day(born).age_on(crate::support::day(on)) >= 16;
    with(&crate::support::people::held(kind, on), [("/consent/basis", json!(if adult { "self" } else { "gillick" }))])
}

stories! {
    async fn the_dates_of_the_examples(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        assert_eq!(of_reviews(&icb, &robin).await, []);
        let ask = |body: Value| { let (icb, robin) = (&icb, &robin); async move { format!("{robin}/reviews/{}", icb.post(&format!("{robin}/reviews"), &body).await.is(201).id()) } };
        let community = ask(example("review-community.json")).await;
        icb.post(&format!("{community}/held"), &example("review-held-community.json")).await.is(200);
        assert_eq!(duties(&icb, &robin, "review_action_plan").await[0]["due_on"], json!("2026-03-16"));
        let spell = icb.post(&format!("{robin}/admissions"), &example("admission.json")).await.is(201).id();
        let due = first(&icb, &robin).await;
        assert_eq!(stands(&due), json!({"due_on": "2026-02-03", "status": "overdue", "days_overdue": 292, "offered_in_time": null, "held_in_time": null}));
        assert_eq!(due["force"], json!("must"));
        assert_eq!(due["breach_on"], json!("2026-02-03"));
        let inpatient = ask(example("review-inpatient.json")).await;
        icb.post(&format!("{inpatient}/offer"), &example("review-offer.json")).await.is(200);
        assert_eq!(first(&icb, &robin).await["offered_in_time"], json!(true));
        icb.post(&format!("{inpatient}/held"), &example("review-held.json")).await.is(200);
        assert_eq!(stands(&first(&icb, &robin).await), json!({"due_on": "2026-02-03", "status": "met", "days_overdue": 0, "offered_in_time": true, "held_in_time": true}));
        assert_eq!(repeat(&icb, &robin).await["due_on"], json!("2026-07-29"));
        assert_eq!(repeat(&icb, &robin).await["explanation"]["binding"]["arithmetic"], json!("2026-01-29 + 6 calendar months = 2026-07-29"));
        assert_eq!(each(&duties(&icb, &robin, "review_action_plan").await, "due_on"), ["2026-03-16", "2026-04-23"]);
        icb.post(&format!("{robin}/admissions/{spell}/discharge"), &example("discharge.json")).await.is(200);
        assert_eq!(stands(&repeat(&icb, &robin).await), json!({"due_on": "2026-07-29", "status": "cancelled", "days_overdue": 0, "offered_in_time": null, "held_in_time": null}));
        let plans = duties(&icb, &robin, "review_action_plan").await;
        assert_eq!(each(&plans, "status"), ["overdue", "overdue"], "action plans outlast the ward");
        let person = icb.get(&robin).await.is(200);
        assert_eq!((&person.json["next_deadline"]["duty"], &person.json["next_deadline"]["due_on"]), (&json!("recommendation"), &json!("2026-01-31")));
        assert_eq!(person.json["overdue"], json!(5), "two recommendations, two action plans, the register review");
    }

    /// Pathway: S0-activity-3.1, S4-RAG-blue-2, S4-RAG-blue-7.
    async fn the_first_review_is_due_by_setting_and_age(world: World) {
        let icb = world.icb();
        let table = [
            // born, admitted, setting, security, due
            ("1993-05-17", "2026-01-06", "adult_acute", "none", "2026-02-03"),
            ("1993-05-17", "2026-01-31", "adult_picu", "none", "2026-02-28"),
            ("1993-05-17", "2024-02-01", "adult_secure", "high", "2024-02-29"),
            ("1993-05-17", "2024-02-29", "adult_other", "none", "2024-03-28"),
            ("1993-05-17", "2025-12-31", "adult_learning_disability", "none", "2026-01-28"),
            ("1993-05-17", "2026-03-20", "adult_rehabilitation", "none", "2026-04-17"),
            ("1993-05-17", "2025-10-20", "adult_acute", "none", "2025-11-17"),
            // Tier 4, whatever the age.
            ("2011-06-01", "2026-01-06", "tier4", "none", "2026-01-20"),
            ("2011-06-01", "2024-02-15", "tier4", "low", "2024-02-29"),
            ("2011-06-01", "2026-02-15", "tier4", "medium", "2026-03-01"),
            ("2008-01-01", "2026-01-06", "tier4", "none", "2026-01-20"),
            // Under 18 on an adult ward, to the day.
            ("2008-01-07", "2026-01-06", "adult_acute", "none", "2026-01-20"),
            ("2008-01-06", "2026-01-06", "adult_acute", "none", "2026-02-03"),
            ("2008-01-05", "2026-01-06", "adult_acute", "none", "2026-02-03"),
            ("2009-05-01", "2026-01-06", "adult_secure", "medium", "2026-01-20"),
            // The 18th birthday inside the fourteen days lengthens nothing.
            ("2008-01-10", "2026-01-06", "adult_acute", "none", "2026-01-20"),
            ("2008-01-10", "2026-01-06", "tier4", "none", "2026-01-20"),
            // Born on 29 February: 18 on 1 March in common years.
            ("2008-02-29", "2026-02-28", "adult_acute", "none", "2026-03-14"),
            ("2008-02-29", "2026-03-01", "adult_acute", "none", "2026-03-29"),
        ];
        for (n, (born, on, setting, security, due)) in (1..).zip(table) {
            let person = early(&icb, n, born).await;
            icb.admit(&person, on, setting, security).await;
            let found = first(&icb, &person).await;
            assert_eq!(found["due_on"], json!(due), "born {born}, {on}, {setting} {security}");
            assert_eq!(found["breach_on"], json!(due));
            assert_eq!(of_reviews(&icb, &person).await.len(), 1, "no repeat exists before the first is done (D10)");
        }
    }

    /// Pathway: S4-RAG-blue-9, S4-RAG-blue-10.
    async fn the_repeat_is_due_from_the_day_a_review_was_held(world: World) {
        let icb = world.icb();
        let table = [
            // born, admitted, setting, security, held, due
            ("1993-05-17", "2026-01-06", "adult_acute", "none", "2026-01-29", "2026-07-29"),
            ("1993-05-17", "2025-08-10", "adult_acute", "none", "2025-08-31", "2026-02-28"),
            ("1993-05-17", "2024-02-10", "adult_acute", "none", "2024-02-29", "2024-08-29"),
            ("1993-05-17", "2025-08-10", "adult_secure", "low", "2025-08-31", "2026-08-31"),
            ("1993-05-17", "2024-02-10", "adult_secure", "medium", "2024-02-29", "2025-02-28"),
            ("1993-05-17", "2026-01-06", "adult_secure", "high", "2026-01-29", "2027-01-29"),
            ("2011-06-01", "2025-11-20", "tier4", "none", "2025-11-30", "2026-02-28"),
            ("2011-06-01", "2024-02-20", "tier4", "medium", "2024-02-29", "2024-05-29"),
            ("2009-06-01", "2025-11-20", "adult_secure", "medium", "2025-11-30", "2026-02-28"),
            // The track of the day the review was held: 17 at admission, 18 at the review, on an adult ward.
            ("2008-01-10", "2026-01-06", "adult_acute", "none", "2026-01-09", "2026-04-09"),
            ("2008-01-10", "2026-01-06", "adult_acute", "none", "2026-01-10", "2026-07-10"),
            ("2008-01-10", "2026-01-06", "adult_secure", "low", "2026-01-10", "2027-01-10"),
            ("2008-01-10", "2026-01-06", "tier4", "none", "2026-01-12", "2026-04-12"),
            // Held on the day of admission.
            ("1993-05-17", "2026-03-31", "adult_acute", "none", "2026-03-31", "2026-09-30"),
        ];
        for (n, (born, on, setting, security, held_on, due)) in (1..).zip(table) {
            let person = early(&icb, n, born).await;
            icb.admit(&person, on, setting, security).await;
            let review = icb.ask(&person, "inpatient", held_on).await;
            icb.post(&format!("{review}/held"), &held_for("inpatient", held_on, born)).await.is(200);
            let found = repeat(&icb, &person).await;
            assert_eq!(found["due_on"], json!(due), "born {born}, {setting} {security}, held {held_on}");
            assert_eq!(found["starts_with"], json!({"fact": "review_held", "id": last(&review), "date": held_on}));
            let before = first(&icb, &person).await;
            assert_eq!((&before["offered_on"], &before["met_on"]), (&json!(held_on), &json!(held_on)), "held without an offer is offered that day");
        }
    }

    /// Pathway: S4-RAG-blue-11.
    async fn an_action_plan_is_reviewed_within_84_days(world: World) {
        let icb = world.icb();
        let table = [
            ("2025-12-22", "2026-03-16"), ("2024-01-01", "2024-03-25"), ("2023-12-07", "2024-02-29"), ("2026-01-08", "2026-04-02"),
            ("2026-08-10", "2026-11-02"), ("2026-08-30", "2026-11-22"),
        ];
        for (n, (held_on, due)) in (1..).zip(table) {
            let person = early(&icb, n, "1993-05-17").await;
            icb.hold(&person, "community", held_on).await;
            let found = duties(&icb, &person, "review_action_plan").await;
            assert_eq!(found[0]["due_on"], json!(due), "held {held_on}");
            assert_eq!(found[0]["force"], json!("must"));
            let status = if due == "2026-11-22" { "upcoming" } else { "overdue" };
            assert_eq!(found[0]["status"], json!(status), "due {due}");
        }
    }

    async fn a_review_offered_in_time_but_held_late_says_both(world: World) {
        let icb = world.icb();
        let table = [
            // offered, held, status, offered in time, held in time, days overdue
            ("2026-02-03", "2026-02-03", "met", true, true, 0),
            ("2026-02-03", "2026-02-04", "met_late", true, false, 1),
            ("2026-01-12", "2026-03-05", "met_late", true, false, 30),
            ("2026-02-04", "2026-02-10", "met_late", false, false, 7),
        ];
        for (n, (offered, held_on, status, offered_in_time, held_in_time, days)) in (1..).zip(table) {
            let person = icb.somebody(n, "1993-05-17").await;
            icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
            let review = icb.ask(&person, "inpatient", "2026-01-06").await;
            icb.offer(&review, offered).await;
            icb.post(&format!("{review}/held"), &held_for("inpatient", held_on, "1993-05-17")).await.is(200);
            let expected = json!({"due_on": "2026-02-03", "status": status, "days_overdue": days, "offered_in_time": offered_in_time, "held_in_time": held_in_time});
            assert_eq!(stands(&first(&icb, &person).await), expected);
        }
    }

    async fn the_earliest_offer_counts(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1993-05-17").await;
        icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
        let review = icb.ask(&person, "inpatient", "2026-01-06").await;
        icb.offer(&review, "2026-02-10").await;
        assert_eq!(first(&icb, &person).await["offered_in_time"], json!(false));
        icb.offer(&review, "2026-01-20").await;
        let due = first(&icb, &person).await;
        assert_eq!((&due["offered_on"], &due["offered_in_time"], &due["status"]), (&json!("2026-01-20"), &json!(true), &json!("overdue")));
    }

    async fn a_review_declined_starts_the_repeat_from_that_day(world: World) {
        let icb = world.icb();
        for (n, (born, setting, declined, due)) in (1..).zip([
            ("1993-05-17", "adult_acute", "2026-01-06", "2026-07-06"),
            ("1993-05-17", "adult_acute", "2026-02-28", "2026-08-28"),
            ("2011-06-01", "tier4", "2026-01-06", "2026-04-06"),
        ]) {
            let person = icb.somebody(n, born).await;
            icb.admit(&person, "2026-01-06", setting, "none").await;
            let review = icb.decline(&person, "2026-01-06", declined).await;
            let before = first(&icb, &person).await;
            assert_eq!((&before["status"], &before["offered_in_time"], &before["held_in_time"], &before["met_on"]), (&json!("declined"), &json!(true), &json!(null), &json!(null)));
            assert_eq!(before["ended_by"], json!({"fact": "review_declined", "id": last(&review), "date": declined}));
            let next = repeat(&icb, &person).await;
            assert_eq!((&next["due_on"], &next["starts_with"]["fact"]), (&json!(due), &json!("review_declined")));
            assert_eq!(duties(&icb, &person, "review_action_plan").await, [] as [Value; 0], "nothing was held, so there is no plan");
        }
    }

    async fn a_discharge_ends_the_review_duties(world: World) {
        let icb = world.icb();
        for (n, (discharged, status, days)) in (1..).zip([
            ("2026-01-06", "cancelled", 0), ("2026-02-02", "cancelled", 0), ("2026-02-03", "cancelled", 0), ("2026-02-04", "missed", 1), ("2026-06-30", "missed", 147),
        ]) {
            let person = icb.somebody(n, "1993-05-17").await;
            let spell = icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
            icb.discharge(&person, &spell, discharged).await;
            let due = first(&icb, &person).await;
            assert_eq!((&due["due_on"], &due["status"], &due["days_overdue"]), (&json!("2026-02-03"), &json!(status), &json!(days)), "discharged {discharged}");
            assert_eq!(due["ended_by"], json!({"fact": "discharge", "id": spell, "date": discharged}));
            assert_eq!(of_reviews(&icb, &person).await.len(), 1);
            assert_eq!(icb.get(&person).await.json["next_deadline"]["duty"], json!("register_review"), "what is left is of the register");
        }
    }

    async fn a_readmission_on_the_day_of_discharge_starts_a_clock_of_its_own(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1993-05-17").await;
        let one = icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
        icb.discharge(&person, &one, "2026-01-20").await;
        let two = icb.admit(&person, "2026-01-20", "adult_acute", "none").await;
        let found = duties(&icb, &person, "inpatient_review_first").await;
        assert_eq!(each(&found, "due_on"), ["2026-02-03", "2026-02-17"]);
        assert_eq!(each(&found, "status"), ["cancelled", "overdue"]);
        assert_ne!(found[0]["id"], found[1]["id"]);
        assert_eq!(found[1]["starts_with"]["id"], json!(two));
        // A review of that day belongs to the new spell.
        icb.hold(&person, "inpatient", "2026-01-20").await;
        let found = duties(&icb, &person, "inpatient_review_first").await;
        assert_eq!(each(&found, "status"), ["cancelled", "met"]);
        assert_eq!(icb.get(&person).await.json["rag"], json!("blue"));
        icb.discharge(&person, &two, "2026-01-20").await;
        assert_eq!(repeat(&icb, &person).await["status"], json!("cancelled"));
        assert_eq!(icb.get(&person).await.json["rag"], json!("red"));
    }

    /// Pathway: S0-activity-5.2.
    async fn a_review_on_request_resets_the_repeat(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1993-05-17").await;
        icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&person, "inpatient", "2026-01-29").await;
        let kept = repeat(&icb, &person).await["id"].clone();
        icb.hold(&person, "inpatient", "2026-03-31").await;
        let found = duties(&icb, &person, "inpatient_review_repeat").await;
        assert_eq!(each(&found, "due_on"), ["2026-07-29", "2026-09-30"]);
        assert_eq!(each(&found, "status"), ["met", "overdue"]);
        assert_eq!(found[0]["id"], kept, "a duty keeps its identifier");
        assert_eq!(duties(&icb, &person, "review_action_plan").await.len(), 2);
    }

    async fn a_community_review_never_meets_the_first_inpatient_review(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1993-05-17").await;
        icb.hold(&person, "community", "2026-01-05").await;
        icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&person, "community", "2026-01-06").await;
        icb.hold(&person, "community", "2026-01-20").await;
        let due = first(&icb, &person).await;
        assert_eq!((&due["due_on"], &due["status"], &due["offered_on"]), (&json!("2026-02-03"), &json!("overdue"), &json!(null)));
        assert_eq!(duties(&icb, &person, "inpatient_review_repeat").await, [] as [Value; 0]);
    }

    async fn facts_that_arrive_late_move_the_dates_they_touch(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1993-05-17").await;
        icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&person, "inpatient", "2026-03-10").await;
        assert_eq!(first(&icb, &person).await["status"], json!("met_late"));
        let plan = duties(&icb, &person, "review_action_plan").await[0]["id"].clone();
        icb.hold(&person, "inpatient", "2026-01-29").await;
        assert_eq!(first(&icb, &person).await["status"], json!("met"));
        let repeats = duties(&icb, &person, "inpatient_review_repeat").await;
        assert_eq!(each(&repeats, "due_on"), ["2026-07-29", "2026-09-10"]);
        assert_eq!(each(&repeats, "status"), ["met", "overdue"]);
        let plans = duties(&icb, &person, "review_action_plan").await;
        assert_eq!(each(&plans, "due_on"), ["2026-04-23", "2026-06-02"]);
        assert_eq!(plans[1]["id"], plan);
    }

    async fn consent_withdrawn_lets_the_clocks_of_the_ward_go_on(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "1993-05-17").await;
        let spell = icb.admit(&person, "2026-10-30", "adult_acute", "none").await;
        icb.post(&format!("{person}/consents"), &register_consent("withdrawn", "2026-11-01")).await.is(201);
        assert_eq!(first(&icb, &person).await["due_on"], json!("2026-11-27"));
        assert_eq!(first(&icb, &person).await["status"], json!("upcoming"));
        icb.hold(&person, "inpatient", "2026-11-20").await;
        assert_eq!(repeat(&icb, &person).await["due_on"], json!("2027-05-20"));
        let end = with(&discharge("2026-11-22"), [("/rag", Value::Null), ("/rationale", Value::Null), ("/set_by", Value::Null)]);
        icb.post(&format!("{person}/admissions/{spell}/discharge"), &end).await.is(200);
        assert_eq!(repeat(&icb, &person).await["status"], json!("cancelled"));
        assert_eq!(icb.get(&person).await.json["rag"], json!(null));
    }

    /// Pathway: S0-governance-1, S1-5, S1-10, S1-53, S1-146, S1-149, S1-151, S4-spotlight-1, S4-register-2.
    async fn the_list_of_clocks_filters(world: World) {
        let icb = world.icb();
        let late = icb.somebody(1, "1993-05-17").await;
        icb.admit(&late, "2026-01-06", "adult_acute", "none").await;
        let soon = icb.accepted(&with(&referral_of(2, "1990-01-01"), [("/person/local_authority", json!("E06000011"))]), &acceptance()).await;
        icb.admit(&soon, "2026-11-10", "adult_acute", "none").await;
        icb.hold(&soon, "inpatient", "2026-11-20").await;
        let away = icb.somebody(3, "2011-06-01").await;
        let spell = icb.admit(&away, "2026-03-01", "tier4", "none").await;
        icb.decline(&away, "2026-03-01", "2026-03-02").await;
        icb.discharge(&away, &spell, "2026-07-01").await;
        icb.hold(&late, "community", "2026-09-01").await;
        // due: late first 02-03 and visit 03-03 overdue, plan 11-24 upcoming; soon first 12-08 met, visit 2027-01-05, repeat
        // 05-20 and plan 02-12 upcoming; away first 03-15 declined, offer again 03-30, visit 04-12, notification 06-01 and
        // repeat 06-02 missed, then Red: register review 08-01 overdue, a decision without a date. Each had a register review
        // due on 01-03, missed with the admission.
        let (joined, blue) = ("2026-01-03", "2026-02-03");
        for (query, expected) in [
            ("", vec![joined, joined, joined, blue, "2026-03-03", "2026-03-15", "2026-03-30", "2026-04-12", "2026-06-01", "2026-06-02", "2026-08-01", "2026-11-24", "2026-12-08", "2027-01-05", "2027-02-12", "2027-05-20", "-"]),
            ("status=overdue", vec![blue, "2026-03-03", "2026-08-01"]),
            ("status=upcoming", vec!["2026-11-24", "2027-01-05", "2027-02-12", "2027-05-20", "-"]),
            ("status=met", vec!["2026-12-08"]),
            ("status=declined", vec!["2026-03-15"]),
            ("status=missed", vec![joined, joined, joined, "2026-03-30", "2026-04-12", "2026-06-01", "2026-06-02"]),
            ("status=met_late", vec![]),
            ("status=cancelled", vec![]),
            ("duty=inpatient_review_repeat", vec!["2026-06-02", "2027-05-20"]),
            ("duty=oversight_visit", vec!["2026-03-03", "2026-04-12", "2027-01-05"]),
            ("duty=community_review_decision", vec!["-"]),
            ("duty=review_action_plan&status=upcoming", vec!["2026-11-24", "2027-02-12"]),
            ("due_from=2026-03-15&due_to=2026-11-24", vec!["2026-03-15", "2026-03-30", "2026-04-12", "2026-06-01", "2026-06-02", "2026-08-01", "2026-11-24"]),
            ("due_from=2026-11-25&status=upcoming", vec!["2027-01-05", "2027-02-12", "2027-05-20"]),
            ("due_to=2026-01-02", vec![]),
            ("rag=blue", vec![joined, joined, blue, "2026-03-03", "2026-11-24", "2026-12-08", "2027-01-05", "2027-02-12", "2027-05-20"]),
            ("rag=red", vec![joined, "2026-03-15", "2026-03-30", "2026-04-12", "2026-06-01", "2026-06-02", "2026-08-01", "-"]),
            ("local_authority=E06000011", vec![joined, "2026-12-08", "2027-01-05", "2027-02-12", "2027-05-20"]),
            ("local_authority=E06000012", vec![]),
            ("rag=blue&local_authority=E06000010&status=overdue", vec![blue, "2026-03-03"]),
        ] {
            for limit in [1, 500] {
                let found = icb.all(&format!("/v1/deadlines?{query}&limit={limit}").replace("?&", "?")).await;
                assert_eq!(each(&found, "due_on"), expected, "{query}");
            }
        }
        assert_eq!(each(&icb.all(&format!("{late}/deadlines?status=overdue")).await, "due_on"), ["2026-02-03", "2026-03-03"]);
        assert_eq!(each(&icb.all(&format!("{late}/deadlines?due_from=2026-11-01&limit=1")).await, "due_on"), ["2026-11-24"]);
        for duty in icb.all("/v1/deadlines").await {
            let person = duty["person_id"].as_str().unwrap();
            let one = icb.get(&format!("/v1/people/{person}/deadlines/{}", duty["id"].as_str().unwrap())).await.is(200);
            assert_eq!(one.json, duty);
            let source = duty["explanation"]["binding"]["source"].as_str().unwrap();
            assert!(["S1: ", "S3: ", "S4: ", "N: ", "L: "].iter().any(|known| source.starts_with(known)), "{duty}");
            let arithmetic = duty["explanation"]["binding"]["arithmetic"].as_str().unwrap();
            assert!(arithmetic.contains(duty["due_on"].as_str().unwrap_or("no date")), "{duty}");
        }
        let other = duties(&icb, &late, "review_action_plan").await[0]["id"].as_str().unwrap().to_owned();
        icb.get(&format!("{soon}/deadlines/{other}")).await.refused(404, "not_found");
    }
}

/// A register seen on its due date and on the day after: only today differs.
async fn due_dates_pass_at_midnight(engine: Engine) {
    let world = World::start_on(engine, "2026-01-20").await;
    let icb = world.icb();
    let person = icb.somebody(1, "1993-05-17").await;
    icb.admit(&person, "2026-01-06", "adult_acute", "none").await;
    let tag = icb.get(&person).await.etag();
    let world = world.on("2026-02-03").await;
    let icb = world.icb();
    let due = first(&icb, &person).await;
    assert_eq!(
        (&due["status"], &due["days_overdue"]),
        (&json!("upcoming"), &json!(0)),
        "on its date a duty is in time"
    );
    assert_eq!(icb.all("/v1/deadlines?status=overdue").await, [] as [Value; 0]);
    assert_eq!(icb.all("/v1/people?overdue=true").await, [] as [Value; 0]);
    assert_ne!(icb.get(&person).await.etag(), tag, "the date is part of the ETag");
    let tag = icb.get(&person).await.etag();
    let world = world.on("2026-02-04").await;
    let icb = world.icb();
    let due = first(&icb, &person).await;
    assert_eq!((&due["status"], &due["days_overdue"]), (&json!("overdue"), &json!(1)));
    assert_eq!(icb.all("/v1/deadlines?status=overdue").await.len(), 1);
    assert_eq!(icb.all("/v1/deadlines?status=upcoming&duty=inpatient_review_first").await.len(), 0);
    assert_eq!(each(&icb.all("/v1/deadlines?status=upcoming").await, "duty"), ["oversight_visit"]);
    let late = icb.all("/v1/people?overdue=true").await;
    assert_eq!((late.len(), &late[0]["overdue"], &late[0]["next_deadline"]["days_overdue"]), (1, &json!(1), &json!(1)));
    let now = icb.get(&person).await;
    assert_ne!(now.etag(), tag, "it turned overdue at midnight without a write");
    // The version did not move: a decision that rests on yesterday's reading still holds.
    let rating = with(&crate::support::people::rating("red", "2026-01-05"), []);
    let yesterday = icb.post_with(&format!("{person}/ratings"), &[("if-match", &tag)], &rating).await;
    yesterday.is(201);
}

#[tokio::test]
async fn due_dates_pass_at_midnight_on_sqlite() {
    due_dates_pass_at_midnight(Engine::Sqlite).await;
}

#[tokio::test]
async fn due_dates_pass_at_midnight_on_postgres() {
    due_dates_pass_at_midnight(Engine::Postgres).await;
}
