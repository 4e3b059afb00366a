//! How many requests a client may make: a bucket for each, in this process (IETF draft `RateLimit` header fields).

use crate::domain::refusal::Problem;
use crate::http::problem::HttpError;
use crate::serving::Rate;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, web};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use std::sync::Arc;

type Buckets = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// The buckets of all clients.
#[derive(Clone)]
pub struct Limits {
    rate: Option<Rate>,
    buckets: Arc<Buckets>,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").field("rate", &self.rate).finish_non_exhaustive()
    }
}

/// What is left to the client of a request, for its answer.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// `RateLimit-Policy`.
    pub policy: String,
    /// `RateLimit`.
    pub left: String,
}

impl Limits {
    /// Full buckets.
    #[must_use]
    pub fn new(rate: Option<Rate>) -> Self {
        let quota = rate.map_or_else(
            || Quota::per_second(std::num::NonZeroU32::MAX),
            |rate| Quota::per_second(rate.per_second).allow_burst(rate.burst),
        );
        Self { rate, buckets: Arc::new(RateLimiter::keyed(quota).with_middleware()) }
    }

    /// Takes one request out of the client's bucket.
    fn take(&self, client: &str) -> Option<(Allowance, Option<u64>)> {
        let rate = self.rate?;
        let policy = format!("\"client\";q={};w={}", rate.burst, rate.window());
        let (left, wait) = match self.buckets.check_key(&client.to_owned()) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(self.buckets.clock().now());
                (0, Some(wait.as_secs().saturating_add(1)))
            }
        };
        let left = format!("\"client\";r={left};t={}", wait.unwrap_or(1));
        Some((Allowance { policy, left }, wait))
    }
}

/// Lets a request of this client in.
///
/// # Errors
/// 429 with Retry-After when its bucket is empty.
pub fn admit(request: &HttpRequest, client: &str) -> Result<(), HttpError> {
    let Some(limits) = request.app_data::<web::Data<Limits>>() else { return Ok(()) };
    let Some((allowance, wait)) = limits.take(client) else { return Ok(()) };
    request.extensions_mut().insert(allowance);
    wait.map_or(Ok(()), |seconds| {
        Err(HttpError::new(Problem::RateLimited).header(header::RETRY_AFTER, seconds.to_string()))
    })
}
