//! Facts of opening a record in an emergency, by somebody who does not reach it.

use crate::domain::calendar::Date;
use crate::domain::glass::{GlassFinding, GlassReason};
use crate::domain::id::GlassId;
use crate::domain::ods::Ods;
use crate::domain::text::{Line, Prose};
use chrono::{DateTime, Utc};

fact! {
    /// The record was opened in an emergency.
    GlassBroken, on broken_on,
    data {
        /// This opening.
        glass_id: GlassId,
        /// On which London day.
        broken_on: Date,
        /// When, in UTC.
        broken_at: DateTime<Utc>,
        /// Until when it may be read, in UTC, to the second.
        until_at: DateTime<Utc>,
        /// The organisation that opened it.
        organisation_ods: Ods,
        /// What kind of emergency.
        reason: GlassReason,
    }
    private {
        /// The user there, as their system names them.
        user: Option<Line>,
        /// What the emergency was.
        rationale: Option<Prose>,
    }
}

fact! {
    /// The responsible ICB looked into an emergency opening.
    GlassReviewed, on reviewed_on,
    data {
        /// The opening.
        glass_id: GlassId,
        /// When.
        reviewed_on: Date,
        /// What was found.
        finding: GlassFinding,
    }
    private {
        /// How it was found.
        note: Option<Prose>,
    }
}
