//! One transfer as the ICB that proposed it and the ICB that is asked see it.

use crate::domain::calendar::Date;
use crate::domain::disclosure::Basis;
use crate::domain::id::{PersonId, TransferId};
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::person::{Named, Person};
use crate::domain::rating::Rag;
use crate::domain::text::Prose;
use crate::domain::transfer::{Direction, Ending, Transfer, TransferIdentity, TransferReason, TransferStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a transfer was answered or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferEnding {
    /// When; of an acceptance the day from which the other ICB is responsible.
    pub ended_on: Date,
    /// Who decided it.
    pub decided_by: Option<Named>,
    /// Why it was refused or withdrawn.
    pub reason: Option<Prose>,
    /// A note with an acceptance; for the ICB that accepted only.
    pub note: Option<Prose>,
}

impl From<&Ending> for TransferEnding {
    fn from(ending: &Ending) -> Self {
        let (ended_on, decided_by, reason, note) = match ending {
            Ending::Accepted(a) => (a.accepted_on, &a.decided_by, &None, &a.note),
            Ending::Refused(r) => (r.refused_on, &r.decided_by, &r.reason, &None),
            Ending::Withdrawn(w) => (w.withdrawn_on, &w.withdrawn_by, &w.reason, &None),
        };
        Self { ended_on, decided_by: decided_by.clone(), reason: reason.clone(), note: note.clone() }
    }
}

/// A transfer of a person that waits for the other ICB's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PendingTransfer {
    /// The transfer.
    pub id: TransferId,
    /// The ICB that is asked.
    pub to_icb_ods: Ods,
    /// Since when.
    pub proposed_on: Date,
}

impl PendingTransfer {
    /// The one that waits, if one does.
    #[must_use]
    pub fn of(person: &Person) -> Option<Self> {
        let pending = person.pending_transfer()?;
        let to_icb_ods = pending.to_icb.clone();
        Some(Self { id: pending.transfer_id, to_icb_ods, proposed_on: pending.proposed_on })
    }
}

/// What is stored of a transfer for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferDocument {
    /// The transfer.
    pub id: TransferId,
    /// Where it stands.
    pub status: TransferStatus,
    /// The ICB that proposed it.
    pub from_icb_ods: Ods,
    /// The ICB that is asked.
    pub to_icb_ods: Ods,
    /// When it was proposed.
    pub proposed_on: Date,
    /// When the person moves, or moved.
    pub moves_on: Date,
    /// Why.
    pub reason: TransferReason,
    /// Who decided to propose it.
    pub decided_by: Option<Named>,
    /// The person's record; for the ICB that is asked null until it has accepted.
    pub person_id: Option<PersonId>,
    /// Who it is about; null for the ICB that was asked once the transfer is refused or withdrawn, and after redaction.
    pub person: Option<TransferIdentity>,
    /// The colour on the day of the proposal; null with the person.
    pub rag: Option<Rag>,
    /// The local authority on that day; null with the person.
    pub local_authority: Option<LocalAuthority>,
    /// What the other ICB should know; null with the person.
    pub handover: Option<Prose>,
    /// The note of the ICB that proposed it, for itself only.
    pub note: Option<Prose>,
    /// How it ended; null while it waits for its answer.
    pub ending: Option<TransferEnding>,
}

/// A transfer between ICBs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Transfer)]
pub struct TransferView {
    /// Grows by one with every fact; the first part of the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Whether it comes to you or leaves you.
    pub direction: Direction,
    /// What is known of it.
    #[serde(flatten)]
    pub transfer: TransferDocument,
    /// Whose record it is about, for the audit of reads; not part of the answer.
    #[serde(skip)]
    pub about: Option<PersonId>,
}

impl TransferDocument {
    /// What to store of a transfer.
    #[must_use]
    pub fn of(transfer: &Transfer) -> Self {
        let proposed = &transfer.proposed;
        Self {
            id: transfer.id,
            status: transfer.status(),
            from_icb_ods: proposed.from_icb.clone(),
            to_icb_ods: proposed.to_icb.clone(),
            proposed_on: proposed.proposed_on,
            moves_on: proposed.moves_on,
            reason: proposed.reason,
            decided_by: proposed.decided_by.clone(),
            person_id: Some(proposed.person_id),
            person: proposed.person.clone(),
            rag: proposed.rag,
            local_authority: proposed.local_authority.clone(),
            handover: proposed.handover.clone(),
            note: proposed.note.clone(),
            ending: transfer.ending.as_ref().map(Into::into),
        }
    }

    /// The transfer as an ICB with this basis sees it. Each keeps its own note. The ICB that is asked sees who the person is while
    /// it has to decide and when it has accepted, and reaches the record only then.
    #[must_use]
    pub fn seen_by(mut self, basis: Basis, version: i64) -> TransferView {
        let about = self.person_id;
        let receives = basis == Basis::ReceivingIcb;
        if receives {
            self.note = None;
            if self.status != TransferStatus::Accepted {
                self.person_id = None;
            }
            if matches!(self.status, TransferStatus::Refused | TransferStatus::Withdrawn) {
                (self.person, self.rag, self.local_authority, self.handover) = (None, None, None, None);
            }
        } else if let Some(ending) = &mut self.ending {
            ending.note = None;
        }
        let direction = if receives { Direction::In } else { Direction::Out };
        TransferView { version, direction, transfer: self, about }
    }
}
