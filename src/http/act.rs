//! What every handler that writes does: check reach, decide on a state, commit. No rule of the register is here; what is here
//! is the order of checks (reach 404, then 428/412, then rule) and the loop that decides again when somebody else was first.

mod glass;
mod look;
mod merge;
mod settings;
mod transfer;

pub(crate) use look::basis_of;

use crate::domain::disclosure::Basis;
use crate::domain::event::Event;
use crate::domain::id::{PersonId, ReferralId};
use crate::domain::meeting::{Meeting, Said};
use crate::domain::notice::{self, AdmissionNotice};
use crate::domain::person::{Moment, Person};
use crate::domain::projection::ClaimKind;
use crate::domain::referral::{self, Decision, NewReferral, Referral};
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::settings::Role;
use crate::http::auth::{Caller, Identity};
use crate::http::extract::Conditions;
use crate::http::problem::HttpError;
use crate::http::reply::Outcome;
use crate::store::commit::{self, Failure, StreamWrite};
use crate::store::idempotency::{Done, Kept};
use crate::store::load::{Freshness, Loaded, Subject};
use crate::store::{Store, StoreError};
use std::sync::Arc;
use uuid::Uuid;

/// How often a decision is taken again because another came first.
const ATTEMPTS: u32 = 64;

/// One call that writes.
#[derive(Debug)]
pub struct Call<'c> {
    store: &'c Store,
    identity: &'c Identity,
    conditions: &'c Conditions,
    fingerprint: [u8; 32],
    status: u16,
    guarded: bool,
    mends: bool,
    open_to: Option<Role>,
}

/// A decision on one try: done, or to be taken again on the newest state.
enum Try<T> {
    Done(T),
    Again,
}

impl<P> Caller<P> {
    /// A call on a record within reach; it answers 200.
    #[must_use]
    pub const fn call<'c>(&'c self, store: &'c Store, conditions: &'c Conditions, fingerprint: [u8; 32]) -> Call<'c> {
        Call {
            store,
            identity: &self.identity,
            conditions,
            fingerprint,
            status: 200,
            guarded: false,
            mends: false,
            open_to: None,
        }
    }
}

impl Call<'_> {
    /// A state as the caller's organisation may load it.
    async fn load<S: Subject>(&self, id: Uuid, freshness: Freshness) -> Result<Option<Arc<Loaded<S>>>, StoreError> {
        self.store.load_for(&self.identity.organisation, id, freshness).await
    }

    /// A call that creates something: 201.
    #[must_use]
    pub const fn creates(mut self) -> Self {
        self.status = 201;
        self
    }

    /// A call that is taken in: 202.
    #[must_use]
    pub const fn accepts(mut self) -> Self {
        self.status = 202;
        self
    }

    /// A call whose decision rests on what was read: `If-Match` is required.
    #[must_use]
    pub const fn guarded(mut self) -> Self {
        self.guarded = true;
        self
    }

    /// A call that mends what is on record, also of a record that has ended.
    #[must_use]
    pub const fn mends(mut self) -> Self {
        self.mends = true;
        self
    }

    /// A call that whoever reaches the person as this may make, too.
    #[must_use]
    pub const fn open_to(mut self, role: Role) -> Self {
        self.open_to = Some(role);
        self
    }

    /// Adds facts to one record. Answers what was done and the state afterwards.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn decide<S: Subject>(
        &self,
        id: Uuid,
        basis: Option<Basis>,
        decide: impl Fn(&S, &Moment) -> Result<Vec<Event>, Refusal>,
    ) -> Result<(Outcome, Arc<Loaded<S>>), HttpError> {
        let done = self.once(async || {
            self.again(async |freshness, moment| {
                let loaded = self.load::<S>(id, freshness).await?.ok_or(Problem::NotFound)?;
                let partly = self.admitted(&loaded, basis).await?;
                self.unchanged_as(&loaded, partly)?;
                let events = decide(&loaded.state, moment)?;
                let (after, write) =
                    loaded.with(self.store.clock().now(), &self.identity.actor, self.store.packs(), &events);
                let done = self.done(id, Some(moment.id), after.version);
                Ok(self.commit(vec![write], done).await?.map(|()| {
                    self.store.keep(&Arc::new(after));
                    done
                }))
            })
            .await
        });
        self.answer(done.await?).await
    }

    /// Makes a record of its own. Answers what was done and the record.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn create<S: Subject>(
        &self,
        make: impl Fn(&Moment) -> Result<Vec<Event>, Refusal>,
    ) -> Result<(Outcome, Arc<Loaded<S>>), HttpError> {
        let done = self.once(async || {
            self.again(async |_, moment| {
                let events = make(moment)?;
                let (now, actor) = (self.store.clock().now(), &self.identity.actor);
                let begun = Loaded::<S>::begin(moment.id, now, actor, self.store.packs(), &events);
                let (after, write) = begun.ok_or(Problem::Internal)?;
                let done = self.done(moment.id, None, after.version);
                Ok(self.commit(vec![write], done).await?.map(|()| {
                    self.store.keep(&Arc::new(after));
                    done
                }))
            })
            .await
        });
        self.answer(done.await?).await
    }

    /// Receives a referral. Answers what was done and the referral.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn receive(&self, new: &NewReferral) -> Result<(Outcome, Arc<Loaded<Referral>>), HttpError> {
        let client = &self.identity.actor.client_id;
        self.create(|moment| referral::receive(moment, self.identity.organisation.clone(), client.clone(), new.clone()))
            .await
    }

    /// Adds facts to a meeting and to the records of people it is about, in one commit. `about` says whom: of those out of reach
    /// nothing is written. Answers what was done and the meeting.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn meet(
        &self,
        id: Uuid,
        about: impl Fn(&Meeting) -> Vec<PersonId>,
        decide: impl Fn(&Meeting, &[&Person], &Moment) -> Result<Said, Refusal>,
    ) -> Result<(Outcome, Arc<Loaded<Meeting>>), HttpError> {
        let done = self.once(async || {
            self.again(async |freshness, moment| {
                let loaded = self.load::<Meeting>(id, freshness).await?.ok_or(Problem::NotFound)?;
                self.reached(&loaded, Some(Basis::ResponsibleIcb))?;
                self.unchanged(&loaded)?;
                let people = self.own(about(&loaded.state), freshness).await?;
                let states: Vec<&Person> = people.iter().map(|person| &person.state).collect();
                let (of_meeting, of_people) = decide(&loaded.state, &states, moment)?;
                let (now, actor, packs) = (self.store.clock().now(), &self.identity.actor, self.store.packs());
                let (after, write) = loaded.with(now, actor, packs, &of_meeting);
                let mut writes = vec![write];
                let mut told = Vec::new();
                for (person, event) in of_people {
                    let known = people.iter().find(|known| known.state.id == person).ok_or(Problem::Internal)?;
                    let (state, write) = known.with(now, actor, packs, &[event]);
                    told.push(Arc::new(state));
                    writes.push(write);
                }
                let done = self.done(id, None, after.version);
                Ok(self.commit(writes, done).await?.map(|()| {
                    self.store.keep(&Arc::new(after));
                    for person in &told {
                        self.store.keep(person);
                    }
                    done
                }))
            })
            .await
        });
        self.answer(done.await?).await
    }

    /// Those of these people whom the caller's organisation is responsible for.
    async fn own(&self, ids: Vec<PersonId>, freshness: Freshness) -> Result<Vec<Arc<Loaded<Person>>>, HttpError> {
        let mut people = Vec::new();
        for id in ids {
            let loaded = self.load::<Person>(id.0, freshness).await?;
            let own = |person: &Arc<Loaded<Person>>| {
                basis_of(person, self.identity) == Some(Basis::ResponsibleIcb) && person.state.ended().is_none()
            };
            people.extend(loaded.filter(own));
        }
        Ok(people)
    }

    /// Takes in an admission notice: with the person it concerns, or with somebody new. Answers what was done and nothing of
    /// the person.
    ///
    /// # Errors
    /// Every problem of a write that does not depend on whether the person is known.
    pub async fn notify(&self, notice: &AdmissionNotice) -> Result<Outcome, HttpError> {
        let done = self
            .once(async || self.again(async |freshness, moment| self.noticed(notice, freshness, moment).await).await);
        let (done, replayed) = done.await?;
        Ok(Outcome { done, replayed, version: done.version })
    }

    async fn noticed(
        &self,
        notice: &AdmissionNotice,
        freshness: Freshness,
        moment: &Moment,
    ) -> Result<Try<Done>, HttpError> {
        let store = self.store;
        let known = match &notice.person.nhs_number {
            Some(number) => store.holder(&notice.person.icb_ods, number).await?,
            None => None,
        };
        let known = match known {
            // Whoever tells of an admission need not reach the person, and is told nothing of them.
            Some(id) => store.load::<Person>(id, freshness).await?,
            None => None,
        };
        let state = known.as_ref().map(|known| &known.state);
        let noticed = notice::receive(state, moment, &self.identity.organisation, notice.clone())?;
        let (now, actor, packs) = (store.clock().now(), &self.identity.actor, store.packs());
        let (after, write) = match &known {
            Some(known) => known.with(now, actor, packs, &noticed.events),
            None => Loaded::<Person>::begin(noticed.person_id.0, now, actor, packs, &noticed.events)
                .ok_or(Problem::Internal)?,
        };
        let done = self.done(noticed.person_id.0, Some(moment.id), after.version);
        match self.write(vec![write], done).await {
            // Somebody with this number became known meanwhile: then with them.
            Err(Failure::Taken(..) | Failure::Stale) => Ok(Try::Again),
            Err(failure) => Err(refused(failure)),
            Ok(()) => {
                store.keep(&Arc::new(after));
                Ok(Try::Done(done))
            }
        }
    }

    /// Decides a referral; an acceptance also creates or links its person, in the same commit.
    ///
    /// # Errors
    /// Every problem of a write.
    pub async fn decide_referral(
        &self,
        id: ReferralId,
        decision: &Decision,
    ) -> Result<(Outcome, Arc<Loaded<Referral>>), HttpError> {
        let done = self.once(async || {
            self.again(async |freshness, moment| self.decided(id, decision, freshness, moment).await).await
        });
        self.answer(done.await?).await
    }

    async fn decided(
        &self,
        id: ReferralId,
        decision: &Decision,
        freshness: Freshness,
        moment: &Moment,
    ) -> Result<Try<Done>, HttpError> {
        let store = self.store;
        let loaded = self.load::<Referral>(id.0, freshness).await?.ok_or(Problem::NotFound)?;
        self.reached(&loaded, Some(Basis::ResponsibleIcb))?;
        self.unchanged(&loaded)?;
        let known = self.known(decision.person_id, freshness).await?;
        let decided = referral::decide(
            &loaded.state,
            known.as_ref().map(|k| &k.state),
            &store.packs().criteria(&loaded.state.received.icb_ods, loaded.state.received.received_on),
            moment,
            decision.clone(),
        )?;
        let (now, actor) = (store.clock().now(), &self.identity.actor);
        let (after, write) = loaded.with(now, actor, store.packs(), &decided.referral);
        let mut writes = vec![write];
        let mut person = None;
        if let Some((person_id, events)) = decided.person {
            let (state, write) = match &known {
                Some(known) => known.with(now, actor, store.packs(), &events),
                None => {
                    Loaded::<Person>::begin(person_id.0, now, actor, store.packs(), &events).ok_or(Problem::Internal)?
                }
            };
            person = Some(Arc::new(state));
            writes.push(write);
        }
        let done = self.done(id.0, None, after.version);
        Ok(self.commit(writes, done).await?.map(|()| {
            store.keep(&Arc::new(after));
            if let Some(person) = &person {
                store.keep(person);
            }
            done
        }))
    }

    /// The person a decision links: the caller's own, or a fault that says no more than that it is not.
    async fn known(
        &self,
        person_id: Option<PersonId>,
        freshness: Freshness,
    ) -> Result<Option<Arc<Loaded<Person>>>, HttpError> {
        let Some(id) = person_id else { return Ok(None) };
        let loaded = self.load::<Person>(id.0, freshness).await?;
        let own = loaded.filter(|person| basis_of(person, self.identity) == Some(Basis::ResponsibleIcb));
        own.as_deref().map_or(Ok(()), Self::unended)?;
        own.map(Some)
            .ok_or_else(|| HttpError::fault("/person_id", "person_not_found", "is not a person of your register"))
    }

    /// Lets in whoever sees the whole record, on this basis where one is named, and whom the call is open to. Answers whether the
    /// caller sees a part of it only.
    async fn admitted<S>(&self, loaded: &Loaded<S>, needed: Option<Basis>) -> Result<bool, HttpError> {
        let Some(role) = self.open_to.filter(|_| basis_of(loaded, self.identity).is_none()) else {
            return self.reached(loaded, needed).map(|()| false);
        };
        let acts = self.store.acts_as(loaded.id, &self.identity.organisation, role).await?;
        if acts { Ok(true) } else { Err(Problem::NotFound.into()) }
    }

    fn reached<S>(&self, loaded: &Loaded<S>, needed: Option<Basis>) -> Result<(), HttpError> {
        let basis = basis_of(loaded, self.identity).ok_or(Problem::NotFound)?;
        if needed.is_some_and(|needed| needed != basis) { Err(Problem::NotFound.into()) } else { Ok(()) }
    }

    /// As it was read, and still to be written on.
    fn unchanged<S: Subject>(&self, loaded: &Loaded<S>) -> Result<(), HttpError> {
        self.unchanged_as(loaded, false)
    }

    /// As it was read, and still to be written on. Whoever sees a part only knows no version but 0, and is told of no other: how often
    /// a record changes is not theirs to know, by guessing neither.
    fn unchanged_as<S: Subject>(&self, loaded: &Loaded<S>, partly: bool) -> Result<(), HttpError> {
        let known = if partly { 0 } else { loaded.version };
        match self.conditions.if_match {
            None if self.guarded => Err(Problem::PreconditionRequired.into()),
            Some(Some(version)) if version != known => Err(Problem::Stale.into()),
            _ if self.mends => Ok(()),
            _ => Self::unended(loaded),
        }
    }

    /// Still to be written on.
    fn unended<S: Subject>(loaded: &Loaded<S>) -> Result<(), HttpError> {
        loaded.state.ended().map_or(Ok(()), |refusal| Err(refusal.into()))
    }

    const fn done(&self, subject: Uuid, item: Option<Uuid>, version: i64) -> Done {
        Done { status: self.status, subject, item, version }
    }

    /// Takes a decision until it is written. A state at hand may be old: no refusal rests on it.
    async fn again(
        &self,
        attempt: impl AsyncFn(Freshness, &Moment) -> Result<Try<Done>, HttpError>,
    ) -> Result<Done, HttpError> {
        let mut freshness = Freshness::AtHand;
        for _ in 0..ATTEMPTS {
            let moment = Moment { today: self.store.clock().today(), id: self.store.id() };
            match attempt(freshness, &moment).await {
                Ok(Try::Done(done)) => return Ok(done),
                Err(error) if freshness == Freshness::Newest || error.is_ours() => return Err(error),
                Ok(Try::Again) | Err(_) => freshness = Freshness::Newest,
            }
        }
        Err(Problem::Contended.into())
    }

    async fn commit(&self, streams: Vec<StreamWrite>, done: Done) -> Result<Try<()>, HttpError> {
        match self.write(streams, done).await {
            Ok(()) => Ok(Try::Done(())),
            Err(Failure::Stale) => Ok(Try::Again),
            Err(failure) => Err(refused(failure)),
        }
    }

    async fn write(&self, streams: Vec<StreamWrite>, done: Done) -> Result<(), Failure> {
        let key = self.conditions.key.clone().map(|key| Kept {
            owner: self.identity.actor.owner(),
            key,
            fingerprint: self.fingerprint,
            done,
            created_at: self.store.clock().now(),
        });
        self.store.commit(commit::Decision { actor: self.identity.actor.clone(), streams, key }).await
    }

    /// Makes the call once per key: an earlier outcome is answered again, whatever went wrong meanwhile.
    async fn once(&self, run: impl AsyncFnOnce() -> Result<Done, HttpError>) -> Result<(Done, bool), HttpError> {
        if let Some(done) = self.earlier().await? {
            return Ok((done, true));
        }
        match run().await {
            Ok(done) => Ok((done, false)),
            Err(error) => self.earlier().await?.map_or(Err(error), |done| Ok((done, true))),
        }
    }

    async fn earlier(&self) -> Result<Option<Done>, HttpError> {
        let Some(key) = &self.conditions.key else { return Ok(None) };
        match self.store.kept(&self.identity.organisation, &self.identity.actor.owner(), key).await? {
            Some((fingerprint, _)) if fingerprint != self.fingerprint => Err(Problem::IdempotencyKeyReused.into()),
            found => Ok(found.map(|(_, done)| done)),
        }
    }

    /// The state to answer with, under the caller's present reach.
    async fn answer<S: Subject>(&self, (done, replayed): (Done, bool)) -> Result<(Outcome, Arc<Loaded<S>>), HttpError> {
        // What was done just now is told also to whom it took the person out of reach: a ward that discharged them.
        let loaded = if replayed {
            self.load::<S>(done.subject, Freshness::Newest).await?
        } else {
            self.store.load::<S>(done.subject, Freshness::AtHand).await?
        };
        let loaded = loaded.ok_or(Problem::NotFound)?;
        let whole = basis_of(&loaded, self.identity).is_some();
        if replayed || self.open_to.is_none() {
            self.admitted(&loaded, None).await?;
        }
        Ok((Outcome { done, replayed, version: if whole { loaded.version } else { 0 } }, loaded))
    }
}

/// A failure to write that deciding again does not mend.
fn refused(failure: Failure) -> HttpError {
    match failure {
        Failure::Taken(ClaimKind::ClientReference, id) => Refusal::DuplicateClientReference(ReferralId(id)).into(),
        Failure::Taken(ClaimKind::NhsNumber, id) => Refusal::PersonExists(PersonId(id)).into(),
        // The other call's outcome is found by `once`.
        Failure::Taken(ClaimKind::Observation, _) | Failure::Repeated | Failure::Stale => Problem::Contended.into(),
        Failure::Store(error) => error.into(),
    }
}

impl<T> Try<T> {
    fn map<U>(self, then: impl FnOnce(T) -> U) -> Try<U> {
        match self {
            Self::Done(value) => Try::Done(then(value)),
            Self::Again => Try::Again,
        }
    }
}
