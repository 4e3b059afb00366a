//! The arrows of the architecture: main → app → http → store → domain, and what each room keeps out.

use crate::raw::sources;

/// A room of the house, and what its files may name with `crate::`.
const ARROWS: &[(&str, &[&str])] = &[
    ("src/domain/", &["domain", "digest"]),
    ("src/store/", &["store", "domain", "clock", "digest"]),
    ("src/http/", &["http", "login", "store", "domain", "digest", "serving", "signing", "telemetry", "example"]),
    ("src/login/", &["login", "domain"]),
    ("src/demo/", &["demo", "store", "domain", "example"]),
    ("src/example/", &["domain::id"]),
    ("src/worker/", &["worker", "store", "domain", "signing"]),
    ("src/app.rs", &["http", "login", "store", "serving", "signing"]),
    ("src/config.rs", &["domain", "http::auth::Scope", "login", "telemetry", "development", "serving", "tls"]),
    ("src/development.rs", &["domain", "http::auth", "login", "signing::write_private"]),
    ("src/signing.rs", &[]),
    ("src/clock.rs", &["domain::calendar"]),
    ("src/digest.rs", &[]),
    ("src/serving.rs", &[]),
    ("src/telemetry.rs", &[]),
    ("src/tls.rs", &[]),
    ("src/lib.rs", &[]),
    ("src/main.rs", &[]),
];

/// A folder, a word that does not belong there, and why.
const KEPT_OUT: &[(&str, &str, &str)] = &[
    ("src/domain/", "async ", "the domain is pure"),
    ("src/domain/", ".await", "the domain is pure"),
    ("src/domain/", "tokio", "the domain is pure"),
    ("src/domain/", "sqlx", "the store is the only SQL"),
    ("src/domain/", "actix_web", "http is the only actix"),
    ("src/domain/", "std::env", "configuration comes through config"),
    ("src/domain/", "std::fs", "the domain does no I/O"),
    ("src/domain/", "std::time", "the domain has no clock"),
    ("src/domain/", "Utc::now", "the domain has no clock"),
    ("src/domain/", "Local::now", "the domain has no clock"),
    ("src/domain/", "now_v7", "the domain makes no identifier at random"),
    ("src/domain/", "new_v4", "the domain makes no identifier at random"),
    ("src/store/", "actix", "http is the only actix"),
    ("src/store/", "Utc::now", "the clock alone reads the system"),
    ("src/store/", "std::env", "configuration comes through config"),
    ("src/http/", "sqlx", "the store is the only SQL"),
    ("src/http/", "sql!", "the store is the only SQL"),
    ("src/http/", "Utc::now", "the clock alone reads the system"),
    ("src/http/", "std::env", "configuration comes through config"),
    ("src/login/", "actix_web", "http is the only actix"),
    ("src/login/", "sqlx", "the store is the only SQL"),
    ("src/login/", "Utc::now", "the clock alone reads the system"),
    ("src/worker/", "sql!", "the store is the only SQL"),
    ("src/worker/", "sqlx", "the store is the only SQL"),
    ("src/worker/", "actix", "http is the only actix"),
    ("src/worker/", "Utc::now", "the clock alone reads the system"),
    ("src/worker/", "std::env", "configuration comes through config"),
    ("src/login/", "std::env", "configuration comes through config"),
];

/// Files that may be longer than the others, and why.
const LONG: &[(&str, usize, &str)] = &[];

const LINES: usize = 600;
const HANDLER_LINES: usize = 8;

/// The lines of code: number, text; comments and blank lines left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with("//"))
}

/// Every path after `crate::` in a line; `$crate::` is a macro's own.
fn named(line: &str) -> Vec<String> {
    let path = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
    line.match_indices("crate::")
        .filter(|(at, _)| !line[..*at].ends_with('$') && !line[..*at].ends_with(|c: char| c.is_alphanumeric()))
        .map(|(at, word)| path(&line[at + word.len()..]))
        .collect()
}

fn within(path: &str, allowed: &str) -> bool {
    path == allowed || path.strip_prefix(allowed).is_some_and(|rest| rest.starts_with("::"))
}

#[track_caller]
fn nothing(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_arrow_points_inwards() {
    let mut wrong = Vec::new();
    for (file, text) in sources("src") {
        let Some((room, allowed)) = ARROWS.iter().find(|(room, _)| file.starts_with(room)) else {
            wrong.push(format!("{file}: belongs to no room: give it a row in ARROWS"));
            continue;
        };
        for (number, line) in code(&text) {
            for path in named(line) {
                if !allowed.iter().any(|allowed| within(&path, allowed)) {
                    wrong.push(format!("{file}:{number}: {room} must not name crate::{path}"));
                }
            }
        }
    }
    nothing(&wrong);
}

#[test]
fn each_room_keeps_out_what_is_not_its_own() {
    let mut wrong = Vec::new();
    for (file, text) in sources("src") {
        for (room, word, why) in KEPT_OUT.iter().filter(|(room, ..)| file.starts_with(room)) {
            let found = code(&text).filter(|(_, line)| line.contains(word));
            wrong
                .extend(found.map(|(number, _)| format!("{file}:{number}: '{word}' does not belong in {room}: {why}")));
        }
    }
    nothing(&wrong);
}

#[test]
fn files_are_short_or_say_why_not() {
    let mut wrong = Vec::new();
    for (file, text) in sources("src") {
        let lines = text.lines().count();
        let exception = LONG.iter().find(|(long, ..)| *long == file);
        let most = exception.map_or(LINES, |(_, most, _)| *most);
        if lines > most {
            wrong.push(format!("{file}: {lines} lines, at most {most}"));
        }
        if exception.is_some() && lines <= LINES {
            wrong.push(format!("{file}: {lines} lines: it no longer needs its exception"));
        }
    }
    nothing(&wrong);
}

/// A handler: its first line, how many lines of code its body has.
fn handlers(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let verbs = ["#[get(", "#[post(", "#[put(", "#[patch(", "#[delete("];
    let starts = (0..lines.len()).filter(|at| verbs.iter().any(|verb| lines[*at].starts_with(verb)));
    starts
        .map(|at| {
            let open = (at..lines.len()).find(|n| lines[*n].ends_with('{')).unwrap();
            let close = (open..lines.len()).find(|n| lines[*n] == "}").unwrap();
            (at + 1, code(&lines[open + 1..close].join("\n")).count())
        })
        .collect()
}

#[test]
fn a_handler_loads_decides_commits_and_replies_in_a_few_lines() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (file, text) in sources("src/http/v1") {
        for (number, lines) in handlers(&text) {
            seen += 1;
            if lines > HANDLER_LINES {
                wrong.push(format!("{file}:{number}: a handler of {lines} lines, at most {HANDLER_LINES}"));
            }
        }
    }
    assert!(seen >= 20, "only {seen} handlers found: the scan no longer sees them");
    nothing(&wrong);
}
