//! Random lives: sequences of requests, decided by the register itself, some of them refused.

use crate::support::nhs_number;
use chrono::Days;
use dsr::domain::admission::{self, Destination, Security, Setting};
use dsr::domain::calendar::Date;
use dsr::domain::consent::{self, Consent};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::{AdmissionId, PersonId, ReferralId, ReviewId, derived};
use dsr::domain::person::{Moment, Person};
use dsr::domain::policy::Packs;
use dsr::domain::rating::{self, Rag};
use dsr::domain::referral::{self, DecisionOutcome, Referral};
use dsr::domain::refusal::Refusal;
use dsr::domain::review::{self, ReviewKind};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What chance decides: a birth, and what is asked for one after another.
#[derive(Debug, Clone)]
pub struct Plan {
    pub born: &'static str,
    pub steps: Vec<Step>,
}

/// One request: which, how many days after the last, how late or early it is dated, and its details.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    what: u8,
    gap: u16,
    late: i16,
    pick: u32,
}

/// What one decision wrote: the facts of each stream.
pub type Commit = Vec<(Uuid, StreamKind, Vec<Event>)>;

/// A life as it came out.
#[derive(Debug, Clone, Default)]
pub struct Life {
    pub commits: Vec<Commit>,
    pub refusals: Vec<String>,
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

const SETTINGS: &[(Setting, Security)] = &[
    (Setting::AdultAcute, Security::None),
    (Setting::AdultPicu, Security::None),
    (Setting::AdultSecure, Security::Low),
    (Setting::AdultSecure, Security::Medium),
    (Setting::AdultSecure, Security::High),
    (Setting::AdultLearningDisability, Security::None),
    (Setting::Tier4, Security::None),
    (Setting::Tier4, Security::Low),
    (Setting::Tier4, Security::Medium),
    // Contradictions, to be refused.
    (Setting::AdultSecure, Security::None),
    (Setting::AdultAcute, Security::High),
];

const FAMILIES: &[&str] =
    &["CANARY Aldous", "CANARY O'Brien", "CANARY-Émile", "CANARY Zoë", "CANARY aldous", "CANARY O’Brien"];

/// How often each request is made, of a hundred: mostly what carries a life on.
const WHAT: &[(u8, u8)] = &[
    (0, 7),
    (1, 10),
    (2, 2),
    (3, 3),
    (4, 3),
    (5, 2),
    (6, 7),
    (7, 8),
    (8, 12),
    (9, 7),
    (10, 14),
    (11, 9),
    (12, 11),
    (13, 5),
];

pub fn plans() -> impl Strategy<Value = Plan> {
    let what = (0_u8..100).prop_map(|n| {
        let mut sum = 0;
        WHAT.iter()
            .find(|(_, share)| {
                sum += share;
                n < sum
            })
            .map_or(10, |(what, _)| *what)
    });
    let late = prop_oneof![6 => Just(0_i16), 3 => 1_i16..40, 2 => 40_i16..500, 1 => -60_i16..0];
    let gap = prop_oneof![6 => 0_u16..6, 3 => 6_u16..60, 1 => 60_u16..420];
    let step = (what, gap, late, any::<u32>()).prop_map(|(what, gap, late, pick)| Step { what, gap, late, pick });
    let steps = proptest::collection::vec(step, 10..60);
    (proptest::sample::select(BIRTHS), steps).prop_map(|(born, steps)| Plan { born, steps })
}

fn made<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

/// The world in which a life is lived.
struct Living {
    seed: Uuid,
    number: u32,
    born: Date,
    today: Date,
    made: u32,
    packs: Packs,
    person: Option<Person>,
    referrals: Vec<Referral>,
    life: Life,
}

/// Lives a plan. `number` tells lives apart: identifiers, NHS numbers and references follow from it.
pub fn live(plan: &Plan, number: u32) -> Life {
    let born = Date::parse(plan.born).unwrap();
    let mut living = Living {
        seed: derived(Uuid::nil(), &format!("life {number}")),
        number,
        born,
        today: Date::parse("2024-02-26").unwrap(),
        made: 0,
        packs: Packs::embedded().unwrap(),
        person: None,
        referrals: Vec::new(),
        life: Life::default(),
    };
    // Nearly every life begins with a referral that is accepted.
    if !plan.steps[0].pick.is_multiple_of(8) {
        living.step(Step { what: 0, gap: 0, late: 0, pick: 0 });
        living.step(Step { what: 1, gap: 1, late: 0, pick: plan.steps[0].pick & !0xFF });
    }
    for step in &plan.steps {
        living.step(*step);
    }
    living.life
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
    fn step(&mut self, step: Step) {
        self.today = shifted(self.today, i64::from(step.gap));
        let on = shifted(self.today, -i64::from(step.late));
        self.made += 1;
        let moment = Moment { today: self.today, id: derived(self.seed, &format!("made {}", self.made)) };
        let outcome = match step.what {
            0 => self.refer(&moment, on, step.pick),
            1 => self.decide(&moment, on, step.pick, DecisionOutcome::Accepted),
            2 => self.decide(&moment, on, step.pick, DecisionOutcome::Declined),
            3 => self.decide(&moment, on, step.pick, DecisionOutcome::AwaitingInformation),
            4 => self.inform(&moment, on, step.pick),
            5 => self.withdraw(&moment, on, step.pick),
            _ => self.about_the_person(&moment, on, step),
        };
        match outcome {
            Ok(commit) => self.write(commit),
            Err(Refusal::Invalid(faults) | Refusal::RuleNotMet(faults)) => {
                self.life.refusals.extend(faults.into_iter().map(|fault| fault.code));
            }
            Err(other) => self.life.refusals.push(format!("{other:?}").split('(').next().unwrap().to_owned()),
        }
    }

    fn write(&mut self, commit: Commit) {
        for (id, kind, events) in &commit {
            match (kind, &mut self.person) {
                (StreamKind::Referral, _) => match self.referrals.iter_mut().find(|r| r.id.0 == *id) {
                    Some(referral) => events.iter().for_each(|event| referral.apply(event)),
                    None => self.referrals.push(Referral::fold(ReferralId(*id), events).unwrap()),
                },
                (StreamKind::Person, Some(person)) => events.iter().for_each(|event| person.apply(event)),
                (StreamKind::Person, none) => *none = Person::fold(PersonId(*id), events),
                (StreamKind::Register, _) => unreachable!("no life holds it"),
            }
        }
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

    fn decide(&mut self, moment: &Moment, on: Date, pick: u32, outcome: DecisionOutcome) -> Result<Commit, Refusal> {
        let chosen = self.chosen(pick)?;
        let mut decision =
            json!({"outcome": outcome, "decided_on": on, "decided_by": {"name": "CANARY Decider"}, "note": SAYS});
        let spare = pick / 8;
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

    fn about_the_person(&mut self, moment: &Moment, on: Date, step: Step) -> Result<Commit, Refusal> {
        let person = self.person.as_ref().ok_or(Refusal::NotFound)?;
        let pick = step.pick;
        let events = match step.what {
            6 => {
                let scope = ["register", "information_sharing", "review", "register"][pick as usize % 4];
                let status = ["given", "withdrawn", "refused"][pick as usize / 4 % 3];
                let entry: Consent = made(&self.consent(scope, status, on, pick / 12));
                consent::record(person, moment, entry)?
            }
            7 => rating::rate(person, moment, &self.packs, made(&rated(on, pick)))?,
            8 => {
                let (setting, security) = SETTINGS[pick as usize % SETTINGS.len()];
                admission::admit(person, moment, made(&admitted(on, pick / 16, setting, security)))?
            }
            9 => {
                let open = person.open_spell().or(person.spells.last());
                let id = open.map_or(AdmissionId(moment.id), |spell| spell.admitted.admission_id);
                admission::discharge(person, moment, id, made(&discharged(on, pick)))?
            }
            10 => {
                let kind = if pick.is_multiple_of(4) { ReviewKind::Community } else { ReviewKind::Inpatient };
                review::request(
                    person,
                    moment,
                    made(&json!({"kind": kind, "requested_on": on, "requested_by": {"name": "CANARY Asker"}})),
                )?
            }
            what => self.about_a_review(person, moment, on, what, pick)?,
        };
        Ok(vec![(person.id.0, StreamKind::Person, events)])
    }

    fn about_a_review(
        &self,
        person: &Person,
        moment: &Moment,
        on: Date,
        what: u8,
        pick: u32,
    ) -> Result<Vec<Event>, Refusal> {
        // Mostly an open one; sometimes any; now and then one that does not exist.
        let open: Vec<_> =
            person.reviews.iter().filter(|r| r.settled_on().is_none() || pick.is_multiple_of(7)).collect();
        let chosen = (!open.is_empty()).then(|| open[pick as usize / 8 % open.len()]);
        let id = chosen.map_or(ReviewId(moment.id), |r| r.requested.review_id);
        match what {
            11 => {
                let scheduled = shifted(on, i64::from(pick % 40) - 2);
                review::offer(person, moment, id, &made(&json!({"offered_on": on, "scheduled_for": scheduled})))
            }
            12 => {
                let inpatient = chosen.is_some_and(|r| r.requested.kind == ReviewKind::Inpatient) == (pick % 12 != 5);
                let outcome = if inpatient { "remain_inpatient" } else { "admission_not_needed" };
                let expert = |independent: bool| json!({"name": "CANARY Expert", "independent": independent});
                let mut held = json!({"held_on": on, "delivery": "hybrid", "findings": SAYS, "outcome": outcome,
                    "consent": {"status": if pick % 17 == 3 { "refused" } else { "given" }, "basis": self.basis(on, pick / 4 % 11 + 3),
                        "given_by": "CANARY Giver", "effective_on": shifted(on, i64::from(pick % 9 == 4))},
                    "clinical_expert": expert(pick % 19 != 6), "expert_by_experience": expert(true), "attendees": [{"name": "CANARY Attendee"}],
                    "recommendations": [{"text": SAYS, "agency": "housing", "owner": {"name": "CANARY Owner"},
                        "due_on": shifted(on, if pick % 23 == 7 { -1 } else { 30 })}]});
                if pick % 29 != 8 {
                    held["chair"] = json!({"name": "CANARY Chair"});
                }
                review::hold(person, moment, id, made(&held))
            }
            _ => review::decline(
                person,
                moment,
                id,
                made(&json!({"declined_on": on, "declined_by": {"name": "CANARY Decliner"}, "reason": SAYS})),
            ),
        }
    }
}

fn rated(on: Date, pick: u32) -> Value {
    let rag = Rag::ALL[pick as usize % 4];
    json!({"rag": rag, "effective_on": on, "trigger": "meeting", "rationale": SAYS, "set_by": {"name": "CANARY Setter"},
        "unmanaged_risk_identified": (pick / 4).is_multiple_of(3), "mdt_members": if (pick / 4).is_multiple_of(5) { json!([]) } else { json!([{"name": "CANARY Member"}]) }})
}

fn admitted(on: Date, pick: u32, setting: Setting, security: Security) -> Value {
    let mut admission = json!({"admitted_on": on, "urgency": "urgent", "provider_ods": "RV9", "ward": "CANARY Willow", "setting": setting,
        "security": security, "legal_status": "section_3", "reasons": ["mental_disorder"], "rationale": SAYS, "planned_treatment": SAYS,
        "intended_outcomes": [SAYS], "expected_discharge_on": shifted(on, i64::from(pick % 200) - 3), "out_of_area": pick.is_multiple_of(6),
        "responsible_commissioner": {"ods": "QOQ", "kind": "icb"}});
    if pick.is_multiple_of(4) {
        admission["out_of_area_reason"] = json!(SAYS);
    }
    if pick % 15 == 7 {
        admission["bed_type_code"] = json!("112");
    }
    admission
}

fn discharged(on: Date, pick: u32) -> Value {
    let mut discharge =
        json!({"discharged_on": on, "destination": Destination::ALL[pick as usize % Destination::ALL.len()]});
    if pick % 9 != 2 {
        discharge["rag"] = json!((["red", "amber", "green", "amber"][pick as usize / 9 % 4]));
        discharge["unmanaged_risk_identified"] = json!(pick.is_multiple_of(5));
        discharge["mdt_members"] = json!([{"name": "CANARY Member"}]);
    }
    if pick % 10 != 3 {
        discharge["rationale"] = json!(SAYS);
        discharge["set_by"] = json!({"name": "CANARY Setter"});
    }
    discharge
}

impl Life {
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
