//! What the pathway's calls refuse: each with its code at its place, all that is wrong at once.

use crate::support::people::{by, last, with};
use crate::support::{Caller, Reply, example, stories};
use reqwest::Method;
use serde_json::{Value, json};

const NONE: Value = Value::Null;

/// What is wrong; the call, in a path with names in braces; its body; status; faults as `pointer code`, separated by
/// semicolons.
type Row<'t> = (&'t str, &'t str, Value, u16, &'t str);

/// Records with a name.
struct Names(Vec<(&'static str, String)>);

impl Names {
    fn fill(&self, path: &str) -> String {
        self.0.iter().fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
    }

    /// Sends every row and tells every difference at once. A path without a verb before it is posted.
    async fn refuse(&self, icb: &Caller<'_>, rows: &[Row<'_>]) {
        let mut wrong = Vec::new();
        for (why, call, body, status, expected) in rows {
            let (method, path) = call.split_once(' ').unwrap_or(("POST", call));
            let reply = self.send(icb, method, path, body).await;
            let mut found: Vec<String> =
                reply.faults().iter().map(|(at, code)| format!("{at} {code}").trim().to_owned()).collect();
            found.sort();
            let mut expected: Vec<&str> = expected.split(';').map(str::trim).collect();
            expected.sort_unstable();
            if reply.status.as_u16() != *status || found != expected {
                wrong.push(format!("{why}: {} {found:?}, expected {status} {expected:?}", reply.status));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    async fn send(&self, icb: &Caller<'_>, method: &str, path: &str, body: &Value) -> Reply {
        let path = format!("{}{}", self.0[0].1, self.fill(path));
        icb.send(method.parse().unwrap(), &path, &[("if-match", "*")], Some(body.to_string())).await
    }
}

/// Robin, Red since 15 December 2025: a community review held with a recommendation, one asked for, one called off.
async fn red(icb: &Caller<'_>) -> Names {
    let robin = icb.robin().await;
    red_as(icb, robin).await
}

async fn red_as(icb: &Caller<'_>, robin: String) -> Names {
    icb.post_on(&robin, &format!("{robin}/ratings"), &example("rating-red.json")).await.is(201);
    let held = icb.ask(&robin, "community", "2025-12-16").await;
    let told = icb.post(&format!("{held}/held"), &example("review-held-community.json")).await.is(200);
    let recommendation = told.json["recommendations"][0]["id"].as_str().unwrap().to_owned();
    let off = icb.ask(&robin, "community", "2025-12-16").await;
    let cancelled = json!({"cancelled_on": "2025-12-18", "cancelled_by": by("Chair"), "reason": "The chair is ill."});
    icb.post(&format!("{off}/cancelled"), &cancelled).await.is(200);
    let open = icb.ask(&robin, "community", "2025-12-20").await;
    Names(vec![
        ("robin", robin),
        ("held", last(&held)),
        ("off", last(&off)),
        ("open", last(&open)),
        ("recommendation", recommendation),
    ])
}

/// The same, in hospital since 6 January 2026, an inpatient review asked for the next day.
async fn blue(icb: &Caller<'_>) -> Names {
    let mut names = red(icb).await;
    let robin = names.0[0].1.clone();
    names.0.push(("spell", icb.admit(&robin, "2026-01-06", "adult_acute", "none").await));
    names.0.push(("inpatient", last(&icb.ask(&robin, "inpatient", "2026-01-07").await)));
    names
}

fn visit<const N: usize>(changes: [(&str, Value); N]) -> Value {
    with(&example("visit.json"), changes)
}

fn moved<const N: usize>(changes: [(&str, Value); N]) -> Value {
    with(&example("move.json"), changes)
}

fn leaving<const N: usize>(changes: [(&str, Value); N]) -> Value {
    with(&example("departure.json"), changes)
}

/// A body whose day and actor have these names.
fn noted(day: &str, on: &str, actor: &str, more: Value) -> Value {
    let mut body = more;
    body[day] = json!(on);
    body[actor] = by("DSR lead");
    body
}

fn notice(on: &str) -> Value {
    noted("notified_on", on, "notified_by", json!({"local_authority": "E06000010"}))
}

fn plan(on: &str, points: Value) -> Value {
    noted("set_on", on, "set_by", json!({"points": points}))
}

fn support<const N: usize>(changes: [(&str, Value); N]) -> Value {
    let steps = json!([{"text": "Respite.", "agency": "social_care", "status": "open"}]);
    with(&noted("set_on", "2026-01-10", "set_by", json!({"summary": "At home.", "steps": steps})), changes)
}

fn meeting(on: &str, attendees: Value) -> Value {
    json!({"held_on": on, "reason": "out_of_hours", "attendees": attendees, "decision": "support_increased", "summary": "At night."})
}

fn progress<const N: usize>(changes: [(&str, Value); N]) -> Value {
    with(&noted("noted_on", "2026-01-10", "noted_by", json!({"status": "in_progress"})), changes)
}

fn decided<const N: usize>(changes: [(&str, Value); N]) -> Value {
    with(
        &noted(
            "decided_on",
            "2025-12-20",
            "decided_by",
            json!({"outcome": "not_needed", "reason": "Support is in place."}),
        ),
        changes,
    )
}

stories! {
    /// Pathway: S0-activity-6.1, S1-77.
    async fn on_the_ward_each_call_says_what_is_wrong(world: World) {
        let icb = world.icb();
        let names = blue(&icb).await;
        let point = |point: u8| json!({"point": point, "status": "complete"});
        let change = "PATCH /admissions/{spell}";
        names.refuse(&icb, &[
            ("a visit to come", "/oversight-visits", visit([("/visited_on", json!("2026-11-23"))]), 422, "/visited_on date_in_future"),
            ("a visit before admission", "/oversight-visits", visit([("/visited_on", json!("2026-01-05"))]), 409, "/visited_on not_in_hospital"),
            ("a virtual visit without a reason", "/oversight-visits", visit([("/method", json!("virtual"))]), 422, "/virtual_reason virtual_reason_missing"),
            ("a reason for a visit in person", "/oversight-visits", visit([("/virtual_reason", json!("Snow."))]), 422, "/virtual_reason not_virtual"),
            ("a visit with two things wrong", "/oversight-visits", visit([("/visited_on", json!("2026-01-05")), ("/method", json!("virtual"))]), 422, "/visited_on not_in_hospital; /virtual_reason virtual_reason_missing"),
            ("a visit before birth", "/oversight-visits", visit([("/visited_on", json!("1990-01-01"))]), 422, "/visited_on date_before_birth; /visited_on not_in_hospital"),
            ("a notification to come", "/local-authority-notifications", notice("2026-11-23"), 422, "/notified_on date_in_future"),
            ("a notification before admission", "/local-authority-notifications", notice("2026-01-05"), 409, "/notified_on not_in_hospital"),
            ("a move to come", "/admissions/{spell}/moves", moved([("/moved_on", json!("2026-11-23"))]), 422, "/moved_on date_in_future"),
            ("a move before admission", "/admissions/{spell}/moves", moved([("/moved_on", json!("2026-01-05"))]), 422, "/moved_on date_before_admission"),
            ("a move to a contradiction", "/admissions/{spell}/moves", moved([("/setting", json!("adult_acute"))]), 422, "/security security_contradicts_setting; /bed_type_code bed_type_contradicts_setting"),
            ("a move with all of it wrong", "/admissions/{spell}/moves", moved([("/moved_on", json!("2026-01-05")), ("/security", json!("none"))]), 422,
                "/moved_on date_before_admission; /security security_contradicts_setting; /bed_type_code bed_type_contradicts_setting"),
            ("nothing to change", change, json!({}), 422, "nothing_to_change"),
            ("nothing new", change, json!({"legal_status": "section_2"}), 422, "nothing_to_change"),
            ("no such detail", change, json!({"admitted_on": "2026-01-01"}), 422, "/admitted_on unknown_field"),
            ("delayed and not ready", change, json!({"delay_reason": "housing"}), 422, "/delay_reason delay_without_readiness"),
            ("ready before admission", change, json!({"clinically_ready_on": "2026-01-05"}), 422, "/clinically_ready_on date_before_admission"),
            ("ready tomorrow", change, json!({"clinically_ready_on": "2026-11-23"}), 422, "/clinically_ready_on date_in_future"),
            ("noted tomorrow", change, json!({"noted_on": "2026-11-23", "section_117": true}), 422, "/noted_on date_in_future"),
            ("discharge expected before admission", change, json!({"expected_discharge_on": "2026-01-05"}), 422, "/expected_discharge_on discharge_before_admission"),
            ("leave that ends before it begins, and before admission", change, json!({"leave": [{"kind": "overnight", "from": "2026-01-05", "until": "2026-01-04"}], "delay_reason": "housing"}), 422,
                "/leave/0/from date_before_admission; /leave/0/until leave_ends_before_it_begins; /delay_reason delay_without_readiness"),
            ("a point twice", "PUT /discharge-plan", plan("2026-02-02", json!([point(1), point(2), point(1)])), 422, "/points/2/point repeated"),
            ("a plan before admission", "PUT /discharge-plan", plan("2026-01-05", json!([point(1)])), 422, "/set_on date_before_admission"),
            ("a plan for nobody's spell", "PUT /discharge-plan", with(&plan("2026-02-02", json!([point(1)])), [("/admission_id", json!("018f0000-0000-7000-8000-000000000000"))]), 422, "/admission_id admission_not_found"),
            ("an emergency meeting on the ward", "/laep-meetings", meeting("2026-01-07", json!([by("DSR lead")])), 409, "/held_on in_hospital_already"),
            ("another day before the one it was arranged on", "/reviews/{inpatient}/schedule", json!({"noted_on": "2026-01-10", "scheduled_for": "2026-01-09"}), 422, "/scheduled_for scheduled_in_the_past"),
            ("leaving while Blue", "/departure", leaving([]), 409, "/reason in_hospital_stays"),
            ("moving away while Blue", "/departure", leaving([("/reason", json!("moved_icb"))]), 409, "/reason in_hospital_stays; /reason moves_by_transfer"),
            ("died before admission", "/departure", leaving([("/left_on", json!("2026-01-05")), ("/reason", json!("deceased"))]), 409, "/left_on fact_after_death"),
        ]).await;
        let names = Names(names.0);
        names.send(&icb, "POST", "/oversight-visits", &visit([])).await.is(201);
        names.send(&icb, "POST", "/admissions/{spell}/moves", &moved([])).await.is(200);
        let discharge = |on: &str| with(&example("discharge.json"), [("/discharged_on", json!(on))]);
        names.refuse(&icb, &[
            ("discharged before the move", "/admissions/{spell}/discharge", discharge("2026-03-09"), 409, "/discharged_on fact_after_discharge"),
        ]).await;
        names.send(&icb, "POST", "/admissions/{spell}/discharge", &discharge("2026-06-30")).await.is(200);
        names.refuse(&icb, &[
            ("a move after discharge", "/admissions/{spell}/moves", moved([("/moved_on", json!("2026-07-01"))]), 422, "/moved_on date_after_discharge"),
            ("a visit after discharge", "/oversight-visits", visit([("/visited_on", json!("2026-07-01"))]), 409, "/visited_on not_in_hospital"),
            ("a plan after discharge", "PUT /discharge-plan", plan("2026-07-01", json!([point(1)])), 409, "not_in_hospital"),
        ]).await;
    }

    async fn at_home_each_call_says_what_is_wrong(world: World) {
        let icb = world.icb();
        let names = red(&icb).await;
        let recommendation = "PATCH /recommendations/{recommendation}";
        let concern = |more: Value| noted("raised_on", "2026-02-24", "raised_by", with(&json!({"kind": "safeguarding", "description": "Unknown staff.", "provider_ods": "RV9"}), [("/provider_ods", more)]));
        let cancelled = |on: &str| noted("cancelled_on", on, "cancelled_by", json!({"reason": "The chair is ill."}));
        let report = |on: &str| noted("issued_on", on, "issued_by", json!({}));
        let reviewed = |on: &str| noted("reviewed_on", on, "reviewed_by", json!({}));
        let referred = |on: &str| noted("referred_on", on, "referred_by", json!({"service": "intensive_support", "reason": "Daily calls."}));
        let remain = noted("decided_on", "2026-10-20", "decided_by", json!({"outcome": "remain", "reason": "A new team."}));
        let withdrawal = crate::support::people::register_consent("withdrawn", "2026-01-10");
        let given = crate::support::people::register_consent("given", "2026-01-10");
        names.refuse(&icb, &[
            ("a visit at home, by video", "/oversight-visits", visit([("/method", json!("virtual"))]), 422, "/visited_on not_in_hospital; /virtual_reason virtual_reason_missing"),
            ("a notification", "/local-authority-notifications", notice("2026-02-20"), 409, "/notified_on not_in_hospital"),
            ("a discharge plan", "PUT /discharge-plan", plan("2026-02-02", json!([{"point": 1, "status": "complete"}])), 409, "not_in_hospital"),
            ("a plan looked at again before it was set", "PUT /support-plan", support([("/review_on", json!("2026-01-09"))]), 422, "/review_on review_before_plan"),
            ("a plan and a transition to come", "PUT /support-plan", support([("/set_on", json!("2026-11-23")), ("/transition_planned_on", json!("2026-11-24"))]), 422, "/set_on date_in_future; /transition_planned_on date_in_future"),
            ("a referral to come", "/support-referrals", referred("2026-11-23"), 422, "/referred_on date_in_future"),
            ("a concern about nobody", "/quality-concerns", concern(NONE), 422, "/provider_ods concern_about_nobody"),
            ("a concern with all of it wrong", "/quality-concerns", with(&concern(NONE), [("/admission_id", json!("018f0000-0000-7000-8000-000000000000")), ("/safeguarding_referred_on", json!("2026-11-23"))]), 422,
                "/provider_ods concern_about_nobody; /admission_id admission_not_found; /safeguarding_referred_on date_in_future"),
            ("an emergency meeting to come", "/laep-meetings", meeting("2026-11-23", json!([by("DSR lead")])), 422, "/held_on date_in_future"),
            ("another day for a review that was held", "/reviews/{held}/schedule", json!({"noted_on": "2026-01-10", "scheduled_for": "2026-01-20"}), 409, "review_settled"),
            ("another day for one called off", "/reviews/{off}/schedule", json!({"noted_on": "2026-01-10", "scheduled_for": "2026-01-20"}), 409, "review_settled"),
            ("arranged before it was asked for", "/reviews/{open}/schedule", json!({"noted_on": "2025-12-19", "scheduled_for": "2026-01-20"}), 422, "/noted_on date_before_request"),
            ("called off twice", "/reviews/{off}/cancelled", cancelled("2025-12-19"), 409, "review_settled"),
            ("called off after it was held", "/reviews/{held}/cancelled", cancelled("2026-01-10"), 409, "review_settled"),
            ("called off before it was asked for", "/reviews/{open}/cancelled", cancelled("2025-12-19"), 422, "/cancelled_on date_before_request"),
            ("called off tomorrow", "/reviews/{open}/cancelled", cancelled("2026-11-23"), 422, "/cancelled_on date_in_future"),
            ("offered after it was called off", "/reviews/{off}/offer", json!({"offered_on": "2025-12-19"}), 422, "/offered_on offer_after_cancellation"),
            ("held after it was called off", "/reviews/{off}/held", with(&example("review-held-community.json"), []), 409, "review_settled"),
            ("a report of what was not held", "/reviews/{open}/report", report("2026-01-10"), 409, "review_not_held"),
            ("a report before the review", "/reviews/{held}/report", report("2025-12-21"), 422, "/issued_on date_before_review"),
            ("a plan of what was not held, reviewed tomorrow", "/reviews/{open}/plan-review", reviewed("2026-11-23"), 422, "/reviewed_on date_in_future; review_not_held"),
            ("a plan reviewed before the review", "/reviews/{held}/plan-review", reviewed("2025-12-21"), 422, "/reviewed_on date_before_review"),
            ("blocked without a word", recommendation, progress([("/status", json!("blocked"))]), 422, "/note note_missing"),
            ("cancelled without a word, with a date", recommendation, progress([("/status", json!("cancelled")), ("/due_on", json!("2026-03-31"))]), 422, "/note note_missing; /due_on date_of_what_is_over"),
            ("another date before the note", recommendation, progress([("/due_on", json!("2026-01-09"))]), 422, "/due_on due_before_note"),
            ("progress before the review", recommendation, progress([("/noted_on", json!("2025-12-21"))]), 422, "/noted_on date_before_review"),
            ("a decision without a reason", "/community-review-decision", decided([("/reason", NONE)]), 422, "/reason reason_missing"),
            ("a review for a decision against one", "/community-review-decision", decided([("/review_id", json!(names.fill("{open}")))]), 422, "/review_id field_of_other_outcome"),
            ("scheduled, for a review called off", "/community-review-decision", decided([("/outcome", json!("scheduled")), ("/review_id", json!(names.fill("{off}")))]), 409, "/review_id no_open_community_review"),
            ("decided before Red", "/community-review-decision", decided([("/decided_on", json!("2025-12-14")), ("/reason", NONE)]), 422, "/decided_on not_red; /reason reason_missing"),
            ("to remain while Red", "/step-down-decision", remain, 409, "/decided_on not_green"),
            ("stepping down while Red", "/departure", leaving([]), 409, "/reason not_green_without_unmanaged_risk"),
            ("moving away", "/departure", leaving([("/reason", json!("moved_icb"))]), 409, "/reason moves_by_transfer"),
            ("leaving before joining", "/departure", leaving([("/reason", json!("criteria_no_longer_met")), ("/left_on", json!("2025-12-02"))]), 422, "/left_on date_before_joining; /left_on rating_after_departure"),
            ("leaving before a rating", "/departure", leaving([("/reason", json!("criteria_no_longer_met")), ("/left_on", json!("2025-12-14"))]), 409, "/left_on rating_after_departure"),
            ("leaving tomorrow", "/departure", leaving([("/reason", json!("criteria_no_longer_met")), ("/left_on", json!("2026-11-23"))]), 422, "/left_on date_in_future"),
            ("a withdrawal with another reason", "/departure", leaving([("/reason", json!("criteria_no_longer_met")), ("/consent", withdrawal.clone())]), 422, "/consent consent_not_withdrawn"),
            ("a withdrawal of another day", "/departure", leaving([("/reason", json!("consent_withdrawn")), ("/consent", withdrawal)]), 422, "/consent/effective_on dates_differ"),
            ("a consent given as a withdrawal", "/departure", leaving([("/reason", json!("consent_withdrawn")), ("/left_on", json!("2026-01-10")), ("/consent", given)]), 422, "/consent consent_not_withdrawn"),
            ("died before the review", "/departure", leaving([("/reason", json!("deceased")), ("/left_on", json!("2025-12-20"))]), 409, "/left_on fact_after_death"),
        ]).await;
    }

    async fn whoever_has_left_does_not_leave_again_and_nothing_happens_to_the_dead(world: World) {
        let icb = world.icb();
        let names = red(&icb).await;
        names.send(&icb, "POST", "/departure", &leaving([("/left_on", json!("2026-02-01")), ("/reason", json!("criteria_no_longer_met"))])).await.is(200);
        names.refuse(&icb, &[
            ("left already", "/departure", leaving([("/reason", json!("criteria_no_longer_met"))]), 409, "not_on_register"),
            ("nothing to decide", "/community-review-decision", decided([("/decided_on", json!("2026-02-02"))]), 409, "/decided_on not_red"),
        ]).await;
        let told = names.send(&icb, "POST", "/departure", &leaving([("/left_on", json!("2026-03-01")), ("/reason", json!("deceased"))])).await.is(200);
        assert_eq!((&told.json["date_of_death"], &told.json["membership"]["end_reason"]), (&json!("2026-03-01"), &json!("criteria_no_longer_met")));
        let referred = noted("referred_on", "2026-03-02", "referred_by", json!({"service": "intensive_support", "reason": "Daily calls."}));
        names.refuse(&icb, &[
            ("died twice", "/departure", leaving([("/left_on", json!("2026-03-01")), ("/reason", json!("deceased"))]), 409, "death_recorded"),
            ("a referral of the dead", "/support-referrals", referred, 422, "/referred_on date_after_death"),
            ("a plan for the dead", "PUT /support-plan", support([("/set_on", json!("2026-03-02"))]), 422, "/set_on date_after_death"),
            ("an emergency meeting about the dead", "/laep-meetings", meeting("2026-03-02", json!([by("DSR lead")])), 422, "/held_on date_after_death"),
            ("an admission of the dead", "/admissions", crate::support::people::admission("2026-03-02", "adult_acute", "none"), 422, "/admitted_on date_after_death"),
            ("a review of the dead", "/reviews", crate::support::people::review("community", "2026-03-02"), 422, "/requested_on date_after_death"),
            ("progress after death", "PATCH /recommendations/{recommendation}", progress([("/noted_on", json!("2026-03-02"))]), 422, "/noted_on date_after_death"),
        ]).await;
    }

    /// Pathway: S4-RAG-blue-6, S4-RAG-red-4.
    async fn services_for_adults_are_for_adults(world: World) {
        let icb = world.icb();
        let child = icb.somebody(1, "2008-03-01").await;
        let referred = |on: &str| noted("referred_on", on, "referred_by", json!({"service": "forensic_outreach", "reason": "Court."}));
        icb.post(&format!("{child}/support-referrals"), &referred("2026-02-28")).await.refused(409, "rule_not_met").fault("/service", "service_for_adults");
        icb.post(&format!("{child}/support-referrals"), &referred("2026-03-01")).await.is(201);
    }

    /// Pathway: S1-79.
    async fn what_is_unusual_is_warned_of_and_stops_nothing(world: World) {
        let icb = world.icb();
        let names = blue(&icb).await;
        let concern = |kind: &str| noted("raised_on", "2026-02-24", "raised_by", json!({"kind": kind, "description": "Unknown staff.", "placement": "Willow"}));
        let warned = |reply: &Reply| reply.json["warnings"].as_array().unwrap().len();
        assert_eq!(warned(&names.send(&icb, "POST", "/quality-concerns", &concern("safeguarding")).await.is(201)), 1);
        assert_eq!(warned(&names.send(&icb, "POST", "/quality-concerns", &concern("quality")).await.is(201)), 0);
        let told = with(&concern("safeguarding"), [("/safeguarding_referred_on", json!("2026-02-24"))]);
        assert_eq!(warned(&names.send(&icb, "POST", "/quality-concerns", &told).await.is(201)), 0);
        let moved = names.send(&icb, "POST", "/admissions/{spell}/moves", &moved([])).await.is(200);
        assert_eq!((warned(&moved), &moved.json["current_security"]), (1, &json!("low")), "an ICB seldom commissions a secure bed");
        let visit = visit([("/person_seen", json!(false)), ("/method", json!("virtual")), ("/virtual_reason", json!("Snow."))]);
        names.send(&icb, "POST", "/oversight-visits", &visit).await.is(201);
        assert_eq!(icb.send(Method::GET, &format!("{}/quality-concerns", names.0[0].1), &[], None).await.json["data"].as_array().unwrap().len(), 3);
    }

    async fn nobody_dies_in_hospital_before_what_is_on_record(world: World) {
        let icb = world.icb();
        let names = blue(&icb).await;
        icb.hold(&names.0[0].1, "community", "2026-03-05").await;
        names.refuse(&icb, &[
            ("died before a review", "/admissions/{spell}/discharge", json!({"discharged_on": "2026-02-01", "destination": "died"}), 409, "/discharged_on fact_after_death"),
        ]).await;
    }

    async fn nobody_dies_before_a_meeting_or_progress_on_record(world: World) {
        let icb = world.icb();
        let mut wrong = Vec::new();
        for (n, (method, path, body)) in (2..).zip([
            ("POST", "/laep-meetings", meeting("2026-03-05", json!([by("DSR lead")]))),
            ("POST", "/community-review-decision", decided([("/decided_on", json!("2026-03-05"))])),
            ("POST", "/reviews/{held}/plan-review", noted("reviewed_on", "2026-03-05", "reviewed_by", json!({}))),
            ("PATCH", "/recommendations/{recommendation}", progress([("/noted_on", json!("2026-03-05"))])),
            ("POST", "/reviews/{open}/offer", json!({"offered_on": "2026-03-05"})),
        ]) {
            let names = red_as(&icb, icb.somebody(n, "1993-05-17").await).await;
            assert!(names.send(&icb, method, path, &body).await.status.is_success(), "{path}");
            let died = leaving([("/left_on", json!("2026-02-01")), ("/reason", json!("deceased"))]);
            let reply = names.send(&icb, "POST", "/departure", &died).await;
            if reply.status.as_u16() != 409 {
                wrong.push(format!("died before {path}: {}", reply.status));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    async fn nobody_is_ready_for_a_discharge_that_was_before(world: World) {
        let icb = world.icb();
        let names = blue(&icb).await;
        names.send(&icb, "PATCH", "/admissions/{spell}", &json!({"clinically_ready_on": "2026-07-10"})).await.is(200);
        let discharge = with(&example("discharge.json"), []);
        names.refuse(&icb, &[("discharged before ready", "/admissions/{spell}/discharge", discharge, 409, "/discharged_on fact_after_discharge")]).await;
    }

    async fn nobody_who_died_is_admitted_later_in_whatever_order_it_is_recorded(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.admit(&robin, "2026-06-01", "adult_acute", "none").await;
        let ended = json!({"discharged_on": "2026-02-01", "destination": "died"});
        let earlier = with(&crate::support::people::admission("2026-01-06", "adult_acute", "none"), [("/discharge", ended)]);
        let names = Names(vec![("robin", robin)]);
        names.refuse(&icb, &[("died before a later admission", "/admissions", earlier, 409, "/discharge/discharged_on fact_after_death")]).await;
        let now = icb.get(&names.0[0].1).await.json;
        assert_eq!((&now["rag"], &now["date_of_death"]), (&json!("blue"), &Value::Null), "nobody dead is Blue");
    }
}
