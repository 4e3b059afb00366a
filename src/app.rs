//! The application: the store, the key and the routes as one server, shared by `main` and the tests.

use crate::http::limits::Limits;
use crate::http::outermost::{Edge, outermost};
use crate::http::{contract, explained, metrics, ops, routes};
use crate::login::Verifier;
use crate::serving::{Draining, Serving};
use crate::signing::Signer;
use crate::store::Store;
use actix_cors::Cors;
use actix_web::dev::Server;
use actix_web::http::{Method, header};
use actix_web::middleware::{Condition, from_fn};
use actix_web::{App, HttpResponse, HttpServer, web};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The contract of this build.
#[must_use]
pub fn document() -> OpenApi {
    contract::finished(App::new().into_utoipa_app().openapi(contract::document()).configure(routes).split_for_parts().1)
}

/// What a server answers from.
#[derive(Debug, Clone)]
pub struct Service {
    /// The register.
    pub store: Store,
    /// Who may call.
    pub verifier: Arc<Verifier>,
    /// What it signs with.
    pub signer: Signer,
    /// Whether the process is about to end.
    pub draining: Draining,
}

impl Service {
    /// A service that goes on, with nothing to sign with.
    #[must_use]
    pub fn new(store: Store, verifier: impl Into<Arc<Verifier>>) -> Self {
        Self { store, verifier: verifier.into(), signer: Signer::default(), draining: Draining::default() }
    }

    /// The same, signing with these keys.
    #[must_use]
    pub fn signing(mut self, signer: Signer) -> Self {
        self.signer = signer;
        self
    }
}

/// A server on `listener`; it runs once awaited. When `stop` is done it accepts no more, finishes what it has begun within
/// 30 seconds, and returns.
///
/// # Errors
/// The listener cannot be used.
pub fn server(
    service: Service,
    listener: TcpListener,
    serving: Serving,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<Server> {
    let Serving { workers, max_connections, request_timeout, rate, cors_origins, tls } = serving;
    let _ = metrics::recorder();
    let edge = Edge { draining: service.draining.clone(), timeout: request_timeout, tls: tls.is_some() };
    let edge = web::Data::new(edge);
    let draining = web::Data::new(service.draining);
    let limits = web::Data::new(Limits::new(rate));
    let store = web::Data::new(service.store);
    let verifier = web::Data::new(service.verifier);
    let signer = web::Data::new(service.signer);
    let contract = web::Data::new(ops::Contract::new(&document()));
    let server = HttpServer::new(move || {
        App::new()
            .wrap(Condition::new(!cors_origins.is_empty(), cors(&cors_origins)))
            .wrap(from_fn(outermost))
            .app_data(edge.clone())
            .app_data(draining.clone())
            .app_data(limits.clone())
            .app_data(store.clone())
            .app_data(verifier.clone())
            .app_data(signer.clone())
            .app_data(contract.clone())
            .into_utoipa_app()
            .openapi(contract::document())
            .configure(routes)
            .into_app()
            .route("/openapi.json", web::get().to(ops::openapi))
            .route("/problems.css", web::get().to(explained::style))
            .route("/", web::get().to(to_the_documentation))
            .route("/docs", web::get().to(to_the_documentation))
            .service(SwaggerUi::new("/docs/{_:.*}").config(explorer()))
            .default_service(web::to(ops::elsewhere))
    });
    let workers = workers.max(1);
    let server = server
        .workers(workers)
        .max_connections(max_connections.div_ceil(workers))
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(30)
        .shutdown_signal(stop);
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    };
    Ok(server.run())
}

/// What pages of these origins may send and read. Nothing of it is answered when there are none.
fn cors(origins: &[String]) -> Cors {
    let sent = ["content-type", "idempotency-key", "if-match", "if-none-match", "traceparent", "x-correlation-id"];
    let read = ["etag", "idempotency-replayed", "link", "location", "ratelimit", "ratelimit-policy", "retry-after"];
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH])
        .allowed_headers(sent)
        .allowed_headers([header::AUTHORIZATION.as_str(), "x-on-behalf-of", "x-purpose", "x-request-id"])
        .expose_headers(read)
        .expose_headers(["x-correlation-id", "x-request-id"])
        .max_age(3600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

async fn to_the_documentation() -> HttpResponse {
    HttpResponse::Found().insert_header(("location", "/docs/")).finish()
}

/// How the contract is shown under `/docs/`: in the order of the document, ready to be tried, and without a word to anybody
/// outside.
fn explorer() -> Config<'static> {
    Config::from("/openapi.json")
        .use_base_layout()
        .deep_linking(true)
        .try_it_out_enabled(true)
        .persist_authorization(true)
        .display_request_duration(true)
        .default_models_expand_depth(0)
        .validator_url("none")
}
