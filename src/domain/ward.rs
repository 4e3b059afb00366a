//! Moves between wards, and what becomes known of a spell while it lasts.

use crate::domain::admission::{self, LegalStatus, Security, Setting, Spell, WardKind};
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{AdmissionAmended, Event, WardMoved};
use crate::domain::id::AdmissionId;
use crate::domain::ods::{BedType, Ods};
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// What delays a discharge that could be.
    DelayReason {
        Housing = "housing", "No suitable housing";
        CareProvider = "care_provider", "No care provider, or its staff not in place";
        Funding = "funding", "Funding not agreed";
        EducationPlacement = "education_placement", "No education placement";
        CommunityHealth = "community_health", "Community health services not in place";
        SocialCareAssessment = "social_care_assessment", "Social care assessment not completed";
        Workforce = "workforce", "Not enough trained staff";
        Legal = "legal", "A court, a tribunal or the Ministry of Justice";
        FamilyOrPersonChoice = "family_or_person_choice", "The person's or the family's choice";
        Other = "other", "Another reason";
    }
    /// A kind of leave from the ward.
    LeaveKind {
        Escorted = "escorted", "Escorted";
        Unescorted = "unescorted", "Unescorted";
        Overnight = "overnight", "Overnight";
        Trial = "trial", "Trial leave towards discharge";
    }
}

/// Leave from the ward; the spell goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// What kind.
    pub kind: LeaveKind,
    /// From when.
    pub from: Date,
    /// Until when, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A move to another ward or hospital without a discharge between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = WardMove, example = json!({"moved_on": "2026-03-10", "provider_ods": "RV9", "ward": "Rowan", "setting": "adult_secure",
    "security": "low", "bed_type_code": "119", "legal_status": "section_3"}))]
pub struct Move {
    /// The London date; within the spell, not in the future.
    pub moved_on: Date,
    /// The provider from then on.
    pub provider_ods: Ods,
    /// The site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Line>,
    /// The ward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ward: Option<Line>,
    /// The kind of ward.
    pub setting: Setting,
    /// Its level of security.
    pub security: Security,
    /// National bed-type code; must agree with setting and security.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bed_type_code: Option<BedType>,
    /// Legal status from then on.
    pub legal_status: LegalStatus,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// Changes to what is known of a spell; members left out stay as they are, `null` takes a value back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields, default)]
#[schema(example = json!({"noted_on": "2026-05-04", "clinically_ready_on": "2026-05-01", "delay_reason": "housing", "section_117": true}))]
pub struct SpellChange {
    /// The London date of the note; today when left out.
    pub noted_on: Option<Date>,
    /// Clinically ready for discharge since; within the spell.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<Date>)]
    pub clinically_ready_on: Option<Option<Date>>,
    /// What delays a discharge that could be.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<DelayReason>)]
    pub delay_reason: Option<Option<DelayReason>>,
    /// The delay in words.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<Prose>)]
    pub delay_note: Option<Option<Prose>>,
    /// Leave from the ward, all of it.
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub leave: Option<Vec<Leave>>,
    /// Entitled to aftercare under section 117.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<bool>)]
    pub section_117: Option<Option<bool>>,
    /// When discharge is expected.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<Date>)]
    pub expected_discharge_on: Option<Option<Date>>,
    /// Legal status from now on.
    pub legal_status: Option<LegalStatus>,
}

/// A member that was given, be it as `null`.
fn said<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

impl WardMoved {
    /// The ward's kind after the move.
    #[must_use]
    pub const fn ward(&self) -> WardKind {
        WardKind { setting: self.setting, security: self.security }
    }
}

impl Spell {
    /// Details as they stand: as last noted or, before any note, as on admission.
    #[must_use]
    pub fn details(&self) -> AdmissionAmended {
        self.amended.clone().unwrap_or_else(|| AdmissionAmended {
            admission_id: self.admitted.admission_id,
            noted_on: self.admitted.admitted_on,
            clinically_ready_on: None,
            delay_reason: None,
            leave: Vec::new(),
            section_117: None,
            expected_discharge_on: self.admitted.expected_discharge_on,
            legal_status: self.moves.last().map_or(self.admitted.legal_status, |m| m.legal_status),
            delay_note: None,
        })
    }

    /// Faults of a day that has to lie within the spell.
    pub fn check_within(&self, day: Date, at: &str, faults: &mut Faults) {
        if day < self.admitted.admitted_on {
            faults.meaning(at, "date_before_admission", "must not lie before the admission");
        }
        if self.ended_on().is_some_and(|end| day > end) {
            faults.meaning(at, "date_after_discharge", "must not lie after the discharge from that spell");
        }
    }
}

/// Records a move. It starts no new first review; an open repeat and an open visit are dated again (§4).
///
/// # Errors
/// No such spell, a day outside it or in the future, a bed type that contradicts the setting.
pub fn transfer(person: &Person, moment: &Moment, id: AdmissionId, change: Move) -> Result<Vec<Event>, Refusal> {
    let spell = person.spell(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    person.check_day(change.moved_on, moment.today, "/moved_on", &mut faults);
    spell.check_within(change.moved_on, "/moved_on", &mut faults);
    admission::check_ward(change.setting, change.security, change.bed_type_code.as_ref(), &mut faults);
    faults.verdict()?;
    Ok(vec![Event::WardMoved(WardMoved {
        admission_id: id,
        moved_on: change.moved_on,
        provider_ods: change.provider_ods,
        setting: change.setting,
        security: change.security,
        bed_type_code: change.bed_type_code,
        legal_status: change.legal_status,
        site: change.site,
        ward: change.ward,
        reason: change.reason,
    })])
}

/// Notes what has become known of a spell: ready for discharge, what delays it, leave, section 117.
///
/// # Errors
/// No such spell, nothing to change, days that cannot be, a delay of somebody who is not ready.
pub fn amend(person: &Person, moment: &Moment, id: AdmissionId, change: SpellChange) -> Result<Vec<Event>, Refusal> {
    let spell = person.spell(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    let before = spell.details();
    let noted_on = change.noted_on.unwrap_or(moment.today);
    let after = AdmissionAmended {
        admission_id: id,
        noted_on,
        clinically_ready_on: change.clinically_ready_on.unwrap_or(before.clinically_ready_on),
        delay_reason: change.delay_reason.unwrap_or(before.delay_reason),
        leave: change.leave.unwrap_or_else(|| before.leave.clone()),
        section_117: change.section_117.unwrap_or(before.section_117),
        expected_discharge_on: change.expected_discharge_on.unwrap_or(before.expected_discharge_on),
        legal_status: change.legal_status.unwrap_or(before.legal_status),
        delay_note: change.delay_note.unwrap_or_else(|| before.delay_note.clone()),
    };
    if (AdmissionAmended { noted_on: before.noted_on, ..after.clone() }) == before {
        faults.meaning("", "nothing_to_change", "give at least one member whose value differs from what is on record");
    }
    person.check_day(noted_on, moment.today, "/noted_on", &mut faults);
    if let Some(ready) = after.clinically_ready_on {
        person.check_day(ready, moment.today, "/clinically_ready_on", &mut faults);
        spell.check_within(ready, "/clinically_ready_on", &mut faults);
    }
    if after.delay_reason.is_some() && after.clinically_ready_on.is_none() {
        faults.meaning(
            "/delay_reason",
            "delay_without_readiness",
            "a discharge is delayed only once the person is clinically ready: give 'clinically_ready_on'",
        );
    }
    if after.expected_discharge_on.is_some_and(|expected| expected < spell.admitted.admitted_on) {
        faults.meaning("/expected_discharge_on", "discharge_before_admission", "must not lie before the admission");
    }
    for (index, leave) in after.leave.iter().enumerate() {
        spell.check_within(leave.from, &format!("/leave/{index}/from"), &mut faults);
        if leave.until.is_some_and(|until| until < leave.from) {
            faults.meaning(
                format!("/leave/{index}/until"),
                "leave_ends_before_it_begins",
                "must not lie before 'from'",
            );
        }
    }
    faults.verdict()?;
    Ok(vec![Event::AdmissionAmended(after)])
}
