//! Support around a person: the plan of action to avoid admission (S0 §1), referrals to support services (S4), concerns about
//! a provider or placement (S1, S2).

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{Event, QualityConcernRaised, SupportPlanSet, SupportReferred};
use crate::domain::id::{AdmissionId, ConcernId, SupportReferralId};
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::review::Agency;
use crate::domain::text::{Line, Prose, Reference};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// A service that supports people at home.
    SupportService {
        ForensicOutreach = "forensic_outreach", "Forensic outreach service";
        IntensiveSupport = "intensive_support", "Intensive support team";
    }
    /// What a concern is about.
    ConcernKind {
        Quality = "quality", "Quality of care";
        Safeguarding = "safeguarding", "Safeguarding";
    }
    /// Where a step of a support plan stands.
    StepStatus {
        Open = "open", "To be done";
        InProgress = "in_progress", "In progress";
        Done = "done", "Done";
        Dropped = "dropped", "No longer needed";
    }
}

/// A step of a support plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportStep {
    /// What is to be done.
    pub text: Prose,
    /// Which agency does it.
    pub agency: Agency,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Named>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// Where it stands.
    pub status: StepStatus,
}

/// The plan of action to avoid admission, whole: it replaces the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSupportPlan, example = json!({"set_on": "2025-12-16", "set_by": {"name": "Sam Field", "role": "Community nurse"}, "summary": "Keep Robin safe at home over the winter.",
    "steps": [{"text": "Two nights of respite a month.", "agency": "social_care", "owner": {"name": "Ines Holt", "role": "Social worker"}, "due_on": "2026-01-31", "status": "in_progress"}],
    "alternatives_considered": ["Crisis house"], "review_on": "2026-02-16"}))]
pub struct SupportPlan {
    /// The London date; today when left out; not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_on: Option<Date>,
    /// Who set it.
    pub set_by: Named,
    /// What it is for.
    pub summary: Prose,
    /// Its steps.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub steps: Vec<SupportStep>,
    /// Alternatives to admission that were considered.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub alternatives_considered: Vec<Prose>,
    /// When it is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_on: Option<Date>,
    /// Since when there is a plan for the move to adult services (S2): it meets the duty before the 18th birthday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition_planned_on: Option<Date>,
}

/// A referral to a support service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSupportReferral, example = json!({"service": "intensive_support", "referred_on": "2025-12-16", "referred_by": {"name": "Pat Moss", "role": "DSR lead"}, "provider_ods": "RV9", "reason": "Daily crisis contacts."}))]
pub struct SupportReferral {
    /// To which service.
    pub service: SupportService,
    /// The London date; not in the future.
    pub referred_on: Date,
    /// Who referred.
    pub referred_by: Named,
    /// Who provides it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_ods: Option<Ods>,
    /// Why.
    pub reason: Prose,
}

/// A concern about a provider or placement. It stands beside safeguarding, never instead of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewQualityConcern, example = json!({"kind": "quality", "raised_on": "2026-02-24", "raised_by": {"name": "Lee Orton", "role": "Responsible commissioner"}, "provider_ods": "RV9",
    "description": "Agency staff did not know the communication plan."}))]
pub struct QualityConcern {
    /// Quality or safeguarding.
    pub kind: ConcernKind,
    /// The London date; not in the future.
    pub raised_on: Date,
    /// Who raised it.
    pub raised_by: Named,
    /// The provider it is about; this or 'placement' is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_ods: Option<Ods>,
    /// The placement it is about, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Line>,
    /// The spell it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_id: Option<AdmissionId>,
    /// The concern in words.
    pub description: Prose,
    /// When safeguarding was told; its absence from a safeguarding concern is warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safeguarding_referred_on: Option<Date>,
    /// Safeguarding's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safeguarding_reference: Option<Reference>,
}

/// Sets the support plan.
///
/// # Errors
/// Days that cannot be.
pub fn plan(person: &Person, moment: &Moment, plan: SupportPlan) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let set_on = plan.set_on.unwrap_or(moment.today);
    person.check_day(set_on, moment.today, "/set_on", &mut faults);
    if plan.review_on.is_some_and(|day| day < set_on) {
        faults.meaning("/review_on", "review_before_plan", "must not lie before the day the plan was set");
    }
    if let Some(day) = plan.transition_planned_on {
        person.check_day(day, moment.today, "/transition_planned_on", &mut faults);
    }
    faults.verdict()?;
    Ok(vec![Event::SupportPlanSet(SupportPlanSet {
        set_on,
        review_on: plan.review_on,
        transition_planned_on: plan.transition_planned_on,
        set_by: Some(plan.set_by),
        summary: Some(plan.summary),
        steps: plan.steps,
        alternatives_considered: plan.alternatives_considered,
    })])
}

/// Records a referral to a support service; the services are for adults (S4).
///
/// # Errors
/// Under 18 on that day, or days that cannot be.
pub fn refer(person: &Person, moment: &Moment, referral: SupportReferral) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_day(referral.referred_on, moment.today, "/referred_on", &mut faults);
    if person.born().is_some_and(|born| born.age_on(referral.referred_on) < 18) {
        faults.rule(
            "/service",
            "service_for_adults",
            "the service is for adults, and the person was under 18 on that day: consider a keyworker",
            "S4: for adults, a referral to Forensic outreach service and or Intensive Support Teams can be considered",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::SupportReferred(SupportReferred {
        support_referral_id: SupportReferralId(moment.id),
        referred_on: referral.referred_on,
        service: referral.service,
        provider_ods: referral.provider_ods,
        referred_by: Some(referral.referred_by),
        reason: Some(referral.reason),
    })])
}

/// Records a concern.
///
/// # Errors
/// About nobody, about a spell that is not the person's, or days that cannot be.
pub fn raise(person: &Person, moment: &Moment, concern: QualityConcern) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    person.check_said(concern.raised_on, moment.today, "/raised_on", &mut faults);
    if concern.provider_ods.is_none() && concern.placement.is_none() {
        faults.meaning("/provider_ods", "concern_about_nobody", "name the provider, or the placement in words");
    }
    if concern.admission_id.is_some_and(|id| person.spell(id).is_none()) {
        faults.meaning("/admission_id", "admission_not_found", "is not an admission of this person");
    }
    if let Some(day) = concern.safeguarding_referred_on {
        person.check_said(day, moment.today, "/safeguarding_referred_on", &mut faults);
    }
    faults.verdict()?;
    Ok(vec![Event::QualityConcernRaised(QualityConcernRaised {
        concern_id: ConcernId(moment.id),
        raised_on: concern.raised_on,
        kind: concern.kind,
        provider_ods: concern.provider_ods,
        admission_id: concern.admission_id,
        safeguarding_referred_on: concern.safeguarding_referred_on,
        placement: concern.placement,
        description: Some(concern.description),
        raised_by: Some(concern.raised_by),
        safeguarding_reference: concern.safeguarding_reference,
    })])
}

impl QualityConcernRaised {
    /// What is unusual about the record; none of it stops anything.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        if self.kind == ConcernKind::Safeguarding && self.safeguarding_referred_on.is_none() {
            vec!["Recording a safeguarding concern here tells nobody in safeguarding: refer it there as well."]
        } else {
            Vec::new()
        }
    }
}
