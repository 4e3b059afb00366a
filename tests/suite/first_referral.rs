//! A referral becomes a person on the register with a first dated duty.

use crate::support::{example, stories};
use serde_json::json;

stories! {
    /// Pathway: S4-criteria-6.
    async fn a_referral_becomes_a_person_with_a_first_dated_duty(world: World) {
        let icb = world.caller("QOQ");
        let received = icb.post("/v1/referrals", &example("referral.json")).await.is(201);
        assert_eq!(received.json["status"], json!("received"));
        assert_eq!(received.json["person_id"], json!(null));
        assert!(received.json["notice"].as_str().unwrap().contains("not a crisis service"));

        let referral = received.header("location");
        let decided = icb.post_on(&referral, &format!("{referral}/decision"), &example("decision-accepted.json")).await.is(200);
        let person = format!("/v1/people/{}", decided.json["person_id"].as_str().unwrap());

        let standing = icb.get(&person).await.is(200);
        let next = &standing.json["next_deadline"];
        assert_eq!((&next["duty"], &next["due_on"]), (&json!("register_review"), &json!("2026-01-03")), "Amber is discussed within a month");

        let admitted = icb.post(&format!("{person}/admissions"), &example("admission.json")).await.is(201);
        let duties = icb.get(&format!("{person}/deadlines?duty=inpatient_review_first")).await.is(200);
        let first = &duties.json["data"][0];
        assert_eq!(first["duty"], json!("inpatient_review_first"));
        assert_eq!(first["due_on"], json!("2026-02-03"));
        assert_eq!(first["starts_with"], json!({"fact": "admission", "id": admitted.id(), "date": "2026-01-06"}));
        assert_eq!(first["explanation"]["binding"]["arithmetic"], json!("2026-01-06 + 28 days = 2026-02-03"));
        assert_eq!(icb.get(&person).await.is(200).json["rag"], json!("blue"));
    }
}
