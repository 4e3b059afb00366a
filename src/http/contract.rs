//! The contract: what every operation shares, written once. Paths and bodies come from the handlers themselves.

use crate::http::problem::ProblemBody;
use utoipa::openapi::schema::{ArrayItems, Schema};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, Ref, RefOr};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi as _};

/// What a read may answer besides its body.
#[derive(Debug, IntoResponses)]
pub enum ReadProblems {
    /// No valid access token.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(ProblemBody),
    /// The token lacks the scope for this call.
    #[response(status = 403, content_type = "application/problem+json")]
    InsufficientScope(ProblemBody),
    /// Nothing here for this caller: unknown and out of reach answer alike.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody),
    /// A parameter does not make sense.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(ProblemBody),
    /// Too many requests; see Retry-After.
    #[response(status = 429, content_type = "application/problem+json")]
    RateLimited(ProblemBody),
    /// The service failed; nothing was half-written.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(ProblemBody),
    /// The database does not answer; see Retry-After.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemBody),
}

/// What a call with a body may answer besides its success.
#[derive(Debug, IntoResponses)]
pub enum WriteProblems {
    /// The body is not JSON.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(ProblemBody),
    /// No valid access token.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(ProblemBody),
    /// The token lacks the scope for this call.
    #[response(status = 403, content_type = "application/problem+json")]
    InsufficientScope(ProblemBody),
    /// Nothing here for this caller: unknown and out of reach answer alike.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody),
    /// The body did not arrive in time.
    #[response(status = 408, content_type = "application/problem+json")]
    BodyTimeout(ProblemBody),
    /// The register's rules do not allow this as things stand; `errors` lists every rule that is not met.
    #[response(status = 409, content_type = "application/problem+json")]
    RuleNotMet(ProblemBody),
    /// The record has changed since it was read.
    #[response(status = 412, content_type = "application/problem+json")]
    Stale(ProblemBody),
    /// The body is larger than 1 MiB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemBody),
    /// The body is not labelled as JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(ProblemBody),
    /// The request does not make sense; `errors` lists every fault.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(ProblemBody),
    /// Too many requests; see Retry-After.
    #[response(status = 429, content_type = "application/problem+json")]
    RateLimited(ProblemBody),
    /// The service failed; nothing was half-written.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(ProblemBody),
    /// The database does not answer; see Retry-After.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemBody),
}

/// What a call that rests on a read may answer besides.
#[derive(Debug, IntoResponses)]
pub enum GuardProblems {
    /// If-Match is required.
    #[response(status = 428, content_type = "application/problem+json")]
    PreconditionRequired(ProblemBody),
}

/// Headers of a call that writes.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct WriteHeaders {
    /// Makes the call safe to repeat: the same key and body have one outcome, kept for 24 hours for this client.
    #[param(rename = "Idempotency-Key", required = false, max_length = 100, pattern = "^[!-~]{1,100}$", example = json!("5f0c7f2e-5a41-4a63-9a0b-0d5f7d2a4c11"))]
    idempotency_key: Option<String>,
    /// The `ETag` last read; the call is refused with 412 when the record has changed since.
    #[param(rename = "If-Match", required = false, max_length = 200)]
    if_match: Option<String>,
}

/// Headers of a call whose decision rests on what was read.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct GuardedHeaders {
    /// Makes the call safe to repeat: the same key and body have one outcome, kept for 24 hours for this client.
    #[param(rename = "Idempotency-Key", required = false, max_length = 100, pattern = "^[!-~]{1,100}$", example = json!("5f0c7f2e-5a41-4a63-9a0b-0d5f7d2a4c11"))]
    idempotency_key: Option<String>,
    /// The `ETag` last read; required, because the decision rests on what was read. 412 when the record has changed since.
    #[param(rename = "If-Match", required = true, max_length = 200, example = json!("\"1.w\""))]
    if_match: String,
}

/// Headers of a read of one record.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct ReadHeaders {
    /// The `ETag` held; 304 when nothing has changed since, the London date included.
    #[param(rename = "If-None-Match", required = false, max_length = 200)]
    if_none_match: Option<String>,
}

/// The document before the handlers are added.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Dynamic Support Register",
        description = "The register of people with a learning disability and autistic people who may be admitted to a mental-health hospital, or are in one: referrals in, dated duties out. The register is not a crisis service.\n\nDates are calendar dates in London (`YYYY-MM-DD`), instants RFC 3339 in UTC. \"Within N days of X\" is X + N calendar days: on that day is in time, overdue from the next. \"N-monthly\" keeps the day number, clamped to the month's last day. Weekends and bank holidays move no clinical date. Ages are reached at the start of the birthday; born on 29 February, on 1 March in common years. Every deadline explains itself: starting fact, rule, source, arithmetic.\n\nChecks come in one order, always: 401, 403, shape (400, 413, 415, 422), reach (404), 428 and 412, rule (409, 422). What is not yours answers as what does not exist.",
        license(name = "MIT", identifier = "MIT"),
        contact(name = "The maintainers of this register service", url = "/version")
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "Referrals", description = "A referral is received, completed, and decided by the ICB it is addressed to."),
        (name = "People", description = "The register: who is on it, where they stand, everything that is known to have happened."),
        (name = "Consents", description = "What was consented to, by whom, on what basis."),
        (name = "Ratings", description = "Red, Amber, Green; Blue comes only with an admission."),
        (name = "Admissions", description = "Spells in hospital, from admission to discharge."),
        (name = "Reviews", description = "Care (Education) and Treatment Reviews, from request to outcome."),
        (name = "Deadlines", description = "What has to be done by when, and why that date."),
        (name = "Policies", description = "Where every date comes from: policy packs with their sources, what a referral needs, and the code lists. Nothing here is about a person."),
        (name = "Service", description = "Whether the service lives, is ready, and which one it is.")
    ),
    modifiers(&Security)
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut OpenApi) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.bearer_format = Some("JWT".into());
        bearer.description = Some("An access token of the configured issuer: asymmetric signature, claims iss, aud, exp, sub, client_id, scope, org (the ODS code of the organisation you act for). In development: `dsr token`.".into());
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// The document every build starts from.
#[must_use]
pub fn document() -> OpenApi {
    Document::openapi()
}

/// The document once the handlers are in it. A person shows their details among other fields, so the details are
/// described there without the ban on further fields that a request's have. A page refers to what it holds.
#[must_use]
pub fn finished(mut document: OpenApi) -> OpenApi {
    const CLOSED: &str = "PersonDetails";
    const OPEN: &str = "PersonIdentity";
    let Some(components) = document.components.as_mut() else { return document };
    if let Some(RefOr::T(Schema::Object(mut details))) = components.schemas.get(CLOSED).cloned() {
        details.additional_properties = None;
        components.schemas.insert(OPEN.into(), Schema::Object(details).into());
    }
    let closed = |part: &RefOr<Schema>| matches!(part, RefOr::Ref(r) if r.ref_location.ends_with(CLOSED));
    if let Some(RefOr::T(Schema::AllOf(person))) = components.schemas.get_mut("Person") {
        for part in &mut person.items {
            if closed(part) || matches!(part, RefOr::T(Schema::OneOf(any)) if any.items.iter().any(closed)) {
                *part = Ref::from_schema_name(OPEN).into();
            }
        }
    }
    for (name, schema) in &mut components.schemas {
        let (Some(held), RefOr::T(Schema::Object(page))) = (name.strip_prefix("Page_"), schema) else { continue };
        if let Some(RefOr::T(Schema::Array(data))) = page.properties.get_mut("data") {
            data.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(held).into()));
        }
    }
    document
}
