//! The whole in one paragraph of plain words.

use super::colours::held;
use super::duties::due;
use super::hospital::{ward, wards};
use crate::domain::calendar::Date;
use crate::domain::duty::{DeadlineStatus, DeadlineView, Duty};
use crate::domain::person::Person;
use crate::domain::review::ReviewStatus;
use crate::domain::view::timeline::words::{colour, counted, day, listed, within};
use std::collections::BTreeMap;

/// How many of a kind are named one by one.
const NAMED: usize = 6;

/// Where the person stands, which colours and spells there were, how reviews went, what is overdue and what comes next.
pub(super) fn summary(person: &Person, deadlines: &[DeadlineView], today: Date) -> String {
    let parts = [
        register(person, today),
        colours(person),
        hospital(person),
        reviews(person),
        visits(person),
        overdue(person, deadlines),
        next(person, deadlines),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn register(person: &Person, today: Date) -> String {
    let stand = match person.last_membership().map(|m| (m.opened.opened_on, m.closed)) {
        _ if person.died_on.is_some() => {
            format!("this person died on {}", person.died_on.map(day).unwrap_or_default())
        }
        None => "not on the register".to_owned(),
        Some((joined, None)) => format!("on the register since {}", day(joined)),
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

fn colours(person: &Person) -> String {
    let held = held(person);
    let told: Vec<String> = held.iter().map(|(from, _, rag)| format!("{} from {}", colour(*rag), day(*from))).collect();
    if told.is_empty() { String::new() } else { format!("Rated {}.", latest(&told, "several times, the latest: ")) }
}

fn hospital(person: &Person) -> String {
    let told: Vec<String> = person
        .spells
        .iter()
        .map(|spell| {
            let from = day(spell.admitted.admitted_on);
            let mut kinds: Vec<String> = wards(spell).into_iter().map(|(_, _, kind)| ward(kind, true)).collect();
            kinds.dedup();
            let ward = latest_of(&kinds);
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

/// Wards one after another.
fn latest_of(kinds: &[String]) -> String {
    let shown = kinds.get(kinds.len().saturating_sub(NAMED)..).unwrap_or_default();
    let more = if shown.len() < kinds.len() { "several wards, then " } else { "" };
    format!("{more}{}", shown.join(", then "))
}

fn reviews(person: &Person) -> String {
    let stands = |wanted: &[ReviewStatus]| person.reviews.iter().filter(|r| wanted.contains(&r.status())).count();
    let parts = [
        (stands(&[ReviewStatus::Held]), "held"),
        (stands(&[ReviewStatus::Declined]), "declined"),
        (stands(&[ReviewStatus::Cancelled]), "called off"),
        (stands(&[ReviewStatus::Requested, ReviewStatus::Offered]), "not held so far"),
    ];
    let told: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if told.is_empty() {
        "No Care (Education) and Treatment Review, C(E)TR, yet.".into()
    } else {
        format!("Care (Education) and Treatment Reviews, C(E)TRs: {}.", listed(&told))
    }
}

fn visits(person: &Person) -> String {
    let (all, seen) = (person.visits.len(), person.visits.iter().filter(|visit| visit.person_seen).count());
    match all {
        0 => String::new(),
        _ if seen == all => format!("Commissioner oversight visits: {all}, the person seen each time."),
        _ => format!("Commissioner oversight visits: {all}, the person seen at {seen}."),
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
