//! Facts of time in hospital.

use crate::domain::admission::{AdmissionReason, Commissioner, Destination, LegalStatus, Security, Setting, Urgency};
use crate::domain::calendar::Date;
use crate::domain::discharge_plan::PlanPoint;
use crate::domain::id::{AdmissionId, NoticeId, NotificationId, VisitId};
use crate::domain::ods::{BedType, LocalAuthority, Ods};
use crate::domain::person::{AgreedAction, Named};
use crate::domain::rating::Rag;
use crate::domain::text::{Line, Prose, Reference};
use crate::domain::visit::VisitMethod;
use crate::domain::ward::{DelayReason, Leave};
use utoipa::ToSchema;

fact! {
    /// An admission to hospital.
    Admitted, on admitted_on,
    data {
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        admitted_on: Date,
        /// Planned or urgent.
        urgency: Urgency,
        /// The provider.
        provider_ods: Ods,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
        /// National bed-type code.
        bed_type_code: Option<BedType>,
        /// Legal status.
        legal_status: LegalStatus,
        /// Reasons.
        reasons: Vec<AdmissionReason>,
        /// When discharge is expected.
        expected_discharge_on: Option<Date>,
        /// Out of area.
        out_of_area: bool,
        /// Who commissions the bed.
        responsible_commissioner: Commissioner,
        /// The host commissioner.
        host_commissioner_ods: Option<Ods>,
    }
    private {
        /// The site.
        site: Option<Line>,
        /// The ward.
        ward: Option<Line>,
        /// Why the admission is right.
        rationale: Option<Prose>,
        /// Planned treatment.
        planned_treatment: Option<Prose>,
        /// Intended outcomes.
        intended_outcomes: Vec<Prose>,
        /// Why out of area.
        out_of_area_reason: Option<Prose>,
    }
}

fact! {
    /// A discharge from hospital.
    Discharged, on discharged_on,
    data {
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        discharged_on: Date,
        /// Where to.
        destination: Destination,
        /// The colour that follows.
        rag: Option<Rag>,
        /// Whether a risk is known that nobody manages.
        unmanaged_risk_identified: Option<bool>,
    }
    private {
        /// Why this colour.
        rationale: Option<Prose>,
        /// Who set it.
        set_by: Option<Named>,
        /// Who manages the risk.
        mdt_members: Vec<Named>,
    }
}

fact! {
    /// An inpatient moved to another ward or hospital without being discharged.
    WardMoved, on moved_on,
    data {
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        moved_on: Date,
        /// The provider from then on.
        provider_ods: Ods,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
        /// National bed-type code.
        bed_type_code: Option<BedType>,
        /// Legal status.
        legal_status: LegalStatus,
    }
    private {
        /// The site.
        site: Option<Line>,
        /// The ward.
        ward: Option<Line>,
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// What is known of a spell changed: the details as they stand from now on.
    AdmissionAmended, on noted_on,
    data {
        /// The spell.
        admission_id: AdmissionId,
        /// When that was noted.
        noted_on: Date,
        /// Clinically ready for discharge since.
        clinically_ready_on: Option<Date>,
        /// What delays a discharge that could be.
        delay_reason: Option<DelayReason>,
        /// Leave from the ward.
        leave: Vec<Leave>,
        /// Entitled to aftercare under section 117.
        section_117: Option<bool>,
        /// When discharge is expected.
        expected_discharge_on: Option<Date>,
        /// Legal status.
        legal_status: LegalStatus,
    }
    private {
        /// The delay in words.
        delay_note: Option<Prose>,
    }
}

fact! {
    /// A commissioner's oversight visit to an inpatient.
    #[derive(ToSchema)]
    #[schema(as = OversightVisit)]
    OversightVisited, on visited_on,
    data {
        /// The visit.
        visit_id: VisitId,
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        visited_on: Date,
        /// In person or virtually.
        method: VisitMethod,
        /// Whether the visitor saw the person: a visit that saw nobody does not meet the duty.
        person_seen: bool,
        /// Whether the family was contacted.
        family_contacted: Option<bool>,
    }
    private {
        /// The visitor.
        visitor: Option<Named>,
        /// Why it was not in person.
        virtual_reason: Option<Prose>,
        /// Concerns.
        #[schema(max_items = 50)]
        concerns: Vec<Prose>,
        /// What was agreed.
        #[schema(max_items = 50)]
        actions: Vec<AgreedAction>,
    }
}

fact! {
    /// The local authority was notified that a child stays long in hospital (Children Act 1989, section 85).
    #[derive(ToSchema)]
    #[schema(as = LocalAuthorityNotification)]
    LocalAuthorityNotified, on notified_on,
    data {
        /// The notification.
        notification_id: NotificationId,
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        notified_on: Date,
        /// The authority.
        local_authority: LocalAuthority,
    }
    private {
        /// Who notified it.
        notified_by: Option<Named>,
        /// The authority's or the sender's reference.
        reference: Option<Reference>,
    }
}

fact! {
    /// The twelve-point discharge plan of a spell as it stands (S4).
    DischargePlanSet, on set_on,
    data {
        /// The spell.
        admission_id: AdmissionId,
        /// When.
        set_on: Date,
        /// The points.
        points: Vec<PlanPoint>,
    }
    private {
        /// Who set it.
        set_by: Option<Named>,
        /// What stands behind the points, in words.
        notes: Option<Prose>,
    }
}

fact! {
    /// An admission was reported by an ICB or a ward, of somebody on the register or not.
    AdmissionNoticed, on noticed_on,
    data {
        /// The notice.
        notice_id: NoticeId,
        /// When it arrived.
        noticed_on: Date,
        /// The organisation that reported it.
        reported_by_ods: Ods,
        /// The day of admission it reports.
        admitted_on: Date,
        /// The provider.
        provider_ods: Ods,
        /// The kind of ward.
        setting: Setting,
        /// Its security.
        security: Security,
        /// The spell it was recorded as; none when it contradicts what is on record, and a person has to look.
        admission_id: Option<AdmissionId>,
    }
    private {
        /// Who reported it.
        reported_by: Option<Named>,
    }
}
