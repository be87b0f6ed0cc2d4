"""Changes of all documents that match an example, by AQL."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.identity import Identified
from arango_fastbatch.collection.queries import filter_clause, limit_clause, query_body
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    DocumentDeleteError,
    DocumentReplaceError,
    DocumentUpdateError,
)
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Json


def _written(body: Any, _: Call[int]) -> int:
    count: int = body["extra"]["stats"]["writesExecuted"]
    return count


UPDATE_MATCH: Operation[int] = Operation(
    "POST", "/_api/cursor", DocumentUpdateError, decode=_written
)
REPLACE_MATCH: Operation[int] = Operation(
    "POST", "/_api/cursor", DocumentReplaceError, decode=_written
)
DELETE_MATCH: Operation[int] = Operation(
    "POST", "/_api/cursor", DocumentDeleteError, decode=_written
)


def _options(**options: bool | None) -> str:
    """The ``OPTIONS`` of a modification: constants, as AQL binds nothing there."""
    given = (
        f"{name}: {'true' if on else 'false'}" for name, on in options.items() if on is not None
    )
    constants = ", ".join(given)
    return f"OPTIONS {{ {constants} }}" if constants else ""


class Matching(Identified[C_co]):
    """Methods that change all documents that match an example."""

    @endpoint
    async def update_match(
        self,
        filters: Json,
        body: Json,
        limit: int | None = None,
        keep_none: bool = True,
        sync: bool | None = None,
        merge: bool = True,
    ) -> int:
        """Change attributes of the documents that match.

        Args:
            filters: Attributes and the values that they must have; "a.b" is attribute ``b`` of the
                object ``a``; None also stands for a missing attribute.
            body: The attributes to change.
            limit: Most documents that are changed.
            keep_none: Whether None values are stored, or remove the attribute.
            sync: Whether the server answers only when the changes are on disk; None for the
                collection's own setting.
            merge: Whether objects are merged, or replaced.

        Returns:
            How many documents were changed.

        Raises:
            DocumentUpdateError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        options = _options(keepNull=keep_none, mergeObjects=merge, waitForSync=sync)
        modification = f"UPDATE doc WITH @body IN @@collection {options}"
        return await self._modify(UPDATE_MATCH, filters, limit, modification, {"body": body})

    @endpoint
    async def replace_match(
        self, filters: Json, body: Json, limit: int | None = None, sync: bool | None = None
    ) -> int:
        """Replace the documents that match.

        Args:
            filters: Attributes and the values that they must have; "a.b" is attribute ``b`` of the
                object ``a``; None also stands for a missing attribute.
            body: What every one of them becomes, but for its key.
            limit: Most documents that are replaced.
            sync: Whether the server answers only when the documents are on disk; None for the
                collection's own setting.

        Returns:
            How many documents were replaced.

        Raises:
            DocumentReplaceError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        modification = f"REPLACE doc WITH @body IN @@collection {_options(waitForSync=sync)}"
        return await self._modify(REPLACE_MATCH, filters, limit, modification, {"body": body})

    @endpoint
    async def delete_match(
        self, filters: Json, limit: int | None = None, sync: bool | None = None
    ) -> int:
        """Delete the documents that match.

        Args:
            filters: Attributes and the values that they must have; "a.b" is attribute ``b`` of the
                object ``a``; None also stands for a missing attribute.
            limit: Most documents that are deleted.
            sync: Whether the server answers only when the deletions are on disk; None for the
                collection's own setting.

        Returns:
            How many documents were deleted.

        Raises:
            DocumentDeleteError: If the server refuses.

        Endpoint:
            POST /_api/cursor
        """
        modification = f"REMOVE doc IN @@collection {_options(waitForSync=sync)}"
        return await self._modify(DELETE_MATCH, filters, limit, modification, {})

    async def _modify(
        self,
        operation: Operation[int],
        filters: Json,
        limit: int | None,
        modification: str,
        bind_vars: Json,
    ) -> int:
        binds = {"@collection": self._name, **bind_vars}
        query = f"""
            FOR doc IN @@collection
            {filter_clause(filters, binds)}
            {limit_clause(None, limit, binds)}
            {modification}
        """
        return await self._call(operation, body=query_body(query, binds))
