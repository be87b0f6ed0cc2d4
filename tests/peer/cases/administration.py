"""Rooms of an operator: backups, clusters; and Pregel."""

from __future__ import annotations

from tests.peer.plan import Method, ok, recorded

BACKUP = {
    "id": "2025-05-23T18.15.57Z_nightly",
    "datetime": "2025-05-23T18:15:57Z",
    "version": "3.11.14",
    "sizeInBytes": 12345,
    "nrFiles": 5,
    "nrDBServers": 1,
    "nrPiecesPresent": 1,
    "available": True,
    "potentiallyInconsistent": False,
    "keys": [{"sha256": "aa"}],
    "countIncludesFilesOnly": True,
}
ID = BACKUP["id"]
CREDENTIALS = {"local": {"type": "local", "copy-links": "false"}}
TRANSFER = {
    "Timestamp": "2025-05-23T18:16:12Z",
    "Cancelled": False,
    "BackupId": ID,
    "DBServers": {"SNGL": {"Status": "STARTED"}, "PRMR": {"Status": "COMPLETED"}},
}
GONE = [(404, 404), (501, 9), (408, 4)]

METHODS = [
    # --- Backup
    Method(
        "Backup.get",
        options={"backup_id": ID},
        answer=ok(result={"server": "SNGL", "list": {ID: BACKUP}}),
        also=[("answer: none", {}, ok(result={"list": {}}))],
        errors=GONE,
        module="backup",
    ),
    Method(
        "Backup.create",
        options={"label": "nightly", "allow_inconsistent": True, "force": True, "timeout": 30},
        answer=ok(result={**BACKUP, "previous": "x"}, status=201),
        errors=GONE,
        module="backup",
    ),
    Method(
        "Backup.delete",
        {"backup_id": ID},
        answer=recorded("POST /_admin/backup/delete"),
        errors=GONE,
        module="backup",
    ),
    Method(
        "Backup.download",
        options={
            "backup_id": ID,
            "repository": "local:///backups",
            "abort": True,
            "config": CREDENTIALS,
            "download_id": "68710",
        },
        answer=recorded("POST /_admin/backup/download"),
        answers={"download_id": ok(result={**TRANSFER, "DownloadId": "68710"})},
        module="backup",
    ),
    Method(
        "Backup.upload",
        options={
            "backup_id": ID,
            "repository": "local:///backups",
            "abort": True,
            "config": CREDENTIALS,
            "upload_id": "68693",
        },
        answer=recorded("POST /_admin/backup/upload"),
        answers={"upload_id": ok(result={**TRANSFER, "UploadId": "68693"})},
        module="backup",
    ),
    Method(
        "Backup.restore",
        {"backup_id": ID},
        answer=recorded("POST /_admin/backup/restore"),
        also=[
            (
                "answer: everything",
                {},
                ok(result={"previous": "x", "id": ID, "isCluster": True}),
            )
        ],
        module="backup",
    ),
    # --- Cluster
    Method("Cluster.server_id", answer=ok(id="CRDN-fe15"), module="cluster"),
    Method("Cluster.server_role", answer=ok(role="COORDINATOR"), module="cluster"),
    Method(
        "Cluster.server_version",
        {"server_id": "PRMR-1"},
        answer=ok(server="arango", license="enterprise", version="3.11.14", details={"a": "b"}),
        module="cluster",
    ),
    Method(
        "Cluster.server_engine",
        {"server_id": "PRMR-1"},
        answer=recorded("GET /_api/engine"),
        module="cluster",
    ),
    Method("Cluster.server_count", answer=ok(3), module="cluster"),
    Method(
        "Cluster.server_statistics",
        {"server_id": "PRMR-1"},
        answer=recorded("GET /_admin/statistics"),
        module="cluster",
    ),
    Method(
        "Cluster.health",
        answer=ok(
            ClusterId="a1",
            Health={
                "CRDN-1": {
                    "Endpoint": "tcp://10.0.0.1:8529",
                    "Role": "Coordinator",
                    "Status": "GOOD",
                    "SyncStatus": "SERVING",
                    "CanBeDeleted": False,
                }
            },
        ),
        module="cluster",
    ),
    Method(
        "Cluster.toggle_maintenance_mode",
        {"mode": "on"},
        answer=ok(warning="Cluster supervision deactivated."),
        also=[("off", {"mode": "off"})],
        module="cluster",
    ),
    Method(
        "Cluster.endpoints",
        answer=ok(
            endpoints=[{"endpoint": "tcp://10.0.0.1:8529"}, {"endpoint": "tcp://10.0.0.2:8529"}]
        ),
        module="cluster",
    ),
    # --- Pregel
    Method(
        "Pregel.job",
        {"job_id": 69137},
        answer=ok(
            {
                "state": "done",
                "gss": 11,
                "totalRuntime": 0.5,
                "startupTime": 0.1,
                "computationTime": 0.3,
                "storageTime": 0.1,
                "aggregators": {},
                "sendCount": 5,
                "receivedCount": 5,
                "vertexCount": 36,
                "edgeCount": 44,
            }
        ),
        also=[
            ("answer: 3.11", {}, recorded("GET /_api/control_pregel/{id}")),
            ("answer: nothing", {}, ok({})),
        ],
        module="pregel",
    ),
    Method(
        "Pregel.create_job",
        {"graph": "school", "algorithm": "pagerank"},
        {
            "store": False,
            "max_gss": 10,
            "thread_count": 2,
            "async_mode": True,
            "result_field": "rank",
            "algorithm_params": {"threshold": 0.1},
        },
        answer=recorded("POST /_api/control_pregel"),
        module="pregel",
    ),
    Method("Pregel.delete_job", {"job_id": 69137}, answer=ok(""), module="pregel"),
]
