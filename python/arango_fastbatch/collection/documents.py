"""Single documents of standard collections."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.identity import not_a_document
from arango_fastbatch.collection.single import SingleDocuments, rows
from arango_fastbatch.context import C_co
from arango_fastbatch.operation import Call
from arango_fastbatch.typings import Json


def document_metadata(body: Any, call: Call[bool | Json]) -> bool | Json:
    """Decode: what the server says of a written document; True for a silent call.

    The call's argument says whether it was a silent one.
    """
    if call.arg:
        return True
    old_rev = body.pop("_oldRev", None)
    if old_rev is not None:
        body["_old_rev"] = old_rev
    metadata: Json = body
    return metadata


ROWS = rows(
    "/_api/document/{collection}",
    insert=(
        "returnNew",
        "silent",
        "returnOld",
        "waitForSync",
        "overwriteMode",
        "keepNull",
        "mergeObjects",
    ),
    update=(
        "keepNull",
        "mergeObjects",
        "returnNew",
        "returnOld",
        "ignoreRevs",
        "silent",
        "waitForSync",
    ),
    replace=("returnNew", "returnOld", "ignoreRevs", "silent", "waitForSync"),
    delete=("returnOld", "ignoreRevs", "silent", "waitForSync"),
    written=document_metadata,
    deleted=document_metadata,
    many=True,
)
# The hot path's row, at one look-up.
INSERT = ROWS.insert


class Documents(SingleDocuments[C_co]):
    """Methods for single documents of a collection."""

    _rows = ROWS

    @endpoint
    async def insert(
        self,
        document: Json,
        return_new: bool = False,
        sync: bool | None = None,
        silent: bool = False,
        overwrite: bool = False,
        return_old: bool = False,
        overwrite_mode: str | None = None,
        keep_none: bool | None = None,
        merge: bool | None = None,
    ) -> bool | Json:
        """Insert a document.

        Args:
            document: The document; its key is taken from ``_key`` or ``_id`` if it has either.
            return_new: Whether the stored document is part of the result, as ``new``.
            sync: Whether the server answers only when the document is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.
            overwrite: Whether a document with the same key is replaced.
            return_old: Whether an overwritten document is part of the result, as ``old``.
            overwrite_mode: What happens to a document with the same key: "ignore", "replace",
                "update" or "conflict"; wins over `overwrite`.
            keep_none: With mode "update": whether None values are stored (the server's default)
                or remove the attribute.
            merge: With mode "update": whether objects are merged (the server's default) or
                replaced.

        Returns:
            The document's ``_id``, ``_key`` and ``_rev``, with ``_old_rev``, ``new`` and ``old``
            where they apply; True if silent.

        Raises:
            DocumentParseError: If ``_id`` is not one of this collection.
            DocumentInsertError: If the server refuses, such as for a key that exists (HTTP 409).

        Endpoint:
            POST /_api/document/{collection}

        Example:
            >>> await students.insert({"_key": "Kris", "age": 20})
            {'_id': 'students/Kris', '_key': 'Kris', '_rev': '_hz2…'}
        """
        if overwrite and overwrite_mode is None:
            overwrite_mode = "replace"
        try:
            has_id = "_id" in document
        except TypeError:
            raise not_a_document(document) from None
        if has_id:
            document = self._with_key(document)
        options = (return_new, silent, return_old, sync, overwrite_mode, keep_none, merge)
        queued = self._queue.put(INSERT, options, document)
        if queued is not NotImplemented:
            return queued  # type: ignore[no-any-return]  # what stands for the result in a batch
        call = self._executor.call(self, INSERT, options, "", document, None, silent)
        return await call  # type: ignore[no-any-return]  # likewise

    @endpoint
    async def get(
        self, document: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> Json | None:
        """Read a document.

        Args:
            document: Its key, its id, or a body with ``_id`` or ``_key``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            The document, or None if there is none.

        Raises:
            DocumentParseError: If the document is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentGetError: If the server refuses.

        Endpoint:
            GET /_api/document/{collection}/{key}
        """
        return await self._read_one(document, rev, check_rev)

    @endpoint
    async def update(
        self,
        document: Json,
        check_rev: bool = True,
        merge: bool = True,
        keep_none: bool = True,
        return_new: bool = False,
        return_old: bool = False,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Json:
        """Change attributes of a document.

        Args:
            document: The attributes to change, with ``_id`` or ``_key``.
            check_rev: Whether ``_rev``, if the body has it, must be the document's revision.
            merge: Whether objects are merged, or replaced.
            keep_none: Whether None values are stored, or remove the attribute.
            return_new: Whether the changed document is part of the result, as ``new``.
            return_old: Whether the document before is part of the result, as ``old``.
            sync: Whether the server answers only when the change is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The document's ``_id``, ``_key``, ``_rev`` and ``_old_rev``, with ``new`` and ``old``
            where they apply; True if silent.

        Raises:
            DocumentParseError: If the document is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentUpdateError: If the server refuses, such as for a missing document (HTTP 404).

        Endpoint:
            PATCH /_api/document/{collection}/{key}
        """
        options = (keep_none, merge, return_new, return_old, not check_rev, silent, sync)
        return await self._change(ROWS.update, options, document, silent)

    @endpoint
    async def replace(
        self,
        document: Json,
        check_rev: bool = True,
        return_new: bool = False,
        return_old: bool = False,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Json:
        """Replace a document.

        Args:
            document: The new document, with ``_id`` or ``_key``.
            check_rev: Whether ``_rev``, if the body has it, must be the old document's revision.
            return_new: Whether the new document is part of the result, as ``new``.
            return_old: Whether the old document is part of the result, as ``old``.
            sync: Whether the server answers only when the document is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The document's ``_id``, ``_key``, ``_rev`` and ``_old_rev``, with ``new`` and ``old``
            where they apply; True if silent.

        Raises:
            DocumentParseError: If the document is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentReplaceError: If the server refuses, such as for a missing document (HTTP 404).

        Endpoint:
            PUT /_api/document/{collection}/{key}
        """
        options = (return_new, return_old, not check_rev, silent, sync)
        return await self._change(ROWS.replace, options, document, silent)

    @endpoint
    async def delete(
        self,
        document: str | Json,
        rev: str | None = None,
        check_rev: bool = True,
        ignore_missing: bool = False,
        return_old: bool = False,
        sync: bool | None = None,
        silent: bool = False,
    ) -> bool | Json:
        """Delete a document.

        Args:
            document: Its key, its id, or a body with ``_id`` or ``_key``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.
            ignore_missing: Whether a missing document is no error.
            return_old: Whether the deleted document is part of the result, as ``old``.
            sync: Whether the server answers only when the deletion is on disk; None for the
                collection's own setting.
            silent: Whether the result is just True.

        Returns:
            The document's ``_id``, ``_key`` and ``_rev``, with ``old`` where it applies; True if
            silent; False if it is missing and that is no error.

        Raises:
            DocumentParseError: If the document is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentDeleteError: If the server refuses, such as for a missing document (HTTP 404).

        Endpoint:
            DELETE /_api/document/{collection}/{key}
        """
        options = (return_old, not check_rev, silent, sync)
        return await self._remove(document, rev, check_rev, ignore_missing, options, silent)
