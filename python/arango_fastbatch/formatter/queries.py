"""AQL: queries, their tracking and their cache."""

from __future__ import annotations

from arango_fastbatch.formatter.fields import Names, named_twice, renamed
from arango_fastbatch.typings import Json

_AQL_CACHE: Names = {
    "mode": "mode",
    "maxResults": "max_results",
    "maxResultsSize": "max_results_size",
    "maxEntrySize": "max_entry_size",
    "includeSystem": "include_system",
}
_AQL_QUERY: Names = {
    "id": "id",
    "query": "query",
    "database": "database",
    "bindVars": "bind_vars",
    "runTime": "runtime",
    "started": "started",
    "state": "state",
    "stream": "stream",
    "user": "user",
    "dataSources": "data_sources",
    "exitCode": "exit_code",
    "modificationQuery": "modification_query",
    "peakMemoryUsage": "peak_memory_usage",
}
_AQL_TRACKING: Names = {
    "enabled": "enabled",
    "maxQueryStringLength": "max_query_string_length",
    "maxSlowQueries": "max_slow_queries",
    "slowQueryThreshold": "slow_query_threshold",
    "slowStreamingQueryThreshold": "slow_streaming_query_threshold",
    "trackBindVars": "track_bind_vars",
    "trackSlowQueries": "track_slow_queries",
}
_QUERY_CACHE_ENTRY: Names = {
    "hash": "hash",
    "query": "query",
    "bindVars": "bind_vars",
    "size": "size",
    "results": "results",
    "started": "started",
    "hits": "hits",
    "runTime": "runtime",
    "dataSources": "data_sources",
}
_QUERY_STATISTICS = {
    "writesExecuted": "modified",
    "writesIgnored": "ignored",
    "scannedFull": "scanned_full",
    "scannedIndex": "scanned_index",
    "executionTime": "execution_time",
    "httpRequests": "http_requests",
}
# python-aioarango's cursors leave these as the server calls them.
_QUERY_STATISTICS_LEFT = {
    "cacheHits": "cache_hits",
    "cacheMisses": "cache_misses",
    "cursorsCreated": "cursors_created",
    "cursorsRearmed": "cursors_rearmed",
    "documentLookups": "document_lookups",
    "fullCount": "full_count",
    "intermediateCommits": "intermediate_commits",
    "peakMemoryUsage": "peak_memory_usage",
    "searchParallelism": "search_parallelism",
}


def format_aql_cache(body: Json) -> Json:
    """The settings of the query results cache.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _AQL_CACHE)


def format_aql_query(body: Json) -> Json:
    """What the server says of a running or slow query.

    Args:
        body: One query of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _AQL_QUERY)


def format_aql_tracking(body: Json) -> Json:
    """The settings of query tracking.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _AQL_TRACKING)


def format_query_cache_entry(body: Json) -> Json:
    """One entry of the query results cache.

    Args:
        body: One entry of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _QUERY_CACHE_ENTRY)


def format_query_statistics(body: Json) -> Json:
    """What a query has done.

    Args:
        body: The ``stats`` of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _QUERY_STATISTICS | _QUERY_STATISTICS_LEFT)


def format_cursor_statistics(body: Json) -> Json:
    """What the query of a cursor has done.

    Args:
        body: The ``stats`` of the server's answer.

    Returns:
        A new dict; what python-aioarango leaves as the server calls it has both names.
    """
    return format_query_statistics(body) | named_twice(body, _QUERY_STATISTICS_LEFT)
