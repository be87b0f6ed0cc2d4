"""Loops over graphs."""

from typing import Any

import pytest
from tests.sandbox.aql_memory import MemorySource, refusal, result, rows

from arango_fastbatch.sandbox.aql.source import WriteOptions

EDGES = [("A", "B", 1), ("B", "C", 1), ("A", "C", 5), ("C", "D", 1), ("D", "A", 1)]


class NamedGraph:
    name = "ring"
    edge_definitions = ({"collection": "e", "from": ["v"], "to": ["v"]},)
    orphan_collections = ()


class GraphSource(MemorySource):
    def graph(self, name: str) -> Any:
        return NamedGraph() if name == "ring" else None


@pytest.fixture(params=[True, False], ids=["edge index", "no index"])
def source(request: pytest.FixtureRequest) -> GraphSource:
    source = GraphSource(v=[{"_key": key} for key in "ABCDE"])
    edges = source.create("e", edge=True, indexed=["_from", "_to"] if request.param else [])
    for start, end, weight in EDGES:
        document = {"_key": start + end, "_from": f"v/{start}", "_to": f"v/{end}", "w": weight}
        edges.insert(document, WriteOptions())
    return source


def test_depth_first_is_the_order_and_no_edge_is_walked_twice(source: GraphSource) -> None:
    text = "FOR v, e, p IN 0..4 OUTBOUND 'v/A' e RETURN CONCAT(p.vertices[*]._key)"
    assert rows(text, source) == ["A", "AB", "ABC", "ABCD", "ABCDA", "AC", "ACD", "ACDA", "ACDAB"]


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("OUTBOUND 'v/A' e", "BC"),
        ("INBOUND 'v/A' e", "D"),
        ("ANY 'v/A' e", "DBC"),
        ("2 OUTBOUND 'v/A' e", "CD"),
        ("1..2 OUTBOUND 'v/A' GRAPH 'ring'", "BCCD"),
        ("1..2 OUTBOUND 'v/A' GRAPH @g", "BCCD"),
        ("1..1 OUTBOUND 'v/A' INBOUND e", "D"),
        ("1..9 OUTBOUND 'v/A' e OPTIONS {bfs: true, uniqueVertices: 'global'}", "BCD"),
        ("1..9 OUTBOUND 'v/A' e OPTIONS {order: 'bfs', uniqueVertices: 'path'}", "BCCDD"),
        ("1..3 OUTBOUND 'v/A' e OPTIONS {order: 'weighted', weightAttribute: 'w'}", "BCDCDA"),
        ("1..5 OUTBOUND 'v/A' e PRUNE v._key == 'C'", "BCC"),
        ("1..5 OUTBOUND 'v/A' e PRUNE c = v._key == 'C' FILTER NOT c", "B"),
        ("1..2 OUTBOUND 'v/E' e", ""),
        ("1..2 OUTBOUND 'v/A' e OPTIONS {vertexCollections: 'other'}", ""),
    ],
)
def test_traversals(source: GraphSource, loop: str, expected: str) -> None:
    binds = {"g": "ring"} if "@g" in loop else {}
    found = rows(f"FOR v IN {loop} RETURN v._key", source, **binds)  # AQL
    if loop.startswith("ANY"):
        assert sorted(found) == sorted(expected)
    else:
        assert "".join(found) == expected


def test_traversals_start_from_documents_and_for_every_row(source: GraphSource) -> None:
    text = "FOR d IN v FOR n, e IN OUTBOUND d e FILTER n._key != 'C' RETURN [d._key, n._key, e.w]"
    assert rows(text, source) == [["A", "B", 1], ["C", "D", 1], ["D", "A", 1]]


def test_edge_collections_and_those_of_with_may_be_parameters(source: GraphSource) -> None:
    text = "WITH v, @@v FOR x IN OUTBOUND 'v/A' @@e RETURN x._key"
    assert rows(text, source, at_v="v", at_e="e") == ["B", "C"]
    text = "WITH v @@v FOR x IN OUTBOUND 'v/A' @@e, INBOUND @f RETURN x._key"
    assert rows(text, source, at_v="v", at_e="e", f="e") == ["B", "C", "D"]


def test_a_start_that_is_no_vertex_is_a_warning_and_a_missing_vertex_is_null(
    source: GraphSource,
) -> None:
    answer = result("FOR v IN OUTBOUND 'nowhere' e RETURN v", source)
    assert answer.rows == []
    assert answer.warnings[0]["code"] == 10
    source.collection("v").remove("B", WriteOptions())
    answer = result("FOR v IN OUTBOUND 'v/A' e RETURN v._key", source)
    assert answer.rows == [None, "C"]
    assert answer.warnings == [{"code": 1202, "message": "vertex 'v/B' not found"}]


def test_shortest_paths(source: GraphSource) -> None:
    text = "FOR v, e IN OUTBOUND SHORTEST_PATH 'v/A' TO 'v/D' e RETURN [v._key, e._key]"
    assert rows(text, source) == [["A", None], ["C", "AC"], ["D", "CD"]]
    text = """FOR v IN OUTBOUND SHORTEST_PATH 'v/A' TO 'v/D' GRAPH 'ring'
              OPTIONS {weightAttribute: 'w'} RETURN v._key"""
    assert rows(text, source) == ["A", "B", "C", "D"]
    assert rows("FOR v IN OUTBOUND SHORTEST_PATH 'v/A' TO 'v/E' e RETURN v", source) == []
    text = "FOR p IN OUTBOUND ALL_SHORTEST_PATHS 'v/A' TO 'v/D' e RETURN p.vertices[*]._key"
    assert rows(text, source) == [["A", "C", "D"]]


def test_paths_in_the_order_of_their_weight_and_by_length(source: GraphSource) -> None:
    text = """FOR p IN OUTBOUND K_SHORTEST_PATHS 'v/A' TO 'v/D' e OPTIONS {weightAttribute: 'w'}
              RETURN [p.weight, CONCAT(p.vertices[*]._key)]"""
    assert rows(text, source) == [[3, "ABCD"], [6, "ACD"]]
    assert rows(text.replace("RETURN", "LIMIT 1 RETURN"), source) == [[3, "ABCD"]]
    text = "FOR p IN 1..2 OUTBOUND K_PATHS 'v/A' TO 'v/D' e RETURN LENGTH(p.edges)"
    assert rows(text, source) == [2]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("FOR v IN OUTBOUND 'v/A' GRAPH 'none' RETURN v", 1924),
        ("FOR v IN OUTBOUND 'v/A' v RETURN v", 1218),
        ("FOR v IN 2..1 OUTBOUND 'v/A' e RETURN v", 1501),
        ("LET n = 2 FOR v IN 1..n OUTBOUND 'v/A' e RETURN v", 1501),
        ("FOR v IN 'a' OUTBOUND 'v/A' e RETURN v", 1501),
        ("FOR a, b, c, d IN OUTBOUND 'v/A' e RETURN a", 1501),
        ("FOR a, b IN OUTBOUND K_PATHS 'v/A' TO 'v/B' e RETURN a", 1501),
        ("FOR v IN OUTBOUND SHORTEST_PATH 'v/A' TOO 'v/B' e RETURN v", 1501),
        ("INSERT {} INTO v FOR x IN OUTBOUND 'v/A' e RETURN x", 1579),
    ],
)
def test_what_is_no_graph_or_no_path(source: GraphSource, text: str, number: int) -> None:
    assert refusal(text, source)[1] == number
