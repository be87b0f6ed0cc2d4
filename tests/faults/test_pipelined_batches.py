"""Batches where there is no batch endpoint: what they do, and what they say when it goes wrong."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import (
    BUSY,
    NEW,
    OneTry,
    assert_true_report,
    connected,
    fates,
    numbered_answer,
    queued,
    singles,
    told,
)
from tests.faults.judge import WINDOW, Judge, assert_true, without_delay
from tests.faults.scripted import Peer, error_body, reply, serve

from arango_fastbatch import DefaultHTTPClient
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchStateError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.request import Request

if TYPE_CHECKING:
    from arango_fastbatch.response import Response


async def test_neighbours_are_one_request_and_jobs_have_their_own_results() -> None:
    judge = Judge()
    async with serve(judge) as server, connected(server.url, **NEW) as db:
        batch = await queued(db, 700)
        jobs = await batch.commit()
        assert jobs is not None
        assert [job.result() for job in jobs] == [{"_key": str(number)} for number in range(700)]
        assert told(batch.report) == (700, 700, 0, 0)
    assert judge.executed == list(range(700))
    assert len(judge.heads) == 1


async def test_calls_run_in_the_order_of_their_queueing() -> None:
    judge = Judge()
    async with serve(judge) as server, connected(server.url, **NEW) as db:
        batch = db.begin_batch_execution()
        for number in range(0, 3000, 3):
            await batch.collection("c").insert({"number": number})
            await batch.collection("c").insert({"number": number + 1})
            await batch.execute(Request("post", f"/x/{number + 2}"), numbered_answer)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 3000
    assert judge.executed == list(range(3000))


async def test_a_404_tells_of_it_and_the_next_batch_does_not_ask() -> None:
    judge = Judge()
    targets: list[str] = []

    async def server_without_batches(peer: Peer) -> None:
        while True:
            message = await peer.request()
            targets.append(message.target.removeprefix("/_db/test"))
            if targets[-1] == "/_api/batch":
                await peer.answer(404, error_body(404, 404, "unknown path '/_api/batch'"))
            elif targets[-1] == "/_api/version":
                await peer.answer(200, b'{"version":"3.12.5"}')
            else:
                await peer.send(judge.execute(message))

    async with (
        serve(server_without_batches) as server,
        connected(server.url, server_version=None) as db,
    ):
        for _ in range(2):
            batch = await queued(db)
            await batch.commit()
            assert assert_true_report(batch) == "sss"
    first = targets.index("/_api/batch")
    assert targets.count("/_api/batch") == 1
    assert sorted(targets[first + 1 : -2]) == ["/_api/version"]
    assert len(judge.heads) == 2


async def test_a_large_batch_asks_for_the_version_first() -> None:
    judge = Judge()
    targets: list[str] = []

    async def new_server(peer: Peer) -> None:
        while True:
            message = await peer.request()
            targets.append(message.target.removeprefix("/_db/test"))
            if targets[-1] == "/_api/version":
                await peer.answer(200, b'{"version":"4.0.0-rc.1"}')
            else:
                await peer.send(judge.execute(message))

    async with serve(new_server) as server, connected(server.url, server_version=None) as db:
        batch = db.begin_batch_execution()
        for number in range(3):
            await batch.collection("c").insert({"number": number, "pad": "x" * 400_000})
        await batch.commit()
        assert assert_true_report(batch) == "sss"
    assert targets[0] == "/_api/version"
    assert "/_api/batch" not in targets


@pytest.mark.parametrize("merged", [True, False], ids=["merged", "single"])
async def test_a_connection_that_breaks_at_any_byte_leaves_true_fates(merged: bool) -> None:
    whole = Judge()
    count = 12
    fill = queued if merged else singles
    async with serve(whole) as server, connected(server.url, **NEW) as db:
        await (await fill(db, count)).commit()
    answers = 0
    size = 1
    while answers < size:
        judge = Judge()

        async def breaking(peer: Peer, judge: Judge = judge, limit: int = answers) -> None:
            nonlocal size
            without_delay(peer)
            data = b""
            messages = len(whole.heads)
            for _ in range(messages):
                data += judge.execute(await peer.request())
            size = len(data)
            await peer.send(data[:limit])
            peer.reset()

        async with serve(breaking) as server, connected(server.url, **NEW) as db:
            batch = await fill(db, count)
            with pytest.raises((ServerConnectionError, BatchStateError)) as raised:
                await batch.commit()
            said = assert_true_report(batch)
            assert ("s" in said) == isinstance(raised.value, BatchStateError)
            assert_true(judge, said.translate(str.maketrans("sp", "d-")))
            assert "u" in said
            with pytest.raises(BatchStateError):
                await batch.commit()
        answers += 1 if answers < 40 or merged else 37


async def test_unknown_are_at_most_the_window_and_the_rest_was_not_sent() -> None:
    judge = Judge()

    async def breaking(peer: Peer) -> None:
        without_delay(peer)
        await judge.serve(peer, 1000)
        peer.reset()

    async with serve(breaking) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 5000)
        with pytest.raises(BatchStateError):
            await batch.commit()
        said = assert_true_report(batch)
        assert_true(judge, said.translate(str.maketrans("sp", "d-")))
        assert 0 < said.count("u") <= WINDOW
        assert len(batch.unknown_jobs()) == said.count("u")


async def test_without_results_a_loss_is_told_by_the_report() -> None:
    judge = Judge()

    async def breaking(peer: Peer) -> None:
        without_delay(peer)
        await judge.serve(peer, 100)
        peer.reset()

    async with serve(breaking) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 1000, return_result=False)
        with pytest.raises(BatchStateError):
            await batch.commit()
        report = batch.report
        assert report.succeeded <= 100
        assert report.failed == 0
        assert 0 < report.unknown <= WINDOW
        assert report.sent == report.succeeded + report.unknown
        assert len(batch.unknown_jobs()) == report.unknown


async def test_credentials_that_are_refused_refuse_the_batch() -> None:
    judge = Judge()

    async def refusing(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.answer(401, error_body(401, 11, "not authorized"))

    async with serve(refusing, judge) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 1000)
        with pytest.raises(BatchExecuteError) as raised:
            await batch.commit()
        assert (raised.value.http_code, raised.value.error_code) == (401, 11)
        assert told(batch.report) == (0, 0, 0, 0)
        # Nothing was executed: it may be tried again.
        await batch.commit()
        assert assert_true_report(batch) == "s" * 1000
    assert judge.executed == list(range(1000))


async def test_a_busy_server_refuses_the_batch_and_may_be_asked_again() -> None:
    judge = Judge()

    async def busy(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.answer(503, BUSY)

    async with serve(busy, judge) as server, connected(server.url, **NEW) as db:
        batch = await queued(db, 5)
        with pytest.raises(BatchExecuteError) as raised:
            await batch.commit()
        assert raised.value.http_code == 503
        assert fates(batch) == "ppppp"
        await batch.commit()
        assert assert_true_report(batch) == "sssss"
    assert judge.executed == list(range(5))


async def test_refused_in_the_middle_a_call_fails_for_itself() -> None:
    judge = Judge()

    async def refusing(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.answer(401, error_body(401, 11, "not authorized"))

    async def revoking(peer: Peer) -> None:
        await judge.serve(peer, 10)
        await refusing(peer)

    async with serve(revoking, refusing) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 90)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 10 + "f" * 80
    assert judge.executed == list(range(10))


async def test_a_commit_goes_on_where_no_further_connection_came_about() -> None:
    judge = Judge()

    async def closing(peer: Peer) -> None:
        await judge.serve(peer, 9)
        await judge.serve(peer, 1, ("Connection", "close"))

    async with serve(closing, judge) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 30)
        port, server_socket = server.port, server._listener
        committing = asyncio.create_task(batch.commit())
        while not judge.executed:
            await asyncio.sleep(0)
        # From now on nobody can connect.
        server._accepting.cancel()
        await asyncio.wait({server._accepting})
        server_socket.close()
        with pytest.raises(ServerUnreachableError):
            await committing
        assert assert_true_report(batch) == "s" * 10 + "p" * 20
        assert judge.executed == list(range(10))
        other = await asyncio.start_server(_answering(judge), "127.0.0.1", port)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 30
        other.close()
        # For the end of the block, which would cancel it again.
        server._accepting = asyncio.create_task(asyncio.sleep(3600))
    assert judge.executed == list(range(30))


def _answering(judge: Judge) -> Any:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = b""
        while piece := await reader.read(65536):
            data += piece
            messages = judge.whole_requests(data)
            data = data if not messages else b""
            for message in messages:
                writer.write(judge.execute(message))
        writer.close()

    return answer


async def test_what_a_proxy_does_not_know_is_unknown_and_the_batch_goes_on() -> None:
    judge = Judge()

    async def proxy(peer: Peer) -> None:
        await judge.serve(peer, 2)
        await peer.request()
        await peer.answer(502, b"<html>bad gateway</html>", content_type="text/html")
        await judge(peer)

    async with serve(proxy) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 6)
        await batch.commit()
        assert assert_true_report(batch) == "ssusss"
        assert "502" in str(_raised(batch.unknown_jobs()[0]))
    assert judge.executed == [0, 1, 3, 4, 5]


def _raised(job: Any) -> Exception:
    try:
        job.result()
    except Exception as error:
        return error
    raise AssertionError("it has a result")


async def test_a_malformed_answer_is_a_state_error_that_says_where() -> None:
    judge = Judge()

    async def rambling(peer: Peer) -> None:
        await judge.serve(peer, 3)
        await peer.send(b"HELLO\r\n\r\n")
        await peer.until_closed()

    async with serve(rambling) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 10)
        with pytest.raises(BatchStateError, match="malformed answer to a batch of 10 requests"):
            await batch.commit()
        said = assert_true_report(batch)
        assert said.startswith("sssu")


async def test_cancelled_it_tells_what_was_sent() -> None:
    judge = Judge()

    async def slow(peer: Peer) -> None:
        await judge.serve(peer, 5)
        await peer.until_closed()

    async with serve(slow) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 1000)
        committing = asyncio.create_task(batch.commit())
        while batch.report.succeeded < 5:
            await asyncio.sleep(0)
        committing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await committing
        said = assert_true_report(batch)
        assert said.startswith("s" * 5 + "u")
        assert 0 < said.count("u") <= WINDOW
        assert said.endswith("p")


@pytest.mark.parametrize("keep", [True, False])
async def test_flushed_it_keeps_order_and_little_of_it(keep: bool) -> None:
    judge = Judge()
    async with serve(judge) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 2000, return_result=keep, flush_count=300)
        assert batch.report.sent >= 300
        await batch.commit()
        assert told(batch.report) == (2000, 2000, 0, 0)
    assert judge.executed == list(range(2000))


async def test_a_flush_that_breaks_stops_the_batch() -> None:
    judge = Judge()

    async def breaking(peer: Peer) -> None:
        without_delay(peer)
        await judge.serve(peer, 50)
        peer.reset()

    async with serve(breaking) as server, connected(server.url, **NEW) as db:
        batch = await singles(db, 99, flush_count=100)

        async def queue_more() -> None:
            for number in range(99, 5000):
                await batch.execute(Request("post", f"/x/{number}"), numbered_answer)
                await asyncio.sleep(0)

        with pytest.raises(BatchStateError, match="malformed answer"):
            await queue_more()
        with pytest.raises(BatchStateError):
            await batch.commit()
        said = assert_true_report(batch)
        assert_true(judge, said.translate(str.maketrans("sp", "d-")))


class OneByOne(DefaultHTTPClient):
    """A client of the caller's own: it cannot pipeline."""

    async def send_request(self, *args: Any, **kwargs: Any) -> Response:
        """As the default one."""
        return await super().send_request(*args, **kwargs)


async def test_a_client_of_ones_own_sends_merged_requests_one_by_one() -> None:
    judge = Judge()
    async with (
        serve(judge) as server,
        connected(server.url, http_client=OneByOne(), **NEW) as db,
    ):
        batch = await queued(db, 500)
        await batch.execute(Request("post", "/x/500"), numbered_answer)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 501
    assert judge.executed == list(range(501))
    assert len(judge.heads) == 2


async def test_many_failures_are_counted_and_the_first_are_kept() -> None:
    async def refusing(peer: Peer) -> None:
        while True:
            message = await peer.request()
            count = len(json.loads(message.body))
            items = [{"error": True, "errorNum": 1210, "errorMessage": "unique"}] * count
            await peer.send(reply(202, json.dumps(items).encode()))

    async with serve(refusing) as server, connected(server.url, **NEW) as db:
        batch = await queued(db, 3000, return_result=False)
        await batch.commit()
        assert told(batch.report) == (3000, 0, 3000, 0)
        assert [index for index, _ in batch.report.first_failures] == list(range(100))


async def test_nobody_there_leaves_everything_as_it_was() -> None:
    client = OneTry()
    async with connected("http://127.0.0.1:1", http_client=client, **NEW) as db:
        batch = await queued(db)
        for _ in range(2):
            with pytest.raises(ServerUnreachableError):
                await batch.commit()
            assert fates(batch) == "ppp"
            assert told(batch.report) == (0, 0, 0, 0)
