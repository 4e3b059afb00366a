//! Clocks.

use crate::domain::calendar::Date;
use crate::domain::duty::{DeadlineStatus, DeadlineView, Duty};
use crate::domain::id::{DeadlineId, PersonId};
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::person::Person;
use crate::domain::preview::{self, PersonPreview, Preview, PreviewedDeadlines, PreviewedDifference};
use crate::domain::rating::Rag;
use crate::domain::refusal::Problem;
use crate::http::auth::{Caller, ReadDeadlines};
use crate::http::contract::{ReadProblems, WriteProblems};
use crate::http::extract::{Body, Cursor, Ids, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body as plain, page};
use crate::http::v1::travel::{self, when};
use crate::http::v1::{dated, default_limit, paged};
use crate::store::Store;
use crate::store::deadlines::{Filter, Listed};
use actix_web::{get, post, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

/// Which clocks of a person.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonDeadlinesQuery {
    /// By kind of duty.
    #[param(inline)]
    duty: Option<Duty>,
    /// By where they stand today; all when left out.
    #[param(inline)]
    status: Option<DeadlineStatus>,
    /// Due on or after this London date.
    #[param(inline)]
    due_from: Option<Date>,
    /// Due on or before this London date.
    #[param(inline)]
    due_to: Option<Date>,
    /// As it was true at the end of this London date; not in the future.
    #[param(inline)]
    as_at: Option<Date>,
    /// As the register knew it at this instant (RFC 3339, UTC); alone, as it stood on that day.
    known_at: Option<DateTime<Utc>>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

/// Which clocks of the register.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadlinesQuery {
    /// By kind of duty.
    #[param(inline)]
    duty: Option<Duty>,
    /// By where they stand today; all when left out.
    #[param(inline)]
    status: Option<DeadlineStatus>,
    /// Due on or after this London date.
    #[param(inline)]
    due_from: Option<Date>,
    /// Due on or before this London date.
    #[param(inline)]
    due_to: Option<Date>,
    /// By the person's colour.
    #[param(inline)]
    rag: Option<Rag>,
    /// By the person's local authority.
    #[param(inline)]
    local_authority: Option<LocalAuthority>,
    /// As it was true at the end of this London date; not in the future.
    #[param(inline)]
    as_at: Option<Date>,
    /// As the register knew it at this instant (RFC 3339, UTC); alone, as it stood on that day.
    known_at: Option<DateTime<Utc>>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

type Question = [(&'static str, Option<String>); 8];

impl PersonDeadlinesQuery {
    /// The same question without the filters that only a register has.
    fn wide(self) -> DeadlinesQuery {
        let Self { duty, status, due_from, due_to, as_at, known_at, limit, cursor } = self;
        DeadlinesQuery {
            duty,
            status,
            due_from,
            due_to,
            rag: None,
            local_authority: None,
            as_at,
            known_at,
            limit,
            cursor,
        }
    }
}

impl DeadlinesQuery {
    /// A page of one person's clocks, or of the register's.
    async fn page(
        self,
        store: &Store,
        organisation: &Ods,
        person: Option<Uuid>,
    ) -> Result<(Vec<DeadlineView>, Option<String>, Vec<Uuid>), HttpError> {
        let (after, one_more) = (dated(self.cursor.as_ref())?, self.limit.saturating_add(1));
        let when = when(store, self.as_at, self.known_at)?;
        let found = match (when, person) {
            (Some(when), _) => {
                let then = store.deadlines_then(person, organisation, when, &self.filter(), after, one_more).await?;
                then.ok_or(Problem::NotFound)?
            }
            (None, None) => store.deadlines(organisation, &self.filter(), after, one_more).await?,
            (None, Some(id)) if store.reaches(id, organisation).await? => {
                store.deadlines_of(id, organisation, &self.filter(), after, one_more).await?
            }
            (None, Some(_)) => return Err(Problem::NotFound.into()),
        };
        let address = person.map_or_else(|| "/v1/deadlines".to_owned(), |id| format!("/v1/people/{id}/deadlines"));
        let (found, next) = paged(found, self.limit, &address, &self.question(), end);
        let (day, people) = (when.map_or_else(|| store.clock().today(), |when| when.day), people(&found));
        Ok((found.into_iter().map(|l| l.deadline.on(day)).collect(), next, people))
    }

    fn filter(&self) -> Filter {
        Filter {
            duty: self.duty.map(Duty::code),
            status: self.status,
            due_from: self.due_from.map(Date::naive),
            due_to: self.due_to.map(Date::naive),
            rag: self.rag.map(Rag::code),
            local_authority: self.local_authority.as_ref().map(ToString::to_string),
        }
    }

    fn question(&self) -> Question {
        let [as_at, known_at] = travel::question(self.as_at, self.known_at);
        [
            ("duty", self.duty.map(|d| d.to_string())),
            ("status", self.status.map(|s| s.to_string())),
            ("due_from", self.due_from.map(|d| d.to_string())),
            ("due_to", self.due_to.map(|d| d.to_string())),
            ("rag", self.rag.map(|r| r.to_string())),
            ("local_authority", self.local_authority.as_ref().map(ToString::to_string)),
            as_at,
            known_at,
        ]
    }
}

fn end(listed: &Listed) -> Cursor {
    Cursor { day: Some(listed.sort_on), id: listed.deadline.id.0 }
}

/// List a person's clocks
///
/// Every duty, open and ended, by due date, each with its explanation: starting fact, rule, source, arithmetic. What a
/// correction has undone is served as `withdrawn`; nothing served ever vanishes.
#[utoipa::path(tag = "Deadlines", operation_id = "list_person_deadlines",
    params(PersonDeadlinesQuery, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "A page.", body = Page<DeadlineView>), ReadProblems), security(("bearer" = ["deadlines:read"])))]
#[get("/v1/people/{id}/deadlines")]
pub(crate) async fn of_person(
    caller: Caller<ReadDeadlines>,
    ids: Ids<1>,
    query: Query<PersonDeadlinesQuery>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let (found, next, _) = query.0.wide().page(&store, &caller.identity.organisation, Some(id)).await?;
    caller.saw(&store, "list_person_deadlines", vec![id]).await?;
    Ok(page(found, next))
}

/// List the register's clocks
///
/// Duties of everybody within your reach, by due date: `status=overdue` is what has been left undone. Status and days
/// overdue are those of today; a duty is in time on its date and overdue from the next day.
#[utoipa::path(tag = "Deadlines", operation_id = "list_deadlines", params(DeadlinesQuery),
    responses((status = 200, description = "A page.", body = Page<DeadlineView>), ReadProblems), security(("bearer" = ["deadlines:read"])))]
#[get("/v1/deadlines")]
pub(crate) async fn list(
    caller: Caller<ReadDeadlines>,
    query: Query<DeadlinesQuery>,
    store: web::Data<Store>,
) -> Answer {
    let (found, next, people) = query.0.page(&store, &caller.identity.organisation, None).await?;
    caller.saw(&store, "list_deadlines", people).await?;
    Ok(page(found, next))
}

/// Read a clock
///
/// The full trace of one date: starting fact, rule, pack, source, arithmetic, other rules that spoke, what ended it.
#[utoipa::path(tag = "Deadlines", operation_id = "read_deadline",
    params(("id" = PersonId, Path, description = "The person."), ("deadline_id" = DeadlineId, Path, description = "The clock.")),
    responses((status = 200, description = "The clock.", body = DeadlineView), ReadProblems), security(("bearer" = ["deadlines:read"])))]
#[get("/v1/people/{id}/deadlines/{deadline_id}")]
pub(crate) async fn one(caller: Caller<ReadDeadlines>, ids: Ids<2>, store: web::Data<Store>) -> Answer {
    let Ids([id, deadline]) = ids;
    let found = store.deadline(id, deadline, &caller.identity.organisation).await?.ok_or(Problem::NotFound)?;
    caller.saw(&store, "read_deadline", vec![id]).await?;
    Ok(plain(&found.on(store.clock().today())))
}

/// Try facts out
///
/// A date of birth and facts, and the clocks they would start, each with its explanation. Nothing is kept. The facts pass the
/// register's own rules, but they may lie in the future: a plan is looked at as if it had happened. Packs that are not in force can be made to speak.
#[utoipa::path(tag = "Deadlines", operation_id = "preview_deadlines", request_body = Preview,
    responses((status = 200, description = "The clocks.", body = PreviewedDeadlines), WriteProblems), security(("bearer" = ["deadlines:read"])))]
#[post("/v1/deadlines/preview")]
pub(crate) async fn suppose(caller: Caller<ReadDeadlines>, body: Body<Preview>, store: web::Data<Store>) -> Answer {
    let today = store.clock().today();
    let found =
        preview::alone(&body.value, &caller.identity.organisation, today, store.packs()).map_err(HttpError::from)?;
    Ok(plain(&found))
}

/// Try facts out on a person
///
/// What facts would change: the clocks that would begin, and those that would stand otherwise. The facts go through the
/// same decisions as if they were recorded; nothing is kept. `policies` adds packs that are not in force.
#[utoipa::path(tag = "Deadlines", operation_id = "preview_person_deadlines", request_body = PersonPreview,
    params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The difference.", body = PreviewedDifference), WriteProblems), security(("bearer" = ["deadlines:read"])))]
#[post("/v1/people/{id}/deadlines/preview")]
pub(crate) async fn suppose_of(
    caller: Caller<ReadDeadlines>,
    ids: Ids<1>,
    body: Body<PersonPreview>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let today = store.clock().today();
    let show = |person: &Person| Some(preview::of(person, &body.value, today, store.packs()));
    let found = caller.look(&store, id, "preview_person_deadlines", show).await?.map_err(HttpError::from)?;
    Ok(plain(&found))
}

/// Everybody shown, once.
fn people(found: &[Listed]) -> Vec<Uuid> {
    let mut people: Vec<_> = found.iter().map(|l| l.deadline.person_id.0).collect();
    people.sort_unstable();
    people.dedup();
    people
}
