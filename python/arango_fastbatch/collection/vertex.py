"""The vertices of a graph."""

from __future__ import annotations

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.base import Collection
from arango_fastbatch.collection.member import Member, member_rows
from arango_fastbatch.context import C_co
from arango_fastbatch.formatter import format_vertex
from arango_fastbatch.typings import Json

ROWS = member_rows("vertex", format_vertex)


class VertexCollection(Member[C_co], Collection[C_co]):
    """A collection of vertices of a graph.

    With a vertex the server also deletes the edges that it has in the graph. That is so for single
    vertices only: methods for many documents, which are those of every collection, do not know of
    the graph.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        graph: The graph's name.
        name: The collection's name.

    Example:
        >>> students = db.graph("school").vertex_collection("students")
        >>> await students.insert({"_key": "Kris"})
        {'_id': 'students/Kris', '_key': 'Kris', '_rev': '_hz2…'}
    """

    _rows = ROWS

    def __repr__(self) -> str:
        return f"<VertexCollection {self._name}>"

    @endpoint
    async def insert(
        self, vertex: Json, sync: bool | None = None, silent: bool = False, return_new: bool = False
    ) -> bool | Json:
        """Insert a vertex.

        Args:
            vertex: The vertex; its key is taken from ``_key`` or ``_id`` if it has either.
            sync: Whether the server answers only when the vertex is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            return_new: Whether the stored vertex is part of the result, as ``new``.

        Returns:
            The vertex's ``_id``, ``_key`` and ``_rev``; with `return_new` below ``vertex``, beside
            ``new``; True if silent.

        Raises:
            DocumentParseError: If ``_id`` is not one of this collection.
            DocumentInsertError: If the server refuses, such as for a key that exists (HTTP 409).

        Endpoint:
            POST /_api/gharial/{graph}/vertex/{collection}
        """
        return await self._insert(vertex, sync, silent, return_new)

    @endpoint
    async def get(
        self, vertex: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> Json | None:
        """Read a vertex.

        Args:
            vertex: Its key, its id, or a body with ``_id`` or ``_key``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            The vertex, or None if there is none.

        Raises:
            DocumentParseError: If the vertex is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentGetError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._read_one(vertex, rev, check_rev)

    @endpoint
    async def update(
        self,
        vertex: Json,
        check_rev: bool = True,
        keep_none: bool = True,
        sync: bool | None = None,
        silent: bool = False,
        return_old: bool = False,
        return_new: bool = False,
    ) -> bool | Json:
        """Change attributes of a vertex.

        Args:
            vertex: The attributes to change, with ``_id`` or ``_key``.
            check_rev: Whether ``_rev``, if the body has it, must be the vertex's revision.
            keep_none: Whether None values are stored, or remove the attribute.
            sync: Whether the server answers only when the change is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            return_old: Whether the vertex before is part of the result, as ``old``.
            return_new: Whether the changed vertex is part of the result, as ``new``.

        Returns:
            The vertex's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; with `return_old` or
            `return_new` below ``vertex``, beside ``old`` and ``new``; True if silent.

        Raises:
            DocumentParseError: If the vertex is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentUpdateError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            PATCH /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._update(
            vertex, check_rev, keep_none, sync, silent, return_old, return_new
        )

    @endpoint
    async def replace(
        self,
        vertex: Json,
        check_rev: bool = True,
        sync: bool | None = None,
        silent: bool = False,
        return_old: bool = False,
        return_new: bool = False,
    ) -> bool | Json:
        """Replace a vertex.

        Args:
            vertex: The new vertex, with ``_id`` or ``_key``.
            check_rev: Whether ``_rev``, if the body has it, must be the old vertex's revision.
            sync: Whether the server answers only when the vertex is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            return_old: Whether the old vertex is part of the result, as ``old``.
            return_new: Whether the new vertex is part of the result, as ``new``.

        Returns:
            The vertex's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; with `return_old` or
            `return_new` below ``vertex``, beside ``old`` and ``new``; True if silent.

        Raises:
            DocumentParseError: If the vertex is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentReplaceError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            PUT /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._replace(vertex, check_rev, sync, silent, return_old, return_new)

    @endpoint
    async def delete(
        self,
        vertex: str | Json,
        rev: str | None = None,
        check_rev: bool = True,
        ignore_missing: bool = False,
        sync: bool | None = None,
        return_old: bool = False,
    ) -> bool | Json:
        """Delete a vertex, and the edges of the graph that it has.

        Args:
            vertex: Its key, its id, or a body with ``_id`` or ``_key``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.
            ignore_missing: Whether a missing vertex is no error.
            sync: Whether the server answers only when the deletion is on disk; None for the
                collection's own setting.
            return_old: Whether the result is the deleted vertex, as ``old``.

        Returns:
            True, or the deleted vertex as ``old``; False if it is missing and that is no error.

        Raises:
            DocumentParseError: If the vertex is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentDeleteError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            DELETE /_api/gharial/{graph}/vertex/{collection}/{key}
        """
        return await self._delete(vertex, rev, check_rev, ignore_missing, sync, return_old)
