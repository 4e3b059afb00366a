//! By which policy packs the register computes, and since when: facts of the register's own stream. A version of a pack
//! that was once in use never comes back with another text.

use crate::domain::event::{Event, PoliciesActivated};
use crate::domain::policy::{Pack, PackIdentity};
use crate::domain::projection::Rows;
use crate::store::chain::seal;
use crate::store::commit::{self, Decision, StreamWrite};
use crate::store::sql::{Link, Tx, sql};
use crate::store::{Actor, Store, StoreError};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The stream of the register itself: there is one in every database.
const REGISTER: Uuid = Uuid::from_u128(1);

#[derive(sqlx::FromRow)]
struct Stored {
    version: i64,
    kind: String,
    schema_no: i64,
    recorded_at: DateTime<Utc>,
    hash: Vec<u8>,
    data: String,
}

/// One activation, and where it stands in the stream.
struct Entry {
    stored: Stored,
    fact: PoliciesActivated,
}

/// Every activation, in order.
#[derive(Debug, Clone)]
pub struct Activations(Vec<(DateTime<Utc>, Vec<PackIdentity>)>);

impl Activations {
    /// Since when, without a break until now, the register computes by this version of a pack; `None` when it does not.
    #[must_use]
    pub fn at(&self, pack: &Pack) -> Option<DateTime<Utc>> {
        let identity = pack.identity();
        let unbroken = self.0.iter().rev().take_while(|(_, packs)| packs.contains(&identity));
        unbroken.last().map(|(at, _)| *at)
    }
}

async fn entries(link: Link<'_>) -> Result<Vec<Entry>, StoreError> {
    let stored = sql!(
        all Stored,
        link,
        "SELECT version, kind, schema_no, recorded_at, hash, data FROM event WHERE stream_id = $1 ORDER BY version",
        REGISTER
    )?;
    let mut entries = Vec::new();
    for stored in stored {
        if let Event::PoliciesActivated(fact) = Event::decode(&stored.kind, stored.schema_no, &stored.data, None)? {
            entries.push(Entry { stored, fact });
        }
    }
    Ok(entries)
}

impl Store {
    /// By which packs the register has computed since when.
    ///
    /// # Errors
    /// The database does not answer, or holds a fact this build cannot read.
    pub async fn activated(&self) -> Result<Activations, StoreError> {
        let mut reader = self.db.own_reader().await?;
        let entries = entries(reader.link()).await?;
        Ok(Activations(entries.into_iter().map(|entry| (entry.stored.recorded_at, entry.fact.packs)).collect()))
    }

    /// Refuses packs of which a version was in use with another text.
    pub(super) async fn refuse_changed_packs(&self) -> Result<(), StoreError> {
        let known = self.activated().await?;
        let known: Vec<&PackIdentity> = known.0.iter().flat_map(|(_, packs)| packs).collect();
        let changed = |pack: &&Pack| {
            known.iter().any(|k| k.id == pack.id && k.version == pack.version && k.digest != pack.digest)
        };
        match self.packs.all().find(changed) {
            Some(pack) => Err(StoreError::PackChanged(pack.id.clone(), pack.version.clone())),
            None => Ok(()),
        }
    }

    /// Records by which packs the register computes from now on, unless it does already. The caller holds the lock on the
    /// row that names the packs, so that no other process does the same meanwhile.
    pub(super) async fn activate(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let packs: Vec<PackIdentity> = self.packs.all().map(Pack::identity).collect();
        let entries = entries(tx.link()).await?;
        let last = entries.last();
        if last.is_some_and(|entry| entry.fact.packs == packs) {
            return Ok(());
        }
        let now = self.clock.now();
        let now = last.map_or(now, |entry| entry.stored.recorded_at.max(now));
        let after = last.map_or((0, &[][..]), |entry| (entry.stored.version, entry.stored.hash.as_slice()));
        let actor = Actor {
            client_id: "dsr".into(),
            subject: "dsr".into(),
            organisation: "dsr".into(),
            request_id: self.id().to_string(),
        };
        let fact = Event::PoliciesActivated(PoliciesActivated { activated_on: self.clock.today(), packs });
        let events = seal(REGISTER, after, now, &actor, &[fact]);
        let streams = vec![StreamWrite { events, rows: Rows::default() }];
        let decision = Decision { actor, streams, key: None };
        if commit::within(tx, &decision, self.packs.digest()).await? {
            Ok(())
        } else {
            Err(StoreError::RebuildRequired)
        }
    }
}
