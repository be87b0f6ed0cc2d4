"""The cluster: its servers, and maintenance."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, Request, Response, endpoint
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    ClusterEndpointsError,
    ClusterHealthError,
    ClusterMaintenanceModeError,
    ClusterServerCountError,
    ClusterServerEngineError,
    ClusterServerIDError,
    ClusterServerRoleError,
    ClusterServerStatisticsError,
    ClusterServerVersionError,
)
from arango_fastbatch.formatter import format_body
from arango_fastbatch.operation import UNKNOWN_END, Call, Operation
from arango_fastbatch.typings import Json

__all__ = [
    "ApiGroup",
    "Cluster",
    "ClusterEndpointsError",
    "ClusterHealthError",
    "ClusterMaintenanceModeError",
    "ClusterServerCountError",
    "ClusterServerEngineError",
    "ClusterServerIDError",
    "ClusterServerRoleError",
    "ClusterServerStatisticsError",
    "ClusterServerVersionError",
    "Json",
    "Request",
    "Response",
    "format_body",
]


def _body(body: Any, _: Call[Json]) -> Json:
    return format_body(body)


def _id(body: Any, _: Call[str]) -> str:
    server_id: str = body["id"]
    return server_id


def _role(body: Any, _: Call[str]) -> str:
    role: str = body["role"]
    return role


def _endpoints(body: Any, _: Call[list[str]]) -> list[str]:
    return [coordinator["endpoint"] for coordinator in body["endpoints"]]


ID: Operation[str] = Operation("GET", "/_admin/server/id", ClusterServerIDError, decode=_id)
ROLE: Operation[str] = Operation("GET", "/_admin/server/role", ClusterServerRoleError, decode=_role)
VERSION: Operation[Json] = Operation(
    "GET",
    "/_admin/cluster/nodeVersion",
    ClusterServerVersionError,
    query=("ServerID",),
    decode=_body,
    free=True,
)
ENGINE: Operation[Json] = Operation(
    "GET",
    "/_admin/cluster/nodeEngine",
    ClusterServerEngineError,
    query=("ServerID",),
    decode=_body,
    free=True,
)
STATISTICS: Operation[Json] = Operation(
    "GET",
    "/_admin/cluster/nodeStatistics",
    ClusterServerStatisticsError,
    query=("ServerID",),
    decode=_body,
    free=True,
    until="4.0",
    instead="the server's own metrics()",
    gone=UNKNOWN_END,
)
COUNT: Operation[int] = Operation("GET", "/_admin/cluster/numberOfServers", ClusterServerCountError)
HEALTH: Operation[Json] = Operation(
    "GET", "/_admin/cluster/health", ClusterHealthError, decode=_body
)
MAINTENANCE: Operation[Json] = Operation(
    "PUT", "/_admin/cluster/maintenance", ClusterMaintenanceModeError, decode=_body
)
ENDPOINTS: Operation[list[str]] = Operation(
    "GET", "/_api/cluster/endpoints", ClusterEndpointsError, decode=_endpoints
)


class Cluster(ApiGroup[C_co]):
    """The servers of a cluster."""

    @endpoint
    async def server_id(self) -> str:
        """Read the id of the server that answers.

        Returns:
            The id.

        Raises:
            ClusterServerIDError: If the server refuses, such as one that is in no cluster.

        Endpoint:
            GET /_admin/server/id
        """
        return await self._call(ID)

    @endpoint
    async def server_role(self) -> str:
        """Read which part the server plays that answers.

        Returns:
            "SINGLE", "COORDINATOR", "PRIMARY", "SECONDARY", "AGENT" or "UNDEFINED".

        Raises:
            ClusterServerRoleError: If the server refuses.

        Endpoint:
            GET /_admin/server/role
        """
        return await self._call(ROLE)

    @endpoint
    async def server_version(self, server_id: str) -> Json:
        """Read the version of a server of the cluster.

        Args:
            server_id: The server's id.

        Returns:
            ``server``, ``version`` and ``license``.

        Raises:
            ClusterServerVersionError: If the server refuses.

        Endpoint:
            GET /_admin/cluster/nodeVersion
        """
        return await self._call(VERSION, (str(server_id),))

    @endpoint
    async def server_engine(self, server_id: str) -> Json:
        """Read which storage engine a server of the cluster has.

        Args:
            server_id: The server's id.

        Returns:
            ``name`` and ``supports``.

        Raises:
            ClusterServerEngineError: If the server refuses.

        Endpoint:
            GET /_admin/cluster/nodeEngine
        """
        return await self._call(ENGINE, (str(server_id),))

    @endpoint
    async def server_count(self) -> int:
        """Read how many servers the cluster has.

        Returns:
            Their number.

        Raises:
            ClusterServerCountError: If the server refuses.

        Endpoint:
            GET /_admin/cluster/numberOfServers
        """
        return await self._call(COUNT)

    @endpoint
    async def server_statistics(self, server_id: str) -> Json:
        """Read the statistics of a server of the cluster.

        Args:
            server_id: The server's id.

        Returns:
            The figures by groups, such as ``system``, ``client`` and ``http``.

        Raises:
            ClusterServerStatisticsError: If the server refuses.

        Endpoint:
            GET /_admin/cluster/nodeStatistics (until 4.0)
        """
        return await self._call(STATISTICS, (str(server_id),))

    @endpoint
    async def health(self) -> Json:
        """Read how the servers of the cluster do.

        Returns:
            ``Health``, the servers by their ids, and ``ClusterId``, with the server's own names.

        Raises:
            ClusterHealthError: If the server refuses, such as one that is in no cluster.

        Endpoint:
            GET /_admin/cluster/health
        """
        return await self._call(HEALTH)

    @endpoint
    async def toggle_maintenance_mode(self, mode: str) -> Json:
        """Switch the cluster's maintenance mode, in which nothing is repaired.

        Args:
            mode: "on" or "off".

        Returns:
            What the server says, such as a ``warning``.

        Raises:
            ClusterMaintenanceModeError: If the server refuses.

        Endpoint:
            PUT /_admin/cluster/maintenance
        """
        # A text goes out as it is, and JSON's texts have quotation marks.
        return await self._call(MAINTENANCE, body=f'"{mode}"')

    @endpoint
    async def endpoints(self) -> list[str]:
        """List where the cluster's coordinators are.

        Returns:
            Their endpoints, such as "tcp://10.0.0.5:8529".

        Raises:
            ClusterEndpointsError: If the server refuses, such as one that is in no cluster.

        Endpoint:
            GET /_api/cluster/endpoints
        """
        return await self._call(ENDPOINTS)
