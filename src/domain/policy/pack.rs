//! One policy pack: what it holds, and its text form.

use crate::digest;
use crate::domain::admission::Security;
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::discharge_plan::POINTS;
use crate::domain::duty::Duty;
use crate::domain::keyworking::KeyworkingGroup;
use crate::domain::ods::Ods;
use crate::domain::policy::fault::{Fault, Faults, fault_of, line_at};
use crate::domain::policy::{Case, Counting, Force, Interval, StatedCriteria};
use crate::domain::rating::Rag;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml::{Spanned, Value};
use utoipa::ToSchema;

codes! {
    /// Whose rules a pack states; between equal dates the earlier layer binds.
    Layer {
        Statute = "statute", "Law";
        National = "national", "National policy";
        Local = "local", "One area's practice";
    }
    /// Child or adult track (D9).
    Track {
        Child = "child", "Tier 4, or under 18 on the trigger date";
        Adult = "adult", "Everybody else";
    }
    /// Which clocks a newer version of a pack speaks to.
    AppliesTo {
        Running = "running", "Clocks that run on its effective date, and new ones";
        NewStarts = "new_starts", "Only clocks that start on or after its effective date";
    }
}

/// When a rule speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyCondition)]
pub struct Condition {
    /// Only on this track.
    pub track: Option<Track>,
    /// Only at these levels of security.
    #[schema(max_items = 4)]
    pub security: Option<Vec<Security>>,
    /// Only while of one of these colours.
    #[schema(max_items = 4)]
    pub rag: Option<Vec<Rag>>,
    /// Only if younger than this on the trigger date.
    pub age_under: Option<u32>,
}

impl Condition {
    /// Whether the rule speaks to this case.
    #[must_use]
    pub fn holds(&self, case: &Case<'_>) -> bool {
        self.track.is_none_or(|track| track == case.track().0)
            && self.security.as_ref().is_none_or(|levels| case.security.is_some_and(|s| levels.contains(&s)))
            && self.rag.as_ref().is_none_or(|colours| case.rag.is_some_and(|rag| colours.contains(&rag)))
            && self.age_under.is_none_or(|limit| case.age().is_some_and(|age| age < limit))
    }

    /// Whether some case meets both conditions. Two ages always have one in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        fn common<T: PartialEq>(one: Option<&[T]>, two: Option<&[T]>) -> bool {
            one.is_none_or(|one| two.is_none_or(|two| one.iter().any(|value| two.contains(value))))
        }
        self.track.is_none_or(|one| other.track.is_none_or(|two| one == two))
            && common(self.security.as_deref(), other.security.as_deref())
            && common(self.rag.as_deref(), other.rag.as_deref())
    }

    pub(crate) fn because(&self, case: &Case<'_>) -> String {
        let track = self.track.map(|_| case.track().1.to_owned());
        let security = self.security.as_ref().and(case.security).map(|s| format!("security {s}"));
        let rag = self.rag.as_ref().and(case.rag).map(|rag| format!("while {rag}"));
        let age = self.age_under.map(|limit| format!("under {limit} on {}", case.on));
        let parts: Vec<String> = [track, security, rag, age].into_iter().flatten().collect();
        if parts.is_empty() { "for everyone".to_owned() } else { parts.join("; ") }
    }
}

fn exclusive() -> Counting {
    Counting::Exclusive
}

/// One figure with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyRule)]
pub struct Rule {
    /// Unique within the pack.
    #[schema(max_length = 60, example = "first-review-adult")]
    pub id: String,
    /// The duty it speaks to.
    pub duty: Duty,
    /// When it speaks.
    #[serde(default)]
    pub when: Condition,
    /// How long.
    pub interval: Interval,
    /// How the period is counted.
    #[serde(default = "exclusive")]
    pub counting: Counting,
    /// How binding.
    pub force: Force,
    /// Whether only holding the review meets it (`community_review_decision`).
    #[serde(default)]
    pub must_be_held: bool,
    /// The birthday from which the duty is shown.
    #[serde(default)]
    pub shown_from_age: Option<u32>,
    /// The sentence it rests on.
    #[schema(max_length = 500)]
    pub source: String,
    /// The line of the pack's text on which it begins.
    #[serde(skip)]
    pub line: usize,
}

/// What a colour calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyAction)]
pub struct Action {
    /// The colour.
    pub rag: Rag,
    /// What it calls for.
    #[schema(max_length = 60)]
    pub action: String,
    /// How binding.
    pub force: Force,
    /// From this age.
    pub age_from: Option<u32>,
    /// Up to and including this age.
    pub age_to: Option<u32>,
    /// The sentence it rests on.
    #[schema(max_length = 500)]
    pub source: String,
}

/// Who has a keyworker besides those whose colour calls for one (S0 §7), and how many people one keyworker can have (S1:
/// manageable caseloads).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyKeyworking)]
pub struct StatedKeyworking {
    /// More than this warns; nothing is refused for it.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub caseload_limit: Option<u32>,
    /// People on the register who can have a keyworker whatever their colour, up to the age the colours have.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub groups: Vec<KeyworkingGroup>,
    /// The sentence it rests on.
    #[schema(max_length = 500)]
    pub source: String,
}

/// What follows when an escalation is not answered in time (S0 §12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyEscalation)]
pub struct StatedEscalation {
    /// Whether it goes up to the next level by itself; without it somebody has to bring it there.
    pub steps_up_by_itself: bool,
    /// The sentence it rests on.
    #[schema(max_length = 500)]
    pub source: String,
}

/// How far the measures of an area look back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyMeasures)]
pub struct StatedMeasures {
    /// A community C(E)TR held at most this many days before an admission came before it.
    #[schema(minimum = 1)]
    pub community_review_within_days: u32,
    /// The sentence it rests on.
    #[schema(max_length = 500)]
    pub source: String,
}

/// What an area calls one of the twelve points of a discharge plan (S4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyDischargePoint)]
pub struct DischargePoint {
    /// Which point, 1 to 12.
    #[schema(minimum = 1, maximum = 12)]
    pub point: u8,
    /// Its words.
    #[schema(max_length = 300)]
    pub text: String,
    /// Who says so.
    #[schema(max_length = 500)]
    pub source: String,
}

/// One version of a policy pack. It is immutable: its digest is stored with what it computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The file it was read from.
    pub file: String,
    /// Its name, the same in every version.
    pub id: String,
    /// Its version.
    pub version: String,
    /// What it is.
    pub title: String,
    /// Whose rules it states.
    pub layer: Layer,
    /// The ICBs a local pack speaks to; empty for every other layer, which speaks to all.
    pub icbs: Vec<Ods>,
    /// Whether it speaks at all; one that is not in force is there for previews.
    pub in_force: bool,
    /// Speaks from this London date.
    pub effective_from: Date,
    /// The version it replaces.
    pub replaces: Option<String>,
    /// Which clocks it speaks to, for a version that replaces another.
    pub applies_to: Option<AppliesTo>,
    /// Criteria for acceptance.
    pub criteria: Option<StatedCriteria>,
    /// Figures.
    pub rules: Vec<Rule>,
    /// What the colours call for.
    pub actions: Vec<Action>,
    /// Who else has a keyworker, and how many people one can have.
    pub keyworking: Option<StatedKeyworking>,
    /// What follows when an escalation is not answered in time.
    pub escalation: Option<StatedEscalation>,
    /// How far measures look back.
    pub measures: Option<StatedMeasures>,
    /// The words of the discharge plan's points.
    pub discharge_points: Vec<DischargePoint>,
    /// SHA-256 of its text, in hexadecimal: what `sha256sum` says of the file.
    pub digest: String,
}

/// Which version of which pack, and by which text: what a register remembers of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackIdentity {
    /// The pack.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its text, in hexadecimal.
    pub digest: String,
}

/// The text form. Rules and actions are read one by one, so that each fault is told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    id: Spanned<String>,
    version: Spanned<String>,
    title: Spanned<String>,
    layer: Spanned<Layer>,
    #[serde(default)]
    icbs: Vec<Ods>,
    #[serde(default = "yes")]
    in_force: bool,
    effective_from: Date,
    replaces: Option<Spanned<String>>,
    applies_to: Option<Spanned<AppliesTo>>,
    criteria: Option<Spanned<StatedCriteria>>,
    keyworking: Option<Spanned<StatedKeyworking>>,
    escalation: Option<Spanned<StatedEscalation>>,
    measures: Option<Spanned<StatedMeasures>>,
    #[serde(default)]
    rule: Vec<Spanned<Value>>,
    #[serde(default)]
    action: Vec<Spanned<Value>>,
    #[serde(default)]
    discharge_point: Vec<Spanned<Value>>,
}

const fn yes() -> bool {
    true
}

impl Pack {
    /// Reads one pack and checks that it is sound by itself: known duties, positive intervals, a source for everything,
    /// unique rules, ICBs for a local pack and for no other.
    ///
    /// # Errors
    /// Every fault with file and line; of a text whose head cannot be read, the first.
    ///
    /// ```
    /// use dsr::domain::policy::Pack;
    /// let text = r#"
    ///     id = "x"
    ///     version = "1"
    ///     title = "x"
    ///     layer = "local"
    ///     effective_from = "2026-01-01"
    ///     [[rule]]
    ///     id = "a"
    ///     duty = "inpatient_review_first"
    ///     interval = { days = 0 }
    ///     force = "must"
    ///     source = "x"
    /// "#;
    /// let faults = Pack::parse("x.toml", text).unwrap_err().to_string();
    /// assert_eq!(faults.lines().collect::<Vec<_>>(), [
    ///     "x.toml:5: a local pack names the ICBs it speaks to: icbs = [\"…\"]",
    ///     "x.toml:7: rule 'a': the interval must be at least 1",
    /// ]);
    /// ```
    pub fn parse(file: &str, text: &str) -> Result<Self, Faults> {
        let read: Text = toml::from_str(text).map_err(|error| {
            let (line, reason) = fault_of(text, &error);
            Faults::from(vec![Fault::new(file, line, reason)])
        })?;
        let mut faults = Vec::new();
        let mut tell = |at: usize, reason: String| faults.push(Fault::new(file, line_at(text, at), reason));
        read.check_head(&mut tell);
        let mut rules: Vec<Rule> = Vec::new();
        for found in &read.rule {
            let at = found.span().start;
            let Some(rule) = entry::<Rule>(found, "rule", "id", &mut tell) else { continue };
            rule.check(&rules, &mut |reason| tell(at, format!("rule '{}': {reason}", rule.id)));
            rules.push(Rule { line: line_at(text, at), ..rule });
        }
        let mut actions: Vec<Action> = Vec::new();
        for found in &read.action {
            let Some(action) = entry::<Action>(found, "action", "action", &mut tell) else { continue };
            if action.source.trim().is_empty() {
                tell(found.span().start, format!("action '{}': an action needs its source", action.action));
            }
            actions.push(action);
        }
        let mut discharge_points: Vec<DischargePoint> = Vec::new();
        for found in &read.discharge_point {
            let Some(point) = entry::<DischargePoint>(found, "discharge point", "point", &mut tell) else { continue };
            if !(1..=POINTS).contains(&point.point) || discharge_points.iter().any(|other| other.point == point.point) {
                tell(
                    found.span().start,
                    format!("discharge point {}: each of 1 to {POINTS} at most once", point.point),
                );
            }
            if point.source.trim().is_empty() || point.text.trim().is_empty() {
                tell(
                    found.span().start,
                    format!("discharge point {}: a point needs its text and its source", point.point),
                );
            }
            discharge_points.push(point);
        }
        if !faults.is_empty() {
            return Err(faults.into());
        }
        Ok(Self {
            file: file.to_owned(),
            id: read.id.into_inner(),
            version: read.version.into_inner(),
            title: read.title.into_inner(),
            layer: read.layer.into_inner(),
            icbs: read.icbs,
            in_force: read.in_force,
            effective_from: read.effective_from,
            replaces: read.replaces.map(Spanned::into_inner),
            applies_to: read.applies_to.map(Spanned::into_inner),
            criteria: read.criteria.map(Spanned::into_inner),
            keyworking: read.keyworking.map(Spanned::into_inner),
            escalation: read.escalation.map(Spanned::into_inner),
            measures: read.measures.map(Spanned::into_inner),
            rules,
            actions,
            discharge_points,
            digest: digest::of_text(text),
        })
    }

    /// Which version it is, and by which text.
    #[must_use]
    pub fn identity(&self) -> PackIdentity {
        PackIdentity { id: self.id.clone(), version: self.version.clone(), digest: self.digest.clone() }
    }

    /// Whether it speaks to this ICB's register.
    #[must_use]
    pub fn speaks_to(&self, icb: Option<&Ods>) -> bool {
        self.layer != Layer::Local || icb.is_some_and(|icb| self.icbs.contains(icb))
    }

    /// Whether it speaks to a clock that counts from `anchor`, looked at on `as_of`.
    #[must_use]
    pub fn has_begun(&self, anchor: Date, as_of: Date) -> bool {
        let running = self.applies_to == Some(AppliesTo::Running);
        self.effective_from <= if running { as_of } else { anchor }
    }
}

/// One rule or action; tells what is wrong with its form.
fn entry<T: DeserializeOwned>(
    found: &Spanned<Value>,
    what: &str,
    name: &str,
    tell: &mut impl FnMut(usize, String),
) -> Option<T> {
    let named = found.get_ref().get(name).and_then(Value::as_str).map(|name| format!(" '{name}'")).unwrap_or_default();
    match found.get_ref().clone().try_into() {
        Ok(read) => Some(read),
        Err(error) => {
            tell(found.span().start, format!("{what}{named}: {}", super::fault::reason_of(&error)));
            None
        }
    }
}

impl Text {
    fn check_head(&self, tell: &mut impl FnMut(usize, String)) {
        let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        for (name, text) in [("id", &self.id), ("version", &self.version)] {
            let value = text.get_ref();
            if value.is_empty() || value.len() > 60 || !value.chars().all(code) {
                tell(text.span().start, format!("{name} is 1 to 60 lower-case letters, digits, '-' and '.'"));
            }
        }
        if self.title.get_ref().trim().is_empty() {
            tell(self.title.span().start, "a pack needs a title".into());
        }
        match (self.layer.get_ref(), self.icbs.is_empty()) {
            (Layer::Local, true) => {
                tell(self.layer.span().start, "a local pack names the ICBs it speaks to: icbs = [\"…\"]".into());
            }
            (Layer::Statute | Layer::National, false) => {
                tell(self.layer.span().start, "only a local pack names ICBs; statute and national speak to all".into());
            }
            _ => {}
        }
        match (&self.replaces, &self.applies_to) {
            (Some(replaces), None) => tell(
                replaces.span().start,
                "a version that replaces another says applies_to = \"running\" or \"new_starts\"".into(),
            ),
            (None, Some(applies)) => {
                tell(applies.span().start, "applies_to is for a version that replaces another".into());
            }
            _ => {}
        }
        if let Some(criteria) = self.criteria.as_ref().filter(|criteria| criteria.get_ref().source.trim().is_empty()) {
            tell(criteria.span().start, "criteria need their source".into());
        }
        let hollow = |stated: &StatedKeyworking| stated.source.trim().is_empty() || stated.caseload_limit == Some(0);
        if let Some(stated) = self.keyworking.as_ref().filter(|stated| hollow(stated.get_ref())) {
            tell(
                stated.span().start,
                "keyworking needs its source, and a caseload limit of at least 1 where it has one".into(),
            );
        }
        let hollow = |stated: &StatedEscalation| stated.source.trim().is_empty() || stated.source.len() > 500;
        if let Some(stated) = self.escalation.as_ref().filter(|stated| hollow(stated.get_ref())) {
            tell(stated.span().start, "escalation needs its source, of at most 500 characters".into());
        }
        let hollow = |stated: &StatedMeasures| {
            stated.source.trim().is_empty() || stated.source.len() > 500 || stated.community_review_within_days == 0
        };
        if let Some(stated) = self.measures.as_ref().filter(|stated| hollow(stated.get_ref())) {
            tell(
                stated.span().start,
                "measures need their source, of at most 500 characters, and look back at least 1 day".into(),
            );
        }
    }
}

impl Rule {
    /// What is wrong with it, after the rules `before` it.
    fn check(&self, before: &[Self], tell: &mut impl FnMut(String)) {
        if self.interval.figure() == Some(0) {
            tell("the interval must be at least 1".into());
        }
        if self.interval.too_long() {
            tell("the interval is longer than ten years, or the birthday later than the 120th".into());
        }
        if self.source.trim().is_empty() {
            tell("a rule needs its source".into());
        }
        if self.id.is_empty() || self.id.len() > 60 || self.source.len() > 500 {
            tell("an id has 1 to 60 characters, a source at most 500".into());
        }
        if before.iter().any(|rule| rule.id == self.id) {
            tell("this id stands twice".into());
        }
        if self.counting == Counting::Inclusive && !self.interval.is_period() {
            tell("only days, weeks and months can be counted inclusively".into());
        }
        if self.must_be_held && self.duty != Duty::CommunityReviewDecision {
            tell("must_be_held is for community_review_decision".into());
        }
        let nobody = self.when.security.as_ref().is_some_and(Vec::is_empty)
            || self.when.rag.as_ref().is_some_and(Vec::is_empty)
            || self.when.age_under == Some(0);
        if nobody {
            tell("the condition holds for nobody".into());
        }
    }
}
