//! How the service is offered: rates, time-outs, browsers, metrics, and the end of a process.

use crate::support::people::{referral, with};
use crate::support::{Engine, World, example, stories};
use dsr::serving::{Rate, Serving};
use dsr::store::sql::Db;
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::num::NonZeroU32;
use std::time::Duration;

fn rate(per_second: u32, burst: u32) -> Serving {
    let n = |n| NonZeroU32::new(n).unwrap();
    Serving { rate: Some(Rate { per_second: n(per_second), burst: n(burst) }), ..Serving::default() }
}

stories! {
    async fn a_client_that_asks_too_often_is_told_when_to_come_back_and_others_are_not(world: World) {
        let mut world = world;
        let (_, _stop) = world.offered(rate(1, 3));
        let icb = world.icb();
        for left in ["2", "1", "0"] {
            let reply = icb.get("/v1/people").await.is(200);
            assert_eq!(reply.header("ratelimit-policy"), "\"client\";q=3;w=3");
            assert!(reply.header("ratelimit").starts_with(&format!("\"client\";r={left};t=")), "{}", reply.header("ratelimit"));
        }
        let late = icb.post("/v1/referrals", &example("referral.json")).await.refused(429, "rate_limited");
        assert!((1..=3).contains(&late.header("retry-after").parse::<u32>().unwrap()));
        assert!(late.header("ratelimit").starts_with("\"client\";r=0;"));
        world.caller("RV9").get("/v1/referrals").await.is(200);
        world.stranger("").get("/livez").await.is(200);
    }

    async fn a_token_that_does_not_hold_takes_nothing_from_anybody(world: World) {
        let mut world = world;
        let (_, _stop) = world.offered(rate(1, 2));
        for _ in 0..5 {
            world.stranger("eyJ.no.token").get("/v1/people").await.refused(401, "unauthenticated");
        }
        world.icb().get("/v1/people").await.is(200);
    }

    async fn a_process_about_to_end_answers_what_comes_and_says_that_it_is_not_ready(world: World) {
        let mut world = world;
        let (draining, stop) = world.offered(Serving::default());
        let icb = world.icb();
        world.stranger("").get("/readyz").await.is(200);
        draining.begin();
        let ready = world.stranger("").get("/readyz").await.refused(503, "unavailable");
        assert_eq!(ready.header("retry-after"), "2");
        let answered = icb.post("/v1/referrals", &example("referral.json")).await.is(201);
        assert_eq!(answered.header("connection"), "close");
        drop(stop);
    }

    async fn a_server_told_to_stop_finishes_what_it_has_begun(world: World) {
        let mut world = world;
        let (_, stop) = world.offered(Serving::default());
        let icb = world.icb();
        icb.get("/v1/people").await.is(200);
        let sent: Vec<_> = (0..20).map(|n| with(&referral(n), [("/client_reference", json!(format!("STOP-{n}")))])).collect();
        let calls = futures(&world, &sent);
        drop(stop);
        let mut written = 0;
        for call in calls {
            // A connection that the server had not accepted yet is refused; one that it had is answered whole.
            if let Ok(answer) = call.await.unwrap() {
                assert_eq!(answer.status(), StatusCode::CREATED);
                written += 1;
            }
        }
        let (_, _stop) = world.offered(Serving::default());
        let kept = world.icb().get("/v1/referrals?limit=500").await.is(200).json["data"].as_array().unwrap().len();
        assert!(kept >= written, "{written} acknowledged, {kept} kept");
    }

    async fn browsers_of_no_other_origin_are_told_anything(world: World) {
        let asks = [("origin", "https://elsewhere.example"), ("access-control-request-method", "GET")];
        let preflight = world.icb().send(Method::OPTIONS, "/v1/people", &asks, None).await;
        assert!(!preflight.headers.keys().any(|name| name.as_str().starts_with("access-control")), "{:?}", preflight.headers);
        let read = world.icb().send(Method::GET, "/v1/people", &asks[..1], None).await.is(200);
        assert!(!read.headers.keys().any(|name| name.as_str().starts_with("access-control")));
    }

    async fn browsers_of_a_configured_origin_may_call_and_read_what_they_need(world: World) {
        let mut world = world;
        let origin = "https://cases.example";
        let (_, _stop) = world.offered(Serving { cors_origins: vec![origin.into()], ..Serving::default() });
        let asks = [("origin", origin), ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization, content-type, idempotency-key, if-match, x-purpose")];
        let preflight = world.stranger("").send(Method::OPTIONS, "/v1/referrals", &asks, None).await.is(200);
        assert_eq!(preflight.header("access-control-allow-origin"), origin);
        let read = world.icb().send(Method::GET, "/v1/people", &asks[..1], None).await.is(200);
        assert_eq!(read.header("access-control-allow-origin"), origin);
        for name in ["etag", "location", "ratelimit", "retry-after", "x-request-id"] {
            assert!(read.header("access-control-expose-headers").to_lowercase().contains(name), "{name}");
        }
        assert!(read.headers.get("access-control-allow-credentials").is_none());
        let other = [("origin", "https://elsewhere.example")];
        let refused = world.icb().send(Method::GET, "/v1/people", &other, None).await;
        assert!(refused.headers.get("access-control-allow-origin").is_none());
    }

    async fn every_answer_forbids_what_answers_never_need(world: World) {
        let robin = world.icb().robin().await;
        for path in ["/livez", "/v1/people", &robin, "/nothing", "/docs/", "/openapi.json", "/metrics"] {
            let reply = world.icb().get(path).await;
            for (name, value) in [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"),
                ("referrer-policy", "no-referrer"), ("cache-control", "no-store")] {
                assert_eq!(reply.header(name), value, "{path}");
            }
            let policy = reply.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
            assert!(reply.headers.get("strict-transport-security").is_none(), "{path}: not over plain HTTP");
            assert!(reply.headers.get("server").is_none() && reply.headers.get("x-powered-by").is_none());
        }
    }

    async fn metrics_count_and_name_nobody(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.post(&format!("{robin}/admissions"), &example("admission.json")).await.is(201);
        icb.send(Method::from_bytes(b"CANARYMETHOD").unwrap(), "/v1/people", &[], None).await;
        icb.get("/CANARY-path").await.is(404);
        let page = world.stranger("").get("/metrics").await.is(200);
        assert!(page.header("content-type").starts_with("text/plain; version=0.0.4"));
        for line in ["dsr_http_requests_total{method=\"POST\",route=\"/v1/referrals\",status=\"201\"}", "dsr_http_request_seconds_bucket{",
            "dsr_commit_jobs_bucket{", "dsr_commit_seconds_bucket{", "dsr_feed_position ", "dsr_database_up 1", "dsr_writable 1",
            "dsr_database_connections{pool=\"read\",state=\"idle\"}", "dsr_deadlines_overdue{duty=\"inpatient_review_first\"} 1"] {
            assert!(page.text.contains(line), "no {line} in\n{}", page.text);
        }
        let id = robin.rsplit('/').next().unwrap();
        for canary in ["CANARY", id, "QOQ", "RV9", "Aldous", "client-of"] {
            assert!(!page.text.contains(canary), "metrics name {canary}");
        }
    }
}

/// Calls under way, each on a connection of its own.
fn futures(
    world: &World,
    bodies: &[serde_json::Value],
) -> Vec<tokio::task::JoinHandle<reqwest::Result<reqwest::Response>>> {
    let token = world.icb().token.clone();
    let send = |body: &serde_json::Value| {
        let request =
            reqwest::Client::new().post(format!("{}/v1/referrals", world.base)).bearer_auth(&token).json(body);
        tokio::spawn(request.send())
    };
    bodies.iter().map(send).collect()
}

/// On PostgreSQL a table can be held, so that whoever needs it waits.
#[tokio::test]
async fn a_request_that_waits_too_long_is_told_so_and_the_next_is_served() {
    let mut world = World::start(Engine::Postgres).await;
    let (_, _stop) = world.offered(Serving { request_timeout: Duration::from_millis(300), ..Serving::default() });
    let Db::Postgres { write, .. } = Db::connect(&world.url).await.unwrap() else { unreachable!() };
    let mut held = write.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE reach, event IN ACCESS EXCLUSIVE MODE").execute(&mut *held).await.unwrap();
    let reading = world.icb().get("/v1/people").await.refused(503, "unavailable");
    assert_eq!(reading.header("retry-after"), "2");
    assert!(!reading.header("x-request-id").is_empty());
    let writing = world.icb().post("/v1/referrals", &example("referral.json")).await.refused(503, "unavailable");
    assert_eq!(writing.header("retry-after"), "2");
    held.rollback().await.unwrap();
    let asked = || async { world.icb().get("/v1/people").await.status };
    while asked().await != StatusCode::OK {}
}

/// A full disk makes SQLite end a transaction by itself, as this trigger does.
#[tokio::test]
async fn a_transaction_that_the_embedded_database_ends_by_itself_is_unavailable_and_the_next_one_is_written() {
    let world = World::start(Engine::Sqlite).await;
    let (db, icb) = (world.store.db(), world.icb());
    let full = "CREATE TRIGGER disk_is_full BEFORE INSERT ON access BEGIN SELECT RAISE(ROLLBACK, 'no room'); END";
    crate::raw::run(db, full).await.unwrap();
    for _ in 0..2 {
        assert_eq!(icb.get("/v1/people").await.refused(503, "unavailable").header("retry-after"), "2");
    }
    crate::raw::run(db, "DROP TRIGGER disk_is_full").await.unwrap();
    icb.get("/v1/people").await.is(200);
    icb.post("/v1/referrals", &example("referral.json")).await.is(201);
}
