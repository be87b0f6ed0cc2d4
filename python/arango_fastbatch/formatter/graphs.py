"""Graphs, their vertices and edges."""

from __future__ import annotations

from arango_fastbatch.formatter.fields import Names, each, format_body, renamed
from arango_fastbatch.typings import Json

_EDGE_DEFINITION: Names = {
    "collection": "edge_collection",
    "from": "from_vertex_collections",
    "to": "to_vertex_collections",
}
_GRAPH: Names = {
    "_id": "id",
    "_key": "key",
    "name": "name",
    "_rev": "revision",
    "orphanCollections": "orphan_collections",
    "edgeDefinitions": "edge_definitions",
    "isSmart": "smart",
    "isDisjoint": "disjoint",
    "isSatellite": "satellite",
    "smartGraphAttribute": "smart_field",
    "numberOfShards": "shard_count",
    "replicationFactor": "replication_factor",
    "minReplicationFactor": "min_replication_factor",
    "writeConcern": "write_concern",
    "initial": "initial",
    "initialCid": "initial_cid",
}


def format_edge(body: Json) -> Json:
    """What the server says of an edge of a graph that it has written.

    Args:
        body: The server's answer.

    Returns:
        What is below ``edge``; with the edge itself, as ``new`` or ``old``, all of the answer.
    """
    return _format_written(body, "edge")


def format_edge_definition(body: Json) -> Json:
    """Which vertices a graph's edges are between.

    Args:
        body: One of the ``edgeDefinitions`` of a graph.

    Returns:
        A new dict.
    """
    return renamed(body, _EDGE_DEFINITION)


def format_graph_properties(body: Json) -> Json:
    """The properties of a graph.

    Args:
        body: The ``graph`` of the server's answer, or one of its ``graphs``.

    Returns:
        A new dict.
    """
    return renamed(body, _GRAPH, {"edgeDefinitions": each(format_edge_definition)})


def format_vertex(body: Json) -> Json:
    """What the server says of a vertex of a graph that it has written.

    Args:
        body: The server's answer.

    Returns:
        What is below ``vertex``; with the vertex itself, as ``new`` or ``old``, all of the answer.
    """
    return _format_written(body, "vertex")


def _format_written(body: Json, kind: str) -> Json:
    metadata = {
        "_old_rev" if name == "_oldRev" else name: value
        for name, value in body.get(kind, {}).items()
    }
    if "new" in body or "old" in body:
        return format_body({**body, kind: metadata})
    return metadata
