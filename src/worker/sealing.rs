//! A signed checkpoint every day, made by whichever replica comes first.

use crate::signing::Signer;
use crate::store::checkpoint::TYP;
use crate::store::{Store, StoreError};
use chrono::TimeDelta;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often a replica looks whether a checkpoint is due.
const LOOK: Duration = Duration::from_mins(10);

/// How old the last checkpoint is when the next one is due.
const DAILY: TimeDelta = TimeDelta::hours(24);

/// The task that seals.
#[derive(Debug)]
pub struct Sealer {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Sealer {
    /// Looks at once and then every ten minutes, until it is stopped. What goes wrong is logged, and tried again.
    #[must_use]
    pub fn start(store: Store, signer: Signer) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let mut turns = tokio::time::interval(LOOK);
            loop {
                let done = tokio::select! {
                    _ = stopped.changed() => break,
                    done = async { turns.tick().await; once(&store, &signer).await } => done,
                };
                if let Err(cause) = done {
                    tracing::warn!(%cause, "no checkpoint was made; it is tried again");
                }
            }
        });
        Self { stop, task }
    }

    /// Lets go of what has not been written.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

/// Makes a checkpoint if one is due; answers whether it was.
///
/// # Errors
/// The database does not answer.
pub async fn once(store: &Store, signer: &Signer) -> Result<bool, StoreError> {
    let last = store.checkpoints(i64::MAX, 1).await?.pop();
    let now = store.clock().now();
    if last.is_some_and(|last| now.signed_duration_since(last.made_at) < DAILY) {
        return Ok(false);
    }
    let made = store.checkpoint(|statement| signer.sign(TYP, statement).ok()).await?;
    if let Some(made) = &made {
        tracing::info!(number = made.number, position = made.position, reads = made.reads, "a checkpoint was made");
    }
    Ok(made.is_some())
}
