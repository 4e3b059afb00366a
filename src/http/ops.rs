//! The service about itself: liveness, readiness, version, the contract, and what problems mean.

use crate::domain::refusal::Problem;
use crate::http::contract::answers;
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, body};
use crate::login::Verifier;
use crate::login::issuer::Standing;
use crate::serving::Draining;
use crate::signing::{PublicKeys, Signer};
use crate::store::Store;
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::ParameterIn;

/// That the service lives.
#[derive(Debug, Serialize, ToSchema)]
pub struct Live {
    /// Always `live`.
    #[schema(max_length = 10, example = "live")]
    status: &'static str,
}

/// Whether the service can do its work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// `ready`, or `read_only` while a rebuild is due.
    #[schema(max_length = 10, example = "ready")]
    status: &'static str,
    /// The database engine.
    #[schema(max_length = 10, example = "sqlite")]
    database: &'static str,
    /// The schema's level in the database.
    migration: i64,
    /// The level this build was made for.
    migration_expected: i64,
    /// Whether writes are accepted.
    writable: bool,
    /// Where an issuer's keys are fetched: `reached`, or `outage` while the last fetch failed and the keys of an earlier
    /// one serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10, example = "reached")]
    issuer: Option<&'static str>,
    /// Whole seconds since a sweep last ended; null while none has. Readiness does not depend on it.
    #[schema(minimum = 0)]
    sweep_age_seconds: Option<i64>,
}

/// Which service this is.
#[derive(Debug, Serialize, ToSchema)]
pub struct About {
    /// The service.
    #[schema(max_length = 10, example = "dsr")]
    name: &'static str,
    /// Its version.
    #[schema(max_length = 40, example = "0.1.0")]
    version: &'static str,
    /// Digest of the policy packs in force.
    #[schema(max_length = 64)]
    packs: String,
    /// The packs in force.
    #[schema(max_items = 20)]
    policies: Vec<PackVersion>,
}

/// One policy pack.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackVersion {
    /// Its name.
    #[schema(max_length = 60, example = "seeds")]
    id: String,
    /// Its version.
    #[schema(max_length = 60, example = "2017-03-01")]
    version: String,
    /// What it is.
    #[schema(max_length = 200)]
    title: String,
}

/// Whether the process lives.
///
/// Asks nothing of the database. Needs no token.
#[utoipa::path(tag = "Service", operation_id = "live", responses((status = 200, description = "It lives.", body = Live)), security(()))]
#[get("/livez")]
pub(crate) async fn live() -> Answer {
    Ok(body(&Live { status: "live" }))
}

/// Whether the service can do its work.
///
/// The database answers, its schema is at this build's level and, where tokens come from an issuer, its keys are known. Needs
/// no token.
#[utoipa::path(tag = "Service", operation_id = "ready", security(()), responses(
    (status = 200, description = "It can.", body = Ready),
    (status = 503, description = "It cannot now; see Retry-After.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json")))]
#[get("/readyz")]
pub(crate) async fn ready(
    store: web::Data<Store>,
    verifier: web::Data<Arc<Verifier>>,
    draining: web::Data<Draining>,
) -> Answer {
    if draining.has_begun() {
        return Err(HttpError::from(Problem::Unavailable).detail("The service is about to end; another one answers."));
    }
    store.ping().await?;
    let (migration, migration_expected) = store.db().schema_level().await?;
    let writable = store.writable();
    if migration < migration_expected {
        return Err(Problem::Unavailable.into());
    }
    let issuer = issuer(verifier.standing())?;
    let status = if writable { "ready" } else { "read_only" };
    let database = store.db().engine();
    let sweep_age_seconds = store.heartbeat().await?.and_then(|heartbeat| heartbeat.age(store.clock().now()));
    Ok(body(&Ready { status, database, migration, migration_expected, writable, issuer, sweep_age_seconds }))
}

/// How the issuer's keys stand, in a word; without keys no call could be answered.
fn issuer(standing: Option<Standing>) -> Result<Option<&'static str>, HttpError> {
    match standing {
        None => Ok(None),
        Some(Standing::Reached) => Ok(Some("reached")),
        Some(Standing::Outage(_)) => Ok(Some("outage")),
        Some(Standing::Without(why)) => {
            let error = HttpError::from(Problem::IssuerUnavailable);
            Err(match why {
                Some(why) => error.detail(format!("No call can be let in: {why}.")),
                None => error.detail("No call can be let in: the issuer has not answered yet."),
            })
        }
    }
}

/// Which service this is, and by which policies it computes.
///
/// The version of the build, and the policy packs in force with their digest. Needs no token.
#[utoipa::path(tag = "Service", operation_id = "version", responses((status = 200, description = "Version and policies.", body = About)), security(()))]
#[get("/version")]
pub(crate) async fn version(store: web::Data<Store>) -> Answer {
    let policies = store.packs().all().filter(|pack| pack.in_force);
    let policies = policies
        .map(|p| PackVersion { id: p.id.clone(), version: p.version.clone(), title: p.title.clone() })
        .collect();
    Ok(body(&About {
        name: "dsr",
        version: env!("CARGO_PKG_VERSION"),
        packs: store.packs().digest().to_owned(),
        policies,
    }))
}

/// For how many seconds an answer with the public keys may be kept.
const KEYS_AGE: &str = "public, max-age=300";

/// The keys to check by what this service has signed
///
/// A JWK set (RFC 7517) with the key that signs now and those that signed before: receipts of status answers, and checkpoints of
/// the audit. A statement names its key by `kid`; of a `kid` that is not in a set you hold, fetch the set again. Needs no token.
#[utoipa::path(tag = "Service", operation_id = "signing_keys", responses((status = 200, description = "The keys; none where nothing is signed.", body = PublicKeys)), security(()))]
#[get("/.well-known/jwks.json")]
pub(crate) async fn keys(signer: web::Data<Signer>) -> HttpResponse {
    let mut response = body(&signer.published());
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static(KEYS_AGE));
    response
}

/// An operation that answers a problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Answering {
    /// Its method.
    #[schema(max_length = 10, pattern = "^[A-Z]+$", example = "PATCH")]
    pub method: &'static str,
    /// Its path, with its parameters in braces.
    #[schema(max_length = 200, example = "/v1/people/{id}")]
    pub path: String,
    /// Its name in the contract.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "amend_person")]
    pub operation_id: String,
    /// Its group in the contract.
    #[schema(max_length = 60, example = "People")]
    pub tag: String,
    /// What it does.
    #[schema(max_length = 300)]
    pub summary: String,
}

/// The contract as text, with the methods each path knows.
#[derive(Debug, Clone)]
pub struct Contract {
    text: Arc<str>,
    paths: Arc<[(actix_web::dev::ResourceDef, String)]>,
    /// Paths of which a GET reads the query.
    queried: Arc<[actix_web::dev::ResourceDef]>,
    /// Codes of problems with the operations that answer them.
    answered: Arc<[(String, Answering)]>,
}

impl Contract {
    /// From the document that the handlers made.
    #[must_use]
    pub fn new(document: &utoipa::openapi::OpenApi) -> Self {
        // A path with fewer parameters comes first: `deadlines/preview` is not a deadline.
        let mut items: Vec<_> = document.paths.paths.iter().collect();
        items.sort_by_key(|(path, _)| path.matches('{').count());
        let paths = items.into_iter().map(|(path, item)| {
            let known = [
                ("GET", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            let methods: Vec<&str> = known.into_iter().filter(|(_, is)| *is).map(|(method, _)| method).collect();
            (actix_web::dev::ResourceDef::new(path.as_str()), methods.join(", "))
        });
        let queried = document.paths.paths.iter().filter(|(_, item)| {
            let parameters = item.get.iter().flat_map(|o| o.parameters.iter().flatten());
            parameters.into_iter().any(|p| matches!(p, RefOr::T(p) if matches!(p.parameter_in, ParameterIn::Query)))
        });
        let queried = queried.map(|(path, _)| actix_web::dev::ResourceDef::new(path.as_str())).collect();
        Self {
            paths: paths.collect(),
            queried,
            answered: answers::each(document).collect(),
            text: text(document).into(),
        }
    }

    /// The operations that answer the problem with this code.
    #[must_use]
    pub fn answering(&self, code: &str) -> Vec<Answering> {
        self.answered.iter().filter(|(answered, _)| answered == code).map(|(_, by)| by.clone()).collect()
    }

    /// Whether a request's query is read by anybody; one that is not would vanish without a word.
    #[must_use]
    pub fn reads_query(&self, request: &HttpRequest) -> bool {
        request.method() == Method::GET && self.queried.iter().any(|path| path.is_match(request.path()))
    }
}

/// The contract as it is committed: pretty, with a final newline.
#[must_use]
pub fn text(document: &utoipa::openapi::OpenApi) -> String {
    document.to_pretty_json().unwrap_or_default() + "\n"
}

/// The contract.
pub async fn openapi(contract: web::Data<Contract>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(contract.text.to_string())
}

/// Whatever no route took.
///
/// # Errors
/// Always: 405 with the methods a known path has, else 404.
pub async fn elsewhere(request: HttpRequest, contract: web::Data<Contract>) -> Answer {
    let known = contract.paths.iter().find(|(path, _)| path.is_match(request.path()));
    Err(match known {
        Some((_, methods)) => HttpError::new(Problem::MethodNotAllowed).header(header::ALLOW, methods.clone()),
        None => Problem::NotFound.into(),
    })
}
