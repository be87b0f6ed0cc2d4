"""The way of a batch to the server: which one it is, and how much goes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from arango_fastbatch.batch.accounts import Accounts, Span
from arango_fastbatch.batch.log import BatchLog
from arango_fastbatch.batch.multipart import MultipartWay, NoBatchEndpoint
from arango_fastbatch.batch.pipelined import PipelinedWay
from arango_fastbatch.batch.report import BatchReport
from arango_fastbatch.connection import Connection
from arango_fastbatch.dialect import has_batch_endpoint

# A smaller batch just asks for the endpoint where the server's version is not known: asking for the
# version first would take as long.
_WORTH_ASKING_BYTES = 1024 * 1024


class BatchSender:
    """Sends the records of logs, and keeps the report.

    Args:
        connection: What sends.
        max_bytes: Most bytes of one multipart message.
        ordered: Whether records run in their order.
    """

    def __init__(self, connection: Connection, max_bytes: int, ordered: bool) -> None:
        self._conn = connection
        self._accounts = Accounts()
        self._multipart = MultipartWay(connection, self._accounts, max_bytes)
        self._pipelined = PipelinedWay(connection, self._accounts, ordered)
        # Whether the server has no batch endpoint; it may get none, but not one again.
        self._has_none = False
        self._is_stopped = False

    @property
    def is_stopped(self) -> bool:
        """Whether nothing more is sent."""
        return self._is_stopped

    def stop(self) -> None:
        """Begin no further exchange, nor a further request of a stream."""
        self._is_stopped = True
        self._pipelined.halt()

    @property
    def report(self) -> BatchReport:
        """What became of the requests so far."""
        return self._accounts.report

    @property
    def may_go_on(self) -> bool:
        """Whether more may be sent: it is known of every request if it was executed."""
        return self._accounts.is_certain and not self._is_stopped

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
        while (unsent := log.unsent()) is not None and not self._is_stopped:
            span = Span(log, *unsent, result)
            if not self._has_none:
                self._has_none = await self._lacks_endpoint(span)
            if self._has_none:
                await self._pipelined.send(span)
            else:
                await self._send_by_endpoint(self._fitting(span))

    async def _send_by_endpoint(self, span: Span) -> None:
        """Send what one message takes; where there is no endpoint, the records are unsent."""
        if span.log.buffer.alone(span.start):
            # What no multipart message can hold goes between two of them.
            await self._pipelined.send(span)
            return
        try:
            await self._multipart.send(span)
        except NoBatchEndpoint:
            self._conn.note_no_batch_endpoint()
            # What else the server lacks is told by its version, when results are read.
            await self._conn.learn_server_version()
            self._has_none = True

    def _fitting(self, span: Span) -> Span:
        """The first records of a span: as many as one multipart message takes."""
        stop = span.log.buffer.fit(span.start, self._multipart.max_bytes)
        return span.part(span.start, min(stop, span.stop))

    async def _lacks_endpoint(self, span: Span) -> bool:
        """Whether the server is known to have no batch endpoint."""
        version = self._conn.known_server_version()
        if version is None:
            fitting = self._fitting(span)
            size = span.log.buffer.wire_size(fitting.start, fitting.stop)
            if size >= _WORTH_ASKING_BYTES:
                version = await self._conn.server_version()
        return not has_batch_endpoint(version)
