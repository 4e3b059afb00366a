//! What the clock observes: that a date passed, or came, by what was known then. Each observation is recorded once and stays on
//! record; one that a later fact shows to be wrong is superseded. No clock and no decision ever reads them.

use crate::domain::barrier::{self, AccountableLeader};
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::{self, Deadline, Duty};
use crate::domain::event::{Event, Observed, ReferralObserved};
use crate::domain::id::{ObservationId, derived};
use crate::domain::person::Person;
use crate::domain::policy::Packs;
use crate::domain::referral::Referral;
use uuid::Uuid;

codes! {
    /// What the clock can observe.
    ObservationKind {
        DeadlineMissed = "deadline_missed", "What must be done by a date was not done by then";
        ResponseMissed = "response_missed", "An escalation was not answered by its date";
        GreenThreeMonths = "green_three_months", "Three months Green: leaving the register is to be considered";
        Turned26 = "turned_26", "The 26th birthday of somebody on the register or with keyworking";
        ReferralWaiting = "referral_waiting", "A referral was not decided by its date";
    }
    /// Whether an observation still holds.
    ObservationStatus {
        Standing = "standing", "So it was, by what is known now";
        Superseded = "superseded", "A fact that came to light later shows that it was otherwise; the observation stays on record";
    }
}

/// The age at which keyworking is handed over (S0 §7, S2: up to the age of 25).
const HAND_OVER_AGE: u32 = 26;

/// Something that the clock sees, or will see if nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// What.
    pub kind: ObservationKind,
    /// Of what: a duty or, for a birthday, the person.
    pub subject: Uuid,
    /// Which kind of duty.
    pub duty: Option<Duty>,
    /// The date that passes, or comes.
    pub due_on: Date,
    /// The first day on which it is so.
    pub from: Date,
}

impl Sight {
    /// The duty was not done by `due_on`: nothing had ended it by the end of that day. What ended it later does not undo that.
    fn passed(kind: ObservationKind, deadline: &Deadline, due_on: Option<Date>) -> Option<Self> {
        let due_on = due_on?;
        let open = deadline.over_on().is_none_or(|end| end > due_on);
        let sight = Self { kind, subject: deadline.id.0, duty: Some(deadline.duty), due_on, from: due_on.plus_days(1) };
        (open && !deadline.is_withdrawn()).then_some(sight)
    }

    /// The duty's date came while it was open.
    fn came(kind: ObservationKind, deadline: &Deadline) -> Option<Self> {
        let due_on = deadline.due_on?;
        let open = deadline.over_on().is_none_or(|end| end >= due_on);
        let sight = Self { kind, subject: deadline.id.0, duty: Some(deadline.duty), due_on, from: due_on };
        (open && !deadline.is_withdrawn()).then_some(sight)
    }

    /// What names it: of each there is one observation, ever.
    #[must_use]
    pub fn key(&self) -> String {
        key(self.kind, self.subject, self.due_on)
    }

    fn is(&self, kind: ObservationKind, subject: Uuid, due_on: Date) -> bool {
        self.kind == kind && self.subject == subject && self.due_on == due_on
    }

    fn id(&self) -> ObservationId {
        ObservationId(derived(self.subject, &format!("{}/{}", self.kind, self.due_on)))
    }
}

/// What names an observation.
#[must_use]
pub fn key(kind: ObservationKind, subject: Uuid, due_on: Date) -> String {
    format!("{kind}/{subject}/{due_on}")
}

/// Everything that the clock sees of a person at some time, by what is known now: past and to come.
fn of_person(person: &Person, deadlines: &[Deadline]) -> Vec<Sight> {
    let of_duty = |deadline: &Deadline| match deadline.duty {
        Duty::EscalationResponse => vec![Sight::passed(ObservationKind::ResponseMissed, deadline, deadline.due_on)],
        Duty::StepDownDecision => vec![
            Sight::came(ObservationKind::GreenThreeMonths, deadline),
            Sight::passed(ObservationKind::DeadlineMissed, deadline, deadline.breach_on),
        ],
        _ => vec![Sight::passed(ObservationKind::DeadlineMissed, deadline, deadline.breach_on)],
    };
    deadlines.iter().flat_map(of_duty).flatten().chain(birthday(person)).collect()
}

/// The 26th birthday of somebody who is on the register or has keyworking that day.
fn birthday(person: &Person) -> Option<Sight> {
    let day = person.born()?.birthday(HAND_OVER_AGE);
    let on_register = person.membership_on(day).is_some();
    let with_keyworking = person.keyworking.iter().any(|keyworking| keyworking.covers(day));
    let alive = person.died_on.is_none_or(|died| died >= day);
    let sight = Sight { kind: ObservationKind::Turned26, subject: person.id.0, duty: None, due_on: day, from: day };
    ((on_register || with_keyworking) && alive).then_some(sight)
}

/// Everything that the clock sees of a referral at some time.
fn of_referral(referral: &Referral, packs: &Packs) -> Vec<Sight> {
    let deadline = duty::referral_clock(referral, packs);
    deadline.iter().filter_map(|d| Sight::passed(ObservationKind::ReferralWaiting, d, d.due_on)).collect()
}

/// What is still to be observed of a person.
#[must_use]
pub fn pending(person: &Person, deadlines: &[Deadline]) -> Vec<Sight> {
    let known = |sight: &Sight| person.observations.iter().any(|o| sight.is(o.kind, o.subject_id, o.due_on));
    of_person(person, deadlines).into_iter().filter(|sight| !known(sight)).collect()
}

/// What is still to be observed of a referral.
#[must_use]
pub fn pending_of_referral(referral: &Referral, packs: &Packs) -> Vec<Sight> {
    let known = |sight: &Sight| referral.observations.iter().any(|o| sight.is(o.kind, o.subject_id, o.due_on));
    of_referral(referral, packs).into_iter().filter(|sight| !known(sight)).collect()
}

/// The first day on which something is to be observed.
#[must_use]
pub fn watch_on(pending: &[Sight]) -> Option<Date> {
    pending.iter().map(|sight| sight.from).min()
}

/// Where each observation of a person stands, in the order recorded.
#[must_use]
pub fn standing(person: &Person, deadlines: &[Deadline]) -> Vec<ObservationStatus> {
    let seen = of_person(person, deadlines);
    let stands = |o: &Observed| {
        // Who was born when is not known any more after redaction, and nothing else contradicts a birthday.
        let unknown = o.kind == ObservationKind::Turned26 && person.born().is_none();
        unknown || seen.iter().any(|sight| sight.is(o.kind, o.subject_id, o.due_on))
    };
    person.observations.iter().map(|o| status(stands(o))).collect()
}

/// Where each observation of a referral stands, in the order recorded.
#[must_use]
pub fn standing_of_referral(referral: &Referral, packs: &Packs) -> Vec<ObservationStatus> {
    let seen = of_referral(referral, packs);
    let stands = |o: &ReferralObserved| seen.iter().any(|sight| sight.is(o.kind, o.subject_id, o.due_on));
    referral.observations.iter().map(|o| status(stands(o))).collect()
}

const fn status(stands: bool) -> ObservationStatus {
    if stands { ObservationStatus::Standing } else { ObservationStatus::Superseded }
}

/// What there is to record of a person today, and what follows of itself: where the area's policy says so, an escalation that was
/// not answered goes up a level. Nothing when there is nothing to record.
#[must_use]
pub fn observe(
    person: &Person,
    deadlines: &[Deadline],
    today: Date,
    packs: &Packs,
    leaders: &[AccountableLeader],
) -> Vec<Event> {
    let mut due: Vec<Sight> = pending(person, deadlines).into_iter().filter(|sight| sight.from <= today).collect();
    due.sort_by_key(|sight| (sight.from, sight.kind, sight.subject));
    let mut events = Vec::new();
    for sight in due {
        events.push(Event::Observed(Observed {
            observation_id: sight.id(),
            kind: sight.kind,
            subject_id: sight.subject,
            duty: sight.duty,
            due_on: sight.due_on,
            observed_on: today,
        }));
        let unanswered = deadlines.iter().find(|d| d.id.0 == sight.subject && d.duty == Duty::EscalationResponse);
        if let Some(unanswered) = unanswered {
            events.extend(barrier::step_up(person, unanswered, sight.id(), today, packs, leaders));
        }
    }
    events
}

/// What there is to record of a referral today.
#[must_use]
pub fn observe_referral(referral: &Referral, today: Date, packs: &Packs) -> Vec<Event> {
    let due = pending_of_referral(referral, packs).into_iter().filter(|sight| sight.from <= today);
    let observed = |sight: Sight| {
        Event::ReferralObserved(ReferralObserved {
            observation_id: sight.id(),
            kind: sight.kind,
            subject_id: sight.subject,
            duty: sight.duty,
            due_on: sight.due_on,
            observed_on: today,
        })
    };
    due.map(observed).collect()
}
