"""Executors: when a call runs.

Beside them this shows what programs import from here with python-aioarango.
"""

from arango_fastbatch._core import BatchJob
from arango_fastbatch.exceptions import (
    AsyncExecuteError,
    BatchExecuteError,
    BatchStateError,
    TransactionAbortError,
    TransactionCommitError,
    TransactionInitError,
    TransactionStatusError,
)
from arango_fastbatch.executor.base import (
    Executor,
    ForeignExecutor,
    Group,
    RequestExecutor,
    ResponseHandler,
    T,
    executor_of,
)
from arango_fastbatch.executor.batch import BatchApiExecutor
from arango_fastbatch.executor.default import DefaultApiExecutor
from arango_fastbatch.executor.stored import AsyncApiExecutor, AsyncJob
from arango_fastbatch.executor.transaction import TransactionApiExecutor
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.typings import Fields, Json
from arango_fastbatch.utils import suppress_warning

ApiExecutor = Executor

__all__ = [
    "ApiExecutor",
    "AsyncApiExecutor",
    "AsyncExecuteError",
    "AsyncJob",
    "BatchApiExecutor",
    "BatchExecuteError",
    "BatchJob",
    "BatchStateError",
    "DefaultApiExecutor",
    "Executor",
    "Fields",
    "ForeignExecutor",
    "Group",
    "Json",
    "Request",
    "RequestExecutor",
    "Response",
    "ResponseHandler",
    "T",
    "TransactionAbortError",
    "TransactionApiExecutor",
    "TransactionCommitError",
    "TransactionInitError",
    "TransactionStatusError",
    "executor_of",
    "suppress_warning",
]
