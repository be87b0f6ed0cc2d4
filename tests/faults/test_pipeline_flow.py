"""How pipelined requests flow: windows, both directions at a time, silence, cancellation."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.faults.batches import connected
from tests.faults.judge import WINDOW, Judge, assert_true, inserts, numbered, send
from tests.faults.scripted import GoneError, Peer, reply, serve

from arango_fastbatch.exceptions import ServerConnectionError

if TYPE_CHECKING:
    from tests.faults.judge import Numbered

FLIGHT = 16


async def test_a_server_that_sends_much_before_it_reads_on() -> None:
    """Answers pile up while requests are written: who only wrote would wait for ever."""
    judge = Judge()

    async def talks(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                judge.execute(await peer.request())
                await peer.send(reply(200, b"a" * 1_000_000))

    async with serve(talks) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(100, body=b"b" * 100_000))
    assert outcome.fates == "d" * 100


async def test_a_server_that_reads_slowly() -> None:
    judge = Judge()

    async def sips(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                head = await peer.head()
                for _ in range(0, head.length, 10_000):
                    await asyncio.sleep(0)
                    await peer.take(min(10_000, head.length))
                judge.executed.append(int(head.target.rpartition("/")[2]))
                await peer.answer(200, b"{}")

    async with serve(sips) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(50, body=b"b" * 100_000))
    assert outcome.fates == "d" * 50
    assert judge.executed == [*range(50)]


@pytest.mark.parametrize("group", [2, 10, FLIGHT + 4, WINDOW])
async def test_a_server_that_waits_for_several_requests(
    group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it answers any of them."""
    monkeypatch.setattr("arango_fastbatch.pacing._FIRST_WAIT", 0.01)
    judge = Judge()

    async def waits(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                answers = [judge.execute(await peer.request()) for _ in range(group)]
                await peer.send(b"".join(answers))

    count = group * (1000 // group)
    async with serve(waits) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(count))
    assert outcome.fates == "d" * count


@pytest.mark.parametrize(("body", "window"), [(b"{}", WINDOW), (b"b" * 60_000, 5)])
async def test_no_more_than_a_window_is_unanswered(body: bytes, window: int) -> None:
    """Counted in requests, or in bytes: one may go beyond, if something is left."""
    came = 0

    async def hoards(peer: Peer) -> None:
        nonlocal came
        await peer.request()
        await peer.answer(200, b"{}")
        with suppress(GoneError):
            while True:
                await peer.request()
                came += 1
                if came == window:
                    # Whoever sends beyond the window sends it by then.
                    with suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(peer.request(), 0.1)
                        came += 1
                    peer.reset()
                    return

    async with serve(hoards) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(1000, body=body))
    assert came == window
    assert outcome.fates == "d" + "u" * window + "-" * (999 - window)


async def test_few_requests_before_the_first_answer() -> None:
    came = 0

    async def counts(peer: Peer) -> None:
        nonlocal came
        with suppress(GoneError):
            while came < FLIGHT:
                await peer.request()
                came += 1
        peer.reset()

    async with serve(counts) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(1000))
    assert outcome.fates == "u" * FLIGHT + "-" * (1000 - FLIGHT)


async def test_a_server_that_answers_one_by_one() -> None:
    """With pauses, between which nobody need look: none is forgotten."""
    judge = Judge()

    async def paced(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                await judge.serve(peer)
                await asyncio.sleep(0)

    async with serve(paced) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(3000))
    assert outcome.fates == "d" * 3000


# --- Silence


@pytest.mark.parametrize("answers", [0, 5])
async def test_a_server_that_falls_silent(answers: int) -> None:
    """Nothing is sent again, not even what only reads: the caller has waited long enough."""
    judge = Judge()

    async def silent(peer: Peer) -> None:
        await judge.serve(peer, answers)
        await peer.until_closed()

    for requests in (numbered(10), numbered(10, "GET", b"")):
        judge.executed.clear()
        async with (
            serve(silent) as server,
            connected(server.url, timeout=0.1, max_retries=3) as db,
        ):
            outcome = await send(db.conn, requests)
            assert server.connections == 1
        assert isinstance(outcome.error, ServerConnectionError)
        assert isinstance(outcome.error.__cause__, asyncio.TimeoutError)
        assert outcome.fates == "d" * answers + "u" * (10 - answers)
        assert "silent for 0.1 s" in outcome.run.lost[0][2]


async def test_a_server_that_takes_nothing() -> None:
    """What it did not get whole it cannot have executed."""

    async def deaf(peer: Peer) -> None:
        await peer.head()
        await asyncio.sleep(3600)

    async with serve(deaf) as server, connected(server.url, timeout=0.1) as db:
        outcome = await send(db.conn, numbered(1, last=b"large" * 4_000_000))
    assert isinstance(outcome.error, ServerConnectionError)
    assert isinstance(outcome.error.__cause__, asyncio.TimeoutError)
    assert outcome.fates == "-"


async def test_who_says_or_takes_a_little_is_not_silent() -> None:
    async def whole(peer: Peer) -> None:
        answer = reply(200, b"{}")
        head = await peer.head()
        for left in range(head.length, 0, -8_000_000):
            await asyncio.sleep(0.2)
            await peer.drop(min(left, 8_000_000))
        for start in range(0, len(answer), 24):
            await asyncio.sleep(0.2)
            await peer.send(answer[start : start + 24])

    async with serve(whole) as server, connected(server.url, timeout=1) as db:
        outcome = await send(db.conn, numbered(1, last=b"large" * 4_000_000))
    assert outcome.error is None
    assert outcome.fates == "d"


# --- Cancellation


@pytest.mark.parametrize("answers", [0, 1, 300])
async def test_a_cancelled_stream(answers: int) -> None:
    """It is known what it leaves behind."""
    judge = Judge()
    reached = asyncio.Event()

    async def stops(peer: Peer) -> None:
        await judge.serve(peer, answers)
        with suppress(GoneError):
            judge.execute(await peer.request())
            reached.set()
            await peer.until_closed()

    requests = numbered(1000)
    async with serve(stops) as server, connected(server.url) as db:
        run = db.conn.pipeline(requests.stream, lambda: None)
        sending = asyncio.ensure_future(run)
        await reached.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    fates = requests.fates(run)
    assert_true(judge, fates)
    assert "u" in fates
    assert "-" in fates
    assert {reason for _, _, reason in run.lost} == {"sending it was cancelled"}


@pytest.mark.parametrize("turns", range(12))
async def test_a_stream_that_is_cancelled_early(turns: int) -> None:
    """While it connects, or has begun to send: no warning, and nothing is left over."""
    judge = Judge()
    requests = numbered(100)
    async with serve(judge) as server, connected(server.url) as db:
        run = db.conn.pipeline(requests.stream, lambda: None)
        sending = asyncio.ensure_future(run)
        for _ in range(turns):
            await asyncio.sleep(0)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        # The server would leave behind what it was just about to accept.
        await asyncio.sleep(0.01)
    assert_true(judge, requests.fates(run))


async def test_a_cancelled_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy server has executed nothing of what it refused."""
    paused = asyncio.Event()

    async def pause(_: int) -> None:
        paused.set()
        await asyncio.sleep(3600)

    monkeypatch.setattr("arango_fastbatch.connection.pipelined.pause", pause)
    judge = Judge()

    async def busy(peer: Peer) -> None:
        with suppress(GoneError):
            await judge.serve(peer, 20)
            while True:
                await peer.request()
                await peer.answer(503, b"")

    requests = numbered(100)
    async with serve(busy) as server, connected(server.url, max_retries=5) as db:
        run = db.conn.pipeline(requests.stream, lambda: None)
        sending = asyncio.ensure_future(run)
        await paused.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    assert requests.fates(run) == "d" * 20 + "-" * 80


@pytest.mark.parametrize("requests", [numbered(0), inserts(0)])
async def test_an_empty_stream_connects_nowhere(requests: Numbered) -> None:
    async with connected("http://127.0.0.1:1") as db:
        outcome = await send(db.conn, requests)
    assert outcome.error is None
