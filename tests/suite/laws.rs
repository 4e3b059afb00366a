//! Laws: what holds for every life, however its facts arrived.

use crate::life::{Life, live, plans};
use crate::support::{Engine, day};
use chrono::{Datelike, Days, NaiveDate};
use dsr::clock::Clock;
use dsr::domain::admission::{Security, Setting};
use dsr::domain::calendar::Date;
use dsr::domain::consent::{self, ConsentScope, ConsentStatus};
use dsr::domain::duty::{self, Deadline, DeadlineStatus, Duty, Outcome};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::{DeadlineId, PersonId, ReferralId};
use dsr::domain::person::{Moment, Person};
use dsr::domain::policy::Packs;
use dsr::domain::projection::{self, Rows};
use dsr::domain::rating::Rag;
use dsr::domain::referral::Referral;
use dsr::domain::review::ReviewKind;
use dsr::domain::text::folded;
use dsr::store::commit::Decision;
use dsr::store::load::{Freshness, Loaded, Subject};
use dsr::store::people::Order;
use dsr::store::sql::Db;
use dsr::store::verify::verify;
use dsr::store::{Actor, Store, deadlines, people, referrals};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

const TODAY: &str = "2026-11-22";
const PURE: u32 = 500;
const NAIVE: u32 = 1_000;
const STORED: u32 = 64;

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 256, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// The law for `cases` random lives; a life that breaks it is made smaller before it is shown.
#[track_caller]
fn for_lives(cases: u32, law: impl Fn(&Life)) {
    if let Err(broken) = runner(cases).run(&plans(), |plan| {
        law(&live(&plan, 0));
        Ok(())
    }) {
        panic!("{broken}");
    }
}

/// The first `n` lives of the same chance.
fn lives(n: u32) -> Vec<Life> {
    let mut runner = runner(n);
    (0..n).map(|number| live(&plans().new_tree(&mut runner).unwrap().current(), number)).collect()
}

fn packs() -> &'static Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(|| Packs::embedded().unwrap())
}

fn rows_of(kind: StreamKind, id: Uuid, events: &[Event]) -> Rows {
    match kind {
        StreamKind::Person => projection::of_person(&Person::fold(PersonId(id), events).unwrap(), packs()),
        StreamKind::Referral => projection::of_referral(&Referral::fold(ReferralId(id), events).unwrap(), packs()),
        StreamKind::Register => Rows::default(),
    }
}

#[test]
fn lives_hold_every_kind_of_fact_and_every_common_refusal() {
    let (mut kinds, mut refused) = (BTreeMap::<&str, u32>::new(), BTreeMap::<String, u32>::new());
    let (mut people, mut reentries, mut second_spells, mut redated) = (0, 0, 0, 0);
    for life in lives(PURE) {
        for event in life.streams().values().flat_map(|(_, events)| events) {
            *kinds.entry(event.kind()).or_default() += 1;
        }
        for code in &life.refusals {
            *refused.entry(code.clone()).or_default() += 1;
        }
        if let Some((id, events)) = life.person() {
            let person = Person::fold(id, &events).unwrap();
            people += 1;
            reentries += u32::from(person.memberships.len() > 1);
            second_spells += u32::from(person.spells.len() > 1);
            redated += u32::from(events.windows(2).any(|pair| pair[1].occurred_on() < pair[0].occurred_on()));
        }
    }
    println!(
        "{people} people, {reentries} came back, {second_spells} had several spells, {redated} had facts out of order"
    );
    println!("facts: {kinds:#?}\nrefusals: {refused:#?}");
    // What the register records of itself is no part of a life.
    for (kind, ..) in Event::KINDS.iter().filter(|(.., stream)| *stream != StreamKind::Register) {
        assert!(kinds.contains_key(kind), "no life holds {kind}");
    }
    for code in [
        "already_discharged",
        "already_in_hospital",
        "already_on_register",
        "blue_by_admission_only",
        "consent_basis_not_open_at_age",
        "consent_after_review",
        "consent_covers_nobody",
        "criteria_not_in_crisis",
        "criteria_not_open_to_services",
        "date_after_discharge",
        "date_before_admission",
        "date_before_joining",
        "date_before_receipt",
        "date_before_last_stay_ended",
        "date_in_future",
        "declined_before_offer",
        "declined_without_offer",
        "discharge_before_admission",
        "due_before_review",
        "expert_not_independent",
        "green_needs_mdt_members",
        "green_needs_no_unmanaged_risk",
        "held_before_request",
        "in_hospital_is_blue",
        "nhs_number_missing",
        "nhs_number_needed",
        "no_register_consent",
        "not_in_hospital",
        "not_on_register",
        "not_the_sender",
        "offer_before_request",
        "out_of_area_reason_missing",
        "outcome_of_other_kind",
        "panel_incomplete",
        "rag_needed_on_discharge",
        "rating_incomplete",
        "rating_needed",
        "reason_missing",
        "missing_missing",
        "referral_closed",
        "review_after_discharge",
        "review_settled",
        "review_without_consent",
        "scheduled_before_offer",
        "security_contradicts_setting",
        "bed_type_contradicts_setting",
        "spell_overlaps",
        "supporting_professional_missing",
        "NotFound",
    ] {
        assert!(refused.contains_key(code), "no life is refused {code}");
    }
    assert!(people > 400 && reentries > 20 && second_spells > 20 && redated > 100);
}

#[test]
fn folding_fact_by_fact_equals_folding_all() {
    for_lives(PURE, |life| {
        for (id, (kind, events)) in life.streams() {
            match kind {
                StreamKind::Person => {
                    let mut grown = Person::fold(PersonId(id), &events[..1]).unwrap();
                    for (n, event) in events.iter().enumerate().skip(1) {
                        grown.apply(event);
                        assert_eq!(Some(&grown), Person::fold(PersonId(id), &events[..=n]).as_ref());
                    }
                }
                StreamKind::Referral => {
                    let mut grown = Referral::fold(ReferralId(id), &events[..1]).unwrap();
                    for (n, event) in events.iter().enumerate().skip(1) {
                        grown.apply(event);
                        assert_eq!(Some(&grown), Referral::fold(ReferralId(id), &events[..=n]).as_ref());
                    }
                }
                StreamKind::Register => unreachable!("no life holds it"),
            }
        }
    });
}

#[test]
fn every_fact_is_written_and_read_back_the_same() {
    for_lives(PURE, |life| {
        for event in life.streams().values().flat_map(|(_, events)| events) {
            let stored = event.encode();
            let read = Event::decode(event.kind(), event.schema(), &stored.data, stored.private.as_deref()).unwrap();
            assert_eq!(&read, event);
            assert_eq!(read.encode(), stored);
            assert!(!stored.data.contains("CANARY") && !stored.data.contains("\"999"), "{}", stored.data);
        }
    });
}

/// The person's clocks after each of their facts.
fn clocks_after_each(id: PersonId, events: &[Event]) -> Vec<Vec<Deadline>> {
    (1..=events.len()).map(|n| duty::clocks(&Person::fold(id, &events[..n]).unwrap(), packs())).collect()
}

#[test]
fn a_duty_never_vanishes_and_its_date_stands_while_its_start_does() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        for pair in clocks_after_each(id, &events).windows(2) {
            let after: HashMap<DeadlineId, &Deadline> = pair[1].iter().map(|d| (d.id, d)).collect();
            assert_eq!(after.len(), pair[1].len(), "one identifier for two duties");
            for before in &pair[0] {
                let now = after.get(&before.id).unwrap_or_else(|| panic!("{} vanished: {before:?}", before.duty));
                assert_eq!(now.duty, before.duty);
                assert_eq!(now.starts_with, before.starts_with, "{}: another start", before.duty);
                assert_eq!(now.due_on, before.due_on, "{}: its date moved", before.duty);
                assert_eq!(now.breach_on, before.breach_on, "{}: its date moved", before.duty);
            }
        }
    });
}

/// The spell a review duty belongs to: the one that started it, or that of the review that did.
fn spell_of(deadline: &Deadline, person: &Person) -> Option<Uuid> {
    let start = deadline.starts_with.id;
    let review = person.reviews.iter().find(|r| r.requested.review_id.0 == start);
    review.map_or(Some(start), |review| review.requested.admission_id.map(|id| id.0))
}

#[test]
fn one_inpatient_review_is_outstanding_in_an_open_spell_and_none_elsewhere() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        for n in 1..=events.len() {
            let person = Person::fold(id, &events[..n]).unwrap();
            let clocks = duty::clocks(&person, packs());
            let reviews = clocks.iter().filter(|d| d.duty != Duty::ReviewActionPlan);
            let open: Vec<Uuid> =
                reviews.filter(|d| d.outcome.is_none()).filter_map(|d| spell_of(d, &person)).collect();
            for spell in &person.spells {
                let mine = open.iter().filter(|id| **id == spell.admitted.admission_id.0).count();
                assert_eq!(mine, usize::from(spell.discharged.is_none()), "{open:?}");
            }
            assert!(open.len() <= 1, "nobody is in hospital twice: {open:?}");
        }
    });
}

#[test]
fn a_status_follows_from_the_day() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        for deadline in duty::clocks(&Person::fold(id, &events).unwrap(), packs()) {
            let due = deadline.due_on.expect("every duty of these packs has a date");
            let ended = deadline.ended_by.map(|by| by.date);
            for offset in [-400_i64, -1, 0, 1, 2, 30, 1000] {
                let today = due.naive().checked_add_signed(chrono::TimeDelta::days(offset)).unwrap();
                let view = deadline.clone().on(Date::from(today));
                let late = |day: Date| day.days_since(due).max(0);
                let (status, days) = match (deadline.outcome, ended) {
                    (None, None) if offset > 0 => (DeadlineStatus::Overdue, offset),
                    (None, None) => (DeadlineStatus::Upcoming, 0),
                    (Some(Outcome::Met), Some(on)) => {
                        assert!(on <= due);
                        (DeadlineStatus::Met, 0)
                    }
                    (Some(Outcome::MetLate), Some(on)) => {
                        assert!(on > due);
                        (DeadlineStatus::MetLate, late(on))
                    }
                    (Some(Outcome::Missed), Some(on)) => {
                        assert!(on > due);
                        (DeadlineStatus::Missed, late(on))
                    }
                    (Some(Outcome::Cancelled), Some(on)) => {
                        assert!(on <= due);
                        (DeadlineStatus::Cancelled, 0)
                    }
                    (Some(Outcome::Declined), Some(on)) => (DeadlineStatus::Declined, late(on).max(0)),
                    other => panic!("an outcome without its end, or an end without an outcome: {other:?}"),
                };
                assert_eq!((view.status, view.days_overdue), (status, days), "{deadline:?} on {today}");
                assert!(view.held_in_time.is_none_or(|in_time| in_time == (status == DeadlineStatus::Met)));
                assert_eq!(view.offered_in_time, deadline.offered_on.map(|offered| offered <= due));
            }
        }
    });
}

/// What a fact speaks of, when it may change places with its neighbour: reviews by their end, offers, ratings, consents.
fn movable(event: &Event) -> Option<Uuid> {
    match event {
        Event::ReviewOffered(e) => Some(e.review_id.0),
        Event::ReviewHeld(e) => Some(e.review_id.0),
        Event::ReviewDeclined(e) => Some(e.review_id.0),
        Event::Rated(e) => Some(e.rating_id.0),
        Event::ConsentRecorded(e) => Some(e.consent_id.0),
        _ => None,
    }
}

#[test]
fn the_order_of_recording_does_not_decide() {
    let swapped = std::cell::Cell::new(0);
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let whole = Person::fold(id, &events).unwrap();
        let (clocks, rag) = (duty::clocks(&whole, packs()), whole.rag());
        for at in 0..events.len().saturating_sub(1) {
            let (a, b) = (&events[at], &events[at + 1]);
            let apart = a.occurred_on() != b.occurred_on();
            if apart && movable(a).zip(movable(b)).is_some_and(|(a, b)| a != b) {
                let mut other = events.clone();
                other.swap(at, at + 1);
                let person = Person::fold(id, &other).unwrap();
                assert_eq!(duty::clocks(&person, packs()), clocks, "{} and {} swapped", a.kind(), b.kind());
                assert_eq!(person.rag(), rag, "{} and {} swapped", a.kind(), b.kind());
                swapped.set(swapped.get() + 1);
            }
        }
    });
    println!("{} pairs swapped", swapped.get());
    assert!(swapped.get() > 200);
}

/// The end of every review last in the stream, in any of their orders: each review held is a fact of its own.
#[test]
fn reviews_recorded_in_any_order_make_the_same_duties() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let ends = |e: &Event| matches!(e, Event::ReviewHeld(_) | Event::ReviewDeclined(_));
        let (settled, others): (Vec<Event>, Vec<Event>) = events.iter().cloned().partition(ends);
        let days: BTreeSet<Date> = settled.iter().map(Event::occurred_on).collect();
        if days.len() < settled.len() {
            return;
        }
        let fold = |tail: Vec<Event>| duty::clocks(&Person::fold(id, others.iter().chain(&tail)).unwrap(), packs());
        let expected = duty::clocks(&Person::fold(id, &events).unwrap(), packs());
        let mut by_day = settled.clone();
        by_day.sort_by_key(Event::occurred_on);
        let backwards: Vec<Event> = by_day.iter().rev().cloned().collect();
        for tail in [settled, by_day, backwards] {
            assert_eq!(fold(tail), expected);
        }
    });
}

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

/// What `Rows::since` asks to be written, written.
fn written(before: &Rows, delta: Rows) -> Rows {
    let mut after = before.clone();
    after.person = delta.person;
    after.referral = delta.referral;
    for deadline in delta.deadlines {
        after.deadlines.retain(|d| d.id != deadline.id);
        after.deadlines.push(deadline);
    }
    for reach in delta.reach {
        after.reach.retain(|r| r.reach.organisation != reach.reach.organisation);
        after.reach.push(reach);
    }
    after.claims.extend(delta.claims);
    after
}

fn in_order(mut rows: Rows) -> Rows {
    rows.deadlines.sort_by_key(|d| d.id);
    rows.reach.sort_by_key(|r| r.reach.organisation.clone());
    rows.claims.sort_by_key(|c| (c.kind.code(), c.key.clone()));
    rows
}

#[test]
fn rows_written_by_difference_are_the_rows() {
    for_lives(PURE, |life| {
        for (id, (kind, events)) in life.streams() {
            let mut before = rows_of(kind, id, &events[..1]);
            assert_eq!(before.since(None), before);
            for n in 2..=events.len() {
                let after = rows_of(kind, id, &events[..n]);
                let delta = after.since(Some(&before));
                assert_eq!(in_order(written(&before, delta)), in_order(after.clone()));
                before = after;
            }
        }
    });
}

#[test]
fn a_redacted_life_keeps_its_clocks() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let redacted: Vec<Event> =
            events.iter().map(|e| Event::decode(e.kind(), e.schema(), &e.encode().data, None).unwrap()).collect();
        let (whole, bare) = (Person::fold(id, &events).unwrap(), Person::fold(id, &redacted).unwrap());
        let (before, after) = (duty::clocks(&whole, packs()), duty::clocks(&bare, packs()));
        assert_eq!(before.len(), after.len());
        for (with, without) in before.iter().zip(&after) {
            assert_eq!((with.id, with.duty, with.starts_with), (without.id, without.duty, without.starts_with));
            let child = whole.born().unwrap().age_on(with.starts_with.date) < 18;
            if !child {
                assert_eq!(with.due_on, without.due_on, "an adult's date follows from the ward alone");
            }
        }
        assert_eq!(whole.rag(), bare.rag());
        let body = projection::of_person(&bare, packs()).person.unwrap().body;
        assert!(!body.contains("CANARY") && !body.contains(&whole.born().unwrap().to_string()));
    });
}

// A second reckoning of the three clocks, from the published conventions and nothing else.

fn plus_months(day: NaiveDate, months: u32) -> NaiveDate {
    let total = day.year() * 12 + day.month0() as i32 + months as i32;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
    (1..=day.day()).rev().find_map(|d| NaiveDate::from_ymd_opt(year, month, d)).unwrap()
}

fn under_18(born: NaiveDate, on: NaiveDate) -> bool {
    let year = born.year() + 18;
    let birthday = NaiveDate::from_ymd_opt(year, born.month(), born.day());
    on < birthday.unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 3, 1).unwrap())
}

/// Duty, what started it and when, due, outcome, offered, ended.
type Reckoned = (Duty, Uuid, NaiveDate, NaiveDate, Option<Outcome>, Option<NaiveDate>, Option<NaiveDate>);

struct NaiveReview {
    id: Uuid,
    spell: Option<Uuid>,
    offered: Vec<NaiveDate>,
    settled: Option<(NaiveDate, bool)>,
}

fn reckon(events: &[Event]) -> BTreeSet<Reckoned> {
    let mut born = None;
    let mut spells = Vec::new();
    let mut reviews: Vec<NaiveReview> = Vec::new();
    for event in events {
        match event {
            Event::PersonCreated(e) => born = e.person.as_ref().map(|p| p.date_of_birth.naive()),
            Event::Admitted(e) => spells.push((e.admission_id.0, e.admitted_on.naive(), e.setting, e.security, None)),
            Event::Discharged(e) => {
                spells.iter_mut().find(|s| s.0 == e.admission_id.0).unwrap().4 = Some(e.discharged_on.naive());
            }
            Event::ReviewRequested(e) => reviews.push(NaiveReview {
                id: e.review_id.0,
                spell: e.admission_id.map(|id| id.0).filter(|_| e.kind == ReviewKind::Inpatient),
                offered: Vec::new(),
                settled: None,
            }),
            Event::ReviewOffered(e) => {
                reviews.iter_mut().find(|r| r.id == e.review_id.0).unwrap().offered.push(e.offered_on.naive());
            }
            Event::ReviewHeld(e) => {
                reviews.iter_mut().find(|r| r.id == e.review_id.0).unwrap().settled = Some((e.held_on.naive(), true));
            }
            Event::ReviewDeclined(e) => {
                reviews.iter_mut().find(|r| r.id == e.review_id.0).unwrap().settled =
                    Some((e.declined_on.naive(), false));
            }
            _ => {}
        }
    }
    let born = born.unwrap();
    let mut found = BTreeSet::new();
    for review in &reviews {
        if let Some((held, true)) = review.settled {
            let due = held.checked_add_days(Days::new(12 * 7)).unwrap();
            found.insert((Duty::ReviewActionPlan, review.id, held, due, None, None, None));
        }
    }
    for (spell, admitted, setting, security, discharged) in spells {
        let child = |on: NaiveDate| setting == Setting::Tier4 || under_18(born, on);
        let first = admitted.checked_add_days(Days::new(if child(admitted) { 14 } else { 28 })).unwrap();
        let mut open = (Duty::InpatientReviewFirst, spell, admitted, first);
        let mut mine: Vec<&NaiveReview> = reviews.iter().filter(|r| r.spell == Some(spell)).collect();
        mine.sort_by_key(|r| r.settled.map(|(on, _)| on));
        for review in mine.iter().filter(|r| r.settled.is_some()) {
            let (on, held) = review.settled.unwrap();
            let (duty, start, from, due) = open;
            let outcome = match held {
                true if on <= due => Outcome::Met,
                true => Outcome::MetLate,
                false => Outcome::Declined,
            };
            let own = review.offered.iter().min().copied().or(held.then_some(on)).map(|day| day.max(from));
            let others = mine.iter().filter(|r| r.settled.is_none_or(|(end, _)| end > from));
            let others = others.flat_map(|r| r.offered.iter().copied()).filter(|day| from <= *day && *day <= on);
            let offered = others.chain(own).min();
            found.insert((duty, start, from, due, Some(outcome), offered, Some(on)));
            let months = match (child(on), security) {
                (true, _) => 3,
                (false, Security::None) => 6,
                (false, _) => 12,
            };
            open = (Duty::InpatientReviewRepeat, review.id, on, plus_months(on, months));
        }
        let (duty, start, from, due) = open;
        let offers = mine.iter().filter(|r| r.settled.is_none()).flat_map(|r| r.offered.iter());
        let offered = offers.filter(|day| **day >= from).min().copied();
        let outcome = discharged.map(|end| if due < end { Outcome::Missed } else { Outcome::Cancelled });
        found.insert((duty, start, from, due, outcome, offered, discharged));
    }
    found
}

#[test]
fn a_second_reckoning_gives_the_same_dates() {
    let mut duties = BTreeMap::<(Duty, Option<Outcome>), u32>::new();
    for life in lives(NAIVE) {
        let Some((id, events)) = life.person() else { continue };
        let clocks = duty::clocks(&Person::fold(id, &events).unwrap(), packs());
        let ours: BTreeSet<Reckoned> = clocks
            .iter()
            .map(|d| {
                let naive = |day: Option<Date>| day.map(Date::naive);
                let ended = naive(d.ended_by.map(|by| by.date));
                (
                    d.duty,
                    d.starts_with.id,
                    d.starts_with.date.naive(),
                    d.due_on.unwrap().naive(),
                    d.outcome,
                    naive(d.offered_on),
                    ended,
                )
            })
            .collect();
        assert_eq!(ours.len(), clocks.len());
        assert_eq!(ours, reckon(&events), "born {:?}", Person::fold(id, &events).unwrap().born());
        for d in &clocks {
            *duties.entry((d.duty, d.outcome)).or_default() += 1;
            assert_eq!(d.breach_on, d.due_on, "every rule of the sources that dates a duty says must");
        }
    }
    println!("{duties:#?}");
    for outcome in [
        None,
        Some(Outcome::Met),
        Some(Outcome::MetLate),
        Some(Outcome::Declined),
        Some(Outcome::Cancelled),
        Some(Outcome::Missed),
    ] {
        assert!(duties.contains_key(&(Duty::InpatientReviewFirst, outcome)), "no first review {outcome:?}");
        assert!(duties.contains_key(&(Duty::InpatientReviewRepeat, outcome)), "no repeat {outcome:?}");
    }
}

// Laws of the store, on both databases.

struct Kept {
    store: Store,
    db: Db,
    lives: Vec<Life>,
    people: HashMap<Uuid, Arc<Loaded<Person>>>,
    referrals: HashMap<Uuid, Arc<Loaded<Referral>>>,
    _directory: tempfile::TempDir,
}

async fn open(db: &Db) -> Store {
    let packs = Arc::new(Packs::embedded().unwrap());
    Store::open(db.clone(), packs, Clock::fixed(day(TODAY)), 256).await.unwrap()
}

/// Adds facts to a stream as the service does: on the state at hand, by the one write path.
fn grown<S: Subject>(
    states: &HashMap<Uuid, Arc<Loaded<S>>>,
    store: &Store,
    actor: &Actor,
    id: Uuid,
    events: &[Event],
) -> (Loaded<S>, dsr::store::commit::StreamWrite) {
    match states.get(&id) {
        Some(loaded) => loaded.with(store.clock().now(), actor, store.packs(), events),
        None => Loaded::begin(id, store.clock().now(), actor, store.packs(), events).unwrap(),
    }
}

async fn kept(engine: Engine) -> Kept {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::connect(&engine.fresh(directory.path()).await).await.unwrap();
    let store = open(&db).await;
    let mut kept = Kept {
        store: store.clone(),
        db,
        lives: lives(STORED),
        people: HashMap::new(),
        referrals: HashMap::new(),
        _directory: directory,
    };
    let words = |text: &str| text.to_owned();
    let actor =
        Actor { client_id: words("laws"), subject: words("laws"), organisation: words("QOQ"), request_id: words("r") };
    // Life by life and step by step, several lives at a time: batches hold streams of different people.
    let longest = kept.lives.iter().map(|life| life.commits.len()).max().unwrap();
    for step in 0..longest {
        let mut round = Vec::new();
        for life in &kept.lives {
            let Some(commit) = life.commits.get(step) else { continue };
            let mut streams = Vec::new();
            for (id, kind, events) in commit {
                match kind {
                    StreamKind::Person => {
                        let (after, write) = grown(&kept.people, &store, &actor, *id, events);
                        kept.people.insert(*id, Arc::new(after));
                        streams.push(write);
                    }
                    StreamKind::Referral => {
                        let (after, write) = grown(&kept.referrals, &store, &actor, *id, events);
                        kept.referrals.insert(*id, Arc::new(after));
                        streams.push(write);
                    }
                    StreamKind::Register => unreachable!("no life holds it"),
                }
            }
            let (store, actor) = (store.clone(), actor.clone());
            round.push(tokio::spawn(async move { store.commit(Decision { actor, streams, key: None }).await }));
        }
        for commit in round {
            commit.await.unwrap().unwrap();
        }
    }
    kept
}

async fn rows_written_step_by_step_are_the_rows_rebuilt(engine: Engine) {
    let kept = kept(engine).await;
    let streams: usize = kept.lives.iter().map(|life| life.streams().len()).sum();
    let facts: usize =
        kept.lives.iter().flat_map(|life| life.streams().into_values()).map(|(_, events)| events.len()).sum();
    println!("{streams} streams, {facts} facts");
    for _ in 0..2 {
        let report = verify(&kept.db).await.unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
        // One more of each: the register's own, which says by which packs it computes.
        assert_eq!((report.streams, report.facts), (streams as u64 + 1, facts as u64 + 1));
        let dry = kept.store.rebuild(false).await.unwrap();
        assert_eq!((dry.streams, dry.changed, dry.moved), (streams as u64, 0, Vec::new()));
        // A rebuild that writes changes nothing either.
        assert_eq!(kept.store.rebuild(true).await.unwrap().changed, 0);
    }
}

async fn a_state_loaded_is_the_state_that_ran(engine: Engine) {
    let kept = kept(engine).await;
    let cold = open(&kept.db).await;
    for (id, ran) in &kept.people {
        for freshness in [Freshness::Newest, Freshness::AtHand] {
            let loaded = cold.load::<Person>(*id, freshness).await.unwrap().unwrap();
            assert_eq!((&loaded.state, &loaded.rows, loaded.version), (&ran.state, &ran.rows, ran.version));
        }
        assert!(cold.load::<Referral>(*id, Freshness::Newest).await.unwrap().is_none(), "a person is no referral");
    }
    for (id, ran) in &kept.referrals {
        let loaded = cold.load::<Referral>(*id, Freshness::Newest).await.unwrap().unwrap();
        assert_eq!((&loaded.state, &loaded.rows, loaded.version), (&ran.state, &ran.rows, ran.version));
    }
    assert!(cold.load::<Person>(Uuid::nil(), Freshness::Newest).await.unwrap().is_none());
}

async fn a_page_at_a_time_gives_each_record_once_and_in_order(engine: Engine) {
    let kept = kept(engine).await;
    let (store, icb) = (&kept.store, "QOQ".parse().unwrap());
    let mine: Vec<&Arc<Loaded<Person>>> = kept.people.values().filter(|p| p.state.icb == icb).collect();
    assert!(mine.len() > 40 && mine.len() < kept.people.len());
    let sort_on = |p: &Loaded<Person>| p.rows.reach[0].sort_on;
    let rated_on = |p: &Loaded<Person>| p.rows.person.as_ref().unwrap().rated_on.unwrap_or_else(projection::no_date);
    let name = |p: &Loaded<Person>| {
        let details = p.state.details.as_ref().unwrap();
        (folded(details.family_name.as_str()), folded(details.given_name.as_str()))
    };
    let ordered = |key: &dyn Fn(&Loaded<Person>) -> String| {
        let mut keyed: Vec<(String, Uuid)> = mine.iter().map(|p| (key(p), p.id)).collect();
        keyed.sort();
        keyed.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    let expected = [
        (Order::NextDue, ordered(&|p| sort_on(p).to_string())),
        (Order::RatingAge, ordered(&|p| rated_on(p).to_string())),
        (
            Order::Name,
            ordered(&|p| {
                let (family, given) = name(p);
                format!("{family}\0{given}")
            }),
        ),
    ];
    for (order, expected) in expected {
        for limit in [1, 2, 3, 7, 50, 500] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.people(&icb, &people::Filter::default(), order, after, limit).await.unwrap();
                assert!(page.len() as i64 <= limit);
                let Some(last) = page.last() else { break };
                after = Some((last.sort_on, last.person.id.0));
                seen.extend(page.iter().map(|l| l.person.id.0));
            }
            assert_eq!(seen, expected, "{order:?}, {limit} at a time");
        }
    }

    let mut duties: Vec<(Date, DeadlineId)> =
        mine.iter().flat_map(|p| p.rows.deadlines.iter()).map(|d| (d.due_on.unwrap(), d.id)).collect();
    duties.sort();
    let today = day(TODAY);
    let all: HashMap<DeadlineId, &Deadline> =
        mine.iter().flat_map(|p| p.rows.deadlines.iter()).map(|d| (d.id, d)).collect();
    for status in std::iter::once(None).chain(DeadlineStatus::ALL.iter().copied().map(Some)) {
        let fits = |id: &DeadlineId| status.is_none_or(|status| all[id].status(today) == status);
        let expected: Vec<DeadlineId> = duties.iter().map(|(_, id)| *id).filter(fits).collect();
        let filter = deadlines::Filter { status, ..deadlines::Filter::default() };
        for limit in [3, 7, 500] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.deadlines(&icb, &filter, after, limit).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some((last.sort_on, last.deadline.id.0));
                seen.extend(page.iter().map(|l| l.deadline.id));
            }
            assert_eq!(seen, expected, "{status:?}, {limit} at a time");
        }
    }
    for person in &mine {
        let mut expected: Vec<(Date, DeadlineId)> =
            person.rows.deadlines.iter().map(|d| (d.due_on.unwrap(), d.id)).collect();
        expected.sort();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.deadlines_of(person.id, &icb, &deadlines::Filter::default(), after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.sort_on, last.deadline.id.0));
            seen.extend(page.iter().map(|l| (l.deadline.due_on.unwrap(), l.deadline.id)));
        }
        assert_eq!(seen, expected);
    }

    let mut expected: Vec<(Date, Uuid)> = kept
        .referrals
        .values()
        .filter(|r| r.state.received.icb_ods == icb)
        .map(|r| (r.state.received.received_on, r.id))
        .collect();
    expected.sort();
    expected.reverse();
    for limit in [1, 7, 500] {
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = store.referrals(&icb, &referrals::Filter::default(), before, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some((last.received_on, last.referral.id.0));
            seen.extend(page.iter().map(|l| (Date::from(l.received_on), l.referral.id.0)));
        }
        assert_eq!(seen, expected, "{limit} at a time");
    }
}

macro_rules! on_both {
    ($($name:ident)+) => {$(
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                super::$name(super::Engine::Sqlite).await;
            }
            #[tokio::test]
            async fn postgres() {
                super::$name(super::Engine::Postgres).await;
            }
        }
    )+};
}
on_both! {
    rows_written_step_by_step_are_the_rows_rebuilt
    a_state_loaded_is_the_state_that_ran
    a_page_at_a_time_gives_each_record_once_and_in_order
}
