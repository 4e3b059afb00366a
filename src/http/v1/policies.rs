//! Policy packs. They are about no person: reading them leaves no audit row. Trying one shows people, and does.

use crate::domain::id::PersonId;
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::policy::Pack;
use crate::domain::preview::{self, PolicyPreview, PreviewedPolicy};
use crate::domain::refusal::Problem;
use crate::domain::view::{PolicyDetail, PolicySummary};
use crate::http::auth::{Caller, ReadDeadlines, ReadPolicies};
use crate::http::contract::{ReadProblems, WriteProblems};
use crate::http::extract::{Body, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body as plain};
use crate::http::v1::whole;
use crate::store::Store;
use crate::store::load::Freshness;
use actix_web::{get, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

/// Which version of a pack.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyQuery {
    /// The version; the newest when left out.
    #[validate(length(max = 60))]
    #[param(max_length = 60, example = "2017-03-01")]
    version: Option<String>,
}

impl PolicyQuery {
    fn found<'p>(&self, store: &'p Store, id: &str) -> Option<&'p Pack> {
        let versions = store.packs().all().filter(|pack| pack.id == id);
        versions.filter(|pack| self.version.as_ref().is_none_or(|version| *version == pack.version)).last()
    }
}

/// List policies
///
/// Every version of every policy pack this register computes by, and those it holds for previews. Each says which areas
/// it speaks to, from when, and since when the register has computed by it.
#[utoipa::path(tag = "Policies", operation_id = "list_policies",
    responses((status = 200, description = "The packs.", body = Page<PolicySummary>), ReadProblems), security(("bearer" = ["policies:read"])))]
#[get("/v1/policies")]
pub(crate) async fn list(_caller: Caller<ReadPolicies>, store: web::Data<Store>) -> Answer {
    let activated = store.activated().await?;
    Ok(whole(store.packs().all().map(|pack| PolicySummary::of(pack, activated.at(pack))).collect()))
}

/// Read a policy
///
/// One version of a pack with all its rules, criteria and actions, each with the sentence it rests on. Without
/// `version` the newest. A version once in use never changes; a figure changes by a new version.
#[utoipa::path(tag = "Policies", operation_id = "policy",
    params(("id" = String, Path, description = "The pack.", max_length = 60, example = "seeds"), PolicyQuery),
    responses((status = 200, description = "The pack.", body = PolicyDetail), ReadProblems), security(("bearer" = ["policies:read"])))]
#[get("/v1/policies/{id}")]
pub(crate) async fn one(
    _caller: Caller<ReadPolicies>,
    id: web::Path<String>,
    query: Query<PolicyQuery>,
    store: web::Data<Store>,
) -> Answer {
    let pack = query.0.found(&store, &id).ok_or(Problem::NotFound)?;
    Ok(plain(&PolicyDetail::of(pack, store.activated().await?.at(pack))))
}

/// Try a policy
///
/// Whose dates a pack would move: a pack given in full, or one that is not in force. Looks at the people you are responsible
/// for, some at a time, and keeps nothing. An unsound pack is refused with every fault and its line.
#[utoipa::path(tag = "Policies", operation_id = "preview_policy", request_body = PolicyPreview,
    responses((status = 200, description = "Whose dates would move.", body = PreviewedPolicy), WriteProblems), security(("bearer" = ["deadlines:read"])))]
#[post("/v1/policies/preview")]
pub(crate) async fn try_out(
    caller: Caller<ReadDeadlines>,
    body: Body<PolicyPreview>,
    store: web::Data<Store>,
) -> Answer {
    let found = previewed(&body.value, &caller.identity.organisation, &store).await?;
    let mut shown: Vec<_> = found.moved.iter().map(|moved| moved.person_id.0).collect();
    shown.dedup();
    caller.saw(&store, "preview_policy", shown).await?;
    Ok(plain(&found))
}

async fn previewed(wanted: &PolicyPreview, icb: &Ods, store: &Store) -> Result<PreviewedPolicy, HttpError> {
    let with = wanted.packs(store.packs())?;
    let after = wanted.after.map_or_else(Uuid::nil, |id| id.0);
    let people = store.people_after(icb, after, wanted.limit).await?;
    let full = i64::try_from(people.len()).is_ok_and(|found| found == wanted.limit);
    let mut moved = Vec::new();
    for id in &people {
        if let Some(person) = store.load_for::<Person>(icb, *id, Freshness::Newest).await? {
            moved.extend(preview::moved(&person.state, store.packs(), &with));
        }
    }
    let next = people.last().filter(|_| full).map(|id| PersonId(*id));
    Ok(PreviewedPolicy { people: people.len(), moved, next })
}
