//! Facts of a person's way through the register.

use crate::domain::calendar::Date;
use crate::domain::consent::{BestInterests, ConsentBasis, ConsentScope, ConsentStatus, SharedWith};
use crate::domain::decision::{CommunityReviewOutcome, StepDownOutcome};
use crate::domain::id::{
    AdmissionId, ConcernId, ConsentId, DecisionId, LaepMeetingId, MembershipId, RatingId, ReferralId, ReviewId,
    SupportReferralId,
};
use crate::domain::laep::{LaepDecision, LaepReason};
use crate::domain::ods::{LocalAuthority, Ods};
use crate::domain::person::{AgreedAction, Condition, EndReason, Named, PersonDetails, Register};
use crate::domain::rating::{Rag, RiskFactor, ScoredTool, Trigger};
use crate::domain::support::{ConcernKind, SupportService, SupportStep};
use crate::domain::text::{Line, Prose, Reference};
use utoipa::ToSchema;

fact! {
    /// A person became known to a register.
    PersonCreated, on known_since,
    data {
        /// Since when.
        known_since: Date,
        /// The responsible ICB.
        icb_ods: Ods,
        /// The local authority.
        local_authority: Option<LocalAuthority>,
        /// Learning disability, autism or both.
        conditions: Vec<Condition>,
        /// The referral that brought them; none for somebody known by an admission notice.
        referral_id: Option<ReferralId>,
    }
    private {
        /// Who they are.
        person: Option<PersonDetails>,
    }
}

fact! {
    /// An accepted referral was linked to a person already known.
    ReferralLinked, on linked_on,
    data {
        /// When.
        linked_on: Date,
        /// The referral.
        referral_id: ReferralId,
    }
    private {}
}

fact! {
    /// One entry of the consent ledger.
    ConsentRecorded, on effective_on,
    data {
        /// The entry.
        consent_id: ConsentId,
        /// What it is about.
        scope: ConsentScope,
        /// Whether it was given.
        status: ConsentStatus,
        /// On what basis.
        basis: ConsentBasis,
        /// From when it holds.
        effective_on: Date,
        /// Whom information sharing covers.
        covers: Vec<SharedWith>,
        /// Single organisations it covers.
        organisations: Vec<Ods>,
        /// When incapacity was recorded.
        incapacity_recorded_on: Option<Date>,
    }
    private {
        /// Who gave, refused or withdrew it.
        given_by: Option<Line>,
        /// How a best-interests decision was made.
        best_interests: Option<BestInterests>,
    }
}

fact! {
    /// A stay on the register began.
    MembershipOpened, on opened_on,
    data {
        /// The stay.
        membership_id: MembershipId,
        /// When it began.
        opened_on: Date,
        /// On which ICB's register.
        icb_ods: Ods,
        /// On which of the two lists, by age on joining.
        register: Register,
        /// The referral that led to it.
        referral_id: ReferralId,
        /// The stay before, on re-entry.
        previous: Option<MembershipId>,
    }
    private {
        /// The person's lead professional.
        lead_professional: Option<Named>,
    }
}

fact! {
    /// A stay on the register ended.
    MembershipClosed, on closed_on,
    data {
        /// The stay.
        membership_id: MembershipId,
        /// When it ended.
        closed_on: Date,
        /// Why.
        reason: EndReason,
    }
    private {
        /// Who decided it.
        #[serde(skip_serializing_if = "Option::is_none")]
        decided_by: Option<Named>,
        /// A note.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<Prose>,
    }
}

fact! {
    /// A colour was given.
    Rated, on effective_on,
    data {
        /// The rating.
        rating_id: RatingId,
        /// The stay it belongs to.
        membership_id: MembershipId,
        /// The colour.
        rag: Rag,
        /// From when it holds.
        effective_on: Date,
        /// What led to it.
        trigger: Trigger,
        /// Whether a risk is known that nobody manages.
        unmanaged_risk_identified: Option<bool>,
        /// Risk factors.
        risk_factors: Vec<RiskFactor>,
    }
    private {
        /// Why.
        rationale: Option<Prose>,
        /// Who set it.
        set_by: Option<Named>,
        /// Who manages the risk.
        mdt_members: Vec<Named>,
        /// The tool risk was scored with.
        scored_tool: Option<ScoredTool>,
    }
}

fact! {
    /// A decision whether somebody Red has a community C(E)TR (S4).
    #[derive(ToSchema)]
    #[schema(as = CommunityReviewDecision)]
    CommunityReviewDecided, on decided_on,
    data {
        /// The decision.
        decision_id: DecisionId,
        /// When.
        decided_on: Date,
        /// What was decided.
        outcome: CommunityReviewOutcome,
        /// The review it is scheduled as.
        review_id: Option<ReviewId>,
    }
    private {
        /// Why.
        reason: Option<Prose>,
        /// Who decided.
        decided_by: Option<Named>,
    }
}

fact! {
    /// A decision that somebody Green stays on the register (S4).
    #[derive(ToSchema)]
    #[schema(as = StepDownDecision)]
    StepDownDecided, on decided_on,
    data {
        /// The decision.
        decision_id: DecisionId,
        /// When.
        decided_on: Date,
        /// What was decided.
        outcome: StepDownOutcome,
    }
    private {
        /// Why.
        reason: Option<Prose>,
        /// Who decided.
        decided_by: Option<Named>,
    }
}

fact! {
    /// A Local Area Emergency Protocol meeting; it never counts as a C(E)TR.
    #[derive(ToSchema)]
    #[schema(as = LaepMeeting)]
    LaepMeetingHeld, on held_on,
    data {
        /// The meeting.
        meeting_id: LaepMeetingId,
        /// When.
        held_on: Date,
        /// Why it was not a C(E)TR.
        reason: LaepReason,
        /// What was decided.
        decision: LaepDecision,
    }
    private {
        /// Who took part.
        #[schema(max_items = 50)]
        attendees: Vec<Named>,
        /// Alternatives to admission that were considered.
        #[schema(max_items = 20)]
        alternatives_considered: Vec<Prose>,
        /// The decision in words.
        summary: Option<Prose>,
        /// What was agreed.
        #[schema(max_items = 50)]
        actions: Vec<AgreedAction>,
    }
}

fact! {
    /// The plan of action to avoid admission as it stands (S0 §1).
    #[derive(ToSchema)]
    #[schema(as = SupportPlan)]
    SupportPlanSet, on set_on,
    data {
        /// When.
        set_on: Date,
        /// When it is looked at again.
        review_on: Option<Date>,
        /// Since when there is a plan for the move to adult services (S2).
        transition_planned_on: Option<Date>,
    }
    private {
        /// Who set it.
        set_by: Option<Named>,
        /// What it is for.
        summary: Option<Prose>,
        /// Its steps.
        #[schema(max_items = 100)]
        steps: Vec<SupportStep>,
        /// Alternatives to admission that were considered.
        #[schema(max_items = 20)]
        alternatives_considered: Vec<Prose>,
    }
}

fact! {
    /// A referral to forensic outreach or intensive support (S4).
    #[derive(ToSchema)]
    #[schema(as = SupportReferral)]
    SupportReferred, on referred_on,
    data {
        /// The referral.
        support_referral_id: SupportReferralId,
        /// When.
        referred_on: Date,
        /// To which service.
        service: SupportService,
        /// Who provides it.
        provider_ods: Option<Ods>,
    }
    private {
        /// Who referred.
        referred_by: Option<Named>,
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// A concern about a provider or placement (S1, S2); beside, never instead of, safeguarding.
    #[derive(ToSchema)]
    #[schema(as = QualityConcern)]
    QualityConcernRaised, on raised_on,
    data {
        /// The concern.
        concern_id: ConcernId,
        /// When.
        raised_on: Date,
        /// Quality or safeguarding.
        kind: ConcernKind,
        /// The provider it is about.
        provider_ods: Option<Ods>,
        /// The spell it is about.
        admission_id: Option<AdmissionId>,
        /// When safeguarding was told.
        safeguarding_referred_on: Option<Date>,
    }
    private {
        /// The placement it is about.
        placement: Option<Line>,
        /// The concern in words.
        description: Option<Prose>,
        /// Who raised it.
        raised_by: Option<Named>,
        /// Safeguarding's reference.
        safeguarding_reference: Option<Reference>,
    }
}

fact! {
    /// What is known of the person was corrected or completed: their details as they stand from now on.
    PersonAmended, on amended_on,
    data {
        /// When.
        amended_on: Date,
        /// The local authority.
        local_authority: Option<LocalAuthority>,
        /// Learning disability, autism or both.
        conditions: Vec<Condition>,
    }
    private {
        /// Who they are.
        person: Option<PersonDetails>,
    }
}

fact! {
    /// The person died.
    Died, on died_on,
    data {
        /// When.
        died_on: Date,
    }
    private {}
}
