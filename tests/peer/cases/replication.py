"""Replication, and the write-ahead log that it reads."""

from __future__ import annotations

from tests.peer.cases.collection_shared import FULL_PROPERTIES, GEO, INDEX
from tests.peer.notation import Json
from tests.peer.plan import Method, ok, raw, recorded

MODULE = "replication"

HEADERS = {
    "X-Arango-Replication-Checkmore": "true",
    "X-Arango-Replication-Lastincluded": "189342",
    "X-Arango-Replication-Lastscanned": "189350",
    "X-Arango-Replication-Lasttick": "189400",
    "X-Arango-Replication-Frompresent": "true",
    "X-Arango-Replication-Active": "true",
}
LINES = '{"tick":"189342","type":2300,"data":{"_key":"1"}}\n{"tick":"189343","type":2302}\n'
TAIL = raw(LINES, headers=HEADERS)
COLLECTION: Json = {
    "planVersion": 1,
    "isReady": True,
    "allInSync": True,
    "indexes": [INDEX, GEO],
    "parameters": {**FULL_PROPERTIES, "cid": "4", "planId": "4", "version": 8, "deleted": False},
}
VIEW = recorded("GET /_api/view/{name}/properties")["body"]
STATE = recorded("GET /_api/replication/logger-state")["body"]["state"]
PROPERTIES = {"id": "1", "name": "test", "isSystem": False, "sharding": "", "writeConcern": 1}
INVENTORY: Json = {
    "tick": "189400",
    "state": STATE,
    "collections": [COLLECTION],
    "views": [VIEW],
    "properties": PROPERTIES,
}
DATABASES: Json = {
    "tick": "189400",
    "state": STATE,
    "databases": {
        "test": {
            "id": "1",
            "name": "test",
            "collections": [COLLECTION],
            "views": [VIEW],
            "properties": PROPERTIES,
        }
    },
}
WAITS = {
    "auto_resync": True,
    "auto_resync_retries": 2,
    "initial_sync_max_wait_time": 300,
    "connection_retry_wait_time": 15,
    "idle_min_wait_time": 1,
    "idle_max_wait_time": 3,
    "require_from_present": True,
    "verbose": True,
}
WHO = {"database": "test", "username": "anna", "password": "p"}
RESTRICT = {"restrict_type": "include", "restrict_collections": ["students"]}
ENDPOINT = {"endpoint": "tcp://10.0.0.1:8529"}
APPLIER_STATE = recorded("GET /_api/replication/applier-state")
FULL_STATE = ok(
    {
        **APPLIER_STATE["body"],
        "username": "anna",
        "state": {**APPLIER_STATE["body"]["state"], "ticksBehind": 3},
    }
)

METHODS = [
    Method(
        "Replication.inventory",
        {"batch_id": "5"},
        {"include_system": True, "all_databases": True},
        answer=ok(INVENTORY),
        answers={"all_databases": ok(DATABASES)},
        also=[("answer: state as text", {}, ok({**INVENTORY, "state": "unused"}))],
    ),
    Method(
        "Replication.create_dump_batch",
        options={"ttl": 100},
        answer=ok({"id": "5", "lastTick": "189400", "state": STATE}),
    ),
    Method("Replication.delete_dump_batch", {"batch_id": "5"}, answer={"status": 204}),
    Method("Replication.extend_dump_batch", {"batch_id": "5", "ttl": 100}, answer={"status": 204}),
    Method(
        "Replication.dump",
        {"collection": "students"},
        {"batch_id": "5", "chunk_size": 1000, "deserialize": True},
        answer=TAIL,
        also=[("answer: nothing", {}, {"status": 204, "headers": HEADERS})],
    ),
    Method(
        "Replication.synchronize",
        dict(ENDPOINT),
        {
            **WHO,
            "include_system": True,
            "incremental": True,
            **RESTRICT,
            "initial_sync_wait_time": 5,
        },
        answer=ok({"collections": [{"id": "4", "name": "students"}], "lastLogTick": "189400"}),
    ),
    Method(
        "Replication.cluster_inventory",
        options={"include_system": True},
        answer=ok(INVENTORY),
    ),
    Method(
        "Replication.logger_state",
        answer=recorded("GET /_api/replication/logger-state"),
        also=[
            (
                "answer: with clients",
                {},
                recorded(
                    "GET /_api/replication/logger-state",
                    clients=[
                        {
                            "syncerId": "1",
                            "serverId": "2",
                            "time": "2025-05-23T18:16:18Z",
                            "expires": "2025-05-23T18:26:18Z",
                            "lastServedTick": "5",
                        }
                    ],
                ),
            )
        ],
    ),
    Method(
        "Replication.logger_first_tick",
        answer=recorded("GET /_api/replication/logger-first-tick"),
    ),
    Method(
        "Replication.applier_config",
        answer=recorded("GET /_api/replication/applier-config"),
    ),
    Method(
        "Replication.set_applier_config",
        dict(ENDPOINT),
        {
            **WHO,
            "max_connect_retries": 100,
            "connect_timeout": 10,
            "request_timeout": 600,
            "chunk_size": 4194304,
            "auto_start": True,
            "adaptive_polling": True,
            "include_system": True,
            **WAITS,
            **RESTRICT,
        },
        answer=recorded("PUT /_api/replication/applier-config"),
    ),
    Method("Replication.applier_state", answer=FULL_STATE),
    Method("Replication.start_applier", options={"last_tick": "189400"}, answer=FULL_STATE),
    Method("Replication.stop_applier", answer=recorded("PUT /_api/replication/applier-stop")),
    Method(
        "Replication.make_slave",
        dict(ENDPOINT),
        {
            **WHO,
            **RESTRICT,
            "include_system": True,
            "max_connect_retries": 100,
            "connect_timeout": 10,
            "request_timeout": 600,
            "chunk_size": 4194304,
            "adaptive_polling": True,
            **WAITS,
        },
        answer=FULL_STATE,
    ),
    Method("Replication.server_id", answer=ok({"serverId": "114433185744346"})),
]

WAL_PROPERTIES = {
    "allowOversizeEntries": True,
    "logfileSize": 33554432,
    "historicLogfiles": 10,
    "reserveLogfiles": 1,
    "syncInterval": 100,
    "throttleWait": 15000,
    "throttleWhenPending": 0,
}
WAL_METHODS = [
    Method("WAL.properties", answer=ok(WAL_PROPERTIES), module="wal"),
    Method(
        "WAL.configure",
        options={
            "oversized_ops": True,
            "log_size": 33554432,
            "historic_logs": 10,
            "reserve_logs": 1,
            "throttle_wait": 15000,
            "throttle_limit": 5,
        },
        answer=ok(WAL_PROPERTIES),
        module="wal",
    ),
    Method(
        "WAL.transactions",
        answer=ok(runningTransactions=2, minLastCollected=5, minLastSealed=6),
        module="wal",
    ),
    Method(
        "WAL.flush",
        options={"sync": False, "garbage_collect": False},
        answer=ok(),
        module="wal",
    ),
    Method("WAL.tick_ranges", answer=recorded("GET /_api/wal/range"), module="wal"),
    Method("WAL.last_tick", answer=recorded("GET /_api/wal/lastTick"), module="wal"),
    Method(
        "WAL.tail",
        options={
            "lower": "189300",
            "upper": "189400",
            "last_scanned": "189342",
            "all_databases": True,
            "chunk_size": 1000,
            "syncer_id": "1",
            "server_id": "2",
            "client_info": "me",
            "barrier_id": "3",
            "deserialize": True,
        },
        answer=TAIL,
        also=[("answer: nothing", {}, {"status": 204, "headers": HEADERS})],
        module="wal",
    ),
]
