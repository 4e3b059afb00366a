//! Records that were opened in an emergency: one that the ICB has looked into, one that waits for that, and one for the examples,
//! opened by the demo's own ICB on the register of the other, which has named it.

use super::{Failure, ICB, OTHER_ICB, actor};
use crate::domain::calendar::Date;
use crate::domain::event::Event;
use crate::domain::glass::{self, BreakGlass, GlassReview};
use crate::domain::id::GlassId;
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::Refusal;
use crate::domain::settings::{self, NewSettings, Settings};
use crate::example;
use crate::store::commit::Decision;
use crate::store::load::{Freshness, Loaded};
use crate::store::{Actor, Store};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

/// The ambulance service of the demo's settings.
const AMBULANCE: &str = "8HQ02";

/// An opening of the demo: whose record, by whom, for how many hours, and whether the ICB has looked into it.
const OPENED: &[(&str, &str, i64, bool)] =
    &[("found safe", AMBULANCE, 4, true), ("in distress", AMBULANCE, 24, false), ("far from home", ICB, 24, false)];

fn body<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|fault| Failure::Example(fault.to_string()))
}

fn refused(refusal: &Refusal) -> Failure {
    Failure::Example(format!("{refusal:?}"))
}

fn ods(code: &str) -> Result<Ods, Failure> {
    Ods::parse(code).map_err(|fault| Failure::Example(fault.to_owned()))
}

/// Whoever opens a record names the user.
fn user(organisation: &str) -> Actor {
    Actor { subject: "n.pine".into(), ..actor(organisation) }
}

/// Writes the other ICB's settings and the openings.
pub(super) async fn make(store: &Store, today: Date) -> Result<(), Failure> {
    let id = Settings::id_of(&ods(OTHER_ICB)?).0;
    let named: NewSettings =
        body(json!({"partners": [{"organisation_ods": ICB, "name": "Neighbours on call", "roles": ["emergency"]}]}))?;
    let set = settings::set(&Moment { today, id }, ods(OTHER_ICB)?, named).map_err(|refusal| refused(&refusal))?;
    let begun = Loaded::<Settings>::begin(id, store.clock().now(), &actor(OTHER_ICB), store.packs(), &set);
    let streams = begun.map(|(_, write)| write).into_iter().collect();
    store.commit(Decision { actor: actor(OTHER_ICB), streams, key: None }).await?;
    for (life, by, hours, reviewed) in OPENED {
        let moment = Moment { today, id: example::id(&format!("{life}/glass")) };
        let asked: BreakGlass = body(asked(*hours))?;
        let by_user = user(by);
        let broken = glass::break_glass(&moment, store.clock().now(), (ods(by)?, Some(&by_user.subject)), &asked);
        let person = example::id(&format!("{life}/person"));
        let opened = write(store, &by_user, person, &[broken]).await?;
        if *reviewed {
            let found: GlassReview = body(example::body("review_broken_glass"))?;
            let events = glass::review(&opened.state, &moment, GlassId(moment.id), &found);
            write(store, &actor(ICB), person, &events.map_err(|refusal| refused(&refusal))?).await?;
        }
    }
    Ok(())
}

/// The example's question for so many hours.
fn asked(hours: i64) -> Value {
    let mut asked = example::body("break_glass");
    if let Some(members) = asked.as_object_mut() {
        members.insert("hours".into(), json!(hours));
    }
    asked
}

async fn write(store: &Store, by: &Actor, id: Uuid, events: &[Event]) -> Result<Loaded<Person>, Failure> {
    let person = store.load::<Person>(id, Freshness::Newest).await?;
    let person = person.ok_or_else(|| Failure::Example("nobody whose record is opened".into()))?;
    let (after, write) = person.with(store.clock().now(), by, store.packs(), events);
    store.commit(Decision { actor: by.clone(), streams: vec![write], key: None }).await?;
    Ok(after)
}
