//! What callers send about transfers.

use super::TransferReason;
use crate::domain::calendar::Date;
use crate::domain::ods::Ods;
use crate::domain::person::Named;
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A transfer to be proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TransferProposal, example = json!({"to_icb_ods": "QF7", "moves_on": "2026-03-02", "proposed_on": "2026-02-16", "reason": "new_home",
    "decided_by": {"name": "Pat Moss", "role": "DSR lead"},
    "handover": "Moves to the family of an aunt. Evenings are hardest; the crisis plan of January works.",
    "note": "Agreed with the community team by telephone."}))]
pub struct Proposal {
    /// The ICB that is asked to take the person on.
    pub to_icb_ods: Ods,
    /// The London date on which the person moves, or moved; it may lie ahead.
    pub moves_on: Date,
    /// The London date of the proposal; today when left out; not before joining, not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_on: Option<Date>,
    /// Why.
    pub reason: TransferReason,
    /// Who decided it.
    pub decided_by: Named,
    /// What the other ICB should know; it reads this before it decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Prose>,
    /// A note for your own record; the other ICB never reads it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
}

/// A transfer accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TransferAcceptance, example = json!({"accepted_on": "2026-03-02", "decided_by": {"name": "Ines Holt", "role": "DSR lead"},
    "lead_professional": {"name": "Noor Lane", "role": "Community learning disability nurse"}, "note": "First visit agreed for the same week."}))]
pub struct Acceptance {
    /// The London date from which you are responsible; not before the person moves, not in the future.
    pub accepted_on: Date,
    /// Who decided it.
    pub decided_by: Named,
    /// The person's lead professional from now on.
    pub lead_professional: Named,
    /// A note for your own record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
}

/// A transfer refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refused_on": "2026-02-20", "reason": "The new address lies in another area.",
    "decided_by": {"name": "Ines Holt", "role": "DSR lead"}}))]
pub struct TransferRefusal {
    /// The London date; today when left out; not before the proposal, not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_on: Option<Date>,
    /// Why; the ICB that proposed it reads this.
    pub reason: Prose,
    /// Who decided it.
    pub decided_by: Named,
}

/// A transfer taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"withdrawn_on": "2026-02-20", "withdrawn_by": {"name": "Pat Moss", "role": "DSR lead"},
    "reason": "The family stays after all."}))]
pub struct TransferWithdrawal {
    /// The London date; today when left out; not before the proposal, not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<Date>,
    /// Who withdraws it.
    pub withdrawn_by: Named,
    /// Why; the other ICB reads this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}
