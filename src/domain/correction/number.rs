//! An NHS number that was another's: it decides whose record this is, so it changes by a call of its own.

use crate::domain::event::{Event, NhsNumberCorrected};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::person::{Moment, Named, NhsNumberAbsent, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Prose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The right NHS number, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"nhs_number": "999 980 0009", "reason": "The number on the referral was the sister's; checked with the practice.",
    "corrected_by": {"name": "Pat Moss", "role": "DSR lead"}}))]
pub struct NumberCorrection {
    /// The right number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Why none is known, in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number_absent: Option<NhsNumberAbsent>,
    /// How the mistake was found.
    pub reason: Prose,
    /// Who decided it.
    pub corrected_by: Named,
}

/// Corrects the person's NHS number.
///
/// # Errors
/// Neither a number nor why there is none, or both; the number on record; a redacted person.
pub fn renumber(person: &Person, moment: &Moment, correction: NumberCorrection) -> Result<Vec<Event>, Refusal> {
    let details = person.details.as_ref().ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    if correction.nhs_number.is_some() == correction.nhs_number_absent.is_some() {
        faults.meaning(
            "/nhs_number",
            "nhs_number_or_reason",
            "give the right number, or in its place why none is known; not both",
        );
    } else if correction.nhs_number == details.nhs_number && correction.nhs_number_absent == details.nhs_number_absent {
        faults.meaning("/nhs_number", "nothing_to_change", "is what is on record");
    }
    faults.verdict()?;
    Ok(vec![Event::NhsNumberCorrected(NhsNumberCorrected {
        corrected_on: moment.today,
        nhs_number_absent: correction.nhs_number_absent,
        nhs_number: correction.nhs_number,
        reason: Some(correction.reason),
        corrected_by: Some(correction.corrected_by),
    })])
}
