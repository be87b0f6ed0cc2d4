"""What is done with each client, and what is measured meanwhile.

Every scenario gets a connected session that has done one batch, and returns plain numbers. Only
the standard library is used: the same code runs in the environment of every client.
"""

from __future__ import annotations

import asyncio
import gc
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.request import urlopen

from benches.documents import make_document
from benches.meter import Phases, Ticker, peak_bytes, reset_peak, resident_bytes

if TYPE_CHECKING:
    from benches.clients import Session

Figures = dict[str, float]

WARM_UP = 1_000
"""Inserts of the batch before the measurement."""

FLUSH_BYTES = 4 * 1024 * 1024
"""The flush limit, where a client has one."""

COMMIT_EVERY = 10_000
"""Inserts after which a caller begins a new batch, where a client has no flush limit."""


class WrongAnswerError(AssertionError):
    """A client gave other results than the server sent: its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Server:
    """The canned server, as seen by a scenario."""

    url: str

    def totals(self) -> dict[str, int]:
        """Return what passed through it since its start; blocks."""
        with urlopen(f"{self.url}/_bench/totals") as reply:
            totals: dict[str, int] = json.load(reply)
        return totals


async def warm_up(session: Session) -> None:
    """Do one batch."""
    batch = session.begin(return_result=True)
    jobs = [await batch.insert(make_document(number)) for number in range(WARM_UP)]
    await batch.commit()
    check(jobs)


def check(jobs: list[object]) -> None:
    """Compare results with what the server sent: keys that count up by one.

    Raises:
        WrongAnswerError: They differ.
    """
    keys = [int(job.result()["_key"]) for job in jobs]  # type: ignore[attr-defined]  # any client's job
    if keys != list(range(keys[0], keys[0] + len(keys))):
        raise WrongAnswerError("the results are not those of the jobs")


async def cpu(session: Session, server: Server, count: int, repeats: int) -> Figures:
    """Measure the CPU time per request, in microseconds, by phase.

    Args:
        session: The client.
        server: The server it talks to.
        count: Inserts of one batch.
        repeats: Batches, one after the other; the median of each phase counts.
    """
    documents = [make_document(number) for number in range(count)]
    runs: list[dict[str, float]] = []
    for _ in range(repeats):
        gc.collect()
        phases = Phases()
        batch = session.begin(return_result=True)
        jobs = [await batch.insert(document) for document in documents]
        phases.end("queue")
        await batch.commit()
        phases.end("commit")
        for job in jobs:
            job.result()
        phases.end("result")
        runs.append(phases.seconds)
        check(jobs)
        del batch, jobs
    runs.sort(key=lambda run: sum(run.values()))
    middle = runs[len(runs) // 2]
    return {name: seconds / count * 1e6 for name, seconds in middle.items()}


async def memory(session: Session, server: Server, count: int) -> Figures:
    """Measure resident memory, in bytes: per queued request, and at the peak of the batch.

    The caller's own objects, the documents and the list that he keeps the jobs in, are there
    before the start. The jobs count as the client's.

    Args:
        session: The client.
        server: The server, which knows how many bytes went each way.
        count: Inserts of the batch.
    """
    documents = [make_document(number) for number in range(count)]
    jobs: list[object] = [None] * count
    before = server.totals()
    start = reset_peak()
    batch = session.begin(return_result=True)
    for number, document in enumerate(documents):
        jobs[number] = await batch.insert(document)
    gc.collect()
    queued = resident_bytes() - start
    await batch.commit()
    for job in jobs:
        job.result()  # type: ignore[attr-defined]  # any client's job
    peak = peak_bytes() - start
    after = server.totals()
    check(jobs)
    wire = sum(after[way] - before[way] for way in ("request_bytes", "response_bytes"))
    return {
        "queued_per_request": queued / count,
        "peak": peak,
        "wire": wire,
        "peak_of_wire": peak / wire,
    }


async def stall(session: Session, server: Server, request_bytes: int) -> Figures:
    """Measure the longest stall of the event loop during a commit, in milliseconds.

    Args:
        session: The client.
        server: The server, which knows how long this client's requests are.
        request_bytes: The size of the commit.
    """
    totals = server.totals()
    before = totals["request_bytes"]
    await warm_up(session)
    per_request = (server.totals()["request_bytes"] - before) / WARM_UP
    count = int(request_bytes / per_request)
    batch = session.begin(return_result=True)
    jobs = [await batch.insert(make_document(number)) for number in range(count)]
    gc.collect()
    async with Ticker() as busy:
        began = time.perf_counter()
        await batch.commit()
        seconds = time.perf_counter() - began
    async with Ticker() as idle:  # as long: a longer look at an idle loop finds longer gaps
        await asyncio.sleep(seconds)
    check(jobs)
    return {
        "idle": idle.longest * 1e3,
        "commit": busy.longest * 1e3,
        "over_idle": (busy.longest - idle.longest) * 1e3,
        "seconds": seconds,
        "inserts": count,
    }


async def flush(session: Session, server: Server, count: int) -> Figures:
    """Measure the resident memory of inserts without results, in bytes above the start.

    A client that bounds its batches gets one, with `FLUSH_BYTES`. For another, the caller begins a
    new batch every `COMMIT_EVERY` inserts. Every document is made when it is needed.

    Args:
        session: The client.
        server: The server, which counts what came.
        count: Inserts in all.
    """
    before = server.totals()["parts"]
    start = reset_peak()
    phases = Phases()
    step = count if session.flushes else COMMIT_EVERY
    limit = FLUSH_BYTES if session.flushes else None
    for first in range(0, count, step):
        batch = session.begin(return_result=False, flush_bytes=limit)
        for number in range(first, min(first + step, count)):
            await batch.insert(make_document(number))
        await batch.commit()
    phases.end("all")
    growth = peak_bytes() - start
    came = server.totals()["parts"] - before
    if came != count:
        raise WrongAnswerError(f"{came} of {count} inserts came")
    return {"growth": growth, "cpu": phases.seconds["all"] / count * 1e6, "done": count}
