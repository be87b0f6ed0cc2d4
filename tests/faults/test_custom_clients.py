"""What users bring along: HTTP clients, serializers, deserializers of their own; in batches too."""

from __future__ import annotations

import asyncio
import decimal
import json
import urllib.error
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from tests.faults.batches import OneTry, assert_true_report, connected, fates, queued
from tests.faults.scripted import (
    GoneError,
    Message,
    Part,
    Peer,
    answer_batch,
    conflict,
    error_body,
    good_server,
    serve,
    stored,
)

from arango_fastbatch import ArangoClient, DefaultHTTPClient, HTTPClient, Response
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchStateError,
    DocumentInsertError,
    ServerUnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import MutableMapping


class StandardLibraryClient(HTTPClient):
    """As simple as an HTTP client can be: urllib in threads."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.sent: list[tuple[str, str, Any]] = []

    def create_session(self, host: str) -> str:
        self.hosts.append(host)
        return host

    async def send_request(
        self,
        session: str,
        method: str,
        url: str,
        headers: MutableMapping[str, str] | None = None,
        params: MutableMapping[str, str] | None = None,
        data: Any = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        assert url.startswith(session)
        assert auth == ("root", "secret")
        self.sent.append((method, url, params))
        body = data.encode() if isinstance(data, str) else data
        request = urllib.request.Request(url, body, dict(headers or {}), method=method.upper())
        return await asyncio.to_thread(self._open, request)

    def _open(self, request: urllib.request.Request) -> Response:
        try:
            reply = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            # Text, as python-aioarango's Response wants it, and header names as they came.
            return Response(
                method=request.get_method(),
                url=request.full_url,
                headers=dict(reply.headers.items()),
                status_code=reply.status,
                status_text=reply.reason,
                raw_body=reply.read().decode(),
            )


async def test_client_on_another_library() -> None:
    http = StandardLibraryClient()
    async with serve(good_server) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db, 50)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 50
        assert http.hosts == [server.url]
        assert http.sent == [("post", f"{server.url}/_db/test/_api/batch", None)]


async def test_its_answers_are_judged_as_any_others() -> None:
    async def script(peer: Peer) -> None:
        message = await peer.request()
        each = {"0": stored, "1": conflict}
        await answer_batch(peer, message, lambda part: each[part.content_id](part))

    async def too_large_once(peer: Peer) -> None:
        await peer.request()
        await peer.answer(413, error_body(413, 413, "payload too large"), ("Connection", "close"))

    async def refuses(peer: Peer) -> None:
        await peer.request()
        await peer.answer(503, error_body(503, 21003, "queue full"), ("Connection", "close"))

    async def page(peer: Peer) -> None:
        await peer.request()
        await peer.answer(200, b"<html>", ("Connection", "close"), content_type="text/html")

    async def one_missing(peer: Peer) -> None:
        message = await peer.request()
        message.body = message.body[: message.body.rindex(b"\r\nContent-Type")]
        edge = f"--{message.boundary}".encode()
        message.body = message.body.removesuffix(edge) + edge + b"--"
        await answer_batch(peer, message)

    http = StandardLibraryClient()
    async with serve(script) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db, 2)
        await batch.commit()
        assert assert_true_report(batch) == "sf"
    async with (
        serve(too_large_once, good_server) as server,
        connected(server.url, http_client=http) as db,
    ):
        batch = await queued(db, 4)
        await batch.commit()
        assert assert_true_report(batch) == "ssss"
        assert server.connections == 3
    async with serve(refuses) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db, 2)
        with pytest.raises(BatchExecuteError, match="queue full"):
            await batch.commit()
        assert fates(batch) == "pp"
    async with serve(page) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db, 2)
        with pytest.raises(BatchStateError, match="text/html"):
            await batch.commit()
        assert assert_true_report(batch) == "uu"
    async with serve(one_missing) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db, 3)
        with pytest.raises(BatchStateError, match="2 parts came"):
            await batch.commit()
        assert assert_true_report(batch) == "ssu"


class StrangeError(Exception):
    """What another library raises."""


async def test_whatever_it_raises_gets_through() -> None:
    """Nobody knows how far it had come: the outcome is unknown."""

    class Raising(StandardLibraryClient):
        async def send_request(self, *_: Any, **__: Any) -> Response:
            raise StrangeError("out of paper")

    async with connected("http://127.0.0.1:1", http_client=Raising()) as db:
        batch = await queued(db)
        with pytest.raises(StrangeError, match="out of paper"):
            await batch.commit()
        assert assert_true_report(batch) == "uuu"
        with pytest.raises(Exception, match="out of paper"):
            batch.unknown_jobs()[0].result()
        # In a flush as well.
        batch = db.begin_batch_execution(flush_count=2)
        await batch.collection("c").insert({})
        await batch.collection("c").insert({})
        for call in (batch.collection("c").insert({}), batch.commit()):
            with pytest.raises(StrangeError):
                await call


async def test_it_may_say_that_nothing_was_sent() -> None:
    class Unreachable(StandardLibraryClient):
        down = True

        async def send_request(self, *args: Any, **kwargs: Any) -> Response:
            if self.down:
                raise ServerUnreachableError("no route")
            return await super().send_request(*args, **kwargs)

    http = Unreachable()
    async with serve(good_server) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db)
        with pytest.raises(ServerUnreachableError):
            await batch.commit()
        assert fates(batch) == "ppp"
        http.down = False
        await batch.commit()
        assert assert_true_report(batch) == "sss"


async def test_watching_subclass_of_the_default_client() -> None:
    """As users have it who log requests: it sees batches too, whole, and may change them."""

    class Watching(OneTry):
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[tuple[str, str, int]] = []

        async def send_request(  # type: ignore[override]  # as loosely as users write it
            self, session: Any, method: str, url: str, **kwargs: Any
        ) -> Response:
            kwargs["headers"] = {**kwargs["headers"], "x-watched": "yes"}
            self.seen.append((method, url, len(kwargs.get("data") or b"")))
            return await super().send_request(session, method, url, **kwargs)

    seen: list[Message] = []

    async def keeps(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                seen.append(message)
                await answer_batch(peer, message)

    http = Watching()
    async with serve(keeps) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db, 3)
        await batch.collection("c").insert({"text": "x" * 1_000_000})
        await batch.commit()
        assert assert_true_report(batch) == "ssss"
    (message,) = seen
    assert message.headers["x-watched"] == "yes"
    assert http.seen == [("post", f"{server.url}/_db/test/_api/batch", message.length)]


async def test_subclass_with_sessions_of_its_own() -> None:
    """A subclass may make sessions of another kind, and send them what it likes."""

    class Own(DefaultHTTPClient):
        RETRY_ATTEMPTS = 0

        def create_session(self, host: str) -> Any:
            return {"host": host, "session": None}

        async def send_request(  # type: ignore[override]  # as loosely as users write it
            self,
            session: Any,
            method: str,
            url: str,
            headers: Any = None,
            params: Any = None,
            data: Any = None,
            auth: Any = None,
        ) -> Response:
            async with (
                aiohttp.ClientSession() as own,
                own.request(method, url, headers=headers, params=params, data=data) as reply,
            ):
                text = await reply.text()
                return Response(
                    method, url, dict(reply.headers), reply.status, reply.reason or "", text
                )

    async with serve(good_server) as server, connected(server.url, http_client=Own()) as db:
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sss"


async def test_default_client_is_not_asked_for_the_whole_body() -> None:
    """Without a `send_request` of one's own the body is never in one piece."""

    class Counting(OneTry):
        whole = 0

        def _payload(self, data: Any) -> Any:
            self.whole += isinstance(data, bytes)
            return super()._payload(data)

    http = Counting()
    async with serve(good_server) as server, connected(server.url, http_client=http) as db:
        batch = await queued(db)
        await batch.commit()
        assert http.whole == 0


async def test_closing_closes_what_can_be_closed() -> None:
    closed: list[str] = []

    class Sync:
        def close(self) -> None:
            closed.append("close")

    class Async:
        async def aclose(self) -> None:
            closed.append("aclose")

    for session in (Sync(), Async(), object()):

        class Client(StandardLibraryClient):
            def create_session(self, host: str, session: Any = session) -> Any:
                return session

        async with ArangoClient("http://127.0.0.1:1", http_client=Client()):
            pass
    assert closed == ["close", "aclose"]


# --- Serializers


class Bodies:
    """Keeps the bodies of the parts, and answers with one of its own."""

    def __init__(self, answer: bytes = b'{"_id":"c/k","n":1.10}') -> None:
        self.bodies: list[bytes] = []
        self.answer = answer

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                if message.target.endswith("/_api/batch"):
                    self.bodies += [part.body for part in message.parts]
                    await answer_batch(peer, message, self._answer)
                else:
                    self.bodies.append(message.body)
                    await peer.answer(200, self.answer)

    def _answer(self, part: Part) -> bytes:
        from tests.faults.scripted import part_answer

        return part_answer(part.content_id, 200, self.answer)


def sorted_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def sorted_bytes(value: Any) -> bytes:
    return sorted_text(value).encode()


@pytest.mark.parametrize("serializer", [sorted_text, sorted_bytes])
async def test_serializer(serializer: Any) -> None:
    """In a batch, and in plain calls; one that gives text, and one that gives bytes."""
    bodies = Bodies()
    async with serve(bodies) as server, connected(server.url, serializer=serializer) as db:
        document = {"b": decimal.Decimal("1.10"), "a": {"d": "ä", "c": None}}
        await db.collection("c").insert(document)
        async with db.begin_batch_execution() as batch:
            for _ in range(3):
                await batch.collection("c").insert(document)
            await batch.collection("c").insert({"nan": float("nan")})
    expected = b'{"a": {"c": null, "d": "\\u00e4"}, "b": "1.10"}'
    # NaN is the serializer's business: it may have its reasons.
    assert bodies.bodies == [expected] * 4 + [b'{"nan": NaN}']


async def test_serializer_that_raises() -> None:
    def refuses(value: Any) -> str:
        raise StrangeError("not this one")

    async with serve(good_server) as server, connected(server.url, serializer=refuses) as db:
        batch = db.begin_batch_execution()
        for _ in range(3):
            with pytest.raises(StrangeError):
                await batch.collection("c").insert({})
        assert batch.queued_jobs() == []


async def test_deserializer() -> None:
    def exactly(text: str) -> Any:
        assert isinstance(text, str)
        return json.loads(text, parse_float=decimal.Decimal)

    async with serve(Bodies()) as server, connected(server.url, deserializer=exactly) as db:
        assert (await db.collection("c").get("k"))["n"] == decimal.Decimal("1.10")
        async with db.begin_batch_execution() as batch:
            get = await batch.collection("c").get("k")
            insert = await batch.collection("c").insert({})
        for _ in range(2):
            assert get.result()["n"] == decimal.Decimal("1.10")
            assert insert.result()["n"] == decimal.Decimal("1.10")


async def test_deserializer_reads_errors_too() -> None:
    read: list[str] = []

    def watching(text: str) -> Any:
        read.append(text)
        return json.loads(text)

    async def fails(peer: Peer) -> None:
        await answer_batch(peer, await peer.request(), conflict)

    async with serve(fails) as server, connected(server.url, deserializer=watching) as db:
        batch = db.begin_batch_execution()
        job = await batch.collection("c").insert({})
        await batch.commit()
        with pytest.raises(DocumentInsertError) as caught:
            job.result()
        assert caught.value.error_code == 1210
    assert "conflicting key" in read[0]


async def test_settings_of_the_default_client_need_the_default_client() -> None:
    for setting in (
        {"request_timeout": 1},
        {"max_connections": 1},
        {"verify_tls": False},
        {"ssl_context": object()},
    ):
        with pytest.raises(ValueError, match="http_client"):
            ArangoClient(http_client=StandardLibraryClient(), **setting)
