//! Codes of organisations, areas, places and contacts, kept by others; we check their form.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

macro_rules! formats {
    ($($(#[$meta:meta])* $name:ident: $check:expr, $pattern:literal, max $max:literal, example $example:literal, $fault:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "Cow<'_, str>", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads the code.
            ///
            /// # Errors
            /// The text does not have the form the contract's pattern gives.
            pub fn parse(text: &str) -> Result<Self, &'static str> {
                let check: fn(&str) -> bool = $check;
                if text.len() <= $max && check(text) { Ok(Self(text.to_owned())) } else { Err($fault) }
            }

            /// The code.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<Cow<'_, str>> for $name {
            type Error = &'static str;
            fn try_from(text: Cow<'_, str>) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }
        impl std::str::FromStr for $name {
            type Err = &'static str;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .min_length(Some(1))
                    .max_length(Some($max))
                    .pattern(Some($pattern))
                    .examples([$example])
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    )+};
}

fn upper_or_digit(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

formats! {
    /// An NHS organisation's ODS code: three to ten capital letters and digits.
    Ods: |t| t.len() >= 3 && upper_or_digit(t), "^[A-Z0-9]{3,10}$", max 10, example "QOQ",
        "ods_code_format|must be an ODS code: three to ten capital letters and digits";
    /// A local authority's ONS (GSS) code.
    LocalAuthority: |t| t.len() == 9 && t.starts_with(['E', 'W']) && t.bytes().skip(1).all(|b| b.is_ascii_digit()),
        "^[EW][0-9]{8}$", max 9, example "E06000010",
        "local_authority_format|must be an ONS area code: E or W and eight digits";
    /// A United Kingdom postcode, in capitals, with its space.
    Postcode: |t| (6..=8).contains(&t.len()) && t.split_once(' ').is_some_and(|(out, inward)|
            (2..=4).contains(&out.len()) && upper_or_digit(out) && inward.len() == 3 && upper_or_digit(inward)
            && inward.starts_with(|c: char| c.is_ascii_digit())),
        "^[A-Z0-9]{2,4} [0-9][A-Z0-9]{2}$", max 8, example "HU1 1AA",
        "postcode_format|must be a postcode in capitals with one space, such as LS1 4AP";
    /// An e-mail address.
    Email: |t| validator::ValidateEmail::validate_email(&t), "^[^@\\s]+@[^@\\s]+$", max 254, example "sam.field@example.org",
        "email_format|must be an e-mail address";
    /// A telephone number: digits, spaces, and at most a leading plus.
    Phone: |t| (5..=25).contains(&t.len()) && t.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit() || b == b' '),
        "^\\+?[0-9 ]{4,25}$", max 25, example "01632 960001",
        "phone_format|must be a telephone number of digits and spaces";
    /// A national bed-type code (admission details), 110 to 141.
    BedType: |t| matches!(t.parse::<u16>(), Ok(110..=134 | 140 | 141)), "^1([12][0-9]|3[0-4]|4[01])$", max 3, example "110",
        "bed_type_code_unknown|must be a national bed-type code between 110 and 134, 140 or 141";
}
