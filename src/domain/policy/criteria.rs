//! What a referral has to meet to be accepted.

use crate::domain::code::codes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// What a criterion asks.
    Asks {
        OpenToHealthAndSocialCare = "open_to_health_and_social_care", "The person is open to health and social care";
        InCrisis = "in_crisis", "The person is in mental-health crisis, or in hospital";
        MinimumAge = "minimum_age", "The person has reached an age";
    }
}

/// The criteria of one pack, as its text states them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyCriteria)]
pub struct StatedCriteria {
    /// The person must be open to health and social care.
    #[serde(default)]
    pub open_to_health_and_social_care: bool,
    /// The person must be in mental-health crisis, or in hospital.
    #[serde(default)]
    pub in_crisis: bool,
    /// The person must have reached this age, in whole years, when the referral is received.
    #[serde(default)]
    pub minimum_age: Option<u32>,
    /// The sentence they rest on.
    #[schema(max_length = 500)]
    pub source: String,
}

/// One criterion and who asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Criterion {
    /// What it asks.
    pub asks: Asks,
    /// The age, in whole years on the day the referral is received.
    #[schema(minimum = 1, maximum = 120)]
    pub age: Option<u32>,
    /// The pack that asks it.
    #[schema(max_length = 60, example = "seeds")]
    pub pack: String,
    /// The sentence it rests on.
    #[schema(max_length = 500)]
    pub source: String,
}

impl Criterion {
    /// The code of a refusal for it.
    #[must_use]
    pub const fn unmet_code(&self) -> &'static str {
        match self.asks {
            Asks::OpenToHealthAndSocialCare => "criteria_not_open_to_services",
            Asks::InCrisis => "criteria_not_in_crisis",
            Asks::MinimumAge => "criteria_below_minimum_age",
        }
    }

    /// What a refusal says of a person who does not meet it.
    #[must_use]
    pub fn unmet(&self) -> String {
        match self.asks {
            Asks::OpenToHealthAndSocialCare => "the person is not open to health and social care".into(),
            Asks::InCrisis => "the person is not in mental-health crisis, and not in hospital".into(),
            Asks::MinimumAge => format!("the person was under {} when referred", self.age.unwrap_or_default()),
        }
    }

    /// What the referrer is told of it, while the referral does not meet it.
    #[must_use]
    pub fn warning(&self) -> String {
        let asked = match self.asks {
            Asks::OpenToHealthAndSocialCare => "is open to health and social care".into(),
            Asks::InCrisis => "is in mental-health crisis".into(),
            Asks::MinimumAge => format!("is {} or over", self.age.unwrap_or_default()),
        };
        let (source, _) = self.source.split_once(':').unwrap_or((&self.source, ""));
        format!("The register's criteria ask that the person {asked} ({source}).")
    }
}

/// What one register asks of a referral.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Criteria(Vec<Criterion>);

impl Criteria {
    /// Each criterion once, in the order of the packs; of several ages the highest.
    pub(super) fn of<'p>(stated: impl Iterator<Item = (&'p str, &'p StatedCriteria)>) -> Self {
        let mut found: Vec<Criterion> = Vec::new();
        for (pack, stated) in stated {
            let asked = [
                stated.open_to_health_and_social_care.then_some((Asks::OpenToHealthAndSocialCare, None)),
                stated.in_crisis.then_some((Asks::InCrisis, None)),
                stated.minimum_age.map(|age| (Asks::MinimumAge, Some(age))),
            ];
            for (asks, age) in asked.into_iter().flatten() {
                let criterion = Criterion { asks, age, pack: pack.to_owned(), source: stated.source.clone() };
                match found.iter_mut().find(|known| known.asks == asks) {
                    Some(known) if known.age < age => *known = criterion,
                    Some(_) => {}
                    None => found.push(criterion),
                }
            }
        }
        Self(found)
    }

    /// Every criterion.
    #[must_use]
    pub fn all(&self) -> &[Criterion] {
        &self.0
    }

    /// The criterion that asks this, if one does.
    #[must_use]
    pub fn asking(&self, asks: Asks) -> Option<&Criterion> {
        self.0.iter().find(|criterion| criterion.asks == asks)
    }
}
