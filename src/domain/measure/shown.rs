//! What callers are shown of measures.

use super::{Period, Split, Sums, suppression};
use crate::domain::ods::Ods;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// How a number is written that is not told.
const WITHHELD: &str = "*";

/// A number, or that it is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// The number.
    Known(u64),
    /// It is 1 to 4, or with it one that is could be reckoned.
    Withheld,
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(number) => to.serialize_u64(*number),
            Self::Withheld => to.serialize_str(WITHHELD),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        match value.as_u64() {
            Some(number) => Ok(Self::Known(number)),
            None if value == WITHHELD => Ok(Self::Withheld),
            None => Err(serde::de::Error::custom("neither a number nor '*'")),
        }
    }
}

impl PartialSchema for Number {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
        let withheld = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([WITHHELD])).build();
        let said = "A number; `*` when it is not told: it is 1 to 4, or one that is could be reckoned from it.";
        OneOfBuilder::new().item(number).item(withheld).description(Some(said)).examples([serde_json::json!(15)]).into()
    }
}
impl ToSchema for Number {}

/// A figure of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = MeasureFigure)]
pub enum Figure {
    /// How many.
    Count {
        /// How many.
        value: Number,
    },
    /// How many of how many.
    Rate {
        /// Of which it is so.
        numerator: Number,
        /// Of how many.
        denominator: Number,
        /// In whole percent, of the numbers shown; null of none, and where one of them is not told.
        #[schema(minimum = 0, maximum = 100)]
        percent: Option<u64>,
    },
    /// How many days.
    Days {
        /// Of how many people or things.
        number: Number,
        /// All days together.
        total: Number,
        /// The middle one, in days; of an even number the mean of the middle two, half a day rounded up. Null of none and, where
        /// small numbers are suppressed, of fewer than five.
        #[schema(minimum = 0)]
        median: Option<u64>,
        /// The longest, in days; null of none, and where small numbers are suppressed.
        #[schema(minimum = 0)]
        longest: Option<u64>,
    },
}

/// A figure of one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MeasureGroup)]
pub struct Group {
    /// The group's code; `not_recorded` for those of whom it is not known.
    #[schema(max_length = 60, example = "18_to_25")]
    pub group: String,
    /// What it is called.
    #[schema(max_length = 200, example = "18 to 25")]
    pub label: String,
    /// Its figure.
    pub figure: Figure,
}

/// A part of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MeasurePart)]
pub struct Part {
    /// The part's code.
    #[schema(max_length = 60, example = "red")]
    pub part: String,
    /// What it is called.
    #[schema(max_length = 200, example = "Immediate risk of admission")]
    pub label: String,
    /// Its figure.
    pub figure: Figure,
    /// By group, if the measures are split.
    #[schema(max_items = 500)]
    pub groups: Vec<Group>,
}

/// One measure with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Measure {
    /// Its name for ever.
    #[schema(max_length = 60, example = "on_register")]
    pub code: String,
    /// What it is called.
    #[schema(max_length = 200, example = "On the register")]
    pub title: String,
    /// What it counts: for a rate also of how many.
    #[schema(max_length = 1000, example = "People on the register at the end of the period's last day, by colour.")]
    pub counts: String,
    /// The sentence that asks for it (S0 to S4).
    #[schema(
        max_length = 500,
        example = "S3: the register, at a population level, informs the commissioning of support services"
    )]
    pub source: String,
    /// All of it; null where the parts are not parts of one whole.
    pub figure: Option<Figure>,
    /// What it falls into.
    #[schema(max_items = 50)]
    pub parts: Vec<Part>,
    /// By group, if the measures are split.
    #[schema(max_items = 500)]
    pub groups: Vec<Group>,
}

/// The measures of an area for a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AreaMeasures)]
pub struct Measures {
    /// Whose people are measured.
    pub icb_ods: Ods,
    /// The month, `YYYY-MM`.
    #[schema(min_length = 7, max_length = 7, example = "2026-10")]
    pub month: String,
    /// Its first day.
    pub from: crate::domain::calendar::Date,
    /// The last day that is counted: the month's last, or today.
    pub to: crate::domain::calendar::Date,
    /// Whether the month has come to its last day.
    pub complete: bool,
    /// Whether small numbers are suppressed.
    pub suppressed: bool,
    /// By what the figures are split; null when they are not.
    #[schema(inline)]
    pub split: Option<Split>,
    /// The measures, always all of them.
    #[schema(max_items = 100)]
    pub measures: Vec<Measure>,
}

impl Measures {
    /// What was summed up, as the owner sees it or, `suppressed`, as others may.
    #[must_use]
    pub fn of(icb: &Ods, period: Period, split: Option<Split>, sums: &Sums, suppressed: bool) -> Self {
        let groups = sums.groups(split);
        Self {
            icb_ods: icb.clone(),
            month: period.month(),
            from: period.from,
            to: period.until,
            complete: period.is_complete(),
            suppressed,
            split,
            measures: suppression::shown(&sums.tables(&groups), &groups, suppressed),
        }
    }
}
