//! The contract is the one committed, and what it promises is whole.

use crate::raw::sources;
use crate::support::promise;
use dsr::domain::refusal::{FAULTS, Problem};
use dsr::http::ops;
use serde_json::{Value, json};
use std::path::PathBuf;

fn committed() -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "openapi", "v1.json"].iter().collect();
    std::fs::read_to_string(path).unwrap()
}

fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &'_ Value)| (path.clone(), item.as_object().unwrap().len());
    assert!(paths.iter().map(methods).all(|(_, n)| n > 0));
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (path.clone(), method.clone(), operation))
        })
        .filter(|(_, method, _)| method != "parameters")
        .collect()
}

#[test]
fn the_committed_contract_is_this_builds() {
    let built = ops::text(&dsr::app::document());
    assert!(built == committed(), "run: cargo run -- openapi > openapi/v1.json");
}

#[test]
fn every_operation_says_what_it_does_who_may_and_what_can_go_wrong() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let all = operations(&document);
    assert!(all.len() >= 30, "{}", all.len());
    for (path, method, operation) in all {
        let at = format!("{method} {path}");
        for member in ["operationId", "summary", "tags", "responses"] {
            assert!(!operation[member].is_null(), "{at}: no {member}");
        }
        let service = operation["tags"][0] == "Service";
        assert_eq!(service, operation["security"] == serde_json::json!([{}]), "{at}: security");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let response = promise::resolved(&document, response);
            assert!(response["description"].as_str().is_some_and(|d| !d.is_empty()), "{at} {status}: no description");
            if status.starts_with(['4', '5']) {
                let examples = &response["content"]["application/problem+json"]["examples"];
                let examples = examples.as_object().unwrap_or_else(|| panic!("{at} {status}: names no problem"));
                for (code, example) in examples {
                    let body = &promise::resolved(&document, example)["value"];
                    assert_eq!((&body["code"], body["status"].to_string()), (&json!(code), status.clone()), "{at}");
                    promise::held(&json!({"$ref": "#/components/schemas/Problem"}), body, code);
                }
            }
        }
        if !service {
            for status in ["401", "403", "422", "429", "500", "503"] {
                assert!(!operation["responses"][status].is_null(), "{at}: {status} is not described");
            }
        }
    }
}

#[test]
fn every_problem_is_answered_by_some_operation() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    for problem in Problem::ALL {
        let code = problem.row().code;
        // No operation of the contract can answer that a path knows no such method.
        let described = !document["components"]["examples"][code].is_null();
        assert_eq!(described, *problem != Problem::MethodNotAllowed, "{code}");
    }
}

#[test]
fn the_list_of_faults_names_each_once_and_none_that_nothing_answers() {
    let codes: Vec<_> = FAULTS.iter().map(|known| known.code).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "in the order of the alphabet, each once");
    let sources: Vec<_> = sources("src").into_iter().filter(|(file, _)| !file.ends_with("refusal/faults.rs")).collect();
    for code in codes {
        let (whole, before) = (format!("\"{code}\""), format!("\"{code}|"));
        let used = sources.iter().any(|(_, text)| text.contains(&whole) || text.contains(&before));
        assert!(used, "{code} is listed, and nothing answers it");
    }
}

/// What an attribute says of a bound, digits only.
fn bound(attributes: &str, name: &str) -> Option<String> {
    let (_, rest) = attributes.split_once(&format!("{name} = "))?;
    Some(rest.chars().take_while(|c| c.is_ascii_digit() || *c == '_').filter(|c| *c != '_').collect())
}

#[test]
fn the_contract_gives_the_limits_that_the_service_checks() {
    let mut checked = 0;
    for (file, text) in sources("src") {
        let mut attributes = String::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[") {
                attributes.push_str(line);
                continue;
            }
            let kept = attributes.split("#[").find(|a| a.starts_with("validate(") && a.contains(['0', '1']));
            let told = attributes.split("#[").find(|a| a.starts_with("schema(") || a.starts_with("param("));
            if let Some(kept) = kept {
                let told = told.unwrap_or_default();
                let names = if kept.contains("range(") {
                    [("min", "minimum"), ("max", "maximum")]
                } else if told.contains("_length") {
                    [("min", "min_length"), ("max", "max_length")]
                } else {
                    [("min", "min_items"), ("max", "max_items")]
                };
                for (ours, theirs) in names {
                    assert_eq!(bound(kept, ours), bound(told, theirs), "{file}: {line} {attributes}");
                }
                checked += 1;
            }
            if !line.starts_with("//") {
                attributes.clear();
            }
        }
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn every_list_of_a_request_has_a_limit_that_the_service_checks() {
    for (file, text) in sources("src") {
        let mut checks = false;
        let mut attributes = String::new();
        for line in text.lines().map(str::trim) {
            if line.contains("derive(") {
                checks = line.contains("Validate") && line.contains("Deserialize");
            }
            if line.starts_with("#[") {
                attributes.push_str(line);
                continue;
            }
            let list = checks && line.starts_with("pub ") && line.contains(": Vec<");
            assert!(!list || attributes.contains("validate(length("), "{file}: {line}");
            if !line.starts_with("//") {
                attributes.clear();
            }
        }
    }
}

#[test]
fn every_request_body_has_an_example_that_is_whole() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    for (path, method, operation) in operations(&document) {
        let Some(reference) = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str() else {
            continue;
        };
        let name = reference.rsplit('/').next().unwrap();
        let schema = &document["components"]["schemas"][name];
        let example = if schema["example"].is_null() { &schema["examples"][0] } else { &schema["example"] };
        assert!(example.is_object(), "{method} {path}: {name} has no example");
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(!example[required.as_str().unwrap()].is_null(), "{name}: its example lacks {required}");
        }
    }
}

#[test]
fn the_bodies_of_the_examples_are_what_the_contract_says() {
    use crate::support::example;
    let person = "/v1/people/0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11";
    let review = format!("{person}/reviews/0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11");
    for (file, path) in [
        ("referral.json", "/v1/referrals".to_owned()),
        ("decision-accepted.json", "/v1/referrals/0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11/decision".to_owned()),
        ("rating-red.json", format!("{person}/ratings")),
        ("rating-green.json", format!("{person}/ratings")),
        ("admission.json", format!("{person}/admissions")),
        ("discharge.json", format!("{person}/admissions/0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11/discharge")),
        ("review-community.json", format!("{person}/reviews")),
        ("review-inpatient.json", format!("{person}/reviews")),
        ("review-offer.json", format!("{review}/offer")),
        ("review-held.json", format!("{review}/held")),
        ("review-held-community.json", format!("{review}/held")),
        ("review-declined.json", format!("{review}/declined")),
    ] {
        promise::request_is_promised("post", &path, &example(file));
    }
}
