//! Admission notices: an ICB or a ward reports that somebody was admitted, on the register or not (S1). The answer never tells
//! whether the person is known.

use crate::domain::admission::{self, Admission};
use crate::domain::event::{AdmissionNoticed, Event, PersonCreated};
use crate::domain::id::{AdmissionId, NoticeId, PersonId, derived};
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Named, Person, PersonDetails};
use crate::domain::refusal::{Faults, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A report that somebody was admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reported_by": {"name": "Kit Rowe", "role": "Ward manager", "organisation_ods": "RV9"},
    "person": {"nhs_number": "999 100 0038", "family_name": "Brook", "given_name": "Jude", "date_of_birth": "2009-04-02", "conditions": ["autism"],
        "diagnosis_status": "confirmed", "icb_ods": "QOQ", "local_authority": "E06000010"},
    "admission": {"admitted_on": "2026-01-06", "provider_ods": "RV9", "ward": "Fern", "setting": "tier4", "security": "none", "legal_status": "informal",
        "reasons": ["mental_disorder"], "out_of_area": false, "responsible_commissioner": {"ods": "RXX", "kind": "provider_collaborative"}, "urgency": "urgent",
        "rationale": "Could not be kept safe at home.", "planned_treatment": "Assessment.", "intended_outcomes": ["Eating regularly"]}}))]
pub struct AdmissionNotice {
    /// Who reports it.
    pub reported_by: Named,
    /// The person as you know them; `icb_ods` is the ICB that is told.
    #[validate(nested)]
    pub person: PersonDetails,
    /// The admission.
    #[validate(nested)]
    pub admission: Admission,
}

/// What a notice becomes: the person it concerns, known or new, and their facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// The person.
    pub person_id: PersonId,
    /// Their facts; they begin a stream when the person was not known.
    pub events: Vec<Event>,
}

/// Receives a notice. For somebody known the spell is recorded with them; where it contradicts what is on record only the notice
/// is, and the ICB is prompted. Somebody unknown becomes known, off the register: the spell runs its clocks from its true
/// date, and consent and joining can follow.
///
/// # Errors
/// What is wrong with the notice itself, the same for known and unknown: dates, the ward, the identity, somebody else's to
/// report.
pub fn receive(
    known: Option<&Person>,
    moment: &Moment,
    reporter: &Ods,
    notice: AdmissionNotice,
) -> Result<Noticed, Refusal> {
    let AdmissionNotice { reported_by, person: details, admission } = notice;
    let mut faults = Faults::default();
    details.check(moment.today, "/person", &mut faults);
    if *reporter != details.icb_ods && *reporter != admission.provider_ods {
        faults.meaning(
            "/admission/provider_ods",
            "not_yours_to_report",
            "an admission is reported by the provider or by the person's ICB; neither is your organisation",
        );
    }
    if admission.discharge.is_some() {
        faults.meaning(
            "/admission/discharge",
            "discharge_in_a_notice",
            "a notice reports an admission; the discharge, and the colour that follows it, are the ICB's to record",
        );
    }
    faults.verdict()?;
    let created = Event::PersonCreated(PersonCreated {
        known_since: admission.admitted_on,
        icb_ods: details.icb_ods.clone(),
        local_authority: details.local_authority.clone(),
        conditions: details.conditions.clone(),
        referral_id: None,
        person: Some(details),
    });
    let person_id = PersonId(derived(moment.id, "person"));
    let alone = Person::fold(person_id, [&created]).ok_or(Refusal::NotFound)?;
    let spell = Moment { id: derived(moment.id, "admission"), ..*moment };
    let admitted =
        admission::admit(&alone, &spell, admission.clone()).map_err(|refusal| refusal.placed("/admission"))?;
    let noticed = |admission_id: Option<AdmissionId>| {
        Event::AdmissionNoticed(AdmissionNoticed {
            notice_id: NoticeId(moment.id),
            noticed_on: moment.today,
            reported_by_ods: reporter.clone(),
            admitted_on: admission.admitted_on,
            provider_ods: admission.provider_ods.clone(),
            setting: admission.setting,
            security: admission.security,
            admission_id,
            reported_by: Some(reported_by.clone()),
        })
    };
    let new = AdmissionId(spell.id);
    let Some(person) = known else {
        let events = [created, noticed(Some(new))].into_iter().chain(admitted).collect();
        return Ok(Noticed { person_id, events });
    };
    let same = person
        .spells
        .iter()
        .find(|s| s.admitted.admitted_on == admission.admitted_on && s.admitted.provider_ods == admission.provider_ods);
    // Another date of birth under the same number: perhaps another person. Somebody has to look first.
    let theirs = person.born().is_none_or(|born| alone.born() == Some(born));
    let same = same.filter(|_| theirs);
    let events = match (same, admission::admit(person, &spell, admission.clone())) {
        _ if !theirs => vec![noticed(None)],
        (Some(spell), _) => vec![noticed(Some(spell.admitted.admission_id))],
        (None, Ok(admitted)) => std::iter::once(noticed(Some(new))).chain(admitted).collect(),
        (None, Err(_)) => vec![noticed(None)],
    };
    Ok(Noticed { person_id: person.id, events })
}
