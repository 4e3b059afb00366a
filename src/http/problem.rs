//! Problem answers (RFC 9457): one shape for everything that goes wrong, from the one table in `domain::refusal`.

use crate::domain::refusal::{Fault, Problem, Refusal};
use crate::store::StoreError;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a problem answer says.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Leads to what the problem means and what to do.
    #[serde(rename = "type")]
    #[schema(max_length = 100, pattern = "^/problems/[a-z_]+$", example = "/problems/invalid_request")]
    pub kind: String,
    /// What happened, the same for every occurrence.
    #[schema(max_length = 200)]
    pub title: &'static str,
    /// The status again.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What to do about it.
    #[schema(max_length = 1000)]
    pub detail: String,
    /// This occurrence: the request's identifier.
    #[schema(
        max_length = 200,
        pattern = "^urn:request:[0-9a-f-]{36}$",
        example = "urn:request:0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11"
    )]
    pub instance: String,
    /// The problem, for programs. More codes may be added; treat one you do not know by its status.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "invalid_request")]
    pub code: &'static str,
    /// Everything that is wrong, where it can be said in parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200, required = false)]
    pub errors: Vec<Fault>,
    /// The record that exists already, for `duplicate_client_reference` and `person_exists`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_id: Option<Uuid>,
}

/// A problem on its way to the caller.
#[derive(Debug, Clone)]
pub struct HttpError {
    problem: Problem,
    detail: Option<String>,
    errors: Vec<Fault>,
    existing: Option<Uuid>,
    headers: Vec<(header::HeaderName, String)>,
}

impl HttpError {
    /// The problem, with the advice of its row.
    #[must_use]
    pub const fn new(problem: Problem) -> Self {
        Self { problem, detail: None, errors: Vec::new(), existing: None, headers: Vec::new() }
    }

    /// With a detail of its own.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With a response header.
    #[must_use]
    pub fn header(mut self, name: header::HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With everything that is wrong.
    #[must_use]
    pub fn errors(mut self, errors: Vec<Fault>) -> Self {
        self.errors = errors;
        self
    }

    /// One fault at one place.
    #[must_use]
    pub fn fault(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        let fault = Fault { pointer: pointer.into(), code: code.into(), message: message.into(), source: None };
        Self::new(Problem::InvalidRequest).errors(vec![fault])
    }

    /// Whether it is this problem.
    #[must_use]
    pub fn is(&self, problem: Problem) -> bool {
        self.problem == problem
    }

    /// Whether the service failed, rather than the request.
    #[must_use]
    pub const fn is_ours(&self) -> bool {
        self.problem.row().status >= 500
    }

    fn existing(mut self, id: Uuid, location: String) -> Self {
        self.existing = Some(id);
        self.header(header::LOCATION, location)
    }

    /// The body, for a request.
    #[must_use]
    pub fn body(&self, request_id: &str) -> ProblemBody {
        let row = self.problem.row();
        ProblemBody {
            kind: format!("/problems/{}", row.code),
            title: row.title,
            status: row.status,
            detail: self.detail.clone().unwrap_or_else(|| row.advice.to_owned()),
            instance: format!("urn:request:{request_id}"),
            code: row.code,
            errors: self.errors.clone(),
            existing_id: self.existing,
        }
    }
}

/// A complete example of a problem's answer, as it would be sent; everything in it is fictional.
#[must_use]
pub fn example(problem: Problem) -> HttpError {
    let id = Uuid::from_u128(0x0198_f0a2_6f6e_7c2a_9a55_3b1f_6f0c_2d11);
    let fault = |pointer: &str, code: &str, message: &str, source: Option<&str>| Fault {
        pointer: pointer.into(),
        code: code.into(),
        message: message.into(),
        source: source.map(str::to_owned),
    };
    match problem {
        Problem::RuleNotMet => HttpError::new(problem).errors(vec![
            fault("/consents", "no_register_consent", "acceptance needs consent to be on the register, or a recorded best-interests decision: add it to 'consents'", Some("S1")),
            fault("/rating", "rating_needed", "acceptance needs an initial rating: red, amber or green", Some("S1")),
        ]),
        Problem::InvalidRequest => HttpError::new(problem).errors(vec![
            fault("/person/nhs_number", "nhs_number_check_digit", "is not a valid NHS number: its check digit does not hold; look for a misread digit", None),
        ]),
        Problem::DuplicateClientReference => HttpError::new(problem).existing(id, format!("/v1/referrals/{id}")),
        Problem::PersonExists => HttpError::new(problem).existing(id, format!("/v1/people/{id}")),
        Problem::Unauthenticated => HttpError::new(problem).detail(format!("the token has expired. {}", problem.row().advice)),
        Problem::InsufficientScope => HttpError::new(problem).detail("This call needs the scope 'ratings:write'. Ask the issuer for a token with the scope named here."),
        Problem::MalformedJson => HttpError::new(problem).detail(format!("The body stops being JSON at line 3, column 17. {}", problem.row().advice)),
        _ => problem.into(),
    }
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.problem.row().code)
    }
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.row().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Without a body: the outermost layer knows the request's identifier and writes it.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl From<Problem> for HttpError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Unavailable => Self::new(problem).header(header::RETRY_AFTER, "2"),
            Problem::IssuerUnavailable => Self::new(problem).header(header::RETRY_AFTER, "5"),
            Problem::RebuildRequired => Self::new(problem).header(header::RETRY_AFTER, "60"),
            Problem::Contended => Self::new(problem).header(header::RETRY_AFTER, "1"),
            _ => Self::new(problem),
        }
    }
}

impl From<Refusal> for HttpError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(errors) => Self::new(Problem::InvalidRequest).errors(errors),
            Refusal::RuleNotMet(errors) => Self::new(Problem::RuleNotMet).errors(errors),
            Refusal::NotFound => Self::new(Problem::NotFound),
            Refusal::DuplicateClientReference(id) => {
                Self::new(Problem::DuplicateClientReference).existing(id.0, format!("/v1/referrals/{id}"))
            }
            Refusal::PersonExists(id) => Self::new(Problem::PersonExists).existing(id.0, format!("/v1/people/{id}")),
        }
    }
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::RebuildRequired => Problem::RebuildRequired.into(),
            StoreError::Unreadable(error) => {
                tracing::error!(%error, "a stored fact cannot be read");
                Problem::Internal.into()
            }
            other => {
                tracing::error!(cause = %other, "the store failed");
                Problem::Unavailable.into()
            }
        }
    }
}
