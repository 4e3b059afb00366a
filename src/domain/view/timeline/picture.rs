//! Drawing what there is to see: a time axis, rows, a key and a numbered list.

use super::key::{self, former, goes_on, late, paragraph, pill, pill_width, run};
use super::scale::Scale;
use super::svg::{Svg, count, n, width, wrapped};
use super::{Bar, Flag, Note, Row, Timeline, Track, words};
use crate::domain::calendar::Date;

/// The picture's width; its height follows from what it shows.
const WIDTH: f64 = 1040.0;
/// The outer margin.
const MARGIN: f64 = 16.0;
/// Where time begins and ends; left of it rows are named, right of it is room for the last labels.
const TIME: (f64, f64) = (226.0, 862.0);
/// The height of a bar, of a line of flags, of a line of tracks.
const BAR: f64 = 28.0;
const FLAG: f64 = 20.0;
const TRACK: f64 = 24.0;
/// The height of a group's heading.
const HEADING: f64 = 28.0;
/// From how many entries on the list has two columns.
const TWO_COLUMNS: usize = 9;
/// The space below and above a row's content.
const SPACE: f64 = 8.0;

const TITLE: &str = "Timeline of a person on the register";

/// The whole as an SVG document.
pub(super) fn draw(timeline: &Timeline) -> String {
    let scale = Scale::new((timeline.from, timeline.to), TIME);
    let mut body = Svg::default();
    body.text((MARGIN, 34.0), "h1", TITLE);
    let top = paragraph(&mut body, (MARGIN, 60.0), WIDTH - 2.0 * MARGIN, &timeline.summary) + 12.0;
    let (mut rows, mut y) = (Svg::default(), top + 44.0);
    for row in &timeline.rows {
        y = draw_row(&mut rows, row, (&scale, timeline.today), y);
    }
    draw_axis(&mut body, timeline, &scale, (top, y));
    body.append(&rows);
    y = key::draw(&mut body, timeline, MARGIN, WIDTH - MARGIN, y + 34.0);
    y = draw_list(&mut body, &timeline.notes, y + 26.0);
    document(&timeline.summary, &body, y)
}

fn document(summary: &str, body: &Svg, height: f64) -> String {
    let mut svg = Svg::default();
    svg.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    svg.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("viewBox", &format!("0 0 {} {}", n(WIDTH), n(height))),
            ("width", "100%"),
            ("style", "max-width: 1200px; height: auto"),
            ("role", "img"),
            ("lang", "en-GB"),
            ("aria-labelledby", "timeline-title timeline-desc"),
            ("aria-describedby", "timeline-list"),
        ],
    );
    svg.words("title", &[("id", "timeline-title")], TITLE);
    svg.words("desc", &[("id", "timeline-desc")], summary);
    svg.raw(key::STYLE);
    svg.rect((0.0, 0.0), (WIDTH, height), "paper");
    svg.append(body);
    svg.close("svg");
    svg.into_text()
}

/// The axis above the rows, its lines through them, and today.
fn draw_axis(svg: &mut Svg, timeline: &Timeline, scale: &Scale, (top, bottom): (f64, f64)) {
    for tick in scale.ticks() {
        svg.line((tick.x, top + 18.0), (tick.x, bottom), "grid");
        if let Some(year) = &tick.year {
            svg.text((tick.x + 3.0, top + 28.0), "row", year);
        }
        if let Some(month) = &tick.month {
            svg.text((tick.x + 3.0, top + 41.0), "small", month);
        }
    }
    svg.line((MARGIN, top + 46.0), (WIDTH - MARGIN, top + 46.0), "rule");
    let (x, label) = (scale.x(timeline.today), format!("Today, {}", words::day(timeline.today)));
    svg.line((x, top + 16.0), (x, bottom), "today");
    let half = width(&label, 13.0) / 2.0;
    svg.text(((x - half).clamp(MARGIN, WIDTH - MARGIN - 2.0 * half), top + 10.0), "now", &label);
}

/// One row; answers where the next begins.
fn draw_row(svg: &mut Svg, row: &Row, (scale, today): (&Scale, Date), top: f64) -> f64 {
    let mut y = top + SPACE;
    if let Some(heading) = row.heading {
        svg.text((MARGIN, y + 18.0), "h2", heading);
        y += HEADING;
    }
    let name = wrapped(&row.label, 14.0, TIME.0 - 1.5 * MARGIN, 0.0);
    for (n, line) in name.iter().enumerate() {
        svg.text((MARGIN, y + 16.0 + 16.0 * count(n)), "row", line);
    }
    let least = y + 16.0 * count(name.len()) + 6.0;
    if !row.bars.is_empty() {
        y = draw_bars(svg, row, (scale, today), y);
    }
    y = draw_tracks(svg, &row.tracks, scale, y).max(least) + SPACE;
    svg.line((MARGIN, y), (WIDTH - MARGIN, y), "grid");
    y
}

/// Bars on one line, flags in as many lines above as they need; answers where they end.
fn draw_bars(svg: &mut Svg, row: &Row, (scale, today): (&Scale, Date), top: f64) -> f64 {
    let placed = staggered(&row.flags, scale);
    let lines = placed.iter().map(|place| place.line.saturating_add(1)).max().unwrap_or(0);
    let y = top + FLAG * count(lines) + 4.0;
    for place in &placed {
        let above = y - FLAG * count(place.line) - 6.0;
        svg.line((place.x, above), (place.x, y), "leader");
    }
    for bar in &row.bars {
        draw_bar(svg, bar, (scale, today), y);
    }
    for place in &placed {
        let middle = y - FLAG * count(place.line) - 13.0;
        svg.rect((place.left - 1.0, middle - 9.0), (place.wide + 2.0, 18.0), "paper");
        let after = pill(svg, (place.left, middle), place.number);
        svg.text((place.left + after + 4.0, middle + 4.5), "", place.text);
    }
    y + BAR
}

fn draw_bar(svg: &mut Svg, bar: &Bar, (scale, today): (&Scale, Date), y: f64) {
    let (from, to) = (scale.x(bar.from), scale.x(bar.to.unwrap_or(today)));
    if bar.to.is_none() {
        goes_on(svg, (to, y + BAR / 2.0));
    }
    let wide = (to - from).max(3.0);
    bar.fill.draw(svg, (from, y), (wide, BAR));
    if let Some(text) = bar.texts.iter().find(|text| width(text, 12.0) + 8.0 <= wide) {
        svg.text((from + 5.0, y + bar.fill.baseline(BAR)), "small", text);
    }
}

/// Where a flag stands.
struct Place<'f> {
    number: usize,
    /// What it says: in full, or briefly at the right edge.
    text: &'f str,
    /// Its day.
    x: f64,
    /// Its label's left edge and width.
    left: f64,
    wide: f64,
    /// Its line, counted upwards.
    line: usize,
}

/// Puts flags on lines so that no label covers another and no leader runs through one: from the last to the first, each
/// on the lowest line where it ends before what stands there.
fn staggered<'f>(flags: &'f [Flag], scale: &Scale) -> Vec<Place<'f>> {
    let mut order: Vec<&Flag> = flags.iter().collect();
    order.sort_by_key(|flag| std::cmp::Reverse((flag.on, flag.number)));
    let mut free: Vec<f64> = Vec::new();
    let mut placed = Vec::new();
    for flag in order {
        let x = scale.x(flag.on);
        let wide = |text: &str| pill_width(flag.number) + 4.0 + width(text, 13.0);
        let text = if x + wide(&flag.text) > WIDTH - MARGIN { words::short(&flag.text) } else { &flag.text };
        let wide = wide(text);
        let left = (x - 4.0).min(WIDTH - MARGIN - wide);
        let line = free.iter().position(|until| left + wide + 4.0 <= *until).unwrap_or(free.len());
        if line == free.len() {
            free.push(f64::MAX);
        }
        for (n, until) in free.iter_mut().enumerate().take_while(|(n, _)| *n <= line) {
            *until = until.min(if n == line { left } else { x });
        }
        placed.push(Place { number: flag.number, text, x, left, wide, line });
    }
    placed
}

/// Tracks, each on the first line that is free; answers where they end.
fn draw_tracks(svg: &mut Svg, tracks: &[Track], scale: &Scale, top: f64) -> f64 {
    let mut lines: Vec<f64> = Vec::new();
    for track in tracks {
        let start = scale.x(track.from) - 10.0;
        let line = lines.iter().position(|end| *end <= start).unwrap_or(lines.len());
        let end = draw_track(svg, track, scale, top + TRACK * (count(line) + 0.5));
        match lines.get_mut(line) {
            Some(last) => *last = end,
            None => lines.push(end),
        }
    }
    top + TRACK * count(lines.len())
}

/// A track with its label at its right; answers where that ends.
fn draw_track(svg: &mut Svg, track: &Track, scale: &Scale, y: f64) -> f64 {
    let (from, to) = (scale.x(track.from), scale.x(track.to));
    if from < to {
        run(svg, (from, y), to);
    }
    let due = track.due.map(|due| scale.x(due));
    if let Some((due, until)) = due.zip(track.late_until.map(|until| scale.x(until))) {
        late(svg, (due, y), until - due);
    }
    let formers = || track.former.iter().map(|day| scale.x(*day));
    let reach = due.into_iter().chain(formers()).fold(to, f64::max);
    if reach > to {
        svg.line((to, y), (reach, y), "rest");
    }
    for x in formers() {
        former(svg, (x, y));
    }
    if let Some(due) = due {
        svg.line((due, y - 8.0), (due, y + 8.0), "due");
    }
    for (day, mark) in &track.marks {
        mark.draw(svg, (scale.x(*day), y));
    }
    let after = reach + 13.0;
    let wide = pill_width(track.number) + 4.0 + width(&track.text, 13.0);
    svg.rect((after - 2.0, y - 9.0), (wide + 2.0, 18.0), "paper");
    let text = after + pill(svg, (after, y), track.number) + 4.0;
    svg.text((text, y + 4.5), "", &track.text);
    after + wide + 6.0
}

/// The numbered list in one or two columns; answers where it ends.
fn draw_list(svg: &mut Svg, notes: &[Note], top: f64) -> f64 {
    const LINE: f64 = 17.0;
    const GAP: f64 = 5.0;
    let columns = if notes.len() < TWO_COLUMNS { 1.0 } else { 2.0 };
    let room = (WIDTH - 2.0 * MARGIN - 28.0 * (columns - 1.0)) / columns;
    svg.text((MARGIN, top), "h2", "What happened, and what is due, in order");
    svg.open("g", &[("id", "timeline-list")]);
    let entries: Vec<(usize, String, Vec<String>)> = (1..)
        .zip(notes)
        .map(|(number, note)| {
            let date = note.when.to_string();
            let lines = wrapped(&note.text, 13.0, room - 38.0, width(&date, 13.0) + 12.0);
            (number, date, lines)
        })
        .collect();
    let high = |lines: &[String]| LINE * count(lines.len()) + GAP;
    let whole: f64 = entries.iter().map(|(_, _, lines)| high(lines)).sum();
    let (begin, mut x) = (top + 24.0, MARGIN);
    let (mut y, mut end) = (begin, begin);
    for (number, date, lines) in &entries {
        if columns > 1.0 && x <= MARGIN && y - begin >= whole / columns {
            (x, y) = (MARGIN + room + 28.0, begin);
        }
        pill(svg, (x, y - 4.0), *number);
        svg.open("text", &[("x", &n(x + 38.0)), ("y", &n(y))]);
        svg.words("tspan", &[("class", "row")], &format!("{date}:"));
        for (n_line, line) in lines.iter().enumerate() {
            if n_line == 0 {
                svg.words("tspan", &[], &format!(" {line}"));
            } else {
                let down = y + LINE * count(n_line);
                svg.words("tspan", &[("x", &n(x + 38.0)), ("y", &n(down))], &format!(" {line}"));
            }
        }
        svg.close("text");
        y += high(lines);
        end = end.max(y);
    }
    svg.close("g");
    end + 4.0
}
