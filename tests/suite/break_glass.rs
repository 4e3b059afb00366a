//! Somebody with a duty of care opens a record in an emergency: for some hours, with a reason, and the ICB is told.

use crate::support::people::{acceptance, each, last, referral, register_consent, with};
use crate::support::{Caller, Reply, World, nhs_number, stories};
use reqwest::Method;
use serde_json::{Value, json};

/// An emergency department that the ICB has named, and the user there.
const ED: &str = "RWA";
const USER: (&str, &str) = ("x-on-behalf-of", "n.pine");
const RATIONALE: &str = "CANARY: brought in at night, not speaking, nobody with him who knows him.";

fn settings(roles: &[&str]) -> Value {
    json!({"partners": [{"organisation_ods": ED, "name": "Emergency department", "roles": roles},
        {"organisation_ods": "RXX", "name": "Ambulance", "roles": ["emergency"]},
        {"organisation_ods": "RV9", "name": "Ward", "roles": ["provider"]}]})
}

async fn set(icb: &Caller<'_>, settings: &Value) {
    let held = icb.get("/v1/settings").await.is(200).etag();
    let headers = [("if-match", held.as_str()), ("content-type", "application/json")];
    icb.send(Method::PUT, "/v1/settings", &headers, Some(settings.to_string())).await.is(200);
}

fn about(n: u32) -> Value {
    let born = referral(n)["person"]["date_of_birth"].clone();
    json!({"nhs_number": nhs_number(n), "date_of_birth": born, "reason": "emergency_department", "rationale": RATIONALE, "hours": 4})
}

async fn broken(by: &Caller<'_>, body: &Value) -> Reply {
    by.post_with("/v1/break-glass", &[USER], body).await
}

async fn look(by: &Caller<'_>, opened: &str) -> Reply {
    by.send(Method::GET, opened, &[USER], None).await
}

/// Robin, the n-th person, on the register of an area that has named an emergency department.
async fn robin(world: &World, n: u32) -> String {
    world.icb().accepted(&referral(n), &acceptance()).await
}

fn found(finding: &str) -> Value {
    json!({"finding": finding, "note": "CANARY: spoke to the consultant on duty."})
}

/// An answer without what every occurrence has of its own.
fn plain(reply: &Reply) -> (u16, Value, Vec<(String, String)>, usize) {
    let mut body = reply.json.clone();
    body.as_object_mut().unwrap().remove("instance");
    let own = ["x-request-id", "date"];
    let headers = reply.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    headers.sort();
    (reply.status.as_u16(), body, headers, reply.text.len())
}

/// What the audit of the area says of break-glass, oldest first: operation, user, fields, purpose.
async fn audited(icb: &Caller<'_>, person: &str) -> Vec<[String; 4]> {
    let all = icb.all(&format!("/v1/audit?organisation={ED}&person_id={}", last(person))).await;
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or("-").to_owned();
    all.iter().rev().map(|entry| ["operation", "user", "fields", "purpose"].map(|name| text(entry, name))).collect()
}

stories! {
    /// The ED team has somebody before them at night.
    async fn an_emergency_team_opens_a_record_and_its_icb_is_told_who_and_why(world: World) {
        let (icb, ed) = (world.icb(), world.caller(ED));
        set(&icb, &settings(&["emergency"])).await;
        let robin = robin(&world, 1).await;
        icb.example_of("raise_barrier", &format!("{robin}/barriers")).await.is(201);
        let known = icb.get(&robin).await.is(200).json;
        let opened = ed.post_with("/v1/break-glass", &[USER, ("x-purpose", "direct_care")], &about(1)).await.is(201);
        let (at, shown) = (opened.header("location"), &opened.json["person"]);
        assert_eq!(at, format!("/v1/break-glass/{}", opened.id()));
        assert_eq!(shown["shown"], json!(["identity", "standing", "hospital", "clocks", "keyworking", "barriers", "consents"]));
        for same in ["family_name", "communication_needs", "rag", "rating", "membership", "consents", "barriers", "next_deadline"] {
            assert_eq!(shown[same], known[same], "{same}");
        }
        assert_eq!((&shown["version"], &shown["prompts"]), (&json!(0), &json!([])), "nothing of the record besides");
        assert!(opened.etag().starts_with("\"0."));
        assert_eq!(look(&ed, &at).await.is(200).json, opened.json);

        // It is no reach: no list, search or filter holds the person, and no other address of theirs answers.
        assert_eq!(ed.all("/v1/people").await.len(), 0);
        assert_eq!(ed.post("/v1/people/search", &json!({"nhs_number": nhs_number(1)})).await.is(200).json["data"], json!([]));
        assert_eq!((ed.all("/v1/deadlines").await.len(), ed.all("/v1/break-glass").await.len()), (0, 0));
        for path in [robin.clone(), format!("{robin}/history"), format!("{robin}/barriers"), format!("{robin}/deadlines")] {
            ed.get(&path).await.refused(404, "not_found");
        }

        let told = icb.all("/v1/break-glass").await;
        let row = &told[0];
        let expected = json!({"id": opened.id(), "person_id": last(&robin), "status": "open", "organisation_ods": ED, "user": "n.pine",
            "reason": "emergency_department", "rationale": RATIONALE, "broken_on": row["broken_on"], "broken_at": row["broken_at"],
            "until_at": opened.json["until_at"], "review": null});
        assert_eq!((told.len(), row), (1, &expected));
        assert!(each(&icb.all(&format!("{robin}/history?limit=500")).await, "kind").contains(&"glass_broken".to_owned()));
        let groups = "identity standing hospital clocks keyworking barriers consents";
        let trail = [["glass_broken", "n.pine", "-", "-"], ["break_glass", "n.pine", groups, "direct_care"], ["read_broken_glass", "n.pine", groups, "-"]];
        assert_eq!(audited(&icb, &robin).await, trail.map(|entry| entry.map(str::to_owned)));
        let report = icb.get(&format!("{robin}/access-report")).await.is(200);
        assert!(report.text.contains("opened the record in an emergency"), "{}", report.text);
        assert!(!report.text.contains("CANARY"), "a reason is free text, and the report is passed on");
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
        let metrics = world.stranger("").get("/metrics").await.is(200).text;
        assert!(metrics.contains("dsr_break_glass_total{reason=\"emergency_department\"}"), "{metrics}");
    }

    async fn whoever_opens_a_record_names_the_user_and_says_why(world: World) {
        let (icb, ed) = (world.icb(), world.caller(ED));
        set(&icb, &settings(&["emergency"])).await;
        robin(&world, 1).await;
        ed.post("/v1/break-glass", &about(1)).await.refused(422, "invalid_request").fault("", "user_needed");
        for lacking in ["/reason", "/rationale"] {
            broken(&ed, &with(&about(1), [(lacking, Value::Null)])).await.refused(422, "invalid_request");
        }
        for hours in [0, 25] {
            broken(&ed, &with(&about(1), [("/hours", json!(hours))])).await.refused(422, "invalid_request").fault("/hours", "out_of_bounds");
        }
        broken(&ed, &with(&about(1), [("/rationale", json!(" "))])).await.refused(422, "invalid_request");
        let opened = broken(&ed, &with(&about(1), [("/hours", Value::Null)])).await.is(201);
        ed.get(&opened.header("location")).await.refused(422, "invalid_request").fault("", "user_needed");
        let row = &icb.all("/v1/break-glass").await[0];
        let instant = |name: &str| chrono::DateTime::parse_from_rfc3339(row[name].as_str().unwrap()).unwrap();
        assert_eq!((instant("until_at") - instant("broken_at")).num_minutes(), 239, "four hours, but for a part of a second");
    }

    async fn whoever_is_not_theirs_to_open_answers_as_nobody(world: World) {
        let (icb, other, ed) = (world.icb(), world.caller("QXX"), world.caller(ED));
        set(&icb, &settings(&["emergency"])).await;
        let opened = robin(&world, 1).await;
        broken(&ed, &about(1)).await.is(201);
        let nobody = plain(&broken(&ed, &about(900)).await.refused(404, "not_found"));
        let elsewhere = other.accepted(&with(&referral(2), [("/person/icb_ods", json!("QXX"))]), &acceptance()).await;
        let dead = robin(&world, 3).await;
        icb.post_on(&dead, &format!("{dead}/departure"), &json!({"left_on": "2026-02-05", "reason": "deceased", "decided_by": {"name": "Pat Moss"}})).await.is(200);
        let left = robin(&world, 4).await;
        icb.post(&format!("{left}/consents"), &register_consent("withdrawn", "2026-02-05")).await.is(201);
        for (why, n) in [("another ICB's", 2), ("dead", 3), ("left the register", 4)] {
            assert_eq!(plain(&broken(&ed, &about(n)).await), nobody, "{why}");
        }
        let other_birth = with(&about(1), [("/date_of_birth", json!("1980-01-01"))]);
        assert_eq!(plain(&broken(&ed, &other_birth).await), nobody, "another date of birth");
        for (who, why) in [("RV9", "named as something else"), ("RZZ", "named by nobody"), ("QOQ", "the ICB itself"), ("QXX", "another ICB")] {
            assert_eq!(plain(&broken(&world.caller(who), &about(1)).await), nobody, "{why}");
        }
        // Whoever is named no longer opens nobody from then on.
        set(&icb, &settings(&["reporting"])).await;
        assert_eq!(plain(&broken(&ed, &about(1)).await), nobody, "named no longer");
        let nothing = |operation: &str| [operation, "n.pine", "nothing", "-"].map(str::to_owned);
        assert_eq!(audited(&icb, &dead).await, [nothing("break_glass")], "that they asked is on record");
        assert_eq!(audited(&icb, &opened).await.last().unwrap(), &nothing("break_glass"));
        assert_eq!(audited(&other, &elsewhere).await, [nothing("break_glass")]);
        assert_eq!(icb.all("/v1/break-glass").await.len(), 1);
        let report = icb.get(&format!("{dead}/access-report")).await.is(200).text;
        assert!(report.contains("asked to see the record in an emergency"), "{report}");
    }

    async fn it_is_over_after_its_hours_and_not_before(world: World) {
        set(&world.icb(), &settings(&["emergency"])).await;
        robin(&world, 1).await;
        let key = [USER, ("idempotency-key", "night-1")];
        let opened = world.caller(ED).post_with("/v1/break-glass", &key, &about(1)).await.is(201);
        let at = opened.header("location");
        let world = world.ahead(200).await;
        look(&world.caller(ED), &at).await.is(200);
        assert_eq!(world.icb().all("/v1/break-glass?status=open").await.len(), 1);
        let world = world.ahead(240).await;
        let over = plain(&look(&world.caller(ED), &at).await.refused(404, "not_found"));
        assert_eq!(plain(&look(&world.caller(ED), "/v1/break-glass/018f0000-0000-7000-8000-000000000000").await), over);
        world.caller(ED).post_with("/v1/break-glass", &key, &about(1)).await.refused(404, "not_found");
        let icb = world.icb();
        assert_eq!((icb.all("/v1/break-glass?status=open").await.len(), icb.all("/v1/break-glass?status=ended").await.len()), (0, 1));
        assert_eq!(icb.all("/v1/break-glass").await[0]["status"], json!("ended"));
        // Nothing keeps it open but another reason, which is another fact.
        broken(&world.caller(ED), &about(1)).await.is(201);
        assert_eq!(icb.all("/v1/break-glass").await.len(), 2);
    }

    async fn nobody_else_reads_what_one_organisation_opened(world: World) {
        let icb = world.icb();
        set(&icb, &settings(&["emergency"])).await;
        robin(&world, 1).await;
        let at = broken(&world.caller(ED), &about(1)).await.is(201).header("location");
        for other in ["RXX", "RV9", "QXX", "QOQ"] {
            look(&world.caller(other), &at).await.refused(404, "not_found");
        }
        look(&world.caller(ED), &at).await.is(200);
        set(&icb, &json!({})).await;
        look(&world.caller(ED), &at).await.refused(404, "not_found");
    }

    async fn the_icb_looks_into_it_and_ends_what_was_not_right(world: World) {
        let (icb, ed) = (world.icb(), world.caller(ED));
        set(&icb, &settings(&["emergency"])).await;
        let (first, second) = (robin(&world, 1).await, robin(&world, 2).await);
        let (right, wrong) = (broken(&ed, &about(1)).await.is(201).header("location"), broken(&ed, &about(2)).await.is(201).header("location"));
        let rows = icb.all("/v1/break-glass?limit=1").await;
        assert_eq!(each(&rows, "person_id"), [last(&second), last(&first)], "page by page, newest first");
        assert_eq!(icb.all("/v1/break-glass?reviewed=false").await.len(), 2);
        for stranger in ["QXX", ED] {
            world.caller(stranger).post(&format!("{wrong}/review"), &found("justified")).await.refused(404, "not_found");
        }
        let reviewed = icb.post_with(&format!("{right}/review"), &[("idempotency-key", "r1")], &found("justified")).await.is(200);
        assert_eq!(reviewed.json["review"], json!({"reviewed_on": "2026-11-22", "finding": "justified", "note": found("justified")["note"]}));
        let again = icb.post_with(&format!("{right}/review"), &[("idempotency-key", "r1")], &found("justified")).await.is(200);
        assert_eq!((again.header("idempotency-replayed"), &again.json), ("true".to_owned(), &reviewed.json));
        look(&ed, &right).await.is(200);
        assert_eq!(icb.post(&format!("{wrong}/review"), &found("not_justified")).await.is(200).json["status"], json!("ended"));
        look(&ed, &wrong).await.refused(404, "not_found");
        assert_eq!(icb.post(&format!("{wrong}/review"), &found("justified")).await.is(200).json["status"], json!("ended"), "what was ended stays ended");
        look(&ed, &wrong).await.refused(404, "not_found");
        assert_eq!(icb.all("/v1/break-glass?reviewed=true").await.len(), 2);
        assert_eq!(each(&icb.all("/v1/break-glass?reviewed=true&status=open").await, "person_id"), [last(&first)]);
        assert_eq!(each(&icb.all(&format!("/v1/break-glass?person_id={}", last(&second))).await, "status"), ["ended"]);
        let kinds = each(&icb.all(&format!("{second}/history?limit=500")).await, "kind");
        assert_eq!(kinds[kinds.len() - 3..], ["glass_broken", "glass_reviewed", "glass_reviewed"]);
        assert!(world.caller("QXX").all("/v1/break-glass").await.is_empty());
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn a_retried_call_opens_once_and_answers_the_same(world: World) {
        let (icb, ed) = (world.icb(), world.caller(ED));
        set(&icb, &settings(&["emergency"])).await;
        let robin = robin(&world, 1).await;
        let key = [USER, ("idempotency-key", "night-1")];
        let first = ed.post_with("/v1/break-glass", &key, &about(1)).await.is(201);
        let second = ed.post_with("/v1/break-glass", &key, &about(1)).await.is(201);
        assert_eq!((&first.json, first.header("location")), (&second.json, second.header("location")));
        assert_eq!(second.header("idempotency-replayed"), "true");
        ed.post_with("/v1/break-glass", &key, &with(&about(1), [("/hours", json!(5))])).await.refused(422, "idempotency_key_reused");
        assert_eq!(icb.all("/v1/break-glass").await.len(), 1);
        let looks = audited(&icb, &robin).await.iter().filter(|[operation, ..]| operation == "break_glass").count();
        assert_eq!(looks, 2, "both answers showed the record");
    }

    async fn what_happens_to_the_record_ends_it(world: World) {
        let (icb, other, ed) = (world.icb(), world.caller("QXX"), world.caller(ED));
        for area in [&icb, &other] {
            set(area, &settings(&["emergency"])).await;
        }
        let mut opened = Vec::new();
        for n in 1..=3 {
            let person = robin(&world, n).await;
            opened.push((person, broken(&ed, &about(n)).await.is(201).header("location")));
        }
        let [(moves, of_moved), (dies, of_dead), (leaves, of_left)] = &opened[..] else { unreachable!() };

        // The new ICB reads of it; nothing is shown by it, though that ICB has named the organisation, too.
        let proposal = json!({"to_icb_ods": "QXX", "moves_on": "2026-03-02", "proposed_on": "2026-02-16", "reason": "new_home",
            "decided_by": {"name": "Pat Moss", "role": "DSR lead"}, "handover": "Evenings are hardest.", "note": "Agreed."});
        let transfer = icb.post(&format!("{moves}/transfer"), &proposal).await.is(201).header("location");
        look(&ed, of_moved).await.is(200);
        let taken = json!({"accepted_on": "2026-03-02", "decided_by": {"name": "Ines Holt", "role": "DSR lead"},
            "lead_professional": {"name": "Noor Lane", "role": "Nurse"}, "note": "First visit this week."});
        other.post_with(&format!("{transfer}/acceptance"), &[("if-match", "*")], &taken).await.is(200);
        look(&ed, of_moved).await.refused(404, "not_found");
        assert_eq!(each(&other.all("/v1/break-glass").await, "status"), ["ended"]);
        broken(&ed, &about(1)).await.is(201);

        let died = json!({"left_on": "2026-02-05", "reason": "deceased", "decided_by": {"name": "Pat Moss"}});
        icb.post_on(dies, &format!("{dies}/departure"), &died).await.is(200);
        look(&ed, of_dead).await.refused(404, "not_found");
        icb.post(&format!("{leaves}/consents"), &register_consent("withdrawn", "2026-02-05")).await.is(201);
        look(&ed, of_left).await.refused(404, "not_found");
        assert_eq!(each(&icb.all("/v1/break-glass").await, "status"), ["ended", "ended"]);
        assert!(icb.all("/v1/break-glass?status=open").await.is_empty());
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn a_merge_ends_it_and_the_icb_still_reads_of_it_and_looks_into_it(world: World) {
        let (icb, ed) = (world.icb(), world.caller(ED));
        set(&icb, &settings(&["emergency"])).await;
        let (kept, gone) = (robin(&world, 1).await, robin(&world, 2).await);
        let at = broken(&ed, &about(2)).await.is(201).header("location");
        let number = json!({"nhs_number_absent": "not_known", "reason": "It was another's.", "corrected_by": {"name": "Pat Moss"}});
        icb.post_on(&gone, &format!("{gone}/nhs-number"), &number).await.is(200);
        look(&ed, &at).await.is(200);
        let merge = json!({"duplicate_id": last(&gone), "reason": "The same person.", "merged_by": {"name": "Pat Moss", "role": "DSR lead"}});
        icb.post_on(&kept, &format!("{kept}/merge"), &merge).await.is(200);
        look(&ed, &at).await.refused(404, "not_found");
        let row = &icb.all("/v1/break-glass").await[0];
        assert_eq!((&row["person_id"], &row["status"]), (&json!(last(&gone)), &json!("ended")));
        icb.post(&format!("{at}/review"), &found("justified")).await.is(200);
        let report = icb.get(&format!("{kept}/access-report")).await.is(200).text;
        assert!(report.contains("opened the record in an emergency"), "the report covers what was merged");
        assert_eq!(world.store.rebuild(true).await.unwrap().changed, 0);
    }

    async fn that_a_record_was_opened_is_not_corrected_away(world: World) {
        let (icb, ed) = (world.icb(), world.caller(ED));
        set(&icb, &settings(&["emergency"])).await;
        let robin = robin(&world, 1).await;
        broken(&ed, &about(1)).await.is(201);
        let history = icb.all(&format!("{robin}/history?limit=500")).await;
        let version = history.iter().find(|fact| fact["kind"] == "glass_broken").unwrap()["version"].clone();
        let correction = json!({"reason": "A mistake.", "corrected_by": {"name": "Pat Moss"}, "facts": [{"version": version, "action": "entered_in_error"}]});
        icb.post_on(&robin, &format!("{robin}/corrections"), &correction).await.is(409);
        assert_eq!(icb.all("/v1/break-glass").await.len(), 1);
    }
}
