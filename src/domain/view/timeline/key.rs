//! Shapes, patterns and shades, and what each means. None rests on colour alone: every mark has a form of its own and
//! words beside it, every colour of the register a letter and a pattern.

use super::svg::{Svg, n, width, wrapped};
use super::{Fill, Mark, Timeline};

/// Patterns, shades and type. Every text has a contrast of at least 4.5 to what is under it.
pub(super) const STYLE: &str = r##"<defs>
<pattern id="p-red" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="#8f1d1d" stroke-width="2.2"/></pattern>
<pattern id="p-amber" width="10" height="6" patternUnits="userSpaceOnUse"><path d="M0 0H6V6H0z" fill="#6b4300"/></pattern>
<pattern id="p-blue" width="4" height="6" patternUnits="userSpaceOnUse"><path d="M1 0V6" stroke="#12407a" stroke-width="1.5"/></pattern>
<pattern id="p-late" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 -1L7 7M-1 5L1 7M5 -1L7 1" stroke="#8f1d1d" stroke-width="2"/></pattern>
</defs>
<style>
text { font-family: Arial, Helvetica, "Liberation Sans", sans-serif; font-size: 13px; fill: #1a1a1a; }
.h1 { font-size: 20px; font-weight: bold; }
.h2 { font-size: 15px; font-weight: bold; }
.row, .now { font-weight: bold; }
.pill { fill: #1a1a1a; }
.number { font-size: 11px; font-weight: bold; fill: #ffffff; }
.small { font-size: 12px; }
.paper { fill: #ffffff; }
.grid { stroke: #d4d4d4; }
.rule { stroke: #767676; }
.leader { stroke: #767676; }
.today { stroke: #1a1a1a; stroke-width: 1.5; stroke-dasharray: 5 3; }
.run { stroke: #4a4a4a; stroke-width: 2; }
.rest { stroke: #4a4a4a; stroke-width: 1.5; stroke-dasharray: 1.5 4; }
.due { stroke: #1a1a1a; stroke-width: 3; }
.former { stroke: #4a4a4a; stroke-width: 2; stroke-dasharray: 2 2; }
.late { fill: url(#p-late); stroke: #8f1d1d; }
.stay { fill: #ececec; stroke: #4a4a4a; }
.ward { fill: #dcdcdc; stroke: #1a1a1a; stroke-width: 1.5; }
.red { fill: #fbe3e1; stroke: #8f1d1d; } .p-red { fill: url(#p-red); }
.amber { fill: #fdeecb; stroke: #6b4300; } .p-amber { fill: url(#p-amber); }
.green { fill: #e0f2e4; stroke: #14532d; } .p-green { fill: #14532d; }
.blue { fill: #dfeafa; stroke: #12407a; } .p-blue { fill: url(#p-blue); }
.on { fill: #1a1a1a; }
.good { fill: #14532d; stroke: #14532d; } .tardy { fill: #6b4300; stroke: #6b4300; } .bad { fill: #8f1d1d; stroke: #8f1d1d; }
.plain { fill: #1a1a1a; stroke: #1a1a1a; }
.hollow { fill: #ffffff; stroke: #1a1a1a; stroke-width: 2; }
.ink { fill: none; stroke: #1a1a1a; stroke-width: 2; }
.chalk { fill: none; stroke: #ffffff; stroke-width: 2; }
@media print { svg { print-color-adjust: exact; } }
</style>
"##;

impl Fill {
    const ALL: [Self; 6] = [Self::Stay, Self::Ward, Self::Red, Self::Amber, Self::Green, Self::Blue];

    const fn class(self) -> &'static str {
        match self {
            Self::Stay => "stay",
            Self::Ward => "ward",
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Blue => "blue",
        }
    }

    /// What a colour of the register means; the other bars say it themselves.
    const fn meaning(self) -> Option<&'static str> {
        match self {
            Self::Stay | Self::Ward => None,
            Self::Red => Some("R, Red: immediate risk of admission"),
            Self::Amber => Some("A, Amber: high risk without prompt help"),
            Self::Green => Some("G, Green: risks present and managed"),
            Self::Blue => Some("B, Blue: in hospital"),
        }
    }

    /// How far below the top of a bar of this height its text stands: above the pattern, where it has one.
    pub(super) const fn baseline(self, height: f64) -> f64 {
        height / 2.0 + if self.meaning().is_some() { 1.0 } else { 4.0 }
    }

    /// Draws a bar of this size; its lowest part shows the pattern.
    pub(super) fn draw(self, svg: &mut Svg, at: (f64, f64), (width, height): (f64, f64)) {
        svg.rect(at, (width, height), self.class());
        if self.meaning().is_some() {
            let pattern = format!("p-{}", self.class());
            svg.rect((at.0, at.1 + height - 7.0), (width, 7.0), &pattern);
        }
    }
}

impl Mark {
    const ALL: [Self; 19] = [
        Self::Asked,
        Self::Offered,
        Self::Done,
        Self::DoneLate,
        Self::Declined,
        Self::Coming,
        Self::Open,
        Self::Overdue,
        Self::Missed,
        Self::Cancelled,
        Self::Rescheduled,
        Self::Planned,
        Self::Seen,
        Self::SeenVirtually,
        Self::Unseen,
        Self::UnseenVirtually,
        Self::Emergency,
        Self::Decided,
        Self::Notified,
    ];

    const fn meaning(self) -> &'static str {
        match self {
            Self::Asked => "review asked for",
            Self::Offered => "review offered",
            Self::Done => "review held, or duty met in time",
            Self::DoneLate => "met late",
            Self::Declined => "declined",
            Self::Coming => "coming: on this date it is due",
            Self::Open => "open, no date set",
            Self::Overdue => "overdue: not done yet",
            Self::Missed => "missed: ended without being done in time",
            Self::Cancelled => "called off, or no longer needed",
            Self::Rescheduled => "another day set for a review",
            Self::Planned => "day a review is planned for",
            Self::Seen => "visit in person, person seen",
            Self::SeenVirtually => "visit by video or telephone, person seen",
            Self::Unseen => "visit in person, person not seen",
            Self::UnseenVirtually => "visit by video or telephone, person not seen",
            Self::Emergency => "emergency meeting (LAEP)",
            Self::Decided => "decision",
            Self::Notified => "local authority told",
        }
    }

    /// Draws the mark around this point.
    pub(super) fn draw(self, svg: &mut Svg, at: (f64, f64)) {
        match self {
            Self::Asked => svg.circle(at, 3.5, "plain"),
            Self::Offered => svg.shape(at, "m-5 -6l11 6l-11 6z", "hollow"),
            Self::Done => {
                svg.circle(at, 7.0, "good");
                svg.shape(at, "m-3.5 0l2.5 3l4.5 -6", "chalk");
            }
            Self::DoneLate => {
                svg.shape(at, "m0 -9l9 9l-9 9l-9 -9z", "tardy");
                svg.shape(at, "m-3.5 0l2.5 3l4.5 -6", "chalk");
            }
            Self::Declined => {
                svg.shape(at, "m-6 -6h12v12h-12z", "hollow");
                svg.shape(at, "m-3 0h6", "ink");
            }
            Self::Coming => svg.circle(at, 6.5, "hollow"),
            Self::Open => {
                svg.circle(at, 6.5, "hollow");
                svg.circle(at, 2.0, "plain");
            }
            Self::Overdue => {
                svg.shape(at, "m0 -9l9 16h-18z", "bad");
                svg.shape(at, "m0 -4v6m0 1.5v2", "chalk");
            }
            Self::Missed => {
                svg.shape(at, "m-7 -7h14v14h-14z", "bad");
                svg.shape(at, "m-4 -4l8 8m-8 0l8 -8", "chalk");
            }
            Self::Cancelled => {
                svg.circle(at, 6.5, "hollow");
                svg.shape(at, "m-4.5 4.5l9 -9", "ink");
            }
            Self::Rescheduled => svg.circle(at, 3.5, "hollow"),
            Self::Planned => svg.shape(at, "m0 -7l7 7l-7 7l-7 -7z", "hollow"),
            Self::Seen | Self::Unseen => {
                svg.shape(at, "m-9 0q9 -13 18 0q-9 13 -18 0z", "hollow");
                self.pupil(svg, at);
            }
            Self::SeenVirtually | Self::UnseenVirtually => {
                svg.shape(at, "m-8 -6h16v12h-16z", "hollow");
                self.pupil(svg, at);
            }
            Self::Emergency => svg.shape(at, "m0 -9l2.5 6h6l-5 4l2 7l-5.5 -4l-5.5 4l2 -7l-5 -4h6z", "plain"),
            Self::Decided => {
                svg.shape(at, "m-8 0l4 -7h8l4 7l-4 7h-8z", "plain");
                svg.shape(at, "m-3.5 0l2.5 3l4.5 -6", "chalk");
            }
            Self::Notified => {
                svg.shape(at, "m-8 -6h16v12h-16z", "hollow");
                svg.shape(at, "m-8 -6l8 7l8 -7", "ink");
            }
        }
    }
}

impl Mark {
    /// What a visit's mark has in its middle: an eye that saw, or one struck out.
    fn pupil(self, svg: &mut Svg, at: (f64, f64)) {
        if matches!(self, Self::Seen | Self::SeenVirtually) {
            svg.circle(at, 3.0, "plain");
        } else {
            svg.shape(at, "m-6 6l12 -12", "ink");
        }
    }
}

/// One sign and what it means.
enum Sign {
    Fill(Fill),
    GoesOn,
    Mark(Mark),
    Run,
    Due,
    Former,
    Late,
}

impl Sign {
    const fn meaning(&self) -> &'static str {
        match self {
            Self::Fill(fill) => match fill.meaning() {
                Some(meaning) => meaning,
                None => "",
            },
            Self::Mark(mark) => mark.meaning(),
            Self::GoesOn => "goes on today",
            Self::Run => "runs from here",
            Self::Due => "due on this date",
            Self::Former => "was due on this date, until another replaced it",
            Self::Late => "time past the due date",
        }
    }

    fn draw(&self, svg: &mut Svg, (x, y): (f64, f64)) {
        match self {
            Self::Fill(fill) => fill.draw(svg, (x - 11.0, y - 9.0), (22.0, 18.0)),
            Self::Mark(mark) => mark.draw(svg, (x, y)),
            Self::GoesOn => goes_on(svg, (x - 4.0, y)),
            Self::Run => run(svg, (x - 11.0, y), x + 11.0),
            Self::Due => svg.line((x, y - 8.0), (x, y + 8.0), "due"),
            Self::Former => former(svg, (x, y)),
            Self::Late => late(svg, (x - 11.0, y), 22.0),
        }
    }
}

/// Draws that a bar goes on past this point.
pub(super) fn goes_on(svg: &mut Svg, at: (f64, f64)) {
    svg.shape(at, "m2 -7l9 7l-9 7z", "on");
}

/// Draws time from where something began.
pub(super) fn run(svg: &mut Svg, (from, y): (f64, f64), to: f64) {
    svg.line((from, y), (to, y), "run");
    svg.line((from, y - 4.0), (from, y + 4.0), "run");
}

/// Draws a due date that no longer holds.
pub(super) fn former(svg: &mut Svg, (x, y): (f64, f64)) {
    svg.rect((x - 2.5, y - 8.0), (5.0, 16.0), "paper");
    svg.line((x, y - 8.0), (x, y + 8.0), "former");
}

/// Draws time past a due date.
pub(super) fn late(svg: &mut Svg, (x, y): (f64, f64), width: f64) {
    svg.rect((x, y - 3.5), (width, 7.0), "paper");
    svg.rect((x, y - 3.5), (width, 7.0), "late");
}

/// Explains the signs this picture uses, from `y` downwards; answers where it ends.
pub(super) fn draw(svg: &mut Svg, timeline: &Timeline, left: f64, right: f64, y: f64) -> f64 {
    let bars = || timeline.rows.iter().flat_map(|row| &row.bars);
    let tracks = || timeline.rows.iter().flat_map(|row| &row.tracks);
    let colours = Fill::ALL.into_iter().filter(|fill| fill.meaning().is_some() && bars().any(|bar| bar.fill == *fill));
    let marks = Mark::ALL.into_iter().filter(|mark| tracks().any(|track| track.marks.iter().any(|(_, m)| m == mark)));
    let mut signs: Vec<Sign> = colours.map(Sign::Fill).collect();
    signs.extend(bars().any(|bar| bar.to.is_none()).then_some(Sign::GoesOn));
    signs.extend(marks.map(Sign::Mark));
    signs.extend(tracks().any(|track| track.from < track.to).then_some(Sign::Run));
    signs.extend(tracks().any(|track| track.due.is_some()).then_some(Sign::Due));
    signs.extend(tracks().any(|track| !track.former.is_empty()).then_some(Sign::Former));
    signs.extend(tracks().any(|track| track.late_until.is_some()).then_some(Sign::Late));
    if signs.is_empty() {
        return y;
    }
    svg.text((left, y), "h2", "What the signs mean");
    let (mut x, mut y) = (left, y + 24.0);
    for sign in signs {
        let room = 34.0 + width(sign.meaning(), 13.0) + 14.0;
        if x > left && x + room > right {
            (x, y) = (left, y + 24.0);
        }
        sign.draw(svg, (x + 14.0, y - 4.0));
        svg.text((x + 34.0, y), "", sign.meaning());
        x += room;
    }
    y + 16.0
}

/// Draws a number in its pill with its left edge here; answers how wide it is.
pub(super) fn pill(svg: &mut Svg, (x, y): (f64, f64), number: usize) -> f64 {
    let text = number.to_string();
    let wide = pill_width(number);
    let attributes = [("x", n(x)), ("y", n(y - 8.0)), ("width", n(wide)), ("height", n(16.0))];
    let mut attributes: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    attributes.extend([("rx", "8"), ("class", "pill")]);
    svg.element("rect", &attributes);
    let middle = [("x", n(x + wide / 2.0)), ("y", n(y + 4.0))];
    let [(_, x), (_, y)] = &middle;
    svg.words("text", &[("x", x), ("y", y), ("class", "number"), ("text-anchor", "middle")], &text);
    wide
}

/// How wide a number's pill is.
pub(super) fn pill_width(number: usize) -> f64 {
    9.0 + super::svg::count(number.to_string().len()) * 7.0
}

/// Writes a paragraph from `y` downwards; answers where the next line would be.
pub(super) fn paragraph(svg: &mut Svg, (x, y): (f64, f64), room: f64, text: &str) -> f64 {
    let mut y = y;
    for line in wrapped(text, 13.0, room, 0.0) {
        svg.text((x, y), "", &line);
        y += 18.0;
    }
    y
}
