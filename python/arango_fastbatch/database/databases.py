"""The database itself, and the other databases of the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_piece
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import DATABASE_NOT_FOUND
from arango_fastbatch.exceptions import (
    DatabaseCreateError,
    DatabaseDeleteError,
    DatabaseListError,
    DatabasePropertiesError,
)
from arango_fastbatch.formatter import format_database
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json


def _properties(body: Any, _: Call[Json]) -> Json:
    return format_database(body["result"])


def _names(body: Any, _: Call[list[str]]) -> list[str]:
    names: list[str] = body["result"]
    return names


def _is_named(body: Any, call: Call[bool]) -> bool:
    return call.arg in body["result"]


PROPERTIES: Operation[Json] = Operation(
    "GET", "/_api/database/current", DatabasePropertiesError, decode=_properties
)
LIST: Operation[list[str]] = Operation("GET", "/_api/database", DatabaseListError, decode=_names)
HAS: Operation[bool] = Operation(
    "GET", "/_api/database", DatabaseListError, decode=_is_named, free=True
)
CREATE: Operation[bool] = Operation(
    "POST", "/_api/database", DatabaseCreateError, decode=always_true
)
DELETE: Operation[bool] = Operation(
    "DELETE", "/_api/database/{key}", DatabaseDeleteError, decode=always_true
)
DELETE_IF_THERE = replace(DELETE, recover={DATABASE_NOT_FOUND: False})


class Databases(ApiGroup[C_co]):
    """Methods for databases."""

    @endpoint
    async def properties(self) -> Json:
        """Read the properties of this database.

        Returns:
            ``id``, ``name``, ``path``, ``system``, and in a cluster ``replication_factor``,
            ``write_concern`` and ``sharding``.

        Raises:
            DatabasePropertiesError: If the server refuses.

        Endpoint:
            GET /_api/database/current
        """
        return await self._call(PROPERTIES)

    @endpoint
    async def databases(self) -> list[str]:
        """List the names of all databases; only allowed from the database "_system".

        Returns:
            The names.

        Raises:
            DatabaseListError: If the server refuses.

        Endpoint:
            GET /_api/database
        """
        return await self._call(LIST)

    @endpoint
    async def has_database(self, name: str) -> bool:
        """Tell whether a database exists; only allowed from the database "_system".

        Args:
            name: The database's name.

        Returns:
            Whether it exists.

        Raises:
            DatabaseListError: If the server refuses.

        Endpoint:
            GET /_api/database
        """
        return await self._call(HAS, arg=name)

    @endpoint
    async def create_database(
        self,
        name: str,
        users: Sequence[Json] | None = None,
        replication_factor: int | str | None = None,
        write_concern: int | None = None,
        sharding: str | None = None,
    ) -> bool:
        """Create a database; only allowed from the database "_system".

        Args:
            name: Its name.
            users: Who may use it, each with ``username`` and ``password``, and if need be
                ``active`` (True by default) and ``extra``; without any, root may.
            replication_factor: Copies of each shard by default, or "satellite" (cluster).
            write_concern: Copies that must be in sync for a write by default (cluster).
            sharding: "single" for one shard by default (cluster).

        Returns:
            True.

        Raises:
            DatabaseCreateError: If the server refuses, such as for a name that exists.

        Endpoint:
            POST /_api/database
        """
        body: Json = {"name": name}
        options = {
            "replicationFactor": replication_factor,
            "writeConcern": write_concern,
            "sharding": sharding,
        }
        given = {key: value for key, value in options.items() if value is not None}
        if given:
            body["options"] = given
        if users is not None:
            body["users"] = [_user(user) for user in users]
        return await self._call(CREATE, body=body)

    @endpoint
    async def delete_database(self, name: str, ignore_missing: bool = False) -> bool:
        """Delete a database and all that is in it; only allowed from the database "_system".

        Args:
            name: Its name.
            ignore_missing: Whether a missing database is no error.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            DatabaseDeleteError: If the server refuses, such as for a missing one (HTTP 404).

        Endpoint:
            DELETE /_api/database/{name}
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, key=path_piece(name))


def _user(user: Json) -> Json:
    return {
        "username": user["username"],
        "passwd": user["password"],
        "active": user.get("active", True),
        "extra": user.get("extra", {}),
    }
