"""Jobs: what a call gives where its result is not there yet.

Beside them this shows what programs import from here with python-aioarango.
"""

from __future__ import annotations

from arango_fastbatch._core import BatchJob
from arango_fastbatch.exceptions import (
    AsyncJobCancelError,
    AsyncJobClearError,
    AsyncJobResultError,
    AsyncJobStatusError,
    BatchJobResultError,
)
from arango_fastbatch.executor.base import T
from arango_fastbatch.executor.stored import AsyncJob
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

__all__ = [
    "AsyncJob",
    "AsyncJobCancelError",
    "AsyncJobClearError",
    "AsyncJobResultError",
    "AsyncJobStatusError",
    "BatchJob",
    "BatchJobResultError",
    "Request",
    "Response",
    "T",
]
