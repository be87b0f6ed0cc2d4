"""Executors: when a call runs."""

from arango_fastbatch.executor.base import Executor, Group, ResponseHandler
from arango_fastbatch.executor.batch import BatchApiExecutor
from arango_fastbatch.executor.default import DefaultApiExecutor
from arango_fastbatch.executor.stored import AsyncApiExecutor
from arango_fastbatch.executor.transaction import TransactionApiExecutor

ApiExecutor = Executor

__all__ = [
    "ApiExecutor",
    "AsyncApiExecutor",
    "BatchApiExecutor",
    "DefaultApiExecutor",
    "Executor",
    "Group",
    "ResponseHandler",
    "TransactionApiExecutor",
]
