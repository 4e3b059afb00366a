//! The picture's words.

use crate::domain::calendar::Date;
use crate::domain::rating::Rag;

/// A day in full.
pub(super) fn day(day: Date) -> String {
    super::When::Day(day).to_string()
}

/// A number of things: `1 day`, `2 days`.
pub(super) fn counted(number: i64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A label within a sentence: its first letter small, unless the word is an abbreviation.
pub(super) fn within(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

/// What stands before a label's explanation.
pub(super) fn short(label: &str) -> &str {
    label.split_once(':').map_or(label, |(head, _)| head)
}

/// A colour's name.
pub(super) const fn colour(rag: Rag) -> &'static str {
    match rag {
        Rag::Red => "Red",
        Rag::Amber => "Amber",
        Rag::Green => "Green",
        Rag::Blue => "Blue",
    }
}

/// A list in a sentence: `a, b and c`.
pub(super) fn listed(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// A colour and what it means.
pub(super) fn meant(rag: Rag) -> String {
    format!("{} ({})", colour(rag), within(rag.label()))
}
