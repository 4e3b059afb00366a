//! What callers are shown of keyworking.

use crate::domain::calendar::Date;
use crate::domain::event::{
    KeyworkerAssigned, KeyworkingAnswered, KeyworkingAssessed, KeyworkingContacted, KeyworkingDischarged,
    KeyworkingMeasured, KeyworkingPlanSet, KeyworkingReferred, KeyworkingResumed, KeyworkingReviewed,
    KeyworkingSteppedDown, KeyworkingTransitionPlanned,
};
use crate::domain::id::{KeyworkingId, PersonId};
use crate::domain::keyworking::{Keyworking, KeyworkingEnd, KeyworkingStatus, keyworker_id};
use crate::domain::ods::Ods;
use crate::domain::person::{Named, Person};
use crate::domain::rating::Rag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A person's keyworker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyworkerSummary {
    /// The keyworking that goes on.
    pub keyworking_id: KeyworkingId,
    /// Where it stands.
    pub status: KeyworkingStatus,
    /// The keyworker, with how to reach them; null until one is named, and after redaction.
    pub keyworker: Option<Named>,
    /// The keyworking service; null until a keyworker is named.
    pub keyworker_service_ods: Option<Ods>,
    /// Since when.
    pub assigned_on: Option<Date>,
    /// The day adult services took over.
    #[serde(default)]
    pub handed_over_on: Option<Date>,
}

impl KeyworkerSummary {
    /// Of the keyworking that goes on.
    #[must_use]
    pub fn of(person: &Person) -> Option<Self> {
        let open = person.open_keyworking()?;
        let named = open.keyworker();
        Some(Self {
            keyworking_id: open.id(),
            status: open.status(),
            keyworker: named.and_then(|n| n.keyworker.clone()),
            keyworker_service_ods: named.map(|n| n.keyworker_service_ods.clone()),
            assigned_on: named.map(|n| n.assigned_on),
            handed_over_on: open.handed_over_on(),
        })
    }
}

/// One row of the list of keyworking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = KeyworkingListed)]
pub struct KeyworkingDocument {
    /// The keyworking.
    pub id: KeyworkingId,
    /// The person.
    pub person_id: PersonId,
    /// Where it stands.
    pub status: KeyworkingStatus,
    /// The person's colour; null when neither on the register nor in hospital.
    pub rag: Option<Rag>,
    /// The keyworking service; null until a keyworker is named.
    pub keyworker_service_ods: Option<Ods>,
    /// The keyworker, for filters: of the service and the name.
    pub keyworker_id: Option<Uuid>,
    /// The keyworker.
    pub keyworker: Option<Named>,
    /// When the person was referred.
    pub referred_on: Date,
    /// When the service accepted.
    pub accepted_on: Option<Date>,
    /// When the keyworker who stands was named.
    pub assigned_on: Option<Date>,
    /// When the first contact was.
    pub first_contact_on: Option<Date>,
    /// Accepted, and without a contact yet.
    pub waiting: bool,
    /// When it ended.
    pub ended_on: Option<Date>,
}

impl KeyworkingDocument {
    /// One keyworking of a person.
    #[must_use]
    pub fn of(person: &Person, keyworking: &Keyworking) -> Self {
        let named = keyworking.keyworker();
        let by_name =
            |n: &KeyworkerAssigned| n.keyworker.as_ref().map(|who| keyworker_id(&n.keyworker_service_ods, who));
        Self {
            id: keyworking.id(),
            person_id: person.id,
            status: keyworking.status(),
            rag: person.rag(),
            keyworker_service_ods: named.map(|n| n.keyworker_service_ods.clone()),
            keyworker_id: named.and_then(by_name),
            keyworker: named.and_then(|n| n.keyworker.clone()),
            referred_on: keyworking.referred.referred_on,
            accepted_on: keyworking.accepted_on(),
            assigned_on: named.map(|n| n.assigned_on),
            first_contact_on: keyworking.first_contact_on(),
            waiting: keyworking.waits_for_contact(),
            ended_on: keyworking.ended_on(),
        }
    }
}

/// Keyworking with everything in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Keyworking)]
pub struct KeyworkingView {
    /// The keyworking.
    pub id: KeyworkingId,
    /// Where it stands.
    pub status: KeyworkingStatus,
    /// How it began.
    pub referral: KeyworkingReferred,
    /// The service's answer.
    pub response: Option<KeyworkingAnswered>,
    /// Keyworkers, the one who stands last.
    #[schema(max_items = 100)]
    pub assignments: Vec<KeyworkerAssigned>,
    /// When the first contact was.
    pub first_contact_on: Option<Date>,
    /// Contacts in the order recorded.
    #[schema(max_items = 10_000)]
    pub contacts: Vec<KeyworkingContacted>,
    /// The assessment that stands; earlier ones are in the history.
    pub assessment: Option<KeyworkingAssessed>,
    /// The plan that stands; earlier ones are in the history.
    pub plan: Option<KeyworkingPlanSet>,
    /// Reviews in the order recorded.
    #[schema(max_items = 1_000)]
    pub reviews: Vec<KeyworkingReviewed>,
    /// Outcome measures in the order recorded.
    #[schema(max_items = 1_000)]
    pub outcomes: Vec<KeyworkingMeasured>,
    /// The move to adult services, as it is planned.
    pub transition: Option<KeyworkingTransitionPlanned>,
    /// The last step-down plan.
    pub step_down: Option<KeyworkingSteppedDown>,
    /// When stepping down was given up, in the order recorded.
    #[schema(max_items = 100)]
    pub resumptions: Vec<KeyworkingResumed>,
    /// How it ended.
    pub discharge: Option<KeyworkingDischarged>,
    /// When it ended.
    pub ended_on: Option<Date>,
    /// What ended it without a discharge.
    pub ended_by: Option<KeyworkingEnd>,
    /// What is unusual about this record.
    #[schema(max_items = 10)]
    pub warnings: Vec<String>,
}

impl KeyworkingView {
    /// One keyworking of a person.
    #[must_use]
    pub fn of(person: &Person, k: &Keyworking) -> Self {
        Self {
            id: k.id(),
            status: k.status(),
            referral: k.referred.clone(),
            response: k.answered.clone(),
            assignments: k.assignments.clone(),
            first_contact_on: k.first_contact_on(),
            contacts: k.contacts.clone(),
            assessment: k.assessments.last().cloned(),
            plan: k.plans.last().cloned(),
            reviews: k.reviews.clone(),
            outcomes: k.measures.clone(),
            transition: k.transitions.last().cloned(),
            step_down: k.step_downs.last().cloned(),
            resumptions: k.resumptions.clone(),
            discharge: k.discharged.clone(),
            ended_on: k.ended_on(),
            ended_by: k.ended.filter(|_| k.discharged.is_none()).map(|(_, by)| by),
            warnings: warnings(person, k),
        }
    }
}

/// What is unusual; none of it stops anything.
fn warnings(person: &Person, k: &Keyworking) -> Vec<String> {
    let late = person.born().is_some_and(|born| {
        let first = k.transitions.iter().map(|planned| planned.planned_on).min();
        let young = k.accepted_on().is_some_and(|day| day < born.birthday(18));
        young && first.is_some_and(|day| day >= born.birthday(18))
    });
    let unseen = k.first_contact_on().is_some() && !k.contacts.iter().any(|contact| contact.young_person_seen);
    let told = [
        late.then_some("The move to adult services was not planned before the 18th birthday (S2)."),
        unseen.then_some("No contact has seen the child or young person yet."),
    ];
    told.into_iter().flatten().map(Into::into).collect()
}
