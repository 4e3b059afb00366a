//! Transfers between ICBs (domain §5): in the community a person moves to another ICB's register only by a transfer that the
//! responsible ICB proposes and the other one accepts, so that no clock stops between. A transfer is a record of its own with
//! the identity it is about: the other ICB learns what it needs to decide, and reaches the person only once it has accepted.

mod decision;
mod request;

pub use decision::{Answered, accept, propose, refuse, withdraw};
pub use request::{Acceptance, Proposal, TransferRefusal, TransferWithdrawal};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{Event, TransferAccepted, TransferProposed, TransferRefused, TransferWithdrawn};
use crate::domain::id::TransferId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::person::PersonDetails;
use crate::domain::text::Line;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// Where a transfer stands.
    TransferStatus {
        Proposed = "proposed", "Proposed; the other ICB has not answered";
        Accepted = "accepted", "Accepted; the other ICB is responsible";
        Refused = "refused", "Refused by the other ICB";
        Withdrawn = "withdrawn", "Withdrawn by the ICB that proposed it";
    }
    /// Why another ICB is asked to take a person on.
    TransferReason {
        NewHome = "new_home", "The person moves home";
        NewPlacement = "new_placement", "The person moves to another placement";
        GpPractice = "gp_practice", "The person registers with a GP practice of the other area";
        Other = "other", "Another reason, in the note or the handover";
    }
    /// Which way a transfer goes, for whoever asks.
    Direction {
        In = "in", "To the organisation that asks";
        Out = "out", "From the organisation that asks";
    }
}

/// Who a transfer is about, as far as the other ICB needs it to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferIdentity {
    /// NHS number; null where none is known.
    pub nhs_number: Option<NhsNumber>,
    /// Family name.
    pub family_name: Line,
    /// Given name.
    pub given_name: Line,
    /// Date of birth.
    pub date_of_birth: Date,
}

impl From<&PersonDetails> for TransferIdentity {
    fn from(details: &PersonDetails) -> Self {
        Self {
            nhs_number: details.nhs_number.clone(),
            family_name: details.family_name.clone(),
            given_name: details.given_name.clone(),
            date_of_birth: details.date_of_birth,
        }
    }
}

/// How a transfer was answered or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Accepted.
    Accepted(TransferAccepted),
    /// Refused.
    Refused(TransferRefused),
    /// Withdrawn.
    Withdrawn(TransferWithdrawn),
}

/// Everything known of one transfer: the fold of its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The transfer.
    pub id: TransferId,
    /// As it was proposed.
    pub proposed: TransferProposed,
    /// How it ended; open until then.
    pub ending: Option<Ending>,
}

impl Transfer {
    /// Folds a stream. `None` for a stream that does not begin with a proposal.
    #[must_use]
    pub fn fold<'a>(id: TransferId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Some(Event::TransferProposed(proposed)) = events.next() else { return None };
        let mut transfer = Self { id, proposed: proposed.clone(), ending: None };
        for event in events {
            transfer.apply(event);
        }
        Some(transfer)
    }

    /// How one fact changes the transfer.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::TransferAccepted(accepted) => self.ending = Some(Ending::Accepted(accepted.clone())),
            Event::TransferRefused(refused) => self.ending = Some(Ending::Refused(refused.clone())),
            Event::TransferWithdrawn(withdrawn) => self.ending = Some(Ending::Withdrawn(withdrawn.clone())),
            _ => {}
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> TransferStatus {
        match self.ending {
            None => TransferStatus::Proposed,
            Some(Ending::Accepted(_)) => TransferStatus::Accepted,
            Some(Ending::Refused(_)) => TransferStatus::Refused,
            Some(Ending::Withdrawn(_)) => TransferStatus::Withdrawn,
        }
    }
}
