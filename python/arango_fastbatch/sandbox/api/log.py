"""``/_admin/log``: the server's messages, and how many of them it keeps."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..log import LEVELS
from ..message import Request, Response, answer
from ..routing import Route

if TYPE_CHECKING:
    from ..log import Message


def read(request: Request) -> Response:
    """GET /_admin/log[/entries|level|structured]: messages, or the settings."""
    _demand_administrator(request)
    log = request.server.log
    match request.suffixes:
        case [] if request.server.profile < (4,):
            return answer(_columns(request))
        case ["entries"]:
            total, found = _selected(request)
            return answer({"total": total, "messages": [_shown(m) for m in found]})
        case ["level"]:
            return answer(log.levels)
        case ["structured"]:
            return answer(log.structured)
    raise ArangoFault(400, 400, "superfluous parameter, expecting /_admin/log[/entries|/level]")


def change(request: Request) -> Response:
    """PUT /_admin/log/level|structured: change the settings."""
    _demand_administrator(request)
    log = request.server.log
    body = request.json()
    match request.suffixes:
        case ["level"]:
            # A text alone is the level of everything.
            log.set_levels(body if isinstance(body, dict) else {"all": body})
            return answer(log.levels)
        case ["structured"] if isinstance(body, dict):
            log.set_structured(body)
            return answer(log.structured)
    raise ArangoFault(400, 400, "expecting PUT /_admin/log/level or /_admin/log/structured")


def reset(request: Request) -> Response:
    """DELETE /_admin/log/level: back to the levels of the beginning (3.12 and later)."""
    _demand_administrator(request)
    if request.suffixes != ["level"] or request.server.profile < (3, 12):
        raise ArangoFault(405, 405, "method not supported")
    request.server.log.reset()
    return answer(request.server.log.levels)


def _demand_administrator(request: Request) -> None:
    if not request.access.is_administrator:
        raise ArangoFault(403, 11, "you need admin rights for log operations")


def _selected(request: Request) -> tuple[int, list[Message]]:
    """How many messages there are in all, and those that are asked for."""
    query = request.query
    messages = request.server.log.messages(_level(query.get("upto", "INFO")))
    if "level" in query:
        exact = _level(query["level"])
        messages = [m for m in request.server.log.messages(exact) if m.level == exact]
    if "search" in query:
        messages = [m for m in messages if query["search"].lower() in m.text.lower()]
    start = _number(query.get("start"), 0)
    messages = [m for m in messages if m.number >= start]
    if query.get("sort", "asc").lower() == "desc":
        messages.reverse()
    offset = _number(query.get("offset"), 0)
    size = _number(query.get("size"), len(messages))
    return len(messages), messages[offset : offset + size]


def _level(value: str) -> str:
    if value.isascii() and value.isdigit() and int(value) < len(LEVELS) - 1:
        return LEVELS[int(value)]
    if value.upper() not in LEVELS:
        raise ArangoFault(400, 400, f"unknown 'upto' or 'level' log level: '{value}'")
    return value.upper()


def _number(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() else default


def _shown(message: Message) -> dict[str, Any]:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(message.moment))
    return {
        "id": message.number,
        "topic": message.topic,
        "level": message.level,
        "date": moment,
        "message": message.text,
    }


def _columns(request: Request) -> dict[str, Any]:
    """The messages as the older path has them: a list for each of their parts."""
    total, found = _selected(request)
    return {
        "totalAmount": total,
        "lid": [message.number for message in found],
        "topic": [message.topic for message in found],
        "level": [LEVELS.index(message.level) for message in found],
        "timestamp": [int(message.moment) for message in found],
        "text": [message.text for message in found],
    }


ROUTES = (Route("/_admin/log", {"GET": read, "PUT": change, "DELETE": reset}),)
