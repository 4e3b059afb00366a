//! Named accountable leaders per agency, or one senior responsible owner for all of them (S0 §12): each from a day to a day.

use crate::domain::calendar::Date;
use crate::domain::event::{Event, LeaderEnded, LeaderNamed};
use crate::domain::id::LeaderId;
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Named};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::review::Agency;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Somebody to be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAccountableLeader, example = json!({"agency": "social_care", "who": {"name": "Wren Hollis", "role": "Director of adult services"}, "from": "2026-01-01"}))]
pub struct NewLeader {
    /// The agency; left out for the senior responsible owner, who is accountable for health, social care and education together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<Agency>,
    /// Who.
    pub who: Named,
    /// The first London date.
    pub from: Date,
}

/// The end of somebody's accountability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountableLeaderEnd, example = json!({"until": "2026-11-30"}))]
pub struct LeaderEnd {
    /// The last London date.
    pub until: Date,
}

/// Somebody accountable: the fold of their facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leader {
    /// The entry.
    pub id: LeaderId,
    /// How it began.
    pub named: LeaderNamed,
    /// The last day.
    pub until: Option<Date>,
}

/// Somebody accountable, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountableLeader {
    /// The entry.
    pub id: LeaderId,
    /// The agency; null for the senior responsible owner.
    pub agency: Option<Agency>,
    /// Who; null after redaction.
    pub who: Option<Named>,
    /// The first day.
    pub from: Date,
    /// The last day; null while it goes on.
    pub until: Option<Date>,
}

impl Leader {
    /// Folds a stream. `None` for one that does not begin with a name.
    #[must_use]
    pub fn fold<'a>(id: LeaderId, events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Event::LeaderNamed(named) = events.next()? else { return None };
        let mut leader = Self { id, named: named.clone(), until: None };
        for event in events {
            leader.apply(event);
        }
        Some(leader)
    }

    /// How one fact changes the entry.
    pub const fn apply(&mut self, event: &Event) {
        if let Event::LeaderEnded(ended) = event {
            self.until = Some(ended.until);
        }
    }

    /// As shown.
    #[must_use]
    pub fn shown(&self) -> AccountableLeader {
        AccountableLeader {
            id: self.id,
            agency: self.named.agency,
            who: self.named.who.clone(),
            from: self.named.from,
            until: self.until,
        }
    }
}

impl AccountableLeader {
    /// Whether they are accountable on that day for that agency; the senior responsible owner is for every one.
    #[must_use]
    pub fn answers(&self, agency: Agency, day: Date) -> bool {
        self.agency.is_none_or(|own| own == agency) && self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Names somebody.
///
/// # Errors
/// A day more than a year ahead.
pub fn name_leader(moment: &Moment, icb: Ods, leader: NewLeader) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    if leader.from.days_since(moment.today) > 366 {
        faults.meaning("/from", "leader_far_away", "must not lie more than a year ahead");
    }
    faults.verdict()?;
    let named = LeaderNamed { from: leader.from, icb_ods: icb, agency: leader.agency, who: Some(leader.who) };
    Ok(vec![Event::LeaderNamed(named)])
}

/// Ends somebody's accountability.
///
/// # Errors
/// It has ended already, or would end before it began.
pub fn end_leader(leader: &Leader, end: &LeaderEnd) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    if leader.until.is_some() {
        faults.rule("", "leader_has_ended", "ended already; name somebody anew", "S0 §12: named accountable leaders");
    }
    if end.until < leader.named.from {
        faults.meaning("/until", "end_before_beginning", "must not lie before the first day");
    }
    faults.verdict()?;
    Ok(vec![Event::LeaderEnded(LeaderEnded { until: end.until })])
}
