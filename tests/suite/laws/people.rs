//! Laws of people: consent, colours, stays.

use super::{NAIVE, lives};
use crate::support::day;
use dsr::domain::consent::{self, ConsentScope, ConsentStatus};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::PersonId;
use dsr::domain::person::{Moment, Person};
use dsr::domain::rating::Rag;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The register consent in force: latest in effect, the later recorded of one day.
fn consent_in_force(person: &Person) -> Option<ConsentStatus> {
    let register = person.consents.iter().filter(|c| c.scope == ConsentScope::Register);
    register.max_by_key(|c| c.effective_on).map(|c| c.status)
}

/// How often something that must not be came about, by what led to it.
type Broken = BTreeMap<String, u32>;

/// Looks at every person after each decision about them; what is found is named once, with how often.
#[track_caller]
fn after_each_decision(look: impl Fn(&Person, &[Event]) -> Option<String>) {
    let mut broken = Broken::new();
    for life in lives(NAIVE) {
        let mut person: Option<Person> = None;
        for (_, _, events) in life.commits.iter().flatten().filter(|(_, kind, _)| *kind == StreamKind::Person) {
            match &mut person {
                Some(person) => events.iter().for_each(|event| person.apply(event)),
                none => *none = Person::fold(PersonId(Uuid::nil()), events),
            }
            if let Some(what) = look(person.as_ref().unwrap(), events) {
                *broken.entry(what).or_default() += 1;
                break;
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn nobody_stays_or_joins_whose_consent_in_force_is_not_given() {
    after_each_decision(|person, events| {
        let stay = person.membership()?;
        if consent_in_force(person) == Some(ConsentStatus::Given) {
            return None;
        }
        Some(match events.last().unwrap() {
            Event::ConsentRecorded(e) if e.effective_on < stay.opened.opened_on => {
                format!("on the register after consent was {}, dated before joining", e.status)
            }
            Event::ConsentRecorded(e) => format!("on the register after consent was {}", e.status),
            _ => "accepted although the consent in force was withdrawn or refused".into(),
        })
    });
}

/// The person of the golden facts from creation to a stay that began on 3 December 2025.
fn joined() -> Vec<Event> {
    let golden = |kind: &str| {
        let path = format!("{}/tests/golden/{kind}.1.json", env!("CARGO_MANIFEST_DIR"));
        let fact: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Event::decode(kind, 1, fact["data"].as_str().unwrap(), fact["private"].as_str()).unwrap()
    };
    let mut consent = golden("consent_recorded");
    if let Event::ConsentRecorded(consent) = &mut consent {
        consent.scope = ConsentScope::Register;
    }
    let mut rated = golden("rated");
    if let Event::Rated(rated) = &mut rated {
        rated.effective_on = day("2025-12-03");
    }
    vec![golden("person_created"), consent, golden("membership_opened"), rated]
}

#[test]
fn a_withdrawal_in_force_ends_the_stay_whatever_its_date() {
    let moment = Moment { today: day("2026-01-10"), id: Uuid::from_u128(1) };
    for (on, ends) in [("2026-01-05", true), ("2025-12-03", true), ("2025-11-30", true), ("2025-11-20", false)] {
        let person = Person::fold(PersonId(Uuid::nil()), &joined()).unwrap();
        let entry = serde_json::json!({"scope": "register", "status": "withdrawn", "basis": "self", "given_by": "CANARY",
            "effective_on": on});
        let events = consent::record(&person, &moment, serde_json::from_value(entry).unwrap()).unwrap();
        let after = Person::fold(PersonId(Uuid::nil()), joined().iter().chain(&events)).unwrap();
        assert_eq!(
            after.membership().is_none(),
            ends,
            "consent of 28 November, withdrawn on {on}, joined on 3 December"
        );
    }
}

#[test]
fn a_spell_that_ended_before_joining_was_recorded_leaves_no_blue() {
    // Off the register when discharged, so no colour followed; then joined by a decision dated before that spell.
    let admitted = |event: &mut Event, on: &str| match event {
        Event::Admitted(e) => e.admitted_on = day(on),
        Event::Discharged(e) => (e.discharged_on, e.rag) = (day(on), None),
        _ => {}
    };
    let all = |kind: &str, on: &str| {
        let path = format!("{}/tests/golden/{kind}.1.json", env!("CARGO_MANIFEST_DIR"));
        let fact: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut event = Event::decode(kind, 1, fact["data"].as_str().unwrap(), fact["private"].as_str()).unwrap();
        admitted(&mut event, on);
        event
    };
    let mut events = joined();
    let stay = events.split_off(2);
    events.extend([all("admitted", "2025-12-10"), all("discharged", "2025-12-20")]);
    events.extend(stay);
    let person = Person::fold(PersonId(Uuid::nil()), &events).unwrap();
    assert!(person.open_spell().is_none() && person.membership().is_some());
    assert_eq!(person.rag(), Some(Rag::Green), "nobody is Blue outside hospital");
}

/// Pathway: S4-RAG-blue-13.
#[test]
fn blue_is_being_in_hospital() {
    after_each_decision(|person, events| {
        let blue = person.rag() == Some(Rag::Blue);
        (blue != person.open_spell().is_some()).then(|| match events.last().unwrap() {
            Event::Discharged(e) => format!("blue={blue} after discharge to {} with colour {:?}", e.destination, e.rag),
            other => format!("blue={blue} after {}", other.kind()),
        })
    });
}

#[test]
fn a_colour_outside_hospital_belongs_to_the_present_stay() {
    after_each_decision(|person, events| {
        let stay = person.membership().filter(|_| person.open_spell().is_none())?;
        let trail = person.rating_trail();
        let Some(last) = trail.last() else { return Some("on the register without a colour".into()) };
        let own = last.rated.is_none_or(|rated| rated.membership_id == stay.opened.membership_id);
        (!own).then(|| format!("the colour of an earlier stay after {}", events.last().unwrap().kind()))
    });
}
