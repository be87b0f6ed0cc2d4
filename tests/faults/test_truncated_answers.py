"""An answer that breaks off, wherever it does: what came whole is told, the rest is unknown."""

from __future__ import annotations

import pytest
from tests.faults.batches import assert_true_report, connected, fates, queued, told
from tests.faults.scripted import Message, Peer, batch_body, conflict, reply, serve, stored

from arango_fastbatch.exceptions import (
    BatchOutcomeUnknownError,
    BatchStateError,
    ServerConnectionError,
)

# Small on purpose: every offset of the answer is tried.
REQUESTS = 4


def answers(message: Message) -> tuple[bytes, list[bytes]]:
    """The body of an answer in which the third request failed, and its parts."""
    parts = [conflict(part) if part.content_id == "2" else stored(part) for part in message.parts]
    return batch_body(message.boundary, *parts), parts


def expected(body: bytes, parts: list[bytes], cut: int) -> str:
    """What is known when a body breaks off at an offset."""
    known = ""
    for index, part in enumerate(parts):
        whole = body.index(part) + len(part) <= cut
        known += ("f" if index == 2 else "s") if whole else "u"
    return known


def whole_answer(message: Message) -> bytes:
    body, _ = answers(message)
    return reply(200, body, content_type="multipart/form-data")


class Cutting:
    """Answers batch after batch, each on its own connection and one byte longer than the last."""

    def __init__(self, how: str) -> None:
        self.cut = 0
        self.how = how
        self.message: Message | None = None

    async def __call__(self, peer: Peer) -> None:
        self.message = await peer.request()
        answer = whole_answer(self.message)
        await peer.send(answer[: self.cut])
        if self.how == "closed":
            peer.half_close()
            await peer.until_closed()
        else:
            peer.reset()


@pytest.mark.parametrize("how", ["closed", "reset"])
async def test_every_offset(how: str) -> None:
    script = Cutting(how)
    async with serve(script) as server, connected(server.url) as db:
        length = 1
        while script.cut < length:
            batch = await queued(db, REQUESTS)
            raised: Exception | None = None
            try:
                await batch.commit()
            except (BatchStateError, ServerConnectionError) as error:
                raised = error
            assert script.message is not None
            answer = whole_answer(script.message)
            body, parts = answers(script.message)
            length = len(answer)
            head = length - len(body)
            known = assert_true_report(batch)
            if how == "closed":
                assert known == expected(body, parts, script.cut - head)
            else:
                # A reset may overtake what was sent before it.
                assert "ssfs".startswith(known.rstrip("u"))
            if "u" not in known and raised is None:
                # All but a line end that says nothing.
                assert script.cut - head >= len(body)
            elif how == "closed":
                assert type(raised) is (
                    BatchStateError if script.cut >= head else ServerConnectionError
                )
            with pytest.raises(BatchStateError, match="already committed"):
                await batch.commit()
            script.cut += 1


async def test_says_at_which_part() -> None:
    async def second_part_cut(peer: Peer) -> None:
        message = await peer.request()
        answer = whole_answer(message)
        _, parts = answers(message)
        await peer.send(answer[: answer.index(parts[1]) + len(parts[1]) - 1])

    async with serve(second_part_cut) as server, connected(server.url) as db:
        batch = await queued(db, REQUESTS)
        with pytest.raises(BatchStateError, match=r"at part 1 of the answer.*unknown_jobs"):
            await batch.commit()
        assert fates(batch) == "suuu"
        jobs = batch.queued_jobs()
        assert jobs is not None
        assert batch.unknown_jobs() == jobs[1:]
        with pytest.raises(BatchOutcomeUnknownError, match="request 3 of the batch") as caught:
            jobs[3].result()
        # Who wants to look what became of it needs to know what was asked.
        request = caught.value.request
        assert request is not None
        assert (request.method, request.endpoint) == ("POST", "/_api/document/c")
        assert request.data == '{"number":3}'


async def test_without_results_the_report_tells() -> None:
    async def third_part_cut(peer: Peer) -> None:
        message = await peer.request()
        answer = whole_answer(message)
        _, parts = answers(message)
        await peer.send(answer[: answer.index(parts[3])])

    async with serve(third_part_cut) as server, connected(server.url) as db:
        batch = await queued(db, REQUESTS, return_result=False)
        with pytest.raises(BatchStateError, match="malformed"):
            await batch.commit()
        assert told(batch.report) == (4, 2, 1, 1)
        ((index, error),) = batch.report.first_failures
        assert index == 2
        assert getattr(error, "error_code", None) == 1210
        (unknown,) = batch.unknown_jobs()
        assert unknown.status() == "done"
        with pytest.raises(BatchOutcomeUnknownError, match="request 3"):
            unknown.result()


async def test_whole_though_the_connection_broke() -> None:
    """A message that ends with its closing boundary lacks nothing, whatever was announced."""

    async def announces_more(peer: Peer) -> None:
        message = await peer.request()
        body, _ = answers(message)
        head = reply(200, body + b"\r\n", content_type="multipart/form-data")
        await peer.send(head[: -len(b"\r\n")])

    async with serve(announces_more) as server, connected(server.url) as db:
        batch = await queued(db, REQUESTS)
        await batch.commit()
        assert assert_true_report(batch) == "ssfs"


async def test_what_came_before_stays_with_splits() -> None:
    """Of a batch that goes in several requests only the cut one has unknowns; nothing follows."""
    asked = 0

    async def second_is_cut(peer: Peer) -> None:
        nonlocal asked
        for _ in range(2):
            message = await peer.request()
            asked += len(message.parts)
            answer = reply(
                200,
                batch_body(message.boundary, *(stored(part) for part in message.parts)),
                content_type="multipart/form-data",
            )
            await peer.send(answer if asked == 2 else answer[:-60])

    async with serve(second_is_cut) as server, connected(server.url) as db:
        batch = await queued(db, 7, max_batch_bytes=420)
        with pytest.raises(BatchStateError, match="malformed"):
            await batch.commit()
        assert asked == 4
        assert assert_true_report(batch) == "sssuppp"
