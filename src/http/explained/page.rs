//! The pages for people: plain HTML, no script, readable on a phone and with a screen reader.

use super::{ProblemPage, Row};
use crate::domain::refusal::Problem;
use crate::http::html::{Html, escaped};
use std::fmt::Write;

fn listed(html: &mut Html, row: Row) {
    html.entry(&format!("/problems/{}", row.code), row.code, &format!("{}: {}", row.status, row.title));
}

/// The list of all problems.
pub(super) fn all(rows: impl Iterator<Item = Row>) -> String {
    let mut html = Html::titled("Problems");
    html.element(
        "p",
        "Every answer that is not a success names one of these in 'code', and leads to its page in 'type'.",
    );
    html.list(|html| rows.for_each(|row| listed(html, row)));
    html.finished()
}

/// One problem.
pub(super) fn one(problem: &ProblemPage) -> String {
    let mut html = Html::titled(problem.title);
    let _ = writeln!(html.0, "<p><code>{}</code>, status {}</p>", escaped(problem.code), problem.status);
    html.section("What it means", problem.meaning);
    html.section("Whose move it is", &format!("{}.", problem.whose.label()));
    html.section("What to do", problem.advice);
    let repeated = if problem.repeatable {
        "The same call may succeed later; wait as long as Retry-After says, where there is one."
    } else {
        "The same call gets the same answer until something changes."
    };
    html.section("Repeating the call", repeated);
    html.section("An example", "As it would be sent; everything in it is fictional.");
    let _ = write!(
        html.0,
        "<pre tabindex=\"0\" aria-label=\"Example answer\">HTTP/1.1 {}\nContent-Type: application/problem+json\n",
        problem.status
    );
    for (name, value) in &problem.example_headers {
        let _ = writeln!(html.0, "{}: {}", escaped(name), escaped(value));
    }
    let body = serde_json::to_string_pretty(&problem.example).unwrap_or_default();
    let _ = writeln!(html.0, "\n{}</pre>", escaped(&body));
    if !problem.errors.is_empty() {
        html.section(
            "What 'errors' can say",
            "Each entry has a code, a pointer to its place, and a message for this very case.",
        );
        html.list(|html| {
            for known in &problem.errors {
                let (code, meaning) = (escaped(known.code), escaped(known.meaning));
                let _ = writeln!(html.0, "<dt id=\"{code}\"><code>{code}</code></dt><dd>{meaning}</dd>");
            }
        });
    }
    let kin =
        Problem::ALL.iter().map(|p| p.row()).filter(|row| row.status == problem.status && row.code != problem.code);
    let kin: Vec<Row> = kin.collect();
    if !kin.is_empty() {
        html.element("h2", "Others with this status");
        html.list(|html| kin.into_iter().for_each(|row| listed(html, row)));
    }
    if !problem.operations.is_empty() {
        html.element("h2", "Which operations answer it");
        html.list(|html| {
            for o in &problem.operations {
                html.entry(
                    &format!("/docs/#/{}/{}", o.tag, o.operation_id),
                    &format!("{} {}", o.method, o.path),
                    &o.summary,
                );
            }
        });
    }
    html.finished()
}
