//! Referrals.

use crate::domain::calendar::Date;
use crate::domain::id::ReferralId;
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::referral::{self, Decision, Information, NewReferral, Referral, ReferralStatus, Source, Withdrawal};
use crate::domain::refusal::Problem;
use crate::domain::view::ReferralView;
use crate::http::act::basis_of;
use crate::http::auth::{Caller, DecideReferrals, Identity, ReadReferrals, WriteReferrals};
use crate::http::contract::{
    GuardProblems, GuardedHeaders, ReadHeaders, ReadProblems, SendHeaders, WriteHeaders, WriteProblems,
};
use crate::http::extract::{Body, Conditions, Cursor, Ids, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, done, page, record};
use crate::http::v1::{dated, default_limit, paged};
use crate::store::Store;
use crate::store::load::Loaded;
use crate::store::referrals::{Filter, Listed};
use actix_web::{get, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

/// Which referrals to list.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferralQuery {
    /// Where they stand.
    #[param(inline)]
    status: Option<ReferralStatus>,
    /// Who referred.
    #[param(inline)]
    source: Option<Source>,
    /// The organisation whose system sent them.
    #[param(inline)]
    referrer: Option<Ods>,
    /// The ICB addressed.
    #[param(inline)]
    icb: Option<Ods>,
    /// The person's local authority.
    #[param(inline)]
    local_authority: Option<LocalAuthority>,
    /// Received on or after this London date.
    #[param(inline)]
    received_from: Option<Date>,
    /// Received on or before this London date.
    #[param(inline)]
    received_to: Option<Date>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

fn view(loaded: &Loaded<Referral>, identity: &Identity, today: Date) -> Result<ReferralView, HttpError> {
    let row = loaded.rows.referral.as_ref().ok_or(Problem::Internal)?;
    let view: ReferralView = serde_json::from_str(&row.body).map_err(|_| Problem::Internal)?;
    let basis = basis_of(loaded, identity).ok_or(Problem::NotFound)?;
    Ok(view.seen_by(basis, &identity.organisation, loaded.version, today))
}

/// Receive a referral
///
/// Stores the referral with the identity it claims and addresses it to `person.icb_ods`. Nobody is put on a register by
/// it: the ICB decides. The answer is the same whether or not the person is known to anybody. `warnings` say what the
/// register's criteria will ask for. The register is not a crisis service.
#[utoipa::path(tag = "Referrals", operation_id = "receive_referral", params(SendHeaders), request_body = NewReferral,
    responses((status = 201, description = "Received.", body = ReferralView), WriteProblems), security(("bearer" = ["referrals:write"])))]
#[post("/v1/referrals")]
pub(crate) async fn receive(
    caller: Caller<WriteReferrals>,
    conditions: Conditions,
    body: Body<NewReferral>,
    store: web::Data<Store>,
) -> Answer {
    let (outcome, referral) = caller.call(&store, &conditions, body.fingerprint).creates().receive(&body.value).await?;
    let location = format!("/v1/referrals/{}", referral.id);
    Ok(done(&outcome, Some(location), &view(&referral, &caller.identity, store.clock().today())?))
}

/// List referrals
///
/// Referrals addressed to your organisation or sent by it, newest first. An ICB sees what it has to decide; a sender
/// sees what became of its own, without the reasons. A sender's referral that is a duplicate shows as declined, so that
/// no answer tells who is known.
#[utoipa::path(tag = "Referrals", operation_id = "list_referrals", params(ReferralQuery),
    responses((status = 200, description = "A page.", body = Page<ReferralView>), ReadProblems), security(("bearer" = ["referrals:read"])))]
#[get("/v1/referrals")]
pub(crate) async fn list(
    caller: Caller<ReadReferrals>,
    query: Query<ReferralQuery>,
    store: web::Data<Store>,
) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity.organisation).await?;
    caller.saw(&store, "list_referrals", found.iter().map(|l| l.referral.id.0).collect()).await?;
    Ok(page(found.into_iter().map(|l| l.referral).collect(), next))
}

impl ReferralQuery {
    async fn page(self, store: &Store, organisation: &Ods) -> Result<(Vec<Listed>, Option<String>), HttpError> {
        let before = dated(self.cursor.as_ref())?;
        let found = store.referrals(organisation, &self.filter(), before, self.limit.saturating_add(1)).await?;
        let end = |l: &Listed| Cursor { day: Some(l.received_on), id: l.referral.id.0 };
        Ok(paged(found, self.limit, "/v1/referrals", &self.question(), end))
    }

    fn filter(&self) -> Filter {
        Filter {
            status: self.status.map(ReferralStatus::code),
            source: self.source.map(Source::code),
            submitted: self.referrer.as_ref().map(ToString::to_string),
            icb: self.icb.as_ref().map(ToString::to_string),
            local_authority: self.local_authority.as_ref().map(ToString::to_string),
            from: self.received_from.map(Date::naive),
            to: self.received_to.map(Date::naive),
        }
    }

    fn question(&self) -> [(&'static str, Option<String>); 7] {
        [
            ("status", self.status.map(|s| s.to_string())),
            ("source", self.source.map(|s| s.to_string())),
            ("referrer", self.referrer.as_ref().map(ToString::to_string)),
            ("icb", self.icb.as_ref().map(ToString::to_string)),
            ("local_authority", self.local_authority.as_ref().map(ToString::to_string)),
            ("received_from", self.received_from.map(|d| d.to_string())),
            ("received_to", self.received_to.map(|d| d.to_string())),
        ]
    }
}

/// Read a referral
///
/// The ICB addressed sees `person_id` once it has accepted, and `possible_duplicates` among its own records. The sender
/// sees the outcome, and neither of the two nor the reasons: they might tell whether the person was known.
#[utoipa::path(tag = "Referrals", operation_id = "read_referral", params(ReadHeaders, ("id" = ReferralId, Path, description = "The referral.")),
    responses((status = 200, description = "The referral; ETag for If-Match.", body = ReferralView), (status = 304, description = "Unchanged."), ReadProblems),
    security(("bearer" = ["referrals:read"])))]
#[get("/v1/referrals/{id}")]
pub(crate) async fn one(
    caller: Caller<ReadReferrals>,
    ids: Ids<1>,
    conditions: Conditions,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let referral = store.referral(id, &caller.identity.organisation).await?.ok_or(Problem::NotFound)?;
    caller.saw(&store, "read_referral", vec![id]).await?;
    Ok(record(&store, referral.version, conditions.if_none_match.as_deref(), &referral))
}

/// Decide a referral
///
/// `accepted` needs consent to be on the register, the criteria or a reason to override them, an initial rating (left
/// out for somebody in hospital, who is Blue), and an identity: `person_id` links somebody your register knows, else a
/// person is created. `declined` needs a reason. `awaiting_information` says what is missing.
#[utoipa::path(tag = "Referrals", operation_id = "decide_referral", request_body = Decision,
    params(GuardedHeaders, ("id" = ReferralId, Path, description = "The referral.")),
    responses((status = 200, description = "Decided; `person_id` once accepted.", body = ReferralView), WriteProblems, GuardProblems),
    security(("bearer" = ["referrals:decide"])))]
#[post("/v1/referrals/{id}/decision")]
pub(crate) async fn decide(
    caller: Caller<DecideReferrals>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Decision>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let (outcome, referral) = call.decide_referral(ReferralId(id), &body.value).await?;
    Ok(done(&outcome, None, &view(&referral, &caller.identity, store.clock().today())?))
}

/// Add information to a referral
///
/// By the sender or the ICB, while the referral is undecided. A referral that waited for information is received again.
/// What is added counts at the decision: consents, crisis, the NHS number, further risk factors.
#[utoipa::path(tag = "Referrals", operation_id = "add_referral_information", request_body = Information,
    params(WriteHeaders, ("id" = ReferralId, Path, description = "The referral.")),
    responses((status = 200, description = "Added.", body = ReferralView), WriteProblems), security(("bearer" = ["referrals:write"])))]
#[post("/v1/referrals/{id}/information")]
pub(crate) async fn add_information(
    caller: Caller<WriteReferrals>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Information>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, referral) =
        call.decide::<Referral>(id, None, |r, m| referral::add_information(r, m, body.value.clone())).await?;
    Ok(done(&outcome, None, &view(&referral, &caller.identity, store.clock().today())?))
}

/// Withdraw a referral
///
/// By the organisation that sent it, while it is undecided. It stays on record with the reason and is not decided any
/// more; where an area sets a time for the decision, that clock ends.
#[utoipa::path(tag = "Referrals", operation_id = "withdraw_referral", request_body = Withdrawal,
    params(WriteHeaders, ("id" = ReferralId, Path, description = "The referral.")),
    responses((status = 200, description = "Withdrawn.", body = ReferralView), WriteProblems), security(("bearer" = ["referrals:write"])))]
#[post("/v1/referrals/{id}/withdrawal")]
pub(crate) async fn withdraw(
    caller: Caller<WriteReferrals>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Withdrawal>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, referral) = call
        .decide::<Referral>(id, None, |r, m| {
            referral::withdraw(r, m, &caller.identity.organisation, body.value.clone())
        })
        .await?;
    Ok(done(&outcome, None, &view(&referral, &caller.identity, store.clock().today())?))
}
