//! Facts about facts: what was recorded wrongly, an NHS number that was another's, and what was taken out of the record.

use crate::domain::calendar::Date;
use crate::domain::correction::FactCorrection;
use crate::domain::id::PersonId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::person::{Named, NhsNumberAbsent};
use crate::domain::text::Prose;

fact! {
    /// Facts were found to have been entered in error, or under a wrong date.
    Corrected, on corrected_on,
    data {
        /// When it was found.
        corrected_on: Date,
        /// What is wrong with which fact.
        facts: Vec<FactCorrection>,
    }
    private {
        /// Why.
        reason: Option<Prose>,
        /// Who decided it.
        corrected_by: Option<Named>,
    }
}

fact! {
    /// The person's NHS number was another one, or none is known.
    NhsNumberCorrected, on corrected_on,
    data {
        /// When it was found.
        corrected_on: Date,
        /// Why there is none.
        nhs_number_absent: Option<NhsNumberAbsent>,
    }
    private {
        /// The number; none also after redaction.
        nhs_number: Option<NhsNumber>,
        /// Why.
        reason: Option<Prose>,
        /// Who decided it.
        corrected_by: Option<Named>,
    }
}

fact! {
    /// Private parts of facts were taken out of the record for good.
    Redacted, on redacted_on,
    data {
        /// When.
        redacted_on: Date,
        /// Of which facts.
        versions: Vec<i64>,
    }
    private {
        /// On what ground.
        reason: Option<Prose>,
        /// Who decided it.
        redacted_by: Option<Named>,
    }
}

fact! {
    /// Another record of the same person was merged into this one; what it told follows as facts of this one.
    Merged, on merged_on,
    data {
        /// When.
        merged_on: Date,
        /// The other record.
        from: PersonId,
        /// The versions of the other record's facts that follow, in the order they follow.
        versions: Vec<i64>,
    }
    private {
        /// Why.
        reason: Option<Prose>,
        /// Who decided it.
        merged_by: Option<Named>,
    }
}

fact! {
    /// This record was merged into another one of the same person.
    MergedInto, on merged_on,
    data {
        /// When.
        merged_on: Date,
        /// The record that goes on.
        into: PersonId,
    }
    private {
        /// Why.
        reason: Option<Prose>,
        /// Who decided it.
        merged_by: Option<Named>,
    }
}
