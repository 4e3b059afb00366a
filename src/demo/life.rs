//! A life as steps: each is a request's body, taken by the very decision that the request would ask for.

use crate::domain::calendar::Date;
use crate::domain::event::Event;
use crate::domain::id::{
    AdmissionId, BarrierId, KeyworkingId, PersonId, RecommendationId, ReferralId, ReviewId, derived,
};
use crate::domain::notice::{self, Noticed};
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Person};
use crate::domain::policy::Packs;
use crate::domain::referral::{self, Decided, Referral};
use crate::domain::refusal::Refusal;
use crate::domain::{
    admission, amendment, barrier, consent, correction, decision, departure, discharge_plan, keyworking, laep,
    notification, rating, review, support, visit, ward,
};
use crate::example;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

/// What can happen in a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// A referral is received.
    Receive,
    /// It is decided, or more is asked for.
    Decide,
    /// More is told.
    Inform,
    /// It is taken back.
    Withdraw,
    /// A ward reports an admission.
    Notice,
    /// A detail is corrected.
    Amend,
    /// Consent is recorded.
    Consent,
    /// A colour is given.
    Rate,
    /// A community review is decided on.
    DecideCommunity,
    /// Green, and staying.
    Remain,
    /// The register is left.
    Depart,
    /// An emergency meeting.
    Meet,
    /// A support plan.
    Plan,
    /// A referral to a support service.
    Refer,
    /// A concern.
    Raise,
    /// An admission.
    Admit,
    /// What becomes known in hospital.
    AmendSpell,
    /// A move between wards.
    Move,
    /// A discharge.
    Discharge,
    /// An oversight visit.
    Visit,
    /// A notification of the local authority.
    Notify,
    /// A correction of facts.
    Correct,
    /// The NHS number is corrected.
    Renumber,
    /// Private text is taken out.
    Redact,
    /// The discharge plan.
    WayHome,
    /// A review is asked for.
    Request,
    /// Offered.
    Offer,
    /// Its day is arranged.
    Schedule,
    /// Held.
    Hold,
    /// Declined.
    Decline,
    /// Called off.
    Cancel,
    /// Its report is issued.
    Report,
    /// Its action plan is reviewed.
    ReviewPlan,
    /// A recommendation moves on.
    Track,
    /// A barrier is raised.
    Barrier,
    /// It is escalated.
    Escalate,
    /// A level answers.
    Answer,
    /// A referral to keyworking.
    ReferToKeyworker,
    /// The keyworking service answers.
    AnswerKeyworking,
    /// A keyworker is named.
    Assign,
    /// The keyworker is in contact.
    Contact,
    /// Needs, strengths and goals.
    Assess,
    /// The keyworking plan.
    PlanKeyworking,
    /// Keyworking is reviewed.
    ReviewKeyworking,
    /// How things are.
    Measure,
    /// The move to adult services.
    HandOver,
    /// Keyworking steps down.
    StepDown,
}

/// One step: what happens, under which name, to which named record of the life, and the request's body.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub act: Act,
    pub name: String,
    pub of: String,
    pub body: Value,
}

/// One life, from its first referral or notice on.
#[derive(Debug, Clone)]
pub(super) struct Life {
    /// Its name: identifiers are derived from it.
    pub name: String,
    /// Who sent the referral.
    pub sender: &'static str,
    /// The ICB: who records everything else.
    pub icb: &'static str,
    /// What happens, in the order recorded.
    pub steps: Vec<Step>,
}

/// The facts of a life: those of its referral and those of the person, where there are any.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub received: Vec<Event>,
    pub decided: Vec<Event>,
    pub person_id: Uuid,
    pub person: Vec<Event>,
}

/// Why a life could not be told: the step, and what the register says to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// The life and its step.
    pub at: String,
    /// Why not.
    pub why: String,
}

impl std::fmt::Display for Untold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the demo register cannot be made: {}: {}", self.at, self.why)
    }
}

impl std::error::Error for Untold {}

/// The register's answer, or that the body is not one.
enum No {
    Shape(String),
    Refused(Refusal),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn read<T: DeserializeOwned + Validate>(body: &Value) -> Result<T, No> {
    let value: T = serde_json::from_value(body.clone()).map_err(|fault| No::Shape(fault.to_string()))?;
    value.validate().map_err(|faults| No::Shape(faults.to_string()))?;
    Ok(value)
}

fn ods(text: &str) -> Result<Ods, No> {
    Ods::parse(text).map_err(|fault| No::Shape(fault.to_owned()))
}

/// A life while it is told.
struct Telling<'l> {
    life: &'l Life,
    packs: &'l Packs,
    facts: Facts,
    referral: Option<Referral>,
    person: Option<Person>,
}

impl Life {
    /// A life in which nothing has happened yet.
    pub const fn new(name: String, sender: &'static str, icb: &'static str) -> Self {
        Self { name, sender, icb, steps: Vec::new() }
    }

    /// The facts of this life, as the register's decisions make them on the day of `moment`.
    ///
    /// # Errors
    /// A step that the register refuses.
    pub fn told(&self, packs: &Packs, today: Date) -> Result<Facts, Untold> {
        let mut telling = Telling { life: self, packs, facts: Facts::default(), referral: None, person: None };
        for step in &self.steps {
            let moment = Moment { today, id: self.id(&step.name) };
            telling.step(step, &moment).map_err(|no| Untold {
                at: format!("{}/{}", self.name, step.name),
                why: match no {
                    No::Shape(fault) => fault,
                    No::Refused(refusal) => format!("{refusal:?}"),
                },
            })?;
        }
        Ok(telling.facts)
    }

    /// The identifier of a record of this life.
    pub fn id(&self, name: &str) -> Uuid {
        example::id(&format!("{}/{name}", self.name))
    }
}

impl Telling<'_> {
    fn step(&mut self, step: &Step, moment: &Moment) -> Result<(), No> {
        match step.act {
            Act::Receive => self.receive(step, moment),
            Act::Decide => self.decide(step, moment),
            Act::Inform | Act::Withdraw => self.follow(step, moment),
            Act::Notice => self.notice(step, moment),
            _ => {
                let person = self.person.as_mut().ok_or(Refusal::NotFound)?;
                let events = happened(person, moment, self.packs, step, self.life.id(&step.of))?;
                for event in &events {
                    person.apply(event);
                }
                self.facts.person.extend(events);
                Ok(())
            }
        }
    }

    fn receive(&mut self, step: &Step, moment: &Moment) -> Result<(), No> {
        self.facts.received =
            referral::receive(moment, ods(self.life.sender)?, super::CLIENT.to_owned(), read(&step.body)?)?;
        self.referral = Referral::fold(ReferralId(moment.id), &self.facts.received);
        Ok(())
    }

    fn decide(&mut self, step: &Step, moment: &Moment) -> Result<(), No> {
        let referral = self.referral.as_mut().ok_or(Refusal::NotFound)?;
        let criteria = self.packs.criteria(&referral.received.icb_ods, referral.received.received_on);
        let Decided { referral: decided, person } =
            referral::decide(referral, self.person.as_ref(), &criteria, moment, read(&step.body)?)?;
        for event in &decided {
            referral.apply(event);
        }
        self.facts.decided.extend(decided);
        if let Some((id, events)) = person {
            self.joins(id, events);
        }
        Ok(())
    }

    fn follow(&mut self, step: &Step, moment: &Moment) -> Result<(), No> {
        let referral = self.referral.as_mut().ok_or(Refusal::NotFound)?;
        let events = match step.act {
            Act::Inform => referral::add_information(referral, moment, read(&step.body)?)?,
            _ => referral::withdraw(referral, moment, &ods(self.life.sender)?, read(&step.body)?)?,
        };
        for event in &events {
            referral.apply(event);
        }
        self.facts.decided.extend(events);
        Ok(())
    }

    fn notice(&mut self, step: &Step, moment: &Moment) -> Result<(), No> {
        let Noticed { person_id, events } =
            notice::receive(self.person.as_ref(), moment, &ods(self.life.icb)?, read(&step.body)?)?;
        self.joins(person_id, events);
        Ok(())
    }

    /// Facts of the person; the first ones begin them.
    fn joins(&mut self, id: PersonId, events: Vec<Event>) {
        match &mut self.person {
            Some(person) => events.iter().for_each(|event| person.apply(event)),
            None => self.person = Person::fold(id, &events),
        }
        self.facts.person_id = id.0;
        self.facts.person.extend(events);
    }
}

/// What a step does to a person.
fn happened(person: &Person, moment: &Moment, packs: &Packs, step: &Step, of: Uuid) -> Result<Vec<Event>, No> {
    let (p, m, body) = (person, moment, &step.body);
    let (spell, held, with) = (AdmissionId(of), ReviewId(of), KeyworkingId(of));
    Ok(match step.act {
        Act::Receive | Act::Decide | Act::Inform | Act::Withdraw | Act::Notice => Vec::new(),
        Act::Amend => amendment::amend(p, m, &read(body)?)?,
        Act::Consent => consent::record(p, m, read(body)?)?,
        Act::Rate => rating::rate(p, m, packs, read(body)?)?,
        Act::DecideCommunity => decision::decide_community_review(p, m, read(body)?)?,
        Act::Remain => decision::decide_to_remain(p, m, read(body)?)?,
        Act::Depart => departure::depart(p, m, packs, read(body)?)?,
        Act::Meet => laep::hold(p, m, read(body)?)?,
        Act::Plan => support::plan(p, m, read(body)?)?,
        Act::Refer => support::refer(p, m, read(body)?)?,
        Act::Raise => support::raise(p, m, read(body)?)?,
        Act::Admit => admission::admit(p, m, read(body)?)?,
        Act::AmendSpell => ward::amend(p, m, spell, read(body)?)?,
        Act::Move => ward::transfer(p, m, spell, read(body)?)?,
        Act::Discharge => admission::discharge(p, m, spell, read(body)?)?,
        Act::Visit => visit::visit(p, m, read(body)?)?,
        Act::Notify => notification::notify(p, m, read(body)?)?,
        Act::Correct => correction::correct(p, m, read(body)?)?,
        Act::Renumber => correction::renumber(p, m, read(body)?)?,
        Act::Redact => correction::redact(p, m, read(body)?)?,
        Act::WayHome => discharge_plan::plan(p, m, read(body)?)?,
        Act::Request => review::request(p, m, read(body)?)?,
        Act::Offer => review::offer(p, m, held, &read(body)?)?,
        Act::Schedule => review::schedule(p, m, held, read(body)?)?,
        Act::Hold => review::hold(p, m, held, read(body)?)?,
        Act::Decline => review::decline(p, m, held, read(body)?)?,
        Act::Cancel => review::cancel(p, m, held, read(body)?)?,
        Act::Report => review::report(p, m, held, read(body)?)?,
        Act::ReviewPlan => review::review_plan(p, m, held, read(body)?)?,
        Act::ReferToKeyworker => keyworking::refer(p, m, packs, read(body)?)?,
        Act::AnswerKeyworking => keyworking::answer(p, m, with, read(body)?)?,
        Act::Assign => keyworking::assign(p, m, with, read(body)?)?,
        Act::Contact => keyworking::contact(p, m, with, read(body)?)?,
        Act::Assess => keyworking::assess(p, m, with, read(body)?)?,
        Act::PlanKeyworking => keyworking::plan(p, m, with, read(body)?)?,
        Act::ReviewKeyworking => keyworking::review(p, m, with, read(body)?)?,
        Act::Measure => keyworking::measure(p, m, with, read(body)?)?,
        Act::HandOver => keyworking::transition(p, m, with, read(body)?)?,
        Act::StepDown => keyworking::step_down(p, m, with, read(body)?)?,
        Act::Track => review::progress(p, m, RecommendationId(derived(of, "recommendation 0")), read(body)?)?,
        Act::Barrier => barrier::raise(p, m, read(body)?, packs)?,
        Act::Escalate => barrier::escalate(p, BarrierId(of), m, read(body)?, &[])?,
        Act::Answer => barrier::answer(p, BarrierId(of), m, read(body)?)?,
    })
}
