//! What of small numbers may be told: tables of cases, laws for random figures, and what somebody who knows the rules could find
//! out from an answer.

use dsr::domain::measure::{Amount, Figure, Measure, Number, Row, Sums, Table, definitions, shown};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Two groups by which figures are split.
fn names() -> Vec<(String, String)> {
    ["a", "b"].map(|name| (name.to_owned(), name.to_owned())).to_vec()
}

fn place(code: &str) -> usize {
    definitions().iter().position(|definition| definition.code == code).unwrap()
}

/// Tables without anything in them, but for these.
fn tables(filled: Vec<(&str, Table)>) -> Vec<Table> {
    let mut all = Sums::default().tables(&names());
    for (code, table) in filled {
        all[place(code)] = table;
    }
    all
}

/// A count in two parts, each in two groups: all of it, its parts, its groups.
fn counted(parts: [[u64; 2]; 2]) -> Table {
    let row =
        |groups: [u64; 2]| Row { all: Amount::Count(groups.iter().sum()), groups: groups.map(Amount::Count).to_vec() };
    let [one, two] = parts;
    let whole = row([one[0] + two[0], one[1] + two[1]]);
    Table { whole: Some(whole), parts: vec![("one", "One", row(one)), ("two", "Two", row(two))] }
}

fn number(number: Number) -> String {
    match number {
        Number::Known(number) => number.to_string(),
        Number::Withheld => "*".to_owned(),
    }
}

/// The numbers of a figure.
fn numbers(figure: &Figure) -> Vec<Number> {
    match figure {
        Figure::Count { value } => vec![*value],
        Figure::Rate { numerator, denominator, .. } => vec![*numerator, *denominator],
        Figure::Days { number, total, .. } => vec![*number, *total],
    }
}

fn told(figure: &Figure) -> String {
    numbers(figure).into_iter().map(number).collect::<Vec<_>>().join("/")
}

/// All of it with its groups; each part with its groups.
fn said(measure: &Measure) -> String {
    let row = |figure: Option<&Figure>, groups: &[dsr::domain::measure::Group]| {
        let groups: Vec<String> = groups.iter().map(|group| told(&group.figure)).collect();
        format!("{}({})", figure.map(told).unwrap_or_default(), groups.join(" "))
    };
    let parts = measure.parts.iter().map(|part| row(Some(&part.figure), &part.groups));
    std::iter::once(row(measure.figure.as_ref(), &measure.groups)).chain(parts).collect::<Vec<_>>().join(" ")
}

fn of<'m>(measures: &'m [Measure], code: &str) -> &'m Measure {
    measures.iter().find(|measure| measure.code == code).unwrap()
}

#[test]
fn zero_stays_one_to_four_are_withheld_and_the_rest_is_rounded_to_the_nearest_five() {
    for (number_of, expected) in [
        (0, "0"),
        (1, "*"),
        (2, "*"),
        (3, "*"),
        (4, "*"),
        (5, "5"),
        (7, "5"),
        (8, "10"),
        (12, "10"),
        (13, "15"),
        (17, "15"),
        (997, "995"),
        (998, "1000"),
    ] {
        assert_eq!(number(Number::suppressed(number_of)), expected, "{number_of}");
    }
}

#[test]
fn what_could_be_reckoned_is_withheld_as_well() {
    // Parts by groups; all of it with its groups, then each part with its groups.
    for (parts, expected) in [
        ([[0, 0], [0, 0]], "0(0 0) 0(0 0) 0(0 0)"),
        ([[8, 8], [9, 9]], "35(15 15) 15(10 10) 20(10 10)"),
        // One part is small: all of it would tell it.
        ([[2, 0], [9, 9]], "*(* *) *(* *) 20(10 10)"),
        // One group of one part is small: the other groups of the part, and the groups of all of it, would tell it.
        ([[2, 9], [9, 9]], "30(* *) 10(* *) 20(10 10)"),
        ([[2, 2], [9, 9]], "*(* *) *(* *) 20(10 10)"),
        ([[3, 3], [3, 3]], "10(* *) 5(* *) 5(* *)"),
        ([[0, 5], [5, 0]], "10(5 5) 5(0 5) 5(5 0)"),
        ([[0, 4], [0, 0]], "*(* *) *(* *) 0(0 0)"),
    ] {
        let measures = shown(&tables(vec![("on_register", counted(parts))]), &names(), true);
        assert_eq!(said(of(&measures, "on_register")), expected, "{parts:?}");
    }
}

#[test]
fn two_ways_to_divide_the_same_things_tell_no_more_than_one() {
    let table = |parts| counted(parts);
    for (levels, categories, expected) in [
        ([[9, 9], [9, 9]], [[18, 0], [0, 18]], ["35(20 20) 20(10 10) 20(10 10)", "() 20(20 0) 20(0 20)"]),
        ([[9, 9], [9, 9]], [[17, 17], [1, 1]], ["*(* *) 20(* *) 20(* *)", "() *(* *) *(* *)"]),
        ([[1, 1], [17, 17]], [[18, 0], [0, 18]], ["*(* *) *(* *) 35(* *)", "() *(* *) *(* *)"]),
        ([[9, 9], [9, 9]], [[17, 1], [1, 17]], ["35(* *) 20(* *) 20(* *)", "() 20(* *) 20(* *)"]),
    ] {
        let other = Table { whole: None, ..table(categories) };
        let all = tables(vec![("barriers_open", table(levels)), ("barriers_open_by_category", other)]);
        let measures = shown(&all, &names(), true);
        let found = ["barriers_open", "barriers_open_by_category"].map(|code| said(of(&measures, code)));
        assert_eq!(found, expected.map(str::to_owned), "{levels:?} {categories:?}");
    }
}

#[test]
fn a_rate_of_withheld_numbers_and_lengths_of_time_of_few_are_not_told() {
    let rate = |numerator, denominator| Row { all: Amount::Rate { numerator, denominator }, groups: Vec::new() };
    for (row, expected) in [
        (rate(0, 0), ("0/0", None)),
        (rate(0, 3), ("0/*", None)),
        (rate(3, 3), ("*/*", None)),
        (rate(3, 30), ("*/30", None)),
        (rate(0, 30), ("0/30", Some(0))),
        (rate(13, 30), ("15/30", Some(50))),
        (rate(7, 7), ("5/5", Some(100))),
    ] {
        let measures = shown(
            &tables(vec![("admissions_not_on_register", Table { whole: Some(row), parts: Vec::new() })]),
            &[],
            true,
        );
        let figure = of(&measures, "admissions_not_on_register").figure.clone().unwrap();
        let Figure::Rate { percent, .. } = figure else { panic!("{figure:?}") };
        assert_eq!((told(&figure).as_str(), percent), expected);
    }
    let days = |all: &[u64]| Table {
        whole: Some(Row { all: Amount::Days(all.to_vec()), groups: Vec::new() }),
        parts: Vec::new(),
    };
    for (all, suppressed, expected) in [
        (vec![], false, ("0/0", None, None)),
        (vec![], true, ("0/0", None, None)),
        (vec![3, 10], false, ("2/13", Some(7), Some(10))),
        (vec![3, 10], true, ("*/*", None, None)),
        (vec![1, 2, 9, 40, 300], false, ("5/352", Some(9), Some(300))),
        (vec![1, 2, 9, 40, 300], true, ("5/350", Some(9), None)),
        (vec![0, 0, 0, 0, 2], true, ("5/*", Some(0), None)),
    ] {
        let measures = shown(&tables(vec![("stays_ended", days(&all))]), &[], suppressed);
        let figure = of(&measures, "stays_ended").figure.clone().unwrap();
        let Figure::Days { median, longest, .. } = figure else { panic!("{figure:?}") };
        assert_eq!((told(&figure).as_str(), median, longest), expected, "{all:?} {suppressed}");
    }
}

/// Every count of two parts and two groups up to a number.
fn every_table(most: u64) -> impl Iterator<Item = [[u64; 2]; 2]> {
    let each = move || 0..=most;
    each().flat_map(move |a| each().flat_map(move |b| each().flat_map(move |c| each().map(move |d| [[a, b], [c, d]]))))
}

/// Whoever knows the rules and one answer reckons back which figures it can come from. A number of 1 to 4 could always be each of
/// them.
/// Pathway: S0-governance-5.
#[test]
fn nobody_who_knows_the_rules_tells_one_small_number_from_another() {
    let mut sources: BTreeMap<String, Vec<[u64; 9]>> = BTreeMap::new();
    for [[a, b], [c, d]] in every_table(14) {
        let measures = shown(&[counted([[a, b], [c, d]])], &names(), true);
        let cells = [a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d];
        sources.entry(said(of(&measures, "on_register"))).or_default().push(cells);
    }
    // Of larger parts not every table is among these.
    let whole = |sources: &&Vec<[u64; 9]>| sources.iter().all(|cells| cells[4] <= 12 && cells[5] <= 12);
    let sources: Vec<_> = sources.iter().filter(|(_, sources)| whole(sources)).collect();
    assert!(sources.len() > 20);
    for (answer, sources) in sources {
        for cell in 0..9 {
            let could_be: BTreeSet<u64> = sources.iter().map(|cells| cells[cell]).collect();
            let small: Vec<u64> = could_be.iter().copied().filter(|n| (1..=4).contains(n)).collect();
            // Cells and parts could be each of the four; a sum of two numbers that are not 0 is at least not known.
            let enough = if cell < 6 { small == [1, 2, 3, 4] } else { small.len() >= 3 };
            assert!(small.is_empty() || enough, "{answer}: number {cell} is one of {could_be:?}");
        }
    }
}

fn amount(code: &str) -> BoxedStrategy<Amount> {
    let kind = definitions()[place(code)].kind;
    match Amount::none(kind) {
        Amount::Count(_) => (0..30_u64).prop_map(Amount::Count).boxed(),
        Amount::Rate { .. } => (0..30_u64, 0..30_u64)
            .prop_map(|(a, b)| Amount::Rate { numerator: a.min(b), denominator: a.max(b) })
            .boxed(),
        Amount::Days(_) => prop::collection::vec(0..400_u64, 0..12)
            .prop_map(|mut days| {
                days.sort_unstable();
                Amount::Days(days)
            })
            .boxed(),
    }
}

fn random_tables() -> impl Strategy<Value = Vec<Table>> {
    let blank = Sums::default().tables(&names());
    let table = |(definition, blank): (&'static dsr::domain::measure::Definition, Table)| {
        let row = || {
            (amount(definition.code), prop::collection::vec(amount(definition.code), 2))
                .prop_map(|(all, groups)| Row { all, groups })
        };
        let parts: Vec<_> = blank.parts.iter().map(|(code, label, _)| (Just(*code), Just(*label), row())).collect();
        let whole = blank.whole.is_some();
        (row(), parts).prop_map(move |(all, parts)| Table { whole: whole.then_some(all), parts })
    };
    definitions().iter().zip(blank).map(table).collect::<Vec<_>>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_between_one_and_four_ever_leaves_and_everything_is_rounded(tables in random_tables()) {
        for measure in shown(&tables, &names(), true) {
            let parts = measure.parts.iter().flat_map(|part| std::iter::once(&part.figure).chain(part.groups.iter().map(|g| &g.figure)));
            for figure in measure.figure.iter().chain(measure.groups.iter().map(|g| &g.figure)).chain(parts) {
                for number in numbers(figure) {
                    prop_assert!(matches!(number, Number::Withheld) || matches!(number, Number::Known(n) if n % 5 == 0), "{measure:?}");
                }
                if let Figure::Rate { numerator, denominator, percent } = figure {
                    prop_assert!(percent.is_none() || (*numerator != Number::Withheld && *denominator != Number::Withheld));
                }
                if let Figure::Days { longest, .. } = figure {
                    prop_assert!(longest.is_none());
                }
            }
        }
    }

    #[test]
    fn the_owner_is_told_every_number(tables in random_tables()) {
        let text = serde_json::to_string(&shown(&tables, &names(), false)).unwrap();
        prop_assert!(!text.contains("\"*\""));
    }
}
