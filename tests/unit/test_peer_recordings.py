"""Recordings of python-aioarango say the same in short as in full, and are compared strictly."""

from __future__ import annotations

from typing import Any

import pytest
from tests.peer.expectation import Anything, AtLeast, Expected, Gives, Starting, fits
from tests.peer.facts import shortened, whole
from tests.peer.notation import Json, read, shown

FIRST: Json = {
    "method": "aql.AQL.kill",
    "case": "required",
    "call": "db.aql.kill",
    "args": ["5"],
    "answers": [{"status": 200}],
    "sent": [{"method": "DELETE", "path": "/_api/query/5"}],
    "result": True,
}


def test_what_is_left_out_comes_back() -> None:
    cases: list[Json] = [
        FIRST,
        {**FIRST, "case": "wrong query_id=6", "args": [6]},
        {**FIRST, "case": "again", "result": None},
        {**FIRST, "method": "aql.AQL.queries", "call": "db.aql.queries", "args": []},
        {"method": "aql.AQL.x", "case": "steps", "answers": [], "steps": [{"call": "a.b"}]},
    ]
    lines = list(shortened(cases))
    assert lines[1] == {"method": "aql.AQL.kill", "case": "wrong query_id=6", "args": [6]}
    assert list(whole(lines)) == cases


def test_errors_on_one_line_are_as_many_cases() -> None:
    group = {"method": "aql.AQL.kill", "case": "refused", "raised": "AQLQueryKillError"}
    one, other = list(whole([FIRST, {**group, "each": [[404, 1591], [503, None]]}]))[1:]
    assert one == {
        **{name: FIRST[name] for name in ("method", "call", "args", "sent")},
        "case": "refused 404/1591",
        "answers": [[404, 1591]],
        "raised": {
            "class": "AQLQueryKillError",
            "message": "[HTTP 404][ERR 1591] refused",
            "http_code": 404,
            "error_code": 1591,
        },
    }
    assert other["raised"]["message"] == "[HTTP 503] Service Unavailable"


@pytest.mark.parametrize(
    ("expected", "actual", "fit"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": [1]}, {"a": [1], "b": 2}, False),
        ([1], [1, 2], False),
        ({"a": Anything()}, {"a": 5}, True),
        ({"a": Anything()}, {}, False),
        (AtLeast({"a": [{"b": 1}]}), {"a": [{"b": 1, "c": 2}], "d": 3}, True),
        (AtLeast({"a": [{"b": 1}]}), {"a": [{"b": 2, "c": 2}]}, False),
        (AtLeast([1]), [1, 2], False),
        (Starting("[HTTP 404]"), "[HTTP 404] gone; instead: x", True),
        (Starting("[HTTP 404]"), None, False),
        (Gives(), {"result": None}, True),
        (Gives(), {"raised": {}}, False),
    ],
)
def test_fits(expected: Any, actual: Any, fit: bool) -> None:
    assert fits(expected, actual) is fit


def test_what_is_sent_and_what_comes_of_it_are_both_expected() -> None:
    expected = Expected([], {"result": 1})
    assert expected.is_met([], {"result": 1})
    assert not expected.is_met([], {"result": 2})
    assert not expected.is_met([{"path": "/x"}], {"result": 1})


@pytest.mark.parametrize(
    "value",
    [None, True, 1, 1.5, "a", [1, {"a": None}], (1, 2), {1, 2}, b"a\xff", {1: "a"}, {"$": 1}],
)
def test_a_value_survives_its_notation(value: Any, tmp_path: Any) -> None:
    again = read(shown(value), {}, tmp_path)
    assert again == value
    assert type(again) is type(value)
