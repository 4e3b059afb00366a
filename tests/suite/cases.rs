//! Tables of cases: facts in the order they are recorded, and the duties they come to. A fact is a line of words, such as
//! `admit 2026-01-06 adult_acute`; `!code` before it says that it is refused, and why.

use crate::support::people::{acceptance, admission, discharge, rating, referral_of, review, with};
use crate::support::{Caller, Reply, World, day, example};
use reqwest::Method;
use serde_json::{Value, json};

/// What is tested, date of birth, facts and duties, the latter two separated by semicolons.
pub type Case<'t> = (&'t str, &'t str, &'t str, &'t str);

/// Somebody on the register, and what was recorded last.
pub struct Life<'c, 'w> {
    pub icb: &'c Caller<'w>,
    pub person: String,
    pub born: String,
    pub spell: String,
    pub review: String,
}

/// The basis of a person's own consent on a day.
fn own(born: &str, on: &str) -> Value {
    json!(if day(born).age_on(day(on)) >= 16 { "self" } else { "gillick" })
}

fn named(role: &str) -> Value {
    json!({"name": "Pat Moss", "role": role})
}

impl<'c, 'w> Life<'c, 'w> {
    /// The n-th person, born on this day, on the register of `org` in this colour from this day.
    pub async fn join(icb: &'c Caller<'w>, org: &str, n: u32, born: &str, on: &str, rag: &str) -> Self {
        let consents =
            with(&example("referral.json")["consents"][0], [("/effective_on", json!(on)), ("/basis", own(born, on))]);
        let referral = with(
            &referral_of(n, born),
            [("/received_on", json!(on)), ("/person/icb_ods", json!(org)), ("/consents", json!([consents]))],
        );
        let members = example("rating-green.json")["mdt_members"].clone();
        let accepted = with(
            &acceptance(),
            [
                ("/decided_on", json!(on)),
                ("/rating/rag", json!(rag)),
                ("/rating/unmanaged_risk_identified", json!(false)),
                ("/rating/mdt_members", members),
            ],
        );
        let person = icb.accepted(&referral, &accepted).await;
        Self { icb, person, born: born.to_owned(), spell: String::new(), review: String::new() }
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        self.icb.post_with(&format!("{}/{path}", self.person), &[("if-match", "*")], body).await
    }

    async fn post_review(&self, step: &str, body: &Value) -> Reply {
        self.icb.post(&format!("{}/{step}", self.review), body).await
    }

    async fn patch(&self, path: &str, body: &Value) -> Reply {
        let path = format!("{}{path}", self.person);
        self.icb.send(Method::PATCH, &path, &[("if-match", "*")], Some(body.to_string())).await
    }

    async fn ask(&mut self, kind: &str, on: &str) -> Reply {
        let asked = self.post("reviews", &review(kind, on)).await;
        if asked.status.is_success() {
            self.review = format!("{}/reviews/{}", self.person, asked.id());
        }
        asked
    }

    async fn hold(&self, kind: &str, on: &str, dues: &[&str]) -> Reply {
        let template = example("review-held.json")["recommendations"][0].clone();
        let recommended = dues.iter().map(|due| with(&template, [("/due_on", due_on(due))])).collect::<Vec<_>>();
        let body = with(
            &crate::support::people::held(kind, on),
            [("/consent/basis", own(&self.born, on)), ("/recommendations", json!(recommended))],
        );
        self.post_review("held", &body).await
    }

    async fn admit(&mut self, on: &str, setting: &str, security: &str, until: Option<&str>) -> Reply {
        let body = with(&admission(on, setting, security), [("/discharge", until.map_or(Value::Null, discharge))]);
        let admitted = self.post("admissions", &body).await;
        if admitted.status.is_success() {
            self.spell = admitted.id();
        }
        admitted
    }

    async fn discharged(&self, on: &str, rag: &str) -> Reply {
        let green = example("rating-green.json");
        let body = match rag {
            "-" => json!({"discharged_on": on, "destination": "own_home"}),
            "died" => json!({"discharged_on": on, "destination": "died"}),
            _ => with(
                &discharge(on),
                [
                    ("/rag", json!(rag)),
                    ("/unmanaged_risk_identified", json!(false)),
                    ("/mdt_members", green["mdt_members"].clone()),
                ],
            ),
        };
        self.post(&format!("admissions/{}/discharge", self.spell), &body).await
    }

    async fn progress(&self, index: &str, status: &str, on: &str, due: Option<&str>) -> Reply {
        let made = self.icb.get(&self.review).await.is(200).json["recommendations"].clone();
        let id = made[index.parse::<usize>().unwrap()]["id"].as_str().unwrap().to_owned();
        let body = json!({"status": status, "noted_on": on, "noted_by": named("DSR lead"), "note": "As agreed."});
        let body = with(&body, [("/due_on", due.map_or(Value::Null, |due| json!(due)))]);
        self.patch(&format!("/recommendations/{id}"), &body).await
    }

    /// What happened on the ward.
    async fn ward(&mut self, words: &[&str]) -> Option<Reply> {
        let reply = match *words {
            ["admit", on, setting] => self.admit(on, setting, "none", None).await,
            ["admit", on, setting, security] => self.admit(on, setting, security, None).await,
            ["spell", on, until, setting] => self.admit(on, setting, "none", Some(until)).await,
            ["move", on, setting, security] => {
                let body = with(
                    &example("move.json"),
                    [
                        ("/moved_on", json!(on)),
                        ("/setting", json!(setting)),
                        ("/security", json!(security)),
                        ("/bed_type_code", Value::Null),
                    ],
                );
                self.post(&format!("admissions/{}/moves", self.spell), &body).await
            }
            ["discharge", on, rag] => self.discharged(on, rag).await,
            ["visit", on] | ["visit", on, _] => {
                let seen = json!(words.len() == 2);
                let body = with(&example("visit.json"), [("/visited_on", json!(on)), ("/person_seen", seen)]);
                self.post("oversight-visits", &body).await
            }
            ["notify", on] => {
                let body = json!({"notified_on": on, "local_authority": "E06000010", "notified_by": named("DSR lead")});
                self.post("local-authority-notifications", &body).await
            }
            _ => return None,
        };
        Some(reply)
    }

    /// What became of a review.
    async fn review(&mut self, words: &[&str]) -> Option<Reply> {
        let declined = |on: &str| with(&example("review-declined.json"), [("/declined_on", json!(on))]);
        let reply = match *words {
            ["ask", kind, on] => self.ask(kind, on).await,
            ["offer", on] => self.post_review("offer", &json!({"offered_on": on})).await,
            ["held", kind, on] => self.hold(kind, on, &[]).await,
            ["hold", kind, on, ref dues @ ..] => {
                self.ask(kind, on).await.is(201);
                self.hold(kind, on, dues).await
            }
            ["decline", kind, offered, on] => {
                self.ask(kind, offered).await.is(201);
                self.post_review("offer", &json!({"offered_on": offered})).await.is(200);
                self.post_review("declined", &declined(on)).await
            }
            ["declined", on] => self.post_review("declined", &declined(on)).await,
            ["cancelled", on] => {
                let body = json!({"cancelled_on": on, "cancelled_by": named("Chair"), "reason": "The chair is ill."});
                self.post_review("cancelled", &body).await
            }
            ["arrange", on, day] => self.post_review("schedule", &json!({"noted_on": on, "scheduled_for": day})).await,
            ["report", on] => self.post_review("report", &json!({"issued_on": on, "issued_by": named("Chair")})).await,
            ["plan-review", on] => {
                self.post_review("plan-review", &json!({"reviewed_on": on, "reviewed_by": named("DSR lead")})).await
            }
            ["progress", index, status, on] => self.progress(index, status, on, None).await,
            ["progress", index, status, on, due] => self.progress(index, status, on, Some(due)).await,
            _ => return None,
        };
        Some(reply)
    }

    /// Colours, decisions, leaving.
    async fn register(&mut self, words: &[&str]) -> Reply {
        match *words {
            [rag @ ("red" | "amber" | "green"), on] => self.post("ratings", &rating(rag, on)).await,
            ["green-unmanaged", on] => {
                let body = with(&rating("green", on), [("/unmanaged_risk_identified", json!(true))]);
                self.post("ratings", &body).await
            }
            ["scheduled", on] => {
                let body = json!({"decided_on": on, "outcome": "scheduled", "decided_by": named("DSR lead")});
                self.post("community-review-decision", &body).await
            }
            ["not-needed", on] => {
                let body = with(&example("community-review-decision.json"), [("/decided_on", json!(on))]);
                self.post("community-review-decision", &body).await
            }
            ["remain", on] => {
                let body = json!({"decided_on": on, "outcome": "remain", "reason": "New team.", "decided_by": named("DSR lead")});
                self.post("step-down-decision", &body).await
            }
            ["leave", on, reason] => {
                let body = with(&example("departure.json"), [("/left_on", json!(on)), ("/reason", json!(reason))]);
                self.post("departure", &body).await
            }
            ["withdraw", on] => {
                let body = crate::support::people::register_consent("withdrawn", on);
                self.post("consents", &with(&body, [("/basis", own(&self.born, on))])).await
            }
            ["laep", on] => {
                let body = json!({"held_on": on, "reason": "out_of_hours", "attendees": [named("DSR lead")], "decision": "admission_supported", "summary": "At night."});
                self.post("laep-meetings", &body).await
            }
            ["plan-transition", set, since] => {
                let step = json!({"text": "Meet the adult team.", "agency": "health", "status": "open"});
                let body = json!({"set_on": set, "set_by": named("DSR lead"), "summary": "The move.", "steps": [step], "transition_planned_on": since});
                let path = format!("{}/support-plan", self.person);
                self.icb.send(Method::PUT, &path, &[], Some(body.to_string())).await
            }
            ["born", born] => self.patch("", &json!({"date_of_birth": born})).await,
            _ => panic!("no fact: {words:?}"),
        }
    }

    /// Records a fact; `!code` before it says that it is refused with that code. Answers what went otherwise.
    pub async fn record(&mut self, line: &str) -> Option<String> {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let refused = words[0].strip_prefix('!').map(str::to_owned);
        if refused.is_some() {
            words.remove(0);
        }
        let reply = match self.ward(&words).await {
            Some(reply) => reply,
            None => match self.review(&words).await {
                Some(reply) => reply,
                None => self.register(&words).await,
            },
        };
        let faults: Vec<String> = reply.faults().into_iter().map(|(_, code)| code).collect();
        let as_expected = match &refused {
            None => reply.status.is_success(),
            Some(code) => faults == [code.clone()],
        };
        (!as_expected).then(|| format!("'{line}' answered {} {faults:?}", reply.status))
    }

    /// The duties of these kinds, one line each: start, due date, status, days overdue; before it the kind, if several are
    /// asked for.
    pub async fn stands(&self, duties: &[&str]) -> Vec<String> {
        let mut all = self.icb.all(&format!("{}/deadlines?limit=500", self.person)).await;
        all.retain(|d| duties.contains(&d["duty"].as_str().unwrap()));
        let line = |d: &Value| {
            let text = |at: &str| d.pointer(at).and_then(Value::as_str).unwrap_or("no date").to_owned();
            let days = d["days_overdue"].as_i64().unwrap();
            let late = if days > 0 { format!(" {days}") } else { String::new() };
            let kind = if duties.len() > 1 { format!("{} ", text("/duty")) } else { String::new() };
            format!("{kind}{} > {} {}{late}", text("/starts_with/date"), text("/due_on"), text("/status"))
        };
        let mut lines: Vec<String> = all.iter().map(line).collect();
        lines.sort();
        lines
    }
}

fn due_on(text: &str) -> Value {
    if text == "-" { Value::Null } else { json!(text) }
}

/// Plays every case on the register of `org` and holds the duties of these kinds against the table, and the rows against
/// the facts; all differences are told at once. The first fact of a case is `join DAY COLOUR`.
pub async fn play(world: &World, org: &str, duties: &[&str], table: &[Case<'_>]) {
    let icb = world.caller(org);
    let mut wrong = Vec::new();
    for (n, (why, born, facts, expected)) in (1..).zip(table) {
        let mut facts = facts.split(';').map(str::trim).filter(|line| !line.is_empty());
        let joined: Vec<&str> = facts.next().unwrap().split_whitespace().collect();
        let ["join", on, rag] = joined[..] else { panic!("{why}: begins with 'join DAY COLOUR'") };
        let mut life = Life::join(&icb, org, n, born, on, rag).await;
        for line in facts {
            wrong.extend(life.record(line).await.map(|what| format!("{why}: {what}")));
        }
        let mut expected: Vec<&str> = expected.split(';').map(str::trim).filter(|line| !line.is_empty()).collect();
        expected.sort_unstable();
        let found = life.stands(duties).await;
        if found != expected {
            wrong.push(format!("{why}:\n    expected {expected:#?}\n    found    {found:#?}"));
        }
    }
    let rebuilt = world.store.rebuild(false).await.unwrap();
    if (rebuilt.changed, rebuilt.moved.is_empty()) != (0, true) {
        wrong.push(format!(
            "the rows are not what the facts come to: {} changed, moved {:?}",
            rebuilt.changed, rebuilt.moved
        ));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
