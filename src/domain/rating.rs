//! RAG ratings (S4): which colour may follow which, and what each needs.

use crate::domain::admission::Spell;
use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::duty::community_review::{self, Undecided};
use crate::domain::event::{Event, Rated};
use crate::domain::id::{AdmissionId, MembershipId, RatingId};
use crate::domain::person::{Membership, Moment, Named, Person};
use crate::domain::policy::Packs;
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// A colour of the register.
    Rag {
        Red = "red", "Immediate risk of admission";
        Amber = "amber", "High risk without prompt help";
        Green = "green", "Risks present and managed";
        Blue = "blue", "In hospital";
    }
    /// What led to a rating.
    Trigger {
        Referral = "referral", "The accepted referral";
        Meeting = "meeting", "A DSR review or multi-agency meeting";
        Admission = "admission", "Admission to hospital";
        Discharge = "discharge", "Discharge from hospital";
        Crisis = "crisis", "A crisis";
        Correction = "correction", "A correction";
    }
    /// A factor that raises the risk of admission (S3).
    RiskFactor {
        UnstableUntreatedMentalIllness = "unstable_untreated_mental_illness", "Unstable untreated mental illness";
        PreviousAdmission = "previous_admission", "Previous history of admission";
        EscalatingBehaviourThatChallenges = "escalating_behaviour_that_challenges", "Escalating significant behaviour that challenges";
        NoFixedAddress = "no_fixed_address", "Having no fixed address";
        NoPlannedTransition = "no_planned_transition", "No effectively planned transition";
        YouthOffending = "youth_offending", "In receipt of youth offending services";
        UnstableEnvironment = "unstable_environment", "Supported in an unstable environment by a changing staff team";
        LookedAfterOrCareLeaver = "looked_after_or_care_leaver", "Looked after, or a care leaver with reduced support networks";
        SeriousRiskOfHarm = "serious_risk_of_harm", "Serious or significant risk of harm to self or others";
        PlacementBreakdown = "placement_breakdown", "Placement or home at risk of irretrievable breakdown";
        AdmissionConsidered = "admission_considered", "Hospital admission is being considered";
        UnplannedAdmissionOrCrisisTeamLastYear = "unplanned_admission_or_crisis_team_last_year", "Unplanned admission, or crisis team to prevent one, in the last year";
        PreviousTier4Admission = "previous_tier4_admission", "Previous Tier 4 admission";
    }
}

/// A tool with which risk was scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoredTool {
    /// The tool's name.
    pub name: Line,
    /// Its version.
    pub version: Line,
    /// The score.
    #[schema(minimum = 0, maximum = 100_000)]
    pub score: u32,
}

/// A rating to be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"rag": "red", "effective_on": "2025-12-15", "trigger": "crisis",
    "rationale": "Placement has given notice; crisis team involved daily.",
    "set_by": {"name": "Pat Moss", "role": "DSR lead"}, "unmanaged_risk_identified": true, "mdt_members": [],
    "risk_factors": ["placement_breakdown", "serious_risk_of_harm"]}))]
pub struct Rating {
    /// Red, Amber or Green; Blue comes only with an admission.
    pub rag: Rag,
    /// The London date from which it holds; not before joining, not in the future.
    pub effective_on: Date,
    /// What led to it.
    pub trigger: Trigger,
    /// Why.
    pub rationale: Prose,
    /// Who set it.
    pub set_by: Named,
    /// Whether a risk is known that nobody manages; must be stated `false` for Green.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmanaged_risk_identified: Option<bool>,
    /// Who in the multi-disciplinary team manages the risk; required for Green.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub mdt_members: Vec<Named>,
    /// Risk factors now.
    #[serde(default)]
    #[validate(length(max = 13))]
    #[schema(max_items = 13)]
    pub risk_factors: Vec<RiskFactor>,
    /// The tool with which risk was scored, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scored_tool: Option<ScoredTool>,
}

/// One entry of the colours' history: a rating given, or Blue by admission, or the colour given on discharge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEntry<'a> {
    /// The colour.
    pub rag: Rag,
    /// From when.
    pub effective_on: Date,
    /// What led to it.
    pub trigger: Trigger,
    /// The rating given in words, where one was.
    pub rated: Option<&'a Rated>,
    /// The spell that brought Blue or ended it.
    pub admission_id: Option<AdmissionId>,
    /// Blue of a spell that outlasts the day: whatever else happened that day came before.
    pub(crate) last_of_day: bool,
}

impl Person {
    /// The history of colours by the day they took effect: ratings given, Blue by admission, and the colour on discharge.
    /// The order in which facts were recorded decides only between entries of one day.
    #[must_use]
    pub fn rating_trail(&self) -> Vec<TrailEntry<'_>> {
        let spells = self.spells.iter().flat_map(|spell| {
            let left =
                after(spell).filter(|entry| self.memberships.iter().any(|stay| stay.touches(entry.effective_on)));
            self.blue(spell).into_iter().chain(left)
        });
        in_order(spells.chain(self.ratings.iter().map(TrailEntry::given)).collect())
    }

    /// The entry that holds now: Blue of the spell that goes on, else the last of this stay on the register.
    #[must_use]
    pub fn rating_now(&self) -> Option<TrailEntry<'_>> {
        if let Some(spell) = self.open_spell() {
            self.blue(spell)
        } else {
            let of_stay = self.colours(self.membership()?);
            of_stay.into_iter().rfind(|colour| colour.rag != Rag::Blue)?.entries.pop()
        }
    }

    /// The risk factors of the rating in words that is latest in effect.
    #[must_use]
    pub fn risk_factors(&self) -> Vec<RiskFactor> {
        let latest = self.ratings.iter().max_by_key(|rated| rated.effective_on);
        latest.map(|rated| rated.risk_factors.clone()).unwrap_or_default()
    }

    /// Blue by a spell, from admission or, for somebody already in hospital, from joining the register.
    fn blue(&self, spell: &Spell) -> Option<TrailEntry<'static>> {
        let admitted_on = spell.admitted.admitted_on;
        let on_register = |m: &&Membership| m.covers(admitted_on) || spell.covers(m.opened.opened_on);
        let joined_on = self.memberships.iter().filter(on_register).map(|m| m.opened.opened_on).min()?;
        Some(blue_from(spell, joined_on.max(admitted_on)))
    }
}

impl<'p> TrailEntry<'p> {
    /// A rating given in words.
    #[must_use]
    pub const fn given(rated: &'p Rated) -> Self {
        Self {
            rag: rated.rag,
            effective_on: rated.effective_on,
            trigger: rated.trigger,
            rated: Some(rated),
            admission_id: None,
            last_of_day: false,
        }
    }
}

/// Blue by a spell from `day` on.
pub(crate) fn blue_from(spell: &Spell, day: Date) -> TrailEntry<'static> {
    TrailEntry {
        rag: Rag::Blue,
        effective_on: day,
        trigger: Trigger::Admission,
        rated: None,
        admission_id: Some(spell.admitted.admission_id),
        last_of_day: spell.ended_on() != Some(day),
    }
}

/// The colour given on discharge.
pub(crate) fn after(spell: &Spell) -> Option<TrailEntry<'static>> {
    let discharged = spell.discharged.as_ref()?;
    Some(TrailEntry {
        rag: discharged.rag?,
        effective_on: discharged.discharged_on,
        trigger: Trigger::Discharge,
        rated: None,
        admission_id: Some(spell.admitted.admission_id),
        last_of_day: false,
    })
}

/// By day; on one day a discharge's colour comes first, then ratings in words in the order recorded, then Blue of a spell
/// that outlasts the day. Spells come in their own order.
pub(crate) fn in_order(mut trail: Vec<TrailEntry<'_>>) -> Vec<TrailEntry<'_>> {
    trail.sort_by_key(|entry| (entry.effective_on, entry.last_of_day, entry.rated.is_some()));
    trail
}

/// What Green needs (S4): named managers of the risk and a plain statement that none is unmanaged.
pub(crate) fn check_green(rag: Rag, unmanaged: Option<bool>, mdt_members: usize, at: &str, faults: &mut Faults) {
    if rag != Rag::Green {
        return;
    }
    if mdt_members == 0 {
        faults.rule(
            format!("{at}/mdt_members"),
            "green_needs_mdt_members",
            "Green needs at least one named member of the multi-disciplinary team who manages the risk",
            "S4: Green, clear identification of MDT meeting members currently managing risks",
        );
    }
    if unmanaged != Some(false) {
        faults.rule(
            format!("{at}/unmanaged_risk_identified"),
            "green_needs_no_unmanaged_risk",
            "Green needs 'unmanaged_risk_identified' stated as false",
            "S4: Green, no identified unmanaged risk",
        );
    }
}

/// Blue is never given by hand (S4: Blue is being an inpatient).
pub(crate) fn check_not_blue(rag: Rag, at: &str, faults: &mut Faults) {
    if rag == Rag::Blue {
        faults.rule(
            at,
            "blue_by_admission_only",
            "Blue is set by recording an admission, never directly: POST …/admissions",
            "S4: Blue (Inpatient)",
        );
    }
}

/// Turning Red called for a community review, and nothing has settled it.
fn check_decided(undecided: &Undecided, faults: &mut Faults) {
    let red = undecided.red.date;
    let (message, source) = match &undecided.must_be_held {
        None => (
            format!(
                "the person turned Red on {red} and a community C(E)TR has not been decided on since: record the review held or declined, or the decision, POST …/community-review-decision"
            ),
            "S4: Red, a community C(E)TR must be considered",
        ),
        Some(rule) => (
            format!(
                "the person turned Red on {red} and a community C(E)TR has been neither held nor declined since; a decision alone does not settle it here"
            ),
            rule.as_str(),
        ),
    };
    faults.rule("/rag", "community_review_undecided", message, source);
}

/// Gives a rating.
///
/// # Errors
/// Not on the register, dates that cannot be, Blue, a rating while in hospital, Green without what Green needs: whoever
/// manages the risk, no risk unmanaged (re-affirming Green may record one: the step-down clock stops), and a decision on
/// the community review that turning Red called for.
pub fn rate(person: &Person, moment: &Moment, packs: &Packs, rating: Rating) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(rating.effective_on, moment.today, "/effective_on", &mut faults);
    check_not_blue(rating.rag, "/rag", &mut faults);
    // A rating that comes to light late belongs to the stay of its day.
    let membership = person.membership_on(rating.effective_on).or_else(|| person.membership());
    let green_already = membership.is_some_and(|stay| person.rag_on(stay, rating.effective_on) == Some(Rag::Green));
    let stated = rating.unmanaged_risk_identified.map(|unmanaged| unmanaged && !green_already);
    check_green(rating.rag, stated, rating.mdt_members.len(), "", &mut faults);
    let undecided = membership.and_then(|stay| community_review::undecided(person, stay, rating.effective_on, packs));
    if let Some(undecided) = undecided.filter(|_| rating.rag == Rag::Green) {
        check_decided(&undecided, &mut faults);
    }
    match membership {
        None => faults.rule(
            "",
            "not_on_register",
            "only somebody on the register is rated; a referral must be accepted first",
            "S4: once accepted onto the DSR, the RAG rating determines the action",
        ),
        Some(m) if rating.effective_on < m.opened.opened_on => {
            faults.meaning(
                "/effective_on",
                "date_before_joining",
                "must not lie before the person joined the register",
            );
        }
        Some(_) => {}
    }
    if person.spell_on(rating.effective_on).is_some_and(|s| s.ended_on() != Some(rating.effective_on)) {
        faults.rule("/rag", "in_hospital_is_blue",
            "the person is in hospital on that day and therefore Blue; record the discharge, which sets the next colour", "S4: Blue (Inpatient)");
    }
    faults.verdict()?;
    let membership_id = membership.map_or(MembershipId(moment.id), |m| m.id_on(rating.effective_on));
    Ok(vec![Event::Rated(Rated {
        rating_id: RatingId(moment.id),
        membership_id,
        rag: rating.rag,
        effective_on: rating.effective_on,
        trigger: rating.trigger,
        unmanaged_risk_identified: rating.unmanaged_risk_identified,
        risk_factors: rating.risk_factors,
        rationale: Some(rating.rationale),
        set_by: Some(rating.set_by),
        mdt_members: rating.mdt_members,
        scored_tool: rating.scored_tool,
    })])
}
