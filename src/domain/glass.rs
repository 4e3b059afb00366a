//! Breaking the glass (domain §6): somebody with a duty of care has a person in front of them in an emergency, and no reach to
//! the record. They open it for some hours, with a reason, and the responsible ICB is told. No reach comes of it: the record stands
//! in no list, search or filter of theirs, and what is shown of it ends by itself. I: our own reading of "reason required,
//! specially audited, announced".

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{Event, GlassBroken, GlassReviewed};
use crate::domain::id::GlassId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::Refusal;
use crate::domain::settings::{Partnership, Role};
use crate::domain::text::{Line, Prose};
use crate::domain::view::PersonDocument;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// In what kind of emergency a record is opened.
    GlassReason {
        RiskToLife = "risk_to_life", "The person's life, or somebody else's, is at risk";
        EmergencyDetention = "emergency_detention", "The person is held, or about to be, under the Mental Health Act in an emergency";
        EmergencyDepartment = "emergency_department", "The person is in an emergency department or an ambulance";
        MissingPerson = "missing_person", "The person is missing";
        Safeguarding = "safeguarding", "The person, or somebody else, has to be kept safe from harm now";
        LossOfCapacity = "loss_of_capacity", "The person cannot say what help they need, and it cannot wait";
    }
    /// Whether a record that was opened in an emergency can still be read by it.
    GlassStatus {
        Open = "open", "It can be read until its time is over";
        Ended = "ended", "It can be read no more: its time is over, the ICB ended it, or the record is no longer what it was";
    }
    /// What the responsible ICB found of an emergency opening.
    GlassFinding {
        Justified = "justified", "It was right to open the record";
        NotJustified = "not_justified", "It was not right to open the record; nothing more is shown by it";
    }
}

/// Opens a person's record in an emergency. Nothing of it is ever part of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"nhs_number": "999 100 0011", "date_of_birth": "1990-05-14", "reason": "emergency_department",
    "rationale": "Brought in by ambulance at night, distressed and not speaking; nobody with him who knows him.", "hours": 4}))]
pub struct BreakGlass {
    /// NHS number.
    pub nhs_number: NhsNumber,
    /// Date of birth; it has to agree.
    pub date_of_birth: Date,
    /// What kind of emergency.
    pub reason: GlassReason,
    /// What the emergency is, and why it cannot wait for the ICB. The ICB reads it.
    pub rationale: Prose,
    /// For how many hours the record is needed.
    #[serde(default = "four")]
    #[validate(range(min = 1, max = 24))]
    #[schema(minimum = 1, maximum = 24, default = 4)]
    pub hours: i64,
}

const fn four() -> i64 {
    4
}

/// What the ICB found of an emergency opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"finding": "justified", "note": "Spoke to the consultant on duty; they needed his communication passport and found it by the keyworker."}))]
pub struct GlassReview {
    /// What was found. `not_justified` ends it at once.
    pub finding: GlassFinding,
    /// How it was found, and what follows.
    pub note: Prose,
}

/// One emergency opening, by the facts on a person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glass {
    /// How it was opened.
    pub broken: GlassBroken,
    /// What the ICB found last.
    pub reviewed: Option<GlassReviewed>,
    /// Whether a finding or another ICB ended it.
    pub closed: bool,
}

impl Glass {
    /// Whether it can still be read by whoever opened it, as far as the facts say and but for the hour.
    #[must_use]
    pub fn status(&self, person: &PersonDocument) -> GlassStatus {
        if self.closed || !person.goes_on() { GlassStatus::Ended } else { GlassStatus::Open }
    }
}

impl Person {
    /// One emergency opening.
    #[must_use]
    pub fn glass(&self, id: GlassId) -> Option<&Glass> {
        self.glasses.iter().find(|glass| glass.broken.glass_id == id)
    }

    /// What was opened under an ICB ends when another is responsible: it has its own settings, and its own people to ask.
    pub(super) fn close_glasses(&mut self) {
        self.glasses.iter_mut().for_each(|glass| glass.closed = true);
    }

    /// How a fact changes what was opened.
    pub(super) fn change_glass(&mut self, event: &Event) {
        match event {
            Event::GlassBroken(broken) => {
                self.glasses.push(Glass { broken: broken.clone(), reviewed: None, closed: false });
            }
            Event::GlassReviewed(reviewed) => {
                let opened = self.glasses.iter_mut().find(|glass| glass.broken.glass_id == reviewed.glass_id);
                if let Some(glass) = opened {
                    glass.closed |= reviewed.finding == GlassFinding::NotJustified;
                    glass.reviewed = Some(reviewed.clone());
                }
            }
            _ => {}
        }
    }
}

/// Whether somebody's record may be opened in an emergency by who is this to their area: the responsible ICB names them for it, and
/// the record says something of today. Who has died, whose record was merged, and who is neither on the register nor in hospital
/// is as unknown as anybody else: consent to the register that was withdrawn ends this, too.
#[must_use]
pub fn opens(person: &PersonDocument, asker: Option<&Partnership>) -> bool {
    asker.is_some_and(|partnership| partnership.partner.is(Role::Emergency)) && person.goes_on()
}

/// Opens a record in an emergency, now, for who may: see [`opens`].
#[must_use]
pub fn break_glass(
    moment: &Moment,
    now: DateTime<Utc>,
    (organisation_ods, user): (Ods, Option<&str>),
    asked: &BreakGlass,
) -> Event {
    Event::GlassBroken(GlassBroken {
        glass_id: GlassId(moment.id),
        broken_on: moment.today,
        broken_at: now,
        until_at: ends_at(now, asked.hours),
        organisation_ods,
        reason: asked.reason,
        user: user.and_then(|user| Line::parse(user).ok()),
        rationale: Some(asked.rationale.clone()),
    })
}

/// When so many hours are over, to the second.
fn ends_at(now: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    TimeDelta::try_hours(hours).and_then(|time| now.checked_add_signed(time)).unwrap_or(now).trunc_subsecs(0)
}

/// The opening that shows the person at this instant to this organisation, if it still does: it is theirs, its time is not over,
/// nothing ended it, and the ICB still names them.
#[must_use]
pub fn shows<'p>(
    person: &'p Person,
    document: &PersonDocument,
    id: GlassId,
    (organisation, asker): (&Ods, Option<&Partnership>),
    now: DateTime<Utc>,
) -> Option<&'p Glass> {
    let own = |glass: &&Glass| glass.broken.organisation_ods == *organisation && now < glass.broken.until_at;
    let lasting = |glass: &&Glass| glass.status(document) == GlassStatus::Open;
    person.glass(id).filter(own).filter(lasting).filter(|_| opens(document, asker))
}

/// Records what the responsible ICB found of an emergency opening. A later finding stands in place of an earlier one; what one has
/// ended stays ended.
///
/// # Errors
/// No such opening of this person.
pub fn review(person: &Person, moment: &Moment, id: GlassId, found: &GlassReview) -> Result<Vec<Event>, Refusal> {
    person.glass(id).ok_or(Refusal::NotFound)?;
    Ok(vec![Event::GlassReviewed(GlassReviewed {
        glass_id: id,
        reviewed_on: moment.today,
        finding: found.finding,
        note: Some(found.note.clone()),
    })])
}
