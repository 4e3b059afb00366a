//! What comes to light late, case by case: no duty that was shown vanishes; and an area's own rules.

use crate::cases::{Life, play};
use crate::support::people::{acceptance, each, last, referral, with};
use crate::support::stories;
use serde_json::json;

const ADULT: &str = "1993-05-17";

stories! {
    async fn a_duty_that_never_began_is_withdrawn(world: World) {
        play(&world, "QOQ", &["community_review_decision", "step_down_decision", "register_review"], &[
            ("Red since earlier", ADULT, "join 2025-12-03 amber; red 2026-02-01; red 2025-12-15",
                "community_review_decision 2025-12-15 > no date upcoming; community_review_decision 2026-02-01 > no date withdrawn; register_review 2025-12-03 > 2026-01-03 overdue 323"),
            ("Red since earlier, decided for the later day", ADULT, "join 2025-12-03 amber; red 2026-02-01; not-needed 2026-02-02; red 2025-12-15",
                "community_review_decision 2025-12-15 > no date met; community_review_decision 2026-02-01 > no date withdrawn; register_review 2025-12-03 > 2026-01-03 overdue 323"),
            ("Green since earlier", ADULT, "join 2025-12-03 amber; green 2026-02-01; green 2026-01-10",
                "register_review 2025-12-03 > 2026-01-03 missed 7; step_down_decision 2026-01-10 > 2026-04-10 overdue 226; step_down_decision 2026-02-01 > 2026-05-01 withdrawn"),
            ("Amber between two times Green", ADULT, "join 2025-12-03 green; green 2026-02-01; amber 2026-01-10",
                "register_review 2026-01-10 > 2026-02-10 cancelled; step_down_decision 2025-12-03 > 2026-03-03 cancelled; step_down_decision 2026-02-01 > 2026-05-01 overdue 205"),
            ("Red was a time in hospital", ADULT, "join 2025-12-03 amber; red 2026-02-01; spell 2026-01-06 2026-03-01 adult_acute",
                "community_review_decision 2026-02-01 > no date withdrawn; community_review_decision 2026-03-01 > no date upcoming; register_review 2025-12-03 > 2026-01-03 missed 3; register_review 2026-03-01 > 2026-04-01 overdue 235"),
            ("Green was a time in hospital", ADULT, "join 2025-12-03 amber; green 2026-01-10; spell 2026-01-02 2026-03-01 adult_acute",
                "community_review_decision 2026-03-01 > no date upcoming; register_review 2025-12-03 > 2026-01-03 cancelled; register_review 2026-03-01 > 2026-04-01 overdue 235; step_down_decision 2026-01-10 > 2026-04-10 withdrawn"),
            ("consent withdrawn before Red", ADULT, "join 2025-12-03 amber; red 2026-02-01; withdraw 2026-01-10",
                "community_review_decision 2026-02-01 > no date withdrawn; register_review 2025-12-03 > 2026-01-03 missed 7"),
            ("left before a decision to remain", ADULT, "join 2025-12-03 green; remain 2026-03-10; leave 2026-03-03 consent_withdrawn",
                "step_down_decision 2025-12-03 > 2026-03-03 cancelled; step_down_decision 2026-03-10 > 2026-06-10 withdrawn"),
            ("in hospital on joining", ADULT, "join 2025-12-03 amber; spell 2025-11-20 2026-03-01 adult_acute",
                "community_review_decision 2026-03-01 > no date upcoming; register_review 2025-12-03 > 2026-01-03 withdrawn; register_review 2026-03-01 > 2026-04-01 overdue 235"),
        ]).await;
    }

    async fn another_date_of_birth_computes_every_date_again(world: World) {
        let duties = ["inpatient_review_first", "inpatient_review_repeat", "oversight_visit", "local_authority_notification", "transition_plan"];
        play(&world, "QOQ", &duties, &[
            ("an adult who was a child", "1993-05-17", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-20; born 2008-06-01",
                "inpatient_review_first 2026-01-06 > 2026-01-20 met; inpatient_review_repeat 2026-01-20 > 2026-04-20 overdue 216; oversight_visit 2026-01-06 > 2026-02-17 overdue 278; \
                 local_authority_notification 2026-01-06 > 2026-04-06 missed 56; transition_plan 2025-12-03 > 2026-06-01 overdue 174"),
            ("18 later than thought", "2008-01-05", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; born 2008-01-07",
                "inpatient_review_first 2026-01-06 > 2026-01-20 overdue 306; oversight_visit 2026-01-06 > 2026-02-17 overdue 278; \
                 local_authority_notification 2026-01-06 > 2026-04-06 cancelled; transition_plan 2025-12-03 > 2026-01-07 overdue 319"),
        ]).await;
    }

    async fn what_a_child_is_owed_is_withdrawn_when_the_child_turns_out_to_have_been_an_adult(world: World) {
        let duties = ["inpatient_review_first", "inpatient_review_repeat", "oversight_visit", "local_authority_notification", "transition_plan"];
        play(&world, "QOQ", &duties, &[
            ("a child who was an adult", "2008-06-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-20; born 2000-01-01",
                "inpatient_review_first 2026-01-06 > 2026-02-03 met; inpatient_review_repeat 2026-01-20 > 2026-07-20 overdue 125; oversight_visit 2026-01-06 > 2026-03-03 overdue 264; \
                 local_authority_notification 2026-01-06 > 2026-04-06 withdrawn; transition_plan 2025-12-03 > 2026-06-01 withdrawn"),
        ]).await;
    }

    async fn what_is_withdrawn_keeps_the_date_it_had_under_the_rules_of_an_area(world: World) {
        play(&world, "QZZ", &["register_review"], &[
            ("in hospital on joining", ADULT, "join 2025-12-03 amber; spell 2025-11-20 2026-03-01 adult_acute",
                "2025-12-03 > 2025-12-31 withdrawn; 2026-03-01 > 2026-03-08 overdue 259"),
            ("Red was a time in hospital", ADULT, "join 2025-12-03 green; red 2026-01-10; spell 2026-01-05 2026-03-01 adult_acute",
                "2026-01-10 > 2026-01-17 withdrawn; 2026-03-01 > 2026-03-08 overdue 259"),
        ]).await;
    }

    async fn an_area_demands_that_the_review_is_held(world: World) {
        play(&world, "QZZ", &["community_review_decision"], &[
            ("open", ADULT, "join 2025-12-03 amber; red 2025-12-15", "2025-12-15 > 2025-12-29 overdue 328"),
            ("held on the date", ADULT, "join 2025-12-03 amber; red 2025-12-15; hold community 2025-12-29", "2025-12-15 > 2025-12-29 met"),
            ("held the day after", ADULT, "join 2025-12-03 amber; red 2025-12-15; hold community 2025-12-30; green 2026-01-10", "2025-12-15 > 2025-12-29 met_late 1"),
            ("a decision is not enough", ADULT, "join 2025-12-03 amber; red 2025-12-15; not-needed 2025-12-16; !community_review_undecided green 2026-01-10", "2025-12-15 > 2025-12-29 overdue 328"),
            ("nor is a day", ADULT, "join 2025-12-03 amber; red 2025-12-15; ask community 2025-12-16; scheduled 2025-12-17", "2025-12-15 > 2025-12-29 overdue 328"),
            ("refused by the person", ADULT, "join 2025-12-03 amber; red 2025-12-15; decline community 2025-12-16 2025-12-18; green 2026-01-10", "2025-12-15 > 2025-12-29 declined"),
            ("refused late", ADULT, "join 2025-12-03 amber; red 2025-12-15; decline community 2025-12-16 2025-12-31", "2025-12-15 > 2025-12-29 declined 2"),
            ("Amber before the date, undecided", ADULT, "join 2025-12-03 amber; red 2025-12-15; amber 2025-12-20", "2025-12-15 > 2025-12-29 missed"),
            ("Amber after it", ADULT, "join 2025-12-03 amber; red 2025-12-15; amber 2026-01-05", "2025-12-15 > 2025-12-29 missed 7"),
            ("admitted before it", ADULT, "join 2025-12-03 amber; red 2025-12-15; admit 2025-12-29 adult_acute", "2025-12-15 > 2025-12-29 cancelled"),
            ("admitted after it", ADULT, "join 2025-12-03 amber; red 2025-12-15; admit 2026-01-05 adult_acute", "2025-12-15 > 2025-12-29 missed 7"),
            ("an emergency meeting never counts", ADULT, "join 2025-12-03 amber; red 2025-12-15; laep 2025-12-16", "2025-12-15 > 2025-12-29 overdue 328"),
        ]).await;
    }

    async fn an_area_discusses_each_colour_at_its_own_pace(world: World) {
        play(&world, "QZZ", &["register_review"], &[
            ("Amber every four weeks", ADULT, "join 2025-12-03 amber", "2025-12-03 > 2025-12-31 overdue 326"),
            ("Red every week", ADULT, "join 2025-12-03 red", "2025-12-03 > 2025-12-10 overdue 347"),
            ("Red soon after Amber", ADULT, "join 2025-12-03 amber; red 2025-12-05", "2025-12-03 > 2025-12-10 overdue 347"),
            ("Red after a week of Amber", ADULT, "join 2025-12-03 amber; red 2025-12-15", "2025-12-03 > 2025-12-15 overdue 342"),
            ("Red once the date had passed", ADULT, "join 2025-12-03 amber; red 2026-01-05", "2025-12-03 > 2025-12-31 overdue 326"),
            ("Amber after Red", ADULT, "join 2025-12-03 red; amber 2025-12-08", "2025-12-03 > 2025-12-31 overdue 326"),
            ("Amber on the date of Red", ADULT, "join 2025-12-03 red; amber 2025-12-10", "2025-12-03 > 2025-12-31 overdue 326"),
            ("Amber after the date of Red", ADULT, "join 2025-12-03 red; amber 2025-12-11", "2025-12-03 > 2025-12-10 overdue 347"),
            ("Green", ADULT, "join 2025-12-03 amber; green 2026-01-02", "2025-12-03 > 2025-12-31 missed 2"),
        ]).await;
    }

    async fn an_area_asks_for_a_report_in_two_weeks(world: World) {
        play(&world, "QZZ", &["review_report"], &[
            ("not yet", ADULT, "join 2025-12-03 amber; hold community 2025-12-22", "2025-12-22 > 2026-01-05 overdue 321"),
            ("on the date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; report 2026-01-05", "2025-12-22 > 2026-01-05 met"),
            ("late", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; report 2026-01-06; !report_issued report 2026-01-07", "2025-12-22 > 2026-01-05 met_late 1"),
            ("it outlasts the ward", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-29; discharge 2026-02-01 amber; report 2026-02-12", "2026-01-29 > 2026-02-12 met"),
            ("death ends it", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; leave 2026-01-06 deceased", "2025-12-22 > 2026-01-05 missed 1"),
        ]).await;
        play(&world, "QOQ", &["review_report"], &[
            ("elsewhere nobody asks", "1980-01-01", "join 2025-12-03 amber; hold community 2025-12-22", ""),
        ]).await;
    }

    async fn the_decision_on_a_referral_is_due_where_an_area_says_so_and_only_it_is_told(world: World) {
        let (sender, area, other) = (world.caller("RV9"), world.caller("QZZ"), world.icb());
        let to = |n: u32, icb: &str| with(&referral(n), [("/person/icb_ods", json!(icb)), ("/received_on", json!("2026-10-01"))]);
        let there = sender.post("/v1/referrals", &to(1, "QZZ")).await.is(201).header("location");
        let deadline = |body: &serde_json::Value| body["decision_deadline"].clone();
        let shown = deadline(&area.get(&there).await.is(200).json);
        assert_eq!((&shown["due_on"], &shown["outcome"]), (&json!("2026-10-29"), &json!(null)));
        assert_eq!(shown["explanation"]["binding"]["arithmetic"], json!("2026-10-01 + 28 days = 2026-10-29"));
        assert_eq!(deadline(&sender.get(&there).await.is(200).json), json!(null), "the sender is told no clocks of the area");
        let elsewhere = sender.post("/v1/referrals", &to(2, "QOQ")).await.is(201).header("location");
        assert_eq!(deadline(&other.get(&elsewhere).await.is(200).json), json!(null), "no rule speaks there");
        area.post_on(&there, &format!("{there}/decision"), &with(&acceptance(), [("/decided_on", json!("2026-10-30"))])).await.is(200);
        let shown = deadline(&area.get(&there).await.is(200).json);
        assert_eq!(shown["outcome"], json!("met_late"));
        let back = sender.post("/v1/referrals", &to(3, "QZZ")).await.is(201).header("location");
        let withdrawal = json!({"withdrawn_on": "2026-10-29", "withdrawn_by": {"name": "Sam Field"}, "reason": "The family moved away."});
        sender.post(&format!("{back}/withdrawal"), &withdrawal).await.is(200);
        assert_eq!(deadline(&area.get(&back).await.is(200).json)["outcome"], json!("cancelled"));
    }

    async fn a_plan_for_adult_services_is_hidden_until_17_and_then_next(world: World) {
        let life = async |world: &crate::support::World| {
            let icb = world.icb();
            last(&Life::join(&icb, "QOQ", 1, "2009-11-23", "2025-12-03", "green").await.person)
        };
        let person = format!("/v1/people/{}", life(&world).await);
        let icb = world.icb();
        let next = async |icb: &crate::support::Caller<'_>| icb.get(&person).await.is(200).json["next_deadline"]["duty"].clone();
        let body = json!({"decided_on": "2026-11-22", "outcome": "remain", "reason": "A new team.", "decided_by": {"name": "Pat Moss"}});
        icb.post(&format!("{person}/step-down-decision"), &body).await.is(201);
        assert_eq!(next(&icb).await, json!("step_down_decision"));
        for list in [format!("{person}/deadlines"), "/v1/deadlines".to_owned(), "/v1/deadlines?status=upcoming".to_owned(), "/v1/deadlines?duty=transition_plan".to_owned()] {
            assert!(!each(&icb.all(&list).await, "duty").contains(&"transition_plan".to_owned()), "{list}");
        }
        icb.post_with(&format!("{person}/departure"), &[("if-match", "*")], &json!({"left_on": "2026-11-22", "reason": "step_down", "decided_by": {"name": "Pat Moss"}})).await.is(200);
        let world = world.on("2026-11-23").await;
        let icb = world.icb();
        assert_eq!(each(&icb.all(&format!("{person}/deadlines?duty=transition_plan")).await, "status"), ["cancelled"]);
        let other = Life::join(&icb, "QOQ", 2, "2009-11-23", "2025-12-03", "green").await.person;
        assert_eq!(each(&icb.all(&format!("{other}/deadlines?duty=transition_plan")).await, "due_on"), ["2027-11-23"]);
        assert_eq!(each(&icb.all("/v1/deadlines?status=upcoming").await, "duty"), ["transition_plan"], "17 today");
    }

    async fn a_duty_that_a_birthday_ended_is_overdue_nowhere(world: World) {
        let icb = world.icb();
        let mut people = Vec::new();
        for (n, born) in [(1, "2008-11-22"), (2, "2008-11-23")] {
            let mut life = Life::join(&icb, "QOQ", n, born, "2025-12-03", "green").await;
            for line in ["admit 2026-07-01 adult_acute", "hold inpatient 2026-07-14", "plan-review 2026-08-01", "hold inpatient 2026-10-14",
                "visit 2026-08-12", "visit 2026-09-23", "visit 2026-11-04", "plan-transition 2026-08-01 2026-08-01"] {
                assert_eq!(life.record(line).await, None);
            }
            people.push(life.person.clone());
        }
        let (of_age, tomorrow) = (last(&people[0]), last(&people[1]));
        assert_eq!(each(&icb.all("/v1/people?overdue=true").await, "id"), std::slice::from_ref(&tomorrow));
        assert_eq!(each(&icb.all("/v1/people?overdue=false").await, "id"), std::slice::from_ref(&of_age));
        assert_eq!(each(&icb.all("/v1/deadlines?status=overdue").await, "person_id"), [tomorrow]);
        assert_eq!(each(&icb.all("/v1/deadlines?status=missed&duty=local_authority_notification").await, "person_id"), [of_age]);
        assert_eq!(icb.get(&people[0]).await.json["overdue"], json!(0));
        assert_eq!(icb.get(&people[0]).await.json["next_deadline"]["duty"], json!("oversight_visit"));
        let world = world.on("2026-11-23").await;
        let icb = world.icb();
        assert_eq!(icb.all("/v1/deadlines?status=overdue").await, [] as [serde_json::Value; 0], "both are of age");
        assert_eq!(icb.all("/v1/deadlines?status=missed&duty=local_authority_notification").await.len(), 2);
    }

    async fn who_comes_back_while_in_hospital_is_blue_and_starts_no_register_review(world: World) {
        let icb = world.icb();
        let mut life = Life::join(&icb, "QOQ", 1, ADULT, "2025-12-03", "amber").await;
        for line in ["admit 2026-01-06 adult_acute", "withdraw 2026-01-10"] {
            assert_eq!(life.record(line).await, None);
        }
        let consent = json!([{"scope": "register", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2026-02-20"}]);
        let referral = with(&referral(1), [("/received_on", json!("2026-02-20")), ("/consents", consent)]);
        let back = with(&acceptance(), [("/decided_on", json!("2026-03-01")), ("/person_id", json!(last(&life.person))), ("/rating", json!(null))]);
        assert_eq!(icb.accepted(&referral, &back).await, life.person);
        let kinds = ["register_review", "community_review_decision", "inpatient_review_first"];
        let ward = "inpatient_review_first 2026-01-06 > 2026-02-03";
        assert_eq!(icb.get(&life.person).await.json["rag"], json!("blue"));
        assert_eq!(life.stands(&kinds).await, [format!("{ward} overdue 292"), "register_review 2025-12-03 > 2026-01-03 missed 3".into()]);
        assert_eq!(life.record("discharge 2026-04-01 red").await, None);
        assert_eq!(life.stands(&kinds).await, [
            "community_review_decision 2026-04-01 > no date upcoming".into(),
            format!("{ward} missed 57"),
            "register_review 2025-12-03 > 2026-01-03 missed 3".into(),
            "register_review 2026-04-01 > 2026-05-01 overdue 205".into(),
        ]);
    }
}
