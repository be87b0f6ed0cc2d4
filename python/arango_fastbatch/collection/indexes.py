"""A collection's indexes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from arango_fastbatch.api import endpoint
from arango_fastbatch.arguments import joined, path_piece
from arango_fastbatch.collection.identity import Identified
from arango_fastbatch.context import C_co
from arango_fastbatch.dialect import has_hash_indexes
from arango_fastbatch.errno import BAD_PARAMETER, INDEX_NOT_FOUND
from arango_fastbatch.exceptions import (
    IndexCreateError,
    IndexDeleteError,
    IndexGetError,
    IndexListError,
    IndexLoadError,
)
from arango_fastbatch.formatter import format_index
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Fields, Json, Jsons


def _listed(body: Any, _: Call[Jsons]) -> Jsons:
    return [format_index(index) for index in body["indexes"]]


def _described(body: Any, _: Call[Json]) -> Json:
    return format_index(body)


LIST: Operation[Jsons] = Operation(
    "GET", "/_api/index", IndexListError, query=("collection",), decode=_listed
)
GET: Operation[Json] = Operation(
    "GET", "/_api/index/{collection}/{key}", IndexGetError, decode=_described
)
CREATE: Operation[Json] = Operation(
    "POST", "/_api/index", IndexCreateError, query=("collection",), decode=_described
)
DELETE: Operation[bool] = Operation(
    "DELETE", "/_api/index/{collection}/{key}", IndexDeleteError, decode=always_true
)
DELETE_IF_THERE = replace(DELETE, recover={INDEX_NOT_FOUND: False})
LOAD: Operation[bool] = Operation(
    "PUT",
    "/_api/collection/{collection}/loadIndexesIntoMemory",
    IndexLoadError,
    decode=always_true,
)
CREATE_FULLTEXT = replace(
    CREATE,
    until="4.0",
    instead="a view or an inverted index",
    what="the index type fulltext",
    gone=frozenset({BAD_PARAMETER}),
)


class Indexes(Identified[C_co]):
    """Methods for a collection's indexes."""

    @endpoint
    async def indexes(self) -> Jsons:
        """List the indexes.

        Returns:
            For each ``id`` (without the collection's name), ``type``, ``fields``, ``name``,
            ``unique``, ``sparse``, …; what this package has no name for comes under the server's.

        Raises:
            IndexListError: If the server refuses.

        Endpoint:
            GET /_api/index
        """
        return await self._call(LIST, (self._name,))

    @endpoint
    async def get_index(self, index_id: str) -> Json:
        """Read what the server knows of an index.

        Args:
            index_id: Its id or name, with or without the collection's name in front.

        Returns:
            The index, as `indexes` gives it.

        Raises:
            IndexGetError: If the server refuses, such as for a missing index (HTTP 404).

        Endpoint:
            GET /_api/index/{collection}/{id}
        """
        return await self._call(GET, key=path_piece(self._index_key(index_id)))

    @endpoint
    async def add_index(
        self,
        type: str,  # noqa: A002 - python-arango-async's name for it
        fields: Fields | Jsons,
        options: Json | None = None,
    ) -> Json:
        """Create an index of any type that the server has.

        Args:
            type: The type, such as "persistent", "inverted" (3.10 and later), "mdi" (3.12 and
                later) or "vector".
            fields: The indexed attributes: names, or with inverted indexes also objects.
            options: What else the index is to be, under the server's own names, such as
                ``{"name": "by_age", "unique": True}``.

        Returns:
            The index, as `indexes` gives it; ``new`` tells whether it was not there already.

        Raises:
            IndexCreateError: If the server refuses.

        Endpoint:
            POST /_api/index
        """
        listed = [fields] if isinstance(fields, str) else list(fields)
        body = {**(options or {}), "type": type, "fields": listed}
        return await self._call(CREATE, (self._name,), body=body)

    @endpoint
    async def add_hash_index(
        self,
        fields: Fields,
        unique: bool | None = None,
        sparse: bool | None = None,
        deduplicate: bool | None = None,
        name: str | None = None,
        in_background: bool | None = None,
    ) -> Json:
        """Create a hash index, which is a persistent index under another name.

        Servers from 4.0 on do not know that name, and make a persistent index.

        Args:
            fields: Names of the indexed attributes.
            unique: Whether no two documents may have the same values.
            sparse: Whether documents without a value are left out.
            deduplicate: Whether equal values in one document's array count once.
            name: The index's name; the server makes one by default.
            in_background: Whether the collection can be written to meanwhile.

        Returns:
            The index, as `indexes` gives it; ``new`` tells whether it was not there already.

        Raises:
            IndexCreateError: If the server refuses.

        Endpoint:
            POST /_api/index; once for each host GET /_api/version
        """
        options = {"unique": unique, "sparse": sparse, "deduplicate": deduplicate}
        return await self._add_alias("hash", fields, name, in_background, options)

    @endpoint
    async def add_skiplist_index(
        self,
        fields: Fields,
        unique: bool | None = None,
        sparse: bool | None = None,
        deduplicate: bool | None = None,
        name: str | None = None,
        in_background: bool | None = None,
    ) -> Json:
        """Create a skiplist index, which is a persistent index under another name.

        Servers from 4.0 on do not know that name, and make a persistent index.

        Args:
            fields: Names of the indexed attributes.
            unique: Whether no two documents may have the same values.
            sparse: Whether documents without a value are left out.
            deduplicate: Whether equal values in one document's array count once.
            name: The index's name; the server makes one by default.
            in_background: Whether the collection can be written to meanwhile.

        Returns:
            The index, as `indexes` gives it; ``new`` tells whether it was not there already.

        Raises:
            IndexCreateError: If the server refuses.

        Endpoint:
            POST /_api/index; once for each host GET /_api/version
        """
        options = {"unique": unique, "sparse": sparse, "deduplicate": deduplicate}
        return await self._add_alias("skiplist", fields, name, in_background, options)

    @endpoint
    async def add_geo_index(
        self,
        fields: Fields,
        ordered: bool | None = None,
        name: str | None = None,
        in_background: bool | None = None,
    ) -> Json:
        """Create a geo index.

        Args:
            fields: The attribute with the coordinates, or those with latitude and longitude.
            ordered: With one attribute: whether it is GeoJSON, or longitude before latitude.
            name: The index's name; the server makes one by default.
            in_background: Whether the collection can be written to meanwhile.

        Returns:
            The index, as `indexes` gives it; ``new`` tells whether it was not there already.

        Raises:
            IndexCreateError: If the server refuses.

        Endpoint:
            POST /_api/index
        """
        options = {"geoJson": ordered}
        return await self._add(CREATE, "geo", fields, name, in_background, options)

    @endpoint
    async def add_fulltext_index(
        self,
        fields: Fields,
        min_length: int | None = None,
        name: str | None = None,
        in_background: bool | None = None,
    ) -> Json:
        """Create a fulltext index.

        Args:
            fields: The indexed attribute.
            min_length: Characters of the shortest word that is indexed.
            name: The index's name; the server makes one by default.
            in_background: Whether the collection can be written to meanwhile.

        Returns:
            The index, as `indexes` gives it; ``new`` tells whether it was not there already.

        Raises:
            IndexCreateError: If the server refuses.

        Endpoint:
            POST /_api/index (with this type until 4.0); once for each host GET /_api/version
        """
        options = {"minLength": min_length}
        # Servers refuse an unknown type as they refuse other mistakes.
        await self._conn.learn_server_version()
        return await self._add(CREATE_FULLTEXT, "fulltext", fields, name, in_background, options)

    @endpoint
    async def add_persistent_index(
        self,
        fields: Fields,
        unique: bool | None = None,
        sparse: bool | None = None,
        name: str | None = None,
        in_background: bool | None = None,
    ) -> Json:
        """Create a persistent index: sorted, for equality, ranges and sorting.

        Args:
            fields: Names of the indexed attributes.
            unique: Whether no two documents may have the same values.
            sparse: Whether documents without a value are left out.
            name: The index's name; the server makes one by default.
            in_background: Whether the collection can be written to meanwhile.

        Returns:
            The index, as `indexes` gives it; ``new`` tells whether it was not there already.

        Raises:
            IndexCreateError: If the server refuses, such as for values that are not unique.

        Endpoint:
            POST /_api/index

        Example:
            >>> await students.add_persistent_index(fields=["age"])
        """
        options = {"unique": unique, "sparse": sparse}
        return await self._add(CREATE, "persistent", fields, name, in_background, options)

    @endpoint
    async def add_ttl_index(
        self,
        fields: Fields,
        expiry_time: int,
        name: str | None = None,
        in_background: bool | None = None,
    ) -> Json:
        """Create an index by which the server removes documents when their time is over.

        Args:
            fields: The attribute with a date, as text or in seconds since 1970.
            expiry_time: Seconds from that date to the end of a document.
            name: The index's name; the server makes one by default.
            in_background: Whether the collection can be written to meanwhile.

        Returns:
            The index, as `indexes` gives it; ``new`` tells whether it was not there already.

        Raises:
            IndexCreateError: If the server refuses.

        Endpoint:
            POST /_api/index
        """
        options = {"expireAfter": expiry_time}
        return await self._add(CREATE, "ttl", fields, name, in_background, options)

    @endpoint
    async def delete_index(self, index_id: str, ignore_missing: bool = False) -> bool:
        """Delete an index.

        Args:
            index_id: Its id or name, with or without the collection's name in front.
            ignore_missing: Whether a missing index is no error.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            IndexDeleteError: If the server refuses, such as for a missing index (HTTP 404).

        Endpoint:
            DELETE /_api/index/{collection}/{id}
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, key=path_piece(self._index_key(index_id)))

    @endpoint
    async def load_indexes(self) -> bool:
        """Load the collection's indexes into memory, where the server has caches for them.

        Returns:
            True.

        Raises:
            IndexLoadError: If the server refuses.

        Endpoint:
            PUT /_api/collection/{collection}/loadIndexesIntoMemory
        """
        return await self._call(LOAD)

    async def _add(
        self,
        operation: Operation[Json],
        kind: str,
        fields: Fields,
        name: str | None,
        in_background: bool | None,
        options: Json,
    ) -> Json:
        body = {"type": kind, "fields": joined(fields)}
        given = {**options, "name": name, "inBackground": in_background}
        body.update((option, value) for option, value in given.items() if value is not None)
        return await self._call(operation, (self._name,), body=body)

    async def _add_alias(
        self,
        kind: str,
        fields: Fields,
        name: str | None,
        in_background: bool | None,
        options: Json,
    ) -> Json:
        """Create an index under a name that only older servers know."""
        if has_hash_indexes(await self._conn.learn_server_version()):
            try:
                return await self._add(CREATE, kind, fields, name, in_background, options)
            except IndexCreateError as error:
                # Behind one URL there may be servers of several versions.
                if error.error_code != BAD_PARAMETER or "type" not in str(error):
                    raise
        return await self._add(CREATE, "persistent", fields, name, in_background, options)
