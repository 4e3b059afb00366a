//! A second reckoning of every duty, from the published conventions and nothing else: plain dates, plain lists, no packs.

use super::{NAIVE, lives, packs, told};
use chrono::{Datelike, Days, NaiveDate};
use dsr::domain::admission::{Destination, Security, Setting};
use dsr::domain::calendar::Date;
use dsr::domain::decision::CommunityReviewOutcome;
use dsr::domain::duty::{self, Duty, Outcome};
use dsr::domain::event::{Event, Rated};
use dsr::domain::person::{EndReason, Person};
use dsr::domain::rating::Rag;
use dsr::domain::review::{RecommendationStatus, ReviewKind};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn plus_months(day: NaiveDate, months: u32) -> NaiveDate {
    let total = day.year() * 12 + day.month0() as i32 + months as i32;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
    (1..=day.day()).rev().find_map(|d| NaiveDate::from_ymd_opt(year, month, d)).unwrap()
}

fn plus_days(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap()
}

fn birthday(born: NaiveDate, years: i32) -> NaiveDate {
    let year = born.year() + years;
    let exact = NaiveDate::from_ymd_opt(year, born.month(), born.day());
    exact.unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 3, 1).unwrap())
}

fn under_18(born: NaiveDate, on: NaiveDate) -> bool {
    on < birthday(born, 18)
}

/// A duty as reckoned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reckoned {
    duty: Duty,
    /// What began it, or, for a recommendation, the recommendation.
    of: Uuid,
    from: NaiveDate,
    due: Option<NaiveDate>,
    breach: Option<NaiveDate>,
    outcome: Option<Outcome>,
    offered: Option<NaiveDate>,
    ended: Option<NaiveDate>,
    lapses: Option<NaiveDate>,
}

/// What ends a duty, and on which day.
#[derive(Debug, Clone, Copy)]
enum End {
    Done(NaiveDate),
    Refused(NaiveDate),
    Over(NaiveDate),
    TooLate(NaiveDate),
}

impl Reckoned {
    fn new(duty: Duty, of: Uuid, from: NaiveDate, due: Option<NaiveDate>, must: bool, end: Option<End>) -> Self {
        let late = |day: NaiveDate| due.is_some_and(|due| due < day);
        let (outcome, ended) = match end {
            None => (None, None),
            Some(End::Done(day)) => (Some(if late(day) { Outcome::MetLate } else { Outcome::Met }), Some(day)),
            Some(End::Refused(day)) => (Some(Outcome::Declined), Some(day)),
            Some(End::Over(day)) => (Some(if late(day) { Outcome::Missed } else { Outcome::Cancelled }), Some(day)),
            Some(End::TooLate(day)) => (Some(Outcome::Missed), Some(day)),
        };
        Self { duty, of, from, due, breach: due.filter(|_| must), outcome, offered: None, ended, lapses: None }
    }
}

type Ward = (Setting, Security);

struct NaiveSpell {
    id: Uuid,
    admitted: NaiveDate,
    ward: Ward,
    moves: Vec<(NaiveDate, Ward)>,
    discharged: Option<NaiveDate>,
    colour_after: Option<(Rag, bool)>,
}

impl NaiveSpell {
    /// The ward in which the person slept that night.
    fn ward_on(&self, day: NaiveDate) -> Ward {
        let mut moves = self.moves.clone();
        moves.sort_by_key(|(on, _)| *on);
        moves.iter().rev().find(|(on, _)| *on <= day).map_or(self.ward, |(_, ward)| *ward)
    }

    fn days_of_moves(&self) -> BTreeSet<NaiveDate> {
        self.moves.iter().map(|(day, _)| *day).collect()
    }

    /// §4: a date past on the day of a move stays; else it becomes `start` and the interval of the ward of then, never
    /// before the move.
    fn redated(&self, start: NaiveDate, end: Option<NaiveDate>, date: impl Fn(Ward) -> NaiveDate) -> NaiveDate {
        let mut due = date(self.ward_on(start));
        for day in self.days_of_moves() {
            if day > start && end.is_none_or(|end| day < end) && due >= day {
                due = date(self.ward_on(day)).max(day);
            }
        }
        due
    }
}

struct NaiveReview {
    id: Uuid,
    spell: Option<Uuid>,
    community: bool,
    offered: Vec<NaiveDate>,
    settled: Option<(NaiveDate, bool)>,
    cancelled: Option<NaiveDate>,
    plan_reviewed: Vec<NaiveDate>,
    recommended: Vec<(Uuid, Option<NaiveDate>)>,
}

struct NaiveStay {
    id: Uuid,
    joined: NaiveDate,
    left: Option<(NaiveDate, EndReason)>,
}

/// Everything recorded, in plain lists.
#[derive(Default)]
struct Record {
    born: NaiveDate,
    died: Option<NaiveDate>,
    spells: Vec<NaiveSpell>,
    reviews: Vec<NaiveReview>,
    stays: Vec<NaiveStay>,
    ratings: Vec<Rated>,
    seen: Vec<(Uuid, Uuid, NaiveDate)>,
    notified: Vec<(Uuid, NaiveDate)>,
    decided: Vec<(NaiveDate, Option<Uuid>)>,
    remained: Vec<(Uuid, NaiveDate)>,
    planned: Vec<NaiveDate>,
    progress: Vec<(Uuid, NaiveDate, RecommendationStatus, Option<NaiveDate>)>,
}

impl Record {
    fn of(events: &[Event]) -> Self {
        let mut record = Self::default();
        events.iter().for_each(|event| record.note(event));
        record.spells.sort_by_key(|spell| spell.admitted);
        record
    }

    fn spell(&mut self, id: Uuid) -> &mut NaiveSpell {
        self.spells.iter_mut().find(|s| s.id == id).unwrap()
    }

    fn review(&mut self, id: Uuid) -> &mut NaiveReview {
        self.reviews.iter_mut().find(|r| r.id == id).unwrap()
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::PersonCreated(e) => self.born = e.person.as_ref().unwrap().date_of_birth.naive(),
            Event::PersonAmended(e) => self.born = e.person.as_ref().unwrap().date_of_birth.naive(),
            Event::Died(e) => self.died = Some(e.died_on.naive()),
            Event::MembershipOpened(e) => {
                self.stays.push(NaiveStay { id: e.membership_id.0, joined: e.opened_on.naive(), left: None });
            }
            Event::MembershipClosed(e) => {
                let stay = self.stays.iter_mut().find(|s| s.id == e.membership_id.0).unwrap();
                stay.left = Some((e.closed_on.naive(), e.reason));
            }
            Event::Rated(e) => self.ratings.push(e.clone()),
            Event::CommunityReviewDecided(e) => {
                let scheduled = e.review_id.filter(|_| e.outcome == CommunityReviewOutcome::Scheduled);
                self.decided.push((e.decided_on.naive(), scheduled.map(|id| id.0)));
            }
            Event::StepDownDecided(e) => self.remained.push((e.decision_id.0, e.decided_on.naive())),
            Event::SupportPlanSet(e) => self.planned.extend(e.transition_planned_on.map(Date::naive)),
            Event::Admitted(e) => self.spells.push(NaiveSpell {
                id: e.admission_id.0,
                admitted: e.admitted_on.naive(),
                ward: (e.setting, e.security),
                moves: Vec::new(),
                discharged: None,
                colour_after: None,
            }),
            Event::WardMoved(e) => {
                self.spell(e.admission_id.0).moves.push((e.moved_on.naive(), (e.setting, e.security)));
            }
            Event::Discharged(e) => {
                if e.destination == Destination::Died {
                    self.died = Some(e.discharged_on.naive());
                }
                let spell = self.spell(e.admission_id.0);
                spell.discharged = Some(e.discharged_on.naive());
                spell.colour_after = e.rag.map(|rag| (rag, e.unmanaged_risk_identified == Some(true)));
            }
            Event::OversightVisited(e) if e.person_seen => {
                self.seen.push((e.admission_id.0, e.visit_id.0, e.visited_on.naive()));
            }
            Event::LocalAuthorityNotified(e) => self.notified.push((e.admission_id.0, e.notified_on.naive())),
            Event::RecommendationProgressed(e) => {
                self.progress.push((e.recommendation_id.0, e.noted_on.naive(), e.status, e.due_on.map(Date::naive)))
            }
            other => self.note_review(other),
        }
    }

    fn note_review(&mut self, event: &Event) {
        match event {
            Event::ReviewRequested(e) => self.reviews.push(NaiveReview {
                id: e.review_id.0,
                spell: e.admission_id.map(|id| id.0).filter(|_| e.kind == ReviewKind::Inpatient),
                community: e.kind == ReviewKind::Community,
                offered: Vec::new(),
                settled: None,
                cancelled: None,
                plan_reviewed: Vec::new(),
                recommended: Vec::new(),
            }),
            Event::ReviewOffered(e) => self.review(e.review_id.0).offered.push(e.offered_on.naive()),
            Event::ReviewHeld(e) => {
                let review = self.review(e.review_id.0);
                review.settled = Some((e.held_on.naive(), true));
                let made = e.recommendations.iter();
                review.recommended = made.map(|r| (r.recommendation_id.0, r.due_on.map(Date::naive))).collect();
            }
            Event::ReviewDeclined(e) => self.review(e.review_id.0).settled = Some((e.declined_on.naive(), false)),
            Event::ReviewCancelled(e) => self.review(e.review_id.0).cancelled = Some(e.cancelled_on.naive()),
            Event::ActionPlanReviewed(e) => self.review(e.review_id.0).plan_reviewed.push(e.reviewed_on.naive()),
            _ => {}
        }
    }

    /// D9: Tier 4, or under 18 on the trigger date.
    fn child(&self, ward: Ward, trigger: NaiveDate) -> bool {
        ward.0 == Setting::Tier4 || under_18(self.born, trigger)
    }
}

fn reckon(events: &[Event]) -> Vec<Reckoned> {
    let record = Record::of(events);
    let mut found = Vec::new();
    for spell in &record.spells {
        found.extend(reviews_in_hospital(&record, spell));
        found.extend(reoffers(&record, spell));
        found.extend(visits(&record, spell));
        found.extend(notification(&record, spell));
    }
    found.extend(record.reviews.iter().flat_map(|review| after_review(&record, review)));
    let mut taken = BTreeSet::new();
    for stay in &record.stays {
        let days = colours(&record, stay);
        found.extend(community_decisions(&record, &days));
        found.extend(register_reviews(stay, &days));
        found.extend(step_down(&record, &days, &mut taken));
        found.extend(transition(&record, stay));
    }
    found
}

fn reviews_in_hospital(record: &Record, spell: &NaiveSpell) -> Vec<Reckoned> {
    let mut found = Vec::new();
    let first = |end: Option<NaiveDate>| {
        let mut due = plus_days(spell.admitted, if record.child(spell.ward, spell.admitted) { 14 } else { 28 });
        let mut last = spell.ward.0;
        for day in spell.days_of_moves().into_iter().filter(|day| end.is_none_or(|end| *day < end)) {
            let now = spell.ward_on(day).0;
            if now == Setting::Tier4 && last != Setting::Tier4 && due >= day {
                due = due.min(plus_days(day, 14));
            }
            last = now;
        }
        due
    };
    let repeat = |on: NaiveDate, end: Option<NaiveDate>| {
        spell.redated(on, end, |ward| match (record.child(ward, on), ward.1) {
            (true, _) => plus_months(on, 3),
            (false, Security::None) => plus_months(on, 6),
            (false, _) => plus_months(on, 12),
        })
    };
    let date = |of: Uuid, from: NaiveDate, end: Option<NaiveDate>| {
        if of == spell.id {
            (Duty::InpatientReviewFirst, first(end))
        } else {
            (Duty::InpatientReviewRepeat, repeat(from, end))
        }
    };
    let mut mine: Vec<&NaiveReview> = record.reviews.iter().filter(|r| r.spell == Some(spell.id)).collect();
    mine.sort_by_key(|r| r.settled.map(|(on, _)| on));
    let (mut of, mut from) = (spell.id, spell.admitted);
    for review in mine.iter().filter(|r| r.settled.is_some()) {
        let (on, held) = review.settled.unwrap();
        let (duty, due) = date(of, from, Some(on));
        let end = if held { End::Done(on) } else { End::Refused(on) };
        let own = review.offered.iter().min().copied().or(held.then_some(on)).map(|day| day.max(from));
        let others = mine.iter().filter(|r| r.settled.is_none_or(|(end, _)| end > from));
        let others = others.flat_map(|r| r.offered.iter().copied()).filter(|day| from <= *day && *day <= on);
        let offered = others.chain(own).min();
        found.push(Reckoned { offered, ..Reckoned::new(duty, of, from, Some(due), true, Some(end)) });
        (of, from) = (review.id, on);
    }
    let (duty, due) = date(of, from, spell.discharged);
    let offers = mine.iter().filter(|r| r.settled.is_none()).flat_map(|r| r.offered.iter());
    let offered = offers.filter(|day| **day >= from).min().copied();
    let end = spell.discharged.map(End::Over);
    found.push(Reckoned { offered, ..Reckoned::new(duty, of, from, Some(due), true, end) });
    found
}

fn reoffers(record: &Record, spell: &NaiveSpell) -> Vec<Reckoned> {
    let mine: Vec<&NaiveReview> = record.reviews.iter().filter(|r| r.spell == Some(spell.id)).collect();
    let declined = mine.iter().filter_map(|r| r.settled.filter(|(_, held)| !held).map(|(on, _)| (r.id, on)));
    declined
        .map(|(id, on)| {
            let others = mine.iter().filter(|r| r.id != id);
            let unoffered =
                |r: &NaiveReview| r.settled.filter(|(_, held)| *held && r.offered.is_empty()).map(|(day, _)| day);
            let offers = others.flat_map(|r| r.offered.iter().copied().chain(unoffered(r)));
            let end = offers.filter(|day| *day >= on).min().map(End::Done).or(spell.discharged.map(End::Over));
            Reckoned::new(Duty::InpatientReviewReoffer, id, on, Some(plus_days(on, 28)), false, end)
        })
        .collect()
}

fn visits(record: &Record, spell: &NaiveSpell) -> Vec<Reckoned> {
    let mut seen: Vec<(Uuid, NaiveDate)> =
        record.seen.iter().filter(|(of, ..)| *of == spell.id).map(|(_, id, day)| (*id, *day)).collect();
    seen.sort_by_key(|(_, day)| *day);
    let mut found = Vec::new();
    let (mut of, mut from) = (spell.id, spell.admitted);
    for next in seen.into_iter().map(Some).chain([None]) {
        let end = next.map(|(_, day)| End::Done(day)).or(spell.discharged.map(End::Over));
        let until = next.map(|(_, day)| day).or(spell.discharged);
        let due = spell.redated(from, until, |ward| plus_days(from, if record.child(ward, from) { 42 } else { 56 }));
        found.push(Reckoned::new(Duty::OversightVisit, of, from, Some(due), true, end));
        (of, from) = next.unwrap_or((of, from));
    }
    found
}

fn notification(record: &Record, spell: &NaiveSpell) -> Option<Reckoned> {
    let of_age = birthday(record.born, 18);
    let young = |day: &NaiveDate| *day < of_age;
    Some(spell.admitted).filter(young)?;
    let told = record.notified.iter().filter(|(of, _)| *of == spell.id).map(|(_, day)| *day).min();
    let end = told.filter(young).map(End::Done).or(spell.discharged.filter(young).map(End::Over));
    let due = plus_months(spell.admitted, 3);
    let lapses = end.is_none().then_some(of_age);
    let reckoned = Reckoned::new(Duty::LocalAuthorityNotification, spell.id, spell.admitted, Some(due), true, end);
    Some(Reckoned { lapses, ..reckoned })
}

fn after_review(record: &Record, review: &NaiveReview) -> Vec<Reckoned> {
    let Some((held, true)) = review.settled else { return Vec::new() };
    let death = record.died.map(End::Over);
    let reviewed = review.plan_reviewed.iter().min().map(|day| End::Done(*day)).or(death);
    let plan = Reckoned::new(Duty::ReviewActionPlan, review.id, held, Some(plus_days(held, 84)), true, reviewed);
    let recommended = review.recommended.iter().filter_map(|(id, due)| {
        let mut progress: Vec<_> = record.progress.iter().filter(|(of, ..)| of == id).collect();
        progress.sort_by_key(|(_, noted, ..)| *noted);
        let agreed = progress.iter().filter_map(|(.., due)| *due).next_back().or(*due)?;
        let end = match progress.last() {
            Some((_, day, RecommendationStatus::Done, _)) => Some(End::Done(*day)),
            Some((_, day, RecommendationStatus::Cancelled, _)) => Some(End::Over(*day)),
            _ => death,
        };
        Some(Reckoned::new(Duty::Recommendation, *id, held, Some(agreed), false, end))
    });
    std::iter::once(plan).chain(recommended).collect()
}

/// One entry of the colours: day, colour, what gave it, whether a risk is known that nobody manages, whether a rating did.
#[derive(Debug, Clone, Copy)]
struct Entry {
    day: NaiveDate,
    rag: Rag,
    by: Uuid,
    unmanaged: bool,
    rated: bool,
}

/// A time of one colour: its entries, and the day and manner of its end.
struct Time {
    entries: Vec<Entry>,
    end: Option<(NaiveDate, Ended)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    ByRating,
    InHospital,
    Left(EndReason),
}

impl Time {
    fn rag(&self) -> Rag {
        self.entries[0].rag
    }
}

/// Discharge colours come first on a day, then ratings in the order recorded, then Blue that outlasts the day.
fn colours(record: &Record, stay: &NaiveStay) -> Vec<Time> {
    let last = stay.left.map_or(NaiveDate::MAX, |(day, _)| day);
    let mut ranked: Vec<(NaiveDate, u8, Entry)> = Vec::new();
    for spell in &record.spells {
        let (from, to) = (spell.admitted, spell.discharged.unwrap_or(NaiveDate::MAX));
        let entry = |day, rag, unmanaged| Entry { day, rag, by: spell.id, unmanaged, rated: false };
        let day = from.max(stay.joined);
        // The colour on discharge belongs to one stay: of two that share the day, the one that goes on.
        let shares = |s: &&NaiveStay| s.joined <= to && s.left.is_none_or(|(day, _)| to <= day);
        let follows = record.stays.iter().rfind(shares).map(|s| s.id);
        // Somebody discharged on the day of joining joined out of hospital.
        if from <= last && to >= stay.joined && (to > stay.joined || from >= stay.joined) {
            ranked.push((day, if to > day { 2 } else { 0 }, entry(day, Rag::Blue, false)));
        }
        if let Some((rag, unmanaged)) = spell.colour_after.filter(|_| follows == Some(stay.id)) {
            ranked.push((to, 0, entry(to, rag, unmanaged)));
        }
    }
    for rated in record.ratings.iter().filter(|r| r.membership_id.0 == stay.id) {
        let day = rated.effective_on.naive();
        let inside = |s: &NaiveSpell| s.admitted < day && s.discharged.is_none_or(|end| day < end);
        if day <= last && !record.spells.iter().any(inside) {
            let unmanaged = rated.unmanaged_risk_identified == Some(true);
            let entry = Entry { day, rag: rated.rag, by: rated.rating_id.0, unmanaged, rated: true };
            ranked.push((day, 1, entry));
        }
    }
    ranked.sort_by_key(|(day, rank, _)| (*day, *rank));
    let mut times: Vec<Time> = Vec::new();
    for (.., entry) in ranked {
        if let Some(time) = times.last_mut() {
            if time.rag() == entry.rag {
                time.entries.push(entry);
                continue;
            }
            time.end = Some((entry.day, if entry.rated { Ended::ByRating } else { Ended::InHospital }));
        }
        let end = stay.left.map(|(day, reason)| (day, Ended::Left(reason)));
        times.push(Time { entries: vec![entry], end });
    }
    times
}

fn community_decisions(record: &Record, times: &[Time]) -> Vec<Reckoned> {
    let of_red = |red: &Time| {
        let (from, until) = (red.entries[0].day, red.end.map_or(NaiveDate::MAX, |(day, _)| day));
        let reviews = record.reviews.iter().filter(|r| r.community);
        let settled = reviews.filter_map(|r| r.settled.map(|(day, _)| day));
        let called_off =
            |id: Uuid| record.reviews.iter().any(|r| r.id == id && r.cancelled.is_some_and(|day| day <= until));
        let decided = record.decided.iter().filter(|(_, review)| !review.is_some_and(called_off)).map(|(day, _)| *day);
        let done = settled.chain(decided).filter(|day| (from..=until).contains(day)).min();
        let end = match (done, red.end) {
            (Some(day), _) => Some(End::Done(day)),
            (None, Some((day, Ended::ByRating))) => Some(End::TooLate(day)),
            (None, Some((day, _))) => Some(End::Over(day)),
            (None, None) => None,
        };
        Reckoned::new(Duty::CommunityReviewDecision, red.entries[0].by, from, None, true, end)
    };
    times.iter().filter(|time| time.rag() == Rag::Red).map(of_red).collect()
}

fn register_reviews(stay: &NaiveStay, times: &[Time]) -> Vec<Reckoned> {
    let at_risk = |time: &Time| matches!(time.rag(), Rag::Red | Rag::Amber);
    let mut found = Vec::new();
    for (place, time) in times.iter().enumerate() {
        if !at_risk(time) || place > 0 && at_risk(&times[place - 1]) {
            continue;
        }
        let end = times[place..].iter().take_while(|time| at_risk(time)).last().unwrap().end;
        let first = time.entries[0];
        let of = if place == 0 && first.day == stay.joined { stay.id } else { first.by };
        let due = plus_months(first.day, 1);
        let end = end.map(|(day, _)| End::Over(day));
        found.push(Reckoned::new(Duty::RegisterReview, of, first.day, Some(due), false, end));
    }
    found
}

/// A decision to remain is about one time Green: of two that share its day, the earlier.
fn step_down(record: &Record, times: &[Time], taken: &mut BTreeSet<Uuid>) -> Vec<Reckoned> {
    let mut found = Vec::new();
    for green in times.iter().filter(|time| time.rag() == Rag::Green) {
        let mut entries = green.entries.iter().peekable();
        while let Some(began) = entries.next() {
            if began.unmanaged {
                continue;
            }
            while entries.peek().is_some_and(|next| !next.unmanaged) {
                entries.next();
            }
            let stopped = entries.peek().map(|next| (next.day, Ended::ByRating)).or(green.end);
            let until = stopped.map_or(NaiveDate::MAX, |(day, _)| day);
            let within = record.remained.iter().filter(|(_, day)| (began.day..=until).contains(day));
            let within = within.filter(|(id, _)| taken.insert(*id));
            let mut remained: Vec<(Uuid, NaiveDate)> = within.copied().collect();
            remained.sort_by_key(|(_, day)| *day);
            let (mut of, mut from) = (began.by, began.day);
            for next in remained.into_iter().map(Some).chain([None]) {
                let end = match (next, stopped) {
                    (Some((_, day)), _) => Some(End::Done(day)),
                    (None, Some((day, Ended::Left(EndReason::StepDown)))) => Some(End::Done(day)),
                    (None, Some((day, _))) => Some(End::Over(day)),
                    (None, None) => None,
                };
                found.push(Reckoned::new(Duty::StepDownDecision, of, from, Some(plus_months(from, 3)), false, end));
                (of, from) = next.unwrap_or((of, from));
            }
        }
    }
    found
}

fn transition(record: &Record, stay: &NaiveStay) -> Option<Reckoned> {
    under_18(record.born, stay.joined).then_some(())?;
    let planned = record.planned.iter().min().map(|day| (*day).max(stay.joined));
    let left = stay.left.map(|(day, _)| day);
    let planned = planned.filter(|day| left.is_none_or(|left| *day <= left));
    let end = planned.map(End::Done).or(left.map(End::Over));
    let due = birthday(record.born, 18);
    Some(Reckoned::new(Duty::TransitionPlan, stay.id, stay.joined, Some(due), false, end))
}

#[test]
fn a_second_reckoning_gives_the_same_dates() {
    let mut duties = BTreeMap::<(Duty, Option<Outcome>), u32>::new();
    let (mut broken, mut shown) = (BTreeMap::<String, u32>::new(), Vec::new());
    for life in lives(NAIVE) {
        let Some((id, events)) = life.person() else { continue };
        let person = Person::fold(id, &events).unwrap();
        let clocks = duty::clocks(&person, packs());
        for d in &clocks {
            *duties.entry((d.duty, d.outcome)).or_default() += 1;
        }
        let naive = |day: Option<Date>| day.map(Date::naive);
        let standing = clocks.iter().filter(|d| d.outcome != Some(Outcome::Withdrawn));
        let mut ours: Vec<Reckoned> = standing
            .map(|d| {
                let recommended =
                    person.reviews.iter().filter_map(|r| r.held.as_ref()).flat_map(|h| &h.recommendations);
                let named = |id: &Uuid| d.id.0 == dsr::domain::id::derived(*id, d.duty.code());
                let of = recommended.map(|made| made.recommendation_id.0).chain([d.starts_with.id]).find(named);
                Reckoned {
                    duty: d.duty,
                    of: of.expect("a duty's identifier follows from what began it"),
                    from: d.starts_with.date.naive(),
                    due: naive(d.due_on),
                    breach: naive(d.breach_on),
                    outcome: d.outcome,
                    offered: naive(d.offered_on),
                    ended: naive(d.ended_by.map(|by| by.date)),
                    lapses: naive(d.lapses.map(|by| by.date)),
                }
            })
            .collect();
        let mut theirs = reckon(&events);
        ours.sort();
        theirs.sort();
        if ours != theirs {
            let only =
                |a: &[Reckoned], b: &[Reckoned]| a.iter().filter(|d| !b.contains(d)).cloned().collect::<Vec<_>>();
            let (more, less) = (only(&ours, &theirs), only(&theirs, &ours));
            let duty = more.iter().chain(&less).next().map_or("one stands twice".to_owned(), |d| d.duty.to_string());
            *broken.entry(duty).or_default() += 1;
            shown.push((
                events.len(),
                format!("born {:?}\nregister: {more:#?}\nreckoned: {less:#?}\n{}", person.born(), told(&events)),
            ));
        }
    }
    println!("{duties:#?}");
    shown.sort();
    let smallest = shown.first().map_or("", |(_, text)| text);
    assert!(broken.is_empty(), "{broken:?}\nthe shortest: {smallest}");
    use Duty::{
        CommunityReviewDecision, InpatientReviewFirst, InpatientReviewReoffer, InpatientReviewRepeat,
        LocalAuthorityNotification, OversightVisit, Recommendation, RegisterReview, ReviewActionPlan, StepDownDecision,
        TransitionPlan,
    };
    use Outcome::{Cancelled, Declined, Met, MetLate, Missed, Withdrawn};
    let came_out: &[(Duty, &[Outcome])] = &[
        (InpatientReviewFirst, &[Met, MetLate, Declined, Cancelled, Missed]),
        (InpatientReviewRepeat, &[Met, MetLate, Declined, Cancelled, Missed]),
        (InpatientReviewReoffer, &[Met, MetLate, Cancelled, Missed]),
        (ReviewActionPlan, &[Met, MetLate, Cancelled, Missed]),
        (Recommendation, &[Met, MetLate, Cancelled, Missed]),
        (OversightVisit, &[Met, MetLate, Cancelled, Missed]),
        (LocalAuthorityNotification, &[Met, Cancelled, Missed]),
        (CommunityReviewDecision, &[Met, Cancelled, Missed, Withdrawn]),
        (StepDownDecision, &[Met, MetLate, Cancelled, Missed, Withdrawn]),
        (RegisterReview, &[Cancelled, Missed, Withdrawn]),
        (TransitionPlan, &[Met, Cancelled]),
    ];
    let wanted = came_out.iter().flat_map(|(duty, all)| all.iter().map(|o| (*duty, Some(*o))).chain([(*duty, None)]));
    let missing: Vec<_> = wanted.filter(|came| !duties.contains_key(came)).collect();
    assert!(missing.is_empty(), "no life came to {missing:?}");
}
