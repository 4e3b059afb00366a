//! The person: who they are, and how each fact changes what the register knows of them.

use crate::domain::admission::Spell;
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::ConsentScope;
use crate::domain::event::{ConsentRecorded, Event, MembershipOpened, Rated};
use crate::domain::id::{AdmissionId, PersonId, ReviewId};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::{Email, LocalAuthority, Ods, Phone, Postcode};
use crate::domain::rating::Rag;
use crate::domain::refusal::Faults;
use crate::domain::review::{Review, ReviewKind};
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

codes! {
    /// A condition that brings a person within the register's purpose.
    Condition {
        LearningDisability = "learning_disability", "Learning disability";
        Autism = "autism", "Autism";
    }
    /// How sure the diagnosis is.
    DiagnosisStatus {
        Confirmed = "confirmed", "Confirmed";
        ClinicallyUnderstood = "clinically_understood", "Clinically understood, not formally diagnosed";
        OnPathway = "on_pathway", "On a diagnostic pathway (not enough for keyworking)";
    }
    /// Education, health and care plan.
    Ehcp {
        None = "none", "No plan";
        InAssessment = "in_assessment", "In assessment";
        InPlace = "in_place", "In place";
        Ceased = "ceased", "Ceased";
    }
    /// Why an NHS number is absent.
    NhsNumberAbsent {
        NotKnown = "not_known", "Not known to the referrer";
        NewlyArrived = "newly_arrived", "Newly arrived; none issued yet";
    }
    /// Gender (NHS data dictionary, person stated gender).
    Gender {
        Male = "male", "Male";
        Female = "female", "Female";
        NonBinary = "non_binary", "Non-binary";
        Other = "other", "Other";
        NotStated = "not_stated", "Not stated";
    }
    /// Ethnic category (NHS data dictionary).
    EthnicCategory {
        A = "A", "White – British";
        B = "B", "White – Irish";
        C = "C", "White – any other background";
        D = "D", "Mixed – White and Black Caribbean";
        E = "E", "Mixed – White and Black African";
        F = "F", "Mixed – White and Asian";
        G = "G", "Mixed – any other background";
        H = "H", "Asian or Asian British – Indian";
        J = "J", "Asian or Asian British – Pakistani";
        K = "K", "Asian or Asian British – Bangladeshi";
        L = "L", "Asian or Asian British – any other background";
        M = "M", "Black or Black British – Caribbean";
        N = "N", "Black or Black British – African";
        P = "P", "Black or Black British – any other background";
        R = "R", "Chinese";
        S = "S", "Any other ethnic group";
        Z = "Z", "Not stated";
        NotKnown = "99", "Not known";
    }
    /// A coming change that wants planning (S1).
    TransitionKind {
        School = "school", "Change of school or phase";
        College = "college", "Moving to college or further education";
        AdultServices = "adult_services", "Moving to adult services";
        Home = "home", "Moving home or placement";
        Other = "other", "Another transition";
    }
    /// Why a stay on the register ended.
    EndReason {
        StepDown = "step_down", "Stepped down after Green";
        ConsentWithdrawn = "consent_withdrawn", "Consent withdrawn or refused";
        MovedIcb = "moved_icb", "Moved to another ICB";
        Deceased = "deceased", "Died";
        CriteriaNoLongerMet = "criteria_no_longer_met", "Criteria no longer met";
        EnteredInError = "entered_in_error", "Entered in error";
    }
    /// Which of the two lists a stay is on, by age (S0).
    Register {
        Cyp = "cyp", "Children and young people";
        Adult = "adult", "Adults";
    }
    /// Whether a stay on the register goes on.
    MembershipStatus {
        Active = "active", "On the register";
        Closed = "closed", "No longer on the register";
    }
}

/// When and under which identifier a decision is taken; both come from outside, so that the domain stays pure.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Today in London.
    pub today: Date,
    /// The identifier for what the decision creates.
    pub id: Uuid,
}

/// Somebody named in a record: a professional, a family member, an attendee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Pat Moss", "role": "DSR lead"}))]
pub struct Named {
    /// Full name.
    pub name: Line,
    /// Role or relation to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
    /// The organisation they act for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_ods: Option<Ods>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

/// A coming transition (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// What changes.
    pub kind: TransitionKind,
    /// When.
    pub date: Date,
}

/// The person as a referrer or the register knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    /// NHS number; may be absent with a reason until the ICB accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Why the NHS number is absent; required when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number_absent: Option<NhsNumberAbsent>,
    /// Family name.
    pub family_name: Line,
    /// Given name.
    pub given_name: Line,
    /// Date of birth: not in the future, at most 120 years ago.
    pub date_of_birth: Date,
    /// One or both of learning disability and autism.
    #[validate(length(min = 1, max = 2))]
    #[schema(min_items = 1, max_items = 2)]
    pub conditions: Vec<Condition>,
    /// How sure the diagnosis is.
    pub diagnosis_status: DiagnosisStatus,
    /// The responsible ICB, to which the referral is addressed.
    pub icb_ods: Ods,
    /// The local authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<LocalAuthority>,
    /// The GP practice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gp_practice_ods: Option<Ods>,
    /// Home postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Gender as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Ethnic category, for measuring inequalities (S1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnic_category: Option<EthnicCategory>,
    /// Education, health and care plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ehcp: Option<Ehcp>,
    /// Looked after by a local authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_after: Option<bool>,
    /// Adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<bool>,
    /// A care leaver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care_leaver: Option<bool>,
    /// How the person communicates and is best communicated with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communication_needs: Option<Prose>,
    /// Adjustments that services owe the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasonable_adjustments: Option<Prose>,
    /// Parents and carers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub carers: Vec<Named>,
    /// The person's advocate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advocate: Option<Named>,
    /// Coming transitions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub transitions: Vec<Transition>,
}

impl PersonDetails {
    /// Checks what no single field can: the birth date against today, the NHS number against its reason, doubles.
    pub fn check(&self, today: Date, at: &str, faults: &mut Faults) {
        check_birth(self.date_of_birth, today, &format!("{at}/date_of_birth"), faults);
        match (&self.nhs_number, self.nhs_number_absent) {
            (None, None) => faults.meaning(
                format!("{at}/nhs_number"),
                "nhs_number_missing",
                "give the NHS number, or say in 'nhs_number_absent' why it is absent",
            ),
            (Some(_), Some(_)) => faults.meaning(
                format!("{at}/nhs_number_absent"),
                "nhs_number_not_absent",
                "an NHS number is given; leave the reason for its absence out",
            ),
            _ => {}
        }
        let mut seen = self.conditions.clone();
        seen.sort_unstable();
        seen.dedup();
        if seen.len() < self.conditions.len() {
            faults.meaning(format!("{at}/conditions"), "repeated", "each condition at most once");
        }
    }
}

/// A birth date is not in the future and at most 120 years ago.
pub fn check_birth(born: Date, today: Date, at: &str, faults: &mut Faults) {
    if born > today {
        faults.meaning(at, "date_in_future", "must not lie in the future");
    } else if born.age_on(today) > 120 {
        faults.meaning(at, "date_of_birth_too_early", "must be at most 120 years ago");
    }
}

/// One stay on the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// How it began.
    pub opened: MembershipOpened,
    /// How it ended, if it has.
    pub closed: Option<(Date, EndReason)>,
}

impl Membership {
    /// Whether the stay covers `day`; the day it closes is not covered.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.opened.opened_on <= day && self.closed.is_none_or(|(end, _)| day < end)
    }
}

/// Everything the register knows of one person: the fold of the person's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// Who they are; absent only after redaction.
    pub details: Option<PersonDetails>,
    /// The responsible ICB.
    pub icb: Ods,
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
}

impl Person {
    /// Folds a stream. `None` for a stream that does not begin with the person's creation.
    #[must_use]
    pub fn fold<'a>(id: PersonId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut person: Option<Self> = None;
        for event in events {
            match (&mut person, event) {
                (None, Event::PersonCreated(created)) => {
                    person = Some(Self {
                        id,
                        details: created.person.clone(),
                        icb: created.icb_ods.clone(),
                        local_authority: created.local_authority.clone(),
                        consents: Vec::new(),
                        memberships: Vec::new(),
                        ratings: Vec::new(),
                        spells: Vec::new(),
                        reviews: Vec::new(),
                    });
                }
                (Some(person), event) => person.apply(event),
                (None, _) => return None,
            }
        }
        person
    }

    /// How one fact changes the person.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::ConsentRecorded(consent) => self.consents.push(consent.clone()),
            Event::MembershipOpened(opened) => {
                self.memberships.push(Membership { opened: opened.clone(), closed: None });
            }
            Event::MembershipClosed(closed) => {
                if let Some(open) = self.memberships.iter_mut().find(|m| m.opened.membership_id == closed.membership_id)
                {
                    open.closed = Some((closed.closed_on, closed.reason));
                }
            }
            Event::Rated(rating) => self.ratings.push(rating.clone()),
            Event::Admitted(admitted) => {
                self.spells.push(Spell { admitted: admitted.clone(), discharged: None });
                self.spells.sort_by_key(|spell| spell.admitted.admitted_on);
            }
            Event::Discharged(discharged) => {
                if let Some(spell) = self.spells.iter_mut().find(|s| s.admitted.admission_id == discharged.admission_id)
                {
                    spell.discharged = Some(discharged.clone());
                }
            }
            Event::ReviewRequested(requested) => self.reviews.push(Review::new(requested.clone())),
            Event::ReviewOffered(offered) => {
                if let Some(review) = self.review_mut(offered.review_id) {
                    review.offers.push(offered.clone());
                }
            }
            Event::ReviewHeld(held) => {
                if let Some(review) = self.review_mut(held.review_id) {
                    review.held = Some((**held).clone());
                }
            }
            Event::ReviewDeclined(declined) => {
                if let Some(review) = self.review_mut(declined.review_id) {
                    review.declined = Some(declined.clone());
                }
            }
            Event::PersonCreated(_)
            | Event::ReferralLinked(_)
            | Event::ReferralReceived(_)
            | Event::ReferralInformationRequested(_)
            | Event::ReferralInformationAdded(_)
            | Event::ReferralAccepted(_)
            | Event::ReferralDeclined(_)
            | Event::ReferralWithdrawn(_) => {}
        }
    }

    fn review_mut(&mut self, id: ReviewId) -> Option<&mut Review> {
        self.reviews.iter_mut().find(|r| r.requested.review_id == id)
    }

    /// The date of birth; absent only after redaction.
    #[must_use]
    pub fn born(&self) -> Option<Date> {
        self.details.as_ref().map(|d| d.date_of_birth)
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

    /// The consent to be on the register that holds: the one latest in effect, the later recorded between entries of
    /// one day.
    #[must_use]
    pub fn register_consent(&self) -> Option<&ConsentRecorded> {
        self.consents.iter().filter(|c| c.scope == ConsentScope::Register).max_by_key(|c| c.effective_on)
    }
}
