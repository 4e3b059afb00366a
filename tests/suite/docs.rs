//! The clinical safety case, the threat model and the logging rules name controls and tests that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::path::{Path, PathBuf};

const HAZARDS: &str = "docs/hazards.md";
const THREATS: &str = "docs/threat-model.md";
const DOCUMENTS: &[&str] = &[HAZARDS, THREATS, "docs/logging.md", "docs/operations.md"];

const FOLDERS: &[&str] =
    &["src/", "tests/", "scripts/", "migrations/", "policies/", "deploy/", "docs/", "openapi/", "bench/", ".ci/"];

const SEVERITIES: [&str; 5] = ["Minor", "Significant", "Considerable", "Major", "Catastrophic"];
const LIKELIHOODS: [(&str, [u8; 5]); 5] = [
    ("Very high", [3, 4, 4, 5, 5]),
    ("High", [2, 3, 3, 4, 5]),
    ("Medium", [2, 2, 3, 3, 4]),
    ("Low", [1, 2, 2, 3, 4]),
    ("Very low", [1, 1, 2, 2, 3]),
];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub fn text(path: &str) -> String {
    read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between single backticks; blocks of code are left out.
pub fn quoted(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// `hazards::x` as a file of the suite and a function; nothing if the words are of another kind.
pub fn test_named(words: &str) -> Option<(String, &str)> {
    let name = |part: &str| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let (module, function) = words.rsplit_once("::")?;
    let sound = name(function) && module.split("::").all(|part| !part.is_empty() && name(part));
    sound.then(|| (module.replace("::", "/"), function))
}

/// Whether the suite has this test. Its name is a sentence: a function of few words is no test.
pub fn is_test(module: &str, function: &str) -> bool {
    let files = [format!("tests/suite/{module}.rs"), format!("tests/suite/{module}/mod.rs")];
    let found = files.iter().filter_map(|file| read_to_string(root(file)).ok());
    function.matches('_').count() >= 2 && found.into_iter().any(|text| text.contains(&format!("fn {function}(")))
}

/// Whether a file is there, and every word after it in its text: the scenario of a script.
fn is_file(words: &str) -> bool {
    let mut words = words.split_whitespace();
    let path = words.next().unwrap_or_default();
    let known = root(path).exists();
    known && words.all(|word| text(path).contains(word))
}

fn is_path(words: &str) -> bool {
    FOLDERS.iter().any(|folder| words.starts_with(folder))
        || ["Cargo.toml", "Cargo.lock", "clippy.toml", "deny.toml", "Dockerfile", "docker-compose.yml"].contains(&words)
}

fn absent(words: &str) -> bool {
    match test_named(words) {
        Some((module, function)) => !is_test(&module, function),
        None => is_path(words) && !is_file(words),
    }
}

/// The targets of links to files, as seen from the root.
fn linked(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    files.map(|target| format!("docs/{}", target.split('#').next().unwrap())).collect()
}

type Entry = BTreeMap<String, String>;

/// The sections `### TITLE` with a table of two columns, by title.
fn entries(document: &str) -> Vec<(String, Entry)> {
    let rows = |section: &str| -> Entry {
        let lines = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
        lines.filter_map(|line| line.split_once(" | ")).map(|(key, value)| (key.into(), value.into())).collect()
    };
    let section = |part: &str| {
        let own = part.split("\n## ").next().unwrap();
        let (title, body) = own.split_once('\n').unwrap();
        (title.trim().to_owned(), rows(body))
    };
    document.split("\n### ").skip(1).map(section).collect()
}

fn names_a_test(value: &str) -> bool {
    quoted(value).iter().any(|words| test_named(words).is_some() || words.starts_with("scripts/"))
}

fn names_a_file(value: &str) -> bool {
    quoted(value).iter().any(|words| is_path(words))
}

/// The risk of `Major × Low = 3`, if the matrix says the same.
fn risk(value: &str) -> Option<u8> {
    let (words, number) = value.split_once(" = ")?;
    let (severity, likelihood) = words.split_once(" × ")?;
    let column = SEVERITIES.iter().position(|name| *name == severity)?;
    let (_, row) = LIKELIHOODS.iter().find(|(name, _)| *name == likelihood)?;
    (number.parse() == Ok(row[column])).then_some(row[column])
}

#[track_caller]
pub fn nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_test_and_every_file_that_a_document_names_exists() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for document in DOCUMENTS {
        let text = text(document);
        let links = linked(&text);
        let named = quoted(&text).into_iter().chain(links.iter().map(String::as_str));
        let (mut names, mut missing) = (BTreeSet::new(), BTreeSet::new());
        for words in named.filter(|words| test_named(words).is_some() || is_path(words)) {
            names.insert(words.to_owned());
            if absent(words) {
                missing.insert(format!("{document}: there is no {words}"));
            }
        }
        seen += names.len();
        wrong.extend(missing);
    }
    nothing(&wrong);
    assert!(seen > 200, "{seen} names were found: fewer than there are");
}

#[test]
fn what_does_not_exist_is_found_missing() {
    for (words, missing) in [
        ("clocks::due_dates_pass_at_midnight", false),
        ("clocks::due_dates_pass_at_noon_or_so", true),
        ("laws::duties::a_birthday_lengthens_no_date", false),
        ("laws::duties::a_birthday_lengthens_every_date", true),
        ("support::day", true),
        ("src/clock.rs", false),
        ("src/calendar_of_another_planet.rs", true),
        ("scripts/storm kill-sqlite", false),
        ("scripts/storm kill-everybody", true),
        ("GET /v1/policies", false),
    ] {
        assert_eq!(absent(words), missing, "{words}");
    }
    assert_eq!((risk("Major × Low = 3"), risk("Major × Low = 2"), risk("Grave × Low = 2")), (Some(3), None, None));
}

#[test]
fn every_hazard_has_a_control_a_test_or_the_word_none_and_a_rating_of_the_matrix() {
    let document = text(HAZARDS);
    let hazards = entries(&document);
    let (mut wrong, mut open) = (Vec::new(), BTreeSet::new());
    for (n, (title, entry)) in (1..).zip(&hazards) {
        let id = format!("H{n:02}");
        let mut fault = |what: &str| wrong.push(format!("{title}: {what}"));
        if !title.starts_with(&format!("{id} ")) {
            fault(&format!("should be {id}"));
        }
        for field in ["Cause", "Effect", "Initial", "Design", "Test", "Organisation", "Residual", "Owner", "Status"] {
            if entry.get(field).is_none_or(|value| value.trim().is_empty()) {
                fault(&format!("has no {field}"));
            }
        }
        let of = |field: &str| entry.get(field).map(String::as_str).unwrap_or_default();
        let (initial, residual) = (risk(of("Initial")), risk(of("Residual")));
        let (design, test, status) = (of("Design"), of("Test"), of("Status"));
        if !names_a_file(design) && !design.starts_with("None") {
            fault("names no control and does not say 'None'");
        }
        if !names_a_test(test) && !test.starts_with("None") {
            fault("names no test and does not say 'None'");
        }
        if initial.is_none() || residual.is_none() {
            fault("a rating is not what the matrix says");
        }
        if residual > initial {
            fault("its controls make it worse");
        }
        if !["Manufacturer", "Organisation", "Both"].contains(&of("Owner")) {
            fault("belongs to nobody that is known");
        }
        if status.starts_with("Open: ") {
            open.insert(id);
        } else if !status.starts_with("Controlled") || residual >= Some(3) || !names_a_test(test) {
            fault("is controlled only with a test and a residual risk below 3; else 'Open: ' and what is missing");
        }
    }
    nothing(&wrong);
    assert!(hazards.len() >= 30, "{} hazards were read", hazards.len());
    let (_, list) = document.split_once("\n## Open hazards\n").expect("a list of open hazards");
    let list = list.split("\n## ").next().unwrap();
    let ids = list.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | ")).map(|(id, _)| id);
    let listed: BTreeSet<String> = ids.filter(|id| *id != "Hazard").map(str::to_owned).collect();
    assert_eq!(listed, open, "the list of open hazards, and those whose status says so");
}

#[test]
fn the_matrix_of_the_safety_case_is_the_one_it_is_rated_by() {
    let document = text(HAZARDS);
    for (likelihood, row) in LIKELIHOODS {
        let cells = row.map(|cell| cell.to_string()).join(" | ");
        assert!(document.contains(&format!("\n| {likelihood} | {cells} |\n")), "{likelihood}");
    }
    assert!(document.contains(&format!("\n| | {} |\n", SEVERITIES.join(" | "))));
}

#[test]
fn every_row_of_the_owasp_list_has_a_threat_a_control_a_test_and_what_remains() {
    let threats = entries(&text(THREATS));
    let mut wrong = Vec::new();
    for (title, entry) in &threats {
        for field in ["Threat", "Control", "Test", "Remains"] {
            if entry.get(field).is_none_or(|value| value.trim().is_empty()) {
                wrong.push(format!("{title}: has no {field}"));
            }
        }
        let of = |field: &str| entry.get(field).map(String::as_str).unwrap_or_default();
        if !names_a_file(of("Control")) {
            wrong.push(format!("{title}: names no control"));
        }
        if !names_a_test(of("Test")) && !of("Test").starts_with("None") {
            wrong.push(format!("{title}: names no test and does not say 'None'"));
        }
    }
    nothing(&wrong);
    for n in 1..=10 {
        let row = format!("API{n} ");
        assert_eq!(threats.iter().filter(|(title, _)| title.starts_with(&row)).count(), 1, "{row}");
    }
}
