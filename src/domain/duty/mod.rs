//! Duties: what somebody has to do for a person by when. Every date on every screen comes from [`clocks`].

pub mod community_review;
mod escalation;
mod inpatient_review;
mod keyworking;
mod notification;
mod oversight_visit;
mod referral_decision;
mod register_review;
mod review_follow_up;
pub mod step_down;
mod transition;

pub use referral_decision::clock as referral_clock;

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::id::{DeadlineId, PersonId, derived};
use crate::domain::person::{Begun, Person};
use crate::domain::policy::{Candidate, Case, Force, Packs, in_order};
use crate::domain::rating::Rag;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

codes! {
    /// A kind of duty (domain §4).
    Duty {
        InpatientReviewFirst = "inpatient_review_first", "First inpatient C(E)TR after admission";
        InpatientReviewRepeat = "inpatient_review_repeat", "Next inpatient C(E)TR";
        InpatientReviewReoffer = "inpatient_review_reoffer", "Offer again an inpatient C(E)TR that was declined";
        ReviewActionPlan = "review_action_plan", "Review of the C(E)TR action plan";
        ReviewReport = "review_report", "Report of a C(E)TR";
        Recommendation = "recommendation", "A recommendation of a C(E)TR, by the date agreed for it";
        OversightVisit = "oversight_visit", "Commissioner oversight visit to an inpatient";
        LocalAuthorityNotification = "local_authority_notification", "Notify the local authority of a child's long stay in hospital";
        CommunityReviewDecision = "community_review_decision", "Decide on a community C(E)TR for somebody Red";
        StepDownDecision = "step_down_decision", "Consider leaving the register after three months Green";
        RegisterReview = "register_review", "Discuss somebody Red or Amber in a register meeting";
        TransitionPlan = "transition_plan", "Plan the move to adult services before the 18th birthday";
        ReferralDecision = "referral_decision", "Decide a referral";
        EscalationResponse = "escalation_response", "Answer a barrier that was escalated";
        KeyworkerFirstContact = "keyworker_first_contact", "First contact of the keyworker";
    }
    /// Where a duty stands on a day.
    DeadlineStatus {
        Upcoming = "upcoming", "To be done; its date has not passed";
        Overdue = "overdue", "To be done; its date has passed";
        Met = "met", "Done in time";
        MetLate = "met_late", "Done after its date";
        Declined = "declined", "The person or who holds consent declined";
        Cancelled = "cancelled", "Ended before its date by another fact";
        Missed = "missed", "Ended by another fact after its date had passed undone";
        Withdrawn = "withdrawn", "The fact that started it was entered in error, or a late fact shows that it never began";
    }
    /// How a duty ended.
    Outcome {
        Met = "met", "Done in time";
        MetLate = "met_late", "Done after its date";
        Declined = "declined", "Declined";
        Cancelled = "cancelled", "Ended before its date";
        Missed = "missed", "Ended after its date, undone";
        Withdrawn = "withdrawn", "Its starting fact was entered in error, or a late fact shows that it never began";
    }
    /// A kind of fact that starts or ends a duty.
    FactKind {
        ReferralReceived = "referral_received", "A referral received";
        ReferralDecided = "referral_decided", "A referral decided or taken back";
        Joining = "joining", "Joining the register";
        Departure = "departure", "Leaving the register";
        Death = "death", "The person's death";
        Birthday = "birthday", "A birthday";
        Rating = "rating", "A rating";
        Admission = "admission", "An admission";
        Discharge = "discharge", "A discharge";
        OversightVisit = "oversight_visit", "An oversight visit";
        LocalAuthorityNotification = "local_authority_notification", "The local authority was notified";
        ReviewOffered = "review_offered", "A review offered";
        ReviewHeld = "review_held", "A review held";
        ReviewDeclined = "review_declined", "A review declined";
        ReviewReport = "review_report", "A review's report issued";
        ActionPlanReview = "action_plan_review", "A review's action plan reviewed";
        RecommendationProgress = "recommendation_progress", "Progress of a recommendation";
        CommunityReviewDecision = "community_review_decision", "A decision on a community review";
        StepDownDecision = "step_down_decision", "A decision on leaving the register";
        RegisterMeeting = "register_meeting", "A register meeting that discussed the person";
        SupportPlan = "support_plan", "A support plan";
        Escalation = "escalation", "A barrier brought before a level";
        EscalationResponse = "escalation_response", "A level's answer";
        BarrierClosed = "barrier_closed", "A barrier closed";
        KeyworkingAccepted = "keyworking_accepted", "Keyworking accepted";
        KeyworkerContact = "keyworker_contact", "The keyworker's first contact";
        KeyworkingEnd = "keyworking_end", "The end of keyworking";
        KeyworkingTransition = "keyworking_transition", "A keyworker's plan for the move to adult services";
    }
}

impl Duty {
    /// Whether somebody looks at the person: a C(E)TR, or a register meeting.
    #[must_use]
    pub const fn is_review(self) -> bool {
        matches!(
            self,
            Self::InpatientReviewFirst
                | Self::InpatientReviewRepeat
                | Self::InpatientReviewReoffer
                | Self::RegisterReview
        )
    }
}

impl Outcome {
    pub(crate) const fn status(self) -> DeadlineStatus {
        match self {
            Self::Met => DeadlineStatus::Met,
            Self::MetLate => DeadlineStatus::MetLate,
            Self::Declined => DeadlineStatus::Declined,
            Self::Cancelled => DeadlineStatus::Cancelled,
            Self::Missed => DeadlineStatus::Missed,
            Self::Withdrawn => DeadlineStatus::Withdrawn,
        }
    }
}

/// A fact that starts or ends a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactRef {
    /// What kind of fact.
    pub fact: FactKind,
    /// The record it belongs to: an admission, a review, a rating, a stay on the register.
    pub id: Uuid,
    /// Its London date.
    pub date: Date,
}

/// Why a duty is due when it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Explanation {
    /// The rule whose date is `due_on`; null for a duty without a date.
    pub binding: Option<Candidate>,
    /// Every other rule that spoke, and dates that no longer hold.
    #[schema(max_items = 50)]
    pub others: Vec<Candidate>,
}

/// Whole days by which `day` is past a due date; 0 on it, before it, and where there is none (D2).
pub(crate) fn days_past(due_on: Option<Date>, day: Date) -> i64 {
    due_on.map_or(0, |due| day.days_since(due).max(0))
}

/// Where an open duty stands on `today`: overdue from the day after its date (D2).
pub(crate) fn open_status(due_on: Option<Date>, today: Date) -> DeadlineStatus {
    if days_past(due_on, today) > 0 { DeadlineStatus::Overdue } else { DeadlineStatus::Upcoming }
}

/// A duty and its dates. Nothing in it depends on today: [`Deadline::on`] adds that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Stays the same for as long as the starting fact stands.
    pub id: DeadlineId,
    /// The person it protects.
    pub person_id: PersonId,
    /// What has to be done.
    pub duty: Duty,
    /// How binding the binding rule is.
    pub force: Force,
    /// The earliest date of all rules.
    pub due_on: Option<Date>,
    /// The earliest date of a rule that says `must`.
    pub breach_on: Option<Date>,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// When it was first offered, for reviews.
    pub offered_on: Option<Date>,
    /// When it was done.
    pub met_on: Option<Date>,
    /// What started it.
    pub starts_with: FactRef,
    /// What ended it.
    pub ended_by: Option<FactRef>,
    /// What ends it by itself, if nothing else does before: a birthday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses: Option<FactRef>,
    /// From when on lists show it; from its start when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_from: Option<Date>,
    /// Why this date.
    pub explanation: Explanation,
}

impl Deadline {
    /// A duty that starts with `starts_with`; `None` when no rule speaks to the case.
    pub(crate) fn start(
        person: PersonId,
        duty: Duty,
        starts_with: FactRef,
        case: &Case<'_>,
        packs: &Packs,
    ) -> Option<Self> {
        let candidates = packs.candidates(duty, case, starts_with.date, starts_with.date);
        if candidates.is_empty() {
            return None;
        }
        let mut deadline = Self::undated(person, duty, starts_with);
        deadline.date(candidates, Vec::new());
        Some(deadline)
    }

    /// The identifier it would have if what began it had this one.
    pub(crate) fn id_if_begun_by(&self, start: Uuid) -> DeadlineId {
        id_of(&FactRef { id: start, ..self.starts_with }, self.duty)
    }

    /// A duty of which no rule speaks yet.
    fn undated(person: PersonId, duty: Duty, starts_with: FactRef) -> Self {
        Self {
            id: id_of(&starts_with, duty),
            person_id: person,
            duty,
            force: Force::Should,
            due_on: None,
            breach_on: None,
            outcome: None,
            offered_on: None,
            met_on: None,
            starts_with,
            ended_by: None,
            lapses: None,
            shown_from: None,
            explanation: Explanation { binding: None, others: Vec::new() },
        }
    }

    /// Sets the dates: the first of `candidates` binds; `former` dates are kept in the explanation.
    fn date(&mut self, candidates: Vec<Candidate>, former: Vec<Candidate>) {
        self.breach_on = candidates.iter().filter(|c| c.force == Force::Must).filter_map(|c| c.due_on).min();
        let mut candidates = candidates.into_iter();
        let Some(binding) = candidates.next() else { return };
        (self.force, self.due_on, self.shown_from) = (binding.force, binding.due_on, binding.shown_from);
        self.explanation = Explanation { binding: Some(binding), others: candidates.chain(former).collect() };
    }

    /// The rules whose dates hold, and those whose dates no longer do.
    fn spoken(&self) -> (Vec<Candidate>, Vec<Candidate>) {
        let all = self.explanation.binding.iter().chain(&self.explanation.others).cloned();
        all.partition(|candidate| candidate.replaced_on.is_none())
    }

    /// A change on `day` gives the running duty other rules, `speaking` from then on. A date already past on that day never
    /// changes, and no date comes to lie before it (§4).
    pub(crate) fn change(&mut self, day: Date, speaking: Vec<Candidate>) {
        if self.due_on.is_some_and(|due| due < day) || speaking.is_empty() {
            return;
        }
        self.agree(day, in_order(speaking.into_iter().map(|candidate| candidate.not_before(day)).collect()));
    }

    /// Another date was agreed on `day`: it holds from then on, whatever the date before (S1, recommendations).
    pub(crate) fn agree(&mut self, day: Date, agreed: Vec<Candidate>) {
        let (held, mut former) = self.spoken();
        if held != agreed && !agreed.is_empty() {
            former.extend(held.into_iter().map(|candidate| Candidate { replaced_on: Some(day), ..candidate }));
            self.date(agreed, former);
        }
    }

    /// Lets the duty run until `end`: on each of these days, and on the day a newer version of a pack begins to speak to
    /// clocks that run, it is dated again by how things stand then, still from its own start. On the days on which another ICB
    /// became responsible for `person`, the first day included, that one's rules join, and no date moves. What else changed on
    /// such a day, changed before it.
    pub(crate) fn run<'c>(
        &mut self,
        person: Option<&Person>,
        days: impl IntoIterator<Item = Date>,
        end: Option<Date>,
        case: impl Fn(Date) -> Case<'c>,
        packs: &Packs,
    ) {
        let start = self.starts_with.date;
        let within = |day: &Date| *day > start && end.is_none_or(|end| *day < end);
        let handed = person.into_iter().flat_map(Person::handed_over);
        let handed: BTreeSet<Date> = handed.filter(|day| *day == start || within(day)).collect();
        let changed: BTreeSet<Date> = days.into_iter().filter(within).collect();
        let newer: BTreeSet<Date> = packs.replacements().iter().copied().filter(within).collect();
        let mut kept = Vec::new();
        let days: BTreeSet<Date> = handed.iter().chain(&changed).chain(&newer).copied().collect();
        for day in days {
            let case = case(day);
            if changed.contains(&day) {
                kept.clear();
            }
            if changed.contains(&day) || newer.contains(&day) {
                let speaking = packs.candidates(self.duty, &case, start, day);
                self.change(day, speaking.into_iter().chain(kept.iter().cloned()).collect());
            }
            if handed.contains(&day) {
                let icb = person.map_or(case.icb, |person| person.icb_on(day));
                kept = self.hand_over(day, &packs.candidates(self.duty, &Case { icb, ..case }, start, day));
            }
        }
    }

    /// From `day` on another ICB is responsible, whose rules join those that have set dates: none of these moves. Answers the
    /// dates that stand although their rules speak no more.
    pub(crate) fn hand_over(&mut self, day: Date, speaking: &[Candidate]) -> Vec<Candidate> {
        let (mut held, former) = self.spoken();
        if self.due_on.is_some_and(|due| due < day) {
            return held;
        }
        let same = |one: &Candidate, other: &Candidate| one.pack == other.pack && one.rule == other.rule;
        let kept = held.iter().filter(|old| !speaking.iter().any(|new| same(new, old))).cloned().collect();
        let joining = speaking.iter().filter(|new| !held.iter().any(|old| same(new, old)));
        let joining: Vec<Candidate> = joining.map(|new| new.clone().not_before(day)).collect();
        held.extend(joining);
        self.date(in_order(held), former);
        kept
    }

    /// Done on `by.date`: in time on the due date itself (D2).
    pub(crate) fn meet(&mut self, by: FactRef) {
        self.met_on = Some(by.date);
        self.outcome = Some(if self.due_on.is_some_and(|due| by.date > due) { Outcome::MetLate } else { Outcome::Met });
        self.ended_by = Some(by);
    }

    /// Declined by the person or who holds consent.
    pub(crate) const fn decline(&mut self, by: FactRef) {
        self.outcome = Some(Outcome::Declined);
        self.ended_by = Some(by);
    }

    /// Ended by a fact that leaves nothing to be done.
    pub(crate) fn end(&mut self, by: FactRef) {
        self.outcome = Some(self.undone(by.date));
        self.ended_by = Some(by);
    }

    /// How it ends undone on `day`: missed if its date had passed, else cancelled (§4).
    fn undone(&self, day: Date) -> Outcome {
        if self.due_on.is_some_and(|due| due < day) { Outcome::Missed } else { Outcome::Cancelled }
    }

    /// The day on which it ended, or ends by itself.
    pub(crate) fn over_on(&self) -> Option<Date> {
        self.ended_by.or(self.lapses).map(|fact| fact.date)
    }

    /// Whether it turned out never to have begun.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.outcome == Some(Outcome::Withdrawn)
    }

    /// How the duty has ended by `today`, and by what: a birthday that has come ends it without a further fact.
    fn ended(&self, today: Date) -> Option<(Outcome, Option<FactRef>)> {
        self.outcome.map(|outcome| (outcome, self.ended_by)).or_else(|| {
            let lapsed = self.lapses.filter(|lapse| lapse.date <= today)?;
            Some((self.undone(lapsed.date), Some(lapsed)))
        })
    }

    /// Done by one fact or, failing that, ended by another; open while neither is there.
    pub(crate) fn settle(&mut self, done: Option<FactRef>, end: Option<FactRef>) {
        match (done, end) {
            (Some(done), _) => self.meet(done),
            (None, Some(end)) => self.end(end),
            (None, None) => {}
        }
    }

    /// Ended undone by a fact that makes it too late, dated or not.
    pub(crate) const fn miss(&mut self, by: FactRef) {
        self.outcome = Some(Outcome::Missed);
        self.ended_by = Some(by);
    }

    /// Further rules speak from `day` on, besides those that spoke already: the earlier date holds (§4, moving into Tier 4). A
    /// date gives way to an earlier one, but what must be done by a day never to what only should be.
    pub(crate) fn sooner(&mut self, day: Date, speaking: &[Candidate]) {
        if self.due_on.is_some_and(|due| due < day) {
            return;
        }
        let (held, mut former) = self.spoken();
        let earlier =
            |new: &Candidate, old: &Candidate| new.due_on.is_some_and(|new| old.due_on.is_none_or(|old| new < old));
        let binds = |new: &Candidate, old: &Candidate| new.force == Force::Must || old.force != Force::Must;
        let gives_way = |old: &Candidate| speaking.iter().any(|new| earlier(new, old) && binds(new, old));
        let (replaced, mut kept): (Vec<_>, Vec<_>) = held.into_iter().partition(gives_way);
        former.extend(replaced.into_iter().map(|candidate| Candidate { replaced_on: Some(day), ..candidate }));
        kept.extend(speaking.iter().cloned());
        self.date(in_order(kept), former);
    }

    /// Where the duty stands on `today`.
    #[must_use]
    pub fn status(&self, today: Date) -> DeadlineStatus {
        self.ended(today).map_or_else(|| open_status(self.due_on, today), |(outcome, _)| outcome.status())
    }

    /// Whether lists show it on `today`: open duties from their birthday on, ended ones always.
    #[must_use]
    pub fn is_shown(&self, today: Date) -> bool {
        self.outcome.is_some() || self.shown_from.is_none_or(|from| from <= today)
    }

    /// Days past the due date: counted to today while open, frozen at the ending fact afterwards; never negative.
    #[must_use]
    pub fn days_overdue(&self, today: Date) -> i64 {
        let until = match self.ended(today) {
            None => Some(today),
            Some((Outcome::MetLate | Outcome::Missed | Outcome::Declined, by)) => by.map(|by| by.date),
            Some(_) => None,
        };
        until.map_or(0, |until| days_past(self.due_on, until))
    }

    /// The duty as it stands on `today`.
    #[must_use]
    pub fn on(self, today: Date) -> DeadlineView {
        let held = matches!(self.outcome, Some(Outcome::Met | Outcome::MetLate)).then_some(self.met_on).flatten();
        let in_time = |day: Option<Date>| day.zip(self.due_on).map(|(day, due)| day <= due);
        DeadlineView {
            status: self.status(today),
            days_overdue: self.days_overdue(today),
            offered_in_time: in_time(self.offered_on),
            held_in_time: in_time(held),
            id: self.id,
            person_id: self.person_id,
            duty: self.duty,
            force: self.force,
            due_on: self.due_on,
            breach_on: self.breach_on,
            offered_on: self.offered_on,
            met_on: self.met_on,
            starts_with: self.starts_with,
            ended_by: self.ended(today).and_then(|(_, by)| by),
            explanation: self.explanation,
        }
    }
}

/// A duty as it stands today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Deadline)]
pub struct DeadlineView {
    /// Stays the same for as long as the starting fact stands.
    pub id: DeadlineId,
    /// The person it protects.
    pub person_id: PersonId,
    /// What has to be done.
    pub duty: Duty,
    /// How binding the binding rule is.
    pub force: Force,
    /// The earliest date of all rules; in time on that day, overdue from the next.
    pub due_on: Option<Date>,
    /// The earliest date of a rule that says `must`.
    pub breach_on: Option<Date>,
    /// Where it stands today.
    pub status: DeadlineStatus,
    /// Days past `due_on`; frozen when the duty ends.
    #[schema(minimum = 0)]
    pub days_overdue: i64,
    /// When the review was first offered.
    pub offered_on: Option<Date>,
    /// Whether that was on or before `due_on`; null while nothing was offered.
    pub offered_in_time: Option<bool>,
    /// When it was done.
    pub met_on: Option<Date>,
    /// Whether it was done on or before `due_on`; null while it is not done.
    pub held_in_time: Option<bool>,
    /// What started it.
    pub starts_with: FactRef,
    /// What ended it.
    pub ended_by: Option<FactRef>,
    /// Why this date.
    pub explanation: Explanation,
}

/// What begins duties that a late fact may show never to have begun: by colours, by age. A start once made is remembered,
/// so that a duty that was served never vanishes without a word.
#[must_use]
pub fn starts(person: &Person) -> Vec<Begun> {
    let begun = |duty, start, rag| Begun { duty, start, born: person.born(), rag };
    let by_stay = person.memberships.iter().flat_map(|stay| {
        let reds =
            community_review::reds(person, stay).map(|red| (Duty::CommunityReviewDecision, red.began, Some(Rag::Red)));
        let green =
            step_down::starts(person, stay).into_iter().map(|at| (Duty::StepDownDecision, at, Some(Rag::Green)));
        let at_risk =
            register_review::starts(person, stay).into_iter().map(|(at, rag)| (Duty::RegisterReview, at, rag));
        let young = transition::start(person, stay).map(|at| (Duty::TransitionPlan, at, None));
        reds.chain(green).chain(at_risk).chain(young).collect::<Vec<_>>()
    });
    let by_spell = person.spells.iter().filter_map(|spell| notification::start(person, spell));
    let by_spell = by_spell.map(|at| (Duty::LocalAuthorityNotification, at, None));
    by_stay.chain(by_spell).map(|(duty, start, rag)| begun(duty, start, rag)).collect()
}

/// All duties of a person, open and ended. What was served before a correction and no longer follows is withdrawn.
#[must_use]
pub fn clocks(person: &Person, packs: &Packs) -> Vec<Deadline> {
    let mut deadlines = present(person, packs);
    let former = person.former.as_ref().map(|former| clocks(former, packs)).unwrap_or_default();
    let gone = former.into_iter().filter(|old| deadlines.iter().all(|deadline| deadline.id != old.id));
    let gone: Vec<_> = gone.map(|old| Deadline { outcome: Some(Outcome::Withdrawn), ..old }).collect();
    deadlines.extend(gone);
    deadlines
}

fn present(person: &Person, packs: &Packs) -> Vec<Deadline> {
    let mut deadlines = inpatient_review::clocks(person, packs);
    deadlines.extend(oversight_visit::clocks(person, packs));
    deadlines.extend(notification::clocks(person, packs));
    deadlines.extend(review_follow_up::clocks(person, packs));
    deadlines.extend(escalation::clocks(person, packs));
    deadlines.extend(keyworking::clocks(person, packs));
    for stay in &person.memberships {
        deadlines.extend(community_review::clocks(person, stay, packs));
        deadlines.extend(step_down::clocks(person, stay, packs));
        deadlines.extend(register_review::clocks(person, stay, packs));
        deadlines.extend(transition::clock(person, stay, packs));
    }
    let never_began = withdrawn(person, &deadlines, packs);
    deadlines.extend(never_began);
    deadlines
}

/// Duties that began by what was known then, and that what is known now shows never to have begun.
fn withdrawn(person: &Person, deadlines: &[Deadline], packs: &Packs) -> Vec<Deadline> {
    let gone = |id: DeadlineId| deadlines.iter().all(|deadline| deadline.id != id);
    let made = person.begun.iter().filter(|begun| gone(id_of(&begun.start, begun.duty)));
    made.filter_map(|Begun { duty, start, born, rag }| {
        let case = Case { rag: *rag, ..Case::new(person.icb_until(start.date), *born, start.date) };
        let deadline = Deadline::start(person.id, *duty, *start, &case, packs);
        // A rule that asks for more than birth and day, as for a colour, gives no date any more.
        let spoke = packs.all().any(|pack| pack.rules.iter().any(|rule| rule.duty == *duty));
        let deadline = deadline.or_else(|| spoke.then(|| Deadline::undated(person.id, *duty, *start)))?;
        Some(Deadline { outcome: Some(Outcome::Withdrawn), ..deadline })
    })
    .collect()
}

/// The person's death, as the fact that ends something.
fn death(person: &Person) -> Option<FactRef> {
    person.died_on.map(|date| FactRef { fact: FactKind::Death, id: person.id.0, date })
}

fn id_of(start: &FactRef, duty: Duty) -> DeadlineId {
    DeadlineId(derived(start.id, duty.code()))
}
