//! From requests to values: bodies, queries, identifiers and conditions. What is wrong with a shape is said here.

use crate::digest::sha256;
use crate::domain::refusal::{Fault, Problem};
use crate::http::problem::HttpError;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use std::borrow::Cow;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::time::Duration;
use uuid::Uuid;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// The largest body accepted, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// A JSON body that has its shape.
#[derive(Debug)]
pub struct Body<T> {
    /// What it says.
    pub value: T,
    /// Hash over method, path and bytes: what an idempotency key stands for.
    pub fingerprint: [u8; 32],
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let labelled = request
            .mime_type()
            .ok()
            .flatten()
            .is_some_and(|mime| mime.subtype() == "json" || mime.suffix().is_some_and(|suffix| suffix == "json"));
        let declared = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.parse::<usize>().ok());
        let (method, path) = (request.method().clone(), request.path().to_owned());
        let bytes = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if !labelled {
                return Err(Problem::UnsupportedMediaType.into());
            }
            if declared.is_some_and(|length| length > MAX_BODY) {
                return Err(Problem::TooLarge.into());
            }
            let payload = bytes.await.map_err(|_| Problem::MalformedJson)?;
            let arrived = tokio::time::timeout(PATIENCE, payload.to_bytes_limited(MAX_BODY)).await;
            let read = arrived.map_err(|_| Problem::BodyTimeout)?.map_err(|_| Problem::TooLarge)?;
            let bytes = read.map_err(|_| Problem::MalformedJson)?;
            let fingerprint = sha256(&[method.as_str().as_bytes(), path.as_bytes(), &bytes]);
            Ok(Self { value: parse(&bytes)?, fingerprint })
        })
    }
}

/// Reads a body: syntax 400, the first fault of shape 422, else every limit that is not kept.
fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, HttpError> {
    // A list would be taken for an object's members in their order.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        let fault = shape_fault(String::new(), "invalid type: sequence, expected struct ");
        return Err(HttpError::new(Problem::InvalidRequest).errors(vec![fault]));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let at = error.path().clone();
        let inner = error.into_inner();
        // A code that is no text is reported as if the text ended there.
        if inner.is_data() || serde_json::from_slice::<serde_json::Value>(bytes).is_ok() {
            HttpError::new(Problem::InvalidRequest).errors(vec![shape_fault(pointer(&at), &inner.to_string())])
        } else {
            malformed(&inner)
        }
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    value.validate().map_err(|errors| HttpError::new(Problem::InvalidRequest).errors(limits(&errors, "")))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> HttpError {
    let advice = Problem::MalformedJson.row().advice;
    HttpError::new(Problem::MalformedJson).detail(format!(
        "The body stops being JSON at line {}, column {}. {advice}",
        error.line(),
        error.column()
    ))
}

/// A JSON pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |mut out, segment| {
        let part = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } if plain(key) => key.clone(),
            Segment::Enum { variant } if plain(variant) => variant.clone(),
            _ => "-".to_owned(),
        };
        out.push('/');
        out.push_str(&part);
        out
    })
}

/// A name that may be repeated to the caller: of the form our own fields have, so that a value sent as a name is not.
fn plain(name: &str) -> bool {
    name.len() <= 60 && !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// What is wrong with a shape. Never repeats a value: serde's own messages do.
fn shape_fault(pointer: String, message: &str) -> Fault {
    let message = message.rsplit_once(" at line ").map_or(message, |(said, _)| said);
    // From the right: a value quoted before it may hold the same words.
    let expected = |text: &str| match text.rsplit_once(", expected ") {
        Some((_, rest)) if rest.starts_with("struct ") => "an object".to_owned(),
        Some((_, rest)) => rest.to_owned(),
        None => String::new(),
    };
    let quoted = |text: &str| {
        text.split('`').nth(1).filter(|name| plain(name)).map(|name| format!(" '{name}'")).unwrap_or_default()
    };
    let (code, message) = if let Some((code, message)) = message.split_once('|').filter(|(code, _)| plain(code)) {
        (code.to_owned(), message.to_owned())
    } else if message.starts_with("unknown field") {
        (
            "unknown_field".to_owned(),
            format!(
                "there is no field{} here; look for a misspelling; expected {}",
                quoted(message),
                expected(message)
            ),
        )
    } else if message.starts_with("missing field") {
        ("missing_field".to_owned(), format!("the field{} is required", quoted(message)))
    } else if message.starts_with("duplicate field") {
        ("duplicate_field".to_owned(), format!("the field{} stands twice", quoted(message)))
    } else if message.starts_with("unknown variant") {
        ("unknown_code".to_owned(), format!("is not a known code; expected {}", expected(message)))
    } else {
        let wanted = Some(expected(message)).filter(|text| !text.is_empty()).map(|text| format!("; expected {text}"));
        ("wrong_type".to_owned(), format!("has the wrong type or form{}", wanted.unwrap_or_default()))
    };
    let mut message = message;
    if message.chars().count() > 480 {
        message = message.chars().take(480).collect::<String>() + " …";
    }
    Fault { pointer, code, message, source: None }
}

/// Every limit of a list or number that is not kept.
fn limits(errors: &ValidationErrors, at: &str) -> Vec<Fault> {
    let mut faults: Vec<Fault> = errors
        .errors()
        .iter()
        .flat_map(|(field, kind)| {
            let here = format!("{at}/{field}");
            match kind {
                ValidationErrorsKind::Struct(inner) => limits(inner, &here),
                ValidationErrorsKind::List(items) => {
                    items.iter().flat_map(|(index, inner)| limits(inner, &format!("{here}/{index}"))).collect()
                }
                ValidationErrorsKind::Field(found) => found
                    .iter()
                    .map(|error| {
                        let bound = |name: &str| error.params.get(name).map(|v| format!("{name} {v}"));
                        let bounds: Vec<String> = ["min", "max"].into_iter().filter_map(bound).collect();
                        Fault {
                            pointer: here.clone(),
                            code: "out_of_bounds".into(),
                            message: format!("must keep its bounds: {}", bounds.join(", ")),
                            source: None,
                        }
                    })
                    .collect(),
            }
        })
        .collect();
    faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    faults
}

/// Query parameters that have their shape.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for Query<T> {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(query(request.query_string()))
    }
}

fn query<T: DeserializeOwned + Validate>(text: &str) -> Result<Query<T>, HttpError> {
    let mark = |fault: Fault| Fault { pointer: fault.pointer.replacen('/', "?", 1), ..fault };
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    let unclean = |(name, value): &(Cow<'_, str>, Cow<'_, str>)| value.contains('\0').then(|| name.to_string());
    if let Some(name) = form_urlencoded::parse(text.as_bytes()).find_map(|pair| unclean(&pair)) {
        let at = if plain(&name) { format!("?{name}") } else { "?".to_owned() };
        return Err(HttpError::fault(
            at,
            "text_control_character",
            "must not contain control characters (U+0000 among them)",
        ));
    }
    let value: T = serde_path_to_error::deserialize(pairs).map_err(|error| {
        let (at, said) = (pointer(error.path()), error.inner().to_string());
        let named = said.split('`').nth(1).filter(|name| at.is_empty() && plain(name)).map(|name| format!("/{name}"));
        HttpError::new(Problem::InvalidRequest).errors(vec![mark(shape_fault(named.unwrap_or(at), &said))])
    })?;
    value.validate().map_err(|errors| {
        HttpError::new(Problem::InvalidRequest).errors(limits(&errors, "").into_iter().map(mark).collect())
    })?;
    Ok(Query(value))
}

/// The identifiers in a path, outermost first. One that is no identifier answers as one that does not exist.
#[derive(Debug)]
pub struct Ids<const N: usize>(pub [Uuid; N]);

impl<const N: usize> FromRequest for Ids<N> {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found: Vec<Uuid> = request.match_info().iter().filter_map(|(_, text)| Uuid::parse_str(text).ok()).collect();
        ready(found.try_into().map(Self).map_err(|_| Problem::NotFound.into()))
    }
}

/// What the call's headers make it depend on.
#[derive(Debug, Default)]
pub struct Conditions {
    /// `If-Match`: the version read; `None` inside for `*`.
    pub if_match: Option<Option<i64>>,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
    /// `Idempotency-Key`.
    pub key: Option<String>,
}

impl FromRequest for Conditions {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(conditions(request))
    }
}

fn conditions(request: &HttpRequest) -> Result<Conditions, HttpError> {
    let text =
        |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("\u{7f}").trim().to_owned());
    let if_match = match text("if-match").as_deref() {
        None => None,
        Some("*") => Some(None),
        // An ETag that we did not make matches nothing.
        Some(tag) => Some(Some(version_of(tag).unwrap_or(-1))),
    };
    let key = text("idempotency-key");
    if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 100 || !key.bytes().all(|b| b.is_ascii_graphic())) {
        return Err(HttpError::fault(
            "",
            "idempotency_key_format",
            "Idempotency-Key must be 1 to 100 visible ASCII characters; a random UUID is best",
        ));
    }
    Ok(Conditions { if_match, if_none_match: text("if-none-match"), key })
}

/// The version in an `ETag` of ours: `"{version}.{digest}"`.
fn version_of(tag: &str) -> Option<i64> {
    let inner = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    inner.split('.').next()?.parse().ok()
}

/// Where a page ended: a date, where the order has one, and a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The date the last entry was sorted by.
    pub day: Option<NaiveDate>,
    /// The last entry.
    pub id: Uuid,
}

impl Cursor {
    /// Reads a cursor that this service made.
    ///
    /// # Errors
    /// Any other text.
    pub fn parse(text: &str) -> Result<Self, HttpError> {
        let read = || {
            let (day, id) = text.split_once('.')?;
            let day = if day.is_empty() {
                None
            } else {
                Some(NaiveDate::parse_from_str(day, "%Y%m%d").ok().filter(|_| day.len() == 8)?)
            };
            Some(Self { day, id: Uuid::try_parse(id).ok()? })
        };
        read().ok_or_else(|| {
            HttpError::fault(
                "?cursor",
                "unknown_cursor",
                "take the cursor from 'next' of an answer as it stands, or leave it out to begin again",
            )
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = self.day.map(|day| day.format("%Y%m%d").to_string()).unwrap_or_default();
        write!(f, "{day}.{}", self.id.simple())
    }
}
