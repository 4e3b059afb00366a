//! Who looked at a person's record and who changed it, told to the person and their family.

pub mod words;

use crate::domain::calendar::{Date, london_date, london_time};
use crate::domain::code::codes;
use crate::domain::id::PersonId;
use crate::domain::ods::Ods;
use crate::domain::settings::{RegisterContact, Settings};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

codes! {
    /// Whether somebody looked, or wrote.
    AuditKind {
        Read = "read", "Personal data was read";
        Write = "write", "A fact was recorded";
    }
    /// What a read showed of a record: everything, some groups of fields, or what a status query tells.
    AuditFields {
        Record = "record", "All that the operation shows, to whoever sees the whole record";
        Identity = "identity", "Who the person is, and what helps in meeting them";
        Standing = "standing", "The colour and why, the stay on the register, and what the colour calls for";
        Hospital = "hospital", "The spell in hospital that goes on";
        Clocks = "clocks", "What is to be done by when";
        Keyworking = "keyworking", "The keyworker, and keyworking from referral to discharge";
        Barriers = "barriers", "What blocks the right care";
        Consents = "consents", "What was consented to";
        Status = "status", "What a status query tells";
        Nothing = "nothing", "Nothing: a status query was answered as if nobody were known";
    }
}

/// A read of the record, or a fact that was added to it, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it only read.
    pub is_read: bool,
    /// The operation of a read, or the kind of fact.
    pub operation: String,
    /// The organisation's code.
    pub organisation: String,
    /// The client.
    pub client: String,
    /// The user, where one was named.
    pub user: Option<String>,
    /// For what: a code.
    pub purpose: Option<String>,
    /// Which groups of fields.
    pub fields: Option<String>,
    /// The request.
    pub request_id: String,
}

/// A report of who read and who changed a person's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccessReport {
    /// The person.
    pub person_id: PersonId,
    /// When it was made, in UTC.
    pub made_at: DateTime<Utc>,
    /// From which London day on; null from the beginning.
    pub from: Option<Date>,
    /// To which London day; null to the day it was made.
    pub to: Option<Date>,
    /// What the report is.
    #[schema(max_length = 1000)]
    pub about: String,
    /// What it cannot show.
    #[schema(max_items = 10)]
    pub cannot_show: Vec<String>,
    /// Whom to ask.
    #[schema(max_length = 1000)]
    pub whom_to_ask: String,
    /// The team that is to be asked; null while the ICB has named nobody.
    pub register_contact: Option<RegisterContact>,
    /// How many times the record was read.
    #[schema(minimum = 0)]
    pub reads: usize,
    /// How many times it was changed.
    #[schema(minimum = 0)]
    pub changes: usize,
    /// Day by day, the newest first.
    #[schema(max_items = 20000)]
    pub days: Vec<ReportDay>,
}

/// What happened on one London day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportDay {
    /// The day.
    pub day: Date,
    /// The same in words.
    #[schema(max_length = 40, example = "Sunday 22 November 2026")]
    pub in_words: String,
    /// What happened, the newest first.
    #[schema(max_items = 20000)]
    pub entries: Vec<ReportEntry>,
}

/// One time that somebody read or changed the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportEntry {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// When, on London's clocks.
    #[schema(max_length = 5, example = "09:41")]
    pub time: String,
    /// Who: the organisation, by the name that the ICB's settings give it or gave it, else by its code.
    #[schema(max_length = 300)]
    pub organisation: String,
    /// The organisation's ODS code.
    #[schema(max_length = 10)]
    pub organisation_ods: String,
    /// The person there, as their system names them; null where it did not say.
    #[schema(max_length = 200)]
    pub user: Option<String>,
    /// The computer system.
    #[schema(max_length = 200)]
    pub system: String,
    /// Whether the record was only read.
    pub only_read: bool,
    /// What they did; one thing at least.
    #[schema(max_items = 200)]
    pub did: Vec<String>,
    /// For what, in words; null where it was not said.
    #[schema(max_length = 200)]
    pub purpose: Option<String>,
    /// What a read showed of the record, in words; nothing for a change.
    #[schema(max_items = 40, example = json!(["who the person is, and what helps in meeting them", "how the stay in hospital goes"]))]
    pub groups: Vec<String>,
    /// The request, for whoever looks into it.
    #[schema(max_length = 100)]
    pub request_id: String,
}

const ABOUT: &str = "This report lists every time somebody read this record on the Dynamic Support Register or changed it, as far \
    as the register's own computer system answered or wrote. The register keeps each of these moments when it happens, and \
    nobody can take one out afterwards without its being noticed.";

const CANNOT_SHOW: &[&str] = &[
    "What somebody did with what they read: whether they printed it, wrote it down or told somebody else.",
    "What was read in other computer systems, such as a hospital's or a GP's own, or on paper.",
    "Who sat before the screen, where a system asked in its own name and did not say for whom.",
    "Copies that were made of the whole register to keep it safe.",
];

impl AccessReport {
    /// The report of these acts, newest first, on the record of a person whose register is this ICB's, with its settings. Facts
    /// written by one request are one change.
    #[must_use]
    pub fn of(
        (person_id, icb, settings): (PersonId, &Ods, Option<&Settings>),
        made_at: DateTime<Utc>,
        (from, to): (Option<Date>, Option<Date>),
        acts: &[Act],
    ) -> Self {
        let mut entries: Vec<ReportEntry> = Vec::new();
        for act in acts {
            let told = words::done(act.is_read, &act.operation);
            let whole =
                |e: &&mut ReportEntry| !act.is_read && !e.only_read && e.request_id == act.request_id && e.at == act.at;
            match entries.last_mut().filter(whole) {
                // Facts come newest first, and are told in the order recorded.
                Some(entry) if entry.did.first() != Some(&told) => entry.did.insert(0, told),
                Some(_) => {}
                None => entries.push(ReportEntry::of(act, told, words::organisation(&act.organisation, icb, settings))),
            }
        }
        let reads = entries.iter().filter(|entry| entry.only_read).count();
        let changes = entries.len().saturating_sub(reads);
        let days = by_day(entries);
        let cannot_show = CANNOT_SHOW.iter().map(|line| (*line).to_owned()).collect();
        let register_contact = settings.and_then(|settings| settings.set.register_contact.clone());
        let whom_to_ask = words::whom_to_ask(icb, register_contact.as_ref());
        let about = ABOUT.into();
        Self { person_id, made_at, from, to, about, cannot_show, whom_to_ask, register_contact, reads, changes, days }
    }
}

impl ReportEntry {
    fn of(act: &Act, told: String, organisation: String) -> Self {
        Self {
            at: act.at,
            time: london_time(act.at),
            organisation,
            organisation_ods: act.organisation.clone(),
            user: act.user.clone(),
            system: act.client.clone(),
            only_read: act.is_read,
            did: vec![told],
            purpose: act.purpose.as_deref().map(words::purpose),
            groups: act.fields.as_deref().map(words::groups).unwrap_or_default(),
            request_id: act.request_id.clone(),
        }
    }
}

fn by_day(entries: Vec<ReportEntry>) -> Vec<ReportDay> {
    let mut days: Vec<ReportDay> = Vec::new();
    for entry in entries {
        let day = london_date(entry.at);
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.entries.push(entry),
            None => days.push(ReportDay { day, in_words: day.in_words(), entries: vec![entry] }),
        }
    }
    days
}
