"""What a call gives: its result, or what stands for it in another context than the default."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from arango_fastbatch.job import AsyncJob, BatchJob

T = TypeVar("T")

Result: TypeAlias = T | AsyncJob[T] | BatchJob[T] | None
"""The result itself by default; a job in the async context and in a batch; None where no results
are kept."""

__all__ = ["AsyncJob", "BatchJob", "Result", "T"]
