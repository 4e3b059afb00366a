//! Time in hospital: who came, who stays, who came back.

use super::Subject;
use super::definition::Again;
use super::sum::Found;
use crate::domain::admission::Spell;
use crate::domain::calendar::Date;
use crate::domain::review::ReviewKind;

/// How soon somebody comes back to count as readmitted at once.
const SOON: u32 = 30;

fn admitted<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Spell> {
    subject.person.spells.iter().filter(|spell| subject.falls(spell.admitted.admitted_on))
}

/// Admissions in the period.
pub(super) fn admissions(subject: &Subject<'_>) -> Vec<Found> {
    admitted(subject).map(|_| Found::one()).collect()
}

/// Whether a day lies within the look-back before an admission, which is the earliest day that counts.
fn looks_back(subject: &Subject<'_>, spell: &Spell) -> Option<impl Fn(Date) -> bool> {
    let day = spell.admitted.admitted_on;
    let (days, _) = subject.packs.look_back(subject.icb, day)?;
    Some(move |held: Date| held <= day && day.days_since(held) <= i64::from(days))
}

fn reviewed_before(subject: &Subject<'_>, within: &impl Fn(Date) -> bool) -> bool {
    let community = subject.person.reviews.iter().filter(|review| review.requested.kind == ReviewKind::Community);
    community.filter_map(|review| review.held.as_ref()).any(|held| within(held.held_on))
}

/// Admissions that no community review came before.
pub(super) fn without_review(subject: &Subject<'_>) -> Vec<Found> {
    let spells = admitted(subject).filter_map(|spell| looks_back(subject, spell));
    spells.map(|within| Found::is(!reviewed_before(subject, &within))).collect()
}

/// Admissions that an emergency meeting came before, and no community review.
pub(super) fn after_emergency_meeting(subject: &Subject<'_>) -> Vec<Found> {
    let met = |within: &dyn Fn(Date) -> bool| subject.person.laep_meetings.iter().any(|met| within(met.held_on));
    let spells = admitted(subject).filter_map(|spell| looks_back(subject, spell));
    spells.map(|within| Found::is(!reviewed_before(subject, &within) && met(&within))).collect()
}

/// Admissions of people whom the register did not know.
pub(super) fn not_on_register(subject: &Subject<'_>) -> Vec<Found> {
    let known = |spell: &Spell| subject.person.membership_on(spell.admitted.admitted_on.day_before()).is_some();
    admitted(subject).map(|spell| Found::is(!known(spell))).collect()
}

/// Admissions that followed a discharge.
pub(super) fn readmissions(subject: &Subject<'_>) -> Vec<Found> {
    let found = |spell: &Spell| {
        let day = spell.admitted.admitted_on;
        let others =
            subject.person.spells.iter().filter(|other| other.admitted.admission_id != spell.admitted.admission_id);
        let left = others.filter_map(Spell::ended_on).filter(|left| *left <= day).max();
        let by = |latest: fn(Date) -> Date| left.is_some_and(|left| day <= latest(left));
        [
            Found::is(by(|left| left.plus_days(SOON))).of(Again::WithinThirtyDays.code()),
            Found::is(by(|left| left.plus_months(12))).of(Again::WithinAYear.code()),
        ]
    };
    admitted(subject).flat_map(found).collect()
}

/// In hospital at the end, and since when.
pub(super) fn inpatients(subject: &Subject<'_>) -> Vec<Found> {
    let until = subject.period.until;
    let open = subject.person.open_spell().filter(|_| subject.is_here(until));
    let found = open
        .map(|spell| Found::days(until.days_since(spell.admitted.admitted_on)).of(spell.ward_on(until).setting.code()));
    found.into_iter().collect()
}

/// Stays that ended in the period.
pub(super) fn ended(subject: &Subject<'_>) -> Vec<Found> {
    let left = subject.person.spells.iter().filter_map(|spell| Some((spell, spell.ended_on()?)));
    let left = left.filter(|(_, end)| subject.falls(*end));
    left.map(|(spell, end)| Found::days(end.days_since(spell.admitted.admitted_on))).collect()
}

/// Nights of the period in hospital.
pub(super) fn days_within(subject: &Subject<'_>) -> Vec<Found> {
    let inside = |day: Date| {
        let mut spells = subject.person.spells.iter();
        spells.any(|spell| spell.admitted.admitted_on <= day && spell.ended_on().is_none_or(|end| day < end))
    };
    let days = subject.period.from.naive().iter_days().map(Date::from).take_while(|day| *day <= subject.period.until);
    let nights = days.filter(|day| subject.is_here(*day) && inside(*day)).count();
    (nights > 0).then(|| Found::days(i64::try_from(nights).unwrap_or_default())).into_iter().collect()
}
