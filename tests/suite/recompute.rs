//! Every explanation re-computes: `scripts/recompute` reads what the service says of a register of random lives and, in another
//! language, comes to the same dates. And it finds what is wrong in a copy in which something is.

use crate::life::{Life, live, plans};
use crate::support::{Engine, day};
use dsr::app;
use dsr::clock::Clock;
use dsr::development::DevelopmentKey;
use dsr::domain::duty::{DeadlineStatus, Duty};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::ods::Ods;
use dsr::domain::person::Person;
use dsr::domain::policy::Packs;
use dsr::domain::referral::Referral;
use dsr::http::auth::Scope;
use dsr::serving::Serving;
use dsr::store::commit::Decision;
use dsr::store::load::Loaded;
use dsr::store::sql::Db;
use dsr::store::{Actor, Store};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;

const TODAY: &str = "2026-11-22";
const LIVES: u32 = 2_300;
const FALSIFIED: u32 = 160;
/// Whose registers the lives are on: the first computes by the packs every build carries, the second also by its own.
const ICBS: [&str; 2] = ["QOQ", "QWO"];

/// The second area's own rules: every unit, counted both ways, and dates equal to those of law and national policy.
const OVERLAY: &str = r#"
id = "own"
version = "1"
title = "One area's own rules"
layer = "local"
icbs = ["QWO"]
effective_from = "2017-03-01"
rule = [
    { id = "first", duty = "inpatient_review_first", interval = { weeks = 2 }, counting = "inclusive", force = "must", source = "L" },
    { id = "repeat", duty = "inpatient_review_repeat", when = { security = ["low", "medium", "high"] }, interval = { months = 3 }, counting = "inclusive", force = "must", source = "L" },
    { id = "reoffer", duty = "inpatient_review_reoffer", interval = { working_days = 10 }, force = "must", source = "L" },
    { id = "plan", duty = "review_action_plan", interval = { days = 84 }, force = "must", source = "L" },
    { id = "report", duty = "review_report", interval = { days = 14 }, counting = "inclusive", force = "should", source = "L" },
    { id = "recommendation", duty = "recommendation", interval = { weeks = 6 }, force = "should", source = "L" },
    { id = "visit", duty = "oversight_visit", interval = { months = 1 }, force = "should", source = "L" },
    { id = "notification", duty = "local_authority_notification", when = { age_under = 16 }, interval = { days = 80 }, force = "must", source = "L" },
    { id = "community", duty = "community_review_decision", interval = { days = 14 }, force = "must", must_be_held = true, source = "L" },
    { id = "step-down", duty = "step_down_decision", interval = { months = 3 }, force = "should", source = "L" },
    { id = "register-red", duty = "register_review", when = { rag = ["red"] }, interval = { working_days = 5 }, force = "should", source = "L" },
    { id = "register-amber", duty = "register_review", when = { rag = ["amber"] }, interval = { weeks = 4 }, force = "should", source = "L" },
    { id = "transition", duty = "transition_plan", when = { age_under = 18 }, interval = { birthday = 17 }, shown_from_age = 16, force = "should", source = "L" },
]
"#;

/// A newer version, for clocks that run as well: dates are replaced.
fn newer() -> String {
    [
        ("version = \"1\"", "version = \"2\"\nreplaces = \"1\"\napplies_to = \"running\""),
        ("2017-03-01", "2025-06-02"),
        ("{ weeks = 2 }", "{ days = 10 }"),
        ("{ months = 3 }, counting", "{ months = 2 }, counting"),
        ("interval = { months = 1 }", "interval = { weeks = 3 }"),
        ("interval = { days = 14 }, force", "interval = { working_days = 9 }, force"),
        ("{ working_days = 5 }", "{ days = 7 }"),
    ]
    .iter()
    .fold(OVERLAY.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

fn packs() -> Packs {
    Packs::embedded_with(&[("own-1.toml", OVERLAY), ("own-2.toml", &newer())]).unwrap()
}

/// The same lives in every run, up to today.
fn lives(count: u32) -> Vec<Life> {
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let plans: Vec<_> = (0..count).map(|number| (number, plans().new_tree(&mut runner).unwrap().current())).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let parts = plans.chunks(plans.len().div_ceil(threads));
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(|| part.iter().map(|(n, plan)| until_today(live(plan, *n))).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn until_today(mut life: Life) -> Life {
    let later = |(_, _, events): &(_, _, Vec<Event>)| events.iter().any(|event| event.occurred_on() > day(TODAY));
    let future = life.commits.iter().position(|commit| commit.iter().any(later));
    life.commits.truncate(future.unwrap_or(life.commits.len()));
    life
}

/// A register of so many lives, served.
struct Register {
    base: String,
    key: DevelopmentKey,
    people: usize,
    directory: TempDir,
}

impl Register {
    async fn of(count: u32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let db = Db::connect(&Engine::Sqlite.fresh(directory.path()).await).await.unwrap();
        let store = Store::open(db, Arc::new(packs()), Clock::fixed(day(TODAY)), 256).await.unwrap();
        let people = stored(&store, &lives(count)).await;
        let key = DevelopmentKey::in_directory(directory.path()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(
            app::server(app::Service::new(store, key.verifier()), listener, Serving::default(), std::future::pending())
                .unwrap(),
        );
        Self { base, key, people, directory }
    }

    fn token(&self, icb: &str) -> String {
        let now = Clock::system().now();
        self.key.token(&Ods::parse(icb).unwrap(), Scope::ALL, now, 1, "recompute").unwrap()
    }

    async fn recomputed(&self, icb: &str) -> Told {
        assert!(self.directory.path().exists());
        recomputed(&self.base, &self.token(icb)).await
    }

    /// Every answer that the script asks for, by address; the deadlines on one page.
    async fn copy(&self, icb: &str) -> Copy {
        let (client, token) = (reqwest::Client::new(), self.token(icb));
        let get = async |path: &str| {
            let answer = client.get(format!("{}{path}", self.base)).bearer_auth(&token).send().await.unwrap();
            serde_json::from_str::<Value>(&answer.text().await.unwrap()).unwrap()
        };
        let (mut deadlines, mut next) = (Vec::new(), Some("/v1/deadlines?limit=500".to_owned()));
        while let Some(path) = next {
            let page = get(&path).await;
            deadlines.extend(page["data"].as_array().unwrap().clone());
            next = page["next"].as_str().map(str::to_owned);
        }
        let listed = get("/v1/policies").await;
        let mut policies = BTreeMap::new();
        for pack in listed["data"].as_array().unwrap() {
            let text = |name: &str| pack[name].as_str().unwrap();
            let path = format!("/v1/policies/{}?version={}", text("id"), text("version"));
            let detail = get(&path).await;
            policies.insert(path, detail);
        }
        policies.insert("/v1/policies".to_owned(), listed);
        Copy { deadlines, policies }
    }
}

/// Writes the lives through the store, each whole, many at a time. Answers how many people there are.
async fn stored(store: &Store, lives: &[Life]) -> usize {
    let words = |text: &str| text.to_owned();
    let actor = Actor {
        client_id: words("recompute"),
        subject: words("recompute"),
        organisation: words("QOQ"),
        request_id: words("r"),
    };
    let (mut writes, mut people) = (Vec::new(), 0);
    for life in lives {
        let (now, packs) = (store.clock().now(), store.packs());
        let streams = life.streams().into_iter().map(|(id, (kind, events))| match kind {
            StreamKind::Person => Loaded::<Person>::begin(id, now, &actor, packs, &events).unwrap().1,
            StreamKind::Referral => Loaded::<Referral>::begin(id, now, &actor, packs, &events).unwrap().1,
            StreamKind::Meeting
            | StreamKind::Leader
            | StreamKind::Transfer
            | StreamKind::Settings
            | StreamKind::Register => {
                unreachable!("no life holds it")
            }
        });
        let streams: Vec<_> = streams.collect();
        people += usize::from(life.person().is_some());
        if !streams.is_empty() {
            let decision = Decision { actor: actor.clone(), streams, key: None };
            let store = store.clone();
            writes.push(tokio::spawn(async move { store.commit(decision).await }));
        }
    }
    for write in writes {
        write.await.unwrap().unwrap();
    }
    people
}

/// What the script says of a clock that stands in the wrong place.
const NO_ORDER: &str = "does not follow the one before it in the list";

/// What the script printed.
struct Told {
    code: Option<i32>,
    text: String,
}

async fn recomputed(base: &str, token: &str) -> Told {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/recompute");
    let mut command = Command::new("python3");
    command.args([script, "--today", TODAY, base, token]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let output = output.expect("python3 does not run: install Debian's packages python3 and python3-dateutil");
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(complaint, "", "on Debian the script needs the packages python3 and python3-dateutil");
    Told { code: output.status.code(), text: String::from_utf8(output.stdout).unwrap() }
}

impl Told {
    /// How often the script has seen these: `duty`, `status`, `rule`.
    fn seen(&self, kind: &str) -> BTreeMap<&str, usize> {
        let of_kind = self.text.lines().filter_map(|line| line.strip_prefix(kind)?.trim_start().split_once("  "));
        of_kind.filter_map(|(count, name)| Some((name, count.parse().ok()?))).collect()
    }

    /// The clocks in which it has found a difference, but for their place in the list.
    fn named(&self) -> BTreeSet<&str> {
        let lines = self.text.lines().filter(|line| !line.ends_with(NO_ORDER));
        let ids = lines.filter_map(|line| line.split_once(": ").map(|(id, _)| id));
        ids.filter(|id| uuid::Uuid::parse_str(id).is_ok()).collect()
    }
}

#[tokio::test]
async fn every_explanation_of_two_thousand_lives_recomputes_in_another_language() {
    let register = Register::of(LIVES).await;
    let (mut duties, mut statuses, mut rules) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for icb in ICBS {
        let told = register.recomputed(icb).await;
        println!("{icb}: {}", told.text);
        assert!(told.text.ends_with("\ndifferences: 0\n"), "{}", told.text);
        assert_eq!(told.code, Some(0));
        for (kind, all) in [("duty", &mut duties), ("status", &mut statuses), ("rule", &mut rules)] {
            for (name, count) in told.seen(kind) {
                *all.entry(name.to_owned()).or_insert(0) += count;
            }
        }
        assert!(told.seen("former")["dates that no longer hold"] >= 100, "{}", told.text);
    }
    println!("{} people", register.people);
    assert!(register.people >= 2_000 && duties.values().sum::<usize>() > 15_000);
    // A referral's own clock is shown with the referral and on no list. No generated life is escalated or has a keyworker: those
    // duties have stories of their own, in barriers.rs and keyworking.rs.
    let told_elsewhere = [Duty::ReferralDecision, Duty::EscalationResponse, Duty::KeyworkerFirstContact];
    for duty in Duty::ALL.iter().filter(|duty| !told_elsewhere.contains(duty)) {
        assert!(duties.get(duty.code()).is_some_and(|count| *count >= 100), "few {duty}: {duties:?}");
    }
    for status in DeadlineStatus::ALL {
        assert!(statuses.contains_key(status.code()), "none {status}: {statuses:?}");
    }
    for pack in packs().all().filter(|pack| pack.in_force && pack.id != "example-qzz") {
        for rule in pack.rules.iter().filter(|rule| !told_elsewhere.contains(&rule.duty)) {
            let spoke =
                |name: &String| name.starts_with(&format!("{} ", pack.id)) && name.ends_with(&format!(" {}", rule.id));
            assert!(rules.keys().any(spoke), "{} {} never spoke", pack.id, rule.id);
        }
    }
}

/// The answers of a register, to be served by somebody else.
#[derive(Clone)]
struct Copy {
    deadlines: Vec<Value>,
    policies: BTreeMap<String, Value>,
}

impl Copy {
    /// Serves each answer once.
    fn serve(self) -> String {
        let page = json!({"data": self.deadlines, "next": null});
        let mut answers: HashMap<String, String> =
            self.policies.into_iter().map(|(at, v)| (at, v.to_string())).collect();
        answers.insert("/v1/deadlines?limit=500".to_owned(), page.to_string());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming().take(answers.len()) {
                let (mut stream, mut asked) = (stream.unwrap(), Vec::new());
                let mut piece = [0; 4096];
                while !asked.ends_with(b"\r\n\r\n") {
                    let read = stream.read(&mut piece).unwrap();
                    asked.extend_from_slice(&piece[..read]);
                }
                let asked = String::from_utf8(asked).unwrap();
                let body = &answers[asked.split(' ').nth(1).unwrap()];
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
            }
        });
        base
    }
}

fn text<'v>(d: &'v Value, at: &str) -> Option<&'v str> {
    d.pointer(at)?.as_str()
}

/// Puts another value there, where there is one already.
fn put(d: &mut Value, at: &str, value: Value) -> Option<()> {
    let place = d.pointer_mut(at).filter(|place| **place != value && !place.is_null())?;
    *place = value;
    Some(())
}

fn day_after(date: &str) -> String {
    day(date).plus_days(1).to_string()
}

/// A date a day later.
fn later(d: &mut Value, at: &str) -> Option<()> {
    let moved = day_after(text(d, at)?);
    put(d, at, json!(moved))
}

const BINDING: &str = "/explanation/binding";

fn of_binding(member: &str) -> String {
    format!("{BINDING}/{member}")
}

/// Every date of the binding rule a day later, as its arithmetic would say it if `reckoned`.
fn all_later(d: &mut Value, reckoned: impl Fn(&str) -> Option<String>) -> Option<()> {
    let due = text(d, "/due_on")?.to_owned();
    let arithmetic =
        reckoned(text(d, &of_binding("arithmetic"))?)?.replace(&format!("= {due}"), &format!("= {}", day_after(&due)));
    put(d, &of_binding("arithmetic"), json!(arithmetic))?;
    later(d, &of_binding("due_on"))?;
    if text(d, "/breach_on") == Some(&due) {
        later(d, "/breach_on")?;
    }
    later(d, "/due_on")
}

type Falsify = fn(&mut Value) -> Option<()>;

/// What is changed in one clock, where it can be.
const WRONG: &[(&str, Falsify)] = &[
    ("due_on", |d| later(d, "/due_on")),
    ("due_on of the binding rule", |d| later(d, &of_binding("due_on"))),
    ("due_on of another rule", |d| later(d, "/explanation/others/0/due_on")),
    ("both, and its arithmetic unchanged", |d| later(d, "/due_on").and_then(|()| later(d, &of_binding("due_on")))),
    ("both, and the result of its arithmetic", |d| all_later(d, |said| Some(said.to_owned()))),
    ("a figure of days, and everything that follows", |d| {
        all_later(d, |said| said.contains(" + 28 days").then(|| said.replace("28 days", "29 days")))
    }),
    ("a day that was no working day", |d| {
        all_later(d, |said| said.contains("working days").then(|| said.replace("10 working", "11 working")))
    }),
    ("a month counted as thirty days", |d| {
        let said = text(d, &of_binding("arithmetic"))?.replace("1 calendar month ", "30 days ");
        put(d, &of_binding("arithmetic"), json!(said))
    }),
    ("another rule's name", |d| {
        let other = match text(d, &of_binding("rule"))? {
            "first-review-adult" => "first-review-child",
            "repeat-review-adult" => "repeat-review-adult-secure",
            _ => return None,
        };
        put(d, &of_binding("rule"), json!(other))
    }),
    ("a rule that there is not", |d| put(d, &of_binding("rule"), json!("tea"))),
    ("another pack", |d| put(d, &of_binding("pack"), json!("statute"))),
    ("another version", |d| put(d, &of_binding("version"), json!("2"))),
    ("another source", |d| put(d, &of_binding("source"), json!("S4: or so"))),
    ("another reason", |d| put(d, &of_binding("because"), json!("adult track: said so"))),
    ("breach_on", |d| later(d, "/breach_on")),
    ("breach_on left out", |d| put(d, "/breach_on", Value::Null)),
    ("force", |d| put(d, "/force", json!("may"))),
    ("force of a rule", |d| put(d, &of_binding("force"), json!("may"))),
    ("the day it starts, of which a date is counted", |d| {
        let (start, said) = (text(d, "/starts_with/date")?, text(d, &of_binding("arithmetic"))?);
        (said.starts_with(start) || said.contains(&format!("beginning with {start}"))).then_some(())?;
        later(d, "/starts_with/date")
    }),
    ("what it starts with", |d| put(d, "/starts_with/fact", json!("move"))),
    ("another rule bound", |d| {
        let binding = d.pointer(BINDING)?.clone();
        let other = d.pointer("/explanation/others/0")?.clone();
        put(d, BINDING, other)?;
        put(d, "/explanation/others/0", binding)
    }),
    // A date that no longer holds could be left out unseen: that it once held is nowhere else.
    ("a rule that did not speak", |d| {
        let others = d.pointer_mut("/explanation/others")?.as_array_mut()?;
        let held = others.iter().position(|other| other["replaced_on"].is_null())?;
        others.remove(held);
        Some(())
    }),
    ("a date replaced before it began", |d| {
        let others = d.pointer_mut("/explanation/others")?.as_array_mut()?;
        put(others.last_mut()?, "/replaced_on", json!("2017-03-01"))
    }),
    ("status", |d| put(d, "/status", json!(if d["status"] == "met" { "met_late" } else { "met" }))),
    ("days_overdue", |d| put(d, "/days_overdue", json!(d["days_overdue"].as_i64()? + 1))),
    ("the day it ended late", |d| {
        d["days_overdue"].as_i64().filter(|days| *days > 0)?;
        later(d, "/ended_by/date")
    }),
    ("what ended it", |d| put(d, "/ended_by/fact", json!("move"))),
    ("met_on", |d| later(d, "/met_on")),
    ("offered_in_time", |d| put(d, "/offered_in_time", json!(!d["offered_in_time"].as_bool()?))),
    ("held_in_time", |d| put(d, "/held_in_time", json!(!d["held_in_time"].as_bool()?))),
    ("another birthday", |d| {
        let said = text(d, &of_binding("arithmetic"))?.replace("18th", "17th");
        put(d, &of_binding("arithmetic"), json!(said))
    }),
    ("arithmetic in other words", |d| {
        let said = text(d, &of_binding("arithmetic"))?.replace(" + ", " plus ");
        put(d, &of_binding("arithmetic"), json!(said))
    }),
];

#[tokio::test]
async fn a_falsified_answer_is_found_and_named() {
    let register = Register::of(FALSIFIED).await;
    let mut sound = Vec::new();
    for icb in ICBS {
        let copy = register.copy(icb).await;
        let told = recomputed(&copy.clone().serve(), "copy").await;
        assert_eq!((told.code, told.named().len()), (Some(0), 0), "{}", told.text);
        sound.push(copy);
    }
    let mut falsified = sound.clone();
    let mut wrong = BTreeMap::new();
    for (what, falsify) in WRONG {
        let before = wrong.len();
        // A clock of each kind of duty in which this can be wrong, and in which nothing else is.
        let mut duties = Vec::new();
        for (from, into) in sound.iter().zip(&mut falsified) {
            for (deadline, place) in from.deadlines.iter().zip(&mut into.deadlines) {
                let (id, duty) = (deadline["id"].as_str().unwrap(), &deadline["duty"]);
                let mut changed = deadline.clone();
                if !wrong.contains_key(id) && !duties.contains(&duty) && falsify(&mut changed).is_some() {
                    assert_ne!(changed, *deadline, "{what}");
                    wrong.insert(id, what);
                    duties.push(duty);
                    *place = changed;
                }
            }
        }
        assert!(wrong.len() > before, "no clock in which {what} could be wrong");
    }
    println!("{} falsified clocks", wrong.len());
    for copy in falsified {
        let told = recomputed(&copy.serve(), "copy").await;
        assert_eq!(told.code, Some(1), "{}", told.text);
        for id in told.named() {
            assert!(wrong.remove(id).is_some(), "nothing was wrong: {}", told.text);
        }
    }
    assert!(wrong.is_empty(), "not found: {wrong:#?}");
}

#[tokio::test]
async fn a_falsified_list_or_pack_is_found() {
    let register = Register::of(FALSIFIED).await;
    let sound = register.copy("QOQ").await;
    let mut twice = sound.clone();
    twice.deadlines.push(sound.deadlines[0].clone());
    let mut other_figure = sound.clone();
    let rules = other_figure.policies.get_mut("/v1/policies/seeds?version=2017-03-01").unwrap()["rules"].as_array_mut();
    let rule = rules.unwrap().iter_mut().find(|rule| rule["id"] == "action-plan").unwrap();
    rule["interval"] = json!({"weeks": 13});
    let mut one_more = sound.clone();
    let rules = one_more.policies.get_mut("/v1/policies/statute?version=2017-03-01").unwrap()["rules"].as_array_mut();
    let mut rule = rules.as_ref().unwrap()[0].clone();
    (rule["id"], rule["duty"], rule["when"]) = (json!("never-asked"), json!("oversight_visit"), json!({}));
    rules.unwrap().push(rule);
    for (what, copy, said) in [
        ("a clock listed twice", twice, NO_ORDER),
        ("a rule's figure", other_figure, "its arithmetic counts {'weeks': 12}, its rule {'weeks': 13}"),
        ("a rule that was never asked", one_more, "in no case do exactly these rules speak"),
    ] {
        let told = recomputed(&copy.serve(), "copy").await;
        assert_eq!(told.code, Some(1), "{what}: {}", told.text);
        assert!(told.text.contains(said), "{what}: {}", told.text);
    }
}
