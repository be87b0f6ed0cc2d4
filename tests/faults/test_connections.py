"""Connections that are refused, break, or fall silent: what was not sent may be sent again."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import OneTry, assert_true_report, connected, fates, queued, told
from tests.faults.scripted import Peer, answer_batch, batch_body, good_server, reply, serve, stored

from arango_fastbatch import DefaultHTTPClient
from arango_fastbatch.exceptions import (
    BatchStateError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.payload import StreamPayload

if TYPE_CHECKING:
    from collections.abc import Callable

# Longer than any socket buffers together, so that sending has to wait for the server.
LARGE = 16 * 1024 * 1024
SILENCE = 0.05


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def resets_before_the_body(peer: Peer) -> None:
    await peer.head()
    peer.reset()


async def resets_in_the_body(peer: Peer) -> None:
    await peer.head()
    await peer.take(100)
    peer.reset()


async def resets_after_the_body(peer: Peer) -> None:
    await peer.request()
    peer.reset()


async def closes_after_the_body(peer: Peer) -> None:
    await peer.request()
    peer.close()


async def test_refused_then_committed_again() -> None:
    """Nobody listens: nothing was sent, and the same batch can be committed when somebody does."""
    port = closed_port()
    async with connected(f"http://127.0.0.1:{port}") as db:
        batch = await queued(db)
        for _ in range(2):
            with pytest.raises(ServerUnreachableError, match=f"127.0.0.1:{port}"):
                await batch.commit()
            assert fates(batch) == "ppp"
            assert told(batch.report) == (0, 0, 0, 0)
            assert batch.unknown_jobs() == []
            # The batch takes nothing new: it is what it was when it was committed.
            with pytest.raises(BatchStateError, match="may be called again"):
                await batch.collection("c").insert({})
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", port)
        server.close()
        await server.wait_closed()
        async with serve(good_server) as good:
            # The same database object, its host moved.
            batch.conn._prefixes = [f"{good.url}/_db/test"]
            assert await batch.commit() == batch.queued_jobs()
        assert assert_true_report(batch) == "sss"
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()


@pytest.mark.parametrize(
    "script",
    [
        resets_before_the_body,
        resets_in_the_body,
        resets_after_the_body,
        closes_after_the_body,
    ],
)
@pytest.mark.parametrize("size", [10, LARGE], ids=["small", "large"])
async def test_broken_without_an_answer(script: Callable[[Peer], None], size: int) -> None:
    """Something was sent and nothing came back: all of it is unknown, and it is not repeated."""
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db, 2)
        await batch.collection("c").insert({"text": "x" * size})
        with pytest.raises(ServerConnectionError) as caught:
            await batch.commit()
        assert not isinstance(caught.value, ServerUnreachableError)
        assert assert_true_report(batch) == "uuu"
        assert server.connections == 1
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()
        assert server.connections == 1


async def test_reset_behind_the_answer_is_no_harm() -> None:
    async def answers_and_resets(peer: Peer) -> None:
        await answer_batch(peer, await peer.request())
        await peer.until_closed()

    async with serve(answers_and_resets) as server, connected(server.url) as db:
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sss"


async def test_slow_server() -> None:
    """One byte at a time is an answer like any other."""

    async def trickles(peer: Peer) -> None:
        message = await peer.request()
        body = batch_body(message.boundary, *map(stored, message.parts))
        for byte in reply(200, body, content_type="multipart/form-data"):
            await peer.send(bytes([byte]))
            await asyncio.sleep(0)

    async with serve(trickles) as server, connected(server.url) as db:
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sss"


async def test_server_that_does_not_answer() -> None:
    async def silent(peer: Peer) -> None:
        await peer.request()
        await peer.until_closed()

    async with serve(silent) as server, connected(server.url, timeout=SILENCE) as db:
        batch = await queued(db)
        with pytest.raises(ServerConnectionError, match=r"(?i)timeout"):
            await batch.commit()
        assert assert_true_report(batch) == "uuu"


async def test_server_that_falls_silent_in_its_answer() -> None:
    async def falls_silent(peer: Peer) -> None:
        message = await peer.request()
        body = batch_body(message.boundary, *map(stored, message.parts))
        await peer.send(reply(200, body, content_type="multipart/form-data")[:-80])
        await peer.until_closed()

    async with serve(falls_silent) as server, connected(server.url, timeout=SILENCE) as db:
        batch = await queued(db)
        with pytest.raises(BatchStateError, match="at part 2"):
            await batch.commit()
        assert assert_true_report(batch) == "ssu"


async def test_server_that_takes_nothing() -> None:
    async def takes_nothing(peer: Peer) -> None:
        await peer.head()
        await asyncio.Event().wait()

    async with serve(takes_nothing) as server, connected(server.url, timeout=SILENCE) as db:
        batch = await queued(db)
        await batch.collection("c").insert({"text": "x" * LARGE})
        with pytest.raises(ServerConnectionError, match=f"took nothing for {SILENCE} s"):
            await batch.commit()
        assert assert_true_report(batch) == "uuuu"


async def test_another_host_takes_over() -> None:
    """A host that refuses costs nothing but the attempt; the order of hosts goes round."""
    dead = f"http://127.0.0.1:{closed_port()}"
    async with serve(good_server) as server:
        for hosts in ([dead, server.url], [server.url, dead], [dead, dead, server.url]):
            async with connected(hosts) as db:
                for _ in range(4):
                    batch = await queued(db)
                    await batch.commit()
                    assert assert_true_report(batch) == "sss"


async def test_all_hosts_dead() -> None:
    hosts = [f"http://127.0.0.1:{closed_port()}" for _ in range(2)]
    async with connected(hosts) as db:
        batch = await queued(db)
        with pytest.raises(ServerUnreachableError):
            await batch.commit()
        assert fates(batch) == "ppp"


async def test_broken_connections_do_not_fail_over() -> None:
    """Once something was sent it must not be sent a second time, to nobody."""
    async with serve(resets_in_the_body) as broken, serve(good_server) as good:
        async with connected([broken.url, good.url]) as db:
            batch = await queued(db)
            with pytest.raises(ServerConnectionError):
                await batch.commit()
            assert assert_true_report(batch) == "uuu"
        assert (broken.connections, good.connections) == (1, 0)


@pytest.mark.parametrize("attempts", [0, 1, 3])
async def test_retry_attempts_of_subclasses(attempts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Trying(DefaultHTTPClient):
        RETRY_ATTEMPTS = attempts

    tried = 0

    async def refuse(*_: object) -> None:
        nonlocal tried
        tried += 1
        raise ServerUnreachableError("refused")

    monkeypatch.setattr(Trying, "_send", refuse)
    async with connected("http://127.0.0.1:1", http_client=Trying()) as db:
        monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 0)
        batch = await queued(db)
        with pytest.raises(ServerUnreachableError):
            await batch.commit()
    assert tried == 1 + attempts


async def test_request_timeout_of_subclasses() -> None:
    class Hasty(OneTry):
        REQUEST_TIMEOUT = SILENCE

        def __init__(self) -> None:
            """As a subclass may have it that was written for python-aioarango."""

    async def silent(peer: Peer) -> None:
        await peer.request()
        await peer.until_closed()

    async with serve(silent) as server, connected(server.url, http_client=Hasty()) as db:
        batch = await queued(db)
        with pytest.raises(ServerConnectionError, match=r"(?i)timeout"):
            await batch.commit()


async def test_kept_connection_that_was_closed_meanwhile() -> None:
    """A connection that the server closed while it was idle is not used for the next batch."""
    closed = asyncio.Event()

    async def once(peer: Peer) -> None:
        await answer_batch(peer, await peer.request())
        peer.close()
        closed.set()

    async with serve(once) as server, connected(server.url) as db:
        for number in range(3):
            batch = await queued(db)
            await batch.commit()
            assert assert_true_report(batch) == "sss"
            await closed.wait()
            closed.clear()
            # The loop sees the end of the connection.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert server.connections == number + 1


async def test_closed_before_anything_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is lost between its choice and the first byte is no lost batch."""

    lost = []
    write = StreamPayload.write

    async def write_too_late(self: StreamPayload, writer: Any) -> None:
        # The second connection dies the moment before its first byte.
        lost.append(len(lost) == 1)
        if lost[-1]:
            writer.transport.abort()
        await write(self, writer)

    monkeypatch.setattr(StreamPayload, "write", write_too_late)
    async with (
        serve(good_server) as server,
        connected(server.url, http_client=DefaultHTTPClient()) as db,
    ):
        for _ in range(2):
            batch = await queued(db)
            await batch.commit()
            assert assert_true_report(batch) == "sss"
    assert lost == [False, True, False]
