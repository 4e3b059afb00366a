//! Why the register says no: faults collected, refusals, and the table of problems they are answered as.

mod faults;
mod problems;

pub use faults::{FAULTS, Known};
pub use problems::{Problem, Row, Whose};

use crate::domain::id::{PersonId, ReferralId};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer into the request body, empty for the body as a whole; `?name` for a query parameter.
    #[schema(max_length = 300, example = "/person/nhs_number")]
    pub pointer: String,
    /// What is wrong, for programs.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "nhs_number_check_digit")]
    pub code: String,
    /// What is wrong and what to do, for people; never repeats a value of the request.
    #[schema(max_length = 500)]
    pub message: String,
    /// The source of the rule that is not met, where a rule is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, example = "S4")]
    pub source: Option<String>,
}

/// Everything wrong with a request, collected: a caller hears all of it at once.
#[derive(Debug, Default)]
pub struct Faults {
    meaning: Vec<Fault>,
    rules: Vec<Fault>,
}

impl Faults {
    /// A value that cannot be meant: it contradicts another value, the calendar or itself (422).
    pub fn meaning(&mut self, pointer: impl Into<String>, code: &str, message: impl Into<String>) {
        self.meaning.push(Fault { pointer: pointer.into(), code: code.into(), message: message.into(), source: None });
    }

    /// A rule of the register that is not met as things stand (409), with its source.
    pub fn rule(&mut self, pointer: impl Into<String>, code: &str, message: impl Into<String>, source: &str) {
        self.rules.push(Fault {
            pointer: pointer.into(),
            code: code.into(),
            message: message.into(),
            source: Some(source.into()),
        });
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.meaning.is_empty() && self.rules.is_empty()
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// All faults: as [`Refusal::Invalid`] when one of them is of meaning, else as [`Refusal::RuleNotMet`].
    pub fn verdict(mut self) -> Result<(), Refusal> {
        if self.is_empty() {
            Ok(())
        } else if self.meaning.is_empty() {
            Err(Refusal::RuleNotMet(self.rules))
        } else {
            self.meaning.append(&mut self.rules);
            Err(Refusal::Invalid(self.meaning))
        }
    }
}

/// A decision that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The request contradicts itself or the calendar.
    Invalid(Vec<Fault>),
    /// The request is sound; the register's rules do not allow it as things stand.
    RuleNotMet(Vec<Fault>),
    /// The same client sent this `client_reference` before.
    DuplicateClientReference(ReferralId),
    /// The caller's ICB already has a person with this NHS number.
    PersonExists(PersonId),
    /// No such record within the caller's reach.
    NotFound,
}

impl Refusal {
    /// A refusal for one value that cannot be meant.
    #[must_use]
    pub fn meaning(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault { pointer: pointer.into(), code: code.into(), message: message.into(), source: None }])
    }

    /// A refusal for one rule that is not met.
    #[must_use]
    pub fn rule(pointer: impl Into<String>, code: &str, message: impl Into<String>, source: &str) -> Self {
        let source = Some(source.into());
        Self::RuleNotMet(vec![Fault { pointer: pointer.into(), code: code.into(), message: message.into(), source }])
    }

    /// The same, its faults placed under `at`, where the request has what they are about.
    #[must_use]
    pub fn placed(self, at: &str) -> Self {
        let under = |faults: Vec<Fault>| {
            faults.into_iter().map(|fault| Fault { pointer: format!("{at}{}", fault.pointer), ..fault }).collect()
        };
        match self {
            Self::Invalid(faults) => Self::Invalid(under(faults)),
            Self::RuleNotMet(faults) => Self::RuleNotMet(under(faults)),
            other => other,
        }
    }
}
