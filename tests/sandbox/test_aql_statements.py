"""Statements: what rows they make of what rows."""

import pytest
from tests.sandbox.aql_memory import MemorySource, refusal, result, rows


def people() -> MemorySource:
    return MemorySource(
        people=[
            {"_key": "a", "name": "Ann", "age": 30, "tags": ["x", "y"], "city": {"zip": 1}},
            {"_key": "b", "name": "Bob", "age": 20, "tags": ["y"], "city": {"zip": 2}},
            {"_key": "c", "name": "Cem", "age": 30, "tags": [], "city": None},
        ]
    )


def test_for_goes_over_collections_arrays_and_ranges_and_nests() -> None:
    assert rows("FOR p IN people RETURN p.name", people()) == ["Ann", "Bob", "Cem"]
    assert rows("FOR i IN [1, 'a', null] RETURN i") == [1, "a", None]
    assert rows("FOR i IN 2..0 FOR j IN [i, i * 10] RETURN j") == [2, 20, 1, 10, 0, 0]
    assert rows("FOR p IN people FOR t IN p.tags RETURN CONCAT(p.name, t)", people()) == [
        "Annx",
        "Anny",
        "Boby",
    ]
    assert rows("FOR i IN [] RETURN i") == []


def test_for_over_no_array_is_an_error_that_says_what_it_got() -> None:
    assert refusal("FOR i IN 'text' RETURN i") == (
        400,
        1563,
        "AQL: collection or array expected as operand to FOR loop; you provided a value of type "
        "'string' (while executing)",
    )


def test_filters_sorts_and_limits_in_any_order_each_see_what_came_before() -> None:
    text = "FOR i IN 1..10 LIMIT 6 FILTER i % 2 == 0 SORT i DESC LIMIT 1, 5 RETURN i"
    assert rows(text) == [4, 2]
    assert rows("FOR i IN 1..3 SORT -i FILTER i != 2 LIMIT 10 RETURN i") == [3, 1]


def test_sorting_by_several_keys_and_directions_keeps_the_order_of_equal_rows() -> None:
    text = "FOR p IN people SORT p.age DESC, p.name RETURN p.name"
    assert rows(text, people()) == ["Ann", "Cem", "Bob"]
    assert rows("FOR p IN people SORT p.age, p.name DESC RETURN p.name", people()) == [
        "Bob",
        "Cem",
        "Ann",
    ]
    assert rows("FOR p IN people SORT p.age RETURN p.name", people()) == ["Bob", "Ann", "Cem"]
    assert rows("FOR p IN people SORT p.age DESC RETURN p.name", people()) == ["Ann", "Cem", "Bob"]
    assert rows("FOR p IN people SORT p.age 'desc' LIMIT 1 RETURN p.name", people()) == ["Ann"]
    assert rows("FOR p IN people SORT p.age @how RETURN p.age", people(), how="ASC")[0] == 20


@pytest.mark.parametrize("size", [10, 3_999, 4_001, 9_000])
def test_large_sorts_are_done_in_pieces_to_the_same_effect(size: int) -> None:
    text = f"FOR i IN 1..{size} SORT (i * 7919) % {size}, i RETURN i"  # AQL
    assert rows(text) == sorted(range(1, size + 1), key=lambda i: (i * 7919 % size, i))
    text = f"FOR i IN 1..{size} SORT i % 3 DESC RETURN i"  # AQL
    assert rows(text) == sorted(range(1, size + 1), key=lambda i: -(i % 3))
    limited = f"FOR i IN 1..{size} SORT i % 7 DESC, i LIMIT 2, 3 RETURN i"  # AQL
    assert rows(limited) == sorted(range(1, size + 1), key=lambda i: (-(i % 7), i))[2:5]


@pytest.mark.parametrize("limit", ["-1", "'a'", "1, -1", "true", "null"])
def test_a_limit_that_is_no_number_is_out_of_range(limit: str) -> None:
    assert refusal(f"FOR i IN 1..3 LIMIT {limit} RETURN i")[1] == 1504  # AQL


@pytest.mark.parametrize(
    "text",
    ["LET n = 2 FOR i IN 1..9 LIMIT n RETURN i", "FOR i IN 1..9 LIMIT NOOPT(2) RETURN i"],
)
def test_a_limit_must_be_known_before_the_query_runs(text: str) -> None:
    status, number, message = refusal(text)
    assert (status, number) == (400, 1504)
    assert "LIMIT offset/count values must be constant numeric values" in message


def test_let_names_values_for_what_follows() -> None:
    assert rows("LET a = 1, b = a + 1 FOR i IN [a, b] LET c = i + b RETURN [i, c]") == [
        [1, 3],
        [2, 4],
    ]


def test_distinct_returns_each_value_once_and_tells_types_apart() -> None:
    text = "FOR i IN [1, 1.0, '1', true, [1], [1], {a: 1}, {a: 1}, null, null] RETURN DISTINCT i"
    assert rows(text) == [1, "1", True, [1], {"a": 1}, None]


# Subqueries


def test_subqueries_see_the_rows_around_them() -> None:
    text = "FOR p IN people RETURN {n: p.name, t: (FOR t IN p.tags SORT t DESC RETURN t)}"
    assert rows(text, people()) == [
        {"n": "Ann", "t": ["y", "x"]},
        {"n": "Bob", "t": ["y"]},
        {"n": "Cem", "t": []},
    ]
    assert rows("FOR i IN 1..2 LET s = (FOR j IN 1..i RETURN i * j) RETURN SUM(s)") == [1, 6]
    assert rows("RETURN LENGTH(FOR i IN 1..3 RETURN i)") == [3]
    assert rows("FOR x IN (FOR i IN 1..2 RETURN i) RETURN x") == [1, 2]
    assert rows("RETURN (FOR i IN 1..2 RETURN (FOR j IN 1..i RETURN j))[1]") == [[1, 2]]


def test_a_subquery_runs_only_if_its_condition_holds() -> None:
    text = "FOR b IN [true, false] RETURN b ? (RETURN ASSERT(b, 'no')) : (RETURN ASSERT(!b, 'no'))"
    assert rows(text) == [[True], [True]]
    assert rows("RETURN false && (RETURN FAIL())") == [False]
    assert rows("RETURN 1 || (RETURN FAIL())") == [1]
    assert rows("RETURN true && (RETURN 2)") == [[2]]


def test_a_subquery_that_needs_no_row_runs_once() -> None:
    source = people()
    text = "FOR p IN people FILTER p.age IN (FOR q IN people RETURN q.age) RETURN p.name"
    answer = result(text, source)
    assert len(answer.rows) == 3
    assert answer.stats["scannedFull"] == 6


# Expressions over documents


def test_attributes_of_what_is_no_object_are_null() -> None:
    assert rows("FOR p IN people RETURN p.city.zip", people()) == [1, 2, None]
    assert rows("RETURN [1].a") == [None]
    assert rows("LET x = 'text' RETURN [x.a, x[0], x.a.b]") == [[None, None, None]]


def test_indexes_count_from_both_ends_and_name_attributes() -> None:
    assert rows("LET a = [1, 2, 3] RETURN [a[0], a[-1], a[3], a['1'], a['x']]") == [
        [1, 3, None, 2, None]
    ]
    assert rows("LET o = {a: 1, '2': 3} RETURN [o['a'], o[2], o.`a`, o['no']]") == [[1, 3, 1, None]]


def test_objects_take_short_quoted_computed_and_repeated_names() -> None:
    assert rows("LET a = 1 RETURN {a, 'b c': 2, [CONCAT('d', a)]: 3, a: 4}") == [
        {"a": 4, "b c": 2, "d1": 3}
    ]


def test_expansion_filters_limits_and_maps_members() -> None:
    text = "LET a = [{v: 1}, {v: 2}, {v: 3}, {}] RETURN "
    assert rows(text + "a[*].v") == [[1, 2, 3, None]]
    assert rows(text + "a[* FILTER CURRENT.v > 1].v") == [[2, 3]]
    assert rows(text + "a[* LIMIT 1, 2 RETURN CURRENT.v * 10]") == [[20, 30]]
    assert rows(text + "a[* FILTER CURRENT.v LIMIT 2 RETURN {w: CURRENT.v}].w") == [[1, 2]]
    assert rows("RETURN [[1, [2]], [3]][**]") == [[1, [2], 3]]
    assert rows("RETURN [[1, [2]], [3]][***]") == [[1, 2, 3]]
    assert rows(
        "LET a = [{b: [{c: 1}, {c: 2}]}, {b: [{c: 3}]}] RETURN [a[*].b[*].c, a[*].b[**].c]"
    ) == [[[[1, 2], [3]], [1, 2, 3]]]


def test_question_mark_operator_counts_the_members_that_pass() -> None:
    text = "LET a = [1, 2, 3] RETURN "
    assert rows(text + "[a[?], [][?], a[? FILTER CURRENT > 2], a[? FILTER CURRENT > 3]]") == [
        [True, False, True, False]
    ]
    assert rows(text + "a[? ALL FILTER CURRENT > 0] && a[? NONE FILTER CURRENT > 3]") == [True]
    assert rows(text + "a[? AT LEAST (2) FILTER CURRENT > 1] && a[? 1 FILTER CURRENT > 2]") == [
        True
    ]
    assert rows(text + "[a[? 0..1 FILTER CURRENT > 1], a[? 2..3 FILTER CURRENT > 1]]") == [
        [False, True]
    ]


# COLLECT


def test_collect_groups_in_the_order_of_the_values() -> None:
    assert rows("FOR p IN people COLLECT age = p.age RETURN age", people()) == [20, 30]
    text = "FOR p IN people COLLECT age = p.age WITH COUNT INTO n RETURN {age, n}"
    assert rows(text, people()) == [{"age": 20, "n": 1}, {"age": 30, "n": 2}]
    assert rows("FOR p IN people COLLECT WITH COUNT INTO n RETURN n", people()) == [3]
    assert rows("FOR i IN [] COLLECT WITH COUNT INTO n RETURN n") == [0]
    assert rows("FOR i IN [] COLLECT x = i RETURN x") == []
    text = "FOR i IN [2, 1, 2] COLLECT x = i OPTIONS {method: 'hash'} RETURN x"
    assert rows(text) == [2, 1]


def test_into_gathers_the_loops_variables_or_an_expression_or_what_is_kept() -> None:
    text = "FOR i IN 1..3 LET h = i / 2 COLLECT odd = i % 2 == 1 INTO g RETURN [odd, g]"
    assert rows(text) == [
        [False, [{"i": 2, "h": 1}]],
        [True, [{"i": 1, "h": 0.5}, {"i": 3, "h": 1.5}]],
    ]
    assert rows("FOR i IN 1..3 COLLECT o = i % 2 INTO g = i * 10 RETURN g") == [[20], [10, 30]]
    text = "FOR i IN 1..2 LET h = i COLLECT o = 1 INTO g KEEP h RETURN g"
    assert rows(text) == [[{"h": 1}, {"h": 2}]]
    text = "LET outer = 5 FOR i IN 1..2 COLLECT o = 1 INTO g RETURN [outer, g]"
    assert rows(text) == [[5, [{"i": 1}, {"i": 2}]]]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("SUM(i)", 6),
        ("MIN(i)", 1),
        ("MAX(i)", 3),
        ("AVG(i)", 2),
        ("LENGTH()", 3),
        ("COUNT(1)", 3),
        ("VARIANCE(i)", 2 / 3),
        ("STDDEV_SAMPLE(i)", 1),
        ("UNIQUE(i % 2)", [1, 0]),
        ("SORTED_UNIQUE(i % 2)", [0, 1]),
        ("COUNT_DISTINCT(i % 2)", 2),
        ("BIT_OR(i)", 3),
        ("PUSH(i)", [1, 2, 3]),
    ],
)
def test_aggregates(call: str, expected: object) -> None:
    text = f"FOR i IN 1..3 COLLECT AGGREGATE x = {call} RETURN x"  # AQL
    assert rows(text) == [pytest.approx(expected)]


def test_aggregates_of_nothing_and_of_nulls() -> None:
    text = "FOR i IN [] COLLECT AGGREGATE s = SUM(i), m = MAX(i), n = LENGTH() RETURN [s, m, n]"
    assert rows(text) == [[0, None, 0]]
    assert rows("FOR i IN [null, 2] COLLECT AGGREGATE s = AVG(i), m = MIN(i) RETURN [s, m]") == [
        [2, 2]
    ]


def test_an_aggregate_of_what_is_no_number_is_null_with_a_warning() -> None:
    answer = result("FOR i IN [1, 'a'] COLLECT AGGREGATE s = SUM(i) RETURN s")
    assert answer.rows == [None]
    assert answer.warnings == [{"code": 1561, "message": "invalid arithmetic value"}]


def test_after_collect_only_its_variables_and_the_outermost_are_known() -> None:
    assert refusal("FOR i IN 1..2 COLLECT x = i RETURN i")[1] == 1203
    text = "FOR i IN 1..4 COLLECT x = i % 2 INTO g COLLECT y = LENGTH(g) RETURN y"
    assert rows(text) == [2]


def test_collect_in_a_subquery_of_no_rows_still_knows_the_rows_around() -> None:
    text = "FOR i IN 1..2 RETURN (FOR j IN [] COLLECT WITH COUNT INTO n RETURN n + i)[0]"
    assert rows(text) == [1, 2]
