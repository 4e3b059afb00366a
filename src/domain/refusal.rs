//! Why the register says no: one row per code, from which status, title and advice come.

use crate::domain::id::{PersonId, ReferralId};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer into the request body, empty for the body as a whole; `?name` for a query parameter.
    #[schema(max_length = 300, example = "/person/nhs_number")]
    pub pointer: String,
    /// What is wrong, for programs.
    #[schema(max_length = 60, example = "nhs_number_check_digit")]
    pub code: String,
    /// What is wrong and what to do, for people; never repeats a value of the request.
    #[schema(max_length = 500)]
    pub message: String,
    /// The source of the rule that is not met, where a rule is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, example = "S4")]
    pub source: Option<String>,
}

/// Everything wrong with a request, collected: a caller hears all of it at once.
#[derive(Debug, Default)]
pub struct Faults {
    meaning: Vec<Fault>,
    rules: Vec<Fault>,
}

impl Faults {
    /// A value that cannot be meant: it contradicts another value, the calendar or itself (422).
    pub fn meaning(&mut self, pointer: impl Into<String>, code: &str, message: impl Into<String>) {
        self.meaning.push(Fault { pointer: pointer.into(), code: code.into(), message: message.into(), source: None });
    }

    /// A rule of the register that is not met as things stand (409), with its source.
    pub fn rule(&mut self, pointer: impl Into<String>, code: &str, message: impl Into<String>, source: &str) {
        self.rules.push(Fault {
            pointer: pointer.into(),
            code: code.into(),
            message: message.into(),
            source: Some(source.into()),
        });
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.meaning.is_empty() && self.rules.is_empty()
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// All faults: as [`Refusal::Invalid`] when one of them is of meaning, else as [`Refusal::RuleNotMet`].
    pub fn verdict(mut self) -> Result<(), Refusal> {
        if self.is_empty() {
            Ok(())
        } else if self.meaning.is_empty() {
            Err(Refusal::RuleNotMet(self.rules))
        } else {
            self.meaning.append(&mut self.rules);
            Err(Refusal::Invalid(self.meaning))
        }
    }
}

/// A decision that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The request contradicts itself or the calendar.
    Invalid(Vec<Fault>),
    /// The request is sound; the register's rules do not allow it as things stand.
    RuleNotMet(Vec<Fault>),
    /// The same client sent this `client_reference` before.
    DuplicateClientReference(ReferralId),
    /// The caller's ICB already has a person with this NHS number.
    PersonExists(PersonId),
    /// No such record within the caller's reach.
    NotFound,
}

impl Refusal {
    /// A refusal for one value that cannot be meant.
    #[must_use]
    pub fn meaning(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault { pointer: pointer.into(), code: code.into(), message: message.into(), source: None }])
    }

    /// A refusal for one rule that is not met.
    #[must_use]
    pub fn rule(pointer: impl Into<String>, code: &str, message: impl Into<String>, source: &str) -> Self {
        let source = Some(source.into());
        Self::RuleNotMet(vec![Fault { pointer: pointer.into(), code: code.into(), message: message.into(), source }])
    }

    /// The same, its faults placed under `at`, where the request has what they are about.
    #[must_use]
    pub fn placed(self, at: &str) -> Self {
        let under = |faults: Vec<Fault>| {
            faults.into_iter().map(|fault| Fault { pointer: format!("{at}{}", fault.pointer), ..fault }).collect()
        };
        match self {
            Self::Invalid(faults) => Self::Invalid(under(faults)),
            Self::RuleNotMet(faults) => Self::RuleNotMet(under(faults)),
            other => other,
        }
    }
}

/// Every problem the service can answer, one row each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// 400: not JSON.
    MalformedJson,
    /// 401: no token, or one that does not hold.
    Unauthenticated,
    /// 403: the token lacks the scope.
    InsufficientScope,
    /// 404: nothing there for this caller.
    NotFound,
    /// 405: the path knows other methods.
    MethodNotAllowed,
    /// 408: the body did not arrive.
    BodyTimeout,
    /// 409: a rule is not met.
    RuleNotMet,
    /// 409: a second referral under one reference.
    DuplicateClientReference,
    /// 409: link instead of create.
    PersonExists,
    /// 409: too many writers on one record.
    Contended,
    /// 412: stale `If-Match`.
    Stale,
    /// 413: body too large.
    TooLarge,
    /// 415: not JSON by its label.
    UnsupportedMediaType,
    /// 422: shape or meaning.
    InvalidRequest,
    /// 422: one key, two requests.
    IdempotencyKeyReused,
    /// 428: `If-Match` missing.
    PreconditionRequired,
    /// 429: too many requests.
    RateLimited,
    /// 500: our fault.
    Internal,
    /// 503: the database does not answer.
    Unavailable,
    /// 503: this build must not write to this register yet.
    RebuildRequired,
}

/// One row of the table of problems.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The problem's name in `code` and `/problems/{code}`.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What happened, the same for every occurrence.
    pub title: &'static str,
    /// What the caller can do.
    pub advice: &'static str,
}

impl Problem {
    /// Every problem.
    pub const ALL: &'static [Self] = &[
        Self::MalformedJson,
        Self::Unauthenticated,
        Self::InsufficientScope,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::BodyTimeout,
        Self::RuleNotMet,
        Self::DuplicateClientReference,
        Self::PersonExists,
        Self::Contended,
        Self::Stale,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidRequest,
        Self::IdempotencyKeyReused,
        Self::PreconditionRequired,
        Self::RateLimited,
        Self::Internal,
        Self::Unavailable,
        Self::RebuildRequired,
    ];

    /// The problem's row.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: one row a problem")]
    pub const fn row(self) -> Row {
        let (code, status, title, advice) = match self {
            Self::MalformedJson => (
                "malformed_json",
                400,
                "The body is not JSON",
                "Send one complete JSON document in UTF-8; look for a missing bracket, a lone surrogate or a truncated body.",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                401,
                "No valid access token",
                "Send 'Authorization: Bearer' with a current token of the configured issuer and audience, signed with an asymmetric algorithm.",
            ),
            Self::InsufficientScope => (
                "insufficient_scope",
                403,
                "The token lacks the scope for this call",
                "Ask the issuer for a token with the scope that 'detail' names.",
            ),
            Self::NotFound => (
                "not_found",
                404,
                "Nothing here for this caller",
                "Check the address. The answer is the same for what does not exist and for what is not yours; if you are unsure whether somebody is registered, ask the area's register lead.",
            ),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                405,
                "The path does not know this method",
                "Use one of the methods in the Allow header.",
            ),
            Self::BodyTimeout => (
                "body_timeout",
                408,
                "The body did not arrive in time",
                "Send the whole body within 20 seconds of the request. Nothing was written.",
            ),
            Self::RuleNotMet => (
                "rule_not_met",
                409,
                "The register's rules do not allow this as things stand",
                "Each entry of 'errors' names a rule that is not met, its source, and what would meet it.",
            ),
            Self::DuplicateClientReference => (
                "duplicate_client_reference",
                409,
                "This client_reference was used before",
                "The referral it created is in 'existing_id' and Location. Use a new reference for a new referral, or Idempotency-Key to repeat a call safely.",
            ),
            Self::PersonExists => (
                "person_exists",
                409,
                "Your register already has a person with this NHS number",
                "Accept again with 'person_id' set to 'existing_id' to link the referral to that person.",
            ),
            Self::Contended => (
                "contended",
                409,
                "Others are writing to the same record",
                "Nothing was written. Repeat the call after the time in Retry-After.",
            ),
            Self::Stale => (
                "stale",
                412,
                "The record has changed since you read it",
                "Read it again, look at what changed, and repeat the call with the new ETag in If-Match.",
            ),
            Self::TooLarge => ("body_too_large", 413, "The body is too large", "Send at most 1 MiB."),
            Self::UnsupportedMediaType => (
                "unsupported_media_type",
                415,
                "The body is not labelled as JSON",
                "Send 'Content-Type: application/json'.",
            ),
            Self::InvalidRequest => (
                "invalid_request",
                422,
                "The request does not make sense",
                "Mend each entry of 'errors'; its pointer says where.",
            ),
            Self::IdempotencyKeyReused => (
                "idempotency_key_reused",
                422,
                "This Idempotency-Key came with another request",
                "Use a fresh key for every new request; repeat a key only with the identical request.",
            ),
            Self::PreconditionRequired => (
                "precondition_required",
                428,
                "If-Match is required",
                "Read the record first and send its ETag in If-Match: the decision rests on what you read.",
            ),
            Self::RateLimited => (
                "rate_limited",
                429,
                "Too many requests",
                "Nothing was done. Wait for the time in Retry-After; RateLimit-Policy says how many requests your client may make.",
            ),
            Self::Internal => (
                "internal",
                500,
                "The service failed",
                "This is our fault. Report the request id; nothing was half-written.",
            ),
            Self::Unavailable => (
                "unavailable",
                503,
                "The database does not answer",
                "Repeat the call after the time in Retry-After, with the same Idempotency-Key if it writes.",
            ),
            Self::RebuildRequired => (
                "rebuild_required",
                503,
                "This build may not write to the register yet",
                "The operator has to run 'dsr rebuild': the stored rows were made by other rules than this build's. Reads are served.",
            ),
        };
        Row { code, status, title, advice }
    }
}
