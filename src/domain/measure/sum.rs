//! What measures find of each person, added up.

use super::{Kind, Split, Subject, definitions};
use std::collections::BTreeMap;

/// What one person, or one thing that happened to them, adds to a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The part it belongs to, where the measure has parts.
    pub part: Option<&'static str>,
    /// What it adds.
    pub one: One,
}

/// One of a count, one of a rate, one length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum One {
    /// It counts.
    Counted,
    /// It is one of those asked about, and it is so or not.
    IsSo(bool),
    /// It took so many days.
    Days(u64),
}

impl Found {
    /// One of a count.
    pub const fn counted(part: &'static str) -> Self {
        Self { part: Some(part), one: One::Counted }
    }

    /// One of a count without parts.
    pub const fn one() -> Self {
        Self { part: None, one: One::Counted }
    }

    /// One of a rate.
    pub const fn is(so: bool) -> Self {
        Self { part: None, one: One::IsSo(so) }
    }

    /// A length of time.
    pub fn days(days: i64) -> Self {
        Self { part: None, one: One::Days(u64::try_from(days).unwrap_or_default()) }
    }

    /// The same, of a part.
    pub const fn of(self, part: &'static str) -> Self {
        Self { part: Some(part), ..self }
    }
}

/// What was found, added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// How many.
    Count(u64),
    /// How many of how many.
    Rate {
        /// Of which it is so.
        numerator: u64,
        /// Of how many.
        denominator: u64,
    },
    /// Lengths of time, in days, the shortest first.
    Days(Vec<u64>),
}

impl Amount {
    /// Nothing yet, of this kind.
    #[must_use]
    pub const fn none(kind: Kind) -> Self {
        match kind {
            Kind::Count => Self::Count(0),
            Kind::Rate => Self::Rate { numerator: 0, denominator: 0 },
            Kind::Days => Self::Days(Vec::new()),
        }
    }

    fn add(&mut self, one: One) {
        match (self, one) {
            (Self::Count(count), One::Counted) => *count = count.saturating_add(1),
            (Self::Rate { numerator, denominator }, One::IsSo(so)) => {
                *denominator = denominator.saturating_add(1);
                *numerator = numerator.saturating_add(u64::from(so));
            }
            (Self::Days(all), One::Days(days)) => {
                let place = all.partition_point(|held| *held <= days);
                all.insert(place, days);
            }
            _ => {}
        }
    }

    fn join(&mut self, other: Self) {
        match (self, other) {
            (Self::Count(count), Self::Count(more)) => *count = count.saturating_add(more),
            (Self::Rate { numerator, denominator }, Self::Rate { numerator: n, denominator: d }) => {
                *numerator = numerator.saturating_add(n);
                *denominator = denominator.saturating_add(d);
            }
            (Self::Days(all), Self::Days(more)) => {
                all.extend(more);
                all.sort_unstable();
            }
            _ => {}
        }
    }
}

/// Where an amount belongs: the measure by its place, the part, the group.
type Place = (usize, Option<&'static str>, Option<String>);

/// The sums of some people; sums of other people can be joined to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<Place, Amount>);

/// The amounts of one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// All of it; none where the parts are not parts of something whole.
    pub whole: Option<Row>,
    /// Its parts, each with its code and what it is called.
    pub parts: Vec<(&'static str, &'static str, Row)>,
}

/// An amount, and how it divides into groups, in the order of the groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// All of it.
    pub all: Amount,
    /// Of each group; nothing when it is not split.
    pub groups: Vec<Amount>,
}

impl Sums {
    /// Adds what every measure finds of one person.
    pub fn add(&mut self, subject: &Subject<'_>, split: Option<Split>) {
        let group = split.map(|split| subject.group(split).into_owned());
        for (place, definition) in definitions().iter().enumerate() {
            let whole = definition.parts.has_whole();
            for found in (definition.find)(subject) {
                let parts = found.part.map(Some).into_iter().chain(whole.then_some(None));
                for part in parts {
                    self.at((place, part, None), definition.kind).add(found.one);
                    if group.is_some() {
                        self.at((place, part, group.clone()), definition.kind).add(found.one);
                    }
                }
            }
        }
    }

    fn at(&mut self, place: Place, kind: Kind) -> &mut Amount {
        self.0.entry(place).or_insert_with(|| Amount::none(kind))
    }

    /// Adds the sums of other people.
    pub fn join(&mut self, other: Self) {
        for (place, amount) in other.0 {
            match self.0.entry(place) {
                std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(amount)),
                std::collections::btree_map::Entry::Occupied(mut held) => held.get_mut().join(amount),
            }
        }
    }

    /// The groups that occur, and what each is called; all of a closed list.
    #[must_use]
    pub fn groups(&self, split: Option<Split>) -> Vec<(String, String)> {
        let found = self.0.keys().filter_map(|(_, _, group)| group.clone());
        split.map(|split| split.groups(found)).unwrap_or_default()
    }

    /// A table for every definition, in their order.
    #[must_use]
    pub fn tables(&self, groups: &[(String, String)]) -> Vec<Table> {
        let table = |(place, definition): (usize, &super::Definition)| {
            let amount = |part, group: Option<&String>| {
                let found = self.0.get(&(place, part, group.cloned()));
                found.cloned().unwrap_or_else(|| Amount::none(definition.kind))
            };
            let row = |part| Row {
                all: amount(part, None),
                groups: groups.iter().map(|(group, _)| amount(part, Some(group))).collect(),
            };
            let parts = definition.parts.list().into_iter().map(|(code, label)| (code, label, row(Some(code))));
            Table { parts: parts.collect(), whole: definition.parts.has_whole().then(|| row(None)) }
        };
        definitions().iter().enumerate().map(table).collect()
    }
}
