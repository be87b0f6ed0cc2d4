"""Many documents in one request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.identity import Identified, listed
from arango_fastbatch.connection import Connection
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import CONFLICT
from arango_fastbatch.exceptions import (
    ArangoServerError,
    DocumentDeleteError,
    DocumentGetError,
    DocumentInsertError,
    DocumentParseError,
    DocumentReplaceError,
    DocumentRevisionError,
    DocumentUpdateError,
)
from arango_fastbatch.operation import Call, Operation, Options, Reply, evidence
from arango_fastbatch.typings import Json, Jsons

Outcomes = list[Json | ArangoServerError]
"""What became of each document, in their order: metadata, or the exception it would raise alone."""

_COLLECTION = "/_api/document/{collection}"


def outcomes(reply: Reply, call: Call[bool | Outcomes]) -> bool | Outcomes:
    """Decode: what became of each document; True for a silent call.

    The call's argument says whether it was a silent one, and which request an exception shall
    show: a batch does not keep the requests that succeeded as a whole.
    """
    silent, scope, options = call.arg
    if silent:
        return True
    items: list[Any] = call.codec.decode(reply.content)
    failed = [index for index, item in enumerate(items) if _is_failure(item)]
    if failed:
        request = call.request or call.operation.request(scope, options)
        whole, request = evidence(
            reply, Call(call.operation, call.codec, call.executor, request=request)
        )
        connection = cast("Connection", call.codec)
        for index in failed:
            response = connection.prep_bulk_err_response(whole, items[index])
            conflicts = response.error_code == CONFLICT
            error = DocumentRevisionError if conflicts else call.operation.error
            items[index] = error(response, request)
    for item in items:
        if isinstance(item, dict) and "_oldRev" in item:
            item["_old_rev"] = item.pop("_oldRev")
    return items


def _is_failure(item: Any) -> bool:
    return item.get("error") is True and "errorNum" in item


def _found(body: Any, _: Call[Jsons]) -> Jsons:
    return [item for item in body if "_id" in item]


INSERT_MANY: Operation[bool | Outcomes] = Operation(
    "POST",
    _COLLECTION,
    DocumentInsertError,
    query=("returnNew", "silent", "returnOld", "waitForSync", "overwriteMode"),
    decode=outcomes,
    raw=True,
)
UPDATE_MANY: Operation[bool | Outcomes] = Operation(
    "PATCH",
    _COLLECTION,
    DocumentUpdateError,
    query=(
        "keepNull",
        "mergeObjects",
        "returnNew",
        "returnOld",
        "ignoreRevs",
        "silent",
        "waitForSync",
    ),
    decode=outcomes,
    raw=True,
)
REPLACE_MANY: Operation[bool | Outcomes] = Operation(
    "PUT",
    _COLLECTION,
    DocumentReplaceError,
    query=("returnNew", "returnOld", "ignoreRevs", "silent", "waitForSync"),
    decode=outcomes,
    raw=True,
)
DELETE_MANY: Operation[bool | Outcomes] = Operation(
    "DELETE",
    _COLLECTION,
    DocumentDeleteError,
    query=("returnOld", "ignoreRevs", "silent", "waitForSync"),
    decode=outcomes,
    raw=True,
)
# Reading by an array of keys is a PUT: many servers and proxies drop the body of a GET.
GET_MANY: Operation[Jsons] = Operation(
    "PUT", _COLLECTION, DocumentGetError, query=("onlyget",), decode=_found
)


class ManyDocuments(Identified[C_co]):
    """Methods for many documents of a collection at once."""

    @endpoint
    async def insert_many(
        self,
        documents: Sequence[Json],
        return_new: bool = False,
        sync: bool | None = None,
        silent: bool = False,
        overwrite: bool = False,
        return_old: bool = False,
    ) -> bool | Outcomes:
        """Insert documents.

        Args:
            documents: The documents; a key is taken from ``_key`` or ``_id`` if there is either.
            return_new: Whether the stored documents are part of the result, as ``new``.
            sync: Whether the server answers only when the documents are on disk; None for the
                collection's own setting.
            silent: Whether the result is just True, even if documents could not be inserted.
            overwrite: Whether documents with the same keys are replaced.
            return_old: Whether overwritten documents are part of the result, as ``old``.

        Returns:
            For each document its ``_id``, ``_key`` and ``_rev``, with ``_old_rev``, ``new`` and
            ``old`` where they apply, or a `DocumentInsertError`, which is not raised. True if
            silent.

        Raises:
            DocumentParseError: If an ``_id`` is not one of this collection.
            DocumentInsertError: If the server refuses the request as a whole.

        Endpoint:
            POST /_api/document/{collection}

        Example:
            >>> results = await students.insert_many([{"_key": "Kris"}, {"_key": "Rita"}])
            >>> [result for result in results if isinstance(result, Exception)]
            []
        """
        mode = "replace" if overwrite else None
        options = (return_new, silent, return_old, sync, mode)
        body = [self._with_key(document) for document in listed(documents)]
        return await self._write_many(INSERT_MANY, options, silent, body)

    @endpoint
    async def update_many(
        self,
        documents: Sequence[Json],
        check_rev: bool = True,
        merge: bool = True,
        keep_none: bool = True,
        return_new: bool = False,
        return_old: bool = False,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Outcomes:
        """Change attributes of documents.

        Args:
            documents: The attributes to change, each with ``_id`` or ``_key``.
            check_rev: Whether ``_rev``, where a body has it, must be the document's revision.
            merge: Whether objects are merged, or replaced.
            keep_none: Whether None values are stored, or remove the attribute.
            return_new: Whether the changed documents are part of the result, as ``new``.
            return_old: Whether the documents before are part of the result, as ``old``.
            sync: Whether the server answers only when the changes are on disk; None for the
                collection's own setting.
            silent: Whether the result is just True, even if documents could not be changed.

        Returns:
            For each document its ``_id``, ``_key``, ``_rev`` and ``_old_rev``, with ``new`` and
            ``old`` where they apply, or a `DocumentUpdateError` or `DocumentRevisionError`, which
            is not raised. True if silent.

        Raises:
            DocumentParseError: If a document is not named, or is not of this collection.
            DocumentUpdateError: If the server refuses the request as a whole.

        Endpoint:
            PATCH /_api/document/{collection}
        """
        options = (keep_none, merge, return_new, return_old, not check_rev, silent, sync)
        body = [self._named(document) for document in listed(documents)]
        return await self._write_many(UPDATE_MANY, options, silent, body)

    @endpoint
    async def replace_many(
        self,
        documents: Sequence[Json],
        check_rev: bool = True,
        return_new: bool = False,
        return_old: bool = False,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Outcomes:
        """Replace documents.

        Args:
            documents: The new documents, each with ``_id`` or ``_key``.
            check_rev: Whether ``_rev``, where a body has it, must be the old document's revision.
            return_new: Whether the new documents are part of the result, as ``new``.
            return_old: Whether the old documents are part of the result, as ``old``.
            sync: Whether the server answers only when the documents are on disk; None for the
                collection's own setting.
            silent: Whether the result is just True, even if documents could not be replaced.

        Returns:
            For each document its ``_id``, ``_key``, ``_rev`` and ``_old_rev``, with ``new`` and
            ``old`` where they apply, or a `DocumentReplaceError` or `DocumentRevisionError`, which
            is not raised. True if silent.

        Raises:
            DocumentParseError: If a document is not named, or is not of this collection.
            DocumentReplaceError: If the server refuses the request as a whole.

        Endpoint:
            PUT /_api/document/{collection}
        """
        options = (return_new, return_old, not check_rev, silent, sync)
        body = [self._named(document) for document in listed(documents)]
        return await self._write_many(REPLACE_MANY, options, silent, body)

    @endpoint
    async def delete_many(
        self,
        documents: Sequence[str | Json],
        return_old: bool = False,
        check_rev: bool = True,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Outcomes:
        """Delete documents.

        Args:
            documents: For each its key, its id, or a body with ``_id`` or ``_key``.
            return_old: Whether the deleted documents are part of the result, as ``old``.
            check_rev: Whether ``_rev``, where a body has it, must be the document's revision.
            sync: Whether the server answers only when the deletions are on disk; None for the
                collection's own setting.
            silent: Whether the result is just True, even if documents could not be deleted.

        Returns:
            For each document its ``_id``, ``_key`` and ``_rev``, with ``old`` where it applies, or
            a `DocumentDeleteError` or `DocumentRevisionError`, which is not raised. True if
            silent.

        Raises:
            DocumentParseError: If a document is not named, or is not of this collection.
            DocumentDeleteError: If the server refuses the request as a whole.

        Endpoint:
            DELETE /_api/document/{collection}
        """
        options = (return_old, not check_rev, silent, sync)
        # The server looks only at what stands behind the slash of an id, whatever its collection.
        body = [
            self._key_of(document) if isinstance(document, str) else self._named(document)
            for document in listed(documents)
        ]
        return await self._write_many(DELETE_MANY, options, silent, body)

    @endpoint
    async def get_many(self, documents: Sequence[str | Json]) -> Jsons:
        """Read documents.

        Args:
            documents: For each its key, its id, or a body with ``_id`` or ``_key``.

        Returns:
            Those that exist, in the order in which they were asked for, each once.

        Raises:
            DocumentParseError: If a document is not named, or is not of this collection.
            DocumentGetError: If the server refuses.

        Endpoint:
            PUT /_api/document/{collection}?onlyget=true
        """
        keys = dict.fromkeys(self._key_of(document) for document in listed(documents))
        return await self._call(GET_MANY, (True,), body=list(keys))

    async def _write_many(
        self,
        operation: Operation[bool | Outcomes],
        options: Options,
        silent: bool,
        body: list[str | Json] | list[Json],
    ) -> bool | Outcomes:
        return await self._call(operation, options, body=body, arg=(silent, self._scope, options))

    def _named(self, document: Json) -> Json:
        """A body with its key; it must have it, or its id."""
        if isinstance(document, str):
            raise DocumentParseError('field "_key" or "_id" required')
        self._key_of(document)
        return self._with_key(document)
