//! Whether anything was tampered with: signed checkpoints, and the chain of one person's record.

use crate::digest::hex;
use crate::domain::id::PersonId;
use crate::domain::ods::Ods;
use crate::domain::refusal::Problem;
use crate::domain::settings::Role;
use crate::http::auth::{Caller, ReadAudit, WriteCheckpoints};
use crate::http::contract::ReadProblems;
use crate::http::extract::Query;
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body, page};
use crate::http::v1::{default_limit, paged};
use crate::signing::Signer;
use crate::store::{Store, checkpoint, verify};
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// How far facts and reads went, signed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checkpoint {
    /// Its number, from 1 without gaps.
    #[schema(minimum = 1)]
    number: i64,
    /// When it was made, in UTC.
    made_at: DateTime<Utc>,
    /// How many facts it covers: the last feed position.
    #[schema(minimum = 0)]
    position: i64,
    /// The running SHA-256 over them, in hexadecimal.
    #[schema(max_length = 64, pattern = "^[0-9a-f]{64}$")]
    facts_hash: String,
    /// It covers the reads before this instant.
    reads_until: DateTime<Utc>,
    /// How many those are.
    #[schema(minimum = 0)]
    reads: i64,
    /// The running SHA-256 over them, in hexadecimal.
    #[schema(max_length = 64, pattern = "^[0-9a-f]{64}$")]
    reads_hash: String,
    /// All of this as a compact JWS of the type `dsr-checkpoint+jwt`, to be kept elsewhere; `/.well-known/jwks.json` has the keys.
    #[schema(max_length = 2000, pattern = "^[A-Za-z0-9_.-]+$")]
    statement: String,
}

impl From<checkpoint::Checkpoint> for Checkpoint {
    fn from(kept: checkpoint::Checkpoint) -> Self {
        Self {
            number: kept.number,
            made_at: kept.made_at,
            position: kept.position,
            facts_hash: hex(&kept.facts_hash),
            reads_until: kept.reads_until,
            reads: kept.reads,
            reads_hash: hex(&kept.reads_hash),
            statement: kept.statement,
        }
    }
}

/// Which checkpoints.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckpointsQuery {
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    cursor: Option<i64>,
}

/// List checkpoints
///
/// Newest first. Each is a signed statement of how far the facts and the reads of the whole register went. Keep them elsewhere: `dsr
/// verify` tells later whether anything before one was changed, taken out or put in. One is made every day.
#[utoipa::path(tag = "Audit", operation_id = "list_checkpoints", params(CheckpointsQuery),
    responses((status = 200, description = "A page.", body = Page<Checkpoint>), ReadProblems), security(("bearer" = ["audit:read"])))]
#[get("/v1/audit/checkpoints")]
pub(crate) async fn list(
    _caller: Caller<ReadAudit>,
    query: Query<CheckpointsQuery>,
    store: web::Data<Store>,
) -> Answer {
    let CheckpointsQuery { limit, cursor } = query.0;
    let found = store.checkpoints(cursor.unwrap_or(i64::MAX), limit.saturating_add(1)).await?;
    let (found, next) = paged(found, limit, "/v1/audit/checkpoints", &[], |kept| kept.number);
    Ok(page(found.into_iter().map(Checkpoint::from).collect(), next))
}

/// Make a checkpoint now
///
/// Of all facts there are, and of the reads older than a quarter of an hour: by then each is written. 503 where the service has no
/// key to sign with. It takes no body.
#[utoipa::path(tag = "Audit", operation_id = "make_checkpoint",
    responses((status = 200, description = "The checkpoint.", body = Checkpoint), ReadProblems), security(("bearer" = ["checkpoints:write"])))]
#[post("/v1/audit/checkpoints")]
pub(crate) async fn make(
    _caller: Caller<WriteCheckpoints>,
    store: web::Data<Store>,
    signer: web::Data<Signer>,
) -> Answer {
    let made = store.checkpoint(|statement| signer.sign(checkpoint::TYP, statement).ok()).await?;
    made.map(|made| body(&Checkpoint::from(made))).ok_or_else(unsigned)
}

fn unsigned() -> HttpError {
    HttpError::new(Problem::Unavailable)
        .detail("This service has no key to sign with: whoever operates it sets DSR_SIGNING_KEYS.")
}

/// Whose chain.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChainQuery {
    /// The person.
    person_id: Uuid,
    /// Which area, by its ICB's code: needed by auditors whom several ICBs have named; your own otherwise.
    #[param(inline)]
    icb: Option<Ods>,
}

/// Whether a person's record is as it was written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Chain {
    /// The person.
    person_id: PersonId,
    /// When it was checked, in UTC.
    checked_at: DateTime<Utc>,
    /// Whether every hash holds, no fact is missing, and every private part is the one recorded or was taken out by a redaction.
    sound: bool,
    /// How many facts were checked.
    #[schema(minimum = 0)]
    facts: u64,
    /// What does not hold; empty when all is well.
    #[schema(max_items = 10000)]
    faults: Vec<String>,
}

impl ChainQuery {
    async fn check(&self, store: &Store, icb: &Ods) -> Result<Chain, HttpError> {
        let unknown = || HttpError::fault("?person_id", "person_not_found", "is not a person you answer for");
        store.records_of(icb, self.person_id).await?.ok_or_else(unknown)?;
        let report = verify::of_stream(store.db(), self.person_id).await?;
        let (sound, checked_at) = (report.faults.is_empty(), store.clock().now());
        Ok(Chain { person_id: PersonId(self.person_id), checked_at, sound, facts: report.facts, faults: report.faults })
    }
}

/// Check the chain of a person's record
///
/// Computes every hash of the record anew: whether each fact is as it was written, none is missing, and every private part is the
/// one recorded or was taken out by a redaction. That nothing was taken off the end is told by checkpoints.
#[utoipa::path(tag = "Audit", operation_id = "verify_chain", params(ChainQuery),
    responses((status = 200, description = "What was found.", body = Chain), ReadProblems), security(("bearer" = ["audit:read"])))]
#[get("/v1/audit/chain")]
pub(crate) async fn chain(
    caller: Caller<ReadAudit>,
    query: Query<ChainQuery>,
    store: web::Data<Store>,
) -> Result<HttpResponse, HttpError> {
    let area = caller.area(&store, Role::Auditor, query.0.icb.as_ref()).await?;
    let found = query.0.check(&store, &area.icb).await?;
    caller.saw(&store, "verify_chain", vec![query.0.person_id]).await?;
    Ok(body(&found))
}
