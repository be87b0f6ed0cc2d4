"""Databases, collections, indexes and views."""

from __future__ import annotations

from arango_fastbatch.formatter.fields import Names, Parts, each, part, renamed
from arango_fastbatch.typings import Json

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
    "computedValues": "computed_values",
    "internalValidatorType": "internal_validator_type",
    "smartGraphAttribute": "smart_field",
    "supportsRBAC": "supports_rbac",
}
# What a view and an inverted index both say of how they store what is searched.
_SEARCH: Names = {
    "cleanupIntervalStep": "cleanup_interval_step",
    "commitIntervalMsec": "commit_interval_msec",
    "consolidationIntervalMsec": "consolidation_interval_msec",
    "consolidationPolicy": "consolidation_policy",
    "primarySort": "primary_sort",
    "primarySortCache": "primary_sort_cache",
    "primarySortCompression": "primary_sort_compression",
    "primaryKeyCache": "primary_key_cache",
    "storedValues": "stored_values",
    "optimizeTopK": "optimize_top_k",
    "writebufferIdle": "writebuffer_idle",
    "writebufferActive": "writebuffer_active",
    "writebufferSizeMax": "writebuffer_max_size",
}
_CONSOLIDATION_POLICY: Names = {
    "type": "type",
    "threshold": "threshold",
    "segmentsMin": "segments_min",
    "segmentsMax": "segments_max",
    "segmentsBytesMax": "segments_bytes_max",
    "segmentsBytesFloor": "segments_bytes_floor",
    "minScore": "min_score",
    "maxSkewThreshold": "max_skew_threshold",
    "minDeletionRatio": "min_deletion_ratio",
}
_DATABASE: Names = {
    "id": "id",
    "name": "name",
    "path": "path",
    "isSystem": "system",
    "sharding": "sharding",
    "replicationFactor": "replication_factor",
    "writeConcern": "write_concern",
    "replicationVersion": "replication_version",
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
    "cacheEnabled": "cache_enabled",
    "estimates": "estimates",
    "legacyPolygons": "legacy_polygons",
    "fieldValueTypes": "field_value_types",
    "prefixFields": "prefix_fields",
    "searchField": "search_field",
    "includeAllFields": "include_all_fields",
    "trackListPositions": "track_list_positions",
    **_SEARCH,
    "figures": "figures",
}
_KEY_OPTIONS: Names = {
    "type": "key_generator",
    "increment": "key_increment",
    "offset": "key_offset",
    "allowUserKeys": "user_keys",
    "lastValue": "key_last_value",
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
    "cacheLifeTimeHitRate": "cache_life_time_hit_rate",
    "cacheWindowedHitRate": "cache_windowed_hit_rate",
}
_VIEW: Names = {
    "globallyUniqueId": "global_id",
    "id": "id",
    "name": "name",
    "type": "type",
    **_SEARCH,
    "links": "links",
}
_VIEW_LINK: Names = {
    "analyzers": "analyzers",
    "fields": "fields",
    "includeAllFields": "include_all_fields",
    "trackListPositions": "track_list_positions",
    "storeValues": "store_values",
    "inBackground": "in_background",
}

# How the server numbers the types of collections.
_EDGE_COLLECTION = 3


def format_collection(body: Json) -> Json:
    """The properties of a collection.

    Args:
        body: The server's answer, or one collection of it.

    Returns:
        A new dict; where there is a ``type``, ``edge`` tells whether it is that of edges. The
        ``schema`` and each of the ``computed_values`` are as the server takes them.
    """
    described: Json = dict(body)
    if "type" in body:
        described["edge"] = body["type"] == _EDGE_COLLECTION
    return renamed(described, _COLLECTION, {"keyOptions": part(format_key_options)})


def format_database(body: Json) -> Json:
    """The properties of a database.

    Args:
        body: The ``result`` of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _DATABASE)


def format_index(body: Json) -> Json:
    """What the server says of an index.

    Args:
        body: The server's answer, or one index of it.

    Returns:
        A new dict; ``id`` is what stands behind the collection's name. The ``fields`` and
        ``params`` are as the server takes them.
    """
    index = renamed(body, _INDEX, _INDEX_PARTS)
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
    return renamed(body, _KEY_OPTIONS)


def format_statistics(body: Json) -> Json:
    """The figures of a collection.

    Args:
        body: The ``figures`` of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _STATISTICS)


def format_view(body: Json) -> Json:
    """The properties of a view.

    Args:
        body: The server's answer, or one view of it.

    Returns:
        A new dict; ``links`` has the link of each collection by its name.
    """
    parts = {
        "consolidationPolicy": part(format_view_consolidation_policy),
        "links": each(format_view_link),
    }
    return renamed(body, _VIEW, parts)


def format_view_consolidation_policy(body: Json) -> Json:
    """When a view merges its segments.

    Args:
        body: The ``consolidationPolicy`` of a view.

    Returns:
        A new dict.
    """
    return renamed(body, _CONSOLIDATION_POLICY)


def format_view_link(body: Json) -> Json:
    """What a view indexes of a collection.

    Args:
        body: One of the ``links`` of a view.

    Returns:
        A new dict; what is indexed of single attributes, below ``fields``, is as the server says
        it.
    """
    return renamed(body, _VIEW_LINK)


_INDEX_PARTS: Parts = {
    "consolidationPolicy": part(format_view_consolidation_policy),
    "figures": part(format_statistics),
}
