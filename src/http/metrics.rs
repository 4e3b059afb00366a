//! What `/metrics` tells, in the form Prometheus reads: requests, commits, the feed, the pools, the issuer's keys, what is
//! overdue. No label names an organisation, a client or a person.

use crate::http::reply::Answer;
use crate::login::Verifier;
use crate::serving::Draining;
use crate::store::Store;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Upper bounds of durations, in seconds.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// Upper bounds of how many jobs one transaction took.
const JOBS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Starts counting, once a process.
#[must_use]
pub fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
            .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_jobs".into()), JOBS))
            .unwrap_or_default();
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder, in a program that embeds this one, keeps what it has.
        let _ = metrics::set_global_recorder(recorder);
        describe();
        handle
    })
}

fn describe() {
    describe_counter!("dsr_http_requests_total", "Requests answered, by method, route and status.");
    describe_histogram!("dsr_http_request_seconds", "From a request's head to its answer.");
    describe_histogram!("dsr_commit_jobs", "Decisions and audit rows in one transaction.");
    describe_histogram!("dsr_commit_seconds", "How long a transaction that writes took.");
    describe_counter!("dsr_commits_failed_total", "Transactions that the database did not take.");
    describe_gauge!("dsr_feed_position", "The position of the last fact in the feed.");
    describe_gauge!("dsr_database_connections", "Connections to the database, by pool and state.");
    describe_gauge!("dsr_deadlines_overdue", "Duties overdue in the whole register, by kind of duty.");
    describe_gauge!("dsr_sweep_age_seconds", "Since a sweep last ended, in the whole register; absent while none has.");
    describe_counter!("dsr_observations_total", "Observations of the clock that this process recorded, by kind.");
    describe_counter!("dsr_break_glass_total", "Records opened in an emergency by this process, by reason.");
    describe_gauge!("dsr_writable", "1 while writes are accepted.");
    describe_gauge!("dsr_draining", "1 while the process is about to end.");
    describe_gauge!(
        "dsr_login_keys_age_seconds",
        "Since the issuer's keys were fetched, or since the start if they never were."
    );
    describe_gauge!("dsr_database_up", "1 while the database answers.");
}

/// One request was answered.
pub(crate) fn answered(method: &'static str, route: &str, status: StatusCode, took: Duration) {
    let route = route.to_owned();
    counter!("dsr_http_requests_total", "method" => method, "route" => route.clone(), "status" => status.as_str().to_owned())
        .increment(1);
    histogram!("dsr_http_request_seconds", "method" => method, "route" => route).record(took.as_secs_f64());
}

/// Counters for Prometheus.
///
/// Anybody who reaches the port may read them: keep the path from the outside at the proxy.
#[utoipa::path(tag = "Service", operation_id = "metrics", security(()),
    responses((status = 200, description = "Counters and gauges in Prometheus' text format.", body = String, content_type = "text/plain")))]
#[get("/metrics")]
pub(crate) async fn show(
    store: web::Data<Store>,
    verifier: web::Data<Arc<Verifier>>,
    draining: web::Data<Draining>,
) -> Answer {
    let handle = recorder();
    if let Some(issuer) = verifier.issuer() {
        gauge!("dsr_login_keys_age_seconds").set(issuer.age().as_secs_f64());
    }
    gauge!("dsr_draining").set(f64::from(u8::from(draining.has_begun())));
    gauge!("dsr_writable").set(f64::from(u8::from(store.writable())));
    for (pool, state, number) in store.db().connections() {
        gauge!("dsr_database_connections", "pool" => pool, "state" => state).set(f64::from(number));
    }
    let standing = store.standing().await;
    gauge!("dsr_database_up").set(f64::from(u8::from(standing.is_ok())));
    if let Ok(standing) = standing {
        gauge!("dsr_feed_position").set(exact(standing.feed_position));
        for (duty, overdue) in standing.overdue {
            gauge!("dsr_deadlines_overdue", "duty" => duty).set(exact(overdue));
        }
    }
    if let Ok(Some(age)) = store.heartbeat().await.map(|found| found.and_then(|h| h.age(store.clock().now()))) {
        gauge!("dsr_sweep_age_seconds").set(exact(age));
    }
    handle.run_upkeep();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(handle.render()))
}

/// A count as Prometheus has it; beyond 2^53 it would be rounded.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "Prometheus has nothing but floating point")]
fn exact(number: i64) -> f64 {
    number as f64
}
