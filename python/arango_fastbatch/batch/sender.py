"""The way of a batch to the server: exchanges, splitting, and the truth about what came back."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from arango_fastbatch._core import AnswerError
from arango_fastbatch.batch.log import BatchLog
from arango_fastbatch.batch.report import BatchReport
from arango_fastbatch.connection import Connection
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchStateError,
    ServerUnreachableError,
)
from arango_fastbatch.http import Feed, Stream
from arango_fastbatch.operation import prepare
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

# With these the server (or what stands before it) refuses a batch before any of it runs.
_REFUSED_WHOLE = frozenset({401, 403, 404, 405, 411, 414, 431, 503})
_TOO_LARGE = 413
# So many failures are looked at before others get their turn on the loop.
_FAILURES_A_TURN = 256


class BatchSender:
    """Sends the records of logs, and keeps the report.

    Args:
        connection: What sends.
        max_bytes: Most bytes of one request.

    Attributes:
        report: What became of the requests so far.
        left_unsent: Whether the last exchange ended with the server surely not having run any of
            it, so that it may be sent again.
    """

    def __init__(self, connection: Connection, max_bytes: int) -> None:
        self._conn = connection
        self._max_bytes = max_bytes
        self.report = BatchReport()
        self.left_unsent = False

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
        while log.sent < len(log.buffer):
            start = log.sent
            stop = log.buffer.fit(start, self._max_bytes)
            response = await self._exchange(log, start, stop)
            if response is not None:
                self._split(log, start, stop, response)
            else:
                await self._account(log, start, stop, result)

    async def _exchange(self, log: BatchLog, start: int, stop: int) -> Response | None:
        """Send records start to stop; gives the answer only if it says that they are too many."""
        boundary = secrets.token_hex(16)
        decoder = log.buffer.decoder(boundary, start, stop)

        def answer(status: int, headers: Mapping[str, str]) -> Feed | None:
            return _feed_for(status, headers, decoder.feed)

        request = Request(
            "post",
            "/_api/batch",
            headers={"content-type": f"multipart/form-data; boundary={boundary}"},
        )
        begun = False

        def segments() -> Iterable[bytes]:
            nonlocal begun
            begun = True
            return log.buffer.segments(boundary, start, stop)

        stream = Stream(log.buffer.wire_size(start, stop), segments, answer)
        count = stop - start
        self.report.sent += count
        log.sent = stop
        self.left_unsent = False
        try:
            response = await self._conn.stream(request, stream)
            if response.status_code == 200:
                decoder.finish()
                return None
        except ServerUnreachableError:
            self._unsend(log, start, stop)
            raise
        except AnswerError as error:
            message, part = error.args
            where = f" (at part {part} of the answer)" if part is not None else ""
            self._lose(log, start, stop, f"the answer is malformed: {message}{where}")
            raise BatchStateError(
                f"malformed answer to a batch of {count} requests: {message}{where}; "
                "the outcome of requests without an answer is unknown, see unknown_jobs()"
            ) from error
        except BaseException as error:
            if begun:
                self._lose(log, start, stop, str(error) or type(error).__name__)
            else:
                self._unsend(log, start, stop)
            raise
        if response.status_code == _TOO_LARGE:
            self._unsend(log, start, stop)
            return response
        if response.status_code in _REFUSED_WHOLE:
            self._unsend(log, start, stop)
        else:
            self._lose(log, start, stop, f"the server answered {response.status_code} as a whole")
        raise BatchExecuteError(prepare(response, self._conn), request)

    def _split(self, log: BatchLog, start: int, stop: int, too_large: Response) -> None:
        """Lower the size of requests after the server refused one as too large."""
        if stop - start > 1:
            self._max_bytes = max(1, log.buffer.wire_size(start, stop) // 2)
            return
        # One request alone: it fails, and the others go on.
        log.sent = stop
        self.report.sent += 1
        self.report.add_failure(log.offset + start, log.refuse(start, too_large))

    def _unsend(self, log: BatchLog, start: int, stop: int) -> None:
        self.report.sent -= stop - start
        log.sent = start
        self.left_unsent = True

    def _lose(self, log: BatchLog, start: int, stop: int, reason: str) -> None:
        """Note that records without an answer have an unknown outcome, and count the others."""
        unknown = len(log.buffer.unanswered(start, stop))
        if unknown:
            log.unknown.append((start, stop, reason))
        failed = log.buffer.failed(start, stop)
        self.report.unknown += unknown
        self.report.succeeded += stop - start - unknown - len(failed)
        for index in failed:
            self._judge(log, index, log.job_result)

    async def _account(
        self, log: BatchLog, start: int, stop: int, result: Callable[[int], Any]
    ) -> None:
        """Count what became of records that all have their answers."""
        failed = log.buffer.failed(start, stop)
        self.report.succeeded += stop - start - len(failed)
        cancelled: asyncio.CancelledError | None = None
        for count, index in enumerate(failed, 1):
            self._judge(log, index, result)
            if count % _FAILURES_A_TURN == 0 and cancelled is None:
                try:
                    await asyncio.sleep(0)
                except asyncio.CancelledError as error:
                    # The answers are here: the report tells of them all the same.
                    cancelled = error
        if cancelled is not None:
            raise cancelled

    def _judge(self, log: BatchLog, index: int, result: Callable[[int], Any]) -> None:
        # An error status need not be a failure: a method may be told to ignore what is missing.
        try:
            result(index)
        except Exception as error:
            self.report.add_failure(log.offset + index, error)
        else:
            self.report.succeeded += 1


def _feed_for(status: int, headers: Mapping[str, str], feed: Feed) -> Feed | None:
    if status != 200:
        return None
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        raise AnswerError(f"its content type is {media_type or 'missing'!r}", None)
    return feed
