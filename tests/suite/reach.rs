//! What is not yours answers as what does not exist.

use crate::support::contract::{Operation, UNKNOWN};
use crate::support::people::{acceptance, each, last, referral, referral_of, walked, with};
use crate::support::{Caller, Reply, example, nhs_number, stories};
use serde_json::{Value, json};

/// An answer without what every occurrence has of its own.
fn plain(reply: &Reply) -> (u16, Value, Vec<(String, String)>) {
    let mut body = reply.json.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("instance");
    }
    let own = ["x-request-id", "date"];
    let headers = reply.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    headers.sort();
    (reply.status.as_u16(), body, headers)
}

/// Asserts that `caller` hears of these records what it hears of unknown ones.
pub async fn unknown_to(caller: &Caller<'_>, operation: &Operation, values: &[(&str, &str)]) {
    for headers in [
        &[][..],
        &[("if-match", "*")],
        &[("if-match", "\"1.w\"")],
        &[("if-none-match", "*")],
        &[("idempotency-key", "reach")],
    ] {
        let there = operation.call(caller, &operation.at(values), headers).await.refused(404, "not_found");
        let nowhere = operation.call(caller, &operation.at(&[]), headers).await.refused(404, "not_found");
        assert_eq!(plain(&there), plain(&nowhere), "{} tells apart", operation.id);
        assert_eq!(there.text.len(), nowhere.text.len());
    }
}

/// The parts of somebody's record.
struct Parts {
    person: String,
    spell: String,
    review: String,
    duty: String,
    recommendation: String,
    barrier: String,
}

impl Parts {
    /// As parameters of a path.
    fn values(&self) -> [(&str, &str); 6] {
        [
            ("id", &self.person),
            ("admission_id", &self.spell),
            ("review_id", &self.review),
            ("deadline_id", &self.duty),
            ("recommendation_id", &self.recommendation),
            ("barrier_id", &self.barrier),
        ]
    }
}

/// Robin in hospital with a review asked for, after a community review, with both plans set.
async fn inpatient(icb: &Caller<'_>) -> Parts {
    let robin = icb.robin().await;
    let review = icb.ask(&robin, "community", "2025-12-16").await;
    let held = icb.post(&format!("{review}/held"), &example("review-held-community.json")).await.is(200);
    let recommendation = held.json["recommendations"][0]["id"].as_str().unwrap().to_owned();
    let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
    let review = icb.ask(&robin, "inpatient", "2026-01-07").await;
    icb.example_of("set_support_plan", &format!("{robin}/support-plan")).await.is(200);
    icb.example_of("set_discharge_plan", &format!("{robin}/discharge-plan")).await.is(200);
    let duty = icb.all(&format!("{robin}/deadlines")).await[0]["id"].as_str().unwrap().to_owned();
    let barrier = last(&icb.example_of("raise_barrier", &format!("{robin}/barriers")).await.is(201).header("location"));
    Parts { person: last(&robin), spell, review: last(&review), duty, recommendation, barrier }
}

stories! {
    async fn another_icbs_people_answer_as_unknown(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let parts = inpatient(&icb).await;
        let (person, values) = (&parts.person, parts.values());
        let of_people = walked().into_iter().filter(|o| o.path.starts_with("/v1/people/{id}"));
        let mut seen = 0;
        for operation in of_people {
            seen += 1;
            unknown_to(&other, &operation, &values).await;
            if operation.body.is_none() {
                operation.call(&icb, &operation.at(&values), &[]).await.is(200);
            }
        }
        assert!(seen >= 40, "{seen}");
        // Nor do the referrer's organisation or the ward's provider reach the person.
        for operation in walked().into_iter().filter(|o| o.path.starts_with("/v1/people/{id}")) {
            unknown_to(&world.caller("RV9"), &operation, &values).await;
        }
        let history = icb.all(&format!("/v1/people/{person}/history?limit=500")).await;
        assert!(history.iter().all(|fact| fact["recorded_by"]["organisation_ods"] == json!("QOQ")));
    }

    async fn a_part_of_somebody_elses_record_is_unknown_under_ones_own(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let parts = inpatient(&icb).await;
        let own = other.accepted(&with(&referral(5), [("/person/icb_ods", json!("QXX"))]), &acceptance()).await;
        let own = last(&own);
        let mut values = parts.values();
        values[0].1 = &own;
        for operation in walked().into_iter().filter(|o| o.path.starts_with("/v1/people/{id}/") && o.path.matches('{').count() == 2) {
            let foreign = operation.call(&other, &operation.at(&values), &[]).await.refused(404, "not_found");
            let unknown = operation.call(&other, &operation.at(&values[..1]), &[]).await.refused(404, "not_found");
            assert_eq!(plain(&foreign), plain(&unknown), "{}", operation.id);
        }
    }

    async fn another_icbs_referrals_answer_as_unknown(world: World) {
        let icb = world.icb();
        let open = icb.post("/v1/referrals", &referral(1)).await.is(201).id();
        let accepted = icb.post("/v1/referrals", &referral(2)).await.is(201).id();
        icb.post_on(&format!("/v1/referrals/{accepted}"), &format!("/v1/referrals/{accepted}/decision"), &acceptance()).await.is(200);
        for id in [&open, &accepted] {
            for operation in walked().into_iter().filter(|o| o.path.starts_with("/v1/referrals/{id}")) {
                // RV9 is named in the referral, but its system did not send it.
                for stranger in ["QXX", "RV9"] {
                    unknown_to(&world.caller(stranger), &operation, &[("id", id)]).await;
                }
            }
        }
        assert_eq!(icb.get(&format!("/v1/referrals/{open}")).await.is(200).json["status"], json!("received"));
    }

    /// Pathway: S0-governance-1, S3-register-3.
    async fn lists_and_searches_hold_nobody_elses(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let Parts { person, .. } = inpatient(&icb).await;
        for caller in [&other, &world.caller("RV9")] {
            for list in ["people", "people?sort=name", "people?sort=rating_age", "people?icb=QOQ", "people?overdue=true", "people?rag=blue", "referrals", "referrals?icb=QOQ", "referrals?referrer=QOQ", "deadlines", "deadlines?status=overdue", "deadlines?rag=blue"] {
                let reply = caller.get(&format!("/v1/{list}")).await.is(200);
                assert_eq!(reply.json, json!({"data": [], "next": null}), "{list}");
            }
            for search in [json!({"nhs_number": "9991000011"}), json!({"family_name": "Aldous", "date_of_birth": "1993-05-17"})] {
                assert_eq!(caller.post("/v1/people/search", &search).await.is(200).json, json!({"data": [], "next": null}));
            }
        }
        assert_eq!(icb.post("/v1/people/search", &json!({"nhs_number": "9991000011"})).await.json["data"][0]["id"], json!(person));
    }

    async fn a_cursor_that_names_somebody_elses_record_says_nothing(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = last(&icb.robin().await).replace('-', "");
        for (n, name) in (10..).zip(["Abel", "Zander"]) {
            other.accepted(&with(&referral(n), [("/person/icb_ods", json!("QXX")), ("/person/family_name", json!(name))]), &acceptance()).await;
        }
        let nobody = UNKNOWN.replace('-', "");
        for list in ["people?sort=name&cursor=.", "people?sort=rating_age&cursor=20251203.", "people?cursor=20251203.", "referrals?cursor=20251201.", "deadlines?cursor=20251201."] {
            let foreign = other.get(&format!("/v1/{list}{robin}")).await;
            let unknown = other.get(&format!("/v1/{list}{nobody}")).await;
            if list.contains("sort=name") {
                // There the cursor is looked up; elsewhere it is only a place in an order.
                assert_eq!(plain(&foreign), plain(&unknown), "{list}");
            } else {
                assert!(!foreign.text.contains("Aldous"));
            }
        }
    }

    async fn who_refers_somebody_known_learns_nothing(world: World) {
        let (icb, sender) = (world.icb(), world.caller("RV9"));
        icb.robin().await;
        let known = with(&referral(1), [("/person/nhs_number", json!("9991000011"))]);
        let unknown = with(&referral(1), [("/person/nhs_number", json!(nhs_number(40))), ("/person/family_name", json!("Bellamy")), ("/person/date_of_birth", json!("1991-02-03"))]);
        let answers = [sender.post("/v1/referrals", &known).await.is(201), sender.post("/v1/referrals", &unknown).await.is(201)];
        let same = |reply: &Reply| {
            let mut body = reply.json.clone();
            for member in ["id", "person"] {
                body[member] = json!("…");
            }
            (body, reply.headers.keys().map(ToString::to_string).collect::<std::collections::BTreeSet<_>>(), reply.etag())
        };
        assert_eq!(same(&answers[0]), same(&answers[1]));
        for answer in &answers {
            assert_eq!((&answer.json["person_id"], &answer.json["possible_duplicates"], &answer.json["status"]), (&json!(null), &json!([]), &json!("received")));
        }
        let read = async |caller: &Caller<'_>, reply: &Reply| caller.get(&format!("/v1/referrals/{}", reply.id())).await.is(200).json;
        let (told_known, told_unknown) = (read(&sender, &answers[0]).await, read(&sender, &answers[1]).await);
        assert_eq!(told_known["possible_duplicates"], json!([]));
        assert_eq!(told_known["warnings"], told_unknown["warnings"]);
        let twins = read(&icb, &answers[0]).await["possible_duplicates"].clone();
        assert_eq!(twins.as_array().unwrap().len(), 2, "the person and their first referral: {twins}");
        assert!(twins.as_array().unwrap().iter().any(|t| t["person_id"].is_string() && t["same_nhs_number"] == json!(true)));
        assert_eq!(read(&icb, &answers[1]).await["possible_duplicates"], json!([]));
    }

    async fn a_twin_by_name_and_birth_is_shown_to_the_icb_alone(world: World) {
        let (icb, sender) = (world.icb(), world.caller("RV9"));
        icb.robin().await;
        let without = with(&referral(1), [("/person/nhs_number", json!(null)), ("/person/nhs_number_absent", json!("not_known")), ("/person/family_name", json!("ALDOÜS"))]);
        let address = sender.post("/v1/referrals", &without).await.is(201).header("location");
        assert_eq!(sender.get(&address).await.json["possible_duplicates"], json!([]));
        let twins = icb.get(&address).await.json["possible_duplicates"].clone();
        assert!(twins.as_array().unwrap().iter().any(|t| t["person_id"].is_string() && t["same_nhs_number"] == json!(false)), "{twins}");
        // Another ICB's people are nobody's duplicates here.
        let elsewhere = with(&referral(1), [("/person/nhs_number", json!("9991000011")), ("/person/icb_ods", json!("QXX"))]);
        let address = sender.post("/v1/referrals", &elsewhere).await.is(201).header("location");
        assert_eq!(world.caller("QXX").get(&address).await.is(200).json["possible_duplicates"], json!([]));
    }

    async fn the_sender_sees_the_outcome_and_not_the_person(world: World) {
        let (icb, sender) = (world.icb(), world.caller("RV9"));
        let accepted = sender.post("/v1/referrals", &with(&referral(1), [("/client_reference", json!("CM-7"))])).await.is(201).header("location");
        assert_eq!(icb.get(&accepted).await.is(200).json["client_reference"], json!(null), "the reference is the sender's own");
        let decided = icb.post_on(&accepted, &format!("{accepted}/decision"), &acceptance()).await.is(200);
        let person = decided.json["person_id"].as_str().unwrap().to_owned();
        let told = sender.get(&accepted).await.is(200);
        assert_eq!((&told.json["status"], &told.json["person_id"], &told.json["client_reference"]), (&json!("accepted"), &json!(null), &json!("CM-7")));
        assert_eq!(told.json["decision"]["decided_on"], json!("2025-12-03"));
        assert!(!told.text.contains(&person), "the sender is told whom the referral became");
        let listed = sender.get("/v1/referrals").await.is(200);
        assert_eq!(listed.json["data"][0]["person_id"], json!(null));
        assert!(!listed.text.contains(&person));
        sender.get(&format!("/v1/people/{person}")).await.refused(404, "not_found");
        // Nor may it decide its own referral.
        let second = sender.post("/v1/referrals", &referral(2)).await.is(201).header("location");
        sender.post_on(&second, &format!("{second}/decision"), &acceptance()).await.refused(404, "not_found");
        // Adding information to a decided referral tells no more.
        let information = json!({"given_by": {"name": "Sam Field"}, "information": "More."});
        let reply = sender.post(&format!("{accepted}/information"), &information).await.refused(409, "rule_not_met");
        assert!(!reply.text.contains(&person));
    }

    async fn linking_somebody_elses_person_is_refused_as_linking_nobody(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = last(&icb.robin().await);
        let address = other.post("/v1/referrals", &with(&referral_of(1, "1993-05-17"), [("/person/nhs_number", json!("9991000011")), ("/person/icb_ods", json!("QXX"))])).await.is(201).header("location");
        let mut answers = Vec::new();
        for id in [robin.as_str(), UNKNOWN] {
            let decision = with(&acceptance(), [("/person_id", json!(id))]);
            let reply = other.post_on(&address, &format!("{address}/decision"), &decision).await;
            answers.push(plain(&reply.refused(422, "invalid_request").fault("/person_id", "person_not_found")));
        }
        assert_eq!(answers[0], answers[1]);
        // Creating is open: who else has this number is not said.
        other.post_on(&address, &format!("{address}/decision"), &acceptance()).await.is(200);
        assert_eq!(each(&other.all("/v1/people").await, "icb_ods"), ["QXX"]);
    }

    async fn only_the_sender_withdraws(world: World) {
        let (icb, sender) = (world.icb(), world.caller("RV9"));
        let address = sender.post("/v1/referrals", &referral(1)).await.is(201).header("location");
        let withdrawal = json!({"withdrawn_by": {"name": "Sam Field"}, "reason": "The family moved away."});
        icb.post(&format!("{address}/withdrawal"), &withdrawal).await.refused(409, "rule_not_met").fault("", "not_the_sender");
        world.caller("QXX").post(&format!("{address}/withdrawal"), &withdrawal).await.refused(404, "not_found");
        sender.post(&format!("{address}/withdrawal"), &withdrawal).await.is(200);
        assert_eq!(icb.get(&address).await.json["status"], json!("withdrawn"));
        assert_eq!(icb.get(&address).await.json["withdrawal"]["withdrawn_on"], json!("2026-11-22"));
        let own = icb.post("/v1/referrals", &referral(2)).await.is(201).header("location");
        icb.post(&format!("{own}/withdrawal"), &withdrawal).await.is(200);
    }
}
