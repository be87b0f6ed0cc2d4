"""A server that answers without doing what it is asked, in a process of its own.

As 3.11 it answers batches. It reads of a message no more than it must (Content-Ids, the closing
boundary), holds no message, and builds the whole answer before it sends the first byte, as arangod
does: its own time then falls between the client's sending and receiving, where an idle client uses
no CPU.

As 4.0 it has no batches. It answers inserts of one or many documents and queries, as many as have
come at once, in their order: all answers together, or (``--pace``) each when a real server would
have it ready.

`GET /_bench/totals` gives what passed since the start, so that the sizes of messages are measured
at the server and not told by the client that is judged.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import orjson

from benches.canned_answers import (
    FIRST_KEY,
    PartCounter,
    RequestHead,
    batch_answer,
    found,
    head,
    inserted,
    inserted_many,
    read_head,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

READ_BUFFER = 1 << 20
"""Bytes taken off the socket at once."""

CALLS = frozenset({b"POST /_api/cursor", b"POST /_api/document/bench"})
"""What a batch consists of where there are no batches; only this counts in the totals."""

VERSIONS = {"3.11": "3.11.14", "4.0": "4.0.0"}
"""What the server can pass for, and the version that it tells."""


@dataclass(slots=True)
class Totals:
    """What passed through this server since its start."""

    requests: int = 0
    """Batches, and requests that stand for calls themselves."""

    parts: int = 0
    """Calls: parts of batches, documents, queries."""

    request_bytes: int = 0
    response_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Character:
    """What kind of server this is."""

    version: str
    """One of `VERSIONS`."""

    pace: float = 0.0
    """Seconds that each request takes, answers going out one by one; 0 for all at once."""


class CannedProtocol(asyncio.BufferedProtocol):
    """One connection; requests are answered one after the other."""

    def __init__(self, character: Character, totals: Totals) -> None:
        self.character = character
        self.totals = totals
        self.transport: asyncio.Transport | None = None
        self.buffer = memoryview(bytearray(READ_BUFFER))
        self.rest = b""
        """The beginning of a request that has not come whole."""

        self.batch: PartCounter | None = None
        self.batch_left = 0
        """Bytes of the batch's message that are still to come."""

        self.unsent: Iterator[bytes] = iter(())
        self.paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        """Lend the one buffer that all reads go to."""
        return self.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Read what came: a batch piece by piece, other requests when they are whole."""
        piece = self.buffer[:nbytes]
        if self.batch is not None:
            piece = self._read_batch(self.batch, piece)
        if piece:
            self._read_requests(self.rest + piece)

    def _read_batch(self, batch: PartCounter, piece: memoryview) -> memoryview:
        taken = piece[: self.batch_left]
        self.batch_left -= len(taken)
        batch.feed(taken)
        if not self.batch_left:
            self.batch = None
            self._answer_batch(batch)
        return piece[len(taken) :]

    def _read_requests(self, data: bytes) -> None:
        assert self.transport is not None
        pace = self.character.pace
        began = time.perf_counter()
        answers: list[bytes] = []
        at = 0
        while (end := data.find(b"\r\n\r\n", at)) >= 0:
            request = read_head(data[at:end])
            body = end + 4
            if request.boundary is not None and self.character.version == "3.11":
                self.transport.write(b"".join(answers))
                self._begin_batch(request, request.boundary, data[body:])
                return
            stop = body + request.length
            if stop > len(data):
                break
            answer = self._answer(request, data[body:stop])
            if request.target in CALLS:
                self.totals.requests += 1
                self.totals.request_bytes += stop - at
                self.totals.response_bytes += len(answer)
            at = stop
            if pace:
                while time.perf_counter() - began < pace:
                    pass
                self.transport.write(answer)
                began = time.perf_counter()
            else:
                answers.append(answer)
        self.rest = data[at:]
        self.transport.write(b"".join(answers))

    def _begin_batch(self, request: RequestHead, boundary: bytes, data: bytes) -> None:
        self.rest = b""
        self.batch = PartCounter(boundary)
        self.batch_left = request.length
        self.totals.request_bytes += request.length
        if rest := self._read_batch(self.batch, memoryview(data)):
            self._read_requests(bytes(rest))

    def _answer_batch(self, batch: PartCounter) -> None:
        if not batch.is_closed:
            self._send(_json("400 Bad Request", {"error": True, "code": 400, "errorNum": 400}), [])
            return
        segments = list(batch_answer(batch.boundary, batch.ids, self._keys(len(batch.ids))))
        length = sum(map(len, segments))
        self.totals.requests += 1
        self.totals.response_bytes += length
        self._send(head("200 OK", "multipart/form-data", length), segments)

    def _answer(self, request: RequestHead, body: bytes) -> bytes:
        match request.target:
            case b"POST /_api/cursor":
                self._keys(1)
                return found(body)
            case b"POST /_api/document/bench" if body.startswith(b"["):
                count = len(orjson.loads(body))
                return inserted_many(self._keys(count), count)
            case b"POST /_api/document/bench":
                return inserted(self._keys(1))
        return _json(*self._resource(request.target))

    def _resource(self, target: bytes) -> tuple[str, object]:
        match target:
            case b"GET /_api/version":
                version = VERSIONS[self.character.version]
                return "200 OK", {"server": "arango", "license": "community", "version": version}
            case b"GET /_api/collection":
                return "200 OK", {"error": False, "code": 200, "result": [{"name": "bench"}]}
            case b"GET /_bench/totals":
                return "200 OK", asdict(self.totals)
        return "404 Not Found", {"error": True, "code": 404, "errorNum": 404}

    def _keys(self, count: int) -> int:
        """Take so many new keys; the first of them."""
        first = FIRST_KEY + self.totals.parts
        self.totals.parts += count
        return first

    def _send(self, head_: bytes, segments: list[bytes]) -> None:
        assert self.transport is not None
        self.transport.write(head_)
        self.unsent = iter(segments)
        self.resume_writing()

    def pause_writing(self) -> None:
        """Stop until the transport has sent what it holds: no answers, and no requests."""
        assert self.transport is not None
        self.paused = True
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Go on with the answer, until the transport holds enough again."""
        assert self.transport is not None
        self.paused = False
        for segment in self.unsent:
            self.transport.write(segment)
            if self.paused:
                return
        self.transport.resume_reading()


def _json(status: str, body: object) -> bytes:
    text = json.dumps(body).encode()
    return head(status, "application/json; charset=utf-8", len(text)) + text


async def serve(host: str, port: int, character: Character) -> None:
    """Listen until the process ends, the chosen address on the first line of stdout."""
    totals = Totals()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: CannedProtocol(character, totals), host, port)
    address = server.sockets[0].getsockname()
    print(f"http://{address[0]}:{address[1]}", flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m benches.canned_server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--server-version", choices=VERSIONS, default="3.11")
    parser.add_argument(
        "--pace", type=float, default=0.0, metavar="µS", help="each request takes so long"
    )
    options = parser.parse_args()
    character = Character(options.server_version, options.pace * 1e-6)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.host, options.port, character))


if __name__ == "__main__":
    main()
