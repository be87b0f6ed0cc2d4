"""Hooks: told of every exchange, once, and of no credentials; what they raise harms nobody."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from tests.faults.batches import connected
from tests.faults.scripted import GoneError, Peer, answer_batch, error_body, serve

from arango_fastbatch.exceptions import ServerConnectionError
from arango_fastbatch.request import Request
from arango_fastbatch.telemetry import OpenTelemetryHook

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

    from arango_fastbatch.hooks import Exchange
    from arango_fastbatch.response import Response

TOKEN = "t0ken"


async def server(peer: Peer) -> None:
    """Knows batches, logins and counts; breaks at deletes, and is busy otherwise."""
    try:
        while True:
            message = await peer.request()
            path = message.target.removeprefix("/_db/test")
            if path == "/_api/batch":
                await answer_batch(peer, message)
            elif path == "/_open/auth":
                await peer.answer(200, b'{"jwt":"%s"}' % TOKEN.encode())
            elif path.endswith("/count"):
                await peer.answer(200, b'{"count":3}')
            elif message.method == "DELETE":
                peer.reset()
                return
            else:
                await peer.answer(503, error_body(503, 21003, "queue is full"))
    except GoneError:
        pass


class Notes:
    """A hook that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Exchange, Any]] = []

    def on_request(self, exchange: Exchange) -> None:
        self.told.append(("request", exchange, None))

    def on_response(self, exchange: Exchange, response: Response) -> None:
        self.told.append(("response", exchange, response))

    def on_error(self, exchange: Exchange, error: BaseException) -> None:
        self.told.append(("error", exchange, error))


class Fails:
    """A hook that does nothing but fail."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


async def test_every_exchange_is_told_with_its_end() -> None:
    notes = Notes()
    async with serve(server) as it, connected(it.url, hooks=[notes]) as db:
        assert await db.collection("c").count() == 3
        async with db.begin_batch_execution(max_batch_bytes=1) as batch:
            await batch.collection("c").insert({})
            await batch.collection("c").insert({})
        with pytest.raises(ServerConnectionError):
            await db.collection("c").delete("secret-key")
    events = [(event, exchange.method, exchange.template) for event, exchange, _ in notes.told]
    count = "/_api/collection/{collection}/count"
    assert events == [
        ("request", "GET", count),
        ("response", "GET", count),
        *[("request", "POST", "/_api/batch"), ("response", "POST", "/_api/batch")] * 2,
        ("request", "DELETE", "/_api/document/{collection}/{key}"),
        ("error", "DELETE", "/_api/document/{collection}/{key}"),
    ]
    for (_, begun, _), (_, ended, result) in zip(notes.told[::2], notes.told[1::2], strict=True):
        assert begun is ended
        assert begun.host == it.url
        assert begun.database == "test"
        assert begun.attempt == 0
        assert isinstance(result, ServerConnectionError) or result.status_code == 200
    assert notes.told[-1][1].path == "/_api/document/c/secret-key"


async def test_repeats_are_exchanges_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 0)
    notes = Notes()
    async with serve(server) as it, connected(it.url, hooks=[notes], max_retries=2) as db:
        await db.conn.send_request(Request("get", "/_api/x/name"))
    assert [exchange.attempt for _, exchange, _ in notes.told] == [0, 0, 1, 1, 2, 2]
    assert {exchange.template for _, exchange, _ in notes.told} == {"/_api/x"}


async def test_a_caller_who_does_not_wait_is_told_too() -> None:
    notes = Notes()
    asked = asyncio.Event()

    async def silent(peer: Peer) -> None:
        await peer.request()
        asked.set()
        await peer.until_closed()

    async with serve(silent) as it, connected(it.url, hooks=[notes]) as db:
        call = asyncio.ensure_future(db.collection("c").count())
        await asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert [event for event, _, _ in notes.told] == ["request", "error"]
    assert isinstance(notes.told[-1][2], asyncio.CancelledError)


async def test_logins_are_told_without_credentials() -> None:
    notes = Notes()
    async with serve(server) as it, connected(it.url, jwt=True, hooks=[notes]) as db:
        assert await db.collection("c").count() == 3
    assert [exchange.template for _, exchange, _ in notes.told[::2]] == [
        "/_open/auth",
        "/_api/collection/{collection}/count",
    ]
    for _, exchange, result in notes.told:
        assert TOKEN not in repr(exchange)
        assert "secret" not in repr(exchange)
        if result is not None:
            assert TOKEN.encode() not in result.content


async def test_failing_hooks_break_no_call(caplog: pytest.LogCaptureFixture) -> None:
    notes = Notes()
    with caplog.at_level(logging.ERROR, "arango_fastbatch"):
        async with serve(server) as it, connected(it.url, hooks=[Fails(), notes]) as db:
            assert await db.collection("c").count() == 3
            with pytest.raises(ServerConnectionError):
                await db.collection("c").delete("k")
    assert len(notes.told) == 4
    assert [record.getMessage() for record in caplog.records] == [
        f"{event} of the hook Fails failed"
        for event in ("on_request", "on_response", "on_request", "on_error")
    ]


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/_api/document/c/key", "/_api/document"),
        ("/_admin/log", "/_admin/log"),
        ("/my-service/users/7", "/{path}"),
    ],
)
async def test_paths_of_users_own_tell_no_names(path: str, template: str) -> None:
    notes = Notes()
    async with serve(server) as it, connected(it.url, hooks=[notes]) as db:
        await db.conn.send_request(Request("post", path))
    assert notes.told[0][1].template == template


# --- OpenTelemetry


async def spans_of(call: Any, **options: Any) -> list[ReadableSpan]:
    """The spans of what is done with a database."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    hook = OpenTelemetryHook(provider)
    async with serve(server) as it, connected(it.url, hooks=[hook], **options) as db:
        with provider.get_tracer("test").start_as_current_span("outer") as outer:
            await call(db)
    assert hook._spans == {}
    spans = [span for span in exporter.get_finished_spans() if span.name != "outer"]
    assert all(span.parent == outer.get_span_context() for span in spans if span.parent)
    return spans


async def test_a_span_tells_what_was_asked_and_how_it_ended() -> None:
    (span,) = await spans_of(lambda db: db.collection("c").count())
    assert span.name == "GET /_api/collection/{collection}/count"
    assert span.kind is SpanKind.CLIENT
    assert span.parent is not None
    attributes = dict(span.attributes or {})
    assert isinstance(attributes.pop("server.port"), int)
    assert attributes == {
        "db.system.name": "arangodb",
        "db.name": "test",
        "db.namespace": "test",
        "http.request.method": "GET",
        "url.template": "/_api/collection/{collection}/count",
        "server.address": "127.0.0.1",
        "http.response.status_code": 200,
    }
    assert span.status.status_code is StatusCode.UNSET


async def test_spans_of_failures() -> None:
    async def fail(db: Any) -> None:
        with pytest.raises(ServerConnectionError):
            await db.collection("c").delete("secret-key")
        await db.conn.send_request(Request("post", "/_api/x"))

    broken, busy = await spans_of(fail)
    assert broken.status.status_code is busy.status.status_code is StatusCode.ERROR
    assert (broken.attributes or {})["error.type"] == "ServerConnectionError"
    assert (busy.attributes or {})["error.type"] == "503"
    assert "secret-key" not in broken.to_json()


async def test_no_span_holds_credentials() -> None:
    async def use(db: Any) -> None:
        await db.collection("c").count()
        async with db.begin_batch_execution() as batch:
            await batch.collection("c").insert({})

    spans = await spans_of(use, jwt=True)
    assert [span.name for span in spans] == [
        "POST /_open/auth",
        "GET /_api/collection/{collection}/count",
        "POST /_api/batch",
    ]
    for span in spans:
        assert TOKEN not in span.to_json()
        assert "secret" not in span.to_json()
        assert "root" not in span.to_json()
