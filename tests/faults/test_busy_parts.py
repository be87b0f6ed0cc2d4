"""A part of a batch that is refused for now: its own call fails with it, the others stand."""

from __future__ import annotations

from contextlib import suppress

import pytest
from tests.faults.batches import assert_true_report, connected, queued, told
from tests.faults.scripted import (
    GoneError,
    Part,
    Peer,
    answer_batch,
    error_body,
    part_answer,
    serve,
    stored,
)

from arango_fastbatch import Request
from arango_fastbatch.exceptions import (
    DocumentGetError,
    DocumentInsertError,
    DocumentRevisionError,
)

BUSY = {
    "the queue is full": (error_body(503, 21003, "queue is full"), 21003, "queue is full"),
    "not by arangod": (b"<html>no server</html>", None, "Service Unavailable"),
    "no word": (b"", None, "Service Unavailable"),
}


@pytest.mark.parametrize("body", BUSY)
@pytest.mark.parametrize("retries", [None, 2])
async def test_a_part_answered_503_is_its_calls_error(body: str, retries: int | None) -> None:
    """The server has run the parts before and after it, so that nothing is sent again."""
    said, number, message = BUSY[body]

    def second_is_busy(part: Part) -> bytes:
        return part_answer(part.content_id, 503, said) if part.content_id == "1" else stored(part)

    sent = []

    async def server_side(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                sent.append(await peer.request())
                await answer_batch(peer, sent[-1], second_is_busy)

    async with serve(server_side) as server, connected(server.url, max_retries=retries) as db:
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sfs"
        _, job, _ = batch.queued_jobs() or []
        for _ in range(2):
            with pytest.raises(DocumentInsertError) as caught:
                job.result()
        error = caught.value
        assert (error.http_code, error.error_code) == (503, number or 503)
        assert message in str(error)
        assert error.request.data == '{"number":1}'
        assert [index for index, _ in batch.report.first_failures] == [1]
    assert len(sent) == 1


async def test_it_is_counted_where_no_results_are_kept() -> None:
    def second_is_busy(part: Part) -> bytes:
        said, *_ = BUSY["the queue is full"]
        return part_answer(part.content_id, 503, said) if part.content_id == "1" else stored(part)

    async def server_side(peer: Peer) -> None:
        await answer_batch(peer, await peer.request(), second_is_busy)

    async with serve(server_side) as server, connected(server.url) as db:
        batch = await queued(db, return_result=False)
        await batch.commit()
        assert told(batch.report) == (3, 2, 1, 0)
        ((index, error),) = batch.report.first_failures
        assert index == 1
        assert isinstance(error, DocumentInsertError)
        assert error.http_code == 503


# --- 412: a revision that is another one, or the time in the server's queue


LATE = error_body(412, 21004, "queue time violated")
OTHER = error_body(412, 1200, "conflict, _rev values do not match")


@pytest.mark.parametrize(
    ("body", "error"),
    [(OTHER, DocumentRevisionError), (b"", DocumentRevisionError), (LATE, DocumentGetError)],
)
async def test_a_part_answered_412_is_a_conflict_unless_it_was_late(
    body: bytes, error: type[Exception]
) -> None:
    async def server_side(peer: Peer) -> None:
        answered = await peer.request()
        await answer_batch(peer, answered, lambda part: part_answer(part.content_id, 412, body))

    async with serve(server_side) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        job = await batch.collection("c").get({"_key": "1", "_rev": "_a"})
        await batch.commit()
        with pytest.raises(error) as caught:
            job.result()
        assert type(caught.value) is error


@pytest.mark.parametrize("status", [200, 404, 412])
async def test_a_head_has_no_body_whatever_its_status(status: int) -> None:
    """Its answer has the Content-Length that a GET's would have, and the next part behind it."""

    def bare(part: Part) -> bytes:
        if part.content_id == "1":
            return stored(part)
        whole = part_answer(part.content_id, status, b"x" * 500)
        return whole[: -len(b"x" * 500)]

    async def server_side(peer: Peer) -> None:
        await answer_batch(peer, await peer.request(), bare)

    async with serve(server_side) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        request = Request("head", "/_api/document/c/1", headers={"If-Match": '"_a"'})
        head = await batch.execute(request, lambda it: (it.status_code, it.is_success, it.content))
        insert = await batch.collection("c").insert({"number": 1})
        await batch.commit()
        assert head.result() == (status, status == 200, b"")
        assert insert.result()["_key"] == "k1"
        assert batch.report.succeeded == 2
