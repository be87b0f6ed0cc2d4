"""The edges of a graph."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.base import Collection
from arango_fastbatch.collection.identity import not_a_document
from arango_fastbatch.collection.member import Member, member_rows
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import EdgeListError
from arango_fastbatch.formatter import format_edge, format_query_statistics
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Json
from arango_fastbatch.utils import get_doc_id


def _of_vertex(body: Any, _: Call[Json]) -> Json:
    return {"edges": body["edges"], "stats": format_query_statistics(body.get("stats", {}))}


ROWS = member_rows("edge", format_edge)
OF_VERTEX: Operation[Json] = Operation(
    "GET",
    "/_api/edges/{collection}",
    EdgeListError,
    query=("vertex", "direction"),
    decode=_of_vertex,
    free=True,
)


class EdgeCollection(Member[C_co], Collection[C_co]):
    """A collection of edges of a graph.

    The server takes only edges between vertices that exist, and that are of collections which the
    graph's edge definition names. That is so for single edges only: methods for many documents,
    which are those of every collection, do not know of the graph.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        graph: The graph's name.
        name: The collection's name.

    Example:
        >>> teaches = db.graph("school").edge_collection("teaches")
        >>> await teaches.link("teachers/Jon", "students/Kris", {"since": 2019})
        {'_id': 'teaches/1', '_key': '1', '_rev': '_hz2…'}
    """

    _rows = ROWS

    def __repr__(self) -> str:
        return f"<EdgeCollection {self._name}>"

    @endpoint
    async def insert(
        self, edge: Json, sync: bool | None = None, silent: bool = False, return_new: bool = False
    ) -> bool | Json:
        """Insert an edge.

        Args:
            edge: The edge, with the ids of its vertices as ``_from`` and ``_to``; its key is taken
                from ``_key`` or ``_id`` if it has either.
            sync: Whether the server answers only when the edge is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            return_new: Whether the stored edge is part of the result, as ``new``.

        Returns:
            The edge's ``_id``, ``_key`` and ``_rev``; with `return_new` below ``edge``, beside
            ``new``; True if silent.

        Raises:
            DocumentParseError: If ``_id`` is not one of this collection.
            DocumentInsertError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            POST /_api/gharial/{graph}/edge/{collection}
        """
        return await self._insert(edge, sync, silent, return_new)

    @endpoint
    async def get(
        self, edge: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> Json | None:
        """Read an edge.

        Args:
            edge: Its key, its id, or a body with ``_id`` or ``_key``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            The edge, or None if there is none.

        Raises:
            DocumentParseError: If the edge is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentGetError: If the server refuses.

        Endpoint:
            GET /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._read_one(edge, rev, check_rev)

    @endpoint
    async def update(
        self,
        edge: Json,
        check_rev: bool = True,
        keep_none: bool = True,
        sync: bool | None = None,
        silent: bool = False,
        return_old: bool = False,
        return_new: bool = False,
    ) -> bool | Json:
        """Change attributes of an edge.

        Args:
            edge: The attributes to change, with ``_id`` or ``_key``.
            check_rev: Whether ``_rev``, if the body has it, must be the edge's revision.
            keep_none: Whether None values are stored, or remove the attribute.
            sync: Whether the server answers only when the change is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            return_old: Whether the edge before is part of the result, as ``old``.
            return_new: Whether the changed edge is part of the result, as ``new``.

        Returns:
            The edge's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; with `return_old` or
            `return_new` below ``edge``, beside ``old`` and ``new``; True if silent.

        Raises:
            DocumentParseError: If the edge is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentUpdateError: If the server refuses, such as for a missing edge (HTTP 404).

        Endpoint:
            PATCH /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._update(edge, check_rev, keep_none, sync, silent, return_old, return_new)

    @endpoint
    async def replace(
        self,
        edge: Json,
        check_rev: bool = True,
        sync: bool | None = None,
        silent: bool = False,
        return_old: bool = False,
        return_new: bool = False,
    ) -> bool | Json:
        """Replace an edge.

        Args:
            edge: The new edge, with ``_id`` or ``_key``, and ``_from`` and ``_to``.
            check_rev: Whether ``_rev``, if the body has it, must be the old edge's revision.
            sync: Whether the server answers only when the edge is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            return_old: Whether the old edge is part of the result, as ``old``.
            return_new: Whether the new edge is part of the result, as ``new``.

        Returns:
            The edge's ``_id``, ``_key``, ``_rev`` and ``_old_rev``; with `return_old` or
            `return_new` below ``edge``, beside ``old`` and ``new``; True if silent.

        Raises:
            DocumentParseError: If the edge is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentReplaceError: If the server refuses, such as for a missing edge (HTTP 404).

        Endpoint:
            PUT /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._replace(edge, check_rev, sync, silent, return_old, return_new)

    @endpoint
    async def delete(
        self,
        edge: str | Json,
        rev: str | None = None,
        check_rev: bool = True,
        ignore_missing: bool = False,
        sync: bool | None = None,
        return_old: bool = False,
    ) -> bool | Json:
        """Delete an edge.

        Args:
            edge: Its key, its id, or a body with ``_id`` or ``_key``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.
            ignore_missing: Whether a missing edge is no error.
            sync: Whether the server answers only when the deletion is on disk; None for the
                collection's own setting.
            return_old: Whether the result is the deleted edge, as ``old``.

        Returns:
            True, or the deleted edge as ``old``; False if it is missing and that is no error.

        Raises:
            DocumentParseError: If the edge is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentDeleteError: If the server refuses, such as for a missing edge (HTTP 404).

        Endpoint:
            DELETE /_api/gharial/{graph}/edge/{collection}/{key}
        """
        return await self._delete(edge, rev, check_rev, ignore_missing, sync, return_old)

    @endpoint
    async def edges(self, vertex: str | Json, direction: str | None = None) -> Json:
        """Read the edges of a vertex.

        Args:
            vertex: The vertex's id, or a body with ``_id``.
            direction: "in" for edges to the vertex, "out" for edges from it; None for both.

        Returns:
            The edges as ``edges``, and what it took to find them as ``stats``:
            ``scanned_index``, ``filtered``, ….

        Raises:
            DocumentParseError: If a body has no ``_id``.
            EdgeListError: If the server refuses.

        Endpoint:
            GET /_api/edges/{collection}
        """
        return await self._call(OF_VERTEX, (get_doc_id(vertex), direction))

    @endpoint
    async def link(
        self,
        from_vertex: str | Json,
        to_vertex: str | Json,
        data: Json | None = None,
        sync: bool | None = None,
        silent: bool = False,
        return_new: bool = False,
    ) -> bool | Json:
        """Insert an edge between two vertices.

        Args:
            from_vertex: The id of the vertex that it begins at, or a body with ``_id``.
            to_vertex: The id of the vertex that it ends at, or a body with ``_id``.
            data: More attributes of the edge; its key is taken from ``_key`` or ``_id``.
            sync: Whether the server answers only when the edge is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            return_new: Whether the stored edge is part of the result, as ``new``.

        Returns:
            The edge's ``_id``, ``_key`` and ``_rev``; with `return_new` below ``edge``, beside
            ``new``; True if silent.

        Raises:
            DocumentParseError: If a vertex has no ``_id``, or ``_id`` of the attributes is not one
                of this collection.
            DocumentInsertError: If the server refuses, such as for a missing vertex (HTTP 404).

        Endpoint:
            POST /_api/gharial/{graph}/edge/{collection}
        """
        edge: Json = {"_from": get_doc_id(from_vertex), "_to": get_doc_id(to_vertex)}
        if data is not None:
            try:
                edge.update(data)
            except TypeError:
                raise not_a_document(data) from None
        return await self._insert(edge, sync, silent, return_new)
