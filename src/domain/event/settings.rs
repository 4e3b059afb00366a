//! Facts of an area's settings.

use crate::domain::calendar::Date;
use crate::domain::ods::Ods;
use crate::domain::settings::{Behalf, Partner, RegisterContact};

fact! {
    /// An ICB set its area's settings, all of them.
    SettingsSet, on set_on,
    data {
        /// When.
        set_on: Date,
        /// Whose area.
        icb_ods: Ods,
        /// Whether reads have to say on whose behalf.
        on_behalf_of: Behalf,
    }
    private {
        /// Whom to ask about the register.
        register_contact: Option<RegisterContact>,
        /// Which organisations may act as what: with what people call them.
        partners: Vec<Partner>,
    }
}
