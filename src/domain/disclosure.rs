//! Who may know of whom: the one source of the `reach` rows that every read joins (domain §6).

use crate::domain::barrier::Leader;
use crate::domain::code::codes;
use crate::domain::meeting::Meeting;
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::referral::Referral;
use crate::domain::settings::Settings;
use crate::domain::transfer::Transfer;

codes! {
    /// Why an organisation reaches a record.
    Basis {
        ResponsibleIcb = "responsible_icb", "The ICB responsible for the person or addressed by the referral";
        Referrer = "referrer", "The organisation whose system sent the referral";
        ProposingIcb = "proposing_icb", "The ICB that proposed the transfer";
        ReceivingIcb = "receiving_icb", "The ICB that the transfer was proposed to";
    }
}

/// An organisation's reach to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Who.
    pub organisation: Ods,
    /// Why.
    pub basis: Basis,
}

fn responsible(icb: &Ods) -> Reach {
    Reach { organisation: icb.clone(), basis: Basis::ResponsibleIcb }
}

/// Who reaches a person: the responsible ICB.
#[must_use]
pub fn of_person(person: &Person) -> Vec<Reach> {
    vec![responsible(&person.icb)]
}

/// How far an ICB that was responsible before may read a person's history: what it did, and nothing since. It is no reach:
/// nothing else of the person is shown to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// Who.
    pub organisation: Ods,
    /// The last version it knows: the transfer's.
    pub until: i64,
}

/// Who keeps what it did: every ICB that was responsible and is no more, up to the last transfer away from it.
#[must_use]
pub fn recalls(person: &Person) -> Vec<Recall> {
    let mut kept: Vec<Recall> = Vec::new();
    for handover in &person.handovers {
        let organisation = &handover.transferred.from_icb;
        kept.retain(|recall| recall.organisation != *organisation);
        kept.push(Recall { organisation: organisation.clone(), until: handover.version });
    }
    kept.retain(|recall| recall.organisation != person.icb);
    kept
}

/// Who reaches a transfer: the ICB that proposed it, and the ICB that is asked.
#[must_use]
pub fn of_transfer(transfer: &Transfer) -> Vec<Reach> {
    let proposed = &transfer.proposed;
    vec![
        Reach { organisation: proposed.from_icb.clone(), basis: Basis::ProposingIcb },
        Reach { organisation: proposed.to_icb.clone(), basis: Basis::ReceivingIcb },
    ]
}

/// Who reaches a referral: the ICB it is addressed to, and the organisation that sent it. An ICB that refers to itself
/// has one reach, as the ICB.
#[must_use]
pub fn of_referral(referral: &Referral) -> Vec<Reach> {
    let icb = responsible(&referral.received.icb_ods);
    let sender = Reach { organisation: referral.received.submitted_ods.clone(), basis: Basis::Referrer };
    if sender.organisation == icb.organisation { vec![icb] } else { vec![icb, sender] }
}

/// Who reaches a meeting: the ICB whose register it is about.
#[must_use]
pub fn of_meeting(meeting: &Meeting) -> Vec<Reach> {
    vec![responsible(&meeting.icb)]
}

/// Who reaches an entry of the accountable leaders: the ICB of the area.
#[must_use]
pub fn of_leader(leader: &Leader) -> Vec<Reach> {
    vec![responsible(&leader.named.icb_ods)]
}

/// Who reaches an area's settings: its ICB.
#[must_use]
pub fn of_settings(settings: &Settings) -> Vec<Reach> {
    vec![responsible(&settings.set.icb_ods)]
}

/// The strongest basis on which `organisation` reaches a record, if any.
#[must_use]
pub fn basis<'r>(reach: impl IntoIterator<Item = &'r Reach>, organisation: &Ods) -> Option<Basis> {
    reach.into_iter().filter(|r| r.organisation == *organisation).map(|r| r.basis).min()
}
