//! What the people of an area add up to: their facts are folded anew for the period asked about.

use crate::domain::disclosure::Basis;
use crate::domain::event::Event;
use crate::domain::id::PersonId;
use crate::domain::measure::{Measures, Period, Split, Subject, Sums};
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::policy::Packs;
use crate::store::sql::{One, sql};
use crate::store::{Store, StoreError};
use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::available_parallelism;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How many people are folded at once.
const PEOPLE: i64 = 200;

#[derive(sqlx::FromRow)]
struct Recorded {
    stream_id: Uuid,
    kind: String,
    schema_no: i64,
    data: String,
    body: Option<String>,
}

type Summing = JoinHandle<Result<Sums, StoreError>>;

/// Whose people are summed up, for when, and by what they are split.
#[derive(Debug, Clone)]
struct Question {
    icb: Ods,
    period: Period,
    split: Option<Split>,
}

impl Store {
    /// The measures of the people of `icb`: of those it is responsible for, and of those it was responsible for, by what it knew of
    /// them until they moved. A past month does not change because somebody moves away.
    ///
    /// # Errors
    /// The database does not answer, or holds a fact this build cannot read.
    pub async fn measures(
        &self,
        icb: &Ods,
        period: Period,
        split: Option<Split>,
        suppressed: bool,
    ) -> Result<Measures, StoreError> {
        let question = Question { icb: icb.clone(), period, split };
        let (mut sums, mut after) = (Sums::default(), Uuid::nil());
        let (cores, mut summing) = (available_parallelism().map_or(1, usize::from), VecDeque::new());
        loop {
            let ids = self.people_known_after(icb, after).await?;
            let (Some(first), Some(last)) = (ids.first(), ids.last()) else { break };
            let facts = self.facts_known(icb, *first, *last).await?;
            after = *last;
            // Some are folded while the next are fetched; no more at a time than there are cores for.
            summing.push_back(self.summing(facts, question.clone()));
            if summing.len() > cores
                && let Some(first) = summing.pop_front()
            {
                sums.join(summed(first).await?);
            }
        }
        for rest in summing {
            sums.join(summed(rest).await?);
        }
        Ok(Measures::of(icb, period, split, &sums, suppressed))
    }

    /// Some of the people an ICB is or was responsible for, in the order of their identifiers, after one.
    async fn people_known_after(&self, icb: &Ods, after: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let mut reader = self.db.reader(icb).await?;
        let rows = sql!(
            all One<Uuid>,
            reader.link(),
            "SELECT subject_id FROM whole WHERE organisation = $1 AND subject_id > $2 AND subject_kind = 'person' AND basis = $3
             UNION SELECT person_id FROM recall WHERE organisation = $1 AND person_id > $2
             ORDER BY 1 LIMIT $4",
            icb.as_str(),
            after,
            Basis::ResponsibleIcb.code(),
            PEOPLE
        )?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// What an ICB knows of these people whose identifiers lie between two, by person and in the order recorded.
    async fn facts_known(&self, icb: &Ods, first: Uuid, last: Uuid) -> Result<Vec<Recorded>, StoreError> {
        let mut reader = self.db.reader(icb).await?;
        Ok(sql!(all Recorded, reader.link(),
            "SELECT e.stream_id, e.kind, e.schema_no, e.data, p.body
             FROM (SELECT subject_id AS id, CAST(NULL AS BIGINT) AS last_known FROM whole
                   WHERE organisation = $1 AND subject_id >= $2 AND subject_id <= $3 AND subject_kind = 'person' AND basis = $4
                   UNION ALL SELECT person_id, until_version FROM recall WHERE organisation = $1 AND person_id >= $2 AND person_id <= $3) k
                  JOIN event e ON e.stream_id = k.id AND (k.last_known IS NULL OR e.version <= k.last_known)
                  LEFT JOIN event_private p ON p.stream_id = e.stream_id AND p.version = e.version
             ORDER BY e.stream_id, e.version",
            icb.as_str(), first, last, Basis::ResponsibleIcb.code())?)
    }

    /// Sums up beside the task that waits for it: hundreds of people take longer than other calls should wait.
    fn summing(&self, facts: Vec<Recorded>, question: Question) -> Summing {
        let packs = Arc::clone(&self.packs);
        tokio::task::spawn_blocking(move || sum(&facts, &question, &packs))
    }
}

async fn summed(summing: Summing) -> Result<Sums, StoreError> {
    summing.await.map_err(|_| StoreError::Unreachable("summing up has stopped".into()))?
}

fn sum(facts: &[Recorded], question: &Question, packs: &Packs) -> Result<Sums, StoreError> {
    let mut sums = Sums::default();
    for facts in facts.chunk_by(|a, b| a.stream_id == b.stream_id) {
        let Some(Recorded { stream_id: id, .. }) = facts.first() else { continue };
        let events = facts
            .iter()
            .map(|f| Event::decode(&f.kind, f.schema_no, &f.data, f.body.as_deref()))
            .collect::<Result<Vec<_>, _>>()?;
        // What a record told that was merged into another is told, and counted, there.
        let person = Person::fold(PersonId(*id), &events).filter(|person| person.merged_into.is_none());
        if let Some(person) = person.and_then(|person| person.as_at(question.period.until)) {
            sums.add(&Subject::new(&person, &question.icb, question.period, packs), question.split);
        }
    }
    Ok(sums)
}
