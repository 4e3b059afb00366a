//! Whose area a caller asks about: an ICB's own, or one whose ICB has named the caller's organisation.

use crate::domain::ods::Ods;
use crate::domain::settings::Role;
use crate::http::auth::{Caller, unnamed};
use crate::http::problem::HttpError;
use crate::store::Store;
use uuid::Uuid;

/// An area that a caller may ask about.
#[derive(Debug, Clone)]
pub struct Area {
    /// Its ICB.
    pub icb: Ods,
    /// Whether it is the caller's own.
    pub own: bool,
}

impl<P> Caller<P> {
    /// The area asked for; without one, the caller's own if it has people, else that of the only ICB that has named the caller as this.
    ///
    /// # Errors
    /// 403 for an area that has not named the caller as this; 422 when several have and none is asked for; 503.
    pub async fn area(&self, store: &Store, role: Role, asked: Option<&Ods>) -> Result<Area, HttpError> {
        let own = &self.identity.organisation;
        let named = store.partnerships(own).await?.into_iter().filter(|p| p.partner.is(role)).map(|p| p.icb_ods);
        let named: Vec<Ods> = named.collect();
        let icb = match (asked, named.as_slice()) {
            (Some(asked), _) if asked == own || named.contains(asked) => asked,
            (Some(_), _) => return Err(unnamed()),
            (None, []) => own,
            // Whoever names an ICB takes nothing from what it asks about its own.
            (None, _) if !store.people_after(own, Uuid::nil(), 1).await?.is_empty() => own,
            (None, [only]) => only,
            (None, _) => {
                let why = "several areas have named your organisation: say which one, by its ICB's code";
                return Err(HttpError::fault("?icb", "area_needed", why));
            }
        };
        Ok(Area { own: icb == own, icb: icb.clone() })
    }
}
