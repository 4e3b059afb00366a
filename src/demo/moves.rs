//! Transfers between the two ICBs of the demo: one for each example, and one that took place.

use super::{Failure, ICB, OTHER_ICB, actor};
use crate::domain::calendar::Date;
use crate::domain::person::{Moment, Person};
use crate::domain::refusal::Refusal;
use crate::domain::transfer::{self, Acceptance, Answered, Proposal, Transfer};
use crate::example;
use crate::store::Store;
use crate::store::commit::Decision;
use crate::store::load::{Freshness, Loaded};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

/// A transfer of the demo: whose life it is of, from where, to where, and whether it was accepted.
const TRANSFERS: &[(&str, &str, &str, bool)] = &[
    ("stays-after-all", ICB, OTHER_ICB, false),
    ("arrives", OTHER_ICB, ICB, false),
    ("not-ours", OTHER_ICB, ICB, false),
    ("arrived", OTHER_ICB, ICB, true),
];

fn body<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|fault| Failure::Example(fault.to_string()))
}

fn refused(refusal: &Refusal) -> Failure {
    Failure::Example(format!("{refusal:?}"))
}

/// Writes the transfers.
pub(super) async fn make(store: &Store, today: Date) -> Result<(), Failure> {
    for (life, from, to, accepted) in TRANSFERS {
        let id = example::id(&format!("{life}/transfer"));
        let moment = Moment { today, id };
        let missing = || Failure::Example(format!("{life}: nobody moves"));
        let person = store.load::<Person>(example::id(&format!("{life}/person")), Freshness::Newest).await?;
        let person = person.ok_or_else(missing)?;
        let mut proposal = example::body("propose_transfer");
        if let Some(members) = proposal.as_object_mut() {
            members.insert("to_icb_ods".into(), json!(to));
        }
        let proposal: Proposal = body(proposal)?;
        let proposed = transfer::propose(&person.state, &moment, proposal).map_err(|refusal| refused(&refusal))?;
        let (transfer, person) = write(store, from, id, None, &person, &proposed).await?.ok_or_else(missing)?;
        if *accepted {
            let acceptance: Acceptance = body(example::body("accept_transfer"))?;
            let taken = transfer::accept(&transfer.state, &person.state, &moment, acceptance);
            let taken = taken.map_err(|refusal| refused(&refusal))?;
            write(store, to, id, Some(&transfer), &person, &taken).await?;
        }
    }
    Ok(())
}

/// Writes what one ICB decided. Answers the transfer and the person after it.
async fn write(
    store: &Store,
    by: &str,
    id: Uuid,
    transfer: Option<&Loaded<Transfer>>,
    person: &Loaded<Person>,
    answered: &Answered,
) -> Result<Option<(Loaded<Transfer>, Loaded<Person>)>, Failure> {
    let (now, actor, packs) = (store.clock().now(), actor(by), store.packs());
    let written = match transfer {
        Some(transfer) => Some(transfer.with(now, &actor, packs, &answered.transfer)),
        None => Loaded::<Transfer>::begin(id, now, &actor, packs, &answered.transfer),
    };
    let Some((after, of_transfer)) = written else { return Ok(None) };
    let (state, of_person) = person.with(now, &actor, packs, &answered.person);
    store.commit(Decision { actor, streams: vec![of_transfer, of_person], key: None }).await?;
    Ok(Some((after, state)))
}
