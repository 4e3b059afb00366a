//! What the clock observed, and how the sweep that records it stands.

use crate::domain::calendar::Date;
use crate::domain::observation::{ObservationKind, ObservationStatus};
use crate::domain::view::ObservationView;
use crate::http::auth::{Caller, Identity, ReadDeadlines, ReadPeople};
use crate::http::contract::ReadProblems;
use crate::http::extract::{Cursor, Query};
use crate::http::problem::HttpError;
use crate::http::reply::{Answer, Page, body as plain, page};
use crate::http::v1::{dated, default_limit, paged};
use crate::store::Store;
use crate::store::observations::Filter;
use crate::store::sweep::Heartbeat;
use actix_web::{get, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Which observations.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObservationsQuery {
    /// By what was observed.
    #[param(inline)]
    kind: Option<ObservationKind>,
    /// By whether they still hold.
    #[param(inline)]
    status: Option<ObservationStatus>,
    /// Of one person or referral, by identifier.
    about: Option<Uuid>,
    /// Observed on this London date or later.
    from: Option<Date>,
    /// Observed on this London date or earlier.
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

impl ObservationsQuery {
    async fn page(
        self,
        store: &Store,
        identity: &Identity,
    ) -> Result<(Vec<ObservationView>, Option<String>), HttpError> {
        let filter = Filter {
            kind: self.kind.map(ObservationKind::code),
            status: self.status.map(ObservationStatus::code),
            about: self.about,
            from: self.from.map(Date::naive),
            to: self.to.map(Date::naive),
        };
        let before = dated(self.cursor.as_ref())?;
        let found = store.observations(&identity.organisation, &filter, before, self.limit.saturating_add(1)).await?;
        let question = [
            ("kind", self.kind.map(|k| k.to_string())),
            ("status", self.status.map(|s| s.to_string())),
            ("about", self.about.map(|a| a.to_string())),
            ("from", self.from.map(|d| d.to_string())),
            ("to", self.to.map(|d| d.to_string())),
        ];
        let end = |o: &ObservationView| Cursor { day: Some(o.observed_on.naive()), id: o.id.0 };
        Ok(paged(found, self.limit, "/v1/observations", &question, end))
    }
}

/// List observations
///
/// What the clock observed of your people and referrals, the latest first: an obligation missed, an escalation not answered, three
/// months Green, a 26th birthday, a referral that waits. Each is recorded once, by the sweep, and stays on record: one that a later
/// fact shows to be wrong is `superseded`. They are also in each person's history.
#[utoipa::path(tag = "Deadlines", operation_id = "list_observations", params(ObservationsQuery),
    responses((status = 200, description = "A page.", body = Page<ObservationView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/observations")]
pub(crate) async fn list(
    caller: Caller<ReadPeople>,
    query: Query<ObservationsQuery>,
    store: web::Data<Store>,
) -> Answer {
    let (found, next) = query.0.page(&store, &caller.identity).await?;
    let about = found.iter().filter_map(|o| o.person_id.map(|id| id.0).or(o.referral_id.map(|id| id.0)));
    caller.saw(&store, "list_observations", about.collect()).await?;
    Ok(page(found, next))
}

/// How the sweep stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sweep {
    /// `never` before the first one, `running`, `completed`, or `read_only` while no replica may write.
    #[schema(max_length = 10, example = "completed")]
    state: String,
    /// The version of the build that swept last; null before the first sweep.
    #[schema(max_length = 40, example = "0.1.0")]
    build: Option<String>,
    /// When the last one began; null before the first sweep.
    started_at: Option<DateTime<Utc>>,
    /// When one last ended; null while none has.
    completed_at: Option<DateTime<Utc>>,
    /// Whole seconds since then; null while none has ended.
    #[schema(minimum = 0)]
    age_seconds: Option<i64>,
    /// The London date by which everything there was to observe is recorded; null while no sweep has ended with everything.
    completed_for: Option<Date>,
    /// Days of which not everything may be recorded yet; null while no sweep has ended with everything.
    #[schema(minimum = 0)]
    days_behind: Option<i64>,
    /// Observations that the last one recorded, in the whole register.
    #[schema(minimum = 0)]
    recorded: i64,
    /// Records that it left for the next one, in the whole register.
    #[schema(minimum = 0)]
    left_over: i64,
}

impl Sweep {
    fn of(heartbeat: Option<&Heartbeat>, now: DateTime<Utc>, today: Date) -> Self {
        Self {
            state: heartbeat.map_or("never", |h| &h.state).to_owned(),
            build: heartbeat.map(|h| h.build.clone()),
            started_at: heartbeat.map(|h| h.started_at),
            completed_at: heartbeat.and_then(|h| h.completed_at),
            age_seconds: heartbeat.and_then(|h| h.age(now)),
            completed_for: heartbeat.and_then(|h| h.completed_for).map(Date::from),
            days_behind: heartbeat.and_then(|h| h.behind(today)),
            recorded: heartbeat.map_or(0, |h| h.recorded),
            left_over: heartbeat.map_or(0, |h| h.left_over),
        }
    }
}

/// Read the sweep's heartbeat
///
/// When what the clock observes was last recorded, for which day, and how much. It is about no person: reading it leaves no audit
/// row.
#[utoipa::path(tag = "Deadlines", operation_id = "sweep",
    responses((status = 200, description = "How it stands.", body = Sweep), ReadProblems), security(("bearer" = ["deadlines:read"])))]
#[get("/v1/sweep")]
pub(crate) async fn sweep(_caller: Caller<ReadDeadlines>, store: web::Data<Store>) -> Answer {
    let heartbeat = store.heartbeat().await?;
    Ok(plain(&Sweep::of(heartbeat.as_ref(), store.clock().now(), store.clock().today())))
}
