//! The only actix: from requests to decisions and back. Handlers load, decide, commit, reply; they know no rule.

pub mod act;
pub mod auth;
pub mod contract;
pub mod extract;
pub mod ops;
pub mod problem;
pub mod reply;
pub mod v1;

use crate::domain::refusal::Problem;
use crate::store::Store;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use problem::HttpError;
use tracing::Instrument;
use utoipa_actix_web::service_config::ServiceConfig;

/// The identifier of a request, as its answer, its log line and its facts carry it.
#[derive(Debug, Clone)]
struct RequestId(String);

/// The identifier of a request.
#[must_use]
pub fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Every route with its place in the contract.
pub fn routes(config: &mut ServiceConfig<'_>) {
    v1::routes(config);
    config.service(ops::live).service(ops::ready).service(ops::version).service(ops::problem);
}

/// The outermost layer: names the request, logs it without personal data, completes problem answers and headers.
///
/// # Errors
/// Never its own: whatever the handlers answer.
pub async fn outermost(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let store = request.app_data::<web::Data<Store>>().cloned();
    let held = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    // Only a UUID as programs make them is taken over: other texts might say something about somebody, and this one is
    // logged.
    let given = held("x-request-id").and_then(|text| uuid::Uuid::try_parse(&text).ok());
    let given = given.filter(|id| id.get_variant() == uuid::Variant::RFC4122 && matches!(id.get_version_num(), 4 | 7));
    let id = given.or_else(|| store.as_ref().map(|s| s.id())).unwrap_or_default().to_string();
    let correlation = held("x-correlation-id").filter(|text| text.len() <= 200);
    request.extensions_mut().insert(RequestId(id.clone()));
    // The pattern, never the path: a path may hold what somebody pasted into it.
    let route = request.match_pattern().unwrap_or_else(|| "-".to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", request_id = %id, %method, route);
    let started = std::time::Instant::now();
    let response = next.call(request).instrument(span.clone()).await?.map_into_boxed_body();
    let response = finish(response, &id, correlation.as_deref());
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, status = response.status().as_u16(), micros, "answered");
    Ok(response)
}

/// Completes an answer: headers that every answer has, and the body of a problem.
fn finish(mut response: ServiceResponse<BoxBody>, id: &str, correlation: Option<&str>) -> ServiceResponse<BoxBody> {
    let failed = response.response().extensions().get::<HttpError>().cloned();
    let foreign = response.response().error().is_some().then(|| {
        let ours = response.status().is_server_error();
        HttpError::new(if ours { Problem::Internal } else { Problem::MalformedJson })
    });
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(HeaderName::from_static("x-request-id"), id);
    if let Some(correlation) = correlation {
        set(HeaderName::from_static("x-correlation-id"), correlation);
    }
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CACHE_CONTROL, "no-store");
    match failed.or(foreign) {
        None => response,
        Some(error) => {
            set(header::CONTENT_TYPE, "application/problem+json");
            let body = serde_json::to_vec(&error.body(id)).unwrap_or_default();
            response.map_body(|_, _| BoxBody::new(body))
        }
    }
}
