//! Who read and who changed what is answered to whoever answers for the person: as a list, as a file, and as a report that a family
//! can read.

use crate::disclosure::{PARTNERS, set, somebody};
use crate::raw::{on, run};
use crate::support::contract::{UNKNOWN, operations};
use crate::support::people::{acceptance, admission, each, last, referral, with};
use crate::support::{Caller, nhs_number, stories};
use dsr::domain::access_report::{AuditFields, words};
use dsr::domain::disclosure::Group;
use dsr::domain::event::Event;
use reqwest::Method;
use serde_json::{Value, json};

/// Reads on behalf of a user, for a purpose.
async fn as_user(caller: &Caller<'_>, path: &str, user: &str, purpose: &str) {
    caller.send(Method::GET, path, &[("x-on-behalf-of", user), ("x-purpose", purpose)], None).await.is(200);
}

/// Every entry of the audit, page by page.
async fn paged(caller: &Caller<'_>, question: &str, limit: usize) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(format!("/v1/audit?limit={limit}{question}")));
    while let Some(address) = next {
        let page = caller.get(&address).await.is(200).json;
        found.extend(page["data"].as_array().unwrap().clone());
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

/// The same without what reading the audit adds to it.
fn of_others(entries: Vec<Value>) -> Vec<Value> {
    entries.into_iter().filter(|entry| entry["operation"] != "list_audit").collect()
}

#[test]
fn every_read_and_every_fact_has_words_for_a_family() {
    let reads = operations()
        .into_iter()
        .filter(|o| o.scope.is_some() && o.tag != "Policies" && (o.method == Method::GET || is_read(&o.id)));
    let missing: Vec<String> = reads.map(|o| o.id).filter(|id| words::of_read(id).is_none()).collect();
    assert!(missing.is_empty(), "give each a line in src/domain/access_report/words.rs: {missing:?}");
    let missing: Vec<&str> =
        Event::KINDS.iter().map(|(kind, ..)| *kind).filter(|kind| words::of_fact(kind).is_none()).collect();
    assert!(missing.is_empty(), "give each a line in src/domain/access_report/words.rs: {missing:?}");
}

#[test]
fn the_audit_has_a_code_for_every_group_of_fields() {
    let missing: Vec<&str> =
        Group::ALL.iter().map(|group| group.code()).filter(|code| AuditFields::from_code(code).is_none()).collect();
    assert!(missing.is_empty(), "give each a line in AuditFields, src/domain/access_report/mod.rs: {missing:?}");
}

/// Whether an operation that is no GET reads: it takes no idempotency key.
fn is_read(id: &str) -> bool {
    let document = serde_json::to_value(dsr::app::document()).unwrap();
    let items = document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let found = items.into_iter().find(|operation| operation["operationId"] == id).unwrap();
    !found["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == "Idempotency-Key")
}

stories! {
    async fn a_parent_asks_who_looked_and_is_told_exactly_that(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        let ash = icb.accepted(&with(&referral(2), [("/person/family_name", json!("Ash"))]), &acceptance()).await;
        as_user(&icb, &robin, "n.pine", "direct_care").await;
        as_user(&icb, &format!("{robin}/consents"), "n.pine", "safeguarding").await;
        icb.get("/v1/people?sort=name").await.is(200);
        icb.get("/v1/people?sort=name&limit=1").await.is(200);
        icb.get("/v1/people?rag=green").await.is(200);
        icb.get(&ash).await.is(200);
        other.get(&robin).await.is(404);
        other.get("/v1/people").await.is(200);
        icb.post("/v1/people/search", &json!({"nhs_number": "9991000011"})).await.is(200);
        icb.example_of("raise_barrier", &format!("{robin}/barriers")).await.is(201);
        let report = icb.get(&format!("{robin}/access-report")).await.is(200).json;
        let told: Vec<(bool, String, Value, Value)> = report["days"].as_array().unwrap().iter()
            .flat_map(|day| day["entries"].as_array().unwrap())
            .map(|e| (e["only_read"].as_bool().unwrap(), e["did"].as_array().unwrap().iter().map(|d| d.as_str().unwrap()).collect::<Vec<_>>().join("; "), e["user"].clone(), e["purpose"].clone()))
            .collect();
        let line = |read: bool, did: &str| (read, did.to_owned(), Value::Null, Value::Null);
        let by = |did: &str, purpose: &str| (true, did.to_owned(), json!("n.pine"), json!(purpose));
        assert_eq!(told, [
            line(false, "recorded something that stands in the way of the right care"),
            line(true, "searched by number, or by name and date of birth, and found the person"),
            line(true, "saw the name in a list of people on the register"),
            line(true, "saw the name in a list of people on the register"),
            by("looked at what was agreed to, and by whom", "Safeguarding"),
            by("opened the record", "Care and support of the person"),
            told[6].clone(),
            // The decision on the referral was made after reading it.
            line(true, "opened the referral to the register"),
            line(false, "referred the person to the register"),
        ]);
        for did in ["accepted the referral to the register", "put the person on the register", "gave or confirmed a colour"] {
            assert!(!told[6].0 && told[6].1.contains(did), "{}", told[6].1);
        }
        assert_eq!((&report["reads"], &report["changes"]), (&json!(6), &json!(3)));
        // The report itself is a read; nothing else was added.
        let again = icb.get(&format!("{robin}/access-report")).await.is(200).json;
        assert_eq!(again["reads"], json!(7));
        assert_eq!(again["days"][0]["entries"][0]["did"], json!(["made this report of who has read or changed the record"]));
        let today = &report["days"][0]["day"];
        let none = icb.get(&format!("{robin}/access-report?to=2020-01-01")).await.is(200).json;
        assert_eq!((&none["reads"], &none["days"]), (&json!(0), &json!([])));
        let all = icb.get(&format!("{robin}/access-report?from={}", today.as_str().unwrap())).await.is(200).json;
        assert_eq!(all["changes"], json!(3));
    }

    async fn a_parent_is_told_who_by_name_what_each_saw_and_whom_to_ask(world: World) {
        let icb = world.icb();
        set(&icb, PARTNERS).await;
        let child = somebody(&world, 1, &["local_authority_send"], true).await;
        let path = format!("/v1/people/{}", child.values["id"]);
        let question = json!({"nhs_number": child.number, "date_of_birth": "2008-09-17", "purpose": "ehc_plan_review"});
        for organisation in ["PR1", "KW1"] {
            world.caller(organisation).get(&path).await.is(200);
        }
        assert_eq!(world.caller("LA1").post("/v1/status-queries", &question).await.is(200).json["result"], json!("told"));
        // Who is no longer named keeps its name for what it did; who is named as nothing yet has none.
        let named: Value = serde_json::from_str(PARTNERS).unwrap();
        let without: Vec<Value> = named["partners"].as_array().unwrap().iter().filter(|p| p["organisation_ods"] != "PR1").cloned().collect();
        set(&icb, &with(&named, [("/partners", json!(without))]).to_string()).await;
        icb.get(&path).await.is(200);
        let report = icb.get(&format!("{path}/access-report")).await.is(200).json;
        let entries: Vec<&Value> = report["days"].as_array().unwrap().iter().flat_map(|day| day["entries"].as_array().unwrap()).collect();
        let of = |ods: &str| *entries.iter().find(|entry| entry["organisation_ods"] == json!(ods)).unwrap();
        let (identity, hospital, clocks) = ("who the person is, and what helps in meeting them", "how the stay in hospital goes", "what has to be done next, and by when");
        for (ods, name, groups) in [
            ("QOQ", "The integrated care board (ICB) that keeps this register", json!(["all that there is to see when somebody does this"])),
            ("LA1", "Council", json!(["whether the person is on the register and in hospital, the colour, the keyworker, and when the next review is due"])),
            ("PR1", "Ward", json!([identity, hospital, clocks])),
            ("KW1", "Keyworkers", json!([identity, "the colour and the reasons for it, and whether the person is on the register", hospital, clocks,
                "who the keyworker is, and how the support by them goes", "what stands in the way of the right care", "what was agreed to, and by whom"])),
            ("RF1", "Another organisation, with the code RF1", json!([])),
        ] {
            let entry = of(ods);
            assert_eq!((&entry["organisation"], &entry["groups"]), (&json!(name), &groups), "{ods}");
        }
        assert_eq!(report["register_contact"], json!({"team": "Register", "email": "register@example.org"}));
        let whom = report["whom_to_ask"].as_str().unwrap();
        assert!(whom.starts_with("If something here surprises you, ask Register (register@example.org), the team of the integrated care board"), "{whom}");
        let page = icb.send(Method::GET, &format!("{path}/access-report"), &[("accept", "text/html")], None).await.is(200);
        for words in ["Council (LA1): asked what the register says of the person.", &format!("What was shown: {identity}; {hospital}; {clocks}."), "ask Register (register@example.org)"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
    }

    async fn the_report_is_a_page_to_print(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.send(Method::GET, &robin, &[("x-on-behalf-of", "<b>n.pine</b>"), ("x-purpose", "direct_care")], None).await.is(200);
        let page = icb.send(Method::GET, &format!("{robin}/access-report"), &[("accept", "text/html")], None).await.is(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for words in ["Who read and who changed this record", "What this report cannot show", "Whom to ask", "&lt;b&gt;n.pine&lt;/b&gt;: opened the record.", "Why: Care and support of the person.", "(QOQ)"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        assert!(!page.text.contains("Aldous") && !page.text.contains("999"), "it names nobody");
    }

    async fn a_merged_record_and_the_referral_belong_to_the_persons_report(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let notice = json!({"reported_by": {"name": "Kit Rowe", "role": "Ward manager"}, "person": {"family_name": "Aldous", "given_name": "Robin", "date_of_birth": "1993-05-17",
            "nhs_number_absent": "not_known", "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ"},
            "admission": admission("2026-10-01", "adult_acute", "none")});
        world.caller("RV9").post("/v1/admission-notices", &notice).await.is(202);
        let double = icb.all("/v1/people").await.iter().map(|p| p["id"].as_str().unwrap().to_owned()).find(|id| *id != last(&robin)).unwrap();
        let second = format!("/v1/people/{double}");
        icb.get(&second).await.is(200);
        let merge = json!({"duplicate_id": last(&second), "reason": "One person.", "merged_by": {"name": "Pat Moss"}});
        icb.post_on(&robin, &format!("{robin}/merge"), &merge).await.is(200);
        let report = icb.get(&format!("{robin}/access-report")).await.is(200);
        for (words, times) in [("opened the record", 2), ("referred the person to the register", 1), ("reported a hospital stay to the register", 2)] {
            assert_eq!(report.text.matches(words).count(), times, "{words}: {}", report.text);
        }
        assert!(report.text.contains("joined a second record of the person to this one"));
    }

    async fn the_audit_is_listed_newest_first_by_every_filter(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let ash = icb.accepted(&with(&referral(2), [("/person/family_name", json!("Ash"))]), &acceptance()).await;
        as_user(&icb, &robin, "n.pine", "direct_care").await;
        as_user(&icb, &ash, "k.rowe", "safeguarding").await;
        as_user(&icb, "/v1/people", "n.pine", "safeguarding").await;
        let all = of_others(paged(&icb, "", 500).await);
        assert!(all.windows(2).all(|two| two[0]["at"].as_str() >= two[1]["at"].as_str()));
        assert_eq!(each(&all[..3], "operation"), ["list_people", "read_person", "read_person"]);
        let mut shown: Vec<&str> = all[0]["record_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let mut both = [last(&robin), last(&ash)];
        shown.sort_unstable();
        both.sort_unstable();
        assert_eq!(shown, both);
        let holds = |entry: &Value, question: &str| {
            let (name, value) = question.split_once('=').unwrap();
            let of = |member: &str| entry[member].as_str() == Some(value);
            match name {
                "person_id" => entry["record_ids"].as_array().unwrap().iter().any(|id| id == value),
                "organisation" => of("organisation_ods"),
                "client" => of("client_id"),
                _ => of(name),
            }
        };
        let request = all[4]["request_id"].as_str().unwrap().to_owned();
        for question in ["user=n.pine".into(), "user=nobody".into(), "client=client-of-QOQ".into(), "client=other".into(), "organisation=QOQ".into(), "organisation=RV9".into(),
            "operation=read_person".into(), "operation=rated".into(), "kind=read".into(), "kind=write".into(), "purpose=safeguarding".into(), "request_id=".to_owned() + &request] {
            let found = of_others(paged(&icb, &format!("&{question}"), 500).await);
            let expected: Vec<&Value> = all.iter().filter(|entry| holds(entry, &question)).collect();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{question}");
        }
        let both = of_others(paged(&icb, "&user=n.pine&purpose=safeguarding", 500).await);
        assert_eq!(each(&both, "operation"), ["list_people"]);
        let of_ash = of_others(paged(&icb, &format!("&person_id={}", last(&ash)), 500).await);
        assert!(of_ash.iter().any(|e| e["operation"] == "referral_received"), "with the referral");
        assert!(of_ash.iter().all(|e| e["user"] != "n.pine" || e["operation"] == "list_people"));
        assert_eq!(of_others(paged(&icb, "&to=2020-01-01", 500).await), Vec::<Value>::new());
    }

    async fn pages_of_the_audit_hold_each_entry_once(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        for _ in 0..3 {
            icb.get(&robin).await.is(200);
            icb.example_of("raise_barrier", &format!("{robin}/barriers")).await.is(201);
        }
        let whole = of_others(paged(&icb, "", 500).await);
        for limit in [1, 2, 7] {
            assert_eq!(of_others(paged(&icb, "", limit).await), whole, "{limit}");
        }
        for limit in [1, 3] {
            let question = format!("&person_id={}", last(&robin));
            assert_eq!(of_others(paged(&icb, &question, limit).await), of_others(paged(&icb, &question, 500).await));
        }
        for wrong in ["cursor=x", "cursor=1.2.3", "limit=0", "kind=both", "from=yesterday", "purpose=curiosity"] {
            icb.get(&format!("/v1/audit?{wrong}")).await.is(422);
        }
    }

    async fn what_is_rare_and_long_ago_is_found_behind_thousands_of_others(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let id = on(world.engine, "randomblob(16)", "gen_random_uuid()");
        let columns = "id, at, operation, client_id, subject, organisation, request_id";
        for (times, at, client) in [(1, "2026-01-02", "long-ago"), (11_000, "2026-03-04", "busy")] {
            let rows = format!(
                "INSERT INTO access ({columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times})
                 SELECT {id}, '{at}T10:00:00+00:00', 'list_people', '{client}', 'u', 'QOQ', 'r' FROM n"
            );
            run(world.store.db(), &rows).await.unwrap();
        }
        assert_eq!(each(&paged(&icb, "&client=long-ago", 500).await, "at"), ["2026-01-02T10:00:00Z"]);
        assert_eq!(paged(&icb, "&client=busy", 500).await.len(), 11_000);
        let lines = icb.send(Method::GET, "/v1/audit?kind=read&to=2026-10-01", &[("accept", "application/x-ndjson")], None).await.is(200);
        assert_eq!(lines.text.lines().count(), 11_001);
        assert!(!paged(&icb, &format!("&person_id={}", last(&robin)), 500).await.is_empty());
    }

    async fn the_whole_selection_comes_as_a_file(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        as_user(&icb, &robin, "=cmd|calc", "direct_care").await;
        let whole = of_others(paged(&icb, "&kind=read", 500).await);
        let file = async |form: &str| icb.send(Method::GET, "/v1/audit?kind=read&limit=1", &[("accept", form)], None).await.is(200);
        let lines = file("application/x-ndjson").await;
        assert_eq!(lines.header("content-type"), "application/x-ndjson; charset=utf-8");
        let read: Vec<Value> = lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(of_others(read), whole);
        let table = file("text/csv").await;
        let mut reader = csv::Reader::from_reader(table.text.as_bytes());
        let place = |name: &str, reader: &mut csv::Reader<&[u8]>| reader.headers().unwrap().iter().position(|h| h == name).unwrap();
        let (operation, user) = (place("operation", &mut reader), place("user", &mut reader));
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).filter(|row| &row[operation] != "list_audit").collect();
        assert_eq!(rows.iter().map(|row| row[operation].to_owned()).collect::<Vec<_>>(), each(&whole, "operation"));
        assert_eq!(&rows[0][user], "'=cmd|calc", "no spreadsheet takes it for a formula");
        let exports = paged(&icb, "&operation=list_audit", 500).await;
        assert!(exports.len() >= 3, "reading the audit is a read");
    }

    async fn nobody_takes_anything_from_an_icb_by_naming_it(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        other.accepted(&with(&referral(5), [("/person/icb_ods", json!("QXX"))]), &acceptance()).await;
        let naming = r#"{"on_behalf_of": "required", "partners": [{"organisation_ods": "QOQ", "name": "Neighbour", "roles": ["auditor", "reporting"]}]}"#;
        let held = other.get("/v1/settings").await.is(200).etag();
        other.send(Method::PUT, "/v1/settings", &[("if-match", &held)], Some(naming.into())).await.is(200);
        icb.get("/v1/people").await.is(200);
        icb.get(&format!("{robin}/access-report")).await.is(200);
        let entries = icb.get("/v1/audit?limit=2").await.is(200).json;
        assert!(entries["data"].as_array().unwrap().iter().all(|entry| entry["organisation_ods"] == "QOQ"), "{entries}");
        assert!(entries["next"].as_str().unwrap().contains("icb=QOQ"), "the next page is of the same area, whoever names whom meanwhile");
        let measures = icb.get("/v1/measures?month=2026-02").await.is(200).json;
        assert_eq!((&measures["icb_ods"], &measures["suppressed"]), (&json!("QOQ"), &json!(false)));
        icb.get("/v1/audit?icb=QXX").await.is(200);
    }

    async fn another_icb_is_told_nothing_of_it(world: World) {
        let (icb, other) = (world.icb(), world.caller("QXX"));
        let robin = icb.robin().await;
        icb.get("/v1/people").await.is(200);
        for stranger in [&other, &world.caller("RV9")] {
            assert_eq!(stranger.get("/v1/audit").await.is(200).json["data"], json!([]));
            let of_robin = stranger.get(&format!("/v1/audit?person_id={}", last(&robin))).await.is(200).json;
            let of_nobody = stranger.get(&format!("/v1/audit?person_id={UNKNOWN}")).await.is(200).json;
            assert_eq!(of_robin, of_nobody);
            stranger.get(&format!("{robin}/access-report")).await.refused(404, "not_found");
        }
        // Nor do its own people's entries tell of others on the same list, or of another's reads.
        let own = other.accepted(&with(&referral(5), [("/person/icb_ods", json!("QXX")), ("/person/nhs_number", json!(nhs_number(5)))]), &acceptance()).await;
        other.get("/v1/people").await.is(200);
        let entries = other.get("/v1/audit?limit=500").await.is(200);
        assert!(entries.text.contains(&last(&own)) && !entries.text.contains(&last(&robin)), "{}", entries.text);
        assert!(entries.json["data"].as_array().unwrap().iter().all(|e| e["organisation_ods"] == json!("QXX")));
        world.caller_with("QOQ", &[]).get("/v1/audit").await.is(403);
        let report = icb.get(&format!("{robin}/access-report")).await.is(200);
        assert!(!report.text.contains("list_audit") && !report.text.contains("checked who has read"), "who is not told has not read");
    }
}
