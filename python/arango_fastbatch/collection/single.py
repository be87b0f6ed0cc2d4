"""Single documents, whatever the kind of their collection: its rows, and what its methods share."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, NamedTuple

from arango_fastbatch.collection.identity import CONFLICT, Identified, if_match
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import DOCUMENT_NOT_FOUND
from arango_fastbatch.exceptions import (
    ArangoServerError,
    DocumentDeleteError,
    DocumentGetError,
    DocumentInsertError,
    DocumentReplaceError,
    DocumentUpdateError,
)
from arango_fastbatch.operation import Call, Operation, Options, body_as_is
from arango_fastbatch.typings import Json

Written = Callable[[Any, Call[bool | Json]], bool | Json]
"""Makes the result of a write from the answer's body and the call."""


class Rows(NamedTuple):
    """The operations on the single documents of one kind of collection."""

    insert: Operation[bool | Json]
    get: Operation[Json | None]
    update: Operation[bool | Json]
    replace: Operation[bool | Json]
    delete: Operation[bool | Json]
    delete_if_there: Operation[bool | Json]


def rows(
    path: str,
    *,
    insert: tuple[str, ...],
    update: tuple[str, ...],
    replace: tuple[str, ...],
    delete: tuple[str, ...],
    written: Written,
    deleted: Written,
    found: Callable[[Any, Call[Json | None]], Json | None] = body_as_is,
    many: bool = False,
) -> Rows:
    """The rows of one kind of collection.

    Args:
        path: Where documents are inserted; a key behind it names one.
        insert: Names of an insertion's query parameters.
        update: Likewise of an update's.
        replace: Likewise of a replacement's.
        delete: Likewise of a deletion's.
        written: Makes the result of an insertion, an update or a replacement.
        deleted: Makes the result of a deletion.
        found: Makes the result of reading.
        many: Whether the server takes many documents in one request at this path.
    """

    def change(
        kind: str,
        method: str,
        error: type[ArangoServerError],
        query: tuple[str, ...],
        decode: Written,
    ) -> Operation[bool | Json]:
        return Operation(
            method,
            f"{path}/{{key}}",
            error,
            query=query,
            decode=decode,
            errors=CONFLICT,
            merge=kind if many else None,
        )

    removal = change("delete", "DELETE", DocumentDeleteError, delete, deleted)
    return Rows(
        insert=Operation(
            "POST",
            path,
            DocumentInsertError,
            query=insert,
            decode=written,
            merge="insert" if many else None,
        ),
        get=Operation(
            "GET",
            f"{path}/{{key}}",
            DocumentGetError,
            decode=found,
            errors=CONFLICT,
            recover={DOCUMENT_NOT_FOUND: None},
            merge="get" if many else None,
        ),
        update=change("update", "PATCH", DocumentUpdateError, update, written),
        replace=change("replace", "PUT", DocumentReplaceError, replace, written),
        delete=removal,
        delete_if_there=dataclasses.replace(removal, recover={DOCUMENT_NOT_FOUND: False}),
    )


class SingleDocuments(Identified[C_co]):
    """What the methods for single documents of collections of every kind share."""

    _rows: ClassVar[Rows]

    def _read_one(
        self, document: str | Json, rev: str | None, check_rev: bool
    ) -> Awaitable[Json | None]:
        headers = if_match(document, rev, check_rev)
        return self._call(self._rows.get, key=self._path_key(document), headers=headers)

    def _change(
        self,
        operation: Operation[bool | Json],
        options: Options,
        document: Json,
        silent: bool,
        headers: Mapping[str, str] | None = None,
    ) -> Awaitable[bool | Json]:
        """Update or replace: the document's body names it."""
        # For a dict, which it nearly always is, the second question is not asked: it takes longer.
        if not isinstance(document, dict) and not isinstance(document, Mapping):
            raise TypeError(f"the document's body is needed, not {type(document).__name__}")
        key = self._path_key(document)
        return self._call(operation, options, key=key, body=document, headers=headers, arg=silent)

    def _remove(
        self,
        document: str | Json,
        rev: str | None,
        check_rev: bool,
        ignore_missing: bool,
        options: Options,
        arg: bool,
    ) -> Awaitable[bool | Json]:
        """Delete; `arg` is what the row's decode needs."""
        operation = self._rows.delete_if_there if ignore_missing else self._rows.delete
        headers = if_match(document, rev, check_rev)
        return self._call(
            operation, options, key=self._path_key(document), headers=headers, arg=arg
        )
