"""The server that holds a database: what it is, and how it does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    ServerDetailsError,
    ServerEchoError,
    ServerEngineError,
    ServerMetricsError,
    ServerRequiredDBVersionError,
    ServerRoleError,
    ServerStatisticsError,
    ServerStatusError,
    ServerTimeError,
    ServerVersionError,
)
from arango_fastbatch.formatter import format_body, format_server_status
from arango_fastbatch.operation import Call, Operation, text_of
from arango_fastbatch.typings import Json


def _version(body: Any, _: Call[str]) -> str:
    version: str = body["version"]
    return version


def _details(body: Any, _: Call[Json]) -> Json:
    details: Json = body["details"]
    return details


def _body(body: Any, _: Call[Json]) -> Json:
    return format_body(body)


def _status(body: Any, _: Call[Json]) -> Json:
    return format_server_status(body)


def _role(body: Any, _: Call[str]) -> str:
    role: str = body["role"]
    return role


def _time(body: Any, _: Call[datetime]) -> datetime:
    return datetime.fromtimestamp(body["time"])


VERSION: Operation[str] = Operation(
    "GET", "/_api/version", ServerVersionError, query=("details",), decode=_version
)
DETAILS: Operation[Json] = Operation(
    "GET", "/_api/version", ServerDetailsError, query=("details",), decode=_details
)
REQUIRED_VERSION: Operation[str] = Operation(
    "GET",
    "/_admin/database/target-version",
    ServerRequiredDBVersionError,
    decode=_version,
    until="4.0",
    instead="version()",
)
ENGINE: Operation[Json] = Operation("GET", "/_api/engine", ServerEngineError, decode=_body)
STATUS: Operation[Json] = Operation("GET", "/_admin/status", ServerStatusError, decode=_status)
ROLE: Operation[str] = Operation("GET", "/_admin/server/role", ServerRoleError, decode=_role)
TIME: Operation[datetime] = Operation("GET", "/_admin/time", ServerTimeError, decode=_time)
ECHO: Operation[Json] = Operation(
    "GET", "/_admin/echo", ServerEchoError, until="4.0", instead="nothing, it was for debugging"
)
STATISTICS: Operation[Json] = Operation(
    "GET",
    "/_admin/statistics",
    ServerStatisticsError,
    decode=_body,
    until="4.0",
    instead="metrics()",
)
STATISTICS_DESCRIPTION: Operation[Json] = Operation(
    "GET",
    "/_admin/statistics-description",
    ServerStatisticsError,
    decode=_body,
    until="4.0",
    instead="metrics()",
)
METRICS: Operation[str] = Operation(
    "GET", "/_admin/metrics", ServerMetricsError, decode=text_of, raw=True
)


class Server(ApiGroup[C_co]):
    """Methods that ask the server about itself."""

    @endpoint
    async def version(self) -> str:
        """Read the server's version.

        Returns:
            The version, such as "3.11.14".

        Raises:
            ServerVersionError: If the server refuses.

        Endpoint:
            GET /_api/version
        """
        return await self._call(VERSION, (False,))

    @endpoint
    async def details(self) -> Json:
        """Read how the server was built.

        Returns:
            Names and texts, such as ``architecture`` and ``build-date``.

        Raises:
            ServerDetailsError: If the server refuses.

        Endpoint:
            GET /_api/version
        """
        return await self._call(DETAILS, (True,))

    @endpoint
    async def required_db_version(self) -> str:
        """Read which version the server's files have to be of.

        Returns:
            The version as a number of six digits, such as "31102".

        Raises:
            ServerRequiredDBVersionError: If the server refuses.

        Endpoint:
            GET /_admin/database/target-version (until 4.0)
        """
        return await self._call(REQUIRED_VERSION)

    @endpoint
    async def engine(self) -> Json:
        """Read which storage engine the server has.

        Returns:
            ``name`` and ``supports``, which tells the types of indexes.

        Raises:
            ServerEngineError: If the server refuses.

        Endpoint:
            GET /_api/engine
        """
        return await self._call(ENGINE)

    @endpoint
    async def status(self) -> Json:
        """Read the server's status.

        Returns:
            ``server``, ``version``, ``license``, ``host``, ``pid``, ``server_info``, ….

        Raises:
            ServerStatusError: If the server refuses.

        Endpoint:
            GET /_admin/status
        """
        return await self._call(STATUS)

    @endpoint
    async def role(self) -> str:
        """Read which part the server plays.

        Returns:
            "SINGLE", "COORDINATOR", "PRIMARY", "SECONDARY", "AGENT" or "UNDEFINED".

        Raises:
            ServerRoleError: If the server refuses.

        Endpoint:
            GET /_admin/server/role
        """
        return await self._call(ROLE)

    @endpoint
    async def time(self) -> datetime:
        """Read the server's time.

        Returns:
            The time, in the time zone of this machine and without its name.

        Raises:
            ServerTimeError: If the server refuses.

        Endpoint:
            GET /_admin/time
        """
        return await self._call(TIME)

    @endpoint
    async def echo(self) -> Json:
        """Have the server tell what request it got.

        Returns:
            ``user``, ``database``, ``headers``, ``parameters``, ….

        Raises:
            ServerEchoError: If the server refuses.

        Endpoint:
            GET /_admin/echo (until 4.0)
        """
        return await self._call(ECHO)

    @endpoint
    async def statistics(self, description: bool = False) -> Json:
        """Read the server's statistics.

        Args:
            description: Whether to read what the figures mean, instead of the figures.

        Returns:
            The figures by groups, such as ``system``, ``client`` and ``http``; or ``groups`` and
            ``figures``, which describe them.

        Raises:
            ServerStatisticsError: If the server refuses.

        Endpoint:
            GET /_admin/statistics or /_admin/statistics-description (until 4.0)
        """
        return await self._call(STATISTICS_DESCRIPTION if description else STATISTICS)

    @endpoint
    async def metrics(self) -> str:
        """Read the server's metrics.

        Returns:
            The metrics in Prometheus' text format.

        Raises:
            ServerMetricsError: If the server refuses.

        Endpoint:
            GET /_admin/metrics
        """
        return await self._call(METRICS)
