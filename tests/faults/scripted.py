"""A server that does exactly what a test writes down, byte by byte, on real sockets.

It runs on the test's own event loop, so that a test knows what has happened at any moment: what one
side does, the other sees only when the test lets the loop run. Nothing is read that the script does
not read, and nothing is closed politely unless the script says so.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_PART_TYPE = "Content-Type: application/x-arango-batchpart"
_NO_MORE = 1 << 62


class GoneError(Exception):
    """The client closed the connection before it had sent what was waited for."""


@dataclass
class Head:
    """The head of a request that came in; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]

    @property
    def length(self) -> int:
        """The announced length of the body."""
        return int(self.headers.get("content-length", "0"))

    @property
    def boundary(self) -> str:
        """The boundary of a batch."""
        return self.headers["content-type"].partition("boundary=")[2]


@dataclass
class Part:
    """One request of a batch."""

    content_id: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Message(Head):
    """A whole request."""

    body: bytes = b""

    @property
    def parts(self) -> list[Part]:
        """The requests of a batch, cut in the plainest way; no document holds the boundary."""
        edge = f"--{self.boundary}".encode()
        first, *pieces, last = self.body.split(edge)
        assert first == b""
        assert last == b"--"
        parts = []
        for piece in pieces:
            outer, request_head, body = piece.split(b"\r\n\r\n", 2)
            content_id = re.fullmatch(f"\r\n{_PART_TYPE}\r\nContent-Id: (\\d+)".encode(), outer)
            assert content_id is not None, outer
            start, *lines = request_head.decode().split("\r\n")
            method, target, version = start.split(" ")
            assert version == "HTTP/1.1"
            headers = dict(line.split(": ", 1) for line in lines)
            body = body.removesuffix(b"\r\n")
            parts.append(Part(content_id[1].decode(), method, target, headers, body))
        return parts


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()
        self._held = bytearray()

    # --- Reading

    async def head(self) -> Head:
        """Read a request's head; nothing behind it is taken from the socket but by accident."""
        while b"\r\n\r\n" not in self._held:
            await self._receive(1024)
        text, _, rest = bytes(self._held).partition(b"\r\n\r\n")
        self._held[:] = rest
        start, *lines = text.decode("latin-1").split("\r\n")
        method, target, _ = start.split(" ")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        return Head(method, target, headers)

    async def take(self, size: int) -> bytes:
        """Read so many bytes."""
        while len(self._held) < size:
            await self._receive(1 << 18)
        data = bytes(self._held[:size])
        del self._held[:size]
        return data

    async def request(self) -> Message:
        """Read a whole request."""
        head = await self.head()
        return Message(head.method, head.target, head.headers, await self.take(head.length))

    async def drop(self, size: int) -> None:
        """Read so many bytes and keep none."""
        while size > 0:
            if not self._held:
                await self._receive(1 << 18)
            cut = min(size, len(self._held))
            del self._held[:cut]
            size -= cut

    async def until_closed(self) -> bytes:
        """Read until the client closes."""
        with suppress(GoneError):
            await self.take(_NO_MORE)
        return bytes(self._held)

    async def _receive(self, size: int) -> None:
        try:
            data = await self._loop.sock_recv(self._sock, size)
        except ConnectionError as error:
            raise GoneError(str(error)) from error
        if not data:
            raise GoneError("closed by the client")
        self._held += data

    # --- Writing

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        try:
            await self._loop.sock_sendall(self._sock, data)
        except ConnectionError as error:
            raise GoneError(str(error)) from error

    async def answer(
        self,
        status: int,
        body: bytes = b"",
        *headers: tuple[str, str],
        content_type: str = "application/json; charset=utf-8",
    ) -> None:
        """Send an answer."""
        await self.send(reply(status, body, *headers, content_type=content_type))

    # --- Closing

    def reset(self) -> None:
        """Close with a RST, whatever was sent and not read."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def half_close(self) -> None:
        """Say that nothing more is sent."""
        self._sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close; if the client sent what was not read, its end sees a RST behind the answer."""
        self._sock.close()


Script = Callable[[Peer], Awaitable[None]]


@dataclass
class ScriptedServer:
    """Runs one script per connection: the first for the first one, the last for all that follow.

    What a script raises, the test gets when the server stops.
    """

    scripts: Sequence[Script]
    connections: int = 0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def __aenter__(self) -> ScriptedServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._accepting = asyncio.create_task(self._accept())
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._accepting.cancel()
        await asyncio.wait({self._accepting})
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, GoneError):
                raise result

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            sock, _ = await loop.sock_accept(self._listener)
            sock.setblocking(False)
            script = self.scripts[min(self.connections, len(self.scripts) - 1)]
            self.connections += 1
            self._tasks.append(asyncio.create_task(self._run(script, sock)))

    async def _run(self, script: Script, sock: socket.socket) -> None:
        try:
            await script(Peer(sock))
        finally:
            sock.close()


def serve(*scripts: Script) -> ScriptedServer:
    """A server for these scripts."""
    return ScriptedServer(scripts)


def reply(
    status: int,
    body: bytes = b"",
    *headers: tuple[str, str],
    content_type: str = "application/json; charset=utf-8",
) -> bytes:
    """The bytes of an answer."""
    phrase = HTTPStatus(status).phrase
    lines = [
        f"HTTP/1.1 {status} {phrase}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def error_body(code: int, number: int, message: str) -> bytes:
    """The body of an error as arangod words it."""
    body = {"error": True, "code": code, "errorNum": number, "errorMessage": message}
    return json.dumps(body).encode()


def part_answer(content_id: int | str, status: int, body: bytes, *headers: str) -> bytes:
    """One part of a batch's answer as arangod 3.11 writes it, without the boundary before it."""
    lines = [
        _PART_TYPE,
        f"Content-Id: {content_id}",
        "",
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Server: ",
        "Connection: ",
        "Content-Type: application/json; charset=utf-8",
        *headers,
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


def batch_body(boundary: str, *parts: bytes) -> bytes:
    """The body of a batch's answer."""
    edge = f"--{boundary}".encode()
    return b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts) + edge + b"--"


def inserted(content_id: int | str) -> bytes:
    """What arangod answers to an insert that works."""
    key = f"k{content_id}".encode()
    return part_answer(content_id, 202, b'{"_id":"c/%s","_key":"%s","_rev":"_r"}' % (key, key))


def stored(part: Part) -> bytes:
    """What arangod answers to an insert that works."""
    return inserted(part.content_id)


def conflict(part: Part) -> bytes:
    """What arangod answers to an insert whose key is taken."""
    body = (
        b'{"code":409,"error":true,"errorMessage":"unique constraint violated - in index primary '
        b'of type primary over \'_key\'; conflicting key: x","errorNum":1210}'
    )
    return part_answer(part.content_id, 409, body)


async def answer_batch(
    peer: Peer, message: Message, each: Callable[[Part], bytes] = stored
) -> None:
    """Answer a batch, part by part."""
    body = batch_body(message.boundary, *(each(part) for part in message.parts))
    await peer.answer(200, body, content_type=f"multipart/form-data; boundary={message.boundary}")


async def good_server(peer: Peer) -> None:
    """A script: every batch works, on as many requests as come."""
    with suppress(GoneError):
        while True:
            await answer_batch(peer, await peer.request())
