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
    "applier_error": (
        formatter.format_applier_error,
        "errorNum=error_num errorMessage=error_message time",
    ),
    "applier_progress": (
        formatter.format_applier_progress,
        "time message failedConnects=failed_connects",
    ),
    "applier_state_details": (
        formatter.format_applier_state_details,
        "started running phase time safeResumeTick=safe_resume_tick ticksBehind=ticks_behind "
        "lastAppliedContinuousTick=last_applied_continuous_tick "
        "lastProcessedContinuousTick=last_processed_continuous_tick "
        "lastAvailableContinuousTick=last_available_continuous_tick "
        "progress totalRequests=total_requests totalFailedConnects=total_failed_connects "
        "totalEvents=total_events totalDocuments=total_documents totalRemovals=total_removals "
        "totalResyncs=total_resyncs totalOperationsExcluded=total_operations_excluded "
        "totalApplyTime=total_apply_time averageApplyTime=average_apply_time "
        "totalFetchTime=total_fetch_time averageFetchTime=average_fetch_time "
        "lastError=last_error",
    ),
    "backup": (
        formatter.format_backup,
        "previous id=backup_id datetime potentiallyInconsistent=potentially_inconsistent "
        "sizeInBytes=size_in_bytes nrDBServers=dbserver_count nrFiles=file_count available version "
        "keys nrPiecesPresent=pieces_present",
    ),
    "backup_dbserver": (formatter.format_backup_dbserver, "Status=status"),
    "backup_restore": (
        formatter.format_backup_restore,
        "id=backup_id isCluster=is_cluster previous",
    ),
    "backup_transfer": (
        formatter.format_backup_transfer,
        "Timestamp=timestamp DownloadId=download_id UploadId=upload_id Cancelled=cancelled "
        "BackupId=backup_id DBServers=dbservers",
    ),
    "backup_transfer, begun": (
        formatter.format_backup_transfer,
        "downloadId=download_id uploadId=upload_id",
    ),
    "backups": (formatter.format_backups, "server list"),
    "edge_definition": (
        formatter.format_edge_definition,
        "collection=edge_collection from=from_vertex_collections to=to_vertex_collections",
    ),
    "pregel_job_data": (
        formatter.format_pregel_job_data,
        "aggregators computationTime=computation_time edgeCount=edge_count gss "
        "receivedCount=received_count sendCount=send_count startupTime=startup_time state "
        "totalRuntime=total_runtime vertexCount=vertex_count",
    ),
    "query_statistics": (
        formatter.format_query_statistics,
        "writesExecuted=modified writesIgnored=ignored scannedFull=scanned_full "
        "scannedIndex=scanned_index executionTime=execution_time httpRequests=http_requests",
    ),
    "replication_applier_config": (
        formatter.format_replication_applier_config,
        "endpoint database username verbose incremental requestTimeout=request_timeout "
        "connectTimeout=connect_timeout ignoreErrors=ignore_errors "
        "maxConnectRetries=max_connect_retries lockTimeoutRetries=lock_timeout_retries "
        "sslProtocol=ssl_protocol chunkSize=chunk_size skipCreateDrop=skip_create_drop "
        "autoStart=auto_start adaptivePolling=adaptive_polling autoResync=auto_resync "
        "autoResyncRetries=auto_resync_retries maxPacketSize=max_packet_size "
        "includeSystem=include_system includeFoxxQueues=include_foxx_queues "
        "requireFromPresent=require_from_present restrictType=restrict_type "
        "restrictCollections=restrict_collections "
        "connectionRetryWaitTime=connection_retry_wait_time "
        "initialSyncMaxWaitTime=initial_sync_max_wait_time idleMinWaitTime=idle_min_wait_time "
        "idleMaxWaitTime=idle_max_wait_time",
    ),
    "replication_applier_state": (
        formatter.format_replication_applier_state,
        "endpoint database username state server",
    ),
    "replication_collection": (
        formatter.format_replication_collection,
        "planVersion=plan_version isReady=is_ready allInSync=all_in_sync indexes parameters",
    ),
    "replication_database": (
        formatter.format_replication_database,
        "id name collections views properties",
    ),
    "replication_dump_batch": (
        formatter.format_replication_dump_batch,
        "id lastTick=last_tick",
    ),
    "replication_inventory": (
        formatter.format_replication_inventory,
        "tick state databases collections views properties",
    ),
    "replication_logger_state": (
        formatter.format_replication_logger_state,
        "state server clients",
    ),
    "replication_state": (
        formatter.format_replication_state,
        "running time lastLogTick=last_log_tick totalEvents=total_events "
        "lastUncommittedLogTick=last_uncommitted_log_tick",
    ),
    "replication_sync": (
        formatter.format_replication_sync,
        "collections lastLogTick=last_log_tick",
    ),
    "server_info": (formatter.format_server_info, "version serverId=server_id"),
    "server_status": (
        formatter.format_server_status,
        "foxxApi=foxx_api host hostname license mode operationMode=operation_mode pid server "
        "serverInfo=server_info version",
    ),
    "tick_values": (
        formatter.format_tick_values,
        "tickMin=tick_min tickMax=tick_max tick time server",
    ),
    "user": (formatter.format_user, "user=username active extra"),
    "view": (
        formatter.format_view,
        "globallyUniqueId=global_id id name type cleanupIntervalStep=cleanup_interval_step "
        "commitIntervalMsec=commit_interval_msec "
        "consolidationIntervalMsec=consolidation_interval_msec "
        "consolidationPolicy=consolidation_policy primarySort=primary_sort "
        "primarySortCompression=primary_sort_compression storedValues=stored_values "
        "writebufferIdle=writebuffer_idle writebufferActive=writebuffer_active "
        "writebufferSizeMax=writebuffer_max_size links",
    ),
    "view_consolidation_policy": (
        formatter.format_view_consolidation_policy,
        "type threshold segmentsMin=segments_min segmentsMax=segments_max "
        "segmentsBytesMax=segments_bytes_max segmentsBytesFloor=segments_bytes_floor "
        "minScore=min_score",
    ),
    "view_link": (
        formatter.format_view_link,
        "analyzers fields includeAllFields=include_all_fields "
        "trackListPositions=track_list_positions storeValues=store_values",
    ),
    "wal_properties": (
        formatter.format_wal_properties,
        "allowOversizeEntries=oversized_ops logfileSize=log_size historicLogfiles=historic_logs "
        "reserveLogfiles=reserve_logs syncInterval=sync_interval throttleWait=throttle_wait "
        "throttleWhenPending=throttle_limit",
    ),
    "wal_transactions": (
        formatter.format_wal_transactions,
        "minLastCollected=last_collected minLastSealed=last_sealed runningTransactions=count",
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
