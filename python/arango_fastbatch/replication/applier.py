"""The applier: how a single server follows another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    ReplicationApplierConfigError,
    ReplicationApplierConfigSetError,
    ReplicationApplierStartError,
    ReplicationApplierStateError,
    ReplicationApplierStopError,
    ReplicationMakeSlaveError,
    ReplicationSyncError,
)
from arango_fastbatch.formatter import (
    format_replication_applier_config,
    format_replication_applier_state,
    format_replication_sync,
)
from arango_fastbatch.operation import UNKNOWN_END, Call, Operation
from arango_fastbatch.replication.logger import UNTIL
from arango_fastbatch.typings import Json


def _config(body: Any, _: Call[Json]) -> Json:
    return format_replication_applier_config(body)


def _state(body: Any, _: Call[Json]) -> Json:
    return format_replication_applier_state(body)


def _synchronized(body: Any, _: Call[Json]) -> Json:
    return format_replication_sync(body)


_INSTEAD = "a cluster, whose servers replicate by themselves"

SYNCHRONIZE: Operation[Json] = Operation(
    "PUT",
    "/_api/replication/sync",
    ReplicationSyncError,
    decode=_synchronized,
    until=UNTIL,
    instead="arangodump and arangorestore",
)
CONFIG: Operation[Json] = Operation(
    "GET",
    "/_api/replication/applier-config",
    ReplicationApplierConfigError,
    decode=_config,
    until=UNTIL,
    instead=_INSTEAD,
    gone=UNKNOWN_END,
)
SET_CONFIG: Operation[Json] = Operation(
    "PUT",
    "/_api/replication/applier-config",
    ReplicationApplierConfigSetError,
    decode=_config,
    until=UNTIL,
    instead=_INSTEAD,
)
STATE: Operation[Json] = Operation(
    "GET",
    "/_api/replication/applier-state",
    ReplicationApplierStateError,
    decode=_state,
    until=UNTIL,
    instead=_INSTEAD,
    gone=UNKNOWN_END,
)
START: Operation[Json] = Operation(
    "PUT",
    "/_api/replication/applier-start",
    ReplicationApplierStartError,
    query=("from",),
    decode=_state,
    free=True,
    until=UNTIL,
    instead=_INSTEAD,
)
STOP: Operation[Json] = Operation(
    "PUT",
    "/_api/replication/applier-stop",
    ReplicationApplierStopError,
    decode=_state,
    until=UNTIL,
    instead=_INSTEAD,
    gone=UNKNOWN_END,
)
MAKE_SLAVE: Operation[Json] = Operation(
    "PUT",
    "/_api/replication/make-slave",
    ReplicationMakeSlaveError,
    decode=_state,
    until=UNTIL,
    instead=_INSTEAD,
)


class Applier(ApiGroup[C_co]):
    """Methods for following another server; servers from 3.12.10 on have no applier."""

    @endpoint
    async def synchronize(
        self,
        endpoint: str,
        database: str | None = None,
        username: str | None = None,
        password: str | None = None,
        include_system: bool | None = None,
        incremental: bool | None = None,
        restrict_type: str | None = None,
        restrict_collections: Sequence[str] | None = None,
        initial_sync_wait_time: int | None = None,
    ) -> Json:
        """Copy what another server has, once; what this server has is overwritten.

        Args:
            endpoint: Where the other server is, such as "tcp://10.0.0.5:8529".
            database: The database there; None for one of this database's name.
            username: Who reads it there.
            password: That user's password.
            include_system: Whether system collections are copied.
            incremental: Whether only what differs is copied, or everything.
            restrict_type: "include" or "exclude", for `restrict_collections`.
            restrict_collections: The only collections that are copied, or that are not.
            initial_sync_wait_time: Seconds to wait at most for the other server to be ready.

        Returns:
            ``collections``, those that were copied, and ``last_log_tick``.

        Raises:
            ReplicationSyncError: If the server refuses.

        Endpoint:
            PUT /_api/replication/sync (until 3.12.10)
        """
        body: Json = {"endpoint": endpoint}
        body |= given(
            database=database,
            username=username,
            password=password,
            includeSystem=include_system,
            incremental=incremental,
            restrictType=restrict_type,
            restrictCollections=restrict_collections,
            initialSyncMaxWaitTime=initial_sync_wait_time,
        )
        return await self._call(SYNCHRONIZE, body=body)

    @endpoint
    async def applier_config(self) -> Json:
        """Read the settings of the applier.

        Returns:
            ``endpoint``, ``database``, ``username``, ``chunk_size``, ``auto_start``, …: what
            `set_applier_config` takes, and more.

        Raises:
            ReplicationApplierConfigError: If the server refuses.

        Endpoint:
            GET /_api/replication/applier-config (until 3.12.10)
        """
        return await self._call(CONFIG)

    @endpoint
    async def set_applier_config(
        self,
        endpoint: str,
        database: str | None = None,
        username: str | None = None,
        password: str | None = None,
        max_connect_retries: int | None = None,
        connect_timeout: int | None = None,
        request_timeout: int | None = None,
        chunk_size: int | None = None,
        auto_start: bool | None = None,
        adaptive_polling: bool | None = None,
        include_system: bool | None = None,
        auto_resync: bool | None = None,
        auto_resync_retries: int | None = None,
        initial_sync_max_wait_time: int | None = None,
        connection_retry_wait_time: int | None = None,
        idle_min_wait_time: int | None = None,
        idle_max_wait_time: int | None = None,
        require_from_present: bool | None = None,
        verbose: bool | None = None,
        restrict_type: str | None = None,
        restrict_collections: Sequence[str] | None = None,
    ) -> Json:
        """Change the settings of the applier, which must not run.

        Args:
            endpoint: Where the other server is, such as "tcp://10.0.0.5:8529".
            database: The database there; None for one of this database's name.
            username: Who reads it there.
            password: That user's password.
            max_connect_retries: How often a connection is tried in a row.
            connect_timeout: Seconds to wait for a connection.
            request_timeout: Seconds to wait for an answer.
            chunk_size: Most bytes of the log that are asked for at once.
            auto_start: Whether the applier starts with the server.
            adaptive_polling: Whether it asks less often while nothing happens.
            include_system: Whether system collections are followed.
            auto_resync: Whether everything is copied anew where the log has a gap.
            auto_resync_retries: How often that is tried in a row.
            initial_sync_max_wait_time: Seconds to wait at most for the other server's first data.
            connection_retry_wait_time: Seconds between two tries to connect.
            idle_min_wait_time: Seconds between two requests at least, while nothing happens.
            idle_max_wait_time: Seconds between two requests at most, with `adaptive_polling`.
            require_from_present: Whether to stop where the other server no longer has the tick.
            verbose: Whether all that is applied is logged.
            restrict_type: "include" or "exclude", for `restrict_collections`.
            restrict_collections: The only collections that are followed, or that are not.

        Returns:
            What `applier_config` gives from now on.

        Raises:
            ReplicationApplierConfigSetError: If the server refuses, such as while it runs.

        Endpoint:
            PUT /_api/replication/applier-config (until 3.12.10)
        """
        body: Json = {"endpoint": endpoint}
        body |= given(
            database=database,
            username=username,
            password=password,
            maxConnectRetries=max_connect_retries,
            connectTimeout=connect_timeout,
            requestTimeout=request_timeout,
            chunkSize=chunk_size,
            autoStart=auto_start,
            adaptivePolling=adaptive_polling,
            includeSystem=include_system,
            autoResync=auto_resync,
            autoResyncRetries=auto_resync_retries,
            initialSyncMaxWaitTime=initial_sync_max_wait_time,
            connectionRetryWaitTime=connection_retry_wait_time,
            idleMinWaitTime=idle_min_wait_time,
            idleMaxWaitTime=idle_max_wait_time,
            requireFromPresent=require_from_present,
            verbose=verbose,
            restrictType=restrict_type,
            restrictCollections=restrict_collections,
        )
        return await self._call(SET_CONFIG, body=body)

    @endpoint
    async def applier_state(self) -> Json:
        """Read how the applier does.

        Returns:
            ``state``, ``server`` and ``endpoint``.

        Raises:
            ReplicationApplierStateError: If the server refuses.

        Endpoint:
            GET /_api/replication/applier-state (until 3.12.10)
        """
        return await self._call(STATE)

    @endpoint
    async def start_applier(self, last_tick: str | None = None) -> Json:
        """Start the applier.

        Args:
            last_tick: The tick behind which it begins; None for where it was.

        Returns:
            What `applier_state` gives.

        Raises:
            ReplicationApplierStartError: If the server refuses, such as for want of settings.

        Endpoint:
            PUT /_api/replication/applier-start (until 3.12.10)
        """
        return await self._call(START, (last_tick,))

    @endpoint
    async def stop_applier(self) -> Json:
        """Stop the applier.

        Returns:
            What `applier_state` gives.

        Raises:
            ReplicationApplierStopError: If the server refuses.

        Endpoint:
            PUT /_api/replication/applier-stop (until 3.12.10)
        """
        return await self._call(STOP)

    @endpoint
    async def make_slave(
        self,
        endpoint: str,
        database: str | None = None,
        username: str | None = None,
        password: str | None = None,
        restrict_type: str | None = None,
        restrict_collections: Sequence[str] | None = None,
        include_system: bool | None = None,
        max_connect_retries: int | None = None,
        connect_timeout: int | None = None,
        request_timeout: int | None = None,
        chunk_size: int | None = None,
        adaptive_polling: bool | None = None,
        auto_resync: bool | None = None,
        auto_resync_retries: int | None = None,
        initial_sync_max_wait_time: int | None = None,
        connection_retry_wait_time: int | None = None,
        idle_min_wait_time: int | None = None,
        idle_max_wait_time: int | None = None,
        require_from_present: bool | None = None,
        verbose: bool | None = None,
    ) -> Json:
        """Copy what another server has, and follow it from then on.

        For the arguments see `set_applier_config`.

        Returns:
            What `applier_state` gives.

        Raises:
            ReplicationMakeSlaveError: If the server refuses.

        Endpoint:
            PUT /_api/replication/make-slave (until 3.12.10)
        """
        body: Json = {"endpoint": endpoint}
        body |= given(
            database=database,
            username=username,
            password=password,
            restrictType=restrict_type,
            restrictCollections=restrict_collections,
            includeSystem=include_system,
            maxConnectRetries=max_connect_retries,
            connectTimeout=connect_timeout,
            requestTimeout=request_timeout,
            chunkSize=chunk_size,
            adaptivePolling=adaptive_polling,
            autoResync=auto_resync,
            autoResyncRetries=auto_resync_retries,
            initialSyncMaxWaitTime=initial_sync_max_wait_time,
            connectionRetryWaitTime=connection_retry_wait_time,
            idleMinWaitTime=idle_min_wait_time,
            idleMaxWaitTime=idle_max_wait_time,
            requireFromPresent=require_from_present,
            verbose=verbose,
        )
        return await self._call(MAKE_SLAVE, body=body)
