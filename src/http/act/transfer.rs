//! Transfers between ICBs: each decision is written on the transfer and on the person, in one commit.

use super::{Call, Try};
use crate::domain::disclosure::Basis;
use crate::domain::id::PersonId;
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::transfer::{self, Answered, Proposal, Transfer};
use crate::http::problem::HttpError;
use crate::http::reply::Outcome;
use crate::store::idempotency::Done;
use crate::store::load::{Freshness, Loaded};
use std::sync::Arc;

impl Call<'_> {
    /// Proposes that another ICB takes a person on. Answers what was done and the transfer.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn propose(
        &self,
        id: PersonId,
        proposal: &Proposal,
    ) -> Result<(Outcome, Arc<Loaded<Transfer>>), HttpError> {
        let done = self.once(async || {
            self.again(async |freshness, moment| {
                let person = self.load::<Person>(id.0, freshness).await?.ok_or(Problem::NotFound)?;
                self.reached(&person, Some(Basis::ResponsibleIcb))?;
                self.unchanged(&person)?;
                let answered = transfer::propose(&person.state, moment, proposal.clone())?;
                self.handed(None, &person, moment, &answered).await
            })
            .await
        });
        self.answer(done.await?).await
    }

    /// Answers or takes back a transfer, as the ICB that reaches it on this basis. Answers what was done and the transfer.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn answer_transfer(
        &self,
        id: uuid::Uuid,
        basis: Basis,
        decide: impl Fn(&Transfer, &Person, &Moment) -> Result<Answered, Refusal>,
    ) -> Result<(Outcome, Arc<Loaded<Transfer>>), HttpError> {
        let done = self.once(async || {
            self.again(async |freshness, moment| {
                let loaded = self.load::<Transfer>(id, freshness).await?.ok_or(Problem::NotFound)?;
                self.reached(&loaded, Some(basis))?;
                self.unchanged(&loaded)?;
                let person = self.moving(&loaded.state, freshness).await?;
                let answered = decide(&loaded.state, &person.state, moment)?;
                self.handed(Some(&loaded), &person, moment, &answered).await
            })
            .await
        });
        self.answer(done.await?).await
    }

    /// The person a transfer is about, whether or not the caller reaches them.
    async fn moving(&self, transfer: &Transfer, freshness: Freshness) -> Result<Arc<Loaded<Person>>, HttpError> {
        let person = self.store.load::<Person>(transfer.proposed.person_id.0, freshness).await?;
        person.ok_or_else(|| Problem::Internal.into())
    }

    /// Writes what was decided on the transfer, which begins if there is none, and on the person.
    async fn handed(
        &self,
        transfer: Option<&Loaded<Transfer>>,
        person: &Loaded<Person>,
        moment: &Moment,
        answered: &Answered,
    ) -> Result<Try<Done>, HttpError> {
        let (now, actor, packs) = (self.store.clock().now(), &self.identity.actor, self.store.packs());
        let (after, write) = match transfer {
            Some(transfer) => transfer.with(now, actor, packs, &answered.transfer),
            None => {
                Loaded::<Transfer>::begin(moment.id, now, actor, packs, &answered.transfer).ok_or(Problem::Internal)?
            }
        };
        let (state, told) = person.with(now, actor, packs, &answered.person);
        let done = self.done(after.id, None, after.version);
        Ok(self.commit(vec![write, told], done).await?.map(|()| {
            self.store.keep(&Arc::new(after));
            self.store.keep(&Arc::new(state));
            done
        }))
    }
}
