//! Admission notices.

use crate::domain::id::NoticeId;
use crate::domain::notice::AdmissionNotice;
use crate::http::auth::{Caller, WriteNotices};
use crate::http::contract::{SendHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions};
use crate::http::reply::{Answer, acknowledged};
use crate::store::Store;
use actix_web::{post, web};
use serde::Serialize;
use utoipa::ToSchema;

/// A notice that was taken in. It says nothing of the person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeReceipt {
    /// The notice.
    id: NoticeId,
    /// What happens now.
    #[schema(max_length = 300)]
    message: &'static str,
}

/// Report an admission
///
/// By the provider or the person's ICB, of anybody with a learning disability or autism, on the register or not. The answer is the
/// same for both. The review, visit and notification clocks run from the true date of admission, and the ICB is prompted
/// to seek consent to join the register.
#[utoipa::path(tag = "Admissions", operation_id = "report_admission", params(SendHeaders), request_body = AdmissionNotice,
    responses((status = 202, description = "Taken in.", body = NoticeReceipt), WriteProblems), security(("bearer" = ["notices:write"])))]
#[post("/v1/admission-notices")]
pub(crate) async fn report(
    caller: Caller<WriteNotices>,
    conditions: Conditions,
    body: Body<AdmissionNotice>,
    store: web::Data<Store>,
) -> Answer {
    let outcome = caller.call(&store, &conditions, body.fingerprint).accepts().notify(&body.value).await?;
    let id = NoticeId(outcome.done.item.unwrap_or_default());
    let message = "The responsible ICB is told. Whether the person is on a register is not part of this answer.";
    Ok(acknowledged(&outcome, &NoticeReceipt { id, message }))
}
