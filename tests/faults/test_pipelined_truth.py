"""Batches without the batch endpoint say what is so, whatever their server does."""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from typing import Any

import pytest
from tests.faults.batches import (
    BUSY,
    NEW,
    assert_true_report,
    connected,
    numbered_answer,
    queued,
    singles,
    told,
)
from tests.faults.judge import WINDOW, Judge, assert_true
from tests.faults.scripted import GoneError, Peer, error_body, serve

from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchOutcomeUnknownError,
    BatchStateError,
    ServerConnectionError,
)
from arango_fastbatch.request import Request

NO_DATABASE = error_body(404, 1228, "database not found")


@pytest.fixture(autouse=True)
def window_stays_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, the way to the server is not taken for a long one."""
    monkeypatch.setattr("arango_fastbatch.pacing._LONG_TRIP", math.inf)
    monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 0)


@pytest.mark.parametrize("ordered", [True, False])
async def test_a_database_that_is_not_there_refuses_the_batch(ordered: bool) -> None:
    """As the batch endpoint does: nothing was executed, and it may be there the next time."""
    judge = Judge()
    is_there = False

    async def answer(peer: Peer) -> None:
        while not is_there:
            await peer.request()
            await peer.answer(404, NO_DATABASE)
        await judge(peer)

    async with serve(answer) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 300, ordered=ordered)
        with pytest.raises(BatchExecuteError) as raised:
            await batch.commit()
        assert (raised.value.http_code, raised.value.error_code) == (404, 1228)
        assert told(batch.report) == (0, 0, 0, 0)
        is_there = True
        await batch.commit()
        assert assert_true_report(batch) == "s" * 300
    assert sorted(judge.executed) == list(range(300))


async def test_a_database_that_goes_away_fails_each_call() -> None:
    judge = Judge()

    async def dropped(peer: Peer) -> None:
        await judge.serve(peer, 10 - len(judge.executed))
        while True:
            await peer.request()
            await peer.answer(404, NO_DATABASE)

    async with serve(dropped) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 90)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 10 + "f" * 80


@pytest.mark.parametrize(
    ("refusal", "said"), [(BUSY, "pp"), (error_body(503, 1495, "leadership is lost"), "fp")]
)
async def test_a_refusal_is_not_unknown_though_the_connection_breaks_behind_it(
    refusal: bytes, said: str
) -> None:
    """The first call is refused while the second one is still being sent."""

    async def refusing(peer: Peer) -> None:
        head = await peer.head()
        await peer.take(head.length)
        await peer.head()
        await peer.take(100_000)
        await peer.answer(503, refusal)
        peer.reset()

    options = {**NEW, "max_retries": 0}
    async with serve(refusing) as server, connected(server.url, **options) as db:
        batch = await queued(db, 1)
        await batch.collection("c").insert({"number": 1, "pad": "x" * 50_000_000})
        with pytest.raises(ServerConnectionError):
            await batch.commit()
        assert assert_true_report(batch) == said


@pytest.mark.parametrize("ordered", [True, False])
async def test_who_leaves_a_batch_sends_nothing_more_of_what_is_flushed(ordered: bool) -> None:
    """What is on its way is waited for; no more than a window of the flushed calls is."""
    judge = Judge()
    goes_on = asyncio.Event()

    async def slow(peer: Peer) -> None:
        await judge.serve(peer, 1)
        await goes_on.wait()
        await judge(peer)

    async def use() -> Any:
        options = {"flush_count": 3000, "ordered": ordered}
        with suppress(ZeroDivisionError):
            async with db.begin_batch_execution(**options) as batch:
                for number in range(3000):
                    await batch.execute(Request("post", f"/x/{number}"), numbered_answer)
                while batch.report.succeeded < (1 if ordered else 4):
                    await asyncio.sleep(0)
                asyncio.get_running_loop().call_later(0.01, goes_on.set)
                raise ZeroDivisionError
        return batch

    async with serve(slow) as server, connected(server.url, **NEW) as db:
        batch = await use()
        said = assert_true_report(batch)
        executed = len(judge.executed)
        assert executed <= server.connections * (1 + WINDOW)
        assert said.count("s") == executed
        assert said.count("p") == 3000 - executed
        with pytest.raises(BatchStateError, match="abandoned"):
            await batch.commit()


@pytest.mark.parametrize("turns", range(0, 60, 2))
async def test_a_commit_that_is_cancelled_anywhere_tells_the_truth(turns: int) -> None:
    """While it logs in, asks for the version, waits for a busy server, sends, or judges."""
    judge = Judge()
    busy: list[Peer] = []

    async def answer(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                if message.target.endswith("/_open/auth"):
                    await peer.answer(200, b'{"jwt":"token"}')
                elif message.target.endswith("/_api/version"):
                    await peer.answer(200, b'{"version":"4.0.0"}')
                elif peer in busy or len(busy) < 2:
                    busy.append(peer)
                    await peer.answer(503, BUSY)
                else:
                    await peer.send(judge.execute(message))

    options = {"server_version": None, "max_retries": 1000, "jwt": True}
    async with serve(answer) as server, connected(server.url, **options) as db:
        # Large enough to be worth the question.
        batch = await queued(db, 1)
        for number in (1, 2):
            await batch.collection("c").insert({"number": number, "pad": "x" * 600_000})
        committing = asyncio.ensure_future(batch.commit())
        for _ in range(turns):
            await asyncio.sleep(0)
        committing.cancel()
        with suppress(asyncio.CancelledError):
            await committing
        said = assert_true_report(batch)
        if "u" not in said and "p" in said:
            await batch.commit()
            said = assert_true_report(batch)
        if "u" not in said:
            assert judge.executed == [0, 1, 2]
        assert_true(judge, said.translate(str.maketrans("sp", "d-")))


async def test_who_leaves_a_batch_whose_flush_is_refused_cannot_commit_it() -> None:
    async def busy(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                await peer.request()
                await peer.answer(503, BUSY)

    async with serve(busy) as server, connected(server.url, **NEW) as db:
        with suppress(ZeroDivisionError):
            async with db.begin_batch_execution(flush_count=10) as batch:
                for number in range(15):
                    await batch.execute(Request("post", f"/x/{number}"), numbered_answer)
                raise ZeroDivisionError
        for _ in range(3):
            with pytest.raises((BatchExecuteError, BatchStateError)):
                await batch.commit()
        assert assert_true_report(batch) == "p" * 15


async def test_who_leaves_a_batch_ends_a_commit_of_it() -> None:
    judge = Judge()
    goes_on = asyncio.Event()

    async def slow(peer: Peer) -> None:
        await judge.serve(peer, 1)
        await goes_on.wait()
        await judge(peer)

    async with serve(slow) as server, connected(server.url, **NEW) as db:
        with suppress(ZeroDivisionError):
            async with db.begin_batch_execution() as batch:
                for number in range(3000):
                    await batch.execute(Request("post", f"/x/{number}"), numbered_answer)
                committing = asyncio.create_task(batch.commit())
                while not batch.report.succeeded:
                    await asyncio.sleep(0)
                raise ZeroDivisionError
        goes_on.set()
        with pytest.raises(BatchStateError, match="abandoned"):
            await committing
        said = assert_true_report(batch)
        executed = len(judge.executed)
        assert said == "s" * executed + "p" * (3000 - executed)
        with pytest.raises(BatchStateError):
            await batch.commit()


async def test_a_proxy_without_its_server_leaves_a_short_list() -> None:
    async def proxy(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.answer(502, b"<html>bad gateway</html>", content_type="text/html")

    async with serve(proxy) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 3000)
        log = batch._executor._log
        await batch.commit()
        assert assert_true_report(batch) == "u" * 3000
        assert len(log.unknown) == 1


async def test_without_results_nothing_is_kept_of_a_flush_but_what_is_unknown() -> None:
    count = 0

    async def proxy(peer: Peer) -> None:
        nonlocal count
        while True:
            await peer.request()
            count += 1
            if count % 70 in {5, 6}:
                await peer.answer(502, b"", content_type="text/html")
            else:
                await peer.answer(200, b'{"number":0}')

    options = {"return_result": False, "flush_count": 100}
    async with serve(proxy) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 350, **options)
        await batch.commit()
        numbers = [base + more for base in range(0, 350, 70) for more in (4, 5)]
        assert told(batch.report) == (350, 340, 0, 10)
        for number, job in zip(numbers, batch.unknown_jobs(), strict=True):
            assert job.status() == "done"
            with pytest.raises(BatchOutcomeUnknownError, match=f"request {number} .*502") as raised:
                job.result()
            assert raised.value.request.endpoint == f"/x/{number}"
        assert sum(len(log.buffer) for log in batch._executor._with_unknown) == 10


async def test_unknown_jobs_come_in_the_order_of_their_calls() -> None:
    """Though without an order of their execution, later ones may be lost earlier."""
    count = 0

    async def proxy(peer: Peer) -> None:
        nonlocal count
        count += 1
        await peer.request()
        if count > 1:
            await peer.answer(502, b"", content_type="text/html")
        else:
            while count < 4:
                await asyncio.sleep(0)
            await peer.answer(504, b"", content_type="text/html")
        await Judge()(peer)

    async with serve(proxy) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 400, ordered=False)
        await batch.commit()
        assert assert_true_report(batch).count("u") == 4
