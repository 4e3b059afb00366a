//! What problems mean: where the `type` of every problem answer leads. For programs as JSON, for people as a page; everything
//! comes from the table of problems and from the contract.

use crate::domain::refusal::{FAULTS, Known, Problem, Row, Whose};
use crate::http::contract::answers::REQUEST;
use crate::http::html::{html, varied, wants_page};
use crate::http::ops::{Answering, Contract};
use crate::http::problem::{ProblemBody, example};
use crate::http::reply::{Answer, Page, body};
use actix_web::{HttpRequest, HttpResponse, ResponseError, get, web};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

mod page;

/// The style of the pages, served beside them.
const STYLE: &str = include_str!("problems.css");

/// One problem in the list of all.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemSummary {
    /// The problem.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "stale")]
    pub code: &'static str,
    /// The status it comes with.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened.
    #[schema(max_length = 200)]
    pub title: &'static str,
    /// Whose move it is.
    pub whose: Whose,
    /// Where it is explained.
    #[schema(max_length = 100, pattern = "^/problems/[a-z_]+$", example = "/problems/stale")]
    pub href: String,
}

/// What a problem means.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemPage {
    /// The problem.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "stale")]
    pub code: &'static str,
    /// The status it comes with.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened.
    #[schema(max_length = 200)]
    pub title: &'static str,
    /// What was found, and what the service did and did not do.
    #[schema(max_length = 1000)]
    pub meaning: &'static str,
    /// Whose move it is.
    pub whose: Whose,
    /// Whether the same call, repeated as it is, may succeed later.
    pub repeatable: bool,
    /// What the caller can do.
    #[schema(max_length = 1000)]
    pub advice: &'static str,
    /// A whole answer, as it would be sent; fictional.
    pub example: ProblemBody,
    /// Headers of that answer which say more.
    pub example_headers: BTreeMap<String, String>,
    /// What `errors[].code` can say under this problem.
    #[schema(max_items = 500)]
    pub errors: Vec<KnownFault>,
    /// The operations that answer it.
    #[schema(max_items = 500)]
    pub operations: Vec<Answering>,
}

/// A code of `errors` and what it means.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownFault {
    /// The code.
    #[schema(max_length = 60, pattern = "^[a-z0-9_]+$", example = "date_in_future")]
    pub code: &'static str,
    /// What it means.
    #[schema(max_length = 300)]
    pub meaning: &'static str,
}

impl ProblemSummary {
    fn of(row: Row) -> Self {
        let href = format!("/problems/{}", row.code);
        Self { code: row.code, status: row.status, title: row.title, whose: row.whose, href }
    }
}

impl ProblemPage {
    fn of(problem: Problem, contract: &Contract) -> Self {
        let row = problem.row();
        let error = example(problem);
        let told = error.error_response();
        let told =
            told.headers().iter().filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
        let faults = FAULTS.iter().filter(|known| known.problems.contains(&problem));
        Self {
            code: row.code,
            status: row.status,
            title: row.title,
            meaning: row.meaning,
            whose: row.whose,
            repeatable: row.repeatable,
            advice: row.advice,
            example: error.body(REQUEST),
            example_headers: told.filter(|(name, _)| name != "content-length").collect(),
            errors: faults.map(|Known { code, meaning, .. }| KnownFault { code, meaning }).collect(),
            operations: contract.answering(row.code),
        }
    }
}

/// Every problem that an answer of this service can name.
///
/// As JSON, or as a page for people when `Accept` prefers `text/html`. Needs no token.
#[utoipa::path(tag = "Service", operation_id = "list_problems", security(()),
    responses((status = 200, description = "All of them.", content((Page<ProblemSummary> = "application/json"), (String = "text/html")))))]
#[get("/problems")]
pub(crate) async fn all(request: HttpRequest) -> Answer {
    let rows = Problem::ALL.iter().map(|problem| problem.row());
    if wants_page(&request) {
        return Ok(html(page::all(rows)));
    }
    Ok(varied(body(&Page { data: rows.map(ProblemSummary::of).collect(), next: None })))
}

/// What a problem means and what to do about it: where the `type` of every problem answer leads.
///
/// What it means, whose move it is, what to do, an example, what `errors` can say and which operations answer it. As JSON, or as a
/// page for people when `Accept` prefers `text/html`. Needs no token.
#[utoipa::path(tag = "Service", operation_id = "problem", security(()),
    params(("code" = String, Path, description = "The problem's code.", max_length = 60, pattern = "^[a-z_]+$", example = "stale")),
    responses((status = 200, description = "What it means.", content((ProblemPage = "application/json"), (String = "text/html"))),
        (status = 404, description = "No such problem.", body = ProblemBody, content_type = "application/problem+json")))]
#[get("/problems/{code}")]
pub(crate) async fn one(request: HttpRequest, code: web::Path<String>, contract: web::Data<Contract>) -> Answer {
    let problem = Problem::ALL.iter().find(|p| p.row().code == code.as_str()).ok_or(Problem::NotFound)?;
    let explained = ProblemPage::of(*problem, &contract);
    Ok(if wants_page(&request) { html(page::one(&explained)) } else { varied(body(&explained)) })
}

/// The style of the pages.
pub async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(STYLE)
}
