//! A move between ICBs.

use super::{ADULT, Told};
use crate::support::people::{by, each, last};
use crate::support::stories;
use serde_json::{Value, json};

stories! {
    /// Pathway: S1-91, S1-98.
    async fn somebody_moves_to_another_icb_and_no_clock_stops(world: World) {
        let life = Told::begin(world, ADULT, "2026-01-12", "red").await;
        let life = life.on("2026-02-02", "hold community 2026-02-02 2026-04-30").await;
        life.had("community_review_decision", &["2026-01-12 > no date met"]).await;
        life.runs(&[
            "recommendation 2026-02-02 > 2026-04-30 upcoming",
            "register_review 2026-01-12 > 2026-02-12 upcoming",
            "review_action_plan 2026-02-02 > 2026-04-27 upcoming",
        ]).await;

        let life = life.on("2026-02-16", "").await;
        let proposal = |to: &str, day: &str| json!({"to_icb_ods": to, "moves_on": "2026-03-02", "proposed_on": day, "reason": "new_home",
            "decided_by": by("DSR lead"), "handover": "Evenings are hardest."});
        let transfer = life.icb().post(&format!("{}/transfer", life.person), &proposal("QXX", "2026-02-16")).await.is(201).header("location");
        assert_eq!(life.shown().await["transfer"]["to_icb_ods"], json!("QXX"));
        let other = life.world.caller("QXX");
        other.get(&life.person).await.refused(404, "not_found");
        assert_eq!(each(&other.all("/v1/transfers?direction=in&status=proposed").await, "id"), [last(&transfer)]);

        let mut life = life.on("2026-03-02", "").await;
        let (before, clocks) = (life.shown().await, life.icb().duties(&life.person).await);
        let accepted = json!({"accepted_on": "2026-03-02", "decided_by": by("DSR lead"), "lead_professional": {"name": "Noor Lane", "role": "Nurse"}});
        life.world.caller("QXX").post_on(&transfer, &format!("{transfer}/acceptance"), &accepted).await.is(200);
        life.org = "QXX".into();
        assert_eq!(life.icb().duties(&life.person).await, clocks);
        let now = life.shown().await;
        assert_eq!((&now["icb_ods"], &now["rag"], &now["rating"], &now["transfer"]), (&json!("QXX"), &json!("red"), &before["rating"], &Value::Null));
        assert_eq!((&now["membership"]["started_on"], &now["membership"]["previous"]), (&json!("2026-03-02"), &before["membership"]["id"]));
        let running = ["recommendation 2026-02-02 > 2026-04-30 upcoming", "review_action_plan 2026-02-02 > 2026-04-27 upcoming"];
        life.runs(&["register_review 2026-01-12 > 2026-02-12 overdue 18", running[0], running[1]]).await;

        // The former ICB keeps what it did, and sees nothing new.
        let former = life.world.icb();
        former.get(&life.person).await.refused(404, "not_found");
        let kept = former.all(&format!("{}/history?limit=500", life.person)).await;
        assert_eq!(kept.last().unwrap()["kind"], json!("transferred"));

        let life = life.on("2026-03-16", "green 2026-03-16").await;
        life.had("register_review", &["2026-01-12 > 2026-02-12 missed 32"]).await;
        life.runs(&["step_down_decision 2026-03-16 > 2026-06-16 upcoming", running[0], running[1]]).await;
        let life = life.on("2026-04-13", "admit 2026-04-13 adult_acute").await;
        let back = life.icb().post(&format!("{}/transfer", life.person), &proposal("QOQ", "2026-04-13")).await;
        back.refused(409, "rule_not_met").fault("", "in_hospital_keeps_icb");
        life.had("step_down_decision", &["2026-03-16 > 2026-06-16 cancelled"]).await;
        life.runs(&[
            "inpatient_review_first 2026-04-13 > 2026-05-11 upcoming", "oversight_visit 2026-04-13 > 2026-06-08 upcoming", running[0], running[1],
        ]).await;

        // What the former ICB's review asked for is the new one's to see to.
        let life = life.on("2026-04-28", "hold inpatient 2026-04-28").await;
        life.observed(&["deadline_missed 2026-04-27 2026-04-28 standing"]).await;
        let life = life.on("2026-05-05", "discharge 2026-05-05 amber").await;
        life.runs(&[
            "recommendation 2026-02-02 > 2026-04-30 overdue 5",
            "register_review 2026-05-05 > 2026-06-05 upcoming",
            "review_action_plan 2026-02-02 > 2026-04-27 overdue 8",
            "review_action_plan 2026-04-28 > 2026-07-21 upcoming",
        ]).await;
        let former = life.world.icb();
        former.get(&format!("{}?as_at=2026-02-16", life.person)).await.refused(404, "not_found");
        for list in ["/v1/people", "/v1/people?as_at=2026-02-16", "/v1/deadlines", "/v1/observations"] {
            assert_eq!(former.all(list).await, [] as [Value; 0], "{list}");
        }
        assert_eq!(former.all(&format!("{}/history?limit=500", life.person)).await, kept);
        assert!(life.history().await.len() > kept.len());
        assert_eq!(life.shown_at("2026-02-16").await["icb_ods"], json!("QOQ"));
        life.ends().await;
    }
}
