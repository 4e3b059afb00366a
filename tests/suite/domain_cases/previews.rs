//! What-ifs: what is supposed, in which order, and what is refused of it.

use super::{SAYS, Told, faults, inpatient, made, with};
use crate::support::day;
use dsr::domain::ods::Ods;
use dsr::domain::policy::Packs;
use dsr::domain::preview::{self, PolicyPreview, Preview, PreviewFact, PreviewedDeadlines};
use dsr::domain::refusal::Refusal;
use serde_json::{Value, json};

/// 1 February 2026, for somebody born in 1993.
fn alone(change: &Value) -> Result<PreviewedDeadlines, Refusal> {
    let sound = json!({"date_of_birth": "1993-05-17", "facts": []});
    let packs = Packs::embedded().unwrap();
    preview::alone(&made::<Preview>(with(&sound, change)), &Ods::parse("QOQ").unwrap(), day("2026-02-01"), &packs)
}

/// Clocks in short: what, from when, by when, how it stands.
fn clocks(change: &Value) -> Vec<String> {
    let found = alone(change).unwrap_or_else(|refusal| panic!("{change}: {refusal:?}"));
    let due = |day: Option<dsr::domain::calendar::Date>| day.map_or_else(|| "-".into(), |day| day.to_string());
    let line = |d: &dsr::domain::duty::DeadlineView| {
        format!("{} {} {} {}", d.duty, d.starts_with.date, due(d.due_on), d.status)
    };
    found.deadlines.iter().map(line).collect()
}

fn refused(change: &Value) -> Vec<String> {
    faults(&alone(change).map(|_| Vec::new()))
}

fn joining(on: &str, rag: Value) -> Value {
    json!({"kind": "joining", "joined_on": on, "rag": rag})
}

fn admission(on: &str) -> Value {
    json!({"kind": "admission", "admitted_on": on, "setting": "adult_acute", "security": "none"})
}

#[test]
fn each_supposed_fact_does_what_the_fact_itself_would() {
    let red = joining("2025-12-01", json!("red"));
    let green = joining("2025-09-01", json!("green"));
    let held = json!({"kind": "inpatient_review_held", "held_on": "2026-01-10", "offered_on": "2026-01-08", "recommendations_due_on": ["2026-03-01"]});
    for (facts, expected) in [
        (
            json!([red]),
            &["register_review 2025-12-01 2026-01-01 overdue", "community_review_decision 2025-12-01 - upcoming"][..],
        ),
        (
            json!([red, {"kind": "community_review_not_needed", "decided_on": "2025-12-05"}]),
            &["register_review 2025-12-01 2026-01-01 overdue", "community_review_decision 2025-12-01 - met"],
        ),
        (
            json!([red, {"kind": "community_review_held", "held_on": "2025-12-06"}]),
            &[
                "register_review 2025-12-01 2026-01-01 overdue",
                "community_review_decision 2025-12-01 - met",
                "review_action_plan 2025-12-06 2026-02-28 upcoming",
            ],
        ),
        (
            json!([red, {"kind": "rating", "rag": "amber", "effective_on": "2025-12-09"}]),
            &["register_review 2025-12-01 2026-01-01 overdue", "community_review_decision 2025-12-01 - missed"],
        ),
        (
            json!([red, {"kind": "departure", "left_on": "2025-12-09", "reason": "criteria_no_longer_met"}]),
            &["register_review 2025-12-01 2026-01-01 cancelled", "community_review_decision 2025-12-01 - cancelled"],
        ),
        (json!([green]), &["step_down_decision 2025-09-01 2025-12-01 overdue"]),
        (
            json!([green, {"kind": "remain", "decided_on": "2025-12-01"}]),
            &["step_down_decision 2025-09-01 2025-12-01 met", "step_down_decision 2025-12-01 2026-03-01 upcoming"],
        ),
        (
            json!([admission("2026-01-06")]),
            &[
                "inpatient_review_first 2026-01-06 2026-02-03 upcoming",
                "oversight_visit 2026-01-06 2026-03-03 upcoming",
            ],
        ),
        (
            json!([admission("2026-01-06"), {"kind": "oversight_visit", "visited_on": "2026-01-20"}]),
            &[
                "inpatient_review_first 2026-01-06 2026-02-03 upcoming",
                "oversight_visit 2026-01-06 2026-03-03 met",
                "oversight_visit 2026-01-20 2026-03-17 upcoming",
            ],
        ),
        (
            json!([admission("2026-01-06"), held, {"kind": "action_plan_review", "reviewed_on": "2026-01-20"}]),
            &[
                "inpatient_review_first 2026-01-06 2026-02-03 met",
                "oversight_visit 2026-01-06 2026-03-03 upcoming",
                "inpatient_review_repeat 2026-01-10 2026-07-10 upcoming",
                "review_action_plan 2026-01-10 2026-04-04 met",
                "recommendation 2026-01-10 2026-03-01 upcoming",
            ],
        ),
        (
            json!([admission("2026-01-06"), {"kind": "inpatient_review_declined", "declined_on": "2026-01-10"}]),
            &[
                "inpatient_review_first 2026-01-06 2026-02-03 declined",
                "oversight_visit 2026-01-06 2026-03-03 upcoming",
                "inpatient_review_repeat 2026-01-10 2026-07-10 upcoming",
                "inpatient_review_reoffer 2026-01-10 2026-02-07 upcoming",
            ],
        ),
        (
            json!([admission("2026-01-06"), {"kind": "move", "moved_on": "2026-01-09", "setting": "tier4", "security": "none"}]),
            &["inpatient_review_first 2026-01-06 2026-01-23 overdue", "oversight_visit 2026-01-06 2026-02-17 upcoming"],
        ),
        (
            json!([admission("2026-01-06"), {"kind": "discharge", "discharged_on": "2026-01-30"}]),
            &[
                "inpatient_review_first 2026-01-06 2026-02-03 cancelled",
                "oversight_visit 2026-01-06 2026-03-03 cancelled",
            ],
        ),
    ] {
        let mut found = clocks(&json!({"facts": facts}));
        let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{facts}");
    }
}

#[test]
fn a_childs_own_duties_can_be_supposed() {
    let child = |facts: Value| clocks(&json!({"date_of_birth": "2008-06-15", "facts": facts}));
    let admitted = json!({"kind": "admission", "admitted_on": "2025-11-30", "setting": "tier4", "security": "none"});
    let told = json!({"kind": "local_authority_notification", "notified_on": "2026-01-09"});
    assert!(child(json!([admitted])).contains(&"local_authority_notification 2025-11-30 2026-02-28 upcoming".into()));
    assert!(child(json!([admitted, told])).contains(&"local_authority_notification 2025-11-30 2026-02-28 met".into()));
    let joined = joining("2025-12-01", json!("amber"));
    let planned = json!({"kind": "transition_plan", "planned_on": "2026-01-09"});
    assert!(child(json!([joined])).contains(&"transition_plan 2025-12-01 2026-06-15 upcoming".into()), "shown from 17");
    assert!(child(json!([joined, planned])).contains(&"transition_plan 2025-12-01 2026-06-15 met".into()));
    let young = clocks(&json!({"date_of_birth": "2009-06-15", "facts": [joined]}));
    assert!(!young.iter().any(|line| line.starts_with("transition_plan")), "not before: {young:?}");
    let held = json!({"kind": "community_review_held", "held_on": "2026-01-09"});
    for born in ["2010-01-09", "2010-01-10"] {
        assert!(
            alone(&json!({"date_of_birth": born, "facts": [joined, held]})).is_ok(),
            "with the consent open at 16 and below"
        );
    }
}

#[test]
fn supposed_facts_follow_one_another_by_day_whatever_their_order() {
    let (admitted, discharged) = (admission("2026-01-06"), json!({"kind": "discharge", "discharged_on": "2026-01-30"}));
    let both = clocks(&json!({"facts": [admitted, discharged]}));
    assert_eq!(clocks(&json!({"facts": [discharged, admitted]})), both);
    assert_eq!(refused(&json!({"facts": [discharged, admission("2026-01-31")]})), ["/facts/0 nothing_to_follow"]);
    assert_eq!(
        refused(&json!({"facts": [admitted, {"kind": "action_plan_review", "reviewed_on": "2026-01-09"}]})),
        ["/facts/1 nothing_to_follow"]
    );
    assert_eq!(
        refused(
            &json!({"facts": [{"kind": "move", "moved_on": "2026-01-09", "setting": "tier4", "security": "none"}]})
        ),
        ["/facts/0 nothing_to_follow"]
    );
}

#[test]
fn the_day_it_is_looked_at_is_today_unless_it_is_said() {
    let first = |today: Value| {
        let found = alone(&json!({"today": today, "facts": [admission("2026-01-06")]})).unwrap();
        (found.today.to_string(), found.deadlines[0].status.code())
    };
    assert_eq!(first(Value::Null), ("2026-02-01".into(), "upcoming"));
    assert_eq!(first(json!("2026-02-04")), ("2026-02-04".into(), "overdue"));
    assert!(alone(&json!({"facts": [admission("2026-09-01")]})).is_ok(), "a fact to come");
    assert_eq!(refused(&json!({"date_of_birth": "2026-02-01"})), [""; 0]);
    assert_eq!(refused(&json!({"date_of_birth": "2026-02-02"})), ["/date_of_birth date_in_future"]);
    assert_eq!(refused(&json!({"date_of_birth": "2026-02-02", "facts": [admission("2026-02-03")]})), [""; 0]);
    assert_eq!(refused(&json!({"date_of_birth": "1905-02-01"})), ["/date_of_birth date_of_birth_too_early"]);
    assert_eq!(refused(&json!({"date_of_birth": "1905-02-02"})), [""; 0], "120 years old");
}

#[test]
fn a_supposed_stay_needs_a_colour_outside_hospital_and_none_within() {
    let spell = [admission("2026-01-06"), json!({"kind": "discharge", "discharged_on": "2026-01-20"})];
    for (on, rag, expected) in [
        ("2026-01-05", json!("red"), &[][..]),
        ("2026-01-05", Value::Null, &["/facts/2/rag rating_needed"]),
        ("2026-01-07", Value::Null, &[]),
        ("2026-01-07", json!("red"), &["/facts/2/rag in_hospital_is_blue"]),
        ("2026-01-20", json!("red"), &[]),
        ("2026-01-20", Value::Null, &["/facts/2/rag rating_needed"]),
    ] {
        let facts = json!([spell[0], spell[1], joining(on, rag.clone())]);
        // The discharge of somebody on the register asks for a colour.
        let facts = if expected.is_empty() && on < "2026-01-20" { json!([spell[0], facts[2]]) } else { facts };
        assert_eq!(refused(&json!({"facts": facts})), expected, "{on} {rag}");
    }
    let twice = json!([joining("2026-01-05", json!("red")), joining("2026-01-06", json!("red"))]);
    assert_eq!(refused(&json!({"facts": twice})), ["/facts/1 already_on_register"]);
}

#[test]
fn packs_that_are_not_known_are_named_one_by_one() {
    let asked = |policies: Value| refused(&json!({"policies": policies}));
    assert_eq!((asked(json!([])), asked(json!(["seeds", "mental-health-act-2025"]))), (vec![], vec![]));
    assert_eq!(
        asked(json!(["seeds", "nowhere", "neither"])),
        ["/policies/1 policy_unknown", "/policies/2 policy_unknown"]
    );
    let facts = json!([admission("2026-01-06")]);
    let packs = |policies: Value| {
        let found = alone(&json!({"policies": policies, "facts": facts})).unwrap();
        let first = found.deadlines.into_iter().find(|d| d.duty.code() == "inpatient_review_first").unwrap();
        (first.explanation.binding.unwrap().pack, first.due_on.unwrap().to_string())
    };
    assert_eq!(packs(json!([])), ("seeds".into(), "2026-02-03".into()));
    assert_eq!(packs(json!(["mental-health-act-2025"])), ("mental-health-act-2025".into(), "2026-02-02".into()));
}

#[test]
fn of_somebody_on_record_it_tells_what_begins_what_changes_and_how_much_stays() {
    let (told, _) = inpatient();
    let of = |facts: Value, today: &str| {
        let found =
            preview::of(&told.person, &made(json!({"facts": facts, "today": today})), day("2026-11-22"), &told.packs)
                .unwrap();
        let names = |all: Vec<&dsr::domain::duty::DeadlineView>| all.iter().map(|d| d.duty.code()).collect::<Vec<_>>();
        assert_eq!(found.today, day(today));
        (names(found.added.iter().collect()), names(found.changed.iter().map(|c| &c.after).collect()), found.unchanged)
    };
    assert_eq!(of(json!([]), "2026-03-20"), (vec![], vec![], 3));
    let visit = json!({"kind": "oversight_visit", "visited_on": "2026-03-15"});
    assert_eq!(of(json!([visit]), "2026-03-20"), (vec!["oversight_visit"], vec!["oversight_visit"], 2));
    let held = json!({"kind": "inpatient_review_held", "held_on": "2026-03-10"});
    assert_eq!(
        of(json!([held]), "2026-03-20"),
        (vec!["inpatient_review_repeat", "review_action_plan"], vec!["inpatient_review_first"], 2)
    );
    let now = preview::of(&told.person, &made(json!({"facts": []})), day("2026-11-22"), &told.packs).unwrap();
    assert_eq!(now.today, day("2026-11-22"));
}

#[test]
fn a_pack_to_be_tried_moves_open_dates_and_is_sound() {
    let (told, spell) = inpatient();
    let own = "id = \"own\"\nversion = \"1\"\ntitle = \"Own\"\nlayer = \"local\"\nicbs = [\"QOQ\"]\neffective_from = \"2024-01-01\"\n\
        [[rule]]\nid = \"r\"\nduty = \"inpatient_review_first\"\nwhen = { track = \"adult\" }\ninterval = { days = 20 }\nforce = \"should\"\nsource = \"L\"\n\
        [[rule]]\nid = \"report\"\nduty = \"review_report\"\ninterval = { days = 20 }\nforce = \"should\"\nsource = \"L\"\n";
    let tried = |body: Value| made::<PolicyPreview>(body).packs(&told.packs);
    let with = tried(json!({"pack": own})).unwrap();
    let moved = preview::moved(&told.person, &told.packs, &with);
    let due = |d: &preview::MovedDate| (d.duty.code(), d.due_on, d.would_be_due_on, d.breach_on, d.would_be_breach_on);
    let (was, would) = (Some(day("2026-03-29")), Some(day("2026-03-21")));
    assert_eq!(moved.iter().map(due).collect::<Vec<_>>(), [("inpatient_review_first", was, would, was, was)]);
    assert_eq!(preview::moved(&told.person, &told.packs, &told.packs), []);
    let mut ended = Told { person: told.person.clone(), packs: Packs::embedded().unwrap(), made: 50 };
    ended.discharged(spell, "2026-03-10");
    assert_eq!(preview::moved(&ended.person, &told.packs, &with), [], "only what is open moves");

    let refused = |body: Value| faults(&tried(body).map(|_| Vec::new()));
    assert_eq!(refused(json!({})), [" nothing_to_try"]);
    assert_eq!(made::<PolicyPreview>(json!({})).limit, 100);
    assert_eq!(refused(json!({"policies": ["mental-health-act-2025"]})), [""; 0]);
    assert_eq!(refused(json!({"policies": ["nowhere"]})), ["/policies/0 policy_unknown"]);
    assert_eq!(
        refused(json!({"pack": own.replace("days = 20", "days = 0")})),
        ["/pack policy_unsound", "/pack policy_unsound"]
    );
    assert_eq!(
        refused(json!({"pack": own.replace("20 }\nforce = \"should\"", "29 }\nforce = \"must\"")})),
        ["/pack policy_unsound"],
        "{SAYS}"
    );
}

#[test]
fn a_supposed_fact_has_its_own_day() {
    for (kind, member) in [
        ("oversight_visit", "visited_on"),
        ("inpatient_review_held", "held_on"),
        ("inpatient_review_declined", "declined_on"),
        ("community_review_held", "held_on"),
        ("community_review_not_needed", "decided_on"),
        ("action_plan_review", "reviewed_on"),
        ("remain", "decided_on"),
        ("local_authority_notification", "notified_on"),
        ("transition_plan", "planned_on"),
        ("discharge", "discharged_on"),
        ("joining", "joined_on"),
    ] {
        let fact: PreviewFact = made(json!({"kind": kind, member: "2026-01-09"}));
        assert_eq!(fact.date(), day("2026-01-09"), "{kind}");
    }
}
