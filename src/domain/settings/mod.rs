//! Settings of an area, administered by its ICB: whom to ask about the register, and which other organisations may act as what
//! (domain §6). An organisation that no ICB has named is nothing to the register, whatever its token allows.

mod partner;

pub use partner::{Partner, Partnership, Role};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::SharedWith;
use crate::domain::event::{Event, SettingsSet};
use crate::domain::id::{SettingsId, derived};
use crate::domain::ods::{Email, Ods, Phone};
use crate::domain::person::Moment;
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Line;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What the identifiers of settings are derived from.
const ROOT: Uuid = Uuid::from_u128(0x6d1f_2c90_7a41_5e0b_9c35_0f2e_8b7d_4a16);

codes! {
    /// Whether reads have to say on whose behalf.
    Behalf {
        Optional = "optional", "A system may read without saying for whom";
        Required = "required", "Every read of a person says for whom: in X-On-Behalf-Of, or by a token that is a user's";
    }
}

/// Whom to ask about an area's register: a team, never one person's own number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"team": "Dynamic support register, Humber and North Yorkshire", "email": "register@example.org", "phone": "01632 960010"}))]
pub struct RegisterContact {
    /// The team.
    pub team: Line,
    /// Its e-mail address; it or a telephone number is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Its telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

/// Settings as they are to be from now on: all of them, for what is left out is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSettings, example = json!({
    "register_contact": {"team": "Dynamic support register", "email": "register@example.org", "phone": "01632 960010"},
    "partners": [
        {"organisation_ods": "RV9", "name": "Humber Teaching", "roles": ["provider", "keyworker_service"], "asks_as": ["provider"]},
        {"organisation_ods": "301", "name": "Northfield Council, SEND", "asks_as": ["local_authority_send"], "local_authorities": ["E06000010"]}
    ]
}))]
pub struct NewSettings {
    /// Whom to ask about the register; every organisation that may ask for a status is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register_contact: Option<RegisterContact>,
    /// Which organisations may act as what.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub partners: Vec<Partner>,
    /// Whether reads have to say on whose behalf.
    #[serde(default = "optional")]
    pub on_behalf_of: Behalf,
}

const fn optional() -> Behalf {
    Behalf::Optional
}

/// Settings of one area: the fold of their facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The settings.
    pub id: SettingsId,
    /// As they were last set.
    pub set: SettingsSet,
    /// What people call every organisation that was ever named here, as it was last named: what it did remains.
    names: BTreeMap<Ods, Line>,
}

/// Settings of one area, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsView {
    /// The ICB whose area they are about.
    pub icb_ods: Ods,
    /// Since when they hold; null while nothing was ever set.
    pub set_on: Option<Date>,
    /// Whom to ask about the register; null while nobody is named.
    pub register_contact: Option<RegisterContact>,
    /// Which organisations may act as what.
    #[schema(max_items = 500)]
    pub partners: Vec<Partner>,
    /// Whether reads have to say on whose behalf.
    pub on_behalf_of: Behalf,
}

impl Settings {
    /// The identifier of an area's settings: each area has one.
    #[must_use]
    pub fn id_of(icb: &Ods) -> SettingsId {
        SettingsId(derived(ROOT, icb.as_str()))
    }

    /// Folds a stream. `None` for one of other facts.
    #[must_use]
    pub fn fold<'a>(id: SettingsId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Event::SettingsSet(set) = events.next()? else { return None };
        let mut settings = Self { id, set: set.clone(), names: named(set).collect() };
        for event in events {
            settings.apply(event);
        }
        Some(settings)
    }

    /// How one fact changes them.
    pub fn apply(&mut self, event: &Event) {
        if let Event::SettingsSet(set) = event {
            self.set = set.clone();
            self.names.extend(named(set));
        }
    }

    /// What people call an organisation that is named here, or was.
    #[must_use]
    pub fn name_of(&self, organisation: &str) -> Option<&Line> {
        self.names.iter().find(|(known, _)| known.as_str() == organisation).map(|(_, name)| name)
    }

    /// What each named organisation is to the area.
    #[must_use]
    pub fn partnerships(&self) -> Vec<Partnership> {
        let of = |partner: &Partner| Partnership {
            icb_ods: self.set.icb_ods.clone(),
            partner: partner.clone(),
            register_contact: self.set.register_contact.clone(),
        };
        self.set.partners.iter().map(of).collect()
    }

    /// As shown.
    #[must_use]
    pub fn shown(&self) -> SettingsView {
        SettingsView {
            icb_ods: self.set.icb_ods.clone(),
            set_on: Some(self.set.set_on),
            register_contact: self.set.register_contact.clone(),
            partners: self.set.partners.clone(),
            on_behalf_of: self.set.on_behalf_of,
        }
    }
}

fn named(set: &SettingsSet) -> impl Iterator<Item = (Ods, Line)> + '_ {
    set.partners.iter().map(|partner| (partner.organisation_ods.clone(), partner.name.clone()))
}

impl SettingsView {
    /// Before anything was set: nobody is anything.
    #[must_use]
    pub const fn unset(icb_ods: Ods) -> Self {
        Self { icb_ods, set_on: None, register_contact: None, partners: Vec::new(), on_behalf_of: Behalf::Optional }
    }
}

/// Sets an area's settings. They hold at once: who is no longer named reaches nothing any more.
///
/// # Errors
/// A contact that cannot be reached; an organisation named twice, as nothing, or the ICB itself; a local authority without its
/// area, or an area of somebody who does not ask for one.
pub fn set(moment: &Moment, icb: Ods, new: NewSettings) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    if new.register_contact.as_ref().is_some_and(|contact| contact.email.is_none() && contact.phone.is_none()) {
        faults.meaning("/register_contact", "contact_unreachable", "give an e-mail address or a telephone number");
    }
    let mut seen = BTreeSet::new();
    for (index, partner) in new.partners.iter().enumerate() {
        let at = format!("/partners/{index}");
        if partner.organisation_ods == icb {
            faults.meaning(
                format!("{at}/organisation_ods"),
                "partner_is_icb",
                "is your own; an ICB reaches its register without being named",
            );
        }
        if !seen.insert(&partner.organisation_ods) {
            faults.meaning(
                format!("{at}/organisation_ods"),
                "partner_twice",
                "is named before; give it all its roles in one entry",
            );
        }
        partner.check(&at, &mut faults);
    }
    faults.verdict()?;
    Ok(vec![Event::SettingsSet(SettingsSet {
        set_on: moment.today,
        icb_ods: icb,
        register_contact: new.register_contact,
        partners: new.partners,
        on_behalf_of: new.on_behalf_of,
    })])
}

/// Whether somebody who asks as this asks for the people of areas.
const fn of_area(asks_as: SharedWith) -> bool {
    matches!(asks_as, SharedWith::LocalAuthoritySend | SharedWith::SocialCare)
}
