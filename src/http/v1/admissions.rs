//! Spells in hospital.

use crate::domain::admission::{
    self, Admission, AdmissionReason, Commissioner, Destination, Discharge, LegalStatus, Security, Setting, Spell,
    Urgency,
};
use crate::domain::calendar::Date;
use crate::domain::event::{AdmissionAmended, WardMoved};
use crate::domain::id::{AdmissionId, PersonId};
use crate::domain::ods::{BedType, Ods};
use crate::domain::person::Person;
use crate::domain::rating::Rag;
use crate::domain::refusal::Problem;
use crate::domain::settings::Role;
use crate::domain::text::{Line, Prose};
use crate::domain::ward::{self, DelayReason, Leave, Move, SpellChange};
use crate::http::auth::{Caller, ReadPeople, WriteAdmissions};
use crate::http::contract::{ReadProblems, WriteHeaders, WriteProblems};
use crate::http::extract::{Body, Conditions, Ids};
use crate::http::reply::{Answer, Outcome, Page, done};
use crate::http::v1::whole;
use crate::store::Store;
use crate::store::load::Loaded;
use actix_web::{get, patch, post, web};
use serde::Serialize;
use utoipa::ToSchema;

/// A spell in hospital.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Spell)]
pub(crate) struct SpellView {
    /// The spell.
    id: AdmissionId,
    /// When it began.
    admitted_on: Date,
    /// Planned or urgent.
    urgency: Urgency,
    /// The provider.
    provider_ods: Ods,
    /// The site.
    site: Option<Line>,
    /// The ward.
    ward: Option<Line>,
    /// The kind of ward.
    setting: Setting,
    /// Its security.
    security: Security,
    /// National bed-type code.
    bed_type_code: Option<BedType>,
    /// Legal status on admission.
    legal_status: LegalStatus,
    /// Reasons.
    #[schema(max_items = 7)]
    reasons: Vec<AdmissionReason>,
    /// Why the admission was right.
    rationale: Option<Prose>,
    /// Planned treatment.
    planned_treatment: Option<Prose>,
    /// Intended measurable outcomes.
    #[schema(max_items = 20)]
    intended_outcomes: Vec<Prose>,
    /// When discharge was expected.
    expected_discharge_on: Option<Date>,
    /// Out of area.
    out_of_area: bool,
    /// Why.
    out_of_area_reason: Option<Prose>,
    /// Who commissions the bed.
    responsible_commissioner: Commissioner,
    /// The host commissioner.
    host_commissioner_ods: Option<Ods>,
    /// Moves between wards, by day.
    #[schema(max_items = 500)]
    moves: Vec<MoveView>,
    /// The kind of ward now, or at the end.
    current_setting: Setting,
    /// Its security.
    current_security: Security,
    /// The provider now, or at the end.
    current_provider_ods: Ods,
    /// Details as last noted.
    details: SpellDetails,
    /// When it ended; null while it goes on.
    discharged_on: Option<Date>,
    /// Where the person went.
    destination: Option<Destination>,
    /// The colour that followed Blue.
    discharge_rag: Option<Rag>,
    /// What is unusual about this record.
    #[schema(max_items = 10)]
    warnings: Vec<String>,
}

/// A move to another ward.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WardMoveOnRecord)]
pub(crate) struct MoveView {
    /// When.
    moved_on: Date,
    /// The provider from then on.
    provider_ods: Ods,
    /// The site.
    site: Option<Line>,
    /// The ward.
    ward: Option<Line>,
    /// The kind of ward.
    setting: Setting,
    /// Its security.
    security: Security,
    /// National bed-type code.
    bed_type_code: Option<BedType>,
    /// Legal status from then on.
    legal_status: LegalStatus,
    /// Why.
    reason: Option<Prose>,
}

impl From<&WardMoved> for MoveView {
    fn from(m: &WardMoved) -> Self {
        Self {
            moved_on: m.moved_on,
            provider_ods: m.provider_ods.clone(),
            site: m.site.clone(),
            ward: m.ward.clone(),
            setting: m.setting,
            security: m.security,
            bed_type_code: m.bed_type_code.clone(),
            legal_status: m.legal_status,
            reason: m.reason.clone(),
        }
    }
}

/// What is known of a spell while it lasts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpellDetails {
    /// Clinically ready for discharge since.
    clinically_ready_on: Option<Date>,
    /// What delays a discharge that could be.
    delay_reason: Option<DelayReason>,
    /// The delay in words.
    delay_note: Option<Prose>,
    /// Leave from the ward.
    #[schema(max_items = 100)]
    leave: Vec<Leave>,
    /// Entitled to aftercare under section 117.
    section_117: Option<bool>,
    /// When discharge is expected.
    expected_discharge_on: Option<Date>,
    /// Legal status.
    legal_status: LegalStatus,
}

impl SpellView {
    /// Without what the ICB and other providers wrote.
    fn for_a_ward(self) -> Self {
        let details = SpellDetails { delay_note: None, leave: Vec::new(), section_117: None, ..self.details };
        let own = self.current_provider_ods.clone();
        let moves = self.moves.into_iter().filter(|moved| moved.provider_ods == own).collect();
        Self {
            rationale: None,
            planned_treatment: None,
            intended_outcomes: Vec::new(),
            reasons: Vec::new(),
            out_of_area_reason: None,
            details,
            moves,
            ..self
        }
    }
}

impl From<AdmissionAmended> for SpellDetails {
    fn from(a: AdmissionAmended) -> Self {
        Self {
            clinically_ready_on: a.clinically_ready_on,
            delay_reason: a.delay_reason,
            delay_note: a.delay_note,
            leave: a.leave,
            section_117: a.section_117,
            expected_discharge_on: a.expected_discharge_on,
            legal_status: a.legal_status,
        }
    }
}

impl From<&Spell> for SpellView {
    fn from(spell: &Spell) -> Self {
        let (a, d) = (&spell.admitted, spell.discharged.as_ref());
        Self {
            id: a.admission_id,
            admitted_on: a.admitted_on,
            urgency: a.urgency,
            provider_ods: a.provider_ods.clone(),
            site: a.site.clone(),
            ward: a.ward.clone(),
            setting: a.setting,
            security: a.security,
            bed_type_code: a.bed_type_code.clone(),
            legal_status: a.legal_status,
            reasons: a.reasons.clone(),
            rationale: a.rationale.clone(),
            planned_treatment: a.planned_treatment.clone(),
            intended_outcomes: a.intended_outcomes.clone(),
            expected_discharge_on: a.expected_discharge_on,
            out_of_area: a.out_of_area,
            out_of_area_reason: a.out_of_area_reason.clone(),
            responsible_commissioner: a.responsible_commissioner.clone(),
            host_commissioner_ods: a.host_commissioner_ods.clone(),
            moves: spell.moves.iter().map(MoveView::from).collect(),
            current_setting: spell.last_ward().setting,
            current_security: spell.last_ward().security,
            current_provider_ods: spell.provider().clone(),
            details: spell.details().into(),
            discharged_on: spell.ended_on(),
            destination: d.map(|d| d.destination),
            discharge_rag: d.and_then(|d| d.rag),
            warnings: spell.warnings().into_iter().map(Into::into).collect(),
        }
    }
}

/// The spell a call concerned, as its answer.
fn answer(outcome: &Outcome, person: &Loaded<Person>, id: AdmissionId, location: Option<String>) -> Answer {
    let spell = person.state.spell(id).ok_or(Problem::Internal)?;
    let shown = SpellView::from(spell);
    // Whoever sees a part of the record only is told what they wrote and where the person is now, not how it came to that elsewhere.
    Ok(done(outcome, location, &if outcome.version == 0 { shown.for_a_ward() } else { shown }))
}

/// List admissions
///
/// Every spell, oldest first, with its wards, what became known meanwhile, and its discharge. A spell belongs to the
/// person, not to a stay on the register.
#[utoipa::path(tag = "Admissions", operation_id = "list_admissions", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The spells.", body = Page<SpellView>), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/admissions")]
pub(crate) async fn list(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    Ok(whole(
        caller
            .look::<Person, Vec<_>>(&store, id, "list_admissions", |p| {
                Some(p.spells.iter().map(SpellView::from).collect())
            })
            .await?,
    ))
}

/// Record an admission
///
/// The person turns Blue, and the first inpatient C(E)TR falls due: within 14 days on the child track, 28 days for
/// adults. A date in the past is right; the clocks run from it.
#[utoipa::path(tag = "Admissions", operation_id = "record_admission", request_body = Admission,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person.")),
    responses((status = 201, description = "Recorded.", body = SpellView), WriteProblems), security(("bearer" = ["admissions:write"])))]
#[post("/v1/people/{id}/admissions")]
pub(crate) async fn admit(
    caller: Caller<WriteAdmissions>,
    ids: Ids<1>,
    conditions: Conditions,
    body: Body<Admission>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id]) = ids;
    let call = caller.call(&store, &conditions, body.fingerprint).creates();
    let (outcome, person) = call.decide::<Person>(id, None, |p, m| admission::admit(p, m, body.value.clone())).await?;
    let spell = AdmissionId(outcome.done.item.unwrap_or_default());
    answer(&outcome, &person, spell, Some(format!("/v1/people/{id}/admissions")))
}

/// Record a discharge
///
/// Ends the spell with its review, visit and notification clocks, and sets the colour that follows Blue, which somebody
/// on the register needs. Green needs who manages the risk and no risk unmanaged (S4). Somebody on the register who
/// comes home Red or Amber is discussed again within a month.
#[utoipa::path(tag = "Admissions", operation_id = "record_discharge", request_body = Discharge,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("admission_id" = AdmissionId, Path, description = "The spell.")),
    responses((status = 200, description = "Recorded.", body = SpellView), WriteProblems), security(("bearer" = ["admissions:write"])))]
#[post("/v1/people/{id}/admissions/{admission_id}/discharge")]
pub(crate) async fn discharge(
    caller: Caller<WriteAdmissions>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Discharge>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, spell]) = ids;
    let spell = AdmissionId(spell);
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::Provider);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| admission::discharge(p, m, spell, body.value.clone())).await?;
    answer(&outcome, &person, spell, None)
}

/// Record a move
///
/// To another ward or hospital without a discharge between. It starts no new first review. The open repeat and the open visit
/// count from the last review and visit by the new ward, never before the move; a date already past stays. Moving into Tier 4
/// before the first review may bring it forward.
#[utoipa::path(tag = "Admissions", operation_id = "record_move", request_body = Move,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("admission_id" = AdmissionId, Path, description = "The spell.")),
    responses((status = 200, description = "Recorded.", body = SpellView), WriteProblems), security(("bearer" = ["admissions:write"])))]
#[post("/v1/people/{id}/admissions/{admission_id}/moves")]
pub(crate) async fn transfer(
    caller: Caller<WriteAdmissions>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<Move>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, spell]) = ids;
    let spell = AdmissionId(spell);
    let call = caller.call(&store, &conditions, body.fingerprint).open_to(Role::Provider);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| ward::transfer(p, m, spell, body.value.clone())).await?;
    answer(&outcome, &person, spell, None)
}

/// Change an admission's details
///
/// Clinically ready for discharge, what delays it, leave, section 117, expected discharge, legal status. Members left out stay;
/// `null` takes a value back.
#[utoipa::path(tag = "Admissions", operation_id = "amend_admission", request_body = SpellChange,
    params(WriteHeaders, ("id" = PersonId, Path, description = "The person."), ("admission_id" = AdmissionId, Path, description = "The spell.")),
    responses((status = 200, description = "Changed.", body = SpellView), WriteProblems), security(("bearer" = ["admissions:write"])))]
#[patch("/v1/people/{id}/admissions/{admission_id}")]
pub(crate) async fn amend(
    caller: Caller<WriteAdmissions>,
    ids: Ids<2>,
    conditions: Conditions,
    body: Body<SpellChange>,
    store: web::Data<Store>,
) -> Answer {
    let Ids([id, spell]) = ids;
    let spell = AdmissionId(spell);
    let call = caller.call(&store, &conditions, body.fingerprint);
    let (outcome, person) =
        call.decide::<Person>(id, None, |p, m| ward::amend(p, m, spell, body.value.clone())).await?;
    answer(&outcome, &person, spell, None)
}
