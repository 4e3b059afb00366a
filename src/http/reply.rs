//! Answers: bodies with their `ETag` and Location, pages with their links.

use crate::digest::{hex, sha256};
use crate::http::problem::HttpError;
use crate::store::Store;
use crate::store::idempotency::Done;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use utoipa::ToSchema;

/// What a handler answers.
pub type Answer = Result<HttpResponse, HttpError>;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The entries.
    #[schema(max_items = 500)]
    pub data: Vec<T>,
    /// The address of the next page; null on the last.
    #[schema(max_length = 2000)]
    pub next: Option<String>,
}

fn json<T: Serialize>(mut response: HttpResponseBuilder, body: &T) -> HttpResponse {
    response.content_type("application/json").body(serde_json::to_vec(body).unwrap_or_default())
}

/// One record with its `ETag`: the stream's version, and a digest of the London date, the packs and what the caller sees.
/// 304 when the caller has it already.
pub fn record<T: Serialize>(store: &Store, version: i64, if_none_match: Option<&str>, body: &T) -> HttpResponse {
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    let tag = etag(store, version, &bytes);
    let same = if_none_match
        .is_some_and(|held| held == "*" || held.split(',').any(|t| t.trim().trim_start_matches("W/") == tag));
    if same {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    HttpResponse::Ok().insert_header((header::ETAG, tag)).content_type("application/json").body(bytes)
}

fn etag(store: &Store, version: i64, seen: &[u8]) -> String {
    let day = store.clock().today().to_string();
    let digest = sha256(&[day.as_bytes(), store.packs().digest().as_bytes(), seen]);
    format!("\"{version}.{}\"", hex(digest.get(..8).unwrap_or_default()))
}

/// What a call did, as a body. `Location` is where the created record is; the `ETag` carries the subject's version for the
/// next `If-Match`.
pub fn done<T: Serialize>(outcome: &Outcome, location: Option<String>, body: &T) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(outcome.done.status).unwrap_or(StatusCode::OK));
    response.insert_header((header::ETAG, format!("\"{}.w\"", outcome.version)));
    if let Some(location) = location {
        response.insert_header((header::LOCATION, location));
    }
    json(replayed(response, outcome), body)
}

/// Says so when an earlier call did it.
fn replayed(mut response: HttpResponseBuilder, outcome: &Outcome) -> HttpResponseBuilder {
    if outcome.replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response
}

/// What a call did to a record that the caller need not reach: nothing of it in the answer, not even its version.
pub fn acknowledged<T: Serialize>(outcome: &Outcome, body: &T) -> HttpResponse {
    let response = HttpResponse::build(StatusCode::from_u16(outcome.done.status).unwrap_or(StatusCode::ACCEPTED));
    json(replayed(response, outcome), body)
}

/// What a call did, and whether it did it now.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// What was done.
    pub done: Done,
    /// Whether an earlier call did it.
    pub replayed: bool,
    /// The subject's version as the answer shows it.
    pub version: i64,
}

/// A page; `next` also goes into `Link` (RFC 8288).
#[must_use]
pub fn page<T: Serialize>(data: Vec<T>, next: Option<String>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    json(response, &Page { data, next })
}

/// A body without an `ETag`.
pub fn body<T: Serialize>(body: &T) -> HttpResponse {
    json(HttpResponse::Ok(), body)
}
