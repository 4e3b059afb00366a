//! The measures of an area (domain §7): what the records of its people add up to for a calendar month. A measure counts what was
//! true, or happened, by what is known now; whoever moved to another ICB counts where the ICB of the day was.

mod barrier;
mod definition;
mod hospital;
mod keyworking;
mod register;
mod review;
mod shown;
mod sum;
mod suppression;

pub use definition::{Again, Definition, Family, Kind, Looked, Parts, Scale, definitions};
pub use shown::{Figure, Group, Measure, Measures, Number, Part};
pub use sum::{Amount, Row, Sums, Table};
pub use suppression::shown;

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::{self, Deadline};
use crate::domain::ods::Ods;
use crate::domain::person::{EthnicCategory, Gender, Membership, Person};
use crate::domain::policy::Packs;
use chrono::Datelike;
use std::borrow::Cow;

codes! {
    /// By what measures are split.
    Split {
        AgeGroup = "age_group", "By age on the last day of the period";
        Gender = "gender", "By gender";
        EthnicCategory = "ethnic_category", "By ethnic category";
        LocalAuthority = "local_authority", "By local authority";
    }
    /// An age group: children, those who can still have a keyworker, other adults.
    AgeGroup {
        Under18 = "under_18", "Under 18";
        From18To25 = "18_to_25", "18 to 25";
        From26To64 = "26_to_64", "26 to 64";
        Over64 = "65_and_over", "65 and over";
    }
}

/// The group of those of whom the register does not know it.
const NOT_RECORDED: &str = "not_recorded";

/// A calendar month in London, as far as it has passed.
///
/// ```
/// use dsr::domain::calendar::Date;
/// use dsr::domain::measure::Period;
/// let day = |s| Date::parse(s).unwrap();
/// let february = Period::of("2028-02", day("2028-02-10")).unwrap();
/// assert_eq!((february.from, february.to), (day("2028-02-01"), day("2028-02-29")));
/// assert_eq!((february.until, february.is_complete()), (day("2028-02-10"), false));
/// assert!(Period::of("2028-01", day("2028-02-10")).unwrap().is_complete());
/// assert!(Period::of("2028-3", day("2028-02-10")).is_err(), "a month has two digits");
/// assert!(Period::of("2028-03", day("2028-02-10")).is_err(), "not in the future");
/// assert_eq!(Period::last_whole(day("2028-01-31")).to, day("2027-12-31"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The last day of which something can be said: its last day, or today.
    pub until: Date,
}

impl Period {
    /// Reads `YYYY-MM`.
    ///
    /// # Errors
    /// A code and a sentence: it is no month, or it begins in the future.
    pub fn of(month: &str, today: Date) -> Result<Self, (&'static str, &'static str)> {
        const FAULT: (&str, &str) = ("date_invalid", "expected a month, written YYYY-MM, between 1850 and 2199");
        let from = Date::parse(&format!("{month}-01")).map_err(|_| FAULT)?;
        if from > today {
            return Err(("date_in_future", "must not lie in the future"));
        }
        Ok(Self::from_day(from, today))
    }

    /// The last month that has passed.
    #[must_use]
    pub fn last_whole(today: Date) -> Self {
        Self::from_day(first_of(today).minus_months(1), today)
    }

    fn from_day(from: Date, today: Date) -> Self {
        let to = from.plus_months(1).day_before();
        Self { from, to, until: to.min(today) }
    }

    /// Whether all of it has passed, today included.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.until == self.to
    }

    /// The month, `YYYY-MM`.
    #[must_use]
    pub fn month(&self) -> String {
        self.from.to_string().chars().take(7).collect()
    }
}

fn first_of(day: Date) -> Date {
    day.naive().with_day(1).map_or(day, Date::from)
}

/// A person as they were at the end of a period, with what a measure asks of them.
#[derive(Debug)]
pub struct Subject<'p> {
    person: &'p Person,
    deadlines: Vec<Deadline>,
    icb: &'p Ods,
    period: Period,
    packs: &'p Packs,
}

impl<'p> Subject<'p> {
    /// `person` as at the end of the period, for the measures of `icb`.
    #[must_use]
    pub fn new(person: &'p Person, icb: &'p Ods, period: Period, packs: &'p Packs) -> Self {
        let mut deadlines = duty::clocks(person, packs);
        deadlines.retain(|deadline| !deadline.is_withdrawn());
        Self { person, deadlines, icb, period, packs }
    }

    /// Whether the ICB was responsible on `day`.
    fn is_here(&self, day: Date) -> bool {
        self.person.icb_on(day) == self.icb
    }

    /// Whether `day` lies within the period, and the ICB was responsible then.
    fn falls(&self, day: Date) -> bool {
        self.period.from <= day && day <= self.period.until && self.is_here(day)
    }

    /// The stay on the register at the end of the period, with the ICB responsible.
    fn stay(&self) -> Option<&'p Membership> {
        self.person.membership_on(self.period.until).filter(|_| self.is_here(self.period.until))
    }

    fn is_under_26(&self) -> bool {
        self.person.born().is_some_and(|born| born.age_on(self.period.until) < 26)
    }

    /// To which group of a split the person belongs.
    #[must_use]
    pub fn group(&self, split: Split) -> Cow<'static, str> {
        let details = self.person.details.as_ref();
        let code = match split {
            Split::AgeGroup => self.person.born().map(|born| AgeGroup::at(born.age_on(self.period.until)).code()),
            Split::Gender => details.and_then(|d| d.gender).map(Gender::code),
            Split::EthnicCategory => details.and_then(|d| d.ethnic_category).map(EthnicCategory::code),
            Split::LocalAuthority => {
                let named = self.person.local_authority.as_ref().map(ToString::to_string);
                return named.map_or(Cow::Borrowed(NOT_RECORDED), Cow::Owned);
            }
        };
        Cow::Borrowed(code.unwrap_or(NOT_RECORDED))
    }
}

impl AgeGroup {
    /// The group of this age in years.
    #[must_use]
    pub const fn at(age: u32) -> Self {
        match age {
            0..18 => Self::Under18,
            18..26 => Self::From18To25,
            26..65 => Self::From26To64,
            65.. => Self::Over64,
        }
    }
}

impl Split {
    /// The groups there are, with what each is called: all of a closed list, of an open one those that occur.
    fn groups(self, found: impl Iterator<Item = String>) -> Vec<(String, String)> {
        fn all<T: Copy>(
            list: &[T],
            code: fn(T) -> &'static str,
            label: fn(T) -> &'static str,
        ) -> Vec<(String, String)> {
            list.iter().map(|one| (code(*one).to_owned(), label(*one).to_owned())).collect()
        }
        let mut groups = match self {
            Self::AgeGroup => all(AgeGroup::ALL, AgeGroup::code, AgeGroup::label),
            Self::Gender => all(Gender::ALL, Gender::code, Gender::label),
            Self::EthnicCategory => all(EthnicCategory::ALL, EthnicCategory::code, EthnicCategory::label),
            Self::LocalAuthority => {
                let mut found: Vec<String> = found.filter(|group| group != NOT_RECORDED).collect();
                found.sort();
                found.dedup();
                found.into_iter().map(|code| (code.clone(), code)).collect()
            }
        };
        groups.push((NOT_RECORDED.to_owned(), "Not recorded".to_owned()));
        groups
    }
}
