//! The notification clock (Children Act 1989, section 85): the local authority learns of a child who stays long in hospital.
//! It ends at 18 or on discharge.

use crate::domain::admission::Spell;
use crate::domain::duty::inpatient_review::case;
use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::person::Person;
use crate::domain::policy::Packs;

/// The admission of somebody under 18.
pub(super) fn start(person: &Person, spell: &Spell) -> Option<FactRef> {
    let admission = spell.admission();
    person.born().is_some_and(|born| born.age_on(admission.date) < 18).then_some(admission)
}

/// One duty for every spell of somebody admitted under 18.
pub(super) fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    let of_spell = |spell: &Spell| {
        let admission = start(person, spell)?;
        let on = |day| case(person, spell.first_ward(), admission.date, person.icb_until(day));
        let mut deadline =
            Deadline::start(person.id, Duty::LocalAuthorityNotification, admission, &on(admission.date), packs)?;
        let of_age = person.born().map(|born| born.birthday(18));
        let birthday = of_age.map(|date| FactRef { fact: FactKind::Birthday, id: person.id.0, date });
        let told = person.notifications.iter().filter(|n| n.admission_id == spell.admitted.admission_id);
        let told = told.min_by_key(|n| n.notified_on).map(|n| FactRef {
            fact: FactKind::LocalAuthorityNotification,
            id: n.notification_id.0,
            date: n.notified_on,
        });
        let before = |fact: &FactRef| of_age.is_none_or(|of_age| fact.date < of_age);
        let (told, discharge) = (told.filter(before), spell.discharge().filter(before));
        let end = told.or(discharge);
        deadline.run(Some(person), [], end.or(birthday).map(|end| end.date), on, packs);
        deadline.settle(told, discharge);
        deadline.lapses = birthday.filter(|_| end.is_none());
        Some(deadline)
    };
    person.spells.iter().filter_map(of_spell).collect()
}
