"""Traversals of a graph."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.queries import query_body
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import GraphTraverseError
from arango_fastbatch.graph.named import NamedGraph
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Json
from arango_fastbatch.utils import get_doc_id

# The old endpoint's words.
_STRATEGIES = {"bfs": "breadthfirst", "dfs": "depthfirst"}
# AQL's words, by what may be asked for; None is what the old endpoint did by default.
_DIRECTIONS = {"outbound": "OUTBOUND", "inbound": "INBOUND", "any": "ANY"}
_ORDERS = {None: "dfs", "dfs": "dfs", "depthfirst": "dfs", "bfs": "bfs", "breadthfirst": "bfs"}
_UNIQUE_EDGES = {None: "path", "path": "path", "none": "none"}
_UNIQUE_VERTICES = {None: "none", "none": "none", "path": "path", "global": "global"}
# How far the old endpoint went by default.
_MAX_DEPTH = 256


def _visited(body: Any, _: Call[Json]) -> Json:
    visited: Json = body["result"][0]
    return visited


def _visited_by_functions(body: Any, _: Call[Json]) -> Json:
    result: Json = body["result"]
    visited: Json = result.get("visited", result)
    return visited


TRAVERSE: Operation[Json] = Operation("POST", "/_api/cursor", GraphTraverseError, decode=_visited)
TRAVERSE_BY_FUNCTIONS: Operation[Json] = Operation(
    "POST",
    "/_api/traversal",
    GraphTraverseError,
    decode=_visited_by_functions,
    until="3.12",
    instead="an AQL traversal",
    what="traversing by functions in JavaScript",
)


class Traversal(NamedGraph[C_co]):
    """Methods that follow a graph's edges."""

    @endpoint
    async def traverse(
        self,
        start_vertex: str | Json,
        direction: str = "outbound",
        item_order: str = "forward",
        strategy: str | None = None,
        order: str | None = None,
        edge_uniqueness: str | None = None,
        vertex_uniqueness: str | None = None,
        max_iter: int | None = None,
        min_depth: int | None = None,
        max_depth: int | None = None,
        init_func: str | None = None,
        sort_func: str | None = None,
        filter_func: str | None = None,
        visitor_func: str | None = None,
        expander_func: str | None = None,
    ) -> Json:
        """Visit the vertices that can be reached from one.

        The traversal is an AQL query, which every server knows, unless it asks for what AQL does
        not have: a function, a number of iterations, another `order` than "preorder", the
        `item_order` "backward", edges that are unique globally, or, depth-first, vertices that are
        so. Only servers before 3.12 do these. In which order the edges of one vertex are followed
        is the server's affair either way.

        Args:
            start_vertex: The id of the vertex to begin at, or a body with ``_id``.
            direction: "outbound", "inbound" or "any": which edges are followed.
            item_order: "forward" or "backward": the order of the edges of a vertex.
            strategy: "dfs" (the default) or "bfs": depth or breadth first.
            order: "preorder" (the default), "postorder" or "preorder-expander": whether a vertex
                is visited before those behind it.
            edge_uniqueness: "path" (the default), "global" or "none": where an edge is followed
                once only.
            vertex_uniqueness: "none" (the default), "path" or "global": where a vertex is visited
                once only.
            max_iter: Most iterations; more are an error.
            min_depth: Edges between the start and the first vertex that is part of the result;
                0 by default.
            max_depth: Edges between the start and the last vertex; 256 by default.
            init_func: Body of a JavaScript function of ``result`` that prepares the result.
            sort_func: Likewise of ``l, r`` that compares edges.
            filter_func: Likewise of ``config, vertex, path`` that gives "exclude" for a vertex
                that is not visited, "prune" for one whose edges are not followed, or both.
            visitor_func: Likewise of ``config, result, vertex, path, connected`` that is called
                for every visit.
            expander_func: Likewise of ``config, vertex, path`` that gives the edges and vertices
                to follow; the server asks it only if `direction` is None.

        Returns:
            The visited vertices as ``vertices``, and how they were reached as ``paths``, each with
            ``edges`` and ``vertices``.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            GraphTraverseError: If the server refuses, such as for a missing vertex, or because it
                is too new for what is asked for.

        Endpoint:
            POST /_api/cursor, or POST /_api/traversal (until 3.12)
        """
        start = get_doc_id(start_vertex)
        functions = _given(
            init=init_func,
            sort=sort_func,
            filter=filter_func,
            visitor=visitor_func,
            expander=expander_func,
        )
        query = traversal_query(direction, strategy, vertex_uniqueness, edge_uniqueness)
        is_common = item_order in {None, "forward"} and order in {None, "preorder"}
        if query and is_common and max_iter is None and not functions:
            depths = {"min": min_depth or 0, "max": _MAX_DEPTH if max_depth is None else max_depth}
            binds = {"graph": self._name, "start": start, **depths}
            return await self._call(TRAVERSE, body=query_body(query, binds))
        body = _given(
            graphName=self._name,
            startVertex=start,
            direction=direction,
            itemOrder=item_order,
            strategy=strategy and _STRATEGIES.get(strategy, strategy),
            order=order,
            uniqueness=_given(vertices=vertex_uniqueness, edges=edge_uniqueness) or None,
            maxIterations=max_iter,
            minDepth=min_depth,
            maxDepth=max_depth,
            **functions,
        )
        return await self._call(TRAVERSE_BY_FUNCTIONS, body=body)


def traversal_query(
    direction: str, strategy: str | None, vertices: str | None, edges: str | None
) -> str | None:
    """The AQL of a traversal from ``@start`` in ``@graph``, from depth ``@min`` to ``@max``.

    Args:
        direction: "outbound", "inbound" or "any".
        strategy: "dfs" or "depthfirst", "bfs" or "breadthfirst", or None for the former.
        vertices: Where vertices are visited once only: "none", "path", "global", or None for the
            first.
        edges: Where edges are followed once only: "path", "none", or None for the former.

    Returns:
        The query, or None if AQL does not have such a traversal.
    """
    word = _DIRECTIONS.get(direction)
    order = _ORDERS.get(strategy)
    unique_edges = _UNIQUE_EDGES.get(edges)
    unique_vertices = _UNIQUE_VERTICES.get(vertices)
    if word is None or order is None or unique_edges is None or unique_vertices is None:
        return None
    if unique_vertices == "global" and order == "dfs":
        return None
    # Edges may point to vertices that are gone: they end there. AQL binds nothing in OPTIONS.
    return f"""
        FILTER ASSERT(DOCUMENT(@start) != null, "start vertex not found")
        LET visited = (
            FOR vertex, edge, path IN @min..@max {word} @start GRAPH @graph
            PRUNE vertex == null
            OPTIONS {{
                order: "{order}",
                uniqueEdges: "{unique_edges}",
                uniqueVertices: "{unique_vertices}"
            }}
            FILTER vertex != null
            RETURN {{ vertex, path: {{ edges: path.edges, vertices: path.vertices }} }}
        )
        RETURN {{ vertices: visited[*].vertex, paths: visited[*].path }}
    """


def _given(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
