//! What the register says of a life's facts: its rows and clocks, and on three days what callers are shown.

use crate::life::Life;
use dsr::domain::calendar::Date;
use dsr::domain::disclosure::Basis;
use dsr::domain::duty::{self, Deadline};
use dsr::domain::event::{Event, StreamKind};
use dsr::domain::id::ReferralId;
use dsr::domain::ods::Ods;
use dsr::domain::person::Person;
use dsr::domain::policy::Packs;
use dsr::domain::preview;
use dsr::domain::projection::{self, Rows};
use dsr::domain::referral::Referral;
use dsr::domain::view::{PersonDocument, ReferralView};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use uuid::Uuid;

fn people(life: &Life) -> impl Iterator<Item = Person> {
    life.person().into_iter().map(|(id, events)| Person::fold(id, &events).unwrap())
}

fn referrals(life: &Life) -> Vec<Referral> {
    let of_referrals = life.streams().into_iter().filter(|(_, (kind, _))| *kind == StreamKind::Referral);
    of_referrals.map(|(id, (_, events))| Referral::fold(ReferralId(id), &events).unwrap()).collect()
}

/// The day of the fact in the middle, of the last one, and seven months later.
fn todays(life: &Life) -> [Date; 3] {
    let mut days: Vec<Date> =
        life.commits.iter().flatten().flat_map(|(_, _, e)| e.iter().map(Event::occurred_on)).collect();
    days.sort_unstable();
    let last = *days.last().unwrap();
    [days[days.len() / 2], last, last.plus_months(7)]
}

/// What a life holds that is worth sealing: kinds of facts, and how each duty stands.
pub(super) fn held(life: &Life) -> BTreeSet<String> {
    let packs = Packs::embedded().unwrap();
    let kinds = life.commits.iter().flatten().flat_map(|(_, _, events)| events.iter().map(|e| e.kind().to_owned()));
    let clocks: Vec<Deadline> = people(life).flat_map(|person| duty::clocks(&person, &packs)).collect();
    let [.., today] = todays(life);
    let stands = clocks.iter().map(|d| format!("{} {:?}", d.duty, d.status(today)));
    let redated = clocks.iter().filter(|d| d.explanation.others.iter().any(|c| c.replaced_on.is_some()));
    kinds.chain(stands).chain(redated.map(|d| format!("{} redated", d.duty))).chain(life.refused()).collect()
}

/// Everything said, a line each.
pub(super) fn all(life: &Life) -> Vec<String> {
    let packs = Packs::embedded().unwrap();
    let todays = todays(life);
    let mut lines = Vec::new();
    people(life).for_each(|person| of_person(&person, &packs, &todays, &mut lines));
    people(life).for_each(|person| by_the_area(&person, &packs, &mut lines));
    referrals(life).iter().for_each(|referral| of_referral(referral, &packs, &todays, &mut lines));
    lines.into_iter().map(|line| format!("says {}", short(&line))).collect()
}

/// A line with the first part of each identifier only: identifiers are told apart by it.
fn short(line: &str) -> String {
    let part = |part: &str| {
        let id = part.strip_suffix('"').is_some_and(|text| Uuid::parse_str(text).is_ok());
        if id { format!("{}\"", &part[..8]) } else { part.to_owned() }
    };
    line.split_inclusive('"').map(part).collect()
}

/// What stands in a JSON value, without what is left open and without words that the packs hold.
fn told(value: impl Serialize) -> Value {
    fn without(value: Value) -> Value {
        let left = |(name, value): &(String, Value)| !value.is_null() && !["source", "links"].contains(&name.as_str());
        match value {
            Value::Object(all) => all.into_iter().filter(left).map(|(name, value)| (name, without(value))).collect(),
            Value::Array(all) => all.into_iter().map(without).collect(),
            other => other,
        }
    }
    without(serde_json::to_value(value).unwrap())
}

/// The packs with an area's own, in two versions, beside them.
fn area() -> &'static Packs {
    static AREA: OnceLock<Packs> = OnceLock::new();
    let texts = [("area-1.toml", include_str!("area-1.toml")), ("area-2.toml", include_str!("area-2.toml"))];
    AREA.get_or_init(|| Packs::embedded_with(&texts).unwrap())
}

/// The clocks that an area's own rules change, and the open dates that they move.
fn by_the_area(person: &Person, packs: &Packs, lines: &mut Vec<String>) {
    let before = duty::clocks(person, packs);
    for clock in duty::clocks(person, area()).iter().filter(|clock| !before.contains(clock)) {
        lines.push(format!("area clock {}", told(clock)));
    }
    for moved in preview::moved(person, packs, area()) {
        let (was, would) = ((moved.due_on, moved.breach_on), (moved.would_be_due_on, moved.would_be_breach_on));
        lines.push(format!("area moves {} {was:?} to {would:?}", moved.duty));
    }
}

/// A row's own columns. Its body is seen below as it is shown.
fn rows(rows: &Rows, lines: &mut Vec<String>) {
    if let Some(row) = &rows.person {
        lines.push(format!("row {:?}", projection::PersonRow { body: String::new(), ..row.clone() }));
        let body: Value = serde_json::from_str(&row.body).unwrap();
        lines.push(format!("open {}", body["open"]));
    }
    if let Some(row) = &rows.referral {
        lines.push(format!("row {:?}", projection::ReferralRow { body: String::new(), ..row.clone() }));
    }
    lines.push(format!("reach {:?} claims {:?}", rows.reach, rows.claims));
}

fn of_person(person: &Person, packs: &Packs, todays: &[Date], lines: &mut Vec<String>) {
    let clocks = duty::clocks(person, packs);
    rows(&projection::of_person(person, packs), lines);
    lines.extend(clocks.iter().map(|clock| format!("clock {}", told(clock))));
    for entry in person.rating_trail() {
        lines.push(format!("colour {} from {} by {}", entry.rag, entry.effective_on, entry.trigger));
    }
    for spell in &person.spells {
        let (ward, warned) = (spell.last_ward(), !spell.warnings().is_empty());
        let amended = told(spell.details());
        lines.push(format!("spell {} {} {} warned {warned} {amended}", spell.provider(), ward.setting, ward.security));
    }
    for review in &person.reviews {
        let (offered, planned) = (review.offered_on(), review.scheduled_for());
        lines.push(format!(
            "review {} {:?}",
            review.status(),
            (offered, planned, review.settled_on(), review.warnings())
        ));
    }
    for plan in &person.discharge_plans {
        lines.push(format!(
            "plan {:?} {:?}",
            plan.score(),
            plan.all_points().iter().map(|p| p.status.code()).collect::<Vec<_>>()
        ));
    }
    lines.extend(person.concerns.iter().map(|concern| format!("concern {:?}", concern.warnings())));
    let mut before = Value::Null;
    for today in todays {
        for (at, clock) in clocks.iter().enumerate() {
            let (shown, view) = (clock.is_shown(*today), clock.clone().on(*today));
            let ended = view.ended_by.map(|by| by.date);
            let stands = json!([view.status, view.days_overdue, view.offered_in_time, view.held_in_time, ended, shown]);
            lines.push(format!("{today} {} {} {stands}", at + 1, clock.duty));
        }
        let view = PersonDocument::of(person, &clocks).on(*today, 1, packs);
        shown(&format!("{today} person"), told(view), &mut before, lines);
    }
}

fn of_referral(referral: &Referral, packs: &Packs, todays: &[Date], lines: &mut Vec<String>) {
    let own = ReferralView::of(referral, area());
    lines.push(format!("area referral {} {}", told(own.decision_deadline), told(own.warnings)));
    rows(&projection::of_referral(referral, packs), lines);
    let (icb, sender) = (&referral.received.icb_ods, &referral.received.submitted_ods);
    let views: [(&str, Basis, &Ods, &[Date]); 2] =
        [("icb", Basis::ResponsibleIcb, icb, todays), ("sender", Basis::Referrer, sender, &todays[2..])];
    let mut before = Value::Null;
    for (who, basis, organisation, days) in views {
        for today in days {
            let view = ReferralView::of(referral, packs).seen_by(basis, organisation, 1, *today);
            shown(&format!("{today} {who}"), told(view), &mut before, lines);
        }
    }
}

/// What is shown, as far as it differs from what was shown before.
fn shown(name: &str, view: Value, before: &mut Value, lines: &mut Vec<String>) {
    let differs = |(member, value): &(&String, &Value)| before.get(*member) != Some(*value);
    let news: Map<String, Value> =
        view.as_object().unwrap().iter().filter(differs).map(|(m, v)| (m.clone(), v.clone())).collect();
    lines.push(format!("{name} {}", Value::Object(news)));
    *before = view;
}
