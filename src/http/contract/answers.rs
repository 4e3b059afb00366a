//! What each answer carries besides its body: the problems that an operation can answer, with an example of each, and the
//! headers. Both follow from what the operation takes and who may call it, so that no handler has to list them.

use super::operations;
use crate::domain::refusal::{Problem, Row};
use crate::http::ops::Answering;
use crate::http::problem::example;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Components, Content, Header, OpenApi, Ref, RefOr, Response};

/// The media type of problem answers.
const PROBLEM: &str = "application/problem+json";

/// What of an operation decides what it can answer.
struct Nature {
    id: String,
    path: String,
    takes: Vec<String>,
}

impl Nature {
    fn of(path: &str, operation: &Operation) -> Self {
        let takes = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter.name.clone()),
            RefOr::Ref(_) => None,
        });
        let id = operation.operation_id.clone().unwrap_or_default();
        Self { id, path: path.to_owned(), takes: takes.collect() }
    }

    fn takes(&self, parameter: &str) -> bool {
        self.takes.iter().any(|taken| taken == parameter)
    }

    /// Whether it needs a token; then calls are counted, too.
    fn counted(&self) -> bool {
        self.path.starts_with("/v1/")
    }

    /// Whether it writes.
    fn writes(&self) -> bool {
        self.takes("Idempotency-Key")
    }

    /// Whether the operation can answer a problem, given that it describes the problem's status.
    fn answers(&self, problem: Problem) -> bool {
        match problem {
            Problem::NotFound => self.path.contains('{') || self.id == "break_glass",
            Problem::NotNamed => {
                matches!(
                    self.id.as_str(),
                    "ask_status"
                        | "ask_statuses"
                        | "list_audit"
                        | "read_access_report"
                        | "read_measures"
                        | "verify_chain"
                )
            }
            Problem::Stale => self.takes("If-Match"),
            Problem::Contended | Problem::IdempotencyKeyReused | Problem::RebuildRequired => self.writes(),
            Problem::RuleNotMet => {
                self.writes()
                    || matches!(
                        self.id.as_str(),
                        "preview_person_deadlines" | "preview_deadlines" | "preview_correction"
                    )
            }
            Problem::DuplicateClientReference => self.id == "receive_referral",
            Problem::PersonExists => matches!(
                self.id.as_str(),
                "decide_referral" | "amend_person" | "correct_nhs_number" | "correct_facts" | "accept_transfer"
            ),
            _ => true,
        }
    }

    /// The headers of an answer with this status.
    fn headers(&self, status: &str, page: bool) -> Vec<&'static str> {
        let mut names = vec!["X-Request-Id", "X-Correlation-Id"];
        let success = status.starts_with('2');
        if self.counted() && (success || status.starts_with('4')) {
            names.extend(["RateLimit", "RateLimit-Policy"]);
        }
        let told = self.id != "report_admission";
        if (success && told && self.writes()) || (self.takes("If-None-Match") && matches!(status, "200" | "304")) {
            names.push("ETag");
        }
        if success && self.writes() {
            names.push("Idempotency-Replayed");
        }
        if status == "201"
            || (status == "409"
                && (self.answers(Problem::DuplicateClientReference) || self.answers(Problem::PersonExists)))
        {
            names.push("Location");
        }
        if page && success {
            names.push("Link");
        }
        if matches!(status, "401" | "403") {
            names.push("WWW-Authenticate");
        }
        if matches!(status, "429" | "503") || (status == "409" && self.writes()) {
            names.push("Retry-After");
        }
        names
    }
}

/// Writes into every operation which problems it can answer, and which headers its answers have. Answers that several
/// operations share are described once.
pub(super) fn complete(document: &mut OpenApi) {
    let mut shared = BTreeMap::new();
    let mut codes = BTreeSet::new();
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            let nature = Nature::of(path, operation);
            operation.responses.responses.retain(|status, response| {
                let RefOr::T(found) = response else { return true };
                let Some(rows) = described(&nature, status, found) else { return false };
                let name = rows.iter().map(|row| row.code).collect::<Vec<_>>().join("_or_");
                codes.extend(rows.iter().map(|row| row.code));
                if nature.counted()
                    && !name.is_empty()
                    && shared.entry(name.clone()).or_insert_with(|| found.clone()) == found
                {
                    *response = RefOr::Ref(Ref::from_response_name(name));
                }
                true
            });
        }
    }
    let components = document.components.get_or_insert_default();
    components.responses.extend(shared.into_iter().map(|(name, response)| (name, RefOr::T(response))));
    for problem in Problem::ALL.iter().filter(|problem| codes.contains(problem.row().code)) {
        let row = problem.row();
        let body = serde_json::to_value(example(*problem).body(REQUEST)).unwrap_or_default();
        let shown = ExampleBuilder::new().summary(row.title).description(row.meaning).value(Some(body)).build();
        components.examples.insert(row.code.to_owned(), RefOr::T(shown));
    }
    describe_headers(components);
}

/// The identifier of the request that the examples answer.
pub(crate) const REQUEST: &str = "0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11";

/// Every problem of every operation of a completed document, by its code.
pub(crate) fn each(document: &OpenApi) -> impl Iterator<Item = (String, Answering)> {
    let shared = document.components.as_ref().map(|components| &components.responses);
    document.paths.paths.iter().flat_map(move |(path, item)| {
        let known = [
            ("GET", &item.get),
            ("PUT", &item.put),
            ("POST", &item.post),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        let known = known.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)));
        known.flat_map(move |(method, operation)| {
            let by = Answering {
                method,
                path: path.clone(),
                operation_id: operation.operation_id.clone().unwrap_or_default(),
                tag: operation.tags.iter().flatten().next().cloned().unwrap_or_default(),
                summary: operation.summary.clone().unwrap_or_default(),
            };
            let found = operation.responses.responses.values().filter_map(move |response| match response {
                RefOr::T(response) => Some(response),
                RefOr::Ref(place) => match shared?.get(place.ref_location.rsplit('/').next()?)? {
                    RefOr::T(response) => Some(response),
                    RefOr::Ref(_) => None,
                },
            });
            let contents = found.filter_map(|response| match response.content.get(PROBLEM) {
                Some(RefOr::T(content)) => Some(content),
                _ => None,
            });
            contents.flat_map(|content| content.examples.keys().cloned()).map(move |code| (code, by.clone()))
        })
    })
}

/// Completes one response and answers the problems it stands for. `None` when it is a problem's and no problem of this
/// status can be answered here.
fn described(nature: &Nature, status: &str, response: &mut Response) -> Option<Vec<Row>> {
    let mut stands = Vec::new();
    let page = response.content.values().any(|content| held(content).is_some_and(|name| name.starts_with("Page_")));
    if let Some(RefOr::T(content)) = response.content.get_mut(PROBLEM) {
        let rows = Problem::ALL.iter().filter(|p| nature.answers(**p)).map(|p| p.row());
        let rows: Vec<_> = rows.filter(|row| row.status.to_string() == status).collect();
        if rows.is_empty() {
            return None;
        }
        for row in &rows {
            let place = Ref::new(format!("#/components/examples/{}", row.code));
            content.examples.insert(row.code.to_owned(), RefOr::Ref(place));
            let _ = write!(response.description, "\n\n`{}`: {}.", row.code, row.title);
        }
        stands = rows;
    }
    for name in nature.headers(status, page) {
        response.headers.insert(name.to_owned(), RefOr::Ref(Ref::new(format!("#/components/headers/{name}"))));
    }
    Some(stands)
}

/// The name of the schema that a content holds.
fn held(content: &RefOr<Content>) -> Option<&str> {
    match content {
        RefOr::T(Content { schema: Some(RefOr::Ref(place)), .. }) => place.ref_location.rsplit('/').next(),
        _ => None,
    }
}

fn text(most: usize, pattern: &str) -> Object {
    ObjectBuilder::new().schema_type(Type::String).max_length(Some(most)).pattern(Some(pattern)).build()
}

fn header(description: &str, schema: Object, shown: &str) -> Header {
    let shown = serde_json::json!(shown);
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).example(Some(shown)).build()
}

fn describe_headers(components: &mut Components) {
    let uuid = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        .max_length(Some(36))
        .build();
    let seconds = text(10, "^[0-9]+$");
    let known = [
        (
            "X-Request-Id",
            header(
                "This request: the caller's own identifier if it was a UUID of version 4 or 7, else a new one.",
                uuid,
                REQUEST,
            ),
        ),
        ("X-Correlation-Id", header("What the caller sent in X-Correlation-Id.", text(200, "^[ -~]*$"), "case-4711")),
        (
            "RateLimit",
            header(
                "What is left of the client's calls, and in how many seconds there are more (draft-ietf-httpapi-ratelimit-headers). Only while calls are limited.",
                text(200, "^[ -~]*$"),
                "\"client\";r=99;t=1",
            ),
        ),
        (
            "RateLimit-Policy",
            header(
                "How many calls a client has in how many seconds. Only while calls are limited.",
                text(200, "^[ -~]*$"),
                "\"client\";q=100;w=1",
            ),
        ),
        (
            "ETag",
            header(
                "The version of the record, for If-Match and If-None-Match.",
                text(200, "^\"[ -~]*\"$"),
                "\"7.2f1c9a40b7d3e856\"",
            ),
        ),
        (
            "Idempotency-Replayed",
            header(
                "`true` when an earlier call with this Idempotency-Key did it; absent otherwise.",
                text(4, "^true$"),
                "true",
            ),
        ),
        (
            "Location",
            header(
                "Where the record is.",
                text(500, "^/v1/[ -~]*$"),
                "/v1/people/0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11",
            ),
        ),
        (
            "Link",
            header(
                "The next page (RFC 8288); absent on the last.",
                text(2100, "^<[ -~]*>; rel=\"next\"$"),
                "</v1/people?limit=50&cursor=20261122.0198f0a26f6e7c2a9a553b1f6f0c2d11>; rel=\"next\"",
            ),
        ),
        (
            "WWW-Authenticate",
            header("What is wrong with the token (RFC 6750).", text(500, "^Bearer [ -~]*$"), "Bearer realm=\"dsr\""),
        ),
        ("Retry-After", header("After how many seconds the same call may succeed.", seconds, "2")),
    ];
    for (name, described) in known {
        components.headers.insert(name.to_owned(), RefOr::T(described));
    }
}
