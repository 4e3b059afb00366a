//! Facts of keyworking, from referral to discharge. What was said and by whom is private; what clocks and counts need is not.

use crate::domain::calendar::Date;
use crate::domain::id::{KeyworkingId, KeyworkingRecordId};
use crate::domain::keyworking::{
    ContactMethod, ContactWith, Feedback, Goal, KeyworkingAnswer, KeyworkingDeclineReason, KeyworkingDischargeReason,
    KeyworkingGap, KeyworkingSource, KeyworkingStep, MeasuredBy, PersonalBudget,
};
use crate::domain::ods::Ods;
use crate::domain::person::Named;
use crate::domain::text::Prose;
use utoipa::ToSchema;

fact! {
    /// Somebody was referred to the keyworking service.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingReferral)]
    KeyworkingReferred, on referred_on,
    data {
        /// The keyworking that begins with it.
        keyworking_id: KeyworkingId,
        /// When.
        referred_on: Date,
        /// Where the need was seen.
        source: KeyworkingSource,
        /// The keyworking before, on re-entry.
        previous: Option<KeyworkingId>,
    }
    private {
        /// Who referred.
        referred_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// The keyworking service answered a referral.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingResponse)]
    KeyworkingAnswered, on answered_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// When.
        answered_on: Date,
        /// Accepted or declined.
        outcome: KeyworkingAnswer,
        /// Why it was declined.
        decline_reason: Option<KeyworkingDeclineReason>,
    }
    private {
        /// Who answered.
        answered_by: Option<Named>,
        /// The reason in words.
        note: Option<Prose>,
    }
}

fact! {
    /// A keyworker was named, the first or another.
    #[derive(ToSchema)]
    #[schema(as = KeyworkerAssignment)]
    KeyworkerAssigned, on assigned_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// From when on.
        assigned_on: Date,
        /// The keyworking service.
        keyworker_service_ods: Ods,
    }
    private {
        /// The keyworker.
        keyworker: Option<Named>,
        /// Why another one, or why this one.
        reason: Option<Prose>,
    }
}

fact! {
    /// The keyworker was in contact with the young person, the family or professionals.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingContact)]
    KeyworkingContacted, on contacted_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// The contact.
        record_id: KeyworkingRecordId,
        /// When.
        contacted_on: Date,
        /// How.
        method: ContactMethod,
        /// With whom.
        #[schema(max_items = 3)]
        with: Vec<ContactWith>,
        /// Whether the child or young person was seen.
        young_person_seen: bool,
    }
    private {
        /// Who made it.
        contacted_by: Option<Named>,
        /// What it was about.
        summary: Option<Prose>,
    }
}

fact! {
    /// The initial assessment: needs, strengths and goals.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingAssessment)]
    KeyworkingAssessed, on assessed_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// When.
        assessed_on: Date,
        /// Whether the child or young person was seen.
        young_person_seen: bool,
    }
    private {
        /// Who assessed.
        assessed_by: Option<Named>,
        /// Who took part.
        #[schema(max_items = 50)]
        took_part: Vec<Named>,
        /// What the young person needs.
        #[schema(max_items = 50)]
        needs: Vec<Prose>,
        /// What the young person is good at, and what helps.
        #[schema(max_items = 50)]
        strengths: Vec<Prose>,
        /// What the young person and the family want.
        #[schema(max_items = 50)]
        goals: Vec<Prose>,
    }
}

fact! {
    /// The keyworking plan as it stands.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingPlan)]
    KeyworkingPlanSet, on set_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// When it was set.
        set_on: Date,
        /// When it is looked at again.
        review_on: Option<Date>,
        /// Where a personal budget stands.
        personal_budget: PersonalBudget,
    }
    private {
        /// Who set it.
        set_by: Option<Named>,
        /// What is to be reached.
        #[schema(max_items = 50)]
        goals: Vec<Goal>,
        /// What no service provides.
        #[schema(max_items = 50)]
        gaps: Vec<KeyworkingGap>,
        /// Who does what by when.
        #[schema(max_items = 100)]
        steps: Vec<KeyworkingStep>,
        /// The personal budget in words.
        personal_budget_note: Option<Prose>,
    }
}

fact! {
    /// Progress was reviewed with the professionals, the young person and the family.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingReview)]
    KeyworkingReviewed, on reviewed_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// The review.
        record_id: KeyworkingRecordId,
        /// When.
        reviewed_on: Date,
        /// Whether it is the final one, before discharge.
        final_review: bool,
    }
    private {
        /// Who led it.
        reviewed_by: Option<Named>,
        /// Who took part.
        #[schema(max_items = 50)]
        took_part: Vec<Named>,
        /// What came out.
        summary: Option<Prose>,
        /// What the young person said of the support.
        young_person_feedback: Option<Feedback>,
        /// What the family said of the support.
        family_feedback: Option<Feedback>,
    }
}

fact! {
    /// How things are, on one scale each time: 1 is worst, 5 is best.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingOutcome)]
    KeyworkingMeasured, on measured_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// The measure.
        record_id: KeyworkingRecordId,
        /// When.
        measured_on: Date,
        /// Whose view it is.
        answered_by: MeasuredBy,
        /// Safe and happy.
        #[schema(minimum = 1, maximum = 5)]
        safe_and_happy: Option<u8>,
        /// Listened to, informed and involved.
        #[schema(minimum = 1, maximum = 5)]
        listened_to: Option<u8>,
        /// Family stress and uncertainty; 5 is none.
        #[schema(minimum = 1, maximum = 5)]
        stress_and_uncertainty: Option<u8>,
        /// Stability.
        #[schema(minimum = 1, maximum = 5)]
        stability: Option<u8>,
    }
    private {
        /// Who asked.
        measured_by: Option<Named>,
        /// In words.
        note: Option<Prose>,
    }
}

fact! {
    /// The move to adult services, as it is planned.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingTransition)]
    KeyworkingTransitionPlanned, on planned_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// When it was planned.
        planned_on: Date,
        /// The day it is aimed for.
        hand_over_on: Option<Date>,
        /// The day adult services took over.
        handed_over_on: Option<Date>,
    }
    private {
        /// Who planned it.
        planned_by: Option<Named>,
        /// The adult services that take over.
        #[schema(max_items = 20)]
        adult_services: Vec<Named>,
        /// How continuity of care is kept, and how the young person and the family are prepared.
        summary: Option<Prose>,
    }
}

fact! {
    /// Keyworking steps down, by a plan that was explained to the family.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingStepDown)]
    KeyworkingSteppedDown, on planned_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// From when on.
        planned_on: Date,
        /// When it was explained to the family.
        explained_on: Date,
        /// When it is to end.
        ends_on: Option<Date>,
    }
    private {
        /// Who planned it.
        planned_by: Option<Named>,
        /// To whom it was explained.
        #[schema(max_items = 20)]
        explained_to: Vec<Named>,
        /// How support becomes less, and who goes on.
        plan: Option<Prose>,
    }
}

fact! {
    /// Stepping down was given up: support goes on in full.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingResumption)]
    KeyworkingResumed, on resumed_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// From when on.
        resumed_on: Date,
    }
    private {
        /// Who decided it.
        resumed_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// Keyworking ended with a final review and a plan for future support.
    #[derive(ToSchema)]
    #[schema(as = KeyworkingDischarge)]
    KeyworkingDischarged, on discharged_on,
    data {
        /// The keyworking.
        keyworking_id: KeyworkingId,
        /// When.
        discharged_on: Date,
        /// Why.
        reason: KeyworkingDischargeReason,
        /// The final review.
        final_review: KeyworkingRecordId,
    }
    private {
        /// Who decided it.
        discharged_by: Option<Named>,
        /// What helps if support is needed again, and how to come back.
        future_support_plan: Option<Prose>,
    }
}
