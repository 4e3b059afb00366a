//! Golden facts: one stored fact of every kind ever written, read for ever. Their texts are never rewritten: a reading
//! that no longer gives them back is a broken promise to every register that holds such a fact.
//!
//! A new kind: put `tests/golden/{kind}.{schema}.json` with `kind`, `schema` and the whole `fact`, every field filled
//! with fictional values and CANARY in every free text, then run this test once with `DSR_GOLDEN_SEAL=1`.

use dsr::domain::event::{Event, joined};
use dsr::domain::id::PersonId;
use dsr::domain::person::Person;
use dsr::domain::policy::Packs;
use dsr::domain::{duty, projection};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A stored fact.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    kind: String,
    schema: i64,
    /// The two texts as stored.
    data: String,
    private: Option<String>,
}

/// A fact of a new kind, not yet split.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    kind: String,
    schema: i64,
    fact: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn goldens() -> Vec<Golden> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Golden {
    let text = std::fs::read_to_string(path).unwrap();
    let golden = match serde_json::from_str::<Golden>(&text) {
        Ok(golden) => golden,
        Err(_) => seal(path, serde_json::from_str(&text).unwrap()),
    };
    let name = format!("{}.{}.json", golden.kind, golden.schema);
    assert_eq!(path.file_name().unwrap().to_str().unwrap(), name, "a golden file bears the name of its fact");
    golden
}

/// Splits a draft into the two texts; only when asked to, only for a file that has none yet.
fn seal(path: &Path, draft: Draft) -> Golden {
    assert!(
        std::env::var_os("DSR_GOLDEN_SEAL").is_some(),
        "{}: not sealed yet: run once with DSR_GOLDEN_SEAL=1",
        path.display()
    );
    let event = Event::decode(&draft.kind, draft.schema, &draft.fact.to_string(), None).unwrap();
    let encoded = event.encode();
    let golden = Golden { kind: draft.kind, schema: draft.schema, data: encoded.data, private: encoded.private };
    std::fs::write(path, serde_json::to_string_pretty(&golden).unwrap() + "\n").unwrap();
    golden
}

fn decoded(golden: &Golden, private: Option<&str>) -> Event {
    Event::decode(&golden.kind, golden.schema, &golden.data, private).unwrap_or_else(|error| panic!("{error}"))
}

/// Every string, with the name it stands under.
fn strings<'v>(name: &'v str, value: &'v Value, found: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::String(text) => found.push((name, text)),
        Value::Array(items) => items.iter().for_each(|item| strings(name, item, found)),
        Value::Object(fields) => fields.iter().for_each(|(name, field)| strings(name, field, found)),
        _ => {}
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_kind_of_fact_has_a_golden_file() {
    let goldens = goldens();
    for (kind, schema, _) in Event::KINDS {
        let found = goldens.iter().any(|golden| golden.kind == *kind && golden.schema == *schema);
        assert!(found, "tests/golden/{kind}.{schema}.json is missing");
    }
    assert!(goldens.len() >= Event::KINDS.len());
}

#[test]
fn every_golden_fact_is_read_and_written_as_it_stands() {
    for golden in goldens() {
        let event = decoded(&golden, golden.private.as_deref());
        assert_eq!(event.kind(), golden.kind);
        let current = Event::KINDS.iter().any(|(kind, schema, _)| golden.kind == *kind && golden.schema == *schema);
        if current {
            let encoded = event.encode();
            assert_eq!(encoded.data, golden.data, "{}", golden.kind);
            assert_eq!(encoded.private, golden.private, "{}", golden.kind);
        }
    }
}

#[test]
fn every_field_of_a_golden_fact_is_filled() {
    fn hollow(at: String, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Null => found.push(at),
            Value::Array(items) if items.is_empty() => found.push(at),
            Value::Array(items) => items.iter().for_each(|item| hollow(at.clone(), item, found)),
            Value::Object(fields) => {
                fields.iter().for_each(|(name, field)| hollow(format!("{at}/{name}"), field, found));
            }
            _ => {}
        }
    }
    for golden in goldens() {
        let mut found = Vec::new();
        hollow(golden.kind.clone(), &parsed(&golden.data), &mut found);
        hollow(golden.kind.clone(), &parsed(golden.private.as_deref().unwrap_or("{}")), &mut found);
        assert!(found.is_empty(), "left empty: {found:?}");
    }
}

#[test]
fn the_open_part_of_a_fact_identifies_nobody() {
    for golden in goldens() {
        let (data, private) = (parsed(&golden.data), parsed(golden.private.as_deref().unwrap_or("{}")));
        let mut open = Vec::new();
        strings("", &data, &mut open);
        for (name, text) in &open {
            assert!(coded(name, text), "{}: '{name}' in data is no identifier, code or date: {text}", golden.kind);
        }
        let mut kept = Vec::new();
        strings("", &private, &mut kept);
        let telling =
            ["name", "family_name", "given_name", "date_of_birth", "nhs_number", "postcode", "email", "phone"];
        for (name, text) in kept.iter().filter(|(name, text)| telling.contains(name) || text.contains("CANARY")) {
            assert!(!golden.data.contains(text), "{}: data holds the private '{name}'", golden.kind);
        }
        assert!(!golden.data.contains("CANARY") && !golden.data.contains("999100"), "{}", golden.kind);
        let free = ["rationale", "reason", "findings", "note", "information", "text", "narrative", "given_by", "site"];
        for (name, text) in kept.iter().filter(|(name, _)| free.contains(name)) {
            assert!(text.contains("CANARY"), "{}: '{name}' is not marked", golden.kind);
        }
    }
}

/// An identifier, a date, an instant, or a code; the client's own names are allowed by their field.
fn coded(name: &str, text: &str) -> bool {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    Uuid::parse_str(text).is_ok()
        || dsr::domain::calendar::Date::parse(text).is_ok()
        || chrono::DateTime::parse_from_rfc3339(text).is_ok()
        || text.chars().all(lower)
        || dsr::domain::ods::Ods::parse(text).is_ok()
        || ["client_id", "client_reference"].contains(&name)
}

#[test]
fn the_two_texts_of_a_fact_are_read_as_one() {
    for (data, private, whole) in [
        ("{\"a\":1}", Some("{\"b\":2}"), "{\"a\":1,\"b\":2}"),
        ("{}", Some("{\"b\":2}"), "{\"b\":2}"),
        ("{\"a\":1}", Some("{}"), "{\"a\":1}"),
        ("{\"a\":1}", None, "{\"a\":1}"),
        ("{}", Some("{}"), "{}"),
    ] {
        assert_eq!(joined(data, private), whole);
    }
}

#[test]
fn a_redacted_fact_is_still_read() {
    for golden in goldens() {
        let whole = decoded(&golden, golden.private.as_deref());
        let redacted = decoded(&golden, None);
        assert_eq!(redacted.occurred_on(), whole.occurred_on(), "{}", golden.kind);
        assert_eq!(redacted.encode().data, golden.data, "{}", golden.kind);
        let left = redacted.encode().private.unwrap_or_default();
        assert!(!left.contains("CANARY") && !left.contains("9991000011"), "{}: {left}", golden.kind);
    }
}

#[test]
fn a_life_without_its_private_parts_keeps_its_clocks() {
    const LIFE: [&str; 31] = [
        "person_created",
        "referral_linked",
        "consent_recorded",
        "membership_opened",
        "rated",
        "support_plan_set",
        "support_referred",
        "community_review_decided",
        "step_down_decided",
        "laep_meeting_held",
        "admitted",
        "admission_noticed",
        "review_requested",
        "review_offered",
        "review_scheduled",
        "review_held",
        "review_reported",
        "action_plan_reviewed",
        "recommendation_progressed",
        "review_declined",
        "ward_moved",
        "admission_amended",
        "oversight_visited",
        "local_authority_notified",
        "discharge_plan_set",
        "quality_concern_raised",
        "review_cancelled",
        "person_amended",
        "discharged",
        "membership_closed",
        "died",
    ];
    let goldens = goldens();
    let events = |redacted: bool| -> Vec<Event> {
        let find = |kind: &&str| goldens.iter().find(|golden| golden.kind == **kind).unwrap();
        LIFE.iter().map(find).map(|g| decoded(g, g.private.as_deref().filter(|_| !redacted))).collect()
    };
    let (packs, id) = (Packs::embedded().unwrap(), PersonId(Uuid::from_u128(7)));
    let whole = Person::fold(id, &events(false)).unwrap();
    let redacted = Person::fold(id, &events(true)).unwrap();
    assert!(whole.details.is_some() && redacted.details.is_none() && redacted.born().is_none());
    // An adult: every duty is the same, date and explanation, for none of them asks for an age under 18.
    let (before, after) = (duty::clocks(&whole, &packs), duty::clocks(&redacted, &packs));
    assert_eq!(before, after);
    let mut duties: Vec<&str> = before.iter().map(|d| d.duty.code()).collect();
    duties.sort_unstable();
    duties.dedup();
    assert_eq!(
        duties,
        [
            "community_review_decision",
            "inpatient_review_first",
            "inpatient_review_repeat",
            "oversight_visit",
            "recommendation",
            "register_review",
            "review_action_plan",
            "step_down_decision",
        ],
        "a kind of duty is missing from this life, or one is there that needs a child"
    );
    let row = projection::of_person(&redacted, &packs).person.unwrap();
    assert!(row.nhs_number.is_none() && row.date_of_birth.is_none() && row.family_search.is_empty());
    assert!(!row.body.contains("CANARY") && !row.body.contains("1993-05-17"), "{}", row.body);
}
