//! The contract as a judge: every answer of every story is held against it.

use super::Reply;
use dsr::domain::refusal::FAULTS;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(dsr::app::document()).unwrap());
static JUDGES: LazyLock<Mutex<HashMap<String, Arc<jsonschema::Validator>>>> = LazyLock::new(Mutex::default);

/// The operation a request reached, if the contract knows one.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap();
    let fits = |pattern: &str| {
        let (a, b): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
        a.len() == b.len() && a.iter().zip(&b).all(|(p, s)| p.starts_with('{') || p == s)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let exact = paths.get(path).map(|item| &item[method]).filter(|o| !o.is_null());
    exact.or_else(|| {
        paths.iter().filter(|(pattern, _)| fits(pattern)).map(|(_, item)| &item[method]).find(|o| !o.is_null())
    })
}

/// A judge of one schema of the document.
fn judge(schema: &Value) -> Arc<jsonschema::Validator> {
    let mut judges = JUDGES.lock().unwrap();
    let judge = judges.entry(schema.to_string()).or_insert_with(|| {
        let whole = json!({"components": DOCUMENT["components"], "allOf": [schema]});
        Arc::new(jsonschema::validator_for(&whole).unwrap())
    });
    Arc::clone(judge)
}

/// Panics when a body is not what a schema of the contract says.
#[track_caller]
pub fn held(schema: &Value, body: &Value, what: &str) {
    let judge = judge(schema);
    let faults: Vec<String> =
        judge.iter_errors(body).map(|e| format!("{}: {}", e.instance_path(), e.schema_path())).collect();
    assert!(faults.is_empty(), "{what} is not what the contract says: {faults:#?}");
}

/// What a reference stands for; anything else is itself.
pub fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value["$ref"].as_str() {
        Some(place) => document.pointer(place.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

/// Headers of ours; what the transport adds is nobody's promise.
const OURS: &[&str] = &[
    "X-Request-Id",
    "X-Correlation-Id",
    "ETag",
    "Location",
    "Link",
    "Idempotency-Replayed",
    "WWW-Authenticate",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
];

/// Headers that are there whenever they are promised, whatever the answer is about.
const ALWAYS: &[&str] = &["X-Request-Id", "ETag", "WWW-Authenticate"];

/// Panics when an answer has a status, a problem, a fault, a header or a body that the contract does not promise.
#[track_caller]
pub fn answer_is_promised(method: &str, path: &str, reply: &Reply) {
    let status = reply.status.as_u16();
    faults_are_known(&reply.json);
    let Some(operation) = operation(&method.to_lowercase(), path) else { return };
    let response = resolved(&DOCUMENT, &operation["responses"][status.to_string()]);
    assert!(!response.is_null(), "{method} {path}: {status} is not in the contract: {}", reply.text);
    for name in OURS {
        let (promised, there) = (!response["headers"][name].is_null(), reply.headers.contains_key(*name));
        assert!(promised || !there, "{method} {path}: {status} has {name}, which is not in the contract");
        assert!(there || !promised || !ALWAYS.contains(name), "{method} {path}: {status} lacks {name}");
    }
    let kind = reply.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let content = &response["content"][kind];
    if let Some(code) = reply.json["code"].as_str().filter(|_| status >= 400) {
        assert!(!content["examples"][code].is_null(), "{method} {path}: {status} {code} is not in the contract");
    }
    if !content["schema"].is_null() {
        held(&content["schema"], &reply.json, &format!("{method} {path}: {status}"));
    }
}

/// Panics when an entry of `errors` has a code that is not in the list, or not under this problem.
#[track_caller]
fn faults_are_known(problem: &Value) {
    for fault in problem["errors"].as_array().into_iter().flatten() {
        let listed = FAULTS.iter().find(|known| fault["code"] == known.code);
        let Some(known) = listed else { panic!("a fault that is not in the list: {fault}") };
        let fits = known.problems.iter().any(|p| problem["code"] == p.row().code);
        assert!(fits, "{} is not listed under {}", known.code, problem["code"]);
    }
}

/// Panics when a body is not one that an operation takes.
#[track_caller]
pub fn request_is_promised(method: &str, path: &str, body: &Value) {
    let operation = operation(&method.to_lowercase(), path).unwrap();
    held(
        &operation["requestBody"]["content"]["application/json"]["schema"],
        body,
        &format!("{method} {path}: the request"),
    );
}
