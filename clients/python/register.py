"""A connection to the register: typed by the contract, with a fresh token for every call, patient where waiting helps, and
with every fault of a refused call in one error. Copy this file; nothing in it is about one journey.
"""

import random
import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx

from register_client import AuthenticatedClient
from register_client.models import Problem
from register_client.types import Response

T = TypeVar("T")

# How often a call is made before its failure is the caller's, and the longest wait between two of them, in seconds.
ATTEMPTS = 6
LONGEST_WAIT = 60.0

# The service ends a request itself after 30 seconds (--request-timeout); a caller that waits longer hears how.
TIMEOUT = httpx.Timeout(40.0, connect=5.0)


def connect(base_url: str, token: Callable[[], str]) -> AuthenticatedClient:
    """Connects to a register. `token` is asked before every call, so that it can renew what is about to expire; with an
    OpenID issuer it is the place for the client credentials grant.
    """
    arguments = {"auth": Bearer(token), "transport": Patient()}
    return AuthenticatedClient(
        base_url=base_url,
        token="",  # a fixed one; Bearer sets another before every call
        timeout=TIMEOUT,
        httpx_args=arguments,
        raise_on_unexpected_status=True,
    )


class Bearer(httpx.Auth):
    def __init__(self, token: Callable[[], str]) -> None:
        self.token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self.token()}"
        yield request


class Patient(httpx.HTTPTransport):
    """Tries again when that is safe. 429 says that nothing was done, so any call may be repeated. After a 503 or a broken
    connection nobody knows, so only a read is repeated, or a write whose Idempotency-Key makes a second one harmless.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        harmless = request.method == "GET" or "Idempotency-Key" in request.headers
        for attempt in range(1, ATTEMPTS):
            try:
                response = super().handle_request(request)
            except httpx.TransportError:
                if not harmless:
                    raise
                wait(None, attempt)
                continue
            if not (response.status_code == 429 or (response.status_code == 503 and harmless)):
                return response
            response.close()
            wait(response.headers.get("Retry-After"), attempt)
        return super().handle_request(request)


def wait(retry_after: str | None, attempt: int) -> None:
    """Waits as long as the service asks for, or ever longer where it is silent, plus a little chance."""
    seconds = float(retry_after) if retry_after and retry_after.isdigit() else 2.0 ** (attempt - 1)
    time.sleep(min(seconds, LONGEST_WAIT) + random.uniform(0, 0.25))


class Refused(Exception):
    """A call that the register refused. The message holds every fault, where it is and what to do about it. It repeats
    no value that was sent, so it may be logged; `problem.instance` names the request in the service's own log.
    """

    def __init__(self, problem: Problem) -> None:
        faults = [f"\n  {fault.pointer or '(whole)'} {fault.code}: {fault.message}" for fault in problem.errors or []]
        super().__init__(f"{problem.status} {problem.code}: {problem.detail}{''.join(faults)}\n  {problem.instance}")
        self.problem = problem


def answered(response: Response[Problem | T]) -> T:
    """What a call answered; raises Refused where it is a problem."""
    if isinstance(response.parsed, Problem):
        raise Refused(response.parsed)
    if response.parsed is None:
        raise RuntimeError(f"{response.status_code} without a body")
    return response.parsed


def etag(response: Response[Any]) -> str:
    """The version that was read, for If-Match and If-None-Match."""
    return response.headers["ETag"]


def cursor(following: str | None) -> str | None:
    """The cursor in the `next` of a page; None on the last."""
    return parse_qs(urlsplit(following).query)["cursor"][0] if following else None
