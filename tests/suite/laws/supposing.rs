//! What a preview says of a real person is what then happens.

use super::{PURE, lives, packs};
use crate::support::day;
use dsr::domain::admission::Destination;
use dsr::domain::decision::CommunityReviewOutcome;
use dsr::domain::duty::{self, DeadlineView};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::PersonId;
use dsr::domain::person::Person;
use dsr::domain::preview::{self, PersonPreview};
use dsr::domain::review::ReviewKind;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The supposed fact that stands for a recorded one; `None` for what a preview does not know, or would have to guess.
fn supposed(person: &Person, event: &Event) -> Option<Value> {
    Some(match event {
        Event::Rated(e) => json!({"kind": "rating", "rag": e.rag, "effective_on": e.effective_on,
            "unmanaged_risk_identified": e.unmanaged_risk_identified?}),
        Event::Admitted(e) => {
            json!({"kind": "admission", "admitted_on": e.admitted_on, "setting": e.setting, "security": e.security})
        }
        Event::WardMoved(e) if person.spell_on(e.moved_on)?.admitted.admission_id == e.admission_id => {
            json!({"kind": "move", "moved_on": e.moved_on, "setting": e.setting, "security": e.security})
        }
        Event::Discharged(e)
            if e.destination != Destination::Died && person.open_spell()?.admitted.admission_id == e.admission_id =>
        {
            json!({"kind": "discharge", "discharged_on": e.discharged_on, "rag": e.rag})
        }
        Event::OversightVisited(e) if e.person_seen => json!({"kind": "oversight_visit", "visited_on": e.visited_on}),
        Event::LocalAuthorityNotified(e) => {
            json!({"kind": "local_authority_notification", "notified_on": e.notified_on})
        }
        Event::CommunityReviewDecided(e) if e.outcome == CommunityReviewOutcome::NotNeeded => {
            json!({"kind": "community_review_not_needed", "decided_on": e.decided_on})
        }
        Event::StepDownDecided(e) => json!({"kind": "remain", "decided_on": e.decided_on}),
        Event::ReviewHeld(e) => {
            let asked = &person.review(e.review_id)?.requested;
            // A preview holds the review asked for last.
            let last = person.reviews.iter().rev().find(|r| {
                let other = &r.requested;
                r.is_open()
                    && (other.kind, other.admission_id) == (asked.kind, asked.admission_id)
                    && other.requested_on <= e.held_on
            });
            if last?.requested.review_id != e.review_id {
                return None;
            }
            let due: Vec<_> = e.recommendations.iter().filter_map(|made| made.due_on).collect();
            let kind = match asked.kind {
                ReviewKind::Inpatient => "inpatient_review_held",
                ReviewKind::Community => "community_review_held",
            };
            json!({"kind": kind, "held_on": e.held_on, "recommendations_due_on": due})
        }
        _ => return None,
    })
}

/// A clock without the identifiers of supposed facts.
fn told(d: &DeadlineView) -> String {
    let rules: Vec<_> = d.explanation.binding.iter().chain(&d.explanation.others).collect();
    let by = d.ended_by.map(|by| (by.fact, by.date));
    format!(
        "{:?}",
        (
            d.duty,
            d.due_on,
            d.breach_on,
            d.status,
            d.days_overdue,
            (d.offered_on, d.met_on, d.starts_with.date, by),
            rules
        )
    )
}

fn sorted<'d>(found: impl IntoIterator<Item = &'d DeadlineView>) -> Vec<String> {
    let mut lines: Vec<String> = found.into_iter().map(told).collect();
    lines.sort();
    lines
}

#[test]
fn what_a_preview_says_of_a_person_is_what_then_happens() {
    let (today, mut tried) = (day("2045-06-01"), BTreeMap::<&str, u32>::new());
    for life in lives(PURE) {
        let mut person: Option<Person> = None;
        for (id, _, events) in life.commits.iter().flatten().filter(|(_, kind, _)| *kind == StreamKind::Person) {
            let Some(before) = &mut person else {
                person = Person::fold(PersonId(*id), events);
                continue;
            };
            let fact = if let [event] = &events[..] { supposed(before, event) } else { None };
            let mut after = before.clone();
            events.iter().for_each(|event| after.apply(event));
            if let Some(fact) = fact {
                let asked: PersonPreview =
                    serde_json::from_value(json!({"today": today, "facts": [fact.clone()]})).unwrap();
                let found = preview::of(before, &asked, today, packs()).unwrap_or_else(|e| panic!("{fact}: {e:?}"));
                let shown = |person: &Person| {
                    duty::clocks(person, packs())
                        .into_iter()
                        .filter(|d| d.is_shown(today))
                        .map(|d| d.on(today))
                        .collect()
                };
                let real: Vec<DeadlineView> = shown(&after);
                let now: Vec<DeadlineView> = shown(before);
                let foretold = found.added.iter().chain(found.changed.iter().map(|changed| &changed.after));
                let happened = real.iter().filter(|d| !now.contains(d));
                assert_eq!(sorted(foretold), sorted(happened), "{fact}");
                assert_eq!(found.unchanged, real.iter().filter(|d| now.contains(d)).count(), "{fact}");
                *tried.entry(events[0].kind()).or_default() += 1;
            }
            person = Some(after);
        }
    }
    println!("{tried:#?}");
    assert!(tried.len() >= 9 && tried.values().all(|n| *n > 5), "{tried:#?}");
}
