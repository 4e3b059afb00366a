//! The NHS number.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// Ten digits whose last is the modulus-11 check digit; spaces are tolerated on input, never kept.
/// `Debug` hides it: it must not reach a log.
///
/// ```
/// use dsr::domain::nhs_number::NhsNumber;
/// assert_eq!(NhsNumber::parse("999 100 0011").unwrap().as_str(), "9991000011");
/// assert!(NhsNumber::parse("9991000012").is_err(), "wrong check digit");
/// assert!(NhsNumber::parse("9990000000").is_err(), "a remainder of 1 asks for a check digit of 10: never issued");
/// assert!(NhsNumber::parse("99910000").is_err());
/// assert!(NhsNumber::parse("999100001A").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Cow<'_, str>", into = "String")]
pub struct NhsNumber(String);

impl NhsNumber {
    /// Reads a number, with or without spaces.
    ///
    /// # Errors
    /// Not ten digits, or a check digit that does not hold (weights 10…2, 11 − remainder, 11 → 0, 10 → invalid).
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let plain: String = text.chars().filter(|c| *c != ' ').collect();
        if text.len() > 20 || plain.len() != 10 || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return Err("nhs_number_format|must be ten digits; spaces between them are tolerated");
        }
        let mut digits = plain.bytes().map(|b| u32::from(b.saturating_sub(b'0')));
        let weighted: u32 =
            digits.clone().zip((2..=10).rev()).map(|(digit, weight)| digit.saturating_mul(weight)).sum();
        let check = match 11_u32.saturating_sub(weighted % 11) {
            11 => 0,
            other => other,
        };
        if check != 10 && digits.next_back() == Some(check) {
            Ok(Self(plain))
        } else {
            Err(
                "nhs_number_check_digit|is not a valid NHS number: its check digit does not hold; look for a misread digit",
            )
        }
    }

    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

impl TryFrom<Cow<'_, str>> for NhsNumber {
    type Error = &'static str;
    fn try_from(text: Cow<'_, str>) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<NhsNumber> for String {
    fn from(number: NhsNumber) -> Self {
        number.0
    }
}

impl utoipa::PartialSchema for NhsNumber {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .min_length(Some(10))
            .max_length(Some(20))
            .pattern(Some("^ *([0-9] *){10}$"))
            .description(Some(
                "NHS number: ten digits with a valid check digit; spaces are tolerated on input, answers carry none.",
            ))
            .examples(["9991000011"])
            .into()
    }
}
impl utoipa::ToSchema for NhsNumber {}
