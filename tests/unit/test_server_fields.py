"""Results have Python's names for every field that real servers send, and lose nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.server_fields import facts

from arango_fastbatch import formatter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arango_fastbatch.typings import Json

FACTS = facts()
# A formatter gives the answer as it is, but for what stands beside what was written.
_WRITTEN = {"edge", "vertex"}


def nested(fields: dict[str, Any]) -> Json:
    """A body with these fields, given by their paths."""
    body: Json = {}
    for path, value in fields.items():
        *way, last = path.split(".")
        place = body
        for name in way:
            place = place.setdefault(name, {})
        place[last] = value
    return body


def with_unknown(body: Json) -> Json:
    """The same body, with a field that nobody knows on each of its levels."""
    inner = {k: with_unknown(v) if isinstance(v, dict) else v for k, v in body.items()}
    return {**inner, "brandNew": "unknown"}


def names(formatter_name: str) -> Iterator[tuple[str, list[str]]]:
    for field, name in FACTS[formatter_name].items():
        assert name is not None, f"{formatter_name}: say which name {field} has"
        yield field, [name] if isinstance(name, str) else name


def case(formatter_name: str) -> tuple[Json, Json]:
    """A body with all fields that servers send, and what has to become of it."""
    # By our name: what two kinds of answers call differently is one thing.
    sent = {field: f"value of {ours[0]}" for field, ours in names(formatter_name)}
    shown = {name: sent[field] for field, ours in names(formatter_name) for name in ours}
    return nested(sent), nested(shown)


@pytest.mark.parametrize("name", FACTS)
def test_what_servers_send_has_pythons_names(name: str) -> None:
    body, expected = case(name)
    if name == "collection":
        expected["edge"] = False
    assert getattr(formatter, f"format_{name}")(body) == expected


@pytest.mark.parametrize("name", FACTS)
def test_unknown_fields_are_kept_wherever_they_are(name: str) -> None:
    body, expected = map(with_unknown, case(name))
    if name == "collection":
        expected["edge"] = False
    given = with_unknown(body)
    assert getattr(formatter, f"format_{name}")(body) == expected
    assert body == given, "the answer itself was changed"


def test_every_name_is_pythons_beside_those_that_python_aioarango_left() -> None:
    for name in FACTS:
        for field, ours in names(name):
            python_name, *left = ours
            assert re.fullmatch(r"[a-z0-9_.*]+", python_name), field
            assert left in ([], [".".join([*python_name.split(".")[:-1], field.split(".")[-1]])])
