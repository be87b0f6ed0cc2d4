"""Bodies of requests, compressed for servers that understand them."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from arango_fastbatch import settings
from arango_fastbatch.dialect import Version, takes_compressed_requests
from arango_fastbatch.exceptions import ServerConnectionError
from arango_fastbatch.http import Stream
from arango_fastbatch.request import Request

DEFAULT_THRESHOLD = 1024
"""Bytes from which a body is compressed, where it is at all."""

# What zlib calls the formats: "deflate" is zlib's own one, as HTTP says.
_FORMATS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
# Compressed at once, which takes some milliseconds; then others run.
_PIECE = 64 * 1024
# Where servers look at nobody's credentials they decompress nothing.
_UNAUTHENTICATED = "/_open/"


@dataclass(frozen=True)
class Compression:
    """How requests are compressed.

    Args:
        encoding: "gzip" or "deflate".
        threshold: Bytes from which a body is compressed.

    Raises:
        ValueError: If the encoding is another one, or the threshold negative.
    """

    encoding: str
    threshold: int = DEFAULT_THRESHOLD

    def __post_init__(self) -> None:
        if settings.text("request_compression", self.encoding) not in _FORMATS:
            raise ValueError(f'request_compression is "gzip" or "deflate", not {self.encoding!r}')
        settings.whole_number("compression_threshold", self.threshold, 0)


class Server(Protocol):
    """Who gets a request."""

    async def server_version(self) -> Version | None:
        """The server's version, or None where it is not known."""


class CompressedForm:
    """The other form of a body; made once, when the first server understands it.

    Args:
        encoding: How it is compressed.
        length: The body's bytes as they are.
        pieces: Makes the body's pieces.

    Attributes:
        headers: What is said of it in the request's head.
    """

    def __init__(self, encoding: str, length: int, pieces: Callable[[], Iterable[bytes]]) -> None:
        self._format = _FORMATS[encoding]
        self._length = length
        self._pieces = pieces
        self._packed: list[bytes] | None = None
        self.headers = {"content-encoding": encoding}

    async def for_server(self, server: Server) -> list[bytes] | None:
        """Its pieces, if a server understands them and they are fewer bytes.

        Args:
            server: Who gets them.
        """
        version = None
        with suppress(ServerConnectionError):
            version = await server.server_version()
        if not takes_compressed_requests(version):
            return None
        if self._packed is None:
            self._packed = await self._pack()
        return self._packed if sum(map(len, self._packed)) < self._length else None

    async def _pack(self) -> list[bytes]:
        deflater = zlib.compressobj(wbits=self._format)
        packed = []
        for piece in self._pieces():
            for start in range(0, len(piece), _PIECE):
                packed.append(deflater.compress(piece[start : start + _PIECE]))
                await asyncio.sleep(0)
        packed.append(deflater.flush())
        return [piece for piece in packed if piece]


def compressed_form(
    compression: Compression | None, request: Request, body: str | bytes | Stream | None
) -> CompressedForm | None:
    """The compressed form of a request's body, if it is to have one.

    Args:
        compression: How, or None for not at all.
        request: The request.
        body: Its body.
    """
    if compression is None or not body or request.endpoint.startswith(_UNAUTHENTICATED):
        return None
    if "content-encoding" in request.headers:
        return None
    if isinstance(body, Stream):
        length, pieces = body.length, body.segments
    else:
        data = body.encode() if isinstance(body, str) else body
        length, pieces = len(data), lambda: [data]
    if length < compression.threshold:
        return None
    return CompressedForm(compression.encoding, length, pieces)
