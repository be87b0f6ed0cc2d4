"""Traversals: AQL for what AQL has, and the old endpoint for the rest."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, exchange_with

from arango_fastbatch.exceptions import DocumentParseError, GraphTraverseError, version_error

VISITED = {"vertices": [{"_id": "v/1"}], "paths": [{"edges": [], "vertices": [{"_id": "v/1"}]}]}
BY_AQL = (201, {"result": [VISITED], "hasMore": False, "error": False, "code": 201})
BY_FUNCTIONS = (200, {"result": {"visited": VISITED}, "error": False, "code": 200})


async def traverse(context: str, answer: Any, /, *args: Any, **kwargs: Any) -> Any:
    """What a traversal asks, and what it gives or raises."""

    def call(db: Any) -> Awaitable[Any]:
        visited: Awaitable[Any] = db.graph("g").traverse(*args, **kwargs)
        return visited

    return await exchange_with(context, call, answer)


IN_AQL: list[tuple[dict[str, Any], str, str, dict[str, int]]] = [
    ({}, "OUTBOUND", '"dfs", uniqueEdges: "path", uniqueVertices: "none"', {}),
    (
        {"direction": "inbound", "strategy": "dfs", "order": "preorder"},
        "INBOUND",
        '"dfs", uniqueEdges: "path", uniqueVertices: "none"',
        {},
    ),
    (
        {"direction": "any", "strategy": "bfs", "vertex_uniqueness": "global", "min_depth": 2},
        "ANY",
        '"bfs", uniqueEdges: "path", uniqueVertices: "global"',
        {"min": 2},
    ),
    (
        {"strategy": "breadthfirst", "edge_uniqueness": "none", "vertex_uniqueness": "path"},
        "OUTBOUND",
        '"bfs", uniqueEdges: "none", uniqueVertices: "path"',
        {},
    ),
    (
        {"strategy": "depthfirst", "edge_uniqueness": "path", "max_depth": 0, "min_depth": 0},
        "OUTBOUND",
        '"dfs", uniqueEdges: "path", uniqueVertices: "none"',
        {"max": 0},
    ),
]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("options", "direction", "order", "depths"), IN_AQL)
async def test_what_aql_has_is_a_query(
    options: dict[str, Any], direction: str, order: str, depths: dict[str, int], context: str
) -> None:
    asked, result = await traverse(context, BY_AQL, "v/1", **options)
    assert (asked.method, asked.target) == ("POST", "/_api/cursor")
    assert asked.body["bindVars"] == {"graph": "g", "start": "v/1", "min": 0, "max": 256, **depths}
    assert f"IN @min..@max {direction} @start GRAPH @graph " in asked.body["query"]
    assert f"OPTIONS {{ order: {order} }} " in asked.body["query"]
    assert result == VISITED


OF_OLD: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"max_iter": 5}, {"maxIterations": 5}),
    ({"item_order": "backward"}, {"itemOrder": "backward"}),
    ({"order": "postorder"}, {"order": "postorder"}),
    ({"direction": "sideways"}, {"direction": "sideways"}),
    ({"strategy": "dijkstra"}, {"strategy": "dijkstra"}),
    ({"edge_uniqueness": "global"}, {"uniqueness": {"edges": "global"}}),
    ({"vertex_uniqueness": "global"}, {"uniqueness": {"vertices": "global"}}),
    ({"sort_func": "return 0"}, {"sort": "return 0"}),
    ({"filter_func": "return"}, {"filter": "return"}),
    ({"visitor_func": "x"}, {"visitor": "x"}),
    ({"init_func": "x"}, {"init": "x"}),
    ({"expander_func": "x"}, {"expander": "x"}),
    (
        {"strategy": "bfs", "filter_func": "return", "min_depth": 0, "max_depth": 3},
        {"strategy": "breadthfirst", "filter": "return", "minDepth": 0, "maxDepth": 3},
    ),
]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("options", "fields"), OF_OLD)
async def test_what_aql_lacks_goes_to_the_old_endpoint(
    options: dict[str, Any], fields: dict[str, Any], context: str
) -> None:
    asked, result = await traverse(context, BY_FUNCTIONS, {"_id": "v/1"}, **options)
    assert (asked.method, asked.target) == ("POST", "/_api/traversal")
    assert asked.body == {
        "graphName": "g",
        "startVertex": "v/1",
        "direction": "outbound",
        "itemOrder": "forward",
        **fields,
    }
    assert result == VISITED


async def test_every_option_of_the_old_endpoint() -> None:
    arguments = ("v/1", "any", "backward", "dfs", "preorder", "global", "path", 5, 1, 2)
    asked, _ = await traverse("default", BY_FUNCTIONS, *arguments, "i", "s", "f", "v", "e")
    assert asked.body == {
        "graphName": "g",
        "startVertex": "v/1",
        "direction": "any",
        "itemOrder": "backward",
        "strategy": "depthfirst",
        "order": "preorder",
        "uniqueness": {"edges": "global", "vertices": "path"},
        "maxIterations": 5,
        "minDepth": 1,
        "maxDepth": 2,
        "init": "i",
        "sort": "s",
        "filter": "f",
        "visitor": "v",
        "expander": "e",
    }


async def test_a_result_of_the_callers_own_is_given_as_it_is() -> None:
    answer = (200, {"result": {"count": 3}})
    assert (await traverse("default", answer, "v/1", init_func="result = {}"))[1] == {"count": 3}


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_server_without_the_old_endpoint_is_told_apart(context: str) -> None:
    unknown = {"error": True, "code": 404, "errorNum": 404, "errorMessage": "unknown path"}
    _, raised = await traverse(context, (404, unknown), "v/1", max_iter=5)
    assert type(raised) is version_error(GraphTraverseError)
    assert "exists only before 3.12; instead: an AQL traversal" in str(raised)
    missing = {"error": True, "code": 404, "errorNum": 1202, "errorMessage": "invalid startVertex"}
    _, raised = await traverse(context, (404, missing), "v/1", max_iter=5)
    assert type(raised) is GraphTraverseError
    assert "3.12" not in str(raised)


async def test_the_start_is_named_by_its_id() -> None:
    asked, raised = await traverse("default", BY_AQL, {"_key": "1"})
    assert asked == []
    assert type(raised) is DocumentParseError
