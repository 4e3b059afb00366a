//! An area's own rules: a review that has to be held, a cadence by colour, a newer version that speaks to clocks that run, and
//! what moving into Tier 4 brings forward.

use super::{SAYS, Told, by, colour, faults, held, made, with};
use dsr::domain::duty::{self, Deadline, FactKind, Outcome};
use dsr::domain::policy::Packs;
use dsr::domain::{decision, rating, review, ward};
use serde_json::{Value, json};

fn area(version: &str, head: &str, rules: &[&str]) -> String {
    let rules: Vec<String> =
        (0..).zip(rules).map(|(n, rule)| format!("[[rule]]\nid = \"r{n}\"\nsource = \"L\"\n{rule}\n")).collect();
    format!(
        "id = \"area\"\nversion = \"{version}\"\ntitle = \"A\"\nlayer = \"local\"\nicbs = [\"QOQ\"]\n{head}\n{}",
        rules.concat()
    )
}

fn first(rules: &[&str]) -> String {
    area("1", "effective_from = \"2020-01-01\"", rules)
}

/// A newer version, which speaks to running clocks from 10 January 2026.
fn newer(rules: &[&str]) -> String {
    area("2", "effective_from = \"2026-01-10\"\nreplaces = \"1\"\napplies_to = \"running\"", rules)
}

fn beside(mut told: Told, texts: &[String]) -> Told {
    let named: Vec<(&str, &str)> = ["1.toml", "2.toml"].into_iter().zip(texts.iter().map(String::as_str)).collect();
    told.packs = Packs::embedded_with(&named).unwrap();
    told
}

/// The clocks of this kind.
fn clocks(told: &Told, code: &str) -> Vec<Deadline> {
    duty::clocks(&told.person, &told.packs).into_iter().filter(|d| d.duty.code() == code).collect()
}

/// When it is due, and every date that no longer holds with the day it was replaced.
fn dates(clock: &Deadline) -> (String, Vec<(String, String)>) {
    let former =
        clock.explanation.others.iter().filter_map(|c| Some((c.due_on?.to_string(), c.replaced_on?.to_string())));
    (clock.due_on.unwrap().to_string(), former.collect())
}

fn only(told: &Told, code: &str) -> (String, Vec<(String, String)>) {
    let found = clocks(told, code);
    assert_eq!(found.len(), 1, "{found:#?}");
    dates(&found[0])
}

fn one(due: &str, former: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    (due.to_owned(), former.iter().map(|(date, on)| ((*date).to_owned(), (*on).to_owned())).collect())
}

const HELD: &str =
    "duty = \"community_review_decision\"\ninterval = { days = 14 }\nforce = \"must\"\nmust_be_held = true";

fn red() -> Told {
    Told::joined("2025-12-03").rated("amber", "2025-12-03").rated("red", "2026-01-02")
}

fn decide(told: &Told, change: &Value) -> Result<Vec<dsr::domain::event::Event>, dsr::domain::refusal::Refusal> {
    let body = json!({"decided_on": "2026-01-05", "outcome": "not_needed", "reason": SAYS, "decided_by": by()});
    decision::decide_community_review(&told.person, &told.moment(), made(with(&body, change)))
}

#[test]
fn where_a_review_must_be_held_only_holding_it_meets_and_a_refusal_declines() {
    for (texts, declined, decided) in
        [(vec![], Some(Outcome::Met), Some(Outcome::Met)), (vec![first(&[HELD])], Some(Outcome::Declined), None)]
    {
        let outcome = |told: &Told| {
            let found = clocks(told, "community_review_decision");
            (found[0].outcome, found[0].ended_by.map(|by| (by.fact, by.date.to_string())))
        };
        let mut told = beside(red(), &texts);
        assert_eq!(outcome(&told), (None, None));
        told.does(|told| decide(told, &json!({})));
        let by_decision = decided.map(|_| (FactKind::CommunityReviewDecision, "2026-01-05".to_owned()));
        assert_eq!(outcome(&told), (decided, by_decision));

        let mut told = beside(red(), &texts);
        let review = told.asked("community", "2026-01-03");
        told.offered(review, "2026-01-04");
        let body = json!({"declined_on": "2026-01-06", "declined_by": by(), "reason": SAYS});
        told.does(|told| review::decline(&told.person, &told.moment(), review, made(body)));
        assert_eq!(outcome(&told), (declined, Some((FactKind::ReviewDeclined, "2026-01-06".into()))));

        let mut told = beside(red(), &texts);
        let review = told.asked("community", "2026-01-03");
        told.held(
            review,
            &json!({"held_on": "2026-01-08", "outcome": "community_support_continues", "recommendations": [],
            "consent": with(&held()["consent"], &json!({"effective_on": "2026-01-08"}))}),
        );
        assert_eq!(outcome(&told), (Some(Outcome::Met), Some((FactKind::ReviewHeld, "2026-01-08".into()))));
    }
}

#[test]
fn green_waits_for_the_review_where_it_must_be_held() {
    let green = |told: &Told| {
        let body = with(&colour(), &json!({"rag": "green", "effective_on": "2026-01-09"}));
        faults(&rating::rate(&told.person, &told.moment(), &told.packs, made(body)))
    };
    for (texts, waits) in [(vec![], false), (vec![first(&[HELD])], true)] {
        let mut told = beside(red(), &texts);
        assert_eq!(green(&told), ["/rag community_review_undecided"]);
        told.does(|told| decide(told, &json!({})));
        let expected: &[&str] = if waits { &["/rag community_review_undecided"] } else { &[] };
        assert_eq!(green(&told), expected);
    }
}

#[test]
fn a_cadence_by_colour_dates_the_open_review_again_from_its_own_start() {
    let rules = [
        "duty = \"register_review\"\nwhen = { rag = [\"red\"] }\ninterval = { days = 7 }\nforce = \"should\"",
        "duty = \"register_review\"\nwhen = { rag = [\"amber\"] }\ninterval = { days = 28 }\nforce = \"should\"",
    ];
    let turned = |colours: &[(&str, &str)]| {
        let told = colours.iter().fold(Told::joined("2025-12-03"), |told, (rag, on)| told.rated(rag, on));
        only(&beside(told, &[first(&rules)]), "register_review")
    };
    assert_eq!(turned(&[("red", "2025-12-03")]), one("2025-12-10", &[]));
    let slower = turned(&[("red", "2025-12-03"), ("amber", "2025-12-08")]);
    assert_eq!(slower.0, "2025-12-31");
    assert!(slower.1.contains(&("2025-12-10".into(), "2025-12-08".into())), "{slower:?}");
    assert_eq!(turned(&[("red", "2025-12-03"), ("amber", "2025-12-10")]).0, "2025-12-31", "on the day itself");
    assert_eq!(turned(&[("red", "2025-12-03"), ("amber", "2025-12-11")]), one("2025-12-10", &[]), "past, and stands");
    let sooner = turned(&[("amber", "2025-12-03"), ("red", "2025-12-08")]);
    assert_eq!(sooner.0, "2025-12-10");
    assert_eq!(turned(&[("amber", "2025-12-03"), ("red", "2025-12-20")]).0, "2025-12-20", "never before the change");
}

#[test]
fn a_newer_version_speaks_to_what_still_runs_on_its_day() {
    let rule = |days: u32| format!("duty = \"review_report\"\ninterval = {{ days = {days} }}\nforce = \"should\"");
    let report = |held_on: &str, issued: Option<&str>| {
        let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03");
        let review = told.asked("community", held_on);
        told.held(
            review,
            &json!({"held_on": held_on, "outcome": "community_support_continues", "recommendations": [],
            "consent": with(&held()["consent"], &json!({"effective_on": held_on}))}),
        );
        if let Some(on) = issued {
            let body = json!({"issued_on": on, "issued_by": by(), "sent_to": [by()]});
            told.does(|told| review::report(&told.person, &told.moment(), review, made(body)));
        }
        only(&beside(told, &[first(&[&rule(14)]), newer(&[&rule(21)])]), "review_report")
    };
    let changed = one("2026-01-26", &[("2026-01-19", "2026-01-10")]);
    assert_eq!(report("2026-01-05", None), changed);
    assert_eq!(report("2026-01-05", Some("2026-01-11")), changed);
    assert_eq!(report("2026-01-05", Some("2026-01-10")), one("2026-01-19", &[]), "done on that day");
    assert_eq!(report("2026-01-05", Some("2026-01-09")), one("2026-01-19", &[]));
    assert_eq!(report("2026-01-10", None), one("2026-01-31", &[]), "begun on that day");
    assert_eq!(report("2025-12-27", None), one("2026-01-17", &[("2026-01-10", "2026-01-10")]), "due on that day");
    assert_eq!(report("2025-12-26", None), one("2026-01-09", &[]), "past on that day");
}

#[test]
fn moving_into_tier_4_brings_the_first_review_forward_and_puts_nothing_off() {
    let moved = |days: &[(&str, &str)]| {
        let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03");
        let spell = told.admitted("2026-03-01");
        for (on, setting) in days {
            let body = json!({"moved_on": on, "provider_ods": "RXX", "ward": "CANARY", "setting": setting, "security": "none",
                "legal_status": "section_3"});
            told.does(|told| ward::transfer(&told.person, &told.moment(), spell, made(body)));
        }
        only(&told, "inpatient_review_first")
    };
    let (acute, tier4) = ("adult_acute", "tier4");
    assert_eq!(moved(&[]), one("2026-03-29", &[]));
    assert_eq!(moved(&[("2026-03-05", tier4)]), one("2026-03-19", &[("2026-03-29", "2026-03-05")]));
    assert_eq!(moved(&[("2026-03-14", tier4)]), one("2026-03-28", &[("2026-03-29", "2026-03-14")]));
    assert_eq!(moved(&[("2026-03-15", tier4)]), one("2026-03-29", &[]), "no earlier");
    assert_eq!(moved(&[("2026-03-30", tier4)]), one("2026-03-29", &[]), "past");
    assert_eq!(moved(&[("2026-03-05", acute)]), one("2026-03-29", &[]), "another ward of the same kind");
    let there_and_back = one("2026-03-19", &[("2026-03-29", "2026-03-05")]);
    assert_eq!(moved(&[("2026-03-05", tier4), ("2026-03-07", acute)]), there_and_back, "the earlier date stays");
    assert_eq!(
        moved(&[("2026-03-05", tier4), ("2026-03-05", acute)]),
        one("2026-03-29", &[]),
        "not there at the day's end"
    );
    assert_eq!(moved(&[("2026-03-05", tier4), ("2026-03-07", tier4)]), there_and_back, "within Tier 4");
}

#[test]
fn a_newer_version_dates_the_first_review_again_by_every_ward_that_counts() {
    let rule = |days: u32| {
        format!(
            "duty = \"inpatient_review_first\"\nwhen = {{ track = \"adult\" }}\ninterval = {{ days = {days} }}\nforce = \"should\""
        )
    };
    let told = |moves: &[(&str, &str)], held_on: Option<&str>| {
        let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03");
        let spell = told.admitted("2025-12-28");
        for (on, setting) in moves {
            let body = json!({"moved_on": on, "provider_ods": "RXX", "ward": "CANARY", "setting": setting, "security": "none", "legal_status": "section_3"});
            told.does(|told| ward::transfer(&told.person, &told.moment(), spell, made(body)));
        }
        if let Some(on) = held_on {
            let review = told.asked("inpatient", "2025-12-30");
            told.held(review, &json!({"held_on": on, "recommendations": [], "consent": with(&held()["consent"], &json!({"effective_on": on}))}));
        }
        only(&beside(told, &[first(&[&rule(25)]), newer(&[&rule(20)])]), "inpatient_review_first")
    };
    let changed = one("2026-01-17", &[("2026-01-22", "2026-01-10"), ("2026-01-25", "2026-01-10")]);
    assert_eq!(told(&[], None), changed);
    assert_eq!(told(&[], Some("2026-01-11")), changed);
    assert_eq!(told(&[], Some("2026-01-10")), one("2026-01-22", &[]), "held on that day");
    let into = told(&[("2026-01-05", "tier4")], None);
    assert_eq!(into.0, "2026-01-17", "the area's twenty days, before the fourteen of Tier 4");
    assert!(into.1.contains(&("2026-01-25".into(), "2026-01-05".into())), "{into:?}");
    let that_day = told(&[("2026-01-10", "tier4")], None);
    assert_eq!(that_day.0, "2026-01-17");
}
