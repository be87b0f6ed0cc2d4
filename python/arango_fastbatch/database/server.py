"""The server that holds a database."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import ServerDetailsError, ServerVersionError
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Json


def _version(body: Any, _: Call[str]) -> str:
    version: str = body["version"]
    return version


def _details(body: Any, _: Call[Json]) -> Json:
    details: Json = body["details"]
    return details


VERSION: Operation[str] = Operation(
    "GET", "/_api/version", ServerVersionError, query=("details",), decode=_version
)
DETAILS: Operation[Json] = Operation(
    "GET", "/_api/version", ServerDetailsError, query=("details",), decode=_details
)


class Server(ApiGroup[C_co]):
    """Methods for the server."""

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
