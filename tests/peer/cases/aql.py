"""AQL: queries, those that run and those that were slow, functions, and the results' cache."""

from __future__ import annotations

from tests.peer.plan import Method, ok, recorded

MODULE = "aql"

QUERY = {
    "id": "26",
    "database": "test",
    "user": "root",
    "query": "FOR i IN 1..1000 RETURN i",
    "bindVars": {"a": 1},
    "started": "2025-05-23T18:16:18Z",
    "runTime": 2.5,
    "peakMemoryUsage": 32768,
    "state": "executing",
    "stream": False,
}
TRACKING = {
    "enabled": True,
    "trackSlowQueries": True,
    "trackBindVars": False,
    "maxSlowQueries": 64,
    "slowQueryThreshold": 10.5,
    "slowStreamingQueryThreshold": 10,
    "maxQueryStringLength": 4096,
}
FUNCTION = {"name": "my::half", "code": "function (n) { return n / 2; }", "isDeterministic": True}
CACHE = recorded("PUT /_api/query-cache/properties")

METHODS = [
    Method(
        "AQL.explain",
        {"query": "FOR s IN students RETURN s"},
        {
            "all_plans": True,
            "max_plans": 2,
            "opt_rules": ["-all", "+use-indexes"],
            "bind_vars": {"a": 1},
        },
        answer=recorded("POST /_api/explain"),
        answers={
            "all_plans": recorded("POST /_api/explain all"),
            "opt_rules": recorded("POST /_api/explain rules"),
        },
        errors=[(400, 1501), (400, 1551)],
    ),
    Method(
        "AQL.validate",
        {"query": "FOR s IN students RETURN s"},
        answer=recorded("POST /_api/query"),
        also=[
            (
                "answer: with bind parameters",
                {},
                recorded("POST /_api/query", bindVars=["a"], warnings=[{"code": 1}]),
            )
        ],
        errors=[(400, 1501)],
    ),
    Method(
        "AQL.execute",
        {"query": "FOR s IN students RETURN s"},
        {
            "count": True,
            "batch_size": 2,
            "ttl": 60,
            "bind_vars": {"a": 1},
            "full_count": True,
            "max_plans": 3,
            "optimizer_rules": ["-all"],
            "cache": True,
            "memory_limit": 1000000,
            "fail_on_warning": True,
            "profile": True,
            "max_transaction_size": 100000,
            "max_warning_count": 5,
            "intermediate_commit_count": 10,
            "intermediate_commit_size": 1000,
            "satellite_sync_wait": 2.5,
            "stream": True,
            "skip_inaccessible_cols": True,
            "max_runtime": 1.5,
        },
        answer=recorded("POST /_api/cursor"),
        answers={
            "batch_size": recorded("POST /_api/cursor first"),
            "profile": recorded("POST /_api/cursor profile"),
        },
        also=[
            ("profile by number", {"profile": 2}, recorded("POST /_api/cursor profile")),
            (
                "answer: without extra",
                {},
                ok({"result": [], "hasMore": False, "error": False, "code": 201}, 201),
            ),
        ],
        errors=[(400, 1501), (400, 1551), (404, 1203), (410, 1500)],
    ),
    Method("AQL.kill", {"query_id": "26"}, answer=ok(), errors=[(404, 1591)]),
    Method(
        "AQL.queries",
        answer=ok([QUERY, {"id": "27", "query": "RETURN 1"}]),
        also=[("answer: none", {}, ok([]))],
    ),
    Method("AQL.slow_queries", answer=ok([{**QUERY, "state": "finished", "warnings": 1}])),
    Method("AQL.clear_slow_queries", answer=ok()),
    Method("AQL.tracking", answer=ok(TRACKING)),
    Method(
        "AQL.set_tracking",
        options={
            "enabled": True,
            "max_slow_queries": 64,
            "slow_query_threshold": 10,
            "max_query_string_length": 4096,
            "track_bind_vars": True,
            "track_slow_queries": True,
        },
        answer=ok(TRACKING),
    ),
    Method(
        "AQL.functions",
        answer=ok(result=[FUNCTION]),
        also=[("answer: none", {}, recorded("GET /_api/aqlfunction"))],
    ),
    Method(
        "AQL.create_function",
        {"name": "my::half", "code": FUNCTION["code"]},
        answer=recorded("POST /_api/aqlfunction"),
        errors=[(400, 1580), (400, 1581)],
    ),
    Method(
        "AQL.delete_function",
        {"name": "my::half"},
        {"group": True, "ignore_missing": True},
        answer=recorded("DELETE /_api/aqlfunction/{name}"),
        errors=[(404, 1582)],
    ),
    Method("AQLQueryCache.entries", answer=recorded("GET /_api/query-cache/entries")),
    Method("AQLQueryCache.clear", answer=ok()),
    Method("AQLQueryCache.properties", answer=CACHE),
    Method(
        "AQLQueryCache.configure",
        options={
            "mode": "demand",
            "max_results": 32,
            "max_results_size": 268435456,
            "max_entry_size": 16777216,
            "include_system": True,
        },
        answer=CACHE,
    ),
]
