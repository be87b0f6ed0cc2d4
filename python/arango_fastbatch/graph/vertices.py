"""Single vertices of a graph, by their ids."""

from __future__ import annotations

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection import VertexCollection
from arango_fastbatch.context import C_co, Now
from arango_fastbatch.graph.named import NamedGraph
from arango_fastbatch.typings import Json
from arango_fastbatch.utils import get_col_name


class Vertices(NamedGraph[C_co]):
    """Methods for the vertices of a graph, whichever collection they are in."""

    @endpoint
    async def has_vertex(
        self, vertex: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> bool:
        """Tell whether a vertex exists.

        Args:
            vertex: Its id, or a body with ``_id``.
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
        return await self._vertices_with(vertex).has(vertex, rev, check_rev)

    @endpoint
    async def vertex(
        self, vertex: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> Json | None:
        """Read a vertex.

        Args:
            vertex: Its id, or a body with ``_id``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            The vertex, or None if there is none.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentGetError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._vertices_with(vertex).get(vertex, rev, check_rev)

    @endpoint
    async def insert_vertex(
        self, collection: str, vertex: Json, sync: bool | None = None, silent: bool = False
    ) -> bool | Json:
        """Insert a vertex.

        Args:
            collection: Name of the collection.
            vertex: The vertex; its key is taken from ``_key`` or ``_id`` if it has either.
            sync: Whether the server answers only when the vertex is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The vertex's ``_id``, ``_key`` and ``_rev``; True if silent.

        Raises:
            DocumentParseError: If ``_id`` is not one of this collection.
            DocumentInsertError: If the server refuses, such as for a key that exists (HTTP 409).

        Endpoint:
            POST /_api/gharial/{graph}/vertex/{collection}
        """
        return await self._vertices(collection).insert(vertex, sync, silent)

    @endpoint
    async def update_vertex(
        self,
        vertex: Json,
        check_rev: bool = True,
        keep_none: bool = True,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Json:
        """Change attributes of a vertex.

        Args:
            vertex: The attributes to change, with ``_id``.
            check_rev: Whether ``_rev``, if the body has it, must be the vertex's revision.
            keep_none: Whether None values are stored, or remove the attribute.
            sync: Whether the server answers only when the change is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The vertex's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; True if silent.

        Raises:
            DocumentParseError: If the body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentUpdateError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            PATCH /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._vertices_with(vertex).update(vertex, check_rev, keep_none, sync, silent)

    @endpoint
    async def replace_vertex(
        self, vertex: Json, check_rev: bool = True, sync: bool | None = None, silent: bool = False
    ) -> bool | Json:
        """Replace a vertex.

        Args:
            vertex: The new vertex, with ``_id``.
            check_rev: Whether ``_rev``, if the body has it, must be the old vertex's revision.
            sync: Whether the server answers only when the vertex is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The vertex's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; True if silent.

        Raises:
            DocumentParseError: If the body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentReplaceError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            PUT /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._vertices_with(vertex).replace(vertex, check_rev, sync, silent)

    @endpoint
    async def delete_vertex(
        self,
        vertex: str | Json,
        rev: str | None = None,
        check_rev: bool = True,
        ignore_missing: bool = False,
        sync: bool | None = None,
    ) -> bool | Json:
        """Delete a vertex, and the edges of the graph that it has.

        Args:
            vertex: Its id, or a body with ``_id``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.
            ignore_missing: Whether a missing vertex is no error.
            sync: Whether the server answers only when the deletion is on disk; None for the
                collection's own setting.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentDeleteError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            DELETE /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._vertices_with(vertex).delete(
            vertex, rev, check_rev, ignore_missing, sync
        )

    # What a call of these collections gives in this wrapper's context is what the method that makes
    # it gives, too: to the type checker it is the result, and `endpoint` says what stands for it.

    def _vertices(self, collection: str) -> VertexCollection[Now]:
        return VertexCollection(self._conn, self._executor, self._name, collection)

    def _vertices_with(self, vertex: str | Json) -> VertexCollection[Now]:
        return self._vertices(get_col_name(vertex))
