//! The work of the keyworking services: who waits, who has how many, and what is still to be done.

use crate::domain::disclosure::Groups;
use crate::domain::keyworking::{self, Caseload, KeyworkingStatus, OpenRecommendation};
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::view::KeyworkingDocument;
use crate::http::auth::{Caller, Identity, ReadKeyworking};
use crate::http::contract::ReadProblems;
use crate::http::extract::{Cursor, Ids, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, page};
use crate::http::v1::{dated, default_limit, paged, whole};
use crate::store::Store;
use crate::store::keyworking::{Filter, Listed};
use crate::store::load::Freshness;
use actix_web::{get, web};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

/// Which keyworking.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyworkingQuery {
    /// By where it stands.
    #[param(inline)]
    status: Option<KeyworkingStatus>,
    /// By keyworking service.
    #[param(inline)]
    keyworker_service: Option<Ods>,
    /// By keyworker: `keyworker_id` of an answer. No name stands in an address.
    keyworker: Option<Uuid>,
    /// Accepted and waiting for the first contact, or not.
    waiting_for_first_contact: Option<bool>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

impl KeyworkingQuery {
    async fn page(self, store: &Store, identity: &Identity) -> Result<(Vec<Listed>, Option<String>), HttpError> {
        let filter = Filter {
            status: self.status.map(KeyworkingStatus::code),
            service: self.keyworker_service.as_ref().map(ToString::to_string),
            keyworker: self.keyworker,
            waiting: self.waiting_for_first_contact,
        };
        let before = dated(self.cursor.as_ref())?;
        let found = store.keyworking(&identity.organisation, &filter, before, self.limit.saturating_add(1)).await?;
        let question = [
            ("status", self.status.map(|s| s.to_string())),
            ("keyworker_service", filter.service),
            ("keyworker", self.keyworker.map(|k| k.to_string())),
            ("waiting_for_first_contact", self.waiting_for_first_contact.map(|w| w.to_string())),
        ];
        let end = |l: &Listed| Cursor { day: Some(l.keyworking.referred_on.naive()), id: l.keyworking.id.0 };
        Ok(paged(found, self.limit, "/v1/keyworking", &question, end))
    }
}

/// What of somebody is shown, for the audit.
const fn part(listed: &Listed) -> (Uuid, Groups) {
    (listed.keyworking.person_id.0, listed.shown)
}

/// List keyworking
///
/// Your people's, the latest referral first: where it stands, who the keyworker is, and who waits for the first contact.
#[utoipa::path(tag = "Keyworking", operation_id = "list_keyworking", params(KeyworkingQuery),
    responses((status = 200, description = "A page.", body = Page<KeyworkingDocument>), ReadProblems), security(("bearer" = ["keyworking:read"])))]
#[get("/v1/keyworking")]
pub(crate) async fn list(
    caller: Caller<ReadKeyworking>,
    query: Query<KeyworkingQuery>,
    store: web::Data<Store>,
) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity).await?;
    caller.saw_parts(&store, "list_keyworking", found.iter().map(part)).await?;
    Ok(page(found.into_iter().map(|l| l.keyworking).collect(), next))
}

/// List caseloads
///
/// How many each keyworker of each service has open, the largest first, with a warning where that is more than the area's policy
/// says one keyworker can have (S1: manageable caseloads). Nothing is refused for it.
#[utoipa::path(tag = "Keyworking", operation_id = "list_caseloads",
    responses((status = 200, description = "All of them.", body = Page<Caseload>), ReadProblems), security(("bearer" = ["keyworking:read"])))]
#[get("/v1/keyworking/caseloads")]
pub(crate) async fn caseload(caller: Caller<ReadKeyworking>, store: web::Data<Store>) -> Answer {
    let icb = &caller.identity.organisation;
    let open = store.with_keyworkers(icb, None).await?;
    caller.saw_parts(&store, "list_caseloads", open.iter().map(part)).await?;
    let open: Vec<_> = open.into_iter().map(|l| l.keyworking).collect();
    Ok(whole(keyworking::caseloads(&open, store.packs().caseload(icb, store.clock().today()))))
}

/// List open recommendations of a keyworker's people
///
/// What C(E)TRs recommended for everybody this keyworker has open, and nobody has done or called off: the earliest date first. The
/// keyworker ensures that recommendations are carried out (S1, S2).
#[utoipa::path(tag = "Keyworking", operation_id = "list_keyworker_recommendations",
    params(("keyworker_id" = Uuid, Path, description = "The keyworker: 'keyworker_id' of a caseload. No name stands in an address.")),
    responses((status = 200, description = "All of them.", body = Page<OpenRecommendation>), ReadProblems), security(("bearer" = ["keyworking:read"])))]
#[get("/v1/keyworking/caseloads/{keyworker_id}/recommendations")]
pub(crate) async fn recommendations(caller: Caller<ReadKeyworking>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([keyworker]) = ids;
    let (people, open) = open_of(&store, &caller.identity, keyworker).await?;
    caller.saw_parts(&store, "list_keyworker_recommendations", people).await?;
    Ok(whole(open))
}

async fn open_of(
    store: &Store,
    identity: &Identity,
    keyworker: Uuid,
) -> Result<(BTreeMap<Uuid, Groups>, Vec<OpenRecommendation>), HttpError> {
    let theirs = store.with_keyworkers(&identity.organisation, Some(keyworker)).await?;
    let people: BTreeMap<Uuid, Groups> = theirs.iter().map(part).collect();
    let mut open = Vec::new();
    for id in people.keys() {
        if let Some(person) = store.load_for::<Person>(&identity.organisation, *id, Freshness::Newest).await? {
            open.extend(keyworking::open_recommendations(&person.state, store.clock().today()));
        }
    }
    open.sort_by_key(|one| (one.due_on.is_none(), one.due_on, one.recommendation_id));
    Ok((people, open))
}
