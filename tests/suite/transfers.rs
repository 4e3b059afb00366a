//! Moving to another ICB: proposed, accepted, refused or withdrawn; no clock stops, and the former ICB sees nothing new.

use crate::reach::unknown_to;
use crate::support::contract::operations;
use crate::support::people::{acceptance, discharge, each, last, rating, referral, register_consent, walked, with};
use crate::support::{Caller, Reply, stories};
use dsr::store::verify::verify;
use dsr::worker::sweep;
use serde_json::{Value, json};

const MOVED: &str = "2026-03-02";

fn proposal(to: &str) -> Value {
    json!({"to_icb_ods": to, "moves_on": MOVED, "proposed_on": "2026-02-16", "reason": "new_home",
        "decided_by": {"name": "Pat Moss", "role": "DSR lead"}, "handover": "Evenings are hardest.", "note": "Agreed by telephone."})
}

fn taken_on(on: &str) -> Value {
    json!({"accepted_on": on, "decided_by": {"name": "Ines Holt", "role": "DSR lead"},
        "lead_professional": {"name": "Noor Lane", "role": "Nurse"}, "note": "First visit this week."})
}

fn refusal() -> Value {
    json!({"refused_on": "2026-02-20", "reason": "The address lies in another area.", "decided_by": {"name": "Ines Holt"}})
}

fn withdrawal() -> Value {
    json!({"withdrawn_on": "2026-02-20", "withdrawn_by": {"name": "Pat Moss"}, "reason": "The family stays."})
}

/// Proposes a transfer; answers its address.
async fn proposed(from: &Caller<'_>, person: &str, to: &str) -> String {
    from.post(&format!("{person}/transfer"), &proposal(to)).await.is(201).header("location")
}

async fn accept(by: &Caller<'_>, transfer: &str, on: &str) -> Reply {
    by.post_with(&format!("{transfer}/acceptance"), &[("if-match", "*")], &taken_on(on)).await
}

/// Moves somebody on [`MOVED`].
async fn moved(from: &Caller<'_>, to: &Caller<'_>, person: &str, icb: &str) -> String {
    let today = with(&proposal(icb), [("/proposed_on", json!(MOVED))]);
    let transfer = from.post(&format!("{person}/transfer"), &today).await.is(201).header("location");
    accept(to, &transfer, MOVED).await.is(200);
    transfer
}

/// Somebody who joined on this day with this colour.
async fn joined(icb: &Caller<'_>, of: &str, on: &str, rag: &str) -> String {
    let claimed = with(&referral(1), [("/person/icb_ods", json!(of))]);
    icb.accepted(&claimed, &with(&acceptance(), [("/decided_on", json!(on)), ("/rating/rag", json!(rag))])).await
}

async fn clocks(icb: &Caller<'_>, person: &str) -> Vec<Value> {
    icb.all(&format!("{person}/deadlines?limit=500")).await
}

/// One clock of a kind: identifier, date, status.
async fn clock(icb: &Caller<'_>, person: &str, duty: &str) -> (Value, Value, Value) {
    let found = icb.all(&format!("{person}/deadlines?duty={duty}")).await;
    let last = found.last().unwrap_or_else(|| panic!("no {duty}"));
    (last["id"].clone(), last["due_on"].clone(), last["status"].clone())
}

async fn history(icb: &Caller<'_>, person: &str) -> Vec<String> {
    each(&icb.all(&format!("{person}/history?limit=500")).await, "kind")
}

stories! {
    /// Pathway: S1-91.
    async fn a_stay_goes_on_with_the_icb_that_accepts(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        icb.post_on(&robin, &format!("{robin}/ratings"), &rating("red", "2025-12-15")).await.is(201);
        let (before, was) = (clocks(&icb, &robin).await, icb.get(&robin).await.json);
        let told = icb.post(&format!("{robin}/transfer"), &proposal("QXX")).await.is(201);
        let transfer = told.header("location");
        assert_eq!((&told.json["status"], &told.json["direction"], &told.json["person_id"]), (&json!("proposed"), &json!("out"), &was["id"]));
        assert_eq!((&told.json["note"], &told.json["ending"]), (&json!("Agreed by telephone."), &Value::Null));

        assert_eq!(icb.get(&robin).await.json["transfer"], json!({"id": told.id(), "to_icb_ods": "QXX", "proposed_on": "2026-02-16"}));

        // The other ICB learns what it needs to decide, and nothing of the record.
        let asked = other.all("/v1/transfers?direction=in&status=proposed").await;
        assert_eq!(each(&asked, "id"), [last(&transfer)]);
        assert_eq!(asked[0]["person"], json!({"nhs_number": "9991000011", "family_name": "Aldous", "given_name": "Robin", "date_of_birth": "1993-05-17"}));
        assert_eq!((&asked[0]["rag"], &asked[0]["handover"], &asked[0]["local_authority"]), (&json!("red"), &json!("Evenings are hardest."), &json!("E06000010")));
        assert_eq!((&asked[0]["note"], &asked[0]["person_id"], &asked[0]["direction"]), (&Value::Null, &Value::Null, &json!("in")));
        other.get(&robin).await.refused(404, "not_found");
        assert_eq!(other.all("/v1/people").await, [] as [Value; 0]);
        assert_eq!(clocks(&icb, &robin).await, before);

        let accepted = other.post_on(&transfer, &format!("{transfer}/acceptance"), &taken_on(MOVED)).await.is(200).json;
        assert_eq!((&accepted["status"], &accepted["person_id"], &accepted["ending"]["ended_on"]), (&json!("accepted"), &was["id"], &json!(MOVED)));
        let now = other.get(&robin).await.is(200).json;
        assert_eq!((&now["icb_ods"], &now["rag"], &now["rating"]), (&json!("QXX"), &json!("red"), &was["rating"]));
        let (stay, left) = (&now["membership"], &was["membership"]);
        assert_eq!((&stay["status"], &stay["started_on"], &stay["previous"]), (&json!("active"), &json!(MOVED), &left["id"]));
        assert_eq!((&stay["lead_professional"]["name"], &stay["end_reason"]), (&json!("Noor Lane"), &Value::Null));
        assert_eq!(clocks(&other, &robin).await, before, "no clock stops, moves or begins");
        assert_eq!(other.all("/v1/deadlines?limit=500").await, before);
        assert_eq!(now["transfer"], Value::Null);
        let picture = other.get(&format!("{robin}/timeline.svg")).await.is(200);
        assert!(picture.text.contains("Moved to another ICB") && !picture.text.contains("QXX"));
        let told = history(&other, &robin).await;
        assert_eq!(told[told.len() - 4..], ["transfer_opened", "membership_closed", "transferred", "membership_opened"]);

        // It goes on as if it had always been there.
        other.post_on(&robin, &format!("{robin}/ratings"), &rating("amber", "2026-03-09")).await.is(201);
        assert_eq!(each(&other.all(&format!("{robin}/ratings")).await, "rag"), ["amber", "red", "amber"]);
        assert_eq!(clock(&other, &robin, "register_review").await.0, before.iter().find(|d| d["duty"] == json!("register_review")).unwrap()["id"]);
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
        assert_eq!(verify(world.store.db()).await.unwrap().faults, Vec::<String>::new());
    }

    async fn a_transfer_refused_leaves_everything_as_it_was(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let before = (clocks(&icb, &robin).await, icb.get(&robin).await.json["membership"].clone());
        let transfer = proposed(&icb, &robin, "QXX").await;
        let refused = other.post_on(&transfer, &format!("{transfer}/refusal"), &refusal()).await.is(200).json;
        assert_eq!((&refused["status"], &refused["person"], &refused["handover"], &refused["rag"]), (&json!("refused"), &Value::Null, &Value::Null, &Value::Null));
        let told = icb.get(&transfer).await.is(200).json;
        assert_eq!((&told["ending"]["reason"], &told["person"]["family_name"]), (&json!("The address lies in another area."), &json!("Aldous")));
        assert_eq!((clocks(&icb, &robin).await, icb.get(&robin).await.json["membership"].clone()), before);
        other.get(&robin).await.refused(404, "not_found");
        for (by, path, body) in [(&other, "acceptance", taken_on(MOVED)), (&other, "refusal", refusal()), (&icb, "withdrawal", withdrawal())] {
            by.post_with(&format!("{transfer}/{path}"), &[("if-match", "*")], &body).await.refused(409, "rule_not_met").fault("", "transfer_closed");
        }
        // Asked again, it may answer otherwise.
        moved(&icb, &other, &robin, "QXX").await;
        assert_eq!(each(&icb.all("/v1/transfers?direction=out").await, "status"), ["accepted", "refused"]);
        assert_eq!(icb.all("/v1/transfers?direction=in").await, [] as [Value; 0]);
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn a_transfer_is_withdrawn_by_whoever_proposed_it(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let transfer = proposed(&icb, &robin, "QXX").await;
        for to in ["QXX", "QF7"] {
            icb.post(&format!("{robin}/transfer"), &proposal(to)).await.refused(409, "rule_not_met").fault("", "transfer_pending");
        }
        // Each does its own part, and nobody else any.
        other.post(&format!("{transfer}/withdrawal"), &withdrawal()).await.refused(404, "not_found");
        accept(&icb, &transfer, MOVED).await.refused(404, "not_found");
        world.caller("QF7").get(&transfer).await.refused(404, "not_found");
        other.post(&format!("{transfer}/acceptance"), &taken_on(MOVED)).await.refused(428, "precondition_required");
        other.post_with(&format!("{transfer}/acceptance"), &[("if-match", "\"7.w\"")], &taken_on(MOVED)).await.refused(412, "stale");
        let withdrawn = icb.post(&format!("{transfer}/withdrawal"), &withdrawal()).await.is(200).json;
        assert_eq!((&withdrawn["status"], &withdrawn["person"]["given_name"]), (&json!("withdrawn"), &json!("Robin")));
        let kept = other.get(&transfer).await.is(200);
        assert!(!kept.text.contains("Aldous") && !kept.text.contains(&last(&robin)) && !kept.text.contains("Evenings"), "{}", kept.text);
        assert_eq!(kept.json["ending"]["reason"], json!("The family stays."));
        accept(&other, &transfer, MOVED).await.refused(409, "rule_not_met").fault("", "transfer_closed");
        proposed(&icb, &robin, "QF7").await;
    }

    async fn in_hospital_the_responsible_icb_does_not_change(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.post(&format!("{robin}/transfer"), &proposal("QXX")).await.refused(409, "rule_not_met").fault("", "in_hospital_keeps_icb");
        icb.discharge(&robin, &spell, "2026-01-20").await;
        let in_hospital = with(&proposal("QXX"), [("/proposed_on", json!("2026-01-10"))]);
        icb.post(&format!("{robin}/transfer"), &in_hospital).await.refused(409, "rule_not_met").fault("/proposed_on", "in_hospital_keeps_icb");
        let transfer = icb.post(&format!("{robin}/transfer"), &with(&in_hospital, [("/proposed_on", json!("2026-01-20"))])).await.is(201).header("location");

        // Admitted while the other ICB thinks about it.
        let spell = icb.admit(&robin, "2026-03-10", "adult_acute", "none").await;
        accept(&other, &transfer, "2026-03-12").await.refused(409, "rule_not_met").fault("", "in_hospital_keeps_icb");
        let told = accept(&other, &transfer, MOVED).await.refused(422, "invalid_request");
        told.fault("", "in_hospital_keeps_icb").fault("/accepted_on", "acted_since");
        assert_eq!(icb.get(&robin).await.json["icb_ods"], json!("QOQ"));
        icb.discharge(&robin, &spell, "2026-03-20").await;
        let told = accept(&other, &transfer, "2026-03-12").await.refused(422, "invalid_request");
        told.fault("/accepted_on", "acted_since").fault("/accepted_on", "in_hospital_keeps_icb");
        accept(&other, &transfer, "2026-03-20").await.is(200);
        assert_eq!(other.get(&robin).await.json["rag"], json!("red"), "the colour of the discharge");
    }

    async fn every_unmet_rule_is_named_at_once(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let wrong = with(&proposal("QOQ"), [("/proposed_on", json!("2026-12-01"))]);
        let told = icb.post(&format!("{robin}/transfer"), &wrong).await.refused(422, "invalid_request");
        assert_eq!(told.faults(), [("/proposed_on".into(), "date_in_future".into()), ("/to_icb_ods".into(), "transfer_to_itself".into())]);
        let early = with(&proposal("QXX"), [("/proposed_on", json!("2025-12-02"))]);
        icb.post(&format!("{robin}/transfer"), &early).await.refused(422, "invalid_request").fault("/proposed_on", "date_before_joining");
        let transfer = proposed(&icb, &robin, "QXX").await;
        for (on, code) in [("2026-02-15", "before_the_proposal"), ("2026-03-01", "before_the_move"), ("2026-11-23", "date_in_future")] {
            accept(&other, &transfer, on).await.refused(422, "invalid_request").fault("/accepted_on", code);
        }
        let late = with(&refusal(), [("/refused_on", json!("2026-02-15"))]);
        other.post_on(&transfer, &format!("{transfer}/refusal"), &late).await.refused(422, "invalid_request").fault("/refused_on", "before_the_proposal");

        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-02-18")).await.is(201);
        let told = accept(&other, &transfer, MOVED).await.refused(409, "rule_not_met");
        assert_eq!(told.faults(), [(String::new(), "not_on_register".into()), (String::new(), "no_register_consent".into())]);
        icb.post(&format!("{transfer}/withdrawal"), &withdrawal()).await.is(200);
        let told = icb.post(&format!("{robin}/transfer"), &proposal("QXX")).await.refused(409, "rule_not_met");
        assert_eq!(told.faults(), [(String::new(), "not_on_register".into()), (String::new(), "no_register_consent".into())]);
        let died = json!({"left_on": "2026-02-20", "reason": "deceased", "decided_by": {"name": "Pat Moss"}});
        icb.post_on(&robin, &format!("{robin}/departure"), &died).await.is(200);
        let told = icb.post(&format!("{robin}/transfer"), &with(&proposal("QXX"), [("/proposed_on", json!("2026-02-21"))])).await.refused(422, "invalid_request");
        told.fault("/proposed_on", "date_after_death").fault("/moves_on", "date_after_death");
    }

    /// Pathway: S1-91.
    async fn the_new_icbs_own_rules_join_and_no_date_already_set_moves(world: World) {
        let (icb, other) = (world.icb(), world.caller("QZZ"));
        let robin = joined(&icb, "QOQ", "2026-02-20", "red").await;
        icb.post(&format!("{robin}/community-review-decision"), &json!({"decided_on": "2026-02-23", "outcome": "not_needed", "reason": "Seen twice.", "decided_by": {"name": "Pat Moss"}})).await.is(201);
        let second = icb.accepted(&with(&referral(2), []), &with(&acceptance(), [("/decided_on", json!("2026-02-20")), ("/rating/rag", json!("red"))])).await;
        let (before, review) = (clocks(&icb, &robin).await, clock(&icb, &robin, "register_review").await);
        assert_eq!(review.1, json!("2026-03-20"));
        moved(&icb, &other, &robin, "QZZ").await;
        moved(&icb, &other, &second, "QZZ").await;

        // QZZ discusses whoever is Red every week: seven days are over, so from the day of the transfer on.
        let after = clock(&other, &robin, "register_review").await;
        assert_eq!((&after.0, &after.1), (&review.0, &json!(MOVED)));
        let all = clocks(&other, &robin).await;
        let explained = &all.iter().find(|d| d["id"] == review.0).unwrap()["explanation"];
        assert_eq!(explained["binding"]["pack"], json!("example-qzz"));
        assert_eq!((&explained["others"][0]["due_on"], explained["others"][0].get("replaced_on")), (&json!("2026-03-20"), None), "the date already set stands");
        let ids = |all: &[Value]| { let mut ids = each(all, "id"); ids.sort(); ids };
        assert_eq!(ids(&all), ids(&before));

        // Decided before the transfer is decided. Undecided then, only a review held will do, as QZZ asks.
        assert_eq!(clock(&other, &robin, "community_review_decision").await.2, json!("met"));
        let open = clock(&other, &second, "community_review_decision").await;
        assert_eq!((&open.1, &open.2), (&json!("2026-03-06"), &json!("overdue")));
        other.post(&format!("{second}/community-review-decision"), &json!({"decided_on": "2026-03-03", "outcome": "not_needed", "reason": "Seen twice.", "decided_by": {"name": "Ines Holt"}})).await.is(201);
        assert_eq!(clock(&other, &second, "community_review_decision").await, open);
        other.post_on(&second, &format!("{second}/ratings"), &rating("green", "2026-03-04")).await.refused(409, "rule_not_met").fault("/rag", "community_review_undecided");
        other.hold(&second, "community", "2026-03-05").await;
        assert_eq!(clock(&other, &second, "community_review_decision").await.2, json!("met"));
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn leaving_an_icb_with_shorter_times_lengthens_none_that_runs(world: World) {
        let (strict, other) = (world.caller("QZZ"), world.caller("QXX"));
        let robin = joined(&strict, "QZZ", "2026-02-25", "red").await;
        let review = clock(&strict, &robin, "register_review").await;
        assert_eq!(review.1, json!("2026-03-04"));
        // Only QZZ knows a time for a review's report: held on the day of the transfer, it still has its clock.
        strict.hold(&robin, "community", MOVED).await;
        let report = clock(&strict, &robin, "review_report").await;
        moved(&strict, &other, &robin, "QXX").await;
        assert_eq!(clock(&other, &robin, "register_review").await, review);
        assert_eq!(clock(&other, &robin, "review_report").await, report);
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
        // Another colour dates it again, by the rules of the ICB of that day.
        other.post_on(&robin, &format!("{robin}/ratings"), &rating("amber", "2026-03-03")).await.is(201);
        let after = clock(&other, &robin, "register_review").await;
        assert_eq!((&after.0, &after.1), (&review.0, &json!("2026-03-25")));
    }

    async fn the_former_icb_keeps_what_it_did_and_sees_nothing_new(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let review = icb.ask(&robin, "community", "2025-12-16").await;
        let barrier = last(&icb.example_of("raise_barrier", &format!("{robin}/barriers")).await.is(201).header("location"));
        let duty = clocks(&icb, &robin).await[0]["id"].as_str().unwrap().to_owned();
        let meeting = icb.example_of("call_meeting", "/v1/meetings").await.is(201).header("location");
        icb.send(reqwest::Method::PUT, &format!("{meeting}/agenda"), &[("if-match", "*")], Some(json!({"people": [last(&robin)], "referrals": []}).to_string())).await.is(200);
        let transfer = moved(&icb, &other, &robin, "QXX").await;
        let kept = icb.all(&format!("{robin}/history?limit=500")).await;
        assert_eq!(kept.last().unwrap()["kind"], json!("transferred"));

        let spell = other.admit(&robin, "2026-03-10", "adult_acute", "none").await;
        other.post(&format!("{robin}/admissions/{spell}/discharge"), &discharge("2026-03-20")).await.is(200);
        let id = last(&robin);
        let values = [("id", id.as_str()), ("admission_id", spell.as_str()), ("review_id", &last(&review)), ("deadline_id", &duty), ("barrier_id", &barrier)];
        let mut walks = 0;
        for operation in walked().into_iter().filter(|o| o.path.starts_with("/v1/people/{id}") && o.id != "read_history") {
            unknown_to(&icb, &operation, &values).await;
            walks += 1;
        }
        assert!(walks >= 40, "{walks}");
        // No list, no search and no minutes hold them; what every list holds of nobody is the same.
        for operation in operations().into_iter().filter(|o| o.method == reqwest::Method::GET && !o.path.contains('{') && o.path.starts_with("/v1/")) {
            if operation.id == "verify_chain" {
                icb.get(&format!("/v1/audit/chain?person_id={id}")).await.refused(422, "invalid_request").fault("?person_id", "person_not_found");
                continue;
            }
            let reply = icb.get(&operation.path).await.is(200);
            if !["list_transfers", "list_referrals", "list_meetings"].contains(&operation.id.as_str()) {
                assert!(!reply.text.contains(&id) && !reply.text.contains("Aldous"), "{}: {}", operation.id, reply.text);
            }
        }
        assert_eq!(icb.post("/v1/people/search", &json!({"nhs_number": "9991000011"})).await.json["data"], json!([]));
        let minutes = icb.get(&format!("{meeting}/minutes")).await.is(200);
        assert!(!minutes.text.contains("Aldous"), "{}", minutes.text);
        assert!(!icb.get(&format!("{meeting}/proposed-agenda")).await.is(200).text.contains(&id));
        // History: as it was at the transfer, page by page, and not a fact more.
        assert_eq!(icb.all(&format!("{robin}/history?limit=2")).await, kept);
        assert_eq!(icb.get(&format!("{robin}/history?after={}", kept.len())).await.is(200).json, json!({"data": [], "next": null}));
        assert!(history(&other, &robin).await.len() > kept.len());
        world.caller("QF7").get(&format!("{robin}/history")).await.refused(404, "not_found");
        // Its own transfer, without what the other ICB keeps for itself.
        let told = icb.get(&transfer).await.is(200);
        assert_eq!((&told.json["status"], &told.json["ending"]["note"]), (&json!("accepted"), &Value::Null));
        assert!(!told.text.contains("Noor Lane"));
    }

    async fn somebody_the_other_icb_knows_already_is_merged_and_not_moved(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let known = other.accepted(&with(&referral(1), [("/person/nhs_number", json!("9991000011")), ("/person/icb_ods", json!("QXX"))]), &acceptance()).await;
        let transfer = proposed(&icb, &robin, "QXX").await;
        let told = accept(&other, &transfer, MOVED).await.refused(409, "person_exists");
        assert_eq!((&told.json["existing_id"], told.header("location")), (&json!(last(&known)), known));
        assert!(!told.text.contains(&last(&robin)));
        assert_eq!((icb.get(&transfer).await.json["status"].clone(), icb.get(&robin).await.json["icb_ods"].clone()), (json!("proposed"), json!("QOQ")));
        other.post_on(&transfer, &format!("{transfer}/refusal"), &refusal()).await.is(200);
    }

    async fn somebody_moves_back_with_everything(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let before = clocks(&icb, &robin).await;
        moved(&icb, &other, &robin, "QXX").await;
        let back = with(&proposal("QOQ"), [("/proposed_on", json!("2026-04-01")), ("/moves_on", json!("2026-04-07"))]);
        let transfer = other.post(&format!("{robin}/transfer"), &back).await.is(201).header("location");
        accept(&icb, &transfer, "2026-04-07").await.is(200);
        assert_eq!(clocks(&icb, &robin).await, before);
        let at_once = with(&proposal("QXX"), [("/proposed_on", json!("2026-04-07")), ("/moves_on", json!("2026-04-07"))]);
        let again = icb.post(&format!("{robin}/transfer"), &at_once).await.is(201).header("location");
        accept(&other, &again, "2026-04-07").await.refused(422, "invalid_request").fault("/accepted_on", "transferred_that_day");
        icb.post(&format!("{again}/withdrawal"), &json!({"withdrawn_by": {"name": "Pat Moss"}})).await.is(200);
        let told = history(&icb, &robin).await;
        assert_eq!(told.iter().filter(|kind| *kind == "transferred").count(), 2);
        other.get(&robin).await.refused(404, "not_found");
        let kept = history(&other, &robin).await;
        assert_eq!((kept.len(), kept.last().unwrap().as_str()), (told.len() - 3, "transferred"));
        assert_eq!(icb.get(&robin).await.json["membership"]["started_on"], json!("2026-04-07"));
        let gone = json!({"left_on": "2026-04-06", "reason": "criteria_no_longer_met", "decided_by": {"name": "Pat Moss"}});
        icb.post_on(&robin, &format!("{robin}/departure"), &gone).await.refused(422, "invalid_request").fault("/left_on", "date_before_joining");
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn a_number_is_free_again_where_somebody_left(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        moved(&icb, &other, &robin, "QXX").await;
        let again = with(&referral(1), [("/person/nhs_number", json!("9991000011"))]);
        let address = icb.post("/v1/referrals", &again).await.is(201).header("location");
        let twins = icb.get(&address).await.json["possible_duplicates"].clone();
        assert!(twins.as_array().unwrap().iter().all(|twin| twin["person_id"].is_null()), "somebody else's person: {twins}");
        let decided = icb.post_on(&address, &format!("{address}/decision"), &with(&acceptance(), [("/decided_on", json!("2026-05-04"))])).await.is(200);
        let second = decided.json["person_id"].as_str().unwrap().to_owned();
        assert_ne!(second, last(&robin));
        // Two records of one number now: back they come only by merging.
        let back = with(&proposal("QOQ"), [("/proposed_on", json!("2026-06-01")), ("/moves_on", json!("2026-06-01"))]);
        let transfer = other.post(&format!("{robin}/transfer"), &back).await.is(201).header("location");
        let told = accept(&icb, &transfer, "2026-06-01").await.refused(409, "person_exists");
        assert_eq!(told.json["existing_id"], json!(second));
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn what_the_clock_observes_puts_no_acceptance_off(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2025-12-10", "adult_acute", "none").await;
        icb.discharge(&robin, &spell, "2026-02-10").await;
        let transfer = proposed(&icb, &robin, "QXX").await;
        // Today the sweep notices what was missed long before the move.
        assert!(sweep::once(&world.store).await.unwrap().total() > 0);
        assert!(!icb.all("/v1/observations").await.is_empty());
        accept(&other, &transfer, MOVED).await.is(200);
        assert_eq!(icb.all("/v1/observations").await, [] as [Value; 0]);
        assert!(!other.all("/v1/observations").await.is_empty());
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn two_replicas_answer_one_transfer_once(world: World) {
        let second = world.replica().await;
        let (icb, other, there) = (world.icb(), world.caller("QXX"), second.caller("QXX"));
        let robin = icb.robin().await;
        let transfer = proposed(&icb, &robin, "QXX").await;
        // The second replica has the transfer at hand as it was proposed.
        accept(&there, &transfer, "2026-11-23").await.refused(422, "invalid_request");
        accept(&other, &transfer, MOVED).await.is(200);
        there.post_with(&format!("{transfer}/refusal"), &[("if-match", "*")], &refusal()).await.refused(409, "rule_not_met").fault("", "transfer_closed");
        second.icb().post(&format!("{robin}/transfer"), &proposal("QF7")).await.refused(404, "not_found");

        // All at once: one answer stands, whoever gives it.
        let other_person = icb.somebody(2, "1990-01-01").await;
        let transfer = proposed(&icb, &other_person, "QXX").await;
        let (accepting, refusing) = (accept(&other, &transfer, MOVED), async {
            there.post_with(&format!("{transfer}/refusal"), &[("if-match", "*")], &refusal()).await
        });
        let withdrawing = async { second.icb().post(&format!("{transfer}/withdrawal"), &withdrawal()).await };
        let (a, b, c) = tokio::join!(accepting, refusing, withdrawing);
        let statuses: Vec<u16> = [&a, &b, &c].iter().map(|reply| reply.status.as_u16()).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
        assert_eq!(world.store.rebuild(false).await.unwrap().changed, 0);
        assert_eq!(verify(world.store.db()).await.unwrap().faults, Vec::<String>::new());
    }

    async fn a_transfer_repeated_with_its_key_is_one_transfer(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let first = icb.post_with(&format!("{robin}/transfer"), &[("idempotency-key", "t1")], &proposal("QXX")).await.is(201);
        let again = icb.post_with(&format!("{robin}/transfer"), &[("idempotency-key", "t1")], &proposal("QXX")).await.is(201);
        assert_eq!((first.id(), again.header("idempotency-replayed")), (again.id(), "true".into()));
        let transfer = first.header("location");
        for _ in 0..2 {
            other.post_with(&format!("{transfer}/acceptance"), &[("idempotency-key", "t2"), ("if-match", "\"1.w\"")], &taken_on(MOVED)).await.is(200);
        }
        assert_eq!(icb.all("/v1/transfers").await.len(), 1);
    }
}
