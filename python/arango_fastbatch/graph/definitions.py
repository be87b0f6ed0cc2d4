"""What a graph consists of: collections of vertices, and edges between which of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.arguments import path_piece
from arango_fastbatch.collection import EdgeCollection, VertexCollection
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    EdgeDefinitionCreateError,
    EdgeDefinitionDeleteError,
    EdgeDefinitionListError,
    EdgeDefinitionReplaceError,
    GraphPropertiesError,
    VertexCollectionCreateError,
    VertexCollectionDeleteError,
    VertexCollectionListError,
)
from arango_fastbatch.formatter import format_edge_definition, format_graph_properties
from arango_fastbatch.graph.named import GRAPH, NamedGraph
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _properties(body: Any, _: Call[Json]) -> Json:
    return format_graph_properties(body["graph"])


def _names(body: Any, _: Call[list[str]]) -> list[str]:
    return sorted(set(body["collections"]))


def _is_named(body: Any, call: Call[bool]) -> bool:
    return call.arg in body["collections"]


def _definitions(body: Any, _: Call[Jsons]) -> Jsons:
    return [format_edge_definition(entry) for entry in body["graph"]["edgeDefinitions"]]


def _is_defined(body: Any, call: Call[bool]) -> bool:
    return any(entry["collection"] == call.arg for entry in body["graph"]["edgeDefinitions"])


def _vertices(_: Any, call: Call[VertexCollection[Any]]) -> VertexCollection[Any]:
    return VertexCollection(*call.arg)


def _edges(_: Any, call: Call[EdgeCollection[Any]]) -> EdgeCollection[Any]:
    return EdgeCollection(*call.arg)


PROPERTIES: Operation[Json] = Operation("GET", GRAPH, GraphPropertiesError, decode=_properties)

VERTEX_COLLECTIONS: Operation[list[str]] = Operation(
    "GET", f"{GRAPH}/vertex", VertexCollectionListError, decode=_names
)
HAS_VERTEX_COLLECTION: Operation[bool] = Operation(
    "GET", f"{GRAPH}/vertex", VertexCollectionListError, decode=_is_named, free=True
)
CREATE_VERTEX_COLLECTION: Operation[VertexCollection[Any]] = Operation(
    "POST", f"{GRAPH}/vertex", VertexCollectionCreateError, decode=_vertices, free=True
)
DELETE_VERTEX_COLLECTION: Operation[bool] = Operation(
    "DELETE",
    f"{GRAPH}/vertex/{{key}}",
    VertexCollectionDeleteError,
    query=("dropCollection",),
    decode=always_true,
)

# The list of edge collections does not say between which vertices they are: the graph does.
EDGE_DEFINITIONS: Operation[Jsons] = Operation(
    "GET", GRAPH, EdgeDefinitionListError, decode=_definitions
)
HAS_EDGE_DEFINITION: Operation[bool] = Operation(
    "GET", GRAPH, EdgeDefinitionListError, decode=_is_defined, free=True
)
CREATE_EDGE_DEFINITION: Operation[EdgeCollection[Any]] = Operation(
    "POST", f"{GRAPH}/edge", EdgeDefinitionCreateError, decode=_edges, free=True
)
REPLACE_EDGE_DEFINITION: Operation[EdgeCollection[Any]] = Operation(
    "PUT", f"{GRAPH}/edge/{{key}}", EdgeDefinitionReplaceError, decode=_edges, free=True
)
DELETE_EDGE_DEFINITION: Operation[bool] = Operation(
    "DELETE",
    f"{GRAPH}/edge/{{key}}",
    EdgeDefinitionDeleteError,
    query=("dropCollections",),
    decode=always_true,
)


class Definitions(NamedGraph[C_co]):
    """Methods for the collections of a graph."""

    @endpoint
    async def properties(self) -> Json:
        """Read the graph's properties.

        Returns:
            ``id``, ``key``, ``name``, ``revision``, ``edge_definitions``, ``orphan_collections``,
            and in a cluster ``shard_count``, ``replication_factor``, ``smart``, ``smart_field``, ….

        Raises:
            GraphPropertiesError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}
        """
        return await self._call(PROPERTIES)

    # --- Collections of vertices

    @endpoint
    async def has_vertex_collection(self, name: str) -> bool:
        """Tell whether a collection's vertices are in the graph.

        Args:
            name: The collection's name.

        Returns:
            Whether they are.

        Raises:
            VertexCollectionListError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}/vertex
        """
        return await self._call(HAS_VERTEX_COLLECTION, arg=name)

    @endpoint
    async def vertex_collections(self) -> list[str]:
        """List the collections whose vertices are in the graph.

        Returns:
            Their names, sorted.

        Raises:
            VertexCollectionListError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}/vertex
        """
        return await self._call(VERTEX_COLLECTIONS)

    @endpoint
    async def create_vertex_collection(self, name: str) -> VertexCollection[Any]:
        """Take a collection into the graph as one of vertices; it is created if it does not exist.

        Args:
            name: The collection's name.

        Returns:
            The wrapper of the collection.

        Raises:
            VertexCollectionCreateError: If the server refuses, such as for one that is in it.

        Endpoint:
            POST /_api/gharial/{graph}/vertex
        """
        return await self._call(
            CREATE_VERTEX_COLLECTION,
            body={"collection": name},
            arg=self._member(name),
        )

    @endpoint
    async def delete_vertex_collection(self, name: str, purge: bool = False) -> bool:
        """Take a collection of vertices out of the graph; no edge definition may name it.

        Args:
            name: The collection's name.
            purge: Whether it is deleted, too, unless another graph has it.

        Returns:
            True.

        Raises:
            VertexCollectionDeleteError: If the server refuses.

        Endpoint:
            DELETE /_api/gharial/{graph}/vertex/{name}
        """
        return await self._call(DELETE_VERTEX_COLLECTION, (purge,), key=path_piece(name))

    # --- Edge definitions

    @endpoint
    async def has_edge_definition(self, name: str) -> bool:
        """Tell whether the graph has a definition for the edges of a collection.

        Args:
            name: The edge collection's name.

        Returns:
            Whether it has one.

        Raises:
            EdgeDefinitionListError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}
        """
        return await self._call(HAS_EDGE_DEFINITION, arg=name)

    @endpoint
    async def has_edge_collection(self, name: str) -> bool:
        """Tell whether a collection's edges are in the graph, as `has_edge_definition` does.

        Args:
            name: The edge collection's name.

        Returns:
            Whether they are.

        Raises:
            EdgeDefinitionListError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}
        """
        return await self._call(HAS_EDGE_DEFINITION, arg=name)

    @endpoint
    async def edge_definitions(self) -> Jsons:
        """List which edges the graph has, and between which vertices.

        Returns:
            For each edge collection its name as ``edge_collection``, and the names of vertex
            collections as ``from_vertex_collections`` and ``to_vertex_collections``.

        Raises:
            EdgeDefinitionListError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}
        """
        return await self._call(EDGE_DEFINITIONS)

    @endpoint
    async def create_edge_definition(
        self,
        edge_collection: str,
        from_vertex_collections: Sequence[str],
        to_vertex_collections: Sequence[str],
    ) -> EdgeCollection[Any]:
        """Take a collection of edges into the graph; collections that do not exist are created.

        Args:
            edge_collection: The edge collection's name.
            from_vertex_collections: Collections whose vertices the edges may begin at.
            to_vertex_collections: Collections whose vertices the edges may end at.

        Returns:
            The wrapper of the edge collection.

        Raises:
            EdgeDefinitionCreateError: If the server refuses, such as for one that is in it.

        Endpoint:
            POST /_api/gharial/{graph}/edge
        """
        return await self._call(
            CREATE_EDGE_DEFINITION,
            body=_definition(edge_collection, from_vertex_collections, to_vertex_collections),
            arg=self._member(edge_collection),
        )

    @endpoint
    async def replace_edge_definition(
        self,
        edge_collection: str,
        from_vertex_collections: Sequence[str],
        to_vertex_collections: Sequence[str],
    ) -> EdgeCollection[Any]:
        """Change between which vertices a collection's edges are, in every graph that has them.

        Args:
            edge_collection: The edge collection's name.
            from_vertex_collections: Collections whose vertices the edges may begin at.
            to_vertex_collections: Collections whose vertices the edges may end at.

        Returns:
            The wrapper of the edge collection.

        Raises:
            EdgeDefinitionReplaceError: If the server refuses.

        Endpoint:
            PUT /_api/gharial/{graph}/edge/{edge_collection}
        """
        return await self._call(
            REPLACE_EDGE_DEFINITION,
            key=path_piece(edge_collection),
            body=_definition(edge_collection, from_vertex_collections, to_vertex_collections),
            arg=self._member(edge_collection),
        )

    @endpoint
    async def delete_edge_definition(self, name: str, purge: bool = False) -> bool:
        """Take a collection of edges out of the graph.

        Args:
            name: The edge collection's name.
            purge: Whether it is deleted, too, unless another graph has it.

        Returns:
            True.

        Raises:
            EdgeDefinitionDeleteError: If the server refuses.

        Endpoint:
            DELETE /_api/gharial/{graph}/edge/{name}
        """
        return await self._call(DELETE_EDGE_DEFINITION, (purge,), key=path_piece(name))

    def _member(self, name: str) -> tuple[Any, ...]:
        """What the wrapper of a collection is made of, once it is in the graph."""
        return self._conn, self._executor.for_wrappers(), self._name, name


def _definition(name: str, begins: Sequence[str], ends: Sequence[str]) -> Json:
    return {"collection": name, "from": begins, "to": ends}
