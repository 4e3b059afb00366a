//! Keyworking: from referral to discharge, and the work of the keyworking services.

mod caseloads;

pub(super) use caseloads::{caseload, list, recommendations};

use crate::domain::id::{KeyworkingId, PersonId};
use crate::domain::keyworking::{
    self, Assessment, Assignment, Contact, Discharge, Measures, NewReferral, Plan, ProgressReview, Response,
    Resumption, StepDown, TransitionPlan,
};
use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::domain::settings::Role;
use crate::domain::view::KeyworkingView;
use crate::http::auth::{Caller, ReadKeyworking, WriteKeyworking};
use crate::http::contract::{ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::reply::{Answer, Outcome, Page, done};
use crate::http::v1::{created, whole};
use crate::store::Store;
use crate::store::keyworking::SHOWN;
use crate::store::load::Loaded;
use actix_web::{get, post, put, web};
use uuid::Uuid;

fn told(outcome: &Outcome, person: &Loaded<Person>, id: Uuid) -> Answer {
    let keyworking = person.state.keyworking_of(KeyworkingId(id)).ok_or(Problem::Internal)?;
    Ok(done(outcome, None, &KeyworkingView::of(&person.state, keyworking)))
}

/// List a person's keyworking
///
/// Everything of it, from each referral to its end, in the order of the referrals: a re-entry names the keyworking before. Leaving
/// the register does not end it, nor does turning Green; it ends by discharge, by death, and when consent to a keyworker is refused
/// or withdrawn.
#[utoipa::path(tag = "Keyworking", operation_id = "list_person_keyworking", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of it.", body = Page<KeyworkingView>), ReadProblems), security(("bearer" = ["keyworking:read"])))]
#[get("/v1/people/{id}/keyworking")]
pub(crate) async fn of_person(caller: Caller<ReadKeyworking>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.keyworking.iter().map(|k| KeyworkingView::of(p, k)).collect());
    Ok(whole(caller.look_at::<Person, Vec<_>>(&store, id, "list_person_keyworking", SHOWN, show).await?))
}

/// Refer to keyworking
///
/// Eligible is who is on the register on that day, Red, Amber or Blue, aged 25 or under, and diagnosed (S2, S4); the area's policy
/// gives colours and age. Consent to a keyworker, or a best-interests decision, is on record or comes with the referral. A refusal
/// lists everything that is missing.
#[utoipa::path(tag = "Keyworking", operation_id = "refer_to_keyworking", request_body = NewReferral,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Referred.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking")]
pub(crate) async fn refer(
    caller: Caller<WriteKeyworking>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<NewReferral>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let refer = |p: &Person, m: &_| keyworking::refer(p, m, store.packs(), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, refer).await?;
    let made = person.state.keyworking.iter().find(|k| Some(k.id().0) == outcome.done.item);
    created(&outcome, &person, "keyworking", made.map(|k| KeyworkingView::of(&person.state, k)))
}

/// Answer a referral to keyworking
///
/// Accepted, or declined with a reason. Where an area's policy sets a time for the first contact, it runs from the acceptance.
#[utoipa::path(tag = "Keyworking", operation_id = "answer_keyworking", request_body = Response,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Answered.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/response")]
pub(crate) async fn answer(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Response>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let decide = |p: &Person, m: &_| keyworking::answer(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Name the keyworker
///
/// The first, or another: whoever was named before stays on record. The person's record shows the keyworker and how to reach them.
#[utoipa::path(tag = "Keyworking", operation_id = "assign_keyworker", request_body = Assignment,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Named.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/assignment")]
pub(crate) async fn assign(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Assignment>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let decide = |p: &Person, m: &_| keyworking::assign(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Record a contact
///
/// Who, how, with whom, and whether the child or young person was seen. The earliest contact is the first one, which meets its duty.
#[utoipa::path(tag = "Keyworking", operation_id = "record_keyworking_contact", request_body = Contact,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Recorded.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/contacts")]
pub(crate) async fn contact(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Contact>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::contact(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Record the assessment
///
/// Needs, strengths and goals, with who took part (S2). A later assessment replaces it; earlier ones stay in the history.
#[utoipa::path(tag = "Keyworking", operation_id = "assess_for_keyworking", request_body = Assessment,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Recorded.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/assessment")]
pub(crate) async fn assess(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Assessment>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::assess(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Set the keyworking plan
///
/// Goals and where they stand, gaps in provision, and who does what by when: education, health, social care, the family; and where a
/// personal budget stands (S1, S2). Whole: it replaces the one before.
#[utoipa::path(tag = "Keyworking", operation_id = "set_keyworking_plan", request_body = Plan,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Set.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[put("/v1/people/{id}/keyworking/{keyworking_id}/plan")]
pub(crate) async fn plan(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Plan>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::plan(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Record a keyworking review
///
/// Progress, with what the young person and the family say of the support, or why there is no feedback (S2). The final one is said
/// to be so; nobody is discharged without.
#[utoipa::path(tag = "Keyworking", operation_id = "review_keyworking", request_body = ProgressReview,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Recorded.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/reviews")]
pub(crate) async fn review(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<ProgressReview>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::review(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Measure outcomes
///
/// Safe and happy; listened to, informed and involved; family stress and uncertainty; stability (S1): each from 1, worst, to 5, best,
/// in the view of the young person, the family or the keyworker.
#[utoipa::path(tag = "Keyworking", operation_id = "measure_keyworking", request_body = Measures,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Recorded.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/outcomes")]
pub(crate) async fn measure(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Measures>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::measure(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Plan the move to adult services
///
/// Which adult services take over, how continuity is kept, and when they have taken over (S2). It meets the duty to plan the move
/// before the 18th birthday. Whole: it replaces what was planned before.
#[utoipa::path(tag = "Keyworking", operation_id = "plan_keyworking_transition", request_body = TransitionPlan,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Set.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[put("/v1/people/{id}/keyworking/{keyworking_id}/transition")]
pub(crate) async fn transition(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<TransitionPlan>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::transition(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Step keyworking down
///
/// By a plan that was explained to the family (S1). Support goes on, and becomes less. A later plan replaces it.
#[utoipa::path(tag = "Keyworking", operation_id = "step_keyworking_down", request_body = StepDown,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Recorded.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/step-down")]
pub(crate) async fn step_down(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<StepDown>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::step_down(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Resume keyworking
///
/// Stepping down is given up, as when risk rises again: how long a keyworker is involved is flexible and based on need (S1).
#[utoipa::path(tag = "Keyworking", operation_id = "resume_keyworking", request_body = Resumption,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Resumed.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/resumption")]
pub(crate) async fn resume(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Resumption>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::resume(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}

/// Discharge from keyworking
///
/// With a final review on record and a plan for future support (S2); whatever is missing is said at once. A new referral later is a
/// re-entry, linked to this one.
#[utoipa::path(tag = "Keyworking", operation_id = "discharge_from_keyworking", request_body = Discharge,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("keyworking_id" = KeyworkingId, Path, description = "The keyworking.")),
    responses((status = 200, description = "Discharged.", body = KeyworkingView), WriteProblems), security(("bearer" = ["keyworking:write"])))]
#[post("/v1/people/{id}/keyworking/{keyworking_id}/discharge")]
pub(crate) async fn discharge(
    caller: Caller<WriteKeyworking>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Discharge>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, at]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::KeyworkerService);
    let decide = |p: &Person, m: &_| keyworking::discharge(p, m, KeyworkingId(at), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    told(&outcome, &person, at)
}
