//! The register as lists and single people, and what facts that arrive late do to it.

use crate::support::people::{
    acceptance, admission, discharge, each, last, rating, referral, referral_of, register_consent, with,
};
use crate::support::{Caller, nhs_number, stories};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Somebody with this name, born on this day, in this authority.
async fn named(icb: &Caller<'_>, n: u32, family: &str, given: &str, born: &str, authority: &str) -> String {
    let referral = with(
        &referral_of(n, born),
        [
            ("/person/family_name", json!(family)),
            ("/person/given_name", json!(given)),
            ("/person/local_authority", json!(authority)),
        ],
    );
    last(&icb.accepted(&referral, &acceptance()).await)
}

async fn rate(icb: &Caller<'_>, person: &str, rag: &str, on: &str) {
    icb.post_on(person, &format!("{person}/ratings"), &rating(rag, on)).await.is(201);
}

/// Colour, day and trigger of every entry of the trail.
async fn trail(icb: &Caller<'_>, person: &str) -> Vec<(String, String, String)> {
    let all = icb.all(&format!("{person}/ratings")).await;
    let text = |e: &Value, member: &str| e[member].as_str().unwrap().to_owned();
    all.iter().map(|e| (text(e, "rag"), text(e, "effective_on"), text(e, "trigger"))).collect()
}

fn entries(expected: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    expected.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
}

stories! {
    async fn the_register_filters(world: World) {
        let icb = world.icb();
        // A: adult in hospital, overdue. B: child on Tier 4, in time. C: Red, 18 today, register review overdue. D: Green, 17 until
        // tomorrow, leaving not considered for a month. E: left.
        let a = named(&icb, 1, "Ashby", "Ann", "1993-05-17", "E06000010").await;
        let b = named(&icb, 2, "Bell", "Ben", "2011-06-01", "E06000010").await;
        let c = named(&icb, 3, "Cole", "Cyd", "2008-11-22", "E06000011").await;
        let d = named(&icb, 4, "Dean", "Dot", "2008-11-23", "E06000011").await;
        let e = named(&icb, 5, "Eden", "Eve", "1936-01-01", "E06000010").await;
        let at = |id: &str| format!("/v1/people/{id}");
        icb.admit(&at(&a), "2026-01-06", "adult_acute", "none").await;
        icb.admit(&at(&b), "2026-11-20", "tier4", "none").await;
        rate(&icb, &at(&c), "red", "2025-12-15").await;
        rate(&icb, &at(&d), "green", "2026-07-20").await;
        let then = icb.all(&format!("/v1/people/{d}/history")).await.last().unwrap()["recorded_at"].as_str().unwrap().to_owned();
        icb.post(&format!("{}/consents", at(&e)), &register_consent("withdrawn", "2026-02-01")).await.is(201);
        let since = format!("updated_since={}", then.replace('+', "%2B"));
        for (query, expected) in [
            ("", vec![&a, &b, &c, &d, &e]),
            ("rag=blue", vec![&a, &b]), ("rag=red", vec![&c]), ("rag=amber", vec![]), ("rag=green", vec![&d]),
            ("status=active", vec![&a, &b, &c, &d]), ("status=closed", vec![&e]),
            ("icb=QOQ&status=closed", vec![&e]), ("icb=QXX", vec![]),
            ("local_authority=E06000011", vec![&c, &d]), ("local_authority=E06000012", vec![]),
            ("age_from=18", vec![&a, &c, &e]), ("age_to=17", vec![&b, &d]), ("age_from=17&age_to=18", vec![&c, &d]),
            ("age_from=90", vec![&e]), ("age_to=89", vec![&a, &b, &c, &d]), ("age_from=19&age_to=18", vec![]), ("age_to=0", vec![]),
            ("overdue=true", vec![&a, &c, &d]), ("overdue=false", vec![&b, &e]), ("overdue=true&rag=blue", vec![&a]),
            ("setting=tier4", vec![&b]), ("setting=adult_acute", vec![&a]), ("setting=adult_secure", vec![]),
            (since.as_str(), vec![&d, &e]), ("updated_since=2099-01-01T00:00:00Z", vec![]), ("updated_since=2020-01-01T00:00:00Z&rag=red", vec![&c]),
            ("rag=blue&overdue=true&local_authority=E06000010&age_from=18", vec![&a]),
        ] {
            let expected: BTreeSet<String> = expected.into_iter().cloned().collect();
            for sort in ["next_due", "rating_age", "name"] {
                for limit in [1, 500] {
                    let found = icb.all(&format!("/v1/people?{query}&sort={sort}&limit={limit}").replace("?&", "?")).await;
                    assert_eq!(found.len(), expected.len(), "{query} by {sort}");
                    assert_eq!(each(&found, "id").into_iter().collect::<BTreeSet<_>>(), expected, "{query} by {sort}");
                }
            }
        }
        let order = async |sort: &str| each(&icb.all(&format!("/v1/people?sort={sort}&limit=2")).await, "id");
        assert_eq!(order("name").await, [&a, &b, &c, &d, &e].map(Clone::clone));
        assert_eq!(order("next_due").await, [&c, &a, &d, &b, &e].map(Clone::clone), "who has a date comes first");
        // Rated on: E has no rating any more, C since 15 December 2025, A 6 January, D 20 July, B 20 November.
        assert_eq!(order("rating_age").await, [&c, &a, &d, &b, &e].map(Clone::clone));
    }

    /// Pathway: S1-10, S3-register-2, S3-process-7, S4-register-3.
    async fn a_listed_person_reads_as_the_person_does(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let one = icb.get(&robin).await.is(200).json;
        assert_eq!(icb.all("/v1/people").await, std::slice::from_ref(&one));
        assert_eq!(icb.post("/v1/people/search", &json!({"nhs_number": "9991000011"})).await.json["data"], json!([one]));
        assert_eq!(one["next_deadline"], json!({"id": one["next_deadline"]["id"], "duty": "inpatient_review_first", "force": "must", "due_on": "2026-02-03", "breach_on": "2026-02-03", "status": "overdue", "days_overdue": 292}));
        assert_eq!(one["overdue"], json!(2), "the review and the visit");
        let actions = one["actions"].as_array().unwrap();
        assert_eq!(each(actions, "action"), ["oversight_visits", "inpatient_review", "forensic_outreach_or_intensive_support", "twelve_point_discharge_plan"], "33 years old: no keyworker");
        for (name, link) in one["links"].as_object().unwrap() {
            let found = icb.get(link.as_str().unwrap()).await;
            // A plan is not there before somebody sets it.
            found.is(if name.ends_with("_plan") { 404 } else { 200 });
        }
        for (link, operation) in [("support_plan", "set_support_plan"), ("discharge_plan", "set_discharge_plan")] {
            let address = one["links"][link].as_str().unwrap();
            icb.example_of(operation, address).await.is(200);
            icb.get(address).await.is(200);
        }
    }

    /// Pathway: S1-28.
    async fn paging_is_stable_while_people_are_added(world: World) {
        let icb = world.icb();
        for (round, sort) in (0..).zip(["next_due", "rating_age", "name"]) {
            let mut before = BTreeSet::new();
            for n in 0..5 {
                let person = named(&icb, round * 100 + n, ["Moor", "Abbot", "Moor", "Young", "Lake"][n as usize], "Kit", "1990-01-01", "E06000010").await;
                if n % 2 == 0 {
                    icb.admit(&format!("/v1/people/{person}"), "2026-11-01", "adult_acute", "none").await;
                }
                before.insert(person);
            }
            let (mut seen, mut next, mut n) = (Vec::new(), Some(format!("/v1/people?sort={sort}&limit=2")), 50);
            while let Some(address) = next {
                let numbers = (0..5).map(|n| nhs_number(round * 100 + n)).any(|number| address.contains(&number));
                assert!(!address.to_lowercase().contains("moor") && !numbers, "names and numbers stay out of addresses");
                let page = icb.get(&address).await.is(200);
                seen.extend(each(page.json["data"].as_array().unwrap(), "id"));
                next = page.json["next"].as_str().map(str::to_owned);
                if n < 54 {
                    n += 1;
                    named(&icb, round * 100 + n, ["Zeal", "Aaron", "Moor"][(n % 3) as usize], "Kit", "1990-01-01", "E06000010").await;
                }
            }
            let unique: BTreeSet<_> = seen.iter().cloned().collect();
            assert_eq!(unique.len(), seen.len(), "nobody twice by {sort}");
            assert!(before.is_subset(&unique), "nobody lost by {sort}");
        }
    }

    /// Pathway: S4-criteria-7.
    async fn people_are_found_by_number_and_by_name(world: World) {
        let icb = world.icb();
        let zoe = named(&icb, 1, "Zoë-O’Brien", "Renée Ann", "1990-02-03", "E06000010").await;
        let twin = named(&icb, 2, "zoe-o'brien", "Remy", "1990-02-03", "E06000010").await;
        let other = named(&icb, 3, "Zoë-O’Brien", "Renée", "1990-02-04", "E06000010").await;
        let find = async |body: Value| {
            let reply = icb.post("/v1/people/search", &body).await.is(200);
            each(reply.json["data"].as_array().unwrap(), "id").into_iter().collect::<BTreeSet<_>>()
        };
        let set = |ids: &[&String]| ids.iter().map(|id| (*id).clone()).collect::<BTreeSet<_>>();
        let number = nhs_number(1);
        for text in [number.clone(), format!("{} {} {}", &number[..3], &number[3..6], &number[6..]), format!(" {number} ")] {
            assert_eq!(find(json!({"nhs_number": text})).await, set(&[&zoe]));
        }
        assert_eq!(find(json!({"nhs_number": nhs_number(99)})).await, set(&[]));
        for family in ["Zoë-O’Brien", "ZOË-O'BRIEN", "zoe-o’brien", "  Zoe-O'Brien "] {
            assert_eq!(find(json!({"family_name": family, "date_of_birth": "1990-02-03"})).await, set(&[&zoe, &twin]), "{family}");
        }
        let by = |family: &str, given: &str, born: &str| json!({"family_name": family, "given_name": given, "date_of_birth": born});
        assert_eq!(find(by("zoe-o'brien", "renee", "1990-02-03")).await, set(&[&zoe]));
        assert_eq!(find(by("zoe-o'brien", "RÉ", "1990-02-03")).await, set(&[&zoe, &twin]));
        assert_eq!(find(by("zoe-o'brien", "enée", "1990-02-03")).await, set(&[]), "the beginning of a name, not its middle");
        assert_eq!(find(by("zoe-o'brien", "rené", "1990-02-04")).await, set(&[&other]));
        assert_eq!(find(by("zoe-o'brien", "re", "1990-02-03")).await, set(&[&zoe, &twin]));
        assert_eq!(find(by("zoe%", "re", "1990-02-03")).await, set(&[]), "no pattern characters");
        assert_eq!(find(by("zoe-o'brien", "%", "1990-02-03")).await, set(&[]));
        assert_eq!(find(json!({"family_name": "zoe", "date_of_birth": "1990-02-03"})).await, set(&[]));
    }

    async fn an_etag_changes_with_a_fact(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let mut tags = vec![icb.get(&robin).await.etag()];
        icb.send(Method::GET, &robin, &[("if-none-match", &tags[0])], None).await.is(304);
        for (path, body) in [
            ("consents", json!({"scope": "keyworker", "status": "refused", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2025-12-10"})),
            ("admissions", admission("2026-01-06", "adult_acute", "none")),
            ("reviews", crate::support::people::review("inpatient", "2026-01-07")),
        ] {
            icb.post(&format!("{robin}/{path}"), &body).await.is(201);
            let reply = icb.send(Method::GET, &robin, &[("if-none-match", &tags.join(", "))], None).await.is(200);
            assert!(!tags.contains(&reply.etag()));
            tags.push(reply.etag());
        }
        let versions: Vec<i64> = tags.iter().map(|t| t.trim_matches('"').split('.').next().unwrap().parse().unwrap()).collect();
        assert!(versions.is_sorted_by(|a, b| a < b), "{versions:?}");
        assert_eq!(icb.get(&robin).await.json["version"], json!(versions[3]));
    }

    /// Pathway: S1-54, S1-65, S1-68.
    async fn the_history_is_complete_and_in_order(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        rate(&icb, &robin, "red", "2025-12-15").await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let review = icb.ask(&robin, "inpatient", "2026-01-07").await;
        icb.offer(&review, "2026-01-12").await;
        icb.post(&format!("{review}/held"), &crate::support::people::held("inpatient", "2026-01-29")).await.is(200);
        icb.decline(&robin, "2026-03-01", "2026-03-02").await;
        icb.discharge(&robin, &spell, "2026-06-30").await;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-07-01")).await.is(201);
        let whole = icb.all(&format!("{robin}/history?limit=500")).await;
        assert_eq!(each(&whole, "kind"), [
            "person_created", "consent_recorded", "consent_recorded", "membership_opened", "rated", "rated", "admitted", "review_requested",
            "review_offered", "review_held", "review_requested", "review_offered", "review_declined", "discharged", "consent_recorded", "membership_closed",
        ]);
        let versions: Vec<i64> = whole.iter().map(|f| f["version"].as_i64().unwrap()).collect();
        assert_eq!(versions, (1..=16).collect::<Vec<i64>>());
        let recorded = each(&whole, "recorded_at");
        assert!(recorded.is_sorted(), "{recorded:?}");
        assert!(recorded.iter().all(|at| at.ends_with('Z')), "UTC: {recorded:?}");
        assert_eq!(whole[6]["occurred_on"], json!("2026-01-06"));
        assert_eq!(whole[9]["occurred_on"], json!("2026-01-29"));
        for fact in &whole {
            let by = &fact["recorded_by"];
            assert_eq!((&by["organisation_ods"], &by["client_id"]), (&json!("QOQ"), &json!("client-of-QOQ")));
            assert_eq!(by["request_id"].as_str().unwrap().len(), 36);
            assert!(fact["fact"].is_object());
        }
        assert_eq!(whole[0]["fact"]["person"]["family_name"], json!("Aldous"), "the private part is joined for who may read it");
        for limit in [1, 3, 16, 17] {
            assert_eq!(icb.all(&format!("{robin}/history?limit={limit}")).await, whole);
        }
        assert_eq!(icb.all(&format!("{robin}/history?after=14")).await, whole[14..]);
        assert_eq!(icb.all(&format!("{robin}/history?after=16")).await, [] as [Value; 0]);
    }

    async fn a_request_id_leads_from_the_fact_to_the_call(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let id = "018f3c1e-5b7a-7000-8000-00000000abcd";
        icb.post_with(&format!("{robin}/admissions"), &[("x-request-id", id)], &admission("2026-01-06", "adult_acute", "none")).await.is(201);
        let fact = icb.all(&format!("{robin}/history?limit=500")).await.pop().unwrap();
        assert_eq!((&fact["kind"], &fact["recorded_by"]["request_id"]), (&json!("admitted"), &json!(id)));
    }

    /// Pathway: S0-1.3, S1-68, S3-escalating-6, S4-RAG-blue-13.
    async fn the_trail_of_colours_shows_blue_and_what_followed(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        rate(&icb, &robin, "red", "2025-12-15").await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let amber = ("amber", "2025-12-03", "referral");
        let mut expected = vec![amber, ("red", "2025-12-15", "crisis"), ("blue", "2026-01-06", "admission")];
        assert_eq!(trail(&icb, &robin).await, entries(&expected));
        icb.discharge(&robin, &spell, "2026-06-30").await;
        expected.push(("red", "2026-06-30", "discharge"));
        assert_eq!(trail(&icb, &robin).await, entries(&expected));
        icb.post(&format!("{robin}/community-review-decision"), &crate::support::example("community-review-decision.json")).await.is(201);
        rate(&icb, &robin, "green", "2026-07-20").await;
        expected.push(("green", "2026-07-20", "meeting"));
        // A rating that arrives late takes its place by its date.
        rate(&icb, &robin, "amber", "2025-12-20").await;
        expected.insert(2, ("amber", "2025-12-20", "crisis"));
        assert_eq!(trail(&icb, &robin).await, entries(&expected));
        let now = icb.get(&robin).await.json;
        assert_eq!((&now["rag"], &now["rating"]["effective_on"], &now["rating"]["trigger"]), (&json!("green"), &json!("2026-07-20"), &json!("meeting")));
        let whole = icb.all(&format!("{robin}/ratings")).await;
        assert_eq!(whole[3]["admission_id"], json!(spell));
        assert_eq!(whole[4]["set_by"]["name"], json!("Pat Moss"));
        assert!(each(whole[1]["actions"].as_array().unwrap(), "action").contains(&"community_review_considered".to_owned()));
    }

    async fn a_readmission_on_the_day_of_discharge_is_blue_again(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let one = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.discharge(&robin, &one, "2026-01-20").await;
        let two = icb.admit(&robin, "2026-01-20", "adult_picu", "none").await;
        let mut expected = vec![("amber", "2025-12-03", "referral"), ("blue", "2026-01-06", "admission"), ("red", "2026-01-20", "discharge"), ("blue", "2026-01-20", "admission")];
        assert_eq!(trail(&icb, &robin).await, entries(&expected));
        let now = icb.get(&robin).await.json;
        assert_eq!((&now["rag"], &now["rating"]["trigger"], &now["hospital"]["admission_id"]), (&json!("blue"), &json!("admission"), &json!(two)));
        icb.post(&format!("{robin}/admissions/{two}/discharge"), &with(&discharge("2026-01-20"), [("/rag", json!("amber"))])).await.is(200);
        expected.push(("amber", "2026-01-20", "discharge"));
        assert_eq!(trail(&icb, &robin).await, entries(&expected));
        assert_eq!(icb.get(&robin).await.json["rag"], json!("amber"));
    }

    async fn a_day_in_hospital_leaves_its_mark(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.discharge(&robin, &spell, "2026-01-06").await;
        assert_eq!(trail(&icb, &robin).await, entries(&[("amber", "2025-12-03", "referral"), ("blue", "2026-01-06", "admission"), ("red", "2026-01-06", "discharge")]));
        let now = icb.get(&robin).await.json;
        assert_eq!((&now["rag"], &now["hospital"]), (&json!("red"), &json!(null)));
        let of_the_day = icb.duties(&robin).await.into_iter().filter(|(duty, ..)| duty == "inpatient_review_first" || duty == "oversight_visit");
        assert_eq!(of_the_day.map(|(_, due, status)| (due, status)).collect::<Vec<_>>(), [
            ("2026-02-03".to_owned(), "cancelled".to_owned()), ("2026-03-03".to_owned(), "cancelled".to_owned()),
        ]);
    }

    async fn consent_withdrawn_closes_the_stay_and_not_the_spell(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-02-01")).await.is(201);
        let now = icb.get(&robin).await.is(200).json;
        let membership = &now["membership"];
        assert_eq!((&membership["status"], &membership["ended_on"], &membership["end_reason"]), (&json!("closed"), &json!("2026-02-01"), &json!("consent_withdrawn")));
        assert_eq!((&now["rag"], &now["hospital"]["admission_id"], &now["next_deadline"]["due_on"]), (&json!("blue"), &json!(spell), &json!("2026-02-03")));
        assert_eq!(now["consents"][0]["status"], json!("withdrawn"));
        let end = with(&discharge("2026-06-30"), [("/rag", Value::Null), ("/rationale", Value::Null), ("/set_by", Value::Null)]);
        icb.post(&format!("{robin}/admissions/{spell}/discharge"), &end).await.is(200);
        let now = icb.get(&robin).await.json;
        assert_eq!((&now["rag"], &now["actions"], &now["rating"]), (&json!(null), &json!([]), &json!(null)));
        assert_eq!(icb.all("/v1/people?status=closed").await.len(), 1, "what was done stays on record");
        assert_eq!(icb.all(&format!("{robin}/consents")).await.len(), 3);
    }

    async fn refusing_other_consents_closes_nothing(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        for scope in ["information_sharing", "review", "keyworker"] {
            let body = with(&register_consent("withdrawn", "2026-01-01"), [("/scope", json!(scope))]);
            icb.post(&format!("{robin}/consents"), &body).await.is(201);
            assert_eq!(icb.get(&robin).await.json["membership"]["status"], json!("active"), "{scope}");
        }
        icb.post(&format!("{robin}/consents"), &register_consent("refused", "2026-01-02")).await.is(201);
        assert_eq!(icb.get(&robin).await.json["membership"]["end_reason"], json!("consent_withdrawn"));
    }

    async fn a_withdrawal_of_before_joining_that_arrives_late_ends_the_stay(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        // Given on 28 November, withdrawn on 1 December, joined on 3 December; the withdrawal is recorded last.
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2025-12-01")).await.is(201);
        let now = icb.get(&robin).await.json;
        assert_eq!(now["consents"][0]["status"], json!("withdrawn"));
        assert_eq!(now["membership"]["status"], json!("closed"), "nobody is on the register whose latest word is no");
    }

    async fn an_admission_that_arrives_late_takes_its_place(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        rate(&icb, &robin, "red", "2025-12-15").await;
        rate(&icb, &robin, "amber", "2026-08-01").await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        assert_eq!(icb.get(&robin).await.json["rag"], json!("blue"));
        icb.discharge(&robin, &spell, "2026-03-01").await;
        let now = icb.get(&robin).await.json;
        assert_eq!((&now["rag"], &now["rating"]["effective_on"]), (&json!("amber"), &json!("2026-08-01")), "the later rating stands");
        let expected = [
            ("register_review", "2026-01-03", "missed"), ("inpatient_review_first", "2026-02-03", "missed"), ("oversight_visit", "2026-03-03", "cancelled"),
            ("register_review", "2026-04-01", "overdue"), ("community_review_decision", "-", "cancelled"), ("community_review_decision", "-", "missed"),
        ];
        let mut found = icb.duties(&robin).await;
        found.sort_by(|a, b| (&a.1, &a.2).cmp(&(&b.1, &b.2)));
        let mut expected = entries(&expected);
        expected.sort_by(|a, b| (&a.1, &a.2).cmp(&(&b.1, &b.2)));
        assert_eq!(found, expected, "Red ended with the admission, and Red after it with Amber, undecided");
        let second = icb.admit(&robin, "2026-03-01", "tier4", "none").await;
        let spells = icb.all(&format!("{robin}/admissions")).await;
        assert_eq!(each(&spells, "id"), [spell, second]);
        assert_eq!(each(&spells, "discharged_on"), ["2026-03-01", "-"]);
        assert_eq!(spells[0]["destination"], json!("supported_housing"));
        assert_eq!(spells[1]["warnings"].as_array().unwrap().len(), 1, "an ICB seldom commissions Tier 4");
    }

    /// Pathway: S0-activity-7.3, S1-18, S1-73, S1-126, S1-147, S3-process-5.
    async fn what_a_review_holds_is_read_back(world: World) {
        let icb = world.icb();
        let child = icb.accepted(&referral_of(1, "2010-06-01"), &acceptance()).await;
        let review = icb.ask(&child, "community", "2025-12-15").await;
        assert_eq!(icb.get(&review).await.is(200).json["family"], json!("cetr"));
        let body = with(&crate::support::example("review-held-community.json"), [("/consent/basis", json!("gillick"))]);
        let held = icb.post(&format!("{review}/held"), &body).await.is(200);
        assert_eq!(held.json["warnings"].as_array().unwrap().len(), 1, "no education representative");
        assert_eq!(icb.get(&review).await.json, held.json);
        assert_eq!(held.json["recommendations"][0]["due_on"], json!("2026-01-31"));
        let adult = icb.accepted(&referral(2), &acceptance()).await;
        let review = icb.ask(&adult, "community", "2025-12-15").await;
        let read = icb.get(&review).await.json;
        assert_eq!((&read["family"], &read["status"], &read["warnings"]), (&json!("ctr"), &json!("requested"), &json!([])));
        assert_eq!(icb.all(&format!("{adult}/reviews")).await, [read]);
    }
}
