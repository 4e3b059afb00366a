//! Laws of facts: written, read, folded, redacted; and the rows made of them.

use super::{PURE, for_lives, lives, packs};
use dsr::domain::duty::{self, Deadline, Duty, Outcome};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::{DeadlineId, PersonId, ReferralId};
use dsr::domain::person::Person;
use dsr::domain::projection::{self, Rows};
use dsr::domain::referral::Referral;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

fn rows_of(kind: StreamKind, id: Uuid, events: &[Event]) -> Rows {
    match kind {
        StreamKind::Person => projection::of_person(&Person::fold(PersonId(id), events).unwrap(), packs()),
        StreamKind::Referral => projection::of_referral(&Referral::fold(ReferralId(id), events).unwrap(), packs()),
        StreamKind::Meeting
        | StreamKind::Leader
        | StreamKind::Transfer
        | StreamKind::Settings
        | StreamKind::Register => Rows::default(),
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
        for code in life.refused() {
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
    // Notices and meetings concern people from outside their own lives; barriers, keyworking, transfers, corrections, emergency
    // openings and what the clock observes have stories of their own: tests/suite/notices.rs, meetings.rs, barriers.rs,
    // keyworking.rs, transfers.rs, mistakes.rs, break_glass.rs, sweep.rs.
    let outside = [
        "admission_noticed",
        "meeting_entry_set",
        "discussed",
        "barrier_raised",
        "escalated",
        "escalation_answered",
        "barrier_closed",
        "corrected",
        "merged",
        "merged_into",
        "nhs_number_corrected",
        "redacted",
        "glass_broken",
        "glass_reviewed",
        "observed",
        "referral_observed",
    ];
    let lived = |stream: StreamKind| matches!(stream, StreamKind::Person | StreamKind::Referral);
    let outside = |kind: &str| outside.contains(&kind) || kind.starts_with("keywork") || kind.starts_with("transfer");
    for (kind, ..) in Event::KINDS.iter().filter(|(kind, _, stream)| lived(*stream) && !outside(kind)) {
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
        "admission_not_found",
        "birth_after_facts",
        "community_review_undecided",
        "concern_about_nobody",
        "consent_not_withdrawn",
        "date_after_death",
        "date_before_request",
        "date_before_review",
        "date_of_what_is_over",
        "death_recorded",
        "delay_without_readiness",
        "due_before_note",
        "fact_after_death",
        "fact_after_discharge",
        "field_of_other_outcome",
        "in_hospital_already",
        "in_hospital_stays",
        "in_hospital_that_day",
        "leave_ends_before_it_begins",
        "missing_field",
        "moves_by_transfer",
        "nhs_number_on_record",
        "no_open_community_review",
        "not_a_detail",
        "not_green",
        "not_green_without_unmanaged_risk",
        "not_red",
        "not_virtual",
        "note_missing",
        "nothing_to_change",
        "offer_after_cancellation",
        "offer_after_review",
        "rating_after_departure",
        "repeated",
        "report_issued",
        "review_before_plan",
        "review_not_held",
        "scheduled_in_the_past",
        "service_for_adults",
        "step_down_too_early",
        "unknown_field",
        "virtual_reason_missing",
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
                StreamKind::Meeting
                | StreamKind::Leader
                | StreamKind::Transfer
                | StreamKind::Settings
                | StreamKind::Register => {
                    unreachable!("no life holds it")
                }
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

/// What `Rows::since` asks to be written, written.
fn written(before: &Rows, delta: Rows) -> Rows {
    let mut after = before.clone();
    after.person = delta.person;
    after.referral = delta.referral;
    after.watch_on = delta.watch_on;
    for deadline in delta.deadlines {
        after.deadlines.retain(|d| d.id != deadline.id);
        after.deadlines.push(deadline);
    }
    for reach in delta.reach {
        after.reach.retain(|r| r.reach.organisation != reach.reach.organisation);
        after.reach.push(reach);
    }
    after.claims.extend(delta.claims);
    after.reach.retain(|r| !delta.gone.reach.contains(&r.reach.organisation));
    after.claims.retain(|c| !delta.gone.claims.contains(c));
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
        let born = whole.born().unwrap();
        let kept: HashMap<DeadlineId, &Deadline> = after.iter().map(|d| (d.id, d)).collect();
        // What begins with an age cannot begin without a date of birth; everything else is there, and nothing besides.
        let of_a_child = |d: &&Deadline| matches!(d.duty, Duty::LocalAuthorityNotification | Duty::TransitionPlan);
        let began = before.iter().filter(|d| d.outcome != Some(Outcome::Withdrawn) && !of_a_child(d));
        let (mut expected, mut found) = (BTreeSet::new(), BTreeSet::new());
        for with in began {
            expected.insert(with.id);
            let without = kept.get(&with.id).unwrap_or_else(|| panic!("{} is gone: {with:?}", with.duty));
            assert_eq!((with.duty, with.starts_with), (without.duty, without.starts_with));
            assert_eq!(with.ended_by, without.ended_by);
            if born.age_on(with.starts_with.date) >= 18 {
                assert_eq!(with, *without, "an adult's duty needs no date of birth");
            }
        }
        found.extend(after.iter().filter(|d| d.outcome != Some(Outcome::Withdrawn) && !of_a_child(d)).map(|d| d.id));
        assert_eq!(expected, found);
        assert_eq!(whole.rag(), bare.rag());
        let body = projection::of_person(&bare, packs()).person.unwrap().body;
        assert!(!body.contains("CANARY") && !body.contains(&born.to_string()));
    });
}
