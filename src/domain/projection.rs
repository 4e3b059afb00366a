//! The rows that lists and single reads are served from: computed from a state, never dependent on today, so that they
//! can be thrown away and made again from the facts at any time.

use crate::digest::{hex, sha256};
use crate::domain::admission::Setting;
use crate::domain::barrier::{Barrier, Leader};
use crate::domain::calendar::Date;
use crate::domain::disclosure::{self, Reach, Recall};
use crate::domain::duty::{self, Deadline};
use crate::domain::glass::Glass;
use crate::domain::id::PersonId;
use crate::domain::keyworking::{HasKeyworker, Keyworking};
use crate::domain::meeting::Meeting;
use crate::domain::observation;
use crate::domain::ods::Ods;
use crate::domain::person::{MembershipStatus, Person};
use crate::domain::policy::Packs;
use crate::domain::rating::Rag;
use crate::domain::referral::{Referral, ReferralStatus, Source};
use crate::domain::review::Agency;
use crate::domain::settings::{Partnership, Settings};
use crate::domain::text::folded;
use crate::domain::transfer::Transfer;
use crate::domain::view::{
    BarrierView, GlassView, KeyworkingDocument, MeetingDocument, ObservationView, PersonDocument, ReferralView,
    TransferDocument,
};
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Raised whenever the rows of equal facts change their form: `dsr rebuild` is needed then.
pub const VERSION: i64 = 5;

/// Everything stored about one stream besides its facts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// The register row of a person.
    pub person: Option<PersonRow>,
    /// The person's duties, open and ended.
    pub deadlines: Vec<Deadline>,
    /// The row of a referral.
    pub referral: Option<ReferralRow>,
    /// What of it stands in lists of its own: a meeting.
    pub items: Vec<Item>,
    /// Who reaches the record, and by which date lists sort it.
    pub reach: Vec<ReachRow>,
    /// Who keeps what it did without reaching the record any more.
    pub recalls: Vec<Recall>,
    /// What the organisations that an ICB has named are to its area.
    pub partnerships: Vec<Partnership>,
    /// Keys that may be taken once.
    pub claims: Vec<Claim>,
    /// From which day on the clock has something to record of a person or a referral.
    pub watch_on: Option<Date>,
    /// What is to be removed; of a difference only.
    pub gone: Gone,
}

/// Rows that rows of before had and these no longer have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gone {
    /// Organisations that do not reach the record any more.
    pub reach: Vec<Ods>,
    /// Organisations that reach it again, instead of remembering it.
    pub recalls: Vec<Ods>,
    /// Keys that are free again.
    pub claims: Vec<Claim>,
    /// Entries of lists that a correction took out.
    pub items: Vec<Uuid>,
    /// Organisations that an ICB names no longer.
    pub partners: Vec<Ods>,
}

/// What a list of items is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// Register meetings.
    Meeting,
    /// Barriers of people.
    Barrier,
    /// Accountable leaders.
    Leader,
    /// Keyworking.
    Keyworking,
    /// Transfers between ICBs.
    Transfer,
    /// Observations of the clock.
    Observation,
    /// Records opened in an emergency.
    BreakGlass,
    /// Settings of areas.
    Settings,
}

impl ItemKind {
    /// The kind's name in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Barrier => "barrier",
            Self::Leader => "leader",
            Self::Keyworking => "keyworking",
            Self::Transfer => "transfer",
            Self::Observation => "observation",
            Self::BreakGlass => "break_glass",
            Self::Settings => "settings",
        }
    }
}

/// A row of a list, reached by whoever reaches the stream it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its identifier.
    pub id: Uuid,
    /// The list.
    pub kind: ItemKind,
    /// Where it stands.
    pub status: &'static str,
    /// What sort it is.
    pub sort: &'static str,
    /// The agency it concerns.
    pub agency: Option<&'static str>,
    /// The level it stands at. Of a record opened in an emergency: until when, in seconds since 1970.
    pub level: Option<i64>,
    /// By when somebody has to act.
    pub due_on: Option<Date>,
    /// The date the list sorts by.
    pub sort_on: Date,
    /// What is shown of it, as JSON.
    pub body: String,
}

/// A row of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The responsible ICB.
    pub icb_ods: String,
    /// The local authority.
    pub local_authority: Option<String>,
    /// For searching by number.
    pub nhs_number: Option<String>,
    /// Folded family name.
    pub family_search: String,
    /// Folded given name.
    pub given_search: String,
    /// For searching and for ages.
    pub date_of_birth: Option<Date>,
    /// The colour.
    pub rag: Option<Rag>,
    /// Since when the colour holds.
    pub rated_on: Option<Date>,
    /// Whether the last stay goes on.
    pub membership: Option<MembershipStatus>,
    /// The ward's kind, while in hospital.
    pub setting: Option<Setting>,
    /// Whether a keyworker is named.
    pub keyworker: HasKeyworker,
    /// The [`PersonDocument`], as JSON.
    pub body: String,
}

/// A row of the list of referrals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralRow {
    /// The ICB addressed.
    pub icb_ods: String,
    /// The organisation whose system sent it.
    pub submitted_ods: String,
    /// Where it stands.
    pub status: ReferralStatus,
    /// Who refers.
    pub source: Source,
    /// The local authority.
    pub local_authority: Option<String>,
    /// When it was received.
    pub received_on: Date,
    /// For finding duplicates.
    pub nhs_number: Option<String>,
    /// For finding duplicates.
    pub family_search: String,
    /// For finding duplicates.
    pub date_of_birth: Option<Date>,
    /// The person it points to, once accepted.
    pub person_id: Option<PersonId>,
    /// The [`ReferralView`], as JSON.
    pub body: String,
}

/// An organisation's reach to a record, with the date lists sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachRow {
    /// Who and why.
    pub reach: Reach,
    /// A person: the earliest open due date. A referral: the day received. The last day there is, when there is none.
    pub sort_on: Date,
}

/// A key that only one stream may hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// What kind of key.
    pub kind: ClaimKind,
    /// The key.
    pub key: String,
}

impl Claim {
    /// The claim to an NHS number within an ICB's register.
    #[must_use]
    pub fn of_number(icb: &Ods, number: &str) -> Self {
        Self { kind: ClaimKind::NhsNumber, key: format!("{icb}/{number}") }
    }

    /// The claim of an observation to be the only one.
    #[must_use]
    pub fn of_observation(view: &ObservationView) -> Self {
        Self { kind: ClaimKind::Observation, key: observation::key(view.kind, view.subject_id, view.due_on) }
    }
}

/// Kinds of keys that may be taken once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimKind {
    /// One person per NHS number and ICB.
    NhsNumber,
    /// One referral per organisation, client and reference; the key is their hash, for a reference is free text.
    ClientReference,
    /// One observation of a kind, of the same thing, for the same date.
    Observation,
}

impl ClaimKind {
    /// The kind's name in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NhsNumber => "nhs_number",
            Self::ClientReference => "client_reference",
            Self::Observation => "observation",
        }
    }
}

/// Sorts after every date there is.
#[must_use]
pub fn no_date() -> Date {
    Date::from(chrono::NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(chrono::NaiveDate::MAX))
}

/// Sorts before every date there is.
#[must_use]
pub fn first_day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(chrono::NaiveDate::MIN)
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The rows of a person.
#[must_use]
pub fn of_person(person: &Person, packs: &Packs) -> Rows {
    let deadlines = duty::clocks(person, packs);
    let document = PersonDocument::of(person, &deadlines);
    let sort_on = document.next_due_on().unwrap_or_else(no_date);
    let details = person.details.as_ref();
    let nhs_number = details.and_then(|d| d.nhs_number.as_ref()).map(|n| n.as_str().to_owned());
    let standing = document.standing();
    let row = PersonRow {
        icb_ods: person.icb.to_string(),
        local_authority: person.local_authority.as_ref().map(ToString::to_string),
        nhs_number: nhs_number.clone(),
        family_search: details.map(|d| folded(d.family_name.as_str())).unwrap_or_default(),
        given_search: details.map(|d| folded(d.given_name.as_str())).unwrap_or_default(),
        date_of_birth: person.born(),
        rag: standing.rag,
        rated_on: standing.rating.as_ref().map(|r| r.effective_on),
        membership: standing.membership.as_ref().map(|m| m.status),
        setting: standing.hospital.as_ref().map(|h| h.setting),
        keyworker: person.has_keyworker(),
        body: json(&document),
    };
    let key = nhs_number.map(|number| Claim::of_number(&person.icb, &number));
    let reach = disclosure::of_person(person).into_iter().map(|reach| ReachRow { reach, sort_on }).collect();
    let barriers = person.barriers.iter().map(|barrier| of_barrier(person, barrier, &deadlines));
    let keyworking = person.keyworking.iter().map(|keyworking| of_keyworking(person, keyworking));
    let observations = ObservationView::all(person, &deadlines);
    let glasses = person.glasses.iter().map(|glass| of_glass(&document, glass));
    let items = barriers.chain(keyworking).chain(glasses).chain(observations.iter().map(of_observation)).collect();
    let claims = key.into_iter().chain(observations.iter().map(Claim::of_observation)).collect();
    let watch_on = observation::watch_on(&observation::pending(person, &deadlines));
    let recalls = disclosure::recalls(person);
    Rows { person: Some(row), items, deadlines, reach, recalls, claims, watch_on, ..Rows::default() }
}

/// The row of one keyworking; its sort says whether the first contact is waited for.
fn of_keyworking(person: &Person, keyworking: &Keyworking) -> Item {
    Item {
        id: keyworking.id().0,
        kind: ItemKind::Keyworking,
        status: keyworking.status().code(),
        sort: if keyworking.waits_for_contact() { "waiting" } else { "" },
        sort_on: keyworking.referred.referred_on,
        agency: None,
        level: None,
        due_on: None,
        body: json(&KeyworkingDocument::of(person, keyworking)),
    }
}

/// The row of one emergency opening; its sort says whether the ICB has looked into it.
fn of_glass(person: &PersonDocument, glass: &Glass) -> Item {
    let view = GlassView::of(person, glass);
    Item {
        id: view.id.0,
        kind: ItemKind::BreakGlass,
        status: view.status.code(),
        sort: if view.review.is_some() { "reviewed" } else { "" },
        agency: None,
        level: Some(view.until_at.timestamp()),
        due_on: None,
        sort_on: glass.broken.broken_on,
        body: json(&view),
    }
}

/// The row of one observation.
fn of_observation(view: &ObservationView) -> Item {
    Item {
        id: view.id.0,
        kind: ItemKind::Observation,
        status: view.status.code(),
        sort: view.kind.code(),
        agency: None,
        level: None,
        due_on: Some(view.due_on),
        sort_on: view.observed_on,
        body: json(view),
    }
}

/// The rows of a referral.
#[must_use]
pub fn of_referral(referral: &Referral, packs: &Packs) -> Rows {
    let received = &referral.received;
    let person = received.person.as_ref();
    let row = ReferralRow {
        icb_ods: received.icb_ods.to_string(),
        submitted_ods: received.submitted_ods.to_string(),
        status: referral.status,
        source: received.source,
        local_authority: received.local_authority.as_ref().map(ToString::to_string),
        received_on: received.received_on,
        nhs_number: referral.nhs_number().map(|n| n.as_str().to_owned()),
        family_search: person.map(|p| folded(p.family_name.as_str())).unwrap_or_default(),
        date_of_birth: person.map(|p| p.date_of_birth),
        person_id: referral.accepted.as_ref().map(|a| a.person_id),
        body: json(&ReferralView::of(referral, packs)),
    };
    let key = received.client_reference.as_ref().map(|reference| Claim {
        kind: ClaimKind::ClientReference,
        key: hex(&sha256(&[
            received.submitted_ods.as_str().as_bytes(),
            received.client_id.as_bytes(),
            reference.as_str().as_bytes(),
        ])),
    });
    let reach = disclosure::of_referral(referral)
        .into_iter()
        .map(|reach| ReachRow { reach, sort_on: received.received_on })
        .collect();
    let observations = ObservationView::all_of_referral(referral, packs);
    let items = observations.iter().map(of_observation).collect();
    let claims = key.into_iter().chain(observations.iter().map(Claim::of_observation)).collect();
    let watch_on = observation::watch_on(&observation::pending_of_referral(referral, packs));
    Rows { referral: Some(row), items, reach, claims, watch_on, ..Rows::default() }
}

fn of_barrier(person: &Person, barrier: &Barrier, deadlines: &[Deadline]) -> Item {
    let view = BarrierView::of(person, barrier, deadlines);
    Item {
        id: view.id.0,
        kind: ItemKind::Barrier,
        status: view.status.code(),
        sort: view.category.code(),
        agency: Some(view.agency.code()),
        level: view.level.map(i64::from),
        due_on: view.respond_by,
        sort_on: view.waits_since_or_for(),
        body: json(&view),
    }
}

/// The rows of an entry of the accountable leaders.
#[must_use]
pub fn of_leader(leader: &Leader) -> Rows {
    let item = Item {
        id: leader.id.0,
        kind: ItemKind::Leader,
        status: if leader.until.is_some() { "ended" } else { "named" },
        sort: leader.named.agency.map_or("sro", Agency::code),
        agency: leader.named.agency.map(Agency::code),
        level: None,
        due_on: None,
        sort_on: leader.named.from,
        body: json(&leader.shown()),
    };
    let reach = disclosure::of_leader(leader);
    let reach = reach.into_iter().map(|reach| ReachRow { reach, sort_on: leader.named.from }).collect();
    Rows { items: vec![item], reach, ..Rows::default() }
}

/// The rows of a meeting.
#[must_use]
pub fn of_meeting(meeting: &Meeting) -> Rows {
    let item = Item {
        id: meeting.id.0,
        kind: ItemKind::Meeting,
        status: meeting.status.code(),
        sort: meeting.kind.code(),
        agency: None,
        level: None,
        due_on: None,
        sort_on: meeting.meets_on,
        body: json(&MeetingDocument::of(meeting)),
    };
    let reach = disclosure::of_meeting(meeting);
    let reach = reach.into_iter().map(|reach| ReachRow { reach, sort_on: meeting.meets_on }).collect();
    Rows { items: vec![item], reach, ..Rows::default() }
}

/// The rows of a transfer.
#[must_use]
pub fn of_transfer(transfer: &Transfer) -> Rows {
    let sort_on = transfer.proposed.proposed_on;
    let item = Item {
        id: transfer.id.0,
        kind: ItemKind::Transfer,
        status: transfer.status().code(),
        sort: transfer.proposed.reason.code(),
        agency: None,
        level: None,
        due_on: None,
        sort_on,
        body: json(&TransferDocument::of(transfer)),
    };
    let reach = disclosure::of_transfer(transfer).into_iter().map(|reach| ReachRow { reach, sort_on }).collect();
    Rows { items: vec![item], reach, ..Rows::default() }
}

/// The rows of an area's settings; their status says whether reads have to say on whose behalf.
#[must_use]
pub fn of_settings(settings: &Settings) -> Rows {
    let sort_on = settings.set.set_on;
    let item = Item {
        id: settings.id.0,
        kind: ItemKind::Settings,
        status: settings.set.on_behalf_of.code(),
        sort: "",
        agency: None,
        level: None,
        due_on: None,
        sort_on,
        body: json(&settings.shown()),
    };
    let reach = disclosure::of_settings(settings).into_iter().map(|reach| ReachRow { reach, sort_on }).collect();
    Rows { items: vec![item], reach, partnerships: settings.partnerships(), ..Rows::default() }
}

impl Rows {
    /// A meeting is its own main row; of a person's items those that changed.
    fn items_since(&self, before: &Self) -> Vec<Item> {
        let changed = |item: &&Item| self.person.is_none() || !before.items.contains(item);
        self.items.iter().filter(changed).cloned().collect()
    }

    /// What has to be written so that rows that were `before` become these: the main row always, for it carries the
    /// version; of the others those that changed, and every duty of somebody who moved to another ICB, for their rows name it.
    /// No duty ever vanishes; reach does, and a key that is no longer claimed.
    #[must_use]
    pub fn since(&self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self.clone() };
        let icb = |rows: &Self| rows.person.as_ref().map(|person| person.icb_ods.clone());
        let moved = icb(before) != icb(self);
        let known: HashMap<_, _> = before.deadlines.iter().map(|d| (d.id, d)).collect();
        Self {
            person: self.person.clone(),
            deadlines: self.deadlines.iter().filter(|d| moved || known.get(&d.id) != Some(d)).cloned().collect(),
            referral: self.referral.clone(),
            items: self.items_since(before),
            reach: self.reach.iter().filter(|r| !before.reach.contains(r)).cloned().collect(),
            recalls: self.recalls.iter().filter(|r| !before.recalls.contains(r)).cloned().collect(),
            partnerships: self.partnerships.clone(),
            claims: self.claims.iter().filter(|c| !before.claims.contains(c)).cloned().collect(),
            watch_on: self.watch_on,
            gone: self.gone_since(before),
        }
    }

    fn gone_since(&self, before: &Self) -> Gone {
        let reaches = |who: &Ods| self.reach.iter().any(|row| row.reach.organisation == *who);
        let recalls = |who: &Ods| self.recalls.iter().any(|row| row.organisation == *who);
        let lists = |id: Uuid| self.items.iter().any(|item| item.id == id);
        let reach = before.reach.iter().map(|row| &row.reach.organisation).filter(|who| !reaches(who));
        let names = |who: &Ods| self.partnerships.iter().any(|p| p.partner.organisation_ods == *who);
        let partner = before.partnerships.iter().map(|p| &p.partner.organisation_ods).filter(|who| !names(who));
        let recall = before.recalls.iter().map(|row| &row.organisation).filter(|who| !recalls(who));
        Gone {
            reach: reach.cloned().collect(),
            recalls: recall.cloned().collect(),
            claims: before.claims.iter().filter(|claim| !self.claims.contains(claim)).cloned().collect(),
            items: before.items.iter().map(|item| item.id).filter(|id| !lists(*id)).collect(),
            partners: partner.cloned().collect(),
        }
    }
}
