"""One connection as asyncio sees it: requests out, answers in, and nothing lost when it breaks."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, cast

from arango_fastbatch._core import Pipeline
from arango_fastbatch.pacing import Rests, RoundTrips, Window
from arango_fastbatch.tls import TlsChannel

# Bytes that are made, and bytes that are read, before others get their turn on the loop.
_TURN = 256 * 1024


class LineError(Exception):
    """A connection broke.

    Args:
        cause: What happened: an OSError, an EOFError, or an `asyncio.TimeoutError`.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause) or type(cause).__name__)
        self.cause = cause


class Line(asyncio.BufferedProtocol):
    """asyncio's view of one connection.

    It reads whatever it has to write: a server whose answers pile up stops reading. It never closes
    one direction alone: some take that for the end of both.

    Args:
        stream: What goes over it.
        tls: TLS settings; None for none.
        hostname: Whom the server's certificate has to name.
        idle: Seconds that it may be silent; 0 for no limit.
        window: How much may be unanswered.
        progress: Called after answers came.

    Attributes:
        ready: Done when requests can be sent; nothing is before `begin`.
        over: Done when nothing more is to be done here, or failed.
    """

    def __init__(
        self,
        stream: Pipeline,
        tls: ssl.SSLContext | None,
        hostname: str,
        *,
        idle: float,
        window: Window,
        progress: Callable[[], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._stream = stream
        self._tls = None if tls is None else TlsChannel(tls, hostname)
        self._idle = idle
        self._window = window
        self._progress = progress
        self._trips = RoundTrips(window)
        self._rests = Rests()
        self._view = memoryview(bytearray(_TURN))
        self._has_begun = False
        self._is_full = False
        self._is_planned = False
        # Bytes that the transport was given, those that the socket had taken when last looked, and
        # when it took the last ones, as far as that is known.
        self._written = 0
        self._taken = 0
        self._took = 0.0
        self._heard = self._loop.time()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._transport: asyncio.Transport | None = None
        self._socket: socket.socket | None = None
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self.over: asyncio.Future[None] = self._loop.create_future()

    # --- What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there."""
        self._transport = cast("asyncio.Transport", transport)
        if self.over.done():
            # Nobody waited for it.
            self._transport.abort()
            return
        # Told as soon as the socket does not take everything: more is made when it has.
        self._transport.set_write_buffer_limits(high=0)
        # Outlives the transport, which forgets what came when writing fails.
        given = transport.get_extra_info("socket")
        self._socket = socket.fromfd(given.fileno(), given.family, given.type)
        self._socket.setblocking(False)
        began, self._heard = self._heard, self._loop.time()
        self._trips.connecting = self._heard - began
        self._look_later(self._idle)
        if self._tls is None:
            self.ready.set_result(None)
        else:
            self._write(self._tls.start())

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where asyncio reads to."""
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        """Something came."""
        self._heard = self._loop.time()
        self._attempt(lambda: self._receive(bytes(self._view[:nbytes])))

    def pause_writing(self) -> None:
        """The socket takes no more for now."""
        self._is_full = True

    def resume_writing(self) -> None:
        """The socket took everything."""
        self._is_full = False
        self._note_taken(self._written)
        self._attempt(self._fill)

    def eof_received(self) -> None:
        """The peer sends no more; it would not answer what it gets from now on."""
        self._attempt(self._hear_end)
        self._end(LineError(EOFError("the server closed it")))

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone; the socket may still hold what came over it."""
        self._attempt(self._drain)
        self._end(LineError(exc or EOFError("it was closed")))

    # --- What the caller calls

    def begin(self) -> None:
        """Hand out requests from now on."""
        self._has_begun = True
        self._attempt(self._fill)
        if not self.over.done():
            self._call_later("first", self._window.first_wait, self._go_on)

    def close(self) -> None:
        """Let go of the connection."""
        if not self.over.done():
            self.over.cancel()
        for future in (self.ready, self.over):
            # A failure that nobody waits for any more is no news.
            if future.done() and not future.cancelled():
                future.exception()
        self._let_go()

    # --- In and out

    def _receive(self, data: bytes) -> None:
        answered = self._feed(data)
        if self.over.done() or self._is_settled():
            return
        left = self._stream.unanswered
        self._fill()
        unanswered = self._stream.unanswered
        pause = self._rests.after(self._heard, len(data), answered, left, unanswered)
        if pause and self._transport is not None:
            self._transport.pause_reading()
            self._call_later("rest", pause, self._transport.resume_reading)

    def _feed(self, data: bytes) -> int:
        """Hand on what came, and tell of answers; gives how many."""
        if self._tls is not None:
            data = self._decrypt(self._tls, data)
        if not data:
            return 0
        before = self._stream.answered
        try:
            return self._stream.feed(data)
        finally:
            # Answers that came before one that is none are answers.
            answered = self._stream.answered
            if answered != before:
                self._trips.heard(self._heard, answered)
                self._progress()

    def _decrypt(self, tls: TlsChannel, data: bytes) -> bytes:
        try:
            data = tls.receive(data)
            self._write(tls.send(b""))
        except ssl.SSLError as error:
            raise LineError(error) from error
        if tls.is_ready and not self.ready.done():
            self.ready.set_result(None)
        return data

    def _is_settled(self) -> bool:
        """Whether this connection has done what it can; else look after a host's limit."""
        stream = self._stream
        # The answer that said so may still be on its way.
        if stream.is_done or (stream.closing and not stream.least):
            self._end()
            return True
        if stream.unanswered:
            return False
        if stream.refusal is not None:
            self._end()
            return True
        grace = self._window.grace(stream.answered)
        if grace is not None and "grace" not in self._timers:
            self._call_later("grace", grace, self._go_beyond)
        return False

    def _go_on(self) -> None:
        """A host takes its time for the first answer."""
        self._window.is_tried = True
        self._attempt(self._fill)

    def _go_beyond(self) -> None:
        """A host did not close where it had closed before."""
        self._window.limit = None
        self._attempt(self._fill)

    def _fill(self) -> None:
        """Hand out as much as may be under way, but not all of it in one turn of the loop."""
        if not self._has_begun:
            return
        if self._stream.is_done:
            # It was halted when nothing was under way.
            self._end()
            return
        stream, window, left = self._stream, self._window, _TURN
        while left > 0 and not self._is_full:
            segment = stream.segment(left, window.room(stream.answered), window.size)
            if not segment:
                break
            left -= len(segment)
            self._write(segment if self._tls is None else self._tls.send(segment))
        if left < _TURN:
            under_way = stream.unanswered, stream.unanswered_bytes
            self._trips.sent(self._loop.time(), stream.answered, *under_way)
        if left <= 0 and not self._is_planned:
            self._is_planned = True
            self._loop.call_soon(self._attempt, self._fill_on)

    def _fill_on(self) -> None:
        self._is_planned = False
        self._fill()

    def _write(self, data: bytes) -> None:
        # asyncio tells of a failed write a moment later, and complains of others until then.
        if data and self._transport is not None and not self._transport.is_closing():
            self._written += len(data)
            self._transport.write(data)
            if not self._is_full:
                self._note_taken(self._written)

    def _hear_end(self) -> None:
        """The peer has said everything, and said so."""
        if self._tls is None or self._tls.is_over:
            self._stream.finish()
            self._is_settled()

    def _drain(self) -> None:
        """Take what is left in the socket of a broken connection: asyncio would drop it.

        Whether it is the end of what the peer had to say, cannot be told any more.
        """
        while data := self._left_over():
            self._feed(data)
        self._is_settled()

    def _left_over(self) -> bytes:
        try:
            return b"" if self._socket is None else self._socket.recv(_TURN)
        except OSError:
            return b""

    # --- The end

    def _attempt(self, step: Callable[[], Any]) -> None:
        """Do a step; an error is the end."""
        if self.over.done():
            return
        try:
            step()
        except Exception as error:
            self._end(error)

    def _end(self, error: BaseException | None = None) -> None:
        if self.over.done():
            return
        if error is None:
            self.over.set_result(None)
        else:
            self.over.set_exception(error)
            if not self.ready.done():
                self.ready.set_exception(error)
        self._let_go()

    def _let_go(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._transport is not None:
            if self._tls is not None and not self._is_full:
                self._write(self._tls.close())
            self._transport.abort()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    # --- Time

    def _call_later(self, name: str, delay: float, call: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.pop(name, None)
            call()

        self._timers[name] = self._loop.call_later(delay, run)

    def _look_later(self, delay: float) -> None:
        if delay:
            self._call_later("idle", delay, self._look)

    def _note_taken(self, count: int) -> None:
        self._taken, self._took = count, self._loop.time()

    def _look(self) -> None:
        """Break off if nothing came and nothing was taken for too long."""
        waiting = self._transport.get_write_buffer_size() if self._transport is not None else 0
        if self._written - waiting > self._taken:
            self._note_taken(self._written - waiting)
        left = max(self._heard, self._took) + self._idle - self._loop.time()
        if left > 0:
            self._look_later(left)
        else:
            silence = f"the server was silent for {self._idle:g} s"
            self._end(LineError(asyncio.TimeoutError(silence)))
