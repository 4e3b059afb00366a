//! The picture of a person's life: what it shows, what it never shows, and that it can be read.

use crate::life::{live, plans};
use crate::support::people::{acceptance, discharge, last, referral_of, register_consent, with};
use crate::support::{Caller, day, example, stories};
use chrono::NaiveDate;
use dsr::domain::calendar::Date;
use dsr::domain::duty::{DeadlineStatus, DeadlineView, Duty};
use dsr::domain::event::Event;
use dsr::domain::id::derived;
use dsr::domain::person::Person;
use dsr::domain::policy::Packs;
use dsr::domain::view;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use roxmltree::{Document, Node};
use serde_json::json;

/// Names, numbers, places and free text of the examples.
const IDENTIFYING: &[&str] = &[
    "Robin",
    "Aldous",
    "999",
    "1993",
    "17 May",
    "Willow",
    "Westbourne",
    "Lee Orton",
    "Pat Moss",
    "RV9",
    "QOQ",
    "E06000010",
    "Placement has given notice",
];

async fn picture(caller: &Caller<'_>, person: &str) -> String {
    caller.get(&format!("{person}/timeline.svg")).await.is(200).text
}

/// All text there is to read, with one space between words.
fn words(picture: &str) -> String {
    let document = Document::parse(picture).unwrap();
    let texts = document.descendants().filter(|node| node.is_text() && !node.parent().unwrap().has_tag_name("style"));
    texts.flat_map(|node| node.text().unwrap().split_whitespace()).collect::<Vec<_>>().join(" ")
}

/// A day as the picture writes it.
fn written(on: &str) -> String {
    NaiveDate::parse_from_str(on, "%Y-%m-%d").unwrap().format("%-d %b %Y").to_string()
}

stories! {
    async fn the_timeline_is_a_picture_that_names_nobody(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let rated = example("rating-red.json");
        icb.post_on(&robin, &format!("{robin}/ratings"), &rated).await.is(201);
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&robin, "inpatient", "2026-01-29").await;
        icb.discharge(&robin, &spell, "2026-06-30").await;
        let reply = icb.get(&format!("{robin}/timeline.svg")).await.is(200);
        assert_eq!(reply.header("content-type"), "image/svg+xml; charset=utf-8");
        assert_eq!(reply.header("content-security-policy"), "default-src 'none'; style-src 'unsafe-inline'");
        let document = Document::parse(&reply.text).unwrap();
        let root = document.root_element();
        assert_eq!((root.attribute("role"), root.attribute("lang")), (Some("img"), Some("en-GB")));
        for named in format!("{} {}", root.attribute("aria-labelledby").unwrap(), root.attribute("aria-describedby").unwrap()).split(' ') {
            assert!(document.descendants().any(|node| node.attribute("id") == Some(named)), "nothing is {named}");
        }
        let desc = root.children().find(|node| node.has_tag_name("desc")).unwrap().text().unwrap();
        assert!(desc.contains("Amber from 3 Dec 2025, Red from 15 Dec 2025, Blue from 6 Jan 2026"), "{desc}");
        assert!(desc.contains("In hospital from 6 Jan 2026 to 30 Jun 2026 (Adult acute)"), "{desc}");
        let read = words(&reply.text);
        for identifying in IDENTIFYING {
            assert!(!read.contains(identifying), "{identifying} is in the picture");
        }
        for (n, id) in [last(&robin), spell].iter().enumerate() {
            assert!(!reply.text.contains(id), "identifier {n} is in the picture");
        }
    }

    async fn every_duty_is_told_in_words_with_its_date(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&robin, "inpatient", "2026-01-29").await;
        icb.discharge(&robin, &spell, "2026-06-30").await;
        icb.admit(&robin, "2026-11-18", "adult_acute", "none").await;
        let read = words(&picture(&icb, &robin).await);
        let duties = icb.duties(&robin).await;
        assert!(duties.len() >= 4, "{duties:?}");
        for (duty, due, status) in duties {
            let label = Duty::from_code(&duty).unwrap().label();
            assert!(read.contains(&label[1..]), "{duty} is not in the picture: {read}");
            assert!(due == "-" || read.contains(&written(&due)), "{duty}: {due} is not in the picture: {read}");
            let word = if status == "upcoming" { "Still to come" } else { &status.replace('_', " ") };
            assert!(read.contains(word), "{duty}: {word} is not in the picture: {read}");
        }
    }

    async fn a_picture_of_somebody_out_of_reach_is_not_found(world: World) {
        let robin = world.icb().robin().await;
        let address = format!("{robin}/timeline.svg");
        world.caller("QXX").get(&address).await.refused(404, "not_found");
        world.icb().get(&format!("{address}?from=2026-01-01")).await.refused(422, "invalid_request");
    }

    async fn somebody_who_has_just_joined_has_a_picture(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let read = words(&picture(&icb, &robin).await);
        for said in ["on the register since 3 Dec 2025", "Not in hospital", "Joined the register"] {
            assert!(read.contains(said), "{said}: {read}");
        }
        assert!(read.contains("Overdue: discuss somebody Red or Amber in a register meeting (due 3 Jan 2026)."), "{read}");
    }

    async fn a_move_has_a_bar_a_note_and_the_date_it_replaced(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&robin, "inpatient", "2026-01-29").await;
        icb.post(&format!("{robin}/admissions/{spell}/moves"), &example("move.json")).await.is(200);
        let read = words(&picture(&icb, &robin).await);
        for said in [
            "Moved: Adult secure, low secure",
            "10 Mar 2026: Moved to another ward: Adult secure, low secure.",
            "(Adult acute, then Adult secure, low secure)",
            "29 Jan 2027: Due: next inpatient C(E)TR. Was 29 Jul 2026, moved to 29 Jan 2027 by the move of 10 Mar 2026.",
            "was due on this date, until another replaced it",
        ] {
            assert!(read.contains(said), "{said}: {read}");
        }
    }

    /// Pathway: S1-54.
    async fn what_was_done_is_told_with_its_day(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.post_on(&robin, &format!("{robin}/ratings"), &example("rating-red.json")).await.is(201);
        let by = json!({"name": "Lee Orton"});
        let laep = json!({"held_on": "2026-01-04", "reason": "out_of_hours", "attendees": [by], "alternatives_considered": ["Crisis house"],
            "decision": "admission_supported", "summary": "Placement has given notice", "actions": []});
        icb.post(&format!("{robin}/laep-meetings"), &laep).await.is(201);
        let spell = icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        let asked = icb.post(&format!("{robin}/reviews"), &example("review-inpatient.json")).await.is(201).id();
        let review = format!("{robin}/reviews/{asked}");
        icb.post(&format!("{review}/offer"), &example("review-offer.json")).await.is(200);
        let other_day = json!({"scheduled_for": "2026-02-12", "noted_on": "2026-01-27", "reason": "Lee Orton is ill."});
        icb.post(&format!("{review}/schedule"), &other_day).await.is(200);
        let off = json!({"cancelled_on": "2026-02-10", "cancelled_by": by, "reason": "Placement has given notice"});
        icb.post(&format!("{review}/cancelled"), &off).await.is(200);
        let visits = format!("{robin}/oversight-visits");
        icb.post(&visits, &example("visit.json")).await.is(201);
        let unseen = with(&example("visit.json"), [("/visited_on", json!("2026-04-14")), ("/person_seen", json!(false))]);
        icb.post(&visits, &unseen).await.is(201);
        icb.discharge(&robin, &spell, "2026-06-30").await;
        icb.post(&format!("{robin}/community-review-decision"), &example("community-review-decision.json")).await.is(201);
        let read = words(&picture(&icb, &robin).await);
        for said in [
            "4 Jan 2026: Local Area Emergency Protocol (LAEP) meeting (outside working hours). It decided: admission is supported.",
            "Offered 12 Jan 2026, for 29 Jan 2026. Another day set on 27 Jan 2026: 12 Feb 2026. Called off 10 Feb 2026.",
            "24 Feb 2026: Commissioner oversight visit, in person: saw the person. The family was contacted.",
            "14 Apr 2026: Commissioner oversight visit, in person: did not see the person, and does not count.",
            "6 Jul 2026: Decided on a community C(E)TR: it is not needed.",
            "21 Apr 2026: Due: commissioner oversight visit to an inpatient. Missed: not done, and 70 days past its date",
            "1 called off",
        ] {
            assert!(read.contains(said), "{said}: {read}");
        }
        for identifying in IDENTIFYING {
            assert!(!read.contains(identifying), "{identifying} is in the picture");
        }
    }

    async fn a_duty_that_lapses_at_18_gives_no_birthday_away(world: World) {
        let icb = world.icb();
        let child = icb.somebody(1, "2008-09-14").await;
        icb.admit(&child, "2026-08-01", "tier4", "none").await;
        let read = words(&picture(&icb, &child).await);
        assert!(read.contains("long stay in hospital. Cancelled in September 2026, no longer needed (a birthday)."), "{read}");
        assert!(read.contains("September 2026: Due: plan the move to adult services"), "{read}");
        assert!(!read.contains("14 Sep"), "{read}");
        let days = day("2026-11-22").days_since(day("2026-09-14"));
        assert!(!read.contains(&format!("{days} days")), "the birthday can be counted: {read}");
    }

    async fn a_departure_and_a_death_are_told_with_their_reason(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let green = with(&example("rating-green.json"), [("/effective_on", json!("2026-01-20"))]);
        icb.post_on(&robin, &format!("{robin}/ratings"), &green).await.is(201);
        icb.post_on(&robin, &format!("{robin}/departure"), &example("departure.json")).await.is(200);
        let read = words(&picture(&icb, &robin).await);
        for said in ["Left: stepped down after Green", "21 Oct 2026: Left the register (stepped down after Green)."] {
            assert!(read.contains(said), "{said}: {read}");
        }
        let death = with(&example("departure.json"), [("/reason", json!("deceased")), ("/left_on", json!("2026-11-01"))]);
        icb.post_on(&robin, &format!("{robin}/departure"), &death).await.is(200);
        let read = words(&picture(&icb, &robin).await);
        for said in ["this person died on 1 Nov 2026", "1 Nov 2026: Died."] {
            assert!(read.contains(said), "{said}: {read}");
        }
    }

    async fn rows_stand_in_the_order_of_a_case(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        icb.admit(&robin, "2026-01-06", "adult_acute", "none").await;
        icb.hold(&robin, "inpatient", "2026-01-29").await;
        icb.post(&format!("{robin}/oversight-visits"), &example("visit.json")).await.is(201);
        let read = words(&picture(&icb, &robin).await);
        let rows = ["How things stood", "On the register", "Rating", "In hospital, by ward", "What was done", "Care (Education)",
            "Commissioner oversight visits", "What had to be done", "Discuss somebody Red or Amber", "First inpatient", "Next inpatient",
            "Commissioner oversight visit to", "Review of the C(E)TR action plan", "What the signs mean"];
        let rest = rows.iter().fold(read.find("Today, ").map(|at| &read[at..]), |rest, row| {
            let rest = rest?;
            let at = rest.find(row);
            assert!(at.is_some(), "{row} does not stand where it should: {read}");
            at.map(|at| &rest[at..])
        });
        assert!(rest.is_some());
        assert!(!read.contains("Meetings, decisions and notices"), "an empty row is shown: {read}");
    }

    async fn leaving_returning_and_dying_are_told(world: World) {
        let icb = world.icb();
        let robin = icb.somebody(1, "1980-02-02").await;
        icb.post(&format!("{robin}/consents"), &register_consent("withdrawn", "2026-01-05")).await.is(201);
        let read = words(&picture(&icb, &robin).await);
        assert!(read.contains("no longer on the register; on it from 3 Dec 2025 to 5 Jan 2026"), "{read}");
        assert!(read.contains("Left the register (consent withdrawn or refused)."), "{read}");
        let again = with(&referral_of(1, "1980-02-02"), [("/received_on", json!("2026-02-01")), ("/consents/0/effective_on", json!("2026-02-01"))]);
        let decision = with(&acceptance(), [("/decided_on", json!("2026-02-03")), ("/person_id", json!(last(&robin)))]);
        assert_eq!(icb.accepted(&again, &decision).await, robin);
        let spell = icb.admit(&robin, "2026-03-01", "adult_picu", "none").await;
        let death = with(
            &discharge("2026-04-02"),
            [("/destination", json!("died")), ("/rag", json!(null)), ("/rationale", json!(null)), ("/set_by", json!(null))],
        );
        icb.post(&format!("{robin}/admissions/{spell}/discharge"), &death).await.is(200);
        let read = words(&picture(&icb, &robin).await);
        for said in ["this person died on 2 Apr 2026", "Joined the register again", "Died in hospital.", "2 stays"] {
            assert!(read.contains(said), "{said}: {read}");
        }
    }
}

/// A piece of text and the room it takes at least: left, top, right, bottom.
type Placed = (String, [f64; 4]);

fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    node.attribute(name).map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

fn size(class: &str) -> f64 {
    match class {
        "h1" => 20.0,
        "h2" => 15.0,
        "small" => 12.0,
        "number" => 11.0,
        _ => 13.0,
    }
}

/// Every line of text with its room.
fn lines(document: &Document<'_>) -> Vec<Placed> {
    let mut lines: Vec<(String, f64, f64, f64, bool)> = Vec::new();
    for text in document.descendants().filter(|node| node.has_tag_name("text")) {
        let size = size(text.attribute("class").unwrap_or_default());
        let middle = text.attribute("text-anchor") == Some("middle");
        lines.push((String::new(), number(text, "x").unwrap(), number(text, "y").unwrap(), size, middle));
        for piece in text.descendants().filter(Node::is_text) {
            let parent = piece.parent().unwrap();
            if let (true, Some(x)) = (parent.has_tag_name("tspan"), number(parent, "x")) {
                lines.push((String::new(), x, number(parent, "y").unwrap(), size, false));
            }
            lines.last_mut().unwrap().0.push_str(piece.text().unwrap());
        }
    }
    let room = |(text, x, y, size, middle): (String, f64, f64, f64, bool)| {
        let wide = 0.5 * size * text.trim().chars().count() as f64;
        let left = if middle { x - wide / 2.0 } else { x };
        (text, [left, y - 0.7 * size, left + wide, y + 0.2 * size])
    };
    lines.into_iter().map(room).filter(|(text, _)| !text.trim().is_empty()).collect()
}

/// Well-formed, finite, inside its own frame, and no text on another.
#[track_caller]
fn readable(picture: &str) {
    assert!(!picture.contains("NaN") && !picture.contains("inf\""), "{picture}");
    assert!(!picture.contains("<script") && !picture.contains("href"), "{picture}");
    let document = Document::parse(picture).unwrap_or_else(|error| panic!("{error}: {picture}"));
    let root = document.root_element();
    let frame: Vec<f64> = root.attribute("viewBox").unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
    let inside = |[left, top, right, bottom]: [f64; 4], what: &str| {
        let fits = left >= 0.0 && top >= 0.0 && right <= frame[2] && bottom <= frame[3];
        assert!(fits, "{what} at {left}, {top} leaves the frame: {picture}");
    };
    for node in document.descendants().filter(|node| node.has_tag_name("rect")) {
        let [x, y, wide, high] = ["x", "y", "width", "height"].map(|name| number(node, name).unwrap());
        inside([x, y, x + wide, y + high], "a box");
    }
    for node in document.descendants().filter(|node| node.has_tag_name("line")) {
        let [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map(|name| number(node, name).unwrap());
        inside([x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)], "a line");
    }
    let lines = lines(&document);
    for (n, (text, a)) in lines.iter().enumerate() {
        inside(*a, text);
        for (other, b) in &lines[n + 1..] {
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "'{text}' {a:?} and '{other}' {b:?} stand on each other: {picture}");
        }
    }
}

fn of_life(n: u32, days_later: u32, judge: impl Fn(&Person, Date, &str)) {
    let packs = Packs::embedded().unwrap();
    let config = Config { cases: n, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    for number in 0..n {
        let life = live(&plans().new_tree(&mut runner).unwrap().current(), number);
        let Some((id, events)) = life.person() else { continue };
        let person = Person::fold(id, &events).unwrap();
        let today = events.iter().map(Event::occurred_on).max().unwrap().plus_days(days_later);
        judge(&person, today, &view::timeline(&person, &view::duties_shown(&person, &packs, today), today));
    }
}

#[test]
fn every_life_can_be_read() {
    for days_later in [0, 40, 4000] {
        of_life(150, days_later, |_, _, picture| readable(picture));
    }
}

/// The person with moves, visits and notices in every spell.
fn busy(person: &Person) -> Person {
    let mut busy = person.clone();
    for spell in &person.spells {
        let (id, from) = (spell.admitted.admission_id, spell.admitted.admitted_on);
        let within = |days| Some(from.plus_days(days)).filter(|day| spell.covers(*day));
        let facts = [0_u32, 9, 9, 40, 90].into_iter().filter_map(within).enumerate().flat_map(|(n, day)| {
            let (day, n) = (day.to_string(), n as u8);
            let mut ids = (0_u8..2).map(|kind| derived(id.0, &format!("{kind} {n}")));
            let secure = ["low", "medium", "high"][usize::from(n % 3)];
            let moved = json!({"admission_id": id, "moved_on": day, "provider_ods": "RV9", "setting": "adult_secure", "security": secure,
                "bed_type_code": null, "legal_status": "section_3"});
            let visited = json!({"visit_id": ids.next(), "admission_id": id, "visited_on": day, "person_seen": n != 2,
                "method": if n % 2 == 0 { "in_person" } else { "virtual" }, "family_contacted": null});
            let told = json!({"notification_id": ids.next(), "admission_id": id, "notified_on": day, "local_authority": "E06000010"});
            [
                Event::WardMoved(serde_json::from_value(moved).unwrap()),
                Event::OversightVisited(serde_json::from_value(visited).unwrap()),
                Event::LocalAuthorityNotified(serde_json::from_value(told).unwrap()),
            ]
        });
        facts.for_each(|fact| busy.apply(&fact));
    }
    busy
}

#[test]
fn every_busy_life_can_be_read() {
    let packs = Packs::embedded().unwrap();
    of_life(150, 40, |person, today, _| {
        let busy = busy(person);
        readable(&view::timeline(&busy, &view::duties_shown(&busy, &packs, today), today));
    });
}

#[test]
fn the_colours_shown_are_those_of_the_clocks() {
    of_life(150, 1, |person, today, picture| {
        let Some((stay, now)) = person.membership().and_then(|stay| Some((stay, person.rag_on(stay, today)?))) else {
            return;
        };
        let colours = person.colours(stay);
        let last = colours.last().unwrap();
        let word = format!("{now:?} from {}", written(&last.began.date.to_string()));
        assert!(words(picture).contains(&word), "{word}: {picture}");
    });
}

#[test]
fn no_life_is_given_away() {
    of_life(150, 30, |person, _, picture| {
        let born = person.born().unwrap();
        assert!(!picture.contains("CANARY"), "{picture}");
        let read = words(picture);
        for way in ["%-d %b %Y", "%Y-%m-%d", "%-d %B %Y"] {
            assert!(!read.contains(&born.naive().format(way).to_string()), "born {born}: {picture}");
        }
    });
}

/// A duty of this kind as it stands, started on one day and ended on another.
fn duty(duty: Duty, status: DeadlineStatus, start: &str, due: Option<&str>, end: Option<&str>) -> DeadlineView {
    let id = "0198f0a2-6f6e-7c2a-9a55-3b1f6f0c2d11";
    let done = matches!(status, DeadlineStatus::Met | DeadlineStatus::MetLate).then_some(end).flatten();
    serde_json::from_value(json!({"id": id, "person_id": id, "duty": duty, "force": "must", "due_on": due, "breach_on": due, "status": status,
        "days_overdue": 12, "offered_on": null, "offered_in_time": null, "met_on": done, "held_in_time": null,
        "starts_with": {"fact": "admission", "id": id, "date": start},
        "ended_by": end.map(|end| json!({"fact": "birthday", "id": id, "date": end})),
        "explanation": {"binding": null, "others": []}})).unwrap()
}

#[test]
fn every_kind_of_duty_can_be_told_however_it_stands() {
    of_life(3, 30, |person, today, _| {
        let mut duties = Vec::new();
        for kind in Duty::ALL {
            for status in DeadlineStatus::ALL {
                let end =
                    (!matches!(status, DeadlineStatus::Upcoming | DeadlineStatus::Overdue)).then_some("2024-07-07");
                for due in [Some("2024-06-06"), Some("2031-03-03"), None] {
                    duties.push(duty(*kind, *status, "2024-03-03", due, end));
                }
            }
        }
        let picture = view::timeline(person, &duties, today);
        readable(&picture);
        let read = words(&picture);
        for kind in Duty::ALL {
            assert!(read.contains(&kind.label()[1..]), "{kind}");
        }
    });
}

#[test]
fn a_birthday_is_given_by_its_month() {
    of_life(40, 0, |person, today, _| {
        let birthday = person.born().unwrap().birthday(40).to_string();
        let due = duty(Duty::RegisterReview, DeadlineStatus::Upcoming, "2024-03-03", Some(&birthday), None);
        let read = words(&view::timeline(person, &[due], today));
        assert!(!read.contains(&written(&birthday)), "{read}");
        assert!(read.contains(&day(&birthday).naive().format("%B %Y").to_string()), "{read}");
        let ended =
            duty(Duty::RegisterReview, DeadlineStatus::Missed, "2024-03-03", Some("2024-04-01"), Some("2024-05-19"));
        let read = words(&view::timeline(person, &[ended], today));
        assert!(!read.contains("19 May 2024") && read.contains("May 2024"), "{read}");
    });
}

#[test]
fn somebody_in_hospital_who_was_never_on_the_register_has_a_picture() {
    of_life(150, 0, |person, today, _| {
        let mut person = person.clone();
        person.memberships.clear();
        person.ratings.clear();
        person.died_on = None;
        let picture = view::timeline(&person, &[], today);
        readable(&picture);
        assert!(words(&picture).contains("not on the register"), "{picture}");
    });
}
