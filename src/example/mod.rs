//! The examples of the contract, written once: for each operation the records it is tried on, and a body. The demo register
//! holds exactly these records, so that every example works there as it stands.

use crate::domain::id::derived;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use uuid::Uuid;

/// Parent of every identifier of the demo register.
const ROOT: Uuid = Uuid::from_u128(0x2f0d_5b1e_77c4_5e0a_9c57_64d2_0c1a_6b30);

/// What one operation is tried with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Parameters of the path and the query by name.
    #[serde(default)]
    pub path: BTreeMap<String, String>,
    /// The version of the record, where the operation needs `If-Match`.
    #[serde(default)]
    pub version: Option<i64>,
    /// The body.
    #[serde(default)]
    pub body: Option<Value>,
}

static ALL: LazyLock<BTreeMap<String, Example>> = LazyLock::new(|| {
    let written: BTreeMap<String, Example> = serde_json::from_str(include_str!("operations.json")).unwrap_or_default();
    written.into_iter().map(|(operation, example)| (operation, example.with_identifiers())).collect()
});

/// The example of an operation.
#[must_use]
pub fn of(operation: &str) -> Option<&'static Example> {
    ALL.get(operation)
}

/// The body an operation is tried with; null where it has none.
#[must_use]
pub fn body(operation: &str) -> Value {
    of(operation).and_then(|example| example.body.clone()).unwrap_or_default()
}

/// Every operation that has an example.
pub fn operations() -> impl Iterator<Item = &'static str> {
    ALL.keys().map(String::as_str)
}

/// The identifier of a record of the demo register: `visit/person` is the person of the life `visit`, and
/// `track/review#recommendation 0` what is derived from that review under that name.
#[must_use]
pub fn id(name: &str) -> Uuid {
    match name.split_once('#') {
        None => derived(ROOT, name),
        Some((parent, rest)) => derived(derived(ROOT, parent), rest),
    }
}

impl Example {
    /// With identifiers in place of the names they are written by, `@visit/person`.
    fn with_identifiers(mut self) -> Self {
        for value in self.path.values_mut() {
            *value = identified(value);
        }
        if let Some(body) = &mut self.body {
            identify(body);
        }
        self
    }
}

fn identified(text: &str) -> String {
    text.strip_prefix('@').map_or_else(|| text.to_owned(), |name| id(name).to_string())
}

fn identify(value: &mut Value) {
    match value {
        Value::String(text) => *text = identified(text),
        Value::Array(items) => items.iter_mut().for_each(identify),
        Value::Object(members) => members.values_mut().for_each(identify),
        _ => {}
    }
}
