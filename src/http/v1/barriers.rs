//! Barriers, their escalation, and who is accountable.

use crate::domain::barrier::{
    self, AccountableLeader, BarrierCategory, BarrierStatus, Closing, Escalation, Leader, LeaderEnd, NewBarrier,
    NewLeader, Response, StepBack,
};
use crate::domain::calendar::Date;
use crate::domain::id::{BarrierId, LeaderId, PersonId};
use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::domain::review::Agency;
use crate::domain::view::BarrierView;
use crate::http::auth::{Caller, Identity, ReadPeople, WriteBarriers, WriteLeaders};
use crate::http::contract::{ReadProblems, SendHeaders, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Cursor, Ids, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Outcome, Page, body as plain, done, page};
use crate::http::v1::{dated, default_limit, paged, whole};
use crate::store::Store;
use crate::store::barriers::Filter;
use crate::store::load::Loaded;
use actix_web::{get, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

/// Which barriers.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EscalationsQuery {
    /// By where they stand.
    #[param(inline)]
    status: Option<BarrierStatus>,
    /// Open ones, or closed ones; all when left out.
    open: Option<bool>,
    /// By the level they stand at, 1 to 4.
    #[validate(range(min = 1, max = 4))]
    #[param(minimum = 1, maximum = 4)]
    level: Option<i64>,
    /// By the agency held to account.
    #[param(inline)]
    agency: Option<Agency>,
    /// By what kind they are.
    #[param(inline)]
    category: Option<BarrierCategory>,
    /// Whose answer is overdue today, or is not.
    overdue: Option<bool>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

impl EscalationsQuery {
    async fn page(self, store: &Store, identity: &Identity) -> Result<(Vec<BarrierView>, Option<String>), HttpError> {
        let filter = Filter {
            status: self.status.map(BarrierStatus::code),
            open: self.open,
            level: self.level,
            agency: self.agency.map(Agency::code),
            category: self.category.map(BarrierCategory::code),
            overdue: self.overdue,
        };
        let after = dated(self.cursor.as_ref())?;
        let found = store.barriers(&identity.organisation, &filter, after, self.limit.saturating_add(1)).await?;
        let question = [
            ("status", self.status.map(|s| s.to_string())),
            ("open", self.open.map(|o| o.to_string())),
            ("level", self.level.map(|l| l.to_string())),
            ("agency", self.agency.map(|a| a.to_string())),
            ("category", self.category.map(|c| c.to_string())),
            ("overdue", self.overdue.map(|o| o.to_string())),
        ];
        let end = |b: &BarrierView| Cursor { day: Some(b.waits_since_or_for().naive()), id: b.id.0 };
        Ok(paged(found, self.limit, "/v1/escalations", &question, end))
    }
}

/// A barrier of a person as it stands today.
fn shown(person: &Loaded<Person>, id: BarrierId, today: Date) -> Option<BarrierView> {
    let barrier = person.state.barrier(id)?;
    Some(BarrierView::of(&person.state, barrier, &person.rows.deadlines).on(today))
}

fn told(outcome: &Outcome, person: &Loaded<Person>, id: BarrierId, today: Date, location: Option<String>) -> Answer {
    Ok(done(outcome, location, &shown(person, id, today).ok_or(Problem::Internal)?))
}

/// List escalations
///
/// What blocks the care of your people: what waits for an answer by its date, then everything else by the day something last
/// happened to it. By level, agency, category, and whether the answer is overdue.
#[utoipa::path(tag = "Barriers", operation_id = "list_escalations", params(EscalationsQuery),
    responses((status = 200, description = "A page.", body = Page<BarrierView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/escalations")]
pub(crate) async fn list(
    caller: Caller<ReadPeople>,
    query: Query<EscalationsQuery>,
    store: web::Data<Store>,
) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity).await?;
    caller.saw(&store, "list_escalations", found.iter().map(|b| b.person_id.0).collect()).await?;
    Ok(page(found, next))
}

/// List a person's barriers
///
/// Open and closed, in the order raised, each with the levels it was before.
#[utoipa::path(tag = "Barriers", operation_id = "list_barriers", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<BarrierView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/barriers")]
pub(crate) async fn of_person(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let (today, packs) = (store.clock().today(), store.packs());
    let show = |p: &Person| Some(BarrierView::all(p, packs, today));
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_barriers", show).await?))
}

/// Raise a barrier
///
/// What blocks the right care, and the agency held to account. It may name the recommendation, review or duty it blocks. It is
/// answered for once it is escalated.
#[utoipa::path(tag = "Barriers", operation_id = "raise_barrier", request_body = NewBarrier,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "On record.", body = BarrierView), WriteProblems), security(("bearer" = ["barriers:write"])))]
#[post("/v1/people/{id}/barriers")]
pub(crate) async fn raise(
    caller: Caller<WriteBarriers>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<NewBarrier>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let decide = |p: &Person, m: &_| barrier::raise(p, m, body.value.clone(), store.packs());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    let made = BarrierId(outcome.done.item.unwrap_or_default());
    told(&outcome, &person, made, store.clock().today(), Some(format!("/v1/people/{id}/barriers/{made}")))
}

/// Read a barrier
///
/// With every level it was before, who had to answer there, by when, and what was answered.
#[utoipa::path(tag = "Barriers", operation_id = "read_barrier",
    params(("id" = PersonId, Path, description = "The person."), ("barrier_id" = BarrierId, Path, description = "The barrier.")),
    responses((status = 200, description = "The barrier.", body = BarrierView), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/barriers/{barrier_id}")]
pub(crate) async fn one(caller: Caller<ReadPeople>, ids: Ids<2>, store: web::Data<Store>) -> Answer {
    let Ids([id, barrier]) = ids;
    let (today, packs) = (store.clock().today(), store.packs());
    let find = |p: &Person| BarrierView::all(p, packs, today).into_iter().find(|b| b.id.0 == barrier);
    Ok(plain(&caller.look::<Person, _>(&store, id, "read_barrier", find).await?))
}

/// Escalate a barrier
///
/// To level 1, or from one level to the next: service manager, head of service and commissioner, senior leaders or SRO, oversight
/// panel. No level is skipped unless somebody is not safe now. From level 3 on whoever is named accountable for the agency answers,
/// unless another name is given. The answer is due within working days, sooner while Red; see the duty `escalation_response`.
#[utoipa::path(tag = "Barriers", operation_id = "escalate_barrier", request_body = Escalation,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("barrier_id" = BarrierId, Path, description = "The barrier.")),
    responses((status = 200, description = "Escalated.", body = BarrierView), WriteProblems), security(("bearer" = ["barriers:write"])))]
#[post("/v1/people/{id}/barriers/{barrier_id}/escalation")]
pub(crate) async fn escalate(
    caller: Caller<WriteBarriers>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Escalation>,
    store: web::Data<Store>,
) -> Answer {
    let (Ids([id, barrier]), leaders) = (ids, store.leaders(&caller.identity.organisation).await?);
    let barrier = BarrierId(barrier);
    let decide = |p: &Person, m: &_| barrier::escalate(p, barrier, m, body.value.clone(), &leaders);
    let (outcome, person) = caller.call(&store, &conditions, body.fingerprint).decide(id, None, decide).await?;
    told(&outcome, &person, barrier, store.clock().today(), None)
}

/// Answer an escalation
///
/// Of the level the barrier stands at; a later answer replaces it. The barrier stays open until it is closed, brought to the next
/// level or given back.
#[utoipa::path(tag = "Barriers", operation_id = "answer_escalation", request_body = Response,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("barrier_id" = BarrierId, Path, description = "The barrier.")),
    responses((status = 200, description = "Answered.", body = BarrierView), WriteProblems), security(("bearer" = ["barriers:write"])))]
#[post("/v1/people/{id}/barriers/{barrier_id}/response")]
pub(crate) async fn answer(
    caller: Caller<WriteBarriers>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Response>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, barrier]) = ids;
    let barrier = BarrierId(barrier);
    let decide = |p: &Person, m: &_| barrier::answer(p, barrier, m, body.value.clone());
    let (outcome, person) = caller.call(&store, &conditions, body.fingerprint).decide(id, None, decide).await?;
    told(&outcome, &person, barrier, store.clock().today(), None)
}

/// Give a barrier back
///
/// To the level before, which answers anew.
#[utoipa::path(tag = "Barriers", operation_id = "step_back", request_body = StepBack,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("barrier_id" = BarrierId, Path, description = "The barrier.")),
    responses((status = 200, description = "Given back.", body = BarrierView), WriteProblems), security(("bearer" = ["barriers:write"])))]
#[post("/v1/people/{id}/barriers/{barrier_id}/step-back")]
pub(crate) async fn step_back(
    caller: Caller<WriteBarriers>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<StepBack>,
    store: web::Data<Store>,
) -> Answer {
    let (Ids([id, barrier]), leaders) = (ids, store.leaders(&caller.identity.organisation).await?);
    let barrier = BarrierId(barrier);
    let decide = |p: &Person, m: &_| barrier::step_back(p, barrier, m, body.value.clone(), &leaders);
    let (outcome, person) = caller.call(&store, &conditions, body.fingerprint).decide(id, None, decide).await?;
    told(&outcome, &person, barrier, store.clock().today(), None)
}

/// Close a barrier
///
/// With what came of it and the view of whoever raised it. A gap in provision is accepted only after a level has answered for it,
/// and is counted for commissioning.
#[utoipa::path(tag = "Barriers", operation_id = "close_barrier", request_body = Closing,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("barrier_id" = BarrierId, Path, description = "The barrier.")),
    responses((status = 200, description = "Closed.", body = BarrierView), WriteProblems), security(("bearer" = ["barriers:write"])))]
#[post("/v1/people/{id}/barriers/{barrier_id}/closing")]
pub(crate) async fn close(
    caller: Caller<WriteBarriers>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Closing>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, barrier]) = ids;
    let barrier = BarrierId(barrier);
    let decide = |p: &Person, m: &_| barrier::close(p, barrier, m, body.value.clone());
    let (outcome, person) = caller.call(&store, &conditions, body.fingerprint).decide(id, None, decide).await?;
    told(&outcome, &person, barrier, store.clock().today(), None)
}

/// List accountable leaders
///
/// Whom your area has named for each agency, and the senior responsible owner, from when until when.
#[utoipa::path(tag = "Barriers", operation_id = "list_leaders",
    responses((status = 200, description = "All of them.", body = Page<AccountableLeader>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/accountable-leaders")]
pub(crate) async fn leader_list(caller: Caller<ReadPeople>, store: web::Data<Store>) -> Answer {
    let found = store.leaders(&caller.identity.organisation).await?;
    caller.saw(&store, "list_leaders", found.iter().map(|l| l.id.0).collect()).await?;
    Ok(whole(found))
}

/// Name an accountable leader
///
/// For one agency, or the senior responsible owner for all of them. An escalation to level 3 or 4 goes to whoever is named on
/// its day.
#[utoipa::path(tag = "Barriers", operation_id = "name_leader", request_body = NewLeader, params(SendHeaders),
    responses((status = 201, description = "Named.", body = AccountableLeader), WriteProblems), security(("bearer" = ["leaders:write"])))]
#[post("/v1/accountable-leaders")]
pub(crate) async fn name_leader(
    caller: Caller<WriteLeaders>,
    conditions: Conditions,
    body: Body<NewLeader>,
    store: web::Data<Store>,
) -> Answer {
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let icb = &caller.identity.organisation;
    let (outcome, made) = call.create::<Leader>(|m| barrier::name_leader(m, icb.clone(), body.value.clone())).await?;
    Ok(done(&outcome, Some("/v1/accountable-leaders".to_owned()), &made.state.shown()))
}

/// End a leader's accountability
///
/// With a last day. Escalations opened by then stay theirs.
#[utoipa::path(tag = "Barriers", operation_id = "end_leader", request_body = LeaderEnd,
    params(WriteHeaders, ("id" = LeaderId, Path, description = "The entry.")),
    responses((status = 200, description = "Ended.", body = AccountableLeader), WriteProblems), security(("bearer" = ["leaders:write"])))]
#[post("/v1/accountable-leaders/{id}/end")]
pub(crate) async fn end_leader(
    caller: Caller<WriteLeaders>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<LeaderEnd>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, made) = call.decide::<Leader>(id, None, |l, _| barrier::end_leader(l, &body.value)).await?;
    Ok(done(&outcome, None, &made.state.shown()))
}
