"""``/_admin/log``: the server's messages, and how many of them it keeps."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..log import LEVELS
from ..message import Request, Response, answer, success
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
            return answer(_levels(request))
        case ["structured"]:
            return answer(log.structured)
    raise _superfluous("can be either 'entries', 'level' or 'structured'")


def change(request: Request) -> Response:
    """PUT /_admin/log/level|structured: change the settings."""
    _demand_administrator(request)
    log = request.server.log
    body = request.json()
    match request.suffixes:
        case ["level"]:
            # A text alone is the level of everything.
            log.set_levels(body if isinstance(body, dict) else {"all": body})
            return answer(_levels(request))
        case ["structured"]:
            log.set_structured(body if isinstance(body, dict) else {})
            return answer(log.structured)
        case []:
            text = "provide a suffix, expecting /_admin/log/<suffix>, where suffix"
            raise ArangoFault(400, 601, f"{text} can be either 'level' or 'structured'")
    raise _superfluous("can be either 'level' or 'structured'")


def reset(request: Request) -> Response:
    """DELETE /_admin/log[/entries|level]: forget all messages, or what was set (3.12)."""
    _demand_administrator(request)
    match request.suffixes:
        case [] | ["entries"]:
            request.server.log.clear()
            return success()
        case ["level"] if request.server.profile >= (3, 12):
            request.server.log.reset()
            return answer(_levels(request))
    raise _superfluous("can be either omitted or 'level'")


def _demand_administrator(request: Request) -> None:
    if not request.access.is_administrator:
        raise ArangoFault(403, 403, "you need admin rights for log operations")


def _superfluous(what: str) -> ArangoFault:
    text = "superfluous suffix, expecting /_admin/log/<suffix>, where suffix"
    return ArangoFault(400, 601, f"{text} {what}")


def _levels(request: Request) -> dict[str, Any]:
    """The levels by topic; with ``withAppenders``, for each place that messages go to, too."""
    levels = request.server.log.levels
    if request.server.profile < (3, 12) or not request.flag("withAppenders"):
        return levels
    return {"global": levels, "appenders": {"-": levels}}


def _selected(request: Request) -> tuple[int, list[Message]]:
    """How many messages there are in all, and those that are asked for."""
    query = request.query
    messages = request.server.log.messages(_level("upto", query.get("upto", "INFO")))
    if "level" in query:
        exact = _level("level", query["level"])
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


def _level(name: str, value: str) -> str:
    if value in {str(number) for number in range(len(LEVELS))}:
        return LEVELS[int(value)]
    if value.upper() not in LEVELS:
        raise ArangoFault(400, 400, f"unknown '{name}' log level: '{value.lower()}'")
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
