"""Answers with status 200 that are not what the batch endpoint sends; and odd ones that are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.faults.batches import assert_true_report, connected, queued, told
from tests.faults.scripted import (
    Message,
    Peer,
    batch_body,
    conflict,
    inserted,
    part_answer,
    reply,
    serve,
)

from arango_fastbatch.exceptions import BatchStateError, DocumentInsertError, ServerConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.scripted import Script

TYPE = "multipart/form-data"


def answering(make: Callable[[Message], bytes], content_type: str = TYPE) -> Script:
    """A script that answers one batch with a body."""

    async def script(peer: Peer) -> None:
        message = await peer.request()
        await peer.send(reply(200, make(message), content_type=content_type))

    return script


def of(*parts: bytes) -> Callable[[Message], bytes]:
    """A body of these parts, framed well."""
    return lambda message: batch_body(message.boundary, *parts)


GOOD = [inserted(0), inserted(1), inserted(2)]

# What is wrong, how it is said, and what is known all the same.
WRONG: dict[str, tuple[Callable[[Message], bytes], str, str]] = {
    "one part missing": (of(*GOOD[:2]), "2 parts came, 3 were asked for", "ssu"),
    "no parts": (lambda message: f"--{message.boundary}--".encode(), "0 parts", "uuu"),
    "one part too many": (of(*GOOD, inserted(3)), "more parts than the 3", "sss"),
    "same Content-Id twice": (
        of(inserted(0), inserted(1), inserted(1)),
        "second answer with the Content-Id 1 .at part 2",
        "ssu",
    ),
    "unknown Content-Id": (
        of(inserted(0), inserted(7), inserted(2)),
        "Content-Id 7 .*part 1",
        "suu",
    ),
    "Content-Id that is no number": (of(inserted("x"), *GOOD[1:]), "Content-Id x", "uuu"),
    "Content-Id with a sign": (of(inserted("+1")), "Content-Id", "uuu"),
    "Content-Id missing": (
        of(inserted(0), GOOD[1].replace(b"Content-Id", b"X-Content")),
        "Content-Id is missing .at part 1",
        "suu",
    ),
    "two Content-Ids in one part": (
        of(GOOD[0].replace(b"Content-Id: 0", b"Content-Id: 0\r\nContent-Id: 1")),
        "twice",
        "uuu",
    ),
    "body longer than announced": (
        of(GOOD[0], GOOD[1] + b"more", GOOD[2]),
        "something else than the boundary follows this part .at part 1",
        "ssu",
    ),
    "no status line": (of(GOOD[0].replace(b"HTTP/1.1 202", b"202")), "status line", "uuu"),
    "no body length": (
        of(GOOD[0].replace(b"Content-Length", b"X")),
        "without Content-Length",
        "uuu",
    ),
    "chunked within": (
        of(GOOD[0].replace(b"Server: ", b"Transfer-Encoding: chunked")),
        "Transfer-Encoding",
        "uuu",
    ),
    "another boundary": (
        lambda message: batch_body(message.boundary[::-1], *GOOD),
        "does not begin with the boundary",
        "uuu",
    ),
    "no closing boundary": (
        lambda message: batch_body(message.boundary, *GOOD)[:-2],
        "without the closing boundary",
        "sss",
    ),
    "something behind the end": (
        lambda message: batch_body(message.boundary, *GOOD) + b"!",
        "follows the closing boundary",
        "sss",
    ),
    "empty": (lambda _: b"", "without the closing boundary", "uuu"),
    "JSON": (lambda _: b'{"error":false}', "does not begin with the boundary", "uuu"),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("keep", [True, False], ids=["jobs", "no jobs"])
async def test_malformed(case: str, keep: bool) -> None:
    body, said, known = WRONG[case]
    async with serve(answering(body)) as server, connected(server.url) as db:
        batch = await queued(db, return_result=keep)
        with pytest.raises(BatchStateError, match=said):
            await batch.commit()
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()
        if keep:
            assert assert_true_report(batch) == known
        else:
            assert told(batch.report) == (3, known.count("s"), 0, known.count("u"))
            assert len(batch.unknown_jobs()) == known.count("u")


async def test_body_shorter_than_announced() -> None:
    """It swallows what follows it: its status tells that it was executed, its body nothing."""
    script = answering(of(GOOD[0], GOOD[1][:-4], GOOD[2]))
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db)
        with pytest.raises(BatchStateError, match=r"follows this part .at part 1"):
            await batch.commit()
        assert told(batch.report) == (3, 2, 0, 1)
        jobs = batch.queued_jobs()
        assert jobs is not None
        assert jobs[0].result()["_key"] == "k0"
        with pytest.raises(DocumentInsertError, match=r"HTTP 202.* not what the server answers"):
            jobs[1].result()
        assert batch.unknown_jobs() == jobs[2:]


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "application/json; charset=utf-8", "", "multipart/mixed; boundary=x"],
)
async def test_foreign_content_type(content_type: str) -> None:
    """What says that it is something else is not read, even if it looks like an answer."""
    script = answering(of(*GOOD), content_type)
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db)
        with pytest.raises(BatchStateError, match="content type is"):
            await batch.commit()
        assert assert_true_report(batch) == "uuu"


@pytest.mark.parametrize(
    "content_type",
    [
        # As a real arangod 3.11 has it: without the boundary.
        "multipart/form-data",
        "Multipart/Form-Data; boundary=whatever",
        "multipart/form-data ; charset=utf-8",
    ],
)
async def test_own_boundary_counts(content_type: str) -> None:
    script = answering(of(*GOOD), content_type)
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sss"


def arangod(content_id: int, status_line: bytes, body: bytes) -> bytes:
    """A part as arangod 3.11 was seen to write it: with an empty server, and blanks behind."""
    return (
        b"Content-Type: application/x-arango-batchpart\r\n"
        b"Content-Id: %d\r\n\r\n"
        b"HTTP/1.1 %s\r\nServer: \r\nConnection: Close \r\n"
        b"Content-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
    ) % (content_id, status_line, len(body), body)


async def test_as_arangod_writes_it() -> None:
    missing = (
        b'{ \n  "code" : 404, \n  "error" : true, \n'
        b'  "errorMessage" : "collection or view not found", \n  "errorNum" : 1203 \n}\n'
    )
    script = answering(
        of(
            arangod(0, b"202 Accepted", b'{"_id":"c/1","_key":"1","_rev":"_a"}'),
            arangod(1, b"404 Not Found", missing),
            arangod(2, b"201 Created", b'{"_id":"c/2","_key":"2","_rev":"_b"}'),
        )
    )
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db)
        jobs = await batch.commit()
        assert jobs is not None
        assert assert_true_report(batch) == "sfs"
        assert jobs[2].result() == {"_id": "c/2", "_key": "2", "_rev": "_b"}
        ((index, error),) = batch.report.first_failures
        assert index == 1
        assert getattr(error, "error_code", None) == 1203
        assert "/_db/test/_api/document/c?" in getattr(error, "url", "")


async def test_answers_in_another_order() -> None:
    """Content-Ids tell which is whose."""
    script = answering(of(conflict_of(2), inserted(0), inserted(1)))
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db)
        jobs = await batch.commit()
        assert assert_true_report(batch) == "ssf"
        assert jobs is not None
        assert jobs[1].result()["_key"] == "k1"


def conflict_of(number: int) -> bytes:
    from tests.faults.scripted import Part

    return conflict(Part(str(number), "POST", "/", {}, b""))


async def test_boundary_within_a_document() -> None:
    """Answers are cut by their lengths: a document may hold whatever looks like an end."""

    def body(message: Message) -> bytes:
        edge = f"--{message.boundary}"
        text = f"\\r\\n{edge}\\r\\nContent-Id: 1\\r\\n\\r\\nHTTP/1.1 500 No\\r\\n\\r\\n{edge}--"
        raw = f"\r\n{edge}--\r\n{edge}\r\n".encode()
        document = f'{{"_id":"c/1","_key":"1","_rev":"{text}"}}'.encode()
        return batch_body(
            message.boundary,
            part_answer(0, 202, document),
            part_answer(1, 202, raw),
            part_answer(2, 202, document),
        )

    async with serve(answering(body)) as server, connected(server.url) as db:
        batch = await queued(db)
        await batch.commit()
        assert told(batch.report) == (3, 3, 0, 0)
        jobs = batch.queued_jobs()
        assert jobs is not None
        assert jobs[2].result()["_rev"].endswith("--")


@pytest.mark.parametrize("broken", ["chunk", "gzip"])
async def test_broken_transfer(broken: str) -> None:
    """A proxy that garbles the transfer gives a cut answer, not an error of the HTTP library's."""

    async def garbles(peer: Peer) -> None:
        message = await peer.request()
        body = batch_body(message.boundary, *GOOD)
        coding = "Transfer-Encoding: chunked" if broken == "chunk" else "Content-Encoding: gzip"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {TYPE}\r\n{coding}\r\n"
        if broken == "chunk":
            data = b"\r\n%x\r\n%s\r\nnonsense\r\n" % (len(body) // 2, body[: len(body) // 2])
        else:
            data = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        await peer.send(head.encode() + data)

    async with serve(garbles) as server, connected(server.url) as db:
        batch = await queued(db)
        with pytest.raises((BatchStateError, ServerConnectionError), match=r"malformed|broke"):
            await batch.commit()
        assert assert_true_report(batch).endswith("u")
