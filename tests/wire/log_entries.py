"""The rule of `tests.wire.differences` for the log, which servers give as columns or as entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from tests.peer.expectation import Expected
from tests.peer.notation import Json
from tests.peer.server import expanded

_COLUMNS = ("lid", "topic", "level", "timestamp", "text")
_LEVELS = ("FATAL", "ERROR", "WARNING", "INFO", "DEBUG", "TRACE")


def entries(_: Json, expected: Expected) -> Expected:
    """The log is asked for as entries; the result has every column."""
    sent = [
        {**request, "path": f"{request['path']}/entries"}
        if request["path"] == "/_admin/log"
        else request
        for request in expected.sent
    ]
    outcome = expected.outcome
    if "result" in outcome:
        columns: Json = {"total_amount": 0, **{name: [] for name in _COLUMNS}}
        outcome = {"result": columns | outcome["result"]}
    return replace(expected, sent=sent, outcome=outcome)


def answer(answer: Any) -> Any:
    """The entries, where the server answered the columns."""
    columns = expanded(answer).get("body", {})
    if not columns.keys() & {"totalAmount", *_COLUMNS}:
        return answer
    rows = zip(*(columns.get(name, []) for name in _COLUMNS), strict=True)
    messages = [
        {
            "id": number,
            "topic": topic,
            "level": _LEVELS[level],
            "date": datetime.fromtimestamp(moment, timezone.utc).isoformat(),
            "message": text,
        }
        for number, topic, level, moment, text in rows
    ]
    return {"status": 200, "body": {"total": columns.get("totalAmount", 0), "messages": messages}}
