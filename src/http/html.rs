//! Pages for people beside the JSON for programs: plain HTML, no script, readable on a phone, on paper and with a screen reader.

use actix_web::http::header::{self, Accept, Header};
use actix_web::{HttpRequest, HttpResponse};
use std::fmt::Write;

/// What the pages may load: their style from here, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Text with the characters escaped that mean something in HTML.
pub(crate) fn escaped(text: &str) -> String {
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
pub(crate) struct Html(pub(crate) String);

impl Html {
    /// A page with this heading.
    pub(crate) fn titled(title: &str) -> Self {
        let title = escaped(title);
        Self(format!(
            "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} - Dynamic Support Register</title>\n<link rel=\"stylesheet\" href=\"/problems.css\">\n</head>\n<body>\n\
             <nav aria-label=\"Elsewhere\"><a href=\"/problems\">All problems</a> <a href=\"/docs/\">The contract</a></nav>\n\
             <main>\n<h1>{title}</h1>\n"
        ))
    }

    pub(crate) fn element(&mut self, name: &str, text: &str) {
        let _ = writeln!(self.0, "<{name}>{}</{name}>", escaped(text));
    }

    pub(crate) fn section(&mut self, heading: &str, text: &str) {
        self.element("h2", heading);
        self.element("p", text);
    }

    /// A heading and a list under it, unless there is nothing to list.
    pub(crate) fn items(&mut self, heading: &str, items: impl IntoIterator<Item = String>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.element("h3", heading);
            self.0.push_str("<ul>\n");
            items.for_each(|item| self.element("li", &item));
            self.0.push_str("</ul>\n");
        }
    }

    /// A term with a link to it, and what it says.
    pub(crate) fn entry(&mut self, href: &str, term: &str, text: &str) {
        let (href, term, text) = (escaped(href), escaped(term), escaped(text));
        let _ = writeln!(self.0, "<dt><a href=\"{href}\"><code>{term}</code></a></dt><dd>{text}</dd>");
    }

    pub(crate) fn list(&mut self, fill: impl FnOnce(&mut Self)) {
        self.0.push_str("<dl>\n");
        fill(self);
        self.0.push_str("</dl>\n");
    }

    pub(crate) fn finished(mut self) -> String {
        self.0.push_str("</main>\n</body>\n</html>\n");
        self.0
    }
}

/// Whether the caller would rather have a page than JSON: the first of its preferences that either could serve decides.
pub(crate) fn wants_page(request: &HttpRequest) -> bool {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let known = ranked.iter().find_map(|wanted| match (wanted.type_().as_str(), wanted.subtype().as_str()) {
        ("text", "html" | "*") => Some(true),
        ("application" | "*", "json" | "problem" | "*") => Some(false),
        _ => None,
    });
    known.unwrap_or(false)
}

/// A page as an answer.
pub(crate) fn html(text: String) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type("text/html; charset=utf-8").insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
    varied(response.body(text))
}

/// An answer that depends on `Accept`.
pub(crate) fn varied(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("Accept"));
    response
}
