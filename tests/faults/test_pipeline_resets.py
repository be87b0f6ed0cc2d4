"""Pipelined streams whose connections break at any byte: what is said of each request is so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tests.faults.batches import connected
from tests.faults.judge import STATUSES, Judge, assert_true, numbered, send, without_delay
from tests.faults.scripted import Peer, serve

from arango_fastbatch._core import Pipeline
from arango_fastbatch.exceptions import ServerConnectionError
from arango_fastbatch.pacing import Rests

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 3
ENDS = [Peer.reset, Peer.close, Peer.half_close]


async def wire_bytes() -> tuple[int, int]:
    """How many bytes the requests of the small stream take, and their answers."""
    judge, sizes = Judge(), []

    async def measure(peer: Peer) -> None:
        answers = b"".join([judge.execute(await peer.request()) for _ in range(COUNT)])
        sizes.append(len(answers))
        await peer.send(answers)
        await peer.until_closed()

    requests = numbered(COUNT)
    requests.stream.open("/_db/test", [])
    size = len(requests.stream.segment(1 << 20, 256, 1 << 20))
    async with serve(measure) as server, connected(server.url) as db:
        outcome = await send(db.conn, numbered(COUNT))
    assert outcome.fates == "ddd"
    # What the connection adds to each.
    added = sum(len(f"{name}: {value}\r\n") for name, value in judge.heads[0].items())
    own = len("Content-Length: 7\r\n")
    return size + COUNT * (added - own), sizes[0]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("answered", [0, 1, COUNT])
async def test_the_peer_is_gone_after_any_byte_of_the_requests(
    end: Callable[[Peer], None], answered: int
) -> None:
    size, _ = await wire_bytes()
    for cut in range(size + 1):
        judge = Judge()

        async def breaks(peer: Peer, cut: int = cut, judge: Judge = judge) -> None:
            whole = judge.whole_requests(await peer.take(cut))
            answers = [judge.execute(message) for message in whole]
            await peer.send(b"".join(answers[:answered]))
            end(peer)
            if end is Peer.half_close:
                await peer.until_closed()

        async with serve(breaks) as server, connected(server.url, max_retries=0) as db:
            outcome = await send(db.conn, numbered(COUNT))
            assert server.connections == 1
        assert_true(judge, outcome.fates)
        known = min(answered, len(judge.executed))
        # A peer that was gone at once may have been so before anything was handed out.
        rest = "-" if cut == 0 and "u" not in outcome.fates else "u"
        assert outcome.fates == "d" * known + rest * (COUNT - known)
        assert isinstance(outcome.error, ServerConnectionError) == (known < COUNT)


@pytest.mark.parametrize("end", ENDS)
async def test_the_peer_is_gone_after_any_byte_of_the_answers(end: Callable[[Peer], None]) -> None:
    """What came whole is known, whatever comes behind it."""
    _, size = await wire_bytes()
    for cut in range(size + 1):
        judge = Judge()

        async def breaks(peer: Peer, cut: int = cut, judge: Judge = judge) -> None:
            answers = b"".join([judge.execute(await peer.request()) for _ in range(COUNT)])
            await peer.send(answers[:cut])
            end(peer)
            if end is Peer.half_close:
                await peer.until_closed()

        async with serve(breaks) as server, connected(server.url) as db:
            outcome = await send(db.conn, numbered(COUNT))
        assert_true(judge, outcome.fates)
        known = cut // (size // COUNT)
        assert outcome.fates == "d" * known + "u" * (COUNT - known)


@pytest.mark.parametrize("end", [Peer.reset, Peer.close])
async def test_what_lies_in_the_socket_is_read_before_a_reset_is_judged(
    end: Callable[[Peer], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing fails before anybody has looked: asyncio drops what it has not read then."""
    monkeypatch.setattr(Rests, "after", lambda *told: 3600 if told[3] else 0)
    judge, looked = Judge(), asyncio.Event()

    async def leaves(peer: Peer) -> None:
        without_delay(peer)
        await judge.serve(peer)
        await looked.wait()
        answers = [judge.execute(await peer.request()) for _ in range(9)]
        await peer.send(b"".join(answers))
        end(peer)

    async with serve(leaves) as server, connected(server.url, max_retries=0) as db:
        requests = numbered(11, last=b"large" * 4_000_000)
        outcome = await send(db.conn, requests, looked.set)
    assert_true(judge, outcome.fates)
    # The last one was not handed out whole: it went over a further connection.
    assert outcome.fates == "d" * 11


async def test_an_early_end_leaves_no_more_unknown_than_the_window() -> None:
    for answered in (0, 1, 300, 999):
        judge = Judge()

        async def breaks(peer: Peer, judge: Judge = judge, answered: int = answered) -> None:
            await judge.serve(peer, answered)
            peer.reset()

        async with serve(breaks) as server, connected(server.url) as db:
            outcome = await send(db.conn, numbered(1000))
        assert_true(judge, outcome.fates)
        # The kernel forgets what it has not sent yet when a connection is reset.
        assert outcome.fates.count("d") <= answered
        if answered < 300:
            assert "-" in outcome.fates


async def test_what_was_not_handed_out_is_sent_by_another_stream() -> None:
    judge = Judge()

    async def breaks(peer: Peer) -> None:
        await judge.serve(peer, 10)
        peer.reset()

    async with serve(breaks, judge) as server, connected(server.url) as db:
        requests = numbered(1000)
        outcome = await send(db.conn, requests)
        begin = outcome.fates.index("-")
        rest = Pipeline(requests.buffer, begin, 1000, STATUSES)
        await db.conn.pipeline(rest, lambda: None)
    assert rest.is_done
    assert judge.executed == [*range(10), *range(begin, 1000)]
