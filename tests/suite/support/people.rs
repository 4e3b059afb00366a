//! Fictional people and the bodies that bring them to the register.

use super::contract::{Operation, operations};
use super::{Caller, Reply, World, example, nhs_number};
use reqwest::Method;
use serde_json::{Value, json};

/// `body` with the values at these JSON pointers; `null` takes a member out.
pub fn with<const N: usize>(body: &Value, changes: [(&str, Value); N]) -> Value {
    let mut body = body.clone();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap_or_else(|| panic!("no place for {pointer}"));
        match (parent, value) {
            (Value::Object(members), Value::Null) => drop(members.remove(name)),
            (Value::Object(members), value) => drop(members.insert(name.to_owned(), value)),
            (Value::Array(items), value) => items[name.parse::<usize>().unwrap()] = value,
            _ => panic!("{pointer} leads through a value"),
        }
    }
    body
}

/// The referral of the examples for somebody else: the n-th number, without a client reference.
pub fn referral(n: u32) -> Value {
    with(&example("referral.json"), [("/client_reference", Value::Null), ("/person/nhs_number", json!(nhs_number(n)))])
}

/// A referral of the n-th person, born on this day; consent is the person's own from 16, parental before.
pub fn referral_of(n: u32, born: &str) -> Value {
    let adult = super::day(born).age_on(super::day("2025-11-28")) >= 16;
    let basis = if adult { "self" } else { "parental_responsibility" };
    with(
        &referral(n),
        [
            ("/person/date_of_birth", json!(born)),
            ("/consents/0/basis", json!(basis)),
            ("/consents/1/basis", json!(basis)),
        ],
    )
}

/// The decision of the examples.
pub fn acceptance() -> Value {
    example("decision-accepted.json")
}

/// An admission on this day to this kind of ward.
pub fn admission(on: &str, setting: &str, security: &str) -> Value {
    with(
        &example("admission.json"),
        [
            ("/admitted_on", json!(on)),
            ("/setting", json!(setting)),
            ("/security", json!(security)),
            ("/bed_type_code", Value::Null),
            ("/expected_discharge_on", Value::Null),
        ],
    )
}

/// A discharge on this day, to Red.
pub fn discharge(on: &str) -> Value {
    with(&example("discharge.json"), [("/discharged_on", json!(on))])
}

/// A rating from this day; Green names who manages the risk.
pub fn rating(rag: &str, on: &str) -> Value {
    let body = example(if rag == "green" { "rating-green.json" } else { "rating-red.json" });
    with(&body, [("/rag", json!(rag)), ("/effective_on", json!(on))])
}

/// A review held on this day.
pub fn held(kind: &str, on: &str) -> Value {
    let body = example(if kind == "inpatient" { "review-held.json" } else { "review-held-community.json" });
    with(&body, [("/held_on", json!(on)), ("/consent/effective_on", json!(on)), ("/recommendations", json!([]))])
}

/// A review asked for on this day.
pub fn review(kind: &str, on: &str) -> Value {
    json!({"kind": kind, "requested_on": on, "requested_by": {"name": "Lee Orton"}})
}

/// A ledger entry about being on the register.
pub fn register_consent(status: &str, on: &str) -> Value {
    json!({"scope": "register", "status": status, "basis": "self", "given_by": "Robin Aldous", "effective_on": on})
}

/// Every operation; a body whose schema has a list of examples is sent as the first of them.
pub fn walked() -> Vec<Operation> {
    let document = serde_json::to_value(dsr::app::document()).unwrap();
    let mut all = operations();
    for operation in all.iter_mut().filter(|o| o.body == Some(Value::Null)) {
        let method = operation.method.as_str().to_lowercase();
        let body = &document["paths"][&operation.path][&method]["requestBody"]["content"]["application/json"];
        let schema = body["schema"]["$ref"].as_str().unwrap().trim_start_matches('#');
        operation.body = document.pointer(&format!("{schema}/examples/0")).cloned();
    }
    all
}

/// A decision, a visit or a plan, by somebody named.
pub fn by(role: &str) -> Value {
    json!({"name": "Pat Moss", "role": role})
}

/// Identifiers of somebody with a keyworker.
pub struct WithKeyworker {
    pub person: String,
    pub keyworker_id: String,
}

impl Caller<'_> {
    /// Somebody on the register: the n-th number, born on this day, Amber since 3 December 2025.
    pub async fn somebody(&self, n: u32, born: &str) -> String {
        self.accepted(&referral_of(n, born), &acceptance()).await
    }

    /// An admission; answers its identifier.
    pub async fn admit(&self, person: &str, on: &str, setting: &str, security: &str) -> String {
        self.post(&format!("{person}/admissions"), &admission(on, setting, security)).await.is(201).id()
    }

    /// The end of a spell, to Red.
    pub async fn discharge(&self, person: &str, spell: &str, on: &str) {
        self.post(&format!("{person}/admissions/{spell}/discharge"), &discharge(on)).await.is(200);
    }

    /// A review asked for on this day; answers its address.
    pub async fn ask(&self, person: &str, kind: &str, on: &str) -> String {
        let id = self.post(&format!("{person}/reviews"), &review(kind, on)).await.is(201).id();
        format!("{person}/reviews/{id}")
    }

    /// An offer.
    pub async fn offer(&self, review: &str, on: &str) {
        self.post(&format!("{review}/offer"), &json!({"offered_on": on})).await.is(200);
    }

    /// A review that was asked for and held on this day, without an earlier offer.
    pub async fn hold(&self, person: &str, kind: &str, on: &str) -> String {
        let review = self.ask(person, kind, on).await;
        self.post(&format!("{review}/held"), &held(kind, on)).await.is(200);
        review
    }

    /// A review offered on one day and declined on another.
    pub async fn decline(&self, person: &str, offered: &str, declined: &str) -> String {
        let review = self.ask(person, "inpatient", offered).await;
        self.offer(&review, offered).await;
        let body = with(&example("review-declined.json"), [("/declined_on", json!(declined))]);
        self.post(&format!("{review}/declined"), &body).await.is(200);
        review
    }

    /// Somebody of 17, the n-th number, with the keyworker of the examples.
    pub async fn with_keyworker(&self, n: u32) -> WithKeyworker {
        let person = self.somebody(n, "2008-09-17").await;
        let referred = self.example_of("refer_to_keyworking", &format!("{person}/keyworking")).await.is(201).id();
        for (operation, path) in [("answer_keyworking", "response"), ("assign_keyworker", "assignment")] {
            self.example_of(operation, &format!("{person}/keyworking/{referred}/{path}")).await.is(200);
        }
        let caseloads = self.all("/v1/keyworking/caseloads").await;
        let keyworker_id = caseloads[0]["keyworker_id"].as_str().unwrap().to_owned();
        WithKeyworker { person: last(&person), keyworker_id }
    }

    /// The body of an operation's example, sent to this address with `If-Match: *`.
    pub async fn example_of(&self, id: &str, address: &str) -> Reply {
        let operation = walked().into_iter().find(|o| o.id == id).unwrap();
        operation.call(self, address, &[("if-match", "*")]).await
    }

    /// With a header.
    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        self.send(Method::POST, path, headers, Some(body.to_string())).await
    }

    /// With a key and `If-Match`, as a future that owns what it sends.
    pub async fn post_with_owned(&self, path: String, key: &'static str, tag: String, body: Value) -> Reply {
        self.post_with(&path, &[("idempotency-key", key), ("if-match", &tag)], &body).await
    }

    /// Every entry of a list, page by page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut found, mut next) = (Vec::new(), Some(path.to_owned()));
        while let Some(address) = next {
            let page = self.get(&address).await.is(200);
            found.extend(page.json["data"].as_array().unwrap().iter().cloned());
            next = page.json["next"].as_str().map(str::to_owned);
            assert!(found.len() < 1000, "a list without end");
        }
        found
    }
}

/// The texts of one member of every entry.
pub fn each(entries: &[Value], member: &str) -> Vec<String> {
    entries.iter().map(|e| e[member].as_str().unwrap_or("-").to_owned()).collect()
}

/// The identifier at the end of an address.
pub fn last(address: &str) -> String {
    address.rsplit('/').next().unwrap().to_owned()
}

impl World {
    /// The ICB of the examples, with every scope.
    pub fn icb(&self) -> Caller<'_> {
        self.caller("QOQ")
    }
}
