//! What if: facts that are kept nowhere, put through the register's own decisions, and the clocks they would start.

use crate::domain::admission;
use crate::domain::admission::{Security, Setting};
use crate::domain::calendar::Date;
use crate::domain::decision;
use crate::domain::departure;
use crate::domain::duty::{self, DeadlineView};
use crate::domain::event::{Event, MembershipOpened, PersonCreated};
use crate::domain::id::{MembershipId, PersonId, ReferralId, ReviewId, derived};
use crate::domain::notification;
use crate::domain::ods::Ods;
use crate::domain::person::{EndReason, Moment, Person, PersonDetails, Register, check_birth};
use crate::domain::policy::Packs;
use crate::domain::rating::{self, Rag};
use crate::domain::refusal::{Fault, Faults, Refusal};
use crate::domain::review::{self, ReviewKind};
use crate::domain::support;
use crate::domain::visit;
use crate::domain::ward;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// One supposed fact. Dates are London dates and may lie in the future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PreviewFact {
    /// Joining the register.
    Joining {
        /// When.
        joined_on: Date,
        /// The first colour; none for somebody in hospital, who is Blue.
        #[serde(default)]
        rag: Option<Rag>,
    },
    /// A rating.
    Rating {
        /// The colour.
        rag: Rag,
        /// From when.
        effective_on: Date,
        /// Whether a risk is known that nobody manages; `false` when left out.
        #[serde(default)]
        unmanaged_risk_identified: bool,
    },
    /// An admission.
    Admission {
        /// When.
        admitted_on: Date,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
    },
    /// A move to another ward.
    Move {
        /// When.
        moved_on: Date,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
    },
    /// A discharge.
    Discharge {
        /// When.
        discharged_on: Date,
        /// The colour that follows, for somebody on the register.
        #[serde(default)]
        rag: Option<Rag>,
    },
    /// An oversight visit that saw the person.
    OversightVisit {
        /// When.
        visited_on: Date,
    },
    /// An inpatient C(E)TR held.
    InpatientReviewHeld {
        /// When.
        held_on: Date,
        /// When it was offered; the day it was held when left out.
        #[serde(default)]
        offered_on: Option<Date>,
    },
    /// An inpatient C(E)TR declined.
    InpatientReviewDeclined {
        /// When.
        declined_on: Date,
        /// When it was offered; the day it was declined when left out.
        #[serde(default)]
        offered_on: Option<Date>,
    },
    /// A community C(E)TR held.
    CommunityReviewHeld {
        /// When.
        held_on: Date,
    },
    /// A decision that no community C(E)TR is needed.
    CommunityReviewNotNeeded {
        /// When.
        decided_on: Date,
    },
    /// A review of the action plan of the last C(E)TR held.
    ActionPlanReview {
        /// When.
        reviewed_on: Date,
    },
    /// A decision to stay on the register while Green.
    Remain {
        /// When.
        decided_on: Date,
    },
    /// The local authority notified of a child's long stay.
    LocalAuthorityNotification {
        /// When.
        notified_on: Date,
    },
    /// A plan for the move to adult services.
    TransitionPlan {
        /// Since when there is one.
        planned_on: Date,
    },
    /// Leaving the register, or death.
    Departure {
        /// When.
        left_on: Date,
        /// Why.
        reason: EndReason,
    },
}

/// A what-if about nobody in particular: a date of birth and facts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"date_of_birth": "2010-09-14", "today": "2026-01-01", "facts": [
    {"kind": "admission", "admitted_on": "2025-11-30", "setting": "tier4", "security": "none"},
    {"kind": "inpatient_review_held", "held_on": "2025-12-11"}]}))]
pub struct Preview {
    /// Date of birth.
    pub date_of_birth: Date,
    /// The London date on which to look; today when left out.
    #[serde(default)]
    pub today: Option<Date>,
    /// The ICB whose local rules speak; your organisation when left out.
    #[serde(default)]
    pub icb_ods: Option<Ods>,
    /// What is supposed to have happened, in any order.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub facts: Vec<PreviewFact>,
    /// Policy packs that are not in force and are to speak as well.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub policies: Vec<String>,
}

/// A what-if about a person on record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"facts": [{"kind": "community_review_held", "held_on": "2026-11-22"}]}))]
pub struct PersonPreview {
    /// The London date on which to look; today when left out.
    #[serde(default)]
    pub today: Option<Date>,
    /// What is supposed to happen besides what is on record, in any order.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub facts: Vec<PreviewFact>,
    /// Policy packs that are not in force and are to speak as well.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub policies: Vec<String>,
}

/// The clocks of a what-if.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewedDeadlines {
    /// The London date on which they are looked at.
    pub today: Date,
    /// Every clock, by start.
    #[schema(max_items = 10_000)]
    pub deadlines: Vec<DeadlineView>,
}

/// A clock before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedDeadline {
    /// As it stands.
    pub before: DeadlineView,
    /// As it would stand.
    pub after: DeadlineView,
}

/// What a what-if would change for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewedDifference {
    /// The London date on which both are looked at.
    pub today: Date,
    /// Clocks that would begin.
    #[schema(max_items = 10_000)]
    pub added: Vec<DeadlineView>,
    /// Clocks that would change.
    #[schema(max_items = 10_000)]
    pub changed: Vec<ChangedDeadline>,
    /// How many would stay as they are.
    pub unchanged: usize,
}

impl PreviewFact {
    /// When it is supposed to happen.
    #[must_use]
    pub const fn date(&self) -> Date {
        match self {
            Self::Joining { joined_on: day, .. }
            | Self::Rating { effective_on: day, .. }
            | Self::Admission { admitted_on: day, .. }
            | Self::Move { moved_on: day, .. }
            | Self::Discharge { discharged_on: day, .. }
            | Self::OversightVisit { visited_on: day }
            | Self::InpatientReviewHeld { held_on: day, .. }
            | Self::InpatientReviewDeclined { declined_on: day, .. }
            | Self::CommunityReviewHeld { held_on: day }
            | Self::CommunityReviewNotNeeded { decided_on: day }
            | Self::ActionPlanReview { reviewed_on: day }
            | Self::Remain { decided_on: day }
            | Self::LocalAuthorityNotification { notified_on: day }
            | Self::TransitionPlan { planned_on: day }
            | Self::Departure { left_on: day, .. } => *day,
        }
    }
}

/// The clocks that facts about nobody in particular would start.
///
/// # Errors
/// A date of birth that cannot be, an unknown pack, or the first fact that the register's rules refuse.
pub fn alone(preview: &Preview, caller: &Ods, now: Date, packs: &Packs) -> Result<PreviewedDeadlines, Refusal> {
    let today = preview.today.unwrap_or(now);
    let packs = &speaking(packs, &preview.policies)?;
    let mut faults = Faults::default();
    check_birth(preview.date_of_birth, last_day(today, &preview.facts), "/date_of_birth", &mut faults);
    faults.verdict()?;
    let icb = preview.icb_ods.clone().unwrap_or_else(|| caller.clone());
    let mut person = somebody(preview.date_of_birth, icb)?;
    suppose(&mut person, today, &preview.facts, packs)?;
    let mut deadlines = duty::clocks(&person, packs);
    deadlines.sort_by_key(|d| (d.starts_with.date, d.duty));
    Ok(PreviewedDeadlines { today, deadlines: deadlines.into_iter().map(|d| d.on(today)).collect() })
}

/// What facts would change for a person on record.
///
/// # Errors
/// An unknown pack, or the first fact that the register's rules refuse.
pub fn of(person: &Person, preview: &PersonPreview, now: Date, packs: &Packs) -> Result<PreviewedDifference, Refusal> {
    let today = preview.today.unwrap_or(now);
    let with = &speaking(packs, &preview.policies)?;
    let mut supposed = person.clone();
    suppose(&mut supposed, today, &preview.facts, with)?;
    let before: Vec<DeadlineView> = duty::clocks(person, packs).into_iter().map(|d| d.on(today)).collect();
    let mut difference = PreviewedDifference { today, added: Vec::new(), changed: Vec::new(), unchanged: 0 };
    for after in duty::clocks(&supposed, with).into_iter().map(|d| d.on(today)) {
        match before.iter().find(|before| before.id == after.id) {
            None => difference.added.push(after),
            Some(before) if *before == after => difference.unchanged = difference.unchanged.saturating_add(1),
            Some(before) => difference.changed.push(ChangedDeadline { before: before.clone(), after }),
        }
    }
    Ok(difference)
}

fn speaking(packs: &Packs, wanted: &[String]) -> Result<Packs, Refusal> {
    let mut faults = Faults::default();
    for (index, id) in wanted.iter().enumerate() {
        if packs.all().all(|pack| pack.id != *id) {
            faults.meaning(
                format!("/policies/{index}"),
                "policy_unknown",
                "is not a pack of this register: GET /v1/policies",
            );
        }
    }
    faults.verdict()?;
    Ok(packs.including(&wanted.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn last_day(today: Date, facts: &[PreviewFact]) -> Date {
    facts.iter().map(PreviewFact::date).max().map_or(today, |last| last.max(today))
}

/// Applies facts by day, each after the register's own decision.
fn suppose(person: &mut Person, today: Date, facts: &[PreviewFact], packs: &Packs) -> Result<(), Refusal> {
    let last = last_day(today, facts);
    let mut by_day: Vec<(usize, &PreviewFact)> = facts.iter().enumerate().collect();
    by_day.sort_by_key(|(_, fact)| fact.date());
    for (index, fact) in by_day {
        let moment = Moment { today: last, id: derived(person.id.0, &format!("supposed {index}")) };
        decide(person, &moment, fact, packs).map_err(|refusal| placed(refusal, index))?;
    }
    Ok(())
}

/// A refusal with its faults placed at the fact they are about.
fn placed(refusal: Refusal, index: usize) -> Refusal {
    let at = |faults: Vec<Fault>| {
        faults.into_iter().map(|f| Fault { pointer: format!("/facts/{index}{}", f.pointer), ..f }).collect()
    };
    match refusal {
        Refusal::Invalid(faults) => Refusal::Invalid(at(faults)),
        Refusal::RuleNotMet(faults) => Refusal::RuleNotMet(at(faults)),
        Refusal::NotFound => {
            let mut faults = Faults::default();
            faults.rule(
                format!("/facts/{index}"),
                "nothing_to_follow",
                "follows nothing: no admission is open, or no review was held, on that day",
                "I: a fact follows those before it",
            );
            faults.verdict().err().unwrap_or(Refusal::NotFound)
        }
        other => other,
    }
}

/// A request with everything that no clock depends on filled in.
fn request<T: DeserializeOwned>(body: Value) -> Result<T, Refusal> {
    serde_json::from_value(body).map_err(|_| Refusal::NotFound)
}

fn somebody(born: Date, icb: Ods) -> Result<Person, Refusal> {
    let details: PersonDetails =
        request(json!({"family_name": "Nobody", "given_name": "Nobody", "date_of_birth": born,
        "conditions": ["autism"], "diagnosis_status": "confirmed", "icb_ods": icb}))?;
    let id = PersonId(derived(Uuid::nil(), "preview"));
    let created = PersonCreated {
        known_since: born,
        icb_ods: icb,
        local_authority: None,
        conditions: details.conditions.clone(),
        referral_id: None,
        person: Some(details),
    };
    Person::fold(id, &[Event::PersonCreated(created)]).ok_or(Refusal::NotFound)
}

fn decide(person: &mut Person, moment: &Moment, fact: &PreviewFact, packs: &Packs) -> Result<(), Refusal> {
    const WHO: &str = "What-if";
    let who = json!({"name": WHO});
    let events = match fact {
        PreviewFact::Joining { joined_on, rag } => join(person, moment, *joined_on, *rag, packs)?,
        PreviewFact::Rating { rag, effective_on, unmanaged_risk_identified } => rating::rate(
            person,
            moment,
            packs,
            request(json!({"rag": rag, "effective_on": effective_on, "trigger": "meeting",
                "rationale": WHO, "set_by": who, "unmanaged_risk_identified": unmanaged_risk_identified, "mdt_members": [who]}))?,
        )?,
        PreviewFact::Admission { admitted_on, setting, security } => admission::admit(
            person,
            moment,
            request(json!({"admitted_on": admitted_on, "urgency": "planned", "provider_ods": person.icb,
                "setting": setting, "security": security, "legal_status": "other", "reasons": ["other"], "rationale": WHO,
                "planned_treatment": WHO, "intended_outcomes": [WHO], "out_of_area": false,
                "responsible_commissioner": {"ods": person.icb, "kind": "icb"}}))?,
        )?,
        PreviewFact::Move { moved_on, setting, security } => {
            let spell = person.spell_on(*moved_on).ok_or(Refusal::NotFound)?.admitted.admission_id;
            ward::transfer(
                person,
                moment,
                spell,
                request(json!({"moved_on": moved_on, "provider_ods": person.icb, "setting": setting,
                "security": security, "legal_status": "other"}))?,
            )?
        }
        PreviewFact::Discharge { discharged_on, rag } => {
            let spell = person.open_spell().ok_or(Refusal::NotFound)?.admitted.admission_id;
            let colour = rag.map(|_| WHO);
            admission::discharge(
                person,
                moment,
                spell,
                request(json!({"discharged_on": discharged_on, "destination": "other", "rag": rag,
                "rationale": colour, "set_by": rag.map(|_| who.clone()), "unmanaged_risk_identified": false, "mdt_members": [who]}))?,
            )?
        }
        PreviewFact::OversightVisit { visited_on } => visit::visit(
            person,
            moment,
            request(json!({"visited_on": visited_on, "visitor": who, "method": "in_person", "person_seen": true}))?,
        )?,
        PreviewFact::CommunityReviewNotNeeded { decided_on } => decision::decide_community_review(
            person,
            moment,
            request(json!({"decided_on": decided_on, "outcome": "not_needed", "reason": WHO, "decided_by": who}))?,
        )?,
        PreviewFact::Remain { decided_on } => decision::decide_to_remain(
            person,
            moment,
            request(json!({"decided_on": decided_on, "outcome": "remain", "reason": WHO, "decided_by": who}))?,
        )?,
        PreviewFact::LocalAuthorityNotification { notified_on } => notification::notify(
            person,
            moment,
            request(json!({"notified_on": notified_on, "local_authority": "E00000000", "notified_by": who}))?,
        )?,
        PreviewFact::TransitionPlan { planned_on } => support::plan(
            person,
            moment,
            request(json!({"set_on": planned_on, "set_by": who,
            "summary": WHO, "steps": [{"text": WHO, "agency": "other", "status": "open"}], "transition_planned_on": planned_on}))?,
        )?,
        PreviewFact::Departure { left_on, reason } => departure::depart(
            person,
            moment,
            packs,
            request(json!({"left_on": left_on, "reason": reason, "decided_by": who}))?,
        )?,
        PreviewFact::ActionPlanReview { reviewed_on } => {
            let held =
                person.reviews.iter().filter_map(|r| r.held.as_ref()).filter(|held| held.held_on <= *reviewed_on);
            let last = held.max_by_key(|held| held.held_on).ok_or(Refusal::NotFound)?.review_id;
            review::review_plan(
                person,
                moment,
                last,
                request(json!({"reviewed_on": reviewed_on, "reviewed_by": who}))?,
            )?
        }
        PreviewFact::InpatientReviewHeld { held_on, offered_on } => {
            let id = offered(person, moment, ReviewKind::Inpatient, *held_on, *offered_on)?;
            hold(person, moment, id, *held_on, "remain_inpatient")?
        }
        PreviewFact::CommunityReviewHeld { held_on } => {
            let id = offered(person, moment, ReviewKind::Community, *held_on, None)?;
            hold(person, moment, id, *held_on, "community_support_continues")?
        }
        PreviewFact::InpatientReviewDeclined { declined_on, offered_on } => {
            let id = offered(person, moment, ReviewKind::Inpatient, *declined_on, offered_on.or(Some(*declined_on)))?;
            review::decline(person, moment, id, request(json!({"declined_on": declined_on, "declined_by": who}))?)?
        }
    };
    events.iter().for_each(|event| person.apply(event));
    Ok(())
}

/// A review that is open on the day, or one asked for; offered on a day, if that is said.
fn offered(
    person: &mut Person,
    moment: &Moment,
    kind: ReviewKind,
    on: Date,
    offered: Option<Date>,
) -> Result<ReviewId, Refusal> {
    let from = offered.unwrap_or(on);
    let spell = person.spell_on(on).filter(|_| kind == ReviewKind::Inpatient).map(|spell| spell.admitted.admission_id);
    let open = person.reviews.iter().rev().find(|r| {
        let asked = &r.requested;
        r.is_open() && asked.kind == kind && asked.admission_id == spell && asked.requested_on <= from
    });
    let id = if let Some(open) = open {
        open.requested.review_id
    } else {
        let asked = json!({"kind": kind, "requested_on": from, "requested_by": {"name": "What-if"}});
        let events = review::request(person, moment, request(asked)?)?;
        events.iter().for_each(|event| person.apply(event));
        ReviewId(moment.id)
    };
    if let Some(day) = offered {
        let events = review::offer(person, moment, id, &request(json!({"offered_on": day}))?)?;
        events.iter().for_each(|event| person.apply(event));
    }
    Ok(id)
}

fn hold(person: &Person, moment: &Moment, id: ReviewId, on: Date, outcome: &str) -> Result<Vec<Event>, Refusal> {
    let own = person.born().is_none_or(|born| born.age_on(on) >= 16);
    let basis = if own { "self" } else { "parental_responsibility" };
    let expert = json!({"name": "What-if", "independent": true});
    review::hold(
        person,
        moment,
        id,
        request(json!({"held_on": on, "delivery": "face_to_face",
        "consent": {"status": "given", "basis": basis, "given_by": "What-if", "effective_on": on}, "chair": {"name": "What-if"},
        "clinical_expert": expert, "expert_by_experience": expert, "findings": "What-if", "outcome": outcome}))?,
    )
}

/// Joining without a referral: a what-if about a stay on the register.
fn join(person: &Person, moment: &Moment, on: Date, rag: Option<Rag>, packs: &Packs) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(on, moment.today, "/joined_on", &mut faults);
    if person.membership().is_some() {
        faults.rule("", "already_on_register", "is on the register already", "I: one stay at a time");
    }
    let blue = person.spell_on(on).is_some_and(|spell| spell.ended_on() != Some(on));
    match rag {
        None if !blue => faults.meaning("/rag", "rating_needed", "joining needs a colour: red, amber or green"),
        Some(_) if blue => {
            faults.meaning("/rag", "in_hospital_is_blue", "in hospital and therefore Blue: leave the colour out")
        }
        _ => {}
    }
    faults.verdict()?;
    let opened = Event::MembershipOpened(MembershipOpened {
        membership_id: MembershipId(derived(moment.id, "membership")),
        opened_on: on,
        icb_ods: person.icb.clone(),
        register: if person.born().is_some_and(|born| born.age_on(on) < 18) { Register::Cyp } else { Register::Adult },
        referral_id: ReferralId(derived(moment.id, "referral")),
        previous: person.last_membership().map(|stay| stay.opened.membership_id),
        lead_professional: None,
    });
    let mut joined = person.clone();
    joined.apply(&opened);
    let rated = rag.map(|rag| {
        rating::rate(
            &joined,
            moment,
            packs,
            request(json!({"rag": rag, "effective_on": on, "trigger": "referral", "rationale": "What-if",
            "set_by": {"name": "What-if"}, "unmanaged_risk_identified": false, "mdt_members": [{"name": "What-if"}]}))?,
        )
    });
    Ok(std::iter::once(opened).chain(rated.transpose()?.into_iter().flatten()).collect())
}
