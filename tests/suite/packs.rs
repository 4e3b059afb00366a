//! Policy packs: which version speaks to which clock, to which register, and what makes a pack unsound.

use crate::support::day;
use dsr::domain::duty::Duty;
use dsr::domain::ods::Ods;
use dsr::domain::policy::{Asks, Case, Force, Packs};
use dsr::domain::rating::Rag;

/// A pack with one rule on the first inpatient review.
pub fn pack(version: &str, head: &str, days: u32) -> String {
    format!(
        "id = \"p\"\nversion = \"{version}\"\ntitle = \"P\"\nlayer = \"national\"\n{head}\n\n[[rule]]\nid = \"r\"\nduty = \"inpatient_review_first\"\ninterval = {{ days = {days} }}\nforce = \"must\"\nsource = \"x\"\n"
    )
}

/// A local pack of QZZ with this rule.
pub fn local(rule: &str) -> String {
    format!(
        "id = \"l\"\nversion = \"1\"\ntitle = \"L\"\nlayer = \"local\"\nicbs = [\"QZZ\"]\neffective_from = \"2024-01-01\"\n\n[[rule]]\nid = \"own\"\nsource = \"x\"\n{rule}\n"
    )
}

pub fn icb(code: &str) -> Ods {
    Ods::parse(code).unwrap()
}

/// The versions that speak to the first review of an adult.
fn versions(packs: &Packs, anchor: &str, as_of: &str) -> Vec<String> {
    let icb = icb("QOQ");
    let case = Case::new(&icb, Some(day("1990-01-01")), day(anchor));
    let found = packs.candidates(Duty::InpatientReviewFirst, &case, day(anchor), day(as_of));
    found.into_iter().map(|c| c.version).collect()
}

#[test]
fn a_newer_version_speaks_to_running_clocks_or_only_to_new_ones_as_it_says() {
    let one = pack("1", "effective_from = \"2020-01-01\"", 28);
    for (applies, old_start, new_start, replacements) in
        [("running", "2", "2", vec![day("2025-01-01")]), ("new_starts", "1", "2", vec![])]
    {
        let head = format!("effective_from = \"2025-01-01\"\nreplaces = \"1\"\napplies_to = \"{applies}\"");
        let two = pack("2", &head, 21);
        let packs = Packs::parse(&[("two.toml", &two), ("one.toml", &one)]).unwrap();
        assert_eq!(versions(&packs, "2024-12-20", "2024-12-31"), ["1"], "{applies}: the day before");
        assert_eq!(versions(&packs, "2024-12-20", "2025-01-01"), [old_start], "{applies}: a clock that runs");
        assert_eq!(versions(&packs, "2025-01-01", "2025-01-01"), [new_start], "{applies}: a new clock");
        assert_eq!(versions(&packs, "2019-12-31", "2020-06-01"), ["1"], "{applies}: a start before every version");
        assert_eq!(packs.replacements(), replacements, "{applies}");
    }
}

#[test]
fn a_long_stay_keeps_its_clock_when_another_pack_is_replaced() {
    let one = pack("1", "effective_from = \"2020-01-01\"", 28);
    let head = "effective_from = \"2025-01-01\"\nreplaces = \"1\"\napplies_to = \"running\"";
    let two = pack("2", head, 21);
    let other = pack("o", "effective_from = \"2020-01-01\"", 30).replace("id = \"p\"", "id = \"q\"");
    let packs = Packs::parse(&[("one.toml", &one), ("two.toml", &two), ("other.toml", &other)]).unwrap();
    assert_eq!(versions(&packs, "2016-03-01", "2016-03-01"), ["1", "o"]);
    assert_eq!(versions(&packs, "2016-03-01", "2025-01-01"), ["2", "o"]);
}

#[test]
fn a_local_pack_speaks_to_its_own_registers_only() {
    let packs = Packs::embedded().unwrap();
    let asked = |code: &str| packs.criteria(&icb(code), day("2026-01-06")).asking(Asks::MinimumAge).map(|c| c.age);
    assert_eq!((asked("QZZ"), asked("QOQ")), (Some(Some(14)), None));
    let due = |code: &str, duty: Duty, rag: Rag| {
        let (icb, on) = (icb(code), day("2026-01-06"));
        let case = Case { rag: Some(rag), ..Case::new(&icb, Some(day("1990-01-01")), on) };
        let found = packs.candidates(duty, &case, on, on);
        found.iter().map(|c| c.due_on.map_or_else(|| "-".into(), |due| due.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(due("QOQ", Duty::CommunityReviewDecision, Rag::Red), ["-"]);
    assert_eq!(due("QZZ", Duty::CommunityReviewDecision, Rag::Red), ["2026-01-20", "-"]);
    assert_eq!(due("QZZ", Duty::RegisterReview, Rag::Red), ["2026-01-13", "2026-02-06"]);
    assert_eq!(due("QZZ", Duty::RegisterReview, Rag::Amber), ["2026-02-03", "2026-02-06"]);
    assert_eq!(due("QOQ", Duty::RegisterReview, Rag::Amber), ["2026-02-06"]);
    assert_eq!(due("QZZ", Duty::ReferralDecision, Rag::Red), ["2026-02-03"]);
    assert!(due("QOQ", Duty::ReferralDecision, Rag::Red).is_empty());
}

#[test]
fn a_child_in_hospital_is_visited_by_the_shorter_interval_and_the_longer_stands_beside_it() {
    let packs = Packs::embedded().unwrap();
    let (icb, on) = (icb("QOQ"), day("2025-11-30"));
    let child = Case::new(&icb, Some(day("2010-01-01")), on);
    let visits = packs.candidates(Duty::OversightVisit, &child, on, on);
    let shown: Vec<_> = visits.iter().map(|c| (c.pack.as_str(), c.due_on.unwrap().to_string())).collect();
    assert_eq!(shown, [("national", "2026-01-11".to_owned()), ("seeds", "2026-01-25".to_owned())]);
    assert!(visits.iter().all(|c| c.force == Force::Must));
    let told = packs.candidates(Duty::LocalAuthorityNotification, &child, on, on);
    assert_eq!((told[0].pack.as_str(), told[0].due_on), ("statute", Some(day("2026-02-28"))));
    let plan = packs.candidates(Duty::TransitionPlan, &child, on, on);
    assert_eq!((plan[0].due_on, plan[0].shown_from), (Some(day("2028-01-01")), Some(day("2027-01-01"))));
}

#[test]
fn a_pack_not_in_force_speaks_in_previews_only() {
    let packs = Packs::embedded().unwrap();
    assert_eq!(versions(&packs, "2026-01-06", "2026-01-06"), ["2017-03-01"]);
    let preview = packs.including(&["mental-health-act-2025"]);
    assert_eq!(versions(&preview, "2026-01-06", "2026-01-06"), ["2025-10-30", "2017-03-01"]);
    assert_ne!(preview.digest(), packs.digest());
    let icb = icb("QOQ");
    let case = Case::new(&icb, Some(day("1990-01-01")), day("2026-01-06"));
    let first = &preview.candidates(Duty::InpatientReviewFirst, &case, day("2026-01-06"), day("2026-01-06"))[0];
    assert_eq!(first.arithmetic, "28 days beginning with 2026-01-06 = 2026-02-02");
}

/// The faults of the embedded packs with this one beside them.
fn faults(text: &str) -> Vec<String> {
    match Packs::embedded_with(&[("x.toml", text)]) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.all().iter().map(ToString::to_string).collect(),
    }
}

/// Pathway: S1-8.
#[test]
fn an_overlay_may_add_or_tighten_and_never_relax() {
    let first = "duty = \"inpatient_review_first\"";
    for (rule, fault) in [
        (
            format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ days = 29 }}\nforce = \"must\""),
            Some("later"),
        ),
        (
            format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ days = 28 }}\nforce = \"should\""),
            Some("less bindingly"),
        ),
        (format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ days = 28 }}\nforce = \"must\""), None),
        (format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ days = 20 }}\nforce = \"should\""), None),
        (format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = \"undated\"\nforce = \"must\""), Some("later")),
        (format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ weeks = 4 }}\nforce = \"must\""), None),
        (
            format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ months = 1 }}\nforce = \"must\""),
            Some("later"),
        ),
        (
            format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ working_days = 20 }}\nforce = \"must\""),
            Some("later"),
        ),
        (
            format!("{first}\nwhen = {{ track = \"adult\" }}\ninterval = {{ working_days = 14 }}\nforce = \"must\""),
            None,
        ),
        (format!("{first}\ninterval = {{ days = 20 }}\nforce = \"must\""), Some("first-review-child")),
        (format!("{first}\ninterval = {{ days = 10 }}\nforce = \"must\""), None),
        (
            "duty = \"community_review_decision\"\ninterval = \"undated\"\nforce = \"should\"".into(),
            Some("less bindingly"),
        ),
        ("duty = \"register_review\"\ninterval = { months = 2 }\nforce = \"should\"".into(), None),
    ] {
        let found = faults(&local(&rule));
        match fault {
            None => assert!(found.is_empty(), "{rule}: {found:?}"),
            Some(fault) => {
                assert!(
                    found.iter().any(|f| f.starts_with("x.toml:8: rule 'own': ") && f.contains(fault)),
                    "{rule}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn every_fault_of_a_pack_is_told_with_its_line() {
    let head = "id = \"x\"\nversion = \"1\"\ntitle = \"X\"\nlayer = \"national\"\nicbs = [\"QZZ\"]\neffective_from = \"2024-01-01\"\n";
    let rules = "[[rule]]\nid = \"a\"\nduty = \"make_tea\"\ninterval = { days = 1 }\nforce = \"must\"\nsource = \"x\"\n\
        [[rule]]\nid = \"b\"\nduty = \"review_report\"\ninterval = { days = 0 }\nforce = \"must\"\nsource = \" \"\n\
        [[rule]]\nid = \"b\"\nduty = \"review_report\"\ninterval = { days = 1 }\nforce = \"must\"\nsource = \"x\"\n\
        [[rule]]\nid = \"c\"\nduty = \"review_report\"\ninterval = { days = 1 }\nforce = \"must\"\nsource = \"x\"\ncolour = \"red\"\n\
        [[rule]]\nid = \"d\"\nduty = \"review_report\"\ninterval = { days = -3 }\nforce = \"must\"\nsource = \"x\"\n\
        [[rule]]\nid = \"e\"\nduty = \"review_report\"\ninterval = { working_days = 3 }\ncounting = \"inclusive\"\nforce = \"must\"\n\
        source = \"x\"\n";
    let found = faults(&format!("{head}{rules}"));
    for (line, what) in [
        (4, "only a local pack names ICBs"),
        (7, "rule 'a': unknown variant `make_tea`"),
        (13, "rule 'b': the interval must be at least 1"),
        (13, "rule 'b': a rule needs its source"),
        (19, "rule 'b': this id stands twice"),
        (25, "rule 'c': unknown field `colour`"),
        (32, "rule 'd': invalid value"),
        (38, "rule 'e': only days, weeks and months"),
    ] {
        let start = format!("x.toml:{line}: {what}");
        assert!(found.iter().any(|fault| fault.starts_with(&start)), "no '{start}' in {found:#?}");
    }
    assert_eq!(found.len(), 8, "{found:#?}");
}

#[test]
fn a_head_that_cannot_be_read_is_told_with_its_line() {
    let text = pack("1", "effective_from = \"2024-02-30\"", 1);
    assert_eq!(faults(&text), ["x.toml:5: expected a date that exists, written YYYY-MM-DD"]);
    let text = pack("1", "effective_from = \"2024-02-28\"\nowner = \"x\"", 1);
    assert!(faults(&text)[0].starts_with("x.toml:6: unknown field `owner`"), "{:?}", faults(&text));
    assert!(faults("id = ")[0].starts_with("x.toml:1: "), "{:?}", faults("id = "));
}

/// Pathway: S0-4.2.
#[test]
fn versions_follow_one_another() {
    let told = |one: &str, two: &str| match Packs::parse(&[("one.toml", one), ("two.toml", two)]) {
        Ok(_) => String::new(),
        Err(faults) => faults.to_string(),
    };
    let one = pack("1", "effective_from = \"2020-01-01\"", 28);
    let next = "effective_from = \"2025-01-01\"\nreplaces = \"1\"\napplies_to = \"running\"";
    assert_eq!(told(&one, &pack("2", next, 21)), "");
    assert!(told(&one, &one).contains("two.toml:1: version '1' of 'p' in one.toml is given twice"));
    assert!(
        told(&one, &pack("2", "effective_from = \"2020-01-01\"", 1)).contains("has the effective date of version '1'")
    );
    assert!(told(&one, &pack("2", "effective_from = \"2025-01-01\"", 1)).contains("does not say what it replaces"));
    assert!(
        told(&one, &pack("2", &next.replace("\"1\"", "\"0\""), 1))
            .contains("replaces version '0' of 'p', which is not there")
    );
    let third = pack("3", &next.replace("2025", "2026"), 14);
    let three = Packs::parse(&[("one.toml", &one), ("two.toml", &pack("2", next, 21)), ("three.toml", &third)]);
    assert!(
        three
            .unwrap_err()
            .to_string()
            .contains("three.toml:1: replaces version '1', but version '2' of 'p' in two.toml lies")
    );
    assert!(told(&one, &pack("2", &next.replace("2025", "2019"), 1)).contains("takes effect no earlier"));
    assert!(
        told(&one, &pack("2", "effective_from = \"2025-01-01\"\nreplaces = \"1\"", 1))
            .contains("two.toml:6: a version that replaces")
    );
}

/// A national pack of this name, with this body.
pub fn national(id: &str, body: &str) -> String {
    format!(
        "id = \"{id}\"\nversion = \"1\"\ntitle = \"{id}\"\nlayer = \"national\"\neffective_from = \"2020-01-01\"\n{body}"
    )
}

/// A rule of a national pack.
pub fn rule(line: &str) -> String {
    format!("[[rule]]\nid = \"r\"\nforce = \"must\"\nsource = \"x\"\n{line}\n")
}

fn parsed(texts: &[&str]) -> Packs {
    let names: Vec<String> = (0..texts.len()).map(|n| format!("{n}.toml")).collect();
    let texts: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().copied()).collect();
    Packs::parse(&texts).unwrap()
}

/// The faults of this one pack, without the file.
pub fn alone(text: &str) -> Vec<String> {
    match Packs::parse(&[("x.toml", text)]) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.all().iter().map(|fault| fault.to_string().replace("x.toml:", "")).collect(),
    }
}

#[test]
fn of_several_ages_the_highest_is_asked_and_of_equals_the_first_pack() {
    let asks = |age: u32| format!("[criteria]\nminimum_age = {age}\nsource = \"x\"\n");
    for (one, two, pack, age) in [(14, 16, "b", 16), (16, 14, "a", 16), (14, 14, "a", 14)] {
        let packs = parsed(&[&national("a", &asks(one)), &national("b", &asks(two))]);
        let criteria = packs.criteria(&icb("QOQ"), day("2026-01-06"));
        assert_eq!(criteria.all().len(), 1);
        let found = criteria.asking(Asks::MinimumAge).unwrap();
        assert_eq!((found.pack.as_str(), found.age), (pack, Some(age)), "{one}, {two}");
        assert!(criteria.asking(Asks::InCrisis).is_none());
    }
    let crisis = "[criteria]\nin_crisis = true\nsource = \"x\"\n";
    let criteria =
        parsed(&[&national("a", crisis), &national("b", &asks(14))]).criteria(&icb("QOQ"), day("2026-01-06"));
    assert_eq!(criteria.all().iter().map(|c| c.asks).collect::<Vec<_>>(), [Asks::InCrisis, Asks::MinimumAge]);
}

#[test]
fn of_equal_actions_the_most_binding_is_called_for() {
    let action = |action: &str, force: &str, more: &str| {
        format!("[[action]]\nrag = \"red\"\naction = \"{action}\"\nforce = \"{force}\"\nsource = \"{force}\"\n{more}\n")
    };
    for (one, two, told) in [("can", "must", "must"), ("must", "can", "must"), ("should", "should", "should")] {
        let first = national("a", &[action("meet", one, ""), action("call", "may", "")].concat());
        let packs = parsed(&[&first, &national("b", &action("meet", two, ""))]);
        let found = packs.actions(Rag::Red, Some(30), None, day("2026-01-06"));
        let found: Vec<(&str, &str)> = found.iter().map(|a| (a.action.as_str(), a.force.code())).collect();
        assert_eq!(found, [("meet", told), ("call", "may")], "{one}, {two}");
        assert!(packs.actions(Rag::Amber, Some(30), None, day("2026-01-06")).is_empty());
    }
    let packs = parsed(&[&national("a", &action("meet", "must", "age_from = 18\nage_to = 25"))]);
    for (age, called) in [(17, false), (18, true), (25, true), (26, false)] {
        let found = packs.actions(Rag::Red, Some(age), None, day("2026-01-06"));
        assert_eq!(!found.is_empty(), called, "{age}");
    }
    assert_eq!(packs.actions(Rag::Red, None, None, day("2026-01-06")).len(), 1, "an age not known is not held against");
    let local = local(
        &rule("duty = \"review_report\"\ninterval = { days = 7 }")
            .replace("[[rule]]\nid = \"r\"\nforce", "force")
            .replace("source = \"x\"\n", ""),
    );
    let packs = parsed(&[&(local + &action("visit", "must", ""))]);
    let of = |whose: Option<&str>| packs.actions(Rag::Red, Some(30), whose.map(icb).as_ref(), day("2026-01-06")).len();
    assert_eq!((of(Some("QZZ")), of(Some("QOQ")), of(None)), (1, 0, 0), "a local pack is silent elsewhere");
}

#[test]
fn a_condition_holds_for_its_own_only() {
    use dsr::domain::admission::{Security, Setting};
    type Ask = dyn Fn(Case<'static>) -> Case<'static>;
    let speaks = |when: &str, case: &Ask| {
        static ICB: std::sync::OnceLock<Ods> = std::sync::OnceLock::new();
        let text =
            national("a", &rule(&format!("duty = \"review_report\"\ninterval = {{ days = 7 }}\nwhen = {{ {when} }}")));
        let whose = ICB.get_or_init(|| icb("QOQ"));
        let asked = case(Case::new(whose, Some(day("2008-01-06")), day("2026-01-06")));
        !parsed(&[&text]).candidates(Duty::ReviewReport, &asked, asked.on, asked.on).is_empty()
    };
    let as_is = |case: Case<'static>| case;
    let child = |case| Case { on: day("2026-01-05"), ..case };
    let unknown = |case| Case { born: None, ..case };
    let tier4 = |case| Case { setting: Some(Setting::Tier4), ..case };
    let low = |case| Case { security: Some(Security::Low), ..case };
    let red = |case| Case { rag: Some(Rag::Red), ..case };
    let rows: [(&str, &Ask, bool); 16] = [
        ("", &as_is, true),
        ("age_under = 18", &as_is, false),
        ("age_under = 18", &child, true),
        ("age_under = 19", &as_is, true),
        ("age_under = 18", &unknown, false),
        ("track = \"child\"", &as_is, false),
        ("track = \"child\"", &child, true),
        ("track = \"child\"", &tier4, true),
        ("track = \"adult\"", &tier4, false),
        ("track = \"adult\"", &unknown, true),
        ("security = [\"low\", \"none\"]", &low, true),
        ("security = [\"medium\"]", &low, false),
        ("security = [\"low\"]", &as_is, false),
        ("rag = [\"red\"]", &red, true),
        ("rag = [\"amber\", \"green\"]", &red, false),
        ("rag = [\"red\"]", &as_is, false),
    ];
    for (when, case, expected) in rows {
        assert_eq!(speaks(when, case), expected, "{when}");
    }
}

#[test]
fn between_equal_dates_law_binds_before_policy_and_policy_before_practice() {
    let body = |force: &str, days: u32| {
        format!(
            "[[rule]]\nid = \"r\"\nduty = \"review_report\"\ninterval = {{ days = {days} }}\nforce = \"{force}\"\nsource = \"x\"\n"
        )
    };
    let own = format!(
        "id = \"aa\"\nversion = \"1\"\ntitle = \"L\"\nlayer = \"local\"\nicbs = [\"QOQ\"]\neffective_from = \"2020-01-01\"\n{}",
        body("must", 7)
    );
    let law = national("z", &body("must", 7)).replace("national", "statute");
    let undated = national("a", &body("must", 7)).replace("{ days = 7 }", "\"undated\"");
    let packs = parsed(&[
        &own,
        &national("m", &body("must", 7)),
        &national("b", &body("must", 7)),
        &law,
        &undated,
        &national("c", &body("may", 6)),
    ]);
    let (whose, on) = (icb("QOQ"), day("2026-01-06"));
    let found = packs.candidates(Duty::ReviewReport, &Case::new(&whose, None, on), on, on);
    assert_eq!(found.iter().map(|c| c.pack.as_str()).collect::<Vec<_>>(), ["c", "z", "b", "m", "aa", "a"]);
}

#[test]
fn a_pack_in_words_is_what_it_says() {
    let lines = |file: &str| {
        let packs = Packs::embedded().unwrap();
        packs.all().find(|pack| pack.id == file).unwrap().summary()
    };
    let seeds = lines("seeds");
    assert_eq!(
        seeds[0],
        "seeds 2017-03-01 (national, from 2017-03-01): What the source documents ask of every register"
    );
    for line in [
        "  a referral: open to health and social care; in mental-health crisis, or in hospital [S4: open to health and social care, and in crisis with their mental health]",
        "  review_action_plan: must, 12 weeks (84 days) [S4: a review of C(E)TR action plan within 12 weeks]",
        "  red: must community_review_considered [S4: Red, a community C(E)TR must be considered]",
    ] {
        assert!(seeds.iter().any(|found| found == line), "{line}: {seeds:#?}");
    }
    let own = lines("example-qzz");
    assert_eq!(own[0], "example-qzz 2024-04-01 (local QZZ, from 2024-04-01): Example of a local overlay");
    for start in [
        "  a referral: 14 or over [S3: ",
        "  community_review_decision: must, 14 days, must be held [L: ",
        "  register_review: should, 7 days, while red [L: ",
    ] {
        assert!(own.iter().any(|found| found.starts_with(start)), "{start}: {own:#?}");
    }
    assert!(lines("mental-health-act-2025")[0].contains(", NOT IN FORCE): "));
    let text = national(
        "a",
        &rule(
            "duty = \"oversight_visit\"\ninterval = { days = 1 }\ncounting = \"inclusive\"\nshown_from_age = 17\nwhen = { track = \"child\", security = [\"low\", \"none\"], rag = [\"red\", \"amber\"], age_under = 18 }",
        ),
    );
    let line = "must, 1 day beginning with the day, child track, security low or none, while red or amber, under 18, shown from the 17th birthday";
    assert_eq!(parsed(&[&text]).all().next().unwrap().rules[0].in_words(), line);
    for (applies, told) in
        [("running", "replaces 1 for running clocks too"), ("new_starts", "replaces 1 for new clocks")]
    {
        let head = format!("effective_from = \"2025-01-01\"\nreplaces = \"1\"\napplies_to = \"{applies}\"");
        let packs = parsed(&[&pack("1", "effective_from = \"2020-01-01\"", 28), &pack("2", &head, 21)]);
        assert_eq!(packs.all().nth(1).unwrap().headline(), format!("p 2 (national, from 2025-01-01, {told}): P"));
    }
}

#[test]
fn a_start_before_every_pack_is_answered_by_all_and_any_other_by_those_begun() {
    let rule = rule("duty = \"review_report\"\ninterval = { days = 7 }");
    let packs = parsed(&[&national("a", &rule), &national("b", &rule).replace("2020-01-01", "2021-01-01")]);
    let whose = icb("QOQ");
    for (on, expected) in
        [("2019-12-31", &["a", "b"][..]), ("2020-01-01", &["a"]), ("2020-12-31", &["a"]), ("2021-01-01", &["a", "b"])]
    {
        let found = packs.candidates(Duty::ReviewReport, &Case::new(&whose, None, day(on)), day(on), day(on));
        assert_eq!(found.iter().map(|c| c.pack.as_str()).collect::<Vec<_>>(), expected, "{on}");
    }
}

#[test]
fn a_register_tells_what_it_needs_of_a_referral() {
    use dsr::domain::view::Requirements;
    let packs = Packs::embedded().unwrap();
    let needs = Requirements::of(&packs, &icb("QZZ"), day("2026-01-06"));
    let pointers: Vec<&str> = needs.to_be_received.iter().map(|field| field.pointer.as_str()).collect();
    for pointer in [
        "/source",
        "/person",
        "/risk_factors",
        "/person/family_name",
        "/person/date_of_birth",
        "/supporting_professional",
    ] {
        assert!(pointers.contains(&pointer), "{pointer}: {pointers:?}");
    }
    assert!(!pointers.contains(&"/person/postcode") && !pointers.contains(&"/consents"));
    let birth = needs.to_be_received.iter().find(|field| field.pointer == "/person/date_of_birth").unwrap();
    assert!(birth.description.starts_with("Date of birth"), "{birth:?}");
    assert_eq!((needs.minimum_age, needs.criteria.len()), (Some(14), 3));
    assert!(needs.code_lists.iter().any(|list| list.list == "risk_factor"));
}

#[test]
fn a_pack_that_was_shipped_never_changes() {
    let shipped = [
        ("mental-health-act-2025 2025-10-30", "9232e2bfd92ab4cea6b7dfcc510c2208fbaf1f736302e8fd19ea39c99ee9ddc5"),
        ("statute 2017-03-01", "6790cd0348760153107eaf97598ae8cdd65f67527cdd467f868796e7a1e35ad5"),
        ("escalation 2017-03-01", "a240efc3ea27966b81b9d6e20ca5f48319a0657111507577ba2cf9012d1afa3b"),
        ("escalation-red 2017-03-01", "caa389ff78a3cbe741b2852ad2ef7ec4bb6ae447d5bf9d3e2239c5b3bf18139e"),
        ("measures 2017-03-01", "ec4ae002d22128a861c8dcd03b91e9f3333cb90ec112475e34e24b942273348b"),
        ("national 2017-03-01", "adb6cb01d643309b5a1beadcb9bf989e7ea08893dce0b2e433e900499979d647"),
        ("seeds 2017-03-01", "e4825e0b6835ea6ef5c7f548ac10b04e45b0f0817611a5a7b89c4202d8cd5dd7"),
        ("example-qzz 2024-04-01", "15f1ee2fca8051440ffd8e7c73b1ecd056d7c01f507c88c62f09bd634454b027"),
        ("example-qzz-keyworking 2026-11-23", "8a2ae6f5c1ed01fc3b95e4b65fe30ffc5ad0812f151dfb175346818e3ab3e3be"),
        ("example-qzz-escalation 2026-11-23", "787e9e80b4885a901a98abe2a9e94250596972b9c8fc8084fd3026c6d81f2b6b"),
    ];
    let packs = Packs::embedded().unwrap();
    let there: Vec<(String, String)> =
        packs.all().map(|pack| (format!("{} {}", pack.id, pack.version), pack.digest.clone())).collect();
    for (name, digest) in shipped {
        let found = there.iter().find(|(known, _)| known == name).map(|(_, digest)| digest.as_str());
        assert_eq!(
            found,
            Some(digest),
            "{name}: registers hold this digest; what is to change goes into a new version"
        );
    }
    assert_eq!(there.len(), shipped.len(), "a new pack has its digest here before it is shipped");
}
