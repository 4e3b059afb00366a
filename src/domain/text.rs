//! Text that cannot be wrong: trimmed, bounded, free of control characters. The limit is written once, here, and
//! reaches the parser and the contract alike.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

fn clean(text: &str, max: usize, lines: bool) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("text_empty|must not be empty".into());
    }
    if text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
        return Err("text_control_character|must not contain control characters (U+0000 among them)".into());
    }
    if text.chars().count() > max {
        return Err(format!("text_too_long|must be at most {max} characters"));
    }
    Ok(text.to_owned())
}

/// What `clean` accepts in one line, for the contract: no control characters, and something besides spaces.
const LINE: &str = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$";
/// The same in several lines, which tabs and line ends may part.
const LINES: &str =
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$";

macro_rules! text {
    ($($(#[$meta:meta])* $name:ident, max $max:literal, lines $lines:literal, example $example:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "Cow<'_, str>", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest text allowed, in characters.
            pub const MAX: usize = $max;

            /// Trims and checks.
            ///
            /// # Errors
            /// Empty, too long, or holding control characters.
            pub fn parse(text: &str) -> Result<Self, String> {
                clean(text, $max, $lines).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<Cow<'_, str>> for $name {
            type Error = String;
            fn try_from(text: Cow<'_, str>) -> Result<Self, String> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
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
                    .pattern(Some(if $lines { LINES } else { LINE }))
                    .examples([$example])
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    )+};
}

text! {
    /// One line: a name, a role, a place. At most 200 characters.
    Line, max 200, lines false, example "Sam Field";
    /// Several lines of prose: a rationale, findings, a narrative. At most 10,000 characters.
    Prose, max 10_000, lines true, example "Sleeping little, refusing meals.";
    /// The caller's own reference for a record; not an identifier of the person. At most 100 characters.
    Reference, max 100, lines false, example "CM-2026-000117";
}

/// `text` folded for searching: compatibility-decomposed, accents dropped, lower case, single spaces.
///
/// ```
/// use dsr::domain::text::folded;
/// assert_eq!(folded("  Zoë   O’BRIEN "), "zoe o'brien");
/// ```
#[must_use]
pub fn folded(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
