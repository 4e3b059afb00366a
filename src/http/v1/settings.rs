//! Settings of an area.

use crate::domain::settings::{NewSettings, Settings, SettingsView};
use crate::http::auth::{Caller, ReadSettings, WriteSettings};
use crate::http::contract::{GuardProblems, GuardedHeaders, ReadHeaders, ReadProblems, WriteProblems};
use crate::http::extract::{Body, Conditions};
use crate::http::reply::{Answer, done, record};
use crate::store::Store;
use crate::store::load::Freshness;
use actix_web::{get, put, web};

/// Read your area's settings
///
/// Whom to ask about the register, and which organisations may act as what: providers, keyworking services, local authorities
/// and others that may ask for a status, readers of measures, auditors. Before anything was set they are empty, and their `ETag`
/// begins with 0.
#[utoipa::path(tag = "Settings", operation_id = "read_settings", params(ReadHeaders),
    responses((status = 200, description = "The settings; ETag for If-Match.", body = SettingsView), (status = 304, description = "Unchanged."), ReadProblems),
    security(("bearer" = ["settings:read"])))]
#[get("/v1/settings")]
pub(crate) async fn read(caller: Caller<ReadSettings>, conditions: Conditions, store: web::Data<Store>) -> Answer {
    let icb = &caller.identity.organisation;
    let found = store.load_for::<Settings>(icb, Settings::id_of(icb).0, Freshness::Newest).await?;
    let version = found.as_ref().map_or(0, |settings| settings.version);
    let shown = found.map_or_else(|| SettingsView::unset(icb.clone()), |settings| settings.state.shown());
    Ok(record(&store, version, conditions.if_none_match.as_deref(), &shown))
}

/// Set your area's settings
///
/// All of them: what is left out is no more. They hold at once; an organisation that is no longer named reaches nothing from then
/// on. Naming an organisation gives it no person: a provider reaches its own current inpatients, a keyworking service the people
/// assigned to it, and whoever asks for a status learns of those whose consent covers it. What was set before stays in the
/// register's facts.
#[utoipa::path(tag = "Settings", operation_id = "set_settings", request_body = NewSettings, params(GuardedHeaders),
    responses((status = 200, description = "Set.", body = SettingsView), WriteProblems, GuardProblems), security(("bearer" = ["settings:write"])))]
#[put("/v1/settings")]
pub(crate) async fn set(
    caller: Caller<WriteSettings>,
    conditions: Conditions,
    body: Body<NewSettings>,
    store: web::Data<Store>,
) -> Answer {
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let (outcome, settings) = call.set(&body.value).await?;
    Ok(done(&outcome, None, &settings.state.shown()))
}
