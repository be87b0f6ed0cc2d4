"""The server: what it is, how it runs, its log, certificates and secrets; tasks and jobs."""

from __future__ import annotations

from tests.peer.plan import Method, ok, raw, recorded

MODULE = "database"

TASK = recorded("PUT /_api/tasks/{id}")
KEYS = [{"sha256": "c6c3de"}, {"sha256": "0f1a"}]
TLS = ok(
    result={
        "keyfile": {"sha256": "aa", "certificates": ["-----BEGIN"], "privateKeySha256": "bb"},
        "clientCA": {"sha256": "cc", "certificates": []},
        "SNI": {"a.example": {"sha256": "dd", "certificates": []}},
    }
)
LOG = {
    "totalAmount": 2,
    "lid": [0, 1],
    "topic": ["general", "queries"],
    "level": [3, 2],
    "timestamp": [1748024175, 1748024176],
    "text": ["ready", "slow"],
}
LEVELS = {"agency": "INFO", "aql": "WARNING", "general": "DEBUG", "all": "INFO"}

METHODS = [
    Method("Database.version", answer=recorded("GET /_api/version")),
    Method(
        "Database.details",
        answer=ok(
            {
                "server": "arango",
                "license": "community",
                "version": "3.11.14",
                "details": {"architecture": "64bit", "build-date": "2025-05-01", "arm": "false"},
            }
        ),
    ),
    Method(
        "Database.status",
        answer=recorded("GET /_admin/status"),
        also=[("answer: nothing", {}, ok({}))],
    ),
    Method("Database.required_db_version", answer=ok(version="31114")),
    Method("Database.engine", answer=recorded("GET /_api/engine")),
    Method(
        "Database.statistics",
        options={"description": True},
        answer=recorded("GET /_admin/statistics"),
        answers={"description": recorded("GET /_admin/statistics-description")},
    ),
    Method("Database.role", answer=ok(role="SINGLE")),
    Method("Database.time", answer=ok(time=1748024175.25)),
    Method(
        "Database.echo",
        answer=ok(
            {
                "authorized": True,
                "user": "root",
                "database": "test",
                "url": "/_admin/echo",
                "protocol": "http",
                "requestType": "GET",
                "headers": {"host": "127.0.0.1"},
                "parameters": {},
                "isAdminUser": True,
            }
        ),
        errors=[(501, 9)],
    ),
    Method(
        "Database.shutdown",
        answer=ok("OK"),
        also=[("answer: in its own words", {}, raw("OK"))],
    ),
    Method(
        "Database.run_tests",
        {"tests": ["js/server/tests/a.js"]},
        answer=ok({"passed": True}),
    ),
    Method(
        "Database.read_log",
        options={
            "upto": "warning",
            "level": "error",
            "start": 1,
            "size": 2,
            "offset": 3,
            "search": "slow",
            "sort": "desc",
        },
        answer=ok(LOG),
        also=[
            ("upto by number", {"upto": 2}),
            ("level by number", {"level": 1}),
            ("answer: with totalAmount alone", {}, ok({"totalAmount": 0})),
            ("answer: without totalAmount", {}, ok({"lid": []})),
        ],
    ),
    Method("Database.log_levels", answer=ok(LEVELS)),
    Method(
        "Database.set_log_levels",
        options={"general": "DEBUG", "aql": "TRACE"},
        answer=ok(LEVELS),
    ),
    Method("Database.reload_routing", answer=ok()),
    Method("Database.metrics", answer=recorded("GET /_admin/metrics")),
    Method(
        "Database.jwt_secrets",
        answer=ok(result={"active": KEYS[0], "passive": KEYS[1:]}),
    ),
    Method(
        "Database.reload_jwt_secrets",
        answer=ok(result={"active": KEYS[0], "passive": KEYS[1:]}),
    ),
    Method("Database.tls", answer=TLS),
    Method("Database.reload_tls", answer=TLS),
    Method("Database.encryption", answer=ok(result=KEYS)),
    # --- Tasks
    Method(
        "Database.tasks",
        answer=ok([{**TASK["body"], "runs": 3}, recorded("POST /_api/tasks")["body"]]),
        also=[("answer: none", {}, ok([]))],
    ),
    Method("Database.task", {"task_id": "sampleTask"}, answer=TASK, errors=[(404, 1852)]),
    Method(
        "Database.create_task",
        {"name": "SampleTask", "command": "require('@arangodb').print(params);"},
        {"params": {"a": 1}, "period": 2, "offset": 3, "task_id": "sampleTask"},
        answer=recorded("POST /_api/tasks"),
        answers={"task_id": TASK},
        errors=[(409, 1851)],
    ),
    Method(
        "Database.delete_task",
        {"task_id": "sampleTask"},
        {"ignore_missing": True},
        answer=recorded("DELETE /_api/tasks/{id}"),
        errors=[(404, 1852)],
    ),
    # --- Async jobs
    Method(
        "Database.async_jobs",
        {"status": "done"},
        {"count": 5},
        answer=recorded("GET /_api/job/{type}"),
        also=[("pending", {"status": "pending"}, ok([]))],
    ),
    Method(
        "Database.clear_async_jobs",
        options={"threshold": 1748024175},
        answer=recorded("DELETE /_api/job/{id}"),
    ),
]
