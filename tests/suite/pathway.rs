//! The pathway from the sources to the calls: each row has a number of its own and is of one of three kinds, its calls are in
//! the contract, its tests in the suite, and each of these cites the rows it is named by, in a comment above it:
//! `Pathway: S0-1.2, S0-3.` `DSR_WRITE_PATHWAY=1 scripts/test pathway` writes the citations anew.

use crate::docs::{is_test, nothing, quoted, test_named, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const METHODS: [&str; 5] = ["GET ", "POST ", "PUT ", "PATCH ", "DELETE "];

/// What a citation begins with, and how long its lines are.
const CITES: &str = "/// Pathway:";
const WIDTH: usize = 120;

/// Number, what the source says, call, test.
type Row<'a> = [&'a str; 4];

fn row(line: &str) -> Option<Row<'_>> {
    let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
    cells.try_into().ok()
}

/// Every row of every table, without the heads.
fn rows(document: &str) -> Vec<Row<'_>> {
    let lines = document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| No. |"));
    lines.map(|line| row(line).unwrap_or_else(|| panic!("not four columns: {line}"))).collect()
}

/// `GET /v1/people list_people` for every operation of the contract.
fn operations() -> BTreeSet<String> {
    let contract: Value = serde_json::from_str(&text("openapi/v1.json")).unwrap();
    let mut all = BTreeSet::new();
    for (path, item) in contract["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if let Some(id) = operation["operationId"].as_str() {
                all.insert(format!("{} {path} {id}", method.to_uppercase()));
            }
        }
    }
    all
}

/// The calls a cell names, each with the operation that stands behind it.
fn calls(cell: &str) -> Vec<String> {
    let words = quoted(cell);
    let is_call = |n: &usize| METHODS.iter().any(|method| words[*n].starts_with(method));
    let named = |n: usize| format!("{} {}", words[n], words.get(n + 1).copied().unwrap_or_default());
    (0..words.len()).filter(is_call).map(named).collect()
}

fn is_number(number: &str) -> bool {
    number.split_once('-').is_some_and(|(source, place)| {
        let sound = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        ["S0", "S1", "S2", "S3", "S4"].contains(&source) && !place.is_empty() && place.chars().all(sound)
    })
}

fn is_there(words: &str) -> bool {
    test_named(words).is_some_and(|(module, function)| is_test(&module, function))
}

fn faults(row: &Row<'_>, operations: &BTreeSet<String>) -> Vec<String> {
    let [number, says, call, test] = *row;
    let (called, tests) = (calls(call), quoted(test));
    let mut wrong = Vec::new();
    if !is_number(number) || says.trim().is_empty() {
        wrong.push(format!("{number}: has no number of a source, or says nothing"));
    }
    for named in called.iter().filter(|named| !operations.contains(named.as_str())) {
        wrong.push(format!("{number}: there is no call {named}"));
    }
    for words in tests.iter().filter(|words| !is_there(words)) {
        wrong.push(format!("{number}: there is no test {words}"));
    }
    let tested = !tests.is_empty() && test != "None";
    let untested = tests.is_empty() && test == "None";
    let sound = match call.split_once(": ") {
        Some(("Call", _)) => !called.is_empty() && tested,
        Some(("Human work", who)) => !who.trim().is_empty() && if called.is_empty() { untested } else { tested },
        Some(("Not there yet", missing)) => !missing.trim().is_empty() && called.is_empty() && untested,
        _ => false,
    };
    if !sound {
        wrong.push(format!(
            "{number}: is a call with its test, human work with whose it is, or not there yet with what is missing"
        ));
    }
    wrong
}

/// The rows that name each test.
fn named<'d>(rows: &[Row<'d>]) -> BTreeMap<&'d str, Vec<&'d str>> {
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for [number, _, _, tests] in rows {
        for test in quoted(tests) {
            named.entry(test).or_default().push(number);
        }
    }
    named
}

/// `S0-1.2, S0-3.` as comments that begin where the test does.
fn citation(numbers: &[&str], indent: &str) -> Vec<String> {
    let mut lines = vec![format!("{indent}{CITES}")];
    for (n, number) in (1..).zip(numbers) {
        let word = format!(" {number}{}", if n == numbers.len() { '.' } else { ',' });
        if lines.last().is_some_and(|line| line.len() + word.len() > WIDTH) {
            lines.push(format!("{indent}///"));
        }
        lines.last_mut().unwrap().push_str(&word);
    }
    lines
}

/// The name of the function that begins on this line.
fn function(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("async ").unwrap_or(line);
    line.strip_prefix("fn ")?.split_once('(').map(|(name, _)| name)
}

/// A file of the suite as it should be: above each test the rows that name it, and nowhere else any.
fn cited(source: &str, module: &str, named: &BTreeMap<&str, Vec<&str>>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut within = false;
    for line in source.lines() {
        let bare = line.trim_start();
        let cites = bare.starts_with(CITES) || within && bare.starts_with("///");
        within = cites && !line.ends_with('.');
        if cites {
            continue;
        }
        if let Some(numbers) = function(line).and_then(|name| named.get(format!("{module}::{name}").as_str())) {
            let attributes = lines.iter().rev().take_while(|line| line.trim_start().starts_with("#[")).count();
            let (at, indent) = (lines.len() - attributes, &line[..line.len() - bare.len()]);
            lines.splice(at..at, citation(numbers, indent));
        }
        lines.push(line.to_owned());
    }
    lines.join("\n") + "\n"
}

/// Every file of the suite, with the name its tests have in the document.
fn suite() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let module = path.with_extension("").strip_prefix(&root).unwrap().to_str().unwrap().replace('/', "::");
                found.push((path, module.trim_end_matches("::mod").to_owned()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_test_that_a_row_names_cites_the_row_and_no_other() {
    let document = text("docs/pathway.md");
    let named = named(&rows(&document));
    let mut wrong = Vec::new();
    for (path, module) in suite() {
        let source = std::fs::read_to_string(&path).unwrap();
        let right = cited(&source, &module, &named);
        if right == source {
            continue;
        }
        if std::env::var_os("DSR_WRITE_PATHWAY").is_some() {
            std::fs::write(&path, &right).unwrap();
        }
        let line = right.lines().zip(source.lines()).take_while(|(right, is)| right == is).count();
        let should = right.lines().nth(line).unwrap_or_default().trim();
        wrong.push(format!("{}:{}: should be {should}", path.display(), line + 1));
    }
    nothing(&wrong);
}

#[test]
fn a_citation_that_is_wrong_is_found() {
    let table =
        [["S0-1", "says", "Call: x", "`few::a_b_c`"], ["S0-2.1", "says", "Call: x", "`few::a_b_c`; `few::d_e_f`"]];
    let named = named(&table);
    let right = "/// What it is.\n/// Pathway: S0-1, S0-2.1.\n#[test]\nfn a_b_c() {}\n\n    /// Pathway: S0-2.1.\n    async fn d_e_f() {}\n";
    assert_eq!(cited(right, "few", &named), right);
    for wrong in [
        right.replace("/// Pathway: S0-1, S0-2.1.\n", ""),
        right.replace("S0-1, ", ""),
        right.replace("    /// Pathway: S0-2.1.", "    /// Pathway: S0-2.1, S0-3."),
        right.replace("S0-1, S0-2.1.", "S0-1,\n/// S0-2.1, S0-4."),
        right.replace("S0-1, S0-2.1.", "S0-1, S0-2.1"),
        format!("/// Pathway: S0-1.\nfn g_h_i() {{}}\n{right}"),
    ] {
        let other = wrong.replace("fn g_h_i() {}\n", "");
        assert_ne!(cited(&wrong, "few", &named), wrong);
        assert_eq!(cited(&other, "few", &named), right);
    }
    assert!(!cited(right, "other", &named).contains("Pathway"), "of another file");
    let many: Vec<String> = (0..30).map(|n| format!("S0-{n}")).collect();
    let lines = citation(&many.iter().map(String::as_str).collect::<Vec<_>>(), "    ");
    assert!(
        lines.len() > 1 && lines.iter().all(|line| line.len() <= WIDTH && line.starts_with("    ///")),
        "{lines:?}"
    );
}

#[test]
fn every_row_of_the_pathway_is_of_one_kind_with_calls_and_tests_that_exist() {
    let (document, operations) = (text("docs/pathway.md"), operations());
    let rows = rows(&document);
    nothing(&rows.iter().flat_map(|row| faults(row, &operations)).collect::<Vec<_>>());
    let mut numbers = BTreeSet::new();
    let twice: Vec<String> =
        rows.iter().filter(|row| !numbers.insert(row[0])).map(|row| format!("{} twice", row[0])).collect();
    nothing(&twice);
    assert!(rows.len() > 300, "{} rows were read: fewer than there are", rows.len());
}

#[test]
fn every_item_activity_and_colour_of_the_sources_has_its_rows() {
    let document = text("docs/pathway.md");
    let numbers: Vec<&str> = rows(&document).iter().map(|row| row[0]).collect();
    let items = (1..=13).map(|n| format!("S0-{n}"));
    let activities = (1..=10).map(|n| format!("S0-activity-{n}"));
    let places =
        ["S1-1", "S2-referral-1", "S2-plan-1", "S2-monitoring-1", "S2-transition-1", "S2-cetr-1", "S2-discharge-1"];
    let others = ["S3-factor-8", "S3-escalating-5", "S3-process-7", "S3-intention-9", "S4-criteria-5", "S4-happens-3"];
    let colours = ["blue-12", "red-4", "amber-3", "green-3"].map(|cell| format!("S4-RAG-{cell}"));
    let named = places.into_iter().chain(others).map(str::to_owned);
    let has = |place: &str| numbers.iter().any(|number| *number == place || number.starts_with(&format!("{place}.")));
    let missing = items.chain(activities).chain(named).chain(colours).filter(|place| !has(place));
    nothing(&missing.map(|place| format!("{place} has no row")).collect::<Vec<_>>());
}

#[test]
fn a_row_that_is_wrong_is_found() {
    let operations = operations();
    let test = "`clocks::due_dates_pass_at_midnight`";
    for (number, call, test, sound) in [
        ("S0-1", "Call: `GET /v1/people` (`list_people`)", test, true),
        ("S0-1", "Call: `GET /v1/people` (`list_everybody`)", test, false),
        ("S0-1", "Call: `GET /v1/everybody` (`list_people`)", test, false),
        ("S0-1", "Call: `GET /v1/people` (`list_people`)", "None", false),
        ("S0-1", "Call: `GET /v1/people` (`list_people`)", "`clocks::due_dates_pass_at_noon_or_so`", false),
        ("S0-1", "Call: the register's", test, false),
        ("S0-1", "Human work: the keyworker", "None", true),
        ("S0-1", "Human work: the keyworker", test, false),
        ("S0-1", "Not there yet: the measures", "None", true),
        ("S0-1", "Not there yet: `GET /v1/people` (`list_people`)", "None", false),
        ("S0-1", "Perhaps: the measures", "None", false),
        ("S7-1", "Not there yet: the measures", "None", false),
    ] {
        assert_eq!(faults(&[number, "says", call, test], &operations).is_empty(), sound, "{number}, {call}, {test}");
    }
}
