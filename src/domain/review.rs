//! Care (Education) and Treatment Reviews: requested, offered, held, declined.

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::{self, ReviewConsent};
use crate::domain::event::{Event, ReviewDeclined, ReviewHeld, ReviewOffered, ReviewRequested};
use crate::domain::id::{RecommendationId, ReviewId, derived};
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Named, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::{Line, Prose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// Where the person is when reviewed.
    ReviewKind {
        Community = "community", "Community C(E)TR";
        Inpatient = "inpatient", "Inpatient C(E)TR";
    }
    /// The form of review, by age.
    ReviewFamily {
        Ctr = "ctr", "Care and treatment review (adult)";
        Cetr = "cetr", "Care, education and treatment review (under 18)";
    }
    /// How a review is held.
    Delivery {
        FaceToFace = "face_to_face", "Face to face";
        Virtual = "virtual", "By video or telephone";
        Hybrid = "hybrid", "Some in the room, some not";
    }
    /// What a review concluded.
    ReviewOutcome {
        CommunitySupportContinues = "community_support_continues", "Support in the community continues";
        AdmissionNotNeeded = "admission_not_needed", "Admission is not needed";
        AdmissionSupported = "admission_supported", "Admission is supported";
        RemainInpatient = "remain_inpatient", "Remain an inpatient";
        ClinicallyReadyForDischarge = "clinically_ready_for_discharge", "Clinically ready for discharge";
        LessRestrictiveSetting = "less_restrictive_setting", "Move to a less restrictive setting";
    }
    /// Who has to act.
    Agency {
        Health = "health", "Health";
        SocialCare = "social_care", "Social care";
        Education = "education", "Education";
        Housing = "housing", "Housing";
        Provider = "provider", "The provider";
        Other = "other", "Another agency";
    }
    /// Where a recommendation stands.
    RecommendationStatus {
        Open = "open", "Open";
        InProgress = "in_progress", "In progress";
        Done = "done", "Done";
        Blocked = "blocked", "Blocked by a barrier";
        Cancelled = "cancelled", "Cancelled";
    }
    /// Where a review stands.
    ReviewStatus {
        Requested = "requested", "Requested";
        Offered = "offered", "Offered";
        Held = "held", "Held";
        Declined = "declined", "Declined by the person or who holds consent";
    }
}

impl ReviewOutcome {
    /// Which kind of review may conclude so.
    #[must_use]
    pub const fn kind(self) -> ReviewKind {
        match self {
            Self::CommunitySupportContinues | Self::AdmissionNotNeeded | Self::AdmissionSupported => {
                ReviewKind::Community
            }
            Self::RemainInpatient | Self::ClinicallyReadyForDischarge | Self::LessRestrictiveSetting => {
                ReviewKind::Inpatient
            }
        }
    }
}

/// A review asked for. Anyone may ask at any time (S0 activity 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "inpatient", "requested_on": "2026-01-07", "requested_by": {"name": "Lee Orton", "role": "Responsible commissioner"}}))]
pub struct ReviewRequest {
    /// Community or inpatient.
    pub kind: ReviewKind,
    /// The London date of the request; not in the future.
    pub requested_on: Date,
    /// Who asked.
    pub requested_by: Named,
    /// Why, where it is asked for out of turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// A review offered to the person or who holds consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"offered_on": "2026-01-12", "scheduled_for": "2026-01-29"}))]
pub struct ReviewOffer {
    /// The London date of the offer; not in the future.
    pub offered_on: Date,
    /// The day proposed; not before the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<Date>,
}

/// An independent member of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Expert {
    /// Full name.
    pub name: Line,
    /// Role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Line>,
    /// Their organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_ods: Option<Ods>,
    /// Whether they are independent of the person's care; must be true.
    pub independent: bool,
}

/// A recommendation made by a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecommendation {
    /// What should happen.
    pub text: Prose,
    /// Which agency has to act.
    pub agency: Agency,
    /// Who owns it.
    pub owner: Named,
    /// By when, if a date was agreed; not before the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// A review held. All of chair, independent clinical expert and independent expert by experience take part, or it
/// cannot be held (N).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"held_on": "2026-01-29", "delivery": "face_to_face",
    "consent": {"status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2026-01-13"},
    "chair": {"name": "Lee Orton", "role": "Responsible commissioner", "organisation_ods": "QOQ"},
    "clinical_expert": {"name": "Dr Noor Bashir", "role": "Consultant psychiatrist", "organisation_ods": "RXX", "independent": true},
    "expert_by_experience": {"name": "Jo Hale", "organisation_ods": null, "independent": true},
    "attendees": [{"name": "Robin Aldous", "role": "Person"}],
    "findings": "Safe on the ward; needs a home with a small, steady team.", "outcome": "remain_inpatient",
    "recommendations": [{"text": "Find a two-person supported living placement.", "agency": "social_care",
        "owner": {"name": "Ines Holt", "organisation_ods": null}, "due_on": "2026-03-31"}],
    "alternatives_considered": ["Supported living with a small team"]}))]
pub struct Held {
    /// The London date; within the spell for an inpatient review; not in the future.
    pub held_on: Date,
    /// How it was held.
    pub delivery: Delivery,
    /// Consent to the review.
    pub consent: ReviewConsent,
    /// The chair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<Named>,
    /// The independent clinical expert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinical_expert: Option<Expert>,
    /// The independent expert by experience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expert_by_experience: Option<Expert>,
    /// An education representative; their absence from a child's review is warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education_representative: Option<Named>,
    /// Everybody else who took part.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub attendees: Vec<Named>,
    /// What the review found.
    pub findings: Prose,
    /// Alternatives to hospital that were considered.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub alternatives_considered: Vec<Prose>,
    /// Whether a keyworker was considered (S1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyworking_considered: Option<bool>,
    /// What it concluded; must fit the kind of review.
    pub outcome: ReviewOutcome,
    /// What it recommends.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub recommendations: Vec<NewRecommendation>,
}

/// A review declined by the person or who holds consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"declined_on": "2026-01-20", "declined_by": {"name": "Robin Aldous", "role": "Person"}, "reason": "Does not want a meeting this month."}))]
pub struct Decline {
    /// The London date; not before the offer, not in the future.
    pub declined_on: Date,
    /// Who declined.
    pub declined_by: Named,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// One review from request to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// How it was asked for.
    pub requested: ReviewRequested,
    /// Offers, in the order recorded.
    pub offers: Vec<ReviewOffered>,
    /// How it was held.
    pub held: Option<ReviewHeld>,
    /// How it was declined.
    pub declined: Option<ReviewDeclined>,
}

impl Review {
    pub(crate) const fn new(requested: ReviewRequested) -> Self {
        Self { requested, offers: Vec::new(), held: None, declined: None }
    }

    /// The earliest offer; held without an offer counts as offered that day (domain §2).
    #[must_use]
    pub fn offered_on(&self) -> Option<Date> {
        self.offers.iter().map(|o| o.offered_on).min().or_else(|| self.held.as_ref().map(|h| h.held_on))
    }

    /// The day last proposed for it.
    #[must_use]
    pub fn scheduled_for(&self) -> Option<Date> {
        self.offers.iter().rev().find_map(|o| o.scheduled_for)
    }

    /// The day it was held or declined: the anchor of what follows (D4).
    #[must_use]
    pub fn settled_on(&self) -> Option<Date> {
        self.held.as_ref().map(|h| h.held_on).or_else(|| self.declined.as_ref().map(|d| d.declined_on))
    }

    /// What is unusual about the record; none of it stops anything.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        let child = self.requested.family == ReviewFamily::Cetr;
        let unrepresented = self.held.as_ref().is_some_and(|held| child && held.education_representative.is_none());
        if unrepresented {
            vec!["No education representative took part in this child's review (N)."]
        } else {
            Vec::new()
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> ReviewStatus {
        match (&self.held, &self.declined) {
            (Some(_), _) => ReviewStatus::Held,
            (None, Some(_)) => ReviewStatus::Declined,
            (None, None) if self.offers.is_empty() => ReviewStatus::Requested,
            (None, None) => ReviewStatus::Offered,
        }
    }
}

/// Asks for a review.
///
/// # Errors
/// Dates that cannot be; an inpatient review for somebody who was not in hospital that day.
pub fn request(person: &Person, moment: &Moment, request: ReviewRequest) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let on = request.requested_on;
    not_future(on, moment.today, "/requested_on", &mut faults);
    if person.born().is_some_and(|born| on < born) {
        faults.meaning("/requested_on", "date_before_birth", "must not lie before the date of birth");
    }
    let spell = person.spell_on(on).filter(|_| request.kind == ReviewKind::Inpatient);
    if request.kind == ReviewKind::Inpatient && spell.is_none() {
        faults.rule(
            "/kind",
            "not_in_hospital",
            "the person was not in hospital on that day: record the admission first, or ask for a community review",
            "S4: an inpatient C(E)TR must be offered post admission",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::ReviewRequested(ReviewRequested {
        review_id: ReviewId(moment.id),
        kind: request.kind,
        family: match person.born() {
            Some(born) if born.age_on(on) < 18 => ReviewFamily::Cetr,
            _ => ReviewFamily::Ctr,
        },
        admission_id: spell.map(|s| s.admitted.admission_id),
        requested_on: on,
        requested_by: Some(request.requested_by),
        reason: request.reason,
    })])
}

/// Records an offer, also one that comes to light after the review was held or declined. A further offer moves the
/// proposed day; the earliest offer is the one that counts.
///
/// # Errors
/// Dates that cannot be.
pub fn offer(person: &Person, moment: &Moment, id: ReviewId, offer: &ReviewOffer) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    if review.settled_on().is_some_and(|day| offer.offered_on > day) {
        faults.meaning(
            "/offered_on",
            "offer_after_review",
            "must not lie after the day the review was held or declined",
        );
    }
    not_future(offer.offered_on, moment.today, "/offered_on", &mut faults);
    if offer.offered_on < review.requested.requested_on {
        faults.meaning("/offered_on", "offer_before_request", "must not lie before the day the review was asked for");
    }
    if offer.scheduled_for.is_some_and(|day| day < offer.offered_on) {
        faults.meaning("/scheduled_for", "scheduled_before_offer", "must not lie before the offer");
    }
    within_spell(person, review, offer.offered_on, "/offered_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReviewOffered(ReviewOffered {
        review_id: id,
        offered_on: offer.offered_on,
        scheduled_for: offer.scheduled_for,
    })])
}

/// Records that a review was held.
///
/// # Errors
/// The review is settled, the panel is incomplete or not independent, consent is missing, dates cannot be, or the
/// outcome belongs to the other kind of review.
pub fn hold(person: &Person, moment: &Moment, id: ReviewId, held: Held) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    check_held(person, review, moment.today, &held, &mut faults);
    faults.verdict()?;
    let (recommendations, recommendation_details) = held
        .recommendations
        .into_iter()
        .enumerate()
        .map(|(index, r)| {
            let recommendation_id = RecommendationId(derived(id.0, &format!("recommendation {index}")));
            let details = RecommendationDetails { text: r.text, owner: r.owner };
            (RecommendationMade { recommendation_id, agency: r.agency, due_on: r.due_on }, details)
        })
        .unzip();
    Ok(vec![Event::ReviewHeld(Box::new(ReviewHeld {
        review_id: id,
        held_on: held.held_on,
        delivery: held.delivery,
        outcome: held.outcome,
        keyworking_considered: held.keyworking_considered,
        recommendations,
        consent: Some(held.consent),
        chair: held.chair,
        clinical_expert: held.clinical_expert,
        expert_by_experience: held.expert_by_experience,
        education_representative: held.education_representative,
        attendees: held.attendees,
        findings: Some(held.findings),
        alternatives_considered: held.alternatives_considered,
        recommendation_details,
    }))])
}

fn check_held(person: &Person, review: &Review, today: Date, held: &Held, faults: &mut Faults) {
    const PANEL: &str = "N: C(E)TR policy, the panel is a chair, an independent clinical expert and an independent expert by experience";
    still_open(review, faults);
    not_future(held.held_on, today, "/held_on", faults);
    if held.held_on < review.requested.requested_on {
        faults.meaning("/held_on", "held_before_request", "must not lie before the day the review was asked for");
    }
    within_spell(person, review, held.held_on, "/held_on", faults);
    consent::check_review(&held.consent, person.born(), held.held_on, today, "/consent", faults);
    if held.chair.is_none() {
        faults.rule("/chair", "panel_incomplete", "a review cannot be held without a chair", PANEL);
    }
    for (expert, at, who) in [
        (&held.clinical_expert, "/clinical_expert", "clinical expert"),
        (&held.expert_by_experience, "/expert_by_experience", "expert by experience"),
    ] {
        match expert {
            None => faults.rule(
                at,
                "panel_incomplete",
                format!("a review cannot be held without an independent {who}"),
                PANEL,
            ),
            Some(expert) if !expert.independent => faults.rule(
                format!("{at}/independent"),
                "expert_not_independent",
                format!("the {who} must be independent of the person's care"),
                PANEL,
            ),
            Some(_) => {}
        }
    }
    if held.outcome.kind() != review.requested.kind {
        faults.meaning(
            "/outcome",
            "outcome_of_other_kind",
            format!("does not belong to a {} review", review.requested.kind),
        );
    }
    for (index, recommendation) in held.recommendations.iter().enumerate() {
        if recommendation.due_on.is_some_and(|due| due < held.held_on) {
            faults.meaning(
                format!("/recommendations/{index}/due_on"),
                "due_before_review",
                "must not lie before the review",
            );
        }
    }
}

/// Records that a review was declined.
///
/// # Errors
/// Nothing was offered, the review is settled, or the dates cannot be.
pub fn decline(person: &Person, moment: &Moment, id: ReviewId, decline: Decline) -> Result<Vec<Event>, Refusal> {
    let review = person.review(id).ok_or(Refusal::NotFound)?;
    let mut faults = Faults::default();
    still_open(review, &mut faults);
    not_future(decline.declined_on, moment.today, "/declined_on", &mut faults);
    match review.offers.iter().map(|o| o.offered_on).min() {
        None => faults.rule(
            "",
            "declined_without_offer",
            "nothing was offered that could be declined: record the offer first",
            "I: declined without an offer is refused",
        ),
        Some(offered) if decline.declined_on < offered => {
            faults.meaning("/declined_on", "declined_before_offer", "must not lie before the offer");
        }
        Some(_) => {}
    }
    within_spell(person, review, decline.declined_on, "/declined_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReviewDeclined(ReviewDeclined {
        review_id: id,
        declined_on: decline.declined_on,
        declined_by: Some(decline.declined_by),
        reason: decline.reason,
    })])
}

fn not_future(day: Date, today: Date, at: &str, faults: &mut Faults) {
    if day > today {
        faults.meaning(at, "date_in_future", "must not lie in the future");
    }
}

fn still_open(review: &Review, faults: &mut Faults) {
    if review.settled_on().is_some() {
        faults.rule(
            "",
            "review_settled",
            "the review was held or declined already; ask for a new one",
            "I: a review ends once",
        );
    }
}

/// An inpatient review lives within its spell.
fn within_spell(person: &Person, review: &Review, day: Date, at: &str, faults: &mut Faults) {
    let Some(spell) = review.requested.admission_id.and_then(|id| person.spell(id)) else { return };
    if day < spell.admitted.admitted_on {
        faults.meaning(at, "date_before_admission", "must not lie before the admission");
    }
    if spell.ended_on().is_some_and(|end| day > end) {
        faults.meaning(at, "date_after_discharge", "must not lie after the discharge from that spell");
    }
}

/// A recommendation without its words: what clocks and counts need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationMade {
    /// The recommendation.
    pub recommendation_id: RecommendationId,
    /// Which agency has to act.
    pub agency: Agency,
    /// By when.
    pub due_on: Option<Date>,
}

/// A recommendation's words and owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationDetails {
    /// What should happen.
    pub text: Prose,
    /// Who owns it.
    pub owner: Named,
}
