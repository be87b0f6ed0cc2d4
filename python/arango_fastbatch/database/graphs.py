"""The graphs of a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_piece
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import GRAPH_NOT_FOUND
from arango_fastbatch.exceptions import GraphCreateError, GraphDeleteError, GraphListError
from arango_fastbatch.formatter import format_graph_properties
from arango_fastbatch.graph import Graph
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons

# A server that is no cluster does not say these: None then, as ever.
_OF_CLUSTERS = {"shard_count": None, "replication_factor": None}


def _listed(body: Any, _: Call[Jsons]) -> Jsons:
    return [{**_OF_CLUSTERS, **format_graph_properties(entry)} for entry in body["graphs"]]


def _is_listed(body: Any, call: Call[bool]) -> bool:
    return any(entry["_key"] == call.arg for entry in body["graphs"])


def _made(_: Any, call: Call[Graph[Any]]) -> Graph[Any]:
    return Graph(*call.arg)


LIST: Operation[Jsons] = Operation("GET", "/_api/gharial", GraphListError, decode=_listed)
HAS: Operation[bool] = Operation(
    "GET", "/_api/gharial", GraphListError, decode=_is_listed, free=True
)
CREATE: Operation[Graph[Any]] = Operation(
    "POST", "/_api/gharial", GraphCreateError, decode=_made, free=True
)
DELETE: Operation[bool] = Operation(
    "DELETE",
    "/_api/gharial/{key}",
    GraphDeleteError,
    query=("dropCollections",),
    decode=always_true,
)
DELETE_IF_THERE = replace(DELETE, recover={GRAPH_NOT_FOUND: False})


class Graphs(ApiGroup[C_co]):
    """Methods for the graphs of a database."""

    def graph(self, name: str) -> Graph[C_co]:
        """The wrapper of a graph; the server is not asked.

        Args:
            name: The graph's name.

        Returns:
            The wrapper, in this wrapper's context.
        """
        return Graph(self._conn, self._executor, name)

    @endpoint
    async def has_graph(self, name: str) -> bool:
        """Tell whether a graph exists.

        Args:
            name: The graph's name.

        Returns:
            Whether it exists.

        Raises:
            GraphListError: If the server refuses.

        Endpoint:
            GET /_api/gharial
        """
        return await self._call(HAS, arg=name)

    @endpoint
    async def graphs(self) -> Jsons:
        """List the graphs.

        Returns:
            For each ``id``, ``name``, ``revision``, ``edge_definitions``, ``orphan_collections``,
            and ``shard_count`` and ``replication_factor``, which are None without a cluster.

        Raises:
            GraphListError: If the server refuses.

        Endpoint:
            GET /_api/gharial
        """
        return await self._call(LIST)

    @endpoint
    async def create_graph(
        self,
        name: str,
        edge_definitions: Sequence[Json] | None = None,
        orphan_collections: Sequence[str] | None = None,
        smart: bool | None = None,
        smart_field: str | None = None,
        shard_count: int | None = None,
    ) -> Graph[Any]:
        """Create a graph; collections that do not exist are created.

        Args:
            name: Its name.
            edge_definitions: Which edges it has, each with ``edge_collection``,
                ``from_vertex_collections`` and ``to_vertex_collections``.
            orphan_collections: Collections of vertices without edges.
            smart: Whether vertices are sharded by `smart_field` (Enterprise Edition, cluster).
            smart_field: Attribute by whose values the vertices are sharded.
            shard_count: Number of shards of each collection (cluster).

        Returns:
            The wrapper of the new graph.

        Raises:
            GraphCreateError: If the server refuses, such as for a name that exists.

        Endpoint:
            POST /_api/gharial

        Example:
            >>> school = await db.create_graph(
            ...     "school",
            ...     edge_definitions=[
            ...         {
            ...             "edge_collection": "teaches",
            ...             "from_vertex_collections": ["teachers"],
            ...             "to_vertex_collections": ["students"],
            ...         }
            ...     ],
            ... )
        """
        options = {"smartGraphAttribute": smart_field, "numberOfShards": shard_count}
        body: Json = {
            "name": name,
            "options": {key: value for key, value in options.items() if value is not None},
        }
        if edge_definitions is not None:
            body["edgeDefinitions"] = [_definition(entry) for entry in edge_definitions]
        if orphan_collections is not None:
            body["orphanCollections"] = orphan_collections
        if smart is not None:
            body["isSmart"] = smart
        made = (self._conn, self._executor.for_wrappers(), name)
        return await self._call(CREATE, body=body, arg=made)

    @endpoint
    async def delete_graph(
        self, name: str, ignore_missing: bool = False, drop_collections: bool | None = None
    ) -> bool:
        """Delete a graph.

        Args:
            name: Its name.
            ignore_missing: Whether a missing graph is no error.
            drop_collections: Whether its collections are deleted, too, unless another graph has
                them.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            GraphDeleteError: If the server refuses, such as for a missing one (HTTP 404).

        Endpoint:
            DELETE /_api/gharial/{name}
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, (drop_collections,), key=path_piece(name))


def _definition(entry: Json) -> Json:
    return {
        "collection": entry["edge_collection"],
        "from": entry["from_vertex_collections"],
        "to": entry["to_vertex_collections"],
    }
