//! A picture of one person's life on the register: what happened when, what was due when, and how that ended.
//!
//! `telling` says what there is to see, as rows of bars, flags and tracks and a numbered list in plain words; `picture`
//! draws whatever it is given and knows neither facts nor duties. A new kind of duty is a new row without a change here.
//!
//! Pictures are forwarded easily, so nothing that identifies anybody is in one: no name, number, birth date, address,
//! ward, organisation or free text. A day that is somebody's birthday is given as its month.

mod key;
mod picture;
mod scale;
mod svg;
mod telling;
mod words;

use crate::domain::calendar::Date;
use crate::domain::duty::{self, DeadlineView};
use crate::domain::person::Person;
use crate::domain::policy::Packs;
use std::fmt;

/// The picture of a person's life with these duties as they stand on `today`, as SVG.
#[must_use]
pub fn timeline(person: &Person, duties: &[DeadlineView], today: Date) -> String {
    picture::draw(&telling::tell(person, duties, today))
}

/// The person's duties as they stand on `today`, without those that are not to be shown yet.
#[must_use]
pub fn duties_shown(person: &Person, packs: &Packs, today: Date) -> Vec<DeadlineView> {
    let shown = duty::clocks(person, packs).into_iter().filter(|d| d.is_shown(today));
    shown.map(|deadline| deadline.on(today)).collect()
}

/// A day as the picture gives it: in full, or by its month where the day itself would tell a birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Day(Date),
    Month(Date),
}

/// Everything there is to see.
#[derive(Debug)]
struct Timeline {
    today: Date,
    /// The first day shown.
    from: Date,
    /// The last day shown; what is due later stands at the edge.
    to: Date,
    /// The whole in one paragraph.
    summary: String,
    rows: Vec<Row>,
    /// What happened and what is due, by its day; the picture's numbers lead here.
    notes: Vec<Note>,
}

/// One row, named at the left.
#[derive(Debug, Default)]
struct Row {
    /// Stands above the row: it begins a group.
    heading: Option<&'static str>,
    label: String,
    /// Side by side on one line, never at the same time.
    bars: Vec<Bar>,
    /// Numbered labels above the bars.
    flags: Vec<Flag>,
    /// Below the bars, each on a line where it is free.
    tracks: Vec<Track>,
}

/// A time during which something held.
#[derive(Debug)]
struct Bar {
    from: Date,
    /// When it ended; it goes on when absent.
    to: Option<Date>,
    fill: Fill,
    /// What it says inside: the first that fits.
    texts: Vec<String>,
}

/// How a bar is filled: by shade and by pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Stay,
    Ward,
    Red,
    Amber,
    Green,
    Blue,
}

/// A numbered label on a day.
#[derive(Debug)]
struct Flag {
    number: usize,
    on: Date,
    text: String,
}

/// Something that runs from one day to another, with marks on its way.
#[derive(Debug)]
struct Track {
    number: usize,
    from: Date,
    to: Date,
    /// When it had to be done by.
    due: Option<Date>,
    /// Dates by which it had to be done until other dates replaced them.
    former: Vec<Date>,
    /// Until when it went on past `due`.
    late_until: Option<Date>,
    marks: Vec<(Date, Mark)>,
    text: String,
}

/// A shape with a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Asked,
    Offered,
    Done,
    DoneLate,
    Declined,
    Coming,
    Open,
    Overdue,
    Missed,
    Cancelled,
    Rescheduled,
    Planned,
    Seen,
    SeenVirtually,
    Unseen,
    UnseenVirtually,
    Emergency,
    Decided,
    Notified,
}

/// From how many tracks on a row spares words that its marks say as well.
const MANY: usize = 7;

impl Row {
    /// Where there are many tracks, those that end in one of these marks need no words.
    fn spare_words(&mut self, said: &[Mark]) {
        if self.tracks.len() >= MANY {
            let spared = |track: &&mut Track| track.marks.last().is_some_and(|(_, mark)| said.contains(mark));
            self.tracks.iter_mut().filter(spared).for_each(|track| track.text.clear());
        }
    }
}

impl Track {
    /// A point in time, without marks or words.
    const fn at(day: Date) -> Self {
        Self {
            number: 0,
            from: day,
            to: day,
            due: None,
            former: Vec::new(),
            late_until: None,
            marks: Vec::new(),
            text: String::new(),
        }
    }
}

/// An entry of the list.
#[derive(Debug)]
struct Note {
    when: When,
    text: String,
}

impl When {
    /// The day where it stands in the picture.
    fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month(day) => scale::mid_month(day),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.naive().format("%-d %b %Y").fmt(f),
            Self::Month(day) => day.naive().format("%B %Y").fmt(f),
        }
    }
}
