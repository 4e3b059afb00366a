//! The consent ledger.

use crate::domain::calendar::Date;
use crate::domain::consent::{self, BestInterests, Consent, ConsentBasis, ConsentScope, ConsentStatus, SharedWith};
use crate::domain::event::ConsentRecorded;
use crate::domain::id::{ConsentId, PersonId};
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::domain::text::Line;
use crate::http::auth::{Caller, ReadPeople, WriteConsents};
use crate::http::contract::{ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::reply::{Answer, Page, done};
use crate::http::v1::whole;
use crate::store::Store;
use actix_web::{get, post, web};
use serde::Serialize;
use utoipa::ToSchema;

/// One entry of the consent ledger.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordedConsent)]
pub(crate) struct ConsentView {
    /// The entry.
    id: ConsentId,
    /// What it is about.
    scope: ConsentScope,
    /// Whether it was given.
    status: ConsentStatus,
    /// On what basis.
    basis: ConsentBasis,
    /// Who gave, refused or withdrew it.
    given_by: Option<Line>,
    /// From when it holds.
    effective_on: Date,
    /// Whom information sharing covers.
    #[schema(max_items = 10)]
    covers: Vec<SharedWith>,
    /// Single organisations it covers.
    #[schema(max_items = 50)]
    organisations: Vec<Ods>,
    /// How a best-interests decision was made.
    best_interests: Option<BestInterests>,
    /// When incapacity was recorded.
    incapacity_recorded_on: Option<Date>,
}

impl From<&ConsentRecorded> for ConsentView {
    fn from(c: &ConsentRecorded) -> Self {
        Self {
            id: c.consent_id,
            scope: c.scope,
            status: c.status,
            basis: c.basis,
            given_by: c.given_by.clone(),
            effective_on: c.effective_on,
            covers: c.covers.clone(),
            organisations: c.organisations.clone(),
            best_interests: c.best_interests.clone(),
            incapacity_recorded_on: c.incapacity_recorded_on,
        }
    }
}

/// List consents
///
/// The whole ledger in the order recorded: scope, status, on whose basis and since when. What holds now is on the
/// person; an entry that no longer holds stays here.
#[utoipa::path(tag = "Consents", operation_id = "list_consents", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The ledger.", body = Page<ConsentView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/consents")]
pub(crate) async fn list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    Ok(whole(
        caller
            .look::<Person, Vec<_>>(&store, id, "list_consents", |p| {
                Some(p.consents.iter().map(ConsentView::from).collect())
            })
            .await?,
    ))
}

/// Record consent
///
/// Given, refused or withdrawn. Withdrawing or refusing the consent to be on the register ends the membership that day;
/// an inpatient's spell and its clocks go on for the commissioner.
#[utoipa::path(tag = "Consents", operation_id = "record_consent", request_body = Consent,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = ConsentView), WriteProblems), security(("bearer" = ["consents:write"])))]
#[post("/v1/people/{id}/consents")]
pub(crate) async fn record(
    caller: Caller<WriteConsents>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Consent>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| consent::record(p, m, body.value.clone())).await?;
    let recorded =
        person.state.consents.iter().find(|c| Some(c.consent_id.0) == outcome.done.item).ok_or(Problem::Internal)?;
    Ok(done(&outcome, Some(format!("/v1/people/{id}/consents")), &ConsentView::from(recorded)))
}
