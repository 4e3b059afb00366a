//! An issuer's keys, kept: fetched at start and again before they are old, served from memory during an outage, and
//! fetched once more, for all who wait together, when a token names a key that is not known.

use super::fetch::{Address, Failure, Fetched, Fetcher};
use super::keys::KeySet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// How often an issuer is asked.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Keys are fetched again after this long where Cache-Control says nothing.
    pub usual: Duration,
    /// Not earlier than this, whatever Cache-Control says.
    pub least: Duration,
    /// Not later than this: so long at most does a revoked key go on while the issuer answers.
    pub most: Duration,
    /// The first wait after a failure; it doubles with each.
    pub retry: Duration,
    /// The longest wait after a failure.
    pub retry_most: Duration,
    /// Tokens that name unknown keys cause one fetch in this time, however many they are.
    pub unknown: Duration,
    /// How long the last keys serve while the issuer does not answer; then calls are answered 503.
    pub keep: Duration,
    /// How long all of a fetch may take.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            usual: Duration::from_mins(10),
            least: Duration::from_mins(1),
            most: Duration::from_hours(1),
            retry: Duration::from_secs(1),
            retry_most: Duration::from_secs(30),
            unknown: Duration::from_secs(10),
            keep: Duration::from_hours(24),
            patience: Duration::from_secs(5),
        }
    }
}

impl Pace {
    /// The wait after a fetch that succeeded.
    #[must_use]
    pub fn after(&self, max_age: Option<Duration>) -> Duration {
        max_age.map_or(self.usual, |age| age.min(self.most).max(self.least))
    }

    /// The wait after so many failures in a row.
    #[must_use]
    pub fn again(&self, failures: u32) -> Duration {
        self.retry.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(self.retry_most)
    }
}

/// How things stand between the service and its issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The keys are those of the last fetch.
    Reached,
    /// The last fetch failed; the keys of an earlier one serve.
    Outage(Failure),
    /// No keys that could serve: none were fetched yet, or too long ago.
    Without(Option<Failure>),
}

/// What is known, as everybody sees it.
#[derive(Debug, Clone, Default)]
struct State {
    keys: Arc<KeySet>,
    obtained: Option<Instant>,
    failure: Option<Failure>,
    failures: u32,
    attempts: u64,
    under_way: bool,
    asked: Option<Instant>,
}

/// One issuer and what is known of its keys. Its task ends with it.
#[derive(Debug)]
pub struct Issuer {
    state: Arc<watch::Sender<State>>,
    pace: Pace,
    task: AbortHandle,
    since: Instant,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Issuer {
    /// Starts to fetch the keys and returns at once: an issuer that is away does not keep the service from starting.
    /// Needs a Tokio runtime.
    ///
    /// # Errors
    /// The machine has no certificates to check an issuer's by.
    pub fn start(address: Address, pace: Pace) -> Result<Self, String> {
        let fetcher = Fetcher::new(address, pace.patience)?;
        let state = Arc::new(watch::Sender::new(State { under_way: true, ..State::default() }));
        let task = tokio::spawn(keep(Arc::clone(&state), fetcher, pace)).abort_handle();
        Ok(Self { state, pace, task, since: Instant::now() })
    }

    /// How things stand.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let state = self.state.borrow();
        match (self.serves(&state), state.failure) {
            (true, None) => Standing::Reached,
            (true, Some(failure)) => Standing::Outage(failure),
            (false, failure) => Standing::Without(failure),
        }
    }

    /// How long ago the keys were fetched; since the start, if they never were.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.state.borrow().obtained.unwrap_or(self.since).elapsed()
    }

    /// Waits until so many fetches have ended, well or not, since the start.
    pub async fn attempted(&self, fetches: u64) {
        let _ = self.state.subscribe().wait_for(|state| state.attempts >= fetches).await;
    }

    /// Keys that may check a token now.
    pub(super) fn keys(&self) -> Option<Arc<KeySet>> {
        let state = self.state.borrow();
        self.serves(&state).then(|| Arc::clone(&state.keys))
    }

    /// Whether the keys are those the issuer has: the last fetch succeeded and none is under way.
    pub(super) fn settled(&self) -> bool {
        let state = self.state.borrow();
        self.serves(&state) && state.failure.is_none() && !state.under_way
    }

    /// Waits for newer keys than there are. `false` if they were asked for just now and nothing came of it, or if they
    /// take longer than the patience.
    pub(super) async fn newer(&self) -> bool {
        let (mut seen, mut worth_it) = (0, true);
        self.state.send_if_modified(|state| {
            seen = state.attempts;
            worth_it = state.under_way || state.asked.is_none_or(|at| at.elapsed() >= self.pace.unknown);
            let begin = worth_it && !state.under_way;
            if begin {
                (state.under_way, state.asked) = (true, Some(Instant::now()));
            }
            begin
        });
        let mut state = self.state.subscribe();
        let ended = state.wait_for(|state| state.attempts > seen);
        worth_it && tokio::time::timeout(self.pace.patience, ended).await.is_ok_and(|ended| ended.is_ok())
    }

    fn serves(&self, state: &State) -> bool {
        !state.keys.is_empty() && state.obtained.is_some_and(|at| at.elapsed() < self.pace.keep)
    }
}

/// The one task that fetches: therefore one fetch at a time, whoever wants it.
async fn keep(state: Arc<watch::Sender<State>>, fetcher: Fetcher, pace: Pace) {
    let mut changes = state.subscribe();
    loop {
        state.send_modify(|state| state.under_way = true);
        let pause = take(&state, fetcher.keys().await, pace);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = wanted(&mut changes) => {}
        }
    }
}

async fn wanted(changes: &mut watch::Receiver<State>) {
    let _ = changes.wait_for(|state| state.under_way).await;
}

/// Takes over what was fetched, and says so; answers how long to wait.
fn take(state: &watch::Sender<State>, fetched: Result<Fetched, Failure>, pace: Pace) -> Duration {
    let mut pause = pace.usual;
    state.send_modify(|state| {
        (state.under_way, state.attempts) = (false, state.attempts.saturating_add(1));
        match fetched {
            Ok(fetched) => {
                if state.failure.is_some() || state.obtained.is_none() {
                    tracing::info!(keys = fetched.keys.len(), "the issuer's keys are known");
                }
                // No usable key is an answer, too: what was revoked does not go on.
                state.failure = fetched.keys.is_empty().then_some(Failure::NoKeys);
                (state.keys, state.obtained) = (Arc::new(fetched.keys), Some(Instant::now()));
                pause = pace.after(fetched.max_age);
            }
            Err(failure) => state.failure = Some(failure),
        }
        match state.failure {
            None => state.failures = 0,
            Some(failure) => {
                state.failures = state.failures.saturating_add(1);
                pause = pace.again(state.failures);
                let seconds = state.obtained.map(|at| at.elapsed().as_secs());
                tracing::warn!(cause = %failure, known_for_seconds = seconds, "the issuer's keys could not be fetched");
            }
        }
    });
    pause
}
