//! Barriers: raised, escalated level by level, answered in working days, closed with what came of them.

use crate::support::people::{admission, last, rating, with};
use crate::support::{Caller, Reply, stories};
use serde_json::{Value, json};

fn barrier() -> Value {
    json!({"category": "housing", "agency": "housing", "raised_on": "2026-02-02", "raised_by": {"name": "Sam Field", "role": "Keyworker"},
        "description": "No adapted flat within an hour."})
}

fn escalation(level: u8, on: &str) -> Value {
    json!({"level": level, "opened_on": on, "opened_by": {"name": "Sam Field"}, "accountable": {"name": "Ada Lorne"}, "reason": "No answer."})
}

fn answer(on: &str) -> Value {
    json!({"answered_on": on, "answered_by": {"name": "Ada Lorne"}, "response": "Two flats are looked at."})
}

fn back(on: &str) -> Value {
    json!({"opened_on": on, "opened_by": {"name": "Wren Hollis"}, "reason": "The manager can now."})
}

fn closing(outcome: &str, on: &str) -> Value {
    json!({"outcome": outcome, "closed_on": on, "closed_by": {"name": "Sam Field"}, "outcome_text": "Moved in.", "raisers_view": "Glad."})
}

async fn raised(icb: &Caller<'_>, person: &str) -> String {
    icb.post(&format!("{person}/barriers"), &barrier()).await.is(201).header("location")
}

async fn escalate(icb: &Caller<'_>, barrier: &str, level: u8, on: &str) -> Reply {
    icb.post(&format!("{barrier}/escalation"), &escalation(level, on)).await
}

/// The answers a person's barriers wait for, or waited for: from when, by when, where they stand.
async fn answers(icb: &Caller<'_>, person: &str) -> Vec<String> {
    let all = icb.all(&format!("{person}/deadlines?duty=escalation_response")).await;
    let text = |d: &Value, at: &str| d.pointer(at).and_then(Value::as_str).unwrap().to_owned();
    let mut lines: Vec<String> = all
        .iter()
        .map(|d| format!("{} {} {}", text(d, "/starts_with/date"), text(d, "/due_on"), text(d, "/status")))
        .collect();
    lines.sort();
    lines
}

stories! {
    /// Pathway: S0-11.1, S0-11.1a, S0-11.2, S0-12.1, S0-activity-8, S0-activity-9, S1-11, S1-16, S1-43, S1-58, S1-63,
    /// S1-75, S1-127, S1-139, S1-155, S1-157, S1-160, S2-monitoring-5, S2-cetr-3, S4-accepted-6, S4-RAG-blue-4.
    async fn a_contested_barrier_goes_to_the_senior_responsible_owner_and_is_closed(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.post("/v1/accountable-leaders", &json!({"who": {"name": "Linnet Ashgrove", "role": "SRO"}, "from": "2025-04-01"})).await.is(201);
        let barrier = raised(&icb, &robin).await;
        assert_eq!(icb.get(&barrier).await.is(200).json["status"], json!("raised"));
        assert_eq!(answers(&icb, &robin).await, Vec::<String>::new(), "nobody answers before it is escalated");

        escalate(&icb, &barrier, 1, "2026-02-03").await.is(200);
        assert_eq!(answers(&icb, &robin).await, ["2026-02-03 2026-02-10 overdue"]);
        icb.post(&format!("{barrier}/response"), &answer("2026-02-10")).await.is(200);
        assert_eq!(answers(&icb, &robin).await, ["2026-02-03 2026-02-10 met"]);

        escalate(&icb, &barrier, 2, "2026-02-12").await.is(200);
        icb.post(&format!("{barrier}/response"), &answer("2026-02-20")).await.is(200);
        let third = json!({"level": 3, "opened_on": "2026-02-23", "opened_by": {"name": "Sam Field"}, "reason": "Neither fits."});
        let at_three = icb.post(&format!("{barrier}/escalation"), &third).await.is(200).json;
        assert_eq!(at_three["steps"][2]["accountable"]["name"], json!("Linnet Ashgrove"), "named by the area");
        assert_eq!((&at_three["level"], &at_three["respond_by"], &at_three["days_overdue"]), (&json!(3), &json!("2026-03-02"), &json!(265)));
        let person = icb.get(&robin).await.json;
        assert_eq!(person["barriers"], json!({"open": 1, "level": 3}));

        icb.post(&format!("{barrier}/step-back"), &back("2026-02-25")).await.is(200);
        assert_eq!(answers(&icb, &robin).await, ["2026-02-03 2026-02-10 met", "2026-02-12 2026-02-19 met_late",
            "2026-02-23 2026-03-02 cancelled", "2026-02-25 2026-03-04 overdue"]);
        let closed = icb.post(&format!("{barrier}/closing"), &closing("accepted_gap", "2026-03-05")).await.is(200).json;
        assert_eq!((&closed["status"], &closed["closing"]["outcome"]), (&json!("closed"), &json!("accepted_gap")));
        assert_eq!(answers(&icb, &robin).await.last().unwrap(), "2026-02-25 2026-03-04 missed");
        assert_eq!(icb.get(&robin).await.json["barriers"], Value::Null);
        let rebuilt = world.store.rebuild(true).await.unwrap();
        assert_eq!((rebuilt.changed, rebuilt.moved.len()), (0, 0));
    }

    /// Pathway: S0-12.1, S1-144.
    async fn an_answer_is_due_in_working_days_and_sooner_while_red(world: World) {
        // Asked on, colour before, colour from a day on, due by.
        let cases = [
            ("2026-02-06", None, "2026-02-13", "a Friday"),
            ("2026-04-01", None, "2026-04-10", "Good Friday and Easter Monday between"),
            ("2026-03-27", None, "2026-04-07", "over the clock change, Easter and a weekend"),
            ("2026-02-06", Some("2026-02-01"), "2026-02-10", "Red already"),
            ("2026-02-06", Some("2026-02-09"), "2026-02-10", "turns Red on the Monday"),
            ("2026-02-06", Some("2026-02-12"), "2026-02-12", "turns Red later: not before the day it does"),
            ("2026-02-06", Some("2026-02-16"), "2026-02-13", "turns Red after its date: a date past never changes"),
        ];
        let icb = world.icb();
        for (n, (on, red, due, why)) in cases.into_iter().enumerate() {
            let person = icb.somebody(u32::try_from(n).unwrap() + 1, "1993-05-17").await;
            if let Some(red) = red {
                icb.post_on(&person, &format!("{person}/ratings"), &rating("red", red)).await.is(201);
            }
            let body = with(&barrier(), [("/raised_on", json!(on))]);
            let barrier = icb.post(&format!("{person}/barriers"), &body).await.is(201).header("location");
            escalate(&icb, &barrier, 1, on).await.is(200);
            assert_eq!(answers(&icb, &person).await, [format!("{on} {due} overdue")], "{why}");
        }
    }

    /// Pathway: S0-11.2, S1-58, S1-157.
    async fn no_level_is_skipped_unless_somebody_is_not_safe(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let barrier = raised(&icb, &robin).await;
        escalate(&icb, &barrier, 2, "2026-02-03").await.refused(409, "rule_not_met").fault("/level", "level_skipped");
        let mut safety = escalation(3, "2026-02-03");
        safety["immediate_safety"] = json!(true);
        icb.post(&format!("{barrier}/escalation"), &safety).await.is(200);
        escalate(&icb, &barrier, 3, "2026-02-04").await.refused(409, "rule_not_met").fault("/level", "not_a_step_up");
        let mut needless = escalation(4, "2026-02-04");
        needless["immediate_safety"] = json!(true);
        icb.post(&format!("{barrier}/escalation"), &needless).await.refused(422, "invalid_request").fault("/immediate_safety", "nothing_skipped");
    }

    /// Pathway: S0-12.2.
    async fn what_a_barrier_refuses(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let nowhere = "00000000-0000-4000-8000-000000000000";
        let linked = with(&barrier(), [("/review_id", json!(nowhere)), ("/recommendation_id", json!(nowhere)), ("/deadline_id", json!(nowhere)), ("/raised_on", json!("2026-11-23"))]);
        let refused = icb.post(&format!("{robin}/barriers"), &linked).await.refused(422, "invalid_request");
        for (at, code) in [("/raised_on", "date_in_future"), ("/recommendation_id", "recommendation_not_found"),
            ("/review_id", "review_not_found"), ("/deadline_id", "deadline_not_found")] {
            assert!(refused.faults().contains(&(at.to_owned(), code.to_owned())), "{code}");
        }
        let barrier = raised(&icb, &robin).await;
        icb.post(&format!("{barrier}/response"), &answer("2026-02-03")).await.refused(409, "rule_not_met").fault("", "not_escalated");
        icb.post(&format!("{barrier}/step-back"), &json!({"opened_on": "2026-02-03", "opened_by": {"name": "S"}, "accountable": {"name": "A"}, "reason": "R"}))
            .await.refused(409, "rule_not_met").fault("", "no_level_before");
        icb.post(&format!("{barrier}/closing"), &closing("accepted_gap", "2026-02-03")).await.refused(409, "rule_not_met").fault("/outcome", "gap_not_answered");
        let unheard = with(&closing("resolved", "2026-02-03"), [("/raisers_view", Value::Null)]);
        icb.post(&format!("{barrier}/closing"), &unheard).await.refused(422, "invalid_request").fault("/raisers_view", "raisers_view_missing");
        let nobody = with(&escalation(1, "2026-02-03"), [("/accountable", Value::Null)]);
        icb.post(&format!("{barrier}/escalation"), &nobody).await.refused(422, "invalid_request").fault("/accountable", "nobody_accountable");
        escalate(&icb, &barrier, 1, "2026-02-01").await.refused(422, "invalid_request").fault("/opened_on", "before_last_step");
        icb.post(&format!("{barrier}/closing"), &closing("withdrawn", "2026-02-03")).await.is(200);
        escalate(&icb, &barrier, 1, "2026-02-04").await.refused(409, "rule_not_met").fault("", "barrier_closed");
        icb.post(&format!("{robin}/barriers/{nowhere}/response"), &answer("2026-02-03")).await.refused(404, "not_found");
        world.caller("QF7").get(&barrier).await.refused(404, "not_found");
    }

    /// Pathway: S0-8.2, S0-activity-7.2, S1-26, S1-44, S1-72, S1-144, S1-158, S1-163.
    async fn the_list_of_escalations_filters_and_pages(world: World) {
        let icb = world.icb();
        let mut people = Vec::new();
        for n in 1..=3 {
            people.push(icb.somebody(n, "1993-05-17").await);
        }
        let overdue = raised(&icb, &people[0]).await;
        escalate(&icb, &overdue, 1, "2026-02-03").await.is(200);
        let fresh = icb.post(&format!("{}/barriers", people[1]), &with(&barrier(), [("/agency", json!("education")), ("/category", json!("funding"))])).await.is(201).header("location");
        escalate(&icb, &fresh, 1, "2026-11-20").await.is(200);
        let closed = raised(&icb, &people[2]).await;
        icb.post(&format!("{closed}/closing"), &closing("resolved", "2026-03-02")).await.is(200);
        let listed = async |query: &str| {
            let all = icb.all(&format!("/v1/escalations?limit=1{query}")).await;
            all.iter().map(|b| b["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (overdue, fresh, closed) = (last(&overdue), last(&fresh), last(&closed));
        assert_eq!(listed("").await, [overdue.clone(), closed.clone(), fresh.clone()]);
        assert_eq!(listed("&overdue=true").await, std::slice::from_ref(&overdue));
        assert_eq!(listed("&overdue=false&open=true").await, std::slice::from_ref(&fresh));
        assert_eq!(listed("&open=false").await, [closed]);
        assert_eq!(listed("&level=1&agency=education&category=funding").await, [fresh]);
        assert_eq!(listed("&level=2").await, Vec::<String>::new());
        assert_eq!(listed("&status=escalated&agency=housing").await, [overdue]);
        assert!(world.caller("QF7").all("/v1/escalations").await.is_empty());
    }

    /// Pathway: S0-11.1, S1-16, S1-43, S1-59, S1-139, S1-155.
    async fn leaders_are_named_from_a_day_to_a_day(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let named = json!({"agency": "housing", "who": {"name": "Cass Merrow"}, "from": "2026-01-01"});
        let leader = icb.post("/v1/accountable-leaders", &named).await.is(201).id();
        icb.post("/v1/accountable-leaders", &json!({"who": {"name": "Linnet Ashgrove"}, "from": "2025-04-01"})).await.is(201);
        icb.post(&format!("/v1/accountable-leaders/{leader}/end"), &json!({"until": "2025-12-31"})).await.refused(422, "invalid_request").fault("/until", "end_before_beginning");
        icb.post(&format!("/v1/accountable-leaders/{leader}/end"), &json!({"until": "2026-02-10"})).await.is(200);
        icb.post(&format!("/v1/accountable-leaders/{leader}/end"), &json!({"until": "2026-02-11"})).await.refused(409, "rule_not_met").fault("", "leader_has_ended");
        for (on, who) in [("2026-02-10", "Cass Merrow"), ("2026-02-11", "Linnet Ashgrove")] {
            let barrier = raised(&icb, &robin).await;
            let third = json!({"level": 3, "opened_on": on, "opened_by": {"name": "S"}, "reason": "Not safe.", "immediate_safety": true});
            let at_three = icb.post(&format!("{barrier}/escalation"), &third).await.is(200).json;
            assert_eq!(at_three["steps"][0]["accountable"]["name"], json!(who), "{on}");
        }
        assert_eq!(icb.all("/v1/accountable-leaders").await.len(), 2);
        assert!(world.caller("QF7").all("/v1/accountable-leaders").await.is_empty());
        world.caller("QF7").post(&format!("/v1/accountable-leaders/{leader}/end"), &json!({"until": "2026-02-10"})).await.refused(404, "not_found");
    }

    async fn a_death_ends_what_was_to_be_answered_and_a_barrier_can_still_be_closed(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.post(&format!("{robin}/admissions"), &admission("2026-02-01", "adult_acute", "none")).await.is(201);
        let barrier = raised(&icb, &robin).await;
        escalate(&icb, &barrier, 1, "2026-02-03").await.is(200);
        let died = json!({"left_on": "2026-02-05", "reason": "deceased", "decided_by": {"name": "Pat Moss"}});
        icb.post_on(&robin, &format!("{robin}/departure"), &died).await.is(200);
        assert_eq!(answers(&icb, &robin).await, ["2026-02-03 2026-02-10 cancelled"]);
        icb.post(&format!("{barrier}/closing"), &closing("withdrawn", "2026-02-20")).await.is(200);
        assert_eq!(answers(&icb, &robin).await, ["2026-02-03 2026-02-10 cancelled"], "the death came first");
    }
}
