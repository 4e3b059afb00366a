//! An area's settings: a record that every area has, whether or not anything was set.

use super::Call;
use crate::domain::disclosure::Basis;
use crate::domain::refusal::Problem;
use crate::domain::settings::{self, NewSettings, Settings};
use crate::http::problem::HttpError;
use crate::http::reply::Outcome;
use crate::store::load::Loaded;
use std::sync::Arc;

impl Call<'_> {
    /// Sets the settings of the caller's area. Answers what was done and the settings.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn set(&self, new: &NewSettings) -> Result<(Outcome, Arc<Loaded<Settings>>), HttpError> {
        let icb = &self.identity.organisation;
        let id = Settings::id_of(icb).0;
        let done = self.once(async || {
            self.again(async |freshness, moment| {
                let (now, actor, packs) = (self.store.clock().now(), &self.identity.actor, self.store.packs());
                let known = self.load::<Settings>(id, freshness).await?;
                match &known {
                    Some(known) => {
                        self.reached(known, Some(Basis::ResponsibleIcb))?;
                        self.unchanged(known)?;
                    }
                    None => self.unmade()?,
                }
                let events = settings::set(moment, icb.clone(), new.clone())?;
                let (after, write) = match &known {
                    Some(known) => known.with(now, actor, packs, &events),
                    None => Loaded::begin(id, now, actor, packs, &events).ok_or(Problem::Internal)?,
                };
                let done = self.done(id, None, after.version);
                Ok(self.commit(vec![write], done).await?.map(|()| {
                    self.store.keep(&Arc::new(after));
                    done
                }))
            })
            .await
        });
        self.answer(done.await?).await
    }

    /// As it was read: before anything was written, version 0.
    fn unmade(&self) -> Result<(), HttpError> {
        match self.conditions.if_match {
            None if self.guarded => Err(Problem::PreconditionRequired.into()),
            Some(Some(version)) if version != 0 => Err(Problem::Stale.into()),
            _ => Ok(()),
        }
    }
}
