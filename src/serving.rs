//! How the service is offered: connections, time-outs, rates, TLS, and an orderly end.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How a server is offered. The default is for tests: nothing is limited that a test would notice.
#[derive(Debug, Clone)]
pub struct Serving {
    /// Worker threads, at least one.
    pub workers: usize,
    /// Connections at one time, over all workers; further ones wait to be accepted.
    pub max_connections: usize,
    /// How long one request may take from its head to its answer.
    pub request_timeout: Duration,
    /// How many requests a client may make; `None`: as many as it likes.
    pub rate: Option<Rate>,
    /// Origins whose pages may call from a browser; none: browsers are told nothing, and so refuse.
    pub cors_origins: Vec<String>,
    /// The certificate and what goes with it; `None`: plain HTTP.
    pub tls: Option<rustls::ServerConfig>,
}

impl Default for Serving {
    fn default() -> Self {
        Self {
            workers: 1,
            max_connections: 2_000,
            request_timeout: Duration::from_secs(30),
            rate: None,
            cors_origins: Vec::new(),
            tls: None,
        }
    }
}

/// How many requests each client may make of one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second in the long run.
    pub per_second: NonZeroU32,
    /// Requests at once, after a pause.
    pub burst: NonZeroU32,
}

impl Rate {
    /// How many seconds a client that has used up its burst waits to have the whole of it again.
    #[must_use]
    pub const fn window(&self) -> u32 {
        self.burst.get().div_ceil(self.per_second.get())
    }
}

/// Whether the process is about to end: it still answers, says that it is not ready, and asks for no connection to be
/// kept. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// The end has been asked for.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits for SIGTERM, goes on serving for `long` so that a proxy can notice, and returns when no more should be
    /// accepted. On SIGINT (Ctrl-C) it returns at once.
    pub async fn signalled(self, long: Duration) {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {
                    self.begin();
                    tracing::info!(seconds = long.as_secs(), "SIGTERM: not ready any more, serving what still comes");
                    tokio::time::sleep(long).await;
                }
            }
            return;
        }
        let _ = interrupted.await;
    }
}

#[cfg(test)]
mod tests {
    use super::{NonZeroU32, Rate};

    #[test]
    fn a_window_is_the_time_in_which_a_burst_comes_back() {
        for (per_second, burst, window) in [(50, 500, 10), (50, 501, 11), (1, 1, 1), (100, 1, 1)] {
            let n = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
            assert_eq!(Rate { per_second: n(per_second), burst: n(burst) }.window(), window);
        }
    }
}
