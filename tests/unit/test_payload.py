"""Bodies under way: their pieces, the watch over a silent peer, and rescued refusals."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.http import StreamWriter

from arango_fastbatch.payload import StreamPayload, _IdleWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Timer:
    """`loop.call_later`, by hand."""

    def __init__(self) -> None:
        self.due: Callable[[], None] | None = None
        self.delays: list[float] = []

    def __call__(self, delay: float, callback: Callable[[], None]) -> Timer:
        self.delays.append(delay)
        self.due = callback
        return self

    def cancel(self) -> None:
        self.due = None

    def fire(self) -> None:
        due, self.due = self.due, None
        assert due is not None
        due()


class Transport:
    """As much of a transport as the watch looks at."""

    def __init__(self) -> None:
        self.left = 0
        self.aborted = False

    def get_write_buffer_size(self) -> int:
        return self.left

    def abort(self) -> None:
        self.aborted = True


@pytest.fixture
async def timer(monkeypatch: pytest.MonkeyPatch) -> Timer:
    timer = Timer()
    monkeypatch.setattr(asyncio.get_running_loop(), "call_later", timer)
    return timer


def payload(*pieces: bytes) -> StreamPayload:
    return StreamPayload(sum(map(len, pieces)), lambda: pieces, 7)


async def test_watch_gives_time_while_something_is_taken(timer: Timer) -> None:
    body, transport = payload(b"x"), Transport()
    _IdleWatch(body, transport, 100, 7)  # type: ignore[arg-type]  # a stand-in
    for transport.left in (90, 50, 49):
        timer.fire()
        assert not transport.aborted
    timer.fire()
    assert transport.aborted
    assert body.timed_out
    assert timer.delays == [7, 7, 7, 7]


async def test_watch_sees_that_nothing_was_taken_at_all(timer: Timer) -> None:
    body, transport = payload(b"x"), Transport()
    _IdleWatch(body, transport, 100, 7)  # type: ignore[arg-type]  # a stand-in
    transport.left = 100
    timer.fire()
    assert transport.aborted


async def test_watch_can_be_called_off(timer: Timer) -> None:
    watch = _IdleWatch(payload(b"x"), Transport(), 1, 7)  # type: ignore[arg-type]  # a stand-in
    watch.cancel()
    assert timer.due is None


class Writer(StreamWriter):
    """Takes the pieces that are written, and a transport's part."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._own = transport
        self.written: list[bytes] = []
        self.after_each: Callable[[], None] = lambda: None

    @property
    def transport(self) -> asyncio.Transport:
        return self._own

    async def write(self, chunk: Any, **_: Any) -> None:
        self.written.append(chunk)
        self.after_each()


@pytest.fixture
async def line() -> Any:
    """A transport, and the socket at its other end."""
    near, far = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=near)
    yield transport, far
    transport.close()
    far.close()
    await asyncio.sleep(0)


async def test_pieces_are_written_in_order_and_others_run_in_between(line: Any) -> None:
    transport, _ = line
    writer, body = Writer(transport), payload(b"a", b"b", b"c")
    seen = []

    async def other() -> None:
        while len(writer.written) < 3:
            seen.append(len(writer.written))
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await body.write(writer)
    await task
    body.release()
    assert writer.written == [b"a", b"b", b"c"]
    assert {1, 2} <= set(seen)
    assert body.started
    assert body.size == 3
    assert body.decode() == "abc"


async def test_large_bodies_go_in_pieces(line: Any) -> None:
    whole = bytes(range(256)) * 4096
    body = StreamPayload.of(whole, 7)
    writer = Writer(line[0])
    await body.write(writer)
    body.release()
    assert b"".join(writer.written) == whole
    assert max(map(len, writer.written)) == 256 * 1024


async def test_nothing_is_started_on_a_closed_connection(line: Any) -> None:
    transport, _ = line
    transport.close()
    body = payload(b"a")
    with pytest.raises(ConnectionResetError):
        await body.write(Writer(transport))
    assert not body.started


async def test_stopping_ends_it_with_an_error(line: Any) -> None:
    """An error, so that the connection is not used again: half a body was announced."""
    writer, body = Writer(line[0]), payload(b"a", b"b", b"c")
    writer.after_each = body.stop
    with pytest.raises(ConnectionAbortedError):
        await body.write(writer)
    assert writer.written == [b"a"]
    body.release()


def refusals() -> Iterator[tuple[bytes, Any]]:
    yield b"HTTP/1.1 413 Payload Too Large\r\nA: b\r\n\r\nbody", (413, "Payload Too Large", b"body")
    yield b"HTTP/1.0 503\r\nA: b\r\n\r\n", (503, "", b"")
    # The head says all that matters, even where it is not whole.
    yield b"HTTP/1.1 401 Unauthorized\r\nA: b", (401, "Unauthorized", b"")
    yield b"HTTP/1.1 413 X\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody", (413, "X", b"")
    yield b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", None
    yield b"HTTP/1.1 4", None
    yield b"something else", None
    yield b"", None


@pytest.mark.parametrize(("said", "heard"), list(refusals()))
async def test_rescues_a_refusal_that_waits_in_the_socket(
    line: Any, said: bytes, heard: Any
) -> None:
    transport, far = line
    transport.pause_reading()
    body, writer = payload(b"a", b"b"), Writer(transport)
    await body.write(writer)
    far.sendall(said)
    far.close()
    # What asyncio does where writing fails: nothing more is read from the socket.
    transport.abort()
    await asyncio.sleep(0)
    found = body.rescued()
    body.release()
    if heard is None:
        assert found is None
    else:
        assert found is not None
        status, reason, headers, content = found
        assert (status, reason, content) == heard
        assert headers["a"] == "b"


async def test_one_small_piece_needs_no_second_handle(line: Any) -> None:
    body = payload(b"a")
    await body.write(Writer(line[0]))
    assert body.rescued() is None


async def test_waits_for_nothing_where_nothing_was_said(line: Any) -> None:
    body = payload(b"a", b"b")
    await body.write(Writer(line[0]))
    assert body.rescued() is None
    body.release()
    body.release()
