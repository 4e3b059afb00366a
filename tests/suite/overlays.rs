//! Areas' own rules beside those of law and sources, while somebody moves: which date binds, and which is a breach.

use crate::support::day;
use dsr::domain::duty::DeadlineView;
use dsr::domain::ods::Ods;
use dsr::domain::policy::Packs;
use dsr::domain::preview::{self, Preview};
use serde_json::{Value, json};

const ADULT: &str = r#"{ id = "adult", duty = "inpatient_review_first", when = { track = "adult" }, "#;
const CHILD: &str = r#"{ id = "child", duty = "inpatient_review_first", when = { track = "child" }, "#;

fn pack(head: &str, rules: &str) -> String {
    format!("id = \"own\"\ntitle = \"An area's own\"\nlayer = \"local\"\nicbs = [\"QWO\"]\n{head}\nrule = [{rules}]\n")
}

fn first_version(rules: &str) -> String {
    pack("version = \"1\"\neffective_from = \"2017-03-01\"", rules)
}

/// The last clock of this kind that the facts start.
fn clock(packs: &[String], duty: &str, facts: Value) -> DeadlineView {
    let names: Vec<String> = (1..=packs.len()).map(|n| format!("own-{n}.toml")).collect();
    let texts: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(packs.iter().map(String::as_str)).collect();
    let packs = Packs::embedded_with(&texts).unwrap();
    let supposed: Preview =
        serde_json::from_value(json!({"date_of_birth": "1993-05-17", "today": "2026-02-01", "facts": facts})).unwrap();
    let found = preview::alone(&supposed, &Ods::parse("QWO").unwrap(), day("2026-02-01"), &packs).unwrap();
    found.deadlines.into_iter().rfind(|d| d.duty.code() == duty).unwrap()
}

fn admitted(on: &str, setting: &str, security: &str) -> Value {
    json!({"kind": "admission", "admitted_on": on, "setting": setting, "security": security})
}

fn moved(on: &str, setting: &str) -> Value {
    json!({"kind": "move", "moved_on": on, "setting": setting, "security": "none"})
}

#[track_caller]
fn due(found: &DeadlineView, due_on: &str, breach_on: &str, binding: &str) {
    assert_eq!(found.due_on, Some(day(due_on)), "{:#?}", found.explanation);
    assert_eq!(found.breach_on, Some(day(breach_on)), "{:#?}", found.explanation);
    assert_eq!(found.explanation.binding.as_ref().unwrap().pack, binding, "{:#?}", found.explanation);
}

#[test]
fn moving_into_tier_4_brings_the_breach_forward_though_an_areas_earlier_date_stays() {
    let own = first_version(&format!(
        "{ADULT} interval = {{ days = 7 }}, force = \"should\", source = \"L\" }}, {CHILD} interval = {{ days = 10 }}, force = \"should\", source = \"L\" }}"
    ));
    let facts = json!([admitted("2026-01-06", "adult_acute", "none"), moved("2026-01-09", "tier4")]);
    due(&clock(&[own], "inpatient_review_first", facts), "2026-01-13", "2026-01-23", "own");
}

#[test]
fn a_newer_version_and_a_move_into_tier_4_take_effect_in_the_order_of_their_days() {
    let rules = |days: u32| format!("{ADULT} interval = {{ days = {days} }}, force = \"should\", source = \"L\" }}");
    let newer = pack(
        "version = \"2\"\nreplaces = \"1\"\napplies_to = \"running\"\neffective_from = \"2026-01-20\"",
        &rules(22),
    );
    let facts = json!([admitted("2026-01-06", "adult_acute", "none"), moved("2026-01-10", "tier4")]);
    let found = clock(&[first_version(&rules(25)), newer], "inpatient_review_first", facts);
    due(&found, "2026-01-24", "2026-01-24", "seeds");
    for former in found.explanation.others.iter().filter(|c| c.replaced_on.is_some()) {
        let begun = if former.version == "2" { day("2026-01-20") } else { day("2026-01-06") };
        assert!(former.replaced_on > Some(begun), "replaced before it spoke: {former:#?}");
    }
}

#[test]
fn of_two_dates_lifted_to_the_day_of_a_move_the_national_one_binds() {
    let own = first_version(
        "{ id = \"repeat\", duty = \"inpatient_review_repeat\", when = { track = \"adult\", security = [\"none\"] }, interval = { months = 5 }, force = \"must\", source = \"L\" }",
    );
    let facts = json!([admitted("2025-01-02", "adult_secure", "low"),
        {"kind": "inpatient_review_held", "held_on": "2025-01-10", "offered_on": "2025-01-05"}, moved("2025-09-01", "adult_acute")]);
    due(&clock(&[own], "inpatient_review_repeat", facts), "2025-09-01", "2025-09-01", "seeds");
}

#[test]
fn what_must_be_done_never_gives_way_to_what_only_should_be() {
    let own = first_version(&format!(
        "{ADULT} interval = {{ days = 10 }}, force = \"must\", source = \"L\" }}, {CHILD} interval = {{ days = 3 }}, force = \"should\", source = \"L\" }}"
    ));
    let facts = json!([admitted("2026-01-06", "adult_acute", "none"), moved("2026-01-10", "tier4")]);
    due(&clock(&[own], "inpatient_review_first", facts), "2026-01-13", "2026-01-16", "own");
}
