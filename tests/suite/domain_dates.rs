//! Figures: what date follows from what, in the cases people get wrong.

use crate::support::day;
use dsr::domain::admission::Security;
use dsr::domain::bank_holidays::BankHolidays;
use dsr::domain::calendar::{Date, london_date};
use dsr::domain::duty::Duty;
use dsr::domain::ods::Ods;
use dsr::domain::policy::{Case, Counting, Interval, Packs, Track};

/// Duty, track, security, what starts it, when it is due, why.
type Row = (Duty, Track, Option<Security>, &'static str, &'static str, &'static str);

const FIRST: Duty = Duty::InpatientReviewFirst;
const REPEAT: Duty = Duty::InpatientReviewRepeat;
const PLAN: Duty = Duty::ReviewActionPlan;
const CHILD: Track = Track::Child;
const ADULT: Track = Track::Adult;
const OPEN: Option<Security> = Some(Security::None);
const LOW: Option<Security> = Some(Security::Low);
const MEDIUM: Option<Security> = Some(Security::Medium);
const HIGH: Option<Security> = Some(Security::High);

const DUE: &[Row] = &[
    // D2: days are added; the month and the year roll over.
    (FIRST, ADULT, OPEN, "2026-01-06", "2026-02-03", "28 days"),
    (FIRST, CHILD, OPEN, "2026-01-06", "2026-01-20", "14 days"),
    (FIRST, ADULT, OPEN, "2025-12-15", "2026-01-12", "over the new year"),
    (FIRST, ADULT, OPEN, "2024-02-01", "2024-02-29", "28 days in a leap year end on the 29th"),
    (FIRST, ADULT, OPEN, "2026-02-01", "2026-03-01", "28 days in a common year end on 1 March"),
    (FIRST, ADULT, OPEN, "2024-02-29", "2024-03-28", "admitted on 29 February"),
    (FIRST, CHILD, OPEN, "2024-02-15", "2024-02-29", "14 days to 29 February"),
    (FIRST, CHILD, OPEN, "2026-02-15", "2026-03-01", "14 days past a common February"),
    // D1: clocks change on Sundays; dates do not.
    (FIRST, CHILD, OPEN, "2026-03-28", "2026-04-11", "across the change to summer time"),
    (FIRST, CHILD, OPEN, "2026-03-29", "2026-04-12", "on the day of the change to summer time"),
    (FIRST, CHILD, OPEN, "2026-03-15", "2026-03-29", "due on the day of the change to summer time"),
    (FIRST, ADULT, OPEN, "2026-10-24", "2026-11-21", "across the change to winter time"),
    (FIRST, ADULT, OPEN, "2026-10-25", "2026-11-22", "on the day of the change to winter time"),
    (FIRST, ADULT, OPEN, "2026-09-27", "2026-10-25", "due on the day of the change to winter time"),
    // D6: weekends and bank holidays move nothing.
    (FIRST, ADULT, OPEN, "2026-03-09", "2026-04-06", "due on Easter Monday"),
    (FIRST, CHILD, OPEN, "2026-03-20", "2026-04-03", "due on Good Friday"),
    (FIRST, ADULT, OPEN, "2026-11-27", "2026-12-25", "due on Christmas Day"),
    (FIRST, CHILD, OPEN, "2026-12-11", "2026-12-25", "due on Christmas Day"),
    (FIRST, ADULT, OPEN, "2025-12-04", "2026-01-01", "due on New Year's Day"),
    (FIRST, ADULT, OPEN, "2026-01-03", "2026-01-31", "due on a Saturday"),
    (REPEAT, ADULT, OPEN, "2026-06-25", "2026-12-25", "a repeat due on Christmas Day"),
    // D3: the same day number, clamped to the month's last day.
    (REPEAT, CHILD, OPEN, "2025-11-30", "2026-02-28", "three months from 30 November"),
    (REPEAT, CHILD, OPEN, "2023-11-30", "2024-02-29", "three months from 30 November into a leap year"),
    (REPEAT, CHILD, OPEN, "2026-01-31", "2026-04-30", "three months from 31 January"),
    (REPEAT, CHILD, OPEN, "2024-02-29", "2024-05-29", "D4: no drift to the month's end"),
    (REPEAT, CHILD, OPEN, "2026-02-28", "2026-05-28", "the 28th stays the 28th"),
    (REPEAT, ADULT, OPEN, "2025-08-31", "2026-02-28", "six months from 31 August"),
    (REPEAT, ADULT, OPEN, "2023-08-29", "2024-02-29", "six months from 29 August into a leap year"),
    (REPEAT, ADULT, OPEN, "2026-03-31", "2026-09-30", "six months from 31 March"),
    (REPEAT, ADULT, OPEN, "2026-08-30", "2027-02-28", "six months from 30 August"),
    (REPEAT, ADULT, LOW, "2024-02-29", "2025-02-28", "twelve months from 29 February"),
    (REPEAT, ADULT, MEDIUM, "2023-02-28", "2024-02-28", "twelve months into a leap year"),
    (REPEAT, ADULT, HIGH, "2026-05-31", "2027-05-31", "twelve months"),
    (REPEAT, CHILD, LOW, "2026-05-31", "2026-08-31", "a child's secure ward keeps three months"),
    (REPEAT, CHILD, MEDIUM, "2026-05-31", "2026-08-31", "a child's secure ward keeps three months"),
    // D5: twelve weeks are 84 days, not three months.
    (PLAN, ADULT, None, "2026-01-29", "2026-04-23", "84 days"),
    (PLAN, CHILD, None, "2026-01-29", "2026-04-23", "the same for a child"),
    (PLAN, ADULT, None, "2024-02-29", "2024-05-23", "84 days from 29 February"),
    (PLAN, ADULT, None, "2026-01-12", "2026-04-06", "due on Easter Monday"),
    (PLAN, ADULT, None, "2026-10-02", "2026-12-25", "due on Christmas Day"),
    // A long stay keeps its clock: before every pack's effective date all of them speak.
    (FIRST, ADULT, OPEN, "2016-03-01", "2016-03-29", "before the rules took effect"),
];

fn icb() -> Ods {
    Ods::parse("QOQ").unwrap()
}

/// Somebody on this track on this day: a child of ten, or an adult of thirty.
fn of(track: Track, on: Date, icb: &Ods) -> Case<'_> {
    Case::new(icb, Some(on.minus_years(if track == CHILD { 10 } else { 30 })), on)
}

#[test]
fn due_dates_follow_the_published_conventions() {
    let packs = Packs::embedded().unwrap();
    for (duty, track, security, start, due, why) in DUE {
        let icb = icb();
        let case = Case { security: *security, ..of(*track, day(start), &icb) };
        let candidates = packs.candidates(*duty, &case, day(start), day(start));
        let binding = candidates.first().unwrap_or_else(|| panic!("{duty} from {start}: no rule speaks ({why})"));
        assert_eq!(binding.due_on, Some(day(due)), "{duty} from {start}: {why}");
        assert!(binding.arithmetic.contains(start) && binding.arithmetic.ends_with(due), "{}", binding.arithmetic);
        assert!(!binding.source.is_empty());
    }
}

#[test]
fn every_case_has_exactly_one_rule_of_the_sources() {
    let packs = Packs::embedded().unwrap();
    for duty in [FIRST, REPEAT] {
        for track in [CHILD, ADULT] {
            for security in Security::ALL {
                let (icb, on) = (icb(), day("2026-01-06"));
                let case = Case { security: Some(*security), ..of(track, on, &icb) };
                assert_eq!(packs.candidates(duty, &case, on, on).len(), 1, "{duty}, {track:?}, {security}");
            }
        }
    }
}

#[test]
fn statutes_count_the_first_day() {
    for (interval, anchor, exclusive, inclusive) in [
        (Interval::Days(1), "2026-01-06", "2026-01-07", "2026-01-06"),
        (Interval::Days(28), "2026-01-06", "2026-02-03", "2026-02-02"),
        (Interval::Days(14), "2024-02-16", "2024-03-01", "2024-02-29"),
        (Interval::Days(28), "2026-11-28", "2026-12-26", "2026-12-25"),
    ] {
        let icb = icb();
        let case = of(ADULT, day(anchor), &icb);
        assert_eq!(
            interval.after(day(anchor), Counting::Exclusive, &case, &BankHolidays::default()).0,
            Some(day(exclusive)),
            "{anchor}"
        );
        assert_eq!(
            interval.after(day(anchor), Counting::Inclusive, &case, &BankHolidays::default()).0,
            Some(day(inclusive)),
            "{anchor}, inclusively"
        );
    }
}

#[test]
fn an_age_is_reached_at_the_start_of_the_birthday() {
    for (born, on, age) in [
        ("2008-01-06", "2026-01-05", 17),
        ("2008-01-06", "2026-01-06", 18),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2010-03-01", "2028-02-29", 17),
        ("2010-02-28", "2028-02-28", 18),
        ("2007-12-31", "2025-12-30", 17),
        ("2007-12-31", "2025-12-31", 18),
        ("2026-01-06", "2026-01-06", 0),
        ("1906-01-06", "2026-01-06", 120),
        ("2026-05-01", "2026-01-06", 0),
    ] {
        assert_eq!(day(born).age_on(day(on)), age, "born {born}, on {on}");
    }
}

#[test]
fn the_latest_birth_date_of_an_age_agrees_with_the_age() {
    // Every day of a leap year and a common one: a filter by age lists exactly those who have that age.
    let mut on = day("2027-12-01");
    while on < day("2030-01-01") {
        for years in [1, 16, 18, 25] {
            let latest = on.minus_years(years);
            assert!(latest.age_on(on) >= years, "born {latest}, on {on}: not yet {years}");
            assert!(latest.plus_days(1).age_on(on) < years, "born after {latest}, on {on}: {years} already");
        }
        on = on.plus_days(1);
    }
}

#[test]
fn an_instant_belongs_to_its_london_day() {
    for (instant, date) in [
        ("2026-01-06T23:59:59.999999Z", "2026-01-06"),
        ("2026-01-07T00:00:00Z", "2026-01-07"),
        ("2026-03-29T00:59:59Z", "2026-03-29"),
        ("2026-03-29T01:00:00Z", "2026-03-29"),
        ("2026-03-29T22:59:59Z", "2026-03-29"),
        ("2026-03-29T23:00:00Z", "2026-03-30"),
        ("2026-06-30T22:59:59Z", "2026-06-30"),
        ("2026-06-30T23:00:00Z", "2026-07-01"),
        ("2026-10-24T23:00:00Z", "2026-10-25"),
        ("2026-10-25T00:30:00Z", "2026-10-25"),
        ("2026-10-25T01:30:00Z", "2026-10-25"),
        ("2026-10-25T23:30:00Z", "2026-10-25"),
        ("2026-10-26T00:00:00Z", "2026-10-26"),
        ("2026-12-31T23:59:59Z", "2026-12-31"),
    ] {
        assert_eq!(london_date(instant.parse().unwrap()), day(date), "{instant}");
    }
}
