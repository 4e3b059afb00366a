//! Telling the local authority that a child stays long in hospital (Children Act 1989, section 85).

use crate::domain::calendar::Date;
use crate::domain::event::{Event, LocalAuthorityNotified};
use crate::domain::id::NotificationId;
use crate::domain::ods::LocalAuthority;
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Reference;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A notification of the local authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLocalAuthorityNotification, example = json!({"notified_on": "2026-02-20", "local_authority": "E06000010", "notified_by": {"name": "Lee Orton", "role": "Responsible commissioner"}}))]
pub struct Notification {
    /// The London date; while in hospital, not in the future.
    pub notified_on: Date,
    /// The authority.
    pub local_authority: LocalAuthority,
    /// Who notified it.
    pub notified_by: Named,
    /// The authority's or the sender's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
}

/// Records a notification about the spell of that day.
///
/// # Errors
/// Not in hospital that day, or days that cannot be.
pub fn notify(person: &Person, moment: &Moment, notification: Notification) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(notification.notified_on, moment.today, "/notified_on", &mut faults);
    let spell = person.spell_on(notification.notified_on);
    if spell.is_none() {
        faults.rule(
            "/notified_on",
            "not_in_hospital",
            "the person was not in hospital on that day: record the admission first",
            "Children Act 1989 s.85: notification of a child accommodated by a health body for three months",
        );
    }
    faults.verdict()?;
    let admission_id = spell.ok_or(Refusal::NotFound)?.admitted.admission_id;
    Ok(vec![Event::LocalAuthorityNotified(LocalAuthorityNotified {
        notification_id: NotificationId(moment.id),
        admission_id,
        notified_on: notification.notified_on,
        local_authority: notification.local_authority,
        notified_by: Some(notification.notified_by),
        reference: notification.reference,
    })])
}
