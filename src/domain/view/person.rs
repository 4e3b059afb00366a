//! One person as the register shows them.

use crate::domain::admission::{Security, Setting};
use crate::domain::calendar::Date;
use crate::domain::consent::{ConsentBasis, ConsentScope, ConsentStatus, SharedWith};
use crate::domain::disclosure::{Group, Groups};
use crate::domain::duty::{Deadline, DeadlineStatus, Duty, days_past, open_status};
use crate::domain::id::{AdmissionId, DeadlineId, MembershipId, PersonId, ReferralId};
use crate::domain::keyworking::KeyworkingStatus;
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::person::{EndReason, MembershipStatus, Named, Person, PersonDetails, Register};
use crate::domain::policy::{ActionCalledFor, Force, Packs};
use crate::domain::projection::no_date;
use crate::domain::prompt::{self, Prompt};
use crate::domain::rating::{Rag, RiskFactor, Trigger};
use crate::domain::view::{KeyworkerSummary, PendingTransfer};
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown_from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lapses_on: Option<Date>,
}

impl From<&Deadline> for OpenDeadline {
    fn from(d: &Deadline) -> Self {
        Self {
            id: d.id,
            duty: d.duty,
            force: d.force,
            due_on: d.due_on,
            breach_on: d.breach_on,
            shown_from: d.shown_from,
            lapses_on: d.lapses.map(|lapse| lapse.date),
        }
    }
}

impl OpenDeadline {
    /// Whether the duty is to be done on `today`: shown already, and not ended by a birthday.
    fn stands(&self, today: Date) -> bool {
        self.shown_from.is_none_or(|from| from <= today) && self.lapses_on.is_none_or(|day| today < day)
    }
}

/// Where a person stands: what follows from the facts alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub rag: Option<Rag>,
    pub rating: Option<RatingSummary>,
    pub membership: Option<MembershipSummary>,
    pub hospital: Option<HospitalSummary>,
    pub consents: Vec<ConsentSummary>,
    pub died_on: Option<Date>,
    /// An admission notice that contradicts what is on record, until somebody has looked: the day it arrived.
    noticed_on: Option<Date>,
    /// Barriers that are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barriers: Option<BarrierSummary>,
    /// The day of the last discharge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_hospital_on: Option<Date>,
    /// The keyworking that goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyworker: Option<KeyworkerSummary>,
    /// The transfer that waits for an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    transfer: Option<PendingTransfer>,
    /// The record that goes on in place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<PersonId>,
}

impl Standing {
    fn of(person: &Person) -> Self {
        let rag = person.rag();
        let rating = person.rating_now().map(|entry| RatingSummary {
            effective_on: entry.effective_on,
            trigger: entry.trigger,
            risk_factors: person.risk_factors(),
        });
        Self {
            rag,
            rating,
            membership: membership(person),
            hospital: hospital(person),
            consents: consents(person),
            died_on: person.died_on,
            noticed_on: person.noticed_on,
            barriers: barriers(person),
            keyworker: KeyworkerSummary::of(person),
            transfer: PendingTransfer::of(person),
            merged_into: person.merged_into,
            left_hospital_on: person.spells.iter().filter_map(|s| s.discharged.as_ref()).map(|d| d.discharged_on).max(),
        }
    }
}

impl Standing {
    /// What wants attention on `today`.
    fn prompts(&self, born: Option<Date>, today: Date) -> Vec<Prompt> {
        let noticed = self.noticed_on.map(prompt::admission_notice);
        if self.died_on.is_some() {
            return noticed.into_iter().collect();
        }
        let given = self.consents.iter().filter(|c| c.status == ConsentStatus::Given);
        let outgrown = given.filter_map(|c| {
            let incapacity = c.incapacity_recorded_on.is_some();
            prompt::outgrown(c.scope, c.basis, incapacity, born?, today)
        });
        let active = self.membership.as_ref().is_some_and(|m| m.status == MembershipStatus::Active);
        let left = self.membership.as_ref().and_then(|m| m.ended_on);
        let since = |admitted_on: Date| left.map_or(admitted_on, |left| left.max(admitted_on));
        let join = self.hospital.as_ref().filter(|_| !active).map(|h| prompt::join_register(since(h.admitted_on)));
        outgrown.chain(noticed).chain(join).chain(self.keyworking_prompts(born, today)).collect()
    }

    /// Green and 26 ask for a decision on keyworking that goes on with a keyworker; neither ends it.
    fn keyworking_prompts(&self, born: Option<Date>, today: Date) -> impl Iterator<Item = Prompt> {
        let named = self.keyworker.as_ref().filter(|k| k.assigned_on.is_some());
        let up = named.filter(|k| k.status != KeyworkingStatus::SteppingDown);
        let green = self.rating.as_ref().filter(|_| self.rag == Some(Rag::Green)).map(|r| r.effective_on);
        let step_down = up.and(green).map(prompt::keyworking_step_down);
        let grown = born.map(|born| born.birthday(26)).filter(|day| *day <= today);
        let here = named.filter(|k| k.handed_over_on.is_none());
        step_down.into_iter().chain(here.and(grown).map(prompt::keyworking_hand_over))
    }
}

fn membership(person: &Person) -> Option<MembershipSummary> {
    person.last_membership().map(|m| (m, m.current())).map(|(m, part)| MembershipSummary {
        id: part.membership_id,
        status: if m.closed.is_some() { MembershipStatus::Closed } else { MembershipStatus::Active },
        register: part.register,
        started_on: part.opened_on,
        ended_on: m.closed.map(|(on, _)| on),
        end_reason: m.closed.map(|(_, reason)| reason),
        previous: part.previous,
        referral_id: part.referral_id,
        lead_professional: part.lead_professional.clone(),
    })
}

fn hospital(person: &Person) -> Option<HospitalSummary> {
    person.open_spell().map(|spell| HospitalSummary {
        admission_id: spell.admitted.admission_id,
        admitted_on: spell.admitted.admitted_on,
        provider_ods: spell.provider().clone(),
        setting: spell.last_ward().setting,
        security: spell.last_ward().security,
        clinically_ready_on: spell.details().clinically_ready_on,
    })
}

/// The entry that counts for each scope: the one latest in effect, the later recorded between entries of one day.
fn consents(person: &Person) -> Vec<ConsentSummary> {
    ConsentScope::ALL
        .iter()
        .filter_map(|scope| {
            let last = person.last_consent(*scope)?;
            Some(ConsentSummary {
                scope: *scope,
                status: last.status,
                effective_on: last.effective_on,
                covers: last.covers.clone(),
                organisations: last.organisations.clone(),
                basis: last.basis,
                incapacity_recorded_on: last.incapacity_recorded_on,
            })
        })
        .collect()
}

fn barriers(person: &Person) -> Option<BarrierSummary> {
    let open: Vec<_> = person.barriers.iter().filter(|barrier| barrier.closed.is_none()).collect();
    let level = open.iter().filter_map(|barrier| barrier.current()).map(|step| step.escalated.level.number()).max();
    (!open.is_empty()).then_some(BarrierSummary { open: open.len(), level })
}

/// The barriers of a person that are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BarrierSummary {
    /// How many.
    #[schema(minimum = 1)]
    pub open: usize,
    /// The highest level one of them stands at, 1 to 4; null when none is escalated.
    #[schema(minimum = 1, maximum = 4)]
    pub level: Option<u8>,
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
    /// The stay before, on re-entry or with another ICB.
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
    /// Clinically ready for discharge since.
    #[serde(default)]
    pub clinically_ready_on: Option<Date>,
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
    /// On what basis.
    pub basis: ConsentBasis,
    /// When incapacity was recorded.
    pub incapacity_recorded_on: Option<Date>,
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
    /// Grows by one with every fact; the first part of the `ETag`. 0 for whoever does not see the whole record.
    #[schema(minimum = 0)]
    pub version: i64,
    /// Which groups of fields you see; what belongs to the others is null or empty here. The responsible ICB sees all.
    #[schema(max_items = 8)]
    pub shown: Vec<Group>,
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
    /// What blocks the right care; null when nothing on record does.
    pub barriers: Option<BarrierSummary>,
    /// The keyworking that goes on: the keyworker, the service, and where it stands.
    pub keyworker: Option<KeyworkerSummary>,
    /// The transfer to another ICB that waits for its answer.
    pub transfer: Option<PendingTransfer>,
    /// The record of the same person that goes on in place of this one; nothing more is recorded here.
    pub merged_into: Option<PersonId>,
    /// Consent in force, one entry for each scope recorded.
    #[schema(max_items = 4)]
    pub consents: Vec<ConsentSummary>,
    /// When the person died.
    pub date_of_death: Option<Date>,
    /// What wants attention without being a duty: nothing changes silently.
    #[schema(max_items = 20)]
    pub prompts: Vec<Prompt>,
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
    /// Visits to them in hospital.
    #[schema(max_length = 200)]
    pub oversight_visits: String,
    /// Their support plan.
    #[schema(max_length = 200)]
    pub support_plan: String,
    /// What blocks their care.
    #[schema(max_length = 200)]
    pub barriers: String,
    /// Their discharge plan.
    #[schema(max_length = 200)]
    pub discharge_plan: String,
    /// Their keyworking.
    #[schema(max_length = 200)]
    pub keyworking: String,
    /// Every fact about them.
    #[schema(max_length = 200)]
    pub history: String,
}

impl PersonView {
    /// What of the person is shown to whoever sees these groups of fields; the rest is null or empty, and `shown` says which it is.
    #[must_use]
    pub fn as_far_as(mut self, groups: Groups) -> Self {
        self.shown = groups.list();
        if !groups.has(Group::Identity) {
            (self.age, self.details, self.date_of_death) = (None, None, None);
        }
        if !groups.has(Group::Standing) {
            (self.rag, self.rating, self.membership) = (None, None, None);
            self.actions.clear();
        }
        if !groups.has(Group::Hospital) {
            self.hospital = None;
        }
        if !groups.has(Group::Clocks) {
            (self.next_deadline, self.overdue) = (None, 0);
        }
        if !groups.has(Group::Keyworking) {
            self.keyworker = None;
        }
        if !groups.has(Group::Barriers) {
            self.barriers = None;
        }
        if !groups.has(Group::Consents) {
            self.consents.clear();
        }
        if !groups.has(Group::Record) {
            (self.version, self.transfer, self.merged_into) = (0, None, None);
            self.prompts.clear();
        }
        self
    }
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

    /// The earliest due date of an open duty that is shown from its start.
    #[must_use]
    pub fn next_due_on(&self) -> Option<Date> {
        self.open.iter().find(|d| d.shown_from.is_none()).or(self.open.first()).and_then(|d| d.due_on)
    }

    /// The person.
    pub(crate) const fn id(&self) -> PersonId {
        self.id
    }

    /// Whether the record says something of today: somebody alive, on the register or in hospital, whose record was not merged into
    /// another. Nobody else is told of to other organisations.
    pub(crate) fn goes_on(&self) -> bool {
        let standing = &self.standing;
        let on_register = standing.membership.as_ref().is_some_and(|m| m.status == MembershipStatus::Active);
        let ended = standing.died_on.is_some() || standing.merged_into.is_some();
        !ended && (on_register || standing.hospital.is_some())
    }

    /// Duties that are still to be done on `day` and due by then.
    pub(crate) fn open_by(&self, day: Date) -> impl Iterator<Item = Duty> + '_ {
        let open = self.open.iter().filter(move |open| open.stands(day));
        open.filter(move |open| open.due_on.is_some_and(|due| due <= day)).map(|open| open.duty)
    }

    /// The local authority of the person's home.
    pub(crate) fn local_authority(&self) -> Option<&LocalAuthority> {
        self.details.as_ref().and_then(|details| details.local_authority.as_ref())
    }

    /// By when the next C(E)TR or discussion in a register meeting is due, as it stands on `today`.
    pub(crate) fn next_review(&self, today: Date) -> Option<Date> {
        self.open.iter().filter(|open| open.stands(today) && open.duty.is_review()).filter_map(|open| open.due_on).min()
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
        let prompts = self.standing.prompts(born, today);
        let mut membership = self.standing.membership;
        if let Some(m) = membership.as_mut() {
            let day = m.ended_on.unwrap_or(today);
            m.register = if born.is_some_and(|born| born.age_on(day) < 18) { Register::Cyp } else { Register::Adult };
        }
        let open: Vec<&OpenDeadline> = self.open.iter().filter(|d| d.stands(today)).collect();
        let overdue = open.iter().filter(|d| days_past(d.due_on, today) > 0).count();
        let next_deadline = open.first().map(|d| {
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
            shown: Group::ALL.to_vec(),
            age,
            details: self.details,
            rag: self.standing.rag,
            rating: self.standing.rating,
            membership,
            hospital: self.standing.hospital,
            barriers: self.standing.barriers,
            keyworker: self.standing.keyworker,
            transfer: self.standing.transfer,
            merged_into: self.standing.merged_into,
            consents: self.standing.consents,
            date_of_death: self.standing.died_on,
            prompts,
            next_deadline,
            overdue,
            actions: self.standing.rag.map(|rag| packs.actions(rag, age, icb.as_ref(), today)).unwrap_or_default(),
            links: PersonLinks {
                deadlines: link("deadlines"),
                ratings: link("ratings"),
                consents: link("consents"),
                admissions: link("admissions"),
                reviews: link("reviews"),
                oversight_visits: link("oversight-visits"),
                support_plan: link("support-plan"),
                barriers: link("barriers"),
                discharge_plan: link("discharge-plan"),
                keyworking: link("keyworking"),
                history: link("history"),
            },
        }
    }
}
