"""The logger: who reads the log, and since when it goes."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    ReplicationLoggerFirstTickError,
    ReplicationLoggerStateError,
    ReplicationServerIDError,
)
from arango_fastbatch.formatter import format_replication_logger_state
from arango_fastbatch.operation import UNKNOWN_END, Call, Operation
from arango_fastbatch.typings import Json

# From then on no single server follows another.
UNTIL = "3.12.10"


def _state(body: Any, _: Call[Json]) -> Json:
    return format_replication_logger_state(body)


def _first_tick(body: Any, _: Call[str]) -> str:
    tick: str = body["firstTick"]
    return tick


def _server_id(body: Any, _: Call[str]) -> str:
    server_id: str = body["serverId"]
    return server_id


STATE: Operation[Json] = Operation(
    "GET", "/_api/replication/logger-state", ReplicationLoggerStateError, decode=_state
)
FIRST_TICK: Operation[str] = Operation(
    "GET",
    "/_api/replication/logger-first-tick",
    ReplicationLoggerFirstTickError,
    decode=_first_tick,
    until=UNTIL,
    instead="WAL.tick_ranges()",
    gone=UNKNOWN_END,
)
SERVER_ID: Operation[str] = Operation(
    "GET",
    "/_api/replication/server-id",
    ReplicationServerIDError,
    decode=_server_id,
    until=UNTIL,
    instead="Replication.logger_state(), whose server has it",
    gone=UNKNOWN_END,
)


class Logger(ApiGroup[C_co]):
    """Methods for the log that others follow."""

    @endpoint
    async def logger_state(self) -> Json:
        """Read the state of the log, and who follows it.

        Returns:
            ``state``, ``server`` and ``clients``.

        Raises:
            ReplicationLoggerStateError: If the server refuses.

        Endpoint:
            GET /_api/replication/logger-state
        """
        return await self._call(STATE)

    @endpoint
    async def logger_first_tick(self) -> str:
        """Read the first tick that the log has.

        Returns:
            The tick.

        Raises:
            ReplicationLoggerFirstTickError: If the server refuses.

        Endpoint:
            GET /_api/replication/logger-first-tick (until 3.12.10)
        """
        return await self._call(FIRST_TICK)

    @endpoint
    async def server_id(self) -> str:
        """Read the id by which others know the server when they follow it.

        Returns:
            The id.

        Raises:
            ReplicationServerIDError: If the server refuses.

        Endpoint:
            GET /_api/replication/server-id (until 3.12.10)
        """
        return await self._call(SERVER_ID)
