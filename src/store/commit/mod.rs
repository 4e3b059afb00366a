//! The one write path. One task a process owns writing: it takes every decision that waits, writes them in one
//! transaction, and answers each by itself.

mod tables;

pub(super) use tables::{Head, insert_rows, sort_on, text};

use crate::domain::projection::{ClaimKind, Rows};
use crate::store::access::{self, Access};
use crate::store::chain::Sealed;
use crate::store::sql::{Db, One, Tx, sql};
use crate::store::{Actor, StoreError, idempotency};
use metrics::{counter, histogram};
use std::collections::{HashMap, HashSet};
use std::time::Instant;
use tables::{Writes, feed};
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
    /// Starts the task; a transaction takes at most `batch` jobs, and is written only while the register's rows are made
    /// by these packs.
    pub(super) fn start(db: Db, packs: String, batch: usize) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        tokio::spawn(run(Pen { db, packs }, waiting, batch.max(1)));
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
    fn take(&mut self, job: Job, busy: &mut HashSet<String>) {
        match job {
            // Who has been told 503 already, after waiting for a database that did not answer, must not find it done later.
            Job::Record(_, answer) if answer.is_closed() => {}
            Job::Write(_, answer) if answer.is_closed() => {}
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
    fn uniques(&self) -> Vec<String> {
        let streams = self.streams.iter().filter_map(|s| s.events.first()).map(|e| e.stream_id.to_string());
        let claims =
            self.streams.iter().flat_map(|s| s.rows.claims.iter()).map(|c| format!("{}/{}", c.kind.code(), c.key));
        let key = self.key.iter().map(|k| format!("key/{}/{}", k.owner, k.key));
        streams.chain(claims).chain(key).collect()
    }
}

async fn run(pen: Pen, mut waiting: mpsc::Receiver<Job>, size: usize) {
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
        settle(&pen, batch).await;
    }
}

/// Writes a batch and answers every job in it.
async fn settle(pen: &Pen, batch: Batch) {
    let Batch { mut decisions, reads, drained, late } = batch;
    let (accesses, readers): (Vec<Access>, Vec<_>) = reads.into_iter().unzip();
    let mut attempt: u32 = 0;
    loop {
        let jobs = u32::try_from(decisions.len().saturating_add(accesses.len())).unwrap_or(u32::MAX);
        let started = Instant::now();
        let written = pen.write(decisions.iter().map(|(d, _)| d), &accesses).await;
        if matches!(written, Ok(Verdict::Written)) && jobs > 0 {
            histogram!("dsr_commit_jobs").record(f64::from(jobs));
            histogram!("dsr_commit_seconds").record(started.elapsed().as_secs_f64());
        } else if written.is_err() {
            counter!("dsr_commits_failed_total").increment(1);
        }
        match written {
            Ok(Verdict::Written) => {
                answer_all(decisions.into_iter().map(|(_, answer)| answer), || Ok(()));
                answer_all(readers, || Ok(()));
                break;
            }
            Ok(Verdict::OtherRules) => {
                // Nobody's decision is written; reads alone still leave their rows on the next round.
                answer_all(decisions.drain(..).map(|(_, answer)| answer), || Err(StoreError::RebuildRequired.into()));
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
            Err(error) if repeatable(&error) && attempt < ATTEMPTS => attempt = attempt.saturating_add(1),
            Err(error) if decisions.len().saturating_add(readers.len()) > 1 && is_statement(&error) => {
                // One of them cannot be written: each gets its own transaction, so that it alone fails.
                tracing::warn!(cause = %StoreError::from(error), "a batch failed; writing its parts one by one");
                for (decision, answer) in decisions {
                    let _ = answer.send(pen.alone(&decision).await);
                }
                for (access, answer) in accesses.iter().zip(readers) {
                    let done = pen.write(std::iter::empty(), std::slice::from_ref(access)).await;
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
    OtherRules,
    Conflicts(HashMap<usize, Failure>),
}

/// What writes: the database, and the packs by which this process computes.
struct Pen {
    db: Db,
    packs: String,
}

impl Pen {
    async fn alone(&self, decision: &Decision) -> Result<(), Failure> {
        match self.write(std::iter::once(decision), &[]).await.map_err(StoreError::from)? {
            Verdict::Written => Ok(()),
            Verdict::OtherRules => Err(StoreError::RebuildRequired.into()),
            Verdict::Conflicts(mut conflicts) => Err(conflicts.remove(&0).unwrap_or(Failure::Stale)),
        }
    }

    async fn write<'d>(
        &self,
        decisions: impl Iterator<Item = &'d Decision>,
        accesses: &[Access],
    ) -> Result<Verdict, sqlx::Error> {
        let decisions: Vec<&Decision> = decisions.collect();
        let mut tx = self.db.begin().await?;
        if !decisions.is_empty() {
            let writes = Writes::of(&decisions);
            if !writes.take_turns(&mut tx).await? {
                tx.rollback().await?;
                return conflicts(&self.db, &decisions).await.map(Verdict::Conflicts);
            }
            writes.facts(&mut tx).await?;
            writes.rows(&mut tx).await?;
        }
        access::insert(tx.link(), accesses).await?;
        if !decisions.is_empty() && !feed(&mut tx, &decisions, &self.packs).await? {
            tx.rollback().await?;
            return Ok(Verdict::OtherRules);
        }
        tx.commit().await?;
        Ok(Verdict::Written)
    }
}

/// Writes the facts of one decision, of streams without rows, within a transaction that does more; `false` when somebody
/// else was first, or the register's rows are made by other packs.
pub(super) async fn within(tx: &mut Tx, decision: &Decision, packs: &str) -> Result<bool, sqlx::Error> {
    let decisions = [decision];
    let writes = Writes::of(&decisions);
    if !writes.take_turns(tx).await? {
        return Ok(false);
    }
    writes.facts(tx).await?;
    feed(tx, &decisions, packs).await
}

/// Which decisions of a refused batch were late, and for what. When none can be named all are: they decide again.
async fn conflicts(db: &Db, decisions: &[&Decision]) -> Result<HashMap<usize, Failure>, sqlx::Error> {
    let mut found = HashMap::new();
    let mut reader = db.own_reader().await?;
    for (index, decision) in decisions.iter().enumerate() {
        if let Some(key) = &decision.key
            && idempotency::find(reader.link(), &key.owner, &key.key).await?.is_some()
        {
            found.insert(index, Failure::Repeated);
            continue;
        }
        for stream in &decision.streams {
            let Some(first) = stream.events.first() else { continue };
            let head =
                sql!(optional One<Vec<u8>>, reader.link(), "SELECT hash FROM stream WHERE id = $1", first.stream_id)?;
            if head.map_or_else(Vec::new, |(hash,)| hash) != first.previous {
                found.insert(index, Failure::Stale);
            }
            for claim in &stream.rows.claims {
                let holder = sql!(
                    optional One<Uuid>,
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
