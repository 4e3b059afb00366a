//! What makes a pack unsound: by itself, beside others of its name, and as an overlay that would relax what binds it.

use crate::packs::{alone, icb, local, national, pack, rule};
use crate::support::day;
use dsr::domain::policy::Packs;

#[test]
fn what_no_rule_can_mean_is_unsound() {
    let at = |line: &str| alone(&national("a", &rule(line)));
    let report = "duty = \"review_report\"";
    for (line, fault) in [
        (format!("{report}\ninterval = {{ days = 3653 }}"), None),
        (format!("{report}\ninterval = {{ days = 3654 }}"), Some("longer than ten years")),
        (format!("{report}\ninterval = {{ working_days = 3653 }}"), None),
        (format!("{report}\ninterval = {{ working_days = 3654 }}"), Some("longer than ten years")),
        (format!("{report}\ninterval = {{ weeks = 521 }}"), None),
        (format!("{report}\ninterval = {{ weeks = 522 }}"), Some("longer than ten years")),
        (format!("{report}\ninterval = {{ months = 120 }}"), None),
        (format!("{report}\ninterval = {{ months = 121 }}"), Some("longer than ten years")),
        (format!("{report}\ninterval = {{ birthday = 120 }}"), None),
        (format!("{report}\ninterval = {{ birthday = 121 }}"), Some("longer than ten years")),
        (format!("{report}\ninterval = {{ months = 0 }}"), Some("at least 1")),
        (format!("{report}\ninterval = \"undated\""), None),
        (format!("{report}\ninterval = {{ weeks = 1 }}\ncounting = \"inclusive\""), None),
        (format!("{report}\ninterval = {{ months = 1 }}\ncounting = \"inclusive\""), None),
        (format!("{report}\ninterval = {{ birthday = 18 }}\ncounting = \"inclusive\""), Some("counted inclusively")),
        (format!("{report}\ninterval = {{ days = 1 }}\nmust_be_held = true"), Some("must_be_held is for")),
        ("duty = \"community_review_decision\"\ninterval = { days = 1 }\nmust_be_held = true".into(), None),
        (format!("{report}\ninterval = {{ days = 1 }}\nwhen = {{ security = [] }}"), Some("holds for nobody")),
        (format!("{report}\ninterval = {{ days = 1 }}\nwhen = {{ rag = [] }}"), Some("holds for nobody")),
        (format!("{report}\ninterval = {{ days = 1 }}\nwhen = {{ age_under = 0 }}"), Some("holds for nobody")),
        (
            format!(
                "{report}\ninterval = {{ days = 1 }}\nwhen = {{ age_under = 1, rag = [\"red\"], security = [\"low\"] }}"
            ),
            None,
        ),
    ] {
        let found = at(&line);
        match fault {
            None => assert!(found.is_empty(), "{line}: {found:?}"),
            Some(fault) => assert!(
                found.len() == 1 && found[0].starts_with("6: rule 'r': ") && found[0].contains(fault),
                "{line}: {found:?}"
            ),
        }
    }
    let long = |id: usize, source: usize| {
        let rule = rule("duty = \"review_report\"\ninterval = { days = 1 }");
        let rule = rule
            .replace("id = \"r\"", &format!("id = \"{}\"", "r".repeat(id)))
            .replace("source = \"x\"", &format!("source = \"{}\"", "x".repeat(source)));
        alone(&national("a", &rule)).len()
    };
    assert_eq!((long(60, 500), long(61, 500), long(60, 501), long(0, 1)), (0, 1, 1, 1));
}

#[test]
fn what_no_pack_can_mean_is_unsound() {
    let body = rule("duty = \"review_report\"\ninterval = { days = 1 }");
    let head = |change: (&str, &str)| alone(&national("a", &body).replacen(change.0, change.1, 1));
    let name = "is 1 to 60 lower-case letters, digits, '-' and '.'";
    let sixty = "a".repeat(60);
    assert_eq!(head(("id = \"a\"", &format!("id = \"{sixty}\""))), [""; 0]);
    assert_eq!(head(("id = \"a\"", "id = \"a-1.b\"")), [""; 0]);
    assert_eq!(head(("id = \"a\"", &format!("id = \"{sixty}a\""))), [format!("1: id {name}")]);
    assert_eq!(head(("id = \"a\"", "id = \"\"")), [format!("1: id {name}")]);
    assert_eq!(head(("id = \"a\"", "id = \"A\"")), [format!("1: id {name}")]);
    assert_eq!(head(("version = \"1\"", "version = \"1 2\"")), [format!("2: version {name}")]);
    assert_eq!(head(("title = \"a\"", "title = \" \"")), ["3: a pack needs a title"]);
    assert!(head(("layer = \"national\"", "layer = \"local\""))[0].starts_with("4: a local pack names the ICBs"));
    assert!(
        head(("layer = \"national\"", "layer = \"statute\"\nicbs = [\"QZZ\"]"))[0]
            .starts_with("4: only a local pack names ICBs")
    );
    assert!(head(("[[rule]]", "applies_to = \"running\"\n[[rule]]"))[0].starts_with("6: applies_to is for a version"));
    assert_eq!(
        head(("[[rule]]", "[criteria]\nin_crisis = true\nsource = \" \"\n[[rule]]")),
        ["6: criteria need their source"]
    );
    let action = |source: &str| {
        format!("{body}[[action]]\nrag = \"red\"\naction = \"meet\"\nforce = \"must\"\nsource = \"{source}\"\n")
    };
    assert_eq!(
        (alone(&national("a", &action("x"))), alone(&national("a", &action(" ")))),
        (vec![], vec!["12: action 'meet': an action needs its source".to_owned()])
    );
    let point = |n: u32, text: &str, source: &str| {
        format!("[[discharge_point]]\npoint = {n}\ntext = \"{text}\"\nsource = \"{source}\"\n")
    };
    let points = |all: &[String]| alone(&national("a", &all.concat()));
    assert_eq!(points(&[point(1, "t", "s"), point(12, "t", "s")]), [""; 0]);
    assert_eq!(points(&[point(0, "t", "s")]), ["6: discharge point 0: each of 1 to 12 at most once"]);
    assert_eq!(points(&[point(13, "t", "s")]), ["6: discharge point 13: each of 1 to 12 at most once"]);
    assert_eq!(
        points(&[point(2, "t", "s"), point(2, "t", "s")]),
        ["10: discharge point 2: each of 1 to 12 at most once"]
    );
    for (text, source) in [(" ", "s"), ("t", " "), (" ", " ")] {
        assert_eq!(points(&[point(3, text, source)]), ["6: discharge point 3: a point needs its text and its source"]);
    }
}

#[test]
fn a_point_has_the_words_of_the_area() {
    let packs = Packs::embedded().unwrap();
    let words = |code: &str, on: &str, point: u8| packs.discharge_point(point, &icb(code), day(on)).map(|p| p.point);
    assert_eq!(
        (words("QZZ", "2026-01-06", 1), words("QZZ", "2026-01-06", 12), words("QZZ", "2026-01-06", 13)),
        (Some(1), Some(12), None)
    );
    assert_eq!((words("QOQ", "2026-01-06", 1), words("QZZ", "2024-03-31", 1)), (None, None));
}

#[test]
fn an_overlay_is_held_to_the_rules_that_speak_with_it() {
    let must = |when: &str| {
        national("n", &rule(&format!("duty = \"review_report\"\ninterval = {{ days = 7 }}\nwhen = {{ {when} }}")))
    };
    let later = |when: &str| {
        local(&format!("duty = \"review_report\"\nforce = \"must\"\ninterval = {{ days = 8 }}\nwhen = {{ {when} }}"))
    };
    for (theirs, own, relaxes) in [
        ("track = \"child\"", "track = \"adult\"", false),
        ("track = \"child\"", "track = \"child\"", true),
        ("track = \"child\"", "", true),
        ("security = [\"low\", \"medium\"]", "security = [\"medium\", \"high\"]", true),
        ("security = [\"low\"]", "security = [\"high\"]", false),
        ("security = [\"low\"]", "", true),
        ("rag = [\"red\"]", "rag = [\"amber\"]", false),
        ("rag = [\"red\"]", "rag = [\"amber\", \"red\"]", true),
        ("age_under = 18", "", true),
        ("track = \"child\", rag = [\"red\"]", "track = \"child\", rag = [\"amber\"]", false),
        ("track = \"child\", security = [\"low\"]", "track = \"child\", security = [\"high\"]", false),
    ] {
        let told = Packs::parse(&[("n.toml", &must(theirs)), ("l.toml", &later(own))]);
        assert_eq!(told.is_err(), relaxes, "{theirs} / {own}");
    }
    let held = |force: &str, held: bool| {
        let own = local(&format!(
            "duty = \"community_review_decision\"\nforce = \"{force}\"\ninterval = {{ days = 7 }}\nmust_be_held = {held}"
        ));
        let theirs =
            national("n", &rule("duty = \"community_review_decision\"\ninterval = { days = 7 }\nmust_be_held = true"));
        Packs::parse(&[("n.toml", &theirs), ("l.toml", &own)])
            .err()
            .map(|faults| faults.to_string())
            .unwrap_or_default()
    };
    assert_eq!(held("must", true), "");
    assert!(held("must", false).contains("lets a decision do for rule 'r' of 'n'"), "{}", held("must", false));
    assert!(held("should", true).contains("asks less bindingly for the date of"));
}

#[test]
fn an_overlay_is_held_to_the_version_in_force_with_it() {
    let theirs = |version: &str, from: &str, days: u32, more: &str| {
        pack(version, &format!("effective_from = \"{from}\"\n{more}"), days)
    };
    let own = |days: u32| {
        local(&format!("duty = \"inpatient_review_first\"\nforce = \"must\"\ninterval = {{ days = {days} }}"))
    };
    let next = "replaces = \"1\"\napplies_to = \"running\"";
    let relaxes = |second_from: &str, more: &str, days: u32| {
        let (one, two) = (theirs("1", "2020-01-01", 21, ""), theirs("2", second_from, 28, &format!("{next}{more}")));
        Packs::parse(&[("one.toml", &one), ("two.toml", &two), ("own.toml", &own(days))]).is_err()
    };
    // The overlay takes effect on 1 January 2024.
    for (second_from, more, days, expected) in [
        ("2024-01-01", "", 28, false),
        ("2024-01-01", "", 29, true),
        ("2023-12-31", "", 28, false),
        ("2024-01-02", "", 28, true),
        ("2024-01-02", "", 21, false),
        ("2023-01-01", "\nin_force = false", 28, true),
    ] {
        assert_eq!(relaxes(second_from, more, days), expected, "{second_from} {more} {days}");
    }
}

#[test]
fn working_days_of_a_pack_and_of_its_exceptions_are_counted_together() {
    let exception =
        |text: &str| Packs::parse(&[("bank-holidays.toml", text)]).map(|_| ()).map_err(|faults| faults.to_string());
    let source = "source = \"x\"\n";
    assert_eq!(exception(&format!("[[added]]\non = \"2026-06-15\"\n{source}")), Ok(()));
    assert_eq!(exception(&format!("[[moved]]\nfrom = \"2026-05-04\"\nto = \"2026-05-08\"\n{source}")), Ok(()));
    let unsourced = exception("\n[[added]]\non = \"2026-06-15\"\nsource = \" \"\n");
    assert_eq!(unsourced, Err("bank-holidays.toml:3: 2026-06-15: an exception needs its source".into()));
    let moved = exception(&format!("[[moved]]\nfrom = \"2026-05-05\"\nto = \"2026-05-08\"\n{source}"));
    assert_eq!(moved, Err("bank-holidays.toml:2: 2026-05-05 is no bank holiday by rule, so it cannot be moved".into()));
}
