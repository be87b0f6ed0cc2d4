"""Users' access tokens: what programs give in place of a password, for a while."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    AccessTokenCreateError,
    AccessTokenDeleteError,
    AccessTokenListError,
)
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons

_SINCE = "3.12.5"
_TOKENS = "/_api/token/{key}"


def _listed(body: Any, _: Call[Jsons]) -> Jsons:
    tokens: Jsons = body["tokens"]
    return tokens


LIST: Operation[Jsons] = Operation(
    "GET", _TOKENS, AccessTokenListError, decode=_listed, since=_SINCE
)
CREATE: Operation[Json] = Operation("POST", _TOKENS, AccessTokenCreateError, since=_SINCE)
DELETE: Operation[bool] = Operation(
    "DELETE", _TOKENS, AccessTokenDeleteError, decode=always_true, since=_SINCE
)


class AccessTokens(ApiGroup[C_co]):
    """Methods for access tokens; servers have them from 3.12.5 on."""

    @endpoint
    async def list_access_tokens(self, user: str) -> Jsons:
        """List a user's access tokens, those that have expired too.

        Args:
            user: The user's name; another one than the caller's is for administrators.

        Returns:
            For each ``id``, ``name``, ``created_at``, ``valid_until`` (both in seconds since 1970),
            ``active``, and ``fingerprint``, which shows the token's end.

        Raises:
            AccessTokenListError: If the server refuses.

        Endpoint:
            GET /_api/token/{user} (since 3.12.5)
        """
        return await self._call(LIST, key=path_key(user))

    @endpoint
    async def create_access_token(self, user: str, name: str, valid_until: int) -> Json:
        """Make an access token.

        Args:
            user: The user's name; another one than the caller's is for administrators.
            name: What to call the token; no two of a user's have the same.
            valid_until: When it ends, in seconds since 1970.

        Returns:
            As `list_access_tokens` gives it, and as ``token`` the token itself, which the server
            shows this once.

        Raises:
            AccessTokenCreateError: If the server refuses, such as for a name that is taken (HTTP
                409).

        Endpoint:
            POST /_api/token/{user} (since 3.12.5)
        """
        body = {"name": name, "valid_until": valid_until}
        return await self._call(CREATE, key=path_key(user), body=body)

    @endpoint
    async def delete_access_token(self, user: str, token_id: int) -> bool:
        """Delete an access token: from now on it lets nobody in.

        Args:
            user: The user's name; another one than the caller's is for administrators.
            token_id: The token's ``id``.

        Returns:
            True.

        Raises:
            AccessTokenDeleteError: If the server refuses, such as for a missing token (HTTP 404).

        Endpoint:
            DELETE /_api/token/{user}/{id} (since 3.12.5)
        """
        return await self._call(DELETE, key=path_key(user, token_id))
