//! Policy packs: every figure of the register as data, with its source. A pack is read once and never changes; its
//! digest is stored beside what it computed.

mod pack;

pub use pack::{Action, Condition, Counting, Criteria, Interval, Layer, Pack, PackError, Rule, Track};

use crate::digest;
use crate::domain::admission::Security;
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::Duty;
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
    /// The date this rule gives.
    pub due_on: Date,
    /// The arithmetic, step by step.
    #[schema(max_length = 200, example = "2026-01-06 + 28 days = 2026-02-03")]
    pub arithmetic: String,
    /// Why this rule applies: the track and security it was chosen by.
    #[schema(max_length = 300)]
    pub because: String,
}

/// What decides which rules speak to a duty: the person's track and ward on the trigger date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Child or adult (D9).
    pub track: Track,
    /// Why this track.
    pub track_reason: &'static str,
    /// The ward's security, for duties in hospital.
    pub security: Option<Security>,
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

    /// Every rule's answer for a duty that starts on `anchor`, the binding one first: the earliest date; between equal
    /// dates statute before national before local.
    ///
    /// A pack speaks to duties that start on or after its effective date. A start before every pack's effective date is
    /// answered by all of them: a long stay must not lose its clock.
    #[must_use]
    pub fn candidates(&self, duty: Duty, case: &Case, anchor: Date) -> Vec<Candidate> {
        let spoken = |pack: &&Pack| pack.effective_from <= anchor;
        let any = self.packs.iter().any(|p| spoken(&p));
        let mut found: Vec<(Date, Layer, Candidate)> = self
            .packs
            .iter()
            .filter(|pack| !any || spoken(pack))
            .flat_map(|pack| {
                pack.rules.iter().filter(|r| r.duty == duty && r.when.holds(case)).map(move |rule| (pack, rule))
            })
            .map(|(pack, rule)| {
                let (due_on, arithmetic) = rule.interval.after(anchor, rule.counting);
                (
                    due_on,
                    pack.layer,
                    Candidate {
                        pack: pack.id.clone(),
                        version: pack.version.clone(),
                        rule: rule.id.clone(),
                        source: rule.source.clone(),
                        force: rule.force,
                        due_on,
                        arithmetic,
                        because: rule.when.because(case),
                    },
                )
            })
            .collect();
        found.sort_by_key(|(due_on, layer, _)| (*due_on, *layer));
        found.into_iter().map(|(_, _, candidate)| candidate).collect()
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
