//! A referral from receipt to its end, and the list of them.

use crate::support::people::{acceptance, each, last, rating, referral, referral_of, register_consent, with};
use crate::support::{nhs_number, stories};
use serde_json::{Value, json};

fn asking() -> Value {
    json!({"outcome": "awaiting_information", "decided_on": "2025-12-02", "decided_by": {"name": "Pat Moss", "role": "DSR lead"}, "missing": ["Is the person open to social care?", "Consent"]})
}

fn declining(reason: &str) -> Value {
    json!({"outcome": "declined", "decided_on": "2025-12-03", "decided_by": {"name": "Pat Moss"}, "reason": reason, "note": "See the letter."})
}

fn information() -> Value {
    json!({"added_on": "2025-12-02", "given_by": {"name": "Sam Field"}, "information": "The crisis team visited on Sunday."})
}

stories! {
    /// Pathway: S1-55, S4-happens-1.
    async fn a_referral_waits_for_information_as_often_as_it_is_asked_for(world: World) {
        let (icb, sender) = (world.icb(), world.caller("RV9"));
        let new = with(&referral(1), [("/open_to_health_and_social_care", json!(false)), ("/mental_health_crisis/in_crisis", json!(false)), ("/consents", json!([]))]);
        let received = sender.post("/v1/referrals", &new).await.is(201);
        assert_eq!(received.json["warnings"].as_array().unwrap().len(), 3);
        let address = received.header("location");
        let decide = format!("{address}/decision");
        for round in 1..=2 {
            let asked = icb.post_on(&address, &decide, &asking()).await.is(200);
            assert_eq!((&asked.json["status"], asked.json["asked"].as_array().unwrap().len()), (&json!("awaiting_information"), round));
            assert_eq!(sender.get(&address).await.json["asked"][round - 1]["missing"][1], json!("Consent"));
            let added = sender.post(&format!("{address}/information"), &information()).await.is(200);
            assert_eq!((&added.json["status"], added.json["information"].as_array().unwrap().len()), (&json!("received"), round));
        }
        // Asked once more, it can be asked yet again, and answered by the ICB on the referrer's behalf.
        icb.post_on(&address, &decide, &asking()).await.is(200);
        icb.post_on(&address, &decide, &asking()).await.is(200);
        let whole = with(&information(), [
            ("/in_crisis", json!(true)), ("/open_to_health_and_social_care", json!(true)),
            ("/risk_factors", json!(["placement_breakdown", "previous_admission", "escalating_behaviour_that_challenges"])),
            ("/consents", json!([register_consent("given", "2025-12-01")])),
        ]);
        let added = icb.post(&format!("{address}/information"), &whole).await.is(200);
        assert_eq!((&added.json["status"], &added.json["warnings"], &added.json["in_crisis"]), (&json!("received"), &json!([]), &json!(true)));
        assert_eq!(added.json["risk_factors"], json!(["unstable_untreated_mental_illness", "escalating_behaviour_that_challenges", "placement_breakdown", "previous_admission"]));
        let decided = icb.post_on(&address, &decide, &with(&acceptance(), [("/rating/risk_factors", json!([]))])).await.is(200);
        let person = icb.get(&format!("/v1/people/{}", decided.json["person_id"].as_str().unwrap())).await.is(200);
        assert_eq!(person.json["rating"]["risk_factors"].as_array().unwrap().len(), 4, "all that was reported counts");
        assert_eq!(person.json["consents"][0]["status"], json!("given"));
    }

    async fn information_keeps_to_the_referral(world: World) {
        let icb = world.icb();
        let address = icb.post("/v1/referrals", &referral(1)).await.is(201).header("location");
        for (at, value, pointer, code) in [
            ("/added_on", json!("2025-11-30"), "/added_on", "date_before_receipt"),
            ("/added_on", json!("2026-11-23"), "/added_on", "date_in_future"),
            ("/nhs_number", json!(nhs_number(2)), "/nhs_number", "nhs_number_differs"),
            ("/consents", json!([register_consent("given", "2025-12-01"), register_consent("given", "2026-12-01")]), "/consents/1/effective_on", "date_in_future"),
            ("/information", Value::Null, "", "missing_field"),
        ] {
            icb.post(&format!("{address}/information"), &with(&information(), [(at, value)])).await.refused(422, "invalid_request").fault(pointer, code);
        }
        // The number that was missing may come later, with spaces.
        let new = with(&referral(1), [("/person/nhs_number", Value::Null), ("/person/nhs_number_absent", json!("not_known"))]);
        let address = icb.post("/v1/referrals", &new).await.is(201).header("location");
        let number = nhs_number(9);
        let spaced = format!("{} {} {}", &number[..3], &number[3..6], &number[6..]);
        icb.post(&format!("{address}/information"), &with(&information(), [("/nhs_number", json!(spaced))])).await.is(200);
        let decided = icb.post_on(&address, &format!("{address}/decision"), &acceptance()).await.is(200);
        let person = icb.get(&format!("/v1/people/{}", decided.json["person_id"].as_str().unwrap())).await.is(200);
        assert_eq!(person.json["nhs_number"], json!(number));
    }

    /// Pathway: S4-happens-2.
    async fn a_referral_is_declined_with_a_reason_and_once(world: World) {
        let icb = world.icb();
        let reasons = ["criteria_not_met", "no_consent", "out_of_area", "no_diagnosis", "duplicate", "insufficient_information", "age_out_of_scope"];
        for (n, reason) in (1..).zip(reasons) {
            let address = icb.post("/v1/referrals", &referral(n)).await.is(201).header("location");
            let decide = format!("{address}/decision");
            let declined = icb.post_on(&address, &decide, &declining(reason)).await.is(200);
            let status = if reason == "duplicate" { "duplicate" } else { "declined" };
            assert_eq!((&declined.json["status"], &declined.json["person_id"]), (&json!(status), &json!(null)));
            let decision = &declined.json["decision"];
            assert_eq!((&decision["outcome"], &decision["reason"], &decision["decided_on"], &decision["note"]), (&json!("declined"), &json!(reason), &json!("2025-12-03"), &json!("See the letter.")));
            for again in [declining(reason), acceptance(), asking()] {
                icb.post_on(&address, &decide, &again).await.refused(409, "rule_not_met").fault("", "referral_closed");
            }
            icb.post(&format!("{address}/information"), &information()).await.refused(409, "rule_not_met").fault("", "referral_closed");
            icb.post(&format!("{address}/withdrawal"), &json!({"withdrawn_by": {"name": "Sam Field"}})).await.refused(409, "rule_not_met").fault("", "referral_closed");
        }
        assert_eq!(icb.all("/v1/people").await, [] as [Value; 0]);
    }

    async fn an_accepted_referral_is_decided(world: World) {
        let icb = world.icb();
        let address = icb.post("/v1/referrals", &referral(1)).await.is(201).header("location");
        let decide = format!("{address}/decision");
        icb.post_on(&address, &decide, &acceptance()).await.is(200);
        for again in [declining("no_consent"), acceptance(), asking()] {
            icb.post_on(&address, &decide, &again).await.refused(409, "rule_not_met").fault("", "referral_closed");
        }
        let withdrawn = icb.post("/v1/referrals", &referral(2)).await.is(201).header("location");
        let withdrawal = |on: &str| json!({"withdrawn_on": on, "withdrawn_by": {"name": "Sam Field"}});
        icb.post(&format!("{withdrawn}/withdrawal"), &withdrawal("2025-11-30")).await.refused(422, "invalid_request").fault("/withdrawn_on", "date_before_receipt");
        icb.post(&format!("{withdrawn}/withdrawal"), &withdrawal("2025-12-02")).await.is(200);
        icb.post_on(&withdrawn, &format!("{withdrawn}/decision"), &acceptance()).await.refused(409, "rule_not_met").fault("", "referral_closed");
        assert_eq!(icb.all("/v1/people").await.len(), 1);
    }

    async fn a_client_reference_is_used_once_by_its_client(world: World) {
        let (icb, sender) = (world.icb(), world.caller("RV9"));
        let new = |n: u32| with(&referral(n), [("/client_reference", json!("CM-1"))]);
        let first = sender.post("/v1/referrals", &new(1)).await.is(201);
        let second = sender.post("/v1/referrals", &new(2)).await.refused(409, "duplicate_client_reference");
        assert_eq!(second.json["existing_id"], json!(first.id()));
        assert_eq!(second.header("location"), first.header("location"));
        icb.post("/v1/referrals", &new(3)).await.is(201);
        sender.post("/v1/referrals", &with(&new(4), [("/client_reference", json!("CM-2"))])).await.is(201);
        // Withdrawn or not, the reference is spent.
        sender.post(&format!("{}/withdrawal", first.header("location")), &json!({"withdrawn_by": {"name": "Sam Field"}})).await.is(200);
        sender.post("/v1/referrals", &new(5)).await.refused(409, "duplicate_client_reference");
        assert_eq!(sender.all("/v1/referrals").await.len(), 2);
    }

    /// Pathway: S0-1.1, S0-activity-10.1, S4-happens-3.
    async fn an_acceptance_creates_the_person_as_referred(world: World) {
        let icb = world.icb();
        let decided_by = json!({"name": "Pat Moss", "role": "DSR lead"});
        let person = icb.robin().await;
        let read = icb.get(&person).await.is(200).json;
        assert_eq!((&read["nhs_number"], &read["family_name"], &read["date_of_birth"]), (&json!("9991000011"), &json!("Aldous"), &json!("1993-05-17")));
        assert_eq!((&read["rag"], &read["rating"]["effective_on"], &read["rating"]["trigger"]), (&json!("amber"), &json!("2025-12-03"), &json!("referral")));
        let membership = &read["membership"];
        assert_eq!((&membership["status"], &membership["started_on"], &membership["ended_on"], &membership["previous"], &membership["register"]), (&json!("active"), &json!("2025-12-03"), &json!(null), &json!(null), &json!("adult")));
        assert_eq!(membership["lead_professional"]["name"], json!("Sam Field"), "the referrer leads, being the lead professional");
        assert_eq!(icb.all(&format!("{person}/ratings")).await[0]["set_by"], decided_by);
        assert_eq!(each(&icb.all(&format!("{person}/consents")).await, "scope"), ["register", "information_sharing"]);
        let child = icb.somebody(2, "2010-01-01").await;
        assert_eq!(icb.get(&child).await.json["membership"]["register"], json!("cyp"));
        let led = icb.accepted(&with(&referral(3), [("/source", json!("camhs"))]), &with(&acceptance(), [("/lead_professional", json!({"name": "Ines Holt"}))])).await;
        assert_eq!(icb.get(&led).await.json["membership"]["lead_professional"]["name"], json!("Ines Holt"));
        let unled = icb.accepted(&with(&referral(4), [("/source", json!("camhs"))]), &acceptance()).await;
        assert_eq!(icb.get(&unled).await.json["membership"]["lead_professional"], json!(null));
    }

    /// Pathway: S4-criteria-2, S4-criteria-3.
    async fn a_criterion_not_met_is_overridden_with_a_reason(world: World) {
        let icb = world.icb();
        for (n, at, code) in [(1, "/mental_health_crisis/in_crisis", "criteria_not_in_crisis"), (2, "/open_to_health_and_social_care", "criteria_not_open_to_services")] {
            let address = icb.post("/v1/referrals", &with(&referral(n), [(at, json!(false))])).await.is(201).header("location");
            let refused = icb.post_on(&address, &format!("{address}/decision"), &acceptance()).await.refused(409, "rule_not_met");
            assert_eq!(refused.faults(), [("/override_reason".into(), code.into())]);
            let decided = icb.post_on(&address, &format!("{address}/decision"), &with(&acceptance(), [("/override_reason", json!("Agreed by the panel."))])).await.is(200);
            assert_eq!(decided.json["decision"]["override_reason"], json!("Agreed by the panel."));
        }
    }

    async fn a_number_is_supplied_at_acceptance_and_held_once(world: World) {
        let icb = world.icb();
        let unnumbered = |n: u32| with(&referral(n), [("/person/nhs_number", Value::Null), ("/person/nhs_number_absent", json!("newly_arrived"))]);
        let address = icb.post("/v1/referrals", &unnumbered(1)).await.is(201).header("location");
        let decide = format!("{address}/decision");
        icb.post_on(&address, &decide, &acceptance()).await.refused(409, "rule_not_met").fault("/nhs_number", "nhs_number_needed");
        let decided = icb.post_on(&address, &decide, &with(&acceptance(), [("/nhs_number", json!(nhs_number(1)))])).await.is(200);
        let person = decided.json["person_id"].as_str().unwrap();
        let read = icb.get(&format!("/v1/people/{person}")).await.json;
        assert_eq!((&read["nhs_number"], &read["nhs_number_absent"]), (&json!(nhs_number(1)), &json!(null)));
        // The same number again: link instead of create.
        for (n, new) in [(0, referral(1)), (1, unnumbered(2))] {
            let address = icb.post("/v1/referrals", &new).await.is(201).header("location");
            let body = if n == 0 { acceptance() } else { with(&acceptance(), [("/nhs_number", json!(nhs_number(1)))]) };
            let exists = icb.post_on(&address, &format!("{address}/decision"), &body).await.refused(409, "person_exists");
            assert_eq!((&exists.json["existing_id"], exists.header("location")), (&json!(person), format!("/v1/people/{person}")));
            let linked = with(&acceptance(), [("/person_id", json!(person))]);
            icb.post_on(&address, &format!("{address}/decision"), &linked).await.refused(409, "rule_not_met").fault("/person_id", "already_on_register");
        }
        // Somebody with another number is not the one referred.
        let address = icb.post("/v1/referrals", &referral(3)).await.is(201).header("location");
        let linked = with(&acceptance(), [("/person_id", json!(person))]);
        icb.post_on(&address, &format!("{address}/decision"), &linked).await.refused(409, "rule_not_met").fault("/person_id", "identity_differs");
        assert_eq!(icb.all("/v1/people").await.len(), 1);
    }

    /// Pathway: S2-discharge-6.
    async fn who_comes_back_has_a_new_stay_linked_to_the_last(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let before = icb.get(&robin).await.json["membership"].clone();
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-02-01")).await.is(201);
        let again = with(&referral(1), [
            ("/person/nhs_number", json!("9991000011")), ("/person/family_name", json!("Aldous-Reed")), ("/received_on", json!("2026-03-01")),
            ("/consents/0/effective_on", json!("2026-02-27")),
        ]);
        let address = icb.post("/v1/referrals", &again).await.is(201).header("location");
        let decide = format!("{address}/decision");
        let linked = |on: &str| with(&acceptance(), [("/person_id", json!(last(&robin))), ("/decided_on", json!(on)), ("/rating/rag", json!("red"))]);
        let decided = icb.post_on(&address, &decide, &linked("2026-03-05")).await.is(200);
        assert_eq!(decided.json["person_id"], json!(last(&robin)));
        let now = icb.get(&robin).await.is(200).json;
        assert_eq!((&now["rag"], &now["membership"]["status"], &now["membership"]["started_on"], &now["membership"]["previous"]), (&json!("red"), &json!("active"), &json!("2026-03-05"), &before["id"]));
        assert_eq!(now["family_name"], json!("Aldous"), "a referral changes nobody by itself");
        assert_eq!(icb.all("/v1/people").await.len(), 1);
        let kinds = each(&icb.all(&format!("{robin}/history?limit=500")).await, "kind");
        assert!(kinds.iter().any(|k| k.contains("linked")), "{kinds:?}");
    }

    async fn a_new_stay_does_not_begin_before_the_last_one_ended(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-02-01")).await.is(201);
        let again = with(&referral(1), [("/person/nhs_number", json!("9991000011")), ("/received_on", json!("2026-01-20")), ("/consents/0/effective_on", json!("2026-01-20"))]);
        let address = icb.post("/v1/referrals", &again).await.is(201).header("location");
        let linked = with(&acceptance(), [("/person_id", json!(last(&robin))), ("/decided_on", json!("2026-01-31")), ("/consents", json!([register_consent("given", "2026-02-01")]))]);
        icb.post_on(&address, &format!("{address}/decision"), &linked).await.refused(422, "invalid_request").fault("/decided_on", "date_before_last_stay_ended");
    }

    async fn consent_withdrawn_since_does_not_open_a_new_stay(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-02-01")).await.is(201);
        // A second referral still carries the consent of last November.
        let address = icb.post("/v1/referrals", &with(&referral(1), [("/person/nhs_number", json!("9991000011"))])).await.is(201).header("location");
        let linked = with(&acceptance(), [("/person_id", json!(last(&robin))), ("/decided_on", json!("2026-03-05"))]);
        icb.post_on(&address, &format!("{address}/decision"), &linked).await.refused(409, "rule_not_met").fault("/consents", "no_register_consent");
        let renewed = with(&linked, [("/consents", json!([register_consent("given", "2026-03-04")]))]);
        icb.post_on(&address, &format!("{address}/decision"), &renewed).await.is(200);
    }

    /// Pathway: S3-process-2.
    async fn the_latest_consent_decides_an_acceptance(world: World) {
        let icb = world.icb();
        for (n, status) in (1..).zip(["refused", "withdrawn"]) {
            let address = icb.post("/v1/referrals", &with(&referral(n), [("/consents/0/status", json!(status))])).await.is(201).header("location");
            let decide = format!("{address}/decision");
            icb.post_on(&address, &decide, &acceptance()).await.refused(409, "rule_not_met").fault("/consents", "no_register_consent");
            icb.post_on(&address, &decide, &with(&acceptance(), [("/consents", json!([register_consent("given", "2025-12-02")]))])).await.is(200);
        }
        let address = icb.post("/v1/referrals", &referral(3)).await.is(201).header("location");
        let withdrawn = with(&acceptance(), [("/consents", json!([register_consent("withdrawn", "2025-12-02")]))]);
        icb.post_on(&address, &format!("{address}/decision"), &withdrawn).await.refused(409, "rule_not_met").fault("/consents", "no_register_consent");
    }

    async fn consent_given_after_the_decision_does_not_carry_it(world: World) {
        let icb = world.icb();
        let address = icb.post("/v1/referrals", &with(&referral(1), [("/consents", json!([]))])).await.is(201).header("location");
        let later = with(&acceptance(), [("/consents", json!([register_consent("given", "2026-10-01")]))]);
        let reply = icb.post_on(&address, &format!("{address}/decision"), &later).await;
        assert!(matches!(reply.status.as_u16(), 409 | 422), "on the register from December with consent of October: {}", reply.text);
    }

    async fn somebody_in_hospital_joins_as_blue(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-01-02")).await.is(201);
        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        assert_eq!(icb.get(&robin).await.json["rag"], json!("blue"), "not on the register, in hospital all the same");
        let again = with(&referral(1), [("/person/nhs_number", json!("9991000011")), ("/received_on", json!("2026-01-10")), ("/consents/0/effective_on", json!("2026-01-09")), ("/mental_health_crisis/in_crisis", json!(false))]);
        let address = icb.post("/v1/referrals", &again).await.is(201).header("location");
        let decide = format!("{address}/decision");
        let linked = with(&acceptance(), [("/person_id", json!(last(&robin))), ("/decided_on", json!("2026-01-12"))]);
        icb.post_on(&address, &decide, &linked).await.refused(409, "rule_not_met").fault("/rating", "in_hospital_is_blue");
        icb.post_on(&address, &decide, &with(&linked, [("/rating", Value::Null)])).await.is(200);
        let now = icb.get(&robin).await.json;
        assert_eq!((&now["rag"], &now["membership"]["status"], &now["rating"]["effective_on"]), (&json!("blue"), &json!("active"), &json!("2026-01-12")));
        icb.post_on(&robin, &format!("{robin}/ratings"), &rating("red", "2026-01-13")).await.refused(409, "rule_not_met");
    }

    /// Pathway: S3-process-1, S3-intention-4.
    async fn the_list_of_referrals_filters_newest_first(world: World) {
        let (icb, sender) = (world.icb(), world.caller("RV9"));
        let new = |n: u32, on: &str, source: &str, authority: &str| with(&referral(n), [("/received_on", json!(on)), ("/source", json!(source)), ("/person/local_authority", json!(authority)), ("/client_reference", json!(format!("R{n}")))]);
        let one = icb.post("/v1/referrals", &new(1, "2025-12-01", "health", "E06000010")).await.is(201).header("location");
        let two = sender.post("/v1/referrals", &new(2, "2025-12-03", "camhs", "E06000011")).await.is(201).header("location");
        let three = sender.post("/v1/referrals", &new(3, "2025-12-02", "health", "E06000010")).await.is(201).header("location");
        let four = sender.post("/v1/referrals", &with(&new(4, "2025-12-04", "education", "E06000010"), [("/person/icb_ods", json!("QXX"))])).await.is(201).header("location");
        icb.post_on(&three, &format!("{three}/decision"), &declining("no_consent")).await.is(200);
        let [one, two, three, four] = [one, two, three, four].map(|address| last(&address));
        for (query, expected) in [
            ("", vec![&two, &three, &one]),
            ("status=received", vec![&two, &one]),
            ("status=declined", vec![&three]),
            ("status=withdrawn", vec![]),
            ("source=health", vec![&three, &one]),
            ("referrer=RV9", vec![&two, &three]),
            ("referrer=QOQ", vec![&one]),
            ("icb=QOQ", vec![&two, &three, &one]),
            ("icb=QXX", vec![]),
            ("local_authority=E06000011", vec![&two]),
            ("received_from=2025-12-02", vec![&two, &three]),
            ("received_to=2025-12-02", vec![&three, &one]),
            ("received_from=2025-12-02&received_to=2025-12-02&source=health", vec![&three]),
        ] {
            for limit in [1, 50] {
                let found = icb.all(&format!("/v1/referrals?{query}&limit={limit}").replace("?&", "?")).await;
                assert_eq!(each(&found, "id").iter().collect::<Vec<_>>(), expected, "{query}");
            }
        }
        assert_eq!(each(&sender.all("/v1/referrals").await, "id").iter().collect::<Vec<_>>(), [&four, &two, &three], "the sender sees what it sent");
        assert_eq!(sender.all("/v1/referrals?icb=QXX").await.len(), 1);
        let page = icb.get("/v1/referrals?limit=1&source=health").await.is(200);
        let next = page.json["next"].as_str().unwrap();
        assert_eq!(page.header("link"), format!("<{next}>; rel=\"next\""));
        assert!(next.contains("source=health") && next.contains("limit=1"), "{next}");
    }

    async fn paging_gives_every_referral_once_while_new_ones_arrive(world: World) {
        let icb = world.icb();
        let mut before = std::collections::BTreeSet::new();
        for n in 1..=9 {
            let on = if n % 2 == 0 { "2025-12-01" } else { "2025-12-02" };
            before.insert(icb.post("/v1/referrals", &with(&referral(n), [("/received_on", json!(on))])).await.is(201).id());
        }
        let (mut seen, mut next, mut n) = (Vec::new(), Some("/v1/referrals?limit=2".to_owned()), 100);
        while let Some(address) = next {
            let page = icb.get(&address).await.is(200);
            seen.extend(each(page.json["data"].as_array().unwrap(), "id"));
            next = page.json["next"].as_str().map(str::to_owned);
            for on in ["2025-12-03", "2025-12-02", "2025-11-30"] {
                n += 1;
                if n < 112 {
                    icb.post("/v1/referrals", &with(&referral_of(n, "1990-01-01"), [("/received_on", json!(on))])).await.is(201);
                }
            }
        }
        let unique: std::collections::BTreeSet<_> = seen.iter().cloned().collect();
        assert_eq!(unique.len(), seen.len(), "nothing twice");
        assert!(before.is_subset(&unique), "nothing lost");
    }
}
