//! Writing SVG: elements, escaped text, and how much room a text takes.

use std::fmt::Write;

/// A piece of SVG.
#[derive(Debug, Default)]
pub(super) struct Svg(String);

/// An attribute and its value.
pub(super) type Attribute<'a> = (&'a str, &'a str);

impl Svg {
    /// An element without content.
    pub(super) fn element(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes, "/>\n");
    }

    /// The beginning of an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes, ">");
    }

    /// The end of an element.
    pub(super) fn close(&mut self, name: &str) {
        self.put(&["</", name, ">\n"]);
    }

    /// An element that holds text only.
    pub(super) fn words(&mut self, name: &str, attributes: &[Attribute<'_>], text: &str) {
        self.open(name, attributes);
        self.escaped(text);
        self.close(name);
    }

    /// A line of text whose baseline begins at this point.
    pub(super) fn text(&mut self, (x, y): (f64, f64), class: &str, text: &str) {
        self.words("text", &[("x", &n(x)), ("y", &n(y)), ("class", class)], text);
    }

    /// A straight line.
    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        self.element("line", &[("x1", &n(x1)), ("y1", &n(y1)), ("x2", &n(x2)), ("y2", &n(y2)), ("class", class)]);
    }

    /// A rectangle by its upper left corner, width and height.
    pub(super) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        let size = [("width", n(width.max(0.0))), ("height", n(height))];
        let [(_, width), (_, height)] = &size;
        self.element("rect", &[("x", &n(x)), ("y", &n(y)), ("width", width), ("height", height), ("class", class)]);
    }

    /// A circle.
    pub(super) fn circle(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        self.element("circle", &[("cx", &n(x)), ("cy", &n(y)), ("r", &n(radius)), ("class", class)]);
    }

    /// A path around this point: `d` speaks in distances from it, in lower-case commands.
    pub(super) fn shape(&mut self, (x, y): (f64, f64), d: &str, class: &str) {
        self.element("path", &[("d", &format!("M{} {}{d}", n(x), n(y))), ("class", class)]);
    }

    /// What was drawn elsewhere.
    pub(super) fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// A constant piece.
    pub(super) fn raw(&mut self, piece: &'static str) {
        self.0.push_str(piece);
    }

    /// The text of it all.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>], end: &str) {
        self.put(&["<", name]);
        for (name, value) in attributes {
            self.put(&[" ", name, "=\""]);
            self.escaped(value);
            self.put(&["\""]);
        }
        self.put(&[end]);
    }

    fn put(&mut self, pieces: &[&str]) {
        self.0.extend(pieces.iter().copied());
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                c if c.is_control() => self.0.push(' '),
                c => self.0.push(c),
            }
        }
    }
}

/// A coordinate, to a tenth.
pub(super) fn n(value: f64) -> String {
    let mut text = String::new();
    let _ = write!(text, "{value:.1}");
    text
}

/// A count as a length.
pub(super) fn count(items: usize) -> f64 {
    u32::try_from(items).map_or(f64::from(u32::MAX), f64::from)
}

/// The most room a text takes in any of the usual sans-serif fonts at this size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | 'f' | 't' | 'r' | ' ' | '.' | ',' | ':' | ';' | '(' | ')' | '\'' | '|' | '/' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '—' | '…' => 1.0,
        c if c.is_ascii_uppercase() => 0.78,
        _ => 0.6,
    };
    text.chars().map(of).sum::<f64>() * size
}

/// A text in lines of at most this width; the first may be shorter by `indent`.
pub(super) fn wrapped(text: &str, size: f64, room: f64, indent: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut free = room - indent;
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= free || (line.is_empty() && free >= room) {
            *line = longer;
        } else {
            lines.push(word.to_owned());
            free = room;
        }
    }
    lines
}
