//! For what somebody looks at a record, as they say: kept with every read, and told to the person in these words.

use crate::domain::code::codes;

codes! {
    /// For what a record is read.
    AccessPurpose {
        DirectCare = "direct_care", "Care and support of the person";
        ReviewInvitation = "review_invitation", "Preparing or taking part in a C(E)TR";
        RegisterReview = "register_review", "Going through the register: colours, dates, what is to be done";
        Keyworking = "keyworking", "Work of the keyworker or their service";
        TransitionPlanning = "transition_planning", "Planning the move to adult services";
        EhcNeedsAssessment = "ehc_needs_assessment", "An assessment for an education, health and care plan";
        EhcPlanReview = "ehc_plan_review", "A review of an education, health and care plan";
        SocialCareAssessment = "social_care_assessment", "A social care assessment or its review";
        Safeguarding = "safeguarding", "Safeguarding";
        Commissioning = "commissioning", "Planning and paying for services";
        QualityAssurance = "quality_assurance", "Checking that the register is right and duties are met";
        AnsweringThePerson = "answering_the_person", "Answering a question of the person or their family";
        Complaint = "complaint", "Looking into a complaint or an incident";
        Audit = "audit", "Checking who read or changed what";
        Support = "support", "Keeping the computer system working";
    }
}
