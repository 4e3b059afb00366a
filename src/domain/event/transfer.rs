//! Facts of a transfer between ICBs: those of the transfer itself, and what of it stands on the person's record.

use crate::domain::calendar::Date;
use crate::domain::id::{MembershipId, PersonId, TransferId};
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::person::Named;
use crate::domain::rating::Rag;
use crate::domain::text::Prose;
use crate::domain::transfer::{TransferIdentity, TransferReason, TransferStatus};

fact! {
    /// The responsible ICB proposed that another takes a person on.
    TransferProposed, on proposed_on,
    data {
        /// When.
        proposed_on: Date,
        /// Whom.
        person_id: PersonId,
        /// The responsible ICB.
        from_icb: Ods,
        /// The ICB that is asked.
        to_icb: Ods,
        /// When the person moves, or moved.
        moves_on: Date,
        /// Why.
        reason: TransferReason,
        /// The colour on that day.
        rag: Option<Rag>,
        /// The local authority on that day.
        local_authority: Option<LocalAuthority>,
    }
    private {
        /// Who the person is, as far as the other ICB needs it to decide.
        person: Option<TransferIdentity>,
        /// What the other ICB should know.
        handover: Option<Prose>,
        /// A note for the record of the ICB that proposes.
        note: Option<Prose>,
        /// Who decided it.
        decided_by: Option<Named>,
    }
}

fact! {
    /// The other ICB took the person on.
    TransferAccepted, on accepted_on,
    data {
        /// From when it is responsible.
        accepted_on: Date,
        /// The stay on its register.
        membership_id: MembershipId,
    }
    private {
        /// Who decided it.
        decided_by: Option<Named>,
        /// A note for the record of the ICB that accepts.
        note: Option<Prose>,
    }
}

fact! {
    /// The other ICB did not take the person on.
    TransferRefused, on refused_on,
    data {
        /// When.
        refused_on: Date,
    }
    private {
        /// Why.
        reason: Option<Prose>,
        /// Who decided it.
        decided_by: Option<Named>,
    }
}

fact! {
    /// The ICB that proposed it took it back.
    TransferWithdrawn, on withdrawn_on,
    data {
        /// When.
        withdrawn_on: Date,
    }
    private {
        /// Why.
        reason: Option<Prose>,
        /// Who withdrew it.
        withdrawn_by: Option<Named>,
    }
}

fact! {
    /// A transfer to another ICB waits for an answer.
    TransferOpened, on proposed_on,
    data {
        /// The transfer.
        transfer_id: TransferId,
        /// Since when.
        proposed_on: Date,
        /// The ICB that is asked.
        to_icb: Ods,
    }
    private {}
}

fact! {
    /// A transfer came to nothing: the responsible ICB stays the same.
    TransferClosed, on closed_on,
    data {
        /// The transfer.
        transfer_id: TransferId,
        /// When.
        closed_on: Date,
        /// Refused or withdrawn.
        outcome: TransferStatus,
    }
    private {}
}

fact! {
    /// Another ICB became responsible. What the former one may read of the history ends with this fact.
    Transferred, on transferred_on,
    data {
        /// The transfer.
        transfer_id: TransferId,
        /// From when.
        transferred_on: Date,
        /// The ICB until then.
        from_icb: Ods,
        /// The ICB from then on.
        to_icb: Ods,
    }
    private {}
}
