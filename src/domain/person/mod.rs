//! The person: who they are, and how each fact changes what the register knows of them.

mod details;
mod ledger;
mod moving;

pub use details::{
    AgreedAction, Condition, DiagnosisStatus, Ehcp, EndReason, EthnicCategory, Gender, MembershipStatus, Named,
    NhsNumberAbsent, PersonDetails, Register, Transition, TransitionKind, check_birth,
};
pub use moving::Handover;

pub use ledger::{Ledger, Mark};

use crate::domain::admission::{Destination, Spell};
use crate::domain::barrier::Barrier;
use crate::domain::calendar::Date;
use crate::domain::consent::{ConsentScope, ConsentStatus};
use crate::domain::duty::{self, Duty, FactRef};
use crate::domain::event::{
    AdmissionNoticed, CommunityReviewDecided, ConsentRecorded, DischargePlanSet, Discussed, Event, LaepMeetingHeld,
    LocalAuthorityNotified, MeetingEntrySet, MembershipOpened, NhsNumberCorrected, Observed, OversightVisited,
    PersonCreated, QualityConcernRaised, Rated, StepDownDecided, SupportPlanSet, SupportReferred, TransferOpened,
};
use crate::domain::glass::Glass;
use crate::domain::id::{AdmissionId, PersonId, RecommendationId, ReviewId};
use crate::domain::keyworking::{Keyworking, KeyworkingEnd};
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::rating::Rag;
use crate::domain::refusal::Faults;
use crate::domain::review::{Review, ReviewKind};
use std::sync::Arc;
use uuid::Uuid;

/// When and under which identifier a decision is taken; both come from outside, so that the domain stays pure.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Today in London.
    pub today: Date,
    /// The identifier for what the decision creates.
    pub id: Uuid,
}

/// One stay on the register; it goes on when the person moves to another ICB by transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// How it began.
    pub opened: MembershipOpened,
    /// How it went on with other ICBs, in order.
    pub moved: Vec<MembershipOpened>,
    /// How it ended, if it has.
    pub closed: Option<(Date, EndReason)>,
    /// The spell that was open on joining, and made it straight to Blue.
    pub blue_by: Option<AdmissionId>,
}

impl Membership {
    /// Whether the stay covers `day`; the day it closes is not covered.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.opened.opened_on <= day && self.closed.is_none_or(|(end, _)| day < end)
    }

    /// Whether `day` lies within the stay, the day it closes included.
    #[must_use]
    pub fn touches(&self, day: Date) -> bool {
        self.opened.opened_on <= day && self.closed.is_none_or(|(end, _)| day <= end)
    }
}

/// A duty that began by what was known then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// The duty.
    pub duty: Duty,
    /// What began it.
    pub start: FactRef,
    /// The date of birth as it was known then.
    pub born: Option<Date>,
    /// The colour it began with.
    pub rag: Option<Rag>,
}

/// Whether a fact can begin a duty that a later one may show never to have begun: by colours, by age.
const fn begins(event: &Event) -> bool {
    matches!(
        event,
        Event::MembershipOpened(_)
            | Event::MembershipClosed(_)
            | Event::Rated(_)
            | Event::Admitted(_)
            | Event::Discharged(_)
            | Event::StepDownDecided(_)
            | Event::Discussed(_)
            | Event::PersonAmended(_)
    )
}

/// Everything the register knows of one person: the fold of the person's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// Who they are; absent only after redaction.
    pub details: Option<PersonDetails>,
    /// The ICB that is responsible now.
    pub icb: Ods,
    /// Transfers from one ICB to another, in order.
    pub handovers: Vec<Handover>,
    pending_transfer: Option<TransferOpened>,
    /// How many facts there are: the version of the last.
    recorded: i64,
    /// The local authority, for lists.
    pub local_authority: Option<LocalAuthority>,
    /// The consent ledger, in the order recorded.
    pub consents: Vec<ConsentRecorded>,
    /// Stays on the register, oldest first.
    pub memberships: Vec<Membership>,
    /// Ratings given in words; Blue is not among them, it follows from the spells.
    pub ratings: Vec<Rated>,
    /// Spells in hospital, by date of admission.
    pub spells: Vec<Spell>,
    /// C(E)TRs in the order recorded.
    pub reviews: Vec<Review>,
    /// Oversight visits in the order recorded.
    pub visits: Vec<OversightVisited>,
    /// Notifications of a local authority in the order recorded.
    pub notifications: Vec<LocalAuthorityNotified>,
    /// Decisions on community reviews in the order recorded.
    pub community_decisions: Vec<CommunityReviewDecided>,
    /// Decisions to stay on the register while Green in the order recorded.
    pub step_down_decisions: Vec<StepDownDecided>,
    /// Local Area Emergency Protocol meetings in the order recorded.
    pub laep_meetings: Vec<LaepMeetingHeld>,
    /// Support plans in the order recorded; the last one stands.
    pub support_plans: Vec<SupportPlanSet>,
    /// Discharge plans in the order recorded; the last one of a spell stands.
    pub discharge_plans: Vec<DischargePlanSet>,
    /// Referrals to support services in the order recorded.
    pub support_referrals: Vec<SupportReferred>,
    /// Quality and safeguarding concerns in the order recorded.
    pub concerns: Vec<QualityConcernRaised>,
    /// What register meetings said, in the order recorded.
    pub meeting_entries: Vec<MeetingEntrySet>,
    /// Closed meetings that discussed the person, in the order recorded.
    pub discussions: Vec<Discussed>,
    /// What blocks the right care, with its escalation, in the order raised.
    pub barriers: Vec<Barrier>,
    /// Keyworking, in the order of the referrals.
    pub keyworking: Vec<Keyworking>,
    /// Openings of the record in an emergency, in the order recorded.
    pub glasses: Vec<Glass>,
    /// What the clock observed, in the order recorded.
    pub observations: Vec<Observed>,
    /// Admission notices in the order recorded.
    pub notices: Vec<AdmissionNoticed>,
    /// When an admission notice arrived that contradicts what is on record, until the record was changed.
    pub noticed_on: Option<Date>,
    /// The last day on which something is on record.
    pub lived_until: Option<Date>,
    /// The last day on which somebody did something for the person or about them.
    pub acted_until: Option<Date>,
    /// The day the person died.
    pub died_on: Option<Date>,
    /// Duties that have begun at some time: none of them ever vanishes.
    pub begun: Vec<Begun>,
    /// The record of the same person that goes on in place of this one.
    pub merged_into: Option<PersonId>,
    /// Every fact as it was recorded.
    pub ledger: Ledger,
    /// The person as known before the last correction: what was served then does not vanish.
    pub former: Option<Arc<Self>>,
}

impl Person {
    fn new(id: PersonId, created: &PersonCreated) -> Self {
        Self {
            id,
            details: created.person.clone(),
            icb: created.icb_ods.clone(),
            handovers: Vec::new(),
            pending_transfer: None,
            recorded: 1,
            local_authority: created.local_authority.clone(),
            consents: Vec::new(),
            memberships: Vec::new(),
            ratings: Vec::new(),
            spells: Vec::new(),
            reviews: Vec::new(),
            visits: Vec::new(),
            notifications: Vec::new(),
            community_decisions: Vec::new(),
            step_down_decisions: Vec::new(),
            laep_meetings: Vec::new(),
            support_plans: Vec::new(),
            discharge_plans: Vec::new(),
            support_referrals: Vec::new(),
            concerns: Vec::new(),
            meeting_entries: Vec::new(),
            discussions: Vec::new(),
            barriers: Vec::new(),
            keyworking: Vec::new(),
            glasses: Vec::new(),
            observations: Vec::new(),
            notices: Vec::new(),
            noticed_on: None,
            lived_until: None,
            acted_until: None,
            died_on: None,
            begun: Vec::new(),
            merged_into: None,
            ledger: Ledger::default(),
            former: None,
        }
    }

    /// How one fact changes the person.
    pub fn apply(&mut self, event: &Event) {
        self.ledger.push(event);
        if matches!(event, Event::Corrected(_) | Event::Redacted(_) | Event::MergedInto(_)) {
            self.fold_again();
        } else {
            self.take(self.ledger.version(), event);
        }
    }

    /// One more fact that stands, by its version.
    fn take(&mut self, version: i64, event: &Event) {
        self.recorded = version;
        self.change(event);
        if event.happens() {
            self.lived_until = self.lived_until.max(Some(event.occurred_on()));
        }
        if event.is_act() {
            self.acted_until = self.acted_until.max(Some(event.occurred_on()));
        }
        let starts = if begins(event) { duty::starts(self) } else { Vec::new() };
        for now in starts {
            if !self.begun.iter().any(|begun| begun.duty == now.duty && begun.start == now.start) {
                self.begun.push(now);
            }
        }
    }

    fn change(&mut self, event: &Event) {
        match event {
            Event::ConsentRecorded(consent) => {
                self.consents.push(consent.clone());
                self.keep_keyworking_consent();
            }
            Event::MembershipOpened(opened) => self.join(opened),
            Event::MembershipClosed(closed) => self.leave(closed),
            Event::Rated(rating) => self.ratings.push(rating.clone()),
            Event::Admitted(_) | Event::WardMoved(_) | Event::AdmissionAmended(_) | Event::Discharged(_) => {
                self.change_stay(event);
            }
            Event::OversightVisited(visited) => self.visits.push(visited.clone()),
            Event::LocalAuthorityNotified(notified) => self.notifications.push(notified.clone()),
            Event::DischargePlanSet(set) => self.discharge_plans.push(set.clone()),
            Event::AdmissionNoticed(noticed) => {
                self.noticed_on = noticed.admission_id.is_none().then_some(noticed.noticed_on).or(self.noticed_on);
                self.notices.push(noticed.clone());
            }
            Event::CommunityReviewDecided(decided) => self.community_decisions.push(decided.clone()),
            Event::StepDownDecided(decided) => self.step_down_decisions.push(decided.clone()),
            Event::LaepMeetingHeld(held) => self.laep_meetings.push(held.clone()),
            Event::SupportPlanSet(set) => self.support_plans.push(set.clone()),
            Event::SupportReferred(referred) => self.support_referrals.push(referred.clone()),
            Event::QualityConcernRaised(raised) => self.concerns.push(raised.clone()),
            Event::MeetingEntrySet(set) => self.meeting_entries.push(set.clone()),
            Event::Discussed(discussed) => self.discussions.push(discussed.clone()),
            Event::BarrierRaised(_) | Event::Escalated(_) | Event::EscalationAnswered(_) | Event::BarrierClosed(_) => {
                self.change_barrier(event);
            }
            Event::Observed(observed) => self.observations.push(observed.clone()),
            Event::PersonAmended(amended) => {
                self.details.clone_from(&amended.person);
                self.details.iter_mut().for_each(|details| details.icb_ods.clone_from(&self.icb));
                self.local_authority.clone_from(&amended.local_authority);
            }
            Event::NhsNumberCorrected(corrected) => self.renumber(corrected),
            Event::MergedInto(merged) => self.merged_into = Some(merged.into),
            Event::Died(died) => self.die(died.died_on),
            Event::KeyworkingReferred(_)
            | Event::KeyworkingAnswered(_)
            | Event::KeyworkerAssigned(_)
            | Event::KeyworkingContacted(_)
            | Event::KeyworkingAssessed(_)
            | Event::KeyworkingPlanSet(_)
            | Event::KeyworkingReviewed(_)
            | Event::KeyworkingMeasured(_)
            | Event::KeyworkingTransitionPlanned(_)
            | Event::KeyworkingSteppedDown(_)
            | Event::KeyworkingResumed(_)
            | Event::KeyworkingDischarged(_) => self.change_keyworking(event),
            Event::ReviewRequested(_)
            | Event::ReviewOffered(_)
            | Event::ReviewScheduled(_)
            | Event::ReviewHeld(_)
            | Event::ReviewDeclined(_)
            | Event::ReviewCancelled(_)
            | Event::ReviewReported(_)
            | Event::ActionPlanReviewed(_)
            | Event::RecommendationProgressed(_) => self.change_review(event),
            Event::GlassBroken(_) | Event::GlassReviewed(_) => self.change_glass(event),
            Event::TransferOpened(_) | Event::TransferClosed(_) | Event::Transferred(_) => self.change_transfer(event),
            Event::PersonCreated(_)
            | Event::Corrected(_)
            | Event::Redacted(_)
            | Event::Merged(_)
            | Event::ReferralLinked(_)
            | Event::ReferralReceived(_)
            | Event::ReferralInformationRequested(_)
            | Event::ReferralInformationAdded(_)
            | Event::ReferralAccepted(_)
            | Event::ReferralDeclined(_)
            | Event::ReferralWithdrawn(_)
            | Event::ReferralObserved(_)
            | Event::LeaderNamed(_)
            | Event::LeaderEnded(_)
            | Event::MeetingCalled(_)
            | Event::MeetingChanged(_)
            | Event::MeetingAgendaSet(_)
            | Event::MeetingEntryNoted(_)
            | Event::MeetingClosed(_)
            | Event::MeetingCancelled(_)
            | Event::TransferProposed(_)
            | Event::TransferAccepted(_)
            | Event::TransferRefused(_)
            | Event::TransferWithdrawn(_)
            | Event::SettingsSet(_)
            | Event::PoliciesActivated(_) => {}
        }
    }

    fn die(&mut self, day: Date) {
        self.died_on = Some(day);
        self.end_keyworking(day, KeyworkingEnd::Death);
    }

    fn renumber(&mut self, corrected: &NhsNumberCorrected) {
        if let Some(details) = &mut self.details {
            details.nhs_number.clone_from(&corrected.nhs_number);
            details.nhs_number_absent = corrected.nhs_number_absent;
        }
    }

    fn change_stay(&mut self, event: &Event) {
        match event {
            Event::Admitted(admitted) => {
                self.noticed_on = None;
                self.spells.push(Spell::new(admitted.clone()));
                self.spells.sort_by_key(|spell| spell.admitted.admitted_on);
            }
            Event::WardMoved(moved) => {
                self.with_spell(moved.admission_id, |spell| {
                    spell.moves.push(moved.clone());
                    spell.moves.sort_by_key(|m| m.moved_on);
                });
            }
            Event::AdmissionAmended(amended) => {
                self.with_spell(amended.admission_id, |spell| spell.amended = Some(amended.clone()));
            }
            Event::Discharged(discharged) => {
                if discharged.destination == Destination::Died {
                    self.die(discharged.discharged_on);
                }
                self.with_spell(discharged.admission_id, |spell| spell.discharged = Some(discharged.clone()));
            }
            _ => {}
        }
    }

    fn change_review(&mut self, event: &Event) {
        match event {
            Event::ReviewRequested(requested) => self.reviews.push(Review::new(requested.clone())),
            Event::ReviewOffered(offered) => {
                self.with_review(offered.review_id, |review| review.offers.push(offered.clone()));
            }
            Event::ReviewScheduled(scheduled) => {
                self.with_review(scheduled.review_id, |review| review.scheduled.push(scheduled.clone()));
            }
            Event::ReviewHeld(held) => self.with_review(held.review_id, |review| review.held = Some((**held).clone())),
            Event::ReviewDeclined(declined) => {
                self.with_review(declined.review_id, |review| review.declined = Some(declined.clone()));
            }
            Event::ReviewCancelled(cancelled) => {
                self.with_review(cancelled.review_id, |review| review.cancelled = Some(cancelled.clone()));
            }
            Event::ReviewReported(reported) => {
                self.with_review(reported.review_id, |review| review.reported = Some(reported.clone()));
            }
            Event::ActionPlanReviewed(reviewed) => {
                self.with_review(reviewed.review_id, |review| review.plan_reviews.push(reviewed.clone()));
            }
            Event::RecommendationProgressed(progressed) => {
                let id = progressed.recommendation_id;
                if let Some(review) = self.reviews.iter_mut().find(|r| r.recommendation(id).is_some()) {
                    review.progress.push(progressed.clone());
                }
            }
            _ => {}
        }
    }

    fn with_spell(&mut self, id: AdmissionId, change: impl FnOnce(&mut Spell)) {
        self.noticed_on = None;
        if let Some(spell) = self.spells.iter_mut().find(|s| s.admitted.admission_id == id) {
            change(spell);
        }
    }

    fn with_review(&mut self, id: ReviewId, change: impl FnOnce(&mut Review)) {
        if let Some(review) = self.reviews.iter_mut().find(|r| r.requested.review_id == id) {
            change(review);
        }
    }

    /// The date of birth; absent only after redaction.
    #[must_use]
    pub fn born(&self) -> Option<Date> {
        self.details.as_ref().map(|d| d.date_of_birth)
    }

    /// Faults of a day on which something is said to have happened: in the future, before birth, after death.
    pub fn check_day(&self, day: Date, today: Date, at: &str, faults: &mut Faults) {
        self.check_said(day, today, at, faults);
        self.check_alive(day, at, faults);
    }

    /// Faults of a day on which the person has to have been alive.
    pub fn check_alive(&self, day: Date, at: &str, faults: &mut Faults) {
        if self.died_on.is_some_and(|died| day > died) {
            faults.meaning(at, "date_after_death", "must not lie after the day the person died");
        }
    }

    /// Faults of a day on which something about the person is said to have been done, also after their death.
    pub fn check_said(&self, day: Date, today: Date, at: &str, faults: &mut Faults) {
        if day > today {
            faults.meaning(at, "date_in_future", "must not lie in the future");
        }
        if self.born().is_some_and(|born| day < born) {
            faults.meaning(at, "date_before_birth", "must not lie before the date of birth");
        }
    }

    /// Nothing is on record after the day of a death.
    pub fn check_death(&self, day: Date, at: &str, faults: &mut Faults) {
        if self.lived_until.is_some_and(|last| last > day) {
            faults.rule(
                at,
                "fact_after_death",
                "something is on record after that day, as an admission, a visit, a meeting or a review; one of the two dates is wrong",
                "I: nothing happens to somebody after their death",
            );
        }
    }

    /// The stay on the register that goes on, if one does.
    #[must_use]
    pub fn membership(&self) -> Option<&Membership> {
        self.memberships.iter().rev().find(|m| m.closed.is_none())
    }

    /// The stay that goes on or, failing that, the last one.
    #[must_use]
    pub fn last_membership(&self) -> Option<&Membership> {
        self.membership().or_else(|| self.memberships.last())
    }

    /// The spell in hospital that goes on, if one does.
    #[must_use]
    pub fn open_spell(&self) -> Option<&Spell> {
        self.spells.iter().rev().find(|s| s.discharged.is_none())
    }

    /// One spell.
    #[must_use]
    pub fn spell(&self, id: AdmissionId) -> Option<&Spell> {
        self.spells.iter().find(|s| s.admitted.admission_id == id)
    }

    /// One review.
    #[must_use]
    pub fn review(&self, id: ReviewId) -> Option<&Review> {
        self.reviews.iter().find(|r| r.requested.review_id == id)
    }

    /// The stay on the register on `day`; the day it closes is not covered.
    #[must_use]
    pub fn membership_on(&self, day: Date) -> Option<&Membership> {
        self.memberships.iter().rev().find(|m| m.covers(day))
    }

    /// The review that made a recommendation.
    #[must_use]
    pub fn review_of(&self, id: RecommendationId) -> Option<&Review> {
        self.reviews.iter().find(|r| r.recommendation(id).is_some())
    }

    /// The spell that a review of this kind held on `day` belongs to.
    #[must_use]
    pub fn spell_on(&self, day: Date) -> Option<&Spell> {
        self.spells.iter().rev().find(|s| s.covers(day))
    }

    /// The inpatient reviews of one spell, by the day they were held or declined, open ones last.
    #[must_use]
    pub fn inpatient_reviews(&self, spell: &Spell) -> Vec<&Review> {
        let mut reviews: Vec<&Review> = self
            .reviews
            .iter()
            .filter(|r| {
                r.requested.kind == ReviewKind::Inpatient
                    && r.requested.admission_id == Some(spell.admitted.admission_id)
            })
            .collect();
        reviews.sort_by_key(|r| r.settled_on().map_or((1, r.requested.requested_on), |day| (0, day)));
        reviews
    }

    /// The colour now: Blue while in hospital, else the rating latest in effect; `None` for somebody who is not on the
    /// register and not in hospital.
    #[must_use]
    pub fn rag(&self) -> Option<Rag> {
        self.open_spell().map(|_| Rag::Blue).or_else(|| self.rating_now().map(|entry| entry.rag))
    }

    /// The last word on consent of this scope: the entry latest in effect, the later recorded between entries of one day.
    #[must_use]
    pub fn last_consent(&self, scope: ConsentScope) -> Option<&ConsentRecorded> {
        self.consents.iter().filter(|c| c.scope == scope).max_by_key(|c| c.effective_on)
    }

    /// The consent of this scope that is given.
    #[must_use]
    pub fn consent(&self, scope: ConsentScope) -> Option<&ConsentRecorded> {
        self.last_consent(scope).filter(|c| c.status == ConsentStatus::Given)
    }

    /// The last word on consent to be on the register.
    #[must_use]
    pub fn register_consent(&self) -> Option<&ConsentRecorded> {
        self.last_consent(ConsentScope::Register)
    }
}
