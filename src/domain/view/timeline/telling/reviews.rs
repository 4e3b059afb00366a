//! C(E)TRs from request to end.

use super::{Row, Telling, When};
use crate::domain::calendar::Date;
use crate::domain::person::Person;
use crate::domain::review::{Review, ReviewStatus};
use crate::domain::view::timeline::words::{counted, day, within};
use crate::domain::view::timeline::{Mark, Track};

impl Telling {
    pub(super) fn reviews(&mut self, person: &Person) -> Row {
        let mut row = Row { label: "Care (Education) and Treatment Reviews, C(E)TRs".into(), ..Row::default() };
        for review in &person.reviews {
            let asked = review.requested.requested_on;
            let number = self.note(When::Day(asked), told(review));
            let marks = marks(review);
            let days = marks.iter().map(|(day, _)| *day);
            row.tracks.push(Track {
                number,
                from: days.clone().min().unwrap_or(asked),
                to: days.chain(review.is_open().then_some(self.today)).max().unwrap_or(asked),
                marks,
                text: stands(review),
                ..Track::at(asked)
            });
        }
        row
    }
}

fn marks(review: &Review) -> Vec<(Date, Mark)> {
    let mut marks = vec![(review.requested.requested_on, Mark::Asked)];
    marks.extend(review.offers.iter().map(|offer| (offer.offered_on, Mark::Offered)));
    marks.extend(review.scheduled.iter().map(|scheduled| (scheduled.noted_on, Mark::Rescheduled)));
    marks.extend(review.scheduled_for().filter(|_| review.is_open()).map(|on| (on, Mark::Planned)));
    marks.extend(review.held.iter().map(|held| (held.held_on, Mark::Done)));
    marks.extend(review.declined.iter().map(|declined| (declined.declined_on, Mark::Declined)));
    marks.extend(review.cancelled.iter().map(|cancelled| (cancelled.cancelled_on, Mark::Cancelled)));
    marks
}

/// Where a review stands, in a word or two.
fn stands(review: &Review) -> String {
    match review.status() {
        ReviewStatus::Requested => "asked for".into(),
        ReviewStatus::Declined => "declined".into(),
        status => within(status.label()),
    }
}

/// A review from request to end, in words.
fn told(review: &Review) -> String {
    let mut steps: Vec<(Date, String)> = Vec::new();
    for offer in &review.offers {
        let proposed = offer.scheduled_for.map(|on| format!(", for {}", day(on))).unwrap_or_default();
        steps.push((offer.offered_on, format!(" Offered {}{proposed}.", day(offer.offered_on))));
    }
    for scheduled in &review.scheduled {
        let (noted, on) = (day(scheduled.noted_on), day(scheduled.scheduled_for));
        steps.push((scheduled.noted_on, format!(" Another day set on {noted}: {on}.")));
    }
    steps.sort_by_key(|(noted, _)| *noted);
    let steps: String = steps.into_iter().map(|(_, step)| step).collect();
    format!("{} asked for.{steps} {}.", review.requested.kind.label(), ended(review))
}

fn ended(review: &Review) -> String {
    if let Some(held) = &review.held {
        let number = i64::try_from(held.recommendations.len()).unwrap_or(i64::MAX);
        let made = if number > 0 { format!("; {}", counted(number, "recommendation")) } else { String::new() };
        return format!("Held {}: {}{made}", day(held.held_on), within(held.outcome.label()));
    }
    if let Some(declined) = &review.declined {
        return format!("Declined {} by the person or who holds consent", day(declined.declined_on));
    }
    if let Some(cancelled) = &review.cancelled {
        return format!("Called off {}", day(cancelled.cancelled_on));
    }
    if review.offers.is_empty() { "Not offered yet".into() } else { "Not held yet".into() }
}
