//! Calls repeated with an Idempotency-Key have one outcome.

use crate::support::people::{acceptance, admission, last, rating, referral, with};
use crate::support::{Engine, World, stories};
use reqwest::Method;
use serde_json::{Value, json};

/// The answer without what differs from request to request.
fn told(reply: &crate::support::Reply) -> (u16, Value, Option<String>) {
    let location = reply.headers.get("location").map(|l| l.to_str().unwrap().to_owned());
    (reply.status.as_u16(), reply.json.clone(), location)
}

stories! {
    async fn the_same_key_and_body_have_the_same_outcome(world: World) {
        let icb = world.icb();
        let send = async |key: &str| icb.post_with("/v1/referrals", &[("idempotency-key", key)], &referral(1)).await.is(201);
        let first = send("a-1").await;
        assert!(first.headers.get("idempotency-replayed").is_none());
        let again = send("a-1").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(told(&again), told(&first));
        let other = send("a-2").await;
        assert_ne!(other.id(), first.id());
        assert_eq!(icb.all("/v1/referrals").await.len(), 2);
    }

    async fn every_kind_of_write_can_be_repeated(world: World) {
        let icb = world.icb();
        let referral = icb.post("/v1/referrals", &referral(1)).await.is(201).header("location");
        let tag = icb.get(&referral).await.etag();
        let decide = format!("{referral}/decision");
        let first = icb.post_with(&decide, &[("idempotency-key", "d"), ("if-match", &tag)], &acceptance()).await.is(200);
        let again = icb.post_with(&decide, &[("idempotency-key", "d"), ("if-match", &tag)], &acceptance()).await.is(200);
        assert_eq!(again.header("idempotency-replayed"), "true", "a replay comes before the stale check");
        assert_eq!(again.json["person_id"], first.json["person_id"]);
        let person = format!("/v1/people/{}", first.json["person_id"].as_str().unwrap());
        let tag = icb.get(&person).await.etag();
        let given: Vec<_> = [1, 2].map(|_| icb.post_with_owned(format!("{person}/ratings"), "r", tag.clone(), rating("red", "2025-12-15"))).into();
        let mut answers = Vec::new();
        for call in given {
            answers.push(call.await.is(201).id());
        }
        assert_eq!(answers[0], answers[1]);
        let spell = |key: &'static str| icb.post_with_owned(format!("{person}/admissions"), key, "*".into(), admission("2026-01-06", "adult_acute", "none"));
        let one = spell("s").await.is(201);
        // Meanwhile the world goes on; the call answered again is the one that was made.
        icb.hold(&person, "inpatient", "2026-01-29").await;
        let two = spell("s").await.is(201);
        assert_eq!(one.id(), two.id());
        assert_eq!(two.header("idempotency-replayed"), "true");
        spell("t").await.refused(409, "rule_not_met");
        assert_eq!(icb.all(&format!("{person}/admissions")).await.len(), 1);
        let kinds: Vec<_> = icb.all(&format!("{person}/history?limit=500")).await.iter().filter(|f| f["kind"] == json!("admitted")).cloned().collect();
        assert_eq!(kinds.len(), 1);
    }

    async fn a_concurrent_second_call_has_one_outcome(world: World) {
        let icb = world.icb();
        let calls = (0..8).map(|_| icb.post_with_owned("/v1/referrals".into(), "together", "*".into(), referral(1)));
        let replies = futures(calls).await;
        let first = replies[0].id();
        for reply in &replies {
            assert_eq!((reply.status.as_u16(), reply.id()), (201, first.clone()), "{}", reply.text);
        }
        let replayed = replies.iter().filter(|r| r.headers.contains_key("idempotency-replayed")).count();
        assert_eq!(replayed, 7, "one of them did it");
        assert_eq!(icb.all("/v1/referrals").await.len(), 1);
        // Two different bodies under one key: one is done, the others are told.
        let calls = (10..16).map(|n| icb.post_with_owned("/v1/referrals".into(), "contested", "*".into(), referral(n)));
        let replies = futures(calls).await;
        let done = replies.iter().filter(|r| r.status.as_u16() == 201).count();
        let told = replies.iter().filter(|r| r.status.as_u16() == 422 && r.json["code"] == json!("idempotency_key_reused")).count();
        assert_eq!((done, told), (1, 5));
    }

    async fn concurrent_acceptances_make_one_person(world: World) {
        let icb = world.icb();
        let referral = icb.post("/v1/referrals", &referral(1)).await.is(201).header("location");
        let tag = icb.get(&referral).await.etag();
        let keys = ["k0", "k1", "k2", "k3", "k4", "k5"];
        let replies = futures(keys.map(|key| icb.post_with_owned(format!("{referral}/decision"), key, tag.clone(), acceptance())).into_iter()).await;
        let accepted = replies.iter().filter(|r| r.status.as_u16() == 200).count();
        let stale = replies.iter().filter(|r| r.status.as_u16() == 412).count();
        assert_eq!((accepted, stale), (1, 5));
        assert_eq!(icb.all("/v1/people").await.len(), 1);
    }

    async fn two_acceptances_of_one_number_make_one_person(world: World) {
        let icb = world.icb();
        let mut addresses = Vec::new();
        for _ in 0..4 {
            addresses.push(icb.post("/v1/referrals", &referral(1)).await.is(201).header("location"));
        }
        let keys = ["n0", "n1", "n2", "n3"];
        let calls = addresses.iter().zip(keys).map(|(at, key)| icb.post_with_owned(format!("{at}/decision"), key, "*".into(), acceptance()));
        let replies = futures(calls).await;
        let person = icb.all("/v1/people").await;
        assert_eq!(person.len(), 1);
        assert_eq!(replies.iter().filter(|r| r.status.as_u16() == 200).count(), 1);
        for refused in replies.iter().filter(|r| r.status.as_u16() != 200) {
            assert_eq!((refused.status.as_u16(), &refused.json["code"], &refused.json["existing_id"]), (409, &json!("person_exists"), &person[0]["id"]), "{}", refused.text);
        }
    }

    async fn facts_that_arrive_together_are_all_kept(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let keys = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
        let consent = json!({"scope": "keyworker", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2025-12-10"});
        let replies = futures(keys.map(|key| icb.post_with_owned(format!("{robin}/consents"), key, "*".into(), consent.clone())).into_iter()).await;
        let ids: std::collections::BTreeSet<_> = replies.iter().map(crate::support::Reply::id).collect();
        assert_eq!(ids.len(), 8);
        let versions: Vec<i64> = icb.all(&format!("{robin}/history?limit=500")).await.iter().map(|f| f["version"].as_i64().unwrap()).collect();
        assert_eq!(versions, (1..=13).collect::<Vec<i64>>(), "no gap, nothing lost");
        // Decisions that rest on one reading: the first is taken, the others are told.
        let tag = icb.get(&robin).await.etag();
        let keys = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"];
        let replies = futures(keys.map(|key| icb.post_with_owned(format!("{robin}/ratings"), key, tag.clone(), rating("red", "2025-12-15"))).into_iter()).await;
        assert_eq!(replies.iter().filter(|r| r.status.as_u16() == 412).count(), 7);
        assert_eq!(replies.iter().filter(|r| r.status.as_u16() == 201).count(), 1);
    }

    async fn keys_belong_to_their_client(world: World) {
        let (icb, other) = (world.icb(), world.caller("RV9"));
        let one = icb.post_with("/v1/referrals", &[("idempotency-key", "same")], &referral(1)).await.is(201);
        let two = other.post_with("/v1/referrals", &[("idempotency-key", "same")], &referral(2)).await.is(201);
        assert_ne!(one.id(), two.id());
        assert!(two.headers.get("idempotency-replayed").is_none());
    }

    async fn the_key_of_a_failed_call_is_free(world: World) {
        let icb = world.icb();
        let key = [("idempotency-key", "retry")];
        icb.send(Method::POST, "/v1/referrals", &key, Some("{".into())).await.refused(400, "malformed_json");
        icb.post_with("/v1/referrals", &key, &with(&referral(1), [("/received_on", json!("2026-11-23"))])).await.refused(422, "invalid_request");
        icb.post_with("/v1/referrals/018f0000-0000-7000-8000-000000000000/information", &key, &json!({"given_by": {"name": "Sam Field"}, "information": "More."})).await.refused(404, "not_found");
        let done = icb.post_with("/v1/referrals", &key, &referral(1)).await.is(201);
        assert!(done.headers.get("idempotency-replayed").is_none());
        assert_eq!(icb.post_with("/v1/referrals", &key, &referral(1)).await.is(201).id(), done.id());
        // A call that failed runs again and may succeed once the world has changed.
        let robin = icb.robin().await;
        let review = json!({"kind": "inpatient", "requested_on": "2026-01-07", "requested_by": {"name": "Lee Orton"}});
        let key = [("idempotency-key", "once in hospital")].map(|(name, value)| (name, value.replace(' ', "-")));
        let key = [(key[0].0, key[0].1.as_str())];
        icb.post_with(&format!("{robin}/reviews"), &key, &review).await.refused(409, "rule_not_met");
        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let asked = icb.post_with(&format!("{robin}/reviews"), &key, &review).await.is(201);
        assert_eq!(asked.header("location"), format!("{robin}/reviews/{}", asked.id()));
        assert_eq!(icb.all(&format!("{robin}/reviews")).await.len(), 1);
        assert_eq!(last(&robin).len(), 36);
    }
}

/// A key is kept beside what it did: the service may start again in between.
async fn a_key_outlives_a_restart(engine: Engine) {
    let world = World::start(engine).await;
    let key = [("idempotency-key", "before the night".replace(' ', "-"))];
    let key = [(key[0].0, key[0].1.as_str())];
    let first = world.icb().post_with("/v1/referrals", &key, &referral(1)).await.is(201).id();
    let world = world.on("2026-11-23").await;
    let again = world.icb().post_with("/v1/referrals", &key, &referral(1)).await.is(201);
    assert_eq!((again.id(), again.header("idempotency-replayed").as_str()), (first, "true"));
    assert_eq!(world.icb().all("/v1/referrals").await.len(), 1);
}

#[tokio::test]
async fn a_key_outlives_a_restart_on_sqlite() {
    a_key_outlives_a_restart(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_key_outlives_a_restart_on_postgres() {
    a_key_outlives_a_restart(Engine::Postgres).await;
}

/// All of them at once.
async fn futures<F: Future<Output = crate::support::Reply>>(
    calls: impl Iterator<Item = F>,
) -> Vec<crate::support::Reply> {
    let mut calls: Vec<_> = calls.map(|call| (Box::pin(call), None)).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (call, answer) in &mut calls {
            if answer.is_none() {
                match call.as_mut().poll(context) {
                    std::task::Poll::Ready(reply) => *answer = Some(reply),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    calls.into_iter().map(|(_, answer)| answer.unwrap()).collect()
}
