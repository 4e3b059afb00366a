//! Random lives: sequences of requests, decided by the register itself, some of them refused.

mod hospital;
mod register;
mod reviews;

use crate::support::nhs_number;
use chrono::Days;
use dsr::domain::calendar::Date;
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::{PersonId, ReferralId, derived};
use dsr::domain::person::{EndReason, Moment, Person};
use dsr::domain::policy::Packs;
use dsr::domain::rating::Rag;
use dsr::domain::referral::{self, DecisionOutcome, Referral};
use dsr::domain::refusal::Refusal;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use uuid::Uuid;

/// What chance decides: a birth, and what is asked for one after another.
#[derive(Debug, Clone)]
pub struct Plan {
    pub born: &'static str,
    pub steps: Vec<Step>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    Refer,
    Accept,
    DeclineReferral,
    AskReferrer,
    Inform,
    Withdraw,
    Consent,
    Rate(Option<Rag>),
    Admit,
    Discharge,
    Move,
    AmendSpell,
    Visit,
    Notify,
    DischargePlan,
    Ask,
    Offer,
    Hold,
    Decline,
    Schedule,
    Cancel,
    Report,
    ReviewPlan,
    Progress,
    DecideReview,
    Remain,
    Laep,
    SupportPlan,
    SupportRefer,
    Concern,
    Depart(Option<EndReason>),
    Amend,
}

/// One request: which, how many days after the last, how late or early it is dated, and its details. A plain one has
/// nothing wrong in it by itself.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Step {
    pub what: What,
    pub gap: u16,
    pub late: i16,
    pub pick: u32,
    pub plain: bool,
}

/// What one decision wrote: the facts of each stream.
pub type Commit = Vec<(Uuid, StreamKind, Vec<Event>)>;

/// A life as it came out.
#[derive(Debug, Clone, Default)]
pub struct Life {
    pub commits: Vec<Commit>,
    pub refusals: Vec<Refusal>,
}

/// Children, adults, somebody who turns 18 meanwhile, born on a 29 February, born at a month's end.
const BIRTHS: &[&str] = &[
    "1993-05-17",
    "1948-12-31",
    "2001-02-28",
    "2015-07-01",
    "2012-11-30",
    "2007-03-29",
    "2007-10-28",
    "2008-01-31",
    "2008-06-15",
    "2008-02-29",
    "2004-02-29",
    "2007-08-31",
    "1996-02-29",
];

const FAMILIES: &[&str] =
    &["CANARY Aldous", "CANARY O'Brien", "CANARY-Émile", "CANARY Zoë", "CANARY aldous", "CANARY O’Brien"];

/// How often each request is made: mostly what carries a life on.
pub const WHAT: &[(What, u16)] = &[
    (What::Refer, 6),
    (What::Accept, 7),
    (What::DeclineReferral, 2),
    (What::AskReferrer, 2),
    (What::Inform, 2),
    (What::Withdraw, 2),
    (What::Consent, 4),
    (What::Rate(None), 7),
    (What::Admit, 8),
    (What::Discharge, 5),
    (What::Move, 6),
    (What::AmendSpell, 3),
    (What::Visit, 7),
    (What::Notify, 2),
    (What::DischargePlan, 2),
    (What::Ask, 10),
    (What::Offer, 7),
    (What::Hold, 9),
    (What::Decline, 4),
    (What::Schedule, 3),
    (What::Cancel, 3),
    (What::Report, 2),
    (What::ReviewPlan, 4),
    (What::Progress, 5),
    (What::DecideReview, 3),
    (What::Remain, 2),
    (What::Laep, 2),
    (What::SupportPlan, 3),
    (What::SupportRefer, 2),
    (What::Concern, 2),
    (What::Depart(None), 4),
    (What::Amend, 3),
];

/// One request as chance has it, late or early.
fn any_step() -> impl Strategy<Value = Step> {
    let all: u16 = WHAT.iter().map(|(_, share)| share).sum();
    let what = (0..all).prop_map(|n| {
        let mut sum = 0;
        let found = WHAT.iter().find(|(_, share)| {
            sum += share;
            n < sum
        });
        found.unwrap().0
    });
    let late = prop_oneof![6 => Just(0_i16), 3 => 1_i16..40, 2 => 40_i16..500, 1 => -60_i16..0];
    let gap = prop_oneof![6 => 0_u16..6, 3 => 6_u16..60, 1 => 60_u16..420];
    (what, gap, late, any::<u32>()).prop_map(|(what, gap, late, pick)| Step { what, gap, late, pick, plain: false })
}

/// Requests that follow from one another, each dated on its day: what chance alone would seldom bring about.
fn chapter() -> impl Strategy<Value = Vec<Step>> {
    use What::{
        Accept, Admit, Ask, Cancel, DecideReview, Decline, Depart, Discharge, Hold, Move, Notify, Offer, Progress,
        Rate, Refer, Remain, ReviewPlan, Visit,
    };
    const GREEN: What = Rate(Some(Rag::Green));
    let chapters: &[&[(What, u16)]] = &[
        // Red, decided, Green, three months, gone; with and without staying on for a while.
        &[(Rate(Some(Rag::Red)), 9), (Ask, 2), (DecideReview, 9), (GREEN, 30), (Depart(Some(EndReason::StepDown)), 95)],
        &[
            (Rate(Some(Rag::Red)), 9),
            (DecideReview, 9),
            (GREEN, 30),
            (Remain, 93),
            (Remain, 60),
            (Depart(Some(EndReason::StepDown)), 40),
            (Refer, 20),
            (Accept, 9),
        ],
        &[(Rate(Some(Rag::Amber)), 9), (GREEN, 20), (GREEN, 30), (Remain, 20), (GREEN, 0), (GREEN, 0)],
        &[(Rate(Some(Rag::Red)), 2), (Ask, 9), (DecideReview, 3), (Cancel, 9), (Rate(Some(Rag::Amber)), 9), (GREEN, 9)],
        // Moves, several of them on one day.
        &[(Admit, 9), (Move, 15), (Move, 0), (Visit, 20), (Move, 30), (Visit, 40), (Notify, 9), (Discharge, 60)],
        &[
            (Admit, 5),
            (Ask, 5),
            (Offer, 3),
            (Hold, 9),
            (Move, 50),
            (Move, 0),
            (Move, 0),
            (Ask, 30),
            (Offer, 0),
            (Decline, 9),
            (Move, 70),
            (Ask, 20),
            (Offer, 9),
            (Hold, 9),
        ],
        &[(Admit, 9), (Ask, 2), (Offer, 2), (Decline, 4), (Ask, 9), (Offer, 2), (Decline, 3), (Discharge, 12)],
        &[(Ask, 3), (Hold, 9), (Progress, 20), (Progress, 20), (ReviewPlan, 40), (Progress, 9)],
        // Leaving for another reason, and back.
        &[(Depart(Some(EndReason::CriteriaNoLongerMet)), 30), (Refer, 9), (Accept, 9)],
        &[(Refer, 9), (Accept, 9), (Rate(None), 9)],
        &[(Admit, 9), (Ask, 2), (Offer, 2), (Decline, 4), (Discharge, 45)],
        // Consent withdrawn in hospital, given again and discharged, all on one day.
        &[(Admit, 9), (Depart(Some(EndReason::ConsentWithdrawn)), 20), (Refer, 0), (Accept, 0), (Discharge, 0)],
    ];
    let chapters: Vec<Vec<(What, u16)>> = chapters.iter().map(|chapter| chapter.to_vec()).collect();
    let spread = proptest::collection::vec((any::<u32>(), 0_u16..4), 16);
    (proptest::sample::select(chapters), spread).prop_map(|(chapter, spread)| {
        let step = |((what, gap), (pick, more)): ((What, u16), (u32, u16))| {
            // A day that is asked for with nothing between is that very day.
            let gap = if gap == 0 { 0 } else { gap + more };
            Step { what, gap, late: 0, pick, plain: true }
        };
        chapter.into_iter().zip(spread).map(step).collect()
    })
}

pub fn plans() -> impl Strategy<Value = Plan> {
    let part = prop_oneof![12 => any_step().prop_map(|step| vec![step]), 1 => chapter()];
    let parts = proptest::collection::vec(part, 10..55);
    (proptest::sample::select(BIRTHS), parts).prop_map(|(born, parts)| Plan { born, steps: parts.concat() })
}

fn made<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

/// The packs of every build, read once.
fn packs() -> &'static Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(|| Packs::embedded().unwrap())
}

/// The world in which a life is lived.
#[derive(Clone)]
pub struct Living {
    seed: Uuid,
    number: u32,
    born: Date,
    pub today: Date,
    made: u32,
    packs: &'static Packs,
    pub person: Option<Person>,
    pub referrals: Vec<Referral>,
    life: Life,
}

/// Lives a plan. `number` tells lives apart: identifiers, NHS numbers and references follow from it.
pub fn live(plan: &Plan, number: u32) -> Life {
    let mut living = Living::begin(plan.born, number);
    for step in plan.all_steps() {
        living.step(step);
    }
    living.life
}

impl Plan {
    /// Every step. Nearly every life begins with a referral that is accepted.
    pub fn all_steps(&self) -> Vec<Step> {
        let first = self.steps[0].pick;
        let mut all = Vec::new();
        if !first.is_multiple_of(8) {
            all.push(Step { what: What::Refer, gap: 0, late: 0, pick: 0, plain: true });
            all.push(Step { what: What::Accept, gap: 1, late: 0, pick: first & !0xFF, plain: true });
        }
        all.extend(&self.steps);
        all
    }
}

fn shifted(day: Date, days: i64) -> Date {
    let naive = if days < 0 {
        day.naive().checked_sub_days(Days::new(days.unsigned_abs()))
    } else {
        day.naive().checked_add_days(Days::new(days.unsigned_abs()))
    };
    Date::from(naive.unwrap())
}

const SAYS: &str = "CANARY: said in words.";

impl Living {
    pub fn begin(born: &str, number: u32) -> Self {
        Self {
            seed: derived(Uuid::nil(), &format!("life {number}")),
            number,
            born: Date::parse(born).unwrap(),
            today: Date::parse("2024-02-26").unwrap(),
            made: 0,
            packs: packs(),
            person: None,
            referrals: Vec::new(),
            life: Life::default(),
        }
    }

    fn step(&mut self, step: Step) {
        match self.ask(step) {
            Ok(commit) => self.write(commit),
            Err(refusal) => self.life.refusals.push(refusal),
        }
    }

    /// Time goes on, and something is asked for: decided, and not yet written.
    pub fn ask(&mut self, step: Step) -> Result<Commit, Refusal> {
        self.today = shifted(self.today, i64::from(step.gap));
        let on = shifted(self.today, -i64::from(step.late));
        self.made += 1;
        let moment = Moment { today: self.today, id: derived(self.seed, &format!("made {}", self.made)) };
        match step.what {
            What::Refer => self.refer(&moment, on, if step.plain { 0 } else { step.pick }),
            What::Accept => self.decide(&moment, on, step, DecisionOutcome::Accepted),
            What::DeclineReferral => self.decide(&moment, on, step, DecisionOutcome::Declined),
            What::AskReferrer => self.decide(&moment, on, step, DecisionOutcome::AwaitingInformation),
            What::Inform => self.inform(&moment, on, step.pick),
            What::Withdraw => self.withdraw(&moment, on, step.pick),
            _ => self.about_the_person(&moment, on, step),
        }
    }

    pub fn write(&mut self, commit: Commit) {
        for (id, kind, events) in &commit {
            match (kind, &mut self.person) {
                (StreamKind::Referral, _) => match self.referrals.iter_mut().find(|r| r.id.0 == *id) {
                    Some(referral) => events.iter().for_each(|event| referral.apply(event)),
                    None => self.referrals.push(Referral::fold(ReferralId(*id), events).unwrap()),
                },
                (StreamKind::Person, Some(person)) => events.iter().for_each(|event| person.apply(event)),
                (StreamKind::Person, none) => *none = Person::fold(PersonId(*id), events),
                (
                    StreamKind::Meeting
                    | StreamKind::Leader
                    | StreamKind::Transfer
                    | StreamKind::Settings
                    | StreamKind::Register,
                    _,
                ) => {
                    unreachable!("no life holds it")
                }
            }
        }
        self.born = self.person.as_ref().and_then(Person::born).unwrap_or(self.born);
        self.life.commits.push(commit);
    }

    /// A basis that is open at the age; now and then one that is not.
    fn basis(&self, on: Date, pick: u32) -> &'static str {
        match (pick % 11, self.born.age_on(on)) {
            (0, _) => "attorney",
            (1, _) => "gillick",
            (_, 0..16) => "parental_responsibility",
            (2, _) => "best_interests",
            _ => "self",
        }
    }

    fn consent(&self, scope: &str, status: &str, on: Date, pick: u32) -> Value {
        let basis = self.basis(on, pick);
        let mut consent =
            json!({"scope": scope, "status": status, "basis": basis, "given_by": "CANARY Giver", "effective_on": on});
        if basis == "best_interests" {
            consent["best_interests"] =
                json!({"decided_on": on, "decision_maker": "CANARY Maker", "capacity_assessed_on": on});
        }
        if scope == "information_sharing" && !pick.is_multiple_of(5) {
            consent["covers"] = json!(["social_care", "provider"]);
        }
        consent
    }

    fn refer(&mut self, moment: &Moment, on: Date, pick: u32) -> Result<Commit, Refusal> {
        let own = pick % 9 == 1;
        let mut new = json!({
            "client_reference": format!("REF-{}-{}", self.number, self.made),
            "received_on": on,
            "source": if own { "family" } else { "lead_professional" },
            "referrer": {"name": "CANARY Referrer"},
            "person": {
                "family_name": FAMILIES[self.number as usize % FAMILIES.len()],
                "given_name": format!("CANARY {}", self.number % 3),
                "date_of_birth": self.born,
                "conditions": ["autism"],
                "diagnosis_status": "confirmed",
                "icb_ods": if self.number % 8 == 7 { "QWO" } else { "QOQ" },
                "local_authority": "E06000010",
            },
            "open_to_health_and_social_care": pick % 13 != 2,
            "mental_health_crisis": {"in_crisis": pick % 7 != 2, "narrative": SAYS},
            "risk_factors": ["placement_breakdown"],
            "what_would_help": SAYS,
        });
        match pick % 10 {
            3 => new["person"]["nhs_number_absent"] = json!("not_known"),
            4 => {}
            _ => new["person"]["nhs_number"] = json!(nhs_number(self.number + 100)),
        }
        if own && pick.is_multiple_of(2) {
            new["supporting_professional"] = json!({"name": "CANARY Supporter"});
        }
        if pick % 3 != 2 {
            new["consents"] = json!([self.consent("register", "given", on, pick / 7 % 11 + 3)]);
        }
        let events = referral::receive(moment, made(&json!("RV9")), "client-of-laws".into(), made(&new))?;
        Ok(vec![(moment.id, StreamKind::Referral, events)])
    }

    /// The last referral; sometimes an earlier one.
    fn chosen(&self, pick: u32) -> Result<&Referral, Refusal> {
        let back = if pick.is_multiple_of(6) { 1 } else { 0 };
        self.referrals.iter().rev().nth(back).or(self.referrals.last()).ok_or(Refusal::NotFound)
    }

    fn decide(&mut self, moment: &Moment, on: Date, step: Step, outcome: DecisionOutcome) -> Result<Commit, Refusal> {
        let chosen = self.chosen(if step.plain { 1 } else { step.pick })?;
        let pick = step.pick;
        let mut decision =
            json!({"outcome": outcome, "decided_on": on, "decided_by": {"name": "CANARY Decider"}, "note": SAYS});
        // Details that contradict nothing.
        let spare = if step.plain { [3, 5, 6, 8, 9][pick as usize / 8 % 5] } else { pick / 8 };
        match outcome {
            DecisionOutcome::Declined if spare % 9 != 1 => {
                decision["reason"] = json!((["out_of_area", "duplicate"][pick as usize % 2]))
            }
            DecisionOutcome::AwaitingInformation if spare % 9 != 1 => decision["missing"] = json!([SAYS]),
            DecisionOutcome::Accepted => {
                let in_hospital = self.person.as_ref().is_some_and(|p| p.open_spell().is_some());
                if in_hospital == (spare % 11 == 1) {
                    decision["rating"] = json!({"rag": (["amber", "red", "green", "amber"][spare as usize % 4]), "rationale": SAYS,
                        "unmanaged_risk_identified": spare % 3 == 1, "mdt_members": [{"name": "CANARY Member"}]});
                }
                if let Some(person) = &self.person {
                    decision["person_id"] = json!(person.id);
                }
                if chosen.nhs_number().is_none() && self.person.is_none() && spare % 3 != 1 {
                    decision["nhs_number"] = json!(nhs_number(self.number + 100));
                }
                if spare.is_multiple_of(2) {
                    decision["override_reason"] = json!(SAYS);
                }
                if spare % 5 != 2 {
                    decision["consents"] = json!([self.consent("register", "given", on, spare % 11)]);
                }
            }
            _ => {}
        }
        let criteria = self.packs.criteria(&chosen.received.icb_ods, chosen.received.received_on);
        let decided = referral::decide(chosen, self.person.as_ref(), &criteria, moment, made(&decision))?;
        let mut commit = vec![(chosen.id.0, StreamKind::Referral, decided.referral)];
        commit.extend(decided.person.map(|(id, events)| (id.0, StreamKind::Person, events)));
        Ok(commit)
    }

    fn inform(&mut self, moment: &Moment, on: Date, pick: u32) -> Result<Commit, Refusal> {
        let chosen = self.chosen(pick)?;
        let mut information = json!({"added_on": on, "given_by": {"name": "CANARY Informant"}, "information": SAYS, "in_crisis": pick.is_multiple_of(2),
            "risk_factors": ["previous_admission"], "consents": [self.consent("register", "given", on, pick / 3)]});
        if pick.is_multiple_of(3) {
            information["nhs_number"] =
                json!(nhs_number(self.number + if pick.is_multiple_of(2) { 100 } else { 5_000 }));
        }
        let events = referral::add_information(chosen, moment, made(&information))?;
        Ok(vec![(chosen.id.0, StreamKind::Referral, events)])
    }

    fn withdraw(&mut self, moment: &Moment, on: Date, pick: u32) -> Result<Commit, Refusal> {
        let chosen = self.chosen(pick)?;
        let by = made(&json!(if pick.is_multiple_of(5) { "RXX" } else { "RV9" }));
        let withdrawal = json!({"withdrawn_on": on, "withdrawn_by": {"name": "CANARY Referrer"}, "reason": SAYS});
        let events = referral::withdraw(chosen, moment, &by, made(&withdrawal))?;
        Ok(vec![(chosen.id.0, StreamKind::Referral, events)])
    }

    fn about_the_person(&self, moment: &Moment, on: Date, step: Step) -> Result<Commit, Refusal> {
        let person = self.person.as_ref().ok_or(Refusal::NotFound)?;
        let life: Asked<'_> = (self, person, moment, on, step);
        let events = register::ask(&life).or_else(|| hospital::ask(&life)).unwrap_or_else(|| reviews::ask(&life))?;
        Ok(vec![(person.id.0, StreamKind::Person, events)])
    }
}

/// What a request about a person is made from: the life, the person, when, dated on which day, and the step.
type Asked<'a> = (&'a Living, &'a Person, &'a Moment, Date, Step);

impl Life {
    /// What every refusal met on the way said.
    pub fn refused(&self) -> Vec<String> {
        let codes = self.refusals.iter().flat_map(|refusal| match refusal {
            Refusal::Invalid(faults) | Refusal::RuleNotMet(faults) => faults.iter().map(|f| f.code.clone()).collect(),
            other => vec![format!("{other:?}").split('(').next().unwrap().to_owned()],
        });
        codes.collect()
    }

    /// The facts of every stream, in the order recorded.
    pub fn streams(&self) -> BTreeMap<Uuid, (StreamKind, Vec<Event>)> {
        let mut streams = BTreeMap::new();
        for (id, kind, events) in self.commits.iter().flatten() {
            let stream = streams.entry(*id).or_insert_with(|| (*kind, Vec::new()));
            stream.1.extend(events.iter().cloned());
        }
        streams
    }

    /// The person's facts, if the life came to that.
    pub fn person(&self) -> Option<(PersonId, Vec<Event>)> {
        self.streams()
            .into_iter()
            .find(|(_, (kind, _))| *kind == StreamKind::Person)
            .map(|(id, (_, events))| (PersonId(id), events))
    }
}
