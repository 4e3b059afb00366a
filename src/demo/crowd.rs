//! The crowd: people whose lives are dated from today, so that some duties are overdue and others are not, whenever the demo is
//! made. Which life somebody has is told in `plots`.

use super::identity::{name, nhs_number};
use super::life::{Act, Life, Step};
use super::{ICB, OTHER_ICB, PROVIDER, plots};
use crate::domain::calendar::Date;
use chrono::Days;
use serde_json::{Value, json};

/// How many times each plot is lived, each time by somebody else, elsewhere, on other days.
const TIMES: usize = 4;

/// The number of the first person, after those of the examples.
const FIRST: usize = 100;

const AREAS: [&str; 4] = ["E06000010", "E06000011", "E06000012", "E06000014"];
const OTHER_AREAS: [&str; 4] = ["E08000016", "E08000017", "E08000018", "E08000019"];
const GENDERS: [&str; 4] = ["female", "male", "non_binary", "not_stated"];
const ETHNIC: [&str; 7] = ["A", "H", "A", "M", "F", "A", "Z"];
const SOURCES: [&str; 5] = ["lead_professional", "health", "social_care", "education", "camhs"];
const CONDITIONS: [&[&str]; 3] = [&["autism"], &["learning_disability"], &["autism", "learning_disability"]];

/// Every life of the crowd, as of today.
pub(super) fn lives(today: Date) -> Vec<Life> {
    let all = (0..TIMES).flat_map(|time| plots::ALL.iter().map(move |plot| (time, plot)));
    let told = all.enumerate().map(|(n, (time, plot))| {
        let mut somebody = Somebody::new(n, time, plot.age, today);
        (plot.live)(&mut somebody);
        somebody.life
    });
    told.collect()
}

/// Somebody of the crowd, and their life so far as it is written down.
pub(super) struct Somebody {
    /// Their number in the crowd.
    pub n: usize,
    /// Which of those who live the same plot they are.
    pub time: usize,
    today: Date,
    born: Date,
    life: Life,
}

fn of<T: Copy>(all: &[T], n: usize) -> Option<T> {
    all.get(n.checked_rem(all.len())?).copied()
}

impl Somebody {
    fn new(n: usize, time: usize, age: u32, today: Date) -> Self {
        let icb = if time % 3 == 2 { OTHER_ICB } else { ICB };
        let sender = of(&[PROVIDER, "RXX", PROVIDER, icb], n).unwrap_or(PROVIDER);
        let (years, days) = (u32::try_from(time).unwrap_or(0), u64::try_from(n).unwrap_or(0));
        // Adults differ by more than a year; a child's age decides which clocks run.
        let age = if age < 18 { age } else { age.saturating_add(years.saturating_mul(7)) };
        let born = back(today.minus_years(age), (days.wrapping_mul(37) % 300).saturating_add(20));
        Self { n, time, today, born, life: Life::new(format!("crowd {n}"), sender, icb) }
    }

    /// The day so many days ago; those who live a plot later live it some days earlier.
    pub fn ago(&self, days: u64) -> Date {
        let shift = u64::try_from(self.time).unwrap_or(0);
        back(self.today, days.saturating_add(shift))
    }

    /// Their age on that day.
    pub fn age(&self, days_ago: u64) -> u32 {
        self.born.age_on(self.ago(days_ago))
    }

    /// The organisation that is responsible for them.
    pub const fn icb(&self) -> &'static str {
        self.life.icb
    }

    /// Their local authority.
    pub fn area(&self) -> &'static str {
        let areas = if self.life.icb == ICB { AREAS } else { OTHER_AREAS };
        of(&areas, self.n).unwrap_or("E06000010")
    }

    /// Something happens to them.
    pub fn step(&mut self, act: Act, name: &str, of: &str, body: Value) {
        self.life.steps.push(Step { act, name: name.to_owned(), of: of.to_owned(), body });
    }

    /// Who they are, as a referrer or a ward knows it.
    pub fn details(&self) -> Value {
        let number = FIRST.saturating_add(self.n);
        let (given, family) = name(number);
        json!({
            "nhs_number": nhs_number(number), "family_name": family, "given_name": given, "date_of_birth": self.born,
            "conditions": of(&CONDITIONS, self.n), "diagnosis_status": "confirmed", "icb_ods": self.icb(),
            "local_authority": self.area(), "gender": of(&GENDERS, self.n), "ethnic_category": of(&ETHNIC, self.n),
            "ehcp": if self.age(0) < 25 { "in_place" } else { "none" }, "looked_after": self.age(0) < 18 && self.n.is_multiple_of(3),
        })
    }

    /// A referral received so many days ago, with the consent of who gives it at that age.
    pub fn referred(&mut self, days_ago: u64) {
        let on = self.ago(days_ago);
        let (given, family) = name(FIRST.saturating_add(self.n));
        let basis = match self.age(days_ago.saturating_add(3)) {
            16.. => "self",
            13.. => "gillick",
            _ => "parental_responsibility",
        };
        let by = if basis == "parental_responsibility" {
            format!("Parent of {given} {family}")
        } else {
            format!("{given} {family}")
        };
        let given_on = back(on, 3);
        let entry = |scope: &str| json!({"scope": scope, "status": "given", "basis": basis, "given_by": by, "effective_on": given_on});
        let register = entry("register");
        let mut sharing = entry("information_sharing");
        add(&mut sharing, "covers", json!(["local_authority_send", "social_care"]));
        let body = json!({
            "received_on": on, "source": of(&SOURCES, self.n), "person": self.details(),
            "referrer": {"name": "Sam Field", "role": "Community learning disability nurse", "organisation_ods": self.life.sender},
            "open_to_health_and_social_care": true,
            "mental_health_crisis": {"in_crisis": true, "narrative": "More contacts with the crisis team than in the months before."},
            "risk_factors": ["escalating_behaviour_that_challenges", "unstable_environment"], "suggested_rag": "amber",
            "what_has_been_tried": "Weekly visits, and a plan for difficult days.",
            "consents": [register, sharing],
        });
        self.step(Act::Receive, "referral", "", body);
    }

    /// The decision on that referral, with what its outcome needs.
    pub fn decided(&mut self, days_ago: u64, name: &str, outcome: &Value) {
        let mut body = json!({"decided_on": self.ago(days_ago), "decided_by": lead()});
        if let (Some(body), Some(more)) = (body.as_object_mut(), outcome.as_object()) {
            body.extend(more.clone());
        }
        self.step(Act::Decide, name, "", body);
    }

    /// Referred and, five days later, on the register in this colour.
    pub fn joined(&mut self, days_ago: u64, rag: &str) {
        self.referred(days_ago.saturating_add(5));
        let rating = json!({"rag": rag, "rationale": "Agreed with the referrer and the family.", "unmanaged_risk_identified": rag == "red",
            "mdt_members": [nurse()]});
        self.decided(days_ago, "person", &json!({"outcome": "accepted", "rating": rating}));
    }
}

/// Adds a member to an object.
pub(super) fn add(body: &mut Value, member: &str, value: Value) {
    if let Some(members) = body.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
}

/// A day before another.
fn back(day: Date, days: u64) -> Date {
    day.naive().checked_sub_days(Days::new(days)).map_or(day, Date::from)
}

/// Who decides.
pub(super) fn lead() -> Value {
    json!({"name": "Pat Moss", "role": "DSR lead"})
}

/// Who commissions.
pub(super) fn commissioner() -> Value {
    json!({"name": "Lee Orton", "role": "Responsible commissioner"})
}

/// Who knows them.
pub(super) fn nurse() -> Value {
    json!({"name": "Sam Field", "role": "Community learning disability nurse"})
}
