//! The register: people, search, history.

use crate::domain::admission::Setting;
use crate::domain::amendment::{self, PersonPatch};
use crate::domain::calendar::Date;
use crate::domain::correction::FactMark;
use crate::domain::departure::{self, Departure};
use crate::domain::disclosure::Groups;
use crate::domain::id::PersonId;
use crate::domain::keyworking::HasKeyworker;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::person::{Mark, MembershipStatus, Moment, Person};
use crate::domain::rating::Rag;
use crate::domain::refusal::Problem;
use crate::domain::text::Line;
use crate::domain::view::{PersonDocument, PersonView};
use crate::http::auth::{Caller, ReadPeople, WritePeople};
use crate::http::contract::{GuardProblems, GuardedHeaders, ReadHeaders, ReadProblems, WriteProblems};
use crate::http::extract::{Body, Conditions, Cursor, Ids, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Outcome, Page, done, page, record};
use crate::http::v1::travel::{self, when};
use crate::http::v1::{default_limit, other_order, paged, whole};
use crate::store::Store;
use crate::store::history::Entry;
use crate::store::load::{Freshness, Loaded};
use crate::store::people::{Filter, Listed, Order};
use crate::store::travel::When;
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// In which order to list people.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sort {
    /// Earliest open due date first.
    #[default]
    NextDue,
    /// Oldest rating first.
    RatingAge,
    /// By family and given name.
    Name,
}

/// Whom to list.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleQuery {
    /// By colour.
    #[param(inline)]
    rag: Option<Rag>,
    /// `active`: on the register; `closed`: no longer.
    #[param(inline)]
    status: Option<MembershipStatus>,
    /// By responsible ICB.
    #[param(inline)]
    icb: Option<Ods>,
    /// By local authority.
    #[param(inline)]
    local_authority: Option<LocalAuthority>,
    /// Aged at least this, in years, today.
    #[validate(range(min = 0, max = 130))]
    #[param(minimum = 0, maximum = 130)]
    age_from: Option<u32>,
    /// Aged at most this, in years, today.
    #[validate(range(min = 0, max = 130))]
    #[param(minimum = 0, maximum = 130)]
    age_to: Option<u32>,
    /// With an open duty whose date has passed, or without one.
    overdue: Option<bool>,
    /// In hospital, on a ward of this kind.
    #[param(inline)]
    setting: Option<Setting>,
    /// `none`: without a keyworker by name, whether or not somebody is referred to keyworking; `named`: with one.
    #[param(inline)]
    keyworker: Option<HasKeyworker>,
    /// Changed at or after this instant (RFC 3339, UTC).
    updated_since: Option<DateTime<Utc>>,
    /// As it was true at the end of this London date; not in the future.
    #[param(inline)]
    as_at: Option<Date>,
    /// As the register knew it at this instant (RFC 3339, UTC); alone, as it stood on that day.
    known_at: Option<DateTime<Utc>>,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

/// At which time to look at a person.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonQuery {
    /// As it was true at the end of this London date; not in the future.
    #[param(inline)]
    as_at: Option<Date>,
    /// As the register knew it at this instant (RFC 3339, UTC); alone, as it stood on that day.
    known_at: Option<DateTime<Utc>>,
}

/// Whom to look for: an NHS number, or a family name and a date of birth.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"nhs_number": "999 100 0011"}))]
pub(crate) struct Search {
    /// NHS number; nothing else is needed with it.
    nhs_number: Option<NhsNumber>,
    /// Family name; case and accents do not matter.
    family_name: Option<Line>,
    /// Beginning of the given name.
    given_name: Option<Line>,
    /// Date of birth; needed with a name.
    date_of_birth: Option<Date>,
}

/// One fact in a person's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryEntry {
    /// Its place in the person's history, from 1 without gaps.
    #[schema(minimum = 1)]
    version: i64,
    /// What kind of fact.
    #[schema(max_length = 60, example = "admitted")]
    kind: String,
    /// The London date on which it happened.
    occurred_on: Date,
    /// When it was recorded, in UTC.
    recorded_at: DateTime<Utc>,
    /// Who recorded it.
    recorded_by: RecordedBy,
    /// What a correction says of it; null while it stands as it is.
    corrected: Option<FactMark>,
    /// What is known of it.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    fact: Box<RawValue>,
}

/// Who recorded a fact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordedBy {
    /// The organisation.
    #[schema(max_length = 10)]
    organisation_ods: String,
    /// The client.
    #[schema(max_length = 200)]
    client_id: String,
    /// The user.
    #[schema(max_length = 200)]
    subject: String,
    /// The request.
    #[schema(max_length = 60)]
    request_id: String,
}

/// Which part of a history.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct HistoryQuery {
    /// Facts after this version.
    #[serde(default)]
    #[validate(range(min = 0, max = 9_007_199_254_740_991_i64))]
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64, default = 0)]
    after: i64,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
}

/// List the register
///
/// People within your reach, by default those with the earliest open due date first. Filters may be combined; by age,
/// by being overdue and by ward they hold for today. A page says where the next one is.
#[utoipa::path(tag = "People", operation_id = "list_people", params(PeopleQuery),
    responses((status = 200, description = "A page.", body = Page<PersonView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people")]
pub(crate) async fn list(caller: Caller<ReadPeople>, query: Query<PeopleQuery>, store: web::Data<Store>) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity.organisation).await?;
    caller.saw_parts(&store, "list_people", found.iter().map(|l| part(&l.person))).await?;
    Ok(page(found.into_iter().map(|l| l.person).collect(), next))
}

/// What of somebody is shown, for the audit.
fn part(person: &PersonView) -> (Uuid, Groups) {
    (person.id.0, Groups::of(&person.shown))
}

const fn end(listed: &Listed) -> Cursor {
    Cursor { day: listed.sort_on, id: listed.person.id.0 }
}

impl PeopleQuery {
    async fn page(self, store: &Store, organisation: &Ods) -> Result<(Vec<Listed>, Option<String>), HttpError> {
        if self.updated_since.is_some_and(|at| !(1850..=2199).contains(&at.year())) {
            return Err(HttpError::fault("?updated_since", "date_invalid", "must lie between the years 1850 and 2199"));
        }
        if let Some(when) = when(store, self.as_at, self.known_at)? {
            return self.page_then(store, organisation, when).await;
        }
        let (filter, after) = (self.filter(store.clock().today()), self.after()?);
        let found = store.people(organisation, &filter, self.order(), after, self.limit.saturating_add(1)).await?;
        Ok(paged(found, self.limit, "/v1/people", &self.question(), end))
    }

    /// A page of the register as it was.
    async fn page_then(
        self,
        store: &Store,
        organisation: &Ods,
        when: When,
    ) -> Result<(Vec<Listed>, Option<String>), HttpError> {
        if self.updated_since.is_some() {
            return Err(HttpError::fault(
                "?updated_since",
                "not_together",
                "asks about now; leave out 'as_at' and 'known_at'",
            ));
        }
        let (filter, after) = (self.filter(when.day), self.after()?);
        let limit = self.limit.saturating_add(1);
        let found = store.register_then(organisation, when, &filter, self.order(), after, limit).await?;
        let listed =
            |(sort_on, then)| travel::person(&then, when.day, store.packs()).map(|person| Listed { sort_on, person });
        let found = found.into_iter().map(listed).collect::<Result<Vec<_>, _>>()?;
        Ok(paged(found, self.limit, "/v1/people", &self.question(), end))
    }

    const fn order(&self) -> Order {
        match self.sort {
            Sort::NextDue => Order::NextDue,
            Sort::RatingAge => Order::RatingAge,
            Sort::Name => Order::Name,
        }
    }

    fn after(&self) -> Result<crate::store::people::After, HttpError> {
        let cursor = self.cursor.as_deref().map(Cursor::parse).transpose()?;
        match cursor {
            Some(c) if c.day.is_none() != matches!(self.sort, Sort::Name) => Err(other_order()),
            cursor => Ok(cursor.map(|c| (c.day, c.id))),
        }
    }

    /// Ages become birth dates: aged at least N is born by the day N years ago; born 29 February counts from 1 March.
    fn filter(&self, today: Date) -> Filter {
        let years_ago = |years: u32| today.minus_years(years).naive();
        Filter {
            rag: self.rag.map(Rag::code),
            membership: self.status.map(MembershipStatus::code),
            icb: self.icb.as_ref().map(ToString::to_string),
            local_authority: self.local_authority.as_ref().map(ToString::to_string),
            born_by: self.age_from.map(years_ago),
            born_after: self.age_to.map(|age| years_ago(age.saturating_add(1))),
            setting: self.setting.map(Setting::code),
            keyworker: self.keyworker.map(HasKeyworker::code),
            overdue: self.overdue,
            updated_since: self.updated_since,
        }
    }

    fn question(&self) -> [(&'static str, Option<String>); 13] {
        let [as_at, known_at] = travel::question(self.as_at, self.known_at);
        let sort = match self.sort {
            Sort::NextDue => None,
            Sort::RatingAge => Some("rating_age".to_owned()),
            Sort::Name => Some("name".to_owned()),
        };
        [
            ("rag", self.rag.map(|r| r.to_string())),
            ("status", self.status.map(|s| s.to_string())),
            ("icb", self.icb.as_ref().map(ToString::to_string)),
            ("local_authority", self.local_authority.as_ref().map(ToString::to_string)),
            ("age_from", self.age_from.map(|a| a.to_string())),
            ("age_to", self.age_to.map(|a| a.to_string())),
            ("overdue", self.overdue.map(|o| o.to_string())),
            ("keyworker", self.keyworker.map(|k| k.to_string())),
            ("setting", self.setting.map(|s| s.to_string())),
            ("updated_since", self.updated_since.map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))),
            ("sort", sort),
            as_at,
            known_at,
        ]
    }
}

/// Search for people
///
/// By NHS number, or by family name and date of birth. Identifiers go into the body, never into an address. Only people
/// within your reach are found.
#[utoipa::path(tag = "People", operation_id = "search_people", request_body = Search,
    responses((status = 200, description = "Whoever was found, at most 50.", body = Page<PersonView>), WriteProblems),
    security(("bearer" = ["people:read"])))]
#[post("/v1/people/search")]
pub(crate) async fn search(caller: Caller<ReadPeople>, body: Body<Search>, store: web::Data<Store>) -> Answer {
    let found = body.value.find(&store, &caller.identity.organisation).await?;
    caller.saw_parts(&store, "search_people", found.iter().map(part)).await?;
    Ok(whole(found))
}

impl Search {
    async fn find(&self, store: &Store, organisation: &Ods) -> Result<Vec<PersonView>, HttpError> {
        match (&self.nhs_number, &self.family_name, self.date_of_birth, &self.given_name) {
            (Some(number), None, None, None) => Ok(store.people_by_nhs_number(organisation, number.as_str()).await?),
            (None, Some(family), Some(born), given) => {
                let given = given.as_ref().map(Line::as_str);
                Ok(store.people_by_name(organisation, family.as_str(), given, born).await?)
            }
            _ => Err(HttpError::fault(
                "",
                "search_key",
                "search by 'nhs_number' alone, or by 'family_name' with 'date_of_birth' and, if known, 'given_name'",
            )),
        }
    }
}

/// Read a person
///
/// Where they stand: colour, membership, hospital, the next date, and what the colour calls for with its force and
/// source. The `ETag` changes with every fact and, because of what falls due, with the day; decisions that rest on this
/// reading carry it in `If-Match`. With `as_at` they are shown as they were on a day, with `known_at` as the register knew them at
/// an instant, with both as it then knew that day; dates are those of today's rules.
#[utoipa::path(tag = "People", operation_id = "read_person", params(ReadHeaders, PersonQuery, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The person; ETag for If-Match.", body = PersonView), (status = 304, description = "Unchanged."), ReadProblems),
    security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}")]
pub(crate) async fn one(
    caller: Caller<ReadPeople>,
    ids: Ids<1>,
    query: Query<PersonQuery>,
    conditions: Conditions,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let person = query.0.find(&store, &caller.identity.organisation, id).await?.ok_or(Problem::NotFound)?;
    caller.saw_parts(&store, "read_person", [part(&person)]).await?;
    Ok(record(&store, person.version, conditions.if_none_match.as_deref(), &person))
}

impl PersonQuery {
    async fn find(&self, store: &Store, organisation: &Ods, id: Uuid) -> Result<Option<PersonView>, HttpError> {
        let Some(when) = when(store, self.as_at, self.known_at)? else {
            return Ok(store.person(id, organisation).await?);
        };
        let then = store.person_then(id, organisation, when).await?;
        then.map(|then| travel::person(&then, when.day, store.packs())).transpose()
    }
}

/// Read a person's history
///
/// Every fact in the order recorded: what, when it happened, when it was recorded, and by whom. Facts are never
/// rewritten: what was corrected stays, with a mark that says how, and the correction is a fact of its own. Pages follow by
/// `after`, the last version read. An ICB that was responsible before reads what there was until the transfer.
#[utoipa::path(tag = "People", operation_id = "read_history", params(HistoryQuery, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "A page.", body = Page<HistoryEntry>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/history")]
pub(crate) async fn history(
    caller: Caller<ReadPeople>,
    ids: Ids<1>,
    query: Query<HistoryQuery>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let (found, next, marks) = query.0.page(&store, &caller.identity.organisation, id).await?;
    caller.saw(&store, "read_history", vec![id]).await?;
    Ok(page(found.into_iter().map(|e| entry(e, &marks)).collect::<Result<Vec<_>, _>>()?, next))
}

impl HistoryQuery {
    async fn page(
        self,
        store: &Store,
        organisation: &Ods,
        id: Uuid,
    ) -> Result<(Vec<Entry>, Option<String>, HashMap<i64, Mark>), HttpError> {
        let until = store.readable_until(id, organisation).await?.ok_or(Problem::NotFound)?;
        let person = store.load::<Person>(id, Freshness::Newest).await?.ok_or(Problem::NotFound)?;
        let mut found = store.history(id, organisation, self.after, self.limit.saturating_add(1)).await?;
        let size = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = found.len() > size;
        found.truncate(size);
        let next = found.last().filter(|_| more);
        let next = next.map(|last| format!("/v1/people/{id}/history?after={}&limit={}", last.version, self.limit));
        Ok((found, next, person.state.ledger.until(until).marks()))
    }
}

fn entry(entry: Entry, marks: &HashMap<i64, Mark>) -> Result<HistoryEntry, HttpError> {
    let whole = crate::domain::event::joined(&entry.data, entry.body.as_deref());
    Ok(HistoryEntry {
        version: entry.version,
        kind: entry.kind,
        occurred_on: Date::from(entry.occurred_on),
        recorded_at: entry.recorded_at,
        recorded_by: RecordedBy {
            organisation_ods: entry.organisation,
            client_id: entry.client_id,
            subject: entry.subject,
            request_id: entry.request_id,
        },
        corrected: marks.get(&entry.version).copied().map(FactMark::from),
        fact: RawValue::from_string(whole).map_err(|_| Problem::Internal)?,
    })
}

/// The person after a call, as its answer.
pub(super) fn answer(outcome: &Outcome, person: &Loaded<Person>, store: &Store) -> HttpResponse {
    let document = PersonDocument::of(&person.state, &person.rows.deadlines);
    done(outcome, None, &document.on(store.clock().today(), person.version, store.packs()))
}

/// Correct a person's details
///
/// A merge patch of names, birth date, address, needs and the like. What happened has calls of its own: colour, membership, ICB,
/// admissions and death are refused here, with where they belong. Another date of birth computes every date again.
#[utoipa::path(tag = "People", operation_id = "amend_person",
    request_body(content((PersonPatch = "application/merge-patch+json"), (PersonPatch = "application/json"))),
    params(GuardedHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The person.", body = PersonView), WriteProblems, GuardProblems), security(("bearer" = ["people:write"])))]
#[patch("/v1/people/{id}")]
pub(crate) async fn amend(
    caller: Caller<WritePeople>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<PersonPatch>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| amendment::amend(p, m, &body.value)).await?;
    Ok(answer(&outcome, &person, &store))
}

/// Record leaving the register
///
/// With a reason. Stepping down needs three months Green without an unmanaged risk; while in hospital somebody leaves only by
/// withdrawn consent, death, or an entry in error. A death is recorded here for people not on the register, too.
#[utoipa::path(tag = "People", operation_id = "record_departure", request_body = Departure,
    params(GuardedHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The person.", body = PersonView), WriteProblems, GuardProblems), security(("bearer" = ["people:write"])))]
#[post("/v1/people/{id}/departure")]
pub(crate) async fn depart(
    caller: Caller<WritePeople>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Departure>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let leave = |p: &Person, m: &Moment| departure::depart(p, m, store.packs(), body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, leave).await?;
    Ok(answer(&outcome, &person, &store))
}
