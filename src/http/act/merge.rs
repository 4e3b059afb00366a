//! Two records of one person become one, in one commit.

use super::Call;
use crate::domain::correction::{self, Merge};
use crate::domain::disclosure::Basis;
use crate::domain::id::PersonId;
use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::http::problem::HttpError;
use crate::http::reply::Outcome;
use crate::store::load::Loaded;
use std::sync::Arc;

impl Call<'_> {
    /// Merges another record of the same person into this one. Answers what was done and the person.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn merge(&self, id: PersonId, merge: &Merge) -> Result<(Outcome, Arc<Loaded<Person>>), HttpError> {
        let done = self.once(async || {
            self.again(async |freshness, moment| {
                let person = self.load::<Person>(id.0, freshness).await?.ok_or(Problem::NotFound)?;
                self.reached(&person, Some(Basis::ResponsibleIcb))?;
                self.unchanged(&person)?;
                let other = self.own(vec![merge.duplicate_id], freshness).await?.pop();
                let unknown =
                    || HttpError::fault("/duplicate_id", "person_not_found", "is not a person of your register");
                let other = other.ok_or_else(unknown)?;
                let (now, actor, packs) = (self.store.clock().now(), &self.identity.actor, self.store.packs());
                let (kept, ended) = correction::merge(&person.state, &other.state, moment, packs, merge.clone())?;
                let (after, write) = person.with(now, actor, packs, &kept);
                let (gone, end) = other.with(now, actor, packs, &ended);
                let done = self.done(id.0, None, after.version);
                Ok(self.commit(vec![write, end], done).await?.map(|()| {
                    self.store.keep(&Arc::new(after));
                    self.store.keep(&Arc::new(gone));
                    done
                }))
            })
            .await
        });
        self.answer(done.await?).await
    }
}
