"""Runs: turns, pauses, limits, counters, warnings."""

import time
from typing import Any

import pytest
from tests.sandbox.aql_memory import MemorySource, refusal, result, rows

from arango_fastbatch.sandbox.aql import AqlFault, QueryOptions, compile_query, query


def documents(count: int, *, indexed: tuple[str, ...] = ()) -> MemorySource:
    source = MemorySource()
    collection = source.create("c", indexed=indexed)
    for i in range(count):
        collection._revise(str(i), {"n": i, "a": i % 10})
    return source


def drain(steps: Any) -> tuple[list[float | None], Any]:
    """What a run yields, and what it returns."""
    yielded: list[float | None] = []
    while True:
        try:
            yielded.append(next(steps))
        except StopIteration as end:
            return yielded, end.value


@pytest.mark.parametrize(
    "text",
    [
        "FOR i IN 1..30000 FILTER i < 0 RETURN i",
        "FOR i IN 1..30000 RETURN i",
        "FOR i IN 1..10 LET s = (FOR j IN 1..3000 + i RETURN j) FILTER false RETURN s",
        "FOR i IN 1..30000 SORT -i LIMIT 1 RETURN i",
        "FOR i IN 1..30000 COLLECT x = i % 7 WITH COUNT INTO n RETURN n",
        "FOR d IN c FOR e IN c FILTER d.n == e.n RETURN 1",
        "RETURN LENGTH(FOR i IN 1..30000 RETURN i)",
    ],
)
def test_a_long_query_takes_turns(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no time to itself a run yields after each block, of a thousand rows or fewer."""
    monkeypatch.setattr(query, "SLICE", 0)
    yielded, _ = drain(compile_query(text).steps(documents(200)))
    assert len(yielded) >= 29
    assert set(yielded) == {None}


def test_sleep_asks_for_its_pause_and_blocks_nobody() -> None:
    steps = compile_query("RETURN SLEEP(0.25)").steps(MemorySource())
    pause = next(steps)
    assert pause is not None
    assert 0 < pause <= 0.25
    steps.close()
    assert rows("RETURN SLEEP(0)") == [None]


def test_pauses_of_all_rows_add_up() -> None:
    steps = compile_query("FOR i IN 1..10 LET x = SLEEP(0.005) RETURN i").steps(MemorySource())
    began = time.perf_counter()
    for pause in steps:
        time.sleep(pause or 0)
    assert time.perf_counter() - began >= 0.05


def test_a_fault_thrown_into_a_run_ends_it() -> None:
    steps = compile_query("FOR i IN 1..10000000 FILTER i < 0 RETURN i").steps(MemorySource())
    next(steps)
    with pytest.raises(AqlFault) as caught:
        steps.throw(AqlFault(1500, "query killed", "executing"))
    assert caught.value.status == 410


def test_max_runtime_ends_a_run() -> None:
    endless = compile_query("FOR i IN 1..100000000 FILTER i < 0 RETURN i")
    with pytest.raises(AqlFault) as caught:
        endless.run(MemorySource(), QueryOptions(max_runtime=0.01))
    assert caught.value.errno == 1500


def test_the_memory_limit_ends_a_run() -> None:
    query = compile_query("FOR i IN 1..1000000 RETURN REPEAT('x', 100)")
    with pytest.raises(AqlFault) as caught:
        query.run(MemorySource(), QueryOptions(memory_limit=1_000_000))
    assert (caught.value.status, caught.value.errno) == (500, 32)
    assert (
        len(
            compile_query("FOR i IN 1..100 RETURN i")
            .run(MemorySource(), QueryOptions(memory_limit=1_000_000))
            .rows
        )
        == 100
    )


def test_a_range_too_long_for_an_array_is_refused() -> None:
    assert refusal("RETURN LENGTH(1..1e12)")[1] == 32
    assert rows("FOR i IN 1..1e12 LIMIT 2 RETURN i") == [1, 2]


# Counters


def test_a_scan_reads_no_more_than_a_limit_wants() -> None:
    answer = result("FOR d IN c LIMIT 5, 2 RETURN d.n", documents(3000))
    assert answer.rows == [5, 6]
    assert answer.stats["scannedFull"] == 7
    answer = result("FOR d IN c FILTER d.a == 3 LIMIT 2 RETURN d.n", documents(3000))
    assert answer.rows == [3, 13]
    assert answer.stats["scannedFull"] == 14
    assert answer.stats["filtered"] == 12


@pytest.mark.parametrize(
    ("text", "found", "read"),
    [
        ("FOR d IN c FILTER d._key == '7' RETURN d.n", [7], 1),
        ("FOR d IN c FILTER '7' == d._key && d.n > 100 RETURN d.n", [], 1),
        ("FOR d IN c FILTER d._id == 'c/7' RETURN d.n", [7], 1),
        ("FOR d IN c FILTER d._id == 'other/7' RETURN d.n", [], 0),
        ("FOR d IN c FILTER d._key IN ['7', '8', '7', 5] RETURN d.n", [7, 8], 2),
        ("FOR d IN c FILTER d._key IN 'text' RETURN d.n", [], 0),
        ("FOR d IN c FILTER d._key == 7 RETURN d.n", [], 0),
        ("FOR d IN c FILTER d.a == 3 SORT d.n LIMIT 1 RETURN d.n", [3], 100),
        ("FOR d IN c FILTER d.a IN [3, 3, 4] RETURN DISTINCT d.a", [3, 4], 200),
        ("FOR k IN ['1', '2'] FOR d IN c FILTER d._key == k RETURN d.n", [1, 2], 2),
    ],
)
def test_indexes_answer_equality(text: str, found: list[int], read: int) -> None:
    answer = result(text, documents(1000, indexed=("a",)))
    assert answer.rows == found
    assert answer.stats["scannedIndex"] == read
    assert answer.stats["scannedFull"] == 0


def test_a_query_that_wants_only_keys_reads_the_primary_index() -> None:
    answer = result("FOR d IN c RETURN d._key", documents(5))
    assert answer.stats["scannedIndex"] == 5
    assert answer.stats["scannedFull"] == 0
    assert answer.stats["documentLookups"] == 0
    assert answer.stats["cursorsCreated"] == 1
    assert result("FOR d IN c RETURN [d._key, d.n]", documents(5)).stats["scannedFull"] == 5


def test_full_count_counts_without_the_last_limit() -> None:
    query = compile_query("FOR i IN 1..100 LIMIT 50 FILTER i > 10 LIMIT 5, 10 RETURN i")
    answer = query.run(MemorySource(), QueryOptions(full_count=True))
    assert answer.rows == list(range(16, 26))
    assert answer.full_count == 40
    assert answer.stats["fullCount"] == 40
    assert "fullCount" not in query.run(MemorySource()).stats


@pytest.mark.parametrize(
    ("version", "names"),
    [
        ((3, 11, 14), set()),
        ((3, 12, 9), {"documentLookups", "seeks", "searchParallelism"}),
        ((4, 0, 0), {"documentLookups", "seeks"}),
    ],
)
def test_the_counters_are_those_of_the_version(version: tuple[int, ...], names: set[str]) -> None:
    shown = compile_query("RETURN 1", version=version).run(MemorySource()).stats
    assert set(shown) == names | {
        "writesExecuted",
        "writesIgnored",
        "scannedFull",
        "scannedIndex",
        "cursorsCreated",
        "cursorsRearmed",
        "cacheHits",
        "cacheMisses",
        "filtered",
        "httpRequests",
        "executionTime",
        "peakMemoryUsage",
        "intermediateCommits",
    }


# Warnings


def test_what_is_constant_is_computed_and_warned_about_once() -> None:
    answer = result("FOR i IN 1..10 RETURN 1 / 0")
    assert answer.rows == [None] * 10
    assert answer.warnings == [{"code": 1562, "message": "division by zero"}]
    assert len(result("FOR i IN 1..3 RETURN i / 0").warnings) == 3
    assert result("FOR i IN 1..3 RETURN @x / 0", x=1).warnings == answer.warnings


def test_warnings_are_kept_up_to_a_number() -> None:
    query = compile_query("FOR i IN 1..100 RETURN i / 0")
    assert len(query.run(MemorySource()).warnings) == 10
    assert len(query.run(MemorySource(), QueryOptions(max_warning_count=3)).warnings) == 3


def test_fail_on_warning_makes_the_first_one_a_fault() -> None:
    query = compile_query("FOR i IN 1..3 RETURN i / 0")
    with pytest.raises(AqlFault) as caught:
        query.run(MemorySource(), QueryOptions(fail_on_warning=True))
    assert caught.value.message == "AQL: division by zero (while executing)"


def test_a_compiled_query_runs_any_number_of_times_at_once() -> None:
    query = compile_query("FOR i IN 1..20000 FILTER i % @m == 0 RETURN i", {"m": 1000})
    first, second = query.steps(MemorySource()), query.steps(MemorySource())
    next(first, None)
    _, answer = drain(second)
    _, other = drain(first)
    assert answer.rows == list(range(1000, 20001, 1000))
    assert other is None or other.rows == answer.rows


def test_what_functions_tell_about_the_run() -> None:
    source = MemorySource(b=[{}], a=[{"_key": "k", "v": 1}])
    assert rows("RETURN [CURRENT_DATABASE(), CURRENT_USER()]", source) == [["_system", "root"]]
    assert rows("RETURN COLLECTIONS()[*].name", source) == [["a", "b"]]
    assert rows("RETURN VERSION()", source) == ["3.12.9"]
    assert rows("RETURN [LENGTH(a), COUNT(b), COLLECTION_COUNT(a)]", source) == [[1, 1, 1]]
    text = "RETURN [DOCUMENT('a/k').v, DOCUMENT(a, 'k').v, DOCUMENT('a', ['k', 'x'])[*].v]"
    assert rows(text, source) == [[1, 1, [1]]]
    assert rows(
        "RETURN [DOCUMENT('a/x'), DOCUMENT('no/x'), DOCUMENT(['a/k', 'a/x'])[0].v]", source
    ) == [[None, None, 1]]


def test_functions_that_end_or_accompany_a_query() -> None:
    assert refusal("RETURN FAIL('why')") == (400, 1569, "AQL: FAIL(why) called (while executing)")
    assert refusal("RETURN ASSERT(1 > 2, 'not so')")[:2] == (500, 1593)
    answer = result("RETURN WARN(false, 'beware')")
    assert answer.rows == [False]
    assert answer.warnings == [{"code": 1594, "message": "beware"}]
