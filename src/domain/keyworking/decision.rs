//! The way through keyworking: referral, answer, keyworker, contacts, step-down, discharge.

use super::{
    Assignment, Contact, Discharge, Keyworking, KeyworkingAnswer, KeyworkingDischargeReason, KeyworkingStatus,
    NewReferral, Response, Resumption, StepDown,
};
use crate::domain::calendar::Date;
use crate::domain::consent::{self, Consent, ConsentScope, ConsentStatus};
use crate::domain::event::{
    Event, KeyworkerAssigned, KeyworkingAnswered, KeyworkingContacted, KeyworkingDischarged, KeyworkingReferred,
    KeyworkingResumed, KeyworkingSteppedDown,
};
use crate::domain::id::{ConsentId, KeyworkingId, KeyworkingRecordId, derived};
use crate::domain::person::{DiagnosisStatus, Moment, Person};
use crate::domain::policy::Packs;
use crate::domain::rating::Rag;
use crate::domain::refusal::{Faults, Refusal};

/// What the packs call a referral to keyworking: where a colour calls for it, up to the age they give, somebody is eligible.
const CALLED_FOR: &str = "keyworker_referral";

/// While a keyworker is named and keyworking goes on.
pub(super) const WITH_KEYWORKER: &[KeyworkingStatus] =
    &[KeyworkingStatus::Assigned, KeyworkingStatus::Active, KeyworkingStatus::SteppingDown];

/// One keyworking, as it has to stand for what is asked.
pub(super) fn standing<'p>(
    person: &'p Person,
    id: KeyworkingId,
    allowed: &[KeyworkingStatus],
    faults: &mut Faults,
) -> Result<&'p Keyworking, Refusal> {
    let keyworking = person.keyworking_of(id).ok_or(Refusal::NotFound)?;
    let status = keyworking.status();
    if !allowed.contains(&status) {
        let needed: Vec<&str> = allowed.iter().map(|status| status.code()).collect();
        faults.rule(
            "",
            "keyworking_state",
            format!("keyworking is '{status}'; this is recorded while it is {}", needed.join(" or ")),
            "S2: referral, assignment of a keyworker, initial assessment, action plan, monitoring, discharge and follow-up",
        );
    }
    Ok(keyworking)
}

/// Faults of a day on which something of keyworking was done.
pub(super) fn check_day(
    person: &Person,
    keyworking: &Keyworking,
    (day, today): (Date, Date),
    at: &str,
    faults: &mut Faults,
) {
    person.check_day(day, today, at, faults);
    if day < keyworking.accepted_on().unwrap_or(keyworking.referred.referred_on) {
        let message = "must not lie before the day of the referral, nor before the day the service accepted it";
        faults.meaning(at, "keyworking_out_of_order", message);
    }
}

/// Refers somebody to the keyworking service. Eligible is who is on the register on that day, diagnosed, and of a colour (or a
/// group the area names) and an age for which the area's policy calls for a keyworker.
///
/// # Errors
/// Not eligible, no consent to a keyworker, keyworking goes on already, days that cannot be.
pub fn refer(person: &Person, moment: &Moment, packs: &Packs, new: NewReferral) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let on = new.referred_on;
    person.check_day(on, moment.today, "/referred_on", &mut faults);
    if let Some(open) = person.open_keyworking() {
        faults.rule(
            "",
            "keyworking_goes_on",
            format!("keyworking goes on: it is '{}'", open.status()),
            "S1: a designated keyworker; re-entry follows a discharge",
        );
    }
    check_eligible(person, packs, on, &mut faults);
    check_consent(person, moment, &new, &mut faults);
    faults.verdict()?;
    let previous = person.keyworking.iter().rev().find(|earlier| earlier.ended_on().is_some()).map(Keyworking::id);
    let consented =
        new.consent.map(|given| consent::recorded(ConsentId(derived(moment.id, "keyworker consent")), given));
    let referred = Event::KeyworkingReferred(KeyworkingReferred {
        keyworking_id: KeyworkingId(moment.id),
        referred_on: on,
        source: new.source,
        previous,
        referred_by: Some(new.referred_by),
        reason: Some(new.reason),
    });
    Ok(consented.map(Event::ConsentRecorded).into_iter().chain([referred]).collect())
}

fn check_eligible(person: &Person, packs: &Packs, on: Date, faults: &mut Faults) {
    let Some(stay) = person.membership_on(on) else {
        faults.rule(
            "/referred_on",
            "not_on_register",
            "the person was not on the register on that day; the register is the way to a keyworker",
            "S2: the child or young person must be on the Dynamic Support Register; S1: the register is the primary route",
        );
        return;
    };
    let groups = packs.keyworking_groups(person.icb_on(on), on);
    let of_group = person.details.as_ref().is_some_and(|details| groups.iter().any(|group| group.holds(details, on)));
    let rag = person.rag_on(stay, on);
    let called = |age: Option<u32>| {
        let colours = Rag::ALL.iter().copied().filter(|colour| of_group || rag == Some(*colour));
        let mut actions = colours.flat_map(|colour| packs.actions(colour, age, Some(person.icb_on(on)), on));
        actions.any(|action| action.action == CALLED_FOR)
    };
    if !called(None) {
        faults.rule(
            "/referred_on",
            "keyworking_rag",
            "the colour of that day does not call for a keyworker: Red, Amber or Blue does, and the area's policy may name groups",
            "S2: RAG rated at red or amber; S4: Blue, access to the Keyworker service; S0 §7: looked after, adopted, in transition",
        );
    } else if !called(person.born().map(|born| born.age_on(on))) {
        faults.rule(
            "/referred_on",
            "keyworking_age",
            "the person was too old for a keyworker on that day",
            "S0 §7, S4: up to the age of 25; S2: the service is for 0 to 25 years",
        );
    }
    if person.details.as_ref().is_some_and(|d| d.diagnosis_status == DiagnosisStatus::OnPathway) {
        faults.rule(
            "",
            "keyworking_diagnosis",
            "a diagnosis is still being sought: a learning disability or autism has to be diagnosed",
            "S2: must have a diagnosis of a learning disability and/or autism",
        );
    }
}

fn check_consent(person: &Person, moment: &Moment, new: &NewReferral, faults: &mut Faults) {
    let given = |status: ConsentStatus, effective: Date| status == ConsentStatus::Given && effective <= new.referred_on;
    let holds = if let Some(consent) = &new.consent {
        consent::check(consent, person.born(), moment.today, "/consent", faults);
        check_scope(consent, faults);
        given(consent.status, consent.effective_on)
    } else {
        let of_scope = person.consents.iter().filter(|consent| consent.scope == ConsentScope::Keyworker);
        of_scope.max_by_key(|c| c.effective_on).is_some_and(|c| given(c.status, c.effective_on))
    };
    if !holds {
        faults.rule(
            "/consent",
            "keyworker_consent_missing",
            "consent to a keyworker, or a recorded best-interests decision, has to hold on the day of the referral",
            "S1: entry points with arrangements for consent; S4: consent or a recorded best interest decision",
        );
    }
}

fn check_scope(consent: &Consent, faults: &mut Faults) {
    if consent.scope != ConsentScope::Keyworker {
        faults.meaning("/consent/scope", "consent_of_other_scope", "must be 'keyworker' here");
    }
}

/// Records the service's answer.
///
/// # Errors
/// Answered before, a reason where none belongs or none where one is needed, days that cannot be.
pub fn answer(person: &Person, moment: &Moment, id: KeyworkingId, said: Response) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, &[KeyworkingStatus::Referred], &mut faults)?;
    check_day(person, keyworking, (said.answered_on, moment.today), "/answered_on", &mut faults);
    if (said.outcome == KeyworkingAnswer::Declined) != said.decline_reason.is_some() {
        faults.meaning("/decline_reason", "keyworking_decline_reason", "say why it is declined, and only then");
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkingAnswered(KeyworkingAnswered {
        keyworking_id: id,
        answered_on: said.answered_on,
        outcome: said.outcome,
        decline_reason: said.decline_reason,
        answered_by: Some(said.answered_by),
        note: said.note,
    })])
}

/// Names the keyworker, the first or another.
///
/// # Errors
/// Not accepted, or ended; days that cannot be.
pub fn assign(person: &Person, moment: &Moment, id: KeyworkingId, named: Assignment) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let allowed = [&[KeyworkingStatus::Accepted], WITH_KEYWORKER].concat();
    let keyworking = standing(person, id, &allowed, &mut faults)?;
    check_day(person, keyworking, (named.assigned_on, moment.today), "/assigned_on", &mut faults);
    if keyworking.keyworker().is_some_and(|before| named.assigned_on < before.assigned_on) {
        faults.meaning(
            "/assigned_on",
            "keyworking_out_of_order",
            "must not lie before the day the present keyworker was named",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkerAssigned(KeyworkerAssigned {
        keyworking_id: id,
        assigned_on: named.assigned_on,
        keyworker_service_ods: named.keyworker_service_ods,
        keyworker: Some(named.keyworker),
        reason: named.reason,
    })])
}

/// Records a contact. The earliest one meets the duty of the first contact, where an area sets it.
///
/// # Errors
/// No keyworker is named, or it ended; seen in writing or by telephone; days that cannot be.
pub fn contact(person: &Person, moment: &Moment, id: KeyworkingId, made: Contact) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, WITH_KEYWORKER, &mut faults)?;
    check_day(person, keyworking, (made.contacted_on, moment.today), "/contacted_on", &mut faults);
    faults.verdict()?;
    let mut with = made.with;
    with.sort_unstable();
    with.dedup();
    Ok(vec![Event::KeyworkingContacted(KeyworkingContacted {
        keyworking_id: id,
        record_id: KeyworkingRecordId(moment.id),
        contacted_on: made.contacted_on,
        method: made.method,
        with,
        young_person_seen: made.young_person_seen,
        contacted_by: Some(made.contacted_by),
        summary: Some(made.summary),
    })])
}

/// Steps down, by a plan that was explained to the family; a later plan replaces it.
///
/// # Errors
/// No contact yet, or it ended; days that cannot be.
pub fn step_down(person: &Person, moment: &Moment, id: KeyworkingId, planned: StepDown) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let allowed = [KeyworkingStatus::Active, KeyworkingStatus::SteppingDown];
    let keyworking = standing(person, id, &allowed, &mut faults)?;
    check_day(person, keyworking, (planned.planned_on, moment.today), "/planned_on", &mut faults);
    check_day(person, keyworking, (planned.explained_on, moment.today), "/explained_on", &mut faults);
    if planned.ends_on.is_some_and(|day| day < planned.planned_on) {
        faults.meaning("/ends_on", "keyworking_out_of_order", "must not lie before the day of the plan");
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkingSteppedDown(KeyworkingSteppedDown {
        keyworking_id: id,
        planned_on: planned.planned_on,
        explained_on: planned.explained_on,
        ends_on: planned.ends_on,
        planned_by: Some(planned.planned_by),
        explained_to: planned.explained_to,
        plan: Some(planned.plan),
    })])
}

/// Gives stepping down up: support goes on in full.
///
/// # Errors
/// Not stepping down; days that cannot be.
pub fn resume(person: &Person, moment: &Moment, id: KeyworkingId, said: Resumption) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let keyworking = standing(person, id, &[KeyworkingStatus::SteppingDown], &mut faults)?;
    check_day(person, keyworking, (said.resumed_on, moment.today), "/resumed_on", &mut faults);
    if keyworking.step_downs.last().is_some_and(|planned| said.resumed_on < planned.planned_on) {
        let message = "must not lie before the day of the step-down plan";
        faults.meaning("/resumed_on", "keyworking_out_of_order", message);
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkingResumed(KeyworkingResumed {
        keyworking_id: id,
        resumed_on: said.resumed_on,
        resumed_by: Some(said.resumed_by),
        reason: Some(said.reason),
    })])
}

/// Discharges from keyworking: only with a final review on record and a plan for future support. Where goals are met or others
/// take over, support was stepped down before.
///
/// # Errors
/// All that is missing at once; days that cannot be.
pub fn discharge(person: &Person, moment: &Moment, id: KeyworkingId, said: Discharge) -> Result<Vec<Event>, Refusal> {
    const BOTH: &str = "S2: discharge will include a final review and a plan for future support resources if needed";
    let mut faults = Faults::default();
    let keyworking = standing(person, id, WITH_KEYWORKER, &mut faults)?;
    let on = said.discharged_on;
    check_day(person, keyworking, (on, moment.today), "/discharged_on", &mut faults);
    let planned = matches!(said.reason, KeyworkingDischargeReason::GoalsMet | KeyworkingDischargeReason::HandedOver);
    if planned && keyworking.status() != KeyworkingStatus::SteppingDown {
        faults.rule(
            "/reason",
            "keyworking_step_down_first",
            "support is stepped down first, by a plan explained to the family",
            "S1: a gradual step-down, an exit process clearly explained to families",
        );
    }
    let last = keyworking.reviews.iter().filter(|review| review.final_review).max_by_key(|review| review.reviewed_on);
    let Some(last) = last else {
        faults.rule(
            "",
            "keyworking_final_review_missing",
            "no final review is on record: hold and record it first",
            BOTH,
        );
        check_future(&said, BOTH, &mut faults);
        return faults.verdict().map(|()| Vec::new());
    };
    check_future(&said, BOTH, &mut faults);
    if on < last.reviewed_on || keyworking.contacts.iter().any(|contact| contact.contacted_on > on) {
        let message = "must not lie before the final review, nor before the last contact";
        faults.meaning("/discharged_on", "keyworking_out_of_order", message);
    }
    faults.verdict()?;
    Ok(vec![Event::KeyworkingDischarged(KeyworkingDischarged {
        keyworking_id: id,
        discharged_on: on,
        reason: said.reason,
        final_review: last.record_id,
        discharged_by: Some(said.discharged_by),
        future_support_plan: said.future_support_plan,
    })])
}

fn check_future(said: &Discharge, source: &str, faults: &mut Faults) {
    if said.future_support_plan.is_none() {
        let message = "say what helps if support is needed again, and how to come back";
        faults.rule("/future_support_plan", "keyworking_future_support_missing", message, source);
    }
}
