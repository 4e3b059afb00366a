//! The measures of an area.

use crate::domain::measure::{Measures, Period, Split};
use crate::domain::ods::Ods;
use crate::domain::settings::Role;
use crate::http::auth::{Caller, ReadMeasures};
use crate::http::contract::ReadProblems;
use crate::http::extract::Query;
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, body};
use crate::store::Store;
use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

/// Which measures.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasuresQuery {
    /// The calendar month in London, `YYYY-MM`; without it the last whole month. Not in the future.
    #[param(min_length = 7, max_length = 7, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$", example = "2026-10")]
    month: Option<String>,
    /// Which area, by its ICB's code: needed by organisations that several ICBs have named; your own otherwise.
    #[param(inline)]
    icb: Option<Ods>,
    /// By what every figure is split as well.
    #[param(inline)]
    split: Option<Split>,
    /// `true`: as others may see them: 0 stays 0, 1 to 4 is `*`, everything else is rounded to the nearest 5.
    #[serde(default)]
    #[param(default = false)]
    suppressed: bool,
}

/// Read the measures of an area
///
/// What the records of your people add up to for a month in London: who is on the register, admissions and time in hospital, C(E)TRs,
/// action plans and visits in time, what is overdue, keyworkers and what comes of their work, barriers, accepted gaps, concerns. Each
/// measure says in words what it counts and which source asks for it.
///
/// They are made anew with each call, from what is known now: a late fact or a correction changes past months. `complete` is `false`
/// while the month goes on; figures are then those of today. What happened on a day counts for the ICB that was responsible on it;
/// of people who moved to another ICB by what you knew of them until then.
///
/// `suppressed=true` gives what may be told to those who may not see people; organisations that the ICB has named as readers of
/// measures get nothing else. Then `*` stands for 1 to 4, and for whatever such a
/// number could be reckoned from: all of something one part of which is 1 to 4, and a split one group of which is 1 to 4.
#[utoipa::path(tag = "Measures", operation_id = "read_measures", params(MeasuresQuery),
    responses((status = 200, description = "The measures.", body = Measures), ReadProblems), security(("bearer" = ["measures:read"])))]
#[get("/v1/measures")]
pub(crate) async fn read(caller: Caller<ReadMeasures>, query: Query<MeasuresQuery>, store: web::Data<Store>) -> Answer {
    let (period, query) = (query.0.period(&store)?, query.0);
    // The one switch: whoever may not see people gets the suppressed form whatever they ask for.
    let area = caller.area(&store, Role::Reporting, query.icb.as_ref()).await?;
    let suppressed = query.suppressed || !area.own;
    let measures = store.measures(&area.icb, period, query.split, suppressed).await?;
    caller.saw(&store, "read_measures", Vec::new()).await?;
    Ok(body(&measures))
}

impl MeasuresQuery {
    fn period(&self, store: &Store) -> Result<Period, HttpError> {
        let today = store.clock().today();
        let asked = self.month.as_ref().map(|month| Period::of(month, today));
        asked
            .unwrap_or_else(|| Ok(Period::last_whole(today)))
            .map_err(|(code, why)| HttpError::fault("?month", code, why))
    }
}
