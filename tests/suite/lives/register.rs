//! On and off the register: consent withdrawn and regained, two records of one person.

use super::{ADULT, Told};
use crate::support::people::{acceptance, admission, by, each, last, referral_of, with};
use crate::support::{example, stories};
use serde_json::{Value, json};

stories! {
    /// Pathway: S2-discharge-6, S3-process-2.
    async fn consent_is_withdrawn_and_regained_in_hospital(world: World) {
        let life = Told::begin(world, ADULT, "2024-01-08", "amber").await;
        let life = life.on("2024-02-05", "red 2024-02-05").await;
        let first_stay = life.shown().await["membership"]["id"].clone();
        life.runs(&["community_review_decision 2024-02-05 > no date upcoming", "register_review 2024-01-08 > 2024-02-08 upcoming"]).await;

        let life = life.on("2024-03-04", "withdraw 2024-03-04").await;
        let shown = life.shown().await;
        assert_eq!((&shown["rag"], &shown["actions"], &shown["prompts"]), (&Value::Null, &json!([]), &json!([])));
        assert_eq!((&shown["membership"]["ended_on"], &shown["membership"]["end_reason"]), (&json!("2024-03-04"), &json!("consent_withdrawn")));
        life.runs(&[]).await;
        life.had("register_review", &["2024-01-08 > 2024-02-08 missed 25"]).await;
        life.had("community_review_decision", &["2024-02-05 > no date cancelled"]).await;
        assert!(!life.listed("status=active").await && life.listed("status=closed").await);
        let life = life.on("2024-03-11", "!not_on_register red 2024-03-11").await;

        // Off the register, in hospital: the spell has its clocks, and the register asks for consent.
        let life = life.on("2024-05-01", "admit 2024-05-01 adult_acute").await;
        assert_eq!((life.rag().await, life.prompts().await), (json!("blue"), vec!["join_register 2024-05-01".to_owned()]));
        life.runs(&["inpatient_review_first 2024-05-01 > 2024-05-29 upcoming", "oversight_visit 2024-05-01 > 2024-06-26 upcoming"]).await;
        let life = life.on("2024-05-20", "hold inpatient 2024-05-20").await;
        let running = [
            "inpatient_review_repeat 2024-05-20 > 2024-11-20 upcoming",
            "oversight_visit 2024-05-01 > 2024-06-26 upcoming",
            "review_action_plan 2024-05-20 > 2024-08-12 upcoming",
        ];
        life.runs(&running).await;
        let repeat = life.clock_id("inpatient_review_repeat").await;

        let life = life.on("2024-06-03", "").await;
        let given = with(&example("referral.json")["consents"][0], [("/effective_on", json!("2024-06-03"))]);
        let again = with(&referral_of(1, ADULT), [("/received_on", json!("2024-06-03")), ("/consents", json!([given]))]);
        let referral = life.icb().post("/v1/referrals", &again).await.is(201).header("location");
        let linked = with(&acceptance(), [("/person_id", json!(last(&life.person))), ("/decided_on", json!("2024-06-03")), ("/rating", Value::Null)]);
        life.icb().post_on(&referral, &format!("{referral}/decision"), &linked).await.is(200);
        let shown = life.shown().await;
        assert_eq!((&shown["rag"], &shown["prompts"]), (&json!("blue"), &json!([])), "straight to Blue");
        let stay = &shown["membership"];
        assert_eq!((&stay["status"], &stay["started_on"], &stay["previous"]), (&json!("active"), &json!("2024-06-03"), &first_stay));
        life.runs(&running).await;
        assert_eq!(life.clock_id("inpatient_review_repeat").await, repeat, "joining starts nothing again");

        let life = life.on("2024-06-24", "visit 2024-06-24").await;
        let life = life.on("2024-07-15", "discharge 2024-07-15 amber").await;
        life.had("oversight_visit", &["2024-05-01 > 2024-06-26 met", "2024-06-24 > 2024-08-19 cancelled"]).await;
        life.had("register_review", &["2024-01-08 > 2024-02-08 missed 25", "2024-07-15 > 2024-08-15 upcoming"]).await;
        let life = life.on("2024-08-13", "plan-review 2024-08-13").await;
        life.observed(&["deadline_missed 2024-08-12 2024-08-13 standing"]).await;
        life.runs(&["register_review 2024-07-15 > 2024-08-15 upcoming"]).await;
        let consents = life.icb().all(&format!("{}/consents", life.person)).await;
        let mut statuses = each(&consents, "status");
        statuses.sort();
        assert_eq!(statuses, ["given", "given", "withdrawn"]);
        assert_eq!(life.shown_at("2024-04-01").await["rag"], Value::Null);
        assert_eq!(life.shown_at("2024-05-31").await["membership"]["status"], json!("closed"), "on the register again from 3 June");
        life.ends().await;
    }

    /// Pathway: S1-10.
    async fn two_records_of_one_person_become_one_and_the_life_goes_on(world: World) {
        let life = Told::begin(world, ADULT, "2026-01-05", "amber").await;
        // A ward that knows no number reports an admission: it becomes a record of its own.
        let life = life.on("2026-02-09", "").await;
        let notice = json!({"reported_by": by("Ward manager"), "person": {"family_name": "Aldous", "given_name": "Robin", "date_of_birth": ADULT,
            "nhs_number_absent": "not_known", "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ"},
            "admission": admission("2026-02-09", "adult_acute", "none")});
        life.world.caller("RV9").post("/v1/admission-notices", &notice).await.is(202);
        let people = each(&life.icb().all("/v1/people?rag=blue").await, "id");
        let [double] = people.as_slice() else { panic!("{people:?}") };
        let second = format!("/v1/people/{double}");
        assert_eq!(life.rag().await, json!("amber"));
        let of_second = life.icb().duties(&second).await;
        let of = |duty: &str, due: &str| (duty.to_owned(), due.to_owned(), "upcoming".to_owned());
        assert_eq!(of_second, [of("inpatient_review_first", "2026-03-09"), of("oversight_visit", "2026-04-06")]);

        let life = life.on("2026-03-02", "").await;
        life.icb().hold(&second, "inpatient", "2026-03-02").await;
        life.runs(&["register_review 2026-01-05 > 2026-02-05 overdue 25"]).await;

        let mut life = life.on("2026-03-16", "").await;
        let merge = json!({"duplicate_id": double, "reason": "One and the same.", "merged_by": by("DSR lead")});
        life.icb().post_on(&life.person, &format!("{}/merge", life.person), &merge).await.is(200);
        let shown = life.shown().await;
        assert_eq!((&shown["rag"], &shown["hospital"]["admitted_on"], &shown["prompts"]), (&json!("blue"), &json!("2026-02-09"), &json!([])));
        life.runs(&[
            "inpatient_review_repeat 2026-03-02 > 2026-09-02 upcoming",
            "oversight_visit 2026-02-09 > 2026-04-06 upcoming",
            "review_action_plan 2026-03-02 > 2026-05-25 upcoming",
        ]).await;
        life.had("inpatient_review_first", &["2026-02-09 > 2026-03-09 met"]).await;
        life.had("register_review", &["2026-01-05 > 2026-02-05 missed 4"]).await;
        let gone = life.icb().get(&second).await.is(200).json;
        assert_eq!((&gone["merged_into"], &gone["rag"], &gone["prompts"]), (&json!(last(&life.person)), &Value::Null, &json!([])));
        assert!(life.icb().duties(&second).await.iter().all(|(_, _, status)| status == "withdrawn"));
        let asked_of_today = life.icb().all(&format!("{second}/deadlines?as_at=2026-03-16")).await;
        assert_eq!(each(&asked_of_today, "status"), ["withdrawn"; 4]);
        for question in ["rag=blue", "rag=blue&as_at=2026-02-20"] {
            assert_eq!(each(&life.icb().all(&format!("/v1/people?{question}")).await, "id"), [last(&life.person)], "{question}");
        }

        // The clocks go on where the second record left them.
        life.spell = life.icb().all(&format!("{}/admissions", life.person)).await[0]["id"].as_str().unwrap().to_owned();
        let review = life.icb().all(&format!("{}/reviews", life.person)).await[0]["id"].as_str().unwrap().to_owned();
        life.review = format!("{}/reviews/{review}", life.person);
        let life = life.on("2026-04-07", "visit 2026-04-07").await;
        life.observed(&["deadline_missed 2026-04-06 2026-04-07 standing"]).await;
        assert_eq!(life.icb().all("/v1/observations").await.len(), 1, "nothing is observed of the second record");
        let life = life.on("2026-05-04", "plan-review 2026-05-04; discharge 2026-05-04 amber").await;
        life.had("oversight_visit", &["2026-02-09 > 2026-04-06 met_late 1", "2026-04-07 > 2026-06-02 cancelled"]).await;
        life.had("inpatient_review_repeat", &["2026-03-02 > 2026-09-02 cancelled"]).await;
        life.had("review_action_plan", &["2026-03-02 > 2026-05-25 met"]).await;
        life.runs(&["register_review 2026-05-04 > 2026-06-04 upcoming"]).await;
        assert!(life.icb().all(&format!("{second}/history")).await.len() > 3, "the second record keeps its history");
        assert_eq!(life.shown_at("2026-02-20").await["rag"], json!("blue"), "as is known now");
        life.ends().await;
    }
}
