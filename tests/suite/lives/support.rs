//! The support around somebody: what blocks it, up to the senior responsible owner; keyworking, from referral to discharge and
//! back.

use super::{ADULT, Told};
use crate::support::people::{by, each, last, with};
use crate::support::stories;
use dsr::example;
use reqwest::Method;
use serde_json::{Value, json};

stories! {
    /// Pathway: S0-11.1, S0-12.3, S1-43.
    async fn a_contested_barrier_goes_up_to_the_senior_responsible_owner(world: World) {
        let life = Told::begin(world, ADULT, "2026-01-05", "amber").await;
        let life = life.on("2026-01-12", "hold community 2026-01-12 2026-02-20").await;
        life.icb().post("/v1/accountable-leaders", &json!({"who": {"name": "Linnet Ashgrove", "role": "SRO"}, "from": "2025-04-01"})).await.is(201);
        life.runs(&[
            "recommendation 2026-01-12 > 2026-02-20 upcoming",
            "register_review 2026-01-05 > 2026-02-05 upcoming",
            "review_action_plan 2026-01-12 > 2026-04-06 upcoming",
        ]).await;

        // What the review recommended is blocked: a barrier, before the first level on a Monday.
        let life = life.on("2026-02-23", "progress 0 blocked 2026-02-23").await;
        life.had("recommendation", &["2026-01-12 > 2026-02-20 overdue 3"]).await;
        let recommended = life.icb().get(&life.review).await.is(200).json["recommendations"][0]["id"].clone();
        let raised = json!({"category": "housing", "agency": "housing", "raised_on": "2026-02-23", "raised_by": {"name": "Sam Field", "role": "Keyworker"},
            "description": "No adapted flat within an hour.", "recommendation_id": recommended});
        let barrier = life.icb().post(&format!("{}/barriers", life.person), &raised).await.is(201).header("location");
        let up = |level: u8, on: &str, who: Value| json!({"level": level, "opened_on": on, "opened_by": {"name": "Sam Field"}, "accountable": who, "reason": "That is no answer."});
        let ada = json!({"name": "Ada Lorne", "role": "Service manager"});
        life.icb().post(&format!("{barrier}/escalation"), &up(1, "2026-02-23", ada)).await.is(200);
        life.had("escalation_response", &["2026-02-23 > 2026-03-02 upcoming"]).await;

        // No answer; then one that the raiser contests. No level is skipped.
        let life = life.on("2026-03-03", "").await;
        life.observed(&["response_missed 2026-03-02 2026-03-03 standing"]).await;
        assert_eq!(each(&life.icb().all("/v1/escalations?overdue=true&level=1").await, "id"), [last(&barrier)]);
        let answer = |on: &str, says: &str| json!({"answered_on": on, "answered_by": {"name": "Ada Lorne"}, "response": says});
        life.icb().post(&format!("{barrier}/response"), &answer("2026-03-03", "There is a flat an hour and a half away.")).await.is(200);
        life.had("escalation_response", &["2026-02-23 > 2026-03-02 met_late 1"]).await;
        let life = life.on("2026-03-04", "").await;
        let bo = json!({"name": "Bo Vane", "role": "Head of service"});
        life.icb().post(&format!("{barrier}/escalation"), &up(3, "2026-03-04", bo.clone())).await.refused(409, "rule_not_met").fault("/level", "level_skipped");
        life.icb().post(&format!("{barrier}/escalation"), &up(2, "2026-03-04", bo)).await.is(200);
        life.had("escalation_response", &["2026-02-23 > 2026-03-02 met_late 1", "2026-03-04 > 2026-03-11 upcoming"]).await;

        // Red on the Monday: two working days were over on the Friday, so the answer is due that day.
        let life = life.on("2026-03-09", "red 2026-03-09; not-needed 2026-03-09").await;
        life.had("escalation_response", &["2026-02-23 > 2026-03-02 met_late 1", "2026-03-04 > 2026-03-09 upcoming"]).await;
        let life = life.on("2026-03-12", "").await;
        life.observed(&["response_missed 2026-03-02 2026-03-03 standing", "response_missed 2026-03-09 2026-03-12 standing"]).await;
        life.icb().post(&format!("{barrier}/response"), &answer("2026-03-12", "The panel refused the money.")).await.is(200);
        let at_sro = life.icb().post(&format!("{barrier}/escalation"), &up(3, "2026-03-12", Value::Null)).await.is(200).json;
        assert_eq!((&at_sro["level"], &at_sro["steps"][2]["accountable"]["name"], &at_sro["respond_by"]), (&json!(3), &json!("Linnet Ashgrove"), &json!("2026-03-16")));
        assert_eq!(life.shown().await["barriers"], json!({"open": 1, "level": 3}));
        let meeting = json!({"kind": "dsr_review", "meets_on": "2026-03-13", "chair": by("DSR lead"), "attendees": []});
        let meeting = life.icb().post("/v1/meetings", &meeting).await.is(201).header("location");
        let agenda = life.icb().get(&format!("{meeting}/proposed-agenda")).await.is(200).json;
        let reasons = agenda["people"][0]["reasons"].as_array().unwrap();
        assert!(agenda["people"][0]["person_id"] == json!(last(&life.person)) && reasons.contains(&json!("open_escalation")), "{agenda}");

        // The owner answers a day late: there is no such flat, and that is said where commissioning hears it.
        let life = life.on("2026-03-17", "").await;
        life.icb().post(&format!("{barrier}/response"), &answer("2026-03-17", "None is to be had; one is to be built.")).await.is(200);
        let life = life.on("2026-03-20", "").await;
        let gap = json!({"outcome": "accepted_gap", "closed_on": "2026-03-20", "closed_by": {"name": "Sam Field"}, "outcome_text": "No adapted flat in the area.", "raisers_view": "At least it is written down."});
        let closed = life.icb().post(&format!("{barrier}/closing"), &gap).await.is(200).json;
        assert_eq!((&closed["status"], &closed["closing"]["outcome"]), (&json!("closed"), &json!("accepted_gap")));
        life.had("escalation_response", &["2026-02-23 > 2026-03-02 met_late 1", "2026-03-04 > 2026-03-09 met_late 3", "2026-03-12 > 2026-03-16 met_late 1"]).await;
        assert_eq!(life.shown().await["barriers"], Value::Null);

        let life = life.on("2026-03-23", "progress 0 cancelled 2026-03-23").await;
        life.had("recommendation", &["2026-01-12 > 2026-02-20 missed 31"]).await;
        life.observed(&[
            "response_missed 2026-03-02 2026-03-03 standing", "response_missed 2026-03-09 2026-03-12 standing", "response_missed 2026-03-16 2026-03-17 standing",
        ]).await;
        assert_eq!(life.shown_at("2026-03-15").await["barriers"], json!({"open": 1, "level": 3}));
        assert!(life.icb().all("/v1/escalations?open=true").await.is_empty());
        life.ends().await;
    }

    /// Pathway: S2-transition-1, S2-discharge-2.
    async fn keyworking_goes_from_referral_to_discharge_and_somebody_comes_back(world: World) {
        // 18 on 17 September 2026. QZZ asks for a first contact within five working days, and for its own reviews.
        let life = Told::begin_at(world, "QZZ", "2008-09-17", "2025-12-03", "amber").await;
        let before_18 = "transition_plan 2025-12-03 > 2026-09-17 upcoming";
        life.runs(&["register_review 2025-12-03 > 2025-12-31 upcoming", before_18]).await;
        let life = life.on("2025-12-16", "").await;
        let keyworking = life.icb().post(&format!("{}/keyworking", life.person), &example::body("refer_to_keyworking")).await.is(201).id();
        let at = format!("{}/keyworking/{keyworking}", life.person);
        let tells = async |life: &Told, method: Method, path: &str, operation: &str| {
            let body = Some(example::body(operation).to_string());
            life.icb().send(method, &format!("{at}/{path}"), &[], body).await.is(200).json
        };
        // Boxing Day and Christmas are no working days.
        let life = life.on("2025-12-18", "").await;
        tells(&life, Method::POST, "response", "answer_keyworking").await;
        life.had("keyworker_first_contact", &["2025-12-18 > 2025-12-29 upcoming"]).await;
        let life = life.on("2025-12-19", "").await;
        tells(&life, Method::POST, "assignment", "assign_keyworker").await;
        assert_eq!(life.shown().await["keyworker"]["keyworker"]["name"], json!("Ari Lund"));
        let life = life.on("2025-12-22", "").await;
        assert_eq!(tells(&life, Method::POST, "contacts", "record_keyworking_contact").await["status"], json!("active"));
        life.had("keyworker_first_contact", &["2025-12-18 > 2025-12-29 met"]).await;

        let life = life.on("2026-01-20", "").await;
        tells(&life, Method::POST, "assessment", "assess_for_keyworking").await;
        tells(&life, Method::PUT, "plan", "set_keyworking_plan").await;
        life.runs(&["register_review 2025-12-03 > 2025-12-31 overdue 20", before_18]).await;
        let life = life.on("2026-02-10", "").await;
        tells(&life, Method::PUT, "transition", "plan_keyworking_transition").await;
        life.had("transition_plan", &["2025-12-03 > 2026-09-17 met"]).await;
        let life = life.on("2026-03-20", "").await;
        tells(&life, Method::POST, "reviews", "review_keyworking").await;
        tells(&life, Method::POST, "outcomes", "measure_keyworking").await;

        // Green asks for a gradual step-down and cuts nothing off.
        let life = life.on("2026-04-01", "green 2026-04-01").await;
        assert_eq!(life.prompts().await, ["keyworking_step_down 2026-04-01"]);
        life.had("register_review", &["2025-12-03 > 2025-12-31 missed 91"]).await;
        life.runs(&["step_down_decision 2026-04-01 > 2026-07-01 upcoming"]).await;
        let life = life.on("2026-05-11", "").await;
        assert_eq!(tells(&life, Method::POST, "step-down", "step_keyworking_down").await["status"], json!("stepping_down"));
        assert_eq!(life.prompts().await, [] as [&str; 0]);
        let life = life.on("2026-07-01", "remain 2026-07-01").await;
        life.observed(&["green_three_months 2026-07-01 2026-07-01 standing"]).await;
        let life = life.on("2026-08-31", "").await;
        let early = life.icb().post(&format!("{at}/discharge"), &example::body("discharge_from_keyworking")).await;
        early.refused(409, "rule_not_met").fault("", "keyworking_final_review_missing");
        let final_review = with(&example::body("review_keyworking"), [("/reviewed_on", json!("2026-08-24")), ("/final_review", json!(true))]);
        life.icb().post(&format!("{at}/reviews"), &final_review).await.is(200);
        assert_eq!(tells(&life, Method::POST, "discharge", "discharge_from_keyworking").await["status"], json!("discharged"));
        assert_eq!(life.shown().await["keyworker"], Value::Null);
        let life = life.on("2026-09-17", "").await;
        assert_eq!((&life.shown().await["membership"]["register"], life.prompts().await), (&json!("adult"), Vec::new()));

        // Red again, and referred again: the second keyworking knows the first.
        let life = life.on("2026-09-28", "red 2026-09-28").await;
        life.had("step_down_decision", &["2026-04-01 > 2026-07-01 met", "2026-07-01 > 2026-10-01 cancelled"]).await;
        life.runs(&["community_review_decision 2026-09-28 > 2026-10-12 upcoming", "register_review 2026-09-28 > 2026-10-05 upcoming"]).await;
        let asked = with(&example::body("refer_to_keyworking"), [("/referred_on", json!("2026-09-28")), ("/consent/effective_on", json!("2026-09-28"))]);
        let again = life.icb().post(&format!("{}/keyworking", life.person), &asked).await.is(201);
        assert_eq!(again.json["referral"]["previous"], json!(keyworking));
        let life = life.on("2026-10-13", "hold community 2026-10-13").await;
        let accepted = with(&example::body("answer_keyworking"), [("/answered_on", json!("2026-10-13"))]);
        life.icb().post(&format!("{}/keyworking/{}/response", life.person, again.id()), &accepted).await.is(200);
        life.had("community_review_decision", &["2026-09-28 > 2026-10-12 met_late 1"]).await;
        life.runs(&[
            "keyworker_first_contact 2026-10-13 > 2026-10-20 upcoming",
            "register_review 2026-09-28 > 2026-10-05 overdue 8",
            "review_action_plan 2026-10-13 > 2027-01-05 upcoming",
            "review_report 2026-10-13 > 2026-10-27 upcoming",
        ]).await;
        life.observed(&["deadline_missed 2026-10-12 2026-10-13 standing", "green_three_months 2026-07-01 2026-07-01 standing"]).await;
        assert_eq!(life.shown_at("2026-06-01").await["keyworker"]["status"], json!("stepping_down"));
        life.ends().await;
    }
}
