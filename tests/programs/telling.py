"""What the program tells of: each thing that it did, and what came of it, as a line of JSON.

What is another on every run (revisions, the server's own ids, times) is told by its type only.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from python_aioarango import ArangoError, ArangoServerError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from python_aioarango.cursor import Cursor

CHANGING = re.compile(
    r"rev$|^revision$|^(globally|global_|object_id)|time|date|duration|memory|^created$|tick"
    r"|cursors|^key_last_value$|^(id|guid|log_id|hostname|host|address)$|^profile$",
    re.IGNORECASE,
)
OWN_NUMBER = re.compile(r"\b(idx_|transaction )\d+")

TOLD_OF_ERRORS = ("http_code", "error_code", "http_method", "source")


def plain(value: Any, name: str = "") -> Any:
    """A value for the eye, without what changes from run to run."""
    told: Any = value
    if (name and CHANGING.search(name) and value is not None) or not _is_json(value):
        told = f"({type(value).__name__})"
    elif isinstance(value, ArangoServerError):
        told = {name: plain(getattr(value, name)) for name in TOLD_OF_ERRORS}
        told["error"] = type(value).__name__
        # The server's own words are not the program's business.
        told["message"] = str(value.message).replace(str(value.error_message), "(its text)")
    elif isinstance(value, Exception):
        told = {"error": type(value).__name__}
    elif isinstance(value, dict):
        told = {str(key): plain(item, str(key)) for key, item in sorted(value.items(), key=str)}
    elif isinstance(value, (list, tuple)):
        told = [plain(item) for item in value]
    elif isinstance(value, str):
        told = OWN_NUMBER.sub(r"\1N", value)
    return told


def _is_json(value: Any) -> bool:
    known = (dict, list, tuple, str, int, float, type(None), Exception)
    return isinstance(value, known)


def tell(what: str, value: Any) -> None:
    """Write a line."""
    print(json.dumps({what: plain(value)}, ensure_ascii=False))  # noqa: T201 - its output


async def tried(what: str, awaitable: Awaitable[Any]) -> Any:
    """Await, and tell of it; an error of the package is told, too."""
    try:
        result = await awaitable
    except (ArangoError, TypeError) as error:
        tell(what, error)
        return None
    tell(what, result)
    return result


async def described(awaitable: Awaitable[Any]) -> Any:
    """What the server says of something, without the values: they are the server's defaults."""
    return kinds(await awaitable)


def kinds(value: Any) -> Any:
    """The kinds of what is in a value, under its names."""
    if isinstance(value, dict):
        return {name: kinds(item) for name, item in value.items()}
    if isinstance(value, list):
        return [kinds(item) for item in value]
    return f"({type(value).__name__})"


async def items(cursor: Cursor) -> list[Any]:
    """All that a cursor gives."""
    return [item async for item in cursor]
