//! Sealed lives: what a former build decided, refused and said of some random lives, to the letter. Where a build says
//! something else, either it broke a promise, or the seal is broken on purpose, and the difference in `tests/golden/lives`
//! shows a reader of the change what callers will see of it.
//!
//! A seal proves that nothing changed, not that it was right. That the dates are right is proven elsewhere: by
//! `scripts/recompute`, which reckons them again from the facts in another language, and by the second reckoning of
//! `laws/reckoning.rs`, both on many more lives of this kind.
//!
//! To seal anew after a change that is meant: `DSR_GOLDEN_SEAL=1 cargo test --test suite sealed`, then read the difference.
//! Where no file is left, other lives are chosen, so that every kind of fact and every way a duty can stand comes about.

mod says;
mod trials;

use crate::life::{Commit, Life, Living, Plan, Step, live, plans};
use dsr::domain::event::Event;
use dsr::domain::refusal::Refusal;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// How many lives are sealed, and of how many the best are chosen.
const SEALED: usize = 24;
const CHOSEN_FROM: u32 = 400;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/lives")
}

fn sealing() -> bool {
    std::env::var_os("DSR_GOLDEN_SEAL").is_some()
}

/// A file as it is sealed: whose life, what was asked for and became of it, and what the register says of the facts.
struct Sealed {
    number: u32,
    born: String,
    steps: Vec<Step>,
    path: PathBuf,
    lines: Vec<String>,
}

fn read(path: PathBuf) -> Sealed {
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut head = lines[0].split(' ').skip(1).step_by(2);
    let (number, born) = (head.next().unwrap().parse().unwrap(), head.next().unwrap().to_owned());
    let steps = lines.iter().filter_map(|line| line.strip_prefix("asked "));
    let steps = steps.map(step).collect();
    Sealed { number, born, steps, path, lines }
}

/// A step as it stands in a file.
fn step(text: &str) -> Step {
    let mut parts = text.split(' ');
    let mut next = || parts.next().unwrap();
    let what = serde_json::from_str(next()).unwrap();
    let (gap, late, pick) = (next().parse().unwrap(), next().parse().unwrap(), next().parse().unwrap());
    Step { what, gap, late, pick, plain: next() == "plain" }
}

fn asked(Step { what, gap, late, pick, plain }: &Step) -> String {
    let what = serde_json::to_string(what).unwrap();
    format!("asked {what} {gap} {late} {pick} {}", if *plain { "plain" } else { "any" })
}

/// Every sealed life. Where there is none yet and sealing is asked for, lives are chosen.
fn every() -> Vec<Sealed> {
    let mut paths: Vec<PathBuf> = match std::fs::read_dir(folder()) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) if sealing() => choose(),
        Err(error) => panic!("tests/golden/lives: {error}"),
    };
    paths.retain(|path| path.extension().is_some_and(|form| form == "txt"));
    paths.sort();
    paths.into_iter().map(read).collect()
}

/// Begins a file for each of the lives that together hold the most.
fn choose() -> Vec<PathBuf> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut all: Vec<(u32, Plan, BTreeSet<String>)> = (0..CHOSEN_FROM)
        .filter_map(|number| {
            let plan = plans().new_tree(&mut runner).unwrap().current();
            let life = live(&plan, number);
            life.person().map(|_| (number, plan, says::held(&life)))
        })
        .collect();
    let (mut known, mut chosen) = (BTreeSet::new(), Vec::new());
    std::fs::create_dir_all(folder()).unwrap();
    while chosen.len() < SEALED {
        // What holds most that is new for its length; where nothing is new, what holds most.
        let worth = |(_, plan, held): &(u32, Plan, BTreeSet<String>)| {
            let of_steps = |n: usize| 1_000 * n / plan.steps.len();
            (of_steps(held.difference(&known).count()), of_steps(held.len()))
        };
        let best = (0..all.len()).max_by_key(|at| worth(&all[*at])).unwrap();
        let (number, plan, held) = all.swap_remove(best);
        known.extend(held);
        let head = std::iter::once(format!("life {number} born {}", plan.born));
        let steps = plan.all_steps();
        let path = folder().join(format!("{:02}.txt", chosen.len() + 1));
        std::fs::write(&path, head.chain(steps.iter().map(asked)).collect::<Vec<_>>().join("\n")).unwrap();
        chosen.push(path);
    }
    chosen
}

/// One outcome of a request: its facts, or every fault.
fn told(outcome: &Result<Commit, Refusal>) -> Vec<String> {
    match outcome {
        Ok(commit) => {
            let facts = commit.iter().flat_map(|(id, _, events)| events.iter().map(move |event| fact(*id, event)));
            facts.collect()
        }
        Err(Refusal::Invalid(faults)) => faults.iter().map(|f| format!("  invalid {} {}", f.pointer, f.code)).collect(),
        Err(Refusal::RuleNotMet(faults)) => {
            faults.iter().map(|f| format!("  not met {} {}", f.pointer, f.code)).collect()
        }
        Err(other) => vec![format!("  {other:?}")],
    }
}

fn fact(stream: Uuid, event: &Event) -> String {
    let (code, encoded) = (event.stream().code(), event.encode());
    format!(
        "  fact {code} {stream} {} {} {} {}",
        event.kind(),
        event.schema(),
        encoded.data,
        encoded.private.unwrap_or_default()
    )
}

/// The fact of a line, and the stream it belongs to.
fn parsed(line: &str) -> Option<(Uuid, Event)> {
    let mut parts = line.strip_prefix("  fact ")?.splitn(5, ' ').skip(1);
    let mut next = || parts.next().unwrap();
    let (stream, kind, schema, body) = (next(), next(), next(), next());
    let mut bodies =
        serde_json::Deserializer::from_str(body).into_iter::<Value>().map(|part| part.unwrap().to_string());
    let (data, private) = (bodies.next().unwrap(), bodies.next());
    let event = Event::decode(kind, schema.parse().unwrap(), &data, private.as_deref()).unwrap();
    Some((stream.parse().unwrap(), event))
}

/// What a life's requests come to, and afterwards what is tried on it; and every refusal met.
fn decided(sealed: &Sealed) -> (Vec<String>, Vec<Refusal>) {
    let mut living = Living::begin(&sealed.born, sealed.number);
    let mut lines = vec![format!("life {} born {}", sealed.number, sealed.born)];
    let mut refused = Vec::new();
    for step in &sealed.steps {
        lines.push(asked(step));
        let outcome = living.ask(*step);
        lines.extend(told(&outcome));
        match outcome {
            Ok(commit) => living.write(commit),
            Err(refusal) => refused.push(refusal),
        }
    }
    for (trial, outcome) in trials::tried(&living, sealed.number) {
        let end = if outcome.is_ok() { trials::short(&outcome) } else { told(&outcome).join(";") };
        lines.push(format!("{trial}: {}", end.trim()));
        refused.extend(outcome.err());
    }
    (lines, refused)
}

/// The life of a file's facts.
fn recorded(sealed: &Sealed) -> Life {
    let facts = sealed.lines.iter().filter_map(|line| parsed(line));
    let commits = facts.map(|(stream, event)| vec![(stream, event.stream(), vec![event])]).collect();
    Life { commits, refusals: Vec::new() }
}

/// Whether a line is about what the facts say.
fn is_said(line: &str) -> bool {
    line.starts_with("says ")
}

#[track_caller]
fn same(sealed: &Sealed, was: &[&String], now: &[String]) {
    let file = sealed.path.file_name().unwrap().to_str().unwrap();
    let differs = (0..was.len().max(now.len())).find(|at| was.get(*at).copied() != now.get(*at));
    if let Some(at) = differs {
        let line = was.get(at).and_then(|line| sealed.lines.iter().position(|own| own == *line)).map_or(0, |n| n + 1);
        panic!(
            "tests/golden/lives/{file}, line {line}\n  sealed: {}\n  now:    {}\nIf that is meant, seal anew \
             (DSR_GOLDEN_SEAL=1) and let the change say why; if not, the change breaks what was promised.",
            was.get(at).map_or("nothing more", |line| line.as_str()),
            now.get(at).map_or("nothing more", String::as_str),
        );
    }
}

/// What refusals say, each once: pointers and codes stand with the lives.
fn words(refused: &[Refusal]) -> BTreeSet<String> {
    let faults = refused.iter().flat_map(|refusal| match refusal {
        Refusal::Invalid(faults) | Refusal::RuleNotMet(faults) => faults.as_slice(),
        _ => &[],
    });
    faults.map(|fault| serde_json::to_string(&(&fault.code, &fault.message, &fault.source)).unwrap()).collect()
}

fn seal() {
    let mut said = BTreeSet::new();
    for sealed in every() {
        let (mut lines, refused) = decided(&sealed);
        let own = Sealed { lines: lines.clone(), ..sealed };
        lines.extend(says::all(&recorded(&own)));
        std::fs::write(&own.path, lines.join("\n") + "\n").unwrap();
        said.extend(words(&refused));
    }
    std::fs::write(folder().join("words"), said.into_iter().collect::<Vec<_>>().join("\n") + "\n").unwrap();
}

#[test]
fn folding_the_sealed_facts_says_what_is_sealed() {
    if sealing() {
        return seal();
    }
    for sealed in every() {
        let was: Vec<&String> = sealed.lines.iter().filter(|line| is_said(line)).collect();
        same(&sealed, &was, &says::all(&recorded(&sealed)));
    }
}

#[test]
fn the_same_requests_are_decided_and_refused_as_they_were_sealed() {
    if sealing() {
        return;
    }
    let mut said = BTreeSet::new();
    for sealed in every() {
        let was: Vec<&String> = sealed.lines.iter().filter(|line| !is_said(line)).collect();
        let (now, refused) = decided(&sealed);
        same(&sealed, &was, &now);
        said.extend(words(&refused));
    }
    let was = std::fs::read_to_string(folder().join("words")).unwrap();
    let was: BTreeSet<String> = was.lines().map(str::to_owned).collect();
    let differ: Vec<&String> = was.symmetric_difference(&said).collect();
    assert!(differ.is_empty(), "tests/golden/lives/words: only sealed, or only said now: {differ:#?}");
}
