"""JSON in and out: orjson for the work, a slow look only where it refuses.

The slow look exists for arangod's texts: its parser says what it expected.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from .faults import ArangoFault
from .json_diagnosis import MAX_NESTING, diagnose

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_OPTIONS = orjson.OPT_NON_STR_KEYS

# Longer lists are read and written in steps.
_MANY = 1000
_STEP = 100
# A text that is shorter than this is read at once.
_LONG_BYTES = 1 << 18
_TRIES = 8
_MARGIN = 64


def parse(text: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: It is none, or is nested too deeply.
    """
    value = orjson.loads(text)
    if text.count(b"{") + text.count(b"[") > MAX_NESTING:
        # It may be nested too deeply; the writer, which has a limit, finds out.
        try:
            orjson.dumps(value)
        except TypeError:
            raise ValueError("nested too deeply") from None
    return value


def load(text: bytes) -> Any:
    """The value of a request body.

    Raises:
        ArangoFault: 400/600 with arangod's text, where the body is not JSON.
    """
    try:
        return parse(text)
    except ValueError:
        raise ArangoFault(400, 600, f"VPackError error: {diagnose(text)}") from None


def dump(value: Any) -> bytes:
    """The text of an answer; a float without a fraction is written as arangod does: ``2``."""
    try:
        text = orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        # Integers of more than 64 bits: AQL can make them, orjson does not write them.
        return json.dumps(_tidy(value), separators=(",", ":"), ensure_ascii=False).encode()
    if b".0" in text:
        text = orjson.dumps(_tidy(value), option=_OPTIONS)
    return text


def is_long(value: Any, depth: int = 2) -> bool:
    """Whether a value holds, not too deep in it, a list that is better written in steps."""
    if isinstance(value, dict):
        return depth > 0 and any(is_long(item, depth - 1) for item in value.values())
    if not isinstance(value, list):
        return False
    # The result of a query may be a single row that is long.
    return len(value) > _MANY or (len(value) == 1 and depth > 0 and is_long(value[0], depth - 1))


def dump_steps(value: Any, depth: int = 2) -> Iterator[bytes]:
    """The text of an answer in pieces, each of which is written in a short step."""
    if depth and isinstance(value, dict):
        mark = b"{"
        for name, item in value.items():
            yield mark + dump(name) + b":"
            yield from dump_steps(item, depth - 1)
            mark = b","
        yield b"}" if value else b"{}"
    elif isinstance(value, list) and len(value) > _MANY:
        for start in range(0, len(value), _STEP):
            yield (b"," if start else b"[") + dump(value[start : start + _STEP])[1:-1]
        yield b"]"
    elif depth and isinstance(value, list) and len(value) == 1:
        yield b"["
        yield from dump_steps(value[0], depth - 1)
        yield b"]"
    else:
        yield dump(value)


def list_steps(text: bytes) -> Generator[None, None, list[Any] | None]:
    """A long list of objects, read in short steps; None for any other text."""
    if len(text) <= _LONG_BYTES or not text[:_MARGIN].lstrip().startswith(b"["):
        return None
    if not text[-_MARGIN:].rstrip().endswith(b"]"):
        return None
    items: list[Any] = []
    start, last = text.index(b"[") + 1, text.rindex(b"]")
    while start < last:
        yield
        part = _next_part(text, start, last)
        if part is None:
            return None
        some, start = part
        items += some
    return items


def _next_part(text: bytes, start: int, last: int) -> tuple[list[Any], int] | None:
    """Some members of a list from a place on, and where to go on; None where that cannot be told.

    Between two objects there is a brace, a comma and a brace. So it may be within a text or an
    inner list, but then what is in front of it is no list of its own.
    """
    end = start + _LONG_BYTES
    for _ in range(_TRIES):
        comma = text.find(b"},", end, last)
        end = last if comma < 0 else comma + 1
        try:
            return parse(b"[" + text[start:end] + b"]"), end + 1
        except ValueError:
            if end == last:
                return None
    return None


def _tidy(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(item) for item in value]
    return value
