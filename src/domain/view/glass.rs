//! A record that was opened in an emergency: as the ICB is told of it, and as whoever opened it sees it.

use crate::domain::calendar::Date;
use crate::domain::glass::{Glass, GlassFinding, GlassReason, GlassStatus};
use crate::domain::id::{GlassId, PersonId};
use crate::domain::ods::Ods;
use crate::domain::text::{Line, Prose};
use crate::domain::view::{PersonDocument, PersonView};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the ICB found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BrokenGlassFinding)]
pub struct FindingView {
    /// When.
    pub reviewed_on: Date,
    /// What.
    pub finding: GlassFinding,
    /// How; null after redaction.
    pub note: Option<Prose>,
}

/// A record that was opened in an emergency, as the responsible ICB is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BrokenGlass)]
pub struct GlassView {
    /// This opening.
    pub id: GlassId,
    /// Whose record.
    pub person_id: PersonId,
    /// Whether it can still be read by it.
    pub status: GlassStatus,
    /// The organisation that opened it.
    pub organisation_ods: Ods,
    /// The user there, as their system names them; null after redaction.
    pub user: Option<Line>,
    /// What kind of emergency.
    pub reason: GlassReason,
    /// What the emergency was; null after redaction.
    pub rationale: Option<Prose>,
    /// On which London day it was opened.
    pub broken_on: Date,
    /// When it was opened, in UTC.
    pub broken_at: DateTime<Utc>,
    /// Until when it may be read, in UTC.
    pub until_at: DateTime<Utc>,
    /// What your ICB, or the ICB before, found of it; null while nobody has looked.
    pub review: Option<FindingView>,
}

impl GlassView {
    /// What is stored of an opening of this person.
    #[must_use]
    pub fn of(person: &PersonDocument, glass: &Glass) -> Self {
        let broken = &glass.broken;
        Self {
            id: broken.glass_id,
            person_id: person.id(),
            status: glass.status(person),
            organisation_ods: broken.organisation_ods.clone(),
            user: broken.user.clone(),
            reason: broken.reason,
            rationale: broken.rationale.clone(),
            broken_on: broken.broken_on,
            broken_at: broken.broken_at,
            until_at: broken.until_at,
            review: glass.reviewed.as_ref().map(|reviewed| FindingView {
                reviewed_on: reviewed.reviewed_on,
                finding: reviewed.finding,
                note: reviewed.note.clone(),
            }),
        }
    }

    /// As it stands at this instant.
    #[must_use]
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        if self.until_at <= now {
            self.status = GlassStatus::Ended;
        }
        self
    }
}

/// A person's record, opened in an emergency, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenedRecord {
    /// This opening.
    pub id: GlassId,
    /// In what kind of emergency.
    pub reason: GlassReason,
    /// Until when it may be read, in UTC.
    pub until_at: DateTime<Utc>,
    /// The person. `shown` says which groups of fields: never the history. The addresses in `links` open nothing to you.
    pub person: PersonView,
}
