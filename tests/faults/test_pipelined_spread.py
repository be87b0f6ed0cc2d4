"""Batches that need no order: over several connections at a time, where there is no endpoint."""

from __future__ import annotations

import pytest
from tests.faults.batches import BUSY, NEW, assert_true_report, connected, singles, told
from tests.faults.judge import WINDOW, Judge, without_delay
from tests.faults.scripted import Peer, serve

from arango_fastbatch.exceptions import BatchExecuteError, BatchStateError


async def test_without_order_it_goes_over_several_connections() -> None:
    judge = Judge()
    async with serve(judge) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 2000, ordered=False)
        jobs = await batch.commit()
        assert jobs is not None
        assert [job.result() for job in jobs] == list(range(2000))
        assert told(batch.report) == (2000, 2000, 0, 0)
        assert server.connections == 4
    assert sorted(judge.executed) == list(range(2000))


async def test_without_order_a_loss_leaves_the_others_alone() -> None:
    judge = Judge()

    async def breaking(peer: Peer) -> None:
        without_delay(peer)
        await judge.serve(peer, 3)
        peer.reset()

    async with serve(judge, breaking, judge) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 2000, ordered=False)
        with pytest.raises(BatchStateError):
            await batch.commit()
        said = assert_true_report(batch)
        assert 0 < said.count("u") <= WINDOW
        executed = set(judge.executed)
        assert len(executed) == len(judge.executed)
        for number, fate in enumerate(said):
            assert fate in ("us" if number in executed else "up")
        with pytest.raises(BatchStateError):
            await batch.commit()


async def test_without_order_what_was_refused_may_be_sent_again() -> None:
    judge = Judge()

    async def refusing(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.answer(503, BUSY)

    async with serve(judge, refusing, judge) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 2000, ordered=False)
        with pytest.raises(BatchExecuteError):
            await batch.commit()
        said = assert_true_report(batch)
        assert said.count("p") >= 500
        assert set(said) == {"s", "p"}
        await batch.commit()
        assert assert_true_report(batch) == "s" * 2000
    assert sorted(judge.executed) == list(range(2000))
