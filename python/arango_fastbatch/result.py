"""What a call gives: its result, or what stands for it in another context than the default."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from arango_fastbatch.job import BatchJob

T = TypeVar("T")

Result: TypeAlias = T | BatchJob[T] | None
"""The result itself by default; a job in a batch; None in a batch that keeps no results."""

__all__ = ["BatchJob", "Result", "T"]
