//! The demo register: made by the register's own decisions, the same every time, with something of everything; and every
//! example of the contract works on it as it stands.

use crate::support::{Caller, Engine, Reply, World, promise, signer, stories};
use dsr::demo::{self, ICB, OTHER_ICB, PROVIDER};
use dsr::worker::{sealing, sweep};
use dsr::{example, store::verify};
use reqwest::Method;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

async fn filled(world: World) -> World {
    demo::make(&world.store, |_, _| {}).await.unwrap();
    sweep::once(&world.store).await.unwrap();
    sealing::once(&world.store, &signer()).await.unwrap();
    world
}

/// One operation as a reader of the contract tries it: everything as it is prefilled.
struct Prefilled {
    id: String,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// Every operation in the order of the document.
fn prefilled() -> Vec<Prefilled> {
    let document: Value = serde_json::from_str(&dsr::http::ops::text(&dsr::app::document())).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = text(&operation["operationId"]);
            let (mut path, mut headers, mut query) = (path.clone(), Vec::new(), Vec::new());
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let parameter = promise::resolved(&document, parameter);
                let (name, shown) = (text(&parameter["name"]), &parameter["example"]);
                match parameter["in"].as_str().unwrap() {
                    "path" => path = path.replace(&format!("{{{name}}}"), &text(shown)),
                    _ if shown.is_null() => assert_ne!(parameter["required"], true, "{id}: {name} has no example"),
                    "header" => headers.push((name, text(shown))),
                    _ => query.push(format!("{name}={}", text(shown))),
                }
            }
            if !query.is_empty() {
                path = format!("{path}?{}", query.join("&"));
            }
            let content = operation["requestBody"]["content"].as_object();
            for (kind, content) in content.into_iter().flatten() {
                assert!(content["example"].is_object(), "{id}: {kind} has no example");
            }
            let body = content.map(|content| content["application/json"]["example"].clone());
            all.push(Prefilled { id, method: method.to_uppercase().parse().unwrap(), path, headers, body });
        }
    }
    all
}

impl Prefilled {
    async fn tried(&self, caller: &Caller<'_>) -> Reply {
        if let Some(body) = &self.body {
            promise::request_is_promised(self.method.as_str(), &self.path, body);
        }
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        caller.send(self.method.clone(), &self.path, &headers, self.body.as_ref().map(Value::to_string)).await
    }
}

/// How often each value stands at a pointer.
fn counted(all: &[Value], pointer: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for value in all {
        let at = value.pointer(pointer).and_then(Value::as_str).unwrap_or("-");
        *counts.entry(at.to_owned()).or_default() += 1;
    }
    counts
}

fn keys(counts: &HashMap<String, usize>) -> BTreeSet<&str> {
    counts.keys().map(String::as_str).filter(|key| *key != "-").collect()
}

stories! {
    async fn every_example_works_on_the_demo_as_it_is_prefilled(world: World) {
        let world = filled(world).await;
        let icb = world.caller(ICB);
        for operation in prefilled() {
            let reply = operation.tried(&icb).await;
            assert!(reply.status.is_success(), "{}: {}", operation.id, reply.text);
            if reply.status == 201 {
                let user: Vec<_> = operation.headers.iter().filter(|(name, _)| name == "X-On-Behalf-Of").collect();
                let user: Vec<_> = user.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                icb.send(Method::GET, &reply.header("location"), &user, None).await.is(200);
            }
            let empty = reply.json["data"].as_array().is_some_and(Vec::is_empty);
            assert!(!empty, "{}: the example finds nothing", operation.id);
        }
        assert_eq!(verify::verify(world.store.db()).await.unwrap().faults, Vec::<String>::new());
    }

    /// Pathway: S1-62.
    async fn the_demo_shows_both_icbs_every_colour_and_duties_met_and_overdue(world: World) {
        let world = filled(world).await;
        let mut seen = 0;
        for org in [ICB, OTHER_ICB] {
            let caller = world.caller(org);
            let people = caller.all("/v1/people?limit=500").await;
            seen += people.len();
            assert_eq!(keys(&counted(&people, "/rag")), BTreeSet::from(["amber", "blue", "green", "red"]), "{org}");
            assert_eq!(keys(&counted(&people, "/membership/status")), BTreeSet::from(["active", "closed"]), "{org}");
            for (low, high) in [("0", "15"), ("16", "17"), ("18", "64")] {
                let aged = caller.all(&format!("/v1/people?age_from={low}&age_to={high}")).await;
                assert!(!aged.is_empty(), "{org}: nobody from {low} to {high}");
            }
            let duties = caller.all("/v1/deadlines?limit=500").await;
            let counts = counted(&duties, "/status");
            for status in ["upcoming", "overdue", "met", "met_late", "missed", "cancelled", "declined"] {
                assert!(counts.contains_key(status), "{org}: nothing {status}");
            }
        }
        let observed = world.caller(ICB).all("/v1/observations?limit=500").await;
        let kinds = counted(&observed, "/kind");
        for kind in ["deadline_missed", "response_missed", "green_three_months"] {
            assert!(kinds.contains_key(kind), "nothing {kind}");
        }
        assert!((115..=170).contains(&seen), "{seen} people");
        let people = world.caller(ICB).all("/v1/people?limit=500").await;
        let wards = counted(&people, "/hospital/setting");
        assert_eq!(keys(&wards).len(), 7, "every kind of ward: {wards:?}");
        let referrals = world.caller(ICB).all("/v1/referrals?limit=500").await;
        let expected = BTreeSet::from(["accepted", "awaiting_information", "declined", "received", "withdrawn"]);
        assert_eq!(keys(&counted(&referrals, "/status")), expected);
        let died = people.iter().filter(|person| person["membership"]["end_reason"] == "deceased").count();
        let sent = world.caller(PROVIDER).all("/v1/referrals?limit=500").await;
        assert!(died == 1 && !sent.is_empty(), "{died} died, {} referrals of {PROVIDER}", sent.len());
    }

    async fn the_demo_verifies_and_rebuilds_without_a_change(world: World) {
        let world = filled(world).await;
        assert_eq!(verify::verify(world.store.db()).await.unwrap().faults, Vec::<String>::new());
        let rebuilt = world.store.rebuild(true).await.unwrap();
        assert_eq!((rebuilt.changed, rebuilt.moved.len()), (0, 0));
    }
}

#[tokio::test]
async fn two_demos_of_one_day_hold_the_same_under_the_same_identifiers() {
    let (one, other) = (World::start(Engine::Sqlite).await, World::start(Engine::Sqlite).await);
    let (one, other) = (filled(one).await, filled(other).await);
    for path in
        ["/v1/people?limit=500", "/v1/deadlines?limit=500", "/v1/referrals?limit=500", "/v1/observations?limit=500"]
    {
        let told = async |world: &World| {
            let mut all = world.caller(ICB).all(path).await;
            all.iter_mut().filter_map(Value::as_object_mut).for_each(|record| drop(record.remove("updated_at")));
            all
        };
        assert_eq!(told(&one).await, told(&other).await, "{path}");
    }
}

#[tokio::test]
async fn the_examples_hold_on_the_first_and_the_last_day_there_is_a_demo() {
    let (first, last) = demo::days().unwrap();
    for today in [first, last] {
        let world = filled(World::start_on(Engine::Sqlite, &today.to_string()).await).await;
        for operation in prefilled() {
            let reply = operation.tried(&world.caller(ICB)).await;
            assert!(reply.status.is_success(), "{} on {today}: {}", operation.id, reply.text);
        }
    }
}

#[test]
fn every_operation_that_needs_one_has_an_example_and_no_example_is_left_over() {
    let all: BTreeSet<String> = prefilled().into_iter().map(|operation| operation.id).collect();
    let left: Vec<&str> = example::operations().filter(|id| !all.contains(*id)).collect();
    assert!(example::operations().count() > 50 && left.is_empty(), "{left:?}");
}
