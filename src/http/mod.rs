//! The only actix: from requests to decisions and back. Handlers load, decide, commit, reply; they know no rule.

pub mod act;
pub mod area;
pub mod auth;
pub mod contract;
pub mod explained;
pub mod extract;
pub(crate) mod html;
pub mod limits;
pub mod metrics;
pub mod ops;
pub mod outermost;
pub mod problem;
pub mod reply;
pub mod v1;

use utoipa_actix_web::service_config::ServiceConfig;

pub use outermost::request_id;

/// Every route with its place in the contract.
pub fn routes(config: &mut ServiceConfig<'_>) {
    v1::routes(config);
    config
        .service(ops::live)
        .service(ops::ready)
        .service(ops::version)
        .service(ops::keys)
        .service(explained::all)
        .service(explained::one)
        .service(metrics::show);
}
