"""JSON in and out: orjson for the work, in steps where there is much, a slow look where it refuses.

The slow look exists for arangod's texts: its parser says what it expected.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from .faults import ArangoFault
from .json_diagnosis import MAX_NESTING, diagnose

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

_OPTIONS = orjson.OPT_NON_STR_KEYS

# A value with so many members is written in steps, of about so many each.
_MANY = 10_000
_STEP = 2000
_CONTAINERS = frozenset({list, dict})
# A text that is shorter than this is read at once.
LONG_BYTES = 1 << 17
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
        raise refusal(text) from None


def refusal(text: bytes) -> ArangoFault:
    """What arangod answers to a text that is not JSON."""
    return ArangoFault(400, 600, f"VPackError error: {diagnose(text)}")


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


def is_long(value: Any) -> bool:
    """Whether a value has so many members, at any depth, that it is better written in steps."""
    return _count(value, _MANY) >= _MANY


def _count(value: Any, most: int) -> int:
    """How many members a value has at any depth; it stops at so many."""
    count, pending = 0, [value]
    while pending and count < most:
        one = pending.pop()
        if type(one) is list:
            members: Iterable[Any] = one
        elif type(one) is dict:
            members = one.values()
        else:
            continue
        count += len(one)
        if count < most:
            pending += [member for member in members if type(member) in _CONTAINERS]
    return count


def dump_steps(value: Any) -> Iterator[bytes]:
    """The text of an answer in pieces, each of which is written in a short step."""
    if not is_long(value):
        yield dump(value)
        return
    is_list = isinstance(value, list)
    mark, end = (b"[", b"]") if is_list else (b"{", b"}")
    some: list[Any] = []
    weight = 0
    for entry in value if is_list else list(value.items()):
        item = entry if is_list else entry[1]
        count = _count(item, _MANY)
        if count < _MANY:
            some.append(entry)
            weight += count + 1
        if some and (count >= _MANY or weight >= _STEP):
            yield mark + dump(some if is_list else dict(some))[1:-1]
            some, weight, mark = [], 0, b","
        if count >= _MANY:
            yield mark if is_list else mark + dump(entry[0]) + b":"
            yield from dump_steps(item)
            mark = b","
    if some:
        yield mark + dump(some if is_list else dict(some))[1:-1]
    yield end


def list_steps(text: bytes) -> Generator[None, None, list[Any] | None]:
    """A long list of objects, read in short steps; None for any other text."""
    if len(text) <= LONG_BYTES or not text[:_MARGIN].lstrip().startswith(b"["):
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
    end = start + LONG_BYTES
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
