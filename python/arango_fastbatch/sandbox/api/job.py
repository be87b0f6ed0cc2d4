"""``/_api/job``: what became of asynchronous requests."""

from __future__ import annotations

from ..faults import ArangoFault
from ..message import TEXT, Request, Response, answer
from ..routing import Route


def read(request: Request) -> Response:
    """GET /_api/job/pending|done|ID: ids of jobs, or whether one is done."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 400, "bad parameter")
    wanted = suffixes[0]
    jobs = request.server.jobs
    if wanted in {"pending", "done"}:
        count = request.query.get("count", "100")
        found = jobs.of(request.access.name, wanted)
        limit = int(count) if count.isascii() and count.isdigit() else 100
        return answer([job.number for job in found[:limit]])
    if wanted[0] not in "123456789":
        raise ArangoFault(400, 400, "bad parameter")
    job = jobs.get(wanted, request.access.name)
    return Response(200 if job.task.done() else 204, b"", TEXT)


def fetch(request: Request) -> Response:
    """PUT /_api/job/ID[/cancel]: a job's answer (it is forgotten then), or an end to it."""
    suffixes = request.suffixes
    if not suffixes or len(suffixes) > 2 or (len(suffixes) == 2 and suffixes[1] != "cancel"):
        raise ArangoFault(400, 400, "bad parameter")
    jobs = request.server.jobs
    job = jobs.get(suffixes[0], request.access.name)
    if len(suffixes) == 2:
        job.task.cancel()
        return answer({"result": True})
    if not job.task.done():
        return Response(204, b"", TEXT)
    jobs.forget(job)
    if job.task.cancelled():
        raise ArangoFault(410, 21, "canceled request")
    stored = job.task.result()
    headers = {**(stored.headers or {}), "X-Arango-Async-Id": job.number}
    return Response(stored.status, stored.body, stored.content_type, headers)


def delete(request: Request) -> Response:
    """DELETE /_api/job/all|expired|ID: forget jobs."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 400, "bad parameter")
    jobs = request.server.jobs
    user = request.access.name
    if suffixes[0] == "all":
        jobs.forget_all(user)
    elif suffixes[0] == "expired":
        stamp = request.query.get("stamp")
        if stamp is None:
            raise ArangoFault(400, 400, "bad parameter")
        try:
            before = float(stamp)
        except ValueError:
            raise ArangoFault(400, 400, "bad parameter") from None
        jobs.forget_all(user, before)
    else:
        jobs.forget(jobs.get(suffixes[0], user))
    return answer({"result": True})


ROUTES = (Route("/_api/job", {"GET": read, "PUT": fetch, "DELETE": delete}),)
