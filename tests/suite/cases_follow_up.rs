//! What outlasts a review, a ward or a childhood, case by case: action plans, recommendations, the plan for adult services.

use crate::cases::play;
use crate::support::stories;

const ADULT: &str = "1993-05-17";

stories! {
    /// Pathway: S1-150, S3-process-6.
    async fn an_action_plan_is_reviewed_wherever_the_person_is_by_then(world: World) {
        play(&world, "QOQ", &["review_action_plan"], &[
            ("not yet", ADULT, "join 2025-12-03 amber; hold community 2025-12-22", "2025-12-22 > 2026-03-16 overdue 251"),
            ("on the date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; plan-review 2026-03-16", "2025-12-22 > 2026-03-16 met"),
            ("the day after", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; plan-review 2026-03-17", "2025-12-22 > 2026-03-16 met_late 1"),
            ("on the day of the review", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; plan-review 2025-12-22", "2025-12-22 > 2026-03-16 met"),
            ("before the review", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; !date_before_review plan-review 2025-12-21", "2025-12-22 > 2026-03-16 overdue 251"),
            ("twice: the first counts, whichever came to light first", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; plan-review 2026-04-01; plan-review 2026-03-01", "2025-12-22 > 2026-03-16 met"),
            ("due on Christmas Day", ADULT, "join 2025-09-01 amber; hold community 2025-10-02; plan-review 2025-12-26", "2025-10-02 > 2025-12-25 met_late 1"),
            ("due on 29 February", ADULT, "join 2023-10-01 amber; hold community 2023-12-07; plan-review 2024-02-29", "2023-12-07 > 2024-02-29 met"),
            ("across the clock change", ADULT, "join 2025-12-03 amber; hold community 2026-01-04; plan-review 2026-03-29", "2026-01-04 > 2026-03-29 met"),
            ("it outlasts the ward", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-29; discharge 2026-02-10 red", "2026-01-29 > 2026-04-23 overdue 213"),
            ("and the register", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; leave 2026-01-10 criteria_no_longer_met", "2025-12-22 > 2026-03-16 overdue 251"),
            ("reviewed after leaving", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; leave 2026-01-10 criteria_no_longer_met; plan-review 2026-03-01", "2025-12-22 > 2026-03-16 met"),
            ("and withdrawn consent", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; withdraw 2026-01-10; plan-review 2026-03-17", "2025-12-22 > 2026-03-16 met_late 1"),
            ("death ends it, on the date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; leave 2026-03-16 deceased", "2025-12-22 > 2026-03-16 cancelled"),
            ("death ends it, after the date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; leave 2026-03-17 deceased", "2025-12-22 > 2026-03-16 missed 1"),
            ("death on the ward ends it", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-29; discharge 2026-02-10 died", "2026-01-29 > 2026-04-23 cancelled"),
            ("a review declined leaves none", ADULT, "join 2025-12-03 amber; decline community 2025-12-10 2025-12-12", ""),
            ("one for each review", ADULT, "join 2025-12-03 amber; hold community 2025-12-22; plan-review 2026-01-05; hold community 2026-01-10; plan-review 2026-02-01", "2025-12-22 > 2026-03-16 met; 2026-01-10 > 2026-04-04 met"),
        ]).await;
    }

    /// Pathway: S1-40, S1-78, S1-101, S1-113, S1-150, S1-153, S2-cetr-2.
    async fn a_recommendation_is_done_by_the_date_agreed(world: World) {
        play(&world, "QOQ", &["recommendation"], &[
            ("open", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31", "2025-12-22 > 2026-01-31 overdue 295"),
            ("done on the date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 done 2026-01-31", "2025-12-22 > 2026-01-31 met"),
            ("done the day after", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 done 2026-02-01", "2025-12-22 > 2026-01-31 met_late 1"),
            ("in progress is not done", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 in_progress 2026-01-20", "2025-12-22 > 2026-01-31 overdue 295"),
            ("blocked is not done", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 blocked 2026-01-20", "2025-12-22 > 2026-01-31 overdue 295"),
            ("cancelled before the date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 cancelled 2026-01-15", "2025-12-22 > 2026-01-31 cancelled"),
            ("cancelled after it", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 cancelled 2026-02-05", "2025-12-22 > 2026-01-31 missed 5"),
            ("another date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 in_progress 2026-01-20 2026-03-31", "2025-12-22 > 2026-03-31 overdue 236"),
            ("another date once it had passed", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 in_progress 2026-02-10 2026-12-31; progress 0 done 2026-06-01", "2025-12-22 > 2026-12-31 met"),
            ("an earlier date", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-12-31; progress 0 in_progress 2026-01-20 2026-01-31; progress 0 done 2026-02-02", "2025-12-22 > 2026-01-31 met_late 2"),
            ("no date, no duty", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 -", ""),
            ("no date, done: no duty", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 -; progress 0 done 2026-01-10", ""),
            ("a date agreed later", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 -; progress 0 in_progress 2026-01-10 2026-03-31", "2025-12-22 > 2026-03-31 overdue 236"),
            ("taken up again after it was done", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 done 2026-01-20; progress 0 in_progress 2026-02-01", "2025-12-22 > 2026-01-31 overdue 295"),
            ("progress recorded out of order", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 done 2026-03-01; progress 0 in_progress 2026-02-01", "2025-12-22 > 2026-01-31 met_late 29"),
            ("each by itself", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31 2026-12-31; progress 1 done 2026-02-01", "2025-12-22 > 2026-01-31 overdue 295; 2025-12-22 > 2026-12-31 met"),
            ("a date for what is over", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; !date_of_what_is_over progress 0 done 2026-01-20 2026-03-31", "2025-12-22 > 2026-01-31 overdue 295"),
            ("it outlasts ward and register", ADULT, "join 2025-12-03 amber; admit 2026-01-06 adult_acute; hold inpatient 2026-01-29 2026-03-31; discharge 2026-02-10 amber; leave 2026-02-12 criteria_no_longer_met", "2026-01-29 > 2026-03-31 overdue 236"),
            ("done after leaving", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; leave 2026-01-10 criteria_no_longer_met; progress 0 done 2026-01-30", "2025-12-22 > 2026-01-31 met"),
            ("death ends it", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; leave 2026-02-01 deceased", "2025-12-22 > 2026-01-31 missed 1"),
            ("blocked until death", ADULT, "join 2025-12-03 amber; hold community 2025-12-22 2026-01-31; progress 0 blocked 2026-01-20; leave 2026-01-30 deceased", "2025-12-22 > 2026-01-31 cancelled"),
        ]).await;
    }

    /// Pathway: S1-4, S1-56.
    async fn who_joins_under_18_has_a_plan_for_adult_services_by_then(world: World) {
        play(&world, "QOQ", &["transition_plan"], &[
            ("17 today: shown", "2009-11-22", "join 2025-12-03 amber", "2025-12-03 > 2027-11-22 upcoming"),
            ("17 tomorrow: not shown yet", "2009-11-23", "join 2025-12-03 amber", ""),
            ("18 and no plan", "2008-06-01", "join 2025-12-03 amber", "2025-12-03 > 2026-06-01 overdue 174"),
            ("planned in time", "2008-06-01", "join 2025-12-03 amber; plan-transition 2026-02-01 2026-01-15", "2025-12-03 > 2026-06-01 met"),
            ("planned on the birthday", "2008-06-01", "join 2025-12-03 amber; plan-transition 2026-06-01 2026-06-01", "2025-12-03 > 2026-06-01 met"),
            ("planned after it", "2008-06-01", "join 2025-12-03 amber; plan-transition 2026-07-01 2026-06-02", "2025-12-03 > 2026-06-01 met_late 1"),
            ("planned before joining", "2008-06-01", "join 2025-12-03 amber; plan-transition 2026-02-01 2025-11-01", "2025-12-03 > 2026-06-01 met"),
            ("left before it", "2008-06-01", "join 2025-12-03 amber; leave 2026-05-01 criteria_no_longer_met", "2025-12-03 > 2026-06-01 cancelled"),
            ("left after it", "2008-06-01", "join 2025-12-03 amber; leave 2026-06-03 criteria_no_longer_met", "2025-12-03 > 2026-06-01 missed 2"),
            ("died before it", "2008-06-01", "join 2025-12-03 amber; leave 2026-05-01 deceased", "2025-12-03 > 2026-06-01 cancelled"),
            ("joined at 18", "2007-12-03", "join 2025-12-03 amber", ""),
            ("joined on the eve of 18", "2007-12-04", "join 2025-12-03 amber", "2025-12-03 > 2025-12-04 overdue 353"),
            ("born on 29 February", "2008-02-29", "join 2025-12-03 amber; plan-transition 2026-03-01 2026-03-01", "2025-12-03 > 2026-03-01 met"),
            ("in hospital it goes on", "2008-06-01", "join 2025-12-03 amber; admit 2026-01-06 tier4", "2025-12-03 > 2026-06-01 overdue 174"),
        ]).await;
    }
}
