//! Register meetings: called, prepared, held, closed; what they say stands on each person's record, and counts once they are
//! closed.

use crate::support::people::{acceptance, last, rating, referral_of};
use crate::support::{Caller, stories};
use dsr::store::verify;
use reqwest::Method;
use serde_json::{Value, json};

fn called(on: &str) -> Value {
    json!({"kind": "dsr_review", "meets_on": on, "chair": {"name": "Pat Moss", "role": "DSR lead"},
        "attendees": [{"who": {"name": "Ines Holt", "role": "Social worker"}, "agency": "social_care"}]})
}

fn spoken() -> Value {
    json!({"discussed": true, "summary": "The placement holds.", "decisions": ["Look again next month."],
        "actions": [{"text": "Respite <over> Christmas.", "owner": {"name": "Ines Holt"}, "due_on": "2026-01-31"}]})
}

async fn put(icb: &Caller<'_>, path: &str, body: &Value) -> crate::support::Reply {
    icb.send(Method::PUT, path, &[("if-match", "*")], Some(body.to_string())).await
}

/// A meeting held on a day, which discussed these people, closed.
async fn met(icb: &Caller<'_>, on: &str, people: &[&str]) -> String {
    let meeting = icb.post("/v1/meetings", &called(on)).await.is(201).header("location");
    for person in people {
        put(icb, &format!("{meeting}/people/{}", last(person)), &spoken()).await.is(200);
    }
    icb.post_on(&meeting, &format!("{meeting}/closure"), &json!({})).await.is(200);
    meeting
}

/// The reviews of the register a person had and has: from when, due when, where they stand.
async fn reviews(icb: &Caller<'_>, person: &str) -> Vec<String> {
    let all = icb.all(&format!("{person}/deadlines?duty=register_review")).await;
    let text = |d: &Value, at: &str| d.pointer(at).and_then(Value::as_str).unwrap().to_owned();
    let mut lines: Vec<String> = all
        .iter()
        .map(|d| format!("{} {} {}", text(d, "/starts_with/date"), text(d, "/due_on"), text(d, "/status")))
        .collect();
    lines.sort();
    lines
}

stories! {
    /// Pathway: S0-1.2, S0-3.1, S1-149, S1-151, S2-discharge-5, S3-register-8, S3-register-9, S3-intention-7,
    /// S4-accepted-1.
    async fn closing_a_meeting_meets_the_review_of_whom_it_discussed_and_starts_the_next(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        assert_eq!(reviews(&icb, &robin).await, ["2025-12-03 2026-01-03 overdue"]);

        let meeting = icb.post("/v1/meetings", &called("2025-12-20")).await.is(201).header("location");
        let agenda = json!({"people": [last(&robin)]});
        put(&icb, &format!("{meeting}/agenda"), &agenda).await.is(200);
        put(&icb, &format!("{meeting}/people/{}", last(&robin)), &spoken()).await.is(200);
        assert_eq!(reviews(&icb, &robin).await, ["2025-12-03 2026-01-03 overdue"], "nothing counts before it is closed");

        icb.post_on(&meeting, &format!("{meeting}/closure"), &json!({"next_on": "2026-01-20"})).await.is(200);
        assert_eq!(reviews(&icb, &robin).await, ["2025-12-03 2026-01-03 met", "2025-12-20 2026-01-20 overdue"]);

        // Recorded afterwards, and held before: it takes its place.
        met(&icb, "2025-12-10", &[&robin]).await;
        assert_eq!(reviews(&icb, &robin).await,
            ["2025-12-03 2026-01-03 met", "2025-12-10 2026-01-10 met", "2025-12-20 2026-01-20 overdue"]);
        met(&icb, "2026-02-01", &[&robin]).await;
        assert_eq!(reviews(&icb, &robin).await, ["2025-12-03 2026-01-03 met", "2025-12-10 2026-01-10 met",
            "2025-12-20 2026-01-20 met_late", "2026-02-01 2026-03-01 overdue"]);

        let clock = &icb.all(&format!("{robin}/deadlines?duty=register_review&status=overdue")).await[0];
        assert_eq!(clock["starts_with"]["fact"], json!("register_meeting"));
        assert_eq!(verify::verify(world.store.db()).await.unwrap().faults, Vec::<String>::new());
        let rebuilt = world.store.rebuild(true).await.unwrap();
        assert_eq!((rebuilt.changed, rebuilt.moved.len()), (0, 0));
    }

    async fn two_people_of_one_meeting_have_a_clock_each(world: World) {
        let icb = world.icb();
        let (one, other) = (icb.robin().await, icb.somebody(2, "1990-02-01").await);
        met(&icb, "2025-12-20", &[&one, &other]).await;
        for person in [&one, &other] {
            assert_eq!(reviews(&icb, person).await.len(), 2, "{person}");
        }
    }

    /// Pathway: S0-activity-7.1, S1-69, S1-142, S4-register-1, S4-accepted-1, S4-RAG-amber-1.
    async fn only_a_review_of_the_register_meets_the_duty(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let mut body = called("2025-12-20");
        body["kind"] = json!("multi_agency");
        let meeting = icb.post("/v1/meetings", &body).await.is(201).header("location");
        put(&icb, &format!("{meeting}/people/{}", last(&robin)), &spoken()).await.is(200);
        icb.post_on(&meeting, &format!("{meeting}/closure"), &json!({})).await.is(200);
        assert_eq!(reviews(&icb, &robin).await, ["2025-12-03 2026-01-03 overdue"]);
        let said = icb.all(&format!("{robin}/meetings")).await;
        assert_eq!((&said[0]["kind"], &said[0]["discussed_on"]), (&json!("multi_agency"), &json!("2025-12-20")));
    }

    /// Pathway: S0-activity-7.3, S1-74, S3-intention-9, S4-accepted-5.
    async fn the_minutes_say_what_was_said_as_data_and_as_a_page(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let meeting = icb.post("/v1/meetings", &called("2025-12-15")).await.is(201).header("location");
        icb.post_on(&robin, &format!("{robin}/ratings"), &rating("red", "2025-12-15")).await.is(201);
        put(&icb, &format!("{meeting}/people/{}", last(&robin)), &spoken()).await.is(200);
        icb.post_on(&meeting, &format!("{meeting}/closure"), &json!({"next_on": "2026-01-15"})).await.is(200);
        let minutes = icb.get(&format!("{meeting}/minutes")).await.is(200).json;
        let of = &minutes["people"][0];
        assert_eq!((&of["family_name"], &of["entry"]["rag_before"], &of["entry"]["rag_after"]),
            (&json!("Aldous"), &json!("amber"), &json!("red")));
        let page = icb.send(Method::GET, &format!("{meeting}/minutes"), &[("accept", "text/html")], None).await.is(200);
        assert!(page.header("content-type").starts_with("text/html"));
        for said in ["Robin Aldous", "Respite &lt;over&gt; Christmas. - Ines Holt, by 2026-01-31", "2026-01-15", "Ines Holt (Social worker), Social care"] {
            assert!(page.text.contains(said), "{said} is not in {}", page.text);
        }
    }

    /// Pathway: S0-3.2, S1-5, S1-28, S1-128, S1-146, S3-register-9, S3-intention-6, S3-intention-8.
    async fn the_register_proposes_whom_to_discuss_and_says_why(world: World) {
        let icb = world.icb();
        let red = icb.somebody(1, "1990-02-01").await;
        icb.post_on(&red, &format!("{red}/ratings"), &rating("red", "2025-12-15")).await.is(201);
        let green = icb.somebody(2, "1991-02-01").await;
        icb.post_on(&green, &format!("{green}/ratings"), &rating("green", "2026-08-01")).await.is(201);
        let lately_green = icb.somebody(3, "1992-02-01").await;
        icb.post_on(&lately_green, &format!("{lately_green}/ratings"), &rating("green", "2026-11-20")).await.is(201);
        let home = icb.somebody(4, "1993-02-01").await;
        let spell = icb.admit(&home, "2026-10-01", "adult_acute", "none").await;
        icb.discharge(&home, &spell, "2026-11-19").await;
        let waiting = icb.post("/v1/referrals", &referral_of(5, "1994-02-01")).await.is(201).id();

        let meeting = icb.post("/v1/meetings", &called("2026-11-25")).await.is(201).header("location");
        let proposal = icb.get(&format!("{meeting}/proposed-agenda")).await.is(200).json;
        let reasons = |person: &str| {
            let found = proposal["people"].as_array().unwrap().iter().find(|p| p["person_id"] == json!(last(person)));
            found.map_or_else(Vec::new, |p| p["reasons"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().to_owned()).collect())
        };
        assert_eq!(reasons(&red), ["register_review_due", "overdue_duty"]);
        assert_eq!(reasons(&green), ["overdue_duty", "ready_to_leave"]);
        assert_eq!(reasons(&lately_green), Vec::<String>::new());
        assert_eq!(reasons(&home), ["recently_discharged"]);
        assert_eq!(proposal["referrals"], json!([waiting]));
        assert_eq!(proposal["people"][0]["person_id"], json!(last(&red)), "Red comes first");
        let later = icb.get(&format!("{meeting}/proposed-agenda?until=2026-12-24&since=2026-11-20")).await.is(200).json;
        let found: Vec<&Value> = later["people"].as_array().unwrap().iter().map(|p| &p["person_id"]).collect();
        assert!(found.contains(&&json!(last(&home))), "due before the next meeting: {later}");
    }

    async fn what_a_meeting_refuses(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let tomorrow = icb.post("/v1/meetings", &called("2026-11-23")).await.is(201).header("location");
        icb.post_on(&tomorrow, &format!("{tomorrow}/closure"), &json!({})).await.refused(422, "invalid_request").fault("/held_on", "date_in_future");
        icb.post(&format!("{tomorrow}/closure"), &json!({})).await.refused(428, "precondition_required");
        icb.send(Method::PUT, &format!("{tomorrow}/agenda"), &[], Some(json!({"people": []}).to_string())).await.refused(428, "precondition_required");
        icb.send(Method::PATCH, &tomorrow, &[], Some(json!({"place": "Online"}).to_string())).await.refused(428, "precondition_required");
        icb.post("/v1/meetings", &called("2028-01-01")).await.refused(422, "invalid_request").fault("/meets_on", "meeting_far_away");
        let note = format!("{tomorrow}/people/{}", last(&robin));
        put(&icb, &note, &json!({"discussed": true})).await.refused(422, "invalid_request").fault("/discussed", "said_of_nobody");
        put(&icb, &note, &json!({"discussed": false, "summary": "Said."})).await.refused(422, "invalid_request").fault("/discussed", "said_of_nobody");
        // A record of another kind is as little of the register as none at all.
        let referral = icb.all("/v1/referrals").await[0]["id"].as_str().unwrap().to_owned();
        let unknown = json!({"people": [last(&robin), last(&robin), "00000000-0000-4000-8000-000000000000", referral], "referrals": [last(&robin), last(&tomorrow)]});
        let refused = put(&icb, &format!("{tomorrow}/agenda"), &unknown).await.refused(422, "invalid_request");
        assert_eq!(refused.faults(), [("/people/1".into(), "twice_on_agenda".into()), ("/people/2".into(), "not_of_this_register".into()),
            ("/people/3".into(), "not_of_this_register".into()), ("/referrals/0".into(), "not_of_this_register".into()), ("/referrals/1".into(), "not_of_this_register".into())]);
        for other in [&referral, &last(&tomorrow)] {
            put(&icb, &format!("{tomorrow}/people/{other}"), &spoken()).await.refused(404, "not_found");
        }
        let long_ago = icb.post("/v1/meetings", &called("2025-11-30")).await.is(201).header("location");
        put(&icb, &format!("{long_ago}/people/{}", last(&robin)), &spoken()).await.is(200);
        icb.post_on(&long_ago, &format!("{long_ago}/closure"), &json!({})).await.refused(409, "rule_not_met")
            .fault(&format!("/people/{}", last(&robin)), "not_on_register_then");

        put(&icb, &note, &spoken()).await.is(200);
        put(&icb, &format!("{tomorrow}/agenda"), &json!({"people": []})).await.refused(409, "rule_not_met").fault("/people", "discussed_already");
        icb.post(&format!("{tomorrow}/cancellation"), &json!({"reason": "None."})).await.refused(409, "rule_not_met").fault("", "discussed_already");
        put(&icb, &note, &json!({"discussed": false})).await.is(200);
        icb.post(&format!("{tomorrow}/cancellation"), &json!({"reason": "None."})).await.is(200);
        put(&icb, &note, &spoken()).await.refused(409, "rule_not_met").fault("", "meeting_is_over");
        icb.post_on(&tomorrow, &format!("{tomorrow}/closure"), &json!({"held_on": "2026-11-22"})).await.refused(409, "rule_not_met").fault("", "meeting_is_over");
    }

    async fn a_meeting_is_its_own_icbs_and_speaks_only_of_its_own_people(world: World) {
        let (icb, other) = (world.icb(), world.caller("QF7"));
        let robin = icb.robin().await;
        let meeting = met(&icb, "2025-12-20", &[&robin]).await;
        for path in [meeting.clone(), format!("{meeting}/minutes"), format!("{meeting}/proposed-agenda")] {
            other.get(&path).await.refused(404, "not_found");
        }
        assert!(other.all("/v1/meetings").await.is_empty());
        let own = other.post("/v1/meetings", &called("2025-12-20")).await.is(201).header("location");
        put(&other, &format!("{own}/people/{}", last(&robin)), &spoken()).await.refused(404, "not_found");
        put(&other, &format!("{own}/agenda"), &json!({"people": [last(&robin)]})).await.refused(422, "invalid_request").fault("/people/0", "not_of_this_register");
        put(&other, &format!("{meeting}/people/{}", last(&robin)), &spoken()).await.refused(404, "not_found");
    }

    async fn meetings_are_listed_latest_first_with_filters_and_pages(world: World) {
        let icb = world.icb();
        icb.accepted(&referral_of(7, "1990-02-01"), &acceptance()).await;
        for day in ["2026-01-13", "2026-03-10", "2026-02-10"] {
            met(&icb, day, &[]).await;
        }
        icb.post("/v1/meetings", &called("2026-12-08")).await.is(201);
        let days = async |query: &str| {
            let all = icb.all(&format!("/v1/meetings?limit=1{query}")).await;
            all.iter().map(|m| m["meets_on"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(days("").await, ["2026-12-08", "2026-03-10", "2026-02-10", "2026-01-13"]);
        assert_eq!(days("&status=closed&from=2026-02-01").await, ["2026-03-10", "2026-02-10"]);
        assert_eq!(days("&kind=multi_agency").await, Vec::<String>::new());
        assert_eq!(days("&status=planned&to=2026-12-08").await, ["2026-12-08"]);
    }
}
