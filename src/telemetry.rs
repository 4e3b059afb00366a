//! Log lines: JSON or text, without personal data (`docs/logging.md`). With the feature `otel` also spans for a collector.

use clap::ValueEnum;
use tracing::Span;
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

/// What has to live as long as the process logs: dropped, it writes what still waits.
#[derive(Debug)]
#[must_use]
pub struct Flush {
    _lines: WorkerGuard,
    #[cfg(feature = "otel")]
    spans: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

#[cfg(feature = "otel")]
impl Drop for Flush {
    fn drop(&mut self) {
        if let Some(spans) = &self.spans {
            let _ = spans.shutdown();
        }
    }
}

/// Starts logging to `writer`. The level applies to this service's own lines; other libraries are held at WARN whatever
/// is asked for, because their finer lines may show headers and values. With the feature `otel` and a collector's address
/// spans go there.
pub fn init(
    level: LevelFilter,
    format: LogFormat,
    collector: Option<&str>,
    writer: impl std::io::Write + Send + 'static,
) -> Flush {
    let (writer, lines): (NonBlocking, WorkerGuard) = tracing_appender::non_blocking(writer);
    let targets = Targets::new().with_target("dsr", level).with_default(level.min(LevelFilter::WARN));
    let layer = match format {
        LogFormat::Json => fmt::layer().json().with_writer(writer).boxed(),
        LogFormat::Text => fmt::layer().with_ansi(false).with_writer(writer).boxed(),
    };
    // One filter for all, not one for the layer: a library that only asks whether a line would be written leaves a
    // layer's own filter in a state that swallows the next one. A second start in one process, as tests do, keeps the first.
    let registry = tracing_subscriber::registry().with(layer);
    #[cfg(feature = "otel")]
    {
        let (spans, layer) = collector.and_then(collected).unzip();
        let _ = registry.with(layer).with(targets).try_init();
        Flush { _lines: lines, spans }
    }
    #[cfg(not(feature = "otel"))]
    {
        let _ = registry.with(targets).try_init();
        if collector.is_some() {
            tracing::warn!("a collector is configured, and this build sends no spans: build it with --features otel");
        }
        Flush { _lines: lines }
    }
}

/// Sends spans to a collector over HTTP (OTLP), in batches, from a thread of its own.
#[cfg(feature = "otel")]
fn collected<S>(
    address: &str,
) -> Option<(
    opentelemetry_sdk::trace::SdkTracerProvider,
    tracing_opentelemetry::OpenTelemetryLayer<S, opentelemetry_sdk::trace::SdkTracer>,
)>
where
    S: tracing::Subscriber + for<'span> tracing_subscriber::registry::LookupSpan<'span>,
{
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::WithExportConfig;
    let address = format!("{}/v1/traces", address.trim_end_matches('/'));
    let exporter = opentelemetry_otlp::SpanExporter::builder().with_http().with_endpoint(address).build().ok()?;
    let resource = opentelemetry_sdk::Resource::builder().with_service_name("dsr").build();
    let provider = opentelemetry_sdk::trace::SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource)
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("dsr"));
    Some((provider, layer))
}

/// The trace a request belongs to (W3C `traceparent`): its identifier, if the header has the form it should have.
#[must_use]
pub fn trace_id(traceparent: &str) -> Option<&str> {
    let parts: Vec<&str> = traceparent.trim().split('-').collect();
    let hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let [version, trace, parent, flags, rest @ ..] = parts.as_slice() else { return None };
    // Later versions may add parts; version 00 has four, and ff is none.
    let known = hex(version, 2) && *version != "ff" && (*version != "00" || rest.is_empty());
    let zero = |text: &str| text.bytes().all(|b| b == b'0');
    let sound = known && hex(trace, 32) && hex(parent, 16) && hex(flags, 2) && !zero(trace) && !zero(parent);
    sound.then_some(*trace)
}

/// Makes a span part of the caller's trace, where spans are sent anywhere.
#[cfg_attr(
    not(feature = "otel"),
    expect(clippy::missing_const_for_fn, reason = "does something with the feature otel")
)]
pub fn join(span: &Span, traceparent: &str) {
    #[cfg(feature = "otel")]
    {
        use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
        use tracing_opentelemetry::OpenTelemetrySpanExt;
        let mut parts = traceparent.trim().split('-').skip(1);
        let (Some(trace), Some(parent), Some(flags)) = (parts.next(), parts.next(), parts.next()) else { return };
        let (Ok(trace), Ok(parent)) = (TraceId::from_hex(trace), SpanId::from_hex(parent)) else { return };
        let flags = TraceFlags::new(u8::from_str_radix(flags, 16).unwrap_or_default());
        let context = SpanContext::new(trace, parent, flags, true, TraceState::default());
        let _ = span.set_parent(opentelemetry::Context::new().with_remote_span_context(context));
    }
    #[cfg(not(feature = "otel"))]
    let _ = (span, traceparent);
}

#[cfg(test)]
mod tests {
    use super::trace_id;

    #[test]
    fn a_trace_is_taken_over_only_in_the_form_it_should_have() {
        let good = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (header, found) in [
            (format!("00-{good}-00f067aa0ba902b7-01"), Some(good)),
            (format!("cc-{good}-00f067aa0ba902b7-01-what-the-future-holds"), Some(good)),
            (format!("00-{good}-00f067aa0ba902b7-01-more"), None),
            (format!("ff-{good}-00f067aa0ba902b7-01"), None),
            (format!("00-{}-00f067aa0ba902b7-01", good.to_uppercase()), None),
            (format!("00-{good}-0000000000000000-01"), None),
            (format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)), None),
            ("00-Robin-Aldous-01".into(), None),
            (String::new(), None),
        ] {
            assert_eq!(trace_id(&header), found, "{header}");
        }
    }
}
