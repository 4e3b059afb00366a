//! RAG ratings.

use crate::domain::calendar::Date;
use crate::domain::id::{AdmissionId, PersonId, RatingId};
use crate::domain::person::{Named, Person};
use crate::domain::policy::{ActionCalledFor, Packs};
use crate::domain::rating::{self, Rag, Rating, RiskFactor, ScoredTool, TrailEntry, Trigger};
use crate::domain::refusal::Problem;
use crate::domain::text::Prose;
use crate::http::auth::{Caller, ReadPeople, WriteRatings};
use crate::http::contract::{GuardProblems, GuardedHeaders, ReadProblems, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::reply::{Answer, Page, done};
use crate::http::v1::whole;
use crate::store::Store;
use actix_web::{get, post, web};
use serde::Serialize;
use utoipa::ToSchema;

/// One entry in the history of colours.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GivenRating)]
pub(crate) struct RatingView {
    /// The rating; null where the colour followed from an admission or discharge.
    id: Option<RatingId>,
    /// The colour.
    rag: Rag,
    /// From when it holds.
    effective_on: Date,
    /// What led to it.
    trigger: Trigger,
    /// The spell that brought Blue or ended it.
    admission_id: Option<AdmissionId>,
    /// Why.
    rationale: Option<Prose>,
    /// Who set it.
    set_by: Option<Named>,
    /// Whether a risk is known that nobody manages.
    unmanaged_risk_identified: Option<bool>,
    /// Who manages the risk.
    #[schema(max_items = 50)]
    mdt_members: Vec<Named>,
    /// Risk factors.
    #[schema(max_items = 13)]
    risk_factors: Vec<RiskFactor>,
    /// The tool risk was scored with.
    scored_tool: Option<ScoredTool>,
    /// What the colour calls for at the person's age when it took effect (S4).
    #[schema(max_items = 20)]
    actions: Vec<ActionCalledFor>,
}

impl RatingView {
    fn of(entry: &TrailEntry<'_>, person: &Person, packs: &Packs) -> Self {
        let spell = entry.admission_id.and_then(|id| person.spell(id));
        let discharged = spell.and_then(|s| s.discharged.as_ref()).filter(|_| entry.trigger == Trigger::Discharge);
        let rated = entry.rated;
        Self {
            id: rated.map(|r| r.rating_id),
            rag: entry.rag,
            effective_on: entry.effective_on,
            trigger: entry.trigger,
            admission_id: entry.admission_id,
            rationale: rated.and_then(|r| r.rationale.clone()).or_else(|| discharged.and_then(|d| d.rationale.clone())),
            set_by: rated.and_then(|r| r.set_by.clone()).or_else(|| discharged.and_then(|d| d.set_by.clone())),
            unmanaged_risk_identified: rated
                .map_or_else(|| discharged.and_then(|d| d.unmanaged_risk_identified), |r| r.unmanaged_risk_identified),
            mdt_members: rated
                .map(|r| r.mdt_members.clone())
                .or_else(|| discharged.map(|d| d.mdt_members.clone()))
                .unwrap_or_default(),
            risk_factors: rated.map(|r| r.risk_factors.clone()).unwrap_or_default(),
            scored_tool: rated.and_then(|r| r.scored_tool.clone()),
            actions: packs.actions(
                entry.rag,
                person.born().map(|born| born.age_on(entry.effective_on)),
                Some(person.icb_on(entry.effective_on)),
                entry.effective_on,
            ),
        }
    }
}

/// List ratings
///
/// The history of colours by the day they took effect; Blue stands where an admission brought it, and the colour after
/// it where a discharge did. Each entry says what its colour calls for (S4).
#[utoipa::path(tag = "Ratings", operation_id = "list_ratings", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The history.", body = Page<RatingView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/ratings")]
pub(crate) async fn list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.rating_trail().iter().map(|e| RatingView::of(e, p, store.packs())).collect());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_ratings", show).await?))
}

/// Give a rating
///
/// Red, Amber or Green, with its rationale. Blue comes only with an admission. Green needs a named member of the
/// multi-disciplinary team who manages the risk, and a plain statement that no risk is unmanaged. A refusal lists every
/// rule that is not met; the answer lists what the colour calls for.
#[utoipa::path(tag = "Ratings", operation_id = "give_rating", request_body = Rating,
    params(GuardedHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Given.", body = RatingView), WriteProblems, GuardProblems), security(("bearer" = ["ratings:write"])))]
#[post("/v1/people/{id}/ratings")]
pub(crate) async fn give(
    caller: Caller<WriteRatings>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Rating>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates().guarded();
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| rating::rate(p, m, store.packs(), body.value.clone())).await?;
    let trail = person.state.rating_trail();
    let given = trail.iter().find(|e| e.rated.map(|r| r.rating_id.0) == outcome.done.item).ok_or(Problem::Internal)?;
    Ok(done(&outcome, Some(format!("/v1/people/{id}/ratings")), &RatingView::of(given, &person.state, store.packs())))
}
