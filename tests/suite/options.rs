//! What docs/operations.md says of options and metrics is what the program has: its table is the one told by `--help`, and no
//! document names a variable there is not. `DSR_WRITE_OPTIONS=1 scripts/test options` writes the table anew.

use clap::{Arg, Command, CommandFactory};
use dsr::config::Cli;
use std::collections::BTreeSet;
use std::path::Path;

const DOCUMENT: &str = "docs/operations.md";
const BEGIN: &str = "<!-- options: from --help -->\n";
const END: &str = "<!-- /options -->\n";

/// Variables of the proxy, the compose file and the scripts; the service does not read them.
const OTHERS: &[&str] = &[
    "DSR_BIN",
    "DSR_DEPLOY",
    "DSR_ONE",
    "DSR_TWO",
    "DSR_PROXY",
    "DSR_POSTGRES_PASSWORD",
    "DSR_README_EDIT",
    "DSR_TEST_",
];

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every option with the commands that have it, in the order of `--help`.
fn options() -> Vec<(Arg, Vec<String>)> {
    fn walk(command: &Command, path: &str, found: &mut Vec<(Arg, Vec<String>)>) {
        for argument in command.get_arguments().filter(|a| a.get_env().is_some() && !a.is_hide_set()) {
            match found.iter_mut().find(|(known, _)| known.get_env() == argument.get_env()) {
                Some((_, commands)) => commands.push(path.to_owned()),
                None => found.push((argument.clone(), vec![path.to_owned()])),
            }
        }
        for sub in command.get_subcommands() {
            walk(sub, format!("{path} {}", sub.get_name()).trim(), found);
        }
    }
    let (mut found, mut command) = (Vec::new(), Cli::command());
    command.build();
    walk(&command, "", &mut found);
    found
}

fn variable(argument: &Arg) -> String {
    argument.get_env().unwrap().to_string_lossy().into_owned()
}

fn row((argument, commands): &(Arg, Vec<String>)) -> String {
    let defaults = argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy()));
    let defaults: Vec<String> = defaults.filter(|value| value != "``").collect();
    let help = argument.get_help().unwrap().to_string().replace('|', "\\|").replace(['<', '>'], "");
    let possible = argument.get_possible_values();
    let choices = possible.iter().filter(|value| !value.is_hide_set()).map(|value| format!("`{}`", value.get_name()));
    let choices: Vec<String> = choices
        .filter(|value| !help.contains(value.trim_matches('`')) && value != "`true`" && value != "`false`")
        .collect();
    let choices = if choices.is_empty() { String::new() } else { format!(": {}", choices.join(", ")) };
    let long = argument.get_long().unwrap();
    format!(
        "| `{}` | `--{long}` | {} | {} | {}{choices} |\n",
        variable(argument),
        commands.join(", "),
        defaults.join(", "),
        help.trim_end_matches('.')
    )
}

#[test]
fn the_table_of_options_is_what_the_program_says_of_itself() {
    let rows: String = options().iter().map(row).collect();
    let table = format!("| Variable | Flag | Of | Default | Meaning |\n|---|---|---|---|---|\n{rows}");
    let document = text(DOCUMENT);
    let (before, rest) = document.split_once(BEGIN).expect("where the table begins");
    let (found, after) = rest.split_once(END).expect("where the table ends");
    if std::env::var_os("DSR_WRITE_OPTIONS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
        std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(found, table, "write it anew with DSR_WRITE_OPTIONS=1 scripts/test options");
    }
}

#[test]
fn every_variable_that_a_document_names_is_one_of_them() {
    let known: BTreeSet<String> = options().iter().map(|(argument, _)| variable(argument)).collect();
    let mut wrong = Vec::new();
    let documents = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).unwrap();
    let documents = documents.map(|entry| format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()));
    let others = ["README.md", "Dockerfile", "docker-compose.yml", "deploy/haproxy.cfg"].map(str::to_owned);
    for document in documents.filter(|name| name.ends_with(".md")).chain(others) {
        let text = text(&document);
        let words = text.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
        for word in words.filter(|word| word.starts_with("DSR_")) {
            if !known.contains(word) && !OTHERS.iter().any(|other| word.starts_with(other)) {
                wrong.push(format!("{document}: {word}"));
            }
        }
    }
    assert!(known.len() > 30 && wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_metric_that_the_runbook_names_is_one_the_service_has() {
    let (document, source) = (text(DOCUMENT), text("src/http/metrics.rs"));
    let words = document.split(|c: char| !c.is_ascii_lowercase() && c != '_').filter(|word| word.starts_with("dsr_"));
    let of = |word: &str| word.trim_end_matches("_bucket").trim_end_matches("_count").to_owned();
    let roles = ["dsr_application", "dsr_worker"];
    let names: BTreeSet<String> = words.filter(|word| !roles.contains(word)).map(of).collect();
    let missing: Vec<_> = names.iter().filter(|name| !source.contains(&format!("\"{name}\","))).collect();
    assert!(names.len() > 7 && missing.is_empty(), "{missing:?} of {names:?}");
}
