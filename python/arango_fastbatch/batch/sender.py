"""The way of a batch to the server: how much goes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from arango_fastbatch.batch.accounts import Accounts, Span
from arango_fastbatch.batch.log import BatchLog
from arango_fastbatch.batch.multipart import MultipartWay
from arango_fastbatch.batch.report import BatchReport
from arango_fastbatch.connection import Connection


class BatchSender:
    """Sends the records of logs, and keeps the report.

    Args:
        connection: What sends.
        max_bytes: Most bytes of one multipart message.

    Attributes:
        stopped: Set it to begin no further exchange.
    """

    def __init__(self, connection: Connection, max_bytes: int) -> None:
        self._accounts = Accounts()
        self._multipart = MultipartWay(connection, self._accounts, max_bytes)
        self.stopped = False

    @property
    def report(self) -> BatchReport:
        """What became of the requests so far."""
        return self._accounts.report

    @property
    def is_certain(self) -> bool:
        """Whether it is known of every request if it was executed; else nothing more may go."""
        return self._accounts.is_certain

    async def send(self, log: BatchLog, result: Callable[[int], Any]) -> None:
        """Send a log's records that were not sent yet, in as many exchanges as it takes.

        Args:
            log: The log.
            result: Gives the result of one of its records, or raises what its job raises.

        Raises:
            ServerUnreachableError: If no connection came about. Records that were not sent before
                are still unsent: sending may be tried again.
            BatchExecuteError: If the server refused the batch as a whole.
            ServerConnectionError: If the connection broke; what had no answer is unknown.
            BatchStateError: If the answer was not what it must be; what it lacks is unknown.
        """
        while (unsent := log.unsent()) is not None and not self.stopped:
            await self._multipart.send(self._fitting(Span(log, *unsent, result)))

    def _fitting(self, span: Span) -> Span:
        """The first records of a span: as many as one multipart message takes."""
        stop = span.log.buffer.fit(span.start, self._multipart.max_bytes)
        return span.part(span.start, min(stop, span.stop))
