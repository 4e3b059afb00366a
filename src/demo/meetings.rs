//! Register meetings of the demo: one for each example, and one that was held and closed.

use super::{Failure, ICB, actor};
use crate::domain::calendar::Date;
use crate::domain::event::Event;
use crate::domain::id::{MeetingId, PersonId};
use crate::domain::meeting::{self, Agenda, Closure, Meeting, MeetingEntry, NewMeeting, Said};
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::Refusal;
use crate::example;
use crate::store::Store;
use crate::store::commit::{Decision, StreamWrite};
use crate::store::load::{Freshness, Loaded};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// A meeting of the demo: its name, its day, whom it discusses, whether it is closed.
const MEETINGS: &[(&str, &str, Option<&str>, bool)] = &[
    ("planned", "2026-12-09", None, false),
    ("agenda", "2026-12-09", None, false),
    ("note", "2026-01-13", None, false),
    ("cancel", "2026-12-16", None, false),
    ("close", "2026-01-20", Some("noted/person"), false),
    ("closed", "2025-12-16", Some("discussed/person"), true),
];

fn body<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|fault| Failure::Example(fault.to_string()))
}

fn refused(refusal: &Refusal) -> Failure {
    Failure::Example(format!("{refusal:?}"))
}

/// Writes the meetings.
pub(super) async fn make(store: &Store, today: Date) -> Result<(), Failure> {
    for (name, day, person, closed) in MEETINGS {
        let id = example::id(&format!("{name}/meeting"));
        let moment = Moment { today, id };
        let person = match person {
            Some(person) => store.load::<Person>(example::id(person), Freshness::Newest).await?,
            None => None,
        };
        let told = told(id, day, person.as_deref(), *closed, &moment)?;
        write(store, id, person.as_ref(), told).await?;
    }
    Ok(())
}

/// What a meeting gains, and what the person it discusses does.
fn told(id: Uuid, day: &str, person: Option<&Loaded<Person>>, closed: bool, moment: &Moment) -> Result<Said, Failure> {
    let icb = Ods::parse(ICB).map_err(|fault| Failure::Example(fault.to_owned()))?;
    let mut new: NewMeeting = body(example::body("call_meeting"))?;
    new.meets_on = Date::parse(day).map_err(|fault| Failure::Example(fault.to_owned()))?;
    let mut events = meeting::call(moment, icb, new).map_err(|refusal| refused(&refusal))?;
    let Some(person) = person else { return Ok((events, Vec::new())) };
    let state =
        |events: &[Event]| Meeting::fold(MeetingId(id), events).ok_or_else(|| Failure::Example("no meeting".into()));
    let agenda: Agenda = body(json!({"people": [person.id]}))?;
    events
        .extend(meeting::set_agenda(&state(&events)?, moment, agenda, |_| true).map_err(|refusal| refused(&refusal))?);
    let entry: MeetingEntry = body(example::body("note_meeting_entry"))?;
    let (noted, mut of_person) =
        meeting::note(&state(&events)?, &[&person.state], moment, &entry).map_err(|refusal| refused(&refusal))?;
    events.extend(noted);
    if closed {
        let closure: Closure = body(json!({"next_on": "2026-01-20"}))?;
        let (done, discussed) =
            meeting::close(&state(&events)?, &[&person.state], moment, closure).map_err(|refusal| refused(&refusal))?;
        events.extend(done);
        of_person.extend(discussed);
    }
    Ok((events, of_person))
}

async fn write(
    store: &Store,
    id: Uuid,
    person: Option<&Arc<Loaded<Person>>>,
    (of_meeting, of_person): (Vec<Event>, Vec<(PersonId, Event)>),
) -> Result<(), Failure> {
    let (now, actor) = (store.clock().now(), actor(ICB));
    let begun = Loaded::<Meeting>::begin(id, now, &actor, store.packs(), &of_meeting);
    let facts: Vec<Event> = of_person.into_iter().map(|(_, event)| event).collect();
    let gained = person.filter(|_| !facts.is_empty()).map(|p| p.with(now, &actor, store.packs(), &facts).1);
    let streams: Vec<StreamWrite> = begun.map(|(_, write)| write).into_iter().chain(gained).collect();
    Ok(store.commit(Decision { actor, streams, key: None }).await?)
}
