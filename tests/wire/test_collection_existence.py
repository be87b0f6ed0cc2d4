"""has(), and the operator `in`, which asks from a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.scripted import serve
from tests.wire.exchange import CONTEXTS, Asked, Method, Script, exchange

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.exceptions import (
    DocumentInError,
    DocumentParseError,
    DocumentRevisionError,
    ServerConnectionError,
)
from arango_fastbatch.http import DefaultHTTPClient, HTTPClient
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from arango_fastbatch.collection import StandardCollection

HAS: tuple[tuple[Method, Asked], ...] = (
    (lambda s: s.has("1"), Asked("GET", "/_api/document/s/1")),
    (lambda s: s.has("s/a b"), Asked("GET", "/_api/document/s/a%20b")),
    (lambda s: s.has({"_key": "1", "_rev": "q"}), Asked("GET", "/_api/document/s/1", None, "q")),
    (lambda s: s.has({"_id": "s/1"}, "z"), Asked("GET", "/_api/document/s/1", None, "z")),
    (lambda s: s.has({"_key": "1", "_rev": "q"}, "z", False), Asked("GET", "/_api/document/s/1")),
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("method", "expected"), HAS)
async def test_has_asks_for_the_document(method: Method, expected: Asked, context: str) -> None:
    assert await exchange(context, method, (200, {"_key": "1"})) == (expected, True)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_only_a_missing_document_is_no_error(context: str) -> None:
    async def outcome(status: int, number: int) -> Any:
        answer = {"error": True, "errorNum": number, "errorMessage": "no"}
        return (await exchange(context, lambda s: s.has("1"), (status, answer)))[1]

    assert await outcome(404, 1202) is False
    assert type(await outcome(404, 1203)) is DocumentInError
    assert type(await outcome(412, 1200)) is DocumentRevisionError


class CannedClient(HTTPClient):
    """Answers without a server; notes in which threads, and what became of the sessions."""

    def __init__(self, status: int = 200, body: bytes = b"{}") -> None:
        self.status = status
        self.body = body
        self.threads: list[threading.Thread] = []
        self.urls: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.made: list[CannedSession] = []

    def create_session(self, host: str) -> CannedSession:
        self.made.append(CannedSession())
        return self.made[-1]

    async def send_request(
        self, session: Any, method: str, url: str, *_: Any, **options: Any
    ) -> Any:
        assert session.is_open
        self.threads.append(threading.current_thread())
        self.urls.append(f"{method.upper()} {url}")
        self.headers.append(dict(options["headers"]))
        return Response(method, url, {}, self.status, "", self.body)


class CannedSession:
    is_open = True

    async def close(self) -> None:
        self.is_open = False


async def collection_with(client: HTTPClient) -> StandardCollection[Any]:
    db = await ArangoClient("http://nowhere", http_client=client).db("test")
    return db.collection("s")


async def test_in_asks_from_a_thread_of_its_own_on_a_connection_of_its_own() -> None:
    client = CannedClient()
    students = await collection_with(client)
    assert "Jake" in students
    assert {"_id": "s/Jake", "_rev": "q"} in students
    assert client.urls == ["GET http://nowhere/_db/test/_api/document/s/Jake"] * 2
    assert not any("if-match" in headers for headers in client.headers)
    assert threading.current_thread() not in client.threads
    assert not any(thread.is_alive() for thread in client.threads)
    own, *clones = client.made
    assert own.is_open
    assert [clone.is_open for clone in clones] == [False, False]


async def test_in_works_without_a_running_loop_too() -> None:
    students = await collection_with(CannedClient())
    assert await asyncio.to_thread(students.__contains__, "Jake")


async def test_in_is_false_for_a_document_that_is_not_there() -> None:
    students = await collection_with(CannedClient(404, b'{"error":true,"errorNum":1202}'))
    assert "Jake" not in students


async def test_in_raises_what_has_raises() -> None:
    students = await collection_with(CannedClient(403, b'{"error":true,"errorNum":11}'))
    with pytest.raises(DocumentInError) as refused:
        "Jake" in students  # noqa: B015 - the question is what is tested
    assert refused.value.error_code == 11
    with pytest.raises(DocumentParseError):
        "t/Jake" in students  # noqa: B015 - see above
    with pytest.raises(TypeError):
        5 in students  # noqa: B015 - see above


async def test_in_is_refused_where_there_is_no_answer_at_once() -> None:
    db = await ArangoClient("http://nowhere", http_client=CannedClient()).db("test")
    batch = db.begin_batch_execution()
    with pytest.raises(TypeError, match=r"batch context; use `await has\(\.\.\.\)`"):
        "Jake" in batch.collection("s")  # noqa: B015 - the question is what is tested
    assert batch.queued_jobs() == []


async def test_in_asks_within_the_transaction() -> None:
    client = CannedClient(body=b'{"result":{"id":"7","status":"running"}}')
    db = await ArangoClient("http://nowhere", http_client=client).db("test")
    transaction = await db.begin_transaction(read="s")
    assert "Jake" in transaction.collection("s")
    assert client.headers[-1]["x-arango-trx-id"] == "7"
    assert client.threads[-1] is not threading.current_thread()


async def test_in_against_a_server_on_the_same_loop_is_a_time_out_that_says_so(
    capfd: pytest.CaptureFixture[str],
) -> None:
    script = Script([(200, {})])
    async with serve(script) as server:
        client = ArangoClient(server.url, http_client=DefaultHTTPClient(request_timeout=0.2))
        students = (await client.db("test")).collection("s")
        with pytest.raises(ServerConnectionError) as late:
            "Jake" in students  # noqa: B015 - the question is what is tested
        assert str(late.value) == (
            "the server did not answer within 0.2 s; if it runs on this event loop it cannot, "
            "use `await has(...)`"
        )
        assert await students.has("Jake")
        await client.close()
    assert capfd.readouterr() == ("", "")
