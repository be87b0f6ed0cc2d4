"""What users may do."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    PermissionGetError,
    PermissionListError,
    PermissionResetError,
    PermissionUpdateError,
)
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json


def _level(body: Any, _: Call[str]) -> str:
    level: str = body["result"]
    return level


def _levels(body: Any, _: Call[Json]) -> Json:
    levels: Json = body["result"]
    return levels


# The key is a user, and with it a database and a collection: see `_scope_of`.
_PERMISSION = "/_api/user/{key}"

LIST: Operation[Json] = Operation(
    "GET", "/_api/user/{key}/database", PermissionListError, query=("full",), decode=_levels
)
GET: Operation[str] = Operation("GET", _PERMISSION, PermissionGetError, decode=_level)
UPDATE: Operation[bool] = Operation("PUT", _PERMISSION, PermissionUpdateError, decode=always_true)
RESET: Operation[bool] = Operation("DELETE", _PERMISSION, PermissionResetError, decode=always_true)


class Permissions(ApiGroup[C_co]):
    """Methods for permissions; only allowed from the database "_system"."""

    @endpoint
    async def permissions(self, username: str) -> Json:
        """Read what a user may do.

        Args:
            username: The user's name.

        Returns:
            By the databases' names ``permission`` ("rw", "ro", "none") and ``collections``, the
            permissions by the collections' names.

        Raises:
            PermissionListError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            GET /_api/user/{username}/database
        """
        return await self._call(LIST, (True,), key=path_key(username))

    @endpoint
    async def permission(self, username: str, database: str, collection: str | None = None) -> str:
        """Read what a user may do with a database or a collection.

        Args:
            username: The user's name.
            database: The database's name.
            collection: The collection's name; None for the database.

        Returns:
            "rw", "ro" or "none".

        Raises:
            PermissionGetError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            GET /_api/user/{username}/database/{database}[/{collection}]
        """
        return await self._call(GET, key=_scope_of(username, database, collection))

    @endpoint
    async def update_permission(
        self, username: str, permission: str, database: str, collection: str | None = None
    ) -> bool:
        """Set what a user may do with a database or a collection.

        Args:
            username: The user's name.
            permission: "rw", "ro" or "none".
            database: The database's name.
            collection: The collection's name; None for the database.

        Returns:
            True.

        Raises:
            PermissionUpdateError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            PUT /_api/user/{username}/database/{database}[/{collection}]
        """
        key = _scope_of(username, database, collection)
        return await self._call(UPDATE, key=key, body={"grant": permission})

    @endpoint
    async def reset_permission(
        self, username: str, database: str, collection: str | None = None
    ) -> bool:
        """Take back what was set for a user: then the default holds again.

        Args:
            username: The user's name.
            database: The database's name.
            collection: The collection's name; None for the database.

        Returns:
            True.

        Raises:
            PermissionResetError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            DELETE /_api/user/{username}/database/{database}[/{collection}]
        """
        return await self._call(RESET, key=_scope_of(username, database, collection))


def _scope_of(username: str, database: str, collection: str | None) -> str:
    pieces = [username, "database", database]
    return path_key(*pieces) if collection is None else path_key(*pieces, collection)
