"""Large requests are compressed where servers understand that, and compressed answers are read."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from arango_fastbatch import ArangoClient, DefaultHTTPClient
from arango_fastbatch.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from arango_fastbatch.database import StandardDatabase

LARGE = {"text": "the same again and again; " * 400}
FORMATS = {"gzip": 31, "deflate": 15}
_HEAD = re.compile(rb"(GET|POST|PUT|PATCH|DELETE) (\S+) HTTP/1.1\r\n(.*?)\r\n\r\n", re.DOTALL)


class Wire:
    """What went over the wire: one connection's bytes after the other's."""

    def __init__(self) -> None:
        self.sent: list[bytearray] = []
        self.answered: list[bytearray] = []

    @property
    def requests(self) -> list[tuple[str, dict[str, str], bytes]]:
        """Method and path, headers and body of each request."""
        return [request for line in self.sent for request in _requests(bytes(line))]

    def to(self, path: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of the last request to a path."""
        return next(
            (headers, body) for target, headers, body in reversed(self.requests) if path in target
        )

    @property
    def compressed(self) -> list[str]:
        """Which APIs' requests were compressed."""
        return [
            target.split("/")[4].partition("?")[0]
            for target, headers, _ in self.requests
            if "content-encoding" in headers
        ]


def _requests(line: bytes) -> list[tuple[str, dict[str, str], bytes]]:
    found = []
    while head := _HEAD.match(line):
        pairs = (header.split(": ", 1) for header in head[3].decode().split("\r\n"))
        headers = {name.lower(): value for name, value in pairs}
        assert "transfer-encoding" not in headers
        length = int(headers.get("content-length", "0"))
        found.append(
            (f"{head[1].decode()} {head[2].decode()}", headers, line[head.end() :][:length])
        )
        line = line[head.end() + length :]
    assert line == b""
    return found


@asynccontextmanager
async def listening_to(url: str) -> AsyncIterator[tuple[str, Wire]]:
    """A way to a server on which everything is written down."""
    wire = Wire()
    target = urlsplit(url)
    done: list[asyncio.Future[None]] = []

    async def copy(source: asyncio.StreamReader, to: asyncio.StreamWriter, log: bytearray) -> None:
        while piece := await source.read(65536):
            log += piece
            to.write(piece)
            await to.drain()
        to.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        over = asyncio.get_running_loop().create_future()
        done.append(over)
        from_server, to_server = await asyncio.open_connection(target.hostname, target.port)
        wire.sent.append(bytearray())
        wire.answered.append(bytearray())
        there = copy(reader, to_server, wire.sent[-1])
        back = copy(from_server, writer, wire.answered[-1])
        try:
            await asyncio.gather(there, back)
        finally:
            over.set_result(None)

    listener = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}", wire
        await asyncio.gather(*done)


@asynccontextmanager
async def students(
    url: str, auth_method: str = "basic", **settings: Any
) -> AsyncIterator[tuple[StandardDatabase, Wire]]:
    """A database with an empty collection "students", by a client with these settings."""
    async with listening_to(url) as (through, wire), ArangoClient(through, **settings) as client:
        db = await client.db("_system", auth_method=auth_method)
        await db.create_collection("students")
        yield db, wire
        await db.delete_collection("students")


@pytest.mark.parametrize("encoding", FORMATS)
async def test_a_large_request_is_compressed(
    server_of: Callable[[str], str], encoding: str
) -> None:
    async with students(server_of("3.12"), request_compression=encoding) as (db, wire):
        await db.collection("students").insert({"_key": "a", **LARGE})
        headers, body = wire.to("/_api/document/students")
        assert headers["content-encoding"] == encoding
        assert len(body) < 500
        assert zlib.decompress(body, FORMATS[encoding]).startswith(b'{"_key":"a","text":"the same')
        assert (await db.collection("students").get("a"))["text"] == LARGE["text"]


async def test_small_requests_and_those_that_would_grow_are_sent_as_they_are(
    server_of: Callable[[str], str],
) -> None:
    async with students(server_of("3.12"), request_compression="gzip") as (db, wire):
        await db.collection("students").insert({"text": "short"})
        assert wire.compressed == []
    settings = {"request_compression": "gzip", "compression_threshold": 0}
    async with students(server_of("3.12"), **settings) as (db, wire):
        await db.collection("students").insert({"text": "short"})
        assert "document" not in wire.compressed


async def test_nothing_is_compressed_unless_asked_for(server_of: Callable[[str], str]) -> None:
    async with students(server_of("3.12")) as (db, wire):
        await db.collection("students").insert(LARGE)
        assert wire.compressed == []


async def test_older_servers_get_what_they_understand(server_of: Callable[[str], str]) -> None:
    async with students(server_of("3.11"), request_compression="gzip") as (db, wire):
        await db.collection("students").insert(LARGE)
        await db.collection("students").insert(LARGE)
        assert wire.compressed == []
        assert [target for target, _, _ in wire.requests].count(
            "GET /_db/_system/_api/version"
        ) == 1


async def test_a_version_that_was_told_is_not_asked_for(server_of: Callable[[str], str]) -> None:
    settings = {"request_compression": "gzip", "server_version": "3.12.9"}
    async with students(server_of("3.12"), **settings) as (db, wire):
        await db.collection("students").insert(LARGE)
        assert wire.compressed == ["document"]
        assert not [target for target, _, _ in wire.requests if "version" in target]


async def test_who_is_not_known_yet_sends_nothing_compressed() -> None:
    # The password alone would be worth compressing.
    password = "secret" * 1000
    with Sandbox(server_version="3.12", root_password=password) as url:
        async with listening_to(url) as (through, wire):
            settings: dict[str, Any] = {"request_compression": "gzip", "compression_threshold": 0}
            async with ArangoClient(through, **settings) as client:
                db = await client.db("_system", password=password, auth_method="jwt")
                await db.create_collection("students")
                await db.collection("students").insert(LARGE)
            assert wire.compressed == ["collection", "document"]
            _, body = wire.to("/_open/auth")
            assert password.encode() in body


async def test_a_multipart_batch_is_compressed_as_a_whole(server_of: Callable[[str], str]) -> None:
    async with students(server_of("3.12.2"), request_compression="deflate") as (db, wire):
        async with db.begin_batch_execution() as batch:
            jobs = [await batch.collection("students").insert({"n": n, **LARGE}) for n in range(99)]
        headers, body = wire.to("/_api/batch")
        assert headers["content-encoding"] == "deflate"
        assert len(body) < 100_000 < len(zlib.decompress(body))
        assert [job.result()["_id"] for job in jobs]
        assert batch.report.succeeded == await db.collection("students").count() == 99


async def test_all_contexts_compress(server_of: Callable[[str], str]) -> None:
    async with students(server_of("3.12"), request_compression="gzip") as (db, wire):
        async with await db.begin_transaction(write="students") as transaction:
            await transaction.collection("students").insert(LARGE)
        job = await db.begin_async_execution().collection("students").insert(LARGE)
        while await job.status() == "pending":
            await asyncio.sleep(0.01)
        assert len(wire.compressed) == 2
        assert await db.collection("students").count() == 2


async def test_a_client_of_ones_own_gets_the_compressed_body(
    server_of: Callable[[str], str],
) -> None:
    class Own(DefaultHTTPClient):
        async def send_request(self, session: Any, *args: Any, **rest: Any) -> Any:
            return await super().send_request(session, *args, **rest)

    settings = {"request_compression": "gzip", "http_client": Own()}
    async with students(server_of("3.12.2"), **settings) as (db, wire):
        await db.collection("students").insert(LARGE)
        async with db.begin_batch_execution() as batch:
            job = await batch.collection("students").insert(LARGE)
        assert "_id" in job.result()
        assert wire.compressed == ["document", "batch"]


async def test_compressed_answers_are_understood() -> None:
    with Sandbox(server_version="3.12.2", compress_responses=1) as url:
        async with students(url) as (db, wire):
            async with db.begin_batch_execution() as batch:
                jobs = [
                    await batch.collection("students").insert({"_key": str(n), **LARGE})
                    for n in range(9)
                ]
            assert [job.result()["_key"] for job in jobs] == [str(n) for n in range(9)]
            documents = await db.collection("students").all()
            assert [document["text"] async for document in documents] == [LARGE["text"]] * 9
            assert b"Content-Encoding: gzip" in wire.answered[0]


@pytest.mark.parametrize(
    "settings",
    [
        {"request_compression": "br"},
        {"request_compression": 1},
        {"request_compression": "gzip", "compression_threshold": -1},
    ],
)
def test_what_no_server_understands_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="compression"):
        ArangoClient(**settings)
