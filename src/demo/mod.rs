//! The demo register: about 140 fictional people of two ICBs, with overdue and met duties, and one record for each example of
//! the contract. It is written by the same decisions and the same commit as a request's, under identifiers derived from
//! names, so that every making gives the same ones.

mod area;
mod crowd;
mod glass;
mod identity;
mod life;
mod moves;
mod place;
mod plots;
mod prefilled;

pub use life::Untold;
pub use place::{Place, place};

use crate::domain::calendar::Date;
use crate::domain::event::Event;
use crate::domain::person::Person;
use crate::domain::referral::Referral;
use crate::store::commit::{self, StreamWrite};
use crate::store::load::{Loaded, Subject};
use crate::store::{Actor, Store, StoreError};
use life::{Facts, Life};
use uuid::Uuid;

/// The ICB of most of the people, for whom the examples are written.
pub const ICB: &str = "QOQ";

/// The other ICB.
pub const OTHER_ICB: &str = "QF7";

/// An organisation that refers and has wards.
pub const PROVIDER: &str = "RV9";

/// The client that recorded everything.
const CLIENT: &str = "demo";

/// How many lives are written at once.
const TOGETHER: usize = 8;

/// The days on which a demo register can be made: what the examples tell has happened by the first, and on the last nobody in
/// them is older than people become.
#[must_use]
pub fn days() -> Option<(Date, Date)> {
    Date::parse("2026-11-22").ok().zip(Date::parse("2069-12-31").ok())
}

/// Why a demo register could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The register refused a step.
    #[error(transparent)]
    Untold(#[from] Untold),
    /// An example is not what the register takes.
    #[error("the demo register cannot be made: {0}")]
    Example(String),
    /// It could not be read.
    #[error("the demo register cannot be read: {0}")]
    Unread(#[from] StoreError),
    /// It could not be written.
    #[error("the demo register cannot be written: {0}")]
    Unwritten(#[from] commit::Failure),
}

/// Makes the demo register in an empty one, as of the store's today; `told` hears how many lives of how many are written.
///
/// # Errors
/// The register refuses a step, as on a day outside [`days`], or does not write.
pub async fn make(store: &Store, mut told: impl FnMut(usize, usize)) -> Result<(), Failure> {
    let today = store.clock().today();
    let lives: Vec<Life> = prefilled::lives().into_iter().chain(crowd::lives(today)).collect();
    let mut written = 0;
    told(written, lives.len());
    for some in lives.chunks(TOGETHER) {
        let facts =
            some.iter().map(|life| Ok((life, life.told(store.packs(), today)?))).collect::<Result<Vec<_>, Untold>>()?;
        write(store, &facts).await?;
        written = written.saturating_add(some.len());
        told(written, lives.len());
    }
    area::make(store, today).await?;
    moves::make(store, today).await?;
    glass::make(store, today).await
}

/// Writes lives: what each sender sent by that sender, everything else by the ICB.
async fn write(store: &Store, lives: &[(&Life, Facts)]) -> Result<(), commit::Failure> {
    let mut rest: Vec<(Actor, StreamWrite)> = Vec::new();
    let mut sent: Vec<(Actor, StreamWrite)> = Vec::new();
    for (life, facts) in lives {
        let (sender, icb) = (actor(life.sender), actor(life.icb));
        if let Some((received, write)) = begun::<Referral>(store, &sender, life.id("referral"), &facts.received) {
            sent.push((sender, write));
            if !facts.decided.is_empty() {
                let (_, write) = received.with(store.clock().now(), &icb, store.packs(), &facts.decided);
                rest.push((icb.clone(), write));
            }
        }
        let person = begun::<Person>(store, &icb, facts.person_id, &facts.person);
        rest.extend(person.map(|(_, write)| (icb, write)));
    }
    for writes in [sent, rest] {
        for (actor, streams) in by_actor(writes) {
            store.commit(commit::Decision { actor, streams, key: None }).await?;
        }
    }
    Ok(())
}

fn by_actor(writes: Vec<(Actor, StreamWrite)>) -> Vec<(Actor, Vec<StreamWrite>)> {
    let mut grouped: Vec<(Actor, Vec<StreamWrite>)> = Vec::new();
    for (actor, write) in writes {
        match grouped.iter_mut().find(|(known, _)| *known == actor) {
            Some((_, streams)) => streams.push(write),
            None => grouped.push((actor, vec![write])),
        }
    }
    grouped
}

fn begun<S: Subject>(store: &Store, actor: &Actor, id: Uuid, events: &[Event]) -> Option<(Loaded<S>, StreamWrite)> {
    Loaded::<S>::begin(id, store.clock().now(), actor, store.packs(), events)
}

fn actor(organisation: &str) -> Actor {
    Actor {
        client_id: CLIENT.to_owned(),
        subject: CLIENT.to_owned(),
        organisation: organisation.to_owned(),
        request_id: CLIENT.to_owned(),
    }
}
