"""Graphs, and what is in them: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.collection import EdgeCollection, VertexCollection
from arango_fastbatch.exceptions import (
    EdgeDefinitionCreateError,
    EdgeDefinitionDeleteError,
    EdgeDefinitionListError,
    EdgeDefinitionReplaceError,
    GraphCreateError,
    GraphDeleteError,
    GraphListError,
    GraphPropertiesError,
    VertexCollectionCreateError,
    VertexCollectionDeleteError,
    VertexCollectionListError,
)
from arango_fastbatch.graph import Graph

Call = Callable[[Any], Awaitable[Any]]

GRAPH = {
    "_key": "school",
    "_id": "_graphs/school",
    "_rev": "b",
    "name": "school",
    "edgeDefinitions": [
        {"collection": "teaches", "from": ["teachers"], "to": ["students"]},
        {"collection": "knows", "from": ["students"], "to": ["students", "teachers"]},
    ],
    "orphanCollections": ["rooms"],
}
DEFINITIONS = [
    {
        "edge_collection": "teaches",
        "from_vertex_collections": ["teachers"],
        "to_vertex_collections": ["students"],
    },
    {
        "edge_collection": "knows",
        "from_vertex_collections": ["students"],
        "to_vertex_collections": ["students", "teachers"],
    },
]
PROPERTIES = {
    "id": "_graphs/school",
    "key": "school",
    "revision": "b",
    "name": "school",
    "edge_definitions": DEFINITIONS,
    "orphan_collections": ["rooms"],
}
IN_A_CLUSTER = {
    "isSmart": True,
    "isDisjoint": False,
    "isSatellite": False,
    "smartGraphAttribute": "region",
    "numberOfShards": 9,
    "replicationFactor": 2,
    "minReplicationFactor": 1,
    "writeConcern": 1,
    "initialCid": 5,
    "notKnownYet": {"a": 1},
}
OF_A_CLUSTER = {
    "smart": True,
    "disjoint": False,
    "satellite": False,
    "smart_field": "region",
    "shard_count": 9,
    "replication_factor": 2,
    "min_replication_factor": 1,
    "write_concern": 1,
    "initial_cid": 5,
    "notKnownYet": {"a": 1},
}
ONE = {"error": False, "code": 200, "graph": GRAPH}
ALL = {"error": False, "code": 200, "graphs": [GRAPH, {**GRAPH, **IN_A_CLUSTER}]}
NAMES = {"error": False, "code": 200, "collections": ["teachers", "students", "teachers"]}
REMOVED = {"error": False, "code": 202, "removed": True}
A_GRAPH = "/_api/gharial/g%2Fh"

ANY = object()
"""A result that another test looks at."""

# A call, what it asks, what is answered, the result, and the exception of a refusal.
CASES: dict[str, tuple[Call, Asked, Any, Any, type[Exception]]] = {
    "graphs": (
        lambda db: db.graphs(),
        Asked("GET", "/_api/gharial"),
        ALL,
        [
            {**PROPERTIES, "shard_count": None, "replication_factor": None},
            {**PROPERTIES, **OF_A_CLUSTER},
        ],
        GraphListError,
    ),
    "has_graph": (
        lambda db: db.has_graph("school"),
        Asked("GET", "/_api/gharial"),
        ALL,
        True,
        GraphListError,
    ),
    "has_graph, not there": (
        lambda db: db.has_graph("g"),
        Asked("GET", "/_api/gharial"),
        ALL,
        False,
        GraphListError,
    ),
    "create_graph": (
        lambda db: db.create_graph("school"),
        Asked("POST", "/_api/gharial", {"name": "school", "options": {}}),
        ONE,
        ANY,
        GraphCreateError,
    ),
    "create_graph, every option": (
        lambda db: db.create_graph("school", DEFINITIONS, ["rooms"], True, "region", 9),
        Asked(
            "POST",
            "/_api/gharial",
            {
                "name": "school",
                "options": {"smartGraphAttribute": "region", "numberOfShards": 9},
                "edgeDefinitions": GRAPH["edgeDefinitions"],
                "orphanCollections": ["rooms"],
                "isSmart": True,
            },
        ),
        ONE,
        ANY,
        GraphCreateError,
    ),
    "create_graph, empty and false": (
        lambda db: db.create_graph("school", [], (), False, "", 0),
        Asked(
            "POST",
            "/_api/gharial",
            {
                "name": "school",
                "options": {"smartGraphAttribute": "", "numberOfShards": 0},
                "edgeDefinitions": [],
                "orphanCollections": [],
                "isSmart": False,
            },
        ),
        ONE,
        ANY,
        GraphCreateError,
    ),
    "delete_graph": (
        lambda db: db.delete_graph("g/h"),
        Asked("DELETE", A_GRAPH),
        REMOVED,
        True,
        GraphDeleteError,
    ),
    "delete_graph, every option": (
        lambda db: db.delete_graph("g/h", False, True),
        Asked("DELETE", f"{A_GRAPH}?dropCollections=1"),
        REMOVED,
        True,
        GraphDeleteError,
    ),
    "properties": (
        lambda db: db.graph("g/h").properties(),
        Asked("GET", A_GRAPH),
        ONE,
        PROPERTIES,
        GraphPropertiesError,
    ),
    "vertex_collections": (
        lambda db: db.graph("g/h").vertex_collections(),
        Asked("GET", f"{A_GRAPH}/vertex"),
        NAMES,
        ["students", "teachers"],
        VertexCollectionListError,
    ),
    "has_vertex_collection": (
        lambda db: db.graph("g/h").has_vertex_collection("teachers"),
        Asked("GET", f"{A_GRAPH}/vertex"),
        NAMES,
        True,
        VertexCollectionListError,
    ),
    "has_vertex_collection, not there": (
        lambda db: db.graph("g/h").has_vertex_collection("rooms"),
        Asked("GET", f"{A_GRAPH}/vertex"),
        NAMES,
        False,
        VertexCollectionListError,
    ),
    "create_vertex_collection": (
        lambda db: db.graph("g/h").create_vertex_collection("rooms"),
        Asked("POST", f"{A_GRAPH}/vertex", {"collection": "rooms"}),
        ONE,
        ANY,
        VertexCollectionCreateError,
    ),
    "delete_vertex_collection": (
        lambda db: db.graph("g/h").delete_vertex_collection("ö"),
        Asked("DELETE", f"{A_GRAPH}/vertex/%C3%B6?dropCollection=0"),
        ONE,
        True,
        VertexCollectionDeleteError,
    ),
    "delete_vertex_collection, every option": (
        lambda db: db.graph("g/h").delete_vertex_collection("rooms", True),
        Asked("DELETE", f"{A_GRAPH}/vertex/rooms?dropCollection=1"),
        ONE,
        True,
        VertexCollectionDeleteError,
    ),
    "edge_definitions": (
        lambda db: db.graph("g/h").edge_definitions(),
        Asked("GET", A_GRAPH),
        ONE,
        DEFINITIONS,
        EdgeDefinitionListError,
    ),
    "has_edge_definition": (
        lambda db: db.graph("g/h").has_edge_definition("knows"),
        Asked("GET", A_GRAPH),
        ONE,
        True,
        EdgeDefinitionListError,
    ),
    "has_edge_definition, not there": (
        lambda db: db.graph("g/h").has_edge_definition("rooms"),
        Asked("GET", A_GRAPH),
        ONE,
        False,
        EdgeDefinitionListError,
    ),
    "has_edge_collection": (
        lambda db: db.graph("g/h").has_edge_collection("teaches"),
        Asked("GET", A_GRAPH),
        ONE,
        True,
        EdgeDefinitionListError,
    ),
    "create_edge_definition": (
        lambda db: db.graph("g/h").create_edge_definition("knows", ["a"], ("b", "c")),
        Asked(
            "POST",
            f"{A_GRAPH}/edge",
            {"collection": "knows", "from": ["a"], "to": ["b", "c"]},
        ),
        ONE,
        ANY,
        EdgeDefinitionCreateError,
    ),
    "replace_edge_definition": (
        lambda db: db.graph("g/h").replace_edge_definition("knows", ["a"], ["b"]),
        Asked(
            "PUT",
            f"{A_GRAPH}/edge/knows",
            {"collection": "knows", "from": ["a"], "to": ["b"]},
        ),
        ONE,
        ANY,
        EdgeDefinitionReplaceError,
    ),
    "delete_edge_definition": (
        lambda db: db.graph("g/h").delete_edge_definition("knows"),
        Asked("DELETE", f"{A_GRAPH}/edge/knows?dropCollections=0"),
        ONE,
        True,
        EdgeDefinitionDeleteError,
    ),
    "delete_edge_definition, every option": (
        lambda db: db.graph("g/h").delete_edge_definition("knows", True),
        Asked("DELETE", f"{A_GRAPH}/edge/knows?dropCollections=1"),
        ONE,
        True,
        EdgeDefinitionDeleteError,
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_requests_and_results(case: str, context: str) -> None:
    call, expected, answer, result, _ = CASES[case]
    asked, outcome = await exchange_with(context, call, (200, answer))
    assert asked == expected
    assert not isinstance(outcome, Exception)
    assert result is ANY or outcome == result


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_refusals_are_the_methods_own_exceptions(case: str, context: str) -> None:
    call, *_, error = CASES[case]
    answer = {"error": True, "code": 404, "errorNum": 1924, "errorMessage": "no such graph"}
    _, raised = await exchange_with(context, call, (404, answer))
    assert type(raised) is error
    assert (raised.http_code, raised.error_code) == (404, 1924)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_missing_graph_need_not_be_an_error(context: str) -> None:
    def delete(db: Any) -> Awaitable[Any]:
        deleted: Awaitable[Any] = db.delete_graph("g", ignore_missing=True)
        return deleted

    missing = {"error": True, "errorNum": 1924, "errorMessage": "no such graph"}
    assert (await exchange_with(context, delete, (404, missing)))[1] is False
    other = {"error": True, "errorNum": 1203, "errorMessage": "no such collection"}
    _, raised = await exchange_with(context, delete, (404, other))
    assert type(raised) is GraphDeleteError


async def test_a_definition_that_lacks_something_is_not_sent() -> None:
    asked, raised = await exchange_with(
        "default", lambda db: db.create_graph("g", [{"edge_collection": "knows"}]), (200, ONE)
    )
    assert asked == []
    assert type(raised) is KeyError


@pytest.mark.parametrize("context", CONTEXTS)
async def test_what_was_made_can_be_used_at_once(context: str) -> None:
    # A batch is over when its results are there: what they are calls in the default context.
    _, graph = await exchange_with(context, lambda db: db.create_graph("school"), (200, ONE))
    assert type(graph) is Graph
    assert (repr(graph), graph.name, graph.context) == ("<Graph school>", "school", "default")
    vertices, edges, replaced = [
        (await exchange_with(context, call, (200, ONE)))[1]
        for call in (
            lambda db: db.graph("school").create_vertex_collection("rooms"),
            lambda db: db.graph("school").create_edge_definition("knows", [], []),
            lambda db: db.graph("school").replace_edge_definition("knows", [], []),
        )
    ]
    assert [type(made) for made in (vertices, edges, replaced)] == [
        VertexCollection,
        EdgeCollection,
        EdgeCollection,
    ]
    assert [made.name for made in (vertices, edges, replaced)] == ["rooms", "knows", "knows"]
    assert {made.graph for made in (vertices, edges, replaced)} == {"school"}
    assert {made.context for made in (vertices, edges, replaced)} == {"default"}


async def test_wrappers_are_made_in_the_context_of_what_they_are_asked_of() -> None:
    async def contexts(db: Any) -> Any:
        async with db.begin_batch_execution() as batch_db:
            graph = batch_db.graph("g")
            return [graph, graph.vertex_collection("v"), graph.edge_collection("e")]

    asked, wrappers = await exchange_with("default", contexts)
    assert asked == []
    assert [wrapper.context for wrapper in wrappers] == ["batch"] * 3
