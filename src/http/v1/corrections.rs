//! Corrections: facts entered in error or under a wrong date, and an NHS number that was another's.

use crate::domain::correction::{
    self, Correction, CorrectionEntry, CorrectionView, Merge, NumberCorrection, RecordedRedaction, Redaction,
};
use crate::domain::id::PersonId;
use crate::domain::person::{Moment, Person};
use crate::domain::preview::PreviewedDifference;
use crate::http::auth::{Caller, ReadDeadlines, ReadPeople, WriteCorrections, WriteRedactions};
use crate::http::contract::{GuardProblems, GuardedHeaders, ReadProblems, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body as plain};
use crate::http::v1::people::answer;
use crate::http::v1::{created, whole};
use crate::store::Store;
use actix_web::{get, post, web};

/// List corrections
///
/// Every correction of the person's facts in the order made: which facts, what was wrong, why and by whom, and whether it was
/// undone since. The facts themselves stay in the history, each with its mark.
#[utoipa::path(tag = "Corrections", operation_id = "list_corrections", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<CorrectionEntry>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/corrections")]
pub(crate) async fn list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |person: &Person| Some(CorrectionEntry::all(person));
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_corrections", show).await?))
}

/// Correct facts
///
/// Marks facts of the history as entered in error or dates them anew, all or none, and computes everything again: colours,
/// stays, clocks, lists. The facts stay in the history with their mark, and a clock that no longer follows is served as
/// `withdrawn`. Refused, with every fact that would be left without what it rests on, when an impossible record would be the
/// result: name those in the same call. A correction is undone by marking it, by its own version, as entered in error. The
/// answer shows the dates that moved; the same call on `…/corrections/preview` shows them beforehand.
#[utoipa::path(tag = "Corrections", operation_id = "correct_facts", request_body = Correction,
    params(GuardedHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Corrected.", body = CorrectionView), WriteProblems, GuardProblems), security(("bearer" = ["corrections:write"])))]
#[post("/v1/people/{id}/corrections")]
pub(crate) async fn record(
    caller: Caller<WriteCorrections>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Correction>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates().guarded();
    let decide = |person: &Person, moment: &Moment| correction::correct(person, moment, body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    let made = CorrectionView::of(&person.state, outcome.done.version, store.clock().today(), store.packs());
    created(&outcome, &person, "corrections", made)
}

/// Try a correction out
///
/// What a correction would change: the clocks that would begin and those that would stand otherwise, or the refusal. Nothing
/// is kept.
#[utoipa::path(tag = "Corrections", operation_id = "preview_correction", request_body = Correction, params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The difference.", body = PreviewedDifference), WriteProblems), security(("bearer" = ["deadlines:read"])))]
#[post("/v1/people/{id}/corrections/preview")]
pub(crate) async fn preview(
    caller: Caller<ReadDeadlines>,
    ids: Ids<1>,
    body: Body<Correction>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let moment = Moment { today: store.clock().today(), id };
    let show = |person: &Person| Some(correction::preview(person, &moment, body.value.clone(), store.packs()));
    let found = caller.look(&store, id, "preview_correction", show).await?.map_err(HttpError::from)?;
    Ok(plain(&found))
}

/// Correct an NHS number
///
/// Where the number on record is another person's, or there is none: with the reason. The person's record, its identifier and
/// its dates stay. Refused when your register has another record with that number: the two are merged instead.
#[utoipa::path(tag = "Corrections", operation_id = "correct_nhs_number", request_body = NumberCorrection,
    params(GuardedHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The person.", body = crate::domain::view::PersonView), WriteProblems, GuardProblems), security(("bearer" = ["corrections:write"])))]
#[post("/v1/people/{id}/nhs-number")]
pub(crate) async fn number(
    caller: Caller<WriteCorrections>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<NumberCorrection>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let decide = |person: &Person, moment: &Moment| correction::renumber(person, moment, body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    Ok(answer(&outcome, &person, &store))
}

/// Merge two records of one person
///
/// What the other record tells, as stays in hospital, reviews, visits, consents, is told again by this one, under identifiers of
/// its own, and every clock is computed from both. The other stays readable, with its history and with its clocks withdrawn; it
/// says where the person is found, and nothing more is recorded on it. Refused, with every fact in question, when the two
/// contradict each other, as by two stays in hospital at one time: correct one of them first. A merge is not undone; what was
/// taken over is corrected fact by fact.
#[utoipa::path(tag = "Corrections", operation_id = "merge_people", request_body = Merge,
    params(GuardedHeaders, ("id" = PersonId, Path, description = "The person whose record goes on.")),
    responses((status = 200, description = "The person.", body = crate::domain::view::PersonView), WriteProblems, GuardProblems), security(("bearer" = ["corrections:write"])))]
#[post("/v1/people/{id}/merge")]
pub(crate) async fn merge(
    caller: Caller<WriteCorrections>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Merge>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).guarded();
    let (outcome, person) = call.merge(PersonId(id), &body.value).await?;
    Ok(answer(&outcome, &person, &store))
}

/// List redactions
///
/// What was taken out of the person's record, when, by whom and on what ground; never what it said.
#[utoipa::path(tag = "Corrections", operation_id = "list_redactions", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "All of them.", body = Page<RecordedRedaction>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/redactions")]
pub(crate) async fn redactions(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let show = |person: &Person| Some(RecordedRedaction::all(person));
    Ok(whole(caller.look::<Person, Vec<_>>(&store, id, "list_redactions", show).await?))
}

/// Redact facts
///
/// Takes the private parts of facts out for good: names, numbers, words. Their ids, codes and dates stay, and with them every
/// clock; the chain of the record still verifies. It cannot be undone, and copies made before, as backups, hold the text until
/// they are discarded; a referral and a transfer keep their own copy of who somebody is. The last word on that stays here, too: it
/// is how the record is found.
#[utoipa::path(tag = "Corrections", operation_id = "redact_facts", request_body = Redaction,
    params(GuardedHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Redacted.", body = RecordedRedaction), WriteProblems, GuardProblems), security(("bearer" = ["redactions:write"])))]
#[post("/v1/people/{id}/redactions")]
pub(crate) async fn redact(
    caller: Caller<WriteRedactions>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Redaction>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates().guarded().mends();
    let decide = |person: &Person, moment: &Moment| correction::redact(person, moment, body.value.clone());
    let (outcome, person) = call.decide::<Person>(id, None, decide).await?;
    created(&outcome, &person, "redactions", RecordedRedaction::of(&person.state, outcome.done.version))
}
