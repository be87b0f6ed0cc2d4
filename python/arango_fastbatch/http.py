"""HTTP: aiohttp carries requests, or a client of the caller's own does."""

from __future__ import annotations

import asyncio
import base64
import logging
import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from arango_fastbatch import settings
from arango_fastbatch.exceptions import ServerConnectionError, ServerUnreachableError
from arango_fastbatch.payload import RawAnswer, StreamPayload
from arango_fastbatch.request import encode_query
from arango_fastbatch.response import Response
from arango_fastbatch.session import HostSession
from arango_fastbatch.typings import Headers

__all__ = ["DefaultHTTPClient", "HTTPClient", "Headers", "Response"]

_log = logging.getLogger("arango_fastbatch")

# Bytes of an answer that wait to be read before the socket is told to stop.
_READ_BUFFER = 256 * 1024

Feed = Callable[[bytes], None]
"""Takes the next piece of an answer's body."""


class HTTPClient(ABC):
    """What carries requests. Subclass it to use another HTTP library, or to watch what is sent."""

    @abstractmethod
    def create_session(self, host: str) -> Any:
        """Make what `send_request` needs for one host; called once for each host.

        Args:
            host: The host's URL, such as ``http://127.0.0.1:8529``.

        Returns:
            Anything; it comes back as `send_request`'s first argument.
        """

    @abstractmethod
    async def send_request(
        self,
        session: Any,
        method: str,
        url: str,
        headers: Headers | None = None,
        params: MutableMapping[str, str] | None = None,
        data: Any = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        """Send one request and read its answer.

        Args:
            session: What `create_session` gave for the host.
            method: HTTP method.
            url: URL without the query.
            headers: Headers.
            params: Query parameters, not percent-encoded.
            data: Body: text, bytes, or None.
            auth: User name and password for basic authentication, or None.

        Returns:
            The answer.
        """


@dataclass(frozen=True)
class Stream:
    """A body that is made while it is sent, and where the pieces of its answer go.

    Attributes:
        length: The body's length in bytes.
        segments: Makes the body's pieces.
        answer: Called with status and headers of the answer; gives what takes the pieces of its
            body, or None to have the body in the response.
        on_start: Called when sending the body begins.
    """

    length: int
    segments: Callable[[], Iterable[bytes]]
    answer: Callable[[int, Mapping[str, str]], Feed | None]
    on_start: Callable[[], None]

    def start(self) -> Iterable[bytes]:
        """The body's pieces, now that they are sent."""
        self.on_start()
        return self.segments()


class DefaultHTTPClient(HTTPClient):
    """The client on aiohttp.

    Args:
        request_timeout: Seconds for connecting, and that a connection may be silent, instead of
            `REQUEST_TIMEOUT`. There is no limit to how long a request takes in all.
        max_connections: Most connections to one host at a time.
        verify_tls: Whether the server's certificate is verified.
        ssl_context: TLS settings instead of the default ones.

    Raises:
        ValueError: If a number is out of range, or both a context and no verification are given.

    Attributes:
        REQUEST_TIMEOUT: Default of `request_timeout`, for subclasses.
        RETRY_ATTEMPTS: How often a connection that did not come about is tried again.
    """

    REQUEST_TIMEOUT: float = 60
    RETRY_ATTEMPTS: int = 3

    def __init__(
        self,
        *,
        request_timeout: float | None = None,
        max_connections: int = 100,
        verify_tls: bool = True,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        if request_timeout is not None:
            settings.seconds("request_timeout", request_timeout)
        if not isinstance(verify_tls, bool):
            raise ValueError(f"verify_tls is True or False, not {verify_tls!r}")
        if ssl_context is not None and not isinstance(ssl_context, ssl.SSLContext):
            raise ValueError(f"ssl_context is an ssl.SSLContext, not {ssl_context!r}")
        if ssl_context is not None and not verify_tls:
            raise ValueError("verify_tls, ssl_context: the context says what is verified")
        self._timeout = request_timeout
        self._limit = settings.whole_number("max_connections", max_connections, 1)
        self._ssl: ssl.SSLContext | bool = ssl_context or verify_tls

    @property
    def idle_timeout(self) -> float:
        """Seconds that a connection may be silent."""
        # A subclass may have left out this class's __init__, as it could with python-aioarango.
        own = getattr(self, "_timeout", None)
        return self.REQUEST_TIMEOUT if own is None else own

    @property
    def tls(self) -> ssl.SSLContext | bool:
        """TLS settings, or whether the default ones verify certificates."""
        return getattr(self, "_ssl", True)

    def create_session(self, host: str) -> HostSession:
        """Make the sessions of one host; nothing is opened yet, no running loop is needed.

        Args:
            host: The host's URL.
        """
        return HostSession(self._aiohttp_session)

    def _aiohttp_session(self) -> aiohttp.ClientSession:
        idle = self.idle_timeout
        connector = aiohttp.TCPConnector(limit=getattr(self, "_limit", 100), ssl=self.tls)
        session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=idle, sock_read=idle),
            # ArangoDB sets no cookies, and a stray one must not travel between databases.
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=True,
            # What a body is, its sender knows; aiohttp would guess.
            skip_auto_headers=("Content-Type",),
            # The default stops and starts the socket for every piece of a large answer.
            read_bufsize=_READ_BUFFER,
        )
        # aiohttp would send a PUT or DELETE a second time by itself, perhaps after it was executed.
        session._retry_connection = False
        return session

    async def send_request(
        self,
        session: HostSession,
        method: str,
        url: str,
        headers: Headers | None = None,
        params: MutableMapping[str, str] | None = None,
        data: Any = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        """Send one request and read its answer.

        Args:
            session: What `create_session` gave for the host.
            method: HTTP method.
            url: URL without the query.
            headers: Headers.
            params: Query parameters, not percent-encoded.
            data: Body: text, bytes, or None.
            auth: User name and password for basic authentication, or None.

        Returns:
            The answer.

        Raises:
            ServerUnreachableError: If no connection came about: nothing was sent.
            ServerConnectionError: If the connection broke.
        """
        return await self._send(session, method, url, headers, params, data, auth, None)

    async def stream(
        self,
        session: HostSession,
        method: str,
        url: str,
        headers: Headers,
        auth: tuple[str, str] | None,
        stream: Stream,
    ) -> Response:
        """Send a request whose body is made while it is sent, and hand on its answer as it comes.

        Args:
            session: What `create_session` gave for the host.
            method: HTTP method.
            url: URL.
            headers: Headers.
            auth: User name and password for basic authentication, or None.
            stream: The body and where its answer goes.

        Returns:
            The answer; without a body where the stream took it.

        Raises:
            ServerUnreachableError: If no connection came about: nothing was sent.
            ServerConnectionError: If the connection broke.
        """
        body = StreamPayload(stream.length, stream.start, self.idle_timeout)
        return await self._send(session, method, url, headers, None, body, auth, stream.answer)

    def _payload(self, data: Any) -> Any:
        if isinstance(data, str):
            data = data.encode()
        if isinstance(data, bytes) and len(data) > _AT_ONCE:
            return StreamPayload.of(data, self.idle_timeout)
        return data

    async def _send(
        self,
        session: HostSession,
        method: str,
        url: str,
        headers: Headers | None,
        params: MutableMapping[str, str] | None,
        data: Any,
        auth: tuple[str, str] | None,
        answer: Callable[[int, Mapping[str, str]], Feed | None] | None,
    ) -> Response:
        target = url + encode_query(params) if params else url
        body = self._payload(data)
        streamed = body if isinstance(body, StreamPayload) else None
        begun = False
        try:
            async with (await session.get()).request(
                method,
                URL(target, encoded=True),
                headers=_with(headers, auth),
                data=body,
                allow_redirects=False,
            ) as reply:
                begun = True
                content = await _read(reply, answer, streamed)
        except aiohttp.ClientConnectorCertificateError as error:
            raise _not_trusted(url, error) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ServerUnreachableError(f"no connection to {_origin(url)}: {error}") from error
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            # Behind the head of an answer its body lies in the socket, whatever it looks like.
            refusal = None if streamed is None or begun else streamed.rescued()
            if refusal is None:
                raise self._broken(method, url, streamed, error) from error
            return _refused(method, target, refusal, answer)
        finally:
            if streamed is not None:
                streamed.release()
        return Response(
            method,
            target,
            {name.lower(): value for name, value in reply.headers.items()},
            reply.status,
            reply.reason or "",
            content,
        )

    def _broken(
        self, method: str, url: str, streamed: StreamPayload | None, error: Exception
    ) -> ServerConnectionError:
        """What to raise for a connection that did not hold until the end."""
        _hide_credentials(error)
        _log.debug("%s %s broke: %r", method, url, error)
        if streamed is not None and not streamed.started:
            return ServerUnreachableError(
                f"the connection to {_origin(url)} was closed before anything was sent"
            )
        reason = str(error) or type(error).__name__
        if streamed is not None and streamed.timed_out:
            reason = f"the server took nothing for {self.idle_timeout:g} s"
        return ServerConnectionError(f"the connection to {_origin(url)} broke: {reason}")


# Up to here aiohttp does not wait for the socket to take a body, so that nothing need watch it.
_AT_ONCE = 64 * 1024


async def _read(
    reply: aiohttp.ClientResponse,
    answer: Callable[[int, Mapping[str, str]], Feed | None] | None,
    streamed: StreamPayload | None,
) -> bytes:
    """Read an answer's body, or hand it on and give nothing."""
    feed = answer(reply.status, reply.headers) if answer else None
    if feed is not None:
        async for piece in reply.content.iter_any():
            feed(piece)
        return b""
    if streamed is None or reply.status < 400:
        return await reply.read()
    # The request is refused, whether it came whole or not.
    streamed.stop()
    try:
        return await reply.read()
    except (aiohttp.ClientError, OSError):
        # Who closes on what he has not read may lose the rest of what he said.
        return b""


def _not_trusted(
    url: str, error: aiohttp.ClientConnectorCertificateError
) -> ServerUnreachableError:
    """What to raise where the server's certificate is not accepted."""
    refused = error.certificate_error
    reason = getattr(refused, "verify_message", None) or refused
    return ServerUnreachableError(
        f"no connection to {_origin(url)}: its certificate is not accepted ({reason}); ssl_context"
        " can say whom to trust, verify_tls=False looks at no certificate"
    )


def _hide_credentials(error: Exception) -> None:
    """Take the request's headers out of an error, which would show them to logs."""
    if isinstance(error, aiohttp.ClientResponseError):
        told = error.request_info
        headers: CIMultiDict[str] = CIMultiDict()
        told = aiohttp.RequestInfo(told.url, told.method, CIMultiDictProxy(headers), told.real_url)
        error.request_info = told
        error.args = (told, error.history)


def _refused(
    method: str,
    url: str,
    refusal: RawAnswer,
    answer: Callable[[int, Mapping[str, str]], Feed | None] | None,
) -> Response:
    status, reason, headers, content = refusal
    if answer is not None:
        answer(status, headers)
    return Response(method, url, headers, status, reason, content)


def _with(headers: Headers | None, auth: tuple[str, str] | None) -> Headers | None:
    if auth is None:
        return headers
    return {**(headers or {}), "Authorization": basic_authorization(auth)}


def basic_authorization(auth: tuple[str, str]) -> str:
    """The header of basic authentication; aiohttp's own helper differs between its versions.

    Args:
        auth: User name and password.
    """
    return f"Basic {base64.b64encode(':'.join(auth).encode()).decode()}"


def _origin(url: str) -> str:
    """A URL's host without what could be a secret."""
    parsed = URL(url, encoded=True)
    return f"{parsed.scheme}://{parsed.host}:{parsed.port}"
