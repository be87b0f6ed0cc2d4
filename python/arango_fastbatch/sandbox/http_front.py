"""The sandbox on a socket: aiohttp reads requests and writes answers, everything else is ours."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import struct
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from .http_body import (
    PIECE_BYTES,
    BadBodyError,
    accepted_encoding,
    compressed,
    cut,
    decompressed,
    is_known,
)
from .message import Request, Response, failure
from .mischief import Mischief

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http_parser import RawRequestMessage
    from aiohttp.streams import StreamReader
    from aiohttp.web_protocol import RequestHandler

    from .context import Server
    from .mischief import Plan
    from .settings import Settings

_LOG = logging.getLogger(__name__)

# What aiohttp reports here is what clients do wrong, with a traceback: not worth anybody's time.
_PROTOCOL_LOG = logging.getLogger(f"{__name__}.protocol")
_PROTOCOL_LOG.setLevel(logging.CRITICAL)

_MAX_TARGET = 16_384
_MAX_HEADERS = 1 << 20
# Up to here headers that are too large get the answer that says so.
_READ_HEADERS = 8 << 20
_SHUTDOWN_SECONDS = 0.5
# How long what a refused client still sends is read and thrown away.
_LINGERING_SECONDS = 1.0

_KNOWN = frozenset(HTTPStatus)

_EVERY_ANSWER = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": (
        "no-cache, no-store, must-revalidate, pre-check=0, post-check=0, max-age=0, s-maxage=0"
    ),
    "Content-Security-Policy": "frame-ancestors 'self'; form-action 'self';",
    "Expires": "0",
    "Pragma": "no-cache",
    "Strict-Transport-Security": "max-age=31536000 ; includeSubDomains",
    "Server": "ArangoDB",
}


class _RefusedError(Exception):
    """A request that gets an answer without a body, before anybody reads what it wants."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class HttpFront:
    """Serves a `Server` on a TCP port.

    Args:
        server: What is served.
        settings: How.

    Raises:
        ValueError: A rule of what goes wrong is none.
    """

    def __init__(self, server: Server, settings: Settings) -> None:
        self._server = server
        self._settings = settings
        self._mischief = Mischief(settings.faults, settings.latency)
        self._runner: web.ServerRunner | None = None

    async def start(self) -> str:
        """Listen.

        Returns:
            The URL.

        Raises:
            OSError: The port, or a file of the certificate, cannot be had.
        """
        settings = self._settings
        context = None
        if settings.tls_cert is not None:
            context = _tls_context(settings.tls_cert, settings.tls_key)
        low_level = web.Server(
            self._handle,
            request_factory=_request_of,
            auto_decompress=False,
            keepalive_timeout=300.0,
            lingering_time=_LINGERING_SECONDS,
            max_line_size=_READ_HEADERS,
            max_field_size=_READ_HEADERS,
            access_log=None,
            logger=_PROTOCOL_LOG,
        )
        runner = web.ServerRunner(low_level, shutdown_timeout=_SHUTDOWN_SECONDS)
        await runner.setup()
        self._runner = runner
        site = web.TCPSite(
            runner, settings.host, settings.port, reuse_address=True, ssl_context=context
        )
        await site.start()
        address, port = runner.addresses[0][:2]
        scheme = "http" if context is None else "https"
        return f"{scheme}://{f'[{address}]' if ':' in address else address}:{port}"

    async def stop(self) -> None:
        """Close the port and all connections."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        # Nothing may get out of here but an answer: aiohttp would close the connection.
        try:
            self._server.in_flight += 1
            return await self._answered(request)
        except _RefusedError as refused:
            return _written(Response(refused.status, content_type=None), {}, keep_alive=False)
        except (OSError, web.RequestPayloadError):
            # The client has gone, or sends no more of its body: nobody reads this.
            return _written(Response(400, content_type=None), {}, keep_alive=False)
        except Exception:
            _LOG.exception("%s %s broke outside of its handler", request.method, request.raw_path)
            broken = failure(500, 4, "internal error")
            return _written(broken, _headers(broken, 0.0), keep_alive=bool(request.keep_alive))
        finally:
            self._server.in_flight -= 1

    async def _answered(self, request: web.BaseRequest) -> web.StreamResponse:
        plan = None
        if not self._mischief.is_none:
            plan = self._mischief.plan(request.method, request.raw_path)
            await asyncio.sleep(plan.delay)
            if plan.is_lost:
                return _lost(request, plan)
        response = await self._response(request, plan)
        if plan is not None:
            await asyncio.sleep(plan.hold)
            if plan.answer_is_lost:
                return _lost(request, plan)
        return await self._send(request, response, plan)

    async def _response(self, request: web.BaseRequest, plan: Plan | None) -> Response:
        if plan is not None and plan.status is not None:
            return _refusal(plan.status)
        translated = await self._translate(request)
        if plan is not None:
            translated.queue_seconds = plan.queue
        return await self._server.dispatcher.answer(translated)

    async def _translate(self, request: web.BaseRequest) -> Request:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if len(request.raw_path) > _MAX_TARGET:
            raise _RefusedError(HTTPStatus.REQUEST_URI_TOO_LONG)
        if sum(len(name) + len(value) for name, value in headers.items()) > _MAX_HEADERS:
            raise _RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if "transfer-encoding" in headers:
            raise _RefusedError(HTTPStatus.LENGTH_REQUIRED)
        length = request.content_length or 0
        limit = self._server.profile.max_body_bytes
        if length > limit:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = await request.read() if length else b""
        encoding = headers.get("content-encoding", "").strip().lower()
        if body and is_known(encoding) and self._may_send_compressed(headers):
            try:
                body = await decompressed(body, encoding, limit)
            except BadBodyError as bad:
                large = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                raise _RefusedError(large if bad.is_too_large else 400) from None
        return Request(request.method, request.raw_path, headers, body)

    def _may_send_compressed(self, headers: dict[str, str]) -> bool:
        """Whether a compressed body is understood: from those who have logged in, from 3.12 on."""
        if self._server.profile < (3, 12):
            return False
        return self._server.authenticator.identify(headers.get("authorization")) is not None

    async def _send(
        self, request: web.BaseRequest, response: Response, plan: Plan | None
    ) -> web.StreamResponse:
        """Write an answer, or give it to aiohttp to write where it is short."""
        headers = _headers(response, plan.queue if plan is not None else 0.0)
        pieces = await response.pieces()
        total = sum(map(len, pieces))
        threshold = self._settings.compress_responses
        if 0 < threshold <= total and self._server.profile >= (3, 12):
            encoding = accepted_encoding(request.headers.get("accept-encoding"))
            if encoding is not None:
                pieces = await compressed(pieces, encoding)
                headers["Content-Encoding"] = encoding
                total = sum(map(len, pieces))
        kept = total if plan is None else plan.kept(total)
        keep_alive = bool(request.keep_alive)
        if kept == total and total <= PIECE_BYTES:
            response = Response(response.status, b"".join(pieces), response.content_type)
            return _written(response, headers, keep_alive=keep_alive)
        return await _streamed(request, response, headers, cut(pieces, kept), total, kept)


def _tls_context(cert: str, key: str | None) -> ssl.SSLContext:
    """A server's side of TLS.

    Raises:
        OSError: The files cannot be read, or are none; says which.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(cert, key)
    except ssl.SSLError as error:
        files = cert if key is None else f"{cert} and {key}"
        raise OSError(f"no certificate and key (PEM) in {files}: {error.reason or error}") from None
    except OSError as error:
        files = cert if key is None else f"{cert} or {key}"
        raise OSError(error.errno, error.strerror, files) from None
    return context


async def _streamed(
    request: web.BaseRequest,
    response: Response,
    headers: dict[str, str],
    pieces: list[bytes],
    total: int,
    kept: int,
) -> web.StreamResponse:
    """Write a long answer, or the beginning of one that is to be cut."""
    is_whole = kept == total
    keep_alive = is_whole and bool(request.keep_alive)
    headers["Connection"] = "Keep-Alive" if keep_alive else "Close"
    headers["Content-Length"] = str(total)
    stream = web.StreamResponse(status=response.status, headers=headers)
    stream.content_length = total
    if not keep_alive:
        stream.force_close()
    await stream.prepare(request)
    for piece in pieces:
        for start in range(0, len(piece), PIECE_BYTES):
            await stream.write(piece[start : start + PIECE_BYTES])
    if is_whole:
        await stream.write_eof()
    else:
        _end(request, with_reset=False)
    return stream


def _lost(request: web.BaseRequest, plan: Plan) -> web.StreamResponse:
    """End a connection; what is returned gets nowhere."""
    _end(request, with_reset=plan.with_reset)
    return _written(Response(503, content_type=None), {}, keep_alive=False)


def _end(request: web.BaseRequest, *, with_reset: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if not with_reset:
        transport.close()
        return
    plain = transport.get_extra_info("socket")
    if plain is not None:
        # No time to linger: what is closed then is reset.
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _refusal(status: int) -> Response:
    """The answer of a server that does not want, as arangod words the common ones."""
    number, text = {
        401: (11, "not authorized to execute this request"),
        503: (21003, "queue is full"),
    }.get(status, (status, HTTPStatus(status).phrase.lower() if status in _KNOWN else "fault"))
    return failure(status, number, text)


def _headers(response: Response, queue_seconds: float) -> dict[str, str]:
    headers = dict(_EVERY_ANSWER)
    headers["X-Arango-Queue-Time-Seconds"] = f"{queue_seconds:.6f}"
    if response.headers:
        headers.update(response.headers)
    if response.content_type is not None:
        headers["Content-Type"] = response.content_type
    return headers


def _written(response: Response, headers: dict[str, str], *, keep_alive: bool) -> web.Response:
    headers = (headers or _headers(response, 0.0)) | {
        "Connection": "Keep-Alive" if keep_alive else "Close"
    }
    written = web.Response(status=response.status, body=response.body, headers=headers)
    if not keep_alive:
        written.force_close()
    return written


def _request_of(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    # As aiohttp makes them, but without its limit of 1 MiB a body: ours is checked above.
    return web.BaseRequest(
        message,
        payload,
        protocol,
        writer,
        task,
        task.get_loop(),
        client_max_size=0,
    )
