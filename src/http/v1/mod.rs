//! Version 1 of the API: one file a resource. `CONTRIBUTING.md` shows how one is added.

mod admissions;
mod audit;
mod barriers;
mod consents;
mod corrections;
mod deadlines;
mod decisions;
mod glass;
mod keyworking;
mod measures;
mod meetings;
mod notices;
mod observations;
mod people;
mod policies;
mod ratings;
mod reference;
mod referrals;
mod reviews;
mod settings;
mod status;
mod support;
mod timeline;
mod transfers;
mod travel;
mod visits;

use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::http::extract::Cursor;
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Outcome, done};
use crate::store::load::Loaded;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Every route of version 1, in the order a case goes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(referrals::receive)
        .service(referrals::list)
        .service(referrals::one)
        .service(referrals::decide)
        .service(referrals::add_information)
        .service(referrals::withdraw)
        .service(notices::report)
        .service(people::list)
        .service(people::search)
        .service(people::one)
        .service(people::amend)
        .service(people::history)
        .service(corrections::list)
        .service(corrections::record)
        .service(corrections::preview)
        .service(corrections::number)
        .service(corrections::merge)
        .service(corrections::redactions)
        .service(corrections::redact)
        .service(timeline::draw)
        .service(consents::list)
        .service(consents::record)
        .service(ratings::list)
        .service(ratings::give)
        .service(decisions::community_list)
        .service(decisions::community)
        .service(decisions::step_down_list)
        .service(decisions::step_down)
        .service(people::depart)
        .service(support::meetings)
        .service(support::meet)
        .service(support::support_plan)
        .service(support::set_support_plan)
        .service(support::referral_list)
        .service(support::refer)
        .service(support::concern_list)
        .service(support::raise)
        .service(admissions::list)
        .service(admissions::admit)
        .service(admissions::amend)
        .service(admissions::transfer)
        .service(admissions::discharge)
        .service(visits::list)
        .service(visits::record)
        .service(visits::notifications)
        .service(visits::notify)
        .service(support::way_home)
        .service(support::set_way_home)
        .service(reviews::list)
        .service(reviews::one)
        .service(reviews::request)
        .service(reviews::offer)
        .service(reviews::hold)
        .service(reviews::schedule)
        .service(reviews::decline)
        .service(reviews::cancel)
        .service(reviews::report)
        .service(reviews::review_plan)
        .service(reviews::track)
        .service(deadlines::of_person)
        .service(deadlines::one)
        .service(deadlines::list)
        .service(deadlines::suppose)
        .service(deadlines::suppose_of)
        .service(barriers::list)
        .service(barriers::of_person)
        .service(barriers::raise)
        .service(barriers::one)
        .service(barriers::escalate)
        .service(barriers::answer)
        .service(barriers::step_back)
        .service(barriers::close)
        .service(barriers::leader_list)
        .service(barriers::name_leader)
        .service(barriers::end_leader)
        .service(observations::list)
        .service(observations::sweep)
        .service(audit::list)
        .service(audit::access_report)
        .service(audit::checkpoints::list)
        .service(audit::checkpoints::make)
        .service(audit::checkpoints::chain)
        .configure(pathway)
        .service(policies::list)
        .service(policies::one)
        .service(policies::try_out)
        .service(reference::requirements)
        .service(reference::data);
}

/// What runs beside a case: measures, transfers to other ICBs, register meetings and keyworking.
fn pathway(config: &mut ServiceConfig<'_>) {
    config
        .service(measures::read)
        .service(transfers::propose)
        .service(transfers::list)
        .service(transfers::one)
        .service(transfers::accept)
        .service(transfers::refuse)
        .service(transfers::withdraw)
        .service(meetings::convene)
        .service(meetings::list)
        .service(meetings::one)
        .service(meetings::change)
        .service(meetings::propose)
        .service(meetings::set_agenda)
        .service(meetings::note)
        .service(meetings::close)
        .service(meetings::cancel)
        .service(meetings::minutes)
        .service(meetings::of_person)
        .service(keyworking::of_person)
        .service(keyworking::refer)
        .service(keyworking::answer)
        .service(keyworking::assign)
        .service(keyworking::contact)
        .service(keyworking::assess)
        .service(keyworking::plan)
        .service(keyworking::review)
        .service(keyworking::measure)
        .service(keyworking::transition)
        .service(keyworking::step_down)
        .service(keyworking::resume)
        .service(keyworking::discharge)
        .service(keyworking::list)
        .service(keyworking::caseload)
        .service(keyworking::recommendations)
        .service(settings::read)
        .service(settings::set)
        .service(glass::open)
        .service(glass::list)
        .service(glass::one)
        .service(glass::review)
        .service(status::ask)
        .service(status::ask_many);
}

/// What a call has made under a person, with its address.
fn created<T: Serialize>(outcome: &Outcome, person: &Loaded<Person>, path: &str, made: Option<T>) -> Answer {
    let address = format!("/v1/people/{}/{path}", person.id);
    Ok(done(outcome, Some(address), &made.ok_or(Problem::Internal)?))
}

/// How many entries a page has when the caller does not say.
const fn default_limit() -> i64 {
    50
}

/// Cuts a page out of one entry more than it holds, and makes the address of the next page: the same question, with a
/// cursor.
fn paged<T, C: std::fmt::Display>(
    mut found: Vec<T>,
    limit: i64,
    address: &str,
    question: &[(&str, Option<String>)],
    end: impl Fn(&T) -> C,
) -> (Vec<T>, Option<String>) {
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|last| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in question {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.append_pair("limit", &limit.to_string());
        query.append_pair("cursor", &end(last).to_string());
        format!("{address}?{}", query.finish())
    });
    (found, next)
}

/// A cursor that was made for another order.
fn other_order() -> HttpError {
    HttpError::fault("?cursor", "unknown_cursor", "belongs to another order; begin again without it")
}

/// A cursor in an order by date.
fn dated(cursor: Option<&String>) -> Result<Option<(NaiveDate, Uuid)>, HttpError> {
    let read = |text: &String| {
        let cursor = Cursor::parse(text)?;
        cursor.day.map(|day| (day, cursor.id)).ok_or_else(other_order)
    };
    cursor.map(read).transpose()
}

/// What a page of a short list answers: everything at once.
fn whole<T: serde::Serialize>(data: Vec<T>) -> actix_web::HttpResponse {
    crate::http::reply::page(data, None)
}
