"""How a table of names makes one body of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from arango_fastbatch.typings import Json

Names = Mapping[str, str]
"""The server's names of fields, and ours, in the order in which results show them."""

Parts = Mapping[str, Callable[[Any], Any]]
"""What is made of the fields that have fields of their own, by the server's names."""

_ENVELOPE = frozenset({"error", "code"})
_NO_PARTS: Parts = {}


def renamed(body: Json, names: Names, parts: Parts = _NO_PARTS) -> Json:
    """The fields of a table under our names, then the others as they are, without the envelope.

    Args:
        body: What the server says; it is not changed.
        names: The table.
        parts: What is made of the fields that have fields of their own.

    Returns:
        A new dict.
    """
    result = {ours: body[theirs] for theirs, ours in names.items() if theirs in body}
    for name, value in body.items():
        if name not in names and name not in _ENVELOPE:
            result.setdefault(name, value)
    for theirs, make in parts.items():
        ours = names.get(theirs, theirs)
        if theirs in body:
            result[ours] = make(result[ours])
    return result


def named_twice(body: Json, names: Names) -> Json:
    """The fields of a table under our names and under the server's as well.

    python-aioarango leaves some fields as the server calls them, beside others that it renames:
    programs ask for them by those names.

    Args:
        body: What the server says.
        names: The table.

    Returns:
        A new dict with nothing but these fields.
    """
    found = [name for name in names if name in body]
    return {names[name]: body[name] for name in found} | {name: body[name] for name in found}


def part(make: Callable[[Json], Json]) -> Callable[[Any], Any]:
    """Make something of a body within a body; anything else stays as it is.

    Args:
        make: What is made of the inner body.
    """
    return lambda value: make(value) if isinstance(value, dict) else value


def each(make: Callable[[Json], Json]) -> Callable[[Any], Any]:
    """Make something of each body in a list, or below a name; anything else stays as it is.

    Args:
        make: What is made of an inner body.
    """
    make_one = part(make)

    def make_all(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: make_one(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [make_one(inner) for inner in value]
        return value

    return make_all


def format_body(body: Json) -> Json:
    """An answer without the envelope.

    Args:
        body: The answer.

    Returns:
        A new dict without ``error`` and ``code``.
    """
    return renamed(body, {})


def verify_format(_: Any, res: Json) -> Json:
    """Give a formatted result back as it is; python-aioarango's tests hook in here.

    Args:
        res: The result.

    Returns:
        The same object.
    """
    return res
