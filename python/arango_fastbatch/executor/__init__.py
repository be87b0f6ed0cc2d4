"""Executors: when a call runs."""

from arango_fastbatch.executor.base import Executor, Group, ResponseHandler
from arango_fastbatch.executor.batch import BatchApiExecutor
from arango_fastbatch.executor.default import DefaultApiExecutor

ApiExecutor = Executor

__all__ = [
    "ApiExecutor",
    "BatchApiExecutor",
    "DefaultApiExecutor",
    "Executor",
    "Group",
    "ResponseHandler",
]
