"""Async jobs, tasks and JavaScript transactions: what goes over the wire, and what comes of it."""

from __future__ import annotations

import pytest
from tests.wire.cases import Case, Refused, by_error
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.exceptions import (
    AsyncJobClearError,
    AsyncJobListError,
    TaskCreateError,
    TaskDeleteError,
    TaskGetError,
    TaskListError,
    TransactionExecuteError,
)

OK = {"error": False, "code": 200}
TASK = {"id": "7", "name": "sweep", "created": 1.5, "type": "periodic", "period": 2, "offset": 0}
INSTEAD = "exists only before 4.0; instead: a scheduler outside of the server"

CASES = {
    "async_jobs": Case(
        lambda db: db.async_jobs("pending"), Asked("GET", "/_api/job/pending"), ["1"], ["1"]
    ),
    "async_jobs, every option": Case(
        lambda db: db.async_jobs("done", 5), Asked("GET", "/_api/job/done?count=5"), [], []
    ),
    "clear_async_jobs": Case(
        lambda db: db.clear_async_jobs(), Asked("DELETE", "/_api/job/all"), {"result": True}, True
    ),
    "clear_async_jobs, every option": Case(
        lambda db: db.clear_async_jobs(0),
        Asked("DELETE", "/_api/job/expired?stamp=0"),
        {"result": True},
        True,
    ),
    "tasks": Case(lambda db: db.tasks(), Asked("GET", "/_api/tasks"), [TASK], [TASK]),
    "task": Case(
        lambda db: db.task("7/ö"), Asked("GET", "/_api/tasks/7%2F%C3%B6"), {**OK, **TASK}, TASK
    ),
    "create_task": Case(
        lambda db: db.create_task("sweep", "f()"),
        Asked("POST", "/_api/tasks/", {"name": "sweep", "command": "f()"}),
        {**OK, **TASK},
        TASK,
    ),
    "create_task, every option": Case(
        lambda db: db.create_task("sweep", "f()", {"a": 1}, 2, 0, "7"),
        Asked(
            "POST",
            "/_api/tasks/7",
            {
                "name": "sweep",
                "command": "f()",
                "params": {"a": 1},
                "period": 2,
                "offset": 0,
                "id": "7",
            },
        ),
        {**OK, **TASK},
        TASK,
    ),
    "delete_task": Case(lambda db: db.delete_task("7"), Asked("DELETE", "/_api/tasks/7"), OK, True),
    "execute_transaction": Case(
        lambda db: db.execute_transaction("function () {}"),
        Asked(
            "POST",
            "/_api/transaction",
            {"action": "function () {}", "collections": {"allowImplicit": None}},
        ),
        {**OK, "result": {"n": 1}},
        {"n": 1},
    ),
    "execute_transaction, every option": Case(
        lambda db: db.execute_transaction(
            "function () {}", {"a": 1}, ["r"], "w", True, 0, 100, False, 10, 1000
        ),
        Asked(
            "POST",
            "/_api/transaction",
            {
                "action": "function () {}",
                "collections": {"read": ["r"], "write": "w", "allowImplicit": False},
                "params": {"a": 1},
                "waitForSync": True,
                "lockTimeout": 0,
                "maxTransactionSize": 100,
                "intermediateCommitCount": 10,
                "intermediateCommitSize": 1000,
            },
        ),
        OK,
        None,
    ),
}
REFUSED = by_error(
    [
        Refused(AsyncJobListError, (lambda db: db.async_jobs("done"),)),
        Refused(
            AsyncJobClearError,
            (lambda db: db.clear_async_jobs(), lambda db: db.clear_async_jobs(5)),
        ),
        Refused(TaskListError, (lambda db: db.tasks(),), f"GET /_api/tasks {INSTEAD}"),
        Refused(TaskGetError, (lambda db: db.task("7"),), f"GET /_api/tasks/{{key}} {INSTEAD}"),
        Refused(
            TaskCreateError,
            (lambda db: db.create_task("a", "b"),),
            f"POST /_api/tasks/{{key}} {INSTEAD}",
        ),
        Refused(
            TaskDeleteError,
            (lambda db: db.delete_task("7"), lambda db: db.delete_task("7", ignore_missing=True)),
            f"DELETE /_api/tasks/{{key}} {INSTEAD}",
        ),
        Refused(
            TransactionExecuteError,
            (lambda db: db.execute_transaction("f"),),
            "JavaScript on the server exists only before 4.0; instead: begin_transaction()",
        ),
    ]
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_call_is_one_request(case: str, context: str) -> None:
    await CASES[case].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("error", REFUSED)
async def test_an_error_is_the_methods_own(error: str, context: str) -> None:
    await REFUSED[error].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_missing_task_may_be_no_error(context: str) -> None:
    missing = {"error": True, "code": 404, "errorNum": 1852, "errorMessage": "task not found"}
    _, result = await exchange_with(
        context, lambda db: db.delete_task("7", ignore_missing=True), (404, missing)
    )
    assert result is False
