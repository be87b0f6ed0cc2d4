"""A server that counts what it executes, and streams of numbered requests for it to judge.

What a client says of a pipelined stream is compared with what the judge has executed: it may call
too much unknown, up to its window, but never anything that is not so.
"""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.faults.scripted import GoneError, Message, Peer, reply

from arango_fastbatch._core import BatchBuffer, HeadTable, Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from arango_fastbatch.connection import Connection
    from arango_fastbatch.connection.pipelined import PipelineRun

WINDOW = 256
STATUSES = {1202: 404, 1210: 409}


@dataclass
class Judge:
    """Executes requests that name a number, or the documents of a merged one that have one.

    Attributes:
        executed: The numbers, in the order of their execution.
        heads: The headers of all requests that came.
    """

    executed: list[int] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, peer: Peer) -> None:
        """Execute and answer one request after the other."""
        with suppress(GoneError):
            while True:
                await self.serve(peer)

    async def serve(self, peer: Peer, count: int = 1, *headers: tuple[str, str]) -> None:
        """Execute and answer so many requests."""
        for _ in range(count):
            await peer.send(self.execute(await peer.request(), *headers))

    def execute(self, message: Message, *headers: tuple[str, str]) -> bytes:
        """Execute a request; gives its answer."""
        self.heads.append(message.headers)
        if message.target.startswith("/_db/test/x/"):
            number = int(message.target.rpartition("/")[2])
            self.executed.append(number)
            body: Any = {"number": number}
        else:
            documents = json.loads(message.body)
            numbers = [it["number"] for it in ([documents], documents)[isinstance(documents, list)]]
            self.executed += numbers
            answers = [{"_key": str(number)} for number in numbers]
            body = answers if isinstance(documents, list) else answers[0]
        return reply(202, json.dumps(body).encode(), *headers)

    def whole_requests(self, data: bytes) -> list[Message]:
        """The requests that are whole in what came over a connection."""
        messages = []
        while b"\r\n\r\n" in data:
            head, _, rest = data.partition(b"\r\n\r\n")
            start, *lines = head.decode().split("\r\n")
            method, target, _ = start.split(" ")
            pairs = (line.partition(": ") for line in lines)
            message = Message(method, target, {name.lower(): value for name, _, value in pairs})
            if len(rest) < message.length:
                break
            message.body, data = rest[: message.length], rest[message.length :]
            messages.append(message)
        return messages


def without_delay(peer: Peer) -> None:
    """What a peer sends is under way at once: a reset would overtake what the kernel keeps back."""
    peer._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@dataclass
class Numbered:
    """A stream whose records are numbers."""

    buffer: BatchBuffer
    stream: Pipeline

    def fates(self, run: PipelineRun) -> str:
        """What the client says of each: (d)one, (f)ailed, (u)nknown, un(c)lear, or (-) not sent.

        It says it of each once.
        """
        fates = []
        for index in range(len(self.buffer)):
            answer = self.buffer.answer(index)
            fates.append("-" if answer is None else "d" if answer.is_success else "f")
        for start, stop, reason in run.lost:
            assert reason
            for index in range(start, stop):
                assert fates[index] == "-"
                fates[index] = "u"
        for start, stop, _ in self.stream.unclear():
            for index in range(start, stop):
                assert fates[index] == "-"
                fates[index] = "c"
        if "-" in fates:
            begin = max(self.stream.at, *(stop for _, stop, _ in run.lost), 0)
            assert set(fates[begin:]) == {"-"}
            assert "-" not in fates[:begin]
        return "".join(fates)


def numbered(
    count: int, method: str = "POST", body: bytes = b'{"a":1}', last: bytes | None = None
) -> Numbered:
    """A stream of so many requests that are not merged; the last one may have another body."""
    heads = HeadTable()
    head = heads.add(method, "/x/", "", ())
    buffer = BatchBuffer(heads)
    for number in range(count):
        is_last = number == count - 1 and last is not None
        buffer.append(head, last if is_last and last else body, str(number))
    return Numbered(buffer, Pipeline(buffer, 0, count, STATUSES))


def inserts(count: int, pad: int = 0, **limits: int) -> Numbered:
    """A stream of so many inserts, which are merged."""
    heads = HeadTable()
    head = heads.add("POST", "/_api/document/c", "", (), merged=("insert", "/_api/document/c", 412))
    buffer = BatchBuffer(heads)
    for number in range(count):
        buffer.append(head, b'{"number":%d,"pad":"%s"}' % (number, b"p" * pad))
    return Numbered(buffer, Pipeline(buffer, 0, count, STATUSES, **limits))


@dataclass
class Outcome:
    """How a stream ended, and what the client says of its records."""

    fates: str
    error: BaseException | None
    run: PipelineRun


async def send(
    conn: Connection, requests: Numbered, progress: Callable[[], None] = lambda: None
) -> Outcome:
    """Send a stream to its end, whatever that is."""
    run = conn.pipeline(requests.stream, progress)
    error = None
    try:
        await run
    except Exception as raised:
        error = raised
    return Outcome(requests.fates(run), error, run)


def assert_true(judge: Judge, fates: str, window: int = WINDOW) -> None:
    """What the client says is so."""
    executed = set(judge.executed)
    assert judge.executed == sorted(executed), "not in order, or twice"
    for number, fate in enumerate(fates):
        if fate == "d":
            assert number in executed, f"{number} was not executed, and is said to be done"
        if fate in "-f":
            assert number not in executed, f"{number} was executed, and is said not to be"
    assert fates.count("u") <= window
