"""``/_api/cursor``: queries, run and fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from ..aql import QueryOptions
from ..cursors import DEFAULT_BATCH, DEFAULT_TTL_SECONDS, Cursor
from ..faults import ArangoFault
from ..message import Request, Response, answer, success
from ..queries import run_query
from ..routing import Route

if TYPE_CHECKING:
    from ..aql import QueryResult


async def create(request: Request) -> Response:
    """POST /_api/cursor: run a query and give its first rows; with an id, go on with a cursor."""
    if request.suffixes:
        return go_on(request)
    body = request.json()
    if body == {}:
        raise ArangoFault(400, 600, "invalid JSON")
    if not isinstance(body, dict) or not isinstance(body.get("query"), str) or not body["query"]:
        raise ArangoFault(400, 1502, "query is empty")
    binds = object_of(body, "bindVars", "<bindVars>")
    options = object_of(body, "options", "<options>")
    size = batch_size(request, body)
    stream = body.get("stream") is True or options.get("stream") is True
    if stream:
        # Nobody knows how much there would have been before its end.
        options = {name: value for name, value in options.items() if name != "fullCount"}
    outcome = await run_query(
        request,
        body["query"],
        binds,
        query_options(body, options),
        stream=stream,
        cache=body.get("cache", options.get("cache")),
        use_plan_cache=options.get("usePlanCache") is True,
    )
    return open_cursor(
        request,
        outcome.result.rows,
        _extra(outcome.result),
        cached=outcome.is_cached,
        plan_number=outcome.plan_number,
        batch_size=size,
        ttl=time_to_live(body),
        has_count=body.get("count") is True and not stream,
        is_stream=stream,
        allow_retry=options.get("allowRetry") is True,
    )


def go_on(request: Request) -> Response:
    """POST (before 4: or PUT) /_api/cursor/ID[/BATCH]: more rows."""
    suffixes = request.suffixes
    if len(suffixes) > 2:
        raise ArangoFault(400, 400, "expecting POST /_api/cursor/<cursor-id>/<batch-id>")
    if not suffixes:
        raise ArangoFault(400, 400, "expecting POST /_api/cursor/<cursor-id>")
    cursors = request.server.cursors
    cursor = cursors.get(suffixes[0], request.database.name, request.access.name)
    batch = cursor.next_batch(suffixes[1] if len(suffixes) == 2 else None)
    if cursor.is_needed:
        cursors.keep(cursor)
    else:
        cursors.forget(cursor)
    return _batch_answer(cursor, batch, 200)


def put(request: Request) -> Response:
    """PUT /_api/cursor/ID: more rows, as servers before 4 are asked."""
    if request.server.profile >= (4,):
        raise ArangoFault(405, 405, "method not supported")
    if len(request.suffixes) > 1:
        raise ArangoFault(400, 400, "expecting POST /_api/cursor/<cursor-id>")
    return go_on(request)


def delete(request: Request) -> Response:
    """DELETE /_api/cursor/ID: close a cursor."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 400, "expecting DELETE /_api/cursor/<cursor-id>")
    cursors = request.server.cursors
    cursor = cursors.get(suffixes[0], request.database.name, request.access.name)
    cursors.forget(cursor)
    return success(202, id=cursor.number)


def open_cursor(
    request: Request,
    rows: list[Any],
    extra: dict[str, Any],
    *,
    batch_size: int = DEFAULT_BATCH,
    ttl: float = DEFAULT_TTL_SECONDS,
    has_count: bool = False,
    is_stream: bool = False,
    allow_retry: bool = False,
    cached: bool = False,
    plan_number: str | None = None,
) -> Response:
    """The answer with a result's first batch; a cursor stays where there are more."""
    cursors = request.server.cursors
    cursor = Cursor(
        cursors.number(),
        rows,
        batch_size,
        extra,
        has_count,
        is_stream,
        cached=cached,
        plan_number=plan_number,
        ttl=ttl,
        allow_retry=allow_retry,
        database=request.database.name,
        user=request.access.name,
    )
    batch = cursor.next_batch()
    if cursor.is_needed:
        cursors.keep(cursor)
    else:
        cursors.forget(cursor)
    return _batch_answer(cursor, batch, 201)


def _batch_answer(cursor: Cursor, batch: dict[str, Any], status: int) -> Response:
    response = answer(batch | {"error": False, "code": status}, status)
    if not cursor.allow_retry:
        response.spent = batch["result"]
    return response


def query_options(body: dict[str, Any], options: dict[str, Any]) -> QueryOptions:
    """The options of a run, of those that a request may have."""
    warnings = options.get("maxWarningCount", 10)
    profile = options.get("profile", 0)
    return QueryOptions(
        full_count=options.get("fullCount") is True,
        fail_on_warning=options.get("failOnWarning") is True,
        max_warning_count=int(warnings) if is_number(warnings) else 10,
        memory_limit=int(_limit(body.get("memoryLimit", options.get("memoryLimit")))),
        max_runtime=_limit(options.get("maxRuntime")),
        profile=int(profile) if isinstance(profile, (int, bool)) else 0,
    )


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a value of a body is a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _limit(value: Any) -> float:
    return max(float(value), 0.0) if is_number(value) else 0.0


def object_of(body: dict[str, Any], name: str, shown: str) -> dict[str, Any]:
    """An object in a request's body, an empty one where there is none.

    Raises:
        ArangoFault: 400/17 for another type.
    """
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ArangoFault(400, 17, f"expecting object for {shown}")
    return value


def batch_size(request: Request, body: dict[str, Any]) -> int:
    """The `batchSize` that a request's body names.

    Raises:
        ArangoFault: 400/17 for less than one.
    """
    value = body.get("batchSize")
    if not is_number(value):
        return DEFAULT_BATCH
    if value < 1:
        if request.server.profile < (3, 12):
            raise ArangoFault(400, 17, "expecting non-zero value for 'batchSize'")
        raise ArangoFault(400, 17, "expecting positive value for <batchSize>")
    return int(value)


def time_to_live(body: dict[str, Any]) -> float:
    """The `ttl` of a request, in seconds."""
    value = body.get("ttl")
    return float(value) if is_number(value) and value > 0 else DEFAULT_TTL_SECONDS


def _extra(outcome: QueryResult) -> dict[str, Any]:
    extra: dict[str, Any] = {"warnings": outcome.warnings, "stats": outcome.stats}
    if outcome.profile is not None:
        extra["profile"] = outcome.profile
    if outcome.plan is not None:
        extra["plan"] = outcome.plan
    return extra


ROUTES = (Route("/_api/cursor", {"POST": create, "PUT": put, "DELETE": delete}),)
