//! The first contact of a keyworker: only where an area sets a time for it (L), from the day the service accepted.

use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::keyworking::Keyworking;
use crate::domain::person::Person;
use crate::domain::policy::{Case, Packs};

/// One duty for every referral that was accepted: met by the earliest contact, ended by the end of keyworking.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    person.keyworking.iter().filter_map(|keyworking| clock(person, keyworking, packs)).collect()
}

fn clock(person: &Person, keyworking: &Keyworking, packs: &Packs) -> Option<Deadline> {
    let fact = |fact, date| FactRef { fact, id: keyworking.id().0, date };
    let start = fact(FactKind::KeyworkingAccepted, keyworking.accepted_on()?);
    let on = |day| Case::new(person.icb_until(day), person.born(), start.date);
    let mut deadline = Deadline::start(person.id, Duty::KeyworkerFirstContact, start, &on(start.date), packs)?;
    let made = keyworking.first_contact_on().map(|day| fact(FactKind::KeyworkerContact, day));
    let ended = keyworking.ended_on().map(|day| fact(FactKind::KeyworkingEnd, day));
    deadline.run(Some(person), [], made.or(ended).map(|end| end.date), on, packs);
    deadline.settle(made, ended);
    Some(deadline)
}
