//! What may be decided about a spell: admit, discharge.

use super::{Admission, Destination, Discharge, Security, Setting, Spell};
use crate::domain::calendar::Date;
use crate::domain::event::{Admitted, Discharged, Event, MembershipClosed};
use crate::domain::id::AdmissionId;
use crate::domain::ods::BedType;
use crate::domain::person::{EndReason, Membership, Moment, Person};
use crate::domain::rating;
use crate::domain::refusal::{Faults, Refusal};

/// Setting and security that a national bed-type code stands for (domain §2).
fn bed_type_agrees(code: &BedType, setting: Setting, security: Security) -> bool {
    let number: u16 = code.as_str().parse().unwrap_or_default();
    let (wanted, secure) = match number {
        110 | 111 => (Setting::AdultAcute, Security::None),
        112 => (Setting::AdultPicu, Security::None),
        115 => (Setting::AdultLearningDisability, Security::None),
        117 | 118 => (Setting::AdultRehabilitation, Security::None),
        116 | 119 => (Setting::AdultSecure, Security::Low),
        120 => (Setting::AdultSecure, Security::Medium),
        121 => (Setting::AdultSecure, Security::High),
        127 | 131 => (Setting::Tier4, Security::Low),
        128 | 132 => (Setting::Tier4, Security::Medium),
        123..=134 => (Setting::Tier4, Security::None),
        _ => (Setting::AdultOther, Security::None),
    };
    setting == wanted && security == secure
}

/// Records an admission; a person on the register turns Blue by it.
///
/// # Errors
/// Dates that cannot be, already in hospital, another spell in the way, a bed type that contradicts the setting.
pub fn admit(person: &Person, moment: &Moment, admission: Admission) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    check_admission(person, moment.today, &admission, &mut faults);
    let admitted = Admitted {
        admission_id: AdmissionId(moment.id),
        admitted_on: admission.admitted_on,
        urgency: admission.urgency,
        provider_ods: admission.provider_ods,
        setting: admission.setting,
        security: admission.security,
        bed_type_code: admission.bed_type_code,
        legal_status: admission.legal_status,
        reasons: admission.reasons,
        expected_discharge_on: admission.expected_discharge_on,
        out_of_area: admission.out_of_area,
        responsible_commissioner: admission.responsible_commissioner,
        host_commissioner_ods: admission.host_commissioner_ods,
        site: admission.site,
        ward: admission.ward,
        rationale: Some(admission.rationale),
        planned_treatment: Some(admission.planned_treatment),
        intended_outcomes: admission.intended_outcomes,
        out_of_area_reason: admission.out_of_area_reason,
    };
    let spell = Spell::new(admitted);
    if let Some(discharge) = &admission.discharge {
        check_discharge(person, moment.today, &spell, discharge, "/discharge", &mut faults);
    }
    faults.verdict()?;
    let ended = admission.discharge.map(|discharge| end(person, &spell, discharge));
    Ok(std::iter::once(Event::Admitted(spell.admitted)).chain(ended.into_iter().flatten()).collect())
}

/// A ward's kind, its security and its bed-type code agree (domain §2).
pub(crate) fn check_ward(setting: Setting, security: Security, bed_type_code: Option<&BedType>, faults: &mut Faults) {
    if (setting == Setting::AdultSecure) == (security == Security::None) && setting != Setting::Tier4 {
        faults.meaning(
            "/security",
            "security_contradicts_setting",
            "'adult_secure' has security low, medium or high; other adult settings have none",
        );
    }
    if bed_type_code.is_some_and(|code| !bed_type_agrees(code, setting, security)) {
        faults.meaning(
            "/bed_type_code",
            "bed_type_contradicts_setting",
            "stands for another setting or security; leave it out if unsure",
        );
    }
}

fn check_admission(person: &Person, today: Date, admission: &Admission, faults: &mut Faults) {
    let on = admission.admitted_on;
    person.check_day(on, today, "/admitted_on", faults);
    if admission.expected_discharge_on.is_some_and(|expected| expected < on) {
        faults.meaning("/expected_discharge_on", "discharge_before_admission", "must not lie before the admission");
    }
    if admission.out_of_area && admission.out_of_area_reason.is_none() {
        faults.meaning("/out_of_area_reason", "out_of_area_reason_missing", "say why the bed is out of area");
    }
    if person.died_on.is_some_and(|died| on <= died) && admission.discharge.is_none() {
        faults.rule(
            "/discharge",
            "person_died",
            "this person has died: a spell that comes to light now is recorded with its discharge",
            "I: nobody is in hospital after their death",
        );
    }
    check_ward(admission.setting, admission.security, admission.bed_type_code.as_ref(), faults);
    let end = admission.discharge.as_ref().map(|d| d.discharged_on);
    let before = |day: Date, end: Option<Date>| end.is_none_or(|end| day < end);
    let in_the_way = person.spells.iter().find(|s| before(on, s.ended_on()) && before(s.admitted.admitted_on, end));
    match in_the_way {
        Some(spell) if spell.discharged.is_none() && on >= spell.admitted.admitted_on => faults.rule("/admitted_on", "already_in_hospital",
            "the person is in hospital already; a move between wards is recorded on that admission, a new admission after its discharge",
            "I: a spell is continuous time in hospital"),
        Some(_) => faults.rule("/admitted_on", "spell_overlaps",
            "runs into another spell on record; if it ended before that one began, give its 'discharge' with it", "I: a spell is continuous time in hospital"),
        None => {}
    }
}

/// Records the end of a spell; on the register it also sets the colour that follows Blue. Death in hospital ends the stay
/// on the register as well.
///
/// # Errors
/// Already discharged, dates that cannot be, no colour for somebody on the register, Green without what Green needs.
pub fn discharge(
    person: &Person,
    moment: &Moment,
    id: AdmissionId,
    discharge: Discharge,
) -> Result<Vec<Event>, Refusal> {
    let spell = person.spell(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    check_discharge(person, moment.today, spell, &discharge, "", &mut faults);
    faults.verdict()?;
    Ok(end(person, spell, discharge))
}

/// The facts of a spell's end.
fn end(person: &Person, spell: &Spell, discharge: Discharge) -> Vec<Event> {
    let died = discharge.destination == Destination::Died;
    let closed = person.membership().filter(|_| died).map(|stay| {
        Event::MembershipClosed(MembershipClosed {
            membership_id: stay.id(),
            closed_on: discharge.discharged_on.max(stay.current().opened_on),
            reason: EndReason::Deceased,
            decided_by: None,
            note: None,
        })
    });
    let discharged = Event::Discharged(Discharged {
        admission_id: spell.admitted.admission_id,
        discharged_on: discharge.discharged_on,
        destination: discharge.destination,
        rag: discharge.rag,
        unmanaged_risk_identified: discharge.unmanaged_risk_identified,
        rationale: discharge.rationale,
        set_by: discharge.set_by,
        mdt_members: discharge.mdt_members,
    });
    std::iter::once(discharged).chain(closed).collect()
}

/// Whether a discharge on this day leaves somebody on the register without a colour: on it that day, or joined later straight
/// to Blue because the spell was thought to go on.
fn needs_colour(person: &Person, spell: &Spell, on: Date) -> bool {
    let id = Some(spell.admitted.admission_id);
    let by_spell = |stay: &Membership| stay.opened.opened_on > on && stay.blue_by == id;
    person.memberships.iter().any(|stay| stay.covers(on) || by_spell(stay))
}

/// Nothing of the spell lies after its end: moves, visits, notifications.
fn check_nothing_later(person: &Person, spell: &Spell, on: Date, at: &str, faults: &mut Faults) {
    let id = spell.admitted.admission_id;
    let moves = spell.moves.iter().map(|m| m.moved_on);
    let visits = person.visits.iter().filter(|v| v.admission_id == id).map(|v| v.visited_on);
    let plans = person.discharge_plans.iter().filter(|p| p.admission_id == id).map(|p| p.set_on);
    let details = spell.amended.iter();
    let known = details.flat_map(|d| d.clinically_ready_on.into_iter().chain(d.leave.iter().map(|leave| leave.from)));
    let notified = person.notifications.iter().filter(|n| n.admission_id == id).map(|n| n.notified_on);
    if moves.chain(visits).chain(notified).chain(plans).chain(known).any(|day| day > on) {
        faults.rule(
            format!("{at}/discharged_on"),
            "fact_after_discharge",
            "a move, a visit, a notification, leave, a plan or readiness for discharge is on record of this spell after that day; one of the two dates is wrong",
            "I: what happens in hospital lies within its spell",
        );
    }
}

fn check_discharge(person: &Person, today: Date, spell: &Spell, discharge: &Discharge, at: &str, faults: &mut Faults) {
    let on = discharge.discharged_on;
    if spell.discharged.is_some() {
        faults.rule("", "already_discharged", "this spell has ended already", "I: a spell ends once");
    }
    person.check_day(on, today, &format!("{at}/discharged_on"), faults);
    if on < spell.admitted.admitted_on {
        faults.meaning(
            format!("{at}/discharged_on"),
            "discharge_before_admission",
            "must not lie before the admission",
        );
    } else if person
        .inpatient_reviews(spell)
        .iter()
        .any(|r| r.settled_on().into_iter().chain(r.offers.iter().map(|o| o.offered_on)).any(|day| day > on))
    {
        faults.rule(
            format!("{at}/discharged_on"),
            "review_after_discharge",
            "an inpatient review of this spell was offered, held or declined after that day; one of the two dates is wrong",
            "I: an inpatient review lies within its spell",
        );
    }
    check_nothing_later(person, spell, on, at, faults);
    let died = discharge.destination == Destination::Died;
    if died {
        person.check_death(on, &format!("{at}/discharged_on"), faults);
    }
    match discharge.rag {
        None if needs_colour(person, spell, on) && !died => faults.rule(
            format!("{at}/rag"),
            "rag_needed_on_discharge",
            "the person is on the register: say which colour follows Blue",
            "S4: the RAG rating determines the action required",
        ),
        None => {}
        Some(rag) => {
            rating::check_not_blue(rag, &format!("{at}/rag"), faults);
            rating::check_green(rag, discharge.unmanaged_risk_identified, discharge.mdt_members.len(), at, faults);
            for (missing, field) in
                [(discharge.rationale.is_none(), "rationale"), (discharge.set_by.is_none(), "set_by")]
            {
                if missing {
                    let at = format!("{at}/{field}");
                    faults.meaning(at, "rating_incomplete", "a colour needs its rationale and who set it");
                }
            }
        }
    }
}
