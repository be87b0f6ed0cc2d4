"""Replication and the write-ahead log."""

from __future__ import annotations

from arango_fastbatch.formatter.fields import Names, each, part, renamed
from arango_fastbatch.formatter.schema import (
    format_collection,
    format_database,
    format_index,
    format_view,
)
from arango_fastbatch.formatter.server import format_server_info
from arango_fastbatch.typings import Headers, Json

_APPLIER_CONFIG: Names = {
    "endpoint": "endpoint",
    "database": "database",
    "username": "username",
    "verbose": "verbose",
    "incremental": "incremental",
    "requestTimeout": "request_timeout",
    "connectTimeout": "connect_timeout",
    "ignoreErrors": "ignore_errors",
    "maxConnectRetries": "max_connect_retries",
    "lockTimeoutRetries": "lock_timeout_retries",
    "sslProtocol": "ssl_protocol",
    "chunkSize": "chunk_size",
    "skipCreateDrop": "skip_create_drop",
    "autoStart": "auto_start",
    "adaptivePolling": "adaptive_polling",
    "autoResync": "auto_resync",
    "autoResyncRetries": "auto_resync_retries",
    "maxPacketSize": "max_packet_size",
    "includeSystem": "include_system",
    "includeFoxxQueues": "include_foxx_queues",
    "requireFromPresent": "require_from_present",
    "restrictType": "restrict_type",
    "restrictCollections": "restrict_collections",
    "connectionRetryWaitTime": "connection_retry_wait_time",
    "initialSyncMaxWaitTime": "initial_sync_max_wait_time",
    "idleMinWaitTime": "idle_min_wait_time",
    "idleMaxWaitTime": "idle_max_wait_time",
}
_APPLIER_ERROR: Names = {
    "errorNum": "error_num",
    "errorMessage": "error_message",
    "time": "time",
}
_APPLIER_PROGRESS: Names = {
    "time": "time",
    "message": "message",
    "failedConnects": "failed_connects",
}
_APPLIER_STATE: Names = {
    "endpoint": "endpoint",
    "database": "database",
    "username": "username",
    "state": "state",
    "server": "server",
}
_APPLIER_STATE_DETAILS: Names = {
    "started": "started",
    "running": "running",
    "phase": "phase",
    "time": "time",
    "safeResumeTick": "safe_resume_tick",
    "ticksBehind": "ticks_behind",
    "lastAppliedContinuousTick": "last_applied_continuous_tick",
    "lastProcessedContinuousTick": "last_processed_continuous_tick",
    "lastAvailableContinuousTick": "last_available_continuous_tick",
    "progress": "progress",
    "totalRequests": "total_requests",
    "totalFailedConnects": "total_failed_connects",
    "totalEvents": "total_events",
    "totalDocuments": "total_documents",
    "totalRemovals": "total_removals",
    "totalResyncs": "total_resyncs",
    "totalOperationsExcluded": "total_operations_excluded",
    "totalApplyTime": "total_apply_time",
    "averageApplyTime": "average_apply_time",
    "totalFetchTime": "total_fetch_time",
    "averageFetchTime": "average_fetch_time",
    "lastError": "last_error",
}
_COLLECTION: Names = {
    "planVersion": "plan_version",
    "isReady": "is_ready",
    "allInSync": "all_in_sync",
    "indexes": "indexes",
    "parameters": "parameters",
}
_DUMP_BATCH: Names = {"id": "id", "lastTick": "last_tick"}
_LOGGER_STATE: Names = {"state": "state", "server": "server", "clients": "clients"}
_STATE: Names = {
    "running": "running",
    "time": "time",
    "lastLogTick": "last_log_tick",
    "totalEvents": "total_events",
    "lastUncommittedLogTick": "last_uncommitted_log_tick",
}
_SYNC: Names = {"collections": "collections", "lastLogTick": "last_log_tick"}
_TICKS: Names = {
    "tickMin": "tick_min",
    "tickMax": "tick_max",
    "tick": "tick",
    "time": "time",
    "server": "server",
}
_WAL_PROPERTIES: Names = {
    "allowOversizeEntries": "oversized_ops",
    "logfileSize": "log_size",
    "historicLogfiles": "historic_logs",
    "reserveLogfiles": "reserve_logs",
    "syncInterval": "sync_interval",
    "throttleWait": "throttle_wait",
    "throttleWhenPending": "throttle_limit",
}
_WAL_TRANSACTIONS: Names = {
    "minLastCollected": "last_collected",
    "minLastSealed": "last_sealed",
    "runningTransactions": "count",
}

# What the headers of a dump or of a piece of the log say: texts, and whether something is so.
_TEXT_HEADERS: Names = {
    "x-arango-replication-lastincluded": "last_included",
    "x-arango-replication-lastscanned": "last_scanned",
    "x-arango-replication-lasttick": "last_tick",
}
_FLAG_HEADERS: Names = {
    "x-arango-replication-frompresent": "from_present",
    "x-arango-replication-active": "active",
    "x-arango-replication-checkmore": "check_more",
}


def format_applier_error(body: Json) -> Json:
    """The last error of the applier.

    Args:
        body: The ``lastError`` of its state.

    Returns:
        A new dict.
    """
    return renamed(body, _APPLIER_ERROR)


def format_applier_progress(body: Json) -> Json:
    """How far the applier is.

    Args:
        body: The ``progress`` of its state.

    Returns:
        A new dict.
    """
    return renamed(body, _APPLIER_PROGRESS)


def format_applier_state_details(body: Json) -> Json:
    """The state of the applier.

    Args:
        body: The ``state`` of the server's answer.

    Returns:
        A new dict.
    """
    parts = {"progress": part(format_applier_progress), "lastError": part(format_applier_error)}
    return renamed(body, _APPLIER_STATE_DETAILS, parts)


def format_replication_applier_config(body: Json) -> Json:
    """The settings of the applier.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _APPLIER_CONFIG)


def format_replication_applier_state(body: Json) -> Json:
    """Whose changes the applier applies, and its state.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    parts = {"state": part(format_applier_state_details), "server": part(format_server_info)}
    return renamed(body, _APPLIER_STATE, parts)


def format_replication_collection(body: Json) -> Json:
    """What an inventory says of a collection.

    Args:
        body: One of the ``collections`` of the inventory.

    Returns:
        A new dict.
    """
    parts = {"indexes": each(format_index), "parameters": part(format_collection)}
    return renamed(body, _COLLECTION, parts)


def format_replication_database(body: Json) -> Json:
    """What an inventory says of a database.

    Args:
        body: One of the ``databases`` of the inventory.

    Returns:
        A new dict.
    """
    return renamed(body, {}, _DATABASE_PARTS)


def format_replication_dump_batch(body: Json) -> Json:
    """What the server says of a dump batch.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _DUMP_BATCH)


def format_replication_header(headers: Headers) -> Json:
    """What the headers of a dump or of a piece of the log say.

    Args:
        headers: The answer's headers; names in any case.

    Returns:
        A new dict with ``last_included``, ``last_scanned``, ``last_tick`` (texts),
        ``from_present``, ``active`` and ``check_more`` (bools), as far as they are told.
    """
    said = {name.lower(): value for name, value in headers.items()}
    header: Json = {ours: said[name] for name, ours in _TEXT_HEADERS.items() if name in said}
    header |= {ours: said[name] == "true" for name, ours in _FLAG_HEADERS.items() if name in said}
    return header


def format_replication_inventory(body: Json) -> Json:
    """What there is to be replicated.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    parts = {
        "state": part(format_replication_state),
        "databases": each(format_replication_database),
        **_DATABASE_PARTS,
    }
    return renamed(body, {}, parts)


def format_replication_logger_state(body: Json) -> Json:
    """The state of the log, and who reads it.

    Args:
        body: The server's answer.

    Returns:
        A new dict; ``clients`` are as the server says them.
    """
    parts = {"state": part(format_replication_state), "server": part(format_server_info)}
    return renamed(body, _LOGGER_STATE, parts)


def format_replication_state(body: Json) -> Json:
    """The state of the log.

    Args:
        body: The ``state`` of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _STATE)


def format_replication_sync(body: Json) -> Json:
    """What was synchronized.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _SYNC)


def format_tick_values(body: Json) -> Json:
    """Ticks of the write-ahead log.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _TICKS, {"server": part(format_server_info)})


def format_wal_properties(body: Json) -> Json:
    """The settings of the write-ahead log.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _WAL_PROPERTIES)


def format_wal_transactions(body: Json) -> Json:
    """The transactions that run.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _WAL_TRANSACTIONS)


# What a database has, and the inventory of a database as well.
_DATABASE_PARTS = {
    "collections": each(format_replication_collection),
    "views": each(format_view),
    "properties": part(format_database),
}
