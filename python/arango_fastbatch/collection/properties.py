"""A collection's properties, figures and state."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.identity import Identified
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    CollectionChecksumError,
    CollectionConfigureError,
    CollectionLoadError,
    CollectionPropertiesError,
    CollectionRecalculateCountError,
    CollectionRenameError,
    CollectionResponsibleShardError,
    CollectionRevisionError,
    CollectionStatisticsError,
    CollectionTruncateError,
    CollectionUnloadError,
    DocumentCountError,
)
from arango_fastbatch.formatter import format_collection, format_statistics
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json

_COLLECTION = "/_api/collection/{collection}"


def _described(body: Any, _: Call[Json]) -> Json:
    return format_collection(body)


def _figures(body: Any, _: Call[Json]) -> Json:
    return format_statistics(body["figures"])


def _revision(body: Any, _: Call[str]) -> str:
    revision: str = body["revision"]
    return revision


def _checksum(body: Any, _: Call[str]) -> str:
    checksum: str = body["checksum"]
    return checksum


def _count(body: Any, _: Call[int]) -> int:
    count: int = body["count"]
    return count


def _shard(body: Any, _: Call[str]) -> str:
    return str(body["shardId"])


PROPERTIES: Operation[Json] = Operation(
    "GET", f"{_COLLECTION}/properties", CollectionPropertiesError, decode=_described
)
CONFIGURE: Operation[Json] = Operation(
    "PUT", f"{_COLLECTION}/properties", CollectionConfigureError, decode=_described
)
STATISTICS: Operation[Json] = Operation(
    "GET", f"{_COLLECTION}/figures", CollectionStatisticsError, decode=_figures
)
REVISION: Operation[str] = Operation(
    "GET", f"{_COLLECTION}/revision", CollectionRevisionError, decode=_revision
)
CHECKSUM: Operation[str] = Operation(
    "GET",
    f"{_COLLECTION}/checksum",
    CollectionChecksumError,
    query=("withRevisions", "withData"),
    decode=_checksum,
)
COUNT: Operation[int] = Operation("GET", f"{_COLLECTION}/count", DocumentCountError, decode=_count)
RENAME: Operation[bool] = Operation(
    "PUT", f"{_COLLECTION}/rename", CollectionRenameError, decode=always_true
)
TRUNCATE: Operation[bool] = Operation(
    "PUT", f"{_COLLECTION}/truncate", CollectionTruncateError, decode=always_true
)
RECALCULATE_COUNT: Operation[bool] = Operation(
    "PUT",
    f"{_COLLECTION}/recalculateCount",
    CollectionRecalculateCountError,
    decode=always_true,
)
RESPONSIBLE_SHARD: Operation[str] = Operation(
    "PUT",
    f"{_COLLECTION}/responsibleShard",
    CollectionResponsibleShardError,
    decode=_shard,
)
# Since 3.9 collections are always loaded: these two have done nothing, and went.
LOAD: Operation[bool] = Operation(
    "PUT",
    f"{_COLLECTION}/load",
    CollectionLoadError,
    decode=always_true,
    until="4.0",
    instead="nothing, collections are always loaded",
)
UNLOAD: Operation[bool] = Operation(
    "PUT",
    f"{_COLLECTION}/unload",
    CollectionUnloadError,
    decode=always_true,
    until="4.0",
    instead="nothing, collections are always loaded",
)


class Properties(Identified[C_co]):
    """Methods for a collection as a whole."""

    @endpoint
    async def properties(self) -> Json:
        """Tell the collection's properties.

        Returns:
            ``id``, ``name``, ``type``, ``edge``, ``system``, ``sync``, ``key_options``, ``schema``,
            …; what this package has no name for comes under the server's.

        Raises:
            CollectionPropertiesError: If the server refuses.

        Endpoint:
            GET /_api/collection/{collection}/properties
        """
        return await self._call(PROPERTIES)

    @endpoint
    async def configure(self, sync: bool | None = None, schema: Json | None = None) -> Json:
        """Change the collection's properties.

        Args:
            sync: Whether writes are answered only when they are on disk; None leaves it.
            schema: The rules that documents must follow: ``rule``, ``level`` and ``message``;
                an empty dict for none; None leaves them.

        Returns:
            The properties from now on, as `properties` gives them.

        Raises:
            CollectionConfigureError: If the server refuses.

        Endpoint:
            PUT /_api/collection/{collection}/properties
        """
        body: Json = {}
        if sync is not None:
            body["waitForSync"] = sync
        if schema is not None:
            body["schema"] = schema
        return await self._call(CONFIGURE, body=body)

    @endpoint
    async def statistics(self) -> Json:
        """Tell the collection's figures.

        Returns:
            Sizes in bytes and numbers: ``documents_size``, ``indexes``, ``cache_in_use``, ….

        Raises:
            CollectionStatisticsError: If the server refuses.

        Endpoint:
            GET /_api/collection/{collection}/figures
        """
        return await self._call(STATISTICS)

    @endpoint
    async def revision(self) -> str:
        """Tell the collection's revision, which changes with every write.

        Returns:
            The revision.

        Raises:
            CollectionRevisionError: If the server refuses.

        Endpoint:
            GET /_api/collection/{collection}/revision
        """
        return await self._call(REVISION)

    @endpoint
    async def checksum(self, with_rev: bool = False, with_data: bool = False) -> str:
        """Compute a checksum of the collection's documents.

        Args:
            with_rev: Whether revisions count, besides keys.
            with_data: Whether the documents' attributes count.

        Returns:
            The checksum.

        Raises:
            CollectionChecksumError: If the server refuses.

        Endpoint:
            GET /_api/collection/{collection}/checksum
        """
        return await self._call(CHECKSUM, (with_rev, with_data))

    @endpoint
    async def count(self) -> int:
        """Count the documents.

        Returns:
            Their number.

        Raises:
            DocumentCountError: If the server refuses.

        Endpoint:
            GET /_api/collection/{collection}/count
        """
        return await self._call(COUNT)

    @endpoint
    async def rename(self, new_name: str) -> bool:
        """Rename the collection.

        In the default context this wrapper goes on under the new name. Wrappers in other contexts
        keep the old one, as the collection has it until the call is run.

        Args:
            new_name: The new name.

        Returns:
            True.

        Raises:
            CollectionRenameError: If the server refuses; clusters do.

        Endpoint:
            PUT /_api/collection/{collection}/rename
        """
        renamed = await self._call(RENAME, body={"name": new_name})
        # A job, which stands for the result elsewhere, is not True.
        if renamed is True:
            self._be_named(new_name)
        return renamed

    @endpoint
    async def truncate(self) -> bool:
        """Delete all documents.

        Returns:
            True.

        Raises:
            CollectionTruncateError: If the server refuses.

        Endpoint:
            PUT /_api/collection/{collection}/truncate
        """
        return await self._call(TRUNCATE)

    @endpoint
    async def load(self) -> bool:
        """Load the collection into memory; servers before 4.0 accept it and do nothing.

        Returns:
            True.

        Raises:
            CollectionLoadError: If the server refuses.

        Endpoint:
            PUT /_api/collection/{collection}/load (until 4.0)
        """
        return await self._call(LOAD)

    @endpoint
    async def unload(self) -> bool:
        """Unload the collection from memory; servers before 4.0 accept it and do nothing.

        Returns:
            True.

        Raises:
            CollectionUnloadError: If the server refuses.

        Endpoint:
            PUT /_api/collection/{collection}/unload (until 4.0)
        """
        return await self._call(UNLOAD)

    @endpoint
    async def recalculate_count(self) -> bool:
        """Count the documents anew, should the server's own count have gone wrong.

        Returns:
            True.

        Raises:
            CollectionRecalculateCountError: If the server refuses.

        Endpoint:
            PUT /_api/collection/{collection}/recalculateCount
        """
        return await self._call(RECALCULATE_COUNT)

    @endpoint
    async def responsible_shard(self, document: Json) -> str:
        """Tell which shard has a document, or would have it (in clusters).

        Args:
            document: A body with the attributes by which the collection is sharded.

        Returns:
            The shard's id.

        Raises:
            CollectionResponsibleShardError: If the server refuses; single servers do.

        Endpoint:
            PUT /_api/collection/{collection}/responsibleShard
        """
        return await self._call(RESPONSIBLE_SHARD, body=document)
