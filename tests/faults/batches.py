"""What tests of faults share: a client that does not try again, and what they look at."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.faults.scripted import error_body

from arango_fastbatch import ArangoClient, DefaultHTTPClient
from arango_fastbatch.exceptions import (
    ArangoServerError,
    BatchExecuteError,
    BatchJobResultError,
    BatchOutcomeUnknownError,
)
from arango_fastbatch.request import Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from arango_fastbatch.batch.report import BatchReport
    from arango_fastbatch.database import BatchDatabase, StandardDatabase
    from arango_fastbatch.response import Response


NEW: dict[str, Any] = {"server_version": "4.0.0"}
"""Options of `connected` for a server without a batch endpoint."""

BUSY = error_body(503, 503, "service unavailable")
"""What a busy server answers that has executed nothing."""


class OneTry(DefaultHTTPClient):
    """Connects once, and does not try again."""

    RETRY_ATTEMPTS = 0


@asynccontextmanager
async def connected(
    url: str | list[str], *, timeout: float = 60, jwt: bool = False, **options: Any
) -> AsyncIterator[StandardDatabase]:
    """A database "test" on a server that plays 3.11, unless another version is given."""
    options.setdefault("http_client", OneTry(request_timeout=timeout))
    options.setdefault("server_version", "3.11.14")
    async with ArangoClient(url, **options) as client:
        method = "jwt" if jwt else "basic"
        yield await client.db("test", username="root", password="secret", auth_method=method)


async def queued(db: StandardDatabase, count: int = 3, **options: Any) -> BatchDatabase[Any]:
    """A batch of so many inserts."""
    batch = db.begin_batch_execution(**options)
    for number in range(count):
        await batch.collection("c").insert({"number": number})
    return batch


async def singles(db: StandardDatabase, count: int, **options: Any) -> BatchDatabase[Any]:
    """A batch of so many requests that cannot be merged."""
    batch = db.begin_batch_execution(**options)
    for number in range(count):
        await batch.execute(Request("post", f"/x/{number}"), numbered_answer)
    return batch


def numbered_answer(response: Response) -> Any:
    if not response.is_success:
        raise BatchExecuteError(response, Request("post", "/x"))
    return response.body["number"]


def fates(batch: BatchDatabase[Any]) -> str:
    """What became of each job: (s)tored, (f)ailed, (u)nknown, (p)ending."""
    return "".join(map(_fate, batch.queued_jobs() or []))


def _fate(job: Any) -> str:
    try:
        job.result()
    except BatchOutcomeUnknownError:
        fate = "u"
    except BatchJobResultError:
        fate = "p"
    except ArangoServerError:
        fate = "f"
    else:
        fate = "s"
    assert job.status() == ("pending" if fate == "p" else "done")
    return fate


def told(report: BatchReport) -> tuple[int, int, int, int]:
    """The numbers of a report."""
    return report.sent, report.succeeded, report.failed, report.unknown


def assert_true_report(batch: BatchDatabase[Any], *, ordered: bool = True) -> str:
    """The report and the unknown jobs agree with what the jobs say; gives what they say."""
    said = fates(batch)
    report = batch.report
    assert report.sent == len(said) - said.count("p")
    assert report.succeeded == said.count("s")
    assert report.failed == said.count("f")
    assert report.unknown == said.count("u")
    jobs = batch.queued_jobs() or []
    assert batch.unknown_jobs() == [
        job for job, fate in zip(jobs, said, strict=True) if fate == "u"
    ]
    failed = [index for index, fate in enumerate(said) if fate == "f"]
    first = [index for index, _ in report.first_failures]
    assert len(first) == min(len(failed), 100)
    assert first == failed[:100] if ordered else set(first) <= set(failed)
    return said
