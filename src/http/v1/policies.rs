//! Policy packs. They are about no person: reading them leaves no audit row.

use crate::domain::policy::Pack;
use crate::domain::refusal::Problem;
use crate::domain::view::{PolicyDetail, PolicySummary};
use crate::http::auth::{Caller, ReadPolicies};
use crate::http::contract::ReadProblems;
use crate::http::extract::Query;
use crate::http::reply::{Answer, Page, body};
use crate::http::v1::whole;
use crate::store::Store;
use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;
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
/// Every version of every policy pack this register computes by, and those it holds for previews.
#[utoipa::path(tag = "Policies", operation_id = "list_policies",
    responses((status = 200, description = "The packs.", body = Page<PolicySummary>), ReadProblems), security(("bearer" = ["policies:read"])))]
#[get("/v1/policies")]
pub(crate) async fn list(_caller: Caller<ReadPolicies>, store: web::Data<Store>) -> Answer {
    let activated = store.activated().await?;
    Ok(whole(store.packs().all().map(|pack| PolicySummary::of(pack, activated.at(pack))).collect()))
}

/// Read a policy
///
/// One version of a pack with all its rules, criteria and actions, each with the sentence it rests on.
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
    Ok(body(&PolicyDetail::of(pack, store.activated().await?.at(pack))))
}
