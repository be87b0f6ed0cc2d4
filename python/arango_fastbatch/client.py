"""The client: where a program begins."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal

from arango_fastbatch import codec, settings
from arango_fastbatch.connection import (
    DEFAULT_MAX_BATCH_BYTES,
    BasicConnection,
    Connection,
    JwtConnection,
    JwtSuperuserConnection,
    UserTokenConnection,
)
from arango_fastbatch.connection.compression import DEFAULT_THRESHOLD, Compression
from arango_fastbatch.connection.servers import Servers
from arango_fastbatch.database import StandardDatabase
from arango_fastbatch.dialect import Version
from arango_fastbatch.exceptions import ServerConnectionError
from arango_fastbatch.hooks import Hook
from arango_fastbatch.http import DefaultHTTPClient, HTTPClient
from arango_fastbatch.resolver import (
    HostResolver,
    RandomHostResolver,
    RoundRobinHostResolver,
    SingleHostResolver,
)
from arango_fastbatch.session import close_session
from arango_fastbatch.version import __version__

__all__ = [
    "ArangoClient",
    "BasicConnection",
    "DefaultHTTPClient",
    "HTTPClient",
    "HostResolver",
    "JwtConnection",
    "JwtSuperuserConnection",
    "RandomHostResolver",
    "RoundRobinHostResolver",
    "ServerConnectionError",
    "SingleHostResolver",
    "StandardDatabase",
]


class ArangoClient:
    """A client of one server, or of the coordinators of one cluster.

    It may be made outside an event loop, used under several, and need not be closed.

    Args:
        hosts: URL of the server, or several: a list, or one text with commas between.
        host_resolver: Which of several hosts gets a request: "roundrobin" or "random".
        http_client: What carries requests; by default aiohttp does.
        serializer: Makes JSON (text, or bytes in UTF-8) from a value; by default orjson does, with
            the standard library's ``json`` where orjson refuses.
        deserializer: Makes a value from JSON.
        max_batch_bytes: Most bytes of one batch request; a larger batch is sent as several.
        request_timeout: Seconds for connecting, and that a connection may be silent; None for 60.
        max_connections: Most connections to one host at a time; None for 100.
        verify_tls: Whether the certificates of servers are verified; None for yes.
        ssl_context: TLS settings instead of the default ones.
        max_retries: Most repeats of a request, beyond one attempt on each host: where no
            connection came about, where the server said 503 and executed nothing, and where the
            answer to a GET or HEAD was lost. Pauses between them grow, at random. None: three
            repeats of connecting, one of a lost GET or HEAD, and no waiting for a busy server.
        max_queue_time_seconds: A request that would have to wait longer in the server's queue is
            refused, as the method's own error (HTTP 412, error 21004); None for no limit.
        hooks: Told of every HTTP exchange, in their order: see `Hook`.
        server_version: The servers' version, such as "3.12.9"; None to ask them when it is needed.
        request_compression: "gzip" or "deflate" to compress large requests for servers of 3.12 or
            newer; None for not at all. What needs no credentials is never compressed.
        compression_threshold: Bytes from which a request's body is compressed.

    Raises:
        ValueError: If the resolver is none of these, a host's URL is none or holds credentials, a
            number is out of range, the version is no whole one, or an HTTP client comes with
            settings that are only for the default one.

    Example:
        >>> client = ArangoClient(hosts="http://127.0.0.1:8529")
        >>> db = await client.db("test", username="root", password="passwd")
    """

    def __init__(
        self,
        hosts: str | Sequence[str] = "http://127.0.0.1:8529",
        host_resolver: str = "roundrobin",
        http_client: HTTPClient | None = None,
        serializer: Callable[..., str | bytes] = codec.dumps,
        deserializer: Callable[[str], Any] = codec.loads,
        *,
        max_batch_bytes: int = DEFAULT_MAX_BATCH_BYTES,
        request_timeout: float | None = None,
        max_connections: int | None = None,
        verify_tls: bool | None = None,
        ssl_context: ssl.SSLContext | None = None,
        max_retries: int | None = None,
        max_queue_time_seconds: float | None = None,
        hooks: Sequence[Hook] = (),
        server_version: str | None = None,
        request_compression: Literal["gzip", "deflate"] | None = None,
        compression_threshold: int = DEFAULT_THRESHOLD,
    ) -> None:
        self._hosts = _hosts(hosts)
        self._servers = Servers(len(self._hosts), _whole_version(server_version))
        self._resolver = _resolver(host_resolver, len(self._hosts))
        settings.whole_number("max_batch_bytes", max_batch_bytes, 1)
        if max_retries is not None:
            settings.whole_number("max_retries", max_retries, 0)
        if max_queue_time_seconds is not None:
            settings.seconds("max_queue_time_seconds", max_queue_time_seconds, or_none_at_all=True)
        settings.able_to("serializer", serializer)
        settings.able_to("deserializer", deserializer)
        own: dict[str, Any] = {
            name: value
            for name, value in (
                ("request_timeout", request_timeout),
                ("max_connections", max_connections),
                ("verify_tls", verify_tls),
                ("ssl_context", ssl_context),
            )
            if value is not None
        }
        if http_client is None:
            http_client = DefaultHTTPClient(**own)
        elif own:
            raise ValueError(f"{', '.join(own)}: not with an http_client, which has its own")
        settings.able_to("http_client", http_client, "create_session", "send_request")
        self._http: HTTPClient = http_client
        self._sessions = [self._http.create_session(host) for host in self._hosts]
        self._serializer = serializer
        self._deserializer = deserializer
        self._max_batch_bytes = max_batch_bytes
        self._max_retries = max_retries
        self._hooks = _hooks(hooks)
        self._compression = (
            None
            if request_compression is None
            else Compression(request_compression, compression_threshold)
        )
        self._max_queue_time_seconds = max_queue_time_seconds

    def __repr__(self) -> str:
        return f"<ArangoClient {','.join(self._hosts)}>"

    async def __aenter__(self) -> ArangoClient:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def hosts(self) -> list[str]:
        """The hosts' URLs."""
        return list(self._hosts)

    @property
    def version(self) -> str:
        """This package's version."""
        return __version__

    async def close(self) -> None:
        """Close the running event loop's connections; the client can be used again all the same.

        An HTTP client of the caller's own has sessions of its own kind: they are closed if they
        have ``aclose`` or ``close``.
        """
        for session in self._sessions:
            await close_session(session)

    async def db(
        self,
        name: str = "_system",
        username: str = "root",
        password: str = "",
        verify: bool = False,
        auth_method: str = "basic",
        superuser_token: str | None = None,
        *,
        user_token: str | None = None,
    ) -> StandardDatabase:
        """Connect to a database.

        Args:
            name: Its name.
            username: Name of the user.
            password: His password, or one of his access tokens (3.12.5 and later).
            verify: Whether a small request shows now that the server can be reached and lets us in.
            auth_method: "basic" for name and password on every request, "jwt" for a token that the
                server gives for them.
            superuser_token: A token that the server's operator made; wins over name and password.
            user_token: A JSON Web Token of a user, made elsewhere; likewise. It is not renewed.

        Returns:
            The wrapper of the database, in the default context.

        Raises:
            ValueError: If `auth_method` is neither, there are two tokens, or what has to be a text
                is none.
            RequestInvalidError: If a token cannot be sent in a header.
            ServerConnectionError: If `verify` shows that it does not work.
            JWTAuthError: If the server gives no token.

        Endpoint:
            POST /_open/auth for "jwt"; GET /_api/collection for `verify`
        """
        common = (self._hosts, self._resolver, self._sessions, settings.text("name", name))
        rest = (self._http, self._serializer, self._deserializer)
        connection: Connection
        if superuser_token is not None and user_token is not None:
            raise ValueError("superuser_token, user_token: one of them")
        if user_token is not None:
            token = settings.text("user_token", user_token)
            connection = UserTokenConnection(*common, *rest, token)
        elif superuser_token is not None:
            token = settings.text("superuser_token", superuser_token)
            connection = JwtSuperuserConnection(*common, *rest, token)
        else:
            kind = _KINDS.get(str(auth_method).lower())
            if kind is None:
                raise ValueError(f"invalid auth_method: {auth_method}")
            settings.text("username", username)
            settings.text("password", password)
            connection = kind(*common, username, password, *rest)
        connection.max_batch_bytes = self._max_batch_bytes
        connection.max_retries = self._max_retries
        connection.hooks = self._hooks
        connection.compression = self._compression
        connection.servers = self._servers
        connection.max_queue_time_seconds = self._max_queue_time_seconds
        if isinstance(connection, JwtConnection):
            await connection.refresh_token()
        if verify:
            await connection.ping()
        return StandardDatabase(connection)


_KINDS: dict[str, type[BasicConnection | JwtConnection]] = {
    "basic": BasicConnection,
    "jwt": JwtConnection,
}


def _hosts(hosts: str | Sequence[str]) -> list[str]:
    given = hosts.split(",") if isinstance(hosts, str) else hosts
    if isinstance(given, (bytes, Mapping)) or not isinstance(given, Iterable):
        raise ValueError(f"hosts is a URL or a list of them, not {type(given).__name__}")
    urls = [_host(url) for url in given]
    if not urls:
        raise ValueError("hosts is empty: at least one URL is needed")
    return urls


def _hooks(hooks: Any) -> tuple[Hook, ...]:
    if isinstance(hooks, (str, bytes)) or not isinstance(hooks, Iterable):
        raise ValueError(f"hooks is a list of them, not {type(hooks).__name__}")
    return tuple(hooks)


def _host(given: str) -> str:
    """A host's URL, if it is one; what is wrong with it is told without showing secrets."""
    url = settings.text("a host's URL", given).strip().rstrip("/")
    scheme, _, authority = url.partition("://")
    if scheme not in {"http", "https"} or not authority:
        raise ValueError("a host is a URL such as http://127.0.0.1:8529")
    if "@" in authority:
        raise ValueError("a host's URL holds credentials: pass them to db() instead")
    return url


def _whole_version(text: str | None) -> Version | None:
    """The version that the caller tells, if he tells one."""
    if text is None:
        return None
    if settings.text("server_version", text).count(".") < 2:
        # The endpoint of batches went with a patch level.
        raise ValueError(f'server_version is a whole version such as "3.12.9", not {text!r}')
    return Version.of(text)


def _resolver(kind: str, count: int) -> HostResolver:
    if kind not in ("random", "roundrobin", "single"):
        raise ValueError(f'host_resolver is "roundrobin" or "random", not {kind!r}')
    if count <= 1 or kind == "single":
        return SingleHostResolver()
    return RandomHostResolver(count) if kind == "random" else RoundRobinHostResolver(count)
