"""The order and equality of values, whatever the values."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sandbox.aql_memory import rows, value

from arango_fastbatch.sandbox.aql.values import (
    compare,
    distinct_key,
    equal,
    is_true,
    less,
    sort_key,
    to_array,
    to_number,
    to_text,
)

numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | st.text(max_size=5)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(values, values)
def test_the_order_is_total_and_agrees_with_equality(left: Any, right: Any) -> None:
    order = compare(left, right)
    assert order == -compare(right, left)
    assert (order == 0) is equal(left, right) is equal(right, left)
    assert less(left, right) is (order < 0)


@given(values, values, values)
def test_the_order_is_transitive(first: Any, second: Any, third: Any) -> None:
    one, two, three = sorted([first, second, third], key=sort_key)
    assert compare(one, two) <= 0
    assert compare(two, three) <= 0
    assert compare(one, three) <= 0


@given(values)
def test_a_value_equals_itself_and_a_copy(original: Any) -> None:
    copy = original
    if isinstance(original, list):
        copy = list(original)
    elif isinstance(original, dict):
        copy = dict(reversed(original.items()))
    assert equal(original, copy)
    assert distinct_key(original) == distinct_key(copy)


@given(values, values)
def test_what_grouping_takes_for_the_same_is_equal(left: Any, right: Any) -> None:
    if distinct_key(left) == distinct_key(right):
        assert equal(left, right)


@given(st.lists(values, max_size=6))
def test_the_engine_sorts_by_that_order(unsorted: list[Any]) -> None:
    ordered = rows("FOR x IN @a SORT x RETURN x", a=unsorted)
    assert all(compare(one, two) <= 0 for one, two in pairwise(ordered))
    assert (
        rows("FOR x IN @a SORT x DESC RETURN x", a=unsorted)
        == sorted(unsorted, key=sort_key, reverse=True)
        or len(unsorted) > 1
    )


def test_types_come_in_arangods_order() -> None:
    ascending = [None, False, True, -1, 0, 0.5, 1, "", "a", "B", [], [0], {"a": None, "b": 1}]
    for index, low in enumerate(ascending):
        for high in ascending[index + 1 :]:
            assert compare(low, high) < 0, (low, high)


def test_texts_come_in_the_order_of_a_dictionary() -> None:
    words = ["", " ", "_", "-", "1", "10", "2", "a", "A", "ä", "Ä", "ab", "b", "B", "z", "é"]
    expected = ["", " ", "_", "-", "1", "10", "2", "a", "A", "ä", "Ä", "ab", "b", "B", "é", "z"]
    assert rows("FOR w IN @words SORT w RETURN w", words=words) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[] == [null]", True),
        ("{} == {a: null}", True),
        ("[1] < [1, 0]", True),
        ("{a: 1} > {b: 1}", True),
        ("{a: 1, b: 2} == {b: 2, a: 1}", True),
        ("1 == true", False),
        ("1 == 1.0", True),
        ("'1' == 1", False),
        ("[1, true] == [true, 1]", False),
        ("null < false", True),
        ("'a' < 'B'", True),
        ("true > 1", False),
        ("[1, true, '1'] ANY == true", True),
        ("1 IN [true, '1', 1.0]", True),
        ("true IN [1, 1, 1, 1, 1, 1, 1, 1, 1]", False),
        ("1 IN [0, 2, 3, 4, 5, 6, 7, 8, true]", False),
        ("1 IN 'text'", False),
        ("1 NOT IN 'text'", False),
        ("[1] IN [[1]]", True),
    ],
)
def test_comparisons(expression: str, expected: bool) -> None:
    assert value(expression) is expected


@pytest.mark.parametrize(
    ("original", "truth", "number", "text", "array"),
    [
        (None, False, 0, "", []),
        (False, False, 0, "false", [False]),
        (True, True, 1, "true", [True]),
        (0, False, 0, "0", [0]),
        (1.5, True, 1.5, "1.5", [1.5]),
        (1e21, True, 1e21, "1e+21", [1e21]),
        (1e-7, True, 1e-7, "1e-7", [1e-7]),
        ("", False, 0, "", [""]),
        (" 12 ", True, 12, " 12 ", [" 12 "]),
        ("1e3", True, 1000, "1e3", ["1e3"]),
        ("12a", True, 0, "12a", ["12a"]),
        ([], True, 0, "[]", []),
        ([3], True, 3, "[3]", [3]),
        ([1, 2], True, 0, "[1,2]", [1, 2]),
        ({"a": "é"}, True, 0, '{"a":"é"}', ["é"]),
    ],
)
def test_casts(original: Any, truth: bool, number: float, text: str, array: list[Any]) -> None:
    assert is_true(original) is truth
    assert to_number(original) == number
    assert to_text(original) == text
    assert to_array(original) == array


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("null + 1", 1),
        ("true + true", 2),
        ("'5' + '6'", 11),
        ("'a' + 1", 1),
        ("[5] * 2", 10),
        ("{} + 1", 1),
        ("7 / 2", 3.5),
        ("6 / 2", 3),
        ("7 % 3", 1),
        ("-7 % 3", -1),
        ("7.5 % 2", 1.5),
        ("-'3'", -3),
        ("+null", 0),
        ("1 / 0", None),
        ("1 % 0", None),
        ("1e308 * 10", None),
        ("9223372036854775807 + 1", 9223372036854775808.0),
        ("1 && 'x'", "x"),
        ("0 || null", None),
        ("'' || 'default'", "default"),
        ("!'' && !0 && !null && ![] == false", True),
    ],
)
def test_arithmetic_and_logic(expression: str, expected: object) -> None:
    found = value(expression)
    assert found == expected
    assert type(found) is type(expected)
