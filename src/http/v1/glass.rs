//! Opening a record in an emergency, and what its ICB is told of that.

use crate::domain::disclosure::Basis;
use crate::domain::glass::{self, BreakGlass, GlassReview, GlassStatus};
use crate::domain::id::{GlassId, PersonId};
use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::domain::view::{GlassView, OpenedRecord, PersonDocument};
use crate::http::auth::{self, Caller, Identity, ReadPeople, ReviewGlass};
use crate::http::contract::{ReadProblems, SendHeaders, UserHeaders, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Cursor, Ids, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body as plain, done, page};
use crate::http::v1::{dated, default_limit, paged};
use crate::store::Store;
use crate::store::glass::Filter;
use crate::store::load::Loaded;
use actix_web::{get, post, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

/// Which emergency openings.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BrokenGlassQuery {
    /// Those that can still be read, or no more; all when left out.
    #[param(inline)]
    status: Option<GlassStatus>,
    /// Those that somebody has looked into, or not yet; all when left out.
    reviewed: Option<bool>,
    /// Of this person.
    person_id: Option<PersonId>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

impl BrokenGlassQuery {
    async fn page(self, store: &Store, identity: &Identity) -> Result<(Vec<GlassView>, Option<String>), HttpError> {
        let filter = Filter {
            open: self.status.map(|status| status == GlassStatus::Open),
            reviewed: self.reviewed,
            person: self.person_id,
        };
        let after = dated(self.cursor.as_ref())?;
        let found = store.broken_glass(&identity.organisation, &filter, after, self.limit.saturating_add(1)).await?;
        let question = [
            ("status", self.status.map(|s| s.to_string())),
            ("reviewed", self.reviewed.map(|r| r.to_string())),
            ("person_id", self.person_id.map(|id| id.to_string())),
        ];
        let end = |glass: &GlassView| Cursor { day: Some(glass.broken_on.naive()), id: glass.id.0 };
        Ok(paged(found, self.limit, "/v1/break-glass", &question, end))
    }
}

/// An opening as its ICB sees it.
fn shown(person: &Loaded<Person>, id: GlassId, now: DateTime<Utc>) -> Option<GlassView> {
    let document = PersonDocument::of(&person.state, &person.rows.deadlines);
    Some(GlassView::of(&document, person.state.glass(id)?).at(now))
}

/// Break the glass
///
/// For somebody with a duty of care who has a person in front of them in an emergency, and no reach to the record: it opens for some
/// hours, for a reason. The person's ICB has to have named your organisation for it (`emergency`), and the call names the user. The
/// ICB reads at once who it was, when, why, and looks into it; the person may read it, too. It shows what helps in meeting the person,
/// never the history, and no list or search of yours holds them. Whoever is not known, not yours to open, has died or left answers alike.
#[utoipa::path(tag = "Break glass", operation_id = "break_glass", request_body = BreakGlass, params(SendHeaders, UserHeaders),
    responses((status = 201, description = "Opened.", body = OpenedRecord), WriteProblems), security(("bearer" = ["people:break-glass"])))]
#[post("/v1/break-glass")]
pub(crate) async fn open(
    caller: Caller<auth::BreakGlass>,
    conditions: Conditions,
    body: Body<BreakGlass>,
    store: web::Data<Store>,
) -> Answer {
    let (outcome, opened) = caller.break_glass(&store, &conditions, &body).await?;
    Ok(done(&outcome, Some(format!("/v1/break-glass/{}", opened.id)), &opened))
}

/// Read a record opened in an emergency
///
/// Again, by the organisation that opened it, as it stands now, until its time is over. After that, and when the ICB has ended it, when
/// the person has died, left the register, moved to another ICB, or their record was merged, it is as unknown as any other.
#[utoipa::path(tag = "Break glass", operation_id = "read_broken_glass", params(UserHeaders, ("id" = GlassId, Path, description = "The opening.")),
    responses((status = 200, description = "The record, as far as it is shown.", body = OpenedRecord), ReadProblems),
    security(("bearer" = ["people:break-glass"])))]
#[get("/v1/break-glass/{id}")]
pub(crate) async fn one(caller: Caller<auth::BreakGlass>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    Ok(plain(&caller.look_through(&store, GlassId(id)).await?))
}

/// List records opened in an emergency
///
/// Of your people, newest first: who opened them, when, why, and until when; what was found of it. `status=open` are those that can be
/// read now, `reviewed=false` those that nobody has looked into.
#[utoipa::path(tag = "Break glass", operation_id = "list_broken_glass", params(BrokenGlassQuery),
    responses((status = 200, description = "A page.", body = Page<GlassView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/break-glass")]
pub(crate) async fn list(
    caller: Caller<ReadPeople>,
    query: Query<BrokenGlassQuery>,
    store: web::Data<Store>,
) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity).await?;
    caller.saw(&store, "list_broken_glass", found.iter().map(|glass| glass.person_id.0).collect()).await?;
    Ok(page(found, next))
}

/// Review an emergency opening
///
/// As the responsible ICB: whether it was right to open the record, and how that was found. `not_justified` ends it at once. A later
/// finding stands in place of an earlier one, which the history keeps; what one has ended stays ended.
#[utoipa::path(tag = "Break glass", operation_id = "review_broken_glass", request_body = GlassReview,
    params(WriteHeaders, ("id" = GlassId, Path, description = "The opening.")),
    responses((status = 200, description = "On record.", body = GlassView), WriteProblems), security(("bearer" = ["break-glass:review"])))]
#[post("/v1/break-glass/{id}/review")]
pub(crate) async fn review(
    caller: Caller<ReviewGlass>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<GlassReview>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let id = GlassId(id);
    let whose = store.glass_of_own(id, &caller.identity.organisation).await?.ok_or(Problem::NotFound)?;
    let call = caller.call(&store, &conditions, body.fingerprint).mends();
    let decide = |p: &Person, m: &_| glass::review(p, m, id, &body.value);
    let (outcome, person) = call.decide(whose.0, Some(Basis::ResponsibleIcb), decide).await?;
    Ok(done(&outcome, None, &shown(&person, id, store.clock().now()).ok_or(Problem::Internal)?))
}
