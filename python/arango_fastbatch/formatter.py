"""Results in Python's spelling: tables of the server's field names and ours.

A field that a table does not know stays as the server calls it, so that nothing a newer server says
is lost. ``error`` and ``code``, which every answer has, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arango_fastbatch.typings import Json

Names = Mapping[str, str]
"""The server's names of fields, and ours, in the order in which results show them."""

_ENVELOPE = frozenset({"error", "code"})

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
_COLLECTION: Names = {
    "id": "id",
    "objectId": "object_id",
    "name": "name",
    "isSystem": "system",
    "isSmart": "smart",
    "type": "type",
    "edge": "edge",
    "waitForSync": "sync",
    "status": "status",
    "statusString": "status_string",
    "globallyUniqueId": "global_id",
    "cacheEnabled": "cache",
    "replicationFactor": "replication_factor",
    "minReplicationFactor": "min_replication_factor",
    "writeConcern": "write_concern",
    "shards": "shards",
    "numberOfShards": "shard_count",
    "shardKeys": "shard_fields",
    "distributeShardsLike": "shard_like",
    "shardingStrategy": "sharding_strategy",
    "smartJoinAttribute": "smart_join_attribute",
    "keyOptions": "key_options",
    "cid": "cid",
    "version": "version",
    "allowUserKeys": "user_keys",
    "planId": "plan_id",
    "deleted": "deleted",
    "syncByRevision": "sync_by_revision",
    "tempObjectId": "temp_object_id",
    "usesRevisionsAsDocumentIds": "rev_as_id",
    "isDisjoint": "disjoint",
    "isSmartChild": "smart_child",
    "minRevision": "min_revision",
    "schema": "schema",
}
_DATABASE: Names = {
    "id": "id",
    "name": "name",
    "path": "path",
    "isSystem": "system",
    "sharding": "sharding",
    "replicationFactor": "replication_factor",
    "writeConcern": "write_concern",
}
_INDEX: Names = {
    "id": "id",
    "fields": "fields",
    "type": "type",
    "name": "name",
    "deduplicate": "deduplicate",
    "sparse": "sparse",
    "unique": "unique",
    "minLength": "min_length",
    "geoJson": "geo_json",
    "ignoreNull": "ignore_none",
    "selectivityEstimate": "selectivity",
    "isNewlyCreated": "new",
    "expireAfter": "expiry_time",
    "inBackground": "in_background",
    "bestIndexedLevel": "best_indexed_level",
    "worstIndexedLevel": "worst_indexed_level",
    "maxNumCoverCells": "max_num_cover_cells",
}
_KEY_OPTIONS: Names = {
    "type": "key_generator",
    "increment": "key_increment",
    "offset": "key_offset",
    "allowUserKeys": "user_keys",
    "lastValue": "key_last_value",
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

_STATISTICS: Names = {
    "documentReferences": "document_refs",
    "lastTick": "last_tick",
    "waitingFor": "waiting_for",
    "documentsSize": "documents_size",
    "cacheInUse": "cache_in_use",
    "cacheSize": "cache_size",
    "cacheUsage": "cache_usage",
    "uncollectedLogfileEntries": "uncollected_logfile_entries",
}

# How the server numbers the types of collections.
_EDGE_COLLECTION = 3


def _renamed(body: Json, names: Names) -> Json:
    """The fields of a table under our names, then the others as they are, without the envelope."""
    result = {ours: body[theirs] for theirs, ours in names.items() if theirs in body}
    for name, value in body.items():
        if name not in names and name not in _ENVELOPE:
            result.setdefault(name, value)
    return result


def format_body(body: Json) -> Json:
    """An answer without the envelope.

    Args:
        body: The answer.

    Returns:
        A new dict without ``error`` and ``code``.
    """
    return _renamed(body, {})


def format_aql_cache(body: Json) -> Json:
    """The settings of the query results cache.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return _renamed(body, _AQL_CACHE)


def format_aql_query(body: Json) -> Json:
    """What the server says of a running or slow query.

    Args:
        body: One query of the server's answer.

    Returns:
        A new dict.
    """
    return _renamed(body, _AQL_QUERY)


def format_aql_tracking(body: Json) -> Json:
    """The settings of query tracking.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return _renamed(body, _AQL_TRACKING)


def format_collection(body: Json) -> Json:
    """The properties of a collection.

    Args:
        body: The server's answer, or one collection of it.

    Returns:
        A new dict; where there is a ``type``, ``edge`` tells whether it is that of edges.
    """
    described: Json = dict(body)
    if "type" in body:
        described["edge"] = body["type"] == _EDGE_COLLECTION
    if isinstance(body.get("keyOptions"), Mapping):
        described["keyOptions"] = format_key_options(body["keyOptions"])
    return _renamed(described, _COLLECTION)


def format_database(body: Json) -> Json:
    """The properties of a database.

    Args:
        body: The ``result`` of the server's answer.

    Returns:
        A new dict.
    """
    return _renamed(body, _DATABASE)


def format_index(body: Json) -> Json:
    """What the server says of an index.

    Args:
        body: The server's answer, or one index of it.

    Returns:
        A new dict; ``id`` is what stands behind the collection's name.
    """
    index = _renamed(body, _INDEX)
    if isinstance(index.get("id"), str):
        index["id"] = index["id"].rpartition("/")[2]
    return index


def format_key_options(body: Json) -> Json:
    """How a collection makes keys.

    Args:
        body: The ``keyOptions`` of a collection.

    Returns:
        A new dict.
    """
    return _renamed(body, _KEY_OPTIONS)


def format_query_cache_entry(body: Json) -> Json:
    """One entry of the query results cache.

    Args:
        body: One entry of the server's answer.

    Returns:
        A new dict.
    """
    return _renamed(body, _QUERY_CACHE_ENTRY)


def format_statistics(body: Json) -> Json:
    """The figures of a collection.

    Args:
        body: The ``figures`` of the server's answer.

    Returns:
        A new dict.
    """
    return _renamed(body, _STATISTICS)


def verify_format(_: Any, res: Json) -> Json:
    """Give a formatted result back as it is; python-aioarango's tests hook in here.

    Args:
        res: The result.

    Returns:
        The same object.
    """
    return res
