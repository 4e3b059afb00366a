//! The access report as a page to print.

use crate::domain::access_report::{AccessReport, ReportEntry};
use crate::domain::calendar::{Date, london_date, london_time};
use crate::http::html::Html;

fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

fn span(report: &AccessReport) -> String {
    let made = format!("{} at {}", london_date(report.made_at).in_words(), london_time(report.made_at));
    let from = report.from.map_or_else(|| "the beginning".to_owned(), Date::in_words);
    let to = report.to.map_or_else(|| "the day it was made".to_owned(), Date::in_words);
    format!("Made on {made}. It covers the time from {from} to {to}.")
}

/// One line: when, who, what, for what.
fn line(entry: &ReportEntry) -> String {
    let user = entry.user.as_ref().map(|user| format!(", {user}")).unwrap_or_default();
    let purpose = match (&entry.purpose, entry.only_read) {
        (Some(purpose), _) => format!(" Why: {purpose}."),
        (None, true) => " Why: not said.".to_owned(),
        (None, false) => String::new(),
    };
    let groups =
        if entry.groups.is_empty() { String::new() } else { format!(" What was shown: {}.", entry.groups.join("; ")) };
    let did = entry.did.join("; ");
    format!("{} - {} ({}){user}: {did}.{purpose}{groups}", entry.time, entry.organisation, entry.organisation_ods)
}

/// The report.
pub(super) fn report(report: &AccessReport) -> String {
    let mut page = Html::titled("Who read and who changed this record");
    page.element("p", &report.about);
    page.element("p", &span(report));
    let (reads, changes) = (counted(report.reads, "time", "times"), counted(report.changes, "time", "times"));
    page.element("p", &format!("The record was read {reads} and changed {changes}."));
    page.items("What this report cannot show", report.cannot_show.iter().cloned());
    page.section("Whom to ask", &report.whom_to_ask);
    page.element("h2", "Day by day");
    if report.days.is_empty() {
        page.element("p", "Nobody read or changed the record in this time.");
    }
    for day in &report.days {
        page.items(&day.in_words, day.entries.iter().map(line));
    }
    page.finished()
}
