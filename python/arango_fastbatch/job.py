"""Jobs: what a call gives where its result is not there yet."""

from __future__ import annotations

from arango_fastbatch._core import BatchJob
from arango_fastbatch.executor.stored import AsyncJob

__all__ = ["AsyncJob", "BatchJob"]
