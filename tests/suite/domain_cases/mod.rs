//! Decisions and the edges of their dates, asked of the domain itself: what is refused with which code, and what is not.

mod areas;
mod colours;
mod consents;
mod hospital;
mod measures;
mod previews;
mod referrals;
mod register;
mod reviews;
mod shown;

use crate::support::nhs_number;
use dsr::domain::calendar::Date;
use dsr::domain::event::Event;
use dsr::domain::id::{AdmissionId, PersonId, ReviewId};
use dsr::domain::person::{Moment, Person};
use dsr::domain::policy::Packs;
use dsr::domain::refusal::Refusal;
use dsr::domain::{admission, consent, rating, review};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

const TODAY: &str = "2026-11-22";
const TOMORROW: &str = "2026-11-23";
const SAYS: &str = "CANARY says";

/// What becomes of a request: its changes to a sound one, and the faults it is answered with, "pointer code" each.
type Row = (Value, &'static [&'static str]);

fn by() -> Value {
    json!({"name": "CANARY Moss"})
}

fn made<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

/// A sound request with some members changed; `null` takes one out.
fn with(sound: &Value, change: &Value) -> Value {
    let mut all = sound.as_object().unwrap().clone();
    for (name, value) in change.as_object().unwrap() {
        all.remove(name);
        if !value.is_null() {
            all.insert(name.clone(), value.clone());
        }
    }
    Value::Object(all)
}

/// Every fault: pointer, code.
fn faults(answer: &Result<Vec<Event>, Refusal>) -> Vec<String> {
    match answer {
        Ok(_) => Vec::new(),
        Err(Refusal::Invalid(all) | Refusal::RuleNotMet(all)) => {
            all.iter().map(|f| format!("{} {}", f.pointer, f.code)).collect()
        }
        Err(other) => vec![format!("{other:?}")],
    }
}

/// Asks for each row on its own, of the same person.
#[track_caller]
fn table<T: DeserializeOwned>(sound: &Value, rows: &[Row], ask: impl Fn(T) -> Result<Vec<Event>, Refusal>) {
    for (change, expected) in rows {
        assert_eq!(faults(&ask(made(with(sound, change)))), *expected, "{change}");
    }
}

/// Somebody, and what is recorded of them.
struct Told {
    person: Person,
    packs: Packs,
    made: u128,
}

impl Told {
    /// Known since birth, not on the register.
    fn born(on: &str) -> Self {
        let data = json!({"conditions": ["autism"], "icb_ods": "QOQ", "known_since": on, "local_authority": "E06000010", "referral_id": null});
        let person = json!({"person": {"family_name": "CANARY Aldous", "given_name": "CANARY Robin", "date_of_birth": on,
            "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": "QOQ", "local_authority": "E06000010",
            "nhs_number": nhs_number(1)}});
        let created = Event::decode("person_created", 1, &data.to_string(), Some(&person.to_string())).unwrap();
        let person = Person::fold(PersonId(Uuid::nil()), [&created]).unwrap();
        Self { person, packs: Packs::embedded().unwrap(), made: 0 }
    }

    /// Born in 1993, on the register since this day, consent given that day.
    fn joined(on: &str) -> Self {
        Self::born("1993-05-17").joins(on)
    }

    fn joins(mut self, on: &str) -> Self {
        let consent = json!({"scope": "register", "status": "given", "basis": "self", "given_by": "CANARY Giver",
            "effective_on": on});
        self.does(|told| consent::record(&told.person, &told.moment(), made(consent)));
        self.made += 1;
        let opened = json!({"icb_ods": "QOQ", "membership_id": Uuid::from_u128(self.made), "opened_on": on, "previous": null,
            "referral_id": Uuid::nil(), "register": "adult"});
        self.person.apply(&Event::decode("membership_opened", 1, &opened.to_string(), Some("{}")).unwrap());
        self
    }

    fn moment(&self) -> Moment {
        Moment { today: Date::parse(TODAY).unwrap(), id: Uuid::from_u128(1_000 + self.made) }
    }

    /// Records what must not be refused; answers the identifier it got.
    #[track_caller]
    fn does(&mut self, ask: impl FnOnce(&Self) -> Result<Vec<Event>, Refusal>) -> Uuid {
        let id = self.moment().id;
        let events = ask(self).unwrap_or_else(|refusal| panic!("{refusal:?}"));
        events.iter().for_each(|event| self.person.apply(event));
        self.made += 1;
        id
    }

    fn rated(mut self, rag: &str, on: &str) -> Self {
        self.does(|told| {
            rating::rate(
                &told.person,
                &told.moment(),
                &told.packs,
                made(with(&colour(), &json!({"rag": rag, "effective_on": on}))),
            )
        });
        self
    }

    fn admitted(&mut self, on: &str) -> AdmissionId {
        let body = with(&admission_on(on), &json!({}));
        AdmissionId(self.does(|told| admission::admit(&told.person, &told.moment(), made(body))))
    }

    fn discharged(&mut self, spell: AdmissionId, on: &str) {
        let body = with(&discharge_on(on), &json!({}));
        self.does(|told| admission::discharge(&told.person, &told.moment(), spell, made(body)));
    }

    fn asked(&mut self, kind: &str, on: &str) -> ReviewId {
        let body = json!({"kind": kind, "requested_on": on, "requested_by": by()});
        ReviewId(self.does(|told| review::request(&told.person, &told.moment(), made(body))))
    }

    fn offered(&mut self, review: ReviewId, on: &str) {
        let body = json!({"offered_on": on});
        self.does(|told| review::offer(&told.person, &told.moment(), review, &made(body)));
    }

    fn held(&mut self, review: ReviewId, change: &Value) {
        let body = with(&held(), change);
        self.does(|told| review::hold(&told.person, &told.moment(), review, made(body)));
    }
}

fn colour() -> Value {
    json!({"rag": "amber", "effective_on": "2026-03-01", "trigger": "meeting", "rationale": SAYS, "set_by": by(),
        "unmanaged_risk_identified": false, "mdt_members": [by()]})
}

fn admission_on(on: &str) -> Value {
    json!({"admitted_on": on, "urgency": "urgent", "provider_ods": "RV9", "setting": "adult_acute", "security": "none",
        "legal_status": "section_3", "reasons": ["mental_disorder"], "rationale": SAYS, "planned_treatment": SAYS,
        "intended_outcomes": [SAYS], "out_of_area": false, "responsible_commissioner": {"ods": "QOQ", "kind": "icb"}})
}

fn discharge_on(on: &str) -> Value {
    json!({"discharged_on": on, "destination": "own_home", "rag": "amber", "rationale": SAYS, "set_by": by()})
}

fn held() -> Value {
    let expert = || json!({"name": "CANARY Expert", "independent": true});
    json!({"held_on": "2026-03-10", "delivery": "hybrid", "findings": SAYS, "outcome": "remain_inpatient",
        "consent": {"status": "given", "basis": "self", "given_by": "CANARY Giver", "effective_on": "2026-03-10"},
        "chair": by(), "clinical_expert": expert(), "expert_by_experience": expert(), "attendees": [by()],
        "recommendations": [{"text": SAYS, "agency": "housing", "owner": by(), "due_on": "2026-05-01"}]})
}

/// On the register since 3 December 2025, in hospital from 1 March 2026.
fn inpatient() -> (Told, AdmissionId) {
    let mut told = Told::joined("2025-12-03").rated("amber", "2025-12-03");
    let spell = told.admitted("2026-03-01");
    (told, spell)
}
