//! What is refused about a stay on the register: colours, decisions, leaving, corrections; and the edges of their dates.

use super::{
    Row, SAYS, TODAY, TOMORROW, Told, admission_on, by, colour, discharge_on, faults, inpatient, made, table, with,
};
use crate::support::{day, nhs_number};
use dsr::domain::notice::{self, AdmissionNotice};
use dsr::domain::ods::Ods;
use dsr::domain::refusal::Refusal;
use dsr::domain::{amendment, decision, departure, rating, review, support};
use serde_json::json;
use uuid::Uuid;

/// Pathway: S4-RAG-green-1.
#[test]
fn a_colour_is_refused_for_what_cannot_be() {
    let (mut told, spell) = inpatient();
    told.discharged(spell, "2026-06-01");
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"effective_on": TODAY}), &[]),
        (json!({"effective_on": TOMORROW}), &["/effective_on date_in_future"]),
        (json!({"effective_on": "2025-12-03"}), &[]),
        (json!({"effective_on": "2025-12-02"}), &["/effective_on date_before_joining"]),
        (json!({"effective_on": "2026-02-28"}), &[]),
        (json!({"effective_on": "2026-03-01"}), &["/rag in_hospital_is_blue"]),
        (json!({"effective_on": "2026-05-31"}), &["/rag in_hospital_is_blue"]),
        (json!({"effective_on": "2026-06-01"}), &[]),
        (json!({"rag": "blue"}), &["/rag blue_by_admission_only"]),
        (json!({"rag": "green"}), &[]),
        (json!({"rag": "green", "mdt_members": []}), &["/mdt_members green_needs_mdt_members"]),
        (
            json!({"rag": "green", "unmanaged_risk_identified": true}),
            &["/unmanaged_risk_identified green_needs_no_unmanaged_risk"],
        ),
        (
            json!({"rag": "green", "unmanaged_risk_identified": null}),
            &["/unmanaged_risk_identified green_needs_no_unmanaged_risk"],
        ),
        (json!({"rag": "amber", "unmanaged_risk_identified": true, "mdt_members": []}), &[]),
    ];
    let sound = with(&colour(), &json!({"effective_on": "2026-07-01"}));
    table(&sound, rows, |body| rating::rate(&told.person, &told.moment(), &told.packs, body));
    let off = Told::born("1993-05-17");
    table(&sound, &[(json!({}), &[" not_on_register"])], |body| {
        rating::rate(&off.person, &off.moment(), &off.packs, body)
    });
}

/// Pathway: S4-RAG-green-3.
#[test]
fn green_once_more_may_record_a_risk_that_nobody_manages() {
    let told = Told::joined("2025-12-03").rated("amber", "2025-12-03").rated("green", "2026-03-01");
    let rows: &[Row] = &[
        (json!({"effective_on": "2026-03-01"}), &[]),
        (json!({"effective_on": "2026-02-28"}), &["/unmanaged_risk_identified green_needs_no_unmanaged_risk"]),
        (
            json!({"effective_on": "2026-03-02", "unmanaged_risk_identified": null}),
            &["/unmanaged_risk_identified green_needs_no_unmanaged_risk"],
        ),
    ];
    let sound = with(&colour(), &json!({"rag": "green", "unmanaged_risk_identified": true}));
    table(&sound, rows, |body| rating::rate(&told.person, &told.moment(), &told.packs, body));
}

#[test]
fn green_after_red_waits_for_a_decision() {
    let decided = |on: &str| json!({"decided_on": on, "outcome": "not_needed", "reason": SAYS, "decided_by": by()});
    let green = with(&colour(), &json!({"rag": "green", "effective_on": "2026-04-01"}));
    let rate = |told: &Told| faults(&rating::rate(&told.person, &told.moment(), &told.packs, made(green.clone())));
    let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03").rated("red", "2026-03-01");
    assert_eq!(rate(&told), ["/rag community_review_undecided"]);
    told = told.rated("amber", "2026-03-10");
    assert_eq!(rate(&told), ["/rag community_review_undecided"], "by way of Amber");
    for (on, expected) in [("2026-03-01", &[][..]), ("2026-02-28", &["/decided_on not_red"])] {
        let answer = decision::decide_community_review(&told.person, &told.moment(), made(decided(on)));
        assert_eq!(faults(&answer), expected, "{on}");
    }
    told.does(|told| decision::decide_community_review(&told.person, &told.moment(), made(decided("2026-04-01"))));
    assert!(rate(&told).is_empty(), "decided on that very day");
    let mut late = Told::joined("2025-12-03").rated("red", "2026-03-01");
    late.does(|told| decision::decide_community_review(&told.person, &told.moment(), made(decided("2026-04-02"))));
    assert_eq!(rate(&late), ["/rag community_review_undecided"], "decided the day after");
}

#[test]
fn a_decision_on_a_community_review_says_why_or_which() {
    let mut told = Told::joined("2025-12-03").rated("red", "2025-12-03");
    let sound = json!({"decided_on": "2026-03-10", "outcome": "not_needed", "reason": SAYS, "decided_by": by()});
    let review = Uuid::from_u128(77);
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"decided_on": TODAY}), &[]),
        (json!({"decided_on": TOMORROW}), &["/decided_on date_in_future"]),
        (json!({"decided_on": "2025-12-03"}), &[]),
        (json!({"decided_on": "2025-12-02"}), &["/decided_on not_red"]),
        (json!({"reason": null}), &["/reason reason_missing"]),
        (json!({"review_id": review}), &["/review_id field_of_other_outcome"]),
        (json!({"outcome": "scheduled"}), &["/review_id no_open_community_review"]),
    ];
    table(&sound, rows, |body| decision::decide_community_review(&told.person, &told.moment(), body));
    let first = told.asked("community", "2026-03-01");
    let second = told.asked("community", "2026-03-02");
    let scheduled = with(&sound, &json!({"outcome": "scheduled", "reason": null}));
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"review_id": first}), &[]),
        (json!({"review_id": second}), &[]),
        (json!({"review_id": review}), &["/review_id no_open_community_review"]),
    ];
    table(&scheduled, rows, |body| decision::decide_community_review(&told.person, &told.moment(), body));
    for (called_off, open) in [(second, first), (first, second)] {
        let mut told = Told { person: told.person.clone(), packs: told.packs.clone(), made: told.made };
        let cancel = json!({"cancelled_on": "2026-03-05", "cancelled_by": by(), "reason": SAYS});
        told.does(|told| review::cancel(&told.person, &told.moment(), called_off, made(cancel)));
        let answer = |id: serde_json::Value| {
            let body = with(&scheduled, &json!({"review_id": id}));
            faults(&decision::decide_community_review(&told.person, &told.moment(), made(body)))
        };
        assert_eq!(answer(json!(called_off)), ["/review_id no_open_community_review"]);
        assert!(answer(json!(open)).is_empty());
        told.does(|told| decision::decide_community_review(&told.person, &told.moment(), made(scheduled.clone())));
        assert_eq!(told.person.community_decisions[0].review_id, Some(open));
    }
}

#[test]
fn to_remain_is_decided_while_green() {
    let told = Told::joined("2025-12-03")
        .rated("amber", "2025-12-03")
        .rated("green", "2026-03-01")
        .rated("amber", "2026-05-01");
    let sound = json!({"decided_on": "2026-04-01", "outcome": "remain", "reason": SAYS, "decided_by": by()});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"decided_on": "2026-03-01"}), &[]),
        (json!({"decided_on": "2026-02-28"}), &["/decided_on not_green"]),
        (json!({"decided_on": "2026-05-01"}), &[]),
        (json!({"decided_on": "2026-05-02"}), &["/decided_on not_green"]),
        (json!({"decided_on": TOMORROW}), &["/decided_on date_in_future", "/decided_on not_green"]),
    ];
    table(&sound, rows, |body| decision::decide_to_remain(&told.person, &told.moment(), body));
    let told = Told::joined("2025-12-03").rated("green", "2025-12-03");
    let rows: &[Row] =
        &[(json!({"decided_on": TODAY}), &[]), (json!({"decided_on": TOMORROW}), &["/decided_on date_in_future"])];
    table(&sound, rows, |body| decision::decide_to_remain(&told.person, &told.moment(), body));
}

/// Pathway: S4-RAG-green-2.
#[test]
fn stepping_down_takes_three_months_of_green() {
    let told = Told::joined("2025-12-03").rated("amber", "2025-12-03").rated("green", "2026-03-01");
    let sound = json!({"left_on": "2026-06-01", "reason": "step_down", "decided_by": by()});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"left_on": "2026-05-31"}), &["/left_on step_down_too_early"]),
        (json!({"left_on": TODAY}), &[]),
        (json!({"left_on": TOMORROW}), &["/left_on date_in_future"]),
    ];
    let depart = |told: &Told, body| departure::depart(&told.person, &told.moment(), &told.packs, body);
    table(&sound, rows, |body| depart(&told, body));
    let amber = Told::joined("2025-12-03").rated("amber", "2025-12-03");
    table(&sound, &[(json!({}), &["/reason not_green_without_unmanaged_risk"])], |body| depart(&amber, body));
    let mut risky = Told::joined("2025-12-03").rated("green", "2025-12-03");
    let risk =
        with(&colour(), &json!({"rag": "green", "unmanaged_risk_identified": true, "effective_on": "2026-05-01"}));
    risky.does(|told| rating::rate(&told.person, &told.moment(), &told.packs, made(risk)));
    table(&sound, &[(json!({}), &["/reason not_green_without_unmanaged_risk"])], |body| depart(&risky, body));
}

#[test]
fn a_departure_is_refused_for_what_cannot_be() {
    let depart = |told: &Told, body| departure::depart(&told.person, &told.moment(), &told.packs, body);
    let sound = json!({"left_on": "2026-07-01", "reason": "criteria_no_longer_met", "decided_by": by()});
    let (mut told, spell) = inpatient();
    told.discharged(spell, "2026-06-01");
    let mut told = told.rated("amber", "2026-07-01");
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"left_on": "2026-06-30"}), &["/left_on rating_after_departure"]),
        (json!({"left_on": TODAY}), &[]),
        (json!({"left_on": TOMORROW}), &["/left_on date_in_future"]),
        (json!({"reason": "moved_icb"}), &["/reason moves_by_transfer"]),
        (json!({"reason": "entered_in_error"}), &[]),
        (json!({"reason": "deceased"}), &[]),
    ];
    table(&sound, rows, |body| depart(&told, body));
    let rows: &[Row] = &[
        (json!({"left_on": "2025-12-03"}), &[]),
        (json!({"left_on": "2025-12-02"}), &["/left_on date_before_joining"]),
    ];
    let fresh = Told::joined("2025-12-03");
    table(&sound, rows, |body| depart(&fresh, body));

    let (inside, spell) = inpatient();
    for (reason, expected) in [
        ("criteria_no_longer_met", &["/reason in_hospital_stays"][..]),
        ("step_down", &["/reason in_hospital_stays"]),
        ("moved_icb", &["/reason in_hospital_stays", "/reason moves_by_transfer"]),
        ("consent_withdrawn", &[]),
        ("deceased", &[]),
        ("entered_in_error", &[]),
    ] {
        assert_eq!(faults(&depart(&inside, made(with(&sound, &json!({"reason": reason}))))), expected, "{reason}");
    }
    let mut inside = inside;
    inside.discharged(spell, "2026-06-01");
    let rows: &[Row] = &[
        (json!({"left_on": "2026-06-01"}), &[]),
        (json!({"left_on": "2026-05-31"}), &["/reason in_hospital_stays"]),
        (json!({"left_on": "2026-03-01"}), &["/reason in_hospital_stays"]),
        (json!({"left_on": "2026-02-28"}), &[]),
    ];
    table(&sound, rows, |body| depart(&inside, body));

    told.does(|told| depart(told, made(sound.clone())));
    assert_eq!(told.person.memberships[0].closed.map(|(on, _)| on), Some(day("2026-07-01")));
    assert_eq!(faults(&depart(&told, made(sound.clone()))), [" not_on_register"]);
    assert_eq!(faults(&depart(&told, made(with(&sound, &json!({"reason": "deceased"}))))), [""; 0]);
}

#[test]
fn leaving_by_withdrawal_of_consent_says_so() {
    let told = Told::joined("2025-12-03");
    let depart = |body| departure::depart(&told.person, &told.moment(), &told.packs, body);
    let consent = |change: serde_json::Value| {
        let sound = json!({"scope": "register", "status": "withdrawn", "basis": "self", "given_by": "CANARY Giver", "effective_on": "2026-07-01"});
        json!({"consent": with(&sound, &change)})
    };
    let sound = json!({"left_on": "2026-07-01", "reason": "consent_withdrawn", "decided_by": by()});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (consent(json!({})), &[]),
        (consent(json!({"status": "refused"})), &[]),
        (consent(json!({"status": "given"})), &["/consent consent_not_withdrawn"]),
        (consent(json!({"scope": "review"})), &["/consent consent_not_withdrawn"]),
        (consent(json!({"effective_on": "2026-06-30"})), &["/consent/effective_on dates_differ"]),
        (consent(json!({"basis": "gillick"})), &["/consent/basis consent_basis_not_open_at_age"]),
        (with(&consent(json!({})), &json!({"reason": "criteria_no_longer_met"})), &["/consent consent_not_withdrawn"]),
    ];
    table(&sound, rows, depart);
    for (body, facts) in [(json!({}), 2), (consent(json!({})), 2), (json!({"reason": "entered_in_error"}), 1)] {
        assert_eq!(depart(made(with(&sound, &body))).unwrap().len(), facts, "{body}");
    }
}

/// Pathway: S1-38, S1-100.
#[test]
fn a_correction_changes_details_only() {
    let mut told = Told::joined("2025-12-03");
    let ask = |told: &Told, body| amendment::amend(&told.person, &told.moment(), &body);
    let rows: &[Row] = &[
        (json!({"looked_after": true}), &[]),
        (json!({}), &[" nothing_to_change"]),
        (json!({"local_authority": "E06000010"}), &[" nothing_to_change"]),
        (json!({"rag": "red"}), &["/rag not_a_detail"]),
        (json!({"rag": "red", "id": 1}), &["/rag not_a_detail", "/id not_a_detail"]),
        (json!({"favourite": 1}), &[" unknown_field"]),
        (json!({"conditions": []}), &[" too_many"]),
        (json!({"conditions": ["autism", "autism"]}), &["/conditions repeated"]),
        (json!({"conditions": ["nothing"]}), &["/conditions/0 invalid"]),
        (json!({"nhs_number": nhs_number(2)}), &["/nhs_number nhs_number_on_record"]),
        (json!({"date_of_birth": "2025-12-03"}), &[]),
        (json!({"date_of_birth": "2025-12-04"}), &["/date_of_birth birth_after_facts"]),
        (json!({"date_of_birth": TOMORROW}), &["/date_of_birth date_in_future", "/date_of_birth birth_after_facts"]),
    ];
    table(&json!({}), rows, |body| ask(&told, body));
    told.admitted("2025-12-01");
    let rows: &[Row] = &[
        (json!({"date_of_birth": "2025-12-01"}), &[]),
        (json!({"date_of_birth": "2025-12-02"}), &["/date_of_birth birth_after_facts"]),
    ];
    table(&json!({}), rows, |body| ask(&told, body));
    let missing =
        amendment::amend(&told.person, &told.moment(), &serde_json::from_str(r#"{"family_name": null}"#).unwrap());
    assert_eq!(faults(&missing), [" missing_field"]);
    told.person.details = None;
    assert_eq!(ask(&told, made(json!({"looked_after": true}))), Err(Refusal::NotFound));
}

#[test]
fn a_number_that_is_given_ends_the_reason_for_its_absence() {
    let mut told = Told::joined("2025-12-03");
    let details = told.person.details.as_mut().unwrap();
    details.nhs_number = None;
    details.nhs_number_absent = Some(made(json!("not_known")));
    let patch = made(json!({"nhs_number": nhs_number(3)}));
    told.does(|told| amendment::amend(&told.person, &told.moment(), &patch));
    let details = told.person.details.as_ref().unwrap();
    assert!(details.nhs_number.is_some() && details.nhs_number_absent.is_none());
}

#[test]
fn a_notice_is_given_by_the_ward_or_the_icb() {
    let notice = |change: &serde_json::Value| -> AdmissionNotice {
        let person = json!({"nhs_number": nhs_number(1), "family_name": "CANARY Aldous", "given_name": "CANARY Robin", "date_of_birth": "1993-05-17",
            "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ", "local_authority": "E06000010"});
        made(json!({"reported_by": by(), "person": person, "admission": with(&admission_on("2026-03-01"), change)}))
    };
    let (told, _) = inpatient();
    let moment = told.moment();
    let answer = |known: bool, reporter: &str, change: &serde_json::Value| {
        let known = known.then_some(&told.person);
        notice::receive(known, &moment, &Ods::parse(reporter).unwrap(), notice(change))
    };
    for known in [true, false] {
        for (reporter, expected) in
            [("QOQ", &[][..]), ("RV9", &[]), ("RXX", &["/admission/provider_ods not_yours_to_report"])]
        {
            let told = answer(known, reporter, &json!({})).map(|noticed| noticed.events);
            assert_eq!(faults(&told), expected, "{reporter}");
        }
        let told = answer(known, "QOQ", &json!({"admitted_on": TOMORROW})).map(|noticed| noticed.events);
        assert_eq!(faults(&told), ["/admission/admitted_on date_in_future"]);
    }
    let kinds = |known: bool, change: &serde_json::Value| -> Vec<&'static str> {
        answer(known, "QOQ", change).unwrap().events.iter().map(|e| e.kind()).collect()
    };
    let elsewhere = json!({"provider_ods": "RXX"});
    let later = json!({"admitted_on": "2026-04-01"});
    let ended = json!({"admitted_on": "2026-01-01", "discharge": discharge_on("2026-02-01")});
    assert_eq!(kinds(false, &json!({})), ["person_created", "admission_noticed", "admitted"]);
    assert_eq!(kinds(true, &json!({})), ["admission_noticed"]);
    assert_eq!(kinds(true, &elsewhere), ["admission_noticed"]);
    assert_eq!(kinds(true, &later), ["admission_noticed"]);
    let refused = answer(true, "QOQ", &ended).map(|noticed| noticed.events);
    assert_eq!(faults(&refused), ["/admission/discharge discharge_in_a_notice"]);
    let spell = |change: &serde_json::Value| match &answer(true, "QOQ", change).unwrap().events[0] {
        dsr::domain::event::Event::AdmissionNoticed(noticed) => noticed.admission_id,
        other => panic!("{other:?}"),
    };
    assert_eq!(spell(&json!({})), Some(told.person.spells[0].admitted.admission_id), "the spell on record");
    assert_eq!((spell(&elsewhere), spell(&later)), (None, None), "what contradicts it");
}

/// Pathway: S0-11.1a, S0-activity-8, S1-79, S1-159, S2-monitoring-5, S2-cetr-3.
#[test]
fn a_concern_is_about_somebody() {
    let (told, _) = inpatient();
    let sound = json!({"kind": "safeguarding", "raised_on": "2026-03-20", "raised_by": by(), "description": SAYS, "provider_ods": "RV9"});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"provider_ods": null}), &["/provider_ods concern_about_nobody"]),
        (json!({"raised_on": TOMORROW}), &["/raised_on date_in_future"]),
    ];
    table(&sound, rows, |body| support::raise(&told.person, &told.moment(), body));
    let events = support::raise(&told.person, &told.moment(), made(sound)).unwrap();
    assert_eq!(events.iter().map(|e| e.kind()).collect::<Vec<_>>(), ["quality_concern_raised"]);
}

#[test]
fn a_line_has_no_breaks_and_prose_has() {
    use dsr::domain::text::{Line, Prose};
    for (text, line, prose) in [
        ("as it is", true, true),
        ("two\nlines", false, true),
        ("a\ttab", false, true),
        ("a\u{0}zero", false, false),
        (" \n ", false, false),
    ] {
        assert_eq!((Line::parse(text).is_ok(), Prose::parse(text).is_ok()), (line, prose), "{text:?}");
    }
}
