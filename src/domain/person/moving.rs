//! Moving to another ICB: the stay on the register goes on, and who is responsible depends on the day.

use super::{EndReason, Membership, Person};
use crate::domain::calendar::Date;
use crate::domain::event::{Event, MembershipClosed, MembershipOpened, TransferOpened, Transferred};
use crate::domain::id::MembershipId;
use crate::domain::ods::Ods;

/// A transfer that took place, and its place among the person's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The transfer.
    pub transferred: Transferred,
    /// The version of the person that the fact made: what the former ICB knows ends here.
    pub version: i64,
}

impl Membership {
    /// A stay that begins.
    #[must_use]
    pub(super) const fn begun(opened: MembershipOpened, blue_by: Option<crate::domain::id::AdmissionId>) -> Self {
        Self { opened, moved: Vec::new(), closed: None, blue_by }
    }

    /// The part of the stay that is on record last: with the ICB that has it now, or had it when it ended.
    #[must_use]
    pub fn current(&self) -> &MembershipOpened {
        self.moved.last().unwrap_or(&self.opened)
    }

    /// The identifier under which the stay goes on, or ended.
    #[must_use]
    pub fn id(&self) -> MembershipId {
        self.current().membership_id
    }

    /// The identifier under which the stay ran on `day`.
    #[must_use]
    pub fn id_on(&self, day: Date) -> MembershipId {
        let begun = self.moved.iter().rev().find(|part| part.opened_on <= day);
        begun.unwrap_or(&self.opened).membership_id
    }

    /// Whether this is the stay, or a part of it.
    #[must_use]
    pub fn holds(&self, id: MembershipId) -> bool {
        self.opened.membership_id == id || self.moved.iter().any(|part| part.membership_id == id)
    }
}

impl Person {
    /// The ICB that was responsible on `day`: on the day of a transfer already the new one.
    #[must_use]
    pub fn icb_on(&self, day: Date) -> &Ods {
        let later = self.handovers.iter().find(|handover| handover.transferred.transferred_on > day);
        later.map_or(&self.icb, |handover| &handover.transferred.from_icb)
    }

    /// The ICB that was responsible until `day`: on the day of a transfer still the former one, whose rules date what began or
    /// changed on that day before the new one's join.
    #[must_use]
    pub fn icb_until(&self, day: Date) -> &Ods {
        let later = self.handovers.iter().find(|handover| handover.transferred.transferred_on >= day);
        later.map_or(&self.icb, |handover| &handover.transferred.from_icb)
    }

    /// The days on which another ICB became responsible.
    pub fn handed_over(&self) -> impl Iterator<Item = Date> + '_ {
        self.handovers.iter().map(|handover| handover.transferred.transferred_on)
    }

    /// The transfer that waits for its answer.
    #[must_use]
    pub const fn pending_transfer(&self) -> Option<&TransferOpened> {
        self.pending_transfer.as_ref()
    }

    /// A stay that ended by moving to another ICB goes on with it: for colours and clocks it is one.
    pub(super) fn join(&mut self, opened: &MembershipOpened) {
        let moved = |stay: &&mut Membership| {
            opened.previous == Some(stay.id()) && stay.closed.is_some_and(|(_, why)| why == EndReason::MovedIcb)
        };
        if let Some(stay) = self.memberships.iter_mut().find(moved) {
            stay.closed = None;
            stay.moved.push(opened.clone());
            return;
        }
        let open = self.open_spell().filter(|spell| spell.admitted.admitted_on <= opened.opened_on);
        let blue_by = open.map(|spell| spell.admitted.admission_id);
        self.memberships.push(Membership::begun(opened.clone(), blue_by));
    }

    pub(super) fn leave(&mut self, closed: &MembershipClosed) {
        if let Some(stay) = self.memberships.iter_mut().find(|stay| stay.id() == closed.membership_id) {
            stay.closed = Some((closed.closed_on, closed.reason));
        }
    }

    pub(super) fn change_transfer(&mut self, event: &Event) {
        match event {
            Event::TransferOpened(opened) => self.pending_transfer = Some(opened.clone()),
            Event::TransferClosed(_) => self.pending_transfer = None,
            Event::Transferred(transferred) => {
                self.pending_transfer = None;
                self.icb.clone_from(&transferred.to_icb);
                if let Some(details) = &mut self.details {
                    details.icb_ods.clone_from(&transferred.to_icb);
                }
                self.handovers.push(Handover { transferred: transferred.clone(), version: self.recorded });
                self.close_glasses();
            }
            _ => {}
        }
    }
}
