"""What goes with pipelined requests, what hooks are told, and HTTP clients of the caller's own."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import connected
from tests.faults.judge import Judge, assert_true, inserts, numbered, send
from tests.faults.scripted import GoneError, Peer, error_body, serve

from arango_fastbatch import DefaultHTTPClient
from arango_fastbatch.exceptions import ServerConnectionError, ServerUnreachableError
from arango_fastbatch.http import HTTPClient
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from arango_fastbatch.hooks import Exchange

# --- Header fields


async def test_the_fields_of_each_request() -> None:
    judge = Judge()
    async with serve(judge) as server, connected(server.url) as db:
        await send(db.conn, numbered(3))
    basic = base64.b64encode(b"root:secret").decode()
    host = server.url.removeprefix("http://")
    for fields in judge.heads:
        agent = fields.pop("user-agent")
        assert "aiohttp" in agent
        assert fields == {
            "host": host,
            "authorization": f"Basic {basic}",
            "content-length": "7",
        }


async def test_the_limit_of_the_servers_queue() -> None:
    judge = Judge()
    async with (
        serve(judge) as server,
        connected(server.url, max_queue_time_seconds=0.5) as db,
    ):
        await send(db.conn, numbered(1))
    assert judge.heads[0]["x-arango-queue-time-seconds"] == "0.500000"


async def test_a_host_below_a_path() -> None:
    targets = []

    async def notes(peer: Peer) -> None:
        targets.append((await peer.request()).target)
        await peer.answer(200, b"{}")

    async with serve(notes) as server, connected(server.url + "/some%20where") as db:
        assert (await send(db.conn, numbered(1))).fates == "d"
    assert targets == ["/some%20where/_db/test/x/0"]


# --- Hooks


class Notes:
    """A hook that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Exchange, Any]] = []

    def on_request(self, exchange: Exchange) -> None:
        self.told.append(("request", exchange, None))

    def on_response(self, exchange: Exchange, response: Response) -> None:
        self.told.append(("response", exchange, response.status_code))

    def on_error(self, exchange: Exchange, error: BaseException) -> None:
        self.told.append(("error", exchange, type(error)))


async def test_hooks_are_told_of_each_connection_once() -> None:
    notes, judge = Notes(), Judge()

    async def closes(peer: Peer) -> None:
        await judge.serve(peer, 4)
        await judge.serve(peer, 1, ("Connection", "close"))

    async def busy(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                await peer.request()
                await peer.answer(503, error_body(503, 21003, "queue is full"))

    async def breaks(peer: Peer) -> None:
        await peer.request()
        peer.reset()

    async with (
        serve(closes, busy, breaks) as server,
        connected(server.url, hooks=[notes], max_retries=1) as db,
    ):
        outcome = await send(db.conn, numbered(12))
    assert isinstance(outcome.error, ServerConnectionError)
    assert [(event, exchange.attempt, end) for event, exchange, end in notes.told] == [
        ("request", 0, None),
        ("response", 0, 200),
        ("request", 0, None),
        ("response", 0, 503),
        ("request", 1, None),
        ("error", 1, ServerConnectionError),
    ]
    for _, exchange, _ in notes.told:
        assert (exchange.method, exchange.path, exchange.template) == ("PIPELINE", "/", "/")
        assert (exchange.database, exchange.host) == ("test", server.url)


# --- HTTP clients of the caller's own


class Watching(DefaultHTTPClient):
    """The default client with a `send_request` of its own: nothing may go past it."""

    REQUEST_TIMEOUT = 60
    RETRY_ATTEMPTS = 0
    sent = 0

    async def send_request(self, *args: Any, **named: Any) -> Response:
        self.sent += 1
        return await super().send_request(*args, **named)


@dataclass
class Asked:
    """What another HTTP client was asked for."""

    method: str
    url: str
    headers: dict[str, str]
    params: Any
    data: Any


@dataclass
class Another(HTTPClient):
    """An HTTP client with nothing behind it; what it is to raise or answer comes first."""

    ends: list[Any] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def create_session(self, host: str) -> str:
        return host

    async def send_request(
        self,
        session: str,
        method: str,
        url: str,
        headers: Any = None,
        params: Any = None,
        data: Any = None,
        auth: Any = None,
    ) -> Response:
        self.asked.append(Asked(method, url, dict(headers), params, data))
        end = self.ends.pop(0) if self.ends else (200, b"{}")
        if isinstance(end, BaseException):
            raise end
        return Response(method, url, {"Content-Type": "application/json"}, end[0], "", end[1])


async def test_an_overridden_send_request_gets_each_request() -> None:
    judge, client = Judge(), Watching()
    async with serve(judge) as server, connected(server.url, http_client=client) as db:
        outcome = await send(db.conn, numbered(10))
    assert outcome.fates == "d" * 10
    assert judge.executed == [*range(10)]
    assert client.sent == 10


async def test_another_client_gets_merged_requests() -> None:
    judge, client = Judge(), Watching()
    async with serve(judge) as server, connected(server.url, http_client=client) as db:
        outcome = await send(db.conn, inserts(2500))
    assert outcome.fates == "d" * 2500
    assert judge.executed == [*range(2500)]
    assert client.sent == 3


async def test_what_another_client_is_asked_for() -> None:
    client = Another()
    requests = numbered(1)
    requests.buffer.append_raw("PATCH", "/x/a%20b?c=d%26&e=", [("If-Match", "1")], "{ä}".encode())
    requests.buffer.append_raw("PUT", "/x/y", [], b"\xff\xfe")
    requests.stream = type(requests.stream)(requests.buffer, 0, 3, {})
    async with connected("http://h:1", http_client=client) as db:
        assert (await send(db.conn, requests)).fates == "ddd"
    first, second, third = client.asked
    url = "http://h:1/_db/test/x"
    assert (first.method, first.url, first.data) == ("POST", f"{url}/0", '{"a":1}')
    assert (second.url, second.params) == (f"{url}/a%20b", {"c": "d&", "e": ""})
    assert second.headers["if-match"] == "1"
    assert second.data == "{ä}"
    assert third.data == b"\xff\xfe"


@pytest.mark.parametrize(
    ("raised", "fates"),
    [
        (ServerUnreachableError("no"), "d---"),
        (ServerConnectionError("no"), "du--"),
        (KeyError("anything"), "du--"),
        (asyncio.CancelledError(), "du--"),
    ],
)
async def test_what_another_client_raises(raised: BaseException, fates: str) -> None:
    client = Another([(200, b"{}"), raised])
    requests = numbered(4)
    async with connected("http://h:1", http_client=client) as db:
        run = db.conn.pipeline(requests.stream, lambda: None)
        with pytest.raises(type(raised)):
            await run
        assert requests.fates(run) == fates
        if fates == "d---":
            # Nothing was sent: it may be awaited anew.
            await db.conn.pipeline(requests.stream, lambda: None)
            assert requests.fates(run) == "dddd"


async def test_another_clients_server_refuses_what_is_merged() -> None:
    """Smaller ones are tried, down to single ones, whose refusals are answers."""
    judge = Judge()

    class Limited(Watching):
        async def send_request(self, *args: Any, **named: Any) -> Response:
            if len(named["data"]) > 4000:
                return Response("post", "", {}, 413, "", b"")
            return await super().send_request(*args, **named)

    client = Limited()
    async with serve(judge) as server, connected(server.url, http_client=client) as db:
        outcome = await send(db.conn, inserts(1000))
    assert outcome.fates == "d" * 1000
    assert judge.executed == [*range(1000)]


async def test_another_clients_answer_that_is_none() -> None:
    client = Another([(200, b'{"no":"array"}')])
    judge = Judge()
    async with connected("http://h:1", http_client=client) as db:
        outcome = await send(db.conn, inserts(10))
    assert isinstance(outcome.error, ServerConnectionError)
    assert_true(judge, outcome.fates.replace("-", "u"))
    assert outcome.fates == "u" * 10
