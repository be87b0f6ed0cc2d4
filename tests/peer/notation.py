"""Values of Python as JSON: arguments that JSON cannot write, and what a library gives back.

A plain JSON value stands for itself. Everything else is an object with a ``$`` that says what it
is: ``{"$": "set", "items": [1]}``, ``{"$": "Cursor", "id": "5", …}``, ``{"$": "raised", …}``.
Objects of a library are described by what they show in public, so that the same words describe
those of any library with the same API.
"""

from __future__ import annotations

import datetime
import math
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_CURSOR_STATE = ("batch", "count", "has_more", "cached", "statistics", "profile", "warnings")
_REQUEST_STATE = (
    "method",
    "endpoint",
    "headers",
    "params",
    "data",
    "read",
    "write",
    "exclusive",
    "deserialize",
)
_RESPONSE_STATE = (
    "method",
    "url",
    "status_code",
    "status_text",
    "raw_body",
    "body",
    "error_code",
    "error_message",
    "is_success",
)
# What the interpreter says of a wrong type differs between its versions.
_SAID_BY_THE_INTERPRETER = {"AttributeError", "TypeError", "UnboundLocalError"}


def shown(value: Any) -> Any:
    """Write a value down.

    Args:
        value: An argument or a result.

    Returns:
        JSON; an object that shows nothing in public is ``{"$": "opaque"}``.
    """
    for types, writer in _WRITERS:
        if isinstance(value, types):
            return writer(value)
    return _shown_object(value)


def _shown_float(value: float) -> Any:
    return value if math.isfinite(value) else {"$": "float", "value": repr(value)}


def _shown_mapping(value: Mapping[Any, Any]) -> Json:
    if all(isinstance(key, str) for key in value) and "$" not in value:
        return {key: shown(item) for key, item in value.items()}
    return {"$": "dict", "items": [[shown(key), shown(item)] for key, item in value.items()]}


_WRITERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: shown(value.value)),
    ((bool, str, type(None)), lambda value: value),
    (int, int),
    (float, _shown_float),
    (Mapping, _shown_mapping),
    ((list, deque), lambda value: [shown(item) for item in value]),
    (tuple, lambda value: {"$": "tuple", "items": [shown(item) for item in value]}),
    (set, lambda value: {"$": "set", "items": sorted(map(shown, value), key=repr)}),
    (bytes, lambda value: {"$": "bytes", "text": value.decode("latin-1")}),
    (datetime.datetime, lambda value: {"$": "datetime", "value": value.isoformat()}),
    (BaseException, lambda value: {"$": "raised", **raised(value)}),
)


def _shown_object(value: Any) -> Json:
    """Write an object of a library down, by what it shows."""
    kind = type(value).__name__
    if kind in _OBJECTS:
        return _OBJECTS[kind](value)
    if hasattr(value, "context") and hasattr(value, "conn"):
        return _shown_wrapper(kind, value)
    if hasattr(value, "db_name") and hasattr(value, "username"):
        return {"$": kind, "db_name": value.db_name, "username": value.username}
    if kind.endswith(("Executor", "HostResolver", "HTTPClient", "ArangoClient")):
        return {"$": kind}
    return {"$": "opaque"}


def _shown_cursor(value: Any) -> Json:
    state = {name: getattr(value, name)() for name in _CURSOR_STATE}
    state = {"id": value.id, "type": value.type, **state}
    return {"$": "Cursor", **{name: shown(v) for name, v in state.items() if v is not None}}


def _shown_state(kind: str, names: tuple[str, ...]) -> Callable[[Any], Json]:
    return lambda value: {"$": kind, **{name: shown(getattr(value, name)) for name in names}}


def _shown_batch_job(value: Any) -> Json:
    return {"$": "BatchJob", "status": value.status()}


_OBJECTS: dict[str, Callable[[Any], Json]] = {
    "AsyncJob": _shown_state("AsyncJob", ("id",)),
    "BatchJob": _shown_batch_job,
    "Cursor": _shown_cursor,
    "HandlerJob": _shown_batch_job,
    "Request": _shown_state("Request", _REQUEST_STATE),
    "Response": _shown_state("Response", _RESPONSE_STATE),
}


def _shown_wrapper(kind: str, value: Any) -> Json:
    described: Json = {"$": kind, "context": value.context, "db_name": value.db_name}
    for name in ("name", "graph"):
        piece = getattr(value, name, None)
        if isinstance(piece, str):
            described[name] = piece
    return described


def raised(error: BaseException) -> Json:
    """Write an exception down.

    Args:
        error: The exception.

    Returns:
        Its class, its text, and for an answer of the server the HTTP status and the error number.
    """
    kind = type(error).__name__
    described: Json = {"class": kind}
    if kind not in _SAID_BY_THE_INTERPRETER:
        described["message"] = str(error)
    if getattr(error, "source", None) == "server":
        described["http_code"] = getattr(error, "http_code", None)
        described["error_code"] = getattr(error, "error_code", None)
    return described


def read(written: Any, objects: Mapping[str, Any], folder: Path) -> Any:
    """Make the value of an argument anew.

    Args:
        written: Its notation.
        objects: The objects that ``{"$": "ref"}`` can name.
        folder: Where ``{"$": "file"}`` files are made.
    """
    if isinstance(written, list):
        return [read(item, objects, folder) for item in written]
    if not isinstance(written, dict):
        return written
    if "$" not in written:
        return {key: read(item, objects, folder) for key, item in written.items()}
    return _READERS[written["$"]](written, objects, folder)


def _read_file(written: Json, _: Mapping[str, Any], folder: Path) -> str:
    path = folder / written["name"]
    path.write_text(written["text"], encoding="utf-8")
    return str(path)


def _read_handler(written: Json, _: Mapping[str, Any], __: Path) -> Callable[[Any], Any]:
    """A response handler: it gives an attribute of the answer, or raises."""
    attribute = written["gives"]

    def handler(response: Any) -> Any:
        if attribute is None:
            raise ValueError("raised by the handler")
        return getattr(response, attribute)

    return handler


_READERS: dict[str, Callable[[Json, Mapping[str, Any], Path], Any]] = {
    "bytes": lambda written, _, __: written["text"].encode("latin-1"),
    "datetime": lambda written, _, __: datetime.datetime.fromisoformat(written["value"]),
    "dict": lambda written, objects, folder: {
        read(key, objects, folder): read(item, objects, folder) for key, item in written["items"]
    },
    "file": _read_file,
    "float": lambda written, _, __: float(written["value"]),
    "handler": _read_handler,
    "object": lambda _, __, ___: object(),
    "ref": lambda written, objects, _: objects[written["name"]],
    "set": lambda written, objects, folder: set(read(written["items"], objects, folder)),
    "url": lambda written, objects, _: objects["url"] + written["path"],
    "tuple": lambda written, objects, folder: tuple(read(written["items"], objects, folder)),
}
