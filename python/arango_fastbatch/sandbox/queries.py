"""Queries on the run: each in turns, each as a whole or not at all, and each to be stopped."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from .aql import AqlFault, Aside, compile_query
from .faults import ArangoFault
from .query_source import DatabaseSource
from .result_cache import identity
from .turns import AbandonedError, Turns, elsewhere, reaching
from .writing import writing

if TYPE_CHECKING:
    from collections.abc import Generator

    from .aql import CompiledQuery, Pause, QueryOptions, QueryResult
    from .context import Server
    from .message import Request
    from .store.clock import Clock

# Longer texts are compiled elsewhere: a token takes some ten microseconds.
LONG_TEXT = 1500
_SLOW_SECONDS = 10.0
_MAX_SLOW = 64


@dataclass
class RunningQuery:
    """A query that runs.

    Args:
        number: Its id, a number as text.
        database: Name of its database.
        user: Whose it is.
        text: The query.
        bind_vars: Its bind parameters.
        is_stream: Whether it was asked for as a stream.
    """

    number: str
    database: str
    user: str | None
    text: str
    bind_vars: dict[str, Any]
    is_stream: bool
    started: float = field(default_factory=time.time)
    is_killed: bool = False

    def public(self, state: str) -> dict[str, Any]:
        """The query as `/_api/query/current` shows it."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.started))
        return {
            "id": self.number,
            "database": self.database,
            "user": self.user,
            "query": self.text,
            "bindVars": self.bind_vars,
            "started": stamp,
            "runTime": time.time() - self.started,
            "peakMemoryUsage": 0,
            "state": state,
            "stream": self.is_stream,
        }


class Queries:
    """The queries of a server: those that run, and those that took long.

    Args:
        clock: The server's ids.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: dict[str, RunningQuery] = {}
        self._slow: list[dict[str, Any]] = []
        self._slow_databases: list[str] = []
        self.properties: dict[str, Any] = {
            "enabled": True,
            "trackSlowQueries": True,
            "trackBindVars": True,
            "maxSlowQueries": _MAX_SLOW,
            "slowQueryThreshold": _SLOW_SECONDS,
            "slowStreamingQueryThreshold": _SLOW_SECONDS,
            "maxQueryStringLength": 4096,
        }

    def begin(
        self, request: Request, text: str, binds: dict[str, Any], *, is_stream: bool
    ) -> RunningQuery:
        """Note that a query begins."""
        number = str(self._clock.tick())
        database, user = request.database.name, request.access.name
        query = RunningQuery(number, database, user, text, binds, is_stream)
        self._running[number] = query
        return query

    def end(self, query: RunningQuery) -> None:
        """Note that a query has ended."""
        del self._running[query.number]
        took = time.time() - query.started
        if self.properties["trackSlowQueries"] and took >= self.properties["slowQueryThreshold"]:
            self._slow.append(query.public("finished") | {"runTime": took})
            del self._slow[: -self.properties["maxSlowQueries"] or None]

    def current(self, database: str | None) -> list[dict[str, Any]]:
        """The running queries of a database; None: of all."""
        queries = self._running.values()
        return [q.public("executing") for q in queries if database in {None, q.database}]

    def slow(self, database: str | None) -> list[dict[str, Any]]:
        """The slow queries of a database; None: of all."""
        return [query for query in self._slow if database in {None, query["database"]}]

    def clear_slow(self, database: str | None) -> None:
        """Forget the slow queries of a database; None: of all."""
        self._slow = [q for q in self._slow if database is not None and q["database"] != database]

    def kill(self, number: str, database: str | None) -> None:
        """Stop a running query at its next turn.

        Raises:
            ArangoFault: 404/1591, where none of that id runs.
        """
        query = self._running.get(number)
        if query is None or database not in {None, query.database}:
            raise ArangoFault(404, 1591, "query ID not found")
        query.is_killed = True


class Outcome(NamedTuple):
    """What came of a query.

    Args:
        result: Its rows and what is known about the run that gave them.
        is_cached: Whether that run was an earlier one.
        plan_number: What identifies the cached plan that was used; None: none was.
    """

    result: QueryResult
    is_cached: bool = False
    plan_number: str | None = None


async def compiled(text: str, binds: dict[str, Any], version: tuple[int, ...]) -> CompiledQuery:
    """A query ready to run, without keeping others waiting.

    Raises:
        ArangoFault: Whatever is wrong with it whatever the data.
    """
    if len(text) <= LONG_TEXT:
        return compile_query(text, binds, version=version)
    return await elsewhere(partial(compile_query, text, binds, version=version))


async def run_query(
    request: Request,
    text: str,
    binds: dict[str, Any],
    options: QueryOptions,
    *,
    stream: bool = False,
    cache: object = None,
    use_plan_cache: bool = False,
) -> Outcome:
    """Run a query for a request, or find what it gave before.

    Args:
        request: Whose database, rights and transaction count.
        text: The query.
        binds: Its bind parameters.
        options: How to run it.
        stream: Whether it was asked for as a stream.
        cache: Whether results may be kept for later, and those of earlier be given; None: as the
            server's mode is.
        use_plan_cache: Whether the plan is to be kept.

    Raises:
        ArangoFault: The query is none, or fails; what it wrote is taken back then.
    """
    server: Server = request.server
    query = await compiled(text, binds, server.profile.number)
    if query.writes or not server.result_cache.wants(cache):
        is_kept = False
    else:
        is_kept = query.is_cacheable and not stream and request.transaction is None
    number = identity(text, binds, options) if is_kept else ""
    found = server.result_cache.find(request.database.name, number) if is_kept else None
    if found is not None:
        for collection, _ in found.sources:
            request.permitted(collection.name)
        rows = list(found.outcome.rows)
        return Outcome(replace(found.outcome, rows=rows), is_cached=True)
    plan_number = None
    if use_plan_cache and server.profile >= (3, 12, 4):
        if query.has_attribute_parameters:
            raise AqlFault(1584, "query is not eligible for plan caching", "parsing", 500)
        plan_number = server.plan_cache.use(
            request.database, text, query, binds, full_count=options.full_count
        )
    running = server.queries.begin(request, text, binds, is_stream=stream)
    try:
        async with writing(request) as journal:
            source = DatabaseSource(request, journal)
            reach = reaching(asyncio.get_running_loop())
            result = await _in_turns(query.steps(source, options, reach), running, options)
    finally:
        server.queries.end(running)
    if is_kept:
        server.result_cache.keep(request.database.name, number, text, binds, result, source.used)
    return Outcome(result, plan_number=plan_number)


async def _in_turns(
    steps: Generator[Pause, None, QueryResult], running: RunningQuery, options: QueryOptions
) -> QueryResult:
    """Drive a run to its end, with others having their turns between its steps."""
    turns = Turns()
    deadline = running.started + (options.max_runtime or math.inf)

    def is_over() -> bool:
        return running.is_killed or time.time() > deadline

    while True:
        try:
            pause = next(steps)
        except StopIteration as done:
            result: QueryResult = done.value
            return result
        if isinstance(pause, Aside):
            # Where it is over, the run finds out for itself.
            with suppress(AbandonedError):
                await elsewhere(pause.run, is_over)
        elif pause:
            await asyncio.sleep(pause)
        elif turns.over():
            await turns.next()
        if running.is_killed:
            steps.throw(AqlFault(1500, "query killed", "executing"))
