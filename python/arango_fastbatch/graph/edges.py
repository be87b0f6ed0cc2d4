"""Single edges of a graph, by their ids, and the edges of a vertex."""

from __future__ import annotations

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection import EdgeCollection
from arango_fastbatch.context import C_co, Now
from arango_fastbatch.graph.named import NamedGraph
from arango_fastbatch.typings import Json
from arango_fastbatch.utils import get_col_name


class Edges(NamedGraph[C_co]):
    """Methods for the edges of a graph, whichever collection they are in."""

    @endpoint
    async def has_edge(
        self, edge: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> bool:
        """Tell whether an edge exists.

        Args:
            edge: Its id, or a body with ``_id``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            Whether it exists.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentInError: If the server refuses.

        Endpoint:
            GET /_api/document/{collection}/{key}
        """
        return await self._edges_with(edge).has(edge, rev, check_rev)

    @endpoint
    async def edge(
        self, edge: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> Json | None:
        """Read an edge.

        Args:
            edge: Its id, or a body with ``_id``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            The edge, or None if there is none.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentGetError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._edges_with(edge).get(edge, rev, check_rev)

    @endpoint
    async def insert_edge(
        self, collection: str, edge: Json, sync: bool | None = None, silent: bool = False
    ) -> bool | Json:
        """Insert an edge.

        Args:
            collection: Name of the collection.
            edge: The edge, with the ids of its vertices as ``_from`` and ``_to``; its key is taken
                from ``_key`` or ``_id`` if it has either.
            sync: Whether the server answers only when the edge is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The edge's ``_id``, ``_key`` and ``_rev``; True if silent.

        Raises:
            DocumentParseError: If ``_id`` is not one of this collection.
            DocumentInsertError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            POST /_api/gharial/{graph}/edge/{collection}
        """
        return await self._edges(collection).insert(edge, sync, silent)

    @endpoint
    async def update_edge(
        self,
        edge: Json,
        check_rev: bool = True,
        keep_none: bool = True,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Json:
        """Change attributes of an edge.

        Args:
            edge: The attributes to change, with ``_id``.
            check_rev: Whether ``_rev``, if the body has it, must be the edge's revision.
            keep_none: Whether None values are stored, or remove the attribute.
            sync: Whether the server answers only when the change is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The edge's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; True if silent.

        Raises:
            DocumentParseError: If the body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentUpdateError: If the server refuses, such as for a missing edge (HTTP 404).

        Endpoint:
            PATCH /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._edges_with(edge).update(edge, check_rev, keep_none, sync, silent)

    @endpoint
    async def replace_edge(
        self, edge: Json, check_rev: bool = True, sync: bool | None = None, silent: bool = False
    ) -> bool | Json:
        """Replace an edge.

        Args:
            edge: The new edge, with ``_id``, ``_from`` and ``_to``.
            check_rev: Whether ``_rev``, if the body has it, must be the old edge's revision.
            sync: Whether the server answers only when the edge is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The edge's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; True if silent.

        Raises:
            DocumentParseError: If the body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentReplaceError: If the server refuses, such as for a missing edge (HTTP 404).

        Endpoint:
            PUT /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._edges_with(edge).replace(edge, check_rev, sync, silent)

    @endpoint
    async def delete_edge(
        self,
        edge: str | Json,
        rev: str | None = None,
        check_rev: bool = True,
        ignore_missing: bool = False,
        sync: bool | None = None,
    ) -> bool | Json:
        """Delete an edge.

        Args:
            edge: Its id, or a body with ``_id``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.
            ignore_missing: Whether a missing edge is no error.
            sync: Whether the server answers only when the deletion is on disk; None for the
                collection's own setting.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentDeleteError: If the server refuses, such as for a missing edge (HTTP 404).

        Endpoint:
            DELETE /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._edges_with(edge).delete(edge, rev, check_rev, ignore_missing, sync)

    @endpoint
    async def edges(
        self, collection: str, vertex: str | Json, direction: str | None = None
    ) -> Json:
        """Read the edges of a vertex.

        Args:
            collection: Name of the edge collection.
            vertex: The vertex's id, or a body with ``_id``.
            direction: "in" for edges to the vertex, "out" for edges from it; None for both.

        Returns:
            The edges as ``edges``, and what it took to find them as ``stats``.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            EdgeListError: If the server refuses.

        Endpoint:
            GET /_api/edges/{collection}
        """
        return await self._edges(collection).edges(vertex, direction)

    @endpoint
    async def link(
        self,
        collection: str,
        from_vertex: str | Json,
        to_vertex: str | Json,
        data: Json | None = None,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Json:
        """Insert an edge between two vertices.

        Args:
            collection: Name of the edge collection.
            from_vertex: The id of the vertex that it begins at, or a body with ``_id``.
            to_vertex: The id of the vertex that it ends at, or a body with ``_id``.
            data: More attributes of the edge; its key is taken from ``_key`` or ``_id``.
            sync: Whether the server answers only when the edge is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The edge's ``_id``, ``_key`` and ``_rev``; True if silent.

        Raises:
            DocumentParseError: If a vertex has no ``_id``, or ``_id`` of the attributes is not one
                of this collection.
            DocumentInsertError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            POST /_api/gharial/{graph}/edge/{collection}
        """
        return await self._edges(collection).link(from_vertex, to_vertex, data, sync, silent)

    # What a call of these collections gives in this wrapper's context is what the method that makes
    # it gives, too: to the type checker it is the result, and `endpoint` says what stands for it.

    def _edges(self, collection: str) -> EdgeCollection[Now]:
        return EdgeCollection(self._conn, self._executor, self._name, collection)

    def _edges_with(self, edge: str | Json) -> EdgeCollection[Now]:
        return self._edges(get_col_name(edge))
