"""The batch context: calls are queued, and sent together."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from arango_fastbatch.batch.report import BatchReport
from arango_fastbatch.connection import Connection
from arango_fastbatch.context import C_co
from arango_fastbatch.database.base import Database
from arango_fastbatch.executor import BatchApiExecutor
from arango_fastbatch.job import BatchJob


class BatchDatabase(Database[C_co]):
    """A database whose calls are queued and sent together; see `begin_batch_execution`.

    Several tasks may queue into one batch. After its commit it cannot be used again.

    Args:
        connection: What sends requests.
        return_result: Whether calls give jobs, which have the results after the commit.
        flush_bytes: Send what is queued when it is so many bytes on the wire.
        flush_count: Send what is queued when it is so many calls.
        max_batch_bytes: Most bytes of one HTTP request; None for the client's own limit.
        ordered: Whether the calls are executed in their order.

    Raises:
        RequestInvalidError: If a limit is below 1.
    """

    _executor: BatchApiExecutor

    def __init__(
        self,
        connection: Connection,
        return_result: bool,
        *,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
        max_batch_bytes: int | None = None,
        ordered: bool = True,
    ) -> None:
        executor = BatchApiExecutor(
            connection,
            return_result,
            flush_bytes=flush_bytes,
            flush_count=flush_count,
            max_batch_bytes=max_batch_bytes,
            ordered=ordered,
        )
        super().__init__(connection, executor)

    def __repr__(self) -> str:
        return f"<BatchDatabase {self.name}>"

    async def __aenter__(self) -> BatchDatabase[C_co]:
        return self

    async def __aexit__(
        self,
        exception: type[BaseException] | None,
        error: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        if exception is None:
            await self._executor.commit()
        else:
            await self._executor.abandon()

    @property
    def report(self) -> BatchReport:
        """What became of the calls, right at any moment: sent, succeeded, failed, unknown."""
        return self._executor.report

    def queued_jobs(self) -> list[BatchJob[Any]] | None:
        """The jobs of all calls, in the order of the calls.

        Returns:
            The jobs, before and after the commit; None for a batch that keeps no results.
        """
        return self._executor.jobs

    def unknown_jobs(self) -> list[BatchJob[Any]]:
        """The jobs of calls that were sent and got no whole answer.

        They may have been executed, or not: `BatchOutcomeUnknownError`, which their `result()`
        raises, has the request.

        Returns:
            The jobs in the order of their calls; also for a batch that keeps no results.
        """
        return self._executor.unknown_jobs()

    async def commit(self) -> list[BatchJob[Any]] | None:
        """Send what is queued, in the order in which it was queued.

        Returns:
            The jobs, in the order of the calls; None for a batch that keeps no results.

        Raises:
            BatchStateError: If the batch was committed already, or the answer was malformed: then
                jobs whose answers are whole are done, and `unknown_jobs` lists the others.
            BatchExecuteError: If the server refused the batch as a whole.
            ServerConnectionError: If the connection broke. With `ServerUnreachableError` nothing
                was sent, and the commit may be called again.

        Endpoint:
            POST /_api/batch; where there is none (3.12.3 and later), those of the calls
        """
        return await self._executor.commit()
