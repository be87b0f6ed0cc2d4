"""The sandbox on a socket: aiohttp reads requests and writes answers, everything else is ours."""

from __future__ import annotations

import gzip
import logging
import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from .message import Request, Response, failure

if TYPE_CHECKING:
    import asyncio

    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http_parser import RawRequestMessage
    from aiohttp.streams import StreamReader
    from aiohttp.web_protocol import RequestHandler

    from .context import Server

_LOG = logging.getLogger(__name__)

# What aiohttp reports here is what clients do wrong, with a traceback: not worth anybody's time.
_PROTOCOL_LOG = logging.getLogger(f"{__name__}.protocol")
_PROTOCOL_LOG.setLevel(logging.CRITICAL)

_MAX_TARGET = 16_384
_MAX_HEADERS = 1 << 20
_SHUTDOWN_SECONDS = 0.5
# How long what a refused client still sends is read and thrown away.
_LINGERING_SECONDS = 1.0

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
    "X-Arango-Queue-Time-Seconds": "0.000000",
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
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._runner: web.ServerRunner | None = None

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen.

        Args:
            host: Interface or name.
            port: TCP port; 0 for any that is free.

        Returns:
            The address that was bound.
        """
        low_level = web.Server(
            self._handle,
            request_factory=_request_of,
            auto_decompress=False,
            keepalive_timeout=300.0,
            lingering_time=_LINGERING_SECONDS,
            max_line_size=_MAX_HEADERS,
            max_field_size=_MAX_HEADERS,
            access_log=None,
            logger=_PROTOCOL_LOG,
        )
        runner = web.ServerRunner(low_level, shutdown_timeout=_SHUTDOWN_SECONDS)
        await runner.setup()
        self._runner = runner
        await web.TCPSite(runner, host, port, reuse_address=True).start()
        bound = runner.addresses[0]
        return bound[0], bound[1]

    async def stop(self) -> None:
        """Close the port and all connections."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        # Nothing may get out of here but an answer: aiohttp would close the connection.
        try:
            response = await self._server.dispatcher.answer(await self._translate(request))
        except _RefusedError as refused:
            return _written(Response(refused.status, content_type=None), keep_alive=False)
        except (OSError, web.RequestPayloadError):
            # The client has gone, or sends no more of its body: nobody reads this.
            return _written(Response(400, content_type=None), keep_alive=False)
        except Exception:
            _LOG.exception("%s %s broke outside of its handler", request.method, request.raw_path)
            response = failure(500, 4, "internal error")
        return _written(response, keep_alive=bool(request.keep_alive))

    async def _translate(self, request: web.BaseRequest) -> Request:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if len(request.raw_path) > _MAX_TARGET:
            raise _RefusedError(HTTPStatus.REQUEST_URI_TOO_LONG)
        if "transfer-encoding" in headers:
            raise _RefusedError(HTTPStatus.LENGTH_REQUIRED)
        length = request.content_length or 0
        if length > self._server.profile.max_body_bytes:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = await request.read() if length else b""
        encoding = headers.get("content-encoding")
        if body and encoding is not None and self._server.profile >= (3, 12):
            body = _decompressed(body, encoding)
        return Request(request.method, request.raw_path, headers, body)


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


def _decompressed(body: bytes, encoding: str) -> bytes:
    try:
        if encoding == "gzip":
            return gzip.decompress(body)
        if encoding == "deflate":
            return zlib.decompress(body)
    except (OSError, EOFError, zlib.error):
        raise _RefusedError(HTTPStatus.BAD_REQUEST) from None
    return body


def _written(response: Response, *, keep_alive: bool) -> web.Response:
    headers = dict(_EVERY_ANSWER)
    headers["Connection"] = "Keep-Alive" if keep_alive else "Close"
    if response.headers:
        headers.update(response.headers)
    if response.content_type is not None:
        headers["Content-Type"] = response.content_type
    written = web.Response(status=response.status, body=response.body, headers=headers)
    if not keep_alive:
        written.force_close()
    return written
