"""One connection as asyncio sees it: how much it does in one turn of the loop, and how it ends."""

from __future__ import annotations

import asyncio
import itertools
import socket
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests.faults.judge import numbered

from arango_fastbatch._core import AnswerError
from arango_fastbatch.line import Line, LineError
from arango_fastbatch.pacing import Window
from arango_fastbatch.pipeline import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.judge import Numbered

TURN = 256 * 1024
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Greedy(asyncio.Transport):
    """A transport that takes everything at once, and keeps what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.other = socket.socketpair()
        self.written: list[bytes] = []
        self.is_aborted = False
        self.is_resting = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.line if name == "socket" else default

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 0

    def get_write_buffer_size(self) -> int:
        return 0

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.is_aborted

    def abort(self) -> None:
        self.is_aborted = True

    def pause_reading(self) -> None:
        self.is_resting = True

    def resume_reading(self) -> None:
        self.is_resting = False

    def close(self) -> None:
        self.line.close()
        self.other.close()


@pytest.fixture
def transport() -> Iterator[Greedy]:
    it = Greedy()
    yield it
    it.close()


def line_for(requests: Numbered, transport: Greedy, idle: float = 0) -> Line:
    """A connection that was made, and may begin."""
    requests.stream.open("", [])
    line = Line(requests.stream, None, "", idle=idle, window=Window(), progress=lambda: None)
    line.connection_made(transport)
    assert line.ready.done()
    assert transport.written == []
    return line


def receive(line: Line, data: bytes) -> None:
    """What asyncio does when something came."""
    buffer = line.get_buffer(len(data))
    buffer[: len(data)] = data
    line.buffer_updated(len(data))


async def test_no_more_than_so_much_is_written_in_one_turn(transport: Greedy) -> None:
    size = 10 * TURN
    line = line_for(numbered(1, last=b"b" * size), transport)
    line.begin()
    seen = [sum(map(len, transport.written))]
    while seen[-1] < size:
        await asyncio.sleep(0)
        seen.append(sum(map(len, transport.written)))
    turns = [after - before for before, after in itertools.pairwise(seen)]
    assert seen[0] == TURN
    assert all(0 < turn <= TURN for turn in turns)
    line.close()


async def test_nothing_is_written_while_the_socket_is_full(transport: Greedy) -> None:
    line = line_for(numbered(100), transport)
    line.pause_writing()
    line.begin()
    assert transport.written == []
    line.resume_writing()
    assert b"".join(transport.written).count(b"POST ") == 16
    receive(line, ANSWER)
    assert b"".join(transport.written).count(b"POST ") == 100
    line.close()


async def test_it_ends_with_its_stream(transport: Greedy) -> None:
    line = line_for(numbered(3), transport)
    line.begin()
    receive(line, ANSWER)
    assert not line.over.done()
    receive(line, ANSWER * 2)
    assert line.over.result() is None
    assert transport.is_aborted
    line.close()


@pytest.mark.parametrize(
    ("end", "cause"),
    [
        (lambda line: line.eof_received(), EOFError),
        (lambda line: line.connection_lost(None), EOFError),
        (lambda line: line.connection_lost(BrokenPipeError()), BrokenPipeError),
    ],
)
async def test_it_breaks(transport: Greedy, end: Any, cause: type[Exception]) -> None:
    line = line_for(numbered(3), transport)
    line.begin()
    end(line)
    error = line.over.exception()
    assert isinstance(error, LineError)
    assert isinstance(error.cause, cause)
    assert transport.is_aborted
    # Nothing happens any more.
    line.resume_writing()
    line.connection_lost(None)
    line.close()


async def test_what_the_socket_holds_is_read_when_it_breaks(transport: Greedy) -> None:
    requests = numbered(3)
    line = line_for(requests, transport)
    line.begin()
    transport.other.sendall(ANSWER * 2)
    line.connection_lost(BrokenPipeError())
    assert requests.stream.at == 2
    assert isinstance(line.over.exception(), LineError)
    line.close()


async def test_the_last_answers_may_be_among_it(transport: Greedy) -> None:
    line = line_for(numbered(3), transport)
    line.begin()
    transport.other.sendall(ANSWER * 3)
    line.connection_lost(BrokenPipeError())
    assert line.over.result() is None
    line.close()


async def test_what_is_no_answer_ends_it(transport: Greedy) -> None:
    line = line_for(numbered(3), transport)
    line.begin()
    receive(line, ANSWER + b"nonsense\r\n\r\n")
    assert isinstance(line.over.exception(), AnswerError)
    line.close()


async def test_nobody_waits_for_a_connection_that_comes_late(transport: Greedy) -> None:
    requests = numbered(1)
    line = Line(requests.stream, None, "", idle=1, window=Window(), progress=lambda: None)
    line.close()
    line.connection_made(transport)
    assert transport.is_aborted
    assert line.over.cancelled()


async def test_a_closed_line_leaves_no_timers(transport: Greedy) -> None:
    line = line_for(numbered(3), transport, idle=3600)
    line.begin()
    loop = cast("Any", asyncio.get_running_loop())
    before = [timer for timer in loop._scheduled if not timer.cancelled()]
    assert before
    line.close()
    assert [timer for timer in before if not timer.cancelled()] == []


@pytest.mark.parametrize(
    ("url", "host", "port", "field"),
    [
        ("http://a.b:8529", "a.b", 8529, "a.b:8529"),
        ("http://a.b", "a.b", 80, "a.b"),
        ("https://a.b", "a.b", 443, "a.b"),
        ("https://a.b:80", "a.b", 80, "a.b:80"),
        ("http://[::1]:8529/x", "::1", 8529, "[::1]:8529"),
        ("http://127.0.0.1", "127.0.0.1", 80, "127.0.0.1"),
    ],
)
def test_addresses(url: str, host: str, port: int, field: str) -> None:
    address = Address.of(url, True)
    assert (address.host, address.port, address.field) == (host, port, field)
    assert (address.tls is not None) == url.startswith("https")
    assert address.is_numeric == (host in {"::1", "127.0.0.1"})
    assert str(address) == f"{url.partition(':')[0]}://{field}"
