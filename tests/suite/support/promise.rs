//! The contract as a judge: every answer of every story is held against it.

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

/// Panics when an answer has a status or a body the contract does not promise.
#[track_caller]
pub fn answer_is_promised(method: &str, path: &str, status: u16, content_type: &str, body: &Value) {
    let Some(operation) = operation(&method.to_lowercase(), path) else { return };
    let response = &operation["responses"][status.to_string()];
    assert!(!response.is_null(), "{method} {path}: {status} is not in the contract");
    let schema = &response["content"][content_type]["schema"];
    if !schema.is_null() {
        held(schema, body, &format!("{method} {path}: {status}"));
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
