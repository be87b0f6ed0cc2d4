"""The server's administration: its log, its secrets, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    JWTSecretListError,
    JWTSecretReloadError,
    ServerEncryptionError,
    ServerLogLevelError,
    ServerLogLevelSetError,
    ServerReadLogError,
    ServerReloadRoutingError,
    ServerRunTestsError,
    ServerShutdownError,
    ServerTLSError,
    ServerTLSReloadError,
)
from arango_fastbatch.formatter import format_tls
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json

# A level's number is its place.
_LEVELS = ("FATAL", "ERROR", "WARNING", "INFO", "DEBUG", "TRACE")


def _log(body: Any, _: Call[Json]) -> Json:
    entries = body["messages"]
    return {
        "total_amount": body["total"],
        "lid": [entry["id"] for entry in entries],
        "topic": [entry["topic"] for entry in entries],
        "level": [_LEVELS.index(entry["level"]) for entry in entries],
        "timestamp": [_seconds(entry["date"]) for entry in entries],
        "text": [entry["message"] for entry in entries],
    }


def _seconds(date: str) -> int:
    """The seconds since 1970 of a moment in ISO 8601."""
    return int(datetime.fromisoformat(date.replace("Z", "+00:00")).timestamp())


def _result(body: Any, _: Call[Json]) -> Json:
    result: Json = body["result"]
    return result


def _certificates(body: Any, _: Call[Json]) -> Json:
    return format_tls(body["result"])


READ_LOG: Operation[Json] = Operation(
    "GET",
    "/_admin/log/entries",
    ServerReadLogError,
    query=("upto", "level", "start", "size", "offset", "search", "sort"),
    decode=_log,
    free=True,
)
LOG_LEVELS: Operation[Json] = Operation("GET", "/_admin/log/level", ServerLogLevelError)
SET_LOG_LEVELS: Operation[Json] = Operation("PUT", "/_admin/log/level", ServerLogLevelSetError)
TLS: Operation[Json] = Operation("GET", "/_admin/server/tls", ServerTLSError, decode=_certificates)
RELOAD_TLS: Operation[Json] = Operation(
    "POST", "/_admin/server/tls", ServerTLSReloadError, decode=_certificates
)
JWT_SECRETS: Operation[Json] = Operation(
    "GET", "/_admin/server/jwt", JWTSecretListError, decode=_result
)
RELOAD_JWT_SECRETS: Operation[Json] = Operation(
    "POST", "/_admin/server/jwt", JWTSecretReloadError, decode=_result
)
ENCRYPTION: Operation[Json] = Operation(
    "POST", "/_admin/server/encryption", ServerEncryptionError, decode=_result
)
RELOAD_ROUTING: Operation[bool] = Operation(
    "POST",
    "/_admin/routing/reload",
    ServerReloadRoutingError,
    decode=always_true,
    until="4.0",
    instead="nothing, there are no Foxx services to route to",
)
RUN_TESTS: Operation[Json] = Operation(
    "POST",
    "/_admin/test",
    ServerRunTestsError,
    until="4.0",
    instead="nothing, the server runs no JavaScript",
)
SHUTDOWN: Operation[bool] = Operation(
    "DELETE", "/_admin/shutdown", ServerShutdownError, decode=always_true, raw=True
)


class Administration(ApiGroup[C_co]):
    """Methods for who runs the server."""

    # --- The log

    @endpoint
    async def read_log(
        self,
        upto: int | str | None = None,
        level: int | str | None = None,
        start: int | None = None,
        size: int | None = None,
        offset: int | None = None,
        search: str | None = None,
        sort: str | None = None,
    ) -> Json:
        """Read the server's log.

        Args:
            upto: Highest level: 0 to 5, or "fatal", "error", "warning", "info", "debug", "trace".
            level: The only level, instead.
            start: Lowest id of an entry.
            size: Most entries.
            offset: Entries that are left out at the beginning.
            search: Text that entries have to hold.
            sort: "asc" or "desc", by the entries' ids.

        Returns:
            Lists with an item for each entry: ``lid`` (the id), ``topic``, ``level``,
            ``timestamp`` (seconds since 1970) and ``text``; and ``total_amount``, the number of
            entries.

        Raises:
            ServerReadLogError: If the server refuses.

        Endpoint:
            GET /_admin/log/entries
        """
        return await self._call(READ_LOG, (upto, level, start, size, offset, search, sort))

    @endpoint
    async def log_levels(self) -> Json:
        """Read what is logged.

        Returns:
            The levels by topics, such as ``{"queries": "INFO"}``.

        Raises:
            ServerLogLevelError: If the server refuses.

        Endpoint:
            GET /_admin/log/level
        """
        return await self._call(LOG_LEVELS)

    @endpoint
    async def set_log_levels(self, /, **kwargs: str) -> Json:
        """Set what is logged.

        Args:
            kwargs: Levels by topics, such as ``queries="DEBUG"``; topics with a hyphen fit in as
                ``**{"audit-view": "INFO"}``.

        Returns:
            The levels of all topics.

        Raises:
            ServerLogLevelSetError: If the server refuses.

        Endpoint:
            PUT /_admin/log/level
        """
        return await self._call(SET_LOG_LEVELS, body=kwargs)

    # --- Secrets

    @endpoint
    async def tls(self) -> Json:
        """Read the fingerprints of the server's certificates.

        Returns:
            ``keyfile``, ``clientCA`` and ``SNI``.

        Raises:
            ServerTLSError: If the server refuses.

        Endpoint:
            GET /_admin/server/tls
        """
        return await self._call(TLS)

    @endpoint
    async def reload_tls(self) -> Json:
        """Have the server read its certificates again; only a superuser may.

        Returns:
            What `tls` gives from now on.

        Raises:
            ServerTLSReloadError: If the server refuses.

        Endpoint:
            POST /_admin/server/tls
        """
        return await self._call(RELOAD_TLS)

    @endpoint
    async def jwt_secrets(self) -> Json:
        """Read the fingerprints of the secrets by which tokens are signed.

        Returns:
            ``active`` and ``passive``.

        Raises:
            JWTSecretListError: If the server refuses.

        Endpoint:
            GET /_admin/server/jwt
        """
        return await self._call(JWT_SECRETS)

    @endpoint
    async def reload_jwt_secrets(self) -> Json:
        """Have the server read the secrets by which tokens are signed again.

        Returns:
            What `jwt_secrets` gives from now on.

        Raises:
            JWTSecretReloadError: If the server refuses.

        Endpoint:
            POST /_admin/server/jwt
        """
        return await self._call(RELOAD_JWT_SECRETS)

    @endpoint
    async def encryption(self) -> Json:
        """Have the server read its keys for encryption at rest again (Enterprise Edition).

        Returns:
            The fingerprints of the keys.

        Raises:
            ServerEncryptionError: If the server refuses.

        Endpoint:
            POST /_admin/server/encryption
        """
        return await self._call(ENCRYPTION)

    # --- The process

    @endpoint
    async def reload_routing(self) -> bool:
        """Have the server make its routes to Foxx services anew.

        Returns:
            True.

        Raises:
            ServerReloadRoutingError: If the server refuses.

        Endpoint:
            POST /_admin/routing/reload (until 4.0)
        """
        return await self._call(RELOAD_ROUTING)

    @endpoint
    async def run_tests(self, tests: Sequence[str]) -> Json:
        """Run JavaScript tests on the server.

        Args:
            tests: Paths of the tests on the server.

        Returns:
            What the tests say, with ``passed``.

        Raises:
            ServerRunTestsError: If the server refuses.

        Endpoint:
            POST /_admin/test (until 4.0)
        """
        return await self._call(RUN_TESTS, body={"tests": tests})

    @endpoint
    async def shutdown(self) -> bool:
        """Stop the server.

        Returns:
            True.

        Raises:
            ServerShutdownError: If the server refuses.

        Endpoint:
            DELETE /_admin/shutdown
        """
        return await self._call(SHUTDOWN)
