//! Who somebody is: what a referrer or the register knows of a person, and people named beside them.

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::{Email, LocalAuthority, Ods, Phone, Postcode};
use crate::domain::refusal::Faults;
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// A condition that brings a person within the register's purpose.
    Condition {
        LearningDisability = "learning_disability", "Learning disability";
        Autism = "autism", "Autism";
    }
    /// How sure the diagnosis is.
    DiagnosisStatus {
        Confirmed = "confirmed", "Confirmed";
        ClinicallyUnderstood = "clinically_understood", "Clinically understood, not formally diagnosed";
        OnPathway = "on_pathway", "On a diagnostic pathway (not enough for keyworking)";
    }
    /// Education, health and care plan.
    Ehcp {
        None = "none", "No plan";
        InAssessment = "in_assessment", "In assessment";
        InPlace = "in_place", "In place";
        Ceased = "ceased", "Ceased";
    }
    /// Why an NHS number is absent.
    NhsNumberAbsent {
        NotKnown = "not_known", "Not known to the referrer";
        NewlyArrived = "newly_arrived", "Newly arrived; none issued yet";
    }
    /// Gender (NHS data dictionary, person stated gender).
    Gender {
        Male = "male", "Male";
        Female = "female", "Female";
        NonBinary = "non_binary", "Non-binary";
        Other = "other", "Other";
        NotStated = "not_stated", "Not stated";
    }
    /// Ethnic category (NHS data dictionary).
    EthnicCategory {
        A = "A", "White – British";
        B = "B", "White – Irish";
        C = "C", "White – any other background";
        D = "D", "Mixed – White and Black Caribbean";
        E = "E", "Mixed – White and Black African";
        F = "F", "Mixed – White and Asian";
        G = "G", "Mixed – any other background";
        H = "H", "Asian or Asian British – Indian";
        J = "J", "Asian or Asian British – Pakistani";
        K = "K", "Asian or Asian British – Bangladeshi";
        L = "L", "Asian or Asian British – any other background";
        M = "M", "Black or Black British – Caribbean";
        N = "N", "Black or Black British – African";
        P = "P", "Black or Black British – any other background";
        R = "R", "Chinese";
        S = "S", "Any other ethnic group";
        Z = "Z", "Not stated";
        NotKnown = "99", "Not known";
    }
    /// A coming change that wants planning (S1).
    TransitionKind {
        School = "school", "Change of school or phase";
        College = "college", "Moving to college or further education";
        AdultServices = "adult_services", "Moving to adult services";
        Home = "home", "Moving home or placement";
        Other = "other", "Another transition";
    }
    /// Why a stay on the register ended.
    EndReason {
        StepDown = "step_down", "Stepped down after Green";
        ConsentWithdrawn = "consent_withdrawn", "Consent withdrawn or refused";
        MovedIcb = "moved_icb", "Moved to another ICB";
        Deceased = "deceased", "Died";
        CriteriaNoLongerMet = "criteria_no_longer_met", "Criteria no longer met";
        EnteredInError = "entered_in_error", "Entered in error";
    }
    /// Which of the two lists a stay is on, by age (S0).
    Register {
        Cyp = "cyp", "Children and young people";
        Adult = "adult", "Adults";
    }
    /// Whether a stay on the register goes on.
    MembershipStatus {
        Active = "active", "On the register";
        Closed = "closed", "No longer on the register";
    }
}

/// Somebody named in a record: a professional, a family member, an attendee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Pat Moss", "role": "DSR lead"}))]
pub struct Named {
    /// Full name.
    pub name: Line,
    /// Role or relation to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
    /// The organisation they act for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_ods: Option<Ods>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

/// Something agreed, with who does it and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreedAction {
    /// What.
    pub text: Prose,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Named>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// A coming transition (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// What changes.
    pub kind: TransitionKind,
    /// When.
    pub date: Date,
}

/// The person as a referrer or the register knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    /// NHS number; may be absent with a reason until the ICB accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Why the NHS number is absent; required when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number_absent: Option<NhsNumberAbsent>,
    /// Family name.
    pub family_name: Line,
    /// Given name.
    pub given_name: Line,
    /// Date of birth: not in the future, at most 120 years ago.
    pub date_of_birth: Date,
    /// One or both of learning disability and autism.
    #[validate(length(min = 1, max = 2))]
    #[schema(min_items = 1, max_items = 2)]
    pub conditions: Vec<Condition>,
    /// How sure the diagnosis is.
    pub diagnosis_status: DiagnosisStatus,
    /// The responsible ICB, to which the referral is addressed.
    pub icb_ods: Ods,
    /// The local authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// The GP practice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gp_practice_ods: Option<Ods>,
    /// Home postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Gender as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Ethnic category, for measuring inequalities (S1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnic_category: Option<EthnicCategory>,
    /// Education, health and care plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ehcp: Option<Ehcp>,
    /// Looked after by a local authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_after: Option<bool>,
    /// Adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<bool>,
    /// A care leaver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care_leaver: Option<bool>,
    /// How the person communicates and is best communicated with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communication_needs: Option<Prose>,
    /// Adjustments that services owe the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasonable_adjustments: Option<Prose>,
    /// Parents and carers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub carers: Vec<Named>,
    /// The person's advocate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advocate: Option<Named>,
    /// Coming transitions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub transitions: Vec<Transition>,
}

impl PersonDetails {
    /// Checks what no single field can: the birth date against today, the NHS number against its reason, doubles.
    pub fn check(&self, today: Date, at: &str, faults: &mut Faults) {
        check_birth(self.date_of_birth, today, &format!("{at}/date_of_birth"), faults);
        match (&self.nhs_number, self.nhs_number_absent) {
            (None, None) => faults.meaning(
                format!("{at}/nhs_number"),
                "nhs_number_missing",
                "give the NHS number, or say in 'nhs_number_absent' why it is absent",
            ),
            (Some(_), Some(_)) => faults.meaning(
                format!("{at}/nhs_number_absent"),
                "nhs_number_not_absent",
                "an NHS number is given; leave the reason for its absence out",
            ),
            _ => {}
        }
        let mut seen = self.conditions.clone();
        seen.sort_unstable();
        seen.dedup();
        if seen.len() < self.conditions.len() {
            faults.meaning(format!("{at}/conditions"), "repeated", "each condition at most once");
        }
    }
}

/// A birth date is not in the future and at most 120 years ago.
pub fn check_birth(born: Date, today: Date, at: &str, faults: &mut Faults) {
    if born > today {
        faults.meaning(at, "date_in_future", "must not lie in the future");
    } else if born.age_on(today) > 120 {
        faults.meaning(at, "date_of_birth_too_early", "must be at most 120 years ago");
    }
}
