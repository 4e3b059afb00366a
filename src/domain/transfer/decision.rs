//! What may be decided about a transfer.

use super::{Acceptance, Proposal, Transfer, TransferIdentity, TransferRefusal, TransferStatus, TransferWithdrawal};
use crate::domain::calendar::Date;
use crate::domain::consent::ConsentScope;
use crate::domain::event::{
    Event, MembershipClosed, MembershipOpened, TransferAccepted, TransferClosed, TransferOpened, TransferProposed,
    TransferRefused, TransferWithdrawn, Transferred,
};
use crate::domain::id::{MembershipId, TransferId, derived};
use crate::domain::person::{EndReason, Membership, Moment, Person, Register};
use crate::domain::refusal::{Faults, Refusal};

/// What an answer writes: facts of the transfer, and facts of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The transfer's facts.
    pub transfer: Vec<Event>,
    /// The person's facts.
    pub person: Vec<Event>,
}

/// Proposes that another ICB takes a person on.
///
/// # Errors
/// Not on the register, in hospital, consent to be on the register that does not hold, another transfer that waits for its
/// answer, a transfer to oneself, days that cannot be.
pub fn propose(person: &Person, moment: &Moment, proposal: Proposal) -> Result<Answered, Refusal> {
    let mut faults = Faults::default();
    let on = proposal.proposed_on.unwrap_or(moment.today);
    person.check_day(on, moment.today, "/proposed_on", &mut faults);
    person.check_alive(proposal.moves_on, "/moves_on", &mut faults);
    if person.born().is_some_and(|born| proposal.moves_on < born) {
        faults.meaning("/moves_on", "date_before_birth", "must not lie before the date of birth");
    }
    if proposal.to_icb_ods == person.icb {
        faults.meaning("/to_icb_ods", "transfer_to_itself", "must name another ICB than the one that is responsible");
    }
    let stay = check_may_move(person, on, "/proposed_on", &mut faults);
    if person.pending_transfer().is_some() {
        faults.rule(
            "",
            "transfer_pending",
            "a transfer of this person waits for its answer: withdraw it before you propose another",
            "I: one ICB at a time is asked",
        );
    }
    faults.verdict()?;
    let transfer_id = TransferId(moment.id);
    let opened = TransferOpened { transfer_id, proposed_on: on, to_icb: proposal.to_icb_ods.clone() };
    let proposed = TransferProposed {
        proposed_on: on,
        person_id: person.id,
        from_icb: person.icb.clone(),
        to_icb: proposal.to_icb_ods,
        moves_on: proposal.moves_on,
        reason: proposal.reason,
        rag: stay.and_then(|stay| person.rag_on(stay, on)),
        local_authority: person.local_authority.clone(),
        person: person.details.as_ref().map(TransferIdentity::from),
        handover: proposal.handover,
        note: proposal.note,
        decided_by: Some(proposal.decided_by),
    };
    Ok(Answered { transfer: vec![Event::TransferProposed(proposed)], person: vec![Event::TransferOpened(opened)] })
}

/// Takes a person on: the stay on the register goes on with the ICB that accepts, and so does everything that runs.
///
/// # Errors
/// A transfer that was answered, not on the register any more, in hospital by now, consent that does not hold, days that cannot
/// be.
pub fn accept(
    transfer: &Transfer,
    person: &Person,
    moment: &Moment,
    acceptance: Acceptance,
) -> Result<Answered, Refusal> {
    let mut faults = Faults::default();
    let on = acceptance.accepted_on;
    check_open(transfer, &mut faults);
    check_step(transfer, on, moment.today, "/accepted_on", &mut faults);
    person.check_alive(on, "/accepted_on", &mut faults);
    if on < transfer.proposed.moves_on {
        faults.meaning(
            "/accepted_on",
            "before_the_move",
            "must not lie before the day on which the person moves; if that day has changed, ask for a new proposal",
        );
    }
    if let Some(last) = person.acted_until.filter(|last| on < *last) {
        faults.meaning(
            "/accepted_on",
            "acted_since",
            format!("something was done for the person on {last} by the ICB that was responsible: choose that day or a later one"),
        );
    }
    if person.handed_over().any(|day| day == on) {
        faults.meaning(
            "/accepted_on",
            "transferred_that_day",
            "the person came by a transfer on that day: choose a later one",
        );
    }
    let stay = check_may_move(person, on, "/accepted_on", &mut faults);
    faults.verdict()?;
    let stay = stay.ok_or(Refusal::NotFound)?;
    let (from_icb, to_icb) = (person.icb.clone(), transfer.proposed.to_icb.clone());
    let membership_id = MembershipId(derived(moment.id, "membership"));
    let child = person.born().is_some_and(|born| born.age_on(on) < 18);
    let closed = MembershipClosed {
        membership_id: stay.id(),
        closed_on: on,
        reason: EndReason::MovedIcb,
        decided_by: transfer.proposed.decided_by.clone(),
        note: None,
    };
    let opened = MembershipOpened {
        membership_id,
        opened_on: on,
        icb_ods: to_icb.clone(),
        register: if child { Register::Cyp } else { Register::Adult },
        referral_id: stay.opened.referral_id,
        previous: Some(stay.id()),
        lead_professional: Some(acceptance.lead_professional),
    };
    let accepted = TransferAccepted {
        accepted_on: on,
        membership_id,
        decided_by: Some(acceptance.decided_by),
        note: acceptance.note,
    };
    let transferred = Transferred { transfer_id: transfer.id, transferred_on: on, from_icb, to_icb };
    Ok(Answered {
        transfer: vec![Event::TransferAccepted(accepted)],
        // What the former ICB may read ends with the transfer; whom the new one named is not among it.
        person: vec![Event::MembershipClosed(closed), Event::Transferred(transferred), Event::MembershipOpened(opened)],
    })
}

/// Does not take a person on: nothing changes but that the transfer is answered.
///
/// # Errors
/// A transfer that was answered, days that cannot be.
pub fn refuse(transfer: &Transfer, moment: &Moment, refusal: TransferRefusal) -> Result<Answered, Refusal> {
    let on = refusal.refused_on.unwrap_or(moment.today);
    let refused =
        TransferRefused { refused_on: on, reason: Some(refusal.reason), decided_by: Some(refusal.decided_by) };
    ended(transfer, moment, (on, "/refused_on"), TransferStatus::Refused, Event::TransferRefused(refused))
}

/// Takes a transfer back: the person stays.
///
/// # Errors
/// A transfer that was answered, days that cannot be.
pub fn withdraw(transfer: &Transfer, moment: &Moment, withdrawal: TransferWithdrawal) -> Result<Answered, Refusal> {
    let on = withdrawal.withdrawn_on.unwrap_or(moment.today);
    let withdrawn =
        TransferWithdrawn { withdrawn_on: on, reason: withdrawal.reason, withdrawn_by: Some(withdrawal.withdrawn_by) };
    ended(transfer, moment, (on, "/withdrawn_on"), TransferStatus::Withdrawn, Event::TransferWithdrawn(withdrawn))
}

fn ended(
    transfer: &Transfer,
    moment: &Moment,
    (on, at): (Date, &str),
    outcome: TransferStatus,
    event: Event,
) -> Result<Answered, Refusal> {
    let mut faults = Faults::default();
    check_open(transfer, &mut faults);
    check_step(transfer, on, moment.today, at, &mut faults);
    faults.verdict()?;
    let closed = TransferClosed { transfer_id: transfer.id, closed_on: on, outcome };
    Ok(Answered { transfer: vec![event], person: vec![Event::TransferClosed(closed)] })
}

/// Whether the responsible ICB can change on `day`: somebody on the register, with consent, in the community.
fn check_may_move<'p>(person: &'p Person, day: Date, at: &str, faults: &mut Faults) -> Option<&'p Membership> {
    let stay = person.membership();
    match stay {
        None => faults.rule(
            "",
            "not_on_register",
            "the person is not on the register; nobody takes on a stay that does not go on",
            "I: moving ICB only by transfer of a stay",
        ),
        Some(stay) if day < stay.current().opened_on => {
            faults.meaning(at, "date_before_joining", "must not lie before the person joined the register");
        }
        Some(_) => {}
    }
    if person.consent(ConsentScope::Register).is_none() {
        faults.rule(
            "",
            "no_register_consent",
            "consent to be on the register does not hold; without it nobody is handed on",
            "S4: the register is kept with consent or a recorded best interest decision",
        );
    }
    if person.open_spell().is_some() {
        faults.rule(
            "",
            "in_hospital_keeps_icb",
            "the person is in hospital, and the responsible ICB does not change until they are discharged",
            "I: in hospital the responsible ICB does not change",
        );
    } else if person.spell_on(day).is_some_and(|spell| spell.ended_on() != Some(day)) {
        faults.rule(
            at,
            "in_hospital_keeps_icb",
            "the person was in hospital on that day: choose the day of the discharge or a later one",
            "I: in hospital the responsible ICB does not change",
        );
    }
    stay
}

fn check_open(transfer: &Transfer, faults: &mut Faults) {
    if transfer.status() != TransferStatus::Proposed {
        faults.rule(
            "",
            "transfer_closed",
            format!("this transfer is {}; a new one is needed", transfer.status()),
            "I: a transfer is answered once",
        );
    }
}

fn check_step(transfer: &Transfer, day: Date, today: Date, at: &str, faults: &mut Faults) {
    if day > today {
        faults.meaning(at, "date_in_future", "must not lie in the future");
    }
    if day < transfer.proposed.proposed_on {
        faults.meaning(at, "before_the_proposal", "must not lie before the day the transfer was proposed");
    }
}
