//! The operations of the contract, for tests that walk all of them.

use super::Caller;
use super::Reply;
use reqwest::Method;
use serde_json::Value;

/// An identifier that nothing has.
pub const UNKNOWN: &str = "018f0000-0000-7000-8000-000000000000";

/// One operation as the contract describes it.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub tag: String,
    pub method: Method,
    /// With its parameters in braces.
    pub path: String,
    /// The scope that its `security` asks for; none for the service about itself.
    pub scope: Option<String>,
    /// The example of its body.
    pub body: Option<Value>,
}

/// Every operation.
pub fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(dsr::app::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
            let body = schema.map(|at| document.pointer(at.trim_start_matches('#')).unwrap()["example"].clone());
            let scope = operation["security"][0]["bearer"][0].as_str().map(str::to_owned);
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                tag: operation["tags"][0].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                scope,
                body,
            });
        }
    }
    assert!(found.len() > 25, "the contract is not empty");
    found
}

impl Operation {
    /// The path with these values for its parameters; an unknown identifier for the others.
    pub fn at(&self, values: &[(&str, &str)]) -> String {
        let parts = self.path.split('/').map(|part| match part.strip_prefix('{') {
            None => part,
            Some(name) => {
                let name = name.trim_end_matches('}');
                values.iter().find(|(n, _)| *n == name).map_or(UNKNOWN, |(_, value)| value)
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Whether it concerns one record.
    pub fn of_a_record(&self) -> bool {
        self.path.contains("{id}")
    }

    /// Calls it with the example as its body.
    pub async fn call(&self, caller: &Caller<'_>, path: &str, headers: &[(&str, &str)]) -> Reply {
        caller.send(self.method.clone(), path, headers, self.body.as_ref().map(Value::to_string)).await
    }
}
