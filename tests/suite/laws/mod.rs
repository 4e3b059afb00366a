//! Laws: what holds for every life, however its facts arrived.

mod correcting;
mod duties;
mod facts;
mod moving;
mod people;
mod reckoning;
mod recording;
mod store;
mod supposing;
mod sweeping;

use crate::life::{Life, live, plans};
use dsr::domain::duty::{self, Deadline};
use dsr::domain::event::Event;
use dsr::domain::id::PersonId;
use dsr::domain::person::Person;
use dsr::domain::policy::Packs;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use std::sync::OnceLock;

const PURE: u32 = 500;
const NAIVE: u32 = 1_000;

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 256, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// The law for `cases` random lives; a life that breaks it is made smaller before it is shown.
#[track_caller]
fn for_lives(cases: u32, law: impl Fn(&Life)) {
    if let Err(broken) = runner(cases).run(&plans(), |plan| {
        law(&live(&plan, 0));
        Ok(())
    }) {
        match broken {
            TestError::Fail(why, plan) => {
                let told = live(&plan, 0).person().map_or_else(String::new, |(_, events)| told(&events));
                panic!("{why}\nthe life, made small: born {}\n{told}", plan.born);
            }
            TestError::Abort(why) => panic!("{why}"),
        }
    }
}

/// Facts, a line each, in the order recorded.
fn told(events: &[Event]) -> String {
    events.iter().map(|e| format!("{} {} {}\n", e.occurred_on(), e.kind(), e.encode().data)).collect()
}

/// The first `n` lives of the same chance.
fn lives(n: u32) -> Vec<Life> {
    let mut runner = runner(n);
    (0..n).map(|number| live(&plans().new_tree(&mut runner).unwrap().current(), number)).collect()
}

fn packs() -> &'static Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(|| Packs::embedded().unwrap())
}

/// The person's clocks after each of their facts.
fn clocks_after_each(id: PersonId, events: &[Event]) -> Vec<Vec<Deadline>> {
    let Some((first, others)) = events.split_first() else { return Vec::new() };
    let mut person = Person::fold(id, [first]).unwrap();
    let mut clocks = vec![duty::clocks(&person, packs())];
    for event in others {
        person.apply(event);
        clocks.push(duty::clocks(&person, packs()));
    }
    clocks
}
