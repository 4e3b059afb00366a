//! Whole lives, told over months and years: the day moves, the sweep runs as it moves, and facts are recorded on the day
//! they are told. Whatever was shown at a turn is what the register answers at the end of the life when it is asked about
//! that day with the knowledge of then.

mod hospital;
mod moving;
mod register;
mod secure;
mod support;

use crate::cases::Life;
use crate::support::people::{each, last};
use crate::support::{Caller, World};
use dsr::store::verify::verify;
use dsr::worker::sweep;
use serde_json::{Value, json};

/// An adult in every life that says nothing else.
pub const ADULT: &str = "1993-05-17";

/// A life as far as it has been told.
pub struct Told {
    pub world: World,
    /// The person's address.
    pub person: String,
    /// The ICB that answers for the person.
    pub org: String,
    today: String,
    born: String,
    spell: String,
    review: String,
    turns: Vec<Turn>,
}

/// What was shown at the end of a day, and when the last fact of then was recorded.
struct Turn {
    day: String,
    known: String,
    shown: Value,
    clocks: Vec<Value>,
}

/// `duty start > due status days-overdue` of a clock.
fn line(clock: &Value) -> String {
    let text = |at: &str| clock.pointer(at).and_then(Value::as_str).unwrap_or("no date");
    let days = clock["days_overdue"].as_i64().unwrap();
    let late = if days > 0 { format!(" {days}") } else { String::new() };
    format!("{} {} > {} {}{late}", text("/duty"), text("/starts_with/date"), text("/due_on"), text("/status"))
}

fn sorted(lines: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    lines.sort();
    lines
}

impl Told {
    /// Somebody born on this day joins the register of QOQ on a day, in this colour.
    pub async fn begin(world: World, born: &str, on: &str, rag: &str) -> Self {
        Self::begin_at(world, "QOQ", born, on, rag).await
    }

    /// The same on another ICB's register.
    pub async fn begin_at(world: World, org: &str, born: &str, on: &str, rag: &str) -> Self {
        let world = world.on(on).await;
        let person = {
            let icb = world.caller(org);
            Life::join(&icb, org, 1, born, on, rag).await.person
        };
        let (spell, review, turns) = (String::new(), String::new(), Vec::new());
        Self { world, person, org: org.into(), today: on.into(), born: born.into(), spell, review, turns }
    }

    /// The ICB that answers for the person.
    pub fn icb(&self) -> Caller<'_> {
        self.world.caller(&self.org)
    }

    /// The day moves; the sweep catches up; then this is recorded, in the words of `cases`.
    pub async fn on(mut self, today: &str, facts: &str) -> Self {
        let turn = self.turn().await;
        self.turns.push(turn);
        self.world = self.world.on(today).await;
        today.clone_into(&mut self.today);
        assert_eq!(sweep::once(&self.world.store).await.unwrap().left_over, 0);
        self.does(facts).await
    }

    /// Records facts on the day it is.
    pub async fn does(mut self, facts: &str) -> Self {
        let (spell, review) = {
            let icb = self.icb();
            let mut life = Life {
                icb: &icb,
                person: self.person.clone(),
                born: self.born.clone(),
                spell: self.spell.clone(),
                review: self.review.clone(),
            };
            for line in facts.split(';').map(str::trim).filter(|line| !line.is_empty()) {
                assert_eq!(life.record(line).await, None, "on {}", self.today);
            }
            (life.spell, life.review)
        };
        (self.spell, self.review) = (spell, review);
        self
    }

    async fn turn(&self) -> Turn {
        let history = self.history().await;
        let known = history.last().unwrap()["recorded_at"].as_str().unwrap().to_owned();
        Turn { day: self.today.clone(), known, shown: self.shown().await, clocks: self.clocks("").await }
    }

    /// The person as shown.
    pub async fn shown(&self) -> Value {
        self.icb().get(&self.person).await.is(200).json
    }

    /// The person as shown of another day, with the knowledge of today.
    pub async fn shown_at(&self, day: &str) -> Value {
        self.icb().get(&format!("{}?as_at={day}", self.person)).await.is(200).json
    }

    /// The colour.
    pub async fn rag(&self) -> Value {
        self.shown().await["rag"].clone()
    }

    pub async fn history(&self) -> Vec<Value> {
        self.icb().all(&format!("{}/history?limit=500", self.person)).await
    }

    /// The last version of a kind in the history.
    pub async fn version(&self, kind: &str) -> i64 {
        let history = self.history().await;
        history.iter().rev().find(|fact| fact["kind"] == kind).unwrap()["version"].as_i64().unwrap()
    }

    async fn clocks(&self, filter: &str) -> Vec<Value> {
        self.icb().all(&format!("{}/deadlines?limit=500{filter}", self.person)).await
    }

    /// The identifier of the one clock of a kind.
    pub async fn clock_id(&self, duty: &str) -> Value {
        self.clocks(&format!("&duty={duty}")).await.last().unwrap()["id"].clone()
    }

    /// Holds the clocks that run against these.
    pub async fn runs(&self, expected: &[&str]) {
        let clocks = self.clocks("").await;
        let running = clocks.iter().filter(|c| c["status"] == "upcoming" || c["status"] == "overdue");
        let mut running: Vec<String> = running.map(line).collect();
        running.sort();
        assert_eq!(running, sorted(expected), "running on {}", self.today);
    }

    /// Holds the clocks of one kind against these, those that ended among them.
    pub async fn had(&self, duty: &str, expected: &[&str]) {
        let clocks = self.clocks(&format!("&duty={duty}")).await;
        let mut had: Vec<String> =
            clocks.iter().map(|c| line(c).strip_prefix(duty).unwrap().trim_start().to_owned()).collect();
        had.sort();
        assert_eq!(had, sorted(expected), "{duty} on {}", self.today);
    }

    /// Holds what the sweep recorded of the person against these: kind, due date, day observed, where it stands.
    pub async fn observed(&self, expected: &[&str]) {
        let all = self.icb().all(&format!("/v1/observations?limit=500&about={}", last(&self.person))).await;
        let line = |o: &Value| ["kind", "due_on", "observed_on", "status"].map(|at| o[at].as_str().unwrap()).join(" ");
        let mut lines: Vec<String> = all.iter().map(line).collect();
        lines.sort();
        assert_eq!(lines, sorted(expected), "observed by {}", self.today);
    }

    /// What the colour calls for.
    pub async fn actions(&self) -> Vec<String> {
        each(self.shown().await["actions"].as_array().unwrap(), "action")
    }

    /// What wants attention, and since when.
    pub async fn prompts(&self) -> Vec<String> {
        let shown = self.shown().await;
        let prompts = shown["prompts"].as_array().unwrap();
        prompts.iter().map(|p| [&p["code"], &p["since"]].map(|at| at.as_str().unwrap()).join(" ")).collect()
    }

    /// Whether the ICB's list of people, asked this, holds the person.
    pub async fn listed(&self, question: &str) -> bool {
        let people = self.icb().all(&format!("/v1/people?{question}")).await;
        each(&people, "id").contains(&last(&self.person))
    }

    /// Marks the facts of these versions as entered in error.
    pub async fn entered_in_error(&self, versions: &[i64]) -> crate::support::Reply {
        let facts: Vec<Value> = versions.iter().map(|v| json!({"version": v, "action": "entered_in_error"})).collect();
        let body = json!({"facts": facts, "reason": "It was somebody else.", "corrected_by": {"name": "Pat Moss", "role": "DSR lead"}});
        self.icb().post_on(&self.person, &format!("{}/corrections", self.person), &body).await
    }

    /// The end: every turn is still what it was, the history has no gap, the rows are what the facts come to and the
    /// chains hold.
    pub async fn ends(self) {
        let icb = self.icb();
        for turn in &self.turns {
            let then = format!("as_at={}&known_at={}", turn.day, turn.known);
            let shown = icb.get(&format!("{}?{then}", self.person)).await.is(200).json;
            assert_eq!(shown, turn.shown, "as shown on {}", turn.day);
            let clocks = self.clocks(&format!("&{then}")).await;
            let (was, is): (Vec<String>, Vec<String>) =
                (turn.clocks.iter().map(line).collect(), clocks.iter().map(line).collect());
            assert_eq!(is, was, "clocks of {}", turn.day);
            assert_eq!(clocks, turn.clocks, "clocks of {}", turn.day);
        }
        let versions: Vec<i64> = self.history().await.iter().map(|fact| fact["version"].as_i64().unwrap()).collect();
        assert_eq!(versions, (1..).take(versions.len()).collect::<Vec<i64>>());
        let rebuilt = self.world.store.rebuild(false).await.unwrap();
        assert_eq!((rebuilt.changed, rebuilt.moved), (0, Vec::new()));
        assert_eq!(verify(self.world.store.db()).await.unwrap().faults, Vec::<String>::new());
    }
}
