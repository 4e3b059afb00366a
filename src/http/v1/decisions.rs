//! Decisions that a colour calls for.

use crate::domain::decision::{self, CommunityReviewDecision, StepDownDecision};
use crate::domain::event::{CommunityReviewDecided, StepDownDecided};
use crate::domain::id::PersonId;
use crate::domain::person::Person;
use crate::http::auth::{Caller, ReadPeople, WriteRatings, WriteReviews};
use crate::http::contract::{ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::reply::{Answer, Page};
use crate::http::v1::{created, whole};
use crate::store::Store;
use actix_web::{get, post, web};

/// List decisions on community reviews
///
/// Every decision whether somebody Red has a community C(E)TR. A decision to schedule one settles the duty until that
/// review is called off; a decision against one carries its reason.
#[utoipa::path(tag = "Ratings", operation_id = "list_community_review_decisions", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<CommunityReviewDecided>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/community-review-decision")]
pub(crate) async fn community_list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.community_decisions.clone());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_community_review_decisions", show).await?))
}

/// Decide on a community review
///
/// For somebody Red a community C(E)TR must be considered (S4): it is scheduled, or not needed for a reason. Green stays
/// refused until this is decided, or a review was held or declined.
#[utoipa::path(tag = "Ratings", operation_id = "decide_community_review", request_body = CommunityReviewDecision,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = CommunityReviewDecided), WriteProblems), security(("bearer" = ["reviews:write"])))]
#[post("/v1/people/{id}/community-review-decision")]
pub(crate) async fn community(
    caller: Caller<WriteReviews>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<CommunityReviewDecision>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| decision::decide_community_review(p, m, body.value.clone())).await?;
    let made = person.state.community_decisions.iter().find(|made| Some(made.decision_id.0) == outcome.done.item);
    created(&outcome, &person, "community-review-decision", made)
}

/// List decisions to stay on the register
///
/// Every decision that somebody Green stays for now, with its reason. Each begins another three months until leaving is
/// considered again (S4).
#[utoipa::path(tag = "Ratings", operation_id = "list_step_down_decisions", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<StepDownDecided>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/step-down-decision")]
pub(crate) async fn step_down_list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.step_down_decisions.clone());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_step_down_decisions", show).await?))
}

/// Decide that somebody Green stays
///
/// After three months Green without an unmanaged risk, leaving is considered (S4). Staying needs a reason and starts another
/// three months; leaving is recorded as a departure.
#[utoipa::path(tag = "Ratings", operation_id = "decide_to_remain", request_body = StepDownDecision,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = StepDownDecided), WriteProblems), security(("bearer" = ["ratings:write"])))]
#[post("/v1/people/{id}/step-down-decision")]
pub(crate) async fn step_down(
    caller: Caller<WriteRatings>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<StepDownDecision>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| decision::decide_to_remain(p, m, body.value.clone())).await?;
    let made = person.state.step_down_decisions.iter().find(|made| Some(made.decision_id.0) == outcome.done.item);
    created(&outcome, &person, "step-down-decision", made)
}
