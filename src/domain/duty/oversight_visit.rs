//! The visit clock (S4, N): a commissioner sees everybody in hospital, counted from admission and then from each visit that
//! saw the person.

use crate::domain::admission::Spell;
use crate::domain::duty::inpatient_review::{case, moves};
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::person::Person;
use crate::domain::policy::Packs;

/// The visit duties of every spell.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    person.spells.iter().flat_map(|spell| of_spell(person, spell, packs)).collect()
}

fn of_spell(person: &Person, spell: &Spell, packs: &Packs) -> Vec<Deadline> {
    let seen = person.visits.iter().filter(|v| v.admission_id == spell.admitted.admission_id && v.person_seen);
    let mut visits: Vec<FactRef> =
        seen.map(|v| FactRef { fact: FactKind::OversightVisit, id: v.visit_id.0, date: v.visited_on }).collect();
    visits.sort_by_key(|visit| visit.date);
    let starts = std::iter::once(spell.admission()).chain(visits.iter().copied());
    let ends = visits.iter().copied().map(Some).chain(std::iter::once(None));
    let duties = starts.zip(ends).filter_map(|(start, visit)| {
        let on = |day| case(person, spell.ward_on(day), start.date, person.icb_until(day));
        let end = visit.or_else(|| spell.discharge());
        let mut deadline = Deadline::start(person.id, Duty::OversightVisit, start, &on(start.date), packs)?;
        deadline.run(Some(person), moves(spell), end.map(|end| end.date), on, packs);
        deadline.settle(visit, end);
        Some(deadline)
    });
    duties.collect()
}
