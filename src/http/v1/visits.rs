//! Oversight visits to inpatients, and notifications of a local authority.

use crate::domain::event::{LocalAuthorityNotified, OversightVisited};
use crate::domain::id::PersonId;
use crate::domain::notification::{self, Notification};
use crate::domain::person::Person;
use crate::domain::visit::{self, Visit};
use crate::http::auth::{Caller, ReadPeople, WriteVisits};
use crate::http::contract::{ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::reply::{Answer, Page};
use crate::http::v1::{created, whole};
use crate::store::Store;
use actix_web::{get, post, web};

/// List oversight visits
///
/// Every visit to an inpatient, in the order recorded: who visited, how, whether the person was seen. A visit that saw
/// nobody stands here and has met nothing.
#[utoipa::path(tag = "Admissions", operation_id = "list_oversight_visits", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<OversightVisited>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/oversight-visits")]
pub(crate) async fn list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.visits.clone());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_oversight_visits", show).await?))
}

/// Record an oversight visit
///
/// A commissioner's visit to an inpatient. If the person was seen, it meets the visit that was due and starts the next: eight
/// weeks, six on the child track. A visit that saw nobody is kept and meets nothing.
#[utoipa::path(tag = "Admissions", operation_id = "record_oversight_visit", request_body = Visit,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = OversightVisited), WriteProblems), security(("bearer" = ["visits:write"])))]
#[post("/v1/people/{id}/oversight-visits")]
pub(crate) async fn record(
    caller: Caller<WriteVisits>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Visit>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| visit::visit(p, m, body.value.clone())).await?;
    let made = person.state.visits.iter().find(|made| Some(made.visit_id.0) == outcome.done.item);
    created(&outcome, &person, "oversight-visits", made)
}

/// List notifications of a local authority
///
/// Every notification that a child stays long in hospital (Children Act 1989, section 85), in the order recorded.
#[utoipa::path(tag = "Admissions", operation_id = "list_local_authority_notifications", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<LocalAuthorityNotified>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/local-authority-notifications")]
pub(crate) async fn notifications(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.notifications.clone());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_local_authority_notifications", show).await?))
}

/// Record a notification of the local authority
///
/// A child in hospital for three months is told of to the local authority (Children Act 1989, section 85). Meets that
/// duty of the spell; refused when the person was not in hospital on that day.
#[utoipa::path(tag = "Admissions", operation_id = "notify_local_authority", request_body = Notification,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = LocalAuthorityNotified), WriteProblems), security(("bearer" = ["visits:write"])))]
#[post("/v1/people/{id}/local-authority-notifications")]
pub(crate) async fn notify(
    caller: Caller<WriteVisits>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Notification>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| notification::notify(p, m, body.value.clone())).await?;
    let made = person.state.notifications.iter().find(|made| Some(made.notification_id.0) == outcome.done.item);
    created(&outcome, &person, "local-authority-notifications", made)
}
