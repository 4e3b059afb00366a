//! The register as it was: what was true on a day, and what was known at an instant. Nothing is stored for it; the facts of
//! whoever is asked about are folded as far as they then reached.

use crate::domain::calendar::{Date, london_date};
use crate::domain::event::Event;
use crate::domain::id::PersonId;
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::policy::Packs;
use crate::domain::projection::{self, Rows};
use crate::store::sql::sql;
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::available_parallelism;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// When to look, and with whose knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The London date on which to look.
    pub day: Date,
    /// Facts that happened later than `day` are left out.
    pub as_at: bool,
    /// Facts recorded later than this instant are left out.
    pub known_at: Option<DateTime<Utc>>,
}

impl When {
    /// What was true on `as_at` as the register knew it at `known_at`; `None` when neither is given. With `known_at` alone the
    /// day is that of the instant, with `as_at` alone the knowledge is today's.
    #[must_use]
    pub fn of(as_at: Option<Date>, known_at: Option<DateTime<Utc>>, today: Date) -> Option<Self> {
        let day = as_at.or_else(|| known_at.map(london_date).map(|day| day.min(today)))?;
        Some(Self { day, as_at: as_at.is_some(), known_at })
    }
}

/// A person as they were.
#[derive(Debug)]
pub struct Then {
    /// The person.
    pub id: Uuid,
    /// How many facts had been recorded.
    pub version: i64,
    /// The rows that would have been served.
    pub rows: Rows,
}

#[derive(sqlx::FromRow)]
struct Recorded {
    stream_id: Uuid,
    version: i64,
    kind: String,
    schema_no: i64,
    data: String,
    body: Option<String>,
}

/// How many people are folded at once.
const PEOPLE: i64 = 200;

impl Store {
    /// A person within reach as they were; `None` when nothing was known of them then.
    ///
    /// # Errors
    /// The database does not answer, or holds a fact this build cannot read.
    pub async fn person_then(&self, id: Uuid, organisation: &Ods, when: When) -> Result<Option<Then>, StoreError> {
        if !self.reaches(id, organisation).await? {
            return Ok(None);
        }
        let facts = self.recorded(id, id, organisation, when.known_at).await?;
        Ok(folded(self.folding(facts, when)).await?.pop())
    }

    /// Everybody within reach as they were, those of whom nothing was known then left out.
    ///
    /// # Errors
    /// The database does not answer, or holds a fact this build cannot read.
    pub async fn people_then(&self, organisation: &Ods, when: When) -> Result<Vec<Then>, StoreError> {
        let (mut found, mut after) = (Vec::new(), Uuid::nil());
        let (cores, mut folding) = (available_parallelism().map_or(1, usize::from), VecDeque::new());
        loop {
            let ids = self.people_after(organisation, after, PEOPLE).await?;
            let (Some(first), Some(last)) = (ids.first(), ids.last()) else { break };
            let facts = self.recorded(*first, *last, organisation, when.known_at).await?;
            after = *last;
            // Some are folded while the next are fetched; no more at a time than there are cores for.
            folding.push_back(self.folding(facts, when));
            if folding.len() > cores
                && let Some(first) = folding.pop_front()
            {
                found.extend(folded(first).await?);
            }
        }
        for rest in folding {
            found.extend(folded(rest).await?);
        }
        Ok(found)
    }

    /// The facts of the people within reach whose identifiers lie between two, by person and in the order recorded.
    async fn recorded(
        &self,
        first: Uuid,
        last: Uuid,
        organisation: &Ods,
        known_at: Option<DateTime<Utc>>,
    ) -> Result<Vec<Recorded>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        Ok(sql!(all Recorded, reader.link(),
            "SELECT e.stream_id, e.version, e.kind, e.schema_no, e.data, p.body
             FROM whole r JOIN event e ON e.stream_id = r.subject_id
                          LEFT JOIN event_private p ON p.stream_id = e.stream_id AND p.version = e.version
             WHERE r.organisation = $1 AND r.subject_kind = 'person' AND r.subject_id >= $2 AND r.subject_id <= $3
               AND (CAST($4 AS TIMESTAMPTZ) IS NULL OR e.recorded_at <= $4)
             ORDER BY r.subject_id, e.version",
            organisation.as_str(), first, last, known_at)?)
    }

    /// Folds facts beside the task that waits for them: hundreds of people take longer than other calls should wait.
    fn folding(&self, facts: Vec<Recorded>, when: When) -> Folding {
        let packs = Arc::clone(&self.packs);
        tokio::task::spawn_blocking(move || fold(&facts, when, &packs))
    }
}

type Folding = JoinHandle<Result<Vec<Then>, StoreError>>;

async fn folded(folding: Folding) -> Result<Vec<Then>, StoreError> {
    folding.await.map_err(|_| StoreError::Unreachable("folding has stopped".into()))?
}

fn fold(facts: &[Recorded], when: When, packs: &Packs) -> Result<Vec<Then>, StoreError> {
    let people = facts.chunk_by(|a, b| a.stream_id == b.stream_id);
    people.filter_map(|facts| one(facts, when, packs).transpose()).collect()
}

fn one(facts: &[Recorded], when: When, packs: &Packs) -> Result<Option<Then>, StoreError> {
    let Some(Recorded { stream_id: id, version, .. }) = facts.last() else { return Ok(None) };
    let events = facts
        .iter()
        .map(|f| Event::decode(&f.kind, f.schema_no, &f.data, f.body.as_deref()))
        .collect::<Result<Vec<_>, _>>()?;
    let person = Person::fold_owned(PersonId(*id), events);
    let person = if when.as_at { person.and_then(|person| person.as_at(when.day)) } else { person };
    Ok(person.map(|person| Then { id: *id, version: *version, rows: projection::of_person(&person, packs) }))
}
