"""The server, its users and backups, and what runs in it: Foxx services and Pregel jobs."""

from __future__ import annotations

from arango_fastbatch.formatter.fields import Names, Parts, each, named_twice, part, renamed
from arango_fastbatch.typings import Json

_BACKUP: Names = {
    "previous": "previous",
    "id": "backup_id",
    "datetime": "datetime",
    "potentiallyInconsistent": "potentially_inconsistent",
    "sizeInBytes": "size_in_bytes",
    "nrDBServers": "dbserver_count",
    "nrFiles": "file_count",
    "available": "available",
    "version": "version",
    "keys": "keys",
    "nrPiecesPresent": "pieces_present",
    "countIncludesFilesOnly": "count_includes_files_only",
}
_BACKUP_DB_SERVER: Names = {
    "Status": "status",
    "Progress": "progress",
    "Error": "error",
    "ErrorMessage": "error_message",
}
_BACKUP_PROGRESS: Names = {"Total": "total", "Done": "done", "Time": "time"}
_BACKUP_RESTORE: Names = {
    "id": "backup_id",
    "isCluster": "is_cluster",
    "previous": "previous",
}
# A transfer is told in other words when it begins than while it goes on.
_BACKUP_TRANSFER: Names = {
    "Timestamp": "timestamp",
    "DownloadId": "download_id",
    "downloadId": "download_id",
    "UploadId": "upload_id",
    "uploadId": "upload_id",
    "Cancelled": "cancelled",
    "BackupId": "backup_id",
    "DBServers": "dbservers",
}
_BACKUPS: Names = {"server": "server", "list": "list"}
_MANIFEST: Names = {"defaultDocument": "default_document"}
_PREGEL_JOB: Names = {
    "aggregators": "aggregators",
    "computationTime": "computation_time",
    "edgeCount": "edge_count",
    "gss": "gss",
    "receivedCount": "received_count",
    "sendCount": "send_count",
    "startupTime": "startup_time",
    "state": "state",
    "totalRuntime": "total_runtime",
    "vertexCount": "vertex_count",
    "graphLoaded": "graph_loaded",
    "gssTimes": "gss_times",
    "storageTime": "storage_time",
    "masterContext": "master_context",
    "useMemoryMaps": "use_memory_maps",
    "detail": "detail",
}
_PREGEL_DETAIL: Names = {
    "aggregatedStatus": "aggregated_status",
    "workerStatus": "worker_status",
}
_PREGEL_PROGRESS: Names = {
    "timeStamp": "time_stamp",
    "graphStoreStatus": "graph_store_status",
    "allGssStatus": "all_gss_status",
}
_PREGEL_GRAPH_STORE: Names = {
    "verticesLoaded": "vertices_loaded",
    "edgesLoaded": "edges_loaded",
    "memoryBytesUsed": "memory_bytes_used",
    "verticesStored": "vertices_stored",
}
_PREGEL_STEP: Names = {
    "verticesProcessed": "vertices_processed",
    "messagesSent": "messages_sent",
    "messagesReceived": "messages_received",
    "memoryBytesUsedForMessages": "memory_bytes_used_for_messages",
}
_SERVER: Names = {"version": "version", "serverId": "server_id"}
_STATUS: Names = {
    "foxxApi": "foxx_api",
    "host": "host",
    "hostname": "hostname",
    "license": "license",
    "mode": "mode",
    "operationMode": "operation_mode",
    "pid": "pid",
    "server": "server",
    "serverInfo": "server_info",
    "version": "version",
    "agency": "agency",
    "agent": "agent",
    "coordinator": "coordinator",
}
_STATUS_AGENCY: Names = {"agencyComm": "agency_comm"}
_STATUS_AGENT: Names = {"leaderId": "leader_id"}
_STATUS_COORDINATOR: Names = {"isFoxxmaster": "is_foxxmaster"}
_STATUS_SERVER: Names = {"writeOpsEnabled": "write_ops_enabled", "readOnly": "read_only"}
# python-aioarango leaves these as the server calls them.
_STATUS_SERVER_LEFT: Names = {
    "persistedId": "persisted_id",
    "rebootId": "reboot_id",
    "serverId": "server_id",
}
_STATUS_PROGRESS_LEFT: Names = {"recoveryTick": "recovery_tick"}
_USER: Names = {"user": "username", "active": "active", "extra": "extra"}


def format_backup(body: Json) -> Json:
    """What the server says of a backup.

    Args:
        body: One backup of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _BACKUP)


def format_backup_dbserver(body: Json) -> Json:
    """How far one server is with the transfer of a backup.

    Args:
        body: One of the ``DBServers`` of a transfer.

    Returns:
        A new dict.
    """
    return renamed(body, _BACKUP_DB_SERVER, {"Progress": part(_backup_progress)})


def _backup_progress(body: Json) -> Json:
    return renamed(body, _BACKUP_PROGRESS)


def format_backup_restore(body: Json) -> Json:
    """What the server says of a restored backup.

    Args:
        body: The ``result`` of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _BACKUP_RESTORE)


def format_backup_transfer(body: Json) -> Json:
    """How far the upload or download of a backup is.

    Args:
        body: The ``result`` of the server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _BACKUP_TRANSFER, {"DBServers": each(format_backup_dbserver)})


def format_backups(body: Json) -> Json:
    """The backups of a server.

    Args:
        body: The ``result`` of the server's answer.

    Returns:
        A new dict; ``list`` has the backups by their ids.
    """
    return renamed(body, _BACKUPS, {"list": each(format_backup)})


def format_pregel_job_data(body: Json) -> Json:
    """What the server says of a Pregel job.

    Args:
        body: The server's answer.

    Returns:
        A new dict.
    """
    return renamed(body, _PREGEL_JOB, {"detail": part(_pregel_detail)})


def _pregel_detail(body: Json) -> Json:
    parts = {"aggregatedStatus": part(_pregel_progress), "workerStatus": each(_pregel_progress)}
    return renamed(body, _PREGEL_DETAIL, parts)


def _pregel_progress(body: Json) -> Json:
    return renamed(body, _PREGEL_PROGRESS, _PREGEL_PROGRESS_PARTS)


def _pregel_steps(body: Json) -> Json:
    return renamed(body, {}, {"items": each(lambda step: renamed(step, _PREGEL_STEP))})


_PREGEL_PROGRESS_PARTS: Parts = {
    "graphStoreStatus": part(lambda body: renamed(body, _PREGEL_GRAPH_STORE)),
    "allGssStatus": part(_pregel_steps),
}


def format_server_info(body: Json) -> Json:
    """Which server it is that speaks.

    Args:
        body: The ``server`` of an answer on replication.

    Returns:
        A new dict.
    """
    return renamed(body, _SERVER)


def format_server_status(body: Json) -> Json:
    """The status of a server.

    Args:
        body: The server's answer.

    Returns:
        A new dict; what python-aioarango leaves as the server calls it, in ``server_info``, has
        both names.
    """
    return renamed(body, _STATUS, _STATUS_PARTS)


def _status_server(body: Json) -> Json:
    info = renamed(body, _STATUS_SERVER, {"progress": part(_status_progress)})
    return info | named_twice(body, _STATUS_SERVER_LEFT)


def _status_progress(body: Json) -> Json:
    return body | named_twice(body, _STATUS_PROGRESS_LEFT)


_STATUS_PARTS: Parts = {
    "serverInfo": part(_status_server),
    "agency": part(lambda body: renamed(body, _STATUS_AGENCY)),
    "agent": part(lambda body: renamed(body, _STATUS_AGENT)),
    "coordinator": part(lambda body: renamed(body, _STATUS_COORDINATOR)),
}


def format_service_data(body: Json) -> Json:
    """What the server says of a Foxx service.

    Args:
        body: The server's answer, or one service of it.

    Returns:
        A new dict; of the ``manifest``, which is the service's own, only what every manifest has
        gets another name.
    """
    service = dict(body)
    if isinstance(body.get("manifest"), dict):
        service["manifest"] = {_MANIFEST.get(k, k): v for k, v in body["manifest"].items()}
    return service


def format_tls(body: Json) -> Json:
    """The server's certificates.

    Args:
        body: The ``result`` of the server's answer.

    Returns:
        A new dict, with the server's own names.
    """
    return dict(body)


def format_user(body: Json) -> Json:
    """What the server says of a user.

    Args:
        body: The server's answer, or one user of it.

    Returns:
        A new dict.
    """
    return renamed(body, _USER)
