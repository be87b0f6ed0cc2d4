"""When calls run: batches, async jobs, transactions, and the executors behind them."""

from __future__ import annotations

from typing import Any

from tests.peer.cases.state import QUERY, VERSION, WHOLE
from tests.peer.plan import ERRORS, Program, ok, recorded, ref, step

MODULE = "database"

CONTEXTS = [
    Program(
        "AsyncDatabase.__init__",
        "without results",
        [
            step("db.begin_async_execution", False, into="later"),
            step("later.version"),
            step("later.aql.execute", QUERY),
        ],
        [VERSION],
    ),
    Program(
        "AsyncDatabase.__init__",
        "refused",
        [
            step("database:AsyncDatabase", ref("conn"), return_result=True, into="later"),
            step("later.__repr__"),
        ],
    ),
    Program(
        "BatchDatabase.commit",
        "in order, once",
        [
            step("db.begin_batch_execution", into="batch"),
            step("batch.collection", "students", into="col"),
            step("col.insert", {"_key": "1"}),
            step("col.get", "1"),
            step("col.delete", "1", sync=True),
            step("batch.queued_jobs"),
            step("batch.commit", into="jobs"),
            step("batch.queued_jobs"),
            step("batch.commit"),
            step("col.get", "1"),
        ],
        [ok({"_key": "1"}, 202), (404, 1202), (412, 1200)],
    ),
    Program(
        "BatchDatabase.commit",
        "nothing queued",
        [
            step("db.begin_batch_execution", into="batch"),
            step("batch.commit"),
            step("batch.commit"),
        ],
    ),
    Program(
        "BatchDatabase.commit",
        "without results",
        [
            step("database:BatchDatabase", ref("conn"), False, into="batch"),
            step("batch.version"),
            step("batch.queued_jobs"),
            step("batch.commit"),
        ],
        [VERSION],
    ),
    Program(
        "BatchDatabase.__aexit__",
        "with and without an exception",
        [
            step("db.begin_batch_execution", into="batch"),
            step("batch.__aenter__"),
            step("batch.version"),
            step("batch.__aexit__", None, None, None),
            step("db.begin_batch_execution", into="another"),
            step("another.version"),
            step("another.__aexit__", {"$": "object"}, None, None),
            step("another.queued_jobs"),
        ],
        [VERSION],
    ),
]

BEGUN = recorded("POST /_api/transaction/begin")
STATUS = recorded("GET /_api/transaction/{id}")
COMMITTED = ok(result={"id": "72465", "status": "committed"})
ABORTED = ok(result={"id": "72465", "status": "aborted"})
TRX_ERRORS = [*ERRORS, (404, 1655), (409, 1653)]
BEGIN_OPTIONS: dict[str, Any] = {
    "read": ["students"],
    "write": "teachers",
    "exclusive": ["rooms"],
    "sync": True,
    "allow_implicit": True,
    "lock_timeout": 5,
    "max_size": 100000,
}
BEGIN = step("db.begin_transaction", write=["students"], into="trx")

TRANSACTIONS = [
    Program(
        "StandardDatabase.begin_transaction",
        "no arguments",
        [step("db.begin_transaction", into="trx"), step("trx.transaction_id")],
        [BEGUN],
    ),
    Program(
        "StandardDatabase.begin_transaction",
        "all arguments",
        [
            step("db.begin_transaction", *BEGIN_OPTIONS.values()),
            *(step("db.begin_transaction", **{k: v}) for k, v in BEGIN_OPTIONS.items()),
            step("db.begin_transaction", sync=False, allow_implicit=False),
            step("db.begin_transaction", lock_timeout=0, max_size=0, read=[]),
        ],
        [BEGUN],
    ),
    Program(
        "StandardDatabase.begin_transaction",
        "refused",
        [step("db.begin_transaction", write="students")] * len(TRX_ERRORS),
        TRX_ERRORS,
    ),
    Program(
        "TransactionDatabase.transaction_id",
        "objects",
        [
            BEGIN,
            step("trx.__repr__"),
            step("trx.context"),
            step("trx.transaction_id"),
            step("trx.collection", "students", into="col"),
            step("col.insert", {"_key": "1"}),
            step("trx.aql.execute", QUERY),
            step("trx.begin_batch_execution"),
            step("trx.begin_async_execution"),
        ],
        [BEGUN, ok({"_key": "1"}, 202), WHOLE],
    ),
    *(
        Program(
            f"TransactionDatabase.{name}",
            "and refused",
            [BEGIN, *([step(f"trx.{name}")] * (1 + len(TRX_ERRORS)))],
            [BEGUN, answer, *TRX_ERRORS],
        )
        for name, answer in (
            ("transaction_status", STATUS),
            ("commit_transaction", COMMITTED),
            ("abort_transaction", ABORTED),
        )
    ),
    Program(
        "TransactionDatabase.begin_transaction",
        "made by hand",
        [
            step("database:TransactionDatabase", ref("conn"), into="trx"),
            step("trx.begin_transaction", *BEGIN_OPTIONS.values()),
            step("trx.transaction_id"),
            step("trx.version"),
        ],
        [BEGUN, VERSION],
    ),
]

REQUEST = step("request:Request", method="get", endpoint="/_api/version", into="request")
BODY = {"$": "handler", "gives": "body"}
RAISING = {"$": "handler", "gives": None}


def executor(name: str, label: str, made: dict[str, Any], *steps: Any, answers: Any) -> Program:
    """A program about an executor made by hand."""
    return Program(f"{name}.execute", label, [REQUEST, made, *steps], answers, module="executor")


EXECUTE = step("executor.execute", ref("request"), BODY, into="result")
FAIL = step("executor.execute", ref("request"), RAISING)
DEFAULT = step("executor:DefaultApiExecutor", ref("conn"), into="executor")
LATER = step("executor:AsyncApiExecutor", ref("conn"), True, into="executor")
BATCH = step("executor:BatchApiExecutor", ref("conn"), True, into="executor")
TRX = step("executor:TransactionApiExecutor", ref("conn"), into="executor")
CONTEXT = step("executor.context")

EXECUTORS = [
    executor(
        "DefaultApiExecutor",
        "now",
        DEFAULT,
        CONTEXT,
        EXECUTE,
        FAIL,
        EXECUTE,
        answers=[VERSION, VERSION, (404, 1203)],
    ),
    executor(
        "AsyncApiExecutor",
        "later",
        LATER,
        CONTEXT,
        EXECUTE,
        step("result.result"),
        answers=[VERSION],
    ),
    executor(
        "AsyncApiExecutor",
        "without results",
        step("executor:AsyncApiExecutor", ref("conn"), False, into="executor"),
        EXECUTE,
        answers=[VERSION],
    ),
    executor(
        "BatchApiExecutor",
        "together",
        BATCH,
        CONTEXT,
        EXECUTE,
        FAIL,
        step("executor.jobs"),
        step("executor.commit"),
        step("result.result"),
        step("executor.commit"),
        EXECUTE,
        answers=[VERSION],
    ),
    executor(
        "BatchApiExecutor",
        "without results",
        step("executor:BatchApiExecutor", ref("conn"), False, into="executor"),
        EXECUTE,
        step("executor.jobs"),
        step("executor.commit"),
        answers=[VERSION],
    ),
    executor(
        "TransactionApiExecutor",
        "in a transaction",
        TRX,
        CONTEXT,
        step("executor.begin", *BEGIN_OPTIONS.values()),
        step("executor.id"),
        EXECUTE,
        FAIL,
        step("executor.status"),
        step("executor.commit"),
        step("executor.abort"),
        answers=[BEGUN, VERSION, VERSION, STATUS, COMMITTED, ABORTED],
    ),
    Program(
        "DefaultApiExecutor.execute",
        "requests of every kind",
        [
            DEFAULT,
            *(
                made
                for kwargs in (
                    {"method": "post", "endpoint": "/_api/x", "data": {"a": 1}},
                    {"method": "PUT", "endpoint": "/_api/x", "data": "text"},
                    {"method": "patch", "endpoint": "/_api/x", "data": [1], "params": {"a": True}},
                    {"method": "delete", "endpoint": "/_api/x", "headers": {"If-Match": "_x"}},
                    {"method": "head", "endpoint": "/_api/x"},
                    {"method": "get", "endpoint": "/_api/x", "deserialize": False},
                )
                for made in (step("request:Request", **kwargs, into="request"), EXECUTE)
            ),
        ],
        [VERSION, VERSION, VERSION, VERSION, {"status": 200}, VERSION],
        module="executor",
    ),
]

METHODS = [*CONTEXTS, *TRANSACTIONS, *EXECUTORS]
