//! The bodies of the examples, run in their order on a sandbox of 22 November 2026, give exactly the dates that are promised.

use crate::support::people::{last, with};
use crate::support::{Caller, example, stories};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The person's duties as they stand, one line each: kind, start, due date, status, days overdue.
async fn standing(icb: &Caller<'_>, person: &str) -> BTreeMap<String, String> {
    let clocks = icb.all(&format!("{person}/deadlines?limit=500")).await;
    let line = |d: &Value| {
        let text = |at: &str| d.pointer(at).and_then(Value::as_str).unwrap_or("no date").to_owned();
        let days = d["days_overdue"].as_i64().unwrap();
        let late = if days > 0 { format!(" {days}") } else { String::new() };
        let key = format!("{} from {}", text("/duty"), text("/starts_with/date"));
        (key, format!("{} {}{late}", text("/due_on"), text("/status")))
    };
    let lines: BTreeMap<_, _> = clocks.iter().map(line).collect();
    assert_eq!(lines.len(), clocks.len(), "two duties of one kind from one day");
    lines
}

fn of(lines: &[(&str, &str)]) -> BTreeMap<String, String> {
    lines.iter().map(|(key, line)| ((*key).to_owned(), (*line).to_owned())).collect()
}

async fn guarded(icb: &Caller<'_>, person: &str, path: &str, body: &Value, status: u16) -> Value {
    let tag = icb.get(person).await.is(200).header("etag").clone();
    icb.post_with(&format!("{person}/{path}"), &[("if-match", &tag)], body).await.is(status).json
}

stories! {
    async fn the_bodies_of_the_examples_give_the_promised_dates(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let mut expected = of(&[("register_review from 2025-12-03", "2026-01-03 overdue 323")]);
        assert_eq!(standing(&icb, &robin).await, expected, "accepted Amber");

        let rated = guarded(&icb, &robin, "ratings", &example("rating-red.json"), 201).await;
        assert_eq!(rated["actions"][0]["action"], json!("community_review_considered"));
        expected.extend(of(&[("community_review_decision from 2025-12-15", "no date upcoming")]));
        assert_eq!(standing(&icb, &robin).await, expected, "Red; the register review as before");

        let asked = icb.post(&format!("{robin}/reviews"), &example("review-community.json")).await.is(201).id();
        icb.post(&format!("{robin}/reviews/{asked}/held"), &example("review-held-community.json")).await.is(200);
        expected.extend(of(&[
            ("community_review_decision from 2025-12-15", "no date met"),
            ("review_action_plan from 2025-12-22", "2026-03-16 overdue 251"),
            ("recommendation from 2025-12-22", "2026-01-31 overdue 295"),
        ]));
        assert_eq!(standing(&icb, &robin).await, expected, "a community review held");

        let spell = icb.post(&format!("{robin}/admissions"), &example("admission.json")).await.is(201).id();
        assert_eq!(icb.get(&robin).await.is(200).json["rag"], json!("blue"));
        expected.extend(of(&[
            ("inpatient_review_first from 2026-01-06", "2026-02-03 overdue 292"),
            ("oversight_visit from 2026-01-06", "2026-03-03 overdue 264"),
            ("register_review from 2025-12-03", "2026-01-03 missed 3"),
        ]));
        assert_eq!(standing(&icb, &robin).await, expected, "admitted");

        let asked = icb.post(&format!("{robin}/reviews"), &example("review-inpatient.json")).await.is(201).id();
        icb.post(&format!("{robin}/reviews/{asked}/offer"), &example("review-offer.json")).await.is(200);
        icb.post(&format!("{robin}/reviews/{asked}/held"), &example("review-held.json")).await.is(200);
        expected.extend(of(&[
            ("inpatient_review_first from 2026-01-06", "2026-02-03 met"),
            ("inpatient_review_repeat from 2026-01-29", "2026-07-29 overdue 116"),
            ("review_action_plan from 2026-01-29", "2026-04-23 overdue 213"),
            ("recommendation from 2026-01-29", "2026-03-31 overdue 236"),
        ]));
        assert_eq!(standing(&icb, &robin).await, expected, "offered and held");
        let first = icb.all(&format!("{robin}/deadlines?duty=inpatient_review_first")).await.remove(0);
        assert_eq!((&first["offered_in_time"], &first["held_in_time"]), (&json!(true), &json!(true)));

        icb.post(&format!("{robin}/oversight-visits"), &example("visit.json")).await.is(201);
        expected.extend(of(&[
            ("oversight_visit from 2026-01-06", "2026-03-03 met"),
            ("oversight_visit from 2026-02-24", "2026-04-21 overdue 215"),
        ]));
        assert_eq!(standing(&icb, &robin).await, expected, "visited");

        icb.post(&format!("{robin}/admissions/{spell}/moves"), &example("move.json")).await.is(200);
        expected.extend(of(&[("inpatient_review_repeat from 2026-01-29", "2027-01-29 upcoming")]));
        assert_eq!(standing(&icb, &robin).await, expected, "moved to low security");
        let repeat = icb.all(&format!("{robin}/deadlines?duty=inpatient_review_repeat")).await.remove(0);
        let former = &repeat["explanation"]["others"][0];
        assert_eq!((&former["due_on"], &former["replaced_on"]), (&json!("2026-07-29"), &json!("2026-03-10")));

        icb.post(&format!("{robin}/admissions/{spell}/discharge"), &example("discharge.json")).await.is(200);
        expected.extend(of(&[
            ("inpatient_review_repeat from 2026-01-29", "2027-01-29 cancelled"),
            ("oversight_visit from 2026-02-24", "2026-04-21 missed 70"),
            ("community_review_decision from 2026-06-30", "no date upcoming"),
            ("register_review from 2026-06-30", "2026-07-30 overdue 115"),
        ]));
        assert_eq!(standing(&icb, &robin).await, expected, "discharged to Red");

        let refused = guarded(&icb, &robin, "ratings", &example("rating-green.json"), 409).await;
        assert_eq!(refused["errors"][0]["code"], json!("community_review_undecided"));
        icb.post(&format!("{robin}/community-review-decision"), &example("community-review-decision.json")).await.is(201);
        guarded(&icb, &robin, "ratings", &example("rating-green.json"), 201).await;
        expected.extend(of(&[
            ("community_review_decision from 2026-06-30", "no date met"),
            ("step_down_decision from 2026-07-20", "2026-10-20 overdue 33"),
            ("register_review from 2026-06-30", "2026-07-30 cancelled"),
        ]));
        assert_eq!(standing(&icb, &robin).await, expected, "Green");

        let early = with(&example("departure.json"), [("/left_on", json!("2026-10-19"))]);
        let refused = guarded(&icb, &robin, "departure", &early, 409).await;
        assert_eq!(refused["errors"][0]["code"], json!("step_down_too_early"));
        let left = guarded(&icb, &robin, "departure", &example("departure.json"), 200).await;
        assert_eq!((&left["membership"]["status"], &left["rag"]), (&json!("closed"), &Value::Null));
        expected.extend(of(&[("step_down_decision from 2026-07-20", "2026-10-20 met_late 1")]));
        assert_eq!(standing(&icb, &robin).await, expected, "left");
        assert_eq!(last(&robin).len(), 36);
    }
}
