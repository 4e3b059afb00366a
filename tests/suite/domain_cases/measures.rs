//! What each measure finds of one person, and the edges of its days.

use super::{SAYS, TODAY, Told, by, inpatient, made, with};
use crate::support::{day, nhs_number};
use dsr::domain::event::Event;
use dsr::domain::measure::{Amount, Period, Split, Subject, Sums, definitions};
use dsr::domain::ods::Ods;
use dsr::domain::person::Person;
use dsr::domain::{laep, review, visit};
use serde_json::json;
use uuid::Uuid;

/// What of these measures there is of somebody in a month, for an ICB: `code 1`, `code/part 1`, `code 1/2`, `code 30 days`.
fn found_for(icb: &str, told: &Told, month: &str, codes: &[&str]) -> Vec<String> {
    let period = Period::of(month, day(TODAY)).unwrap();
    let Some(person) = told.person.as_at(period.until) else { return Vec::new() };
    let mut sums = Sums::default();
    sums.add(&Subject::new(&person, &Ods::parse(icb).unwrap(), period, &told.packs), None);
    let tables = sums.tables(&[]);
    let of = |code: &&str| definitions().iter().zip(&tables).find(|(definition, _)| definition.code == *code).unwrap();
    let said = |amount: &Amount| match amount {
        Amount::Count(0) | Amount::Rate { denominator: 0, .. } => None,
        Amount::Count(count) => Some(count.to_string()),
        Amount::Rate { numerator, denominator } => Some(format!("{numerator}/{denominator}")),
        Amount::Days(days) if days.is_empty() => None,
        Amount::Days(days) => Some(format!("{} days", days.iter().map(u64::to_string).collect::<Vec<_>>().join(" "))),
    };
    let lines = codes.iter().map(of).flat_map(|(definition, table)| {
        let parts = table.parts.iter().map(|(part, _, row)| (format!("{}/{part}", definition.code), &row.all));
        let all =
            table.whole.iter().filter(|_| table.parts.is_empty()).map(|row| (definition.code.to_owned(), &row.all));
        all.chain(parts)
            .filter_map(|(code, amount)| said(amount).map(|said| format!("{code} {said}")))
            .collect::<Vec<_>>()
    });
    lines.collect()
}

fn found(told: &Told, month: &str, codes: &[&str]) -> Vec<String> {
    found_for("QOQ", told, month, codes)
}

const FIRST: [&str; 2] = ["first_reviews_offered_in_time", "first_reviews_held_in_time"];

fn first(offered: &str, held: &str) -> Vec<String> {
    vec![format!("first_reviews_offered_in_time {offered}"), format!("first_reviews_held_in_time {held}")]
}

/// In hospital since 1 March 2026, with a review offered, and held, on these days. The first one is due on 29 March.
fn reviewed(offered: Option<&str>, held: Option<&str>) -> Told {
    let (mut told, _) = inpatient();
    let review = told.asked("inpatient", "2026-03-02");
    offered.iter().for_each(|on| told.offered(review, on));
    if let Some(on) = held {
        let consent = json!({"status": "given", "basis": "self", "given_by": "CANARY Giver", "effective_on": on});
        told.held(review, &json!({"held_on": on, "consent": consent, "recommendations": []}));
    }
    told
}

fn visited(told: &mut Told, on: &str, method: &str) {
    let sound = json!({"visited_on": on, "visitor": by(), "method": method, "person_seen": true});
    let body = if method == "virtual" { with(&sound, &json!({"virtual_reason": SAYS})) } else { sound };
    told.does(|told| visit::visit(&told.person, &told.moment(), made(body)));
}

/// Says that the person moved to another ICB on this day.
fn moved(told: &mut Told, from: &str, to: &str, on: &str) {
    let data = json!({"transfer_id": Uuid::nil(), "transferred_on": on, "from_icb": from, "to_icb": to});
    told.person.apply(&Event::decode("transferred", 1, &data.to_string(), Some("{}")).unwrap());
}

/// Pathway: S0-governance-4, S1-99.
#[test]
fn a_first_review_counts_in_the_month_it_is_due() {
    for (offered, held, expected) in [
        (None, None, first("0/1", "0/1")),
        (Some("2026-03-29"), None, first("1/1", "0/1")),
        (Some("2026-03-30"), None, first("0/1", "0/1")),
        (Some("2026-03-20"), Some("2026-03-29"), first("1/1", "1/1")),
        (Some("2026-03-20"), Some("2026-03-30"), first("1/1", "0/1")),
        (None, Some("2026-03-29"), first("1/1", "1/1")),
        (None, Some("2026-04-02"), first("0/1", "0/1")),
    ] {
        let told = reviewed(offered, held);
        assert_eq!(found(&told, "2026-03", &FIRST), expected, "{offered:?} {held:?}");
        assert_eq!(found(&told, "2026-02", &FIRST), Vec::<String>::new());
        assert_eq!(found(&told, "2026-04", &FIRST), Vec::<String>::new());
    }
}

#[test]
fn nothing_is_due_of_somebody_who_left_hospital_by_the_end_of_the_due_date() {
    for (left, expected) in [("2026-03-28", vec![]), ("2026-03-29", vec![]), ("2026-03-30", first("0/1", "0/1"))] {
        let (mut told, spell) = inpatient();
        told.discharged(spell, left);
        assert_eq!(found(&told, "2026-03", &FIRST), expected, "{left}");
    }
}

#[test]
fn what_is_due_today_is_not_yet_counted_as_undone() {
    let admitted = |on: &str| {
        let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03");
        told.admitted(on);
        told
    };
    assert_eq!(found(&admitted("2026-10-25"), "2026-11", &FIRST), Vec::<String>::new(), "due on 22 November, today");
    assert_eq!(found(&admitted("2026-10-24"), "2026-11", &FIRST), first("0/1", "0/1"), "due yesterday");
    let (mut told, codes) = (admitted("2026-10-25"), FIRST);
    let review = told.asked("inpatient", TODAY);
    let consent = json!({"status": "given", "basis": "self", "given_by": "CANARY Giver", "effective_on": TODAY});
    told.held(review, &json!({"held_on": TODAY, "consent": consent, "recommendations": []}));
    assert_eq!(found(&told, "2026-11", &codes), first("1/1", "1/1"), "done today");
}

#[test]
fn a_repeat_and_an_action_plan_count_from_the_review() {
    let codes = ["repeat_reviews_offered_in_time", "repeat_reviews_held_in_time", "action_plans_reviewed_in_time"];
    let told = reviewed(None, Some("2026-03-10"));
    assert_eq!(
        found(&told, "2026-09", &codes),
        ["repeat_reviews_offered_in_time 0/1", "repeat_reviews_held_in_time 0/1"],
        "six months"
    );
    assert_eq!(found(&told, "2026-06", &codes), ["action_plans_reviewed_in_time 0/1"], "84 days: 2 June");
    for (on, expected) in [("2026-06-02", "1/1"), ("2026-06-03", "0/1")] {
        let mut told = reviewed(None, Some("2026-03-10"));
        let id = told.person.reviews[0].requested.review_id;
        let body = json!({"reviewed_on": on, "reviewed_by": by()});
        told.does(|told| review::review_plan(&told.person, &told.moment(), id, made(body)));
        assert_eq!(found(&told, "2026-06", &codes), [format!("action_plans_reviewed_in_time {expected}")], "{on}");
    }
}

#[test]
fn a_visit_in_time_is_in_person_or_virtual() {
    let codes = ["visits_in_time", "visits_virtual"];
    for (visit, expected) in [
        (None, vec!["visits_in_time 0/1"]),
        (Some(("2026-04-26", "in_person")), vec!["visits_in_time 1/1", "visits_virtual 0/1"]),
        (Some(("2026-04-26", "virtual")), vec!["visits_in_time 1/1", "visits_virtual 1/1"]),
        (Some(("2026-04-27", "virtual")), vec!["visits_in_time 0/1"]),
    ] {
        let (mut told, _) = inpatient();
        if let Some((on, method)) = visit {
            visited(&mut told, on, method);
        }
        assert_eq!(found(&told, "2026-04", &codes), expected, "{visit:?}: due on 26 April");
    }
}

/// Pathway: S0-finance-1, S1-88.
#[test]
fn an_admission_is_one_without_a_community_review_if_none_was_held_in_ninety_days() {
    let codes = [
        "admissions",
        "admissions_without_community_review",
        "admissions_after_emergency_meeting",
        "admissions_not_on_register",
    ];
    for (review, meeting, without, after) in [
        (None, None, 1, 0),
        (Some("2026-03-01"), None, 0, 0),
        (Some("2025-12-01"), None, 0, 0),
        (Some("2025-11-30"), None, 1, 0),
        (None, Some("2026-02-20"), 1, 1),
        (Some("2026-02-01"), Some("2026-02-20"), 0, 0),
        (None, Some("2025-11-30"), 1, 0),
    ] {
        let mut told = Told::joined("2025-10-03").rated("amber", "2025-10-03");
        if let Some(on) = review {
            let asked = told.asked("community", "2025-10-10");
            let consent = json!({"status": "given", "basis": "self", "given_by": "CANARY Giver", "effective_on": on});
            told.held(
                asked,
                &json!({"held_on": on, "consent": consent, "recommendations": [], "outcome": "admission_supported"}),
            );
        }
        if let Some(on) = meeting {
            let body = json!({"held_on": on, "reason": "out_of_hours", "attendees": [by()], "decision": "support_increased", "summary": SAYS});
            told.does(|told| laep::hold(&told.person, &told.moment(), made(body)));
        }
        told.admitted("2026-03-01");
        let expected = [
            "admissions 1".to_owned(),
            format!("admissions_without_community_review {without}/1"),
            format!("admissions_after_emergency_meeting {after}/1"),
            "admissions_not_on_register 0/1".to_owned(),
        ];
        assert_eq!(found(&told, "2026-03", &codes), expected, "{review:?} {meeting:?}");
    }
    for (joined, expected) in [(None, "1/1"), (Some("2026-03-01"), "1/1"), (Some("2026-02-28"), "0/1")] {
        let mut told = Told::born("1993-05-17");
        if let Some(on) = joined {
            told = told.joins(on);
        }
        told.admitted("2026-03-01");
        assert_eq!(
            found(&told, "2026-03", &["admissions_not_on_register"]),
            [format!("admissions_not_on_register {expected}")],
            "{joined:?}"
        );
    }
}

/// Pathway: S0-finance-1, S1-129, S1-130, S1-134.
#[test]
fn time_in_hospital_is_counted_in_nights() {
    let codes = ["inpatients", "stays_ended", "days_in_hospital"];
    let (mut told, spell) = inpatient();
    assert_eq!(found(&told, "2026-02", &codes), Vec::<String>::new());
    assert_eq!(
        found(&told, "2026-03", &codes),
        ["inpatients/adult_acute 30 days", "days_in_hospital 31 days"],
        "admitted on the first"
    );
    told.discharged(spell, "2026-04-30");
    assert_eq!(
        found(&told, "2026-03", &codes),
        ["inpatients/adult_acute 30 days", "days_in_hospital 31 days"],
        "as it was then"
    );
    assert_eq!(
        found(&told, "2026-04", &codes),
        ["stays_ended 60 days", "days_in_hospital 29 days"],
        "gone at the end of the last day"
    );
    assert_eq!(found(&told, "2026-05", &codes), Vec::<String>::new());
    for (again, expected) in [("2026-05-30", ["1/1", "1/1"]), ("2026-05-31", ["0/1", "1/1"])] {
        let (mut told, spell) = inpatient();
        told.discharged(spell, "2026-04-30");
        told.admitted(again);
        let [soon, year] = expected;
        assert_eq!(
            found(&told, "2026-05", &["readmissions"]),
            [format!("readmissions/within_30_days {soon}"), format!("readmissions/within_a_year {year}")],
            "{again}"
        );
    }
    let (told, _) = inpatient();
    assert_eq!(
        found(&told, "2026-03", &["readmissions"]),
        ["readmissions/within_30_days 0/1", "readmissions/within_a_year 0/1"]
    );
}

#[test]
fn somebody_green_awaits_a_decision_from_the_day_three_months_have_passed() {
    let told = Told::joined("2025-12-03").rated("green", "2026-01-31");
    let codes = ["on_register", "green_awaiting_decision", "overdue"];
    assert_eq!(found(&told, "2026-03", &codes), ["on_register/green 1"]);
    assert_eq!(found(&told, "2026-04", &codes), ["on_register/green 1", "green_awaiting_decision 1"], "on 30 April");
    assert_eq!(
        found(&told, "2026-05", &codes),
        ["on_register/green 1", "green_awaiting_decision 1", "overdue/step_down_decision 31 days"]
    );
    let decided = told.rated("amber", "2026-05-31");
    assert_eq!(found(&decided, "2026-05", &codes), ["on_register/amber 1"]);
}

/// Pathway: S1-91a.
#[test]
fn whoever_moves_counts_where_the_icb_of_the_day_was() {
    let codes = ["on_register", "admissions", "inpatients", "days_in_hospital"];
    let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03");
    let spell = told.admitted("2026-03-01");
    told.discharged(spell, "2026-03-05");
    moved(&mut told, "QOQ", "QXX", "2026-03-20");
    told.admitted("2026-03-29");
    let of = |icb, month| found_for(icb, &told, month, &codes);
    assert_eq!(of("QOQ", "2026-02"), ["on_register/amber 1"]);
    assert_eq!(of("QOQ", "2026-03"), ["admissions 1", "days_in_hospital 4 days"]);
    assert_eq!(
        of("QXX", "2026-03"),
        ["on_register/blue 1", "admissions 1", "inpatients/adult_acute 2 days", "days_in_hospital 3 days"]
    );
    assert_eq!((of("QXX", "2026-02"), of("QOQ", "2026-04")), (vec![], vec![]));
    let mut last_day = Told::joined("2025-12-03").rated("amber", "2025-12-03");
    moved(&mut last_day, "QOQ", "QXX", "2026-03-31");
    assert_eq!(
        found_for("QOQ", &last_day, "2026-03", &codes),
        Vec::<String>::new(),
        "on the day of the move already the new one's"
    );
    assert_eq!(found_for("QXX", &last_day, "2026-03", &codes), ["on_register/amber 1"]);
}

#[test]
fn somebody_belongs_to_one_group_of_each_split() {
    let born = |on: &str| {
        let data = json!({"conditions": ["autism"], "icb_ods": "QOQ", "known_since": "2020-01-01", "local_authority": null, "referral_id": null});
        let person = json!({"person": {"family_name": "CANARY Aldous", "given_name": "CANARY Robin", "date_of_birth": on,
            "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ", "nhs_number": nhs_number(1)}});
        let created = Event::decode("person_created", 1, &data.to_string(), Some(&person.to_string())).unwrap();
        Person::fold(dsr::domain::id::PersonId(Uuid::nil()), [&created]).unwrap()
    };
    let packs = dsr::domain::policy::Packs::embedded().unwrap();
    let (icb, period) = (Ods::parse("QOQ").unwrap(), Period::of("2026-10", day(TODAY)).unwrap());
    for (on, expected) in [
        ("2008-11-01", "under_18"),
        ("2008-10-31", "18_to_25"),
        ("2000-11-01", "18_to_25"),
        ("2000-10-31", "26_to_64"),
        ("1961-11-01", "26_to_64"),
        ("1961-10-31", "65_and_over"),
    ] {
        let person = born(on);
        let subject = Subject::new(&person, &icb, period, &packs);
        assert_eq!(subject.group(Split::AgeGroup), expected, "{on}");
        for split in [Split::Gender, Split::EthnicCategory, Split::LocalAuthority] {
            assert_eq!(subject.group(split), "not_recorded");
        }
    }
}
