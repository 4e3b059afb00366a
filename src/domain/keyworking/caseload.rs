//! How much each keyworker has to do (S1: manageable caseloads), and what is still to be done for their people.

use super::KeyworkingStatus;
use crate::domain::calendar::Date;
use crate::domain::id::{PersonId, RecommendationId, ReviewId};
use crate::domain::ods::Ods;
use crate::domain::person::{Named, Person};
use crate::domain::review::{Agency, RecommendationStatus};
use crate::domain::text::{Prose, folded};
use crate::domain::view::KeyworkingDocument;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Parent of the identifiers of keyworkers.
const KEYWORKERS: Uuid = Uuid::from_u128(0x6c1d_93a4_0b52_5c7e_8f31_27ce_4a90_d5b2);

/// The identifier under which a keyworker's work is found: of one service and one name, so that no name stands in an address.
#[must_use]
pub fn keyworker_id(service: &Ods, keyworker: &Named) -> Uuid {
    crate::domain::id::derived(KEYWORKERS, &format!("{service}/{}", folded(keyworker.name.as_str())))
}

/// What one keyworker of one service has open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Caseload {
    /// The keyworking service.
    pub keyworker_service_ods: Ods,
    /// The keyworker, for filters: of the service and the name; null after redaction.
    pub keyworker_id: Option<Uuid>,
    /// The keyworker; null after redaction.
    pub keyworker: Option<Named>,
    /// How many go on.
    #[schema(minimum = 0)]
    pub open: usize,
    /// Of them, how many wait for the first contact.
    #[schema(minimum = 0)]
    pub waiting_for_first_contact: usize,
    /// Of them, how many step down.
    #[schema(minimum = 0)]
    pub stepping_down: usize,
    /// How many one keyworker can have, where the area's policy says.
    #[schema(minimum = 1)]
    pub limit: Option<u32>,
    /// More than that; nothing is refused for it.
    #[schema(max_length = 300)]
    pub warning: Option<String>,
}

/// The caseloads of what goes on, by service and keyworker, the largest first. `limit` is the area's, with its source.
#[must_use]
pub fn caseloads(open: &[KeyworkingDocument], limit: Option<(u32, &str)>) -> Vec<Caseload> {
    let mut found: Vec<Caseload> = Vec::new();
    for one in open {
        let Some(service) = &one.keyworker_service_ods else { continue };
        let same = |c: &&mut Caseload| c.keyworker_service_ods == *service && c.keyworker_id == one.keyworker_id;
        let (waits, steps) = (usize::from(one.waiting), usize::from(one.status == KeyworkingStatus::SteppingDown));
        if let Some(known) = found.iter_mut().find(same) {
            known.open = known.open.saturating_add(1);
            known.waiting_for_first_contact = known.waiting_for_first_contact.saturating_add(waits);
            known.stepping_down = known.stepping_down.saturating_add(steps);
        } else {
            found.push(Caseload {
                keyworker_service_ods: service.clone(),
                keyworker_id: one.keyworker_id,
                keyworker: one.keyworker.clone(),
                open: 1,
                waiting_for_first_contact: waits,
                stepping_down: steps,
                limit: limit.map(|(limit, _)| limit),
                warning: None,
            });
        }
    }
    for caseload in &mut found {
        caseload.warning = limit.and_then(|(limit, source)| {
            let over = u32::try_from(caseload.open).is_ok_and(|open| open > limit);
            over.then(|| format!("More than the {limit} that one keyworker can have ({source})."))
        });
    }
    found.sort_by(|a, b| b.open.cmp(&a.open).then_with(|| a.keyworker_service_ods.cmp(&b.keyworker_service_ods)));
    found
}

/// A recommendation of a C(E)TR that is still to be carried out; the keyworker follows it up (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenRecommendation {
    /// The person.
    pub person_id: PersonId,
    /// The review that made it.
    pub review_id: ReviewId,
    /// The recommendation.
    pub recommendation_id: RecommendationId,
    /// When the review was held.
    pub held_on: Date,
    /// Which agency has to act.
    pub agency: Agency,
    /// Who owns it; null after redaction.
    pub owner: Option<Named>,
    /// What should happen; null after redaction.
    pub text: Option<Prose>,
    /// Where it stands.
    pub status: RecommendationStatus,
    /// By when.
    pub due_on: Option<Date>,
    /// Whether that day has passed.
    pub overdue: bool,
}

/// What C(E)TRs recommended for a person and nobody has done or called off.
#[must_use]
pub fn open_recommendations(person: &Person, today: Date) -> Vec<OpenRecommendation> {
    let held = person.reviews.iter().filter_map(|review| review.held.as_ref().map(|held| (review, held)));
    held.flat_map(|(review, held)| {
        held.recommendations.iter().enumerate().filter_map(move |(place, made)| {
            let progress = review.progress_of(made.recommendation_id);
            let status = progress.last().map_or(RecommendationStatus::Open, |last| last.status);
            let due_on = progress.iter().rev().find_map(|p| p.due_on).or(made.due_on);
            let details = held.recommendation_details.get(place);
            let open = !matches!(status, RecommendationStatus::Done | RecommendationStatus::Cancelled);
            open.then(|| OpenRecommendation {
                person_id: person.id,
                review_id: held.review_id,
                recommendation_id: made.recommendation_id,
                held_on: held.held_on,
                agency: made.agency,
                owner: details.map(|d| d.owner.clone()),
                text: details.map(|d| d.text.clone()),
                status,
                due_on,
                overdue: due_on.is_some_and(|due| due < today),
            })
        })
    })
    .collect()
}
