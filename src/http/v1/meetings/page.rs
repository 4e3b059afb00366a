//! The minutes as a page to print.

use crate::domain::meeting::Entry;
use crate::domain::person::{AgreedAction, Named};
use crate::domain::rating::Rag;
use crate::domain::view::{Minutes, MinutesEntry};
use crate::http::html::Html;

fn named(who: &Named) -> String {
    who.role.as_ref().map_or_else(|| who.name.to_string(), |role| format!("{} ({role})", who.name))
}

fn colour(rag: Option<Rag>) -> &'static str {
    rag.map_or("not on the register", Rag::label)
}

fn agreed(action: &AgreedAction) -> String {
    let owner = action.owner.as_ref().map(|owner| format!(" - {}", named(owner))).unwrap_or_default();
    let by = action.due_on.map(|day| format!(", by {day}")).unwrap_or_default();
    format!("{}{owner}{by}", action.text)
}

fn said(page: &mut Html, entry: &Entry) {
    if entry.discussed_on.is_some() {
        let (before, after) = (colour(entry.rag_before), colour(entry.rag_after));
        page.element("p", &if before == after { before.to_owned() } else { format!("{before} → {after}") });
    }
    if let Some(summary) = &entry.summary {
        page.element("p", summary.as_str());
    }
    page.items("Decided", entry.decisions.iter().map(ToString::to_string));
    page.items("To be done", entry.actions.iter().map(agreed));
}

fn heading(entry: &MinutesEntry) -> String {
    match (&entry.given_name, &entry.family_name) {
        (Some(given), Some(family)) => format!("{given} {family}"),
        _ => format!("Somebody no longer on this register ({})", entry.person_id),
    }
}

/// The minutes of a meeting.
pub(super) fn minutes(minutes: &Minutes) -> String {
    let meeting = &minutes.meeting.meeting;
    let mut page = Html::titled(&format!("Minutes of {}", meeting.meets_on));
    page.element("p", &format!("{}. {}. {}.", meeting.kind.label(), meeting.icb_ods, meeting.status.label()));
    page.items("Chair", meeting.chair.iter().map(named));
    page.items("Present", meeting.attendees.iter().map(|a| format!("{}, {}", named(&a.who), a.agency.label())));
    for entry in &minutes.people {
        page.element("h2", &heading(entry));
        match &entry.entry {
            Some(entry) if entry.discussed => said(&mut page, entry),
            _ => page.element("p", "Not discussed."),
        }
    }
    if let Some(next) = meeting.next_on {
        page.section("Next meeting", &next.to_string());
    }
    page.finished()
}
