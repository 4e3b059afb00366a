//! The register review (S3): whoever is Red or Amber is discussed in a register meeting, monthly unless an area says more often.

use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, Duty, FactRef};
use crate::domain::person::{Membership, Person};
use crate::domain::policy::{Case, Packs};
use crate::domain::rating::Rag;

/// A time Red or Amber without a break.
struct AtRisk {
    began: FactRef,
    ended: Option<FactRef>,
    colours: Vec<(Date, Rag)>,
}

impl AtRisk {
    /// The colour on a day.
    fn rag_on(&self, day: Date) -> Option<Rag> {
        self.colours.iter().rev().find(|(from, _)| *from <= day).map(|(_, rag)| *rag)
    }
}

fn at_risk(person: &Person, stay: &Membership) -> Vec<AtRisk> {
    let mut found: Vec<AtRisk> = Vec::new();
    let mut running = false;
    for (place, colour) in person.colours(stay).into_iter().enumerate() {
        let risk = matches!(colour.rag, Rag::Red | Rag::Amber);
        let (from, ended) = (colour.began.date, colour.ended);
        match found.last_mut().filter(|_| running && risk) {
            Some(last) => {
                last.ended = ended;
                last.colours.push((from, colour.rag));
            }
            None if risk => {
                let joined = place == 0 && from == stay.opened.opened_on;
                let began = if joined { stay.joining() } else { colour.began };
                found.push(AtRisk { began, ended, colours: vec![(from, colour.rag)] });
            }
            None => {}
        }
        running = risk;
    }
    found
}

/// What starts the reviews of a stay, and with which colour: joining Red or Amber, and each return to Red or Amber.
pub(super) fn starts(person: &Person, stay: &Membership) -> Vec<(FactRef, Option<Rag>)> {
    at_risk(person, stay).into_iter().map(|time| (time.began, time.rag_on(time.began.date))).collect()
}

/// The reviews of a stay. Another colour of the two dates the open review again, where an area's cadence depends on it.
pub(super) fn clocks(person: &Person, stay: &Membership, packs: &Packs) -> Vec<Deadline> {
    let times = at_risk(person, stay).into_iter();
    times
        .filter_map(|time| {
            let start = time.began.date;
            let on = |day| Case { rag: time.rag_on(day), ..Case::new(&person.icb, person.born(), start) };
            let mut deadline = Deadline::start(person.id, Duty::RegisterReview, time.began, &on(start), packs)?;
            let changes = time.colours.iter().map(|(day, _)| *day);
            deadline.run(changes, time.ended.map(|end| end.date), on, packs);
            if let Some(end) = time.ended {
                deadline.end(end);
            }
            Some(deadline)
        })
        .collect()
}
