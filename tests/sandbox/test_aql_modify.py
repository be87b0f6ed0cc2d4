"""Data modification."""

import pytest
from tests.sandbox.aql_memory import MemorySource, refusal, result, rows

from arango_fastbatch.sandbox.aql import AqlFault, compile_query


@pytest.fixture
def source() -> MemorySource:
    return MemorySource(
        c=[{"_key": "a", "v": 1, "o": {"x": 1}}, {"_key": "b", "v": 2}, {"_key": "d", "v": 3}],
        log=[],
    )


def test_insert_stores_and_returns_new(source: MemorySource) -> None:
    assert rows("FOR i IN 1..2 INSERT {_key: CONCAT('n', i), i} INTO c RETURN NEW.i", source) == [
        1,
        2,
    ]
    assert source.collection("c").stored["n2"]["i"] == 2
    assert rows("INSERT {_key: 'q'} IN c", source) == []


def test_update_merges_and_knows_old_and_new(source: MemorySource) -> None:
    text = "FOR d IN c UPDATE d WITH {v: d.v * 10, o: {y: 2}} IN c RETURN [OLD.v, NEW.v, NEW.o]"
    assert rows(text, source) == [
        [1, 10, {"x": 1, "y": 2}],
        [2, 20, {"y": 2}],
        [3, 30, {"y": 2}],
    ]
    rows(
        "UPDATE 'a' WITH {o: {z: 3}, v: null} IN c OPTIONS {mergeObjects: false, keepNull: false}",
        source,
    )
    stored = source.collection("c").stored["a"]
    assert stored["o"] == {"z": 3}
    assert "v" not in stored
    rows("UPDATE {_key: 'b', w: 1} IN c", source)
    assert source.collection("c").stored["b"]["w"] == 1


def test_replace_puts_another_document_there(source: MemorySource) -> None:
    assert rows("REPLACE 'a' WITH {w: 9} IN c RETURN UNSET(NEW, '_rev')", source) == [
        {"_key": "a", "_id": "c/a", "w": 9}
    ]
    rows("FOR d IN c REPLACE d WITH {only: d._key} IN c", source)
    assert source.collection("c").stored["b"]["only"] == "b"


def test_remove_takes_documents_and_keys(source: MemorySource) -> None:
    assert rows("FOR d IN c FILTER d.v < 3 REMOVE d IN c RETURN OLD.v", source) == [1, 2]
    rows("REMOVE 'd' IN c", source)
    assert source.collection("c").count() == 0


def test_upsert_inserts_updates_or_replaces_and_sees_what_it_did_before(
    source: MemorySource,
) -> None:
    text = """FOR k IN ['x', 'y', 'x'] UPSERT {k} INSERT {k, n: 1} UPDATE {n: OLD.n + 1} IN c
              RETURN [OLD.n, NEW.n]"""
    assert rows(text, source) == [[None, 1], [None, 1], [1, 2]]
    text = "UPSERT {v: 1} INSERT {} REPLACE {r: OLD.v} IN c RETURN [NEW.v, NEW.r]"
    assert rows(text, source) == [[None, 1]]
    text = "UPSERT FILTER $CURRENT.v == 2 INSERT {} UPDATE {found: true} IN c RETURN NEW._key"
    assert rows(text, source) == ["b"]


def test_an_upsert_by_key_finds_it_in_the_primary_index(source: MemorySource) -> None:
    answer = result("UPSERT {_key: 'a'} INSERT {} UPDATE {u: 1} IN c RETURN NEW.u", source)
    assert answer.rows == [1]
    assert answer.stats["scannedIndex"] == 1
    assert answer.stats["scannedFull"] == 0


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("ignore", [1, None]),
        ("replace", [1, None]),
        ("update", [1, 1]),
    ],
)
def test_insert_where_the_key_exists(
    source: MemorySource, mode: str, expected: list[object]
) -> None:
    text = "INSERT {_key: 'a', w: 5} INTO c OPTIONS {overwriteMode: @mode} RETURN [OLD.v, NEW.v]"
    assert rows(text, source, mode=mode) == [expected]


def test_faults_of_the_store_are_worded_as_in_queries(source: MemorySource) -> None:
    faulty = compile_query("REMOVE 'x' IN c", version=(3, 11, 14))
    with pytest.raises(AqlFault) as caught:
        faulty.run(source)
    assert caught.value.message == "AQL: document not found (while executing)"
    assert refusal("REMOVE 'x' IN c", source) == (
        404,
        1202,
        "AQL: document not found [node #3: RemoveNode] (while executing)",
    )
    assert refusal("FOR i IN 1..2 INSERT {_key: 'a'} INTO c", source)[:2] == (409, 1210)


def test_ignored_errors_are_counted_and_their_rows_left_out(source: MemorySource) -> None:
    text = "FOR k IN ['a', 'x', 'b'] REMOVE k IN c OPTIONS {ignoreErrors: true} RETURN OLD.v"
    answer = result(text, source)
    assert answer.rows == [1, 2]
    assert answer.stats["writesExecuted"] == 2
    assert answer.stats["writesIgnored"] == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("INSERT 5 INTO c", 1227),
        ("REMOVE 5 IN c", 1226),
        ("UPDATE {v: 1} IN c", 1226),
        ("UPDATE {_key: 5} WITH {} IN c", 1226),
        ("REMOVE 'a' IN nowhere", 1203),
    ],
)
def test_what_cannot_be_written(source: MemorySource, text: str, number: int) -> None:
    assert refusal(text, source)[1] == number


def test_revisions_count_only_where_asked_for(source: MemorySource) -> None:
    old = {"_key": "a", "_rev": "_old"}
    assert rows("REMOVE @d IN c RETURN 1", source, d=old) == [1]
    text = "REPLACE @d WITH {} IN c OPTIONS {ignoreRevs: false}"
    assert refusal(text, source, d=old | {"_key": "b"})[1] == 1200


def test_a_collection_is_not_read_or_written_again_after_it_was_written(
    source: MemorySource,
) -> None:
    status, number, message = refusal("INSERT {} INTO c FOR d IN c RETURN d", source)
    assert (status, number) == (400, 1579)
    assert message == (
        "AQL: access after data-modification by collection 'c' (while optimizing ast)"
    )
    assert refusal("INSERT {} INTO c INSERT {} INTO c", source)[1] == 1579
    assert rows("FOR d IN c LIMIT 1 INSERT {} INTO log REMOVE d IN c RETURN OLD._key", source) == [
        "a"
    ]


def test_all_rows_are_written_whatever_a_limit_behind_leaves_out(source: MemorySource) -> None:
    assert rows("FOR i IN 1..5 INSERT {i} INTO log LIMIT 2 RETURN NEW.i", source) == [1, 2]
    assert source.collection("log").count() == 5


def test_a_loop_does_not_see_what_it_inserts(source: MemorySource) -> None:
    rows("FOR d IN c INSERT {from: d._key} INTO c", source)
    assert source.collection("c").count() == 6


def test_writes_in_subqueries_happen_for_each_row(source: MemorySource) -> None:
    text = "FOR i IN 1..3 LET w = (INSERT {i} INTO log RETURN NEW.i) RETURN w"
    assert rows(text, source) == [[1], [2], [3]]


def test_a_query_tells_what_it_reads_and_writes() -> None:
    query = compile_query("FOR d IN @@from INSERT d INTO to", {"@from": "from"})
    assert query.collections == {"from": "read", "to": "write"}
    assert query.writes
    assert not compile_query("FOR d IN c RETURN d").writes
