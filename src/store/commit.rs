//! The one write path. One task a process owns writing: it takes every decision that waits, writes them in one
//! transaction, and answers each by itself.

use crate::domain::duty::Deadline;
use crate::domain::event::StreamKind;
use crate::domain::projection::{Claim, ClaimKind, PersonRow, ReachRow, ReferralRow, Rows, no_date};
use crate::store::access::{self, Access};
use crate::store::chain::Sealed;
use crate::store::sql::{Db, Tx, bulk, sql};
use crate::store::{Actor, StoreError, idempotency};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// What is committed whole: facts of one or more streams, their rows, and the key of the call.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Who decided.
    pub actor: Actor,
    /// What each stream gains.
    pub streams: Vec<StreamWrite>,
    /// The idempotency key of the call, if it had one.
    pub key: Option<idempotency::Kept>,
}

/// What one stream gains.
#[derive(Debug, Clone)]
pub struct StreamWrite {
    /// Sealed facts, in order.
    pub events: Vec<Sealed>,
    /// Rows that changed.
    pub rows: Rows,
}

/// Why a decision was not written.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Another decision on the same stream came first: decide again on the newest state.
    #[error("another decision came first")]
    Stale,
    /// Another stream holds a key that this one claims.
    #[error("a key is taken")]
    Taken(ClaimKind, Uuid),
    /// A call with the same idempotency key came first.
    #[error("the call was made already")]
    Repeated,
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

enum Job {
    Write(Box<Decision>, oneshot::Sender<Result<(), Failure>>),
    Record(Box<Access>, oneshot::Sender<Result<(), StoreError>>),
    Drain(oneshot::Sender<()>),
}

/// The handle to the task that writes.
#[derive(Debug, Clone)]
pub struct Committer {
    jobs: mpsc::Sender<Job>,
}

const WAITING: usize = 4096;
const ATTEMPTS: u32 = 5;

impl Committer {
    /// Starts the task; a transaction takes at most `batch` jobs.
    pub(super) fn start(db: Db, batch: usize) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        tokio::spawn(run(db, waiting, batch.max(1)));
        Self { jobs }
    }

    pub(super) async fn write(&self, decision: Decision) -> Result<(), Failure> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Write(Box::new(decision), answer)).await?;
        answered.await.map_err(|_| gone())?
    }

    pub(super) async fn record(&self, access: Access) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Record(Box::new(access), answer)).await?;
        answered.await.map_err(|_| gone())?
    }

    pub(super) async fn drain(&self) {
        let (answer, answered) = oneshot::channel();
        if self.send(Job::Drain(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        self.jobs.send(job).await.map_err(|_| gone())
    }
}

fn gone() -> StoreError {
    StoreError::Unreachable("the writing task has stopped".into())
}

/// A batch of jobs, sorted by what they are.
#[derive(Default)]
struct Batch {
    decisions: Vec<(Decision, oneshot::Sender<Result<(), Failure>>)>,
    reads: Vec<(Access, oneshot::Sender<Result<(), StoreError>>)>,
    drained: Vec<oneshot::Sender<()>>,
    late: Vec<oneshot::Sender<Result<(), Failure>>>,
}

impl Batch {
    /// Takes a job in. Of two decisions on one stream or key only the first is written; the second is told once that has
    /// happened, so that it decides again on what is then the newest state.
    fn take(&mut self, job: Job, busy: &mut HashSet<(bool, String)>) {
        match job {
            Job::Record(access, answer) => self.reads.push((*access, answer)),
            Job::Drain(answer) => self.drained.push(answer),
            Job::Write(decision, answer) => {
                let keys = decision.uniques();
                if keys.iter().any(|key| busy.contains(key)) {
                    self.late.push(answer);
                } else {
                    busy.extend(keys);
                    self.decisions.push((*decision, answer));
                }
            }
        }
    }
}

impl Decision {
    /// Everything of which a batch may hold only one.
    fn uniques(&self) -> Vec<(bool, String)> {
        let streams = self.streams.iter().filter_map(|s| s.events.first()).map(|e| (true, e.stream_id.to_string()));
        let claims = self
            .streams
            .iter()
            .flat_map(|s| s.rows.claims.iter())
            .map(|c| (false, format!("{}/{}", c.kind.code(), c.key)));
        let key = self.key.iter().map(|k| (false, format!("key/{}/{}", k.client_id, k.key)));
        streams.chain(claims).chain(key).collect()
    }
}

async fn run(db: Db, mut waiting: mpsc::Receiver<Job>, size: usize) {
    while let Some(first) = waiting.recv().await {
        let mut batch = Batch::default();
        let mut busy = HashSet::new();
        batch.take(first, &mut busy);
        let mut taken = 1;
        while taken < size
            && let Ok(job) = waiting.try_recv()
        {
            batch.take(job, &mut busy);
            taken = taken.saturating_add(1);
        }
        settle(&db, batch).await;
    }
}

/// Writes a batch and answers every job in it.
async fn settle(db: &Db, batch: Batch) {
    let Batch { mut decisions, reads, drained, late } = batch;
    let (accesses, readers): (Vec<Access>, Vec<_>) = reads.into_iter().unzip();
    let mut attempt: u32 = 0;
    loop {
        attempt = attempt.saturating_add(1);
        let written = write(db, decisions.iter().map(|(d, _)| d), &accesses).await;
        match written {
            Ok(Verdict::Written) => {
                answer_all(decisions.into_iter().map(|(_, answer)| answer), || Ok(()));
                answer_all(readers, || Ok(()));
                break;
            }
            Ok(Verdict::Conflicts(mut conflicts)) => {
                // Refused decisions leave the batch; the others are written on the next round.
                let mut index: usize = 0;
                let mut kept = Vec::new();
                for (decision, answer) in decisions {
                    match conflicts.remove(&index) {
                        Some(failure) => drop(answer.send(Err(failure))),
                        None => kept.push((decision, answer)),
                    }
                    index = index.saturating_add(1);
                }
                decisions = kept;
            }
            Err(error) if repeatable(&error) && attempt < ATTEMPTS => {}
            Err(error) if decisions.len().saturating_add(readers.len()) > 1 && is_statement(&error) => {
                // One of them cannot be written: each gets its own transaction, so that it alone fails.
                tracing::warn!(cause = %StoreError::from(error), "a batch failed; writing its parts one by one");
                for (decision, answer) in decisions {
                    let _ = answer.send(alone(db, &decision).await);
                }
                for (access, answer) in accesses.iter().zip(readers) {
                    let done = write(db, std::iter::empty(), std::slice::from_ref(access)).await;
                    let _ = answer.send(done.map(|_| ()).map_err(StoreError::from));
                }
                break;
            }
            Err(error) => {
                let cause = StoreError::from(error).to_string();
                tracing::error!(cause, "a batch was not written");
                let failed = || StoreError::Unreachable(cause.clone());
                answer_all(decisions.into_iter().map(|(_, answer)| answer), || Err(failed().into()));
                answer_all(readers, || Err(failed()));
                break;
            }
        }
    }
    answer_all(late, || Err(Failure::Stale));
    answer_all(drained, || ());
}

/// Answers everybody alike; who has hung up does not hear it.
fn answer_all<T>(answers: impl IntoIterator<Item = oneshot::Sender<T>>, answer: impl Fn() -> T) {
    for waiting in answers {
        let _ = waiting.send(answer());
    }
}

async fn alone(db: &Db, decision: &Decision) -> Result<(), Failure> {
    match write(db, std::iter::once(decision), &[]).await.map_err(StoreError::from)? {
        Verdict::Written => Ok(()),
        Verdict::Conflicts(mut conflicts) => Err(conflicts.remove(&0).unwrap_or(Failure::Stale)),
    }
}

/// A serialisation failure or deadlock: nothing was written, the same batch may go through next time.
fn repeatable(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01"))
}

/// The database answered and refused, as opposed to not answering.
fn is_statement(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|e| e.constraint().is_some() || e.kind() != sqlx::error::ErrorKind::Other)
}

enum Verdict {
    Written,
    Conflicts(HashMap<usize, Failure>),
}

async fn write<'d>(
    db: &Db,
    decisions: impl Iterator<Item = &'d Decision>,
    accesses: &[Access],
) -> Result<Verdict, sqlx::Error> {
    let decisions: Vec<&Decision> = decisions.collect();
    let mut tx = db.begin().await?;
    if !decisions.is_empty() {
        let writes = Writes::of(&decisions);
        if !writes.take_turns(&mut tx).await? {
            tx.rollback().await?;
            return conflicts(db, &decisions).await.map(Verdict::Conflicts);
        }
        writes.facts(&mut tx).await?;
        writes.rows(&mut tx).await?;
    }
    access::insert(tx.link(), accesses).await?;
    if !decisions.is_empty() {
        feed(&mut tx, &decisions).await?;
    }
    tx.commit().await?;
    Ok(Verdict::Written)
}

/// Where a stream ends after a decision: what its rows carry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub stream_id: Uuid,
    pub kind: StreamKind,
    pub version: i64,
    pub recorded_at: DateTime<Utc>,
}

impl From<&Sealed> for Head {
    fn from(last: &Sealed) -> Self {
        Self { stream_id: last.stream_id, kind: last.stream_kind, version: last.version, recorded_at: last.recorded_at }
    }
}

/// Writes the rows of one stream as they are; for rebuilding.
pub(super) async fn insert_rows(tx: &mut Tx, head: Head, rows: &Rows) -> Result<(), sqlx::Error> {
    let writes = Writes::rows_of(vec![(head, rows)]);
    bulk!(tx.link(), writes.claims, |c| "claim" {
        "kind" 1 "text" => c.0.kind.code(),
        "claim_key" 2 "text" => c.0.key.as_str(),
        "stream_id" 3 "uuid" => c.1,
    } "ON CONFLICT DO NOTHING")?;
    writes.rows(tx).await
}

/// Everything a batch writes, in stream order, so that two replicas cannot wait for each other in a circle.
#[derive(Default)]
struct Writes<'d> {
    events: Vec<(&'d Sealed, &'d Actor)>,
    heads: Vec<&'d Sealed>,
    people: Vec<(Head, &'d PersonRow)>,
    referrals: Vec<(Head, &'d ReferralRow)>,
    deadlines: Vec<(Head, &'d Deadline, String)>,
    icbs: HashMap<Uuid, &'d str>,
    reach: Vec<(Head, &'d ReachRow)>,
    claims: Vec<(&'d Claim, Uuid)>,
    keys: Vec<&'d idempotency::Kept>,
}

impl<'d> Writes<'d> {
    fn of(decisions: &[&'d Decision]) -> Self {
        let mut streams: Vec<(&'d Sealed, &'d StreamWrite, &'d Actor)> = decisions
            .iter()
            .flat_map(|d| d.streams.iter().filter_map(move |s| s.events.last().map(|head| (head, s, &d.actor))))
            .collect();
        streams.sort_by_key(|(head, ..)| head.stream_id);
        let mut keys: Vec<&idempotency::Kept> = decisions.iter().filter_map(|d| d.key.as_ref()).collect();
        keys.sort_by(|a, b| (&a.client_id, &a.key).cmp(&(&b.client_id, &b.key)));
        Self {
            events: streams.iter().flat_map(|(_, s, actor)| s.events.iter().map(|e| (e, *actor))).collect(),
            heads: streams.iter().map(|(head, ..)| *head).collect(),
            keys,
            ..Self::rows_of(streams.iter().map(|(head, s, _)| (Head::from(*head), &s.rows)).collect())
        }
    }

    /// The rows of streams that come in order.
    fn rows_of(streams: Vec<(Head, &'d Rows)>) -> Self {
        let mut writes = Self::default();
        for (head, rows) in streams {
            if let Some(person) = &rows.person {
                writes.people.push((head, person));
                writes.icbs.insert(head.stream_id, &person.icb_ods);
            }
            writes.referrals.extend(rows.referral.iter().map(|row| (head, row)));
            writes
                .deadlines
                .extend(rows.deadlines.iter().map(|d| (head, d, serde_json::to_string(d).unwrap_or_default())));
            writes.reach.extend(rows.reach.iter().map(|r| (head, r)));
            writes.claims.extend(rows.claims.iter().map(|c| (c, head.stream_id)));
        }
        writes.deadlines.sort_by_key(|(_, d, _)| d.id);
        writes.claims.sort_by(|(a, _), (b, _)| (a.kind.code(), &a.key).cmp(&(b.kind.code(), &b.key)));
        writes
    }

    /// Writes what only one may write: versions, claims, keys. `false` when somebody else was first.
    async fn take_turns(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        let events = bulk!(tx.link(), self.events, |e| "event" {
            "stream_id" 1 "uuid" => e.0.stream_id,
            "version" 2 "int8" => e.0.version,
            "previous" 3 "int8" => (e.0.version > 1).then_some(e.0.version.saturating_sub(1)),
            "stream_kind" 4 "text" => e.0.stream_kind.code(),
            "kind" 5 "text" => e.0.kind,
            "schema_no" 6 "int8" => e.0.schema,
            "occurred_on" 7 "date" => e.0.occurred_on.naive(),
            "recorded_at" 8 "timestamptz" => e.0.recorded_at,
            "client_id" 9 "text" => e.1.client_id.as_str(),
            "subject" 10 "text" => e.1.subject.as_str(),
            "organisation" 11 "text" => e.1.organisation.as_str(),
            "request_id" 12 "text" => e.1.request_id.as_str(),
            "data" 13 "text" => e.0.data.as_str(),
            "private_hash" 14 "bytea" => e.0.private_hash.as_ref().map(<[u8; 32]>::as_slice),
            "hash" 15 "bytea" => e.0.hash.as_slice(),
        } "ON CONFLICT DO NOTHING")?;
        if events < count(&self.events) {
            return Ok(false);
        }
        let claims = bulk!(tx.link(), self.claims, |c| "claim" {
            "kind" 1 "text" => c.0.kind.code(),
            "claim_key" 2 "text" => c.0.key.as_str(),
            "stream_id" 3 "uuid" => c.1,
        } "ON CONFLICT DO NOTHING")?;
        if claims < count(&self.claims) {
            return Ok(false);
        }
        if let Some(key) = self.keys.first() {
            idempotency::forget(tx.link(), key.created_at).await?;
        }
        let keys = idempotency::insert(tx.link(), &self.keys).await?;
        Ok(keys == count(&self.keys))
    }

    async fn facts(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        let private: Vec<_> = self.events.iter().filter_map(|(e, _)| e.private.as_ref().map(|p| (e, p))).collect();
        bulk!(tx.link(), private, |p| "event_private" {
            "stream_id" 1 "uuid" => p.0.stream_id,
            "version" 2 "int8" => p.0.version,
            "nonce" 3 "bytea" => p.1.nonce.as_slice(),
            "body" 4 "text" => p.1.body.as_str(),
        } "")?;
        bulk!(tx.link(), self.heads, |h| "stream" {
            "id" 1 "uuid" => h.stream_id,
            "kind" 2 "text" => h.stream_kind.code(),
            "version" 3 "int8" => h.version,
            "hash" 4 "bytea" => h.hash.as_slice(),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, hash = excluded.hash")?;
        Ok(())
    }

    async fn rows(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        bulk!(tx.link(), self.people, |p| "person" {
            "id" 1 "uuid" => p.0.stream_id,
            "version" 2 "int8" => p.0.version,
            "icb_ods" 3 "text" => p.1.icb_ods.as_str(),
            "local_authority" 4 "text" => p.1.local_authority.as_deref(),
            "nhs_number" 5 "text" => p.1.nhs_number.as_deref(),
            "family_search" 6 "text" => p.1.family_search.as_str(),
            "given_search" 7 "text" => p.1.given_search.as_str(),
            "date_of_birth" 8 "date" => p.1.date_of_birth.map(crate::domain::calendar::Date::naive),
            "rag" 9 "text" => p.1.rag.map(crate::domain::rating::Rag::code),
            "rated_on" 10 "date" => p.1.rated_on.map(crate::domain::calendar::Date::naive),
            "membership" 11 "text" => p.1.membership.map(crate::domain::person::MembershipStatus::code),
            "setting" 12 "text" => p.1.setting.map(crate::domain::admission::Setting::code),
            "updated_at" 13 "timestamptz" => p.0.recorded_at,
            "body" 14 "text" => p.1.body.as_str(),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, icb_ods = excluded.icb_ods, local_authority = excluded.local_authority,
           nhs_number = excluded.nhs_number, family_search = excluded.family_search, given_search = excluded.given_search,
           date_of_birth = excluded.date_of_birth, rag = excluded.rag, rated_on = excluded.rated_on, membership = excluded.membership,
           setting = excluded.setting, updated_at = excluded.updated_at, body = excluded.body")?;
        bulk!(tx.link(), self.referrals, |r| "referral" {
            "id" 1 "uuid" => r.0.stream_id,
            "version" 2 "int8" => r.0.version,
            "icb_ods" 3 "text" => r.1.icb_ods.as_str(),
            "submitted_ods" 4 "text" => r.1.submitted_ods.as_str(),
            "status" 5 "text" => r.1.status.code(),
            "source" 6 "text" => r.1.source.code(),
            "local_authority" 7 "text" => r.1.local_authority.as_deref(),
            "received_on" 8 "date" => r.1.received_on.naive(),
            "nhs_number" 9 "text" => r.1.nhs_number.as_deref(),
            "family_search" 10 "text" => r.1.family_search.as_str(),
            "date_of_birth" 11 "date" => r.1.date_of_birth.map(crate::domain::calendar::Date::naive),
            "person_id" 12 "uuid" => r.1.person_id.map(|id| id.0),
            "updated_at" 13 "timestamptz" => r.0.recorded_at,
            "body" 14 "text" => r.1.body.as_str(),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, nhs_number = excluded.nhs_number,
           person_id = excluded.person_id, updated_at = excluded.updated_at, body = excluded.body")?;
        self.clocks(tx).await
    }

    async fn clocks(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        bulk!(tx.link(), self.deadlines, |d| "deadline" {
            "id" 1 "uuid" => d.1.id.0,
            "person_id" 2 "uuid" => d.0.stream_id,
            "version" 3 "int8" => d.0.version,
            "icb_ods" 4 "text" => self.icbs.get(&d.0.stream_id).copied().unwrap_or_default(),
            "duty" 5 "text" => d.1.duty.code(),
            "due_on" 6 "date" => d.1.due_on.map(crate::domain::calendar::Date::naive),
            "sort_on" 7 "date" => sort_on(d.1),
            "is_open" 8 "bool" => d.1.outcome.is_none(),
            "outcome" 9 "text" => d.1.outcome.map(crate::domain::duty::Outcome::code),
            "body" 10 "text" => d.2.as_str(),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, icb_ods = excluded.icb_ods, due_on = excluded.due_on,
           sort_on = excluded.sort_on, is_open = excluded.is_open, outcome = excluded.outcome, body = excluded.body")?;
        bulk!(tx.link(), self.reach, |r| "reach" {
            "organisation" 1 "text" => r.1.reach.organisation.as_str(),
            "subject_kind" 2 "text" => r.0.kind.code(),
            "subject_id" 3 "uuid" => r.0.stream_id,
            "basis" 4 "text" => r.1.reach.basis.code(),
            "version" 5 "int8" => r.0.version,
            "sort_on" 6 "date" => r.1.sort_on.naive(),
        } "ON CONFLICT (organisation, subject_id) DO UPDATE SET basis = excluded.basis, version = excluded.version, sort_on = excluded.sort_on")?;
        Ok(())
    }
}

/// The date a duty sorts by: its due date, or the last day there is.
pub(super) fn sort_on(deadline: &Deadline) -> NaiveDate {
    deadline.due_on.unwrap_or_else(no_date).naive()
}

fn count<T>(rows: &[T]) -> u64 {
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
}

/// Gives every fact of the batch its position. The head's row lock is held from here to the commit, so positions appear
/// in commit order.
async fn feed(tx: &mut Tx, decisions: &[&Decision]) -> Result<(), sqlx::Error> {
    let events: Vec<&Sealed> = decisions.iter().flat_map(|d| d.streams.iter().flat_map(|s| s.events.iter())).collect();
    let n = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let head = sql!(
        optional(i64,),
        tx.link(),
        "UPDATE feed_head SET position = position + $1 WHERE id = 1 RETURNING position",
        n
    )?;
    let (last,) = head.ok_or(sqlx::Error::RowNotFound)?;
    let first = last.saturating_sub(n);
    let rows: Vec<(i64, &Sealed)> = (1_i64..).zip(events).map(|(index, e)| (first.saturating_add(index), e)).collect();
    bulk!(tx.link(), rows, |r| "feed" {
        "position" 1 "int8" => r.0,
        "stream_id" 2 "uuid" => r.1.stream_id,
        "version" 3 "int8" => r.1.version,
    } "")?;
    Ok(())
}

/// Which decisions of a refused batch were late, and for what. When none can be named all are: they decide again.
async fn conflicts(db: &Db, decisions: &[&Decision]) -> Result<HashMap<usize, Failure>, sqlx::Error> {
    let mut found = HashMap::new();
    let mut reader = db.reader().await?;
    for (index, decision) in decisions.iter().enumerate() {
        if let Some(key) = &decision.key
            && idempotency::find(reader.link(), &key.client_id, &key.key).await?.is_some()
        {
            found.insert(index, Failure::Repeated);
            continue;
        }
        for stream in &decision.streams {
            let Some(first) = stream.events.first() else { continue };
            let head =
                sql!(optional(i64,), reader.link(), "SELECT version FROM stream WHERE id = $1", first.stream_id)?;
            if head.map_or(0, |(version,)| version) >= first.version {
                found.insert(index, Failure::Stale);
            }
            for claim in &stream.rows.claims {
                let holder = sql!(
                    optional(Uuid,),
                    reader.link(),
                    "SELECT stream_id FROM claim WHERE kind = $1 AND claim_key = $2",
                    claim.kind.code(),
                    claim.key.as_str()
                )?;
                if let Some((holder,)) = holder.filter(|(holder,)| *holder != first.stream_id) {
                    found.insert(index, Failure::Taken(claim.kind, holder));
                }
            }
        }
    }
    if found.is_empty() {
        found.extend((0..decisions.len()).map(|index| (index, Failure::Stale)));
    }
    Ok(found)
}
