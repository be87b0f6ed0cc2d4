"""What would hold the event loop is computed aside, and gives what it gave before."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.sandbox.aql_memory import MemorySource, result, rows
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox.aql import AqlFault, Aside, LengthyError, QueryOptions, compile_query
from arango_fastbatch.sandbox.aql.aside import gathered, in_order
from arango_fastbatch.sandbox.aql.functions import patterns
from arango_fastbatch.sandbox.turns import AbandonedError, elsewhere, reaching

CATASTROPHE = "CONCAT(REPEAT('a', 40), '!') =~ '^(a|a)+$'"


def asides(text: str, source: MemorySource | None = None) -> tuple[int, list[Any]]:
    """How often a query asks to be computed aside, and its rows."""
    steps = compile_query(text).steps(source or MemorySource())
    count = 0
    while True:
        try:
            pause = next(steps)
        except StopIteration as done:
            return count, done.value.rows
        if isinstance(pause, Aside):
            count += 1
            pause.run()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RETURN SUM(1..10000)", [50005000]),
        ("RETURN LENGTH(1..10000)", [10000]),
        ("RETURN FIRST(SORTED(RANGE(30000, 1)))", [1]),
        ("RETURN MEDIAN(1..20001)", [10001]),
        ("RETURN LAST((1..9000)[* FILTER CURRENT % 2 == 1 RETURN CURRENT * 2])", [17998]),
        ("RETURN (1..9000)[? ANY FILTER CURRENT == 5]", [True]),
        ("RETURN LEVENSHTEIN_DISTANCE(REPEAT('a', 200), REPEAT('b', 200))", [200]),
        ("RETURN CHAR_LENGTH(REPEAT('ab', 100000))", [200000]),
        ("RETURN 7 IN (1..5000)", [True]),
        ("RETURN (1..5000) ANY == 7", [True]),
        ("RETURN (1..5000) == (1..5000)", [True]),
        ("RETURN CALL('SUM', 1..5000)", [12502500]),
        ("FOR i IN 1..2 RETURN SUM(1..10000 + i)", [50015001, 50025003]),
        ("FOR i IN 1..3 FILTER SUM(1..10000 + i) == 50025003 RETURN i", [2]),
        ("FOR i IN 1..2 LET s = SUM(1..10000 + i) RETURN s", [50015001, 50025003]),
        ("FOR i IN 1..2 SORT SUM(1..10000 - i) RETURN i", [2, 1]),
        ("FOR i IN 1..2 COLLECT s = SUM(1..10000 + i * 0) RETURN s", [50005000]),
        ("FOR i IN 1..2 COLLECT AGGREGATE s = SUM(SUM(1..10000 + i * 0)) RETURN s", [100010000]),
        ("FOR i IN 1..9000 COLLECT AGGREGATE u = SORTED_UNIQUE(-i) RETURN u[0]", [-9000]),
        ("FOR i IN 1..1 FOR j IN SORTED(1..5000 + i) FILTER j > 5000 RETURN j", [5001]),
        ("FOR d IN c FILTER d.n == SUM(1..5000) - 12502499 RETURN d._key", ["a"]),
        ("FOR d IN c FILTER SUM(1..5000 + d.n) > 0 RETURN d._key", ["a", "b"]),
        ("FOR d IN c FILTER d._key IN SORTED(APPEND(1..5000, ['b'])) RETURN d.n", [2]),
        ("FOR d IN c UPDATE d WITH {n: SUM(1..5000 + d.n * 0)} IN c RETURN NEW.n", [12502500] * 2),
        ("INSERT {_key: TO_STRING(SUM(1..5000))} INTO c RETURN NEW._key", ["12502500"]),
        ("UPSERT {_key: 'a'} INSERT {} UPDATE {n: SUM(1..5000)} IN c RETURN NEW.n", [12502500]),
        ("RETURN LENGTH(APPEND(1..5000, DOCUMENT('c/a').n))", [5001]),
    ],
)
def test_what_takes_long_is_computed_aside(text: str, expected: list[Any]) -> None:
    count, found = asides(text, MemorySource(c=[{"_key": "a", "n": 1}, {"_key": "b", "n": 2}]))
    assert count >= 1
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "FOR i IN 1..10000 RETURN i",
        "RETURN LENGTH(FOR i IN 1..10000 RETURN i)",
        "LET a = (FOR i IN 1..10000 RETURN i) FOR j IN 1..10 RETURN NTH(a, j)",
        "RETURN SUM(1..1000)",
        "RETURN 'abc' =~ '^[a-z]+$'",
    ],
)
def test_what_does_not_take_long_is_computed_at_once(text: str) -> None:
    assert asides(text)[0] == 0


def test_a_regular_expression_that_never_ends_is_invalid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_PATIENT_SECONDS", 0.05)
    answer = result(f"RETURN {CATASTROPHE}")
    assert answer.rows == [None]
    assert answer.warnings == [{"code": 1543, "message": "invalid regex value"}]


def test_regular_expressions_are_those_of_icu() -> None:
    assert rows("RETURN REGEX_MATCHES('x12', '[[:alpha:]]([[:digit:]]+)')") == [["x12", "12"]]
    assert rows("RETURN REGEX_REPLACE('Éa', '\\\\p{L}', '-')") == ["--"]
    assert rows("RETURN 'abab' =~ '^(ab)\\\\1$'") == [True]
    assert rows("RETURN 'ab' =~ 'a(?=b)'") == [True]


def test_explaining_says_that_it_takes_long() -> None:
    text = "RETURN LEVENSHTEIN_DISTANCE(REPEAT('a', 99), REPEAT('b', 99))"
    query = compile_query(text)
    with pytest.raises(LengthyError):
        query.explain(MemorySource())
    assert query.explain(MemorySource(), patient=True)["plan"]["nodes"]


def test_a_profile_is_made_whatever_it_takes() -> None:
    query = compile_query("RETURN LENGTH(RANGE(1, 9999))")
    assert query.run(MemorySource(), QueryOptions(profile=2)).plan is not None


def test_the_store_is_asked_in_its_own_thread() -> None:
    class Source(MemorySource):
        def collection(self, name: str, mode: str = "read") -> Any:
            threads.add(threading.get_ident())
            return super().collection(name, mode)

    async def main() -> list[Any]:
        text = "RETURN LENGTH(APPEND(1..5000, DOCUMENT('c/a').n))"
        reach = reaching(asyncio.get_running_loop())
        steps = compile_query(text).steps(Source(c=[{"_key": "a", "n": 1}]), None, reach)
        while True:
            try:
                pause = next(steps)
            except StopIteration as done:
                return list(done.value.rows)
            assert isinstance(pause, Aside)
            await elsewhere(pause.run)

    threads: set[int] = set()
    assert asyncio.run(main()) == [5001]
    assert threads == {threading.get_ident()}


def test_what_nobody_wants_any_more_is_not_waited_for() -> None:
    async def main() -> None:
        done = threading.Event()
        with pytest.raises(AbandonedError):
            await elsewhere(done.wait, lambda: True)
        done.set()
        with pytest.raises(AqlFault):
            await elsewhere(lambda: compile_query("RETURN"))

    asyncio.run(main())


def test_pieces_give_what_the_whole_would() -> None:
    members = [(i * 7919) % 10007 for i in range(20_000)]
    assert gathered(iter(members)) == members
    assert in_order(members, lambda member: -member) == sorted(members, key=lambda m: -m)
    pairs = [(i % 3, i) for i in range(20_000)]
    assert in_order(pairs, lambda pair: pair[0]) == sorted(pairs, key=lambda pair: pair[0])


def test_what_is_computed_aside_can_be_killed_and_others_are_answered_meanwhile(
    call: Caller,
) -> None:
    text = "FOR i IN 1..1000 RETURN LEVENSHTEIN_DISTANCE(REPEAT('a', 900 + i), REPEAT('b', 900))"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(call, "POST", "/_api/cursor", {"query": text})
        running: list[Any] = []
        while not running:
            current = call("GET", "/_api/query/current").json
            running = [query["id"] for query in current if query["query"] == text]
        assert call("DELETE", f"/_api/query/{running[0]}").status == 200
        assert asked.result().error[:2] == (410, 1500)


def test_the_longest_run_time_holds_aside_too(call: Caller) -> None:
    text = "RETURN LENGTH(FOR i IN 1..1000 RETURN SUM(1..1000000 + i))"
    body = {"query": text, "options": {"maxRuntime": 0.3}}
    assert call("POST", "/_api/cursor", body).error[:2] == (410, 1500)
