"""The cluster, backups and Pregel: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

import pytest
from tests.wire.cases import Case, Refused, by_error
from tests.wire.exchange import CONTEXTS, Asked, Raw

from arango_fastbatch.exceptions import (
    BackupCreateError,
    BackupDeleteError,
    BackupDownloadError,
    BackupGetError,
    BackupRestoreError,
    BackupUploadError,
    ClusterEndpointsError,
    ClusterHealthError,
    ClusterMaintenanceModeError,
    ClusterServerCountError,
    ClusterServerEngineError,
    ClusterServerIDError,
    ClusterServerRoleError,
    ClusterServerStatisticsError,
    ClusterServerVersionError,
    PregelJobCreateError,
    PregelJobDeleteError,
    PregelJobGetError,
)

OK = {"error": False, "code": 200}
PREGEL = "exists only before 3.12; instead: AQL graph queries, or a graph library outside of the"
TRANSFER = {
    "Timestamp": "t",
    "DownloadId": "7",
    "Cancelled": False,
    "BackupId": "b",
    "DBServers": {"SNGL": {"Status": "STARTED"}},
}
TRANSFERRED = {
    "timestamp": "t",
    "download_id": "7",
    "cancelled": False,
    "backup_id": "b",
    "dbservers": {"SNGL": {"status": "STARTED"}},
}

CASES = {
    "cluster.server_id": Case(
        lambda db: db.cluster.server_id(),
        Asked("GET", "/_admin/server/id"),
        {**OK, "id": "CRDN-1"},
        "CRDN-1",
    ),
    "cluster.server_role": Case(
        lambda db: db.cluster.server_role(),
        Asked("GET", "/_admin/server/role"),
        {**OK, "role": "COORDINATOR"},
        "COORDINATOR",
    ),
    "cluster.server_version": Case(
        lambda db: db.cluster.server_version("PRMR/1"),
        Asked("GET", "/_admin/cluster/nodeVersion?ServerID=PRMR%2F1"),
        {**OK, "server": "arango", "version": "3.12.9"},
        {"server": "arango", "version": "3.12.9"},
    ),
    "cluster.server_engine": Case(
        lambda db: db.cluster.server_engine("PRMR-1"),
        Asked("GET", "/_admin/cluster/nodeEngine?ServerID=PRMR-1"),
        {**OK, "name": "rocksdb"},
        {"name": "rocksdb"},
    ),
    "cluster.server_statistics": Case(
        lambda db: db.cluster.server_statistics("PRMR-1"),
        Asked("GET", "/_admin/cluster/nodeStatistics?ServerID=PRMR-1"),
        {**OK, "time": 1.5},
        {"time": 1.5},
    ),
    "cluster.server_count": Case(
        lambda db: db.cluster.server_count(),
        Asked("GET", "/_admin/cluster/numberOfServers"),
        3,
        3,
    ),
    "cluster.health": Case(
        lambda db: db.cluster.health(),
        Asked("GET", "/_admin/cluster/health"),
        {**OK, "ClusterId": "c", "Health": {"CRDN-1": {"Status": "GOOD"}}},
        {"ClusterId": "c", "Health": {"CRDN-1": {"Status": "GOOD"}}},
    ),
    "cluster.toggle_maintenance_mode": Case(
        lambda db: db.cluster.toggle_maintenance_mode("on"),
        Asked("PUT", "/_admin/cluster/maintenance", "on"),
        {**OK, "warning": "w"},
        {"warning": "w"},
    ),
    "cluster.endpoints": Case(
        lambda db: db.cluster.endpoints(),
        Asked("GET", "/_api/cluster/endpoints"),
        {**OK, "endpoints": [{"endpoint": "tcp://a:1"}, {"endpoint": "tcp://b:2"}]},
        ["tcp://a:1", "tcp://b:2"],
    ),
    "backup.get": Case(
        lambda db: db.backup.get(),
        Asked("POST", "/_admin/backup/list", {}),
        {**OK, "result": {"server": "SNGL", "list": {"b": {"id": "b", "nrFiles": 3}}}},
        {"server": "SNGL", "list": {"b": {"backup_id": "b", "file_count": 3}}},
    ),
    "backup.get, every option": Case(
        lambda db: db.backup.get("b"),
        Asked("POST", "/_admin/backup/list", {"id": "b"}),
        {**OK, "result": {"list": {}}},
        {"list": {}},
    ),
    "backup.create": Case(
        lambda db: db.backup.create(),
        Asked("POST", "/_admin/backup/create", {"label": None}),
        {**OK, "result": {"id": "b", "sizeInBytes": 5}},
        {"backup_id": "b", "size_in_bytes": 5},
        201,
    ),
    "backup.create, every option": Case(
        lambda db: db.backup.create("nightly", False, True, 2.5),
        Asked(
            "POST",
            "/_admin/backup/create",
            {"label": "nightly", "allowInconsistent": False, "force": True, "timeout": 2.5},
        ),
        {**OK, "result": {"id": "b", "countIncludesFilesOnly": True}},
        {"backup_id": "b", "count_includes_files_only": True},
        201,
    ),
    "backup.delete": Case(
        lambda db: db.backup.delete("b"),
        Asked("POST", "/_admin/backup/delete", {"id": "b"}),
        {**OK, "result": {}},
        True,
    ),
    "backup.restore": Case(
        lambda db: db.backup.restore("b"),
        Asked("POST", "/_admin/backup/restore", {"id": "b"}),
        {**OK, "result": {"previous": "p", "isCluster": False}},
        {"previous": "p", "is_cluster": False},
    ),
    "backup.download": Case(
        lambda db: db.backup.download("b", "s3://x", None, {"s3": {}}),
        Asked(
            "POST",
            "/_admin/backup/download",
            {"id": "b", "remoteRepository": "s3://x", "config": {"s3": {}}},
        ),
        {**OK, "result": {"downloadId": "7"}},
        {"download_id": "7"},
        202,
    ),
    "backup.download, asked for": Case(
        lambda db: db.backup.download(download_id="7"),
        Asked("POST", "/_admin/backup/download", {"downloadId": "7"}),
        {**OK, "result": TRANSFER},
        TRANSFERRED,
    ),
    "backup.download, aborted": Case(
        lambda db: db.backup.download(download_id="7", abort=True),
        Asked("POST", "/_admin/backup/download", {"downloadId": "7", "abort": True}),
        {**OK, "result": {}},
        {},
    ),
    "backup.upload": Case(
        lambda db: db.backup.upload("b", "s3://x", None, {"s3": {}}),
        Asked(
            "POST",
            "/_admin/backup/upload",
            {"id": "b", "remoteRepository": "s3://x", "config": {"s3": {}}},
        ),
        {**OK, "result": {"uploadId": "7"}},
        {"upload_id": "7"},
        202,
    ),
    "backup.upload, aborted": Case(
        lambda db: db.backup.upload(upload_id="7", abort=True),
        Asked("POST", "/_admin/backup/upload", {"uploadId": "7", "abort": True}),
        {**OK, "result": {}},
        {},
    ),
    "pregel.job": Case(
        lambda db: db.pregel.job(7),
        Asked("GET", "/_api/control_pregel/7"),
        {**OK, "state": "done", "vertexCount": 5, "ttl": 600},
        {"state": "done", "vertex_count": 5, "ttl": 600},
    ),
    "pregel.create_job": Case(
        lambda db: db.pregel.create_job("school", "pagerank"),
        Asked(
            "POST",
            "/_api/control_pregel",
            {"graphName": "school", "algorithm": "pagerank", "params": {"store": True}},
        ),
        "68965",
        68965,
    ),
    "pregel.create_job, every option": Case(
        lambda db: db.pregel.create_job(
            "school", "pagerank", False, 0, 2, True, "r", {"x": 1, "store": True}
        ),
        Asked(
            "POST",
            "/_api/control_pregel",
            {
                "graphName": "school",
                "algorithm": "pagerank",
                "params": {
                    "x": 1,
                    "store": False,
                    "maxGSS": 0,
                    "parallelism": 2,
                    "async": True,
                    "resultField": "r",
                },
            },
        ),
        5,
        5,
    ),
    "pregel.delete_job": Case(
        lambda db: db.pregel.delete_job(7),
        Asked("DELETE", "/_api/control_pregel/7"),
        Raw(""),
        True,
    ),
}
REFUSED = by_error(
    [
        Refused(ClusterServerIDError, (lambda db: db.cluster.server_id(),)),
        Refused(ClusterServerRoleError, (lambda db: db.cluster.server_role(),)),
        Refused(ClusterServerVersionError, (lambda db: db.cluster.server_version("a"),)),
        Refused(ClusterServerEngineError, (lambda db: db.cluster.server_engine("a"),)),
        Refused(
            ClusterServerStatisticsError,
            (lambda db: db.cluster.server_statistics("a"),),
            "GET /_admin/cluster/nodeStatistics exists only before 4.0; instead: the server's own"
            " metrics()",
        ),
        Refused(ClusterServerCountError, (lambda db: db.cluster.server_count(),)),
        Refused(ClusterHealthError, (lambda db: db.cluster.health(),)),
        Refused(
            ClusterMaintenanceModeError, (lambda db: db.cluster.toggle_maintenance_mode("on"),)
        ),
        Refused(ClusterEndpointsError, (lambda db: db.cluster.endpoints(),)),
        Refused(BackupGetError, (lambda db: db.backup.get(),)),
        Refused(BackupCreateError, (lambda db: db.backup.create(),)),
        Refused(BackupDeleteError, (lambda db: db.backup.delete("b"),)),
        Refused(BackupRestoreError, (lambda db: db.backup.restore("b"),)),
        Refused(BackupDownloadError, (lambda db: db.backup.download("b"),)),
        Refused(BackupUploadError, (lambda db: db.backup.upload("b"),)),
        Refused(
            PregelJobGetError,
            (lambda db: db.pregel.job(7),),
            f"GET /_api/control_pregel/{{key}} {PREGEL} server",
        ),
        Refused(
            PregelJobCreateError,
            (lambda db: db.pregel.create_job("g", "a"),),
            f"POST /_api/control_pregel {PREGEL} server",
        ),
        Refused(
            PregelJobDeleteError,
            (lambda db: db.pregel.delete_job(7),),
            f"DELETE /_api/control_pregel/{{key}} {PREGEL} server",
        ),
    ]
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_call_is_one_request(case: str, context: str) -> None:
    await CASES[case].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("error", REFUSED)
async def test_an_error_is_the_methods_own(error: str, context: str) -> None:
    await REFUSED[error].holds(context)
