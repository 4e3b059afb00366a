//! The whole in one paragraph of plain words.

use super::duties::due;
use super::{held, ward};
use crate::domain::calendar::Date;
use crate::domain::duty::{DeadlineStatus, DeadlineView, Duty};
use crate::domain::person::{EndReason, Person};
use crate::domain::view::timeline::words::{colour, counted, day, listed, within};
use std::collections::BTreeMap;

/// How many of a kind are named one by one.
const NAMED: usize = 6;

/// Where the person stands, which colours and spells there were, how reviews went, what is overdue and what comes next.
pub(super) fn summary(person: &Person, deadlines: &[DeadlineView], today: Date) -> String {
    let parts = [
        register(person, today),
        colours(person, today),
        hospital(person),
        reviews(person),
        overdue(person, deadlines),
        next(person, deadlines),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn register(person: &Person, today: Date) -> String {
    let stand = match person.last_membership().map(|m| (m.opened.opened_on, m.closed)) {
        None => "not on the register".to_owned(),
        Some((joined, None)) => format!("on the register since {}", day(joined)),
        Some((_, Some((end, EndReason::Deceased)))) => format!("this person died on {}", day(end)),
        Some((joined, Some((end, reason)))) => {
            let (joined, end) = (day(joined), day(end));
            format!("no longer on the register; on it from {joined} to {end} ({})", within(reason.label()))
        }
    };
    let times = i64::try_from(person.memberships.len()).unwrap_or(i64::MAX);
    let times = if times > 1 { format!(" ({} on it in all)", counted(times, "stay")) } else { String::new() };
    format!("As things stand on {}: {stand}{times}.", day(today))
}

/// The latest of a list's entries, in words; `earlier` when there are more.
fn latest(entries: &[String], earlier: &str) -> String {
    let shown = entries.get(entries.len().saturating_sub(NAMED)..).unwrap_or_default();
    let more = if shown.len() < entries.len() { earlier } else { "" };
    format!("{more}{}", listed(shown))
}

fn colours(person: &Person, today: Date) -> String {
    let held = held(person, today);
    let told: Vec<String> = held.iter().map(|(from, _, rag)| format!("{} from {}", colour(*rag), day(*from))).collect();
    if told.is_empty() { String::new() } else { format!("Rated {}.", latest(&told, "several times, the latest: ")) }
}

fn hospital(person: &Person) -> String {
    let told: Vec<String> = person
        .spells
        .iter()
        .map(|spell| {
            let (from, ward) = (day(spell.admitted.admitted_on), ward(spell, true));
            match spell.ended_on() {
                Some(end) => format!("from {from} to {} ({ward})", day(end)),
                None => format!("since {from}, still there ({ward})"),
            }
        })
        .collect();
    if told.is_empty() {
        "Not in hospital in this time.".into()
    } else {
        format!("In hospital {}.", latest(&told, "several times, the latest: "))
    }
}

fn reviews(person: &Person) -> String {
    let held = person.reviews.iter().filter(|r| r.held.is_some()).count();
    let declined = person.reviews.iter().filter(|r| r.held.is_none() && r.declined.is_some()).count();
    let others = person.reviews.len().saturating_sub(held).saturating_sub(declined);
    let parts = [(held, "held"), (declined, "declined"), (others, "not held so far")];
    let told: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if told.is_empty() {
        "No Care (Education) and Treatment Review, C(E)TR, yet.".into()
    } else {
        format!("Care (Education) and Treatment Reviews, C(E)TRs: {}.", listed(&told))
    }
}

fn overdue(person: &Person, deadlines: &[DeadlineView]) -> String {
    let mut kinds: BTreeMap<Duty, Vec<&DeadlineView>> = BTreeMap::new();
    for deadline in deadlines.iter().filter(|d| d.status == DeadlineStatus::Overdue) {
        kinds.entry(deadline.duty).or_default().push(deadline);
    }
    let told = kinds.iter().filter_map(|(duty, late)| {
        let oldest = late.iter().min_by_key(|d| d.due_on)?;
        let times = late.len();
        let several = format!("{} ({times} times, the first due {})", within(duty.label()), due(person, oldest)?);
        Some(if times > 1 { several } else { named(person, oldest) })
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "Nothing is overdue.".into() } else { format!("Overdue: {}.", listed(&told)) }
}

fn next(person: &Person, deadlines: &[DeadlineView]) -> String {
    let coming = deadlines.iter().filter(|d| d.status == DeadlineStatus::Upcoming);
    coming
        .min_by_key(|d| (d.due_on.is_none(), d.due_on))
        .map(|d| format!("Next: {}.", named(person, d)))
        .unwrap_or_default()
}

/// A duty with its date.
fn named(person: &Person, deadline: &DeadlineView) -> String {
    let label = within(deadline.duty.label());
    due(person, deadline).map_or_else(|| label.clone(), |due| format!("{label} (due {due})"))
}
