"""Replication and the write-ahead log: what goes over the wire, and what comes of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from tests.wire.cases import Case, Refused, by_error
from tests.wire.exchange import CONTEXTS, Asked, Raw

from arango_fastbatch.exceptions import (
    ReplicationApplierConfigError,
    ReplicationApplierConfigSetError,
    ReplicationApplierStartError,
    ReplicationApplierStateError,
    ReplicationApplierStopError,
    ReplicationClusterInventoryError,
    ReplicationDumpBatchCreateError,
    ReplicationDumpBatchDeleteError,
    ReplicationDumpBatchExtendError,
    ReplicationDumpError,
    ReplicationInventoryError,
    ReplicationLoggerFirstTickError,
    ReplicationLoggerStateError,
    ReplicationMakeSlaveError,
    ReplicationServerIDError,
    ReplicationSyncError,
    WALConfigureError,
    WALFlushError,
    WALLastTickError,
    WALPropertiesError,
    WALTailError,
    WALTickRangesError,
    WALTransactionListError,
)

OK = {"error": False, "code": 200}
APPLIER = "exists only before 3.12.10; instead: a cluster, whose servers replicate by themselves"
LOG_SETTINGS = (
    "what can be set for the write-ahead log exists only before 3.7; instead: the server's start-up"
    " options --rocksdb.*"
)
INVENTORY = {**OK, "tick": "5", "state": {"lastLogTick": "4"}, "collections": []}
LISTED = {"tick": "5", "state": {"last_log_tick": "4"}, "collections": []}
STATE = {**OK, "state": {"running": False, "safeResumeTick": "3"}, "endpoint": "tcp://a:1"}
STATED = {"state": {"running": False, "safe_resume_tick": "3"}, "endpoint": "tcp://a:1"}
WAL = {**OK, "logfileSize": 5, "throttleWhenPending": 0}
SET = {"log_size": 5, "throttle_limit": 0}
TICKS = {"time": "t", "tickMin": "1", "server": {"serverId": "9"}}
TICKED = {"time": "t", "tick_min": "1", "server": {"server_id": "9"}}

LINES = '{"tick":"1","type":2300}\r\n{"tick":"2","data":"\\u2028 ä"}\n'
READ = [{"tick": "1", "type": 2300}, {"tick": "2", "data": "\u2028 ä"}]
HEADERS = (
    ("X-Arango-Replication-Checkmore", "false"),
    ("X-Arango-Replication-Frompresent", "true"),
    ("X-Arango-Replication-Lastincluded", "2"),
)
SAID = {"check_more": False, "from_present": True, "last_included": "2"}

FOLLOW: dict[str, Any] = {
    "database": "shop",
    "username": "anna",
    "password": "p",
    "max_connect_retries": 0,
    "connect_timeout": 1,
    "request_timeout": 2,
    "chunk_size": 3,
    "adaptive_polling": False,
    "include_system": True,
    "auto_resync": False,
    "auto_resync_retries": 4,
    "initial_sync_max_wait_time": 5,
    "connection_retry_wait_time": 6,
    "idle_min_wait_time": 7,
    "idle_max_wait_time": 8,
    "require_from_present": True,
    "verbose": False,
    "restrict_type": "include",
    "restrict_collections": ["c"],
}
FOLLOWED = {
    "endpoint": "tcp://a:1",
    "database": "shop",
    "username": "anna",
    "password": "p",
    "maxConnectRetries": 0,
    "connectTimeout": 1,
    "requestTimeout": 2,
    "chunkSize": 3,
    "adaptivePolling": False,
    "includeSystem": True,
    "autoResync": False,
    "autoResyncRetries": 4,
    "initialSyncMaxWaitTime": 5,
    "connectionRetryWaitTime": 6,
    "idleMinWaitTime": 7,
    "idleMaxWaitTime": 8,
    "requireFromPresent": True,
    "verbose": False,
    "restrictType": "include",
    "restrictCollections": ["c"],
}

CASES = {
    "inventory": Case(
        lambda db: db.replication.inventory("5"),
        Asked("GET", "/_api/replication/inventory?batchId=5"),
        INVENTORY,
        LISTED,
    ),
    "inventory, every option": Case(
        lambda db: db.replication.inventory("5", False, True),
        Asked("GET", "/_api/replication/inventory?batchId=5&includeSystem=0&global=1"),
        INVENTORY,
        LISTED,
    ),
    "cluster_inventory": Case(
        lambda db: db.replication.cluster_inventory(),
        Asked("GET", "/_api/replication/clusterInventory"),
        INVENTORY,
        LISTED,
    ),
    "cluster_inventory, every option": Case(
        lambda db: db.replication.cluster_inventory(True),
        Asked("GET", "/_api/replication/clusterInventory?includeSystem=1"),
        INVENTORY,
        LISTED,
    ),
    "create_dump_batch": Case(
        lambda db: db.replication.create_dump_batch(),
        Asked("POST", "/_api/replication/batch", {"ttl": None}),
        {"id": "5", "lastTick": "7"},
        {"id": "5", "last_tick": "7"},
    ),
    "create_dump_batch, every option": Case(
        lambda db: db.replication.create_dump_batch(0),
        Asked("POST", "/_api/replication/batch", {"ttl": 0}),
        {"id": "5", "lastTick": "7"},
        {"id": "5", "last_tick": "7"},
    ),
    "delete_dump_batch": Case(
        lambda db: db.replication.delete_dump_batch("5/6"),
        Asked("DELETE", "/_api/replication/batch/5%2F6"),
        Raw(""),
        True,
    ),
    "extend_dump_batch": Case(
        lambda db: db.replication.extend_dump_batch("5", 60),
        Asked("PUT", "/_api/replication/batch/5", {"ttl": 60}),
        Raw(""),
        True,
    ),
    "dump": Case(
        lambda db: db.replication.dump("c/ö"),
        Asked("GET", "/_api/replication/dump?collection=c%2F%C3%B6"),
        Raw(LINES, HEADERS),
        {**SAID, "content": [LINES]},
    ),
    "dump, every option": Case(
        lambda db: db.replication.dump("c", "5", 0, True),
        Asked("GET", "/_api/replication/dump?collection=c&batchId=5&chunkSize=0"),
        Raw(LINES, HEADERS),
        {**SAID, "content": [READ]},
    ),
    "dump, nothing": Case(
        lambda db: db.replication.dump("c", deserialize=True),
        Asked("GET", "/_api/replication/dump?collection=c"),
        Raw(""),
        {"content": [[]]},
    ),
    "logger_state": Case(
        lambda db: db.replication.logger_state(),
        Asked("GET", "/_api/replication/logger-state"),
        {"state": {"lastLogTick": "1"}, "server": {"serverId": "9"}, "clients": []},
        {"state": {"last_log_tick": "1"}, "server": {"server_id": "9"}, "clients": []},
    ),
    "logger_first_tick": Case(
        lambda db: db.replication.logger_first_tick(),
        Asked("GET", "/_api/replication/logger-first-tick"),
        {"firstTick": "1"},
        "1",
    ),
    "server_id": Case(
        lambda db: db.replication.server_id(),
        Asked("GET", "/_api/replication/server-id"),
        {"serverId": "9"},
        "9",
    ),
    "synchronize": Case(
        lambda db: db.replication.synchronize("tcp://a:1"),
        Asked("PUT", "/_api/replication/sync", {"endpoint": "tcp://a:1"}),
        {"collections": [], "lastLogTick": "5"},
        {"collections": [], "last_log_tick": "5"},
    ),
    "synchronize, every option": Case(
        lambda db: db.replication.synchronize(
            "tcp://a:1", "shop", "anna", "p", True, False, "exclude", ["c"], 0
        ),
        Asked(
            "PUT",
            "/_api/replication/sync",
            {
                "endpoint": "tcp://a:1",
                "database": "shop",
                "username": "anna",
                "password": "p",
                "includeSystem": True,
                "incremental": False,
                "restrictType": "exclude",
                "restrictCollections": ["c"],
                "initialSyncMaxWaitTime": 0,
            },
        ),
        {"collections": [], "lastLogTick": "5"},
        {"collections": [], "last_log_tick": "5"},
    ),
    "applier_config": Case(
        lambda db: db.replication.applier_config(),
        Asked("GET", "/_api/replication/applier-config"),
        {"requestTimeout": 600, "maxApplyTime": 5},
        {"request_timeout": 600, "maxApplyTime": 5},
    ),
    "set_applier_config": Case(
        lambda db: db.replication.set_applier_config("tcp://a:1"),
        Asked("PUT", "/_api/replication/applier-config", {"endpoint": "tcp://a:1"}),
        {"chunkSize": 5},
        {"chunk_size": 5},
    ),
    "set_applier_config, every option": Case(
        lambda db: db.replication.set_applier_config("tcp://a:1", auto_start=True, **FOLLOW),
        Asked("PUT", "/_api/replication/applier-config", {**FOLLOWED, "autoStart": True}),
        {"chunkSize": 5},
        {"chunk_size": 5},
    ),
    "applier_state": Case(
        lambda db: db.replication.applier_state(),
        Asked("GET", "/_api/replication/applier-state"),
        STATE,
        STATED,
    ),
    "start_applier": Case(
        lambda db: db.replication.start_applier(),
        Asked("PUT", "/_api/replication/applier-start"),
        STATE,
        STATED,
    ),
    "start_applier, every option": Case(
        lambda db: db.replication.start_applier("5"),
        Asked("PUT", "/_api/replication/applier-start?from=5"),
        STATE,
        STATED,
    ),
    "stop_applier": Case(
        lambda db: db.replication.stop_applier(),
        Asked("PUT", "/_api/replication/applier-stop"),
        STATE,
        STATED,
    ),
    "make_slave": Case(
        lambda db: db.replication.make_slave("tcp://a:1"),
        Asked("PUT", "/_api/replication/make-slave", {"endpoint": "tcp://a:1"}),
        STATE,
        STATED,
    ),
    "make_slave, every option": Case(
        lambda db: db.replication.make_slave("tcp://a:1", **FOLLOW),
        Asked("PUT", "/_api/replication/make-slave", FOLLOWED),
        STATE,
        STATED,
    ),
    "wal.properties": Case(
        lambda db: db.wal.properties(), Asked("GET", "/_admin/wal/properties"), WAL, SET
    ),
    "wal.configure": Case(
        lambda db: db.wal.configure(), Asked("PUT", "/_admin/wal/properties", {}), WAL, SET
    ),
    "wal.configure, every option": Case(
        lambda db: db.wal.configure(False, 0, 1, 2, 3, 4),
        Asked(
            "PUT",
            "/_admin/wal/properties",
            {
                "allowOversizeEntries": False,
                "logfileSize": 0,
                "historicLogfiles": 1,
                "reserveLogfiles": 2,
                "throttleWait": 3,
                "throttleWhenPending": 4,
            },
        ),
        WAL,
        SET,
    ),
    "wal.transactions": Case(
        lambda db: db.wal.transactions(),
        Asked("GET", "/_admin/wal/transactions"),
        {**OK, "runningTransactions": 2, "minLastSealed": None},
        {"count": 2, "last_sealed": None},
    ),
    "wal.flush": Case(
        lambda db: db.wal.flush(),
        Asked("PUT", "/_admin/wal/flush?waitForSync=1&waitForCollector=1"),
        OK,
        True,
    ),
    "wal.flush, every option": Case(
        lambda db: db.wal.flush(False, False),
        Asked("PUT", "/_admin/wal/flush?waitForSync=0&waitForCollector=0"),
        OK,
        True,
    ),
    "wal.tick_ranges": Case(
        lambda db: db.wal.tick_ranges(), Asked("GET", "/_api/wal/range"), TICKS, TICKED
    ),
    "wal.last_tick": Case(
        lambda db: db.wal.last_tick(), Asked("GET", "/_api/wal/lastTick"), TICKS, TICKED
    ),
    "wal.tail": Case(
        lambda db: db.wal.tail(),
        Asked("GET", "/_api/wal/tail"),
        Raw(LINES, HEADERS),
        {**SAID, "content": LINES},
    ),
    "wal.tail, every option": Case(
        lambda db: db.wal.tail("1", "2", "3", False, 0, 4, 5, "me & you", 6, True),
        Asked(
            "GET",
            "/_api/wal/tail?from=1&to=2&lastScanned=3&global=0&chunkSize=0&syncerId=4&serverId=5"
            "&clientInfo=me%20%26%20you&barrierId=6",
        ),
        Raw(LINES, HEADERS),
        {**SAID, "content": READ},
    ),
    "wal.tail, nothing": Case(
        lambda db: db.wal.tail(deserialize=True),
        Asked("GET", "/_api/wal/tail"),
        Raw("", HEADERS),
        {**SAID, "content": []},
    ),
}
REFUSED = by_error(
    [
        Refused(ReplicationInventoryError, (lambda db: db.replication.inventory("5"),)),
        Refused(ReplicationClusterInventoryError, (lambda db: db.replication.cluster_inventory(),)),
        Refused(ReplicationDumpBatchCreateError, (lambda db: db.replication.create_dump_batch(),)),
        Refused(
            ReplicationDumpBatchDeleteError, (lambda db: db.replication.delete_dump_batch("5"),)
        ),
        Refused(
            ReplicationDumpBatchExtendError, (lambda db: db.replication.extend_dump_batch("5", 6),)
        ),
        Refused(ReplicationDumpError, (lambda db: db.replication.dump("c"),)),
        Refused(ReplicationLoggerStateError, (lambda db: db.replication.logger_state(),)),
        Refused(
            ReplicationLoggerFirstTickError,
            (lambda db: db.replication.logger_first_tick(),),
            "GET /_api/replication/logger-first-tick exists only before 3.12.10; instead:"
            " WAL.tick_ranges()",
        ),
        Refused(
            ReplicationServerIDError,
            (lambda db: db.replication.server_id(),),
            "GET /_api/replication/server-id exists only before 3.12.10; instead:"
            " Replication.logger_state(), whose server has it",
        ),
        Refused(
            ReplicationSyncError,
            (lambda db: db.replication.synchronize("e"),),
            "PUT /_api/replication/sync exists only before 3.12.10; instead: arangodump and"
            " arangorestore",
        ),
        Refused(
            ReplicationApplierConfigError,
            (lambda db: db.replication.applier_config(),),
            f"GET /_api/replication/applier-config {APPLIER}",
        ),
        Refused(
            ReplicationApplierConfigSetError,
            (lambda db: db.replication.set_applier_config("e"),),
            f"PUT /_api/replication/applier-config {APPLIER}",
        ),
        Refused(
            ReplicationApplierStateError,
            (lambda db: db.replication.applier_state(),),
            f"GET /_api/replication/applier-state {APPLIER}",
        ),
        Refused(
            ReplicationApplierStartError,
            (lambda db: db.replication.start_applier(),),
            f"PUT /_api/replication/applier-start {APPLIER}",
        ),
        Refused(
            ReplicationApplierStopError,
            (lambda db: db.replication.stop_applier(),),
            f"PUT /_api/replication/applier-stop {APPLIER}",
        ),
        Refused(
            ReplicationMakeSlaveError,
            (lambda db: db.replication.make_slave("e"),),
            f"PUT /_api/replication/make-slave {APPLIER}",
        ),
        Refused(WALPropertiesError, (lambda db: db.wal.properties(),), LOG_SETTINGS),
        Refused(WALConfigureError, (lambda db: db.wal.configure(),), LOG_SETTINGS),
        Refused(
            WALTransactionListError,
            (lambda db: db.wal.transactions(),),
            "GET /_admin/wal/transactions exists only before 4.0; instead: list_transactions(), for"
            " stream transactions",
        ),
        Refused(WALFlushError, (lambda db: db.wal.flush(),)),
        Refused(WALTickRangesError, (lambda db: db.wal.tick_ranges(),)),
        Refused(WALLastTickError, (lambda db: db.wal.last_tick(),)),
        Refused(WALTailError, (lambda db: db.wal.tail(),)),
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
