"""The recordings: how cases become lines of a file, and lines cases again.

``tests/data/peer/README.md`` tells what a line says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.peer.notation import Json
from tests.peer.server import SAID, TRANSACTION_ID, expanded

FOLDER = Path(__file__).parents[1] / "data" / "peer"
HANDED_DOWN = ("call", "args", "kwargs", "answers", "sent")
OUTCOMES = ("result", "raised")


def outcome_of(case: Json) -> Json:
    """A case's outcome alone."""
    return {name: case[name] for name in OUTCOMES if name in case}


def sent_in_context(sent: list[Json], context: str) -> list[Json]:
    """What is sent in a context where the default one sends this.

    Args:
        sent: The requests.
        context: The context.
    """
    header = {
        "async": {"x-arango-async": "store"},
        "transaction": {"x-arango-trx-id": TRANSACTION_ID},
    }.get(context)
    if header is None:
        return sent
    return [{**request, "headers": {**request.get("headers", {}), **header}} for request in sent]


def in_context(outcome: Any, context: str) -> Any:
    """An outcome of the default context as it is in another: wrappers are of that context."""
    if isinstance(outcome, list):
        return [in_context(item, context) for item in outcome]
    if not isinstance(outcome, dict):
        return outcome
    changed = {name: in_context(value, context) for name, value in outcome.items()}
    if "$" in outcome and outcome.get("context") == "default":
        changed["context"] = context
    return changed


def standard_error(kind: str, answer: Json, unread: bool = False) -> Json:
    """The exception that an error of the server is, if nothing speaks against it.

    Args:
        kind: The exception's class.
        answer: The answer.
        unread: Whether its body is not looked into.
    """
    status = answer["status"]
    body = answer.get("body")
    if unread or not isinstance(body, dict):
        message, code = f"[HTTP {status}] {HTTPStatus(status).phrase}", status
    else:
        code = body["errorNum"]
        message = f"[HTTP {status}][ERR {code}] {SAID}"
    return {"class": kind, "message": message, "http_code": status, "error_code": code}


def shortened(cases: Iterable[Json]) -> Iterator[Json]:
    """Lines without what the first line of a method says already."""
    first: Json = {}
    for case in cases:
        if "steps" in case:
            yield case
            continue
        if first.get("method") != case["method"]:
            first = case
            yield case
            continue
        line = {name: value for name, value in case.items() if name not in OUTCOMES}
        for name in HANDED_DOWN:
            if name in line and name in first and line[name] == first[name]:
                del line[name]
        if outcome_of(case) != outcome_of(first):
            line.update(outcome_of(case))
        yield line


def whole(lines: Iterable[Json]) -> Iterator[Json]:
    """Cases in full: what a line leaves out is as in the first line of its method."""
    first: Json = {}
    for line in lines:
        if "steps" in line:
            yield line
            continue
        if first.get("method") != line["method"]:
            first = line
        case = {name: first[name] for name in HANDED_DOWN if name in first}
        case.update(line)
        if not outcome_of(line):
            case.update(outcome_of(first))
        if "each" not in line:
            yield case
            continue
        del case["each"]
        for answer in line["each"]:
            yield _refused(case, answer)


def _refused(case: Json, answer: list[int]) -> Json:
    status, number = answer
    one = {**case, "case": f"{case['case']} {status}/{number}", "answers": [answer]}
    if isinstance(case.get("raised"), str):
        unread = one.pop("unread", False)
        one["raised"] = standard_error(case["raised"], expanded(answer), unread)
    return one


def modules() -> list[str]:
    """The modules of which there are recordings."""
    return sorted(path.stem for path in FOLDER.glob("*.jsonl"))


def recorded(module: str) -> list[Json]:
    """All cases of a module."""
    text = (FOLDER / f"{module}.jsonl").read_text(encoding="utf-8")
    return list(whole(json.loads(line) for line in text.splitlines()))


def write(module: str, cases: Iterable[Json]) -> None:
    """Write a module's recordings."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(line, ensure_ascii=False) for line in shortened(cases)]
    (FOLDER / f"{module}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
