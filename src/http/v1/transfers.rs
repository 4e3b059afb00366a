//! Transfers between ICBs.

use crate::domain::disclosure::Basis;
use crate::domain::id::{PersonId, TransferId};
use crate::domain::refusal::Problem;
use crate::domain::transfer::{
    self, Acceptance, Direction, Proposal, Transfer, TransferRefusal, TransferStatus, TransferWithdrawal,
};
use crate::domain::view::{TransferDocument, TransferView};
use crate::http::act::basis_of;
use crate::http::auth::{Caller, Identity, ReadTransfers, WriteTransfers};
use crate::http::contract::{GuardProblems, GuardedHeaders, ReadHeaders, ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Cursor, Ids, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Outcome, Page, done, page, record};
use crate::http::v1::{dated, default_limit, paged};
use crate::store::Store;
use crate::store::load::Loaded;
use crate::store::transfers::Filter;
use actix_web::{get, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

/// Which transfers.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransfersQuery {
    /// By where they stand.
    #[param(inline)]
    status: Option<TransferStatus>,
    /// Those that come to you, or those that leave you; both when left out.
    #[param(inline)]
    direction: Option<Direction>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

impl TransfersQuery {
    async fn page(self, store: &Store, identity: &Identity) -> Result<(Vec<TransferView>, Option<String>), HttpError> {
        let basis = self.direction.map(|direction| match direction {
            Direction::In => Basis::ReceivingIcb,
            Direction::Out => Basis::ProposingIcb,
        });
        let filter = Filter { status: self.status.map(TransferStatus::code), basis };
        let before = dated(self.cursor.as_ref())?;
        let found = store.transfers(&identity.organisation, &filter, before, self.limit.saturating_add(1)).await?;
        let question =
            [("status", self.status.map(|s| s.to_string())), ("direction", self.direction.map(|d| d.to_string()))];
        let end = |t: &TransferView| Cursor { day: Some(t.transfer.proposed_on.naive()), id: t.transfer.id.0 };
        Ok(paged(found, self.limit, "/v1/transfers", &question, end))
    }
}

/// Whose records a look at these transfers showed: the transfers, and the people they are about.
fn looked_at(shown: &[TransferView]) -> Vec<Uuid> {
    let of_one =
        |t: &TransferView| [Some(t.transfer.id.0), t.about.filter(|_| t.transfer.person.is_some()).map(|p| p.0)];
    shown.iter().flat_map(of_one).flatten().collect()
}

fn told(outcome: &Outcome, transfer: &Loaded<Transfer>, identity: &Identity, location: Option<String>) -> Answer {
    let basis = basis_of(transfer, identity).ok_or(Problem::NotFound)?;
    Ok(done(outcome, location, &TransferDocument::of(&transfer.state).seen_by(basis, transfer.version)))
}

/// Propose a transfer to another ICB
///
/// Asks another ICB to take on somebody on your register who moves, or has moved, into its area. You stay responsible until it
/// accepts; then the person's stay goes on with it, and no clock stops between. In hospital the responsible ICB does not change.
/// The other ICB reads who the person is, the colour, and `handover`; it reaches the record only once it has accepted.
#[utoipa::path(tag = "Transfers", operation_id = "propose_transfer", request_body = Proposal,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Proposed.", body = TransferView), WriteProblems), security(("bearer" = ["transfers:write"])))]
#[post("/v1/people/{id}/transfer")]
pub(crate) async fn propose(
    caller: Caller<WriteTransfers>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Proposal>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, transfer) = call.propose(PersonId(id), &body.value).await?;
    told(&outcome, &transfer, &caller.identity, Some(format!("/v1/transfers/{}", transfer.id)))
}

/// List transfers
///
/// Transfers that you proposed and transfers that were proposed to you, newest first. `direction=in` with `status=proposed` is
/// what waits for your answer.
#[utoipa::path(tag = "Transfers", operation_id = "list_transfers", params(TransfersQuery),
    responses((status = 200, description = "A page.", body = Page<TransferView>), ReadProblems), security(("bearer" = ["transfers:read"])))]
#[get("/v1/transfers")]
pub(crate) async fn list(
    caller: Caller<ReadTransfers>,
    query: Query<TransfersQuery>,
    store: web::Data<Store>,
) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity).await?;
    caller.saw(&store, "list_transfers", looked_at(&found)).await?;
    Ok(page(found, next))
}

/// Read a transfer
///
/// The ICB that is asked sees who the person is while it has to decide, and `person_id` once it has accepted. Of a transfer that
/// was refused or withdrawn it keeps no more than that there was one. Each ICB sees its own note.
#[utoipa::path(tag = "Transfers", operation_id = "read_transfer", params(ReadHeaders, ("id" = TransferId, Path, description = "The transfer.")),
    responses((status = 200, description = "The transfer; ETag for If-Match.", body = TransferView), (status = 304, description = "Unchanged."), ReadProblems),
    security(("bearer" = ["transfers:read"])))]
#[get("/v1/transfers/{id}")]
pub(crate) async fn one(
    caller: Caller<ReadTransfers>,
    ids: Ids<1>,
    conditions: Conditions,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let transfer = store.transfer(id, &caller.identity.organisation).await?.ok_or(Problem::NotFound)?;
    caller.saw(&store, "read_transfer", looked_at(std::slice::from_ref(&transfer))).await?;
    Ok(record(&store, transfer.version, conditions.if_none_match.as_deref(), &transfer))
}

/// Accept a transfer
///
/// By the ICB that was asked. From `accepted_on` it is responsible: the stay on the register goes on with it, with the colour, the
/// history and every clock as they are; its own policy speaks from that day on. The former ICB keeps what it did and sees nothing
/// new. Refused while the person is in hospital, and if your register already has a person with the NHS number.
#[utoipa::path(tag = "Transfers", operation_id = "accept_transfer", request_body = Acceptance,
    params(GuardedHeaders, ("id" = TransferId, Path, description = "The transfer.")),
    responses((status = 200, description = "Accepted; `person_id` is yours to read.", body = TransferView), WriteProblems, GuardProblems),
    security(("bearer" = ["transfers:write"])))]
#[post("/v1/transfers/{id}/acceptance")]
pub(crate) async fn accept(
    caller: Caller<WriteTransfers>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Acceptance>,
    store: web::Data<Store>,
) -> Answer {
    let (Ids([id]), call) = (ids, caller.call(&store, &conditions, body.fingerprint).guarded());
    let decide = |t: &Transfer, p: &_, m: &_| transfer::accept(t, p, m, body.value.clone());
    let (outcome, transfer) = call.answer_transfer(id, Basis::ReceivingIcb, decide).await?;
    told(&outcome, &transfer, &caller.identity, None)
}

/// Refuse a transfer
///
/// By the ICB that was asked, with the reason, which the proposing ICB reads. That one stays responsible.
#[utoipa::path(tag = "Transfers", operation_id = "refuse_transfer", request_body = TransferRefusal,
    params(GuardedHeaders, ("id" = TransferId, Path, description = "The transfer.")),
    responses((status = 200, description = "Refused.", body = TransferView), WriteProblems, GuardProblems), security(("bearer" = ["transfers:write"])))]
#[post("/v1/transfers/{id}/refusal")]
pub(crate) async fn refuse(
    caller: Caller<WriteTransfers>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<TransferRefusal>,
    store: web::Data<Store>,
) -> Answer {
    let (Ids([id]), call) = (ids, caller.call(&store, &conditions, body.fingerprint).guarded());
    let decide = |t: &Transfer, _: &_, m: &_| transfer::refuse(t, m, body.value.clone());
    let (outcome, transfer) = call.answer_transfer(id, Basis::ReceivingIcb, decide).await?;
    told(&outcome, &transfer, &caller.identity, None)
}

/// Withdraw a transfer
///
/// By the ICB that proposed it, while it waits for its answer. Another one can then be proposed.
#[utoipa::path(tag = "Transfers", operation_id = "withdraw_transfer", request_body = TransferWithdrawal,
    params(WriteHeaders, ("id" = TransferId, Path, description = "The transfer.")),
    responses((status = 200, description = "Withdrawn.", body = TransferView), WriteProblems), security(("bearer" = ["transfers:write"])))]
#[post("/v1/transfers/{id}/withdrawal")]
pub(crate) async fn withdraw(
    caller: Caller<WriteTransfers>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<TransferWithdrawal>,
    store: web::Data<Store>,
) -> Answer {
    let (Ids([id]), call) = (ids, caller.call(&store, &conditions, body.fingerprint));
    let decide = |t: &Transfer, _: &_, m: &_| transfer::withdraw(t, m, body.value.clone());
    let (outcome, transfer) = call.answer_transfer(id, Basis::ProposingIcb, decide).await?;
    told(&outcome, &transfer, &caller.identity, None)
}
