//! What is wrong with a pack: file, line, reason.

use std::fmt;

/// One fault of a pack's text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    file: String,
    line: usize,
    reason: String,
}

impl Fault {
    pub(super) fn new(file: &str, line: usize, reason: String) -> Self {
        Self { file: file.to_owned(), line, reason }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// Why packs are refused: every fault, in the order of files and lines. Shown one a line.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Every fault.
    #[must_use]
    pub fn all(&self) -> &[Fault] {
        &self.0
    }
}

impl From<Vec<Fault>> for Faults {
    fn from(mut faults: Vec<Fault>) -> Self {
        faults.sort();
        Self(faults)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Fault::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// The line on which the byte `at` of a text stands, from 1.
pub(super) fn line_at(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count().saturating_add(1))
}

/// Line and reason of an error of form.
pub(crate) fn fault_of(text: &str, error: &toml::de::Error) -> (usize, String) {
    (line_at(text, error.span().map_or(0, |span| span.start)), reason_of(error))
}

/// What an error of form says, without the code that values put before it.
pub(super) fn reason_of(error: &toml::de::Error) -> String {
    let message = error.message().trim();
    message.split_once('|').map_or(message, |(_, message)| message).replace('\n', "; ")
}
