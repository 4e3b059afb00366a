//! Keyworking: who is eligible, the way from referral to discharge and back, what ends it and what does not, caseloads.

use crate::support::people::{acceptance, each, last, rating, referral_of, with};
use crate::support::{Caller, Reply, stories};
use dsr::example;
use reqwest::Method;
use serde_json::{Value, json};

fn consent(status: &str, on: &str) -> Value {
    json!({"scope": "keyworker", "status": status, "basis": "self", "given_by": "Robin Aldous", "effective_on": on})
}

/// A referral on this day, with consent.
fn referral(on: &str) -> Value {
    with(&example::body("refer_to_keyworking"), [("/referred_on", json!(on)), ("/consent", consent("given", on))])
}

async fn put(icb: &Caller<'_>, path: &str, body: &Value) -> Reply {
    icb.send(Method::PUT, path, &[], Some(body.to_string())).await
}

/// Refers somebody on 16 December 2025; answers the address of the keyworking.
async fn referred(icb: &Caller<'_>, person: &str) -> String {
    let id = icb.post(&format!("{person}/keyworking"), &referral("2025-12-16")).await.is(201).id();
    format!("{person}/keyworking/{id}")
}

/// Accepted on 18 December, a keyworker of this name on the 19th.
async fn assigned(icb: &Caller<'_>, person: &str, keyworker: &str) -> String {
    let keyworking = referred(icb, person).await;
    icb.post(&format!("{keyworking}/response"), &example::body("answer_keyworking")).await.is(200);
    let named = with(&example::body("assign_keyworker"), [("/keyworker/name", json!(keyworker))]);
    icb.post(&format!("{keyworking}/assignment"), &named).await.is(200);
    keyworking
}

/// The first contact on 22 December.
async fn active(icb: &Caller<'_>, person: &str) -> String {
    let keyworking = assigned(icb, person, "Ari Lund").await;
    icb.post(&format!("{keyworking}/contacts"), &example::body("record_keyworking_contact")).await.is(200);
    keyworking
}

async fn shown(icb: &Caller<'_>, keyworking: &str) -> Value {
    let (person, id) = keyworking.split_once("/keyworking/").unwrap();
    let all = icb.all(&format!("{person}/keyworking")).await;
    all.into_iter().find(|k| k["id"] == json!(id)).unwrap()
}

async fn prompts(icb: &Caller<'_>, person: &str) -> Vec<String> {
    let read = icb.get(person).await.is(200).json;
    let of = |p: &Value| format!("{} {}", p["code"].as_str().unwrap(), p["since"].as_str().unwrap());
    let all = read["prompts"].as_array().unwrap().iter().map(of);
    all.filter(|prompt| prompt.starts_with("keyworking")).collect()
}

/// The n-th number, of another area.
async fn of_area(caller: &Caller<'_>, n: u32) -> String {
    let body = with(&referral_of(n, "2008-09-17"), [("/person/icb_ods", json!("QZZ"))]);
    caller.accepted(&body, &acceptance()).await
}

async fn first_contacts(icb: &Caller<'_>, person: &str) -> Vec<String> {
    let all = icb.all(&format!("{person}/deadlines?duty=keyworker_first_contact")).await;
    let text = |d: &Value, at: &str| d.pointer(at).and_then(Value::as_str).unwrap().to_owned();
    all.iter()
        .map(|d| format!("{} {} {}", text(d, "/starts_with/date"), text(d, "/due_on"), text(d, "/status")))
        .collect()
}

stories! {
    /// Pathway: S0-6.1, S0-8.3, S0-activity-1.1, S0-activity-10.3, S1-1, S1-11, S1-12, S1-14, S1-15, S1-24, S1-35,
    /// S1-36, S1-41, S1-49, S1-61, S1-64, S1-65, S1-66, S1-70, S1-71, S1-72, S1-75, S1-83, S1-92, S1-93, S1-97, S1-98,
    /// S1-110, S1-111, S1-114, S1-115, S1-116, S1-117, S1-118, S1-121, S1-123, S1-124, S1-125, S1-126, S1-135, S1-147,
    /// S1-160, S2-service-1, S2-service-2, S2-service-3, S2-referral-8, S2-plan-1, S2-plan-2, S2-plan-3, S2-plan-4,
    /// S2-plan-5, S2-monitoring-2, S2-monitoring-4, S2-monitoring-6, S2-transition-4, S2-discharge-1, S2-discharge-2,
    /// S2-discharge-3, S2-discharge-4.
    async fn keyworking_goes_from_referral_to_discharge_and_back(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "2008-09-17").await;
        let keyworking = referred(&icb, &person).await;
        let status = async || shown(&icb, &keyworking).await["status"].clone();
        assert_eq!(status().await, json!("referred"));
        icb.post(&format!("{keyworking}/response"), &example::body("answer_keyworking")).await.is(200);
        assert_eq!(status().await, json!("accepted"));
        icb.post(&format!("{keyworking}/assignment"), &example::body("assign_keyworker")).await.is(200);
        assert_eq!(status().await, json!("assigned"));
        let late = with(&example::body("record_keyworking_contact"), [("/contacted_on", json!("2026-01-05")), ("/young_person_seen", json!(false))]);
        icb.post(&format!("{keyworking}/contacts"), &late).await.is(200);
        assert_eq!(status().await, json!("active"));
        let early = shown(&icb, &keyworking).await;
        assert_eq!((&early["first_contact_on"], early["warnings"].as_array().unwrap().len()), (&json!("2026-01-05"), 1), "seen by nobody yet");
        icb.post(&format!("{keyworking}/contacts"), &example::body("record_keyworking_contact")).await.is(200);

        for (method, path, operation) in [
            (Method::POST, "assessment", "assess_for_keyworking"),
            (Method::PUT, "plan", "set_keyworking_plan"),
            (Method::POST, "reviews", "review_keyworking"),
            (Method::POST, "outcomes", "measure_keyworking"),
            (Method::PUT, "transition", "plan_keyworking_transition"),
        ] {
            let body = Some(example::body(operation).to_string());
            icb.send(method, &format!("{keyworking}/{path}"), &[], body).await.is(200);
        }
        let other = with(&example::body("assign_keyworker"), [("/assigned_on", json!("2026-04-01")), ("/keyworker/name", json!("Bo Vane")), ("/reason", json!("Ari moved on."))]);
        icb.post(&format!("{keyworking}/assignment"), &other).await.is(200);
        let whole = shown(&icb, &keyworking).await;
        let names: Vec<&Value> = whole["assignments"].as_array().unwrap().iter().map(|a| &a["keyworker"]["name"]).collect();
        assert_eq!(names, [&json!("Ari Lund"), &json!("Bo Vane")], "whoever was named before stays on record");
        assert_eq!((&whole["first_contact_on"], &whole["warnings"]), (&json!("2025-12-22"), &json!([])));
        assert_eq!(whole["plan"]["steps"].as_array().unwrap().len(), 4);
        assert_eq!((&whole["reviews"][0]["family_feedback"]["words"], &whole["outcomes"][0]["listened_to"]), (&json!("We can plan again."), &json!(4)));
        let read = icb.get(&person).await.is(200).json;
        assert_eq!((&read["keyworker"]["keyworker"]["name"], &read["keyworker"]["keyworker_service_ods"], &read["keyworker"]["status"]),
            (&json!("Bo Vane"), &json!("RV9"), &json!("active")));

        let bare = with(&example::body("discharge_from_keyworking"), [("/future_support_plan", Value::Null)]);
        let refused = icb.post(&format!("{keyworking}/discharge"), &bare).await.refused(409, "rule_not_met");
        assert_eq!(refused.faults(), [("/reason".into(), "keyworking_step_down_first".into()), (String::new(), "keyworking_final_review_missing".into()),
            ("/future_support_plan".into(), "keyworking_future_support_missing".into())], "all that is missing at once");
        assert!(refused.json["errors"].as_array().unwrap().iter().all(|e| e["source"].as_str().is_some_and(|s| s.starts_with('S'))));

        icb.post(&format!("{keyworking}/step-down"), &example::body("step_keyworking_down")).await.is(200);
        assert_eq!(status().await, json!("stepping_down"));
        let last_review = with(&example::body("review_keyworking"), [("/reviewed_on", json!("2026-08-24")), ("/final_review", json!(true))]);
        icb.post(&format!("{keyworking}/reviews"), &last_review).await.is(200);
        icb.post(&format!("{keyworking}/discharge"), &bare).await.refused(409, "rule_not_met").fault("/future_support_plan", "keyworking_future_support_missing");
        let early = with(&example::body("discharge_from_keyworking"), [("/discharged_on", json!("2026-08-23"))]);
        icb.post(&format!("{keyworking}/discharge"), &early).await.refused(422, "invalid_request").fault("/discharged_on", "keyworking_out_of_order");
        icb.post(&format!("{keyworking}/discharge"), &example::body("discharge_from_keyworking")).await.is(200);
        assert_eq!(status().await, json!("discharged"));
        assert_eq!(icb.get(&person).await.is(200).json["keyworker"], Value::Null);

        let again = icb.post(&format!("{person}/keyworking"), &referral("2026-10-01")).await.is(201);
        assert_eq!(again.json["referral"]["previous"], json!(last(&keyworking)), "re-entry is linked");
        let rebuilt = world.store.rebuild(false).await.unwrap();
        assert_eq!((rebuilt.changed, rebuilt.moved.len()), (0, 0));
    }

    /// Pathway: S1-13, S1-82, S1-122, S2-monitoring-6.
    async fn stepping_down_is_given_up_when_risk_rises_again(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "2008-09-17").await;
        let keyworking = active(&icb, &person).await;
        let resumption = format!("{keyworking}/resumption");
        let body = example::body("resume_keyworking");
        let refused = icb.post(&resumption, &body).await.refused(409, "rule_not_met").fault("", "keyworking_state");
        assert!(refused.text.contains("'active'"), "{}", refused.text);
        icb.post(&format!("{keyworking}/step-down"), &example::body("step_keyworking_down")).await.is(200);
        let early = with(&body, [("/resumed_on", json!("2026-05-10"))]);
        icb.post(&resumption, &early).await.refused(422, "invalid_request").fault("/resumed_on", "keyworking_out_of_order");
        let resumed = icb.post(&resumption, &body).await.is(200).json;
        assert_eq!((&resumed["status"], &resumed["resumptions"][0]["resumed_on"]), (&json!("active"), &json!("2026-09-14")));
        let last_review = with(&example::body("review_keyworking"), [("/reviewed_on", json!("2026-09-20")), ("/final_review", json!(true))]);
        icb.post(&format!("{keyworking}/reviews"), &last_review).await.is(200);
        let goals = with(&example::body("discharge_from_keyworking"), [("/discharged_on", json!("2026-09-21"))]);
        icb.post(&format!("{keyworking}/discharge"), &goals).await.refused(409, "rule_not_met").fault("/reason", "keyworking_step_down_first");
        icb.post(&format!("{keyworking}/discharge"), &with(&goals, [("/reason", json!("moved_away"))])).await.is(200);
    }

    /// Pathway: S0-7.1, S0-7.4, S0-activity-10.1, S1-2, S1-50, S1-84, S1-86, S2-service-4, S2-referral-1,
    /// S2-referral-2, S2-referral-3, S2-referral-6, S4-RAG-blue-5, S4-RAG-red-3, S4-RAG-amber-3.
    async fn who_is_eligible_is_on_the_register_of_a_colour_that_calls_for_it_25_or_under_diagnosed_and_consents(world: World) {
        let icb = world.icb();
        let on = |body: &Value, day: &str| with(body, [("/referred_on", json!(day)), ("/consent/effective_on", json!(day))]);
        let asked = referral("2025-12-16");
        let grown = icb.somebody(1, "1999-12-17").await;
        icb.post(&format!("{grown}/keyworking"), &on(&asked, "2025-12-17")).await.refused(409, "rule_not_met").fault("/referred_on", "keyworking_age");
        icb.post(&format!("{grown}/keyworking"), &asked).await.is(201);
        let blue = icb.somebody(2, "2004-05-05").await;
        icb.admit(&blue, "2026-01-06", "adult_acute", "none").await;
        icb.post(&format!("{blue}/keyworking"), &on(&asked, "2026-01-07")).await.is(201);

        let green = icb.somebody(3, "2004-05-05").await;
        let pathway = json!({"diagnosis_status": "on_pathway"});
        let tag = icb.get(&green).await.header("etag");
        icb.send(Method::PATCH, &green, &[("if-match", &tag)], Some(pathway.to_string())).await.is(200);
        icb.post_on(&green, &format!("{green}/ratings"), &rating("green", "2026-01-20")).await.is(201);
        let bare = with(&on(&asked, "2026-01-21"), [("/consent", Value::Null)]);
        let refused = icb.post(&format!("{green}/keyworking"), &bare).await.refused(409, "rule_not_met");
        assert_eq!(refused.faults(), [("/referred_on".into(), "keyworking_rag".into()), (String::new(), "keyworking_diagnosis".into()),
            ("/consent".into(), "keyworker_consent_missing".into())], "everything at once");
        icb.post(&format!("{green}/keyworking"), &on(&asked, "2025-12-02")).await.refused(409, "rule_not_met").fault("/referred_on", "not_on_register");
    }

    /// Pathway: S0-7.2, S0-7.3, S1-3, S1-8.
    async fn an_area_gives_a_keyworker_to_groups_it_names_whatever_their_colour(world: World) {
        let area = world.caller("QZZ");
        let on = with(&referral("2026-01-21"), [("/source", json!("register"))]);
        for (n, born, status) in [(1, "2008-09-17", 201), (2, "1999-12-17", 409)] {
            let body = with(&referral_of(n, born), [("/person/icb_ods", json!("QZZ"))]);
            let person = area.accepted(&body, &acceptance()).await;
            area.post_on(&person, &format!("{person}/ratings"), &rating("green", "2026-01-20")).await.is(201);
            let refused = area.post(&format!("{person}/keyworking"), &on).await.refused(409, "rule_not_met");
            refused.fault("/referred_on", "keyworking_rag");
            let tag = area.get(&person).await.header("etag");
            let adopted = json!({"adopted": true}).to_string();
            area.send(Method::PATCH, &person, &[("if-match", &tag)], Some(adopted)).await.is(200);
            let asked = area.post(&format!("{person}/keyworking"), &on).await.is(status);
            if status == 409 {
                asked.fault("/referred_on", "keyworking_age");
            }
        }
    }

    /// Pathway: S1-51.
    async fn consent_is_on_record_or_comes_with_the_referral_and_may_be_a_best_interests_decision(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "2004-05-05").await;
        let bare = with(&referral("2025-12-16"), [("/consent", Value::Null)]);
        let at = format!("{person}/keyworking");
        icb.post(&at, &bare).await.refused(409, "rule_not_met").fault("/consent", "keyworker_consent_missing");
        let other = with(&referral("2025-12-16"), [("/consent/scope", json!("review"))]);
        icb.post(&at, &other).await.refused(422, "invalid_request").fault("/consent/scope", "consent_of_other_scope");
        let later = with(&referral("2025-12-16"), [("/consent/effective_on", json!("2025-12-17"))]);
        icb.post(&at, &later).await.refused(409, "rule_not_met").fault("/consent", "keyworker_consent_missing");
        let decided = json!({"scope": "keyworker", "status": "given", "basis": "best_interests", "given_by": "Dr Noor Bashir", "effective_on": "2025-12-10",
            "best_interests": {"decided_on": "2025-12-10", "decision_maker": "Dr Noor Bashir", "capacity_assessed_on": "2025-12-09"}});
        icb.post(&format!("{person}/consents"), &decided).await.is(201);
        icb.post(&at, &bare).await.is(201);
    }

    /// Pathway: S1-49.
    async fn a_refusal_names_the_state(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "2008-09-17").await;
        let keyworking = referred(&icb, &person).await;
        icb.post(&format!("{person}/keyworking"), &referral("2025-12-17")).await.refused(409, "rule_not_met").fault("", "keyworking_goes_on");
        let refused = async |path: &str, operation: &str, state: &str| {
            let put = ["plan", "transition"].contains(&path);
            let method = if put { Method::PUT } else { Method::POST };
            let reply = icb.send(method, &format!("{keyworking}/{path}"), &[], Some(example::body(operation).to_string())).await;
            let reply = reply.refused(409, "rule_not_met").fault("", "keyworking_state");
            assert!(reply.text.contains(&format!("'{state}'")), "{path}: {}", reply.text);
        };
        for (path, operation) in [("assignment", "assign_keyworker"), ("contacts", "record_keyworking_contact"), ("assessment", "assess_for_keyworking"),
            ("plan", "set_keyworking_plan"), ("reviews", "review_keyworking"), ("outcomes", "measure_keyworking"),
            ("transition", "plan_keyworking_transition"), ("step-down", "step_keyworking_down"), ("discharge", "discharge_from_keyworking")] {
            refused(path, operation, "referred").await;
        }
        let bare = json!({"outcome": "declined", "answered_on": "2025-12-18", "answered_by": {"name": "Noa Reed"}});
        icb.post(&format!("{keyworking}/response"), &bare).await.refused(422, "invalid_request").fault("/decline_reason", "keyworking_decline_reason");
        let early = with(&bare, [("/answered_on", json!("2025-12-15")), ("/decline_reason", json!("no_capacity"))]);
        icb.post(&format!("{keyworking}/response"), &early).await.refused(422, "invalid_request").fault("/answered_on", "keyworking_out_of_order");
        icb.post(&format!("{keyworking}/response"), &with(&bare, [("/decline_reason", json!("no_capacity"))])).await.is(200);
        refused("response", "answer_keyworking", "declined").await;
        refused("assignment", "assign_keyworker", "declined").await;
        icb.post(&format!("{person}/keyworking/{}/plan", last(&person)), &json!({})).await.refused(405, "method_not_allowed");
        put(&icb, &format!("{person}/keyworking/{}/plan", last(&person)), &example::body("set_keyworking_plan")).await.refused(404, "not_found");
    }

    /// Pathway: S0-activity-1.2, S1-30, S1-31, S1-32, S1-33, S1-80, S1-90, S1-103, S1-104, S1-105, S1-106, S1-107,
    /// S1-108, S1-116, S1-119, S1-120, S1-123, S1-132, S1-133, S2-plan-3, S2-monitoring-1, S2-monitoring-3.
    async fn a_review_says_what_both_say_and_a_measure_measures_something(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "2008-09-17").await;
        let keyworking = active(&icb, &person).await;
        let silent = with(&example::body("review_keyworking"), [("/young_person_feedback", json!({})),
            ("/family_feedback", json!({"words": "Good.", "not_given_because": "Away."}))]);
        let refused = icb.post(&format!("{keyworking}/reviews"), &silent).await.refused(422, "invalid_request");
        assert_eq!(refused.faults(), [("/young_person_feedback".into(), "feedback_or_reason".into()), ("/family_feedback".into(), "feedback_or_reason".into())]);
        let absent = with(&silent, [("/young_person_feedback", json!({"not_given_because": "Did not want to talk."})), ("/family_feedback", json!({"words": "Good."}))]);
        icb.post(&format!("{keyworking}/reviews"), &absent).await.is(200);
        let nothing = json!({"measured_on": "2026-03-20", "answered_by": "family", "measured_by": {"name": "Ari Lund"}});
        icb.post(&format!("{keyworking}/outcomes"), &nothing).await.refused(422, "invalid_request").fault("", "nothing_measured");
        icb.post(&format!("{keyworking}/outcomes"), &with(&nothing, [("/stability", json!(6))])).await.refused(422, "invalid_request");
        for (day, score) in [("2026-03-20", 2), ("2026-06-20", 4)] {
            let measured = with(&nothing, [("/measured_on", json!(day)), ("/stability", json!(score))]);
            icb.post(&format!("{keyworking}/outcomes"), &measured).await.is(200);
        }
        let outcomes = shown(&icb, &keyworking).await["outcomes"].clone();
        let stable: Vec<&Value> = outcomes.as_array().unwrap().iter().map(|o| &o["stability"]).collect();
        assert_eq!(stable, [&json!(2), &json!(4)], "one scale, over time");
    }

    /// Pathway: S0-8.1, S1-34, S1-89, S1-93, S1-96, S1-152, S2-referral-7.
    async fn the_first_contact_is_a_duty_only_where_an_area_says_so_and_runs_from_the_acceptance(world: World) {
        let icb = world.icb();
        let here = icb.somebody(1, "2008-09-17").await;
        active(&icb, &here).await;
        assert_eq!(first_contacts(&icb, &here).await, Vec::<String>::new());
        let area = world.caller("QZZ");
        let there = of_area(&area, 2).await;
        referred(&area, &there).await;
        assert_eq!(first_contacts(&area, &there).await, Vec::<String>::new(), "not before it is accepted");
        let met = of_area(&area, 3).await;
        let keyworking = assigned(&area, &met, "Ari Lund").await;
        assert_eq!(first_contacts(&area, &met).await, ["2025-12-18 2025-12-29 overdue"], "Christmas and Boxing Day are no working days");
        area.post(&format!("{keyworking}/contacts"), &example::body("record_keyworking_contact")).await.is(200);
        assert_eq!(first_contacts(&area, &met).await, ["2025-12-18 2025-12-29 met"]);
        let ended = of_area(&area, 4).await;
        assigned(&area, &ended, "Ari Lund").await;
        area.post(&format!("{ended}/consents"), &consent("withdrawn", "2025-12-24")).await.is(201);
        assert_eq!(first_contacts(&area, &ended).await, ["2025-12-18 2025-12-29 cancelled"]);
    }

    /// Pathway: S1-13, S1-37, S1-56, S1-122, S2-transition-2.
    async fn green_and_26_prompt_and_cut_nothing_off(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "2001-02-03").await;
        let keyworking = active(&icb, &person).await;
        icb.post_on(&person, &format!("{person}/ratings"), &rating("green", "2026-01-20")).await.is(201);
        assert_eq!(prompts(&icb, &person).await, ["keyworking_step_down 2026-01-20"]);
        assert_eq!(shown(&icb, &keyworking).await["status"], json!("active"), "support goes on");
        icb.post(&format!("{keyworking}/step-down"), &example::body("step_keyworking_down")).await.is(200);
        assert_eq!(prompts(&icb, &person).await, Vec::<String>::new());

        let world = world.on("2027-02-03").await;
        let icb = world.icb();
        assert_eq!(prompts(&icb, &person).await, ["keyworking_hand_over 2027-02-03"]);
        let handed = with(&example::body("plan_keyworking_transition"), [("/handed_over_on", json!("2027-02-01"))]);
        put(&icb, &format!("{keyworking}/transition"), &handed).await.is(200);
        assert_eq!(prompts(&icb, &person).await, Vec::<String>::new());
        assert_eq!(shown(&icb, &keyworking).await["status"], json!("stepping_down"));
    }

    /// Pathway: S1-36, S1-82, S1-98, S1-118.
    async fn leaving_the_register_does_not_end_keyworking_withdrawn_consent_and_death_do(world: World) {
        let icb = world.icb();
        let left = icb.somebody(1, "2004-05-05").await;
        let keyworking = active(&icb, &left).await;
        let gone = json!({"left_on": "2026-03-01", "reason": "criteria_no_longer_met", "decided_by": {"name": "Pat Moss"}});
        icb.post_on(&left, &format!("{left}/departure"), &gone).await.is(200);
        assert_eq!(shown(&icb, &keyworking).await["status"], json!("active"));
        icb.post(&format!("{keyworking}/reviews"), &example::body("review_keyworking")).await.is(200);
        icb.post(&format!("{left}/consents"), &consent("withdrawn", "2026-04-01")).await.is(201);
        let ended = shown(&icb, &keyworking).await;
        assert_eq!((&ended["status"], &ended["ended_on"], &ended["ended_by"]), (&json!("ended"), &json!("2026-04-01"), &json!("consent_withdrawn")));
        let refused = icb.post(&format!("{keyworking}/contacts"), &example::body("record_keyworking_contact")).await;
        refused.refused(409, "rule_not_met").fault("", "keyworking_state");
        assert_eq!(icb.get(&left).await.is(200).json["keyworker"], Value::Null);

        let dies = icb.somebody(2, "2004-05-05").await;
        let keyworking = active(&icb, &dies).await;
        let died = json!({"left_on": "2026-05-01", "reason": "deceased", "decided_by": {"name": "Pat Moss"}});
        icb.post_on(&dies, &format!("{dies}/departure"), &died).await.is(200);
        let ended = shown(&icb, &keyworking).await;
        assert_eq!((&ended["ended_on"], &ended["ended_by"]), (&json!("2026-05-01"), &json!("death")));
        assert_eq!(prompts(&icb, &dies).await, Vec::<String>::new());
    }

    /// Pathway: S1-4, S1-37, S1-121, S1-135, S2-transition-1, S2-transition-3.
    async fn a_keyworkers_plan_for_the_move_to_adult_services_meets_the_duty_before_18(world: World) {
        let icb = world.icb();
        let person = icb.somebody(1, "2008-09-17").await;
        let keyworking = active(&icb, &person).await;
        let duty = async || icb.all(&format!("{person}/deadlines?duty=transition_plan")).await.remove(0);
        assert_eq!(duty().await["status"], json!("overdue"));
        put(&icb, &format!("{keyworking}/transition"), &example::body("plan_keyworking_transition")).await.is(200);
        let met = duty().await;
        assert_eq!((&met["status"], &met["met_on"], &met["ended_by"]["fact"]), (&json!("met"), &json!("2026-02-10"), &json!("keyworking_transition")));
    }

    /// Pathway: S0-governance-3, S1-19, S1-40, S1-47, S1-73, S1-78, S1-101, S1-111, S1-112, S1-113, S1-150, S2-cetr-2.
    async fn caseloads_warn_above_the_areas_limit_and_list_what_is_recommended(world: World) {
        let area = world.caller("QZZ");
        let mut people = Vec::new();
        for (n, name) in [(1, "Ari Lund"), (2, "Ari  LUND"), (3, "Ari Lund"), (4, "Bo Vane")] {
            let person = of_area(&area, n).await;
            assigned(&area, &person, name).await;
            people.push(person);
        }
        let review = area.ask(&people[0], "community", "2026-01-10").await;
        let held = with(&example::body("hold_review"), [("/held_on", json!("2026-01-12")), ("/consent/effective_on", json!("2026-01-11")),
            ("/outcome", json!("community_support_continues"))]);
        area.post(&format!("{review}/held"), &held).await.is(200);
        let caseloads = area.all("/v1/keyworking/caseloads").await;
        let counts: Vec<&Value> = caseloads.iter().map(|c| &c["open"]).collect();
        assert_eq!(counts, [&json!(3), &json!(1)]);
        assert_eq!((&caseloads[0]["limit"], &caseloads[0]["waiting_for_first_contact"], &caseloads[1]["warning"]), (&json!(2), &json!(3), &Value::Null));
        assert!(caseloads[0]["warning"].as_str().unwrap().starts_with("More than the 2"));
        let keyworker = caseloads[0]["keyworker_id"].as_str().unwrap();
        let open = area.all(&format!("/v1/keyworking/caseloads/{keyworker}/recommendations")).await;
        assert_eq!((each(&open, "status"), &open[0]["person_id"], &open[0]["overdue"]), (vec!["open".into()], &json!(last(&people[0])), &json!(true)));
        let done = json!({"noted_on": "2026-02-01", "status": "done", "noted_by": {"name": "Ines Holt"}});
        let at = format!("{}/recommendations/{}", people[0], open[0]["recommendation_id"].as_str().unwrap());
        area.send(Method::PATCH, &at, &[], Some(done.to_string())).await.is(200);
        assert!(area.all(&format!("/v1/keyworking/caseloads/{keyworker}/recommendations")).await.is_empty());
    }

    /// Pathway: S1-5, S1-24, S1-34, S1-62, S1-89, S1-96, S1-152, S2-referral-7.
    async fn keyworking_is_listed_with_filters_and_pages_within_reach(world: World) {
        let (icb, other) = (world.icb(), world.caller("QF7"));
        let (one, two, three) = (icb.somebody(1, "2008-09-17").await, icb.somebody(2, "2007-09-17").await, icb.somebody(3, "2006-09-17").await);
        let active = active(&icb, &one).await;
        assigned(&icb, &two, "Bo Vane").await;
        icb.post(&format!("{three}/keyworking"), &referral("2025-12-20")).await.is(201);
        let found = async |query: &str| each(&icb.all(&format!("/v1/keyworking?limit=1{query}")).await, "status");
        let mut all = found("").await;
        assert_eq!(all.remove(0), "referred", "the latest referral first");
        assert_eq!(all.len(), 2);
        assert_eq!(found("&status=active").await, ["active"]);
        assert_eq!(found("&waiting_for_first_contact=true").await, ["assigned"]);
        assert_eq!(found("&waiting_for_first_contact=false&keyworker_service=RV9").await, ["active"]);
        let keyworker = icb.all("/v1/keyworking?status=assigned").await[0]["keyworker_id"].as_str().unwrap().to_owned();
        assert_eq!(found(&format!("&keyworker={keyworker}")).await, ["assigned"]);
        assert_eq!(found("&keyworker_service=QXX").await, Vec::<String>::new());

        for path in ["/v1/keyworking".to_owned(), "/v1/keyworking/caseloads".to_owned(), format!("/v1/keyworking/caseloads/{keyworker}/recommendations")] {
            assert!(other.all(&path).await.is_empty(), "{path}");
        }
        other.get(&format!("{one}/keyworking")).await.refused(404, "not_found");
        other.post(&format!("{active}/contacts"), &example::body("record_keyworking_contact")).await.refused(404, "not_found");
    }

    /// Pathway: S1-85, S1-87.
    async fn whoever_has_no_keyworker_by_name_is_listed_on_any_day(world: World) {
        let icb = world.icb();
        let (red, ward, none) = (icb.somebody(1, "2008-09-17").await, icb.somebody(2, "2007-09-17").await, icb.somebody(3, "2006-09-17").await);
        icb.post_on(&red, &format!("{red}/ratings"), &rating("red", "2025-12-10")).await.is(201);
        icb.admit(&ward, "2026-01-06", "adult_acute", "none").await;
        let of = async |query: &str| {
            let found = each(&icb.all(&format!("/v1/people?sort=name&limit=1&{query}")).await, "id");
            let names = [(&red, "red"), (&ward, "ward"), (&none, "none")];
            let mut found: Vec<_> = names.iter().filter(|(person, _)| found.contains(&last(person))).map(|(_, name)| *name).collect();
            found.sort_unstable();
            found.join(" ")
        };
        assert_eq!((of("keyworker=none").await, of("keyworker=named").await), ("none red ward".into(), String::new()));
        let keyworking = referred(&icb, &red).await;
        icb.post(&format!("{keyworking}/response"), &example::body("answer_keyworking")).await.is(200);
        assert_eq!(of("keyworker=none&rag=red").await, "red", "accepted, and nobody is named");
        icb.post(&format!("{keyworking}/assignment"), &example::body("assign_keyworker")).await.is(200);
        assert_eq!((of("keyworker=none&rag=red").await, of("keyworker=named&rag=red").await), (String::new(), "red".into()));
        assert_eq!((of("keyworker=none&setting=adult_acute").await, of("keyworker=none&rag=blue").await), ("ward".into(), "ward".into()));
        for (day, named) in [("2025-12-18", ""), ("2025-12-19", "red")] {
            assert_eq!(of(&format!("keyworker=named&as_at={day}")).await, named, "{day}");
        }
        icb.post(&format!("{red}/consents"), &consent("withdrawn", "2026-02-02")).await.is(201);
        assert_eq!(of("keyworker=none").await, "none red ward", "keyworking ended with the consent to it");
        assert_eq!(of("keyworker=named&as_at=2026-02-01").await, "red");
    }
}
