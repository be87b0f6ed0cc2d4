"""The server, its users and backups, and what runs in it: Foxx services and Pregel jobs."""

from __future__ import annotations

from arango_fastbatch.formatter.fields import Names, each, part, renamed
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
}
_BACKUP_DB_SERVER: Names = {"Status": "status"}
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
}
_STATUS_SERVER: Names = {"writeOpsEnabled": "write_ops_enabled", "readOnly": "read_only"}
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
    return renamed(body, _BACKUP_DB_SERVER)


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
    return renamed(body, _PREGEL_JOB)


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
        A new dict.
    """
    return renamed(body, _STATUS, {"serverInfo": part(_status_server)})


def _status_server(body: Json) -> Json:
    return renamed(body, _STATUS_SERVER)


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
