//! What belongs to an area rather than to a person: its settings, its accountable leaders, and its register meetings, one for each example and
//! one that was held and closed.

use super::{Failure, ICB, actor};
use crate::domain::barrier::{self, Leader, NewLeader};
use crate::domain::calendar::Date;
use crate::domain::event::Event;
use crate::domain::id::MeetingId;
use crate::domain::meeting::{self, Agenda, Closure, Meeting, MeetingEntry, NewMeeting, Said};
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::Refusal;
use crate::domain::settings::{self, Settings};
use crate::example;
use crate::store::Store;
use crate::store::commit::{Decision, StreamWrite};
use crate::store::load::{Freshness, Loaded, Subject};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::BTreeSet;
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

fn icb() -> Result<Ods, Failure> {
    Ods::parse(ICB).map_err(|fault| Failure::Example(fault.to_owned()))
}

fn refused(refusal: &Refusal) -> Failure {
    Failure::Example(format!("{refusal:?}"))
}

/// Accountable leaders: the name of the entry, the agency, who, and their role.
const LEADERS: &[(&str, Option<&str>, &str, &str)] = &[
    ("health", Some("health"), "Cass Merrow", "Chief nurse"),
    ("sro", None, "Linnet Ashgrove", "Senior responsible owner"),
];

/// Writes settings, leaders and meetings.
pub(super) async fn make(store: &Store, today: Date) -> Result<(), Failure> {
    let id = Settings::id_of(&icb()?).0;
    let set = settings::set(&Moment { today, id }, icb()?, body(example::body("set_settings"))?);
    write::<Settings>(store, id, None, (set.map_err(|refusal| refused(&refusal))?, Vec::new())).await?;
    for (name, agency, who, role) in LEADERS {
        let leader: NewLeader =
            body(json!({"agency": agency, "who": {"name": who, "role": role}, "from": "2025-04-01"}))?;
        let id = example::id(&format!("{name}/leader"));
        let named = barrier::name_leader(&Moment { today, id }, icb()?, leader).map_err(|refusal| refused(&refusal))?;
        write::<Leader>(store, id, None, (named, Vec::new())).await?;
    }
    for (name, day, person, closed) in MEETINGS {
        let id = example::id(&format!("{name}/meeting"));
        let moment = Moment { today, id };
        let person = match person {
            Some(person) => store.load::<Person>(example::id(person), Freshness::Newest).await?,
            None => None,
        };
        let told = told(id, day, person.as_deref(), *closed, &moment)?;
        write::<Meeting>(store, id, person.as_ref(), told).await?;
    }
    Ok(())
}

/// What a meeting gains, and what the person it discusses does.
fn told(id: Uuid, day: &str, person: Option<&Loaded<Person>>, closed: bool, moment: &Moment) -> Result<Said, Failure> {
    let mut new: NewMeeting = body(example::body("call_meeting"))?;
    new.meets_on = Date::parse(day).map_err(|fault| Failure::Example(fault.to_owned()))?;
    let mut events = meeting::call(moment, icb()?, new).map_err(|refusal| refused(&refusal))?;
    let Some(person) = person else { return Ok((events, Vec::new())) };
    let state =
        |events: &[Event]| Meeting::fold(MeetingId(id), events).ok_or_else(|| Failure::Example("no meeting".into()));
    let agenda: Agenda = body(json!({"people": [person.id]}))?;
    events.extend(
        meeting::set_agenda(&state(&events)?, moment, agenda, &BTreeSet::from([person.id]), &BTreeSet::new())
            .map_err(|refusal| refused(&refusal))?,
    );
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

async fn write<S: Subject>(
    store: &Store,
    id: Uuid,
    person: Option<&Arc<Loaded<Person>>>,
    (facts, of_person): Said,
) -> Result<(), Failure> {
    let (now, actor) = (store.clock().now(), actor(ICB));
    let begun = Loaded::<S>::begin(id, now, &actor, store.packs(), &facts);
    let facts: Vec<Event> = of_person.into_iter().map(|(_, event)| event).collect();
    let gained = person.filter(|_| !facts.is_empty()).map(|p| p.with(now, &actor, store.packs(), &facts).1);
    let streams: Vec<StreamWrite> = begun.map(|(_, write)| write).into_iter().chain(gained).collect();
    Ok(store.commit(Decision { actor, streams, key: None }).await?)
}
