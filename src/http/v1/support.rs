//! Support around a person: emergency meetings, plans, referrals to support services, concerns.

use crate::domain::calendar::Date;
use crate::domain::discharge_plan::{self, DischargePlan, PlanScore, PointStatus};
use crate::domain::event::{DischargePlanSet, LaepMeetingHeld, QualityConcernRaised, SupportPlanSet, SupportReferred};
use crate::domain::id::AdmissionId;
use crate::domain::id::PersonId;
use crate::domain::laep::{self, LaepMeeting};
use crate::domain::ods::Ods;
use crate::domain::person::Named;
use crate::domain::person::Person;
use crate::domain::policy::Packs;
use crate::domain::refusal::Problem;
use crate::domain::support::{self, QualityConcern, SupportPlan, SupportReferral};
use crate::domain::text::Prose;
use crate::http::auth::{Caller, ReadPeople, WriteSupport};
use crate::http::contract::{ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::reply::{Answer, Page, body as plain, done};
use crate::http::v1::{created, whole};
use crate::store::Store;
use actix_web::{get, post, put, web};
use serde::Serialize;
use utoipa::ToSchema;

/// The twelve-point discharge plan of a spell.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DischargePlan)]
pub(crate) struct DischargePlanView {
    /// The spell.
    admission_id: AdmissionId,
    /// When it was set.
    set_on: Date,
    /// Who set it.
    set_by: Option<Named>,
    /// All twelve points.
    #[schema(min_items = 12, max_items = 12)]
    points: Vec<PointView>,
    /// How many of the points that apply are complete.
    score: PlanScore,
    /// What stands behind the points, in words.
    notes: Option<Prose>,
}

/// A point of the discharge plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DischargePlanPoint)]
pub(crate) struct PointView {
    /// Which point, 1 to 12.
    #[schema(minimum = 1, maximum = 12)]
    point: u8,
    /// Where it stands.
    status: PointStatus,
    /// What the area's policy calls it; null where none says.
    #[schema(max_length = 300)]
    text: Option<String>,
}

impl DischargePlanView {
    fn of(set: &DischargePlanSet, icb: &Ods, packs: &Packs) -> Self {
        let words = |point: u8| packs.discharge_point(point, icb, set.set_on).map(|words| words.text.clone());
        Self {
            admission_id: set.admission_id,
            set_on: set.set_on,
            set_by: set.set_by.clone(),
            points: set
                .all_points()
                .into_iter()
                .map(|p| PointView { point: p.point, status: p.status, text: words(p.point) })
                .collect(),
            score: set.score(),
            notes: set.notes.clone(),
        }
    }

    fn last(person: &Person, packs: &Packs) -> Option<Self> {
        person.discharge_plans.last().map(|set| Self::of(set, person.icb_on(set.set_on), packs))
    }
}

/// A concern, with what is unusual about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QualityConcernOnRecord)]
pub(crate) struct ConcernView {
    /// The concern.
    #[serde(flatten)]
    concern: QualityConcernRaised,
    /// What is unusual about this record.
    #[schema(max_items = 10)]
    warnings: Vec<String>,
}

impl From<&QualityConcernRaised> for ConcernView {
    fn from(concern: &QualityConcernRaised) -> Self {
        Self { concern: concern.clone(), warnings: concern.warnings().into_iter().map(Into::into).collect() }
    }
}

/// List emergency meetings
///
/// Every Local Area Emergency Protocol meeting with who attended, what else was considered and what was agreed. None of
/// them counts as a C(E)TR.
#[utoipa::path(tag = "Support", operation_id = "list_laep_meetings", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<LaepMeetingHeld>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/laep-meetings")]
pub(crate) async fn meetings(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.laep_meetings.clone());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_laep_meetings", show).await?))
}

/// Record an emergency meeting
///
/// A Local Area Emergency Protocol meeting: outside hours, or when a panel cannot be assembled in time. It never counts as a
/// C(E)TR: neither a community review decision nor the first inpatient review is met by it.
#[utoipa::path(tag = "Support", operation_id = "record_laep_meeting", request_body = LaepMeeting,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = LaepMeetingHeld), WriteProblems), security(("bearer" = ["support:write"])))]
#[post("/v1/people/{id}/laep-meetings")]
pub(crate) async fn meet(
    caller: Caller<WriteSupport>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<LaepMeeting>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| laep::hold(p, m, body.value.clone())).await?;
    let made = person.state.laep_meetings.iter().find(|made| Some(made.meeting_id.0) == outcome.done.item);
    created(&outcome, &person, "laep-meetings", made)
}

/// List support referrals
///
/// Every referral to forensic outreach or intensive support, in the order recorded: when, by whom, to which provider.
/// S4 has them considered for adults who are Red or Blue.
#[utoipa::path(tag = "Support", operation_id = "list_support_referrals", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<SupportReferred>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/support-referrals")]
pub(crate) async fn referral_list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.support_referrals.clone());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_support_referrals", show).await?))
}

/// Record a support referral
///
/// A referral of an adult to the forensic outreach service or an intensive support team (S4: for adults who are Red or
/// Blue). Refused for somebody under 18 on that day. It starts no clock.
#[utoipa::path(tag = "Support", operation_id = "refer_to_support", request_body = SupportReferral,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = SupportReferred), WriteProblems), security(("bearer" = ["support:write"])))]
#[post("/v1/people/{id}/support-referrals")]
pub(crate) async fn refer(
    caller: Caller<WriteSupport>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<SupportReferral>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| support::refer(p, m, body.value.clone())).await?;
    let made = person.state.support_referrals.iter().find(|made| Some(made.support_referral_id.0) == outcome.done.item);
    created(&outcome, &person, "support-referrals", made)
}

/// List concerns
///
/// Every quality or safeguarding concern about a provider or placement, in the order recorded. They stand beside
/// safeguarding procedures, never instead of them.
#[utoipa::path(tag = "Support", operation_id = "list_quality_concerns", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<ConcernView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/quality-concerns")]
pub(crate) async fn concern_list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.concerns.iter().map(ConcernView::from).collect());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_quality_concerns", show).await?))
}

/// Raise a concern
///
/// A quality or safeguarding concern about a provider or placement. It stands beside safeguarding, never instead of it.
#[utoipa::path(tag = "Support", operation_id = "raise_quality_concern", request_body = QualityConcern,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = ConcernView), WriteProblems), security(("bearer" = ["support:write"])))]
#[post("/v1/people/{id}/quality-concerns")]
pub(crate) async fn raise(
    caller: Caller<WriteSupport>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<QualityConcern>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| support::raise(p, m, body.value.clone())).await?;
    let made = person.state.concerns.iter().find(|made| Some(made.concern_id.0) == outcome.done.item);
    created(&outcome, &person, "quality-concerns", made.map(ConcernView::from))
}

/// Read the support plan
///
/// The plan of action to avoid admission (S0), as it stands: steps, owners, dates, and when it is looked at again. 404
/// while there is none. Earlier plans are in the history.
#[utoipa::path(tag = "Support", operation_id = "read_support_plan", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "As it stands.", body = SupportPlanSet), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/support-plan")]
pub(crate) async fn support_plan(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| p.support_plans.last().cloned();
    Ok(plain(&caller.look(&store, id, "read_support_plan", show).await?))
}

/// Set the support plan
///
/// The plan of action to avoid admission (S0): its steps, owners and dates, whole; it replaces the one before. A plan for the
/// move to adult services meets the duty before the 18th birthday.
#[utoipa::path(tag = "Support", operation_id = "set_support_plan", request_body = SupportPlan,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "Set.", body = SupportPlanSet), WriteProblems), security(("bearer" = ["support:write"])))]
#[put("/v1/people/{id}/support-plan")]
pub(crate) async fn set_support_plan(
    caller: Caller<WriteSupport>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<SupportPlan>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| support::plan(p, m, body.value.clone())).await?;
    let set = person.state.support_plans.last().cloned().ok_or(Problem::Internal)?;
    Ok(done(&outcome, None, &set))
}

/// Read the discharge plan
///
/// The twelve-point plan of the last spell (S4) with its score and the wording the area's policy gives the points. 404
/// while there is none. Earlier versions are in the history.
#[utoipa::path(tag = "Support", operation_id = "read_discharge_plan", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "As it stands.", body = DischargePlanView), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/discharge-plan")]
pub(crate) async fn way_home(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| DischargePlanView::last(p, store.packs());
    Ok(plain(&caller.look(&store, id, "read_discharge_plan", show).await?))
}

/// Set the discharge plan
///
/// The twelve-point discharge plan (S4), whole; it replaces the one before. Points left out are not started. It belongs
/// to the spell named or, without one, to the spell that goes on; the score counts the points that apply.
#[utoipa::path(tag = "Support", operation_id = "set_discharge_plan", request_body = DischargePlan,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "Set.", body = DischargePlanView), WriteProblems), security(("bearer" = ["support:write"])))]
#[put("/v1/people/{id}/discharge-plan")]
pub(crate) async fn set_way_home(
    caller: Caller<WriteSupport>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<DischargePlan>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| discharge_plan::plan(p, m, body.value.clone())).await?;
    let set = DischargePlanView::last(&person.state, store.packs()).ok_or(Problem::Internal)?;
    Ok(done(&outcome, None, &set))
}
