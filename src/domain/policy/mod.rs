//! Policy packs: every figure of the register as data, with its source. A pack is read once and never changes; its
//! digest is stored beside what it computed.

mod pack;

pub use pack::{Action, Condition, Counting, Criteria, Interval, Layer, Pack, PackError, Rule, Track};

use crate::digest;
use crate::domain::admission::{Security, Setting};
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::Duty;
use crate::domain::ods::Ods;
use crate::domain::rating::Rag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// How binding a rule is.
    Force {
        Must = "must", "An obligation; passing it is a breach";
        Should = "should", "Expected";
        Can = "can", "Open to decide";
        May = "may", "Open to decide";
    }
}

/// What a colour calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionCalledFor {
    /// What.
    #[schema(max_length = 60, example = "community_review_considered")]
    pub action: String,
    /// How binding it is.
    pub force: Force,
    /// Who says so.
    #[schema(max_length = 300)]
    pub source: String,
}

/// One rule's answer to "by when?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// The pack.
    #[schema(max_length = 60, example = "seeds")]
    pub pack: String,
    /// Its version.
    #[schema(max_length = 60, example = "2017-03-01")]
    pub version: String,
    /// The rule within it.
    #[schema(max_length = 60, example = "first-review-adult")]
    pub rule: String,
    /// The sentence the rule rests on.
    #[schema(max_length = 500)]
    pub source: String,
    /// How binding it is.
    pub force: Force,
    /// The date this rule gives; null where it sets none.
    pub due_on: Option<Date>,
    /// The arithmetic, step by step.
    #[schema(max_length = 200, example = "2026-01-06 + 28 days = 2026-02-03")]
    pub arithmetic: String,
    /// Why this rule applies: the track and security it was chosen by.
    #[schema(max_length = 300)]
    pub because: String,
    /// Whether only holding the review meets it; a decision not to does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_be_held: bool,
    /// From when on the duty is shown, where that is later than its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_from: Option<Date>,
    /// The day from which another date holds instead, for a date that no longer does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_on: Option<Date>,
}

impl Candidate {
    /// The same date, but not before `day`.
    pub(crate) fn not_before(mut self, day: Date) -> Self {
        if self.due_on.is_some_and(|due| due < day) {
            self.due_on = Some(day);
            self.arithmetic = format!("{}; not before {day} = {day}", self.arithmetic);
        }
        self
    }
}

/// What decides which rules speak to a duty: whose register it is, and how things stood on the trigger date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case<'a> {
    /// The responsible ICB: local packs speak to their own only.
    pub icb: &'a Ods,
    /// The person's date of birth; absent only after redaction.
    pub born: Option<Date>,
    /// The trigger date: age and track are of that day (D9).
    pub on: Date,
    /// The ward's kind, for duties in hospital.
    pub setting: Option<Setting>,
    /// The ward's security, for duties in hospital.
    pub security: Option<Security>,
    /// The colour, for duties that depend on it.
    pub rag: Option<Rag>,
    /// The date agreed for it, for duties that carry their own.
    pub stated: Option<Date>,
}

impl<'a> Case<'a> {
    /// A case with nothing but whose and when.
    #[must_use]
    pub const fn new(icb: &'a Ods, born: Option<Date>, on: Date) -> Self {
        Self { icb, born, on, setting: None, security: None, rag: None, stated: None }
    }

    /// Age on the trigger date.
    #[must_use]
    pub fn age(&self) -> Option<u32> {
        self.born.map(|born| born.age_on(self.on))
    }

    /// The track on the trigger date, and why (D9): child when the setting is Tier 4 **or** the person is under 18 that day.
    ///
    /// ```
    /// use dsr::domain::{admission::Setting, calendar::Date, ods::Ods, policy::{Case, Track}};
    /// let (icb, day) = (Ods::parse("QOQ").unwrap(), |s| Date::parse(s).unwrap());
    /// let ward = |setting, born, on| Case { setting: Some(setting), ..Case::new(&icb, Some(day(born)), day(on)) }.track().0;
    /// assert_eq!(ward(Setting::Tier4, "2008-01-01", "2026-01-06"), Track::Child, "18 and still in Tier 4");
    /// assert_eq!(ward(Setting::AdultAcute, "2008-01-07", "2026-01-06"), Track::Child, "17 on an adult ward");
    /// assert_eq!(ward(Setting::AdultAcute, "2008-01-06", "2026-01-06"), Track::Adult, "18 on that day");
    /// ```
    #[must_use]
    pub fn track(&self) -> (Track, &'static str) {
        if self.setting == Some(Setting::Tier4) {
            (Track::Child, "child track: the setting is Tier 4")
        } else if self.age().is_some_and(|age| age < 18) {
            (Track::Child, "child track: under 18 on the trigger date")
        } else {
            (Track::Adult, "adult track: 18 or over on the trigger date and not in Tier 4")
        }
    }
}

/// The packs in force.
#[derive(Debug, Clone)]
pub struct Packs {
    packs: Vec<Pack>,
    digest: String,
}

impl Packs {
    /// The packs every build carries.
    ///
    /// # Errors
    /// A pack that does not parse; a test holds the embedded ones.
    pub fn embedded() -> Result<Self, PackError> {
        Self::parse(&[("seeds.toml", include_str!("../../../policies/seeds.toml"))])
    }

    /// Reads packs from named texts.
    ///
    /// # Errors
    /// The first text that is not a sound pack, with its name and the reason.
    pub fn parse(texts: &[(&str, &str)]) -> Result<Self, PackError> {
        let packs = texts.iter().map(|(name, text)| Pack::parse(name, text)).collect::<Result<Vec<_>, _>>()?;
        let parts: Vec<&[u8]> = texts.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]).collect();
        Ok(Self { packs, digest: digest::hex(&digest::sha256(&parts)) })
    }

    /// The digest of all packs together.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The packs.
    #[must_use]
    pub fn all(&self) -> &[Pack] {
        &self.packs
    }

    /// The criteria a referral is accepted by: of the first pack that states any.
    #[must_use]
    pub fn criteria(&self) -> Criteria {
        self.packs.iter().find_map(|p| p.criteria.clone()).unwrap_or_default()
    }

    /// Every rule's answer on `as_of` for a duty that counts from `anchor`, the binding one first: the earliest date;
    /// between equal dates statute before national before local; rules without a date last.
    ///
    /// A pack speaks to duties that start on or after its effective date. A start before every pack's effective date is
    /// answered by all of them: a long stay must not lose its clock.
    #[must_use]
    pub fn candidates(&self, duty: Duty, case: &Case<'_>, anchor: Date, as_of: Date) -> Vec<Candidate> {
        let _ = as_of;
        let spoken = |pack: &&Pack| pack.effective_from <= anchor;
        let any = self.packs.iter().any(|p| spoken(&p));
        let rules = self.packs.iter().filter(|pack| !any || spoken(pack)).flat_map(|pack| {
            pack.rules.iter().filter(|r| r.duty == duty && r.when.holds(case)).map(move |rule| (pack, rule))
        });
        let mut found: Vec<(Layer, Candidate)> = rules
            .map(|(pack, rule)| {
                let (due_on, arithmetic) = rule.interval.after(anchor, rule.counting, case);
                let candidate = Candidate {
                    pack: pack.id.clone(),
                    version: pack.version.clone(),
                    rule: rule.id.clone(),
                    source: rule.source.clone(),
                    force: rule.force,
                    due_on,
                    arithmetic,
                    because: rule.when.because(case),
                    must_be_held: rule.must_be_held,
                    shown_from: rule.shown_from_age.and_then(|age| case.born.map(|born| born.birthday(age))),
                    replaced_on: None,
                };
                (pack.layer, candidate)
            })
            .collect();
        found.sort_by_key(|(layer, candidate)| (candidate.due_on.is_none(), candidate.due_on, *layer));
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    /// The days on which a newer version of a pack begins to speak to clocks that already run.
    #[must_use]
    pub const fn replacements(&self) -> &[Date] {
        &[]
    }

    /// What a colour calls for at an age (S4).
    #[must_use]
    pub fn actions(&self, rag: Rag, age: Option<u32>) -> Vec<ActionCalledFor> {
        self.packs
            .iter()
            .flat_map(|p| p.actions.iter())
            .filter(|a| {
                a.rag == rag
                    && age.is_none_or(|age| {
                        a.age_from.is_none_or(|from| age >= from) && a.age_to.is_none_or(|to| age <= to)
                    })
            })
            .map(|a| ActionCalledFor { action: a.action.clone(), force: a.force, source: a.source.clone() })
            .collect()
    }
}
