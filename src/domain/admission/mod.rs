//! Spells in hospital: admission and discharge.

mod decision;

pub(crate) use decision::check_ward;
pub use decision::{admit, discharge};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::{FactKind, FactRef};
use crate::domain::event::{AdmissionAmended, Admitted, Discharged, WardMoved};
use crate::domain::ods::{BedType, Ods};
use crate::domain::person::Named;
use crate::domain::rating::Rag;
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// The kind of ward.
    Setting {
        Tier4 = "tier4", "Tier 4: specialist child and adolescent mental-health inpatient unit";
        AdultAcute = "adult_acute", "Adult acute";
        AdultPicu = "adult_picu", "Adult psychiatric intensive care";
        AdultLearningDisability = "adult_learning_disability", "Adult learning disability";
        AdultRehabilitation = "adult_rehabilitation", "Adult rehabilitation";
        AdultSecure = "adult_secure", "Adult secure";
        AdultOther = "adult_other", "Another adult mental-health ward";
    }
    /// The ward's level of security.
    Security {
        None = "none", "Not secure";
        Low = "low", "Low secure";
        Medium = "medium", "Medium secure";
        High = "high", "High secure";
    }
    /// How the admission came about.
    Urgency {
        Planned = "planned", "Planned";
        Urgent = "urgent", "Urgent";
    }
    /// Legal status under the Mental Health Act.
    LegalStatus {
        Informal = "informal", "Informal (national code 01)";
        Section2 = "section_2", "Section 2 (02)";
        Section3 = "section_3", "Section 3 (03)";
        Section4 = "section_4", "Section 4 (04)";
        Section5_2 = "section_5_2", "Section 5(2) (05)";
        Section5_4 = "section_5_4", "Section 5(4) (06)";
        Section35 = "section_35", "Section 35 (07)";
        Section36 = "section_36", "Section 36 (08)";
        Section37 = "section_37", "Section 37 (10)";
        Section37_41 = "section_37_41", "Section 37 with section 41 restrictions (09)";
        Section38 = "section_38", "Section 38 (12)";
        Section47 = "section_47", "Section 47 (16)";
        Section47_49 = "section_47_49", "Section 47 with section 49 restrictions (15)";
        Section48 = "section_48", "Section 48 (18)";
        Section48_49 = "section_48_49", "Section 48 with section 49 restrictions (17)";
        Section136 = "section_136", "Section 136 (20)";
        Other = "other", "Another power";
    }
    /// A reason for admission.
    AdmissionReason {
        MentalDisorder = "mental_disorder", "Assessment or treatment of a mental disorder";
        HarmToSelf = "harm_to_self", "Risk of harm to self";
        HarmToOthers = "harm_to_others", "Risk of harm to others";
        PlacementBreakdown = "placement_breakdown", "Breakdown of the placement or home";
        Forensic = "forensic", "Forensic or court route";
        StepDown = "step_down", "Step-down from a more secure ward";
        Other = "other", "Another reason";
    }
    /// Who commissions the bed.
    CommissionerKind {
        Icb = "icb", "Integrated care board";
        NhseSpecialised = "nhse_specialised", "NHS England specialised commissioning";
        ProviderCollaborative = "provider_collaborative", "Provider collaborative";
    }
    /// Where the person went on discharge.
    Destination {
        OwnHome = "own_home", "Own or family home";
        SupportedHousing = "supported_housing", "Supported housing or supported living";
        ResidentialCare = "residential_care", "Residential care";
        NursingCare = "nursing_care", "Nursing care";
        FosterCare = "foster_care", "Foster care";
        ResidentialSchool = "residential_school", "Residential school or college";
        OtherHospital = "other_hospital", "A hospital that is not a mental-health hospital";
        Prison = "prison", "Prison or other custody";
        NoFixedAddress = "no_fixed_address", "No fixed address";
        Died = "died", "Died in hospital";
        Other = "other", "Elsewhere";
    }
}

/// The organisation that commissions the bed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Commissioner {
    /// Its ODS code.
    pub ods: Ods,
    /// What kind of commissioner it is.
    pub kind: CommissionerKind,
}

/// An admission to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"admitted_on": "2026-01-06", "provider_ods": "RV9", "site": "Westbourne Unit", "ward": "Willow",
    "setting": "adult_acute", "security": "none", "bed_type_code": "110", "legal_status": "section_2",
    "reasons": ["mental_disorder", "harm_to_self"], "out_of_area": false,
    "responsible_commissioner": {"ods": "QOQ", "kind": "icb"}, "urgency": "urgent",
    "rationale": "Acute risk to self that could not be held at home.",
    "planned_treatment": "Assessment of mood, medication review.",
    "intended_outcomes": ["Mood stable for two weeks", "Sleep restored"], "expected_discharge_on": "2026-03-31"}))]
pub struct Admission {
    /// The London date of admission; not in the future.
    pub admitted_on: Date,
    /// Planned or urgent.
    pub urgency: Urgency,
    /// The provider.
    pub provider_ods: Ods,
    /// The site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Line>,
    /// The ward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ward: Option<Line>,
    /// The kind of ward.
    pub setting: Setting,
    /// Its level of security.
    pub security: Security,
    /// National bed-type code; must agree with setting and security.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bed_type_code: Option<BedType>,
    /// Legal status on admission.
    pub legal_status: LegalStatus,
    /// Reasons for admission.
    #[validate(length(min = 1, max = 7))]
    #[schema(min_items = 1, max_items = 7)]
    pub reasons: Vec<AdmissionReason>,
    /// Why the admission is right (S0 activity 4).
    pub rationale: Prose,
    /// Planned assessment and treatment (S0 activity 4).
    pub planned_treatment: Prose,
    /// Measurable outcomes the admission is for (S0 activity 4).
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub intended_outcomes: Vec<Prose>,
    /// When discharge is expected; not before admission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_discharge_on: Option<Date>,
    /// Whether the bed is out of area.
    pub out_of_area: bool,
    /// Why it is; required then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_area_reason: Option<Prose>,
    /// Who commissions the bed.
    pub responsible_commissioner: Commissioner,
    /// The host commissioner, where another area's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_commissioner_ods: Option<Ods>,
    /// The discharge, for a spell that is recorded after it ended; needed when a later spell is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub discharge: Option<Discharge>,
}

/// A discharge to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"discharged_on": "2026-06-30", "destination": "supported_housing", "rag": "red",
    "rationale": "First weeks in a new home with a new team.", "set_by": {"name": "Pat Moss", "role": "DSR lead"}}))]
pub struct Discharge {
    /// The London date of discharge; not before admission, not in the future.
    pub discharged_on: Date,
    /// Where the person went.
    pub destination: Destination,
    /// The colour after hospital; required while the person is on the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rag: Option<Rag>,
    /// Why this colour; required with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<Prose>,
    /// Who set the colour; required with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<Named>,
    /// Whether a risk is known that nobody manages; must be `false` for Green.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmanaged_risk_identified: Option<bool>,
    /// Who in the multi-disciplinary team manages the risk; required for Green.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub mdt_members: Vec<Named>,
}

/// A spell: continuous time in hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// How it began.
    pub admitted: Admitted,
    /// Moves between wards, by day.
    pub moves: Vec<WardMoved>,
    /// Details as last noted.
    pub amended: Option<AdmissionAmended>,
    /// How it ended, if it has.
    pub discharged: Option<Discharged>,
}

/// A ward's kind: what review and visit clocks depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WardKind {
    /// The kind of ward.
    pub setting: Setting,
    /// Its security.
    pub security: Security,
}

impl Spell {
    /// A spell that begins.
    #[must_use]
    pub const fn new(admitted: Admitted) -> Self {
        Self { admitted, moves: Vec::new(), amended: None, discharged: None }
    }

    /// The ward's kind at the end of `day`; on admission, of the ward admitted to.
    #[must_use]
    pub fn ward_on(&self, day: Date) -> WardKind {
        self.moves.iter().rev().find(|m| m.moved_on <= day).map_or(self.first_ward(), WardMoved::ward)
    }

    /// The ward's kind on admission.
    #[must_use]
    pub const fn first_ward(&self) -> WardKind {
        WardKind { setting: self.admitted.setting, security: self.admitted.security }
    }

    /// The ward's kind now, or at the end.
    #[must_use]
    pub fn last_ward(&self) -> WardKind {
        self.moves.last().map_or(self.first_ward(), WardMoved::ward)
    }

    /// The provider now, or at the end.
    #[must_use]
    pub fn provider(&self) -> &Ods {
        self.moves.last().map_or(&self.admitted.provider_ods, |m| &m.provider_ods)
    }

    /// Admission, as the fact that starts something.
    #[must_use]
    pub const fn admission(&self) -> FactRef {
        FactRef { fact: FactKind::Admission, id: self.admitted.admission_id.0, date: self.admitted.admitted_on }
    }

    /// Discharge, as the fact that ends something.
    #[must_use]
    pub fn discharge(&self) -> Option<FactRef> {
        let fact = |discharged: &Discharged| FactRef {
            fact: if discharged.destination == Destination::Died { FactKind::Death } else { FactKind::Discharge },
            id: self.admitted.admission_id.0,
            date: discharged.discharged_on,
        };
        self.discharged.as_ref().map(fact)
    }

    /// The day of discharge, if any.
    #[must_use]
    pub fn ended_on(&self) -> Option<Date> {
        self.discharged.as_ref().map(|d| d.discharged_on)
    }

    /// What is unusual about the record; none of it stops anything.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        let ward = self.last_ward();
        let icb = self.admitted.responsible_commissioner.kind == CommissionerKind::Icb;
        if icb && (ward.security != Security::None || ward.setting == Setting::Tier4) {
            vec![
                "Secure and Tier 4 beds are usually commissioned by NHS England or a provider collaborative, not by an ICB.",
            ]
        } else {
            Vec::new()
        }
    }

    /// Whether `day` lies between admission and discharge, both included.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.admitted.admitted_on <= day && self.ended_on().is_none_or(|end| day <= end)
    }
}
