//! One person as the register shows them.

use crate::domain::admission::{Security, Setting};
use crate::domain::calendar::Date;
use crate::domain::consent::{ConsentScope, ConsentStatus, SharedWith};
use crate::domain::duty::{Deadline, DeadlineStatus, Duty, days_past, open_status};
use crate::domain::id::{AdmissionId, DeadlineId, MembershipId, PersonId, ReferralId};
use crate::domain::ods::Ods;
use crate::domain::person::{EndReason, MembershipStatus, Named, Person, PersonDetails, Register};
use crate::domain::policy::{ActionCalledFor, Force, Packs};
use crate::domain::projection::no_date;
use crate::domain::rating::{Rag, RiskFactor, Trigger};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An open duty, short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OpenDeadline {
    id: DeadlineId,
    duty: Duty,
    force: Force,
    due_on: Option<Date>,
    breach_on: Option<Date>,
}

impl From<&Deadline> for OpenDeadline {
    fn from(d: &Deadline) -> Self {
        Self { id: d.id, duty: d.duty, force: d.force, due_on: d.due_on, breach_on: d.breach_on }
    }
}

/// Where a person stands: what follows from the facts alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub rag: Option<Rag>,
    pub rating: Option<RatingSummary>,
    pub membership: Option<MembershipSummary>,
    pub hospital: Option<HospitalSummary>,
    consents: Vec<ConsentSummary>,
}

impl Standing {
    fn of(person: &Person) -> Self {
        let rag = person.rag();
        let rating = person.rating_now().map(|entry| RatingSummary {
            effective_on: entry.effective_on,
            trigger: entry.trigger,
            risk_factors: person.risk_factors(),
        });
        Self { rag, rating, membership: membership(person), hospital: hospital(person), consents: consents(person) }
    }
}

fn membership(person: &Person) -> Option<MembershipSummary> {
    person.last_membership().map(|m| MembershipSummary {
        id: m.opened.membership_id,
        status: if m.closed.is_some() { MembershipStatus::Closed } else { MembershipStatus::Active },
        register: m.opened.register,
        started_on: m.opened.opened_on,
        ended_on: m.closed.map(|(on, _)| on),
        end_reason: m.closed.map(|(_, reason)| reason),
        previous: m.opened.previous,
        referral_id: m.opened.referral_id,
        lead_professional: m.opened.lead_professional.clone(),
    })
}

fn hospital(person: &Person) -> Option<HospitalSummary> {
    person.open_spell().map(|spell| HospitalSummary {
        admission_id: spell.admitted.admission_id,
        admitted_on: spell.admitted.admitted_on,
        provider_ods: spell.admitted.provider_ods.clone(),
        setting: spell.admitted.setting,
        security: spell.admitted.security,
    })
}

/// The entry that counts for each scope: the one latest in effect, the later recorded between entries of one day.
fn consents(person: &Person) -> Vec<ConsentSummary> {
    ConsentScope::ALL
        .iter()
        .filter_map(|scope| {
            let last = person.consents.iter().filter(|c| c.scope == *scope).max_by_key(|c| c.effective_on)?;
            Some(ConsentSummary {
                scope: *scope,
                status: last.status,
                effective_on: last.effective_on,
                covers: last.covers.clone(),
                organisations: last.organisations.clone(),
            })
        })
        .collect()
}

/// The rating in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RatingSummary {
    /// Since when it holds.
    pub effective_on: Date,
    /// What led to it.
    pub trigger: Trigger,
    /// Risk factors last recorded.
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
}

/// The stay on the register that goes on, or the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembershipSummary {
    /// The stay.
    pub id: MembershipId,
    /// Whether it goes on.
    pub status: MembershipStatus,
    /// Which list: children and young people move to the adult list at 18.
    pub register: Register,
    /// When it began.
    pub started_on: Date,
    /// When it ended.
    pub ended_on: Option<Date>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// The stay before, on re-entry.
    pub previous: Option<MembershipId>,
    /// The referral that led to it.
    pub referral_id: ReferralId,
    /// The lead professional.
    pub lead_professional: Option<Named>,
}

/// The spell in hospital that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HospitalSummary {
    /// The spell.
    pub admission_id: AdmissionId,
    /// Since when.
    pub admitted_on: Date,
    /// Where.
    pub provider_ods: Ods,
    /// The kind of ward.
    pub setting: Setting,
    /// Its security.
    pub security: Security,
}

/// The consent in force for one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentSummary {
    /// What it is about.
    pub scope: ConsentScope,
    /// Whether it is given.
    pub status: ConsentStatus,
    /// Since when.
    pub effective_on: Date,
    /// Whom information sharing covers.
    #[schema(max_items = 10)]
    pub covers: Vec<SharedWith>,
    /// Single organisations it covers.
    #[schema(max_items = 50)]
    pub organisations: Vec<Ods>,
}

/// The next duty of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextDeadline {
    /// The duty.
    pub id: DeadlineId,
    /// What has to be done.
    pub duty: Duty,
    /// How binding.
    pub force: Force,
    /// By when.
    pub due_on: Option<Date>,
    /// From when on it is a breach.
    pub breach_on: Option<Date>,
    /// Upcoming or overdue.
    pub status: DeadlineStatus,
    /// Days past `due_on`.
    #[schema(minimum = 0)]
    pub days_overdue: i64,
}

/// What is stored of a person for reading; today is added on the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDocument {
    id: PersonId,
    details: Option<PersonDetails>,
    standing: Standing,
    open: Vec<OpenDeadline>,
}

/// One person as the register shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonView {
    /// The person.
    pub id: PersonId,
    /// Grows by one with every fact; the first part of the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Age today; null after redaction.
    #[schema(minimum = 0, maximum = 130)]
    pub age: Option<u32>,
    /// Who they are; null after redaction.
    #[serde(flatten)]
    pub details: Option<PersonDetails>,
    /// The colour; null when neither on the register nor in hospital.
    pub rag: Option<Rag>,
    /// The rating in force.
    pub rating: Option<RatingSummary>,
    /// The stay on the register that goes on, or the last one.
    pub membership: Option<MembershipSummary>,
    /// The spell in hospital, while it goes on.
    pub hospital: Option<HospitalSummary>,
    /// Consent in force, one entry for each scope recorded.
    #[schema(max_items = 4)]
    pub consents: Vec<ConsentSummary>,
    /// The open duty that is due first.
    pub next_deadline: Option<NextDeadline>,
    /// How many open duties are overdue today.
    #[schema(minimum = 0)]
    pub overdue: usize,
    /// What the colour calls for (S4).
    #[schema(max_items = 20)]
    pub actions: Vec<ActionCalledFor>,
    /// Where to go from here.
    pub links: PersonLinks,
}

/// Where to go from a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonLinks {
    /// Their clocks.
    #[schema(max_length = 200)]
    pub deadlines: String,
    /// Their ratings.
    #[schema(max_length = 200)]
    pub ratings: String,
    /// Their consents.
    #[schema(max_length = 200)]
    pub consents: String,
    /// Their spells.
    #[schema(max_length = 200)]
    pub admissions: String,
    /// Their reviews.
    #[schema(max_length = 200)]
    pub reviews: String,
    /// Every fact about them.
    #[schema(max_length = 200)]
    pub history: String,
}

impl PersonDocument {
    /// What to store of a person with these duties.
    #[must_use]
    pub fn of(person: &Person, deadlines: &[Deadline]) -> Self {
        let mut open: Vec<OpenDeadline> =
            deadlines.iter().filter(|d| d.outcome.is_none()).map(OpenDeadline::from).collect();
        open.sort_by_key(|d| (d.due_on.unwrap_or_else(no_date), d.id));
        Self { id: person.id, details: person.details.clone(), standing: Standing::of(person), open }
    }

    /// The earliest due date of an open duty.
    #[must_use]
    pub fn next_due_on(&self) -> Option<Date> {
        self.open.first().and_then(|d| d.due_on)
    }

    pub(crate) const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The person as shown on `today`.
    #[must_use]
    pub fn on(self, today: Date, version: i64, packs: &Packs) -> PersonView {
        let born = self.details.as_ref().map(|d| d.date_of_birth);
        let age = born.map(|born| born.age_on(today));
        let icb = self.details.as_ref().map(|d| d.icb_ods.clone());
        let mut membership = self.standing.membership;
        if let Some(m) = membership.as_mut() {
            let day = m.ended_on.unwrap_or(today);
            m.register = if born.is_some_and(|born| born.age_on(day) < 18) { Register::Cyp } else { Register::Adult };
        }
        let overdue = self.open.iter().filter(|d| days_past(d.due_on, today) > 0).count();
        let next_deadline = self.open.first().map(|d| {
            let (status, days) = (open_status(d.due_on, today), days_past(d.due_on, today));
            NextDeadline {
                id: d.id,
                duty: d.duty,
                force: d.force,
                due_on: d.due_on,
                breach_on: d.breach_on,
                status,
                days_overdue: days,
            }
        });
        let link = |what: &str| format!("/v1/people/{}/{what}", self.id);
        PersonView {
            id: self.id,
            version,
            age,
            details: self.details,
            rag: self.standing.rag,
            rating: self.standing.rating,
            membership,
            hospital: self.standing.hospital,
            consents: self.standing.consents,
            next_deadline,
            overdue,
            actions: self.standing.rag.map(|rag| packs.actions(rag, age, icb.as_ref(), today)).unwrap_or_default(),
            links: PersonLinks {
                deadlines: link("deadlines"),
                ratings: link("ratings"),
                consents: link("consents"),
                admissions: link("admissions"),
                reviews: link("reviews"),
                history: link("history"),
            },
        }
    }
}
