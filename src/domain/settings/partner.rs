//! An organisation that an ICB has named, and what it may be.

use super::{RegisterContact, of_area};
use crate::domain::code::codes;
use crate::domain::consent::SharedWith;
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::refusal::Faults;
use crate::domain::text::Line;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// What an organisation may be to people of an area, beside asking for a status.
    Role {
        Provider = "provider", "A provider of inpatient care: reaches its own current inpatients";
        KeyworkerService = "keyworker_service", "A keyworking service: reaches the people assigned to it";
        Reporting = "reporting", "Reads the measures of the area, small numbers suppressed, and nobody's record";
        Auditor = "auditor", "Reads who read and changed what, and nobody's record";
        Emergency = "emergency", "Opens a record in an emergency, for some hours and with a reason; reaches nobody otherwise";
    }
}

/// An organisation and what it may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = Partner)]
pub struct Partner {
    /// The organisation, as its tokens name it.
    pub organisation_ods: Ods,
    /// What people call it.
    pub name: Line,
    /// What it may be to people whose records say so; naming a provider does not make anybody its inpatient.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    pub roles: Vec<Role>,
    /// As what it may ask for a status; each person's consent to information sharing has to cover it, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    pub asks_as: Vec<SharedWith>,
    /// The areas of a local authority that asks: it learns of nobody else's people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub local_authorities: Vec<LocalAuthority>,
}

impl Partner {
    pub(super) fn check(&self, at: &str, faults: &mut Faults) {
        let twice = |count: usize, distinct: usize| distinct < count;
        if self.roles.is_empty() && self.asks_as.is_empty() {
            faults.meaning(at, "partner_is_nothing", "say in 'roles' or 'asks_as' what the organisation may be");
        }
        if twice(self.roles.len(), self.roles.iter().collect::<BTreeSet<_>>().len()) {
            faults.meaning(format!("{at}/roles"), "said_twice", "names a role twice");
        }
        if twice(self.asks_as.len(), self.asks_as.iter().collect::<BTreeSet<_>>().len()) {
            faults.meaning(format!("{at}/asks_as"), "said_twice", "names one twice");
        }
        let area = self.asks_as.iter().any(|asks| of_area(*asks));
        if area && self.local_authorities.is_empty() {
            faults.meaning(
                format!("{at}/local_authorities"),
                "areas_missing",
                "name the areas for which the authority asks",
            );
        }
        if !area && !self.local_authorities.is_empty() {
            faults.meaning(
                format!("{at}/local_authorities"),
                "areas_of_nobody",
                "belong to who asks as 'local_authority_send' or 'social_care'",
            );
        }
    }

    /// Whether it may be this.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether it may ask for a status at all.
    #[must_use]
    pub fn may_ask(&self) -> bool {
        !self.asks_as.is_empty()
    }

    /// As what it may ask about somebody of this area: of its own areas only, where it asks as an authority.
    pub fn asks_about<'p>(&'p self, area: Option<&'p LocalAuthority>) -> impl Iterator<Item = SharedWith> + 'p {
        let own = area.is_some_and(|area| self.local_authorities.contains(area));
        self.asks_as.iter().copied().filter(move |asks| own || !of_area(*asks))
    }
}

/// What an organisation is to one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partnership {
    /// The ICB that named it.
    pub icb_ods: Ods,
    /// What it may be.
    pub partner: Partner,
    /// Whom it asks when in doubt.
    pub register_contact: Option<RegisterContact>,
}
