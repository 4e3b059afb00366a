//! From a supposed fact to the decision it stands for, with everything filled in that no clock depends on.

use super::PreviewFact;
use crate::domain::admission;
use crate::domain::calendar::Date;
use crate::domain::decision;
use crate::domain::departure;
use crate::domain::event::{Event, MembershipOpened, PersonCreated};
use crate::domain::id::{MembershipId, PersonId, ReferralId, ReviewId, derived};
use crate::domain::notification;
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Person, PersonDetails, Register};
use crate::domain::policy::Packs;
use crate::domain::rating::{self, Rag};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::review::{self, ReviewKind};
use crate::domain::support;
use crate::domain::visit;
use crate::domain::ward;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

const WHO: &str = "What-if";

/// A request with everything that no clock depends on filled in.
fn request<T: DeserializeOwned>(body: Value) -> Result<T, Refusal> {
    serde_json::from_value(body).map_err(|_| Refusal::NotFound)
}

/// Somebody of whom nothing is known but a date of birth.
pub(super) fn somebody(born: Date, icb: Ods) -> Result<Person, Refusal> {
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

/// Takes the decision that a supposed fact stands for, and applies its facts.
///
/// # Errors
/// The register's refusal; [`Refusal::NotFound`] where there is nothing that the fact could follow.
pub(super) fn decide(person: &mut Person, moment: &Moment, fact: &PreviewFact, packs: &Packs) -> Result<(), Refusal> {
    let events = match fact {
        PreviewFact::Admission { .. } | PreviewFact::Move { .. } | PreviewFact::Discharge { .. } => {
            in_hospital(person, moment, fact)?
        }
        PreviewFact::InpatientReviewHeld { held_on, offered_on, recommendations_due_on } => {
            let id = offered(person, moment, ReviewKind::Inpatient, *held_on, *offered_on)?;
            hold(person, moment, id, *held_on, "remain_inpatient", recommendations_due_on)?
        }
        PreviewFact::CommunityReviewHeld { held_on, recommendations_due_on } => {
            let id = offered(person, moment, ReviewKind::Community, *held_on, None)?;
            hold(person, moment, id, *held_on, "community_support_continues", recommendations_due_on)?
        }
        PreviewFact::InpatientReviewDeclined { declined_on, offered_on } => {
            let id = offered(person, moment, ReviewKind::Inpatient, *declined_on, offered_on.or(Some(*declined_on)))?;
            review::decline(person, moment, id, request(json!({"declined_on": declined_on, "declined_by": who()}))?)?
        }
        PreviewFact::Joining { joined_on, rag } => join(person, moment, *joined_on, *rag, packs)?,
        _ => at_once(person, moment, fact, packs)?,
    };
    apply(person, &events);
    Ok(())
}

fn who() -> Value {
    json!({"name": WHO})
}

fn apply(person: &mut Person, events: &[Event]) {
    for event in events {
        person.apply(event);
    }
}

fn in_hospital(person: &Person, moment: &Moment, fact: &PreviewFact) -> Result<Vec<Event>, Refusal> {
    match fact {
        PreviewFact::Admission { admitted_on, setting, security } => admission::admit(
            person,
            moment,
            request(json!({"admitted_on": admitted_on, "urgency": "planned", "provider_ods": person.icb,
                "setting": setting, "security": security, "legal_status": "other", "reasons": ["other"], "rationale": WHO,
                "planned_treatment": WHO, "intended_outcomes": [WHO], "out_of_area": false,
                "responsible_commissioner": {"ods": person.icb, "kind": "icb"}}))?,
        ),
        PreviewFact::Move { moved_on, setting, security } => {
            let spell = person.spell_on(*moved_on).ok_or(Refusal::NotFound)?.admitted.admission_id;
            ward::transfer(
                person,
                moment,
                spell,
                request(json!({"moved_on": moved_on, "provider_ods": person.icb, "setting": setting,
                "security": security, "legal_status": "other"}))?,
            )
        }
        PreviewFact::Discharge { discharged_on, rag } => {
            let spell = person.open_spell().ok_or(Refusal::NotFound)?.admitted.admission_id;
            admission::discharge(
                person,
                moment,
                spell,
                request(json!({"discharged_on": discharged_on, "destination": "other", "rag": rag,
                "rationale": rag.map(|_| WHO), "set_by": rag.map(|_| who()), "unmanaged_risk_identified": false, "mdt_members": [who()]}))?,
            )
        }
        _ => Err(Refusal::NotFound),
    }
}

/// Facts that are one request.
fn at_once(person: &Person, moment: &Moment, fact: &PreviewFact, packs: &Packs) -> Result<Vec<Event>, Refusal> {
    match fact {
        PreviewFact::Rating { rag, effective_on, unmanaged_risk_identified } => rating::rate(
            person,
            moment,
            packs,
            request(json!({"rag": rag, "effective_on": effective_on, "trigger": "meeting",
                "rationale": WHO, "set_by": who(), "unmanaged_risk_identified": unmanaged_risk_identified, "mdt_members": [who()]}))?,
        ),
        PreviewFact::OversightVisit { visited_on } => visit::visit(
            person,
            moment,
            request(json!({"visited_on": visited_on, "visitor": who(), "method": "in_person", "person_seen": true}))?,
        ),
        PreviewFact::CommunityReviewNotNeeded { decided_on } => decision::decide_community_review(
            person,
            moment,
            request(json!({"decided_on": decided_on, "outcome": "not_needed", "reason": WHO, "decided_by": who()}))?,
        ),
        PreviewFact::Remain { decided_on } => decision::decide_to_remain(
            person,
            moment,
            request(json!({"decided_on": decided_on, "outcome": "remain", "reason": WHO, "decided_by": who()}))?,
        ),
        PreviewFact::LocalAuthorityNotification { notified_on } => notification::notify(
            person,
            moment,
            request(json!({"notified_on": notified_on, "local_authority": "E00000000", "notified_by": who()}))?,
        ),
        PreviewFact::TransitionPlan { planned_on } => support::plan(
            person,
            moment,
            request(json!({"set_on": planned_on, "set_by": who(),
            "summary": WHO, "steps": [{"text": WHO, "agency": "other", "status": "open"}], "transition_planned_on": planned_on}))?,
        ),
        PreviewFact::Departure { left_on, reason } => departure::depart(
            person,
            moment,
            packs,
            request(json!({"left_on": left_on, "reason": reason, "decided_by": who()}))?,
        ),
        PreviewFact::ActionPlanReview { reviewed_on } => {
            let held =
                person.reviews.iter().filter_map(|r| r.held.as_ref()).filter(|held| held.held_on <= *reviewed_on);
            let last = held.max_by_key(|held| held.held_on).ok_or(Refusal::NotFound)?.review_id;
            review::review_plan(
                person,
                moment,
                last,
                request(json!({"reviewed_on": reviewed_on, "reviewed_by": who()}))?,
            )
        }
        _ => Err(Refusal::NotFound),
    }
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
        apply(person, &events);
        ReviewId(moment.id)
    };
    if let Some(day) = offered {
        let events = review::offer(person, moment, id, &request(json!({"offered_on": day}))?)?;
        apply(person, &events);
    }
    Ok(id)
}

fn hold(
    person: &Person,
    moment: &Moment,
    id: ReviewId,
    on: Date,
    outcome: &str,
    recommended: &[Date],
) -> Result<Vec<Event>, Refusal> {
    let own = person.born().is_none_or(|born| born.age_on(on) >= 16);
    let basis = if own { "self" } else { "parental_responsibility" };
    let expert = json!({"name": WHO, "independent": true});
    let recommendations =
        recommended.iter().map(|due| json!({"text": WHO, "agency": "other", "owner": who(), "due_on": due}));
    review::hold(
        person,
        moment,
        id,
        request(json!({"held_on": on, "delivery": "face_to_face",
            "consent": {"status": "given", "basis": basis, "given_by": WHO, "effective_on": on}, "chair": who(),
            "clinical_expert": expert, "expert_by_experience": expert, "findings": WHO, "outcome": outcome,
            "recommendations": recommendations.collect::<Vec<_>>()}))?,
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
            faults.meaning("/rag", "in_hospital_is_blue", "in hospital and therefore Blue: leave the colour out");
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
        previous: person.last_membership().map(crate::domain::person::Membership::id),
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
