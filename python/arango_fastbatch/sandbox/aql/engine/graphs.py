"""What a loop over a graph walks along: edge collections, their edges, and the vertices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from .... import errno
from ...faults import ArangoFault
from ..aside import at_once
from ..errors import AqlFault
from ..values import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..context import Context
    from ..language.nodes import Node
    from ..source import CollectionSource, Document
    from .compiled import Evaluate

__all__ = ["Graph", "GraphLoop", "depths", "invalid_depth", "start_vertex"]


@dataclass(frozen=True)
class GraphLoop:
    """A loop's graph, as the query names it.

    Args:
        node: The node that names it: "named graph" or "collection list".
        name: The name of a named graph.
        direction: "outbound", "inbound" or "any".
        options: The OPTIONS.
    """

    node: Node
    name: Evaluate | None
    direction: str
    options: Evaluate

    def open(self, context: Context) -> Graph:
        """The graph, opened for a run."""
        given = at_once(partial(self.options, [context]), context)
        options: dict[str, Any] = given if type(given) is dict else {}
        if self.name is not None:
            name = at_once(partial(self.name, [context]), context)
            collections = _named_graph(context, name, self.direction)
            allowed = _names(options.get("edgeCollections"))
            if allowed:
                collections = [pair for pair in collections if pair[0].name in allowed]
        else:
            collections = [self._listed(context, entry) for entry in self.node.nodes]
        return Graph(context, collections, _names(options.get("vertexCollections")), options)

    def _listed(self, context: Context, entry: Node) -> tuple[CollectionSource, str]:
        direction = self.direction
        if entry.kind == "direction":
            direction, entry = entry.nodes[0].value, entry.nodes[1]
        collection = context.opened(entry)
        if not collection.is_edge:
            text = f"collection type invalid for collection '{collection.name}': expecting "
            raise AqlFault(
                errno.COLLECTION_TYPE_INVALID, text + "collection type 'edge'", "instantiating plan"
            )
        return collection, direction


def _named_graph(context: Context, name: Any, direction: str) -> list[tuple[CollectionSource, str]]:
    graph = context.source.graph(name) if type(name) is str else None
    if graph is None:
        raise AqlFault(errno.GRAPH_NOT_FOUND, f"graph '{name}' not found", "parsing")
    names = dict.fromkeys(definition["collection"] for definition in graph.edge_definitions)
    return [(context.collection(name), direction) for name in names]


def _names(value: Any) -> set[str]:
    """Names given as one text or as an array of them."""
    if type(value) is str:
        return {value}
    return {name for name in value if type(name) is str} if type(value) is list else set()


class Graph:
    """An opened graph.

    Args:
        context: The run.
        collections: The edge collections, each with the direction in which it is walked.
        vertex_collections: Names of the only collections in which vertices may lie; empty for any.
        options: The OPTIONS.
    """

    def __init__(
        self,
        context: Context,
        collections: Sequence[tuple[CollectionSource, str]],
        vertex_collections: set[str],
        options: Mapping[str, Any],
    ) -> None:
        self._context = context
        self._collections = collections
        self._vertex_collections = vertex_collections
        self.options = options
        self._weight_attribute = options.get("weightAttribute")
        default = options.get("defaultWeight")
        self._default_weight: Any = default if type(default) in {int, float} else 1

    def neighbors(self, vertex: str, *, backwards: bool = False) -> Iterator[tuple[Document, str]]:
        """The edges from a vertex, each with the vertex to which it leads.

        Args:
            vertex: The id of a vertex.
            backwards: Walk against the directions: the edges that lead to it.
        """
        for collection, direction in self._collections:
            seen: set[str] = set()
            for end, other, name in (("_from", "_to", "inbound"), ("_to", "_from", "outbound")):
                if direction == (name if not backwards else _OPPOSITE[name]):
                    continue
                for edge in self._edges(collection, end, vertex):
                    self._context.stats.scanned_index += 1
                    # a loop at a vertex lies in both directions, but it is one edge
                    if edge["_id"] not in seen and self._allowed(edge[other]):
                        seen.add(edge["_id"])
                        yield edge, edge[other]

    def _edges(self, collection: CollectionSource, end: str, vertex: str) -> Iterator[Document]:
        found = collection.lookup((end,), vertex)
        for edge in collection.documents() if found is None else found:
            if edge.get(end) == vertex:
                yield edge

    def _allowed(self, vertex: str) -> bool:
        return not self._vertex_collections or (
            vertex.partition("/")[0] in self._vertex_collections
        )

    def vertex(self, identifier: str) -> Document | None:
        """The document of a vertex; null and a warning where there is none."""
        name, _, key = identifier.partition("/")
        try:
            found = self._context.collection(name).get(key)
        except ArangoFault as refused:
            if refused.errno != errno.DATA_SOURCE_NOT_FOUND:
                raise
            found = None
        if found is None:
            self._context.warn(errno.DOCUMENT_NOT_FOUND, f"vertex '{identifier}' not found")
        else:
            self._context.stats.document_lookups += 1
        return found

    def weight(self, edge: Document) -> float:
        """The weight of an edge: 1 where the query names no attribute for it.

        Raises:
            ArangoFault: 1948 where it is negative.
        """
        if type(self._weight_attribute) is not str:
            return 1
        value = edge.get(self._weight_attribute)
        weight: Any = value if type(value) in {int, float} else self._default_weight
        if weight < 0:
            raise AqlFault(
                errno.GRAPH_NEGATIVE_EDGE_WEIGHT, "negative edge weight found", "executing"
            )
        return float(weight)


_OPPOSITE = {"inbound": "outbound", "outbound": "inbound"}


def start_vertex(context: Context, value: Any) -> str | None:
    """The id of the vertex that a query gives: an id, or a document.

    Args:
        context: The run.
        value: What is given.

    Returns:
        The id, or None and a warning where it is none.
    """
    if type(value) is dict:
        value = value.get("_id")
    if type(value) is str and "/" in value:
        return value
    text = "Invalid input for traversal: Only id strings or objects with _id are allowed"
    context.warn(errno.BAD_PARAMETER, text)
    return None


def invalid_depth() -> AqlFault:
    """The fault of a traversal whose depth is no number, or not known before it begins."""
    return AqlFault(errno.QUERY_PARSE, "invalid traversal depth", "instantiating plan")


def depths(low: Any, high: Any) -> tuple[int, int]:
    """The bounds of a traversal's depth.

    Raises:
        ArangoFault: 1501 where they are none.
    """
    bounds = []
    for value in (low, high):
        if type(value) not in {int, float} or value < 0 or value != int(value):
            raise invalid_depth()
        bounds.append(int(to_number(value)))
    if bounds[0] > bounds[1]:
        raise invalid_depth()
    return bounds[0], bounds[1]
