//! The outermost layer: names a request, bounds its time, logs it without personal data, completes its answer.

use crate::domain::refusal::Problem;
use crate::http::limits::Allowance;
use crate::http::metrics;
use crate::http::problem::HttpError;
use crate::serving::Draining;
use crate::store::Store;
use crate::telemetry;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use std::time::{Duration, Instant};
use tracing::Instrument;

/// What this layer needs to know of the server.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Whether the process is about to end.
    pub draining: Draining,
    /// How long a request may take.
    pub timeout: Duration,
    /// Whether connections are encrypted here.
    pub tls: bool,
}

/// The identifier of a request, as its answer, its log line and its facts carry it.
#[derive(Debug, Clone)]
struct RequestId(String);

/// The identifier of a request.
#[must_use]
pub fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Scripts and styles from nowhere: answers are data.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
/// The pages of Swagger UI, which come from here whole.
const OWN: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                   connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Names the request, logs it without personal data, completes problem answers and headers.
///
/// # Errors
/// Only what takes too long: 503, already complete.
pub async fn outermost(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let store = request.app_data::<web::Data<Store>>().cloned();
    let edge = request.app_data::<web::Data<Edge>>().cloned();
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
    let method = known(request.method());
    let docs = request.path().starts_with("/docs/");
    let trace = held("traceparent").filter(|text| telemetry::trace_id(text).is_some());
    let trace_id = trace.as_deref().and_then(telemetry::trace_id);
    let span = tracing::info_span!("request", request_id = %id, method, route, trace_id);
    if let Some(trace) = &trace {
        telemetry::join(&span, trace);
    }
    // Whoever asks for the head of an answer gets the head of GET's: the server leaves the body out.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let started = Instant::now();
    let limit = edge.as_ref().map_or(Duration::MAX, |edge| edge.timeout);
    let answered = tokio::time::timeout(limit, next.call(request).instrument(span.clone())).await;
    let complete = |response: HttpResponse<BoxBody>, allowance: Option<Allowance>| {
        let mut response = finish(response, &id, allowance);
        let headers = response.headers_mut();
        let mut set = |name: HeaderName, value: &str| {
            if !headers.contains_key(&name)
                && let Ok(value) = HeaderValue::from_str(value)
            {
                headers.insert(name, value);
            }
        };
        set(header::CONTENT_SECURITY_POLICY, if docs { OWN } else { NOTHING });
        if let Some(correlation) = &correlation {
            set(HeaderName::from_static("x-correlation-id"), correlation);
        }
        if let Some(edge) = &edge {
            if edge.tls {
                set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
            }
            if edge.draining.has_begun() {
                response.head_mut().set_connection_type(ConnectionType::Close);
            }
        }
        let took = started.elapsed();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(parent: &span, status = response.status().as_u16(), micros, "answered");
        metrics::answered(method, &route, response.status(), took);
        response
    };
    let Ok(answered) = answered else {
        tracing::error!(parent: &span, "given up: it took too long");
        let late = complete(HttpError::from(Problem::Unavailable).error_response(), None);
        return Err(InternalError::from_response("took too long", late).into());
    };
    let (request, response) = answered?.map_into_boxed_body().into_parts();
    let allowance = request.extensions().get::<Allowance>().cloned();
    let response = complete(response, allowance);
    Ok(ServiceResponse::new(request, response))
}

/// The name of a method that HTTP knows, else `other`: callers may write anything there, and what they write is not logged.
fn known(method: &Method) -> &'static str {
    const KNOWN: [(Method, &str); 7] = [
        (Method::GET, "GET"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::PATCH, "PATCH"),
        (Method::DELETE, "DELETE"),
        (Method::HEAD, "HEAD"),
        (Method::OPTIONS, "OPTIONS"),
    ];
    KNOWN.iter().find(|(known, _)| known == method).map_or("other", |(_, name)| name)
}

/// Completes an answer: headers that every answer has, and the body of a problem.
fn finish(mut response: HttpResponse<BoxBody>, id: &str, allowance: Option<Allowance>) -> HttpResponse<BoxBody> {
    let failed = response.extensions().get::<HttpError>().cloned();
    let foreign = response.error().is_some().then(|| {
        let ours = response.status().is_server_error();
        HttpError::new(if ours { Problem::Internal } else { Problem::MalformedJson })
    });
    let kept = failed.is_none() && response.headers().contains_key(header::CACHE_CONTROL);
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(HeaderName::from_static("x-request-id"), id);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    if !kept {
        set(header::CACHE_CONTROL, "no-store");
    }
    if let Some(allowance) = allowance {
        set(HeaderName::from_static("ratelimit-policy"), &allowance.policy);
        set(HeaderName::from_static("ratelimit"), &allowance.left);
    }
    match failed.or(foreign) {
        None => response,
        Some(error) => {
            set(header::CONTENT_TYPE, "application/problem+json");
            let body = serde_json::to_vec(&error.body(id)).unwrap_or_default();
            response.map_body(|_, _| BoxBody::new(body))
        }
    }
}
