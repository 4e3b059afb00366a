//! What a referral needs, and the code lists. Nothing here is about a person: reading it leaves no audit row.

use crate::domain::ods::Ods;
use crate::domain::reference::{CodeList, lists};
use crate::domain::view::Requirements;
use crate::http::auth::{Caller, ReadPolicies};
use crate::http::contract::ReadProblems;
use crate::http::extract::Query;
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body};
use crate::http::v1::whole;
use crate::store::Store;
use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

/// Whose register.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequirementsQuery {
    /// The ICB; the organisation of the token when left out.
    #[param(inline)]
    icb: Option<Ods>,
}

/// Which code list.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Its name; all when left out.
    #[validate(length(max = 60))]
    #[param(max_length = 60, example = "referral_source")]
    list: Option<String>,
}

/// What a referral needs
///
/// What this ICB's register needs to receive and to accept a referral today: fields, criteria with their sources, ages and
/// codes. The register is not a crisis service.
#[utoipa::path(tag = "Policies", operation_id = "referral_requirements", params(RequirementsQuery),
    responses((status = 200, description = "What is needed.", body = Requirements), ReadProblems), security(("bearer" = ["policies:read"])))]
#[get("/v1/referral-requirements")]
pub(crate) async fn requirements(
    caller: Caller<ReadPolicies>,
    query: Query<RequirementsQuery>,
    store: web::Data<Store>,
) -> Answer {
    let icb = query.0.icb.unwrap_or_else(|| caller.identity.organisation.clone());
    Ok(body(&Requirements::of(store.packs(), &icb, store.clock().today())))
}

/// Code lists
///
/// Every closed list of codes with its labels, and a version that changes whenever the list does. `list` picks one by
/// name. The same codes stand in the schemas of this document.
#[utoipa::path(tag = "Policies", operation_id = "reference_data", params(ListQuery),
    responses((status = 200, description = "The lists.", body = Page<CodeList>), ReadProblems), security(("bearer" = ["policies:read"])))]
#[get("/v1/reference-data")]
pub(crate) async fn data(_caller: Caller<ReadPolicies>, query: Query<ListQuery>) -> Answer {
    let all = lists();
    let Some(name) = query.0.list else { return Ok(whole(all)) };
    let unknown =
        || HttpError::fault("?list", "unknown_code", "is not the name of a code list; leave it out to see all");
    let one = all.into_iter().find(|list| list.list == name).ok_or_else(unknown)?;
    Ok(whole(vec![one]))
}
