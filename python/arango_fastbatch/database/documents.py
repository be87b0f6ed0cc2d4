"""Single documents of a database, by their ids."""

from __future__ import annotations

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.collection import StandardCollection
from arango_fastbatch.context import C_co, Now
from arango_fastbatch.typings import Json
from arango_fastbatch.utils import get_col_name


class DatabaseDocuments(ApiGroup[C_co]):
    """Methods for single documents, whichever collection they are in."""

    @endpoint
    async def has_document(
        self, document: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> bool:
        """Tell whether a document exists.

        Args:
            document: Its id, or a body with ``_id``.
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
        return await self._collection_with(document).has(document, rev, check_rev)

    @endpoint
    async def document(
        self, document: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> Json | None:
        """Read a document.

        Args:
            document: Its id, or a body with ``_id``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            The document, or None if there is none.

        Raises:
            DocumentParseError: If a body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentGetError: If the server refuses.

        Endpoint:
            GET /_api/document/{collection}/{key}
        """
        return await self._collection_with(document).get(document, rev, check_rev)

    @endpoint
    async def insert_document(
        self,
        collection: str,
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
        """Insert a document; see `StandardCollection.insert`.

        Args:
            collection: Name of the collection.
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
            DocumentParseError: If ``_id`` is not one of the collection.
            DocumentInsertError: If the server refuses, such as for a key that exists (HTTP 409).

        Endpoint:
            POST /_api/document/{collection}
        """
        return await self._collection(collection).insert(
            document,
            return_new,
            sync,
            silent,
            overwrite,
            return_old,
            overwrite_mode,
            keep_none,
            merge,
        )

    @endpoint
    async def update_document(
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
            document: The attributes to change, with ``_id``.
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
            DocumentParseError: If the body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentUpdateError: If the server refuses, such as for a missing document (HTTP 404).

        Endpoint:
            PATCH /_api/document/{collection}/{key}
        """
        return await self._collection_with(document).update(
            document, check_rev, merge, keep_none, return_new, return_old, sync, silent
        )

    @endpoint
    async def replace_document(
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
            document: The new document, with ``_id``.
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
            DocumentParseError: If the body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentReplaceError: If the server refuses, such as for a missing document (HTTP 404).

        Endpoint:
            PUT /_api/document/{collection}/{key}
        """
        return await self._collection_with(document).replace(
            document, check_rev, return_new, return_old, sync, silent
        )

    @endpoint
    async def delete_document(
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
            document: Its id, or a body with ``_id``.
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
            DocumentParseError: If a body has no ``_id``.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentDeleteError: If the server refuses, such as for a missing document (HTTP 404).

        Endpoint:
            DELETE /_api/document/{collection}/{key}
        """
        return await self._collection_with(document).delete(
            document, rev, check_rev, ignore_missing, return_old, sync, silent
        )

    # What a call of these collections gives in this wrapper's context is what the method that makes
    # it gives, too: to the type checker it is the result, and `endpoint` says what stands for it.

    def _collection(self, name: str) -> StandardCollection[Now]:
        return StandardCollection(self._conn, self._executor, name)

    def _collection_with(self, document: str | Json) -> StandardCollection[Now]:
        return self._collection(get_col_name(document))
