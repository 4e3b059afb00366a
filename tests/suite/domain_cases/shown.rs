//! What is shown beside what is recorded: counts, warnings, the colour's words; and what is asked for of a person.

use super::{SAYS, Told, by, colour, inpatient, made, with};
use crate::support::day;
use dsr::domain::calendar::Date;
use dsr::domain::discharge_plan::{self, PointStatus};
use dsr::domain::event::Event;
use dsr::domain::policy::Packs;
use dsr::domain::rating::RiskFactor;
use dsr::domain::view::PersonDocument;
use dsr::domain::{duty, rating, support};
use serde_json::{Value, json};

/// Pathway: S0-activity-3.2, S0-activity-6.1, S1-6, S1-77, S4-spotlight-2, S4-accepted-2, S4-RAG-blue-12.
#[test]
fn a_discharge_plan_counts_its_complete_points_among_those_that_apply() {
    let (told, _) = inpatient();
    for (points, complete, applicable) in [
        (json!([]), 0, 12),
        (json!([{"point": 1, "status": "complete"}]), 1, 12),
        (
            json!([{"point": 1, "status": "complete"}, {"point": 12, "status": "complete"}, {"point": 3, "status": "not_applicable"}]),
            2,
            11,
        ),
        (json!([{"point": 1, "status": "in_progress"}, {"point": 2, "status": "not_started"}]), 0, 12),
        (json!([{"point": 4, "status": "not_applicable"}, {"point": 5, "status": "not_applicable"}]), 0, 10),
    ] {
        let body = json!({"set_on": "2026-03-10", "set_by": by(), "points": points});
        let events = discharge_plan::plan(&told.person, &told.moment(), made(body)).unwrap();
        let Event::DischargePlanSet(set) = &events[0] else { panic!("{events:?}") };
        assert_eq!((set.score().complete, set.score().applicable), (complete, applicable), "{points}");
        let all = set.all_points();
        assert_eq!(all.iter().map(|p| p.point).collect::<Vec<_>>(), (1..=12).collect::<Vec<u8>>());
        let told: Vec<u8> = points.as_array().unwrap().iter().map(|p| p["point"].as_u64().unwrap() as u8).collect();
        assert!(all.iter().filter(|p| !told.contains(&p.point)).all(|p| p.status == PointStatus::NotStarted));
    }
}

#[test]
fn a_safeguarding_concern_that_safeguarding_was_not_told_of_is_warned_of() {
    let (told, _) = inpatient();
    for (change, warned) in [
        (json!({}), true),
        (json!({"safeguarding_referred_on": "2026-03-20"}), false),
        (json!({"kind": "quality"}), false),
        (json!({"kind": "quality", "safeguarding_referred_on": "2026-03-20"}), false),
    ] {
        let sound = json!({"kind": "safeguarding", "raised_on": "2026-03-20", "raised_by": by(), "description": SAYS, "provider_ods": "RV9"});
        let events = support::raise(&told.person, &told.moment(), made(with(&sound, &change))).unwrap();
        let Event::QualityConcernRaised(raised) = &events[0] else { panic!("{events:?}") };
        assert_eq!(!raised.warnings().is_empty(), warned, "{change}");
    }
}

/// Pathway: S1-92, S3-register-7, S3-factor-1, S3-factor-2, S3-factor-3, S3-factor-4, S3-factor-5, S3-factor-6,
/// S3-factor-7, S3-factor-8, S3-escalating-1, S3-escalating-2, S3-escalating-3, S3-escalating-4, S3-escalating-5.
#[test]
fn the_risk_factors_are_those_of_the_rating_latest_in_effect() {
    let mut told = Told::joined("2025-12-03");
    assert_eq!(told.person.risk_factors(), []);
    let mut rate = |on: &str, factors: Value| {
        let body = with(&colour(), &json!({"effective_on": on, "risk_factors": factors}));
        told.does(|told| rating::rate(&told.person, &told.moment(), &told.packs, made(body)));
        told.person.risk_factors()
    };
    assert_eq!(rate("2026-03-01", json!(["youth_offending"])), [RiskFactor::YouthOffending]);
    assert_eq!(rate("2026-02-01", json!(["no_fixed_address"])), [RiskFactor::YouthOffending], "recorded late");
    assert_eq!(rate("2026-03-01", json!([])), []);
}

fn shown(told: &Told, today: Date) -> Value {
    let clocks = duty::clocks(&told.person, &told.packs);
    serde_json::to_value(PersonDocument::of(&told.person, &clocks).on(today, 3, &told.packs)).unwrap()
}

#[test]
fn who_left_and_is_admitted_is_asked_to_join_again_from_the_later_day() {
    let join = |told: &Told| {
        let found = shown(told, day("2026-11-01"))["prompts"].as_array().unwrap().clone();
        found
            .iter()
            .filter(|p| p["code"] == "join_register")
            .map(|p| p["since"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let leave = |told: &mut Told, on: &str| {
        let body = json!({"left_on": on, "reason": "consent_withdrawn", "decided_by": by()});
        told.does(|told| dsr::domain::departure::depart(&told.person, &told.moment(), &told.packs, made(body)));
    };
    let (mut told, _) = inpatient();
    assert_eq!(join(&told), [""; 0], "on the register");
    leave(&mut told, "2026-04-01");
    assert_eq!(join(&told), ["2026-04-01"], "left in hospital");
    let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03");
    leave(&mut told, "2026-02-01");
    assert_eq!(join(&told), [""; 0], "not in hospital");
    told.admitted("2026-03-01");
    assert_eq!(join(&told), ["2026-03-01"]);
    let mut never = Told::born("1993-05-17");
    never.admitted("2026-03-01");
    assert_eq!(join(&never), ["2026-03-01"]);
}

/// Pathway: S0-summary-1, S0-2.1, S3-register-10.
#[test]
fn a_child_is_on_the_childrens_list_until_18_or_until_leaving() {
    let mut told = Told::born("2008-06-15").joins("2025-12-03").rated("amber", "2025-12-03");
    let list = |told: &Told, on: &str| {
        let view = shown(told, day(on));
        (view["membership"]["register"].as_str().unwrap().to_owned(), view["age"].as_u64().unwrap())
    };
    assert_eq!(list(&told, "2026-06-14"), ("cyp".into(), 17));
    assert_eq!(list(&told, "2026-06-15"), ("adult".into(), 18));
    let body = json!({"left_on": "2026-06-14", "reason": "criteria_no_longer_met", "decided_by": by()});
    told.does(|told| dsr::domain::departure::depart(&told.person, &told.moment(), &told.packs, made(body)));
    assert_eq!(list(&told, "2026-11-01"), ("cyp".into(), 18), "left before");
}

#[test]
fn what_is_next_is_the_open_duty_due_first() {
    let told = Told::joined("2025-12-03").rated("red", "2026-01-06");
    for (on, overdue, days) in [("2026-02-06", 0, 0), ("2026-02-07", 1, 1), ("2026-02-08", 1, 2)] {
        let view = shown(&told, day(on));
        assert_eq!(
            (&view["next_deadline"]["duty"], &view["next_deadline"]["due_on"]),
            (&json!("register_review"), &json!("2026-02-06"))
        );
        assert_eq!((&view["overdue"], &view["next_deadline"]["days_overdue"]), (&json!(overdue), &json!(days)), "{on}");
        assert_eq!(view["next_deadline"]["status"], json!(if overdue > 0 { "overdue" } else { "upcoming" }));
    }
}

/// Pathway: S1-50, S1-86, S2-referral-6, S3-register-4, S3-escalating-6, S4-happens-3, S4-RAG-red-3, S4-RAG-red-4.
#[test]
fn a_colour_calls_for_what_its_age_allows() {
    use dsr::domain::rating::Rag;
    let packs = Packs::embedded().unwrap();
    let called = |age: Option<u32>| -> Vec<String> {
        let found = packs.actions(Rag::Red, age, None, day("2026-01-06"));
        found.into_iter().map(|a| a.action).collect()
    };
    let (key, outreach) = ("keyworker_referral".to_owned(), "forensic_outreach_or_intensive_support".to_owned());
    for (age, keyworker, adults) in [
        (Some(17), true, false),
        (Some(18), true, true),
        (Some(25), true, true),
        (Some(26), false, true),
        (None, true, true),
    ] {
        assert_eq!((called(age).contains(&key), called(age).contains(&outreach)), (keyworker, adults), "{age:?}");
    }
    assert!(called(Some(30)).contains(&"community_review_considered".to_owned()));
    assert_ne!(
        packs.actions(Rag::Green, Some(30), None, day("2026-01-06")),
        packs.actions(Rag::Red, Some(30), None, day("2026-01-06"))
    );
}
