"""What a careful asyncio programmer writes for this one purpose, without Rust.

orjson, aiohttp, one join for the message, `find` and Content-Length for the answer. It does
inserts into one collection and nothing else: no options, no errors by name, no splitting, no
report, no outcome of its own for what a cut connection leaves open. It says what those cost, and
what Rust saves.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

HEAD = b"\r\n\r\nPOST /_api/document/bench HTTP/1.1\r\ncontent-type: application/json\r\n\r\n"
"""What stands between Content-Id and document: it depends on the collection alone."""

LENGTH = b"\r\nContent-Length: "

SEGMENT_PARTS = 1_000
"""Parts joined and written at once, some 300 KB: aiohttp is slow with a body that is one object."""


class ControlError(Exception):
    """An answer that is not what the batch endpoint sends, or not a success."""


class Job:
    """One queued insert; its answer is decoded when asked for."""

    __slots__ = ("body", "status")

    def __init__(self) -> None:
        self.body: bytes | None = None
        self.status = 0

    def result(self) -> Any:
        """Return the document's metadata."""
        if self.body is None:
            raise ControlError("not committed")
        if not 200 <= self.status < 300:
            raise ControlError(self.status, self.body)
        return orjson.loads(self.body)


class Batch:
    """The inserts of one batch, each framed as it is queued.

    Joining copies what orjson gave: an encoded document that is kept holds about 4 KB.
    """

    __slots__ = ("boundary", "jobs", "parts", "return_result", "session", "start")

    def __init__(self, session: Session, *, return_result: bool) -> None:
        self.session = session
        self.return_result = return_result
        self.boundary = b"%032x" % secrets.randbits(128)
        self.start = opening(self.boundary)
        self.parts: list[bytes] = []
        self.jobs: list[Job] = []

    async def insert(self, document: dict[str, object]) -> Job | None:
        """Encode a document at once and queue it; its position is its Content-Id."""
        parts = self.parts
        number = b"%d" % len(parts)
        parts.append(b"".join((self.start, number, HEAD, orjson.dumps(document), b"\r\n")))
        if not self.return_result:
            return None
        job = Job()
        self.jobs.append(job)
        return job

    async def commit(self) -> Sequence[Job] | None:
        """Send all documents in one exchange and deal the answers to the jobs."""
        count = len(self.parts)
        self.parts.append(b"--%b--" % self.boundary)
        answer = await self.session.post(self.boundary, self.parts)
        self.parts.clear()
        deal(answer, self.boundary, self.jobs, count)
        return self.jobs if self.return_result else None


class Session:
    """One aiohttp session and its address."""

    flushes = False

    def __init__(self, url: str) -> None:
        self.url = f"{url}/_db/_system/_api/batch"
        self.http = aiohttp.ClientSession(headers={"Authorization": "Basic cm9vdDo="})  # root:

    def begin(self, *, return_result: bool, flush_bytes: int | None = None) -> Batch:
        """Begin a batch; `flush_bytes` is not known here."""
        assert flush_bytes is None
        return Batch(self, return_result=return_result)

    async def post(self, boundary: bytes, pieces: Sequence[bytes]) -> bytes:
        """Send a message, give the answer."""
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary.decode()}",
            "Content-Length": str(sum(map(len, pieces))),
        }
        async with self.http.post(self.url, data=segments(pieces), headers=headers) as reply:
            reply.raise_for_status()
            return await reply.read()

    async def close(self) -> None:
        """Close the session."""
        await self.http.close()


async def segments(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    """Yield a message in pieces of a size that a socket takes at once."""
    for start in range(0, len(pieces), SEGMENT_PARTS):
        yield b"".join(pieces[start : start + SEGMENT_PARTS])


def opening(boundary: bytes) -> bytes:
    """Return what a part begins with, in requests and answers, up to its Content-Id."""
    return b"--%b\r\nContent-Type: application/x-arango-batchpart\r\nContent-Id: " % boundary


def deal(answer: bytes, boundary: bytes, jobs: Sequence[Job], count: int) -> None:
    """Cut an answer into its parts and give each to its job.

    Args:
        answer: The body of the answer.
        boundary: The boundary that was sent.
        jobs: The jobs, none where no results are wanted.
        count: How many parts there must be.

    Raises:
        ControlError: Not the parts that were asked for.
    """
    start = opening(boundary)
    at = 0
    parts = 0
    while answer.startswith(start, at):
        at += len(start)
        end = answer.index(b"\r\n\r\nHTTP/1.1 ", at)
        number = int(answer[at:end])
        status = int(answer[end + 13 : end + 16])
        head_end = answer.index(b"\r\n\r\n", end + 16)
        length_at = answer.index(LENGTH, end, head_end) + len(LENGTH)
        length = int(answer[length_at : answer.index(b"\r\n", length_at)])
        body = head_end + 4
        at = body + length + 2
        parts += 1
        if jobs:
            job = jobs[number]
            job.status = status
            job.body = answer[body : body + length]
    if parts != count or not answer.startswith(b"--%b--" % boundary, at):
        raise ControlError(f"{parts} of {count} parts")


async def connect(url: str) -> Session:
    """Connect.

    Args:
        url: The server's address.
    """
    return Session(url)
