"""What has a state of its own: cursors and jobs."""

from __future__ import annotations

from typing import Any

from tests.peer.plan import ERRORS, Program, ok, recorded, ref, step

MODULE = "cursor"

FIRST = recorded("POST /_api/cursor first")
MORE = recorded("POST /_api/cursor/{id}")
LAST = recorded("POST /_api/cursor/{id}", result=[5], hasMore=False, id=None)
LAST["body"].pop("id")
STATISTICS = {
    "writesExecuted": 1,
    "writesIgnored": 2,
    "scannedFull": 3,
    "scannedIndex": 4,
    "filtered": 5,
    "httpRequests": 6,
    "executionTime": 0.5,
    "peakMemoryUsage": 7,
    "intermediateCommits": 8,
    "fullCount": 9,
    "cursorsCreated": 10,
}
WHOLE = ok(
    {
        "result": [1, 2],
        "hasMore": False,
        "count": 2,
        "cached": True,
        "extra": {
            "stats": STATISTICS,
            "warnings": [{"code": 1562, "message": "division by zero"}],
            "profile": {"parsing": 0.1, "executing": 0.2},
        },
        "error": False,
        "code": 201,
    },
    201,
)
UNCOUNTED = ok({"result": [1], "hasMore": False, "error": False, "code": 201}, 201)
QUERY = "FOR s IN students RETURN s"

READERS = (
    "id",
    "type",
    "batch",
    "has_more",
    "count",
    "cached",
    "statistics",
    "profile",
    "warnings",
    "empty",
    "__len__",
    "__repr__",
)


def opened(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Steps with a cursor."""
    return [step("db.aql.execute", QUERY, into="cursor"), *steps]


def cursor(name: str, label: str, answers: list[Any], *steps: dict[str, Any]) -> Program:
    """A program about a cursor."""
    return Program(f"Cursor.{name}", label, opened(*steps), answers)


NEXT = step("cursor.next")
FETCH = step("cursor.fetch")
CLOSE = step("cursor.close")
FETCH_ERRORS = [*ERRORS, (404, 1600), (409, 1602), (410, 1500)]
CLOSE_ERRORS = [*ERRORS, (404, 1600), (404, None)]

CURSORS = [
    cursor("batch", "all at once", [WHOLE], *(step(f"cursor.{name}") for name in READERS)),
    cursor("count", "not counted", [UNCOUNTED], *(step(f"cursor.{name}") for name in READERS)),
    cursor("has_more", "more to come", [FIRST], *(step(f"cursor.{name}") for name in READERS)),
    cursor(
        "next",
        "through three batches",
        [FIRST, MORE, LAST],
        *([NEXT] * 5),
        NEXT,
        NEXT,
        step("cursor.id"),
        step("cursor.has_more"),
        step("cursor.empty"),
    ),
    cursor("next", "refused", [FIRST, (404, 1600), (500, 4), MORE], *([NEXT] * 6)),
    cursor("__anext__", "by hand", [FIRST, LAST], *([step("cursor.__anext__")] * 4)),
    cursor("__aiter__", "itself", [WHOLE], step("cursor.__aiter__"), step("cursor.__aenter__")),
    cursor("pop", "what is at hand", [FIRST], *([step("cursor.pop")] * 3)),
    cursor("fetch", "more", [FIRST, MORE], FETCH, step("cursor.batch"), step("cursor.count")),
    cursor("fetch", "nothing to fetch", [WHOLE], FETCH),
    cursor(
        "fetch",
        "refused",
        [FIRST, *FETCH_ERRORS],
        *([FETCH] * len(FETCH_ERRORS)),
    ),
    cursor("close", "open", [FIRST, ok(id="72191", status=202)], CLOSE),
    cursor("close", "nothing to close", [WHOLE], CLOSE, step("cursor.close", True)),
    cursor(
        "close",
        "refused",
        [FIRST, *CLOSE_ERRORS],
        *([CLOSE] * len(CLOSE_ERRORS)),
    ),
    cursor(
        "close",
        "refused, missing ones ignored",
        [FIRST, *CLOSE_ERRORS],
        *([step("cursor.close", ignore_missing=True)] * len(CLOSE_ERRORS)),
    ),
    cursor("__aexit__", "open", [FIRST, (404, 1600)], step("cursor.__aexit__", None, None, None)),
    cursor("__aexit__", "refused", [FIRST, (500, 4)], step("cursor.__aexit__", None, None, None)),
    Program(
        "Cursor.__init__",
        "an export's",
        [
            step("cursor:Cursor", ref("conn"), FIRST["body"], "export", into="cursor"),
            step("cursor.type"),
            step("cursor.fetch"),
            step("cursor.close"),
        ],
        [MORE, ok(status=202)],
    ),
    Program(
        "Cursor.__init__",
        "by keyword, with what is missing",
        [
            step("cursor:Cursor", connection=ref("conn"), init_data=UNCOUNTED["body"]),
            step("cursor:Cursor", ref("conn"), {"result": []}),
        ],
    ),
]

VERSION = recorded("GET /_api/version")
DONE = {**VERSION, "headers": {"x-arango-async-id": "5"}}
JOB_404 = (404, 404)


def job(name: str, label: str, answers: list[Any], *steps: dict[str, Any]) -> Program:
    """A program about an async job that was made by hand."""
    made = step("job:AsyncJob", ref("conn"), "5", {"$": "handler", "gives": "body"}, into="job")
    return Program(f"AsyncJob.{name}", label, [made, *steps], answers, module="job")


REFUSED = [*ERRORS, JOB_404]

JOBS = [
    job("id", "objects", [], step("job.id"), step("job.__repr__")),
    job(
        "status",
        "each",
        [ok(), {"status": 204}, {"status": 200}, *REFUSED],
        *([step("job.status")] * (3 + len(REFUSED))),
    ),
    job("result", "done", [DONE], step("job.result")),
    job(
        "result",
        "an error of the job's own",
        [
            {
                "status": 404,
                "body": {"error": True, "errorNum": 1203, "errorMessage": "no", "code": 404},
                "headers": {"X-Arango-Async-Id": "5"},
            }
        ],
        step("job.result"),
    ),
    job(
        "result",
        "not there",
        [{"status": 204}, VERSION, *REFUSED],
        *([step("job.result")] * (2 + len(REFUSED))),
    ),
    job("cancel", "cancelled", [ok({"result": True})], step("job.cancel")),
    job("cancel", "refused", [*REFUSED], *([step("job.cancel")] * len(REFUSED))),
    job(
        "cancel",
        "refused, missing ones ignored",
        [*REFUSED],
        *([step("job.cancel", ignore_missing=True)] * len(REFUSED)),
    ),
    job("clear", "cleared", [ok({"result": True})], step("job.clear")),
    job("clear", "refused", [*REFUSED], *([step("job.clear")] * len(REFUSED))),
    job(
        "clear",
        "refused, missing ones ignored",
        [*REFUSED],
        *([step("job.clear", True)] * len(REFUSED)),
    ),
    Program(
        "AsyncJob.result",
        "of a call",
        [
            step("db.begin_async_execution", into="later"),
            step("later.version", into="job"),
            step("job.status"),
        ],
        [VERSION, {"status": 204}],
        module="job",
    ),
    Program(
        "BatchJob.result",
        "before and after the commit",
        [
            step("db.begin_batch_execution", into="batch"),
            step("batch.version", into="job"),
            step("job.status"),
            step("job.result"),
            step("batch.commit"),
            step("job.status"),
            step("job.result"),
        ],
        [VERSION],
        module="job",
    ),
    Program(
        "BatchJob.__init__",
        "made by hand",
        [
            step("job:BatchJob", {"$": "handler", "gives": "body"}, into="job"),
            step("job.status"),
            step("job.result"),
        ],
        module="job",
    ),
]

METHODS = [*CURSORS, *JOBS]
