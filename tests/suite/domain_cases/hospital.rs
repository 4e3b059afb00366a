//! What is refused about time in hospital, and the edges of its dates.

use super::{Row, SAYS, TODAY, TOMORROW, Told, admission_on, by, discharge_on, faults, inpatient, made, table, with};
use crate::support::day;
use dsr::domain::event::Event;
use dsr::domain::id::AdmissionId;
use dsr::domain::refusal::Refusal;
use dsr::domain::{admission, discharge_plan, laep, notification, visit, ward};
use serde_json::json;
use uuid::Uuid;

#[test]
fn an_admission_is_refused_for_what_cannot_be() {
    let told = Told::joined("2025-12-03");
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"admitted_on": TODAY}), &[]),
        (json!({"admitted_on": TOMORROW}), &["/admitted_on date_in_future"]),
        (json!({"admitted_on": "1993-05-17"}), &[]),
        (json!({"admitted_on": "1993-05-16"}), &["/admitted_on date_before_birth"]),
        (json!({"expected_discharge_on": "2026-03-01"}), &[]),
        (json!({"expected_discharge_on": "2026-02-28"}), &["/expected_discharge_on discharge_before_admission"]),
        (json!({"out_of_area": true}), &["/out_of_area_reason out_of_area_reason_missing"]),
        (json!({"out_of_area": true, "out_of_area_reason": SAYS}), &[]),
        (json!({"setting": "adult_secure"}), &["/security security_contradicts_setting"]),
        (json!({"setting": "adult_secure", "security": "low"}), &[]),
        (json!({"security": "low"}), &["/security security_contradicts_setting"]),
        (json!({"setting": "tier4"}), &[]),
        (json!({"setting": "tier4", "security": "medium"}), &[]),
        (json!({"discharge": discharge_on("2026-03-01")}), &[]),
        (json!({"discharge": discharge_on("2026-02-28")}), &["/discharge/discharged_on discharge_before_admission"]),
        (json!({"discharge": discharge_on(TOMORROW)}), &["/discharge/discharged_on date_in_future"]),
    ];
    table(&admission_on("2026-03-01"), rows, |body| admission::admit(&told.person, &told.moment(), body));
}

#[test]
fn a_bed_type_stands_for_one_setting_and_one_security() {
    let told = Told::joined("2025-12-03");
    let wards = [
        ("adult_acute", "none"),
        ("adult_picu", "none"),
        ("adult_learning_disability", "none"),
        ("adult_rehabilitation", "none"),
        ("adult_secure", "low"),
        ("adult_secure", "medium"),
        ("adult_secure", "high"),
        ("tier4", "none"),
        ("tier4", "low"),
        ("tier4", "medium"),
        ("adult_other", "none"),
    ];
    let codes: &[(&[u16], usize)] = &[
        (&[110, 111], 0),
        (&[112], 1),
        (&[115], 2),
        (&[117, 118], 3),
        (&[116, 119], 4),
        (&[120], 5),
        (&[121], 6),
        (&[123, 124, 125, 126, 129, 130, 133, 134], 7),
        (&[127, 131], 8),
        (&[128, 132], 9),
        (&[113, 114, 122, 140, 141], 10),
    ];
    for (code, own) in codes.iter().flat_map(|(codes, own)| codes.iter().map(move |code| (code, *own))) {
        for (index, (setting, security)) in wards.iter().enumerate() {
            let body = with(
                &admission_on("2026-03-01"),
                &json!({"setting": setting, "security": security, "bed_type_code": code.to_string()}),
            );
            let answer = faults(&admission::admit(&told.person, &told.moment(), made(body)));
            let expected: &[&str] = if index == own { &[] } else { &["/bed_type_code bed_type_contradicts_setting"] };
            assert_eq!(answer, expected, "{code} {setting} {security}");
        }
    }
}

#[test]
fn two_spells_meet_on_a_day_at_most() {
    let mut told = Told::joined("2025-12-03");
    let spell = told.admitted("2026-03-01");
    let rows: &[Row] = &[
        (json!({"admitted_on": "2026-03-01"}), &["/admitted_on already_in_hospital"]),
        (json!({"admitted_on": "2026-05-01"}), &["/admitted_on already_in_hospital"]),
        (json!({"admitted_on": "2026-02-28"}), &["/admitted_on spell_overlaps"]),
        (
            json!({"admitted_on": "2026-02-01", "discharge": discharge_on("2026-03-02")}),
            &["/admitted_on spell_overlaps"],
        ),
        (json!({"admitted_on": "2026-02-01", "discharge": discharge_on("2026-03-01")}), &[]),
    ];
    table(&admission_on("2026-03-01"), rows, |body| admission::admit(&told.person, &told.moment(), body));
    told.discharged(spell, "2026-04-01");
    let rows: &[Row] = &[
        (json!({"admitted_on": "2026-03-31"}), &["/admitted_on spell_overlaps"]),
        (json!({"admitted_on": "2026-04-01"}), &[]),
        (json!({"admitted_on": "2026-02-28"}), &["/admitted_on spell_overlaps"]),
    ];
    table(&admission_on("2026-03-01"), rows, |body| admission::admit(&told.person, &told.moment(), body));
}

#[test]
fn a_discharge_is_refused_for_what_cannot_be() {
    let (told, spell) = inpatient();
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"discharged_on": TODAY}), &[]),
        (json!({"discharged_on": TOMORROW}), &["/discharged_on date_in_future"]),
        (json!({"discharged_on": "2026-03-01"}), &[]),
        (json!({"discharged_on": "2026-02-28"}), &["/discharged_on discharge_before_admission"]),
        (json!({"rag": null}), &["/rag rag_needed_on_discharge"]),
        (json!({"rag": null, "destination": "died"}), &[]),
        (json!({"rag": "blue"}), &["/rag blue_by_admission_only"]),
        (json!({"rag": "green", "unmanaged_risk_identified": false, "mdt_members": [by()]}), &[]),
        (json!({"rag": "green", "unmanaged_risk_identified": false}), &["/mdt_members green_needs_mdt_members"]),
        (
            json!({"rag": "green", "unmanaged_risk_identified": true, "mdt_members": [by()]}),
            &["/unmanaged_risk_identified green_needs_no_unmanaged_risk"],
        ),
        (json!({"rag": "green", "mdt_members": [by()]}), &["/unmanaged_risk_identified green_needs_no_unmanaged_risk"]),
        (json!({"rationale": null}), &["/rationale rating_incomplete"]),
        (json!({"set_by": null}), &["/set_by rating_incomplete"]),
        (json!({"set_by": null, "rationale": null}), &["/rationale rating_incomplete", "/set_by rating_incomplete"]),
    ];
    let ask = |told: &Told, body| admission::discharge(&told.person, &told.moment(), spell, body);
    table(&discharge_on("2026-06-01"), rows, |body| ask(&told, body));
    let nowhere =
        admission::discharge(&told.person, &told.moment(), AdmissionId(Uuid::nil()), made(discharge_on("2026-06-01")));
    assert_eq!(nowhere, Err(Refusal::NotFound));

    let (mut told, spell) = inpatient();
    told.discharged(spell, "2026-06-01");
    table(&discharge_on("2026-06-01"), &[(json!({}), &[" already_discharged"])], |body| {
        admission::discharge(&told.person, &told.moment(), spell, body)
    });
    let mut off = Told::born("1993-05-17");
    let spell = off.admitted("2026-03-01");
    table(&discharge_on("2026-06-01"), &[(json!({"rag": null}), &[])], |body| {
        admission::discharge(&off.person, &off.moment(), spell, body)
    });
}

#[test]
fn nothing_of_a_spell_lies_after_its_end() {
    let visited = |on: &str| json!({"visited_on": on, "visitor": by(), "method": "in_person", "person_seen": true});
    let moved = json!({"moved_on": "2026-03-20", "provider_ods": "RXX", "setting": "adult_picu", "security": "none", "legal_status": "section_3"});
    let planned = json!({"set_on": "2026-03-20", "set_by": by(), "points": [{"point": 1, "status": "complete"}]});
    let notified = json!({"notified_on": "2026-03-20", "local_authority": "E06000010", "notified_by": by()});
    type Ask<'a> = Box<dyn Fn(&Told, AdmissionId) -> Result<Vec<Event>, Refusal> + 'a>;
    let all: Vec<(&str, Ask<'_>)> = vec![
        ("a move", Box::new(|t, id| ward::transfer(&t.person, &t.moment(), id, made(moved.clone())))),
        ("a visit", Box::new(|t, _| visit::visit(&t.person, &t.moment(), made(visited("2026-03-20"))))),
        ("a plan", Box::new(|t, _| discharge_plan::plan(&t.person, &t.moment(), made(planned.clone())))),
        ("a notification", Box::new(|t, _| notification::notify(&t.person, &t.moment(), made(notified.clone())))),
        (
            "readiness",
            Box::new(|t, id| {
                ward::amend(&t.person, &t.moment(), id, made(json!({"clinically_ready_on": "2026-03-20"})))
            }),
        ),
        (
            "leave",
            Box::new(|t, id| {
                let leave = json!({"leave": [{"kind": "overnight", "from": "2026-03-20", "until": "2026-03-25"}]});
                ward::amend(&t.person, &t.moment(), id, made(leave))
            }),
        ),
    ];
    for (what, ask) in all {
        let (mut told, spell) = inpatient();
        told.does(|told| ask(told, spell));
        for (on, expected) in [("2026-03-20", &[][..]), ("2026-03-19", &["/discharged_on fact_after_discharge"])] {
            let answer = admission::discharge(&told.person, &told.moment(), spell, made(discharge_on(on)));
            assert_eq!(faults(&answer), expected, "{what}, discharged on {on}");
        }
    }
    for settles in [false, true] {
        let (mut told, spell) = inpatient();
        let review = told.asked("inpatient", "2026-03-02");
        if settles {
            told.held(review, &json!({"held_on": "2026-03-20"}));
        } else {
            told.offered(review, "2026-03-20");
        }
        for (on, expected) in [("2026-03-20", &[][..]), ("2026-03-19", &["/discharged_on review_after_discharge"])] {
            let answer = admission::discharge(&told.person, &told.moment(), spell, made(discharge_on(on)));
            assert_eq!(faults(&answer), expected, "held {settles}, discharged on {on}");
        }
    }
}

#[test]
fn a_secure_or_tier_4_bed_of_an_icb_is_unusual() {
    for (setting, security, kind, warned) in [
        ("adult_acute", "none", "icb", false),
        ("adult_secure", "low", "icb", true),
        ("tier4", "none", "icb", true),
        ("tier4", "low", "icb", true),
        ("adult_secure", "low", "provider_collaborative", false),
        ("tier4", "none", "nhse_specialised", false),
        ("adult_acute", "none", "nhse_specialised", false),
    ] {
        let mut told = Told::born("1993-05-17");
        let commissioner = json!({"ods": "QOQ", "kind": kind});
        let body = with(
            &admission_on("2026-03-01"),
            &json!({"setting": setting, "security": security, "responsible_commissioner": commissioner}),
        );
        told.does(|told| admission::admit(&told.person, &told.moment(), made(body)));
        let warnings = told.person.spells[0].warnings();
        assert_eq!(warnings.len(), usize::from(warned), "{setting} {security} {kind}");
        assert!(warnings.iter().all(|w| w.starts_with("Secure and Tier 4 beds")));
    }
}

#[test]
fn a_discharge_by_death_is_a_death() {
    use dsr::domain::duty::FactKind;
    for (destination, fact) in [("died", FactKind::Death), ("own_home", FactKind::Discharge)] {
        let (mut told, spell) = inpatient();
        let body = with(&discharge_on("2026-06-01"), &json!({"destination": destination}));
        told.does(|told| admission::discharge(&told.person, &told.moment(), spell, made(body)));
        let ended = told.person.spells[0].discharge().unwrap();
        assert_eq!((ended.fact, ended.id, ended.date), (fact, spell.0, day("2026-06-01")));
        assert_eq!(told.person.membership().is_none(), destination == "died");
        assert_eq!(told.person.died_on, (destination == "died").then(|| day("2026-06-01")));
    }
}

#[test]
fn a_move_lies_within_its_spell() {
    let (mut told, spell) = inpatient();
    let sound = json!({"moved_on": "2026-03-20", "provider_ods": "RXX", "setting": "adult_picu", "security": "none", "legal_status": "section_3"});
    let ask = |told: &Told, body| ward::transfer(&told.person, &told.moment(), spell, body);
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"moved_on": "2026-03-01"}), &[]),
        (json!({"moved_on": "2026-02-28"}), &["/moved_on date_before_admission"]),
        (json!({"moved_on": TODAY}), &[]),
        (json!({"moved_on": TOMORROW}), &["/moved_on date_in_future"]),
        (json!({"security": "high"}), &["/security security_contradicts_setting"]),
        (json!({"bed_type_code": "110"}), &["/bed_type_code bed_type_contradicts_setting"]),
    ];
    table(&sound, rows, |body| ask(&told, body));
    told.discharged(spell, "2026-06-01");
    let rows: &[Row] = &[
        (json!({"moved_on": "2026-06-01"}), &[]),
        (json!({"moved_on": "2026-06-02"}), &["/moved_on date_after_discharge"]),
    ];
    table(&sound, rows, |body| ask(&told, body));
}

/// Pathway: S0-activity-6.3, S3-register-5.
#[test]
fn what_becomes_known_of_a_spell_agrees_with_it() {
    let (mut told, spell) = inpatient();
    let ask = |told: &Told, body| ward::amend(&told.person, &told.moment(), spell, body);
    let leave = |from: &str, until: &str| json!({"leave": [{"kind": "trial", "from": from, "until": until}]});
    let rows: &[Row] = &[
        (json!({}), &[" nothing_to_change"]),
        (json!({"noted_on": "2026-03-05"}), &[" nothing_to_change"]),
        (json!({"section_117": true, "noted_on": TODAY}), &[]),
        (json!({"section_117": true, "noted_on": TOMORROW}), &["/noted_on date_in_future"]),
        (json!({"clinically_ready_on": "2026-03-01"}), &[]),
        (json!({"clinically_ready_on": "2026-02-28"}), &["/clinically_ready_on date_before_admission"]),
        (json!({"clinically_ready_on": TOMORROW}), &["/clinically_ready_on date_in_future"]),
        (json!({"delay_reason": "housing"}), &["/delay_reason delay_without_readiness"]),
        (json!({"delay_reason": "housing", "clinically_ready_on": TODAY}), &[]),
        (json!({"expected_discharge_on": "2026-03-01"}), &[]),
        (json!({"expected_discharge_on": "2026-02-28"}), &["/expected_discharge_on discharge_before_admission"]),
        (leave("2026-03-01", "2026-03-01"), &[]),
        (leave("2026-02-28", "2026-03-01"), &["/leave/0/from date_before_admission"]),
        (leave("2026-03-05", "2026-03-04"), &["/leave/0/until leave_ends_before_it_begins"]),
    ];
    table(&json!({}), rows, |body| ask(&told, body));
    told.discharged(spell, "2026-06-01");
    let rows: &[Row] = &[
        (json!({"clinically_ready_on": "2026-06-01"}), &[]),
        (json!({"clinically_ready_on": "2026-06-02"}), &["/clinically_ready_on date_after_discharge"]),
    ];
    table(&json!({}), rows, |body| ask(&told, body));
}

/// Pathway: S1-159.
#[test]
fn a_visit_is_made_in_hospital_and_says_how() {
    let (mut told, spell) = inpatient();
    told.discharged(spell, "2026-06-01");
    let sound = json!({"visited_on": "2026-03-20", "visitor": by(), "method": "in_person", "person_seen": true});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"visited_on": "2026-03-01"}), &[]),
        (json!({"visited_on": "2026-02-28"}), &["/visited_on not_in_hospital"]),
        (json!({"visited_on": "2026-06-01"}), &[]),
        (json!({"visited_on": "2026-06-02"}), &["/visited_on not_in_hospital"]),
        (json!({"visited_on": TOMORROW}), &["/visited_on date_in_future", "/visited_on not_in_hospital"]),
        (json!({"method": "virtual"}), &["/virtual_reason virtual_reason_missing"]),
        (json!({"method": "virtual", "virtual_reason": SAYS}), &[]),
        (json!({"virtual_reason": SAYS}), &["/virtual_reason not_virtual"]),
    ];
    table(&sound, rows, |body| visit::visit(&told.person, &told.moment(), body));
}

/// Pathway: S0-activity-2, S1-57, S1-76, S3-process-3, S4-accepted-3, S4-RAG-red-2.
#[test]
fn an_emergency_meeting_avoids_an_admission_and_is_not_held_within_one() {
    let (mut told, spell) = inpatient();
    told.discharged(spell, "2026-06-01");
    let sound = json!({"held_on": "2026-02-01", "reason": "out_of_hours", "attendees": [by()], "decision": "support_increased", "summary": SAYS});
    let rows: &[Row] = &[
        (json!({"held_on": "2026-03-01"}), &[]),
        (json!({"held_on": "2026-03-02"}), &["/held_on in_hospital_already"]),
        (json!({"held_on": "2026-05-31"}), &["/held_on in_hospital_already"]),
        (json!({"held_on": "2026-06-01"}), &[]),
        (json!({"held_on": TOMORROW}), &["/held_on date_in_future"]),
    ];
    table(&sound, rows, |body| laep::hold(&told.person, &told.moment(), body));
    let (open, _) = inpatient();
    table(&sound, &[(json!({"held_on": TODAY}), &["/held_on in_hospital_already"])], |body| {
        laep::hold(&open.person, &open.moment(), body)
    });
}
