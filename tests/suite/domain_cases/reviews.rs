//! What is refused about reviews, and the edges of their dates.

use super::{
    Row, SAYS, TODAY, TOMORROW, Told, admission_on, by, discharge_on, faults, held, inpatient, made, table, with,
};
use crate::support::day;
use dsr::domain::id::{RecommendationId, ReviewId};
use dsr::domain::refusal::Refusal;
use dsr::domain::review::{self, ReviewFamily, ReviewStatus};
use dsr::domain::{admission, departure};
use serde_json::{Value, json};
use uuid::Uuid;

/// In hospital from 1 March to 1 June 2026, an inpatient review asked for on 2 March.
fn reviewed() -> (Told, ReviewId) {
    let (mut told, spell) = inpatient();
    let review = told.asked("inpatient", "2026-03-02");
    told.discharged(spell, "2026-06-01");
    (told, review)
}

fn decline_on(on: &str) -> Value {
    json!({"declined_on": on, "declined_by": by(), "reason": SAYS})
}

fn cancel_on(on: &str) -> Value {
    json!({"cancelled_on": on, "cancelled_by": by(), "reason": SAYS})
}

/// What ends a review, recorded.
fn ends(told: &mut Told, review: ReviewId, how: &str, on: &str) {
    match how {
        "held" => told.held(review, &json!({"held_on": on})),
        "declined" => {
            told.offered(review, "2026-03-03");
            told.does(|told| review::decline(&told.person, &told.moment(), review, made(decline_on(on))));
        }
        _ => {
            told.does(|told| review::cancel(&told.person, &told.moment(), review, made(cancel_on(on))));
        }
    }
}

/// Pathway: S4-RAG-blue-2.
#[test]
fn an_inpatient_review_is_asked_for_in_hospital() {
    let (told, _) = reviewed();
    let sound = json!({"kind": "inpatient", "requested_on": "2026-03-02", "requested_by": by()});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"requested_on": "2026-03-01"}), &[]),
        (json!({"requested_on": "2026-02-28"}), &["/kind not_in_hospital"]),
        (json!({"requested_on": "2026-06-01"}), &[]),
        (json!({"requested_on": "2026-06-02"}), &["/kind not_in_hospital"]),
        (json!({"requested_on": "2026-06-02", "kind": "community"}), &[]),
        (json!({"requested_on": TODAY, "kind": "community"}), &[]),
        (json!({"requested_on": TOMORROW, "kind": "community"}), &["/requested_on date_in_future"]),
    ];
    table(&sound, rows, |body| review::request(&told.person, &told.moment(), body));
}

/// Pathway: S0-2.2, S2-cetr-1.
#[test]
fn a_review_of_a_child_is_a_cetr_until_the_18th_birthday() {
    for (on, family) in [("2026-05-16", ReviewFamily::Cetr), ("2026-05-17", ReviewFamily::Ctr)] {
        let mut told = Told::born("2008-05-17");
        told.asked("community", on);
        let review = &told.person.reviews[0];
        assert_eq!((review.requested.family, review.requested.admission_id), (family, None), "{on}");
    }
    let (told, _) = reviewed();
    assert!(told.person.reviews[0].requested.admission_id.is_some());
}

/// Pathway: S0-activity-7.2, S4-RAG-blue-3.
#[test]
fn a_childs_review_without_education_is_unusual() {
    for (born, representative, warned) in
        [("2010-05-17", None, 1), ("2010-05-17", Some(by()), 0), ("1993-05-17", None, 0)]
    {
        let mut told = Told::born(born);
        let review = told.asked("community", "2026-03-02");
        assert_eq!(told.person.reviews[0].warnings().len(), 0, "not held yet");
        let consent = json!({"status": "given", "basis": if born == "2010-05-17" { "gillick" } else { "self" },
            "given_by": "CANARY Giver", "effective_on": "2026-03-10"});
        let change =
            json!({"outcome": "admission_not_needed", "consent": consent, "education_representative": representative});
        told.held(review, &change);
        let warnings = told.person.reviews[0].warnings();
        assert_eq!(warnings.len(), warned, "{born} {representative:?}");
        assert!(warnings.iter().all(|w| w.starts_with("No education representative")));
    }
}

/// Pathway: S4-RAG-amber-2.
#[test]
fn an_offer_lies_between_the_request_and_the_end() {
    let (told, review) = reviewed();
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"offered_on": "2026-03-02"}), &[]),
        (json!({"offered_on": "2026-03-01"}), &["/offered_on offer_before_request"]),
        (json!({"offered_on": "2026-06-01"}), &[]),
        (json!({"offered_on": "2026-06-02"}), &["/offered_on date_after_discharge"]),
        (json!({"offered_on": TOMORROW}), &["/offered_on date_in_future", "/offered_on date_after_discharge"]),
        (json!({"scheduled_for": "2026-03-05"}), &[]),
        (json!({"scheduled_for": "2026-03-04"}), &["/scheduled_for scheduled_before_offer"]),
    ];
    let sound = json!({"offered_on": "2026-03-05"});
    table(&sound, rows, |body| review::offer(&told.person, &told.moment(), review, &body));
    assert_eq!(
        review::offer(&told.person, &told.moment(), ReviewId(Uuid::nil()), &made(sound.clone())),
        Err(Refusal::NotFound)
    );
    for (how, late) in [
        ("held", "/offered_on offer_after_review"),
        ("declined", "/offered_on offer_after_review"),
        ("cancelled", "/offered_on offer_after_cancellation"),
    ] {
        let (mut told, review) = reviewed();
        ends(&mut told, review, how, "2026-03-10");
        for (on, expected) in [("2026-03-10", &[][..]), ("2026-03-11", &[late])] {
            let answer = review::offer(&told.person, &told.moment(), review, &made(json!({"offered_on": on})));
            assert_eq!(faults(&answer), expected, "{how} {on}");
        }
    }
}

/// Pathway: S0-activity-2, S1-74, S1-90, S3-process-4, S4-accepted-3, S4-RAG-blue-3.
#[test]
fn a_review_is_held_by_a_whole_panel_with_consent() {
    let (told, review) = reviewed();
    let expert = |independent: bool| json!({"name": "CANARY Expert", "independent": independent});
    let consent = |change: Value| json!({"consent": with(&json!({"status": "given", "basis": "self", "given_by": "CANARY Giver", "effective_on": "2026-03-10"}), &change)});
    let due = |on: &str| json!({"recommendations": [{"text": SAYS, "agency": "housing", "owner": by(), "due_on": on}]});
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"held_on": "2026-03-09"}), &["/consent/effective_on consent_after_review"]),
        (
            json!({"held_on": "2026-03-01"}),
            &["/held_on held_before_request", "/consent/effective_on consent_after_review"],
        ),
        (json!({"held_on": "2026-06-01", "recommendations": []}), &[]),
        (json!({"held_on": "2026-06-02", "recommendations": []}), &["/held_on date_after_discharge"]),
        (
            json!({"held_on": TOMORROW, "recommendations": []}),
            &["/held_on date_in_future", "/held_on date_after_discharge"],
        ),
        (json!({"chair": null}), &["/chair panel_incomplete"]),
        (json!({"clinical_expert": null}), &["/clinical_expert panel_incomplete"]),
        (json!({"expert_by_experience": null}), &["/expert_by_experience panel_incomplete"]),
        (json!({"clinical_expert": expert(false)}), &["/clinical_expert/independent expert_not_independent"]),
        (json!({"expert_by_experience": expert(false)}), &["/expert_by_experience/independent expert_not_independent"]),
        (json!({"outcome": "admission_not_needed"}), &["/outcome outcome_of_other_kind"]),
        (json!({"outcome": "less_restrictive_setting"}), &[]),
        (consent(json!({"status": "refused"})), &["/consent/status review_without_consent"]),
        (consent(json!({"status": "withdrawn"})), &["/consent/status review_without_consent"]),
        (consent(json!({"effective_on": "2026-03-11"})), &["/consent/effective_on consent_after_review"]),
        (consent(json!({"basis": "gillick"})), &["/consent/basis consent_basis_not_open_at_age"]),
        (due("2026-03-10"), &[]),
        (due("2026-03-09"), &["/recommendations/0/due_on due_before_review"]),
    ];
    table(&held(), rows, |body| review::hold(&told.person, &told.moment(), review, body));
    let early = with(&held(), &consent(json!({"effective_on": "2026-03-02"})));
    let rows: &[Row] = &[
        (json!({"held_on": "2026-03-02"}), &[]),
        (
            json!({"held_on": "2026-03-01"}),
            &["/held_on held_before_request", "/consent/effective_on consent_after_review"],
        ),
    ];
    table(&early, rows, |body| review::hold(&told.person, &told.moment(), review, body));
}

#[test]
fn a_review_is_declined_after_an_offer() {
    let (mut told, review) = reviewed();
    table(&decline_on("2026-03-10"), &[(json!({}), &[" declined_without_offer"])], |body| {
        review::decline(&told.person, &told.moment(), review, body)
    });
    told.offered(review, "2026-03-05");
    told.offered(review, "2026-03-04");
    let rows: &[Row] = &[
        (json!({"declined_on": "2026-03-04"}), &[]),
        (json!({"declined_on": "2026-03-03"}), &["/declined_on declined_before_offer"]),
        (json!({"declined_on": "2026-06-01"}), &[]),
        (json!({"declined_on": "2026-06-02"}), &["/declined_on date_after_discharge"]),
        (json!({"declined_on": TOMORROW}), &["/declined_on date_in_future", "/declined_on date_after_discharge"]),
    ];
    table(&decline_on("2026-03-10"), rows, |body| review::decline(&told.person, &told.moment(), review, body));
}

#[test]
fn a_review_ends_once() {
    let plan = json!({"scheduled_for": "2026-03-20", "noted_on": "2026-03-12"});
    for (how, status) in
        [("held", ReviewStatus::Held), ("declined", ReviewStatus::Declined), ("cancelled", ReviewStatus::Cancelled)]
    {
        let (mut told, review) = reviewed();
        assert_eq!(told.person.reviews[0].status(), ReviewStatus::Requested);
        told.offered(review, "2026-03-03");
        assert_eq!(told.person.reviews[0].status(), ReviewStatus::Offered);
        assert!(told.person.reviews[0].is_open());
        ends(&mut told, review, how, "2026-03-10");
        assert_eq!((told.person.reviews[0].status(), told.person.reviews[0].is_open()), (status, false));
        let (person, moment) = (&told.person, &told.moment());
        for answer in [
            review::hold(person, moment, review, made(held())),
            review::decline(person, moment, review, made(decline_on("2026-03-10"))),
            review::schedule(person, moment, review, made(plan.clone())),
            review::cancel(person, moment, review, made(cancel_on("2026-03-10"))),
        ] {
            assert_eq!(faults(&answer), [" review_settled"], "{how}");
        }
    }
}

#[test]
fn a_day_is_arranged_and_a_review_is_called_off_after_it_was_asked_for() {
    let (told, review) = reviewed();
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"noted_on": "2026-03-02"}), &[]),
        (json!({"noted_on": "2026-03-01"}), &["/noted_on date_before_request"]),
        (json!({"noted_on": "2026-03-20"}), &[]),
        (json!({"noted_on": "2026-03-21"}), &["/scheduled_for scheduled_in_the_past"]),
        (json!({"noted_on": null}), &["/scheduled_for scheduled_in_the_past"]),
        (json!({"scheduled_for": "2026-06-01"}), &[]),
        (json!({"scheduled_for": "2026-06-02"}), &["/scheduled_for date_after_discharge"]),
        (
            json!({"noted_on": TOMORROW, "scheduled_for": TOMORROW}),
            &["/noted_on date_in_future", "/scheduled_for date_after_discharge"],
        ),
    ];
    let sound = json!({"scheduled_for": "2026-03-20", "noted_on": "2026-03-12"});
    table(&sound, rows, |body| review::schedule(&told.person, &told.moment(), review, body));
    let rows: &[Row] = &[
        (json!({"cancelled_on": "2026-03-02"}), &[]),
        (json!({"cancelled_on": "2026-03-01"}), &["/cancelled_on date_before_request"]),
        (json!({"cancelled_on": TODAY}), &[]),
        (json!({"cancelled_on": TOMORROW}), &["/cancelled_on date_in_future"]),
    ];
    table(&cancel_on("2026-03-12"), rows, |body| review::cancel(&told.person, &told.moment(), review, body));
}

#[test]
fn the_day_last_noted_is_the_day_it_is_to_be_held() {
    let (mut told, review) = reviewed();
    assert_eq!((told.person.reviews[0].scheduled_for(), told.person.reviews[0].offered_on()), (None, None));
    let days = [("2026-03-05", "2026-03-20"), ("2026-03-04", "2026-03-21")];
    for (offered, day) in days {
        let offer = json!({"offered_on": offered, "scheduled_for": day});
        told.does(|told| review::offer(&told.person, &told.moment(), review, &made(offer)));
    }
    assert_eq!(told.person.reviews[0].scheduled_for(), Some(day("2026-03-20")));
    assert_eq!(told.person.reviews[0].offered_on(), Some(day("2026-03-04")));
    let arranged = json!({"scheduled_for": "2026-03-25", "noted_on": "2026-03-06"});
    told.does(|told| review::schedule(&told.person, &told.moment(), review, made(arranged)));
    assert_eq!(told.person.reviews[0].scheduled_for(), Some(day("2026-03-25")));
    let (mut told, review) = reviewed();
    told.held(review, &json!({}));
    assert_eq!(told.person.reviews[0].offered_on(), Some(day("2026-03-10")), "held without an offer");
}

#[test]
fn what_a_review_leaves_to_do_comes_after_it() {
    let (mut told, review) = reviewed();
    let report = json!({"issued_on": "2026-03-20", "issued_by": by()});
    let plan = json!({"reviewed_on": "2026-03-20", "reviewed_by": by()});
    let not_held: &[Row] = &[(json!({}), &[" review_not_held"])];
    table(&report, not_held, |body| review::report(&told.person, &told.moment(), review, body));
    table(&plan, not_held, |body| review::review_plan(&told.person, &told.moment(), review, body));
    told.held(review, &json!({}));
    let rows: &[Row] = &[
        (json!({"issued_on": "2026-03-10"}), &[]),
        (json!({"issued_on": "2026-03-09"}), &["/issued_on date_before_review"]),
        (json!({"issued_on": TODAY}), &[]),
        (json!({"issued_on": TOMORROW}), &["/issued_on date_in_future"]),
    ];
    table(&report, rows, |body| review::report(&told.person, &told.moment(), review, body));
    let rows: &[Row] = &[
        (json!({"reviewed_on": "2026-03-10"}), &[]),
        (json!({"reviewed_on": "2026-03-09"}), &["/reviewed_on date_before_review"]),
        (json!({"reviewed_on": TODAY}), &[]),
        (json!({"reviewed_on": TOMORROW}), &["/reviewed_on date_in_future"]),
    ];
    table(&plan, rows, |body| review::review_plan(&told.person, &told.moment(), review, body));
    told.does(|told| review::report(&told.person, &told.moment(), review, made(report.clone())));
    table(&report, &[(json!({}), &[" report_issued"])], |body| {
        review::report(&told.person, &told.moment(), review, body)
    });
}

/// Pathway: S0-11.1a, S0-activity-9, S3-process-6, S4-RAG-blue-4.
#[test]
fn a_recommendation_progresses_with_a_word_on_what_blocks_it() {
    let (mut told, review) = reviewed();
    told.held(review, &json!({}));
    let id = told.person.reviews[0].held.as_ref().unwrap().recommendations[0].recommendation_id;
    let rows: &[Row] = &[
        (json!({}), &[]),
        (json!({"noted_on": "2026-03-10"}), &[]),
        (json!({"noted_on": "2026-03-09"}), &["/noted_on date_before_review"]),
        (json!({"noted_on": TOMORROW}), &["/noted_on date_in_future"]),
        (json!({"status": "blocked"}), &["/note note_missing"]),
        (json!({"status": "cancelled"}), &["/note note_missing"]),
        (json!({"status": "blocked", "note": SAYS}), &[]),
        (json!({"status": "done"}), &[]),
        (json!({"due_on": "2026-03-20"}), &[]),
        (json!({"due_on": "2026-03-19"}), &["/due_on due_before_note"]),
        (json!({"status": "done", "due_on": "2026-03-20"}), &["/due_on date_of_what_is_over"]),
        (json!({"status": "cancelled", "note": SAYS, "due_on": "2026-03-20"}), &["/due_on date_of_what_is_over"]),
        (json!({"status": "blocked", "note": SAYS, "due_on": "2026-03-20"}), &[]),
        (json!({"noted_on": null, "due_on": "2026-11-21"}), &["/due_on due_before_note"]),
    ];
    let sound = json!({"status": "in_progress", "noted_on": "2026-03-20", "noted_by": by()});
    table(&sound, rows, |body| review::progress(&told.person, &told.moment(), id, body));
    let nowhere = review::progress(&told.person, &told.moment(), RecommendationId(Uuid::nil()), made(sound.clone()));
    assert_eq!(nowhere, Err(Refusal::NotFound));
}

#[test]
fn nothing_happens_after_a_death_nor_before_it_is_over() {
    let (mut told, _) = reviewed();
    let dies = |on: &str| json!({"left_on": on, "reason": "deceased", "decided_by": by()});
    let rows: &[Row] =
        &[(json!({"left_on": "2026-06-01"}), &[]), (json!({"left_on": "2026-05-31"}), &["/left_on fact_after_death"])];
    table(&dies("2026-07-01"), rows, |body| departure::depart(&told.person, &told.moment(), &told.packs, body));
    told.does(|told| departure::depart(&told.person, &told.moment(), &told.packs, made(dies("2026-07-01"))));
    let rows: &[Row] = &[
        (json!({"admitted_on": "2026-07-01", "discharge": discharge_on("2026-07-01")}), &[]),
        (json!({"admitted_on": "2026-07-02"}), &["/admitted_on date_after_death"]),
    ];
    table(&admission_on("2026-07-01"), rows, |body| admission::admit(&told.person, &told.moment(), body));
    table(&dies("2026-07-01"), &[(json!({}), &[" death_recorded"])], |body| {
        departure::depart(&told.person, &told.moment(), &told.packs, body)
    });
}
