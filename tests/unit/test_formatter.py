"""Results in Python's spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch import formatter

if TYPE_CHECKING:
    from collections.abc import Callable

    from arango_fastbatch.typings import Json

# What python-aioarango makes of a field that it knows, for every field that it knows.
KNOWN: dict[str, tuple[Callable[[Json], Json], str]] = {
    "aql_cache": (
        formatter.format_aql_cache,
        "mode maxResults=max_results maxResultsSize=max_results_size maxEntrySize=max_entry_size "
        "includeSystem=include_system",
    ),
    "aql_query": (
        formatter.format_aql_query,
        "id query database bindVars=bind_vars runTime=runtime started state stream user",
    ),
    "aql_tracking": (
        formatter.format_aql_tracking,
        "enabled maxQueryStringLength=max_query_string_length maxSlowQueries=max_slow_queries "
        "slowQueryThreshold=slow_query_threshold trackBindVars=track_bind_vars "
        "slowStreamingQueryThreshold=slow_streaming_query_threshold "
        "trackSlowQueries=track_slow_queries",
    ),
    "collection": (
        formatter.format_collection,
        "id objectId=object_id name isSystem=system isSmart=smart waitForSync=sync status "
        "statusString=status_string globallyUniqueId=global_id cacheEnabled=cache "
        "replicationFactor=replication_factor minReplicationFactor=min_replication_factor "
        "writeConcern=write_concern shards numberOfShards=shard_count shardKeys=shard_fields "
        "distributeShardsLike=shard_like shardingStrategy=sharding_strategy "
        "smartJoinAttribute=smart_join_attribute cid version allowUserKeys=user_keys "
        "planId=plan_id deleted syncByRevision=sync_by_revision tempObjectId=temp_object_id "
        "usesRevisionsAsDocumentIds=rev_as_id isDisjoint=disjoint isSmartChild=smart_child "
        "minRevision=min_revision schema",
    ),
    "database": (
        formatter.format_database,
        "id name path isSystem=system sharding replicationFactor=replication_factor "
        "writeConcern=write_concern",
    ),
    "index": (
        formatter.format_index,
        "id fields type name deduplicate sparse unique minLength=min_length geoJson=geo_json "
        "ignoreNull=ignore_none selectivityEstimate=selectivity isNewlyCreated=new "
        "expireAfter=expiry_time inBackground=in_background bestIndexedLevel=best_indexed_level "
        "worstIndexedLevel=worst_indexed_level maxNumCoverCells=max_num_cover_cells",
    ),
    "key_options": (
        formatter.format_key_options,
        "type=key_generator increment=key_increment offset=key_offset allowUserKeys=user_keys "
        "lastValue=key_last_value",
    ),
    "query_cache_entry": (
        formatter.format_query_cache_entry,
        "hash query bindVars=bind_vars size results started hits runTime=runtime "
        "dataSources=data_sources",
    ),
    "statistics": (
        formatter.format_statistics,
        "documentReferences=document_refs lastTick=last_tick waitingFor=waiting_for "
        "documentsSize=documents_size cacheInUse=cache_in_use cacheSize=cache_size "
        "cacheUsage=cache_usage uncollectedLogfileEntries=uncollected_logfile_entries",
    ),
    "body": (formatter.format_body, ""),
}


def pairs(names: str) -> list[tuple[str, str]]:
    return [(theirs, ours or theirs) for theirs, _, ours in map(split_pair, names.split())]


def split_pair(name: str) -> tuple[str, str, str]:
    return name.partition("=")


@pytest.mark.parametrize("name", KNOWN)
def test_known_fields_have_pythons_names(name: str) -> None:
    format_it, names = KNOWN[name]
    body = {theirs: f"value of {theirs}" for theirs, _ in pairs(names)}
    expected = {ours: f"value of {theirs}" for theirs, ours in pairs(names)}
    assert format_it(body) == expected


@pytest.mark.parametrize("name", KNOWN)
def test_nothing_a_newer_server_says_is_lost_but_the_envelope(name: str) -> None:
    format_it, _ = KNOWN[name]
    body: dict[str, Any] = {"brandNew": 1, "error": False, "code": 200}
    assert format_it(body) == {"brandNew": 1}
    assert body == {"brandNew": 1, "error": False, "code": 200}


def test_the_type_of_a_collection_says_whether_it_is_one_of_edges() -> None:
    assert formatter.format_collection({"type": 2}) == {"type": 2, "edge": False}
    assert formatter.format_collection({"type": 3}) == {"type": 3, "edge": True}
    assert formatter.format_collection({}) == {}


def test_key_options_are_formatted_too() -> None:
    body = {"keyOptions": {"type": "traditional", "later": 1}}
    expected = {"key_options": {"key_generator": "traditional", "later": 1}}
    assert formatter.format_collection(body) == expected


def test_an_index_has_its_id_without_the_collection() -> None:
    assert formatter.format_index({"id": "students/42"}) == {"id": "42"}
    assert formatter.format_index({"id": "42"}) == {"id": "42"}


def test_a_field_that_a_server_begins_to_call_as_we_do_does_not_hide_the_known_one() -> None:
    assert formatter.format_database({"isSystem": True, "system": "other"}) == {"system": True}
