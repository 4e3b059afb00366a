//! `as_at` and `known_at`: what was true on a day, and what was known then.

use crate::support::people::{each, rating};
use crate::support::{Caller, World, stories};
use serde_json::{Value, json};

/// Instants to the microsecond, with the zone written out.
fn instant(of: &Value) -> String {
    of.as_str().unwrap().to_owned()
}

/// When the last fact of a person was recorded.
async fn now_known(icb: &Caller<'_>, person: &str) -> String {
    instant(&icb.all(&format!("{person}/history")).await.last().unwrap()["recorded_at"])
}

async fn people(world: &World) -> (Caller<'_>, Vec<String>) {
    let icb = world.icb();
    let mut people = vec![icb.robin().await];
    for n in 1..6 {
        people.push(icb.somebody(n, if n % 2 == 0 { "1980-05-05" } else { "2010-12-25" }).await);
    }
    icb.admit(&people[1], "2026-09-01", "tier4", "none").await;
    let spell = icb.admit(&people[2], "2026-08-01", "adult_acute", "none").await;
    icb.hold(&people[2], "inpatient", "2026-08-20").await;
    icb.discharge(&people[2], &spell, "2026-10-01").await;
    icb.post_on(&people[3], &format!("{}/ratings", people[3]), &rating("red", "2026-06-01")).await.is(201);
    // In hospital by mistake, and corrected: what never began is withdrawn, whatever time is asked about.
    icb.admit(&people[4], "2026-09-03", "adult_acute", "none").await;
    let history = icb.all(&format!("{}/history", people[4])).await;
    let admitted = &history.iter().find(|fact| fact["kind"] == json!("admitted")).unwrap()["version"];
    let mistaken = json!({"facts": [{"version": admitted, "action": "entered_in_error"}], "reason": "It was somebody else.", "corrected_by": {"name": "Pat Moss"}});
    icb.post_on(&people[4], &format!("{}/corrections", people[4]), &mistaken).await.is(201);
    (icb, people)
}

stories! {
    async fn now_asked_as_another_time_is_now(world: World) {
        let (icb, people) = people(&world).await;
        let mut known = String::new();
        for person in &people {
            known = known.max(now_known(&icb, person).await);
        }
        for question in [
            "", "sort=name", "sort=rating_age", "rag=blue", "rag=red&sort=name", "status=active", "overdue=true", "overdue=false&sort=rating_age",
            "age_from=18", "age_to=17&sort=name", "setting=tier4", "keyworker=none", "keyworker=named", "local_authority=E06000010", "icb=QOQ", "icb=QXX",
        ] {
            let now = icb.get(&format!("/v1/people?{question}")).await.is(200).json;
            for then in ["as_at=2026-11-22".to_owned(), format!("known_at={known}"), format!("as_at=2026-11-22&known_at={known}")] {
                let was = icb.get(&format!("/v1/people?{question}&{then}")).await.is(200).json;
                assert_eq!(was["data"], now["data"], "{question} {then}");
            }
            let paged = icb.all(&format!("/v1/people?{question}&as_at=2026-11-22&limit=2")).await;
            assert_eq!(json!(paged), now["data"], "{question} by pages");
        }
        for question in ["", "status=overdue", "status=upcoming", "status=met", "duty=inpatient_review_first", "rag=blue", "due_from=2026-09-01&due_to=2026-12-31", "local_authority=E06000010"] {
            let now = icb.get(&format!("/v1/deadlines?{question}")).await.is(200).json;
            let was = icb.get(&format!("/v1/deadlines?{question}&as_at=2026-11-22")).await.is(200).json;
            assert_eq!(was["data"], now["data"], "{question}");
            assert_eq!(json!(icb.all(&format!("/v1/deadlines?{question}&as_at=2026-11-22&limit=3")).await), now["data"], "{question} by pages");
        }
        for person in &people {
            assert_eq!(icb.get(&format!("{person}?as_at=2026-11-22")).await.is(200).json, icb.get(person).await.json);
            assert_eq!(icb.get(&format!("{person}/deadlines?as_at=2026-11-22")).await.json, icb.get(&format!("{person}/deadlines")).await.json);
        }
    }

    /// Pathway: S1-54.
    async fn what_was_true_on_a_day_leaves_out_what_came_later(world: World) {
        let (icb, people) = people(&world).await;
        let of = |n: usize, day: &str| format!("{}?as_at={day}", people[n]);
        assert_eq!(icb.get(&of(2, "2026-07-31")).await.is(200).json["rag"], json!("amber"));
        let inside = icb.get(&of(2, "2026-08-19")).await.is(200).json;
        assert_eq!((&inside["rag"], &inside["hospital"]["admitted_on"]), (&json!("blue"), &json!("2026-08-01")));
        assert_eq!(inside["next_deadline"]["duty"], json!("inpatient_review_first"), "not held yet: {inside}");
        let after = icb.get(&format!("{}/deadlines?duty=inpatient_review_repeat&as_at=2026-08-31", people[2])).await.json;
        assert_eq!(after["data"][0]["status"], json!("upcoming"), "the discharge was not yet");
        let blue = icb.all("/v1/people?rag=blue&as_at=2026-09-15").await;
        assert_eq!(blue.len(), 2);
        assert_eq!(each(&icb.all("/v1/people?rag=blue").await, "id").len(), 1);
        // Overdue as it was: on the day after the date, not by today's reckoning.
        let late = |day: &str| format!("{}/deadlines?duty=inpatient_review_first&as_at={day}", people[1]);
        assert_eq!(icb.get(&late("2026-09-15")).await.json["data"][0]["status"], json!("upcoming"));
        let next = icb.get(&late("2026-09-16")).await.json;
        assert_eq!((&next["data"][0]["status"], &next["data"][0]["days_overdue"]), (&json!("overdue"), &json!(1)));
        // Nobody was known before they were.
        assert_eq!(icb.all("/v1/people?as_at=2020-01-01").await, Vec::<Value>::new());
        icb.get(&of(0, "2020-01-01")).await.refused(404, "not_found");
        icb.get(&format!("{}/deadlines?as_at=2020-01-01", people[0])).await.refused(404, "not_found");
    }

    /// Pathway: S1-54.
    async fn what_was_known_then_stays_what_was_known(world: World) {
        let (icb, people) = people(&world).await;
        let person = &people[3];
        let known = now_known(&icb, person).await;
        let asked = [format!("{person}?as_at=2026-10-01&known_at={known}"), format!("{person}/deadlines?as_at=2026-10-01&known_at={known}")];
        let register = format!("/v1/people?sort=name&as_at=2026-10-01&known_at={}", now_known(&icb, people.last().unwrap()).await);
        let mut before = Vec::new();
        for address in &asked {
            before.push(icb.get(address).await.is(200).text);
        }
        let all = icb.get(&register).await.is(200).text;
        // A late fact: in hospital since September, as it turns out.
        icb.admit(person, "2026-09-10", "adult_acute", "none").await;
        for (address, was) in asked.iter().zip(&before) {
            assert_eq!(&icb.get(address).await.is(200).text, was, "{address}");
        }
        assert_eq!(icb.get(&register).await.is(200).text, all);
        let now = icb.get(&format!("{person}?as_at=2026-10-01")).await.is(200).json;
        assert_eq!(now["rag"], json!("blue"), "known now of that day");
        assert_eq!(icb.get(&format!("{person}?known_at={known}")).await.is(200).json["rag"], json!("red"), "known then of then");
    }

    async fn a_time_that_cannot_be_asked_about_is_refused(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        for path in ["/v1/people", "/v1/deadlines", robin.as_str(), &format!("{robin}/deadlines")] {
            icb.get(&format!("{path}?as_at=2026-11-23")).await.refused(422, "invalid_request").fault("?as_at", "date_in_future");
            icb.get(&format!("{path}?known_at=2190-01-01T00:00:00Z")).await.refused(422, "invalid_request").fault("?known_at", "date_in_future");
            icb.get(&format!("{path}?known_at=0001-01-01T00:00:00Z")).await.refused(422, "invalid_request").fault("?known_at", "date_invalid");
            icb.get(&format!("{path}?as_at=tomorrow")).await.is(422);
            assert_eq!(world.caller("QXX").get(&format!("{path}?as_at=2026-11-22")).await.json["data"].as_array().map_or(0, Vec::len), 0);
        }
        icb.get("/v1/people?as_at=2026-11-22&updated_since=2026-01-01T00:00:00Z").await.refused(422, "invalid_request").fault("?updated_since", "not_together");
        icb.get(&format!("{robin}?known_at=2020-01-01T00:00:00Z")).await.refused(404, "not_found");
    }
}
