//! What of the measures may be seen by those who may not see people (domain §6): 0 stays 0, 1 to 4 is withheld, everything else is
//! rounded to the nearest 5. Where a withheld figure could be reckoned from others of the answer, these are withheld, too:
//!
//! - all of something, if one of its parts is 1 to 4: the parts are what is asked for;
//! - all groups of a figure, if one of them is 1 to 4: a split is given where numbers allow;
//! - the groups of all of something, if the groups of one of its parts are withheld;
//! - of measures that divide the same things, all but the parts of the first, if anything in them is 1 to 4.
//!
//! Of lengths of time a median is said of five or more, and the longest, which is one person's, never.

use super::shown::{Figure, Group, Measure, Number, Part};
use super::sum::{Amount, Row, Table};
use super::{Definition, Parts, definitions};

/// How the figures of one row are seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// As they are.
    Raw,
    /// Each by its own size.
    Suppressed,
    /// Not at all.
    Withheld,
}

/// Whether a number is one that may not be told.
const fn is_small(number: u64) -> bool {
    matches!(number, 1..=4)
}

impl Number {
    /// A number as others may see it.
    #[must_use]
    pub const fn suppressed(number: u64) -> Self {
        if is_small(number) { Self::Withheld } else { Self::Known((number.saturating_add(2) / 5).saturating_mul(5)) }
    }

    const fn seen(number: u64, seen: Seen) -> Self {
        match seen {
            Seen::Raw => Self::Known(number),
            Seen::Suppressed => Self::suppressed(number),
            Seen::Withheld => Self::Withheld,
        }
    }
}

impl Amount {
    /// Whether any number of it is 1 to 4.
    fn is_small(&self) -> bool {
        match self {
            Self::Count(count) => is_small(*count),
            Self::Rate { numerator, denominator } => is_small(*numerator) || is_small(*denominator),
            Self::Days(days) => is_small(count(days)) || is_small(days.iter().sum()),
        }
    }

    fn figure(&self, seen: Seen) -> Figure {
        match self {
            Self::Count(count) => Figure::Count { value: Number::seen(*count, seen) },
            Self::Rate { numerator, denominator } => {
                let (numerator, denominator) = (Number::seen(*numerator, seen), Number::seen(*denominator, seen));
                Figure::Rate { numerator, denominator, percent: percent(numerator, denominator) }
            }
            Self::Days(days) => {
                let told = match seen {
                    Seen::Raw => true,
                    Seen::Suppressed => count(days) >= 5,
                    Seen::Withheld => false,
                };
                Figure::Days {
                    number: Number::seen(count(days), seen),
                    // Few days of many people are told by their sum; the days of few people are not.
                    total: Number::seen(days.iter().sum(), if told || days.is_empty() { seen } else { Seen::Withheld }),
                    median: median(days).filter(|_| told),
                    longest: days.last().copied().filter(|_| seen == Seen::Raw),
                }
            }
        }
    }
}

fn count(days: &[u64]) -> u64 {
    u64::try_from(days.len()).unwrap_or(u64::MAX)
}

/// Of the numbers that are told, in whole percent.
fn percent(numerator: Number, denominator: Number) -> Option<u64> {
    let (Number::Known(of), Number::Known(all)) = (numerator, denominator) else { return None };
    of.saturating_mul(200).saturating_add(all).checked_div(all.saturating_mul(2))
}

/// The middle one; of an even number the mean of the middle two, half a day rounded up.
fn median(days: &[u64]) -> Option<u64> {
    let upper = days.get(days.len() / 2)?;
    let lower = days.get(days.len().saturating_sub(1) / 2)?;
    Some(upper.saturating_add(*lower).saturating_add(1) / 2)
}

impl Row {
    fn has_small_group(&self) -> bool {
        self.groups.iter().any(Amount::is_small)
    }

    fn shown(&self, all: Seen, groups: Seen, names: &[(String, String)]) -> (Figure, Vec<Group>) {
        let each = names.iter().zip(&self.groups);
        let group = |((code, label), amount): (&(String, String), &Amount)| Group {
            group: code.clone(),
            label: label.clone(),
            figure: amount.figure(groups),
        };
        (self.all.figure(all), each.map(group).collect())
    }
}

impl Table {
    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.whole.iter().chain(self.parts.iter().map(|(_, _, row)| row))
    }

    fn has_small_part(&self) -> bool {
        self.parts.iter().any(|(_, _, row)| row.all.is_small())
    }
}

/// How a table is seen.
#[derive(Clone, Copy)]
struct View {
    whole: Seen,
    whole_groups: Seen,
    parts: Seen,
    groups: Seen,
}

const RAW: View = View { whole: Seen::Raw, whole_groups: Seen::Raw, parts: Seen::Raw, groups: Seen::Raw };

/// How a table is seen by others: `family` are the tables that divide the same things, itself included, `leads` whether it is
/// the first of them.
fn view(parts: Parts, table: &Table, family: &[&Table], leads: bool) -> View {
    let given = |given: bool| if given { Seen::Suppressed } else { Seen::Withheld };
    let add_up = !matches!(parts, Parts::Separate(_));
    let small_part = add_up && family.iter().any(|table| table.has_small_part());
    let small_group = |table: &Table| table.rows().any(Row::has_small_group);
    let divided_once = family.len() == 1 || !family.iter().any(|table| small_group(table));
    let told = leads || !small_part;
    View {
        whole: given(!small_part),
        whole_groups: given(!small_part && divided_once && !(add_up && small_group(table))),
        parts: given(told),
        groups: given(told && divided_once),
    }
}

/// The tables of all definitions, as the owner of the figures sees them or, `suppressed`, as others may.
#[must_use]
pub fn shown(tables: &[Table], names: &[(String, String)], suppressed: bool) -> Vec<Measure> {
    let all: Vec<(&Definition, &Table)> = definitions().iter().zip(tables).collect();
    let view_of = |definition: &Definition, table: &Table| {
        let related = |other: &Definition| {
            other.code == definition.code || other.family.is_some_and(|f| definition.family == Some(f))
        };
        let family: Vec<_> = all.iter().filter(|(other, _)| related(other)).collect();
        let leads = family.first().is_some_and(|(first, _)| first.code == definition.code);
        view(definition.parts, table, &family.iter().map(|(_, table)| *table).collect::<Vec<_>>(), leads)
    };
    let seen = |definition, table| if suppressed { view_of(definition, table) } else { RAW };
    all.iter().map(|(definition, table)| measure(definition, table, seen(definition, table), names)).collect()
}

fn measure(definition: &Definition, table: &Table, view: View, names: &[(String, String)]) -> Measure {
    let own =
        |groups, row: &Row| if groups == Seen::Suppressed && row.has_small_group() { Seen::Withheld } else { groups };
    let whole = table.whole.as_ref().map(|row| row.shown(view.whole, own(view.whole_groups, row), names));
    let (figure, groups) = whole.map_or((None, Vec::new()), |(figure, groups)| (Some(figure), groups));
    let parts = table.parts.iter().map(|(code, label, row)| {
        let (figure, groups) = row.shown(view.parts, own(view.groups, row), names);
        Part { part: (*code).into(), label: (*label).into(), figure, groups }
    });
    Measure {
        code: definition.code.into(),
        title: definition.title.into(),
        counts: definition.counts.into(),
        source: definition.source.into(),
        figure,
        parts: parts.collect(),
        groups,
    }
}
