//! Whether anything was tampered with is told by whoever kept a checkpoint, by `dsr verify`, and for one record by a call.

use crate::raw::{on, run};
use crate::signing::read_with;
use crate::support::people::last;
use crate::support::{Engine, World, signer, stories};
use dsr::store::checkpoint::{Said, TYP, verify};
use dsr::worker::sealing;
use serde_json::{Value, json};

/// Changes something behind the service's back, as somebody could who owns the database.
async fn tamper(world: &World, statement: &str) {
    let text = match world.engine {
        Engine::Sqlite => {
            for trigger in [
                "access_is_not_rewritten",
                "access_is_not_removed",
                "access_record_is_not_removed",
                "event_is_not_rewritten",
                "event_private_is_not_rewritten",
                "checkpoint_is_not_rewritten",
                "checkpoint_is_not_removed",
            ] {
                run(world.store.db(), &format!("DROP TRIGGER IF EXISTS {trigger}")).await.unwrap();
            }
            statement.to_owned()
        }
        Engine::Postgres => {
            format!("SET session_replication_role = replica; {statement}; SET session_replication_role = DEFAULT")
        }
    };
    run(world.store.db(), &text).await.unwrap();
}

/// A read of long ago, as it would be there by now.
async fn read_of_old(world: &World, n: u32) {
    let id = on(world.engine, "unhex('018f0000000070008000", "CAST('018f0000000070008000");
    let end = on(world.engine, "')", "' AS UUID)");
    let text = format!(
        "INSERT INTO access (id, at, operation, client_id, subject, organisation, request_id) VALUES ({id}{n:012}{end}, '2026-01-0{n}T10:00:00+00:00', 'list_people', 'c', 'n.pine', 'QOQ', 'r{n}')"
    );
    run(world.store.db(), &text).await.unwrap();
}

/// What does not hold, with signatures.
async fn faults(world: &World) -> Vec<String> {
    let mut faults = Vec::new();
    let signer = signer();
    verify(
        world.store.db(),
        Some(|jws: &str| Said::of(signer.checked(TYP, jws), signer.is_by_another(jws))),
        &mut faults,
    )
    .await
    .unwrap();
    faults
}

async fn sealed(world: &World) -> Value {
    world.icb().post("/v1/audit/checkpoints", &json!({})).await.is(200).json
}

stories! {
    async fn checkpoints_follow_each_other_and_anybody_can_check_them(world: World) {
        let icb = world.icb();
        icb.robin().await;
        read_of_old(&world, 1).await;
        let first = sealed(&world).await;
        assert_eq!((&first["number"], &first["reads"]), (&json!(1), &json!(1)), "what is not a quarter of an hour old is not counted yet");
        let (header, said) = read_with(&serde_json::to_value(signer().published()).unwrap(), first["statement"].as_str().unwrap()).unwrap();
        assert_eq!(header["typ"], json!(TYP));
        for member in ["number", "position", "facts_hash", "reads", "reads_hash"] {
            assert_eq!(said[member], first[member], "{member}");
        }
        icb.somebody(3, "1990-01-01").await;
        let second = sealed(&world).await;
        assert!(second["position"].as_i64() > first["position"].as_i64());
        assert_eq!(second["reads_hash"], first["reads_hash"]);
        let (_, said) = read_with(&serde_json::to_value(signer().published()).unwrap(), second["statement"].as_str().unwrap()).unwrap();
        assert_eq!(said["previous"], json!(dsr::digest::of_text(first["statement"].as_str().unwrap())));
        let listed = icb.get("/v1/audit/checkpoints?limit=1").await.is(200).json;
        assert_eq!(listed["data"], json!([second]));
        assert_eq!(icb.get(listed["next"].as_str().unwrap()).await.is(200).json["data"], json!([first]));
        assert_eq!(faults(&world).await, Vec::<String>::new());
        world.caller_with("QOQ", &[dsr::http::auth::Scope::ReadAudit]).post("/v1/audit/checkpoints", &json!({})).await.is(403);
    }

    async fn a_read_that_is_changed_removed_or_put_in_later_is_noticed(world: World) {
        world.icb().robin().await;
        for n in [1, 2, 3] {
            read_of_old(&world, n).await;
        }
        sealed(&world).await;
        assert_eq!(faults(&world).await, Vec::<String>::new());
        let noticed = ["checkpoint 1: the reads before it are not those it was made of"];
        tamper(&world, "UPDATE access SET subject = 'k.rowe' WHERE request_id = 'r2'").await;
        assert_eq!(faults(&world).await, noticed, "changed");
        tamper(&world, "UPDATE access SET subject = 'n.pine' WHERE request_id = 'r2'").await;
        assert_eq!(faults(&world).await, Vec::<String>::new());
        read_of_old(&world, 4).await;
        assert_eq!(faults(&world).await, noticed, "put in");
        tamper(&world, "DELETE FROM access WHERE request_id IN ('r3', 'r4')").await;
        assert_eq!(faults(&world).await, noticed, "removed");
    }

    async fn a_changed_fact_and_a_forged_checkpoint_are_noticed(world: World) {
        let robin = world.icb().robin().await;
        sealed(&world).await;
        world.icb().example_of("raise_barrier", &format!("{robin}/barriers")).await.is(201);
        sealed(&world).await;
        tamper(&world, "UPDATE checkpoint SET position = position + 0, reads = 7 WHERE number = 2").await;
        assert_eq!(faults(&world).await, ["checkpoint 2: the reads before it are not those it was made of", "checkpoint 2: it is not what was signed"]);
        tamper(&world, "UPDATE checkpoint SET reads = 0, statement = 'a.b.c' WHERE number = 2").await;
        assert_eq!(faults(&world).await, ["checkpoint 2: its signature does not hold"]);
        tamper(&world, "UPDATE event SET hash = private_hash WHERE kind = 'barrier_raised'").await;
        assert_eq!(faults(&world).await, ["checkpoint 2: the facts before it are not those it was made of", "checkpoint 2: its signature does not hold"]);
        tamper(&world, "DELETE FROM checkpoint WHERE number = 1").await;
        assert!(faults(&world).await[0].contains("checkpoint 2: the one before it is missing"));
    }

    async fn the_chain_of_one_record_is_checked_by_a_call(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let asked = format!("/v1/audit/chain?person_id={}", last(&robin));
        let sound = icb.get(&asked).await.is(200).json;
        assert_eq!((&sound["sound"], &sound["faults"]), (&json!(true), &json!([])));
        assert!(sound["facts"].as_u64() >= Some(4));
        world.caller("QXX").get(&asked).await.refused(422, "invalid_request").fault("?person_id", "person_not_found");
        tamper(&world, "UPDATE event_private SET body = '{}'").await;
        let broken = icb.get(&asked).await.is(200).json;
        assert_eq!(broken["sound"], json!(false));
        assert!(broken["faults"][0].as_str().unwrap().contains("the private part is not the one recorded"), "{broken}");
    }

    async fn one_checkpoint_is_made_a_day(world: World) {
        assert!(sealing::once(&world.store, &signer()).await.unwrap());
        assert!(!sealing::once(&world.store, &signer()).await.unwrap(), "the last is not a day old");
        let day_before = on(world.engine, "'2020-01-01T00:00:00+00:00'", "TIMESTAMPTZ '2020-01-01T00:00:00Z'");
        tamper(&world, &format!("UPDATE checkpoint SET made_at = {day_before}")).await;
        assert!(!sealing::once(&world.store, &dsr::signing::Signer::default()).await.unwrap(), "there is nothing to sign with");
        assert!(sealing::once(&world.store, &signer()).await.unwrap());
        assert_eq!(world.icb().all("/v1/audit/checkpoints").await.len(), 2);
    }
}
