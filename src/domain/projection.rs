//! The rows that lists and single reads are served from: computed from a state, never dependent on today, so that they
//! can be thrown away and made again from the facts at any time.

use crate::domain::admission::{Security, Setting};
use crate::domain::calendar::Date;
use crate::domain::consent::{Consent, ConsentScope, ConsentStatus, SharedWith};
use crate::domain::disclosure::{self, Reach};
use crate::domain::duty::{self, Deadline, DeadlineStatus, Duty};
use crate::domain::event::{
    ReferralAccepted, ReferralDeclined, ReferralInformationAdded, ReferralInformationRequested, ReferralWithdrawn,
};
use crate::domain::id::{AdmissionId, DeadlineId, MembershipId, PersonId, ReferralId};
use crate::domain::ods::Ods;
use crate::domain::person::{EndReason, MembershipStatus, Named, Person, PersonDetails, Register};
use crate::domain::policy::{ActionCalledFor, Force, Packs};
use crate::domain::rating::{Rag, RiskFactor, Trigger};
use crate::domain::referral::{
    Crisis, DecisionOutcome, DeclineReason, NOT_A_CRISIS_SERVICE, Referral, ReferralStatus, Source,
};
use crate::domain::text::{Prose, Reference, folded};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Raised whenever the rows of equal facts change their form: `dsr rebuild` is needed then.
pub const VERSION: i64 = 1;

/// Everything stored about one stream besides its facts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// The register row of a person.
    pub person: Option<PersonRow>,
    /// The person's duties, open and ended.
    pub deadlines: Vec<Deadline>,
    /// The row of a referral.
    pub referral: Option<ReferralRow>,
    /// Who reaches the record, and by which date lists sort it.
    pub reach: Vec<ReachRow>,
    /// Keys that may be taken once.
    pub claims: Vec<Claim>,
}

/// A row of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The responsible ICB.
    pub icb_ods: String,
    /// The local authority.
    pub local_authority: Option<String>,
    /// For searching by number.
    pub nhs_number: Option<String>,
    /// Folded family name.
    pub family_search: String,
    /// Folded given name.
    pub given_search: String,
    /// For searching and for ages.
    pub date_of_birth: Option<Date>,
    /// The colour.
    pub rag: Option<Rag>,
    /// Since when the colour holds.
    pub rated_on: Option<Date>,
    /// Whether the last stay goes on.
    pub membership: Option<MembershipStatus>,
    /// The ward's kind, while in hospital.
    pub setting: Option<Setting>,
    /// The [`PersonDocument`], as JSON.
    pub body: String,
}

/// A row of the list of referrals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralRow {
    /// The ICB addressed.
    pub icb_ods: String,
    /// The organisation whose system sent it.
    pub submitted_ods: String,
    /// Where it stands.
    pub status: ReferralStatus,
    /// Who refers.
    pub source: Source,
    /// The local authority.
    pub local_authority: Option<String>,
    /// When it was received.
    pub received_on: Date,
    /// For finding duplicates.
    pub nhs_number: Option<String>,
    /// For finding duplicates.
    pub family_search: String,
    /// For finding duplicates.
    pub date_of_birth: Option<Date>,
    /// The person it points to, once accepted.
    pub person_id: Option<PersonId>,
    /// The [`ReferralView`], as JSON.
    pub body: String,
}

/// An organisation's reach to a record, with the date lists sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachRow {
    /// Who and why.
    pub reach: Reach,
    /// A person: the earliest open due date. A referral: the day received. The last day there is, when there is none.
    pub sort_on: Date,
}

/// A key that only one stream may hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// What kind of key.
    pub kind: ClaimKind,
    /// The key.
    pub key: String,
}

/// Kinds of keys that may be taken once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimKind {
    /// One person per NHS number and ICB.
    NhsNumber,
    /// One referral per client and reference.
    ClientReference,
}

impl ClaimKind {
    /// The kind's name in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NhsNumber => "nhs_number",
            Self::ClientReference => "client_reference",
        }
    }
}

/// Sorts after every date there is.
#[must_use]
pub fn no_date() -> Date {
    Date::from(chrono::NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(chrono::NaiveDate::MAX))
}

/// Sorts before every date there is.
#[must_use]
pub fn first_day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(chrono::NaiveDate::MIN)
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The rows of a person.
#[must_use]
pub fn of_person(person: &Person, packs: &Packs) -> Rows {
    let deadlines = duty::clocks(person, packs);
    let mut open: Vec<OpenDeadline> =
        deadlines.iter().filter(|d| d.outcome.is_none()).map(OpenDeadline::from).collect();
    open.sort_by_key(|d| (d.due_on.unwrap_or_else(no_date), d.id));
    let sort_on = open.first().and_then(|d| d.due_on).unwrap_or_else(no_date);
    let details = person.details.as_ref();
    let nhs_number = details.and_then(|d| d.nhs_number.as_ref()).map(|n| n.as_str().to_owned());
    let standing = Standing::of(person);
    let row = PersonRow {
        icb_ods: person.icb.to_string(),
        local_authority: person.local_authority.as_ref().map(ToString::to_string),
        nhs_number: nhs_number.clone(),
        family_search: details.map(|d| folded(d.family_name.as_str())).unwrap_or_default(),
        given_search: details.map(|d| folded(d.given_name.as_str())).unwrap_or_default(),
        date_of_birth: person.born(),
        rag: standing.rag,
        rated_on: standing.rating.as_ref().map(|r| r.effective_on),
        membership: standing.membership.as_ref().map(|m| m.status),
        setting: standing.hospital.as_ref().map(|h| h.setting),
        body: json(&PersonDocument { id: person.id, details: person.details.clone(), standing, open }),
    };
    let key = nhs_number.map(|number| Claim { kind: ClaimKind::NhsNumber, key: format!("{}/{number}", person.icb) });
    let reach = disclosure::of_person(person).into_iter().map(|reach| ReachRow { reach, sort_on }).collect();
    Rows { person: Some(row), deadlines, referral: None, reach, claims: key.into_iter().collect() }
}

/// The rows of a referral.
#[must_use]
pub fn of_referral(referral: &Referral, packs: &Packs) -> Rows {
    let received = &referral.received;
    let person = received.person.as_ref();
    let row = ReferralRow {
        icb_ods: received.icb_ods.to_string(),
        submitted_ods: received.submitted_ods.to_string(),
        status: referral.status,
        source: received.source,
        local_authority: received.local_authority.as_ref().map(ToString::to_string),
        received_on: received.received_on,
        nhs_number: referral.nhs_number().map(|n| n.as_str().to_owned()),
        family_search: person.map(|p| folded(p.family_name.as_str())).unwrap_or_default(),
        date_of_birth: person.map(|p| p.date_of_birth),
        person_id: referral.accepted.as_ref().map(|a| a.person_id),
        body: json(&ReferralView::of(referral, packs)),
    };
    let key = received.client_reference.as_ref().map(|reference| Claim {
        kind: ClaimKind::ClientReference,
        key: format!("{}/{reference}", received.client_id),
    });
    let reach = disclosure::of_referral(referral)
        .into_iter()
        .map(|reach| ReachRow { reach, sort_on: received.received_on })
        .collect();
    Rows { person: None, deadlines: Vec::new(), referral: Some(row), reach, claims: key.into_iter().collect() }
}

impl Rows {
    /// What has to be written so that rows that were `before` become these: the main row always, for it carries the
    /// version; of the others those that changed. Nothing ever vanishes: a served deadline keeps its row.
    #[must_use]
    pub fn since(&self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self.clone() };
        Self {
            person: self.person.clone(),
            deadlines: self.deadlines.iter().filter(|d| !before.deadlines.contains(d)).cloned().collect(),
            referral: self.referral.clone(),
            reach: self.reach.iter().filter(|r| !before.reach.contains(r)).cloned().collect(),
            claims: self.claims.iter().filter(|c| !before.claims.contains(c)).cloned().collect(),
        }
    }
}

/// An open duty, short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDeadline {
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
struct Standing {
    rag: Option<Rag>,
    rating: Option<RatingSummary>,
    membership: Option<MembershipSummary>,
    hospital: Option<HospitalSummary>,
    consents: Vec<ConsentSummary>,
}

impl Standing {
    fn of(person: &Person) -> Self {
        let trail = person.rating_trail();
        let rag = person.rag();
        let rating = trail.last().filter(|_| rag.is_some()).map(|entry| RatingSummary {
            effective_on: entry.effective_on,
            trigger: entry.trigger,
            risk_factors: person.ratings.last().map(|r| r.risk_factors.clone()).unwrap_or_default(),
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
    /// The person as shown on `today`.
    #[must_use]
    pub fn on(self, today: Date, version: i64, packs: &Packs) -> PersonView {
        let born = self.details.as_ref().map(|d| d.date_of_birth);
        let age = born.map(|born| born.age_on(today));
        let mut membership = self.standing.membership;
        if let Some(m) = membership.as_mut() {
            let day = m.ended_on.unwrap_or(today);
            m.register = if born.is_some_and(|born| born.age_on(day) < 18) { Register::Cyp } else { Register::Adult };
        }
        let late = |d: &&OpenDeadline| d.due_on.is_some_and(|due| due < today);
        let overdue = self.open.iter().filter(late).count();
        let next_deadline = self.open.first().map(|d| {
            let days = d.due_on.map_or(0, |due| today.days_since(due).max(0));
            let status = if days > 0 { DeadlineStatus::Overdue } else { DeadlineStatus::Upcoming };
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
            actions: self.standing.rag.map(|rag| packs.actions(rag, age)).unwrap_or_default(),
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

/// Information added to a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AddedInformation {
    /// When.
    pub added_on: Date,
    /// Who gave it.
    pub given_by: Option<Named>,
    /// The information.
    pub information: Option<Prose>,
    /// Further risk factors.
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
}

impl From<&ReferralInformationAdded> for AddedInformation {
    fn from(added: &ReferralInformationAdded) -> Self {
        Self {
            added_on: added.added_on,
            given_by: added.given_by.clone(),
            information: added.information.clone(),
            risk_factors: added.risk_factors.clone(),
        }
    }
}

/// What the ICB asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedInformation {
    /// When.
    pub asked_on: Date,
    /// Who asked.
    pub asked_by: Option<Named>,
    /// What is missing.
    #[schema(max_items = 20)]
    pub missing: Vec<Prose>,
}

impl From<&ReferralInformationRequested> for AskedInformation {
    fn from(asked: &ReferralInformationRequested) -> Self {
        Self { asked_on: asked.asked_on, asked_by: asked.decided_by.clone(), missing: asked.missing.clone() }
    }
}

/// How a referral was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecisionView {
    /// Accepted or declined.
    pub outcome: DecisionOutcome,
    /// When.
    pub decided_on: Date,
    /// Who decided.
    pub decided_by: Option<Named>,
    /// Why it was declined.
    pub reason: Option<DeclineReason>,
    /// Why a criterion was overridden.
    pub override_reason: Option<Prose>,
    /// A note.
    pub note: Option<Prose>,
}

impl From<&ReferralAccepted> for DecisionView {
    fn from(a: &ReferralAccepted) -> Self {
        Self {
            outcome: DecisionOutcome::Accepted,
            decided_on: a.decided_on,
            decided_by: a.decided_by.clone(),
            reason: None,
            override_reason: a.override_reason.clone(),
            note: a.note.clone(),
        }
    }
}

impl From<&ReferralDeclined> for DecisionView {
    fn from(d: &ReferralDeclined) -> Self {
        Self {
            outcome: DecisionOutcome::Declined,
            decided_on: d.decided_on,
            decided_by: d.decided_by.clone(),
            reason: Some(d.reason),
            override_reason: None,
            note: d.note.clone(),
        }
    }
}

/// How a referral was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WithdrawalView {
    /// When.
    pub withdrawn_on: Date,
    /// Who withdrew it.
    pub withdrawn_by: Option<Named>,
    /// Why.
    pub reason: Option<Prose>,
}

impl From<&ReferralWithdrawn> for WithdrawalView {
    fn from(w: &ReferralWithdrawn) -> Self {
        Self { withdrawn_on: w.withdrawn_on, withdrawn_by: w.withdrawn_by.clone(), reason: w.reason.clone() }
    }
}

/// One referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Referral)]
pub struct ReferralView {
    /// The referral.
    pub id: ReferralId,
    /// Grows by one with every fact; the first part of the `ETag`.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub version: i64,
    /// Where it stands.
    pub status: ReferralStatus,
    /// The person it points to: null until accepted, and always null for the referrer.
    pub person_id: Option<PersonId>,
    /// The client's own reference; shown to the organisation that sent it.
    pub client_reference: Option<Reference>,
    /// The organisation whose system sent it.
    pub submitted_ods: Ods,
    /// When it was received.
    pub received_on: Date,
    /// Who refers.
    pub source: Source,
    /// The referrer.
    pub referrer: Option<Named>,
    /// The professional who supports a self or family referral.
    pub supporting_professional: Option<Named>,
    /// The person as the referrer knows them.
    pub person: Option<PersonDetails>,
    /// Open to health and social care, as last reported.
    pub open_to_health_and_social_care: bool,
    /// The crisis, as first reported.
    pub mental_health_crisis: Option<Crisis>,
    /// In crisis, as last reported.
    pub in_crisis: bool,
    /// Every risk factor reported.
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
    /// The colour the referrer suggests.
    pub suggested_rag: Option<Rag>,
    /// What has been tried.
    pub what_has_been_tried: Option<Prose>,
    /// What would help.
    pub what_would_help: Option<Prose>,
    /// Every consent reported.
    #[schema(max_items = 100)]
    pub consents: Vec<Consent>,
    /// What the ICB asked for.
    #[schema(max_items = 100)]
    pub asked: Vec<AskedInformation>,
    /// What was added.
    #[schema(max_items = 100)]
    pub information: Vec<AddedInformation>,
    /// How it was decided.
    pub decision: Option<DecisionView>,
    /// How it was withdrawn.
    pub withdrawal: Option<WithdrawalView>,
    /// What is missing or unusual; none of it stops the referral.
    #[schema(max_items = 20)]
    pub warnings: Vec<String>,
    /// Records of the same ICB that look like the same person; for the ICB only, on a single referral.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub possible_duplicates: Vec<PossibleDuplicate>,
    /// The register is not a crisis service (S4).
    #[serde(default)]
    #[schema(max_length = 300)]
    pub notice: String,
}

/// A record that looks like the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PossibleDuplicate {
    /// A person on your register, or known to it.
    pub person_id: Option<Uuid>,
    /// Another referral to you.
    pub referral_id: Option<Uuid>,
    /// Same NHS number; otherwise same family name and date of birth.
    pub same_nhs_number: bool,
}

impl ReferralView {
    fn of(referral: &Referral, packs: &Packs) -> Self {
        let received = &referral.received;
        let open = referral.is_open();
        Self {
            id: referral.id,
            version: 0,
            status: referral.status,
            person_id: referral.accepted.as_ref().map(|a| a.person_id),
            client_reference: received.client_reference.clone(),
            submitted_ods: received.submitted_ods.clone(),
            received_on: received.received_on,
            source: received.source,
            referrer: received.referrer.clone(),
            supporting_professional: received.supporting_professional.clone(),
            person: received.person.clone(),
            open_to_health_and_social_care: referral.open_to_services(),
            mental_health_crisis: received.mental_health_crisis.clone(),
            in_crisis: referral.in_crisis(),
            risk_factors: referral.risk_factors(),
            suggested_rag: received.suggested_rag,
            what_has_been_tried: received.what_has_been_tried.clone(),
            what_would_help: received.what_would_help.clone(),
            consents: referral.consents(),
            asked: referral.asked.iter().map(Into::into).collect(),
            information: referral.added.iter().map(Into::into).collect(),
            decision: referral.accepted.as_ref().map(Into::into).or_else(|| referral.declined.as_ref().map(Into::into)),
            withdrawal: referral.withdrawn.as_ref().map(Into::into),
            warnings: referral.warnings(&packs.criteria()).into_iter().filter(|_| open).map(Into::into).collect(),
            possible_duplicates: Vec::new(),
            notice: String::new(),
        }
    }

    /// The referral as an organisation with this basis sees it: the link to a person and possible duplicates are the
    /// ICB's; the sender's reference is the sender's.
    #[must_use]
    pub fn seen_by(mut self, basis: disclosure::Basis, organisation: &Ods, version: i64) -> Self {
        self.version = version;
        self.notice = NOT_A_CRISIS_SERVICE.into();
        if basis != disclosure::Basis::ResponsibleIcb {
            self.person_id = None;
            self.possible_duplicates.clear();
        }
        if self.submitted_ods != *organisation {
            self.client_reference = None;
        }
        self
    }
}
