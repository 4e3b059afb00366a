//! An adult through secure care and home.

use super::{ADULT, Told};
use crate::support::stories;
use serde_json::{Value, json};

stories! {
    /// Pathway: S0-activity-6.2, S1-77, S4-RAG-blue-10, S4-RAG-green-2.
    async fn an_adult_goes_through_secure_care_and_home(world: World) {
        let life = Told::begin(world, ADULT, "2023-01-09", "amber").await;
        life.runs(&["register_review 2023-01-09 > 2023-02-09 upcoming"]).await;
        let life = life.on("2023-02-01", "admit 2023-02-01 adult_acute").await;
        life.runs(&["inpatient_review_first 2023-02-01 > 2023-03-01 upcoming", "oversight_visit 2023-02-01 > 2023-03-29 upcoming"]).await;
        assert!(life.actions().await.contains(&"forensic_outreach_or_intensive_support".to_owned()));
        assert!(!life.actions().await.contains(&"keyworker_referral".to_owned()), "29");
        let life = life.on("2023-02-27", "hold inpatient 2023-02-27").await;
        life.runs(&[
            "inpatient_review_repeat 2023-02-27 > 2023-08-27 upcoming",
            "oversight_visit 2023-02-01 > 2023-03-29 upcoming",
            "review_action_plan 2023-02-27 > 2023-05-22 upcoming",
        ]).await;
        let repeat = life.clock_id("inpatient_review_repeat").await;

        // Into medium security: twelve months instead of six, from the review and not from the move.
        let life = life.on("2023-03-29", "visit 2023-03-29").await;
        let life = life.on("2023-04-03", "move 2023-04-03 adult_secure medium").await;
        life.had("inpatient_review_repeat", &["2023-02-27 > 2024-02-27 upcoming"]).await;
        assert_eq!(life.clock_id("inpatient_review_repeat").await, repeat);
        let life = life.on("2023-05-22", "plan-review 2023-05-22; visit 2023-05-22").await;
        let life = life.on("2023-07-18", "visit 2023-07-18").await;
        life.observed(&["deadline_missed 2023-07-17 2023-07-18 standing"]).await;
        life.had("oversight_visit", &[
            "2023-02-01 > 2023-03-29 met", "2023-03-29 > 2023-05-24 met", "2023-05-22 > 2023-07-17 met_late 1", "2023-07-18 > 2023-09-12 upcoming",
        ]).await;

        // Months without a word. Then the visits that were made come to light, and a review is held on 29 February.
        let life = life.on("2024-02-29", "").await;
        life.runs(&["inpatient_review_repeat 2023-02-27 > 2024-02-27 overdue 2", "oversight_visit 2023-07-18 > 2023-09-12 overdue 170"]).await;
        life.observed(&[
            "deadline_missed 2023-07-17 2023-07-18 standing",
            "deadline_missed 2023-09-12 2024-02-29 standing",
            "deadline_missed 2024-02-27 2024-02-29 standing",
        ]).await;
        let life = life.does("visit 2023-09-12; visit 2023-11-07; visit 2024-01-02; visit 2024-02-27; hold inpatient 2024-02-29").await;
        life.observed(&[
            "deadline_missed 2023-07-17 2023-07-18 standing",
            "deadline_missed 2023-09-12 2024-02-29 superseded",
            "deadline_missed 2024-02-27 2024-02-29 standing",
        ]).await;
        life.had("inpatient_review_repeat", &["2023-02-27 > 2024-02-27 met_late 2", "2024-02-29 > 2025-02-28 upcoming"]).await;
        life.runs(&[
            "inpatient_review_repeat 2024-02-29 > 2025-02-28 upcoming",
            "oversight_visit 2024-02-27 > 2024-04-23 upcoming",
            "review_action_plan 2024-02-29 > 2024-05-23 upcoming",
        ]).await;

        // Step by step into the open: low security changes nothing, an open ward the repeat.
        let life = life.on("2024-04-23", "visit 2024-04-23; plan-review 2024-04-23").await;
        let life = life.on("2024-05-13", "move 2024-05-13 adult_secure low").await;
        life.runs(&["inpatient_review_repeat 2024-02-29 > 2025-02-28 upcoming", "oversight_visit 2024-04-23 > 2024-06-18 upcoming"]).await;
        let life = life.on("2024-06-17", "visit 2024-06-17; move 2024-06-17 adult_rehabilitation none").await;
        life.runs(&["inpatient_review_repeat 2024-02-29 > 2024-08-29 upcoming", "oversight_visit 2024-06-17 > 2024-08-12 upcoming"]).await;
        let life = life.on("2024-07-22", "hold inpatient 2024-07-22; visit 2024-07-22").await;

        let life = life.on("2024-09-02", "discharge 2024-09-02 red").await;
        life.had("inpatient_review_repeat", &["2023-02-27 > 2024-02-27 met_late 2", "2024-02-29 > 2024-08-29 met", "2024-07-22 > 2025-01-22 cancelled"]).await;
        life.runs(&[
            "community_review_decision 2024-09-02 > no date upcoming",
            "register_review 2024-09-02 > 2024-10-02 upcoming",
            "review_action_plan 2024-07-22 > 2024-10-14 upcoming",
        ]).await;
        let spells = life.icb().all(&format!("{}/admissions", life.person)).await;
        assert_eq!((spells.len(), &spells[0]["discharged_on"]), (1, &json!("2024-09-02")), "one spell through four wards");

        let life = life.on("2024-09-30", "not-needed 2024-09-30; amber 2024-09-30; plan-review 2024-09-30").await;
        life.had("community_review_decision", &["2024-09-02 > no date met"]).await;
        let life = life.on("2025-01-13", "green 2025-01-13").await;
        life.had("register_review", &["2023-01-09 > 2023-02-09 cancelled", "2024-09-02 > 2024-10-02 missed 103"]).await;
        assert_eq!(life.actions().await, ["mdt_members_named", "step_down_considered"]);
        life.runs(&["step_down_decision 2025-01-13 > 2025-04-13 upcoming"]).await;
        let life = life.on("2025-04-13", "leave 2025-04-13 step_down").await;
        life.had("step_down_decision", &["2025-01-13 > 2025-04-13 met"]).await;
        life.runs(&[]).await;
        let shown = life.shown().await;
        assert_eq!((&shown["rag"], &shown["membership"]["end_reason"]), (&Value::Null, &json!("step_down")));
        life.observed(&[
            "deadline_missed 2023-07-17 2023-07-18 standing",
            "deadline_missed 2023-09-12 2024-02-29 superseded",
            "deadline_missed 2024-02-27 2024-02-29 standing",
            "green_three_months 2025-04-13 2025-04-13 standing",
        ]).await;
        assert_eq!(life.shown_at("2023-12-25").await["hospital"]["security"], json!("medium"));
        life.ends().await;
    }
}
