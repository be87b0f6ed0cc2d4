"""Token authentication: a JSON Web Token on every request."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from arango_fastbatch import codec
from arango_fastbatch.connection.base import (
    BaseConnection,
    Deserializer,
    Serializer,
)
from arango_fastbatch.connection.headers import demand_headers
from arango_fastbatch.exceptions import JWTAuthError
from arango_fastbatch.http import HTTPClient
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.resolver import HostResolver
from arango_fastbatch.response import Response


def _token_of(body: Any, _: Call[str]) -> str:
    token = body["jwt"]
    if not isinstance(token, str):
        raise TypeError("a token is a text")
    return token


LOG_IN: Operation[str] = Operation("POST", "/_open/auth", JWTAuthError, decode=_token_of)

# A token is renewed that many seconds before it ends, so that it does not end on the way.
_RENEW_EARLY = 10


@dataclass
class _Token:
    """A token, shared by the connections that were made of one: a fresh one serves them all."""

    text: str | None = None
    expires: float = 0.0
    locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = field(
        default_factory=WeakKeyDictionary
    )


class _TokenConnection(BaseConnection):
    """A connection with a token on every request."""

    _token: _Token

    def _credentials(self) -> tuple[dict[str, str], tuple[str, str] | None]:
        return {"Authorization": f"bearer {self._token.text}"}, None


class JwtConnection(_TokenConnection):
    """A connection with a JSON Web Token, which it gets for user name and password and renews.

    Args:
        hosts: The hosts' URLs.
        host_resolver: Chooses among them.
        sessions: For each host, what the HTTP client made for it.
        db_name: Name of the database.
        username: Name of the user.
        password: His password.
        http_client: What carries requests.
        serializer: Makes JSON from a value.
        deserializer: Makes a value from JSON.

    Attributes:
        exp_leeway: Seconds that a token is thought to live longer than it says, for a server whose
            clock is behind.
    """

    _renews = True

    def __init__(
        self,
        hosts: Sequence[str],
        host_resolver: HostResolver,
        sessions: Sequence[Any],
        db_name: str,
        username: str,
        password: str,
        http_client: HTTPClient,
        serializer: Serializer,
        deserializer: Deserializer,
    ) -> None:
        super().__init__(
            hosts, host_resolver, sessions, db_name, http_client, serializer, deserializer
        )
        self._username = username
        self._password = password
        self.exp_leeway: float = 0
        self._token = _Token()

    async def refresh_token(self) -> None:
        """Get a fresh token.

        Raises:
            JWTAuthError: If the server gives none.
            ServerConnectionError: If no answer came.

        Endpoint:
            POST /_open/auth
        """
        credentials = {"username": self._username, "password": self._password}
        request = LOG_IN.request({}, body=credentials)

        async def send(host: int) -> Response:
            return await self._http.send_request(
                session=self._sessions[host],
                method=request.method,
                url=self._prefixes[host] + request.endpoint,
                headers=request.headers,
                data=codec.dumps(credentials).decode(),
            )

        response = self.prep_response(await self._on_some_host(request, send))
        # What is kept with an exception must not hold the password.
        request.data = None
        token = LOG_IN.finish(response, Call(LOG_IN, self, None, request=request))
        self._token.text = token
        self._token.expires = _expiry(token)

    async def _freshen(self) -> None:
        if self._ends():
            await self._renew(self._token.text)

    async def _renew_refused(self, authorization: str) -> None:
        await self._renew(authorization.partition(" ")[2])

    async def _authenticated(self, send: Callable[[], Awaitable[Response]]) -> Response:
        await self._freshen()
        token = self._token.text
        response = await send()
        if response.status_code != 401:
            return response
        # Refused before anything ran: the server has other secrets, or clocks differ. Once more
        # with a fresh token.
        await self._renew(token)
        return await send()

    def _ends(self) -> bool:
        return time.time() > self._token.expires + self.exp_leeway - _RENEW_EARLY

    async def _renew(self, token: str | None) -> None:
        """Get a fresh token instead of one, unless another task has got one meanwhile."""
        # A lock belongs to a loop, and a client may be used under several.
        lock = self._token.locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        async with lock:
            if self._token.text == token:
                await self.refresh_token()


def _expiry(token: str) -> float:
    """The time (in seconds since 1970) at which a token ends; infinite if it doesn't say."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (ValueError, LookupError, TypeError):
        return float("inf")


class _GivenTokenConnection(_TokenConnection):
    """A connection with a token that the caller has, and that is not renewed."""

    def __init__(
        self,
        hosts: Sequence[str],
        host_resolver: HostResolver,
        sessions: Sequence[Any],
        db_name: str,
        http_client: HTTPClient,
        serializer: Serializer,
        deserializer: Deserializer,
        token: str,
    ) -> None:
        super().__init__(
            hosts, host_resolver, sessions, db_name, http_client, serializer, deserializer
        )
        demand_headers([("Authorization", token)])
        self._token = _Token(token)


class UserTokenConnection(_GivenTokenConnection):
    """A connection with a JSON Web Token of a user, made elsewhere; it cannot be renewed.

    Args:
        hosts: The hosts' URLs.
        host_resolver: Chooses among them.
        sessions: For each host, what the HTTP client made for it.
        db_name: Name of the database.
        http_client: What carries requests.
        serializer: Makes JSON from a value.
        deserializer: Makes a value from JSON.
        token: The token.
    """


class JwtSuperuserConnection(_GivenTokenConnection):
    """A connection with a token that the server's operator made; it cannot be renewed.

    Args:
        hosts: The hosts' URLs.
        host_resolver: Chooses among them.
        sessions: For each host, what the HTTP client made for it.
        db_name: Name of the database.
        http_client: What carries requests.
        serializer: Makes JSON from a value.
        deserializer: Makes a value from JSON.
        superuser_token: The token.
    """

    def __init__(
        self,
        hosts: Sequence[str],
        host_resolver: HostResolver,
        sessions: Sequence[Any],
        db_name: str,
        http_client: HTTPClient,
        serializer: Serializer,
        deserializer: Deserializer,
        superuser_token: str,
    ) -> None:
        common = (hosts, host_resolver, sessions, db_name)
        super().__init__(*common, http_client, serializer, deserializer, superuser_token)
