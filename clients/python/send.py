"""A local authority's SEND system and two of its cases: it asks what the register may tell of each, and shows its users
either the answer or whom to ask. "Unknown" never means that somebody is not on the register.

    DSR_URL=http://127.0.0.1:8080 DSR_TOKEN=$(dsr token --org 301 --scope status:read) python send.py

The people are fictional: `example.py` refers the first of them, and nobody knows the second.
"""

import os
import sys
from datetime import date

from register import Refused, answered, connect
from register_client import AuthenticatedClient
from register_client.api.status import ask_status
from register_client.models import AccessPurpose, Status, StatusAnswer, StatusQuery

OFFICER = "case-officer-17"

CASES = [
    StatusQuery(
        reference="SEND-2291",
        nhs_number="999 300 0027",
        date_of_birth=date(2003, 7, 21),
        purpose=AccessPurpose.EHC_PLAN_REVIEW,
    ),
    StatusQuery(
        reference="SEND-2292",
        nhs_number="999 999 9999",
        date_of_birth=date(2011, 2, 3),
        purpose=AccessPurpose.EHC_NEEDS_ASSESSMENT,
    ),
]


def ask(register: AuthenticatedClient, query: StatusQuery) -> StatusAnswer:
    """Asks, on behalf of the user who will read the answer. The person may read later that they did."""
    return answered(ask_status.sync_detailed(client=register, body=query, x_on_behalf_of=OFFICER))


def told(status: Status) -> str:
    """What the user is shown of somebody. What is not told may be so or not: only the contact can say."""
    place = ["on the register" if status.on_register else "not on the register"]
    place.append("in hospital" if status.in_hospital else "not in hospital")
    review = status.next_review_due_on or "no date"
    return f"{', '.join(place)}, {status.rag or 'without a colour'}, next review by {review}"


def contact(answer: StatusAnswer) -> str:
    return " or ".join(area.register_contact.team if area.register_contact else area.icb_ods for area in answer.contacts)


def main() -> None:
    url, token = os.environ["DSR_URL"], os.environ["DSR_TOKEN"]
    with connect(url, lambda: token) as register:
        for query in CASES:
            answer = ask(register, query)
            shown = told(answer.status) if answer.status else "the register may not say"
            print(f"{answer.reference}: {shown}; ask {contact(answer)}")
            # A real system keeps answer.receipt with the case: it shows later what was told.
            if answer.receipt is None:
                print("the register signs no receipts", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        sys.exit(str(refusal))
