"""Watching the queries that run or took long, and stopping them."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given, path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    AQLQueryClearError,
    AQLQueryKillError,
    AQLQueryListError,
    AQLQueryTrackingGetError,
    AQLQueryTrackingSetError,
)
from arango_fastbatch.formatter import format_aql_query, format_aql_tracking
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _queries(body: Any, _: Call[Jsons]) -> Jsons:
    return [format_aql_query(query) for query in body]


def _tracking(body: Any, _: Call[Json]) -> Json:
    return format_aql_tracking(body)


RUNNING: Operation[Jsons] = Operation(
    "GET", "/_api/query/current", AQLQueryListError, decode=_queries
)
SLOW: Operation[Jsons] = Operation("GET", "/_api/query/slow", AQLQueryListError, decode=_queries)
CLEAR_SLOW: Operation[bool] = Operation(
    "DELETE", "/_api/query/slow", AQLQueryClearError, decode=always_true
)
KILL: Operation[bool] = Operation(
    "DELETE", "/_api/query/{key}", AQLQueryKillError, decode=always_true
)
TRACKING: Operation[Json] = Operation(
    "GET", "/_api/query/properties", AQLQueryTrackingGetError, decode=_tracking
)
SET_TRACKING: Operation[Json] = Operation(
    "PUT", "/_api/query/properties", AQLQueryTrackingSetError, decode=_tracking
)


class Watching(ApiGroup[C_co]):
    """Methods for queries that run or have run."""

    @endpoint
    async def queries(self) -> Jsons:
        """List the queries that run.

        Returns:
            For each ``id``, ``query``, ``bind_vars``, ``started``, ``runtime`` (seconds),
            ``state``, ``stream``, ``user`` and ``database``.

        Raises:
            AQLQueryListError: If the server refuses.

        Endpoint:
            GET /_api/query/current
        """
        return await self._call(RUNNING)

    @endpoint
    async def slow_queries(self) -> Jsons:
        """List the queries that took long.

        Returns:
            What `queries` tells of each.

        Raises:
            AQLQueryListError: If the server refuses.

        Endpoint:
            GET /_api/query/slow
        """
        return await self._call(SLOW)

    @endpoint
    async def clear_slow_queries(self) -> bool:
        """Make the server forget the queries that took long.

        Returns:
            True.

        Raises:
            AQLQueryClearError: If the server refuses.

        Endpoint:
            DELETE /_api/query/slow
        """
        return await self._call(CLEAR_SLOW)

    @endpoint
    async def kill(self, query_id: str) -> bool:
        """Stop a query that runs.

        Args:
            query_id: The query's id.

        Returns:
            True.

        Raises:
            AQLQueryKillError: If the server refuses, such as for a query that does not run (HTTP
                404).

        Endpoint:
            DELETE /_api/query/{id}
        """
        return await self._call(KILL, key=path_key(query_id))

    @endpoint
    async def tracking(self) -> Json:
        """Read which queries the server keeps in mind.

        Returns:
            ``enabled``, ``track_slow_queries``, ``track_bind_vars``, ``max_slow_queries``,
            ``slow_query_threshold`` (seconds) and ``max_query_string_length`` (bytes).

        Raises:
            AQLQueryTrackingGetError: If the server refuses.

        Endpoint:
            GET /_api/query/properties
        """
        return await self._call(TRACKING)

    @endpoint
    async def set_tracking(
        self,
        enabled: bool | None = None,
        max_slow_queries: int | None = None,
        slow_query_threshold: int | None = None,
        max_query_string_length: int | None = None,
        track_bind_vars: bool | None = None,
        track_slow_queries: bool | None = None,
    ) -> Json:
        """Set which queries the server keeps in mind; what is not given stays as it is.

        Args:
            enabled: Whether queries are tracked.
            max_slow_queries: Most queries that took long; the oldest are forgotten.
            slow_query_threshold: Seconds from which on a query took long.
            max_query_string_length: Most bytes of a query that are kept.
            track_bind_vars: Whether the values of bind parameters are kept.
            track_slow_queries: Whether queries that took long are kept.

        Returns:
            What `tracking` gives from now on.

        Raises:
            AQLQueryTrackingSetError: If the server refuses.

        Endpoint:
            PUT /_api/query/properties
        """
        body = given(
            enabled=enabled,
            maxSlowQueries=max_slow_queries,
            slowQueryThreshold=slow_query_threshold,
            maxQueryStringLength=max_query_string_length,
            trackBindVars=track_bind_vars,
            trackSlowQueries=track_slow_queries,
        )
        return await self._call(SET_TRACKING, body=body)
