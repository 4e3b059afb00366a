//! The sweep: what the clock observes is recorded once, on the day it is noticed, and stays; what proves wrong is superseded.

use crate::cases::Life;
use crate::support::people::{acceptance, last, referral_of, with};
use crate::support::{Caller, World, day, stories};
use dsr::clock::Clock;
use dsr::domain::observation::ObservationKind;
use dsr::domain::policy::Packs;
use dsr::store::Store;
use dsr::store::sql::Db;
use dsr::store::verify::verify;
use dsr::worker::sweep::{self, Sweeper, Turn};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const ADULT: &str = "1993-05-17";

/// Every observation, the earliest first: kind, due date, noticed on, where it stands.
async fn observed(icb: &Caller<'_>, filter: &str) -> Vec<String> {
    let all = icb.all(&format!("/v1/observations?limit=3{filter}")).await;
    let text = |o: &Value, at: &str| o[at].as_str().unwrap().to_owned();
    let line = |o: &Value| ["kind", "due_on", "observed_on", "status"].map(|at| text(o, at)).join(" ");
    let mut lines: Vec<String> = all.iter().map(line).collect();
    lines.sort();
    lines
}

/// Sweeps, and asserts how many observations were recorded.
async fn swept(store: &Store, recorded: u64) {
    let report = sweep::once(store).await.unwrap();
    assert_eq!((report.total(), report.left_over), (recorded, 0), "{report:?}");
}

/// Another process on the same register, on this day.
async fn replica(world: &World, today: &str) -> Store {
    let db = Db::connect(&world.url).await.unwrap();
    Store::open(db, Arc::new(Packs::embedded().unwrap()), Clock::fixed(day(today)), 16).await.unwrap()
}

/// The rows are what the facts come to, and the chains hold.
async fn sound(store: &Store) {
    let rebuilt = store.rebuild(false).await.unwrap();
    assert_eq!((rebuilt.changed, rebuilt.moved), (0, Vec::new()));
    assert_eq!(verify(store.db()).await.unwrap().faults, Vec::<String>::new());
}

/// Somebody with a barrier before the first level, to be answered by 10 February 2026; answers the barrier's address.
async fn escalated(icb: &Caller<'_>, org: &str) -> String {
    let life = Life::join(icb, org, 1, ADULT, "2025-12-03", "amber").await;
    let barrier = json!({"category": "housing", "agency": "housing", "raised_on": "2026-02-02", "raised_by": {"name": "Sam Field"}, "description": "No flat."});
    let barrier = icb.post(&format!("{}/barriers", life.person), &barrier).await.is(201).header("location");
    let first = json!({"level": 1, "opened_on": "2026-02-03", "opened_by": {"name": "Sam Field"}, "accountable": {"name": "Ada Lorne"}, "reason": "No answer."});
    icb.post(&format!("{barrier}/escalation"), &first).await.is(200);
    barrier
}

stories! {
    /// Pathway: S1-53.
    async fn a_missed_obligation_is_observed_once_from_the_day_after_its_date(world: World) {
        let world = world.on("2026-02-03").await;
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        swept(&world.store, 0).await;
        let person = life.person.clone();
        let world = world.on("2026-02-04").await;
        swept(&world.store, 1).await;
        swept(&world.store, 0).await;
        let icb = world.icb();
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-02-03 2026-02-04 standing"]);
        let one = icb.all("/v1/observations").await.remove(0);
        let duty = icb.all(&format!("{person}/deadlines?duty=inpatient_review_first")).await.remove(0);
        assert_eq!((&one["subject_id"], &one["duty"], &one["person_id"]), (&duty["id"], &json!("inpatient_review_first"), &json!(last(&person))));
        let fact = icb.all(&format!("{person}/history?limit=500")).await.pop().unwrap();
        assert_eq!((&fact["kind"], &fact["occurred_on"], &fact["recorded_by"]["subject"], &fact["recorded_by"]["organisation_ods"]),
            (&json!("observed"), &json!("2026-02-04"), &json!("dsr-sweep"), &json!("QOQ")));
        let world = world.on("2026-02-05").await;
        swept(&world.store, 0).await;
        sound(&world.store).await;
    }

    async fn what_should_be_done_is_no_obligation(world: World) {
        let icb = world.icb();
        Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(icb.all("/v1/deadlines?status=overdue").await.len(), 1, "a register review, which should be held");
        swept(&world.store, 0).await;
        assert_eq!(observed(&icb, "").await, [] as [&str; 0]);
    }

    async fn an_obligation_is_observed_again_when_its_date_proves_to_be_another(world: World) {
        let world = world.on("2026-02-10").await;
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        swept(&world.store, 1).await;
        assert_eq!(life.record("move 2026-01-13 tier4 none").await, None);
        assert_eq!(life.stands(&["inpatient_review_first"]).await, ["2026-01-06 > 2026-01-27 overdue 14"], "within 14 days of the move");
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-02-03 2026-02-10 superseded"], "nothing is deleted");
        swept(&world.store, 1).await;
        swept(&world.store, 0).await;
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-01-27 2026-02-10 standing", "deadline_missed 2026-02-03 2026-02-10 superseded"]);
        assert_eq!(observed(&icb, "&status=superseded").await.len(), 1);
        sound(&world.store).await;
    }

    async fn days_without_a_sweep_are_caught_up(world: World) {
        let world = world.on("2026-02-01").await;
        let icb = world.icb();
        let (mut late, mut open) = (Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await, Life::join(&icb, "QOQ", 2, ADULT, "2025-12-03", "amber").await);
        for life in [&mut late, &mut open] {
            assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        }
        swept(&world.store, 0).await;
        let heart = icb.get("/v1/sweep").await.is(200).json;
        assert_eq!((&heart["state"], &heart["completed_for"], &heart["days_behind"], &heart["recorded"]), (&json!("completed"), &json!("2026-02-01"), &json!(0), &json!(0)));
        let person = late.person.clone();
        let world = world.on("2026-02-11").await;
        let icb = world.icb();
        assert_eq!(icb.get("/v1/sweep").await.is(200).json["days_behind"], json!(10));
        // One was held late while nobody swept: it was missed all the same.
        icb.hold(&person, "inpatient", "2026-02-06").await;
        swept(&world.store, 2).await;
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-02-03 2026-02-11 standing"; 2]);
        let heart = icb.get("/v1/sweep").await.is(200).json;
        assert_eq!((&heart["days_behind"], &heart["recorded"], &heart["left_over"]), (&json!(0), &json!(2), &json!(0)));
        assert!(icb.get("/readyz").await.is(200).json["sweep_age_seconds"].as_i64().unwrap() < 60);
        let metrics = icb.get("/metrics").await.is(200).text;
        for named in ["dsr_sweep_age_seconds ", "dsr_observations_total{kind=\"deadline_missed\"} "] {
            assert!(metrics.contains(named), "{named}");
        }
    }

    async fn a_fact_that_comes_to_light_later_supersedes_what_it_contradicts(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("spell 2026-01-06 2026-02-20 adult_acute").await, None);
        swept(&world.store, 1).await;
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-02-03 2026-11-22 standing"]);
        icb.hold(&life.person, "inpatient", "2026-02-03").await;
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-02-03 2026-11-22 superseded"], "held on its date, as is known now");
        swept(&world.store, 1).await;
        assert_eq!(observed(&icb, "&status=standing").await, ["deadline_missed 2026-04-28 2026-11-22 standing"], "its action plan was not reviewed");
        let history = icb.all(&format!("{}/history?limit=500", life.person)).await;
        assert!(history.iter().any(|fact| fact["kind"] == json!("observed")), "what was known then stays on record");
        sound(&world.store).await;
    }

    /// Pathway: S0-12.3.
    async fn an_answer_that_does_not_come_is_observed_and_somebody_steps_it_up(world: World) {
        let world = world.on("2026-02-11").await;
        let icb = world.icb();
        let barrier = escalated(&icb, "QOQ").await;
        swept(&world.store, 1).await;
        assert_eq!(observed(&icb, "&kind=response_missed").await, ["response_missed 2026-02-10 2026-02-11 standing"]);
        assert_eq!(icb.get(&barrier).await.is(200).json["level"], json!(1), "no policy says that it goes up by itself");
        // The answer that comes late does not undo that it was late.
        let answer = json!({"answered_on": "2026-02-11", "answered_by": {"name": "Ada Lorne"}, "response": "Soon."});
        icb.post(&format!("{barrier}/response"), &answer).await.is(200);
        assert_eq!(observed(&icb, "").await, ["response_missed 2026-02-10 2026-02-11 standing"]);
        sound(&world.store).await;
    }

    /// Pathway: S0-12.3.
    async fn where_the_policy_says_so_an_answer_that_does_not_come_takes_the_barrier_up_to_the_last_level(world: World) {
        let mut world = world.on("2026-02-11").await;
        let barrier = escalated(&world.caller("QZZ"), "QZZ").await;
        let sro = json!({"who": {"name": "Linnet Ashgrove", "role": "SRO"}, "from": "2025-04-01"});
        world.caller("QZZ").post("/v1/accountable-leaders", &sro).await.is(201);
        for (today, level, accountable) in [("2026-02-11", 2, None), ("2026-02-19", 3, Some("Linnet Ashgrove")), ("2026-02-27", 4, Some("Linnet Ashgrove")), ("2026-03-09", 4, None)] {
            world = world.on(today).await;
            swept(&world.store, 1).await;
            swept(&world.store, 0).await;
            let shown = world.caller("QZZ").get(&barrier).await.is(200).json;
            assert_eq!(shown["level"], json!(level), "{today}");
            let step = shown["steps"].as_array().unwrap().last().unwrap();
            let moved = today != "2026-03-09";
            assert_eq!(step["opened_on"] == json!(today), moved, "{today}");
            if moved {
                assert_eq!((&step["accountable"]["name"], &step["movement"]), (&json!(accountable), &json!("up")));
                assert!(step["reason"].as_str().unwrap().starts_with("No answer by 2026-02-"), "{step}");
            }
        }
        assert_eq!(world.caller("QZZ").get(&barrier).await.is(200).json["steps"].as_array().unwrap().len(), 4);
        assert_eq!(observed(&world.caller("QZZ"), "&kind=response_missed").await.len(), 4);
        sound(&world.store).await;
    }

    async fn a_level_that_answered_late_is_not_passed_over(world: World) {
        let world = world.on("2026-02-12").await;
        let icb = world.caller("QZZ");
        let barrier = escalated(&icb, "QZZ").await;
        let answer = json!({"answered_on": "2026-02-12", "answered_by": {"name": "Ada Lorne"}, "response": "Here it is."});
        icb.post(&format!("{barrier}/response"), &answer).await.is(200);
        swept(&world.store, 1).await;
        assert_eq!(icb.get(&barrier).await.is(200).json["level"], json!(1), "the missed date is recorded, and the answer is there");
    }

    /// Pathway: S4-RAG-green-4.
    async fn three_months_green_are_observed_on_the_day_they_have_passed(world: World) {
        let mut world = world.on("2026-02-01").await;
        let person = {
            let icb = world.icb();
            let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
            assert_eq!(life.record("green 2026-02-01").await, None);
            life.person
        };
        for (today, recorded) in [("2026-04-30", 0), ("2026-05-01", 1), ("2026-05-02", 0)] {
            world = world.on(today).await;
            swept(&world.store, recorded).await;
        }
        let icb = world.icb();
        assert_eq!(observed(&icb, "").await, ["green_three_months 2026-05-01 2026-05-01 standing"]);
        // Red since April, as is known now: the three months never passed.
        let red = crate::support::people::rating("red", "2026-04-15");
        icb.post_with(&format!("{person}/ratings"), &[("if-match", "*")], &red).await.is(201);
        assert_eq!(observed(&icb, "").await, ["green_three_months 2026-05-01 2026-05-01 superseded"]);
    }

    async fn a_26th_birthday_is_observed_of_whoever_is_on_the_register_that_day(world: World) {
        let mut world = world.on("2026-02-27").await;
        {
            let icb = world.icb();
            Life::join(&icb, "QOQ", 1, "2000-02-29", "2025-12-03", "amber").await;
            Life::join(&icb, "QOQ", 2, "1999-11-01", "2025-12-03", "amber").await;
            let mut left = Life::join(&icb, "QOQ", 3, "2000-02-28", "2025-12-03", "amber").await;
            assert_eq!(left.record("leave 2026-02-20 criteria_no_longer_met").await, None);
        }
        for (today, recorded) in [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-02", 0)] {
            world = world.on(today).await;
            let report = sweep::once(&world.store).await.unwrap();
            assert_eq!(report.recorded.get(&ObservationKind::Turned26).copied().unwrap_or(0), recorded, "{today}");
        }
        let icb = world.icb();
        assert_eq!(observed(&icb, "&kind=turned_26").await, ["turned_26 2026-03-01 2026-03-01 standing"]);
        let person = icb.all("/v1/observations?kind=turned_26").await.remove(0);
        assert_eq!((&person["subject_id"], &person["duty"]), (&person["person_id"], &Value::Null));
        let body = json!({"date_of_birth": "2000-04-01"}).to_string();
        let address = format!("/v1/people/{}", person["person_id"].as_str().unwrap());
        icb.send(reqwest::Method::PATCH, &address, &[("if-match", "*")], Some(body)).await.is(200);
        assert_eq!(observed(&icb, "&kind=turned_26").await, ["turned_26 2026-03-01 2026-03-01 superseded"]);
        let world = world.on("2026-04-01").await;
        sweep::once(&world.store).await.unwrap();
        assert_eq!(observed(&world.icb(), "&kind=turned_26&from=2026-04-01&to=2026-04-01").await, ["turned_26 2026-04-01 2026-04-01 standing"]);
        sound(&world.store).await;
    }

    async fn a_referral_that_waits_is_observed_for_the_icb_and_nobody_else(world: World) {
        let world = world.on("2025-12-30").await;
        let referral = |n, org: &str| with(&referral_of(n, ADULT), [("/person/icb_ods", json!(org))]);
        let sender = world.caller("RV9");
        let ids = [sender.post("/v1/referrals", &referral(1, "QZZ")).await.is(201).id(), sender.post("/v1/referrals", &referral(2, "QOQ")).await.is(201).id()];
        let before = sender.get(&format!("/v1/referrals/{}", ids[0])).await.is(200).json;
        let due = world.caller("QZZ").get(&format!("/v1/referrals/{}", ids[0])).await.is(200).json["decision_deadline"]["due_on"].as_str().unwrap().to_owned();
        assert_eq!(due, "2025-12-29");
        swept(&world.store, 1).await;
        swept(&world.store, 0).await;
        let icb = world.caller("QZZ");
        assert_eq!(observed(&icb, "").await, ["referral_waiting 2025-12-29 2025-12-30 standing"], "only where an area sets a time");
        let one = icb.all(&format!("/v1/observations?about={}", ids[0])).await.remove(0);
        assert_eq!((&one["referral_id"], &one["person_id"]), (&json!(ids[0]), &Value::Null));
        assert_eq!(observed(&sender, "").await, [] as [&str; 0]);
        assert_eq!(sender.get(&format!("/v1/referrals/{}", ids[0])).await.is(200).json, with(&before, [("/version", json!(2))]));
        // Decided late: it waited all the same.
        let address = format!("/v1/referrals/{}", ids[0]);
        let accepted = with(&acceptance(), [("/decided_on", json!("2025-12-30"))]);
        icb.post_on(&address, &format!("{address}/decision"), &accepted).await.is(200);
        assert_eq!(observed(&icb, "&kind=referral_waiting").await, ["referral_waiting 2025-12-29 2025-12-30 standing"]);
        sound(&world.store).await;
    }

    async fn observations_are_the_responsible_icbs(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        sweep::once(&world.store).await.unwrap();
        let about = format!("&about={}", last(&life.person));
        assert!(!observed(&icb, &about).await.is_empty());
        for other in ["QXX", "RV9"] {
            assert_eq!(observed(&world.caller(other), &about).await, [] as [&str; 0], "{other}");
        }
    }

    async fn a_lease_passes_to_another_replica_when_its_holder_died_or_gave_it_back(world: World) {
        let (one, two) = (&world.store, replica(&world, "2026-11-22").await);
        let (long, gone) = (Duration::from_secs(3600), Duration::ZERO);
        assert!(matches!(sweep::turn(one, "one", long).await.unwrap(), Turn::Swept(_)));
        assert_eq!(sweep::turn(&two, "two", long).await.unwrap(), Turn::Elsewhere);
        assert!(matches!(sweep::turn(one, "one", long).await.unwrap(), Turn::Swept(_)), "the holder keeps it");
        one.give_lease_back("two").await.unwrap();
        assert_eq!(sweep::turn(&two, "two", long).await.unwrap(), Turn::Elsewhere, "it is the holder's to give back");
        one.give_lease_back("one").await.unwrap();
        assert!(matches!(sweep::turn(&two, "two", gone).await.unwrap(), Turn::Swept(_)));
        // The second died at once: its lease has ended.
        assert!(matches!(sweep::turn(one, "one", long).await.unwrap(), Turn::Swept(_)));
    }

    async fn a_replica_that_may_not_write_does_not_sweep_and_says_so(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        let packs = Packs::parse(&[("seeds.toml", include_str!("../../policies/seeds.toml"))]).unwrap();
        let db = Db::connect(&world.url).await.unwrap();
        let other = Store::open(db, Arc::new(packs), Clock::fixed(day("2026-11-22")), 16).await.unwrap();
        let long = Duration::from_secs(3600);
        assert_eq!(sweep::turn(&other, "other", long).await.unwrap(), Turn::ReadOnly);
        assert_eq!(icb.get("/v1/sweep").await.is(200).json["state"], json!("read_only"));
        assert!(matches!(sweep::turn(&world.store, "own", long).await.unwrap(), Turn::Swept(_)));
        assert_eq!(sweep::turn(&other, "other", long).await.unwrap(), Turn::ReadOnly);
        assert_eq!(icb.get("/v1/sweep").await.is(200).json["state"], json!("completed"), "somebody else sweeps");
        assert!(!observed(&icb, "").await.is_empty());
    }

    async fn rebuilding_gives_the_same_days_to_look_at(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        crate::raw::run(world.store.db(), "DELETE FROM item; UPDATE projection_head SET version = 3").await.unwrap();
        let rebuilt = replica(&world, "2026-11-22").await;
        assert!(!rebuilt.writable());
        rebuilt.rebuild(true).await.unwrap();
        swept(&rebuilt, 2).await;
        sound(&rebuilt).await;
    }

    async fn a_record_that_cannot_be_read_keeps_no_other_from_being_recorded(world: World) {
        let icb = world.icb();
        for n in 1..=3 {
            let mut life = Life::join(&icb, "QOQ", n, ADULT, "2025-12-03", "amber").await;
            assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        }
        let later = "INSERT INTO event (stream_id, version, previous, stream_kind, kind, schema_no, occurred_on, recorded_at, client_id, subject, organisation, request_id, data, hash)
            SELECT e.stream_id, e.version + 1, e.version, e.stream_kind, 'of_a_later_build', 1, e.occurred_on, e.recorded_at, e.client_id, e.subject, e.organisation, e.request_id, '{}', e.hash
            FROM event e JOIN stream s ON s.id = e.stream_id AND s.version = e.version WHERE s.kind = 'person' ORDER BY s.id LIMIT 1";
        assert_eq!(crate::raw::run(world.store.db(), later).await.unwrap(), 1);
        let report = sweep::once(&world.store).await.unwrap();
        assert_eq!((report.total(), report.left_over), (4, 1), "two obligations of each of the others");
        let heart = icb.get("/v1/sweep").await.is(200).json;
        assert_eq!((&heart["state"], &heart["left_over"], &heart["completed_for"], &heart["days_behind"]), (&json!("completed"), &json!(1), &Value::Null, &Value::Null));
    }

    async fn a_process_sweeps_at_once_and_gives_its_lease_back_when_it_stops(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        assert_eq!(icb.get("/v1/sweep").await.is(200).json["state"], json!("never"));
        let sweeper = Sweeper::start(world.store.clone(), Duration::from_secs(3600));
        while icb.get("/v1/sweep").await.is(200).json["completed_at"].is_null() {}
        let two = replica(&world, "2026-11-22").await;
        assert_eq!(sweep::turn(&two, "two", Duration::ZERO).await.unwrap(), Turn::Elsewhere);
        sweeper.stop().await;
        assert!(matches!(sweep::turn(&two, "two", Duration::ZERO).await.unwrap(), Turn::Swept(_)));
        assert_eq!(observed(&icb, "").await.len(), 2);
    }

    async fn a_sweep_without_its_database_breaks_off_and_the_next_one_goes_on(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        let gone = replica(&world, "2026-11-22").await;
        gone.db().close().await;
        assert!(sweep::turn(&gone, "gone", Duration::ZERO).await.is_err());
        swept(&world.store, 2).await;
    }

    async fn an_observation_is_corrected_by_correcting_what_it_rests_on(world: World) {
        let world = world.on("2026-02-04").await;
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        assert_eq!(life.record("admit 2026-01-06 adult_acute").await, None);
        swept(&world.store, 1).await;
        let history = icb.all(&format!("{}/history?limit=500", life.person)).await;
        let version = |kind: &str| history.iter().find(|fact| fact["kind"] == json!(kind)).unwrap()["version"].clone();
        let correction = |version: &Value| json!({"facts": [{"version": version, "action": "entered_in_error"}], "reason": "It was somebody else.", "corrected_by": {"name": "Pat Moss"}});
        let path = format!("{}/corrections", life.person);
        icb.post_on(&life.person, &path, &correction(&version("observed"))).await.refused(409, "rule_not_met").fault("/facts/0/version", "fact_not_correctable");
        icb.post_on(&life.person, &path, &correction(&version("admitted"))).await.is(201);
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-02-03 2026-02-04 superseded"]);
        let undone = history.last().unwrap()["version"].as_i64().unwrap() + 1;
        icb.post_on(&life.person, &path, &correction(&json!(undone))).await.is(201);
        assert_eq!(observed(&icb, "").await, ["deadline_missed 2026-02-03 2026-02-04 standing"], "the correction was undone");
        swept(&world.store, 0).await;
        sound(&world.store).await;
    }
}
