//! What else was done: oversight visits in a row of their own; meetings, decisions and notices in another.

use super::{Row, Telling, When};
use crate::domain::calendar::Date;
use crate::domain::decision::{CommunityReviewOutcome, StepDownOutcome};
use crate::domain::event::OversightVisited;
use crate::domain::person::Person;
use crate::domain::view::timeline::words::within;
use crate::domain::view::timeline::{Mark, Track};
use crate::domain::visit::VisitMethod;

impl Telling {
    pub(super) fn visits(&mut self, person: &Person) -> Row {
        let mut row = Row { label: "Commissioner oversight visits".into(), ..Row::default() };
        for visit in &person.visits {
            let (mark, text) = seen(visit);
            let family = match visit.family_contacted {
                Some(true) => " The family was contacted.",
                Some(false) => " The family was not contacted.",
                None => "",
            };
            let whom = if visit.person_seen { "saw the person" } else { "did not see the person, and does not count" };
            let how = within(visit.method.label());
            let note = format!("Commissioner oversight visit, {how}: {whom}.{family}");
            self.point(&mut row, visit.visited_on, mark, (text, note));
        }
        row.spare_words(&[Mark::Seen]);
        row
    }

    pub(super) fn decisions(&mut self, person: &Person) -> Row {
        let mut row = Row { label: "Meetings, decisions and notices".into(), ..Row::default() };
        for met in &person.laep_meetings {
            let (why, decision) = (within(met.reason.label()), within(met.decision.label()));
            let note = format!("Local Area Emergency Protocol (LAEP) meeting ({why}). It decided: {decision}.");
            self.point(&mut row, met.held_on, Mark::Emergency, ("emergency meeting", note));
        }
        for decided in &person.community_decisions {
            let (text, what) = match decided.outcome {
                CommunityReviewOutcome::Scheduled => ("review to be held", "it is to be held"),
                CommunityReviewOutcome::NotNeeded => ("no review needed", "it is not needed"),
            };
            let note = format!("Decided on a community C(E)TR: {what}.");
            self.point(&mut row, decided.decided_on, Mark::Decided, (text, note));
        }
        for decided in &person.step_down_decisions {
            let (text, note) = match decided.outcome {
                StepDownOutcome::Remain => {
                    ("stays on register", "Decided on leaving the register: to stay on it for now.")
                }
            };
            self.point(&mut row, decided.decided_on, Mark::Decided, (text, note.into()));
        }
        for told in &person.notifications {
            let note = "The local authority was told of the child's stay in hospital.".into();
            self.point(&mut row, told.notified_on, Mark::Notified, ("authority told", note));
        }
        row
    }

    fn point(&mut self, row: &mut Row, on: Date, mark: Mark, (text, note): (&str, String)) {
        let number = self.note(When::Day(on), note);
        row.tracks.push(Track { number, marks: vec![(on, mark)], text: text.into(), ..Track::at(on) });
    }
}

const fn seen(visit: &OversightVisited) -> (Mark, &'static str) {
    match (visit.method, visit.person_seen) {
        (VisitMethod::InPerson, true) => (Mark::Seen, "seen"),
        (VisitMethod::InPerson, false) => (Mark::Unseen, "not seen"),
        (VisitMethod::Virtual, true) => (Mark::SeenVirtually, "seen, by video"),
        (VisitMethod::Virtual, false) => (Mark::UnseenVirtually, "not seen, by video"),
    }
}
