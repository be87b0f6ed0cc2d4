"""The AQL of the collection's methods holds nothing of the caller's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arango_fastbatch.collection.queries import (
    attribute_path,
    filter_clause,
    limit_clause,
    query_body,
)

CLAUSE = re.compile(r"FILTER doc\.@field0 == @value0( AND doc\.@field\d+ == @value\d+)*|")


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text() | st.none(), max_size=5))
def test_names_and_values_of_an_example_are_bound(filters: dict[str, Any]) -> None:
    binds: dict[str, Any] = {}
    clause = filter_clause(filters, binds)
    assert CLAUSE.fullmatch(clause)
    assert set(re.findall(r"@(\w+)", clause)) == set(binds)
    paths = {name: attribute_path(name) for name in filters}
    bound = [(binds[f"field{index}"], binds[f"value{index}"]) for index in range(len(binds) // 2)]
    assert bound == [(paths[name], value) for name, value in filters.items()]


def test_dots_lead_into_objects() -> None:
    assert attribute_path("a") == "a"
    assert attribute_path("a.b.c") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("skip", "limit", "clause", "binds"),
    [
        (None, None, "", {}),
        (0, None, "LIMIT @skip, @limit", {"skip": 0, "limit": 2**53 - 1}),
        (None, 0, "LIMIT @skip, @limit", {"skip": 0, "limit": 0}),
        (1, 2, "LIMIT @skip, @limit", {"skip": 1, "limit": 2}),
    ],
)
def test_a_limit_is_there_only_where_it_is_asked_for(
    skip: int | None, limit: int | None, clause: str, binds: dict[str, int]
) -> None:
    found: dict[str, Any] = {}
    assert limit_clause(skip, limit, found) == clause
    assert found == binds


def test_options_without_a_value_are_left_out() -> None:
    body = query_body("  FOR doc\n IN s  RETURN doc ", {"a": 1}, count=False, ttl=None)
    assert body == {"query": "FOR doc IN s RETURN doc", "bindVars": {"a": 1}, "count": False}
