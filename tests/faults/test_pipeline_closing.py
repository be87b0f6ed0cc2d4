"""Hosts that close connections: what is sent again, what is remembered, and who takes over."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import connected
from tests.faults.judge import Judge, assert_true, numbered, send, without_delay
from tests.faults.scripted import GoneError, Peer, serve

from arango_fastbatch import DefaultHTTPClient
from arango_fastbatch.connection.pipelined import _Limit
from arango_fastbatch.exceptions import ServerConnectionError, ServerUnreachableError

if TYPE_CHECKING:
    from tests.faults.scripted import Script

CLOSE = ("Connection", "close")


def closing(judge: Judge, answers: int, *last: tuple[str, str]) -> Script:
    """Closes after so many answers, the last of them with these headers."""

    async def script(peer: Peer) -> None:
        without_delay(peer)
        with suppress(GoneError):
            await judge.serve(peer, answers - 1)
            await judge.serve(peer, 1, *last)
            # As politely as nginx does: what still comes is read, so that it is no reset.
            peer.half_close()
            await peer.until_closed()

    return script


@pytest.mark.parametrize("answers", [1, 2, 7, 100, 1000])
async def test_a_host_that_says_when_it_closes(answers: int) -> None:
    """Nothing behind its word was executed, and nothing is lost: as often as it takes."""
    judge = Judge()
    script = closing(judge, answers, CLOSE)
    async with serve(script) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(350))
        assert server.connections == -(-350 // answers)
    assert outcome.error is None
    assert outcome.fates == "d" * 350
    assert judge.executed == [*range(350)]


@pytest.mark.parametrize("answers", [1, 5])
async def test_a_host_that_closes_without_a_word_is_known_by_then(answers: int) -> None:
    """What was sent the first time is unknown; later no more is sent than it answers."""
    judge = Judge()
    async with serve(closing(judge, answers)) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(100))
        assert_true(judge, outcome.fates)
        assert outcome.fates.count("d") == answers
        assert outcome.fates.count("u") >= 1
        assert isinstance(outcome.error, ServerConnectionError)
        judge.executed.clear()
        again = await send(db.conn, numbered(100))
        assert again.error is None
        assert again.fates == "d" * 100
        assert judge.executed == [*range(100)]
        assert server.connections == 1 + -(-100 // answers)


@pytest.mark.parametrize("is_told", [True, False])
async def test_a_host_that_does_not_close_any_more_is_trusted_again(
    is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arango_fastbatch.pacing._GRACE", 0.01)
    judge = Judge()
    async with serve(judge) as server, connected(server.url) as db:
        db.conn._limits[0] = _Limit(3, is_told)
        outcome = await send(db.conn, numbered(100))
        assert outcome.fates == "d" * 100
        assert server.connections == 1
        assert db.conn._limits == {}


async def test_reads_are_sent_again_after_a_loss() -> None:
    judge = Judge()

    async def breaks(peer: Peer) -> None:
        without_delay(peer)
        await judge.serve(peer, 3)
        peer.reset()

    async with serve(breaks, judge) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(10, "GET", b""))
        assert server.connections == 2
    assert outcome.error is None
    assert outcome.fates == "d" * 10


async def test_reads_behind_writes_are_lost_with_them() -> None:
    judge = Judge()

    async def breaks(peer: Peer) -> None:
        judge.execute(await peer.request())
        peer.reset()

    async with serve(breaks) as server, connected(server.url, max_retries=3) as db:
        requests = numbered(1)
        head = requests.buffer
        head.append_raw("GET", "/x/1", [], b"")
        requests.stream = type(requests.stream)(head, 0, 2, {})
        outcome = await send(db.conn, requests)
        assert server.connections == 1
    assert outcome.fates == "uu"


@pytest.mark.parametrize(("retries", "connections"), [(None, 2), (0, 1), (3, 4)])
async def test_a_host_that_always_breaks_is_given_up(
    retries: int | None, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 0)

    async def breaks(peer: Peer) -> None:
        await peer.request()
        peer.reset()

    async with serve(breaks) as server, connected(server.url, max_retries=retries) as db:
        outcome = await send(db.conn, numbered(3, "GET", b""))
        assert server.connections == connections
    assert isinstance(outcome.error, ServerConnectionError)
    assert outcome.fates == "---"


class Twice(DefaultHTTPClient):
    """Connects twice."""

    RETRY_ATTEMPTS = 1


async def test_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 0)
    async with serve(Judge()) as server:
        url = server.url
    for client in (Twice(), None):
        options: dict[str, Any] = {} if client is None else {"http_client": client}
        async with connected(url, **options) as db:
            outcome = await send(db.conn, numbered(3))
        assert isinstance(outcome.error, ServerUnreachableError)
        assert outcome.fates == "---"
    async with connected("http://name.invalid:1") as db:
        outcome = await send(db.conn, numbered(3))
    assert isinstance(outcome.error, ServerUnreachableError)


async def test_another_host_takes_over_where_no_connection_comes_about() -> None:
    judge = Judge()
    async with serve(judge) as gone:
        pass
    async with serve(judge) as server, connected([gone.url, server.url]) as db:
        conn = db.conn.sticky()
        outcome = await send(conn, numbered(10))
        assert outcome.fates == "d" * 10
        # The next one goes there at once.
        judge.executed.clear()
        assert (await send(conn, numbered(10))).fates == "d" * 10
        assert server.connections == 2
        assert conn.settled() is db.conn.on_host(1)


async def test_a_host_that_goes_away_when_all_is_settled_is_replaced() -> None:
    judge = Judge()
    async with serve(judge) as other, serve(closing(judge, 5, CLOSE)) as first:

        async def last(peer: Peer) -> None:
            await closing(judge, 5, CLOSE)(peer)

        first.scripts = [last]

        def stop_listening() -> None:
            if len(judge.executed) == 5:
                first._accepting.cancel()
                first._listener.close()

        async with connected([first.url, other.url]) as db:
            outcome = await send(db.conn, numbered(10), stop_listening)
        assert other.connections == 1
    assert outcome.error is None
    assert outcome.fates == "d" * 10
    assert judge.executed == [*range(10)]


async def test_another_host_does_not_take_over_what_may_be_executed() -> None:
    first, second = Judge(), Judge()

    async def breaks(peer: Peer) -> None:
        await first.serve(peer, 2)
        peer.reset()

    async with (
        serve(breaks) as one,
        serve(second) as two,
        connected([one.url, two.url], max_retries=5) as db,
    ):
        outcome = await send(db.conn, numbered(10))
    assert_true(first, outcome.fates)
    assert second.executed == []
    assert "u" in outcome.fates


async def test_a_pinned_connection_asks_its_host_only() -> None:
    judge = Judge()
    async with (
        serve(judge) as gone,
        serve(judge) as server,
        connected([gone.url, server.url]) as db,
    ):
        conn = db.conn.on_host(1)
        for _ in range(2):
            judge.executed.clear()
            assert (await send(conn, numbered(3))).fates == "ddd"
        assert (gone.connections, server.connections) == (0, 2)
