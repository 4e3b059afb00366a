//! The audit as a file: a comma-separated table or one JSON document a line, sent page by page as it is read.

use super::AuditEntry;
use crate::domain::ods::Ods;
use crate::http::problem::HttpError;
use crate::store::Store;
use crate::store::audit::Filter;
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{self, Accept, Header, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// How many entries are read at a time.
const PAGE: i64 = 1000;

/// A form of the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A comma-separated table (RFC 4180).
    Csv,
    /// One JSON document a line.
    Lines,
}

/// Which export the caller asks for; none for a page of JSON.
pub(super) fn wanted(request: &HttpRequest) -> Option<Form> {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let known = ranked.iter().find_map(|wanted| match wanted.essence_str() {
        "text/csv" => Some(Some(Form::Csv)),
        "application/x-ndjson" => Some(Some(Form::Lines)),
        "application/json" | "application/*" | "*/*" => Some(None),
        _ => None,
    });
    known.flatten()
}

const COLUMNS: [&str; 13] = [
    "at",
    "kind",
    "operation",
    "what",
    "organisation_ods",
    "client_id",
    "user",
    "purpose",
    "fields",
    "request_id",
    "id",
    "version",
    "record_ids",
];

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn row(entry: &AuditEntry) -> [String; 13] {
    let text = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
    let ids: Vec<String> = entry.record_ids.iter().map(ToString::to_string).collect();
    [
        entry.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        entry.kind.code().to_owned(),
        entry.operation.clone(),
        entry.what.clone(),
        cell(&entry.organisation_ods),
        cell(&entry.client_id),
        text(&entry.user),
        text(&entry.purpose),
        text(&entry.fields),
        cell(&entry.request_id),
        entry.id.to_string(),
        entry.version.map(|version| version.to_string()).unwrap_or_default(),
        ids.join(" "),
    ]
}

impl Form {
    fn written(self, entries: &[AuditEntry], first: bool) -> Bytes {
        match self {
            Self::Csv => {
                let mut table = csv::Writer::from_writer(Vec::new());
                // A vector takes whatever is written.
                let _ = if first { table.write_record(COLUMNS) } else { Ok(()) };
                for entry in entries {
                    let _ = table.write_record(row(entry));
                }
                table.into_inner().unwrap_or_default().into()
            }
            Self::Lines => {
                let line = |entry| serde_json::to_string(entry).unwrap_or_default() + "\n";
                entries.iter().map(line).collect::<String>().into()
            }
        }
    }

    /// The whole selection. What comes after the first page is read while the caller takes it; if that fails the answer breaks
    /// off, so that nobody takes a part for the whole.
    pub(super) async fn answer(self, store: &Store, icb: Ods, filter: Filter) -> Result<HttpResponse, HttpError> {
        let first = store.audit(&icb, &filter, None, PAGE).await?;
        let (pages, taken) = mpsc::channel(2);
        let store = store.clone();
        tokio::spawn(async move {
            let (mut found, mut begun) = (first, false);
            loop {
                let after = found.last().map(crate::store::audit::Entry::place);
                let last = i64::try_from(found.len()).is_ok_and(|n| n < PAGE);
                let entries: Vec<AuditEntry> = found.into_iter().map(AuditEntry::from).collect();
                if pages.send(Ok(self.written(&entries, !begun))).await.is_err() || last {
                    return;
                }
                begun = true;
                found = match store.audit(&icb, &filter, after, PAGE).await {
                    Ok(next) => next,
                    Err(error) => {
                        let _ = pages.send(Err(std::io::Error::other(error))).await;
                        return;
                    }
                };
            }
        });
        let (kind, name) = match self {
            Self::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"audit.csv\""),
            Self::Lines => ("application/x-ndjson; charset=utf-8", "attachment; filename=\"audit.ndjson\""),
        };
        let mut response = HttpResponse::Ok();
        response.content_type(kind).insert_header((header::CONTENT_DISPOSITION, HeaderValue::from_static(name)));
        Ok(response.body(Pages(taken)))
    }
}

/// A body that is sent page by page.
struct Pages(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl MessageBody for Pages {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.0.poll_recv(cx)
    }
}
