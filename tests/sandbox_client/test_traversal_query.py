"""The AQL of a traversal visits what the old endpoint visited: judged by a plain walk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import pytest
from tests.sandbox.aql_memory import MemorySource, refusal, rows

from arango_fastbatch.graph.traversal import traversal_query
from arango_fastbatch.sandbox.aql.source import WriteOptions

VERTICES = "ABCDE"
# A ring with a shortcut and a doubled edge, a way out, and a vertex that is gone: X.
PAIRS = ("AB", "BC", "AC", "CA", "CA", "CD", "DX", "XE")
EDGES = {str(number): tuple(pair) for number, pair in enumerate(PAIRS)}

Path = tuple[str, str]
"""The keys of a path's vertices, and those of its edges."""


class Ring:
    """The graph, as AQL sees it."""

    name = "ring"
    edge_definitions = ({"collection": "e", "from": ["v"], "to": ["v"]},)
    orphan_collections = ()


class Source(MemorySource):
    """A database with the graph."""

    def __init__(self) -> None:
        super().__init__(v=[{"_key": key} for key in VERTICES])
        edges = self.create("e", edge=True, indexed=["_from", "_to"])
        for key, (begin, end) in EDGES.items():
            edges.insert({"_key": key, "_from": f"v/{begin}", "_to": f"v/{end}"}, WriteOptions())

    def graph(self, name: str) -> Any:
        return Ring() if name == "ring" else None


def walk(direction: str, vertices: str, edges: str, bfs: bool, depth: int) -> Iterator[Path]:
    """Every path from A, in an order that the strategy allows."""
    pending: list[Path] = [("A", "")]
    seen: set[str] = set()
    while pending:
        passed, along = pending.pop(0 if bfs else -1)
        here = passed[-1]
        if here not in VERTICES or (vertices == "global" and here in seen):
            continue
        seen.add(here)
        yield passed, along
        if len(along) == depth:
            continue
        for edge, (begin, end) in EDGES.items():
            for start, target, way in ((begin, end, "outbound"), (end, begin, "inbound")):
                if start != here or direction not in {way, "any"}:
                    continue
                if (edges == "path" and edge in along) or (vertices == "path" and target in passed):
                    continue
                pending.append((passed + target, along + edge))


def visit(query: str | None, lowest: int, highest: int, start: str = "v/A") -> list[Path]:
    """What the query visits: the paths, in their order."""
    assert query is not None
    binds = {"graph": "ring", "start": start, "min": lowest, "max": highest}
    [visited] = rows(query, Source(), **binds)
    keys = [
        (
            "".join(vertex["_key"] for vertex in path["vertices"]),
            "".join(edge["_key"] for edge in path["edges"]),
        )
        for path in visited["paths"]
    ]
    assert [vertices[-1] for vertices, _ in keys] == [v["_key"] for v in visited["vertices"]]
    return keys


@pytest.mark.parametrize(
    ("direction", "strategy", "vertices", "edges"),
    [
        (direction, strategy, vertices, edges)
        for direction, strategy, vertices, edges in product(
            ("outbound", "inbound", "any"), ("dfs", "bfs"), ("none", "path"), ("path", "none")
        )
    ],
)
@pytest.mark.parametrize(("lowest", "highest"), [(0, 4), (1, 2), (3, 3), (0, 0)])
def test_every_path_is_found_once(
    direction: str, strategy: str, vertices: str, edges: str, lowest: int, highest: int
) -> None:
    found = visit(traversal_query(direction, strategy, vertices, edges), lowest, highest)
    expected = walk(direction, vertices, edges, strategy == "bfs", highest)
    assert sorted(found) == sorted(path for path in expected if len(path[1]) >= lowest)
    depths = [len(along) for _, along in found]
    if strategy == "bfs":
        assert depths == sorted(depths)
    else:
        # Depth first: what is behind a vertex follows it.
        assert all(after <= before + 1 for before, after in pairwise(depths))


@pytest.mark.parametrize("direction", ["outbound", "inbound", "any"])
def test_global_uniqueness_finds_each_vertex_once_at_its_least_depth(direction: str) -> None:
    found = visit(traversal_query(direction, "bfs", "global", None), 0, 256)
    expected = list(walk(direction, "global", "path", bfs=True, depth=256))
    assert {vertices[-1]: len(along) for vertices, along in found} == {
        vertices[-1]: len(along) for vertices, along in expected
    }
    assert len(found) == len(expected)


def test_the_default_is_depth_first_along_each_edge_once_a_path() -> None:
    by_default = visit(traversal_query("outbound", None, None, None), 0, 256)
    assert by_default == visit(traversal_query("outbound", "dfs", "none", "path"), 0, 256)


@pytest.mark.parametrize("start", ["v/Z", "v", "nowhere/A"])
def test_a_missing_start_is_an_error(start: str) -> None:
    query = traversal_query("outbound", None, None, None)
    assert query is not None
    binds = {"graph": "ring", "start": start, "min": 0, "max": 1}
    _, number, message = refusal(query, Source(), **binds)
    assert number == 1593
    assert "start vertex not found" in message
