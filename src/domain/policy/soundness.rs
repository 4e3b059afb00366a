//! Whether packs are sound together: versions that follow one another, and overlays that add or tighten, never relax.

use crate::domain::bank_holidays::BankHolidays;
use crate::domain::calendar::Date;
use crate::domain::ods::Ods;
use crate::domain::policy::fault::Fault;
use crate::domain::policy::{Case, Force, Layer, Pack, Rule};
use std::cmp::Ordering;

/// Every fault of packs that are sound by themselves.
pub(super) fn together(packs: &[Pack], holidays: &BankHolidays) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, pack) in packs.iter().enumerate() {
        let earlier = packs.get(..index).unwrap_or_default();
        let mut tell = |line: usize, reason: String| faults.push(Fault::new(&pack.file, line, reason));
        versions(pack, earlier, packs, &mut tell);
        if pack.layer == Layer::Local {
            relaxations(pack, packs, holidays, &mut tell);
        }
    }
    faults
}

fn versions(pack: &Pack, earlier: &[Pack], all: &[Pack], tell: &mut impl FnMut(usize, String)) {
    let name = |other: &Pack| format!("version '{}' of '{}' in {}", other.version, other.id, other.file);
    for other in earlier.iter().filter(|other| other.id == pack.id) {
        if other.version == pack.version {
            tell(1, format!("{} is given twice", name(other)));
        } else if other.effective_from == pack.effective_from {
            tell(1, format!("has the effective date of {}: one would hide the other", name(other)));
        }
        if other.layer != pack.layer {
            tell(1, format!("is of another layer than {}", name(other)));
        }
    }
    let others = || all.iter().filter(|other| other.id == pack.id && other.version != pack.version);
    match &pack.replaces {
        Some(replaced) => match others().find(|other| other.version == *replaced) {
            None => tell(1, format!("replaces version '{replaced}' of '{}', which is not there", pack.id)),
            Some(other) if other.effective_from >= pack.effective_from => {
                tell(1, format!("replaces {}, which takes effect no earlier", name(other)));
            }
            Some(other) => {
                let between =
                    |v: &&Pack| v.effective_from > other.effective_from && v.effective_from < pack.effective_from;
                if let Some(newer) = others().find(between) {
                    tell(1, format!("replaces version '{replaced}', but {} lies between them", name(newer)));
                }
            }
        },
        None => {
            if let Some(other) = others().find(|other| other.effective_from < pack.effective_from) {
                tell(1, format!("does not say what it replaces, and {} is older", name(other)));
            }
        }
    }
}

/// An overlay's rule relaxes a `must` of law or national policy that speaks to a case of its own when its date can lie
/// later, when it asks less bindingly for the same date, or when it lets a decision do where a review has to be held.
fn relaxations(overlay: &Pack, all: &[Pack], holidays: &BankHolidays, tell: &mut impl FnMut(usize, String)) {
    let binding =
        all.iter().filter(|pack| pack.layer != Layer::Local && pack.in_force && !outlived(pack, overlay, all));
    for pack in binding {
        for must in pack.rules.iter().filter(|rule| rule.force == Force::Must) {
            let own = overlay.rules.iter().filter(|own| own.duty == must.duty && own.when.overlaps(&must.when));
            for own in own {
                let why = match latest(own, must, holidays) {
                    Ordering::Greater => "sets a later date than",
                    Ordering::Equal if own.force != Force::Must => "asks less bindingly for the date of",
                    _ if must.must_be_held && !own.must_be_held => "lets a decision do for",
                    _ => continue,
                };
                let rule = format!("rule '{}' of '{}'", must.id, pack.id);
                tell(own.line, format!("rule '{}': {why} {rule}: an overlay may add or tighten, never relax", own.id));
            }
        }
    }
}

/// Whether a newer version has taken this pack's place before the overlay takes effect.
fn outlived(pack: &Pack, overlay: &Pack, all: &[Pack]) -> bool {
    let newer = |other: &&Pack| other.id == pack.id && other.in_force && other.effective_from > pack.effective_from;
    all.iter().filter(newer).any(|other| other.effective_from <= overlay.effective_from)
}

/// How the dates of one rule compare with another's at worst: counted from every day of eight years. No date is later than
/// any.
fn latest(own: &Rule, other: &Rule, holidays: &BankHolidays) -> Ordering {
    const DAYS: u32 = 8 * 366;
    let (Ok(icb), Ok(first)) = (Ods::parse("QZZ"), Date::parse("2024-01-01")) else { return Ordering::Greater };
    let due = |rule: &Rule, anchor: Date| {
        let case = Case::new(&icb, Some(anchor.minus_years(10)), anchor);
        let due = rule.interval.after(anchor, rule.counting, &case, holidays).0;
        (due.is_none(), due)
    };
    let compared = (0..DAYS).map(|n| first.plus_days(n)).map(|day| due(own, day).cmp(&due(other, day)));
    if own.interval == other.interval && own.counting == other.counting {
        Ordering::Equal
    } else {
        compared.max().unwrap_or(Ordering::Equal)
    }
}
