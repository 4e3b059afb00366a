//! Laws of duties: their identity, their dates, where they stand on a day.

use super::{PURE, clocks_after_each, for_lives, packs};
use chrono::TimeDelta;
use dsr::domain::admission::{Setting, Spell};
use dsr::domain::calendar::Date;
use dsr::domain::duty::{self, Deadline, DeadlineStatus, Duty, FactKind, Outcome};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::{DeadlineId, PersonId};
use dsr::domain::person::Person;
use dsr::domain::policy::{Candidate, Force};
use std::cell::Cell;
use std::collections::HashMap;
use uuid::Uuid;

/// Duties whose dates depend on the ward.
fn by_ward(duty: Duty) -> bool {
    matches!(duty, Duty::InpatientReviewFirst | Duty::InpatientReviewRepeat | Duty::OversightVisit)
}

/// The spell a duty in hospital belongs to: the one that started it, or that of the review or visit that did.
fn spell_of<'p>(deadline: &Deadline, person: &'p Person) -> Option<&'p Spell> {
    let start = deadline.starts_with.id;
    let review = person.reviews.iter().find(|r| r.requested.review_id.0 == start);
    let visit = person.visits.iter().find(|v| v.visit_id.0 == start);
    let spell = match (review, visit) {
        (Some(review), _) => review.requested.admission_id?.0,
        (_, Some(visit)) => visit.admission_id.0,
        _ => start,
    };
    person.spells.iter().find(|s| s.admitted.admission_id.0 == spell)
}

/// Whether this fact may give a duty another date: a move; what ends the duty before or after a move; another date agreed; another
/// date of birth. A duty that never began keeps the date it had, or gets it back.
fn may_redate(event: &Event, before: &Deadline, after: &Deadline, person: &Person) -> bool {
    let moved = || spell_of(before, person).is_some_and(|spell| !spell.moves.is_empty());
    match event {
        Event::PersonAmended(_) => true,
        Event::RecommendationProgressed(e) => before.duty == Duty::Recommendation && e.due_on.is_some(),
        Event::WardMoved(e) => {
            by_ward(before.duty)
                && spell_of(before, person).is_some_and(|spell| spell.admitted.admission_id == e.admission_id)
        }
        _ => by_ward(before.duty) && before.ended_by != after.ended_by && moved(),
    }
}

#[test]
fn a_duty_never_vanishes_and_its_date_stands_while_nothing_moves_it() {
    let (redated, withdrawn) = (Cell::new(0), Cell::new(0));
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let person = Person::fold(id, &events).unwrap();
        for (pair, event) in clocks_after_each(id, &events).windows(2).zip(&events[1..]) {
            let after: HashMap<DeadlineId, &Deadline> = pair[1].iter().map(|d| (d.id, d)).collect();
            for before in &pair[0] {
                let Some(now) = after.get(&before.id) else {
                    panic!("{} vanished with {event:?}: {before:?}", before.duty)
                };
                assert_eq!((now.duty, now.starts_with), (before.duty, before.starts_with), "another start");
                if (now.due_on, now.breach_on) != (before.due_on, before.breach_on) {
                    assert!(may_redate(event, before, now, &person), "{event:?} moved {before:?} to {now:?}");
                    redated.set(redated.get() + 1);
                }
                withdrawn.set(withdrawn.get() + u32::from(now.outcome == Some(Outcome::Withdrawn)));
            }
        }
    });
    println!("{} dates moved, {} duties seen withdrawn", redated.get(), withdrawn.get());
    assert!(redated.get() > 100 && withdrawn.get() > 50);
}

#[test]
fn an_identifier_is_one_duty() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let clocks = duty::clocks(&Person::fold(id, &events).unwrap(), packs());
        for (place, one) in clocks.iter().enumerate() {
            let two = clocks[..place].iter().find(|other| other.id == one.id);
            assert!(two.is_none(), "one identifier, two duties: {one:#?}\n{two:#?}");
        }
    });
}

#[test]
fn one_inpatient_review_is_outstanding_in_an_open_spell_and_none_elsewhere() {
    for_lives(PURE, |life| {
        // After each decision: between its facts a spell recorded with its discharge is still open.
        let decisions = life.commits.iter().flatten().filter(|(_, kind, _)| *kind == StreamKind::Person);
        let mut lived: Option<Person> = None;
        for (id, _, events) in decisions {
            match &mut lived {
                Some(person) => events.iter().for_each(|event| person.apply(event)),
                none => *none = Person::fold(PersonId(*id), events),
            }
            let person = lived.as_ref().unwrap();
            let clocks = duty::clocks(person, packs());
            let review = |d: &&Deadline| matches!(d.duty, Duty::InpatientReviewFirst | Duty::InpatientReviewRepeat);
            let visit = |d: &&Deadline| d.duty == Duty::OversightVisit;
            let open = |fits: &dyn Fn(&&Deadline) -> bool| -> Vec<Uuid> {
                let open = clocks.iter().filter(|d| fits(d) && d.outcome.is_none());
                open.map(|d| spell_of(d, person).unwrap().admitted.admission_id.0).collect()
            };
            for open in [open(&review), open(&visit)] {
                for spell in &person.spells {
                    let mine = open.iter().filter(|id| **id == spell.admitted.admission_id.0).count();
                    assert_eq!(mine, usize::from(spell.discharged.is_none()), "{open:?}");
                }
                assert!(open.len() <= 1, "nobody is in hospital twice: {open:?}");
            }
        }
    });
}

/// Where a duty stands on `today` and how many days it is past its date, from what is recorded of it.
fn stands(d: &Deadline, today: Date) -> (DeadlineStatus, i64) {
    let past = |day: Date| d.due_on.map_or(0, |due| day.days_since(due).max(0));
    let lapsed = d.lapses.filter(|lapse| lapse.date <= today).map(|lapse| lapse.date);
    match (d.outcome, d.ended_by.map(|by| by.date)) {
        (None, None) => match lapsed {
            Some(birthday) if past(birthday) > 0 => (DeadlineStatus::Missed, past(birthday)),
            Some(_) => (DeadlineStatus::Cancelled, 0),
            None if past(today) > 0 => (DeadlineStatus::Overdue, past(today)),
            None => (DeadlineStatus::Upcoming, 0),
        },
        (Some(Outcome::Met), Some(on)) => {
            assert_eq!((past(on), d.met_on), (0, Some(on)));
            (DeadlineStatus::Met, 0)
        }
        (Some(Outcome::MetLate), Some(on)) => {
            assert!(past(on) > 0 && d.met_on == Some(on));
            (DeadlineStatus::MetLate, past(on))
        }
        (Some(Outcome::Missed), Some(on)) => {
            assert!(past(on) > 0 || d.due_on.is_none(), "missed before its date: {d:?}");
            (DeadlineStatus::Missed, past(on))
        }
        (Some(Outcome::Cancelled), Some(on)) => {
            assert_eq!(past(on), 0, "cancelled after its date: {d:?}");
            (DeadlineStatus::Cancelled, 0)
        }
        (Some(Outcome::Declined), Some(on)) => (DeadlineStatus::Declined, past(on)),
        (Some(Outcome::Withdrawn), None) => (DeadlineStatus::Withdrawn, 0),
        other => panic!("an outcome without its end, or an end without an outcome: {other:?}"),
    }
}

#[test]
fn a_status_follows_from_the_day() {
    let (undated, lapsing) = (Cell::new(0), Cell::new(0));
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        for deadline in duty::clocks(&Person::fold(id, &events).unwrap(), packs()) {
            undated.set(undated.get() + u32::from(deadline.due_on.is_none()));
            lapsing.set(lapsing.get() + u32::from(deadline.lapses.is_some()));
            let lapse = deadline.lapses.map(|lapse| lapse.date);
            let anchors = [Some(deadline.starts_with.date), deadline.due_on, lapse];
            for (anchor, offset) in
                anchors.into_iter().flatten().flat_map(|a| [-400, -1, 0, 1, 2, 30, 1000].map(|o| (a, o)))
            {
                let today = Date::from(anchor.naive().checked_add_signed(TimeDelta::days(offset)).unwrap());
                let view = deadline.clone().on(today);
                assert_eq!((view.status, view.days_overdue), stands(&deadline, today), "{deadline:?} on {today}");
                let held = matches!(view.status, DeadlineStatus::Met | DeadlineStatus::MetLate);
                let in_time = deadline.due_on.filter(|_| held).map(|_| view.status == DeadlineStatus::Met);
                assert_eq!(view.held_in_time, in_time);
                let offered = deadline.offered_on.zip(deadline.due_on);
                assert_eq!(view.offered_in_time, offered.map(|(offered, due)| offered <= due));
                let ended = deadline.ended_by.or(deadline.lapses.filter(|lapse| lapse.date <= today));
                assert_eq!(view.ended_by, ended);
            }
        }
    });
    println!("{} without a date, {} that a birthday ends", undated.get(), lapsing.get());
    assert!(undated.get() > 100 && lapsing.get() > 20);
}

#[test]
fn the_earliest_rule_that_holds_binds_and_the_earliest_obligation_is_the_breach() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        for d in clocks_after_each(id, &events).into_iter().flatten() {
            let binding = d.explanation.binding.as_ref().expect("every duty has its rule");
            assert!(binding.replaced_on.is_none(), "{d:?}");
            assert_eq!((binding.due_on, binding.force), (d.due_on, d.force));
            let others = d.explanation.others.iter();
            let holding: Vec<&Candidate> =
                std::iter::once(binding).chain(others).filter(|c| c.replaced_on.is_none()).collect();
            assert_eq!(d.due_on, holding.iter().filter_map(|c| c.due_on).min(), "{d:?}");
            let must = holding.iter().filter(|c| c.force == Force::Must);
            assert_eq!(d.breach_on, must.filter_map(|c| c.due_on).min(), "{d:?}");
            for candidate in holding {
                assert!(candidate.due_on.is_none_or(|due| candidate.arithmetic.ends_with(&due.to_string())));
            }
        }
    });
}

#[test]
fn a_move_changes_no_date_already_past_and_puts_none_before_itself() {
    let (kept, changed) = (Cell::new(0), Cell::new(0));
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let mut person = Person::fold(id, &events[..1]).unwrap();
        for event in &events[1..] {
            let before = duty::clocks(&person, packs());
            person.apply(event);
            let after = duty::clocks(&person, packs());
            // What an explanation tells of former dates holds for every move, in whatever order they were recorded.
            for d in after.iter().filter(|d| by_ward(d.duty)) {
                let (former, holding): (Vec<&Candidate>, Vec<&Candidate>) = d
                    .explanation
                    .binding
                    .iter()
                    .chain(&d.explanation.others)
                    .partition(|candidate| candidate.replaced_on.is_some());
                let last = former.iter().filter_map(|c| c.replaced_on).max();
                assert!(former.iter().all(|c| c.due_on >= c.replaced_on), "a past date was replaced: {d:?}");
                assert!(holding.iter().all(|c| c.due_on >= last), "a date lies before the move: {d:?}");
            }
            let Event::WardMoved(moved) = event else { continue };
            let spell = person.spell(moved.admission_id).unwrap();
            if spell.moves.last() != Some(moved) {
                continue;
            }
            for (was, now) in before
                .iter()
                .filter(|d| by_ward(d.duty))
                .filter_map(|d| after.iter().find(|other| other.id == d.id).map(|now| (d, now)))
            {
                if was.due_on < Some(moved.moved_on) {
                    assert_eq!((was.due_on, was.breach_on), (now.due_on, now.breach_on), "{was:?}");
                    kept.set(kept.get() + 1);
                } else if was.due_on != now.due_on {
                    assert!(now.due_on >= Some(moved.moved_on), "{now:?}");
                    assert!(was.outcome.is_none() || was.ended_by.is_some_and(|by| by.date > moved.moved_on));
                    changed.set(changed.get() + 1);
                }
            }
        }
    });
    println!("{} past dates kept, {} dates changed", kept.get(), changed.get());
    assert!(kept.get() > 100 && changed.get() > 100);
}

#[test]
fn a_move_into_tier_4_never_puts_the_first_review_off() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let person = Person::fold(id, &events).unwrap();
        for d in duty::clocks(&person, packs()).iter().filter(|d| d.duty == Duty::InpatientReviewFirst) {
            let all = d.explanation.binding.iter().chain(&d.explanation.others);
            assert!(all.filter_map(|c| c.due_on).all(|date| d.due_on <= Some(date)), "{d:?}");
        }
    });
}

#[test]
fn a_birthday_lengthens_no_date() {
    let across = Cell::new(0);
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let person = Person::fold(id, &events).unwrap();
        let born = person.born().unwrap();
        for d in duty::clocks(&person, packs()) {
            let start = d.starts_with.date;
            if born.age_on(start) >= 18 {
                continue;
            }
            // Begun under 18: the child's date, whatever ward follows and whichever birthday passes.
            let child = match d.duty {
                Duty::InpatientReviewFirst => start.plus_days(14),
                Duty::InpatientReviewRepeat => start.plus_months(3),
                Duty::OversightVisit => start.plus_days(42),
                _ => continue,
            };
            assert_eq!(d.due_on, Some(child), "{d:?}");
            let moved_of_age = spell_of(&d, &person).unwrap().moves.iter().any(|m| {
                m.setting != Setting::Tier4
                    && born.age_on(m.moved_on) >= 18
                    && m.moved_on <= child
                    && m.moved_on > start
            });
            across.set(across.get() + u32::from(moved_of_age));
        }
    });
    println!("{} dates of a child stood through a move after the birthday", across.get());
    assert!(across.get() > 0);
}

#[test]
fn a_duty_that_never_began_was_served_before() {
    for_lives(PURE, |life| {
        let Some((id, events)) = life.person() else { return };
        let after_each = clocks_after_each(id, &events);
        for d in after_each.last().unwrap().iter().filter(|d| d.outcome == Some(Outcome::Withdrawn)) {
            let running = |d: &Deadline| d.outcome != Some(Outcome::Withdrawn);
            let served = after_each.iter().flatten().any(|other| other.id == d.id && running(other));
            assert!(served, "{d:?}");
            assert!(d.ended_by.is_none() && d.met_on.is_none() && d.lapses.is_none());
            assert!(
                d.starts_with.fact != FactKind::ReviewHeld,
                "what a review held leaves to do never vanishes: {d:?}"
            );
        }
    });
}
