//! Status queries: another organisation asks about one person, or about several.

use crate::digest::{hex, sha256};
use crate::domain::ods::Ods;
use crate::domain::purpose::AccessPurpose;
use crate::domain::settings::{Partnership, RegisterContact, Settings, SettingsView};
use crate::domain::status::{self, GivenOn, Status, StatusQueries, StatusQuery, StatusResult, Told, Withheld};
use crate::http::auth::{AskStatus, Caller, unnamed};
use crate::http::contract::WriteProblems;
use crate::http::extract::Body;
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, body};
use crate::signing::Signer;
use crate::store::load::Freshness;
use crate::store::status::Found;
use crate::store::{Store, access};
use actix_web::{post, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The kind of signed statement that a receipt is.
const RECEIPT: &str = "dsr-status-receipt+jwt";

/// What a status query answers: of the same form whether something is told or not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusAnswer {
    /// This answer; the receipt has it as `jti`.
    query_id: Uuid,
    /// When it was answered, in UTC.
    answered_at: DateTime<Utc>,
    /// Your reference.
    #[schema(max_length = 200)]
    reference: Option<String>,
    /// What came of it.
    result: StatusResult,
    /// The status, when it is told.
    status: Option<Status>,
    /// What of the record is not told.
    #[schema(max_items = 10)]
    withheld: Vec<Withheld>,
    /// On what basis it is told.
    given_on: Option<GivenOn>,
    /// Whom to ask: the register of the person when it is told, otherwise every register that has named your organisation. If you
    /// are unsure whether somebody is registered, ask there.
    #[schema(max_items = 500)]
    contacts: Vec<AreaContact>,
    /// This answer, signed: a compact JWS (RFC 7515) of type `dsr-status-receipt+jwt`, to be checked against
    /// `/.well-known/jwks.json`. It shows later what was asked, by whom, and what was told. Null where the service has no key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 8000, required = false)]
    receipt: Option<String>,
}

/// What a receipt says.
#[derive(Debug, Serialize)]
struct Receipt<'a> {
    iss: &'static str,
    iat: i64,
    jti: Uuid,
    asked_by: &'a str,
    client_id: &'a str,
    subject: &'a str,
    purpose: AccessPurpose,
    /// SHA-256, in hexadecimal, of `jti`, the NHS number and the date of birth, each followed by a line feed: whoever asked can show
    /// about whom, and nobody else can read it.
    about_sha256: String,
    answer: &'a StatusAnswer,
}

/// Whom to ask about an area's register.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AreaContact {
    /// The area's ICB.
    icb_ods: Ods,
    /// Whom to ask; null where the ICB has named nobody.
    register_contact: Option<RegisterContact>,
}

impl From<&Partnership> for AreaContact {
    fn from(partnership: &Partnership) -> Self {
        Self { icb_ods: partnership.icb_ods.clone(), register_contact: partnership.register_contact.clone() }
    }
}

impl From<&SettingsView> for AreaContact {
    fn from(settings: &SettingsView) -> Self {
        Self { icb_ods: settings.icb_ods.clone(), register_contact: settings.register_contact.clone() }
    }
}

/// What several status queries answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusAnswers {
    /// One answer to each question, in their order.
    #[schema(min_items = 1, max_items = 100)]
    answers: Vec<StatusAnswer>,
}

/// Ask for a person's status
///
/// The smallest true answer: whether the person is on the register and in hospital, the colour, the keyworker, and when the next
/// review is due. It is told only if the area's ICB has named your organisation, the person is of your area, and their consent to
/// sharing information covers you. In every other case `result` is `unknown`: the same for somebody nobody knows, somebody who is
/// not yours, and somebody who has not consented; `contacts` says whom to ask. The answer has the same HTTP status either way, for
/// statuses stand in the logs of proxies. Each question is kept with its purpose, and the person may read that you asked.
#[utoipa::path(tag = "Status", operation_id = "ask_status", request_body = StatusQuery,
    responses((status = 200, description = "The answer, told or unknown.", body = StatusAnswer), WriteProblems), security(("bearer" = ["status:read"])))]
#[post("/v1/status-queries")]
pub(crate) async fn ask(
    caller: Caller<AskStatus>,
    body: Body<StatusQuery>,
    store: web::Data<Store>,
    signer: web::Data<Signer>,
) -> Answer {
    let asker = Asker::of(&caller, &store, &signer, "ask_status").await?;
    let answer = asker.answer(&body.value).await?;
    Ok(self::body(&answer))
}

/// Ask for the status of several people
///
/// Up to 100 questions, answered in their order, each as if it had been asked alone.
#[utoipa::path(tag = "Status", operation_id = "ask_statuses", request_body = StatusQueries,
    responses((status = 200, description = "One answer to each question.", body = StatusAnswers), WriteProblems), security(("bearer" = ["status:read"])))]
#[post("/v1/status-queries/batch")]
pub(crate) async fn ask_many(
    caller: Caller<AskStatus>,
    body: Body<StatusQueries>,
    store: web::Data<Store>,
    signer: web::Data<Signer>,
) -> Answer {
    let asker = Asker::of(&caller, &store, &signer, "ask_statuses").await?;
    let mut answers = Vec::new();
    for query in &body.value.queries {
        answers.push(asker.answer(query).await?);
    }
    Ok(self::body(&StatusAnswers { answers }))
}

/// An organisation that may ask.
struct Asker<'c> {
    caller: &'c Caller<AskStatus>,
    store: &'c Store,
    signer: &'c Signer,
    operation: &'static str,
    /// The areas it may ask about, and whom to ask there.
    areas: Vec<AreaContact>,
    /// Settings of its own area, if it is an ICB that has set them.
    own: Option<SettingsView>,
}

impl<'c> Asker<'c> {
    /// Whoever calls, if they are an ICB with settings of its own, or an ICB has named them as somebody who may ask.
    async fn of(
        caller: &'c Caller<AskStatus>,
        store: &'c Store,
        signer: &'c Signer,
        operation: &'static str,
    ) -> Result<Self, HttpError> {
        let organisation = &caller.identity.organisation;
        let own = store.load_for::<Settings>(organisation, Settings::id_of(organisation).0, Freshness::Newest).await?;
        let own = own.map(|settings| settings.state.shown());
        let named = store.partnerships(organisation).await?;
        let named = named.iter().filter(|area| area.partner.may_ask()).map(AreaContact::from);
        let areas: Vec<_> = own.iter().map(AreaContact::from).chain(named).collect();
        if areas.is_empty() { Err(unnamed()) } else { Ok(Self { caller, store, signer, operation, areas, own }) }
    }

    /// Answers one question; it is on record before the answer leaves.
    async fn answer(&self, query: &StatusQuery) -> Result<StatusAnswer, HttpError> {
        let organisation = &self.caller.identity.organisation;
        let found = self.store.asked_about(&query.nhs_number, query.date_of_birth, organisation).await?;
        let today = self.store.clock().today();
        let told = found.iter().find_map(|one| status::told(&one.person, self.to(one)?, today));
        let records = found.iter().filter_map(|one| one.id).collect();
        let fields = if told.is_some() { access::STATUS } else { access::NOTHING };
        self.caller.saw_of(self.store, self.operation, Some(query.purpose), fields.to_owned(), records).await?;
        Ok(self.answered(query, told))
    }

    /// What the caller is to somebody.
    fn to<'f>(&'f self, one: &'f Found) -> Option<status::Asker<'f>> {
        let own = self.own.as_ref().filter(|_| one.own).map(status::Asker::Own);
        own.or_else(|| one.asker.as_ref().map(status::Asker::Named))
    }

    fn answered(&self, query: &StatusQuery, told: Option<Told>) -> StatusAnswer {
        let mut answer = StatusAnswer {
            query_id: self.store.id(),
            answered_at: self.store.clock().now(),
            reference: query.reference.as_ref().map(|text| text.as_str().to_owned()),
            result: StatusResult::Unknown,
            status: None,
            withheld: Vec::new(),
            given_on: None,
            contacts: self.areas.clone(),
            receipt: None,
        };
        if let Some(told) = told {
            answer.result = StatusResult::Told;
            answer.contacts =
                vec![AreaContact { icb_ods: told.given_on.icb_ods.clone(), register_contact: told.contact }];
            answer.status = Some(told.status);
            answer.withheld = told.withheld;
            answer.given_on = Some(told.given_on);
        }
        answer.receipt = self.receipt(query, &answer);
        answer
    }

    /// The answer, signed; none without a key.
    fn receipt(&self, query: &StatusQuery, answer: &StatusAnswer) -> Option<String> {
        let actor = &self.caller.identity.actor;
        let about = format!("{}\n{}\n{}\n", answer.query_id, query.nhs_number.as_str(), query.date_of_birth);
        let receipt = Receipt {
            iss: "dsr",
            iat: answer.answered_at.timestamp(),
            jti: answer.query_id,
            asked_by: &actor.organisation,
            client_id: &actor.client_id,
            subject: &actor.subject,
            purpose: query.purpose,
            about_sha256: hex(&sha256(&[about.as_bytes()])),
            answer,
        };
        self.signer.sign(RECEIPT, &receipt).ok()
    }
}
