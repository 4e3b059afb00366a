//! Log lines: JSON or text, without personal data (`docs/logging.md`).

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Starts logging to `writer`. The level applies to this service's own lines; other libraries are held at WARN whatever
/// is asked for, because their finer lines may show headers and values. Keep the guard: it flushes on drop.
pub fn init(level: LevelFilter, format: LogFormat, writer: impl std::io::Write + Send + 'static) -> WorkerGuard {
    let (writer, guard): (NonBlocking, WorkerGuard) = tracing_appender::non_blocking(writer);
    let targets = Targets::new().with_target("dsr", level).with_default(level.min(LevelFilter::WARN));
    let layer = match format {
        LogFormat::Json => fmt::layer().json().with_writer(writer).boxed(),
        LogFormat::Text => fmt::layer().with_ansi(false).with_writer(writer).boxed(),
    };
    // One filter for all, not one for the layer: a library that only asks whether a line would be written leaves a
    // layer's own filter in a state that swallows the next one. A second start in one process, as tests do, keeps the first.
    let _ = tracing_subscriber::registry().with(layer).with(targets).try_init();
    guard
}
