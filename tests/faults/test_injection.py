"""Whatever a caller passes: it stays where it belongs in the message, or is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import connected, told
from tests.faults.scripted import Message, Part, Peer, answer_batch, serve, stored

from arango_fastbatch.exceptions import RequestInvalidError
from arango_fastbatch.request import Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from arango_fastbatch.database import BatchDatabase, StandardDatabase

# What could end a line, a head, a part, a path segment or a query, or hide what follows.
HOSTILE = [
    "a\r\nX-Evil: 1",
    "a\r\n\r\nGET /evil HTTP/1.1",
    "a\nb",
    "a\rb",
    "a\0b",
    "a b",
    "a\tb",
    "a?b=c",
    "a#b",
    "a/b",
    "../../_admin/shutdown",
    "..",
    "a%2Fb",
    "a%00b",
    "a\x7fb",
    "ä\u2028ö",
    "日本",
    "🦦",
    "a;b,c&d=e+f",
    "a'\"`$(x){y}{key}{collection}",
]


class Keeper:
    """Answers batches and plain requests, and keeps what came."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, peer: Peer) -> None:
        from contextlib import suppress

        from tests.faults.scripted import GoneError

        with suppress(GoneError):
            while True:
                message = await peer.request()
                self.messages.append(message)
                if message.target.endswith("/_api/batch"):
                    await answer_batch(peer, message, stored)
                else:
                    await peer.answer(200, b'{"_key":"k"}')


async def sent(queue: Callable[[BatchDatabase[Any]], Awaitable[Any]]) -> list[Part]:
    """What is sent for calls between two harmless ones, which must stay what they are."""
    keeper = Keeper()
    async with serve(keeper) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        await batch.collection("first").get("1")
        await queue(batch)
        await batch.collection("last").get("1")
        await batch.commit()
    (message,) = keeper.messages
    first, *between, last = message.parts
    assert first == Part("0", "GET", "/_api/document/first/1", {}, b"")
    assert last == Part(str(len(between) + 1), "GET", "/_api/document/last/1", {}, b"")
    return between


def decoded(target: str, prefix: str, suffix: str = "") -> str:
    """The piece of a target between two others, decoded; encoded it is visible ASCII only."""
    from urllib.parse import unquote

    assert target.startswith(prefix)
    assert target.endswith(suffix)
    piece = target[len(prefix) : len(target) - len(suffix)]
    assert all("!" <= character <= "~" for character in piece)
    assert not set(piece) & set("/?#")
    return unquote(piece)


@pytest.mark.parametrize("hostile", [text for text in HOSTILE if "/" not in text])
async def test_keys(hostile: str) -> None:
    async def queue(batch: BatchDatabase[Any]) -> None:
        students = batch.collection("c")
        await students.get(hostile)
        await students.delete({"_key": hostile})
        await students.update({"_key": hostile})

    get, delete, update = await sent(queue)
    assert decoded(get.target, "/_api/document/c/") == hostile
    path, _, query = delete.target.partition("?")
    assert decoded(path, "/_api/document/c/") == hostile
    assert query
    assert json.loads(update.body) == {"_key": hostile}
    assert not get.headers


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_collection_names(hostile: str) -> None:
    (get,) = await sent(lambda batch: batch.collection(hostile).get({"_key": "k"}))
    assert decoded(get.target, "/_api/document/", "/k") == hostile


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_documents(hostile: str) -> None:
    (insert,) = await sent(lambda batch: batch.collection("c").insert({hostile: hostile}))
    assert json.loads(insert.body) == {hostile: hostile}


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_queries_and_bind_variables(hostile: str) -> None:
    (execute,) = await sent(lambda batch: batch.aql.execute(hostile, bind_vars={"x": hostile}))
    body = json.loads(execute.body)
    assert body["query"] == hostile
    assert body["bindVars"] == {"x": hostile}


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_option_values(hostile: str) -> None:
    from urllib.parse import parse_qs

    (insert,) = await sent(lambda batch: batch.collection("c").insert({}, overwrite_mode=hostile))
    path, _, query = insert.target.partition("?")
    assert path == "/_api/document/c"
    assert "#" not in query
    assert parse_qs(query)["overwriteMode"] == [hostile]


LINE_ENDS = ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\x7fb", "a\x01b"]


@pytest.mark.parametrize("hostile", LINE_ENDS)
async def test_header_values_are_refused(hostile: str) -> None:
    """Also of revisions, which become headers."""

    async def queue(batch: BatchDatabase[Any]) -> None:
        with pytest.raises(RequestInvalidError):
            await batch.collection("c").get("k", rev=hostile)
        with pytest.raises(RequestInvalidError):
            await batch.collection("c").delete({"_key": "k", "_rev": hostile})
        for headers in ({"x-mine": hostile}, {hostile: "x"}):
            request = Request("get", "/_api/version", headers=headers)
            with pytest.raises(RequestInvalidError):
                await batch._execute(request, lambda response: response)

    assert await sent(queue) == []


@pytest.mark.parametrize("value", ['"_abc"', "ä", "a b", ""])
async def test_harmless_header_values_travel(value: str) -> None:
    request = Request("get", "/_api/version", headers={"X-Mine": value})
    (part,) = await sent(lambda batch: batch._execute(request, lambda response: response))
    assert part.headers["x-mine"].strip() == value.strip()


@pytest.mark.parametrize("hostile", [*LINE_ENDS, "a b", "ä", ""])
async def test_own_paths_are_refused(hostile: str) -> None:
    """A request of the caller's own has a path that is encoded already: what is not is refused."""

    async def queue(batch: BatchDatabase[Any]) -> None:
        path = f"/_api/{hostile}" if hostile else ""
        with pytest.raises(RequestInvalidError):
            await batch._execute(Request("get", path), lambda response: response)

    assert await sent(queue) == []


@pytest.mark.parametrize("hostile", ["GET /evil HTTP/1.1\r\n", "GE T", "", "GÉT"])
async def test_own_methods_are_refused(hostile: str) -> None:
    async def queue(batch: BatchDatabase[Any]) -> None:
        with pytest.raises(RequestInvalidError):
            await batch._execute(Request(hostile, "/x"), lambda response: response)

    assert await sent(queue) == []


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_own_parameters(hostile: str) -> None:
    from urllib.parse import parse_qs

    request = Request("get", "/x", params={hostile: hostile})
    (part,) = await sent(lambda batch: batch._execute(request, lambda response: response))
    assert parse_qs(part.target.removeprefix("/x?")) == {hostile: [hostile]}


@pytest.mark.parametrize("body", [b"a\0b", "a\0b"])
async def test_a_body_with_a_nul_goes_alone(body: Any) -> None:
    """arangod sees nothing behind a NUL: the rest of the batch would be lost."""
    keeper = Keeper()
    async with serve(keeper) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        await batch.collection("first").get("1")
        for _ in range(2):
            request = Request("post", "/x", data=body, headers={"content-type": "a/b"})
            await batch._execute(request, lambda response: response.body["_key"])
        await batch.collection("last").get("1")
        jobs = await batch.commit()
        assert jobs is not None
        assert [job.result() for job in jobs[1:3]] == ["k", "k"]
        assert told(batch.report) == (4, 4, 0, 0)
    first, one, other, last = keeper.messages
    assert [part.target for part in first.parts] == ["/_api/document/first/1"]
    for message in (one, other):
        assert (message.method, message.target) == ("POST", "/_db/test/x")
        assert message.headers["content-type"] == "a/b"
        assert message.body == b"a\0b"
    assert [part.target for part in last.parts] == ["/_api/document/last/1"]


async def test_nul_of_a_serializer_is_refused() -> None:
    keeper = Keeper()
    async with (
        serve(keeper) as server,
        connected(server.url, serializer=str) as db,
        db.begin_batch_execution() as batch,
    ):
        for _ in range(2):
            with pytest.raises(ValueError, match="NUL"):
                await batch.collection("c").insert({"text": Raw("\0")})
            await batch.collection("c").insert({"text": Raw("x")})
    (message,) = keeper.messages
    assert len(message.parts) == 2


class Raw(str):
    """Text whose representation is itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


@pytest.mark.parametrize(
    "body", ["\r\n", "\r\n\r\n", "x\r\n", "\r\nGET / HTTP/1.1\r\n\r\n", "--x--"]
)
async def test_line_ends_in_bodies(body: str) -> None:
    request = Request("post", "/x", data=body)
    keeper = Keeper()
    async with serve(keeper) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        await batch._execute(request, lambda response: response)
        await batch.commit()
    (message,) = keeper.messages
    edge = f"--{message.boundary}".encode()
    # Behind the body the line end that belongs to the boundary, and nothing else.
    assert b"\r\n\r\n" + body.encode() + b"\r\n" + edge + b"--" in message.body


@pytest.mark.parametrize("hostile", [text for text in HOSTILE if "/" not in text])
async def test_keys_of_plain_calls(hostile: str) -> None:
    keeper = Keeper()
    async with serve(keeper) as server, connected(server.url) as db:
        await db.collection("c").get(hostile)
    (message,) = keeper.messages
    assert decoded(message.target, "/_db/test/_api/document/c/") == hostile


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_names_of_databases(hostile: str) -> None:
    from arango_fastbatch import ArangoClient

    keeper = Keeper()
    async with serve(keeper) as server, ArangoClient(server.url) as client:
        db = await client.db(hostile)
        await db.collection("c").get("k")
        async with db.begin_batch_execution() as batch:
            await batch.collection("c").get("k")
    for message, end in zip(keeper.messages, ["/_api/document/c/k", "/_api/batch"], strict=True):
        assert decoded(message.target, "/_db/", end) == hostile


@pytest.mark.parametrize("hostile", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
async def test_headers_of_plain_calls(hostile: str) -> None:
    keeper = Keeper()

    async def get(db: StandardDatabase) -> None:
        with pytest.raises(RequestInvalidError):
            await db.collection("c").get("k", rev=hostile)

    async with serve(keeper) as server, connected(server.url) as db:
        await get(db)
        # The connection, if there was one, is as good as ever.
        await db.collection("c").get("k")
    assert len(keeper.messages) == 1


@pytest.mark.parametrize("hostile", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "a\tb"])
async def test_tokens(hostile: str) -> None:
    from arango_fastbatch import ArangoClient

    async with ArangoClient() as client:
        with pytest.raises(RequestInvalidError) as caught:
            await client.db("test", superuser_token=hostile)
        assert hostile not in str(caught.value)
        assert repr(hostile) not in str(caught.value)
