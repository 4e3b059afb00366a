//! What is refused about consent: who may give it at which age, and the edges of its dates.

use super::{Row, TODAY, TOMORROW, Told, faults, made, table, with};
use crate::support::day;
use dsr::domain::consent;
use serde_json::{Value, json};

fn sound() -> Value {
    json!({"scope": "register", "status": "given", "basis": "self", "given_by": "CANARY Giver", "effective_on": "2026-03-10"})
}

fn best_interests(decided: &str, assessed: &str) -> Value {
    json!({"decided_on": decided, "decision_maker": "CANARY Maker", "capacity_assessed_on": assessed})
}

/// Pathway: S0-activity-1.2, S3-process-2.
#[test]
fn each_basis_is_open_at_its_ages() {
    // Whether each basis is open at 15, 16, 17 and 18.
    for (basis, open) in [
        ("self", [false, true, true, true]),
        ("gillick", [true, false, false, false]),
        ("parental_responsibility", [true, false, false, false]),
        ("parental_responsibility with incapacity", [true, true, true, false]),
        ("best_interests", [false, true, true, true]),
        ("attorney", [false, false, false, true]),
        ("deputy", [false, true, true, true]),
    ] {
        for (born, open) in ["2010-03-11", "2010-03-10", "2008-03-11", "2008-03-10"].into_iter().zip(open) {
            let told = Told::born(born);
            let mut body = with(&sound(), &json!({"basis": basis.split(' ').next()}));
            if basis.ends_with("incapacity") {
                body["incapacity_recorded_on"] = json!("2026-03-10");
            }
            if basis == "best_interests" {
                body["best_interests"] = best_interests("2026-03-10", "2026-03-10");
            }
            let expected: &[&str] = if open { &[] } else { &["/basis consent_basis_not_open_at_age"] };
            assert_eq!(
                faults(&consent::record(&told.person, &told.moment(), made(body))),
                expected,
                "{basis} born {born}"
            );
        }
    }
}

#[test]
fn consent_agrees_with_the_calendar() {
    let told = Told::born("1993-05-17");
    let decided = |decided: &str, assessed: &str| json!({"basis": "best_interests", "best_interests": best_interests(decided, assessed)});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"effective_on": TODAY}), &[]),
        (json!({"effective_on": TOMORROW}), &["/effective_on date_in_future"]),
        (json!({"effective_on": "1993-05-16"}), &["/effective_on date_before_birth"]),
        (json!({"effective_on": "1993-05-17"}), &["/basis consent_basis_not_open_at_age"]),
        (json!({"incapacity_recorded_on": "2026-03-10"}), &[]),
        (json!({"incapacity_recorded_on": "2026-03-11"}), &["/incapacity_recorded_on recorded_after_consent"]),
        (json!({"incapacity_recorded_on": TODAY}), &["/incapacity_recorded_on recorded_after_consent"]),
        (json!({"incapacity_recorded_on": TOMORROW}), &["/incapacity_recorded_on date_in_future"]),
        (json!({"basis": "best_interests"}), &["/best_interests best_interests_details_missing"]),
        (decided("2026-03-10", "2026-03-10"), &[]),
        (
            decided("2026-03-09", "2026-03-10"),
            &["/best_interests/capacity_assessed_on capacity_assessed_after_decision"],
        ),
        (decided("2026-03-11", "2026-03-10"), &["/best_interests/decided_on decided_after_consent"]),
        (decided(TODAY, "2026-03-10"), &["/best_interests/decided_on decided_after_consent"]),
        (decided(TOMORROW, "2026-03-10"), &["/best_interests date_in_future"]),
        (
            decided("2026-03-10", TOMORROW),
            &[
                "/best_interests date_in_future",
                "/best_interests/capacity_assessed_on capacity_assessed_after_decision",
            ],
        ),
        (decided("2026-03-10", TODAY), &["/best_interests/capacity_assessed_on capacity_assessed_after_decision"]),
    ];
    table(&sound(), rows, |body| consent::record(&told.person, &told.moment(), body));
}

/// Pathway: S1-140.
#[test]
fn sharing_says_with_whom() {
    let told = Told::born("1993-05-17");
    let rows: &[Row] = &[
        (json!({}), &["/covers consent_covers_nobody"]),
        (json!({"covers": ["provider"]}), &[]),
        (json!({"organisations": ["RV9"]}), &[]),
        (json!({"status": "refused"}), &[]),
        (json!({"scope": "review"}), &[]),
    ];
    let sharing = with(&sound(), &json!({"scope": "information_sharing"}));
    table(&sharing, rows, |body| consent::record(&told.person, &told.moment(), body));
}

#[test]
fn a_stay_ends_with_the_consent_to_it() {
    let told = Told::joined("2025-12-03");
    for (change, ends) in [
        (json!({"status": "withdrawn"}), Some("2026-03-10")),
        (json!({"status": "refused"}), Some("2026-03-10")),
        (json!({"status": "withdrawn", "effective_on": "2025-12-03"}), Some("2025-12-03")),
        (json!({"status": "withdrawn", "effective_on": "2025-12-02"}), None),
        (json!({"status": "withdrawn", "scope": "review"}), None),
        (json!({}), None),
    ] {
        let mut told = Told { person: told.person.clone(), packs: told.packs.clone(), made: told.made };
        told.does(|told| consent::record(&told.person, &told.moment(), made(with(&sound(), &change))));
        let closed = told.person.memberships[0].closed.map(|(on, _)| on.to_string());
        assert_eq!(closed.as_deref(), ends, "{change}");
    }
}

#[test]
fn a_basis_is_outgrown_on_the_birthday() {
    use dsr::domain::consent::ConsentBasis::{self, Gillick, Own, ParentalResponsibility};
    use dsr::domain::prompt::{PromptCode, outgrown};
    let told = |basis: ConsentBasis, recorded: bool, today: &str| {
        let found =
            outgrown(dsr::domain::consent::ConsentScope::Register, basis, recorded, day("2008-05-17"), day(today));
        found.map(|prompt| (prompt.code, prompt.since.to_string()))
    };
    let at_16 = Some((PromptCode::ConsentAt16, "2024-05-17".to_owned()));
    let at_18 = Some((PromptCode::ConsentAt18, "2026-05-17".to_owned()));
    for (basis, recorded, today, expected) in [
        (Gillick, false, "2024-05-16", &None),
        (Gillick, false, "2024-05-17", &at_16),
        (Gillick, false, "2026-05-17", &at_16),
        (ParentalResponsibility, false, "2024-05-16", &None),
        (ParentalResponsibility, false, "2024-05-17", &at_16),
        (ParentalResponsibility, true, "2024-05-17", &None),
        (ParentalResponsibility, true, "2026-05-16", &None),
        (ParentalResponsibility, true, "2026-05-17", &at_18),
        (ParentalResponsibility, false, "2026-05-17", &at_18),
        (Own, false, "2026-05-17", &None),
    ] {
        assert_eq!(told(basis, recorded, today), *expected, "{basis:?} {recorded} {today}");
    }
}
