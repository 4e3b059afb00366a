//! The contract: what every operation shares, written once. Paths and bodies come from the handlers themselves.

pub(crate) mod answers;
mod present;
mod shape;
mod stated;
mod tried;

use crate::http::problem::ProblemBody;
use utoipa::openapi::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi as _};

/// What a read may answer besides its body. Which problems a status stands for, and which of these statuses an operation can
/// have at all, is completed in `answers`.
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
    /// The database or the tokens' issuer does not answer; see Retry-After.
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
    /// The database or the tokens' issuer does not answer; see Retry-After.
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
    #[param(rename = "Idempotency-Key", required = false, max_length = 100, pattern = "^[!-~]{1,100}$")]
    idempotency_key: Option<String>,
    /// The `ETag` last read; the call is refused with 412 when the record has changed since.
    #[param(rename = "If-Match", required = false, max_length = 200, pattern = "^[ -~]{1,200}$")]
    if_match: Option<String>,
}

/// Headers of a call that makes a record of its own, where none was before.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct SendHeaders {
    /// Makes the call safe to repeat: the same key and body have one outcome, kept for 24 hours for this client.
    #[param(rename = "Idempotency-Key", required = false, max_length = 100, pattern = "^[!-~]{1,100}$")]
    idempotency_key: Option<String>,
}

/// The header of a call that somebody has to stand behind.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct UserHeaders {
    /// The user who makes the call, as your system knows them. The call is refused without it, unless the token is a user's own.
    #[param(
        rename = "X-On-Behalf-Of",
        required = true,
        min_length = 1,
        max_length = 100,
        pattern = "^[!-~]([ -~]{0,98}[!-~])?$",
        example = "n.pine"
    )]
    on_behalf_of: String,
}

/// Headers of a call whose decision rests on what was read.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct GuardedHeaders {
    /// Makes the call safe to repeat: the same key and body have one outcome, kept for 24 hours for this client.
    #[param(rename = "Idempotency-Key", required = false, max_length = 100, pattern = "^[!-~]{1,100}$")]
    idempotency_key: Option<String>,
    /// The `ETag` last read; required, because the decision rests on what was read. 412 when the record has changed since.
    #[param(rename = "If-Match", required = true, max_length = 200, pattern = "^[ -~]{1,200}$")]
    if_match: String,
}

/// Headers of a read of one record.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct ReadHeaders {
    /// The `ETag` held; 304 when nothing has changed since, the London date included.
    #[param(rename = "If-None-Match", required = false, max_length = 8000, pattern = "^[^\\x00-\\x1f\\x7f]*$")]
    if_none_match: Option<String>,
}

/// The document before the handlers are added.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Dynamic Support Register",
        description = "The register of people with a learning disability and autistic people who may be admitted to a mental-health hospital, or are in one: referrals in, dated duties out. The register is not a crisis service.\n\nDates are calendar dates in London (`YYYY-MM-DD`), instants RFC 3339 in UTC. \"Within N days of X\" is X + N calendar days: on that day is in time, overdue from the next. \"N-monthly\" keeps the day number, clamped to the month's last day. Weekends and bank holidays move no clinical date. Ages are reached at the start of the birthday; born on 29 February, on 1 March in common years. Every deadline explains itself: starting fact, rule, source, arithmetic.\n\nChecks come in one order, always: 401, 403, shape (400, 413, 415, 422), reach (404), 428 and 412, rule (409, 422). What is not yours answers as what does not exist.",
        license(name = "MIT", identifier = "MIT"),
        contact(name = "Whoever operates this register")
    ),
    servers((url = "/", description = "The register that serves this document, be it local, staging or production")),
    tags(
        (name = "Referrals", description = "A referral is received, completed, and decided by the ICB it is addressed to."),
        (name = "People", description = "The register: who is on it, where they stand, everything that is known to have happened."),
        (name = "Corrections", description = "Facts entered in error or under a wrong date: marked, never hidden, and everything computed again."),
        (name = "Consents", description = "What was consented to, by whom, on what basis."),
        (name = "Ratings", description = "Red, Amber, Green; Blue comes only with an admission."),
        (name = "Support", description = "What is done to avoid an admission, and for the way home: plans, emergency meetings, support services, concerns."),
        (name = "Admissions", description = "Spells in hospital, from admission to discharge."),
        (name = "Reviews", description = "Care (Education) and Treatment Reviews, from request to outcome."),
        (name = "Barriers", description = "What blocks the right care, its escalation level by level, and who is accountable."),
        (name = "Settings", description = "Whom to ask about the register of an area, and which other organisations may act as what."),
        (name = "Status", description = "Another organisation asks about one person and gets the smallest true answer it may have."),
        (name = "Transfers", description = "Somebody moves to another ICB: it is asked, and takes the person on with their history and every clock."),
        (name = "Meetings", description = "Meetings that go through the register: agenda, what is said of each person, minutes."),
        (name = "Keyworking", description = "A keyworker for a child or young person, from referral to discharge and back; caseloads, and what is still to be done."),
        (name = "Break glass", description = "A record opened in an emergency by somebody out of its reach: for some hours, with a reason, and told to the ICB."),
        (name = "Audit", description = "Who read and who changed what; a report of it for the person; seals that show whether anything was tampered with."),
        (name = "Deadlines", description = "What has to be done by when, and why that date."),
        (name = "Measures", description = "What the people of an area add up to, month by month; small numbers suppressed for those who may not see people."),
        (name = "Policies", description = "Where every date comes from: policy packs with their sources, what a referral needs, and the code lists. Nothing here is about a person."),
        (name = "Service", description = "Whether the service lives, is ready, and which one it is.")
    ),
    modifiers(&Security, &Audience)
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut OpenApi) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.bearer_format = Some("JWT".into());
        bearer.description = Some("An access token of the configured issuer: checked by RFC8725 and RFC9068: asymmetric signature, header typ at+jwt, claims iss, aud, exp, sub, client_id, scope, org (the ODS code of the organisation you act for). In development: `dsr token`, or the first token that `dsr serve --demo` prints.".into());
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// Says of every server for whom it is: for systems outside, too.
struct Audience;

impl Modify for Audience {
    fn modify(&self, document: &mut OpenApi) {
        for server in document.servers.iter_mut().flatten() {
            server.extensions = Some(ExtensionsBuilder::new().add("x-internal", false).build());
        }
    }
}

/// The document every build starts from.
#[must_use]
pub fn document() -> OpenApi {
    Document::openapi()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// The document once the handlers are in it: with what follows from their schemas and from what they take.
#[must_use]
pub fn finished(mut document: OpenApi) -> OpenApi {
    shape::patch(&mut document);
    present::complete(&mut document);
    shape::opened(&mut document);
    shape::complete(&mut document);
    answers::complete(&mut document);
    stated::complete(&mut document);
    tried::complete(&mut document);
    document
}
