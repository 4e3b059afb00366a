//! Lists of what has no date, of what was withdrawn, and of whoever has moved to another authority.

use crate::cases::Life;
use crate::support::people::{each, last};
use crate::support::stories;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ADULT: &str = "1993-05-17";

stories! {
    async fn what_has_no_date_comes_last_and_each_once(world: World) {
        let icb = world.icb();
        let mut people = BTreeSet::new();
        for n in 1..=3 {
            people.insert(last(&Life::join(&icb, "QOQ", n, ADULT, "2025-12-03", "red").await.person));
        }
        for limit in [1, 2, 500] {
            let all = icb.all(&format!("/v1/deadlines?limit={limit}")).await;
            assert_eq!(each(&all, "due_on"), ["2026-01-03", "2026-01-03", "2026-01-03", "-", "-", "-"], "{limit} at a time");
            assert_eq!(each(&all[3..], "person_id").into_iter().collect::<BTreeSet<_>>(), people);
            let upcoming = icb.all(&format!("/v1/deadlines?status=upcoming&limit={limit}")).await;
            assert_eq!(each(&upcoming, "duty"), ["community_review_decision"; 3]);
        }
        for filter in ["due_from=2025-01-01", "due_to=2199-12-31", "due_from=2025-01-01&due_to=2199-12-31", "due_from=2026-11-22&status=upcoming"] {
            let found = icb.all(&format!("/v1/deadlines?{filter}")).await;
            assert!(each(&found, "due_on").iter().all(|due| due != "-"), "{filter} finds what has no date");
        }
        let found = icb.get("/v1/deadlines?due_to=9999-12-31").await;
        let undated = found.json["data"].as_array().is_some_and(|all| all.iter().any(|d| d["due_on"].is_null()));
        assert!(!undated, "what has no date is not due by the last day there is");
    }

    async fn what_was_withdrawn_stays_to_be_found_and_counts_for_nothing(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("green 2026-02-01").await, None);
        let served = icb.all("/v1/deadlines?duty=step_down_decision").await.remove(0);
        assert_eq!((&served["status"], &served["days_overdue"]), (&json!("overdue"), &json!(205)));
        assert_eq!(life.record("spell 2026-01-20 2026-11-20 adult_acute").await, None);
        let now = icb.all("/v1/deadlines?status=withdrawn").await;
        assert_eq!((now.len(), &now[0]["id"], &now[0]["due_on"], &now[0]["days_overdue"]), (1, &served["id"], &served["due_on"], &json!(0)));
        let one = icb.get(&format!("{}/deadlines/{}", life.person, served["id"].as_str().unwrap())).await.is(200);
        assert_eq!(one.json, now[0]);
        let person = icb.get(&life.person).await.json;
        assert_eq!((&person["overdue"], &person["next_deadline"]["due_on"]), (&json!(0), &json!("2026-12-20")));
        assert_eq!(icb.all("/v1/people?overdue=true").await, [] as [Value; 0]);
    }

    async fn another_authority_is_found_there_and_no_longer_here(world: World) {
        let icb = world.icb();
        let life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        let moved = json!({"local_authority": "E06000011", "postcode": "HU5 2NN"}).to_string();
        icb.send(Method::PATCH, &life.person, &[("if-match", "*")], Some(moved)).await.is(200);
        for list in ["people", "deadlines"] {
            assert_eq!(icb.all(&format!("/v1/{list}?local_authority=E06000011")).await.len(), 1, "{list}");
            assert_eq!(icb.all(&format!("/v1/{list}?local_authority=E06000010")).await.len(), 0, "{list}");
        }
        let history = icb.all(&format!("{}/history?limit=500", life.person)).await;
        assert_eq!(history.last().unwrap()["kind"], json!("person_amended"));
        assert_eq!(history[0]["fact"]["person"]["postcode"], json!("HU1 1AA"), "what was recorded first stays as it was");
        assert_eq!(world.store.rebuild(false).await.unwrap().changed, 0);
    }

    async fn a_review_offered_again_after_a_decline_is_the_one_already_asked_for(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        let older = icb.ask(&life.person, "inpatient", "2026-01-07").await;
        icb.offer(&older, "2026-01-08").await;
        assert_eq!(life.record("decline inpatient 2026-01-12 2026-01-20").await, None);
        let kinds = ["inpatient_review_reoffer"];
        assert_eq!(life.stands(&kinds).await, ["2026-01-20 > 2026-02-17 overdue 278"], "an older offer is none");
        icb.offer(&older, "2026-02-01").await;
        assert_eq!(life.stands(&kinds).await, ["2026-01-20 > 2026-02-17 met"]);
    }
}
