"""A batch is queued into, committed once, and tells the truth in between and afterwards."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import assert_true_report, connected, fates, queued, told
from tests.faults.scripted import (
    GoneError,
    Message,
    Part,
    Peer,
    answer_batch,
    conflict,
    good_server,
    part_answer,
    serve,
    stored,
)

from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchJobResultError,
    BatchStateError,
    DocumentInsertError,
    RequestInvalidError,
    SerializationError,
)
from arango_fastbatch.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable


class Recorder:
    """Answers batch after batch, and keeps them."""

    def __init__(self, each: Callable[[Part], bytes] = stored) -> None:
        self.batches: list[Message] = []
        self.each = each

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                self.batches.append(message)
                await answer_batch(peer, message, self.each)

    @property
    def numbers(self) -> list[list[Any]]:
        """The documents' numbers, batch by batch."""
        return [
            [json.loads(part.body)["number"] for part in message.parts] for message in self.batches
        ]


async def test_one_commit_is_one_exchange_in_order() -> None:
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db, 500)
        jobs = await batch.commit()
        assert jobs == batch.queued_jobs()
        assert jobs is not None
        assert [job.result()["_key"] for job in jobs] == [f"k{number}" for number in range(500)]
    assert script.numbers == [list(range(500))]
    (message,) = script.batches
    assert (message.method, message.target) == ("POST", "/_db/test/_api/batch")
    assert message.headers["content-type"] == f"multipart/form-data; boundary={message.boundary}"
    assert message.headers["authorization"].startswith("Basic ")
    assert "transfer-encoding" not in message.headers


async def test_committed_once() -> None:
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db)
        await batch.commit()
        for _ in range(2):
            with pytest.raises(BatchStateError, match="already committed"):
                await batch.commit()
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.collection("c").insert({})
        with pytest.raises(BatchStateError, match="already committed"):
            await batch._execute(Request("get", "/"), lambda response: response)
        assert assert_true_report(batch) == "sss"
    assert len(script.batches) == 1


async def test_block_commits_at_its_end() -> None:
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:
            job = await batch.collection("c").insert({"number": 1})
            assert job.status() == "pending"
            with pytest.raises(BatchJobResultError, match="not available yet"):
                job.result()
            assert told(batch.report) == (0, 0, 0, 0)
        assert job.status() == "done"
        assert job.result()["_key"] == "k0"
    assert script.numbers == [[1]]


@pytest.mark.parametrize("keep", [True, False])
async def test_empty_batch_sends_nothing(keep: bool) -> None:
    async with serve(good_server) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(return_result=keep)
        assert await batch.commit() == ([] if keep else None)
        assert server.connections == 0
        with pytest.raises(BatchStateError):
            await batch.commit()
        async with db.begin_batch_execution(return_result=keep) as batch:
            pass
        assert server.connections == 0
        assert told(batch.report) == (0, 0, 0, 0)


async def test_exception_in_the_block_sends_nothing() -> None:
    async with serve(good_server) as server, connected(server.url) as db:
        with suppress(ZeroDivisionError):
            async with db.begin_batch_execution() as batch:
                await batch.collection("c").insert({})
                raise ZeroDivisionError
            pytest.fail("the exception was swallowed")
        assert server.connections == 0
        assert fates(batch) == "p"
        assert told(batch.report) == (0, 0, 0, 0)
        with pytest.raises(BatchStateError, match="abandoned"):
            await batch.commit()
        with pytest.raises(BatchStateError, match="abandoned"):
            await batch.collection("c").insert({})


async def test_without_results_nothing_is_kept() -> None:
    async with serve(good_server) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(return_result=False)
        assert await batch.collection("c").insert({}) is None
        assert await batch._execute(Request("get", "/x"), lambda response: response) is None
        assert batch.queued_jobs() is None
        assert await batch.commit() is None
        assert told(batch.report) == (2, 2, 0, 0)


async def test_queueing_while_another_task_commits() -> None:
    committing, answer = asyncio.Event(), asyncio.Event()

    async def waits(peer: Peer) -> None:
        message = await peer.request()
        committing.set()
        await answer.wait()
        await answer_batch(peer, message)

    async with serve(waits) as server, connected(server.url) as db:
        batch = await queued(db)
        commit = asyncio.create_task(batch.commit())
        await committing.wait()
        assert told(batch.report) == (3, 0, 0, 0)
        for call in (batch.collection("c").insert({}), batch.commit()):
            with pytest.raises(BatchStateError, match="being committed"):
                await call
        answer.set()
        await commit
        assert assert_true_report(batch) == "sss"


async def test_tasks_share_a_batch() -> None:
    """Each task's calls keep their order; nothing is lost, nothing doubled."""
    tasks, calls = 20, 300
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:

            async def queue(task: int) -> list[Any]:
                jobs = []
                for call in range(calls):
                    jobs.append(await batch.collection("c").insert({"number": [task, call]}))
                    if call % 7 == task % 7:
                        await asyncio.sleep(0)
                return jobs

            by_task = await asyncio.gather(*map(queue, range(tasks)))
        (sent,) = script.numbers
        assert len(sent) == tasks * calls
        for task, jobs in enumerate(by_task):
            assert [number for number in sent if number[0] == task] == [
                [task, call] for call in range(calls)
            ]
            for call, job in enumerate(jobs):
                assert job.result()["_key"] == f"k{sent.index([task, call])}"


async def test_gathered_calls_keep_their_order() -> None:
    """Calls of one moment are queued in their order, also where they have to take turns."""
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=700)
        students = batch.collection("c")
        await asyncio.gather(*(students.insert({"number": number}) for number in range(3000)))
        await batch.commit()
    assert [number for numbers in script.numbers for number in numbers] == list(range(3000))
    assert max(map(len, script.numbers)) == 700


async def test_calls_are_snapshots() -> None:
    """What is queued is what the document was then."""
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        document = {"number": 1}
        async with db.begin_batch_execution() as batch:
            for number in range(3):
                document["number"] = number
                await batch.collection("c").insert(document)
            document.clear()
    assert script.numbers == [[0, 1, 2]]


async def test_what_cannot_be_queued_is_not() -> None:
    """A refused call leaves no trace: what was queued before and after it is sent."""
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:
            students = batch.collection("c")
            await students.insert({"number": 1})
            with pytest.raises(SerializationError):
                await students.insert({"number": float("nan")})
            with pytest.raises(SerializationError):
                await students.insert({"number": object()})
            await students.insert({"number": 2})
        assert assert_true_report(batch) == "ss"
    assert script.numbers == [[1, 2]]


async def test_too_large_for_any_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single request over the server's limit is refused when it is queued."""
    monkeypatch.setattr("arango_fastbatch.batch.limits.MAX_BODY_BYTES", 1000)
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:
            students = batch.collection("c")
            for _ in range(2):
                await students.insert({"number": 1})
                with pytest.raises(RequestInvalidError, match="1000"):
                    await students.insert({"number": "x" * 1000})
                with pytest.raises(RequestInvalidError, match="1000"):
                    await batch._execute(Request("post", "/", data="x" * 1001), lambda it: it)
                with pytest.raises(RequestInvalidError, match="URL"):
                    await students.get("k" * 17_000)
        assert assert_true_report(batch) == "ss"


async def test_results_can_be_read_any_number_of_times() -> None:
    """Each reading gives a result of its own: changing one changes no other."""

    def old(part: Part) -> bytes:
        return part_answer(
            part.content_id, 202, b'{"_id":"c/k","_key":"k","_rev":"_b","_oldRev":"_a"}'
        )

    async with serve(Recorder(old)) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:
            job = await batch.collection("c").update({"_key": "k"})
        expected = {"_id": "c/k", "_key": "k", "_rev": "_b", "_old_rev": "_a"}
        for _ in range(3):
            result = job.result()
            assert result == expected
            result.clear()


async def test_failures_can_be_read_any_number_of_times() -> None:
    async with serve(Recorder(conflict)) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:
            job = await batch.collection("c").insert({"_key": "x"})
        errors = []
        for _ in range(3):
            with pytest.raises(DocumentInsertError) as caught:
                job.result()
            errors.append(caught.value)
        for error in errors:
            assert (error.http_code, error.error_code) == (409, 1210)
            assert error.error_message is not None
            assert error.error_message.startswith("unique constraint")
            assert error.message.startswith("[HTTP 409][ERR 1210] unique constraint")
            assert error.http_method == "post"
            # A failed part keeps its request.
            assert error.request.method == "POST"
            assert error.request.endpoint == "/_api/document/c"
            assert error.request.params == {"returnNew": "0", "silent": "0", "returnOld": "0"}
            assert json.loads(error.request.data) == {"_key": "x"}
            assert error.url == f"{server.url}/_db/test{error.request.target}"


@pytest.mark.parametrize("return_result", [True, False])
async def test_limits_must_be_positive(return_result: bool) -> None:
    async with serve(good_server) as server, connected(server.url) as db:
        for name in ("flush_bytes", "flush_count", "max_batch_bytes"):
            with pytest.raises(RequestInvalidError, match=f"{name} must be .* at least 1, not 0"):
                db.begin_batch_execution(return_result, **{name: 0})  # type: ignore[call-overload]  # by name


async def test_split_by_size_in_order() -> None:
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db, 50, max_batch_bytes=1500)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 50
    assert [number for numbers in script.numbers for number in numbers] == list(range(50))
    assert len(script.batches) > 1
    for message in script.batches[:-1]:
        assert 1500 - 250 < message.length <= 1500


async def test_client_sets_the_size_for_all_its_batches() -> None:
    script = Recorder()
    async with serve(script) as server, connected(server.url, max_batch_bytes=1) as db:
        batch = await queued(db, 3)
        await batch.commit()
        assert assert_true_report(batch) == "sss"
    # A request larger than the limit goes alone: only the server can refuse it.
    assert script.numbers == [[0], [1], [2]]


async def test_several_batches_at_once() -> None:
    """Batches of one client do not disturb each other."""
    script = Recorder()
    async with serve(script) as server, connected(server.url) as db:

        async def one(number: int) -> None:
            batch = await queued(db, number)
            await batch.commit()
            assert assert_true_report(batch) == "s" * number

        await asyncio.gather(*map(one, range(1, 20)))
    assert sorted(map(len, script.numbers)) == list(range(1, 20))


async def test_failed_as_a_whole_names_no_job() -> None:
    async def refuses(peer: Peer) -> None:
        await peer.request()
        await peer.answer(403)

    async with serve(refuses) as server, connected(server.url) as db:
        with pytest.raises(BatchExecuteError, match="HTTP 403"):
            async with db.begin_batch_execution() as batch:
                await batch.collection("c").insert({})
        assert fates(batch) == "p"
