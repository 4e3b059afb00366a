//! What is wrong with a request is said in a problem answer that says what to do, at the right place, all at once.

use crate::support::people::{
    acceptance, admission, discharge, held, last, rating, referral, referral_of, register_consent, review, with,
};
use crate::support::{example, nhs_number, stories};
use reqwest::Method;
use serde_json::{Value, json};

const NONE: Value = Value::Null;

/// A body with one thing wrong: where it is put, what is put there, and the fault that has to be named.
type Case<'c> = (&'c str, Value, &'c str, &'c str);

/// The n-th prefix of nine digits for which the check digit would be 10, with a digit in its place.
fn check_digit_ten() -> String {
    let ten = |nine: &str| {
        let sum: u32 = nine.chars().zip((2..=10).rev()).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
        sum % 11 == 1
    };
    let nine = (0..).map(|k| format!("999{k:06}")).find(|nine| ten(nine)).unwrap();
    format!("{nine}0")
}

stories! {
    async fn an_nhs_number_that_cannot_be_is_named_at_its_place(world: World) {
        let icb = world.icb();
        let good = nhs_number(1);
        let wrong_digit = (0..10).map(|d| format!("{}{d}", &good[..9])).find(|n| *n != good).unwrap();
        for (number, code) in [
            (wrong_digit.as_str(), "nhs_number_check_digit"),
            (&check_digit_ten(), "nhs_number_check_digit"),
            (&good[..9], "nhs_number_format"),
            (&format!("{good}0"), "nhs_number_format"),
            ("99910000A1", "nhs_number_format"),
            ("999-100-0011", "nhs_number_format"),
            ("٩٩٩١٠٠٠٠١١", "nhs_number_format"),
            ("", "nhs_number_format"),
        ] {
            let body = with(&referral(1), [("/person/nhs_number", json!(number))]);
            icb.post("/v1/referrals", &body).await.refused(422, "invalid_request").fault("/person/nhs_number", code);
            icb.post("/v1/people/search", &json!({"nhs_number": number})).await.refused(422, "invalid_request").fault("/nhs_number", code);
        }
        for number in [json!(9_991_000_011_u64), json!(true), json!(["9991000011"]), json!({})] {
            let body = with(&referral(1), [("/person/nhs_number", number)]);
            icb.post("/v1/referrals", &body).await.refused(422, "invalid_request").fault("/person/nhs_number", "wrong_type");
        }
        let missing = with(&referral(1), [("/person/nhs_number", NONE)]);
        icb.post("/v1/referrals", &missing).await.refused(422, "invalid_request").fault("/person/nhs_number", "nhs_number_missing");
        let both = with(&referral(1), [("/person/nhs_number_absent", json!("not_known"))]);
        icb.post("/v1/referrals", &both).await.refused(422, "invalid_request").fault("/person/nhs_number_absent", "nhs_number_not_absent");
        assert_eq!(icb.get("/v1/referrals").await.is(200).json["data"], json!([]));
    }

    /// Pathway: S2-referral-5, S4-criteria-1.
    async fn a_referral_with_one_thing_wrong_says_which(world: World) {
        let icb = world.icb();
        let long = "n".repeat(10_000);
        let cases: &[Case<'_>] = &[
            ("/received_on", json!("2026-02-29"), "/received_on", "date_invalid"),
            ("/received_on", json!("2025-13-01"), "/received_on", "date_invalid"),
            ("/received_on", json!("2025-12-1"), "/received_on", "date_invalid"),
            ("/received_on", json!("01/12/2025"), "/received_on", "date_invalid"),
            ("/received_on", json!("2025-12-01T00:00:00Z"), "/received_on", "date_invalid"),
            ("/received_on", json!("1849-12-31"), "/received_on", "date_invalid"),
            ("/received_on", json!("2026-11-23"), "/received_on", "date_in_future"),
            ("/received_on", json!("1993-05-16"), "/received_on", "date_before_birth"),
            ("/person/date_of_birth", json!("2026-11-23"), "/person/date_of_birth", "date_in_future"),
            ("/person/date_of_birth", json!("1900-01-01"), "/person/date_of_birth", "date_of_birth_too_early"),
            ("/person/date_of_birth", json!("1993-02-30"), "/person/date_of_birth", "date_invalid"),
            ("/consents/1/effective_on", json!("2026-11-23"), "/consents/1/effective_on", "date_in_future"),
            ("/consents/1/effective_on", json!("1993-05-16"), "/consents/1/effective_on", "date_before_birth"),
            ("/consents/1/covers", NONE, "/consents/1/covers", "consent_covers_nobody"),
            ("/consents/0/basis", json!("neighbour"), "/consents/0/basis", "unknown_code"),
            ("/source", json!("self"), "/supporting_professional", "supporting_professional_missing"),
            ("/source", json!("family"), "/supporting_professional", "supporting_professional_missing"),
            ("/source", json!("postman"), "/source", "unknown_code"),
            ("/suggested_rag", json!("blue"), "/suggested_rag", "blue_by_admission_only"),
            ("/risk_factors", json!([]), "/risk_factors", "out_of_bounds"),
            ("/risk_factors/1", json!("weather"), "/risk_factors/1", "unknown_code"),
            ("/person/conditions", json!([]), "/person/conditions", "out_of_bounds"),
            ("/person/conditions", json!(["autism", "autism"]), "/person/conditions", "repeated"),
            ("/person/conditions", json!("autism"), "/person/conditions", "wrong_type"),
            ("/person/icb_ods", json!("qoq"), "/person/icb_ods", "ods_code_format"),
            ("/person/local_authority", json!("Hull"), "/person/local_authority", "local_authority_format"),
            ("/person/looked_after", json!("no"), "/person/looked_after", "wrong_type"),
            ("/person/consent", json!(true), "/person/consent", "unknown_field"),
            ("/consent", json!(true), "/consent", "unknown_field"),
            ("/mental_health_crisis/in_crisis", json!("yes"), "/mental_health_crisis/in_crisis", "wrong_type"),
            ("/referrer/email", json!("sam.field"), "/referrer/email", "email_format"),
            ("/referrer/phone", json!("call me"), "/referrer/phone", "phone_format"),
            ("/referrer/name", json!("  "), "/referrer/name", "text_empty"),
            ("/person/family_name", json!(long), "/person/family_name", "text_too_long"),
            ("/person/given_name", json!("Rob\u{0}in"), "/person/given_name", "text_control_character"),
            ("/person/given_name", json!("Rob\nin"), "/person/given_name", "text_control_character"),
            ("/what_has_been_tried", json!("t".repeat(10_001)), "/what_has_been_tried", "text_too_long"),
            ("/client_reference", json!("r".repeat(101)), "/client_reference", "text_too_long"),
        ];
        for (at, value, pointer, code) in cases {
            let reply = icb.post("/v1/referrals", &with(&example("referral.json"), [(*at, value.clone())])).await;
            let reply = reply.refused(422, "invalid_request").fault(pointer, code);
            for fault in reply.json["errors"].as_array().unwrap() {
                assert!(fault["message"].as_str().is_some_and(|m| m.len() > 10), "a fault without advice: {}", reply.text);
            }
            assert!(!reply.text.contains(&long[..200]), "a problem repeats a value");
        }
        let nothing = icb.get("/v1/referrals").await.is(200);
        assert_eq!(nothing.json["data"], json!([]), "a refused referral was stored");
        // The longest name and narrative are kept whole.
        let longest = with(&example("referral.json"), [("/person/family_name", json!("é".repeat(200))), ("/what_would_help", json!("h".repeat(10_000)))]);
        let kept = icb.post("/v1/referrals", &longest).await.is(201);
        assert_eq!(kept.json["person"]["family_name"].as_str().unwrap().chars().count(), 200);
    }

    async fn a_missing_field_is_named(world: World) {
        let icb = world.icb();
        for (at, parent) in [("/person/family_name", "/person"), ("/person", ""), ("/source", ""), ("/consents/0/basis", "/consents/0")] {
            let reply = icb.post("/v1/referrals", &with(&referral(1), [(at, NONE)])).await.refused(422, "invalid_request").fault(parent, "missing_field");
            let name = at.rsplit('/').next().unwrap();
            assert!(reply.json["errors"][0]["message"].as_str().unwrap().contains(&format!("'{name}'")), "{}", reply.text);
        }
    }

    async fn a_basis_of_consent_is_open_at_its_ages_only(world: World) {
        let icb = world.icb();
        let details = json!({"decided_on": "2025-11-20", "decision_maker": "Dr Noor Bashir", "capacity_assessed_on": "2025-11-19"});
        // Per basis: whether it is open at 15, 16, 17 and 18, without incapacity recorded and with it.
        let table = [
            ("self", [false, true, true, true], [false, true, true, true]),
            ("gillick", [true, false, false, false], [true, false, false, false]),
            ("parental_responsibility", [true, false, false, false], [true, true, true, false]),
            ("best_interests", [false, true, true, true], [false, true, true, true]),
            ("attorney", [false, false, false, true], [false, false, false, true]),
            ("deputy", [false, true, true, true], [false, true, true, true]),
        ];
        for (basis, plain, incapable) in table {
            for (incapacity, open) in [(NONE, plain), (json!("2025-11-19"), incapable)] {
                // On 28 November 2025 the person is 15 on the last day, 16 and 17 and 18 on the day itself.
                for (born, open) in ["2009-11-29", "2009-11-28", "2008-11-28", "2007-11-28"].iter().zip(open) {
                    let consent = json!({"scope": "register", "status": "given", "basis": basis, "given_by": "Kim Aldous", "effective_on": "2025-11-28"});
                    let consent = with(&consent, [("/incapacity_recorded_on", incapacity.clone())]);
                    let consent = if basis == "best_interests" { with(&consent, [("/best_interests", details.clone())]) } else { consent };
                    let body = with(&referral(1), [("/person/date_of_birth", json!(born)), ("/consents", json!([consent]))]);
                    let reply = icb.post("/v1/referrals", &body).await;
                    if open {
                        reply.is(201);
                    } else {
                        let faults = reply.refused(422, "invalid_request").faults();
                        assert_eq!(faults, [("/consents/0/basis".into(), "consent_basis_not_open_at_age".into())], "{basis} of somebody born {born}");
                    }
                }
            }
        }
    }

    /// Pathway: S4-criteria-5.
    async fn a_best_interests_decision_needs_its_details_in_order(world: World) {
        let icb = world.icb();
        let details = json!({"decided_on": "2025-11-20", "decision_maker": "Dr Noor Bashir", "capacity_assessed_on": "2025-11-19"});
        let body = |details: Value| with(&referral(1), [("/consents/0/basis", json!("best_interests")), ("/consents/0/best_interests", details)]);
        icb.post("/v1/referrals", &body(NONE)).await.refused(422, "invalid_request").fault("/consents/0/best_interests", "best_interests_details_missing");
        let late = with(&details, [("/capacity_assessed_on", json!("2025-11-21"))]);
        icb.post("/v1/referrals", &body(late)).await.refused(422, "invalid_request").fault("/consents/0/best_interests/capacity_assessed_on", "capacity_assessed_after_decision");
        let future = with(&details, [("/decided_on", json!("2026-11-23"))]);
        let faults = icb.post("/v1/referrals", &body(future)).await.refused(422, "invalid_request").faults();
        assert!(faults.iter().any(|(at, code)| at.starts_with("/consents/0/best_interests") && code == "date_in_future"), "{faults:?}");
        let unnamed = with(&details, [("/decision_maker", NONE)]);
        icb.post("/v1/referrals", &body(unnamed)).await.refused(422, "invalid_request").fault("/consents/0/best_interests", "missing_field");
        icb.post("/v1/referrals", &body(details)).await.is(201);
    }

    async fn incapacity_cannot_be_recorded_in_the_future(world: World) {
        let icb = world.icb();
        let body = with(&referral_of(1, "2009-03-01"), [("/consents/0/incapacity_recorded_on", json!("2026-11-23")), ("/consents/1/incapacity_recorded_on", json!("2025-11-20"))]);
        icb.post("/v1/referrals", &body).await.refused(422, "invalid_request").fault("/consents/0/incapacity_recorded_on", "date_in_future");
    }

    async fn several_faults_are_all_said_at_once(world: World) {
        let icb = world.icb();
        let body = with(&example("referral.json"), [
            ("/received_on", json!("2026-11-24")),
            ("/person/date_of_birth", json!("2026-11-25")),
            ("/source", json!("family")),
            ("/suggested_rag", json!("blue")),
            ("/person/nhs_number", NONE),
        ]);
        let reply = icb.post("/v1/referrals", &body).await.refused(422, "invalid_request");
        for (pointer, code) in [
            ("/received_on", "date_in_future"),
            ("/received_on", "date_before_birth"),
            ("/person/date_of_birth", "date_in_future"),
            ("/person/nhs_number", "nhs_number_missing"),
            ("/consents/0/effective_on", "date_before_birth"),
            ("/consents/1/effective_on", "date_before_birth"),
            ("/supporting_professional", "supporting_professional_missing"),
            ("/suggested_rag", "blue_by_admission_only"),
        ] {
            assert!(reply.faults().contains(&(pointer.into(), code.into())), "no {code} at {pointer}: {}", reply.text);
        }
        let limits = with(&referral(2), [("/risk_factors", json!([])), ("/person/conditions", json!([])), ("/consents", json!(vec![register_consent("given", "2025-11-28"); 21]))]);
        let faults = icb.post("/v1/referrals", &limits).await.refused(422, "invalid_request").faults();
        let expected = ["/consents", "/person/conditions", "/risk_factors"].map(|at| (at.to_owned(), "out_of_bounds".to_owned()));
        assert_eq!(faults, expected);
    }

    /// Pathway: S4-criteria-1, S4-happens-2.
    async fn an_acceptance_lists_every_unmet_rule(world: World) {
        let icb = world.icb();
        let unmet = with(&referral(1), [
            ("/consents", json!([])),
            ("/person/nhs_number", NONE),
            ("/person/nhs_number_absent", json!("newly_arrived")),
            ("/open_to_health_and_social_care", json!(false)),
            ("/mental_health_crisis/in_crisis", json!(false)),
        ]);
        let received = icb.post("/v1/referrals", &unmet).await.is(201);
        assert_eq!(received.json["warnings"].as_array().unwrap().len(), 4, "{}", received.text);
        let address = received.header("location");
        let decision = with(&acceptance(), [("/rating/rag", json!("green"))]);
        let reply = icb.post_on(&address, &format!("{address}/decision"), &decision).await.refused(409, "rule_not_met");
        let codes: Vec<_> = reply.faults().into_iter().collect();
        let expected = [
            ("/consents", "no_register_consent"),
            ("/override_reason", "criteria_not_open_to_services"),
            ("/override_reason", "criteria_not_in_crisis"),
            ("/nhs_number", "nhs_number_needed"),
            ("/rating/mdt_members", "green_needs_mdt_members"),
            ("/rating/unmanaged_risk_identified", "green_needs_no_unmanaged_risk"),
        ].map(|(at, code)| (at.to_owned(), code.to_owned()));
        assert_eq!(codes, expected);
        for fault in reply.json["errors"].as_array().unwrap() {
            assert!(fault["source"].as_str().is_some_and(|s| !s.is_empty()), "a rule without its source: {fault}");
        }
    }

    async fn a_decision_with_the_wrong_fields_says_which(world: World) {
        let icb = world.icb();
        let address = icb.post("/v1/referrals", &referral(1)).await.is(201).header("location");
        let by = json!({"name": "Pat Moss", "role": "DSR lead"});
        let base = |outcome: &str| json!({"outcome": outcome, "decided_on": "2025-12-03", "decided_by": by});
        let cases = [
            (base("accepted"), "/rating", "rating_needed", 409),
            (with(&acceptance(), [("/rating/rag", json!("blue"))]), "/rating/rag", "blue_by_admission_only", 409),
            (with(&acceptance(), [("/reason", json!("no_consent"))]), "/reason", "field_of_other_outcome", 422),
            (with(&acceptance(), [("/missing", json!(["A report."]))]), "/missing", "field_of_other_outcome", 422),
            (with(&acceptance(), [("/decided_on", json!("2025-11-30"))]), "/decided_on", "date_before_receipt", 422),
            (with(&acceptance(), [("/decided_on", json!("2026-11-23"))]), "/decided_on", "date_in_future", 422),
            (with(&acceptance(), [("/nhs_number", json!(nhs_number(77)))]), "/nhs_number", "nhs_number_differs", 422),
            (with(&acceptance(), [("/person_id", json!("Robin"))]), "/person_id", "wrong_type", 422),
            (with(&acceptance(), [("/rating/risk_factors", json!(["rain"]))]), "/rating/risk_factors/0", "unknown_code", 422),
            (with(&acceptance(), [("/consents", json!([register_consent("given", "2026-12-01")]))]), "/consents/0/effective_on", "date_in_future", 422),
            (base("declined"), "/reason", "reason_missing", 422),
            (with(&base("declined"), [("/reason", json!("bad_weather"))]), "/reason", "unknown_code", 422),
            (with(&base("declined"), [("/reason", json!("no_consent")), ("/rating", acceptance()["rating"].clone())]), "/rating", "field_of_other_outcome", 422),
            (base("awaiting_information"), "/missing", "missing_missing", 422),
            (with(&base("awaiting_information"), [("/missing", json!(["A report."])), ("/override_reason", json!("Because."))]), "/override_reason", "field_of_other_outcome", 422),
            (base("maybe"), "/outcome", "unknown_code", 422),
        ];
        for (body, pointer, code, status) in cases {
            let reply = icb.post_on(&address, &format!("{address}/decision"), &body).await;
            let problem = if status == 409 { "rule_not_met" } else { "invalid_request" };
            reply.refused(status, problem).fault(pointer, code);
        }
        assert_eq!(icb.get(&address).await.is(200).json["status"], json!("received"));
    }

    /// Pathway: S0-activity-4, S3-register-5.
    async fn an_admission_and_a_discharge_keep_to_the_calendar(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let (admissions, base) = (format!("{robin}/admissions"), admission("2026-01-06", "adult_acute", "none"));
        let cases: &[Case<'_>] = &[
            ("/admitted_on", json!("2026-11-23"), "/admitted_on", "date_in_future"),
            ("/admitted_on", json!("2026-02-30"), "/admitted_on", "date_invalid"),
            ("/admitted_on", json!("1993-05-16"), "/admitted_on", "date_before_birth"),
            ("/expected_discharge_on", json!("2026-01-05"), "/expected_discharge_on", "discharge_before_admission"),
            ("/out_of_area", json!(true), "/out_of_area_reason", "out_of_area_reason_missing"),
            ("/security", json!("medium"), "/security", "security_contradicts_setting"),
            ("/setting", json!("adult_secure"), "/security", "security_contradicts_setting"),
            ("/bed_type_code", json!("112"), "/bed_type_code", "bed_type_contradicts_setting"),
            ("/bed_type_code", json!("135"), "/bed_type_code", "bed_type_code_unknown"),
            ("/legal_status", json!("section_99"), "/legal_status", "unknown_code"),
            ("/reasons", json!([]), "/reasons", "out_of_bounds"),
            ("/intended_outcomes", json!([]), "/intended_outcomes", "out_of_bounds"),
            ("/intended_outcomes/1", json!(""), "/intended_outcomes/1", "text_empty"),
            ("/responsible_commissioner/kind", json!("friend"), "/responsible_commissioner/kind", "unknown_code"),
        ];
        for (at, value, pointer, code) in cases {
            icb.post(&admissions, &with(&base, [(*at, value.clone())])).await.refused(422, "invalid_request").fault(pointer, code);
        }
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.post(&admissions, &base).await.refused(409, "rule_not_met").fault("/admitted_on", "already_in_hospital");
        let end = format!("{admissions}/{spell}/discharge");
        let cases: &[(Value, u16, &str, &str)] = &[
            (discharge("2026-01-05"), 422, "/discharged_on", "discharge_before_admission"),
            (discharge("2026-11-23"), 422, "/discharged_on", "date_in_future"),
            (with(&discharge("2026-02-01"), [("/rag", NONE)]), 409, "/rag", "rag_needed_on_discharge"),
            (with(&discharge("2026-02-01"), [("/rag", json!("blue"))]), 409, "/rag", "blue_by_admission_only"),
            (with(&discharge("2026-02-01"), [("/rag", json!("green"))]), 409, "/mdt_members", "green_needs_mdt_members"),
            (with(&discharge("2026-02-01"), [("/rationale", NONE)]), 422, "/rationale", "rating_incomplete"),
            (with(&discharge("2026-02-01"), [("/set_by", NONE)]), 422, "/set_by", "rating_incomplete"),
            (with(&discharge("2026-02-01"), [("/destination", json!("moon"))]), 422, "/destination", "unknown_code"),
        ];
        for (body, status, pointer, code) in cases {
            icb.post(&end, body).await.is(*status).fault(pointer, code);
        }
        icb.hold(&robin, "inpatient", "2026-01-29").await;
        icb.post(&end, &discharge("2026-01-28")).await.refused(409, "rule_not_met").fault("/discharged_on", "review_after_discharge");
        icb.discharge(&robin, &spell, "2026-02-01").await;
        icb.post(&end, &discharge("2026-02-01")).await.refused(409, "rule_not_met").fault("", "already_discharged");
        icb.post(&admissions, &admission("2026-01-31", "adult_acute", "none")).await.refused(409, "rule_not_met").fault("/admitted_on", "spell_overlaps");
        icb.post(&admissions, &admission("2025-12-20", "adult_acute", "none")).await.refused(409, "rule_not_met").fault("/admitted_on", "spell_overlaps");
    }

    async fn a_review_keeps_to_its_panel_its_consent_and_its_dates(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let reviews = format!("{robin}/reviews");
        for (body, status, pointer, code) in [
            (review("inpatient", "2025-12-20"), 409, "/kind", "not_in_hospital"),
            (review("community", "2026-11-23"), 422, "/requested_on", "date_in_future"),
            (review("community", "1993-05-16"), 422, "/requested_on", "date_before_birth"),
            (review("telephone", "2025-12-20"), 422, "/kind", "unknown_code"),
        ] {
            icb.post(&reviews, &body).await.is(status).fault(pointer, code);
        }
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let address = icb.ask(&robin, "inpatient", "2026-01-07").await;
        for (body, pointer, code) in [
            (json!({"offered_on": "2026-01-06"}), "/offered_on", "offer_before_request"),
            (json!({"offered_on": "2026-01-05"}), "/offered_on", "date_before_admission"),
            (json!({"offered_on": "2026-11-23"}), "/offered_on", "date_in_future"),
            (json!({"offered_on": "2026-01-12", "scheduled_for": "2026-01-11"}), "/scheduled_for", "scheduled_before_offer"),
        ] {
            icb.post(&format!("{address}/offer"), &body).await.refused(422, "invalid_request").fault(pointer, code);
        }
        let declined = |on: &str| with(&example("review-declined.json"), [("/declined_on", json!(on))]);
        icb.post(&format!("{address}/declined"), &declined("2026-01-20")).await.refused(409, "rule_not_met").fault("", "declined_without_offer");
        icb.offer(&address, "2026-01-12").await;
        icb.post(&format!("{address}/declined"), &declined("2026-01-11")).await.refused(422, "invalid_request").fault("/declined_on", "declined_before_offer");
        icb.post(&format!("{address}/declined"), &declined("2026-11-23")).await.refused(422, "invalid_request").fault("/declined_on", "date_in_future");
        let good = example("review-held.json");
        let changed = |at: &str, value: Value| with(&good, [(at, value)]);
        let cases = [
            (changed("/chair", NONE), 409, "/chair", "panel_incomplete"),
            (changed("/clinical_expert", NONE), 409, "/clinical_expert", "panel_incomplete"),
            (changed("/expert_by_experience", NONE), 409, "/expert_by_experience", "panel_incomplete"),
            (changed("/clinical_expert/independent", json!(false)), 409, "/clinical_expert/independent", "expert_not_independent"),
            (changed("/expert_by_experience/independent", json!(false)), 409, "/expert_by_experience/independent", "expert_not_independent"),
            (changed("/clinical_expert/independent", NONE), 422, "/clinical_expert", "missing_field"),
            (changed("/consent/status", json!("refused")), 409, "/consent/status", "review_without_consent"),
            (changed("/consent/status", json!("withdrawn")), 409, "/consent/status", "review_without_consent"),
            (changed("/consent", NONE), 422, "", "missing_field"),
            (changed("/consent/effective_on", json!("2026-01-30")), 422, "/consent/effective_on", "consent_after_review"),
            (changed("/consent/basis", json!("parental_responsibility")), 422, "/consent/basis", "consent_basis_not_open_at_age"),
            (changed("/held_on", json!("2026-11-23")), 422, "/held_on", "date_in_future"),
            (changed("/held_on", json!("2026-01-05")), 422, "/held_on", "date_before_admission"),
            (changed("/held_on", json!("2026-01-06")), 422, "/held_on", "held_before_request"),
            (changed("/outcome", json!("admission_supported")), 422, "/outcome", "outcome_of_other_kind"),
            (changed("/recommendations/0/due_on", json!("2026-01-28")), 422, "/recommendations/0/due_on", "due_before_review"),
            (changed("/recommendations/0/owner", json!({"name": ""})), 422, "/recommendations/0/owner/name", "text_empty"),
            (changed("/attendees/1/name", json!("a\u{7}b")), 422, "/attendees/1/name", "text_control_character"),
        ];
        for (body, status, pointer, code) in cases {
            icb.post(&format!("{address}/held"), &body).await.is(status).fault(pointer, code);
        }
        let bare = with(&good, [("/chair", NONE), ("/clinical_expert", NONE), ("/expert_by_experience", NONE), ("/consent/status", json!("refused"))]);
        assert_eq!(icb.post(&format!("{address}/held"), &bare).await.refused(409, "rule_not_met").faults().len(), 4);
        icb.discharge(&robin, &spell, "2026-02-01").await;
        icb.post(&format!("{address}/held"), &held("inpatient", "2026-02-02")).await.refused(422, "invalid_request").fault("/held_on", "date_after_discharge");
        icb.post(&format!("{address}/held"), &good).await.is(200);
        for (path, body) in [("held", good.clone()), ("declined", declined("2026-01-30"))] {
            icb.post(&format!("{address}/{path}"), &body).await.refused(409, "rule_not_met").fault("", "review_settled");
        }
        let late = icb.post(&format!("{address}/offer"), &json!({"offered_on": "2026-01-30"})).await;
        late.refused(422, "invalid_request").fault("/offered_on", "offer_after_review");
    }

    async fn a_rating_keeps_to_its_rules(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let ratings = format!("{robin}/ratings");
        let cases = [
            (rating("blue", "2025-12-15"), 409, "/rag", "blue_by_admission_only"),
            (rating("red", "2026-11-23"), 422, "/effective_on", "date_in_future"),
            (rating("red", "2025-12-02"), 422, "/effective_on", "date_before_joining"),
            (with(&rating("green", "2025-12-15"), [("/mdt_members", json!([]))]), 409, "/mdt_members", "green_needs_mdt_members"),
            (with(&rating("green", "2025-12-15"), [("/unmanaged_risk_identified", json!(true))]), 409, "/unmanaged_risk_identified", "green_needs_no_unmanaged_risk"),
            (with(&rating("green", "2025-12-15"), [("/unmanaged_risk_identified", NONE)]), 409, "/unmanaged_risk_identified", "green_needs_no_unmanaged_risk"),
            (with(&rating("red", "2025-12-15"), [("/rationale", NONE)]), 422, "", "missing_field"),
            (with(&rating("red", "2025-12-15"), [("/rationale", json!("r".repeat(10_001)))]), 422, "/rationale", "text_too_long"),
            (rating("purple", "2025-12-15"), 422, "/rag", "unknown_code"),
        ];
        for (body, status, pointer, code) in cases {
            icb.post_on(&robin, &ratings, &body).await.is(status).fault(pointer, code);
        }
        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.post_on(&robin, &ratings, &rating("red", "2026-01-10")).await.refused(409, "rule_not_met").fault("/rag", "in_hospital_is_blue");
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-02-01")).await.is(201);
        icb.post_on(&robin, &ratings, &rating("red", "2026-02-02")).await.refused(409, "rule_not_met").fault("", "not_on_register");
    }

    async fn text_that_is_no_json_is_refused_as_such(world: World) {
        let icb = world.icb();
        let whole = example("referral.json").to_string();
        let surrogate = whole.replace("\"Robin\"", "\"\\ud800\"");
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for body in [
            whole[..whole.len() / 2].to_owned(),
            whole[..whole.len() - 1].to_owned(),
            format!("{whole}{whole}"),
            format!("{whole},"),
            surrogate,
            whole.replace("\"Robin\"", "\"Ro\u{0}bin\""),
            whole.replace("\"Robin\"", "NaN"),
            String::new(),
            "{".into(),
            "CANARY".into(),
            deep,
        ] {
            let reply = icb.send(Method::POST, "/v1/referrals", &[], Some(body)).await;
            assert!(matches!(reply.status.as_u16(), 400 | 422), "{}", reply.text);
            if reply.status.as_u16() == 400 {
                reply.refused(400, "malformed_json");
            }
        }
        for body in [whole[..whole.len() / 2].to_owned(), whole.replace("\"Robin\"", "\"\\ud800\""), "{".into(), String::new()] {
            icb.send(Method::POST, "/v1/referrals", &[], Some(body)).await.refused(400, "malformed_json");
        }
        for body in ["null", "[]", "7", "\"Robin\""] {
            icb.send(Method::POST, "/v1/referrals", &[], Some(body.into())).await.refused(422, "invalid_request").fault("", "wrong_type");
        }
        for body in [r#"{"partners": [], "on_behalf_of": null}"#, r#"{"partners": [], "on_behalf_of": 5}"#] {
            let reply = icb.send(Method::PUT, "/v1/settings", &[("if-match", "*")], Some(body.into())).await;
            reply.refused(422, "invalid_request").fault("/on_behalf_of", "wrong_type");
        }
        let list = icb.send(Method::PUT, "/v1/settings", &[("if-match", "*")], Some(" []".into())).await;
        list.refused(422, "invalid_request").fault("", "wrong_type");
        let twice = whole.replacen('{', "{\"source\":\"other\",", 1);
        icb.send(Method::POST, "/v1/referrals", &[], Some(twice)).await.refused(422, "invalid_request").fault("", "duplicate_field");
    }

    async fn a_body_is_labelled_and_bounded(world: World) {
        let icb = world.icb();
        let whole = example("referral.json").to_string();
        for label in ["text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"] {
            icb.send(Method::POST, "/v1/referrals", &[("content-type", label)], Some(whole.clone())).await.refused(415, "unsupported_media_type");
        }
        for label in ["application/json; charset=utf-8", "application/fhir+json"] {
            let body = with(&referral(1), []).to_string();
            icb.send(Method::POST, "/v1/referrals", &[("content-type", label)], Some(body)).await.is(201);
        }
        for _ in 0..5 {
            let two_megabytes = json!({"note": "n".repeat(2 * 1024 * 1024)});
            icb.post("/v1/referrals", &two_megabytes).await.refused(413, "body_too_large");
        }
        icb.post("/v1/referrals", &referral(2)).await.is(201);
    }

    async fn what_no_database_holds_is_refused_before_it_is_asked_for(world: World) {
        let icb = world.icb();
        for parameter in ["client", "user", "operation", "request_id"] {
            let reply = icb.get(&format!("/v1/audit?{parameter}=%00")).await;
            reply.refused(422, "invalid_request").fault(&format!("?{parameter}"), "text_control_character");
        }
        let before_all = "/v1/audit?cursor=-210866803200000001.018f2b6e-0000-7000-8000-000000000000.1";
        icb.get(before_all).await.refused(422, "invalid_request").fault("?cursor", "unknown_cursor");
    }

    async fn a_list_refuses_what_it_does_not_know(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        for list in ["/v1/referrals".to_owned(), "/v1/people".into(), "/v1/deadlines".into(), format!("{robin}/deadlines")] {
            for (query, pointer, code) in [
                ("limit=0", "?limit", "out_of_bounds"),
                ("limit=501", "?limit", "out_of_bounds"),
                ("limit=-1", "?limit", "out_of_bounds"),
                ("cursor=unknown", "?cursor", "unknown_cursor"),
                ("cursor=20251203.robin", "?cursor", "unknown_cursor"),
                ("cursor=20251303.00000000000000000000000000000000", "?cursor", "unknown_cursor"),
                ("cursor=", "?cursor", "unknown_cursor"),
            ] {
                icb.get(&format!("{list}?{query}")).await.refused(422, "invalid_request").fault(pointer, code);
            }
            for query in ["limit=many", "limit=", "colour=red", "limit=1e3", "limit=99999999999999999999"] {
                let reply = icb.get(&format!("{list}?{query}")).await.refused(422, "invalid_request");
                assert!(reply.faults().iter().all(|(pointer, _)| pointer.starts_with('?')), "{query}: {}", reply.text);
            }
            icb.get(&format!("{list}?limit=500")).await.is(200);
            icb.get(&format!("{list}?limit=1")).await.is(200);
        }
        for (query, pointer) in [
            ("people?rag=purple", "?rag"), ("people?status=gone", "?status"), ("people?sort=age", "?sort"), ("people?age_from=131", "?age_from"),
            ("people?age_to=-1", "?age_to"), ("people?overdue=perhaps", "?overdue"), ("people?setting=hotel", "?setting"), ("people?keyworker=perhaps", "?keyworker"),
            ("people?updated_since=yesterday", "?updated_since"), ("people?icb=q", "?icb"), ("people?local_authority=Hull", "?local_authority"),
            ("referrals?status=lost", "?status"), ("referrals?source=nobody", "?source"), ("referrals?received_from=2026-02-30", "?received_from"),
            ("deadlines?duty=everything", "?duty"), ("deadlines?status=late", "?status"), ("deadlines?due_to=soon", "?due_to"),
        ] {
            let reply = icb.get(&format!("/v1/{query}")).await.refused(422, "invalid_request");
            assert_eq!(reply.faults().len(), 1, "{}", reply.text);
            assert_eq!(reply.faults()[0].0, pointer, "{}", reply.text);
        }
        for body in [json!({}), json!({"family_name": "Aldous"}), json!({"date_of_birth": "1993-05-17"}), json!({"nhs_number": nhs_number(1), "family_name": "Aldous"})] {
            icb.post("/v1/people/search", &body).await.refused(422, "invalid_request").fault("", "search_key");
        }
        icb.get(&format!("{robin}/history?after=-1")).await.refused(422, "invalid_request").fault("?after", "out_of_bounds");
    }

    async fn a_parameter_sent_twice_is_named(world: World) {
        let icb = world.icb();
        icb.get("/v1/people?limit=1&limit=2").await.refused(422, "invalid_request").fault("?limit", "duplicate_field");
    }

    async fn a_postcode_without_its_space_is_refused_without_repeating_anybodys(world: World) {
        let body = with(&referral(1), [("/person/postcode", json!("HU11AA"))]);
        world.icb().post("/v1/referrals", &body).await.refused(422, "invalid_request").fault("/person/postcode", "postcode_format");
    }

    async fn a_cursor_of_another_order_is_unknown(world: World) {
        let icb = world.icb();
        let robin = last(&icb.robin().await);
        let plain = robin.replace('-', "");
        for sort in ["next_due", "rating_age"] {
            icb.get(&format!("/v1/people?sort={sort}&cursor=.{plain}")).await.refused(422, "invalid_request").fault("?cursor", "unknown_cursor");
        }
        for list in ["referrals", "deadlines"] {
            icb.get(&format!("/v1/{list}?cursor=.{plain}")).await.refused(422, "invalid_request").fault("?cursor", "unknown_cursor");
        }
    }

    async fn a_decision_rests_on_what_was_read(world: World) {
        let icb = world.icb();
        let received = icb.post("/v1/referrals", &referral(1)).await.is(201);
        let address = received.header("location");
        let decide = format!("{address}/decision");
        icb.post(&decide, &acceptance()).await.refused(428, "precondition_required");
        let stale = icb.get(&address).await.etag();
        let information = json!({"given_by": {"name": "Sam Field"}, "information": "The family agrees to respite."});
        icb.post(&format!("{address}/information"), &information).await.is(200);
        for tag in [stale.as_str(), "\"99.w\"", "\"0\"", "\"not ours\"", "W/\"1.w\"", ""] {
            icb.post_with(&decide, &[("if-match", tag)], &acceptance()).await.refused(412, "stale");
        }
        let accepted = icb.post_with(&decide, &[("if-match", &icb.get(&address).await.etag())], &acceptance()).await.is(200);
        let robin = format!("/v1/people/{}", accepted.json["person_id"].as_str().unwrap());
        let ratings = format!("{robin}/ratings");
        icb.post(&ratings, &rating("red", "2025-12-15")).await.refused(428, "precondition_required");
        let stale = icb.get(&robin).await.etag();
        let given = icb.post_with(&ratings, &[("if-match", &stale)], &rating("red", "2025-12-15")).await.is(201);
        icb.post_with(&ratings, &[("if-match", &stale)], &rating("amber", "2025-12-16")).await.refused(412, "stale");
        // The answer's own ETag carries the version for the next call; '*' asks only that the record exists.
        icb.post_with(&ratings, &[("if-match", &given.etag())], &rating("amber", "2025-12-16")).await.is(201);
        icb.post_with(&ratings, &[("if-match", "*")], &rating("red", "2025-12-17")).await.is(201);
        // Where a fact is added If-Match is optional, but holds when it is sent.
        let admissions = format!("{robin}/admissions");
        icb.post_with(&admissions, &[("if-match", &stale)], &admission("2026-01-06", "adult_acute", "none")).await.refused(412, "stale");
        icb.post(&admissions, &admission("2026-01-06", "adult_acute", "none")).await.is(201);
    }

    async fn a_key_belongs_to_one_request(world: World) {
        let icb = world.icb();
        icb.post_with("/v1/referrals", &[("idempotency-key", "k-1")], &referral(1)).await.is(201);
        icb.post_with("/v1/referrals", &[("idempotency-key", "k-1")], &referral(2)).await.refused(422, "idempotency_key_reused");
        icb.post_with("/v1/people/search", &[("idempotency-key", "k-1")], &json!({"nhs_number": nhs_number(1)})).await.is(200);
        let long = "k".repeat(101);
        for key in ["", " ", "two words", "é", long.as_str()] {
            icb.post_with("/v1/referrals", &[("idempotency-key", key)], &referral(3)).await.refused(422, "invalid_request").fault("", "idempotency_key_format");
        }
        assert_eq!(icb.get("/v1/referrals").await.json["data"].as_array().unwrap().len(), 1);
    }
}
