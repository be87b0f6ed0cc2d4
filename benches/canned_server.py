"""A server that answers batches without doing what they ask, in a process of its own.

It reads of a request no more than it must (heads, Content-Ids, the closing boundary), holds no
request, and builds the whole answer before it sends the first byte, as arangod does: its own time
then falls between the client's sending and receiving, where an idle client uses no CPU.

`GET /_bench/totals` gives what passed since the start, so that the sizes of messages are measured
at the server and not told by the client that is judged.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

READ_BUFFER = 1 << 20
"""Bytes taken off the socket at once."""

SEGMENT_PARTS = 1_000
"""Parts of an answer that are joined and written together (about 350 KB)."""

FIRST_KEY = 10_000_000
"""Keys count from here through all batches: eight digits, so that all parts have one length."""

BOUNDARY = re.compile(rb"boundary=\"?([^\s\";]+)")
CONTENT_ID = re.compile(rb"\r\nContent-Id: *([^\r\n]+)")
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Totals:
    """What passed through this server since its start."""

    batches: int = 0
    parts: int = 0
    request_bytes: int = 0
    response_bytes: int = 0


@dataclass(slots=True)
class PartCounter:
    """Finds the Content-Ids in a multipart message that comes in pieces."""

    boundary: bytes
    ids: list[bytes] = field(default_factory=list)
    tail: bytes = b"\r\n"
    """What was not looked at yet, from a CRLF on; the message stands as if after a CRLF."""

    def feed(self, piece: memoryview) -> None:
        """Take the next bytes of the message."""
        data = self.tail + piece
        # A CRLF at the very end is left to the tail: the closing boundary stays in sight.
        whole_lines = max(data.rfind(b"\r\n", 0, -2), 0)
        self.ids += CONTENT_ID.findall(data, 0, whole_lines)
        self.tail = data[whole_lines:]

    @property
    def is_closed(self) -> bool:
        """Whether what came last is the closing boundary."""
        return self.tail.rstrip().endswith(b"--" + self.boundary + b"--")


def answer_part(boundary: bytes, content_id: bytes, key: int) -> bytes:
    """Return the part that arangod answers an insert with.

    Args:
        boundary: The boundary of the request.
        content_id: The part's id in the request.
        key: The key the document is said to have got.
    """
    body = b'{"_id":"bench/%d","_key":"%d","_rev":"_jt3ZdUO--_"}' % (key, key)
    return (
        b"--%b\r\nContent-Type: application/x-arango-batchpart\r\nContent-Id: %b\r\n\r\n"
        b"HTTP/1.1 202 Accepted\r\nServer: \r\nLocation: /_db/_system/_api/document/bench/%d\r\n"
        b'Etag: "_jt3ZdUO--_"\r\nConnection: Close \r\n'
        b"Content-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b\r\n"
    ) % (boundary, content_id, key, len(body), body)


def batch_answer(boundary: bytes, ids: list[bytes], first_key: int) -> Iterator[bytes]:
    """Yield the body of the answer to a batch, in segments of `SEGMENT_PARTS` parts."""
    for start in range(0, len(ids), SEGMENT_PARTS):
        some = ids[start : start + SEGMENT_PARTS]
        yield b"".join(
            answer_part(boundary, content_id, key)
            for key, content_id in enumerate(some, first_key + start)
        )
    yield b"--" + boundary + b"--"


def head(status: str, content_type: str, length: int) -> bytes:
    """Return the head of an answer with the headers that every answer of arangod has."""
    return (
        f"HTTP/1.1 {status}\r\nServer: ArangoDB\r\nConnection: Keep-Alive\r\n"
        f"X-Arango-Queue-Time-Seconds: 0.000000\r\nX-Content-Type-Options: nosniff\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


class CannedProtocol(asyncio.BufferedProtocol):
    """One connection; requests are answered one after the other."""

    def __init__(self, totals: Totals) -> None:
        self.totals = totals
        self.transport: asyncio.Transport | None = None
        self.buffer = memoryview(bytearray(READ_BUFFER))
        self.head = b""
        self.target = b""
        self.body_left = 0
        self.parts: PartCounter | None = None
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
        """Read what came: heads to their blank line, bodies by their length."""
        piece = self.buffer[:nbytes]
        while piece:
            if not self.body_left:
                piece = self._read_head(piece)
                continue
            taken = piece[: self.body_left]
            piece = piece[len(taken) :]
            self.body_left -= len(taken)
            if self.parts is not None:
                self.parts.feed(taken)
            if not self.body_left:
                self._answer()

    def _read_head(self, piece: memoryview) -> memoryview:
        self.head += bytes(piece)
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return piece[:0]
        head_, rest = self.head[:end], self.head[end + 4 :]
        self.head = b""
        method, target, _ = head_.split(b"\r\n", 1)[0].split(b" ")
        self.target = method + b" " + re.sub(rb"^/_db/[^/]*", b"", target)
        length = CONTENT_LENGTH.search(head_)
        self.body_left = int(length[1]) if length else 0
        boundary = BOUNDARY.search(head_)
        is_batch = self.target == b"POST /_api/batch" and boundary is not None
        self.parts = PartCounter(boundary[1]) if is_batch and boundary else None
        if is_batch:
            self.totals.request_bytes += self.body_left
        if not self.body_left:
            self._answer()
        return memoryview(rest)

    def _answer(self) -> None:
        parts, self.parts = self.parts, None
        if parts is None:
            self._answer_json(*self._resource())
        elif not parts.is_closed:
            self._answer_json("400 Bad Request", {"error": True, "code": 400, "errorNum": 400})
        else:
            first_key = FIRST_KEY + self.totals.parts
            segments = list(batch_answer(parts.boundary, parts.ids, first_key))
            length = sum(map(len, segments))
            self.totals.batches += 1
            self.totals.parts += len(parts.ids)
            self.totals.response_bytes += length
            self._send(head("200 OK", "multipart/form-data", length), segments)

    def _resource(self) -> tuple[str, object]:
        match self.target.partition(b"?")[0]:
            case b"GET /_api/version":
                return "200 OK", {"server": "arango", "license": "community", "version": "3.11.14"}
            case b"GET /_api/collection":
                return "200 OK", {"error": False, "code": 200, "result": [{"name": "bench"}]}
            case b"GET /_bench/totals":
                return "200 OK", asdict(self.totals)
        return "404 Not Found", {"error": True, "code": 404, "errorNum": 404}

    def _answer_json(self, status: str, body: object) -> None:
        text = json.dumps(body).encode()
        self._send(head(status, "application/json; charset=utf-8", len(text)), [text])

    def _send(self, head_: bytes, segments: list[bytes]) -> None:
        assert self.transport is not None
        self.transport.write(head_)
        self.unsent = iter(segments)
        self.resume_writing()

    def pause_writing(self) -> None:
        """Stop until the transport has sent what it holds."""
        self.paused = True

    def resume_writing(self) -> None:
        """Go on with the answer, until the transport holds enough again."""
        assert self.transport is not None
        self.paused = False
        for segment in self.unsent:
            self.transport.write(segment)
            if self.paused:
                return


async def serve(host: str, port: int) -> None:
    """Listen until the process ends, the chosen address on the first line of stdout."""
    totals = Totals()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: CannedProtocol(totals), host, port)
    address = server.sockets[0].getsockname()
    print(f"http://{address[0]}:{address[1]}", flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m benches.canned_server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.host, options.port))


if __name__ == "__main__":
    main()
