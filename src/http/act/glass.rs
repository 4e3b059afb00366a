//! Opening a record in an emergency: a write by somebody out of reach, and what it shows them.

use super::Call;
use crate::domain::disclosure::IN_EMERGENCY;
use crate::domain::glass::{self, BreakGlass};
use crate::domain::id::GlassId;
use crate::domain::person::Person;
use crate::domain::refusal::Problem;
use crate::domain::view::{OpenedRecord, PersonDocument};
use crate::http::auth::{self, Caller};
use crate::http::extract::{Body, Conditions};
use crate::http::problem::HttpError;
use crate::http::reply::Outcome;
use crate::store::load::Freshness;
use crate::store::status::Found;
use crate::store::{Store, access};
use metrics::counter;
use std::sync::Arc;
use uuid::Uuid;

impl Caller<auth::BreakGlass> {
    /// Opens a record in an emergency: the fact is on record before anything is shown. Whoever may not is told the same as if
    /// there were nobody, after the same work, and that they asked is on record, too. Answers what was done and what is shown.
    ///
    /// # Errors
    /// 422 without a user; 404; every problem of a write.
    pub async fn break_glass(
        &self,
        store: &Store,
        conditions: &Conditions,
        body: &Body<BreakGlass>,
    ) -> Result<(Outcome, OpenedRecord), HttpError> {
        self.identity.demand_user()?;
        let asked = &body.value;
        let found = store.asked_about(&asked.nhs_number, asked.date_of_birth, &self.identity.organisation).await?;
        let call = self.call(store, conditions, body.fingerprint).creates();
        let opened = async {
            let outcome = call.broken(&found, asked).await?;
            let made = GlassId(outcome.done.item.unwrap_or_default());
            Ok((outcome, self.through(store, "break_glass", made).await?))
        };
        let opened: Result<_, HttpError> = opened.await;
        if opened.as_ref().is_err_and(|error| error.is(Problem::NotFound)) {
            let records = found.iter().filter_map(|one| one.id).collect();
            self.saw_of(store, "break_glass", self.identity.purpose, access::NOTHING.to_owned(), records).await?;
        }
        opened
    }

    /// What an opening shows now, with its read audited. The user is named for each look, too.
    ///
    /// # Errors
    /// 422 without a user; 404 when it is not the caller's organisation's, its time is over, or it has ended.
    pub async fn look_through(&self, store: &Store, id: GlassId) -> Result<OpenedRecord, HttpError> {
        self.identity.demand_user()?;
        self.through(store, "read_broken_glass", id).await
    }

    async fn through(&self, store: &Store, operation: &'static str, id: GlassId) -> Result<OpenedRecord, HttpError> {
        let organisation = &self.identity.organisation;
        let (person, asker) = store.glass(id, organisation).await?.ok_or(Problem::NotFound)?;
        let loaded = store.load::<Person>(person.0, Freshness::Newest).await?.ok_or(Problem::NotFound)?;
        let document = PersonDocument::of(&loaded.state, &loaded.rows.deadlines);
        let named = (organisation, asker.as_ref());
        let shown = glass::shows(&loaded.state, &document, id, named, store.clock().now()).ok_or(Problem::NotFound)?;
        self.saw_of(store, operation, self.identity.purpose, access::fields(IN_EMERGENCY), vec![person.0]).await?;
        Ok(OpenedRecord {
            id,
            reason: shown.broken.reason,
            until_at: shown.broken.until_at,
            person: document.on(store.clock().today(), 0, store.packs()).as_far_as(IN_EMERGENCY),
        })
    }
}

impl Call<'_> {
    /// Writes that a record was opened: of the first of these people whose record the caller may open.
    async fn broken(&self, found: &[Found], asked: &BreakGlass) -> Result<Outcome, HttpError> {
        let opens = |one: &&Found| glass::opens(&one.person, one.asker.as_ref());
        let id = found.iter().find(opens).and_then(|one| one.id);
        let done = self.once(async || {
            let id = id.ok_or(Problem::NotFound)?;
            self.again(async |freshness, moment| {
                let person = self.store.load::<Person>(id, freshness).await?.ok_or(Problem::NotFound)?;
                let (now, by) = (self.store.clock().now(), (self.identity.organisation.clone(), self.identity.user()));
                let event = glass::break_glass(moment, now, by, asked);
                let (after, write) = person.with(now, &self.identity.actor, self.store.packs(), &[event]);
                let done = self.done(id, Some(moment.id), 0);
                Ok(self.commit(vec![write], done).await?.map(|()| {
                    self.store.keep(&Arc::new(after));
                    done
                }))
            })
            .await
        });
        let (done, replayed) = done.await?;
        if !replayed {
            announce(done.subject, done.item.unwrap_or_default(), asked);
        }
        Ok(Outcome { done, replayed, version: 0 })
    }
}

/// Tells whoever runs the service that a record was opened: how often, and a line of identifiers.
fn announce(person_id: Uuid, glass_id: Uuid, asked: &BreakGlass) {
    counter!("dsr_break_glass_total", "reason" => asked.reason.code()).increment(1);
    tracing::warn!(%glass_id, %person_id, reason = asked.reason.code(), "a record was opened in an emergency");
}
