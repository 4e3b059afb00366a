//! Inpatient reviews, case by case: the first, the repeats, and the offer after one was declined.

use crate::cases::play;
use crate::support::stories;

const ADULT: &str = "1993-05-17";
const CHILD: &str = "2011-06-01";
/// 18 on 1 January 2026.
const EIGHTEEN: &str = "2008-01-01";

stories! {
    /// Pathway: S4-RAG-blue-7.
    async fn the_first_review_is_due_by_the_calendar_and_the_track(world: World) {
        play(&world, "QOQ", &["inpatient_review_first"], &[
            ("due as the clocks go forward", ADULT, "join 2025-12-03 amber; admit 2026-03-01 adult_acute; hold inpatient 2026-03-29", "2026-03-01 > 2026-03-29 met"),
            ("a day after the clocks went forward", ADULT, "join 2025-12-03 amber; admit 2026-03-01 adult_acute; hold inpatient 2026-03-30", "2026-03-01 > 2026-03-29 met_late 1"),
            ("due as the clocks go back", CHILD, "join 2025-12-03 amber; admit 2026-10-11 tier4; hold inpatient 2026-10-25", "2026-10-11 > 2026-10-25 met"),
            ("admitted as the clocks go back", ADULT, "join 2025-12-03 amber; admit 2026-10-25 adult_acute", "2026-10-25 > 2026-11-22 upcoming"),
            ("due on Easter Monday", ADULT, "join 2025-12-03 amber; admit 2026-03-09 adult_acute; hold inpatient 2026-04-07", "2026-03-09 > 2026-04-06 met_late 1"),
            ("due on Christmas Day", ADULT, "join 2025-10-01 amber; admit 2025-11-27 adult_acute; hold inpatient 2025-12-25", "2025-11-27 > 2025-12-25 met"),
            ("due on Boxing Day, a child", CHILD, "join 2025-10-01 amber; admit 2025-12-12 tier4; hold inpatient 2025-12-29", "2025-12-12 > 2025-12-26 met_late 3"),
            ("admitted on 29 February", ADULT, "join 2023-12-03 amber; admit 2024-02-29 adult_acute; hold inpatient 2024-03-28", "2024-02-29 > 2024-03-28 met"),
            ("due on 29 February", CHILD, "join 2023-12-03 amber; admit 2024-02-15 tier4; hold inpatient 2024-03-01", "2024-02-15 > 2024-02-29 met_late 1"),
            ("from month end to month end", ADULT, "join 2025-12-03 amber; admit 2026-01-31 adult_acute; hold inpatient 2026-02-28", "2026-01-31 > 2026-02-28 met"),
            ("18 within the fourteen days", "2008-01-10", "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-21", "2026-01-06 > 2026-01-20 met_late 1"),
            ("17 on an adult ward", "2008-01-07", "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-01-20 overdue 306"),
            ("18 that day on an adult ward", "2008-01-06", "join 2025-12-03 amber; admit 2026-01-06 adult_acute", "2026-01-06 > 2026-02-03 overdue 292"),
            ("18 and still in Tier 4", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 tier4", "2026-01-06 > 2026-01-20 overdue 306"),
            ("a child in medium security", "2009-05-01", "join 2025-12-03 amber; admit 2026-01-06 adult_secure medium", "2026-01-06 > 2026-01-20 overdue 306"),
            ("Tier 4 in medium security", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4 medium", "2026-01-06 > 2026-01-20 overdue 306"),
            ("born on 29 February, 17 on the 28th", "2008-02-29", "join 2025-12-03 amber; admit 2026-02-28 adult_acute; hold inpatient 2026-03-14", "2026-02-28 > 2026-03-14 met"),
            ("born on 29 February, 18 on 1 March", "2008-02-29", "join 2025-12-03 amber; admit 2026-03-01 adult_acute; hold inpatient 2026-03-29", "2026-03-01 > 2026-03-29 met"),
        ]).await;
    }

    async fn what_does_not_meet_the_first_review_and_what_ends_it(world: World) {
        play(&world, "QOQ", &["inpatient_review_first"], &[
            ("admission and discharge on one day", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; discharge 2026-01-06 red", "2026-01-06 > 2026-02-03 cancelled"),
            ("readmission the same day", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; discharge 2026-01-06 red; admit 2026-01-06 adult_picu",
                "2026-01-06 > 2026-02-03 cancelled; 2026-01-06 > 2026-02-03 overdue 292"),
            ("a spell of one day between two others", ADULT, "join 2025-12-03 amber; spell 2026-01-06 2026-01-20 adult_acute; spell 2026-01-20 2026-01-20 adult_picu; admit 2026-01-20 adult_acute",
                "2026-01-06 > 2026-02-03 cancelled; 2026-01-20 > 2026-02-17 cancelled; 2026-01-20 > 2026-02-17 overdue 278"),
            ("discharged on the due date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; discharge 2026-02-03 red", "2026-01-06 > 2026-02-03 cancelled"),
            ("discharged the day after", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; discharge 2026-02-04 red", "2026-01-06 > 2026-02-03 missed 1"),
            ("died the day after", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; discharge 2026-02-04 died", "2026-01-06 > 2026-02-03 missed 1"),
            ("died elsewhere than on record", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; leave 2026-02-03 deceased", "2026-01-06 > 2026-02-03 cancelled"),
            ("declined on the first day", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-06 2026-01-06", "2026-01-06 > 2026-02-03 declined"),
            ("declined after the date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-12 2026-02-23", "2026-01-06 > 2026-02-03 declined 20"),
            ("an emergency meeting never counts", ADULT, "join 2025-12-03 amber; laep 2026-01-05; admit 2026-01-06 adult_acute; laep 2026-01-06", "2026-01-06 > 2026-02-03 overdue 292"),
            ("no emergency meeting on the ward", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; !in_hospital_already laep 2026-01-07", "2026-01-06 > 2026-02-03 overdue 292"),
            ("a community review never counts", ADULT, "join 2025-12-03 amber; hold community 2026-01-05; admit 2026-01-06 adult_acute; hold community 2026-01-06", "2026-01-06 > 2026-02-03 overdue 292"),
            ("a review called off does not meet it", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; ask inpatient 2026-01-07; offer 2026-01-12; cancelled 2026-01-27", "2026-01-06 > 2026-02-03 overdue 292"),
            ("another day arranged changes no date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; ask inpatient 2026-01-07; offer 2026-01-12; arrange 2026-01-27 2026-02-12; held inpatient 2026-02-12", "2026-01-06 > 2026-02-03 met_late 9"),
            ("consent to the register withdrawn", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; withdraw 2026-01-10", "2026-01-06 > 2026-02-03 overdue 292"),
            ("a child's consent withdrawn, reviewed all the same", CHILD, "join 2025-12-03 amber; admit 2026-01-06 tier4; withdraw 2026-01-10; hold inpatient 2026-01-20", "2026-01-06 > 2026-01-20 met"),
            ("an entry in error leaves the ward as it is", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; leave 2026-01-10 entered_in_error", "2026-01-06 > 2026-02-03 overdue 292"),
        ]).await;
    }

    async fn a_move_starts_no_new_first_review_and_tier_4_may_bring_it_forward(world: World) {
        play(&world, "QOQ", &["inpatient_review_first"], &[
            ("between adult wards", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-10 adult_secure low", "2026-01-06 > 2026-02-03 overdue 292"),
            ("into Tier 4", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-10 tier4 none", "2026-01-06 > 2026-01-24 overdue 302"),
            ("into Tier 4 on the day of admission", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-06 tier4 none", "2026-01-06 > 2026-01-20 overdue 306"),
            ("into Tier 4 when fourteen days would be later", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-25 tier4 none", "2026-01-06 > 2026-02-03 overdue 292"),
            ("into Tier 4 on the due date", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-02-03 tier4 none", "2026-01-06 > 2026-02-03 overdue 292"),
            ("into Tier 4 after the date had passed", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-02-10 tier4 none", "2026-01-06 > 2026-02-03 overdue 292"),
            ("out of Tier 4 before the first review", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 tier4; move 2026-01-10 adult_acute none", "2026-01-06 > 2026-01-20 overdue 306"),
            ("through Tier 4 within one day", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-10 tier4 none; move 2026-01-10 adult_picu none", "2026-01-06 > 2026-02-03 overdue 292"),
            ("two moves of one day, the last into Tier 4", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-10 adult_picu none; move 2026-01-10 tier4 none", "2026-01-06 > 2026-01-24 overdue 302"),
            ("into Tier 4 and out again", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-10 tier4 none; move 2026-01-15 adult_acute none", "2026-01-06 > 2026-01-24 overdue 302"),
            ("into Tier 4 once it was held", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-26; move 2026-01-27 tier4 none", "2026-01-06 > 2026-02-03 met"),
            ("a move recorded late makes a review late", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-26; move 2026-01-10 tier4 none", "2026-01-06 > 2026-01-24 met_late 2"),
            ("moves recorded out of order", EIGHTEEN, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; move 2026-01-15 adult_picu none; move 2026-01-10 tier4 none", "2026-01-06 > 2026-01-24 overdue 302"),
        ]).await;
    }

    /// Pathway: S0-activity-5.1, S1-6, S1-18, S4-RAG-blue-8, S4-RAG-blue-9.
    async fn the_repeat_is_counted_in_calendar_months_from_the_last_review(world: World) {
        play(&world, "QOQ", &["inpatient_review_repeat"], &[
            ("29 February, then no drift", CHILD, "join 2023-12-03 amber; admit 2024-01-10 tier4; hold inpatient 2024-02-29; hold inpatient 2024-05-29",
                "2024-02-29 > 2024-05-29 met; 2024-05-29 > 2024-08-29 overdue 815"),
            ("30 November to the end of February", CHILD, "join 2025-10-01 amber; admit 2025-11-20 tier4; hold inpatient 2025-11-30; hold inpatient 2026-02-28",
                "2025-11-30 > 2026-02-28 met; 2026-02-28 > 2026-05-28 overdue 178"),
            ("31 October to 30 April", ADULT, "join 2025-10-01 amber; admit 2025-10-20 adult_acute; hold inpatient 2025-10-31", "2025-10-31 > 2026-04-30 overdue 206"),
            ("due on Easter Monday", ADULT, "join 2025-09-01 amber; admit 2025-09-20 adult_acute; hold inpatient 2025-10-06; hold inpatient 2026-04-06",
                "2025-10-06 > 2026-04-06 met; 2026-04-06 > 2026-10-06 overdue 47"),
            ("counted from the day held, not from the due date", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-03-05", "2026-03-05 > 2026-09-05 overdue 78"),
            ("on request, it starts again", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-29; hold inpatient 2026-03-31",
                "2026-01-29 > 2026-07-29 met; 2026-03-31 > 2026-09-30 overdue 53"),
            ("none before the first is done", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; ask inpatient 2026-01-07; offer 2026-01-12; cancelled 2026-01-20", ""),
            ("declined on the first day", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; decline inpatient 2026-01-06 2026-01-06", "2026-01-06 > 2026-07-06 overdue 139"),
            ("a repeat declined", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; decline inpatient 2026-06-01 2026-07-05",
                "2026-01-05 > 2026-07-05 declined; 2026-07-05 > 2027-01-05 upcoming"),
            ("discharged on the date", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; discharge 2026-07-05 red", "2026-01-05 > 2026-07-05 cancelled"),
            ("discharged after it", ADULT, "join 2025-12-03 amber; admit 2025-12-10 adult_acute; hold inpatient 2026-01-05; discharge 2026-07-07 red", "2026-01-05 > 2026-07-05 missed 2"),
            ("18 by the second review", "2008-06-01", "join 2025-12-03 amber; admit 2026-03-20 adult_acute; hold inpatient 2026-04-02; hold inpatient 2026-06-02",
                "2026-04-02 > 2026-07-02 met; 2026-06-02 > 2026-12-02 upcoming"),
        ]).await;
    }
}
