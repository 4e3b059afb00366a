//! In hospital: a child who turns 18 on the ward, somebody who declines every review, an admission that never was, a death.

use super::{ADULT, Told};
use crate::support::people::{admission, each, register_consent};
use crate::support::stories;
use dsr::example;
use serde_json::{Value, json};

stories! {
    /// Pathway: S1-56, S4-RAG-blue-8.
    async fn a_child_in_tier_4_turns_18_and_no_date_is_lengthened(world: World) {
        // 16 on 10 May 2024, 18 on 10 May 2026; consent at 15 was the child's own.
        let life = Told::begin(world, "2008-05-10", "2024-04-15", "amber").await;
        assert_eq!(life.shown().await["membership"]["register"], json!("cyp"));
        life.runs(&["register_review 2024-04-15 > 2024-05-15 upcoming"]).await;

        let life = life.on("2024-05-10", "green 2024-05-10").await;
        assert_eq!(life.prompts().await, ["consent_at_16 2024-05-10"]);
        life.icb().post(&format!("{}/consents", life.person), &register_consent("given", "2024-05-10")).await.is(201);
        assert_eq!(life.prompts().await, [] as [&str; 0]);
        life.runs(&["step_down_decision 2024-05-10 > 2024-08-10 upcoming"]).await;

        let life = life.on("2024-08-12", "remain 2024-08-12").await;
        life.observed(&["green_three_months 2024-08-10 2024-08-12 standing"]).await;
        life.had("step_down_decision", &["2024-05-10 > 2024-08-10 met_late 2", "2024-08-12 > 2024-11-12 upcoming"]).await;
        let life = life.on("2024-10-01", "amber 2024-10-01").await;
        life.had("step_down_decision", &["2024-05-10 > 2024-08-10 met_late 2", "2024-08-12 > 2024-11-12 cancelled"]).await;

        // The plan for adult services has been asked for since the 17th birthday.
        let life = life.on("2025-11-03", "red 2025-11-03").await;
        life.runs(&[
            "register_review 2024-10-01 > 2024-11-01 overdue 367",
            "community_review_decision 2025-11-03 > no date upcoming",
            "transition_plan 2024-04-15 > 2026-05-10 upcoming",
        ]).await;
        assert_eq!(life.actions().await, ["community_review_considered", "laep_meeting", "keyworker_referral"]);

        let life = life.on("2025-11-10", "admit 2025-11-10 tier4").await;
        assert_eq!(life.rag().await, json!("blue"));
        assert_eq!(life.actions().await, ["oversight_visits", "inpatient_review", "keyworker_referral", "twelve_point_discharge_plan"]);
        life.runs(&[
            "inpatient_review_first 2025-11-10 > 2025-11-24 upcoming",
            // Six weeks are 42 days; eight would be 5 January.
            "oversight_visit 2025-11-10 > 2025-12-22 upcoming",
            "local_authority_notification 2025-11-10 > 2026-02-10 upcoming",
            "transition_plan 2024-04-15 > 2026-05-10 upcoming",
        ]).await;
        life.had("register_review", &["2024-04-15 > 2024-05-15 cancelled", "2024-10-01 > 2024-11-01 missed 374"]).await;
        life.had("community_review_decision", &["2025-11-03 > no date cancelled"]).await;

        let life = life.on("2025-11-21", "hold inpatient 2025-11-21").await;
        life.had("inpatient_review_first", &["2025-11-10 > 2025-11-24 met"]).await;
        life.had("inpatient_review_repeat", &["2025-11-21 > 2026-02-21 upcoming"]).await;
        life.had("review_action_plan", &["2025-11-21 > 2026-02-13 upcoming"]).await;
        let life = life.on("2025-12-23", "visit 2025-12-23").await;
        life.observed(&["deadline_missed 2025-12-22 2025-12-23 standing", "green_three_months 2024-08-10 2024-08-12 standing"]).await;
        life.had("oversight_visit", &["2025-11-10 > 2025-12-22 met_late 1", "2025-12-23 > 2026-02-03 upcoming"]).await;
        let life = life.on("2026-02-02", "visit 2026-02-02; notify 2026-02-02; plan-review 2026-02-02").await;
        life.had("local_authority_notification", &["2025-11-10 > 2026-02-10 met"]).await;
        let life = life.on("2026-02-20", "hold inpatient 2026-02-20").await;
        let life = life.on("2026-03-10", "visit 2026-03-10").await;
        let life = life.on("2026-04-20", "visit 2026-04-20; plan-transition 2026-04-20 2026-04-20").await;
        let of_a_child = ["inpatient_review_repeat 2026-02-20 > 2026-05-20 upcoming", "oversight_visit 2026-04-20 > 2026-06-01 upcoming"];
        life.runs(&[of_a_child[0], of_a_child[1], "review_action_plan 2026-02-20 > 2026-05-15 upcoming"]).await;
        life.had("transition_plan", &["2024-04-15 > 2026-05-10 met"]).await;
        assert!(life.listed("age_to=17&setting=tier4").await);

        // The birthday: another list, another thing to consider, and every date as it was.
        let life = life.on("2026-05-10", "plan-review 2026-05-10").await;
        assert_eq!(life.shown().await["membership"]["register"], json!("adult"));
        assert!(!life.listed("age_to=17").await && life.listed("age_from=18&setting=tier4").await);
        assert!(life.actions().await.contains(&"forensic_outreach_or_intensive_support".to_owned()));
        assert_eq!(life.prompts().await, [] as [&str; 0], "the consent is the person's own");
        life.runs(&of_a_child).await;

        // 18 and still in Tier 4: the track is the ward's. On an adult ward it is the person's.
        let life = life.on("2026-05-20", "hold inpatient 2026-05-20").await;
        life.had("inpatient_review_repeat", &["2025-11-21 > 2026-02-21 met", "2026-02-20 > 2026-05-20 met", "2026-05-20 > 2026-08-20 upcoming"]).await;
        let life = life.on("2026-06-01", "visit 2026-06-01").await;
        life.runs(&[
            "inpatient_review_repeat 2026-05-20 > 2026-08-20 upcoming",
            "oversight_visit 2026-06-01 > 2026-07-13 upcoming",
            "review_action_plan 2026-05-20 > 2026-08-12 upcoming",
        ]).await;
        let life = life.on("2026-06-08", "move 2026-06-08 adult_rehabilitation none").await;
        life.runs(&[
            "inpatient_review_repeat 2026-05-20 > 2026-11-20 upcoming",
            "oversight_visit 2026-06-01 > 2026-07-27 upcoming",
            "review_action_plan 2026-05-20 > 2026-08-12 upcoming",
        ]).await;

        let life = life.on("2026-07-20", "visit 2026-07-20").await;
        let life = life.on("2026-08-03", "discharge 2026-08-03 amber").await;
        assert_eq!(life.rag().await, json!("amber"));
        life.runs(&["register_review 2026-08-03 > 2026-09-03 upcoming", "review_action_plan 2026-05-20 > 2026-08-12 upcoming"]).await;
        let life = life.on("2026-08-13", "").await;
        life.observed(&[
            "deadline_missed 2025-12-22 2025-12-23 standing", "deadline_missed 2026-08-12 2026-08-13 standing",
            "green_three_months 2024-08-10 2024-08-12 standing",
        ]).await;
        assert_eq!(life.shown_at("2026-06-07").await["hospital"]["setting"], json!("tier4"));
        life.ends().await;
    }

    /// Pathway: S4-RAG-blue-7.
    async fn somebody_declines_every_review_and_is_asked_again(world: World) {
        let life = Told::begin(world, ADULT, "2026-01-05", "amber").await;
        let life = life.on("2026-01-12", "red 2026-01-12").await;
        life.had("community_review_decision", &["2026-01-12 > no date upcoming"]).await;
        let life = life.on("2026-01-16", "decline community 2026-01-14 2026-01-16").await;
        life.had("community_review_decision", &["2026-01-12 > no date met"]).await;
        life.had("inpatient_review_reoffer", &[]).await;

        let life = life.on("2026-02-02", "admit 2026-02-02 adult_acute").await;
        life.runs(&["inpatient_review_first 2026-02-02 > 2026-03-02 upcoming", "oversight_visit 2026-02-02 > 2026-03-30 upcoming"]).await;
        let life = life.on("2026-02-23", "decline inpatient 2026-02-16 2026-02-23").await;
        life.had("inpatient_review_first", &["2026-02-02 > 2026-03-02 declined"]).await;
        life.runs(&[
            "inpatient_review_reoffer 2026-02-23 > 2026-03-23 upcoming",
            "inpatient_review_repeat 2026-02-23 > 2026-08-23 upcoming",
            "oversight_visit 2026-02-02 > 2026-03-30 upcoming",
        ]).await;

        // Asked again a day late, and no again: the next question and the next review are counted from that day.
        let life = life.on("2026-03-27", "decline inpatient 2026-03-24 2026-03-27; visit 2026-03-27").await;
        life.runs(&[
            "inpatient_review_reoffer 2026-03-27 > 2026-04-24 upcoming",
            "inpatient_review_repeat 2026-03-27 > 2026-09-27 upcoming",
            "oversight_visit 2026-03-27 > 2026-05-22 upcoming",
        ]).await;
        let life = life.on("2026-04-24", "decline inpatient 2026-04-24 2026-04-24; visit 2026-04-24").await;
        life.had("inpatient_review_reoffer", &["2026-02-23 > 2026-03-23 met_late 1", "2026-03-27 > 2026-04-24 met", "2026-04-24 > 2026-05-22 upcoming"]).await;
        life.had("inpatient_review_repeat", &["2026-02-23 > 2026-08-23 declined", "2026-03-27 > 2026-09-27 declined", "2026-04-24 > 2026-10-24 upcoming"]).await;
        life.observed(&[]).await;

        // Declining is nobody's omission; not being seen is one.
        let life = life.on("2026-06-20", "visit 2026-06-20").await;
        life.observed(&["deadline_missed 2026-06-19 2026-06-20 standing"]).await;
        let life = life.on("2026-07-06", "discharge 2026-07-06 amber").await;
        life.had("inpatient_review_reoffer", &["2026-02-23 > 2026-03-23 met_late 1", "2026-03-27 > 2026-04-24 met", "2026-04-24 > 2026-05-22 missed 45"]).await;
        life.had("oversight_visit", &[
            "2026-02-02 > 2026-03-30 met", "2026-03-27 > 2026-05-22 met", "2026-04-24 > 2026-06-19 met_late 1", "2026-06-20 > 2026-08-15 cancelled",
        ]).await;
        life.had("review_action_plan", &[]).await;
        life.runs(&["register_review 2026-07-06 > 2026-08-06 upcoming"]).await;
        let life = life.on("2026-08-07", "decline community 2026-08-07 2026-08-07").await;
        life.runs(&["register_review 2026-07-06 > 2026-08-06 overdue 1"]).await;
        assert_eq!(each(&life.icb().all(&format!("{}/reviews", life.person)).await, "status"), ["declined"; 5]);
        assert_eq!(life.shown().await["membership"]["status"], json!("active"), "who declines reviews stays on the register");
        life.observed(&["deadline_missed 2026-06-19 2026-06-20 standing"]).await;
        life.ends().await;
    }

    /// Pathway: S1-149, S4-RAG-blue-13.
    async fn a_mistaken_admission_is_corrected_a_month_later(world: World) {
        let life = Told::begin(world, ADULT, "2026-01-05", "amber").await;
        let life = life.on("2026-01-19", "red 2026-01-19; not-needed 2026-01-19").await;
        let life = life.on("2026-02-02", "admit 2026-02-02 adult_acute").await;
        life.runs(&["inpatient_review_first 2026-02-02 > 2026-03-02 upcoming", "oversight_visit 2026-02-02 > 2026-03-30 upcoming"]).await;
        life.had("register_review", &["2026-01-05 > 2026-02-05 cancelled"]).await;
        let life = life.on("2026-02-16", "visit 2026-02-16").await;
        assert!(life.listed("rag=blue").await);

        // Nobody was offered a review, for nobody was there: the ward had written down another patient.
        let life = life.on("2026-03-03", "").await;
        life.observed(&["deadline_missed 2026-03-02 2026-03-03 standing"]).await;
        let (admitted, visited) = (life.version("admitted").await, life.version("oversight_visited").await);
        let alone = life.entered_in_error(&[admitted]).await.refused(409, "rule_not_met").fault("/facts", "dependent_fact");
        assert!(alone.text.contains("oversight_visited"), "{}", alone.text);
        let by = life.entered_in_error(&[admitted, visited]).await.is(201).json["version"].clone();
        let shown = life.shown().await;
        assert_eq!((&shown["rag"], &shown["rating"]["effective_on"], &shown["hospital"]), (&json!("red"), &json!("2026-01-19"), &Value::Null));
        assert!(!life.listed("rag=blue").await && !life.listed("rag=blue&as_at=2026-02-16").await && life.listed("rag=red").await);
        life.runs(&["register_review 2026-01-05 > 2026-02-05 overdue 26"]).await;
        life.had("inpatient_review_first", &["2026-02-02 > 2026-03-02 withdrawn"]).await;
        life.had("oversight_visit", &["2026-02-02 > 2026-03-30 withdrawn", "2026-02-16 > 2026-04-13 withdrawn"]).await;
        life.had("community_review_decision", &["2026-01-19 > no date met"]).await;
        life.observed(&["deadline_missed 2026-03-02 2026-03-03 superseded"]).await;
        let history = life.history().await;
        for version in [admitted, visited] {
            let fact = history.iter().find(|fact| fact["version"] == json!(version)).unwrap();
            assert_eq!((&fact["corrected"]["action"], &fact["corrected"]["by_version"]), (&json!("entered_in_error"), &by));
        }

        let life = life.on("2026-03-10", "green 2026-03-10").await;
        life.had("register_review", &["2026-01-05 > 2026-02-05 missed 33"]).await;
        life.runs(&["step_down_decision 2026-03-10 > 2026-06-10 upcoming"]).await;
        let life = life.on("2026-06-10", "leave 2026-06-10 step_down").await;
        life.had("step_down_decision", &["2026-03-10 > 2026-06-10 met"]).await;
        life.observed(&["deadline_missed 2026-03-02 2026-03-03 superseded", "green_three_months 2026-06-10 2026-06-10 standing"]).await;
        assert_eq!(life.shown().await["membership"]["end_reason"], json!("step_down"));
        assert_eq!(life.shown_at("2026-02-16").await["rag"], json!("red"), "as is known now");
        life.ends().await;
    }

    async fn a_death_in_hospital_ends_what_was_to_come_and_keeps_what_was(world: World) {
        let life = Told::begin(world, "2004-05-05", "2026-01-05", "red").await;
        life.runs(&["register_review 2026-01-05 > 2026-02-05 upcoming", "community_review_decision 2026-01-05 > no date upcoming"]).await;
        let life = life.on("2026-01-28", "").await;
        let (icb, person) = (life.icb(), &life.person);
        let mut asked = example::body("refer_to_keyworking");
        (asked["referred_on"], asked["consent"]["effective_on"]) = (json!("2026-01-28"), json!("2026-01-28"));
        let keyworking = icb.post(&format!("{person}/keyworking"), &asked).await.is(201).id();
        let barrier = json!({"category": "housing", "agency": "housing", "raised_on": "2026-01-28", "raised_by": {"name": "Sam Field"}, "description": "No flat."});
        let barrier = icb.post(&format!("{person}/barriers"), &barrier).await.is(201).header("location");
        let first = json!({"level": 1, "opened_on": "2026-01-28", "opened_by": {"name": "Sam Field"}, "accountable": {"name": "Ada Lorne"}, "reason": "No answer."});
        icb.post(&format!("{barrier}/escalation"), &first).await.is(200);
        life.had("escalation_response", &["2026-01-28 > 2026-01-30 upcoming"]).await;

        let life = life.on("2026-02-02", "admit 2026-02-02 adult_acute").await;
        life.observed(&["response_missed 2026-01-30 2026-02-02 standing"]).await;
        let life = life.on("2026-02-16", "hold inpatient 2026-02-16 2026-03-31").await;
        life.runs(&[
            "escalation_response 2026-01-28 > 2026-01-30 overdue 17",
            "inpatient_review_repeat 2026-02-16 > 2026-08-16 upcoming",
            "oversight_visit 2026-02-02 > 2026-03-30 upcoming",
            "recommendation 2026-02-16 > 2026-03-31 upcoming",
            "review_action_plan 2026-02-16 > 2026-05-11 upcoming",
        ]).await;

        let life = life.on("2026-03-05", "discharge 2026-03-05 died").await;
        life.runs(&[]).await;
        for (duty, had) in [
            ("inpatient_review_first", "2026-02-02 > 2026-03-02 met"),
            ("inpatient_review_repeat", "2026-02-16 > 2026-08-16 cancelled"),
            ("oversight_visit", "2026-02-02 > 2026-03-30 cancelled"),
            ("recommendation", "2026-02-16 > 2026-03-31 cancelled"),
            ("review_action_plan", "2026-02-16 > 2026-05-11 cancelled"),
            ("escalation_response", "2026-01-28 > 2026-01-30 missed 34"),
            ("register_review", "2026-01-05 > 2026-02-05 cancelled"),
        ] {
            life.had(duty, &[had]).await;
        }
        let shown = life.shown().await;
        assert_eq!((&shown["rag"], &shown["hospital"], &shown["date_of_death"], &shown["actions"]), (&Value::Null, &Value::Null, &json!("2026-03-05"), &json!([])));
        assert_eq!((&shown["membership"]["ended_on"], &shown["membership"]["end_reason"]), (&json!("2026-03-05"), &json!("deceased")));
        let ended = life.icb().all(&format!("{}/keyworking", life.person)).await.remove(0);
        assert_eq!((&ended["id"], &ended["ended_on"], &ended["ended_by"]), (&json!(keyworking), &json!("2026-03-05"), &json!("death")));
        assert!(!life.listed("status=active").await && life.listed("status=closed").await);

        // Nothing falls due for the dead, and nothing is recorded of them after their death.
        let life = life.on("2027-03-05", "").await;
        life.observed(&["response_missed 2026-01-30 2026-02-02 standing"]).await;
        let after = life.icb().post(&format!("{}/admissions", life.person), &admission("2026-03-06", "adult_acute", "none")).await;
        after.refused(422, "invalid_request").fault("/admitted_on", "date_after_death");
        assert!(life.icb().all("/v1/deadlines?status=overdue").await.is_empty());
        assert_eq!(life.shown_at("2026-03-04").await["rag"], json!("blue"));
        life.ends().await;
    }
}
