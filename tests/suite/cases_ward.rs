//! In hospital, case by case: repeats and visits when the ward changes, offers after a decline, visits, notifications of a
//! local authority.

use crate::cases::play;
use crate::support::stories;

const ADULT: &str = "1993-05-17";
const CHILD: &str = "2011-06-01";
/// 18 on 1 January 2026.
const EIGHTEEN: &str = "2008-01-01";

stories! {
    /// Pathway: S0-activity-6.2, S4-RAG-blue-10.
    async fn a_move_dates_the_open_repeat_again(world: World) {
        play(&world, "QOQ", &["inpatient_review_repeat"], &[
            ("into low security", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-29; move 2026-03-10 adult_secure low", "2026-01-29 > 2027-01-29 upcoming"),
            ("back to an open ward", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_secure medium; hold inpatient 2026-01-05; move 2026-03-01 adult_acute none", "2026-01-05 > 2026-07-05 overdue 140"),
            ("never before the move", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_secure high; hold inpatient 2026-01-05; move 2026-09-01 adult_acute none", "2026-01-05 > 2026-09-01 overdue 82"),
            ("on the due date", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; move 2026-07-05 adult_secure low", "2026-01-05 > 2027-01-05 upcoming"),
            ("after the date had passed", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; move 2026-07-06 adult_secure low", "2026-01-05 > 2026-07-05 overdue 140"),
            ("two in one day: the last counts", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; move 2026-03-01 adult_secure low; move 2026-03-01 adult_rehabilitation none", "2026-01-05 > 2026-07-05 overdue 140"),
            ("two in one day, the other way", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; move 2026-03-01 adult_picu none; move 2026-03-01 adult_secure low", "2026-01-05 > 2027-01-05 upcoming"),
            ("there and back", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; move 2026-03-01 adult_secure low; move 2026-08-01 adult_acute none", "2026-01-05 > 2026-08-01 overdue 113"),
            ("into Tier 4 after the first review", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-20; move 2026-02-01 tier4 none", "2026-01-20 > 2026-04-20 overdue 216"),
            ("into Tier 4 late", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-20; move 2026-06-01 tier4 none", "2026-01-20 > 2026-06-01 overdue 174"),
            ("out of Tier 4, 18 at the review", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 tier4; hold inpatient 2026-01-12; move 2026-02-01 adult_acute none", "2026-01-12 > 2026-07-12 overdue 133"),
            ("out of Tier 4, 17 at the review", "2008-02-01", "join 2025-12-03 amber; admit 2026-01-06 tier4; hold inpatient 2026-01-12; move 2026-03-01 adult_acute none", "2026-01-12 > 2026-04-12 overdue 224"),
            ("before the review of that day", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; move 2026-01-05 adult_secure low; hold inpatient 2026-01-05", "2026-01-05 > 2027-01-05 upcoming"),
            ("29 February in a secure ward", ADULT, "join 2023-12-03 amber; admit 2024-02-10 adult_acute; hold inpatient 2024-02-29; move 2024-03-10 adult_secure low", "2024-02-29 > 2025-02-28 overdue 632"),
            ("recorded late, after the next review", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; hold inpatient 2026-07-20; move 2026-03-01 adult_secure low",
                "2026-01-05 > 2027-01-05 met; 2026-07-20 > 2027-07-20 upcoming"),
        ]).await;
    }

    async fn a_review_declined_is_offered_again(world: World) {
        play(&world, "QOQ", &["inpatient_review_reoffer"], &[
            ("not yet", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20", "2026-01-20 > 2026-02-17 overdue 278"),
            ("declined on the first day", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-06 2026-01-06", "2026-01-06 > 2026-02-03 overdue 292"),
            ("offered on the date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; ask inpatient 2026-02-10; offer 2026-02-17", "2026-01-20 > 2026-02-17 met"),
            ("offered the day after", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; ask inpatient 2026-02-10; offer 2026-02-18", "2026-01-20 > 2026-02-17 met_late 1"),
            ("asked for and not offered", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; ask inpatient 2026-02-10", "2026-01-20 > 2026-02-17 overdue 278"),
            ("held without an offer", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; hold inpatient 2026-02-01", "2026-01-20 > 2026-02-17 met"),
            ("offered and called off", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; ask inpatient 2026-02-01; offer 2026-02-01; cancelled 2026-02-05", "2026-01-20 > 2026-02-17 met"),
            ("declined again", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; decline inpatient 2026-02-10 2026-02-10",
                "2026-01-20 > 2026-02-17 met; 2026-02-10 > 2026-03-10 overdue 257"),
            ("a community review is none", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; hold community 2026-02-01", "2026-01-20 > 2026-02-17 overdue 278"),
            ("a community review declined needs none", ADULT, "join 2025-12-03 amber; decline community 2025-12-10 2025-12-12", ""),
            ("discharged on the date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; discharge 2026-02-17 red", "2026-01-20 > 2026-02-17 cancelled"),
            ("discharged after it", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-01-20; discharge 2026-02-19 red", "2026-01-20 > 2026-02-17 missed 2"),
        ]).await;
    }

    /// Pathway: S4-RAG-blue-1.
    async fn somebody_is_seen_every_eight_weeks_and_a_child_every_six(world: World) {
        play(&world, "QOQ", &["oversight_visit"], &[
            ("an adult", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-03-03 overdue 264"),
            ("a child in Tier 4", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4", "2026-01-06 > 2026-02-17 overdue 278"),
            ("17 on an adult ward", "2008-01-07", "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-02-17 overdue 278"),
            ("18 in Tier 4", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 tier4", "2026-01-06 > 2026-02-17 overdue 278"),
            ("due on 29 February", ADULT, "join 2023-12-03 amber; admit 2024-01-04 adult_acute; visit 2024-02-29; discharge 2024-04-26 red", "2024-01-04 > 2024-02-29 met; 2024-02-29 > 2024-04-25 missed 1"),
            ("due as the clocks go forward", ADULT, "join 2025-12-03 amber; admit 2026-02-01 adult_acute; visit 2026-03-30; discharge 2026-03-31 red", "2026-02-01 > 2026-03-29 met_late 1; 2026-03-30 > 2026-05-25 cancelled"),
            ("seen in time", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-02-24", "2026-01-06 > 2026-03-03 met; 2026-02-24 > 2026-04-21 overdue 215"),
            ("seen on the date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-03-03; discharge 2026-03-04 red", "2026-01-06 > 2026-03-03 met; 2026-03-03 > 2026-04-28 cancelled"),
            ("seen late", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-03-10", "2026-01-06 > 2026-03-03 met_late 7; 2026-03-10 > 2026-05-05 overdue 201"),
            ("seen on the day of admission", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-01-06", "2026-01-06 > 2026-03-03 met; 2026-01-06 > 2026-03-03 overdue 264"),
            ("a visit that saw nobody", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-02-24 nobody", "2026-01-06 > 2026-03-03 overdue 264"),
            ("18 by the visit", "2008-02-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-02-01", "2026-01-06 > 2026-02-17 met; 2026-02-01 > 2026-03-29 overdue 238"),
            ("recorded out of order", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-03-20; visit 2026-02-24",
                "2026-01-06 > 2026-03-03 met; 2026-02-24 > 2026-04-21 met; 2026-03-20 > 2026-05-15 overdue 191"),
            ("twice in a day", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; visit 2026-02-24; visit 2026-02-24; discharge 2026-02-25 red",
                "2026-01-06 > 2026-03-03 met; 2026-02-24 > 2026-04-21 met; 2026-02-24 > 2026-04-21 cancelled"),
            ("died after the date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; leave 2026-03-04 deceased", "2026-01-06 > 2026-03-03 missed 1"),
            ("consent withdrawn while Blue", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; withdraw 2026-01-20; visit 2026-02-24; discharge 2026-04-22 -", "2026-01-06 > 2026-03-03 met; 2026-02-24 > 2026-04-21 missed 1"),
            ("not in hospital", ADULT, "join 2025-12-03 amber; !not_in_hospital visit 2026-02-24", ""),
            ("moved into Tier 4", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-20 tier4 none", "2026-01-06 > 2026-02-17 overdue 278"),
            ("moved into Tier 4 after six weeks", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-02-25 tier4 none", "2026-01-06 > 2026-02-25 overdue 270"),
            ("moved into Tier 4 on the date", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-03-03 tier4 none", "2026-01-06 > 2026-03-03 overdue 264"),
            ("moved into Tier 4 after the date", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-03-04 tier4 none", "2026-01-06 > 2026-03-03 overdue 264"),
            ("moved out of Tier 4", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 tier4; move 2026-01-20 adult_acute none", "2026-01-06 > 2026-03-03 overdue 264"),
            ("moved out of Tier 4, 17 on admission", "2008-02-01", "join 2025-12-03 amber; admit 2026-01-06 tier4; move 2026-02-10 adult_acute none", "2026-01-06 > 2026-02-17 overdue 278"),
        ]).await;
    }

    /// Pathway: S0-activity-7.1.
    async fn the_local_authority_is_told_of_a_childs_long_stay(world: World) {
        play(&world, "QOQ", &["local_authority_notification"], &[
            ("a child", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4", "2026-01-06 > 2026-04-06 overdue 230"),
            ("from month end to month end", CHILD, "join 2025-10-01 amber; admit 2025-11-30 tier4; notify 2026-02-28", "2025-11-30 > 2026-02-28 met"),
            ("told on Easter Monday, the date", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4; notify 2026-04-06", "2026-01-06 > 2026-04-06 met"),
            ("told the day after", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4; notify 2026-04-07", "2026-01-06 > 2026-04-06 met_late 1"),
            ("told twice: the first counts", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4; notify 2026-04-08; notify 2026-02-20", "2026-01-06 > 2026-04-06 met"),
            ("17 on an adult ward", "2008-12-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-04-06 overdue 230"),
            ("18 on admission, in Tier 4", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 tier4", ""),
            ("an adult", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute", ""),
            ("discharged on the date", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4; discharge 2026-04-06 red", "2026-01-06 > 2026-04-06 cancelled"),
            ("discharged after it", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4; discharge 2026-04-07 red", "2026-01-06 > 2026-04-06 missed 1"),
            ("18 before the date", "2008-03-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-04-06 cancelled"),
            ("18 on the date", "2008-04-06", "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-04-06 cancelled"),
            ("18 after the date", "2008-05-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-04-06 missed 25"),
            ("18 tomorrow", "2008-11-23", "join 2025-12-03 amber; admit 2026-07-01 adult_acute", "2026-07-01 > 2026-10-01 overdue 52"),
            ("18 today", "2008-11-22", "join 2025-12-03 amber; admit 2026-07-01 adult_acute", "2026-07-01 > 2026-10-01 missed 52"),
            ("born on 29 February, 18 on 1 March", "2008-02-29", "join 2025-10-01 amber; admit 2025-11-29 adult_acute", "2025-11-29 > 2026-02-28 missed 1"),
            ("told at 18: too late to count", "2008-03-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; notify 2026-03-05", "2026-01-06 > 2026-04-06 cancelled"),
            ("told on the eve of the birthday", "2008-05-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; notify 2026-04-30", "2026-01-06 > 2026-04-06 met_late 24"),
            ("discharged at 18: the birthday came first", "2008-05-01", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; discharge 2026-06-01 red", "2026-01-06 > 2026-04-06 missed 25"),
            ("a readmission starts it again", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4; discharge 2026-02-01 red; admit 2026-02-01 tier4", "2026-01-06 > 2026-04-06 cancelled; 2026-02-01 > 2026-05-01 overdue 205"),
        ]).await;
    }
}
