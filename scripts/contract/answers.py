#!/usr/bin/env python3
"""Holds what a running register answers against what openapi/v1.json says it answers, operation by operation.

    answers.py probe CONTRACT URL TOKEN BARE_TOKEN RECORD    call each operation as its example stands, then wrongly in each known way
    answers.py check CONTRACT RECORD CASSETTE                hold the probes and Schemathesis' ndjson report against the contract

BARE_TOKEN has no scope that any operation needs. `check` fails for an operation without a 2xx, for a documented status that
nothing has seen and UNSEEN does not name, for a name in UNSEEN that was seen, and for a status that is not documented.
"""
import collections
import concurrent.futures
import json
import socket
import sys
import urllib.error
import urllib.parse
import urllib.request

NOBODY = "00000000-0000-4000-8000-000000000000"
# What neither the probes nor Schemathesis can bring about, and where else it is seen.
UNSEEN = {
    "500": "nothing is known that brings it about; the check fails when one is seen",
    "429": "calls are not limited while Schemathesis makes thousands of them: tests/suite/offered.rs sees it",
    "503": "the database is there: scripts/storm outage and freeze see it, and tests/suite/standing.rs",
}
# Single operations, by operationId and status.
CONTENDED = "no rule stands against the example; generated calls may meet one, or a call may come second sixty-four times in a row"
UNSEEN_OF = {
    (name, "409"): CONTENDED
    for name in (
        "report_admission",
        "record_laep_meeting",
        "set_support_plan",
        "raise_quality_concern",
        "amend_admission",
        "record_move",
        "progress_recommendation",
        "record_consent",
        "offer_review",
        "call_meeting",
        "raise_barrier",
        "name_leader",
    )
} | {("answer_escalation", "409"): "a barrier that is closed, or before no level: tests/suite/barriers.rs sees it"}
# What makes an example break a rule of the register.
RULE_BREAKING = {
    "give_rating": {"rag": "blue"},
    "record_departure": {"reason": "moved_icb"},
    "amend_person": {"nhs_number": "999 200 0171"},
    "preview_deadlines": {"facts": [{"kind": "discharge", "discharged_on": "2025-12-11"}]},
    "escalate_barrier": {"level": 2},
}


def operations(contract):
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield method.upper(), path, operation


def call(method, url, headers, body=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers


def otherwise(value):
    """The same in other words: the first text of several words says more."""
    def changed(value):
        if isinstance(value, str):
            return (value + " Also this.", True) if " " in value else (value, False)
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in pairs:
            new, done = changed(inner)
            if done:
                copy = value.copy()
                copy[key] = new
                return copy, True
        return value, False

    new, done = changed(value)
    return new if done else value | {"no_such_field": 1}


def slow(base, method, path, headers):
    """The status of a call whose body does not arrive."""
    host, port = urllib.parse.urlsplit(base).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=120) as line:
        told = headers | {"Host": f"{host}:{port}", "Content-Length": "10", "Content-Type": "application/json", "Connection": "close"}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", "{"]
        line.sendall("\r\n".join(lines).encode())
        return line.makefile("rb").readline().split()[1].decode()


def probe(contract, base, token, bare, record):
    seen, late = [], []
    together = concurrent.futures.ThreadPoolExecutor(100)
    for method, path, operation in operations(contract):
        shared = contract["components"].get("parameters", {})
        parameters = [shared[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p for p in operation.get("parameters", [])]
        given = {p["name"]: p.get("example") for p in parameters if p["in"] == "path"}
        url = base + path.format(**{name: urllib.parse.quote(str(value)) for name, value in given.items()})
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        headers = {"Accept": "application/json, */*"}
        headers |= {p["name"]: p["example"] for p in parameters if p["in"] == "header" and "example" in p and p.get("required")}
        secured = operation.get("security", contract.get("security")) not in ([], [{}])
        allowed = headers | ({"Authorization": f"Bearer {token}"} if secured else {})
        body = json.dumps(content["example"]).encode() if content else None
        json_type = {"Content-Type": "application/json"} if content else {}

        def tried(headers, body, url=url):
            status, answered = call(method, url, headers, body)
            seen.append((operation["operationId"], str(status)))
            return answered

        names = {p["name"] for p in parameters}
        if content:
            late.append((operation["operationId"], together.submit(slow, base, method, url.removeprefix(base), allowed)))
            tried(allowed | json_type, b"{")
            tried(allowed | json_type, b'{"no such field": 1}')
            tried(allowed | {"Content-Type": "text/plain"}, body)
            tried(allowed | json_type, b'"' + b"x" * 3_000_000 + b'"')
        else:
            tried(allowed, None, url + "?no_such_parameter=1")
        if secured:
            tried(headers | json_type, body)
            tried(headers | json_type | {"Authorization": f"Bearer {bare}"}, body)
        if given:
            tried(allowed | json_type, body, base + path.format(**dict.fromkeys(given, NOBODY)))
        if operation["operationId"] in RULE_BREAKING:
            tried(allowed | json_type, json.dumps(content["example"] | RULE_BREAKING[operation["operationId"]]).encode())
        if "If-Match" in names:
            tried(allowed | json_type | {"If-Match": '"999999.w"'}, body)
            tried({k: v for k, v in (allowed | json_type).items() if k != "If-Match"}, body)
        key = {"Idempotency-Key": f"probe-{operation['operationId']}"} if "Idempotency-Key" in names else {}
        answered = tried(allowed | json_type | key, body)
        if key:
            tried(allowed | json_type | key, json.dumps(content["example"], indent=1).encode())
            tried(allowed | json_type | key, json.dumps(otherwise(content["example"])).encode())
        if "If-Match" in names:
            tried(allowed | json_type | {"If-Match": "*"}, body)
        if "If-None-Match" in names and answered.get("ETag"):
            tried(allowed | {"If-None-Match": answered["ETag"]}, None)
    seen += [(name, status.result()) for name, status in late]
    with open(record, "w", encoding="utf-8") as out:
        json.dump(seen, out)
    print(f"{len(seen)} probes of {len({name for name, _ in seen})} operations")


def interactions(cassette, labels):
    with open(cassette, encoding="utf-8") as lines:
        for line in lines:
            finished = json.loads(line).get("ScenarioFinished")
            recorder = (finished or {}).get("recorder") or {}
            for case, made in recorder.get("interactions", {}).items():
                value = recorder["cases"].get(case, {}).get("value", {})
                response = made.get("response")
                name = labels.get((value.get("method"), value.get("path")))
                if name and response:
                    yield name, str(response["status_code"])


def check(contract, record, cassette):
    documented = {operation["operationId"]: set(operation["responses"]) for _, _, operation in operations(contract)}
    labels = {(method, path): operation["operationId"] for method, path, operation in operations(contract)}
    with open(record, encoding="utf-8") as probes:
        probed = collections.Counter((name, status) for name, status in json.load(probes))
    counted = probed.copy()
    generated = collections.Counter(interactions(cassette, labels))
    if sum(generated.values()) < 1_000:
        sys.exit(f"answers: only {sum(generated.values())} generated calls in {cassette}: too few to mean anything")
    counted += generated
    faults = []
    for name, statuses in documented.items():
        seen = {status for (of, status) in counted if of == name}
        if not any(status.startswith("2") for status in seen):
            faults.append(f"{name}: no 2xx")
        for status in sorted(statuses - seen):
            if status not in UNSEEN and (name, status) not in UNSEEN_OF:
                faults.append(f"{name}: {status} is documented and was not seen")
        for status in sorted(seen - statuses):
            faults.append(f"{name}: {status} was seen and is not documented")
        for status in sorted(status for (of, status) in UNSEEN_OF if of == name and (of, status) in probed):
            faults.append(f"{name}: {status} is seen whenever it is probed: take it out of UNSEEN_OF")
    for status in sorted({status for (_, status) in counted} & UNSEEN.keys()):
        faults.append(f"{status} was seen: take it out of UNSEEN")
    for status in sorted({status for (_, status) in counted}):
        calls = sum(count for (_, seen), count in counted.items() if seen == status)
        print(f"  {status}: {calls} calls, {len({of for (of, seen) in counted if seen == status})} operations")
    for status, where in UNSEEN.items():
        print(f"  {status}: not seen here; {where}")
    for (name, status), why in UNSEEN_OF.items():
        print(f"  {status} of {name}: not seen here; {why}")
    if faults:
        sys.exit("answers:\n  " + "\n  ".join(faults))
    print(f"answers: ok, {len(documented)} operations, every documented status seen or named")


def main():
    if len(sys.argv) < 2 or {"probe": 7, "check": 5}.get(sys.argv[1]) != len(sys.argv):
        sys.exit(__doc__)
    with open(sys.argv[2], encoding="utf-8") as text:
        contract = json.load(text)
    {"probe": probe, "check": check}[sys.argv[1]](contract, *sys.argv[3:])


main()
