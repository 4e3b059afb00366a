//! England's bank holidays against the published lists, and working days across them (D7).

use crate::support::day;
use dsr::domain::bank_holidays::BankHolidays;
use dsr::domain::policy::Packs;

/// As GOV.UK lists them, month and day.
const PUBLISHED: &[(i32, &str)] = &[
    (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
    (2013, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
    (2014, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
    (2015, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    (2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"),
    (2017, "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    (2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
    (2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"),
    (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
    (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
    (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
    (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
    (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
    (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
    (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
];

#[test]
fn bank_holidays_are_those_that_were_published() {
    let packs = Packs::embedded().unwrap();
    for (year, published) in PUBLISHED {
        let listed: Vec<String> = published.split(' ').map(|day| format!("{year}-{day}")).collect();
        let holidays = packs.bank_holidays().of_year(*year);
        assert_eq!(holidays.iter().map(ToString::to_string).collect::<Vec<_>>(), listed, "{year}");
        let mut on = day(&format!("{year}-01-01"));
        while on <= day(&format!("{year}-12-31")) {
            assert_eq!(packs.bank_holidays().contains(on), holidays.contains(&on), "{on}");
            on = on.plus_days(1);
        }
    }
}

#[test]
fn working_days_leave_out_weekends_and_bank_holidays() {
    let packs = Packs::embedded().unwrap();
    for (from, days, due, why) in [
        ("2026-11-23", 5, "2026-11-30", "Monday to Monday"),
        ("2026-11-27", 1, "2026-11-30", "a Friday's next working day is Monday"),
        ("2026-11-28", 1, "2026-11-30", "so is a Saturday's"),
        ("2026-11-29", 2, "2026-12-01", "and a Sunday's, which counts as day 1"),
        ("2026-04-02", 5, "2026-04-13", "over Easter"),
        ("2026-04-02", 2, "2026-04-08", "over Easter, while Red"),
        ("2026-12-24", 5, "2027-01-05", "over Christmas and New Year, with Monday 28 December for Boxing Day"),
        ("2026-12-28", 1, "2026-12-29", "from a bank holiday"),
        ("2022-06-01", 1, "2022-06-06", "over the Platinum Jubilee"),
        ("2022-05-27", 1, "2022-05-30", "the day it was moved from was worked"),
        ("2023-05-05", 1, "2023-05-09", "over the Coronation"),
        ("2022-09-16", 1, "2022-09-20", "over the state funeral"),
    ] {
        assert_eq!(packs.bank_holidays().after(day(from), days), day(due), "{why}");
    }
}

#[test]
fn an_exception_says_why_and_moves_only_what_there_is() {
    let text = "[[added]]\non = \"2030-06-03\"\nsource = \" \"\n\n[[moved]]\nfrom = \"2030-05-08\"\nto = \"2030-05-09\"\nsource = \"x\"\n";
    let faults = BankHolidays::parse(text).unwrap_err();
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0], (2, "2030-06-03: an exception needs its source".to_owned()));
    assert_eq!(faults[1], (6, "2030-05-08 is no bank holiday by rule, so it cannot be moved".to_owned()));
    let unknown = BankHolidays::parse("[[removed]]\non = \"2030-06-03\"\n").unwrap_err();
    assert!(unknown[0].1.contains("unknown field `removed`"), "{unknown:?}");
}
