//! Register meetings.

mod page;

use crate::domain::calendar::Date;
use crate::domain::event::StreamKind;
use crate::domain::id::{MeetingId, PersonId};
use crate::domain::meeting::agenda::{Proposal, Window};
use crate::domain::meeting::{
    self, Agenda, Cancellation, Closure, Entry, Meeting, MeetingChange, MeetingEntry, MeetingKind, MeetingStatus,
    NewMeeting,
};
use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::domain::view::{MeetingDocument, MeetingView, Minutes, MinutesEntry};
use crate::http::auth::{Caller, Identity, ReadMeetings, ReadPeople, WriteMeetings};
use crate::http::contract::{
    GuardProblems, GuardedHeaders, ReadHeaders, ReadProblems, SendHeaders, WriteHeaders, WriteProblems,
};
use crate::http::extract::{Body, Conditions, Cursor, Ids, Query};
use crate::http::html::{html, varied, wants_page};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Outcome, Page, body as plain, done, page as paged_answer, record};
use crate::http::v1::{dated, default_limit, paged, whole};
use crate::store::Store;
use crate::store::load::{Freshness, Loaded};
use crate::store::meetings::Filter;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, put, web};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

/// Which meetings.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeetingsQuery {
    /// By where they stand.
    #[param(inline)]
    status: Option<MeetingStatus>,
    /// By kind.
    #[param(inline)]
    kind: Option<MeetingKind>,
    /// Held, or to be held, on or after this London date.
    #[param(inline)]
    from: Option<Date>,
    /// Held, or to be held, on or before this London date.
    #[param(inline)]
    to: Option<Date>,
    /// How many, 1 to 500.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: i64,
    /// From `next` of the page before.
    #[param(max_length = 60)]
    cursor: Option<String>,
}

impl MeetingsQuery {
    async fn page(self, store: &Store, identity: &Identity) -> Result<(Vec<MeetingView>, Option<String>), HttpError> {
        let filter = Filter {
            status: self.status.map(MeetingStatus::code),
            kind: self.kind.map(MeetingKind::code),
            from: self.from.map(Date::naive),
            to: self.to.map(Date::naive),
        };
        let before = dated(self.cursor.as_ref())?;
        let found = store.meetings(&identity.organisation, &filter, before, self.limit.saturating_add(1)).await?;
        let question = [
            ("status", self.status.map(|s| s.to_string())),
            ("kind", self.kind.map(|k| k.to_string())),
            ("from", self.from.map(|d| d.to_string())),
            ("to", self.to.map(|d| d.to_string())),
        ];
        let end = |m: &MeetingView| Cursor { day: Some(m.meeting.meets_on.naive()), id: m.meeting.id.0 };
        Ok(paged(found, self.limit, "/v1/meetings", &question, end))
    }
}

/// Whom to propose.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalQuery {
    /// Whoever is due by this day: the day of the meeting when left out. The day of the next meeting finds everybody who would
    /// be late by then.
    #[param(inline)]
    until: Option<Date>,
    /// Whoever came home on or after this day: the day of the last meeting closed when left out or, before the first, a month
    /// before this one.
    #[param(inline)]
    since: Option<Date>,
}

impl ProposalQuery {
    async fn answered(self, store: &Store, identity: &Identity, id: Uuid) -> Result<Proposal, HttpError> {
        let icb = &identity.organisation;
        let meets_on = store.meeting(id, icb).await?.ok_or(Problem::NotFound)?.meeting.meets_on;
        let last = store.last_meeting(icb, meets_on).await?;
        let window = Window::of(meets_on, self.until, self.since, last);
        Ok(store.proposed(icb, window).await?)
    }
}

fn view(loaded: &Loaded<Meeting>) -> MeetingView {
    MeetingView { version: loaded.version, meeting: MeetingDocument::of(&loaded.state) }
}

fn told(outcome: &Outcome, meeting: &Loaded<Meeting>) -> HttpResponse {
    done(outcome, None, &view(meeting))
}

/// Call a meeting
///
/// A review of the register, or a multi-agency meeting about one or a few people. Its agenda is set afterwards, from what the
/// register proposes or otherwise. A meeting counts only once it is closed.
#[utoipa::path(tag = "Meetings", operation_id = "call_meeting", request_body = NewMeeting, params(SendHeaders),
    responses((status = 201, description = "Called.", body = MeetingView), WriteProblems), security(("bearer" = ["meetings:write"])))]
#[post("/v1/meetings")]
pub(crate) async fn convene(
    caller: Caller<WriteMeetings>,
    conditions: Conditions,
    body: Body<NewMeeting>,
    store: web::Data<Store>,
) -> Answer {
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let icb = &caller.identity.organisation;
    let (outcome, made) = call.create::<Meeting>(|m| meeting::call(m, icb.clone(), body.value.clone())).await?;
    Ok(done(&outcome, Some(format!("/v1/meetings/{}", made.id)), &view(&made)))
}

/// List meetings
///
/// Your register's meetings, the latest first.
#[utoipa::path(tag = "Meetings", operation_id = "list_meetings", params(MeetingsQuery),
    responses((status = 200, description = "A page.", body = Page<MeetingView>), ReadProblems), security(("bearer" = ["meetings:read"])))]
#[get("/v1/meetings")]
pub(crate) async fn list(caller: Caller<ReadMeetings>, query: Query<MeetingsQuery>, store: web::Data<Store>) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity).await?;
    caller.saw(&store, "list_meetings", found.iter().map(|m| m.meeting.id.0).collect()).await?;
    Ok(paged_answer(found, next))
}

/// Read a meeting
///
/// Its day, who attends, and its agenda by identifiers. What it says of people stands in its minutes.
#[utoipa::path(tag = "Meetings", operation_id = "read_meeting", params(ReadHeaders, ("id" = MeetingId, Path, description = "The meeting.")),
    responses((status = 200, description = "The meeting; ETag for If-Match.", body = MeetingView), (status = 304, description = "Unchanged."), ReadProblems),
    security(("bearer" = ["meetings:read"])))]
#[get("/v1/meetings/{id}")]
pub(crate) async fn one(
    caller: Caller<ReadMeetings>,
    ids: Ids<1>,
    conditions: Conditions,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let found = store.meeting(id, &caller.identity.organisation).await?.ok_or(Problem::NotFound)?;
    caller.saw(&store, "read_meeting", vec![id]).await?;
    Ok(record(&store, found.version, conditions.if_none_match.as_deref(), &found))
}

/// Change a meeting
///
/// Its day, chair, attendees or place, until it is closed. If-Match is required, so that nobody undoes what another just changed.
#[utoipa::path(tag = "Meetings", operation_id = "change_meeting", request_body = MeetingChange,
    params(GuardedHeaders, ("id" = MeetingId, Path, description = "The meeting.")),
    responses((status = 200, description = "Changed.", body = MeetingView), WriteProblems, GuardProblems), security(("bearer" = ["meetings:write"])))]
#[patch("/v1/meetings/{id}")]
pub(crate) async fn change(
    caller: Caller<WriteMeetings>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<MeetingChange>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let (outcome, made) = call.decide::<Meeting>(id, None, |s, m| meeting::change(s, m, body.value.clone())).await?;
    Ok(told(&outcome, &made))
}

/// Propose an agenda
///
/// Whom the register would discuss: Red or Amber and due, overdue duties, Green ready to leave, home since the last meeting,
/// clinically ready in hospital, and referrals that wait for a decision. The chair sets the agenda; nothing is put on it by
/// itself.
#[utoipa::path(tag = "Meetings", operation_id = "propose_agenda", params(ProposalQuery, ("id" = MeetingId, Path, description = "The meeting.")),
    responses((status = 200, description = "Who, and why.", body = Proposal), ReadProblems), security(("bearer" = ["meetings:read"])))]
#[get("/v1/meetings/{id}/proposed-agenda")]
pub(crate) async fn propose(
    caller: Caller<ReadMeetings>,
    ids: Ids<1>,
    query: Query<ProposalQuery>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let proposal = query.0.answered(&store, &caller.identity, id).await?;
    caller.saw(&store, "propose_agenda", proposal.people.iter().map(|p| p.person_id.0).chain([id]).collect()).await?;
    Ok(plain(&proposal))
}

/// Set the agenda
///
/// Whole: it replaces the one before, so If-Match is required. Somebody the meeting has spoken of stays on it.
#[utoipa::path(tag = "Meetings", operation_id = "set_agenda", request_body = Agenda,
    params(GuardedHeaders, ("id" = MeetingId, Path, description = "The meeting.")),
    responses((status = 200, description = "Set.", body = MeetingView), WriteProblems, GuardProblems), security(("bearer" = ["meetings:write"])))]
#[put("/v1/meetings/{id}/agenda")]
pub(crate) async fn set_agenda(
    caller: Caller<WriteMeetings>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Agenda>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let (people, referrals) = own(&store, &caller.identity, &body.value).await?;
    let decide = |s: &Meeting, m: &_| meeting::set_agenda(s, m, body.value.clone(), &people, &referrals);
    let (outcome, made) = caller.call(&store, &conditions, body.fingerprint).guarded().decide(id, None, decide).await?;
    Ok(told(&outcome, &made))
}

/// Of an agenda's people and referrals those of the caller's own register.
async fn own(
    store: &Store,
    identity: &Identity,
    agenda: &Agenda,
) -> Result<(BTreeSet<Uuid>, BTreeSet<Uuid>), HttpError> {
    let (people, referrals): (Vec<_>, Vec<_>) =
        (agenda.people.iter().map(|p| p.0).collect(), agenda.referrals.iter().map(|r| r.0).collect());
    let people = store.own(&identity.organisation, StreamKind::Person, &people).await?;
    Ok((people, store.own(&identity.organisation, StreamKind::Referral, &referrals).await?))
}

/// Note what the meeting says of somebody
///
/// Whether they were discussed, what was decided, and what is to be done by whom and when: it stands on the person's record and
/// replaces what this meeting said before. A colour is given by the ordinary rating. Whoever is not on the agenda yet comes on
/// it.
#[utoipa::path(tag = "Meetings", operation_id = "note_meeting_entry", request_body = MeetingEntry,
    params(WriteHeaders, ("id" = MeetingId, Path, description = "The meeting."), ("person_id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "Noted.", body = MeetingView), WriteProblems), security(("bearer" = ["meetings:write"])))]
#[put("/v1/meetings/{id}/people/{person_id}")]
pub(crate) async fn note(
    caller: Caller<WriteMeetings>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<MeetingEntry>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, person]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let decide = |s: &Meeting, people: &[&Person], m: &_| meeting::note(s, people, m, &body.value);
    let (outcome, made) = call.meet(id, |_| vec![PersonId(person)], decide).await?;
    Ok(told(&outcome, &made))
}

/// Close a meeting
///
/// Once it has been held. It then counts: for everybody Red or Amber whom a review of the register discussed, the duty to
/// discuss them is met and the next one begins. Nothing of the meeting changes afterwards. The rules rest on what was read, so
/// If-Match is required.
#[utoipa::path(tag = "Meetings", operation_id = "close_meeting", request_body = Closure,
    params(GuardedHeaders, ("id" = MeetingId, Path, description = "The meeting.")),
    responses((status = 200, description = "Closed.", body = MeetingView), WriteProblems, GuardProblems), security(("bearer" = ["meetings:write"])))]
#[post("/v1/meetings/{id}/closure")]
pub(crate) async fn close(
    caller: Caller<WriteMeetings>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Closure>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let decide = |s: &Meeting, people: &[&Person], m: &_| meeting::close(s, people, m, body.value.clone());
    let (outcome, made) = call.meet(id, Meeting::discussed, decide).await?;
    Ok(told(&outcome, &made))
}

/// Call a meeting off
///
/// Unless it has spoken of somebody already.
#[utoipa::path(tag = "Meetings", operation_id = "cancel_meeting", request_body = Cancellation,
    params(WriteHeaders, ("id" = MeetingId, Path, description = "The meeting.")),
    responses((status = 200, description = "Called off.", body = MeetingView), WriteProblems), security(("bearer" = ["meetings:write"])))]
#[post("/v1/meetings/{id}/cancellation")]
pub(crate) async fn cancel(
    caller: Caller<WriteMeetings>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Cancellation>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, made) = call.decide::<Meeting>(id, None, |s, m| meeting::cancel(s, m, body.value.clone())).await?;
    Ok(told(&outcome, &made))
}

/// Read the minutes
///
/// What the meeting said of everybody on its agenda: as JSON, or as a page to print when `Accept` prefers `text/html`. Of
/// somebody your register is no longer responsible for only the identifier is left.
#[utoipa::path(tag = "Meetings", operation_id = "read_minutes", params(("id" = MeetingId, Path, description = "The meeting.")),
    responses((status = 200, description = "The minutes.", content((Minutes = "application/json"), (String = "text/html"))), ReadProblems),
    security(("bearer" = ["meetings:read"])))]
#[get("/v1/meetings/{id}/minutes")]
pub(crate) async fn minutes(
    caller: Caller<ReadMeetings>,
    ids: Ids<1>,
    request: HttpRequest,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let minutes = minutes_of(&store, &caller.identity, id).await?;
    caller.saw(&store, "read_minutes", minutes.people.iter().map(|p| p.person_id.0).chain([id]).collect()).await?;
    Ok(if wants_page(&request) { html(page::minutes(&minutes)) } else { varied(plain(&minutes)) })
}

async fn minutes_of(store: &Store, identity: &Identity, id: Uuid) -> Result<Minutes, HttpError> {
    let meeting = store.meeting(id, &identity.organisation).await?.ok_or(Problem::NotFound)?;
    let asked: Vec<Uuid> = meeting.meeting.people.iter().map(|p| p.person_id.0).collect();
    let own = store.own(&identity.organisation, StreamKind::Person, &asked).await?;
    let mut people = Vec::new();
    for id in asked {
        let person = if own.contains(&id) {
            store.load_for::<Person>(&identity.organisation, id, Freshness::Newest).await?
        } else {
            None
        };
        people.push(MinutesEntry::of(meeting.meeting.id, PersonId(id), person.as_ref().map(|p| &p.state)));
    }
    Ok(Minutes { meeting, people })
}

/// List what meetings said of a person
///
/// The last word of every meeting that had them on its agenda. One that is not closed yet has no date.
#[utoipa::path(tag = "Meetings", operation_id = "list_person_meetings", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<Entry>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/meetings")]
pub(crate) async fn of_person(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |p: &Person| Some(p.meeting_entries());
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_person_meetings", show).await?))
}
