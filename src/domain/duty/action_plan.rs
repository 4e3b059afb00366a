//! The action-plan clock (S4): a review's action plan is itself reviewed within 12 weeks. It outlasts the ward.

use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::person::Person;
use crate::domain::policy::{Case, Packs};

/// One duty for every review held, community or inpatient.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    person
        .reviews
        .iter()
        .filter_map(|review| {
            let held = review.held.as_ref()?;
            let start = FactRef { fact: FactKind::ReviewHeld, id: held.review_id.0, date: held.held_on };
            let case = Case::new(&person.icb, person.born(), held.held_on);
            Deadline::start(person.id, Duty::ReviewActionPlan, start, &case, packs)
        })
        .collect()
}
