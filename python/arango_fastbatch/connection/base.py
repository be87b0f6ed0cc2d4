"""What all connections share: hosts, the database, bodies, and the way to the server."""

from __future__ import annotations

import itertools
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

from arango_fastbatch import codec
from arango_fastbatch.connection.compression import Compression, compressed_form
from arango_fastbatch.connection.headers import demand_headers
from arango_fastbatch.connection.pipelined import PipelinedSending, plain_client
from arango_fastbatch.connection.repeating import (
    may_follow_answer,
    may_follow_loss,
    may_pass,
    pause,
)
from arango_fastbatch.exceptions import (
    SerializationError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.hooks import Exchange, Hook, watched
from arango_fastbatch.http import DefaultHTTPClient, HTTPClient, Stream
from arango_fastbatch.operation import prepare
from arango_fastbatch.request import Request
from arango_fastbatch.resolver import HostResolver
from arango_fastbatch.response import Response
from arango_fastbatch.session import HostSession, close_session

if TYPE_CHECKING:
    from typing_extensions import Self

Serializer = Callable[[Any], str | bytes]
Deserializer = Callable[[Any], Any]

DEFAULT_MAX_BATCH_BYTES = 64 * 1024 * 1024

_QUEUE_TIME = "x-arango-queue-time-seconds"


class BaseConnection(PipelinedSending):
    """What the kinds of connections share; each kind adds its credentials.

    Args:
        hosts: The hosts' URLs.
        host_resolver: Chooses among them.
        sessions: For each host, what the HTTP client made for it.
        db_name: Name of the database.
        http_client: What carries requests.
        serializer: Makes JSON (text or UTF-8 bytes) from a value.
        deserializer: Makes a value from JSON.

    Attributes:
        encode: Makes a request's body in bytes from what `Request.data` may be.
        decode: Reads an answer's body as JSON, else as text.
        fast_dumps: Makes most JSON bodies faster; see `codec.fast_dumps`.
        fast_loads: Reads most JSON bodies faster; None with a deserializer of the caller's own.
        max_batch_bytes: Most bytes of one batch request; a larger batch is sent as several.
        hooks: Told of every exchange.
        max_retries: How often a request is repeated that may be; None for the HTTP client's
            `RETRY_ATTEMPTS` where no connection comes about, and no waiting for a busy server.
        max_queue_time_seconds: A request that would have to wait longer in the server's queue is
            refused; None for no limit.
        compression: How large bodies are compressed for servers that understand that; None for not
            at all.
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
    ) -> None:
        super().__init__(hosts, host_resolver)
        self._prefixes = [f"{host}/_db/{quote(db_name, safe='')}" for host in hosts]
        self._sessions = list(sessions)
        self._db_name = db_name
        self._http = http_client
        self._serializer = serializer
        self._deserializer = deserializer
        # Without a serializer of the caller's own a body takes one call, not three.
        self.encode = codec.encode if serializer is codec.dumps else self._encode
        self.decode = codec.decode if deserializer is codec.loads else self._decode
        self.fast_dumps = codec.fast_dumps if serializer is codec.dumps else self._encode
        self.fast_loads = codec.fast_loads if deserializer is codec.loads else None
        self._username: str | None = None
        self.max_batch_bytes = DEFAULT_MAX_BATCH_BYTES
        self.hooks: Sequence[Hook] = ()
        self.max_retries: int | None = None
        self.max_queue_time_seconds: float | None = None
        self.compression: Compression | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._db_name}>"

    @property
    def db_name(self) -> str:
        """Name of the database."""
        return self._db_name

    @property
    def username(self) -> str | None:
        """Name of the user, or None where a token stands for one."""
        return self._username

    @property
    def request_timeout(self) -> float:
        """Seconds that a connection may be silent."""
        if isinstance(self._http, DefaultHTTPClient):
            return self._http.idle_timeout
        return DefaultHTTPClient.REQUEST_TIMEOUT

    def __reduce__(self) -> NoReturn:
        raise TypeError("a connection holds credentials: make another one where it is needed")

    def clone(self) -> Self:
        """Make a connection with the same hosts and credentials, but sessions of its own.

        It can be used under another event loop, and closed without closing this one. An HTTP
        client of the caller's own may want to be asked for sessions within a running loop.
        """
        twin = self._twin()
        twin._sessions = [self._http.create_session(host) for host in self._hosts]
        twin._pinned = {}
        return twin

    async def close(self) -> None:
        """Close the sessions: the running event loop's, if they are the default HTTP client's."""
        for session in self._sessions:
            await close_session(session)

    # --- Bodies

    def serialize(self, obj: Any) -> str:
        """Write a value as JSON.

        Args:
            obj: The value.

        Returns:
            The text.
        """
        text = self._serializer(obj)
        return text.decode() if isinstance(text, bytes) else text

    def deserialize(self, string: str) -> Any:
        """Read JSON.

        Args:
            string: The text.

        Returns:
            The value, or the text itself if it is no JSON.
        """
        try:
            return self._deserializer(string)
        except (ValueError, TypeError):
            return string

    def normalize_data(self, data: Any) -> str | bytes | None:
        """Make a request's body: text and bytes stay as they are, None is none, else JSON.

        Args:
            data: The body as `Request.data` has it.
        """
        if data is None or isinstance(data, (str, bytes)):
            return data
        return self.serialize(data)

    def _encode(self, data: Any) -> bytes:
        """As `codec.encode`, by the caller's serializer."""
        if data is None or isinstance(data, (str, bytes)):
            return codec.encode(data)
        text = self._serializer(data)
        body = text.encode() if isinstance(text, str) else text
        if b"\0" in body:
            # A server would not see what stands behind it in a batch.
            raise SerializationError("the serializer wrote a NUL, which JSON has only escaped")
        return body

    def _decode(self, data: bytes) -> Any:
        """As `codec.decode`, by the caller's deserializer."""
        return self.deserialize(data.decode("utf-8", "replace"))

    def url(self, target: str) -> str:
        """The URL of a path below the database, on the host that is asked first.

        Args:
            target: Path with its query.
        """
        return self._prefixes[self._pin or 0] + target

    def prep_response(self, resp: Response, deserialize: bool = True) -> Response:
        """Read a response's body, and the number and text of an error.

        Args:
            resp: The response; it is changed.
            deserialize: Whether the body of a success is JSON; an error's always is.

        Returns:
            The same response.
        """
        return prepare(resp, self, deserialize)

    def prep_bulk_err_response(self, parent_response: Response, body: Any) -> Response:
        """Make the response that a failed item of a multi-document answer would have had alone.

        Args:
            parent_response: The answer of the whole request.
            body: The item, with ``errorNum`` and ``errorMessage``.

        Returns:
            A new response, which is no success.
        """
        item = Response(
            parent_response.method,
            parent_response.url,
            parent_response.headers,
            parent_response.status_code,
            parent_response.status_text,
            self.encode(body),
        )
        item.body = body
        item.error_code = body["errorNum"]
        item.error_message = body.get("errorMessage")
        item.is_success = False
        return item

    # --- Sending

    async def send_request(self, request: Request) -> Response:
        """Send a request and read its answer.

        Args:
            request: The request.

        Returns:
            The answer, with its body read; an error is no exception here.

        Raises:
            ServerConnectionError: If no answer came.
        """
        return self.prep_response(await self._exchange(request), request.deserialize)

    async def _exchange(self, request: Request) -> Response:
        """Send a request; its answer's body is left unread."""
        data = self.normalize_data(request.data)
        demand_headers(request.own_headers)
        other = compressed_form(self.compression, request, data)

        async def send(host: int) -> Response:
            headers, auth = self._envelope()
            body = data
            if other is not None and (packed := await other.for_server(self.on_host(host))):
                body = b"".join(packed)
                headers |= other.headers
            return await self._http.send_request(
                session=self._sessions[host],
                method=request.method,
                url=self._prefixes[host] + request.endpoint,
                headers={**request.headers, **headers},
                params=request.params,
                data=body,
                auth=auth,
            )

        return await self._authenticated(lambda: self._on_some_host(request, send))

    async def stream(self, request: Request, stream: Stream) -> Response:
        """Send a request whose body is made while it is sent, and hand on its answer as it comes.

        With an HTTP client of the caller's own, body and answer go in one piece each.

        Args:
            request: The request; its data is not used.
            stream: The body and where its answer goes.

        Returns:
            The answer; without a body where the stream took it.

        Raises:
            ServerConnectionError: If no whole answer came.
        """
        other = compressed_form(self.compression, request, stream)

        async def send(host: int) -> Response:
            headers, auth = self._envelope()
            headers = {**request.headers, **headers}
            body = stream
            if other is not None and (packed := await other.for_server(self.on_host(host))):
                body = replace(stream, length=sum(map(len, packed)), segments=packed.copy)
                headers |= other.headers
            url = self._prefixes[host] + request.target
            session = self._sessions[host]
            client = plain_client(self._http)
            if client is not None and isinstance(session, HostSession):
                return await client.stream(session, request.method, url, headers, auth, body)
            response = await self._http.send_request(
                session=session,
                method=request.method,
                url=url,
                headers=headers,
                params=None,
                data=b"".join(body.start()),
                auth=auth,
            )
            lowered = {name.lower(): value for name, value in response.headers.items()}
            feed = stream.answer(response.status_code, lowered)
            if feed is not None:
                feed(response.content)
            return response

        return await self._authenticated(lambda: self._on_some_host(request, send))

    async def ping(self) -> int:
        """Ask the server for something small, to see that it can be reached and lets us in.

        Returns:
            The HTTP status.

        Raises:
            ServerConnectionError: If it cannot be reached, or does not let us in.

        Endpoint:
            GET /_api/collection
        """
        response = await self.send_request(Request("get", "/_api/collection"))
        if response.status_code in {401, 403}:
            raise ServerConnectionError("bad username and/or password")
        if not response.is_success:
            raise ServerConnectionError(response.error_message or "bad server response")
        return response.status_code

    @abstractmethod
    def _credentials(self) -> tuple[dict[str, str], tuple[str, str] | None]:
        """Headers and basic credentials that go with every request."""

    def _envelope(self) -> tuple[dict[str, str], tuple[str, str] | None]:
        """What goes with every request beside its own headers."""
        headers, auth = self._credentials()
        if self.max_queue_time_seconds is not None:
            headers[_QUEUE_TIME] = f"{self.max_queue_time_seconds:f}"
        return headers, auth

    async def _authenticated(self, send: Callable[[], Awaitable[Response]]) -> Response:
        """Send; a kind of connection that can renew its credentials does so here."""
        return await send()

    async def _on_some_host(
        self, request: Request, send: Callable[[int], Awaitable[Response]]
    ) -> Response:
        """Send to the host whose turn it is; what may be repeated also to others, and again."""
        first = self._first_host()
        count = len(self._hosts) if self._pin is None else 1
        for attempt in itertools.count():
            host = (first + attempt) % count if self._pin is None else first
            # Other hosts come without a pause, and whatever the number of repeats.
            repeats = attempt - (count - 1)
            try:
                response = await self._watched(send(host), request, host, attempt)
            except ServerUnreachableError as error:
                # Nothing was sent.
                limit = self._retries(getattr(self._http, "RETRY_ATTEMPTS", 0))
                if repeats >= (limit if may_pass(error) else 0):
                    raise
            except ServerConnectionError as error:
                # A connection that was kept too long costs a single host one repeat.
                limit = self._retries(1 if count == 1 else 0)
                if repeats >= limit or not may_follow_loss(request, error):
                    raise
            else:
                if repeats >= self._retries(0) or not may_follow_answer(request, response):
                    response.host = self._last = host
                    return response
            if repeats >= 0:
                await pause(repeats)
        raise AssertionError("unreachable: the loop returns or raises")

    def _watched(
        self, sending: Awaitable[Response], request: Request, host: int, attempt: int
    ) -> Awaitable[Response]:
        """Tell the hooks of an exchange, if there are any."""
        if not self.hooks:
            return sending
        exchange = Exchange.of(request, self._hosts[host], self._db_name, attempt)
        return watched(sending, exchange, self.hooks)

    def _retries(self, default: int) -> int:
        return default if self.max_retries is None else self.max_retries
