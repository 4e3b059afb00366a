//! The decision on a referral: only where an area sets a time for it (L).

use crate::domain::duty::{Deadline, Duty, FactKind, FactRef};
use crate::domain::id::PersonId;
use crate::domain::policy::{Case, Packs};
use crate::domain::referral::Referral;

/// The clock of a referral, where a rule speaks to it: from receipt until it is decided or taken back.
#[must_use]
pub fn clock(referral: &Referral, packs: &Packs) -> Option<Deadline> {
    let received = &referral.received;
    let start = FactRef { fact: FactKind::ReferralReceived, id: referral.id.0, date: received.received_on };
    let born = received.person.as_ref().map(|person| person.date_of_birth);
    let on = |_| Case::new(&received.icb_ods, born, start.date);
    // Before acceptance there is no person: the duty stands under the referral's own identifier.
    let mut deadline = Deadline::start(PersonId(referral.id.0), Duty::ReferralDecision, start, &on(start.date), packs)?;
    let closed = referral.closed_on().map(|date| FactRef { fact: FactKind::ReferralDecided, id: referral.id.0, date });
    deadline.run(None, [], closed.map(|closed| closed.date), on, packs);
    if let Some(closed) = closed {
        if referral.withdrawn.is_some() {
            deadline.end(closed);
        } else {
            deadline.meet(closed);
        }
    }
    Some(deadline)
}
