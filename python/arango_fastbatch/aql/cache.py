"""The cache of query results."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    AQLCacheClearError,
    AQLCacheConfigureError,
    AQLCacheEntriesError,
    AQLCachePropertiesError,
)
from arango_fastbatch.formatter import format_aql_cache, format_query_cache_entry
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _entries(body: Any, _: Call[Jsons]) -> Jsons:
    return [format_query_cache_entry(entry) for entry in body]


def _properties(body: Any, _: Call[Json]) -> Json:
    return format_aql_cache(body)


ENTRIES: Operation[Jsons] = Operation(
    "GET", "/_api/query-cache/entries", AQLCacheEntriesError, decode=_entries
)
PROPERTIES: Operation[Json] = Operation(
    "GET", "/_api/query-cache/properties", AQLCachePropertiesError, decode=_properties
)
CONFIGURE: Operation[Json] = Operation(
    "PUT", "/_api/query-cache/properties", AQLCacheConfigureError, decode=_properties
)
CLEAR: Operation[bool] = Operation(
    "DELETE", "/_api/query-cache", AQLCacheClearError, decode=always_true
)


class AQLQueryCache(ApiGroup[C_co]):
    """The query results cache of a database."""

    def __repr__(self) -> str:
        return f"<AQLQueryCache in {self.db_name}>"

    @endpoint
    async def entries(self) -> Jsons:
        """List what is in the cache.

        Returns:
            For each query ``hash``, ``query``, ``bind_vars``, ``size`` (bytes), ``results`` (their
            number), ``hits``, ``started``, ``runtime`` (seconds) and ``data_sources``.

        Raises:
            AQLCacheEntriesError: If the server refuses.

        Endpoint:
            GET /_api/query-cache/entries
        """
        return await self._call(ENTRIES)

    @endpoint
    async def properties(self) -> Json:
        """Read the cache's settings.

        Returns:
            ``mode`` ("on", "off" or "demand"), ``max_results``, ``max_results_size`` and
            ``max_entry_size`` (bytes), ``include_system``.

        Raises:
            AQLCachePropertiesError: If the server refuses.

        Endpoint:
            GET /_api/query-cache/properties
        """
        return await self._call(PROPERTIES)

    @endpoint
    async def configure(
        self,
        mode: str | None = None,
        max_results: int | None = None,
        max_results_size: int | None = None,
        max_entry_size: int | None = None,
        include_system: bool | None = None,
    ) -> Json:
        """Change the cache's settings; what is not given stays as it is.

        Args:
            mode: "on", "off", or "demand" to cache only the queries that ask for it.
            max_results: Most queries whose results are kept for a database.
            max_results_size: Most bytes of results that are kept for a database.
            max_entry_size: Most bytes of one query's results.
            include_system: Whether results of queries of system collections are kept.

        Returns:
            What `properties` gives from now on.

        Raises:
            AQLCacheConfigureError: If the server refuses.

        Endpoint:
            PUT /_api/query-cache/properties
        """
        body = given(
            mode=mode,
            maxResults=max_results,
            maxResultsSize=max_results_size,
            maxEntrySize=max_entry_size,
            includeSystem=include_system,
        )
        return await self._call(CONFIGURE, body=body)

    @endpoint
    async def clear(self) -> bool:
        """Empty the cache.

        Returns:
            True.

        Raises:
            AQLCacheClearError: If the server refuses.

        Endpoint:
            DELETE /_api/query-cache
        """
        return await self._call(CLEAR)
