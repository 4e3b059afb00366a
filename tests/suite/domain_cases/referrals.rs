//! What becomes of a referral: what it asks, tells and is refused, from receipt to decision.

use super::{SAYS, TODAY, TOMORROW, by, faults, inpatient, made, with};
use crate::support::{day, nhs_number};
use dsr::domain::disclosure::{self, Basis};
use dsr::domain::event::Event;
use dsr::domain::id::ReferralId;
use dsr::domain::ods::Ods;
use dsr::domain::person::{Moment, Person};
use dsr::domain::policy::Packs;
use dsr::domain::rating::RiskFactor;
use dsr::domain::referral::{self, Referral, ReferralStatus};
use dsr::domain::refusal::Refusal;
use serde_json::{Value, json};
use uuid::Uuid;

fn moment() -> Moment {
    Moment { today: day(TODAY), id: Uuid::from_u128(77) }
}

fn consent(status: &str, on: &str) -> Value {
    json!({"scope": "register", "status": status, "basis": "self", "given_by": "CANARY Giver", "effective_on": on})
}

/// Meets every criterion of the national pack; received on 2 November 2026.
fn sound() -> Value {
    json!({"received_on": "2026-11-02", "source": "lead_professional", "referrer": by(),
        "person": {"family_name": "CANARY Aldous", "given_name": "CANARY Robin", "date_of_birth": "1993-05-17", "conditions": ["autism"],
            "diagnosis_status": "confirmed", "icb_ods": "QOQ", "nhs_number": nhs_number(1)},
        "open_to_health_and_social_care": true, "mental_health_crisis": {"in_crisis": true}, "risk_factors": ["placement_breakdown"],
        "consents": [consent("given", "2026-11-02")]})
}

fn person(change: &Value) -> Value {
    json!({"person": with(&sound()["person"], change)})
}

fn received(change: &Value) -> Referral {
    let events = referral::receive(&moment(), made(json!("RV9")), "client".into(), made(with(&sound(), change)));
    Referral::fold(ReferralId(Uuid::from_u128(5)), &events.unwrap()).unwrap()
}

fn informed(mut referral: Referral, change: &Value) -> Referral {
    let body = with(&json!({"added_on": "2026-11-05", "given_by": by(), "information": SAYS}), change);
    let events = referral::add_information(&referral, &moment(), made(body)).unwrap();
    events.iter().for_each(|event| referral.apply(event));
    referral
}

fn accepting() -> Value {
    json!({"outcome": "accepted", "decided_on": "2026-11-10", "decided_by": by(), "rating": {"rag": "amber", "rationale": SAYS}})
}

fn decide(referral: &Referral, known: Option<&Person>, decision: Value) -> Result<Vec<Event>, Refusal> {
    let criteria = Packs::embedded().unwrap().criteria(&referral.received.icb_ods, referral.received.received_on);
    let decided = referral::decide(referral, known, &criteria, &moment(), made(decision))?;
    Ok(decided.referral.into_iter().chain(decided.person.into_iter().flat_map(|(_, events)| events)).collect())
}

#[test]
fn a_criterion_that_is_not_met_is_overridden_with_a_reason_or_refused() {
    let (closed, calm) =
        (json!({"open_to_health_and_social_care": false}), json!({"mental_health_crisis": {"in_crisis": false}}));
    let both = with(&closed, &calm);
    let of_14 = person(&json!({"icb_ods": "QZZ", "date_of_birth": "2012-11-02"}));
    let under_14 = person(&json!({"icb_ods": "QZZ", "date_of_birth": "2012-11-03"}));
    let rows: [(Value, &[&str]); 6] = [
        (json!({}), &[]),
        (closed, &["/override_reason criteria_not_open_to_services"]),
        (calm, &["/override_reason criteria_not_in_crisis"]),
        (both, &["/override_reason criteria_not_open_to_services", "/override_reason criteria_not_in_crisis"]),
        (of_14, &[]),
        (under_14, &["/override_reason criteria_below_minimum_age"]),
    ];
    for (change, unmet) in rows {
        let basis = if change["person"]["icb_ods"] == "QZZ" { "parental_responsibility" } else { "self" };
        let given = with(&consent("given", "2026-11-02"), &json!({"basis": basis}));
        let referral = received(&with(&change, &json!({"consents": [given]})));
        assert_eq!(faults(&decide(&referral, None, accepting())), unmet, "{change}");
        let with_reason = with(&accepting(), &json!({"override_reason": SAYS}));
        let events = decide(&referral, None, with_reason).unwrap();
        let Event::ReferralAccepted(accepted) = &events[0] else { panic!("{events:?}") };
        assert_eq!(accepted.criteria_overridden, !unmet.is_empty(), "{change}");
        assert_eq!(referral.warnings(&criteria(&referral)).len(), unmet.len(), "{change}");
    }
}

fn criteria(referral: &Referral) -> dsr::domain::policy::Criteria {
    Packs::embedded().unwrap().criteria(&referral.received.icb_ods, referral.received.received_on)
}

/// Pathway: S4-criteria-3.
#[test]
fn who_is_in_hospital_need_not_be_in_crisis() {
    let (told, _) = inpatient();
    let mut left = told.person.clone();
    left.memberships.clear();
    let referral = received(&json!({"mental_health_crisis": {"in_crisis": false}}));
    let link = with(&accepting(), &json!({"rating": null, "person_id": told.person.id}));
    assert_eq!(faults(&decide(&referral, Some(&left), link.clone())), [""; 0]);
    let closed =
        received(&json!({"mental_health_crisis": {"in_crisis": false}, "open_to_health_and_social_care": false}));
    assert_eq!(faults(&decide(&closed, Some(&left), link)), ["/override_reason criteria_not_open_to_services"]);
}

#[test]
fn what_was_last_reported_counts() {
    let yes = received(&json!({}));
    assert!(yes.open_to_services() && yes.in_crisis());
    let no = informed(yes, &json!({"open_to_health_and_social_care": false, "in_crisis": false}));
    assert!(!no.open_to_services() && !no.in_crisis());
    let silent = informed(no, &json!({}));
    assert!(!silent.open_to_services() && !silent.in_crisis());
    let again = informed(silent, &json!({"open_to_health_and_social_care": true, "in_crisis": true}));
    assert!(again.open_to_services() && again.in_crisis());
}

#[test]
fn every_risk_factor_is_told_once_and_every_consent_in_order() {
    let referral = received(&json!({"risk_factors": ["no_fixed_address", "placement_breakdown", "no_fixed_address"]}));
    let referral = informed(
        referral,
        &json!({"risk_factors": ["placement_breakdown", "youth_offending"], "consents": [consent("refused", "2026-11-04")]}),
    );
    let all = [RiskFactor::NoFixedAddress, RiskFactor::PlacementBreakdown, RiskFactor::YouthOffending];
    assert_eq!(referral.risk_factors(), all);
    let days: Vec<String> = referral.consents().iter().map(|c| format!("{} {}", c.status, c.effective_on)).collect();
    assert_eq!(days, ["given 2026-11-02", "refused 2026-11-04"]);
    let events =
        decide(&informed(referral, &json!({"consents": [consent("given", "2026-11-05")]})), None, accepting()).unwrap();
    let Some(Event::Rated(rated)) = events.last() else { panic!("{events:?}") };
    assert_eq!(rated.risk_factors, all, "where the decision names none");
}

/// Pathway: S3-intention-6, S4-criteria-5.
#[test]
fn joining_needs_consent_that_holds_on_the_day_and_still_holds() {
    for (consents, needed) in [
        (json!([]), true),
        (json!([consent("given", "2026-11-02")]), false),
        (json!([consent("given", "2026-11-10")]), false),
        (json!([consent("given", "2026-11-11")]), true),
        (json!([consent("given", "2026-11-02"), consent("withdrawn", "2026-11-10")]), true),
        (json!([consent("given", "2026-11-02"), consent("withdrawn", "2026-11-20")]), true),
        (json!([consent("withdrawn", "2026-11-02"), consent("given", "2026-11-02")]), false),
        (json!([consent("refused", "2026-11-02")]), true),
        (json!([with(&consent("given", "2026-11-02"), &json!({"scope": "review"}))]), true),
    ] {
        let expected: &[&str] = if needed { &["/consents no_register_consent"] } else { &[] };
        assert_eq!(
            faults(&decide(&received(&json!({"consents": consents})), None, accepting())),
            expected,
            "{consents}"
        );
    }
    let asked = received(&json!({"consents": []}));
    assert_eq!(asked.warnings(&criteria(&asked)).len(), 1, "the referrer is told");
    let later = with(&accepting(), &json!({"consents": [consent("given", "2026-11-10")]}));
    assert_eq!(faults(&decide(&asked, None, later)), [""; 0]);
}

#[test]
fn a_number_that_differs_is_refused_wherever_it_comes_from() {
    let (has, lacks) =
        (received(&json!({})), received(&person(&json!({"nhs_number": null, "nhs_number_absent": "not_known"}))));
    let told = |referral: &Referral, number: Value| {
        let body = json!({"given_by": by(), "information": SAYS, "nhs_number": number});
        faults(&referral::add_information(referral, &moment(), made(with(&body, &json!({})))))
    };
    let other = json!(nhs_number(2));
    assert_eq!(told(&has, Value::Null), [""; 0]);
    assert_eq!(told(&has, json!(nhs_number(1))), [""; 0]);
    assert_eq!(told(&has, other.clone()), ["/nhs_number nhs_number_differs"]);
    assert_eq!((told(&lacks, Value::Null), told(&lacks, other.clone())), (vec![], vec![]));
    assert_eq!(lacks.warnings(&criteria(&lacks)), ["No NHS number; the ICB has to supply it on acceptance."]);
    let supplied = informed(lacks.clone(), &json!({"nhs_number": other.clone()}));
    assert_eq!(supplied.nhs_number().map(|n| n.as_str().to_owned()), Some(nhs_number(2)));

    let accept = |referral: &Referral, number: &Value| {
        faults(&decide(referral, None, with(&accepting(), &json!({"nhs_number": number}))))
    };
    assert_eq!(accept(&lacks, &Value::Null), ["/nhs_number nhs_number_needed"]);
    assert_eq!(
        (accept(&lacks, &other), accept(&supplied, &Value::Null), accept(&supplied, &other)),
        (vec![], vec![], vec![])
    );
    assert_eq!(accept(&has, &other), ["/nhs_number nhs_number_differs"]);
    assert_eq!(accept(&supplied, &json!(nhs_number(1))), ["/nhs_number nhs_number_differs"]);

    let (told, _) = inpatient();
    let mut left = told.person.clone();
    left.memberships.clear();
    let link = with(&accepting(), &json!({"rating": null, "person_id": left.id}));
    assert_eq!(faults(&decide(&has, Some(&left), link.clone())), [""; 0]);
    let differs = received(&person(&json!({"nhs_number": nhs_number(2)})));
    assert_eq!(faults(&decide(&differs, Some(&left), link.clone())), ["/person_id identity_differs"]);
    assert_eq!(faults(&decide(&lacks, Some(&left), link)), [""; 0], "the person's own number holds");
}

#[test]
fn a_referral_is_decided_once() {
    use ReferralStatus::{Accepted, AwaitingInformation, Declined, Duplicate, Received, Withdrawn};
    let on = |outcome: &str, change: &Value| {
        let mut referral = received(&json!({}));
        let body = with(&json!({"outcome": outcome, "decided_on": "2026-11-10", "decided_by": by()}), change);
        let events = decide(&referral, None, body).unwrap();
        events.iter().for_each(|event| referral.apply(event));
        referral
    };
    let mut withdrawn = received(&json!({}));
    let taken_back = json!({"withdrawn_on": "2026-11-10", "withdrawn_by": by()});
    let events = referral::withdraw(&withdrawn, &moment(), &made(json!("RV9")), made(taken_back)).unwrap();
    events.iter().for_each(|event| withdrawn.apply(event));
    let asked = on("awaiting_information", &json!({"missing": [SAYS]}));
    for (referral, status, open) in [
        (received(&json!({})), Received, true),
        (informed(asked.clone(), &json!({})), Received, true),
        (asked, AwaitingInformation, true),
        (on("accepted", &json!({"rating": accepting()["rating"]})), Accepted, false),
        (on("declined", &json!({"reason": "out_of_area"})), Declined, false),
        (on("declined", &json!({"reason": "duplicate"})), Duplicate, false),
        (withdrawn, Withdrawn, false),
    ] {
        assert_eq!((referral.status, referral.is_open()), (status, open));
        assert_eq!(referral.closed_on(), (!open).then(|| day("2026-11-10")), "{status}");
        let expected: &[&str] = if open { &[] } else { &[" referral_closed"] };
        assert_eq!(faults(&decide(&referral, None, accepting())), expected, "{status}");
        let more = json!({"given_by": by(), "information": SAYS});
        assert_eq!(faults(&referral::add_information(&referral, &moment(), made(more))), expected, "{status}");
        let back = json!({"withdrawn_by": by()});
        assert_eq!(
            faults(&referral::withdraw(&referral, &moment(), &made(json!("RV9")), made(back))),
            expected,
            "{status}"
        );
    }
}

#[test]
fn a_step_of_a_referral_lies_between_receipt_and_today() {
    let referral = received(&json!({}));
    for (on, expected) in [
        ("2026-11-01", &["date_before_receipt"][..]),
        ("2026-11-02", &[]),
        (TODAY, &[]),
        (TOMORROW, &["date_in_future"]),
    ] {
        let at = |pointer: &str| expected.iter().map(|code| format!("{pointer} {code}")).collect::<Vec<_>>();
        let declined = json!({"outcome": "declined", "decided_on": on, "decided_by": by(), "reason": "out_of_area"});
        assert_eq!(faults(&decide(&referral, None, declined)), at("/decided_on"), "{on}");
        let more = json!({"added_on": on, "given_by": by(), "information": SAYS});
        assert_eq!(faults(&referral::add_information(&referral, &moment(), made(more))), at("/added_on"), "{on}");
        let back = json!({"withdrawn_on": on, "withdrawn_by": by()});
        let told = referral::withdraw(&referral, &moment(), &made(json!("RV9")), made(back));
        assert_eq!(faults(&told), at("/withdrawn_on"), "{on}");
    }
    let back = made(json!({"withdrawn_by": by()}));
    assert_eq!(faults(&referral::withdraw(&referral, &moment(), &made(json!("RXX")), back)), [" not_the_sender"]);
}

/// Pathway: S2-referral-5, S4-criteria-4.
#[test]
fn a_referral_is_received_as_it_can_be() {
    let receive = |change: &Value| {
        faults(&referral::receive(&moment(), made(json!("RV9")), "client".into(), made(with(&sound(), change))))
    };
    for (change, expected) in [
        (json!({"received_on": TODAY}), &[][..]),
        (json!({"received_on": TOMORROW}), &["/received_on date_in_future"]),
        (with(&person(&json!({"date_of_birth": "2026-11-02"})), &json!({"consents": []})), &[]),
        (person(&json!({"nhs_number": null})), &["/person/nhs_number nhs_number_missing"]),
        (person(&json!({"nhs_number_absent": "not_known"})), &["/person/nhs_number_absent nhs_number_not_absent"]),
        (person(&json!({"nhs_number": null, "nhs_number_absent": "not_known"})), &[]),
        (person(&json!({"conditions": ["autism", "autism"]})), &["/person/conditions repeated"]),
        (person(&json!({"conditions": ["autism", "learning_disability"]})), &[]),
        (json!({"source": "self"}), &["/supporting_professional supporting_professional_missing"]),
        (json!({"source": "family"}), &["/supporting_professional supporting_professional_missing"]),
        (json!({"source": "family", "supporting_professional": by()}), &[]),
        (json!({"suggested_rag": "blue"}), &["/suggested_rag blue_by_admission_only"]),
        (json!({"suggested_rag": "red"}), &[]),
    ] {
        assert_eq!(receive(&change), expected, "{change}");
    }
    let unborn = with(&person(&json!({"date_of_birth": "2026-11-03"})), &json!({"consents": []}));
    assert_eq!(receive(&unborn), ["/received_on date_before_birth"]);
}

#[test]
fn a_referral_is_within_reach_of_the_icb_and_of_its_sender() {
    let reach = |icb: &str| -> Vec<(String, Basis)> {
        let referral = received(&person(&json!({"icb_ods": icb})));
        disclosure::of_referral(&referral).into_iter().map(|r| (r.organisation.to_string(), r.basis)).collect()
    };
    assert_eq!(reach("QOQ"), [("QOQ".to_owned(), Basis::ResponsibleIcb), ("RV9".to_owned(), Basis::Referrer)]);
    assert_eq!(reach("RV9"), [("RV9".to_owned(), Basis::ResponsibleIcb)], "an ICB that refers to itself");
    let both = disclosure::of_referral(&received(&json!({})));
    let of = |org: &str| disclosure::basis(&both, &Ods::parse(org).unwrap());
    assert_eq!((of("QOQ"), of("RV9"), of("RXX")), (Some(Basis::ResponsibleIcb), Some(Basis::Referrer), None));
}

#[test]
fn who_joins_on_the_18th_birthday_joins_the_adults() {
    use dsr::domain::person::Register;
    for (born, register) in
        [("2008-11-11", Register::Cyp), ("2008-11-10", Register::Adult), ("2008-11-09", Register::Adult)]
    {
        let events = decide(&received(&person(&json!({"date_of_birth": born}))), None, accepting()).unwrap();
        let opened = events.iter().find_map(|event| match event {
            Event::MembershipOpened(opened) => Some(opened),
            _ => None,
        });
        let opened = opened.unwrap();
        assert_eq!((opened.register, opened.opened_on), (register, day("2026-11-10")), "{born}");
        assert!(opened.lead_professional.is_some(), "the lead professional who referred");
    }
}
