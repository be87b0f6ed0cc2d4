"""AQL: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

import pytest
from tests.wire.cases import Case, Refused
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import (
    AQLCacheClearError,
    AQLCacheConfigureError,
    AQLCacheEntriesError,
    AQLCachePropertiesError,
    AQLFunctionCreateError,
    AQLFunctionDeleteError,
    AQLFunctionListError,
    AQLQueryClearError,
    AQLQueryExecuteError,
    AQLQueryExplainError,
    AQLQueryKillError,
    AQLQueryListError,
    AQLQueryTrackingGetError,
    AQLQueryTrackingSetError,
    AQLQueryValidateError,
)

OK = {"error": False, "code": 200}
QUERY = {"id": "5", "query": "RETURN 1", "bindVars": {}, "runTime": 1.5, "peakMemoryUsage": 9}
RUNNING = {"id": "5", "query": "RETURN 1", "bind_vars": {}, "runtime": 1.5, "peak_memory_usage": 9}
TRACKING = {"enabled": True, "maxSlowQueries": 64, "slowQueryThreshold": 10}
TRACKED = {"enabled": True, "max_slow_queries": 64, "slow_query_threshold": 10}
CACHE = {"mode": "off", "maxResults": 128, "maxResultsSize": 9, "maxEntrySize": 5}
CACHED = {"mode": "off", "max_results": 128, "max_results_size": 9, "max_entry_size": 5}
ENTRY = {"hash": "1", "query": "RETURN 1", "runTime": 0.5, "dataSources": ["c"], "later": 1}
KEPT = {"hash": "1", "query": "RETURN 1", "runtime": 0.5, "data_sources": ["c"], "later": 1}
INSTEAD = "exists only before 4.0; instead: the expression itself in the query"

CASES = {
    "explain": Case(
        lambda db: db.aql.explain("Q"),
        Asked("POST", "/_api/explain", {"query": "Q", "options": {"allPlans": False}}),
        {**OK, "plan": {"nodes": []}, "warnings": []},
        {"nodes": []},
    ),
    "explain, every option": Case(
        lambda db: db.aql.explain("Q", True, 3, ["-all"], {"a": 1}),
        Asked(
            "POST",
            "/_api/explain",
            {
                "query": "Q",
                "options": {
                    "allPlans": True,
                    "maxNumberOfPlans": 3,
                    "optimizer": {"rules": ["-all"]},
                },
                "bindVars": {"a": 1},
            },
        ),
        {**OK, "plans": [{"nodes": []}], "warnings": []},
        [{"nodes": []}],
    ),
    "validate": Case(
        lambda db: db.aql.validate("Q"),
        Asked("POST", "/_api/query", {"query": "Q"}),
        {**OK, "parsed": True, "bindVars": ["a"], "collections": [], "ast": []},
        {"parsed": True, "bind_vars": ["a"], "collections": [], "ast": []},
    ),
    "queries": Case(
        lambda db: db.aql.queries(), Asked("GET", "/_api/query/current"), [QUERY], [RUNNING]
    ),
    "slow_queries": Case(
        lambda db: db.aql.slow_queries(), Asked("GET", "/_api/query/slow"), [QUERY], [RUNNING]
    ),
    "clear_slow_queries": Case(
        lambda db: db.aql.clear_slow_queries(), Asked("DELETE", "/_api/query/slow"), OK, True
    ),
    "kill": Case(lambda db: db.aql.kill("5/6"), Asked("DELETE", "/_api/query/5%2F6"), OK, True),
    "tracking": Case(
        lambda db: db.aql.tracking(),
        Asked("GET", "/_api/query/properties"),
        {**OK, **TRACKING},
        TRACKED,
    ),
    "set_tracking": Case(
        lambda db: db.aql.set_tracking(),
        Asked("PUT", "/_api/query/properties", {}),
        TRACKING,
        TRACKED,
    ),
    "set_tracking, every option": Case(
        lambda db: db.aql.set_tracking(False, 0, 1, 2, False, True),
        Asked(
            "PUT",
            "/_api/query/properties",
            {
                "enabled": False,
                "maxSlowQueries": 0,
                "slowQueryThreshold": 1,
                "maxQueryStringLength": 2,
                "trackBindVars": False,
                "trackSlowQueries": True,
            },
        ),
        TRACKING,
        TRACKED,
    ),
    "functions": Case(
        lambda db: db.aql.functions(),
        Asked("GET", "/_api/aqlfunction"),
        {**OK, "result": [{"name": "a::b", "code": "f", "isDeterministic": True, "later": 1}]},
        [{"name": "a::b", "code": "f", "is_deterministic": True, "later": 1}],
    ),
    "create_function": Case(
        lambda db: db.aql.create_function("a::b", "f"),
        Asked("POST", "/_api/aqlfunction", {"name": "a::b", "code": "f"}),
        {**OK, "isNewlyCreated": True},
        {"is_new": True},
        201,
    ),
    "delete_function": Case(
        lambda db: db.aql.delete_function("a::ö"),
        Asked("DELETE", "/_api/aqlfunction/a::%C3%B6?group=0"),
        {**OK, "deletedCount": 1},
        {"deleted": 1},
    ),
    "delete_function, every option": Case(
        lambda db: db.aql.delete_function("a", True, True),
        Asked("DELETE", "/_api/aqlfunction/a?group=1"),
        {**OK, "deletedCount": 2},
        {"deleted": 2},
    ),
    "cache.entries": Case(
        lambda db: db.aql.cache.entries(),
        Asked("GET", "/_api/query-cache/entries"),
        [ENTRY],
        [KEPT],
    ),
    "cache.properties": Case(
        lambda db: db.aql.cache.properties(),
        Asked("GET", "/_api/query-cache/properties"),
        {**OK, **CACHE},
        CACHED,
    ),
    "cache.configure": Case(
        lambda db: db.aql.cache.configure(),
        Asked("PUT", "/_api/query-cache/properties", {}),
        CACHE,
        CACHED,
    ),
    "cache.configure, every option": Case(
        lambda db: db.aql.cache.configure("on", 0, 1, 2, False),
        Asked(
            "PUT",
            "/_api/query-cache/properties",
            {
                "mode": "on",
                "maxResults": 0,
                "maxResultsSize": 1,
                "maxEntrySize": 2,
                "includeSystem": False,
            },
        ),
        CACHE,
        CACHED,
    ),
    "cache.clear": Case(
        lambda db: db.aql.cache.clear(), Asked("DELETE", "/_api/query-cache"), OK, True
    ),
}
REFUSED = [
    Refused(AQLQueryExecuteError, (lambda db: db.aql.execute("Q"),)),
    Refused(AQLQueryExplainError, (lambda db: db.aql.explain("Q"),)),
    Refused(AQLQueryValidateError, (lambda db: db.aql.validate("Q"),)),
    Refused(AQLQueryListError, (lambda db: db.aql.queries(), lambda db: db.aql.slow_queries())),
    Refused(AQLQueryClearError, (lambda db: db.aql.clear_slow_queries(),)),
    Refused(AQLQueryKillError, (lambda db: db.aql.kill("5"),)),
    Refused(AQLQueryTrackingGetError, (lambda db: db.aql.tracking(),)),
    Refused(AQLQueryTrackingSetError, (lambda db: db.aql.set_tracking(),)),
    Refused(
        AQLFunctionListError, (lambda db: db.aql.functions(),), f"GET /_api/aqlfunction {INSTEAD}"
    ),
    Refused(
        AQLFunctionCreateError,
        (lambda db: db.aql.create_function("a", "f"),),
        f"POST /_api/aqlfunction {INSTEAD}",
    ),
    Refused(
        AQLFunctionDeleteError,
        (
            lambda db: db.aql.delete_function("a"),
            lambda db: db.aql.delete_function("a", ignore_missing=True),
        ),
        f"DELETE /_api/aqlfunction/{{key}} {INSTEAD}",
    ),
    Refused(AQLCacheEntriesError, (lambda db: db.aql.cache.entries(),)),
    Refused(AQLCachePropertiesError, (lambda db: db.aql.cache.properties(),)),
    Refused(AQLCacheConfigureError, (lambda db: db.aql.cache.configure(),)),
    Refused(AQLCacheClearError, (lambda db: db.aql.cache.clear(),)),
]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_call_is_one_request(case: str, context: str) -> None:
    await CASES[case].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("refused", REFUSED, ids=lambda one: one.error.__name__)
async def test_an_error_is_the_methods_own(refused: Refused, context: str) -> None:
    await refused.holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_missing_function_may_be_no_error(context: str) -> None:
    missing = {"error": True, "code": 404, "errorNum": 1582, "errorMessage": "no such function"}
    _, result = await exchange_with(
        context, lambda db: db.aql.delete_function("a", ignore_missing=True), (404, missing)
    )
    assert result is False


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_query_is_a_cursor(context: str) -> None:
    answer = {**OK, "result": [1], "hasMore": False, "count": 1}
    asked, cursor = await exchange_with(context, lambda db: db.aql.execute("Q"), (201, answer))
    assert asked == Asked("POST", "/_api/cursor", {"query": "Q", "count": False, "memoryLimit": 0})
    assert isinstance(cursor, Cursor)
    asked, cursor = await exchange_with(
        context,
        lambda db: db.aql.execute(
            "Q",
            True,
            2,
            3,
            {"a": 1},
            True,
            4,
            ("-all",),
            True,
            5,
            True,
            True,
            6,
            7,
            8,
            9,
            10,
            True,
            True,
            1.5,
        ),
        (201, answer),
    )
    assert asked == Asked(
        "POST",
        "/_api/cursor",
        {
            "query": "Q",
            "count": True,
            "batchSize": 2,
            "ttl": 3,
            "bindVars": {"a": 1},
            "cache": True,
            "memoryLimit": 5,
            "options": {
                "fullCount": True,
                "maxNumberOfPlans": 4,
                "optimizer": {"rules": ["-all"]},
                "failOnWarning": True,
                "profile": True,
                "maxTransactionSize": 6,
                "maxWarningCount": 7,
                "intermediateCommitCount": 8,
                "intermediateCommitSize": 9,
                "satelliteSyncWait": 10,
                "stream": True,
                "skipInaccessibleCollections": True,
                "maxRuntime": 1.5,
            },
        },
    )
    assert cursor.count() == 1
