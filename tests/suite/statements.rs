//! Every statement of the store is prepared by both databases: its text is read from the source, so none is forgotten.

use crate::raw::sources;
use crate::support::Engine;
use dsr::store::sql::Db;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

/// One statement as it stands in the source.
#[derive(Debug)]
struct Statement {
    at: String,
    sqlite: String,
    postgres: String,
    binds: usize,
}

/// What must not stand in a statement, and why.
const UNPORTABLE: &[(&str, &str)] = &[
    ("now(", "time is bound"),
    ("current_", "time is bound"),
    ("datetime(", "time is bound"),
    ("julianday", "dates are computed by the program"),
    ("strftime", "dates are computed by the program"),
    ("interval", "dates are computed by the program"),
    ("date_trunc", "dates are computed by the program"),
    ("date_part", "dates are computed by the program"),
    ("extract(", "dates are computed by the program"),
    ("age(", "dates are computed by the program"),
    ("date(", "dates are computed by the program"),
    ("ilike", "columns to search are folded by the program"),
    ("lower(", "columns to search are folded by the program"),
    ("random", "identifiers are bound"),
    ("any(", "one engine's only"),
    ("skip locked", "one engine's only"),
    ("?", "parameters are $1, $2, …"),
];

/// Where a literal that begins at `at` ends, and what it says.
fn literal(text: &str, at: usize) -> (usize, String) {
    let mut said = String::new();
    let mut characters = text[at + 1..].char_indices();
    while let Some((index, c)) = characters.next() {
        match c {
            '"' => return (at + 1 + index + 1, said),
            '\\' => {
                let (_, escaped) = characters.next().unwrap();
                assert!(matches!(escaped, '"' | '\\'), "an escape this scan does not know: \\{escaped}");
                said.push(escaped);
            }
            c => said.push(c),
        }
    }
    panic!("a literal does not end: {}", &text[at..(at + 60).min(text.len())]);
}

/// The parts between commas of what stands between the bracket before `at` and its partner; literals are kept whole.
fn arguments(text: &str, at: usize) -> Vec<String> {
    let (mut parts, mut part, mut depth, mut here) = (Vec::new(), String::new(), 1, at);
    while depth > 0 {
        let c = text[here..].chars().next().expect("a bracket is never closed");
        let next = here + c.len_utf8();
        match c {
            '"' => {
                let (end, _) = literal(text, here);
                part.push_str(&text[here..end]);
                here = end;
                continue;
            }
            '/' if text[here..].starts_with("//") => {
                here += text[here..].find('\n').unwrap();
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 1 => {
                parts.push(std::mem::take(&mut part));
                here = next;
                continue;
            }
            _ => {}
        }
        if depth > 0 {
            part.push(c);
        }
        here = next;
    }
    parts.push(part);
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn said(part: &str) -> String {
    let at = part.find('"').unwrap_or_else(|| panic!("not a literal: {part}"));
    let (end, said) = literal(part, at);
    assert!(part[end..].trim().is_empty(), "more than a literal: {part}");
    said
}

/// A call of `sql!`: how, link, one text or two, binds.
fn of_sql(at: String, parts: &[String]) -> Statement {
    let pair = parts[2].starts_with("sqlite:");
    let (sqlite, postgres) = if pair {
        assert!(parts[3].starts_with("postgres:"), "{at}: a text for SQLite without one for PostgreSQL");
        (said(&parts[2]), said(&parts[3]))
    } else {
        (said(&parts[2]), said(&parts[2]))
    };
    Statement { at, sqlite, postgres, binds: parts.len() - if pair { 4 } else { 3 } }
}

/// A call of `bulk!`: link, rows, `|row| "table" { "column" n "type" => bind, … } "tail"`.
fn of_bulk(at: String, parts: &[String]) -> Statement {
    assert_eq!(parts.len(), 3, "{at}: {parts:?}");
    let body = &parts[2];
    let open = body.find('{').unwrap();
    let (_, table) = literal(body, body.find('"').unwrap());
    let columns: Vec<(String, usize, String)> = arguments(body, open + 1)
        .iter()
        .map(|part| {
            let (end, column) = literal(part, 0);
            let kind_at = end + part[end..].find('"').unwrap();
            let number = part[end..kind_at].trim().parse().unwrap();
            (column, number, literal(part, kind_at).1)
        })
        .collect();
    for ((column, number, _), expected) in columns.iter().zip(1..) {
        assert_eq!(*number, expected, "{at}: column {column} has the wrong number");
    }
    let tail = said(&body[body.rfind('}').unwrap() + 1..]);
    let names: Vec<&str> = columns.iter().map(|(column, ..)| column.as_str()).collect();
    let values: Vec<String> = columns.iter().map(|(_, n, _)| format!("${n}")).collect();
    let arrays: Vec<String> = columns.iter().map(|(_, n, kind)| format!("${n}::{kind}[]")).collect();
    let head = format!("INSERT INTO {table} ({})", names.join(", "));
    Statement {
        at,
        sqlite: format!("{head} VALUES ({}) {tail}", values.join(", ")),
        postgres: format!("{head} SELECT * FROM unnest({}) {tail}", arrays.join(", ")),
        binds: columns.len(),
    }
}

fn statements() -> Vec<Statement> {
    let mut found = Vec::new();
    for (file, text) in sources("src/store") {
        if file.ends_with("/sql.rs") {
            continue;
        }
        for (word, read) in
            [("sql!(", of_sql as fn(String, &[String]) -> Statement), ("bulk!(", of_bulk as fn(_, &[String]) -> _)]
        {
            for (at, _) in text.match_indices(word) {
                let line = text[..at].lines().count();
                let comment = text[..at].rsplit('\n').next().unwrap().trim_start().starts_with("//");
                if !comment {
                    found.push(read(format!("{file}:{line}"), &arguments(&text, at + word.len())));
                }
            }
        }
    }
    found
}

/// Every `$n` of a text.
fn parameters(text: &str) -> Vec<usize> {
    text.match_indices('$')
        .map(|(at, _)| text[at + 1..].chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap())
        .collect()
}

#[test]
fn the_scan_finds_the_statements() {
    let found = statements();
    println!("{} statements", found.len());
    assert!(found.len() >= 30, "only {} statements found: the scan no longer sees them", found.len());
    assert!(found.iter().any(|s| s.sqlite.starts_with("INSERT INTO event (")), "bulk! is not read");
    assert!(found.iter().any(|s| s.sqlite != s.postgres && s.postgres.ends_with("FOR UPDATE")), "pairs are not read");
}

#[test]
fn every_parameter_has_its_bind() {
    for statement in statements() {
        for text in [&statement.sqlite, &statement.postgres] {
            let mut named = parameters(text);
            named.sort_unstable();
            named.dedup();
            let all: Vec<usize> = (1..=statement.binds).collect();
            assert_eq!(named, all, "{}: parameters and binds differ in {text}", statement.at);
        }
    }
}

#[test]
fn no_statement_is_bound_to_one_engine_or_reads_a_clock() {
    for statement in statements() {
        let text = statement.sqlite.to_lowercase();
        for (word, why) in UNPORTABLE {
            let alone = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let found = text.match_indices(word).any(|(at, _)| alone(at));
            assert!(!found, "{}: '{word}' in a statement: {why}", statement.at);
        }
        let dates = ["_on +", "_on -", "_at +", "_at -"];
        assert!(!dates.iter().any(|sum| text.contains(sum)), "{}: date arithmetic in a statement", statement.at);
    }
}

#[test]
fn sqlx_is_asked_in_one_place_only() {
    for (file, text) in sources("src") {
        let words = ["sqlx::query", "use sqlx::{query", "query_as(", "query_scalar(", "QueryBuilder", "raw_sql("];
        let found = words.iter().find(|word| text.contains(**word));
        assert!(file == "src/store/sql.rs" || found.is_none(), "{file}: {found:?} belongs in src/store/sql.rs alone");
        let statements = ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE "];
        let found = statements.iter().find(|word| text.contains(**word));
        assert!(file.starts_with("src/store/") || found.is_none(), "{file}: {found:?} belongs in src/store");
    }
}

async fn refused(db: &Db, text: &str) -> Option<String> {
    let text = AssertSqlSafe(text.to_owned()).into_sql_str();
    let done = match db {
        Db::Sqlite { write, .. } => write.acquire().await.unwrap().prepare(text).await.map(|_| ()),
        Db::Postgres { write: pool, .. } => pool.acquire().await.unwrap().prepare(text).await.map(|_| ()),
    };
    done.err().map(|error| error.to_string())
}

async fn every_statement_is_understood(engine: Engine) {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::connect(&engine.fresh(directory.path()).await).await.unwrap();
    assert!(refused(&db, "SELECT nothing FROM person").await.is_some(), "preparing must look at columns");
    let mut wrong = Vec::new();
    for statement in statements() {
        let text = if engine == Engine::Sqlite { &statement.sqlite } else { &statement.postgres };
        wrong.extend(refused(&db, text).await.map(|error| format!("{}: {error}\n{text}", statement.at)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn sqlite_understands_every_statement() {
    every_statement_is_understood(Engine::Sqlite).await;
}

#[tokio::test]
async fn postgres_understands_every_statement() {
    every_statement_is_understood(Engine::Postgres).await;
}
