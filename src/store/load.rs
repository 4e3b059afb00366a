//! From facts to states: a stream is folded once and kept; later reads fold only what is new.

use crate::domain::barrier::Leader;
use crate::domain::event::{Event, StreamKind};
use crate::domain::id::{LeaderId, MeetingId, PersonId, ReferralId, SettingsId, TransferId};
use crate::domain::meeting::Meeting;
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::policy::Packs;
use crate::domain::projection::{self, Rows};
use crate::domain::referral::Referral;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::transfer::Transfer;
use crate::store::chain::{Sealed, seal};
use crate::store::commit::{Head, StreamWrite};
use crate::store::sql::sql;
use crate::store::{Actor, Store, StoreError};
use chrono::{DateTime, Utc};
use quick_cache::{Weighter, sync};
use std::sync::Arc;
use uuid::Uuid;

/// What a stream of facts folds to.
pub trait Subject: Clone + Send + Sync + Sized + 'static {
    /// The kind of stream.
    const KIND: StreamKind;
    /// The fold; `None` for facts that do not begin such a stream.
    fn fold(id: Uuid, events: &[Event]) -> Option<Self>;
    /// One more fact.
    fn apply(&mut self, event: &Event);
    /// The rows that follow.
    fn rows(&self, packs: &Packs) -> Rows;
    /// The refusal of whoever writes on a record that has ended; none while it goes on.
    fn ended(&self) -> Option<Refusal> {
        None
    }
    /// Its shelf in the cache.
    fn shelf(cache: &Cache) -> &Shelf<Self>;
}

impl Subject for Person {
    const KIND: StreamKind = StreamKind::Person;
    fn fold(id: Uuid, events: &[Event]) -> Option<Self> {
        Self::fold(PersonId(id), events)
    }
    fn apply(&mut self, event: &Event) {
        Self::apply(self, event);
    }
    fn rows(&self, packs: &Packs) -> Rows {
        projection::of_person(self, packs)
    }
    fn ended(&self) -> Option<Refusal> {
        self.merged()
    }
    fn shelf(cache: &Cache) -> &Shelf<Self> {
        &cache.people
    }
}

impl Subject for Referral {
    const KIND: StreamKind = StreamKind::Referral;
    fn fold(id: Uuid, events: &[Event]) -> Option<Self> {
        Self::fold(ReferralId(id), events)
    }
    fn apply(&mut self, event: &Event) {
        Self::apply(self, event);
    }
    fn rows(&self, packs: &Packs) -> Rows {
        projection::of_referral(self, packs)
    }
    fn shelf(cache: &Cache) -> &Shelf<Self> {
        &cache.referrals
    }
}

impl Subject for Meeting {
    const KIND: StreamKind = StreamKind::Meeting;
    fn fold(id: Uuid, events: &[Event]) -> Option<Self> {
        Self::fold(MeetingId(id), events)
    }
    fn apply(&mut self, event: &Event) {
        Self::apply(self, event);
    }
    fn rows(&self, _: &Packs) -> Rows {
        projection::of_meeting(self)
    }
    fn shelf(cache: &Cache) -> &Shelf<Self> {
        &cache.meetings
    }
}

impl Subject for Leader {
    const KIND: StreamKind = StreamKind::Leader;
    fn fold(id: Uuid, events: &[Event]) -> Option<Self> {
        Self::fold(LeaderId(id), events)
    }
    fn apply(&mut self, event: &Event) {
        Self::apply(self, event);
    }
    fn rows(&self, _: &Packs) -> Rows {
        projection::of_leader(self)
    }
    fn shelf(cache: &Cache) -> &Shelf<Self> {
        &cache.leaders
    }
}

impl Subject for Transfer {
    const KIND: StreamKind = StreamKind::Transfer;
    fn fold(id: Uuid, events: &[Event]) -> Option<Self> {
        Self::fold(TransferId(id), events)
    }
    fn apply(&mut self, event: &Event) {
        Self::apply(self, event);
    }
    fn rows(&self, _: &Packs) -> Rows {
        projection::of_transfer(self)
    }
    fn shelf(cache: &Cache) -> &Shelf<Self> {
        &cache.transfers
    }
}

impl Subject for Settings {
    const KIND: StreamKind = StreamKind::Settings;
    fn fold(id: Uuid, events: &[Event]) -> Option<Self> {
        Self::fold(SettingsId(id), events)
    }
    fn apply(&mut self, event: &Event) {
        Self::apply(self, event);
    }
    fn rows(&self, _: &Packs) -> Rows {
        projection::of_settings(self)
    }
    fn shelf(cache: &Cache) -> &Shelf<Self> {
        &cache.settings
    }
}

/// A folded stream: its state, its rows, and where it ends.
#[derive(Debug)]
pub struct Loaded<S> {
    /// The stream.
    pub id: Uuid,
    /// The state.
    pub state: S,
    /// The rows that follow from it.
    pub rows: Rows,
    /// The last fact's version.
    pub version: i64,
    hash: Vec<u8>,
    recorded_at: DateTime<Utc>,
    bytes: usize,
}

impl<S: Subject> Loaded<S> {
    /// A stream that begins with these facts, and what has to be written; `None` when they do not begin one.
    #[must_use]
    pub fn begin(
        id: Uuid,
        now: DateTime<Utc>,
        actor: &Actor,
        packs: &Packs,
        events: &[Event],
    ) -> Option<(Self, StreamWrite)> {
        let sealed = seal(id, (0, &[]), now, actor, events);
        let state = S::fold(id, events)?;
        let rows = state.rows(packs);
        Some(Self::after(id, state, rows, sealed, None, 0, now))
    }

    /// The stream with further facts, and what has to be written. `recorded_at` never goes back within a stream.
    #[must_use]
    pub fn with(&self, now: DateTime<Utc>, actor: &Actor, packs: &Packs, events: &[Event]) -> (Self, StreamWrite) {
        let now = now.max(self.recorded_at);
        let sealed = seal(self.id, (self.version, &self.hash), now, actor, events);
        let mut state = self.state.clone();
        for event in events {
            state.apply(event);
        }
        let rows = state.rows(packs);
        Self::after(self.id, state, rows, sealed, Some(self), self.bytes, now)
    }

    /// Where the stream ends.
    pub(super) const fn head(&self) -> Head {
        Head { stream_id: self.id, kind: S::KIND, version: self.version, recorded_at: self.recorded_at }
    }

    fn after(
        id: Uuid,
        state: S,
        rows: Rows,
        events: Vec<Sealed>,
        before: Option<&Self>,
        bytes: usize,
        now: DateTime<Utc>,
    ) -> (Self, StreamWrite) {
        let head = events.last();
        let version = head.map_or_else(|| before.map_or(0, |b| b.version), |e| e.version);
        let hash = head.map_or_else(|| before.map(|b| b.hash.clone()).unwrap_or_default(), |e| e.hash.to_vec());
        let grown = events
            .iter()
            .map(|e| e.data.len().saturating_add(e.private.as_ref().map_or(0, |p| p.body.len())))
            .sum::<usize>();
        let write = StreamWrite { rows: rows.since(before.map(|b| &b.rows)), events };
        (Self { id, state, rows, version, hash, recorded_at: now, bytes: bytes.saturating_add(grown) }, write)
    }
}

/// How new a state has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// The newest there is: for answers and refusals.
    Newest,
    /// Whatever is at hand: a decision on an old state is caught when it is written.
    AtHand,
}

/// States at hand, bounded by the size of the facts they were folded from.
pub struct Cache {
    people: Shelf<Person>,
    referrals: Shelf<Referral>,
    meetings: Shelf<Meeting>,
    leaders: Shelf<Leader>,
    transfers: Shelf<Transfer>,
    settings: Shelf<Settings>,
}

/// The states of one kind.
pub type Shelf<S> = sync::Cache<Uuid, Arc<Loaded<S>>, BySize>;

/// Weighs a state by its facts.
#[derive(Debug, Clone)]
pub struct BySize;

impl<S: Subject> Weighter<Uuid, Arc<Loaded<S>>> for BySize {
    fn weight(&self, _: &Uuid, loaded: &Arc<Loaded<S>>) -> u64 {
        u64::try_from(loaded.bytes).unwrap_or(u64::MAX).saturating_add(512)
    }
}

/// Facts, in bytes, whose people are kept folded; their states take about four times as much memory.
const PEOPLE_BYTES: u64 = 48 * 1024 * 1024;
const REFERRAL_BYTES: u64 = 8 * 1024 * 1024;
const MEETING_BYTES: u64 = 2 * 1024 * 1024;

impl Cache {
    pub(super) fn new() -> Self {
        Self {
            people: sync::Cache::with_weighter(10_000, PEOPLE_BYTES, BySize),
            referrals: sync::Cache::with_weighter(4_000, REFERRAL_BYTES, BySize),
            meetings: sync::Cache::with_weighter(200, MEETING_BYTES, BySize),
            leaders: sync::Cache::with_weighter(50, MEETING_BYTES, BySize),
            transfers: sync::Cache::with_weighter(200, MEETING_BYTES, BySize),
            settings: sync::Cache::with_weighter(50, MEETING_BYTES, BySize),
        }
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache(…)")
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    version: i64,
    kind: String,
    schema_no: i64,
    recorded_at: DateTime<Utc>,
    hash: Vec<u8>,
    data: String,
    body: Option<String>,
}

impl Store {
    /// The state of a stream, for the service itself; `None` when there is no such stream of this kind.
    ///
    /// # Errors
    /// The database does not answer, or holds a fact this build cannot read.
    pub async fn load<S: Subject>(&self, id: Uuid, freshness: Freshness) -> Result<Option<Arc<Loaded<S>>>, StoreError> {
        self.loaded(id, freshness, None).await
    }

    /// The state of a stream, for an organisation; `None` also when the database shows it nothing of it. A state at hand is
    /// answered whoever asks: what may be shown of it is the caller's to decide.
    ///
    /// # Errors
    /// The database does not answer, or holds a fact this build cannot read.
    pub async fn load_for<S: Subject>(
        &self,
        organisation: &Ods,
        id: Uuid,
        freshness: Freshness,
    ) -> Result<Option<Arc<Loaded<S>>>, StoreError> {
        self.loaded(id, freshness, Some(organisation)).await
    }

    async fn loaded<S: Subject>(
        &self,
        id: Uuid,
        freshness: Freshness,
        reader: Option<&Ods>,
    ) -> Result<Option<Arc<Loaded<S>>>, StoreError> {
        let held = S::shelf(&self.cache);
        let mut at_hand = held.get(&id);
        if freshness == Freshness::AtHand && at_hand.is_some() {
            return Ok(at_hand);
        }
        let known = at_hand.as_ref().map_or(0, |loaded| loaded.version);
        let mut stored = self.facts_from(id, S::KIND, known, reader).await?;
        if let Some(loaded) = &at_hand {
            // The last fact known is read again: a database that lost it goes on from elsewhere, and so do we.
            if stored.first().is_some_and(|first| first.version == known && first.hash == loaded.hash) {
                stored.remove(0);
            } else {
                stored = self.facts_from(id, S::KIND, 1, reader).await?;
                if stored.is_empty() && reader.is_some() {
                    // Nothing that this organisation may see: for others it stays at hand.
                    return Ok(None);
                }
                held.remove(&id);
                at_hand = None;
            }
        }
        let Some(last) = stored.last() else { return Ok(at_hand) };
        let events = stored
            .iter()
            .map(|s| Event::decode(&s.kind, s.schema_no, &s.data, s.body.as_deref()))
            .collect::<Result<Vec<_>, _>>()?;
        let state = match &at_hand {
            None => S::fold(id, &events),
            Some(loaded) => {
                let mut state = loaded.state.clone();
                for event in &events {
                    state.apply(event);
                }
                Some(state)
            }
        };
        let Some(state) = state else { return Ok(None) };
        let grown =
            stored.iter().map(|s| s.data.len().saturating_add(s.body.as_ref().map_or(0, String::len))).sum::<usize>();
        let loaded = Arc::new(Loaded {
            id,
            rows: state.rows(&self.packs),
            state,
            version: last.version,
            hash: last.hash.clone(),
            recorded_at: last.recorded_at,
            bytes: at_hand.map_or(0, |a| a.bytes).saturating_add(grown),
        });
        self.keep(&loaded);
        Ok(Some(loaded))
    }

    /// Keeps a state at hand, unless a newer one is.
    pub fn keep<S: Subject>(&self, loaded: &Arc<Loaded<S>>) {
        let held = S::shelf(&self.cache);
        if held.peek(&loaded.id).is_none_or(|old| old.version < loaded.version) {
            held.insert(loaded.id, Arc::clone(loaded));
        }
    }

    /// The facts of a stream from a version on. An organisation reads them only where it reads the stream's head, too: a former ICB
    /// reads the history it keeps, which is no state.
    async fn facts_from(
        &self,
        id: Uuid,
        kind: StreamKind,
        version: i64,
        reader: Option<&Ods>,
    ) -> Result<Vec<Stored>, StoreError> {
        let mut reader = match reader {
            Some(organisation) => self.db.reader(organisation).await?,
            None => self.db.own_reader().await?,
        };
        Ok(sql!(all Stored, reader.link(),
            "SELECT e.version, e.kind, e.schema_no, e.recorded_at, e.hash, e.data, p.body
             FROM stream s JOIN event e ON e.stream_id = s.id LEFT JOIN event_private p ON p.stream_id = e.stream_id AND p.version = e.version
             WHERE s.id = $1 AND e.version >= $2 AND e.stream_kind = $3 ORDER BY e.version",
            id, version, kind.code())?)
    }
}
