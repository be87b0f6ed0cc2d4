"""Running queries, and looking at them without running them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given
from arango_fastbatch.context import C_co
from arango_fastbatch.cursor import Cursor, cursor_of, special_cursor_of
from arango_fastbatch.exceptions import (
    AQLQueryExecuteError,
    AQLQueryExplainError,
    AQLQueryValidateError,
)
from arango_fastbatch.formatter import format_body
from arango_fastbatch.operation import Call, Operation
from arango_fastbatch.typings import Json, Jsons


def _plans(body: Any, _: Call[Json | Jsons]) -> Json | Jsons:
    found: Json | Jsons = body["plan"] if "plan" in body else body["plans"]
    return found


def _parsed(body: Any, _: Call[Json]) -> Json:
    parsed = format_body(body)
    if "bindVars" in parsed:
        parsed["bind_vars"] = parsed.pop("bindVars")
    return parsed


EXECUTE: Operation[Cursor] = Operation(
    "POST", "/_api/cursor", AQLQueryExecuteError, decode=cursor_of
)
EXECUTE_SPECIAL = replace(EXECUTE, decode=special_cursor_of, free=True)
EXPLAIN: Operation[Json | Jsons] = Operation(
    "POST", "/_api/explain", AQLQueryExplainError, decode=_plans
)
VALIDATE: Operation[Json] = Operation("POST", "/_api/query", AQLQueryValidateError, decode=_parsed)

# What a query may be given besides bind variables, as the server calls it, in the order in which
# `Queries.execute` has it: most queries are given nothing, which is seen at a glance that way.
_WISHES = ("batchSize", "ttl", "cache")
_NO_WISHES = (None,) * len(_WISHES)
_OPTIONS = (
    "fullCount",
    "maxNumberOfPlans",
    "optimizer",
    "failOnWarning",
    "profile",
    "maxTransactionSize",
    "maxWarningCount",
    "intermediateCommitCount",
    "intermediateCommitSize",
    "satelliteSyncWait",
    "stream",
    "skipInaccessibleCollections",
    "maxRuntime",
    "allowRetry",
)
_NO_OPTIONS = (None,) * len(_OPTIONS)


def _named(names: Sequence[str], values: Sequence[Any]) -> Json:
    """The values that were given, by their names."""
    return {name: it for name, it in zip(names, values, strict=True) if it is not None}


class Queries(ApiGroup[C_co]):
    """Methods for queries."""

    @endpoint
    async def execute(
        self,
        query: str,
        count: bool = False,
        batch_size: int | None = None,
        ttl: int | None = None,
        bind_vars: Json | None = None,
        full_count: bool | None = None,
        max_plans: int | None = None,
        optimizer_rules: Sequence[str] | None = None,
        cache: bool | None = None,
        memory_limit: int = 0,
        fail_on_warning: bool | None = None,
        profile: bool | None = None,
        max_transaction_size: int | None = None,
        max_warning_count: int | None = None,
        intermediate_commit_count: int | None = None,
        intermediate_commit_size: int | None = None,
        satellite_sync_wait: int | None = None,
        stream: bool | None = None,
        skip_inaccessible_cols: bool | None = None,
        max_runtime: float | None = None,
        *,
        allow_retry: bool | None = None,
        prefetch: bool = False,
    ) -> Cursor:
        """Run a query.

        Args:
            query: The query.
            count: Whether the cursor knows the number of its items.
            batch_size: Most items that come at once.
            ttl: Seconds that the server keeps the cursor while nobody asks.
            bind_vars: Values of the bind parameters; names of ``@@collection`` parameters
                begin with one "@".
            full_count: Whether the statistics tell how many items there were without the last
                LIMIT.
            max_plans: Most plans that the optimizer makes.
            optimizer_rules: Rules to use ("+name") or not to use ("-name", "-all").
            cache: Whether the query cache may be used.
            memory_limit: Most bytes that the query may use; 0 for the server's own limit.
            fail_on_warning: Whether a warning is an error.
            profile: Whether the cursor has a profile.
            max_transaction_size: Most bytes of the query's transaction.
            max_warning_count: Most warnings that come back.
            intermediate_commit_count: Commit after so many operations.
            intermediate_commit_size: Commit after so many bytes.
            satellite_sync_wait: Seconds to wait for satellite collections (Enterprise Edition).
            stream: Whether the query runs while its results are read.
            skip_inaccessible_cols: Whether collections that the user may not read count as empty
                (Enterprise Edition).
            max_runtime: Seconds after which the query is killed.
            allow_retry: Whether the server keeps each batch until the next one is asked for, so
                that one whose answer was lost is asked for again (3.11 and later). It keeps the
                last one, too, until the cursor is closed: use ``async with cursor``.
            prefetch: Whether the cursor fetches the next batch while items of the one at hand are
                taken. Not in a stream transaction, where the server does one thing at a time.

        Returns:
            A cursor over the results.

        Raises:
            AQLQueryExecuteError: If the query is wrong or fails; `error_code` is 1501 for a
                syntax error, whose place the message tells.

        Endpoint:
            POST /_api/cursor

        Example:
            >>> cursor = await db.aql.execute(
            ...     "FOR s IN @@students FILTER s.age > @age RETURN s.name",
            ...     bind_vars={"@students": "students", "age": 20},
            ... )
            >>> [name async for name in cursor]
            ['Rita']
        """
        body: Json = {"query": query, "count": count, "memoryLimit": memory_limit}
        if bind_vars is not None:
            body["bindVars"] = bind_vars
        wishes = (batch_size, ttl, cache)
        if wishes != _NO_WISHES:
            body |= _named(_WISHES, wishes)
        options = (
            full_count,
            max_plans,
            None if optimizer_rules is None else {"rules": optimizer_rules},
            fail_on_warning,
            profile,
            max_transaction_size,
            max_warning_count,
            intermediate_commit_count,
            intermediate_commit_size,
            satellite_sync_wait,
            stream,
            skip_inaccessible_cols,
            max_runtime,
            allow_retry,
        )
        if options != _NO_OPTIONS:
            body["options"] = _named(_OPTIONS, options)
        if not (allow_retry or prefetch):
            return await self._call(EXECUTE, body=body)
        special = {"allow_retry": bool(allow_retry), "prefetch": prefetch}
        return await self._call(EXECUTE_SPECIAL, body=body, arg=special)

    @endpoint
    async def explain(
        self,
        query: str,
        all_plans: bool = False,
        max_plans: int | None = None,
        opt_rules: Sequence[str] | None = None,
        bind_vars: Json | None = None,
    ) -> Json | Jsons:
        """Tell how a query would be run, without running it.

        Args:
            query: The query.
            all_plans: Whether all plans come back, or the best one.
            max_plans: Most plans that the optimizer makes.
            opt_rules: Rules to use ("+name") or not to use ("-name", "-all").
            bind_vars: Values of the bind parameters.

        Returns:
            The plan, or a list of plans.

        Raises:
            AQLQueryExplainError: If the query is wrong.

        Endpoint:
            POST /_api/explain
        """
        options: Json = {"allPlans": all_plans}
        options |= given(
            maxNumberOfPlans=max_plans,
            optimizer=None if opt_rules is None else {"rules": opt_rules},
        )
        body: Json = {"query": query, "options": options}
        body |= given(bindVars=bind_vars)
        return await self._call(EXPLAIN, body=body)

    @endpoint
    async def validate(self, query: str) -> Json:
        """Parse a query, without running it.

        Args:
            query: The query.

        Returns:
            ``parsed``, ``collections``, ``bind_vars`` and ``ast``.

        Raises:
            AQLQueryValidateError: If it has a syntax error.

        Endpoint:
            POST /_api/query
        """
        return await self._call(VALIDATE, body={"query": query})
