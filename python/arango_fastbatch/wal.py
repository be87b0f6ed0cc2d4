"""The write-ahead log: its settings, its ticks and its tail."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, Request, Response, endpoint
from arango_fastbatch.arguments import given
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    WALConfigureError,
    WALFlushError,
    WALLastTickError,
    WALPropertiesError,
    WALTailError,
    WALTickRangesError,
    WALTransactionListError,
)
from arango_fastbatch.formatter import (
    format_replication_header,
    format_tick_values,
    format_wal_properties,
    format_wal_transactions,
)
from arango_fastbatch.operation import ABSENCE, UNKNOWN_END, Call, Operation, always_true, lines_of
from arango_fastbatch.typings import Json, Params

__all__ = [
    "WAL",
    "ApiGroup",
    "Json",
    "Params",
    "Request",
    "Response",
    "WALConfigureError",
    "WALFlushError",
    "WALLastTickError",
    "WALPropertiesError",
    "WALTailError",
    "WALTickRangesError",
    "WALTransactionListError",
    "format_replication_header",
    "format_tick_values",
    "format_wal_properties",
    "format_wal_transactions",
]


def _properties(body: Any, _: Call[Json]) -> Json:
    return format_wal_properties(body)


def _transactions(body: Any, _: Call[Json]) -> Json:
    return format_wal_transactions(body)


def _ticks(body: Any, _: Call[Json]) -> Json:
    return format_tick_values(body)


def _tail(reply: Any, call: Call[Json]) -> Json:
    return {**format_replication_header(reply.headers), "content": lines_of(reply, call)}


# Only the storage engine MMFiles had such settings; with RocksDB the path answers 501.
_SETTINGS = "what can be set for the write-ahead log"
_SINCE_ROCKSDB = "3.7"
_INSTEAD = "the server's start-up options --rocksdb.*"

PROPERTIES: Operation[Json] = Operation(
    "GET",
    "/_admin/wal/properties",
    WALPropertiesError,
    decode=_properties,
    until=_SINCE_ROCKSDB,
    instead=_INSTEAD,
    what=_SETTINGS,
    gone=ABSENCE,
)
CONFIGURE: Operation[Json] = Operation(
    "PUT",
    "/_admin/wal/properties",
    WALConfigureError,
    decode=_properties,
    until=_SINCE_ROCKSDB,
    instead=_INSTEAD,
    what=_SETTINGS,
    gone=ABSENCE,
)
TRANSACTIONS: Operation[Json] = Operation(
    "GET",
    "/_admin/wal/transactions",
    WALTransactionListError,
    decode=_transactions,
    until="4.0",
    instead="list_transactions(), for stream transactions",
    gone=UNKNOWN_END,
)
FLUSH: Operation[bool] = Operation(
    "PUT",
    "/_admin/wal/flush",
    WALFlushError,
    query=("waitForSync", "waitForCollector"),
    decode=always_true,
)
TICK_RANGES: Operation[Json] = Operation(
    "GET", "/_api/wal/range", WALTickRangesError, decode=_ticks
)
LAST_TICK: Operation[Json] = Operation("GET", "/_api/wal/lastTick", WALLastTickError, decode=_ticks)
TAIL: Operation[Json] = Operation(
    "GET",
    "/_api/wal/tail",
    WALTailError,
    query=(
        "from",
        "to",
        "lastScanned",
        "global",
        "chunkSize",
        "syncerId",
        "serverId",
        "clientInfo",
        "barrierId",
    ),
    decode=_tail,
    raw=True,
    free=True,
)


class WAL(ApiGroup[C_co]):
    """The write-ahead log of a server."""

    @endpoint
    async def properties(self) -> Json:
        """Read the settings of the log.

        Returns:
            ``oversized_ops``, ``log_size`` (bytes), ``historic_logs``, ``reserve_logs``,
            ``sync_interval``, ``throttle_wait`` (milliseconds) and ``throttle_limit``.

        Raises:
            WALPropertiesError: If the server refuses, as all do whose engine is RocksDB.

        Endpoint:
            GET /_admin/wal/properties (until 3.7)
        """
        return await self._call(PROPERTIES)

    @endpoint
    async def configure(
        self,
        oversized_ops: bool | None = None,
        log_size: int | None = None,
        historic_logs: int | None = None,
        reserve_logs: int | None = None,
        throttle_wait: int | None = None,
        throttle_limit: int | None = None,
    ) -> Json:
        """Change the settings of the log; what is not given stays as it is.

        Args:
            oversized_ops: Whether operations may be larger than a log file.
            log_size: Bytes of a log file.
            historic_logs: Most log files that are kept when they are no longer needed.
            reserve_logs: Most log files that are kept in advance.
            throttle_wait: Milliseconds that a write waits for being throttled at most.
            throttle_limit: Operations in line from which on writes are throttled; 0 for never.

        Returns:
            What `properties` gives from now on.

        Raises:
            WALConfigureError: If the server refuses, as all do whose engine is RocksDB.

        Endpoint:
            PUT /_admin/wal/properties (until 3.7)
        """
        body = given(
            allowOversizeEntries=oversized_ops,
            logfileSize=log_size,
            historicLogfiles=historic_logs,
            reserveLogfiles=reserve_logs,
            throttleWait=throttle_wait,
            throttleWhenPending=throttle_limit,
        )
        return await self._call(CONFIGURE, body=body)

    @endpoint
    async def transactions(self) -> Json:
        """Read how many transactions run.

        Returns:
            ``count``; with the storage engine MMFiles ``last_collected`` and ``last_sealed``, too.

        Raises:
            WALTransactionListError: If the server refuses.

        Endpoint:
            GET /_admin/wal/transactions (until 4.0)
        """
        return await self._call(TRANSACTIONS)

    @endpoint
    async def flush(self, sync: bool = True, garbage_collect: bool = True) -> bool:
        """Write the log to disk.

        Args:
            sync: Whether the answer waits for the disk.
            garbage_collect: Whether it waits until everything is in the data files, too.

        Returns:
            True.

        Raises:
            WALFlushError: If the server refuses.

        Endpoint:
            PUT /_admin/wal/flush
        """
        return await self._call(FLUSH, (sync, garbage_collect))

    @endpoint
    async def tick_ranges(self) -> Json:
        """Read which ticks the log holds.

        Returns:
            ``tick_min``, ``tick_max``, ``time`` and ``server``.

        Raises:
            WALTickRangesError: If the server refuses.

        Endpoint:
            GET /_api/wal/range
        """
        return await self._call(TICK_RANGES)

    @endpoint
    async def last_tick(self) -> Json:
        """Read the last tick of the log.

        Returns:
            ``tick``, ``time`` and ``server``.

        Raises:
            WALLastTickError: If the server refuses.

        Endpoint:
            GET /_api/wal/lastTick
        """
        return await self._call(LAST_TICK)

    @endpoint
    async def tail(
        self,
        lower: str | None = None,
        upper: str | None = None,
        last_scanned: str | None = None,
        all_databases: bool | None = None,
        chunk_size: int | None = None,
        syncer_id: int | None = None,
        server_id: int | None = None,
        client_info: str | None = None,
        barrier_id: int | None = None,
        deserialize: bool = False,
    ) -> Json:
        """Read what the log holds from a tick on.

        Args:
            lower: The tick behind which to begin.
            upper: The last tick.
            last_scanned: ``last_scanned`` of the result before, when RocksDB is the engine.
            all_databases: Whether operations of all databases count, or those of this one.
            chunk_size: About as many bytes at once.
            syncer_id: Who reads, so that the server keeps what is not read yet.
            server_id: The server that reads, if there is no `syncer_id`.
            client_info: Text by which the server lists who reads.
            barrier_id: The barrier that keeps the log from being cleaned.
            deserialize: Whether ``content`` is a list of operations, or the text of their lines.

        Returns:
            ``content``; ``last_included``, the tick to go on behind; ``last_scanned``,
            ``last_tick``, ``check_more`` and ``from_present``.

        Raises:
            WALTailError: If the server refuses.

        Endpoint:
            GET /_api/wal/tail
        """
        options = (
            lower,
            upper,
            last_scanned,
            all_databases,
            chunk_size,
            syncer_id,
            server_id,
            client_info,
            barrier_id,
        )
        return await self._call(TAIL, options, arg=deserialize)
