"""All documents of a collection, and some of them, by AQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.identity import Identified
from arango_fastbatch.collection.queries import (
    demand_count,
    filter_clause,
    limit_clause,
    query_body,
)
from arango_fastbatch.context import C_co
from arango_fastbatch.cursor import Cursor, cursor_of
from arango_fastbatch.errno import QUERY_FUNCTION_NAME_UNKNOWN
from arango_fastbatch.exceptions import (
    DocumentGetError,
    DocumentIDsError,
    DocumentKeysError,
)
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Json


def _first(body: Any, _: Call[Json | None]) -> Json | None:
    found: list[Json] = body["result"]
    return found[0] if found else None


READ: Operation[Cursor] = Operation("POST", "/_api/cursor", DocumentGetError, decode=cursor_of)
READ_KEYS: Operation[Cursor] = Operation(
    "POST", "/_api/cursor", DocumentKeysError, decode=cursor_of
)
READ_IDS: Operation[Cursor] = Operation("POST", "/_api/cursor", DocumentIDsError, decode=cursor_of)
READ_ONE: Operation[Json | None] = Operation(
    "POST", "/_api/cursor", DocumentGetError, decode=_first
)
READ_BY_TEXT: Operation[Cursor] = Operation(
    "POST",
    "/_api/cursor",
    DocumentGetError,
    decode=cursor_of,
    until="4.0",
    instead="an AQL query on a view",
    what="the AQL function FULLTEXT()",
    gone=frozenset({QUERY_FUNCTION_NAME_UNKNOWN}),
)


class Reading(Identified[C_co]):
    """Methods that read documents without naming each."""

    @endpoint
    async def all(self, skip: int | None = None, limit: int | None = None) -> Cursor:
        """Read all documents.

        Args:
            skip: Documents that are left out at the beginning.
            limit: Most documents.

        Returns:
            A cursor over the documents, in no order; it knows their number.

        Raises:
            DocumentGetError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        return await self._read({}, skip, limit)

    @endpoint
    async def find(
        self, filters: Json, skip: int | None = None, limit: int | None = None
    ) -> Cursor:
        """Find documents by the values of attributes.

        Args:
            filters: Attributes and the values that they must have; "a.b" is attribute ``b`` of the
                object ``a``; None also stands for a missing attribute.
            skip: Documents that are left out at the beginning.
            limit: Most documents.

        Returns:
            A cursor over the documents, in no order; it knows their number.

        Raises:
            DocumentGetError: If the server refuses.

        Endpoint:
            POST /_api/cursor

        Example:
            >>> cursor = await students.find({"age": 20, "address.city": "Bonn"})
            >>> [student["name"] async for student in cursor]
            ['Kris']
        """
        return await self._read(filters, skip, limit)

    @endpoint
    async def find_in_range(
        self,
        field: str,
        lower: int,
        upper: int,
        skip: int | None = None,
        limit: int | None = None,
    ) -> Cursor:
        """Find documents with an attribute in a range.

        Args:
            field: The attribute's name.
            lower: The smallest value.
            upper: The first value beyond the range.
            skip: Documents that are left out at the beginning.
            limit: Most documents.

        Returns:
            A cursor over the documents, in no order; it knows their number.

        Raises:
            DocumentGetError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        binds = {"@collection": self._name, "field": field, "lower": lower, "upper": upper}
        query = f"""
            FOR doc IN @@collection
            FILTER doc.@field >= @lower AND doc.@field < @upper
            {limit_clause(skip, limit, binds)}
            RETURN doc
        """
        return await self._call(READ, body=query_body(query, binds, count=True))

    @endpoint
    async def find_by_text(self, field: str, query: str, limit: int | None = None) -> Cursor:
        """Find documents by words, with a fulltext index.

        Args:
            field: The indexed attribute.
            query: The words: "a,b" for both, "a,|b" for either, "a,-b" for `a` without `b`,
                "prefix:a" for beginnings.
            limit: Most documents.

        Returns:
            A cursor over the documents, in no order; it knows their number.

        Raises:
            DocumentGetError: If the server refuses, such as for a missing index.

        Endpoint:
            POST /_api/cursor (with FULLTEXT() until 4.0)
        """
        demand_count("limit", limit)
        binds: Json = {"@collection": self._name, "field": field, "query": query}
        limited = ""
        if limit is not None:
            binds["limit"] = limit
            limited = ", @limit"
        text = f"FOR doc IN FULLTEXT(@@collection, @field, @query{limited}) RETURN doc"
        return await self._call(READ_BY_TEXT, body=query_body(text, binds, count=True))

    @endpoint
    async def keys(self) -> Cursor:
        """Read the keys of all documents.

        Returns:
            A cursor over the keys, in no order.

        Raises:
            DocumentKeysError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        query = "FOR doc IN @@collection RETURN doc._key"
        return await self._call(READ_KEYS, body=query_body(query, {"@collection": self._name}))

    @endpoint
    async def ids(self) -> Cursor:
        """Read the ids of all documents.

        Returns:
            A cursor over the ids, in no order.

        Raises:
            DocumentIDsError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        query = "FOR doc IN @@collection RETURN doc._id"
        return await self._call(READ_IDS, body=query_body(query, {"@collection": self._name}))

    @endpoint
    async def random(self) -> Json | None:
        """Read a random document.

        Returns:
            The document, or None if the collection is empty.

        Raises:
            DocumentGetError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        # In this form the optimizer picks one instead of sorting all.
        query = "FOR doc IN @@collection SORT RAND() LIMIT 1 RETURN doc"
        return await self._call(READ_ONE, body=query_body(query, {"@collection": self._name}))

    @endpoint
    async def export(
        self,
        limit: int | None = None,
        count: bool = False,
        batch_size: int | None = None,
        flush: bool = False,
        flush_wait: int | None = None,
        ttl: int | None = None,
        filter_fields: Sequence[str] | None = None,
        filter_type: str = "include",
    ) -> Cursor:
        """Read all documents, or some of their attributes, while the server still looks for more.

        Args:
            limit: Most documents.
            count: Whether the cursor knows their number; the server counts first then.
            batch_size: Most documents that come at once; 1,000 by default.
            flush: Accepted, but without effect: it was for a storage engine that is gone.
            flush_wait: Likewise.
            ttl: Seconds that the server keeps the cursor while nobody asks; 30 by default.
            filter_fields: Attributes that are read, or left out; None for whole documents.
            filter_type: "include" for `filter_fields` being those read, "exclude" for those left
                out.

        Returns:
            A cursor over the documents, in no order.

        Raises:
            DocumentGetError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        if filter_fields is not None and filter_type not in {"include", "exclude"}:
            raise AssertionError('filter_type must be "include" or "exclude"')
        binds: Json = {"@collection": self._name}
        result = "doc"
        if filter_fields is not None:
            binds["fields"] = list(filter_fields)
            result = "KEEP(doc, @fields)" if filter_type == "include" else "UNSET(doc, @fields)"
        query = f"FOR doc IN @@collection {limit_clause(None, limit, binds)} RETURN {result}"
        body = query_body(
            query,
            binds,
            count=count,
            batchSize=batch_size,
            ttl=ttl,
            # A streaming query does not hold all results, but cannot tell their number beforehand.
            options=None if count else {"stream": True},
        )
        return await self._call(READ, body=body)

    async def _read(self, filters: Json, skip: int | None, limit: int | None) -> Cursor:
        binds: Json = {"@collection": self._name}
        query = f"""
            FOR doc IN @@collection
            {filter_clause(filters, binds)}
            {limit_clause(skip, limit, binds)}
            RETURN doc
        """
        return await self._call(READ, body=query_body(query, binds, count=True))
