//! The colours of a stay where several facts share a day, and what leaving writes.

use super::{TODAY, Told, by, discharge_on, inpatient, made, with};
use crate::support::day;
use dsr::domain::consent::ConsentStatus;
use dsr::domain::disclosure::{self, Basis};
use dsr::domain::event::Event;
use dsr::domain::rating::Rag::{self, Amber, Blue, Red};
use dsr::domain::{admission, amendment, departure};
use serde_json::json;

fn colours(told: &Told, stay: usize) -> Vec<(Rag, String)> {
    let colours = told.person.colours(&told.person.memberships[stay]);
    colours.iter().map(|colour| (colour.rag, colour.began.date.to_string())).collect()
}

fn expected(colours: &[(Rag, &str)]) -> Vec<(Rag, String)> {
    colours.iter().map(|(rag, on)| (*rag, (*on).to_owned())).collect()
}

#[test]
fn a_rating_on_the_day_of_admission_or_discharge_counts() {
    let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03").rated("red", "2026-03-01");
    let spell = told.admitted("2026-03-01");
    told.discharged(spell, "2026-06-01");
    let told = told.rated("red", "2026-06-01");
    let all =
        [(Amber, "2025-12-03"), (Red, "2026-03-01"), (Blue, "2026-03-01"), (Amber, "2026-06-01"), (Red, "2026-06-01")];
    assert_eq!(colours(&told, 0), expected(&all));
    for (on, rag) in
        [("2026-02-28", Amber), ("2026-03-01", Blue), ("2026-05-31", Blue), ("2026-06-01", Red), (TODAY, Red)]
    {
        assert_eq!(told.person.rag_on(&told.person.memberships[0], day(on)), Some(rag), "{on}");
    }
    assert_eq!(told.person.rag_on(&told.person.memberships[0], day("2025-12-02")), None);
}

#[test]
fn the_colour_on_discharge_belongs_to_the_stay_that_goes_on() {
    let leave = json!({"left_on": "2026-06-01", "reason": "criteria_no_longer_met", "decided_by": by()});
    for (again, first) in [("2026-07-01", true), ("2026-06-01", false)] {
        let (mut told, spell) = inpatient();
        told.discharged(spell, "2026-06-01");
        told.does(|told| departure::depart(&told.person, &told.moment(), &told.packs, made(leave.clone())));
        let mut all = vec![(Amber, "2025-12-03"), (Blue, "2026-03-01"), (Amber, "2026-06-01")];
        assert_eq!(colours(&told, 0), expected(&all), "gone");
        let told = told.joins(again);
        if !first {
            all.pop();
        }
        assert_eq!(colours(&told, 0), expected(&all), "back on {again}");
        assert_eq!(colours(&told, 1), expected(if first { &[] } else { &[(Amber, "2026-06-01")] }), "back on {again}");
    }
}

#[test]
fn the_colour_before_a_spell_holds_again_where_none_was_given_on_discharge() {
    for (destination, resumes) in [("own_home", true), ("died", false)] {
        let mut told = Told::born("1993-05-17");
        let spell = told.admitted("2026-03-01");
        let body = with(&discharge_on("2026-06-01"), &json!({"rag": null, "destination": destination}));
        told.does(|told| admission::discharge(&told.person, &told.moment(), spell, made(body)));
        let told = told.joins("2025-12-03").rated("red", "2025-12-03");
        let mut all = vec![(Red, "2025-12-03"), (Blue, "2026-03-01")];
        all.extend(resumes.then_some((Red, "2026-06-01")));
        assert_eq!(colours(&told, 0), expected(&all), "{destination}");
    }
}

#[test]
fn leaving_withdraws_the_consent_that_was_given() {
    let told = Told::joined("2025-12-03");
    let body = json!({"left_on": "2026-06-01", "reason": "consent_withdrawn", "decided_by": by()});
    let events = departure::depart(&told.person, &told.moment(), &told.packs, made(body)).unwrap();
    let [Event::ConsentRecorded(consent), Event::MembershipClosed(closed)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((consent.status, consent.effective_on), (ConsentStatus::Withdrawn, day("2026-06-01")));
    assert_eq!(consent.consent_id.0, told.moment().id);
    assert_ne!(consent.consent_id, told.person.consents[0].consent_id);
    assert_eq!(closed.closed_on, day("2026-06-01"));
}

#[test]
fn a_duty_begins_once() {
    let told = Told::joined("2025-12-03").rated("red", "2025-12-03").rated("amber", "2026-02-01");
    let told = told.rated("red", "2026-03-01").rated("red", "2026-03-02");
    let begun = &told.person.begun;
    for (index, one) in begun.iter().enumerate() {
        let others = begun.iter().skip(index + 1);
        assert!(others.filter(|other| other.duty == one.duty && other.start == one.start).count() == 0, "{one:?}");
    }
    let first = begun.iter().filter(|one| one.duty == dsr::domain::duty::Duty::CommunityReviewDecision);
    let days: Vec<_> = first.map(|one| one.start.date.to_string()).collect();
    assert_eq!(days, ["2025-12-03", "2026-03-01"]);
}

#[test]
fn a_person_is_within_reach_of_their_icb_alone() {
    let told = Told::joined("2025-12-03");
    let reach = disclosure::of_person(&told.person);
    let of = |org: &str| disclosure::basis(&reach, &made(json!(org)));
    assert_eq!((of("QOQ"), of("RV9"), reach.len()), (Some(Basis::ResponsibleIcb), None, 1));
}

#[test]
fn a_fault_of_a_detail_says_where() {
    let told = Told::joined("2025-12-03");
    for (patch, at) in [
        (json!({"gp_practice_ods": "!"}), "/gp_practice_ods"),
        (json!({"postcode": "!"}), "/postcode"),
        (json!({"advocate": {"name": 1}}), "/advocate/name"),
    ] {
        let answer = amendment::amend(&told.person, &told.moment(), &made(patch));
        assert!(super::faults(&answer)[0].starts_with(&format!("{at} ")), "{answer:?}");
    }
}

#[test]
fn joining_in_hospital_is_joining_as_blue() {
    let mut told = Told::born("1993-05-17");
    let spell = told.admitted("2026-03-01");
    told.discharged(spell, "2026-06-01");
    let told = told.joins("2026-04-01");
    assert_eq!(colours(&told, 0), expected(&[(Blue, "2026-04-01"), (Amber, "2026-06-01")]));
}

#[test]
fn the_colour_of_a_discharge_from_before_joining_holds_from_joining() {
    let mut told = Told::born("1993-05-17");
    let spell = told.admitted("2026-03-01");
    let mut told = told.joins("2026-04-01");
    assert_eq!(colours(&told, 0), expected(&[(Blue, "2026-04-01")]));
    told.discharged(spell, "2026-03-20");
    assert_eq!(colours(&told, 0), expected(&[(Amber, "2026-04-01")]));
    assert_eq!(told.person.rag_on(&told.person.memberships[0], day("2026-03-31")), None);
}
