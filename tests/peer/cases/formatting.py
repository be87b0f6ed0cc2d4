"""What formatters make of everything that a server may say."""

from __future__ import annotations

from typing import Any

from tests.peer.cases import (
    administration,
    aql,
    collection_shared,
    database,
    replication,
    server,
    services,
)
from tests.peer.plan import Program, recorded, step

MODULE = "formatter"

PROPERTIES = {"id": "1", "name": "test", "path": "p", "system": True, "isSystem": False}
DEFINITION = database.GRAPH["body"]["graph"]
BODIES: dict[str, Any] = {
    "format_applier_error": {"errorNum": 5, "errorMessage": "m", "time": "t", "x": 1},
    "format_applier_progress": {"time": "t", "message": "m", "failedConnects": 3},
    "format_applier_state_details": replication.FULL_STATE["body"]["state"],
    "format_aql_cache": aql.CACHE["body"],
    "format_aql_query": aql.QUERY,
    "format_aql_tracking": aql.TRACKING,
    "format_backup": {**administration.BACKUP, "previous": "x"},
    "format_backup_dbserver": {"Status": "STARTED"},
    "format_backup_restore": {"id": "1", "isCluster": True, "previous": "x"},
    "format_backup_transfer": {
        **administration.TRANSFER,
        "DownloadId": "1",
        "UploadId": "2",
    },
    "format_backups": {"server": "SNGL", "list": {"a": administration.BACKUP}},
    "format_body": {"error": False, "code": 200, "a": 1},
    "format_collection": {
        **replication.COLLECTION["parameters"],
        "allowUserKeys": True,
        "computedValues": [{"name": "a"}],
    },
    "format_database": {**PROPERTIES, "sharding": "", "replicationFactor": 1, "writeConcern": 2},
    "format_edge": {"edge": {"_key": "1", "_oldRev": "a"}, "new": {"a": 1}, "old": {"a": 0}},
    "format_graph_properties": DEFINITION,
    "format_index": collection_shared.GEO | {"minLength": 2, "expireAfter": 3},
    "format_key_options": {
        "type": "autoincrement",
        "increment": 5,
        "offset": 1,
        "allowUserKeys": False,
        "lastValue": 7,
    },
    "format_pregel_job_data": {
        "state": "done",
        "gss": 1,
        "totalRuntime": 1.5,
        "startupTime": 0.5,
        "computationTime": 0.5,
        "sendCount": 1,
        "receivedCount": 2,
        "vertexCount": 3,
        "edgeCount": 4,
        "aggregators": {},
        "storageTime": 0.1,
    },
    "format_query_cache_entry": recorded("GET /_api/query-cache/entries")["body"][1],
    "format_replication_applier_config": {
        **recorded("PUT /_api/replication/applier-config")["body"],
        "force32mode": False,
    },
    "format_replication_applier_state": replication.FULL_STATE["body"],
    "format_replication_collection": replication.COLLECTION,
    "format_replication_database": replication.DATABASES["databases"]["test"],
    "format_replication_header": replication.HEADERS,
    "format_replication_inventory": {**replication.INVENTORY, **replication.DATABASES},
    "format_replication_logger_state": recorded("GET /_api/replication/logger-state")["body"],
    "format_replication_state": replication.STATE,
    "format_replication_sync": {"collections": [], "lastLogTick": "5", "x": 1},
    "format_server_info": {"version": "3.11.14", "serverId": "5", "engine": "rocksdb"},
    "format_server_status": recorded("GET /_admin/status")["body"],
    "format_service_data": services.SERVICE,
    "format_tick_values": {
        "tickMin": "1",
        "tickMax": "2",
        "tick": "3",
        "time": "t",
        "server": {"version": "3.11.14", "serverId": "5"},
    },
    "format_tls": server.TLS["body"]["result"],
    "format_vertex": {"vertex": {"_key": "1", "_oldRev": "a"}},
    "format_view": database.FULL_VIEW["body"],
    "format_view_consolidation_policy": {
        **database.FULL_VIEW["body"]["consolidationPolicy"],
    },
    "format_view_link": database.LINKS["links"]["students"],
    "format_wal_properties": replication.WAL_PROPERTIES,
    "format_wal_transactions": {
        "minLastCollected": 1,
        "minLastSealed": 2,
        "runningTransactions": 3,
    },
}
METHODS = [
    *(
        Program(
            name,
            "everything, and nothing",
            [
                step(f"formatter:{name}", body),
                step(f"formatter:{name}", {}),
            ],
        )
        for name, body in BODIES.items()
    ),
    Program(
        "verify_format",
        "the result",
        [
            step("formatter:verify_format", {"a": 1}, {"b": 2}),
        ],
        module="formatter",
    ),
]
