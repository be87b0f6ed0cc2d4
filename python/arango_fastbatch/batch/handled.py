"""The jobs of requests that were queued with a response handler of the caller's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from arango_fastbatch._core import BatchJob
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")


class HandlerLog(Protocol):
    """Where a `HandlerJob` finds its answer."""

    def job_id(self, index: int) -> str:
        """The id of a job."""

    def job_status(self, index: int) -> str:
        """The status of a job."""

    def job_result(self, index: int) -> Response:
        """A job's answer."""


class HandlerJob(BatchJob[T]):
    """The job of a request that was queued with a response handler of the caller's own.

    It holds the handler itself, as an object that the garbage collector sees: handlers often hold
    the wrapper that queued them, and so, in a circle, their own job.
    """

    __slots__ = ("_handler", "_index", "_log")

    _handler: Callable[[Response], T]
    _index: int
    _log: HandlerLog

    def __new__(cls, log: HandlerLog, index: int, handler: Callable[[Response], T]) -> Self:
        """Make the job of one record of a log."""
        self = super().__new__(cls, handler)
        self._log = log
        self._index = index
        self._handler = handler
        return self

    @property
    def id(self) -> str:
        """The job's id."""
        return self._log.job_id(self._index)

    def status(self) -> str:
        """Whether the job is "pending" or "done"."""
        return self._log.job_status(self._index)

    def result(self) -> T:
        """What the handler makes of the answer."""
        return self._handler(self._log.job_result(self._index))

    def __repr__(self) -> str:
        return f"<BatchJob {self.id}>"
