"""The server's users."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given, path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    UserCreateError,
    UserDeleteError,
    UserGetError,
    UserListError,
    UserReplaceError,
    UserUpdateError,
)
from arango_fastbatch.formatter import format_user
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _user(body: Any, _: Call[Json]) -> Json:
    return format_user(body)


def _users(body: Any, _: Call[Jsons]) -> Jsons:
    return [format_user(user) for user in body["result"]]


def _is_listed(body: Any, call: Call[bool]) -> bool:
    return any(user["user"] == call.arg for user in body["result"])


_USER = "/_api/user/{key}"

LIST: Operation[Jsons] = Operation("GET", "/_api/user", UserListError, decode=_users)
HAS: Operation[bool] = Operation("GET", "/_api/user", UserListError, decode=_is_listed, free=True)
GET: Operation[Json] = Operation("GET", _USER, UserGetError, decode=_user)
CREATE: Operation[Json] = Operation("POST", "/_api/user", UserCreateError, decode=_user)
UPDATE: Operation[Json] = Operation("PATCH", _USER, UserUpdateError, decode=_user)
REPLACE: Operation[Json] = Operation("PUT", _USER, UserReplaceError, decode=_user)
DELETE: Operation[bool] = Operation("DELETE", _USER, UserDeleteError, decode=always_true)
DELETE_IF_THERE = replace(DELETE, recover_status={404: False})


class Users(ApiGroup[C_co]):
    """Methods for users; only allowed from the database "_system"."""

    @endpoint
    async def has_user(self, username: str) -> bool:
        """Tell whether a user exists.

        Args:
            username: The user's name.

        Returns:
            Whether it exists.

        Raises:
            UserListError: If the server refuses.

        Endpoint:
            GET /_api/user
        """
        return await self._call(HAS, arg=username)

    @endpoint
    async def users(self) -> Jsons:
        """List the users.

        Returns:
            For each ``username``, ``active`` and ``extra``.

        Raises:
            UserListError: If the server refuses.

        Endpoint:
            GET /_api/user
        """
        return await self._call(LIST)

    @endpoint
    async def user(self, username: str) -> Json:
        """Read what the server knows of a user.

        Args:
            username: The user's name.

        Returns:
            ``username``, ``active`` and ``extra``.

        Raises:
            UserGetError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            GET /_api/user/{username}
        """
        return await self._call(GET, key=path_key(username))

    @endpoint
    async def create_user(
        self,
        username: str,
        password: str | None = None,
        active: bool | None = None,
        extra: Json | None = None,
    ) -> Json:
        """Create a user.

        Args:
            username: Its name.
            password: Its password; None for an empty one.
            active: Whether it may log in; None for True.
            extra: Anything that shall be kept with it.

        Returns:
            ``username``, ``active`` and ``extra``.

        Raises:
            UserCreateError: If the server refuses, such as for a name that exists (HTTP 409).

        Endpoint:
            POST /_api/user
        """
        body: Json = {"user": username, "passwd": password, "active": active}
        return await self._call(CREATE, body=body | given(extra=extra))

    @endpoint
    async def update_user(
        self,
        username: str,
        password: str | None = None,
        active: bool | None = None,
        extra: Json | None = None,
    ) -> Json:
        """Change a user; what is not given stays as it is.

        Args:
            username: Its name.
            password: Its new password.
            active: Whether it may log in.
            extra: What shall be kept with it from now on.

        Returns:
            ``username``, ``active`` and ``extra``.

        Raises:
            UserUpdateError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            PATCH /_api/user/{username}
        """
        body = given(passwd=password, active=active, extra=extra)
        return await self._call(UPDATE, key=path_key(username), body=body)

    @endpoint
    async def replace_user(
        self,
        username: str,
        password: str,
        active: bool | None = None,
        extra: Json | None = None,
    ) -> Json:
        """Replace a user; what is not given gets its default.

        Args:
            username: Its name.
            password: Its new password.
            active: Whether it may log in; None for True.
            extra: What shall be kept with it from now on.

        Returns:
            ``username``, ``active`` and ``extra``.

        Raises:
            UserReplaceError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            PUT /_api/user/{username}
        """
        body: Json = {"user": username, "passwd": password}
        body |= given(active=active, extra=extra)
        return await self._call(REPLACE, key=path_key(username), body=body)

    @endpoint
    async def delete_user(self, username: str, ignore_missing: bool = False) -> bool:
        """Delete a user.

        Args:
            username: Its name.
            ignore_missing: Whether a missing user is no error.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            UserDeleteError: If the server refuses, such as for a missing user (HTTP 404).

        Endpoint:
            DELETE /_api/user/{username}
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, key=path_key(username))
