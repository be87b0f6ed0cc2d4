"""A stream of requests over as many connections as it takes, one after the other."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp.http import SERVER_SOFTWARE
from yarl import URL

from arango_fastbatch._core import AnswerError, Pipeline
from arango_fastbatch.connection.hosts import HostChoice
from arango_fastbatch.connection.repeating import BUSY, may_pass, pause, was_refused
from arango_fastbatch.exceptions import ServerConnectionError, ServerUnreachableError
from arango_fastbatch.hooks import Hook
from arango_fastbatch.http import DefaultHTTPClient, HTTPClient, basic_authorization
from arango_fastbatch.pipeline import Address, Window, drive
from arango_fastbatch.request import Request
from arango_fastbatch.resolver import HostResolver
from arango_fastbatch.response import Response
from arango_fastbatch.session import HostSession

# What hooks are told of a connection: it has many requests.
_METHOD = "PIPELINE"
_UNAUTHORIZED = 401
_TOO_LARGE = 413
# The core's own limit of merged requests, which is halved when a server finds one too large.
_MERGE_BYTES = 256 * 1024


@dataclass(frozen=True)
class _Limit:
    """A host closes after so many answers; with a word of it, or without."""

    answers: int
    is_told: bool


class PipelinedSending(HostChoice):
    """The part of a connection that sends streams of pipelined requests.

    Args:
        hosts: The hosts' URLs.
        host_resolver: Chooses among them.
    """

    _http: HTTPClient
    _sessions: list[Any]
    _prefixes: list[str]
    hooks: Sequence[Hook]

    # Whether credentials can be renewed that a server refuses.
    _renews = False

    def __init__(self, hosts: Sequence[str], host_resolver: HostResolver) -> None:
        super().__init__(hosts, host_resolver)
        # What is known of hosts that close; shared by the connections made of this one.
        self._limits: dict[int, _Limit] = {}

    def pipeline(self, stream: Pipeline, progress: Callable[[], None]) -> PipelineRun:
        """Send a stream of requests in order, each without waiting for the answers before.

        It goes over one connection after the other, as servers close them. Other hosts take over
        where no connection comes about. With an HTTP client of the caller's own, the requests go
        one by one, each when the last one is answered.

        Args:
            stream: The requests and their answers.
            progress: Called when there are answers.

        Returns:
            What has to be awaited; see there for what it raises, and what is known then.
        """
        return PipelineRun(self, stream, progress)

    @abstractmethod
    def _envelope(self) -> tuple[dict[str, str], tuple[str, str] | None]:
        """Headers and basic credentials that go with every request."""

    async def _freshen(self) -> None:
        """Renew credentials that are about to end; a kind of connection that can does so here."""

    async def _renew_refused(self, authorization: str) -> None:
        """Renew credentials that a server refuses, unless that was done meanwhile."""

    @abstractmethod
    async def _exchange(self, request: Request) -> Response:
        """Send a request; its answer's body is left unread."""

    @abstractmethod
    def _retries(self, default: int) -> int:
        """How often something is repeated."""

    @abstractmethod
    def _watched(
        self, sending: Awaitable[Response], request: Request, host: int, attempt: int
    ) -> Awaitable[Response]:
        """Tell the hooks of an exchange, if there are any."""


class PipelineRun:
    """The sending of one stream: await it once.

    Whatever ends it, each record of the stream is then in one of these states: it has an answer
    in its batch; it is in `lost`; the stream tells it as unclear (a proxy's 502 or 504); or it was
    not executed for sure, and can be sent by another stream. These last ones are a stretch that
    begins at ``stream.at`` or behind the last range of `lost`, whichever is later.

    Awaiting it raises:
        ServerUnreachableError: If no connection came about, or no further one when the last was at
            its end: nothing is lost.
        ServerConnectionError: If a connection ended early. `lost` may be empty even so. If an
            answer was malformed, ``__cause__`` is an `AnswerError`.
        JWTAuthError: If the server refuses the credentials and gives no others.
        asyncio.CancelledError: When cancelled; `lost` is right then, too.

    A host that is busy (503, 429) and executed nothing is asked again as other requests are: see
    ``max_retries``; then its refusals become answers. Refused credentials are renewed where that is
    possible. A refusal that goes on from the very first request is left to the caller, as
    ``stream.refusal``: nothing was executed, and nothing further is sent. Merged requests that are
    too large for the server (413) are sent in smaller ones.
    Requests that only read are sent again when their connection is lost.

    Args:
        conn: What knows hosts and credentials.
        stream: The requests.
        progress: Called when there are answers.

    Attributes:
        lost: Ranges of records that were handed out whole and have no answer, with the reason:
            ``(start, stop, reason)``. They may have been executed, or not.
    """

    def __init__(
        self, conn: PipelinedSending, stream: Pipeline, progress: Callable[[], None]
    ) -> None:
        self._conn = conn
        self._stream = stream
        self._progress = progress
        self._authorization = ""
        self._has_renewed = False
        self._merge_bytes = _MERGE_BYTES
        self._is_trying_sizes = False
        self._begin = stream.at
        self._is_refused = False
        self.lost: list[tuple[int, int, str]] = []

    def __await__(self) -> Generator[Any, None, None]:
        conn = self._conn
        client = plain_client(conn._http)
        if client is None or not all(isinstance(it, HostSession) for it in conn._sessions):
            return self._send_one_by_one().__await__()
        return self._send(client).__await__()

    # --- Over connections of our own

    async def _send(self, client: DefaultHTTPClient) -> None:
        conn, stream = self._conn, self._stream
        first = conn._first_host()
        count = len(conn._hosts) if conn._pin is None else 1
        attempt = 0
        while not stream.is_done and not self._is_refused:
            host = (first + attempt) % count if count > 1 else first
            begin = stream.at
            await conn._freshen()
            error: ServerConnectionError | None = None
            try:
                await self._connect(client, host, attempt)
            except ServerConnectionError as broken:
                error = broken
            has_advanced = stream.at > begin
            if has_advanced or error is None:
                conn._last = host
            if has_advanced:
                first, attempt, self._is_trying_sizes = host, 0, False
            # Other hosts come without a pause, and whatever the number of repeats.
            repeats = attempt - (count - 1)
            if error is not None and not self._may_go_on(error, has_advanced, repeats, count):
                raise error
            if stream.refusal is None:
                goes_elsewhere = not has_advanced
            else:
                goes_elsewhere = await self._heed_refusal(has_advanced, repeats)
            if goes_elsewhere:
                attempt += 1
                if repeats >= 0:
                    await pause(repeats)

    async def _connect(self, client: DefaultHTTPClient, host: int, attempt: int) -> None:
        request = Request(_METHOD, "/")
        request.template = "/"
        await self._conn._watched(self._use(client, host), request, host, attempt)

    async def _use(self, client: DefaultHTTPClient, host: int) -> Response:
        """Send over one connection; what it loses is noted."""
        conn, stream = self._conn, self._stream
        address = Address.of(conn._hosts[host], client.tls)
        prefix = URL(conn._prefixes[host], encoded=True).raw_path
        window = Window()
        limit = conn._limits.get(host)
        if limit is not None:
            window.limit, window.is_told = limit.answers, limit.is_told
        if self._is_trying_sizes:
            # An answer behind a refusal would leave it an answer, for the sake of order.
            window.flight = 1
        stream.open(prefix, self._fields(address))
        error: BaseException | None = None
        try:
            await drive(
                stream, address, idle=client.idle_timeout, window=window, progress=self._progress
            )
        except BaseException as broken:
            error = broken
            raise
        finally:
            self._learn(host, window, error)
            self._lose(error)
        return self._response(conn._prefixes[host])

    def _fields(self, address: Address) -> list[tuple[str, str]]:
        """The header fields that all requests of a connection have."""
        headers, auth = self._conn._envelope()
        if auth is not None:
            headers["Authorization"] = basic_authorization(auth)
        self._authorization = headers.get("Authorization", "")
        return [("Host", address.field), ("User-Agent", SERVER_SOFTWARE), *headers.items()]

    def _response(self, url: str) -> Response:
        """What became of a connection: its refusal, if there is one."""
        status, fields, body = self._stream.refusal or (200, [], b"")
        return Response(_METHOD, url, dict(fields), status, "", body)

    def _learn(self, host: int, window: Window, error: BaseException | None) -> None:
        """Note after how many answers a host closes."""
        limits, stream = self._conn._limits, self._stream
        if stream.closing:
            if stream.refusal is None:
                limits[host] = _Limit(stream.answered, is_told=True)
        elif error is not None and _is_loss(error):
            limits[host] = _Limit(max(stream.answered, 1), is_told=False)
        elif window.limit is None:
            limits.pop(host, None)

    def _lose(self, error: BaseException | None) -> None:
        """Note what a connection that ended has lost."""
        reason = str(error) or type(error).__name__
        if isinstance(error, asyncio.CancelledError):
            reason = "sending it was cancelled"
        lost = self._stream.lose(repeat=error is not None and _is_loss(error))
        self.lost += [(start, stop, reason) for start, stop in lost]

    def _may_go_on(
        self, error: ServerConnectionError, has_advanced: bool, repeats: int, count: int
    ) -> bool:
        """Whether to try a further connection after one that broke."""
        if self.lost:
            return False
        if isinstance(error, ServerUnreachableError):
            tries = getattr(self._conn._http, "RETRY_ATTEMPTS", 0)
            return repeats < (self._conn._retries(tries) if may_pass(error) else 0)
        if not _is_loss(error):
            return False
        return has_advanced or repeats < self._conn._retries(1 if count == 1 else 0)

    async def _heed_refusal(self, has_advanced: bool, repeats: int) -> bool:
        """Decide what a refusal leads to; gives whether it is the host's, who is busy."""
        conn, stream = self._conn, self._stream
        answer = self._response("")
        status = answer.status_code
        if status == _TOO_LARGE:
            self._merge_smaller()
        elif status == _UNAUTHORIZED and conn._renews and (has_advanced or not self._has_renewed):
            # A second refusal at the same place is not for the credentials' age.
            self._has_renewed = True
            stream.rewind()
            await conn._renew_refused(self._authorization)
        elif status in BUSY and repeats < conn._retries(0) and was_refused(answer):
            stream.rewind()
            return True
        else:
            self._take_for_answer(answer)
        return False

    def _take_for_answer(self, refusal: Response) -> None:
        """Take a refusal for an answer; one of everything is left to the caller."""
        self._is_refused = was_refused(refusal) and self._stream.at == self._begin
        if not self._is_refused:
            self._stream.accept()
            self._progress()

    def _merge_smaller(self) -> None:
        self._merge_bytes //= 2
        self._is_trying_sizes = True
        self._stream.rewind(self._merge_bytes)

    # --- Over an HTTP client of the caller's own

    async def _send_one_by_one(self) -> None:
        stream = self._stream
        while not self._is_refused and (taken := stream.take()) is not None:
            request = Request.from_wire(*taken)
            request.data = _text(taken[3])
            try:
                self._put(await self._conn._exchange(request))
            except ServerUnreachableError:
                # As a busy host would have it: nothing was executed.
                stream.put(503, (), b"")
                stream.rewind()
                raise
            except AnswerError as error:
                self._lose(error)
                raise ServerConnectionError(f"what came is no answer: {error.args[0]}") from error
            except BaseException as error:
                # A client of the caller's own may raise anything.
                self._lose(error)
                raise
            self._progress()

    def _put(self, response: Response) -> None:
        stream = self._stream
        fields = [(str(name), str(value)) for name, value in response.headers.items()]
        stream.put(response.status_code, fields, response.content)
        if stream.refusal is None:
            return
        if response.status_code == _TOO_LARGE:
            self._merge_smaller()
        else:
            self._take_for_answer(response)


def _is_loss(error: BaseException) -> bool:
    """Whether a connection broke, and did not fall silent or make no sense.

    Who is silent for so long does not need more to do, and the caller has waited long enough.
    """
    wrong = (asyncio.TimeoutError, AnswerError)
    return (
        isinstance(error, ServerConnectionError)
        and not isinstance(error, ServerUnreachableError)
        and not isinstance(error.__cause__, wrong)
    )


def plain_client(client: HTTPClient) -> DefaultHTTPClient | None:
    """The client, if requests may bypass its `send_request`: nobody has overridden that.

    Args:
        client: What carries requests.
    """
    if not isinstance(client, DefaultHTTPClient):
        return None
    overridden = type(client).send_request is not DefaultHTTPClient.send_request
    return None if overridden else client


def _text(body: bytes) -> str | bytes | None:
    """A body as HTTP clients get it: text where it is text."""
    try:
        return body.decode() or None
    except UnicodeDecodeError:
        return body
