//! The pages for people: plain HTML, no script, readable on a phone and with a screen reader.

use super::{ProblemPage, Row};
use crate::domain::refusal::Problem;
use std::fmt::Write;

/// Text with the characters escaped that mean something in HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A page under construction. Whatever is said is escaped.
struct Html(String);

impl Html {
    fn titled(title: &str) -> Self {
        let title = escaped(title);
        Self(format!(
            "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} - Dynamic Support Register</title>\n<link rel=\"stylesheet\" href=\"/problems.css\">\n</head>\n<body>\n\
             <nav aria-label=\"Elsewhere\"><a href=\"/problems\">All problems</a> <a href=\"/docs/\">The contract</a></nav>\n\
             <main>\n<h1>{title}</h1>\n"
        ))
    }

    fn element(&mut self, name: &str, text: &str) {
        let _ = writeln!(self.0, "<{name}>{}</{name}>", escaped(text));
    }

    fn section(&mut self, heading: &str, text: &str) {
        self.element("h2", heading);
        self.element("p", text);
    }

    /// A term with a link to it, and what it says.
    fn entry(&mut self, href: &str, term: &str, text: &str) {
        let (href, term, text) = (escaped(href), escaped(term), escaped(text));
        let _ = writeln!(self.0, "<dt><a href=\"{href}\"><code>{term}</code></a></dt><dd>{text}</dd>");
    }

    fn list(&mut self, fill: impl FnOnce(&mut Self)) {
        self.0.push_str("<dl>\n");
        fill(self);
        self.0.push_str("</dl>\n");
    }

    fn finished(mut self) -> String {
        self.0.push_str("</main>\n</body>\n</html>\n");
        self.0
    }
}

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
