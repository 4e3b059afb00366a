//! Keyworking: from referral to discharge and re-entry (S0 items 6–11, S1, S2).
//!
//! Leaving the register does not end keyworking, nor does turning Green: support is stepped down, not cut off. It ends by
//! discharge, by death, and when the consent to a keyworker is refused or withdrawn.

mod caseload;
mod decision;
mod plan;
mod request;

pub use caseload::{Caseload, OpenRecommendation, caseloads, keyworker_id, open_recommendations};
pub use decision::{answer, assign, contact, discharge, refer, resume, step_down};
pub use plan::{assess, measure, plan, review, transition};
pub use request::{
    Assessment, Assignment, Contact, Discharge, Feedback, Goal, KeyworkingGap, KeyworkingStep, Measures, NewReferral,
    Plan, ProgressReview, Response, Resumption, StepDown, TransitionPlan,
};

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::{ConsentScope, ConsentStatus};
use crate::domain::event::{
    Event, KeyworkerAssigned, KeyworkingAnswered, KeyworkingAssessed, KeyworkingContacted, KeyworkingDischarged,
    KeyworkingMeasured, KeyworkingPlanSet, KeyworkingReferred, KeyworkingResumed, KeyworkingReviewed,
    KeyworkingSteppedDown, KeyworkingTransitionPlanned,
};
use crate::domain::id::KeyworkingId;
use crate::domain::person::{Person, PersonDetails};

codes! {
    /// Where keyworking stands.
    KeyworkingStatus {
        Referred = "referred", "Referred; the service has not answered";
        Accepted = "accepted", "Accepted; no keyworker is named yet";
        Declined = "declined", "Declined by the service";
        Assigned = "assigned", "A keyworker is named; no contact yet";
        Active = "active", "The keyworker is in contact";
        SteppingDown = "stepping_down", "Support is being stepped down";
        Discharged = "discharged", "Discharged with a final review and a plan for future support";
        Ended = "ended", "Ended by death, or because consent to a keyworker was refused or withdrawn";
    }
    /// What ended keyworking without a discharge.
    KeyworkingEnd {
        Death = "death", "The person died";
        ConsentWithdrawn = "consent_withdrawn", "Consent to a keyworker was refused or withdrawn";
    }
    /// Whether somebody has a keyworker by name.
    HasKeyworker {
        Named = "named", "Keyworking goes on and a keyworker is named";
        Nobody = "none", "No keyworker is named, or keyworking does not go on";
    }
    /// Where the need for a keyworker was seen.
    KeyworkingSource {
        Register = "register", "The register: a rating or a register meeting";
        Cetr = "cetr", "A C(E)TR";
        EhcpReview = "ehcp_review", "A review of the education, health and care plan";
        Ward = "ward", "A ward";
        Health = "health", "Another health professional";
        SocialCare = "social_care", "Social care";
        Education = "education", "School or college";
        Own = "self", "The young person";
        Family = "family", "The family or carers";
        Other = "other", "Somebody else";
    }
    /// People an area gives a keyworker to whatever their colour.
    KeyworkingGroup {
        LookedAfter = "looked_after", "Looked after by a local authority";
        Adopted = "adopted", "Adopted";
        InTransition = "in_transition", "With a transition between services ahead";
    }
    /// How the service answers a referral.
    KeyworkingAnswer {
        Accepted = "accepted", "Accepted";
        Declined = "declined", "Declined";
    }
    /// Why the service declines a referral.
    KeyworkingDeclineReason {
        NotEligible = "not_eligible", "Not eligible";
        NoCapacity = "no_capacity", "No keyworker is free";
        NotWanted = "not_wanted", "The young person or the family does not want a keyworker";
        OtherSupport = "other_support", "Another service does it already";
        InsufficientInformation = "insufficient_information", "Too little is known to answer";
        Other = "other", "Another reason";
    }
    /// How a contact was made.
    ContactMethod {
        FaceToFace = "face_to_face", "Face to face";
        Video = "video", "By video";
        Telephone = "telephone", "By telephone";
        Written = "written", "In writing";
    }
    /// With whom a contact was.
    ContactWith {
        YoungPerson = "young_person", "The child or young person";
        Family = "family", "The family or carers";
        Professional = "professional", "Professionals";
    }
    /// Who takes a step of a keyworking plan.
    KeyworkingAgency {
        Education = "education", "Education";
        Health = "health", "Health";
        SocialCare = "social_care", "Social care";
        Family = "family", "The family or carers";
        YouthJustice = "youth_justice", "Youth justice";
        Voluntary = "voluntary", "A voluntary or community service";
    }
    /// Where a goal stands.
    GoalStatus {
        NotStarted = "not_started", "Not started";
        InProgress = "in_progress", "In progress";
        Met = "met", "Met";
        Dropped = "dropped", "No longer a goal";
    }
    /// Where a personal budget stands.
    PersonalBudget {
        NotConsidered = "not_considered", "Not considered yet";
        Considered = "considered", "Considered with the family";
        Applied = "applied", "Applied for";
        InPlace = "in_place", "In place";
        Declined = "declined", "Not wanted, or refused";
    }
    /// Whose view a measure is.
    MeasuredBy {
        YoungPerson = "young_person", "The child or young person";
        Family = "family", "The family or carers";
        Keyworker = "keyworker", "The keyworker";
    }
    /// Why keyworking ends.
    KeyworkingDischargeReason {
        GoalsMet = "goals_met", "Goals are met";
        HandedOver = "handed_over", "Handed over to other services, as at 26";
        MovedAway = "moved_away", "Moved away";
        NotWanted = "not_wanted", "The young person or the family wants it to end";
        Other = "other", "Another reason";
    }
}

/// Keyworking of one person from one referral to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyworking {
    /// How it began.
    pub referred: KeyworkingReferred,
    /// The service's answer.
    pub answered: Option<KeyworkingAnswered>,
    /// Keyworkers in the order recorded; the last one stands.
    pub assignments: Vec<KeyworkerAssigned>,
    /// Contacts in the order recorded.
    pub contacts: Vec<KeyworkingContacted>,
    /// Assessments in the order recorded; the last one stands.
    pub assessments: Vec<KeyworkingAssessed>,
    /// Plans in the order recorded; the last one stands.
    pub plans: Vec<KeyworkingPlanSet>,
    /// Reviews in the order recorded.
    pub reviews: Vec<KeyworkingReviewed>,
    /// Outcome measures in the order recorded.
    pub measures: Vec<KeyworkingMeasured>,
    /// Plans for the move to adult services in the order recorded; the last one stands.
    pub transitions: Vec<KeyworkingTransitionPlanned>,
    /// Step-down plans in the order recorded; the last one stands.
    pub step_downs: Vec<KeyworkingSteppedDown>,
    /// When stepping down was given up, in the order recorded.
    pub resumptions: Vec<KeyworkingResumed>,
    /// Whether the last step-down plan stands.
    steps_down: bool,
    /// How it ended.
    pub discharged: Option<KeyworkingDischarged>,
    /// What ended it without a discharge, and when.
    pub ended: Option<(Date, KeyworkingEnd)>,
}

impl Keyworking {
    const fn new(referred: KeyworkingReferred) -> Self {
        Self {
            referred,
            answered: None,
            assignments: Vec::new(),
            contacts: Vec::new(),
            assessments: Vec::new(),
            plans: Vec::new(),
            reviews: Vec::new(),
            measures: Vec::new(),
            transitions: Vec::new(),
            step_downs: Vec::new(),
            resumptions: Vec::new(),
            steps_down: false,
            discharged: None,
            ended: None,
        }
    }

    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> KeyworkingId {
        self.referred.keyworking_id
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> KeyworkingStatus {
        let answer = self.answered.as_ref().map(|answered| answered.outcome);
        match (&self.discharged, &self.ended, answer) {
            (Some(_), ..) => KeyworkingStatus::Discharged,
            (None, Some(_), _) => KeyworkingStatus::Ended,
            (None, None, None) => KeyworkingStatus::Referred,
            (None, None, Some(KeyworkingAnswer::Declined)) => KeyworkingStatus::Declined,
            (None, None, Some(KeyworkingAnswer::Accepted)) if self.assignments.is_empty() => KeyworkingStatus::Accepted,
            _ if self.steps_down => KeyworkingStatus::SteppingDown,
            _ if self.contacts.is_empty() => KeyworkingStatus::Assigned,
            _ => KeyworkingStatus::Active,
        }
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.status(), KeyworkingStatus::Declined | KeyworkingStatus::Discharged | KeyworkingStatus::Ended)
    }

    /// The day the service accepted.
    #[must_use]
    pub fn accepted_on(&self) -> Option<Date> {
        self.answered.as_ref().filter(|a| a.outcome == KeyworkingAnswer::Accepted).map(|a| a.answered_on)
    }

    /// The day of the earliest contact.
    #[must_use]
    pub fn first_contact_on(&self) -> Option<Date> {
        self.contacts.iter().map(|contact| contact.contacted_on).min()
    }

    /// The keyworker who stands.
    #[must_use]
    pub fn keyworker(&self) -> Option<&KeyworkerAssigned> {
        self.assignments.last()
    }

    /// The day it ended, by discharge or otherwise.
    #[must_use]
    pub fn ended_on(&self) -> Option<Date> {
        self.discharged.as_ref().map(|d| d.discharged_on).or_else(|| self.ended.map(|(day, _)| day))
    }

    /// Whether it goes on at the end of `day`; what the service declined never did.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        let declined = self.status() == KeyworkingStatus::Declined;
        !declined && self.referred.referred_on <= day && self.ended_on().is_none_or(|end| day < end)
    }

    /// The day adult services took over.
    #[must_use]
    pub fn handed_over_on(&self) -> Option<Date> {
        self.transitions.last().and_then(|planned| planned.handed_over_on)
    }

    /// Whether a keyworker is named, or should be, and the first contact is still to come.
    #[must_use]
    pub fn waits_for_contact(&self) -> bool {
        self.is_open() && self.accepted_on().is_some() && self.contacts.is_empty()
    }
}

impl KeyworkingGroup {
    /// Whether somebody belongs to it on this day, as far as the register knows.
    #[must_use]
    pub fn holds(self, person: &PersonDetails, on: Date) -> bool {
        match self {
            Self::LookedAfter => person.looked_after == Some(true),
            Self::Adopted => person.adopted == Some(true),
            Self::InTransition => person.transitions.iter().any(|coming| coming.date >= on),
        }
    }
}

impl Person {
    /// One keyworking.
    #[must_use]
    pub fn keyworking_of(&self, id: KeyworkingId) -> Option<&Keyworking> {
        self.keyworking.iter().find(|keyworking| keyworking.id() == id)
    }

    /// The keyworking that goes on, if one does.
    #[must_use]
    pub fn open_keyworking(&self) -> Option<&Keyworking> {
        self.keyworking.iter().rev().find(|keyworking| keyworking.is_open())
    }

    /// Whether a keyworker is named.
    #[must_use]
    pub fn has_keyworker(&self) -> HasKeyworker {
        let named = self.open_keyworking().is_some_and(|keyworking| keyworking.keyworker().is_some());
        if named { HasKeyworker::Named } else { HasKeyworker::Nobody }
    }

    /// How a fact of keyworking changes the person.
    pub(crate) fn change_keyworking(&mut self, event: &Event) {
        match event {
            Event::KeyworkingReferred(fact) => self.keyworking.push(Keyworking::new(fact.clone())),
            Event::KeyworkingAnswered(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.answered = Some(fact.clone()));
            }
            Event::KeyworkerAssigned(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.assignments.push(fact.clone()));
            }
            Event::KeyworkingContacted(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.contacts.push(fact.clone()));
            }
            Event::KeyworkingAssessed(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.assessments.push(fact.clone()));
            }
            Event::KeyworkingPlanSet(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.plans.push((**fact).clone()));
            }
            Event::KeyworkingReviewed(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.reviews.push((**fact).clone()));
            }
            Event::KeyworkingMeasured(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.measures.push(fact.clone()));
            }
            Event::KeyworkingTransitionPlanned(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.transitions.push(fact.clone()));
            }
            Event::KeyworkingSteppedDown(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| {
                    k.steps_down = true;
                    k.step_downs.push(fact.clone());
                });
            }
            Event::KeyworkingResumed(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| {
                    k.steps_down = false;
                    k.resumptions.push(fact.clone());
                });
            }
            Event::KeyworkingDischarged(fact) => {
                self.with_keyworking(fact.keyworking_id, |k| k.discharged = Some(fact.clone()));
            }
            _ => {}
        }
    }

    fn with_keyworking(&mut self, id: KeyworkingId, change: impl FnOnce(&mut Keyworking)) {
        if let Some(keyworking) = self.keyworking.iter_mut().find(|keyworking| keyworking.id() == id) {
            change(keyworking);
        }
    }

    /// Ends what goes on, at the earliest on the day of its referral.
    pub(crate) fn end_keyworking(&mut self, day: Date, by: KeyworkingEnd) {
        for keyworking in self.keyworking.iter_mut().filter(|keyworking| keyworking.is_open()) {
            keyworking.ended = Some((day.max(keyworking.referred.referred_on), by));
        }
    }

    /// Keyworking ends when the consent to it that holds is not given.
    pub(crate) fn keep_keyworking_consent(&mut self) {
        let of_scope = self.consents.iter().filter(|consent| consent.scope == ConsentScope::Keyworker);
        let holds = of_scope.max_by_key(|consent| consent.effective_on);
        if let Some(day) = holds.filter(|c| c.status != ConsentStatus::Given).map(|c| c.effective_on) {
            self.end_keyworking(day, KeyworkingEnd::ConsentWithdrawn);
        }
    }
}
