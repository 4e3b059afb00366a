"""An ICB's case-management system and one of its cases: it posts a referral, follows it to acceptance, records an admission
and reads the dates by which things have to be done.

    DSR_URL=http://127.0.0.1:8080 DSR_TOKEN=$(dsr token) python example.py

Everything may be run again. Each write's key is made of the case's own number, so that a second run within 24 hours gets the
first one's answers; later the register knows the referral by its client_reference. The person is fictional.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from uuid import UUID

from register import Refused, answered, connect, cursor, etag
from register_client import AuthenticatedClient
from register_client.api.admissions import list_admissions, record_admission
from register_client.api.deadlines import list_person_deadlines
from register_client.api.referrals import decide_referral, read_referral, receive_referral
from register_client.models import (
    Admission,
    AdmissionReason,
    Commissioner,
    CommissionerKind,
    Condition,
    Consent,
    ConsentBasis,
    ConsentScope,
    ConsentStatus,
    Crisis,
    Deadline,
    DeadlineStatus,
    Decision,
    DecisionOutcome,
    DiagnosisStatus,
    InitialRating,
    LegalStatus,
    Named,
    NewReferral,
    PersonDetails,
    Problem,
    Rag,
    Referral,
    ReferralStatus,
    RiskFactor,
    Security,
    Setting,
    SharedWith,
    Source,
    Spell,
    Urgency,
)
from register_client.types import UNSET

CASE = "CM-2026-000232"

REFERRAL = NewReferral(
    client_reference=CASE,
    received_on=date(2026, 11, 9),
    source=Source.LEAD_PROFESSIONAL,
    referrer=Named(name="Sam Field", role="Community learning disability nurse", organisation_ods="RV9"),
    person=PersonDetails(
        nhs_number="999 300 0027",
        family_name="Lowe",
        given_name="Jamie",
        date_of_birth=date(2003, 7, 21),
        conditions=[Condition.AUTISM, Condition.LEARNING_DISABILITY],
        diagnosis_status=DiagnosisStatus.CONFIRMED,
        icb_ods="QOQ",
        local_authority="E06000010",
    ),
    open_to_health_and_social_care=True,
    mental_health_crisis=Crisis(in_crisis=True, narrative="Two calls to the crisis team in a week."),
    risk_factors=[RiskFactor.ADMISSION_CONSIDERED, RiskFactor.ESCALATING_BEHAVIOUR_THAT_CHALLENGES],
    suggested_rag=Rag.AMBER,
    consents=[
        Consent(
            scope=ConsentScope.REGISTER,
            status=ConsentStatus.GIVEN,
            basis=ConsentBasis.SELF,
            given_by="Jamie Lowe",
            effective_on=date(2026, 11, 6),
        ),
        Consent(
            scope=ConsentScope.INFORMATION_SHARING,
            covers=[SharedWith.LOCAL_AUTHORITY_SEND],
            status=ConsentStatus.GIVEN,
            basis=ConsentBasis.SELF,
            given_by="Jamie Lowe",
            effective_on=date(2026, 11, 6),
        ),
    ],
)

ACCEPTANCE = Decision(
    outcome=DecisionOutcome.ACCEPTED,
    decided_on=date(2026, 11, 11),
    decided_by=Named(name="Pat Moss", role="DSR lead"),
    rating=InitialRating(
        rag=Rag.AMBER,
        rationale="Crisis contacts rising; admission has been discussed.",
        unmanaged_risk_identified=True,
        risk_factors=[RiskFactor.ADMISSION_CONSIDERED, RiskFactor.ESCALATING_BEHAVIOUR_THAT_CHALLENGES],
    ),
)

ADMISSION = Admission(
    admitted_on=date(2026, 11, 16),
    urgency=Urgency.URGENT,
    provider_ods="RV9",
    ward="Willow",
    setting=Setting.ADULT_ACUTE,
    security=Security.NONE,
    legal_status=LegalStatus.SECTION_2,
    reasons=[AdmissionReason.MENTAL_DISORDER, AdmissionReason.HARM_TO_SELF],
    rationale="Acute risk to self that could not be held at home.",
    planned_treatment="Assessment of mood, medication review.",
    intended_outcomes=["Mood stable for two weeks"],
    out_of_area=False,
    responsible_commissioner=Commissioner(ods="QOQ", kind=CommissionerKind.ICB),
)


def refer(register: AuthenticatedClient) -> UUID:
    """Sends the referral; one that the register has from us already is that one."""
    response = receive_referral.sync_detailed(client=register, body=REFERRAL, idempotency_key=f"{CASE}/referral")
    problem = response.parsed
    if isinstance(problem, Problem) and problem.code == "duplicate_client_reference" and problem.existing_id:
        return problem.existing_id
    referral = answered(response)
    for warning in referral.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return referral.id


def decide(register: AuthenticatedClient, referral_id: UUID) -> None:
    """The DSR lead's part: read, decide, and say in If-Match what was read. If the referral has changed since, 412 `stale`
    says so: somebody has to look again. Here looking again is reading again, three times at most.
    """
    for last in (False, False, True):
        read = read_referral.sync_detailed(referral_id, client=register)
        if answered(read).status != ReferralStatus.RECEIVED:
            return
        try:
            key = f"{CASE}/decision"
            answered(
                decide_referral.sync_detailed(
                    referral_id, client=register, body=ACCEPTANCE, if_match=etag(read), idempotency_key=key
                )
            )
            return
        except Refused as refusal:
            if refusal.problem.code != "stale" or last:
                raise


def follow(register: AuthenticatedClient, referral_id: UUID) -> UUID:
    """Asks until the referral is decided. If-None-Match makes asking cheap: 304 and no body while nothing has changed."""
    known = None
    while True:
        read = read_referral.sync_detailed(referral_id, client=register, if_none_match=known or UNSET)
        if read.status_code != HTTPStatus.NOT_MODIFIED:
            known = etag(read)
            referral: Referral = answered(read)
            if referral.status == ReferralStatus.ACCEPTED and referral.person_id:
                return referral.person_id
            if referral.status in (ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN, ReferralStatus.DUPLICATE):
                raise RuntimeError(f"the referral is {referral.status}")
        time.sleep(60)


def admit(register: AuthenticatedClient, person_id: UUID) -> Spell:
    """Records the admission, unless the person is in hospital already."""
    for spell in answered(list_admissions.sync_detailed(person_id, client=register)).data:
        if spell.discharged_on is None:
            return spell
    key = f"{CASE}/admission/{ADMISSION.admitted_on}"
    return answered(record_admission.sync_detailed(person_id, client=register, body=ADMISSION, idempotency_key=key))


def duties(register: AuthenticatedClient, person_id: UUID) -> Iterator[Deadline]:
    """Every duty that has not ended, page by page."""
    at = None
    while True:
        page = answered(list_person_deadlines.sync_detailed(person_id, client=register, cursor=at or UNSET))
        yield from (duty for duty in page.data if duty.status in (DeadlineStatus.UPCOMING, DeadlineStatus.OVERDUE))
        at = cursor(page.next_)
        if at is None:
            return


def main() -> None:
    url, token = os.environ["DSR_URL"], os.environ["DSR_TOKEN"]
    with connect(url, lambda: token) as register:
        referral_id = refer(register)
        decide(register, referral_id)
        person_id = follow(register, referral_id)
        spell = admit(register, person_id)
        print(f"admitted {spell.admitted_on}")
        for duty in duties(register, person_id):
            why = duty.explanation.binding
            reason = f"{why.arithmetic} ({why.source})" if why else "no date"
            print(f"{duty.duty} {duty.force} by {duty.due_on}, {duty.status}: {reason}")


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        sys.exit(str(refusal))
