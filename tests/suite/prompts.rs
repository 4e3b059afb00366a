//! Capacity to consent passes at 16 and 18: the register prompts, and changes nothing by itself.

use crate::support::people::{acceptance, referral_of};
use crate::support::{Engine, World};
use serde_json::{Value, json};

fn codes(person: &Value) -> Vec<String> {
    let prompts = person["prompts"].as_array().unwrap();
    prompts
        .iter()
        .map(|p| {
            format!("{} {} {}", p["code"].as_str().unwrap(), p["scope"].as_str().unwrap(), p["since"].as_str().unwrap())
        })
        .collect()
}

async fn grows_up(engine: Engine) {
    let world = World::start(engine).await;
    // 15 on the day of the referral: a holder of parental responsibility consented.
    let person = world.icb().accepted(&referral_of(1, "2010-12-25"), &acceptance()).await;
    let given = |read: &Value| read["consents"].as_array().unwrap().iter().all(|c| c["status"] == "given");
    let mut world = world;
    for (today, expected) in [
        ("2026-12-24", vec![]),
        ("2026-12-25", vec!["consent_at_16 register 2026-12-25", "consent_at_16 information_sharing 2026-12-25"]),
        ("2028-12-24", vec!["consent_at_16 register 2026-12-25", "consent_at_16 information_sharing 2026-12-25"]),
        ("2028-12-25", vec!["consent_at_18 register 2028-12-25", "consent_at_18 information_sharing 2028-12-25"]),
    ] {
        world = world.on(today).await;
        let read = world.icb().get(&person).await.is(200).json;
        assert_eq!(codes(&read), expected, "{today}");
        assert!(given(&read) && read["membership"]["status"] == "active", "{today}: nothing changes by itself");
    }
    let own = json!({"scope": "register", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2028-12-25"});
    world.icb().post(&format!("{person}/consents"), &own).await.is(201);
    let read = world.icb().get(&person).await.is(200).json;
    assert_eq!(codes(&read), ["consent_at_18 information_sharing 2028-12-25"], "asked, and answered for one scope");
}

/// Pathway: S1-56.
#[tokio::test]
async fn consent_is_prompted_for_at_16_and_18_on_sqlite() {
    grows_up(Engine::Sqlite).await;
}

#[tokio::test]
async fn consent_is_prompted_for_at_16_and_18_on_postgres() {
    grows_up(Engine::Postgres).await;
}
