//! What the colours call for, case by case: a decision for Red, leaving for Green, a register review for Red and Amber.

use crate::cases::play;
use crate::support::stories;

const ADULT: &str = "1993-05-17";

stories! {
    /// Pathway: S0-governance-2, S3-register-4, S4-RAG-red-1.
    async fn a_community_review_is_decided_on_for_somebody_red(world: World) {
        play(&world, "QOQ", &["community_review_decision"], &[
            ("never Red", ADULT, "join 2025-12-03 amber; !not_red not-needed 2025-12-10", ""),
            ("open, without a date", ADULT, "join 2025-12-03 amber; red 2025-12-15", "2025-12-15 > no date upcoming"),
            ("Red on joining", ADULT, "join 2025-12-03 red", "2025-12-03 > no date upcoming"),
            ("not needed, decided that day", ADULT, "join 2025-12-03 amber; red 2025-12-15; not-needed 2025-12-15", "2025-12-15 > no date met"),
            ("decided before Red", ADULT, "join 2025-12-03 amber; red 2025-12-15; !not_red not-needed 2025-12-14", "2025-12-15 > no date upcoming"),
            ("a review held that day", ADULT, "join 2025-12-03 amber; red 2025-12-15; hold community 2025-12-15", "2025-12-15 > no date met"),
            ("a review held before", ADULT, "join 2025-12-03 amber; red 2025-12-15; hold community 2025-12-14", "2025-12-15 > no date upcoming"),
            ("refused by the person", ADULT, "join 2025-12-03 amber; red 2025-12-15; decline community 2025-12-16 2025-12-18", "2025-12-15 > no date met"),
            ("an emergency meeting never counts", ADULT, "join 2025-12-03 amber; red 2025-12-15; laep 2025-12-16; !community_review_undecided green 2026-01-10", "2025-12-15 > no date upcoming"),
            ("nothing there to schedule", ADULT, "join 2025-12-03 amber; red 2025-12-15; !no_open_community_review scheduled 2025-12-17", "2025-12-15 > no date upcoming"),
            ("scheduled", ADULT, "join 2025-12-03 amber; red 2025-12-15; ask community 2025-12-16; scheduled 2025-12-17", "2025-12-15 > no date met"),
            ("scheduled, then called off", ADULT, "join 2025-12-03 amber; red 2025-12-15; ask community 2025-12-16; scheduled 2025-12-17; cancelled 2025-12-20; !community_review_undecided green 2026-01-10", "2025-12-15 > no date upcoming"),
            ("scheduled, called off, scheduled again", ADULT, "join 2025-12-03 amber; red 2025-12-15; ask community 2025-12-16; scheduled 2025-12-17; cancelled 2025-12-20; ask community 2025-12-21; scheduled 2025-12-21", "2025-12-15 > no date met"),
            ("scheduled and held", ADULT, "join 2025-12-03 amber; red 2025-12-15; ask community 2025-12-16; scheduled 2025-12-17; held community 2026-01-05; green 2026-01-10", "2025-12-15 > no date met"),
            ("Red again while Red begins nothing", ADULT, "join 2025-12-03 amber; red 2025-12-15; red 2026-01-10", "2025-12-15 > no date upcoming"),
            ("Green undecided", ADULT, "join 2025-12-03 amber; red 2025-12-15; !community_review_undecided green 2026-01-10", "2025-12-15 > no date upcoming"),
            ("Amber undecided, then Green", ADULT, "join 2025-12-03 amber; red 2025-12-15; amber 2026-01-10; !community_review_undecided green 2026-02-01", "2025-12-15 > no date missed"),
            ("decided when it was Amber again", ADULT, "join 2025-12-03 amber; red 2025-12-15; amber 2026-01-10; not-needed 2026-02-01; green 2026-02-01", "2025-12-15 > no date missed"),
            ("decided on the last day of Red", ADULT, "join 2025-12-03 amber; red 2025-12-15; not-needed 2026-01-10; amber 2026-01-10; green 2026-02-01", "2025-12-15 > no date met"),
            ("the decision comes to light late", ADULT, "join 2025-12-03 amber; red 2025-12-15; amber 2026-01-10; not-needed 2025-12-20; green 2026-02-01", "2025-12-15 > no date met"),
            ("Red twice", ADULT, "join 2025-12-03 amber; red 2025-12-15; amber 2026-01-10; red 2026-01-20; not-needed 2026-01-21; green 2026-02-01", "2025-12-15 > no date missed; 2026-01-20 > no date met"),
            ("admitted", ADULT, "join 2025-12-03 amber; red 2025-12-15; admit 2026-01-06 adult_acute", "2025-12-15 > no date cancelled"),
            ("Red again on discharge", ADULT, "join 2025-12-03 amber; red 2025-12-15; admit 2026-01-06 adult_acute; discharge 2026-02-01 red", "2025-12-15 > no date cancelled; 2026-02-01 > no date upcoming"),
            ("Green on discharge asks for no decision", ADULT, "join 2025-12-03 amber; red 2025-12-15; admit 2026-01-06 adult_acute; discharge 2026-02-01 green; green 2026-03-01", "2025-12-15 > no date cancelled"),
            ("left", ADULT, "join 2025-12-03 amber; red 2025-12-15; leave 2026-01-10 criteria_no_longer_met", "2025-12-15 > no date cancelled"),
            ("consent withdrawn", ADULT, "join 2025-12-03 amber; red 2025-12-15; withdraw 2026-01-10", "2025-12-15 > no date cancelled"),
            ("died", ADULT, "join 2025-12-03 amber; red 2025-12-15; leave 2026-01-10 deceased", "2025-12-15 > no date cancelled"),
        ]).await;
    }

    /// Pathway: S4-RAG-green-2, S4-RAG-green-3.
    async fn leaving_is_considered_after_three_months_green(world: World) {
        play(&world, "QOQ", &["step_down_decision"], &[
            ("Green on joining", ADULT, "join 2025-12-03 green", "2025-12-03 > 2026-03-03 overdue 264"),
            ("from month end to month end", ADULT, "join 2025-10-01 amber; green 2025-11-30", "2025-11-30 > 2026-02-28 overdue 267"),
            ("Green again begins nothing", ADULT, "join 2025-12-03 green; green 2026-01-10", "2025-12-03 > 2026-03-03 overdue 264"),
            ("to remain, on the date", ADULT, "join 2025-12-03 green; remain 2026-03-03", "2025-12-03 > 2026-03-03 met; 2026-03-03 > 2026-06-03 overdue 172"),
            ("to remain, late", ADULT, "join 2025-12-03 green; remain 2026-03-10", "2025-12-03 > 2026-03-03 met_late 7; 2026-03-10 > 2026-06-10 overdue 165"),
            ("to remain, early", ADULT, "join 2025-12-03 green; remain 2026-01-10", "2025-12-03 > 2026-03-03 met; 2026-01-10 > 2026-04-10 overdue 226"),
            ("to remain before Green", ADULT, "join 2025-12-03 amber; green 2026-04-01; !not_green remain 2026-03-31", "2026-04-01 > 2026-07-01 overdue 144"),
            ("Amber before the date", ADULT, "join 2025-12-03 green; amber 2026-02-01", "2025-12-03 > 2026-03-03 cancelled"),
            ("Red on the date", ADULT, "join 2025-12-03 green; red 2026-03-03", "2025-12-03 > 2026-03-03 cancelled"),
            ("Amber after it", ADULT, "join 2025-12-03 green; amber 2026-03-10", "2025-12-03 > 2026-03-03 missed 7"),
            ("Green once more", ADULT, "join 2025-12-03 green; amber 2026-03-10; green 2026-04-01", "2025-12-03 > 2026-03-03 missed 7; 2026-04-01 > 2026-07-01 overdue 144"),
            ("an unmanaged risk stops it", ADULT, "join 2025-12-03 green; green-unmanaged 2026-01-10; !not_green remain 2026-01-12", "2025-12-03 > 2026-03-03 cancelled"),
            ("an unmanaged risk after the date", ADULT, "join 2025-12-03 green; green-unmanaged 2026-03-10", "2025-12-03 > 2026-03-03 missed 7"),
            ("unmanaged, still unmanaged, managed", ADULT, "join 2025-12-03 green; green-unmanaged 2026-01-10; green-unmanaged 2026-01-20; green 2026-02-01; green 2026-02-10",
                "2025-12-03 > 2026-03-03 cancelled; 2026-02-01 > 2026-05-01 overdue 205"),
            ("turning Green with an unmanaged risk", ADULT, "join 2025-12-03 amber; !green_needs_no_unmanaged_risk green-unmanaged 2026-01-10", ""),
            ("leaving a day short", ADULT, "join 2025-12-03 green; !step_down_too_early leave 2026-03-02 step_down", "2025-12-03 > 2026-03-03 overdue 264"),
            ("leaving on the day", ADULT, "join 2025-12-03 green; leave 2026-03-03 step_down", "2025-12-03 > 2026-03-03 met"),
            ("leaving late", ADULT, "join 2025-12-03 green; leave 2026-03-05 step_down", "2025-12-03 > 2026-03-03 met_late 2"),
            ("leaving after a decision to remain", ADULT, "join 2025-12-03 green; remain 2026-03-03; leave 2026-03-04 step_down", "2025-12-03 > 2026-03-03 met; 2026-03-03 > 2026-06-03 met"),
            ("leaving with an unmanaged risk", ADULT, "join 2025-12-03 green; green-unmanaged 2026-04-10; !not_green_without_unmanaged_risk leave 2026-05-01 step_down", "2025-12-03 > 2026-03-03 missed 38"),
            ("leaving three months after the risk was managed", ADULT, "join 2025-12-03 green; green-unmanaged 2026-01-10; green 2026-02-01; !step_down_too_early leave 2026-04-30 step_down; leave 2026-05-01 step_down",
                "2025-12-03 > 2026-03-03 cancelled; 2026-02-01 > 2026-05-01 met"),
            ("stepping down from Amber", ADULT, "join 2025-12-03 amber; !not_green_without_unmanaged_risk leave 2026-05-01 step_down", ""),
            ("stepping down when Amber followed", ADULT, "join 2025-12-03 green; amber 2026-04-01; !not_green_without_unmanaged_risk leave 2026-05-01 step_down", "2025-12-03 > 2026-03-03 missed 29"),
            ("leaving for another reason", ADULT, "join 2025-12-03 green; leave 2026-03-02 criteria_no_longer_met", "2025-12-03 > 2026-03-03 cancelled"),
            ("consent withdrawn after the date", ADULT, "join 2025-12-03 green; withdraw 2026-03-05", "2025-12-03 > 2026-03-03 missed 2"),
            ("died on the date", ADULT, "join 2025-12-03 green; leave 2026-03-03 deceased", "2025-12-03 > 2026-03-03 cancelled"),
            ("died after it", ADULT, "join 2025-12-03 green; leave 2026-03-04 deceased", "2025-12-03 > 2026-03-03 missed 1"),
            ("admitted", ADULT, "join 2025-12-03 green; admit 2026-03-10 adult_acute", "2025-12-03 > 2026-03-03 missed 7"),
            ("Green on discharge", ADULT, "join 2025-12-03 red; admit 2026-01-06 adult_acute; discharge 2026-02-01 green", "2026-02-01 > 2026-05-01 overdue 205"),
            ("in hospital for a day", ADULT, "join 2025-12-03 green; admit 2026-02-01 adult_acute; discharge 2026-02-01 green", "2025-12-03 > 2026-03-03 cancelled; 2026-02-01 > 2026-05-01 overdue 205"),
        ]).await;
    }

    /// Pathway: S2-discharge-5, S3-intention-7.
    async fn red_and_amber_are_discussed_within_a_month(world: World) {
        play(&world, "QOQ", &["register_review"], &[
            ("Amber on joining", ADULT, "join 2025-12-03 amber", "2025-12-03 > 2026-01-03 overdue 323"),
            ("from month end to month end", ADULT, "join 2026-01-31 amber; green 2026-02-28", "2026-01-31 > 2026-02-28 cancelled"),
            ("Red goes on from Amber", ADULT, "join 2025-12-03 amber; red 2025-12-15", "2025-12-03 > 2026-01-03 overdue 323"),
            ("Amber goes on from Red", ADULT, "join 2025-12-03 red; amber 2025-12-15", "2025-12-03 > 2026-01-03 overdue 323"),
            ("Green before the date", ADULT, "join 2025-12-03 amber; green 2026-01-02", "2025-12-03 > 2026-01-03 cancelled"),
            ("Green after it", ADULT, "join 2025-12-03 amber; green 2026-01-10", "2025-12-03 > 2026-01-03 missed 7"),
            ("Green on joining", ADULT, "join 2025-12-03 green", ""),
            ("Amber after Green", ADULT, "join 2025-12-03 green; amber 2026-01-10", "2026-01-10 > 2026-02-10 overdue 285"),
            ("back to Amber", ADULT, "join 2025-12-03 amber; green 2026-01-02; amber 2026-02-01", "2025-12-03 > 2026-01-03 cancelled; 2026-02-01 > 2026-03-01 overdue 266"),
            ("admitted before the date", ADULT, "join 2025-12-03 amber; admit 2026-01-02 adult_acute", "2025-12-03 > 2026-01-03 cancelled"),
            ("admitted on the day of joining", ADULT, "join 2025-12-03 amber; admit 2025-12-03 adult_acute", "2025-12-03 > 2026-01-03 cancelled"),
            ("back from hospital", ADULT, "join 2025-12-03 amber; admit 2026-01-02 adult_acute; discharge 2026-02-01 amber; red 2026-02-20", "2025-12-03 > 2026-01-03 cancelled; 2026-02-01 > 2026-03-01 overdue 266"),
            ("a day in hospital", ADULT, "join 2025-12-03 amber; admit 2026-01-02 adult_acute; discharge 2026-01-02 amber", "2025-12-03 > 2026-01-03 cancelled; 2026-01-02 > 2026-02-02 overdue 293"),
            ("left after the date", ADULT, "join 2025-12-03 amber; leave 2026-01-04 criteria_no_longer_met", "2025-12-03 > 2026-01-03 missed 1"),
            ("died on it", ADULT, "join 2025-12-03 amber; leave 2026-01-03 deceased", "2025-12-03 > 2026-01-03 cancelled"),
        ]).await;
    }

    async fn who_is_in_hospital_leaves_for_three_reasons_only(world: World) {
        let duties = ["inpatient_review_first", "oversight_visit", "register_review"];
        let before = "register_review 2025-12-03 > 2026-01-03 missed 3";
        let goes_on = format!("{before}; inpatient_review_first 2026-01-06 > 2026-02-03 overdue 292; oversight_visit 2026-01-06 > 2026-03-03 overdue 264");
        let ended = format!("{before}; inpatient_review_first 2026-01-06 > 2026-02-03 missed 1; oversight_visit 2026-01-06 > 2026-03-03 cancelled");
        let blue = |rest: &str| format!("join 2025-12-03 amber; admit 2026-01-06 adult_acute; {rest}");
        let table = [
            ("stepping down", blue("!in_hospital_stays leave 2026-02-04 step_down"), &goes_on),
            ("criteria no longer met", blue("!in_hospital_stays leave 2026-02-04 criteria_no_longer_met"), &goes_on),
            ("consent withdrawn", blue("leave 2026-02-04 consent_withdrawn"), &goes_on),
            ("consent withdrawn by the ledger", blue("withdraw 2026-02-04"), &goes_on),
            ("entered in error", blue("leave 2026-02-04 entered_in_error"), &goes_on),
            ("died", blue("leave 2026-02-04 deceased"), &ended),
            ("withdrawn, then discharged without a colour", blue("leave 2026-01-20 consent_withdrawn; discharge 2026-02-04 -"), &ended),
            ("withdrawn, then died", blue("leave 2026-01-20 consent_withdrawn; leave 2026-02-04 deceased"), &ended),
            ("still on the register: discharge needs a colour", blue("!rag_needed_on_discharge discharge 2026-02-04 -"), &goes_on),
        ];
        let table: Vec<_> = table.iter().map(|(why, facts, expected)| (*why, ADULT, facts.as_str(), expected.as_str())).collect();
        play(&world, "QOQ", &duties, &table).await;
    }
}
