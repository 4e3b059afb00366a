//! Who read and who changed what: the audit, and a person's access report.

pub(super) mod checkpoints;
mod export;
mod page;

use crate::domain::access_report::{AccessReport, Act, AuditFields, AuditKind, words};
use crate::domain::calendar::Date;
use crate::domain::id::PersonId;
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::purpose::AccessPurpose;
use crate::domain::refusal::Problem;
use crate::domain::settings::{Role, Settings};
use crate::http::auth::{Caller, ReadAudit};
use crate::http::contract::ReadProblems;
use crate::http::extract::{Ids, Query};
use crate::http::html::{html, varied, wants_page};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body, page as paged_answer};
use crate::http::v1::{default_limit, paged};
use crate::store::Store;
use crate::store::audit::{After, Entry, Filter};
use crate::store::load::Freshness;
use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Which entries of the audit.
#[derive(Debug, Clone, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditQuery {
    /// About this person, the records merged into theirs, and the referrals they came by; or about this referral.
    person_id: Option<Uuid>,
    /// By the organisation that read or wrote.
    organisation: Option<Ods>,
    /// By the client.
    #[validate(length(max = 200))]
    #[param(max_length = 200)]
    client: Option<String>,
    /// By the user on whose behalf.
    #[validate(length(max = 200))]
    #[param(max_length = 200)]
    user: Option<String>,
    /// By the operation of a read (`operationId`), or the kind of a fact.
    #[validate(length(max = 60))]
    #[param(max_length = 60)]
    operation: Option<String>,
    /// Only reads, or only writes.
    #[param(inline)]
    kind: Option<AuditKind>,
    /// By the purpose; only reads have one.
    #[param(inline)]
    purpose: Option<AccessPurpose>,
    /// By what was shown: one of the codes in `fields`. What `record` names showed every group.
    #[param(inline)]
    fields: Option<AuditFields>,
    /// From this London day on.
    from: Option<Date>,
    /// To this London day, it included.
    to: Option<Date>,
    /// Of one request.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    request_id: Option<String>,
    /// Which area, by its ICB's code: needed by auditors whom several ICBs have named; your own otherwise.
    #[param(inline)]
    icb: Option<Ods>,
    /// How many, 1 to 500. An export takes no notice of it.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 80)]
    cursor: Option<String>,
}

/// One read, or one fact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    /// Whether somebody looked, or wrote.
    kind: AuditKind,
    /// When, in UTC.
    at: DateTime<Utc>,
    /// The operation of a read, or the kind of fact.
    #[schema(max_length = 60, example = "read_person")]
    operation: String,
    /// The same in plain words.
    #[schema(max_length = 200, example = "opened the record")]
    what: String,
    /// The organisation.
    #[schema(max_length = 10)]
    organisation_ods: String,
    /// The client.
    #[schema(max_length = 200)]
    client_id: String,
    /// The user on whose behalf; null where nobody was named.
    #[schema(max_length = 200)]
    user: Option<String>,
    /// For what, as the reader said.
    #[schema(max_length = 60)]
    purpose: Option<String>,
    /// What a read showed of these records: `record`, all that the operation shows, to whoever sees the whole record; to others the
    /// codes of the groups of fields they were shown (`shown` of a person), with a space between; `status` or `nothing` for a status
    /// query. A list that showed more of some than of others is an entry for each, with the same `request_id`. Null for a write.
    #[schema(max_length = 500, example = "identity hospital clocks")]
    fields: Option<String>,
    /// The request.
    #[schema(max_length = 100)]
    request_id: String,
    /// The read, or the record the fact stands on.
    id: Uuid,
    /// The fact's place in its record; null for a read.
    #[schema(minimum = 1)]
    version: Option<i64>,
    /// The records that were shown or written, of those you answer for: people, referrals, meetings, transfers.
    #[schema(max_items = 2000)]
    record_ids: Vec<Uuid>,
}

impl From<Entry> for AuditEntry {
    fn from(entry: Entry) -> Self {
        let (is_read, user) = (entry.is_read(), user(&entry));
        Self {
            kind: if is_read { AuditKind::Read } else { AuditKind::Write },
            at: entry.at,
            what: words::done(is_read, &entry.operation),
            operation: entry.operation,
            organisation_ods: entry.organisation,
            client_id: entry.client_id,
            user,
            purpose: entry.purpose,
            fields: entry.fields,
            request_id: entry.request_id,
            // Of a write on a record that is another's now, not even which.
            id: if is_read { entry.id } else { entry.records.first().copied().unwrap_or_default() },
            version: Some(entry.version).filter(|version| *version > 0),
            record_ids: entry.records,
        }
    }
}

/// The user of an entry, where one was named.
fn user(entry: &Entry) -> Option<String> {
    Some(&entry.subject).filter(|subject| **subject != entry.client_id).cloned()
}

/// Where a page ended, as a cursor.
fn cursor((at, id, version): After) -> String {
    format!("{}.{}.{version}", at.timestamp_micros(), id.simple())
}

fn after(text: &str) -> Result<After, HttpError> {
    let read = || {
        let mut parts = text.split('.');
        let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
        let at = Some(at).filter(|at| *at >= DateTime::UNIX_EPOCH)?;
        let id = Uuid::try_parse(parts.next()?).ok()?;
        Some((at, id, parts.next()?.parse().ok()?)).filter(|_| parts.next().is_none())
    };
    let why = "take the cursor from 'next' of an answer as it stands, or leave it out to begin again";
    read().ok_or_else(|| HttpError::fault("?cursor", "unknown_cursor", why))
}

impl AuditQuery {
    fn filter(&self) -> Filter {
        Filter {
            person: self.person_id,
            organisation: self.organisation.as_ref().map(ToString::to_string),
            client: self.client.clone(),
            user: self.user.clone(),
            operation: self.operation.clone(),
            purpose: self.purpose.map(|p| p.code().to_owned()),
            fields: self.fields.map(AuditFields::code),
            from: self.from.map(Date::begins_at),
            to: self.to.map(|day| day.plus_days(1).begins_at()),
            request: self.request_id.clone(),
            reads: self.kind.map(|kind| kind == AuditKind::Read),
        }
    }

    async fn answer(&self, store: &Store, icb: &Ods) -> Answer {
        let after = self.cursor.as_deref().map(after).transpose()?;
        let found = store.audit(icb, &self.filter(), after, self.limit.saturating_add(1)).await?;
        let question = [
            ("person_id", self.person_id.map(|id| id.to_string())),
            ("organisation", self.organisation.as_ref().map(ToString::to_string)),
            ("client", self.client.clone()),
            ("user", self.user.clone()),
            ("operation", self.operation.clone()),
            ("kind", self.kind.map(|kind| kind.to_string())),
            ("purpose", self.purpose.map(|purpose| purpose.to_string())),
            ("fields", self.fields.map(|fields| fields.to_string())),
            ("from", self.from.map(|day| day.to_string())),
            ("to", self.to.map(|day| day.to_string())),
            ("request_id", self.request_id.clone()),
            ("icb", Some(icb.to_string())),
        ];
        let (found, next) = paged(found, self.limit, "/v1/audit", &question, |e: &Entry| cursor(e.place()));
        Ok(varied(paged_answer(found.into_iter().map(AuditEntry::from).collect(), next)))
    }
}

/// Read the audit
///
/// Who read and who changed what, newest first: every read and every fact of the people, referrals and meetings that your
/// organisation is responsible for, and what its own systems read of anybody. With `Accept: text/csv` or `application/x-ndjson` the
/// whole selection comes as a file, without pages; one that breaks off was not whole. Reading the audit is itself a read: of the
/// person asked for, if one is.
#[utoipa::path(tag = "Audit", operation_id = "list_audit", params(AuditQuery),
    responses((status = 200, description = "A page, or the whole selection as a file.", content((Page<AuditEntry> = "application/json"),
        (String = "text/csv"), (String = "application/x-ndjson"))), ReadProblems),
    security(("bearer" = ["audit:read"])))]
#[get("/v1/audit")]
pub(crate) async fn list(
    caller: Caller<ReadAudit>,
    query: Query<AuditQuery>,
    request: HttpRequest,
    store: web::Data<Store>,
) -> Answer {
    let area = caller.area(&store, Role::Auditor, query.0.icb.as_ref()).await?;
    let icb = &area.icb;
    let answer = match export::wanted(&request) {
        Some(form) => form.answer(&store, icb.clone(), query.0.filter()).await?,
        None => query.0.answer(&store, icb).await?,
    };
    caller.saw(&store, "list_audit", about(&store, icb, query.0.person_id).await?).await?;
    Ok(answer)
}

/// The person asked for, if the caller answers for them.
async fn about(store: &Store, icb: &Ods, person: Option<Uuid>) -> Result<Vec<Uuid>, HttpError> {
    let Some(person) = person else { return Ok(Vec::new()) };
    let known = store.records_of(icb, person).await?.is_some();
    Ok(if known { vec![person] } else { Vec::new() })
}

/// Which days of a person's access report.
#[derive(Debug, Clone, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportQuery {
    /// From this London day on; the beginning when left out.
    from: Option<Date>,
    /// To this London day, it included; today when left out.
    to: Option<Date>,
    /// Which area, by its ICB's code: needed by auditors whom several ICBs have named; your own otherwise.
    #[param(inline)]
    icb: Option<Ods>,
}

/// The most that one report lists.
const LONGEST: i64 = 20_000;

impl ReportQuery {
    async fn report(&self, store: &Store, icb: &Ods, id: Uuid) -> Result<AccessReport, HttpError> {
        store.records_of(icb, id).await?.ok_or(Problem::NotFound)?;
        let person = store.load_for::<Person>(icb, id, Freshness::Newest).await?.ok_or(Problem::NotFound)?;
        let filter = Filter {
            person: Some(id),
            from: self.from.map(Date::begins_at),
            to: self.to.map(|day| day.plus_days(1).begins_at()),
            ..Filter::default()
        };
        let found = store.audit(icb, &filter, None, LONGEST.saturating_add(1)).await?;
        if i64::try_from(found.len()).unwrap_or(i64::MAX) > LONGEST {
            let why = "the report would be longer than 20,000 lines: ask for a shorter time";
            return Err(HttpError::fault("?from", "report_too_long", why));
        }
        let acts: Vec<Act> = found.into_iter().map(act).collect();
        let icb = &person.state.icb;
        let settings = store.load_for::<Settings>(icb, Settings::id_of(icb).0, Freshness::Newest).await?;
        let whose = (PersonId(id), icb, settings.as_ref().map(|settings| &settings.state));
        Ok(AccessReport::of(whose, store.clock().now(), (self.from, self.to), &acts))
    }
}

fn act(entry: Entry) -> Act {
    Act {
        at: entry.at,
        is_read: entry.is_read(),
        user: user(&entry),
        operation: entry.operation,
        organisation: entry.organisation,
        client: entry.client_id,
        purpose: entry.purpose,
        fields: entry.fields,
        request_id: entry.request_id,
    }
}

/// Report who read and who changed a person's record
///
/// For the person and their family: every read and every change, day by day, in plain words, with what the report cannot show and
/// whom to ask. `Accept: text/html` gives a page to print. It covers the records merged into the person's, and the referrals they
/// came by. Making the report is a read, too, and stands in the next one.
#[utoipa::path(tag = "Audit", operation_id = "read_access_report", params(ReportQuery, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The report.", content((AccessReport = "application/json"), (String = "text/html"))), ReadProblems),
    security(("bearer" = ["audit:read"])))]
#[get("/v1/people/{id}/access-report")]
pub(crate) async fn access_report(
    caller: Caller<ReadAudit>,
    ids: Ids<1>,
    query: Query<ReportQuery>,
    request: HttpRequest,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let area = caller.area(&store, Role::Auditor, query.0.icb.as_ref()).await?;
    let report = query.0.report(&store, &area.icb, id).await?;
    caller.saw(&store, "read_access_report", vec![id]).await?;
    Ok(told(&report, wants_page(&request)))
}

fn told(made: &AccessReport, as_page: bool) -> HttpResponse {
    if as_page { html(page::report(made)) } else { varied(body(made)) }
}
