//! The application: the store, the key and the routes as one server, shared by `main` and the tests.

use crate::http::auth::Verifier;
use crate::http::{contract, ops, outermost, routes};
use crate::store::Store;
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
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

/// A server on `listener`; it runs once awaited, and stops on SIGTERM or Ctrl-C after finishing what it has begun.
///
/// # Errors
/// The listener cannot be used.
pub fn server(store: Store, verifier: Verifier, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let store = web::Data::new(store);
    let verifier = web::Data::new(Arc::new(verifier));
    let contract = web::Data::new(ops::Contract::new(&document()));
    let server = HttpServer::new(move || {
        App::new()
            .wrap(from_fn(outermost))
            .app_data(store.clone())
            .app_data(verifier.clone())
            .app_data(contract.clone())
            .into_utoipa_app()
            .openapi(contract::document())
            .configure(routes)
            .into_app()
            .route("/openapi.json", web::get().to(ops::openapi))
            .route(
                "/",
                web::get().to(|| async { HttpResponse::Found().insert_header(("location", "/docs/")).finish() }),
            )
            .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json")))
            .default_service(web::to(ops::elsewhere))
    });
    let server = server
        .workers(workers.max(1))
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(30)
        .listen(listener)?;
    Ok(server.run())
}
