"""Bodies that are made while they are sent, and answers that do not wait for their end."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, cast

import aiohttp

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable

    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http import StreamWriter

_SEGMENT = 256 * 1024
# A body of one such segment is with the kernel before it can be refused.
_ONE_WRITE = 16 * 1024
# An answer that refuses a request is no longer.
_REFUSAL_BYTES = 1 << 16
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([45][0-9][0-9])(?: ([^\r\n]*))?")

RawAnswer = tuple[int, str, dict[str, str], bytes]
"""Status, reason, headers (names in lower case) and body."""


class StreamPayload(aiohttp.Payload):
    """A body of known length, made piece by piece while the socket takes it.

    Args:
        length: The body's length in bytes.
        segments: Makes the body's pieces.
        idle_timeout: Seconds that the peer may take nothing of it.

    Attributes:
        started: Whether anything was handed to the socket.
        timed_out: Whether the peer took nothing for too long.
    """

    def __init__(
        self, length: int, segments: Callable[[], Iterable[bytes]], idle_timeout: float
    ) -> None:
        super().__init__(None)
        self._size = length
        self._segments = segments
        self._idle = idle_timeout
        self._stopped = False
        self._line: socket.socket | None = None
        self.started = False
        self.timed_out = False

    @classmethod
    def of(cls, body: bytes, idle_timeout: float) -> StreamPayload:
        """A body that is there already, in pieces: a large one at once would hold up the loop."""
        return cls(
            len(body),
            lambda: (body[start : start + _SEGMENT] for start in range(0, len(body), _SEGMENT)),
            idle_timeout,
        )

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The body as text."""
        return b"".join(self._segments()).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write the body, and let others run in between.

        Args:
            writer: Where to.

        Raises:
            OSError: If the connection is lost, or nobody wants the rest.
        """
        transport = cast("StreamWriter", writer).transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the connection was closed before anything was sent")
        try:
            await self._write_to(writer, transport)
        except Exception:
            # Who reads the answer already would not hear of it.
            transport.abort()
            raise
        if self._stopped:
            raise ConnectionAbortedError("the answer came before the end of the body")

    async def _write_to(self, writer: AbstractStreamWriter, transport: asyncio.Transport) -> None:
        for segment in self._segments():
            if self._stopped:
                return
            if self._line is None and (self.started or len(segment) > _ONE_WRITE):
                self._hold_line(transport)
            self.started = True
            watch = _IdleWatch(self, transport, len(segment), self._idle)
            try:
                await writer.write(segment)
            finally:
                watch.cancel()
            # A socket that takes everything at once would never let anybody else run.
            await asyncio.sleep(0)

    def stop(self) -> None:
        """Send nothing more of it, which costs the connection: the answer is there already."""
        self._stopped = True

    def rescued(self) -> RawAnswer | None:
        """What a server said that refused the body and closed the connection upon it.

        Writing to such a connection fails, and asyncio then drops what it has not read yet. The
        answer waits in the socket all the same.

        Returns:
            The answer; None if there is none, or none that is a refusal.
        """
        if self._line is None:
            return None
        data = b""
        with suppress(OSError):
            while len(data) < _REFUSAL_BYTES and (piece := self._line.recv(_REFUSAL_BYTES)):
                data += piece
        return _cut(data)

    def release(self) -> None:
        """Let go of the socket."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _hold_line(self, transport: asyncio.Transport) -> None:
        """Keep the socket beyond the connection's end, to look what was left in it."""
        # What comes over TLS could not be read here.
        if transport.get_extra_info("sslcontext") is None:
            connection = transport.get_extra_info("socket")
            self._line = connection.dup()
            self._line.setblocking(False)


class _IdleWatch:
    """Breaks a connection off whose peer takes nothing.

    aiohttp's own time-outs count from the end of the body: this one watches the sending.

    Args:
        payload: What is sent; it is told.
        transport: Where to.
        size: How many bytes are being handed to the transport.
        idle_timeout: Seconds that the peer may take nothing.
    """

    def __init__(
        self, payload: StreamPayload, transport: asyncio.Transport, size: int, idle_timeout: float
    ) -> None:
        self._payload = payload
        self._transport = transport
        self._idle = idle_timeout
        self._left = transport.get_write_buffer_size() + size
        self._look_later()

    def cancel(self) -> None:
        """Watch no longer."""
        self._timer.cancel()

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._idle, self._look)

    def _look(self) -> None:
        left = self._transport.get_write_buffer_size()
        if left < self._left:
            self._left = left
            self._look_later()
        else:
            self._payload.timed_out = True
            self._transport.abort()


def _cut(data: bytes) -> RawAnswer | None:
    head, _, body = data.partition(b"\r\n\r\n")
    status_line, *lines = head.split(b"\r\n")
    found = _STATUS_LINE.fullmatch(status_line)
    if found is None:
        return None
    pairs = (line.decode("latin-1").partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    reason = (found[2] or b"").decode("latin-1")
    return int(found[1]), reason, headers, b"" if "transfer-encoding" in headers else body
