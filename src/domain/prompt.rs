//! What wants somebody's attention without being a duty: capacity to consent passes at 16 and 18, and the register says so
//! instead of changing anything by itself (domain §2, Consent).

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::{ConsentBasis, ConsentScope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// What to look at.
    PromptCode {
        ConsentAt16 = "consent_at_16", "The person is 16 and decides about consent; it was given on a basis for younger people";
        ConsentAt18 = "consent_at_18", "The person is 18; parental responsibility has ended, and consent rests on it";
        AdmissionNotice = "admission_notice", "An admission was reported that contradicts what is on record";
        KeyworkingStepDown = "keyworking_step_down", "Green, with a keyworker: consider stepping support down";
        KeyworkingHandOver = "keyworking_hand_over", "26, with a keyworker: hand over to adult services";
        JoinRegister = "join_register", "In hospital and not on the register: seek consent to join";
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Prompt {
    /// What.
    pub code: PromptCode,
    /// Since when.
    pub since: Date,
    /// The consent it concerns.
    pub scope: Option<ConsentScope>,
    /// What to do.
    #[schema(max_length = 300)]
    pub advice: String,
    /// The source.
    #[schema(max_length = 300)]
    pub source: String,
}

/// Whether a consent that holds rests on a basis that the person has outgrown by `today`.
#[must_use]
pub fn outgrown(
    scope: ConsentScope,
    basis: ConsentBasis,
    incapacity_recorded: bool,
    born: Date,
    today: Date,
) -> Option<Prompt> {
    let (sixteen, eighteen) = (born.birthday(16), born.birthday(18));
    let at_16 = Prompt {
        code: PromptCode::ConsentAt16,
        since: sixteen,
        scope: Some(scope),
        advice: "Ask the person, who decides from 16; or record incapacity with a best-interests decision. Until then the consent given stands.".into(),
        source: "Mental Capacity Act 2005, from 16; S4: consent or a recorded best interest decision".into(),
    };
    match basis {
        ConsentBasis::ParentalResponsibility if today >= eighteen => Some(Prompt {
            code: PromptCode::ConsentAt18,
            since: eighteen,
            advice: "Ask the person, or record a best-interests decision, an attorney or a deputy. Until then the consent given stands.".into(),
            source: "I: parental responsibility ends at 18".into(),
            ..at_16
        }),
        ConsentBasis::ParentalResponsibility if today >= sixteen && !incapacity_recorded => Some(at_16),
        ConsentBasis::Gillick if today >= sixteen => Some(at_16),
        _ => None,
    }
}

/// An admission was reported on this day that contradicts what is on record.
#[must_use]
pub fn admission_notice(noticed_on: Date) -> Prompt {
    Prompt {
        code: PromptCode::AdmissionNotice,
        since: noticed_on,
        scope: None,
        advice: "Compare the notice in the history with the admissions on record, and record what is right.".into(),
        source: "S1: admissions are reported to the register".into(),
    }
}

/// In hospital and, since this day, not on the register.
#[must_use]
pub fn join_register(since: Date) -> Prompt {
    Prompt {
        code: PromptCode::JoinRegister,
        since,
        scope: None,
        advice: "Seek consent and a referral, so that the person can join the register, straight to Blue.".into(),
        source: "S1: people admitted who were not on the register are brought to it".into(),
    }
}

/// Green since this day, and the keyworker's support is not being stepped down.
#[must_use]
pub fn keyworking_step_down(since: Date) -> Prompt {
    Prompt {
        code: PromptCode::KeyworkingStepDown,
        since,
        scope: None,
        advice: "Consider a gradual step-down with the family, and explain it to them. Support goes on until then."
            .into(),
        source: "S1: a gradual step-down where appropriate; S2: once goals are met, the service will step down".into(),
    }
}

/// 26 since this day, and keyworking goes on.
#[must_use]
pub fn keyworking_hand_over(since: Date) -> Prompt {
    Prompt {
        code: PromptCode::KeyworkingHandOver,
        since,
        scope: None,
        advice: "Hand over to adult services, record it, and step down. Support goes on until then.".into(),
        source: "S0 §7, S2: keyworking is for young people up to the age of 25".into(),
    }
}
